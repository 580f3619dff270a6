//! The words of `--measure` after a sweep: `late_prevalence of champions - none in girls at 5 years`.

use crate::record::{Question, SweepHead};
use crate::scenario::fault::instead;
use crate::scenario::{Duration, Wrong, nearest_step};

const FORM: &str = "write MEASURE of ARM - ARM in GROUP at TIME; only MEASURE has to be there";

/// What is asked of a sweep; by default adoption and the last of its stages, each arm against the first.
///
/// # Errors
/// What is wrong in the words, and what would be right.
pub fn questions(words: &[String], head: &SweepHead) -> Result<Vec<Question>, Vec<Wrong>> {
    if words.is_empty() {
        return Ok(by_default(head));
    }
    let (mut questions, mut wrongs) = (vec![], vec![]);
    for text in words {
        match question(text, head) {
            Ok(asked) => questions.extend(asked),
            Err(wrong) => wrongs.push(wrong),
        }
    }
    if wrongs.is_empty() { Ok(once(questions)) } else { Err(wrongs) }
}

/// Each question once, where it was asked first: a measure alone asks the same as the measure of the only arm.
fn once(questions: Vec<Question>) -> Vec<Question> {
    let mut kept: Vec<Question> = vec![];
    for asked in questions {
        if !kept.iter().any(|other| other.words == asked.words) {
            kept.push(asked);
        }
    }
    kept
}

fn by_default(head: &SweepHead) -> Vec<Question> {
    let stage = head.measures.iter().rfind(|name| name.ends_with("_incidence_per_1000_py"));
    let prevalence = stage.map(|name| name.replace("_incidence_per_1000_py", "_prevalence"));
    let measures = std::iter::once("adopters_share".to_string()).chain(prevalence);
    let group = head.design.groups.first().map_or("all", String::as_str);
    let first = head.arms.first().map(|(_, name, _)| name.as_str()).unwrap_or_default();
    let pairs: Vec<(&str, Option<&str>)> = match head.arms.len() {
        0 | 1 => vec![(first, None)],
        _ => head.arms.iter().skip(1).map(|(_, name, _)| (name.as_str(), Some(first))).collect(),
    };
    let ask = |measure: String| {
        let of = |&(arm, against): &(&str, Option<&str>)| asked(&measure, arm, against, group, None, head);
        pairs.iter().map(of).collect::<Vec<_>>()
    };
    measures.filter(|measure| head.measures.contains(measure)).flat_map(ask).collect()
}

fn asked(
    measure: &str,
    arm: &str,
    against: Option<&str>,
    group: &str,
    at: Option<Duration>,
    head: &SweepHead,
) -> Question {
    let mut words = measure.to_string();
    if head.arms.len() > 1 {
        words += &format!(" of {arm}");
        words += &against.map_or(String::new(), |against| format!(" - {against}"));
    }
    if group != "all" {
        words += &format!(" in {group}");
    }
    words += &at.map_or(String::new(), |at| format!(" at {at}"));
    Question {
        words,
        measure: measure.into(),
        arm: arm.into(),
        against: against.map(String::from),
        group: group.into(),
        // The week that is recorded: that of the step.
        week: at.map(|at| f64::from(nearest_step(at.weeks(), head.step)) * head.step),
    }
}

/// Where a part stands in a text, not within a longer word: `men`, not that of `women`.
fn whole_word(text: &str, part: &str) -> usize {
    let is_apart = |at: &usize| {
        let [before, after] = [&text[..*at], &text[at + part.len()..]];
        !before.ends_with(|c: char| !c.is_whitespace()) && !after.starts_with(|c: char| !c.is_whitespace())
    };
    let mut starts = text.match_indices(part).map(|(at, _)| at);
    starts.clone().find(is_apart).or(starts.next()).unwrap_or(0)
}

/// Whether a sweep reports at the step of a time. What older sweeps do not say of themselves is taken as it is asked.
fn is_reported(asked: Duration, head: &SweepHead) -> bool {
    let step = |at: &Duration| nearest_step(at.weeks(), head.step);
    head.reported.is_empty() || head.reported.iter().any(|at| step(at) == step(&asked))
}

/// One argument: a question for each arm where it names none.
fn question(text: &str, head: &SweepHead) -> Result<Vec<Question>, Wrong> {
    let wrong = |part: &str, message: String, help: String| {
        let start = whole_word(text, part);
        Wrong { flag: "--measure", text: text.into(), range: start..start + part.len().max(1), message, help }
    };
    let named = |noun: &str, name: &str, known: &[&str]| {
        if known.contains(&name) {
            return Ok(());
        }
        Err(wrong(name, format!("the sweep has no {noun} `{name}`"), instead(name, noun, known)))
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some((measure, mut rest)) = words.split_first() else {
        return Err(wrong(text, "a measure is missing".into(), FORM.into()));
    };
    named("measure", measure, &head.measures.iter().map(String::as_str).collect::<Vec<_>>())?;
    let (mut arms, mut group, mut at) = (None, None, None);
    while let [word, after @ ..] = rest {
        let length = after.iter().skip(1).position(|next| ["of", "in", "at"].contains(next));
        let (part, left) = after.split_at(length.map_or(after.len(), |length| length + 1));
        let name = part.join(" ");
        match *word {
            _ if part.is_empty() => {
                return Err(wrong(word, format!("nothing follows `{word}`"), FORM.into()));
            }
            "of" => arms = Some(name),
            "in" => group = Some(name),
            "at" => at = Some(name),
            other => return Err(wrong(other, format!("`{other}` does not belong here"), FORM.into())),
        }
        rest = left;
    }
    let groups: Vec<&str> = head.design.groups.iter().map(String::as_str).collect();
    let groups = if groups.is_empty() { vec!["all"] } else { groups };
    let group = group.unwrap_or_else(|| groups[0].to_string());
    named("group", &group, &groups)?;
    let at = match at {
        None => None,
        Some(time) => match time.parse::<Duration>() {
            Ok(asked) if !is_reported(asked, head) => {
                let times: Vec<String> = head.reported.iter().map(Duration::to_string).collect();
                let help = format!("the sweep reports at {}; --at reports more", times.join(", "));
                return Err(wrong(&time, format!("nothing is reported at {time}"), help));
            }
            Ok(asked) => Some(asked),
            Err(_) => {
                return Err(wrong(
                    &time,
                    format!("`{time}` is not a time"),
                    "write 5 years, or 26 weeks".into(),
                ));
            }
        },
    };
    let known: Vec<&str> = head.arms.iter().map(|(_, name, _)| name.as_str()).collect();
    let Some(arms) = arms else {
        return Ok(known.iter().map(|arm| asked(measure, arm, None, &group, at, head)).collect());
    };
    let (arm, against) =
        arms.split_once(" - ").map_or((arms.as_str(), None), |(arm, other)| (arm, Some(other)));
    for name in std::iter::once(arm).chain(against) {
        named("arm", name.trim(), &known)?;
    }
    if against.is_some_and(|against| against.trim() == arm.trim()) {
        return Err(wrong(&arms, "an arm does not differ from itself".into(), FORM.into()));
    }
    Ok(vec![asked(measure, arm.trim(), against.map(str::trim), &group, at, head)])
}
