//! Load, symptoms and stages.

use super::Check;
use super::names::Kind;
use crate::scenario::{Tolerance, fault::nearest};

const MEASURES: [&str; 3] = ["stress", "strain", "load"];
const WHILE: &str = "load while ";

impl Check<'_> {
    pub(super) fn health(&mut self) {
        let scenario = self.scenario;
        let recovery = scenario.load.recovery_time;
        self.above_zero("load.recovery_time", recovery, "leave it out if strain never recovers");
        for (position, symptom) in scenario.symptoms.iter().enumerate() {
            let path = format!("symptom[{position}]");
            let measure = symptom.measure.as_str();
            if measure.starts_with(WHILE) {
                let help = "a symptom follows \"stress\", \"strain\" or \"load\"";
                self.at(format!("{path}.measure"), "only stages can follow load gathered in a stage", help);
            } else {
                self.measure(&path, measure, "");
            }
            self.tolerance(&path, &symptom.tolerance);
        }
        for (position, stage) in scenario.stages.iter().enumerate() {
            let path = format!("stage[{position}]");
            let measure = stage.measure.as_str();
            match measure.strip_prefix(WHILE) {
                Some(name) => self.earlier_stage(&path, position, name.trim()),
                None => self.measure(&path, measure, ", or \"load while NAME\" of an earlier stage"),
            }
            self.tolerance(&path, &stage.tolerance);
            if stage.recover_at.is_some() && measure.starts_with("load") {
                let message = "this stage cannot end: load never falls";
                let help = "leave `recover_at` out, or measure \"strain\" or \"stress\"";
                if self.sound(&format!("{path}.measure")) {
                    self.key(format!("{path}.recover_at"), message, help);
                }
            }
        }
    }

    fn measure(&mut self, path: &str, measure: &str, also: &str) {
        if !MEASURES.contains(&measure) {
            let known = format!("it may be \"stress\", \"strain\" or \"load\"{also}");
            let help = match nearest(measure, MEASURES) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => known,
            };
            self.at(format!("{path}.measure"), format!("there is no measure \"{measure}\""), help);
        }
    }

    fn earlier_stage(&mut self, path: &str, position: usize, name: &str) {
        let path = format!("{path}.measure");
        let Some(names) = self.names.get(Kind::Stage) else { return };
        let earlier = &names[..position];
        if earlier.contains(&name) {
            return;
        }
        let message = match names.contains(&name) {
            true => format!("`{name}` is not an earlier stage"),
            false => format!("no stage is called `{name}`"),
        };
        let help = match nearest(name, earlier.iter().copied()) {
            Some(near) => format!("did you mean \"{WHILE}{near}\"?"),
            None if earlier.is_empty() => "no stage comes before this one: measure \"load\"".into(),
            None => format!("the stages before this one: `{}`", earlier.join("`, `")),
        };
        self.at(path, message, help);
    }

    fn tolerance(&mut self, path: &str, tolerance: &Tolerance) {
        if tolerance.median == 0.0 {
            let help = "give the amount that half of the people can take";
            self.at(format!("{path}.tolerance.median"), "with a median of 0 nobody tolerates anything", help);
        }
    }
}
