//! Whom a programme takes in.
//!
//! People who meet every condition are ranked by a rule and taken from the
//! top; ties are broken by slots, so the choice is the same for any number of
//! threads and any arm in which people stand alike.

mod harm;
mod influence;

pub use harm::harm;

use super::Setting;
use super::block::Block;
use super::model::Model;
use crate::draw::{Purpose, below};
use crate::network::{Layer, Network, degrees, k_core, page_rank};
use crate::scenario::{Intervention, Targeting, TargetingRule, Training};
use rayon::prelude::*;

/// Rounds of naming friends before a programme makes do with whom it has.
const NOMINATION_ROUNDS: u32 = 8;

/// How many people a programme takes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Everybody who qualifies.
    All,
    /// A share of those who qualify, rounded.
    Share(f64),
    /// A number, or everybody who qualifies if they are fewer.
    Number(usize),
}

impl Amount {
    /// From a scenario's `reach` and `number`.
    pub fn new(share: Option<f64>, number: Option<u32>) -> Self {
        match (share, number) {
            (_, Some(number)) => Self::Number(number as usize),
            (Some(share), None) => Self::Share(share),
            (None, None) => Self::All,
        }
    }

    fn of(self, qualify: usize) -> usize {
        match self {
            Self::All => qualify,
            Self::Share(share) => (share * qualify as f64).round() as usize,
            Self::Number(number) => number.min(qualify),
        }
    }
}

/// The people whom `spec` picks at step `t` for the programme called `name`, best first.
/// O(people · log people), and O(ties) for rules that look at the network; see `influence` for that rule.
pub fn pick(
    spec: &Targeting,
    amount: Amount,
    name: &str,
    blocks: &[Block],
    setting: &Setting,
    t: i32,
) -> Vec<u32> {
    pick_with_reserve(spec, amount, &|_| 0, name, blocks, setting, t).people
}

/// Whom a programme takes in.
#[derive(Clone, Debug, Default)]
pub struct Picked {
    /// Those taken in, best first.
    pub people: Vec<u32>,
    /// Those who would come next.
    pub waiting: Vec<u32>,
    /// Under `influence`: the share of the best possible that the choice is certified to win.
    pub guarantee: Option<f64>,
}

/// As [`pick`], and as many as `reserve` says of a number taken in who would come next.
pub fn pick_with_reserve(
    spec: &Targeting,
    amount: Amount,
    reserve: &dyn Fn(usize) -> usize,
    name: &str,
    blocks: &[Block],
    setting: &Setting,
    t: i32,
) -> Picked {
    let qualifies = qualifying(spec, blocks, setting, t);
    let candidates: Vec<u32> = match spec.rule {
        TargetingRule::List => listed(spec, &qualifies, setting),
        _ => (0..qualifies.len() as u32).filter(|&p| qualifies[p as usize]).collect(),
    };
    let taken_in = amount.of(candidates.len());
    if taken_in == 0 {
        return Picked::default();
    }
    let number = taken_in.saturating_add(reserve(taken_in)).min(candidates.len());
    let community = setting.community;
    let network = &community.network;
    let position =
        spec.layer.as_ref().and_then(|name| network.layers.iter().position(|layer| layer.name == *name));
    let layer = position.map(|at| &network.layers[at]);
    let mut words = vec![0; qualifies.len()];
    community.draws.stream(Purpose::of("targets", name), 0).fill(0, &mut words);
    let ranked = |score: &(dyn Fn(u32) -> u64 + Sync)| {
        let mut people = candidates.clone();
        people.par_sort_unstable_by_key(|&p| (u64::MAX - score(p), words[p as usize], p));
        people.truncate(number);
        people
    };
    let mut guarantee = None;
    let mut people = match spec.rule {
        // Harm is weighed by whoever runs the programme ([`harm()`]).
        TargetingRule::Random | TargetingRule::Harm => ranked(&|_| 0),
        TargetingRule::Degree => {
            let degrees = degrees(network, position);
            ranked(&|p| u64::from(degrees[p as usize]))
        }
        TargetingRule::KCore => {
            let cores = k_core(network, position);
            ranked(&|p| u64::from(cores[p as usize]))
        }
        TargetingRule::PageRank => {
            // Non-negative floats order like their bits.
            let ranks = page_rank(network, position, 0.85);
            ranked(&|p| ranks[p as usize].to_bits())
        }
        TargetingRule::Stage => ranked(&|p| {
            let block = &blocks[p as usize / community.block_size];
            let i = p as usize - block.first;
            u64::from(block.stage(i)) << 8 | u64::from(block.symptoms(i).count_ones())
        }),
        TargetingRule::Nomination => nominated(&qualifies, number, name, &words, network, layer, setting),
        TargetingRule::Venue => in_venues(&candidates, number, name, layer, setting),
        TargetingRule::Influence => {
            let of = (&candidates[..], &words[..]);
            let found = influence::influential(spec, (number, name), of, position, blocks, setting);
            guarantee = found.as_ref().map(|found| found.guarantee);
            found.map_or_else(|| ranked(&|_| 0), |found| found.people)
        }
        TargetingRule::List => candidates.into_iter().take(number).collect(),
    };
    let waiting = people.split_off(taken_in.min(people.len()));
    Picked { people, waiting, guarantee }
}

