//! The words of `--until`: `early_prevalence of champions - none in girls at 2 years ± 0.002`.

use super::CliError;
use crate::record::{Goal, Whose, arm_names, band_name, group_name, measure_names};
use crate::scenario::{Duration, Scenario, fault::nearest};
use crate::study::Until;
use std::ops::Range;

/// How `±` may be written, longest first.
const SIGNS: [&str; 3] = ["+/-", "+-", "±"];
/// The words that begin a part after the measure.
const PARTS: [&str; 3] = ["of", "in", "at"];
const FORM: &str =
    "write MEASURE of ARM in GROUP at TIME ± NUMBER; only MEASURE and ± NUMBER have to be there";
/// The most replicates unless said otherwise.
const MOST: u32 = 1000;

/// Something wrong in an argument of `--until`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// The whole argument.
    pub text: String,
    /// The bytes that are wrong.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

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
    Ok(Some(Until { goals, most: most.unwrap_or(MOST).max(fewest) }))
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
        let Some((at, length)) = SIGNS.iter().filter_map(sign).min_by_key(|&(at, length)| (at, 9 - length))
        else {
            let help = "write MEASURE ± NUMBER, as in \"early_prevalence ± 0.002\"; +- stands for ± as well";
            self.wrong(0..self.text.len(), "there is no ± with a half-width".into(), help);
            return None;
        };
        let half_width = self.half_width(at + length);
        let mut tokens = tokens(self.text, 0..at).into_iter().peekable();
        let Some(measure) = tokens.next() else {
            self.wrong(0..at + length, "a measure is missing before this".into(), FORM);
            return None;
        };
        let mut parts: [Option<Range<usize>>; 3] = [None, None, None];
        while let Some(word) = tokens.next() {
            let Some(part) = PARTS.iter().position(|part| *part == &self.text[word.clone()]) else {
                let found = &self.text[word.clone()];
                let of = |part: &str| format!("did you mean `{part} {found}`?");
                let known = |names: Vec<String>| names.iter().any(|name| name == found);
                let help = match () {
                    () if known(arm_names(self.scenario)) => of("of"),
                    () if known(groups(self.scenario).concat()) => of("in"),
                    () => FORM.into(),
                };
                self.wrong(word, format!("`{found}` does not belong here"), &help);
                break;
            };
            // What follows at once is a name, even if it is called like one of the words.
            let Some(first) = tokens.next() else {
                let message = format!("nothing follows `{}`", PARTS[part]);
                self.wrong(word, message, FORM);
                break;
            };
            let mut range = first;
            while let Some(next) = tokens.next_if(|next| {
                let ends = PARTS.contains(&&self.text[next.clone()]);
                !ends || is_minus(&self.text[range.clone()].rsplit(' ').next().unwrap_or(""))
            }) {
                range.end = next.end;
            }
            if parts[part].replace(range).is_some() {
                let message = format!("`{}` is given twice", PARTS[part]);
                self.wrong(word, message, "give it once; --until may be repeated");
            }
        }
        let [whose, group, at] = parts;
        let whose = whose.map_or(Some(Whose::EachArm), |range| self.whose(range));
        let group_is = self.group(group.clone());
        let time = at.clone().map(|range| self.checkpoint(range));
        self.measure(measure.clone(), whose, group.zip(group_is.clone()), at.zip(time.flatten()));
        Some(Goal {
            words: self.text.into(),
            measure: self.text[measure].into(),
            whose: whose?,
            group: group_is?,
            at: match time {
                Some(time) => Some(time?),
                None => None,
            },
            half_width: half_width?,
        })
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

    fn whose(&mut self, range: Range<usize>) -> Option<Whose> {
        let names = arm_names(self.scenario);
        let words = tokens(self.text, range.clone());
        let minus = words.iter().skip(1).position(|word| is_minus(&self.text[word.clone()]));
        let Some(minus) = minus.map(|at| at + 1) else {
            return self.named("arm", range, &names).map(Whose::Arm);
        };
        let Some(last) = words.get(minus + 1..).filter(|rest| !rest.is_empty()) else {
            self.wrong(words[minus].clone(), "nothing follows this".into(), &differences(&names));
            return None;
        };
        let arm = self.named("arm", range.start..words[minus - 1].end, &names);
        let other = self.named("arm", last[0].start..range.end, &names);
        match (arm?, other?) {
            (arm, 0) if arm > 0 => Some(Whose::Contrast(arm)),
            _ => {
                let message = format!("`{}` is no row of contrasts.csv", &self.text[range.clone()]);
                self.wrong(range, message, &differences(&names));
                None
            }
        }
    }

    fn group(&mut self, range: Option<Range<usize>>) -> Option<String> {
        let Some(range) = range else { return Some("all".into()) };
        let names: Vec<String> = groups(self.scenario).into_iter().flatten().collect();
        self.named("group", range, &names).map(|at| names[at].clone())
    }

    fn checkpoint(&mut self, range: Range<usize>) -> Option<Duration> {
        let written = &self.text[range.clone()];
        let times = self.scenario.reported_at();
        let step = self.scenario.time.step.weeks();
        let asked = written.parse::<Duration>();
        // A checkpoint goes by its recorded week, too: 10 years are reported at week 521.
        let near =
            |time: &&Duration| asked.as_ref().is_ok_and(|asked| (asked.weeks() - time.weeks()).abs() < step);
        let distance =
            |time: &&Duration| asked.as_ref().map_or(0.0, |asked| (asked.weeks() - time.weeks()).abs());
        if let Some(time) = times.iter().filter(near).min_by(|a, b| distance(a).total_cmp(&distance(b))) {
            return Some(*time);
        }
        let times: Vec<String> = times.iter().map(Duration::to_string).collect();
        let message = match asked {
            Ok(_) => format!("{written} is no checkpoint"),
            Err(_) => format!("`{written}` is not a time"),
        };
        let help =
            format!("the tables report after {}; `output.checkpoints` may name more", times.join(", "));
        self.wrong(range, message, &help);
        None
    }

    /// Whether there is such a measure, and where it is asked for.
    fn measure(
        &mut self,
        range: Range<usize>,
        whose: Option<Whose>,
        group: Option<(Range<usize>, String)>,
        at: Option<(Range<usize>, Duration)>,
    ) {
        let name = &self.text[range.clone()];
        let names = measure_names(self.scenario);
        let all: Vec<String> = names.iter().flatten().cloned().collect();
        let Some(position) = self.named("measure", range.clone(), &all) else { return };
        let everywhere = position < names[0].len();
        let for_all_only = position >= names[0].len() + names[1].len();
        let [_, bands] = groups(self.scenario);
        if matches!(whose, Some(Whose::Contrast(_))) && name.ends_with("_se") {
            let message = format!("contrasts.csv does not compare `{name}`");
            self.wrong(range, message, "standard errors of fits are in summary.csv alone: name one arm");
        }
        if let Some((range, group)) = group.filter(|(_, group)| group != "all") {
            if for_all_only {
                self.wrong(range, format!("`{name}` is of all people only"), "leave the group out");
            } else if bands.contains(&group) && (!everywhere || name.starts_with("load_")) {
                self.wrong(range, format!("`{name}` is not recorded by age band"), "name a whole group");
            }
        }
        if let Some((range, time)) = at.filter(|(_, time)| !everywhere && *time != self.scenario.time.horizon)
        {
            let message = format!("`{name}` is not reported after {time}, as it is of the whole course");
            self.wrong(range, message, "leave the time out");
        }
    }

    /// The position among `names` of the one in `range`.
    fn named(&mut self, noun: &str, range: Range<usize>, names: &[String]) -> Option<usize> {
        let name =
            tokens(self.text, range.clone()).into_iter().map(|word| &self.text[word]).collect::<Vec<_>>();
        let name = name.join(" ");
        let found = names.iter().position(|known| *known == name);
        if found.is_none() {
            let help = match nearest(&name, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if noun == "measure" => "the column `measure` of summary.csv names them all".into(),
                None => format!("there is `{}`", names.join("`, `")),
            };
            self.wrong(range, format!("no {noun} is called `{name}`"), &help);
        }
        found
    }

    fn wrong(&mut self, range: Range<usize>, message: String, help: &str) {
        self.wrongs.push(Wrong { text: self.text.into(), range, message, help: help.into() });
    }
}

/// The groups of the tables, and their age bands.
fn groups(scenario: &Scenario) -> [Vec<String>; 2] {
    let cuts = &scenario.output.age_bands;
    let reported = crate::engine::reported_groups(scenario);
    let bands = reported.iter().flat_map(|&group| {
        let name = group_name(scenario, Some(group), None);
        (1..cuts.len()).map(move |band| format!("{name} {}", band_name(cuts, band - 1)))
    });
    let whole = reported.iter().map(|&group| group_name(scenario, Some(group), None));
    [std::iter::once("all".to_string()).chain(whole).collect(), bands.collect()]
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

fn differences(names: &[String]) -> String {
    let [baseline, rest @ ..] = names else { return String::new() };
    let all: Vec<String> = rest.iter().map(|arm| format!("`{arm} - {baseline}`")).collect();
    match all.is_empty() {
        true => "the scenario has one arm, so there is nothing to compare".into(),
        false => format!("arms are compared with the first: {}", all.join(", ")),
    }
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
