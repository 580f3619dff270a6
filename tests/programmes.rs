//! What holds of programmes whatever their numbers: nothing comes of nothing, more does more, and money adds up.
//!
//! Arms of a replicate share every draw, so the laws are exact: no test here can fail by bad luck.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{MECHANISMS, RULES, Rule, Run, Table, and, edited, mechanism, of_arm, run, same, village};

const NO_TURNOVER: &str = "turnover = \"0.05 per year\"\n";
const GROUPS: [&str; 3] = ["young", "adult", "aside"];

/// An intervention and an arm that holds nothing but that, both called `name`.
fn arm(name: &str, lines: &str) -> String {
    format!(
        "[[intervention]]\nname = '{name}'\n{lines}\n[[arm]]\nname = '{name}'\ninterventions = ['{name}']\n"
    )
}

/// The village in which what people show does not act on what others do, so that gentler wear changes nobody's
/// practice.
fn unseen() -> String {
    edited(&village(Rule::Hazard), "visible_benefit = 0.5", "visible_benefit = 0")
}

/// A village in which nobody adopts, gives up or drifts but through programmes, nobody leaves, and nobody has
/// adopted.
fn still() -> String {
    let text = edited(&unseen(), NO_TURNOVER, "");
    let text = edited(
        &text,
        "p = '0.05 per year', q = '1.5 per year', r = '0.3 per year'",
        "p = '0 per year', q = '0 per year'",
    );
    let moves = "discontinuance = '0.2 per year'\ndrift = '0.4 per year'\nnoise = 0.001";
    let text = edited(&text, moves, "");
    let text = edited(&text, "hard = 0.5, mild = 0.4, gentle = 0.05, soft = 0.05", "hard = 0.6, mild = 0.4");
    edited(&text, "hard = 0.45, mild = 0.45, gentle = 0.05, soft = 0.05", "hard = 0.5, mild = 0.5")
}

/// The numbers of one column in the rows of one arm, for all people.
fn numbers(table: &Table, arm: &str, column: &str) -> Vec<f64> {
    of_arm(table, arm).only(&[("group", "all")]).numbers(column)
}

/// A measure at the last checkpoint.
fn measured(run: &Run, arm: &str, measure: &str) -> f64 {
    let rows = run.summary().only(&[("arm", arm), ("measure", measure), ("group", "all")]);
    *rows.numbers("mean").last().unwrap()
}

