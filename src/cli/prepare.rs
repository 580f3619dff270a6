//! From the arguments that every verb shares to something that can be run.

use super::{CliError, args::ScenarioArgs};
use crate::engine::Model;
use crate::network::Inputs;
use crate::population::read_draws;
use crate::scenario::{self, Read, Source};
use std::path::Path;
use std::sync::Arc;

/// A scenario without faults, with the files it names.
pub struct Prepared {
    /// The scenario and its text.
    pub read: Read,
    /// The scenario, compiled.
    pub model: Model,
    /// What its files hold.
    pub inputs: Arc<Inputs>,
}

impl Prepared {
    /// Opens and checks a scenario and the files that it names.
    ///
    /// # Errors
    /// All faults of the scenario or, when it has none, of its files.
    pub fn new(args: &ScenarioArgs) -> Result<Self, CliError> {
        Self::from_read(scenario::open(&args.file, &args.overrides)?)
    }

    /// Reads the files of a checked scenario, and compiles it.
    ///
    /// # Errors
    /// All faults of its files.
    pub fn from_read(read: Read) -> Result<Self, CliError> {
        let directory = read.source.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut read = read;
        match Inputs::read(&read.scenario, &directory) {
            Ok(mut inputs) => {
                inputs.draws = match read_draws(&read, &directory) {
                    Ok(draws) => draws,
                    Err(faults) => return Err(read.source.refuse(faults).into()),
                };
                if let Some(draws) = &mut read.scenario.draws {
                    draws.number = Some(inputs.draws.len() as u32);
                }
                let model = Model::new(&read.scenario);
                Ok(Self { model, inputs: Arc::new(inputs), read })
            }
            Err(faults) => Err(read.source.refuse(faults).into()),
        }
    }

    /// The content of every file that the scenario names, by name, for the record.
    ///
    /// # Errors
    /// If one can no longer be read.
    pub fn input_bytes(&self) -> Result<Vec<(String, Vec<u8>)>, CliError> {
        bytes_beside(&self.read.source, self.read.scenario.files())
    }
}

/// The content of files that `source` names, by name.
///
/// # Errors
/// If one can no longer be read.
pub fn bytes_beside(source: &Source, names: Vec<String>) -> Result<Vec<(String, Vec<u8>)>, CliError> {
    let one = |name: String| {
        let path = source.beside(&name);
        let bytes = std::fs::read(&path)
            .map_err(|error| CliError::Failure(format!("cannot read {}: {error}", path.display())))?;
        Ok((name, bytes))
    };
    names.into_iter().map(one).collect()
}

/// The number of threads to use: as asked for, or all cores.
pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// A pool of that many threads.
///
/// # Errors
/// If the system refuses to start them.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, CliError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| CliError::Failure(format!("cannot start {threads} threads: {error}")))
}
