//! A plan in words.

use crate::scenario::Scenario;
use crate::study::{Plan, Spread, Until};

/// What will be run, in one line.
pub fn in_a_line(scenario: &Scenario, plan: &Plan) -> String {
    format!(
        "{}: {} people, {} × {} until {}, about {} on {}",
        scenario.name,
        count(plan.people),
        plural(plan.arms, "arm"),
        plural(plan.replicates, "replicate"),
        scenario.time.horizon,
        time(plan.seconds),
        plural(plan.threads, "thread"),
    )
}

/// What replicates are added for, in one line.
pub fn until(until: &Until) -> String {
    let goals: Vec<String> =
        until.goals.iter().map(|goal| goal.words.replace("+/-", "±").replace("+-", "±")).collect();
    format!("more replicates until {}, at most {}", goals.join(" and "), count(u64::from(until.most)))
}

/// What will be run and what it takes, in full.
pub fn in_full(scenario: &Scenario, plan: &Plan) -> String {
    let mut text = format!("people      {}\n", count(plan.people));
    for (at, layer) in plan.layers.iter().enumerate() {
        let head = if at == 0 { "ties" } else { "" };
        text += &format!("{head:<12}{} in {} ({})\n", count(layer.ties), layer.name, layer.generator);
    }
    let spread = match plan.spread {
        Spread::Runs => "runs side by side",
        Spread::People => "one run at a time, people spread over threads",
    };
    let free = plan.memory_free_bytes.map_or(String::new(), |free| format!(" of {} free", memory(free)));
    text += &format!(
        "runs        {} × {} of {} ({})\ntime        about {} on {}, {spread}\nmemory      {}{free}\n",
        plural(plan.arms, "arm"),
        plural(plan.replicates, "replicate"),
        plural(plan.steps, "step"),
        scenario.time.horizon,
        time(plan.seconds),
        plural(plan.threads, "thread"),
        memory(plan.memory_bytes),
    );
    text
}

/// Why a plan that does not fit is refused.
pub fn too_large(plan: &Plan) -> String {
    format!(
        "{} people need {} of memory, and {} are free; nothing was begun.\n\
         Try fewer people (--set population.size=N), fewer ties, or fewer threads",
        count(plan.people),
        memory(plan.memory_bytes),
        memory(plan.memory_free_bytes.unwrap_or(0)),
    )
}

/// A number with its thousands apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(super) fn plural(number: u32, noun: &str) -> String {
    format!("{} {noun}{}", count(u64::from(number)), if number == 1 { "" } else { "s" })
}

pub(super) fn memory(bytes: u64) -> String {
    let gib = bytes as f64 / f64::from(1u32 << 30);
    if gib < 1.0 { format!("{:.0} MiB", gib * 1024.0) } else { format!("{gib:.1} GiB") }
}

pub(super) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".into(),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s if s < 36_000.0 => format!("{:.1} h", s / 3600.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3600.0),
        s => format!("{} days", count((s / 86_400.0).round() as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(count(5), "5");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(memory(300 << 20), "300 MiB");
        assert_eq!(time(0.2), "a second");
        assert_eq!(time(200.0), "3 min");
        assert_eq!([5400.0, 40_000.0, 4280.0 * 3600.0].map(time), ["1.5 h", "11 h", "178 days"]);
    }
}
