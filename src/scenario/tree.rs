//! A TOML value that remembers where it was written.

use super::spans::{Origin, Span};
use std::collections::BTreeMap;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands: the value itself, or the header of a table.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i128),
    /// A number with a point or an exponent; may be nan or infinite.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A date or a time, which no scenario holds.
    Date,
    /// A list of values or of tables.
    List(Vec<Node>),
    /// A table.
    Table(BTreeMap<String, Entry>),
}

/// A key of a table with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The tree of a parsed document.
    pub fn document(table: &DeTable<'_>) -> Self {
        let reader = Reader { origin: Origin::File, offset: 0 };
        Self { kind: reader.table(table), span: Span { origin: Origin::File, start: 0, end: 0 } }
    }

    /// The tree of a value parsed out of an override, `offset` bytes into its text.
    pub fn value(value: &Spanned<DeValue<'_>>, origin: Origin, offset: usize) -> Self {
        Reader { origin, offset }.node(value)
    }

    /// Whether it is a table or a list of tables.
    pub fn holds_tables(&self) -> bool {
        match &self.kind {
            Kind::Table(_) => true,
            Kind::List(items) => items.iter().any(|item| matches!(item.kind, Kind::Table(_))),
            _ => false,
        }
    }

    /// What the value is called in a message.
    pub fn found(&self) -> String {
        match &self.kind {
            Kind::Text(text) => format!("the text \"{text}\""),
            Kind::Whole(number) => format!("the number {number}"),
            Kind::Number(number) => format!("the number {number:?}"),
            Kind::Flag(flag) => format!("{flag}"),
            Kind::Date => "a date".into(),
            Kind::List(_) if self.holds_tables() => "a list of tables".into(),
            Kind::List(_) => "a list".into(),
            Kind::Table(_) => "a table".into(),
        }
    }
}

struct Reader {
    origin: Origin,
    offset: usize,
}

impl Reader {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { origin: self.origin, start: range.start + self.offset, end: range.end + self.offset }
    }

    fn table(&self, table: &DeTable<'_>) -> Kind {
        let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let entry = Entry { key: self.span(key.span()), node: self.node(value) };
            (String::from(AsRef::<str>::as_ref(key.get_ref() as &std::borrow::Cow<'_, str>)), entry)
        };
        Kind::Table(table.iter().map(entry).collect())
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Text(text.to_string()),
            // A number too long for 128 bits is infinite for every purpose here.
            DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
                .map_or(Kind::Number(f64::INFINITY), Kind::Whole),
            DeValue::Float(number) => Kind::Number(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Kind::Flag(*flag),
            DeValue::Datetime(_) => Kind::Date,
            DeValue::Array(items) => Kind::List(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => self.table(table),
        };
        Node { kind, span: self.span(value.span()) }
    }
}
