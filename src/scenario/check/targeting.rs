//! Whom a programme takes in, and how many.

use super::names::Kind;
use super::{Check, HARM_PEOPLE};
use crate::scenario::{Generator, Intervention, PeerExposure, Place, RuleName, Targeting, TargetingRule};

impl Check<'_> {
    /// Exactly one of a share (called `share_key`) and a number, but neither for a list of persons.
    pub(super) fn reach(
        &mut self,
        path: &str,
        share_key: &str,
        share: Option<f64>,
        number: Option<u32>,
        targeting: &Targeting,
    ) {
        let list = targeting.rule == TargetingRule::List;
        match (share, number) {
            (Some(_), Some(_)) => {
                let message = format!("`{share_key}` and `number` both say how many people");
                self.key(format!("{path}.number"), message, "keep one of the two");
            }
            (None, None) if !list && self.sound(&format!("{path}.targeting.rule")) => {
                let help = format!("add `{share_key}`, a share from 0 to 1, or `number`, a number of people");
                self.whole(path, format!("`{share_key}` or `number` is missing"), help);
            }
            (None, Some(number)) => {
                if let Some(size) = self.size().filter(|&size| number > size) {
                    let message = format!("{number} people are more than the population of {size}");
                    self.at(format!("{path}.number"), message, format!("write at most {size}"));
                }
            }
            _ => {}
        }
    }

    pub(super) fn targeting(&mut self, path: &str, targeting: &Targeting) {
        for (position, group) in targeting.groups.iter().enumerate() {
            self.refer(Kind::Group, group, Place::Value(format!("{path}.groups[{position}]")));
        }
        if let Some(ages) = targeting.ages {
            let path = format!("{path}.ages");
            if self.ages(&path, ages) {
                self.ages_of_somebody(&path, ages, "ages");
            }
        }
        let names = [
            (Kind::Symptom, "symptom", &targeting.symptom),
            (Kind::Stage, "stage", &targeting.stage),
            (Kind::Layer, "layer", &targeting.layer),
        ];
        for (kind, key, name) in names {
            if let Some(name) = name {
                self.refer(kind, name, Place::Value(format!("{path}.{key}")));
            }
        }
        if self.sound(&format!("{path}.rule")) {
            self.targeting_layer(path, targeting);
            self.targeting_list(path, targeting);
            self.targeting_rule(path, targeting);
        }
    }

    /// What the rule needs of the layers.
    fn targeting_layer(&mut self, path: &str, targeting: &Targeting) {
        use TargetingRule::{
            Degree, Harm, Influence, KCore, List, Nomination, PageRank, Random, Stage, Venue,
        };
        let layers = &self.scenario.layers;
        let key = format!("{path}.layer");
        match (targeting.rule, &targeting.layer) {
            (Random | List | Stage | Harm, Some(_)) => {
                self.key(
                    key,
                    "this rule does not look at ties",
                    "leave `layer` out, or choose another `rule`",
                );
            }
            (Venue, None) => {
                self.whole(path, "the layer whose venues are picked is missing", "add `layer` with its name");
            }
            (Venue, Some(name)) => self.layer_with_venues(key, name),
            (Degree | Nomination | KCore | PageRank | Influence, None)
                if layers.is_empty() && self.sound("layer") =>
            {
                let help = "add a [[layer]], or choose people at random";
                self.at(format!("{path}.rule"), "this rule needs ties, and there is no layer", help);
            }
            _ => {}
        }
    }

    /// A layer, named at `key`, whose ties are made in venues.
    pub(super) fn layer_with_venues(&mut self, key: String, name: &str) {
        if !self.sound("layer") {
            return;
        }
        let layers = &self.scenario.layers;
        let is_venues = |layer: &&crate::scenario::Layer| {
            matches!(layer.generators().as_slice(), [(_, Generator::Venues(_))])
        };
        let venues: Vec<&str> = layers.iter().filter(is_venues).map(|layer| layer.name.as_str()).collect();
        let known = layers.iter().any(|layer| layer.name == *name);
        if known && !venues.contains(&name) {
            let help = match venues.as_slice() {
                [] => "no layer has: use another rule".into(),
                some => format!("a layer that has: `{}`", some.join("`, `")),
            };
            self.at(key, format!("the layer `{name}` has no venues"), help);
        }
    }

    /// What some rules need of the rest of the scenario.
    fn targeting_rule(&mut self, path: &str, targeting: &Targeting) {
        let rule = format!("{path}.rule");
        if targeting.rule != TargetingRule::Influence {
            if targeting.within.is_some() {
                let help = "add rule = \"influence\", or leave it out";
                self.key(format!("{path}.within"), "`within` counts only under the rule \"influence\"", help);
            }
        } else {
            self.above_zero(&format!("{path}.within"), targeting.within, "leave it out for a year");
            self.influence(&rule);
        }
        let nothing_to_have = self.scenario.stages.is_empty() && self.scenario.symptoms.is_empty();
        if targeting.rule == TargetingRule::Stage && nothing_to_have && self.sound("stage") {
            let help = "add a [[stage]], or choose another rule";
            self.at(rule, "this rule needs stages or symptoms, and there are none", help);
        }
    }

    /// Reverse-reachable sets exist where peers act one by one, so that winning one more person never makes the next
    /// worth more (submodular): not where somebody waits for several peers at once.
    fn influence(&mut self, rule: &str) {
        let adoption = &self.scenario.adoption;
        let Some(name) = self.rule() else { return };
        let linear = adoption.threshold.as_ref().is_some_and(|t| t.uniform == Some([0.0, 1.0]))
            && adoption.peer_exposure == PeerExposure::Share;
        let message = match name {
            RuleName::Choice => "\"influence\" does not apply under the rule \"choice\"",
            RuleName::Threshold if !linear && self.sound("adoption") => {
                "\"influence\" needs thresholds that are uniform from 0 to 1, over shares of peers"
            }
            _ => return,
        };
        self.at(rule, message, "use \"degree\", \"nomination\", \"k_core\" or \"page_rank\"");
    }

    /// Simulating every candidate takes time: a number of people, and a small one.
    pub(super) fn harm(&mut self, path: &str, intervention: &Intervention) {
        if intervention.targeting.rule != TargetingRule::Harm {
            return;
        }
        let help = format!("write `number`, at most {HARM_PEOPLE}");
        if intervention.reach.is_some() {
            self.key(
                format!("{path}.reach"),
                "the rule \"harm\" takes a number of people, not a share",
                help,
            );
        } else if intervention.number.is_some_and(|number| number > HARM_PEOPLE) {
            let message = "the rule \"harm\" simulates every choice: too many people";
            self.at(format!("{path}.number"), message, help);
        }
    }

    /// Persons by id: given for the rule `list`, and only for it.
    fn targeting_list(&mut self, path: &str, targeting: &Targeting) {
        let (ids, file) = (&targeting.ids, &targeting.file);
        if targeting.rule != TargetingRule::List {
            for (key, given) in [("ids", !ids.is_empty()), ("file", file.is_some())] {
                if given {
                    let help = "add rule = \"list\", or leave it out";
                    self.key(
                        format!("{path}.{key}"),
                        format!("`{key}` counts only under the rule \"list\""),
                        help,
                    );
                }
            }
            return;
        }
        match (ids.is_empty(), file) {
            (true, None) => self.whole(path, "the persons of the list are missing", "add `ids` or `file`"),
            (false, Some(_)) => {
                self.key(format!("{path}.file"), "`ids` and `file` both list persons", "keep one of the two");
            }
            _ => {}
        }
        let mut seen = std::collections::BTreeSet::new();
        for (position, &id) in ids.iter().enumerate() {
            let here = format!("{path}.ids[{position}]");
            if let Some(size) = self.size().filter(|&size| id >= size) {
                self.at(
                    here,
                    format!("there is no person {id}"),
                    format!("persons are numbered from 0 to {}", size - 1),
                );
            } else if !seen.insert(id) {
                self.at(here, format!("person {id} is in the list already"), "name each once");
            }
        }
    }
}
