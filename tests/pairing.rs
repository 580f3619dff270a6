//! Minimally different worlds: what does not differ between two scenarios must not differ between their results.
//!
//! Arms of a replicate share every random number, so they are identical until their programmes differ. What is only
//! looked at (groups, age bands, a sample) changes nothing else, and neither does what nobody uses. Where a person
//! is added, everybody else keeps their own draws; ties are drawn anew, so this is not promised of what ties decide.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{MECHANISMS, RULES, Rule, Table, and, edited, mechanism, of_arm, run, same, village};
use tress::draw::Draws;
use tress::population::draw_people;
use tress::scenario::Scenario;

/// Appends a line to the output section, the last of a village.
fn reporting(scenario: &str, line: &str) -> String {
    format!("{scenario}{line}\n")
}

#[test]
fn arms_are_identical_until_their_programmes_differ_and_not_after() {
    for rule in RULES {
        let table = run(&village(rule)).timeseries();
        let none = of_arm(&table, "none");
        for (arm, start) in [("lecture", 26.0), ("champions", 40.0)] {
            let arm_rows = of_arm(&table, arm);
            // The row of a week is how things stand before the step in which the programme begins.
            let until = |rows: &Table| rows.where_number("week", |week| week <= start);
            same(&until(&none), &until(&arm_rows), &format!("{rule:?}: {arm} differs before week {start}"));
            for replicate in ["0", "1"] {
                let after = |rows: &Table| {
                    rows.where_number("week", |week| week > start).only(&[("replicate", replicate)])
                };
                assert!(after(&none) != after(&arm_rows), "{rule:?}: {arm} does nothing in {replicate}");
            }
        }
    }
}

/// The village with an arm for each mechanism, named after it, that holds nothing but that.
fn one_by_one(rule: Rule, whom: &str, start: impl Fn(usize) -> u32) -> String {
    let one = |(at, name): (usize, &&str)| {
        let (kind, start) = (mechanism(name, rule), start(at));
        format!(
            "[[intervention]]\nname = 'only_{name}'\nstart = '{start} weeks'\n{whom}\n{kind}\n\
             [[arm]]\nname = 'only_{name}'\ninterventions = ['only_{name}']\n"
        )
    };
    and(&village(rule), &MECHANISMS.iter().enumerate().map(one).collect::<String>())
}

#[test]
fn arms_of_every_mechanism_are_identical_until_it_starts_and_not_after() {
    let start = |at: usize| 20 + 7 * at as u32;
    for rule in RULES {
        let table = run(&one_by_one(rule, "reach = 0.5", start)).timeseries();
        let none = of_arm(&table, "none");
        for (at, name) in MECHANISMS.into_iter().enumerate() {
            let (rows, start) = (of_arm(&table, &format!("only_{name}")), f64::from(start(at)));
            let until = |rows: &Table| rows.where_number("week", |week| week <= start);
            same(&until(&none), &until(&rows), &format!("{rule:?}: {name} differs before week {start}"));
            // A cascade passes on once, in the step after adoption: it takes a buddy who has just adopted.
            if (rule, name) != (Rule::Cascade, "buddies") {
                assert!(none != rows, "{rule:?}: {name} does nothing");
            }
        }
    }
}

#[test]
fn an_intervention_that_reaches_nobody_changes_nothing() {
    for rule in RULES {
        // And an arm more changes no other.
        let without = run(&village(rule)).timeseries();
        for whom in ["reach = 0.0", "number = 0\ntargeting = { rule = 'degree' }"] {
            let with = run(&one_by_one(rule, whom, |at| 5 * at as u32)).timeseries();
            let none = of_arm(&with, "none");
            for name in MECHANISMS {
                same(&none, &of_arm(&with, &format!("only_{name}")), &format!("{rule:?}: {name}"));
            }
            for arm in ["none", "lecture", "champions"] {
                same(&of_arm(&with, arm), &of_arm(&without, arm), &format!("{rule:?}: {arm}"));
            }
        }
    }
}

#[test]
fn an_intervention_without_effect_changes_nothing() {
    for rule in [Rule::Hazard, Rule::Threshold, Rule::Choice] {
        let push = if rule == Rule::Choice { "appeal = 0" } else { "influence = '0 per year'" };
        let silent = format!(
            "[[intervention]]\nname = 'silence'\nreach = 1.0\ncampaign = {{ {push} }}\n\
             [[arm]]\nname = 'silence'\ninterventions = ['silence']\n"
        );
        let table = run(&and(&village(rule), &silent)).timeseries();
        same(&of_arm(&table, "none"), &of_arm(&table, "silence"), &format!("{rule:?}"));
    }
}

