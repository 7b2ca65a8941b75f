//! Words for what is found.
//!
//! In: reasons, guesses, inferences and other data of the stages before. Out:
//! clauses in English, as they stand in messages, tables and errors. Nothing is
//! decided here, and nothing of what is decided elsewhere rests on the words.

mod reading;
mod reason;

pub use reading::{guessed, inference, instead};
pub use reason::{notation, reason};
