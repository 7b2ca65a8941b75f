//! Repair: what kind of slip a false line has, and the smallest change of its
//! own text that makes it true: of one place, or else of several.
//!
//! In: a derivation, one of its relations that fails, and how its sides
//! compare. Out: a [`Diagnosis`]: the [`Slip`], the constant ratio of the sides
//! where there is one, the place that is meant, and up to three [`Hint`]s. Every
//! change is made on the source text and read back by the whole reader, so that
//! what is shown is what was verified: screened on plain numbers, judged in
//! full, and judged again at other points. Not done here: which lines fail, and
//! printing.

mod change;
mod edits;
mod joint;
mod leaves;
mod material;
mod partners;
mod rank;
mod search;
mod seek;
mod site;
mod words;

use crate::derivation::Subject;
use crate::evaluate::Outcome;
use crate::expression::Place;
use crate::source::Span;
use seek::Seeker;
use site::Site;
use std::time::{Duration, Instant};

/// At most so many changes are shown.
pub const MOST_HINTS: usize = 3;

/// What kind of slip a line has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// A sign is turned.
    Sign,
    /// A number is wrong.
    Factor,
    /// An index letter is wrong.
    Index,
    /// An index means nothing where it stands, or something else.
    Scope,
    /// A name stands for another.
    Symbol,
    /// A term is missing, or one too many.
    Term,
    /// A power is wrong.
    Power,
    /// A bracket stands in the wrong place.
    Parenthesis,
    /// A sum runs over the wrong elements.
    Range,
    /// A factor that is no number is missing, or one too many.
    Weight,
    /// It is true under an assumption that is not made.
    Assumption,
    /// Anything else.
    Other,
}

impl Slip {
    /// As the slip is called in JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Factor => "factor",
            Self::Index => "index",
            Self::Scope => "scope",
            Self::Symbol => "symbol",
            Self::Term => "term",
            Self::Power => "power",
            Self::Parenthesis => "parenthesis",
            Self::Range => "range",
            Self::Weight => "weight",
            Self::Assumption => "assumption",
            Self::Other => "other",
        }
    }
}

/// What is the matter with a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// What kind of slip it is.
    pub slip: Slip,
    /// The number by which the right side is the left side's multiple.
    pub ratio: Option<f64>,
    /// Changes that make the line true, the smallest first.
    pub hints: Vec<Hint>,
    /// Where the slip is, if that is known: one place, or several.
    pub places: Vec<Place>,
    /// What is to be said of it, in a sentence or two; empty if nothing.
    pub message: String,
}

/// A change that makes a line true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The whole relation with the change.
    pub latex: String,
    /// What is mended, in the order of the places; mostly one thing.
    pub mended: Vec<Mended>,
}

/// A place of a line that a hint mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Where in the hint's relation the new text stands.
    pub changed: Span,
    /// The text that is replaced; empty where something is added.
    pub old: String,
    /// What stands there instead; empty where something is left out.
    pub new: String,
    /// Where the old text stands.
    pub place: Place,
    /// What kind of slip it mends.
    pub slip: Slip,
    /// What the slip is, in a sentence.
    pub message: String,
}

impl Mended {
    /// Whether a whole term stands in another's place.
    fn is_anew(&self) -> bool {
        self.slip == Slip::Term && !self.new.is_empty()
    }
}

impl Hint {
    /// What kind of slip it mends; of several the first.
    #[must_use]
    pub fn slip(&self) -> Slip {
        self.mended.first().map_or(Slip::Other, |mended| mended.slip)
    }

    /// Where the slips are that it mends.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        self.mended.iter().map(|mended| mended.place).collect()
    }
}

/// A relation that fails, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    /// The relation.
    pub relation: usize,
    /// How its sides compare.
    pub outcome: &'a Outcome,
    /// The nearest true line before with the same left side.
    pub before: Option<usize>,
    /// The seed of the points it failed at.
    pub seed: u64,
}

/// Finds out what is the matter with a relation that fails. The search ends
/// when the effort is spent.
#[must_use]
pub(crate) fn diagnose(subject: Subject<'_>, case: Case<'_>, effort: Duration) -> Diagnosis {
    let ratio = case.outcome.ratio();
    let until = Instant::now() + effort;
    let site = Site::new(subject, case.relation);
    let found = site.map(|site| Seeker::new(&site, case, until).found()).unwrap_or_default();
    let slip = found.hints.first().map_or_else(|| by_ratio(ratio), Hint::slip);
    let places = found.hints.first().map_or(found.lone, Hint::places);
    let message = words::message(&found.hints, ratio, &found.said, found.is_over);
    Diagnosis { slip, ratio, hints: found.hints, places, message }
}

fn by_ratio(ratio: Option<f64>) -> Slip {
    match ratio {
        Some(-1.0) => Slip::Sign,
        Some(_) => Slip::Factor,
        None => Slip::Other,
    }
}
