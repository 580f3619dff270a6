//! Colours and sizes that all figures share. Hues are those of Okabe & Ito
//! (2008) and Tol (2021), which stay apart under the common forms of colour
//! blindness.

/// A colour: red, green, blue.
pub type Colour = (u8, u8, u8);

/// Width of a figure in pixels.
pub const WIDTH: f64 = 1600.0;
/// Height of a figure in pixels.
pub const HEIGHT: f64 = 1000.0;
/// Space left free at the edges.
pub const MARGIN: f64 = 48.0;

/// Size of the title.
pub const TITLE: f64 = 38.0;
/// Size of the line below the title, and of legends.
pub const SUBTITLE: f64 = 22.0;
/// Size of the heading of a panel.
pub const HEADING: f64 = 24.0;
/// Size of labels at lines.
pub const LABEL: f64 = 22.0;
/// Size of the numbers along an axis.
pub const TICK: f64 = 20.0;
/// Size of the foot.
pub const SMALL: f64 = 17.0;

/// Room below a panel for the name of its horizontal axis.
pub const X_NAME: f64 = 30.0;

/// Titles and headings.
pub const INK: Colour = (28, 30, 34);
/// Text of second rank.
pub const QUIET: Colour = (92, 96, 104);
/// Lines of the grid.
pub const GRID: Colour = (226, 228, 232);
/// The axis at the foot of a panel.
pub const AXIS: Colour = (120, 124, 130);
/// Behind everything.
pub const PAPER: Colour = (255, 255, 255);

/// The baseline arm.
const BASELINE: Colour = (84, 86, 92);
/// The other arms.
const ARMS: [Colour; 7] = [
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (170, 68, 153),
    (230, 159, 0),
    (86, 180, 233),
    (136, 34, 85),
];
/// A bound that what is drawn has to pass.
pub const ALARM: Colour = (213, 94, 0);
/// Stands for the colour of any arm in a legend of shades.
pub const ANY: Colour = (146, 149, 156);
/// Practices of the innovation, dark to light.
const INNOVATION: [Colour; 2] = [(0, 72, 122), (142, 208, 232)];
/// Other practices, light to dark.
const OTHERS: [Colour; 2] = [(250, 224, 178), (156, 74, 20)];

/// Colour of the arm at this position; the first is the baseline.
pub fn arm(position: usize) -> Colour {
    match position.checked_sub(1) {
        None => BASELINE,
        Some(other) => ARMS[other % ARMS.len()],
    }
}

/// Colour of the practice at `position` of `count` practices inside or outside the innovation.
pub fn practice(innovation: bool, position: usize, count: usize) -> Colour {
    let [from, to] = if innovation { INNOVATION } else { OTHERS };
    let part = if count > 1 { position as f64 / (count - 1) as f64 } else { 0.35 };
    mix(from, to, part)
}

/// The shade of `colour` for the step `position` of `count` from near (dark) to far (light). Lightness alone tells
/// them apart, so they are read in the same way whatever the colour and whoever looks.
pub fn nearness(colour: Colour, position: usize, count: usize) -> Colour {
    let part = position as f64 / count.saturating_sub(1).max(1) as f64;
    if part < 1.0 / 3.0 {
        mix(colour, INK, 0.6 * (1.0 - 3.0 * part))
    } else {
        mix(colour, PAPER, 1.2 * part - 0.4)
    }
}

/// A colour dark enough to write with.
pub fn ink(colour: Colour) -> Colour {
    mix(colour, (0, 0, 0), 0.22)
}

/// The part `share` of the way from one colour to another.
pub fn mix(from: Colour, to: Colour, share: f64) -> Colour {
    let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    (channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}
