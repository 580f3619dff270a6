//! A figure as a list of marks on a sheet, before it becomes an image.

use super::{
    font::{self, Weight},
    theme::{self, Colour, HEIGHT, MARGIN, WIDTH},
};

/// A place on the sheet in pixels, from the upper left corner.
pub type Point = (f64, f64);

/// A part of the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// `rows` × `columns` equal cells with `gap` between them, row by row.
    pub fn grid(&self, rows: usize, columns: usize, gap: (f64, f64)) -> Vec<Rect> {
        let width = (self.width() - gap.0 * (columns as f64 - 1.0)) / columns as f64;
        let height = (self.height() - gap.1 * (rows as f64 - 1.0)) / rows as f64;
        let cell = |row: usize, column: usize| {
            let left = self.left + column as f64 * (width + gap.0);
            let top = self.top + row as f64 * (height + gap.1);
            Rect { left, top, right: left + width, bottom: top + height }
        };
        (0..rows).flat_map(|row| (0..columns).map(move |column| cell(row, column))).collect()
    }
}

/// Which point of a text is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its start.
    Left,
    /// Its middle.
    Centre,
    /// Its end.
    Right,
}

/// One thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points.
    Line {
        /// The points.
        points: Vec<Point>,
        /// Width of the stroke.
        width: f64,
        /// Colour.
        colour: Colour,
    },
    /// A filled shape.
    Area {
        /// Its corners.
        points: Vec<Point>,
        /// Colour.
        colour: Colour,
        /// 0 for clear to 1 for solid.
        opacity: f64,
    },
    /// A line of text.
    Text {
        /// On the base line.
        at: Point,
        /// What it says.
        text: String,
        /// Side of the em square.
        size: f64,
        /// Weight.
        weight: Weight,
        /// Colour.
        colour: Colour,
        /// Which point of the text `at` is.
        align: Align,
    },
}

/// A sheet with marks, drawn in order; texts lie above everything.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// The marks.
    pub marks: Vec<Mark>,
}

impl Canvas {
    /// A sheet with a title, lines below it, and small print; and the room left for panels, which may name
    /// their horizontal axis below it.
    pub fn page(title: &str, subtitle: &str, small_print: &str) -> (Self, Rect) {
        Self::page_of((WIDTH, HEIGHT), title, subtitle, small_print)
    }

    /// The same on a sheet of another size; without small print, its room goes to the panels.
    pub fn page_of(size: (f64, f64), title: &str, subtitle: &str, small_print: &str) -> (Self, Rect) {
        let (width, height) = size;
        let mut canvas = Self { width, height, marks: vec![] };
        let room = width - 2.0 * MARGIN;
        let mut y = MARGIN + 28.0;
        for line in font::wrap(title, theme::TITLE, Weight::Bold, room) {
            canvas.text((MARGIN, y), &line, theme::TITLE, Weight::Bold, theme::INK, Align::Left);
            y += theme::TITLE * 1.1;
        }
        y -= 4.0;
        for line in font::wrap(subtitle, theme::SUBTITLE, Weight::Regular, room) {
            canvas.text((MARGIN, y), &line, theme::SUBTITLE, Weight::Regular, theme::QUIET, Align::Left);
            y += theme::SUBTITLE * 1.35;
        }
        let foot = height - 26.0;
        let small_print = font::fit(small_print, theme::SMALL, Weight::Regular, room);
        canvas.text((MARGIN, foot), &small_print, theme::SMALL, Weight::Regular, theme::QUIET, Align::Left);
        let body = Rect {
            left: MARGIN,
            top: y,
            right: width - MARGIN,
            bottom: foot - if small_print.is_empty() { 0.0 } else { theme::SMALL + 16.0 } - theme::X_NAME,
        };
        (canvas, body)
    }

