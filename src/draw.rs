//! Random numbers by slots: every draw is a pure function of
//! (rng_seed, replicate, purpose, occasion, index).
//!
//! A *purpose* is a decision ("tolerance of early", "which practice"), an
//! *occasion* is a step or an episode, an *index* is a person or a tie. The
//! triple names one 32-bit word of a ChaCha8 keystream: the key is made of
//! (rng_seed, replicate), the stream of (occasion, purpose), and the index is
//! the position in the stream. No generator is carried from one draw to the
//! next, so a result cannot depend on the thread, on loop order or on how many
//! numbers somebody else consumed, and two arms that share a key share every
//! draw (common random numbers).
//!
//! This is the only file that names `rand_chacha`.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a draw is for. Two purposes never share a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purpose(u32);

impl Purpose {
    /// The purpose called `decision`, for the thing called `name` (a practice,
    /// a stage, a layer; `""` when there is only one). The pair is hashed, so
    /// adding another thing leaves the draws of all others as they were.
    pub const fn of(decision: &str, name: &str) -> Self {
        // FNV-1a, with a separator no name can contain.
        let mut hash: u32 = 0x811c_9dc5;
        let (a, b) = (decision.as_bytes(), name.as_bytes());
        let mut i = 0;
        while i < a.len() + 1 + b.len() {
            let byte = if i < a.len() {
                a[i]
            } else if i == a.len() {
                0
            } else {
                b[i - a.len() - 1]
            };
            hash = (hash ^ byte as u32).wrapping_mul(0x0100_0193);
            i += 1;
        }
        // FNV mixes its last bytes weakly: finish with murmur3's avalanche.
        hash ^= hash >> 16;
        hash = hash.wrapping_mul(0x85eb_ca6b);
        hash ^= hash >> 13;
        hash = hash.wrapping_mul(0xc2b2_ae35);
        Self(hash ^ (hash >> 16))
    }
}

/// All the random numbers of one replicate.
#[derive(Clone)]
pub struct Draws {
    seed: [u8; 32],
}

impl Draws {
    /// The draws of replicate `replicate` under `rng_seed`.
    pub fn new(rng_seed: u64, replicate: u32) -> Self {
        let mut seed = [0u8; 32];
        seed[..8].copy_from_slice(&rng_seed.to_le_bytes());
        seed[8..12].copy_from_slice(&replicate.to_le_bytes());
        seed[16..24].copy_from_slice(b"tress/v1");
        Self { seed }
    }

    /// Other luck for the same replicate: what somebody who plans ahead may imagine, without a look at what will be.
    pub fn imagined(&self, number: u32) -> Self {
        let mut seed = self.seed;
        seed[12..16].copy_from_slice(&(number + 1).to_le_bytes());
        Self { seed }
    }

    /// Other luck for the same people and ties: a replicate whose every number is drawn apart from those of this one
    /// and of any other `luck`.
    pub fn lucky(&self, luck: u64) -> Self {
        let mut seed = self.seed;
        seed[24..].copy_from_slice(&luck.to_le_bytes());
        Self { seed }
    }

    /// The stream of words for one purpose on one occasion.
    #[inline]
    pub fn stream(&self, purpose: Purpose, occasion: u32) -> Stream {
        Stream { seed: self.seed, number: (u64::from(occasion) << 32) | u64::from(purpose.0) }
    }
}

/// One purpose on one occasion: an endless row of words, addressed by index.
#[derive(Clone, Debug)]
pub struct Stream {
    seed: [u8; 32],
    number: u64,
}

impl Stream {
    /// Fills `out` with the words of indices `first..first + out.len()`.
    /// About half a nanosecond a word; a multiple of 64 for `first` wastes nothing.
    pub fn fill(&self, first: usize, out: &mut [u32]) {
        self.from(first).fill(out);
    }

    /// Words from index `first` on, one after the other.
    pub fn from(&self, first: usize) -> Reader {
        let mut words = ChaCha8Rng::from_seed(self.seed);
        words.set_stream(self.number);
        words.set_word_pos(first as u128);
        Reader { words }
    }

