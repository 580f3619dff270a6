//! `--vary PATH=VALUES`: an input in words.

use super::{Input, Lognormal, Normal, Triangular};
use crate::scenario::Wrong;
use crate::scenario::fitting::Scale;
use std::ops::Range;

const FORM: &str = "write PATH=FROM:TO:STEPS, PATH=FROM:TO for a random design, PATH=A,B,C, or \
                    PATH=normal:MEAN:SD, lognormal:MEDIAN:SPREAD, triangular:LOW:MODE:HIGH";

/// What one `--vary` says.
#[derive(Debug, PartialEq)]
pub(super) enum Varied {
    /// The arms to run.
    Arms(Vec<String>),
    /// An input.
    Input(Box<Input>),
}

/// Whether this `--vary` is about arms.
pub(super) fn names_arms(text: &str) -> bool {
    text.split_once('=').is_some_and(|(path, _)| path.trim() == "arm")
}

/// The input that `PATH=VALUES` describes.
///
/// # Errors
/// What is wrong in it, where, and what would be right; also where it is about arms.
#[cfg(test)]
pub fn input_of(text: &str) -> Result<Input, Wrong> {
    match parse(text)? {
        Varied::Input(input) => Ok(*input),
        Varied::Arms(_) => Err(wrong(text, 0..text.len(), "arms are no input", FORM)),
    }
}

pub(super) fn parse(text: &str) -> Result<Varied, Wrong> {
    let Some((path, values)) = text.split_once('=') else {
        return Err(wrong(text, 0..text.len(), "a path and its values are needed", FORM));
    };
    let here = path.len() + 1..text.len();
    if path.trim().is_empty() {
        return Err(wrong(text, 0..here.start, "a path is missing before the `=`", FORM));
    }
    if values.trim().is_empty() {
        return Err(wrong(text, 0..text.len(), "values are missing after the `=`", FORM));
    }
    let items = |list: &str| list.split(',').map(|item| item.trim().to_string()).collect::<Vec<_>>();
    if path.trim() == "arm" {
        return Ok(Varied::Arms(items(values)));
    }
    let mut input = Input { paths: vec![path.trim().into()], ..Input::default() };
    let mut parts: Vec<&str> = values.split(':').map(str::trim).collect();
    // The unit stands once, at the end: `0.1:0.5:9 per year`.
    if let [_, .., last] = &mut parts[..]
        && let Some((number, unit)) = last.split_once(' ')
    {
        *last = number;
        input.unit = Some(unit.trim().into());
    }
    let number = |at: usize| {
        let part = parts[at];
        let found = part.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite());
        let start = here.start + parts_before(values, at);
        found.ok_or_else(|| {
            let help = if part.ends_with('%') { "write percent as shares: 0.17" } else { FORM };
            wrong(text, start..start + part.len().max(1), &format!("`{part}` is no number"), help)
        })
    };
    match parts[..] {
        ["normal", _, _] => input.normal = Some(Normal { mean: number(1)?, sd: number(2)? }),
        ["lognormal", _, _] => input.lognormal = Some(Lognormal { median: number(1)?, spread: number(2)? }),
        ["triangular", _, _, _] => {
            input.triangular = Some(Triangular { low: number(1)?, mode: number(2)?, high: number(3)? });
        }
        ["normal" | "lognormal" | "triangular", ..] => {
            return Err(wrong(text, here, "this distribution has other numbers", FORM));
        }
        [one] => {
            let listed = items(one);
            let numbers: Option<Vec<f64>> =
                listed.iter().map(|item| item.replace('_', "").parse::<f64>().ok()).collect();
            match numbers {
                Some(numbers) => input.values = Some(numbers),
                None => input.words = Some(listed),
            }
        }
        [_, _, ref rest @ ..] => {
            input.range = Some([number(0)?, number(1)?]);
            for (at, word) in rest.iter().enumerate() {
                match *word {
                    "log" => input.scale = Scale::Log,
                    "logit" => input.scale = Scale::Logit,
                    "linear" => input.scale = Scale::Linear,
                    _ if at == 0 => match word.replace('_', "").parse::<u32>() {
                        Ok(steps) if steps >= 2 => input.steps = Some(steps),
                        _ => {
                            let start = here.start + parts_before(values, at + 2);
                            let message = format!("`{word}` is no number of steps");
                            let help = "write how many values, both ends included, from 2 to 1000000: \
                                        0.1:0.5:9; or log, or nothing";
                            return Err(wrong(text, start..start + word.len().max(1), &message, help));
                        }
                    },
                    _ => {
                        let start = here.start + parts_before(values, at + 2);
                        let message = format!("`{word}` does not belong here");
                        return Err(wrong(text, start..start + word.len().max(1), &message, FORM));
                    }
                }
            }
        }
        [] => unreachable!("a split has at least one part"),
    }
    Ok(Varied::Input(Box::new(input)))
}

