//! What the project's own trials look at from below the interface. It may change
//! with any version.
//!
//! Three trials have no other way. `tests/it/mutants/` and `meaning/` hold the
//! checker to evaluators of their own, and the one for mutants walks the tree of a
//! formula: it shares the notation with the checker, and nothing behind it. The
//! factor test and the mutants judge thousands of single lines in documents that
//! differ in one place, which takes a day if all lines are asked each time. And the
//! harness is held to the slips and the misprints that it plants.

pub use crate::document::{Block, read as document};
pub use crate::evaluate::{Judge, Outcome};
pub use crate::expression::{Meaning, Op, Relation, Standing, understand};
pub use crate::reading::{Edit, Reading, Stated, read as reading};
pub use crate::syntax::{Formula, Macros, Side, Statement, read as formula};

/// The trees of formulas.
pub mod tree {
    pub use crate::syntax::tree::{
        Condition, Conditions, Entry, Function, Kind, NodeId, Sign, Sum, Symbol, Tree,
    };
}

/// What the harness plants and what it reads, and what the benchmarks are about.
#[cfg(feature = "burn")]
pub mod gradients {
    pub use crate::data::digits;
    pub use crate::sne::pairs::CostFloor;
    pub use crate::sne::perplexity::TOLERANCE as PERPLEXITY_TOLERANCE;
    pub use crate::verify::planted::{MISPRINTS, Misprint, SLIPS, Slip};
    pub use crate::verify::written::{DOCUMENTS, Document, Written};
}

use crate::derivation::Derivation;
use crate::reason::Reason;

/// What a document says and what that means.
#[must_use]
pub const fn parts(of: &Derivation) -> (&Reading, &Meaning) {
    (&of.reading, &of.meaning)
}

/// A reason as a clause.
#[must_use]
pub fn reason(of: &Reason) -> String {
    crate::say::reason(of)
}
