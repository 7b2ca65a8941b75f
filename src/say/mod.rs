//! Words and pages for what is found.
//!
//! In: reasons, guesses and inferences of the stages before, what
//! `verdict` says of a document, or how `derivation` understood
//! it. Out: clauses and sentences in English; text for a terminal, with the source
//! line and a caret under the place that is spoken of; JSON (schemas
//! `handgrad/check/1` and `handgrad/read/1`); counterexamples for NumPy. All
//! wording is here, and nothing that is decided elsewhere rests on it. Not done
//! here: deciding anything, and writing to a file or stream.

mod causes;
pub(crate) mod example;
mod given;
mod json;
mod mend;
mod message;
mod numpy;
pub(crate) mod odd;
mod read;
mod reading;
pub(crate) mod reason;
mod scopes;
mod snippet;
mod terminal;
#[cfg(test)]
mod tests;
mod told;
mod unread;

pub use example::{Example, Values};
pub use json::{Handled, SCHEMA, check as check_json};
pub use read::{SCHEMA as READ_SCHEMA, json as read_json, text as read_text};
pub(crate) use reading::{guessed, inference};
pub(crate) use reason::reason;
pub use terminal::{Look, check as check_text};
pub use told::{Told, refusal, remark, told};
pub use unread::unread;
