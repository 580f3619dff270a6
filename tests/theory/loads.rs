//! Load and strain in closed form, read from `people.csv`.

use crate::runs::{Table, run};

/// People who follow one practice for `weeks`, from no load. `practice` and `load` are lines of those sections.
fn after(weeks: u32, practice: &str, load: &str) -> Table {
    let table = run(&format!(
        r#"
name = "steady"
rng_seed = 5
replicates = 1
[time]
horizon = "{weeks} weeks"
[population]
size = 60
[[population.group]]
name = "everybody"
share = 1
ages = [20, 60]
practices = {{ worn = 1 }}
[[practice]]
name = "worn"
{practice}
[[practice]]
name = "other"
stress = 0
[adoption]
rule = "hazard"
innovation = ["other"]
hazard = {{ p = "0 per year", q = "0 per year" }}
[load]
{load}
[output]
people_sample = 60
"#
    ))
    .people();
    assert_eq!(table.rows.len(), 60);
    table
}

#[track_caller]
fn all_are(table: &Table, name: &str, expected: f64) {
    for (person, value) in table.numbers(name).into_iter().enumerate() {
        assert!(
            (value / expected - 1.0).abs() < 1e-9,
            "person {person}: {name} {value}, expected {expected}"
        );
    }
}

#[test]
fn constant_stress_adds_up_to_stress_times_time() {
    for worn in [1, 3, 7] {
        let people = after(210, &format!("stress = 0.75\nworn_for = '{worn} weeks'"), "");
        all_are(&people, "load", 0.75 * 210.0);
        // Without recovery strain is load.
        all_are(&people, "strain", 0.75 * 210.0);
    }
    // Within a wear, too.
    all_are(&after(101, "stress = 0.75\nworn_for = '7 weeks'", ""), "load", 0.75 * 101.0);
}

/// A wear of W weeks that loosens by half in h adds τ·θ'·(1 − e^{−W/θ'}), θ' = h / ln 2.
#[test]
fn release_adds_its_closed_form_each_wear() {
    for (half_life, worn) in [(3.0, 6), (4.0, 6), (1.5, 10)] {
        let fade = half_life / std::f64::consts::LN_2;
        let wear = 1.25 * fade * (1.0 - (-f64::from(worn) / fade).exp());
        let practice = format!("stress = 1.25\nhalf_life = '{half_life} weeks'\nworn_for = '{worn} weeks'");
        all_are(&after(20 * worn, &practice, ""), "load", 20.0 * wear);
    }
}

/// Under constant stress strain settles at τᵐ·θ; at time T it is τᵐ·θ·(1 − e^{−T/θ}).
#[test]
fn strain_settles_where_it_leaks_as_fast_as_it_gathers() {
    for weeks in [13, 52, 1000] {
        let people = after(weeks, "stress = 0.75\nworn_for = '4 weeks'", "recovery_time = '26 weeks'");
        all_are(&people, "strain", 0.75 * 26.0 * (1.0 - (-f64::from(weeks) / 26.0).exp()));
        all_are(&people, "load", 0.75 * f64::from(weeks));
    }
    let settled =
        after(1500, "stress = 0.75\nworn_for = '4 weeks'", "recovery_time = '26 weeks'\nexponent = 2");
    all_are(&settled, "strain", 0.75 * 0.75 * 26.0);
}

/// With release, leak and exponent together, strain in an endless row of wears goes round a cycle. Each person stands
/// at one of its weeks; all of them are what integrating dD/dt = τᵐ − D/θ step by small step gives.
#[test]
fn strain_under_release_follows_its_equation() {
    let (half_life, worn, theta, exponent) = (3.0, 6usize, 10.0, 1.5);
    let practice = format!("stress = 0.75\nhalf_life = '{half_life} weeks'\nworn_for = '{worn} weeks'");
    let people = after(400, &practice, &format!("recovery_time = '{theta} weeks'\nexponent = {exponent}"));
    // Runge & Kutta over one wear after another until nothing of the start is left.
    let slope = |u: f64, d: f64| f64::powf(0.75 * f64::exp2(-u / half_life), exponent) - d / theta;
    let (per_week, mut strain, mut cycle) = (100, 0.0, vec![0.0; worn]);
    for _ in 0..80 {
        for small in 0..worn * per_week {
            let (h, u) = (1.0 / per_week as f64, small as f64 / per_week as f64);
            if small % per_week == 0 {
                cycle[small / per_week] = strain;
            }
            let a = slope(u, strain);
            let b = slope(u + h / 2.0, strain + h / 2.0 * a);
            let c = slope(u + h / 2.0, strain + h / 2.0 * b);
            let d = slope(u + h, strain + h * c);
            strain += h / 6.0 * (a + 2.0 * b + 2.0 * c + d);
        }
    }
    let mut met = vec![0; worn];
    for value in people.numbers("strain") {
        let week = cycle.iter().position(|expected| (value / expected - 1.0).abs() < 1e-6);
        met[week.unwrap_or_else(|| panic!("a strain of {value} is not in the cycle {cycle:?}"))] += 1;
    }
    assert!(met.iter().all(|&people| people > 0), "phases {met:?}");
}
