//! Checks in words and tables.

use crate::check::{Check, Quantity, Tolerance};
use std::fmt::{Result, Write};

const BEGINNING: &str = "\
# Verification against theory

Where somebody has proved what must come out, tress has to give it. This page
holds, for each such case, what is expected and why, what came out of whole runs
(a scenario, a run, its tables, as a planner would have them), how far the two
may be apart, and how often a right program would fail by chance.

This page and its figures are written by one command, and `cargo test` fails
when they are not what it would write:

```sh
TRESS_REFRESH=1 cargo test --test theory
```

Seeds are fixed, so everybody gets these numbers.

- *Expected* is what theory says for what was run.
- *Tolerance* is the most that obtained and expected may be apart. Where it is
  three standard errors (3 s.e.), a right program exceeds it with a probability
  of 0.0027 in each comparison with another seed, or more where the error is
  itself estimated from a few replicates (Student's t). What is added to three
  standard errors has no chance in it.
- *Off by* gives the distance, and in standard errors what of it lies beyond that
  which is added.
- *False alarms* adds the probabilities of all comparisons of a check. It is an
  upper bound: it takes comparisons as separate chances even where they share
  their luck, and counts on no part of a tolerance beside chance.
- *Furthest off* is the largest part of a tolerance that any comparison uses up.

Whether the model agrees with data is another question: see
[how well it is calibrated](../README.md#how-well-it-is-calibrated).
";

/// The whole page.
pub fn page(checks: &[&Check]) -> std::result::Result<String, std::fmt::Error> {
    let mut page = String::from(BEGINNING);
    writeln!(page, "\n## Summary\n")?;
    writeln!(page, "| check | source | comparisons | furthest off | false alarms | holds |")?;
    writeln!(page, "|---|---|---:|---:|---:|---|")?;
    for check in checks {
        let used = check.quantities.iter().map(Quantity::used).fold(0.0, f64::max);
        writeln!(
            page,
            "| [{}](#{}) | {} | {} | {:.0} % | {} | {} |",
            check.title,
            anchor(check.title),
            check.source,
            check.quantities.len(),
            100.0 * used,
            chance(check.false_alarm()),
            verdict(check.holds()),
        )?;
    }
    let comparisons: usize = checks.iter().map(|check| check.quantities.len()).sum();
    let alarms: f64 = checks.iter().map(|check| check.false_alarm()).sum();
    writeln!(page, "| all | | {comparisons} | | {} | |", chance(alarms))?;
    for check in checks {
        section(&mut page, check)?;
    }
    Ok(page)
}

fn section(page: &mut String, check: &Check) -> Result {
    writeln!(page, "\n## {}\n\n{}\n", check.title, wrapped(&check.why))?;
    writeln!(page, "{}\n", wrapped(&format!("*Runs.* {}", check.runs)))?;
    let alt = format!("{}: expected and obtained", check.title);
    writeln!(page, "<img src=\"figures/verification/{}.png\" width=\"640\" alt=\"{alt}\">\n", check.name)?;
    quantities(page, check)?;
    writeln!(page, "\n{}\n", wrapped(&format!("*Tolerance.* {}", check.tolerance)))?;
    let alarms = chance(check.false_alarm());
    writeln!(page, "*False alarms.* {alarms}. *Source.* {}.", check.source)
}

/// What is compared, as a table.
pub fn quantities(page: &mut String, check: &Check) -> Result {
    writeln!(page, "| quantity | expected | obtained | tolerance | off by |")?;
    writeln!(page, "|---|---:|---:|---:|---:|")?;
    for quantity in &check.quantities {
        let Quantity { what, expected, obtained, tolerance, decimals } = quantity;
        let failed = if quantity.holds() { "" } else { " **too far**" };
        let (expected, obtained) = (number(*expected, *decimals), number(*obtained, *decimals));
        let off = off(quantity);
        writeln!(page, "| {what} | {expected} | {obtained} | {} | {off}{failed} |", far(*tolerance))?;
    }
    Ok(())
}

fn far(tolerance: Tolerance) -> String {
    match tolerance {
        Tolerance::Exact => "0".into(),
        Tolerance::Within(far) => format!("± {}", short(far)),
        Tolerance::Given { far, error, .. } => format!("± {} ({:.1} s.e.)", short(far), far / error),
        Tolerance::Errors { more: 0.0, .. } => format!("± {} (3 s.e.)", short(tolerance.far())),
        Tolerance::Errors { error, more, .. } => {
            format!("± {} (3 s.e. {} + {})", short(tolerance.far()), short(3.0 * error), short(more))
        }
    }
}

/// In standard errors, too, where there are any: what lies beyond that which theory leaves out.
fn off(quantity: &Quantity) -> String {
    let off = short(quantity.off());
    match quantity.tolerance {
        Tolerance::Errors { error, more, .. } => {
            format!("{off} ({:.1} s.e.)", (quantity.off() - more).max(0.0) / error)
        }
        Tolerance::Given { error, .. } => format!("{off} ({:.1} s.e.)", quantity.off() / error),
        _ => off,
    }
}

/// With its decimals, and a proper minus sign.
fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('-', "−")
}

/// Two digits that count; one where the number is tiny.
fn short(value: f64) -> String {
    // What is less than this differs from machine to machine.
    if value != 0.0 && value < 1e-12 {
        return "< 10⁻¹²".into();
    }
    let rounded: f64 = format!("{value:.1e}").parse().unwrap();
    let power = if rounded == 0.0 { 0 } else { rounded.log10().floor() as i32 };
    match power {
        _ if rounded == 0.0 => "0".into(),
        ..-5 => {
            let tiny = format!("{value:.0e}");
            let (digit, power) = tiny.split_once('e').unwrap();
            format!("{digit}·10{}", raised(power.parse().unwrap()))
        }
        _ => number(rounded, (1 - power).max(0) as usize),
    }
}

fn raised(power: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits =
        power.abs().to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect::<String>();
    if power < 0 { format!("⁻{digits}") } else { digits }
}

/// In lines of eighty. A sign stays on the line of what it follows, as at the start of a line it would make a list.
fn wrapped(text: &str) -> String {
    let (mut lines, mut width) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        let sign = !word.starts_with(|c: char| c.is_alphanumeric() || "*`(|".contains(c));
        if width > 0 && width + 1 + length > 80 && !sign {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}

fn chance(probability: f64) -> String {
    match probability {
        0.0 => "none".into(),
        ..0.0001 => "< 0.0001".into(),
        _ => format!("{probability:.4}"),
    }
}

fn verdict(holds: bool) -> &'static str {
    if holds { "yes" } else { "**no**" }
}

/// The anchor of a heading.
fn anchor(title: &str) -> String {
    let kept = title
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
        .collect::<String>();
    kept.replace(' ', "-")
}
