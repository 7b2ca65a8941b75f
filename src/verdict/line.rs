//! What is said of one relation.

use crate::derivation::Derivation;
use crate::diagnose::{Addition, Counterexample};
use crate::expression::{Kind, Note, Place, Relation};
use crate::reason::{Code, Reason};
use crate::repair::Diagnosis;
use crate::say;
use crate::source::Span;
use crate::syntax::Guess;

/// What is said of a claim or task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// True, and so was the line before; of a task: it is answered.
    Holds,
    /// False, and different from the line before.
    Fails,
    /// False, and equal to the line before, which was false already.
    Carried,
    /// True, although the line before was false.
    Recovers,
    /// It cannot be read or evaluated; of a task: nothing answers it.
    Undecided,
}

impl Verdict {
    /// As the verdict is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Carried => "carried",
            Self::Recovers => "recovers",
            Self::Undecided => "undecided",
        }
    }
}

/// `definition`, `assumption`, `claim`, `task` or `skipped`.
#[must_use]
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Definition => "definition",
        Kind::Assumption => "assumption",
        Kind::Claim => "claim",
        Kind::Task => "task",
        Kind::Skipped => "skipped",
    }
}

/// A relation of the document and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The line in the file or cell where the right side begins, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// The notebook's cell, from 0.
    pub cell: Option<usize>,
    /// Where the right side stands.
    pub place: Place,
    /// Where all of the relation stands, in the same text.
    pub whole: Span,
    /// The equation's number.
    pub tag: Option<String>,
    /// The relation as written, on one line.
    pub latex: String,
    /// What it is.
    pub kind: Kind,
    /// What is said of it; nothing but of claims and tasks.
    pub verdict: Option<Verdict>,
    /// Pairs of letters that have to differ for the line to hold.
    pub apart: Vec<(String, String)>,
    /// The largest difference of the sides over the size of the terms.
    pub residual: Option<f64>,
    /// What rounding may make of it.
    pub tolerance: Option<f64>,
    /// The stated assumptions without which the line would fail, in LaTeX.
    pub assumes: Vec<String>,
    /// What is said of it, in a sentence or two.
    pub message: String,
    /// Why it is not understood or evaluated.
    pub reason: Option<Reason>,
    /// Where that is.
    pub reason_at: Option<Place>,
    /// The word for why it is undecided, cannot be used or is skipped.
    pub code: Option<Code>,
    /// Guesses and inferences that were made for it.
    pub notes: Vec<Remark>,
    /// The relation before that its falsehood was carried from, or that it
    /// recovers from.
    pub follows: Option<usize>,
    /// The relation that is its line before.
    pub before: Option<usize>,
    /// The relation, by its number in the derivation's meaning.
    pub relation: usize,
    /// What kind of slip it has, where that is known.
    pub slip: Option<String>,
    /// The number by which the right side is the left side's multiple.
    pub ratio: Option<f64>,
    /// The assumptions under which it would be true, in LaTeX.
    pub needs: Vec<String>,
    /// The line of the document that states it.
    pub add: Option<Addition>,
    /// Changes that make it true.
    pub hints: Vec<String>,
    /// The smallest values at which its sides differ.
    pub counterexample: Option<Counterexample>,
    /// What is odd about its indices; nothing unless it is false.
    pub oddities: Vec<Remark>,
    /// The false relations with other left sides that it follows from.
    pub sources: Vec<usize>,
    /// What is the matter with it, if it fails.
    pub diagnosis: Option<Diagnosis>,
}

/// A guess or inference, with its place in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where, in the texts.
    pub place: Place,
    /// The line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
    /// What was guessed or inferred.
    pub text: String,
    /// Whether the notation alone left a choice; such a guess is worth a word
    /// only where a line does not hold.
    pub guess: bool,
}

impl Remark {
    /// A note of the meaning.
    pub(crate) fn inference(derivation: &Derivation, note: &Note) -> Self {
        Self::new(derivation, note.place, say::inference(&note.inference), false)
    }

    /// The guesses of notation within a relation.
    pub(crate) fn guesses(derivation: &Derivation, relation: &Relation) -> Vec<Self> {
        let Some(stated) = derivation.formulas.get(relation.formula) else { return Vec::new() };
        let within = |span: Span| {
            stated.text == relation.place.text
                && relation.whole.start <= span.start
                && span.start < relation.whole.end
        };
        let guesses = stated.formula.guesses.iter().filter(|guess| within(guess.span));
        let remark = |guess: &Guess| {
            let place = Place { text: stated.text, span: guess.span };
            Self::new(derivation, place, say::guessed(guess.reading).to_owned(), true)
        };
        guesses.map(remark).collect()
    }

    pub(super) fn new(derivation: &Derivation, place: Place, text: String, guess: bool) -> Self {
        let source = derivation.texts.get(place.text).map(|text| &text.source);
        let at = source.map(|source| source.location(place.span.start));
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        Self { place, line, column, text, guess }
    }
}
