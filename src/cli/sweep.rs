//! `tress sweep`.

use super::args::SweepArgs;
use super::plan::{count, memory, time};
use super::prepare::{bytes_beside, pool, threads};
use super::progress::{INTERRUPTED, SweepProgress};
use super::run::watch_for_interruption;
use super::{CliError, note, print};
use crate::record::{
    DESIGN, Damage, Entry, Finished, PARQUET, PROVENANCE, Part, PartPlace, Parts, Provenance, RESULTS, SWEEP, Source, SweepHead,
    SweepRecord, hash8, sha256, write_design, write_parquet, write_results, write_whole,
};
use crate::scenario::design::{Cell, Flags, Luck, ReadDesign, open_design};
use crate::sweep::{FaultyPoint, Sweep, Takes, survived, walk};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Runs of a design beyond which it has to be said that it is meant.
const MANY: u64 = 100_000;

/// Runs a scenario at every point of a design, and leaves one table.
///
/// # Errors
/// Faults of the design, its scenario or any point; a folder that holds something else; an interruption or a failure,
/// after which the same command goes on; a disk that cannot be written.
pub fn sweep(args: &SweepArgs) -> Result<(), CliError> {
    let begun = Instant::now();
    can_write(args.parquet)?;
    let sweep = prepare(args)?;
    let threads = threads(args.threads);
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&sweep.head));
    let runs = sweep.head.runs();
    if runs > MANY && !args.yes && !args.dry_run {
        return Err(CliError::Usage(format!(
            "this design has {} runs: {}\n--dry-run says what they would take, --yes runs them",
            count(runs),
            product(&sweep.head),
        )));
    }
    let mut room = Room::open(&folder, &sweep, args.force)?;
    let [part, of] = args.shard.unwrap_or([1, 1]);
    let mine = |point: u64| point % of == part - 1;
    let missing = |point: u64| mine(point) && !room.has_all(&sweep.head, point);
    let pool = pool(threads)?;
    let takes = pool.install(|| sweep.look_through(threads, missing)).map_err(|faulty| refuse(&sweep, faulty))?;
    if args.dry_run {
        return dry_run(&sweep, &room, &takes, threads, args.json);
    }
    if takes.memory_free_bytes.is_some_and(|free| takes.memory_bytes > free) {
        return Err(CliError::Failure(format!(
            "the largest point needs {} of memory, and {} are free; nothing was begun\nTry fewer people or fewer \
             threads",
            memory(takes.memory_bytes),
            memory(takes.memory_free_bytes.unwrap_or(0)),
        )));
    }
    watch_for_interruption();
    if !args.quiet {
        note(format!("{}\n", in_a_line(&sweep.head, &takes, threads)));
    }
    room.begin(&sweep, record(&sweep, args, threads)?).map_err(|error| cannot("write", &folder, &error))?;
    let known = if room.finished.count() < runs { Known::around(&folder, &sweep.head) } else { Known::default() };
    for damage in room.damaged.iter().chain(&known.damaged).filter(|_| !args.quiet) {
        note(format!("note: {}\n", damaged(damage)));
    }
    let before = room.finished.count();
    if before > 0 && before < runs && !args.quiet {
        note(format!("going on: {} of {} runs are there\n", count(before), count(runs)));
    }
    let stepping = Instant::now();
    let done = run(&Runs { sweep: &sweep, room: &room, known: &known, takes: &takes, threads, args }, &mine)?;
    let seconds = stepping.elapsed().as_secs_f64();
    room.rescan(&sweep.head)?;
    let there = room.finished.count();
    if INTERRUPTED.load(Relaxed) {
        let kept = format!("interrupted; {} of {} runs are kept in {}", count(there), count(runs), folder.display());
        return Err(CliError::Failure(format!("{kept}\nthe same command goes on from there")));
    }
    if !done.failed.is_empty() {
        return Err(CliError::Failure(failures(&done.failed, &sweep, there, runs)));
    }
    let summary = Summary { head: &sweep.head, folder: &folder, computed: done.computed, before, there, seconds };
    if there < runs {
        return summary.tell(args.json, false);
    }
    table(&folder, &sweep.head, &room.finished, args.parquet, begun)?;
    summary.tell(args.json, true)
}

