//! Ties from an edge list: CSV with a header, one tie a line.

use super::{
    Ids,
    tie_rows::{self, TieRows},
};
use crate::{
    network::Ties,
    population::{FileFaults, Table, read_text},
    scenario::{Faults, FileTies},
};
use std::path::Path;

/// The ties of an edge list; none where there are faults.
pub(in crate::network) fn read(path: &Path, spec: &FileTies, ids: Ids<'_>, faults: &mut Faults) -> Ties {
    let mut found = FileFaults::new(path);
    let text = read_text(path, &mut found).unwrap_or_default();
    let rows = if found.is_empty() { parse(&text, spec, ids, &mut found) } else { TieRows::default() };
    let ties = rows.finish(ids.people(), spec.weight.is_some(), &mut found);
    found.report(faults);
    ties
}

fn parse(text: &str, spec: &FileTies, ids: Ids<'_>, faults: &mut FileFaults) -> TieRows {
    let mut rows = TieRows::default();
    let mut table = Table::new(text, faults);
    let columns = [&spec.source, &spec.target].map(|name| table.column(name, faults));
    let weights = spec.weight.as_ref().map(|name| table.column(name, faults));
    let ([Some(source), Some(target)], None | Some(Some(_))) = (columns, weights) else { return rows };
    while let Some(line) = table.advance(faults) {
        let weight = match weights.flatten() {
            Some(column) => tie_rows::weight(table.cell(column), line, faults),
            None => Some(1.0),
        };
        rows.push(ids, [table.cell(source), table.cell(target)], weight, spec.directed, line, faults);
    }
    rows
}
