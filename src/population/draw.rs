//! People drawn from the groups of a scenario.

use super::{People, PeopleFile};
use crate::draw::{self, Draws, Purpose, Stream, unit};
use crate::scenario::{ByName, Group, Practice, Scenario};

/// The people of one replicate: those of `file`, or `population.size` drawn
/// from the groups' shares, ages, traits and practices, each from their own
/// slots. What `file` leaves open (practices) is drawn too.
pub fn draw_people(scenario: &Scenario, file: Option<&PeopleFile>, draws: &Draws) -> People {
    let groups = &scenario.population.groups;
    let stream = |decision| draws.stream(Purpose::of(decision, ""), 0);
    let mut people = match file {
        Some(file) => file.people.clone(),
        None => {
            let size = scenario.population.size.expect("a checked scenario without a file has a size") as usize;
            let shares = cumulative(groups.iter().map(|g| g.share));
            let group: Vec<u8> = words(&stream("group"), size).map(|w| draw::pick(w, &shares) as u8).collect();
            let age = words(&stream("age"), size)
                .zip(&group)
                .map(|(w, &g)| age_at(&groups[usize::from(g)], unit(w)) as f32)
                .collect();
            let mut people = People { group, age, traits: vec![0; size], practice: vec![u8::MAX; size] };
            for (bit, named) in scenario.traits.iter().enumerate() {
                let shares: Vec<u32> = groups.iter().map(|g| trait_cut(g, &named.name)).collect();
                let has = draws.stream(Purpose::of("trait", &named.name), 0);
                for (i, word) in words(&has, size).enumerate() {
                    people.traits[i] |= u8::from(word < shares[usize::from(people.group[i])]) << bit;
                }
            }
            people
        }
    };
    let shares: Vec<Vec<f64>> = groups.iter().map(|g| practice_shares(&g.practices, &scenario.practices)).collect();
    for (i, word) in words(&stream("starting practice"), people.len()).enumerate() {
        if people.practice[i] == u8::MAX {
            people.practice[i] = draw::pick(word, &shares[usize::from(people.group[i])]) as u8;
        }
    }
    people
}

/// The traits, as bits, of one newcomer of `group` who arrives on `occasion`.
pub fn traits_of(scenario: &Scenario, group: &Group, person: usize, draws: &Draws, occasion: u32) -> u8 {
    let has = |name: &str| {
        draws.stream(Purpose::of("trait", name), occasion).at(person) < trait_cut(group, name)
    };
    scenario.traits.iter().enumerate().map(|(bit, t)| u8::from(has(&t.name)) << bit).sum()
}

/// The age in years at probability `u` of a group's ages: uniform, or with
/// density falling (or rising) exponentially so that the median is
/// `median_age`.
pub fn age_at(group: &Group, u: f64) -> f64 {
    let [from, to] = group.ages;
    let Some(median) = group.median_age else { return from + u * (to - from) };
    // Quantile function of an exponential truncated to (0, 1) with rate k,
    // where k is such that the median is where it should be.
    let quantile = |k: f64, u: f64| {
        if k.abs() < 1e-9 { u } else { -libm::log1p(u * libm::expm1(-k)) / k }
    };
    let target = (median - from) / (to - from);
    let (mut low, mut high) = (-500.0, 500.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if quantile(middle, 0.5) > target { low = middle } else { high = middle }
    }
    from + quantile(0.5 * (low + high), u) * (to - from)
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

fn words(stream: &Stream, size: usize) -> impl Iterator<Item = u32> + use<> {
    stream.from(0).take(size)
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
        assert!((age_at(&group, 0.5) - 36.0).abs() < 1e-6);
        assert!((age_at(&group, 0.0) - 18.0).abs() < 1e-6);
        assert!((age_at(&group, 1.0) - 99.0).abs() < 1e-6);
    }
}
