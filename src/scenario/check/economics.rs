//! Money and worth.

use super::Check;
use super::names::Kind;
use crate::scenario::Place;

impl Check<'_> {
    pub(super) fn economics(&mut self) {
        let economics = &self.scenario.economics;
        if let Some(effect) = &economics.effect {
            let place = Place::Value("economics.effect".into());
            self.refer_to_any(&[Kind::Stage], &["adopters"], effect, place);
        }
        if economics.willingness_to_pay == Some(0.0) {
            let help = "write the largest sum to consider, or leave it out";
            self.at("economics.willingness_to_pay", "a scale that ends at 0 shows nothing", help);
        }
        if economics.currency.trim().is_empty() {
            self.at("economics.currency", "the currency has no name", "write one, such as \"USD\"");
        }
    }
}
