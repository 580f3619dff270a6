//! `tress merge`.

use super::args::MergeArgs;
use super::plan::count;
use super::sweep::{can_write, cannot, damaged, table};
use super::{CliError, note, print};
use crate::record::{DESIGN, Finished, PROVENANCE, Part, RESULTS, SWEEP, SweepHead};
use std::path::Path;
use std::time::Instant;

/// Makes the table of a sweep whose parts ran apart: byte by byte that of one machine.
///
/// # Errors
/// Folders that hold no sweep, or not the same; runs that are missing; a disk that cannot be written.
pub fn merge(args: &MergeArgs) -> Result<(), CliError> {
    let begun = Instant::now();
    can_write(args.parquet)?;
    let heads = args.dirs.iter().map(|dir| head(dir)).collect::<Result<Vec<_>, _>>()?;
    let (Some(first), Some(head)) = (args.dirs.first(), heads.first()) else {
        return Err(CliError::Usage("name the folders to merge".into()));
    };
    if let Some(at) = heads.iter().position(|other| other.key != head.key) {
        let (other, first) = (args.dirs[at].display(), first.display());
        return Err(CliError::Usage(format!(
            "{other} and {first} do not hold the same sweep\nmerge folders that one command with --shard has made"
        )));
    }
    let mut finished = Finished::none_of(head.runs());
    for dir in &args.dirs {
        let found = finished.scan(dir, head).map_err(|error| cannot("read the runs in", dir, &error))?;
        let follows = "`tress sweep` computes what is missing now";
        found.iter().for_each(|damage| note(format!("note: {}\n", damaged(damage, follows))));
    }
    let (there, runs) = (finished.count(), head.runs());
    if there < runs {
        let missing = (0..runs).find(|&number| !finished.has(number)).unwrap_or(0);
        let each = head.runs_each();
        return Err(CliError::Failure(format!(
            "{} of {} runs are missing, the first at point {}\nrun the parts that are missing, or the same sweep \
             without --shard, and merge again",
            count(runs - there),
            count(runs),
            missing / each,
        )));
    }
    let out = args.out.as_deref().unwrap_or(first);
    if out != first {
        take_over(first, out, head)?;
    }
    // The folder of the table is a finished sweep, which needs the others no more.
    let mut there = Finished::none_of(head.runs());
    there.scan(out, head).map_err(|error| cannot("read the runs in", out, &error))?;
    let copied = finished.copy_missing(&there, &Part::of(out, &head.key));
    copied.map_err(|error| cannot("keep the runs in", out, &error))?;
    table(out, head, &finished, args.parquet, begun)?;
    print(format!("{} runs: {}\n", count(runs), out.join(RESULTS).display()))
}

fn head(dir: &Path) -> Result<SweepHead, CliError> {
    let read = SweepHead::read(dir);
    let unreadable = |error| CliError::Usage(format!("cannot read {}: {error}", dir.join(SWEEP).display()));
    read.map_err(unreadable)?
        .ok_or_else(|| CliError::Usage(format!("{} holds no sweep (no {SWEEP})", dir.display())))
}

/// Begins a folder of its own for the table.
fn take_over(from: &Path, to: &Path, head: &SweepHead) -> Result<(), CliError> {
    let is_empty = std::fs::read_dir(to).map_or(true, |mut files| files.next().is_none());
    let is_same = SweepHead::read(to).is_ok_and(|there| there.is_some_and(|there| there.key == head.key));
    if !is_empty && !is_same {
        return Err(CliError::Usage(format!(
            "{} exists and holds something else: not touching it",
            to.display()
        )));
    }
    std::fs::create_dir_all(to).map_err(|error| cannot("make", to, &error))?;
    for name in [SWEEP, DESIGN, PROVENANCE] {
        std::fs::copy(from.join(name), to.join(name))
            .map_err(|error| cannot("write", &to.join(name), &error))?;
    }
    Ok(())
}