    /// A line through `points`.
    pub fn line(&mut self, points: Vec<Point>, width: f64, colour: Colour) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, width, colour });
        }
    }

    /// A broken line through `points`: strokes and gaps of the given lengths.
    pub fn dashes(&mut self, points: &[Point], width: f64, colour: Colour, (stroke, gap): (f64, f64)) {
        let mut dash: Vec<Point> = points.first().copied().into_iter().collect();
        let (mut drawing, mut left) = (true, stroke);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            let mut rest = (to.0 - from.0).hypot(to.1 - from.1);
            while rest > left {
                let part = left / rest;
                from = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
                rest -= left;
                if drawing {
                    dash.push(from);
                    self.line(std::mem::take(&mut dash), width, colour);
                }
                drawing = !drawing;
                left = if drawing { stroke } else { gap };
                if drawing {
                    dash = vec![from];
                }
            }
            left -= rest;
            if drawing {
                dash.push(to);
            }
        }
        self.line(dash, width, colour);
    }

    /// A filled shape.
    pub fn area(&mut self, points: Vec<Point>, colour: Colour, opacity: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, colour, opacity });
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, rect: Rect, colour: Colour, opacity: f64) {
        let Rect { left, top, right, bottom } = rect;
        self.area(vec![(left, top), (right, top), (right, bottom), (left, bottom)], colour, opacity);
    }

    /// A dot of the given radius.
    pub fn dot(&mut self, (x, y): Point, radius: f64, colour: Colour) {
        const CORNERS: usize = 24;
        let angle = |corner: usize| corner as f64 / CORNERS as f64 * std::f64::consts::TAU;
        let corner = |angle: f64| (x + radius * angle.cos(), y + radius * angle.sin());
        self.area((0..CORNERS).map(|at| corner(angle(at))).collect(), colour, 1.0);
    }

    /// A circle of the given radius around a place.
    pub fn ring(&mut self, (x, y): Point, radius: f64, colour: Colour) {
        const CORNERS: usize = 36;
        let angle = |corner: usize| corner as f64 / CORNERS as f64 * std::f64::consts::TAU;
        let corner = |angle: f64| (x + radius * angle.cos(), y + radius * angle.sin());
        self.line((0..=CORNERS).map(|at| corner(angle(at))).collect(), 3.0, colour);
    }

    /// A larger dot with a light and a dark ring, to stand out among dots of its colour.
    pub fn ringed(&mut self, at: Point, colour: Colour) {
        for (radius, colour) in [(12.0, theme::INK), (10.4, theme::PAPER), (8.2, colour)] {
            self.dot(at, radius, colour);
        }
    }

    /// A total as a dot of the given radius at (x, y), with the ends of its interval: dark on a light edge, to show
    /// on every shade.
    pub fn total(&mut self, (x, y): Point, ends: Option<(f64, f64)>, radius: f64) {
        if let Some((low, high)) = ends {
            let cap = 1.4 * radius;
            let caps = [low, high].map(|end| vec![(end, y - cap), (end, y + cap)]);
            for (width, colour) in [(2.2 + 0.6 * radius, theme::PAPER), (2.2, theme::INK)] {
                self.line(vec![(low, y), (high, y)], width, colour);
                caps.iter().for_each(|cap| self.line(cap.clone(), width, colour));
            }
        }
        self.dot((x, y), 1.35 * radius, theme::PAPER);
        self.dot((x, y), radius, theme::INK);
    }

    /// A line of text on the base line `at`.
    pub fn text(&mut self, at: Point, text: &str, size: f64, weight: Weight, colour: Colour, align: Align) {
        // Control characters have no glyph and are not allowed in SVG.
        let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
        if !text.is_empty() {
            self.marks.push(Mark::Text { at, text, size, weight, colour, align });
        }
    }

    /// A row (or rows) of coloured keys, each with its label; gives the top of what lies below.
    pub fn legend(&mut self, room: Rect, keys: &[(String, Key)]) -> f64 {
        if keys.is_empty() {
            return room.top;
        }
        let (mut x, mut y) = (room.left, room.top + theme::LABEL);
        for (label, key) in keys {
            let label = font::fit(label, theme::LABEL, Weight::Regular, room.width() - 60.0);
            let width = 44.0 + font::width(&label, theme::LABEL, Weight::Regular);
            if x > room.left && x + width > room.right {
                (x, y) = (room.left, y + theme::LABEL * 1.5);
            }
            let middle = y - font::CAPITAL * theme::LABEL / 2.0;
            key.draw(self, Rect { left: x, top: middle - 9.0, right: x + 34.0, bottom: middle + 9.0 });
            self.text((x + 44.0, y), &label, theme::LABEL, Weight::Regular, theme::INK, Align::Left);
            x += width + 36.0;
        }
        y + theme::LABEL * 0.9
    }
}

/// What stands before a label in a legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Key {
    /// A piece of line.
    Line(Colour),
    /// A piece of broken line.
    Dashes(Colour),
    /// A filled box.
    Box(Colour, f64),
    /// A small dot.
    Dot(Colour),
    /// A circle.
    Ring(Colour),
    /// A dot with a ring.
    Ringed(Colour),
    /// The mark of a total, with or without its interval.
    Total(bool),
}

impl Key {
    fn draw(self, canvas: &mut Canvas, room: Rect) {
        let middle = (room.top + room.bottom) / 2.0;
        let ends = [(room.left, middle), (room.right, middle)];
        match self {
            Self::Line(colour) => canvas.line(ends.to_vec(), 4.0, colour),
            Self::Dashes(colour) => canvas.dashes(&ends, 2.5, colour, (8.0, 5.0)),
            Self::Box(colour, opacity) => canvas.fill(room, colour, opacity),
            Self::Dot(colour) => canvas.dot(((room.left + room.right) / 2.0, middle), 5.0, colour),
            Self::Ring(colour) => canvas.ring(((room.left + room.right) / 2.0, middle), 9.0, colour),
            Self::Ringed(colour) => canvas.ringed(((room.left + room.right) / 2.0, middle), colour),
            Self::Total(interval) => {
                let ends = interval.then_some((room.left, room.right));
                canvas.total(((room.left + room.right) / 2.0, middle), ends, 4.8);
            }
        }
    }
}
