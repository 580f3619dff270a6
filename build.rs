//! Writes down what the program is built from, for the provenance record.
//! Whatever cannot be found out is left out.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crates that touch numbers.
const CRATES: [&str; 5] = ["libm", "petgraph", "rand_chacha", "rayon", "toml"];

/// What the program is built from: nothing else makes it another.
const BUILT: [&str; 4] = ["src", "Cargo.toml", "Cargo.lock", "build.rs"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=Cargo.toml");
    if let Some(crates) = locked() {
        println!("cargo::rustc-env=TRESS_CRATES={crates}");
    }
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    if let Some(version) = said(&rustc, &["--version"]) {
        println!("cargo::rustc-env=TRESS_RUSTC={version}");
    }
    if let Some(hash) = commit() {
        println!("cargo::rustc-env=TRESS_GIT_HASH={hash}");
    }
}

/// `name=version` of each crate, from the lock file.
fn locked() -> Option<String> {
    let lock = std::fs::read_to_string("Cargo.lock").ok()?;
    let version = |name: &&str| {
        let entry =
            lock.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{name}\"\n")))?;
        let version = entry.split("version = \"").nth(1)?.split('"').next()?;
        Some(format!("{name}={version}"))
    };
    Some(CRATES.iter().filter_map(version).collect::<Vec<_>>().join(" "))
}

/// The commit of this checkout; when tracked files that the program is built from have changes, `-dirty-` after it and
/// what the sources are like, so that two builds of changed sources are not taken for the same.
fn commit() -> Option<String> {
    let root = said("git", &["rev-parse", "--show-toplevel"])?;
    // An unpacked package may lie inside a checkout of something else.
    let here = std::env::current_dir().ok()?.canonicalize().ok()?;
    if Path::new(&root).canonicalize().ok()? != here {
        return None;
    }
    for name in ["HEAD", "logs/HEAD"] {
        let path = said("git", &["rev-parse", "--git-path", name])?;
        // Naming a missing file would run this script at every build.
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    println!("cargo::rerun-if-changed=src");
    let hash = said("git", &["rev-parse", "HEAD"])?;
    // Without locks, so that building never gets in the way of a commit.
    let status = ["--no-optional-locks", "status", "--porcelain", "--untracked-files=no", "--"];
    let status = [&status[..], &BUILT].concat();
    let changes = said("git", &status).unwrap_or_default();
    Some(if changes.is_empty() { hash } else { format!("{hash}-dirty-{:016x}", likeness()) })
}

/// A hash of everything that the program is built from. Links are not followed.
fn likeness() -> u64 {
    let (mut folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
        BUILT.iter().map(PathBuf::from).partition(|path| path.is_dir());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_folder = entry.file_type().is_ok_and(|of| of.is_dir());
            if is_folder { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    let mut hash = DefaultHasher::new();
    files.into_iter().for_each(|path| (std::fs::read(&path).ok(), path).hash(&mut hash));
    hash.finish()
}

/// What a command says, if it succeeds.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}
