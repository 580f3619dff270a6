//! The design of a sweep: which values of a scenario vary, how, and what is reported of every run.

mod check;
mod knob;
mod layout;
mod words;

pub use check::reserved;
pub use knob::{Cell, Knob};
pub use layout::Layout;
#[cfg(test)]
pub use words::input_of;

use super::fitting::Scale;
use super::parse::{What, document, source_of};
use super::schema::schema_of;
use super::{Duration, Faults, Place, Read, Refusal, Source, Wrong, open};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which values of a scenario vary, how, and what is reported of every run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DesignFile {
    /// The scenario file; relative paths start at the folder of the design file.
    pub scenario: String,
    /// Starts the random numbers of the design, and the luck of its runs. People and ties start at the scenario's own.
    #[serde(default = "one")]
    pub rng_seed: u64,
    /// Changes to the scenario at every point, as after `--set`: `population.size=10_000`.
    #[serde(default)]
    pub set: Vec<String>,
    /// How points are laid out: `"grid"`, `"oat"` (one at a time), `"lhs:200"` (Latin hypercube of 200 points),
    /// `"sobol:256"` (Saltelli's matrices from 256 rows of a Sobol sequence), `"morris:20"` (20 trajectories), or
    /// `"list:points.csv"`.
    #[serde(default = "grid")]
    pub design: String,
    /// Replicates of each arm at each point; the scenario's unless given.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: Option<u32>,
    /// The arms to run; all of the scenario's unless given.
    #[serde(default)]
    pub arms: Vec<String>,
    /// What replicates of different points have in common.
    #[serde(default)]
    pub luck: Luck,
    /// When measures are reported; at the horizon unless given.
    #[serde(default)]
    pub at: Vec<Duration>,
    /// Of whom: `all` and names of groups; of all people unless given.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Values that vary.
    #[serde(default, rename = "vary")]
    #[schemars(length(max = 128))]
    pub inputs: Vec<Input>,
}

fn one() -> u64 {
    1
}

fn grid() -> String {
    "grid".into()
}

/// What replicates with the same number have in common at different points. Arms of a point always share all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Luck {
    /// People and ties, which are built once; everything that happens is drawn for each point apart.
    #[default]
    Own,
    /// Everything: points are compared under the same luck.
    Paired,
    /// Nothing: people and ties are drawn for each point apart, too.
    Apart,
}

/// A value of the scenario that varies, or several that vary together. Exactly one of `values`, `words`, `range`,
/// `normal`, `lognormal` and `triangular` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Name of its column: letters, digits, `.`, `-` and `_`; the first path unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name in figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where it stands in the scenario, as after `--set`: `["adoption.hazard.q"]`. The unit that is written there stays.
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// These numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<f64>>,
    /// Unit of its numbers, as in `"per year"` or `"weeks"`, where the scenario leaves the value to a default; otherwise
    /// the unit is that of the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// These words: rules, names, lengths of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<String>>,
    /// From here to there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
    /// In so many steps, both ends included; for `grid` and `oat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 1_000_000))]
    pub steps: Option<u32>,
    /// Scale of the range on which steps are equal, and values equally likely.
    #[serde(default)]
    pub scale: Scale,
    /// A normal distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal: Option<Normal>,
    /// A lognormal distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lognormal: Option<Lognormal>,
    /// A triangular distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triangular: Option<Triangular>,
}

impl Input {
    /// Name of its column.
    pub fn column(&self) -> &str {
        self.name.as_deref().or(self.paths.first().map(String::as_str)).unwrap_or("")
    }

    /// Its name in figures.
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(self.column())
    }
}

/// A normal distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Normal {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub sd: f64,
}

/// A lognormal distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lognormal {
    /// Its median.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub median: f64,
    /// Standard deviation of the natural logarithm.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub spread: f64,
}

/// A triangular distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Triangular {
    /// Smallest value.
    pub low: f64,
    /// Most likely value.
    pub mode: f64,
    /// Largest value.
    pub high: f64,
}

/// What the command line adds to a design, or all of it where it names a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flags {
    /// `--vary`, as given.
    pub vary: Vec<String>,
    /// `--design`.
    pub design: Option<String>,
    /// `--set`: changes to the scenario.
    pub set: Vec<String>,
    /// `--replicates`.
    pub replicates: Option<u32>,
    /// `--luck`.
    pub luck: Option<Luck>,
    /// `--at`.
    pub at: Vec<Duration>,
    /// `--group`.
    pub groups: Vec<String>,
    /// `--seed`.
    pub rng_seed: Option<u64>,
}

