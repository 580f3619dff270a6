//! Imports go down only, and each outside crate has its home.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules, each of which imports only from those after it: as in `src/lib.rs`.
const LAYERS: [&str; 15] = [
    "cli",
    "report",
    "fit",
    "sweep",
    "study",
    "record",
    "engine",
    "network",
    "population",
    "scenario",
    "sensitivity",
    "sample",
    "draw",
    "stats",
    "prefetch",
];

/// Where each outside crate may be named: files or folders of `src`. A crate that can be replaced in one place has
/// one; those that everybody speaks have `""`, which is everywhere.
const HOMES: [(&str, &[&str]); 27] = [
    ("ab_glyph", &["report/font.rs"]),
    ("annotate_snippets", &["cli/diagnostics.rs"]),
    ("bytemuck", &["network/targets.rs"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli/manual.rs"]),
    // Tables read from the planner, tables written, tables of results read again.
    (
        "csv",
        &[
            "population/table.rs",
            "record/answers.rs",
            "record/cell.rs",
            "record/parquet.rs",
            "record/sweep.rs",
            "report/table.rs",
            "cli/network.rs",
        ],
    ),
    ("ctrlc", &["cli/run.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("libm", &[""]),
    ("memmap2", &["network/targets.rs"]),
    ("parquet", &["record/parquet.rs"]),
    ("petgraph", &["network"]),
    ("plotters", &["report/paint.rs"]),
    ("png", &["report/paint.rs"]),
    ("quick_xml", &["network/read/graphml.rs"]),
    ("rand_chacha", &["draw.rs"]),
    ("rayon", &[""]),
    ("schemars", &["scenario"]),
    ("serde", &[""]),
    ("serde_json", &["scenario", "record", "report", "sweep", "cli"]),
    ("sha2", &["record/hash.rs"]),
    ("sobol_burley", &["sample/saltelli.rs"]),
    ("strsim", &["scenario/fault.rs"]),
    ("tempfile", &["record/store.rs", "record/sweep.rs", "report", "cli"]),
    ("thiserror", &["record", "report", "cli"]),
    ("toml", &["scenario"]),
];

/// Files that unit tests share and that no build has.
const TEST_ONLY: [&str; 1] = ["record/example.rs"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file of `src` by its path in it, without comments and unit tests.
fn files() -> Vec<(String, String)> {
    let mut found = vec![];
    let mut folders = vec![src()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(src()).unwrap().to_str().unwrap().replace('\\', "/");
                if TEST_ONLY.contains(&name.as_str()) {
                    continue;
                }
                found.push((name, code(&fs::read_to_string(&path).unwrap())));
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "{} files", found.len());
    found
}

fn code(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..tests].lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The modules of this crate that a text names: `crate::draw`, `crate::{draw::unit, stats}`.
fn modules(code: &str) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            named.insert(word(rest));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && !c.is_whitespace() => {
                    named.insert(word(&list[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    named
}

#[test]
fn modules_are_found_in_imports() {
    let code =
        "use crate::{\n    draw::{self, Draws},\n    network::csr,\n};\nlet x = crate::stats::mean(&[]);";
    assert_eq!(modules(code), BTreeSet::from(["draw", "network", "stats"]));
}

#[test]
fn the_layers_are_those_of_the_library() {
    let library = fs::read_to_string(src().join("lib.rs")).unwrap();
    let listed: Vec<&str> = (library.lines())
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(listed, LAYERS);
}

#[test]
fn only_one_file_is_unsafe() {
    let names = files().into_iter().filter(|(_, code)| code.contains("unsafe")).map(|(name, _)| name);
    assert_eq!(names.collect::<Vec<_>>(), ["prefetch.rs"]);
}

#[test]
fn imports_go_down_only() {
    let place = |module: &str| LAYERS.iter().position(|layer| *layer == module);
    let mut imports = 0;
    for (name, code) in files() {
        let layer = name.split(['/', '.']).next().unwrap();
        let Some(here) = place(layer) else { continue };
        for module in modules(&code) {
            let there =
                place(module).unwrap_or_else(|| panic!("src/{name} names crate::{module}, no module"));
            assert!(there >= here, "src/{name}: `{layer}` imports from `{module}`, which stands above it");
            imports += usize::from(there > here);
        }
    }
    assert!(imports > 50, "{imports} imports found");
}

#[test]
fn main_is_a_dozen_lines() {
    let main = fs::read_to_string(src().join("main.rs")).unwrap();
    assert!(main.lines().count() <= 12, "main turns arguments into an exit code, and nothing else");
}

/// Whether `code` names the crate: a path from it, not one that ends in it.
fn names(code: &str, outside: &str) -> bool {
    code.match_indices(outside).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + outside.len()..];
        after.starts_with("::") && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn each_outside_crate_has_its_home() {
    let manifest = fs::read_to_string(src().join("../Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let used: BTreeSet<String> =
        manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect();
    let known: BTreeSet<String> = HOMES.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(used, known, "the crates of Cargo.toml, and those that have a home");
    let files = files();
    for (outside, places) in HOMES {
        let mut named = 0;
        for (name, _) in files.iter().filter(|(_, code)| names(code, outside)) {
            let at_home = places.iter().any(|place| {
                place.is_empty()
                    || name == place
                    || name.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
            });
            assert!(at_home, "src/{name} names {outside}, whose home is {places:?}");
            named += 1;
        }
        assert!(named > 0, "no file names {outside}");
    }
}
