//! What stands in equations that cannot be read.
//!
//! In: the formulas of a document. Out: the names in those of which a side cannot be
//! read: what is lost there may be what they are. Not done here: what follows from that
//! for lines that can be read.

use crate::reading::Stated;
use crate::syntax::Side;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The names in equations that cannot be read in full.
pub(super) fn touched(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for stated in formulas {
        let formula = &stated.formula;
        let mut sides = formula.statements.iter().flat_map(|statement| &statement.sides);
        let unread =
            formula.fault.is_some() || sides.any(|(_, side)| matches!(side, Side::Unreadable(..)));
        if unread && formula.relates {
            names.extend(formula.names());
        }
    }
    names
}
