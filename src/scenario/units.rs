//! Quantities with units, as planners write them: `"6 weeks"`, `"0.05 per year"`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{borrow::Cow, fmt, str::FromStr};

/// Mean weeks in a year: 365.2425 days (Gregorian calendar) / 7.
pub const WEEKS_PER_YEAR: f64 = 365.2425 / 7.0;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seven to the week.
    Day,
    /// The unit everything is computed in.
    Week,
    /// A twelfth of a year.
    Month,
    /// 365.2425 days.
    Year,
}

impl Unit {
    fn weeks(self) -> f64 {
        match self {
            Self::Day => 1.0 / 7.0,
            Self::Week => 1.0,
            Self::Month => WEEKS_PER_YEAR / 12.0,
            Self::Year => WEEKS_PER_YEAR,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Year]
            .into_iter()
            .find(|unit| word.strip_suffix('s').unwrap_or(word) == unit.name())
    }
}

/// A span of time with its unit; not negative, finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    amount: f64,
    unit: Unit,
}

impl Duration {
    /// `amount` weeks.
    pub const fn from_weeks(amount: f64) -> Self {
        Self { amount, unit: Unit::Week }
    }

    /// The length in weeks.
    pub fn weeks(self) -> f64 {
        self.amount * self.unit.weeks()
    }

    /// The length in years.
    pub fn years(self) -> f64 {
        if self.unit == Unit::Year { self.amount } else { self.weeks() / WEEKS_PER_YEAR }
    }
}

impl FromStr for Duration {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a duration");
        let (number, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let amount = amount(number).ok_or_else(wrong)?;
        let unit = Unit::parse(unit.trim()).ok_or_else(wrong)?;
        Ok(Self { amount, unit })
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.amount == 1.0 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.amount, self.unit.name())
    }
}

/// Something per time, with its unit; not negative, finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    amount: f64,
    per: Unit,
}

impl Rate {
    /// The rate as a hazard, per week.
    pub fn per_week(self) -> f64 {
        self.amount / self.per.weeks()
    }

    /// The rate as a hazard, per year.
    pub fn per_year(self) -> f64 {
        if self.per == Unit::Year { self.amount } else { self.per_week() * WEEKS_PER_YEAR }
    }

    /// The number before the unit.
    pub fn amount(self) -> f64 {
        self.amount
    }

    /// The hazard per week when the number is a *probability* per unit of time:
    /// −ln(1 − amount) / unit.
    pub fn log_survival_per_week(self) -> f64 {
        -libm::log1p(-self.amount) / self.per.weeks()
    }
}

impl FromStr for Rate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a rate");
        let (number, per) = text.split_once(" per ").ok_or_else(wrong)?;
        let amount = amount(number.trim()).ok_or_else(wrong)?;
        let per = Unit::parse(per.trim()).ok_or_else(wrong)?;
        Ok(Self { amount, per })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} per {}", self.amount, self.per.name())
    }
}

/// A finite number ≥ 0; underscores group digits as in TOML.
fn amount(text: &str) -> Option<f64> {
    let number: f64 = text.replace('_', "").parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

macro_rules! as_text {
    ($name:ident, $format:literal, $pattern:literal, $expected:literal) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                String::deserialize(input)?.parse().map_err(D::Error::custom)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "format": $format,
                    "pattern": $pattern,
                    "description": $expected
                })
            }
        }
    };
}
as_text!(
    Duration,
    "tress-duration",
    r"^\s*[0-9][0-9_.eE+-]*\s+(day|week|month|year)s?\s*$",
    "A length of time with its unit, such as \"6 weeks\" or \"10 years\""
);
as_text!(
    Rate,
    "tress-rate",
    r"^\s*[0-9][0-9_.eE+-]*\s+per\s+(day|week|month|year)\s*$",
    "A number per unit of time, such as \"0.05 per year\""
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert() {
        let weeks = |text: &str| text.parse::<Duration>().unwrap().weeks();
        assert_eq!(weeks("6 weeks"), 6.0);
        assert_eq!(weeks("1 day"), 1.0 / 7.0);
        assert!((weeks("10 years") - 521.775).abs() < 1e-9);
        assert!(("0.05 per year".parse::<Rate>().unwrap().per_year() - 0.05).abs() < 1e-15);
        assert_eq!("1 year".parse::<Duration>().unwrap().to_string(), "1 year");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["6", "weeks", "six weeks", "-1 weeks", "nan weeks", "inf weeks", "6 wks", ""] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
        for text in ["0.1", "0.1 a year", "-0.1 per year", "nan per week", "0.1 per decade"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
