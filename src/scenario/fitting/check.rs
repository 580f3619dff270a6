//! Whether a fit file makes sense, alone and against its scenario.

use super::{Dial, FitFile, Parameter, Scale, Target, Who, WhoAmong};
use crate::scenario::fault::instead;
use crate::scenario::{Faults, RuleName, Scenario, Source};

/// What can be said of a fit file without its scenario.
pub(super) fn alone(file: &FitFile, faults: &mut Faults) {
    let names = |list: Vec<&str>, key: &str, faults: &mut Faults| {
        for (at, name) in list.iter().enumerate() {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            let path = format!("{key}[{at}].name");
            if name.is_empty() || !name.chars().all(fits) {
                faults.at(path, format!("`{name}` is no name"), "a name is letters, digits, - and _");
            } else if list[..at].contains(name) {
                faults.at(path, format!("another {key} is called `{name}`"), "names are unique");
            }
        }
    };
    names(file.parameters.iter().map(|one| one.name.as_str()).collect(), "parameter", faults);
    names(file.targets.iter().map(|one| one.name.as_str()).collect(), "target", faults);
    names(file.variants.iter().map(|one| one.name.as_str()).collect(), "variant", faults);
    for (at, parameter) in file.parameters.iter().enumerate() {
        range(parameter, &format!("parameter[{at}]"), faults);
    }
    for (at, target) in file.targets.iter().enumerate() {
        observed(target, &format!("target[{at}]"), faults);
    }
    if file.targets.iter().all(|target| target.held_out) && !file.targets.is_empty() {
        faults.at("target", "every target is held out", "leave `held_out` away from those to fit");
    }
    for (at, variant) in file.variants.iter().enumerate() {
        let known = || file.parameters.iter().map(|one| one.name.as_str());
        for (name, value) in &variant.fix {
            let path = format!("variant[{at}].fix.{name}");
            if !known().any(|one| one == name) {
                unknown(&path, "parameter", name, &known().collect::<Vec<_>>(), faults);
            } else if !value.is_finite() {
                faults.at(path, "this is no finite number", "write the value to hold the parameter at");
            }
        }
        if variant.fix.is_empty() {
            let help = "name the parameters held fast with their values: fix = { q = 0 }";
            faults.at(format!("variant[{at}].fix"), "this variant holds nothing fast", help);
        }
    }
}

fn range(parameter: &Parameter, path: &str, faults: &mut Faults) {
    let [low, high] = parameter.range;
    if low >= high {
        faults.at(format!("{path}.range"), format!("{low} is not below {high}"), "write [lowest, highest]");
    }
    let (open, what) = match parameter.scale {
        Scale::Linear => (true, ""),
        Scale::Log => (low > 0.0, "a logarithmic scale needs a range above 0"),
        Scale::Logit => (low > 0.0 && high < 1.0, "a scale of odds needs a range inside 0 and 1"),
    };
    if !open {
        faults.at(format!("{path}.range"), what, "write [0.001, …], or leave `scale` out");
    }
    if let Some(prior) = parameter.prior
        && !(low..=high).contains(&prior.median)
    {
        let message = format!("{} lies outside the range", prior.median);
        faults.at(format!("{path}.prior.median"), message, format!("write a value from {low} to {high}"));
    }
}

/// What a target was observed to be.
fn observed(target: &Target, path: &str, faults: &mut Faults) {
    let kinds = [
        ("share", target.share.is_some()),
        ("odds_ratio", target.odds_ratio.is_some()),
        ("slope_by_age", target.slope_by_age.is_some()),
        ("curve", target.curve.is_some()),
        ("adoption_times", target.adoption_times.is_some()),
    ];
    let given: Vec<&str> = kinds.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
    match given[..] {
        [] => {
            let help = "give one of share, odds_ratio, slope_by_age, curve and adoption_times";
            faults.at(path, format!("`{}` asks for nothing", target.name), help);
        }
        [_] => {}
        [_, second, ..] => {
            faults.at(format!("{path}.{second}"), "a target asks one thing", "write another [[target]]");
        }
    }
    let own = target.curve.is_some() || target.adoption_times.is_some();
    match (target.interval, own) {
        (Some(_), true) => {
            faults.at(format!("{path}.interval"), "what was observed is in the file", "leave it out");
        }
        (None, false) if given.len() == 1 => {
            let help = "write the ends of its 95 % interval: interval = [0.14, 0.20]";
            faults.at(path, format!("`{}` has no interval", target.name), help);
        }
        (Some([low, high]), false) => {
            let at = format!("{path}.interval");
            let share = target.share.is_some() && !(low >= 0.0 && high <= 1.0);
            let ratio = target.odds_ratio.is_some() && low <= 0.0;
            if low >= high {
                faults.at(at, format!("{low} is not below {high}"), "write [low, high]");
            } else if share {
                faults.at(at, "a share lies between 0 and 1", "write percent as shares: 0.17");
            } else if ratio {
                faults.at(at, "a ratio of odds lies above 0", "");
            } else if target.value.is_some_and(|value| !(low..=high).contains(&value)) {
                faults.at(format!("{path}.value"), "the value lies outside its interval", "");
            }
        }
        _ => {}
    }
    if own && target.value.is_some() {
        faults.at(format!("{path}.value"), "what was observed is in the file", "leave it out");
    }
    if own && target.at.is_some() {
        faults.at(format!("{path}.at"), "the file says when", "leave it out");
    }
}

