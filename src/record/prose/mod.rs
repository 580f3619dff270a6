//! The summary for planners: a few sentences on each arm.

mod fit;
mod price;
mod targets;
mod value;

pub use fit::{between, fit_prose, short};
pub use targets::targets_prose;

use super::names::{arm_label, arm_name};
use super::{ContrastRow, SummaryRow, Tables};
use crate::scenario::Scenario;
use std::fmt::Write;

/// What came out for each arm at the last checkpoint, and how it differs from
/// the baseline, in plain sentences with intervals. Empty when nothing was run.
pub fn prose(scenario: &Scenario, tables: &Tables) -> String {
    let mut text = String::new();
    let Some(week) = tables.summary.iter().map(|row| row.week).max_by(f64::total_cmp) else { return text };
    let about = About { scenario, tables, week };
    let runs = match scenario.replicates {
        1 => "1 replicate".into(),
        many => format!("{many} replicates; in brackets, where 95 % of them lie"),
    };
    let mut line = |words: String| writeln!(text, "{words}").expect("a string takes any text");
    line(format!("{} after {} ({runs})", scenario.name, scenario.time.horizon));
    let arms = scenario.arms.len().max(1);
    for arm in 0..arms {
        line(format!("\n{}", arm_label(scenario, arm)));
        about.arm(arm).into_iter().for_each(|words| line(format!("  {words}")));
    }
    if arms > 1 {
        let bracket = match scenario.replicates {
            1 => "",
            _ => " (in brackets, the 95 % interval of the mean difference)",
        };
        line(format!("\nCompared with {}{bracket}", arm_label(scenario, 0)));
        for arm in 1..arms {
            line(format!("\n{}", arm_label(scenario, arm)));
            about.contrast(arm).into_iter().for_each(|words| line(format!("  {words}")));
            let worth = value::sentences(scenario, tables, arm, week);
            worth.into_iter().for_each(|words| line(format!("  {words}")));
        }
    }
    text
}

struct About<'a> {
    scenario: &'a Scenario,
    tables: &'a Tables,
    week: f64,
}

impl About<'_> {
    fn stages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.scenario
            .stages
            .iter()
            .map(|stage| (stage.name.as_str(), stage.label.as_deref().unwrap_or(&stage.name)))
    }

    fn summary(&self, arm: usize, measure: &str) -> Option<&SummaryRow> {
        let arm = arm_name(self.scenario, arm);
        let mut rows = self.tables.summary.iter();
        rows.find(|row| {
            row.arm == arm && row.week == self.week && row.group == "all" && row.measure == measure
        })
    }

    fn contrasted(&self, arm: usize, measure: &str) -> Option<&ContrastRow> {
        let arm = arm_name(self.scenario, arm);
        let mut rows = self.tables.contrasts.iter();
        rows.find(|row| {
            row.arm == arm && row.week == self.week && row.group == "all" && row.measure == measure
        })
    }

    fn arm(&self, arm: usize) -> Vec<String> {
        let value = |measure: &str, scale: f64, unit: &str| -> Option<String> {
            let row = self.summary(arm, measure)?;
            let ends = row
                .q025
                .zip(row.q975)
                .filter(|(low, high)| low < high)
                .map(|(low, high)| [low * scale, high * scale]);
            let mean = row.mean? * scale;
            let decimals = decimals(mean, ends);
            let bracket = ends.map_or(String::new(), |ends| format!(" [{}]", range(ends, decimals)));
            Some(format!("{}{unit}{bracket}", number(mean, decimals)))
        };
        let mut lines = vec![];
        lines.extend(value("adopters_share", 100.0, " %").map(|share| format!("{share} are adopters.")));
        for (stage, label) in self.stages() {
            let have = value(&format!("{stage}_prevalence"), 100.0, " %");
            let enter = value(&format!("{stage}_incidence_per_1000_py"), 1.0, "");
            let enter = enter.map(|rate| format!("; {rate} new per 1,000 person-years")).unwrap_or_default();
            lines.extend(have.map(|share| format!("{label}: {share} of people{enter}.")));
        }
        let costs = self.summary(arm, "programme_cost").and_then(|row| row.mean).filter(|&cost| cost > 0.0);
        let currency = &self.scenario.economics.currency;
        lines.extend(costs.map(|cost| format!("The programme costs {} {currency}.", number(cost, 0))));
        lines
    }

    fn contrast(&self, arm: usize) -> Vec<String> {
        let difference = |measure: &str, scale: f64, more: &str, fewer: &str, unit: &str| -> Option<String> {
            let row = self.contrasted(arm, measure)?;
            let ends = row.low.zip(row.high).map(|(low, high)| [low * scale, high * scale]);
            Some(difference(row.mean? * scale, ends, more, fewer, unit))
        };
        let mut lines = vec![];
        let adoption = difference("adopters_share", 100.0, "points more", "points fewer", "points");
        lines.extend(adoption.map(|words| format!("Adopters: {words}.")));
        for (stage, label) in self.stages() {
            let per = "per 1,000 people";
            let have = difference(
                &format!("{stage}_prevalence"),
                1000.0,
                &format!("more {per}"),
                &format!("fewer {per}"),
                per,
            );
            let per = "new per 1,000 person-years";
            let name = format!("{stage}_incidence_per_1000_py");
            let enter = difference(&name, 1.0, &format!("more {per}"), &format!("fewer {per}"), per);
            let mut both: Vec<String> = [have, enter].into_iter().flatten().collect();
            both.dedup();
            if !both.is_empty() {
                lines.push(format!("{label}: {}.", both.join("; ")));
            }
        }
        lines
    }
}

