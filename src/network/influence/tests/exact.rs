//! Expected numbers of people won in networks of a few people, without any draw.

use super::super::{InfluenceProblem, Passing};

/// A set of people, a bit each.
type Mask = usize;

/// By set of adopters: the open people expected to be adopters in the end.
pub(super) fn won(problem: &InfluenceProblem) -> Vec<f64> {
    let pulls = pulls(problem);
    match problem.passing {
        Passing::Once { pressure } => by_worlds(problem, &|person| {
            let mut worlds = vec![(0, 1.0)];
            for (peer, &c) in pulls[person].iter().enumerate().filter(|(_, c)| **c > 0.0) {
                let p = 1.0 - (-pressure * c).exp();
                let with = worlds.iter().map(|&(mask, share)| (mask | 1 << peer, share * p));
                let without = worlds.iter().map(|&(mask, share)| (mask, share * (1.0 - p)));
                worlds = with.chain(without).collect();
            }
            worlds
        }),
        Passing::Threshold => by_worlds(problem, &|person| {
            let scale = pulls[person].iter().sum::<f64>().max(1.0);
            let mut worlds: Vec<(Mask, f64)> =
                pulls[person].iter().enumerate().map(|(peer, c)| (1 << peer, c / scale)).collect();
            worlds.retain(|&(_, share)| share > 0.0);
            worlds.push((0, 1.0 - worlds.iter().map(|world| world.1).sum::<f64>()));
            worlds
        }),
        Passing::Within { pressure, steps } => by_rates(problem, &pulls, pressure, steps),
    }
}

/// What `people` win beyond those whom adopters win.
pub(super) fn gain(problem: &InfluenceProblem, won: &[f64], people: &[u32]) -> f64 {
    let adopters = mask(problem.adopter);
    won[people.iter().fold(adopters, |mask, person| mask | 1 << person)] - won[adopters]
}

/// The largest gain of `number` people.
pub(super) fn best_gain(problem: &InfluenceProblem, won: &[f64], number: usize) -> f64 {
    let people = |set: Mask| (0..problem.open.len() as u32).filter(move |person| set >> person & 1 == 1);
    (0..won.len())
        .filter(|set| set.count_ones() as usize == number)
        .map(|set| gain(problem, won, &people(set).collect::<Vec<_>>()))
        .fold(0.0, f64::max)
}

fn mask(people: &[bool]) -> Mask {
    people.iter().enumerate().map(|(person, &on)| usize::from(on) << person).sum()
}

/// By person and peer: the weight c, summed over layers.
fn pulls(problem: &InfluenceProblem) -> Vec<Vec<f64>> {
    let size = problem.open.len();
    let ties = |layer: usize, person: usize| {
        let layer = &problem.network.layers[layer];
        let mut row = vec![0.0; size];
        for (at, &peer) in layer.peers(person as u32).iter().enumerate() {
            row[peer as usize] = layer.weights(person as u32).map_or(1.0, |weights| f64::from(weights[at]));
        }
        row
    };
    let pull = |person: usize| {
        let mut row = vec![0.0; size];
        let layers = || 0..problem.network.layers.len();
        let total = |layer| ties(layer, person).iter().sum::<f64>();
        let weight = |layer: usize| problem.network.layers[layer].weight;
        let all: f64 = layers().filter(|&layer| total(layer) > 0.0).map(weight).sum();
        for layer in layers().filter(|&at| problem.layer.is_none_or(|only| only == at)) {
            let scale = if problem.share { all * total(layer) } else { 1.0 };
            for (c, tie) in row.iter_mut().zip(ties(layer, person)) {
                *c += if tie > 0.0 { weight(layer) * tie / scale } else { 0.0 };
            }
        }
        row
    };
    (0..size).map(pull).collect()
}

/// Over all worlds in which each person listens to some of their peers: `listens`
/// gives the sets of peers and their probabilities.
fn by_worlds(problem: &InfluenceProblem, listens: &dyn Fn(usize) -> Vec<(Mask, f64)>) -> Vec<f64> {
    let size = problem.open.len();
    let open = mask(problem.open);
    let listens: Vec<_> =
        (0..size).map(|person| if problem.open[person] { listens(person) } else { vec![(0, 1.0)] }).collect();
    let mut won = vec![0.0; 1 << size];
    let mut reached = vec![0; 1 << size];
    let mut at = vec![0; size];
    loop {
        let share: f64 = (0..size).map(|person| listens[person][at[person]].1).product();
        let reach = |from: usize| {
            let mut set: Mask = 1 << from;
            loop {
                let hear = |&person: &usize| listens[person][at[person]].0 & set != 0;
                let grown = (0..size).filter(hear).fold(set, |grown, person| grown | 1 << person);
                if grown == set {
                    return set;
                }
                set = grown;
            }
        };
        let alone: Vec<Mask> = (0..size).map(reach).collect();
        for set in 1..1 << size {
            let last = usize::ilog2(set) as usize;
            reached[set] = reached[set ^ 1 << last] | alone[last];
            won[set] += share * f64::from((reached[set] & open).count_ones());
        }
        // The next world, as a clock counts.
        let Some(turn) = (0..size).find(|&person| at[person] + 1 < listens[person].len()) else { return won };
        at[turn] += 1;
        at[..turn].fill(0);
    }
}

/// In continuous time, by uniformisation (Jensen 1953) over all sets of adopters:
/// an open person becomes one at the rate pressure · Σ c of the adopters they see.
fn by_rates(problem: &InfluenceProblem, pulls: &[Vec<f64>], pressure: f64, steps: f64) -> Vec<f64> {
    let size = problem.open.len();
    let open = mask(problem.open);
    let rate = |set: Mask, person: usize| {
        let free = problem.open[person] && set >> person & 1 == 0;
        let seen = pulls[person].iter().enumerate().filter(|(peer, _)| set >> peer & 1 == 1);
        if free { pressure * seen.map(|(_, c)| c).sum::<f64>() } else { 0.0 }
    };
    let fastest =
        (0..1 << size).map(|set| (0..size).map(|person| rate(set, person)).sum::<f64>()).fold(1e-9, f64::max);
    let mut count: Vec<f64> = (0..1usize << size).map(|set| f64::from((set & open).count_ones())).collect();
    let mut won = vec![0.0; 1 << size];
    let mut poisson = (-fastest * steps).exp();
    for events in 1..200 {
        won.iter_mut().zip(&count).for_each(|(won, count)| *won += poisson * count);
        poisson *= fastest * steps / f64::from(events);
        let next = |set: Mask| {
            let gain = |person| rate(set, person) / fastest * (count[set | 1 << person] - count[set]);
            count[set] + (0..size).map(gain).sum::<f64>()
        };
        count = (0..1 << size).map(next).collect();
    }
    won
}
