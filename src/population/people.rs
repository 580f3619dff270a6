//! The people of a community at week 0, one array per property.

/// The people of a community at week 0. Every array has one entry per person,
/// in order of id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// Position of the person's group in `population.group`.
    pub group: Vec<u8>,
    /// Age in years.
    pub age: Vec<f32>,
    /// Bit `t` is set if the person has trait `t`.
    pub traits: Vec<u8>,
    /// Position of the practice followed, in `practice`.
    pub practice: Vec<u8>,
}

impl People {
    /// Number of people.
    pub fn len(&self) -> usize {
        self.group.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty()
    }
}
