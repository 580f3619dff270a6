//! One scenario under other values, over and over: for optimisers that decide what to try next.

use super::job::{Measured, Worker, unlike};
use super::walk::survived;
use crate::engine::Model;
use crate::record::{Line, arm_name, measure_columns};
use crate::scenario::design::{Cell, Knob};
use crate::scenario::{Duration, Faults, Origin, Read, Refusal, Scenario, Time, nearest_step, read};
use crate::stats::mean;
use crate::study::{Plan, Spread};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is wanted of every evaluation.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Positions of the arms.
    pub arms: Vec<usize>,
    /// Names of the measures; all unless given.
    pub measures: Vec<String>,
    /// When; at the horizon unless given.
    pub at: Vec<Duration>,
    /// Of which groups; all people unless given.
    pub groups: Vec<String>,
    /// Whether every replicate is wanted rather than their mean.
    pub each: bool,
}

/// A scenario that can be evaluated under other values.
pub struct Evaluator {
    base: Read,
    wanted: Wanted,
    columns: Vec<String>,
    threads: usize,
    /// Runs side by side, each on one thread.
    beside: Worker,
    /// One run at a time, on all threads.
    alone: Worker,
    knobs: Mutex<BTreeMap<String, Knob>>,
}

/// An evaluation that has been read: its scenario, and what was measured so far by arm, then replicate.
pub struct Evaluation {
    scenario: Scenario,
    /// Whether its runs are so large that they take turns, each with all threads.
    pub alone: bool,
    measured: Mutex<Vec<Vec<Option<Measured>>>>,
}

/// A part of an evaluation: arms (positions among those wanted) of one replicate.
#[derive(Clone, Debug)]
pub struct Task {
    /// The arms.
    pub arms: Vec<usize>,
    /// The replicate.
    pub replicate: u32,
}

/// Why there is no answer: as it is told on the line.
pub type Trouble = Value;

fn trouble(path: Option<&str>, message: impl Into<String>, help: impl Into<String>) -> Trouble {
    let mut inside = Map::new();
    inside.extend(path.map(|path| ("path".to_string(), json!(path))));
    inside.insert("message".into(), json!(message.into()));
    let help = help.into();
    if !help.is_empty() {
        inside.insert("help".into(), json!(help));
    }
    json!({ "error": inside })
}

/// What is told of work that stopped dead.
pub fn failed(words: &str) -> Trouble {
    trouble(None, format!("the run failed: {words}"), "")
}

/// What is told of files that cannot be read.
fn of_file(faults: Faults) -> Trouble {
    let first = faults.0.into_iter().next();
    first.map_or(trouble(None, "a file cannot be read", ""), |fault| {
        trouble(None, fault.message, fault.help.unwrap_or_default())
    })
}

impl Evaluator {
    /// Of a checked scenario, keeping communities for so many threads.
    pub fn new(base: Read, wanted: Wanted, threads: usize) -> Self {
        let columns = measure_columns(&base.scenario);
        let worker = |alone: bool, kept| Worker::new(&base.source, &wanted.groups, &wanted.at, alone, kept);
        let (beside, alone) = (worker(false, threads + 1), worker(true, 1));
        Self { base, wanted, columns, threads, beside, alone, knobs: Mutex::default() }
    }

