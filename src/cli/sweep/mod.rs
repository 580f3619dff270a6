//! `tress sweep`.

mod room;
mod runs;
mod words;

pub use room::{can_write, damaged, table};
pub use words::{as_data, in_full};

use super::args::SweepArgs;
use super::plan::{count, memory};
use super::prepare::{bytes_beside, pool, threads};
use super::progress::INTERRUPTED;
use super::run::watch_for_interruption;
use super::{CliError, note, print};
use crate::record::{Damage, Provenance, Source, SweepHead, SweepRecord, hash8};
use crate::scenario::design::{Flags, Layout, ReadDesign, open_design};
use crate::scenario::{Fault, Faults, Origin, Wrong};
use crate::sweep::{FaultyPoint, Points, Sweep};
use room::{Known, Room};
use runs::Runs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;
use words::Summary;

/// Runs of a design beyond which it has to be said that it is meant.
const MANY: u64 = 100_000;
/// Points beyond which it takes a while to look at their scenarios.
const LONG: u64 = 20_000;
/// Runs beyond which there is no keeping track of them.
const MOST: u64 = 100_000_000;

/// Runs a scenario at every point of a design, and leaves one table.
///
/// # Errors
/// Faults of the design, its scenario or any point; a folder that holds something else; an interruption or a failure,
/// after which the same command goes on; a disk that cannot be written.
pub fn sweep(args: &SweepArgs) -> Result<(), CliError> {
    can_write(args.parquet)?;
    let shard = args.shard.as_deref().map_or(Ok([1, 1]), shard)?;
    let sweep = prepare(args)?;
    let runs = sweep.head.runs();
    if runs > MANY && !args.yes && !args.dry_run {
        return Err(CliError::Usage(format!(
            "this design has {} runs: {}\n--dry-run says what they would take, --yes runs them",
            count(runs),
            words::product(&sweep.head),
        )));
    }
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&sweep.head));
    let job = SweepJob {
        sweep: &sweep,
        path: &args.file.to_string_lossy(),
        folder: &folder,
        threads: threads(args.reported.threads),
        shard,
        force: args.force,
        parquet: args.parquet,
        quiet: args.quiet,
    };
    if args.dry_run {
        let room = Room::open(&folder, &sweep, args.force)?;
        let takes = job.look_through(&room)?;
        let finished = room.finished.count();
        return print(if args.json {
            format!("{:#}\n", words::dry_run_data(&sweep, &takes, job.threads, (finished, &folder)))
        } else {
            words::dry_run(&sweep, &takes, job.threads, (finished, &folder))
        });
    }
    print(job.run()?.tell(args.json))
}

/// A sweep to do, and how.
pub struct SweepJob<'a> {
    /// The sweep.
    pub sweep: &'a Sweep,
    /// Path of the design file or the scenario, as given.
    pub path: &'a str,
    /// Folder for the results.
    pub folder: &'a Path,
    /// Threads to use.
    pub threads: usize,
    /// The part to run, from 1, of so many.
    pub shard: [u64; 2],
    /// Whether to take over the folder of another sweep.
    pub force: bool,
    /// Whether to leave a Parquet table, too.
    pub parquet: bool,
    /// Whether to show no progress.
    pub quiet: bool,
}

impl<'a> SweepJob<'a> {
    fn is_mine(&self, point: u64) -> bool {
        let [part, of] = self.shard;
        point % of == part - 1
    }

    /// Looks at the scenarios of the points that are missing.
    fn look_through(&self, room: &Room) -> Result<crate::sweep::Takes, CliError> {
        let missing =
            |point: u64| if self.is_mine(point) { room.missing_of(&self.sweep.head, point) } else { 0 };
        // A third of a millisecond each: nobody should wonder what takes so long.
        let points = self.sweep.head.points;
        if points > LONG && !self.quiet {
            note(format!("looking at the scenarios of {} points first\n", count(points)));
        }
        let found = pool(self.threads)?.install(|| self.sweep.look_through(self.threads, missing));
        found.map_err(|faulty| refuse(self.sweep, *faulty))
    }

