//! Who benefits: the concentration index of grouped people.

use super::Ratio;

/// A part of the people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// What the parts are ranked by, from most to least.
    pub burden: f64,
    /// Number of people.
    pub people: f64,
    /// What they gain, all together.
    pub gain: f64,
}

/// The concentration index of a gain over people ranked from the most to the least burdened,
/// C = 2·cov(gain per person, R) / mean gain per person = 2·Σ gain·R / Σ gain − 1
/// (Kakwani, Wagstaff and van Doorslaer 1997, for grouped people), where the fractional rank R of a part is the
/// share of people before it plus half its own. Parts of equal burden stand on one rank.
///
/// Negative: more than its share of the gain falls to those with the greater burden. 0 when everybody gains the
/// same; s − 1 when all of it falls to the most burdened share s of people, and 1 − s to the least burdened. Within
/// −1 to 1 unless some part loses. None where nothing is gained, and where no part is more burdened than another.
pub fn concentration_index(parts: &[Part]) -> Option<f64> {
    mean_concentration_index(&[parts.to_vec()]).map(|found| found.value)
}

/// The concentration index of the mean gain over replicates, each a list of parts, with Fieller's interval.
///
/// A ratio of means, not a mean of ratios: in a replicate that gains next to nothing the index has no bounds, and
/// would rule a mean over replicates.
pub fn mean_concentration_index(replicates: &[Vec<Part>]) -> Option<Ratio> {
    let graded = |parts: &Vec<Part>| {
        let mut burdens = parts.iter().filter(|part| part.people > 0.0).map(|part| part.burden);
        let first = burdens.next();
        burdens.any(|burden| Some(burden) != first)
    };
    if !replicates.iter().any(graded) {
        return None;
    }
    let sums: Vec<(f64, f64)> = replicates.iter().map(|parts| sums(parts)).collect();
    let found = Ratio::of(&sums)?;
    let total: f64 = sums.iter().map(|(_, gain)| gain).sum();
    let interval = found.interval.map(|ends| ends.map(|end| end - 1.0));
    (total > 0.0).then_some(Ratio { value: found.value - 1.0, interval })
}

/// 2·Σ gain·R and Σ gain.
fn sums(parts: &[Part]) -> (f64, f64) {
    let all: f64 = parts.iter().map(|part| part.people).sum();
    let people = |than: &dyn Fn(&Part) -> bool| -> f64 {
        parts.iter().filter(|part| than(part)).map(|part| part.people).sum()
    };
    let twice_rank = |burden: f64| {
        let (before, level) = (people(&|part| part.burden > burden), people(&|part| part.burden == burden));
        if all > 0.0 { (2.0 * before + level) / all } else { 0.0 }
    };
    let weighted = parts.iter().map(|part| part.gain * twice_rank(part.burden)).sum();
    (weighted, parts.iter().map(|part| part.gain).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of 20, 30 and 50 people, from the most burdened to the least.
    fn index(gains: [f64; 3]) -> Option<f64> {
        let of = |burden, people, gain| Part { burden, people, gain };
        // Not in order of burden: the order of the list says nothing.
        concentration_index(&[of(0.2, 30.0, gains[1]), of(0.1, 50.0, gains[2]), of(0.4, 20.0, gains[0])])
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?}, not {expected}");
    }

    #[test]
    fn known_cases() {
        near(index([2.0, 3.0, 5.0]), 0.0);
        // All to the most burdened fifth, R = .1; to the least burdened half, R = .75; to the middle, R = .35.
        near(index([7.0, 0.0, 0.0]), 0.2 - 1.0);
        near(index([0.0, 0.0, 7.0]), 1.0 - 0.5);
        near(index([0.0, 7.0, 0.0]), 2.0 * 0.35 - 1.0);
        // 2·(5·.1 + 3·.35 + 2·.75) / 10 − 1.
        near(index([5.0, 3.0, 2.0]), -0.39);
    }

    #[test]
    fn the_unit_of_the_gain_and_the_number_of_people_do_not_matter() {
        let one = index([5.0, 3.0, 2.0]).unwrap();
        near(index([5e6, 3e6, 2e6]), one);
        let many = [(0.4, 20e3, 5.0), (0.2, 30e3, 3.0), (0.1, 50e3, 2.0)];
        let parts = many.map(|(burden, people, gain)| Part { burden, people, gain });
        near(concentration_index(&parts), one);
    }

    #[test]
    fn parts_of_equal_burden_are_one() {
        let parts = |a: f64, b: f64| {
            let of = |burden, people, gain| Part { burden, people, gain };
            concentration_index(&[of(0.4, 20.0, a), of(0.4, 30.0, b), of(0.1, 50.0, 2.0)])
        };
        near(parts(8.0, 0.0), parts(0.0, 8.0).unwrap());
        // 2·(8·.25 + 2·.75) / 10 − 1.
        near(parts(8.0, 0.0), -0.3);
    }

    #[test]
    fn a_loser_can_carry_it_beyond_one() {
        // 2·(3·.1 − 2·.75) / 1 − 1.
        near(index([3.0, 0.0, -2.0]), -3.4);
    }

    #[test]
    fn undefined_without_a_gain_or_a_gradient() {
        assert_eq!(index([0.0; 3]), None);
        assert_eq!(index([-1.0, -1.0, -1.0]), None);
        let same = Part { burden: 0.1, people: 10.0, gain: 1.0 };
        assert_eq!(concentration_index(&[same, same]), None);
        assert_eq!(concentration_index(&[]), None);
        assert_eq!(concentration_index(&[same, Part { burden: 0.2, people: 0.0, gain: 0.0 }]), None);
    }

    #[test]
    fn over_replicates_it_is_the_index_of_the_mean_gain() {
        let parts = |a, b| {
            vec![Part { burden: 0.2, people: 40.0, gain: a }, Part { burden: 0.1, people: 60.0, gain: b }]
        };
        let found = mean_concentration_index(&[parts(6.0, 4.0), parts(7.0, 5.0), parts(8.0, 4.0)]).unwrap();
        // 2·(7·.2 + 13/3·.7) / (34/3) − 1.
        near(Some(found.value), 133.0 / 170.0 - 1.0);
        let [low, high] = found.interval.unwrap();
        assert!(low < found.value && found.value < high && high < 0.0, "{low} {high}");
        // One replicate that loses a little does not make it undefined, only less certain.
        let rough = mean_concentration_index(&[parts(6.0, 4.0), parts(9.0, 5.0), parts(0.5, -0.6)]).unwrap();
        assert!((-1.0..0.0).contains(&rough.value) && rough.interval.is_none());
    }
}
