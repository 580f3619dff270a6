//! The folder of a sweep: what it is of, its design, its results.

use super::cell::Table;
use super::hash::Hashing;
use super::parts::{Damage, Part, Parts, Place};
use crate::scenario::Duration;
use crate::scenario::design::{Cell, DesignFile};
use serde::{Deserialize, Serialize};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Name of the record that a sweep begins with.
pub const SWEEP: &str = "sweep.json";
/// Name of the table of results.
pub const RESULTS: &str = "results.csv";
/// Name of the table of results by column, where it is asked for.
pub const PARQUET: &str = "results.parquet";
/// Name of the table of points.
pub const DESIGN: &str = "design.csv";

/// What a sweep is of: everything that it takes to make its tables of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SweepHead {
    /// SHA-256 of all that decides its results.
    pub key: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The design, flags included.
    pub design: DesignFile,
    /// Word of the layout: `grid`, `oat`, `lhs`, `sobol`, `morris` or `list`.
    pub layout: String,
    /// Inputs: column, and name in figures.
    pub inputs: Vec<[String; 2]>,
    /// Arms: position in the scenario, name, name in figures.
    pub arms: Vec<(usize, String, String)>,
    /// Replicates of each arm at each point.
    pub replicates: u32,
    /// Number of points.
    pub points: u64,
    /// Names of the measures.
    pub measures: Vec<String>,
    /// When they are reported.
    pub reported: Vec<Duration>,
    /// Weeks of a step.
    #[serde(default = "one_week")]
    pub step: f64,
}

fn one_week() -> f64 {
    1.0
}

impl SweepHead {
    /// Number of runs of a point.
    pub fn runs_each(&self) -> u64 {
        self.arms.len() as u64 * u64::from(self.replicates)
    }

    /// Number of runs.
    pub fn runs(&self) -> u64 {
        self.points.saturating_mul(self.runs_each())
    }

    /// Number of a run in the order of the table: by point, arm, replicate. None if the sweep has no such run.
    pub fn number(&self, point: u64, arm: usize, replicate: u32) -> Option<u64> {
        let arm = self.arms.iter().position(|(position, ..)| *position == arm)? as u64;
        let fits = point < self.points && replicate < self.replicates;
        fits.then(|| {
            (point * self.arms.len() as u64 + arm) * u64::from(self.replicates) + u64::from(replicate)
        })
    }

    /// Reads the record of the sweep in a folder; none if it holds no sweep. What an older program did not write is empty.
    ///
    /// # Errors
    /// A record that cannot be read.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(folder.join(SWEEP)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Where the runs of a sweep lie, by their number.
pub struct Finished {
    parts: Parts,
    places: Vec<Option<Place>>,
    count: u64,
}

impl Finished {
    /// Nothing yet, of so many runs.
    pub fn none_of(runs: u64) -> Self {
        let runs = usize::try_from(runs).expect("a sweep is refused long before");
        Self { parts: Parts::default(), places: vec![None; runs], count: 0 }
    }

    /// Adds the runs that the parts in a folder hold of this sweep. Gives the lines that are damaged.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn scan(&mut self, folder: &Path, head: &SweepHead) -> io::Result<Vec<Damage>> {
        let (places, count) = (&mut self.places, &mut self.count);
        self.parts.scan(folder, |design, place, entry| {
            let number = head.number(entry.point, entry.arm, entry.replicate).filter(|_| design == head.key);
            if let Some(slot) =
                number.map(|number| &mut places[number as usize]).filter(|slot| slot.is_none())
            {
                *slot = Some(place);
                *count += 1;
            }
        })
    }

    /// Adds to `part` the runs that `other` lacks.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn copy_missing(&self, other: &Self, part: &Part) -> io::Result<()> {
        let mut reader = self.parts.reader();
        let lacks = |(place, there): (&Option<Place>, &Option<Place>)| place.filter(|_| there.is_none());
        let missing: Vec<Place> = self.places.iter().zip(&other.places).filter_map(lacks).collect();
        // A part is put on the disk with each addition: not for every run.
        for some in missing.chunks(1000) {
            let entries = some.iter().map(|&place| reader.read(place)).collect::<io::Result<Vec<_>>>()?;
            part.add(&entries)?;
        }
        Ok(())
    }

    /// Whether run number `number` is finished.
    pub fn has(&self, number: u64) -> bool {
        self.places[number as usize].is_some()
    }

    /// How many are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Number of runs in all.
    pub fn runs(&self) -> u64 {
        self.places.len() as u64
    }
}