/// The sweep that the arguments describe.
fn prepare(args: &SweepArgs) -> Result<Sweep, CliError> {
    let flags = Flags {
        vary: args.vary.clone(),
        design: args.design.clone(),
        set: args.overrides.clone(),
        replicates: args.replicates,
        luck: args.luck,
        at: args.at.clone(),
        groups: args.groups.clone(),
        rng_seed: args.seed,
    };
    let read = open_design(&args.file, &flags)?;
    let mut files = bytes_beside(&read.source, read.files())?;
    files.extend(bytes_beside(&read.scenario.source, read.scenario.scenario.files())?);
    Ok(Sweep::new(read, files)?)
}

fn default_folder(head: &SweepHead) -> PathBuf {
    Path::new("output").join(format!("{}-sweep-{}", head.scenario, hash8(&head.key)))
}

/// The folder of a sweep, and what it holds.
struct Room {
    folder: PathBuf,
    finished: Finished,
    damaged: Vec<Damage>,
}

impl Room {
    /// Looks into the folder.
    fn open(folder: &Path, sweep: &Sweep, force: bool) -> Result<Self, CliError> {
        // Another part may just be beginning the folder: what it writes has a hidden name until it is whole, and the
        // first that is whole is the record, which is therefore looked for last.
        let is_hidden = |file: io::Result<DirEntry>| {
            file.is_ok_and(|file| file.file_name().as_encoded_bytes().starts_with(b"."))
        };
        let is_empty = std::fs::read_dir(folder).map_or(true, |mut files| files.all(is_hidden));
        let there = SweepHead::read(folder).map_err(|error| {
            CliError::Usage(format!("cannot read {}: {error}", folder.join(SWEEP).display()))
        })?;
        let dir = folder.display();
        match there {
            Some(other) if other.key != sweep.head.key && !force => {
                return Err(CliError::Usage(format!(
                    "{dir} holds another sweep: {}\nname another folder with --out; --force takes this one over and \
                     keeps the runs that both have",
                    difference(&other, &sweep.head),
                )));
            }
            None if !is_empty => {
                return Err(CliError::Usage(format!(
                    "{dir} exists and holds no sweep (no {SWEEP}): not touching it\nname another folder with --out"
                )));
            }
            _ => {}
        }
        let mut room = Self {
            folder: folder.into(),
            finished: Finished::none_of(sweep.head.runs().min(u64::from(u32::MAX))),
            damaged: vec![],
        };
        room.rescan(&sweep.head)?;
        Ok(room)
    }

    fn rescan(&mut self, head: &SweepHead) -> Result<(), CliError> {
        let mut finished = Finished::none_of(self.finished.runs());
        self.damaged = finished
            .scan(&self.folder, head, |_, _| {})
            .map_err(|error| cannot("read the runs in", &self.folder, &error))?;
        self.finished = finished;
        Ok(())
    }

    fn has_all(&self, head: &SweepHead, point: u64) -> bool {
        let each = head.arms.len() as u64 * u64::from(head.replicates);
        (point * each..(point + 1) * each).all(|number| self.finished.has(number))
    }

    /// The arms of a job that are missing.
    fn missing(&self, head: &SweepHead, point: u64, replicate: u32) -> Vec<usize> {
        let arms = head.arms.iter().map(|(position, ..)| *position);
        let is_missing =
            |arm: &usize| head.number(point, *arm, replicate).is_some_and(|number| !self.finished.has(number));
        arms.filter(is_missing).collect()
    }

