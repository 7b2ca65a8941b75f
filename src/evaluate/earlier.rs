//! The member before of a family that is defined by it.
//!
//! In: rows that each ask for a member, the one before the first among them. Out: their
//! values: the family's own from the first member on, which ask for those before in turn,
//! until what stands before the first. Not done here: which symbols are such members.

use super::arithmetic::Arithmetic;
use super::domain::Domain;
use super::evaluator::{Evaluated, Evaluator, Seen, Valued};
use super::meter::misfit;
use crate::expression::{Earlier, ExprId, Index, SymbolId};
use crate::reason::{Excess, Value};

/// Families with more members are not gone through: each nests in the one behind it.
pub(super) const MOST_STEPS: usize = 8;

/// Several families that make each other nest no deeper.
const MOST_NESTED: usize = 64;

impl<A: Arithmetic> Evaluator<'_, A> {
    /// What is cut, at indices: of a family that is defined by the members before, which
    /// are varied too, what is free is added to what each is. So those behind one follow it.
    pub(super) fn with_members_before(
        &self,
        symbol: SymbolId,
        free: Seen<A>,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let definition = self.meaning.symbol(symbol).definition.as_ref();
        let Some(definition) = definition.filter(|_| self.meaning.is_recursive(symbol)) else {
            return Ok(free);
        };
        let (body, parameters) = (definition.body, &definition.parameters);
        let (distinct, places) = self.called(body, parameters, indices, domain)?;
        let own = self.operation(body, &distinct)?;
        let own = Valued { value: self.arithmetic.gather(&own.value, &places)?, shape: own.shape };
        if own.shape != free.shape {
            return Err(misfit());
        }
        Ok(Valued { value: self.arithmetic.add(&own.value, &free.value)?, shape: own.shape })
    }

    /// A member before at indices.
    pub(super) fn earlier(
        &self,
        id: ExprId,
        (symbol, earlier): (SymbolId, &Earlier),
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let (Some(family), Some(counts)) = (earlier.family, indices.get(earlier.at)) else {
            return self.undefined(id, Value::Nothing);
        };
        let set = self.meaning.symbol(symbol).sets.get(earlier.at);
        let nested = self.nested.get();
        if nested > MOST_NESTED
            || set.is_none_or(|set| self.stage.size(self.meaning, *set) > MOST_STEPS)
        {
            return self.undefined(id, Excess::Depth);
        }
        self.nested.set(nested + 1);
        let found = self.earlier_at(id, (symbol, earlier, family), (indices, *counts), domain);
        self.nested.set(nested);
        found
    }

    fn earlier_at(
        &self,
        id: ExprId,
        (symbol, earlier, family): (SymbolId, &Earlier, SymbolId),
        (indices, counts): (&[Index], Index),
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let members = match counts {
            // What is asked for by a number is the one before the first.
            Index::Fixed(_) => vec![-1; domain.rows()],
            _ => self.places(id, counts, domain)?,
        };
        if members.iter().any(|member| *member < -1) {
            return self.undefined(id, Value::IndexBeyond);
        }
        let before: Vec<bool> = members.iter().map(|member| *member < 0).collect();
        self.partitioned(domain, &before, |part, before| match &earlier.first {
            _ if !before => self.symbol(id, family, indices, part),
            Some(first) => {
                let mut others = indices.to_vec();
                others.remove(earlier.at);
                self.body(id, first.body, &first.parameters, &others, part)
            }
            None => {
                let mut own = indices.to_vec();
                own[earlier.at] = Index::Fixed(0);
                let places = self.at_points(id, symbol, &own, part)?;
                let table = self.stage.table(self.meaning, symbol, self.meter())?;
                let picked = table.value.gathered(&places).ok_or_else(misfit)?;
                Ok(Valued { value: self.arithmetic.known(&picked)?, shape: table.shape })
            }
        })
    }
}
