//! Progress on stderr: a bar on a terminal, a line every tenth elsewhere, nothing when asked to be quiet.

use crate::study::{Plan, Watch};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Set by Ctrl-C; looked at after every step.
pub static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Shows how a study goes on.
pub struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    total: u64,
    done: AtomicU64,
    begun: Instant,
}

impl Progress {
    /// Progress of a study of this plan.
    pub fn new(plan: &Plan, quiet: bool) -> Self {
        let total = u64::from(plan.runs()) * u64::from(plan.steps);
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
        Self { bar, plain: !terminal && !quiet, total, done: AtomicU64::new(0), begun: Instant::now() }
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

    fn stepped(&self) -> bool {
        let done = self.done.fetch_add(1, Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
        let tenth = |steps: u64| steps * 10 / self.total;
        if self.plain && tenth(done) > tenth(done - 1) {
            let elapsed = HumanDuration(self.begun.elapsed());
            // A log that cannot be written must not stop the study.
            let _ = writeln!(std::io::stderr(), "{:>3} % after {elapsed:#}", done * 100 / self.total);
        }
        !INTERRUPTED.load(Relaxed)
    }
}
