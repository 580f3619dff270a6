//! Progress on stderr: a bar on a terminal, a line every tenth elsewhere, nothing when asked to be quiet.

use super::fit::Unfinished;
use super::note;
use crate::fit::{self, Cloud};
use crate::record::{Stop, roughly, shown};
use crate::study::{Look, Next, Plan, Watch};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Set by Ctrl-C; looked at after every step.
pub static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Shows how a study goes on.
pub struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    /// Steps of all runs planned so far; grows where replicates are added.
    total: AtomicU64,
    done: AtomicU64,
    begun: Instant,
}

impl Progress {
    /// Progress of a study of this plan.
    pub fn new(plan: &Plan, quiet: bool) -> Self {
        let total = steps(plan);
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
            let template = "{msg} [{bar:32}] {percent:>3} %  {elapsed} of about {duration}";
            let style =
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.progress_chars("█▌░"));
            bar.set_message("building");
            bar
        });
        Self {
            bar,
            plain: !terminal && !quiet,
            total: AtomicU64::new(total),
            done: AtomicU64::new(0),
            begun: Instant::now(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Progress {
    fn built(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message("stepping");
        }
    }

    fn looked(&self, look: &Look, plan: &Plan) {
        let line = in_a_line(look);
        if let Next::More(_) = look.next {
            let total = self.total.fetch_add(steps(plan), Relaxed) + steps(plan);
            if let Some(bar) = &self.bar {
                bar.set_length(total);
                bar.set_message("building");
            }
        }
        if let Some(bar) = &self.bar {
            bar.println(line);
        } else if self.plain {
            // As below.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    fn stepped(&self) -> bool {
        let done = self.done.fetch_add(1, Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
        let total = self.total.load(Relaxed);
        let tenth = |steps: u64| steps * 10 / total;
        if self.plain && tenth(done) > tenth(done - 1) {
            let elapsed = HumanDuration(self.begun.elapsed());
            // A log that cannot be written must not stop the study.
            let _ = writeln!(std::io::stderr(), "{:>3} % after {elapsed:#}", done * 100 / total);
        }
        !INTERRUPTED.load(Relaxed)
    }
}

/// Shows how a fit goes on, and keeps what it has.
pub struct FitProgress<'a> {
    bar: Option<ProgressBar>,
    plain: bool,
    unfinished: &'a Unfinished,
    /// Variant and step up that were told last.
    told: Mutex<(usize, u32)>,
    begun: Instant,
}

impl<'a> FitProgress<'a> {
    /// Progress of a fit that is kept in this file.
    pub fn new(quiet: bool, unfinished: &'a Unfinished) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr_with_hz(8));
            let style = ProgressStyle::with_template("{msg} [{bar:24}]  {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.progress_chars("█▌░"));
            bar
        });
        let told = Mutex::new((usize::MAX, 0));
        Self { bar, plain: !terminal && !quiet, unfinished, told, begun: Instant::now() }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl fit::Watch for FitProgress<'_> {
    fn swept(&self, variant: usize, cloud: &Cloud) -> bool {
        let percent = 100.0 * cloud.temper;
        let words = || {
            let variant = if variant == 0 { String::new() } else { format!("variant {variant}, ") };
            let digits = if percent < 1.0 { 3 } else { 0 };
            format!("{variant}step {}: {percent:.digits$} % of the likelihood let in", cloud.stage)
        };
        if let Some(bar) = &self.bar {
            bar.set_position(percent as u64);
            bar.set_message(format!("{}, {} scenarios run", words(), cloud.evaluations));
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if self.plain && *told != (variant, cloud.stage) {
            *told = (variant, cloud.stage);
            let elapsed = HumanDuration(self.begun.elapsed());
            note(format!("{} after {elapsed:#}, {} scenarios run\n", words(), cloud.evaluations));
        }
        !self.is_stopped()
    }

    fn is_stopped(&self) -> bool {
        INTERRUPTED.load(Relaxed)
    }

    fn keep(&self, clouds: &[Cloud]) {
        // A fit that cannot be kept can still be finished.
        if let Err(error) = self.unfinished.write(clouds) {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.1 != u32::MAX {
                *told = (usize::MAX, u32::MAX);
                note(format!("note: cannot keep the fit for another time: {error}\n"));
            }
        }
    }
}

fn steps(plan: &Plan) -> u64 {
    u64::from(plan.runs()) * u64::from(plan.steps)
}

/// The precision so far, of the goal that is the farthest away, and what follows.
fn in_a_line(look: &Look) -> String {
    let Some(worst) = look.precisions.iter().max_by(|a, b| a.farther(b)) else { return String::new() };
    let so_far =
        worst.half_width.map_or("not known".into(), |half| format!("± {}", shown(half, worst.asked)));
    let next = match (look.next, worst.needed) {
        (Next::More(more), Some(needed)) if needed > look.replicates + more => {
            format!("{more} more, of about {} in all", roughly(needed))
        }
        (Next::More(more), _) => format!("{more} more"),
        (Next::Stop(Stop::Reached), _) => "enough".into(),
        (Next::Stop(_), _) => "no more".into(),
    };
    format!("{} {so_far} after {} replicates; {} asked: {next}", worst.rows, look.replicates, worst.asked)
}

/// Shows how a sweep goes on.
pub struct SweepProgress {
    bar: Option<ProgressBar>,
    plain: bool,
    total: u64,
    done: AtomicU64,
    begun: Instant,
}

impl SweepProgress {
    /// Progress of so many runs, of which some are there already.
    pub fn new(total: u64, there: u64, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
            let template = "{human_pos} of {human_len} runs [{bar:32}] {per_sec}, {eta} left";
            let style =
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.progress_chars("█▌░"));
            // What was there takes no part in the estimate.
            bar.set_position(there);
            bar.reset_eta();
            bar
        });
        let plain = !terminal && !quiet;
        Self { bar, plain, total: total.max(1), done: AtomicU64::new(there), begun: Instant::now() }
    }

    /// So many runs are kept.
    pub fn ran(&self, runs: u64) {
        let done = self.done.fetch_add(runs, Relaxed) + runs;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
        let tenth = |runs: u64| runs * 10 / self.total;
        if self.plain && tenth(done) > tenth(done - runs) {
            let elapsed = HumanDuration(self.begun.elapsed());
            // A log that cannot be written must not stop the sweep.
            let _ = writeln!(
                std::io::stderr(),
                "{:>3} % after {elapsed:#}: {done} runs",
                done * 100 / self.total
            );
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
