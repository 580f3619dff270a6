//! Checks in words and tables.

use crate::check::{Check, Quantity, Tolerance};
use std::fmt::{Result, Write};

const BEGINNING: &str = "\
# Verification against theory

Where somebody has proved what must come out, tress has to give it. This page
holds, for each such case, what is expected and why, what came out of whole runs
(a scenario, a run, its tables, as a planner would have them), how far the two may be
apart, and how often a right program would fail by chance.

This page and its figures are written by one command, and `cargo test` fails
when they are not what it would write:

```sh
TRESS_REFRESH=1 cargo test --test theory
```

Seeds are fixed, so everybody gets these numbers. *Expected* is what theory
says for what was run. *Tolerance* is the most that obtained and expected may be
apart; ± 3 s.e. says that it is three standard errors, which a right program
exceeds with a probability of .0027 in each comparison with another seed, or more
where the error is itself estimated from a few replicates (Student's t). *False
alarms* adds these probabilities over all comparisons of a check. It is an upper
bound: it takes comparisons as separate chances even where they share their
luck, and counts on no part of a tolerance beside chance. *Furthest off* is the
largest part of a tolerance that any comparison uses up.

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
    writeln!(page, "\n## {}\n\n{}\n", check.title, check.why)?;
    writeln!(page, "*Runs.* {}\n", check.runs)?;
    let alt = format!("{}: expected and obtained", check.title);
    writeln!(page, "<img src=\"figures/verification/{}.png\" width=\"640\" alt=\"{alt}\">\n", check.name)?;
    quantities(page, check)?;
    writeln!(page, "\n*Tolerance.* {}\n", check.tolerance)?;
    writeln!(page, "*False alarms.* {}\n", chance(check.false_alarm()))?;
    writeln!(page, "*Source.* {}.", check.source)
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
        Tolerance::Errors { more: 0.0, .. } => format!("± {} (3 s.e.)", short(tolerance.far())),
        Tolerance::Errors { error, more, .. } => {
            format!("± {} (3 s.e. {} + {})", short(tolerance.far()), short(3.0 * error), short(more))
        }
    }
}

/// In standard errors where there are any.
fn off(quantity: &Quantity) -> String {
    match quantity.tolerance {
        Tolerance::Errors { error, .. } => format!("{:.1} s.e.", quantity.off() / error),
        _ => short(quantity.off()),
    }
}

/// With its decimals, and a proper minus sign.
fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('-', "−")
}

/// Two digits that count.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let power = value.abs().log10().floor() as i32;
    if power < -5 {
        return format!("{:.0}·10{}", value / 10_f64.powi(power), raised(power));
    }
    number(value, (1 - power).max(0) as usize)
}

fn raised(power: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits =
        power.abs().to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect::<String>();
    if power < 0 { format!("⁻{digits}") } else { digits }
}

fn chance(probability: f64) -> String {
    if probability == 0.0 { "none".into() } else { format!("{probability:.4}") }
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
