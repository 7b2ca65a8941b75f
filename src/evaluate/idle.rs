//! Dependences that a line makes no use of: `w` of `q = w / \sum w` is any number
//! there, though elsewhere it is a function of distances.
//!
//! In: a relation. Out: the same meaning in which what nothing is known of but on what
//! it depends is given, where nothing in the relation differentiates through it. What
//! is true of any values is true of those of a function, and takes no room for one.
//! Not done here: judging, and what may be said false, see [`super::doubt`].

use super::judge::Judge;
use super::ties::reached;
use crate::expression::{Meaning, Op, Role, Sides, SymbolId};
use std::collections::BTreeSet;

impl Judge<'_> {
    /// What the document means, without the dependences that a relation makes no use
    /// of; nothing where it makes use of all.
    pub(super) fn without_idle(&self, sides: &Sides) -> Option<Meaning> {
        let idle = self.idle(sides);
        if idle.is_empty() {
            return None;
        }
        let mut meaning = self.meaning.clone();
        for symbol in idle {
            let symbol = &mut meaning.symbols[symbol.place()];
            symbol.role = Role::Given;
            symbol.arguments.clear();
        }
        Some(meaning)
    }

    /// What is known to depend on something, and on what it is not differentiated by.
    fn idle(&self, sides: &Sides) -> BTreeSet<SymbolId> {
        let depends = |id: &SymbolId| {
            let symbol = self.meaning.symbol(*id);
            symbol.definition.is_none()
                && symbol.role == Role::Opaque
                && !symbol.key.function
                && !symbol.arguments.is_empty()
        };
        let mut idle: BTreeSet<SymbolId> =
            reached(self.meaning, &sides.left, sides).into_iter().filter(depends).collect();
        if idle.is_empty() {
            return idle;
        }
        for id in self.all_below(sides) {
            let Op::Derivative { of, by, .. } = self.meaning.expressions.op(id) else { continue };
            let mut within = BTreeSet::new();
            self.meaning.reach(*of, &mut within);
            idle.retain(|symbol| {
                symbol == by
                    || !within.contains(symbol)
                    || !self.meaning.symbol_depends(*symbol, *by)
            });
        }
        idle
    }
}