/// The order in which arms stand in the file decides which is the baseline, not what happens in them.
#[test]
fn an_arm_does_not_depend_on_the_others() {
    let scenario = village(Rule::Hazard);
    let swapped = edited(&scenario, "[[arm]]\nname = \"none\"\n", "");
    let swapped = and(&swapped, "[[arm]]\nname = \"none\"");
    let (first, last) = (run(&scenario).timeseries(), run(&swapped).timeseries());
    assert_eq!(last.rows[0][0], "lecture");
    for arm in ["none", "lecture", "champions"] {
        same(&of_arm(&first, arm), &of_arm(&last, arm), arm);
    }
}

#[test]
fn more_replicates_leave_the_first_as_they_were() {
    let scenario = village(Rule::Choice);
    let (two, four) = (run(&scenario), run(&edited(&scenario, "replicates = 2", "replicates = 4")));
    let four = four.timeseries().where_number("replicate", |replicate| replicate < 2.0);
    same(&two.timeseries(), &four, "the first two");
}

#[test]
fn age_bands_and_a_sample_of_people_change_nothing_else() {
    for rule in [Rule::Hazard, Rule::Choice] {
        let plain = run(&village(rule));
        let scenario = reporting(&village(rule), "age_bands = [6, 12, 30, 80]\npeople_sample = 100");
        let looked_at = run(&scenario);
        same(&plain.timeseries(), &looked_at.timeseries(), "the weeks");
        assert_eq!(looked_at.people().rows.len(), 100 * 6);
        for name in ["summary.csv", "contrasts.csv"] {
            let (plain, mut other) = (plain.table(name), looked_at.table(name));
            let group = other.column("group");
            let all = other.rows.len();
            other.rows.retain(|row| ["all", "young", "adult", "aside"].contains(&row[group].as_str()));
            assert!(other.rows.len() < all, "{name} has no bands");
            same(&plain, &other, name);
        }
    }
}

#[test]
fn fewer_groups_in_the_tables_change_nothing_else() {
    let all = run(&village(Rule::Hazard));
    let few = run(&reporting(&village(Rule::Hazard), "groups = ['adult']"));
    for name in ["timeseries.csv", "summary.csv", "contrasts.csv"] {
        let mut kept = all.table(name);
        let group = kept.column("group");
        kept.rows.retain(|row| ["all", "adult"].contains(&row[group].as_str()));
        same(&kept, &few.table(name), name);
    }
}

/// With fewer rows what stands is the same, and what happened is the sum of the rows left out.
#[test]
fn rows_further_apart_change_nothing_but_how_far_apart_they_are() {
    let weekly = run(&village(Rule::Hazard)).timeseries();
    let monthly = run(&reporting(&village(Rule::Hazard), "every = '4 weeks'")).timeseries();
    let flows =
        ["new_adopters", "discontinued", "early_entries", "early_exits", "late_entries", "late_exits"];
    let years = ["early_at_risk_years", "late_at_risk_years"];
    // The checkpoint at week 52 is on the way.
    let standing = |table: &Table| table.without(&flows).without(&years);
    same(
        &standing(&weekly.where_number("week", |week| week % 4.0 == 0.0)),
        &standing(&monthly),
        "what stands",
    );
    for group in ["all", "young", "adult", "aside"] {
        let (weekly, monthly) = (weekly.only(&[("group", group)]), monthly.only(&[("group", group)]));
        for (run, rows) in weekly.runs().iter().zip(monthly.runs()) {
            for flow in flows.iter().chain(&years) {
                let weeks = run.numbers(flow);
                for (month, sum) in rows.numbers(flow).into_iter().enumerate().skip(1) {
                    let parts: f64 = weeks[4 * month - 3..=4 * month].iter().sum();
                    assert!((parts - sum).abs() < 1e-9, "{flow} of {group} in month {month}: {parts} {sum}");
                }
            }
        }
    }
}

/// Under the rules that follow one innovation nobody moves to a practice that nobody follows at the start. Under
/// `choice` anybody may choose what is available to them, so the practice has to be for an empty group.
#[test]
fn a_practice_nobody_uses_changes_nothing_else() {
    let empty = r#"
[[population.group]]
name = "nobody"
share = 0.0
ages = [90, 100]
practices = { mild = 1.0 }
[[trait]]"#;
    let unused = |available: &str| {
        format!("[[practice]]\nname = 'unused'\nstress = 3\nworn_for = '9 weeks'\n{available}\n[adoption]")
    };
    for rule in RULES {
        let scenario = edited(&village(rule), "[[trait]]", empty);
        let available = if rule == Rule::Choice { "available_to = ['nobody']" } else { "" };
        let plain = run(&scenario);
        let with = run(&edited(&scenario, "[adoption]", &unused(available)));
        let (plain_weeks, weeks) = (plain.timeseries(), with.timeseries());
        assert!(
            weeks.numbers("unused_share").iter().all(|&share| share.is_nan() || share == 0.0),
            "{rule:?}"
        );
        same(&plain_weeks, &weeks.without(&["unused_share"]), &format!("{rule:?}"));
        let measures = with.summary();
        let measure = measures.column("measure");
        let mut kept = measures.clone();
        kept.rows.retain(|row| row[measure] != "unused_share");
        same(&plain.summary(), &kept, &format!("{rule:?}"));
    }
}

