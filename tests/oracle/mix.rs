//! All mechanisms in one scenario, several of each, so that they meet in the same people.

use super::case::Case;
use proptest::prelude::*;

/// What a case varies about its programmes.
#[derive(Clone, Debug)]
pub struct Mix {
    /// Starts, in steps, of the programmes in the order of the file.
    starts: [u8; NAMES.len()],
    /// The programmes of the second arm, as bits.
    some: u16,
    dropout: &'static str,
    replace: bool,
    factor: f64,
    strength: f64,
    recovered_from: &'static str,
}

const NAMES: [&str; 14] = [
    "checkups",
    "stalwarts",
    "ambassadors",
    "talks",
    "circle",
    "class",
    "buddies",
    "course",
    "masterclass",
    "ban",
    "advice",
    "only_gentle",
    "no_soft",
    "clinic",
];

pub fn mixes() -> impl Strategy<Value = Mix> {
    (
        (prop::array::uniform14(0u8..40), any::<u16>()),
        (prop_oneof![Just("0.5 per year"), Just("6 per year"), Just("0.3 per week")], any::<bool>()),
        (prop_oneof![Just(0.0), Just(0.4), Just(1.5)], prop_oneof![Just(0.5), Just(0.9)]),
        prop_oneof![Just(""), Just("recovered_from = 'early',"), Just("recovered_from = 'sore',")],
    )
        .prop_map(|((starts, some), (dropout, replace), (factor, strength), recovered_from)| Mix {
            starts,
            some,
            dropout,
            replace,
            factor,
            strength,
            recovered_from,
        })
}

impl Mix {
    /// Interventions, and two arms: all of them, and some.
    pub fn tables(&self, case: &Case) -> String {
        let push = if case.rule == "choice" { "appeal = 0.9" } else { "influence = '1 per year'" };
        let listed: Vec<u32> = (0..case.size / 3).rev().map(|i| 3 * i).collect();
        let Self { dropout, replace, factor, strength, recovered_from, .. } = self;
        let rest = [
            "reach = 0.7\nscreening = { every = '8 weeks', sensitivity = 0.7, heeded = 0.6 }".to_string(),
            format!(
                "duration = '30 weeks'\nnumber = 9\ntargeting = {{ rule = 'list', ids = {listed:?}, groups = ['old'] }}\n\
                 champions = {{ boost = 3, dropout = '{dropout}', replace = {replace} }}"
            ),
            format!(
                "number = 14\ntargeting = {{ rule = 'random' }}\n\
                 champions = {{ boost = 1.5, dropout = '{dropout}', replace = true }}"
            ),
            format!(
                "duration = '25 weeks'\nreach = 0.3\ntargeting = {{ ages = [10, 40] }}\n\
                 campaign = {{ {push}, half_life = '9 weeks' }}"
            ),
            "reach = 0.4\ntargeting = { groups = ['old'] }\n\
             groups = { size = 5, every = '2 weeks', weight = 1.5 }"
                .into(),
            "duration = '20 weeks'\nreach = 0.3\ntargeting = { rule = 'degree' }\n\
             groups = { size = 3, every = '1 week' }"
                .into(),
            format!(
                "reach = 0.6\ntargeting = {{ rule = 'stage', stage = 'early' }}\n\
                 buddies = {{ {recovered_from} every = '3 weeks', weight = 2 }}"
            ),
            format!("reach = 0.5\ntraining = {{ layer = 'salon', factor = {factor} }}"),
            "duration = '25 weeks'\nnumber = 2\ntargeting = { rule = 'degree', groups = ['old'] }\n\
             training = { layer = 'salon', factor = 0.7, practices = ['hard', 'gentle'] }"
                .into(),
            "duration = '30 weeks'\nreach = 0.8\ntargeting = { groups = ['young'] }\n\
             restriction = { practices = ['hard'] }"
                .into(),
            format!("reach = 0.9\nrestriction = {{ practices = ['hard', 'mild'], strength = {strength} }}"),
            "duration = '12 weeks'\nreach = 0.5\nrestriction = { practices = ['hard', 'mild'] }".into(),
            format!("reach = 1\nrestriction = {{ practices = ['soft'], strength = {strength} }}"),
            "duration = '40 weeks'\nreach = 1\ntargeting = { rule = 'random', groups = ['young'] }\n\
             screening = { every = '13 weeks', stages = ['early'], advice = ['mild', 'gentle'] }"
                .into(),
        ];
        let intervention = |(at, rest): (usize, &String)| {
            let (name, start) = (NAMES[at], u32::from(self.starts[at]) * u32::from(case.step));
            format!("[[intervention]]\nname = '{name}'\nstart = '{start} weeks'\n{rest}\n")
        };
        let interventions: String = rest.iter().enumerate().map(intervention).collect();
        let some: Vec<&str> =
            (0..NAMES.len()).filter(|at| self.some >> at & 1 == 1).map(|at| NAMES[at]).collect();
        format!(
            "{interventions}[[arm]]\nname = 'all'\ninterventions = {NAMES:?}\n\
             [[arm]]\nname = 'some'\ninterventions = {some:?}\n"
        )
    }
}
