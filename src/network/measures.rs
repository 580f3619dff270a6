//! What a network looks like in numbers.

use super::{Network, Ties, arcs, components, likeness, triangles};
use crate::population::People;
use serde::{Deserialize, Serialize};

/// Measures of each layer and of all layers together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Share of all pairs of people who are within 5 years of age: what `same_age` would be by chance.
    pub same_age_by_chance: Option<f64>,
    /// All layers together: two people tied in several layers count once.
    pub together: LayerMeasures,
    /// The layers, in the order of the scenario.
    pub layers: Vec<LayerMeasures>,
}

/// Measures of one layer. Clustering, transitivity and components take every arc as mutual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerMeasures {
    /// Name of the layer; `all` for all together.
    pub name: String,
    /// Number of people.
    pub people: u64,
    /// Pairs of people who are tied; arcs if the layer is directed.
    pub ties: u64,
    /// Whether some see others who do not see them.
    pub directed: bool,
    /// Mean number of people whom a person sees.
    pub degree_mean: f64,
    /// Its standard deviation over people.
    pub degree_sd: f64,
    /// Its maximum.
    pub degree_max: u64,
    /// Number of people with degree 0, 1, 2, …
    pub degrees: Vec<u64>,
    /// Mean over all people of the share of pairs of their peers who are tied (Watts & Strogatz 1998);
    /// people with fewer than two peers count as 0.
    pub clustering: f64,
    /// Share of all pairs of peers who are tied: 3 · triangles / connected triples.
    pub transitivity: f64,
    /// Number of components; an isolate is one.
    pub components: u64,
    /// Share of people in the largest component.
    pub giant: f64,
    /// Share of people without ties.
    pub isolates: f64,
    /// Correlation of age over ties; none where it is not defined.
    pub assortativity_age: Option<f64>,
    /// Assortativity by group (Newman 2003); none where it is not defined.
    pub assortativity_group: Option<f64>,
    /// Share of ties between people within 5 years of age; none without ties.
    pub same_age: Option<f64>,
}

impl Measures {
    /// Measures `network`, whose people are `people`. Exact, and the same bits
    /// for any number of threads. O(Σ over ties of both degrees).
    pub fn of(network: &Network, people: &People) -> Self {
        Self {
            same_age_by_chance: likeness::same_age_by_chance(people),
            together: LayerMeasures::of("all", &network.together(), people),
            layers: network
                .layers
                .iter()
                .map(|layer| LayerMeasures::of(&layer.name, &layer.ties, people))
                .collect(),
        }
    }
}

impl LayerMeasures {
    fn of(name: &str, ties: &Ties, people: &People) -> Self {
        let directed = !ties.is_mutual();
        let mutual = directed.then(|| arcs::mutual(ties));
        let both_ways = mutual.as_ref().unwrap_or(ties);
        let n = ties.people().max(1) as f64;

        let mut degrees = vec![];
        for person in 0..ties.people() as u32 {
            let degree = ties.peers(person).len();
            degrees.resize(degrees.len().max(degree + 1), 0);
            degrees[degree] += 1;
        }
        let degree_mean = ties.arcs() as f64 / n;
        let squares: f64 = (0u64..)
            .zip(&degrees)
            .map(|(degree, &count)| count as f64 * (degree as f64 - degree_mean).powi(2))
            .sum();

        let closed = triangles::closed_pairs(both_ways);
        let pairs = |person: usize| {
            let degree = both_ways.peers(person as u32).len() as u64;
            degree * degree.saturating_sub(1) / 2
        };
        let local = closed.iter().enumerate().map(|(i, &closed)| closed as f64 / pairs(i).max(1) as f64);
        let all_pairs: u64 = (0..closed.len()).map(pairs).sum();
        let components = components::sizes(both_ways);
        let isolates = (0..ties.people() as u32).filter(|&person| both_ways.peers(person).is_empty()).count();

        Self {
            name: name.to_owned(),
            people: ties.people() as u64,
            ties: if directed { ties.arcs() } else { ties.arcs() / 2 } as u64,
            directed,
            degree_mean,
            degree_sd: (squares / n).sqrt(),
            degree_max: degrees.len().saturating_sub(1) as u64,
            degrees,
            clustering: local.sum::<f64>() / n,
            transitivity: closed.iter().sum::<u64>() as f64 / all_pairs.max(1) as f64,
            components: components.len() as u64,
            giant: components.first().map_or(0.0, |&largest| f64::from(largest) / n),
            isolates: isolates as f64 / n,
            assortativity_age: likeness::by_age(ties, people),
            assortativity_group: likeness::by_group(ties, people),
            same_age: likeness::same_age(ties, people),
        }
    }
}
