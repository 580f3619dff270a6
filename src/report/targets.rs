//! Figure: how much is gained by taking in so many people, by the rule that picks them.

use super::{
    Format, ReportError, Table,
    axis::Axis,
    canvas::{Canvas, Key, Rect},
    effect::Effect,
    font::{self, Weight},
    multiples::Shape,
    panel::{Panel, Words},
    provenance::Provenance,
    theme, write,
};
use crate::scenario::{Scenario, TargetingRule};
use std::path::{Path, PathBuf};

/// Budgets that span more than this ratio ask for a logarithmic scale.
const LINEAR: f64 = 30.0;
/// More panels than this are too small to read.
const MOST: usize = 12;

/// One rule: its words, and what it obtains by budget.
struct Course {
    rule: String,
    budgets: Vec<f64>,
    mean: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

/// Draws what each rule of targeting obtains by the number of people taken in, as `targets.png` or `targets.svg`
/// in the folder `out`, from `frontier.csv` and `provenance.json` of `folder`.
///
/// # Errors
/// A table or record that is missing or does not hold what it should; a file that cannot be written.
pub fn targets(folder: &Path, out: &Path, format: Format) -> Result<Vec<PathBuf>, ReportError> {
    let provenance = Provenance::read(folder)?;
    let table = Table::read(&folder.join("frontier.csv"), &["rule", "measure"])?;
    let replicates = table.numbers("replicates")?.iter().copied().fold(0.0, f64::max) as usize;
    let small_print = provenance.small_print(replicates);
    let scenario = provenance.into_scenario();
    let effect = Effect::valued(&scenario);
    let mut courses = courses(&table, &effect)?;
    if courses.is_empty() {
        let what = format!("the targeting rules: no row with the measure `{}`", effect.measure());
        return Err(ReportError::Nothing { what });
    }
    let best = |course: &Course| course.mean.last().copied().unwrap_or(f64::NEG_INFINITY);
    courses.sort_by(|a, b| best(b).total_cmp(&best(a)));
    courses.truncate(MOST);
    write(out, "targets", &canvas(&scenario, &effect, &courses, replicates, &small_print), format)
}

/// The rules in the order of the table, each with rising budgets.
fn courses(table: &Table, effect: &Effect) -> Result<Vec<Course>, ReportError> {
    let (rule, measure) = (table.text("rule")?, table.text("measure")?);
    let (budget, mean) = (table.numbers("budget")?, table.numbers("mean")?);
    let (low, high) = (table.numbers("low")?, table.numbers("high")?);
    let wanted = effect.measure();
    let mut courses = vec![];
    for (code, name) in rule.values.iter().enumerate() {
        let counts = |&row: &usize| {
            rule.codes[row] as usize == code
                && measure.values[measure.codes[row] as usize] == wanted
                && budget[row].is_finite()
                && mean[row].is_finite()
        };
        let mut rows: Vec<usize> = (0..table.rows()).filter(counts).collect();
        rows.sort_by(|&a, &b| budget[a].total_cmp(&budget[b]));
        if rows.is_empty() {
            continue;
        }
        let of = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<_>>();
        courses.push(Course {
            rule: words(name),
            budgets: of(budget),
            mean: of(mean),
            low: of(low),
            high: of(high),
        });
    }
    Ok(courses)
}

fn canvas(
    scenario: &Scenario,
    effect: &Effect,
    courses: &[Course],
    replicates: usize,
    small_print: &str,
) -> Canvas {
    let values =
        || courses.iter().flat_map(|course| course.mean.iter().chain(&course.low).chain(&course.high));
    let values = || values().copied().filter(|value| value.is_finite());
    let shape = Shape::of(courses.len());
    let x = budget_axis(courses, shape.x_ticks());
    let y = Axis::round(values().fold(0.0, f64::min), values().fold(0.0, f64::max), 4);
    let band = courses.iter().flat_map(|course| &course.low).any(|low| low.is_finite());

    let mean = match replicates {
        1 => "this way of choosing (one replicate, so no band)".to_owned(),
        n => format!("this way of choosing, mean of {n} replicates"),
    };
    let subtitle = format!(
        "{} after {} (net number of people), by how many people a programme takes in. One panel for each way of \
         choosing them, the best at the largest number first.",
        effect.heading(),
        scenario.time.horizon,
    );
    let (mut canvas, body) = Canvas::page("Whom to take in, and how many", &subtitle, small_print);
    let (colour, grey) = (theme::arm(1), theme::mix(theme::arm(0), theme::PAPER, 0.62));
    let mut keys = vec![(mean, Key::Line(colour))];
    if band {
        keys.push(("95 % interval of the mean".to_owned(), Key::Box(colour, 0.2)));
    }
    if courses.len() > 1 {
        keys.push(("the other ways".to_owned(), Key::Line(grey)));
    }
    let top = canvas.legend(body, &keys);
    let cells = shape.cells(Rect { top, ..body });
    // In all panels or in none: the line below the title says it, too.
    let unit = font::width(effect.units(), theme::TICK, Weight::Regular) + 16.0;
    let heading = courses.iter().map(|course| font::width(&course.rule, theme::HEADING, Weight::Bold));
    let named = heading.fold(0.0, f64::max) + unit <= cells[0].width();
    let y_name = if named { effect.units() } else { "" };
    for (position, course) in courses.iter().enumerate() {
        let x_name = if shape.is_lowest(position, courses.len()) { "People taken in" } else { "" };
        let words = Words { heading: &course.rule, y_name, x_name, gutter: 0.0 };
        let panel = Panel::new(&mut canvas, cells[position], (x.clone(), y.clone()), words);
        panel.zero_across(&mut canvas);
        for (_, other) in courses.iter().enumerate().filter(|&(at, _)| at != position) {
            panel.line(&mut canvas, &other.budgets, &other.mean, 1.6, grey);
        }
        panel.between(&mut canvas, &course.budgets, [&course.low, &course.high], colour, 0.2);
        panel.line(&mut canvas, &course.budgets, &course.mean, 3.4, colour);
        // The budgets tried: between two of them the line is drawn, not simulated.
        for (&budget, &mean) in course.budgets.iter().zip(&course.mean) {
            canvas.dot((panel.at_x(budget), panel.at_y(mean)), 4.5, colour);
        }
    }
    canvas
}

/// From 0 on equal steps, or on equal ratios where the budgets span many.
fn budget_axis(courses: &[Course], ticks: usize) -> Axis {
    let budgets = || courses.iter().flat_map(|course| &course.budgets).copied();
    let (least, most) = (budgets().fold(f64::INFINITY, f64::min), budgets().fold(0.0, f64::max));
    if least <= 0.0 || most / least <= LINEAR {
        return Axis::counts(most, ticks);
    }
    let mut axis = Axis::logarithmic(least, most);
    // In a small panel there is room for the ends and the powers of ten.
    let last = axis.ticks.len().saturating_sub(1);
    for (position, (at, label)) in axis.ticks.iter_mut().enumerate() {
        let power = (at.log10() - at.log10().round()).abs() < 1e-9;
        if !power && position != 0 && position != last {
            label.clear();
        }
    }
    axis
}

/// A rule in words; as it is where it is not one that this version knows.
fn words(name: &str) -> String {
    let Some(rule) = TargetingRule::ALL.into_iter().find(|rule| rule.word() == name) else {
        return name.to_owned();
    };
    match rule {
        TargetingRule::Random => "Random people",
        TargetingRule::Degree => "Most ties first",
        TargetingRule::Nomination => "Friends of random people",
        TargetingRule::KCore => "Innermost core first",
        TargetingRule::PageRank => "Highest PageRank first",
        TargetingRule::Venue => "Whole venues",
        TargetingRule::Stage => "Furthest stage first",
        TargetingRule::Influence => "Those who win most others",
        TargetingRule::Harm => "Those who avert most harm",
        TargetingRule::List => "The people listed",
    }
    .to_owned()
}
