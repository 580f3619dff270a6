//! Documents keep up with the program, and the shipped scenarios with each other.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tress::scenario::{self, Practice, Scenario};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn opened(path: &str) -> Scenario {
    let read = scenario::open(&root(path), &[]);
    read.unwrap_or_else(|refusal| panic!("{}", tress::cli::diagnostics::render(&refusal, false))).scenario
}

/// Every key has one row in each table of the document for each table of the scenario that holds it.
#[test]
fn every_key_of_a_scenario_is_documented() {
    let schema: Value = serde_json::from_str(&text("scenarios/tress.schema.json")).unwrap();
    let mut in_schema = BTreeMap::<String, usize>::new();
    let tables = std::iter::once(&schema).chain(schema["$defs"].as_object().unwrap().values());
    for key in tables.filter_map(|table| table["properties"].as_object()).flat_map(|keys| keys.keys()) {
        *in_schema.entry(key.clone()).or_default() += 1;
    }
    let mut in_document = BTreeMap::<String, usize>::new();
    for line in text("docs/SCENARIO.md").lines() {
        if let Some((key, _)) = line.strip_prefix("| `").and_then(|rest| rest.split_once("` |")) {
            *in_document.entry(key.into()).or_default() += 1;
        }
    }
    assert_eq!(in_document, in_schema);
}

/// Every key of a fit file has a row, or is named in the text.
#[test]
fn every_key_of_a_fit_file_is_documented() {
    let schema: Value = serde_json::from_str(&text("scenarios/tress.fit.schema.json")).unwrap();
    let document = text("docs/FITTING.md");
    let tables = std::iter::once(&schema).chain(schema["$defs"].as_object().unwrap().values());
    for key in tables.filter_map(|table| table["properties"].as_object()).flat_map(|keys| keys.keys()) {
        assert!(document.contains(&format!("`{key}`")), "`{key}` is not in docs/FITTING.md");
    }
}

/// Every key of a design file has a row, or is named in the text.
#[test]
fn every_key_of_a_design_is_documented() {
    let schema: Value = serde_json::from_str(&text("scenarios/tress.sweep.schema.json")).unwrap();
    let document = text("docs/SWEEPS.md");
    let mut keys = schema["properties"].as_object().unwrap().keys().collect::<Vec<_>>();
    keys.extend(schema["$defs"]["Input"]["properties"].as_object().unwrap().keys());
    assert!(keys.len() > 18, "{keys:?}");
    for key in keys {
        assert!(document.contains(&format!("`{key}`")), "`{key}` is not in docs/SWEEPS.md");
    }
}

#[test]
fn snippets_of_riverside_are_lines_of_it() {
    let riverside = text("scenarios/riverside.toml");
    let readme = text("README.md");
    let mut snippets = 0;
    for block in readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        snippets += 1;
        let mut lines = riverside.lines();
        for line in block.lines().filter(|line| !line.is_empty()) {
            assert!(lines.any(|real| real == line), "not in riverside.toml, or not in this order: {line}");
        }
    }
    assert!(snippets >= 5);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let documents = [
        "README.md",
        "CHANGELOG.md",
        "docs/MODEL.md",
        "docs/DESIGN.md",
        "docs/SCENARIO.md",
        "docs/OUTPUT.md",
        "docs/FITTING.md",
        "docs/SWEEPS.md",
        "docs/DIFFUSION.md",
        "docs/CALIBRATION.md",
        "docs/ASSUMPTIONS.md",
        "docs/VERIFICATION.md",
        "examples/cluster/README.md",
    ];
    for document in documents {
        let folder = root(document).parent().unwrap().to_path_buf();
        for link in text(document).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            if path.starts_with("http") {
                continue;
            }
            let target = if path.is_empty() { root(document) } else { folder.join(path) };
            // Figures come with the first run that is kept.
            if target.extension().is_some_and(|ending| ending == "png") {
                continue;
            }
            assert!(target.exists(), "{document} links to {link}");
            if !anchor.is_empty() {
                let headings = fs::read_to_string(&target).unwrap();
                let found = headings
                    .lines()
                    .filter_map(|line| line.strip_prefix('#'))
                    .any(|line| slug(line) == anchor);
                assert!(found, "{document} links to {link}");
            }
        }
    }
}

