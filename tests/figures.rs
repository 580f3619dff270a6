//! The figures of a results folder, drawn from tables made up here: plausible
//! curves for a community of girls, women, boys and men.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};
use tress::report::{self, Format};

const GROUPS: [(&str, &str, f64); 4] =
    [("girls", "Girls", 0.12), ("women", "Women", 0.41), ("boys", "Boys", 0.11), ("men", "Men", 0.36)];
const PRACTICES: [&str; 6] = ["loose", "cornrows", "tight_braids", "extensions", "ponytail", "low_tension"];
/// Speed and ceiling of adoption, and the delay of its start in weeks.
const ARMS: [(&str, Option<&str>, f64, f64, f64); 8] = [
    ("baseline", Some("No programme"), 0.0085, 0.42, 470.0),
    ("lecture", Some("Lecture"), 0.0090, 0.47, 420.0),
    ("champions", Some("Peer champions"), 0.0125, 0.70, 300.0),
    ("both", Some("Champions and lecture"), 0.0135, 0.72, 255.0),
    ("stylists", Some("Trained stylists in every salon of the district"), 0.0135, 0.73, 250.0),
    ("circles", None, 0.0110, 0.55, 330.0),
    ("buddies", None, 0.0120, 0.56, 310.0),
    ("late", None, 0.0150, 0.30, 480.0),
];

struct Made {
    arms: usize,
    replicates: usize,
    weeks: usize,
    stages: &'static [&'static str],
    groups: usize,
}

const USUAL: Made = Made { arms: 4, replicates: 8, weeks: 520, stages: &["early", "late"], groups: 4 };

/// A fixed sequence of numbers in 0..1.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn scenario(made: &Made) -> String {
    let mut text = format!(
        "name = \"riverside\"\nrng_seed = 42\nreplicates = {}\n[time]\nhorizon = \"{} weeks\"\n\
         [population]\nsize = 100_000\n[adoption]\nrule = \"hazard\"\ninnovation = [\"low_tension\", \"loose\"]\n\
         hazard = {{ p = \"0.01 per year\", q = \"0.6 per year\" }}\n\
         [load]\nname = \"cumulative load\"\nunit = \"tension-weeks\"\nstress_name = \"tension\"\n\
         stress_unit = \"relative index\"\n",
        made.replicates, made.weeks
    );
    for (name, label, share) in &GROUPS[..made.groups] {
        writeln!(
            text,
            "[[population.group]]\nname = \"{name}\"\nlabel = \"{label}\"\nshare = {share}\nages = [4, 90]\n\
             practices = {{ loose = 1.0 }}"
        )
        .unwrap();
    }
    for name in PRACTICES {
        let label = name.replace('_', " ");
        writeln!(text, "[[practice]]\nname = \"{name}\"\nlabel = \"{label}\"\nstress = 1.0").unwrap();
    }
    for (name, label, ..) in &ARMS[..made.arms] {
        writeln!(text, "[[arm]]\nname = \"{name}\"").unwrap();
        if let Some(label) = label {
            writeln!(text, "label = \"{label}\"").unwrap();
        }
    }
    for name in made.stages {
        writeln!(
            text,
            "[[stage]]\nname = \"{name}\"\nlabel = \"{} alopecia\"\nmeasure = \"strain\"\n\
             tolerance = {{ median = 100.0 }}",
            if *name == "early" { "Early" } else { "Late" }
        )
        .unwrap();
    }
    text
}

