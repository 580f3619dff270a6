//! One pair of axes with lines, bands and labels in it.

use super::{
    axis::Axis,
    bands::Band,
    canvas::{Align, Canvas, Point, Rect},
    font::{self, CAPITAL, Weight},
    theme::{self, Colour},
};

/// Room above the plot for the name of the vertical axis, or a heading.
const HEAD: f64 = 44.0;
/// Room below the plot for the numbers.
const FOOT: f64 = 34.0;
/// Between the numbers and the plot.
const GAP: f64 = 12.0;
/// From one label at a line's end to the next.
const LABEL_PITCH: f64 = 1.22;

/// A pair of axes on the sheet.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The plot itself, without numbers and names.
    pub plot: Rect,
    /// Horizontal scale.
    pub x: Axis,
    /// Vertical scale.
    pub y: Axis,
}

/// What stands around a panel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// Above the plot, bold.
    pub heading: &'a str,
    /// Above the plot, after the heading, where there is room.
    pub y_name: &'a str,
    /// Below the plot.
    pub x_name: &'a str,
    /// Least room for the numbers at the left, so that panels one above the other line up.
    pub gutter: f64,
}

/// A label at the end of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// Where the line ends, as a value.
    pub value: f64,
    /// What to write; one or two lines.
    pub text: Vec<String>,
    /// Colour of the line.
    pub colour: Colour,
}

impl Panel {
    /// Lays a panel into `room`, draws its grid, numbers and words.
    pub fn new(canvas: &mut Canvas, room: Rect, (x, y): (Axis, Axis), words: Words<'_>) -> Self {
        let left = room.left + words.gutter.max(y.label_width()) + GAP;
        let plot = Rect { left, top: room.top + HEAD, right: room.right, bottom: room.bottom - FOOT };
        let panel = Self { plot, x, y };
        panel.draw_grid(canvas);
        panel.draw_words(canvas, room, words);
        panel
    }

    fn draw_grid(&self, canvas: &mut Canvas) {
        let Rect { left, right, bottom, .. } = self.plot;
        for (value, label) in &self.y.ticks {
            // Half a pixel off, so that a line one pixel wide fills one row of pixels.
            let y = self.at_y(*value).floor() + 0.5;
            canvas.line(vec![(left, y), (right, y)], 1.0, theme::GRID);
            let base = y + CAPITAL * theme::TICK / 2.0;
            canvas.text((left - GAP, base), label, theme::TICK, Weight::Regular, theme::QUIET, Align::Right);
        }
        let foot = bottom.floor() + 0.5;
        canvas.line(vec![(left, foot), (right, foot)], 1.5, theme::AXIS);
        let mut taken = f64::NEG_INFINITY;
        for (value, label) in &self.x.ticks {
            let x = self.at_x(*value).floor() + 0.5;
            canvas.line(vec![(x, foot), (x, foot + 7.0)], 1.5, theme::AXIS);
            let half = font::width(label, theme::TICK, Weight::Regular) / 2.0;
            if !label.is_empty() && x - half > taken + 6.0 {
                let at = (x, foot + 10.0 + theme::TICK);
                canvas.text(at, label, theme::TICK, Weight::Regular, theme::QUIET, Align::Centre);
                taken = x + half;
            }
        }
    }

