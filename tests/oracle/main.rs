//! The engine equals a plain serial one bit for bit, for every rule, over random small scenarios.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod serial;

use proptest::prelude::*;
use serial::{Serial, people_of};
use std::sync::Arc;
use tress::engine::{Community, Model, Run, Setting};
use tress::network::Inputs;
use tress::scenario::Scenario;

/// The parts of a scenario that a case varies.
#[derive(Clone, Debug)]
struct Case {
    rule: &'static str,
    size: u32,
    seed: u64,
    worn: [u8; 3],
    half_life: bool,
    recovery: bool,
    exponent: f64,
    benefit: f64,
    noise: f64,
    discontinuance: f64,
    drift: f64,
    turnover: f64,
    count: bool,
    norm: bool,
    step: u8,
}

fn cases(rule: &'static str) -> impl Strategy<Value = Case> {
    let wear = 1u8..6;
    (
        (10u32..180, any::<u32>(), [wear.clone(), wear.clone(), wear]),
        (any::<bool>(), any::<bool>(), prop_oneof![Just(1.0), Just(1.7)]),
        (prop_oneof![Just(0.0), Just(0.5)], prop_oneof![Just(0.0), Just(0.02)]),
        (prop_oneof![Just(0.0), Just(0.8)], prop_oneof![Just(0.0), Just(1.5)]),
        (prop_oneof![Just(0.0), Just(0.9)], any::<bool>(), any::<bool>(), 1u8..3),
    )
        .prop_map(move |(a, b, c, d, e)| Case {
            rule,
            size: a.0,
            seed: u64::from(a.1),
            worn: a.2,
            half_life: b.0,
            recovery: b.1,
            exponent: b.2,
            benefit: c.0,
            noise: c.1,
            discontinuance: d.0,
            drift: d.1,
            turnover: e.0,
            count: e.1,
            norm: e.2,
            step: e.3,
        })
}

fn scenario(case: &Case) -> Scenario {
    let Case { rule, size, seed, worn, step, .. } = case;
    let given = |yes: bool, line: &str| if yes { line.to_string() } else { String::new() };
    let weeks = |s: usize| u32::from(worn[s]) * u32::from(*step);
    let choice = *rule == "choice";
    let half_life = given(case.half_life, "half_life = '3 weeks'");
    let champions = size / 10;
    let ids: Vec<u32> = (0..champions).map(|i| i * 7 % size).collect();
    let text = format!(
        r#"
name = "case"
rng_seed = {seed}
replicates = 1
[time]
step = "{step} weeks"
horizon = "60 weeks"
[population]
size = {size}
{turnover}
[[population.group]]
name = "young"
share = 0.4
ages = [6, 18]
becomes = "old"
traits = {{ tender_skinned = 0.5 }}
multipliers = {{ stress = 1.2, early = 0.8 }}
practices = {{ hard = 0.6, mild = 0.3, gentle = 0.1 }}
[[population.group]]
name = "old"
share = 0.6
ages = [18, 60]
median_age = 30
traits = {{ tender_skinned = 0.2 }}
practices = {{ hard = 0.5, mild = 0.5 }}
past = {{ hard = 0.9, mild = 0.1 }}
[history]
from_age = 5
spell = "1 year"
[[trait]]
name = "tender_skinned"
multipliers = {{ sore = 0.5 }}
[[layer]]
name = "friends"
weight = 2.0
random = {{ mean_degree = 5 }}
[[layer]]
name = "circle"
ring = {{ degree = 4 }}
[[practice]]
name = "hard"
stress = 1.0
worn_for = "{w0} weeks"
modifiers = {{ tender_skinned = 1.5 }}
{half_life}
[[practice]]
name = "mild"
stress = 0.4
worn_for = "{w1} weeks"
available_to = ["old", "young"]
[[practice]]
name = "gentle"
stress = 0.1
worn_for = "{w2} weeks"
[adoption]
rule = "{rule}"
innovation = ["gentle"]
visible_benefit = {benefit}
{count}
{rates}
first_adopters = {{ number = {first} }}
hazard = {{ p = "0.2 per year", q = "3 per year", r = "{norm} per year" }}
contagion = {{ p = "0.002 per week", q = "0.02 per week" }}
threshold = {{ {threshold} }}
cascade = {{ q = 0.3 }}
choice = {{ peer = 1.5, norm = {norm}, benefit = 0.7, discomfort = 0.6, habit = 1.0 }}
[load]
{recovery}
exponent = {exponent}
tightness_spread = 0.5
[[symptom]]
name = "sore"
tolerance = {{ median = 0.8, spread = 0.4 }}
[[symptom]]
name = "tired"
measure = "strain"
tolerance = {{ distribution = "weibull", median = 20, spread = 0.6 }}
[[stage]]
name = "early"
measure = "strain"
tolerance = {{ median = 9, spread = 0.7 }}
recover_at = 0.7
[[stage]]
name = "late"
measure = "load while early"
tolerance = {{ median = 15, spread = 0.8 }}
[[intervention]]
name = "champions"
start = "6 weeks"
duration = "30 weeks"
targeting = {{ rule = "list", ids = {ids:?} }}
champions = {{ boost = 3 }}
[[intervention]]
name = "lecture"
start = "10 weeks"
targeting = {{ rule = "list", ids = {ids:?} }}
campaign = {{ influence = "0.8 per year", appeal = 0.5, half_life = "12 weeks" }}
[[arm]]
name = "none"
[[arm]]
name = "both"
interventions = ["champions", "lecture"]
"#,
        turnover = given(case.turnover > 0.0, &format!("turnover = '{} per year'", case.turnover)),
        w0 = weeks(0),
        w1 = weeks(1),
        w2 = weeks(2),
        benefit = case.benefit,
        count = given(case.count, "peer_exposure = 'count'"),
        rates = given(
            !choice,
            &format!(
                "noise = {}\ndiscontinuance = '{} per year'\ndrift = '{} per year'",
                case.noise, case.discontinuance, case.drift
            )
        ),
        first = size / 15,
        norm = if case.norm { 0.8 } else { 0.0 },
        threshold = if case.count { "count = 2" } else { "uniform = [0.05, 0.6]" },
        recovery = given(case.recovery, "recovery_time = '26 weeks'"),
        exponent = case.exponent,
    );
    toml::from_str(&text).expect("the case is a scenario")
}

fn agrees(case: &Case) {
    let scenario = scenario(case);
    let model = Model::new(&scenario);
    let community = Community::with_block_size(&scenario, &model, &Arc::new(Inputs::default()), 3, 64);
    for arm in 0..2 {
        let setting = Setting { scenario: &scenario, model: &model, community: &community };
        let mut run = Run::new(setting, arm, true);
        let mut oracle = Serial::new(&scenario, &model, &community, arm, &run);
        for t in 0..model.steps {
            run.step();
            oracle.step();
            for (person, (engine, plain)) in people_of(&run).iter().zip(&oracle.people).enumerate() {
                assert_eq!(engine, plain, "person {person} after step {t} of arm {arm}");
            }
        }
    }
}

macro_rules! rules {
    ($($rule:ident),*) => {$(
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(24))]
            #[test]
            fn $rule(case in cases(stringify!($rule))) {
                agrees(&case);
            }
        }
    )*};
}
rules!(hazard, contagion, threshold, cascade, choice);
