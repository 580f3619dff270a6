//! The words of `--until`: `early_prevalence of champions - none in girls at 2 years ± 0.002`.

mod names;

use super::CliError;
use crate::record::{Goal, Whose, arm_names};
use crate::scenario::{Scenario, Wrong};
use crate::study::Until;
use std::ops::Range;

/// How `±` may be written.
const SIGNS: [&str; 3] = ["+/-", "+-", "±"];
/// The words that begin a part after the measure.
const PARTS: [&str; 3] = ["of", "in", "at"];
/// What would be right wherever the form is wrong.
const FORM: &str =
    "write MEASURE of ARM in GROUP at TIME ± NUMBER; only MEASURE and ± NUMBER have to be there";
/// The most replicates unless said otherwise.
const MOST: u32 = 1000;

/// What is asked for, if anything is.
///
/// # Errors
/// Everything wrong in the words; fewer replicates allowed than it begins with.
pub fn until(words: &[String], most: Option<u32>, scenario: &Scenario) -> Result<Option<Until>, CliError> {
    if words.is_empty() {
        return Ok(None);
    }
    let (mut goals, mut wrongs) = (vec![], vec![]);
    for text in words {
        let mut reader = Reader { text, scenario, wrongs: vec![] };
        goals.extend(reader.goal());
        reader.wrongs.sort_by_key(|wrong| wrong.range.start);
        wrongs.append(&mut reader.wrongs);
    }
    if !wrongs.is_empty() {
        return Err(CliError::Words(wrongs));
    }
    let fewest = Until::fewest(scenario);
    if let Some(most) = most.filter(|&most| most < fewest) {
        return Err(CliError::Usage(format!(
            "--most {most}: a precision is stated from {fewest} replicates on\nwrite {fewest} or more"
        )));
    }
    let most = most.unwrap_or(MOST).max(fewest);
    let draws = scenario.draws.as_ref().and_then(|draws| draws.number);
    if let Some(number) = draws.filter(|&number| number < most) {
        let help = if number < fewest {
            format!("give at least {fewest} draws, or leave them out")
        } else {
            format!("allow as many as there are draws: --most {number}")
        };
        return Err(CliError::Usage(format!(
            "--until counts replicates as independent, and {most} would share {number} draws\n{help}"
        )));
    }
    Ok(Some(Until { goals, most }))
}

/// Reads one argument, and goes on after a fault.
struct Reader<'a> {
    text: &'a str,
    scenario: &'a Scenario,
    wrongs: Vec<Wrong>,
}

impl<'a> Reader<'a> {
    fn goal(&mut self) -> Option<Goal> {
        let sign = |sign: &&str| Some((self.text.find(sign)?, sign.len()));
        let Some((at, length)) = SIGNS.iter().filter_map(sign).min() else {
            let help = "write MEASURE ± NUMBER, as in \"early_prevalence ± 0.002\"; +- stands for ± as well";
            self.wrong(0..self.text.len(), "there is no ± with a half-width".into(), help);
            return None;
        };
        let half_width = self.half_width(at + length);
        let words = tokens(self.text, 0..at);
        let Some((measure, words)) = words.split_first() else {
            self.wrong(0..at + length, "a measure is missing before this".into(), FORM);
            return None;
        };
        let [whose, group, at] = self.parts(words);
        let whose = whose.map_or(Some(Whose::EachArm), |range| self.whose(range));
        let named = group.clone().map_or(Some("all".into()), |range| self.group(range));
        // No time is none asked for; a wrong one is `Some(None)`.
        let time = at.clone().map(|range| self.checkpoint(range));
        self.measure(measure.clone(), whose, group.zip(named.clone()), at.zip(time.flatten()));
        let (words, measure) = (self.text.into(), self.text[measure.clone()].into());
        let at = time.map_or(Some(None), |time| time.map(Some))?;
        Some(Goal { words, measure, whose: whose?, group: named?, at, half_width: half_width? })
    }

