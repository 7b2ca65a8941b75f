//! Changes tried: all of them at one point, what is left over in full.

use super::edits::Edit;
use super::site::Site;
use crate::evaluate::{Judge, Screen};
use crate::expression::Kind;
use crate::syntax::Formula;
use rayon::prelude::*;
use std::time::Instant;

/// So many changes are understood together.
pub(super) const MANY: usize = 96;

/// Points of another seed are other points.
const FRESH: u64 = 0x9e37_79b9_7f4a_7c15;

/// A search for changes that make a line true.
pub(super) struct Search<'s, 'a> {
    pub site: &'s Site<'a>,
    pub seed: u64,
    /// When no further batch is begun.
    pub until: Instant,
}

impl Search<'_, '_> {
    /// The places of those changes that may make the line true; so many are
    /// understood together, which is quick, but one may change what another
    /// means.
    pub(super) fn screened(&self, edits: &[Edit], together: usize) -> Vec<usize> {
        let batches = edits.par_chunks(together).enumerate();
        let passed = |(number, batch): (usize, &[Edit])| {
            let found = if Instant::now() < self.until { self.batch(batch) } else { Vec::new() };
            found.into_iter().map(|k| number * together + k).collect::<Vec<_>>()
        };
        batches.map(passed).collect::<Vec<_>>().concat()
    }

    fn batch(&self, batch: &[Edit]) -> Vec<usize> {
        let Site { derivation, relation, formula, .. } = *self.site;
        let read = |(k, edit): (usize, &Edit)| {
            let change = [(edit.span, edit.text.clone())];
            Some((k, derivation.reread(formula, &change)?))
        };
        let (places, readings): (Vec<usize>, Vec<Formula>) =
            batch.iter().enumerate().filter_map(read).unzip();
        let tried = derivation.tried(relation, readings);
        let judge = Judge::new(&tried.meaning, self.seed);
        let Some(screen) = Screen::new(&judge, relation) else { return Vec::new() };
        let passes = |k: &usize| tried.sides[*k].as_ref().is_some_and(|s| screen.holds(s));
        let passed: Vec<usize> = (0..places.len()).filter(passes).collect();
        passed.into_iter().map(|k| places[k]).collect()
    }

    /// Whether the document with a change makes the relation true, at the
    /// points at which it failed and at others, and is no other document.
    pub(super) fn confirmed(&self, edit: &Edit) -> bool {
        let Site { derivation, relation, formula, .. } = *self.site;
        let change = [(edit.span, edit.text.clone())];
        let Some(meaning) = derivation.changed(formula, &change) else { return false };
        let kinds = |meaning: &crate::expression::Meaning| -> Vec<Kind> {
            meaning.relations.iter().map(|r| r.kind).collect()
        };
        kinds(&meaning) == kinds(&derivation.meaning)
            && [self.seed, self.seed ^ FRESH].into_iter().all(|seed| {
                let outcome = Judge::new(&meaning, seed).judge(relation);
                outcome.is_ok_and(|outcome| outcome.holds() && outcome.reading.is_none())
            })
    }
}
