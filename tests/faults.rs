//! What a planner reads when something is wrong: whole texts, then every kind of fault by its place.

use std::path::Path;
use tress::cli::diagnostics::render;
use tress::scenario::{Fault, Faults, Place, Refusal, Source, open, read};

const GOOD: &str = r#"name = "town"
rng_seed = 18446744073709551615
replicates = 2
[time]
horizon = "2 years"
[population]
size = 100
[[population.group]]
name = "girls"
share = 0.4
ages = [6, 18]
becomes = "women"
traits = { relaxed = 0.3 }
multipliers = { stress = 1.1, early = 0.9 }
practices = { braids = 0.7, afro = 0.3 }
[[population.group]]
name = "women"
share = 0.6
ages = [18, 70]
median_age = 35
practices = { braids = 0.5, afro = 0.5 }
[[trait]]
name = "relaxed"
[[layer]]
name = "friends"
friends = { mean_degree = 5 }
[[layer]]
name = "salon"
venues = { size = 10, mean_degree = 2, joins = { girls = 0.5 } }
[[practice]]
name = "braids"
stress = 1
half_life = "4 weeks"
worn_for = "6 weeks"
modifiers = { relaxed = 2 }
[[practice]]
name = "afro"
stress = 0
[adoption]
rule = "hazard"
innovation = ["afro"]
hazard = { p = "0.01 per year", q = "0.3 per year" }
[[symptom]]
name = "tender"
tolerance = { median = 1 }
[[stage]]
name = "early"
measure = "strain"
tolerance = { median = 20 }
recover_at = 0.5
[[stage]]
name = "late"
measure = "load while early"
tolerance = { median = 50 }
[[intervention]]
name = "talk"
reach = 0.1
campaign = { influence = "0.1 per year" }
[[intervention]]
name = "champions"
number = 5
targeting = { rule = "degree" }
champions = { boost = 3 }
[[arm]]
name = "none"
[[arm]]
name = "both"
interventions = ["talk", "champions"]
[output]
checkpoints = ["1 year", "2 years"]
age_bands = [6, 18, 70]
"#;

/// The good scenario with some texts replaced by others.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(GOOD.to_string(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

fn refusal(text: String, overrides: &[&str]) -> Box<Refusal> {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    read(Source::new("town.toml", text, &overrides)).expect_err("a fault was put in")
}

fn rendered(edits: &[(&str, &str)], overrides: &[&str]) -> String {
    render(&refusal(edited(edits), overrides), false)
}

#[test]
fn the_good_scenario_is_good() {
    let read = read(Source::new("town.toml", GOOD, &[])).map_err(|refusal| render(&refusal, false)).unwrap();
    assert_eq!(read.scenario.rng_seed, u64::MAX);
    assert_eq!(read.scenario.population.groups[1].median_age, Some(35.0));
}

