//! Figure: shares of practices over time, stacked, the innovation at the foot.

use super::{
    ReportError, Results,
    axis::Axis,
    canvas::{Align, Canvas, Rect},
    font::{self, CAPITAL, Weight},
    multiples::Shape,
    panel::{Panel, Words, scaled},
    theme::{self, Colour},
};

/// Widest label in the legend.
const LABEL_ROOM: f64 = 280.0;

/// One layer of the stack.
struct Layer<'a> {
    name: &'a str,
    label: &'a str,
    colour: Colour,
    innovation: bool,
}

/// Draws the figure.
///
/// # Errors
/// A column is missing.
pub fn draw(results: &Results) -> Result<Canvas, ReportError> {
    let layers = layers(results);
    let mut stacks = vec![];
    for arm in 0..results.arms.len() {
        stacks.push(stack(results, arm, &layers)?);
    }

    let how = if results.replicates > 1 {
        format!("Mean over {} replicates.", results.replicates)
    } else {
        "One replicate.".into()
    };
    let subtitle = format!("Share of people who follow each practice. {how}");
    let (mut canvas, body) =
        Canvas::page(&results.by_arm("Practices over time"), &subtitle, &results.small_print);
    let widest = layers.iter().map(|layer| font::width(layer.label, theme::LABEL, Weight::Regular));
    let legend = widest.fold(200.0, f64::max).min(LABEL_ROOM) + 34.0;
    let room = Rect { right: body.right - legend - 32.0, ..body };
    let shape = Shape::of(results.arms.len());
    let (x, unit, name) = results.time_axis(shape.x_ticks());
    let x_name = format!("Time since the start, {name}");
    let at = scaled(&results.weeks, unit);
    let cells = shape.cells(room);
    for (arm, stack) in stacks.iter().enumerate() {
        let x_name = if shape.is_lowest(arm, stacks.len()) { x_name.as_str() } else { "" };
        let words = Words { heading: &results.arms[arm].label, x_name, ..Words::default() };
        let panel =
            Panel::new(&mut canvas, cells[arm], (x.clone(), Axis::round(0.0, 100.0, 4).in_percent()), words);
        for (position, layer) in layers.iter().enumerate() {
            panel.between(&mut canvas, &at, [&stack[position], &stack[position + 1]], layer.colour, 1.0);
        }
        for (position, layer) in layers.iter().enumerate().skip(1) {
            let border = layers[position - 1].innovation != layer.innovation;
            panel.line(&mut canvas, &at, &stack[position], if border { 4.0 } else { 1.2 }, theme::PAPER);
        }
    }
    draw_legend(&mut canvas, Rect { left: room.right + 32.0, ..body }, &layers);
    Ok(canvas)
}

/// Practices from the foot of the stack to its top.
fn layers(results: &Results) -> Vec<Layer<'_>> {
    let practices = &results.scenario.practices;
    let inside = |name: &String| results.scenario.adoption.innovation.contains(name);
    let mut layers = vec![];
    for innovation in [true, false] {
        let members: Vec<_> = practices.iter().filter(|at| inside(&at.name) == innovation).collect();
        for (position, practice) in members.iter().enumerate() {
            layers.push(Layer {
                name: &practice.name,
                label: practice.label.as_ref().unwrap_or(&practice.name),
                colour: theme::practice(innovation, position, members.len()),
                innovation,
            });
        }
    }
    layers
}

/// Lower edge of each layer, and the upper edge of the last, in % of people.
fn stack(results: &Results, arm: usize, layers: &[Layer<'_>]) -> Result<Vec<Vec<f64>>, ReportError> {
    let mut edges = vec![vec![0.0; results.weeks.len()]];
    for layer in layers {
        let runs = results.runs(arm, None, &format!("{}_share", layer.name))?;
        let mut edge = edges.last().cloned().unwrap_or_default();
        for (week, height) in edge.iter_mut().enumerate() {
            let here: Vec<f64> = runs.iter().map(|run| run[week]).filter(|share| share.is_finite()).collect();
            *height += 100.0 * here.iter().sum::<f64>() / here.len() as f64;
        }
        edges.push(edge);
    }
    Ok(edges)
}

/// The practices in the order of the stack, top first, under the name of their kind.
fn draw_legend(canvas: &mut Canvas, room: Rect, layers: &[Layer<'_>]) {
    let mut y = room.top + 60.0;
    let pitch = (theme::LABEL * 1.6).min((room.height() - 160.0) / layers.len() as f64);
    for (innovation, heading) in [(false, "Other practices"), (true, "Innovation")] {
        let members: Vec<_> = layers.iter().rev().filter(|layer| layer.innovation == innovation).collect();
        if members.is_empty() {
            continue;
        }
        canvas.text((room.left, y), heading, theme::LABEL, Weight::Bold, theme::INK, Align::Left);
        y += pitch;
        for layer in members {
            let middle = y - CAPITAL * theme::LABEL / 2.0;
            let key =
                Rect { left: room.left, top: middle - 11.0, right: room.left + 22.0, bottom: middle + 11.0 };
            canvas.fill(key, layer.colour, 1.0);
            let label = font::fit(layer.label, theme::LABEL, Weight::Regular, room.right - room.left - 34.0);
            canvas.text(
                (room.left + 34.0, y),
                &label,
                theme::LABEL,
                Weight::Regular,
                theme::INK,
                Align::Left,
            );
            y += pitch;
        }
        y += 24.0;
    }
}
