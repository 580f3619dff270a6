//! Sensitivity against theory: designs and analyses are those that `tress sweep` and `tress sensitivity` use.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, Table, said, tress, village};
use std::f64::consts::PI;
use std::fs;
use std::path::Path;
use tress::draw::{self, Draws, Purpose};
use tress::sample::{Morris, Saltelli};
use tress::sensitivity::{Effects, Estimate, Indices};
use tress::stats::{self, mean};

/// Ishigami & Homma 1990 with a = 7, b = 0.1, of inputs uniform on [−π, π].
fn ishigami(unit: &[f64]) -> f64 {
    let x: Vec<f64> = unit.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

const FIRST: [f64; 3] = [0.3139, 0.4424, 0.0];
const TOTAL: [f64; 3] = [0.5576, 0.4424, 0.2437];
/// Variance of the function: a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
fn variance() -> f64 {
    49.0 / 8.0 + 0.1 * PI.powi(4) / 5.0 + 0.01 * PI.powi(8) / 18.0 + 0.5
}

/// Values of a function at the points of a design, as replicates with normal errors of this standard deviation.
fn values(
    base: u32,
    inputs: usize,
    seed: u32,
    noise: f64,
    replicates: u32,
    f: impl Fn(&[f64]) -> f64,
) -> Vec<Vec<f64>> {
    let design = Saltelli::new(base, inputs, seed);
    let at = |point: u64| {
        let y = f(&design.point(point));
        let errors =
            Draws::new(u64::from(seed), 0).stream(Purpose::of("error", "test"), point as u32).from(0);
        errors.take(replicates as usize).map(|word| y + noise * draw::normal(word)).collect()
    };
    (0..design.points()).map(at).collect()
}

fn indices(base: u32, seed: u32, noise: f64, replicates: u32, paired: bool) -> Indices {
    let values = values(base, 3, seed, noise, replicates, ishigami);
    Indices::of(&values, 3, paired, 400, &Draws::new(1, 0)).unwrap()
}

fn all(found: &Indices) -> Vec<Estimate> {
    found.first.iter().chain(&found.total).map(|one| one.unwrap()).collect()
}

/// Sobol's sequence errs far less than the bootstrap thinks, which takes rows for independent; so two of its standard
/// errors and .02 are bounds that a wrong estimator breaks and a right one does not. Seeds are fixed.
#[test]
fn ishigami_has_its_indices() {
    let found = indices(2048, 0, 0.0, 1, false);
    for (one, truth) in all(&found).iter().zip(FIRST.iter().chain(&TOTAL)) {
        println!(
            "{:.4} ± {:.4} [{:.4}, {:.4}] for {truth}",
            one.value, one.se, one.interval[0], one.interval[1]
        );
        assert!((one.value - truth).abs() < (2.0 * one.se).min(0.02), "{} for {truth}", one.value);
        assert_eq!(one.se_noise, None);
    }
    assert!((found.variance / variance() - 1.0).abs() < 0.02, "{} for {}", found.variance, variance());
    assert_eq!((found.rows, found.noise), (2048, 0.0));
}

/// Sobol's G with a = (0, 1, 4.5, 9, 99, 99, 99, 99): V_i = 1/(3 (1 + a_i)²), V = Π(1 + V_i) − 1 (Saltelli & Sobol 1995).
#[test]
fn sobol_g_has_its_indices() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let g = |u: &[f64]| -> f64 {
        u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
    };
    let part = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = part.iter().map(|v| 1.0 + v).product();
    let values = values(4096, 8, 3, 0.0, 1, g);
    let found = Indices::of(&values, 8, false, 200, &Draws::new(1, 0)).unwrap();
    for (input, part) in part.into_iter().enumerate() {
        let first = part / (product - 1.0);
        let total = part * product / (1.0 + part) / (product - 1.0);
        let [s, t] = [found.first[input].unwrap().value, found.total[input].unwrap().value];
        println!("{s:.4} for {first:.4}, {t:.4} for {total:.4}");
        assert!((s - first).abs() < 0.01 && (t - total).abs() < 0.01, "{s} for {first}, {t} for {total}");
    }
}

