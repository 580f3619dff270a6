//! Figure: prevalence and incidence of each stage by arm.

use super::{
    ReportError, Results,
    adoption::draw_arms,
    axis::Axis,
    bands::{Band, Spans},
    canvas::{Canvas, Rect},
    panel::{Panel, Words},
};

/// Lengths in weeks over which incidence is counted, and at most how many points.
const SPANS: [f64; 6] = [1.0, 4.0, 13.0, 26.0, 52.0, 260.0];
const POINTS: usize = 24;

/// Draws the figure; none without stages.
///
/// # Errors
/// A column is missing.
pub fn draw(results: &Results) -> Result<Option<Canvas>, ReportError> {
    let stages = &results.scenario.stages;
    if stages.is_empty() {
        return Ok(None);
    }
    let spans = Spans::choose(&results.weeks, &SPANS, POINTS);
    let mut columns = vec![];
    for stage in stages {
        let mut prevalence = vec![];
        let mut incidence = vec![];
        for arm in 0..results.arms.len() {
            let runs = results.percent(arm, None, &format!("{}_people", stage.name))?;
            prevalence.push(results.band(&results.weeks, &runs));
            incidence.push(results.band(&spans.middles, &per_1000_years(results, arm, &stage.name, &spans)?));
        }
        columns.push((stage.label.as_ref().unwrap_or(&stage.name), prevalence, incidence));
    }

    let axes = columns.iter().map(|(_, prevalence, incidence)| (axis(prevalence, 5), axis(incidence, 4)));
    let axes: Vec<_> = axes.collect();
    let cut = if axes.iter().any(|((_, a), (_, b))| !a || !b) { " Not every axis starts at 0." } else { "" };
    let subtitle = format!(
        "Prevalence: share of people in the stage. Incidence: people who enter it per 1,000 person-years at \
         risk, counted over {}. {}{cut}",
        spans.words(),
        results.band_words()
    );
    let (mut canvas, body) =
        Canvas::page(&results.by_arm("Stages of the condition over time"), &subtitle, &results.small_print);
    let top = canvas.legend(body, &results.arm_keys());
    let (x, unit, name) = results.time_axis(if columns.len() > 2 { 5 } else { 10 });
    let x_name = format!("Time since the start, {name}");
    // The line below the title gives the unit where there is no room for it here.
    let incidence_name = if columns.len() > 2 { "incidence" } else { "incidence per 1,000 person-years" };
    let cells = Rect { top, ..body }.grid(2, columns.len(), (48.0, 20.0));
    for (column, ((label, prevalence, incidence), ((y_upper, _), (y_lower, _)))) in
        columns.iter().zip(axes).enumerate()
    {
        let y_upper = y_upper.in_percent();
        let gutter = y_upper.label_width().max(y_lower.label_width());
        let words = Words { heading: label, y_name: "prevalence", gutter, ..Words::default() };
        let panel = Panel::new(&mut canvas, cells[column], (x.clone(), y_upper), words);
        draw_arms(&mut canvas, &panel, prevalence, unit, results.replicates > 1);
        let words = Words { heading: label, y_name: incidence_name, x_name: &x_name, gutter };
        let panel = Panel::new(&mut canvas, cells[columns.len() + column], (x.clone(), y_lower), words);
        draw_arms(&mut canvas, &panel, incidence, unit, results.replicates > 1);
    }
    Ok(Some(canvas))
}

fn axis(bands: &[Band], ticks: usize) -> (Axis, bool) {
    let ranges = bands.iter().filter_map(Band::range);
    let (low, high) = ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0.0, 1.0));
    Axis::from_zero(low, high, ticks)
}

fn per_1000_years(
    results: &Results,
    arm: usize,
    stage: &str,
    spans: &Spans,
) -> Result<Vec<Vec<f64>>, ReportError> {
    let entries = results.runs(arm, None, &format!("{stage}_entries"))?;
    let years = results.runs(arm, None, &format!("{stage}_at_risk_years"))?;
    let rate = |(entries, years): (&Vec<f64>, &Vec<f64>)| {
        let (entries, years) = (spans.sum(entries), spans.sum(years));
        let rate = |(n, t): (&f64, &f64)| if *t > 0.0 { 1000.0 * n / t } else { f64::NAN };
        entries.iter().zip(&years).map(rate).collect()
    };
    Ok(entries.iter().zip(&years).map(rate).collect())
}
