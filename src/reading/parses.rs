//! Formulas that were parsed, found again by all that their parse depends on:
//! their text, the macros that are known where they stand, and how guesses are
//! made.

use crate::source::Span;
use crate::syntax::alone::Alone;
use crate::syntax::{Choices, Formula, Macros};
use std::collections::HashMap;
use std::sync::Arc;

/// What a formula's parse depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// From the formula's first byte to its last one.
    pub(super) text: Box<str>,
    /// Its pieces within that text.
    pub(super) pieces: Vec<Span>,
    /// The identity of the macros known there.
    pub(super) macros: usize,
    pub(super) choices: Choices,
}

/// A formula that was parsed.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) formula: Arc<Formula>,
    /// The macros that are known behind it. That they live here keeps their
    /// identity from being given to others.
    pub(super) after: Macros,
    /// The macros before it, kept for the same reason.
    _before: Macros,
}

/// The parses of one reading, and those of the reading that it was made of.
#[derive(Debug, Default)]
pub(super) struct Parses {
    /// The macros that are known where a document begins: none.
    pub(super) start: Macros,
    known: HashMap<Key, Parsed>,
    base: Option<Arc<Parses>>,
}

impl Parses {
    /// No parses yet beside those of another reading.
    pub(super) fn beside(base: Arc<Self>) -> Self {
        Self { start: base.start.clone(), known: HashMap::new(), base: Some(base) }
    }

    /// Looks at the letters in fonts of a document, of which nothing was parsed yet.
    pub(super) fn look_at<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        if !self.start.alone().is_known() {
            self.start = Macros::beside(Alone::of(texts));
        }
    }

    pub(super) fn own(&self) -> usize {
        self.known.len()
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Parsed> {
        let mut at = Some(self);
        while let Some(parses) = at {
            if let Some(found) = parses.known.get(key) {
                return Some(found);
            }
            at = parses.base.as_deref();
        }
        None
    }

    pub(super) fn insert(&mut self, key: Key, formula: Formula, before: Macros, after: Macros) {
        let parsed = Parsed { formula: Arc::new(formula), after, _before: before };
        self.known.insert(key, parsed);
    }
}
