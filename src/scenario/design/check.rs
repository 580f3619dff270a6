//! Whether a design makes sense, alone and against its scenario.

use super::{DesignFile, Input, Knob, Layout};
use crate::sample::MOST_INPUTS;
use crate::scenario::fault::instead;
use crate::scenario::fitting::Scale;
use crate::scenario::{Duration, Faults, Rate, Read, Scenario};

/// Columns that the table of results has anyway.
const OWN: [&str; 6] = ["point", "arm", "replicate", "week", "group", "luck"];
/// Most values of a range, as in the schema.
const MOST_STEPS: u32 = 1_000_000;

/// What can be said of a design without its scenario; how its points are laid out, if that can be read.
pub(super) fn alone(file: &DesignFile, faults: &mut Faults) -> Option<Layout> {
    let layout = match Layout::parse(&file.design) {
        Ok(layout) => Some(layout),
        Err((message, help)) => {
            faults.at("design", message, help);
            None
        }
    };
    for (at, input) in file.inputs.iter().enumerate() {
        let place = format!("vary[{at}]");
        name(file, at, input, &place, faults);
        values(input, &place, faults);
        if layout.as_ref().is_some_and(|layout| *layout == Layout::Grid) && !has_levels(input) {
            let help = "write how many values, both ends included: PATH=0.1:0.5:9, steps = 9; or choose a random \
                        design: --design lhs:200";
            faults.at(
                place.clone(),
                format!("a grid needs to know which values of `{}`", input.column()),
                help,
            );
        }
        if layout.as_ref().is_some_and(|layout| !layout.takes_levels()) && input.steps.is_some() {
            let word = layout.as_ref().map_or("", Layout::word);
            let help = "leave the steps out; or leave --design out, for a grid";
            faults.at(format!("{place}.steps"), format!("the design `{word}` has no steps"), help);
        }
    }
    match &layout {
        Some(Layout::List { .. }) if !file.inputs.is_empty() => {
            faults.at("vary[0]", "a list says itself what varies", "leave `vary` out, or the list");
        }
        Some(Layout::Sobol { .. }) if file.inputs.len() > MOST_INPUTS => {
            faults.at(
                "design",
                format!("a Sobol design takes {MOST_INPUTS} inputs at most"),
                "use lhs or morris",
            );
        }
        Some(Layout::List { .. }) | None => {}
        Some(_) if file.inputs.is_empty() => {
            let help = "say what varies: --vary adoption.hazard.q=0.1:0.5:9, or [[vary]] in the file";
            faults.at("design", "nothing varies", help);
        }
        Some(_) => {}
    }
    layout
}

fn name(file: &DesignFile, at: usize, input: &Input, place: &str, faults: &mut Faults) {
    let column = input.column();
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.[]".contains(c);
    let path = if input.name.is_some() { format!("{place}.name") } else { format!("{place}.paths[0]") };
    if column.is_empty() || !column.chars().all(fits) {
        faults.at(path, format!("`{column}` is no name"), "a name is letters, digits, ., - and _");
    } else if let Some((message, help)) = reserved(column).filter(|_| input.name.is_none()) {
        faults.at(path, message, help);
    } else if OWN.contains(&column) {
        let help = "give it another name: name = \"…\" in a design file";
        faults.at(path, format!("the table has a column `{column}` anyway"), help);
    } else if file.inputs[..at].iter().any(|other| other.column() == column) {
        faults.at(path, format!("another input is called `{column}`"), "keep one of the two");
    }
}

fn has_levels(input: &Input) -> bool {
    input.values.is_some() || input.words.is_some() || input.steps.is_some()
}

