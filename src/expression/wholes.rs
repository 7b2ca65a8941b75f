//! Which names are vectors as far as a document's definitions say.
//!
//! In: the names that are used as wholes, which have entries. Out: also those that are
//! defined as what is made of them: `z = W x + b`, `a = \tanh(z)`, `p = softmax(z)`. Not
//! done here: forms that use alone says, see [`super::shape`].

use super::define::{Definitions, distinct_letters};
use super::lower::Lowerer;
use super::relations::{Member, Part};
use super::table::entries_written;
use super::{Key, Kind};
use crate::reading::Stated;
use crate::syntax::Side;
use crate::syntax::tree::{Function, Kind as Node, NodeId, Sign, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Functions that nobody defines and everybody takes entry by entry, or of vectors alone.
const OF_VECTORS: [&str; 8] =
    ["softmax", "Softmax", "relu", "ReLU", "sigmoid", "tanh", "sigma", "logsoftmax"];

impl Definitions<'_> {
    /// Notes the families of vectors that formulas define: what such a one says of their
    /// entries follows from that.
    pub(super) fn find_wholes(&mut self, parts: &[Part<'_>], kinds: &[Kind]) {
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim) else { continue };
            let (Some(left), Some(right)) = (link.lefts.last(), link.right()) else { continue };
            let listed = entries_written(self.tree(right.0), right.1).is_some();
            if let Some((key, places)) = self.atom(*left)
                && key.is_labelled_alone()
                && distinct_letters(&places)
                && !listed
                && !self.occurs_otherwise(&key, right)
            {
                self.wholes.insert(key);
            }
        }
    }

    /// Whether a side writes out the entries of the symbol that the other side is, under
    /// that symbol's own name: that is no definition.
    pub(super) fn names_entries(&self, left: Member, right: Member) -> bool {
        let Some((whole, _)) = self.atom(left) else { return false };
        let tree = self.tree(right.0);
        let own = |id: &NodeId| match tree.kind(*id) {
            Node::Symbol(symbol) => {
                let (key, places) = self.key(symbol);
                key.name == whole.name && !places.is_empty()
            }
            _ => false,
        };
        entries_written(tree, right.1).is_some_and(|entries| entries.iter().any(own))
    }

    /// Whether what a side says of a symbol makes it no definition of that: it occurs there
    /// other than as the member before.
    pub(super) fn occurs_otherwise(&self, key: &Key, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Node::Symbol(symbol) => {
                let (other, uses) = self.key(symbol);
                other == *key && Self::place_before(&uses).is_none()
            }
            _ => false,
        };
        here || tree
            .children(id)
            .into_iter()
            .any(|child| self.occurs_otherwise(key, (formula, child)))
    }
}

impl Lowerer<'_> {
    /// Adds the names that are defined by wholes.
    pub(super) fn follow_wholes(&self, formulas: &[Arc<Stated>], whole: &mut BTreeSet<Key>) {
        loop {
            let before = whole.len();
            for stated in formulas {
                let tree = &stated.formula.tree;
                for statement in &stated.formula.statements {
                    let [(None, Side::Read(left, _)), (Some((sign, _)), Side::Read(right, _)), ..] =
                        statement.sides.as_slice()
                    else {
                        continue;
                    };
                    if matches!(sign, Sign::Equal | Sign::Defined)
                        && let Node::Symbol(symbol) = tree.kind(*left)
                        && self.is_whole(tree, *right, whole)
                    {
                        whole.insert(self.definitions.key(symbol).0);
                    }
                }
            }
            if whole.len() == before {
                break;
            }
        }
    }

    /// Adds the capitals that stand before wholes, `W x`: of these W_ij are the entries.
    pub(super) fn matrices_before(&self, formulas: &[Arc<Stated>], whole: &mut BTreeSet<Key>) {
        for (matrix, of) in self.products_with_capitals(formulas) {
            if whole.contains(&of) {
                whole.insert(matrix);
            }
        }
    }

    /// `Mu`, where $M_{ij}$ and $u_j$ stand too: a matrix and a vector with their entries.
    pub(super) fn matrices_with_entries(
        &self,
        formulas: &[Arc<Stated>],
        keys: &BTreeSet<Key>,
        whole: &mut BTreeSet<Key>,
    ) {
        let has = |key: &Key, more: usize| {
            let places = (key.places.0 + more, key.places.1);
            keys.contains(&Key { places, ..key.clone() })
        };
        for (matrix, of) in self.products_with_capitals(formulas) {
            if matrix.places.0 == 0 && has(&matrix, 2) && has(&of, 1) {
                whole.extend([matrix, of]);
            }
        }
    }

    /// The products of two names of which the first one is a capital.
    fn products_with_capitals(&self, formulas: &[Arc<Stated>]) -> Vec<(Key, Key)> {
        let of = |stated: &Arc<Stated>| {
            let tree = &stated.formula.tree;
            let product = |id| match tree.kind(id) {
                Node::Multiply(a, b) => match (tree.kind(*a), tree.kind(*b)) {
                    (Node::Symbol(matrix), Node::Symbol(of))
                        if matrix.name.starts_with(char::is_uppercase) =>
                    {
                        Some((self.definitions.key(matrix).0, self.definitions.key(of).0))
                    }
                    _ => None,
                },
                _ => None,
            };
            tree.ids().filter_map(product).collect::<Vec<_>>()
        };
        formulas.iter().flat_map(of).collect()
    }

    /// Whether what stands at a node is a vector since some of its parts are wholes.
    fn is_whole(&self, tree: &Tree, id: NodeId, whole: &BTreeSet<Key>) -> bool {
        match tree.kind(id) {
            Node::Symbol(symbol) => whole.contains(&self.definitions.key(symbol).0),
            Node::Negate(a) => self.is_whole(tree, *a, whole),
            Node::Add(a, b) | Node::Subtract(a, b) => {
                self.is_whole(tree, *a, whole) || self.is_whole(tree, *b, whole)
            }
            Node::Multiply(a, b) => {
                // Whether a capital is a matrix or a number, of a vector it makes one.
                matches!(tree.kind(*a), Node::Symbol(s) if s.name.starts_with(char::is_uppercase))
                    && self.is_whole(tree, *b, whole)
            }
            Node::Apply(function, of) => {
                let entrywise = !matches!(
                    function,
                    Function::Trace
                        | Function::Determinant
                        | Function::Diagonal
                        | Function::Max
                        | Function::Min
                );
                entrywise && matches!(of.as_slice(), [x] if self.is_whole(tree, *x, whole))
            }
            Node::Call(symbol, of) => {
                OF_VECTORS.contains(&symbol.name.as_str())
                    && matches!(of.as_slice(), [x] if self.is_whole(tree, *x, whole))
            }
            _ => false,
        }
    }
}
