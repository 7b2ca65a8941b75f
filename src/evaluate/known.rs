//! Which assumptions are known where.
//!
//! In: the scopes that formulas stand in. Out: the assumptions that are not made
//! where a relation stands. One is made in its own scope and all that it encloses,
//! before and behind where it stands; in later sections and items, and behind
//! these; never outside of an example, exercise or proof. Not done here: what a
//! symbol means in a scope, which is another symbol where it means something else.

use super::judge::Judge;
use crate::expression::{Meaning, Relation};
use crate::reading::Scope;

impl Judge<'_> {
    /// The assumptions that are not made where a relation stands, in order.
    pub(super) fn unknown_at(&self, of: &Relation) -> Vec<usize> {
        let relations = &self.meaning.relations;
        let known = |k: &usize| is_known(self.meaning, &relations[*k], of);
        self.assumptions.iter().copied().filter(|k| !known(k)).collect()
    }

    /// The assumptions that are made where a relation stands.
    pub(super) fn known_at(&self, of: &Relation) -> Vec<usize> {
        let unknown = self.unknown_at(of);
        self.assumptions.iter().copied().filter(|k| !unknown.contains(k)).collect()
    }
}

/// Whether what a relation states is known where another one stands.
fn is_known(meaning: &Meaning, stated: &Relation, at: &Relation) -> bool {
    let (own, there) = (meaning.scopes_of(stated), meaning.scopes_of(at));
    Scope::encloses(own, there) || stated.place < at.place && Scope::is_open_to(own, there)
}
