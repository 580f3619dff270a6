//! Random small scenarios.

use proptest::prelude::*;
use std::ops::Range;
use tress::scenario::Scenario;

/// The parts of a scenario that a case varies.
#[derive(Clone, Debug)]
pub struct Case {
    pub rule: &'static str,
    pub size: u32,
    pub seed: u64,
    pub worn: [u8; 4],
    pub half_life: bool,
    pub recovery: bool,
    pub exponent: f64,
    pub benefit: f64,
    pub noise: f64,
    pub discontinuance: f64,
    pub drift: f64,
    pub turnover: f64,
    pub count: bool,
    pub norm: bool,
    pub step: u8,
}

pub fn cases(rule: &'static str, size: Range<u32>) -> impl Strategy<Value = Case> {
    let wear = 1u8..6;
    (
        (size, any::<u32>(), [wear.clone(), wear.clone(), wear.clone(), wear]),
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

/// A community, two arms, and whatever else stands in `tables` of their own.
pub fn scenario(case: &Case, tables: &str) -> Scenario {
    let Case { rule, size, seed, worn, step, .. } = case;
    let given = |yes: bool, line: &str| if yes { line.to_string() } else { String::new() };
    let weeks = |s: usize| u32::from(worn[s]) * u32::from(*step);
    let choice = *rule == "choice";
    let half_life = given(case.half_life, "half_life = '3 weeks'");
    let norm = if case.norm { 0.8 } else { 0.0 };
    let parameters = match *rule {
        "hazard" => format!("{{ p = '0.2 per year', q = '3 per year', r = '{norm} per year' }}"),
        "contagion" => "{ p = '0.002 per week', q = '0.02 per week' }".into(),
        "threshold" if case.count => "{ count = 2 }".into(),
        "threshold" => "{ uniform = [0.05, 0.6] }".into(),
        "cascade" => "{ q = 0.3 }".into(),
        "choice" => {
            format!("{{ peer = 1.5, norm = {norm}, benefit = 0.7, discomfort = 0.6, habit = 1.0 }}")
        }
        other => panic!("no rule {other}"),
    };
    let champions = size / 10;
    let ids: Vec<u32> = (0..champions).map(|i| i * 7 % size).collect();
    let text = format!(
        r#"
name = "case"
rng_seed = {seed}
replicates = 1
[time]
step = "{step} weeks"
horizon = "{horizon} weeks"
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
practices = {{ hard = 0.6, mild = 0.3, gentle = 0.05, soft = 0.05 }}
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
[[layer]]
name = "salon"
weight = 0.6
venues = {{ size = 12, mean_degree = 2, joins = {{ young = 0.5, old = 0.8 }} }}
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
[[practice]]
name = "soft"
stress = 0.2
worn_for = "{w3} weeks"
available_to = ["young"]
[adoption]
rule = "{rule}"
innovation = ["gentle", "soft"]
moves_to = {{ gentle = 0.6, soft = 0.4 }}
visible_benefit = {benefit}
{count}
{rates}
first_adopters = {{ number = {first} }}
{rule} = {parameters}
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
campaign = {{ {push}, half_life = "12 weeks" }}
[[arm]]
name = "none"
[[arm]]
name = "both"
interventions = ["champions", "lecture"]
{tables}
"#,
        turnover = given(case.turnover > 0.0, &format!("turnover = '{} per year'", case.turnover)),
        w0 = weeks(0),
        w1 = weeks(1),
        w2 = weeks(2),
        w3 = weeks(3),
        horizon = 60 * u32::from(*step),
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
        push = if choice { "appeal = 0.5" } else { "influence = '0.8 per year'" },
        recovery = given(case.recovery, "recovery_time = '26 weeks'"),
        exponent = case.exponent,
    );
    text.parse().unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
}
