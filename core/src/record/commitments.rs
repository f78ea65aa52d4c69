//! The commitments of a line: which private fields it has, and what opens each.

use super::Field;
use crate::chain::Hash;

/// The commitments of one line, in the line's order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Commitments(Vec<(Field, Hash)>);

impl Commitments {
    /// The commitment to a private field.
    pub fn get(&self, field: Field) -> Option<Hash> {
        self.0.iter().find(|(held, _)| *held == field).map(|(_, hash)| *hash)
    }

    /// The fields that are committed to, with their hashes.
    pub fn iter(&self) -> impl Iterator<Item = (Field, Hash)> {
        self.0.iter().copied()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// None yet, with room for one of each field.
    pub(super) fn with_room() -> Self {
        Self(Vec::with_capacity(Field::COUNT))
    }

    /// Takes the next one in the line's order.
    pub(super) fn push(&mut self, field: Field, hash: Hash) {
        self.0.push((field, hash));
    }

    /// Gives back room that was taken beforehand.
    pub(super) fn fitted(mut self) -> Self {
        self.0.shrink_to_fit();
        self
    }
}

impl FromIterator<(Field, Hash)> for Commitments {
    /// Takes commitments that stand in the line's order.
    fn from_iter<I: IntoIterator<Item = (Field, Hash)>>(all: I) -> Self {
        let held: Vec<(Field, Hash)> = all.into_iter().collect();
        debug_assert!(held.is_sorted_by(|(a, _), (b, _)| a.index() < b.index()));
        Self(held)
    }
}
