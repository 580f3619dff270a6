//! `tress fit`.

use super::plan::plural;
use super::prepare::{bytes_beside, pool, threads};
use super::progress::FitProgress;
use super::run::{failed, figures, refused, watch_for_interruption};
use super::{CliError, args::FitArgs, note, print};
use crate::fit::{Cloud, Simulator, Stopped, fitted_scenario, search, tables};
use crate::record::{self, FitRecord, FitTables, Program, Provenance, Source, Store};
use crate::report::{self, Format};
use crate::scenario::fitting::{ReadFit, open_fit};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Fits a scenario to what was observed, and leaves the plausible scenarios.
///
/// # Errors
/// Faults of the fit file, its scenario or their data; results that are there already; an interruption, from which
/// the same command goes on; a disk that cannot be written.
pub fn fit(args: &FitArgs) -> Result<(), CliError> {
    let read = open_fit(&args.file, &args.overrides)?;
    let job = FitJob {
        path: &args.file.to_string_lossy(),
        threads: threads(args.results.threads),
        out: args.results.out.as_deref(),
        force: args.results.force,
        quiet: args.results.quiet,
        figures: figures(&args.results),
    };
    let done = job.run(read)?;
    if args.results.json {
        let text =
            serde_json::to_string_pretty(&record::fit_json(&done.provenance, &done.folder, &done.tables))
                .map_err(|error| CliError::Failure(format!("cannot write the summary: {error}")))?;
        return print(format!("{text}\n"));
    }
    print(format!("{}\n{}", record::fit_prose(&done.name, &done.tables), done.closing()))
}

/// A fit to do, and how.
pub struct FitJob<'a> {
    /// Path of the fit file, as given.
    pub path: &'a str,
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
}

/// A finished fit.
pub struct FitDone {
    /// Name of the scenario.
    pub name: String,
    /// Where the results are.
    pub folder: PathBuf,
    /// Their record.
    pub provenance: Provenance,
    /// Their tables.
    pub tables: FitTables,
    /// Name of the fitted scenario's file.
    scenario: String,
}

impl FitDone {
    /// Where the results are, and what to do with them.
    fn closing(&self) -> String {
        let folder = self.folder.display();
        format!(
            "Results in {folder}. Run the best with `tress run {folder}/{}`.\nTook {:.1} s.\n",
            self.scenario, self.provenance.timing.total_s
        )
    }
}

impl FitJob<'_> {
    /// Does it, and leaves the results, whole or not at all.
    ///
    /// # Errors
    /// See [`fit`].
    pub fn run(&self, read: ReadFit) -> Result<FitDone, CliError> {
        let begun = Instant::now();
        let pool = pool(self.threads)?;
        // Faults of any file come before everything else.
        let simulator = pool.install(|| Simulator::new(read))?;
        let read = &simulator.fit;
        let files = bytes_beside(&read.scenario.source, read.scenario.scenario.files())?;
        let mut provenance = self.begin(read, &files)?;
        let name = read.scenario.scenario.name.clone();
        let key = key(&provenance);
        let folder = self.out.map_or_else(
            || Path::new("output").join(format!("{name}-fit-{}", record::hash8(&key))),
            Path::to_path_buf,
        );
        let store = Store::open(&folder, self.force).map_err(refused)?;
        watch_for_interruption();
        let unfinished = Unfinished::beside(&folder, key_of_build(&key, &provenance.tress))?;
        let clouds = unfinished.read();
        if !self.quiet {
            note(format!("{}\n", in_a_line(&name, &simulator, self.threads)));
            if let Some(cloud) = clouds.last() {
                note(format!("going on after {} scenarios\n", cloud.evaluations));
            }
        }
        let progress = FitProgress::new(self.quiet, &unfinished);
        let found = pool.install(|| search(&simulator, clouds, &progress));
        progress.finish();
        let fitted = found.map_err(|stopped| match stopped {
            Stopped::Interrupted => CliError::Failure(
                "interrupted; the same command goes on from here\nnothing else was written".into(),
            ),
            Stopped::NoAnswer => CliError::Usage(
                "nowhere in the ranges of the parameters does the scenario answer every target\nnarrow \
                 the ranges so that the scenario stays free of faults, and ask of people who are there"
                    .into(),
            ),
        })?;
        let tables = tables(&simulator, &fitted);
        let scenario = format!("{name}.toml");
        record::write_fit(&store, &tables).map_err(failed)?;
        let text = fitted.first().map_or(String::new(), |best| fitted_scenario(&simulator, best));
        store.write(&scenario, |out| out.write_all(text.as_bytes())).map_err(failed)?;
        take_in(&store, &files)?;
        if let Some(format) = self.figures {
            self.draw(&store, &mut provenance, format)?;
        }
        provenance.measure_memory(0);
        provenance.timing.total_s = begun.elapsed().as_secs_f64();
        let folder = store.commit(&mut provenance).map_err(failed)?;
        unfinished.remove();
        Ok(FitDone { name, folder, provenance, tables, scenario })
    }

    /// The record of this fit, whose scenario names these `files`.
    fn begin(&self, read: &ReadFit, files: &[(String, Vec<u8>)]) -> Result<Provenance, CliError> {
        let data = bytes_beside(&read.source, read.files())?;
        let [inputs, data] = [files, &data].map(|list| {
            list.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>()
        });
        let path = read.scenario.source.path.to_string_lossy();
        let source = Source {
            path: &path,
            text: &read.scenario.source.text,
            overrides: &read.file.set,
            inputs: &inputs,
            threads: self.threads,
        };
        let mut provenance = Provenance::begin(source, &read.scenario.scenario);
        provenance.fit = Some(FitRecord::new(self.path, &read.source.text, &read.source.overrides, &data));
        Ok(provenance)
    }

    fn draw(&self, store: &Store, provenance: &mut Provenance, format: Format) -> Result<(), CliError> {
        super::run::draw_with(store, provenance, |folder| report::fit(folder, folder, format)).map(drop)
    }
}

