//! What a document says: its symbols, its sets, its relations.

use super::basis::{Bases, Basis};
use super::symbols::Letter;
use super::{
    Changes, ExprId, Expressions, Form, Index, Note, Op, Role, SetId, Sets, Symbol, SymbolId, VarId,
};
use crate::reading::{Place, Scope};
use crate::reason::{Instead, Reason, Semantics, Skip};
use crate::source::Span;
use crate::syntax::tree::Sign;
use std::collections::{BTreeMap, BTreeSet};

/// What a document says, as far as it is understood.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// All operations.
    pub expressions: Expressions,
    /// All names, given and defined.
    pub symbols: Vec<Symbol>,
    /// The index sets.
    pub sets: Sets,
    /// Every relation, in document order.
    pub relations: Vec<Relation>,
    /// The functions that are defined: the name, how the definition is
    /// written, and where.
    pub functions: Vec<(String, Place)>,
    /// The expressions that a ∂ differentiates by.
    pub(super) denominators: BTreeSet<ExprId>,
    /// `\nabla^2`: by a vector all second derivatives, or the sum of those twice by the same
    /// entry.
    pub(super) laplacians: BTreeSet<ExprId>,
    /// Whether words say that derivatives are laid out as what they are of is.
    pub(super) numerator_layout: bool,
    /// The scopes that each formula stands in, the outermost first.
    pub(crate) scopes: Vec<Vec<Scope>>,
    /// Symbols of which something is said that is not understood, and what: they
    /// may be anything, and depend on anything.
    pub(super) unknown: BTreeMap<SymbolId, Unclear>,
    /// Symbols of which words say what no equation says.
    pub(crate) described: BTreeSet<SymbolId>,
    /// Members of families of which a recursion that defines nothing says how they follow
    /// from each other.
    pub(crate) tangled: BTreeSet<SymbolId>,
    /// Given symbols that words say are constant.
    pub(crate) constant: BTreeSet<SymbolId>,
    /// Where a name may be read otherwise than custom has it.
    pub(crate) otherwise: BTreeSet<(Place, Instead)>,
    /// Where norms with a 2 below stand, which of a matrix is its largest singular value to
    /// most, and the root of its squares to some.
    pub(crate) spectral: BTreeSet<Place>,
    /// Given symbols that follow from other things, as words say and no formula.
    pub(crate) worded: BTreeSet<SymbolId>,
    /// What is known by its name alone, and may depend on anything.
    pub(super) open: BTreeSet<SymbolId>,
    /// What the document differentiates by.
    pub(crate) variables: BTreeSet<SymbolId>,
    /// The forms that the document states of its symbols, before any is inferred.
    pub(super) said_forms: Vec<Option<Form>>,
    /// Symbols whose definitions are lost and of whose forms nothing speaks, and those
    /// that are taken for numbers by custom alone where the order of factors matters.
    pub(super) guessed: BTreeSet<SymbolId>,
    /// Symbols whose forms were changed so that more formulas fit.
    pub(super) searched: BTreeSet<SymbolId>,
    /// What the forms were taken from.
    pub(super) bases: Bases,
    /// Names that words call functions.
    pub(super) declared: BTreeSet<String>,
    /// Symbols that are defined by the member before.
    pub(super) recursive: BTreeSet<SymbolId>,
    /// Symbols that are said to be of a set that is not understood, and where.
    pub(super) limits: BTreeMap<SymbolId, Place>,
    /// What changes where differentials are taken.
    pub(super) changes: Changes,
    /// Assumptions with formulas behind them at which they may no longer be made.
    pub(crate) lifted: BTreeSet<(usize, usize)>,
}

impl Meaning {
    /// What the form of a symbol was taken from.
    pub(crate) fn basis(&self, symbol: SymbolId) -> Basis {
        self.bases.get(symbol.0)
    }

