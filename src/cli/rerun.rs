//! `tress rerun`.

use super::fit::FitJob;
use super::prepare::{Prepared, threads};
use super::run::Job;
use super::sweep::{SweepJob, of_design};
use super::{CliError, args::RerunArgs, note, print};
use crate::record::{self, FitRecord, PARQUET, PROVENANCE, Provenance, RESULTS, SweepRecord};
use crate::report::Format;
use crate::scenario::{self, Source, design::design_again, fitting::read_fit};
use crate::study::Targets;
use std::path::Path;

/// Runs a finished run again from its record alone, and says whether the same bytes come out.
///
/// # Errors
/// If the folder holds no results or its files are no longer those that were
/// written, a file that the scenario names has changed, or any table differs.
pub fn rerun(args: &RerunArgs) -> Result<(), CliError> {
    // The record itself may be named, too.
    let named = args.dir.file_name().is_some_and(|name| name == PROVENANCE) && args.dir.is_file();
    let folder = args.dir.parent().filter(|_| named).map(|dir| dir.join("."));
    let args = &RerunArgs { dir: folder.unwrap_or_else(|| args.dir.clone()), ..args.clone() };
    let dir = args.dir.display();
    if !args.dir.join(PROVENANCE).is_file() {
        return Err(CliError::Usage(format!("{dir} is no results folder: it holds no {PROVENANCE}")));
    }
    let recorded = Provenance::read(&args.dir).map_err(|error| CliError::Usage(error.to_string()))?;
    if recorded.sweep.is_some() && !recorded.files.contains_key(RESULTS) {
        return Err(CliError::Usage(format!(
            "the sweep in {dir} is not finished: there is no {RESULTS} to compare with\ngive the same `tress sweep` \
             again, or `tress merge {dir}` where parts ran apart"
        )));
    }
    for (name, hash) in &recorded.files {
        let path = args.dir.join(name);
        let bytes = std::fs::read(&path)
            .map_err(|error| CliError::Usage(format!("cannot read {}: {error}", path.display())))?;
        if record::sha256(&bytes) != *hash {
            return Err(CliError::Failure(format!(
                "{} is not what the run wrote: it was changed or damaged since",
                path.display()
            )));
        }
    }
    let room = tempfile::tempdir()
        .map_err(|error| CliError::Failure(format!("cannot make a temporary folder: {error}")))?;
    let drawn = |ending: &str| recorded.files.keys().any(|name| name.ends_with(ending));
    let figures = match (drawn(".png"), drawn(".svg")) {
        (_, true) => Some(Format::PngAndSvg),
        (true, false) => Some(Format::Png),
        (false, false) => None,
    };
    let out = room.path().join("rerun");
    let again = Again { threads: threads(args.threads), out: &out, figures };
    let done = match (&recorded.fit, &recorded.sweep) {
        (Some(fit), _) => again.fit(fit)?,
        (_, Some(sweep)) => again.sweep(&recorded, sweep)?,
        _ => again.run(&recorded, args)?,
    };
    let inputs = |record: &Provenance| {
        let fit = record.fit.as_ref().map(|fit| fit.inputs.clone());
        (fit, record.sweep.as_ref().map(|sweep| sweep.inputs.clone()))
    };
    if done.scenario.hash != recorded.scenario.hash || inputs(&done) != inputs(&recorded) {
        return Err(CliError::Failure(format!(
            "a file that the scenario names has changed since {dir} was written, so it cannot be run again"
        )));
    }
    let different = recorded.differing_files(&done);
    if different.is_empty() {
        return print(format!("{dir}: the same bytes again, in {} files\n", recorded.files.len()));
    }
    if recorded.tress != done.tress || recorded.crates != done.crates {
        note(format!("written by tress {}, run again by {}\n", recorded.tress.version, done.tress.version));
    }
    Err(CliError::Failure(format!("{dir}: other bytes came out in {}", different.join(", "))))
}

/// How to run again.
struct Again<'a> {
    threads: usize,
    out: &'a Path,
    figures: Option<Format>,
}

impl Again<'_> {
    /// A fit, from its record.
    fn fit(&self, record: &FitRecord) -> Result<Provenance, CliError> {
        let source = source(&record.path, record.directory.as_deref(), &record.text, &record.overrides);
        let job = FitJob {
            path: &record.path,
            threads: self.threads,
            out: Some(self.out),
            force: false,
            quiet: false,
            figures: self.figures,
        };
        Ok(job.run(read_fit(source)?)?.provenance)
    }

    /// A sweep, from its record: every run of it.
    fn sweep(&self, recorded: &Provenance, record: &SweepRecord) -> Result<Provenance, CliError> {
        let of = &recorded.scenario;
        let scenario = source(&of.path, of.directory.as_deref(), &of.text, &recorded.overrides);
        let beside = source(&record.path, record.directory.as_deref(), &of.text, &[]);
        let sweep = of_design(design_again(record.design.clone(), beside, scenario, record.list.clone())?)?;
        let job = SweepJob {
            sweep: &sweep,
            path: &record.path,
            folder: self.out,
            threads: self.threads,
            shard: [1, 1],
            force: false,
            parquet: recorded.files.contains_key(PARQUET),
            quiet: false,
        };
        job.run()?;
        Provenance::read(self.out).map_err(|error| CliError::Failure(error.to_string()))
    }

    /// A run, or a comparison of rules of targeting, from its record.
    fn run(&self, recorded: &Provenance, args: &RerunArgs) -> Result<Provenance, CliError> {
        let dir = args.dir.display();
        let record = &recorded.scenario;
        let source = source(&record.path, record.directory.as_deref(), &record.text, &recorded.overrides);
        let read = scenario::read(source)?;
        let prepared = Prepared::from_read(read)?;

        let targets = recorded.targets.as_ref().map(|compared| {
            let interventions = &prepared.read.scenario.interventions;
            let position = interventions.iter().position(|one| one.name == compared.intervention);
            let (rules, budgets) = (compared.rules.clone(), compared.budgets.clone());
            position.map(|intervention| Targets { intervention, rules, budgets }).ok_or_else(|| {
                let name = &compared.intervention;
                CliError::Failure(format!("{dir}: the scenario of the record has no intervention `{name}`"))
            })
        });
        let targets = targets.transpose()?;

        let job = Job {
            prepared: &prepared,
            path: Path::new(&record.path),
            overrides: &recorded.overrides,
            threads: self.threads,
            out: Some(self.out),
            force: false,
            quiet: false,
            figures: self.figures,
            targets: targets.as_ref(),
            until: None,
        };
        Ok(job.run()?.provenance)
    }
}

/// The text of a record, as if it were read where it lay.
fn source(path: &str, directory: Option<&str>, text: &str, overrides: &[String]) -> Source {
    let folder = directory.map_or(Path::new(""), Path::new);
    let path = folder.join(Path::new(path).file_name().unwrap_or_default());
    Source::new(path, text, overrides)
}
