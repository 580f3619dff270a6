//! Whom habit holds: people who choose and who, by how they feel today alone, go on with what they do.
//!
//! Someone keeps to practice `now` if, for every other practice s available to them,
//!
//! ```text
//! appeal_now + habit + G_now  >  appeal_s + G_s + pulls,   pulls = |peer| + |norm| + |benefit| + |discomfort| · symptoms
//! ```
//!
//! since shares lie between 0 and 1 and symptoms between none and all. G_now is bounded from below by the mood it
//! falls in, a 32nd of its distribution; for each mood that leaves one word for every other practice which the word
//! drawn must not reach. So most reviews end with a few whole numbers compared.

use super::choice::room;
use super::group::GroupModel;
use super::rule::Rule;

/// Parts of equal probability into which feelings about the present practice are divided.
const MOODS: usize = 1 << MOOD_BITS;
const MOOD_BITS: u32 = 5;

/// By group, present practice and mood: the word at which each practice may be chosen instead.
#[derive(Clone, Debug)]
pub struct Loyalty {
    practices: usize,
    tempting: Vec<u32>,
}

impl Loyalty {
    /// Under this rule; none where nobody chooses, or where peers are counted and their pull has no bound.
    pub fn new(rule: &Rule, groups: &[GroupModel], symptoms: usize, counts_peers: bool) -> Option<Self> {
        let &Rule::Choice { peer, norm, benefit, discomfort, habit } = rule else { return None };
        if counts_peers {
            return None;
        }
        let pulls = f64::from(peer.abs() + norm.abs() + benefit.abs() + discomfort.abs() * symptoms as f32);
        let practices = groups.first().map_or(0, |group| group.appeal.len());
        let width = room(practices);
        let mut tempting = Vec::with_capacity(groups.len() * practices * MOODS * width);
        for group in groups {
            let available = |s: usize| group.available >> s & 1 == 1;
            for now in 0..practices {
                for mood in 0..MOODS {
                    let least = -libm::log(-libm::log(mood as f64 / MOODS as f64));
                    let own = f64::from(group.appeal[now]) + f64::from(habit) + least;
                    tempting.extend((0..width).map(|s| match s {
                        // Whoever has to change is held by nothing.
                        _ if !available(now) => 0,
                        s if s == now || s >= practices || !available(s) => u32::MAX,
                        s => reached_at(own - f64::from(group.appeal[s]) - pulls),
                    }));
                }
            }
        }
        Some(Self { practices, tempting })
    }

    /// Whether somebody goes on with practice `now`, whatever their peers do and wherever it hurts; `words` decide how
    /// they feel about each practice today. Where it says no they may still.
    #[inline(always)]
    pub fn holds<const PRACTICES: usize>(&self, group: u8, now: u8, words: &[u32; PRACTICES]) -> bool {
        let mood = words[usize::from(now) % PRACTICES] >> (u32::BITS - MOOD_BITS);
        let row = (usize::from(group) * self.practices + usize::from(now)) * MOODS + mood as usize;
        let row = &self.tempting[row * PRACTICES..][..PRACTICES];
        words.iter().zip(row).fold(true, |holds, (word, tempting)| holds & (word < tempting))
    }
}

/// The smallest word whose Gumbel variate may reach `level`, with room for rounding on either side of the comparison.
fn reached_at(level: f64) -> u32 {
    const ROOM: f64 = 1e-4;
    let level = level - ROOM * (1.0 + level.abs());
    // Below 0, and so 0, where the mood has no lower bound.
    (libm::exp(-libm::exp(-level)) * 4_294_967_296.0 - 1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::exponential;

    fn groups() -> Vec<GroupModel> {
        let group = |appeal: &[f32], available| {
            let mut group = GroupModel::default();
            (group.appeal, group.available) = (appeal.to_vec(), available);
            group
        };
        vec![group(&[0.4, -0.3, 1.0, 0.0], 0b1011), group(&[0.0; 4], 0b1110)]
    }

    /// Nobody who is held would change even if all peers, the norm and every symptom spoke against their practice.
    #[test]
    fn whoever_is_held_would_stay_under_the_strongest_pull() {
        let rule = Rule::Choice { peer: 1.0, norm: 0.2, benefit: 0.6, discomfort: 0.3, habit: 4.0 };
        let groups = groups();
        let loyalty = Loyalty::new(&rule, &groups, 2, false).expect("choosers with shares");
        let gumbel = |word: u32| -libm::log(exponential(word));
        let (mut held, mut kept) = (0, 0);
        let mut word = 1u32;
        for _ in 0..200_000 {
            let words: [u32; 8] = std::array::from_fn(|_| {
                word = word.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
                (word >> ((word >> 28) + 4) ^ word).wrapping_mul(277_803_737)
            });
            for (g, group) in groups.iter().enumerate() {
                for now in 0..4u8 {
                    let total = |s: usize| f64::from(group.appeal[s]) + gumbel(words[s]);
                    let others = (0..4).filter(|&s| s != usize::from(now) && group.available >> s & 1 == 1);
                    let best = others.map(total).fold(f64::NEG_INFINITY, f64::max);
                    let stays = total(now.into()) + 4.0 > best + 2.4 && group.available >> now & 1 == 1;
                    let holds = loyalty.holds(g as u8, now, &words);
                    assert!(stays || !holds, "{now} in group {g}: {words:?}");
                    held += u32::from(holds);
                    kept += u32::from(stays);
                }
            }
        }
        // Most of those who stay are known at once.
        assert!(held > kept * 4 / 5, "{held} of {kept}");
    }

    #[test]
    fn it_has_nothing_to_say_of_others() {
        let choice = Rule::Choice { peer: 1.0, norm: 0.0, benefit: 0.0, discomfort: 0.0, habit: 1.0 };
        assert!(Loyalty::new(&choice, &groups(), 0, true).is_none());
        assert!(Loyalty::new(&Rule::Cascade { q: 0.1 }, &groups(), 0, false).is_none());
    }
}