#[test]
fn a_group_without_people_changes_no_other() {
    let empty = "[[population.group]]\nname = 'nobody'\nshare = 0\nages = [90, 99]\npractices = { mild = 1 }\n[[trait]]";
    for rule in RULES {
        let plain = run(&village(rule)).timeseries();
        let mut with = run(&edited(&village(rule), "[[trait]]", empty)).timeseries();
        let group = with.column("group");
        with.rows.retain(|row| row[group] != "nobody");
        same(&plain, &with, &format!("{rule:?}"));
    }
}

/// A layer of weight 0 is not looked at, and each layer draws from slots of its own name: ties of the others stay
/// as they were. (What asks for ties in all layers, such as targeting by degree, does see its ties.)
#[test]
fn a_layer_of_weight_0_changes_nothing() {
    let idle = "[[layer]]\nname = 'idle'\nweight = 0\nrandom = { mean_degree = 6 }\n[[practice]]";
    for rule in RULES {
        let (plain, with) = (run(&village(rule)), run(&edited(&village(rule), "[[practice]]", idle)));
        same(&plain.timeseries(), &with.timeseries(), &format!("{rule:?}"));
        same(&plain.summary(), &with.summary(), &format!("{rule:?}"));
    }
}

/// The village without ties and programmes, in which a person's life is theirs alone.
fn hermits(size: u32) -> String {
    let village = village(Rule::Hazard);
    let until = |from: &str, to: &str, text: &str| {
        let (start, end) = (text.find(from).unwrap(), text.find(to).unwrap());
        format!("{}{}", &text[..start], &text[end..])
    };
    let village = until("[[layer]]", "[[practice]]", &village);
    let village = until("[[intervention]]", "[output]", &village);
    let village = edited(&village, ", r = '0.3 per year'", "");
    let village = edited(&village, "size = 600", &format!("size = {size}"));
    reporting(&village, &format!("people_sample = {size}"))
}

/// Groups, ages, traits and tightness (through stress), tolerances, histories, resistances, changes of mind, drift,
/// noise, departures and newcomers: over two years nothing of it changes for the others when somebody is added.
#[test]
fn one_more_person_changes_no_one_elses_draws() {
    let people = |size: u32| run(&hermits(size)).people();
    let few = people(300);
    assert_eq!(few.rows.len(), 2 * 300);
    for size in [301, 420] {
        let more = people(size).where_number("person", |person| person < 300.0);
        same(&few, &more, &format!("{size} people"));
    }
}

#[test]
fn people_are_drawn_one_by_one() {
    let scenario = |size| -> Scenario { hermits(size).parse().unwrap() };
    let drawn = |size| draw_people(&scenario(size), None, &Draws::new(7, 1));
    let few = drawn(300);
    for size in [301, 5000] {
        let more = drawn(size);
        assert_eq!(few.group, more.group[..300]);
        assert_eq!(few.age, more.age[..300]);
        assert_eq!(few.traits, more.traits[..300]);
        assert_eq!(few.practice, more.practice[..300]);
    }
}

/// What shared draws are worth on the reference community: the variance of the difference between two arms, over
/// what it would be between arms that share nothing, is reported and far below 1. The seed is fixed.
#[test]
fn pairing_is_worth_many_replicates_in_riverside() {
    let room = tempfile::tempdir().unwrap();
    let riverside = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/riverside.toml");
    let small = ["population.size=2000", "replicates=8", "time.horizon=4 years"];
    let mut words = vec!["run", riverside, "--quiet", "--no-plots", "--out", "small"];
    words.extend(small.iter().flat_map(|value| ["--set", value]));
    let out = runs::tress(room.path(), &words);
    assert!(out.status.success(), "{}", runs::said(&out.stderr));
    let contrasts = Table::read(&room.path().join("small/contrasts.csv"));
    let last = contrasts.where_number("week", |week| week > 200.0).only(&[("group", "all")]);
    for arm in ["lecture", "champions", "both"] {
        for measure in ["adopters_share", "late_prevalence", "late_entered"] {
            let ratio = last.only(&[("arm", arm), ("measure", measure)]).numbers("variance_ratio");
            assert!(matches!(ratio[..], [ratio] if ratio < 0.5), "{arm} {measure}: {ratio:?}");
        }
    }
}
