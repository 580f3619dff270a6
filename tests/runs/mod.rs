//! Running the program on small scenarios, and reading the tables that it leaves.
//!
//! Tests that read tables see what a planner sees, and go on to hold when the engine is rewritten.

#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The program with these words, in `folder`.
pub fn tress<S: AsRef<str>>(folder: &Path, words: &[S]) -> Output {
    let words = words.iter().map(AsRef::as_ref);
    Command::new(env!("CARGO_BIN_EXE_tress")).args(words).current_dir(folder).output().unwrap()
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A finished run in a folder of its own.
pub struct Run {
    pub room: TempDir,
}

/// Runs a scenario without figures.
pub fn run(scenario: &str) -> Run {
    run_with(scenario, &["--no-plots"])
}

/// Runs a scenario with these flags.
pub fn run_with<S: AsRef<str>>(scenario: &str, flags: &[S]) -> Run {
    run_among(&[], scenario, flags)
}

/// Runs a scenario that names these files, with these flags.
pub fn run_among<S: AsRef<str>>(files: &[(&str, &str)], scenario: &str, flags: &[S]) -> Run {
    let room = tempfile::tempdir().unwrap();
    for (name, text) in files.iter().chain([&("scenario.toml", scenario)]) {
        fs::write(room.path().join(name), text).unwrap();
    }
    let mut words = vec!["run", "scenario.toml", "--out", "results", "--quiet"];
    words.extend(flags.iter().map(AsRef::as_ref));
    let out = tress(room.path(), &words);
    assert!(out.status.success(), "{}\n{scenario}", said(&out.stderr));
    assert_eq!(said(&out.stderr), "", "a quiet run says nothing on stderr");
    Run { room }
}

impl Run {
    pub fn folder(&self) -> PathBuf {
        self.room.path().join("results")
    }

    pub fn table(&self, name: &str) -> Table {
        Table::read(&self.folder().join(name))
    }

    pub fn timeseries(&self) -> Table {
        self.table("timeseries.csv")
    }

    pub fn summary(&self) -> Table {
        self.table("summary.csv")
    }

    pub fn people(&self) -> Table {
        self.table("people.csv")
    }

    pub fn provenance(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.folder().join("provenance.json")).unwrap()).unwrap()
    }

    /// Every file of the results by name, except the record, which holds times.
    pub fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.folder()).unwrap().map(|file| file.unwrap().path());
        let named = files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), path));
        named
            .filter(|(name, _)| name != "provenance.json")
            .map(|(name, path)| (name, fs::read(path).unwrap()))
            .collect()
    }
}

/// A table as written, cell by cell.
#[derive(Clone, PartialEq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Holds two tables to be the same, and names the first row that is not.
#[track_caller]
pub fn same(one: &Table, other: &Table, what: &str) {
    assert_eq!(one.header, other.header, "{what}: other columns");
    for (one, other) in one.rows.iter().zip(&other.rows) {
        assert_eq!(one, other, "{what}: other cells");
    }
    assert_eq!(one.rows.len(), other.rows.len(), "{what}: other numbers of rows");
}

impl Table {
    pub fn read(path: &Path) -> Self {
        let mut table = csv::Reader::from_path(path).unwrap();
        let cells = |record: &csv::StringRecord| record.iter().map(String::from).collect();
        let header = cells(table.headers().unwrap());
        Self { header, rows: table.records().map(|record| cells(&record.unwrap())).collect() }
    }

    pub fn column(&self, name: &str) -> usize {
        let found = self.header.iter().position(|column| column == name);
        found.unwrap_or_else(|| panic!("no column {name} among {:?}", self.header))
    }

    /// The rows in which these columns hold these values.
    pub fn only(&self, conditions: &[(&str, &str)]) -> Self {
        let conditions: Vec<(usize, &str)> =
            conditions.iter().map(|(name, value)| (self.column(name), *value)).collect();
        let meets = |row: &&Vec<String>| conditions.iter().all(|&(at, value)| row[at] == value);
        Self { header: self.header.clone(), rows: self.rows.iter().filter(meets).cloned().collect() }
    }

