//! A fault: where, what is wrong, what would be right.

use std::path::PathBuf;

/// Where in the input a fault lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A value of the scenario, by dotted path: `practice[2].stress`.
    Value(String),
    /// The key (not the value) at a dotted path: for unknown and duplicate keys.
    Key(String),
    /// A byte range of the scenario's text (syntax errors).
    Text(std::ops::Range<usize>),
    /// A byte range of the override (`--set`) at this position.
    Override(usize, std::ops::Range<usize>),
    /// A line of another file, counted from 1 (edge lists, people, ids).
    Line(PathBuf, u64),
    /// The file as a whole (missing, unreadable).
    File(PathBuf),
}

/// One thing wrong with the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// Something wrong in the words of a flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// The flag: `--until`.
    pub flag: &'static str,
    /// What was given after it.
    pub text: String,
    /// The bytes that are wrong.
    pub range: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

/// A growing list of faults: checks add to it and go on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds a fault at the value with this dotted path.
    pub fn at(&mut self, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        self.push(Place::Value(path.into()), message, help);
    }

    /// Adds a fault at any place; an empty `help` is none.
    pub fn push(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let help = Some(help.into()).filter(|h: &String| !h.is_empty());
        self.0.push(Fault { place, message: message.into(), help });
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` if nothing was found.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// Help with a name that nothing is called by: the nearest one, or all there are. `noun` is what bears the names.
pub fn instead(wrong: &str, noun: &str, known: &[&str]) -> String {
    match nearest(wrong, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("the scenario has no {noun}s"),
        None => format!("there is {}", known.join(", ")),
    }
}

/// The known name nearest to `wrong`, if one is near enough to suggest.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wrong.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
