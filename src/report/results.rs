//! A results folder as the figures see it: arms, groups, weeks, and the course
//! of any column in any replicate.

use super::{ReportError, Table, axis::Axis, bands::Band, canvas::Key, provenance::Provenance, theme};
use crate::scenario::Scenario;
use std::path::{Path, PathBuf};

/// Name of the group that holds everybody.
pub const ALL: &str = "all";
/// No row of the table holds this week.
const ABSENT: u32 = u32::MAX;

/// A name in the tables and the words for it on figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Name in the tables.
    pub name: String,
    /// Name on figures.
    pub label: String,
}

/// One results folder.
#[derive(Debug)]
pub struct Results {
    /// The scenario, with overrides applied.
    pub scenario: Scenario,
    /// Arms in the order of the scenario; the first is the baseline.
    pub arms: Vec<Named>,
    /// Groups with rows of their own, in the order of the scenario.
    pub groups: Vec<Named>,
    /// Weeks with rows, rising.
    pub weeks: Vec<f64>,
    /// Number of replicates in the table.
    pub replicates: usize,
    /// Scenario name, rng_seed, replicates, hash and version, for the foot of a figure.
    pub small_print: String,
    folder: PathBuf,
    table: Table,
    /// Row by arm, group (`all` first), replicate, week.
    rows: Vec<u32>,
}

impl Results {
    /// Reads `timeseries.csv` and `provenance.json` of `folder`.
    ///
    /// # Errors
    /// A file that is missing, or does not hold what it should.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let provenance = Provenance::read(folder)?;
        let path = folder.join("timeseries.csv");
        let table = Table::read(&path, &["arm", "group"])?;

        let replicate_ids = distinct(table.numbers("replicate")?);
        let replicates = replicate_ids.len();
        let small_print = provenance.small_print(replicates);
        let scenario = provenance.into_scenario();

        let label = |label: &Option<String>, name: &String| Named {
            name: name.clone(),
            label: label.as_ref().unwrap_or(name).clone(),
        };
        let known_arms = scenario.arms.iter().map(|arm| label(&arm.label, &arm.name)).collect();
        let arms = in_order(known_arms, &table.text("arm")?.values);
        let known_groups = scenario.population.groups.iter();
        let known_groups = known_groups.map(|group| label(&group.label, &group.name)).collect();
        let mut groups = in_order(known_groups, &table.text("group")?.values);
        groups.retain(|group| group.name != ALL);

