//! The number of adopters among people who all see one another is a Markov chain. Its distribution is exact, in steps
//! as in continuous time.

/// Probability of each number of adopters.
pub struct Chain {
    pub now: Vec<f64>,
}

impl Chain {
    /// `adopters` among `people`, for certain.
    pub fn new(people: usize, adopters: usize) -> Self {
        let mut now = vec![0.0; people + 1];
        now[adopters] = 1.0;
        Self { now }
    }

    /// One synchronous step: each of the others adopts independently with probability 1 − e^{−hazard(adopters)}.
    pub fn step(&mut self, hazard: impl Fn(usize) -> f64) {
        let people = self.now.len() - 1;
        let mut next = vec![0.0; people + 1];
        for (adopters, &weight) in self.now.iter().enumerate().filter(|(_, weight)| **weight > 1e-15) {
            let hazard = hazard(adopters);
            let (stay, odds) = ((-hazard).exp(), hazard.exp_m1());
            let others = people - adopters;
            // Binomial probabilities, each from the one before.
            let mut chance = stay.powi(others as i32);
            for new in 0..=others {
                next[adopters + new] += weight * chance;
                chance *= odds * (others - new) as f64 / (new + 1) as f64;
                // Far beyond the most likely nothing is left.
                if chance < 1e-18 && new as f64 > others as f64 * hazard {
                    break;
                }
            }
        }
        self.now = next;
    }

    /// Continuous time: one more adopter at rate `(people − adopters) · hazard(adopters)`. Kolmogorov's forward
    /// equations by the method of Runge & Kutta in `steps` small steps.
    pub fn flow(&mut self, time: f64, steps: u32, hazard: impl Fn(usize) -> f64) {
        let people = self.now.len() - 1;
        let rates: Vec<f64> = (0..=people).map(|n| (people - n) as f64 * hazard(n)).collect();
        let slope = |p: &[f64]| -> Vec<f64> {
            let arrives = |n: usize| if n == 0 { 0.0 } else { rates[n - 1] * p[n - 1] };
            (0..=people).map(|n| arrives(n) - rates[n] * p[n]).collect()
        };
        let h = time / f64::from(steps);
        let along = |p: &[f64], by: f64, k: &[f64]| -> Vec<f64> {
            p.iter().zip(k).map(|(p, k)| p + by * k).collect()
        };
        for _ in 0..steps {
            let a = slope(&self.now);
            let b = slope(&along(&self.now, h / 2.0, &a));
            let c = slope(&along(&self.now, h / 2.0, &b));
            let d = slope(&along(&self.now, h, &c));
            for (n, p) in self.now.iter_mut().enumerate() {
                *p += h / 6.0 * (a[n] + 2.0 * b[n] + 2.0 * c[n] + d[n]);
            }
        }
    }

    /// Expected share of adopters.
    pub fn share(&self) -> f64 {
        let people = (self.now.len() - 1) as f64;
        self.now.iter().enumerate().map(|(adopters, weight)| adopters as f64 / people * weight).sum()
    }

    /// Central moment of the share.
    pub fn moment(&self, order: i32) -> f64 {
        let (people, share) = ((self.now.len() - 1) as f64, self.share());
        let terms = self.now.iter().enumerate();
        terms.map(|(adopters, weight)| (adopters as f64 / people - share).powi(order) * weight).sum()
    }

    pub fn sd(&self) -> f64 {
        self.moment(2).sqrt()
    }
}
