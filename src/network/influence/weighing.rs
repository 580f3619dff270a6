//! What each peer weighs in a person's peer_exposure.

use super::InfluenceProblem;
use crate::network::Layer;
use rayon::prelude::*;

/// People, and the ties along which influence passes to them, with their weights c.
///
/// A walk looks at people in no order, so it costs as much as the places in
/// memory that it goes to: one for a person and one for all their ties. Takes
/// 12 bytes a person and 8 a tie.
pub(super) struct Weighed {
    people: Vec<Person>,
    ties: Vec<(u32, f32)>,
}

/// What a walk has to know about a person.
#[derive(Clone, Copy)]
pub(super) struct Person {
    first: u32,
    ties: u32,
    pub(super) adopter: bool,
    pub(super) candidate: bool,
}

impl Weighed {
    /// With the ties of open people only: nobody else can be won. O(arcs), parallel.
    pub(super) fn new(problem: &InfluenceProblem) -> Self {
        let is_open = |person: u32| problem.open[person as usize];
        let row = |person: u32| is_open(person).then(|| row(problem, person)).into_iter().flatten();
        let mut first = 0;
        let mut person = |(&open, &adopter): (&bool, &bool), person: u32| {
            let degree = |layer: &Layer| layer.degree(person) as u32;
            let ties = if open { picked(problem).iter().map(degree).sum() } else { 0 };
            first += ties;
            Person { first: first - ties, ties, adopter, candidate: false }
        };
        let size = problem.open.len() as u32;
        let open_and_adopter = problem.open.iter().zip(problem.adopter);
        let mut people: Vec<Person> = open_and_adopter.zip(0..size).map(|(is, id)| person(is, id)).collect();
        problem.candidates.iter().for_each(|&person| people[person as usize].candidate = true);
        Self { people, ties: (0..size).into_par_iter().flat_map_iter(row).collect() }
    }

    /// Number of people.
    pub(super) fn size(&self) -> usize {
        self.people.len()
    }

    #[inline]
    pub(super) fn person(&self, person: u32) -> Person {
        self.people[person as usize]
    }

    /// Whom a person sees, and how much each weighs; someone seen in two layers is there twice.
    #[inline]
    pub(super) fn ties(&self, person: Person) -> &[(u32, f32)] {
        &self.ties[person.first as usize..][..person.ties as usize]
    }
}

/// The layers whose ties pass anything on.
fn picked<'a>(problem: &InfluenceProblem<'a>) -> &'a [Layer] {
    let layers = &problem.network.layers;
    problem.layer.map_or(layers, |at| &layers[at..=at])
}

fn row<'a>(problem: &InfluenceProblem<'a>, person: u32) -> impl Iterator<Item = (u32, f32)> + use<'a> {
    // The denominator is that of peer_exposure, which looks at all layers.
    let has_peers = |layer: &&Layer| strength(layer, person) > 0.0;
    let all = problem.network.layers.iter().filter(has_peers).map(|layer| layer.weight).sum::<f64>();
    let share = problem.share;
    picked(problem).iter().flat_map(move |layer| {
        let total = if share { all * strength(layer, person) } else { 1.0 };
        // Without a total, there are no ties or they weigh nothing.
        let scale = if total > 0.0 { layer.weight / total } else { 0.0 };
        let weights = layer.weights(person);
        let c = move |at: usize| scale * weights.map_or(1.0, |weights| f64::from(weights[at]));
        layer.peers(person).iter().enumerate().map(move |(at, &peer)| (peer, c(at) as f32))
    })
}

/// What a person's ties in a layer weigh together.
fn strength(layer: &Layer, person: u32) -> f64 {
    match layer.weights(person) {
        None => layer.degree(person) as f64,
        Some(weights) => weights.iter().map(|&weight| f64::from(weight)).sum(),
    }
}
