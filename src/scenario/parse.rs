//! From a file to a [`Scenario`], or to everything that is wrong with it.
//!
//! The text is parsed into a tree that remembers places, overrides are put
//! into it, the tree is held against the JSON Schema, what does not fit is
//! left out or replaced by something harmless, and the rest is read and
//! checked for sense. So one go finds the faults of every kind.

use super::schema::of_scenarios;
use super::shape::{Taint, fit};
use super::tree::Node;
use super::{Fault, Faults, Origin, Place, Scenario, Span, check, overrides};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A scenario's text, where it came from, and what was overridden.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// `path=value` pairs that go before the file, the last the strongest.
    pub overrides: Vec<String>,
    pub(super) tree: Option<Node>,
}

impl Source {
    /// The text of a file, not yet looked at.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>, overrides: &[String]) -> Self {
        let (path, text) = (path.into(), text.into());
        Self { path, text, overrides: overrides.to_vec(), tree: None }
    }

    /// Where a path that the scenario names lies: relative paths start at the scenario's folder.
    pub fn beside(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(path)
    }

    /// Where a fault lies in the text or in an override; none if it is about a whole file or another file.
    pub fn locate(&self, place: &Place) -> Option<Span> {
        if let Some(tree) = &self.tree {
            return tree.locate(place);
        }
        match place {
            Place::Text(range) => Some(Span { origin: Origin::File, start: range.start, end: range.end }),
            _ => None,
        }
    }

    /// The refusal of this source for `faults`.
    pub fn refuse(self, faults: Faults) -> Box<Refusal> {
        Box::new(Refusal { source: self, faults })
    }
}

/// A scenario without faults.
#[derive(Clone, Debug)]
pub struct Read {
    /// The scenario, overrides included.
    pub scenario: Scenario,
    /// What it was read from, to place any fault that is found later.
    pub source: Source,
}

/// A source with its faults.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The text that the faults lie in.
    pub source: Source,
    /// What is wrong with it; never empty.
    pub faults: Faults,
}

impl std::error::Error for Refusal {}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.faults.0.len();
        let noun = if count == 1 { "fault" } else { "faults" };
        write!(f, "{count} {noun} in {}", self.source.path.display())
    }
}

impl Refusal {
    /// The faults in the order of their places: whole files first, then the scenario's text, then overrides,
    /// then other files.
    pub fn in_order(&self) -> Vec<&Fault> {
        let mut faults: Vec<&Fault> = self.faults.0.iter().collect();
        faults.sort_by_key(|fault| {
            let other = match &fault.place {
                Place::Line(path, line) => Some((path.clone(), *line)),
                _ => None,
            };
            (other, self.source.locate(&fault.place))
        });
        faults
    }
}

/// Reads the scenario in the file at `path`.
///
/// # Errors
/// All faults: the file is missing, unreadable or not UTF-8, or any that [`read`] finds.
pub fn open(path: &Path, overrides: &[String]) -> Result<Read, Box<Refusal>> {
    read(source_of(path, overrides)?)
}

/// The text of the file at `path`.
///
/// # Errors
/// The file is missing, unreadable or not UTF-8.
pub(super) fn source_of(path: &Path, overrides: &[String]) -> Result<Source, Box<Refusal>> {
    let whole = |message: String, help: &str| {
        let mut faults = Faults::default();
        faults.push(Place::File(path.into()), message, help);
        Source::new(path, "", overrides).refuse(faults)
    };
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => whole(
            "there is no such file".into(),
            "check the name and the folder; `tress new NAME` writes a scenario to start from",
        ),
        _ if path.is_dir() => whole("this is a folder, not a file".into(), "name the scenario file in it"),
        _ => whole(format!("the file cannot be read: {error}"), ""),
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            // Windows editors may begin a file with a byte order mark.
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            Ok(Source::new(path, text, overrides))
        }
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            // The character that stands for bytes that are no text is three bytes long.
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let mut faults = Faults::default();
            faults.push(
                Place::Text(start..start + 3),
                "the file is not UTF-8 text from here on",
                "save it again with the encoding UTF-8",
            );
            Err(Source::new(path, text, overrides).refuse(faults))
        }
    }
}

/// Reads the scenario in `source`, overrides applied.
///
/// # Errors
/// All faults of form and sense that the text and the overrides have. Only when the text is not TOML does
/// nothing else get looked at.
pub fn read(source: Source) -> Result<Read, Box<Refusal>> {
    let what = What::Scenario;
    let (scenario, source) =
        document::<Scenario>(source, what, of_scenarios(), |scenario, taint, faults| {
            check::check_around(scenario, taint, faults);
        })?;
    Ok(Read { scenario, source })
}

impl std::str::FromStr for Scenario {
    type Err = Box<Refusal>;

    /// Reads a scenario that is in no file: paths in it start at the present folder.
    ///
    /// # Errors
    /// As [`read`].
    fn from_str(text: &str) -> Result<Self, Box<Refusal>> {
        read(Source::new("scenario", text, &[])).map(|read| read.scenario)
    }
}

/// What a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A scenario.
    Scenario,
    /// A fit file.
    Fit,
    /// A design file.
    Design,
}

impl What {
    /// What a file with these keys is meant to be, if that is plain.
    fn of(table: &DeTable<'_>) -> Option<Self> {
        let has = |key: &str| table.iter().any(|(name, _)| AsRef::<str>::as_ref(name.get_ref()) == key);
        match (has("scenario"), has("population") || has("practice")) {
            (true, false) if has("parameter") || has("target") => Some(Self::Fit),
            // What varies may be left to flags.
            (true, false) => Some(Self::Design),
            (false, true) => Some(Self::Scenario),
            _ => None,
        }
    }

