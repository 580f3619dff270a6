//! The command line: arguments → library → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    tress::cli::main(std::env::args_os())
}
