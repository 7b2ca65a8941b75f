//! Diagnosis: what a false line lacks, and where it shows.
//!
//! In: a derivation as it was read, with the bytes that it was read from, and a
//! relation of it that is false, or has no value. Out: the assumptions under
//! which the relation is true, and where the document can state them ([`need`]);
//! oddities of its indices, each with its place ([`scope`]); the smallest values
//! at which its sides differ ([`counterexample`]), with a few lines of Python that
//! show it; the earlier false lines that it follows from ([`follows`]). Whatever
//! is said was
//! evaluated again at points of another seed. Not done here: changes to a line
//! that would make it true, and telling people about it.

mod addition;
mod counterexample;
mod follows;
mod need;
mod numpy;
mod scope;
mod spelling;
#[cfg(test)]
mod tests;
mod trial;

pub use addition::Addition;
pub use counterexample::{Counterexample, Values, counterexample};
pub use follows::{Source, follows};
pub use need::{Need, need};
pub use scope::{Oddity, scope};

use crate::derivation::Derivation;
use crate::evaluate::{Judge, Outcome};

/// A document with all that it was read and judged by.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its name, which says how it is written.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The assumptions from outside.
    pub assume: &'a [String],
    /// The seed of the points.
    pub seed: u64,
    /// What was read.
    pub derivation: &'a Derivation,
}

impl Subject<'_> {
    /// The seed of points that are looked at only to confirm what others
    /// suggest.
    fn other_seed(&self) -> u64 {
        self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15)
    }

    /// A relation of this reading at points that confirm.
    fn again(&self, relation: usize) -> Option<Outcome> {
        Judge::new(&self.derivation.meaning, self.other_seed()).judge(relation).ok()
    }
}
