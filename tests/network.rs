#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
//! The network through the public interface: generators, measures, centrality, files.
//!
//! Statistical checks have a fixed seed and allow 4 standard errors unless they
//! say otherwise: a false alarm in 16,000 seeds.

use proptest::prelude::*;
use std::path::Path;
use tress::{
    draw::{Draws, Purpose, unit},
    network::{Inputs, LayerMeasures, Measures, Network, degrees, k_core, page_rank},
    population::People,
    scenario::{Fault, Place, Scenario},
};

const GROUPS: [(&str, f64, [f64; 2]); 4] = [
    ("girls", 0.16, [6.0, 18.0]),
    ("women", 0.4, [18.0, 90.0]),
    ("boys", 0.16, [6.0, 18.0]),
    ("men", 0.28, [18.0, 90.0]),
];

/// A scenario with four groups, these lines in `[population]` and these layers.
fn scenario(population: &str, layers: &str) -> Scenario {
    let groups: String = GROUPS
        .map(|(name, share, ages)| {
            format!(
                "[[population.group]]\nname = \"{name}\"\nshare = {share}\nages = {ages:?}\npractices = {{ loose = 1.0 }}\n"
            )
        })
        .concat();
    let text = format!(
        "name = 'test'\nrng_seed = 1\nreplicates = 1\ntime.horizon = '1 year'\n\
         [adoption]\nrule = 'threshold'\ninnovation = ['loose']\nthreshold.fixed = 0.5\n\
         [[practice]]\nname = 'loose'\nstress = 0.1\n\
         [[practice]]\nname = 'tight'\nstress = 1.0\navailable_to = ['women']\n\
         [[trait]]\nname = 'relaxed'\n[[trait]]\nname = 'sensitive'\n\
         [population]\n{population}\n{groups}\n{layers}"
    );
    toml::from_str(&text).unwrap()
}

/// People in the shares of the groups, ages uniform in each.
fn people(size: usize) -> People {
    let words: Vec<u32> =
        Draws::new(9, 0).stream(Purpose::of("people", ""), 0).from(0).take(2 * size).collect();
    let mut people = People::default();
    for pair in words.chunks(2) {
        let mut share = unit(pair[0]);
        let group = GROUPS.iter().position(|group| {
            share -= group.1;
            share < 0.0
        });
        let group = group.unwrap_or(3);
        let [from, to] = GROUPS[group].2;
        people.group.push(group as u8);
        people.age.push((from + unit(pair[1]) * (to - from)) as f32);
        people.traits.push(0);
        people.practice.push(0);
    }
    people
}

fn build(layers: &str, people: &People) -> Network {
    let scenario = scenario(&format!("size = {}", people.len()), layers);
    Network::build(&scenario, &Inputs::default(), people, &Draws::new(3, 0))
}

/// A network of one layer.
fn one(generator: &str, size: usize) -> Network {
    build(&format!("[[layer]]\nname = 'only'\n{generator}"), &people(size))
}

fn measured(generator: &str, size: usize) -> LayerMeasures {
    let people = people(size);
    let network = build(&format!("[[layer]]\nname = 'only'\n{generator}"), &people);
    Measures::of(&network, &people).together
}

/// A network whose ties are these, among `size` people.
fn of_ties(size: u32, ties: &[(u32, u32)]) -> Network {
    let rows: String = ties.iter().map(|(a, b)| format!("{a},{b}\n")).collect();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ties.csv"), format!("source,target\n{rows}")).unwrap();
    let scenario = scenario(&format!("size = {size}"), "[[layer]]\nname = 'only'\nfile.path = 'ties.csv'");
    let inputs = Inputs::read(&scenario, folder.path()).unwrap();
    Network::build(&scenario, &inputs, &people(size as usize), &Draws::new(3, 0))
}

const EVERY_GENERATOR: [&str; 14] = [
    "households.sizes = [0.3, 0.3, 0.15, 0.15, 0.1]",
    "friends = { mean_degree = 6.0, triadic_closure = 0.5, group_homophily = 0.7, age_spread = 5.0 }",
    "friends = { mean_degree = 4.0, degree_sd = 4.0, circle_size = 3, triadic_closure = 0.3 }",
    "venues = { size = 40, mean_degree = 3.5, joins = { women = 0.8, girls = 0.5 }, by_age = true, by_group = true }",
    "venues = { size = 4, mean_degree = 3.0, ages = [20.0, 60.0] }",
    "small_world = { degree = 6, rewire = 0.2 }",
    "scale_free.ties = 3",
    "random.mean_degree = 5.0",
    "regular.degree = 4",
    "configuration.degrees = [1, 2, 3, 0, 9]",
    "blocks = { within = 4.0, between = 1.5 }",
    "ring.degree = 4",
    "complete = {}",
    "random.mean_degree = 0.0",
];