    /// A symbol of this document.
    ///
    /// # Panics
    /// If the id is of another document.
    #[must_use]
    pub fn symbol(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0]
    }

    /// The scopes that a relation stands in, the outermost first; none for what is
    /// stated from outside.
    #[must_use]
    pub fn scopes_of(&self, relation: &Relation) -> &[Scope] {
        self.scopes.get(relation.formula).map_or(&[], Vec::as_slice)
    }

    /// The symbols with their ids.
    pub fn symbol_ids(&self) -> impl Iterator<Item = SymbolId> + '_ {
        (0..self.symbols.len()).map(SymbolId)
    }

    /// A new variable over a set of its own.
    pub(super) fn variable(&mut self, letter: &Letter) -> VarId {
        let set = self.sets.fresh();
        let name = format!("{}{}", letter.0, "'".repeat(usize::from(letter.1)));
        self.expressions.variable(&name, set)
    }

    /// Says that an index runs over a set.
    pub(super) fn over(&mut self, index: Index, set: SetId) {
        match index {
            Index::Var(var) | Index::Shifted(var, _) => {
                let own = self.expressions.var(var).set;
                self.sets.unite(own, set);
            }
            Index::Fixed(at) => {
                let facts = self.sets.facts_mut(set);
                facts.least = facts.least.max(at as usize + 1);
            }
            Index::FromEnd(own, back) => {
                self.sets.unite(own, set);
                let facts = self.sets.facts_mut(set);
                facts.least = facts.least.max(back as usize + 1);
            }
        }
    }

    /// Adds the variables that are free in an expression.
    pub(crate) fn free_into(&self, id: ExprId, free: &mut BTreeSet<VarId>) {
        let mut inner: BTreeSet<VarId> =
            self.expressions.indices(id).into_iter().filter_map(Index::var).collect();
        if let Op::Argument(argument) = self.expressions.op(id) {
            inner.insert(VarId::row(*argument));
        }
        for operand in self.expressions.operands(id) {
            self.free_into(operand, &mut inner);
        }
        if let Op::Map(argument, ..) | Op::Prime(argument, ..) = self.expressions.op(id) {
            inner.remove(&VarId::row(*argument));
        }
        if let Op::Sum { bound, .. } = self.expressions.op(id) {
            inner.retain(|var| !bound.contains(var));
        }
        free.extend(inner);
    }

    /// Whether an expression depends on a symbol, through definitions and as the
    /// argument of what is opaque too, or may depend on it in a way that is not said.
    pub(crate) fn may_depend(&self, id: ExprId, on: SymbolId) -> bool {
        let mut reached = BTreeSet::new();
        self.values(id, &mut reached);
        self.leads_to(&reached, on)
    }

    /// As [`Self::symbol_depends`], or it may depend on it in a way that is not said.
    pub(crate) fn symbol_may_depend(&self, symbol: SymbolId, on: SymbolId) -> bool {
        let mut reached = BTreeSet::new();
        self.values_of(symbol, &mut reached);
        self.leads_to(&reached, on)
    }

    fn leads_to(&self, reached: &BTreeSet<SymbolId>, on: SymbolId) -> bool {
        reached.contains(&on) || reached.iter().any(|symbol| self.is_open(*symbol))
    }

    /// Whether a symbol may depend on what nothing says that it depends on: its
    /// definition is lost, or it is a function that is known by its name alone.
    pub(crate) fn is_open(&self, id: SymbolId) -> bool {
        self.symbol(id).definition.is_none()
            && (self.open.contains(&id) || self.unknown.contains_key(&id))
    }

    /// Whether an expression depends on anything that the document differentiates by.
    pub(crate) fn has_variable(&self, id: ExprId) -> bool {
        let mut reached = BTreeSet::new();
        self.values(id, &mut reached);
        !reached.is_disjoint(&self.variables)
    }

    /// Whether a symbol is defined in a way that is not understood.
    pub(crate) fn has_lost_definition(&self, id: SymbolId) -> bool {
        let lost = Semantics::is_unread_definition;
        self.unknown
            .get(&id)
            .is_some_and(|why| matches!(&why.reason, Reason::Semantics(reason) if lost(reason)))
    }

    /// Whether words call a name a function, which then is any.
    pub(crate) fn is_declared(&self, function: SymbolId) -> bool {
        self.declared.contains(&self.symbol(function).key.name)
    }

    /// Symbols that may be numbers, vectors or matrices.
    pub(crate) const fn guessed(&self) -> &BTreeSet<SymbolId> {
        &self.guessed
    }

    /// Symbols whose forms are those by which the most formulas fit.
    pub(crate) const fn searched(&self) -> &BTreeSet<SymbolId> {
        &self.searched
    }

    /// What is said of a symbol and not understood.
    pub(crate) fn unknown(&self, id: SymbolId) -> Option<&Unclear> {
        self.unknown.get(&id)
    }

    /// Whether a symbol is another one or depends on it.
    pub(crate) fn symbol_depends(&self, symbol: SymbolId, on: SymbolId) -> bool {
        let mut reached = BTreeSet::new();
        self.values_of(symbol, &mut reached);
        reached.contains(&on)
    }

    /// Adds the symbols on whose values an expression depends; what is only
    /// differentiated by does not count.
    pub(super) fn values(&self, id: ExprId, found: &mut BTreeSet<SymbolId>) {
        if self.is_direction_alone(id, found) {
            return;
        }
        if let Op::Symbol(symbol, _) | Op::Opaque(symbol, ..) = self.expressions.op(id) {
            self.values_of(*symbol, found);
        }
        for operand in self.expressions.operands(id) {
            self.values(operand, found);
        }
    }

    pub(super) fn values_of(&self, symbol: SymbolId, found: &mut BTreeSet<SymbolId>) {
        if !found.insert(symbol) {
            return;
        }
        let of = self.symbol(symbol);
        for body in of.definition.iter().flat_map(|d| std::iter::once(d.body).chain(d.diagonal)) {
            self.values(body, found);
        }
        if let Some(earlier) = self.behind(symbol) {
            earlier.family.iter().for_each(|family| self.values_of(*family, found));
            earlier.first.iter().for_each(|first| self.values(first.body, found));
        }
        for argument in &of.arguments {
            self.values_of(*argument, found);
        }
    }

    /// Where a symbol's definition stands, or else anything that names it.
    pub(crate) fn place_of(&self, symbol: SymbolId) -> Place {
        if let Some(definition) = &self.symbol(symbol).definition {
            return definition.place;
        }
        let naming = |id: &ExprId| matches!(self.expressions.op(*id), Op::Symbol(s, _) | Op::Opaque(s, _) if *s == symbol);
        let place = self.expressions.ids().find(naming).map(|id| self.expressions.place(id));
        place.unwrap_or(Place { text: 0, span: Span::new(0, 0) })
    }

    /// Some expression, for the place of an error that has none of its own.
    pub(crate) fn any_expression(&self) -> Option<ExprId> {
        self.expressions.ids().next()
    }

    /// Where a symbol is said to be of a set that is not understood.
    pub(crate) fn limited(&self, symbol: SymbolId) -> Option<Place> {
        self.limits.get(&symbol).copied()
    }

    /// Whether an expression is `\nabla^2` of something.
    pub(crate) fn is_laplacian(&self, id: ExprId) -> bool {
        self.laplacians.contains(&id)
    }

    /// Whether words say that derivatives are laid out as what they are of is.
    pub(crate) const fn has_numerator_layout(&self) -> bool {
        self.numerator_layout
    }

    /// Whether an expression was lowered only as what a ∂ differentiates by.
    pub(crate) fn is_denominator(&self, id: ExprId) -> bool {
        self.denominators.contains(&id)
    }

    /// Adds the symbols that an expression is made of, through definitions too.
    pub(crate) fn reach(&self, id: ExprId, found: &mut BTreeSet<SymbolId>) {
        match self.expressions.op(id) {
            Op::Symbol(symbol, _) | Op::Opaque(symbol, ..) => self.reach_symbol(*symbol, found),
            Op::Derivative { by, .. } => self.reach_symbol(*by, found),
            Op::Change(of, along) => self.reach_directions(*of, *along, found),
            _ => {}
        }
        for operand in self.expressions.operands(id) {
            self.reach(operand, found);
        }
    }

    pub(crate) fn reach_symbol(&self, symbol: SymbolId, found: &mut BTreeSet<SymbolId>) {
        if !found.insert(symbol) {
            return;
        }
        let of = self.symbol(symbol);
        if let Some(definition) = &of.definition {
            self.reach(definition.body, found);
            if let Some(diagonal) = definition.diagonal {
                self.reach(diagonal, found);
            }
        }
        if let Some(earlier) = self.behind(symbol) {
            earlier.family.iter().for_each(|family| self.reach_symbol(*family, found));
            earlier.first.iter().for_each(|first| self.reach(first.body, found));
        }
        for argument in &of.arguments {
            self.reach_symbol(*argument, found);
        }
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

    /// Whether a symbol has neither a definition nor a fixed value.
    pub(crate) fn is_given(&self, id: SymbolId) -> bool {
        let symbol = self.symbol(id);
        symbol.definition.is_none() && matches!(symbol.role, Role::Given | Role::Opaque)
    }

    /// Whether an expression holds a derivative, definitions expanded.
    pub(crate) fn differentiates(&self, id: ExprId) -> bool {
        let mut reached = BTreeSet::new();
        self.reach(id, &mut reached);
        let bodies = reached
            .iter()
            .filter_map(|s| self.symbol(*s).definition.as_ref())
            .flat_map(|d| std::iter::once(d.body).chain(d.diagonal));
        std::iter::once(id).chain(bodies).any(|x| self.has_derivative(x))
    }

    fn has_derivative(&self, id: ExprId) -> bool {
        matches!(self.expressions.op(id), Op::Derivative { .. } | Op::Prime(..))
            || self.expressions.operands(id).into_iter().any(|x| self.has_derivative(x))
    }
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// It gives a symbol or a function its meaning.
    Definition,
    /// It speaks only of what is given.
    Assumption,
    /// It is true or false.
    Claim,
    /// A claim whose right side is left open.
    Task,
    /// It says nothing that could be true or false.
    Skipped,
}

