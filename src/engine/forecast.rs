//! When something will next happen to a person, whatever their peers do.
//!
//! Between changes of practice everything about a person is known in closed
//! form, so most weeks there is nothing to look at. A person is looked at again
//! in the earliest step in which something *may* happen: they come to another
//! age, leave, drift, carry on under another stress, gain or lose a symptom,
//! enter or leave a stage. The step is never too late. It may be early by a
//! little (a wear, where the moment comes out of a logarithm): then nothing
//! happens and the next one is forecast, so that the results are those of
//! looking at everybody in every step, to the last bit.
//!
//! Load and strain go by the same form within a wear and from wear to wear,
//!
//! ```text
//! value k steps into a wear = keep_k · value at its start + gain_k
//! ```
//!
//! with keep_k = 1 for load. A level is reached in the first wear whose start is
//! at or above min_k (level − gain_k)/keep_k, and starts approach gain_W/(1 − keep_W)
//! geometrically.

use super::block::Block;
use super::condition::Measure;
use super::history::gathered;
use super::loads::load_of;
use super::model::Model;
use super::wear::wears_until;

/// Levels are taken for reached (or fallen below) this much too early, more than rounding can make of them.
const SLACK: f64 = 1e-6;

/// Writes into the calendar when each person of `awake` has to be looked at again, after step `t`.
pub fn schedule(block: &mut Block, model: &Model, awake: &[u16], t: i32) {
    if block.calendar.is_empty() {
        return;
    }
    for &i in awake {
        let i = usize::from(i);
        block.settle(model, i, t);
        if block.present[i].fate <= t {
            block.present[i].fate = fate(block, model, i, t + 1);
        }
        block.calendar[i] = next_event(block, model, i, t + 1).max(t + 1);
    }
}

/// The first step from `t` on in which something may happen to person `i`, whose wears are settled.
pub fn next_event(block: &Block, model: &Model, i: usize, t: i32) -> i32 {
    let mut next = block.present[i].fate.min(block.drifts.get(i).copied().unwrap_or(i32::MAX));
    if model.stressful {
        next = next.min(course(block, model, i, t));
    }
    let has_to_change = model.groups[usize::from(block.group(i))].available >> block.practice[i] & 1 == 0;
    if has_to_change {
        next = next.min(block.next_review(model, i, t));
    }
    next
}

/// The first step from `t` on in which person `i` comes to another age or leaves, or shortly before.
pub fn fate(block: &Block, model: &Model, i: usize, t: i32) -> i32 {
    let leaves = block.leaves.get(i).copied().unwrap_or(i32::MAX);
    let ages = if model.ages { birthday(block, model, i, t) } else { i32::MAX };
    leaves.min(ages)
}

/// A step shortly before person `i` comes into another group or age band.
fn birthday(block: &Block, model: &Model, i: usize, t: i32) -> i32 {
    let until = model.cell_until[usize::from(block.cell(model, i))];
    let years = f64::from(until - model.age_after(block.age(i), t));
    // Ages are kept to seven digits.
    let early = 0.01 + 1e-5 / model.step_years;
    (f64::from(t) + years / model.step_years - early).clamp(f64::from(t), 1e9) as i32
}

/// The first step in which stress changes at a review, or a symptom or stage may come or go.
fn course(block: &Block, model: &Model, i: usize, t: i32) -> i32 {
    let mut next = i32::MAX;
    // A wear that was made gentler, or taken up in another group, is not renewed as it was.
    if block.present[i].stress != block.plain_stress(model, i) {
        next = block.next_review(model, i, t);
    }
    let wear = Wearing::of(block, model, i, t);
    for s in 0..model.symptoms {
        let (measure, tolerance) = (model.conditions[s].measure, block.tolerance(model, s, i));
        let present = block.symptoms[i] >> s & 1 == 1;
        next = next.min(match (measure, present) {
            (Measure::Stress, _) => wear.stress_turns(|stress| (stress >= tolerance) != present),
            (_, false) => wear.reaches(measure, f64::from(tolerance)),
            (_, true) => wear.falls_below(measure, f64::from(tolerance)),
        });
    }
    let stages = model.stages();
    let stage = usize::from(block.stage[i]);
    if let Some(condition) = stages.get(stage) {
        let tolerance = block.tolerance(model, model.symptoms + stage, i);
        next = next.min(match condition.measure {
            Measure::Stress => wear.stress_turns(|stress| stress >= tolerance),
            measure => wear.reaches(measure, f64::from(tolerance)),
        });
    }
    if let Some(present) = stage.checked_sub(1)
        && let Some(share) = stages[present].recover_at
    {
        let level = share as f32 * block.tolerance(model, model.symptoms + present, i);
        next = next.min(match stages[present].measure {
            Measure::Stress => wear.stress_turns(|stress| stress < level),
            measure => wear.falls_below(measure, f64::from(level)),
        });
    }
    next
}

