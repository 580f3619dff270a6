//! Figure: what each arm changed, and for whom: people who took part, their ties, and those farther away.

use super::{
    ALL, ReportError, Results, Table,
    axis::number,
    bars::{self, Bar, Words, people},
    canvas::{Canvas, Key, Rect},
    effect::Effect,
    font::{self, Weight},
    results::distinct,
    theme,
};
use crate::stats::Paired;

/// Roles in the table, from near to far, and the words for them.
const ROLES: [(&str, &str); 4] = [
    ("participant", "participants"),
    ("tie", "their ties"),
    ("two_away", "two ties away"),
    ("farther", "farther away"),
];
/// More panels than this are too small to read: then the latest stages stay.
const MOST: usize = 6;
/// More panels than this stand in two columns, with brief notes.
const ONE_COLUMN: usize = 3;
/// Widest label of an arm, in one column and in several.
const LABEL_ROOM: [f64; 2] = [340.0, 240.0];

/// What an arm changed in each replicate, by role.
type Changes = Vec<[f64; ROLES.len()]>;

/// Draws the figure; none if there is nothing to attribute: one arm, or a folder without the table.
///
/// # Errors
/// A table that cannot be read, or lacks a column.
pub fn draw(results: &Results) -> Result<Option<Canvas>, ReportError> {
    let Some(table) = results.table("attribution.csv", &["arm", "group", "role"])? else { return Ok(None) };
    let mut effects = Effect::all(&results.scenario);
    let left_out = effects.len().saturating_sub(MOST);
    drop(effects.drain(1..=left_out));

    let columns = if effects.len() > ONE_COLUMN { 2 } else { 1 };
    let mut panels = vec![];
    for effect in &effects {
        panels.push(bars_of(results, effect, &changes(results, &table, effect)?, columns > 1));
    }
    if panels.iter().all(Vec::is_empty) {
        return Ok(None);
    }

    let (mut canvas, body) = Canvas::page(
        "What each arm changed, and for whom",
        &subtitle(results, panels.len(), left_out)?,
        &results.small_print,
    );
    let keys = ROLES.iter().enumerate().map(|(role, (_, words))| {
        ((*words).to_owned(), Key::Box(theme::nearness(theme::ANY, role, ROLES.len()), 1.0))
    });
    let total = if results.replicates > 1 { "all together, 95 % interval" } else { "all together" };
    let keys: Vec<_> = keys.chain([(total.to_owned(), Key::Total(results.replicates > 1))]).collect();
    let top = canvas.legend(body, &keys) + 4.0;

    let rows = panels.len().div_ceil(columns);
    let widest = panels.iter().flatten().map(|bar| font::width(&bar.label, theme::TICK, Weight::Bold));
    let labels = widest.fold(0.0, f64::max).min(LABEL_ROOM[columns - 1]);
    let cells = Rect { top, ..body }.grid(rows, columns, (40.0, 6.0));
    for (position, (effect, bars)) in effects.iter().zip(&panels).enumerate() {
        let x_name = if position + columns >= panels.len() { "People, net" } else { "" };
        let heading = effect.heading();
        let words = Words { heading: &heading, definition: effect.definition(), x_name, labels };
        bars::draw(&mut canvas, cells[position], bars, words);
    }
    Ok(Some(canvas))
}

fn subtitle(results: &Results, panels: usize, left_out: usize) -> Result<String, ReportError> {
    let how = match results.replicates {
        1 => "One replicate, so no interval.".to_owned(),
        n => format!("Bars: mean of {n} replicates; line: 95\u{a0}% interval of the mean."),
    };
    let scale = if panels > 1 { " Each panel has its own scale." } else { "" };
    let brief = if panels > ONE_COLUMN {
        " In brackets: the share beyond the participants, where the total is clearly a gain."
    } else {
        ""
    };
    let cut =
        if left_out > 0 { format!(" The first {left_out} stages are left out.") } else { String::new() };
    Ok(format!(
        "Net number of people whose outcome differs from “{}” after {}, among {} people, by how near they are to \
         those who took part (darker: nearer). Left of 0: worse.{scale} {how}{brief}{cut}",
        results.arms[0].label,
        results.scenario.time.horizon,
        number(results.population()?, 1.0),
    ))
}

