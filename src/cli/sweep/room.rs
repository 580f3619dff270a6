//! The folder of a sweep, and the runs of sweeps around it.

use super::super::CliError;
use super::cannot;
use crate::record::{
    DESIGN, Damage, Finished, Line, PARQUET, PROVENANCE, PartPlace, Parts, Provenance, RESULTS, SWEEP,
    SweepHead, sha256, write_design, write_parquet, write_results, write_whole,
};
use crate::report::forget_sensitivity;
use crate::sweep::Sweep;
use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is made of the runs of a sweep: it goes where another takes the folder over.
const MADE: [&str; 7] =
    [RESULTS, PARQUET, DESIGN, PROVENANCE, "sensitivity.csv", "responses.csv", "surface.csv"];

/// The folder of a sweep, and what it holds.
pub struct Room {
    /// Its path.
    pub folder: PathBuf,
    /// The runs that are there.
    pub finished: Finished,
    /// Lines of its parts that cannot be trusted.
    pub damaged: Vec<Damage>,
}

impl Room {
    /// Looks into the folder.
    pub fn open(folder: &Path, sweep: &Sweep, force: bool) -> Result<Self, CliError> {
        // Another part may just be beginning the folder: what it writes has a hidden name until it is whole, and the
        // first that is whole is the record, which is therefore looked for last.
        let is_hidden = |file: io::Result<DirEntry>| {
            file.is_ok_and(|file| file.file_name().as_encoded_bytes().starts_with(b"."))
        };
        let is_empty = std::fs::read_dir(folder).map_or(true, |mut files| files.all(is_hidden));
        let dir = folder.display();
        if folder.is_file() {
            return Err(CliError::Usage(format!("{dir} is a file\nname a folder with --out")));
        }
        match SweepHead::read(folder) {
            Err(error) if !force => {
                return Err(CliError::Usage(format!(
                    "cannot read {}: {error}\nname another folder with --out; --force takes this one over and keeps \
                     its runs",
                    folder.join(SWEEP).display()
                )));
            }
            Ok(Some(other)) if other.key != sweep.head.key && !force => {
                return Err(CliError::Usage(format!(
                    "{dir} holds another sweep: {}\nname another folder with --out; --force takes this one over and \
                     keeps the runs that both have",
                    difference(&other, &sweep.head),
                )));
            }
            Ok(None) if !is_empty => {
                return Err(CliError::Usage(format!(
                    "{dir} exists and holds no sweep (no {SWEEP}): not touching it\nname another folder with --out"
                )));
            }
            _ => {}
        }
        let mut room =
            Self { folder: folder.into(), finished: Finished::none_of(sweep.head.runs()), damaged: vec![] };
        room.rescan(&sweep.head)?;
        Ok(room)
    }

    /// Looks into its parts again.
    pub fn rescan(&mut self, head: &SweepHead) -> Result<(), CliError> {
        self.finished = Finished::none_of(head.runs());
        let damaged = self.finished.scan(&self.folder, head);
        self.damaged = damaged.map_err(|error| cannot("read the runs in", &self.folder, &error))?;
        Ok(())
    }

    /// Runs of a point that are missing.
    pub fn missing_of(&self, head: &SweepHead, point: u64) -> u64 {
        let each = head.runs_each();
        (point * each..(point + 1) * each).filter(|&number| !self.finished.has(number)).count() as u64
    }

    /// Sets damaged parts aside once all is there: what they lost was computed again.
    pub fn mend(&self) -> io::Result<()> {
        let mut paths: Vec<&PathBuf> = self.damaged.iter().map(|damage| &damage.path).collect();
        paths.dedup();
        paths.into_iter().try_for_each(|path| Parts::mend(path))
    }

    /// Whether every run of a point is there.
    pub fn has_all(&self, head: &SweepHead, point: u64) -> bool {
        self.missing_of(head, point) == 0
    }

