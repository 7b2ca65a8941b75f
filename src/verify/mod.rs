//! Verification: gradients by hand against references, and the harness itself
//! against planted slips.
//!
//! In: a [`Candidate`] (any loss as tensor operations, any gradient by hand)
//! and points. Out: a [`Comparison`]: error, tolerance, and whether the setting
//! can tell right from wrong at all. `run` does it for the whole SNE family,
//! to which the derivations in `derivations/` are a reference too: `Written`
//! evaluates their last formulas at the data, `Told` has all their lines.
//! Not done here: saying what is wrong in a wrong gradient, and writing reports.

mod along;
mod candidate;
mod difference;
mod harness;
pub(crate) mod memory;
mod plan;
pub(crate) mod planted;
mod planting;
mod run;
mod settings;
mod told;
mod tolerance;
pub(crate) mod written;

pub(crate) use along::CurveCheckpoint;
pub use candidate::Candidate;
pub use harness::{Comparison, Degeneracy, Harness, Reference, Worth};
pub(crate) use plan::{Plan, Progress};
pub(crate) use planting::{Blindness, Planted};
pub(crate) use run::{Compared, Curve, Verification, run};
pub(crate) use told::Told;
pub use tolerance::Scale;
