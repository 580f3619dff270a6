//! People who live together.

use super::{
    Packed, Setting,
    line::{Cliques, Runs},
};
use crate::{
    draw::{normal, pick},
    network::Ties,
    scenario::Households,
};

/// Standard deviations in years: of the ages of brothers and sisters, of the
/// difference between parent and child, and of that between partners. Plausible,
/// not measured: they decide how alike in age a household is, and nothing else.
const SIBLINGS: f64 = 3.0;
const PARENT: f64 = 5.0;
const PARTNERS: f64 = 4.0;

/// All ties within households; everybody lives in exactly one.
///
/// Sizes are drawn until everybody has a place. Children go to homes of three
/// or more, beside two adults, until there are none left; when there is no more
/// room there, also beside one adult. Brothers and sisters are near in age, a
/// parent is about `generation` years older, partners are near in age. Homes
/// without children take who is left: partners, grown children, people alone.
/// An adult heads every home; without any adult, everybody counts as one.
/// O(n) after a sort.
pub(super) fn ties(setting: &Setting<'_>, spec: &Households) -> Ties {
    let Homes { first, people } = homes(setting, spec);
    setting.rows(&Cliques { people, runs: Runs::From(first) })
}

/// Homes as runs of one array.
struct Homes {
    first: Vec<u32>,
    people: Vec<u32>,
}

fn homes(setting: &Setting<'_>, spec: &Households) -> Homes {
    let people = setting.people;
    let is_adult = |age: f32| f64::from(age) >= spec.adult_age;
    let no_adults = !people.age.iter().any(|&age| is_adult(age));
    let (adults, children): (Vec<u32>, Vec<u32>) =
        (0..people.len() as u32).partition(|&person| no_adults || is_adult(people.age[person as usize]));

    let sizes = sizes(setting, spec, adults.len());
    let kids = kids(&sizes, children.len());
    let mut first = vec![0];
    first.extend(sizes.iter().scan(0, |sum, size| {
        *sum += size;
        Some(*sum)
    }));
    let mut homes = Homes { first, people: vec![0; people.len()] };

    // Families in random order, so that no family's parents are what others left over.
    let mut families: Vec<Packed> = setting
        .words("family", sizes.len())
        .into_iter()
        .zip(0u32..)
        .filter(|&(_, home)| kids[home as usize] > 0)
        .map(|(word, home)| Packed::new(word, home))
        .collect();
    families.sort_unstable();
    let mut waiting = by_noisy_age(setting, &children).into_iter();
    let mut eldest = vec![0.0; sizes.len()];
    for home in families.iter().map(|family| family.target() as usize) {
        let (end, count) = (homes.first[home + 1] as usize, kids[home] as usize);
        let mut ages = 0.0;
        for (slot, child) in homes.people[end - count..end].iter_mut().zip(&mut waiting) {
            *slot = child;
            ages += f64::from(people.age[child as usize]);
        }
        eldest[home] = ages / count as f64;
    }

    let heads = setting.words("head", sizes.len());
    let partners = setting.words("partner", sizes.len());
    let mut pool = Pool::new(setting, &adults);
    // Parents first, then homes of several adults, then people alone.
    let family = |home: &usize| kids[*home] > 0;
    let shared = |home: &usize| kids[*home] == 0 && sizes[*home] > 1;
    let alone = |home: &usize| sizes[*home] == 1;
    let all = || 0..sizes.len();
    for home in all().filter(family).chain(all().filter(shared)).chain(all().filter(alone)) {
        let start = homes.first[home] as usize;
        let count = (sizes[home] - kids[home]) as usize;
        let head = if kids[home] > 0 {
            pool.near(eldest[home] + spec.generation + PARENT * normal(heads[home]))
        } else {
            pool.any()
        };
        homes.people[start] = head;
        let age = f64::from(people.age[head as usize]);
        for (at, slot) in homes.people[start + 1..start + count].iter_mut().enumerate() {
            let grown = age - spec.generation;
            *slot = if at > 0 && grown >= spec.adult_age {
                pool.near(grown)
            } else {
                pool.near(age + PARTNERS * normal(partners[home]))
            };
        }
    }
    homes
}

