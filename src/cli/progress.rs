//! Progress on stderr: a bar on a terminal, a line every tenth elsewhere, nothing when asked to be quiet.

use crate::record::{Stop, roughly, shown};
use crate::study::{Look, Next, Plan, Watch};
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
