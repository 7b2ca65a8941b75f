//! What must be true of the whole, one module for each subject, in one binary: burn is linked
//! once for all of them. `cargo test --test it mutants::` runs those of one module.

#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]
#![allow(clippy::print_stderr, reason = "the figures are read by people")]

// The suite's documents, as `tests/suite.rs` takes them apart.
#[path = "../harness/marks.rs"]
mod marks;
#[path = "../harness/section.rs"]
mod section;

mod affinities;
mod binary;
mod check;
mod cli;
mod derivations;
mod factors;
mod gradients;
mod manners;
mod meaning;
mod mutants;
mod numpy;
mod properties;
mod readings;
mod readme;
mod repair;
mod report;
mod rooms;
mod written;
