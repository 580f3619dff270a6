//! Every run that is missing, kept as soon as it is done.

use super::super::CliError;
use super::super::progress::{INTERRUPTED, SweepProgress};
use super::room::{Known, Room};
use crate::record::{Entry, Line, Part};
use crate::scenario::design::Luck;
use crate::sweep::{Job, Sweep, Takes, survived, walk};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The runs of a sweep that are missing.
pub struct Runs<'a> {
    /// The sweep.
    pub sweep: &'a Sweep,
    /// Its folder.
    pub room: &'a Room,
    /// Runs of other sweeps.
    pub known: &'a Known,
    /// What they take.
    pub takes: &'a Takes,
    /// Threads to use.
    pub threads: usize,
    /// Whether to show no progress.
    pub quiet: bool,
}

/// What came of the runs.
#[derive(Default)]
pub struct Done {
    /// Runs that were computed.
    pub computed: u64,
    /// Points of the runs that failed, and why.
    pub failed: Vec<(u64, String)>,
}

impl Runs<'_> {
    /// Does those of the points that are mine, and keeps each as soon as it is done.
    ///
    /// # Errors
    /// Threads that cannot be started; a run that cannot be kept.
    pub fn all(&self, mine: &(dyn Fn(u64) -> bool + Sync)) -> Result<Done, CliError> {
        let Self { sweep, room, known, takes, threads, quiet } = *self;
        let head = &sweep.head;
        let part = Part::of(&room.folder, &head.key);
        let worker = sweep.worker(takes, threads);
        let (mut own, mut missing) = (0, 0);
        for point in (0..head.points).filter(|&point| mine(point)) {
            own += head.runs_each();
            missing += room.missing_of(head, point);
        }
        let progress = SweepProgress::new(own, own - missing, quiet);
        let computed = AtomicU64::new(0);
        let (failed, broken) = (Mutex::new(vec![]), Mutex::new(None));
        // Points that share their luck may share runs: those of an arm that does not know what varies.
        let shared = (head.design.luck == Luck::Paired).then(RecentRuns::default);
        let look_up = |key: &str| {
            let of_this = shared.as_ref().and_then(|shared| shared.measures(key));
            of_this.or_else(|| known.measures(key))
        };
        let keep_on = || !INTERRUPTED.load(Relaxed);
        let (workers, threads_each) = if takes.one_at_a_time { (1, threads) } else { (threads, 1) };
        let work = |job: Job| {
            let missing = room.missing(head, job.point, job.replicate);
            if missing.is_empty() {
                return true;
            }
            let outcome =
                survived(|| sweep.run(&worker, job, &missing, &look_up, &keep_on)).and_then(|done| done);
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
                        shared.keep(entries);
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
}

/// The runs that were wanted last, of points that may share them.
#[derive(Default)]
struct RecentRuns(Mutex<Recent>);

#[derive(Default)]
struct Recent {
    /// By key: when they were wanted last, and what they measured.
    runs: BTreeMap<String, (u64, Vec<Line>)>,
    /// Keys by when they were wanted last.
    wanted: BTreeMap<u64, String>,
    now: u64,
    values: usize,
}

impl RecentRuns {
    /// Values that are kept: 16 MiB, some 15,000 runs of all people at the horizon.
    const MOST: usize = 1 << 20;

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the run with this key has measured, if it is here; it is wanted again, then.
    fn measures(&self, key: &str) -> Option<Vec<Line>> {
        let mut recent = self.recent();
        recent.now += 1;
        let now = recent.now;
        let (then, lines) = recent.runs.get_mut(key)?;
        let (before, lines) = (std::mem::replace(then, now), lines.clone());
        recent.wanted.remove(&before);
        recent.wanted.insert(now, key.into());
        Some(lines)
    }

    fn keep(&self, entries: Vec<Entry>) {
        let mut recent = self.recent();
        for Entry { key, lines, .. } in entries {
            if recent.runs.contains_key(&key) {
                continue;
            }
            recent.now += 1;
            let now = recent.now;
            recent.values += values(&lines);
            recent.wanted.insert(now, key.clone());
            recent.runs.insert(key, (now, lines));
            while recent.values > Self::MOST && recent.runs.len() > 1 {
                let Some((_, oldest)) = recent.wanted.pop_first() else { break };
                recent.values -= recent.runs.remove(&oldest).map_or(0, |(_, lines)| values(&lines));
            }
        }
    }
}

fn values(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.values.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, values: usize) -> Entry {
        let lines = vec![Line { week: 1.0, group: "all".into(), values: vec![None; values] }];
        Entry { point: 0, arm: 0, replicate: 0, key: key.into(), lines }
    }

    #[test]
    fn what_was_wanted_last_stays() {
        let recent = RecentRuns::default();
        let third = RecentRuns::MOST / 3;
        recent.keep(["a", "b", "c"].map(|key| entry(key, third)).to_vec());
        assert!(recent.measures("a").is_some());
        recent.keep(vec![entry("d", third), entry("d", third)]);
        let has = |key| recent.measures(key).is_some();
        assert_eq!(["a", "b", "c", "d"].map(has), [true, false, true, true]);
    }
}