/// Luck as large as the signal: subtracted, the indices are those of the function; not subtracted, they are not.
#[test]
fn luck_is_told_from_inputs() {
    let (noise, replicates) = (3.0, 4);
    let found = indices(4096, 1, noise, replicates, false);
    assert!((found.noise - noise * noise / f64::from(replicates)).abs() < 0.05, "{}", found.noise);
    assert!((found.variance / variance() - 1.0).abs() < 0.05, "{} for {}", found.variance, variance());
    for (one, truth) in all(&found).iter().zip(FIRST.iter().chain(&TOTAL)) {
        let noise = one.se_noise.unwrap();
        println!("{:.4} ± {:.4} (luck {noise:.4}) for {truth}", one.value, one.se);
        assert!((one.value - truth).abs() < 0.03, "{} for {truth}", one.value);
        assert!(noise > 0.1 * one.se && noise < 1.1 * one.se, "{noise} of {}", one.se);
    }
    // The third input, which does nothing alone, would seem to do a good deal.
    let raw = indices(4096, 1, noise, replicates, true);
    assert!(raw.total[2].unwrap().value > TOTAL[2] + 0.06, "{:?}", raw.total[2]);
    assert!(raw.first[1].unwrap().value < FIRST[1] - 0.05, "{:?}", raw.first[1]);
}

/// What every replicate does at all points alike, as people and ties do that points share, is no error of an index; and
/// where points share all their luck, only what luck does differently at different points is.
#[test]
fn luck_that_points_share_is_no_error() {
    let mut values = values(512, 3, 2, 0.0, 4, ishigami);
    for point in &mut values {
        point.iter_mut().zip([-9.0, -1.0, 3.0, 7.0]).for_each(|(value, shared)| *value += shared);
    }
    for paired in [false, true] {
        let found = Indices::of(&values, 3, paired, 200, &Draws::new(1, 0)).unwrap();
        assert!(found.noise < 1e-20, "{}", found.noise);
        for one in all(&found) {
            assert!(one.se_noise.unwrap() < 1e-9 && one.se_design > 0.9 * one.se, "{one:?}");
        }
    }
    // Replicates that stretch the function: paired, this moves what is estimated for all points at once.
    for point in &mut values {
        let mean = point.iter().sum::<f64>() / 4.0;
        point.iter_mut().zip([0.7, 0.9, 1.1, 1.3]).for_each(|(value, stretched)| *value = stretched * mean);
    }
    // A stretch of everything leaves every share as it is.
    let found = Indices::of(&values, 3, true, 200, &Draws::new(1, 0)).unwrap();
    assert!(all(&found).iter().all(|one| one.se_noise.unwrap() < 0.02 * one.se), "{:?}", all(&found));
}

/// Rows drawn one by one, not along the sequence: then intervals hold the truth about as often as they say. Of 40 × 6
/// intervals 95 % is 228; they are not independent, so this is a bound that gross faults break.
#[test]
fn intervals_hold_the_truth_about_as_often_as_they_say() {
    let mut held = 0;
    for seed in 0..40 {
        let mut words = Draws::new(seed, 7).stream(Purpose::of("rows", "test"), 0).from(0);
        let mut points = vec![];
        for _ in 0..256 {
            let [a, b]: [Vec<f64>; 2] = [(); 2].map(|()| (&mut words).take(3).map(draw::unit).collect());
            points.push(vec![ishigami(&a)]);
            points.push(vec![ishigami(&b)]);
            for input in 0..3 {
                let mut mixed = a.clone();
                mixed[input] = b[input];
                points.push(vec![ishigami(&mixed)]);
            }
        }
        let found = Indices::of(&points, 3, false, 200, &Draws::new(seed, 0)).unwrap();
        let truths = FIRST.iter().chain(&TOTAL);
        held += all(&found)
            .iter()
            .zip(truths)
            .filter(|(one, truth)| (one.interval[0]..=one.interval[1]).contains(truth))
            .count();
    }
    println!("{held} of 240");
    assert!((216..=238).contains(&held), "{held} of 240");
}

