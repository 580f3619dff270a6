//! What is reported.

use super::Check;
use super::names::Kind;

impl Check<'_> {
    pub(super) fn output(&mut self) {
        let output = &self.scenario.output;
        if let Some(every) = output.every {
            if let Some(nearest) = self.not_whole_steps(every.weeks()) {
                self.at("output.every", format!("{every} is no whole number of steps"), nearest);
            } else if self.horizon().is_some_and(|horizon| every.weeks() > horizon) {
                let help = format!("the horizon is {}", self.scenario.time.horizon);
                self.at("output.every", format!("{every} is longer than the run"), help);
            }
        }
        for (position, checkpoint) in output.checkpoints.iter().enumerate() {
            let path = format!("output.checkpoints[{position}]");
            if checkpoint.weeks() == 0.0 {
                self.at(path, "a checkpoint at the start compares nothing", "write a time after the start");
            } else if output.checkpoints[..position].iter().any(|other| other.weeks() == checkpoint.weeks()) {
                self.at(
                    path,
                    format!("the checkpoint {checkpoint} is in the list already"),
                    "name each once",
                );
            }
        }
        if let Some(groups) = &output.groups {
            self.refer_list(Kind::Group, "output.groups", groups);
        }
        self.age_bands(&output.age_bands);
        if let Some(figures) = &output.figures {
            if figures.is_empty() {
                self.whole(
                    "output.figures",
                    "this list is empty",
                    "leave it out for all; `--no-plots` draws none",
                );
            }
            for (position, figure) in figures.iter().enumerate() {
                if figures[..position].contains(figure) {
                    let path = format!("output.figures[{position}]");
                    self.at(path, "this figure is in the list already", "name each once");
                }
            }
        }
    }

    fn age_bands(&mut self, cuts: &[f64]) {
        let path = "output.age_bands";
        if let [only] = cuts {
            let help = "give at least two ages: [6, 18] gives one band, from 6 up to 18";
            self.whole(path, format!("one age, {only}, bounds no band"), help);
        }
        for (position, pair) in cuts.windows(2).enumerate() {
            let here = format!("{path}[{}]", position + 1);
            if pair[0] >= pair[1] {
                let message = format!("the age {} does not come after {}", pair[1], pair[0]);
                self.at(here, message, "list the ages from young to old");
            } else if pair[0] < 0.0 {
                self.at(format!("{path}[{position}]"), "an age is below 0", "ages count from birth");
            } else if self.sound(path) {
                self.ages_of_somebody(&here, [pair[0], pair[1]], "ages");
            }
        }
    }
}
