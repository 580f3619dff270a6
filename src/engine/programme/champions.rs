//! Champions: who is one, until when, and who takes the place of one who is lost.

use crate::draw::{self, Draws, Purpose};
use crate::scenario::Champions as Spec;
use std::collections::{BTreeMap, VecDeque};

/// The champions of one intervention.
#[derive(Clone, Debug, Default)]
pub struct Champions {
    /// Step until which each is one.
    until: BTreeMap<u32, i32>,
    /// Who may drop out at a step.
    dropouts: BTreeMap<i32, Vec<u32>>,
    /// The next of the ranking.
    waiting: VecDeque<u32>,
    /// Champions lost and not replaced yet.
    vacancies: usize,
}

impl Champions {
    /// Nobody yet; `waiting` would come next.
    pub fn new(waiting: Vec<u32>) -> Self {
        Self { waiting: waiting.into(), ..Self::default() }
    }

    /// A person is a champion from step `t` until the programme ends or they drop out: after an exponential time,
    /// drawn as they begin. Returns the step until which they are one.
    pub fn begin(
        &mut self,
        person: u32,
        (spec, name): (&Spec, &str),
        (t, end): (i32, i32),
        draws: &Draws,
        step: f64,
    ) -> i32 {
        let per_step = spec.dropout.map_or(0.0, |rate| rate.per_week() * step);
        let mut until = end;
        if per_step > 0.0 {
            let word = draws.stream(Purpose::of("dropout", name), t as u32).at(person as usize);
            let stays = (draw::exponential(word) / per_step).ceil().min(1e9) as i32;
            until = end.min(t.saturating_add(stays));
            if until < end {
                self.dropouts.entry(until).or_default().push(person);
            }
        }
        self.until.insert(person, until);
        until
    }

    /// Those who drop out at step `t` leave vacancies.
    pub fn lose(&mut self, t: i32) {
        for person in self.dropouts.remove(&t).unwrap_or_default() {
            // Somebody who left the community since is a vacancy already.
            if self.until.get(&person) == Some(&t) {
                self.until.remove(&person);
                self.vacancies += 1;
            }
        }
    }

    /// Somebody has left the community: a vacancy, even if they would drop out in this step.
    pub fn forget(&mut self, person: u32) {
        self.vacancies += usize::from(self.until.remove(&person).is_some());
    }

    /// Who takes the places that are vacant: the next of the ranking who still qualify, as far as there are any.
    pub fn replacements(&mut self, qualifies: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut found = vec![];
        while found.len() < self.vacancies {
            let Some(next) = self.waiting.pop_front() else { break };
            if qualifies(next) {
                found.push(next);
            }
        }
        self.vacancies = 0;
        found
    }
}

/// How many to keep on the waiting list: half as many again as are lost on average, and ten.
pub fn reserve(spec: &Spec, taken_in: usize, weeks: f64, turnover_per_week: f64) -> usize {
    if !spec.replace {
        return 0;
    }
    let per_week = spec.dropout.map_or(0.0, |rate| rate.per_week()) + turnover_per_week;
    (1.5 * taken_in as f64 * per_week * weeks).ceil().min(1e9) as usize + 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Rate;

    #[test]
    fn whoever_drops_out_is_replaced_by_the_next_who_qualifies() {
        let rate: Rate = "0.5 per week".parse().unwrap();
        let spec = Spec { boost: 1.0, dropout: Some(rate), replace: true };
        let draws = Draws::new(3, 0);
        let mut champions = Champions::new(vec![100, 101, 102]);
        let until: Vec<i32> =
            (0..50).map(|p| champions.begin(p, (&spec, "c"), (10, 12), &draws, 1.0)).collect();
        assert!(until.iter().all(|u| (11..=12).contains(u)));
        let lost = until.iter().filter(|&&u| u == 11).count();
        // 1 − e^−.5 = .39 of 50, ± 3.5 standard errors of .069: a false alarm in 2,000.
        assert!((8..=31).contains(&lost), "{lost}");
        champions.lose(11);
        assert_eq!(champions.replacements(|p| p != 101), [100, 102], "no more are waiting");
        assert!(champions.replacements(|_| true).is_empty());
    }

    #[test]
    fn without_dropout_all_stay_and_leaving_the_community_makes_room() {
        let spec = Spec { boost: 1.0, dropout: None, replace: true };
        let mut champions = Champions::new(vec![7]);
        assert_eq!(champions.begin(1, (&spec, "c"), (0, 90), &Draws::new(1, 0), 1.0), 90);
        champions.lose(5);
        assert!(champions.replacements(|_| true).is_empty());
        champions.forget(1);
        champions.forget(1);
        assert_eq!(champions.replacements(|_| true), [7]);
    }

    #[test]
    fn whoever_leaves_the_community_in_the_step_of_their_dropout_is_replaced() {
        let spec = Spec { boost: 1.0, dropout: Some("50 per week".parse().unwrap()), replace: true };
        let mut champions = Champions::new(vec![7]);
        assert_eq!(champions.begin(1, (&spec, "c"), (0, 90), &Draws::new(1, 0), 1.0), 1);
        champions.forget(1);
        champions.lose(1);
        assert_eq!(champions.replacements(|_| true), [7]);
    }
}
