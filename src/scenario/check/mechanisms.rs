//! What each mechanism of an intervention needs.

use super::Check;
use super::names::Kind;
use crate::scenario::{
    Buddies, Champions, Intervention, Place, Restriction, Screening, TargetingRule, Training,
};

impl Check<'_> {
    /// The one mechanism of an intervention.
    pub(super) fn mechanism(&mut self, path: &str, intervention: &Intervention) {
        let at = |key: &str| format!("{path}.{key}");
        let often = "write how often they meet, such as \"4 weeks\"";
        if let Some(champions) = &intervention.champions {
            self.champions(&at("champions"), champions);
        }
        if let Some(groups) = &intervention.groups {
            self.above_zero(&at("groups.every"), Some(groups.every), often);
        }
        if let Some(buddies) = &intervention.buddies {
            self.above_zero(&at("buddies.every"), Some(buddies.every), often);
            self.buddies(&at("buddies"), buddies);
        }
        if let Some(campaign) = &intervention.campaign {
            self.campaign(&at("campaign"), campaign);
        }
        if let Some(training) = &intervention.training {
            self.training(path, training, intervention);
        }
        if let Some(restriction) = &intervention.restriction {
            self.restriction(&at("restriction"), restriction);
        }
        if let Some(screening) = &intervention.screening {
            self.above_zero(
                &at("screening.every"),
                Some(screening.every),
                "write how often, such as \"1 year\"",
            );
            self.screening(&at("screening"), screening);
        }
    }

    fn champions(&mut self, path: &str, champions: &Champions) {
        if champions.replace && champions.dropout.is_none() && self.scenario.population.turnover.is_none() {
            let help = "add `dropout`, a rate such as \"0.2 per year\"";
            self.key(format!("{path}.replace"), "nobody is lost who could be replaced", help);
        }
    }

    fn buddies(&mut self, path: &str, buddies: &Buddies) {
        let from = format!("{path}.recovered_from");
        if let Some(name) = &buddies.recovered_from {
            self.refer_to_any(&[Kind::Stage, Kind::Symptom], &[], name, Place::Value(from));
        } else if self.scenario.stages.is_empty()
            && self.scenario.symptoms.is_empty()
            && self.sound("stage")
            && self.sound("symptom")
        {
            let help = "add a [[stage]] or a [[symptom]]";
            self.whole(path, "there is nothing that a buddy could have recovered from", help);
        }
    }

    fn training(&mut self, path: &str, training: &Training, intervention: &Intervention) {
        let layer = format!("{path}.training.layer");
        self.refer(Kind::Layer, &training.layer, Place::Value(layer.clone()));
        self.layer_with_venues(layer, &training.layer);
        if let Some(practices) = &training.practices {
            self.refer_list(Kind::Practice, &format!("{path}.training.practices"), practices);
        }
        let targeting = &intervention.targeting;
        let rule = format!("{path}.targeting.rule");
        if !matches!(targeting.rule, TargetingRule::Random | TargetingRule::Degree) && self.sound(&rule) {
            let help = "use \"random\", or \"degree\" for the venues with most clients";
            self.at(rule, "training picks venues, not people", help);
        } else if targeting.layer.is_some() && targeting.rule == TargetingRule::Degree {
            let help = "leave it out: venues are ranked by their clients";
            self.key(format!("{path}.targeting.layer"), "training has its layer already", help);
        }
    }

    fn restriction(&mut self, path: &str, restriction: &Restriction) {
        self.refer_list(Kind::Practice, &format!("{path}.practices"), &restriction.practices);
    }

    fn screening(&mut self, path: &str, screening: &Screening) {
        if self.scenario.stages.is_empty() && self.sound("stage") {
            self.whole(path, "there is no stage to look for", "add a [[stage]]");
        }
        if let Some(stages) = &screening.stages {
            self.refer_list(Kind::Stage, &format!("{path}.stages"), stages);
        }
        if let Some(advice) = &screening.advice {
            self.refer_list(Kind::Practice, &format!("{path}.advice"), advice);
        }
    }
}
