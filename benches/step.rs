//! How long one step of 100,000 people takes, by adoption rule: four layers, six practices, stages on.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::{sync::Arc, time::Duration};
use tress::{
    engine::{Community, Model, Run, Setting},
    network::Inputs,
    scenario::{Read, Source, read},
};

const SIZE: u64 = 100_000;
/// Steps of one measurement, so that every practice comes to its reviews.
const STEPS: u64 = 12;

const RULES: [(&str, &str); 5] = [
    ("hazard", "hazard = { p = '0.01 per year', q = '0.5 per year', r = '0.1 per year' }"),
    ("contagion", "contagion = { p = '0.0002 per week', q = '0.005 per week' }"),
    ("threshold", "threshold = { normal = [0.4, 0.2] }"),
    ("cascade", "cascade = { q = 0.1 }"),
    ("choice", "choice = { peer = 1.0, norm = 0.5, benefit = 0.5, discomfort = 0.5, habit = 2.0 }"),
];

/// Riverside under another rule: what only other rules know is taken out.
fn scenario(rule: &str, parameters: &str) -> Read {
    let shipped = include_str!("../scenarios/riverside.toml");
    let begin = shipped.find("[adoption]").expect("riverside has a section [adoption]");
    let end = begin + shipped[begin..].find("\n[load]").expect("the section [load] comes after it");
    let programmes = shipped.find("[[intervention]]").expect("riverside has programmes");
    let output = shipped.find("[output]").expect("riverside has a section [output]");
    let text = format!(
        "{}[adoption]\nrule = '{rule}'\ninnovation = ['low_tension']\nvisible_benefit = 0.5\n{parameters}\n{}{}",
        &shipped[..begin],
        &shipped[end..programmes],
        &shipped[output..]
    );
    read(Source::new("riverside.toml", text, &[format!("population.size={SIZE}")]))
        .expect("riverside has no faults under another rule")
}

fn stepping(c: &mut Criterion) {
    let mut group = c.benchmark_group("12 steps of 100k people");
    group.sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_secs(1));
    group.throughput(Throughput::Elements(SIZE * STEPS));
    for (rule, parameters) in RULES {
        let scenario = scenario(rule, parameters).scenario;
        let model = Model::new(&scenario);
        let community = Community::build(&scenario, &model, &Arc::new(Inputs::default()), 0);
        let setting = Setting { scenario: &scenario, model: &model, community: &community };
        group.bench_function(rule, |b| {
            b.iter_batched(
                || Run::new(setting, 0, true),
                |mut run| {
                    (0..STEPS).for_each(|_| run.step());
                    run
                },
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group!(benches, stepping);
criterion_main!(benches);