    /// Says what the folder is of, and what its points are. What another sweep had made of its runs goes; the runs stay.
    /// All parts of an array may begin the same folder at once: each leaves alone what the others write.
    fn begin(&self, sweep: &Sweep, provenance: Provenance) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let same = SweepHead::read(&self.folder)?.is_some_and(|there| there.key == sweep.head.key);
        if same && self.folder.join(DESIGN).is_file() {
            return Ok(());
        }
        for file in std::fs::read_dir(&self.folder)?.filter(|_| !same) {
            let file = file?;
            let is_of_a_part = file.file_name() == SWEEP || file.file_name().as_encoded_bytes().starts_with(b".");
            if !is_of_a_part && file.path().is_file() {
                match std::fs::remove_file(file.path()) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    removed => removed?,
                }
            }
        }
        let cells = |point: u64| sweep.points.point(point).cells;
        let luck = |point: u64| sweep.luck(&sweep.points.point(point));
        write_whole(&self.folder, SWEEP, |out| Ok(serde_json::to_writer_pretty(out, &sweep.head)?))?;
        write_whole(&self.folder, PROVENANCE, |out| Ok(serde_json::to_writer_pretty(out, &provenance)?))?;
        write_whole(&self.folder, DESIGN, |out| write_design(out, &sweep.head, cells, luck)).map(drop)
    }
}

/// Makes the table of results in a folder, and completes its record; all runs are finished.
///
/// # Errors
/// If one cannot be written.
pub fn table(
    folder: &Path,
    head: &SweepHead,
    finished: &Finished,
    parquet: bool,
    begun: Instant,
) -> Result<(), CliError> {
    let hash = write_whole(folder, RESULTS, |out| write_results(out, head, folder, finished))
        .map_err(|error| cannot("write", &folder.join(RESULTS), &error))?;
    let mut provenance = Provenance::read(folder).map_err(|error| CliError::Failure(error.to_string()))?;
    provenance.files.insert(RESULTS.into(), hash);
    if parquet {
        let hash = write_whole(folder, PARQUET, |out| write_parquet(out, head, folder))
            .map_err(|error| cannot("write", &folder.join(PARQUET), &error))?;
        provenance.files.insert(PARQUET.into(), hash);
    }
    for name in [DESIGN, SWEEP] {
        let path = folder.join(name);
        let bytes = std::fs::read(&path).map_err(|error| cannot("read", &path, &error))?;
        provenance.files.insert(name.into(), sha256(&bytes));
    }
    provenance.measure_memory(0);
    provenance.timing.total_s = begun.elapsed().as_secs_f64();
    write_whole(folder, PROVENANCE, |out| Ok(serde_json::to_writer_pretty(out, &provenance)?))
        .map(drop)
        .map_err(|error| cannot("write", folder, &error))
}

/// Whether this build can leave what is asked for: known before hours of work.
///
/// # Errors
/// If it cannot.
pub fn can_write(parquet: bool) -> Result<(), CliError> {
    match parquet && !cfg!(feature = "parquet") {
        true => Err(CliError::Usage(
            "this program was built without Parquet\nbuild one that has it: cargo build --release --features parquet"
                .into(),
        )),
        false => Ok(()),
    }
}

/// What sets two sweeps apart, in a few words.
fn difference(other: &SweepHead, head: &SweepHead) -> String {
    if other.scenario != head.scenario {
        return format!("of the scenario {}", other.scenario);
    }
    let differ: Vec<&str> = [
        ("what varies", other.inputs != head.inputs || other.design.inputs != head.design.inputs),
        ("how points are laid out", other.layout != head.layout || other.points != head.points),
        ("the arms", other.arms != head.arms),
        ("the replicates", other.replicates != head.replicates),
        ("what is set", other.design.set != head.design.set),
        ("what is reported", other.design.at != head.design.at || other.design.groups != head.design.groups),
        ("the luck", other.design.luck != head.design.luck || other.design.rng_seed != head.design.rng_seed),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(what, _)| what)
    .collect();
    match differ.is_empty() {
        true => "its scenario was different then, or the program".into(),
        false => format!("{} was different", differ.join(" and ")),
    }
}

/// Runs of other sweeps, by key.
#[derive(Default)]
struct Known {
    parts: Parts,
    places: BTreeMap<String, PartPlace>,
    damaged: Vec<Damage>,
}

