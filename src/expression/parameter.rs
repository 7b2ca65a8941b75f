//! What a function's body has to do with its parameters.
//!
//! In: a body and the name of a parameter, or what was lowered for one. Out: whether the body
//! depends on it, by itself or through what other names stand for, and whether it is one of
//! numbers, which is taken entry by entry. Not done here: what stands in a parameter's place.

use super::call::is_in_font;
use super::lower::Lowerer;
use super::relations::Member;
use super::{ExprId, Function, Op};
use crate::syntax::tree::{Kind, NodeId};

/// Through how many definitions in each other a name is looked for.
pub(super) const MOST_EXPANDED: usize = 6;

impl Lowerer<'_> {
    /// Whether a name occurs below a node, definitions expanded so many times.
    pub(super) fn mentions(&self, name: &str, (formula, id): Member, depth: usize) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Kind::Symbol(symbol) => {
                let (key, _) = self.definitions.key(symbol);
                let bodies = self.definitions.symbols.get(&key);
                symbol.name == name
                    || depth > 0
                        && bodies.is_some_and(|all| {
                            let mut rights = all.iter().filter_map(|v| v.right);
                            rights.any(|right| self.mentions(name, right, depth - 1))
                        })
            }
            _ => false,
        };
        here || tree.children(id).into_iter().any(|c| self.mentions(name, (formula, c), depth))
    }

    /// Whether entries of a name stand below a node: `z_k` of z.
    pub(super) fn has_entries(&self, name: &str, formula: usize, id: NodeId) -> bool {
        let tree = self.tree(formula);
        let here = matches!(tree.kind(id), Kind::Symbol(symbol)
            if is_in_font(&symbol.name, name) && !(symbol.sub.is_empty() && symbol.sup.is_empty()));
        here || tree.children(id).into_iter().any(|child| self.has_entries(name, formula, child))
    }

    /// Whether a body depends on a parameter through what other names stand for: `L(w)` that
    /// is said of `f_i` where that is `w x_i`. Entries count where the body has no other use
    /// of the name, as `x_i` beside `f(x) = a x` may be data.
    pub(super) fn depends_through(&self, name: &str, (formula, body): Member) -> bool {
        let tree = self.tree(formula);
        let mut ahead = vec![body];
        let mut others = Vec::new();
        let mut direct = false;
        while let Some(id) = ahead.pop() {
            if let Kind::Symbol(symbol) = tree.kind(id) {
                let bare = symbol.sub.is_empty() && symbol.sup.is_empty();
                direct |= bare && symbol.name == name;
                others.extend((symbol.name != name).then_some(symbol));
            }
            ahead.extend(tree.children(id));
        }
        others.into_iter().any(|symbol| {
            let (key, _) = self.definitions.key(symbol);
            let bodies = self.definitions.symbols.get(&key);
            let mut rights = bodies.into_iter().flatten().filter_map(|version| version.right);
            rights.any(|right| self.names(name, right, !direct, MOST_EXPANDED))
        })
    }

    /// Whether a name stands below a node, definitions expanded so many times; with or
    /// without indices if entries count.
    pub(super) fn names(
        &self,
        name: &str,
        (formula, id): Member,
        entries: bool,
        depth: usize,
    ) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Kind::Symbol(symbol) if symbol.name == name => {
                entries || symbol.sub.is_empty() && symbol.sup.is_empty()
            }
            Kind::Symbol(symbol) if depth > 0 => {
                let (key, _) = self.definitions.key(symbol);
                let bodies = self.definitions.symbols.get(&key);
                let mut rights = bodies.into_iter().flatten().filter_map(|version| version.right);
                rights.any(|right| self.names(name, right, entries, depth - 1))
            }
            _ => false,
        };
        here || tree
            .children(id)
            .into_iter()
            .any(|c| self.names(name, (formula, c), entries, depth))
    }

    /// Whether an argument stands in an expression.
    pub(super) fn has_argument(&self, id: ExprId, own: u32) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Argument(other) if *other == own)
            || self.meaning.expressions.operands(id).into_iter().any(|x| self.has_argument(x, own))
    }

    /// Whether a function is defined of a matrix, and called with that: the powers in
    /// `f(A) = A^{-1}` are those of matrices.
    pub(super) fn is_of_matrices(&self, parameters: &[String], at: ExprId, body: ExprId) -> bool {
        let named = match self.meaning.expressions.op(at) {
            Op::Symbol(symbol, _) => &self.meaning.symbol(*symbol).key.name,
            _ => return false,
        };
        parameters.iter().any(|own| own == named)
            && named.starts_with(char::is_uppercase)
            && !self.applies(body)
    }

    /// Whether a function of numbers is taken in an expression.
    pub(super) fn applies(&self, id: ExprId) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Apply(..) | Op::Map(..) | Op::Opaque(..))
            || self.meaning.expressions.operands(id).into_iter().any(|x| self.applies(x))
    }

    /// Whether a function's body asks for nothing that only vectors have.
    pub(super) fn is_of_numbers(&self, body: ExprId) -> bool {
        !matches!(
            self.meaning.expressions.op(body),
            Op::Transpose(_)
                | Op::Inner(..)
                | Op::Entry(..)
                | Op::Sum { .. }
                | Op::Derivative { .. }
                | Op::Change(..)
                | Op::Apply(Function::Trace | Function::Determinant | Function::Diagonal, _)
        ) && self.meaning.expressions.operands(body).into_iter().all(|x| self.is_of_numbers(x))
    }
}
