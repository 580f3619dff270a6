//! `tress completions` and `tress man`.

use super::{
    CliError,
    args::{Args, CompletionsArgs, ManArgs},
    print,
};
use clap::CommandFactory;

/// Prints the completions for a shell.
///
/// # Errors
/// If stdout cannot be written.
pub fn completions(args: &CompletionsArgs) -> Result<(), CliError> {
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut Args::command(), "tress", &mut script);
    print(script)
}

/// Prints the manual page of tress, or of one verb.
///
/// # Errors
/// If there is no such verb, or stdout cannot be written.
pub fn man(args: &ManArgs) -> Result<(), CliError> {
    // Building gives each verb its full name, "tress-run".
    let mut command = Args::command();
    command.build();
    if let Some(verb) = &args.verb {
        let verbs: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        let unknown = || format!("there is no verb `{verb}`\nthe verbs: {}", verbs.join(", "));
        let found = command.find_subcommand(verb).ok_or_else(|| CliError::Usage(unknown()))?;
        command = found.clone();
    }
    let mut page = vec![];
    let failed = |error| CliError::Failure(format!("cannot write the page: {error}"));
    clap_mangen::Man::new(command).render(&mut page).map_err(failed)?;
    print(page)
}
