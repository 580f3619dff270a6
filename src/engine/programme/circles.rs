//! People who meet and are peers of one another for a while: support groups and pairs.

use crate::draw::{Draws, Purpose};
use crate::scenario::Duration;

/// In no circle.
const NONE: u32 = u32::MAX;

/// Circles of people, each in at most one. They act as one more layer of ties.
#[derive(Clone, Debug, Default)]
pub struct Circles {
    /// Weight in peer_exposure, as that of a layer.
    pub weight: f32,
    circles: Vec<Vec<u32>>,
    /// By person: position of their circle.
    of: Vec<u32>,
}

impl Circles {
    /// Nobody meets yet. `weight` is for weekly meetings; those who meet less often count less, in proportion.
    pub fn new(people: usize, weight: f64, every: Duration) -> Self {
        let weight = weight / every.weeks().max(1.0);
        Self { weight: weight as f32, circles: vec![], of: vec![NONE; people] }
    }

    /// These people form a circle from now on.
    pub fn form(&mut self, members: &[u32]) {
        for &person in members {
            self.of[person as usize] = self.circles.len() as u32;
        }
        self.circles.push(members.to_vec());
    }

    /// Sorts people at random into circles of about `size`, as equal as whole people allow.
    pub fn form_at_random(&mut self, people: &[u32], size: u32, draws: &Draws, name: &str) {
        let stream = draws.stream(Purpose::of("groups", name), 0);
        let mut order: Vec<(u32, u32)> = people.iter().map(|&p| (stream.at(p as usize), p)).collect();
        order.sort_unstable();
        let (len, number) = (order.len(), order.len().div_ceil(size as usize));
        for at in 0..number {
            let members: Vec<u32> =
                order[len * at / number..len * (at + 1) / number].iter().map(|&(_, person)| person).collect();
            if members.len() > 1 {
                self.form(&members);
            }
        }
    }

    /// A person leaves their circle; one of a single person is none. Says whether they were in one.
    pub fn leave(&mut self, person: u32) -> bool {
        let at = std::mem::replace(&mut self.of[person as usize], NONE);
        let Some(members) = self.circles.get_mut(at as usize) else { return false };
        members.retain(|&member| member != person);
        if let &[last] = members.as_slice() {
            members.clear();
            self.of[last as usize] = NONE;
        }
        true
    }

    /// Whether a person is in a circle.
    pub fn holds(&self, person: u32) -> bool {
        self.of[person as usize] != NONE
    }

    /// Those who meet this person.
    #[inline]
    pub fn fellows(&self, person: usize) -> impl Iterator<Item = u32> + Clone {
        let members = self.circles.get(self.of[person] as usize).map_or(&[][..], Vec::as_slice);
        members.iter().copied().filter(move |&member| member as usize != person)
    }

    /// Number of circles.
    pub fn number(&self) -> usize {
        self.circles.iter().filter(|members| !members.is_empty()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_mutual_of_near_equal_size_and_shrink_when_people_leave() {
        let people: Vec<u32> = (0..23).filter(|p| p % 2 == 0).collect();
        let mut circles = Circles::new(23, 2.0, Duration::from_weeks(4.0));
        circles.form_at_random(&people, 5, &Draws::new(1, 0), "meet");
        assert_eq!((circles.number(), circles.weight), (3, 0.5));
        for person in 0..23 {
            let fellows: Vec<u32> = circles.fellows(person).collect();
            assert_eq!(fellows.len(), if person % 2 == 0 { 3 } else { 0 });
            assert!(fellows.iter().all(|&f| circles.fellows(f as usize).any(|back| back as usize == person)));
        }
        let fellow = circles.fellows(0).next().unwrap();
        assert!(circles.leave(fellow) && !circles.leave(fellow) && !circles.holds(fellow));
        assert_eq!(circles.fellows(0).count(), 2);
        let rest: Vec<u32> = circles.fellows(0).collect();
        for member in rest {
            circles.leave(member);
        }
        assert!(!circles.holds(0), "nobody meets alone");
        assert_eq!(circles.number(), 2);
    }
}
