//! Remarks: what was guessed or inferred for a line, and what is odd about it.

use crate::diagnose::Odd;
use crate::expression::{Inference, Note, Relation};
use crate::reading::{Place, Reading, Text};
use crate::syntax::{Guess, Guessed};

/// A guess or inference, or what is odd, with its place in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// Where, in the texts.
    pub place: Place,
    /// The line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
    /// What was guessed or inferred, or is odd.
    pub(crate) what: Remarked,
}

/// What a remark is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remarked {
    /// What is taken for what though it is not written.
    Inference(Inference),
    /// A choice that the notation alone leaves.
    Guessed(Guessed),
    /// Something odd about indices.
    Odd(Odd),
    /// The line is read as its section alone is, since it fits together in no larger whole.
    Alone,
}

impl Remark {
    pub(super) fn inference(reading: &Reading, note: &Note) -> Self {
        Self::new(reading, note.place, Remarked::Inference(note.inference.clone()))
    }

    /// The guesses of notation within a relation.
    pub(super) fn guesses(reading: &Reading, relation: &Relation) -> Vec<Self> {
        let Some(stated) = reading.formulas.get(relation.formula) else { return Vec::new() };
        let within = |guess: &&Guess| {
            let at = stated.place(guess.span);
            at.text == relation.place.text
                && relation.whole.start <= at.span.start
                && at.span.start < relation.whole.end
        };
        let guesses = stated.formula.guesses.iter().filter(within);
        let remark = |guess: &Guess| {
            Self::new(reading, stated.place(guess.span), Remarked::Guessed(guess.reading))
        };
        guesses.map(remark).collect()
    }

    pub(super) fn new(reading: &Reading, place: Place, what: Remarked) -> Self {
        let source = reading.texts.get(place.text).map(Text::source);
        let at = source.map(|source| source.location(place.span.start));
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        Self { place, line, column, what }
    }

    /// Whether it is worth a word only where a line does not hold: the notation
    /// alone left a choice, or an index is odd.
    #[must_use]
    pub const fn is_faint(&self) -> bool {
        !matches!(self.what, Remarked::Inference(_) | Remarked::Alone)
    }
}
