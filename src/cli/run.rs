//! `tress run`.

use super::args::{ResultsArgs, RunArgs};
use super::prepare::{Prepared, pool, threads};
use super::progress::{INTERRUPTED, Progress};
use super::{CliError, note, print, until::until};
use crate::record::{
    self, FrontierRow, PROVENANCE, Provenance, Rates, Source, Stop, Store, StoreError, Tables, TargetsRecord,
    Timing,
};
use crate::report::{self, Format, ReportError};
use crate::scenario::Scenario;
use crate::study::{self, Outcome, Plan, Spread, Targets, Until, compare_targets, simulate, simulate_until};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// Simulates a scenario and leaves its results.
///
/// # Errors
/// Faults of the scenario; a results folder that is there already; a plan that
/// does not fit into memory; an interruption; a disk that cannot be written.
pub fn run(args: &RunArgs) -> Result<(), CliError> {
    let prepared = Prepared::new(&args.scenario)?;
    let until = until(&args.until, args.most, &prepared.read.scenario)?;
    let job = Job {
        prepared: &prepared,
        path: &args.scenario.file,
        overrides: &args.scenario.overrides,
        threads: threads(args.results.threads),
        out: args.results.out.as_deref(),
        force: args.results.force,
        quiet: args.results.quiet,
        figures: figures(&args.results),
        targets: None,
        until: until.as_ref(),
    };
    let done = job.run()?;
    let reached = done.provenance.until.as_ref();
    let scenario = Until::with(&prepared.read.scenario, done.provenance.replicates);
    if args.results.json {
        let hash = &done.provenance.scenario.hash;
        let mut summary = record::summary_json(&scenario, hash, &done.folder, &done.tables);
        summary.until = reached;
        let text = serde_json::to_string_pretty(&summary)
            .map_err(|error| CliError::Failure(format!("cannot write the summary: {error}")))?;
        return print(format!("{text}\n"));
    }
    let reached = reached.map_or(String::new(), |reached| format!("\n{}\n", reached.sentence()));
    print(format!("{}{reached}\n{}", record::prose(&scenario, &done.tables), done.closing()))
}

/// The figures asked for.
pub fn figures(args: &ResultsArgs) -> Option<Format> {
    (!args.no_plots).then_some(if args.svg { Format::PngAndSvg } else { Format::Png })
}

/// A scenario to run, and how.
pub struct Job<'a> {
    /// The scenario.
    pub prepared: &'a Prepared,
    /// Its path, as given.
    pub path: &'a Path,
    /// Overrides, as given.
    pub overrides: &'a [String],
    /// Threads to use.
    pub threads: usize,
    /// Folder for the results, if not the default.
    pub out: Option<&'a Path>,
    /// Whether to replace results.
    pub force: bool,
    /// Whether to show no progress.
    pub quiet: bool,
    /// Figures to draw, if any.
    pub figures: Option<Format>,
    /// The rules of targeting to compare, in place of the arms.
    pub targets: Option<&'a Targets>,
    /// The precision to reach, if replicates are to be added.
    pub until: Option<&'a Until>,
}

/// A finished run.
pub struct Done {
    /// Where the results are.
    pub folder: PathBuf,
    /// Their record.
    pub provenance: Provenance,
    /// The summary.
    pub tables: Tables,
    /// What rules of targeting achieve, if that was asked.
    pub frontier: Vec<FrontierRow>,
    /// Names of the figures.
    pub figures: Vec<String>,
}

