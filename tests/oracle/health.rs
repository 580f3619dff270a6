//! Load, strain, symptoms and stages of one person.

use super::person::Person;
use super::serial::Serial;
use tress::engine::condition::Measure;
use tress::engine::loads::{load_of, units_of};
use tress::engine::wear::leaky;

impl Serial<'_> {
    /// Load (in whole units) and strain of `i`, `k` steps after taking up the present practice.
    pub fn load_and_strain(&self, i: usize, k: i32) -> (i64, f64) {
        let p = &self.people[i];
        let practice = &self.scenario.practices[p.practice];
        let weeks = f64::from(k) * self.model.step;
        let fading = practice.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
        let leak = self.scenario.load.recovery_time.map_or(0.0, |theta| 1.0 / theta.weeks());
        let m = self.scenario.load.exponent;
        let power = f64::from(self.model.power(p.stress));
        (
            p.load + units_of(f64::from(p.stress) * leaky(weeks, fading, 0.0)),
            p.strain * libm::exp(-leak * weeks) + power * leaky(weeks, m * fading, leak),
        )
    }

    /// The largest stress of this step.
    fn stress_now(&self, i: usize) -> f32 {
        let p = &self.people[i];
        let weeks = f64::from(self.t - p.taken_up) * self.model.step;
        let half_life = self.scenario.practices[p.practice].half_life;
        let fading = half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
        p.stress * libm::exp(-fading * weeks) as f32
    }

    pub fn symptoms(&mut self, i: usize) {
        let (load, strain) = self.load_and_strain(i, self.t + 1 - self.people[i].taken_up);
        for s in 0..self.model.symptoms {
            let felt = match self.model.conditions[s].measure {
                Measure::Load => load_of(load) as f32,
                Measure::Strain => strain as f32,
                _ => self.stress_now(i),
            };
            let p = &mut self.people[i];
            let bit = 1 << s;
            p.symptoms = if felt >= p.tolerance[s] { p.symptoms | bit } else { p.symptoms & !bit };
            p.ever |= p.symptoms & bit;
        }
    }

    pub fn stages(&mut self, i: usize) {
        let model = self.model;
        let (load, strain) = self.load_and_strain(i, self.t + 1 - self.people[i].taken_up);
        let stress = self.stress_now(i);
        let p = &mut self.people[i];
        let level = |p: &Person, measure: Measure| match measure {
            Measure::Stress => stress,
            Measure::Strain => strain as f32,
            Measure::Load => load_of(load) as f32,
            Measure::LoadWhile(gathering) => {
                let kept = p.gathered[model.gathering.iter().position(|&g| g == gathering).unwrap()];
                load_of(if p.stage == usize::from(gathering) { load - kept } else { kept }) as f32
            }
        };
        let stages = model.stages();
        let mut next = p.stage;
        if p.stage < stages.len()
            && level(p, stages[p.stage].measure) >= p.tolerance[model.symptoms + p.stage]
        {
            next += 1;
        } else if p.stage > 0
            && let Some(share) = stages[p.stage - 1].recover_at
            && level(p, stages[p.stage - 1].measure)
                < share as f32 * p.tolerance[model.symptoms + p.stage - 1]
        {
            next -= 1;
        }
        if next != p.stage {
            for (kept, &gathering) in p.gathered.iter_mut().zip(&model.gathering) {
                if [p.stage, next].contains(&usize::from(gathering)) {
                    *kept = load - *kept;
                }
            }
            if next > p.stage {
                p.entered |= 1 << (next - 1);
            }
            // Only programmes ask, and without them nobody keeps it.
            if !self.scenario.interventions.is_empty() {
                p.had |= (1u16 << next >> 1) as u8;
            }
            p.stage = next;
        }
    }
}
