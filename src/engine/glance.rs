//! Looking at many neighbours at once for the few to whom something happens.
//!
//! A branch for each person would be guessed wrong for those few. So what holds of up to 32 people is first put down
//! as bits, without a branch, which the compiler does for several people at a time.

/// As many as are looked at together.
pub const GLANCE: usize = 32;

/// Of which of up to [`GLANCE`] values something holds: bit i for the one at position i.
#[inline(always)]
pub fn which<T: Copy>(values: &[T], holds: impl Fn(T) -> bool) -> u32 {
    debug_assert!(values.len() <= GLANCE);
    values.iter().enumerate().fold(0, |bits, (i, &value)| bits | u32::from(holds(value)) << i)
}

/// Positions of the bits that are set, in order.
#[inline(always)]
pub fn positions(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        first
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_which_it_holds() {
        let values: Vec<usize> = (0..GLANCE).map(|i| i * 7 % 32).collect();
        for least in [0, 5, 31, 32] {
            for length in [0, 1, 31, 32] {
                let found: Vec<usize> = positions(which(&values[..length], |value| value >= least)).collect();
                let sought: Vec<usize> = (0..length).filter(|&i| values[i] >= least).collect();
                assert_eq!(found, sought, "{length} values, at least {least}");
            }
        }
    }
}
