//! People drawn from the groups of a scenario.

use super::{People, PeopleFile};
use crate::draw::{self, Draws, Purpose, Stream, unit};
use crate::scenario::{ByName, Group, Practice, Scenario};
use rayon::prelude::*;

/// The people of one replicate: those of `file`, or `population.size` drawn
/// from the groups' shares, ages, traits and practices, each from their own
/// slots. What `file` leaves open (practices, traits) is drawn too.
pub fn draw_people(scenario: &Scenario, file: Option<&PeopleFile>, draws: &Draws) -> People {
    let groups = &scenario.population.groups;
    let stream = |decision| draws.stream(Purpose::of(decision, ""), 0);
    let (mut people, given) = match file {
        Some(file) => (file.people.clone(), file.traits_given),
        None => {
            let size =
                scenario.population.size.expect("a checked scenario without a file has a size") as usize;
            let shares = cumulative(groups.iter().map(|g| g.share));
            let mut group = vec![0; if groups.len() > 1 { size } else { 0 }];
            each(&stream("group"), &mut group, |_, word, group| *group = draw::pick(word, &shares) as u8);
            let ages: Vec<Ages> = groups.iter().map(Ages::new).collect();
            let people = People { group, ..People::default() };
            let mut age = vec![0.0; size];
            each(&stream("age"), &mut age, |i, word, age| {
                *age = ages[usize::from(people.group(i))].quantile(unit(word)) as f32;
            });
            let traits = vec![0; if scenario.traits.is_empty() { 0 } else { size }];
            (People { age, traits, practice: vec![u8::MAX; size], ..people }, 0)
        }
    };
    let mut traits = std::mem::take(&mut people.traits);
    for (bit, named) in scenario.traits.iter().enumerate().filter(|(bit, _)| given >> bit & 1 == 0) {
        let shares: Vec<u32> = groups.iter().map(|g| trait_cut(g, &named.name)).collect();
        let has = draws.stream(Purpose::of("trait", &named.name), 0);
        each(&has, &mut traits, |i, word, traits| {
            *traits |= u8::from(word < shares[usize::from(people.group(i))]) << bit;
        });
    }
    let shares: Vec<Vec<f64>> =
        groups.iter().map(|g| practice_shares(&g.practices, &scenario.practices)).collect();
    let mut practice = std::mem::take(&mut people.practice);
    each(&stream("starting practice"), &mut practice, |i, word, practice| {
        if *practice == u8::MAX {
            *practice = draw::pick(word, &shares[usize::from(people.group(i))]) as u8;
        }
    });
    People { traits, practice, ..people }
}

/// The traits, as bits, of one newcomer of `group` who arrives on `occasion`.
pub fn traits_of(scenario: &Scenario, group: &Group, person: usize, draws: &Draws, occasion: u32) -> u8 {
    let has =
        |name: &str| draws.stream(Purpose::of("trait", name), occasion).at(person) < trait_cut(group, name);
    scenario.traits.iter().enumerate().map(|(bit, t)| u8::from(has(&t.name)) << bit).sum()
}

/// How the ages of a group are spread at the start: uniformly or, with a
/// median, with a density that falls (or rises) exponentially.
#[derive(Clone, Copy, Debug)]
pub struct Ages {
    from: f64,
    to: f64,
    /// Rate of fall over the whole range; 0 for uniform.
    fall: f64,
}

impl Ages {
    /// Solves for the rate of fall that puts the median where the group says.
    pub fn new(group: &Group) -> Self {
        let [from, to] = group.ages;
        let Some(median) = group.median_age else { return Self { from, to, fall: 0.0 } };
        let (mut low, mut high) = (-500.0, 500.0);
        for _ in 0..60 {
            let fall = 0.5 * (low + high);
            if (Self { from, to, fall }).quantile(0.5) > median { low = fall } else { high = fall }
        }
        Self { from, to, fall: 0.5 * (low + high) }
    }

    /// The age in years below which a share `u` of the group is.
    pub fn quantile(&self, u: f64) -> f64 {
        let k = self.fall;
        let part = if k.abs() < 1e-9 { u } else { -libm::log1p(u * libm::expm1(-k)) / k };
        self.from + part * (self.to - self.from)
    }
}

/// Running sums of shares.
pub fn cumulative(shares: impl IntoIterator<Item = f64>) -> Vec<f64> {
    shares
        .into_iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect()
}

fn practice_shares(by_name: &ByName, practices: &[Practice]) -> Vec<f64> {
    cumulative(practices.iter().map(|p| by_name.get(&p.name).copied().unwrap_or(0.0)))
}

fn trait_cut(group: &Group, name: &str) -> u32 {
    draw::cut(group.traits.get(name).copied().unwrap_or(0.0))
}

/// Acts on each person's entry with their position and their word of a stream, in parallel.
fn each<T: Send>(stream: &Stream, entries: &mut [T], act: impl Fn(usize, u32, &mut T) + Sync) {
    const CHUNK: usize = 1 << 12;
    entries.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, entries)| {
        let first = chunk * CHUNK;
        let mut words = [0; CHUNK];
        stream.fill(first, &mut words[..entries.len()]);
        for (at, (entry, word)) in entries.iter_mut().zip(words).enumerate() {
            act(first + at, word, entry);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_age_is_met() {
        let group: Group = toml::from_str(
            "name = 'adults'\nshare = 1.0\nages = [18, 99]\nmedian_age = 36\n[practices]\nloose = 1.0",
        )
        .unwrap();
        for (u, age) in [(0.0, 18.0), (0.5, 36.0), (1.0, 99.0)] {
            assert!((Ages::new(&group).quantile(u) - age).abs() < 1e-6);
        }
    }
}
