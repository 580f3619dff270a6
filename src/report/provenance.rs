//! What a figure takes from the record beside the tables: the scenario, and where the numbers are from.

use super::ReportError;
use crate::scenario::Scenario;
use serde::Deserialize;
use std::path::Path;

/// The parts of `provenance.json` that figures use.
#[derive(Debug, Deserialize)]
pub struct Provenance {
    tress: Version,
    scenario: Resolved,
    rng_seed: u64,
    #[serde(default)]
    fit: Option<Fit>,
    #[serde(default)]
    sweep: Option<Sweep>,
}

#[derive(Debug, Deserialize)]
struct Sweep {
    design: Design,
}

#[derive(Debug, Deserialize)]
struct Design {
    design: String,
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

    /// Scenario name, design, hash and version, for the foot of a figure of a sweep.
    pub fn sweep_print(&self) -> String {
        let design = self.sweep.as_ref().map_or("", |sweep| &sweep.design.design);
        format!(
            "{}  ·  {design}  ·  rng_seed {}  ·  {}  ·  tress {}",
            self.scenario.resolved.name, self.rng_seed, self.scenario.hash8, self.tress.version
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
