//! A results folder that appears whole or not at all.

use super::hash::Hashing;
use super::provenance::Provenance;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;
use thiserror::Error;

/// Name of the provenance record in a results folder.
pub const PROVENANCE: &str = "provenance.json";

/// Why results could not be left.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There are results already.
    #[error("{} exists already; --force replaces it", .0.display())]
    Exists(PathBuf),
    /// What is there are not results, so even force leaves it alone.
    #[error("{} exists and is no results folder (it holds no {PROVENANCE}): not replacing it", .0.display())]
    NotResults(PathBuf),
    /// The path does not end in a name.
    #[error("{} is no name for a new folder", .0.display())]
    NoName(PathBuf),
    /// The file system said no.
    #[error("cannot {action} {}: {cause}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        #[source]
        cause: io::Error,
    },
}

fn cannot(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    move |cause| StoreError::Io { action, path: path.to_path_buf(), cause }
}

/// A results folder in the making. Files gather in a hidden folder beside the
/// final one, named `.NAME.partial-XXXXXX`; [`Store::commit`] renames it. Until
/// then the final name does not exist or, with force, holds the old results.
/// Dropping the store removes the hidden folder.
#[derive(Debug)]
pub struct Store {
    target: PathBuf,
    partial: TempDir,
    force: bool,
    hashes: Mutex<BTreeMap<String, String>>,
}

impl Store {
    /// Starts the results folder `target` and the folders above it.
    ///
    /// # Errors
    /// If `target` exists and `force` is not set; if it exists and is neither
    /// empty nor a results folder; if the hidden folder cannot be made.
    pub fn open(target: &Path, force: bool) -> Result<Self, StoreError> {
        name(target)?;
        refuse(target, force)?;
        Self::open_unnamed(target, force)
    }

    /// Starts a results folder that [`call`](Self::call) will name, beside `target`, which may exist.
    ///
    /// # Errors
    /// If `target` does not end in a name; if the hidden folder cannot be made.
    pub fn open_unnamed(target: &Path, force: bool) -> Result<Self, StoreError> {
        let name = name(target)?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(cannot("make", parent))?;
        let partial = tempfile::Builder::new()
            .prefix(&format!(".{}.partial-", name.to_string_lossy()))
            .tempdir_in(parent)
            .map_err(cannot("make a folder in", parent))?;
        Ok(Self { target: target.into(), partial, force, hashes: Mutex::default() })
    }

    /// The final folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives it another final name. Results of that name are left alone unless force was given: a number is put after
    /// the name then, `-2` or the first that is free. They were not there when the work began, or nobody could know.
    pub fn call(&mut self, target: &Path) {
        let numbered = |number: u32| {
            let mut name = target.as_os_str().to_owned();
            name.push(format!("-{number}"));
            PathBuf::from(name)
        };
        let mut names = std::iter::once(target.to_path_buf()).chain((2..).map(numbered));
        self.target = names.find(|name| refuse(name, self.force).is_ok()).unwrap_or_else(|| target.into());
    }

    /// The hidden folder in which files gather.
    pub fn partial(&self) -> &Path {
        self.partial.path()
    }

    /// Writes the file `name` with `fill`, through a buffer, to the disk. Under
    /// its name it is whole; its SHA-256 goes into the provenance record.
    ///
    /// # Errors
    /// Whatever `fill` or the file system reports, with the final path.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let hash = self.write_whole(name, fill).map_err(cannot("write", &self.target.join(name)))?;
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), hash);
        Ok(())
    }

    /// Takes in a file that is already in the hidden folder: its SHA-256 goes into the provenance record.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn take_in(&self, name: &str) -> Result<(), StoreError> {
        let bytes = fs::read(self.partial().join(name)).map_err(cannot("read", &self.target.join(name)))?;
        self.hashes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.into(), super::hash::sha256(&bytes));
        Ok(())
    }

    fn write_whole(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<String> {
        let unfinished = self.partial().join(format!("{name}.unfinished"));
        let mut out = BufWriter::with_capacity(1 << 18, Hashing::new(File::create(&unfinished)?));
        fill(&mut out)?;
        let (file, hash) = out.into_inner().map_err(io::IntoInnerError::into_error)?.finish();
        file.sync_all()?;
        fs::rename(&unfinished, self.partial().join(name))?;
        Ok(hash)
    }

    /// Adds the provenance record with the hashes of all files, last of all,
    /// and gives the folder its final name. With force, old results make way
    /// only now.
    ///
    /// # Errors
    /// Whatever the file system reports, and [`StoreError::Exists`] if somebody
    /// else made the folder meanwhile. Nothing is left behind then.
    pub fn commit(self, provenance: &mut Provenance) -> Result<PathBuf, StoreError> {
        provenance.files = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.write(PROVENANCE, |out| {
            serde_json::to_writer_pretty(&mut *out, provenance)?;
            out.write_all(b"\n")
        })?;
        sync_folder(self.partial()).map_err(cannot("write", &self.target))?;
        refuse(&self.target, self.force)?;
        let rename = || fs::rename(self.partial(), &self.target).map_err(cannot("write", &self.target));
        if self.target.exists() {
            let mut old = self.partial().as_os_str().to_owned();
            old.push(".old");
            let old = PathBuf::from(old);
            fs::rename(&self.target, &old).map_err(cannot("move away", &self.target))?;
            if let Err(fault) = rename() {
                fs::rename(&old, &self.target).map_err(cannot("put back", &self.target))?;
                return Err(fault);
            }
            fs::remove_dir_all(&old).map_err(cannot("remove", &old))?;
        } else {
            rename()?;
        }
        if let Some(parent) = self.target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            sync_folder(parent).map_err(cannot("write", parent))?;
        }
        // The folder has moved: nothing is left to remove under the hidden name.
        let _ = self.partial.keep();
        Ok(self.target)
    }
}

