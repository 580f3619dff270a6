//! What a sweep answers: a measure, or the difference of one between two arms, at every point by replicate.

use super::sweep::{DESIGN, RESULTS, SweepHead};
use std::io;
use std::path::Path;

/// A measure to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// As asked: `late_prevalence of champions - none`.
    pub words: String,
    /// The measure.
    pub measure: String,
    /// Name of the arm.
    pub arm: String,
    /// The arm that is taken off, replicate by replicate.
    pub against: Option<String>,
    /// The group.
    pub group: String,
    /// The checkpoint nearest to this week; the last unless given.
    pub week: Option<f64>,
}

/// What the points answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// What was asked.
    pub question: Question,
    /// By point, the values of its replicates; nothing at a point where one is undefined.
    pub points: Vec<Vec<f64>>,
}

/// The values of the inputs at every point, as `design.csv` has them.
///
/// # Errors
/// Whatever the file system reports; a table that is not that of the sweep.
pub fn read_design(folder: &Path, head: &SweepHead) -> io::Result<Vec<Vec<String>>> {
    let mut table = csv::Reader::from_path(folder.join(DESIGN))?;
    let inputs = head.inputs.len();
    let row = |row: csv::Result<csv::StringRecord>| -> io::Result<Vec<String>> {
        Ok(row?.iter().skip(1).take(inputs).map(String::from).collect())
    };
    let rows: Vec<Vec<String>> = table.records().map(row).collect::<io::Result<_>>()?;
    if rows.len() as u64 == head.points { Ok(rows) } else { Err(changed(DESIGN)) }
}

/// Asks `results.csv`.
///
/// # Errors
/// Whatever the file system reports; a table that is not that of the sweep.
pub fn ask_results(folder: &Path, head: &SweepHead, questions: &[Question]) -> io::Result<Vec<Answers>> {
    let path = folder.join(RESULTS);
    let mut table = csv::Reader::from_path(&path)?;
    let header = table.headers()?.clone();
    let column = |name: &str| header.iter().position(|column| column == name).ok_or_else(|| changed(RESULTS));
    let [point, arm, replicate] = [column("point")?, column("arm")?, column("replicate")?];
    let [week, group] = [column("week")?, column("group")?];
    let weeks = weeks(&path, week, [point, arm, replicate])?;
    let measures = questions.iter().map(|asked| column(&asked.measure)).collect::<io::Result<Vec<_>>>()?;
    let wanted: Vec<f64> = questions.iter().map(|asked| nearest(&weeks, asked.week)).collect();
    let (points, replicates) = (head.points as usize, head.replicates as usize);
    let mut sums = vec![vec![vec![0.0; replicates]; points]; questions.len()];
    let mut counts = vec![vec![vec![0u8; replicates]; points]; questions.len()];
    for row in table.records() {
        let row = row?;
        let number = |at: usize| row[at].parse::<f64>().ok();
        let (Some(here), Some(replicate)) =
            (row[point].parse::<usize>().ok(), row[replicate].parse::<usize>().ok())
        else {
            return Err(changed(RESULTS));
        };
        if here >= points || replicate >= replicates {
            return Err(changed(RESULTS));
        }
        for (at, asked) in questions.iter().enumerate() {
            let sign = match &row[arm] {
                name if name == asked.arm => 1.0,
                name if asked.against.as_deref() == Some(name) => -1.0,
                _ => continue,
            };
            if row[group] == *asked.group
                && number(week) == Some(wanted[at])
                && let Some(value) = number(measures[at])
            {
                sums[at][here][replicate] += sign * value;
                counts[at][here][replicate] += 1;
            }
        }
    }
    let answers = questions.iter().zip(sums).zip(counts).map(|((asked, sums), counts)| {
        let needed = if asked.against.is_some() { 2 } else { 1 };
        let points = sums.into_iter().zip(counts);
        let whole = points.map(
            |(sums, counts)| {
                if counts.iter().all(|&count| count == needed) { sums } else { vec![] }
            },
        );
        Answers { question: asked.clone(), points: whole.collect() }
    });
    Ok(answers.collect())
}

/// The weeks of the first run.
fn weeks(path: &Path, week: usize, run: [usize; 3]) -> io::Result<Vec<f64>> {
    let mut table = csv::Reader::from_path(path)?;
    let (mut first, mut weeks) = (None, vec![]);
    for row in table.records() {
        let row = row?;
        let of: Vec<String> = run.iter().map(|&at| row[at].to_string()).collect();
        if *first.get_or_insert_with(|| of.clone()) != of {
            break;
        }
        weeks.extend(row[week].parse::<f64>().ok());
    }
    Ok(weeks)
}

fn nearest(weeks: &[f64], asked: Option<f64>) -> f64 {
    let distance = |week: f64| asked.map_or(-week, |asked| (week - asked).abs());
    weeks.iter().copied().min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap_or(f64::NAN)
}

fn changed(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{name} is not the table that the sweep wrote"))
}