/// Rows are sorted and unique, hold nobody themselves, and every tie works both ways.
fn is_simple(network: &Network, size: usize) {
    assert_eq!(network.people(), size);
    for layer in &network.layers {
        for person in 0..size as u32 {
            let peers = layer.peers(person);
            assert!(peers.is_sorted_by(|a, b| a < b));
            assert!(peers.iter().all(|&peer| peer != person && (peer as usize) < size));
            assert!(peers.iter().all(|&peer| layer.peers(peer).binary_search(&person).is_ok()));
        }
    }
}

fn rows(network: &Network) -> Vec<Vec<u32>> {
    let layers = network.layers.iter();
    layers.flat_map(|layer| (0..network.people() as u32).map(|person| layer.peers(person).to_vec())).collect()
}

#[test]
fn every_generator_is_simple_and_the_same_for_any_number_of_threads() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (one_thread, two_threads) = (pool(1), pool(2));
    for generator in EVERY_GENERATOR {
        let size = if generator.starts_with("complete") { 300 } else { 30_001 };
        let network = one_thread.install(|| one(generator, size));
        is_simple(&network, size);
        let again = two_threads.install(|| one(generator, size));
        assert_eq!(rows(&network), rows(&again), "{generator}");
        assert_eq!(network.layers[0].venues, again.layers[0].venues);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..Default::default() })]
    #[test]
    fn tiny_populations_are_simple_too(size in 1usize..40, generator in 0..EVERY_GENERATOR.len()) {
        is_simple(&one(EVERY_GENERATOR[generator], size), size);
    }
}

#[test]
fn another_layer_changes_nothing() {
    let people = people(5_000);
    let friends = "[[layer]]\nname = 'friends'\nfriends = { mean_degree = 6.0, triadic_closure = 0.5 }\n";
    let venues = "[[layer]]\nname = 'salon'\nvenues = { size = 40, mean_degree = 3.5 }\n";
    let alone = rows(&build(friends, &people));
    let together = rows(&build(&format!("{venues}{friends}"), &people));
    assert_eq!(alone, together[5_000..]);
    // The same generator under another name draws anew.
    assert_ne!(alone, rows(&build(&friends.replace("'friends'", "'pals'"), &people)));
}

#[test]
fn households_hold_everybody_once_and_children_live_with_parents() {
    let people = people(50_000);
    let shares = [0.28, 0.34, 0.15, 0.13, 0.06, 0.04];
    let network = build(&format!("[[layer]]\nname = 'home'\nhouseholds.sizes = {shares:?}"), &people);
    let layer = &network.layers[0];
    let (mut homes, mut gaps, mut with_adult, mut couples) = (vec![0.0; 7], vec![], 0, vec![]);
    for person in 0..50_000u32 {
        let peers = layer.peers(person);
        // A clique: whoever lives with my peer lives with me.
        let mut home = peers.to_vec();
        home.push(person);
        home.sort_unstable();
        for &peer in peers {
            let mut other = layer.peers(peer).to_vec();
            other.push(peer);
            other.sort_unstable();
            assert_eq!(home, other);
        }
        homes[home.len()] += 1.0 / home.len() as f64;
        let age = people.age[person as usize];
        if age < 18.0 {
            let adults: Vec<f32> =
                peers.iter().map(|&peer| people.age[peer as usize]).filter(|&age| age >= 18.0).collect();
            with_adult += usize::from(!adults.is_empty());
            gaps.push(f64::from(adults.iter().sum::<f32>() / adults.len() as f32 - age));
        } else if let [peer] = peers {
            couples.push(f64::from((people.age[*peer as usize] - age).abs()));
        }
    }
    assert_eq!(with_adult, gaps.len(), "every child lives with an adult");
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!((mean(&gaps) - 28.0).abs() < 3.0, "{}", mean(&gaps));
    assert!(mean(&couples) < 8.0, "{}", mean(&couples));
    let total: f64 = homes.iter().sum();
    for (size, share) in shares.iter().enumerate() {
        let se = (share * (1.0 - share) / total).sqrt();
        assert!((homes[size + 1] / total - share).abs() < 4.0 * se + 1e-4, "{size}: {homes:?}");
    }
}

#[test]
fn households_have_room_when_most_are_children() {
    let mut people = people(2_000);
    people.age.iter_mut().enumerate().for_each(|(i, age)| *age = if i % 5 == 0 { 40.0 } else { 10.0 });
    let network = build("[[layer]]\nname = 'home'\nhouseholds.sizes = [0.5, 0.5]", &people);
    is_simple(&network, 2_000);
    for person in (0..2_000).filter(|person| person % 5 != 0) {
        assert!(network.layers[0].peers(person).iter().any(|peer| peer % 5 == 0), "{person} has no adult");
    }
}

