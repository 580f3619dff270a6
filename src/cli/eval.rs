//! `tress eval`.

use super::args::EvalArgs;
use super::prepare::{Prepared, threads};
use super::{CliError, args::ScenarioArgs};
use crate::record::measure_columns;
use crate::scenario::fault::instead;
use crate::scenario::{Scenario, Wrong};
use crate::study::{Plan, Spread};
use crate::sweep::{Evaluator, Shared, Task, Wanted, failed, survived};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Lines that are read ahead of the one whose answer is written next.
const AHEAD: u64 = 256;

/// Answers every line of stdin with one of stdout: values in, measures out.
///
/// # Errors
/// Faults of the scenario or of the flags, before anything is read; a stdout that cannot be written. What is wrong with
/// a line is told on its line.
pub fn eval(args: &EvalArgs) -> Result<(), CliError> {
    let mut overrides = args.scenario.overrides.clone();
    overrides.extend(args.reported.replicates.map(|replicates| format!("replicates={replicates}")));
    let prepared = Prepared::new(&ScenarioArgs { file: args.scenario.file.clone(), overrides })?;
    let scenario = &prepared.read.scenario;
    let wanted = wanted(args, scenario)?;
    let threads = threads(args.reported.threads);
    if scenario.draws.is_some() {
        return Err(CliError::Usage(
            "eval takes no `draws`: every line says itself which values it wants\nleave `draws` out of the scenario".into(),
        ));
    }
    // One run for each thread, side by side, unless they are too large for that: then each has all threads.
    let one = Scenario { replicates: threads as u32, arms: vec![], ..scenario.clone() };
    let plan = Plan::new(&one, &prepared.model, &prepared.inputs, threads);
    let alone = threads > 1 && plan.spread == Spread::People;
    let (workers, each) = if alone { (1, threads) } else { (threads, 1) };
    let evaluator = Evaluator::new(prepared.read, wanted, alone, workers);
    let desk = Desk { evaluator, workers, state: Mutex::default(), changed: Condvar::new() };
    let pools = (0..workers)
        .map(|_| rayon::ThreadPoolBuilder::new().num_threads(each).build())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| CliError::Failure(format!("cannot start threads: {error}")))?;
    std::thread::scope(|scope| {
        for pool in &pools {
            scope.spawn(|| pool.install(|| desk.work()));
        }
        desk.read();
    });
    let state = desk.state();
    match &state.broken {
        None => Ok(()),
        Some(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(CliError::ClosedPipe),
        Some(error) => Err(CliError::Failure(format!("cannot write to stdout: {error}"))),
    }
}

/// What the flags ask for.
fn wanted(args: &EvalArgs, scenario: &Scenario) -> Result<Wanted, CliError> {
    let mut wrongs = vec![];
    let mut refer = |flag, noun: &str, names: &[String], known: &[String]| {
        for name in names.iter().filter(|name| !known.contains(name)) {
            let text = names.join(",");
            let start = text.find(name.as_str()).unwrap_or(0);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = instead(name, noun, &known);
            let message = format!("no {noun} is called `{name}`");
            wrongs.push(Wrong { flag, range: start..start + name.len().max(1), text, message, help });
        }
    };
    let arms: Vec<String> = scenario.arms.iter().map(|arm| arm.name.clone()).collect();
    refer("--arm", "arm", &args.arms, &arms);
    refer("--measure", "measure", &args.measures, &measure_columns(scenario));
    let groups = scenario.population.groups.iter().map(|group| group.name.clone());
    refer(
        "--group",
        "group",
        &args.reported.groups,
        &std::iter::once("all".to_string()).chain(groups).collect::<Vec<_>>(),
    );
    let horizon = scenario.time.horizon;
    for (position, at) in args.reported.at.iter().enumerate() {
        let same = args.reported.at[..position].iter().find(|other| scenario.time.is_same(**other, *at));
        let (message, help) = match same {
            Some(other) => (format!("{at} and {other} are the same step"), "keep one of the two"),
            None if at.weeks() > horizon.weeks() + 1e-9 || at.weeks() <= 0.0 => (
                format!("{at} does not lie between the start and the horizon ({horizon})"),
                "write a time within",
            ),
            None => continue,
        };
        let text = at.to_string();
        wrongs.push(Wrong { flag: "--at", range: 0..text.len(), text, message, help: help.into() });
    }
    if !wrongs.is_empty() {
        return Err(CliError::Words(wrongs));
    }
    let chosen = |at: &usize| args.arms.is_empty() || args.arms.contains(&arms[*at]);
    Ok(Wanted {
        arms: if arms.is_empty() { vec![0] } else { (0..arms.len()).filter(chosen).collect() },
        measures: args.measures.clone(),
        at: args.reported.at.clone(),
        groups: args.reported.groups.clone(),
        each: args.each,
    })
}