    /// The word of one index (some 50 ns: for draws that are rare).
    pub fn at(&self, index: usize) -> u32 {
        keystream_word(&self.seed, self.number, index as u64)
    }
}

/// Word `index` of a ChaCha8 keystream (Bernstein 2008), of which a single block of 16 words is worked out: what
/// `rand_chacha` gives too, which works out four blocks at least.
fn keystream_word(seed: &[u8; 32], stream: u64, index: u64) -> u32 {
    let mut key = [0; 8];
    for (word, bytes) in key.iter_mut().zip(seed.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    let [k0, k1, k2, k3, k4, k5, k6, k7] = key;
    let constants = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
    let place = [(index / 16) as u32, (index >> 36) as u32, stream as u32, (stream >> 32) as u32];
    let start = [constants, [k0, k1, k2, k3], [k4, k5, k6, k7], place];
    let mut rows = start;
    for _ in 0..4 {
        let [a, b, c, d] = quarter_rounds(rows);
        // The diagonals of one are the columns of the next.
        let [a, b, c, d] = quarter_rounds([a, turn::<1>(b), turn::<2>(c), turn::<3>(d)]);
        rows = [a, turn::<3>(b), turn::<2>(c), turn::<1>(d)];
    }
    let (row, column) = ((index / 4 % 4) as usize, (index % 4) as usize);
    rows[row][column].wrapping_add(start[row][column])
}

/// A row of ChaCha's four by four words.
type Row = [u32; 4];

/// A quarter round in each of the four columns.
#[inline(always)]
fn quarter_rounds([mut a, mut b, mut c, mut d]: [Row; 4]) -> [Row; 4] {
    for [by_d, by_b] in [[16, 12], [8, 7]] {
        a = each(a, b, u32::wrapping_add);
        d = each(d, a, |d, a| (d ^ a).rotate_left(by_d));
        c = each(c, d, u32::wrapping_add);
        b = each(b, c, |b, c| (b ^ c).rotate_left(by_b));
    }
    [a, b, c, d]
}

/// What `of` makes of two rows, column by column.
#[inline(always)]
fn each([x0, x1, x2, x3]: Row, [y0, y1, y2, y3]: Row, of: impl Fn(u32, u32) -> u32) -> Row {
    [of(x0, y0), of(x1, y1), of(x2, y2), of(x3, y3)]
}

/// The row turned left by so many columns.
#[inline(always)]
fn turn<const BY: usize>(row: Row) -> Row {
    [row[BY], row[(BY + 1) % 4], row[(BY + 2) % 4], row[(BY + 3) % 4]]
}

/// The words of a stream one after the other; many at a time by [`Reader::fill`].
pub struct Reader {
    words: ChaCha8Rng,
}

impl Reader {
    /// Fills `out` with the words that come next.
    pub fn fill(&mut self, out: &mut [u32]) {
        const AT_ONCE: usize = 64;
        let mut bytes = [0; 4 * AT_ONCE];
        for out in out.chunks_mut(AT_ONCE) {
            let bytes = &mut bytes[..4 * out.len()];
            self.words.fill_bytes(bytes);
            for (word, bytes) in out.iter_mut().zip(bytes.as_chunks().0) {
                *word = u32::from_le_bytes(*bytes);
            }
        }
    }
}

impl Iterator for Reader {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        Some(self.words.next_u32())
    }
}

/// A word as a number strictly inside (0, 1).
#[inline]
pub fn unit(word: u32) -> f64 {
    (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0)
}

/// A word as an index below `n`, by multiplication (bias below n/2³²).
#[inline]
pub fn below(word: u32, n: usize) -> usize {
    ((u64::from(word) * n as u64) >> 32) as usize
}

/// The word below which a decision of probability `p` says yes. At `p = 1`
/// every word but the last says yes.
#[inline]
pub fn cut(p: f64) -> u32 {
    (p.clamp(0.0, 1.0) * 4_294_967_296.0) as u32
}

/// A standard exponential variate, mean 1.
#[inline]
pub fn exponential(word: u32) -> f64 {
    -libm::log(unit(word))
}