#[test]
fn degrees_are_those_asked_for() {
    let exact =
        |generator, size, ties: usize| assert_eq!(one(generator, size).arcs(), 2 * ties, "{generator}");
    exact("random.mean_degree = 5.0", 30_001, 75_003);
    exact("random.mean_degree = 990.0", 1_000, 495_000);
    exact("small_world = { degree = 6, rewire = 0.4 }", 10_000, 30_000);
    exact("small_world = { degree = 10, rewire = 1.0 }", 12, 60);
    exact("scale_free.ties = 3", 10_000, 6 + 3 * (10_000 - 4));
    exact("configuration.degrees = [1, 2, 3, 0, 9]", 10_000, 15_000);
    exact("complete = {}", 50, 50 * 49 / 2);
    for (size, degree) in [(10_000, 3), (10_000, 8), (20, 13), (6, 2), (6, 5), (4, 1), (7, 4)] {
        let network = one(&format!("regular.degree = {degree}"), size);
        assert!((0..size as u32).all(|person| network.degree(person) == degree), "{size} {degree}");
    }
    let configuration = one("configuration.degrees = [1, 2, 3, 0, 9]", 10_000);
    assert!((0..10_000).all(|person| configuration.degree(person) == [1, 2, 3, 0, 9][person as usize % 5]));

    // Mean and sd of a sample mean of 100,000 people; pairs lost to one person or to friends are below 0.1 %.
    for (closure, sd) in [(0.0, None), (0.6, None), (0.6, Some(4.0))] {
        let given = sd.map_or(String::new(), |sd: f64| format!("degree_sd = {sd:.1}, "));
        let spec = format!(
            "friends = {{ mean_degree = 6.0, {given}triadic_closure = {closure:.1}, age_spread = 5.0 }}"
        );
        let found = measured(&spec, 100_000);
        let sd = sd.unwrap_or(6f64.sqrt());
        assert!(
            (found.degree_mean - 6.0).abs() < 4.0 * sd / 100_000f64.sqrt() + 0.006,
            "{}",
            found.degree_mean
        );
        assert!((found.degree_sd - sd).abs() < 0.05, "{}", found.degree_sd);
        if closure == 0.0 {
            let none = (-6f64).exp();
            assert!((found.isolates - none).abs() < 4.0 * (none / 100_000.0).sqrt(), "{}", found.isolates);
        }
    }
}

#[test]
fn a_ring_is_exact() {
    let network = one("ring.degree = 4", 100);
    for person in 0..100u32 {
        let mut peers = [1, 2, 98, 99].map(|step| (person + step) % 100);
        peers.sort_unstable();
        assert_eq!(network.layers[0].peers(person), peers);
    }
    let found = measured("ring.degree = 6", 1_000);
    // Watts & Strogatz (1998): clustering 3(k − 2) / 4(k − 1).
    assert!((found.clustering - 0.6).abs() < 1e-12);
    assert!((found.transitivity - 0.6).abs() < 1e-12);
    let rewired = measured("small_world = { degree = 6, rewire = 0.1 }", 20_000).clustering;
    // Barrat & Weigt (2000): times (1 − p)³ up to O(1/n).
    assert!((rewired - 0.6 * 0.9f64.powi(3)).abs() < 0.01, "{rewired}");
}

#[test]
fn friends_have_more_friends_than_people_do() {
    // Friendship paradox: over random ends of ties Poisson degrees average z + 1, with sd √z. 3 standard errors.
    let network = one("random.mean_degree = 6.0", 200_000);
    let ends = network.arcs() as f64;
    let squares: usize = (0..200_000).map(|person| network.degree(person).pow(2)).sum();
    assert!((squares as f64 / ends - 7.0).abs() < 3.0 * (6.0 / ends).sqrt(), "{}", squares as f64 / ends);
}

#[test]
fn scale_free_degrees_fall_with_the_third_power() {
    let found = measured("scale_free.ties = 3", 100_000);
    // Dorogovtsev, Mendes & Samukhin (2000): P(k) = 2m(m + 1) / k(k + 1)(k + 2).
    for k in [3, 4, 6, 10] {
        let expected = 24.0 / (k * (k + 1) * (k + 2)) as f64;
        let share = found.degrees[k] as f64 / 100_000.0;
        assert!((share - expected).abs() < 4.0 * (expected / 100_000.0).sqrt(), "{k}: {share} {expected}");
    }
    assert_eq!(found.degrees[..3], [0, 0, 0]);
    assert_eq!(found.components, 1);
}

