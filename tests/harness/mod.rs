//! The harness of `tests/suite.rs`: sections of documents become trials.

pub(crate) mod additions;
pub(crate) mod catalogue;
pub(crate) mod checker;
pub(crate) mod compare;
pub(crate) mod marks;
pub(crate) mod own;
pub(crate) mod section;
