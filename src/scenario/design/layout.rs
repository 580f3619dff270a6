//! How the points of a sweep are laid out.

use crate::sample::MOST_BASE;
use crate::scenario::fault::nearest;

/// How points are laid out.
#[derive(Clone, Debug, PartialEq)]
pub enum Layout {
    /// Every combination of the values.
    Grid,
    /// The scenario as it is, then each input at each of its values, the others as they are.
    OneAtATime,
    /// A Latin hypercube (McKay, Beckman & Conover 1979).
    Latin {
        /// Number of points.
        points: u32,
    },
    /// Saltelli's matrices (2010) from a scrambled Sobol sequence.
    Sobol {
        /// Rows of the first matrix; there are inputs + 2 times as many points.
        base: u32,
    },
    /// Trajectories that move one input at a time (Morris 1991).
    Morris {
        /// Number of trajectories; there are inputs + 1 times as many points.
        trajectories: u32,
    },
    /// The rows of a CSV file whose columns are paths of the scenario.
    List {
        /// The file.
        file: String,
    },
}

const HELP: &str = "write grid, oat, lhs:200, sobol:256, morris:20 or list:points.csv";

impl Layout {
    /// Reads `grid`, `oat`, `lhs:N`, `sobol:N`, `morris:N` or `list:FILE`.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        let (word, rest) = text.split_once(':').map_or((text, None), |(word, rest)| (word, Some(rest)));
        let number = |what: &str, fewest: u32, most: u32| {
            let example = format!("write {word}:{}", if what == "points" { 200 } else { fewest.max(20) });
            let Some(rest) = rest else { return Err((format!("how many {what}?"), example)) };
            match rest.replace('_', "").parse::<u32>() {
                Ok(number) if (fewest..=most).contains(&number) => Ok(number),
                _ => Err((
                    format!("`{rest}` is no number of {what}"),
                    format!("write a whole number from {fewest} to {most}, as in {word}:{}", fewest.max(64)),
                )),
            }
        };
        match (word, rest) {
            ("grid", None) => Ok(Self::Grid),
            ("oat" | "one_at_a_time", None) => Ok(Self::OneAtATime),
            ("lhs", _) => Ok(Self::Latin { points: number("points", 2, 10_000_000)? }),
            ("sobol", _) => Ok(Self::Sobol { base: number("rows", 4, MOST_BASE)? }),
            ("morris", _) => Ok(Self::Morris { trajectories: number("trajectories", 2, 1_000_000)? }),
            ("list", Some(file)) if !file.trim().is_empty() => Ok(Self::List { file: file.trim().into() }),
            ("list", _) => Err(("which file?".into(), "write list:points.csv".into())),
            ("grid" | "oat" | "one_at_a_time", Some(_)) => Err((
                format!("`{word}` takes no number"),
                "the values of the inputs say how many points".into(),
            )),
            _ => {
                let near = nearest(word, ["grid", "oat", "lhs", "sobol", "morris", "list"]);
                let help = near.map_or(HELP.into(), |near| format!("did you mean `{near}`? {HELP}"));
                Err((format!("no design is called `{word}`"), help))
            }
        }
    }

    /// Its word: `grid`, `oat`, `lhs`, `sobol`, `morris` or `list`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::OneAtATime => "oat",
            Self::Latin { .. } => "lhs",
            Self::Sobol { .. } => "sobol",
            Self::Morris { .. } => "morris",
            Self::List { .. } => "list",
        }
    }

    /// Whether every point takes values that the inputs list.
    pub fn takes_levels(&self) -> bool {
        matches!(self, Self::Grid | Self::OneAtATime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_or_refused() {
        assert_eq!(Layout::parse("grid"), Ok(Layout::Grid));
        assert_eq!(Layout::parse("lhs:2_000"), Ok(Layout::Latin { points: 2000 }));
        assert_eq!(Layout::parse("list: a.csv"), Ok(Layout::List { file: "a.csv".into() }));
        let message = |text: &str| Layout::parse(text).unwrap_err().0;
        assert_eq!(message("lhs"), "how many points?");
        assert_eq!(message("sobol:x"), "`x` is no number of rows");
        assert_eq!(message("grid:3"), "`grid` takes no number");
        assert_eq!(message("list:"), "which file?");
        assert!(Layout::parse("sobel:64").unwrap_err().1.starts_with("did you mean `sobol`?"));
    }
}
