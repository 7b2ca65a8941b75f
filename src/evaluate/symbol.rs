//! A symbol at indices: what is cut, what is given, or what its definition is there.
//!
//! In: a symbol with indices, and rows. Out: its value in each row, from the table of all its
//! values where it does not vary. Not done here: members before ([`super::earlier`]) and what
//! words leave open ([`super::open`]).

use super::arithmetic::Arithmetic;
use super::domain::Domain;
use super::evaluator::{AROUND, COPY, Cut, Evaluated, Evaluator, POINT, Seen, Target, Valued};
use super::meter::misfit;
use super::places::Places;
use crate::expression::{Definition, ExprId, Index, SymbolId, VarId};
use crate::reason::Value;

/// The first of the places at which indices stand while a definition is asked for them.
const ASKED: usize = 20;

impl<A: Arithmetic> Evaluator<'_, A> {
    /// A symbol at indices.
    pub(super) fn symbol(
        &self,
        id: ExprId,
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let of = self.meaning.symbol(symbol);
        for (cut, copies) in [(&self.cut, COPY), (&self.around, AROUND)] {
            if let Some(cut) = cut.as_ref().filter(|c| c.target == Target::Symbol(symbol)) {
                let free = self.free_variable(id, (cut, copies), symbol, indices, domain)?;
                return self.with_members_before(symbol, free, indices, domain);
            }
        }
        if let Some(earlier) = &of.earlier {
            return self.earlier(id, (symbol, earlier), indices, domain);
        }
        if let Some(moving) = self.moving(id, symbol, indices, domain) {
            return moving;
        }
        let may_depend = |c: SymbolId| self.meaning.symbol_may_depend(symbol, c);
        let varies = self.cut_symbol().is_some_and(may_depend)
            || self.around_symbol().is_some_and(may_depend)
            || self.symbol_changes(symbol)
            || self.cut_argument(symbol);
        // A table of all members would need itself.
        if let Some(definition) = &of.definition
            && self.meaning.is_recursive(symbol)
        {
            return self.with_diagonal(definition, indices, domain);
        }
        if !varies && let Ok(table) = self.stage.table(self.meaning, symbol, self.meter()) {
            let places = self.at_points(id, symbol, indices, domain)?;
            let picked = table.value.gathered(&places).ok_or_else(misfit)?;
            return Ok(Valued { value: self.arithmetic.known(&picked)?, shape: table.shape });
        }
        let Some(definition) = &of.definition else {
            return if !varies {
                match self.stage.table(self.meaning, symbol, self.meter()) {
                    Err(why) => Err(why),
                    Ok(_) => self.undefined(id, Value::Nothing),
                }
            } else if self.symbol_changes(symbol)
                || [self.cut_symbol(), self.around_symbol()]
                    .into_iter()
                    .flatten()
                    .any(|c| self.meaning.symbol_depends(symbol, c))
            {
                self.opaque_symbol(id, symbol, indices, domain)
            } else {
                self.open_symbol(id, symbol, indices, domain)
            };
        };
        self.with_diagonal(definition, indices, domain)
    }

    /// What is cut, at indices, in the copy that each row has.
    fn free_variable(
        &self,
        id: ExprId,
        (cut, copies): (&Cut<A::Value>, VarId),
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let Some(leaf) = &cut.leaf else { return Err(misfit()) };
        let blocks = self.arithmetic.rows(leaf) / cut.places.max(1);
        let sets = &self.meaning.symbol(symbol).sets;
        let flat = self.flat(id, indices, sets, domain, (Some(copies), blocks))?;
        Ok(Valued { value: self.arithmetic.gather(leaf, &flat)?, shape: cut.shape })
    }

    /// A definition at indices, its diagonal being what is said of it apart.
    pub(super) fn with_diagonal(
        &self,
        definition: &Definition,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let (id, parameters) = (definition.body, &definition.parameters);
        let (Some(diagonal), [i, j]) = (definition.diagonal, indices) else {
            return self.body(id, id, parameters, indices, domain);
        };
        let (i, j) = (self.places(id, *i, domain)?, self.places(id, *j, domain)?);
        let on: Vec<bool> = i.iter().zip(&j).map(|(i, j)| i == j).collect();
        self.partitioned(domain, &on, |part, on| {
            let what = if on { diagonal } else { definition.body };
            self.body(id, what, parameters, indices, part)
        })
    }

    /// Each row's place in a symbol's table over the points and its places.
    pub(super) fn at_points(
        &self,
        id: ExprId,
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Places> {
        let sets = &self.meaning.symbol(symbol).sets;
        self.flat(id, indices, sets, domain, (Some(POINT), self.stage.points()))
    }

    /// A definition's body for the indices at hand, once for each combination.
    pub(super) fn body(
        &self,
        id: ExprId,
        body: ExprId,
        parameters: &[VarId],
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let (distinct, places) = self.called(id, parameters, indices, domain)?;
        let value = self.value(body, &distinct)?;
        Ok(Valued { value: self.arithmetic.gather(&value.value, &places)?, shape: value.shape })
    }

    /// The combinations of its parameters that a definition is asked for at, and
    /// for each row the one that it has.
    pub(super) fn called(
        &self,
        id: ExprId,
        parameters: &[VarId],
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<(Domain, Places)> {
        // Indices that are no bare variables become columns first.
        let mut wider = domain.clone();
        let mut onto: Vec<(VarId, VarId)> = Vec::new();
        for (k, (index, parameter)) in indices.iter().zip(parameters).enumerate() {
            if let Index::Var(from) = index {
                onto.push((*from, *parameter));
                continue;
            }
            let set = self.meaning.expressions.var(*parameter).set;
            let size = self.stage.size(self.meaning, set);
            let column = self.places(id, *index, domain)?;
            if column.iter().any(|v| !(0..size as i64).contains(v)) {
                return self.undefined(id, Value::IndexBeyond);
            }
            let column = column.into_iter().map(|v| v as u32).collect();
            // What is defined by its own members has its parameters as columns already.
            let own = VarId::place(ASKED + k);
            wider = wider.with(own, column, size);
            onto.push((own, *parameter));
        }
        onto.extend([(POINT, POINT), (COPY, COPY), (AROUND, AROUND)]);
        self.projected(&wider, &onto)
    }
}
