//! The harness of `tests/suite.rs`: sections of documents become trials.

pub mod compare;
pub mod marks;
pub mod own;
pub mod section;