/// The conditions of a targeting, looked up once.
pub struct Conditions<'a> {
    spec: &'a Targeting,
    model: &'a Model,
    t: i32,
    groups: u64,
    symptom: Option<usize>,
    stage: Option<usize>,
}

impl<'a> Conditions<'a> {
    /// The conditions of `spec` at step `t`.
    pub fn of(spec: &'a Targeting, setting: &Setting<'a>, t: i32) -> Self {
        let scenario = setting.scenario;
        let groups = scenario.population.groups.iter().enumerate();
        let wanted = groups.filter(|(_, g)| spec.groups.is_empty() || spec.groups.contains(&g.name));
        Self {
            spec,
            model: setting.model,
            t,
            groups: wanted.fold(0, |bits, (g, _)| bits | 1 << g),
            symptom: spec
                .symptom
                .as_ref()
                .and_then(|name| scenario.symptoms.iter().position(|s| s.name == *name)),
            stage: spec.stage.as_ref().and_then(|name| scenario.stages.iter().position(|s| s.name == *name)),
        }
    }

    /// Whether person `i` of `block` meets all of them.
    pub fn met_by(&self, block: &Block, i: usize) -> bool {
        let age = f64::from(self.model.age_after(block.age(i), self.t));
        self.groups >> block.group(i) & 1 == 1
            && self.spec.ages.is_none_or(|[from, to]| (from..to).contains(&age))
            && self.symptom.is_none_or(|s| block.symptoms(i) >> s & 1 == 1)
            && self.stage.is_none_or(|k| usize::from(block.stage(i)) == k + 1)
    }
}

/// By person: whether they meet every condition of `spec`.
fn qualifying(spec: &Targeting, blocks: &[Block], setting: &Setting, t: i32) -> Vec<bool> {
    let conditions = Conditions::of(spec, setting, t);
    let everybody = blocks.iter().flat_map(|block| (0..block.len()).map(move |i| (block, i)));
    everybody.map(|(block, i)| conditions.met_by(block, i)).collect()
}

