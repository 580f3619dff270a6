//! Ties and ids from files.

pub(super) mod edge_list;
pub(super) mod graphml;
pub(super) mod id_list;
mod ids;
mod tie_rows;

pub(super) use ids::Ids;
