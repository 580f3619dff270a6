//! Figure: how a measure answers to each input.

use super::super::{
    ReportError, Table,
    axis::Axis,
    canvas::{Align, Canvas, Key, Rect},
    font::{self, Weight},
    multiples::Shape,
    panel::{Panel, Words},
    theme::{self, Colour},
};
use super::{Sheet, Unit, word};
use crate::record::brief;
use crate::scenario::fitting::Scale;

/// Measures on a page, of so few inputs that a row holds them.
const MEASURES: usize = 3;
const IN_A_ROW: usize = 4;
/// More panels than these are too small to read.
const MOST: usize = 12;
/// So few values stand at the axis themselves.
const FEW: usize = 6;

/// The answers to one input.
struct Response {
    label: String,
    values: Vec<String>,
    mean: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// The single values, where there are few.
    each: Vec<Vec<f64>>,
    ratios: bool,
}

/// Draws the figure, as many pages as the measures take; none without responses.
///
/// # Errors
/// A column is missing.
pub fn draw(sheet: &mut Sheet, table: &Table) -> Result<Vec<Canvas>, ReportError> {
    let inputs = &table.text("input")?.values;
    let few = inputs.len() <= IN_A_ROW;
    let mut rows: Vec<(&String, Vec<Response>)> = vec![];
    for measure in &table.text("measure")?.values {
        let mut responses = vec![];
        for input in inputs {
            responses.push(response(sheet, table, measure, input)?);
        }
        let shows = |response: &Response| response.mean.iter().filter(|mean| mean.is_finite()).count() > 1;
        let blank: Vec<String> =
            responses.iter().filter(|one| !shows(one)).map(|one| one.label.clone()).collect();
        responses.retain(shows);
        if !blank.is_empty() {
            let of = blank.join(", ");
            sheet.left_out.push(format!("{measure}: no curve by {of}, fewer than two values to draw"));
        }
        if !few {
            responses.sort_by(|a, b| b.reach().total_cmp(&a.reach()));
        }
        if responses.len() > MOST {
            let left: Vec<String> = responses.drain(MOST..).map(|one| one.label).collect();
            sheet.left_out.push(format!(
                "{measure}: curves by the {MOST} inputs that move it most, not by {}",
                left.join(", ")
            ));
        }
        if !responses.is_empty() {
            rows.push((measure, responses));
        }
    }
    let each = if few { MEASURES } else { 1 };
    let columns = if few { inputs.len() } else { Shape::of(inputs.len().min(MOST)).columns };
    Ok(rows.chunks(each).map(|rows| page(sheet, rows, columns, inputs.len())).collect())
}

