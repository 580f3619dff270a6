//! What holds in every run: people are conserved, counts fit together, load never falls, more stress never helps.
//!
//! The laws are read off the tables of small random villages under every rule.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use proptest::prelude::*;
use runs::{RULES, Rule, Table, edited, run, village};

const WEEKS_PER_YEAR: f64 = 365.2425 / 7.0;
const GROUPS: [&str; 3] = ["young", "adult", "aside"];

/// A village of some size and seed, with or without turnover and visible benefit; and whether everybody stays.
fn case() -> impl Strategy<Value = (Rule, String, bool)> {
    let rule = prop::sample::select(RULES.to_vec());
    (rule, 20u32..400, any::<u32>(), any::<bool>(), any::<bool>()).prop_map(
        |(rule, size, seed, stays, visible)| {
            let mut text = edited(&village(rule), "size = 600", &format!("size = {size}"));
            text = edited(&text, "rng_seed = 7", &format!("rng_seed = {seed}"));
            if stays {
                text = edited(&text, "turnover = \"0.05 per year\"\n", "");
            }
            if !visible {
                text = edited(&text, "visible_benefit = 0.5", "visible_benefit = 0");
            }
            (rule, text, stays)
        },
    )
}

/// Each entry and the one before it.
fn steps(numbers: &[f64]) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
    numbers.windows(2).enumerate().map(|(at, pair)| (at + 1, pair[0], pair[1]))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// What holds within each row.
fn each_row_fits(table: &Table) {
    let number = |name: &str| table.numbers(name);
    let (people, adopters) = (number("people"), number("adopters"));
    let shares = ["hard_share", "mild_share", "gentle_share", "soft_share"].map(number);
    let (sore, ever) = (number("sore_people"), number("sore_ever"));
    let (early, late) = (number("early_people"), number("late_people"));
    let loads = ["load_q025", "load_q25", "load_q50", "load_q75", "load_q975"].map(number);
    for row in 0..table.rows.len() {
        let words = || table.rows[row].join(",");
        if people[row] == 0.0 {
            assert!(shares.iter().chain(&loads).all(|column| column[row].is_nan()), "{}", words());
            continue;
        }
        assert!(close(shares.iter().map(|share| share[row]).sum(), 1.0), "shares of practices: {}", words());
        let following = (shares[2][row] + shares[3][row]) * people[row];
        assert!(close(following, adopters[row]), "adopters follow the innovation: {}", words());
        assert!(sore[row] <= ever[row] && ever[row] <= people[row], "symptoms: {}", words());
        assert!(early[row] + late[row] <= people[row], "one stage at a time: {}", words());
        assert!(loads.windows(2).all(|pair| pair[0][row] <= pair[1][row]), "quantiles: {}", words());
        let mean = number("load_mean")[row];
        assert!(mean >= 0.0 && mean.is_finite(), "mean load: {}", words());
    }
}

/// Everybody is in one group, and nobody is lost.
fn groups_add_up(run: &Table) {
    let all = run.only(&[("group", "all")]);
    let groups = GROUPS.map(|group| run.only(&[("group", group)]));
    let size = all.numbers("people")[0];
    assert!(all.numbers("people").iter().all(|&people| people == size), "people come or go");
    let flows =
        ["new_adopters", "discontinued", "early_entries", "early_exits", "late_entries", "late_exits"];
    let stands = ["people", "adopters", "sore_people", "sore_ever", "early_people", "late_people"];
    for name in flows.iter().chain(&stands).chain(&["early_at_risk_years", "late_at_risk_years"]) {
        let parts = groups.each_ref().map(|group| group.numbers(name));
        for (week, sum) in all.numbers(name).into_iter().enumerate() {
            let added: f64 = parts.iter().map(|part| part[week]).sum();
            assert!(close(added, sum), "{name} in week {week}: {added} in groups, {sum} in all");
        }
    }
}