    /// The rows in which the number in a column meets a condition.
    pub fn where_number(&self, name: &str, holds: impl Fn(f64) -> bool) -> Self {
        let at = self.column(name);
        let rows = self.rows.iter().filter(|row| holds(row[at].parse().unwrap()));
        Self { header: self.header.clone(), rows: rows.cloned().collect() }
    }

    /// The table without these columns.
    pub fn without(&self, names: &[&str]) -> Self {
        let kept: Vec<usize> =
            (0..self.header.len()).filter(|&at| !names.contains(&self.header[at].as_str())).collect();
        let part = |row: &Vec<String>| kept.iter().map(|&at| row[at].clone()).collect();
        Self { header: part(&self.header), rows: self.rows.iter().map(part).collect() }
    }

    /// The numbers of a column; an empty cell is NaN.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        let at = self.column(name);
        let number = |cell: &String| if cell.is_empty() { f64::NAN } else { cell.parse().unwrap() };
        self.rows.iter().map(|row| number(&row[at])).collect()
    }

    pub fn texts(&self, name: &str) -> Vec<&str> {
        let at = self.column(name);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The rows of each arm and replicate, in order.
    pub fn runs(&self) -> Vec<Self> {
        let (arm, replicate) = (self.column("arm"), self.column("replicate"));
        let mut runs: Vec<Self> = vec![];
        for row in &self.rows {
            let same = |run: &Self| run.rows[0][arm] == row[arm] && run.rows[0][replicate] == row[replicate];
            match runs.iter_mut().find(|run| same(run)) {
                Some(run) => run.rows.push(row.clone()),
                None => runs.push(Self { header: self.header.clone(), rows: vec![row.clone()] }),
            }
        }
        runs
    }
}

/// `text` with one passage replaced, which it must hold.
pub fn edited(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "the scenario does not hold {old:?}");
    text.replacen(old, new, 1)
}

/// The rows of one arm without its name, by replicate, week and group.
pub fn of_arm(table: &Table, arm: &str) -> Table {
    let rows = table.only(&[("arm", arm)]).without(&["arm"]);
    assert!(!rows.rows.is_empty(), "no rows of the arm {arm}");
    rows
}

/// Appends arms and whatever else stands in tables of their own to a village.
pub fn and(scenario: &str, tables: &str) -> String {
    let output = scenario.find("[output]").unwrap();
    format!("{}{tables}\n{}", &scenario[..output], &scenario[output..])
}

/// An adoption rule with parameters under which a village of hundreds sees adoption within two years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Hazard,
    Contagion,
    Threshold,
    Cascade,
    Choice,
}

pub const RULES: [Rule; 5] = [Rule::Hazard, Rule::Contagion, Rule::Threshold, Rule::Cascade, Rule::Choice];

impl Rule {
    fn adoption(self) -> &'static str {
        match self {
            Self::Hazard => {
                "rule = 'hazard'\nhazard = { p = '0.05 per year', q = '1.5 per year', r = '0.3 per year' }"
            }
            Self::Contagion => {
                "rule = 'contagion'\ncontagion = { p = '0.001 per week', q = '0.02 per week' }"
            }
            Self::Threshold => "rule = 'threshold'\nthreshold = { normal = [0.55, 0.2] }",
            Self::Cascade => "rule = 'cascade'\ncascade = { q = 0.25 }",
            Self::Choice => {
                "rule = 'choice'\nchoice = { peer = 1.5, norm = 0.6, benefit = 1.0, discomfort = 0.8, habit = 2.0 }"
            }
        }
    }
}

pub const MECHANISMS: [&str; 7] =
    ["champions", "groups", "buddies", "campaign", "training", "restriction", "screening"];

/// A mechanism that does a good deal in the village.
pub fn mechanism(name: &str, rule: Rule) -> &'static str {
    match name {
        "champions" => "champions = { boost = 5 }",
        "groups" => "groups = { every = '1 week', weight = 3 }",
        "buddies" => "buddies = { every = '1 week', weight = 5, recovered_from = 'sore' }",
        "campaign" if rule == Rule::Choice => "campaign = { appeal = 2 }",
        "campaign" => "campaign = { influence = '1 per year' }",
        "training" => "training = { layer = 'salon', factor = 0.2 }",
        "restriction" => "restriction = { practices = ['hard'] }",
        "screening" => "screening = { every = '4 weeks' }",
        other => panic!("no mechanism {other}"),
    }
}

