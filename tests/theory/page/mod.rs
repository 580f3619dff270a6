//! The page `docs/VERIFICATION.md` and its figures, made of all checks.

pub mod markdown;
mod plotted;

use crate::check::Check;
use crate::{bass, cascades, contagion, loads, named, percolation, rings, riots, steps, strains, window};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tress::report::{Format, plot};

/// In the order of the page.
static CHECKS: [&LazyLock<Check>; 15] = [
    &bass::AMONG_A_HUNDRED,
    &bass::AMONG_MANY,
    &steps::SHRINKING_STEPS,
    &contagion::TIME_TO_ALL,
    &contagion::COURSE,
    &percolation::FINAL_SIZES,
    &percolation::REGULAR,
    &window::WINDOW,
    &cascades::CASCADES,
    &riots::RIOTS,
    &rings::RINGS,
    &named::NAMED,
    &loads::LOADS,
    &strains::STRAINS,
    &strains::CYCLE,
];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_page_is_as_generated() {
    let checks: Vec<&Check> = CHECKS.iter().map(|check| &***check).collect();
    let page = markdown::page(&checks).unwrap();
    let drawn = tempfile::tempdir().unwrap();
    for check in &checks {
        plot(drawn.path(), check.name, &check.figure, Format::Png).unwrap();
    }
    let (text, figures) = (root("docs/VERIFICATION.md"), root("docs/figures/verification"));
    if std::env::var_os("TRESS_REFRESH").is_some_and(|value| value == "1") {
        fs::create_dir_all(&figures).unwrap();
        // Of checks that are no more, too.
        for old in names(&figures) {
            fs::remove_file(figures.join(old)).unwrap();
        }
        for name in names(drawn.path()) {
            fs::copy(drawn.path().join(&name), figures.join(name)).unwrap();
        }
        fs::write(figures.join(plotted::FILE), plotted::lines(&checks, &figures)).unwrap();
        fs::write(&text, &page).unwrap();
    }
    let advice = "if this is meant, refresh the page: TRESS_REFRESH=1 cargo test --test theory";
    let committed = fs::read_to_string(&text).unwrap();
    for (now, then) in page.lines().zip(committed.lines()) {
        assert_eq!(now, then, "{advice}");
    }
    assert!(page == committed, "docs/VERIFICATION.md has other lines; {advice}");
    // Pixels are not compared: another processor may round one otherwise. But each file has to be the one that was
    // drawn when the figure had this to show.
    assert_eq!(names(drawn.path()), names(&figures), "{advice}");
    let committed = fs::read_to_string(figures.join(plotted::FILE)).unwrap();
    for (now, then) in plotted::lines(&checks, &figures).lines().zip(committed.lines()) {
        assert_eq!(now, then, "{advice}");
    }
}

/// The figures in a folder.
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = files.filter(|name| name.ends_with(".png")).collect();
    names.sort();
    names
}
