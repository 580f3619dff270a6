//! Communities that several runs share: built once, kept while they are wanted.

use crate::engine::Community;
use crate::engine::block::BLOCK;
use crate::network::Inputs;
use crate::scenario::Scenario;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A community under way or built.
type Slot = Arc<OnceLock<Community>>;

/// The communities that were wanted last.
pub struct Communities {
    most: usize,
    /// By what decides them, the one wanted last at the end.
    kept: Mutex<Vec<(String, Slot)>>,
}

impl Communities {
    /// Keeps so many at most.
    pub fn keeping(most: usize) -> Self {
        Self { most: most.max(1), kept: Mutex::default() }
    }

    /// The community of a replicate of this scenario, under its luck: its people and ties are built if they are not
    /// here. Whoever wants the same meanwhile waits.
    pub fn of(&self, scenario: &Scenario, inputs: &Arc<Inputs>, replicate: u32) -> Community {
        let key = decided_by(scenario, replicate);
        let slot = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let found = kept.iter().position(|(other, _)| *other == key);
            let entry = found.map_or_else(|| (key, Slot::default()), |at| kept.remove(at));
            let slot = Arc::clone(&entry.1);
            kept.push(entry);
            let surplus = kept.len().saturating_sub(self.most);
            kept.drain(..surplus);
            slot
        };
        slot.get_or_init(|| Community::gather(scenario, inputs, replicate, BLOCK))
            .with_luck_of(scenario, inputs, replicate)
    }
}

/// All that decides people and ties.
fn decided_by(scenario: &Scenario, replicate: u32) -> String {
    let practices: Vec<&str> = scenario.practices.iter().map(|practice| practice.name.as_str()).collect();
    // Venues are kept for programmes that act through them.
    let venues: Vec<bool> = scenario.layers.iter().map(|layer| scenario.programmes_in(&layer.name)).collect();
    let all = (
        scenario.rng_seed,
        replicate,
        &scenario.population,
        &scenario.traits,
        &practices,
        &scenario.layers,
        &venues,
    );
    serde_json::to_string(&all).expect("a scenario is plain data with text keys")
}
