//! Verification: gradients by hand against references, and the harness itself
//! against planted slips.
//!
//! In: a [`Candidate`] (any loss as tensor operations, any gradient by hand)
//! and points. Out: a [`Comparison`]: error, tolerance, and whether the setting
//! can tell right from wrong at all. [`run`] does it for the whole SNE family.
//! Not done here: saying what is wrong in a wrong gradient, and writing reports.

mod candidate;
mod difference;
mod harness;
pub mod planted;
mod run;
mod settings;
mod tolerance;

pub use candidate::Candidate;
pub use harness::{Comparison, Degeneracy, Harness, Reference, Worth};
pub use run::{
    Blindness, Compared, Curve, CurveCheckpoint, Plan, Planted, Progress, Silent, Timing,
    Verification, run,
};
pub use tolerance::Scale;