    /// Reads a line: a JSON object of paths and values.
    ///
    /// # Errors
    /// What is wrong with it, or with the scenario that it makes.
    pub fn open(&self, line: &str) -> Result<Evaluation, Trouble> {
        let help = "write an object of paths and values: {\"adoption.hazard.q\": 0.3}";
        let object = match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(object)) => object,
            Ok(_) => return Err(trouble(None, "this is no JSON object", help)),
            Err(_) if line.is_empty() => return Err(trouble(None, "this line is empty", help)),
            Err(_) => return Err(trouble(None, "this is no JSON", help)),
        };
        let overrides =
            object.iter().map(|(path, value)| self.set(path, value)).collect::<Result<Vec<_>, _>>()?;
        let read = read(self.base.source.with(overrides));
        let scenario = read.map_err(|refusal| told(&refusal, &object))?.scenario;
        if scenario.draws.is_some() {
            let path = object.keys().find(|path| path.split('.').next() == Some("draws"));
            let help = "write on each line which values it wants";
            return Err(trouble(path.map(String::as_str), "a line takes no `draws`", help));
        }
        if let Some((message, help)) = unlike(&scenario, &self.base.scenario) {
            return Err(trouble(None, message, help));
        }
        let at = &self.wanted.at;
        if let Some((message, _)) =
            (0..at.len()).find_map(|at| scenario.time.unreportable(&self.wanted.at, at))
        {
            return Err(trouble(None, message, "leave --at out, for the horizon of each line"));
        }
        let alone = self.needs_all_threads(&scenario)?;
        let empty = vec![None; scenario.replicates as usize];
        let measured = Mutex::new(vec![empty; self.wanted.arms.len()]);
        Ok(Evaluation { scenario, alone, measured })
    }

    /// Whether a scenario is so large that one run at a time has all threads.
    fn needs_all_threads(&self, scenario: &Scenario) -> Result<bool, Trouble> {
        let inputs = self.beside.inputs(scenario).map_err(of_file)?;
        // One run for each thread, side by side.
        let one = Scenario { replicates: self.threads as u32, arms: vec![], ..scenario.clone() };
        let plan = Plan::new(&one, &Model::new(&one), &inputs, self.threads);
        if !plan.fits() {
            let message = format!("{} people need more memory than there is", plan.people);
            return Err(trouble(None, message, "try fewer people"));
        }
        Ok(self.threads > 1 && plan.spread == Spread::People)
    }

    /// The override that one entry of an object makes.
    fn set(&self, path: &str, value: &Value) -> Result<String, Trouble> {
        let mut knobs = self.knobs.lock().unwrap_or_else(PoisonError::into_inner);
        if !knobs.contains_key(path) {
            let found = Knob::find(&self.base, path).and_then(|knob| knob.known(&self.base));
            let knob = found.map_err(|(message, help)| trouble(Some(path), message, help))?;
            knobs.insert(path.into(), knob);
        }
        let knob = &knobs[path];
        match value {
            Value::Number(number)
                if knob.whole && number.as_f64().is_none_or(|number| number.fract() != 0.0) =>
            {
                let whole = number.as_f64().map_or(f64::NAN, f64::round);
                let help = format!("write {whole}, or another whole number");
                Err(trouble(Some(path), format!("{number} is no whole number"), help))
            }
            // Not every whole number is a floating-point number.
            Value::Number(number) if knob.whole && !number.is_f64() => Ok(format!("{path}={number}")),
            Value::Number(number) => Ok(knob.set(&Cell::Number(number.as_f64().unwrap_or(f64::NAN)))),
            Value::String(word) => Ok(knob.set(&Cell::Word(word.clone()))),
            other => match toml(other) {
                Some(text) => Ok(format!("{path}={text}")),
                None => Err(trouble(Some(path), "null is no value", "leave it out, or write a value")),
            },
        }
    }

    /// The parts of an evaluation, so small that several threads have work where they would be idle.
    pub fn tasks(&self, evaluation: &Evaluation, threads: usize) -> Vec<Task> {
        let (replicates, arms) = (evaluation.scenario.replicates, self.wanted.arms.len());
        let together = evaluation.alone || replicates as usize >= threads;
        let groups: Vec<Vec<usize>> =
            if together { vec![(0..arms).collect()] } else { (0..arms).map(|arm| vec![arm]).collect() };
        let of = |replicate| groups.iter().map(move |arms| Task { arms: arms.clone(), replicate });
        (0..replicates).flat_map(of).collect()
    }

    /// Does a part.
    ///
    /// # Errors
    /// Faults of the files that the scenario names; a run that stopped dead.
    pub fn run(&self, evaluation: &Evaluation, task: &Task) -> Result<(), Trouble> {
        let arms: Vec<usize> = task.arms.iter().map(|&arm| self.wanted.arms[arm]).collect();
        let worker = if evaluation.alone { &self.alone } else { &self.beside };
        let run = || worker.run(&evaluation.scenario, &arms, task.replicate, &|| true);
        let found = survived(run).map_err(|words| failed(&words))?;
        let found = found.map_err(of_file)?;
        let mut measured = evaluation.measured.lock().unwrap_or_else(PoisonError::into_inner);
        for (&arm, lines) in task.arms.iter().zip(found.unwrap_or_default()) {
            measured[arm][task.replicate as usize] = Some(lines);
        }
        Ok(())
    }

    /// The answer, once all parts are done: by arm, then group and time where they were asked for, then measure.
    pub fn answer(&self, evaluation: &Evaluation) -> Value {
        let measured = evaluation.measured.lock().unwrap_or_else(PoisonError::into_inner);
        let mut answer = Map::new();
        for (at, &arm) in self.wanted.arms.iter().enumerate() {
            let lines: Vec<&Measured> = measured[at].iter().flatten().collect();
            answer
                .insert(arm_name(&evaluation.scenario, arm), self.of_arm(&lines, &evaluation.scenario.time));
        }
        Value::Object(answer)
    }

    fn of_arm(&self, replicates: &[&Measured], clock: &Time) -> Value {
        let groups =
            if self.wanted.groups.is_empty() { vec!["all".to_string()] } else { self.wanted.groups.clone() };
        let by_group = groups.into_iter().map(|group| {
            let here: Vec<Vec<&Line>> = replicates
                .iter()
                .map(|lines| lines.iter().filter(|line| line.group == group).collect())
                .collect();
            let times = here.first().map_or(0, Vec::len);
            let by_time = (0..times).map(|time| {
                let lines: Vec<&Line> = here.iter().map(|lines| lines[time]).collect();
                let step = nearest_step(lines[0].week, clock.step.weeks());
                let at = self.wanted.at.iter().find(|at| clock.step_of(**at) == step);
                (at.map_or(String::new(), Duration::to_string), self.values(&lines))
            });
            let by_time: Vec<(String, Value)> = by_time.collect();
            (group, one_or_all(by_time, !self.wanted.at.is_empty()))
        });
        one_or_all(by_group.collect(), !self.wanted.groups.is_empty())
    }

    fn values(&self, lines: &[&Line]) -> Value {
        let wanted = |name: &&String| self.wanted.measures.is_empty() || self.wanted.measures.contains(name);
        let value = |at: usize| {
            let values = || lines.iter().map(|line| line.values[at]);
            if self.wanted.each {
                json!(values().collect::<Vec<_>>())
            } else {
                // A mean of what is defined would be a mean of other replicates for other measures.
                json!(values().collect::<Option<Vec<f64>>>().and_then(|values| mean(&values)))
            }
        };
        let named = self.columns.iter().enumerate().filter(|(_, name)| wanted(name));
        Value::Object(named.map(|(at, name)| (name.clone(), value(at))).collect())
    }
}