#[test]
fn what_does_not_vary_has_no_indices_and_holes_are_left_out() {
    let level = vec![vec![0.1]; 5 * 8];
    let found = Indices::of(&level, 3, false, 50, &Draws::new(1, 0)).unwrap();
    assert!(found.first.iter().chain(&found.total).all(Option::is_none));
    let mut values = values(64, 3, 0, 0.0, 1, ishigami);
    values[7].clear();
    assert_eq!(Indices::of(&values, 3, false, 50, &Draws::new(1, 0)).unwrap().rows, 63);
    assert!(Indices::of(&[], 3, false, 50, &Draws::new(1, 0)).is_none());
}

fn effects(trajectories: u32, inputs: usize, f: impl Fn(&[f64]) -> f64) -> Vec<Effects> {
    let design = Morris::new(trajectories, inputs, 4, &Draws::new(2, 0));
    let values: Vec<Vec<f64>> = (0..design.points()).map(|at| vec![f(&design.point(at))]).collect();
    let found = Effects::of(&values, inputs, |at| design.step(at as u64), false, 200, &Draws::new(1, 0));
    found.into_iter().map(Option::unwrap).collect()
}

#[test]
fn elementary_effects_of_a_plane_are_its_slopes() {
    let slopes = [3.0, -2.0, 0.0];
    let found = effects(10, 3, |x| x.iter().zip(slopes).map(|(x, slope)| slope * x).sum::<f64>() + 5.0);
    for (effects, slope) in found.iter().zip(slopes) {
        assert!(
            (effects.mu.value - slope).abs() < 1e-9 && (effects.mu_star.value - slope.abs()).abs() < 1e-9
        );
        assert!(effects.sigma < 1e-9 && effects.mu.se < 1e-9);
    }
}

#[test]
fn elementary_effects_find_what_interacts_and_what_is_not_linear() {
    let found = effects(200, 4, ishigami_of_four);
    // The second goes up and down: its mean effect cancels, its mean size does not. The fourth does nothing.
    let mu = found[1].mu;
    assert!(mu.value.abs() < 3.0 * mu.se && found[1].mu_star.value > 5.0, "{:?}", found[1]);
    assert!(found[0].sigma > 2.0 && found[2].sigma > 2.0, "{:?}", (found[0], found[2]));
    assert_eq!((found[3].mu_star.value, found[3].sigma), (0.0, 0.0));
    let [low, high] = found[0].mu_star.interval;
    assert!(low < found[0].mu_star.value && found[0].mu_star.value < high);
}

fn ishigami_of_four(unit: &[f64]) -> f64 {
    ishigami(&unit[..3])
}

/// Effects of `f` at a design of 20 trajectories, whose values hold a replicate's stretch (the same at all points) and an
/// error of their own; both normal, of these standard deviations, in four replicates.
fn lucky_effects(
    seed: u64,
    inputs: usize,
    [stretch, error]: [f64; 2],
    paired: bool,
    f: impl Fn(&[f64]) -> f64,
) -> Vec<Effects> {
    let design = Morris::new(20, inputs, 4, &Draws::new(seed, 0));
    let luck = Draws::new(seed, 1);
    let normal = |of: &'static str, at: usize, replicate: usize| {
        draw::normal(luck.stream(Purpose::of(of, "test"), at as u32).at(replicate))
    };
    let value = |at: usize, replicate: usize| {
        let stretched = 1.0 + stretch * normal("stretch", 0, replicate);
        stretched * f(&design.point(at as u64)) + error * normal("error", at, replicate)
    };
    let points = (0..design.points() as usize).map(|at| (0..4).map(|r| value(at, r)).collect());
    let values: Vec<Vec<f64>> = points.collect();
    let found = Effects::of(&values, inputs, |at| design.step(at as u64), paired, 200, &Draws::new(seed, 0));
    found.into_iter().map(Option::unwrap).collect()
}

