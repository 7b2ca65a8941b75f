//! What is differentiated by a defined symbol may depend on what that is made of in other
//! ways too: `J = \sum_i (t_i - f_i)^2 + \lambda \|w\|^2` on w, and not through f alone.
//!
//! In: an expression and a symbol that is defined. Out: on which given symbol the one
//! depends otherwise than through the other. What has a name of its own and does not
//! depend on the symbol is held fixed, and no way past it; nor is a term of a sum that neither
//! shows the symbol nor holds all that it is made of: a penalty on the weights is held fixed
//! beside what is differentiated by an output. Not done here: cutting.

use super::judge::Judge;
use super::outcome::form;
use super::pattern;
use crate::expression::{ExprId, Meaning, Op, Relation, Role, Sides, SymbolId, Unclear};
use crate::reason::{Dependence, Value};
use std::collections::BTreeSet;

/// A given symbol that both an expression and a defined symbol are made of.
pub(super) fn common(meaning: &Meaning, of: ExprId, by: SymbolId) -> Option<String> {
    let below = below(meaning, by)?;
    let mut reached = BTreeSet::new();
    meaning.reach(of, &mut reached);
    let both = reached.intersection(&below).find(|id| meaning.symbol(**id).role != Role::Opaque);
    both.map(|id| meaning.symbol(*id).key.name.clone())
}

/// The given symbols that a defined one is made of in the end.
fn below(meaning: &Meaning, by: SymbolId) -> Option<BTreeSet<SymbolId>> {
    let body = meaning.symbol(by).definition.as_ref()?.body;
    let mut below = BTreeSet::new();
    meaning.reach(body, &mut below);
    below.retain(|symbol| meaning.is_given(*symbol));
    Some(below)
}

/// A given symbol on which an expression depends otherwise than through a defined one.
pub(super) fn past(meaning: &Meaning, of: ExprId, by: SymbolId) -> Option<String> {
    let below = below(meaning, by)?;
    let mut search = Search { meaning, by, below, seen: BTreeSet::new(), parts: None };
    let mut terms = Vec::new();
    search.terms(of, MOST_ADDED, &mut terms);
    let reached = |term: &ExprId| {
        let mut reached = BTreeSet::new();
        meaning.reach(*term, &mut reached);
        reached
    };
    let shows = |term: &ExprId| {
        let reached = reached(term);
        reached.contains(&by) || search.below.is_subset(&reached)
    };
    let showing: Vec<ExprId> = terms.into_iter().filter(shows).collect();
    if showing.is_empty() {
        search.find(of)
    } else {
        showing.into_iter().find_map(|term| search.find(term))
    }
}

/// The same where what a defined symbol is made of stands in an expression in parts, as
/// `(y_i - y_j)^\top (y_i - y_j)` beside `\|y_i - y_j\|^2`: what that has to do with the
/// symbol is not seen.
pub(super) fn in_parts(meaning: &Meaning, of: ExprId, by: SymbolId) -> Option<String> {
    let below = below(meaning, by)?;
    let mut parts = BTreeSet::new();
    let mut ahead = vec![meaning.symbol(by).definition.as_ref()?.body];
    while let Some(id) = ahead.pop() {
        if is_compound(meaning, id) {
            parts.insert(form(meaning, id));
        }
        ahead.extend(meaning.expressions.operands(id));
    }
    Search { meaning, by, below, seen: BTreeSet::new(), parts: Some(parts) }.find(of)
}

/// Whether an expression says more than a name or a number; a name is one on its side, too.
fn is_compound(meaning: &Meaning, id: ExprId) -> bool {
    if let Op::Transpose(of) | Op::Negate(of) = meaning.expressions.op(id) {
        return is_compound(meaning, *of);
    }
    let mut named = BTreeSet::new();
    meaning.symbols_into(id, &mut named);
    !named.is_empty() && !meaning.expressions.operands(id).is_empty()
}

