//! Whether a scenario makes sense: names that refer to something, shares that
//! sum to 1, times that fit the step, parameters that belong to the rule.
//!
//! One file per part of the scenario. Nothing is said about what depends on a
//! value that was already found faulty.

mod adoption;
mod economics;
mod health;
mod layers;
mod mechanisms;
mod names;
mod output;
mod population;
mod practices;
mod programmes;
mod restrictions;
mod targeting;

pub(super) use super::shape::Taint;
use super::{Faults, Place, Scenario};
use names::Names;

/// Most people whom a layer can tie to everybody.
pub const COMPLETE_PEOPLE: u32 = 20_000;
/// Most arcs of a layer (a tie that works both ways is two): 2³², less a little for what chance may add.
pub const ARCS: f64 = 4.2e9;
/// Most practices, and most groups that one may follow them in.
pub const PRACTICES: usize = 32;
/// Most symptoms, most stages, and most traits.
pub const KINDS: usize = 8;
/// Most interventions that one arm may hold.
pub const INTERVENTIONS: usize = 32;
/// Most people whom the targeting rule `harm` finds.
pub const HARM_PEOPLE: u32 = 50;
/// How far from 1 the sum of shares may lie.
pub const SHARE_TOLERANCE: f64 = 1e-6;

/// All faults of sense in `scenario`, each with its place and with what would be right.
pub fn check(scenario: &Scenario) -> Faults {
    let mut faults = Faults::default();
    check_around(scenario, &Taint::default(), &mut faults);
    faults
}

/// As [`check`], silent about what depends on values that are tainted.
pub(super) fn check_around(scenario: &Scenario, taint: &Taint, faults: &mut Faults) {
    let names = Names::of(scenario, taint);
    let mut check = Check { scenario, taint, faults, names };
    check.names();
    check.time();
    check.population();
    check.layers();
    check.practices();
    check.adoption();
    check.health();
    check.interventions();
    check.arms();
    check.economics();
    check.output();
}

struct Check<'a> {
    scenario: &'a Scenario,
    taint: &'a Taint,
    faults: &'a mut Faults,
    names: Names<'a>,
}

