//! What a sweep says of itself.

use super::super::plan::{count, memory, plural, time};
use crate::record::{RESULTS, SweepHead};
use crate::scenario::design::Cell;
use crate::sweep::{Sweep, Takes};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// `1,000 points × 2 arms × 4 replicates`.
pub fn product(head: &SweepHead) -> String {
    let many =
        |number: u64, noun: &str| format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" });
    let arms = head.arms.len() as u64;
    format!(
        "{} × {} × {}",
        many(head.points, "point"),
        many(arms, "arm"),
        many(u64::from(head.replicates), "replicate")
    )
}

/// What will be run, in one line.
pub fn in_a_line(head: &SweepHead, takes: &Takes, threads: usize) -> String {
    let seconds = takes.seconds / threads as f64;
    let threads = plural(threads as u32, "thread");
    format!("{}: {}, about {} on {threads}", head.scenario, product(head), time(seconds))
}

/// What a sweep would take, line by line.
pub fn in_full(sweep: &Sweep, takes: &Takes, threads: usize) -> String {
    let head = &sweep.head;
    let spread =
        if takes.one_at_a_time { "one run at a time, people spread over them" } else { "runs side by side" };
    let free = takes.memory_free_bytes.map_or(String::new(), |free| format!(" of {} free", memory(free)));
    let [first, last] = [0, head.points.saturating_sub(1)].map(|point| values(sweep, point));
    format!(
        "design      {} ({})\nfirst       {first}\nlast        {last}\nruns        {}, {} measures each\n\
         time        about {} on {}, {spread}\nmemory      {}{free}\ndisk        about {}\n",
        sweep.read.file.design,
        product(head),
        count(head.runs()),
        head.measures.len(),
        time(takes.seconds / threads as f64),
        plural(threads as u32, "thread"),
        memory(takes.memory_bytes),
        memory(disk_bytes(head)),
    )
}

/// The same as data.
pub fn as_data(sweep: &Sweep, takes: &Takes, threads: usize) -> Value {
    let head = &sweep.head;
    json!({ "sweep": {
        "points": head.points, "arms": head.arms.len(), "replicates": head.replicates, "runs": head.runs(),
        "seconds": takes.seconds / threads as f64, "memory_bytes": takes.memory_bytes, "disk_bytes": disk_bytes(head),
    }})
}

/// What it would take, how much is there, and where.
pub fn dry_run(sweep: &Sweep, takes: &Takes, threads: usize, (finished, folder): (u64, &Path)) -> String {
    let finished = count(finished);
    format!("{}finished    {finished}\nfolder      {}\n", in_full(sweep, takes, threads), folder.display())
}

/// The same as data.
pub fn dry_run_data(sweep: &Sweep, takes: &Takes, threads: usize, (finished, folder): (u64, &Path)) -> Value {
    let mut data = as_data(sweep, takes, threads)["sweep"].take();
    data["finished"] = json!(finished);
    data["folder"] = json!(folder.display().to_string());
    data
}

/// A row holds some 9 bytes for each number, in the table and again in the parts.
fn disk_bytes(head: &SweepHead) -> u64 {
    let lines = (head.design.at.len().max(1) * head.design.groups.len().max(1)) as u64;
    head.runs().saturating_mul(lines * 18 * (head.measures.len() + 12) as u64)
}

/// What was done.
pub struct Summary<'a> {
    /// The sweep.
    pub head: &'a SweepHead,
    /// Its folder.
    pub folder: &'a Path,
    /// Runs that were computed.
    pub computed: u64,
    /// Runs that were there before.
    pub before: u64,
    /// Runs that are there now.
    pub there: u64,
    /// Seconds that it took.
    pub seconds: f64,
}

impl Summary<'_> {
    /// What was done, and where it is.
    pub fn tell(&self, as_json: bool) -> String {
        let whole = self.there == self.head.runs();
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
            return format!("{data:#}\n");
        }
        let dir = folder.display();
        let mut text = format!("{}: {}\n", head.scenario, product(head));
        text += &match computed {
            0 => "nothing had to be computed".to_string(),
            _ => format!(
                "{} run{} computed in {}, {} points a second",
                count(*computed),
                if *computed == 1 { "" } else { "s" },
                time(*seconds),
                crate::record::short(pace)
            ),
        };
        if reused > 0 {
            text += &format!("; {} known already", count(reused));
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
        text
    }
}

/// What failed, and that the rest is kept.
pub fn failures(failed: &[(u64, String)], sweep: &Sweep, there: u64) -> String {
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
        count(sweep.head.runs()),
    )
}

/// `q = 0.3, r = 0.1`.
pub fn values(sweep: &Sweep, point: u64) -> String {
    let cells: Vec<Cell> = sweep.points.point(point).cells;
    let one = |(column, cell): (&String, &Cell)| format!("{column} = {cell}");
    sweep.points.columns().iter().zip(&cells).map(one).collect::<Vec<_>>().join(", ")
}
