//! What a figure takes from the record beside the tables: the scenario, and where the numbers are from.

use super::{ReportError, axis::number};
use crate::record::{SweepHead, hash8};
use crate::scenario::Scenario;
use crate::scenario::design::Luck;
use serde::Deserialize;
use std::path::Path;

/// Path of the number of people.
const PEOPLE: &str = "population.size";

/// The parts of `provenance.json` that figures use.
#[derive(Debug, Deserialize)]
pub struct Provenance {
    tress: Version,
    scenario: Resolved,
    rng_seed: u64,
    #[serde(default)]
    fit: Option<Fit>,
}

#[derive(Debug, Deserialize)]
struct Fit {
    path: String,
}

#[derive(Debug, Deserialize)]
struct Version {
    version: String,
}

#[derive(Debug, Deserialize)]
struct Resolved {
    hash8: String,
    resolved: Scenario,
}

impl Provenance {
    /// Reads `provenance.json` of `folder`.
    ///
    /// # Errors
    /// A file that is missing, or does not hold what it should.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join("provenance.json");
        let text = std::fs::read_to_string(&path)
            .map_err(|source| ReportError::Read { path: path.clone(), source })?;
        serde_json::from_str(&text)
            .map_err(|error| ReportError::Provenance { path, message: error.to_string() })
    }

    /// Scenario name, rng_seed, replicates, hash and version, for the foot of a figure.
    pub fn small_print(&self, replicates: usize) -> String {
        format!(
            "{}  ·  rng_seed {}  ·  {replicates} {}  ·  {}  ·  tress {}",
            self.scenario.resolved.name,
            self.rng_seed,
            if replicates == 1 { "replicate" } else { "replicates" },
            self.scenario.hash8,
            self.tress.version
        )
    }

    /// What a figure of a sweep is of and where its numbers are from: scenario, design, its random numbers and the luck of
    /// its points, points and replicates, people, the sweep's own hash, and version.
    pub fn sweep_print(&self, head: &SweepHead) -> String {
        let varies = head.design.inputs.iter().flat_map(|input| &input.paths).any(|path| path == PEOPLE)
            || head.inputs.iter().any(|[column, _]| column == PEOPLE);
        let people = match self.scenario.resolved.population.size {
            Some(people) if !varies => format!("  ·  {} people", number(f64::from(people), 1.0)),
            _ => String::new(),
        };
        let luck = match head.design.luck {
            Luck::Own => "",
            Luck::Paired => "  ·  paired luck",
            Luck::Apart => "  ·  luck apart",
        };
        let counted = |count: u64, noun: &str| {
            format!("{} {noun}{}", number(count as f64, 1.0), if count == 1 { "" } else { "s" })
        };
        format!(
            "{}  ·  {}  ·  seed {}{luck}  ·  {} × {}{people}  ·  sweep {}  ·  tress {}",
            head.scenario,
            head.design.design,
            head.design.rng_seed,
            counted(head.points, "point"),
            counted(u64::from(head.replicates), "replicate"),
            hash8(&head.key),
            self.tress.version
        )
    }

    /// Scenario name, fit file, hash and version, for the foot of a figure of a fit.
    pub fn fit_print(&self) -> String {
        let file = self.fit.as_ref().and_then(|fit| Path::new(&fit.path).file_name());
        format!(
            "{}  ·  {}  ·  {}  ·  tress {}",
            self.scenario.resolved.name,
            file.map_or("fit".into(), |name| name.to_string_lossy()),
            self.scenario.hash8,
            self.tress.version
        )
    }

    /// The scenario, with overrides applied.
    pub fn into_scenario(self) -> Scenario {
        self.scenario.resolved
    }
}