#[test]
fn blocks_have_their_means() {
    let people = people(20_000);
    let network = build("[[layer]]\nname = 'only'\nblocks = { within = 4.0, between = 1.5 }", &people);
    let layer = &network.layers[0];
    let within: usize = (0..20_000u32)
        .map(|person| {
            let own = people.group[person as usize];
            layer.peers(person).iter().filter(|&&peer| people.group[peer as usize] == own).count()
        })
        .sum();
    assert!((within as f64 / 20_000.0 - 4.0).abs() < 1e-3);
    assert!(((layer.arcs() - within) as f64 / 20_000.0 - 1.5).abs() < 1e-3);
}

#[test]
fn circles_cluster_and_homophily_brings_likes_together() {
    let friends = |closure: f64, homophily: f64, spread: &str| {
        let spec = format!(
            "friends = {{ mean_degree = 6.0, triadic_closure = {closure:.1}, group_homophily = {homophily:.1}{spread} }}"
        );
        measured(&spec, 30_000)
    };
    let clustering = [0.0, 0.3, 0.6].map(|closure| friends(closure, 0.0, "").clustering);
    assert!(
        clustering[0] < 0.002 && clustering[1] > 0.05 && clustering[2] > clustering[1] + 0.1,
        "{clustering:?}"
    );
    let by_group = [0.0, 0.5, 0.9].map(|homophily| friends(0.3, homophily, "").assortativity_group.unwrap());
    assert!(by_group[0].abs() < 0.02, "{by_group:?}");
    assert!((by_group[1] - 0.5).abs() < 0.05 && (by_group[2] - 0.9).abs() < 0.05, "{by_group:?}");
    let by_age = ["", ", age_spread = 20.0", ", age_spread = 4.0"].map(|spread| friends(0.3, 0.0, spread));
    let [without, wide, narrow] =
        by_age.map(|found| (found.same_age.unwrap(), found.assortativity_age.unwrap()));
    assert!(without.0 < wide.0 && wide.0 < narrow.0 && narrow.0 > 0.7, "{without:?} {wide:?} {narrow:?}");
    assert!(
        without.1.abs() < 0.02 && wide.1 < narrow.1 && narrow.1 > 0.95,
        "{without:?} {wide:?} {narrow:?}"
    );
}

#[test]
fn friends_who_seek_their_own_group_alone_have_no_friend_in_another() {
    // Circles of 5, and of 3; some people in no circle; an odd number of ends in every group.
    for (generator, size) in [
        ("mean_degree = 6.0, triadic_closure = 0.7, group_homophily = 1.0, age_spread = 10.0", 5_003),
        (
            "mean_degree = 4.0, degree_sd = 4.0, circle_size = 3, triadic_closure = 0.3, group_homophily = 1.0",
            997,
        ),
        ("mean_degree = 3.0, group_homophily = 1.0", 11),
    ] {
        let people = people(size);
        let network = build(&format!("[[layer]]\nname = 'only'\nfriends = {{ {generator} }}"), &people);
        let mut ties = 0;
        for person in 0..size as u32 {
            for &peer in network.layers[0].peers(person) {
                assert_eq!(people.group[person as usize], people.group[peer as usize], "{person} and {peer}");
                ties += 1;
            }
        }
        assert!(ties > size, "{ties} arcs among {size}");
    }
}

#[test]
fn venues_take_whom_they_should() {
    let people = people(20_000);
    let network = build(
        "[[layer]]\nname = 'class'\n[layer.venues]\nsize = 25\nmean_degree = 4.0\njoins = { girls = 1.0, women = 0.5 }\nages = [6.0, 40.0]\nby_age = true\nby_group = true",
        &people,
    );
    let layer = &network.layers[0];
    let venues = layer.venues.as_ref().unwrap();
    let count = venues.iter().filter(|&&venue| venue != u32::MAX).max().unwrap() + 1;
    let mut members = vec![vec![]; count as usize];
    for person in 0..20_000usize {
        let (group, age) = (people.group[person], people.age[person]);
        match venues[person] {
            u32::MAX => assert!(group != 0, "every girl goes"),
            venue => {
                assert!(group < 2 && age < 40.0);
                members[venue as usize].push(person);
            }
        }
        for &peer in layer.peers(person as u32) {
            assert_eq!(venues[person], venues[peer as usize]);
        }
    }
    for venue in &members {
        assert!((23..=27).contains(&venue.len()), "{}", venue.len());
        assert!(venue.iter().all(|&person| people.group[person] == people.group[venue[0]]));
        let ages = venue.iter().map(|&person| people.age[person]);
        assert!(ages.clone().fold(0.0, f32::max) - ages.fold(99.0, f32::min) < 3.0);
    }
    let all: usize = members.iter().map(Vec::len).sum();
    assert!((layer.arcs() as f64 / all as f64 - 4.0).abs() < 0.05);
}

