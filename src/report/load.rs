//! Figure: how the load of people is distributed over time.

use super::{
    ReportError, Results,
    axis::Axis,
    bands::Band,
    canvas::{Canvas, Key, Rect},
    multiples::Shape,
    panel::{Panel, Words, scaled},
    theme,
};

const QUANTILES: [&str; 5] = ["load_q025", "load_q25", "load_q50", "load_q75", "load_q975"];

/// Draws the figure; none when no load is recorded.
///
/// # Errors
/// A column is missing.
pub fn draw(results: &Results) -> Result<Option<Canvas>, ReportError> {
    let load = &results.scenario.load;
    let mut fans = vec![];
    for arm in 0..results.arms.len() {
        let mut fan = vec![];
        for column in QUANTILES {
            fan.push(Band::over(&results.weeks, &results.runs(arm, None, column)?).mid);
        }
        fans.push(fan);
    }
    let values = || fans.iter().flatten().flatten().copied().filter(|value| value.is_finite());
    if values().next().is_none() {
        return Ok(None);
    }
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));

    let mut subtitle = format!("In {}. Quantiles over people", load.unit);
    if results.replicates > 1 {
        subtitle += &format!(", each the median of {} replicates", results.replicates);
    }
    subtitle += ".";
    if ["index", "relative"].iter().any(|word| load.stress_unit.to_lowercase().contains(word)) {
        let advice = if results.arms.len() > 1 { ": compare arms, not units" } else { "" };
        subtitle += &format!(" {} is a {}{advice}.", capital(&load.stress_name), load.stress_unit);
    }
    let title = results.by_arm(&format!("{} over time", capital(&load.name)));
    let (mut canvas, body) = Canvas::page(&title, &subtitle, &results.small_print);
    let grey = theme::arm(0);
    let mut keys = vec![
        ("median".to_owned(), Key::Line(grey)),
        ("middle half of people".to_owned(), Key::Box(grey, 0.42)),
        ("95 % of people".to_owned(), Key::Box(grey, 0.18)),
    ];
    if results.arms.len() > 1 {
        keys.push((format!("median under “{}”", results.arms[0].label), Key::Dashes(grey)));
    }
    let top = canvas.legend(body, &keys);
    let shape = Shape::of(results.arms.len());
    let (x, unit, name) = results.time_axis(shape.x_ticks());
    let x_name = format!("Time since the start, {name}");
    let at = scaled(&results.weeks, unit);
    let cells = shape.cells(Rect { top, ..body });
    for (arm, fan) in fans.iter().enumerate() {
        let y_name = if arm % shape.columns == 0 { load.unit.as_str() } else { "" };
        let x_name = if shape.is_lowest(arm, fans.len()) { x_name.as_str() } else { "" };
        let words = Words { heading: &results.arms[arm].label, y_name, x_name, gutter: 0.0 };
        let axes = (x.clone(), Axis::round(low, high, if shape.rows > 1 { 4 } else { 6 }));
        let panel = Panel::new(&mut canvas, cells[arm], axes, words);
        let colour = theme::arm(arm);
        panel.between(&mut canvas, &at, [&fan[0], &fan[4]], colour, 0.18);
        panel.between(&mut canvas, &at, [&fan[1], &fan[3]], colour, 0.30);
        if arm > 0 {
            panel.dashes(&mut canvas, &at, &fans[0][2], 2.5, grey);
        }
        panel.line(&mut canvas, &at, &fan[2], 3.5, colour);
    }
    Ok(Some(canvas))
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
