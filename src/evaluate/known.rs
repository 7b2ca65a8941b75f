//! Which assumptions are made where, and which of them a relation needs.
//!
//! In: the scopes that formulas stand in. Out: the assumptions that are not made
//! where a relation stands. One is made in its own scope and all that it encloses,
//! before and behind where it stands; in later sections and items, and behind
//! these; never outside of an example, exercise or proof; and nowhere if no point
//! meets it. Not done here: what a symbol means in a scope, which is another symbol
//! where it means something else.

use super::guard::guarded;
use super::judge::Judge;
use super::meter::{Allowance, Meter, Steps};
use super::stage::Restraint;
use super::ties::{Prepared, reached};
use crate::expression::{Kind, Meaning, Relation, Sides, SymbolId, Unclear};
use crate::reading::Scope;
use crate::reason::Semantics;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Judge<'_> {
    /// The assumptions that are not made where a relation stands, in order.
    pub(super) fn unknown_at(&self, of: &Relation) -> Vec<usize> {
        let relations = &self.meaning.relations;
        let known = |k: &usize| is_known(self.meaning, &relations[*k], of);
        self.assumptions.iter().copied().filter(|k| !known(k)).collect()
    }

    /// What holds only where something is assumed is not known behind words that may take
    /// that back.
    pub(super) fn stays_assumed(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<(), Unclear> {
        if self.meaning.lifted.is_empty() || of.kind != Kind::Claim {
            return Ok(());
        }
        let lifted = |k: &usize| self.meaning.lifted.contains(&(*k, of.formula));
        let dropped: Vec<usize> = self.relevant(of, sides).into_iter().filter(lifted).collect();
        if dropped.is_empty() || self.judged(of, sides, &dropped, meter)?.holds() {
            return Ok(());
        }
        Err(of.unclear(Semantics::ConditionOrSlip))
    }

    /// The assumptions that are made where a relation stands.
    pub(super) fn known_at(&self, of: &Relation) -> Vec<usize> {
        let unknown = self.unknown_at(of);
        self.assumptions.iter().copied().filter(|k| !unknown.contains(k)).collect()
    }

    /// The stated assumptions without which a relation would not hold, as
    /// relations.
    #[must_use]
    pub fn needed(&self, relation: usize) -> Vec<usize> {
        self.needed_within(relation, self.allowance).0
    }

    /// As [`Judge::needed`], with an allowance; and the steps that were taken.
    #[must_use]
    pub fn needed_within(&self, relation: usize, allowance: Allowance) -> (Vec<usize>, Steps) {
        let of = &self.meaning.relations[relation];
        let search = |meter: &Meter| Ok(self.needed_by(relation, meter));
        let (found, steps) = guarded(self.meaning, of.place, allowance, search);
        // Where that could not be found out, all of them.
        let all =
            || of.sides.as_ref().map_or_else(|_| Vec::new(), |sides| self.relevant(of, sides));
        (found.unwrap_or_else(|_| all()), steps)
    }

    fn needed_by(&self, relation: usize, meter: &Meter) -> Vec<usize> {
        let of = &self.meaning.relations[relation];
        let Ok(first) = &of.sides else { return Vec::new() };
        // What is needed is asked of the reading by which the line holds.
        let other = match self.judged(of, first, &[], meter) {
            Ok(outcome) if !outcome.holds() => self.other_reading(of, meter),
            _ => None,
        };
        let sides = other.as_ref().map_or(first, |(other, _)| &other.sides);
        let relevant = self.relevant(of, sides);
        let holds =
            |dropped: &[usize]| self.judged(of, sides, dropped, meter).is_ok_and(|o| o.holds());
        if relevant.is_empty() || holds(&relevant) {
            return Vec::new();
        }
        if relevant.len() == 1 {
            return relevant;
        }
        // What can be done without is left out, one after the other: of two that
        // say the same, one is needed.
        let mut dropped = Vec::new();
        for assumption in &relevant {
            dropped.push(*assumption);
            if !holds(&dropped) {
                dropped.pop();
            }
        }
        relevant.into_iter().filter(|k| !dropped.contains(k)).collect()
    }

    /// What is said of a relation that is true without what is assumed, all of it or one: it is
    /// so too where both sides are assumed to be 0.
    pub(super) fn true_without_assumptions(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Option<super::outcome::Outcome> {
        let all = self.relevant(of, sides);
        let alone = all.iter().map(|one| vec![*one]).filter(|_| all.len() > 1);
        let without = std::iter::once(all.clone()).chain(alone).filter(|some| !some.is_empty());
        without.into_iter().find_map(|some| {
            self.judged(of, sides, &some, meter).ok().filter(super::outcome::Outcome::holds)
        })
    }

    /// The assumptions that speak of what a relation speaks of, of those that are
    /// made where it stands.
    pub(super) fn relevant(&self, of: &Relation, sides: &Sides) -> Vec<usize> {
        self.speaking_of(&reached(self.meaning, &sides.left, sides), of)
    }

    pub(super) fn speaking_of(&self, reached: &BTreeSet<SymbolId>, of: &Relation) -> Vec<usize> {
        let speaks =
            |k: &usize| self.spoken().get(k).is_some_and(|named| !named.is_disjoint(reached));
        self.known_at(of).into_iter().filter(speaks).collect()
    }

    /// A stage on which all that is assumed is met, but for what is not made; with
    /// the first assumption about what is reached that is not made as it was not
    /// met.
    pub(super) fn made(
        &self,
        (restraint, without): (Restraint, &BTreeSet<usize>),
        (sides, reached): (&Sides, &BTreeSet<SymbolId>),
        meter: &Meter,
    ) -> Result<(Arc<Prepared>, Option<usize>), Unclear> {
        let mut without = without.clone();
        let mut lost = BTreeSet::new();
        loop {
            let dropped: Vec<usize> = without.iter().copied().collect();
            let (prepared, unmet) = self.prepared(restraint, &dropped, reached, meter)?;
            let more: Vec<usize> =
                unmet.into_iter().filter(|k| !self.may_be_unmet(*k, sides)).collect();
            if more.is_empty() {
                let speaks = |k: &usize| self.spoken()[k].iter().any(|s| reached.contains(s));
                return Ok((prepared, lost.into_iter().find(speaks)));
            }
            without.extend(more.iter().copied());
            lost.extend(more);
        }
    }
}

/// Whether what a relation states is known where another one stands.
fn is_known(meaning: &Meaning, stated: &Relation, at: &Relation) -> bool {
    let (own, there) = (meaning.scopes_of(stated), meaning.scopes_of(at));
    Scope::encloses(own, there) || stated.place < at.place && Scope::is_open_to(own, there)
}
