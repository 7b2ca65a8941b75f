//! What a document says: its symbols, its sets, its claims.

use super::symbols::Letter;
use super::{ExprId, Expressions, Index, Op, Sets, Symbol, SymbolId, VarId};
use crate::source::Span;
use crate::syntax::tree::Sign;
use std::collections::BTreeSet;

/// What a document says, as far as it is understood.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// All operations.
    pub expressions: Expressions,
    /// All names, given and defined.
    pub symbols: Vec<Symbol>,
    /// The index sets.
    pub sets: Sets,
    /// Every relation that is no definition.
    pub claims: Vec<Claim>,
}

impl Meaning {
    /// A symbol of this document.
    ///
    /// # Panics
    /// If the id is of another document.
    #[must_use]
    pub fn symbol(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0]
    }

    /// A new variable over a set of its own.
    pub(super) fn variable(&mut self, letter: &Letter) -> VarId {
        let set = self.sets.fresh();
        let name = format!("{}{}", letter.0, "'".repeat(usize::from(letter.1)));
        self.expressions.variable(&name, set)
    }

    /// Adds the variables that are free in an expression.
    pub(crate) fn free_into(&self, id: ExprId, free: &mut BTreeSet<VarId>) {
        let mut own = |indices: &[Index]| {
            free.extend(indices.iter().map(|Index::Var(var)| *var));
        };
        match self.expressions.op(id) {
            Op::Symbol(_, indices) => own(indices),
            Op::Delta(a, b) => own(&[*a, *b]),
            Op::Derivative { of, at, .. } => {
                own(at);
                self.free_into(*of, free);
            }
            Op::Sum { bound, conditions, body, .. } => {
                let mut inner = BTreeSet::new();
                for (Index::Var(a), _, Index::Var(b)) in conditions {
                    inner.extend([*a, *b]);
                }
                self.free_into(*body, &mut inner);
                free.extend(inner.into_iter().filter(|v| !bound.contains(v)));
            }
            _ => self.expressions.operands(id).into_iter().for_each(|x| self.free_into(x, free)),
        }
    }

    /// The name of an expression that is a given symbol without indices.
    pub(crate) fn undefined_scalar(&self, id: ExprId) -> Option<&str> {
        match self.expressions.op(id) {
            Op::Symbol(symbol, indices) if indices.is_empty() => {
                let symbol = self.symbol(*symbol);
                symbol.definition.is_none().then_some(symbol.key.name.as_str())
            }
            _ => None,
        }
    }

    /// Whether an expression depends on a symbol, through definitions too.
    pub(crate) fn depends(&self, id: ExprId, on: SymbolId) -> bool {
        self.depends_past(id, on, None)
    }

    /// As [`Meaning::depends`], but what depends on it only through one other
    /// symbol does not count.
    pub(crate) fn depends_past(&self, id: ExprId, on: SymbolId, past: Option<SymbolId>) -> bool {
        let here = match self.expressions.op(id) {
            Op::Symbol(symbol, _) if Some(*symbol) == past => false,
            Op::Symbol(symbol, _) => {
                let definition = self.symbol(*symbol).definition.as_ref();
                *symbol == on || definition.is_some_and(|(_, b)| self.depends_past(*b, on, past))
            }
            _ => false,
        };
        here || self.expressions.operands(id).into_iter().any(|x| self.depends_past(x, on, past))
    }

    /// A given symbol on which an expression depends otherwise than through a
    /// defined one that depends on it too.
    pub(crate) fn bypass(&self, of: ExprId, through: SymbolId) -> Option<&str> {
        let (_, body) = self.symbol(through).definition.as_ref()?;
        let given = (0..self.symbols.len()).map(SymbolId);
        let mut given = given.filter(|id| self.symbol(*id).definition.is_none());
        let found = given
            .find(|id| self.depends(*body, *id) && self.depends_past(of, *id, Some(through)))?;
        Some(self.symbol(found).key.name.as_str())
    }

    /// Adds the symbols that stand in an expression by name.
    pub(crate) fn symbols_into(&self, id: ExprId, found: &mut BTreeSet<SymbolId>) {
        if let Op::Symbol(symbol, _) = self.expressions.op(id) {
            found.insert(*symbol);
        }
        for operand in self.expressions.operands(id) {
            self.symbols_into(operand, found);
        }
    }
}

/// A relation between two sides, both understood, or the reason why not.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The formula, counted from 0 in document order.
    pub formula: usize,
    /// Where its right side stands.
    pub span: Span,
    /// Both sides and the variables that are free in them.
    pub sides: Result<Sides, Unclear>,
    /// Whether it speaks of given symbols alone: then it is assumed.
    pub assumed: bool,
    /// Pairs of free indices that the text sets in relation.
    pub restriction: Vec<(Index, Sign, Index)>,
}

/// The two sides of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The left one: the first of its chain.
    pub left: ExprId,
    /// The right one.
    pub right: ExprId,
    /// The free variables.
    pub free: Vec<VarId>,
}

/// Why something is not understood, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Where.
    pub span: Span,
    /// Why.
    pub why: String,
}