/// The anchor of a heading.
fn slug(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_shipped_scenario_names_its_schema_and_has_no_faults() {
    for (path, schema) in [
        ("scenarios/riverside.toml", "./"),
        ("scenarios/metropolis.toml", "./"),
        ("scenarios/bass.toml", "./"),
        ("scenarios/threshold.toml", "./"),
        ("scenarios/choice.toml", "./"),
        ("scenarios/programmes.toml", "./"),
        ("scenarios/stylists.toml", "./"),
        ("scenarios/nomination.toml", "./"),
        ("scenarios/tipping.toml", "./"),
        ("scenarios/restriction.toml", "./"),
        ("scenarios/starter.toml", "./"),
        ("scenarios/villages.toml", "./"),
        ("scenarios/edge-list/edge-list.toml", "../"),
        ("scenarios/farmers/farmers.toml", "../"),
        ("scenarios/doctors/doctors.toml", "../"),
    ] {
        let first = format!("#:schema {schema}tress.schema.json");
        assert_eq!(text(path).lines().next(), Some(first.as_str()), "{path}");
        assert_eq!(opened(path).name, root(path).file_stem().unwrap().to_string_lossy());
    }
}

/// Only size, time, arms and what is reported may differ.
#[test]
fn metropolis_is_riverside_and_larger() {
    let (town, city) = (opened("scenarios/riverside.toml"), opened("scenarios/metropolis.toml"));
    assert_eq!(town.population.groups, city.population.groups);
    assert_eq!((town.history, town.traits, town.layers), (city.history, city.traits, city.layers));
    assert_eq!((town.practices, town.adoption, town.load), (city.practices, city.adoption, city.load));
    assert_eq!((town.symptoms, town.stages), (city.symptoms, city.stages));
    assert_eq!(town.interventions, city.interventions);
}

/// The scenarios that follow hair keep to one calibration of what styles do. A smaller community may leave styles out,
/// and what only traits change where it has none.
#[test]
fn stress_and_its_consequences_are_those_of_riverside() {
    let town = opened("scenarios/riverside.toml");
    for name in
        ["choice", "edge-list/edge-list", "programmes", "stylists", "nomination", "tipping", "restriction"]
    {
        let path = format!("scenarios/{name}.toml");
        let other = opened(&path);
        for practice in &other.practices {
            let there = town.practices.iter().find(|p| p.name == practice.name).unwrap();
            let worn = |p: &Practice| (p.stress, p.half_life, p.worn_for);
            assert_eq!(worn(practice), worn(there), "{path}: {}", practice.name);
            if !other.traits.is_empty() {
                assert_eq!(practice.modifiers, there.modifiers, "{path}: {}", practice.name);
            }
        }
        assert_eq!(
            (&town.load, &town.symptoms, &town.stages),
            (&other.load, &other.symptoms, &other.stages),
            "{path}"
        );
    }
}

/// A planner reads sums of money in a currency, and is told after how long.
#[test]
fn scenarios_that_compare_programmes_say_what_they_weigh() {
    for name in ["programmes", "stylists", "nomination", "tipping", "restriction"] {
        let path = format!("scenarios/{name}.toml");
        let scenario = opened(&path);
        assert_eq!(scenario.economics.currency, "USD", "{path}");
        assert!((4..=8).contains(&scenario.replicates), "{path}");
        assert!(!scenario.output.checkpoints.is_empty(), "{path}");
        assert!(scenario.arms.iter().all(|arm| arm.label.is_some()), "{path}");
        assert!(text(&path).contains("# ---- What came out ---"), "{path}");
    }
}
