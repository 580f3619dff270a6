//! `tress sensitivity`.

use super::args::SensitivityArgs;
use super::question::questions;
use super::sweep::cannot;
use super::{CliError, print};
use crate::record::{
    RESULTS, SWEEP, SensitivityTables, SweepHead, ask_results, between, read_design, short, write_responses,
    write_sensitivity, write_surface, write_whole,
};
use crate::report::{self, Format};
use crate::sweep::Analysis;
use serde_json::json;
use std::fmt::Write as _;

/// Writes a table.
type Fill<'a> = dyn Fn(&mut (dyn std::io::Write + Send)) -> std::io::Result<()> + 'a;

/// Says which input of a sweep matters, and leaves tables and figures of it beside the results.
///
/// # Errors
/// A folder that holds no finished sweep; a measure that it does not have; a disk that cannot be written.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), CliError> {
    let dir = args.dir.display();
    let head = SweepHead::read(&args.dir)
        .map_err(|error| CliError::Usage(format!("cannot read {}: {error}", args.dir.join(SWEEP).display())))?
        .ok_or_else(|| CliError::Usage(format!("{dir} holds no sweep (no {SWEEP})")))?;
    if !args.dir.join(RESULTS).is_file() {
        let help = format!("give the same `tress sweep` again, or `tress merge {dir}` where parts ran apart");
        return Err(CliError::Usage(format!(
            "the sweep in {dir} is not finished: there is no {RESULTS}\n{help}"
        )));
    }
    let questions = questions(&args.measures, &head).map_err(CliError::Words)?;
    let unreadable = |error| cannot("read the tables in", &args.dir, &error);
    let cells = read_design(&args.dir, &head).map_err(unreadable)?;
    let answers = ask_results(&args.dir, &head, &questions).map_err(unreadable)?;
    let tables = Analysis::new(&head, &cells).of(&answers);
    let folder = args.out.as_deref().unwrap_or(&args.dir);
    std::fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))?;
    let write = |name: &str, fill: &Fill<'_>| {
        write_whole(folder, name, fill).map(drop).map_err(|error| cannot("write", &folder.join(name), &error))
    };
    write("sensitivity.csv", &|out| write_sensitivity(out, &tables.sensitivity))?;
    write("responses.csv", &|out| write_responses(out, &tables.responses))?;
    write("surface.csv", &|out| write_surface(out, &tables.surface))?;
    let figures = if args.no_plots {
        vec![]
    } else {
        let format = if args.svg { Format::PngAndSvg } else { Format::Png };
        report::sensitivity(folder, &args.dir, folder, format)
            .map_err(|error| CliError::Failure(format!("cannot draw the figures: {error}")))?
    };
    if args.json {
        return print(format!("{:#}\n", json!({ "folder": folder.display().to_string(), "tables": tables })));
    }
    let figures: Vec<String> =
        figures.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    let more =
        if figures.is_empty() { String::new() } else { format!(", figures in {}", figures.join(", ")) };
    let closing = format!("Tables in {}: sensitivity.csv, responses.csv{more}.\n", folder.display());
    print(format!("{}\n{closing}", prose(&head, questions.iter().map(|asked| &asked.words), &tables)))
}

/// The answer in words.
fn prose<'a>(
    head: &SweepHead,
    measures: impl Iterator<Item = &'a String>,
    tables: &SensitivityTables,
) -> String {
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").expect("a string takes any text");
    for measure in measures {
        let own = || tables.sensitivity.iter().filter(|row| row.measure == *measure);
        let of = |index: &str| own().find(|row| row.index == index).and_then(|row| row.estimate);
        let luck = match (of("variance"), of("noise_share")) {
            (None, _) => "not defined at any two points".into(),
            (_, Some(share)) => format!("{} % of the variance between points is luck", short(100.0 * share)),
            (_, None) => "one replicate: luck cannot be told from inputs".into(),
        };
        let n = own().find(|row| row.index == "variance").map_or(0, |row| row.n as u64);
        let holes = if n < head.points {
            format!(" (defined at {n} of {} points)", head.points)
        } else {
            String::new()
        };
        line(format!("{measure}: {luck}{holes}"));
        for input in &head.inputs {
            let mut parts = vec![];
            for row in own().filter(|row| row.input == input[0] && row.index != "sigma_noise") {
                let Some(estimate) = row.estimate else { continue };
                let value = match row.interval {
                    [Some(low), Some(high)] => between(estimate, low, high),
                    _ => short(estimate),
                };
                let at = row.label.rsplit_once(" = ").filter(|_| ["low", "high"].contains(&row.index));
                let name = row
                    .index
                    .replace('_', " ")
                    .replace("mu star", "μ*")
                    .replace("sigma", "σ")
                    .replace("mu", "μ");
                parts.push(at.map_or(format!("{name} {value}"), |(_, at)| format!("{value} at {at}")));
            }
            if parts.is_empty() {
                let rows =
                    || tables.responses.iter().filter(|row| row.measure == *measure && row.input == input[0]);
                let ends = |row: &crate::record::ResponseRow| {
                    row.mean.map(|mean| format!("{} at {}", short(mean), row.value))
                };
                parts.extend(rows().next().and_then(ends));
                parts.extend(rows().next_back().and_then(ends));
            }
            line(format!("  {}: {}", input[1], if parts.is_empty() { "–".into() } else { parts.join(", ") }));
        }
        line(String::new());
    }
    text
}
