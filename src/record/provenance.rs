//! `provenance.json`: where results come from, and all it takes to have them again.

use super::environment::{Environment, Program, crates, peak_bytes, timestamp};
use super::hash::{hash8, scenario_hash, sha256};
use super::names::arm_names;
use super::store::{PROVENANCE, StoreError};
use super::until::UntilRecord;
use crate::scenario::design::DesignFile;
use crate::scenario::{Scenario, TargetingRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a run was started with.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Path of the scenario, as given.
    pub path: &'a str,
    /// Its text, as read.
    pub text: &'a str,
    /// Overrides, as given: `population.size=1000`.
    pub overrides: &'a [String],
    /// Files that the scenario names, as it names them, with their content.
    pub inputs: &'a [(&'a str, &'a [u8])],
    /// Threads to run on.
    pub threads: usize,
}

/// The record of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program.
    pub tress: Program,
    /// The scenario.
    pub scenario: ScenarioRecord,
    /// Overrides, as given.
    pub overrides: Vec<String>,
    /// Start of every random number.
    pub rng_seed: u64,
    /// Replicates of each arm.
    pub replicates: u32,
    /// Names of the arms; the first is the baseline.
    pub arms: Vec<String>,
    /// What `tress targets` compared, if it was that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<TargetsRecord>,
    /// The fit file, if it was a fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<FitRecord>,
    /// The design, if it was a sweep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<SweepRecord>,
    /// What `--until` asked for, if it did, and what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UntilRecord>,
    /// Versions of the crates that touch numbers.
    pub crates: BTreeMap<String, String>,
    /// The machine.
    pub environment: Environment,
    /// Threads it ran on; results do not depend on them.
    pub threads: usize,
    /// When it started: RFC 3339, UTC.
    pub started: String,
    /// Where the time went.
    pub timing: Timing,
    /// How fast it was.
    pub rates: Rates,
    /// How much memory it took.
    pub memory: Memory,
    /// SHA-256 of every other file of the folder, by name.
    pub files: BTreeMap<String, String>,
}

/// What `tress targets` compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetsRecord {
    /// Name of the intervention.
    pub intervention: String,
    /// The rules.
    pub rules: Vec<TargetingRule>,
    /// Numbers of people.
    pub budgets: Vec<u32>,
}

/// The design of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepRecord {
    /// Path of the design file, or of the scenario where flags hold the design.
    pub path: String,
    /// The folder it lies in, in full.
    pub directory: Option<String>,
    /// The design, flags included.
    pub design: DesignFile,
    /// SHA-256 of the list of points, if it has one.
    pub inputs: BTreeMap<String, String>,
    /// Where that list lies, in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<PathBuf>,
}

impl SweepRecord {
    /// The record of a design: its path as given, the list of its points if it has one, and the files that it names.
    pub fn new(path: &str, design: &DesignFile, list: Option<&Path>, inputs: &[(&str, &[u8])]) -> Self {
        Self {
            path: path.into(),
            directory: directory_of(path),
            list: list.and_then(|list| list.canonicalize().ok()),
            design: design.clone(),
            inputs: inputs.iter().map(|(name, bytes)| ((*name).into(), sha256(bytes))).collect(),
        }
    }
}

/// The fit file of a fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitRecord {
    /// Path, as given.
    pub path: String,
    /// The folder it lies in, in full.
    pub directory: Option<String>,
    /// Text, word by word.
    pub text: String,
    /// Overrides, as given: `draws=50`.
    pub overrides: Vec<String>,
    /// SHA-256 of each data file it names.
    pub inputs: BTreeMap<String, String>,
}

/// The scenario of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// Path, as given.
    pub path: String,
    /// The folder it lies in, in full, by which the files it names are found again.
    pub directory: Option<String>,
    /// Text, word by word.
    pub text: String,
    /// See [`scenario_hash`].
    pub hash: String,
    /// The first eight digits of the hash, as in the folder's name.
    pub hash8: String,
    /// Every value with defaults and overrides in place.
    pub resolved: serde_json::Value,
    /// SHA-256 of each file it names.
    pub inputs: BTreeMap<String, String>,
}