/// The kinds of values that an input may have, and whether it has them.
pub(super) fn kinds(input: &Input) -> [(&'static str, bool); 6] {
    [
        ("values", input.values.is_some()),
        ("words", input.words.is_some()),
        ("range", input.range.is_some()),
        ("normal", input.normal.is_some()),
        ("lognormal", input.lognormal.is_some()),
        ("triangular", input.triangular.is_some()),
    ]
}

fn values(input: &Input, place: &str, faults: &mut Faults) {
    let given: Vec<&str> = kinds(input).into_iter().filter_map(|(key, given)| given.then_some(key)).collect();
    match given[..] {
        [] => {
            let help = "give values, words, a range or a distribution";
            faults.at(place, format!("`{}` has no values", input.column()), help);
        }
        [_] => {}
        [_, second, ..] => {
            faults.at(format!("{place}.{second}"), "an input has one kind of values", "keep one of the two");
        }
    }
    if let Some(numbers) = &input.values {
        list(numbers, place, "values", faults);
        if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
            faults.at(format!("{place}.values[{at}]"), "this is no finite number", "write a number");
        }
    }
    if let Some(words) = &input.words {
        list(words, place, "words", faults);
        if let Some(at) = words.iter().position(|word| word.trim().is_empty()) {
            faults.at(
                format!("{place}.words[{at}]"),
                "a word is missing here",
                "write it, or drop the comma",
            );
        }
    }
    let is_unit = |unit: &str| {
        let one = format!("1 {unit}");
        one.parse::<Duration>().is_ok() || one.parse::<Rate>().is_ok()
    };
    if let Some(unit) = input.unit.as_ref().filter(|unit| !is_unit(unit)) {
        let help = "write per day, per week, per month, per year, or days, weeks, months, years";
        faults.at(format!("{place}.unit"), format!("`{unit}` is no unit"), help);
    } else if input.unit.is_some() && input.words.is_some() {
        faults.at(format!("{place}.unit"), "words have no unit of their own", "write it after each number");
    }
    if input.steps.is_some_and(|steps| steps > MOST_STEPS) {
        faults.at(format!("{place}.steps"), "so many values are no grid", "write a million at most");
    }
    if input.range.is_none() && (input.steps.is_some() || input.scale != Scale::Linear) {
        let key = if input.steps.is_some() { "steps" } else { "scale" };
        faults.at(format!("{place}.{key}"), format!("`{key}` belongs to a range"), "leave it out");
    }
    if let Some([low, high]) = input.range {
        let path = format!("{place}.range");
        let outside = match input.scale {
            Scale::Linear => None,
            Scale::Log if low <= 0.0 => Some(format!("{low} has no logarithm")),
            Scale::Logit if low <= 0.0 || high >= 1.0 => Some("odds need a range inside 0 and 1".into()),
            Scale::Log | Scale::Logit => None,
        };
        if !low.is_finite() || !high.is_finite() {
            faults.at(path, "this is no finite range", "write two numbers");
        } else if low >= high {
            faults.at(
                path,
                format!("{low} is not below {high}: the range is empty"),
                "write the lower end first",
            );
        } else if let Some(message) = outside {
            faults.at(path, message, "begin above 0, as in 0.001, or leave the scale out");
        }
    }
    if let Some(law) =
        input.normal.filter(|law| !(law.mean.is_finite() && law.sd > 0.0 && law.sd.is_finite()))
    {
        let message = format!("a normal distribution cannot have the standard deviation {}", law.sd);
        faults.at(format!("{place}.normal"), message, "write one above 0");
    }
    let proper = |number: f64| number > 0.0 && number.is_finite();
    if input.lognormal.is_some_and(|law| !proper(law.median) || !proper(law.spread)) {
        let help = "write the median, and the standard deviation of the natural logarithm";
        faults.at(format!("{place}.lognormal"), "median and spread of a lognormal lie above 0", help);
    }
    if let Some(law) = input.triangular
        && !(law.low < law.high && (law.low..=law.high).contains(&law.mode))
    {
        let message = format!("{}, {}, {} do not rise", law.low, law.mode, law.high);
        faults.at(format!("{place}.triangular"), message, "write lowest, most likely, highest");
    }
}