impl Kind {
    /// `definition`, `assumption`, `claim`, `task` or `skipped`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Assumption => "assumption",
            Self::Claim => "claim",
            Self::Task => "task",
            Self::Skipped => "skipped",
        }
    }
}

/// One relation of a document, in document order: one for each sign.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The formula that its right side stands in, counted from 0.
    pub formula: usize,
    /// Where its right side stands: the place it is named by.
    pub place: Place,
    /// All of it that stands in one piece: from its left side on if that is in
    /// the same row, else from its sign on.
    pub whole: Span,
    /// The sign that relates the sides.
    pub sign: Sign,
    /// `\tag{…}`, or the number set by hand.
    pub tag: Option<String>,
    /// How an equation that words stand for would be written, `#` for the symbol that
    /// they are said of.
    pub spelled: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Both sides, or the reason why they are not understood; of what is
    /// skipped, why that is.
    pub sides: Result<Sides, Unclear>,
    /// Conditions that the text sets on free indices.
    pub restriction: Vec<Condition>,
    /// Whether words say that its letters differ: “for different points”.
    pub distinct: bool,
    /// Inferences that were made for it.
    pub notes: Vec<Note>,
    /// The same where a letter that only a sum's condition names is fixed rather than
    /// bound with the others.
    pub alternatives: Vec<Alternative>,
    /// A matrix of which nothing says that it is square: it fits only if it is.
    pub square: Option<SymbolId>,
    /// A task whose left side is this, or a claim that answers one: what stands
    /// on the right contains no derivative, all definitions expanded.
    pub closed: bool,
    /// What it is if it is false.
    pub standing: Standing,
}

/// How a claim is put forward: what is to be said of it if it is false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is a slip.
    Claimed,
    /// It could be a slip, or something else for this reason.
    Doubtful(Semantics),
}

impl Relation {
    /// A reason that is about all of it.
    pub(crate) fn unclear(&self, reason: impl Into<Reason>) -> Unclear {
        Unclear { place: self.place, reason: reason.into() }
    }

    /// Why it is skipped, if it is.
    #[must_use]
    pub fn skip(&self) -> Option<Skip> {
        match &self.sides {
            Err(Unclear { reason: Reason::Skip(skip), .. }) => Some(*skip),
            _ => None,
        }
    }
}

/// What a relation says if something is read otherwise.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// Both sides.
    pub sides: Sides,
    /// Which letter is fixed.
    pub note: Note,
}

/// A pair of indices in relation.
pub(crate) type Condition = (Index, Sign, Index);

/// The two sides of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The left one: the first of its chain, and what can stand for it where
    /// it cannot be evaluated, the nearest to the beginning first.
    pub left: Vec<ExprId>,
    /// The right one.
    pub right: ExprId,
    /// The free variables, in the order in which they come up.
    pub free: Vec<VarId>,
}

/// Why something is not understood, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Where.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}
