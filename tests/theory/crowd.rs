//! People without ages that matter, under no stress, who have adopted or not.

use crate::runs::{Run, Table, run};

/// A crowd; every field is a passage of the scenario.
pub struct Crowd<'a> {
    pub size: u32,
    pub replicates: u32,
    pub step: &'a str,
    pub horizon: &'a str,
    pub layer: &'a str,
    pub adoption: &'a str,
    /// More tables, if any.
    pub more: &'a str,
    pub output: &'a str,
}

impl Default for Crowd<'_> {
    fn default() -> Self {
        Self {
            size: 100,
            replicates: 1,
            step: "1 week",
            horizon: "100 weeks",
            layer: "complete = {}",
            adoption: "",
            more: "",
            output: "",
        }
    }
}

impl Crowd<'_> {
    pub fn run(&self) -> Run {
        let Self { size, replicates, step, horizon, layer, adoption, more, output } = self;
        let layer = match *layer {
            "" => String::new(),
            layer => format!("[[layer]]\nname = 'ties'\n{layer}"),
        };
        run(&format!(
            r#"
name = "crowd"
rng_seed = 20_26
replicates = {replicates}
[time]
step = "{step}"
horizon = "{horizon}"
[population]
size = {size}
[[population.group]]
name = "everybody"
share = 1
ages = [20, 60]
practices = {{ old = 1 }}
{layer}
[[practice]]
name = "old"
stress = 0
worn_for = "{step}"
[[practice]]
name = "new"
stress = 0
worn_for = "{step}"
[adoption]
innovation = ["new"]
{adoption}
{more}
[output]
{output}
"#
        ))
    }

    /// The rows of everybody, replicate by replicate.
    pub fn replicates(&self) -> Vec<Table> {
        self.run().timeseries().only(&[("group", "all")]).runs()
    }

    /// Share of adopters at the horizon, one number for each replicate.
    pub fn final_shares(&self) -> Vec<f64> {
        self.replicates().iter().map(|run| *shares(run).last().unwrap()).collect()
    }
}

/// Adopters as shares, row by row.
pub fn shares(run: &Table) -> Vec<f64> {
    run.numbers("adopters")
        .iter()
        .zip(run.numbers("people"))
        .map(|(adopters, people)| adopters / people)
        .collect()
}
