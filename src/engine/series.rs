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
    /// Cost of the programmes of the arm up to each checkpoint, by intervention, then component.
    pub costs: Vec<CostRow>,
    /// For interventions aimed by influence maximisation: position, and share of the best possible that their choice
    /// is certified to win.
    pub guarantees: Vec<(usize, f64)>,
    /// What the arm changed against the baseline in this replicate, by checkpoint, then group (first all people),
    /// then role; empty for the baseline.
    pub attribution: Vec<AttributionRow>,
    /// How everybody stood at each checkpoint; dropped once the arms are compared.
    pub snapshots: Vec<Snapshot>,
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
    /// People who have entered it since week 0 (or since they came), from the stage before.
    pub entered: u64,
    /// People who recovered from it.
    pub exits: u64,
    /// Person-years spent in earlier stages or none, at risk of entering.
    pub at_risk_years: f64,
}

/// What one part of one intervention has cost by a checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct CostRow {
    /// Weeks since the start.
    pub week: f64,
    /// Position in `intervention`.
    pub intervention: usize,
    /// For what.
    pub component: Component,
    /// How many: programmes begun, people, venues, sessions.
    pub units: u64,
    /// Money, in the scenario's currency.
    pub cost: f64,
    /// The same, each sum discounted to week 0 from when it was spent.
    pub discounted: f64,
}

/// What money is spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// `cost.fixed`.
    Fixed,
    /// `cost.per_person`.
    PerPerson,
    /// `cost.per_venue`.
    PerVenue,
    /// `cost.per_session`.
    PerSession,
}

/// How near a person is to the participants of an arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Taken in by a programme of the arm.
    Participant,
    /// Sees a participant.
    Tie,
    /// Sees somebody who sees one.
    TwoAway,
    /// Everybody else.
    Farther,
}

impl Role {
    /// All roles, from near to far.
    pub const ALL: [Self; 4] = [Self::Participant, Self::Tie, Self::TwoAway, Self::Farther];
}

/// What an arm changed for the people of one role in one group, person by person, by a checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributionRow {
    /// Weeks since the start.
    pub week: f64,
    /// Position of the group; none for all people.
    pub group: Option<usize>,
    /// How near they are to a participant.
    pub role: Role,
    /// People.
    pub people: u64,
    /// People who are adopters in the arm and not in the baseline.
    pub adopters_gained: u64,
    /// People who are adopters in the baseline and not in the arm.
    pub adopters_lost: u64,
    /// By stage.
    pub stages: Vec<StageChange>,
    /// Load in the baseline minus load in the arm, summed over people.
    pub load_averted: f64,
}

/// People whom an arm spared a stage, or brought into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageChange {
    /// Entered it since week 0 in the baseline and not in the arm.
    pub averted: u64,
    /// Entered it since week 0 in the arm and not in the baseline.
    pub caused: u64,
}

/// How everybody stood at a checkpoint: one entry per person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Weeks since the start.
    pub week: f64,
    /// Group.
    pub group: Vec<u8>,
    /// Whether they are an adopter, and whether a programme has taken them in, as bits.
    pub flags: Vec<u8>,
    /// Stages entered since week 0, as bits.
    pub entered: Vec<u8>,
    /// Load L_cum, in units of 2^-20.
    pub load: Vec<u64>,
}

impl Snapshot {
    /// Flag of an adopter.
    pub const ADOPTER: u8 = 1;
    /// Flag of somebody whom a programme of the arm has taken in.
    pub const PARTICIPANT: u8 = 2;
}

/// Mean and quantiles of a quantity over people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoadStats {
    /// Mean.
    pub mean: f64,
    /// Sum over people.
    pub total: f64,
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