    /// What it is called.
    fn called(self) -> &'static str {
        match self {
            Self::Scenario => "a scenario",
            Self::Fit => "a fit file",
            Self::Design => "a design file",
        }
    }

    /// What takes it.
    fn taken_by(self) -> &'static str {
        match self {
            Self::Scenario => "`tress run` takes it; fit files and design files name a scenario",
            Self::Fit => "`tress fit` takes it; it names its scenario",
            Self::Design => "`tress sweep` takes it; it names its scenario",
        }
    }

    /// What a text is meant to be, if it is TOML and that is plain.
    pub fn of_text(text: &str) -> Option<Self> {
        Self::of(DeTable::parse(text).ok()?.get_ref())
    }
}

/// Reads what `source` holds, overrides applied, as a document of this schema, and has it checked for sense.
///
/// # Errors
/// All faults of form, and those of sense that `check` adds. Only when the text is not TOML does nothing else get
/// looked at.
pub(super) fn document<T: DeserializeOwned>(
    mut source: Source,
    what: What,
    schema: &Value,
    check: impl FnOnce(&T, &Taint, &mut Faults),
) -> Result<(T, Source), Box<Refusal>> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        let faults = syntax(&source.text, errors);
        return Err(source.refuse(faults));
    }
    let mut faults = Faults::default();
    // One word instead of a list of all keys that are missing and all that are too many.
    if What::of(table.get_ref()).is_some_and(|meant| meant != what) {
        let meant = What::of(table.get_ref()).unwrap_or(what);
        let (message, help) =
            (format!("this is {}, not {}", meant.called(), what.called()), meant.taken_by());
        faults.push(Place::File(source.path.clone()), message, help);
        return Err(source.refuse(faults));
    }
    let mut tree = Node::document(table.get_ref());
    overrides::apply(&mut tree, &source.overrides, schema, &mut faults);
    let (value, taint) = fit(&tree, schema, &mut faults);
    source.tree = Some(tree);
    match serde_json::from_value::<T>(value) {
        Ok(document) => {
            check(&document, &taint, &mut faults);
            match faults.or(document) {
                Ok(document) => Ok((document, source)),
                Err(faults) => Err(source.refuse(faults)),
            }
        }
        // The schema lets nothing through that the types refuse; say so rather than stop dead if it did.
        Err(error) => {
            faults.at("", format!("the file cannot be read: {error}"), "");
            Err(source.refuse(faults))
        }
    }
}

/// What the parser found, at most one fault a line, in planners' words.
fn syntax(text: &str, mut errors: Vec<toml::de::Error>) -> Faults {
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let mut faults = Faults::default();
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let line = text[..span.start].matches('\n').count();
        if last_line.replace(line) == Some(line) {
            continue;
        }
        let (message, help) = syntax_words(error.message(), &text[span.clone()]);
        faults.push(Place::Text(span), message, help);
        // What follows an open bracket is misread.
        if ["unclosed", "missing comma"].iter().any(|start| error.message().starts_with(start)) {
            break;
        }
    }
    faults
}

/// The parser's `message` about `found`, and help with it, for planners.
pub(super) fn syntax_words(message: &str, found: &str) -> (String, String) {
    let number = found.trim_end_matches('%').parse::<f64>();
    let (message, help) = match () {
        // A word that begins like true, false, nan or inf is taken for one of them.
        () if ["string values must be quoted", "invalid boolean", "invalid float", "invalid number"]
            .iter()
            .any(|start| message.starts_with(start)) =>
        {
            match (found, number) {
                ("", _) => ("a value is missing here".into(), "write one after the `=`".into()),
                (_, Ok(number)) if found.ends_with('%') => {
                    (format!("`{found}` is not a value"), format!("write it as a share: {}", number / 100.0))
                }
                ("yes" | "no" | "True" | "False", _) => {
                    (format!("`{found}` is not a value"), "write true or false, in small letters".into())
                }
                _ => (
                    format!("`{found}` is not a value"),
                    format!(
                        "if it is text, put it in straight quotes: \"{}\"",
                        found.trim_matches(['“', '”', '„', '\''])
                    ),
                ),
            }
        }
        () if message == "duplicate key" => (
            format!("`{found}` is given twice"),
            "keep one of the two; lists of tables need double brackets, as in [[practice]]".into(),
        ),
        () if message.starts_with("key with no value") => {
            ("this key has no value".into(), "write `key = value`; text and durations need quotes".into())
        }
        () if message.starts_with("invalid mantissa") => {
            ("this is not a number".into(), "a number begins with a digit: 0.5, not .5".into())
        }
        () if message.starts_with("unexpected leading zero") => {
            ("a number cannot begin with 0".into(), "leave the 0 out".into())
        }
        () if message.starts_with("invalid basic string") => {
            ("this text has no closing quote".into(), "end it with \" on the same line".into())
        }
        () if message.starts_with("missing comma between array") || message.starts_with("unclosed array") => {
            (
                "this list is not closed, or a comma is missing".into(),
                "write [1, 2, 3]: commas between the entries, ] at the end".into(),
            )
        }
        () => (format!("not TOML: {message}"), String::new()),
    };
    (message, help)
}
