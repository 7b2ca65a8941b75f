//! Repair: what kind of slip a false line has, and the smallest change of its
//! own text that makes it true.
//!
//! In: a derivation, one of its relations that fails, and how its sides
//! compare. Out: a [`Diagnosis`]: the [`Slip`], the constant ratio of the sides
//! where there is one, the place that is meant, and up to three [`Hint`]s. Every
//! change is made on the source text and read back by the whole reader, so that
//! what is shown is what was verified: screened on plain numbers, judged in
//! full, and judged again at other points. Not done here: which lines fail, and
//! printing.

mod edits;
mod material;
mod pieces;
mod rank;
mod search;
mod site;
mod words;

use crate::derivation::Derivation;
use crate::evaluate::Outcome;
use crate::expression::Place;
use crate::source::Span;
use edits::Edit;
use material::Material;
use search::Search;
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
    /// Where the slip is, if that is known.
    pub place: Option<Place>,
    /// What is to be said of it, in a sentence or two; empty if nothing.
    pub message: String,
}

/// A change that makes a line true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The whole relation with the change.
    pub latex: String,
    /// Where in that the new text stands.
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

/// Finds out what is the matter with a relation that fails; `seed` is that of
/// the points it failed at. The search ends when the effort is spent.
#[must_use]
pub fn diagnose(
    derivation: &Derivation,
    relation: usize,
    outcome: &Outcome,
    seed: u64,
    effort: Duration,
) -> Diagnosis {
    let ratio = outcome.ratio();
    let until = Instant::now() + effort;
    let site = Site::new(derivation, relation);
    let hints = site.map(|site| hints(&site, seed, until)).unwrap_or_default();
    let slip = hints.first().map_or_else(|| by_ratio(ratio), |hint| hint.slip);
    let place = hints.first().map(|hint| hint.place);
    let message = words::message(&hints, ratio);
    Diagnosis { slip, ratio, hints, place, message }
}

fn hints(site: &Site<'_>, seed: u64, until: Instant) -> Vec<Hint> {
    let material = Material::around(site);
    let edits = edits::edits(site, &material);
    let search = Search { site, seed, until };
    for together in [search::MANY, 1] {
        let passed = search.screened(&edits, together);
        let mut found: Vec<&Edit> = Vec::new();
        for edit in rank::ranked(site, passed.into_iter().map(|k| &edits[k]).collect()) {
            if found.len() >= MOST_HINTS || Instant::now() >= until {
                break;
            }
            if search.confirmed(edit) {
                found.push(edit);
            }
        }
        if !found.is_empty() {
            return found.into_iter().map(|edit| hint(site, edit)).collect();
        }
    }
    Vec::new()
}

fn hint(site: &Site<'_>, edit: &Edit) -> Hint {
    let whole = site.of().whole;
    let end = whole.end.max(site.side.span.end);
    let before = words::plain(site.slice(Span { start: whole.start, end: edit.span.start }));
    let behind = words::plain(site.slice(Span { start: edit.span.end, end }));
    let (new, old) = (words::plain(&edit.text), words::plain(site.slice(edit.span)));
    let start = before.len();
    let latex = format!("{before}{new}{behind}");
    let blank = latex.len() - latex.trim_start().len();
    let changed =
        Span { start: start - blank.min(start), end: (start + new.len()) - blank.min(start) };
    Hint {
        latex: latex.trim().to_owned(),
        changed,
        message: words::of_change(edit.slip, old.trim(), new.trim()),
        old: old.trim().to_owned(),
        new: new.trim().to_owned(),
        place: Place { text: site.of().place.text, span: edit.span },
        slip: edit.slip,
    }
}

fn by_ratio(ratio: Option<f64>) -> Slip {
    match ratio {
        Some(-1.0) => Slip::Sign,
        Some(_) => Slip::Factor,
        None => Slip::Other,
    }
}
