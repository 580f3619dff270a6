//! The files that a scenario points to, read and checked before anything is built.

use super::{
    Ties,
    read::{Ids, edge_list, graphml, id_list},
};
use crate::{
    population::PeopleFile,
    scenario::{Faults, Generator, Scenario},
};
use std::{collections::BTreeMap, path::Path};

/// What the files of a scenario hold.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The people of `population.file`.
    pub people: Option<PeopleFile>,
    /// The ties of layers from files, by name of the layer.
    pub ties: BTreeMap<String, Ties>,
    /// The people listed in files for targeting, by path as the scenario writes it.
    pub lists: BTreeMap<String, Vec<u32>>,
    /// The scenarios of `draws`, which replicates take in turn; none without.
    pub draws: Vec<Scenario>,
}

impl Inputs {
    /// Reads the people, the ties and the lists of ids that the scenario points
    /// to; paths are relative to `directory`.
    ///
    /// # Errors
    /// All faults of all files, each with its line; of one file the first 50 and
    /// the number of the rest.
    pub fn read(scenario: &Scenario, directory: &Path) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut inputs = Self::default();
        let named = &scenario.population.file;
        if let Some(path) = named {
            inputs.people = PeopleFile::read(&directory.join(path), scenario, &mut faults);
        }
        let ids = match (&inputs.people, named, scenario.population.size) {
            (Some(file), ..) => Ids::Named(&file.by_id),
            (None, None, Some(size)) => Ids::Numbers(size),
            _ => Ids::Unknown,
        };
        for layer in &scenario.layers {
            for (_, generator) in layer.generators() {
                let Generator::File(spec) = generator else { continue };
                let path = directory.join(&spec.path);
                let ties = if graphml::is_named(&path) {
                    graphml::read(&path, spec, ids, &mut faults)
                } else {
                    edge_list::read(&path, spec, ids, &mut faults)
                };
                inputs.ties.insert(layer.name.clone(), ties);
            }
        }
        let programmes = scenario.interventions.iter().map(|intervention| &intervention.targeting);
        let seeding = scenario.adoption.first_adopters.iter().map(|first| &first.targeting);
        for file in programmes.chain(seeding).filter_map(|targeting| targeting.file.as_ref()) {
            if !inputs.lists.contains_key(file) {
                let list = id_list::read(&directory.join(file), ids, &mut faults);
                inputs.lists.insert(file.clone(), list);
            }
        }
        faults.or(inputs)
    }

    /// The scenario of a replicate: one of the draws, or else the scenario itself.
    pub fn scenario<'a>(&'a self, base: &'a Scenario, replicate: u32) -> &'a Scenario {
        if self.draws.is_empty() { base } else { &self.draws[replicate as usize % self.draws.len()] }
    }

    /// Number of people: those of the file, or else the scenario's size.
    pub fn size(&self, scenario: &Scenario) -> u32 {
        match &self.people {
            Some(file) => file.people.len() as u32,
            None => scenario.population.size.unwrap_or(0),
        }
    }
}