/// Where lines come in and answers go out.
struct Desk {
    evaluator: Evaluator,
    workers: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Parts that nobody does yet, by line.
    waiting: VecDeque<(u64, Shared, Task)>,
    /// Parts of each line that are not done.
    open: BTreeMap<u64, usize>,
    /// Answers that are ready.
    ready: BTreeMap<u64, Value>,
    /// The line whose answer is written next.
    next: u64,
    ended: bool,
    broken: Option<std::io::Error>,
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes lines in, as long as there are any and answers can be given.
    fn read(&self) {
        for (number, line) in (0..).zip(std::io::stdin().lock().split(b'\n')) {
            let line = line.map(|line| String::from_utf8_lossy(&line).into_owned());
            let Ok(line) = line else { break };
            let opened =
                survived(|| self.evaluator.open(line.trim())).unwrap_or_else(|words| Err(failed(&words)));
            let mut state = self.state();
            while number >= state.next + AHEAD && state.broken.is_none() {
                state = self.wait(state);
            }
            if state.broken.is_some() {
                break;
            }
            match opened {
                Ok(evaluation) => {
                    let evaluation = Arc::new(evaluation);
                    let tasks = self.evaluator.tasks(&evaluation, self.workers);
                    state.open.insert(number, tasks.len());
                    state
                        .waiting
                        .extend(tasks.into_iter().map(|task| (number, Arc::clone(&evaluation), task)));
                }
                Err(trouble) => self.hand_out(&mut state, number, trouble),
            }
            drop(state);
            self.changed.notify_all();
        }
        self.state().ended = true;
        self.changed.notify_all();
    }

    /// Does parts until there are none and no more will come.
    fn work(&self) {
        loop {
            let mut state = self.state();
            let (number, evaluation, task) = loop {
                if state.broken.is_some() {
                    return;
                }
                if let Some(part) = state.waiting.pop_front() {
                    break part;
                }
                if state.ended {
                    return;
                }
                state = self.wait(state);
            };
            drop(state);
            self.changed.notify_all();
            let done = self.evaluator.run(&evaluation, &task);
            let mut state = self.state();
            if let Err(trouble) = done {
                // One trouble is told; the other parts are not needed any more.
                if state.open.remove(&number).is_some() {
                    state.waiting.retain(|(other, ..)| *other != number);
                    self.hand_out(&mut state, number, trouble);
                    self.changed.notify_all();
                }
            } else if let Some(left) = state.open.get_mut(&number) {
                *left -= 1;
                if *left == 0 {
                    state.open.remove(&number);
                    let answer = self.evaluator.answer(&evaluation);
                    self.hand_out(&mut state, number, answer);
                    self.changed.notify_all();
                }
            }
        }
    }

    /// Writes an answer as soon as those before it are written.
    fn hand_out(&self, state: &mut State, number: u64, answer: Value) {
        state.ready.insert(number, answer);
        let mut out = std::io::stdout().lock();
        while let Some(answer) = state.ready.remove(&state.next) {
            state.next += 1;
            let written = writeln!(out, "{answer}").and_then(|()| out.flush());
            if let Err(error) = written {
                state.broken.get_or_insert(error);
                break;
            }
        }
    }
}
