//! Elementary effects: what one step of an input does, all over the space of inputs.

use super::estimate::{Estimate, Unit, bootstrap};
use crate::draw::Draws;
use crate::sample::Step;
use crate::stats::{Noise, mean, variance};

/// The elementary effects of one input on a measure, in units of the measure for the whole range of the input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    /// Mean effect (Morris 1991).
    pub mu: Estimate,
    /// Mean size of the effect, up or down (Campolongo, Cariboni & Saltelli 2007).
    pub mu_star: Estimate,
    /// Standard deviation of the effect: large where it depends on other inputs or is not linear. Luck makes it
    /// larger, by the part in `noise`.
    pub sigma: f64,
    /// Standard deviation that luck alone would give an effect.
    pub noise: f64,
}

impl Effects {
    /// Of the values at the points of [`Morris`](crate::sample::Morris) trajectories, in their order, by replicate;
    /// `step` tells how each point was reached. Trajectories with a point without value are left out. None for an input
    /// below two effects. `paired`: points share their luck.
    pub fn of(
        points: &[Vec<f64>],
        inputs: usize,
        step: impl Fn(usize) -> Option<Step>,
        paired: bool,
        resamples: u32,
        draws: &Draws,
    ) -> Vec<Option<Self>> {
        let each = inputs + 1;
        let numbered = points.chunks_exact(each).enumerate();
        let whole: Vec<(usize, Unit<'_>)> =
            numbered.filter(|(_, unit)| unit.iter().all(|point| !point.is_empty())).collect();
        // Every value stands beside the step that led to it, so that trajectories can be drawn again.
        let steps: Vec<Vec<Step>> = whole
            .iter()
            .map(|(number, _)| (1..each).filter_map(|at| step(number * each + at)).collect())
            .collect();
        let luck = if paired { 0.0 } else { Noise::of(points).map_or(0.0, |noise| noise.within) };
        let replicates = points.iter().map(Vec::len).find(|&length| length > 0).unwrap_or(1) as f64;
        let one = |input: usize| {
            let effects: Vec<Vec<Vec<f64>>> = (whole.iter().zip(&steps))
                .filter_map(|((_, unit), steps)| {
                    let at = steps.iter().position(|step| step.input == input)?;
                    let differences =
                        unit[at + 1].iter().zip(&unit[at]).map(|(to, from)| (to - from) / steps[at].by);
                    Some(vec![differences.collect()])
                })
                .collect();
            let units: Vec<Unit<'_>> = effects.iter().map(Vec::as_slice).collect();
            let found = bootstrap(&units, paired, resamples, draws, |units| {
                let all: Vec<f64> = units.iter().map(|unit| unit[0]).collect();
                let sizes: Vec<f64> = all.iter().map(|effect| effect.abs()).collect();
                vec![mean(&all), mean(&sizes)]
            });
            let means: Vec<f64> = effects.iter().filter_map(|unit| mean(&unit[0])).collect();
            let by = steps.iter().flatten().next().map_or(1.0, |step| step.by.abs());
            Some(Self {
                mu: found[0]?,
                mu_star: found[1]?,
                sigma: libm::sqrt(variance(&means)?),
                noise: libm::sqrt(2.0 * luck / replicates) / by,
            })
        };
        (0..inputs).map(one).collect()
    }
}
