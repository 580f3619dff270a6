//! Layers of ties.

use super::names::Kind;
use super::{ARCS, COMPLETE_PEOPLE, Check};
use crate::scenario::{Generator, Layer, Place, Venues};

impl Check<'_> {
    pub(super) fn layers(&mut self) {
        let layers = &self.scenario.layers;
        for (position, layer) in layers.iter().enumerate() {
            self.layer(&format!("layer[{position}]"), layer);
        }
        if !layers.is_empty() && layers.iter().all(|layer| layer.weight == 0.0) {
            self.whole("layer", "every layer has the weight 0", "let one weigh more: its ties must count");
        }
    }

    fn layer(&mut self, path: &str, layer: &Layer) {
        match layer.generators().as_slice() {
            [] => self.whole(
                path,
                format!("the layer `{}` has no generator", layer.name),
                "add one, such as [layer.friends], [layer.households], [layer.venues] or [layer.file]",
            ),
            [(key, generator)] => self.generator(&format!("{path}.{key}"), *generator),
            [_, (second, _), ..] => {
                let all: Vec<&str> = layer.generators().iter().map(|(key, _)| *key).collect();
                let message =
                    format!("the layer `{}` has {} generators: {}", layer.name, all.len(), all.join(", "));
                self.key(
                    format!("{path}.{second}"),
                    message,
                    "keep one; ties of another kind are another [[layer]]",
                );
            }
        }
    }

    fn generator(&mut self, path: &str, generator: Generator<'_>) {
        let size = self.size();
        match generator {
            Generator::Households(households) => {
                let sizes = format!("{path}.sizes");
                if let Some(position) = households.sizes.iter().position(|share| !(0.0..=1.0).contains(share))
                {
                    let message = format!("the share {} is out of range", households.sizes[position]);
                    self.at(format!("{sizes}[{position}]"), message, "write a number from 0 to 1");
                } else {
                    self.sums_to_one(&sizes, "these shares", households.sizes.iter().copied());
                    let by_size = |power| {
                        let sizes = (1i32..).zip(&households.sizes);
                        sizes.map(|(size, share)| share * f64::from(size).powi(power)).sum::<f64>()
                    };
                    self.fits(&sizes, by_size(2) / by_size(1) - 1.0);
                }
            }
            Generator::Friends(friends) => self.mean_degree(path, "mean_degree", friends.mean_degree),
            Generator::Venues(venues) => self.venues(path, venues),
            Generator::SmallWorld(world) => self.even_degree(path, world.degree),
            Generator::Ring(ring) => self.even_degree(path, ring.degree),
            Generator::ScaleFree(free) => {
                let path = format!("{path}.ties");
                self.fewer_than_people(&path, free.ties);
                self.fits(&path, 2.0 * f64::from(free.ties));
            }
            Generator::Random(random) => self.mean_degree(path, "mean_degree", random.mean_degree),
            Generator::Regular(regular) => {
                let path = format!("{path}.degree");
                self.fewer_than_people(&path, regular.degree);
                self.fits(&path, f64::from(regular.degree));
                if let Some(size) = size.filter(|size| size % 2 == 1 && regular.degree % 2 == 1) {
                    let message = format!("{size} people cannot have {} ties each", regular.degree);
                    self.at(path, message, "people × degree must be even: change one of the two by 1");
                }
            }
            Generator::Configuration(configuration) => self.degrees(path, &configuration.degrees),
            Generator::Blocks(blocks) => {
                self.mean_degree(path, "within", blocks.within);
                self.mean_degree(path, "between", blocks.between);
            }
            Generator::Complete => {
                if let Some(size) = size.filter(|&size| size > COMPLETE_PEOPLE) {
                    let message = format!("a complete layer of {size} people is too large");
                    self.key(
                        path,
                        message,
                        format!("at most {COMPLETE_PEOPLE} people; [layer.random] comes close"),
                    );
                }
            }
            Generator::File(file) => {
                let known = [".csv", ".graphml"].iter().any(|end| file.path.to_lowercase().ends_with(end));
                if !known {
                    let message = format!("`{}` is neither .csv nor .graphml", file.path);
                    self.at(
                        format!("{path}.path"),
                        message,
                        "ties are read from an edge list (.csv) or from GraphML",
                    );
                }
            }
        }
    }

    fn venues(&mut self, path: &str, venues: &Venues) {
        let joins = format!("{path}.joins");
        for name in venues.joins.keys() {
            self.refer(Kind::Group, name, Place::Key(format!("{joins}.{name}")));
        }
        self.each_share(&joins, &venues.joins);
        if venues.mean_degree > f64::from(venues.size) - 1.0 && self.sound(&format!("{path}.size")) {
            let message = format!(
                "a member of a venue of {} cannot have {} ties in it",
                venues.size, venues.mean_degree
            );
            self.at(format!("{path}.mean_degree"), message, format!("at most {}", venues.size - 1));
        } else {
            self.fits(&format!("{path}.mean_degree"), venues.mean_degree);
        }
        if let Some(ages) = venues.ages {
            let path = format!("{path}.ages");
            if self.ages(&path, ages) {
                self.ages_of_somebody(&path, ages, "ages");
            }
        }
    }

    fn even_degree(&mut self, path: &str, degree: u32) {
        let path = format!("{path}.degree");
        if degree % 2 == 1 {
            let help = format!("half of the ties lie on each side: write {} or {}", degree - 1, degree + 1);
            self.at(path, format!("the degree {degree} is odd"), help);
        } else {
            self.fewer_than_people(&path, degree);
            self.fits(&path, f64::from(degree));
        }
    }

    fn fewer_than_people(&mut self, path: &str, ties: u32) {
        if let Some(size) = self.size().filter(|&size| ties >= size) {
            let message = format!("{ties} ties per person are too many for {size} people");
            self.at(path, message, format!("at most {}", size - 1));
        }
    }

    /// Whether the layer can hold this mean number of ties per person.
    fn fits(&mut self, path: &str, degree: f64) {
        if let Some(size) = self.size().filter(|&size| f64::from(size) * degree > ARCS) {
            let degree = (degree * 100.0).round() / 100.0;
            let message = format!("{degree} ties per person are more than a layer holds for {size} people");
            self.at(path, message, format!("people × ties per person may be at most {ARCS}"));
        }
    }

    fn mean_degree(&mut self, path: &str, key: &str, degree: f64) {
        if let Some(size) = self.size().filter(|&size| degree > f64::from(size) - 1.0) {
            let message = format!("{degree} ties per person are too many for {size} people");
            self.at(format!("{path}.{key}"), message, format!("at most {}", size - 1));
        } else {
            self.fits(&format!("{path}.{key}"), degree);
        }
    }

    fn degrees(&mut self, path: &str, degrees: &[u32]) {
        let path = format!("{path}.degrees");
        let Some(size) = self.size().filter(|_| self.sound(&path) && !degrees.is_empty()) else { return };
        if degrees.len() > size as usize {
            let message = format!("there are {} degrees for {size} people", degrees.len());
            self.at(path, message, "give one for each person, or fewer: the list repeats");
            return;
        }
        if let Some(position) = degrees.iter().position(|&degree| degree >= size) {
            self.fewer_than_people(&format!("{path}[{position}]"), degrees[position]);
            return;
        }
        let (rounds, rest) = (size as usize / degrees.len(), size as usize % degrees.len());
        let sum = |degrees: &[u32]| degrees.iter().map(|&degree| u128::from(degree)).sum::<u128>();
        let ends = sum(degrees) * rounds as u128 + sum(&degrees[..rest]);
        self.fits(&path, ends as f64 / f64::from(size));
        if ends % 2 == 1 {
            let message = format!("the degrees of all people sum to {ends}, which is odd");
            self.at(path, message, "every tie has two ends: change one degree by 1");
        }
    }
}