/// A person in a wear that began at or before step `t` and is renewed on and on.
struct Wearing<'a> {
    block: &'a Block,
    model: &'a Model,
    i: usize,
    practice: u8,
    /// Steps of a wear.
    worn: usize,
    /// Step at which the present one began.
    began: i32,
    /// Steps into it at the end of step `t`.
    from: usize,
}

/// What a measure does in a wear: its start, and the factor on it and the gain by step of the wear.
struct Path<Keep, Gain> {
    start: f64,
    keep: Keep,
    gain: Gain,
}

impl<'a> Wearing<'a> {
    fn of(block: &'a Block, model: &'a Model, i: usize, t: i32) -> Self {
        let practice = block.practice[i];
        let (worn, began) = (model.worn[usize::from(practice)], block.present[i].taken_up);
        // At the end of a wear that is about to be renewed, the next one is what comes.
        Self { block, model, i, practice, worn: worn as usize, began, from: (t + 1 - began) as usize }
    }

    /// The first step in whose beginning stress is as `turned` says; stress repeats with every wear.
    fn stress_turns(&self, turned: impl Fn(f32) -> bool) -> i32 {
        let stress = self.block.present[self.i].stress;
        let at = |k: usize| stress * self.model.moment(self.practice, k % self.worn).release as f32;
        // Step began + k begins k steps into the wear.
        let first = self.from - 1;
        (first..first + self.worn).find(|&k| turned(at(k))).map_or(i32::MAX, |k| self.began + k as i32)
    }

    /// The first step at whose end load or strain may be at or above `level`.
    fn reaches(&self, measure: Measure, level: f64) -> i32 {
        let level = level - level.abs() * SLACK;
        self.first_step(measure, level, |value, level| value >= level, f64::min)
    }

    /// The first step at whose end load or strain may be below `level`.
    fn falls_below(&self, measure: Measure, level: f64) -> i32 {
        let level = level + level.abs() * SLACK;
        self.first_step(measure, level, |value, level| value < level, f64::max)
    }

    fn first_step(
        &self,
        measure: Measure,
        level: f64,
        beyond: impl Fn(f64, f64) -> bool,
        nearest: impl Fn(f64, f64) -> f64,
    ) -> i32 {
        let (block, i) = (self.block, self.i);
        let present = &block.present[i];
        let stress = f64::from(present.stress);
        let moment = |k: usize| self.model.moment(self.practice, k);
        let load = |start: f64| {
            let path = Path { start, keep: |_| 1.0, gain: |k| stress * moment(k).load };
            self.first_of(&path, level, &beyond, &nearest)
        };
        match measure {
            Measure::Load => load(load_of(present.load)),
            Measure::LoadWhile(stage) => {
                let start = load_of(gathered(block, self.model, i, stage, present.load));
                // Elsewhere nothing is gathered: it is as it will be.
                if block.stage[i] == stage {
                    load(start)
                } else if beyond(start, level) {
                    self.began + self.from as i32 - 1
                } else {
                    i32::MAX
                }
            }
            _ => {
                let power = f64::from(block.power(i));
                let (keep, gain) = (|k| moment(k).decay, |k| power * moment(k).strain);
                self.first_of(&Path { start: present.strain, keep, gain }, level, &beyond, &nearest)
            }
        }
    }

    /// The first step at whose end a measure on this path may be beyond `level`.
    fn first_of(
        &self,
        path: &Path<impl Fn(usize) -> f64, impl Fn(usize) -> f64>,
        level: f64,
        beyond: &impl Fn(f64, f64) -> bool,
        nearest: &impl Fn(f64, f64) -> f64,
    ) -> i32 {
        let Path { start, keep, gain } = path;
        // Step began + k − 1 ends k steps into the wear.
        let step =
            |k: usize| self.began.saturating_add(i32::try_from(k).unwrap_or(i32::MAX)).saturating_sub(1);
        for k in self.from..=self.worn {
            if beyond(start * keep(k) + gain(k), level) {
                return step(k);
            }
        }
        // What a wear has to start with to get beyond the level.
        let needed = (1..=self.worn).map(|k| (level - gain(k)) / keep(k)).fold(f64::NAN, nearest);
        let (kept, gained) = (keep(self.worn), gain(self.worn));
        let next = start * kept + gained;
        if beyond(next, needed) {
            return step((self.worn + 1).max(self.from));
        }
        let wears = wears_until(next, needed, (kept, gained), beyond);
        if wears == f64::INFINITY {
            return i32::MAX;
        }
        // Wears that are over by then, one fewer where that is close.
        let over = (wears - 1e-6 * (1.0 + wears)).ceil().clamp(0.0, 1e6) as usize;
        step((self.worn + over * self.worn + 1).max(self.from))
    }
}
