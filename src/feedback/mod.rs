//! Feedback: what was found out about a document, for people and for programs.
//!
//! In: what [`crate::verdict`] says of a document, or how
//! [`crate::derivation`] understood it. Out: text for a terminal, with the
//! source line and a caret under the place that is spoken of, and JSON (schemas
//! `handgrad/check/1` and `handgrad/read/1`). Not done here: deciding anything,
//! and writing to a file or stream.

mod example;
mod given;
mod json;
mod reading;
mod snippet;
mod terminal;
#[cfg(test)]
mod tests;

pub use example::rows as example_rows;
pub use json::{Handled, SCHEMA, check as check_json};
pub use reading::{SCHEMA as READ_SCHEMA, json as read_json, text as read_text};
pub use terminal::{Look, check as check_text};
