//! Figure: cost against effect, and how likely each arm is to be the best buy.

use super::{
    ReportError, Results, Table,
    axis::Axis,
    canvas::{Canvas, Key, Point, Rect},
    effect::Effect,
    magnitude::Magnitude,
    panel::{Panel, Words},
    results::distinct,
    theme,
};

/// More dots of one arm than this are drawn smaller.
const MANY: usize = 100;

/// Extra cost and extra effect of the arms over the baseline, one point per replicate.
struct Plane {
    /// By arm; empty for the baseline.
    points: Vec<Vec<Point>>,
}

/// Probability of being the best buy, by willingness to pay for one unit of the effect.
struct Acceptability {
    willingness: Vec<f64>,
    /// In %, by arm.
    shares: Vec<Vec<f64>>,
}

/// Draws the figure; none where no arm costs anything, or the folder lacks a table for it.
///
/// # Errors
/// A table that cannot be read, or lacks a column.
pub fn draw(results: &Results) -> Result<Option<Canvas>, ReportError> {
    let increments = results.table("increments.csv", &["arm", "vs", "effect"])?;
    let acceptability = results.table("acceptability.csv", &["effect", "arm"])?;
    let (Some(increments), Some(acceptability)) = (increments, acceptability) else { return Ok(None) };
    let effect = Effect::valued(&results.scenario);
    let plane = Plane::of(results, &increments, &effect)?;
    let curves = Acceptability::of(results, &acceptability, &effect)?;
    let costly = plane.points.iter().flatten().any(|&(_, cost)| cost != 0.0);
    if !costly || curves.willingness.is_empty() {
        return Ok(None);
    }

    let (mut canvas, body) =
        Canvas::page("What the arms cost, and what they are worth", &subtitle(results), &results.small_print);
    let mut keys = results.arm_keys();
    let grey = theme::mix(theme::arm(0), theme::PAPER, 0.4);
    if results.replicates > 1 {
        keys.push(("one replicate".into(), Key::Dot(grey)));
        keys.push(("mean".into(), Key::Ringed(grey)));
    }
    let top = canvas.legend(body, &keys) + 8.0;
    let cells = Rect { top, ..body }.grid(1, 2, (56.0, 0.0));
    plane.draw(&mut canvas, cells[0], results, &effect);
    curves.draw(&mut canvas, cells[1], results, &effect);
    Ok(Some(canvas))
}

fn subtitle(results: &Results) -> String {
    let chance = match results.replicates {
        1 => "One replicate, so each probability is 0 or 100\u{a0}%.".to_owned(),
        n => format!(
            "Right: share of {n} replicates in which an arm is the best buy, worth most after its cost."
        ),
    };
    let rate = results.scenario.economics.discount_rate;
    let discounted = if rate > 0.0 {
        // The rate as it was given, without the noise of its binary form.
        let percent = (rate * 1e8).round() / 1e6;
        format!(" Costs and effects count {percent}\u{a0}% less for each year that they come later.")
    } else {
        String::new()
    };
    format!(
        "Left: each arm against “{}” after {}; farther right is better, lower is cheaper. {chance}{discounted}",
        results.arms[0].label, results.scenario.time.horizon,
    )
}

