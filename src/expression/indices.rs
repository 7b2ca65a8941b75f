//! Indices: which letter, number or place from the end each is, and over which set it runs.
//!
//! In: indices as written, with the letters that are known where they stand. Out: [`Index`],
//! their sets united. Not done here: which symbol they are of.

use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::Member;
use super::sets::SetName;
use super::symbols::{Letter, Use};
use super::{ExprId, Index, Op, Place, SetId, SymbolId, VarId};
use crate::reason::Semantics;
use crate::syntax::tree::Entry;

impl Lowerer<'_> {
    /// An entry of what stands in brackets. What has the letter in it already is a list of
    /// numbers that are told apart by it, and has no such entry.
    pub(super) fn entry_of(
        &mut self,
        whole: Member,
        entries: &[Entry],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let free = super::showing::free_letters(self.tree(whole.0), whole.1);
        let mut indices = Vec::new();
        for entry in entries {
            let used = match entry {
                Entry::Letter(letter, primes) if !free.contains(&(letter.clone(), *primes)) => {
                    Use::Letter(letter.clone(), *primes)
                }
                Entry::Shifted(letter, primes, by) => Use::Shifted(letter.clone(), *primes, *by),
                Entry::Number(number) => Use::Number(*number),
                _ => return unclear(place, Semantics::IndexPlace),
            };
            indices.push(self.index_of(&used, place, scope)?);
        }
        let whole = self.lower(whole, scope)?;
        Ok(self.add(Op::Entry(whole, indices), place))
    }

    /// Each place of a symbol runs over one set.
    pub(super) fn unite_places(
        &mut self,
        id: SymbolId,
        indices: &[Index],
        place: Place,
    ) -> Lowered<()> {
        let sets = self.meaning.symbols[id.0].sets.clone();
        if sets.len() != indices.len() {
            return unclear(place, Semantics::IndexCount);
        }
        for (index, set) in indices.iter().zip(sets) {
            self.over(*index, set);
        }
        Ok(())
    }

    /// Says that an index runs over a set.
    pub(super) fn over(&mut self, index: Index, set: SetId) {
        self.meaning.over(index, set);
    }

    pub(super) fn unite(&mut self, a: Index, b: Index) {
        let set = |this: &Self, index: Index| match index {
            Index::Var(var) | Index::Shifted(var, _) => Some(this.meaning.expressions.var(var).set),
            Index::FromEnd(set, _) => Some(set),
            Index::Fixed(_) => None,
        };
        if let Some(of) = set(self, a) {
            self.over(b, of);
        } else if let Some(of) = set(self, b) {
            self.over(a, of);
        }
    }

    /// An index as written.
    pub(super) fn index_of(
        &mut self,
        used: &Use,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Index> {
        match used {
            Use::Number(number) => match u32::try_from(number.saturating_sub(1)) {
                Ok(at) if at < 40 => Ok(Index::Fixed(at)),
                _ => unclear(place, Semantics::IndexBeyond),
            },
            Use::Letter(name, primes) => self.index(&(name.clone(), *primes), place, scope),
            Use::Shifted(name, primes, by) => {
                let index = self.index(&(name.clone(), *primes), place, scope)?;
                Self::shifted(index, *by).map_or_else(|| unclear(place, Semantics::IndexPlace), Ok)
            }
        }
    }

    pub(super) fn shifted(index: Index, by: i64) -> Option<Index> {
        let by = i32::try_from(by).ok().filter(|by| by.abs() < 40)?;
        match index {
            Index::Var(var) if by == 0 => Some(Index::Var(var)),
            Index::Var(var) => Some(Index::Shifted(var, by)),
            Index::Shifted(var, other) => Some(Index::Shifted(var, other + by)),
            Index::Fixed(at) => Some(Index::Fixed(at.checked_add_signed(by)?)),
            Index::FromEnd(set, back) => Some(Index::FromEnd(set, back.checked_add_signed(-by)?)),
        }
    }

    pub(super) fn index(
        &mut self,
        letter: &Letter,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Index> {
        // A free letter means the same in both sides, also where it first comes
        // up below a sum.
        if let Some((_, var)) = scope.known().find(|(name, _)| name == letter) {
            return Ok(Index::Var(*var));
        }
        if letter.1 == 0
            && let Some(set) = self.meaning.sets.of_name(&letter.0)
        {
            return Ok(Index::FromEnd(set, 0));
        }
        if self.definitions.patterns.lasts().names(letter) {
            let set = self.meaning.sets.named(SetName::Last(letter.0.clone()));
            return Ok(Index::FromEnd(set, 0));
        }
        let Some(free) = scope.free.as_mut().or(scope.left_out.as_mut()) else {
            return unclear(place, Semantics::UnboundIndex(Some(letter.0.clone())));
        };
        let var = self.meaning.variable(letter);
        free.push((letter.clone(), var));
        Ok(Index::Var(var))
    }

    pub(super) fn bind(&mut self, letter: &Letter, scope: &mut Scope) -> VarId {
        let var = self.meaning.variable(letter);
        scope.letters.push((letter.clone(), var));
        var
    }
}