impl Check<'_> {
    /// A fault at a value.
    fn at(&mut self, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        let path = path.into();
        if !self.taint.covers(&path) {
            self.faults.at(path, message, help);
        }
    }

    /// A fault at a key.
    fn key(&mut self, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        let path = path.into();
        if !self.taint.covers(&path) {
            self.faults.push(Place::Key(path), message, help);
        }
    }

    /// A fault of a table or a list as a whole: a sum, or something that is not in it.
    fn whole(&mut self, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        let path = path.into();
        if self.sound(&path) {
            self.faults.at(path, message, help);
        }
    }

    /// Whether nothing at, above or below `path` was faulty, so that others may rely on it.
    fn sound(&self, path: &str) -> bool {
        !self.taint.touches(path)
    }

    /// Number of people, if it is known and sound.
    fn size(&self) -> Option<u32> {
        self.scenario.population.size.filter(|_| self.sound("population.size"))
    }

    /// Length of a step in weeks, if sound.
    fn step(&self) -> Option<f64> {
        Some(self.scenario.time.step.weeks()).filter(|&step| step > 0.0 && self.sound("time.step"))
    }

    /// The horizon in weeks, if sound.
    fn horizon(&self) -> Option<f64> {
        let (horizon, step) = (self.scenario.time.horizon.weeks(), self.step()?);
        (horizon >= step && self.sound("time.horizon")).then_some(horizon)
    }

    /// Whether a length of time is no whole number of steps, and then what would be.
    fn not_whole_steps(&self, weeks: f64) -> Option<String> {
        let step = self.step()?;
        let steps = weeks / step;
        if (steps - steps.round()).abs() <= 1e-6 && steps.round() >= 1.0 {
            return None;
        }
        let below = steps.floor();
        Some(if below < 1.0 {
            format!("the nearest that is: \"{}\"", in_words(step))
        } else {
            format!(
                "the nearest that are: \"{}\" and \"{}\"",
                in_words(below * step),
                in_words((below + 1.0) * step)
            )
        })
    }

    /// A length of time that must be above zero.
    fn above_zero(&mut self, path: &str, length: Option<super::Duration>, help: &str) {
        if length.is_some_and(|length| length.weeks() == 0.0) {
            self.at(path, "this time is zero", help);
        }
    }

    /// Ages from and up to: increasing, from birth.
    fn ages(&mut self, path: &str, ages: [f64; 2]) -> bool {
        let sound = self.sound(path);
        if ages[0] < 0.0 {
            self.whole(path, "an age is below 0", "ages count from birth");
        } else if ages[0] >= ages[1] {
            let message = format!("ages from {} up to {} hold nobody", ages[0], ages[1]);
            self.whole(path, message, "write the lower age first: [from, up to but not including]");
        } else {
            return sound;
        }
        false
    }

    /// Ages that somebody must be able to have.
    fn ages_of_somebody(&mut self, path: &str, ages: [f64; 2], what: &str) {
        let Some(horizon) = self.horizon() else { return };
        if !self.sound("population.group") {
            return;
        }
        let groups = &self.scenario.population.groups;
        if groups.iter().any(|group| group.ages[0] >= group.ages[1]) {
            return;
        }
        let oldest = |group: &super::Group| match group.becomes {
            Some(_) => group.ages[1],
            None => group.ages[1] + horizon / super::units::WEEKS_PER_YEAR,
        };
        if !groups.iter().any(|group| ages[0] < oldest(group) && group.ages[0] < ages[1]) {
            let all: Vec<String> = groups
                .iter()
                .map(|group| format!("`{}` {} to {}", group.name, group.ages[0], group.ages[1]))
                .collect();
            let help = format!("the ages of the groups: {}", all.join(", "));
            self.at(path, format!("{what} from {} up to {} lie outside every group", ages[0], ages[1]), help);
        }
    }

    /// Shares by name: each from 0 to 1, together 1. The names must be known.
    fn shares(&mut self, path: &str, shares: &super::ByName, kind: names::Kind) {
        for name in shares.keys() {
            self.refer(kind, name, Place::Key(format!("{path}.{name}")));
        }
        if self.each_share(path, shares) {
            self.shares_sum(path, shares);
        }
    }

    /// Whether each share is from 0 to 1.
    fn each_share(&mut self, path: &str, shares: &super::ByName) -> bool {
        let mut fine = true;
        for (name, share) in shares {
            if !(0.0..=1.0).contains(share) {
                let help = "write a number from 0 to 1";
                self.at(
                    format!("{path}.{name}"),
                    format!("the share of `{name}` is {share}, out of range"),
                    help,
                );
                fine = false;
            }
        }
        fine
    }

    /// Shares by name sum to 1; else the fault lies at the table, or at a share that was overridden.
    fn shares_sum(&mut self, path: &str, shares: &super::ByName) {
        let paths: Vec<String> = shares.keys().map(|name| format!("{path}.{name}")).collect();
        let place = self.taint.blamed(paths.into_iter()).unwrap_or_else(|| path.into());
        if self.sound(path) {
            self.sums_to_one(&place, "these shares", shares.values().copied());
        }
    }

    fn sums_to_one(&mut self, path: &str, what: &str, shares: impl Iterator<Item = f64>) {
        // Rust sums nothing to −0.
        let sum = shares.sum::<f64>() + 0.0;
        if (sum - 1.0).abs() > SHARE_TOLERANCE {
            let (shown, off) = (short(sum), short((sum - 1.0).abs()));
            let help = match sum > 1.0 {
                true => format!("shares must sum to 1: take {off} away"),
                false => format!("shares must sum to 1: {off} is missing"),
            };
            self.whole(path, format!("{what} sum to {shown}"), help);
        }
    }

    /// Factors by name, each at least 0, or above 0 if `positive` says so of the name.
    fn factors(&mut self, path: &str, factors: &super::ByName, positive: impl Fn(&str) -> bool) {
        for (name, &factor) in factors {
            if factor < 0.0 || factor == 0.0 && positive(name) {
                let least = if positive(name) { "above 0" } else { "0 or more" };
                let message = format!("the factor on `{name}` is {factor}");
                self.at(
                    format!("{path}.{name}"),
                    message,
                    format!("write a number {least}; 1 changes nothing"),
                );
            }
        }
    }
}

/// A number without the noise of floating point.
fn short(number: f64) -> String {
    let text = format!("{number:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A length of time in the largest unit that needs no fraction.
fn in_words(weeks: f64) -> String {
    let whole = |number: f64| (number - number.round()).abs() < 1e-6;
    let years = weeks / super::units::WEEKS_PER_YEAR;
    let (number, unit) = match () {
        () if whole(weeks) => (weeks.round(), "week"),
        () if whole(years) => (years.round(), "year"),
        () if whole(years * 12.0) => ((years * 12.0).round(), "month"),
        () => (weeks * 7.0, "day"),
    };
    format!("{} {unit}{}", short(number), if number == 1.0 { "" } else { "s" })
}
