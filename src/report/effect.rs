//! What a programme may change for people: adopters gained, or a stage averted.

use crate::scenario::Scenario;

/// Name of the effect that is no stage.
const ADOPTERS: &str = "adopters";

/// One effect, with its names in tables and on figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Name in the column `effect`.
    pub name: String,
    label: Option<String>,
}

impl Effect {
    /// All effects of a scenario: adopters, then each stage from first to last.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let stages = scenario.stages.iter().map(|stage| Self {
            name: stage.name.clone(),
            label: Some(stage.label.as_ref().unwrap_or(&stage.name).clone()),
        });
        [Self { name: ADOPTERS.into(), label: None }].into_iter().chain(stages).collect()
    }

    /// The effect that cost is weighed against: the one asked for, else the last stage, else adopters.
    pub fn valued(scenario: &Scenario) -> Self {
        let mut all = Self::all(scenario);
        let asked = scenario.economics.effect.as_ref();
        let found = asked.and_then(|asked| all.iter().position(|effect| effect.name == *asked));
        all.swap_remove(found.unwrap_or(all.len() - 1))
    }

    /// The effect as a heading: “Adopters gained”, “Late stage averted”.
    pub fn heading(&self) -> String {
        self.label.as_ref().map_or("Adopters gained".into(), |label| format!("{label} averted"))
    }

    /// One unit of it, to follow “per”.
    pub fn unit(&self) -> &'static str {
        if self.label.is_some() { "case averted" } else { "adopter gained" }
    }

    /// Several units of it.
    pub fn units(&self) -> &'static str {
        if self.label.is_some() { "cases averted" } else { "adopters gained" }
    }

    /// What a negative amount of it means.
    pub fn opposite(&self) -> &'static str {
        if self.label.is_some() { "more cases" } else { "fewer adopters" }
    }

    /// What makes the effect, and what is taken from it.
    pub fn definition(&self) -> &'static str {
        if self.label.is_some() {
            "people spared it, less those who got it only under the programme"
        } else {
            "people who adopted, less those who would have adopted otherwise"
        }
    }

    /// Columns of what is gained and of what is lost in `attribution.csv`.
    pub fn columns(&self) -> [String; 2] {
        let [gain, loss] = if self.label.is_some() { ["averted", "caused"] } else { ["gained", "lost"] };
        [format!("{}_{gain}", self.name), format!("{}_{loss}", self.name)]
    }

    /// Its net amount as a `measure` of `frontier.csv`.
    pub fn measure(&self) -> String {
        let [gain, _] = self.columns();
        gain
    }
}
