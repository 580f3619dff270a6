//! How long it takes to build the network of a million people.

use criterion::{Criterion, criterion_group, criterion_main};
use std::{hint::black_box, time::Duration};
use tress::{
    draw::{Draws, Purpose, unit},
    network::{Inputs, Measures, Network, k_core, page_rank},
    population::People,
    scenario::Scenario,
};

const SIZE: usize = 1_000_000;

/// Four layers as in the shipped community.
const COMMUNITY: [(&str, &str); 4] = [
    ("household", "households.sizes = [0.32, 0.24, 0.14, 0.14, 0.09, 0.07]"),
    (
        "friends",
        "friends = { mean_degree = 4.0, degree_sd = 4.2, triadic_closure = 0.65, circle_size = 5, group_homophily = 0.7, age_spread = 5.0 }",
    ),
    ("salon", "venues = { size = 40, mean_degree = 1.0, joins = { girls = 0.4, women = 0.5, men = 0.05 } }"),
    (
        "school",
        "venues = { size = 25, mean_degree = 1.5, joins = { girls = 0.97, boys = 0.97 }, by_age = true }",
    ),
];

const OTHERS: [&str; 8] = [
    "random.mean_degree = 10.0",
    "regular.degree = 6",
    "configuration.degrees = [2, 4, 6, 12]",
    "small_world = { degree = 6, rewire = 0.1 }",
    "scale_free.ties = 3",
    "blocks = { within = 5.0, between = 1.0 }",
    "ring.degree = 6",
    "friends = { mean_degree = 8.0, triadic_closure = 0.5, group_homophily = 0.7, age_spread = 5.0 }",
];

fn scenario(layers: &str) -> Scenario {
    let groups = [("girls", 6, 18), ("women", 18, 90), ("boys", 6, 18), ("men", 18, 90)].map(|(name, from, to)| {
        format!("[[population.group]]\nname = '{name}'\nshare = 0.25\nages = [{from}, {to}]\npractices = {{ loose = 1 }}\n")
    });
    let text = format!(
        "name = 'bench'\nrng_seed = 1\nreplicates = 1\ntime.horizon = '1 year'\n\
         adoption = {{ rule = 'threshold', innovation = ['loose'] }}\n\
         practice = [{{ name = 'loose', stress = 0 }}]\n[population]\nsize = {SIZE}\n{}\n{layers}",
        groups.concat()
    );
    toml::from_str(&text).expect("the scenario is written above")
}

fn people() -> People {
    let words: Vec<u32> =
        Draws::new(9, 0).stream(Purpose::of("people", ""), 0).from(0).take(2 * SIZE).collect();
    let mut people = People::default();
    for pair in words.chunks(2) {
        let share = unit(pair[0]);
        let group = [0.16, 0.56, 0.72].iter().filter(|&&cut| share > cut).count();
        let (from, to) = if group % 2 == 0 { (6.0, 18.0) } else { (18.0, 90.0) };
        people.group.push(group as u8);
        people.age.push((from + unit(pair[1]) * (to - from)) as f32);
        people.traits.push(0);
        people.practice.push(0);
    }
    people
}

fn layer(name: &str, generator: &str) -> String {
    format!("[[layer]]\nname = '{name}'\n{generator}\n")
}

fn building(c: &mut Criterion) {
    let people = people();
    let mut group = c.benchmark_group("build 1M people");
    group.sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    let mut bench = |name: &str, layers: String| {
        let scenario = scenario(&layers);
        group.bench_function(name, |b| {
            b.iter(|| black_box(Network::build(&scenario, &Inputs::default(), &people, &Draws::new(1, 0))));
        });
    };
    bench("community", COMMUNITY.map(|(name, generator)| layer(name, generator)).concat());
    for (name, generator) in COMMUNITY {
        bench(name, layer(name, generator));
    }
    for generator in OTHERS {
        bench(generator, layer("only", generator));
    }
}

fn reading(c: &mut Criterion) {
    let people = people();
    let scenario = scenario(&COMMUNITY.map(|(name, generator)| layer(name, generator)).concat());
    let network = Network::build(&scenario, &Inputs::default(), &people, &Draws::new(1, 0));
    let mut group = c.benchmark_group("read 1M people");
    group.sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    group.bench_function("measures", |b| b.iter(|| black_box(Measures::of(&network, &people))));
    group.bench_function("k-core", |b| b.iter(|| black_box(k_core(&network, None))));
    group.bench_function("page rank", |b| b.iter(|| black_box(page_rank(&network, None, 0.85))));
}

criterion_group!(benches, building, reading);
criterion_main!(benches);
