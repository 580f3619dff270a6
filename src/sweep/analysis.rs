//! What the answers of a sweep say about its inputs.

use crate::draw::Draws;
use crate::record::{Answers, ResponseRow, SensitivityRow, SensitivityTables, SurfaceRow, SweepHead};
use crate::sample::{Morris, Role, Saltelli};
use crate::scenario::design::{Layout, Luck};
use crate::sensitivity::{Effects, Estimate, Indices};
use crate::stats::{Noise, RankCorrelation, mean, quantile, sorted};
use std::collections::BTreeMap;

use super::input::rounded;
use super::points::LEVELS;

/// Resamples of a bootstrap.
const RESAMPLES: u32 = 1000;
/// Bins of an input whose values are drawn at random.
const BINS: usize = 10;
/// Fewer values than these have no quantiles .025 and .975 to speak of: they are shown one by one.
const BAND: usize = 20;

/// An analysis under way: the sweep, and the values of its inputs by point.
pub struct Analysis<'a> {
    head: &'a SweepHead,
    layout: Layout,
    cells: &'a [Vec<String>],
    draws: Draws,
}

impl<'a> Analysis<'a> {
    /// Of a sweep and the values of its inputs at every point.
    pub fn new(head: &'a SweepHead, cells: &'a [Vec<String>]) -> Self {
        let layout = Layout::parse(&head.design.design).unwrap_or(Layout::Grid);
        Self { head, layout, cells, draws: Draws::new(head.design.rng_seed, 1) }
    }

    /// What the answers say.
    pub fn of(&self, answers: &[Answers]) -> SensitivityTables {
        let mut tables = SensitivityTables::default();
        for answer in answers {
            tables.sensitivity.extend(self.luck(answer));
            match self.layout {
                Layout::Sobol { base } => tables.sensitivity.extend(self.indices(answer, base)),
                Layout::Morris { trajectories } => {
                    tables.sensitivity.extend(self.effects(answer, trajectories))
                }
                Layout::OneAtATime => tables.sensitivity.extend(self.one_at_a_time(answer)),
                Layout::Grid | Layout::Latin { .. } | Layout::List { .. } => {}
            }
            if matches!(self.layout, Layout::Latin { .. } | Layout::List { .. } | Layout::Sobol { .. }) {
                tables.sensitivity.extend(self.correlations(answer));
            }
            if !matches!(self.layout, Layout::Morris { .. } | Layout::OneAtATime) {
                (0..self.head.inputs.len())
                    .for_each(|input| tables.responses.extend(self.response(answer, input)));
            }
            if self.layout == Layout::Grid && self.head.inputs.len() > 1 {
                tables.surface.extend(self.surface(answer));
            }
        }
        tables
    }

    fn row(&self, answer: &Answers, input: usize, index: &'static str) -> SensitivityRow {
        let [column, label] = self.head.inputs[input].clone();
        SensitivityRow {
            measure: answer.question.words.clone(),
            input: column,
            label,
            index,
            ..Default::default()
        }
    }

    fn estimated(row: SensitivityRow, found: Option<&Estimate>, n: usize) -> SensitivityRow {
        let Some(found) = found else { return SensitivityRow { n, ..row } };
        SensitivityRow {
            estimate: Some(found.value),
            interval: found.interval.map(Some),
            errors: [Some(found.se), Some(found.se_design), found.se_noise],
            n,
            ..row
        }
    }

    /// How much of what differs between points is luck. Without two points there is no variance, but a row all the same:
    /// it says at how many points the measure is defined.
    fn luck(&self, answer: &Answers) -> Vec<SensitivityRow> {
        let noise = Noise::of(&answer.points);
        let n = answer.points.iter().filter(|point| !point.is_empty()).count();
        let row = |index, estimate| SensitivityRow {
            measure: answer.question.words.clone(),
            index,
            estimate,
            n,
            ..Default::default()
        };
        let known = noise.filter(|_| self.head.replicates > 1);
        vec![
            row("variance", noise.map(|noise| noise.between)),
            row("noise", known.map(|noise| noise.of_mean)),
            row("noise_share", known.and_then(|noise| noise.share())),
        ]
    }

    fn paired(&self) -> bool {
        self.head.design.luck == Luck::Paired
    }

