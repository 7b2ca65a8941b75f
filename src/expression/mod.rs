//! Indexed expressions: what a formula says, with every name resolved.
//!
//! In: the formulas of a document with what stands around them, in document
//! order. Out: a [`Meaning`]: [`Expressions`], a flat vector of operations whose
//! indices are variables over sets; the document's [`Symbol`]s, given or
//! defined; its relations, each of one [`Kind`]. Which letters share a set, and
//! which names are vectors or matrices, is inferred from use. Not done here:
//! values.

mod apart;
mod asserted;
mod assume;
mod basis;
mod brackets;
mod call;
mod called;
mod cases;
mod change;
mod classify;
mod conditions;
mod constraint;
mod custom;
mod define;
mod dependence;
mod differentiate;
mod distinct;
mod drawn;
mod evidence;
mod functions;
mod implied;
mod index_value;
mod indices;
mod inference;
mod labels;
mod lasts;
mod latex;
mod lengths;
mod lifted;
mod limits;
mod loose;
mod lost;
mod lower;
mod meaning;
mod naming;
mod nested;
mod newly;
mod open;
mod operator;
mod otherwise;
mod pairs;
mod parameter;
mod point;
mod ranges;
mod recursion;
mod relations;
mod resolve;
mod results;
mod search;
mod section;
mod sets;
mod shape;
mod showing;
mod slopes;
mod spelled;
mod standing;
mod substitute;
mod sum;
mod survey;
mod symbols;
mod table;
mod touched;
mod understand;
mod understood;
mod valued;
mod versions;
mod wholes;

pub(crate) use crate::reading::Place;
pub(crate) use basis::Basis;
pub(crate) use change::{Changes, Sure};
pub(crate) use inference::{Inference, Note};
pub(crate) use meaning::{Alternative, Condition, Sides, Unclear};
pub use meaning::{Kind, Meaning, Relation, Standing};
pub(crate) use recursion::Earlier;
pub(crate) use sets::{SetId, SetName, Sets};
pub(crate) use symbols::{Definition, Form, Key, Role, Symbol, SymbolId};
pub use understand::understand;
pub(crate) use understand::{Renewal, Renewed};
pub(crate) use understood::Understood;

use crate::syntax::tree::Function;

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

/// What stands in an index place: each has a whole number as its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Index {
    /// A variable.
    Var(VarId),
    /// A variable plus a number: `i + 1`.
    Shifted(VarId, i32),
    /// A number, counted from 0.
    Fixed(u32),
    /// The last element of a set, or one so many before it.
    FromEnd(SetId, u32),
}

/// By what the variables of a differential change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    /// Each in a direction of its own, where a formula takes the differential.
    Formula(usize),
    /// The one that a derivative names, in the direction that it names.
    Direction(usize),
}

/// An operation on expressions that come before it.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A number.
    Number(f64),
    /// The size of a set.
    Size(SetId),
    /// `n` where no sum says what it counts.
    Count(String),
    /// A symbol at indices.
    Symbol(SymbolId, Vec<Index>),
    /// The argument of a function whose derivative is taken.
    Argument(u32),
    /// Kronecker's δ.
    Delta(Index, Index),
    /// The vector with a 1 at an index of a set, and 0 elsewhere: what is written out entry by
    /// entry is a sum of its entries times these.
    Unit(Index, SetId),
    /// −a
    Negate(ExprId),
    /// a + b
    Add(ExprId, ExprId),
    /// a − b
    Subtract(ExprId, ExprId),
    /// a b: of numbers, or of matrices, as their shapes say.
    Multiply(ExprId, ExprId),
    /// a · b: of two vectors the inner product.
    Dotted(ExprId, ExprId),
    /// a ⊙ b
    Elementwise(ExprId, ExprId),
    /// a / b
    Divide(ExprId, ExprId),
    /// a^b
    Power(ExprId, ExprId),
    /// The sum of the products of all entries: ⟨a, b⟩, and ‖a‖² as ⟨a, a⟩.
    Inner(ExprId, ExprId),
    /// a^⊤
    Transpose(ExprId),
    /// A function of one number, entry by entry; or a trace, a diagonal.
    Apply(Function, ExprId),
    /// The largest or the smallest of several numbers.
    Extreme(bool, Vec<ExprId>),
    /// A function that is given by its name alone, of its arguments.
    Opaque(SymbolId, Vec<ExprId>),
    /// The derivative of a defined function: by its argument, of its body, at.
    Prime(u32, ExprId, ExprId),
    /// A defined function of one number: its argument, its body, what it is of,
    /// and the body written out for that. Of a vector it is taken entry by entry.
    Map(u32, ExprId, ExprId, ExprId),
    /// An entry of a vector or a matrix.
    Entry(ExprId, Vec<Index>),
    /// Values under conditions, the first that is met; and otherwise.
    Cases(Vec<(Vec<Condition>, ExprId)>, Option<ExprId>),
    /// Σ or Π over variables under conditions.
    Sum {
        /// Whether it is a product.
        product: bool,
        /// What it binds.
        bound: Vec<VarId>,
        /// Pairs of indices in relation.
        conditions: Vec<Condition>,
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
    /// The differential of an expression, by the variables of a formula: by how much it
    /// changes, to first order, where each of them changes in a direction of its own.
    Change(ExprId, Along),
}

