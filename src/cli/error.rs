//! What can stand in the way of a verb, and the exit code it gives.

use super::diagnostics;
use crate::scenario::design::DesignRefusal;
use crate::scenario::{Refusal, Wrong};
use std::{io::Write, process::ExitCode};

/// What stood in the way.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The scenario or a file it names has faults; nothing was written. Exit code 2.
    #[error(transparent)]
    Faults(#[from] Box<Refusal>),
    /// The words of a flag have faults; nothing was written. Exit code 2.
    #[error("a flag has faults")]
    Words(Vec<Wrong>),
    /// The command asks for something that cannot be done; nothing was written. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Something failed on the way. Exit code 1.
    #[error("{0}")]
    Failure(String),
    /// Whoever read stdout has gone: no failure. Exit code 0.
    #[error("nobody reads the output")]
    ClosedPipe,
    /// Faults that are already on stdout as JSON. Exit code 2.
    #[error("the input has faults")]
    Reported,
}

impl CliError {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::Failure(_) => 1,
            Self::Faults(_) | Self::Words(_) | Self::Usage(_) | Self::Reported => 2,
        }
    }

    /// Says on stderr what stood in the way, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let colour = diagnostics::colour();
        let text = match self {
            Self::ClosedPipe | Self::Reported => String::new(),
            Self::Faults(refusal) => diagnostics::render(refusal, colour),
            Self::Words(wrongs) => diagnostics::words(wrongs, colour),
            Self::Usage(message) | Self::Failure(message) => diagnostics::plain(message, colour),
        };
        // Nothing is left to tell about a stderr that cannot be written.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        ExitCode::from(self.code())
    }
}

impl From<DesignRefusal> for CliError {
    fn from(refusal: DesignRefusal) -> Self {
        match refusal {
            DesignRefusal::File(refusal) => Self::Faults(refusal),
            DesignRefusal::Words(wrongs) => Self::Words(wrongs),
        }
    }
}
