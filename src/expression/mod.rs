//! Indexed expressions: what a formula says, with every name resolved.
//!
//! In: statements with trees, in document order. Out: [`Expressions`], a flat
//! vector of operations whose indices are variables over sets; the document's
//! [`Symbol`]s, given or defined; its claims. Which letters are one index set,
//! and which names are vectors, is inferred from use. Not done here: values.

mod define;
mod links;
mod lower;
mod meaning;
mod symbols;

pub use lower::understand;
pub use meaning::{Claim, Meaning, Sides, Unclear};
pub use symbols::{Key, SetId, Sets, Symbol, SymbolId};

use crate::source::Span;
use crate::syntax::tree::{Function, Sign};

/// An operation's place in its [`Expressions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(u32);

/// An index variable's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VarId(u32);

/// An index letter in its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The letter as written.
    pub name: String,
    /// What it runs over; resolved by [`Sets::find`].
    pub set: SetId,
}

/// What stands in an index place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Index {
    /// A variable.
    Var(VarId),
}

/// An operation on expressions that come before it.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A number.
    Number(f64),
    /// The size of a set.
    Size(SetId),
    /// A symbol at indices.
    Symbol(SymbolId, Vec<Index>),
    /// Kronecker's δ.
    Delta(Index, Index),
    /// −a
    Negate(ExprId),
    /// a + b
    Add(ExprId, ExprId),
    /// a − b
    Subtract(ExprId, ExprId),
    /// a b
    Multiply(ExprId, ExprId),
    /// a / b
    Divide(ExprId, ExprId),
    /// a^b
    Power(ExprId, ExprId),
    /// a·b of two vectors.
    Dot(ExprId, ExprId),
    /// A function of one number.
    Apply(Function, ExprId),
    /// Σ or Π over variables under conditions.
    Sum {
        /// Whether it is a product.
        product: bool,
        /// What it binds.
        bound: Vec<VarId>,
        /// Pairs of indices in relation.
        conditions: Vec<(Index, Sign, Index)>,
        /// What is added.
        body: ExprId,
    },
    /// The derivative of an expression by a symbol at indices.
    Derivative {
        /// What is differentiated.
        of: ExprId,
        /// By which symbol.
        by: SymbolId,
        /// At which indices.
        at: Vec<Index>,
    },
}

impl VarId {
    /// A variable that no document can write: evaluation counts copies with it.
    pub(crate) const COPY: Self = Self(u32::MAX);
}

/// Operations, the operands of each before it, with their places in the file.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    ops: Vec<(Op, Span)>,
    variables: Vec<Variable>,
}

impl Expressions {
    fn add(&mut self, op: Op, span: Span) -> ExprId {
        // A document's formulas are capped far below 2^32 operations.
        let id = ExprId(u32::try_from(self.ops.len()).unwrap_or(u32::MAX));
        self.ops.push((op, span));
        id
    }

    fn variable(&mut self, name: &str, set: SetId) -> VarId {
        let id = VarId(u32::try_from(self.variables.len()).unwrap_or(u32::MAX));
        self.variables.push(Variable { name: name.into(), set });
        id
    }

    /// What an operation is.
    ///
    /// # Panics
    /// If the id is of other expressions.
    #[must_use]
    pub fn op(&self, id: ExprId) -> &Op {
        &self.ops[id.0 as usize].0
    }

    /// Where it stands.
    ///
    /// # Panics
    /// If the id is of other expressions.
    #[must_use]
    pub fn span(&self, id: ExprId) -> Span {
        self.ops[id.0 as usize].1
    }

    /// All operations, in order.
    pub fn ids(&self) -> impl Iterator<Item = ExprId> + '_ {
        (0..self.ops.len()).map(|k| ExprId(u32::try_from(k).unwrap_or(u32::MAX)))
    }

    /// The operands of an operation.
    #[must_use]
    pub fn operands(&self, id: ExprId) -> Vec<ExprId> {
        match self.op(id) {
            Op::Number(_) | Op::Size(_) | Op::Symbol(..) | Op::Delta(..) => Vec::new(),
            Op::Negate(a) | Op::Apply(_, a) => vec![*a],
            Op::Add(a, b)
            | Op::Subtract(a, b)
            | Op::Multiply(a, b)
            | Op::Divide(a, b)
            | Op::Power(a, b)
            | Op::Dot(a, b) => vec![*a, *b],
            Op::Sum { body, .. } => vec![*body],
            Op::Derivative { of, .. } => vec![*of],
        }
    }

    /// A variable's letter and set.
    ///
    /// # Panics
    /// If the id is of other expressions.
    #[must_use]
    pub fn var(&self, id: VarId) -> &Variable {
        &self.variables[id.0 as usize]
    }
}