#[test]
fn a_community_of_four_layers_is_within_the_bands() {
    let people = people(100_000);
    let network = build(
        "[[layer]]\nname = 'household'\nhouseholds.sizes = [0.32, 0.24, 0.14, 0.14, 0.09, 0.07]\n\
         [[layer]]\nname = 'friends'\nfriends = { mean_degree = 4.0, degree_sd = 4.2, triadic_closure = 0.65, \
         circle_size = 5, group_homophily = 0.7, age_spread = 5.0 }\n\
         [[layer]]\nname = 'salon'\nvenues = { size = 40, mean_degree = 1.0, joins = { girls = 0.4, women = 0.5, men = 0.05 } }\n\
         [[layer]]\nname = 'school'\nvenues = { size = 25, mean_degree = 1.5, joins = { girls = 0.97, boys = 0.97 }, by_age = true }",
        &people,
    );
    let measures = Measures::of(&network, &people);
    let all = &measures.together;
    assert!((4.0..10.0).contains(&all.degree_mean), "{}", all.degree_mean);
    assert!((0.6..1.0).contains(&(all.degree_sd / all.degree_mean)), "{}", all.degree_sd);
    assert!((0.25..0.45).contains(&all.clustering), "{}", all.clustering);
    assert!((0.2..0.45).contains(&all.transitivity), "{}", all.transitivity);
    assert!(all.giant >= 0.94, "{}", all.giant);
    assert!((0.01..0.05).contains(&all.isolates), "{}", all.isolates);
    assert!(all.same_age.unwrap() > 2.0 * measures.same_age_by_chance.unwrap(), "{:?}", all.same_age);
}

/// Two triangles joined at person 2–3, a pendant 5–6, a pair 7–8 and the isolate 9.
fn small() -> Network {
    of_ties(10, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3), (5, 6), (7, 8)])
}

