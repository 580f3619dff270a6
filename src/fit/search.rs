//! The whole of a fit: for each variant a cloud of plausible values, the best of them, and what they answer.

use super::answer::Answer;
use super::cloud::Cloud;
use super::observed::Observed;
use super::scale::{Searched, rounded};
use super::simplex::climb;
use super::simulator::Simulator;
use crate::draw::Draws;
use crate::scenario::ByName;
use rayon::prelude::*;

/// Evaluations of the climb from the best point of the cloud, for each parameter.
const CLIMB: usize = 40;

/// Told how a fit goes on.
pub trait Watch: Sync {
    /// Another sweep is done. Answering false stops the fit; nothing is lost that [`Watch::keep`] has kept.
    fn swept(&self, variant: usize, cloud: &Cloud) -> bool;
    /// Whether the fit has been told to stop.
    fn is_stopped(&self) -> bool;
    /// Keeps the clouds, so that the fit can go on from here another time.
    fn keep(&self, clouds: &[Cloud]);
}

/// One variant, fitted.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Name and label of the variant; none for the fit itself.
    pub variant: Option<(String, String)>,
    /// Positions of the parameters that moved.
    pub free: Vec<usize>,
    /// The best values, all parameters, to the digits of the fit file.
    pub best: Vec<f64>,
    /// Log likelihood there, of the targets that are fitted.
    pub log_likelihood: f64,
    /// What is answered there, by target.
    pub answers: Vec<Option<Answer>>,
    /// Plausible values: one row of all parameters for each draw.
    pub draws: Vec<Vec<f64>>,
    /// Log likelihood of each draw.
    pub log_likelihoods: Vec<f64>,
    /// What each draw answers, by target.
    pub draw_answers: Vec<Vec<Option<Answer>>>,
    /// Log of the evidence: the likelihood averaged over what was thought beforehand.
    pub log_evidence: f64,
    /// Scenarios run on the way.
    pub evaluations: u64,
}

impl Fitted {
    /// Akaike's criterion, 2·(parameters) − 2·(log likelihood at the best) (Akaike 1974): lower is better.
    pub fn aic(&self) -> f64 {
        2.0 * self.free.len() as f64 - 2.0 * self.log_likelihood
    }

    /// Log of the likelihood of what was held out, courses left aside, averaged over the draws; none if nothing was.
    pub fn held_out(&self, simulator: &Simulator) -> Option<f64> {
        // A distance between courses is no likelihood to be compared.
        let likely = |at: &usize| !matches!(simulator.observed[*at], Observed::Course(_));
        let held_out: Vec<usize> = simulator.held_out().filter(likely).collect();
        if held_out.is_empty() {
            return None;
        }
        let score = |answers: &Vec<Option<Answer>>| simulator.log_likelihood(answers, &held_out);
        let scores: Vec<f64> = self.draw_answers.iter().map(score).collect();
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = scores.iter().map(|score| libm::exp(score - highest)).sum::<f64>() / scores.len() as f64;
        Some(highest + libm::log(mean))
    }
}

/// One variant about to be fitted.
struct Search<'a> {
    simulator: &'a Simulator,
    name: &'a str,
    free: Vec<usize>,
    searched: Vec<Searched>,
    /// Every parameter, those held fast at their values.
    held: Vec<f64>,
    fitted: Vec<usize>,
}

