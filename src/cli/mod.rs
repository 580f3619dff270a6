//! The command line: one file per verb.
//!
//! Results go to stdout, progress and faults to stderr. Exit codes: 0 when
//! all went well, 1 when something failed on the way, 2 when the input or the
//! command was wrong and nothing was begun.

pub mod args;
pub mod diagnostics;

mod check;
mod error;
mod eval;
mod fit;
mod manual;
mod merge;
mod network;
mod new;
mod plan;
mod plot;
mod prepare;
mod progress;
mod question;
mod rerun;
mod run;
mod schema;
mod sensitivity;
mod sweep;
mod targets;
mod until;

pub use args::{Args, Verb};
pub use error::CliError;

use clap::Parser;
use std::{ffi::OsString, io::Write, process::ExitCode};

/// Does what the command line says, and reports on stderr what stands in the way.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Args::try_parse_from(words) {
        Ok(args) => match run(args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => error.report(),
        },
        // Help and version are no errors; a closed pipe is nobody's loss.
        Err(message) => {
            let _ = message.print();
            ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2))
        }
    }
}

/// Does one verb.
///
/// # Errors
/// Whatever stands in the way; see [`CliError`] for the exit codes.
pub fn run(args: Args) -> Result<(), CliError> {
    match args.verb {
        Verb::Run(args) => run::run(&args),
        Verb::Fit(args) => fit::fit(&args),
        Verb::Sweep(args) => sweep::sweep(&args),
        Verb::Sensitivity(args) => sensitivity::sensitivity(&args),
        Verb::Eval(args) => eval::eval(&args),
        Verb::Merge(args) => merge::merge(&args),
        Verb::Targets(args) => targets::targets(&args),
        Verb::Check(args) => check::check(&args),
        Verb::Network(args) => network::network(&args),
        Verb::Plot(args) => plot::plot(&args),
        Verb::Rerun(args) => rerun::rerun(&args),
        Verb::New(args) => new::new(&args),
        Verb::Schema(args) => schema::schema(&args),
        Verb::Completions(args) => manual::completions(&args),
        Verb::Man(args) => manual::man(&args),
    }
}

/// Writes to stdout.
///
/// # Errors
/// [`CliError::ClosedPipe`] if nobody reads any more, [`CliError::Failure`] if it cannot be written.
pub fn print(bytes: impl AsRef<[u8]>) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes.as_ref()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => CliError::ClosedPipe,
        _ => CliError::Failure(format!("cannot write to stdout: {error}")),
    })
}

/// Says something on stderr, if there is anybody to hear it.
pub fn note(text: impl AsRef<[u8]>) {
    let _ = std::io::stderr().lock().write_all(text.as_ref());
}
