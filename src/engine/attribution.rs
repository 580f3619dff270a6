//! What an arm changed, person by person.
//!
//! Arms of one replicate share every draw, so where somebody stands in the arm and in the baseline differs only by
//! what the programmes did. At each checkpoint everybody is compared with themselves, and counted by group and by
//! how near they are to the participants: those whom a programme of the arm has taken in by then and who still
//! live there. Summed over roles, gained − lost, averted − caused and load averted are the differences between the
//! tables of the two arms, exactly.

use super::loads::load_of_coarse;
use super::series::{AttributionRow, Role, Snapshot, StageChange};
use crate::network::Network;
use rayon::prelude::*;

/// People per chunk of a count.
const CHUNK: usize = 1 << 14;

/// Compares an arm with the baseline of the same replicate at each checkpoint: rows by checkpoint, then group (all
/// people, then each of `groups`), then role. O(people + arcs) a checkpoint.
pub fn attribute(
    baseline: &[Snapshot],
    arm: &[Snapshot],
    network: &Network,
    groups: &[usize],
    stages: usize,
) -> Vec<AttributionRow> {
    let at = |(before, after): (&Snapshot, &Snapshot)| {
        let roles = roles(network, &after.flags);
        let most = groups.iter().max().map_or(0, |&g| g + 1);
        let counts = count(before, after, &roles, most, stages);
        let parts = std::iter::once((None, 0)).chain(groups.iter().map(|&g| (Some(g), g + 1)));
        let row = |(group, part): (Option<usize>, usize), role: Role| {
            let changes = &counts[part * Role::ALL.len() + role as usize];
            AttributionRow {
                week: after.week,
                group,
                role,
                people: changes.people,
                adopters_gained: changes.gained,
                adopters_lost: changes.lost,
                stages: changes.stages.clone(),
                load_averted: load_of_coarse(changes.load),
            }
        };
        parts.flat_map(|part| Role::ALL.map(|role| row(part, role))).collect::<Vec<_>>()
    };
    baseline.iter().zip(arm).flat_map(at).collect()
}

/// Changes among the people of one role in one group.
#[derive(Clone, Default)]
struct Changes {
    people: u64,
    gained: u64,
    lost: u64,
    stages: Vec<StageChange>,
    /// In the units of a snapshot.
    load: i64,
}

/// Changes by group (all people first, then groups below `groups`), then role.
fn count(before: &Snapshot, after: &Snapshot, roles: &[u8], groups: usize, stages: usize) -> Vec<Changes> {
    let none = || {
        let changes = Changes { stages: vec![StageChange::default(); stages], ..Changes::default() };
        vec![changes; (groups + 1) * Role::ALL.len()]
    };
    let chunk = |chunk: usize| {
        let mut all = none();
        for (i, &role) in roles.iter().enumerate().skip(chunk * CHUNK).take(CHUNK) {
            let role = usize::from(role);
            let group = usize::from(after.group[i]);
            let was = before.flags[i] & Snapshot::ADOPTER != 0;
            let is = after.flags[i] & Snapshot::ADOPTER != 0;
            for part in [Some(0), (group < groups).then_some(group + 1)].into_iter().flatten() {
                let changes = &mut all[part * Role::ALL.len() + role];
                changes.people += 1;
                changes.gained += u64::from(is && !was);
                changes.lost += u64::from(was && !is);
                for (k, stage) in changes.stages.iter_mut().enumerate() {
                    let (was, is) = (before.entered[i] >> k & 1 == 1, after.entered[i] >> k & 1 == 1);
                    stage.averted += u64::from(was && !is);
                    stage.caused += u64::from(is && !was);
                }
                changes.load += before.load[i] as i64 - after.load[i] as i64;
            }
        }
        all
    };
    // Whole numbers: the order of adding does not matter.
    (0..roles.len().div_ceil(CHUNK)).into_par_iter().map(chunk).reduce(none, |mut sum, part| {
        for (a, b) in sum.iter_mut().zip(part) {
            a.people += b.people;
            a.gained += b.gained;
            a.lost += b.lost;
            a.load += b.load;
            for (a, b) in a.stages.iter_mut().zip(b.stages) {
                a.averted += b.averted;
                a.caused += b.caused;
            }
        }
        sum
    })
}

