//! Interventions and arms.

use super::names::Kind;
use super::{Check, INTERVENTIONS};
use crate::scenario::{Campaign, Intervention, RuleName};

impl Check<'_> {
    pub(super) fn interventions(&mut self) {
        for (position, intervention) in self.scenario.interventions.iter().enumerate() {
            self.intervention(&format!("intervention[{position}]"), intervention);
        }
    }

    fn intervention(&mut self, path: &str, intervention: &Intervention) {
        let name = &intervention.name;
        match intervention.mechanisms().as_slice() {
            [] => {
                let help = format!("add one of `{}`", Intervention::MECHANISMS.join("`, `"));
                self.whole(path, format!("the intervention `{name}` has no mechanism"), help);
            }
            [_] => self.mechanism(path, intervention),
            [_, second, ..] => {
                let help = "keep one; an arm can hold both as two interventions";
                let message = format!("the intervention `{name}` has two mechanisms");
                self.key(format!("{path}.{second}"), message, help);
            }
        }
        self.above_zero(
            &format!("{path}.duration"),
            intervention.duration,
            "leave it out to run to the horizon",
        );
        self.cost(&format!("{path}.cost"), intervention);
        self.reach(path, "reach", intervention.reach, intervention.number, &intervention.targeting);
        self.targeting(&format!("{path}.targeting"), &intervention.targeting);
        self.harm(path, intervention);
    }

    /// Sessions are counted once, and venues where there are any.
    fn cost(&mut self, path: &str, intervention: &Intervention) {
        let cost = &intervention.cost;
        if let (Some(every), true) = (intervention.every(), cost.sessions > 0) {
            let help = format!("leave it out: there is a session every {every}");
            self.key(format!("{path}.sessions"), "this mechanism counts its own sessions", help);
        }
        if cost.per_venue > 0.0 && intervention.training.is_none() {
            let help = "use `per_person`, `per_session` or `fixed`";
            self.key(format!("{path}.per_venue"), "only `training` acts on venues", help);
        }
    }

    pub(super) fn campaign(&mut self, path: &str, campaign: &Campaign) {
        self.above_zero(
            &format!("{path}.half_life"),
            campaign.half_life,
            "leave it out if the influence does not fade",
        );
        let Some(rule) = self.rule() else { return };
        let choice = rule == RuleName::Choice;
        if choice && campaign.influence.is_some() {
            let help = "use `appeal`: a utility added to the innovation";
            self.key(
                format!("{path}.influence"),
                "`influence` does not apply under the rule \"choice\"",
                help,
            );
        } else if !choice && campaign.influence.is_none() {
            let help = "add `influence`, a rate such as \"0.1 per year\"";
            self.whole(path, "the influence of the campaign is missing", help);
        }
        if !choice && campaign.appeal != 0.0 {
            let help = "use `influence`: a rate of adoption";
            self.key(format!("{path}.appeal"), "`appeal` counts only under the rule \"choice\"", help);
        }
    }

    pub(super) fn arms(&mut self) {
        for (position, arm) in self.scenario.arms.iter().enumerate() {
            let path = format!("arm[{position}].interventions");
            if !arm.interventions.is_empty() {
                self.refer_list(Kind::Intervention, &path, &arm.interventions);
            }
            let held = arm.interventions.len();
            if held > INTERVENTIONS {
                let message = format!("the arm `{}` holds {held} interventions", arm.name);
                self.at(path, message, format!("at most {INTERVENTIONS}"));
            } else {
                self.restrictions(&path, arm);
            }
        }
    }
}
