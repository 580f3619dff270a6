//! Time, population, groups, traits, history.

use super::names::Kind;
use super::{Check, in_words};
use crate::scenario::{ByName, Group, Place};

/// Most steps of a run.
const STEPS: f64 = 1e7;

impl Check<'_> {
    pub(super) fn time(&mut self) {
        let time = &self.scenario.time;
        self.above_zero("time.step", Some(time.step), "a step of one week is usual: \"1 week\"");
        let horizon = time.horizon.weeks();
        if let Some(step) = self.step().filter(|_| self.sound("time.horizon")) {
            if horizon < step {
                let message = format!("the horizon is shorter than a step of {}", in_words(step));
                self.at("time.horizon", message, "simulate for at least one step");
            } else if horizon / step > STEPS {
                let message = format!("the horizon holds {:.0} steps", horizon / step);
                self.at("time.horizon", message, format!("at most {STEPS} steps: lengthen the step"));
            }
        }
    }

    pub(super) fn population(&mut self) {
        let population = &self.scenario.population;
        match (population.size, &population.file) {
            (None, None) => self.whole(
                "population",
                "the number of people is missing",
                "add `size`, or `file` with a table of people",
            ),
            (Some(_), Some(_)) => {
                self.at(
                    "population.size",
                    "`size` and `file` both say how many people there are",
                    "keep one of the two",
                );
            }
            _ => {}
        }
        if population.turnover.is_some_and(|rate| rate.per_year() > 1.0) {
            self.at(
                "population.turnover",
                "more people leave in a year than there are",
                "write at most \"1 per year\"",
            );
        }
        self.group_shares();
        for (position, group) in population.groups.iter().enumerate() {
            self.group(&format!("population.group[{position}]"), group);
        }
        for (position, kind) in self.scenario.traits.iter().enumerate() {
            self.multipliers(&format!("trait[{position}].multipliers"), &kind.multipliers);
        }
        if let Some(history) = &self.scenario.history {
            self.above_zero("history.spell", Some(history.spell), "give the usual time between changes");
        }
    }

    /// Shares of the groups sum to 1; a file of people makes them moot.
    fn group_shares(&mut self) {
        let population = &self.scenario.population;
        let paths: Vec<String> =
            (0..population.groups.len()).map(|group| format!("population.group[{group}].share")).collect();
        if population.file.is_none() && paths.iter().all(|path| self.sound(path)) {
            let blamed = self.taint.blamed(paths.iter().cloned()).or(paths.into_iter().next_back());
            let shares = population.groups.iter().map(|group| group.share);
            if let Some(path) = blamed {
                self.sums_to_one(&path, "the shares of the groups", shares);
            }
        }
    }

    fn group(&mut self, path: &str, group: &Group) {
        let ages = self.ages(&format!("{path}.ages"), group.ages);
        if let Some(median) = group.median_age.filter(|median| ages && !inside(group.ages, *median)) {
            let message = format!("the median age {median} lies outside the ages of the group");
            self.at(format!("{path}.median_age"), message, between(group.ages));
        }
        if let Some(next) = &group.becomes {
            self.becomes(&format!("{path}.becomes"), group, next, ages);
        }
        let traits = format!("{path}.traits");
        for name in group.traits.keys() {
            self.refer(Kind::Trait, name, Place::Key(format!("{traits}.{name}")));
        }
        self.each_share(&traits, &group.traits);
        self.multipliers(&format!("{path}.multipliers"), &group.multipliers);
        for (key, shares) in [("practices", Some(&group.practices)), ("past", group.past.as_ref())] {
            let Some(shares) = shares else { continue };
            let path = format!("{path}.{key}");
            self.shares(&path, shares, Kind::Practice);
            if key == "practices" {
                self.available(&path, &group.name, shares);
            }
        }
    }

    fn becomes(&mut self, path: &str, group: &Group, next: &str, ages_are_sound: bool) {
        let age = group.ages[1];
        if next == group.name {
            self.at(path, "a group cannot become itself", "name the group of the older, or leave it out");
        } else if self.names.lack(Kind::Group, next) {
            self.refer(Kind::Group, next, Place::Value(path.into()));
        } else if ages_are_sound && self.sound("population.group") {
            let takers = &self.scenario.population.groups;
            let Some(taker) = takers.iter().find(|taker| taker.name == next) else { return };
            if taker.ages[0] < taker.ages[1] && !(taker.ages[0] <= age && age < taker.ages[1]) {
                let message = format!("`{next}` does not take people of {age}");
                let fitting = takers.iter().find(|taker| taker.ages[0] <= age && age < taker.ages[1]);
                let help = match fitting {
                    Some(fitting) => format!("`{}` does", fitting.name),
                    None => format!("its ages run from {} up to {}", taker.ages[0], taker.ages[1]),
                };
                self.at(path, message, help);
            }
        }
    }

    /// Nobody starts with a practice that is not for their group.
    fn available(&mut self, path: &str, group: &str, shares: &ByName) {
        let practices = &self.scenario.practices;
        if !self.sound("practice") {
            return;
        }
        let open = |practice: &crate::scenario::Practice| {
            practice.available_to.as_ref().is_none_or(|groups| groups.iter().any(|name| name == group))
        };
        if !practices.is_empty() && !practices.iter().any(open) {
            self.at(
                path,
                format!("no practice is available to `{group}`"),
                "widen `available_to` of one of them",
            );
            return;
        }
        for practice in practices.iter().filter(|practice| !open(practice)) {
            if shares.get(&practice.name).is_some_and(|share| *share > 0.0) {
                let message = format!("`{}` is not available to `{group}`", practice.name);
                let help = format!(
                    "set this share to 0, or add \"{group}\" to `available_to` of `{}`",
                    practice.name
                );
                self.key(format!("{path}.{}", practice.name), message, help);
            }
        }
    }

    /// Factors on stress and on tolerances.
    pub(super) fn multipliers(&mut self, path: &str, factors: &ByName) {
        for name in factors.keys() {
            let place = Place::Key(format!("{path}.{name}"));
            self.refer_to_any(&[Kind::Symptom, Kind::Stage], &["stress"], name, place);
        }
        self.factors(path, factors, |name| name != "stress");
    }
}

fn inside(ages: [f64; 2], age: f64) -> bool {
    ages[0] < age && age < ages[1]
}

fn between(ages: [f64; 2]) -> String {
    format!("write an age between {} and {}", ages[0], ages[1])
}
