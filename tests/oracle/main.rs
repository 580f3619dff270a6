//! The engine equals a plain serial one bit for bit, for every rule, over random small scenarios.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod case;
mod health;
mod mix;
mod peers;
mod person;
mod programmes;
mod serial;

use case::{cases, scenario};
use mix::mixes;
use person::people_of;
use proptest::prelude::*;
use serial::Serial;
use std::sync::Arc;
use tress::engine::{Community, Model, Run, Setting};
use tress::network::Inputs;
use tress::scenario::Scenario;

/// Every arm, after every step, person by person.
fn agrees(scenario: &Scenario) {
    let model = Model::new(scenario);
    let community = Community::with_block_size(scenario, &model, &Arc::new(Inputs::default()), 3, 64);
    for (arm, spec) in scenario.arms.iter().enumerate() {
        let setting = Setting { scenario, model: &model, community: &community };
        let mut run = Run::new(setting, arm, true);
        let mut oracle = Serial::new(scenario, &model, &community, arm, &run);
        for t in 0..model.steps {
            run.step();
            oracle.step();
            for (person, (engine, plain)) in people_of(&run, &model).iter().zip(&oracle.people).enumerate() {
                assert_eq!(engine, plain, "person {person} after step {t} of the arm {spec:?}");
            }
        }
    }
}

macro_rules! rules {
    ($($rule:ident),*) => {$(
        mod $rule {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(24))]
                #[test]
                fn with_champions_and_a_lecture(case in cases(stringify!($rule), 10..180)) {
                    agrees(&scenario(&case, ""));
                }
            }

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(12))]
                #[test]
                fn with_all_programmes(case in cases(stringify!($rule), 120..320), mix in mixes()) {
                    agrees(&scenario(&case, &mix.tables(&case)));
                }
            }
        }
    )*};
}
rules!(hazard, contagion, threshold, cascade, choice);
