//! The JSON Schema of a scenario: derived from the types, it is what editors
//! complete from and what [`read`](super::read) holds a file against.

use super::Scenario;
use schemars::JsonSchema;
use serde_json::{Map, Value};

/// The JSON Schema (draft 2020-12) of a scenario file.
pub fn schema() -> Value {
    schema_of::<Scenario>("tress scenario")
}

/// The same, made once: sweeps and fits read thousands of scenarios.
pub(super) fn of_scenarios() -> &'static Value {
    static MADE: std::sync::LazyLock<Value> = std::sync::LazyLock::new(schema);
    &MADE
}

/// The JSON Schema (draft 2020-12) of files of this type.
pub(super) fn schema_of<T: JsonSchema>(title: &str) -> Value {
    let mut schema = schemars::schema_for!(T).to_value();
    without_null(&mut schema);
    schema["title"] = title.into();
    schema
}

/// TOML has no null: an optional value is left out. Also joins the lines of descriptions.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(without_null),
        Value::Object(keys) => {
            keys.retain(|key, value| key != "default" || !value.is_null());
            if let Some(Value::Array(types)) = keys.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    keys.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(choices)) = keys.get_mut("anyOf") {
                choices.retain(|choice| choice["type"] != "null");
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    keys.remove("anyOf");
                    keys.extend(only);
                }
            }
            if let Some(Value::String(text)) = keys.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            if let Some(Value::Object(default)) = keys.get_mut("default") {
                default.retain(|_, value| !value.is_null());
            }
            keys.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// What the schema says of one value.
#[derive(Debug)]
pub(super) enum Shape<'s> {
    /// A table with known keys.
    Table {
        /// Schemas by key.
        properties: &'s Map<String, Value>,
        /// Keys that must be there.
        required: Vec<&'s str>,
    },
    /// A table with any keys, whose values have this schema.
    Names(&'s Value),
    /// A list.
    List {
        /// Schema of the items.
        items: &'s Value,
        /// Fewest items.
        min: usize,
        /// Most items.
        max: usize,
    },
    /// A number.
    Number {
        /// Smallest, or −∞.
        min: f64,
        /// Largest, or ∞.
        max: f64,
    },
    /// A whole number.
    Whole {
        /// Smallest.
        min: u64,
        /// Largest.
        max: u64,
    },
    /// Text.
    Text,
    /// Text that reads as a [`Duration`](super::Duration).
    Duration,
    /// Text that reads as a [`Rate`](super::Rate).
    Rate,
    /// One of these words.
    Words(Vec<&'s str>),
    /// `true` or `false`.
    Flag,
}

impl<'s> Shape<'s> {
    /// Reads one schema out of the whole, `root`.
    pub fn of(schema: &'s Value, root: &'s Value) -> Self {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            return Self::of(&root["$defs"][name], root);
        }
        let words = |list: &'s Value, word: fn(&'s Value) -> &'s Value| {
            let words = list.as_array().map(|list| list.iter().filter_map(|one| word(one).as_str()));
            words.map(|words| Self::Words(words.collect()))
        };
        if let Some(words) =
            words(&schema["oneOf"], |one| &one["const"]).or(words(&schema["enum"], |one| one))
        {
            return words;
        }
        let most = |format: &Value| if format == "uint32" { u64::from(u32::MAX) } else { u64::MAX };
        let number = |key: &str| schema[key].as_f64();
        let count = |key: &str| schema[key].as_u64();
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("object"), _) if schema["additionalProperties"].is_object() => {
                Self::Names(&schema["additionalProperties"])
            }
            (Some("object"), _) => Self::Table {
                properties: schema["properties"].as_object().unwrap_or(&EMPTY),
                required: schema["required"]
                    .as_array()
                    .map_or(vec![], |keys| keys.iter().filter_map(Value::as_str).collect()),
            },
            (Some("array"), _) => Self::List {
                items: &schema["items"],
                min: count("minItems").map_or(0, |min| min as usize),
                max: count("maxItems").map_or(usize::MAX, |max| max as usize),
            },
            (Some("number"), _) => Self::Number {
                min: number("minimum").unwrap_or(f64::NEG_INFINITY),
                max: number("maximum").unwrap_or(f64::INFINITY),
            },
            (Some("integer"), _) => Self::Whole {
                min: count("minimum").unwrap_or(0),
                max: count("maximum").unwrap_or_else(|| most(&schema["format"])),
            },
            (Some("string"), Some("tress-duration")) => Self::Duration,
            (Some("string"), Some("tress-rate")) => Self::Rate,
            (Some("string"), None) => Self::Text,
            (Some("boolean"), _) => Self::Flag,
            _ => unreachable!("the tests walk every schema that the scenario types give rise to"),
        }
    }

    /// What is expected, in words.
    pub fn expected(&self, root: &Value) -> String {
        match self {
            Self::Table { .. } => "a table".into(),
            Self::Names(_) => "a table of names and numbers".into(),
            Self::List { items, min, max } => {
                let items = match Shape::of(items, root) {
                    Shape::Table { .. } => "tables",
                    Shape::Number { .. } => "numbers",
                    Shape::Whole { .. } => "whole numbers",
                    Shape::Duration => "durations such as \"6 weeks\"",
                    Shape::Rate => "rates such as \"0.05 per year\"",
                    _ => "words in quotes",
                };
                if min == max { format!("a list of {min} {items}") } else { format!("a list of {items}") }
            }
            Self::Number { min, max } => match (min.is_finite(), max.is_finite()) {
                (true, true) => format!("a number from {min} to {max}"),
                (true, false) => format!("a number of at least {min}"),
                (false, true) => format!("a number of at most {max}"),
                (false, false) => "a number".into(),
            },
            Self::Whole { min: 0, max } if *max >= u64::from(u32::MAX) => "a whole number".into(),
            Self::Whole { min, max } => format!("a whole number from {min} to {max}"),
            Self::Text => "text in quotes".into(),
            Self::Duration => "a length of time such as \"6 weeks\"".into(),
            Self::Rate => "a rate such as \"0.05 per year\"".into(),
            Self::Words(words) => format!("one of {}", quoted(words)),
            Self::Flag => "true or false".into(),
        }
    }
}

static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

/// `"a", "b", "c"`.
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_shape() {
        fn walk(schema: &Value, root: &Value, seen: &mut usize) {
            *seen += 1;
            match Shape::of(schema, root) {
                Shape::Table { properties, .. } => {
                    properties.values().for_each(|part| walk(part, root, seen));
                }
                Shape::Names(part) | Shape::List { items: part, .. } => walk(part, root, seen),
                Shape::Words(words) => assert!(!words.is_empty()),
                _ => {}
            }
        }
        let (schema, mut seen) = (schema(), 0);
        walk(&schema, &schema, &mut seen);
        assert!(seen > 150, "{seen}");
    }

    /// `TRESS_REFRESH=1 cargo test` rewrites the file.
    #[test]
    fn the_committed_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tress.schema.json");
        let now = format!("{:#}\n", schema());
        if std::env::var_os("TRESS_REFRESH").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == now, "scenarios/tress.schema.json is stale: run the tests with TRESS_REFRESH=1");
    }
}
