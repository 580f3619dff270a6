//! A hand-made study for the tests of the tables: no programme and peers, three replicates of two years, girls and
//! women, one stage.

use super::{Store, Tables, write};
use crate::engine::{
    AttributionRow, Component, CostRow, LoadStats, Role, Row, Series, StageChange, StageCounts,
};
use crate::scenario::Scenario;

/// What it is about.
pub fn scenario() -> Scenario {
    toml::from_str(
        r#"
        name = "village"
        rng_seed = 1
        replicates = 3
        [time]
        horizon = "104 weeks"
        [population]
        size = 100
        [[population.group]]
        name = "girls"
        share = 0.4
        ages = [6, 18]
        practices = { tight = 1.0 }
        [[population.group]]
        name = "women"
        share = 0.6
        ages = [18, 80]
        practices = { tight = 1.0 }
        [[practice]]
        name = "tight"
        stress = 1.0
        [[practice]]
        name = "loose"
        stress = 0.1
        [adoption]
        rule = "hazard"
        innovation = ["loose"]
        [[stage]]
        name = "early"
        label = "Early stage"
        measure = "strain"
        tolerance = { median = 10.0 }
        [[intervention]]
        name = "visits"
        number = 10
        champions = {}
        [[arm]]
        name = "none"
        label = "No programme"
        [[arm]]
        name = "peers"
        label = "Peer champions"
        interventions = ["visits"]
        [economics]
        currency = "USD"
        discount_rate = 0.25
        [output]
        checkpoints = ["52 weeks", "104 weeks"]
        "#,
    )
    .unwrap()
}

/// People of each group, and those who are in the stage at week 0.
const GROUPS: [(u64, u64); 2] = [(40, 8), (60, 6)];
/// Girls and women who have entered the stage by week 104, without and with the programme, by replicate.
const ENTERED: [[[u64; 2]; 3]; 2] = [[[12, 8], [12, 10], [14, 10]], [[6, 4], [5, 5], [6, 6]]];
/// Girls and women who adopt because of the programme.
const GAINED: [[u64; 2]; 3] = [[10, 10], [11, 13], [12, 10]];

/// Its runs: by arm, then replicate.
pub fn series() -> Vec<Series> {
    (0..2).flat_map(|arm| (0..3).map(move |replicate| run(arm, replicate))).collect()
}

fn run(arm: usize, replicate: usize) -> Series {
    let mut series = Series { arm, replicate: replicate as u32, ..Series::default() };
    let entered = [[0; 2], [[6, 4], [5, 3]][arm], ENTERED[arm][replicate]];
    let gained = [[0; 2], [5, 5], GAINED[replicate]].map(|gained| gained.map(|people| people * arm as u64));
    for at in 0..3 {
        let row = |group: Option<usize>, people: u64, first: u64, adopters: u64, entered: u64| Row {
            week: 52.0 * at as f64,
            group,
            people,
            adopters,
            practices: vec![people - adopters, adopters],
            stages: vec![StageCounts {
                people: first + entered,
                entries: entered,
                entered,
                exits: 0,
                at_risk_years: people as f64,
            }],
            load: LoadStats { mean: 1.0, total: people as f64, quantiles: [1.0; 5] },
            ..Row::default()
        };
        let groups =
            [0, 1].map(|g| row(Some(g), GROUPS[g].0, GROUPS[g].1, [4, 6][g] + gained[at][g], entered[at][g]));
        let sum = |of: fn(&Row) -> u64| groups.iter().map(of).sum();
        let [people, adopters] = [sum(|row| row.people), sum(|row| row.adopters)];
        series.rows.push(row(None, people, 14, adopters, sum(|row| row.stages[0].entered)));
        series.rows.extend(groups);
    }
    if arm == 1 {
        series.costs = costs(replicate);
        series.attribution = attribution(replicate as u64);
    }
    series
}

/// 100 at the start, and 10 for each of 10, 11 and 12 participants, of which 90, 100 and 110 when discounted.
fn costs(replicate: usize) -> Vec<CostRow> {
    let row = |week, component, units, cost, discounted| CostRow {
        week,
        intervention: 0,
        component,
        units,
        cost,
        discounted,
    };
    let people = 10 + replicate as u64;
    let paid = 10.0 * people as f64;
    vec![
        row(52.0, Component::Fixed, 1, 100.0, 100.0),
        row(104.0, Component::Fixed, 1, 100.0, 100.0),
        row(104.0, Component::PerPerson, people, paid, paid - 10.0),
    ]
}

/// Participants are girls, and so are three of those tied to them whom the programme spares the stage.
fn attribution(replicate: u64) -> Vec<AttributionRow> {
    let row = |group, role, people, changed: [u64; 2], stage: [u64; 2], load_averted| {
        let ([adopters_gained, adopters_lost], [averted, caused]) = (changed, stage);
        let stages = vec![StageChange { averted, caused }];
        AttributionRow {
            week: 104.0,
            group,
            role,
            people,
            adopters_gained,
            adopters_lost,
            stages,
            load_averted,
        }
    };
    let taken = 10 + replicate;
    let [spared, tied] = [4 + replicate, [5, 6, 5][replicate as usize]];
    let gained = [12, 15, 12][replicate as usize];
    let of =
        |group, participants: bool, [tie, two_away, farther]: [u64; 3], gained, [tied, two]: [u64; 2]| {
            let own =
                if participants { (taken, [taken, 0], [spared, 1], 2.5) } else { (0, [0; 2], [0; 2], 0.0) };
            [
                row(group, Role::Participant, own.0, own.1, own.2, own.3),
                row(group, Role::Tie, tie, gained, [tied, 0], 1.25),
                row(group, Role::TwoAway, two_away, [0; 2], [two, 0], 0.0),
                row(group, Role::Farther, farther, [0; 2], [0; 2], 0.0),
            ]
        };
    let mut rows = vec![];
    rows.extend(of(None, true, [20, 30, 40 - replicate], [gained, 2], [tied, 2]));
    rows.extend(of(Some(0), true, [5, 5, 20 - replicate], [0; 2], [3, 0]));
    rows.extend(of(Some(1), false, [15, 25, 20], [gained, 2], [tied - 3, 2]));
    rows
}

/// Its tables in memory.
pub fn tables() -> Tables {
    Tables::of(&scenario(), &series())
}

/// One of its tables on disk.
pub fn written(name: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("run"), false).unwrap();
    write(&store, &scenario(), &series()).unwrap();
    std::fs::read_to_string(store.partial().join(name)).unwrap()
}
