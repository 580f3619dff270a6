//! `tress rerun`.

use super::prepare::{Prepared, threads};
use super::run::Job;
use super::{CliError, args::RerunArgs, note, print};
use crate::record::{self, PROVENANCE, Provenance};
use crate::report::Format;
use crate::scenario::{self, Source};
use crate::study::Targets;
use std::path::Path;

/// Runs a finished run again from its record alone, and says whether the same bytes come out.
///
/// # Errors
/// If the folder holds no results or its files are no longer those that were
/// written, a file that the scenario names has changed, or any table differs.
pub fn rerun(args: &RerunArgs) -> Result<(), CliError> {
    let dir = args.dir.display();
    if !args.dir.join(PROVENANCE).is_file() {
        return Err(CliError::Usage(format!("{dir} is no results folder: it holds no {PROVENANCE}")));
    }
    let recorded = Provenance::read(&args.dir).map_err(|error| CliError::Usage(error.to_string()))?;
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
    let record = &recorded.scenario;
    let folder = record.directory.as_deref().map_or(Path::new(""), Path::new);
    let path = folder.join(Path::new(&record.path).file_name().unwrap_or_default());
    let read = scenario::read(Source::new(&path, record.text.as_str(), &recorded.overrides))?;
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

    let room = tempfile::tempdir()
        .map_err(|error| CliError::Failure(format!("cannot make a temporary folder: {error}")))?;
    let drawn = |ending: &str| recorded.files.keys().any(|name| name.ends_with(ending));
    let job = Job {
        prepared: &prepared,
        path: Path::new(&record.path),
        overrides: &recorded.overrides,
        threads: threads(args.threads),
        out: Some(&room.path().join("rerun")),
        force: false,
        quiet: false,
        figures: match (drawn(".png"), drawn(".svg")) {
            (_, true) => Some(Format::PngAndSvg),
            (true, false) => Some(Format::Png),
            (false, false) => None,
        },
        targets: targets.as_ref(),
        until: None,
    };
    let done = job.run()?;
    if done.provenance.scenario.hash != record.hash {
        return Err(CliError::Failure(format!(
            "a file that the scenario names has changed since {dir} was written, so it cannot be run again"
        )));
    }
    let different = recorded.differing_files(&done.provenance);
    if different.is_empty() {
        return print(format!("{dir}: the same bytes again, in {} files\n", recorded.files.len()));
    }
    if recorded.tress != done.provenance.tress || recorded.crates != done.provenance.crates {
        note(format!(
            "written by tress {}, run again by {}\n",
            recorded.tress.version, done.provenance.tress.version
        ));
    }
    Err(CliError::Failure(format!("{dir}: other bytes came out in {}", different.join(", "))))
}
