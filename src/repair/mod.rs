//! Repair: what kind of slip a false line has, and the smallest change of its
//! own text that makes it true: of one place, or else of several.
//!
//! In: a derivation, one of its relations that fails, and how its sides
//! compare. Out: a [`Diagnosis`]: the [`Slip`], the constant ratio of the sides
//! where there is one, the place that is meant, and up to three [`Hint`]s. Every
//! change is made on the source text and read back by the whole reader, so that
//! what is shown is what was verified: screened on plain numbers, judged in
//! full, and judged again at other points. Not done here: which lines fail, and
//! wording.

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
mod slip;
mod ways;

use crate::derivation::Subject;
pub use slip::Slip;

use crate::effort::Trials;
use crate::evaluate::{Outcome, Steps};
use crate::reading::Place;
use crate::source::Span;
use seek::{Found, Seeker};
use site::Site;

/// At most so many changes are shown.
pub(crate) const MOST_HINTS: usize = 3;

/// What is the matter with a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnosis {
    /// What kind of slip it is.
    pub slip: Slip,
    /// The number by which the right side is the left side's multiple.
    pub ratio: Option<f64>,
    /// Changes that make the line true, the smallest first.
    pub hints: Vec<Hint>,
    /// Where the slip is, if that is known: one place, or several.
    pub places: Vec<Place>,
    /// What its terms are beside those of a side that it should be equal to, where
    /// no change of single places says it all.
    pub beside: Option<Beside>,
    /// How far changes were looked for.
    pub search: Searched,
}

/// How far changes of a line were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Searched {
    /// All that is known of was tried.
    #[default]
    Through,
    /// The trials were used up before.
    Short,
    /// Nothing was tried: the line has more places than that is done for.
    TooLong,
    /// Nothing was tried: what it says does not stand in it piece by piece, as
    /// where a macro says it.
    NotInPieces,
}

/// A line's terms beside those of a side that it should be equal to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beside {
    /// The line of that side, or nothing if it is the left one.
    pub line: Option<usize>,
    /// How many of its terms stand there too.
    pub paired: usize,
    /// How many terms it has.
    pub terms: usize,
    /// Those that do not stand there.
    pub lone: Vec<String>,
    /// What stands there and not in the line.
    pub missing: Vec<String>,
}

/// A change that makes a line true.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hint {
    /// The whole relation with the change.
    pub latex: String,
    /// What is mended, in the order of the places; mostly one thing.
    pub mended: Vec<Mended>,
}

/// A place of a line that a hint mends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
    /// The sum that a factor stands for, if that is the slip.
    pub(crate) sum: Option<Summed>,
}

/// The sum that stands in a factor's place where the line is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summed {
    /// The factor.
    pub factor: String,
    /// Its sum.
    pub sum: String,
    /// Whether that is 1, so that nothing need stand there.
    pub is_one: bool,
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
    pub(crate) relation: usize,
    /// How its sides compare.
    pub(crate) outcome: &'a Outcome,
    /// The nearest true line before with the same left side.
    pub(crate) before: Option<usize>,
    /// What it took to judge it.
    pub(crate) steps: Steps,
    /// What may be tried.
    pub(crate) trials: &'a Trials,
}

/// Finds out what is the matter with a relation that fails. The search ends
/// when the trials are used up.
#[must_use]
pub(crate) fn diagnose(subject: Subject<'_>, case: Case<'_>) -> Diagnosis {
    let ratio = case.outcome.ratio();
    let found = match Site::new(subject, case.relation) {
        Ok(site) => Seeker::new(&site, case).found(),
        Err(why) => Found { search: why, ..Found::default() },
    };
    let slip = found.hints.first().map_or_else(|| by_ratio(ratio), Hint::slip);
    let places = found.hints.first().map_or(found.lone, Hint::places);
    Diagnosis {
        slip,
        ratio,
        hints: found.hints,
        places,
        beside: found.beside,
        search: found.search,
    }
}

fn by_ratio(ratio: Option<f64>) -> Slip {
    match ratio {
        Some(-1.0) => Slip::Sign,
        Some(_) => Slip::Factor,
        None => Slip::Other,
    }
}
