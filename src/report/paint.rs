//! Turns a canvas into an image. The only file that knows plotters and png.

use super::{
    canvas::{Align, Canvas, Mark, Point},
    font::{self, Weight},
    theme::{Colour, PAPER},
};
use plotters::prelude::{
    BitMapBackend, DrawingBackend, FontDesc, FontFamily, FontStyle, RGBColor, SVGBackend,
};
use plotters::style::{
    Color,
    text_anchor::{HPos, Pos, VPos},
};

/// Shapes are drawn this many times larger and averaged down, for clean edges.
const FINE: usize = 3;
/// plotters counts in whole units: this many to a pixel in SVG.
const UNITS: f64 = 10.0;
/// Typefaces for SVG, first to last choice.
const FAMILY: &str = "Inter, 'Helvetica Neue', Arial, sans-serif";

type Failure = String;

/// The canvas as a PNG file, one pixel to a pixel. The same canvas gives the same bytes.
///
/// # Errors
/// What the encoder says.
pub fn png(canvas: &Canvas) -> Result<Vec<u8>, Failure> {
    let (width, height) = (canvas.width as usize, canvas.height as usize);
    let mut pixels = shapes(canvas, width, height)?;
    for mark in &canvas.marks {
        if let Mark::Text { at, text, size, weight, colour, align } = mark {
            let shift = match align {
                Align::Left => 0.0,
                Align::Centre => font::width(text, *size, *weight) / 2.0,
                Align::Right => font::width(text, *size, *weight),
            };
            font::draw(text, *size, *weight, (at.0 - shift, at.1), |x, y, share| {
                if (0..width as i32).contains(&x) && (0..height as i32).contains(&y) {
                    let first = (y as usize * width + x as usize) * 3;
                    blend(&mut pixels[first..first + 3], *colour, share);
                }
            });
        }
    }
    let mut file = vec![];
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&pixels).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(file)
}

/// The canvas as an SVG document.
///
/// # Errors
/// What plotters says.
pub fn svg(canvas: &Canvas) -> Result<String, Failure> {
    let mut document = String::new();
    let size = ((canvas.width * UNITS) as u32, (canvas.height * UNITS) as u32);
    let mut backend = SVGBackend::with_string(&mut document, size);
    let unit = |&(x, y): &Point| ((x * UNITS).round() as i32, (y * UNITS).round() as i32);
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    backend.draw_rect((0, 0), (size.0 as i32, size.1 as i32), &rgb(PAPER), true).map_err(|e| failed(&e))?;
    for mark in &canvas.marks {
        match mark {
            Mark::Line { points, width, colour } => {
                let style = rgb(*colour).stroke_width((width * UNITS).round() as u32);
                backend.draw_path(points.iter().map(unit), &style)
            }
            Mark::Area { points, colour, opacity } => {
                backend.fill_polygon(points.iter().map(unit), &rgb(*colour).mix(*opacity))
            }
            Mark::Text { at, text, size, weight, colour, align } => {
                let style = match weight {
                    Weight::Regular => FontStyle::Normal,
                    Weight::Bold => FontStyle::Bold,
                };
                // plotters writes size / 1.24, and half an x-height below the place for `Center`.
                let font = FontDesc::new(FontFamily::Name(FAMILY), size * UNITS * 1.24, style);
                let mut style = font.color(&rgb(*colour));
                style.pos = Pos::new(horizontal(*align), VPos::Center);
                let middle = (at.0, at.1 - size * font::X_HEIGHT / 2.0);
                backend.draw_text(text, &style, unit(&middle))
            }
        }
        .map_err(|e| failed(&e))?;
    }
    backend.present().map_err(|e| failed(&e))?;
    drop(backend);
    // Fine units inside, pixels outside.
    let fine = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
    let pixels = format!("width=\"{}\" height=\"{}\"", canvas.width, canvas.height);
    Ok(document.replacen(&fine, &pixels, 1))
}

