//! Whom the programmes took in, and to whom their effect fell.

use super::effect::Effect;
use crate::engine::{AttributionRow, Role, Series};
use crate::scenario::Scenario;

/// One effect of an arm in one replicate up to a checkpoint, for all people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Position of the arm.
    pub arm: usize,
    /// Number of the replicate.
    pub replicate: u32,
    /// Week of the checkpoint.
    pub week: f64,
    /// What is gained.
    pub effect: Effect,
    /// Participants: people whom a programme of the arm has taken in.
    pub reached: f64,
    /// People gained among the participants.
    pub direct: f64,
    /// People for whom the arm did it, and for whom it did the opposite, see [`Effect::changed`].
    pub changed: [f64; 2],
}

/// By arm, replicate, week and effect, of series in that order.
pub fn rows(scenario: &Scenario, series: &[&Series]) -> Vec<Reach> {
    let mut rows = vec![];
    for one in series.iter().filter(|one| one.arm > 0) {
        let all: Vec<&AttributionRow> = one.attribution.iter().filter(|row| row.group.is_none()).collect();
        for roles in all.chunk_by(|a, b| a.week == b.week) {
            let participants = || roles.iter().filter(|row| row.role == Role::Participant);
            for effect in Effect::all(scenario) {
                let sum = |rows: &mut dyn Iterator<Item = &&AttributionRow>| {
                    rows.filter_map(|row| effect.changed(row))
                        .fold([0; 2], |[did, undid], [a, b]| [did + a, undid + b])
                        .map(|people| people as f64)
                };
                let [did, undid] = sum(&mut participants());
                rows.push(Reach {
                    arm: one.arm,
                    replicate: one.replicate,
                    week: roles[0].week,
                    effect,
                    reached: participants().map(|row| row.people).sum::<u64>() as f64,
                    direct: did - undid,
                    changed: sum(&mut roles.iter()),
                });
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::example::{scenario, series};
    use super::*;

    #[test]
    fn participants_are_counted_apart_and_roles_together() {
        let all = series();
        let rows = rows(&scenario(), &all.iter().collect::<Vec<_>>());
        let of = |effect| {
            let of_it = rows.iter().filter(|row: &&Reach| row.effect == effect);
            of_it.map(|row| (row.reached, row.direct, row.changed)).collect::<Vec<_>>()
        };
        let early = [(10.0, 3.0, [11.0, 1.0]), (11.0, 4.0, [13.0, 1.0]), (12.0, 5.0, [13.0, 1.0])];
        assert_eq!(of(Effect::Stage(0)), early);
        let adopters = [(10.0, 10.0, [22.0, 2.0]), (11.0, 11.0, [26.0, 2.0]), (12.0, 12.0, [24.0, 2.0])];
        assert_eq!(of(Effect::Adopters), adopters);
    }
}
