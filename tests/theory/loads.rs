//! Load in closed form, read from `people.csv`.

use crate::check::{Check, Quantity, Tolerance};
use crate::curves::{expected, figure, grid, obtained, scale};
use crate::worn::{after, worst};
use std::f64::consts::LN_2;
use std::sync::LazyLock;

/// Of what is expected: the rounding of a table.
const ROUNDING: f64 = 1e-9;

fn constant(quantities: &mut Vec<Quantity>) {
    for (worn, weeks) in [(1, 210), (3, 210), (7, 210), (7, 101)] {
        let people = after(weeks, &format!("stress = 0.75\nworn_for = '{worn} weeks'"), "");
        let theory = 0.75 * f64::from(weeks);
        let tolerance = Tolerance::Within(ROUNDING * theory);
        let name = format!("{weeks} weeks of τ = 0.75, worn for {worn}");
        for measure in ["load", "strain"] {
            // Without recovery strain is load.
            let what = format!("{measure}, {name}");
            quantities.push(Quantity::new(&what, theory, worst(&people, measure, theory), tolerance, 6));
        }
    }
}

/// A wear of W weeks that loosens by half in `half_life` weeks, from τ = 1.25.
fn wear(half_life: f64, weeks: f64) -> f64 {
    let fade = half_life / LN_2;
    1.25 * fade * -(-weeks / fade).exp_m1()
}

pub static LOADS: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    constant(&mut quantities);
    let mut figure = figure(
        "Load of one wear that loosens",
        "From a stress of 1.25 at the start, by how long a practice is worn and its half-life; lines are theory, dots obtained.",
        scale("Weeks worn", 0.0, 12.0),
        scale("Load of a wear, stress · weeks", 0.0, 8.0),
    );
    for (hue, half_life) in [1.5, 3.0, 4.0].into_iter().enumerate() {
        let mut dots = vec![];
        for worn in [1, 2, 4, 6, 8, 10, 12] {
            let practice =
                format!("stress = 1.25\nhalf_life = '{half_life} weeks'\nworn_for = '{worn} weeks'");
            let theory = 20.0 * wear(half_life, f64::from(worn));
            let load = worst(&after(20 * worn, &practice, ""), "load", theory);
            dots.push((f64::from(worn), load / 20.0));
            if [6, 10].contains(&worn) {
                let what = format!("load, 20 wears of {worn} weeks, half-life {half_life} weeks");
                quantities.push(Quantity::new(&what, theory, load, Tolerance::Within(ROUNDING * theory), 6));
            }
        }
        let line = grid(0.0, 12.0, 120).map(|weeks| (weeks, wear(half_life, weeks)));
        figure.courses.push(expected(hue, &format!("half-life {half_life} weeks"), line));
        figure.courses.push(obtained(hue, "", dots));
    }
    Check {
        name: "loads",
        title: "Load",
        why: "Load is the integral of stress. A constant stress τ for T weeks gives τ·T, however often it is redone. Stress \
              that fades by half in h gives `τ·θ'·(1 − e^(−W/θ'))` for each wear of W weeks, θ' = h / ln 2."
            .into(),
        runs: "Sixty people who follow one practice and no other, each at another time of its wear at first; of all \
               people the one furthest off counts."
            .into(),
        quantities,
        tolerance: "One part in 10⁹, which is rounding: nothing is left to chance.".into(),
        source: "By integration",
        figure,
    }
});

#[test]
fn load_is_the_integral_of_stress() {
    LOADS.assert();
}