/// The clients of the venues that a training picks, who qualify, and the number of those venues: venues with such
/// clients, at random or those with most of them first.
pub fn clients(
    intervention: &Intervention,
    training: &Training,
    amount: Amount,
    blocks: &[Block],
    setting: &Setting,
    t: i32,
) -> (Vec<u32>, usize) {
    let spec = &intervention.targeting;
    let layers = &setting.community.network.layers;
    let layer = layers.iter().find(|layer| layer.name == training.layer);
    let Some(venues) = layer.and_then(|layer| layer.venues.as_ref()) else { return (vec![], 0) };
    let qualifies = qualifying(spec, blocks, setting, t);
    let goes = |&person: &u32| qualifies[person as usize] && venues[person as usize] != u32::MAX;
    let clients: Vec<u32> = (0..qualifies.len() as u32).filter(goes).collect();
    let last = clients.iter().map(|&person| venues[person as usize]).max().unwrap_or(0);
    let mut counts = vec![0u32; last as usize + 1];
    clients.iter().for_each(|&person| counts[venues[person as usize] as usize] += 1);
    let stream = setting.community.draws.stream(Purpose::of("targets", &intervention.name), 0);
    let most_first = spec.rule == TargetingRule::Degree;
    let mut order: Vec<(u32, u32, u32)> = (0..counts.len() as u32)
        .filter(|&venue| counts[venue as usize] > 0)
        .map(|venue| {
            let rank = if most_first { u32::MAX - counts[venue as usize] } else { 0 };
            (rank, stream.at(venue as usize), venue)
        })
        .collect();
    order.sort_unstable();
    order.truncate(amount.of(order.len()));
    let mut trained = vec![false; counts.len()];
    order.iter().for_each(|&(_, _, venue)| trained[venue as usize] = true);
    let people = clients.into_iter().filter(|&p| trained[venues[p as usize] as usize]).collect();
    (people, order.len())
}

/// The people listed in `ids` or `file` who qualify, each once, in the order of the list.
fn listed(spec: &Targeting, qualifies: &[bool], setting: &Setting) -> Vec<u32> {
    let file = spec.file.as_ref().and_then(|file| setting.community.inputs.lists.get(file));
    let mut left = qualifies.to_vec();
    let mut once = |&p: &u32| left.get_mut(p as usize).is_some_and(std::mem::take);
    spec.ids.iter().chain(file.into_iter().flatten()).copied().filter(|p| once(p)).collect()
}

/// Random people in turn name one of their peers at random, until `number` are named.
fn nominated(
    qualifies: &[bool],
    number: usize,
    name: &str,
    words: &[u32],
    network: &Network,
    layer: Option<&Layer>,
    setting: &Setting,
) -> Vec<u32> {
    let mut order: Vec<u32> = (0..qualifies.len() as u32).collect();
    order.par_sort_unstable_by_key(|&p| (words[p as usize], p));
    let mut chosen = vec![false; qualifies.len()];
    let mut named = Vec::with_capacity(number);
    for round in 0..NOMINATION_ROUNDS {
        let stream = setting.community.draws.stream(Purpose::of("nominates", name), round);
        for &nominator in &order {
            if named.len() == number {
                return named;
            }
            let peers = |layer: &Layer| layer.peers(nominator).to_vec();
            let friends: Vec<u32> = match layer {
                Some(layer) => peers(layer),
                None => network.layers.iter().flat_map(peers).collect(),
            };
            if friends.is_empty() {
                continue;
            }
            let friend = friends[below(stream.at(nominator as usize), friends.len())];
            if qualifies[friend as usize] && !std::mem::replace(&mut chosen[friend as usize], true) {
                named.push(friend);
            }
        }
    }
    named
}

/// Venues in random order, each with all its candidates, until `number` are found.
fn in_venues(
    candidates: &[u32],
    number: usize,
    name: &str,
    layer: Option<&Layer>,
    setting: &Setting,
) -> Vec<u32> {
    let Some(venues) = layer.and_then(|layer| layer.venues.as_ref()) else { return vec![] };
    let stream = setting.community.draws.stream(Purpose::of("venues", name), 0);
    let mut members: Vec<(u32, u32, u32)> = candidates
        .par_iter()
        .map(|&p| (venues[p as usize], p))
        .filter(|&(venue, _)| venue != u32::MAX)
        .map(|(venue, p)| (stream.at(venue as usize), venue, p))
        .collect();
    members.par_sort_unstable();
    members.into_iter().take(number).map(|(_, _, p)| p).collect()
}