impl Search<'_> {
    /// The values at a point, all parameters.
    fn values(&self, at: &[f64]) -> Vec<f64> {
        let mut values = self.held.clone();
        for ((&free, searched), &at) in self.free.iter().zip(&self.searched).zip(at) {
            values[free] = searched.value(at);
        }
        values
    }

    /// Log likelihood at these values, with the people of this simulator.
    fn log_likelihood(&self, simulator: &Simulator, values: &[f64]) -> f64 {
        let answers = simulator.answers(values, false);
        answers.map_or(f64::NEG_INFINITY, |answers| simulator.log_likelihood(&answers, &self.fitted))
    }

    fn log_prior(&self, at: &[f64]) -> f64 {
        self.searched.iter().zip(at).map(|(searched, &at)| searched.log_prior(at)).sum()
    }

    /// The point near `start` with the mode of the posterior, on the scales of the parameters.
    fn climb(&self, start: &[f64], watch: &dyn Watch) -> Vec<f64> {
        let mut height = |at: &[f64]| {
            // On level ground the climb ends at once.
            if watch.is_stopped() {
                return f64::NEG_INFINITY;
            }
            self.log_likelihood(self.simulator, &self.values(at)) + self.log_prior(at)
        };
        climb(start, 0.15, 1e-3, CLIMB * start.len().max(3), &mut height).0
    }

    /// The best values: those of a climb from the best of the cloud or, after a second look, of whichever does best
    /// there of the climb and the likeliest draws.
    fn best(&self, cloud: &Cloud, watch: &dyn Watch) -> Result<Vec<f64>, Stopped> {
        let file = &self.simulator.fit.file;
        let written = |at: &[f64]| -> Vec<f64> {
            self.values(at).into_iter().map(|value| rounded(value, file.digits as i32)).collect()
        };
        let climbed = self.climb(cloud.best().ok_or(Stopped::NoAnswer)?, watch);
        let (Some(confirm), Some(simulator)) = (&file.confirm, &self.simulator.confirm) else {
            return Ok(written(&climbed));
        };
        let mut likely: Vec<(f64, &[f64])> = cloud
            .points
            .iter()
            .map(Vec::as_slice)
            .zip(cloud.log_likelihoods())
            .map(|(at, log)| (log + self.log_prior(at), at))
            .collect();
        likely.sort_by(|one, other| other.0.total_cmp(&one.0));
        let again = likely.iter().take(confirm.draws as usize).map(|(_, at)| *at);
        let candidates: Vec<&[f64]> = std::iter::once(climbed.as_slice()).chain(again).collect();
        let height = |at: &&[f64]| match watch.is_stopped() {
            true => f64::NEG_INFINITY,
            false => self.log_likelihood(simulator, &written(at)) + self.log_prior(at),
        };
        let heights: Vec<f64> = candidates.par_iter().map(height).collect();
        let highest = (0..heights.len()).rev().max_by(|&a, &b| heights[a].total_cmp(&heights[b]));
        Ok(written(candidates[highest.unwrap_or(0)]))
    }

    fn finish(
        &self,
        cloud: &Cloud,
        variant: Option<(String, String)>,
        watch: &dyn Watch,
    ) -> Result<Fitted, Stopped> {
        let best = self.best(cloud, watch)?;
        let draws: Vec<Vec<f64>> = cloud.points.iter().map(|at| self.values(at)).collect();
        let answers = |values: &Vec<f64>| {
            let nothing = || vec![None; self.simulator.observed.len()];
            let asked = if watch.is_stopped() { None } else { self.simulator.answers(values, true) };
            asked.unwrap_or_else(nothing)
        };
        let of_best = answers(&best);
        let draw_answers = draws.par_iter().map(answers).collect();
        if watch.is_stopped() {
            return Err(Stopped::Interrupted);
        }
        Ok(Fitted {
            variant,
            free: self.free.clone(),
            log_likelihood: self.simulator.log_likelihood(&of_best, &self.fitted),
            best,
            answers: of_best,
            draw_answers,
            log_likelihoods: cloud.log_likelihoods(),
            draws,
            log_evidence: cloud.log_evidence,
            evaluations: cloud.evaluations,
        })
    }
}

/// Why a fit came to no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It was told to stop.
    Interrupted,
    /// Nowhere in the ranges does the scenario answer the targets.
    NoAnswer,
}

/// Fits the scenario and its variants, on the present rayon pool, going on from `clouds` that an earlier go has left.
/// The same result for any number of threads, and however often it was interrupted.
///
/// # Errors
/// See [`Stopped`].
pub fn search(
    simulator: &Simulator,
    mut clouds: Vec<Cloud>,
    watch: &dyn Watch,
) -> Result<Vec<Fitted>, Stopped> {
    let file = &simulator.fit.file;
    let draws = Draws::new(file.rng_seed, 0);
    let nothing_fixed = ByName::new();
    let main = std::iter::once((None, &nothing_fixed));
    let variants = main.chain(file.variants.iter().map(|variant| (Some(variant), &variant.fix)));
    let mut all = vec![];
    for (number, (variant, fix)) in variants.enumerate() {
        let named = |at: &usize| fix.get(&file.parameters[*at].name).copied();
        let free: Vec<usize> = (0..file.parameters.len()).filter(|at| named(at).is_none()).collect();
        let search = Search {
            simulator,
            name: variant.map_or("", |variant| &variant.name),
            searched: free.iter().map(|&at| Searched::new(&file.parameters[at])).collect(),
            free,
            held: (0..file.parameters.len()).map(|at| named(&at).unwrap_or(0.0)).collect(),
            fitted: simulator.fitted().collect(),
        };
        let height = |at: &[f64]| search.log_likelihood(simulator, &search.values(at));
        if clouds.len() == number {
            clouds.push(Cloud::begin(file.draws as usize, search.free.len(), &draws, search.name, &height));
        }
        if !clouds[number].has_any() {
            return Err(Stopped::NoAnswer);
        }
        while !clouds[number].is_settled() {
            if !watch.swept(number, &clouds[number]) {
                return Err(Stopped::Interrupted);
            }
            clouds[number].advance(&draws, search.name, &height);
            watch.keep(&clouds);
        }
        let label = |variant: &crate::scenario::fitting::Variant| {
            (variant.name.clone(), variant.label.clone().unwrap_or_else(|| variant.name.clone()))
        };
        all.push(search.finish(&clouds[number], variant.map(label), watch)?);
    }
    Ok(all)
}