fn page(sheet: &Sheet, rows: &[(&String, Vec<Response>)], columns: usize, inputs: usize) -> Canvas {
    let all = || rows.iter().flat_map(|(_, responses)| responses);
    let (dots, bands) = (all().any(Response::has_dots), all().any(Response::has_band));
    let parts = if sheet.head.layout == "grid" {
        ""
    } else {
        " (of more than ten numbers, in each of up to ten parts)"
    };
    let mut subtitle = format!(
        "Mean of the measure at each value of an input{parts}, over all points with it and their replicates."
    );
    if bands {
        subtitle += " The band holds 95 % of points and replicates.";
    }
    if dots {
        subtitle += " Each small dot is one point and replicate.";
    }
    let most = rows.iter().map(|(_, responses)| responses.len()).max().unwrap_or(0);
    if columns < inputs {
        subtitle += " The input that moves it most comes first.";
    }
    if most == MOST && inputs > MOST {
        subtitle += &format!(" Shown are {MOST} of {inputs} inputs.");
    }
    let title = format!("{}: how the answer moves", sheet.head.scenario);
    let (mut canvas, body) = Canvas::page(&title, &subtitle, &sheet.print);
    let colour = theme::arm(1);
    let mut keys = vec![("mean".to_string(), Key::Line(colour))];
    keys.extend(bands.then(|| ("95 % of points and replicates".into(), Key::Box(colour, 0.2))));
    keys.extend(dots.then(|| ("one point and replicate".into(), Key::Dot(faint(colour)))));
    let top = canvas.legend(body, &keys);
    let down = most.div_ceil(columns).max(1);
    let cells = Rect { top, ..body }.grid(rows.len() * down, columns, (46.0, 62.0));
    for (number, (measure, responses)) in rows.iter().enumerate() {
        let finite = || responses.iter().flat_map(Response::drawn).filter(|value| value.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let y = if low >= 0.0 { Axis::from_zero(low, high, 4).0 } else { Axis::round(low, high.max(0.0), 4) };
        let cells = &cells[number * down * columns..];
        // The heading may run over all panels of its row.
        let base = cells[0].top + theme::HEADING;
        let head = font::fit(
            &sheet.heading(measure, Unit::of(measure).name),
            theme::HEADING,
            Weight::Bold,
            body.width(),
        );
        canvas.text((body.left, base), &head, theme::HEADING, Weight::Bold, theme::INK, Align::Left);
        let after = body.left + font::width(&head, theme::HEADING, Weight::Bold) + 14.0;
        let luck = font::fit(sheet.luck(measure), theme::TICK, Weight::Regular, body.right - after);
        canvas.text((after, base), &luck, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
        for (response, cell) in responses.iter().zip(cells) {
            response.draw(&mut canvas, *cell, &y, colour);
        }
    }
    canvas
}

fn faint(colour: Colour) -> Colour {
    theme::mix(colour, theme::PAPER, 0.6)
}

impl Response {
    fn has_dots(&self) -> bool {
        self.each.iter().any(|values| values.len() > 1)
    }

    fn has_band(&self) -> bool {
        self.low.iter().any(|low| low.is_finite())
    }

    fn drawn(&self) -> impl Iterator<Item = f64> {
        let ends = self.low.iter().chain(&self.high).chain(&self.mean);
        ends.chain(self.each.iter().flatten()).copied()
    }

    /// How far the mean moves.
    fn reach(&self) -> f64 {
        let finite = || self.mean.iter().copied().filter(|mean| mean.is_finite());
        finite().fold(f64::NEG_INFINITY, f64::max) - finite().fold(f64::INFINITY, f64::min)
    }

    fn draw(&self, canvas: &mut Canvas, cell: Rect, y: &Axis, colour: Colour) {
        let (x, places) = self.axis(cell.width());
        let label = font::fit(&self.label, theme::TICK, Weight::Regular, cell.width());
        let words = Words { x_name: &label, gutter: y.label_width(), ..Words::default() };
        let panel = Panel::new(canvas, cell, (x, y.clone()), words);
        panel.zero_across(canvas);
        panel.between(canvas, &places, [&self.low, &self.high], colour, 0.2);
        for (&x, values) in places.iter().zip(&self.each).filter(|(_, values)| values.len() > 1) {
            for &value in values {
                canvas.dot((panel.at_x(x), panel.at_y(value)), 3.5, faint(colour));
            }
        }
        // Between words there is nothing.
        if self.values.iter().all(|value| value.parse::<f64>().is_ok()) {
            panel.line(canvas, &places, &self.mean, 3.2, colour);
        }
        for (&x, &y) in places.iter().zip(&self.mean).filter(|(_, y)| y.is_finite()) {
            canvas.dot((panel.at_x(x), panel.at_y(y)), 5.0, colour);
        }
    }

    /// The scale of the input and the places of its values: words stand side by side.
    fn axis(&self, width: f64) -> (Axis, Vec<f64>) {
        let numbers: Option<Vec<f64>> = self.values.iter().map(|value| value.parse().ok()).collect();
        let ticks = (width / 110.0).clamp(2.0, 8.0) as usize;
        let Some(numbers) = numbers else {
            let count = self.values.len() as f64;
            let names = self.values.iter().enumerate().map(|(at, value)| (at as f64, value.clone()));
            let mut axis = Axis::round(-0.5, count - 0.5, 2).with_ticks(names.collect());
            (axis.low, axis.high) = (-0.5, count - 0.5);
            return (axis, (0..self.values.len()).map(|at| at as f64).collect());
        };
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut axis = match self.ratios && low > 0.0 {
            true => Axis::logarithmic(low, high),
            false => Axis::round(low, high, ticks),
        };
        if self.ratios && low > 0.0 {
            // The data fills the width: its own ends and a little more, and round numbers between.
            let more = (high / low).powf(0.04);
            (axis.low, axis.high) = (low / more, high * more);
            axis.ticks.retain(|(at, _)| (low * 0.999..=high * 1.001).contains(at));
        }
        if numbers.len() <= FEW || axis.ticks.len() < 2 {
            let step = if numbers.len() <= FEW { 1 } else { numbers.len() - 1 };
            let values = numbers.iter().zip(&self.values).step_by(step);
            axis = axis.with_ticks(values.map(|(&at, value)| (at, brief(value))).collect());
        }
        (axis, numbers)
    }
}

fn response(sheet: &Sheet, table: &Table, measure: &str, input: &str) -> Result<Response, ReportError> {
    let [measures, inputs, labels, values, each] =
        ["measure", "input", "label", "value", "values"].map(|name| table.text(name));
    let (measures, inputs, labels, values, each) = (measures?, inputs?, labels?, values?, each?);
    let (mean, low, high) = (table.numbers("mean")?, table.numbers("q025")?, table.numbers("q975")?);
    let factor = Unit::of(measure).factor;
    let rows: Vec<usize> = (0..table.rows())
        .filter(|&row| word(measures, row) == measure && word(inputs, row) == input)
        .collect();
    let of = |column: &[f64]| rows.iter().map(|&row| factor * column[row]).collect();
    let each = |&row: &usize| {
        let numbers = word(each, row).split(' ').filter_map(|value| value.parse::<f64>().ok());
        numbers.map(|value| factor * value).collect()
    };
    let declared = sheet.head.design.inputs.iter().find(|one| one.column() == input);
    Ok(Response {
        label: rows.first().map_or(String::new(), |&row| word(labels, row).to_string()),
        values: rows.iter().map(|&row| word(values, row).to_string()).collect(),
        mean: of(mean),
        low: of(low),
        high: of(high),
        each: rows.iter().map(each).collect(),
        ratios: declared.is_some_and(|one| one.scale == Scale::Log || one.lognormal.is_some()),
    })
}
