//! Finished runs of a sweep, one to a line, in files that only grow.
//!
//! ```text
//! runs/0001.part
//!   a3f1…  {"tress":"0.1.0","design":"…"}
//!   09bc…  {"point":0,"arm":0,"replicate":0,"key":"…","lines":[…]}
//! ```
//!
//! Before each line stands the beginning of its SHA-256, so that a line that was cut short or changed is known for what
//! it is. Every process begins files of its own and never goes on with another's. A file whose first line is damaged
//! does not say of which design it is; its runs are still known by their keys.

use super::hash::sha256;
use super::measures::Line;
use super::store::sync_folder;
use super::sweep::write_whole;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Name of the folder of parts in a sweep's folder.
pub const RUNS: &str = "runs";
/// Digits of the checksum.
const DIGITS: usize = 16;

/// A finished run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Number of the point.
    pub point: u64,
    /// Position of the arm in the scenario.
    pub arm: usize,
    /// Number of the replicate.
    pub replicate: u32,
    /// What decided it.
    pub key: String,
    /// What it measured.
    pub lines: Vec<Line>,
}

/// What a part begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    tress: String,
    design: String,
}

/// Where an entry lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the part among those that were read.
    pub part: u32,
    /// Its first byte.
    pub at: u64,
}

/// A line that cannot be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// Whether it is the end of a file that was cut short, as when a process is killed.
    pub cut_short: bool,
}

/// The part that this process adds to.
pub struct Part {
    folder: PathBuf,
    design: String,
    file: Mutex<Option<File>>,
}

impl Part {
    /// A part of the sweep in `folder`, of this design; its file is begun with the first entry.
    pub fn of(folder: &Path, design: &str) -> Self {
        Self { folder: folder.join(RUNS), design: design.into(), file: Mutex::default() }
    }

    /// Adds entries: on the disk when this returns.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn add(&self, entries: &[Entry]) -> io::Result<()> {
        let mut bytes = vec![];
        for entry in entries {
            bytes.extend(line(entry)?);
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            *file = Some(self.begin()?);
        }
        let Some(file) = file.as_mut() else { return Ok(()) };
        file.write_all(&bytes)?;
        file.sync_data()
    }

    fn begin(&self) -> io::Result<File> {
        fs::create_dir_all(&self.folder)?;
        sync_folder(self.folder.parent().unwrap_or(&self.folder))?;
        let mut number = fs::read_dir(&self.folder)?.count() + 1;
        let mut file = loop {
            let path = self.folder.join(format!("{number:04}.part"));
            match OpenOptions::new().write(true).create_new(true).open(path) {
                Ok(file) => break file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        };
        let head = Head { tress: env!("CARGO_PKG_VERSION").into(), design: self.design.clone() };
        file.write_all(&line(&head)?)?;
        // What is in a file is safe only when its name is.
        sync_folder(&self.folder)?;
        Ok(file)
    }
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let text = serde_json::to_string(value)?;
    Ok(format!("{} {text}\n", &sha256(text.as_bytes())[..DIGITS]).into_bytes())
}

/// What a line holds; none if it is not what was written.
fn held<T: for<'a> Deserialize<'a>>(line: &[u8]) -> Option<T> {
    let text = line.strip_suffix(b"\n")?;
    let (sum, text) = text.split_at_checked(DIGITS)?;
    let text = text.strip_prefix(b" ")?;
    (sha256(text).as_bytes()[..DIGITS] == *sum).then(|| serde_json::from_slice(text).ok()).flatten()
}

/// The parts of sweeps, to be read.
#[derive(Debug, Default)]
pub struct Parts {
    paths: Vec<PathBuf>,
}