fn timeseries(made: &Made) -> String {
    let mut table = String::from("arm,replicate,week,group,people,adopters,new_adopters,discontinued");
    for practice in PRACTICES {
        write!(table, ",{practice}_share").unwrap();
    }
    table += ",tender_people,tender_ever";
    for stage in made.stages {
        write!(table, ",{stage}_people,{stage}_entries,{stage}_exits,{stage}_at_risk_years").unwrap();
    }
    table += ",load_mean,load_q025,load_q25,load_q50,load_q75,load_q975\n";
    for (arm, &(name, _, speed, ceiling, middle)) in ARMS[..made.arms].iter().enumerate() {
        for replicate in 0..made.replicates {
            let mut chance = Chance((replicate + 1) as u64);
            let shift = 30.0 * (chance.next() - 0.5);
            let mut before = [0.0; 5];
            for week in 0..=made.weeks {
                for group in 0..=made.groups {
                    let (group_name, share) =
                        if group == 0 { ("all", 1.0) } else { (GROUPS[group - 1].0, GROUPS[group - 1].2) };
                    let women: f64 = [1.0, 1.5, 1.25, 0.35, 0.25][group];
                    let people = (100_000.0 * share).round();
                    let logistic = 1.0 / (1.0 + (-speed * (week as f64 - middle - shift)).exp());
                    let start = 1.0 / (1.0 + (speed * (middle + shift)).exp());
                    let adopting =
                        (0.04 + (ceiling - 0.04) * (logistic - start) / (1.0 - start)) * women.min(1.35);
                    let adopters = (people * adopting).round();
                    let noise = 1.0 + 0.35 * (chance.next() + chance.next() - 1.0);
                    let new = if week == 0 {
                        0.0
                    } else {
                        ((adopters - before[group]).max(0.0) * noise + 2.0).round()
                    };
                    before[group] = adopters;
                    write!(table, "{name},{replicate},{week},{group_name},{people},{adopters},{new},2")
                        .unwrap();
                    let parts = [0.45 * adopting, 0.0, 0.0, 0.0, 0.0, 0.55 * adopting];
                    let rest = [0.0, 0.24, 0.33, 0.28, 0.15, 0.0];
                    for (part, rest) in parts.iter().zip(rest) {
                        write!(table, ",{:.6}", part + rest * (1.0 - adopting)).unwrap();
                    }
                    write!(table, ",{},{}", (people * 0.2).round(), (people * 0.3).round()).unwrap();
                    for (position, _) in made.stages.iter().enumerate() {
                        let level =
                            [0.17, 0.06][position] * women * (1.0 - 0.55 * adopting * week as f64 / 520.0);
                        let wobble = 1.0 + 0.02 * (chance.next() - 0.5) + 0.0006 * shift;
                        let risk = people * (1.0 - level) / 52.1775;
                        let entries =
                            risk * [0.012, 0.005][position] * women * (1.0 - 0.7 * adopting) * noise;
                        write!(table, ",{},{},{}", (people * level * wobble).round(), entries.round(), 1)
                            .unwrap();
                        write!(table, ",{risk:.3}").unwrap();
                    }
                    let load = 380.0 + 0.34 * week as f64 * (1.0 - 0.8 * adopting);
                    for factor in [1.1, 0.08, 0.5, 1.0, 1.5, 2.6] {
                        write!(table, ",{:.2}", load * factor).unwrap();
                    }
                    table.push('\n');
                }
            }
        }
        let _ = arm;
    }
    table
}

fn folder(at: &Path, made: &Made) -> PathBuf {
    let folder = at.join("results");
    fs::create_dir_all(&folder).unwrap();
    let scenario: tress::scenario::Scenario = toml::from_str(&scenario(made)).unwrap();
    let record = serde_json::json!({
        "tress": { "version": "0.1.0" },
        "scenario": { "hash": "a1b2c3d4", "resolved": scenario },
        "rng_seed": 42,
        "replicates": made.replicates,
    });
    fs::write(folder.join("provenance.json"), record.to_string()).unwrap();
    fs::write(folder.join("timeseries.csv"), timeseries(made)).unwrap();
    fs::write(folder.join("summary.csv"), "arm,week,group,measure\n").unwrap();
    folder
}

fn names(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
#[ignore = "draws figures into a folder for a person to look at: FIGURES=folder"]
fn gallery() {
    let out = PathBuf::from(std::env::var("FIGURES").unwrap());
    let made = [
        ("usual", USUAL),
        ("eight", Made { arms: 8, ..USUAL }),
        ("one", Made { arms: 1, replicates: 1, weeks: 60, stages: &["early"], groups: 2 }),
        ("two", Made { arms: 2, replicates: 2, weeks: 200, stages: &[], groups: 3 }),
    ];
    for (name, made) in made {
        let folder = folder(&out.join(name), &made);
        let start = Instant::now();
        let files = report::draw(&folder, &out.join(name), Format::PngAndSvg).unwrap();
        println!("{name}: {} files in {:?}", files.len(), start.elapsed());
    }
    let poisson = |mean: f64| -> Vec<(u32, u64)> {
        let mut share = (-mean).exp();
        (0..40_u32)
            .map(|k| {
                let count = (1e5 * share).round() as u64;
                share *= mean / f64::from(k + 1);
                (k, count)
            })
            .collect()
    };
    let heavy: Vec<(u32, u64)> =
        (2..400_u32).map(|k| (k, (4e5 / f64::from(k).powi(3)).round() as u64)).collect();
    let series = [
        ("All layers".to_owned(), poisson(11.0)),
        ("Friends".to_owned(), poisson(6.0)),
        ("Household".to_owned(), poisson(2.1)),
        ("Salon".to_owned(), poisson(2.6)),
    ];
    report::degrees(&out.join("usual"), "Ties per person, by layer", "riverside", &series, Format::PngAndSvg)
        .unwrap();
    let heavy = [series[0].clone(), ("Online".to_owned(), heavy)];
    report::degrees(&out.join("two"), "Ties per person, by layer", "riverside", &heavy, Format::PngAndSvg)
        .unwrap();
}
