//! Holds a tree against the schema: every fault of form at once, and what is
//! left when the faulty parts are gone.

use super::schema::{Shape, quoted};
use super::tree::{Entry, Kind, Node};
use super::{Duration, Faults, Origin, Place, Rate, fault::nearest};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What to bear in mind about the values when they are checked for sense, by path.
#[derive(Clone, Debug, Default)]
pub(super) struct Taint {
    /// Something was wrong here, so that nothing more is to be said about what depends on it.
    faulty: BTreeSet<String>,
    /// The value comes from an override.
    overridden: BTreeSet<String>,
}

impl Taint {
    /// The last of `paths` that was overridden: to blame when together they are wrong.
    pub fn blamed(&self, paths: impl DoubleEndedIterator<Item = String>) -> Option<String> {
        paths.rev().find(|path| self.overridden.contains(path))
    }

    /// Whether the value at `path`, or something that holds it, was faulty.
    pub fn covers(&self, path: &str) -> bool {
        let mut path = path;
        loop {
            if self.faulty.contains(path) {
                return true;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return false,
            }
        }
    }

    /// Whether the value at `path`, or anything that it holds, was faulty.
    pub fn touches(&self, path: &str) -> bool {
        self.covers(path)
            || self
                .faulty
                .iter()
                .any(|tainted| tainted.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '['])))
    }
}

/// The value of `tree` with every part that does not fit the schema left out or replaced by a harmless one,
/// which the taint remembers. It deserialises.
pub(super) fn fit(tree: &Node, schema: &Value, faults: &mut Faults) -> (Value, Taint) {
    let mut walk = Walk { root: schema, faults, taint: Taint::default(), misplaced: BTreeSet::new() };
    let value = walk.visit(tree, schema, "").unwrap_or_else(|| walk.harmless(schema));
    (value, walk.taint)
}

