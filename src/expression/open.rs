//! What is given by name alone and then differentiated, and what n counts.

use super::lower::Lowerer;
use super::sets::SetName;
use super::{ExprId, Op, Role, SetId, SymbolId, Variable};
use crate::syntax::tree::is_outcome;
use std::collections::{BTreeMap, BTreeSet};

impl Lowerer<'_> {
    /// What is given by name alone and then differentiated is a smooth function
    /// of that.
    pub(super) fn find_opaque(&mut self) {
        let mut graph: BTreeMap<SymbolId, BTreeSet<SymbolId>> = BTreeMap::new();
        for id in self.meaning.expressions.ids() {
            let Op::Derivative { of, by, .. } = self.meaning.expressions.op(id) else { continue };
            let Op::Symbol(of, _) = self.meaning.expressions.op(*of) else { continue };
            let symbol = self.meaning.symbol(*of);
            // What is not understood may depend on anything as it is.
            if of != by
                && symbol.definition.is_none()
                && symbol.role == Role::Given
                && self.meaning.unknown(*of).is_none()
            {
                graph.entry(*of).or_default().insert(*by);
            }
        }
        for (of, by) in &graph {
            let symbol = &mut self.meaning.symbols[of.0];
            symbol.role = Role::Opaque;
            symbol.arguments = by.iter().copied().collect();
        }
        // Functions of each other have no order in which they could be drawn.
        for of in graph.keys() {
            if self.circular(*of, *of, &mut BTreeSet::new()) {
                self.meaning.symbols[of.0].arguments.clear();
            }
        }
        // What depends on y only through d is a function of d.
        for (of, by) in &graph {
            let nearest: Vec<SymbolId> = by
                .iter()
                .copied()
                .filter(|a| !by.iter().any(|b| a != b && self.meaning.symbol_depends(*b, *a)))
                .collect();
            let symbol = &mut self.meaning.symbols[of.0];
            if !symbol.arguments.is_empty() {
                symbol.arguments = nearest;
            }
        }
        for symbol in &mut self.meaning.symbols {
            if symbol.key.function {
                symbol.role = Role::Opaque;
            }
        }
        self.settle_changes();
        self.find_open();
    }

    /// What is known by its name alone may depend on what it is not said to be free
    /// of. A function is free of all but its arguments where these depend on
    /// something that is differentiated by: else it would be a constant.
    fn find_open(&mut self) {
        let expressions = &self.meaning.expressions;
        let by = |id| match expressions.op(id) {
            Op::Derivative { by, .. } => Some(*by),
            _ => None,
        };
        self.meaning.variables = expressions.ids().filter_map(by).collect();
        let changing = expressions.ids().filter_map(|id| match expressions.op(id) {
            Op::Change(of, along) => Some(self.meaning.along(*of, *along)),
            _ => None,
        });
        let changing: Vec<SymbolId> = changing.flatten().map(|(of, _)| of).collect();
        self.meaning.variables.extend(changing);
        let mut open = BTreeSet::new();
        for id in self.meaning.expressions.ids() {
            if let Op::Opaque(function, of) = self.meaning.expressions.op(id)
                && !of.iter().any(|x| self.is_argument(*x) || self.meaning.has_variable(*x))
            {
                open.insert(*function);
            }
        }
        let symbols = self.meaning.symbol_ids();
        open.extend(symbols.filter(|id| {
            let symbol = self.meaning.symbol(*id);
            symbol.role == Role::Opaque && !symbol.key.function
        }));
        for function in self.find_functions_drawn() {
            open.remove(&function);
        }
        self.meaning.open.extend(open);
        self.find_said();
    }

    /// Whether an expression is made of what a function is taken of.
    fn is_argument(&self, id: ExprId) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Argument(_))
            || self.meaning.expressions.operands(id).into_iter().any(|x| self.is_argument(x))
    }

    pub(super) fn circular(
        &self,
        from: SymbolId,
        to: SymbolId,
        seen: &mut BTreeSet<SymbolId>,
    ) -> bool {
        let mut next: BTreeSet<SymbolId> =
            self.meaning.symbol(from).arguments.iter().copied().collect();
        if let Some(definition) = &self.meaning.symbol(from).definition {
            self.meaning.symbols_into(definition.body, &mut next);
        }
        next.insert(self.meaning.family(from));
        next.remove(&from);
        next.into_iter().any(|n| n == to || (seen.insert(n) && self.circular(n, to, seen)))
    }

    /// `n` where no sum says what it counts is the size of the only set left.
    pub(super) fn count(&mut self) {
        let sets = &self.meaning.sets;
        let mut open: BTreeSet<SetId> = BTreeSet::new();
        // Nothing that is written counts outcomes.
        let written = |variable: &&Variable| !is_outcome(&variable.name);
        for variable in self.meaning.expressions.variables().filter(written) {
            let set = sets.find(variable.set);
            let used = self
                .meaning
                .symbols
                .iter()
                .any(|s| s.sets.iter().any(|own| sets.find(*own) == set));
            if used && sets.facts(set).names.iter().all(|name| matches!(name, SetName::Members(_)))
            {
                open.insert(set);
            }
        }
        let names: BTreeSet<&String> = self
            .meaning
            .expressions
            .ids()
            .filter_map(|id| match self.meaning.expressions.op(id) {
                Op::Count(name) => Some(name),
                _ => None,
            })
            .collect();
        if let ([name], [set]) = (
            names.into_iter().cloned().collect::<Vec<_>>().as_slice(),
            open.into_iter().collect::<Vec<_>>().as_slice(),
        ) {
            let named = self.meaning.sets.sized(name);
            self.meaning.sets.unite(named, *set);
        }
    }
}