/// A replicate that stretches every effect is luck that no further trajectory takes away. Of 100 intervals 95 should hold
/// the slope; fewer than 88 would by chance in 1 of 1,000 tries.
#[test]
fn luck_that_points_share_is_an_error_of_what_they_share() {
    let slope = |x: &[f64]| 3.0 * x[0];
    let all: Vec<Effects> =
        (0..100).map(|seed| lucky_effects(seed, 1, [0.1, 0.01], true, slope)[0]).collect();
    let mu: Vec<f64> = all.iter().map(|one| one.mu.value).collect();
    let sd = stats::variance(&mu).unwrap().sqrt();
    let se = mean(&all.iter().map(|one| one.mu.se).collect::<Vec<_>>()).unwrap();
    let held = all.iter().filter(|one| (one.mu.interval[0]..=one.mu.interval[1]).contains(&3.0)).count();
    println!("sd {sd:.4}, mean se {se:.4}, {held} of 100 hold it");
    assert!((0.75..1.25).contains(&(se / sd)), "mean se {se}, sd {sd}");
    assert!(held >= 88, "{held} of 100");
    for Effects { mu, mu_star, .. } in all {
        assert!(mu.se_noise.unwrap() <= mu.se && mu.se_design < 0.2 * mu.se, "{mu:?}");
        assert!(mu_star.interval[0] >= 0.0, "{mu_star:?}");
    }
}

/// A part of an error is never more than the whole, also of an input that does nothing, where both are luck.
#[test]
fn no_part_of_an_error_is_above_the_whole() {
    for seed in 0..20 {
        for effects in lucky_effects(seed, 3, [0.0, 1.0], false, |x| x[0]) {
            for one in [effects.mu, effects.mu_star] {
                let noise = one.se_noise.unwrap();
                assert!(noise <= one.se && one.se_design <= one.se, "{one:?}");
                assert!((noise.hypot(one.se_design) - one.se).abs() < 1e-9, "{one:?}");
            }
        }
    }
}

/// What does nothing has a mean size all the same, by luck: about the expectation, and below the bound in 39 of 40
/// designs. Of 200, more than 14 above it by chance in fewer than 1 of 1,000 tries.
#[test]
fn the_size_of_what_does_nothing_is_that_of_luck() {
    let none = |_: &[f64]| 0.0;
    let all: Vec<Effects> = (0..200).map(|seed| lucky_effects(seed, 1, [0.0, 1.0], false, none)[0]).collect();
    let of = |what: fn(&Effects) -> f64| mean(&all.iter().map(what).collect::<Vec<_>>()).unwrap();
    let (found, expected) = (of(|one| one.mu_star.value), of(|one| one.luck.unwrap().expected));
    let above = all.iter().filter(|one| one.mu_star.value > one.luck.unwrap().most).count();
    println!("{found:.3} for {expected:.3}, {above} of {} above", all.len());
    assert!((found / expected - 1.0).abs() < 0.05, "{found} for {expected}");
    assert!(above <= 14, "{above} of {}", all.len());
    let [sigma, noise] = [of(|one| one.sigma), of(|one| one.noise.unwrap())];
    assert!((sigma / noise - 1.0).abs() < 0.05, "{sigma} for {noise}");
    // Of an input that does something there is more.
    let slope = lucky_effects(0, 1, [0.0, 1.0], false, |x| 3.0 * x[0])[0];
    assert!(slope.mu_star.value > slope.luck.unwrap().most, "{slope:?}");
    // One replicate tells nothing of luck.
    assert_eq!(effects(10, 1, |x| x[0])[0].luck, None);
    assert_eq!(effects(10, 1, |x| x[0])[0].noise, None);
}

/// A sweep of the village with these words, and what is said of it with those.
fn asked(room: &Path, sweep: &[&str], words: &[&str]) -> String {
    if !room.join("scenario.toml").exists() {
        fs::write(room.join("scenario.toml"), village(Rule::Hazard)).unwrap();
    }
    let all = ["sweep", "scenario.toml", "--quiet", "--replicates", "2", "--out", "out"];
    let out = tress(room, &[&all[..], sweep].concat());
    assert!(out.status.success(), "{}", said(&out.stderr));
    let out = tress(room, &[&["sensitivity", "out", "--svg"], words].concat());
    assert!(out.status.success(), "{}", said(&out.stderr));
    said(&out.stdout)
}