/// Bytes of `values` before part number `at`, spaces included.
fn parts_before(values: &str, at: usize) -> usize {
    let before: usize = values.split(':').take(at).map(|part| part.len() + 1).sum();
    let part = values.split(':').nth(at).unwrap_or("");
    (before + part.len() - part.trim_start().len()).min(values.len().saturating_sub(1))
}

/// The part of `PATH=VALUES` that a fault at `place` of the design is about.
pub(super) fn part(text: &str, place: &str) -> Range<usize> {
    let Some(equals) = text.find('=').filter(|_| place.starts_with("vary[") || place.starts_with("arms"))
    else {
        return 0..text.len();
    };
    match place.split_once("].").map(|(_, key)| key) {
        Some(key) if key.starts_with("paths") || key == "name" => 0..equals,
        Some(_) => equals + 1..text.len(),
        None if place.starts_with("arms") => equals + 1..text.len(),
        None => 0..text.len(),
    }
}

fn wrong(text: &str, range: Range<usize>, message: &str, help: &str) -> Wrong {
    Wrong { flag: "--vary", text: text.into(), range, message: message.into(), help: help.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_stands_once() {
        let q = input_of("a=0.01:0.2:3 per year").unwrap();
        assert_eq!((q.range, q.steps, q.unit.as_deref()), (Some([0.01, 0.2]), Some(3), Some("per year")));
        let wait = input_of("a=normal:3:0.5 weeks").unwrap();
        assert_eq!((wait.normal.map(|law| law.sd), wait.unit.as_deref()), (Some(0.5), Some("weeks")));
        assert_eq!(input_of("a=1 week,2 weeks").unwrap().unit, None);
    }

    #[test]
    fn an_input_in_words() {
        let q = input_of("adoption.hazard.q=0.1:0.5:9").unwrap();
        assert_eq!((q.range, q.steps, q.scale), (Some([0.1, 0.5]), Some(9), Scale::Linear));
        let log = input_of("load.recovery_time = 8 : 200 : log").unwrap();
        assert_eq!((log.range, log.steps, log.scale), (Some([8.0, 200.0]), None, Scale::Log));
        assert_eq!(input_of("a=1,2.5").unwrap().values, Some(vec![1.0, 2.5]));
        assert_eq!(input_of("a=random,degree").unwrap().words, Some(vec!["random".into(), "degree".into()]));
        assert_eq!(input_of("a=normal:1:0.2").unwrap().normal, Some(Normal { mean: 1.0, sd: 0.2 }));
        assert_eq!(parse("arm=none,both").unwrap(), Varied::Arms(vec!["none".into(), "both".into()]));
    }

    #[test]
    fn faults_are_placed() {
        let fault = |text: &str| {
            let wrong = input_of(text).unwrap_err();
            (text[wrong.range].to_string(), wrong.message)
        };
        assert_eq!(fault("q=0.1:x:9"), ("x".into(), "`x` is no number".into()));
        assert_eq!(fault("q=0.1:0.5:many"), ("many".into(), "`many` is no number of steps".into()));
        assert_eq!(fault("q=0.1:0.5:9:lag"), ("lag".into(), "`lag` does not belong here".into()));
        assert_eq!(fault("q").1, "a path and its values are needed");
        assert_eq!(fault("q=").1, "values are missing after the `=`");
        assert_eq!(fault("=1").1, "a path is missing before the `=`");
    }
}
