//! A list of people: CSV with a column `id`.

use super::Ids;
use crate::{
    population::{FileFaults, Table, read_text},
    scenario::Faults,
};
use std::{collections::BTreeMap, path::Path};

/// The people of the list, in its order.
pub(in crate::network) fn read(path: &Path, ids: Ids<'_>, faults: &mut Faults) -> Vec<u32> {
    let mut found = FileFaults::new(path);
    let people = read_text(path, &mut found).map(|text| parse(&text, ids, &mut found)).unwrap_or_default();
    found.report(faults);
    people
}

fn parse(text: &str, ids: Ids<'_>, faults: &mut FileFaults) -> Vec<u32> {
    let mut table = Table::new(text, faults);
    let mut people = vec![];
    let Some(column) = table.column("id", faults) else { return people };
    let mut lines = BTreeMap::new();
    while let Some(line) = table.advance(faults) {
        let id = table.cell(column);
        let Some(person) = ids.person(id, line, faults) else { continue };
        match lines.insert(person, line) {
            None => people.push(person),
            Some(first) => {
                faults.push(
                    line,
                    format!("the id `{id}` is already on line {first}"),
                    "list each person once",
                );
            }
        }
    }
    people
}
