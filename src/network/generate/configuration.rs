//! Random ties with a given list of degrees (Molloy & Reed 1995).

use super::{Setting, swap};
use crate::{network::Ties, scenario::Configuration};

/// Person `i` has degree `degrees[i mod length]`, at most one tie to each other
/// person. When the degrees add up to an odd number, the last person with a tie
/// has one fewer; ties that no swap can make good (degrees that no simple graph
/// has) are left out.
pub(super) fn ties(setting: &Setting<'_>, spec: &Configuration) -> Ties {
    let people = setting.size();
    let most = people.saturating_sub(1) as u32;
    let mut degrees: Vec<u32> =
        spec.degrees.iter().cycle().take(people).map(|&degree| degree.min(most)).collect();
    let total: u64 = degrees.iter().map(|&degree| u64::from(degree)).sum();
    if let Some(last) = degrees.iter_mut().rev().find(|degree| total % 2 == 1 && **degree > 0) {
        *last -= 1;
    }
    setting.tied(swap::joined(setting, &degrees, 0).0)
}
