//! What the figures of the page show, in a digest, so that a stale one is found without comparing pixels.

use crate::check::Check;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use tress::record::sha256;
use tress::report::Plot;

/// The file that lies beside the figures.
pub const FILE: &str = "plotted.txt";

/// A line for each figure in `folder`: its file, digests of what it is to show and of the file as it is.
pub fn lines(checks: &[&Check], folder: &Path) -> String {
    let mut lines =
        String::from("# figure, and the first digits of the SHA-256 of what it shows and of its file\n");
    for check in checks {
        let name = format!("{}.png", check.name);
        let drawn = fs::read(folder.join(&name)).unwrap_or_default();
        let digest = |bytes: &[u8]| sha256(bytes)[..16].to_string();
        writeln!(lines, "{name} {} {}", digest(words(&check.figure).as_bytes()), digest(&drawn)).unwrap();
    }
    lines
}

/// All that is drawn, in words. Numbers are cut to what can be seen: their last digits differ from machine to machine.
fn words(plot: &Plot) -> String {
    let number = |value: &f64| format!("{:.4e}", if value.abs() < 1e-12 { 0.0 } else { *value });
    let numbers = |values: &[f64]| values.iter().map(number).collect::<Vec<_>>().join(" ");
    let mut words = format!("{}\n{}\n{:?}\n{:?}\n", plot.title, plot.subtitle, plot.x, plot.y);
    for course in &plot.courses {
        writeln!(words, "{:?} {} {}", course.look, course.hue, course.label).unwrap();
        for values in [Some(&course.at), Some(&course.values), course.spread.as_ref()].into_iter().flatten() {
            writeln!(words, "{}", numbers(values)).unwrap();
        }
    }
    words
}

#[test]
fn what_can_be_seen_changes_the_digest_and_nothing_else_does() {
    use crate::curves::{expected, figure, scale};
    let plot = |y: f64, label: &str| {
        let mut plot = figure("title", "", scale("x", 0.0, 1.0), scale("y", 0.0, 1.0));
        plot.courses.push(expected(0, label, [(0.0, y)]));
        words(&plot)
    };
    assert_eq!(plot(0.3, "theory"), plot(0.3 + 1e-12, "theory"));
    assert_eq!(plot(0.0, "theory"), plot(-1e-15, "theory"));
    assert_ne!(plot(0.3, "theory"), plot(0.301, "theory"));
    assert_ne!(plot(0.3, "theory"), plot(0.3, "obtained"));
}