struct Walk<'a> {
    root: &'a Value,
    faults: &'a mut Faults,
    taint: Taint,
    /// Keys of the top level that stand in a table below it.
    misplaced: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// The fitting value; none, after reporting, if there is no using it.
    fn visit(&mut self, node: &Node, schema: &'a Value, path: &str) -> Option<Value> {
        let shape = Shape::of(schema, self.root);
        if matches!(node.span.origin, Origin::Override(_)) {
            self.taint.overridden.insert(path.into());
        }
        match (&shape, &node.kind) {
            (Shape::Table { properties, required }, Kind::Table(entries)) => {
                Some(self.table(entries, properties, required, path))
            }
            (Shape::Names(part), Kind::Table(entries)) => {
                let mut map = Map::new();
                for (key, entry) in entries {
                    let value = self.visit(&entry.node, part, &join(path, key));
                    map.insert(key.clone(), value.unwrap_or_else(|| self.harmless(part)));
                }
                Some(map.into())
            }
            (Shape::List { items, min, max }, Kind::List(nodes)) => {
                self.length(nodes.len(), *min, *max, &shape, path);
                let each = nodes.iter().enumerate().map(|(position, node)| {
                    let value = self.visit(node, items, &format!("{path}[{position}]"));
                    value.unwrap_or_else(|| self.harmless(items))
                });
                let mut list: Vec<Value> = each.collect();
                if min == max && list.len() != *min {
                    list.resize(*min, self.harmless(items));
                }
                Some(list.into())
            }
            (Shape::Number { .. } | Shape::Whole { .. }, Kind::Number(number)) if !number.is_finite() => {
                let found = if number.is_nan() { "nan" } else { "infinite" };
                let message = format!("`{}` is {found}", name(path));
                self.wrong(path, message, &format!("write {}", shape.expected(self.root)))
            }
            (Shape::Number { min, max }, Kind::Whole(_) | Kind::Number(_)) => {
                let number = match node.kind {
                    Kind::Number(number) => number,
                    Kind::Whole(number) => number as f64,
                    _ => return None,
                };
                if number < *min || number > *max {
                    self.out_of_range(path, &number.to_string(), &shape);
                }
                Some(json!(number))
            }
            (Shape::Whole { min, max }, Kind::Whole(number)) => {
                let fits = u64::try_from(*number).ok().filter(|number| (min..=max).contains(&number));
                if fits.is_none() {
                    self.out_of_range(path, &number.to_string(), &shape);
                }
                fits.map(Value::from)
            }
            (Shape::Whole { .. }, Kind::Number(number)) => {
                let help = if number.fract() == 0.0 { format!("write {number:.0}") } else { String::new() };
                let message = format!("expected {}, found {}", shape.expected(self.root), node.found());
                self.wrong(path, message, &help)
            }
            (Shape::Text, Kind::Text(text)) => Some(text.as_str().into()),
            (Shape::Duration, Kind::Text(text)) => match text.parse::<Duration>() {
                Ok(_) => Some(text.as_str().into()),
                Err(message) => self.wrong(
                    path,
                    message,
                    "write a number and a unit (days, weeks, months, years), such as \"6 weeks\"",
                ),
            },
            (Shape::Rate, Kind::Text(text)) => match text.parse::<Rate>() {
                Ok(_) => Some(text.as_str().into()),
                Err(message) => self.wrong(
                    path,
                    message,
                    "write a number per unit of time (day, week, month, year), such as \"0.05 per year\"",
                ),
            },
            (Shape::Words(words), Kind::Text(text)) if words.contains(&text.as_str()) => {
                Some(text.as_str().into())
            }
            (Shape::Words(words), Kind::Text(text)) => {
                let help = match nearest(text, words.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("it may be {}", quoted(words)),
                };
                self.wrong(path, format!("`{}` cannot be \"{text}\"", name(path)), &help)
            }
            (Shape::Flag, Kind::Flag(flag)) => Some((*flag).into()),
            _ => {
                let message = format!("expected {}, found {}", shape.expected(self.root), node.found());
                self.wrong(path, message, &self.conversion(&shape, &node.kind, path))
            }
        }
    }

    fn table(
        &mut self,
        entries: &BTreeMap<String, Entry>,
        properties: &'a Map<String, Value>,
        required: &[&str],
        path: &str,
    ) -> Value {
        let mut map = Map::new();
        let mut meant = BTreeSet::new();
        for (key, entry) in entries {
            let here = join(path, key);
            if let Some(schema) = properties.get(key) {
                if let Some(value) = self.visit(&entry.node, schema, &here) {
                    map.insert(key.clone(), value);
                } else if required.contains(&key.as_str()) {
                    map.insert(key.clone(), self.harmless(schema));
                }
                continue;
            }
            let list = matches!(entry.node.kind, Kind::List(_));
            let what = if entry.node.holds_tables() { "table" } else { "key" };
            let near = nearest(key, properties.keys().map(String::as_str));
            let top = self.top_level(key, path);
            let help = match (top, near, self.home(key)) {
                (Some(help), ..) => help,
                (_, Some(near), _) => format!("did you mean `{near}`?"),
                (_, _, Some(home)) => home,
                _ if properties.is_empty() => "this table has no keys".into(),
                _ => format!("the keys here are {}", listed(properties.keys())),
            };
            let meant_key = near.unwrap_or(key);
            meant.insert(meant_key);
            // An unknown list may hold entries that are missed in the known one.
            if list || !entries.contains_key(meant_key) {
                self.taint.faulty.insert(join(path, meant_key));
            }
            self.faults.push(Place::Key(here), format!("unknown {what} `{key}`"), help);
        }
        for &key in required {
            let given = map.contains_key(key) || meant.contains(key);
            let misplaced = path.is_empty() && self.misplaced.contains(key);
            if !(given || misplaced) {
                self.missing(key, &properties[key], path);
            }
            if !map.contains_key(key) {
                self.taint.faulty.insert(join(path, key));
                map.insert(key.into(), self.harmless(&properties[key]));
            }
        }
        map.into()
    }

    fn missing(&mut self, key: &str, schema: &Value, path: &str) {
        let shape = Shape::of(schema, self.root);
        let header = if matches!(&shape, Shape::List { items, .. } if items.get("$ref").is_some()) {
            format!("[[{}]]", join(path, key))
        } else if matches!(shape, Shape::Table { .. }) {
            format!("[{}]", join(path, key))
        } else {
            format!("`{key}`")
        };
        let described = schema["description"].as_str().unwrap_or_default();
        let described =
            described.split_once(". ").map_or(described, |(first, _)| first).trim_end_matches('.');
        let help = match shape {
            Shape::Table { .. } => format!("add it: {}", uncapitalised(described)),
            _ => format!("add {}: {}", shape.expected(self.root), uncapitalised(described)),
        };
        let table: String = path.split(['[', ']']).step_by(2).collect();
        let whose = match path {
            "" => String::new(),
            _ if path.ends_with(']') => format!(" in [[{table}]]"),
            _ => format!(" in [{table}]"),
        };
        self.faults.push(Place::Key(path.into()), format!("{header} is missing{whose}"), help);
    }

    /// What to do with a key of the top level that stands at `path`, below it.
    fn top_level(&mut self, key: &str, path: &str) -> Option<String> {
        let schema = self.root["properties"].get(key).filter(|_| !path.is_empty())?;
        self.misplaced.insert(key.into());
        self.taint.faulty.insert(key.into());
        Some(match Shape::of(schema, self.root) {
            Shape::Table { .. } => format!("write [{key}] for the table of the top level"),
            Shape::List { .. } => format!("write [[{key}]] for the list of the top level"),
            _ => format!("`{key}` belongs at the top of the file, before the first table"),
        })
    }

    /// The section of the scenario that knows `key`.
    fn home(&self, key: &str) -> Option<String> {
        self.root["properties"].as_object()?.iter().find_map(|(section, schema)| {
            let (items, header) = match Shape::of(schema, self.root) {
                Shape::List { items, .. } => (items, format!("[[{section}]]")),
                _ => (schema, format!("[{section}]")),
            };
            match Shape::of(items, self.root) {
                Shape::Table { properties, .. } if properties.contains_key(key) => {
                    Some(format!("`{key}` belongs in {header}"))
                }
                _ => None,
            }
        })
    }

    fn length(&mut self, length: usize, min: usize, max: usize, shape: &Shape<'_>, path: &str) {
        let (message, help) = if length == 0 && min > 0 && min != max {
            (format!("`{}` is empty", name(path)), "list at least one".into())
        } else if min == max && length != min {
            (format!("expected {}, found {length}", shape.expected(self.root)), String::new())
        } else if length < min {
            (format!("`{}` has {length} entries", name(path)), format!("list at least {min}"))
        } else if length > max {
            (format!("`{}` has {length} entries", name(path)), format!("list at most {max}"))
        } else {
            return;
        };
        self.wrong(path, message, &help);
    }

    fn out_of_range(&mut self, path: &str, found: &str, shape: &Shape<'_>) {
        let message = format!("`{}` is {found}, out of range", name(path));
        self.wrong(path, message, &format!("write {}", shape.expected(self.root)));
    }

    /// What to write instead, when something of another kind was written.
    fn conversion(&self, shape: &Shape<'_>, found: &Kind, path: &str) -> String {
        let key = name(path);
        match (shape, found) {
            (Shape::Number { .. } | Shape::Whole { .. }, Kind::Text(text)) if text.parse::<f64>().is_ok() => {
                format!("write it without quotes: {text}")
            }
            (Shape::Duration, Kind::Whole(_) | Kind::Number(_)) => {
                "give the unit, in quotes: days, weeks, months or years".into()
            }
            (Shape::Rate, Kind::Whole(_) | Kind::Number(_)) => {
                "give the unit of time, in quotes: per day, week, month or year".into()
            }
            (Shape::Flag, Kind::Text(_)) => "write true or false without quotes".into(),
            (Shape::List { items, .. }, Kind::Table(_)) => match Shape::of(items, self.root) {
                Shape::Table { .. } => format!("write [[{key}]], with double brackets, before each one"),
                _ => String::new(),
            },
            (Shape::List { items, .. }, Kind::Text(text))
                if matches!(Shape::of(items, self.root), Shape::Text) =>
            {
                format!("write it in brackets: [\"{text}\"]")
            }
            (Shape::Table { .. } | Shape::Names(_), Kind::List(_)) => {
                format!("write [{key}], with single brackets, once")
            }
            _ => String::new(),
        }
    }

    fn wrong(&mut self, path: &str, message: String, help: &str) -> Option<Value> {
        self.taint.faulty.insert(path.into());
        self.faults.at(path, message, help);
        None
    }

    /// A value that deserialises under `schema` and means as little as possible.
    fn harmless(&self, schema: &Value) -> Value {
        match Shape::of(schema, self.root) {
            Shape::Table { properties, required } => {
                required.iter().map(|&key| (key.to_string(), self.harmless(&properties[key]))).collect()
            }
            Shape::Names(_) => json!({}),
            Shape::List { items, min, max } if min == max => vec![self.harmless(items); min].into(),
            Shape::List { .. } => json!([]),
            Shape::Number { min, .. } => json!(if min.is_finite() { min } else { 0.0 }),
            Shape::Whole { min, .. } => min.into(),
            Shape::Text => "".into(),
            Shape::Duration => "1 week".into(),
            Shape::Rate => "0 per week".into(),
            Shape::Words(words) => words.first().copied().into(),
            Shape::Flag => false.into(),
        }
    }
}

/// The path of `key` in the table at `path`.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.into() } else { format!("{path}.{key}") }
}

/// The last key of a path, without a position in a list.
fn name(path: &str) -> &str {
    let key = path.rsplit('.').next().unwrap_or(path);
    key.split('[').next().unwrap_or(key)
}

fn uncapitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn listed<'k>(keys: impl Iterator<Item = &'k String>) -> String {
    keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}