fn name(target: &Path) -> Result<&OsStr, StoreError> {
    target.file_name().ok_or_else(|| StoreError::NoName(target.into()))
}

fn refuse(target: &Path, force: bool) -> Result<(), StoreError> {
    if fs::symlink_metadata(target).is_err() {
        return Ok(());
    }
    let is_empty = fs::read_dir(target).is_ok_and(|mut files| files.next().is_none());
    match (target.join(PROVENANCE).is_file() || is_empty, force) {
        (true, true) => Ok(()),
        (true, false) => Err(StoreError::Exists(target.into())),
        (false, _) => Err(StoreError::NotResults(target.into())),
    }
}

/// Makes the names in a folder last through a power cut, where that can be asked for.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn store_hello(target: &Path, force: bool) -> Result<PathBuf, StoreError> {
        let store = Store::open(target, force)?;
        store.write("hello.csv", |out| out.write_all(b"hello\n"))?;
        assert!(!target.join("hello.csv").exists());
        store.commit(&mut Provenance::default())
    }

    #[test]
    fn the_folder_appears_whole() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("output").join("run-1");
        store_hello(&target, false).unwrap();
        assert_eq!(names(dir.path().join("output").as_path()), ["run-1"]);
        assert_eq!(names(&target), ["hello.csv", PROVENANCE]);
        let record = Provenance::read(&target).unwrap();
        // sha256sum of "hello\n"
        let hash = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
        assert_eq!(record.files, BTreeMap::from([("hello.csv".to_string(), hash.to_string())]));
    }

    #[test]
    fn results_are_not_replaced_without_force() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("run");
        store_hello(&target, false).unwrap();
        let fault = Store::open(&target, false).unwrap_err().to_string();
        assert!(fault.contains("run exists already; --force"), "{fault}");
        fs::write(target.join("old.txt"), "old").unwrap();
        let again = Store::open(&target, true).unwrap();
        assert!(target.join("old.txt").exists());
        again.commit(&mut Provenance::default()).unwrap();
        assert_eq!(names(&target), [PROVENANCE]);
        assert_eq!(names(dir.path()), ["run"]);
    }

    #[test]
    fn force_does_not_remove_what_is_no_result() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("home");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("letters.txt"), "dear").unwrap();
        let fault = Store::open(&target, true).unwrap_err();
        assert!(matches!(fault, StoreError::NotResults(_)), "{fault}");
        assert!(matches!(Store::open(Path::new(".."), true), Err(StoreError::NoName(_))));
    }

    #[test]
    fn a_full_disk_or_an_interruption_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("run");
        let store = Store::open(&target, false).unwrap();
        let full = |out: &mut dyn Write| {
            out.write_all(b"half a tab")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let fault = store.write("timeseries.csv", full).unwrap_err().to_string();
        assert!(
            fault.starts_with("cannot write ") && fault.contains("run/timeseries.csv: no storage space"),
            "{fault}"
        );
        assert!(!store.partial().join("timeseries.csv").exists());
        drop(store);
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn a_folder_made_meanwhile_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("run");
        let slow = Store::open(&target, false).unwrap();
        store_hello(&target, false).unwrap();
        assert!(matches!(slow.commit(&mut Provenance::default()), Err(StoreError::Exists(_))));
        assert_eq!(names(&target), ["hello.csv", PROVENANCE]);
        assert_eq!(names(dir.path()), ["run"]);
    }
}