/// A design without faults, and the scenario that it varies.
#[derive(Clone, Debug)]
pub struct ReadDesign {
    /// The design.
    pub file: DesignFile,
    /// Its text; that of the scenario if the command line holds the design.
    pub source: Source,
    /// How points are laid out.
    pub layout: Layout,
    /// The scenario, with the changes of `set`.
    pub scenario: Read,
    /// Where each input stands in the scenario, by path.
    pub knobs: Vec<Vec<Knob>>,
    /// Where the list of points lies, if the design has one.
    pub list: Option<PathBuf>,
    /// The flags that hold some of it, and how many inputs stand in the file before theirs.
    flags: (Flags, usize),
}

/// Why a design is refused.
#[derive(Debug)]
pub enum DesignRefusal {
    /// Faults of a file.
    File(Box<Refusal>),
    /// Faults of what stands on the command line.
    Words(Vec<Wrong>),
}

impl From<Box<Refusal>> for DesignRefusal {
    fn from(refusal: Box<Refusal>) -> Self {
        Self::File(refusal)
    }
}

/// The JSON Schema (draft 2020-12) of a design file.
pub fn schema() -> serde_json::Value {
    schema_of::<DesignFile>("tress design file")
}

/// Whether the file at `path` is meant to be a design file.
pub fn is_design_file(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| What::of_text(&text) == Some(What::Design))
}

/// Reads a design: the file at `path` with what the flags add, or, if it is a scenario, the design that the flags hold.
///
/// # Errors
/// All faults of the flags; or else of the design file; or else of its scenario.
pub fn open_design(path: &Path, flags: &Flags) -> Result<ReadDesign, DesignRefusal> {
    let (mut file, source) = if is_design_file(path) {
        document::<DesignFile>(source_of(path, &[])?, What::Design, &schema(), |_, _, _| {})?
    } else {
        let named = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let file = DesignFile { scenario: named, design: grid(), rng_seed: one(), ..DesignFile::default() };
        (file, source_of(path, &[])?)
    };
    let in_file = file.inputs.len();
    add(&mut file, flags)?;
    design(file, source, in_file, flags)
}

/// Checks a design that was read before, of the scenario in `scenario`; its list of points lies at `list`, or else beside
/// `source`.
///
/// # Errors
/// All faults of the design, or else of its scenario.
pub fn design_again(
    file: DesignFile,
    source: Source,
    scenario: Source,
    list: Option<PathBuf>,
) -> Result<ReadDesign, Box<Refusal>> {
    let mut faults = Faults::default();
    let layout = check::alone(&file, &mut faults);
    let scenario = super::read(scenario)?;
    let read = against(file, &source, layout, scenario, faults).map_err(|faults| source.refuse(faults))?;
    Ok(ReadDesign { list: list.or(read.list), ..read })
}

/// Puts the flags into a design.
fn add(file: &mut DesignFile, flags: &Flags) -> Result<(), DesignRefusal> {
    let mut wrongs = vec![];
    for text in &flags.vary {
        match words::parse(text) {
            Ok(words::Varied::Arms(arms)) => file.arms = arms,
            Ok(words::Varied::Input(input)) => file.inputs.push(*input),
            Err(wrong) => wrongs.push(wrong),
        }
    }
    if !wrongs.is_empty() {
        return Err(DesignRefusal::Words(wrongs));
    }
    file.set.extend(flags.set.iter().cloned());
    file.design = flags.design.clone().unwrap_or(std::mem::take(&mut file.design));
    file.replicates = flags.replicates.or(file.replicates);
    file.luck = flags.luck.unwrap_or(file.luck);
    file.rng_seed = flags.rng_seed.unwrap_or(file.rng_seed);
    if !flags.at.is_empty() {
        file.at.clone_from(&flags.at);
    }
    if !flags.groups.is_empty() {
        file.groups.clone_from(&flags.groups);
    }
    Ok(())
}