/// Copies the files that the scenario names beside the fitted scenario, so that it runs where it lies.
fn take_in(store: &Store, files: &[(String, Vec<u8>)]) -> Result<(), CliError> {
    for (name, bytes) in files {
        if Path::new(name).components().count() == 1 {
            store.write(name, |out| out.write_all(bytes)).map_err(failed)?;
        } else {
            note(format!("note: `{name}` is not copied: put it where the fitted scenario looks for it\n"));
        }
    }
    Ok(())
}

/// What decides the results of a fit.
fn key(provenance: &Provenance) -> String {
    let fit = provenance.fit.as_ref().map(|fit| (&fit.text, &fit.overrides, &fit.inputs));
    let all = format!("{} {} {fit:?}", provenance.tress.version, provenance.scenario.hash);
    record::sha256(all.as_bytes())
}

/// The same for this very build: clouds that another engine has left are not gone on from.
fn key_of_build(key: &str, program: &Program) -> String {
    record::sha256(format!("{key} {}", program.git.as_deref().unwrap_or("")).as_bytes())
}

fn in_a_line(name: &str, simulator: &Simulator, threads: usize) -> String {
    let file = &simulator.fit.file;
    let held_out = match simulator.held_out().count() {
        0 => String::new(),
        number => format!(", {number} held out"),
    };
    let variants = match file.variants.len() {
        0 => String::new(),
        1 => ", and a variant".into(),
        number => format!(", and {number} variants"),
    };
    format!(
        "{name}: fitting {} to {}{held_out}, {} draws{variants}, on {}",
        plural(file.parameters.len() as u32, "parameter"),
        plural(simulator.fitted().count() as u32, "target"),
        file.draws,
        plural(threads as u32, "thread"),
    )
}

/// A fit that was left in the middle: its clouds, in a hidden file beside the results folder to be.
pub struct Unfinished {
    path: PathBuf,
    key: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    key: String,
    clouds: Vec<Cloud>,
}

impl Unfinished {
    fn beside(folder: &Path, key: String) -> Result<Self, CliError> {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let name =
            name.ok_or_else(|| CliError::Usage(format!("{} is no name for a folder", folder.display())))?;
        Ok(Self { path: folder.with_file_name(format!(".{name}.unfinished.json")), key })
    }

    /// What was kept of this very fit; of another, or if it is damaged, nothing.
    fn read(&self) -> Vec<Cloud> {
        let kept =
            std::fs::read(&self.path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        kept.filter(|kept| kept.key == self.key).map_or(vec![], |kept| kept.clouds)
    }

    /// Keeps the clouds, whole or as they were before: on the disk when this returns.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn write(&self, clouds: &[Cloud]) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(&Kept { key: self.key.clone(), clouds: clouds.to_vec() })?;
        let folder =
            self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&bytes)?;
        // Lest a power cut leave the new name and not what it is to hold.
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        Ok(())
    }

    fn remove(&self) {
        // Left over, it would do no harm: it is of a fit that has its results.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_is_gone_on_with_by_the_same_build_alone() {
        let room = tempfile::tempdir().unwrap();
        let of = |key: &str, git: Option<&str>| {
            let program = Program { git: git.map(String::from), ..Program::this() };
            Unfinished::beside(&room.path().join("fit"), key_of_build(key, &program)).unwrap()
        };
        of("one", Some("0123abc")).write(&[Cloud::default()]).unwrap();
        assert_eq!(of("one", Some("0123abc")).read(), [Cloud::default()]);
        for (key, git) in [("one", Some("0123abd")), ("one", None), ("other", Some("0123abc"))] {
            assert_eq!(of(key, git).read(), [], "{key} {git:?}");
        }
        of("one", None).remove();
        assert_eq!(of("one", Some("0123abc")).read(), []);
    }
}
