//! The points of a design, each worked out when it is asked for.

use super::input::Law;
use crate::draw::Draws;
use crate::population::{FileFaults, Table, read_text};
use crate::sample::{Latin, Morris, Saltelli};
use crate::scenario::design::{Cell, DesignRefusal, Knob, Layout, ReadDesign, reserved};
use crate::scenario::{Faults, Refusal};

/// The points of a design. A point is a pure function of the design and its number, so that they need not be kept; a
/// list is.
pub struct Points {
    columns: Vec<String>,
    knobs: Vec<Vec<Knob>>,
    laws: Vec<Law>,
    kind: Kind,
    count: u64,
}

/// A point: its number, from 0, and the value of each input.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its number.
    pub number: u64,
    /// The values, in the order of the columns.
    pub cells: Vec<Cell>,
}

enum Kind {
    Grid(Vec<Vec<Cell>>),
    OneAtATime { base: Vec<Cell>, moves: Vec<(usize, Cell)> },
    Latin(Latin),
    Sobol(Saltelli),
    Morris(Morris),
    List(Vec<Vec<Cell>>),
}

/// Levels of Morris' grid.
pub(super) const LEVELS: u32 = 4;

impl Points {
    /// The points of a design that has been read.
    ///
    /// # Errors
    /// An input that has to be tried one at a time and that the scenario leaves to a default; all faults of a list.
    pub fn new(read: &ReadDesign) -> Result<Self, DesignRefusal> {
        let inputs = &read.file.inputs;
        let draws = Draws::new(read.file.rng_seed, 0);
        let laws: Vec<Law> = inputs.iter().map(Law::of).collect();
        let columns = inputs.iter().map(|input| input.column().to_string()).collect();
        let mut points =
            Self { columns, knobs: read.knobs.clone(), laws, kind: Kind::List(vec![]), count: 0 };
        let k = inputs.len();
        (points.kind, points.count) = match &read.layout {
            Layout::Grid => {
                let levels: Vec<Vec<Cell>> = points.laws.iter().map(Law::levels).collect();
                let count = levels.iter().fold(1u64, |all, one| all.saturating_mul(one.len() as u64));
                (Kind::Grid(levels), count)
            }
            Layout::OneAtATime => points.one_at_a_time(read)?,
            Layout::Latin { points } => (Kind::Latin(Latin::new(*points, k, &draws)), u64::from(*points)),
            Layout::Sobol { base } => {
                // The scrambling takes a seed of 32 bits.
                let seed = (read.file.rng_seed ^ (read.file.rng_seed >> 32)) as u32;
                let matrices = Saltelli::new(*base, k, seed);
                let count = matrices.points();
                (Kind::Sobol(matrices), count)
            }
            Layout::Morris { trajectories } => {
                let moves = Morris::new(*trajectories, k, LEVELS, &draws);
                let count = moves.points();
                (Kind::Morris(moves), count)
            }
            Layout::List { .. } => points.list(read)?,
        };
        Ok(points)
    }

    fn one_at_a_time(&self, read: &ReadDesign) -> Result<(Kind, u64), DesignRefusal> {
        let mut faults = Faults::default();
        let written = |at: usize| self.knobs[at].first().and_then(|knob| knob.written.clone());
        let mut base = vec![];
        for (at, input) in read.file.inputs.iter().enumerate() {
            match written(at) {
                Some(cell) => {
                    // Where several values move together the first stands for them: what it is at the start must
                    // not be a move of the others.
                    let other = self.knobs[at].iter().find(|knob| knob.written.as_ref() != Some(&cell));
                    if let Some(other) = other.filter(|_| self.laws[at].levels().contains(&cell)) {
                        let message = format!(
                            "at {cell} `{}` moves, and `{}`, whose value is shown, does not",
                            other.path, self.knobs[at][0].path,
                        );
                        let help =
                            "name first the one that moves, leave this value out, or choose another design";
                        faults.at(format!("vary[{at}].paths[0]"), message, help);
                    }
                    base.push(cell);
                }
                None => {
                    let help = "write it into the scenario, or choose another design";
                    let message = format!("the scenario does not say what `{}` is", input.column());
                    faults.at(format!("vary[{at}].paths[0]"), message, help);
                }
            }
        }
        if !faults.is_empty() {
            return Err(read.refuse(faults));
        }
        let levels = |(at, law): (usize, &Law)| {
            law.levels().into_iter().map(move |cell| (at, cell)).collect::<Vec<_>>()
        };
        let moves: Vec<(usize, Cell)> =
            (self.laws.iter().enumerate()).flat_map(levels).filter(|(at, cell)| *cell != base[*at]).collect();
        let count = moves.len() as u64 + 1;
        Ok((Kind::OneAtATime { base, moves }, count))
    }

