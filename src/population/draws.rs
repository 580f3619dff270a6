//! Plausible values of a scenario from a CSV file: one scenario for each row.

use super::{FileFaults, Table, read_text};
use crate::scenario::fitting::Dial;
use crate::scenario::{Faults, Read, Scenario, Source, read};
use std::path::Path;

/// The scenarios that the file of `draws` describes: its columns are paths of the scenario, its rows their values. Of
/// the rows the first `number` are taken, or all. None without `draws`.
///
/// # Errors
/// All faults of the file, each with its line: a column that is no number of the scenario, a cell that is no number, a
/// row with which the scenario has faults, too few rows.
pub fn read_draws(base: &Read, directory: &Path) -> Result<Vec<Scenario>, Faults> {
    let mut faults = Faults::default();
    let Some(draws) = &base.scenario.draws else { return Ok(vec![]) };
    let path = directory.join(&draws.file);
    let mut found = FileFaults::new(&path);
    let mut scenarios = vec![];
    if let Some(text) = read_text(&path, &mut found) {
        let mut table = Table::new(&text, &mut found);
        let mut dials = vec![];
        for column in table.header().to_vec() {
            match Dial::find(&base.source, &column) {
                Ok(dial) => dials.push(dial),
                Err((message, help)) => found.push(1, message, help),
            }
        }
        let wanted = draws.number.map_or(usize::MAX, |number| number as usize);
        while found.is_empty() && scenarios.len() < wanted {
            let Some(line) = table.advance(&mut found) else { break };
            let mut overrides = base.source.overrides.clone();
            for (column, dial) in dials.iter().enumerate() {
                match table.cell(column).parse::<f64>() {
                    Ok(value) if value.is_finite() => overrides.push(dial.set(value)),
                    _ => {
                        found.push(line, format!("`{}` is no number", table.cell(column)), "write a number");
                    }
                }
            }
            match read(Source::new(&base.source.path, &*base.source.text, &overrides)) {
                Ok(drawn) if is_like(&drawn.scenario, &base.scenario) => scenarios.push(drawn.scenario),
                Ok(_) => {
                    let help =
                        "draws are values of the model: seeds, times and what is reported stay as they are";
                    found.push(1, "a column changes what all replicates have to share", help);
                }
                Err(refusal) => {
                    let first = refusal.faults.0.into_iter().next();
                    let (message, help) = first.map_or_else(
                        || ("the scenario has faults with these values".to_owned(), None),
                        |fault| (format!("with these values {}", fault.message), fault.help),
                    );
                    found.push(line, message, help.unwrap_or_default());
                }
            }
        }
        if found.is_empty() && (scenarios.is_empty() || draws.number.is_some() && scenarios.len() < wanted) {
            let message = format!("the file holds {} draws", scenarios.len());
            found.push(0, message, "write `number` for so many at most, or leave it out to take them all");
        }
    }
    found.report(&mut faults);
    faults.or(scenarios)
}

/// Whether two scenarios can be replicates of one study.
fn is_like(drawn: &Scenario, base: &Scenario) -> bool {
    drawn.time == base.time
        && drawn.output == base.output
        && drawn.rng_seed == base.rng_seed
        && drawn.replicates == base.replicates
        && drawn.population.size == base.population.size
}
