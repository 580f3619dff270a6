//! What a scenario answers, and how likely what was observed is then.

use super::observed::{ErrorScale, Observed};
use super::survey::Answers;
use super::times::Pressure;

/// What a scenario answers to one target.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A number.
    Point {
        /// The number.
        value: f64,
        /// The same on the scale of its error.
        scaled: f64,
        /// Variance on that scale, because only so many people were simulated.
        variance: f64,
    },
    /// Shares over time.
    Course(Vec<f64>),
    /// The likelihood of what each person did.
    Times {
        /// Log likelihood.
        log_likelihood: f64,
        /// The pressure that people were under.
        pressure: Pressure,
    },
}

/// What is asked for a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A share.
    Share,
    /// A ratio of odds.
    OddsRatio,
    /// A slope by age.
    Slope,
}

impl Answer {
    /// The number that people's answers make: one sum of answers, or two for a ratio.
    pub fn point(kind: Kind, scale: ErrorScale, answers: &[Answers]) -> Self {
        let first = answers.first().copied().unwrap_or_default();
        let (value, scaled, variance) = match (kind, scale) {
            (Kind::OddsRatio, _) => {
                let second = answers.get(1).copied().unwrap_or_default();
                let ((of, vary), (to, more)) = (first.log_odds(), second.log_odds());
                (libm::exp(of - to), of - to, vary + more)
            }
            (Kind::Slope, _) => {
                let (slope, variance) = first.slope();
                (slope, slope, variance)
            }
            (Kind::Share, ErrorScale::Logit) => {
                let (log_odds, variance) = first.log_odds();
                (first.share(), log_odds, variance)
            }
            (Kind::Share, _) => {
                let share = first.share();
                (share, share, share * (1.0 - share) / first.people)
            }
        };
        // Nobody was asked: there is no answer, though half a person added to each count would give one.
        let none = answers.iter().any(|answers| answers.people == 0.0);
        Self::Point { value: if none { f64::NAN } else { value }, scaled, variance }
    }

    /// Log likelihood of what was observed, but for a constant; −∞ where there is no answer.
    pub fn log_likelihood(&self, observed: &Observed) -> f64 {
        let found = match (self, observed) {
            (Self::Point { .. }, Observed::Point(point)) => self
                .off(observed)
                .map_or(f64::NAN, |(off, error)| -0.5 * off * off - libm::log(error / point.error())),
            (Self::Course(shares), Observed::Course(course)) => {
                let off = course.distance(shares) / course.within;
                -0.5 * off * off
            }
            (Self::Times { log_likelihood, .. }, _) => *log_likelihood,
            _ => f64::NAN,
        };
        if found.is_nan() { f64::NEG_INFINITY } else { found }
    }

    /// By how many standard errors a number lies above what was observed, and that error on its scale: of the
    /// observation and of the simulation together.
    pub fn off(&self, observed: &Observed) -> Option<(f64, f64)> {
        let (Self::Point { value, scaled, variance }, Observed::Point(point)) = (self, observed) else {
            return None;
        };
        let error = libm::sqrt(point.error() * point.error() + variance);
        let off = (scaled - point.scale.of(point.value)) / error;
        (value.is_finite() && off.is_finite()).then_some((off, error))
    }

    /// The number, the root mean squared distance of a course, or a log likelihood.
    pub fn number(&self, observed: &Observed) -> f64 {
        match (self, observed) {
            (Self::Point { value, .. }, _) => *value,
            (Self::Course(shares), Observed::Course(course)) => course.distance(shares),
            (Self::Course(_), _) => f64::NAN,
            (Self::Times { log_likelihood, .. }, _) => *log_likelihood,
        }
    }
}
