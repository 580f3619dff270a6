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
   = help: write a number from 0 to 10000

1 fault in town.toml; nothing was written
"##
    );
}

#[test]
fn more_age_bands_than_can_be_told_apart() {
    let ages: Vec<String> = (0..251).map(|i| format!("{}", 6.0 + f64::from(i) / 4.0)).collect();
    let text = rendered(&[("age_bands = [6, 18, 70]", &format!("age_bands = [{}]", ages.join(", ")))], &[]);
    assert!(text.contains("error: `age_bands` has 251 entries"), "{text}");
    assert!(text.contains("help: list at most 250"), "{text}");
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

error: expected a number from 0 to 10000, found the text "tight"
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

error: `talk` is not a value
--> command line:1:31
 |
 | --set arm.both.interventions=[talk]
 |                               ^^^^
 |
 = help: a shell removes quotes: put single quotes around the whole, as in --set 'innovation=["loose"]'

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

#[test]
fn too_many_of_a_kind() {
    let many = |header: &str, count: usize, rest: &str| {
        (0..count).map(|i| format!("[[{header}]]\nname = \"{header}{i}\"\n{rest}")).collect::<String>()
    };
    let messages = |text: String| {
        let faults = refusal(text, &[]).faults.0;
        faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
    };
    assert_eq!(messages(format!("{GOOD}{}", many("trait", 8, ""))), ["there are 9 traits"]);
    let tolerance = "tolerance = { median = 1 }\n";
    assert_eq!(messages(format!("{GOOD}{}", many("symptom", 8, tolerance))), ["there are 9 symptoms"]);
    let practices = many("practice", 31, "stress = 0\n");
    assert_eq!(messages(format!("{GOOD}{practices}")), ["`practice` has 33 entries"]);

    let talks = many("intervention", 33, "reach = 0.1\ncampaign = { influence = \"1 per year\" }\n");
    let names: Vec<String> = (0..33).map(|i| format!("intervention{i}")).collect();
    let arm = format!("[[arm]]\nname = \"all\"\ninterventions = {names:?}\n");
    assert_eq!(messages(format!("{GOOD}{talks}{arm}")), ["the arm `all` holds 33 interventions"]);
}

#[test]
fn whatever_stands_in_place_of_a_value_the_rest_is_read() {
    let lines: Vec<&str> = GOOD.lines().collect();
    let values = [
        "\"x\"",
        "\"\"",
        "0",
        "-1",
        "1e300",
        "nan",
        "true",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{ x = 1 }",
        "1979-05-27",
    ];
    for at in 0..lines.len() {
        let begun = lines[at].split_once("= ").map_or("", |(key, _)| key);
        let replaced = values.iter().map(|value| format!("{begun}= {value}"));
        let (empty, double) = (String::new(), format!("{0}\n{0}", lines[at]));
        for line in replaced.filter(|_| !begun.is_empty()).chain([empty, double]) {
            let text = [&lines[..at], &[&line], &lines[at + 1..]].concat().join("\n");
            let Err(refusal) = read(Source::new("town.toml", text, &[])) else { continue };
            let messages: Vec<&str> = refusal.faults.0.iter().map(|fault| fault.message.as_str()).collect();
            assert!(
                !messages.iter().any(|message| message.contains("cannot be read")),
                "{line}: {messages:?}"
            );
            // A header left out makes every key below it unknown; a value never has so many consequences.
            assert!(messages.len() <= 4 || lines[at].starts_with('['), "{line}: {messages:#?}");
        }
    }
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

/// One block of `kinds.txt` applied to the good scenario.
fn edited_lines(block: &str) -> String {
    let mut text = format!("\n{GOOD}");
    let mut lines = block.lines().peekable();
    while lines.peek().is_some_and(|line| line.starts_with("- ")) {
        let mut take = |mark: &str| {
            let mut taken = String::from("\n");
            while let Some(line) = lines.next_if(|line| line.starts_with(mark)) {
                taken += &line[2..];
                taken += "\n";
            }
            taken
        };
        let (from, to) = (take("- "), take("+ "));
        assert_eq!(text.matches(&from).count(), 1, "{from}");
        text = text.replace(&from, &to);
    }
    text.split_off(1)
}

#[test]
fn every_kind_of_fault_is_found_at_its_place_and_nothing_besides() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/kinds.txt");
    let committed = std::fs::read_to_string(path).unwrap();
    let mut blocks = committed.split("\n\n");
    let mut now = blocks.next().unwrap().to_string();
    for block in blocks {
        let edits: Vec<&str> = block.lines().filter(|line| !line.starts_with('!')).collect();
        now += &format!("\n\n{}", edits.join("\n"));
        for fault in listed(&refusal(edited_lines(block), &[])) {
            now += &format!("\n! {fault}");
        }
    }
    now += "\n";
    if std::env::var_os("TRESS_REFRESH").is_some() {
        return std::fs::write(path, &now).unwrap();
    }
    let differing = committed.lines().zip(now.lines()).find(|(committed, now)| committed != now);
    assert!(differing.is_none() && committed == now, "{differing:#?}");
}
