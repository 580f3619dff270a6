//! Names: well formed, unique, and referring to something.

use super::{Check, KINDS, PRACTICES, Taint};
use crate::scenario::{Place, Scenario, fault::nearest};

/// What a name can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Group,
    Trait,
    Layer,
    Practice,
    Symptom,
    Stage,
    Intervention,
    Arm,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Group,
        Self::Trait,
        Self::Layer,
        Self::Practice,
        Self::Symptom,
        Self::Stage,
        Self::Intervention,
        Self::Arm,
    ];

    pub(super) fn noun(self) -> &'static str {
        ["group", "trait", "layer", "practice", "symptom", "stage", "intervention", "arm"][self as usize]
    }

    fn path(self) -> &'static str {
        if self == Self::Group { "population.group" } else { self.noun() }
    }

    fn most(self) -> usize {
        match self {
            Self::Trait | Self::Symptom | Self::Stage => KINDS,
            Self::Practice => PRACTICES,
            _ => usize::MAX,
        }
    }

    fn names(self, scenario: &Scenario) -> Vec<&str> {
        macro_rules! names {
            ($list:expr) => {
                $list.iter().map(|one| one.name.as_str()).collect()
            };
        }
        match self {
            Self::Group => names!(scenario.population.groups),
            Self::Trait => names!(scenario.traits),
            Self::Layer => names!(scenario.layers),
            Self::Practice => names!(scenario.practices),
            Self::Symptom => names!(scenario.symptoms),
            Self::Stage => names!(scenario.stages),
            Self::Intervention => names!(scenario.interventions),
            Self::Arm => names!(scenario.arms),
        }
    }
}

/// The names of each kind; none where one of them is faulty or given twice, so that a reference may be right.
pub(super) struct Names<'a>([Option<Vec<&'a str>>; 8]);

impl<'a> Names<'a> {
    pub(super) fn of(scenario: &'a Scenario, taint: &Taint) -> Self {
        Self(Kind::ALL.map(|kind| {
            let names = kind.names(scenario);
            let path = kind.path();
            // Of two that share a name, one should perhaps have the name that is missed elsewhere.
            let twice = names.iter().enumerate().any(|(position, name)| names[..position].contains(name));
            let sound = !twice
                && !taint.covers(path)
                && (0..names.len()).all(|position| !taint.touches(&format!("{path}[{position}].name")));
            sound.then_some(names)
        }))
    }

    /// The names of a kind, if all of them are sound.
    pub(super) fn get(&self, kind: Kind) -> Option<&[&'a str]> {
        self.0[kind as usize].as_deref()
    }

    /// Whether `name` is known to be none of the names of this kind.
    pub(super) fn lack(&self, kind: Kind, name: &str) -> bool {
        self.get(kind).is_some_and(|names| !names.contains(&name))
    }
}

impl Check<'_> {
    pub(super) fn names(&mut self) {
        let scenario = self.scenario;
        self.well_formed("name", &scenario.name);
        for kind in Kind::ALL {
            let names = kind.names(scenario);
            if names.len() > kind.most() {
                let message = format!("there are {} {}s", names.len(), kind.noun());
                self.at(
                    format!("{}[{}]", kind.path(), kind.most()),
                    message,
                    format!("at most {}", kind.most()),
                );
            }
            for (position, name) in names.iter().enumerate() {
                let path = format!("{}[{position}].name", kind.path());
                self.well_formed(&path, name);
                if names[..position].contains(name) {
                    let message = format!("another {} is called `{name}`", kind.noun());
                    self.at(path, message, "give each its own name");
                } else {
                    self.reserved(kind, &path, name);
                }
            }
        }
    }

    fn well_formed(&mut self, path: &str, name: &str) {
        let odd = name.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
        if let Some(odd) = odd {
            let help = "use letters, digits, - and _; `label` holds the name on figures";
            self.at(path, format!("the name `{name}` holds {odd:?}"), help);
        } else if name.is_empty() {
            self.at(path, "this name is empty", "use letters, digits, - and _");
        } else if name.chars().count() > 100 {
            self.at(
                path,
                "this name is longer than 100 letters",
                "shorten it; `label` holds the name on figures",
            );
        }
    }

    /// Names that tables, multipliers or modifiers would mistake for something else.
    fn reserved(&mut self, kind: Kind, path: &str, name: &str) {
        let taken = |names: Option<&[&str]>| names.is_some_and(|names| names.contains(&name));
        match kind {
            Kind::Group if name == "all" => {
                self.at(path, "no group can be called `all`", "tables use that name for all people together");
            }
            Kind::Symptom | Kind::Stage if name == "stress" => {
                let message = format!("no {} can be called `stress`", kind.noun());
                self.at(path, message, "`multipliers` uses that name for the stress itself");
            }
            Kind::Stage if taken(self.names.get(Kind::Symptom)) => {
                let message = format!("a symptom is called `{name}`, too");
                self.at(path, message, "a symptom and a stage need different names");
            }
            Kind::Trait if taken(self.names.get(Kind::Group)) => {
                let message = format!("a group is called `{name}`, too");
                self.at(
                    path,
                    message,
                    "a trait and a group need different names, as `modifiers` may name either",
                );
            }
            _ => {}
        }
    }

    /// A fault at `place` if `name` refers to nothing of this kind.
    pub(super) fn refer(&mut self, kind: Kind, name: &str, place: Place) {
        self.refer_to_any(&[kind], &[], name, place);
    }

    /// A fault at `place` if `name` refers to nothing of these kinds and is none of these `words`.
    pub(super) fn refer_to_any(&mut self, kinds: &[Kind], words: &[&str], name: &str, place: Place) {
        if words.contains(&name) || !kinds.iter().all(|&kind| self.names.lack(kind, name)) {
            return;
        }
        let known: Vec<&str> = words
            .iter()
            .copied()
            .chain(kinds.iter().flat_map(|&kind| self.names.get(kind).unwrap_or_default()).copied())
            .collect();
        let nouns = kinds.iter().map(|kind| kind.noun()).collect::<Vec<_>>().join(" or ");
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("the scenario has no {nouns}"),
            None => format!("there is `{}`", known.join("`, `")),
        };
        let message = format!("no {nouns} is called `{name}`");
        match place {
            Place::Key(path) => self.key(path, message, help),
            Place::Value(path) => self.at(path, message, help),
            other => self.faults.push(other, message, help),
        }
    }

    /// A list of names: known, each once, and at least one.
    pub(super) fn refer_list(&mut self, kind: Kind, path: &str, list: &[String]) {
        if list.is_empty() {
            self.whole(
                path,
                "this list is empty",
                format!("name at least one {}, or leave it out", kind.noun()),
            );
        }
        for (position, name) in list.iter().enumerate() {
            let here = format!("{path}[{position}]");
            if list[..position].contains(name) {
                self.at(here, format!("`{name}` is in the list already"), "name each once");
            } else {
                self.refer(kind, name, Place::Value(here));
            }
        }
    }
}