/// Sizes of the homes: as drawn, the last cut to fit, at most one for each adult.
fn sizes(setting: &Setting<'_>, spec: &Households, adults: usize) -> Vec<u32> {
    let cumulative: Vec<f64> = spec
        .sizes
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect();
    let mut room = setting.size() as u32;
    let mut sizes = vec![];
    for word in setting.stream("household size", 0).from(0) {
        if room == 0 {
            break;
        }
        let size = (pick(word, &cumulative) as u32 + 1).min(room);
        room -= size;
        sizes.push(size);
    }
    let mut homeless: u32 = sizes.iter().skip(adults).sum();
    sizes.truncate(adults);
    while homeless > 0 {
        let more = homeless.min(sizes.len() as u32);
        // Larger homes grow first: people alone stay alone as long as there is another way.
        let mut grow: Vec<usize> = (0..sizes.len()).filter(|&home| sizes[home] > 1).collect();
        if grow.is_empty() {
            grow = (0..sizes.len()).collect();
        }
        for &home in grow.iter().take(more as usize) {
            sizes[home] += 1;
            homeless -= 1;
        }
    }
    sizes
}

/// Number of children in each home.
fn kids(sizes: &[u32], children: usize) -> Vec<u32> {
    let mut left = children as u32;
    let mut kids = vec![0; sizes.len()];
    for adults in [2, 1] {
        for (kids, &size) in kids.iter_mut().zip(sizes) {
            let more = size.saturating_sub(adults + *kids).min(left);
            *kids += more;
            left -= more;
        }
    }
    kids
}

fn by_noisy_age(setting: &Setting<'_>, children: &[u32]) -> Vec<u32> {
    let words = setting.words("sibling", children.len());
    let mut keyed: Vec<(i32, u32)> = children
        .iter()
        .zip(words)
        .map(|(&child, word)| {
            let age = f64::from(setting.people.age[child as usize]) + SIBLINGS * normal(word);
            ((age * 65_536.0) as i32, child)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, child)| child).collect()
}

/// Adults without a home yet, by year of age and in random order.
struct Pool {
    by_year: Vec<Vec<u32>>,
    order: Vec<Packed>,
    next: usize,
    placed: Vec<bool>,
}

impl Pool {
    fn new(setting: &Setting<'_>, adults: &[u32]) -> Self {
        let people = setting.people;
        let words = setting.words("adult", adults.len());
        let mut order: Vec<Packed> =
            adults.iter().zip(words).map(|(&adult, word)| Packed::new(word, adult)).collect();
        order.sort_unstable();
        let mut by_year = vec![];
        for adult in order.iter().map(|packed| packed.target()) {
            let year = people.age[adult as usize].max(0.0) as usize;
            by_year.resize_with(by_year.len().max(year + 1), Vec::new);
            by_year[year].push(adult);
        }
        Self { by_year, order, next: 0, placed: vec![false; people.len()] }
    }

    /// Someone at random.
    fn any(&mut self) -> u32 {
        loop {
            let adult = self.order[self.next].target();
            self.next += 1;
            if !std::mem::replace(&mut self.placed[adult as usize], true) {
                return adult;
            }
        }
    }

    /// Someone of this age, or as near to it as there is.
    fn near(&mut self, age: f64) -> u32 {
        let wanted = (age.max(0.0) as usize).min(self.by_year.len() - 1);
        for distance in 0..self.by_year.len() {
            for year in [wanted.checked_sub(distance), Some(wanted + distance)].into_iter().flatten() {
                while let Some(adult) = self.by_year.get_mut(year).and_then(Vec::pop) {
                    if !std::mem::replace(&mut self.placed[adult as usize], true) {
                        return adult;
                    }
                }
            }
        }
        unreachable!("homes have a place for each adult and no more")
    }
}