/// What can be said of it with its scenario at hand.
pub(super) fn against(file: &FitFile, scenario: &Scenario, faults: &mut Faults) {
    for (at, target) in file.targets.iter().enumerate() {
        let path = format!("target[{at}]");
        let mut people: Vec<(String, &Who)> = vec![];
        for (kind, share) in [("share", &target.share), ("slope_by_age", &target.slope_by_age)] {
            if let Some(share) = share {
                people.push((format!("{path}.{kind}.of"), &share.of));
                people.push((format!("{path}.{kind}.who"), &share.who));
            }
        }
        if let Some(ratio) = &target.odds_ratio {
            for (key, who) in [("of", &ratio.of), ("to", &ratio.to), ("who", &ratio.who)] {
                people.push((format!("{path}.odds_ratio.{key}"), who));
            }
        }
        if let Some(curve) = &target.curve {
            people.push((format!("{path}.curve.of"), &curve.of));
            people.extend(curve.who.as_ref().map(|who| (format!("{path}.curve.who"), who)));
        }
        for (path, who) in people {
            refers(who, &path, scenario, faults);
            let asked = target.at.map_or(0.0, |at| at.weeks());
            for (position, was) in who.was.iter().enumerate() {
                // A curve asks at many times: the first of them is for the file to say.
                if target.curve.is_none() && was.at.weeks() > asked + 1e-9 {
                    let message = format!("{} is after the target is asked", was.at);
                    faults.at(format!("{path}.was[{position}].at"), message, "write an earlier time");
                }
            }
        }
        if let Some(at) = target.at.filter(|at| at.weeks() > scenario.time.horizon.weeks() + 1e-9) {
            let message = format!("{at} lies beyond the horizon ({})", scenario.time.horizon);
            faults.at(format!("{path}.at"), message, "write a time within it");
        }
        if let Some(times) = &target.adoption_times {
            adoption_times(times.groups.as_deref(), &path, scenario, faults);
        }
    }
}

fn adoption_times(groups: Option<&[String]>, path: &str, scenario: &Scenario, faults: &mut Faults) {
    let path = format!("{path}.adoption_times");
    let known: Vec<&str> = scenario.population.groups.iter().map(|group| group.name.as_str()).collect();
    for (at, name) in groups.unwrap_or_default().iter().enumerate() {
        if !known.contains(&name.as_str()) {
            unknown(&format!("{path}.groups[{at}]"), "group", name, &known, faults);
        }
    }
    let adoption = &scenario.adoption;
    let other = [
        (adoption.rule != RuleName::Hazard, "the rule `hazard`"),
        (adoption.discontinuance.is_some(), "no discontinuance: nobody is known to have gone back"),
        (adoption.visible_benefit != 0.0, "no visible benefit: nobody's health is known"),
        (adoption.noise != 0.0, "no noise"),
        (scenario.population.file.is_none(), "people from `population.file`"),
        (scenario.layers.iter().any(|layer| layer.file.is_none()), "ties from files: others are not known"),
    ];
    for (_, needed) in other.iter().filter(|(wrong, _)| *wrong) {
        let message = format!("adoption times can be fitted only with {needed}");
        faults.at(path.clone(), message, "fit a curve, or change the scenario");
    }
    let slow = scenario.practices.iter().find(|one| {
        !adoption.innovation.contains(&one.name) && one.worn_for.weeks() > 1.5 * scenario.time.step.weeks()
    });
    if let Some(slow) = slow {
        let message =
            format!("adoption times need a review in every step, and `{}` is worn longer", slow.name);
        faults.at(path, message, "give it a `worn_for` of one step");
    }
}

/// Holds the names in a [`Who`] against the scenario.
fn refers(who: &Who, path: &str, scenario: &Scenario, faults: &mut Faults) {
    for (key, among, list) in who.lists() {
        let known: Vec<&str> = match among {
            WhoAmong::Group => scenario.population.groups.iter().map(|one| one.name.as_str()).collect(),
            WhoAmong::Trait => scenario.traits.iter().map(|one| one.name.as_str()).collect(),
            WhoAmong::Practice => scenario.practices.iter().map(|one| one.name.as_str()).collect(),
            WhoAmong::Stage => scenario.stages.iter().map(|one| one.name.as_str()).collect(),
            WhoAmong::Symptom => scenario.symptoms.iter().map(|one| one.name.as_str()).collect(),
        };
        let noun = ["group", "trait", "practice", "stage", "symptom"][among as usize];
        for (at, name) in list.into_iter().flatten().enumerate() {
            if !known.contains(&name.as_str()) {
                unknown(&format!("{path}.{key}[{at}]"), noun, name, &known, faults);
            }
        }
    }
    if let Some([low, high]) = who.ages.filter(|[low, high]| low >= high) {
        faults.at(format!("{path}.ages"), format!("{low} is not below {high}"), "write [from, below]");
    }
}

fn unknown(path: &str, noun: &str, name: &str, known: &[&str], faults: &mut Faults) {
    let help = instead(name, noun, known);
    faults.at(path, format!("no {noun} is called `{name}`"), help);
}

/// Where the parameters stand in the scenario.
pub(super) fn dials(file: &FitFile, scenario: &Source, faults: &mut Faults) -> Vec<Vec<Dial>> {
    let mut taken: Vec<&str> = vec![];
    let mut all = vec![];
    for (at, parameter) in file.parameters.iter().enumerate() {
        let mut dials = vec![];
        for (position, path) in parameter.paths.iter().enumerate() {
            let place = format!("parameter[{at}].paths[{position}]");
            if taken.contains(&path.as_str()) {
                faults.at(place, format!("`{path}` is turned twice"), "keep one of the two");
                continue;
            }
            taken.push(path);
            match Dial::find(scenario, path) {
                Ok(dial) => dials.push(dial),
                Err((message, help)) => faults.at(place, message, help),
            }
        }
        all.push(dials);
    }
    all
}