impl Judge<'_> {
    /// Nothing false is said where what is held fixed is a matter of how the text means
    /// a derivative by what is defined.
    pub(super) fn holds_fixed(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            if let Op::Derivative { of: inside, by, .. } = self.meaning.expressions.op(id)
                && let Some(name) = past(self.meaning, *inside, *by)
            {
                return Err(of.unclear(Value::Depends(Dependence::PastVariable(name))));
            }
        }
        Ok(())
    }
}

struct Search<'m> {
    meaning: &'m Meaning,
    by: SymbolId,
    /// What the symbol is made of in the end.
    below: BTreeSet<SymbolId>,
    seen: BTreeSet<SymbolId>,
    /// The parts that are looked for, if not single symbols.
    parts: Option<BTreeSet<String>>,
}

impl Search<'_> {
    fn find(&mut self, id: ExprId) -> Option<String> {
        if self.is_cut(id) {
            return None;
        }
        if let Some(parts) = &self.parts
            && is_compound(self.meaning, id)
            && parts.contains(&form(self.meaning, id))
        {
            return self.below.first().map(|symbol| self.meaning.symbol(*symbol).key.name.clone());
        }
        if let Op::Symbol(symbol, _) | Op::Opaque(symbol, _) = self.meaning.expressions.op(id)
            && *symbol != self.by
            && self.seen.insert(*symbol)
        {
            let of = self.meaning.symbol(self.meaning.family(*symbol));
            if self.parts.is_none() && self.below.contains(symbol) && of.role != Role::Opaque {
                return Some(of.key.name.clone());
            }
            if let Some(definition) = &of.definition
                && self.follows(*symbol, definition.body)
                && let Some(name) = self.find(definition.body)
            {
                return Some(name);
            }
        }
        self.meaning.expressions.operands(id).into_iter().find_map(|x| self.find(x))
    }

    /// The terms that an expression adds up, definitions written out.
    fn terms(&self, id: ExprId, depth: usize, found: &mut Vec<ExprId>) {
        if depth == 0 || self.is_cut(id) {
            found.push(id);
            return;
        }
        match self.meaning.expressions.op(id) {
            Op::Add(a, b) | Op::Subtract(a, b) => {
                self.terms(*a, depth - 1, found);
                self.terms(*b, depth - 1, found);
            }
            Op::Negate(a) | Op::Sum { product: false, body: a, .. } => {
                self.terms(*a, depth - 1, found);
            }
            Op::Multiply(a, b) if self.is_number(*a) => self.terms(*b, depth - 1, found),
            Op::Divide(a, b) if self.is_number(*b) => self.terms(*a, depth - 1, found),
            Op::Symbol(symbol, _) if *symbol != self.by => {
                match &self.meaning.symbol(*symbol).definition {
                    Some(definition) => self.terms(definition.body, depth - 1, found),
                    None => found.push(id),
                }
            }
            _ => found.push(id),
        }
    }

    /// Whether an expression names nothing.
    fn is_number(&self, id: ExprId) -> bool {
        let mut named = BTreeSet::new();
        self.meaning.symbols_into(id, &mut named);
        named.is_empty()
    }

    /// Whether a defined symbol changes with what is cut, so that it is not held fixed.
    fn follows(&self, symbol: SymbolId, body: ExprId) -> bool {
        self.meaning.symbol_may_depend(symbol, self.by) || self.shows(body, MOST_NESTED)
    }

    /// Whether the defining expression of what is cut stands in another one.
    fn shows(&self, id: ExprId, depth: usize) -> bool {
        if depth == 0 || self.is_cut(id) {
            return true;
        }
        let inside = match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).definition.as_ref(),
            _ => None,
        };
        inside.is_some_and(|definition| self.shows(definition.body, depth - 1))
            || self.meaning.expressions.operands(id).into_iter().any(|x| self.shows(x, depth))
    }

    fn is_cut(&self, id: ExprId) -> bool {
        let definition = self.meaning.symbol(self.by).definition.as_ref();
        definition.is_some_and(|d| pattern::matches(self.meaning, d, id).is_some())
    }
}

/// Definitions that are nested deeper are taken to show anything.
const MOST_NESTED: usize = 40;
/// Sums that are nested deeper are one term.
const MOST_ADDED: usize = 10;
