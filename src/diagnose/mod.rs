//! Diagnosis: what a false line lacks, and where it shows.
//!
//! In: a derivation, and a relation of it that is false, or has no value. Out: the assumptions under
//! which the relation is true, and where the document can state them ([`Need`]); whether a property
//! that words say of nouns alone is enough;
//! oddities of its indices, each with its place ([`Oddity`]); the smallest values
//! at which its sides differ ([`Counterexample`]); the earlier false lines that it
//! follows from. Whatever is found was evaluated again at points of
//! another seed. Not done here: changes to a line that would make it true (see
//! [`crate::repair`]), and wording.

mod addition;
mod counterexample;
mod follows;
mod need;
mod scope;
mod spelling;
#[cfg(test)]
mod tests;
mod trial;

pub use addition::Addition;
pub(crate) use counterexample::Counterexample;
pub(crate) use counterexample::counterexample;
pub(crate) use follows::follows;
pub(crate) use need::Need;
pub(crate) use need::{need, would_do};
pub(crate) use scope::scope;
pub(crate) use scope::{Meant, Odd, Oddity};

use crate::derivation::Subject;
use crate::evaluate::{Judge, Outcome};

/// A relation at points that confirm.
fn again(subject: &Subject<'_>, relation: usize) -> Option<Outcome> {
    Judge::new(subject.meaning(), subject.other_seed()).judge(relation).ok()
}