impl Known {
    /// Those of the sweeps of the same scenario beside this folder, and those of an earlier sweep in it.
    fn around(folder: &Path, head: &SweepHead) -> Self {
        let mut known = Self::default();
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = std::fs::read_dir(parent).into_iter().flatten().filter_map(|file| Some(file.ok()?.path()));
        let mut folders: Vec<PathBuf> = beside.filter(|path| path.is_dir()).collect();
        folders.sort();
        for other in folders {
            // What cannot be read there is nobody's fault here: it is computed.
            let Ok(Some(of)) = SweepHead::read(&other) else { continue };
            if of.scenario != head.scenario {
                continue;
            }
            let places = &mut known.places;
            let damaged = known.parts.scan(&other, |design, place, entry| {
                if design != head.key {
                    places.insert(entry.key, place);
                }
            });
            known.damaged.extend(damaged.unwrap_or_default().into_iter().filter(|_| other != folder));
        }
        known
    }

    fn measures(&self, key: &str) -> Option<Vec<crate::record::Line>> {
        let place = *self.places.get(key)?;
        let entry = self.parts.reader().read(place).ok()?;
        (entry.key == key).then_some(entry.lines)
    }
}

struct Runs<'a> {
    sweep: &'a Sweep,
    room: &'a Room,
    known: &'a Known,
    takes: &'a Takes,
    threads: usize,
    args: &'a SweepArgs,
}

/// What came of the runs.
#[derive(Default)]
struct Done {
    computed: u64,
    failed: Vec<(u64, String)>,
}

/// Does every run that is missing, and keeps each as soon as it is done.
fn run(runs: &Runs<'_>, mine: &(dyn Fn(u64) -> bool + Sync)) -> Result<Done, CliError> {
    let Runs { sweep, room, known, takes, threads, args } = *runs;
    let head = &sweep.head;
    let part = Part::of(&room.folder, &head.key);
    let worker = sweep.worker(takes, threads);
    let own = head.arms.len() as u64 * u64::from(head.replicates) * (0..head.points).filter(|&p| mine(p)).count() as u64;
    let there = (0..head.points).filter(|&point| mine(point)).map(|point| {
        let each = head.arms.len() as u64 * u64::from(head.replicates);
        (point * each..(point + 1) * each).filter(|&number| room.finished.has(number)).count() as u64
    });
    let progress = SweepProgress::new(own, there.sum(), args.quiet);
    let computed = AtomicU64::new(0);
    let (failed, broken) = (Mutex::new(vec![]), Mutex::new(None));
    // Points that share their luck may share runs: those of an arm that does not know what varies.
    let shared = (head.design.luck == Luck::Paired).then(|| Mutex::new(BTreeMap::<String, Vec<_>>::new()));
    let look_up = |key: &str| {
        let of_this = shared.as_ref().and_then(|shared| {
            shared.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
        });
        of_this.or_else(|| known.measures(key))
    };
    let keep_on = || !INTERRUPTED.load(Relaxed);
    let (workers, threads_each) = if takes.one_at_a_time { (1, threads) } else { (threads, 1) };
    let work = |job: crate::sweep::Job| {
        let missing = room.missing(head, job.point, job.replicate);
        if missing.is_empty() {
            return true;
        }
        let outcome = survived(|| sweep.run(&worker, job, &missing, &look_up, &keep_on)).and_then(|done| done);
        match outcome {
            Ok(None) => return false,
            Ok(Some((entries, new))) => {
                if let Err(error) = part.add(&entries) {
                    broken.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    return false;
                }
                computed.fetch_add(new as u64, Relaxed);
                progress.ran(entries.len() as u64);
                if let Some(shared) = &shared {
                    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    keep_shared(&mut shared, entries);
                }
            }
            Err(words) => failed.lock().unwrap_or_else(PoisonError::into_inner).push((job.point, words)),
        }
        keep_on()
    };
    let jobs = sweep.jobs(mine);
    walk(jobs, workers, threads_each, work)
        .map_err(|error| CliError::Failure(format!("cannot start threads: {error}")))?;
    progress.finish();
    if let Some(error) = broken.into_inner().unwrap_or_default() {
        return Err(CliError::Failure(format!(
            "cannot keep a run in {}: {error}\nwhat was finished before is kept; the same command goes on from there",
            room.folder.display()
        )));
    }
    let mut failed = failed.into_inner().unwrap_or_default();
    failed.sort();
    Ok(Done { computed: computed.into_inner(), failed })
}

