//! Ageing between groups, and turnover.

use super::Setting;
use super::block::{self, Block, NEVER};
use super::model::Model;
use super::present::{Present, tightness};
use crate::draw::{self, Purpose};
use crate::population::{cumulative, traits_of};

/// Moves people who have passed their group's upper age to the group that takes that age. Traits and ties stay;
/// tolerances change by the ratio of the groups' factors. Whoever comes to that age is awake.
pub fn age(block: &mut Block, model: &Model, t: i32) {
    if !model.ages {
        return;
    }
    let awake = std::mem::take(&mut block.awake);
    for &i in &awake {
        let i = usize::from(i);
        if block.present[i].fate > t {
            continue;
        }
        let age = model.age_after(block.age(i), t);
        if age < model.cell_until[usize::from(block.cell(model, i))] {
            continue;
        }
        let (standing, was_open) = (block.standing(i), block.is_open(model, i));
        block.tally.leaves(block.cell(model, i), standing);
        let from = block.group(i);
        let group = &model.groups[usize::from(from)];
        if age >= group.until_age {
            let traits = block.traits(i);
            block.move_to_group(i, group.becomes);
            let tolerances = block.tolerance.iter_mut().skip(i * model.conditions.len());
            for (tolerance, condition) in tolerances.zip(&model.conditions) {
                *tolerance *= condition.factor(group.becomes, traits) / condition.factor(from, traits);
            }
            block.listen_anew(model, i, was_open);
        }
        block.move_to_band(i, model.band(age));
        block.tally.joins(block.cell(model, i), standing);
    }
    block.awake = awake;
}

/// Replaces people whose time in the community is over by newcomers of the youngest age, without load, who take
/// over their ties. Whoever's time is over is awake.
pub fn turnover(block: &mut Block, setting: &Setting, t: i32) {
    let Setting { scenario, model, community } = *setting;
    let draws = &community.draws;
    block.newcomers.clear();
    if block.leaves.is_empty() {
        return;
    }
    let awake = std::mem::take(&mut block.awake);
    for &i in &awake {
        let i = usize::from(i);
        if block.leaves[i] > t {
            continue;
        }
        let person = block.first + i;
        let (standing, was_open) = (block.standing(i), block.is_open(model, i));
        block.tally.leaves(block.cell(model, i), standing);
        let occasion = t as u32;
        let word = |decision: &str| draws.stream(Purpose::of(decision, ""), occasion).at(person);
        let groups = &scenario.population.groups;
        let youngest = groups.iter().map(|g| g.ages[0]).fold(f64::INFINITY, f64::min);
        let shares = cumulative(groups.iter().map(|g| if g.ages[0] == youngest { g.share } else { 0.0 }));
        let scaled: Vec<f64> = shares.iter().map(|s| s / shares[shares.len() - 1]).collect();
        let g = draw::pick(word("group"), &scaled);
        block.move_to_group(i, g as u8);
        let age = (groups[g].ages[0] - f64::from(t) * model.step_years) as f32;
        let traits = traits_of(scenario, &groups[g], person, draws, occasion);
        block.replace(model, i, age, traits);
        block.move_to_band(i, model.band(model.age_after(age, t)));
        block.present[i] = Present { tightness: tightness(model, word("tightness")), ..Present::NEW };
        let tolerances = block.tolerance.iter_mut().skip(i * model.conditions.len());
        for (tolerance, condition) in tolerances.zip(&model.conditions) {
            *tolerance =
                condition.newcomer_tolerance(draws, person, occasion) * condition.factor(g as u8, traits);
        }
        let practice = draw::pick(word("starting practice"), &model.groups[g].starting) as u8;
        block.begin_wear(model, i, practice, t, 1.0);
        block.toa[i] = if model.adopts(practice) { t } else { NEVER };
        block.arrived[i] = occasion;
        block.leaves[i] = block::leaving(model, draws, person, occasion);
        block.resistance[i] = model.resistance(draws, person, model.adopts(practice), 0, occasion);
        block.draw_drift(model, draws, i, t);
        block.listen_anew(model, i, was_open);
        block.tally.joins(block.cell(model, i), block.standing(i));
        block.newcomers.push(person as u32);
    }
    block.awake = awake;
}
