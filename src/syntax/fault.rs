//! What cannot be read, with its place.

use crate::reason::Notation;
use crate::source::Span;

/// What cannot be read, where, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// Why.
    pub problem: Notation,
}

/// A part that is read, or the fault that prevents it.
pub(super) type Parsed<T> = Result<T, Fault>;

pub(super) fn fault<T>(span: Span, problem: Notation) -> Parsed<T> {
    Err(Fault { span, problem })
}
