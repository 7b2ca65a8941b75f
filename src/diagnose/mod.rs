//! Diagnosis: what a false line lacks, and where it shows.
//!
//! In: a derivation, and a relation of it that is false, or has no value. Out: the assumptions under
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
pub(crate) use counterexample::counterexample;
pub use counterexample::{Counterexample, Values};
pub(crate) use follows::{Source, follows};
pub use need::Need;
pub(crate) use need::need;
pub use scope::Oddity;
pub(crate) use scope::scope;

use crate::derivation::Subject;
use crate::evaluate::{Judge, Outcome};

/// A relation at points that confirm.
fn again(subject: &Subject<'_>, relation: usize) -> Option<Outcome> {
    Judge::new(subject.meaning(), subject.other_seed()).judge(relation).ok()
}
