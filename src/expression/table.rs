//! Vectors and matrices that are written out, entry by entry.
//!
//! In: rows of entries. Out: the sum of the entries, each times the unit vectors of its row
//! and its column, of which there are as many as are written. Not done here: rows and
//! columns with dots, which the parser makes sums of.

use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::{ExprId, Index, Op, Place, SetId};
use crate::reason::{Beyond, Semantics};
use crate::syntax::tree::{Kind, NodeId, Tree};

/// Larger tables are not evaluated.
const MOST_ENTRIES: usize = 64;

impl Lowerer<'_> {
    /// A table of entries; one of a single row or column is a row or a column.
    pub(super) fn table(
        &mut self,
        (formula, rows): (usize, &[Vec<NodeId>]),
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let width = rows.first().map_or(0, Vec::len);
        let entries = rows.len() * width;
        let bold = |id: &NodeId| self.tree(formula).is_bold(*id);
        // Blocks are not evaluated.
        if rows.iter().flatten().any(bold) {
            return unclear(place, Semantics::List);
        }
        if entries == 0 || entries > MOST_ENTRIES || rows.iter().any(|row| row.len() != width) {
            return unclear(place, Semantics::Beyond(Beyond::Matrix));
        }
        let (below, beside) = (self.of_length(rows.len()), self.of_length(width));
        let mut all: Option<ExprId> = None;
        for (i, row) in (0_u32..).zip(rows) {
            for (j, entry) in (0_u32..).zip(row) {
                let mut term = self.lower((formula, *entry), scope)?;
                if let Some(set) = below {
                    let unit = self.add(Op::Unit(Index::Fixed(i), set), place);
                    term = self.add(Op::Multiply(unit, term), place);
                }
                if let Some(set) = beside {
                    let unit = self.add(Op::Unit(Index::Fixed(j), set), place);
                    let unit = self.add(Op::Transpose(unit), place);
                    term = self.add(Op::Multiply(term, unit), place);
                }
                all = Some(match all {
                    Some(all) => self.add(Op::Add(all, term), place),
                    None => term,
                });
            }
        }
        all.map_or_else(|| unclear(place, Semantics::Beyond(Beyond::Matrix)), Ok)
    }

    /// A set of so many members, if there are several.
    fn of_length(&mut self, length: usize) -> Option<SetId> {
        (length > 1).then(|| {
            let set = self.meaning.sets.fresh();
            let facts = self.meaning.sets.facts_mut(set);
            (facts.size, facts.dimension) = (Some(length), true);
            set
        })
    }
}

/// Whether a table is of numbers alone: the value of an example, which another one changes.
pub(super) fn is_of_numbers_alone(tree: &Tree, id: NodeId) -> bool {
    let number = |id: &NodeId| match tree.kind(*id) {
        Kind::Number(_) => true,
        Kind::Negate(a) => matches!(tree.kind(*a), Kind::Number(_)),
        _ => false,
    };
    entries_written(tree, id).is_some_and(|entries| entries.iter().all(number))
}

/// The entries of a list or a table that is written out, with dots or without; nothing of
/// anything else. Behind a transpose they are those of what is transposed.
pub(super) fn entries_written(tree: &Tree, id: NodeId) -> Option<Vec<NodeId>> {
    match tree.kind(id) {
        Kind::Transpose(a) => entries_written(tree, *a),
        Kind::Tuple(entries) => Some(entries.clone()),
        Kind::Matrix(rows) => {
            let inner = |id: &NodeId| entries_written(tree, *id).unwrap_or_else(|| vec![*id]);
            Some(rows.iter().flatten().flat_map(inner).collect())
        }
        Kind::Sum(sum) => {
            let Kind::Multiply(a, b) = tree.kind(sum.body) else { return None };
            let entry = if tree.is_unit(*a) {
                *b
            } else if tree.is_unit(*b) {
                *a
            } else {
                return None;
            };
            Some(entries_written(tree, entry).unwrap_or_else(|| vec![entry]))
        }
        _ => None,
    }
}