impl Parts {
    /// Looks at every entry of the parts in a sweep's folder: `found` is told the design of the part (nothing where its
    /// first line is damaged), where the entry lies, and the entry. Gives the lines that are damaged.
    ///
    /// # Errors
    /// Whatever the file system reports; a folder that is not there holds no parts.
    pub fn scan(
        &mut self,
        folder: &Path,
        mut found: impl FnMut(&str, Place, Entry),
    ) -> io::Result<Vec<Damage>> {
        let folder = folder.join(RUNS);
        let mut paths = match fs::read_dir(&folder) {
            Ok(files) => files.map(|file| Ok(file?.path())).collect::<io::Result<Vec<PathBuf>>>()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => vec![],
            Err(error) => return Err(error),
        };
        paths.retain(|path| path.extension().is_some_and(|end| end == "part"));
        paths.sort();
        let mut damaged = vec![];
        for path in paths {
            let part = self.paths.len() as u32;
            let mut reader = BufReader::with_capacity(1 << 18, File::open(&path)?);
            // Before anything is found in it: should reading fail in the middle, what was found has its file.
            self.paths.push(path.clone());
            let (mut design, mut at, mut number) = (String::new(), 0, 0);
            let mut bytes = vec![];
            loop {
                bytes.clear();
                let length = reader.read_until(b'\n', &mut bytes)? as u64;
                if length == 0 {
                    break;
                }
                number += 1;
                let place = Place { part, at };
                at += length;
                if let Some(head) = held::<Head>(&bytes).filter(|_| number == 1) {
                    design = head.design;
                } else if let Some(entry) = held::<Entry>(&bytes).filter(|_| number > 1) {
                    found(&design, place, entry);
                } else {
                    let cut_short = bytes.last() != Some(&b'\n');
                    damaged.push(Damage { path: path.clone(), line: number, cut_short });
                }
            }
        }
        Ok(damaged)
    }

    /// Sets a damaged part aside, as `NAME.damaged`, and leaves in its place what can be trusted of it.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn mend(path: &Path) -> io::Result<()> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
        let mut reader = BufReader::with_capacity(1 << 18, File::open(path)?);
        let aside = path.with_added_extension("damaged");
        // Both names exist before the old content gives way.
        fs::copy(path, aside)?;
        write_whole(folder, &name.to_string_lossy(), |out| {
            let mut bytes = vec![];
            for number in 1.. {
                bytes.clear();
                if reader.read_until(b'\n', &mut bytes)? == 0 {
                    break;
                }
                let is_head = number == 1 && held::<Head>(&bytes).is_some();
                if number == 1 && !is_head {
                    out.write_all(&line(&Head { tress: String::new(), design: String::new() })?)?;
                } else if is_head || held::<Entry>(&bytes).is_some() {
                    out.write_all(&bytes)?;
                }
            }
            Ok(())
        })?;
        sync_folder(folder)
    }

    /// Opens the parts for reading entries again.
    pub fn reader(&self) -> PartsReader<'_> {
        PartsReader { parts: self, open: None }
    }
}

/// Reads entries again, wherever they lie.
pub struct PartsReader<'a> {
    parts: &'a Parts,
    open: Option<(u32, BufReader<File>)>,
}