/// The week before, and what happened since, gives the week: where nobody leaves.
fn flows_account_for_changes(all: &Table) {
    let number = |name: &str| all.numbers(name);
    let (new, gone) = (number("new_adopters"), number("discontinued"));
    for (week, before, now) in steps(&number("adopters")) {
        assert!(close(before + new[week] - gone[week], now), "adopters in week {week}");
    }
    let [early_in, early_out, late_in, late_out] =
        ["early_entries", "early_exits", "late_entries", "late_exits"].map(number);
    for (week, before, now) in steps(&number("early_people")) {
        let change = early_in[week] - early_out[week] - late_in[week] + late_out[week];
        assert!(close(before + change, now), "the early stage in week {week}");
    }
    for (week, before, now) in steps(&number("late_people")) {
        assert!(close(before + late_in[week] - late_out[week], now), "the late stage in week {week}");
    }
    assert!(late_out.iter().all(|&exits| exits == 0.0), "nobody leaves the late stage");
    for name in ["late_people", "sore_ever", "load_mean"] {
        for (week, before, now) in steps(&number(name)) {
            assert!(now >= before, "{name} falls in week {week}: {before} {now}");
        }
    }
}

/// In each step everybody in an earlier stage or none spends a step at risk, and nobody else.
fn person_years_add_up(all: &Table) {
    let (people, week) = (all.numbers("people"), all.numbers("week"));
    let (early, late) = (all.numbers("early_people"), all.numbers("late_people"));
    let risks = [("early_at_risk_years", true), ("late_at_risk_years", false)];
    for (name, of_early) in risks {
        let years = all.numbers(name);
        assert_eq!(years[0], 0.0);
        for row in 1..years.len() {
            let past = late[row - 1] + if of_early { early[row - 1] } else { 0.0 };
            let spent = (people[row - 1] - past) * (week[row] - week[row - 1]) / WEEKS_PER_YEAR;
            assert!(close(spent, years[row]), "{name} in week {}: {spent} {}", week[row], years[row]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn counts_fit_together((_, text, stays) in case()) {
        let table = run(&text).timeseries();
        each_row_fits(&table);
        for run in table.runs() {
            groups_add_up(&run);
            if stays {
                let all = run.only(&[("group", "all")]);
                flows_account_for_changes(&all);
                person_years_add_up(&all);
            }
        }
    }
}

/// With turnover, the step in which somebody leaves is spent by the newcomer, who is at risk of every stage.
#[test]
fn person_years_with_turnover_count_the_newcomers() {
    let text = edited(&village(Rule::Hazard), "0.05 per year", "0.8 per year");
    for run in run(&text).timeseries().runs() {
        let all = run.only(&[("group", "all")]);
        let (people, late) = (all.numbers("people"), all.numbers("late_people"));
        let (entries, years) = (all.numbers("late_entries"), all.numbers("late_at_risk_years"));
        let mut left = 0.0;
        for week in 1..people.len() {
            let remained = people[week] - years[week] * WEEKS_PER_YEAR;
            assert!(close(remained + entries[week], late[week]), "week {week}: {remained} in the late stage");
            left += late[week - 1] - remained;
        }
        assert!(left > 10.0, "{left} people left with the late stage");
    }
}

fn sampled(text: &str) -> String {
    format!("{text}people_sample = 600\n")
}

/// Whatever else pulls at them, people whom the programme counts on follow the innovation until it ends.
#[test]
fn champions_stay_adopters_while_committed() {
    let ids: Vec<String> = (0..100).map(|person| (person * 6).to_string()).collect();
    for rule in RULES {
        let mut text = village(rule);
        if rule == Rule::Choice {
            text = edited(&text, "habit = 2.0", "habit = -5.0");
        } else {
            text = edited(&text, "'0.2 per year'", "'20 per year'");
        }
        text = edited(&text, "turnover = \"0.05 per year\"\n", "");
        let list = format!("targeting = {{ rule = \"list\", ids = [{}] }}", ids.join(", "));
        let nominated = "reach = 0.05\ntargeting = { rule = \"nomination\", groups = [\"young\", \"adult\"], layer = \"friends\" }";
        text = sampled(&edited(&text, nominated, &list));
        // To the last step of the programme, and well after it.
        for (duration, committed) in [("60 weeks", true), ("30 weeks", false)] {
            let text = edited(&text, "duration = \"50 weeks\"", &format!("duration = \"{duration}\""));
            let people = run(&text).people().only(&[("arm", "champions")]);
            let chosen = people.texts("person").into_iter().zip(people.texts("practice"));
            let chosen: Vec<&str> =
                chosen.filter(|(id, _)| ids.iter().any(|i| i == id)).map(|(_, s)| s).collect();
            assert_eq!(chosen.len(), 2 * ids.len());
            let adopters = chosen.iter().filter(|practice| ["gentle", "soft"].contains(practice)).count();
            // Everybody can find something of the innovation: `soft` is for all.
            assert_eq!(
                adopters == chosen.len(),
                committed,
                "{rule:?}, {duration}: {adopters} of {}",
                chosen.len()
            );
        }
    }
}

#[test]
fn first_adopters_are_as_many_as_asked_for_at_week_0() {
    for rule in RULES {
        let text = edited(
            &village(rule),
            "[adoption]",
            "[adoption]\nfirst_adopters = { number = 60, targeting = { groups = ['aside'] } }",
        );
        let before = run(&village(rule)).timeseries().only(&[("week", "0")]);
        let after = run(&text).timeseries().only(&[("week", "0")]);
        for (group, more) in [("aside", 60.0), ("all", 60.0), ("young", 0.0)] {
            let adopters = |table: &Table| table.only(&[("group", group)]).numbers("adopters");
            let expected: Vec<f64> = adopters(&before).into_iter().map(|adopters| adopters + more).collect();
            assert_eq!(adopters(&after), expected, "{rule:?}: {group}");
        }
        assert!(after.numbers("new_adopters").iter().all(|&new| new == 0.0), "nobody adopts in no time");
    }
}

fn stage(name: &str) -> u8 {
    match name {
        "" => 0,
        "early" => 1,
        "late" => 2,
        _ => panic!("no stage {name}"),
    }
}

/// Two runs that share every draw and differ only in stress: where health does not act on adoption, more stress
/// never means less load, less strain or an earlier stage, for anybody.
fn more_stress_never_helps(text: &str) {
    let mild = run(text).people();
    let mut worse = text.to_string();
    for (old, new) in [("stress = 1.0\n", "1.1"), ("stress = 0.4\n", "0.5"), ("stress = 0.1\n", "0.1001")] {
        worse = edited(&worse, old, &format!("stress = {new}\n"));
    }
    let worse = run(&worse).people();
    assert_eq!(mild.texts("practice"), worse.texts("practice"), "health acts on adoption");
    let mut moved = 0;
    for name in ["load", "strain"] {
        for (row, (mild, worse)) in mild.numbers(name).into_iter().zip(worse.numbers(name)).enumerate() {
            assert!(
                worse >= mild * (1.0 - 1e-6),
                "row {row}: {name} {mild} under less stress, {worse} under more"
            );
        }
    }
    for (row, (mild_stage, worse_stage)) in
        mild.texts("stage").into_iter().zip(worse.texts("stage")).enumerate()
    {
        let (less, more) = (stage(mild_stage), stage(worse_stage));
        assert!(
            more >= less,
            "{mild_stage:?} under less stress, {worse_stage:?} under more: {:?}",
            mild.rows[row]
        );
        moved += usize::from(more > less);
    }
    assert!(moved > 10, "{moved} people are in a later stage");
}

fn without_feedback(seed: u32) -> String {
    let text = edited(&sampled(&village(Rule::Hazard)), "visible_benefit = 0.5", "visible_benefit = 0");
    edited(&text, "rng_seed = 7", &format!("rng_seed = {seed}"))
}

#[test]
fn more_stress_never_helps_those_without_a_past() {
    for seed in 1..5 {
        let text = without_feedback(seed);
        let text = edited(&text, "[history]\nfrom_age = 5\nspell = \"2 years\"\n", "");
        more_stress_never_helps(&text);
    }
}

#[test]
fn more_stress_never_helps_those_with_a_past() {
    for seed in 1..5 {
        more_stress_never_helps(&without_feedback(seed));
    }
}

/// People who never change their practice, nor their group.
fn steadfast(step: u32, weeks: u32, history: bool) -> String {
    let history = if history { "[history]\nfrom_age = 5\nspell = '2 years'" } else { "" };
    format!(
        r#"
name = "steadfast"
rng_seed = 11
replicates = 2
[time]
step = "{step} weeks"
horizon = "{weeks} weeks"
[population]
size = 300
[[population.group]]
name = "all_ages"
share = 1
ages = [6, 80]
practices = {{ hard = 0.3, mild = 0.3, gentle = 0.4 }}
{history}
[[layer]]
name = "friends"
random = {{ mean_degree = 5 }}
[[practice]]
name = "hard"
stress = 1
HALF_LIFE
worn_for = "8 weeks"
[[practice]]
name = "mild"
stress = 0.37
worn_for = "4 weeks"
[[practice]]
name = "gentle"
stress = 0.11
worn_for = "12 weeks"
[adoption]
rule = "hazard"
innovation = ["gentle"]
hazard = {{ p = "0 per year", q = "0 per year" }}
[load]
recovery_time = "30 weeks"
exponent = 1.5
tightness_spread = 0.5
[output]
people_sample = 300
"#
    )
}

fn same_for_any_step(text: impl Fn(u32) -> String, names: &[&str]) {
    let weekly = run(&text(1)).people();
    for step in [2, 4] {
        let longer = run(&text(step)).people();
        assert_eq!(weekly.texts("practice"), longer.texts("practice"));
        for name in names {
            for (person, (a, b)) in weekly.numbers(name).into_iter().zip(longer.numbers(name)).enumerate() {
                let off = (a - b).abs() / a.abs();
                assert!(
                    a > 0.0 && off < 1e-9,
                    "person {person}: {name} {a} by the week, {b} in steps of {step}"
                );
            }
        }
    }
}

#[test]
fn load_and_strain_do_not_depend_on_the_step() {
    for history in [false, true] {
        same_for_any_step(|step| steadfast(step, 148, history).replace("HALF_LIFE", ""), &["load", "strain"]);
    }
}

/// People of one practice, in whose every wear strain rises and falls through what makes them ill and well again, and
/// who have lived with it from `from_age` on.
fn in_and_out(from_age: f64, weeks: u32) -> String {
    let conditions = r#"
[[stage]]
name = "early"
measure = "strain"
tolerance = { median = 5, spread = 0.5 }
recover_at = 0.96
[[stage]]
name = "late"
measure = "load while early"
tolerance = { median = 300, spread = 0.7 }
[output]"#;
    let history = format!("from_age = {from_age}\nspell = '1e9 years'");
    let changes = [
        ("from_age = 5\nspell = '2 years'", history.as_str()),
        ("ages = [6, 80]", "ages = [20, 60]"),
        ("\nsize = 300", "\nsize = 3000"),
        ("people_sample = 300", "people_sample = 3000"),
        ("recovery_time = \"30 weeks\"", "recovery_time = \"12 weeks\""),
        ("HALF_LIFE", "half_life = '3 weeks'"),
        ("[output]", conditions),
    ];
    changes.iter().fold(steadfast(1, weeks, true), |text, (old, new)| edited(&text, old, new))
}

/// A past in closed form is what would have been stepped through, person by person.
#[test]
fn a_past_is_what_stepping_through_it_gives() {
    let weeks = 208;
    let shorter = 10.0 + f64::from(weeks) / WEEKS_PER_YEAR;
    let (past, stepped) = (run(&in_and_out(10.0, 52)), run(&in_and_out(shorter, 52 + weeks)));
    let entries: f64 = past.timeseries().numbers("early_entries").iter().sum();
    assert!(entries > 200.0, "{entries} entries: hardly anybody goes in and out");
    let people = (past.people(), stepped.people());
    for column in ["practice", "stage"] {
        assert_eq!(people.0.texts(column), people.1.texts(column), "{column}");
    }
    for column in ["load", "strain"] {
        let numbers = (people.0.numbers(column), people.1.numbers(column));
        for (person, (past, stepped)) in numbers.0.iter().zip(&numbers.1).enumerate() {
            let off = (past - stepped).abs() / stepped;
            assert!(off < 1e-9, "person {person}: {column} {past} in closed form, {stepped} by steps");
        }
    }
}

/// With a release the phase of the first wear matters, and the step says which phases there are: over whole wears
/// the load does not depend on it.
#[test]
fn load_under_release_does_not_depend_on_the_step_over_whole_wears() {
    same_for_any_step(
        |step| steadfast(step, 144, false).replace("HALF_LIFE", "half_life = '3 weeks'"),
        &["load"],
    );
}
