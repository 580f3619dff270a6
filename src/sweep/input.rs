//! From a number between 0 and 1, or the number of a level, to the value of an input.

use crate::scenario::design::{Cell, Input};
use crate::scenario::fitting::Scale;
use crate::stats::normal_quantile;

/// How an input takes its values.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// One of these, each as likely as the others.
    Levels(Vec<Cell>),
    /// Between two ends, uniform on a scale.
    Range(Scale, [f64; 2], Option<u32>),
    /// Normal: mean, standard deviation.
    Normal(f64, f64),
    /// Lognormal: median, standard deviation of the logarithm.
    Lognormal(f64, f64),
    /// Triangular: lowest, most likely, highest.
    Triangular(f64, f64, f64),
}

/// Quantiles between which a distribution is tried one at a time, and by Morris.
const ENDS: [f64; 2] = [0.025, 0.975];
/// Significant digits of a value: those that are written are those that are run.
const DIGITS: i32 = 12;

impl Law {
    /// The law of a checked input.
    pub fn of(input: &Input) -> Self {
        let numbers =
            |list: &Vec<f64>| Self::Levels(list.iter().map(|&number| Cell::Number(number)).collect());
        let words = |list: &Vec<String>| Self::Levels(list.iter().cloned().map(Cell::Word).collect());
        let range = || input.range.map(|ends| Self::Range(input.scale, ends, input.steps));
        (input.values.as_ref().map(numbers))
            .or_else(|| input.words.as_ref().map(words))
            .or_else(range)
            .or_else(|| input.normal.map(|law| Self::Normal(law.mean, law.sd)))
            .or_else(|| input.lognormal.map(|law| Self::Lognormal(law.median, law.spread)))
            .or_else(|| input.triangular.map(|law| Self::Triangular(law.low, law.mode, law.high)))
            .unwrap_or(Self::Levels(vec![]))
    }

    /// The value below which a share `u` of the distribution lies. At 0 and 1 a distribution without ends is cut off
    /// 4.75 standard deviations from its middle (one in a million beyond).
    pub fn at(&self, u: f64) -> Cell {
        let z = || normal_quantile(u.clamp(1e-6, 1.0 - 1e-6));
        Cell::Number(rounded(match *self {
            Self::Levels(ref cells) => {
                let at = ((u * cells.len() as f64) as usize).min(cells.len().saturating_sub(1));
                return cells[at].clone();
            }
            Self::Range(_, [low, _], _) if u <= 0.0 => low,
            Self::Range(_, [_, high], _) if u >= 1.0 => high,
            Self::Range(Scale::Linear, [low, high], _) => low + u * (high - low),
            Self::Range(Scale::Log, [low, high], _) => {
                libm::exp(libm::log(low) + u * (libm::log(high) - libm::log(low)))
            }
            Self::Range(Scale::Logit, [low, high], _) => {
                let [from, to] = [low, high].map(|p| libm::log(p / (1.0 - p)));
                1.0 / (1.0 + libm::exp(-(from + u * (to - from))))
            }
            Self::Normal(mean, sd) => mean + sd * z(),
            Self::Lognormal(median, spread) => median * libm::exp(spread * z()),
            Self::Triangular(low, mode, high) => {
                let rising = (mode - low) / (high - low);
                if u < rising {
                    low + ((high - low) * (mode - low) * u).sqrt()
                } else {
                    high - ((high - low) * (high - mode) * (1.0 - u)).sqrt()
                }
            }
        }))
    }

    /// The value at a share `u` of its span: as [`at`](Self::at), but of a distribution the middle 95 %, whose ends are
    /// those that are tried one at a time.
    pub fn across(&self, u: f64) -> Cell {
        match self {
            Self::Levels(_) | Self::Range(..) => self.at(u),
            _ => self.at(ENDS[0] + u * (ENDS[1] - ENDS[0])),
        }
    }

    /// The values it takes in a grid or one at a time; without steps the ends of a range, or of the middle 95 % of a
    /// distribution.
    pub fn levels(&self) -> Vec<Cell> {
        match self {
            Self::Levels(cells) => cells.clone(),
            Self::Range(_, _, steps) => {
                let steps = steps.unwrap_or(2).max(2);
                (0..steps).map(|step| self.at(f64::from(step) / f64::from(steps - 1))).collect()
            }
            _ => ENDS.iter().map(|&u| self.at(u)).collect(),
        }
    }
}

/// With so few digits that nobody has to read 0.30000000000000004.
pub(super) fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.*e}", DIGITS as usize - 1).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::design::input_of;

    fn law(words: &str) -> Law {
        Law::of(&input_of(words).unwrap())
    }

    fn numbers(cells: Vec<Cell>) -> Vec<f64> {
        cells.iter().filter_map(Cell::number).collect()
    }

    #[test]
    fn steps_are_equal_on_their_scale_and_end_at_the_ends() {
        assert_eq!(numbers(law("a=0.1:0.5:5").levels()), [0.1, 0.2, 0.3, 0.4, 0.5]);
        assert_eq!(numbers(law("a=0.01:100:5:log").levels()), [0.01, 0.1, 1.0, 10.0, 100.0]);
        let logit = numbers(law("a=0.1:0.9:3:logit").levels());
        assert_eq!(logit, [0.1, 0.5, 0.9]);
        assert_eq!(numbers(law("a=1:3").levels()), [1.0, 3.0]);
        assert_eq!(law("a=x,y").levels(), [Cell::Word("x".into()), Cell::Word("y".into())]);
    }

    #[test]
    fn distributions_have_their_quantiles() {
        let at = |words: &str, u: f64| law(words).at(u).number().unwrap();
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} is not {b}");
        near(at("a=normal:10:2", 0.5), 10.0);
        near(at("a=normal:10:2", 0.975), 10.0 + 2.0 * 1.959_963_985);
        near(at("a=lognormal:3:0.5", 0.5), 3.0);
        near(at("a=lognormal:3:0.5", 0.841_344_746), 3.0 * 0.5f64.exp());
        // P(X ≤ mode) = (mode − low) / (high − low) = 1/4.
        near(at("a=triangular:0:1:4", 0.25), 1.0);
        near(at("a=triangular:0:1:4", 1.0), 4.0);
        near(at("a=1:100:log", 0.5), 10.0);
        // What steps over the whole span takes the ends that one at a time has, not one in a million.
        let lognormal = law("a=lognormal:3:0.5");
        assert_eq!([lognormal.across(0.0), lognormal.across(1.0)].to_vec(), lognormal.levels());
        near(law("a=normal:10:2").across(0.5).number().unwrap(), 10.0);
        assert_eq!([0.0, 1.0].map(|u| law("a=1:3").across(u)).to_vec(), law("a=1:3").levels());
        assert_eq!(law("a=x,y,z").at(0.999), Cell::Word("z".into()));
        assert_eq!(law("a=x,y,z").at(1.0), Cell::Word("z".into()));
    }
}
