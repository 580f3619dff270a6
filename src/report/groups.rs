//! Figure: adopters over time, one panel per group, lines by arm.

use super::{
    ReportError, Results,
    adoption::{draw_arms, percent_axis},
    axis::number,
    bands::Band,
    canvas::{Canvas, Rect},
    multiples::Shape,
    panel::{Panel, Words},
};

/// More panels than this are too small to read.
const MOST: usize = 12;

/// Draws the figure; none with fewer than two groups to compare.
///
/// # Errors
/// A column is missing.
pub fn draw(results: &Results) -> Result<Option<Canvas>, ReportError> {
    if results.groups.len() < 2 {
        return Ok(None);
    }
    let (mut panels, mut without) = (vec![], vec![]);
    for (position, group) in results.groups.iter().enumerate() {
        let (mut bands, mut most) = (vec![], 0.0f64);
        for arm in 0..results.arms.len() {
            let runs = results.percent(arm, Some(position), "adopters")?;
            most = runs.iter().flatten().copied().fold(most, f64::max);
            bands.push(results.band(&results.weeks, &runs));
        }
        // An empty panel says less than a word.
        if most == 0.0 {
            without.push(group.label.as_str());
            continue;
        }
        let people = results.runs(0, Some(position), "people")?;
        let people = people.iter().flatten().copied().find(|people| people.is_finite()).unwrap_or(0.0);
        panels.push((group, people, bands));
    }
    if panels.is_empty() {
        return Ok(None);
    }
    let mut cut = String::new();
    if !without.is_empty() {
        cut = format!(" Without any adopters: {}.", without.join(", "));
    }
    if panels.len() > MOST {
        cut += &format!(" The {MOST} largest of {} groups.", panels.len());
        panels.sort_by(|a, b| b.1.total_cmp(&a.1));
        panels.truncate(MOST);
    }

    let by_arm = results.arms.len() > 1;
    let title = if by_arm { "Adoption over time, by group and arm" } else { "Adoption over time, by group" };
    let subtitle = format!(
        "Adopters as share of each group; n: people at the start. {} {}{cut}",
        results.innovation_words(),
        results.band_words()
    );
    let (mut canvas, body) = Canvas::page(title, &subtitle, &results.small_print);
    let top = canvas.legend(body, &results.arm_keys());
    let shape = Shape::of(panels.len());
    let (x, unit, name) = results.time_axis(shape.x_ticks());
    let x_name = format!("Time since the start, {name}");
    let all: Vec<Band> = panels.iter().flat_map(|(_, _, bands)| bands.clone()).collect();
    let cells = shape.cells(Rect { top, ..body });
    for (position, (group, people, bands)) in panels.iter().enumerate() {
        let size = format!("n = {}", number(people.round(), 1.0));
        let x_name = if shape.is_lowest(position, panels.len()) { x_name.as_str() } else { "" };
        let words = Words { heading: &group.label, y_name: &size, x_name, gutter: 0.0 };
        let panel = Panel::new(&mut canvas, cells[position], (x.clone(), percent_axis(&all)), words);
        draw_arms(&mut canvas, &panel, bands, unit, results.replicates > 1);
    }
    Ok(Some(canvas))
}