/// What an SVG says, line by line.
fn words_of(figure: &Path) -> String {
    let text = fs::read_to_string(figure).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('<'));
    lines.map(|line| line.trim().to_string() + "\n").collect()
}

#[test]
fn what_does_not_fit_goes_on_further_pages() {
    let room = tempfile::tempdir().unwrap();
    let room = room.path();
    let grid =
        ["--vary", "adoption.hazard.q=0.5:3:3", "--vary", "population.size=300,600", "--vary", "arm=none"];
    let measures =
        ["adopters_share", "adopters_share of none", "late_prevalence", "early_prevalence", "entries"];
    let known: Vec<&str> = measures[..4].iter().flat_map(|measure| ["--measure", measure]).collect();
    let told = asked(room, &grid, &known);
    // The same in other words is asked once.
    assert_eq!(told.matches("adopters_share").count(), 1, "{told}");
    assert!(
        told.contains("Tables in out: sensitivity.csv, responses.csv, surface.csv, figures in"),
        "{told}"
    );
    assert!(told.contains("surface-2.png") && room.join("out/surface-2.svg").is_file(), "{told}");
    let figure = words_of(&room.join("out/responses.svg"));
    for word in ["at 100 weeks", "of the variance between points", "seed 1", "6 points × 2 replicates"] {
        assert!(figure.contains(word), "{word}: {figure}");
    }
    // Few values are dots, not a band.
    assert!(figure.contains("one point and replicate") && !figure.contains("95 %"), "{figure}");
    let table = Table::read(&room.join("out/responses.csv"));
    assert!(table.texts("values")[0].split(' ').count() == 4 && table.texts("q025")[0].is_empty());
    // What was drawn of more measures goes.
    asked(room, &grid, &["--measure", "adopters_share"]);
    assert!(room.join("out/surface.svg").is_file() && !room.join("out/surface-2.svg").exists());
}

#[test]
fn small_prints_and_words_are_those_of_the_sweep() {
    let room = tempfile::tempdir().unwrap();
    let room = room.path();
    let design =
        ["--vary", "adoption.hazard.q=0.5:3", "--vary", "arm=none", "--seed", "7", "--luck", "paired"];
    let told =
        asked(room, &[&design[..], &["--design", "sobol:4"]].concat(), &["--measure", "adopters_share"]);
    let figure = words_of(&room.join("out/sensitivity.svg"));
    let head: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(room.join("out/sweep.json")).unwrap()).unwrap();
    let hash = &head["key"].as_str().unwrap()[..8];
    for word in ["seed 7", "paired luck", hash, "none is taken off"] {
        assert!(figure.contains(word), "{word}: {figure}");
    }
    assert!(!figure.contains("Luck is taken off"), "{figure}");
    assert!(!room.join("out/surface.csv").exists() && !told.contains("surface"), "{told}");
}

#[test]
fn points_of_words_and_single_points_are_told() {
    let room = tempfile::tempdir().unwrap();
    let room = room.path();
    fs::write(room.join("words.csv"), "adoption.hazard.q,adoption.rule\n0.5,hazard\n2,hazard\n").unwrap();
    let told =
        asked(room, &["--design", "list:words.csv", "--vary", "arm=none"], &["--measure", "adopters_share"]);
    assert!(told.contains("at 0.5, ") && told.contains(" at hazard\n"), "{told}");
    assert!(told.contains("Not drawn: adopters_share: no curve by"), "{told}");
    let other = tempfile::tempdir().unwrap();
    let one = ["--vary", "adoption.hazard.q=0.5", "--vary", "arm=none"];
    let told = asked(other.path(), &one, &["--measure", "adopters_share"]);
    assert!(told.starts_with("adopters_share: a single point: nothing varies\n"), "{told}");
}
