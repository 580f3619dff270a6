//! The simulation itself.
//!
//! Time runs in steps of Δ (a week). A step from t to t + 1 is this list; every
//! stage reads what others showed at the end of the step before and writes its
//! own person only, so order within a stage cannot matter:
//!
//! 1. people **age** into the next group, and leave for newcomers ([`demography`]);
//! 2. **programmes** start, run and end ([`programme`]);
//! 3. those whose mind is open feel **pressure**, p + q·x + r·A, which wears their resistance down ([`pressure`],
//!    [`exposure`]);
//! 4. whoever has worn their practice for its `worn_for` **reviews**: adopts, discontinues, drifts, or
//!    chooses argmax V + Gumbel ([`adoption`], [`choice`]); load and strain up to here are settled in closed
//!    form ([`wear`]);
//! 5. **symptoms** show while their measure is at or above tolerance ([`stages`]);
//! 6. **stages** are entered and left by crossing tolerances ([`stages`]);
//! 7. everybody **shows** practice and symptoms, and those who see somebody change hear of it for the next step
//!    ([`stages`], [`news`]).
//!
//! So it reads; a step touches only those to whom something may happen: whose peers changed, whom pressure has
//! persuaded, and whose time has come by the calendar of [`forecast`]. Everybody else goes on as before, in closed
//! form, and a test holds the results to those of looking at everybody (`tests/oracle`).
//!
//! A run is a loop over steps that records rows on the way ([`run()`]); two runs of one replicate are compared
//! person by person at the end ([`attribution`]).

pub mod adoption;
pub mod attribution;
pub mod block;
pub mod choice;
pub mod community;
pub mod condition;
pub mod demography;
pub mod exposure;
pub mod followers;
pub mod forecast;
pub mod glance;
pub mod group;
pub mod history;
pub mod loads;
pub mod loyalty;
pub mod mind;
pub mod model;
pub mod news;
pub mod norms;
pub mod present;
pub mod pressure;
pub mod programme;
pub mod rule;
pub mod run;
pub mod series;
pub mod stages;
pub mod tally;
pub mod targeting;
pub mod wear;

pub use attribution::attribute;
pub use community::Community;
pub use model::Model;
pub use run::{Run, reported_groups, run};
pub use series::{
    AttributionRow, Component, CostRow, LoadStats, PersonRow, Role, Row, Series, Snapshot, StageChange,
    StageCounts, SymptomCounts,
};

use crate::draw::Draws;
use crate::scenario::Scenario;

/// What a run takes as given: the scenario, compiled, and the community of its replicate.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The scenario as written.
    pub scenario: &'a Scenario,
    /// The scenario, compiled.
    pub model: &'a Model,
    /// The community at week 0.
    pub community: &'a Community,
}

/// What every person may read during a step.
pub struct World<'a> {
    /// The scenario, compiled.
    pub model: &'a Model,
    /// The random numbers of the replicate.
    pub draws: &'a Draws,
    /// What peers showed at the end of the step before.
    pub peers: exposure::Peers<'a>,
    /// What groups did at the end of the step before.
    pub norms: &'a norms::Norms,
    /// The programmes of the arm.
    pub programme: &'a programme::Programme,
    /// The step.
    pub t: i32,
}