/// A table by name, or its only value.
fn one_or_all(named: Vec<(String, Value)>, all: bool) -> Value {
    if all {
        return Value::Object(named.into_iter().collect());
    }
    named.into_iter().next().map_or(Value::Null, |(_, value)| value)
}

/// The first fault of a scenario, in terms of the object that made it.
fn told(refusal: &Refusal, object: &Map<String, Value>) -> Trouble {
    let Some(fault) = refusal.in_order().into_iter().next() else {
        return trouble(None, "the scenario has faults with these values", "");
    };
    let span = refusal.source.locate(&fault.place);
    let of_override = span.and_then(|span| match span.origin {
        Origin::Override(position) => refusal.source.overrides.get(position),
        Origin::File => None,
    });
    let path = of_override.and_then(|text| text.split_once('=')).map(|(path, _)| path.to_string());
    let path = path.filter(|path| object.contains_key(path));
    trouble(path.as_deref(), fault.message.clone(), fault.help.clone().unwrap_or_default())
}

/// A JSON value as TOML; none of null, which TOML does not have.
fn toml(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Array(items) => {
            format!("[{}]", items.iter().map(toml).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| Some(format!("{} = {}", json!(key), toml(value)?));
            format!("{{ {} }}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
        // A basic string of TOML has the escapes of JSON.
        other => other.to_string(),
    })
}

/// An evaluation shared by those who do its parts.
pub type Shared = Arc<Evaluation>;