impl VarId {
    /// A variable that no document can write: evaluation counts copies with it.
    pub(crate) const COPY: Self = Self(u32::MAX);
    /// Another one, that counts the sample points.
    pub(crate) const POINT: Self = Self(u32::MAX - 1);
    /// A third, that counts the entries of what is differentiated.
    pub(crate) const ENTRY: Self = Self(u32::MAX - 2);
    /// A fourth, that counts the copies of what is cut around a derivative.
    pub(crate) const AROUND: Self = Self(u32::MAX - 3);
}

impl Index {
    /// The variable that its value depends on.
    #[must_use]
    pub const fn var(self) -> Option<VarId> {
        match self {
            Self::Var(var) | Self::Shifted(var, _) => Some(var),
            Self::Fixed(_) | Self::FromEnd(..) => None,
        }
    }
}

/// Expressions that are nested deeper, all definitions written out, are not
/// understood: they are gone down by recursion.
const MOST_DEPTH: u32 = 1_000;

/// Operations, the operands of each before it, with their places.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    ops: Vec<(Op, Place)>,
    /// How many operations each stands for, all definitions written out.
    weights: Vec<u64>,
    /// How many are nested in each, itself counted, all definitions written out.
    depths: Vec<u32>,
    deepest: u32,
    variables: Vec<Variable>,
}

impl Expressions {
    /// Adds an operation; `inside` is the weight and depth of what it names.
    fn add(&mut self, op: Op, place: Place, inside: (u64, u32)) -> ExprId {
        // A document's formulas are capped far below 2^32 operations.
        let id = ExprId(u32::try_from(self.ops.len()).unwrap_or(u32::MAX));
        self.ops.push((op, place));
        let operands = self.operands(id);
        let below = operands.iter().map(|x| self.weight(*x)).fold(0, u64::saturating_add);
        self.weights.push(below.saturating_add(inside.0).saturating_add(1));
        let deepest = operands.iter().map(|x| self.depth(*x)).fold(inside.1, u32::max);
        let depth = deepest.saturating_add(1);
        self.depths.push(depth);
        self.deepest = self.deepest.max(depth);
        id
    }

    /// How deep an expression is nested, definitions written out.
    #[must_use]
    pub fn depth(&self, id: ExprId) -> u32 {
        self.depths.get(id.0 as usize).copied().unwrap_or(0)
    }

    /// How deep the deepest of all is nested.
    #[must_use]
    pub const fn deepest(&self) -> u32 {
        self.deepest
    }

    /// How many operations an expression stands for, definitions written out.
    #[must_use]
    pub fn weight(&self, id: ExprId) -> u64 {
        self.weights.get(id.0 as usize).copied().unwrap_or(u64::MAX)
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
    pub fn place(&self, id: ExprId) -> Place {
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
            Op::Number(_)
            | Op::Size(_)
            | Op::Count(_)
            | Op::Symbol(..)
            | Op::Argument(_)
            | Op::Delta(..)
            | Op::Unit(..) => Vec::new(),
            Op::Negate(a)
            | Op::Apply(_, a)
            | Op::Transpose(a)
            | Op::Entry(a, _)
            | Op::Change(a, _) => vec![*a],
            Op::Add(a, b)
            | Op::Subtract(a, b)
            | Op::Multiply(a, b)
            | Op::Dotted(a, b)
            | Op::Elementwise(a, b)
            | Op::Divide(a, b)
            | Op::Power(a, b)
            | Op::Inner(a, b)
            | Op::Prime(_, a, b) => vec![*a, *b],
            Op::Map(_, body, at, inlined) => vec![*body, *at, *inlined],
            Op::Extreme(_, of) | Op::Opaque(_, of) => of.clone(),
            Op::Cases(cases, otherwise) => {
                cases.iter().map(|(_, value)| *value).chain(*otherwise).collect()
            }
            Op::Sum { body, .. } => vec![*body],
            Op::Derivative { of, .. } => vec![*of],
        }
    }

    /// The indices that stand in an operation itself.
    #[must_use]
    pub fn indices(&self, id: ExprId) -> Vec<Index> {
        let pairs = |conditions: &[Condition]| -> Vec<Index> {
            conditions.iter().flat_map(|(a, _, b)| [*a, *b]).collect()
        };
        match self.op(id) {
            Op::Symbol(_, indices) | Op::Entry(_, indices) => indices.clone(),
            Op::Delta(a, b) => vec![*a, *b],
            Op::Unit(a, _) => vec![*a],
            Op::Derivative { at, .. } => at.clone(),
            Op::Sum { conditions, .. } => pairs(conditions),
            Op::Cases(cases, _) => cases.iter().flat_map(|(when, _)| pairs(when)).collect(),
            _ => Vec::new(),
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

    /// All variables, in order.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> + '_ {
        self.variables.iter()
    }
}

impl VarId {
    /// A variable that counts the entries that a function is taken of.
    pub(crate) const fn row(argument: u32) -> Self {
        Self(u32::MAX - 1_000 - argument)
    }

    /// A variable for a symbol's k-th place, that no document can write.
    #[expect(clippy::cast_possible_truncation, reason = "few places")]
    pub(crate) const fn place(k: usize) -> Self {
        Self(u32::MAX - 10 - k as u32)
    }

    /// Its number, for telling tables apart.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}
