//! Which names are vectors as far as a document's definitions say.
//!
//! In: the names that are used as wholes, which have entries. Out: also those that are
//! defined as what is made of them: `z = W x + b`, `a = \tanh(z)`, `p = softmax(z)`. Not
//! done here: forms that use alone says, see [`super::shape`].

use super::Key;
use super::lower::Lowerer;
use crate::reading::Stated;
use crate::syntax::Side;
use crate::syntax::tree::{Function, Kind as Node, NodeId, Sign, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Functions that nobody defines and everybody takes entry by entry, or of vectors alone.
const OF_VECTORS: [&str; 8] =
    ["softmax", "Softmax", "relu", "ReLU", "sigmoid", "tanh", "sigma", "logsoftmax"];

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
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                if let Node::Multiply(a, b) = tree.kind(id)
                    && let (Node::Symbol(matrix), Node::Symbol(of)) = (tree.kind(*a), tree.kind(*b))
                    && matrix.name.starts_with(char::is_uppercase)
                    && whole.contains(&self.definitions.key(of).0)
                {
                    whole.insert(self.definitions.key(matrix).0);
                }
            }
        }
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