fn cost(run: &Run, arm: &str) -> f64 {
    measured(run, arm, "programme_cost")
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn circles_without_weight_change_nothing() {
    let whom = "start = '20 weeks'\nreach = 0.4\ncost = { per_session = 1 }";
    let groups = arm("circles", &format!("{whom}\ngroups = {{ every = '2 weeks', weight = 0 }}"));
    let pairs = arm(
        "pairs",
        &format!("{whom}\nbuddies = {{ every = '2 weeks', weight = 0, recovered_from = 'sore' }}"),
    );
    for rule in RULES {
        let run = run(&and(&village(rule), &format!("{groups}{pairs}")));
        let table = run.timeseries();
        for name in ["circles", "pairs"] {
            same(&of_arm(&table, "none"), &of_arm(&table, name), &format!("{rule:?}: {name}"));
            assert!(cost(&run, name) > 0.0, "{rule:?}: nobody meets");
        }
    }
}

#[test]
fn what_has_no_strength_changes_nothing() {
    let idle = [
        ("trained", "training = { layer = 'salon', factor = 1 }"),
        ("allowed", "restriction = { practices = ['hard', 'mild'], strength = 0 }"),
        ("overlooked", "screening = { every = '3 weeks', sensitivity = 0 }"),
        ("ignored", "screening = { every = '3 weeks', heeded = 0 }"),
    ];
    let arms: String =
        idle.iter().map(|(name, kind)| arm(name, &format!("start = '9 weeks'\nreach = 1\n{kind}"))).collect();
    for rule in RULES {
        let table = run(&and(&village(rule), &arms)).timeseries();
        for (name, _) in idle {
            same(&of_arm(&table, "none"), &of_arm(&table, name), &format!("{rule:?}: {name}"));
        }
    }
}

/// `gentle` is not available to the group, nobody in it follows it, and nobody comes into it who does.
#[test]
fn a_restriction_on_what_nobody_can_have_changes_nothing() {
    let whom = "start = '9 weeks'\nreach = 1\ntargeting = { groups = ['aside'] }";
    let barred =
        |name, practice| arm(name, &format!("{whom}\nrestriction = {{ practices = ['{practice}'] }}"));
    for rule in RULES {
        let arms = format!("{}{}", barred("absent", "gentle"), barred("present", "mild"));
        let table = run(&and(&village(rule), &arms)).timeseries();
        same(&of_arm(&table, "none"), &of_arm(&table, "absent"), &format!("{rule:?}"));
        assert!(of_arm(&table, "none") != of_arm(&table, "present"), "{rule:?}: the ban does nothing");
    }
}

#[test]
fn gentler_hands_mean_less_load_for_their_clients_alone() {
    let factors = ["1", "0.7", "0.4", "0"];
    // Names cannot hold a point.
    let name = |factor: &str| format!("factor_{}", factor.replace('.', "_"));
    let trained = |factor: &&str| {
        let training = format!("training = {{ layer = 'salon', factor = {factor} }}");
        arm(&name(factor), &format!("start = '9 weeks'\nreach = 0.6\n{training}"))
    };
    let table = run(&and(&unseen(), &factors.iter().map(trained).collect::<String>())).timeseries();
    let loads = |factor: &str, group: &str| {
        of_arm(&table, &name(factor)).only(&[("group", group)]).numbers("load_mean")
    };
    // Nobody in `aside` goes to the salon.
    for group in GROUPS {
        for pair in factors.windows(2) {
            let (rougher, gentler) = (loads(pair[0], group), loads(pair[1], group));
            assert!(rougher.iter().zip(&gentler).all(|(rougher, gentler)| gentler <= rougher), "{pair:?}");
            let (rougher, gentler) = (rougher.last().unwrap(), gentler.last().unwrap());
            assert_eq!(gentler < rougher, group != "aside", "{group}, {pair:?}: {rougher} {gentler}");
        }
    }
}

/// `aside` goes to the salon, too, but wears `mild` and `soft` only.
#[test]
fn training_leaves_other_practices_as_they_were() {
    let salon = edited(&unseen(), "adult = 0.6 }", "adult = 0.6, aside = 1 }");
    let trained = |practice: &str| {
        let training = format!("training = {{ layer = 'salon', factor = 0.3, practices = ['{practice}'] }}");
        arm(practice, &format!("start = '9 weeks'\nreach = 1\n{training}"))
    };
    let table = run(&and(&salon, &format!("{}{}", trained("hard"), trained("mild")))).timeseries();
    let load = |arm: &str, group: &str| of_arm(&table, arm).only(&[("group", group)]).numbers("load_mean");
    assert_eq!(load("none", "aside"), load("hard", "aside"));
    assert_ne!(load("none", "aside"), load("mild", "aside"));
    assert_ne!(load("none", "adult"), load("hard", "adult"));
}

/// Whoever wears a barred practice when the ban begins has a review within its `worn_for`, six weeks for `hard` and
/// two for `mild`. People who drift or give up turn to what is left, too, even if that is the innovation alone.
#[test]
fn nobody_follows_what_is_barred_once_all_have_reviewed() {
    let ban = |name, practices, groups| {
        let whom = format!("start = '20 weeks'\nreach = 1\ntargeting = {{ groups = {groups} }}");
        arm(name, &format!("{whom}\nrestriction = {{ practices = {practices} }}"))
    };
    let arms = format!(
        "{}{}{}",
        ban("hard", "['hard']", "[]"),
        ban("all_old", "['hard', 'mild']", "['young', 'adult']"),
        ban("all_but_gentle", "['hard', 'mild', 'soft']", "['young', 'adult']"),
    );
    for rule in RULES {
        let mut text = edited(&village(rule), NO_TURNOVER, "");
        if rule != Rule::Choice {
            // Often, so that some would drift, or give up, at the very review at which their practice is barred.
            text = edited(&text, "drift = '0.4 per year'", "drift = '20 per year'");
            text = edited(&text, "discontinuance = '0.2 per year'", "discontinuance = '20 per year'");
        }
        let table = run(&and(&text, &arms)).timeseries();
        let share = |arm: &str, group: &str, practice: &str| {
            let rows = of_arm(&table, arm).only(&[("group", group)]);
            rows.where_number("week", |week| week >= 26.0).numbers(&format!("{practice}_share"))
        };
        let barred = [
            ("hard", &GROUPS[..], &["hard"][..]),
            ("all_old", &GROUPS[..2], &["hard", "mild"]),
            ("all_but_gentle", &GROUPS[..2], &["hard", "mild", "soft"]),
        ];
        for (arm, groups, practices) in barred {
            for group in groups {
                for practice in practices {
                    let still = share(arm, group, practice);
                    assert!(still.iter().all(|&share| share == 0.0), "{rule:?}, {arm}: {group} {practice}");
                }
            }
        }
        for practice in ["hard", "mild", "soft"] {
            assert!(share("none", "adult", practice).iter().any(|&share| share > 0.0), "{rule:?}");
        }
    }
}

/// Those whom a less sensitive round finds, a more sensitive one finds as well, and whoever has changed stays with
/// the gentler practice. Weeks in both stages count: who is kept from the late one may stay in the early one.
#[test]
fn more_screening_means_no_more_weeks_in_the_stages() {
    let shares = ["0", "0.2", "0.5", "0.8", "1"];
    // Names cannot hold a point.
    let name = |share: &str| format!("share_{}", share.replace('.', "_"));
    for key in ["sensitivity", "heeded"] {
        let screened = |share: &&str| {
            let kind = format!("screening = {{ every = '10 weeks', {key} = {share}, advice = ['gentle'] }}");
            arm(&name(share), &format!("start = '4 weeks'\nreach = 1\n{kind}"))
        };
        let table = run(&and(&still(), &shares.iter().map(screened).collect::<String>())).timeseries();
        let weeks = |share: &str| -> f64 {
            let of = |column: &str| numbers(&table, &name(share), column).iter().sum::<f64>();
            of("early_people") + of("late_people")
        };
        let weeks: Vec<f64> = shares.iter().map(|share| weeks(share)).collect();
        assert!(weeks.windows(2).all(|pair| pair[1] < pair[0]), "{key}: {weeks:?}");
    }
}

#[test]
fn whoever_is_found_and_heeds_follows_an_advised_practice_from_the_round_on() {
    for rule in RULES {
        let kind = "screening = { every = '60 weeks', stages = ['early'], advice = ['mild', 'soft'] }";
        let text = edited(&village(rule), NO_TURNOVER, "");
        let text = edited(&text, "median = 14", "median = 7");
        let text = and(&text, &arm("round", &format!("start = '30 weeks'\nreach = 1\n{kind}")));
        let text = format!("{text}people_sample = 600\n");
        let at = |week: u32| {
            let text = edited(&text, "horizon = \"100 weeks\"", &format!("horizon = \"{week} weeks\""));
            let text = edited(&text, "checkpoints = [\"1 year\", \"100 weeks\"]\n", "");
            run(&text).people().only(&[("arm", "round")])
        };
        let (before, after) = (at(30), at(31));
        let follows = |table: &Table| -> Vec<bool> {
            table.texts("practice").iter().map(|practice| ["mild", "soft"].contains(practice)).collect()
        };
        let early = before.texts("stage").into_iter().map(|stage| stage == "early");
        // Those who follow the advice already are left alone, and may change their minds.
        let found: Vec<bool> =
            early.zip(follows(&before)).map(|(early, follows)| early && !follows).collect();
        assert!(found.iter().filter(|found| **found).count() > 20, "{rule:?}: too few are found");
        let heed = found.iter().zip(follows(&after)).all(|(found, follows)| follows || !found);
        assert!(heed, "{rule:?}: somebody found does not follow the advice");
    }
}

/// Adopters give up within weeks unless they are champions, and nobody else adopts.
fn only_champions_adopt(champions: &str) -> String {
    let text = edited(&still(), "visible_benefit = 0", "visible_benefit = 0\ndiscontinuance = '50 per year'");
    let text = edited(&text, "replicates = 2", "replicates = 1");
    let whom = "start = '10 weeks'\nnumber = 40\ncost = { per_person = 1 }";
    and(&text, &arm("them", &format!("{whom}\n{champions}")))
}

#[test]
fn champions_stay_without_dropout() {
    let without = run(&only_champions_adopt("champions = {}")).timeseries();
    let none = run(&only_champions_adopt("champions = { dropout = '0 per year' }")).timeseries();
    same(&without, &none, "a rate of 0");
    let adopters = of_arm(&without, "them").only(&[("group", "all")]);
    let adopters = adopters.where_number("week", |week| week > 10.0).numbers("adopters");
    assert!(adopters.iter().all(|&adopters| adopters == 40.0), "{adopters:?}");
}

/// At 2 a year all but e^−3.5, one in thirty, drop out over the 90 weeks: the seed is fixed.
#[test]
fn champions_who_drop_out_are_missed_unless_replaced() {
    let after_start = |run: &Run, column: &str| {
        let rows = of_arm(&run.timeseries(), "them").only(&[("group", "all")]);
        rows.where_number("week", |week| week > 10.0).numbers(column)
    };
    let lost = run(&only_champions_adopt("champions = { dropout = '2 per year' }"));
    let adopters = after_start(&lost, "adopters");
    assert!(adopters.windows(2).all(|pair| pair[1] <= pair[0]), "{adopters:?}");
    assert!(adopters[adopters.len() - 1] < 10.0, "{adopters:?}");
    assert_eq!(cost(&lost, "them"), 40.0);

    let replacing = only_champions_adopt("champions = { dropout = '2 per year', replace = true }");
    let turnover = edited(&replacing, "size = 600", "size = 600\nturnover = '0.3 per year'");
    for text in [replacing, turnover] {
        let replaced = run(&text);
        let adopters = after_start(&replaced, "adopters");
        // Those who have just dropped out give up at their next review, within four weeks or little later.
        assert!(adopters.iter().all(|adopters| (40.0..60.0).contains(adopters)), "{adopters:?}");
        // Everybody who adopts is a champion who begins, and is paid for.
        let begun: f64 = after_start(&replaced, "new_adopters").iter().sum();
        assert!(begun > 100.0, "{begun} champions in all");
        assert_eq!(cost(&replaced, "them"), begun);
    }
}

const PRICES: &str = "fixed = 7000, per_person = 11, per_session = 300";

/// None of these depends on what the others have done. (Who is in need of a buddy, and who can be one, would.)
#[test]
fn costs_of_programmes_add_up() {
    let independent = MECHANISMS.into_iter().filter(|&name| name != "buddies");
    let (mut arms, mut names) = (String::new(), vec![]);
    for (at, name) in independent.enumerate() {
        let venues = if name == "training" { ", per_venue = 130" } else { "" };
        let kind = mechanism(name, Rule::Hazard);
        let lines = format!("start = '{} weeks'\nreach = 0.3\ncost = {{ {PRICES}{venues} }}", 9 * at);
        names.push(format!("only_{name}"));
        arms.push_str(&arm(&names[at], &format!("{lines}\n{kind}")));
    }
    let of = |several: &[String]| format!("interventions = {several:?}\n");
    let arms =
        format!("{arms}[[arm]]\nname = 'two'\n{}[[arm]]\nname = 'all'\n{}", of(&names[..2]), of(&names));
    let run = run(&and(&village(Rule::Hazard), &arms));
    for measure in ["programme_cost", "programme_cost_discounted"] {
        let cost_of = |arm: &str| measured(&run, arm, measure);
        assert_eq!(cost_of("none"), 0.0);
        for (arm, parts) in [("two", &names[..2]), ("all", &names[..])] {
            let parts: f64 = parts.iter().map(|name| cost_of(name)).sum();
            assert!(parts > 7000.0 && close(cost_of(arm), parts), "{measure} of {arm}: {parts}");
        }
    }
}

#[test]
fn money_spent_later_counts_less() {
    let start = 30.0;
    let economics = |rate: f64| format!("[economics]\ndiscount_rate = {rate}\n");
    let lines =
        "reach = 0.3\ncost = { fixed = 9000, per_person = 13 }\nrestriction = { practices = ['hard'] }";
    let arms = arm("ban", &format!("start = '{start} weeks'\n{lines}"));
    for rate in [0.0, 0.03, 0.5] {
        let run = run(&and(&village(Rule::Hazard), &format!("{}{arms}", economics(rate))));
        let discounted = measured(&run, "ban", "programme_cost_discounted");
        let years = start / (365.2425 / 7.0);
        let expected = cost(&run, "ban") / (1.0 + rate).powf(years);
        assert!(close(discounted, expected), "at {rate}: {discounted} {expected}");
        assert_eq!(discounted == cost(&run, "ban"), rate == 0.0);
    }
}
