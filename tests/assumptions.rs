//! How the answer for Riverside moves with what nobody knows, one thing at a time: `docs/ASSUMPTIONS.md`, kept as it is
//! generated. `TRESS_REFRESH=1 cargo test --test assumptions` writes it anew, on purpose.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Table, said, tress};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tress::engine::{Community, Model};
use tress::network::Inputs;
use tress::report::{Course, Format, Look, Plot, Scale, plot};
use tress::scenario::{self, Scenario};

const PEOPLE: u32 = 20_000;
const REPLICATES: u32 = 8;

/// Something that nobody knows: what it is called, where it stands, its value in Riverside, others that may be true.
struct Unknown {
    name: &'static str,
    why: &'static str,
    path: &'static str,
    unit: &'static str,
    base: f64,
    others: &'static [f64],
}

const UNKNOWN: [Unknown; 4] = [
    Unknown {
        name: "exponent m",
        why: "how much more than in proportion a strong pull harms; hair as a fibre tires with a power of 9 to 14",
        path: "load.exponent",
        unit: "",
        base: 1.0,
        others: &[0.75, 1.5, 2.0],
    },
    Unknown {
        name: "recovery time θ, weeks",
        why: "how long a scalp remembers",
        path: "load.recovery_time",
        unit: " weeks",
        base: 6.8,
        others: &[4.0, 13.0, 26.0, 52.0],
    },
    Unknown {
        name: "spread of the tolerance of early alopecia",
        why: "how different people are",
        path: "stage.early.tolerance.spread",
        unit: "",
        base: 0.75,
        others: &[0.25, 0.5, 1.0],
    },
    Unknown {
        name: "tolerance of late alopecia, median",
        why: "how long the early stage stays reversible; of tight braids on relaxed hair, Riverside's is 12 years, the \
              others 2, 5 and 23",
        path: "stage.late.tolerance.median",
        unit: "",
        base: 530.0,
        others: &[90.0, 230.0, 1060.0],
    },
];