    fn draw_words(&self, canvas: &mut Canvas, room: Rect, words: Words<'_>) {
        let base = self.plot.top - 18.0;
        let mut left = room.left;
        if !words.heading.is_empty() {
            let space = room.right - left;
            let natural = font::width(words.heading, theme::HEADING, Weight::Bold);
            // A long heading is set smaller before it is cut.
            let size = (theme::HEADING * space / natural).clamp(theme::SMALL, theme::HEADING);
            let heading = font::fit(words.heading, size, Weight::Bold, space);
            canvas.text((left, base), &heading, size, Weight::Bold, theme::INK, Align::Left);
            left += font::width(&heading, size, Weight::Bold) + 14.0;
        }
        if font::width(words.y_name, theme::TICK, Weight::Regular) <= room.right - left {
            canvas.text((left, base), words.y_name, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
        }
        let at = ((self.plot.left + self.plot.right) / 2.0, self.plot.bottom + FOOT + theme::X_NAME - 6.0);
        canvas.text(at, words.x_name, theme::TICK, Weight::Regular, theme::QUIET, Align::Centre);
    }

    /// Place of `value` along the horizontal axis.
    pub fn at_x(&self, value: f64) -> f64 {
        self.plot.left + self.x.part(value) * self.plot.width()
    }

    /// Place of `value` along the vertical axis.
    pub fn at_y(&self, value: f64) -> f64 {
        self.plot.bottom - self.y.part(value) * self.plot.height()
    }

    /// A stronger line at the height of zero, where the scale holds it.
    pub fn zero_across(&self, canvas: &mut Canvas) {
        let Rect { left, right, .. } = self.plot;
        if self.y.low <= 0.0 && self.y.high >= 0.0 {
            let y = self.at_y(0.0).floor() + 0.5;
            canvas.line(vec![(left, y), (right, y)], 2.5, theme::AXIS);
        }
    }

    /// A stronger line upwards from zero, where the scale holds it.
    pub fn zero_upwards(&self, canvas: &mut Canvas) {
        let Rect { top, bottom, .. } = self.plot;
        if self.x.low <= 0.0 && self.x.high >= 0.0 {
            let x = self.at_x(0.0).floor() + 0.5;
            canvas.line(vec![(x, top), (x, bottom)], 2.5, theme::AXIS);
        }
    }

    /// A line; it breaks where a value is not defined.
    pub fn line(&self, canvas: &mut Canvas, at: &[f64], values: &[f64], width: f64, colour: Colour) {
        for points in self.stretches(at, values) {
            canvas.line(points, width, colour);
        }
    }

    /// A broken line.
    pub fn dashes(&self, canvas: &mut Canvas, at: &[f64], values: &[f64], width: f64, colour: Colour) {
        for points in self.stretches(at, values) {
            canvas.dashes(&points, width, colour, (9.0, 6.0));
        }
    }

    /// The area between two courses.
    pub fn between(&self, canvas: &mut Canvas, at: &[f64], ends: [&[f64]; 2], colour: Colour, opacity: f64) {
        let [low, high] = ends;
        // A value defined on one side only is no area.
        let both = |side: &[f64], other: &[f64]| -> Vec<f64> {
            side.iter().zip(other).map(|(&v, o)| if o.is_finite() { v } else { f64::NAN }).collect()
        };
        let lows = self.stretches(at, &both(low, high));
        let highs = self.stretches(at, &both(high, low));
        for (mut points, high) in lows.into_iter().zip(highs) {
            points.extend(high.into_iter().rev());
            canvas.area(points, colour, opacity);
        }
    }

    /// The band around a line, times in weeks divided by `unit`.
    pub fn band(&self, canvas: &mut Canvas, band: &Band, unit: f64, colour: Colour) {
        let at = scaled(&band.at, unit);
        // Wide bands of several arms lie on one another: thin enough to see through.
        let opacity = if band.luck.is_some() { 0.08 } else { 0.16 };
        self.between(canvas, &at, [&band.low, &band.high], colour, opacity);
        if let Some([low, high]) = &band.luck {
            self.between(canvas, &at, [low, high], colour, 0.24);
        }
    }

    /// Writes labels to the right of the plot at the ends of lines, pushed apart where they would
    /// overlap and then tied to their lines.
    pub fn end_labels(&self, canvas: &mut Canvas, labels: &[EndLabel]) {
        let pitch = theme::LABEL * LABEL_PITCH;
        let wanted: Vec<(f64, f64)> =
            labels.iter().map(|label| (self.at_y(label.value), label.text.len() as f64 * pitch)).collect();
        let floor = self.plot.bottom + pitch;
        let placed = spread(&wanted, (self.plot.top - pitch, floor));
        for (label, (&(end, _), &middle)) in labels.iter().zip(wanted.iter().zip(&placed)) {
            let (from, to) = (self.plot.right + 6.0, self.plot.right + 28.0);
            canvas.line(vec![(from, end), (to, middle)], 1.3, theme::mix(label.colour, theme::PAPER, 0.35));
            let first = middle - (label.text.len() as f64 - 1.0) * pitch / 2.0;
            for (line, text) in label.text.iter().enumerate() {
                let base = first + line as f64 * pitch + CAPITAL * theme::LABEL / 2.0;
                let weight = if line == 0 { Weight::Bold } else { Weight::Regular };
                let colour = theme::ink(label.colour);
                canvas.text((to + 8.0, base), text, theme::LABEL, weight, colour, Align::Left);
            }
        }
    }

    /// The defined stretches of a course, in pixels.
    fn stretches(&self, at: &[f64], values: &[f64]) -> Vec<Vec<Point>> {
        let mut stretches = vec![];
        let mut open: Vec<Point> = vec![];
        for (&x, &y) in at.iter().zip(values) {
            if y.is_finite() {
                open.push((self.at_x(x), self.at_y(y)));
            } else if !open.is_empty() {
                stretches.push(std::mem::take(&mut open));
            }
        }
        stretches.extend((!open.is_empty()).then_some(open));
        stretches
    }
}

/// Each value divided by `unit`.
pub fn scaled(values: &[f64], unit: f64) -> Vec<f64> {
    values.iter().map(|value| value / unit).collect()
}

/// Moves the middles of boxes (middle, height) as little as need be so that none overlap and all lie
/// within `limits` if they can.
fn spread(boxes: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|&a, &b| boxes[a].0.total_cmp(&boxes[b].0).then(a.cmp(&b)));
    // Boxes that touch form a block, which lies where its boxes would on average.
    let mut blocks: Vec<Block> = vec![];
    for index in order {
        let (middle, height) = boxes[index];
        let mut block = (middle, height, vec![index]);
        loop {
            block.0 = block.0.min(bottom - block.1 / 2.0).max(top + block.1 / 2.0);
            let Some(last) = blocks.pop_if(|last| last.0 + last.1 / 2.0 > block.0 - block.1 / 2.0) else {
                break;
            };
            block = merged(boxes, last, block);
        }
        blocks.push(block);
    }
    let mut placed = vec![0.0; boxes.len()];
    for (middle, height, members) in blocks {
        let mut y = middle - height / 2.0;
        for member in members {
            placed[member] = y + boxes[member].1 / 2.0;
            y += boxes[member].1;
        }
    }
    placed
}