impl PartsReader<'_> {
    /// The entry at `place`.
    ///
    /// # Errors
    /// Whatever the file system reports; an entry that is no longer what it was.
    pub fn read(&mut self, place: Place) -> io::Result<Entry> {
        let path = &self.parts.paths[place.part as usize];
        if self.open.as_ref().is_none_or(|(part, _)| *part != place.part) {
            self.open = Some((place.part, BufReader::new(File::open(path)?)));
        }
        let Some((_, reader)) = self.open.as_mut() else { return Err(io::ErrorKind::NotFound.into()) };
        // Entries are mostly asked for in the order in which they lie: what is in hand is kept then.
        let here = reader.stream_position()?;
        reader.seek_relative(place.at.cast_signed() - here.cast_signed())?;
        let mut bytes = vec![];
        reader.take(1 << 26).read_until(b'\n', &mut bytes)?;
        let changed =
            || io::Error::new(io::ErrorKind::InvalidData, format!("{} was changed", path.display()));
        held(&bytes).ok_or_else(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(point: u64) -> Entry {
        let lines = vec![Line { week: 521.0, group: "all".into(), values: vec![Some(0.1 + 0.2), None] }];
        Entry { point, arm: 1, replicate: 2, key: format!("k{point}"), lines }
    }

    fn scan(folder: &Path) -> (Vec<Entry>, Vec<Damage>) {
        let mut entries = vec![];
        let mut parts = Parts::default();
        let damaged = parts
            .scan(folder, |design, place, entry| {
                assert_eq!(design, "d");
                entries.push((place, entry));
            })
            .unwrap();
        let mut reader = parts.reader();
        for (place, entry) in entries.iter().rev() {
            assert_eq!(reader.read(*place).unwrap(), *entry);
        }
        (entries.into_iter().map(|(_, entry)| entry).collect(), damaged)
    }

    #[test]
    fn entries_come_back_and_every_process_has_a_file_of_its_own() {
        let room = tempfile::tempdir().unwrap();
        assert_eq!(scan(room.path()), (vec![], vec![]));
        let (first, second) = (Part::of(room.path(), "d"), Part::of(room.path(), "d"));
        first.add(&[entry(0), entry(1)]).unwrap();
        second.add(&[entry(2)]).unwrap();
        first.add(&[entry(3)]).unwrap();
        assert_eq!(scan(room.path()), ([0, 1, 3, 2].map(entry).to_vec(), vec![]));
        assert_eq!(fs::read_dir(room.path().join(RUNS)).unwrap().count(), 2);
    }

    #[test]
    fn every_kind_of_damage_is_named_and_costs_only_its_line() {
        let room = tempfile::tempdir().unwrap();
        let part = Part::of(room.path(), "d");
        part.add(&[entry(0), entry(1), entry(2)]).unwrap();
        let path = room.path().join(RUNS).join("0001.part");
        let whole = fs::read(&path).unwrap();
        let starts: Vec<usize> = std::iter::once(0)
            .chain((0..whole.len()).filter(|&at| whole[at] == b'\n').map(|at| at + 1))
            .collect();
        // One bit of the third line, which is the second entry.
        let mut changed = whole.clone();
        changed[starts[2] + 30] ^= 1;
        fs::write(&path, &changed).unwrap();
        let damage = |line, cut_short| vec![Damage { path: path.clone(), line, cut_short }];
        assert_eq!(scan(room.path()), ([0, 2].map(entry).to_vec(), damage(3, false)));
        // Cut anywhere in the last line, also right before its end.
        for end in [starts[3] + 1, starts[3] + 20, whole.len() - 1] {
            fs::write(&path, &whole[..end]).unwrap();
            assert_eq!(scan(room.path()), ([0, 1].map(entry).to_vec(), damage(4, true)));
        }
    }

    #[test]
    fn a_damaged_first_line_costs_no_entry_and_a_mended_part_is_whole() {
        let room = tempfile::tempdir().unwrap();
        let part = Part::of(room.path(), "d");
        part.add(&[entry(0), entry(1), entry(2)]).unwrap();
        let path = room.path().join(RUNS).join("0001.part");
        let mut bytes = fs::read(&path).unwrap();
        bytes[3] ^= 1;
        bytes.truncate(bytes.len() - 5);
        fs::write(&path, &bytes).unwrap();
        let scan = || {
            let mut entries = vec![];
            let scanned = Parts::default().scan(room.path(), |design, _, entry| {
                assert_eq!(design, "");
                entries.push(entry);
            });
            (entries, scanned.unwrap().into_iter().map(|damage| damage.line).collect::<Vec<_>>())
        };
        assert_eq!(scan(), ([0, 1].map(entry).to_vec(), vec![1, 4]));
        Parts::mend(&path).unwrap();
        assert_eq!(scan(), ([0, 1].map(entry).to_vec(), vec![]));
        assert_eq!(fs::read(room.path().join(RUNS).join("0001.part.damaged")).unwrap(), bytes);
    }
}