/// Wall-clock seconds. Where runs stand side by side, the seconds of all threads
/// are divided by the threads that had work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Building people and networks; 0 and left out where nobody measured it, as in a sweep.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub community_s: f64,
    /// Bringing people's load up to week 0; as above.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub history_s: f64,
    /// Stepping; as above.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub step_s: f64,
    /// Tables and figures; as above.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub output_s: f64,
    /// From the start of the run to this record.
    pub total_s: f64,
}

/// Speed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Persons × steps × arms × replicates, for each second of stepping; left out where nobody measured it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub person_steps_per_s: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// Memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// The most the process held, in bytes; none where the system does not tell.
    pub peak_bytes: Option<u64>,
    /// That, for each person in memory at the same time.
    pub bytes_per_person: Option<f64>,
}

/// The folder that the file at `path` lies in, in full.
fn directory_of(path: &str) -> Option<String> {
    let whole = Path::new(path).canonicalize().ok()?;
    Some(whole.parent()?.to_string_lossy().into_owned())
}

impl FitRecord {
    /// The record of a fit file: its path as given, its text, overrides, and the data files that it names.
    pub fn new(path: &str, text: &str, overrides: &[String], inputs: &[(&str, &[u8])]) -> Self {
        Self {
            path: path.into(),
            directory: directory_of(path),
            text: text.into(),
            overrides: overrides.to_vec(),
            inputs: inputs.iter().map(|(name, bytes)| ((*name).into(), sha256(bytes))).collect(),
        }
    }
}

impl Provenance {
    /// The record of a run that starts now; timing, rates and memory are still empty.
    pub fn begin(source: Source<'_>, resolved: &Scenario) -> Self {
        let hash = scenario_hash(resolved, source.inputs);
        let directory = directory_of(source.path);
        Self {
            tress: Program::this(),
            scenario: ScenarioRecord {
                path: source.path.into(),
                directory,
                text: source.text.into(),
                hash8: hash8(&hash).into(),
                hash,
                resolved: serde_json::to_value(resolved).expect("a scenario is plain data with text keys"),
                inputs: source.inputs.iter().map(|(name, bytes)| ((*name).into(), sha256(bytes))).collect(),
            },
            overrides: source.overrides.to_vec(),
            rng_seed: resolved.rng_seed,
            replicates: resolved.replicates,
            arms: arm_names(resolved),
            crates: crates(),
            environment: Environment::here(),
            threads: source.threads,
            started: timestamp(SystemTime::now()),
            ..Self::default()
        }
    }

    /// Makes it the record of the same run from another source: that of as many replicates as it took.
    pub fn settle(&mut self, source: Source<'_>, resolved: &Scenario) {
        let started = std::mem::take(&mut self.started);
        *self = Self { started, ..Self::begin(source, resolved) };
    }

    /// Fills in the peak memory of this process, and per person when `people`
    /// of them were in memory at the same time.
    pub fn measure_memory(&mut self, people: u64) {
        let peak = peak_bytes();
        let bytes_per_person = peak.filter(|_| people > 0).map(|bytes| bytes as f64 / people as f64);
        self.memory = Memory { peak_bytes: peak, bytes_per_person };
    }

    /// Reads the record of a results folder.
    ///
    /// # Errors
    /// If it is missing, unreadable or no such record.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(PROVENANCE);
        let read = std::fs::read(&path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
        read.map_err(|cause| StoreError::Io { action: "read", path, cause })
    }

    /// Names of the files that are missing from one of two runs or whose bytes
    /// differ: none when a rerun made the same results.
    pub fn differing_files(&self, other: &Self) -> Vec<String> {
        let names =
            self.files.keys().chain(other.files.keys().filter(|name| !self.files.contains_key(*name)));
        names.filter(|name| self.files.get(*name) != other.files.get(*name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rerun_is_compared_file_by_file() {
        let with = |files: &[(&str, &str)]| Provenance {
            files: files.iter().map(|(name, hash)| (name.to_string(), hash.to_string())).collect(),
            ..Provenance::default()
        };
        let first = with(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert!(first.differing_files(&first).is_empty());
        assert_eq!(first.differing_files(&with(&[("a", "1"), ("b", "9"), ("d", "4")])), ["b", "c", "d"]);
    }
}
