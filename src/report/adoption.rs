//! Figure: adopters over time by arm, and new adopters per week.

use super::{
    ReportError, Results,
    axis::{Axis, number},
    bands::{Band, Spans},
    canvas::{Canvas, Rect},
    font::{self, Weight},
    panel::{EndLabel, Panel, Words, scaled},
    theme,
};

/// Lengths in weeks over which new adopters are averaged, and how many points make a clear line.
const SPANS: [f64; 7] = [1.0, 2.0, 4.0, 13.0, 26.0, 52.0, 104.0];
const POINTS: usize = 140;
/// Widest line of a label at the end of a line.
const LABEL_ROOM: f64 = 330.0;

/// Draws the figure.
///
/// # Errors
/// A column is missing.
pub fn draw(results: &Results) -> Result<Canvas, ReportError> {
    let weeks = &results.weeks;
    let spans = Spans::choose(weeks, &SPANS, POINTS);
    let mut shares = vec![];
    let mut rates = vec![];
    for arm in 0..results.arms.len() {
        shares.push(results.band(weeks, &results.percent(arm, None, "adopters")?));
        rates.push(results.band(&spans.middles, &per_week(results, arm, &spans)?));
    }

    let averaged = if spans.length > 1.0 {
        format!(" New adopters are averaged over {}.", spans.words())
    } else {
        String::new()
    };
    let subtitle = format!("{} {}{averaged}", results.innovation_words(), results.band_words());
    let (mut canvas, body) =
        Canvas::page(&results.by_arm("Adoption over time"), &subtitle, &results.small_print);

    let labels = end_labels(results, &shares);
    let widest =
        labels.iter().flat_map(|label| &label.text).map(|text| font::width(text, theme::LABEL, Weight::Bold));
    let right = body.right - (widest.fold(0.0, f64::max) + 40.0);
    let split = body.top + 0.6 * body.height();
    let upper = Rect { right, bottom: split - 14.0, ..body };
    let lower = Rect { right, top: split + 14.0, ..body };

    let (y_upper, y_lower) = (percent_axis(&shares), Axis::round(0.0, top_of(&rates), 3));
    let gutter = y_upper.label_width().max(y_lower.label_width());

    let (x, unit, name) = results.time_axis(10);
    let words = Words { y_name: "Adopters, share of people", gutter, ..Words::default() };
    let panel = Panel::new(&mut canvas, upper, (x.clone(), y_upper), words);
    draw_arms(&mut canvas, &panel, &shares, unit, results.replicates > 1);
    panel.end_labels(&mut canvas, &labels);

    let x_name = format!("Time since the start, {name}");
    let words =
        Words { y_name: "New adopters per week, people", x_name: &x_name, gutter, ..Words::default() };
    let panel = Panel::new(&mut canvas, lower, (x, y_lower), words);
    draw_arms(&mut canvas, &panel, &rates, unit, results.replicates > 1);
    Ok(canvas)
}

/// Bands of all arms first, then lines, the baseline below the others.
pub fn draw_arms(canvas: &mut Canvas, panel: &Panel, bands: &[Band], unit: f64, with_bands: bool) {
    for (arm, band) in bands.iter().enumerate().filter(|_| with_bands) {
        panel.band(canvas, band, unit, theme::arm(arm));
    }
    for (arm, band) in bands.iter().enumerate() {
        panel.line(canvas, &scaled(&band.at, unit), &band.mid, 3.2, theme::arm(arm));
    }
}

/// A scale from 0 % that holds all bands, and ends at 100 % where they come close.
pub fn percent_axis(bands: &[Band]) -> Axis {
    let high = top_of(bands);
    let high = if high > 80.0 { 100.0 } else { high.max(0.1) };
    Axis::round(0.0, high, 5).in_percent()
}

/// The highest value of any band.
pub fn top_of(bands: &[Band]) -> f64 {
    bands.iter().filter_map(Band::range).map(|(_, high)| high).fold(0.0, f64::max)
}

fn end_labels(results: &Results, shares: &[Band]) -> Vec<EndLabel> {
    let label = |(arm, band): (usize, &Band)| {
        let value = band.last()?;
        let step = if value < 10.0 { 0.1 } else { 1.0 };
        let text = format!("{} %  {}", number((value / step).round() * step, step), results.arms[arm].label);
        let mut text = font::wrap(&text, theme::LABEL, Weight::Bold, LABEL_ROOM);
        if text.len() > 2 {
            let rest = text.split_off(1).join(" ");
            text.push(font::fit(&rest, theme::LABEL, Weight::Regular, LABEL_ROOM));
        }
        let text = text.iter().map(|line| font::fit(line, theme::LABEL, Weight::Bold, LABEL_ROOM)).collect();
        Some(EndLabel { value, text, colour: theme::arm(arm) })
    };
    shares.iter().enumerate().filter_map(label).collect()
}

fn per_week(results: &Results, arm: usize, spans: &Spans) -> Result<Vec<Vec<f64>>, ReportError> {
    let mut elapsed = vec![f64::NAN];
    elapsed.extend(results.weeks.windows(2).map(|pair| pair[1] - pair[0]));
    let elapsed = spans.sum(&elapsed);
    let runs = results.runs(arm, None, "new_adopters")?;
    let rate = |run: &Vec<f64>| spans.sum(run).iter().zip(&elapsed).map(|(new, weeks)| new / weeks).collect();
    Ok(runs.iter().map(rate).collect())
}