#[test]
fn an_unknown_key_with_the_nearest() {
    let text = rendered(&[("half_life = \"4 weeks\"", "halflife = \"4 weeks\"")], &[]);
    assert_eq!(
        text,
        r##"error: unknown key `halflife`
  --> town.toml:33:1
   |
33 | halflife = "4 weeks"
   | ^^^^^^^^
   |
   = help: did you mean `half_life`?

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn an_unknown_table_does_not_also_miss_what_it_meant() {
    let text = rendered(&[("friends = { mean_degree = 5 }", "frends = { mean_degree = 5 }")], &[]);
    assert_eq!(
        text,
        r##"error: unknown table `frends`
  --> town.toml:26:1
   |
26 | frends = { mean_degree = 5 }
   | ^^^^^^
   |
   = help: did you mean `friends`?

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_key_below_a_table_that_belongs_above_it() {
    let text =
        rendered(&[("rng_seed = 18446744073709551615\n", ""), ("[time]\n", "[time]\nrng_seed = 1\n")], &[]);
    assert_eq!(
        text,
        r##"error: unknown key `rng_seed`
 --> town.toml:4:1
  |
4 | rng_seed = 1
  | ^^^^^^^^
  |
  = help: `rng_seed` belongs at the top of the file, before the first table

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_wrong_type() {
    let text = rendered(&[("share = 0.4", "share = \"0.4\"")], &[]);
    assert_eq!(
        text,
        r##"error: expected a number from 0 to 1, found the text "0.4"
  --> town.toml:10:9
   |
10 | share = "0.4"
   |         ^^^^^
   |
   = help: write it without quotes: 0.4

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_missing_key_stands_at_its_table() {
    let text = rendered(&[("share = 0.6\n", "")], &[]);
    assert_eq!(
        text,
        r##"error: `share` is missing in [[population.group]]
  --> town.toml:16:1
   |
16 | [[population.group]]
   | ^^^^^^^^^^^^^^^^^^^^
   |
   = help: add a number from 0 to 1: share of the population

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_missing_section_stands_at_the_file() {
    let text = rendered(&[("[time]\nhorizon = \"2 years\"\n", "")], &[]);
    assert_eq!(
        text,
        r##"error: [time] is missing
--> town.toml
 = help: add it: step and horizon

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn out_of_range() {
    let text = rendered(&[("replicates = 2", "replicates = 2_000_000")], &[]);
    assert_eq!(
        text,
        r##"error: `replicates` is 2000000, out of range
 --> town.toml:3:14
  |
3 | replicates = 2_000_000
  |              ^^^^^^^^^
  |
  = help: write a whole number from 1 to 1000000

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn nan() {
    let text = rendered(&[("stress = 0\n", "stress = nan\n")], &[]);
    assert_eq!(
        text,
        r##"error: `stress` is nan
  --> town.toml:38:10
   |
38 | stress = nan
   |          ^^^
   |
   = help: write a number from 0 to 1000000000

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_duration_without_a_known_unit() {
    let text = rendered(&[("half_life = \"4 weeks\"", "half_life = \"4 wks\"")], &[]);
    assert_eq!(
        text,
        r##"error: `4 wks` is not a duration
  --> town.toml:33:13
   |
33 | half_life = "4 wks"
   |             ^^^^^^^
   |
   = help: write a number and a unit (days, weeks, months, years), such as "6 weeks"

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn shares_that_do_not_sum_to_one() {
    let text = rendered(
        &[("practices = { braids = 0.5, afro = 0.5 }", "practices = { braids = 0.5, afro = 0.4 }")],
        &[],
    );
    assert_eq!(
        text,
        r##"error: these shares sum to 0.9
  --> town.toml:21:13
   |
21 | practices = { braids = 0.5, afro = 0.4 }
   |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: shares must sum to 1: 0.1 is missing

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_name_that_refers_to_nothing() {
    let text = rendered(&[("becomes = \"women\"", "becomes = \"woman\"")], &[]);
    assert_eq!(
        text,
        r##"error: no group is called `woman`
  --> town.toml:12:11
   |
12 | becomes = "woman"
   |           ^^^^^^^
   |
   = help: did you mean `women`?

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_list_over_several_lines_is_shown_by_its_first() {
    let text = rendered(
        &[
            ("interventions = [\"talk\", \"champions\"]", "interventions = []"),
            ("age_bands = [6, 18, 70]", "age_bands = [\n  6\n]"),
        ],
        &[],
    );
    assert_eq!(
        text,
        r##"error: one age, 6, bounds no band
  --> town.toml:71:13
   |
71 | age_bands = [
   |             ^
   |
   = help: give at least two ages: [6, 18] gives one band, from 6 up to 18

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn a_time_that_is_no_whole_number_of_steps() {
    let text = rendered(&[("worn_for = \"6 weeks\"", "worn_for = \"45 days\"")], &[]);
    assert_eq!(
        text,
        r##"error: `braids` is worn for 45 days, no whole number of steps
  --> town.toml:34:12
   |
34 | worn_for = "45 days"
   |            ^^^^^^^^^
   |
   = help: the nearest that are: "6 weeks" and "7 weeks"

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn several_at_once_in_order_of_place() {
    let text = rendered(
        &[
            ("name = \"town\"", "name = \"my town\""),
            ("size = 100\n", "size = 100\nsise = 100\n"),
            ("ages = [6, 18]", "ages = [18, 6]"),
            ("traits = { relaxed", "traits = { relaxt"),
            ("stress = 1\n", "stress = \"tight\"\n"),
            ("innovation = [\"afro\"]", "innovation = []"),
            ("measure = \"strain\"", "measure = \"stran\""),
            ("reach = 0.1", "reach = 1.1"),
            ("interventions = [\"talk\", \"champions\"]", "interventions = [\"talks\", \"champions\"]"),
        ],
        &["time.horizon=5", "output.age_bands=[6, 3]"],
    );
    assert_eq!(
        text,
        r##"error: the name `my town` holds ' '
 --> town.toml:1:8
  |
1 | name = "my town"
  |        ^^^^^^^^^
  |
  = help: use letters, digits, - and _; `label` holds the name on figures

error: unknown key `sise`
 --> town.toml:8:1
  |
8 | sise = 100
  | ^^^^
  |
  = help: did you mean `size`?

error: ages from 18 up to 6 hold nobody
  --> town.toml:12:8
   |
12 | ages = [18, 6]
   |        ^^^^^^^
   |
   = help: write the lower age first: [from, up to but not including]

error: no trait is called `relaxt`
  --> town.toml:14:12
   |
14 | traits = { relaxt = 0.3 }
   |            ^^^^^^
   |
   = help: did you mean `relaxed`?

error: expected a number from 0 to 1000000000, found the text "tight"
  --> town.toml:33:10
   |
33 | stress = "tight"
   |          ^^^^^^^

error: `innovation` is empty
  --> town.toml:42:14
   |
42 | innovation = []
   |              ^^
   |
   = help: list at least one

error: there is no measure "stran"
  --> town.toml:49:11
   |
49 | measure = "stran"
   |           ^^^^^^^
   |
   = help: did you mean "strain"?

error: `reach` is 1.1, out of range
  --> town.toml:58:9
   |
58 | reach = 1.1
   |         ^^^
   |
   = help: write a number from 0 to 1

error: no intervention is called `talks`
  --> town.toml:69:18
   |
69 | interventions = ["talks", "champions"]
   |                  ^^^^^^^
   |
   = help: did you mean `talk`?

error: expected a length of time such as "6 weeks", found the number 5
--> command line:1:20
 |
 | --set time.horizon=5
 |                    ^
 |
 = help: give the unit, in quotes: days, weeks, months or years

error: the age 3 does not come after 6
--> command line:1:28
 |
 | --set output.age_bands=[6, 3]
 |                            ^
 |
 = help: list the ages from young to old

11 faults in town.toml; nothing was written
"##
    );
}

#[test]
fn overrides_have_the_same_quality() {
    let text = rendered(
        &[],
        &[
            "population.sise=5",
            "practice.braid.stress=1.2",
            "practice[2].stress=1",
            "replicates",
            "arm.both.interventions=[talk]",
            "layer.salon.venues.size=1",
            "population.group.girls.share=.3",
            "adoption.innovation=[\"braid\"]",
        ],
    );
    assert_eq!(
        text,
        r##"error: unknown key `sise`
--> command line:1:18
 |
 | --set population.sise=5
 |                  ^^^^
 |
 = help: did you mean `size`?

error: no practice is called `braid`
--> command line:1:16
 |
 | --set practice.braid.stress=1.2
 |                ^^^^^
 |
 = help: did you mean `braids`?

error: `practice` has no entry [2]
--> command line:1:15
 |
 | --set practice[2].stress=1
 |               ^^^
 |
 = help: the entries are [0] to [1]

error: an override needs a path and a value
--> command line:1:7
 |
 | --set replicates
 |       ^^^^^^^^^^
 |
 = help: write path=value, such as population.size=5000

error: not TOML: invalid boolean, expected `true`
--> command line:1:31
 |
 | --set arm.both.interventions=[talk]
 |                               ^^^^
 |
 = help: a shell removes quotes: put single quotes around the whole, as in --set 'innovation=["afro"]'

error: `size` is 1, out of range
--> command line:1:31
 |
 | --set layer.salon.venues.size=1
 |                               ^
 |
 = help: write a whole number from 2 to 1000000

error: the shares of the groups sum to 0.9
--> command line:1:36
 |
 | --set population.group.girls.share=.3
 |                                    ^^
 |
 = help: shares must sum to 1: 0.1 is missing

error: no practice is called `braid`
--> command line:1:28
 |
 | --set adoption.innovation=["braid"]
 |                            ^^^^^^^
 |
 = help: did you mean `braids`?

8 faults in town.toml; nothing was written
"##
    );
}

#[test]
fn a_text_that_is_not_toml() {
    let text = "name = \"x\nhorizon = 6 weeks\nshare = 50%\nnoise = .5\nname = 5\nlist = [1, 2\nnext = 3\n";
    assert_eq!(
        render(&refusal(text.into(), &[]), false),
        r##"error: this text has no closing quote
 --> town.toml:1:10
  |
1 | name = "x
  |          ^
  |
  = help: end it with " on the same line

error: `6 weeks` is not a value
 --> town.toml:2:11
  |
2 | horizon = 6 weeks
  |           ^^^^^^^
  |
  = help: if it is text, put it in straight quotes: "6 weeks"

error: `50%` is not a value
 --> town.toml:3:9
  |
3 | share = 50%
  |         ^^^
  |
  = help: write it as a share: 0.5

error: this is not a number
 --> town.toml:4:9
  |
4 | noise = .5
  |         ^
  |
  = help: a number begins with a digit: 0.5, not .5

error: `name` is given twice
 --> town.toml:5:1
  |
5 | name = 5
  | ^^^^
  |
  = help: keep one of the two; lists of tables need double brackets, as in [[practice]]

error: this list is not closed, or a comma is missing
 --> town.toml:7:1
  |
7 | next = 3
  | ^
  |
  = help: write [1, 2, 3]: commas between the entries, ] at the end

6 faults in town.toml; nothing was written
"##
    );
}

#[test]
fn a_file_that_is_missing() {
    let refusal = open(Path::new("no/such.toml"), &[]).expect_err("no such file");
    assert_eq!(
        render(&refusal, false),
        r##"error: there is no such file
--> no/such.toml
 = help: check the name and the folder; `tress new NAME` writes a scenario to start from

1 fault in no/such.toml; nothing was written
"##
    );
}

#[test]
fn a_file_that_is_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, b"name = \"town\"\ndescription = \"caf\xe9\"\n").unwrap();
    let refusal = open(&path, &[]).expect_err("a byte that is no text");
    let text = render(&refusal, false).replace(&folder.path().display().to_string(), "DIR");
    assert_eq!(
        text,
        r##"error: the file is not UTF-8 text from here on
 --> DIR/town.toml:2:19
  |
2 | description = "caf�"
  |                   ^
  |
  = help: save it again with the encoding UTF-8

1 fault in DIR/town.toml; nothing was written
"##
    );
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, format!("\u{feff}{GOOD}").replace("\n", "\r\n")).unwrap();
    assert!(open(&path, &[]).is_ok());
}

#[test]
fn a_fault_in_another_file_shows_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let ties = folder.path().join("ties.csv");
    std::fs::write(&ties, "source,target\n1,2\n7,7\n").unwrap();
    let mut faults = Faults::default();
    faults.push(Place::Line(ties, 3), "person 7 is tied to themselves", "remove the row");
    let text = render(&Source::new("town.toml", GOOD, &[]).refuse(faults), false);
    let text = text.replace(&folder.path().display().to_string(), "DIR");
    assert_eq!(
        text,
        r##"error: person 7 is tied to themselves
 --> DIR/ties.csv:3:1
  |
3 | 7,7
  | ^^^
  |
  = help: remove the row

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn later_overrides_win_and_may_begin_a_table() {
    let set = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
        read(Source::new("town.toml", GOOD, &overrides)).map_err(|refusal| render(&refusal, false)).unwrap()
    };
    let read = set(&[
        "population.size=50",
        "population.size = 60",
        "time.horizon=10 years",
        "practice.braids.stress=.5",
        "layer[0].friends.mean_degree=7",
        "population.group.girls.practices.braids=0.6",
        "population.group.girls.practices.afro=0.4",
        "load.recovery_time=6 months",
        "arm.both.interventions=[\"talk\"]",
    ]);
    let scenario = &read.scenario;
    assert_eq!(scenario.population.size, Some(60));
    assert_eq!(scenario.time.horizon.to_string(), "10 years");
    assert_eq!(scenario.practices[0].stress, 0.5);
    assert_eq!(scenario.layers[0].friends.as_ref().unwrap().mean_degree, 7.0);
    assert_eq!(scenario.population.groups[0].practices["afro"], 0.4);
    assert_eq!(scenario.load.recovery_time.unwrap().to_string(), "6 months");
    assert_eq!(scenario.arms[1].interventions, ["talk"]);
}

/// Each fault as `line:column text: message; help`.
fn listed(refusal: &Refusal) -> Vec<String> {
    let line = |fault: &Fault| {
        let text = &refusal.source.text;
        let place = refusal.source.locate(&fault.place).map_or("whole file".to_string(), |span| {
            let line_start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
            let (line, column) = (text[..span.start].matches('\n').count() + 1, span.start - line_start + 1);
            format!("{line}:{column} {}", &text[span.start..span.end])
        });
        let help = fault.help.as_deref().map_or(String::new(), |help| format!("; {help}"));
        format!("{place}: {}{help}", fault.message)
    };
    refusal.in_order().into_iter().map(line).collect()
}

/// What is edited, and every fault that this gives rise to.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

/// Every kind of fault, one edit at a time: what is said, where, and nothing besides.
const CASES: &[Case] = &[
    (
        &[("stress = 1\n", "stress = \"1\"\n")],
        &[
            "32:10 \"1\": expected a number from 0 to 1000000000, found the text \"1\"; write it without quotes: 1",
        ],
    ),
    (
        &[("stress = 1\n", "stress = inf\n")],
        &["32:10 inf: `stress` is infinite; write a number from 0 to 1000000000"],
    ),
    (
        &[("stress = 1\n", "stress = -1\n")],
        &["32:10 -1: `stress` is -1, out of range; write a number from 0 to 1000000000"],
    ),
    (
        &[("stress = 1\n", "stress = 1979-05-27\n")],
        &["32:10 1979-05-27: expected a number from 0 to 1000000000, found a date"],
    ),
    (
        &[("size = 100\n", "size = 100.0\n")],
        &["7:8 100.0: expected a whole number from 1 to 4000000000, found the number 100.0; write 100"],
    ),
    (
        &[("size = 100\n", "size = 5_000_000_000\n")],
        &["7:8 5_000_000_000: `size` is 5000000000, out of range; write a whole number from 1 to 4000000000"],
    ),
    (
        &[("replicates = 2\n", "replicates = 0\n")],
        &["3:14 0: `replicates` is 0, out of range; write a whole number from 1 to 1000000"],
    ),
    (
        &[("rng_seed = 18446744073709551615", "rng_seed = 18446744073709551616")],
        &[
            "2:12 18446744073709551616: `rng_seed` is 18446744073709551616, out of range; write a whole number",
        ],
    ),
    (&[("ages = [18, 70]", "ages = [18]")], &["19:8 [18]: expected a list of 2 numbers, found 1"]),
    (
        &[("ages = [18, 70]", "ages = [18, \"70\"]")],
        &["19:13 \"70\": expected a number, found the text \"70\"; write it without quotes: 70"],
    ),
    (
        &[("half_life = \"4 weeks\"", "half_life = \"4 wks\"")],
        &[
            "33:13 \"4 wks\": `4 wks` is not a duration; write a number and a unit (days, weeks, months, years), such as \"6 weeks\"",
        ],
    ),
    (
        &[("q = \"0.3 per year\"", "q = \"0.3\"")],
        &[
            "42:37 \"0.3\": `0.3` is not a rate; write a number per unit of time (day, week, month, year), such as \"0.05 per year\"",
        ],
    ),
    (
        &[("q = \"0.3 per year\"", "q = 0.3")],
        &[
            "42:37 0.3: expected a rate such as \"0.05 per year\", found the number 0.3; give the unit of time, in quotes: per day, week, month or year",
        ],
    ),
    (
        &[("innovation = [\"afro\"]", "innovation = []")],
        &["41:14 []: `innovation` is empty; list at least one"],
    ),
    (
        &[("rule = \"degree\"", "rule = \"degrees\"")],
        &["62:22 \"degrees\": `rule` cannot be \"degrees\"; did you mean \"degree\"?"],
    ),
    (
        &[("rule = \"degree\"", "rule = \"best\"")],
        &[
            "62:22 \"best\": `rule` cannot be \"best\"; it may be \"random\", \"degree\", \"nomination\", \"k_core\", \"page_rank\", \"venue\", \"list\"",
        ],
    ),
    (
        &[("share = 0.6\n", "")],
        &[
            "16:1 [[population.group]]: `share` is missing in [[population.group]]; add a number from 0 to 1: share of the population",
        ],
    ),
    (
        &[("[time]\nhorizon = \"2 years\"\n", "")],
        &["whole file: [time] is missing; add it: step and horizon"],
    ),
    (
        &[("half_life = \"4 weeks\"", "halflife = \"4 weeks\"")],
        &["33:1 halflife: unknown key `halflife`; did you mean `half_life`?"],
    ),
    (
        &[("[output]", "[report]")],
        &[
            "69:2 report: unknown table `report`; the keys here are `adoption`, `arm`, `description`, `history`, `intervention`, `layer`, `load`, `name`, `output`, `population`, `practice`, `replicates`, `rng_seed`, `stage`, `symptom`, `time`, `trait`",
        ],
    ),
    (
        &[("checkpoints = [\"1 year\", \"2 years\"]", "checkpoints = \"1 year\"")],
        &["70:15 \"1 year\": expected a list of durations such as \"6 weeks\", found the text \"1 year\""],
    ),
    (
        &[("reach = 0.1\n", "reach = 0.1\ncost = { sesions = 3 }\n")],
        &["58:10 sesions: unknown key `sesions`; did you mean `sessions`?"],
    ),
    (
        &[("name = \"town\"", "name = \"my/town\"")],
        &[
            "1:8 \"my/town\": the name `my/town` holds '/'; use letters, digits, - and _; `label` holds the name on figures",
        ],
    ),
    (&[("name = \"town\"", "name = \"\"")], &["1:8 \"\": this name is empty; use letters, digits, - and _"]),
    (
        &[("name = \"girls\"", "name = \"all\"")],
        &[
            "9:8 \"all\": no group can be called `all`; tables use that name for all people together",
            "29:50 girls: no group is called `girls`; there is `all`, `women`",
        ],
    ),
    (
        &[("[[practice]]\nname = \"afro\"\nstress = 0", "[[practice]]\nname = \"braids\"\nstress = 0")],
        &["37:8 \"braids\": another practice is called `braids`; give each its own name"],
    ),
    (
        &[("name = \"late\"", "name = \"tender\"")],
        &["52:8 \"tender\": a symptom is called `tender`, too; a symptom and a stage need different names"],
    ),
    (
        &[("name = \"tender\"", "name = \"stress\"")],
        &[
            "44:8 \"stress\": no symptom can be called `stress`; `multipliers` uses that name for the stress itself",
        ],
    ),
    (
        &[("[[trait]]\nname = \"relaxed\"", "[[trait]]\nname = \"women\"")],
        &[
            "13:12 relaxed: no trait is called `relaxed`; there is `women`",
            "23:8 \"women\": a group is called `women`, too; a trait and a group need different names, as `modifiers` may name either",
            "35:15 relaxed: no trait or group is called `relaxed`; there is `women`, `girls`, `women`",
        ],
    ),
    (
        &[("practices = { braids = 0.7, afro", "practices = { brads = 0.7, afro")],
        &["15:15 brads: no practice is called `brads`; did you mean `braids`?"],
    ),
    (
        &[("traits = { relaxed", "traits = { relaxd")],
        &["13:12 relaxd: no trait is called `relaxd`; did you mean `relaxed`?"],
    ),
    (
        &[("early = 0.9", "earyl = 0.9")],
        &["14:31 earyl: no symptom or stage is called `earyl`; did you mean `early`?"],
    ),
    (
        &[("early = 0.9", "early = 0")],
        &["14:39 0: the factor on `early` is 0; write a number above 0; 1 changes nothing"],
    ),
    (
        &[("modifiers = { relaxed", "modifiers = { zz")],
        &["35:15 zz: no trait or group is called `zz`; there is `relaxed`, `girls`, `women`"],
    ),
    (
        &[("modifiers = { relaxed = 2", "modifiers = { relaxed = -2")],
        &["35:25 -2: the factor on `relaxed` is -2; write a number 0 or more; 1 changes nothing"],
    ),
    (
        &[("becomes = \"women\"", "becomes = \"woman\"")],
        &["12:11 \"woman\": no group is called `woman`; did you mean `women`?"],
    ),
    (
        &[("joins = { girls", "joins = { boys")],
        &["29:50 boys: no group is called `boys`; there is `girls`, `women`"],
    ),
    (
        &[("innovation = [\"afro\"]", "innovation = [\"afros\"]")],
        &["41:15 \"afros\": no practice is called `afros`; did you mean `afro`?"],
    ),
    (
        &[("interventions = [\"talk\", \"champions\"]", "interventions = [\"talk\", \"champion\"]")],
        &["68:26 \"champion\": no intervention is called `champion`; did you mean `champions`?"],
    ),
    (
        &[("interventions = [\"talk\", \"champions\"]", "interventions = [\"talk\", \"talk\"]")],
        &["68:26 \"talk\": `talk` is in the list already; name each once"],
    ),
    (
        &[("size = 100\n", "")],
        &["6:1 [population]: the number of people is missing; add `size`, or `file` with a table of people"],
    ),
    (
        &[("size = 100\n", "size = 100\nfile = \"people.csv\"\n")],
        &["7:8 100: `size` and `file` both say how many people there are; keep one of the two"],
    ),
    (
        &[("size = 100\n", "size = 100\nturnover = \"2 per year\"\n")],
        &["8:12 \"2 per year\": more people leave in a year than there are; write at most \"1 per year\""],
    ),
    (
        &[("share = 0.4", "share = 0.5")],
        &["18:9 0.6: the shares of the groups sum to 1.1; shares must sum to 1: take 0.1 away"],
    ),
    (
        &[("afro = 0.3 }", "afro = 0.2 }")],
        &[
            "15:13 { braids = 0.7, afro = 0.2 }: these shares sum to 0.9; shares must sum to 1: 0.1 is missing",
        ],
    ),
    (
        &[("afro = 0.3 }", "afro = 1.3 }")],
        &["15:36 1.3: the share of `afro` is 1.3, out of range; write a number from 0 to 1"],
    ),
    (
        &[("practices = { braids = 0.7, afro = 0.3 }", "practices = {}")],
        &["15:13 {}: these shares sum to 0; shares must sum to 1: 1 is missing"],
    ),
    (
        &[("relaxed = 0.3", "relaxed = 3")],
        &["13:22 3: the share of `relaxed` is 3, out of range; write a number from 0 to 1"],
    ),
    (
        &[("ages = [6, 18]", "ages = [18, 6]")],
        &[
            "11:8 [18, 6]: ages from 18 up to 6 hold nobody; write the lower age first: [from, up to but not including]",
        ],
    ),
    (&[("ages = [6, 18]", "ages = [-1, 18]")], &["11:8 [-1, 18]: an age is below 0; ages count from birth"]),
    (
        &[("ages = [6, 18]", "ages = [6, 75]")],
        &["12:11 \"women\": `women` does not take people of 75; its ages run from 18 up to 70"],
    ),
    (
        &[("becomes = \"women\"", "becomes = \"girls\"")],
        &["12:11 \"girls\": a group cannot become itself; name the group of the older, or leave it out"],
    ),
    (
        &[("median_age = 35", "median_age = 75")],
        &["20:14 75: the median age 75 lies outside the ages of the group; write an age between 18 and 70"],
    ),
    (
        &[("horizon = \"2 years\"", "horizon = \"3 days\"")],
        &["5:11 \"3 days\": the horizon is shorter than a step of 1 week; simulate for at least one step"],
    ),
    (
        &[("horizon = \"2 years\"", "horizon = \"2 years\"\nstep = \"0 days\"")],
        &["6:8 \"0 days\": this time is zero; a step of one week is usual: \"1 week\""],
    ),
    (
        &[("name = \"afro\"\nstress = 0\n", "name = \"afro\"\nstress = 0\navailable_to = [\"women\"]\n")],
        &[
            "15:29 afro: `afro` is not available to `girls`; set this share to 0, or add \"girls\" to `available_to` of `afro`",
        ],
    ),
    (
        &[("name = \"afro\"\nstress = 0\n", "name = \"afro\"\nstress = 0\navailable_to = []\n")],
        &[
            "15:29 afro: `afro` is not available to `girls`; set this share to 0, or add \"girls\" to `available_to` of `afro`",
            "21:29 afro: `afro` is not available to `women`; set this share to 0, or add \"women\" to `available_to` of `afro`",
            "39:16 []: this list is empty; name at least one group, or leave it out",
        ],
    ),
    (
        &[("half_life = \"4 weeks\"", "half_life = \"0 weeks\"")],
        &["33:13 \"0 weeks\": this time is zero; leave it out if the stress does not fall"],
    ),
    (
        &[("worn_for = \"6 weeks\"", "worn_for = \"1 month\"")],
        &[
            "34:12 \"1 month\": `braids` is worn for 1 month, no whole number of steps; the nearest that are: \"4 weeks\" and \"5 weeks\"",
        ],
    ),
    (
        &[("worn_for = \"6 weeks\"", "worn_for = \"2 days\"")],
        &[
            "34:12 \"2 days\": `braids` is worn for 2 days, no whole number of steps; the nearest that is: \"1 week\"",
        ],
    ),
    (
        &[("stress = 0\n", "stress = 0\nappeal = 1\n")],
        &[
            "39:1 appeal: `appeal` counts only under the rule \"choice\"; leave it out, or set `rule` in [adoption] to \"choice\"",
        ],
    ),
    (
        &[("stress = 0\n", "stress = 0\nappeal_by_group = { men = 1 }\n")],
        &[
            "39:1 appeal_by_group: `appeal_by_group` counts only under the rule \"choice\"; leave it out, or set `rule` in [adoption] to \"choice\"",
            "39:21 men: no group is called `men`; there is `girls`, `women`",
        ],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "")],
        &[
            "24:1 [[layer]]: the layer `friends` has no generator; add one, such as [layer.friends], [layer.households], [layer.venues] or [layer.file]",
        ],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "friends = { mean_degree = 5 }\nring = { degree = 4 }\n")],
        &[
            "27:1 ring: the layer `friends` has 2 generators: friends, ring; keep one; ties of another kind are another [[layer]]",
        ],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "friends = { mean_degree = 100 }\n")],
        &["26:27 100: 100 ties per person are too many for 100 people; at most 99"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "ring = { degree = 3 }\n")],
        &["26:19 3: the degree 3 is odd; half of the ties lie on each side: write 2 or 4"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "small_world = { degree = 100, rewire = 0 }\n")],
        &["26:26 100: 100 ties per person are too many for 100 people; at most 99"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "scale_free = { ties = 200 }\n")],
        &["26:23 200: 200 ties per person are too many for 100 people; at most 99"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "configuration = { degrees = [1, 2, 2, 4] }\n")],
        &[
            "26:29 [1, 2, 2, 4]: the degrees of all people sum to 225, which is odd; every tie has two ends: change one degree by 1",
        ],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "configuration = { degrees = [100] }\n")],
        &["26:30 100: 100 ties per person are too many for 100 people; at most 99"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "households = { sizes = [0.5, 0.4] }\n")],
        &["26:24 [0.5, 0.4]: these shares sum to 0.9; shares must sum to 1: 0.1 is missing"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "households = { sizes = [0.5, 0.7, -0.2] }\n")],
        &["26:35 -0.2: the share -0.2 is out of range; write a number from 0 to 1"],
    ),
    (
        &[("friends = { mean_degree = 5 }\n", "file = { path = \"ties.txt\" }\n")],
        &[
            "26:17 \"ties.txt\": `ties.txt` is neither .csv nor .graphml; ties are read from an edge list (.csv) or from GraphML",
        ],
    ),
    (
        &[("venues = { size = 10, mean_degree = 2,", "venues = { size = 10, mean_degree = 20,")],
        &["29:37 20: a member of a venue of 10 cannot have 20 ties in it; at most 9"],
    ),
    (
        &[(
            "venues = { size = 10, mean_degree = 2,",
            "venues = { size = 10, ages = [80, 90], mean_degree = 2,",
        )],
        &[
            "29:30 [80, 90]: ages from 80 up to 90 lie outside every group; the ages of the groups: `girls` 6 to 18, `women` 18 to 70",
        ],
    ),
    (
        &[(
            "friends = { mean_degree = 5 }\n[[layer]]\nname = \"salon\"\n",
            "friends = { mean_degree = 5 }\nweight = 0\n[[layer]]\nname = \"salon\"\nweight = 0\n",
        )],
        &["24:1 [[layer]]: every layer has the weight 0; let one weigh more: its ties must count"],
    ),
    (
        &[("innovation = [\"afro\"]", "innovation = [\"afro\", \"braids\"]")],
        &[
            "41:14 [\"afro\", \"braids\"]: the innovation holds every practice; leave out the practices that people would move away from",
        ],
    ),
    (
        &[("innovation = [\"afro\"]", "innovation = [\"afro\", \"afro\"]")],
        &["41:23 \"afro\": `afro` is in the list already; name each once"],
    ),
    (
        &[("innovation = [\"afro\"]", "innovation = [\"afro\"]\nmoves_to = { braids = 1 }")],
        &["42:14 braids: `braids` is not in the innovation; the innovation is `afro`"],
    ),
    (
        &[("innovation = [\"afro\"]", "innovation = [\"afro\"]\nmoves_to = { afro = 0.9 }")],
        &["42:12 { afro = 0.9 }: these shares sum to 0.9; shares must sum to 1: 0.1 is missing"],
    ),
    (
        &[("rule = \"hazard\"", "rule = \"cascade\"")],
        &[
            "40:8 \"cascade\": the rule \"cascade\" needs its parameters; add a table [adoption.cascade]",
            "42:1 hazard: [adoption.hazard] is for the rule \"hazard\", but the rule is \"cascade\"; leave it out, or change the rule",
        ],
    ),
    (
        &[(
            "hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }",
            "contagion = { p = \"0 per week\", q = \"1 per week\" }",
        )],
        &[
            "40:8 \"hazard\": the rule \"hazard\" needs its parameters; add a table [adoption.hazard]",
            "42:1 contagion: [adoption.contagion] is for the rule \"contagion\", but the rule is \"hazard\"; leave it out, or change the rule",
            "42:37 \"1 per week\": a probability of 1 is too high; write a number below 1, such as \"0.05 per week\"",
        ],
    ),
    (
        &[("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { fixed = 0.2 }")],
        &[
            "40:8 \"hazard\": the rule \"hazard\" needs its parameters; add a table [adoption.hazard]",
            "42:1 threshold: [adoption.threshold] is for the rule \"threshold\", but the rule is \"hazard\"; leave it out, or change the rule",
        ],
    ),
    (
        &[("rule = \"hazard\"\n", "rule = \"hazard\"\nfirst_adopters = { share = 0.1, number = 5 }\n")],
        &["41:33 number: `share` and `number` both say how many people; keep one of the two"],
    ),
    (
        &[("rule = \"hazard\"\n", "rule = \"hazard\"\nfirst_adopters = { number = 500 }\n")],
        &["41:29 500: 500 people are more than the population of 100; write at most 100"],
    ),
    (
        &[(
            "rule = \"hazard\"\n",
            "rule = \"hazard\"\nfirst_adopters = { targeting = { rule = \"list\" } }\n",
        )],
        &["41:32 { rule = \"list\" }: the persons of the list are missing; add `ids` or `file`"],
    ),
    (
        &[(
            "rule = \"hazard\"\n",
            "rule = \"hazard\"\nfirst_adopters = { targeting = { rule = \"list\", ids = [1, 100, 1] } }\n",
        )],
        &[
            "41:59 100: there is no person 100; persons are numbered from 0 to 99",
            "41:64 1: person 1 is in the list already; name each once",
        ],
    ),
    (
        &[("measure = \"strain\"", "measure = \"stran\"")],
        &["48:11 \"stran\": there is no measure \"stran\"; did you mean \"strain\"?"],
    ),
    (
        &[("measure = \"load while early\"", "measure = \"load while late\"")],
        &["53:11 \"load while late\": `late` is not an earlier stage; the stages before this one: `early`"],
    ),
    (
        &[("measure = \"load while early\"", "measure = \"load while erly\"")],
        &["53:11 \"load while erly\": no stage is called `erly`; did you mean \"load while early\"?"],
    ),
    (
        &[("measure = \"strain\"", "measure = \"load\"")],
        &[
            "50:1 recover_at: this stage cannot end: load never falls; leave `recover_at` out, or measure \"strain\" or \"stress\"",
        ],
    ),
    (
        &[("tolerance = { median = 1 }", "tolerance = { median = 1 }\nmeasure = \"load while early\"")],
        &[
            "46:11 \"load while early\": only stages can follow load gathered in a stage; a symptom follows \"stress\", \"strain\" or \"load\"",
        ],
    ),
    (
        &[("tolerance = { median = 1 }", "tolerance = { median = 0 }")],
        &[
            "45:24 0: with a median of 0 nobody tolerates anything; give the amount that half of the people can take",
        ],
    ),
    (
        &[("reach = 0.1\n", "")],
        &[
            "55:1 [[intervention]]: `reach` or `number` is missing; add `reach`, a share from 0 to 1, or `number`, a number of people",
        ],
    ),
    (
        &[("reach = 0.1\n", "reach = 0.1\nnumber = 4\n")],
        &["58:1 number: `reach` and `number` both say how many people; keep one of the two"],
    ),
    (
        &[("reach = 0.1\n", "reach = 0.1\nstart = \"2 years\"\n")],
        &["58:9 \"2 years\": `talk` starts at or after the end of the run; the horizon is 2 years"],
    ),
    (
        &[("reach = 0.1\n", "reach = 0.1\nduration = \"0 weeks\"\n")],
        &["58:12 \"0 weeks\": this time is zero; leave it out to run to the horizon"],
    ),
    (
        &[("reach = 0.1\n", "reach = 0.1\nchampions = {}\n")],
        &[
            "59:1 campaign: the intervention `talk` has two mechanisms; keep one; an arm can hold both as two interventions",
        ],
    ),
    (
        &[("campaign = { influence = \"0.1 per year\" }\n", "")],
        &[
            "55:1 [[intervention]]: the intervention `talk` has no mechanism; add [intervention.champions] or [intervention.campaign]",
        ],
    ),
    (
        &[("campaign = { influence = \"0.1 per year\" }", "campaign = {}")],
        &[
            "58:12 {}: the influence of the campaign is missing; add `influence`, a rate such as \"0.1 per year\"",
        ],
    ),
    (
        &[(
            "campaign = { influence = \"0.1 per year\" }",
            "campaign = { influence = \"0.1 per year\", appeal = 1 }",
        )],
        &[
            "58:42 appeal: `appeal` counts only under the rule \"choice\"; use `influence`: a rate of adoption",
        ],
    ),
    (
        &[("targeting = { rule = \"degree\" }", "targeting = { rule = \"venue\" }")],
        &[
            "62:13 { rule = \"venue\" }: the layer whose venues are picked is missing; add `layer` with its name",
        ],
    ),
    (
        &[("targeting = { rule = \"degree\" }", "targeting = { rule = \"venue\", layer = \"friends\" }")],
        &["62:39 \"friends\": the layer `friends` has no venues; a layer that has: `salon`"],
    ),
    (
        &[("targeting = { rule = \"degree\" }", "targeting = { rule = \"random\", layer = \"friends\" }")],
        &["62:32 layer: this rule does not look at ties; leave `layer` out, or choose another `rule`"],
    ),
    (
        &[("targeting = { rule = \"degree\" }", "targeting = { ages = [71, 5] }")],
        &[
            "62:22 [71, 5]: ages from 71 up to 5 hold nobody; write the lower age first: [from, up to but not including]",
        ],
    ),
    (
        &[("targeting = { rule = \"degree\" }", "targeting = { ages = [0, 6] }")],
        &[
            "62:22 [0, 6]: ages from 0 up to 6 lie outside every group; the ages of the groups: `girls` 6 to 18, `women` 18 to 70",
        ],
    ),
    (
        &[(
            "targeting = { rule = \"degree\" }",
            "targeting = { groups = [\"girl\"], symptom = \"tendr\", stage = \"lat\", layer = \"salo\", rule = \"k_core\" }",
        )],
        &[
            "62:25 \"girl\": no group is called `girl`; did you mean `girls`?",
            "62:44 \"tendr\": no symptom is called `tendr`; did you mean `tender`?",
            "62:61 \"lat\": no stage is called `lat`; did you mean `late`?",
            "62:76 \"salo\": no layer is called `salo`; did you mean `salon`?",
        ],
    ),
    (
        &[("targeting = { rule = \"degree\" }", "targeting = { ids = [1] }")],
        &["62:15 ids: `ids` counts only under the rule \"list\"; add rule = \"list\", or leave it out"],
    ),
    (
        &[("number = 5\n", "number = 101\n")],
        &["61:10 101: 101 people are more than the population of 100; write at most 100"],
    ),
    (
        &[(
            "checkpoints = [\"1 year\", \"2 years\"]",
            "checkpoints = [\"0 years\", \"1 year\", \"1 year\", \"3 years\"]",
        )],
        &[
            "70:16 \"0 years\": a checkpoint at the start compares nothing; write a time after the start",
            "70:37 \"1 year\": the checkpoint 1 year is in the list already; name each once",
            "70:47 \"3 years\": the checkpoint 3 years lies beyond the horizon; the horizon is 2 years",
        ],
    ),
    (
        &[("checkpoints = [\"1 year\", \"2 years\"]", "every = \"10 days\"")],
        &[
            "70:9 \"10 days\": 10 days is no whole number of steps; the nearest that are: \"1 week\" and \"2 weeks\"",
        ],
    ),
    (
        &[("checkpoints = [\"1 year\", \"2 years\"]", "every = \"200 weeks\"")],
        &["70:9 \"200 weeks\": 200 weeks is longer than the run; the horizon is 2 years"],
    ),
    (
        &[("checkpoints = [\"1 year\", \"2 years\"]", "groups = [\"girl\"]\nfigures = []")],
        &[
            "70:11 \"girl\": no group is called `girl`; did you mean `girls`?",
            "71:11 []: this list is empty; leave it out for all; `--no-plots` draws none",
        ],
    ),
    (
        &[("age_bands = [6, 18, 70]", "age_bands = [6]")],
        &[
            "71:13 [6]: one age, 6, bounds no band; give at least two ages: [6, 18] gives one band, from 6 up to 18",
        ],
    ),
    (
        &[("age_bands = [6, 18, 70]", "age_bands = [0, 6, 18, 17]")],
        &[
            "71:17 6: ages from 0 up to 6 lie outside every group; the ages of the groups: `girls` 6 to 18, `women` 18 to 70",
            "71:24 17: the age 17 does not come after 18; list the ages from young to old",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"choice\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "choice = { peer = 2 }"),
            (
                "innovation = [\"afro\"]",
                "innovation = [\"afro\"]\nnoise = 0.1\ndrift = \"1 per year\"\ndiscontinuance = \"1 per year\"",
            ),
        ],
        &[
            "42:1 noise: `noise` does not apply under the rule \"choice\"; leave it out: people switch by their utility",
            "43:1 drift: `drift` does not apply under the rule \"choice\"; leave it out: people switch by their utility",
            "44:1 discontinuance: `discontinuance` does not apply under the rule \"choice\"; leave it out: people switch by their utility",
            "61:14 influence: `influence` does not apply under the rule \"choice\"; use `appeal`: a utility added to the innovation",
        ],
    ),
    (
        &[("size = 100\n", "size = 99\n"), ("friends = { mean_degree = 5 }\n", "regular = { degree = 5 }\n")],
        &[
            "26:22 5: 99 people cannot have 5 ties each; people × degree must be even: change one of the two by 1",
        ],
    ),
    (
        &[("size = 100\n", "size = 20_001\n"), ("friends = { mean_degree = 5 }\n", "complete = {}\n")],
        &[
            "26:1 complete: a complete layer of 20001 people is too large; at most 20000 people; [layer.random] comes close",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = {  }"),
        ],
        &[
            "43:13 {  }: the thresholds are missing; add one of `fixed`, `uniform`, `normal`, `beta`, `count`, `list`",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            (
                "hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }",
                "threshold = { fixed = 0.2, beta = [1, 2] }",
            ),
        ],
        &["43:28 beta: thresholds are given 2 times: fixed, beta; keep one of them"],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { fixed = -0.1 }"),
        ],
        &["43:23 -0.1: the threshold -0.1 is below 0; write 0 or more"],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { fixed = 1.5 }"),
        ],
        &[
            "43:23 1.5: nobody can reach a threshold of 1.5; a share of peers is at most 1; for a number of peers use `count`",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            (
                "hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }",
                "threshold = { uniform = [0.5, 0.1] }",
            ),
        ],
        &[
            "43:25 [0.5, 0.1]: thresholds from 0.5 to 0.1 are impossible; write [lowest, highest], both at least 0",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            (
                "hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }",
                "threshold = { normal = [0.5, -0.1] }",
            ),
        ],
        &["43:24 [0.5, -0.1]: the standard deviation is -0.1; write [mean, standard deviation]"],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { beta = [0, 1] }"),
        ],
        &[
            "43:22 [0, 1]: no beta distribution has the parameters 0 and 1; write two shape parameters above 0, such as [2, 5]",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"share\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { count = 2 }"),
        ],
        &[
            "43:23 2: a number of peers needs peers that are counted; add peer_exposure = \"count\" to [adoption], or use `fixed` for a share",
        ],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"count\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { count = 0 }"),
        ],
        &["43:23 0: everybody has 0 adopting peers; write 1 or more"],
    ),
    (
        &[
            ("rule = \"hazard\"", "rule = \"threshold\"\npeer_exposure = \"count\""),
            ("hazard = { p = \"0.01 per year\", q = \"0.3 per year\" }", "threshold = { list = [1, 2] }"),
        ],
        &["43:22 [1, 2]: there are 2 thresholds for 100 people; give one for each person, in order of id"],
    ),
];

#[test]
fn every_fault_is_found_at_its_place_and_nothing_besides() {
    for (edits, expected) in CASES {
        let found = listed(&refusal(edited(edits), &[]));
        assert_eq!(found, *expected, "after {edits:?}");
    }
}