    fn indices(&self, answer: &Answers, base: u32) -> Vec<SensitivityRow> {
        let inputs = self.head.inputs.len();
        debug_assert_eq!(self.head.points, u64::from(base) * (inputs as u64 + 2));
        let Some(found) = Indices::of(&answer.points, inputs, self.paired(), RESAMPLES, &self.draws) else {
            return vec![];
        };
        let kinds = [("first_order", &found.first), ("total", &found.total)];
        let rows = kinds.into_iter().flat_map(|(index, list)| {
            list.iter().enumerate().map(move |(input, one)| (index, input, one.as_ref()))
        });
        rows.map(|(index, input, one)| Self::estimated(self.row(answer, input, index), one, found.rows))
            .collect()
    }

    fn effects(&self, answer: &Answers, trajectories: u32) -> Vec<SensitivityRow> {
        let inputs = self.head.inputs.len();
        let design = Draws::new(self.head.design.rng_seed, 0);
        let moves = Morris::new(trajectories, inputs, LEVELS, &design);
        let step = |point: usize| moves.step(point as u64);
        let found = Effects::of(&answer.points, inputs, step, self.paired(), RESAMPLES, &self.draws);
        let whole =
            answer.points.chunks_exact(inputs + 1).filter(|unit| unit.iter().all(|point| !point.is_empty()));
        let n = whole.count();
        let rows = found.iter().enumerate().flat_map(|(input, effects)| {
            let of = |index, found| Self::estimated(self.row(answer, input, index), found, n);
            let plain = |index, estimate| SensitivityRow { estimate, n, ..self.row(answer, input, index) };
            let luck = effects.and_then(|effects| effects.luck);
            let sizes = SensitivityRow {
                interval: [None, luck.map(|luck| luck.most)],
                ..plain("mu_star_noise", luck.map(|luck| luck.expected))
            };
            [
                of("mu_star", effects.as_ref().map(|effects| &effects.mu_star)),
                sizes,
                of("mu", effects.as_ref().map(|effects| &effects.mu)),
                plain("sigma", effects.map(|effects| effects.sigma)),
                plain("sigma_noise", effects.and_then(|effects| effects.noise)),
            ]
        });
        rows.collect()
    }

    /// The lowest and the highest that one input makes of the measure, against the scenario as it is.
    fn one_at_a_time(&self, answer: &Answers) -> Vec<SensitivityRow> {
        let Some(base) = answer.points.first().filter(|base| !base.is_empty()) else { return vec![] };
        let mut rows = vec![];
        for input in 0..self.head.inputs.len() {
            let moved =
                (1..self.cells.len()).filter(|&point| self.cells[point][input] != self.cells[0][input]);
            let changes = moved.filter_map(|point| {
                let values = &answer.points[point];
                // Replicates with the same number have people and ties in common, or all.
                let differences: Vec<f64> =
                    values.iter().zip(base).map(|(value, base)| value - base).collect();
                let interval = crate::stats::mean_interval(&differences);
                Some((mean(&differences)?, interval, self.cells[point][input].clone()))
            });
            let changes: Vec<_> = changes.collect();
            let lowest = changes.iter().min_by(|a, b| a.0.total_cmp(&b.0));
            let highest = changes.iter().max_by(|a, b| a.0.total_cmp(&b.0));
            for (index, change) in [("low", lowest), ("high", highest)] {
                let Some((change, interval, value)) = change else { continue };
                let mut row = self.row(answer, input, index);
                row.label = format!("{} = {value}", row.label);
                let interval = interval.map_or([None; 2], |ends| ends.map(Some));
                rows.push(SensitivityRow { estimate: Some(*change), interval, n: base.len(), ..row });
            }
        }
        rows
    }

    fn correlations(&self, answer: &Answers) -> Vec<SensitivityRow> {
        let inputs = self.head.inputs.len();
        let matrices = match self.layout {
            Layout::Sobol { base } => Some(Saltelli::new(base, inputs, 0)),
            _ => None,
        };
        // Mixed rows repeat the values of others: they are no further points at random.
        let counts = |point: &usize| {
            matrices.is_none_or(|matrices| !matches!(matrices.role(*point as u64).1, Role::Mixed(_)))
        };
        let one = |input: usize| {
            let pair = |point: usize| {
                Some((
                    self.cells[point][input].parse().ok().filter(|x: &f64| x.is_finite())?,
                    mean(&answer.points[point])?,
                ))
            };
            let pairs: Vec<(f64, f64)> = (0..self.cells.len()).filter(counts).filter_map(pair).collect();
            let row = self.row(answer, input, "rank_correlation");
            let found = RankCorrelation::of(&pairs);
            let interval = found.map_or([None; 2], |found| found.interval.map(Some));
            SensitivityRow { estimate: found.map(|found| found.value), interval, n: pairs.len(), ..row }
        };
        (0..inputs).map(one).collect()
    }