/// Keeps a few of the runs that points may share: those of the arms that come up again.
fn keep_shared(shared: &mut BTreeMap<String, Vec<crate::record::Line>>, entries: Vec<Entry>) {
    // Memory must not grow with the number of points: runs that are shared come up again soon.
    const MOST: usize = 4096;
    for entry in entries {
        if shared.len() >= MOST && !shared.contains_key(&entry.key) {
            shared.pop_first();
        }
        shared.insert(entry.key, entry.lines);
    }
}

fn failures(failed: &[(u64, String)], sweep: &Sweep, there: u64, runs: u64) -> String {
    let mut points: BTreeMap<u64, &str> = BTreeMap::new();
    failed.iter().for_each(|(point, words)| {
        points.entry(*point).or_insert(words);
    });
    let told: Vec<String> = (points.iter().take(5))
        .map(|(point, words)| format!("point {point} ({}): {words}", values(sweep, *point)))
        .collect();
    let more = points.len().saturating_sub(5);
    let more = if more > 0 { format!("; {more} more points") } else { String::new() };
    format!(
        "{} failed: {}{more}\nthe other {} of {} runs are kept; the same command tries again",
        if failed.len() == 1 { "a run".into() } else { format!("{} runs", count(failed.len() as u64)) },
        told.join("; "),
        count(there),
        count(runs),
    )
}

/// `q = 0.3, r = 0.1`.
fn values(sweep: &Sweep, point: u64) -> String {
    let cells: Vec<Cell> = sweep.points.point(point).cells;
    let one = |(column, cell): (&String, &Cell)| format!("{column} = {cell}");
    sweep.points.columns().iter().zip(&cells).map(one).collect::<Vec<_>>().join(", ")
}

fn refuse(sweep: &Sweep, faulty: Box<FaultyPoint>) -> CliError {
    let number = faulty.point.number;
    note(format!("at point {number} of {} ({}):\n\n", sweep.head.points, values(sweep, number)));
    CliError::Faults(faulty.refusal)
}

pub fn cannot(action: &str, path: &Path, error: &io::Error) -> CliError {
    CliError::Failure(format!("cannot {action} {}: {error}", path.display()))
}

pub fn damaged(damage: &Damage) -> String {
    let Damage { path, line, cut_short } = damage;
    let how = if *cut_short { "was cut short" } else { "is damaged" };
    format!("{}: line {line} {how}; its run is computed again", path.display())
}

/// The record that a sweep begins with: all it takes to have it again.
fn record(sweep: &Sweep, args: &SweepArgs, threads: usize) -> Result<Provenance, CliError> {
    let ReadDesign { file, source, scenario, .. } = &sweep.read;
    let [list, inputs] = [
        bytes_beside(source, sweep.read.files())?,
        bytes_beside(&scenario.source, scenario.scenario.files())?,
    ];
    let [list, inputs] = [&list, &inputs]
        .map(|files| files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>());
    let path = scenario.source.path.to_string_lossy();
    let text = &scenario.source.text;
    let of = Source { path: &path, text, overrides: &file.set, inputs: &inputs, threads };
    let mut provenance = Provenance::begin(of, &scenario.scenario);
    provenance.sweep = Some(SweepRecord::new(&args.file.to_string_lossy(), file, &list));
    provenance.replicates = sweep.head.replicates;
    Ok(provenance)
}

/// `1,000 points × 2 arms × 4 replicates`.
fn product(head: &SweepHead) -> String {
    let many = |number: u64, noun: &str| {
        format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
    };
    let arms = head.arms.len() as u64;
    format!(
        "{} × {} × {}",
        many(head.points, "point"),
        many(arms, "arm"),
        many(u64::from(head.replicates), "replicate")
    )
}

