//! Functions of what is drawn.
//!
//! In: the sums over outcomes that expectations are. Out: their functions, which are any
//! functions; and those that are free of the parameter which a density beside them shows: of
//! `\mathbb E_{x \sim p_\theta}[r(x)]` only p is by θ. Not done here: what depends on a
//! distribution by custom, as values and losses do.

use super::lower::Lowerer;
use super::{ExprId, Index, Op, SymbolId};
use crate::syntax::tree::{DRAWN, WEIGHT, is_outcome};
use crate::syntax::typeset::letter_of;
use std::collections::BTreeSet;

/// Names of what follows from a distribution by custom: values, advantages, returns, losses.
const FOLLOW: [&str; 9] = ["Q", "V", "A", "G", "J", "L", "U", "ell", "F"];

impl Lowerer<'_> {
    /// The functions of what is drawn that show no parameter where a density does.
    pub(super) fn find_functions_drawn(&mut self) -> BTreeSet<SymbolId> {
        let (mut free, mut varying) = (BTreeSet::new(), BTreeSet::new());
        let mut called = BTreeSet::new();
        for id in self.meaning.expressions.ids() {
            let Op::Sum { bound, body, .. } = self.meaning.expressions.op(id) else { continue };
            let counts = |var: &super::VarId| is_outcome(&self.meaning.expressions.var(*var).name);
            if !bound.iter().any(counts) {
                continue;
            }
            let mut functions = BTreeSet::new();
            self.functions_below(*body, &mut functions);
            called.extend(functions.iter().map(|(function, _)| *function));
            // The weights of what is not said depend on anything.
            let weight =
                |function: SymbolId| self.meaning.symbol(function).key.name.starts_with(WEIGHT);
            let shows = functions.iter().any(|(function, shows)| *shows && !weight(*function));
            for (function, own) in functions {
                let name = &self.meaning.symbol(function).key.name;
                if own {
                    varying.insert(function);
                } else if shows && !FOLLOW.contains(&letter_of(name)) && !name.contains('^') {
                    free.insert(function);
                }
            }
        }
        for function in called {
            let name = self.meaning.symbol(function).key.name.clone();
            self.meaning.declared.insert(name);
        }
        free.retain(|function| !varying.contains(function));
        free
    }

    /// What is drawn is what its name is said to be: a vector, a member of a set.
    pub(super) fn find_forms_drawn(&mut self) {
        let all: Vec<SymbolId> = self.meaning.symbol_ids().collect();
        for id in all {
            let key = self.meaning.symbol(id).key.clone();
            let Some(name) = key.name.strip_suffix(DRAWN).and_then(|n| n.strip_suffix(" ^")) else {
                continue;
            };
            let same = |other: &SymbolId| {
                let other = &self.meaning.symbol(*other).key;
                other.name == name && !other.function && other.places.0 + 1 == key.places.0
            };
            let Some(whole) = self.meaning.symbol_ids().find(same) else { continue };
            if let Some(Some(form)) = self.forms.get(whole.place()).copied() {
                self.forms[id.place()] = Some(form);
                self.meaning.symbols[id.0].shape = self.meaning.symbols[whole.0].shape;
            }
            if let Some(place) = self.meaning.limits.get(&whole).copied() {
                self.meaning.limits.insert(id, place);
            }
        }
    }

    /// The functions of what is drawn below an expression, and whether each is called with
    /// something that is differentiated by.
    fn functions_below(&self, id: ExprId, found: &mut BTreeSet<(SymbolId, bool)>) {
        if let Op::Opaque(function, of) = self.meaning.expressions.op(id)
            && of.iter().any(|x| self.has_outcome(*x))
        {
            found.insert((*function, of.iter().any(|x| self.meaning.has_variable(*x))));
        }
        for operand in self.meaning.expressions.operands(id) {
            self.functions_below(operand, found);
        }
    }

    fn has_outcome(&self, id: ExprId) -> bool {
        let expressions = &self.meaning.expressions;
        let counts =
            |index: Index| index.var().is_some_and(|var| is_outcome(&expressions.var(var).name));
        expressions.indices(id).into_iter().any(counts)
            || expressions.operands(id).into_iter().any(|x| self.has_outcome(x))
    }
}
