//! The people of a community at week 0, one array per property.

/// The people of a community at week 0. Every array has one entry per person,
/// in order of id, or none where all are alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// Position of the person's group in `population.group`; empty where there is only one group.
    pub group: Vec<u8>,
    /// Age in years.
    pub age: Vec<f32>,
    /// Bit `t` is set if the person has trait `t`; empty where there are no traits.
    pub traits: Vec<u8>,
    /// Position of the practice followed, in `practice`.
    pub practice: Vec<u8>,
}

impl People {
    /// Number of people.
    pub fn len(&self) -> usize {
        self.practice.len()
    }

    /// Position of a person's group.
    #[inline]
    pub fn group(&self, person: usize) -> u8 {
        self.group.get(person).copied().unwrap_or(0)
    }

    /// Traits of a person, as bits.
    #[inline]
    pub fn traits(&self, person: usize) -> u8 {
        self.traits.get(person).copied().unwrap_or(0)
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.practice.is_empty()
    }
}