fn list<T: PartialEq + std::fmt::Debug>(items: &[T], place: &str, key: &str, faults: &mut Faults) {
    if items.is_empty() {
        faults.at(format!("{place}.{key}"), "this list is empty", "write at least one value");
    }
    if let Some(at) = (1..items.len()).find(|&at| items[..at].contains(&items[at])) {
        faults.at(
            format!("{place}.{key}[{at}]"),
            format!("{:?} is in the list twice", items[at]),
            "keep one",
        );
    }
}

/// What can be said of it with its scenario at hand.
pub(super) fn against(file: &DesignFile, scenario: &Scenario, faults: &mut Faults) {
    let arms: Vec<&str> = scenario.arms.iter().map(|arm| arm.name.as_str()).collect();
    refer("arms", "arm", &file.arms, &arms, faults);
    let groups: Vec<&str> = std::iter::once("all")
        .chain(scenario.population.groups.iter().map(|group| group.name.as_str()))
        .collect();
    refer("groups", "group", &file.groups, &groups, faults);
    for position in 0..file.at.len() {
        if let Some((message, help)) = scenario.time.unreportable(&file.at, position) {
            faults.at(format!("at[{position}]"), message, help);
        }
    }
    if scenario.draws.is_some() {
        let help = "leave `draws` out of the scenario, and sweep them: --design list:draws.csv";
        faults.at("scenario", "a sweep cannot take draws of a scenario that has its own", help);
    }
}

fn refer(key: &str, noun: &str, names: &[String], known: &[&str], faults: &mut Faults) {
    for (at, name) in names.iter().enumerate() {
        let path = format!("{key}[{at}]");
        if !known.contains(&name.as_str()) {
            faults.at(path, format!("no {noun} is called `{name}`"), instead(name, noun, known));
        } else if names[..at].contains(name) {
            faults.at(path, format!("`{name}` is in the list twice"), "keep one");
        }
    }
}

/// Where the inputs stand in the scenario.
pub(super) fn knobs(file: &DesignFile, scenario: &Read, faults: &mut Faults) -> Vec<Vec<Knob>> {
    let mut taken: Vec<&str> = vec![];
    let mut all = vec![];
    for (at, input) in file.inputs.iter().enumerate() {
        let mut knobs = vec![];
        for (position, path) in input.paths.iter().enumerate() {
            let place = format!("vary[{at}].paths[{position}]");
            if taken.contains(&path.as_str()) {
                faults.at(place, format!("`{path}` varies twice"), "keep one of the two");
                continue;
            }
            taken.push(path);
            if let Some((message, help)) = reserved(path) {
                faults.at(place, message, help);
                continue;
            }
            match Knob::find(scenario, path).and_then(|knob| knob.known(scenario)) {
                Ok(knob) if input.unit.is_some() && knob.written.is_some() => {
                    let message = format!("`{}` has its unit in the scenario", knob.path);
                    faults.at(format!("vary[{at}].unit"), message, "leave the unit out here");
                }
                Ok(mut knob) => {
                    knob.unit.clone_from(&input.unit);
                    knobs.push(knob);
                }
                Err((message, help)) => faults.at(place, message, help),
            }
        }
        all.push(knobs);
    }
    all
}

/// What a sweep has its own way of saying.
pub fn reserved(path: &str) -> Option<(String, &'static str)> {
    let help = match path {
        "luck" => "every point has its own; --luck says what points share",
        "rng_seed" => "--luck says what points share, and --seed begins it",
        _ if path == "time" || path.starts_with("time.") => {
            "runs of other lengths have other rows: make a sweep of each"
        }
        _ if ["file", "path"].iter().any(|end| path.rsplit('.').next() == Some(end)) => {
            "what a file holds is no part of what a point is known by: make a sweep of each"
        }
        "replicates" => "every point has the same number: --replicates 8",
        "name" | "description" => "this changes nothing",
        _ if path == "draws" || path.starts_with("draws.") => {
            "sweep the draws as a list: --design list:draws.csv"
        }
        _ if path.starts_with("output.") || path == "output" => "--at and --group say what is reported",
        _ => return None,
    };
    Some((format!("`{path}` cannot vary"), help))
}
