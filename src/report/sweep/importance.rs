//! Figure: which input matters, one panel of bars for each measure.

use super::super::{
    ReportError, Table,
    bars::{self, Bar, Words},
    canvas::{Canvas, Key, Rect},
    font::{self, Weight},
    theme::{self, Colour},
};
use super::{Sheet, Unit, word};
use crate::record::{between, brief, is_hidden_by_luck, short};
use crate::scenario::design::Luck;

/// More panels than this are too small to read, and more bars in one.
const MOST_PANELS: usize = 4;
const MOST_BARS: usize = 22;
/// Height of a page for panels; of a panel without its bars; of a bar that can be read.
const ROOM: f64 = 760.0;
const AROUND: f64 = 122.0;
const BAR: f64 = 29.0;
/// Widest column of names.
const NAMES: f64 = 420.0;

/// What the bars are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sobol,
    Morris,
    Tornado,
    Rank,
}

/// A statement about one input.
#[derive(Clone, Debug)]
struct Stated {
    label: String,
    estimate: f64,
    interval: Option<[f64; 2]>,
    high: Option<f64>,
}

/// Draws the figure, as many pages as the measures take; none where nothing is stated of any input.
///
/// # Errors
/// A column is missing.
pub fn draw(sheet: &mut Sheet, table: &Table) -> Result<Vec<Canvas>, ReportError> {
    let index = table.text("index")?;
    let has = |wanted: &str| index.values.iter().any(|one| one == wanted);
    let kind = match () {
        () if has("total") => Kind::Sobol,
        () if has("mu_star") => Kind::Morris,
        () if has("high") || has("low") => Kind::Tornado,
        () if has("rank_correlation") => Kind::Rank,
        () => return Ok(vec![]),
    };
    let mut panels = vec![];
    for measure in &table.text("measure")?.values {
        let unit = Unit::of(measure);
        let share = matches!(kind, Kind::Sobol | Kind::Rank);
        let (factor, unit) = if share { (1.0, "") } else { (unit.factor, unit.name) };
        let bars = kind.bars(table, measure, factor)?;
        match bars.is_empty() {
            true => sheet.left_out.push(format!("{measure}: no bars, {}", sheet.luck(measure))),
            false => panels.push((measure, unit, bars)),
        }
    }
    let most = panels.iter().map(|(.., bars)| bars.len()).max().unwrap_or(1);
    let mut subtitle = kind.subtitle(sheet.head.design.luck == Luck::Paired);
    if most > MOST_BARS {
        let shown = format!("the {MOST_BARS} longest bars of {most}");
        subtitle += &format!(" Shown are {shown}.");
        sheet.left_out.push(format!("of more inputs than fit, each panel shows {shown}"));
    }
    let each = ((ROOM / (AROUND + BAR * most.min(MOST_BARS) as f64)) as usize).clamp(1, MOST_PANELS);
    let title = format!("{}: {}", sheet.head.scenario, kind.title());
    let page = |panels: &[(&String, &str, Vec<Bar>)]| {
        let (mut canvas, body) = Canvas::page(&title, &subtitle, &sheet.print);
        let marked = panels.iter().flat_map(|(.., bars)| bars).any(|bar| bar.mark.is_some());
        let top = canvas.legend(body, &kind.keys(marked));
        let cells = Rect { top, ..body }.grid(panels.len(), 1, (0.0, 46.0));
        for (cell, (measure, unit, bars)) in cells.into_iter().zip(panels) {
            let bars = &bars[..bars.len().min(MOST_BARS)];
            let widest =
                bars.iter().map(|bar| font::width(&bar.label, theme::TICK, Weight::Bold)).fold(0.0, f64::max);
            let words = Words {
                heading: &sheet.heading(measure, unit),
                definition: sheet.luck(measure),
                x_name: &kind.x_name(unit),
                labels: widest.min(NAMES),
            };
            bars::draw(&mut canvas, cell, bars, words);
        }
        canvas
    };
    Ok(panels.chunks(each).map(page).collect())
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Self::Sobol => "which input decides",
            Self::Morris => "which input does most",
            Self::Tornado => "what one change does",
            Self::Rank => "what goes along with what",
        }
    }

    fn subtitle(self, paired: bool) -> String {
        match (self, paired) {
            (Self::Sobol, paired) => {
                let luck = if paired {
                    "Points share their luck, and none is taken off."
                } else {
                    "Luck is taken off."
                };
                format!(
                    "Share of the variance over all inputs that is due to one: alone (Sobol's first order), and \
                     together with others (up to the total). {luck} Lines: 95 % bootstrap interval of the total."
                )
            }
            (Self::Morris, _) => {
                "Mean size of the change of the measure when an input moves over its whole range, wherever the others \
                 are (Morris' μ*), with its 95 % bootstrap interval. σ: how much that change depends on where. Luck has \
                 a size, too: what does not pass the line across its bar is not told from luck."
                    .into()
            }
            (Self::Tornado, _) => {
                "The least and the greatest change of the measure when one input takes the values of the design and all \
                 others stay as in the scenario, and at which value; mean over replicates, and 95 % interval of the \
                 larger change."
                    .into()
            }
            (Self::Rank, _) => {
                "Spearman's rank correlation of the measure with each input over the points of the design, with its \
                 95 % interval: 1 if it always rises with the input, −1 if it always falls. Luck makes it weaker."
                    .into()
            }
        }
    }

    fn x_name(self, unit: &str) -> String {
        let of = |what: &str| if unit.is_empty() { what.to_string() } else { format!("{what}, {unit}") };
        match self {
            Self::Sobol => "share of the variance".into(),
            Self::Morris => of("mean size of the change"),
            Self::Tornado => of("change"),
            Self::Rank => "rank correlation".into(),
        }
    }

    fn keys(self, marked: bool) -> Vec<(String, Key)> {
        let [dark, light] = colours();
        match self {
            Self::Sobol => vec![
                ("alone".into(), Key::Box(dark, 1.0)),
                ("together with others".into(), Key::Box(light, 1.0)),
            ],
            Self::Tornado => vec![
                ("lowers the measure".into(), Key::Box(light, 1.0)),
                ("raises it".into(), Key::Box(dark, 1.0)),
            ],
            Self::Rank => vec![
                ("rises with the input".into(), Key::Box(dark, 1.0)),
                ("falls".into(), Key::Box(light, 1.0)),
            ],
            Self::Morris if marked => vec![
                ("mean size of the change".into(), Key::Box(dark, 1.0)),
                ("luck alone stays below in 39 of 40".into(), Key::Line(bars::MARK)),
            ],
            Self::Morris => vec![],
        }
    }

    /// The bars of one measure, the longest first.
    fn bars(self, table: &Table, measure: &str, factor: f64) -> Result<Vec<Bar>, ReportError> {
        let inputs: Vec<&String> =
            table.text("input")?.values.iter().filter(|input| !input.is_empty()).collect();
        let [dark, light] = colours();
        let mut bars: Vec<Bar> = vec![];
        for input in inputs {
            let stated = |index: &str| stated(table, measure, input, index, factor);
            let bar = |parts: Vec<(f64, Colour)>, of: Stated, note: String| Bar {
                label: of.label,
                colour: theme::INK,
                parts,
                total: of.estimate,
                interval: of.interval,
                mark: None,
                note,
            };
            let note = |of: &Stated| match of.interval {
                Some([low, high]) => between(of.estimate, low, high),
                None => short(of.estimate),
            };
            bars.extend(match self {
                Self::Sobol => stated("total")?.zip(stated("first_order")?).map(|(total, first)| {
                    // Estimates may fall a little below nothing, or the first above the total.
                    let alone = first.estimate.max(0.0);
                    let rest = (total.estimate - alone).max(0.0);
                    let note = format!("alone {}, total {}", note(&first), note(&total));
                    bar(vec![(alone, dark), (rest, light)], total, note)
                }),
                Self::Morris => {
                    let luck = stated("mu_star_noise")?.and_then(|luck| luck.high);
                    stated("mu_star")?.zip(stated("sigma")?).map(|(size, sigma)| {
                        let hidden = luck.is_some_and(|most| is_hidden_by_luck(size.estimate, most));
                        let told = if hidden { ": not told from luck" } else { "" };
                        let note = format!("{}, σ {}{told}", note(&size), short(sigma.estimate));
                        Bar { mark: luck, ..bar(vec![(size.estimate, dark)], size, note) }
                    })
                }
                Self::Rank => stated("rank_correlation")?.map(|of| {
                    let colour = if of.estimate < 0.0 { light } else { dark };
                    let note = note(&of);
                    bar(vec![(of.estimate, colour)], of, note)
                }),
                Self::Tornado => {
                    let (low, high) = (stated("low")?, stated("high")?);
                    low.zip(high).map(|(low, high)| {
                        let larger = if low.estimate.abs() > high.estimate.abs() { &low } else { &high };
                        let name =
                            |label: &str| label.rsplit_once(" = ").map_or(String::new(), |(_, at)| brief(at));
                        let note = format!(
                            "{} at {}, {} at {}",
                            short(low.estimate),
                            name(&low.label),
                            short(high.estimate),
                            name(&high.label)
                        );
                        let mut of = larger.clone();
                        of.label =
                            of.label.rsplit_once(" = ").map_or(of.label.clone(), |(label, _)| label.into());
                        let mut parts = vec![];
                        parts.extend(Some((low.estimate.min(0.0), light)).filter(|(part, _)| *part < 0.0));
                        parts.extend(Some((high.estimate.max(0.0), dark)).filter(|(part, _)| *part > 0.0));
                        bar(parts, of, note)
                    })
                }
            });
        }
        let size = |bar: &Bar| bar.parts.iter().map(|(part, _)| part.abs()).sum::<f64>();
        bars.sort_by(|a, b| size(b).total_cmp(&size(a)));
        Ok(bars)
    }
}

fn colours() -> [Colour; 2] {
    [theme::arm(1), theme::mix(theme::arm(1), theme::PAPER, 0.55)]
}

fn stated(
    table: &Table,
    measure: &str,
    input: &str,
    index: &str,
    factor: f64,
) -> Result<Option<Stated>, ReportError> {
    let [measures, inputs, labels, indices] =
        [table.text("measure")?, table.text("input")?, table.text("label")?, table.text("index")?];
    let (estimate, low, high) = (table.numbers("estimate")?, table.numbers("low")?, table.numbers("high")?);
    let is_it = |&row: &usize| {
        word(measures, row) == measure && word(inputs, row) == input && word(indices, row) == index
    };
    Ok((0..table.rows()).find(is_it).filter(|&row| estimate[row].is_finite()).map(|row| Stated {
        label: word(labels, row).to_string(),
        estimate: factor * estimate[row],
        interval: Some([factor * low[row], factor * high[row]])
            .filter(|ends| ends.iter().all(|end| end.is_finite())),
        high: Some(factor * high[row]).filter(|end| end.is_finite()),
    }))
}