/// Middle, height and members of boxes that touch.
type Block = (f64, f64, Vec<usize>);

/// The block of two that would overlap, in the middle for which its boxes move least.
fn merged(boxes: &[(f64, f64)], upper: Block, lower: Block) -> Block {
    let members: Vec<usize> = upper.2.into_iter().chain(lower.2).collect();
    let height = upper.1 + lower.1;
    let mut inside = -height / 2.0;
    let mut wish = 0.0;
    for &member in &members {
        // Where the block's middle would be if this box lay where it wants to.
        wish += boxes[member].0 - (inside + boxes[member].1 / 2.0);
        inside += boxes[member].1;
    }
    (wish / members.len() as f64, height, members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_order() {
        assert_eq!(spread(&[(50.0, 10.0), (10.0, 10.0)], (0.0, 100.0)), [50.0, 10.0]);
        assert_eq!(
            spread(&[(50.0, 10.0), (50.0, 10.0), (52.0, 10.0)], (0.0, 100.0)),
            [50.666666666666664 - 10.0, 50.666666666666664, 60.666666666666664]
        );
        let placed = spread(&[(99.0, 10.0), (98.0, 10.0), (97.0, 10.0), (3.0, 10.0)], (0.0, 100.0));
        assert_eq!(placed, [95.0, 85.0, 75.0, 5.0]);
    }
}
