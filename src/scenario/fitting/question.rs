//! People picked by what they are and do.

use crate::scenario::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Those to whom everything that is given applies; without anything, everybody.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// In one of these groups.
    #[serde(default)]
    pub groups: Option<Vec<String>>,
    /// Of these ages: from the first up to, but not including, the second.
    #[serde(default)]
    pub ages: Option<[f64; 2]>,
    /// With all of these traits.
    #[serde(default)]
    pub traits: Option<Vec<String>>,
    /// With none of these traits.
    #[serde(default)]
    pub without_traits: Option<Vec<String>>,
    /// Following one of these practices.
    #[serde(default)]
    pub practices: Option<Vec<String>>,
    /// In one of these stages.
    #[serde(default)]
    pub stages: Option<Vec<String>>,
    /// In none of these stages.
    #[serde(default)]
    pub without_stages: Option<Vec<String>>,
    /// Who have or had one of these symptoms.
    #[serde(default)]
    pub ever: Option<Vec<String>>,
    /// Who never had any of these symptoms.
    #[serde(default)]
    pub never: Option<Vec<String>>,
    /// What stages they were in at earlier times.
    #[serde(default)]
    pub was: Vec<Was>,
}

/// The stage that somebody was in at an earlier time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Was {
    /// When.
    pub at: Duration,
    /// In one of these stages.
    #[serde(default)]
    pub stages: Option<Vec<String>>,
    /// In none of these stages.
    #[serde(default)]
    pub without_stages: Option<Vec<String>>,
}

/// What a list of names in a [`Who`] refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoAmong {
    /// Groups.
    Group,
    /// Traits.
    Trait,
    /// Practices.
    Practice,
    /// Stages.
    Stage,
    /// Symptoms.
    Symptom,
}

impl Who {
    /// Every list of names with its key, and what the names refer to.
    pub fn lists(&self) -> Vec<(String, WhoAmong, Option<&Vec<String>>)> {
        let own = [
            ("groups", WhoAmong::Group, self.groups.as_ref()),
            ("traits", WhoAmong::Trait, self.traits.as_ref()),
            ("without_traits", WhoAmong::Trait, self.without_traits.as_ref()),
            ("practices", WhoAmong::Practice, self.practices.as_ref()),
            ("stages", WhoAmong::Stage, self.stages.as_ref()),
            ("without_stages", WhoAmong::Stage, self.without_stages.as_ref()),
            ("ever", WhoAmong::Symptom, self.ever.as_ref()),
            ("never", WhoAmong::Symptom, self.never.as_ref()),
        ];
        let mut all: Vec<_> =
            own.into_iter().map(|(key, among, list)| (key.to_owned(), among, list)).collect();
        for (at, was) in self.was.iter().enumerate() {
            all.push((format!("was[{at}].stages"), WhoAmong::Stage, was.stages.as_ref()));
            all.push((format!("was[{at}].without_stages"), WhoAmong::Stage, was.without_stages.as_ref()));
        }
        all
    }
}
