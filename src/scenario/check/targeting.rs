//! Whom a programme takes in, and how many.

use super::Check;
use super::names::Kind;
use crate::scenario::{Generator, Place, Targeting, TargetingRule};

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
        }
    }

    /// What the rule needs of the layers.
    fn targeting_layer(&mut self, path: &str, targeting: &Targeting) {
        use TargetingRule::{Degree, KCore, List, Nomination, PageRank, Random, Venue};
        let layers = &self.scenario.layers;
        let key = format!("{path}.layer");
        match (targeting.rule, &targeting.layer) {
            (Random | List, Some(_)) => {
                self.key(
                    key,
                    "this rule does not look at ties",
                    "leave `layer` out, or choose another `rule`",
                );
            }
            (Venue, None) => {
                self.whole(path, "the layer whose venues are picked is missing", "add `layer` with its name");
            }
            (Venue, Some(name)) if self.sound("layer") => {
                let is_venues = |layer: &&crate::scenario::Layer| {
                    matches!(layer.generators().as_slice(), [(_, Generator::Venues(_))])
                };
                let venues: Vec<&str> =
                    layers.iter().filter(is_venues).map(|layer| layer.name.as_str()).collect();
                let known = layers.iter().any(|layer| layer.name == *name);
                if known && !venues.contains(&name.as_str()) {
                    let help = match venues.as_slice() {
                        [] => "no layer has: use another rule".into(),
                        some => format!("a layer that has: `{}`", some.join("`, `")),
                    };
                    self.at(key, format!("the layer `{name}` has no venues"), help);
                }
            }
            (Degree | Nomination | KCore | PageRank, None) if layers.is_empty() && self.sound("layer") => {
                let help = "add a [[layer]], or choose people at random";
                self.at(format!("{path}.rule"), "this rule needs ties, and there is no layer", help);
            }
            _ => {}
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