/// The last week of a table.
fn last(table: &Table) -> Result<f64, ReportError> {
    Ok(table.numbers("week")?.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

impl Plane {
    fn of(results: &Results, table: &Table, effect: &Effect) -> Result<Self, ReportError> {
        let (arm, named) = (table.text("arm")?, table.text("effect")?);
        let (week, last) = (table.numbers("week")?, last(table)?);
        let (gain, cost) = (table.numbers("gain_discounted")?, table.numbers("cost_discounted")?);
        let arms = results.arm_positions(&arm.values);
        let mut points = vec![vec![]; results.arms.len()];
        for row in 0..table.rows() {
            let counts = week[row] == last && named.values[named.codes[row] as usize] == effect.name;
            if let (true, Some(arm)) = (counts, arms[arm.codes[row] as usize]) {
                points[arm].push((gain[row], cost[row]));
            }
        }
        points.iter_mut().for_each(|points| points.retain(|at| at.0.is_finite() && at.1.is_finite()));
        Ok(Self { points })
    }

    /// Dots, means above them, and the baseline where the zero lines cross.
    fn draw(&self, canvas: &mut Canvas, room: Rect, results: &Results, effect: &Effect) {
        let all = || self.points.iter().flatten().copied();
        let range = |of: fn(Point) -> f64| {
            all().map(of).fold((0.0, 0.0), |ends: (f64, f64), value| (ends.0.min(value), ends.1.max(value)))
        };
        let (gains, costs) = (range(|at| at.0), range(|at| at.1));
        let Magnitude { unit, word } = Magnitude::of(costs.0.abs().max(costs.1));
        let x_name = format!("{}, people", effect.heading());
        let y_name = format!("Extra cost, {word}{}", results.scenario.economics.currency);
        let axes = (Axis::round(gains.0, gains.1, 5), Axis::round(costs.0 / unit, costs.1 / unit, 6));
        let words = Words { y_name: &y_name, x_name: &x_name, ..Words::default() };
        let panel = Panel::new(canvas, room, axes, words);
        panel.zero_across(canvas);
        panel.zero_upwards(canvas);
        let place = |(gain, cost): Point| (panel.at_x(gain), panel.at_y(cost / unit));
        canvas.dot(place((0.0, 0.0)), 7.0, theme::arm(0));
        for (arm, points) in self.points.iter().enumerate() {
            let radius = if points.len() > MANY { 3.0 } else { 5.0 };
            let colour = theme::mix(theme::arm(arm), theme::PAPER, 0.4);
            // A single replicate is its own mean.
            for &at in points.iter().filter(|_| points.len() > 1) {
                canvas.dot(place(at), radius, colour);
            }
        }
        for (arm, points) in self.points.iter().enumerate().filter(|(_, points)| !points.is_empty()) {
            let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
            canvas.ringed(place((mean(|at| at.0), mean(|at| at.1))), theme::arm(arm));
        }
    }
}

impl Acceptability {
    fn of(results: &Results, table: &Table, effect: &Effect) -> Result<Self, ReportError> {
        let (arm, named) = (table.text("arm")?, table.text("effect")?);
        let (week, last) = (table.numbers("week")?, last(table)?);
        let (paid, probability) = (table.numbers("willingness_to_pay")?, table.numbers("probability")?);
        let arms = results.arm_positions(&arm.values);
        let counts = |row: usize| week[row] == last && named.values[named.codes[row] as usize] == effect.name;
        let rows: Vec<usize> = (0..table.rows()).filter(|&row| counts(row)).collect();
        let willingness = distinct(&rows.iter().map(|&row| paid[row]).collect::<Vec<_>>());
        let mut shares = vec![vec![f64::NAN; willingness.len()]; results.arms.len()];
        for row in rows {
            let step = willingness.binary_search_by(|at| at.total_cmp(&paid[row])).ok();
            if let (Some(arm), Some(step)) = (arms[arm.codes[row] as usize], step) {
                shares[arm][step] = 100.0 * probability[row];
            }
        }
        Ok(Self { willingness, shares })
    }

    fn draw(&self, canvas: &mut Canvas, room: Rect, results: &Results, effect: &Effect) {
        let top = self.willingness.last().copied().unwrap_or(0.0);
        let Magnitude { unit, word } = Magnitude::of(top);
        let currency = &results.scenario.economics.currency;
        let x_name = format!("Willingness to pay per {}, {word}{currency}", effect.unit());
        let axes = (Axis::round(0.0, top / unit, 5), Axis::round(0.0, 100.0, 5).in_percent());
        let words =
            Words { y_name: "Probability of being the best buy", x_name: &x_name, ..Words::default() };
        let panel = Panel::new(canvas, room, axes, words);
        let at: Vec<f64> = self.willingness.iter().map(|paid| paid / unit).collect();
        for (arm, shares) in self.shares.iter().enumerate() {
            panel.line(canvas, &at, shares, 3.2, theme::arm(arm));
        }
    }
}