    /// Where the arms, the group and the time are among the words after the measure.
    fn parts(&mut self, mut words: &[Range<usize>]) -> [Option<Range<usize>>; 3] {
        let text = self.text;
        let part_of = |word: &Range<usize>| PARTS.iter().position(|part| *part == &text[word.clone()]);
        let mut parts = [None, None, None];
        while let [word, after @ ..] = words {
            let Some(part) = part_of(word) else {
                self.stray(word.clone());
                break;
            };
            // What follows such a word, or a minus, is a name, even if it is one of these words itself.
            let is_name = |at: usize| {
                at == 0 || part_of(&after[at]).is_none() || is_minus(&text[after[at - 1].clone()])
            };
            let length = (0..after.len()).take_while(|&at| is_name(at)).count();
            let (name, rest) = after.split_at(length);
            let Some((first, last)) = name.first().zip(name.last()) else {
                self.wrong(word.clone(), format!("nothing follows `{}`", PARTS[part]), FORM);
                break;
            };
            if parts[part].replace(first.start..last.end).is_some() {
                let message = format!("`{}` is given twice", PARTS[part]);
                self.wrong(word.clone(), message, "give it once; --until may be repeated");
            }
            words = rest;
        }
        parts
    }

    /// A word where one of [`PARTS`] should stand.
    fn stray(&mut self, word: Range<usize>) {
        let found = &self.text[word.clone()];
        let known = |names: Vec<String>| names.iter().any(|name| name == found);
        let help = match () {
            () if known(arm_names(self.scenario)) => format!("did you mean `of {found}`?"),
            () if known(names::groups(self.scenario).concat()) => format!("did you mean `in {found}`?"),
            () => FORM.into(),
        };
        self.wrong(word, format!("`{found}` does not belong here"), &help);
    }

    fn half_width(&mut self, from: usize) -> Option<f64> {
        let rest = &self.text[from..];
        let range = tokens(self.text, from..self.text.len());
        let Some(range) = range.first().zip(range.last()).map(|(first, last)| first.start..last.end) else {
            self.wrong(from..from, "a number is missing after ±".into(), FORM);
            return None;
        };
        let written = rest.trim();
        let number = written.parse::<f64>();
        let (message, help) = match number {
            Ok(number) if number > 0.0 && number.is_finite() => return Some(number),
            Ok(_) => (format!("a half-width cannot be {written}"), "write a number greater than 0".into()),
            Err(_) if written.ends_with('%') => {
                ("a half-width cannot be a percentage".into(), number_help(written))
            }
            Err(_) => (format!("`{written}` is not a number"), number_help(written)),
        };
        self.wrong(range, message, &help);
        None
    }

    fn wrong(&mut self, range: Range<usize>, message: String, help: &str) {
        self.wrongs.push(Wrong {
            flag: "--until",
            text: self.text.into(),
            range,
            message,
            help: help.into(),
        });
    }
}

/// Where the words of a part of the text are.
fn tokens(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let (mut found, mut at) = (vec![], part.start);
    for word in text[part].split_inclusive(char::is_whitespace) {
        let length = word.trim_end().len();
        if length > 0 {
            found.push(at..at + length);
        }
        at += word.len();
    }
    found
}

fn is_minus(word: &str) -> bool {
    matches!(word, "-" | "−" | "–" | "vs")
}

fn number_help(written: &str) -> String {
    let percent = written.strip_suffix('%').map(|number| number.trim().parse::<f64>());
    let with_point = written.replacen(',', ".", 1);
    match percent {
        Some(Ok(number)) => format!(
            "it could be of people or of the mean: write a number in the unit of the measure; \
             {number} percentage points of a share are {}",
            // Two places to the left, without what binary fractions add.
            format!("{:.12}", number / 100.0).trim_end_matches('0')
        ),
        _ if with_point != written && with_point.parse::<f64>().is_ok() => format!("write {with_point}"),
        _ => "write a number greater than 0, in the unit of the measure".into(),
    }
}