    /// The arms of a job that are missing.
    pub fn missing(&self, head: &SweepHead, point: u64, replicate: u32) -> Vec<usize> {
        let arms = head.arms.iter().map(|(position, ..)| *position);
        let is_missing = |arm: &usize| {
            head.number(point, *arm, replicate).is_some_and(|number| !self.finished.has(number))
        };
        arms.filter(is_missing).collect()
    }

    /// Says what the folder is of, and what its points are. What another sweep had made of its runs goes; the runs stay.
    /// All parts of an array may begin the same folder at once: each leaves alone what the others write.
    pub fn begin(&self, sweep: &Sweep, provenance: &Provenance) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let there = SweepHead::read(&self.folder);
        let same = matches!(&there, Ok(Some(there)) if there.key == sweep.head.key);
        if same && self.folder.join(DESIGN).is_file() {
            return Ok(());
        }
        // One that cannot be read is another's, too.
        let others = !same && !matches!(there, Ok(None));
        for name in MADE.iter().filter(|_| others) {
            match std::fs::remove_file(self.folder.join(name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
        if others {
            forget_sensitivity(&self.folder);
        }
        let cells = |point: u64| sweep.points.point(point).cells;
        let luck = |point: u64| sweep.luck(&sweep.points.point(point));
        write_whole(&self.folder, SWEEP, |out| Ok(serde_json::to_writer_pretty(out, &sweep.head)?))?;
        write_whole(&self.folder, PROVENANCE, |out| Ok(serde_json::to_writer_pretty(out, provenance)?))?;
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
    let path = folder.join(DESIGN);
    let bytes = std::fs::read(&path).map_err(|error| cannot("read", &path, &error))?;
    provenance.files.insert(DESIGN.into(), sha256(&bytes));
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
        return format!("of the scenario `{}`", other.scenario);
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
        true => "its scenario or the program was another then".into(),
        false => format!("other than this one in {}", differ.join(", in ")),
    }
}

/// Runs of other sweeps, by key.
#[derive(Default)]
pub struct Known {
    parts: Parts,
    places: BTreeMap<u128, PartPlace>,
}

impl Known {
    /// Those of the sweeps of the same scenario beside this folder, and those in it that do not count as this sweep's:
    /// of an earlier one, or in a part that does not say whose it is. What cannot be read there is nobody's fault here:
    /// it is computed.
    pub fn around(folder: &Path, head: &SweepHead) -> Self {
        let mut known = Self::default();
        let parent =
            folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside =
            std::fs::read_dir(parent).into_iter().flatten().filter_map(|file| Some(file.ok()?.path()));
        let mut folders: Vec<PathBuf> = beside.filter(|path| path.is_dir()).collect();
        folders.sort();
        let own = folder.canonicalize().ok();
        for other in folders {
            let is_own = own.is_some() && other.canonicalize().ok() == own;
            let is_alike = |of: SweepHead| of.scenario == head.scenario;
            if !SweepHead::read(&other).ok().flatten().is_some_and(is_alike) {
                continue;
            }
            let places = &mut known.places;
            let _ = known.parts.scan(&other, |design, place, entry| {
                if let Some(key) = as_number(&entry.key).filter(|_| !is_own || design != head.key) {
                    places.insert(key, place);
                }
            });
        }
        known
    }

    /// What the run with this key has measured, if it is known.
    pub fn measures(&self, key: &str) -> Option<Vec<Line>> {
        let place = *self.places.get(&as_number(key)?)?;
        let entry = self.parts.reader().read(place).ok()?;
        (entry.key == key).then_some(entry.lines)
    }
}

/// A key, which is 32 hexadecimal digits, as a number.
fn as_number(key: &str) -> Option<u128> {
    u128::from_str_radix(key, 16).ok()
}

/// What is wrong with a line of a part, and what follows, in a sentence.
pub fn damaged(damage: &Damage, follows: &str) -> String {
    let Damage { path, line, cut_short } = damage;
    let how = if *cut_short { "was cut short" } else { "is damaged" };
    format!("{}: line {line} {how}; {follows}", path.display())
}
