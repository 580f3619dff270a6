//! `tress new`: a commented scenario to start from.

use super::{CliError, args::NewArgs, print};
use std::{fs::OpenOptions, io::Write};

const STARTER: &str = include_str!("../../scenarios/starter.toml");

/// Writes `NAME.toml` into the current folder.
///
/// # Errors
/// If the name is unfit for a scenario, or the file is there already or cannot be written.
pub fn new(args: &NewArgs) -> Result<(), CliError> {
    let name = args.name.strip_suffix(".toml").unwrap_or(&args.name);
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Err(CliError::Usage(format!(
            "`{name}` cannot name a scenario\nuse letters, digits, - and _; the file goes to the current folder"
        )));
    }
    let path = format!("{name}.toml");
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                CliError::Usage(format!("{path} is there already\nchoose another name; it was left as it is"))
            }
            _ => CliError::Failure(format!("cannot write {path}: {error}")),
        })?;
    file.write_all(starter(name).as_bytes())
        .map_err(|error| CliError::Failure(format!("cannot write {path}: {error}")))?;
    print(format!("wrote {path}\nnext: change what you like, then  tress check {path}\n"))
}

/// The starter under another name.
fn starter(name: &str) -> String {
    STARTER.replacen("name = \"starter\"", &format!("name = \"{name}\""), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Source, read};

    #[test]
    fn the_starter_has_no_faults_and_takes_the_name() {
        let read = read(Source::new("mytown.toml", starter("mytown"), &[]))
            .unwrap_or_else(|refusal| panic!("{}", super::super::diagnostics::render(&refusal, false)));
        assert_eq!(read.scenario.name, "mytown");
        assert_eq!(read.scenario.arms.len(), 4);
    }
}