/// What came out with one value.
struct Answer {
    value: f64,
    /// Tolerance of early alopecia, median, at which as many girls and women have alopecia as in Riverside.
    tolerance: f64,
    prevalence: f64,
    /// Late cases averted by champions in ten years for each 10,000 people: mean, and half of its 95 % interval.
    averted: [f64; 2],
    /// Late cases in ten years without a programme, for each 10,000 people.
    without: f64,
    /// Entries into the early stage averted in the same way; somebody may enter it many times.
    early: [f64; 2],
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The share of girls and women with alopecia at the start.
fn prevalence(overrides: &[String]) -> f64 {
    let read = scenario::open(&root("scenarios/riverside.toml"), overrides);
    let scenario = read.unwrap_or_else(|refusal| panic!("{refusal}: {:?}", refusal.in_order())).scenario;
    let alone = Scenario { layers: vec![], ..scenario.clone() };
    let model = Model::new(&scenario);
    let community = Community::gather(&alone, &Arc::new(Inputs::default()), 0, 4096);
    let (mut people, mut cases) = (0, 0);
    for block in community.start(&scenario, &model) {
        for i in 0..block.len() {
            let name = &scenario.population.groups[usize::from(block.group(i))].name;
            if ["young_girls", "older_girls", "women"].contains(&name.as_str()) {
                people += 1;
                cases += u32::from(block.stage(i) > 0);
            }
        }
    }
    f64::from(cases) / f64::from(people)
}

/// Sets the tolerance so that prevalence is `wanted`, by halving, and runs champions against no programme.
fn answer(path: &str, unit: &str, value: f64, wanted: f64) -> Answer {
    let set = if unit.is_empty() { format!("{path}={value}") } else { format!("{path}={value}{unit}") };
    let people = format!("population.size={PEOPLE}");
    let with = |tolerance: f64| {
        vec![set.clone(), people.clone(), format!("stage.early.tolerance.median={tolerance}")]
    };
    let (mut low, mut high) = (1.0_f64, 2000.0_f64);
    for _ in 0..24 {
        let middle = (low * high).sqrt();
        // More tolerance, fewer cases.
        if prevalence(&with(middle)) > wanted { low = middle } else { high = middle }
    }
    let tolerance: f64 = format!("{:.2}", (low * high).sqrt()).parse().unwrap();
    let room = tempfile::tempdir().unwrap();
    let file = root("scenarios/riverside.toml");
    let mut words: Vec<String> =
        ["run", file.to_str().unwrap(), "--out", "run", "--quiet", "--no-plots"].map(String::from).to_vec();
    let arms = "arm=[{ name = 'none' }, { name = 'champions', interventions = ['champions'] }]";
    for set in with(tolerance).into_iter().chain([format!("replicates={REPLICATES}"), arms.into()]) {
        words.extend(["--set".into(), set]);
    }
    let out = tress(room.path(), &words);
    assert!(out.status.success(), "{}", said(&out.stderr));
    let table = |name: &str| Table::read(&room.path().join("run").join(name)).only(&[("group", "all")]);
    let per_10_000 = 1e4 / f64::from(PEOPLE);
    let contrasts = table("contrasts.csv");
    let averted = |measure: &str| {
        let rows = contrasts.only(&[("measure", measure)]);
        let last = |column: &str| *rows.numbers(column).last().unwrap();
        [-last("mean") * per_10_000, 0.5 * (last("high") - last("low")) * per_10_000]
    };
    let summary = table("summary.csv").only(&[("arm", "none"), ("measure", "late_entered")]);
    Answer {
        value,
        tolerance,
        prevalence: prevalence(&with(tolerance)),
        averted: averted("late_entered"),
        without: summary.numbers("mean").last().unwrap() * per_10_000,
        early: averted("early_entries"),
    }
}

const BEGINNING: &str = "\
# What the answer rests on

Nobody has measured the pull of a hairstyle, how fast a scalp forgets it, or how
long hair loss stays reversible. This page moves what nobody knows, one thing at a
time, and looks at what becomes of an answer: how much late alopecia peer
champions avert in Riverside in ten years.

Each time the tolerance of early alopecia is set anew, so that as many girls and
women have it at the start: other assumptions have to explain the same survey.
What is left is what the survey does not settle.

This page and its figure are written by one command, and `cargo test` fails when
they are not what it would write:

```sh
TRESS_REFRESH=1 cargo test --test assumptions
```

";

fn page(base: &Answer, found: &[(&Unknown, Vec<Answer>)]) -> String {
    let mut page = String::from(BEGINNING);
    let _ = writeln!(
        page,
        "Riverside with {PEOPLE} people, {REPLICATES} replicates, champions against no programme; 95 % intervals of the \
         mean\nover replicates, for each 10,000 people. The values of Riverside stand in the first row.\n"
    );
    page += "<img src=\"figures/assumptions.png\" width=\"640\" alt=\"Late cases averted, by what is assumed\">\n\n";
    page += "| what is assumed | value | tolerance of early alopecia | girls and women with alopecia at the start | late \
             cases in ten years without a programme | averted by champions | early entries averted |\n";
    page += "|---|---:|---:|---:|---:|---:|---:|\n";
    let mut row = |name: &str, value: &str, answer: &Answer| {
        let [averted, half] = answer.averted;
        let [early, early_half] = answer.early;
        let _ = writeln!(
            page,
            "| {name} | {value} | {:.2} | {:.1} % | {:.0} | {averted:.1} ({:.1}–{:.1}) | {early:.1} ({:.1}–{:.1}) |",
            answer.tolerance,
            100.0 * answer.prevalence,
            answer.without,
            averted - half,
            averted + half,
            early - early_half,
            early + early_half,
        );
    };
    row("Riverside as it is", "", base);
    for (unknown, answers) in found {
        for answer in answers {
            row(unknown.name, &format!("{} (for {})", answer.value, unknown.base), answer);
        }
    }
    page += "\n";
    for (unknown, _) in found {
        let _ = writeln!(page, "- *{}*: {}.", unknown.name, unknown.why);
    }
    let all = || found.iter().flat_map(|(_, answers)| answers).chain([base]).map(|answer| answer.averted[0]);
    let (least, most) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    let _ = writeln!(
        page,
        "\nOver this table champions avert {least:.0} to {most:.0} late cases for each 10,000 people. The survey at the \
         start\nsettles most of what this answer needs: exponent and recovery time move it by no more than luck does, how \
         different people\nare by little more. How long the early stage stays reversible moves it further, and most is \
         averted where it takes some\nyears. Somebody may enter the early stage many times. What is not here: two things \
         at once, how fast styles spread, and\nwho would take part."
    );
    page
}

fn figure(base: &Answer, found: &[(&Unknown, Vec<Answer>)]) -> Plot {
    let mut courses = vec![];
    for (hue, (unknown, answers)) in found.iter().enumerate() {
        let mut all: Vec<(f64, [f64; 2])> =
            answers.iter().map(|answer| (answer.value / unknown.base, answer.averted)).collect();
        all.push((1.0, base.averted));
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at: Vec<f64> = all.iter().map(|one| one.0).collect();
        let values: Vec<f64> = all.iter().map(|one| one.1[0]).collect();
        let spread = Some(all.iter().map(|one| one.1[1]).collect());
        let line = Course {
            label: unknown.name.into(),
            at: at.clone(),
            values: values.clone(),
            spread: None,
            look: Look::Line,
            hue: hue + 1,
        };
        courses.push(line.clone());
        courses.push(Course { label: String::new(), spread, look: Look::Dots, ..line });
    }
    let high = courses.iter().flat_map(|course| &course.values).copied().fold(0.0, f64::max);
    Plot {
        title: "What the answer rests on".into(),
        subtitle: "Late cases that champions avert in ten years, for each 10,000 people of Riverside, when one thing that \
                   nobody knows is moved and the tolerance of early alopecia is set anew. Bars: 95 % intervals."
            .into(),
        x: Scale {
            name: "Value, as a multiple of the one in Riverside".into(),
            low: 0.1,
            high: 10.0,
            logarithmic: true,
            percent: false,
        },
        y: Scale {
            name: "Late cases averted per 10,000 people".into(),
            low: 0.0,
            high: 1.15 * high,
            logarithmic: false,
            percent: false,
        },
        courses,
    }
}

#[test]
fn the_page_is_as_generated() {
    let wanted = prevalence(&[format!("population.size={PEOPLE}")]);
    let first = &UNKNOWN[0];
    let base = answer(first.path, first.unit, first.base, wanted);
    assert!((base.prevalence - wanted).abs() < 0.002, "{} {wanted}", base.prevalence);
    let found: Vec<(&Unknown, Vec<Answer>)> = UNKNOWN
        .iter()
        .map(|unknown| {
            let one = |&value: &f64| answer(unknown.path, unknown.unit, value, wanted);
            (unknown, unknown.others.iter().map(one).collect())
        })
        .collect();
    for answer in found.iter().flat_map(|(_, answers)| answers) {
        assert!((answer.prevalence - wanted).abs() < 0.002, "{} {wanted}", answer.prevalence);
        assert!(answer.averted[0] + answer.averted[1] > 0.0, "champions do harm at {}", answer.value);
    }
    // What the page says of the first three.
    for answer in found.iter().take(3).flat_map(|(_, answers)| answers) {
        let apart = (answer.averted[0] - base.averted[0]).abs();
        assert!(apart < answer.averted[1] + base.averted[1], "{} at {}", answer.averted[0], answer.value);
    }
    let (text, page) = (root("docs/ASSUMPTIONS.md"), page(&base, &found));
    if std::env::var_os("TRESS_REFRESH").is_some_and(|value| value == "1") {
        fs::write(&text, &page).unwrap();
        plot(&root("docs/figures"), "assumptions", &figure(&base, &found), Format::Png).unwrap();
    }
    let committed = fs::read_to_string(&text).unwrap();
    assert!(
        page == committed,
        "docs/ASSUMPTIONS.md is another; if this is meant: TRESS_REFRESH=1 cargo test --test assumptions"
    );
}
