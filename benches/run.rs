//! How long a whole run takes: 10,000 people of Riverside, two years, one replicate of each arm.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::{hint::black_box, sync::Arc, time::Duration};
use tress::{
    engine::{self, Community, Model, Run, Setting},
    network::Inputs,
    record::Tables,
    scenario::{Source, read},
};

const SIZE: u64 = 10_000;

fn running(c: &mut Criterion) {
    let overrides = [format!("population.size={SIZE}"), "time.horizon=2 years".into(), "replicates=1".into()];
    let text = include_str!("../scenarios/riverside.toml");
    let scenario =
        read(Source::new("riverside.toml", text, &overrides)).expect("riverside has no faults").scenario;
    let model = Model::new(&scenario);
    let inputs = Arc::new(Inputs::default());
    let build = || Community::build(&scenario, &model, &inputs, 0);
    let step = |community: &Community| {
        let setting = Setting { scenario: &scenario, model: &model, community };
        let one = |arm| engine::run(Run::new(setting, arm, true), 0, &|_| true).expect("nobody stops it");
        (0..scenario.arms.len()).map(one).collect::<Vec<_>>()
    };
    let mut group = c.benchmark_group("run 10k people for 2 years");
    group.sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_secs(1));
    group.bench_function("community", |b| b.iter(|| black_box(build())));
    let community = build();
    let steps = SIZE * scenario.arms.len() as u64 * u64::from(model.steps.unsigned_abs());
    group.throughput(Throughput::Elements(steps));
    group.bench_function("four arms", |b| b.iter(|| black_box(step(&community))));
    let series = step(&community);
    group.bench_function("tables", |b| b.iter(|| black_box(Tables::of(&scenario, &series))));
    group.bench_function("all of it", |b| b.iter(|| black_box(Tables::of(&scenario, &step(&build())))));
}

criterion_group!(benches, running);
criterion_main!(benches);
