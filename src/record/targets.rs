//! What a programme achieves with each rule of targeting and each number of people: `targets.csv`, `frontier.csv`.

use super::cell::Table;
use super::provenance::{Provenance, TargetsRecord};
use super::{Store, StoreError};
use crate::scenario::{Scenario, TargetingRule};
use crate::stats::Paired;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// One rule with one number of people in one replicate, against the same replicate without the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetsRow {
    /// The rule.
    pub rule: TargetingRule,
    /// People to take in.
    pub budget: u32,
    /// Number of the replicate.
    pub replicate: u32,
    /// People taken in who are still there at the horizon.
    pub reached: u64,
    /// What the programme cost, in the scenario's currency.
    pub cost: f64,
    /// The same, discounted to week 0.
    pub discounted: f64,
    /// Adopters gained less adopters lost.
    pub adopters_gained: i64,
    /// By stage: people spared less people brought into it.
    pub averted: Vec<i64>,
    /// Load in the baseline minus load with the programme, over all people.
    pub load_averted: f64,
    /// Under `influence`: the share of the best possible that the choice is certified to win.
    pub guarantee: Option<f64>,
}

/// One measure of one rule with one number of people, over replicates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrontierRow {
    /// Word for the rule.
    pub rule: String,
    /// People to take in.
    pub budget: u32,
    /// Name of the measure.
    pub measure: String,
    /// Mean over replicates.
    pub mean: Option<f64>,
    /// Lower end of the 95 % t interval of the mean.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// Number of replicates.
    pub replicates: usize,
}

/// Summarises rows by rule and budget, in the order in which they come first.
pub fn frontier(scenario: &Scenario, rows: &[TargetsRow]) -> Vec<FrontierRow> {
    let mut cells: Vec<(TargetingRule, u32)> = rows.iter().map(|row| (row.rule, row.budget)).collect();
    let mut seen = vec![];
    cells.retain(|cell| {
        !seen.contains(cell) && {
            seen.push(*cell);
            true
        }
    });
    let mut all = vec![];
    for (rule, budget) in cells {
        let here: Vec<&TargetsRow> =
            rows.iter().filter(|row| row.rule == rule && row.budget == budget).collect();
        for (measure, values) in measures(scenario, &here) {
            let pairs: Vec<(f64, f64)> = values.iter().map(|&value| (value, 0.0)).collect();
            let found = Paired::of(&pairs);
            let [low, high] = found.interval.map_or([None; 2], |ends| ends.map(Some));
            let rule = rule.word().into();
            all.push(FrontierRow {
                rule,
                budget,
                measure,
                mean: found.mean,
                low,
                high,
                replicates: found.pairs,
            });
        }
    }
    all
}

fn measures(scenario: &Scenario, rows: &[&TargetsRow]) -> Vec<(String, Vec<f64>)> {
    let each = |of: &dyn Fn(&TargetsRow) -> f64| rows.iter().map(|row| of(row)).collect::<Vec<f64>>();
    let mut all = vec![
        ("reached".into(), each(&|row| row.reached as f64)),
        ("cost_discounted".into(), each(&|row| row.discounted)),
        ("adopters_gained".into(), each(&|row| row.adopters_gained as f64)),
    ];
    for (k, stage) in scenario.stages.iter().enumerate() {
        all.push((format!("{}_averted", stage.name), each(&|row| row.averted[k] as f64)));
    }
    all.push(("load_averted".into(), each(&|row| row.load_averted)));
    all
}

/// Writes both tables.
///
/// # Errors
/// Whatever the file system reports.
pub fn write_targets(
    store: &Store,
    scenario: &Scenario,
    rows: &[TargetsRow],
) -> Result<Vec<FrontierRow>, StoreError> {
    let summary = frontier(scenario, rows);
    store.write("targets.csv", |out| write_rows(out, scenario, rows))?;
    store.write("frontier.csv", |out| write_frontier(out, &summary))?;
    Ok(summary)
}

fn write_rows(out: impl Write, scenario: &Scenario, rows: &[TargetsRow]) -> io::Result<()> {
    let mut header: Vec<String> =
        ["rule", "budget", "replicate", "reached", "cost", "cost_discounted", "adopters_gained"]
            .map(String::from)
            .to_vec();
    header.extend(scenario.stages.iter().map(|stage| format!("{}_averted", stage.name)));
    header.extend(["load_averted", "guarantee"].map(String::from));
    let mut table = Table::new(out, header)?;
    for row in rows {
        table.text(row.rule.word())?;
        table.count(u64::from(row.budget))?;
        table.count(u64::from(row.replicate))?;
        table.count(row.reached)?;
        table.number(row.cost)?;
        table.number(row.discounted)?;
        table.number(row.adopters_gained as f64)?;
        row.averted.iter().try_for_each(|&averted| table.number(averted as f64))?;
        table.number(row.load_averted)?;
        table.maybe(row.guarantee)?;
        table.end_row()?;
    }
    table.finish()
}

fn write_frontier(out: impl Write, rows: &[FrontierRow]) -> io::Result<()> {
    let mut table = Table::new(out, ["rule", "budget", "measure", "mean", "low", "high", "replicates"])?;
    for row in rows {
        table.text(&row.rule)?;
        table.count(u64::from(row.budget))?;
        table.text(&row.measure)?;
        [row.mean, row.low, row.high].into_iter().try_for_each(|number| table.maybe(number))?;
        table.count(row.replicates as u64)?;
        table.end_row()?;
    }
    table.finish()
}

/// What `tress targets --json` prints: where the results are, and the rows of `frontier.csv`.
#[derive(Debug, Serialize)]
pub struct TargetsJson<'a> {
    scenario: &'a str,
    hash: &'a str,
    rng_seed: u64,
    replicates: u32,
    folder: String,
    targets: Option<&'a TargetsRecord>,
    frontier: &'a [FrontierRow],
}

/// The summary as data.
pub fn targets_json<'a>(
    scenario: &'a Scenario,
    provenance: &'a Provenance,
    folder: &Path,
    frontier: &'a [FrontierRow],
) -> TargetsJson<'a> {
    TargetsJson {
        scenario: &scenario.name,
        hash: &provenance.scenario.hash,
        rng_seed: scenario.rng_seed,
        replicates: scenario.replicates,
        folder: folder.display().to_string(),
        targets: provenance.targets.as_ref(),
        frontier,
    }
}
