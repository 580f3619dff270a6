//! Wearing a practice: closed forms of stress, load and strain between reviews.
//!
//! A person who takes up a practice at time a with stress τ0 carries
//! τ(u) = τ0 · 2^{−(u−a)/half_life}. Over a wear of length T,
//!
//! ```text
//! L_cum grows by  τ0 ∫ e^{−v/h} dv                = τ0 · g(T; 1/h, 0)
//! D becomes       D·e^{−T/θ} + τ0^m · g(T; m/h, 1/θ)
//! g(T; a, b) = ∫₀ᵀ e^{−a·v} e^{−b·(T−v)} dv = T e^{−min(a,b)·T} φ(|a−b|·T),   φ(x) = (1−e^{−x})/x
//! ```
//!
//! with h = half_life / ln 2. Reviews fall on steps, so g is tabulated once per
//! practice for T = 0, 1, … worn_for steps and no step evaluates an exponential.

use crate::scenario::{Load, Practice, Time};

/// g(T; a, b): what a source that fades at rate `a` leaves after `t` in a store that leaks at rate `b`.
pub fn leaky(t: f64, a: f64, b: f64) -> f64 {
    // g is symmetric in a and b: taking the smaller out keeps both factors finite.
    let x = (a - b).abs() * t;
    let phi = if x < 1e-12 { 1.0 } else { -libm::expm1(-x) / x };
    t * libm::exp(-a.min(b) * t) * phi
}

/// What each unit of stress at take-up has done some steps into a wear.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Stress left: τ/τ0.
    pub release: f64,
    /// Load gained, weeks: ∫τ/τ0.
    pub load: f64,
    /// Strain gained, weeks: per τ0^m.
    pub strain: f64,
    /// Strain kept: e^{−T/θ}.
    pub decay: f64,
}

/// One practice as it is worn: what each unit of stress at take-up does within
/// 0, 1, … `worn` steps.
#[derive(Clone, Debug)]
pub struct Wear {
    /// Steps from take-up to the next review.
    pub worn: u32,
    /// By steps since take-up.
    pub at: Vec<Moment>,
    /// The step of a wear at which strain peaks when the practice is worn on and on.
    pub peak: usize,
    /// The step at which it is lowest.
    pub trough: usize,
    /// Rate at which stress fades, per week.
    pub fading: f64,
    /// Rate at which strain leaks, per week: 1/θ.
    pub leak: f64,
    /// Rate at which τ^m fades, per week.
    pub power_fading: f64,
}

impl Wear {
    /// Tabulates a practice.
    pub fn new(practice: &Practice, load: &Load, time: &Time) -> Self {
        let step = time.step.weeks();
        let worn = (practice.worn_for.weeks() / step).round().max(1.0) as u32;
        let fading = practice.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
        let leak = load.recovery_time.map_or(0.0, |theta| 1.0 / theta.weeks());
        let moment = |k: u32| {
            let t = f64::from(k) * step;
            Moment {
                release: libm::exp(-fading * t),
                load: leaky(t, fading, 0.0),
                strain: leaky(t, load.exponent * fading, leak),
                decay: libm::exp(-leak * t),
            }
        };
        let at: Vec<Moment> = (0..=worn).map(moment).collect();
        let last = worn as usize;
        // Without leak strain only grows: its peak is the end, its trough the start.
        let (mut peak, mut trough) = (last, 0);
        if leak > 0.0 {
            let cycle = at[last].strain / (1.0 - at[last].decay);
            let strain = |k: usize| cycle * at[k].decay + at[k].strain;
            for k in 0..last {
                if strain(k) > strain(peak) {
                    peak = k;
                }
                if strain(k) < strain(trough) {
                    trough = k;
                }
            }
        }
        Self { worn, at, peak, trough, fading, leak, power_fading: load.exponent * fading }
    }

    /// The end of a wear.
    pub fn end(&self) -> &Moment {
        &self.at[self.worn as usize]
    }
}

/// Wears that pass until one begins beyond the level `needed` (at or above it, or below it, as `beyond` says of a value
/// and a level): 0 if the first does, which begins with `start`, and ∞ if none ever does. A wear that begins with x ends,
/// and the next begins, with `kept`·x + `gained`. Whole wears: round up.
#[inline]
pub fn wears_until(
    start: f64,
    needed: f64,
    (kept, gained): (f64, f64),
    beyond: impl Fn(f64, f64) -> bool,
) -> f64 {
    if beyond(start, needed) {
        return 0.0;
    }
    if kept < 1.0 {
        let limit = gained / (1.0 - kept);
        if !beyond(limit, needed) || limit == needed {
            return f64::INFINITY;
        }
        libm::log((limit - needed) / (limit - start)) / libm::log(kept)
    } else if gained > 0.0 && needed > start {
        (needed - start) / gained
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Simpson's rule on ∫ e^{−a·v} e^{−b·(t−v)} dv.
    fn quadrature(t: f64, a: f64, b: f64) -> f64 {
        let n = 2000;
        let f = |v: f64| (-a * v - b * (t - v)).exp();
        let h = t / n as f64;
        let inner: f64 = (1..n).map(|i| f(i as f64 * h) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (f(0.0) + inner + f(t)) * h / 3.0
    }

    #[test]
    fn closed_form_equals_quadrature() {
        for (t, a, b) in [
            (6.0, 0.0, 0.0),
            (6.0, 0.2, 0.0),
            (8.0, 0.0, 0.05),
            (8.0, 0.3, 0.05),
            (8.0, 0.05, 0.05),
            (52.0, 1.0, 0.01),
        ] {
            let (exact, numeric) = (leaky(t, a, b), quadrature(t, a, b));
            assert!((exact - numeric).abs() < 1e-8 * exact.max(1.0), "{t} {a} {b}: {exact} {numeric}");
        }
    }

    #[test]
    fn constant_stress_gives_tau_t_and_leaky_steady_state_tau_theta() {
        assert_eq!(leaky(37.0, 0.0, 0.0), 37.0);
        let theta = 26.0;
        assert!((leaky(1e5, 0.0, 1.0 / theta) - theta).abs() < 1e-9);
        // Release: τ0·θ'·(1 − e^{−W/θ'}) per wear of W, θ' = half_life / ln 2.
        let fade = 3.0 / std::f64::consts::LN_2;
        assert!((leaky(6.0, 1.0 / fade, 0.0) - fade * (1.0 - (-6.0f64 / fade).exp())).abs() < 1e-12);
    }
}
