//! What an arm changed, person by person, adds up to the difference between the tables; and what cannot have an
//! effect has none.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{RULES, Rule, Run, Table, edited, run, village};

const ROLES: [&str; 4] = ["participant", "tie", "two_away", "farther"];

/// The village with every kind of programme, two of them at once in the last arm.
fn busy_village(rule: Rule) -> String {
    let programmes = r#"
[[intervention]]
name = "circle"
start = "10 weeks"
duration = "70 weeks"
reach = 0.3
targeting = { rule = "k_core", groups = ["young", "adult"] }
groups = { size = 6, every = "2 weeks", weight = 2 }
[[intervention]]
name = "pairs"
start = "20 weeks"
number = 60
targeting = { rule = "stage", stage = "early" }
buddies = { every = "3 weeks" }
[[intervention]]
name = "gentle_hands"
start = "12 weeks"
reach = 0.5
training = { layer = "salon", factor = 0.4, practices = ["hard"] }
[[intervention]]
name = "ban"
start = "30 weeks"
duration = "50 weeks"
reach = 0.8
targeting = { groups = ["young"] }
restriction = { practices = ["hard"], strength = 0.7 }
[[intervention]]
name = "check_up"
start = "8 weeks"
reach = 0.6
screening = { every = "26 weeks", sensitivity = 0.8, heeded = 0.5, advice = ["mild", "gentle"] }
[[arm]]
name = "circle"
interventions = ["circle"]
[[arm]]
name = "pairs"
interventions = ["pairs"]
[[arm]]
name = "gentle_hands"
interventions = ["gentle_hands"]
[[arm]]
name = "ban"
interventions = ["ban"]
[[arm]]
name = "check_up"
interventions = ["check_up"]
[[arm]]
name = "much"
interventions = ["champions", "gentle_hands", "check_up", "ban"]
[output]"#;
    edited(&village(rule), "[output]", programmes)
}

/// One cell of a table, by the values of its first columns.
fn cell(table: &Table, conditions: &[(&str, &str)], column: &str) -> f64 {
    let found = table.only(conditions).numbers(column);
    assert_eq!(found.len(), 1, "{conditions:?}");
    found[0]
}

fn sums_are_differences(run: &Run, rule: Rule) {
    let (weeks, attribution) = (run.timeseries(), run.table("attribution.csv"));
    let mut rows = 0;
    for arm in ["lecture", "champions", "circle", "pairs", "gentle_hands", "ban", "check_up", "much"] {
        for replicate in ["0", "1"] {
            for week in ["52", "100"] {
                for group in ["all", "young", "adult", "aside"] {
                    let here = attribution.only(&[
                        ("arm", arm),
                        ("replicate", replicate),
                        ("week", week),
                        ("group", group),
                    ]);
                    assert_eq!(here.texts("role"), ROLES);
                    let sum = |column: &str| here.numbers(column).iter().sum::<f64>();
                    let difference = |column: &str| {
                        let at = |arm| {
                            let place =
                                [("arm", arm), ("replicate", replicate), ("week", week), ("group", group)];
                            cell(&weeks, &place, column)
                        };
                        at(arm) - at("none")
                    };
                    let what = format!("{rule:?} {arm} {replicate} {week} {group}");
                    // Exactly: people are whole, and load is summed in units of 2^-20.
                    assert_eq!(
                        sum("people"),
                        cell(
                            &weeks,
                            &[("arm", arm), ("replicate", replicate), ("week", week), ("group", group)],
                            "people"
                        ),
                        "{what}"
                    );
                    let adopters = sum("adopters_gained") - sum("adopters_lost");
                    assert_eq!(adopters, difference("adopters"), "{what}");
                    for stage in ["early", "late"] {
                        let net = sum(&format!("{stage}_averted")) - sum(&format!("{stage}_caused"));
                        assert_eq!(net, -difference(&format!("{stage}_entered")), "{what} {stage}");
                    }
                    assert_eq!(sum("load_averted"), -difference("load_total"), "{what}");
                    rows += 1;
                }
            }
        }
    }
    assert_eq!(rows, 8 * 2 * 2 * 4);
}

#[test]
fn attribution_sums_to_the_difference_between_arms() {
    for rule in RULES {
        sums_are_differences(&run(&busy_village(rule)), rule);
    }
}

#[test]
fn attribution_sums_to_contrasts() {
    let run = run(&busy_village(Rule::Hazard));
    let (attribution, contrasts) = (run.table("attribution.csv"), run.table("contrasts.csv"));
    for arm in ["champions", "circle", "gentle_hands", "much"] {
        for (measure, more, less) in [
            ("adopters", "adopters_gained", "adopters_lost"),
            ("early_entered", "early_caused", "early_averted"),
            ("late_entered", "late_caused", "late_averted"),
        ] {
            let place = [("arm", arm), ("week", "100"), ("group", "all")];
            let rows = attribution.only(&place);
            let net: f64 = rows.numbers(more).iter().sum::<f64>() - rows.numbers(less).iter().sum::<f64>();
            let place = [("arm", arm), ("week", "100"), ("group", "all"), ("measure", measure)];
            // The mean of two whole numbers.
            assert_eq!(net / 2.0, cell(&contrasts, &place, "mean"), "{arm} {measure}");
        }
    }
}

/// Where nobody minds what others do, a programme can only change those whom it takes in.
#[test]
fn without_peers_and_norms_nothing_is_indirect() {
    let alone = edited(&busy_village(Rule::Hazard), "q = '1.5 per year'", "q = '0 per year'");
    let alone = edited(&alone, ", r = '0.3 per year'", "");
    let attribution = run(&alone).table("attribution.csv");
    for arm in ["lecture", "champions", "gentle_hands", "ban", "check_up", "much"] {
        let rows = attribution.only(&[("arm", arm), ("group", "all")]);
        let changed = |role: &str| {
            let rows = rows.only(&[("role", role)]);
            let columns =
                ["adopters_gained", "adopters_lost", "early_averted", "early_caused", "late_averted"];
            let sizes = columns.iter().flat_map(|column| rows.numbers(column)).map(f64::abs).sum::<f64>();
            sizes + rows.numbers("load_averted").iter().map(|load| load.abs()).sum::<f64>()
        };
        assert!(changed("participant") > 0.0, "{arm} does something");
        assert_eq!(ROLES[1..].iter().map(|role| changed(role)).sum::<f64>(), 0.0, "{arm}");
    }
}

/// What the programmes of an arm spread to others is what makes an effect indirect: with ties there is some.
#[test]
fn with_ties_some_of_it_is_indirect() {
    let attribution =
        run(&edited(&busy_village(Rule::Hazard), "size = 600", "size = 3000")).table("attribution.csv");
    let gained = |role: &str| {
        let rows =
            attribution.only(&[("arm", "champions"), ("group", "all"), ("week", "100"), ("role", role)]);
        rows.numbers("adopters_gained").iter().sum::<f64>()
            - rows.numbers("adopters_lost").iter().sum::<f64>()
    };
    assert!(gained("tie") > 0.0);
    assert!(gained("participant") > 0.0);
}
