//! `--set path=value`: values that go before the file.
//!
//! A path names keys with points between them; an entry of a list of tables
//! goes by its name or by its position: `practice.loose.stress`,
//! `practice[0].stress`. The value is TOML, or plain text if it is none.

use super::schema::{Shape, of_scenarios};
use super::shape::join;
use super::tree::{Entry, Kind, Node};
use super::{Faults, Origin, Place, Source, Span, fault::nearest, parse::syntax_words};
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range};
use toml::de::DeValue;

/// Puts every override into the tree, in order.
pub(super) fn apply(tree: &mut Node, overrides: &[String], schema: &Value, faults: &mut Faults) {
    for (position, text) in overrides.iter().enumerate() {
        if let Err((range, message, help)) = one(tree, position, text, schema) {
            faults.push(Place::Override(position, range), message, help);
        }
    }
}

/// Where in the override, what is wrong, what would be right.
type Wrong = (Range<usize>, String, String);

fn one(tree: &mut Node, position: usize, text: &str, schema: &Value) -> Result<(), Wrong> {
    let origin = Origin::Override(position);
    let Some((path, value)) = text.split_once('=') else {
        let help = "write path=value, such as population.size=5000";
        return Err((0..text.len(), "an override needs a path and a value".into(), help.into()));
    };
    let steps = steps(path)?;
    let value = parse_value(value, path.len() + 1, origin)?;
    let at = Span { origin, start: 0, end: 0 };
    Setter { root: schema, text, at }.set(tree, schema, "", &steps, value)
}

/// One step of a path.
enum Step<'t> {
    Key(&'t str, Range<usize>),
    Position(usize, Range<usize>),
}

fn steps(path: &str) -> Result<Vec<Step<'_>>, Wrong> {
    let mut steps = vec![];
    let mut start = 0;
    for part in path.split('.') {
        let end = start + part.len();
        let wrong = |message: &str, help: &str| Err((start..end, message.to_string(), help.to_string()));
        let (key, positions) = part.split_once('[').map_or((part, None), |(key, rest)| (key, Some(rest)));
        let shift = key.len() - key.trim_start().len();
        if key.trim().is_empty() {
            return wrong("a key is missing here", "a path is keys with points between them: time.horizon");
        }
        steps.push(Step::Key(key.trim(), start + shift..start + shift + key.trim().len()));
        let mut from = start + key.len();
        for position in positions.into_iter().flat_map(|rest| rest.split('[')) {
            let to = from + 1 + position.len();
            let Some(number) = position.strip_suffix(']').and_then(|number| number.parse().ok()) else {
                return wrong("this is not a position", "write the position in brackets, from [0]");
            };
            steps.push(Step::Position(number, from..to));
            from = to;
        }
        start = end + 1;
    }
    Ok(steps)
}

fn parse_value(text: &str, offset: usize, origin: Origin) -> Result<Node, Wrong> {
    let trimmed = text.trim();
    let offset = offset + (text.len() - text.trim_start().len());
    let span = Span { origin, start: offset, end: offset + trimmed.len() };
    if trimmed.is_empty() {
        let help = "write it after the `=`; empty text is \"\"";
        return Err((0..offset, "this override has no value".into(), help.into()));
    }
    let (value, errors) = DeValue::parse_recoverable(trimmed);
    let Some(error) = errors.first() else {
        return Ok(Node::value(&value, origin, offset));
    };
    // Planners write .5 for 0.5, which TOML does not allow.
    if trimmed.starts_with(['.', '+', '-'])
        && let Ok(number) = trimmed.parse::<f64>()
    {
        return Ok(Node { kind: Kind::Number(number), span });
    }
    if !trimmed.starts_with(['[', '{', '"', '\'']) {
        return Ok(Node { kind: Kind::Text(trimmed.into()), span });
    }
    let wrong = error.span().unwrap_or(0..trimmed.len());
    let (message, _) = syntax_words(error.message(), &trimmed[wrong.clone()]);
    let help =
        "a shell removes quotes: put single quotes around the whole, as in --set 'innovation=[\"loose\"]'";
    Err((wrong.start + offset..wrong.end + offset, message, help.into()))
}

struct Setter<'a> {
    root: &'a Value,
    text: &'a str,
    at: Span,
}