/// A standard normal variate, by inversion (Wichura 1988, algorithm AS 241).
#[inline]
pub fn normal(word: u32) -> f64 {
    crate::stats::normal_quantile(unit(word))
}

/// The position in `cumulative` (not falling, last ≈ 1) that a word falls on;
/// where rounding leaves the last a little below 1, the last that has a share.
#[inline]
pub fn pick(word: u32, cumulative: &[f64]) -> usize {
    let u = unit(word);
    let last = || cumulative.iter().position(|c| Some(c) == cumulative.last());
    cumulative.iter().position(|&c| u < c).or_else(last).unwrap_or(0)
}

/// The position that every word falls on, if there is one.
#[inline]
pub fn certain(cumulative: &[f64]) -> Option<usize> {
    let first = cumulative.iter().position(|&c| c > 0.0)?;
    (Some(&cumulative[first]) == cumulative.last()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_depends_on_its_slot_alone() {
        let stream = Draws::new(7, 3).stream(Purpose::of("tolerance", "early"), 5);
        let mut all = vec![0; 1000];
        stream.fill(0, &mut all);
        let mut part = vec![0; 100];
        stream.fill(640, &mut part);
        assert_eq!(part, all[640..740]);
        (0..1000).for_each(|index| assert_eq!(stream.at(index), all[index]));
        // Where the counter of blocks takes a second word.
        let far = (1 << 36) - 20;
        let words: Vec<u32> = stream.from(far).take(40).collect();
        (0..40).for_each(|ahead| assert_eq!(stream.at(far + ahead), words[ahead]));
        assert_eq!(stream.from(33).take(9).collect::<Vec<_>>(), all[33..42]);
    }

    #[test]
    fn seeds_replicates_purposes_and_occasions_give_other_words() {
        let word = |seed, replicate, purpose, occasion| {
            Draws::new(seed, replicate).stream(purpose, occasion).from(0).take(4).collect::<Vec<_>>()
        };
        let (a, b) = (Purpose::of("a", ""), Purpose::of("b", ""));
        let first = word(1, 0, a, 0);
        let imagined = Draws::new(1, 0).imagined(0).stream(a, 0).from(0).take(4).collect::<Vec<_>>();
        let lucky = Draws::new(1, 0).lucky(1).stream(a, 0).from(0).take(4).collect::<Vec<_>>();
        for other in [imagined, lucky, word(2, 0, a, 0), word(1, 1, a, 0), word(1, 0, b, 0), word(1, 0, a, 1)]
        {
            assert_ne!(first, other);
        }
        assert_ne!(Purpose::of("ab", "c"), Purpose::of("a", "bc"));
    }

    #[test]
    fn a_pick_never_falls_on_a_share_of_nothing() {
        let short = [0.4, 0.999_999_5, 0.999_999_5];
        assert_eq!(pick(u32::MAX, &short), 1);
        assert_eq!(pick(0, &short), 0);
        assert_eq!(pick(0, &[0.0, 1.0]), 1);
        assert_eq!(certain(&[0.0, 1.0, 1.0]), Some(1));
        assert_eq!(certain(&[0.0, 0.5, 1.0]), None);
        assert_eq!(certain(&[]), None);
    }

    #[test]
    fn variates_have_their_moments() {
        // 200,000 draws: 4 standard errors, a false alarm in 16,000.
        let n = 200_000;
        let words: Vec<u32> = Draws::new(1, 0).stream(Purpose::of("test", ""), 0).from(0).take(n).collect();
        let mean = |f: &dyn Fn(u32) -> f64| words.iter().map(|&w| f(w)).sum::<f64>() / n as f64;
        let se = 4.0 / (n as f64).sqrt();
        assert!((mean(&exponential) - 1.0).abs() < se);
        assert!(mean(&normal).abs() < se);
        assert!((mean(&|w| normal(w).powi(2)) - 1.0).abs() < se * 2f64.sqrt());
        assert!((mean(&|w| f64::from(w < cut(0.3))) - 0.3).abs() < se * 0.46);
    }
}
