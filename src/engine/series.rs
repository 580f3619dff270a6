//! What a run leaves behind: counts by week and group.

/// The results of one arm in one replicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Position of the arm.
    pub arm: usize,
    /// Number of the replicate, from 0.
    pub replicate: u32,
    /// Rows by week, then group: first all people, then each reported group.
    pub rows: Vec<Row>,
    /// Rows by checkpoint, then group, then age band.
    pub bands: Vec<Row>,
    /// Cost of the programmes of the arm, in the scenario's currency.
    pub cost: f64,
    /// A sample of people at the horizon, if asked for.
    pub people: Vec<PersonRow>,
}

/// One group (or one age band of it) in one week. Entries, exits, new adopters
/// and person-years count from the row before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Weeks since the start.
    pub week: f64,
    /// Position of the group in `population.group`; none for all people.
    pub group: Option<usize>,
    /// Position of the age band between two cuts of `output.age_bands`.
    pub band: Option<usize>,
    /// People.
    pub people: u64,
    /// Adopters: people whose practice is in the innovation.
    pub adopters: u64,
    /// People who became adopters.
    pub new_adopters: u64,
    /// People who stopped being adopters.
    pub discontinued: u64,
    /// People by practice.
    pub practices: Vec<u64>,
    /// By symptom.
    pub symptoms: Vec<SymptomCounts>,
    /// By stage.
    pub stages: Vec<StageCounts>,
    /// Distribution of the load L_cum.
    pub load: LoadStats,
}

/// One symptom.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SymptomCounts {
    /// People who have it.
    pub people: u64,
    /// People who have or had it.
    pub ever: u64,
}

/// One stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageCounts {
    /// People in it.
    pub people: u64,
    /// People who entered it from the stage before.
    pub entries: u64,
    /// People who recovered from it.
    pub exits: u64,
    /// Person-years spent in earlier stages or none, at risk of entering.
    pub at_risk_years: f64,
}

/// Mean and quantiles of a quantity over people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoadStats {
    /// Mean.
    pub mean: f64,
    /// Quantiles .025, .25, .5, .75, .975.
    pub quantiles: [f64; 5],
}

/// One person at the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    /// Id.
    pub person: u32,
    /// Position of the group.
    pub group: usize,
    /// Age in years.
    pub age: f64,
    /// Ties in all layers together.
    pub degree: u32,
    /// Week of adoption (toa), for adopters.
    pub toa: Option<f64>,
    /// Position of the practice.
    pub practice: usize,
    /// L_cum.
    pub load: f64,
    /// D.
    pub strain: f64,
    /// 0 for none, else 1 + position of the stage.
    pub stage: usize,
}