/// By person: their role, as its position in [`Role::ALL`]. A tie is one along which a person sees another in a
/// layer that counts.
fn roles(network: &Network, flags: &[u8]) -> Vec<u8> {
    let first = |&flags: &u8| {
        if flags & Snapshot::PARTICIPANT != 0 { Role::Participant as u8 } else { Role::Farther as u8 }
    };
    let mut roles: Vec<u8> = flags.iter().map(first).collect();
    for role in [Role::Tie, Role::TwoAway] {
        let nearer = role as u8 - 1;
        let sees = |person: u32| {
            let layers = network.layers.iter().filter(|layer| layer.weight > 0.0);
            layers.flat_map(|layer| layer.peers(person)).any(|&peer| roles[peer as usize] == nearer)
        };
        let next = roles.par_iter().enumerate().map(|(person, &now)| {
            if now == Role::Farther as u8 && sees(person as u32) { role as u8 } else { now }
        });
        roles = next.collect();
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Draws;
    use crate::network::Inputs;
    use crate::population::draw_people;
    use crate::scenario::Scenario;

    /// A ring of seven, in which everybody sees both neighbours.
    fn ring() -> Network {
        let scenario: Scenario = toml::from_str(
            "name = 'r'\nrng_seed = 1\nreplicates = 1\n[time]\nhorizon = '1 week'\n[population]\nsize = 7\n\
             [[population.group]]\nname = 'g'\nshare = 1\nages = [0, 9]\npractices = { a = 1 }\n\
             [[layer]]\nname = 'l'\nring = { degree = 2 }\n[[practice]]\nname = 'a'\nstress = 0\n\
             [adoption]\nrule = 'cascade'\ninnovation = ['a']\ncascade = { q = 1 }\n",
        )
        .unwrap();
        let draws = Draws::new(1, 0);
        let people = draw_people(&scenario, None, &draws);
        Network::build(&scenario, &Inputs::default(), &people, &draws)
    }

    fn snapshot(flags: [u8; 7], entered: [u8; 7], load: [u64; 7]) -> Snapshot {
        let group = vec![0, 0, 0, 1, 1, 1, 1];
        Snapshot { week: 52.0, group, flags: flags.into(), entered: entered.into(), load: load.into() }
    }

    #[test]
    fn everybody_is_compared_with_themselves_and_counted_where_they_stand() {
        let unit = 1 << 20;
        let before = snapshot([0, 1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 3, 0, 0], [unit; 7]);
        // Person 0 takes part; 1 and 6 see them, 2 and 5 see those, 3 and 4 are farther.
        let load = [0, unit, unit, unit, unit / 2, 3 * unit, unit];
        let after = snapshot([3, 0, 1, 0, 0, 0, 1], [0, 1, 0, 2, 1, 0, 1], load);
        let rows = attribute(&[before], &[after], &ring(), &[0, 1], 2);
        assert_eq!(rows.len(), 3 * 4);
        let all: Vec<_> = rows[..4]
            .iter()
            .map(|r| {
                let stage = |k: usize| (r.stages[k].averted, r.stages[k].caused);
                (r.people, r.adopters_gained, r.adopters_lost, stage(0), stage(1), r.load_averted)
            })
            .collect();
        assert_eq!(
            all,
            [
                (1, 1, 0, (1, 0), (0, 0), 1.0),
                (2, 1, 1, (0, 1), (0, 0), 0.0),
                (2, 1, 0, (0, 0), (0, 0), -2.0),
                (2, 0, 0, (0, 0), (1, 1), 0.5),
            ]
        );
        for role in 0..4 {
            assert_eq!(rows[role].people, rows[4 + role].people + rows[8 + role].people);
            assert_eq!(rows[role].load_averted, rows[4 + role].load_averted + rows[8 + role].load_averted);
        }
    }
}