impl Setter<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span { start: range.start, end: range.end, ..self.at }
    }

    /// Puts `value` at the end of `steps` from `node`, which lies at `path` and has this schema, if any does.
    fn set(
        &self,
        node: &mut Node,
        schema: &Value,
        path: &str,
        steps: &[Step<'_>],
        value: Node,
    ) -> Result<(), Wrong> {
        let Some((step, rest)) = steps.split_first() else {
            *node = value;
            return Ok(());
        };
        let shape = (!schema.is_null()).then(|| Shape::of(schema, self.root));
        let items = match &shape {
            Some(Shape::List { items, .. }) => *items,
            _ => &Value::Null,
        };
        match (step, &mut node.kind) {
            (Step::Key(key, range), Kind::Table(entries)) => {
                let part = match &shape {
                    Some(Shape::Table { properties, .. }) => properties.get(*key).unwrap_or(&Value::Null),
                    Some(Shape::Names(part)) => part,
                    _ => &Value::Null,
                };
                let here = join(path, key);
                let is_list = !part.is_null() && matches!(Shape::of(part, self.root), Shape::List { .. });
                if !entries.contains_key(*key) && is_list && !rest.is_empty() {
                    return Err((
                        range.clone(),
                        format!("the scenario has no `{here}`"),
                        "begin that list in the file".into(),
                    ));
                }
                let key_span = self.span(range);
                let entry = entries.entry(key.to_string()).or_insert_with(|| Entry {
                    key: key_span,
                    node: Node { kind: Kind::Table(BTreeMap::new()), span: key_span },
                });
                if rest.is_empty() {
                    entry.key = key_span;
                }
                self.set(&mut entry.node, part, &here, rest, value)
            }
            (Step::Position(position, range), Kind::List(nodes)) => {
                let count = nodes.len();
                let Some(item) = nodes.get_mut(*position) else {
                    let message = format!("`{path}` has no entry [{position}]");
                    let help = match count {
                        0 => "it is empty".into(),
                        _ => format!("the entries are [0] to [{}]", count - 1),
                    };
                    return Err((range.clone(), message, help));
                };
                self.set(item, items, &format!("{path}[{position}]"), rest, value)
            }
            (Step::Key(key, range), Kind::List(nodes)) => {
                let Some(position) = nodes.iter().position(|node| called(node) == Some(key)) else {
                    let names: Vec<&str> = nodes.iter().filter_map(called).collect();
                    let what = path.rsplit('.').next().unwrap_or(path);
                    let help = match nearest(key, names.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("there is {}; or give a position: {what}[0]", names.join(", ")),
                    };
                    return Err((range.clone(), format!("no {what} is called `{key}`"), help));
                };
                self.set(&mut nodes[position], items, &format!("{path}[{position}]"), rest, value)
            }
            (Step::Key(_, range) | Step::Position(_, range), _) => {
                let message = format!("`{path}` is {}", node.found());
                let before = self.text[..range.start].trim_end_matches('.');
                Err((range.clone(), message, format!("end the path at it: {before}=…")))
            }
        }
    }
}

impl Source {
    /// The text of the value at `path`, written as for `--set`, and where it stands. The source has been read.
    ///
    /// # Errors
    /// What is wrong with the path, and what would be right.
    pub(super) fn value_at(&self, path: &str) -> Result<(String, Span), (String, String)> {
        let steps = steps(path).map_err(|(_, message, help)| (message, help))?;
        let mut node = self.tree.as_ref();
        let mut near = None;
        for step in &steps {
            node = match (node.map(|node| &node.kind), step) {
                (Some(Kind::Table(entries)), Step::Key(key, _)) => {
                    near = nearest(key, entries.keys().map(String::as_str));
                    entries.get(*key).map(|entry| &entry.node)
                }
                (Some(Kind::List(nodes)), Step::Key(key, _)) => {
                    near = nearest(key, nodes.iter().filter_map(called));
                    nodes.iter().find(|node| called(node) == Some(key))
                }
                (Some(Kind::List(nodes)), Step::Position(position, _)) => nodes.get(*position),
                _ => None,
            };
            if node.is_none() {
                break;
            }
        }
        let text = match node.map(|node| &node.kind) {
            Some(Kind::Text(text)) => Some(text.clone()),
            Some(Kind::Whole(number)) => Some(number.to_string()),
            Some(Kind::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        match (node, text) {
            (Some(node), Some(text)) => Ok((text, node.span)),
            (Some(node), None) => {
                Err((format!("`{path}` is {}", node.found()), "name a number in it".into()))
            }
            (None, _) => Err((
                format!("the scenario holds nothing at `{path}`"),
                near.map_or_else(
                    || "write the value into the scenario first".into(),
                    |near| format!("did you mean `{near}`?"),
                ),
            )),
        }
    }
}

impl Source {
    /// Whether the schema has whole numbers at `path`, and no others.
    pub(super) fn expects_whole(&self, path: &str) -> bool {
        let (root, Ok(steps)) = (of_scenarios(), steps(path)) else { return false };
        let mut part = root;
        for step in &steps {
            part = match (Shape::of(part, root), step) {
                (Shape::Table { properties, .. }, Step::Key(key, _)) => match properties.get(*key) {
                    Some(part) => part,
                    None => return false,
                },
                (Shape::Names(part) | Shape::List { items: part, .. }, _) => part,
                _ => return false,
            };
        }
        matches!(Shape::of(part, root), Shape::Whole { .. })
    }
}

fn called(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Table(entries) => match &entries.get("name")?.node.kind {
            Kind::Text(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