    /// The rows of a CSV file, whose columns become the inputs; a `design.csv` is one.
    fn list(&mut self, read: &ReadDesign) -> Result<(Kind, u64), Box<Refusal>> {
        let path = read.list.clone().unwrap_or_default();
        let (mut faults, mut found) = (Faults::default(), FileFaults::new(&path));
        let (mut rows, mut places) = (vec![], vec![]);
        if let Some(text) = read_text(&path, &mut found) {
            let mut table = Table::new(&text, &mut found);
            for (place, column) in table.header().to_vec().into_iter().enumerate() {
                // The sweep numbers its points, and gives each its luck.
                if ["point", "luck"].contains(&&*column) {
                    continue;
                }
                if let Some((message, help)) = reserved(&column) {
                    found.push(1, message, help);
                    continue;
                }
                let knob = Knob::find(&read.scenario, &column).and_then(|knob| knob.known(&read.scenario));
                match knob {
                    Ok(knob) => {
                        self.columns.push(column);
                        self.knobs.push(vec![knob]);
                        places.push(place);
                    }
                    Err((message, help)) => found.push(1, message, help),
                }
            }
            while found.is_empty() {
                let Some(line) = table.advance(&mut found) else { break };
                let cell = |column: usize| match table.cell(column).parse::<f64>() {
                    Ok(number) if number.is_finite() => Cell::Number(number),
                    _ => Cell::Word(table.cell(column).into()),
                };
                let row: Vec<Cell> = places.iter().copied().map(cell).collect();
                if row.contains(&Cell::Word(String::new())) {
                    found.push(line, "a value is missing in this row", "write every value");
                }
                rows.push(row);
            }
            if found.is_empty() && rows.is_empty() {
                found.push(0, "the list holds no points", "each line after the first is a point");
            }
        }
        found.report(&mut faults);
        let count = rows.len() as u64;
        faults.or((Kind::List(rows), count)).map_err(|faults| read.source.clone().refuse(faults))
    }

    /// Names of the inputs.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Number of points.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Point number `number`.
    pub fn point(&self, number: u64) -> Point {
        let at_all = |units: Vec<f64>| self.laws.iter().zip(units).map(|(law, u)| law.at(u)).collect();
        let cells: Vec<Cell> = match &self.kind {
            Kind::Grid(levels) => {
                // The last input moves fastest.
                let mut rest = number;
                let digit = |levels: &Vec<Cell>| {
                    let cell = levels[(rest % levels.len() as u64) as usize].clone();
                    rest /= levels.len() as u64;
                    cell
                };
                let mut cells: Vec<Cell> = levels.iter().rev().map(digit).collect();
                cells.reverse();
                cells
            }
            Kind::OneAtATime { base, moves } => {
                let mut cells = base.clone();
                if let Some((at, cell)) = number.checked_sub(1).map(|number| &moves[number as usize]) {
                    cells[*at] = cell.clone();
                }
                cells
            }
            Kind::Latin(latin) => at_all(latin.point(number as u32)),
            Kind::Sobol(matrices) => at_all(matrices.point(number)),
            Kind::Morris(moves) => {
                self.laws.iter().zip(moves.point(number)).map(|(law, u)| law.across(u)).collect()
            }
            Kind::List(rows) => rows[number as usize].clone(),
        };
        let rounded = |(cell, knobs): (Cell, &Vec<Knob>)| match knobs.first() {
            Some(knob) => knob.rounded(cell),
            None => cell,
        };
        Point { number, cells: cells.into_iter().zip(&self.knobs).map(rounded).collect() }
    }

    /// The changes to the scenario that make a point, as after `--set`. One at a time, only what moves is set: the rest
    /// stays as the scenario has it.
    pub fn overrides(&self, point: &Point) -> Vec<String> {
        let is_set = |input: usize| match &self.kind {
            Kind::OneAtATime { moves, .. } => {
                point.number.checked_sub(1).is_some_and(|at| moves[at as usize].0 == input)
            }
            _ => true,
        };
        let set = (0..self.knobs.len()).filter(|&input| is_set(input));
        set.flat_map(|input| self.knobs[input].iter().map(move |knob| knob.set(&point.cells[input])))
            .collect()
    }
}
