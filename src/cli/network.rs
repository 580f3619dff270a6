//! `tress network`.

use super::prepare::{Prepared, pool, threads};
use super::{CliError, args::NetworkArgs, plan::count, print};
use crate::draw::Draws;
use crate::network::{LayerMeasures, Measures, Network};
use crate::population::draw_people;
use crate::report::{self, Format};
use crate::scenario::Scenario;
use std::path::Path;

/// Name of the table that `--out` leaves.
const TABLE: &str = "network.csv";

/// Builds the network of replicate 0 and prints its measures.
///
/// # Errors
/// Faults of the scenario; a folder that cannot be written.
pub fn network(args: &NetworkArgs) -> Result<(), CliError> {
    let Prepared { read, inputs, .. } = Prepared::new(&args.scenario)?;
    let scenario = &read.scenario;
    let measures = pool(threads(args.threads))?.install(|| {
        let draws = Draws::new(scenario.rng_seed, 0);
        let people = draw_people(scenario, inputs.people.as_ref(), &draws);
        Measures::of(&Network::build(scenario, &inputs, &people, &draws), &people)
    });
    let mut written = String::new();
    if let Some(out) = &args.out {
        leave(out, scenario, &measures)?;
        written = format!("\nTable {TABLE} and figure degrees.png are in {}.\n", out.display());
    }
    if args.json {
        let text = serde_json::to_string_pretty(&measures)
            .map_err(|error| CliError::Failure(format!("cannot write the measures: {error}")))?;
        return print(format!("{text}\n"));
    }
    print(in_words(scenario, &measures) + &written)
}

/// Leaves the table and the figure in `out`.
fn leave(out: &Path, scenario: &Scenario, measures: &Measures) -> Result<(), CliError> {
    let failed = |error: String| CliError::Failure(format!("cannot write into {}: {error}", out.display()));
    std::fs::create_dir_all(out).map_err(|error| failed(error.to_string()))?;
    let partial = tempfile::NamedTempFile::new_in(out).map_err(|error| failed(error.to_string()))?;
    table(&partial, measures).map_err(|error| failed(error.to_string()))?;
    partial.persist(out.join(TABLE)).map_err(|error| failed(error.to_string()))?;
    let curve = |label: String, layer: &LayerMeasures| {
        let counts =
            layer.degrees.iter().enumerate().map(|(degree, &people)| (degree as u32, people)).collect();
        (label, counts)
    };
    let mut curves = vec![curve("all layers".into(), &measures.together)];
    if measures.layers.len() > 1 {
        for (layer, spec) in measures.layers.iter().zip(&scenario.layers) {
            curves.push(curve(spec.label.clone().unwrap_or_else(|| spec.name.clone()), layer));
        }
    }
    let title = format!("How many ties people have in {}", scenario.name);
    let people = count(measures.together.people);
    let small = format!("{} · {people} people · rng_seed {} · replicate 0", scenario.name, scenario.rng_seed);
    report::degrees(out, &title, &small, &curves, Format::Png).map_err(|error| failed(error.to_string()))?;
    Ok(())
}

fn table(out: &tempfile::NamedTempFile, measures: &Measures) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "layer",
        "people",
        "ties",
        "directed",
        "degree_mean",
        "degree_sd",
        "degree_max",
        "clustering",
        "transitivity",
        "components",
        "giant_share",
        "isolates_share",
        "assortativity_age",
        "assortativity_group",
        "same_age_share",
        "same_age_by_chance",
    ])?;
    let maybe = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for layer in std::iter::once(&measures.together).chain(&measures.layers) {
        table.write_record([
            layer.name.clone(),
            layer.people.to_string(),
            layer.ties.to_string(),
            layer.directed.to_string(),
            layer.degree_mean.to_string(),
            layer.degree_sd.to_string(),
            layer.degree_max.to_string(),
            layer.clustering.to_string(),
            layer.transitivity.to_string(),
            layer.components.to_string(),
            layer.giant.to_string(),
            layer.isolates.to_string(),
            maybe(layer.assortativity_age),
            maybe(layer.assortativity_group),
            maybe(layer.same_age),
            maybe(measures.same_age_by_chance),
        ])?;
    }
    table.flush()?;
    Ok(())
}

/// A row of the printed table: what it is, and its value in a layer.
type Line = (&'static str, fn(&LayerMeasures) -> String);

const LINES: [Line; 12] = [
    ("ties", |layer| count(layer.ties)),
    ("mean degree", |layer| format!("{:.2}", layer.degree_mean)),
    ("  its sd", |layer| format!("{:.2}", layer.degree_sd)),
    ("  its maximum", |layer| count(layer.degree_max)),
    ("clustering", |layer| format!("{:.3}", layer.clustering)),
    ("transitivity", |layer| format!("{:.3}", layer.transitivity)),
    ("components", |layer| count(layer.components)),
    ("in the largest", |layer| percent(layer.giant)),
    ("without ties", |layer| percent(layer.isolates)),
    ("alike in age (r)", |layer| decimals(layer.assortativity_age)),
    ("alike in group (r)", |layer| decimals(layer.assortativity_group)),
    ("within 5 years", |layer| layer.same_age.map_or("–".into(), percent)),
];

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn decimals(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{value:.3}"))
}

fn in_words(scenario: &Scenario, measures: &Measures) -> String {
    let layers: Vec<&LayerMeasures> = std::iter::once(&measures.together).chain(&measures.layers).collect();
    let width = |layer: &LayerMeasures| layer.name.chars().count().max(11) + 2;
    let mut text = format!("{}: {} people\n\n{:<20}", scenario.name, count(measures.together.people), "");
    for layer in &layers {
        text += &format!("{:>1$}", layer.name, width(layer));
    }
    text.push('\n');
    for (what, value) in LINES {
        text += &format!("{what:<20}");
        for layer in &layers {
            text += &format!("{:>1$}", value(layer), width(layer));
        }
        text.push('\n');
    }
    if let Some(chance) = measures.same_age_by_chance {
        text += &format!("\nOf all pairs of people, {} are within 5 years of age.\n", percent(chance));
    }
    text
}