#[test]
fn measures_of_a_known_network() {
    let mut people = people(10);
    people.group = vec![0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
    people.age = vec![10.0, 11.0, 12.0, 30.0, 31.0, 32.0, 60.0, 20.0, 40.0, 50.0];
    let measures = Measures::of(&small(), &people);
    let all = &measures.together;
    assert_eq!((all.people, all.ties, all.directed), (10, 9, false));
    assert_eq!(all.degrees, [1, 3, 3, 3]);
    assert_eq!((all.degree_mean, all.degree_max), (1.8, 3));
    assert!((all.degree_sd - 0.96f64.sqrt()).abs() < 1e-12);
    // Persons 0, 1, 4: 1. Persons 2, 3, 5: 1 of 3 pairs. The rest: 0.
    assert!((all.clustering - 0.4).abs() < 1e-12);
    assert!((all.transitivity - 6.0 / 12.0).abs() < 1e-12);
    assert_eq!((all.components, all.giant, all.isolates), (3, 0.7, 0.1));
    // Arcs: 6 within group 0, 2 across, 10 within group 1.
    let by_chance = (7.0f64 / 18.0).powi(2) + (11.0f64 / 18.0).powi(2);
    let expected = (16.0 / 18.0 - by_chance) / (1.0 - by_chance);
    assert!((all.assortativity_group.unwrap() - expected).abs() < 1e-12);
    assert!((all.same_age.unwrap() - 6.0 / 9.0).abs() < 1e-12);
    // Within five years: three pairs at 10–12, three at 30–32.
    assert!((measures.same_age_by_chance.unwrap() - 6.0 / 45.0).abs() < 1e-12);
    assert_eq!(measures.layers[0].ties, 9);
    let none = Measures::of(&one("random.mean_degree = 0.0", 3), &people_of_one_age(3));
    assert_eq!(none.together.assortativity_age, None);
    assert_eq!(none.same_age_by_chance, Some(1.0));
}

fn people_of_one_age(size: usize) -> People {
    People { age: vec![30.0; size], ..people(size) }
}

#[test]
fn layers_together_count_a_pair_once() {
    let people = people(500);
    let network = build(
        "[[layer]]\nname = 'ring'\nring.degree = 4\n[[layer]]\nname = 'wider'\nring.degree = 6\n",
        &people,
    );
    assert_eq!((network.degree(0), network.together().peers(0).len()), (10, 6));
    let measures = Measures::of(&network, &people);
    assert_eq!(
        [measures.layers[0].ties, measures.layers[1].ties, measures.together.ties],
        [1000, 1500, 1500]
    );
    assert_eq!(degrees(&network, Some(1))[7], 6);
    assert_eq!(degrees(&network, None)[7], 10);
}

#[test]
fn cores_of_known_networks() {
    assert_eq!(k_core(&small(), None), [2, 2, 2, 2, 2, 2, 1, 1, 1, 0]);
    assert_eq!(k_core(&one("complete = {}", 6), Some(0)), [5; 6]);
    assert!(k_core(&one("ring.degree = 6", 50), None).iter().all(|&core| core == 6));
    // By definition: whoever is in the k-core has k peers in it.
    let network = one("scale_free.ties = 4", 3_000);
    let cores = k_core(&network, None);
    for (person, &core) in (0u32..).zip(&cores) {
        let inside =
            network.layers[0].peers(person).iter().filter(|&&peer| cores[peer as usize] >= core).count();
        assert!(inside >= core as usize);
    }
    assert_eq!(cores.iter().max(), Some(&4));
}

#[test]
fn page_rank_is_that_of_the_equations() {
    // A star of 1 + 4: centre c and leaves l with c = .03 + .85·4l, l = .03 + .85·c/4.
    let star = of_ties(5, &[(0, 1), (0, 2), (0, 3), (0, 4)]);
    let rank = page_rank(&star, None, 0.85);
    let centre = (0.03 + 3.4 * 0.03) / (1.0 - 0.85 * 0.85);
    assert!((rank[0] - centre).abs() < 1e-6);
    assert!((rank[1] - (1.0 - centre) / 4.0).abs() < 1e-6);
    let network = one("scale_free.ties = 2", 5_000);
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let ranks = [1, 2].map(|threads| pool(threads).install(|| page_rank(&network, None, 0.85)));
    assert_eq!(ranks[0], ranks[1]);
    assert!((ranks[0].iter().sum::<f64>() - 1.0).abs() < 1e-9);
    let top = (0..5_000).max_by(|&a, &b| ranks[0][a].total_cmp(&ranks[0][b])).unwrap();
    assert!(top < 20, "{top}");
}

/// The faults of a scenario whose folder holds these files.
fn faults(population: &str, layers: &str, files: &[(&str, &[u8])]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let found = Inputs::read(&scenario(population, layers), folder.path()).expect_err("there are faults");
    found.0.iter().map(|fault| told(fault, folder.path())).collect()
}

fn told(fault: &Fault, folder: &Path) -> String {
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    let place = match &fault.place {
        Place::Line(path, line) => format!("{}:{line}", name(path)),
        Place::File(path) => name(path),
        other => panic!("{other:?}"),
    };
    format!("{place}: {} ({})", fault.message, fault.help.as_deref().unwrap_or("-"))
}

const TIES: &str = "[[layer]]\nname = 'kin'\nfile = { path = 'ties.csv', weight = 'weight' }";

#[test]
fn people_and_ties_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "people.csv",
        "id,group,age,practice,sensitive,note\nann,women,30,tight,1,x\nbea,girls,7.5,,0,y\ncyd,men,40,loose,0,z\n",
    );
    write("ties.csv", "source,target,weight\nann,bea,2.5\ncyd,ann,0.5\n");
    write("list.csv", "name,id\nCyd,cyd\nAnn,ann\n");
    let scenario = scenario(
        "file = 'people.csv'",
        "[[layer]]\nname = 'kin'\nfile = { path = 'ties.csv', weight = 'weight' }\n\
         [[layer]]\nname = 'follows'\nfile = { path = 'ties.csv', directed = true }\n\
         [[intervention]]\nname = 'i'\ntargeting = { rule = 'list', file = 'list.csv' }\n",
    );
    let inputs = Inputs::read(&scenario, folder.path()).unwrap();
    let file = inputs.people.as_ref().unwrap();
    assert_eq!(file.people.group, [1, 0, 3]);
    assert_eq!(file.people.age, [30.0, 7.5, 40.0]);
    assert_eq!(file.people.traits, [2, 0, 0]);
    assert_eq!(file.traits_given, 2);
    assert_eq!(file.people.practice, [1, u8::MAX, 0]);
    assert_eq!(inputs.size(&scenario), 3);
    assert_eq!(inputs.lists["list.csv"], [2, 0]);
    let network = Network::build(&scenario, &inputs, &file.people, &Draws::new(1, 0));
    let kin = &network.layers[0];
    assert_eq!((kin.peers(0), kin.weights(0)), (&[1, 2][..], Some(&[2.5, 0.5][..])));
    assert_eq!((kin.peers(1), kin.weights(2)), (&[0][..], Some(&[0.5][..])));
    let follows = &network.layers[1];
    assert_eq!([0, 1, 2].map(|person| follows.peers(person)), [&[1][..], &[], &[0]]);
    let measures = Measures::of(&network, &file.people);
    assert!(measures.layers[1].directed && measures.layers[1].ties == 2);
    assert_eq!(measures.layers[1].components, 1);
}

