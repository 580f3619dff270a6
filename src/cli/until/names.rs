//! The names in the words of `--until`, held against the scenario.

use super::{Reader, is_minus, tokens};
use crate::engine::reported_groups;
use crate::record::{Whose, arm_names, band_name, group_name, measure_names};
use crate::scenario::{Duration, Scenario, fault::nearest};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn whose(&mut self, range: Range<usize>) -> Option<Whose> {
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

    pub(super) fn group(&mut self, range: Range<usize>) -> Option<String> {
        let names: Vec<String> = groups(self.scenario).into_iter().flatten().collect();
        self.named("group", range, &names).map(|at| names[at].clone())
    }

    pub(super) fn checkpoint(&mut self, range: Range<usize>) -> Option<Duration> {
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
    pub(super) fn measure(
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
}

/// The groups of the tables, and their age bands.
pub(super) fn groups(scenario: &Scenario) -> [Vec<String>; 2] {
    let cuts = &scenario.output.age_bands;
    let reported = reported_groups(scenario);
    let bands = reported.iter().flat_map(|&group| {
        let name = group_name(scenario, Some(group), None);
        (1..cuts.len()).map(move |band| format!("{name} {}", band_name(cuts, band - 1)))
    });
    let whole = reported.iter().map(|&group| group_name(scenario, Some(group), None));
    [std::iter::once("all".to_string()).chain(whole).collect(), bands.collect()]
}

fn differences(names: &[String]) -> String {
    let [baseline, rest @ ..] = names else { return String::new() };
    let all: Vec<String> = rest.iter().map(|arm| format!("`{arm} - {baseline}`")).collect();
    match all.is_empty() {
        true => "the scenario has one arm, so there is nothing to compare".into(),
        false => format!("arms are compared with the first: {}", all.join(", ")),
    }
}