/// Checks a design whose first `in_file` inputs stand in the file.
fn design(
    file: DesignFile,
    source: Source,
    in_file: usize,
    flags: &Flags,
) -> Result<ReadDesign, DesignRefusal> {
    let mut faults = Faults::default();
    let layout = check::alone(&file, &mut faults);
    if !faults.is_empty() {
        return Err(refuse(source, faults, in_file, flags));
    }
    let scenario = open(&source.beside(&file.scenario), &file.set)?;
    match against(file, &source, layout, scenario, faults) {
        Ok(mut read) => {
            read.flags = (flags.clone(), in_file);
            // A file names others from where it lies, a flag from where one stands.
            if let (Layout::List { file }, Some(_)) = (&read.layout, &flags.design) {
                read.list = Some(PathBuf::from(file));
            }
            Ok(read)
        }
        Err(faults) => Err(refuse(source, faults, in_file, flags)),
    }
}

/// A design held against its scenario.
fn against(
    file: DesignFile,
    source: &Source,
    layout: Option<Layout>,
    scenario: Read,
    mut faults: Faults,
) -> Result<ReadDesign, Faults> {
    check::against(&file, &scenario.scenario, &mut faults);
    let knobs = check::knobs(&file, &scenario, &mut faults);
    let layout = layout.filter(|_| faults.is_empty()).ok_or(faults)?;
    let list = match &layout {
        Layout::List { file } => Some(source.beside(file)),
        _ => None,
    };
    let flags = (Flags::default(), file.inputs.len());
    Ok(ReadDesign { file, source: source.clone(), layout, scenario, knobs, list, flags })
}

/// Faults of what the flags say are told there, the others where the file has them.
fn refuse(source: Source, faults: Faults, in_file: usize, flags: &Flags) -> DesignRefusal {
    let varied: Vec<&String> = flags.vary.iter().filter(|text| !words::names_arms(text)).collect();
    let (mut words, mut rest) = (vec![], Faults::default());
    for fault in faults.0 {
        let path = match &fault.place {
            Place::Value(path) => path.clone(),
            _ => String::new(),
        };
        let number =
            path.strip_prefix("vary[").and_then(|rest| rest.split_once(']')?.0.parse::<usize>().ok());
        let flag = match number.and_then(|number| number.checked_sub(in_file)) {
            Some(at) => varied.get(at).map(|text| ("--vary", text.as_str())),
            None if path == "design" => flags.design.as_deref().map(|text| ("--design", text)),
            None if path.starts_with("arms") => {
                let arms = flags.vary.iter().rfind(|text| words::names_arms(text));
                arms.map(|text| ("--vary", text.as_str()))
            }
            None => None,
        };
        let about = |flag: &'static str, text: &str| {
            let help = fault.help.clone().unwrap_or_default();
            let end = words::part(text, &path);
            Wrong { flag, text: text.into(), range: end, message: fault.message.clone(), help }
        };
        match flag {
            Some((flag, text)) => words.push(about(flag, text)),
            None if path.starts_with("groups") && !flags.groups.is_empty() => {
                words.push(about("--group", &flags.groups.join(",")));
            }
            None if path.starts_with("at") && !flags.at.is_empty() => {
                let text = flags.at.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                words.push(about("--at", &text));
            }
            None => rest.0.push(fault),
        }
    }
    if rest.is_empty() { DesignRefusal::Words(words) } else { DesignRefusal::File(source.refuse(rest)) }
}

impl ReadDesign {
    /// Refuses it for these faults, each told where the file or a flag has what is wrong.
    pub fn refuse(&self, faults: Faults) -> DesignRefusal {
        let (flags, in_file) = &self.flags;
        refuse(self.source.clone(), faults, *in_file, flags)
    }

    /// Where the values of the input stand that sets this path of the scenario; none if no input does.
    pub fn place_of(&self, path: &str) -> Option<Place> {
        if let Some(list) = &self.list {
            return Some(Place::File(list.clone()));
        }
        let at = self.file.inputs.iter().position(|input| input.paths.iter().any(|one| one == path))?;
        let kinds = check::kinds(&self.file.inputs[at]);
        let key = kinds.into_iter().find_map(|(key, given)| given.then_some(key))?;
        Some(Place::Value(format!("vary[{at}].{key}")))
    }

    /// Replicates of each arm at each point.
    pub fn replicates(&self) -> u32 {
        self.file.replicates.unwrap_or(self.scenario.scenario.replicates)
    }

    /// Positions of the arms to run.
    pub fn arms(&self) -> Vec<usize> {
        let arms = &self.scenario.scenario.arms;
        let wanted = |at: &usize| self.file.arms.is_empty() || self.file.arms.contains(&arms[*at].name);
        if arms.is_empty() { vec![0] } else { (0..arms.len()).filter(wanted).collect() }
    }
}