impl Job<'_> {
    /// Runs it and leaves the results, whole or not at all.
    ///
    /// # Errors
    /// See [`run`].
    pub fn run(&self) -> Result<Done, CliError> {
        let begun = Instant::now();
        let Prepared { read, model, inputs } = self.prepared;
        let scenario = &read.scenario;
        let at_first = |_| Until::with(scenario, Until::fewest(scenario));
        let planned = self.targets.map(|targets| targets.planned(scenario)).or(self.until.map(at_first));
        let plan = Plan::new(planned.as_ref().unwrap_or(scenario), model, inputs, self.threads);
        if !plan.fits() {
            return Err(CliError::Failure(super::plan::too_large(&plan)));
        }
        let input_bytes = self.prepared.input_bytes()?;
        let files: Vec<(&str, &[u8])> = input_bytes.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        let path = self.path.to_string_lossy();
        let source = Source {
            path: &path,
            text: &read.source.text,
            overrides: self.overrides,
            inputs: &files,
            threads: self.threads,
        };
        let mut provenance = Provenance::begin(source, scenario);
        provenance.targets = self.targets.map(|targets| record_of(targets, scenario));
        let named = self.out.map_or_else(|| folder(&provenance, scenario), Path::to_path_buf);
        let open = if self.named_last() { Store::open_unnamed } else { Store::open };
        let mut store = open(&named, self.force).map_err(refused)?;
        watch_for_interruption();
        if !self.quiet {
            note(format!("{}\n", super::plan::in_a_line(scenario, &plan)));
            if let Some(until) = self.until {
                note(format!("{}\n", super::plan::until(until)));
            }
            scenario.notices().iter().for_each(|notice| note(format!("note: {notice}\n")));
        }
        let progress = Progress::new(&plan, self.quiet);
        let pool = pool(self.threads)?;
        let (mut tables, mut frontier, mut runs) = (Tables::default(), vec![], plan.runs());
        let interrupted = || CliError::Failure("interrupted; nothing was written".into());
        let (timing, writing) = if let Some(targets) = self.targets {
            let stepping = Instant::now();
            let rows = pool.install(|| compare_targets(scenario, model, inputs, &plan, targets, &progress));
            progress.finish();
            let step = stepping.elapsed();
            let writing = Instant::now();
            frontier =
                record::write_targets(&store, scenario, &rows.ok_or_else(interrupted)?).map_err(failed)?;
            (study::Timing { step, ..study::Timing::default() }, writing)
        } else if let Some(until) = self.until {
            let outcome = pool.install(|| simulate_until(scenario, model, inputs, until, &plan, &progress));
            progress.finish();
            let (Outcome { series, timing }, reached) = outcome.ok_or_else(interrupted)?;
            let writing = Instant::now();
            runs = plan.arms * reached.replicates();
            let scenario = &Until::with(scenario, reached.replicates());
            self.settle(scenario, source, &mut provenance, &mut store);
            if reached.stopped != Stop::Reached && !self.quiet {
                note(format!("note: {}\n", reached.sentence()));
            }
            provenance.until = Some(reached);
            tables = record::write(&store, scenario, &series).map_err(failed)?;
            (timing, writing)
        } else {
            let outcome = pool.install(|| simulate(scenario, model, inputs, &plan, &progress));
            progress.finish();
            let Outcome { series, timing } = outcome.ok_or_else(interrupted)?;
            let writing = Instant::now();
            tables = record::write(&store, scenario, &series).map_err(failed)?;
            (timing, writing)
        };
        let person_steps = plan.people as f64 * f64::from(plan.steps) * f64::from(runs);
        provenance.rates = Rates { person_steps_per_s: person_steps / timing.step.as_secs_f64().max(1e-9) };
        let at_once = if plan.spread == Spread::Runs { plan.threads.min(runs) } else { 1 };
        provenance.measure_memory(plan.people * u64::from(at_once));
        let mut figures = vec![];
        if let Some(format) = self.figures {
            figures = pool.install(|| draw(&store, &mut provenance, format))?;
        }
        provenance.timing = Timing {
            community_s: timing.community.as_secs_f64(),
            history_s: timing.history.as_secs_f64(),
            step_s: timing.step.as_secs_f64(),
            output_s: writing.elapsed().as_secs_f64(),
            total_s: begun.elapsed().as_secs_f64(),
        };
        if INTERRUPTED.load(Relaxed) {
            return Err(interrupted());
        }
        let folder = store.commit(&mut provenance).map_err(failed)?;
        Ok(Done { folder, provenance, tables, frontier, figures })
    }

    /// Whether the name of the folder is known only at the end: how many replicates it takes decides it.
    fn named_last(&self) -> bool {
        self.until.is_some() && self.out.is_none()
    }

    /// Makes record and folder those of the scenario with as many replicates as it took.
    fn settle(
        &self,
        scenario: &Scenario,
        source: Source<'_>,
        provenance: &mut Provenance,
        store: &mut Store,
    ) {
        let overrides = [self.overrides, &[format!("replicates={}", scenario.replicates)]].concat();
        provenance.settle(Source { overrides: &overrides, ..source }, scenario);
        if !self.named_last() {
            return;
        }
        let named = folder(provenance, scenario);
        store.call(&named);
        if store.target() != named && !self.quiet {
            let (there, here) = (named.display(), store.target().display());
            note(format!("note: {there} exists already and is left alone; results go to {here}\n"));
        }
    }
}