/// A difference in words; one whose interval holds 0 is not called more or fewer.
fn difference(mean: f64, ends: Option<[f64; 2]>, more: &str, fewer: &str, unit: &str) -> String {
    let decimals = decimals(mean, ends);
    match ends {
        Some([low, high]) if low == 0.0 && high == 0.0 => "no difference".into(),
        Some([low, high]) if low <= 0.0 && high >= 0.0 => {
            format!("no clear difference [{} {unit}]", range([low, high], decimals))
        }
        _ if mean == 0.0 => "no difference".into(),
        _ => {
            let word = if mean > 0.0 { more } else { fewer };
            let size = ends.map(|[low, high]| if mean > 0.0 { [low, high] } else { [-high, -low] });
            let bracket = size.map_or(String::new(), |size| format!(" [{}]", range(size, decimals)));
            format!("{} {word}{bracket}", number(mean.abs(), decimals))
        }
    }
}

/// Decimals that show the first digit of the interval's width, or three digits of a bare number.
fn decimals(value: f64, ends: Option<[f64; 2]>) -> usize {
    let width = ends.map_or(0.0, |[low, high]| high - low);
    let (size, digits) = if width > 0.0 { (width, 0) } else { (value.abs(), 2) };
    // Zero has no size: its log is minus infinity and would ask for every decimal.
    if size > 0.0 { (digits - libm::log10(size).floor() as i32).clamp(0, 3) as usize } else { 0 }
}

fn range([low, high]: [f64; 2], decimals: usize) -> String {
    // A dash between signs is hard to read.
    let between = if low < 0.0 { " to " } else { "–" };
    format!("{}{between}{}", number(low, decimals), number(high, decimals))
}

/// A number with a comma at the thousands and a true minus sign.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::new();
    if value < 0.0 && plain.bytes().any(|digit| matches!(digit, b'1'..=b'9')) {
        text.push('−');
    }
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(
            (number(-0.04, 1), number(-3.24, 1), number(999.0, 0)),
            ("0.0".into(), "−3.2".into(), "999".into())
        );
        assert_eq!(decimals(41.2, Some([38.0, 44.0])), 0);
        assert_eq!(decimals(3.2, Some([2.9, 3.4])), 1);
        assert_eq!((decimals(41.23, None), decimals(0.0, None)), (1, 0));
    }

    #[test]
    fn differences_say_their_direction_only_when_it_is_clear() {
        let say = |mean, ends| difference(mean, ends, "points more", "points fewer", "points");
        assert_eq!(say(27.0, Some([25.0, 29.0])), "27 points more [25–29]");
        assert_eq!(say(-3.1, Some([-4.2, -2.0])), "3 points fewer [2–4]");
        assert_eq!(say(0.1, Some([-0.3, 0.5])), "no clear difference [−0.3 to 0.5 points]");
        assert_eq!(say(0.0, Some([0.0, 0.0])), "no difference");
        assert_eq!(say(2.5, None), "2.50 points more");
    }
}