fn in_a_line(head: &SweepHead, takes: &Takes, threads: usize) -> String {
    let seconds = takes.seconds / threads as f64;
    let threads = super::plan::plural(threads as u32, "thread");
    format!("{}: {}, about {} on {threads}", head.scenario, product(head), time(seconds))
}

/// Says what a sweep would take.
fn dry_run(sweep: &Sweep, room: &Room, takes: &Takes, threads: usize, as_json: bool) -> Result<(), CliError> {
    let head = &sweep.head;
    // A row holds some 9 bytes for each number, in the table and again in the parts.
    let lines = (head.design.at.len().max(1) * head.design.groups.len().max(1)) as u64;
    let disk = head.runs().saturating_mul(lines * 18 * (head.measures.len() + 12) as u64);
    let seconds = takes.seconds / threads as f64;
    if as_json {
        let data = json!({
            "points": head.points, "arms": head.arms.len(), "replicates": head.replicates, "runs": head.runs(),
            "finished": room.finished.count(), "seconds": seconds, "memory_bytes": takes.memory_bytes,
            "disk_bytes": disk, "folder": room.folder.display().to_string(),
        });
        return print(format!("{data:#}\n"));
    }
    let spread = if takes.one_at_a_time { "one run at a time, people spread over them" } else { "runs side by side" };
    let free = takes.memory_free_bytes.map_or(String::new(), |free| format!(" of {} free", memory(free)));
    let [first, last] = [0, head.points.saturating_sub(1)].map(|point| values(sweep, point));
    print(format!(
        "design      {} ({})\nfirst       {first}\nlast        {last}\nruns        {}, {}; {} finished\n\
         time        about {} on {}, {spread}\nmemory      {}{free}\ndisk        about {}\nfolder      {}\n",
        sweep.read.file.design,
        product(head),
        count(head.runs()),
        format_args!("{} measures each", head.measures.len()),
        count(room.finished.count()),
        time(seconds),
        super::plan::plural(threads as u32, "thread"),
        memory(takes.memory_bytes),
        memory(disk),
        room.folder.display(),
    ))
}

struct Summary<'a> {
    head: &'a SweepHead,
    folder: &'a Path,
    computed: u64,
    before: u64,
    there: u64,
    seconds: f64,
}

impl Summary<'_> {
    /// What was done, and where it is.
    fn tell(&self, as_json: bool, whole: bool) -> Result<(), CliError> {
        let Self { head, folder, computed, before, there, seconds } = self;
        let each = (head.arms.len() as u64 * u64::from(head.replicates)) as f64;
        let pace = *computed as f64 / each / seconds.max(1e-9);
        let reused = there - before.min(there) - computed.min(&(there - before.min(there)));
        if as_json {
            let data = json!({
                "folder": folder.display().to_string(), "points": head.points, "arms": head.arms.len(),
                "replicates": head.replicates, "runs": head.runs(), "finished": there, "computed": computed,
                "reused": reused, "seconds": seconds, "points_per_second": pace, "complete": whole,
            });
            return print(format!("{data:#}\n"));
        }
        let dir = folder.display();
        let mut text = format!("{}: {}\n", head.scenario, product(head));
        text += &match computed {
            0 => "nothing had to be computed".to_string(),
            _ => format!(
                "{} runs computed in {}, {} points a second",
                count(*computed),
                time(*seconds),
                crate::record::short(pace)
            ),
        };
        if reused > 0 {
            text += &format!("; {} taken from sweeps beside this one", count(reused));
        }
        if *before > 0 {
            text += &format!("; {} were there", count(*before));
        }
        text += ".\n\n";
        text += &if whole {
            format!(
                "Results in {dir}: a row for each run in {RESULTS}.\nWhat matters: `tress sensitivity {dir}`.\n"
            )
        } else {
            format!(
                "{} of {} runs are in {dir}. When all parts have run, `tress merge {dir}` makes the table.\n",
                count(*there),
                count(head.runs())
            )
        };
        print(text)
    }
}