/// Writes `results.csv`: by point, arm, replicate, checkpoint and group, the values of the inputs, which the
/// `design.csv` in `folder` has, and all measures. The runs have to be finished.
///
/// # Errors
/// Whatever the file system reports; a design that is not that of the sweep.
pub fn write_results(
    out: impl Write,
    head: &SweepHead,
    folder: &Path,
    finished: &Finished,
) -> io::Result<()> {
    let columns = head.inputs.iter().map(|[column, _]| column.as_str());
    let fixed = ["arm", "replicate", "week", "group"];
    let header = std::iter::once("point").chain(columns).chain(fixed);
    let mut table = Table::new(out, header.chain(head.measures.iter().map(String::as_str)))?;
    let mut reader = finished.parts.reader();
    let mut design = csv::Reader::from_path(folder.join(DESIGN))?;
    let mut points = design.records();
    for point in 0..head.points {
        let row = points.next().transpose()?.filter(|row| row.len() == head.inputs.len() + 2);
        let row = row.ok_or_else(|| io::Error::other(format!("{DESIGN} is not that of the sweep")))?;
        for (position, name, _) in &head.arms {
            for replicate in 0..head.replicates {
                let place = head.number(point, *position, replicate);
                let place = place.and_then(|number| finished.places[number as usize]);
                let place = place.ok_or_else(|| io::Error::other("a run is missing"))?;
                for line in reader.read(place)?.lines {
                    table.count(point)?;
                    row.iter().skip(1).take(head.inputs.len()).try_for_each(|cell| table.text(cell))?;
                    table.text(name)?;
                    table.count(u64::from(replicate))?;
                    table.number(line.week)?;
                    table.text(&line.group)?;
                    line.values.iter().try_for_each(|&value| table.maybe(value))?;
                    table.end_row()?;
                }
            }
        }
    }
    table.finish()
}

/// Writes `design.csv`: the points, and the luck of each where it has its own.
///
/// # Errors
/// Whatever the file system reports.
pub fn write_design(
    out: impl Write,
    head: &SweepHead,
    cells: impl Fn(u64) -> Vec<Cell>,
    luck: impl Fn(u64) -> Option<u64>,
) -> io::Result<()> {
    let columns = head.inputs.iter().map(|[column, _]| column.as_str());
    let mut table = Table::new(out, std::iter::once("point").chain(columns).chain(["luck"]))?;
    for point in 0..head.points {
        table.count(point)?;
        cells(point).iter().try_for_each(|cell| self::cell(&mut table, cell))?;
        match luck(point) {
            Some(luck) => table.count(luck)?,
            None => table.text("")?,
        }
        table.end_row()?;
    }
    table.finish()
}

fn cell(table: &mut Table<impl Write>, cell: &Cell) -> io::Result<()> {
    match cell {
        Cell::Number(number) => table.number(*number),
        Cell::Word(word) => table.text(word),
    }
}

/// Writes a file so that it is there whole or as it was before, and gives its SHA-256.
///
/// # Errors
/// Whatever `fill` or the file system reports.
pub fn write_whole(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<String> {
    let file = tempfile::Builder::new().prefix(&format!(".{name}.")).tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(1 << 18, Hashing::new(file));
    fill(&mut out)?;
    let (file, hash) = out.into_inner().map_err(io::IntoInnerError::into_error)?.finish();
    file.as_file().sync_all()?;
    open_to_others(file.as_file())?;
    file.persist(folder.join(name))?;
    Ok(hash)
}

/// Temporary files can be read by their owner alone; results are for the team.
#[cfg(unix)]
fn open_to_others(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}
