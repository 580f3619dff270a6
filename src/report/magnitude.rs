//! Large amounts of money in short numbers: so many million.

/// A power of a thousand, and the word for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    /// What numbers are divided by.
    pub unit: f64,
    /// To stand before the name of the currency; ends with a space unless empty.
    pub word: &'static str,
}

impl Magnitude {
    /// The magnitude in which `largest` is a number of few digits: up to a million needs no word.
    pub fn of(largest: f64) -> Self {
        let words =
            [(2e12, 1e12, "trillion "), (2e9, 1e9, "billion "), (2e6, 1e6, "million "), (0.0, 1.0, "")];
        let found = words.into_iter().find(|(least, ..)| largest.abs() >= *least);
        let (_, unit, word) = found.unwrap_or((0.0, 1.0, ""));
        Self { unit, word }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_short() {
        let words = |largest: f64| Magnitude::of(largest).word;
        assert_eq!(
            [0.0, 999_999.0, -3e6, 4e9, 2e16].map(words),
            ["", "", "million ", "billion ", "trillion "]
        );
    }
}