#[test]
fn graphml_comes_in_as_other_software_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="edge" attr.name="strength" attr.type="double"><default>4</default></key>
  <key id="d1" for="node" attr.name="colour" attr.type="string"/>
  <graph edgedefault="undirected">
    <node id="0"><data key="d1">red</data></node> <node id="1"/> <node id="2"/>
    <edge source="0" target="1"><data key="d0">1.5</data></edge>
    <edge source="n2" target="1"/>
    <edge source="2" target="0" directed="true"><data key="d0">0.25</data></edge>
  </graph>
</graphml>"#;
    std::fs::write(folder.path().join("ties.graphml"), text).unwrap();
    let scenario = scenario(
        "size = 4",
        "[[layer]]\nname = 'kin'\nfile = { path = 'ties.graphml', weight = 'strength' }",
    );
    let inputs = Inputs::read(&scenario, folder.path()).unwrap();
    let network = Network::build(&scenario, &inputs, &people(4), &Draws::new(1, 0));
    let kin = &network.layers[0];
    assert_eq!([0, 1, 2, 3].map(|person| kin.peers(person)), [&[1][..], &[0, 2], &[0, 1], &[]]);
    assert_eq!([0, 1, 2].map(|person| kin.weights(person).unwrap()), [&[1.5][..], &[1.5, 4.0], &[0.25, 4.0]]);
}

#[test]
fn faults_of_people() {
    let rows = "id,group,age,practise,relaxed\n\
        a,womn,30,loose,0\n\
        b,women,old,loose,0\n\
        c,girls,30,loose,0\n\
        c,girls,10,loose,0\n\
        d,girls\n\
        e,girls,10,loose,yes\n";
    assert_eq!(
        faults("file = 'people.csv'", "", &[("people.csv", rows.as_bytes())]),
        [
            "people.csv:1: the column `practise` is unknown (is it `practice`?)",
            "people.csv:2: there is no group `womn` (did you mean `women`?)",
            "people.csv:3: `old` is not an age (a number of years from 0 to 130)",
            "people.csv:4: age 30 is not an age of the group `girls` (ages in `girls` are from 6 up to but not including 18)",
            "people.csv:5: the id `c` is already on line 4 (ids are unique)",
            "people.csv:6: this row has 2 cells (the header has 5: `id`, `group`, `age`, `practise`, `relaxed`)",
            "people.csv:7: `yes` in the column `relaxed` is neither 0 nor 1 (1 for people who have the trait, 0 for others)",
        ]
    );
    let rows = b"id,group,age,practice\na,girls,10,losse\nb,girls,10,tight\nc,girls,10,\n";
    assert_eq!(
        faults("file = 'people.csv'", "", &[("people.csv", rows)]),
        [
            "people.csv:2: there is no practice `losse` (did you mean `loose`?)",
            "people.csv:3: the practice `tight` is not available to the group `girls` (it is available to `women`)",
        ]
    );
    let one = |bytes: &[u8]| faults("file = 'people.csv'", "", &[("people.csv", bytes)]).remove(0);
    assert_eq!(
        one(b"id,grup,age\na,girls,9\n"),
        "people.csv:1: there is no column `group` (is it the column `grup`?)"
    );
    assert_eq!(
        one(b"id,group,age\na,\xff,9\n"),
        "people.csv:2: this line is not UTF-8 (save the file with the encoding UTF-8)"
    );
    assert_eq!(one(b" \n"), "people.csv: the file is empty (the first line names the columns)");
    assert_eq!(
        one(b"id,group,age\n"),
        "people.csv: the file names nobody (each line after the first is a person)"
    );
    assert_eq!(
        faults("file = 'people.csv'", "", &[]),
        ["people.csv: there is no such file (paths are relative to the scenario file)"]
    );
}

