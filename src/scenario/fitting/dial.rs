//! A number in a scenario's text that can be turned.

use crate::scenario::{Origin, Source, Span};

/// A number of the scenario file: where it stands, and what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial {
    /// Its path, as after `--set`.
    pub path: String,
    /// The number as the file has it.
    pub value: f64,
    /// What follows the number: `" per year"` in `"0.55 per year"`, nothing after a plain number.
    unit: Option<String>,
    /// Where the value stands in the file, quotes included.
    span: Span,
}

impl Dial {
    /// The number at `path` of a source that has been read.
    ///
    /// # Errors
    /// In a sentence what is wrong with the path, and what would be right: there is nothing, no number, or a number that
    /// an override has set.
    pub fn find(source: &Source, path: &str) -> Result<Self, (String, String)> {
        let (found, span) = source.value_at(path)?;
        let number = |text: &str| text.replace('_', "").parse::<f64>().ok();
        let (value, unit) = match number(&found) {
            Some(value) => (Some(value), None),
            None => match found.trim().split_once(' ') {
                Some((first, rest)) => (number(first), Some(format!(" {rest}"))),
                None => (None, None),
            },
        };
        let Some(value) = value else {
            return Err((
                format!("`{path}` is no number"),
                "a parameter is a number, or a text that begins with one".into(),
            ));
        };
        if span.origin != Origin::File {
            let help = "a value cannot be set and move at once: leave it out of one of the two";
            return Err((format!("`{path}` is set already"), help.into()));
        }
        Ok(Self { path: path.into(), value, unit, span })
    }

    /// The value in TOML: `0.3`, or `"0.3 per year"`.
    pub fn toml(&self, value: f64) -> String {
        match &self.unit {
            // A whole number has to remain one that TOML reads as a number with a point.
            None => format!("{value:?}"),
            Some(unit) => format!("\"{value}{unit}\""),
        }
    }

    /// The override that turns it to `value`.
    pub fn set(&self, value: f64) -> String {
        format!("{}={}", self.path, self.toml(value))
    }

    /// The text with these dials turned to their values; the rest of it, notes included, as it was.
    pub fn rewrite(text: &str, turned: &[(&Self, f64)]) -> String {
        let mut changes: Vec<(Span, String)> =
            turned.iter().map(|(dial, value)| (dial.span, dial.toml(*value))).collect();
        changes.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = text.to_owned();
        for (span, value) in changes {
            text.replace_range(span.start..span.end, &value);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Source, read};
    use std::path::Path;

    fn source() -> Source {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bass.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        read(Source::new(path, text, &[])).unwrap_or_else(|refusal| panic!("{refusal}")).source
    }

    #[test]
    fn a_number_keeps_its_unit_and_the_text_its_notes() {
        let source = source();
        let dial = Dial::find(&source, "adoption.hazard.q").unwrap();
        assert_eq!((dial.value, dial.unit.as_deref()), (0.38, Some(" per year")));
        assert_eq!(dial.set(0.5), "adoption.hazard.q=\"0.5 per year\"");
        let group = source.text.lines().find(|line| line.starts_with("share")).is_some();
        let text = Dial::rewrite(&source.text, &[(&dial, 0.5)]);
        assert!(group && text.contains("0.5 per year"), "{text}");
        assert_eq!(text.lines().count(), source.text.lines().count());
        let again = read(Source::new("again.toml", text, &[])).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(Dial::find(&again.source, "adoption.hazard.q").unwrap().value, 0.5);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let source = source();
        assert_eq!(Dial::find(&source, "name").unwrap_err().0, "`name` is no number");
        let (message, _) = Dial::find(&source, "adoption.hazard.qq").unwrap_err();
        assert_eq!(message, "the scenario holds nothing at `adoption.hazard.qq`");
    }
}
