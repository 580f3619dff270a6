//! What rules of targeting achieve, as a small table to read.

use super::{decimals, number, range};
use crate::record::FrontierRow;
use crate::scenario::Scenario;

/// The effect of the programme called `label` by rule and number of people taken in, the best rule at the largest
/// number first.
pub fn targets_prose(scenario: &Scenario, label: &str, rows: &[FrontierRow]) -> String {
    let (measure, words) = effect(scenario);
    let rows: Vec<&FrontierRow> = rows.iter().filter(|row| row.measure == measure).collect();
    let mut budgets: Vec<u32> = rows.iter().map(|row| row.budget).collect();
    budgets.sort_unstable();
    budgets.dedup();
    let Some(&most) = budgets.last() else { return String::new() };
    let mut last: Vec<&&FrontierRow> = rows.iter().filter(|row| row.budget == most).collect();
    last.sort_by(|a, b| b.mean.unwrap_or(0.0).total_cmp(&a.mean.unwrap_or(0.0)));
    let cell = |rule: &str, budget: u32| {
        let row = rows.iter().find(|row| row.rule == rule && row.budget == budget);
        let Some((row, mean)) = row.and_then(|row| Some((row, row.mean?))) else { return "–".into() };
        let ends = row.low.zip(row.high).filter(|(low, high)| low < high).map(|(low, high)| [low, high]);
        let decimals = decimals(mean, ends);
        let bracket = ends.map_or(String::new(), |ends| format!(" [{}]", range(ends, decimals)));
        format!("{}{bracket}", number(mean, decimals))
    };
    let head: Vec<String> = std::iter::once("people taken in".to_string())
        .chain(budgets.iter().map(|&budget| number(f64::from(budget), 0)))
        .collect();
    let line = |row: &&&FrontierRow| -> Vec<String> {
        let cells = budgets.iter().map(|&budget| cell(&row.rule, budget));
        std::iter::once(row.rule.clone()).chain(cells).collect()
    };
    let table: Vec<Vec<String>> = std::iter::once(head).chain(last.iter().map(line)).collect();
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..=budgets.len()).map(width).collect();
    let runs = match scenario.replicates {
        1 => "1 replicate".to_string(),
        many => format!("{many} replicates; in brackets, the 95 % interval of the mean"),
    };
    let mut text = format!("{label}: {words} by {} ({runs})\n\n", scenario.time.horizon);
    for row in &table {
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Numbers stand under the end of their heading, names at the left.
            let space = " ".repeat(width - cell.chars().count());
            text += &if at == 0 { format!("  {cell}{space}") } else { format!("   {space}{cell}") };
        }
        text.push('\n');
    }
    text
}

/// The measure that rules are judged by, and words for it: that of `economics.effect`, else the last stage averted,
/// else adopters gained.
fn effect(scenario: &Scenario) -> (String, String) {
    let named = |name: &String| scenario.stages.iter().find(|stage| stage.name == *name);
    let stage = match &scenario.economics.effect {
        Some(name) => named(name),
        None => scenario.stages.last(),
    };
    stage.map_or_else(
        || ("adopters_gained".into(), "adopters gained".into()),
        |stage| {
            let label = stage.label.as_ref().unwrap_or(&stage.name);
            (format!("{}_averted", stage.name), format!("people spared “{label}”"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_rule_stands_first_and_columns_line_up() {
        let scenario: Scenario = toml::from_str(
            "name = 'r'\nrng_seed = 1\nreplicates = 4\n[time]\nhorizon = '2 years'\n[population]\nsize = 9\n\
             [[population.group]]\nname = 'g'\nshare = 1\nages = [0, 9]\npractices = { a = 1 }\n\
             [[practice]]\nname = 'a'\nstress = 0\n[adoption]\nrule = 'cascade'\ninnovation = ['a']\ncascade = { q = 1 }\n\
             [[stage]]\nname = 'late'\nlabel = 'Late'\nmeasure = 'load'\ntolerance = { median = 1 }\n",
        )
        .unwrap();
        let row = |rule: &str, budget, measure: &str, mean: f64| FrontierRow {
            rule: rule.into(),
            budget,
            measure: measure.into(),
            mean: Some(mean),
            low: Some(mean - 2.0),
            high: Some(mean + 2.0),
            replicates: 4,
        };
        let rows = [
            row("random", 50, "late_averted", 3.0),
            row("random", 1000, "late_averted", 9.0),
            row("random", 1000, "reached", 1000.0),
            row("degree", 50, "late_averted", 1.0),
            row("degree", 1000, "late_averted", 1234.0),
        ];
        assert_eq!(
            targets_prose(&scenario, "Champions", &rows),
            "Champions: people spared “Late” by 2 years (4 replicates; in brackets, the 95 % interval of the mean)\n\n\
             \x20 people taken in            50                 1,000\n\
             \x20 degree            1 [−1 to 3]   1,234 [1,232–1,236]\n\
             \x20 random                3 [1–5]              9 [7–11]\n"
        );
    }
}