    /// The measure by the value of an input: at each that it takes, or, of numbers drawn at random, in bins of equally
    /// many points.
    fn response(&self, answer: &Answers, input: usize) -> Vec<ResponseRow> {
        let points = (0..self.cells.len()).filter(|&at| !answer.points[at].is_empty());
        let mut groups: Vec<(String, Vec<usize>)> = vec![];
        // In the order in which they come; of numbers drawn at random there are as many values as points.
        let mut place: BTreeMap<&str, usize> = BTreeMap::new();
        for point in points {
            let cell = &self.cells[point][input];
            let at = *place.entry(cell).or_insert(groups.len());
            if at == groups.len() {
                groups.push((cell.clone(), vec![]));
            }
            groups[at].1.push(point);
        }
        let numbers: Option<Vec<f64>> = groups.iter().map(|(value, _)| value.parse().ok()).collect();
        if let Some(numbers) = numbers.filter(|_| self.layout != Layout::Grid) {
            let mut order: Vec<usize> = (0..groups.len()).collect();
            order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
            groups = order.into_iter().map(|at| groups[at].clone()).collect();
            if groups.len() > BINS {
                groups = binned(&groups);
            }
        }
        let [column, label] = &self.head.inputs[input];
        let row = |(value, group): (String, Vec<usize>)| {
            let values: Vec<f64> =
                group.iter().flat_map(|&point| answer.points[point].iter().copied()).collect();
            let ordered = sorted(&values);
            let many = values.len() >= BAND;
            ResponseRow {
                measure: answer.question.words.clone(),
                input: column.clone(),
                label: label.clone(),
                value,
                mean: mean(&values),
                band: [0.025, 0.975].map(|p| quantile(&ordered, p).filter(|_| many)),
                n: group.len(),
                values: if many { vec![] } else { values },
            }
        };
        groups.into_iter().map(row).collect()
    }

    /// The measure by the values of the first two inputs, over all values of the others.
    fn surface(&self, answer: &Answers) -> Vec<SurfaceRow> {
        let mut places: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
        let mut levels: [Vec<&String>; 2] = [vec![], vec![]];
        for (cells, values) in self.cells.iter().zip(&answer.points) {
            let place = [0, 1].map(|input| {
                let levels = &mut levels[input];
                levels.iter().position(|level| **level == cells[input]).unwrap_or_else(|| {
                    levels.push(&cells[input]);
                    levels.len() - 1
                })
            });
            places.entry((place[0], place[1])).or_default().extend(values);
        }
        let labels = [0, 1].map(|input| self.head.inputs[input][1].clone());
        let row = |((x, y), values): ((usize, usize), Vec<f64>)| SurfaceRow {
            measure: answer.question.words.clone(),
            labels: labels.clone(),
            values: [levels[0][x].clone(), levels[1][y].clone()],
            mean: mean(&values),
        };
        places.into_iter().map(row).collect()
    }
}

/// Values in increasing order, each with its points, in bins of about as many points; what stands for a bin is the mean of
/// its values. A tenth of few points is one or two: bins hold four at least.
fn binned(groups: &[(String, Vec<usize>)]) -> Vec<(String, Vec<usize>)> {
    let each = |(value, points): &(String, Vec<usize>)| {
        let value: f64 = value.parse().unwrap_or(f64::NAN);
        points.iter().map(|&point| (value, point)).collect::<Vec<_>>()
    };
    let numbered: Vec<(f64, usize)> = groups.iter().flat_map(each).collect();
    let bins = BINS.min(numbered.len() / 4).max(1);
    let bin = |bin: usize| {
        let part = &numbered[bin * numbered.len() / bins..(bin + 1) * numbered.len() / bins];
        let values: Vec<f64> = part.iter().map(|(value, _)| *value).collect();
        let value = rounded(mean(&values).unwrap_or(f64::NAN));
        (value.to_string(), part.iter().map(|(_, point)| *point).collect())
    };
    (0..bins).map(bin).collect()
}
