//! The reference community at week 0 against the published surveys that it is
//! calibrated on (Khumalo 2007, 2008: see docs/MODEL.md). Run with
//! `-- --nocapture` for the table.

use std::path::Path;
use std::sync::Arc;
use tress::engine::{Community, Model};
use tress::network::Inputs;
use tress::scenario;

/// One person of the community at week 0.
struct Person {
    group: String,
    age: f32,
    relaxed: bool,
    practice: String,
    case: bool,
    ever_tender: bool,
}

fn people() -> Vec<Person> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/riverside.toml");
    // Overrides for trying values: TRY="stage.early.tolerance.median=30;load.tightness_spread=0.4".
    let tried = std::env::var("TRY").unwrap_or_default();
    let overrides: Vec<String> = tried.split(';').filter(|o| !o.is_empty()).map(String::from).collect();
    let read = scenario::open(&path, &overrides).unwrap_or_else(|refusal| panic!("{refusal}"));
    let scenario = read.scenario;
    let model = Model::new(&scenario);
    // Ties play no part in how people came to week 0.
    let alone = scenario::Scenario { layers: vec![], ..scenario.clone() };
    let community = Community::gather(&alone, &Arc::new(Inputs::default()), 0, 4096);
    let blocks = community.start(&scenario, &model);
    let relaxed =
        scenario.traits.iter().position(|t| t.name == "relaxed").expect("riverside has relaxed hair");
    let person = |b: &tress::engine::block::Block, i: usize| Person {
        group: scenario.population.groups[usize::from(b.group[i])].name.clone(),
        age: b.age(i),
        relaxed: b.traits(i) >> relaxed & 1 == 1,
        practice: scenario.practices[usize::from(b.practice[i])].name.clone(),
        case: b.stage[i] > 0,
        ever_tender: b.ever[i] & 1 == 1,
    };
    blocks.iter().flat_map(|b| (0..b.len()).map(move |i| (b, i))).map(|(b, i)| person(b, i)).collect()
}

/// Share of those who are cases.
fn prevalence(people: &[Person], of: impl Fn(&Person) -> bool) -> f64 {
    let picked: Vec<&Person> = people.iter().filter(|p| of(p)).collect();
    picked.iter().filter(|p| p.case).count() as f64 / picked.len().max(1) as f64
}

fn odds(p: f64) -> f64 {
    p / (1.0 - p)
}

#[test]
fn riverside_begins_like_the_surveys() {
    let people = people();
    let share = |of: &dyn Fn(&Person) -> bool| 100.0 * prevalence(&people, of);
    let girls = |p: &Person| p.group == "girls";
    let women = |p: &Person| p.group == "women";
    // Styles that pull enough to count as traction in the surveys.
    let pulls = |p: &Person| ["ponytail", "braids", "extensions"].contains(&p.practice.as_str());
    let ratio = |a: f64, b: f64| odds(a / 100.0) / odds(b / 100.0);
    let cases: Vec<&Person> = people.iter().filter(|p| p.case && (girls(p) || women(p))).collect();
    let never = 100.0 * cases.iter().filter(|p| !p.ever_tender).count() as f64 / cases.len().max(1) as f64;
    let (girls_all, women_all) = (share(&girls), share(&women));
    let slope = (share(&|p| girls(p) && p.age >= 15.0) - share(&|p| girls(p) && p.age < 9.0)) / 9.5;
    let rows = [
        ("girls, %", girls_all, 14.2, 20.4),
        ("girls 6-7, %", share(&|p| girls(p) && p.age < 8.0), 5.0, 12.0),
        (
            "girls and women 17-21, %",
            share(&|p| (girls(p) || women(p)) && (17.0..22.0).contains(&p.age)),
            17.0,
            26.0,
        ),
        ("women, %", women_all, 28.1, 35.5),
        ("men, %", share(&|p| p.group == "men"), 1.0, 4.8),
        ("boys, %", share(&|p| p.group == "boys"), 0.0, 1.0),
        ("women to girls, odds ratio", ratio(women_all, girls_all), 1.28, 2.72),
        (
            "pulling styles, relaxed to natural, odds ratio",
            ratio(
                share(&|p| (women(p) || girls(p)) && pulls(p) && p.relaxed),
                share(&|p| (women(p) || girls(p)) && pulls(p) && !p.relaxed),
            ),
            1.94,
            6.20,
        ),
        (
            "women with extensions on relaxed hair, %",
            share(&|p| women(p) && p.relaxed && p.practice == "extensions"),
            38.0,
            58.0,
        ),
        ("cases never tender, %", never, 12.9, 24.9),
        ("new cases in girls per 100 person-years (slope of prevalence by age)", slope, 0.8, 1.4),
    ];
    let mut outside = vec![];
    for (what, obtained, low, high) in rows {
        let within = (low..=high).contains(&obtained);
        println!("{what:<70} {obtained:>6.2}  [{low}–{high}]{}", if within { "" } else { "  outside" });
        if !within {
            outside.push(what);
        }
    }
    assert!(outside.is_empty(), "outside their intervals: {outside:?}");
}