        let weeks = distinct(table.numbers("week")?);
        if weeks.is_empty() || replicates == 0 {
            return Err(ReportError::Empty { path });
        }
        let folder = folder.to_owned();
        let mut results =
            Self { scenario, arms, groups, weeks, replicates, small_print, folder, table, rows: vec![] };
        results.rows = results.index(&replicate_ids)?;
        Ok(results)
    }

    /// The table `name` of the folder, as [`Table::read`] reads it; none if the folder lacks it or it has no
    /// rows: tables of comparisons are not written for a single arm, nor by versions that did not know them.
    ///
    /// # Errors
    /// A table that cannot be read, or does not hold what it should.
    pub fn table(&self, name: &str, text: &[&str]) -> Result<Option<Table>, ReportError> {
        let path = self.folder.join(name);
        if !path.exists() {
            return Ok(None);
        }
        match Table::read(&path, text) {
            Err(ReportError::Empty { .. }) => Ok(None),
            table => table.map(Some),
        }
    }

    /// Number of people at the start.
    ///
    /// # Errors
    /// The table has no column `people`.
    pub fn population(&self) -> Result<f64, ReportError> {
        let people = self.runs(0, None, "people")?;
        Ok(people.iter().flatten().copied().find(|people| people.is_finite()).unwrap_or(0.0))
    }

    /// Position of the arm of each distinct value of an arm column; none for an arm that the run does not know.
    pub fn arm_positions(&self, values: &[String]) -> Vec<Option<usize>> {
        values.iter().map(|value| self.arms.iter().position(|arm| arm.name == *value)).collect()
    }

    /// The course of `column` for position `arm` and `group` (none for everybody): one series per
    /// replicate, aligned with `weeks`; NaN where the table has no value.
    ///
    /// # Errors
    /// The table has no such column.
    pub fn runs(&self, arm: usize, group: Option<usize>, column: &str) -> Result<Vec<Vec<f64>>, ReportError> {
        let values = self.table.numbers(column)?;
        let group = group.map_or(0, |group| group + 1);
        let length = self.replicates * self.weeks.len();
        let start = (arm * (self.groups.len() + 1) + group) * length;
        let value = |&row: &u32| values.get(row as usize).copied().unwrap_or(f64::NAN);
        let rows = &self.rows[start..start + length];
        Ok(rows.chunks(self.weeks.len()).map(|rows| rows.iter().map(value).collect()).collect())
    }

    /// As [`Results::runs`], in % of the people of the group.
    ///
    /// # Errors
    /// The table has no such column, or none named `people`.
    pub fn percent(
        &self,
        arm: usize,
        group: Option<usize>,
        column: &str,
    ) -> Result<Vec<Vec<f64>>, ReportError> {
        let mut counts = self.runs(arm, group, column)?;
        let people = self.runs(arm, group, "people")?;
        for (count, people) in counts.iter_mut().flatten().zip(people.iter().flatten()) {
            *count = if *people > 0.0 { 100.0 * *count / people } else { f64::NAN };
        }
        Ok(counts)
    }

    /// The scale of time, the weeks in its unit, and its name.
    pub fn time_axis(&self, ticks: usize) -> (Axis, f64, &'static str) {
        Axis::time(self.weeks.last().copied().unwrap_or(0.0), ticks)
    }

    /// The line and the band of some replicates, with the band of luck inside where draws tell it.
    pub fn band(&self, at: &[f64], runs: &[Vec<f64>]) -> Band {
        Band::over_draws(at, runs, self.draws())
    }

    /// Number of draws of the parameters, if there are any.
    fn draws(&self) -> Option<usize> {
        self.scenario.draws.as_ref()?.number.map(|number| number as usize)
    }

    /// What lines and bands mean.
    pub fn band_words(&self) -> String {
        if let Some(draws) = self.draws() {
            let luck = if draws < self.replicates { ", dark band luck alone" } else { "" };
            let (n, draws) = (self.replicates, draws.min(self.replicates));
            return format!(
                "Line: median; band: 95\u{a0}% of replicates (n\u{a0}=\u{a0}{n}) over {draws} plausible sets of \
                 parameters{luck}."
            );
        }
        match self.replicates {
            1 => "One replicate, so no band.".into(),
            // Spaces that do not break keep numbers and signs on one line.
            n => format!("Line: median; band: 95\u{a0}% of replicates (n\u{a0}=\u{a0}{n})."),
        }
    }

    /// Who counts as an adopter.
    pub fn innovation_words(&self) -> String {
        let labels: Vec<&str> =
            self.scenario.adoption.innovation.iter().map(|name| self.label(name)).collect();
        match labels.as_slice() {
            [] => String::new(),
            [one] => format!("Adopters follow “{one}”."),
            [most @ .., last] => format!("Adopters follow “{}” or “{last}”.", most.join("”, “")),
        }
    }

    /// The label of the practice `name`.
    fn label<'a>(&'a self, name: &'a str) -> &'a str {
        let practice = self.scenario.practices.iter().find(|practice| practice.name == name);
        practice.and_then(|practice| practice.label.as_deref()).unwrap_or(name)
    }

    /// A title that says what is compared.
    pub fn by_arm(&self, title: &str) -> String {
        if self.arms.len() > 1 { format!("{title}, by arm") } else { title.to_owned() }
    }

    /// Keys for a legend of arms; none for a single arm.
    pub fn arm_keys(&self) -> Vec<(String, Key)> {
        let key = |(arm, named): (usize, &Named)| (named.label.clone(), Key::Line(theme::arm(arm)));
        self.arms.iter().enumerate().filter(|_| self.arms.len() > 1).map(key).collect()
    }

    fn index(&self, replicate_ids: &[f64]) -> Result<Vec<u32>, ReportError> {
        let (arm, group) = (self.table.text("arm")?, self.table.text("group")?);
        let (replicate, week) = (self.table.numbers("replicate")?, self.table.numbers("week")?);
        let position = |named: &[Named], value: &String| named.iter().position(|at| at.name == *value);
        let arms: Vec<_> = arm.values.iter().map(|value| position(&self.arms, value)).collect();
        let groups: Vec<_> = group
            .values
            .iter()
            .map(|value| if value == ALL { Some(0) } else { position(&self.groups, value).map(|at| at + 1) })
            .collect();
        let mut rows =
            vec![ABSENT; self.arms.len() * (self.groups.len() + 1) * self.replicates * self.weeks.len()];
        for row in 0..self.table.rows() {
            let found = |sorted: &[f64], value: f64| sorted.binary_search_by(|at| at.total_cmp(&value)).ok();
            let place = (
                arms[arm.codes[row] as usize],
                groups[group.codes[row] as usize],
                found(replicate_ids, replicate[row]),
                found(&self.weeks, week[row]),
            );
            if let (Some(arm), Some(group), Some(replicate), Some(week)) = place {
                let cell = (arm * (self.groups.len() + 1) + group) * self.replicates + replicate;
                rows[cell * self.weeks.len() + week] = row as u32;
            }
        }
        Ok(rows)
    }
}

/// The known names that the table holds, in their order, then those it holds beside them.
fn in_order(known: Vec<Named>, found: &[String]) -> Vec<Named> {
    let mut named: Vec<Named> = known.into_iter().filter(|known| found.contains(&known.name)).collect();
    for name in found {
        if named.iter().all(|known| known.name != *name) {
            named.push(Named { name: name.clone(), label: name.clone() });
        }
    }
    named
}

/// The finite values, rising, each once.
pub fn distinct(values: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}
