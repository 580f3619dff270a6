//! A plain small figure: lines and dots over two axes, for what is no result of a scenario.

use super::{
    Format, ReportError,
    axis::Axis,
    canvas::{Canvas, Key, Rect},
    panel::{Panel, Words},
    theme::{self, Colour},
    write,
};
use std::path::{Path, PathBuf};

/// Size in pixels.
const SIZE: (f64, f64) = (1280.0, 800.0);
/// Intervals that reach no further than this to either side would be hidden by their dot, but for specks.
const HIDDEN: f64 = 10.0;

/// One pair of axes with courses in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// Above everything.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Horizontal scale.
    pub x: Scale,
    /// Vertical scale.
    pub y: Scale,
    /// Drawn in this order, the last on top.
    pub courses: Vec<Course>,
}

/// What an axis is to hold, rounded to the numbers that stand at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Name and unit.
    pub name: String,
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
    /// Steps of equal ratio.
    pub logarithmic: bool,
    /// Values are in per cent.
    pub percent: bool,
}

/// Some points and how they look.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// In the legend; none if empty.
    pub label: String,
    /// Along the horizontal axis.
    pub at: Vec<f64>,
    /// Along the vertical axis.
    pub values: Vec<f64>,
    /// Half the length of the interval around each value, if any.
    pub spread: Option<Vec<f64>>,
    /// Line or dots.
    pub look: Look,
    /// Courses of the same number have the same colour; that of 0 is grey.
    pub hue: usize,
}

/// How a course is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A line.
    Line,
    /// A dot for each point.
    Dots,
    /// A ring for each point, to be seen around a dot.
    Rings,
}

/// Draws `plot` as `stem.png` or `stem.svg` in the folder `out`.
///
/// # Errors
/// A file that cannot be written.
pub fn plot(out: &Path, stem: &str, plot: &Plot, format: Format) -> Result<Vec<PathBuf>, ReportError> {
    write(out, stem, &canvas(plot), format)
}

fn canvas(plot: &Plot) -> Canvas {
    let (mut canvas, body) = Canvas::page_of(SIZE, &plot.title, &plot.subtitle, "");
    let keys: Vec<(String, Key)> = plot.courses.iter().filter_map(Course::key).collect();
    let top = canvas.legend(body, &keys);
    let words = Words { y_name: &plot.y.name, x_name: &plot.x.name, ..Words::default() };
    let panel = Panel::new(&mut canvas, Rect { top, ..body }, (plot.x.axis(10), plot.y.axis(5)), words);
    for course in &plot.courses {
        course.draw(&mut canvas, &panel);
    }
    canvas
}

impl Scale {
    fn axis(&self, ticks: usize) -> Axis {
        let axis = if self.logarithmic {
            Axis::logarithmic(self.low, self.high)
        } else {
            Axis::round(self.low, self.high, ticks)
        };
        if self.percent { axis.in_percent() } else { axis }
    }
}

impl Course {
    fn colour(&self) -> Colour {
        let colour = theme::arm(self.hue);
        // Lines stand back behind what is compared with them.
        if self.look == Look::Dots { theme::mix(colour, theme::INK, 0.35) } else { colour }
    }

    fn key(&self) -> Option<(String, Key)> {
        let key = match self.look {
            Look::Line => Key::Line(self.colour()),
            Look::Dots => Key::Dot(self.colour()),
            Look::Rings => Key::Ring(self.colour()),
        };
        (!self.label.is_empty()).then(|| (self.label.clone(), key))
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel) {
        let colour = self.colour();
        match self.look {
            Look::Line => panel.line(canvas, &self.at, &self.values, 4.0, colour),
            Look::Dots | Look::Rings => {
                let spreads = self.spread.iter().flatten().map(Some).chain(std::iter::repeat(None));
                for ((&at, &value), spread) in self.at.iter().zip(&self.values).zip(spreads) {
                    let point = (panel.at_x(at), panel.at_y(value));
                    if let Some(spread) = spread {
                        self.interval(canvas, panel, point.0, [value - spread, value + spread]);
                    }
                    if self.look == Look::Rings {
                        canvas.ring(point, 11.0, colour);
                    } else {
                        canvas.dot(point, 8.0, theme::PAPER);
                        canvas.dot(point, 6.0, colour);
                    }
                }
            }
        }
    }

    /// An upright line with caps, cut where it would leave the axes.
    fn interval(&self, canvas: &mut Canvas, panel: &Panel, x: f64, ends: [f64; 2]) {
        const WIDTH: f64 = 2.2;
        let colour = self.colour();
        if panel.at_y(ends[0]) - panel.at_y(ends[1]) < 2.0 * HIDDEN {
            return;
        }
        let within = ends.map(|end| end.clamp(panel.y.low, panel.y.high));
        canvas.line(within.map(|end| (x, panel.at_y(end))).to_vec(), WIDTH, colour);
        for y in ends.into_iter().filter(|end| within.contains(end)).map(|end| panel.at_y(end)) {
            canvas.line(vec![(x - 7.0, y), (x + 7.0, y)], WIDTH, colour);
        }
    }
}
