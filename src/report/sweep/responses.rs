//! Figure: how a measure answers to each input.

use super::super::{
    ReportError, Table,
    axis::Axis,
    canvas::{Align, Canvas, Key, Rect},
    font::{self, Weight},
    panel::{Panel, Words},
    theme,
};
use super::{Unit, heading, word};

/// More rows and columns of panels than these are too small to read.
const MOST_MEASURES: usize = 3;
const MOST_INPUTS: usize = 4;

/// The answers to one input.
struct Response {
    label: String,
    values: Vec<String>,
    mean: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    points: usize,
}

/// Draws the figure; none without responses.
///
/// # Errors
/// A column is missing.
pub fn draw(name: &str, table: &Table, print: &str) -> Result<Option<Canvas>, ReportError> {
    let measures: Vec<&String> = table.text("measure")?.values.iter().take(MOST_MEASURES).collect();
    let inputs: Vec<&String> = table.text("input")?.values.iter().take(MOST_INPUTS).collect();
    if measures.is_empty() || inputs.is_empty() {
        return Ok(None);
    }
    let subtitle = "Mean of the measure at each value of an input (or in each tenth of its values), over all points \
                    with it and their replicates; the band holds 95 % of them.";
    let (mut canvas, body) = Canvas::page(&format!("{name}: how the answer moves"), subtitle, print);
    let colour = theme::arm(1);
    let keys = [
        ("mean".to_string(), Key::Line(colour)),
        ("95 % of points and replicates".into(), Key::Box(colour, 0.2)),
    ];
    let top = canvas.legend(body, &keys);
    let cells = Rect { top, ..body }.grid(measures.len(), inputs.len(), (46.0, 62.0));
    for (number, measure) in measures.iter().enumerate() {
        let unit = Unit::of(measure);
        let rows: Vec<Response> = inputs
            .iter()
            .map(|input| response(table, measure, input, unit.factor))
            .collect::<Result<_, _>>()?;
        let all = || rows.iter().flat_map(|row| row.low.iter().chain(&row.high)).copied();
        let finite = || all().filter(|value| value.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        if low > high {
            continue;
        }
        let y = if low >= 0.0 { Axis::from_zero(low, high, 4).0 } else { Axis::round(low, high.max(0.0), 4) };
        // The heading may run over all panels of its row.
        let head = heading(measure);
        let head = if unit.name.is_empty() { head } else { format!("{head}, {}", unit.name) };
        let head = font::fit(&head, theme::HEADING, Weight::Bold, body.width());
        let place = (body.left, cells[number * inputs.len()].top + theme::HEADING);
        canvas.text(place, &head, theme::HEADING, Weight::Bold, theme::INK, Align::Left);
        for (at, response) in rows.iter().enumerate() {
            let cell = cells[number * inputs.len() + at];
            let (x, places) = response.axis(cell.width());
            let label = font::fit(&response.label, theme::TICK, Weight::Regular, cell.width());
            let words = Words { x_name: &label, gutter: y.label_width(), ..Words::default() };
            let panel = Panel::new(&mut canvas, cell, (x, y.clone()), words);
            panel.zero_across(&mut canvas);
            if response.points > 1 || response.low != response.high {
                panel.between(&mut canvas, &places, [&response.low, &response.high], colour, 0.2);
            }
            panel.line(&mut canvas, &places, &response.mean, 3.2, colour);
            for (&x, &y) in places.iter().zip(&response.mean).filter(|(_, y)| y.is_finite()) {
                canvas.dot((panel.at_x(x), panel.at_y(y)), 5.0, colour);
            }
        }
    }
    Ok(Some(canvas))
}

impl Response {
    /// The scale of the input and the places of its values: words stand side by side.
    fn axis(&self, width: f64) -> (Axis, Vec<f64>) {
        let numbers: Option<Vec<f64>> = self.values.iter().map(|value| value.parse().ok()).collect();
        let ticks = (width / 110.0).clamp(2.0, 8.0) as usize;
        match numbers {
            Some(numbers) => {
                let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
                let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                // What spans a factor of thirty was laid out in ratios.
                let axis = match () {
                    () if low > 0.0 && high > 30.0 * low => Axis::logarithmic(low, high),
                    () if low < high => Axis::round(low, high, ticks),
                    () => Axis::round(low - 0.5, high + 0.5, ticks),
                };
                (axis, numbers)
            }
            None => {
                let count = self.values.len() as f64;
                let names = self.values.iter().enumerate().map(|(at, value)| (at as f64, value.clone()));
                let mut axis = Axis::round(-0.5, count - 0.5, 2).with_ticks(names.collect());
                (axis.low, axis.high) = (-0.5, count - 0.5);
                (axis, (0..self.values.len()).map(|at| at as f64).collect())
            }
        }
    }
}

fn response(table: &Table, measure: &str, input: &str, factor: f64) -> Result<Response, ReportError> {
    let [measures, inputs, labels, values] =
        [table.text("measure")?, table.text("input")?, table.text("label")?, table.text("value")?];
    let (mean, low, high) = (table.numbers("mean")?, table.numbers("q025")?, table.numbers("q975")?);
    let points = table.numbers("n")?;
    let rows: Vec<usize> = (0..table.rows())
        .filter(|&row| word(measures, row) == measure && word(inputs, row) == input)
        .collect();
    let of = |column: &[f64]| rows.iter().map(|&row| factor * column[row]).collect();
    Ok(Response {
        label: rows.first().map_or(String::new(), |&row| word(labels, row).to_string()),
        values: rows.iter().map(|&row| word(values, row).to_string()).collect(),
        mean: of(mean),
        low: of(low),
        high: of(high),
        points: rows.iter().map(|&row| points[row] as usize).max().unwrap_or(0),
    })
}