/// What each arm changed for everybody at the last checkpoint, by arm and replicate.
fn changes(results: &Results, table: &Table, effect: &Effect) -> Result<Vec<Changes>, ReportError> {
    let [gained, lost] = effect.columns();
    let (gained, lost) = (table.numbers(&gained)?, table.numbers(&lost)?);
    let (week, replicate) = (table.numbers("week")?, table.numbers("replicate")?);
    let last = week.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let replicates = distinct(replicate);
    let (arm, group, role) = (table.text("arm")?, table.text("group")?, table.text("role")?);
    let arms = results.arm_positions(&arm.values);
    let roles: Vec<_> =
        role.values.iter().map(|value| ROLES.iter().position(|(name, _)| name == value)).collect();

    let mut changes = vec![vec![None; replicates.len()]; results.arms.len()];
    for row in 0..table.rows() {
        let place = (
            arms[arm.codes[row] as usize],
            roles[role.codes[row] as usize],
            replicates.binary_search_by(|at| at.total_cmp(&replicate[row])).ok(),
        );
        let counts = week[row] == last && group.values[group.codes[row] as usize] == ALL;
        if let (true, (Some(arm), Some(role), Some(replicate))) = (counts, place) {
            let by_role = changes[arm][replicate].get_or_insert([0.0; ROLES.len()]);
            by_role[role] = gained[row] - lost[row];
        }
    }
    Ok(changes.into_iter().map(|runs| runs.into_iter().flatten().collect()).collect())
}

/// One bar for each arm that the table knows.
fn bars_of(results: &Results, effect: &Effect, changes: &[Changes], brief: bool) -> Vec<Bar> {
    let arms = changes.iter().enumerate().filter(|(_, runs)| !runs.is_empty());
    let bar = |(arm, runs): (usize, &Changes)| {
        let colour = theme::arm(arm);
        let mean =
            |of: &dyn Fn(&[f64; ROLES.len()]) -> f64| runs.iter().map(of).sum::<f64>() / runs.len() as f64;
        let parts: Vec<f64> = (0..ROLES.len()).map(|role| mean(&|run| run[role])).collect();
        let totals: Vec<(f64, f64)> = runs.iter().map(|run| (run.iter().sum(), 0.0)).collect();
        let total = mean(&|run| run.iter().sum());
        let interval = Paired::of(&totals).interval;
        let shade = |(role, &part): (usize, &f64)| (part, theme::nearness(colour, role, ROLES.len()));
        Bar {
            label: results.arms[arm].label.clone(),
            colour: theme::ink(colour),
            parts: parts.iter().enumerate().map(shade).collect(),
            total,
            interval,
            mark: None,
            note: note(effect, total, interval, parts[0], brief),
        }
    };
    arms.map(bar).collect()
}

/// The total, and which share of it fell to people who did not take part: only where the total is clearly a gain,
/// since a share of nothing says nothing. In words, or `brief`.
fn note(effect: &Effect, total: f64, interval: Option<[f64; 2]>, participants: f64, brief: bool) -> String {
    let [low, high] = interval.unwrap_or([total; 2]);
    let count = people(total);
    if total == 0.0 && low == high {
        return "no difference".into();
    }
    let share = (100.0 * (1.0 - participants / total)).round();
    if brief {
        return match share {
            _ if low <= 0.0 => count,
            ..=0.0 => format!("{count}  (none)"),
            100.0.. => format!("{count}  (all)"),
            _ => format!("{count}  ({} %)", number(share, 1.0)),
        };
    }
    if low <= 0.0 && high >= 0.0 {
        return format!("{count}: may be no difference");
    }
    if high < 0.0 {
        return format!("{count}: {}", effect.opposite());
    }
    let whose = match share {
        ..=0.0 => "all among the participants".into(),
        100.0.. => "all beyond the participants".into(),
        _ => format!("of which {} % beyond the participants", number(share, 1.0)),
    };
    format!("{count}, {whose}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn notes_claim_no_more_than_the_interval_allows() {
        let scenario: Scenario = toml::from_str(
            "name = \"a\"\nrng_seed = 1\nreplicates = 1\n[time]\nhorizon = \"1 year\"\n[population]\nsize = 9\n\
             [[population.group]]\nname = \"g\"\nshare = 1.0\nages = [0, 9]\npractices = { p = 1.0 }\n\
             [[practice]]\nname = \"p\"\nstress = 0.0\n[adoption]\nrule = \"hazard\"\ninnovation = [\"p\"]\n",
        )
        .unwrap();
        let effect = Effect::valued(&scenario);
        let note = |total, interval, participants| note(&effect, total, interval, participants, false);
        assert_eq!(
            note(1500.0, Some([1400.0, 1600.0]), 600.0),
            "1,500, of which 60 % beyond the participants"
        );
        assert_eq!(note(40.0, Some([-5.0, 85.0]), 10.0), "40: may be no difference");
        assert_eq!(note(40.0, None, 50.0), "40, all among the participants");
        assert_eq!(note(40.0, None, -2.0), "40, all beyond the participants");
        assert_eq!(note(-7.0, Some([-9.0, -5.0]), -7.0), "−7: fewer adopters");
        assert_eq!(note(0.0, Some([0.0, 0.0]), 0.0), "no difference");
    }
}
