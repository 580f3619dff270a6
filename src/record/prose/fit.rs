//! What came out of a fit, for a terminal.

use super::{number, range};
use crate::record::{FitTables, FitTargetRow, VariantRow};
use std::fmt::Write;

/// The fit of the scenario called `name`: the parameters, the targets fitted and held out, and how variants compare.
pub fn fit_prose(name: &str, tables: &FitTables) -> String {
    let mut text = String::new();
    let Some(whole) = tables.variants.first() else { return text };
    let own = |row: &&FitTargetRow| row.variant.is_empty() && row.kind != "course";
    let fitted = tables.targets.iter().filter(own).filter(|row| row.fitted).count();
    let draws = tables.draws.len();
    let mut line = |words: String| writeln!(text, "{words}").expect("a string takes any text");
    line(format!(
        "{name}: {} fitted to {} ({draws} draws out of {} scenarios run)\n",
        counted(whole.parameters, "parameter"),
        counted(fitted, "target"),
        whole.evaluations,
    ));
    let mut rows = vec![["parameter", "best", "draws: median (95 %)", "range"].map(String::from).to_vec()];
    for row in tables.parameters.iter().filter(|row| row.variant.is_empty()) {
        let [median, low, high] = row.draws;
        rows.push(vec![
            row.label.clone(),
            short(row.best),
            between(median, low, high),
            format!("{}–{}", short(row.range[0]), short(row.range[1])),
        ]);
    }
    line(aligned(&rows));
    for (fitted, title) in [(true, "fitted"), (false, "held out")] {
        let title = [title, "observed (95 %)", "best", "draws: median (95 %)", "off"];
        let mut rows = vec![title.map(String::from).to_vec()];
        rows.extend(tables.targets.iter().filter(own).filter(|row| row.fitted == fitted).map(target));
        if rows.len() > 1 {
            line(aligned(&rows));
        }
    }
    if tables.variants.len() > 1 {
        let title = ["variant", "parameters", "log likelihood", "AIC", "log evidence", "held out"];
        let mut rows = vec![title.map(String::from).to_vec()];
        rows.extend(tables.variants.iter().map(variant));
        line(aligned(&rows));
    }
    line("`off` is how many standard errors the best lies above what was observed.".into());
    text
}

fn target(row: &FitTargetRow) -> Vec<String> {
    let number = |number: Option<f64>| number.unwrap_or(f64::NAN);
    let label = match row.kind {
        "course_rmse" => format!("{}, root mean squared distance", row.label),
        "log_likelihood" => format!("{}, log likelihood", row.label),
        _ => row.label.clone(),
    };
    let ([observed, low, high], [median, from, to]) = (row.observed, row.draws);
    vec![
        label,
        between(number(observed), number(low), number(high)),
        short(number(row.best)),
        between(number(median), number(from), number(to)),
        row.off.map_or("–".into(), |off| format!("{off:+.1}")),
    ]
}

fn variant(row: &VariantRow) -> Vec<String> {
    let fixed = |number: f64| format!("{number:.1}");
    vec![
        row.label.clone(),
        row.parameters.to_string(),
        fixed(row.log_likelihood),
        fixed(row.aic),
        fixed(row.log_evidence),
        row.held_out.map_or("–".into(), fixed),
    ]
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Three significant digits, more before the point, without zeros at the end; a dash for what is undefined.
pub fn short(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return if number == 0.0 { "0".into() } else { "–".into() };
    }
    let places = 2 - libm::floor(libm::log10(number.abs())) as i32;
    let text = format!("{number:.*}", places.clamp(0, 6) as usize);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}

/// A number with the ends of its interval, where it has one, all to two digits: of the interval's width or, if that is
/// less and the interval is clear of 0, of the number.
pub fn between(middle: f64, low: f64, high: f64) -> String {
    let width = high - low;
    if !width.is_finite() || width <= 0.0 {
        return short(middle);
    }
    // Of an interval that spans orders of magnitude the width says nothing about the low end.
    if low > 0.0 && high > 100.0 * low {
        return format!("{} ({}–{})", short(middle), short(low), short(high));
    }
    let clear = (low > 0.0 || high < 0.0) && middle != 0.0;
    let size = if clear { width.min(middle.abs()) } else { width };
    let decimals = (1 - libm::floor(libm::log10(size)) as i32).clamp(0, 6) as usize;
    format!("{} ({})", number(middle, decimals), range([low, high], decimals))
}

/// Rows with their columns below each other; the first column to the left, the others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("  {cell:>width$}"),
        });
        text += cells.collect::<String>().trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_exact_as_its_interval() {
        assert_eq!(between(0.42783, 0.22318, 0.64572), "0.43 (0.22–0.65)");
        assert_eq!(between(-0.0012, -0.0977, 0.0883), "0.00 (−0.10 to 0.09)");
        assert_eq!(between(6.8, 4.86, 17.38), "6.8 (4.9–17.4)");
        assert_eq!(between(1234.5, 1100.0, 1399.0), "1,234 (1,100–1,399)");
        assert_eq!(between(0.02, 0.001, 1.5), "0.02 (0.001–1.5)");
        assert_eq!((between(0.5, 0.5, 0.5), between(0.25, f64::NAN, 1.0)), ("0.5".into(), "0.25".into()));
    }
}