/// A village in which everything that the model knows of happens: ageing, turnover, a past, traits, two layers and
/// more, discontinuance, drift, noise, visible benefit, symptoms, recovery, programmes. The arms differ from week
/// 26 (`lecture`), and from week 40 (`champions`).
pub fn village(rule: Rule) -> String {
    let choice = rule == Rule::Choice;
    let moves = "discontinuance = '0.2 per year'\ndrift = '0.4 per year'\nnoise = 0.001";
    let push = if choice { "appeal = 1.5" } else { "influence = '0.8 per year'" };
    VILLAGE
        .replace("# ADOPTION", rule.adoption())
        .replace("# MOVES", if choice { "" } else { moves })
        .replace("# PUSH", push)
}

const VILLAGE: &str = r#"
name = "village"
rng_seed = 7
replicates = 2
[time]
horizon = "100 weeks"
[population]
size = 600
turnover = "0.05 per year"
[[population.group]]
name = "young"
share = 0.3
ages = [6, 18]
becomes = "adult"
traits = { tender_skinned = 0.4 }
multipliers = { stress = 1.1, early = 0.9 }
practices = { hard = 0.5, mild = 0.4, gentle = 0.05, soft = 0.05 }
[[population.group]]
name = "adult"
share = 0.5
ages = [18, 80]
median_age = 36
traits = { tender_skinned = 0.2 }
practices = { hard = 0.45, mild = 0.45, gentle = 0.05, soft = 0.05 }
past = { hard = 0.7, mild = 0.3 }
[[population.group]]
name = "aside"
share = 0.2
ages = [18, 80]
practices = { mild = 1.0 }
[[trait]]
name = "tender_skinned"
multipliers = { sore = 0.6 }
[history]
from_age = 5
spell = "2 years"
[[layer]]
name = "home"
households = { sizes = [0.2, 0.3, 0.2, 0.2, 0.1] }
[[layer]]
name = "friends"
weight = 1.5
friends = { mean_degree = 4, triadic_closure = 0.4, group_homophily = 0.6, age_spread = 5 }
[[layer]]
name = "salon"
weight = 0.7
venues = { size = 30, mean_degree = 2, joins = { young = 0.5, adult = 0.6 } }
[[practice]]
name = "hard"
stress = 1.0
half_life = "3 weeks"
worn_for = "6 weeks"
modifiers = { tender_skinned = 1.6 }
[[practice]]
name = "mild"
stress = 0.4
worn_for = "2 weeks"
[[practice]]
name = "gentle"
stress = 0.1
worn_for = "4 weeks"
available_to = ["young", "adult"]
[[practice]]
name = "soft"
stress = 0.15
half_life = "5 weeks"
worn_for = "3 weeks"
[adoption]
innovation = ["gentle", "soft"]
moves_to = { gentle = 0.7, soft = 0.3 }
visible_benefit = 0.5
# ADOPTION
# MOVES
[load]
recovery_time = "26 weeks"
exponent = 1.2
tightness_spread = 0.4
[[symptom]]
name = "sore"
tolerance = { median = 1.0, spread = 0.6 }
[[stage]]
name = "early"
measure = "strain"
tolerance = { median = 14, spread = 0.7 }
recover_at = 0.6
[[stage]]
name = "late"
measure = "load while early"
tolerance = { distribution = "weibull", median = 60, spread = 0.8 }
[[intervention]]
name = "lecture"
start = "26 weeks"
duration = "40 weeks"
reach = 0.4
cost = { fixed = 1000, per_person = 2 }
[intervention.campaign]
half_life = "12 weeks"
# PUSH
[[intervention]]
name = "champions"
start = "40 weeks"
duration = "50 weeks"
reach = 0.05
targeting = { rule = "nomination", groups = ["young", "adult"], layer = "friends" }
cost = { per_person = 100 }
champions = { boost = 3 }
[[arm]]
name = "none"
[[arm]]
name = "lecture"
interventions = ["lecture"]
[[arm]]
name = "champions"
interventions = ["champions"]
[output]
checkpoints = ["1 year", "100 weeks"]
"#;