#[test]
fn faults_of_ties() {
    let rows = "source,target,weight\n0,1,1\n1,1,1\n0,9,1\n1,0,1\n2,0,nan\n2,1,0\n2,1,-3\n2,x,1\n0,2\n1,2,inf\n0,2,1e-60\n";
    assert_eq!(
        faults("size = 3", TIES, &[("ties.csv", rows.as_bytes())]),
        [
            "ties.csv:3: `1` is tied to itself (a tie joins two people)",
            "ties.csv:4: there is no person with the id `9` (without a file of people, ids are whole numbers from 0 to 2)",
            "ties.csv:5: this tie is already on line 2 (list each tie once)",
            "ties.csv:6: `nan` is not a weight (a number above 0)",
            "ties.csv:7: `0` is not a weight (a number above 0)",
            "ties.csv:8: `-3` is not a weight (a number above 0)",
            "ties.csv:9: there is no person with the id `x` (without a file of people, ids are whole numbers from 0 to 2)",
            "ties.csv:10: this row has 2 cells (the header has 3: `source`, `target`, `weight`)",
            "ties.csv:11: `inf` is not a weight (a number above 0)",
            "ties.csv:12: `1e-60` is not a weight (a number above 0)",
        ]
    );
    let one = |text: &str| faults("size = 3", TIES, &[("ties.csv", text.as_bytes())]).join("; ");
    assert_eq!(
        one("source,taget,weight\n0,1,1\n"),
        "ties.csv:1: there is no column `target` (is it the column `taget`?)"
    );
    assert_eq!(
        one("a,source,target,a\n0,1,1,1\n"),
        "ties.csv:1: the column `a` is there twice (-); \
         ties.csv:1: there is no column `weight` (the columns are `a`, `source`, `target`, `a`)"
    );
    assert_eq!(one(""), "ties.csv: the file is empty (the first line names the columns)");
    // Both ways round is one tie, unless influence has a direction.
    let directed =
        scenario("size = 3", "[[layer]]\nname = 'kin'\nfile = { path = 'ties.csv', directed = true }");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ties.csv"), "source,target\n0,1\n1,0\n").unwrap();
    assert_eq!(Inputs::read(&directed, folder.path()).unwrap().ties["kin"].arcs(), 2);
}

#[test]
fn many_faults_are_counted() {
    let rows: String = (0..200).map(|i| format!("{i},{i},1\n")).collect();
    let found = faults("size = 3", TIES, &[("ties.csv", format!("source,target,weight\n{rows}").as_bytes())]);
    assert_eq!(found.len(), 51);
    assert_eq!(found[49], "ties.csv:51: `49` is tied to itself (a tie joins two people)");
    assert_eq!(found[50], "ties.csv: 150 more faults (-)");
}

#[test]
fn faults_across_files_come_together() {
    let people = b"id,group,age\nann,women,30\nbeatrix,wimen,31\n".as_slice();
    let ties = b"source,target,weight\nann,baetrix,1\nann,beatrix,1\n".as_slice();
    let list = b"id\nann\nzed\nann\n".as_slice();
    let layers =
        format!("{TIES}\n[[intervention]]\nname = 'i'\ntargeting = {{ rule = 'list', file = 'list.csv' }}\n");
    assert_eq!(
        faults(
            "file = 'people.csv'",
            &layers,
            &[("people.csv", people), ("ties.csv", ties), ("list.csv", list)]
        ),
        [
            "people.csv:3: there is no group `wimen` (did you mean `women`?)",
            "ties.csv:2: there is no person with the id `baetrix` (did you mean `beatrix`?)",
            "list.csv:3: there is no person with the id `zed` (ids are those of the file of people)",
            "list.csv:4: the id `ann` is already on line 2 (list each person once)",
        ]
    );
    // Without ids to compare with, only the missing file is told.
    let found = faults("file = 'people.csv'", TIES, &[("ties.csv", ties)]);
    assert_eq!(found, ["people.csv: there is no such file (paths are relative to the scenario file)"]);
}

#[test]
fn faults_of_graphml() {
    let layer = "[[layer]]\nname = 'kin'\nfile = { path = 'ties.graphml', weight = 'wieght' }";
    let found = |text: &str| faults("size = 3", layer, &[("ties.graphml", text.as_bytes())]).join("; ");
    assert_eq!(
        found(
            "<graphml>\n<key id='k' for='edge' attr.name='weight'/>\n<graph edgedefault='undirected'/></graphml>"
        ),
        "ties.graphml:3: edges have no attribute `wieght` (is it `weight`?)"
    );
    assert_eq!(
        found(
            "<graphml><key id='k' for='edge' attr.name='wieght'/>\n<graph edgedefault='undirected'>\n<edge source='0' target='7'><data key='k'>1</data></edge>\n<edge source='1'/>\n<edge source='0' target='1'/></graph></graphml>"
        ),
        "ties.graphml:3: there is no person with the id `7` (without a file of people, ids are whole numbers from 0 to 2); \
         ties.graphml:4: this edge has no `target` (-); \
         ties.graphml:5: the weight is missing (a number above 0)"
    );
    let broken = found("<graphml>\n<graph>\n<edge source='0'</graph>");
    assert!(broken.starts_with("ties.graphml:"), "{broken}");
    assert!(found("<svg/>").starts_with("ties.graphml: the file holds 0 graphs"), "{}", found("<svg/>"));
}