    /// Does what is missing, and makes the table if nothing is missing any more.
    ///
    /// # Errors
    /// See [`sweep`].
    pub fn run(&self) -> Result<Summary<'a>, CliError> {
        let begun = Instant::now();
        let Self { sweep, folder, threads, quiet, .. } = *self;
        let (head, runs) = (&sweep.head, sweep.head.runs());
        let mut room = Room::open(folder, sweep, self.force)?;
        let takes = self.look_through(&room)?;
        if takes.memory_free_bytes.is_some_and(|free| takes.memory_bytes > free) {
            return Err(CliError::Failure(format!(
                "the largest point needs {} of memory, and {} are free; nothing was begun\nTry fewer people or fewer \
                 threads",
                memory(takes.memory_bytes),
                memory(takes.memory_free_bytes.unwrap_or(0)),
            )));
        }
        watch_for_interruption();
        let say = |words: String| {
            if !quiet {
                note(words);
            }
        };
        say(format!("{}\n", words::in_a_line(head, &takes, threads)));
        room.begin(sweep, &self.record()).map_err(|error| cannot("write", folder, &error))?;
        let before = room.finished.count();
        let is_missing = |point: u64| self.is_mine(point) && !room.has_all(head, point);
        let known =
            if (0..head.points).any(is_missing) { Known::around(folder, head) } else { Known::default() };
        // Another part of an array may be in the middle of a line.
        let is_told = |damage: &&Damage| !damage.cut_short || self.shard == [1, 1] && !quiet;
        for damage in room.damaged.iter().filter(is_told) {
            note(format!("note: {}\n", damaged(damage, "what is missing now is computed again")));
        }
        if before > 0 && before < runs {
            say(format!("going on: {} of {} runs are there\n", count(before), count(runs)));
        }
        let stepping = Instant::now();
        let work = Runs { sweep, room: &room, known: &known, takes: &takes, threads, quiet };
        let done = work.all(&|point| self.is_mine(point))?;
        let seconds = stepping.elapsed().as_secs_f64();
        room.rescan(head)?;
        let there = room.finished.count();
        if INTERRUPTED.load(Relaxed) {
            let kept = format!("{} of {} runs are kept in {}", count(there), count(runs), folder.display());
            return Err(CliError::Failure(format!(
                "interrupted; {kept}\nthe same command goes on from there"
            )));
        }
        if !done.failed.is_empty() {
            return Err(CliError::Failure(words::failures(&done.failed, sweep, there)));
        }
        if there == runs {
            table(folder, head, &room.finished, self.parquet, begun)?;
            room.mend().map_err(|error| cannot("mend the runs in", folder, &error))?;
        }
        Ok(Summary { head, folder, computed: done.computed, before, there, seconds })
    }

    /// The record that a sweep begins with: all it takes to have it again.
    fn record(&self) -> Provenance {
        let ReadDesign { file, scenario, .. } = &self.sweep.read;
        let named = |(name, bytes): &'a (String, Vec<u8>)| (name.as_str(), bytes.as_slice());
        let inputs: Vec<(&str, &[u8])> = self.sweep.files.iter().map(named).collect();
        let list: Vec<(&str, &[u8])> = self.sweep.list.iter().map(named).collect();
        let path = scenario.source.path.to_string_lossy();
        let (text, threads) = (&scenario.source.text, self.threads);
        let of = Source { path: &path, text, overrides: &file.set, inputs: &inputs, threads };
        let mut provenance = Provenance::begin(of, &scenario.scenario);
        provenance.sweep = Some(SweepRecord::new(self.path, file, self.sweep.read.list.as_deref(), &list));
        provenance.replicates = self.sweep.head.replicates;
        provenance.arms = self.sweep.head.arms.iter().map(|(_, name, _)| name.clone()).collect();
        provenance
    }
}

/// The sweep that the arguments describe.
fn prepare(args: &SweepArgs) -> Result<Sweep, CliError> {
    let flags = Flags {
        vary: args.vary.clone(),
        design: args.design.clone(),
        set: args.overrides.clone(),
        replicates: args.reported.replicates,
        luck: args.luck,
        at: args.reported.at.clone(),
        groups: args.reported.groups.clone(),
        rng_seed: args.seed,
    };
    of_design(open_design(&args.file, &flags)?)
}

/// The sweep of a design, with the files that it and its scenario name.
///
/// # Errors
/// All faults of a list of points; a file that can no longer be read; more runs than can be kept track of.
pub fn of_design(read: ReadDesign) -> Result<Sweep, CliError> {
    let points = Points::new(&read)?;
    let list = match (&read.layout, &read.list) {
        (Layout::List { file }, Some(path)) => {
            let bytes = std::fs::read(path).map_err(|error| cannot("read", path, &error))?;
            Some((file.clone(), bytes))
        }
        _ => None,
    };
    let files = bytes_beside(&read.scenario.source, read.scenario.scenario.files())?;
    let sweep = Sweep::new(read, points, list, files);
    let runs = sweep.head.runs();
    if runs > MOST {
        return Err(CliError::Usage(format!(
            "this design has {} runs: {}\nat most {} can be kept track of: fewer values, or a random design",
            count(runs),
            words::product(&sweep.head),
            count(MOST),
        )));
    }
    Ok(sweep)
}

/// `3/20`: part and number of parts.
fn shard(text: &str) -> Result<[u64; 2], CliError> {
    let parts = text.split_once('/').and_then(|(part, of)| Some([part.parse().ok()?, of.parse().ok()?]));
    parts.filter(|[part, of]| (1..=*of).contains(part)).ok_or_else(|| {
        let message = format!("`{text}` is no part of a number of parts");
        let help = "write part and number of parts, from 1/20 to 20/20".into();
        CliError::Words(vec![Wrong {
            flag: "--shard",
            text: text.into(),
            range: 0..text.len(),
            message,
            help,
        }])
    })
}

fn default_folder(head: &SweepHead) -> PathBuf {
    Path::new("output").join(format!("{}-sweep-{}", head.scenario, hash8(&head.key)))
}

/// Says at which point a scenario has faults, and tells what an input has brought about where the input stands.
pub fn refuse(sweep: &Sweep, faulty: FaultyPoint) -> CliError {
    let number = faulty.point.number;
    note(format!("at point {number} ({}):\n\n", words::values(sweep, number)));
    let FaultyPoint { refusal, .. } = faulty;
    let before = sweep.read.scenario.source.overrides.len();
    let of_input = |fault: &Fault| {
        let Origin::Override(position) = refusal.source.locate(&fault.place)?.origin else { return None };
        let change = refusal.source.overrides.get(position).filter(|_| position >= before)?;
        let place = sweep.read.place_of(change.split_once('=')?.0)?;
        Some(Fault { place, ..fault.clone() })
    };
    match refusal.in_order().into_iter().map(of_input).collect::<Option<Vec<_>>>() {
        Some(faults) => sweep.read.refuse(Faults(faults)).into(),
        None => CliError::Faults(refusal),
    }
}

/// What the file system did not let us do.
pub fn cannot(action: &str, path: &Path, error: &io::Error) -> CliError {
    CliError::Failure(format!("cannot {action} {}: {error}", path.display()))
}
