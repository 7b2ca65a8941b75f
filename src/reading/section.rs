//! A document of which some formulas say nothing; the words around them stay.
//!
//! In: the numbers of formulas. Out: the reading without what they say, in which every
//! edit leaves the same ones out. Not done here: which of them a section can do without
//! ([`crate::expression`]).

use super::reader;
use super::{Edit, Reading};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where formulas begin that are left out: the text, and the byte in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LeftOut(Arc<BTreeSet<(usize, usize)>>);

impl LeftOut {
    /// Whether the formula is left out that begins at a place.
    pub(super) fn has(&self, text: usize, origin: usize) -> bool {
        self.0.contains(&(text, origin))
    }

    /// The same places after some edits.
    pub(super) fn moved(&self, edits: &[Edit]) -> Self {
        if self.0.is_empty() {
            return self.clone();
        }
        let moved = |(text, origin): &(usize, usize)| {
            let before = edits.iter().filter(|e| e.text == *text && e.span.end <= *origin);
            let (gone, new) = before
                .fold((0, 0), |(gone, new), edit| (gone + edit.span.len(), new + edit.new.len()));
            (*text, origin + new - gone)
        };
        Self(Arc::new(self.0.iter().map(moved).collect()))
    }
}

impl Reading {
    /// The reading of the document where some of its formulas are left out.
    pub(crate) fn without(&self, formulas: &BTreeSet<usize>) -> Option<Self> {
        let stated = formulas.iter().filter_map(|number| self.formulas.get(*number));
        let places = stated.map(|stated| (stated.text, stated.origin));
        let left_out = LeftOut(Arc::new(self.left_out.0.iter().copied().chain(places).collect()));
        let how = (self.choices, left_out);
        reader::read(self.texts.clone(), self.format, self.parses.clone(), how).ok()
    }
}