fn horizontal(align: Align) -> HPos {
    match align {
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    }
}

/// All marks but text, drawn `FINE` times larger and averaged down.
fn shapes(canvas: &Canvas, width: usize, height: usize) -> Result<Vec<u8>, Failure> {
    let size = (width * FINE, height * FINE);
    let mut large = vec![PAPER.0; size.0 * size.1 * 3];
    let mut backend = BitMapBackend::with_buffer(&mut large, (size.0 as u32, size.1 as u32));
    for mark in &canvas.marks {
        match mark {
            Mark::Line { points, width, colour } => stroke(&mut backend, points, *width, *colour)?,
            Mark::Area { points, colour, opacity } => backend
                .fill_polygon(points.iter().map(|&at| fine(at)), &rgb(*colour).mix(*opacity))
                .map_err(|error| error.to_string())?,
            Mark::Text { .. } => {}
        }
    }
    drop(backend);
    Ok(average(&large, width, height))
}

/// A line as one box per segment and a disc at each joint: plotters' own wide paths leave holes where a
/// noisy line turns sharply.
fn stroke(
    backend: &mut BitMapBackend<'_>,
    points: &[Point],
    width: f64,
    colour: Colour,
) -> Result<(), Failure> {
    let half = width * FINE as f64 / 2.0;
    let style = rgb(colour).filled();
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let large = |(x, y): Point| (x * FINE as f64, y * FINE as f64);
    for pair in points.windows(2) {
        let (from, to) = (large(pair[0]), large(pair[1]));
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        if length < 1e-9 {
            continue;
        }
        let (across, down) = ((from.1 - to.1) / length * half, (to.0 - from.0) / length * half);
        let corner = |at: Point, side: f64| {
            ((at.0 + side * across).round() as i32, (at.1 + side * down).round() as i32)
        };
        if from.0 == to.0 || from.1 == to.1 {
            let (a, b) = (corner(from, 1.0), corner(to, -1.0));
            let low = (a.0.min(b.0), a.1.min(b.1));
            let high = (a.0.max(b.0), a.1.max(b.1));
            backend.draw_rect(low, high, &style, true).map_err(|e| failed(&e))?;
        } else {
            let corners = [corner(from, 1.0), corner(to, 1.0), corner(to, -1.0), corner(from, -1.0)];
            backend.fill_polygon(corners, &style).map_err(|e| failed(&e))?;
        }
    }
    let inner = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
    for &joint in inner.iter().filter(|_| half > 1.5) {
        backend.draw_circle(fine(joint), (half - 0.5) as u32, &style, true).map_err(|e| failed(&e))?;
    }
    Ok(())
}

fn fine((x, y): Point) -> (i32, i32) {
    ((x * FINE as f64).round() as i32, (y * FINE as f64).round() as i32)
}

fn average(large: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut small = Vec::with_capacity(width * height * 3);
    let mut sums = vec![0_u32; width * 3];
    for rows in large.chunks_exact(width * FINE * 3 * FINE) {
        sums.fill(0);
        for row in rows.chunks_exact(width * FINE * 3) {
            for (sum, block) in sums.chunks_exact_mut(3).zip(row.chunks_exact(FINE * 3)) {
                for pixel in block.chunks_exact(3) {
                    sum.iter_mut().zip(pixel).for_each(|(sum, &value)| *sum += u32::from(value));
                }
            }
        }
        let count = (FINE * FINE) as u32;
        small.extend(sums.iter().map(|sum| ((sum + count / 2) / count) as u8));
    }
    small
}

fn blend(pixel: &mut [u8], colour: Colour, share: f32) {
    for (below, above) in pixel.iter_mut().zip([colour.0, colour.1, colour.2]) {
        let mixed = f32::from(*below) + (f32::from(above) - f32::from(*below)) * share.clamp(0.0, 1.0);
        *below = mixed.round() as u8;
    }
}

fn rgb((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}
