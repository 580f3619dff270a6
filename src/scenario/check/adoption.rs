//! How practices spread.

use super::Check;
use super::names::Kind;
use crate::scenario::{Adoption, PeerExposure, Place, Rate, RuleName, TargetingRule, Threshold};

impl Check<'_> {
    pub(super) fn adoption(&mut self) {
        let adoption = &self.scenario.adoption;
        self.innovation(adoption);
        self.parameters(adoption);
        if self.rule() == Some(RuleName::Choice) {
            self.not_under_choice(adoption);
        }
        if let Some(contagion) = &adoption.contagion {
            self.probability("adoption.contagion.p", contagion.p);
            self.probability("adoption.contagion.q", contagion.q);
        }
        if let Some(threshold) = &adoption.threshold {
            self.threshold(adoption, threshold);
        }
        if let Some(first) = &adoption.first_adopters {
            let path = "adoption.first_adopters";
            self.reach(path, "share", first.share, first.number, &first.targeting);
            self.targeting(&format!("{path}.targeting"), &first.targeting);
            if first.targeting.rule == TargetingRule::Harm {
                let help = "use another rule";
                self.at(
                    format!("{path}.targeting.rule"),
                    "\"harm\" compares programmes, and first adopters are there without any",
                    help,
                );
            }
        }
    }

    fn innovation(&mut self, adoption: &Adoption) {
        let innovation = &adoption.innovation;
        if !innovation.is_empty() {
            self.refer_list(Kind::Practice, "adoption.innovation", innovation);
        }
        let all = self.names.get(Kind::Practice).is_some_and(|names| {
            !names.is_empty() && names.iter().all(|name| innovation.iter().any(|i| i == name))
        });
        if all {
            let help = "leave out the practices that people would move away from";
            self.whole("adoption.innovation", "the innovation holds every practice", help);
        }
        if adoption.moves_to.is_empty() {
            return;
        }
        for name in adoption.moves_to.keys().filter(|name| !innovation.contains(name)) {
            let path = format!("adoption.moves_to.{name}");
            if self.names.lack(Kind::Practice, name) {
                self.refer(Kind::Practice, name, Place::Key(path));
            } else if self.sound("adoption.innovation") {
                let help = format!("the innovation is `{}`", innovation.join("`, `"));
                self.key(path, format!("`{name}` is not in the innovation"), help);
            }
        }
        if self.each_share("adoption.moves_to", &adoption.moves_to) {
            self.shares_sum("adoption.moves_to", &adoption.moves_to);
        }
    }

    /// The table of the rule, and no other.
    fn parameters(&mut self, adoption: &Adoption) {
        let tables = [
            ("hazard", RuleName::Hazard, adoption.hazard.is_some()),
            ("contagion", RuleName::Contagion, adoption.contagion.is_some()),
            ("threshold", RuleName::Threshold, adoption.threshold.is_some()),
            ("cascade", RuleName::Cascade, adoption.cascade.is_some()),
            ("choice", RuleName::Choice, adoption.choice.is_some()),
        ];
        let Some(rule) = self.rule() else { return };
        let rule_name = tables.iter().find(|(_, of, _)| *of == rule).map_or("", |(name, ..)| name);
        for (name, of, given) in tables {
            let path = format!("adoption.{name}");
            if given && of != rule {
                let message = format!("[{path}] is for the rule \"{name}\", but the rule is \"{rule_name}\"");
                self.key(path, message, "leave it out, or change the rule");
            } else if !given && of == rule && self.sound(&path) {
                let message = format!("the rule \"{name}\" needs its parameters");
                self.at("adoption.rule", message, format!("add a table [{path}]"));
            }
        }
    }

    fn not_under_choice(&mut self, adoption: &Adoption) {
        let given = [
            ("discontinuance", adoption.discontinuance.is_some()),
            ("drift", adoption.drift.is_some()),
            ("noise", adoption.noise > 0.0),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            let message = format!("`{key}` does not apply under the rule \"choice\"");
            self.key(format!("adoption.{key}"), message, "leave it out: people switch by their utility");
        }
    }

    /// A rate whose number is a probability per unit of time.
    fn probability(&mut self, path: &str, rate: Rate) {
        if rate.amount() >= 1.0 {
            let message = format!("a probability of {} is too high", rate.amount());
            self.at(path, message, "write a number below 1, such as \"0.05 per week\"");
        }
    }

    fn threshold(&mut self, adoption: &Adoption, threshold: &Threshold) {
        let path = |key: &str| format!("adoption.threshold.{key}");
        let forms = [
            ("fixed", threshold.fixed.is_some()),
            ("uniform", threshold.uniform.is_some()),
            ("normal", threshold.normal.is_some()),
            ("beta", threshold.beta.is_some()),
            ("count", threshold.count.is_some()),
            ("list", threshold.list.is_some()),
        ];
        let given: Vec<&str> = forms.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
        match given.as_slice() {
            [_] => {}
            [] => {
                let help = "add one of `fixed`, `uniform`, `normal`, `beta`, `count`, `list`";
                self.whole("adoption.threshold", "the thresholds are missing", help);
            }
            [_, second, ..] => {
                let message = format!("thresholds are given {} times: {}", given.len(), given.join(", "));
                self.key(path(second), message, "keep one of them");
            }
        }
        let shares = adoption.peer_exposure == PeerExposure::Share && self.sound("adoption.peer_exposure");
        let highest = 1.0 + adoption.visible_benefit;
        if let Some(fixed) = threshold.fixed {
            if fixed < 0.0 {
                self.at(path("fixed"), format!("the threshold {fixed} is below 0"), "write 0 or more");
            } else if shares && fixed > highest {
                let help = "a share of peers is at most 1; for a number of peers use `count`";
                self.at(path("fixed"), format!("nobody can reach a threshold of {fixed}"), help);
            }
        }
        if let Some([low, high]) = threshold.uniform
            && (low < 0.0 || low > high)
        {
            let help = "write [lowest, highest], both at least 0";
            self.at(path("uniform"), format!("thresholds from {low} to {high} are impossible"), help);
        }
        if let Some([_, sd]) = threshold.normal.filter(|[_, sd]| *sd < 0.0) {
            self.at(
                path("normal"),
                format!("the standard deviation is {sd}"),
                "write [mean, standard deviation]",
            );
        }
        if let Some([a, b]) = threshold.beta.filter(|[a, b]| *a <= 0.0 || *b <= 0.0) {
            let help = "write two shape parameters above 0, such as [2, 5]";
            self.at(path("beta"), format!("no beta distribution has the parameters {a} and {b}"), help);
        }
        if let Some(count) = threshold.count {
            if shares {
                let help = "add peer_exposure = \"count\" to [adoption], or use `fixed` for a share";
                self.at(path("count"), "a number of peers needs peers that are counted", help);
            } else if count == 0 {
                self.at(path("count"), "everybody has 0 adopting peers", "write 1 or more");
            }
        }
        if let Some(list) = &threshold.list {
            self.threshold_list(&path("list"), list);
        }
    }

    fn threshold_list(&mut self, path: &str, list: &[f64]) {
        if let Some(size) = self.size().filter(|&size| size as usize != list.len()) {
            let message = format!("there are {} thresholds for {size} people", list.len());
            self.whole(path, message, "give one for each person, in order of id");
        } else if let Some(position) = list.iter().position(|threshold| *threshold < 0.0) {
            let message = format!("the threshold {} is below 0", list[position]);
            self.at(format!("{path}[{position}]"), message, "write 0 or more");
        }
    }
}
