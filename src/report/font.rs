//! The typeface of the figures, carried inside the program so that they look
//! the same on every machine: Inter (SIL Open Font License, see `assets/fonts`).

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use std::sync::LazyLock;

/// Height of a capital letter, as a share of the size.
pub const CAPITAL: f64 = 0.727;
/// Height of the letter x, as a share of the size.
pub const X_HEIGHT: f64 = 0.546;

static REGULAR: LazyLock<FontRef<'static>> =
    LazyLock::new(|| font(include_bytes!("../../assets/fonts/Inter-Regular.ttf")));
static BOLD: LazyLock<FontRef<'static>> =
    LazyLock::new(|| font(include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")));

fn font(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the font is part of the program")
}

/// How heavy the strokes of letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Ordinary text.
    Regular,
    /// Titles and headings.
    Bold,
}

impl Weight {
    fn font(self) -> &'static FontRef<'static> {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

/// Width of `text` in pixels, where `size` is the side of the em square.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let font = weight.font();
    let scaled = font.as_scaled(scale(size, weight));
    text.chars().map(|letter| f64::from(scaled.h_advance(font.glyph_id(letter)))).sum()
}

/// Covers pixels with `text` that starts at `(x, y)` on the base line: calls `cover(x, y, share)` for each
/// pixel touched.
pub fn draw(text: &str, size: f64, weight: Weight, (x, y): (f64, f64), mut cover: impl FnMut(i32, i32, f32)) {
    let font = weight.font();
    let scale = scale(size, weight);
    let scaled = font.as_scaled(scale);
    let mut pen = x as f32;
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        if let Some(outline) = font.outline_glyph(Glyph { id, scale, position: point(pen, y as f32) }) {
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, share| cover(corner.x as i32 + x as i32, corner.y as i32 + y as i32, share));
        }
        pen += scaled.h_advance(id);
    }
}

/// Breaks `text` between words into lines no wider than `room` (a longer word stands alone).
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in text.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) if width(&longer, size, weight) <= room => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `text`, cut with an ellipsis where it would be wider than `room`.
pub fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut short: String = text.to_owned();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if width(&cut, size, weight) <= room {
            return cut;
        }
    }
    String::new()
}

/// ab_glyph scales by the height of a line; figures, like SVG, by the em square.
fn scale(size: f64, weight: Weight) -> PxScale {
    let font = weight.font();
    let em = font.units_per_em().unwrap_or(2048.0);
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_wrapped_and_cut() {
        let wide = |text: &str| width(text, 20.0, Weight::Regular);
        assert!(wide("mm") > wide("ii") && (wide("mm") - 2.0 * wide("m")).abs() < 1e-3);
        assert_eq!(wrap("one two three", 20.0, Weight::Regular, wide("one two")), ["one two", "three"]);
        assert_eq!(fit("one two three", 20.0, Weight::Regular, wide("one two…")), "one two…");
        assert_eq!(fit("one", 20.0, Weight::Regular, 500.0), "one");
    }
}
