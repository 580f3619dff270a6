//! Interventions and arms.

use super::names::Kind;
use super::{CAMPAIGNS, Check};
use crate::scenario::{Campaign, Intervention, RuleName};

impl Check<'_> {
    pub(super) fn interventions(&mut self) {
        for (position, intervention) in self.scenario.interventions.iter().enumerate() {
            self.intervention(&format!("intervention[{position}]"), intervention);
        }
    }

    fn intervention(&mut self, path: &str, intervention: &Intervention) {
        let name = &intervention.name;
        match (&intervention.champions, &intervention.campaign) {
            (None, None) => {
                let help = "add [intervention.champions] or [intervention.campaign]";
                self.whole(path, format!("the intervention `{name}` has no mechanism"), help);
            }
            (Some(_), Some(_)) => {
                let help = "keep one; an arm can hold both as two interventions";
                let message = format!("the intervention `{name}` has two mechanisms");
                self.key(format!("{path}.campaign"), message, help);
            }
            (None, Some(campaign)) => self.campaign(&format!("{path}.campaign"), campaign),
            (Some(_), None) => {}
        }
        self.above_zero(
            &format!("{path}.duration"),
            intervention.duration,
            "leave it out to run to the horizon",
        );
        self.reach(path, "reach", intervention.reach, intervention.number, &intervention.targeting);
        self.targeting(&format!("{path}.targeting"), &intervention.targeting);
    }

    fn campaign(&mut self, path: &str, campaign: &Campaign) {
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
            let is_campaign = |name: &&String| {
                let mut all = self.scenario.interventions.iter();
                all.any(|one| one.name == **name && one.campaign.is_some())
            };
            let campaigns = arm.interventions.iter().filter(is_campaign).count();
            if campaigns > CAMPAIGNS {
                let message = format!("the arm `{}` holds {campaigns} campaigns", arm.name);
                self.at(path, message, format!("at most {CAMPAIGNS}"));
            }
        }
    }
}
