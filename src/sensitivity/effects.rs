//! Elementary effects: what one step of an input does, all over the space of inputs.

use super::estimate::{Estimate, Unit, bootstrap};
use crate::draw::Draws;
use crate::sample::Step;
use crate::stats::{Noise, mean, normal_quantile, variance};

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
    /// Standard deviation that luck alone would give an effect, of an input that does nothing; none with one replicate.
    pub noise: Option<f64>,
    /// What luck alone would make of `mu_star`.
    pub luck: Option<Luck>,
}

/// The mean size of the effects of an input that does nothing: luck moves up or down, and sizes do not cancel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Luck {
    /// Its expectation, √(2/π) of the standard deviation: luck taken for normal.
    pub expected: f64,
    /// What it would stay below in 39 of 40 designs, about: by simulation in 98 of 100 of twenty trajectories and four
    /// replicates, in 96 of six and two.
    pub most: f64,
}

impl Luck {
    /// Of the effects of one input, by replicate. None with one replicate. Where points share their luck (`paired`), so
    /// do effects, and their mean size is no steadier than one of them.
    fn of(effects: &[Vec<f64>], paired: bool) -> Option<Self> {
        let of_mean = |row: &Vec<f64>| Some(variance(row)? / row.len() as f64);
        let sd = libm::sqrt(mean(&effects.iter().map(of_mean).collect::<Option<Vec<_>>>()?)?);
        let share = 2.0 / std::f64::consts::PI;
        let independent = if paired { 1.0 } else { effects.len() as f64 };
        let expected = libm::sqrt(share) * sd;
        // The standard deviation is an estimate itself, of so many degrees of freedom.
        let degrees = independent * (effects.first()?.len() as f64 - 1.0);
        let spread = libm::sqrt((1.0 / share - 1.0) / independent + 1.0 / (2.0 * degrees));
        // Skewed as a mean of few sizes is: on the scale of ratios the bound holds for few trajectories, too.
        Some(Self { expected, most: expected * libm::exp(normal_quantile(0.975) * spread) })
    }
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
        let one = |input: usize| {
            let effects: Vec<Vec<f64>> = (whole.iter().zip(&steps))
                .filter_map(|((_, unit), steps)| {
                    let at = steps.iter().position(|step| step.input == input)?;
                    let differences = unit[at + 1].iter().zip(&unit[at]);
                    Some(differences.map(|(to, from)| (to - from) / steps[at].by).collect())
                })
                .collect();
            let units: Vec<Unit<'_>> = effects.iter().map(std::slice::from_ref).collect();
            let found = bootstrap(&units, paired, resamples, draws, |units| {
                let all: Vec<f64> = units.iter().map(|unit| unit[0]).collect();
                let sizes: Vec<f64> = all.iter().map(|effect| effect.abs()).collect();
                vec![mean(&all), mean(&sizes)]
            });
            let means: Vec<f64> = effects.iter().filter_map(|effect| mean(effect)).collect();
            let known = effects.first().is_some_and(|effect| effect.len() > 1);
            let noise = Noise::of(&effects).filter(|_| known);
            let mut mu_star = found[1]?;
            // A size is not below nothing, however wide its interval.
            mu_star.interval[0] = mu_star.interval[0].max(0.0);
            Some(Self {
                mu: found[0]?,
                mu_star,
                sigma: libm::sqrt(variance(&means)?),
                noise: noise.map(|noise| libm::sqrt(noise.of_mean)),
                luck: Luck::of(&effects, paired),
            })
        };
        (0..inputs).map(one).collect()
    }
}
