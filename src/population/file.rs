//! People from a CSV file.

use super::{FileFaults, People, Table, read_text};
use crate::scenario::{Faults, Scenario, fault::nearest};
use std::{collections::BTreeMap, path::Path};

/// The people named in a file, and the ids by which ties and lists refer to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleFile {
    /// The people in the order of the file; a practice that the file leaves out is `u8::MAX`.
    pub people: People,
    /// Person by id as written in the file.
    pub by_id: BTreeMap<String, u32>,
    /// Bit `t` is set if the file has a column for trait `t`: the others are still to be drawn.
    pub traits_given: u8,
}

impl PeopleFile {
    /// Reads the columns `id`, `group`, `age`, and where they are there `practice`
    /// and one of 0 and 1 for each trait; other columns are left alone. Adds what
    /// is wrong to `faults`; then the people are good for finding ids only, and
    /// none if not even the ids could be read.
    pub fn read(path: &Path, scenario: &Scenario, faults: &mut Faults) -> Option<Self> {
        let mut found = FileFaults::new(path);
        let file = read_text(path, &mut found).and_then(|text| Self::parse(&text, scenario, &mut found));
        found.report(faults);
        file
    }

    fn parse(text: &str, scenario: &Scenario, faults: &mut FileFaults) -> Option<Self> {
        let mut table = Table::new(text, faults);
        let columns = Columns::find(&table, scenario, faults);
        let id_column = columns.id?;
        let mut file = Self::default();
        for &(t, _) in &columns.traits {
            file.traits_given |= 1 << t;
        }
        let mut lines = vec![];
        while let Some(line) = table.advance(faults) {
            let id = table.cell(id_column);
            if id.is_empty() {
                faults.push(line, "the id is empty", "");
                continue;
            }
            if let Some(&first) = file.by_id.get(id) {
                let first: u64 = lines[first as usize];
                faults.push(line, format!("the id `{id}` is already on line {first}"), "ids are unique");
                continue;
            }
            file.by_id.insert(id.to_owned(), lines.len() as u32);
            lines.push(line);
            columns.person(&table, line, scenario, faults, &mut file.people);
        }
        if lines.is_empty() && faults.is_empty() {
            faults.push(0, "the file names nobody", "each line after the first is a person");
        }
        Some(file)
    }
}

/// Where the columns are.
struct Columns {
    id: Option<usize>,
    group: Option<usize>,
    age: Option<usize>,
    practice: Option<usize>,
    /// Trait and column.
    traits: Vec<(usize, usize)>,
}

impl Columns {
    fn find(table: &Table<'_>, scenario: &Scenario, faults: &mut FileFaults) -> Self {
        let traits = || scenario.traits.iter().map(|t| t.name.as_str());
        let known: Vec<&str> = ["id", "group", "age", "practice"].into_iter().chain(traits()).collect();
        let found = Self {
            id: table.column("id", faults),
            group: table.column("group", faults),
            age: table.column("age", faults),
            practice: table.find("practice"),
            traits: traits().enumerate().filter_map(|(t, name)| Some((t, table.find(name)?))).collect(),
        };
        // A column left alone is fine; one that looks like a slip of the pen is not.
        for name in table.header().iter().filter(|name| !known.contains(&name.as_str())) {
            let missing = known.iter().copied().filter(|name| table.find(name).is_none());
            if let Some(near) = nearest(name, missing.filter(|name| !["id", "group", "age"].contains(name))) {
                faults.push(1, format!("the column `{name}` is unknown"), format!("is it `{near}`?"));
            }
        }
        found
    }

    /// Adds the person on a line.
    fn person(
        &self,
        table: &Table<'_>,
        line: u64,
        scenario: &Scenario,
        faults: &mut FileFaults,
        people: &mut People,
    ) {
        let groups = &scenario.population.groups;
        let group = self.group.and_then(|column| {
            named(table.cell(column), "group", groups.iter().map(|group| group.name.as_str()), line, faults)
        });
        let age = self.age.and_then(|column| age(table.cell(column), line, faults));
        if let (Some(age), Some(group)) = (age, group.map(|group| &groups[group])) {
            let [from, to] = group.ages;
            if !(from..to).contains(&age) {
                let name = &group.name;
                let help = format!("ages in `{name}` are from {from} up to but not including {to}");
                faults.push(line, format!("age {age} is not an age of the group `{name}`"), help);
            }
        }
        let practice = self.practice.map(|column| table.cell(column)).filter(|cell| !cell.is_empty());
        let practice = practice.and_then(|cell| {
            named(
                cell,
                "practice",
                scenario.practices.iter().map(|practice| practice.name.as_str()),
                line,
                faults,
            )
        });
        if let (Some(practice), Some(group)) = (practice, group) {
            let (practice, group) = (&scenario.practices[practice], &groups[group].name);
            if let Some(available) = practice.available_to.as_ref().filter(|to| !to.contains(group)) {
                let message =
                    format!("the practice `{}` is not available to the group `{group}`", practice.name);
                faults.push(line, message, format!("it is available to `{}`", available.join("`, `")));
            }
        }
        let mut traits = 0;
        for &(t, column) in &self.traits {
            match table.cell(column) {
                "0" => {}
                "1" => traits |= 1 << t,
                other => {
                    let name = &scenario.traits[t].name;
                    let message = format!("`{other}` in the column `{name}` is neither 0 nor 1");
                    faults.push(line, message, "1 for people who have the trait, 0 for others");
                }
            }
        }
        if groups.len() > 1 {
            people.group.push(group.unwrap_or(0) as u8);
        }
        people.age.push(age.unwrap_or(0.0) as f32);
        if !scenario.traits.is_empty() {
            people.traits.push(traits);
        }
        people.practice.push(practice.map_or(u8::MAX, |practice| practice as u8));
    }
}

fn named<'a>(
    name: &str,
    kind: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    line: u64,
    faults: &mut FileFaults,
) -> Option<usize> {
    let found = known.clone().position(|known| known == name);
    if found.is_none() {
        let help = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: `{}`", known.collect::<Vec<_>>().join("`, `")),
        };
        faults.push(line, format!("there is no {kind} `{name}`"), help);
    }
    found
}

fn age(cell: &str, line: u64, faults: &mut FileFaults) -> Option<f64> {
    let age = cell.parse::<f64>().ok().filter(|age| (0.0..=130.0).contains(age));
    if age.is_none() {
        faults.push(line, format!("`{cell}` is not an age"), "a number of years from 0 to 130");
    }
    age
}
