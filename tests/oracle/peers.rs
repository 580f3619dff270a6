//! What a person sees others do: peers in layers and circles, and the norm of the group.

use super::person::Person;
use super::serial::Serial;

/// The peers of one person in one layer, each with the weight of the tie.
struct Seen {
    weight: f32,
    /// Whether ties have weights of their own.
    weighted: bool,
    peers: Vec<(usize, f32)>,
}

/// Peers by practice: weighted shares (or numbers) of all, and of those without a symptom.
pub struct Followers {
    pub all: [f32; 32],
    pub well: [f32; 32],
}

impl Serial<'_> {
    /// The layers of the network, then the circles of programmes, as `i` sees them.
    fn sees(&self, i: usize) -> Vec<Seen> {
        let mut all = vec![];
        for layer in &self.community.network.layers {
            let weight = layer.weight as f32;
            let weights = layer.weights(i as u32);
            let tie = |at: usize| weights.map_or(1.0, |weights| weights[at]);
            let peers = layer.peers(i as u32).iter().enumerate();
            let (weighted, peers) =
                (weights.is_some(), peers.map(|(at, &j)| (j as usize, tie(at))).collect());
            all.push(Seen { weight, weighted, peers });
        }
        for (weight, fellows) in self.circles_of(i) {
            let peers = fellows.into_iter().map(|j| (j, 1.0)).collect();
            all.push(Seen { weight, weighted: false, peers });
        }
        all
    }

    /// Weight of adopting peers, shares over layers or numbers; with `only_new`, of those who have just adopted.
    pub fn exposure(&self, i: usize, before: &[Person], count: bool, only_new: bool) -> f32 {
        let (mut sum, mut weights) = (0.0f32, 0.0f32);
        for Seen { weight, weighted, peers } in self.sees(i) {
            // Peers who count alike are counted first and weighed then; ties of different weight one by one.
            let (mut unwell_adopters, mut well_adopters, mut others) = (0, 0, 0);
            let (mut boosted, mut adopting_ties, mut other_ties) = (0.0f32, 0.0f32, 0.0f32);
            for (j, tie) in peers {
                let (practice, unwell, champion, new) = before[j].seen;
                let benefit = if unwell { 1.0 } else { self.model.well_weight };
                let boost = if champion { self.boosts[j] } else { 1.0 };
                match self.model.adopts(practice as u8) && (new || !only_new) {
                    true if weighted => {
                        adopting_ties += tie * (benefit * boost);
                        other_ties += tie * (benefit * boost);
                    }
                    false if weighted => other_ties += tie,
                    true if champion => boosted += boost * benefit,
                    true if unwell => unwell_adopters += 1,
                    true => well_adopters += 1,
                    false => others += 1,
                }
            }
            let adopting = if weighted {
                adopting_ties
            } else {
                unwell_adopters as f32 + self.model.well_weight * well_adopters as f32 + boosted
            };
            let all = if weighted { other_ties } else { others as f32 + adopting };
            if count {
                sum += weight * adopting;
            } else if all > 0.0 {
                sum += weight * (adopting / all);
                weights += weight;
            }
        }
        if count || weights == 0.0 { sum } else { sum / weights }
    }

    pub fn followers(&self, i: usize, before: &[Person]) -> Followers {
        let count = self.model.counts_peers;
        let (mut sum, mut weights) = (Followers { all: [0.0; 32], well: [0.0; 32] }, 0.0f32);
        for Seen { weight, peers, .. } in self.sees(i) {
            let (mut all, mut well, mut total) = ([0.0f32; 32], [0.0f32; 32], 0.0f32);
            for (j, tie) in peers {
                let (practice, unwell, champion, _) = before[j].seen;
                let tie = if champion { tie * self.boosts[j] } else { tie };
                total += tie;
                all[practice] += tie;
                if !unwell {
                    well[practice] += tie;
                }
            }
            if total > 0.0 {
                let scale = if count { weight } else { weight / total };
                for s in 0..32 {
                    sum.all[s] += scale * all[s];
                    sum.well[s] += scale * well[s];
                }
                weights += weight;
            }
        }
        if weights > 0.0 && !count {
            sum.all.iter_mut().chain(&mut sum.well).for_each(|share| *share /= weights);
        }
        sum
    }

    /// Share of group `g` who followed one of the practices meant at the end of the last step.
    pub fn norm(&self, g: usize, before: &[Person], follows: impl Fn(usize) -> bool) -> f32 {
        let group: Vec<&Person> = before.iter().filter(|p| p.group == g).collect();
        let following = group.iter().filter(|p| follows(p.practice)).count();
        (following as f64 / group.len().max(1) as f64) as f32
    }
}
