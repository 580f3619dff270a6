//! Friendships: a clustered configuration model (Newman 2009) with ends matched
//! by age and group.

use super::{
    Setting,
    degrees::Degrees,
    line::{Cliques, Order, Runs, line_up, people_of},
};
use crate::{
    draw::{cut, unit},
    network::Ties,
    scenario::Friends,
};
use rayon::prelude::*;

/// The bucket of ends that look for anybody: behind the 64 groups there can be.
const ANYBODY: u64 = 64;

/// Each person draws a number of friends. A share `triadic_closure` of all ends
/// of friendships lies in closed circles of `circle_size` people, the rest in
/// single ties; a person's circles never take more than the drawn number, so the
/// share is at most what whole circles allow. Circle seats, and single ends,
/// then line up by group (with probability `group_homophily`, else among
/// anybody) and by age with noise; the line is cut into circles, and into pairs.
/// The few pairs that fall on one person, or on friends, are dropped. Those at the
/// end of one group and the start of the next may be tied, but at
/// `group_homophily = 1` the line is cut there, and no tie joins two groups.
/// O(n · mean_degree · log).
pub(super) fn ties(setting: &Setting<'_>, spec: &Friends) -> Ties {
    let most = setting.size().saturating_sub(1);
    let degrees = Degrees::new(spec.mean_degree, spec.degree_sd, most);
    let wanted: Vec<u32> =
        setting.words("friends", setting.size()).into_par_iter().map(|word| degrees.pick(word)).collect();
    let others = spec.circle_size - 1;
    let ends: u64 = wanted.par_iter().map(|&degree| u64::from(degree)).sum();
    let seats: u64 = wanted.par_iter().map(|&degree| u64::from(degree / others)).sum();
    let share = (spec.triadic_closure * ends as f64 / (seats * u64::from(others)).max(1) as f64).min(1.0);

    // A person takes this share of the circles there is room for, rounded up or down at random.
    let circles: Vec<u32> = setting
        .words("circles", setting.size())
        .into_par_iter()
        .zip(&wanted)
        .map(|(word, &degree)| {
            let room = degree / others;
            (f64::from(room) * share + unit(word)).floor().min(f64::from(room)) as u32
        })
        .collect();
    let singles: Vec<u32> =
        wanted.into_par_iter().zip(&circles).map(|(degree, &circles)| degree - circles * others).collect();

    let order = spec.age_spread.map_or(Order::Random, Order::Age);
    let own_group = cut(spec.group_homophily);
    let apart = spec.group_homophily >= 1.0;
    let matched = |decision, counts: Vec<u32>, size| {
        let mut people = Vec::with_capacity(counts.iter().map(|&count| count as usize).sum());
        for (count, person) in counts.into_iter().zip(0..) {
            people.extend(std::iter::repeat_n(person, count as usize));
        }
        let line = line_up(setting, decision, &people, order, |person, word| {
            if apart || word < own_group { u64::from(setting.people.group(person as usize)) } else { ANYBODY }
        });
        drop(people);
        let runs = if apart { Runs::within_buckets(&line, size) } else { Runs::Of(size) };
        Cliques { people: people_of(&line), runs }
    };
    let circles = matched("circle seats", circles, spec.circle_size as usize);
    setting.rows(&(circles, matched("friend ends", singles, 2)))
}
