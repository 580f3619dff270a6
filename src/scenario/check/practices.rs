//! Practices.

use super::Check;
use super::names::Kind;
use crate::scenario::{Place, Practice, RuleName};

impl Check<'_> {
    pub(super) fn practices(&mut self) {
        for (position, practice) in self.scenario.practices.iter().enumerate() {
            self.practice(&format!("practice[{position}]"), practice);
        }
    }

    fn practice(&mut self, path: &str, practice: &Practice) {
        self.above_zero(
            &format!("{path}.half_life"),
            practice.half_life,
            "leave it out if the stress does not fall",
        );
        if let Some(nearest) = self.not_whole_steps(practice.worn_for.weeks()) {
            let message =
                format!("`{}` is worn for {}, no whole number of steps", practice.name, practice.worn_for);
            self.at(format!("{path}.worn_for"), message, nearest);
        }
        if let Some(groups) = &practice.available_to {
            self.refer_list(Kind::Group, &format!("{path}.available_to"), groups);
        }
        let modifiers = format!("{path}.modifiers");
        for name in practice.modifiers.keys() {
            let place = Place::Key(format!("{modifiers}.{name}"));
            self.refer_to_any(&[Kind::Trait, Kind::Group], &[], name, place);
        }
        self.factors(&modifiers, &practice.modifiers, |_| false);
        for name in practice.appeal_by_group.keys() {
            self.refer(Kind::Group, name, Place::Key(format!("{path}.appeal_by_group.{name}")));
        }
        if self.rule().is_some_and(|rule| rule != RuleName::Choice) {
            let help = "leave it out, or set `rule` in [adoption] to \"choice\"";
            let given = [
                ("appeal", practice.appeal.is_some()),
                ("appeal_by_group", !practice.appeal_by_group.is_empty()),
            ];
            for (key, _) in given.into_iter().filter(|(_, given)| *given) {
                let message = format!("`{key}` counts only under the rule \"choice\"");
                self.key(format!("{path}.{key}"), message, help);
            }
        }
    }

    /// The adoption rule, if sound.
    pub(super) fn rule(&self) -> Option<RuleName> {
        self.sound("adoption.rule").then_some(self.scenario.adoption.rule)
    }
}
