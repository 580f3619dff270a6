//! Every run that is missing, kept as soon as it is done.

use super::super::CliError;
use super::super::progress::{INTERRUPTED, SweepProgress};
use super::room::{Known, Room};
use crate::record::{Entry, Line, Part};
use crate::scenario::design::Luck;
use crate::sweep::{Job, Sweep, Takes, survived, walk};
use std::collections::VecDeque;
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
        let each = head.arms.len() as u64 * u64::from(head.replicates);
        let (mut own, mut there) = (0, 0);
        for point in (0..head.points).filter(|&point| mine(point)) {
            own += each;
            there += (point * each..(point + 1) * each).filter(|&run| room.finished.has(run)).count() as u64;
        }
        let progress = SweepProgress::new(own, there, quiet);
        let computed = AtomicU64::new(0);
        let (failed, broken) = (Mutex::new(vec![]), Mutex::new(None));
        // Points that share their luck may share runs: those of an arm that does not know what varies.
        let shared = (head.design.luck == Luck::Paired).then(Shared::default);
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

/// The runs that were wanted last, of points that may share them: what is shared comes up again soon, so a few are
/// enough.
#[derive(Default)]
struct Shared(Mutex<VecDeque<Entry>>);

impl Shared {
    /// Runs that are kept.
    const MOST: usize = 256;

    fn kept(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the run with this key has measured, if it is here; it is wanted again, then.
    fn measures(&self, key: &str) -> Option<Vec<Line>> {
        let mut kept = self.kept();
        let at = kept.iter().rposition(|entry| entry.key == key)?;
        let entry = kept.remove(at)?;
        let lines = entry.lines.clone();
        kept.push_back(entry);
        Some(lines)
    }

    fn keep(&self, entries: Vec<Entry>) {
        let mut kept = self.kept();
        for entry in entries {
            if kept.iter().any(|other| other.key == entry.key) {
                continue;
            }
            if kept.len() == Self::MOST {
                kept.pop_front();
            }
            kept.push_back(entry);
        }
    }
}