/// Where results go unless said otherwise: a folder named after the scenario and everything that decides them.
fn folder(provenance: &Provenance, scenario: &Scenario) -> PathBuf {
    let (name, record) = (&scenario.name, &provenance.scenario);
    let folder = match &provenance.targets {
        None => format!("{name}-{}", record.hash8),
        Some(targets) => {
            let all = format!("{} {targets:?}", record.hash);
            format!("{name}-targets-{}", record::hash8(&record::sha256(all.as_bytes())))
        }
    };
    Path::new("output").join(folder)
}

fn record_of(targets: &Targets, scenario: &Scenario) -> TargetsRecord {
    TargetsRecord {
        intervention: scenario.interventions[targets.intervention].name.clone(),
        rules: targets.rules.clone(),
        budgets: targets.budgets.clone(),
    }
}

/// Draws the figures into the folder in the making.
fn draw(store: &Store, provenance: &mut Provenance, format: Format) -> Result<Vec<String>, CliError> {
    let draw = if provenance.targets.is_some() { report::targets } else { report::draw };
    draw_with(store, provenance, |folder| draw(folder, folder, format))
}

/// Draws figures into the folder in the making, and gives their names. They are drawn from its tables and its record,
/// which is therefore written now and replaced at the end.
///
/// # Errors
/// A figure cannot be drawn or written.
pub fn draw_with(
    store: &Store,
    provenance: &Provenance,
    draw: impl FnOnce(&Path) -> Result<Vec<PathBuf>, ReportError>,
) -> Result<Vec<String>, CliError> {
    let text = serde_json::to_vec(provenance)
        .map_err(|error| CliError::Failure(format!("cannot write {PROVENANCE}: {error}")))?;
    let path = store.partial().join(PROVENANCE);
    std::fs::write(&path, text)
        .map_err(|error| CliError::Failure(format!("cannot write {}: {error}", path.display())))?;
    let drawn = draw(store.partial())
        .map_err(|error| CliError::Failure(format!("cannot draw the figures: {error}")))?;
    let name = |path: &PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
    let names: Vec<String> = drawn.iter().filter_map(name).collect();
    names.iter().try_for_each(|name| store.take_in(name)).map_err(failed)?;
    Ok(names)
}

impl Done {
    /// Where the results are, and how long they took.
    pub fn closing(&self) -> String {
        let mut text = format!("Results in {}", self.folder.display());
        if let Some(first) = self.figures.first() {
            let more = self.figures.len() - 1;
            text += &format!(": begin with {first}");
            if more > 0 {
                text += &format!(" ({more} more figures)");
            }
        }
        text + &format!(".\nTook {:.1} s.\n", self.provenance.timing.total_s)
    }
}

/// From now on Ctrl-C stops the study after the step it is in, so that nothing half-done is left.
pub fn watch_for_interruption() {
    // A handler can be set only once in a process; a second run shares it.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Relaxed) {
            // Asked twice: something is stuck, and leaving at once matters more than tidying up.
            std::process::abort();
        }
    });
}

pub fn refused(error: StoreError) -> CliError {
    match error {
        StoreError::Io { .. } => failed(error),
        _ => CliError::Usage(error.to_string()),
    }
}

pub fn failed(error: StoreError) -> CliError {
    CliError::Failure(error.to_string())
}
