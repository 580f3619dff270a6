//! `tress eval`.

use super::args::EvalArgs;
use super::prepare::{Prepared, pool, threads};
use super::{CliError, args::ScenarioArgs};
use crate::record::measure_columns;
use crate::scenario::fault::instead;
use crate::scenario::{Scenario, Wrong};
use crate::sweep::{Evaluation, Evaluator, Shared, Task, Trouble, Wanted, failed, survived};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};

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
    let evaluator = Evaluator::new(prepared.read, wanted, threads);
    let pools = (0..threads).map(|_| pool(1)).collect::<Result<Vec<_>, _>>()?;
    let desk = Desk {
        evaluator,
        threads,
        all: pool(threads)?,
        turn: RwLock::default(),
        state: Mutex::default(),
        changed: Condvar::new(),
    };
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
        let mut start = 0;
        for (at, name) in names.iter().enumerate() {
            let range = start..start + name.len().max(1);
            start += name.len() + 1;
            let (message, help) = if !known.contains(name) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                (format!("no {noun} is called `{name}`"), instead(name, noun, &known))
            } else if names[..at].contains(name) {
                (format!("`{name}` is in the list twice"), "keep one".into())
            } else {
                continue;
            };
            wrongs.push(Wrong { flag, range, text: names.join(","), message, help });
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
    let times = &args.reported.at;
    for (position, at) in times.iter().enumerate() {
        if let Some((message, help)) = scenario.time.unreportable(times, position) {
            let text = at.to_string();
            wrongs.push(Wrong { flag: "--at", range: 0..text.len(), text, message, help: help.into() });
        }
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
    threads: usize,
    /// All threads, for a run that is too large to have others beside it.
    all: rayon::ThreadPool,
    /// Such a run writes it, the others read it.
    turn: RwLock<()>,
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
                    let tasks = self.evaluator.tasks(&evaluation, self.threads);
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
            let done = self.run(&evaluation, &task);
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

    fn run(&self, evaluation: &Evaluation, task: &Task) -> Result<(), Trouble> {
        if evaluation.alone {
            let _turn = self.turn.write().unwrap_or_else(PoisonError::into_inner);
            self.all.install(|| self.evaluator.run(evaluation, task))
        } else {
            let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            self.evaluator.run(evaluation, task)
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
