//! Single changes of a right side's text: a table of what people get wrong,
//! turned round.

mod brackets;
mod factors;
mod names;
mod terms;

use super::Slip;
use super::material::{Material, Piece};
use super::site::Site;
use super::ways::Way;
use crate::reading;
use crate::source::Span;
use crate::syntax::cut::{Role, Sequence};
use std::collections::HashSet;

/// A change of a text in one place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edit {
    pub span: Span,
    pub text: String,
    /// The slip that it mends.
    pub slip: Slip,
    /// How unlikely that slip is beside others.
    pub weight: f64,
}

impl Edit {
    /// As the reader takes it.
    pub(super) fn of_text(&self, text: usize) -> reading::Edit {
        reading::Edit { text, span: self.span, new: self.text.clone() }
    }

    /// Whether a factor gives way to its sum.
    pub(super) fn sums_up(&self) -> bool {
        self.slip == Slip::Weight && !self.span.is_empty() && self.text.starts_with("\\sum")
    }
}

/// More changes of a line are not tried.
const MOST: usize = 6_000;

/// All changes of a right side, each once, in a fixed order.
pub(super) fn edits(site: &Site<'_>, material: &Material) -> Vec<Edit> {
    let mut maker = Maker { site, material, found: Vec::new() };
    let sequences = site.side.all();
    for sequence in &sequences {
        match sequence.role {
            Role::Plain => {
                maker.signs(sequence);
                maker.numbers(sequence);
                maker.powers(sequence);
                maker.fractions(sequence);
                maker.brackets(sequence);
            }
            Role::Power => {
                maker.exponent(sequence);
                maker.powers(sequence);
            }
            Role::Derivative => maker.powers(sequence),
        }
        maker.indices(sequence);
        maker.sums(sequence);
        maker.symbols(sequence);
    }
    // What is cheap to think of comes first, what is taken from elsewhere last.
    let plain = |sequence: &&&Sequence| sequence.role == Role::Plain;
    let added = |sequence: &&&Sequence| sequence.role != Role::Derivative;
    sequences.iter().filter(added).for_each(|s| maker.fewer(s));
    sequences.iter().filter(plain).for_each(|s| maker.summed(s));
    sequences.iter().filter(plain).for_each(|s| maker.more_factors(s));
    sequences.iter().filter(plain).for_each(|s| maker.more_terms(s));
    let mut seen = HashSet::from([spaced(site.slice(site.side.span))]);
    let mut found = maker.found;
    found.retain(|edit| seen.insert(spaced(&site.changed(edit.span, &edit.text))));
    found.truncate(MOST);
    found
}

/// A text without white space that means nothing.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Maker<'s, 'a> {
    site: &'s Site<'a>,
    material: &'s Material,
    found: Vec<Edit>,
}

impl<'a> Maker<'_, 'a> {
    fn add(&mut self, span: Span, text: impl AsRef<str>, way: Way) {
        self.weighted(span, text.as_ref(), way.slip(), way.weight());
    }

    fn weighted(&mut self, span: Span, text: &str, slip: Slip, weight: f64) {
        if self.found.len() < 2 * MOST {
            self.found.push(Edit { span, text: text.to_owned(), slip, weight });
        }
    }

    fn text(&self, span: Span) -> &'a str {
        self.site.slice(span)
    }

    /// Whether all letters of a piece mean something at a place.
    fn fits(&self, piece: &Piece, at: usize) -> bool {
        piece.letters.iter().all(|letter| self.site.knows(letter, at))
    }

    /// Puts a text before something.
    fn before(&mut self, at: usize, text: &str, way: Way) {
        self.add(Span { start: at, end: at }, format!("{text} "), way);
    }
}
