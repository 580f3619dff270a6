//! From fitted variants to the tables that a fit leaves.

use super::answer::Answer;
use super::observed::{Observed, Point};
use super::search::Fitted;
use super::simulator::Simulator;
use crate::record::{ExposureRow, FitTables, FitTargetRow, ParameterRow, PosteriorRow, VariantRow};
use crate::scenario::fitting::{Dial, Scale, Target};
use crate::stats::{quantile, share_with_interval, sorted};

/// Cuts between exposures to peers that are told apart: none, up to a quarter, and so on.
const CUTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// The tables of these variants.
pub fn tables(simulator: &Simulator, all: &[Fitted]) -> FitTables {
    let file = &simulator.fit.file;
    let dials = &simulator.fit.dials;
    let mut tables = FitTables {
        names: file.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
        paths: dials.iter().flatten().map(|dial| dial.path.clone()).collect(),
        ..FitTables::default()
    };
    for fitted in all {
        let (variant, label) = fitted.variant.clone().unwrap_or_default();
        for (at, parameter) in file.parameters.iter().enumerate() {
            let values: Vec<f64> = fitted.draws.iter().map(|draw| draw[at]).collect();
            tables.parameters.push(ParameterRow {
                variant: variant.clone(),
                parameter: parameter.name.clone(),
                label: parameter.title().to_owned(),
                scale: match parameter.scale {
                    Scale::Linear => "linear",
                    Scale::Log => "log",
                    Scale::Logit => "logit",
                },
                range: parameter.range,
                held: !fitted.free.contains(&at),
                best: fitted.best[at],
                draws: middle_and_ends(&values).map(|number| number.unwrap_or(f64::NAN)),
            });
        }
        for at in 0..file.targets.len() {
            tables.targets.extend(target_rows(simulator, fitted, at, &variant));
            tables.exposure.extend(exposure_rows(simulator, fitted, at, &variant));
        }
        tables.variants.push(VariantRow {
            variant: variant.clone(),
            label: if label.is_empty() { "all parameters free".into() } else { label },
            parameters: fitted.free.len(),
            log_likelihood: fitted.log_likelihood,
            aic: fitted.aic(),
            log_evidence: fitted.log_evidence,
            held_out: fitted.held_out(simulator),
            evaluations: fitted.evaluations,
        });
        let rows = fitted.draws.iter().zip(&fitted.log_likelihoods).enumerate();
        tables.posterior.extend(rows.map(|(draw, (values, &log_likelihood))| PosteriorRow {
            variant: variant.clone(),
            draw,
            log_likelihood,
            values: values.clone(),
        }));
    }
    let of_dials = |values: &Vec<f64>| {
        dials.iter().zip(values).flat_map(|(dials, &value)| dials.iter().map(move |_| value)).collect()
    };
    tables.draws = all.first().map_or(vec![], |fitted| fitted.draws.iter().map(of_dials).collect());
    tables
}

/// The text of the scenario with the best values in their places; notes and layout stay.
pub fn fitted_scenario(simulator: &Simulator, best: &Fitted) -> String {
    let turned = simulator.fit.dials.iter().zip(&best.best);
    let turned: Vec<(&Dial, f64)> =
        turned.flat_map(|(dials, &value)| dials.iter().map(move |dial| (dial, value))).collect();
    Dial::rewrite(&simulator.fit.scenario.source.text, &turned)
}

/// Median, 2.5 % and 97.5 % quantile.
fn middle_and_ends(values: &[f64]) -> [Option<f64>; 3] {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let ordered = sorted(&finite);
    [0.5, 0.025, 0.975].map(|p| quantile(&ordered, p))
}

fn kind(target: &Target, observed: &Observed) -> &'static str {
    match (observed, target) {
        (Observed::Course(_), _) => "course_rmse",
        (Observed::Times { .. }, _) => "log_likelihood",
        (_, Target { odds_ratio: Some(_), .. }) => "odds_ratio",
        (_, Target { slope_by_age: Some(_), .. }) => "slope_by_age",
        _ => "share",
    }
}

fn target_rows(simulator: &Simulator, fitted: &Fitted, at: usize, variant: &str) -> Vec<FitTargetRow> {
    let target = &simulator.fit.file.targets[at];
    let observed = &simulator.observed[at];
    let best = fitted.answers[at].as_ref();
    let numbers: Vec<f64> =
        fitted.draw_answers.iter().filter_map(|all| Some(all[at].as_ref()?.number(observed))).collect();
    let row = FitTargetRow {
        variant: variant.into(),
        target: target.name.clone(),
        label: target.title().into(),
        source: target.source.clone().unwrap_or_default(),
        kind: kind(target, observed),
        fitted: !target.held_out,
        week: matches!(observed, Observed::Point(_)).then(|| target.at.map_or(0.0, |time| time.weeks())),
        observed: match observed {
            Observed::Point(Point { value, interval: [low, high], .. }) => {
                [Some(*value), Some(*low), Some(*high)]
            }
            _ => [None; 3],
        },
        best: best.map(|answer| answer.number(observed)),
        draws: middle_and_ends(&numbers),
        off: best.and_then(|answer| answer.off(observed)).map(|(off, _)| off),
    };
    let mut rows = vec![];
    if let Observed::Course(course) = observed {
        let share = |answer: Option<&Answer>, time: usize| match answer {
            Some(Answer::Course(shares)) => shares.get(time).copied(),
            _ => None,
        };
        for (time, (&week, &seen)) in course.weeks.iter().zip(&course.shares).enumerate() {
            let numbers: Vec<f64> =
                fitted.draw_answers.iter().filter_map(|all| share(all[at].as_ref(), time)).collect();
            rows.push(FitTargetRow {
                kind: "course",
                week: Some(week),
                observed: [Some(seen), None, None],
                best: share(best, time),
                draws: middle_and_ends(&numbers),
                off: None,
                ..row.clone()
            });
        }
    }
    rows.push(row);
    rows
}

fn exposure_rows(simulator: &Simulator, fitted: &Fitted, at: usize, variant: &str) -> Vec<ExposureRow> {
    let (Some(at_risk), Some(Answer::Times { pressure, .. })) =
        (simulator.at_risk_of(at), &fitted.answers[at])
    else {
        return vec![];
    };
    let bins = at_risk.by_exposure(&CUTS, pressure);
    let row = |(bin, [adopted, at_risk, expected]): (usize, [f64; 3])| ExposureRow {
        variant: variant.into(),
        target: simulator.fit.file.targets[at].name.clone(),
        above: bin.checked_sub(1).map(|below| CUTS[below]),
        up_to: CUTS[bin],
        at_risk,
        adopted,
        observed: share_with_interval(adopted, at_risk),
        expected: expected / at_risk,
    };
    bins.into_iter().enumerate().filter(|(_, bin)| bin[1] > 0.0).map(row).collect()
}
