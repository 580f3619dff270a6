//! The best point near a good one: Nelder & Mead (1965), which needs no derivatives.

/// The highest point found and its height, from `start` with first steps of `step` in each direction, after at most
/// `most` evaluations; it ends earlier when the corners are within `near` of each other in height. Each round costs
/// one or two evaluations, now and then as many as there are directions.
pub fn climb(
    start: &[f64],
    step: f64,
    near: f64,
    most: usize,
    height: &mut dyn FnMut(&[f64]) -> f64,
) -> (Vec<f64>, f64) {
    let n = start.len();
    let mut corners: Vec<(Vec<f64>, f64)> = (0..=n)
        .map(|corner| {
            let mut at = start.to_vec();
            if corner > 0 {
                at[corner - 1] += step;
            }
            let found = height(&at);
            (at, found)
        })
        .collect();
    let mut spent = n + 1;
    loop {
        // Stable: of equals the elder stays ahead, so the search is the same every time.
        corners.sort_by(|a, b| b.1.total_cmp(&a.1));
        if spent >= most || corners[0].1 - corners[n].1 <= near {
            let (at, found) = corners.swap_remove(0);
            return (at, found);
        }
        let middle: Vec<f64> =
            (0..n).map(|i| corners[..n].iter().map(|(at, _)| at[i]).sum::<f64>() / n as f64).collect();
        let worst = corners[n].clone();
        let mut towards = |part: f64| {
            let at: Vec<f64> = (0..n).map(|i| middle[i] + part * (worst.0[i] - middle[i])).collect();
            let found = height(&at);
            spent += 1;
            (at, found)
        };
        let reflected = towards(-1.0);
        if reflected.1 > corners[0].1 {
            let expanded = towards(-2.0);
            corners[n] = if expanded.1 > reflected.1 { expanded } else { reflected };
        } else if reflected.1 > corners[n - 1].1 {
            corners[n] = reflected;
        } else {
            let part = if reflected.1 > worst.1 { -0.5 } else { 0.5 };
            let contracted = towards(part);
            if contracted.1 > worst.1.max(reflected.1) {
                corners[n] = contracted;
            } else {
                let best = corners[0].0.clone();
                for (at, found) in &mut corners[1..] {
                    at.iter_mut().zip(&best).for_each(|(x, best)| *x = best + 0.5 * (*x - best));
                    *found = height(at);
                }
                spent += n;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_bent_ridge_is_found() {
        // Rosenbrock (1960), upside down.
        let mut spent = 0;
        let mut height = |at: &[f64]| {
            spent += 1;
            -(1.0 - at[0]).powi(2) - 100.0 * (at[1] - at[0] * at[0]).powi(2)
        };
        let (at, found) = climb(&[-1.2, 1.0], 0.5, 1e-12, 1000, &mut height);
        assert!((at[0] - 1.0).abs() < 1e-4 && (at[1] - 1.0).abs() < 1e-4 && found > -1e-8, "{at:?} {found}");
        assert!(spent < 400, "{spent}");
    }

    #[test]
    fn one_direction_is_enough_and_the_budget_holds() {
        let (at, _) = climb(&[0.0], 1.0, 1e-10, 200, &mut |at| -(at[0] - 3.0).powi(2));
        assert!((at[0] - 3.0).abs() < 1e-4);
        let mut spent = 0;
        climb(&[0.0; 5], 1.0, 0.0, 40, &mut |at| {
            spent += 1;
            at.iter().sum()
        });
        assert!((40..=46).contains(&spent), "{spent}");
    }
}
