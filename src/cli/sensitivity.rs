//! `tress sensitivity`.

use super::args::SensitivityArgs;
use super::question::questions;
use super::sweep::cannot;
use super::{CliError, print};
use crate::record::{
    RESULTS, ResponseRow, SWEEP, SensitivityRow, SensitivityTables, SweepHead, ask_results, between, brief,
    is_hidden_by_luck, luck_in_words, read_design, short, write_responses, write_sensitivity, write_surface,
    write_whole,
};
use crate::report::{self, Drawn, Format};
use crate::sweep::Analysis;
use serde_json::json;
use std::fmt::Write as _;

const SURFACE: &str = "surface.csv";
/// So many words of an input are told one by one.
const WORDS: usize = 6;

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
    let mut names = vec!["sensitivity.csv", "responses.csv"];
    if tables.surface.is_empty() {
        // One that is there is of an earlier sweep: it would be drawn with this one.
        match std::fs::remove_file(folder.join(SURFACE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(cannot("remove", &folder.join(SURFACE), &error));
            }
            _ => {}
        }
    } else {
        write(SURFACE, &|out| write_surface(out, &tables.surface))?;
        names.push(SURFACE);
    }
    let drawn = if args.no_plots {
        Drawn::default()
    } else {
        let format = if args.svg { Format::PngAndSvg } else { Format::Png };
        report::sensitivity(folder, &args.dir, folder, format)
            .map_err(|error| CliError::Failure(format!("cannot draw the figures: {error}")))?
    };
    if args.json {
        return print(format!("{:#}\n", json!({ "folder": folder.display().to_string(), "tables": tables })));
    }
    let figures: Vec<String> = (drawn.files.iter())
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let more =
        if figures.is_empty() { String::new() } else { format!(", figures in {}", figures.join(", ")) };
    let closing = format!("Tables in {}: {}{more}.\n", folder.display(), names.join(", "));
    let left_out: String = drawn.left_out.iter().map(|what| format!("Not drawn: {what}.\n")).collect();
    let told = prose(&head, questions.iter().map(|asked| &asked.words), &tables);
    print(format!("{told}\n{left_out}{closing}"))
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
        let n = own().find(|row| row.index == "variance").map_or(0, |row| row.n);
        line(format!("{measure}: {}", luck_in_words(of("variance"), of("noise_share"), n, head)));
        for [input, label] in &head.inputs {
            let rows: Vec<&SensitivityRow> = own().filter(|row| row.input == *input).collect();
            let mut parts = stated(&rows);
            if parts.is_empty() {
                let is_of = |row: &&ResponseRow| row.measure == *measure && row.input == *input;
                parts = answered(&tables.responses.iter().filter(is_of).collect::<Vec<_>>());
            }
            if n > 0 && rows.iter().any(|row| row.index == "total" && row.estimate.is_none()) {
                parts.push("first order and total undefined, as nothing varies beyond luck".into());
            }
            line(format!("  {label}: {}", if parts.is_empty() { "–".into() } else { parts.join(", ") }));
        }
        line(String::new());
    }
    text
}

/// What is stated of an input.
fn stated(rows: &[&SensitivityRow]) -> Vec<String> {
    let luck = rows.iter().find(|row| row.index == "mu_star_noise");
    let mut parts = vec![];
    for row in rows.iter().filter(|row| !["sigma_noise", "mu_star_noise"].contains(&row.index)) {
        let Some(estimate) = row.estimate else { continue };
        let value = match row.interval {
            [Some(low), Some(high)] => between(estimate, low, high),
            _ => short(estimate),
        };
        let at = row.label.rsplit_once(" = ").filter(|_| ["low", "high"].contains(&row.index));
        let name =
            row.index.replace('_', " ").replace("mu star", "μ*").replace("sigma", "σ").replace("mu", "μ");
        parts.push(at.map_or(format!("{name} {value}"), |(_, at)| format!("{value} at {}", brief(at))));
        if let ("mu_star", Some([_, Some(most)])) = (row.index, luck.map(|luck| luck.interval))
            && is_hidden_by_luck(estimate, most)
        {
            parts.push(format!("not told from luck (up to {})", short(most)));
        }
    }
    // Where one value alone was tried, its change is the least and the greatest.
    parts.dedup();
    parts
}

/// The mean at the ends of an input; of a few words, at each.
fn answered(rows: &[&ResponseRow]) -> Vec<String> {
    let words = rows.iter().any(|row| row.value.parse::<f64>().is_err());
    let ends = || rows.first().into_iter().chain(rows.last()).collect();
    let shown: Vec<&&ResponseRow> = if words && rows.len() <= WORDS { rows.iter().collect() } else { ends() };
    let mean = |row: &&&ResponseRow| row.mean.map(|mean| format!("{} at {}", short(mean), brief(&row.value)));
    let mut parts: Vec<String> = shown.iter().filter_map(mean).collect();
    parts.dedup();
    parts
}
