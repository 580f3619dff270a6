//! Places that people are assigned to (salons, schools, workplaces), with ties within.

use super::{
    Packed, Setting,
    line::{Order, Place, line_up},
    sample,
};
use crate::{
    draw::{cut, unit},
    network::Ties,
    scenario::Venues,
};
use rayon::prelude::*;

/// The ties, and each person's venue (`u32::MAX` for none).
///
/// Those who go line up by group and age as far as asked, else at random; the
/// line of each group (or of all) is cut into venues of about `size`, as equal
/// as whole people allow. Within a venue of k people, mean_degree · k / 2 ties
/// fall on random pairs; all k − 1 if `mean_degree` is at least that.
/// O(n · mean_degree · log).
pub(super) fn ties(setting: &Setting<'_>, spec: &Venues) -> (Ties, Vec<u32>) {
    let people = setting.people;
    let cuts: Vec<u32> = setting
        .groups
        .iter()
        .map(|group| {
            spec.joins.get(&group.name).copied().unwrap_or(if spec.joins.is_empty() { 1.0 } else { 0.0 })
        })
        .map(cut)
        .collect();
    let [from, to] = spec.ages.unwrap_or([0.0, f64::INFINITY]);
    let goes = |(person, &word): (usize, &u32)| {
        let age = f64::from(people.age[person]);
        (word < cuts[usize::from(people.group(person))] && (from..to).contains(&age)).then_some(person as u32)
    };
    let members: Vec<u32> =
        setting.words("joins", setting.size()).par_iter().enumerate().filter_map(goes).collect();

    let order = if spec.by_age { Order::Age(0.0) } else { Order::Random };
    let line = line_up(setting, "venue", &members, order, |person, _| {
        if spec.by_group { u64::from(people.group(person as usize)) } else { 0 }
    });
    let mut venues: Vec<&[Place]> = vec![];
    for group in line.chunk_by(|a, b| a.bucket() == b.bucket()) {
        let count = ((group.len() as f64 / f64::from(spec.size)).round() as usize).max(1);
        venues.extend((0..count).map(|at| &group[group.len() * at / count..group.len() * (at + 1) / count]));
    }

    let mut places = vec![u32::MAX; setting.size()];
    for (venue, number) in venues.iter().zip(0u32..) {
        venue.iter().for_each(|place| places[place.person() as usize] = number);
    }
    let ties = venues
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .flat_map_iter(|(number, venue)| ties_within(setting, spec, number as u32, venue))
        .collect();
    drop(venues);
    drop(line);
    (setting.tied(ties), places)
}

fn ties_within(setting: &Setting<'_>, spec: &Venues, number: u32, venue: &[Place]) -> Vec<Packed> {
    let members = venue.len() as u64;
    let tie = |a: usize, b: usize| Packed::new(venue[a].person(), venue[b].person());
    if spec.mean_degree >= members as f64 - 1.0 {
        return (0..venue.len()).flat_map(|b| (0..b).map(move |a| tie(a, b))).collect();
    }
    let mean = spec.mean_degree * members as f64 / 2.0;
    let count = (mean + unit(setting.stream("venue rounding", number).at(0))).floor() as u64;
    sample::distinct(count, sample::pairs(members), &setting.stream("venue ties", number))
        .into_iter()
        .map(sample::pair)
        .map(|(a, b)| tie(a as usize, b as usize))
        .collect()
}
