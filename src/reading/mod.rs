//! A reading: a document after syntax, from which all later questions are asked.
//!
//! In: a file's name and bytes, and assumptions from outside. Out: [`Reading`],
//! the texts with their blocks, and every formula with the words, headings and
//! macros around it. Who asks “what if” gets another reading, of an edited text,
//! of a text with a line more or under more assumptions: it is made by the same
//! reader, which parses only what the first one did not ([`Reading::with`]).
//! Places count within their formula, so that a formula that only moved is not
//! read again. Not done here: what names and relations mean.

mod edit;
mod expectation;
mod joint;
mod means;
mod names;
mod parses;
pub(crate) mod property;
mod raised;
mod random;
mod reader;
mod scope;
mod section;
mod traits;
mod unbound;
mod words;
mod written;

pub use edit::Edit;
pub(crate) use scope::{Scope, ScopeKind};
pub(crate) use traits::Property;
pub(crate) use unbound::{Unbound, unbound};

use crate::document::{Format, Part, ReadError};
use crate::source::{Source, Span};
use crate::syntax::{Choices, Formula, Macros};
use names::Names;
use parses::Parses;
use section::LeftOut;
use std::sync::Arc;

/// A document of which every formula has been read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its texts, in order; notebooks have one for each Markdown cell, and each
    /// assumption from outside is a text of its own behind them.
    pub texts: Vec<Text>,
    /// Its formulas, in document order, those from outside and of front matter
    /// first.
    pub formulas: Vec<Arc<Stated>>,
    format: Format,
    names: Names,
    parses: Arc<Parses>,
    choices: Choices,
    /// Where the formulas begin that are left out, in their texts.
    left_out: LeftOut,
}

/// A text that places point into.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text with its blocks.
    pub part: Arc<Part>,
    /// Whether it is an assumption from outside rather than the document's.
    pub outside: bool,
}

/// A place in one of the document's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The text, counted from 0.
    pub text: usize,
    /// Where in it.
    pub span: Span,
}

/// A formula with what stands around it.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The text that it stands in.
    pub text: usize,
    /// What it says; its places count from `origin`.
    pub formula: Arc<Formula>,
    /// Where in the text it begins.
    pub origin: usize,
    /// Where in the text it stands: several places where something interrupts it.
    pub pieces: Vec<Span>,
    /// The macros that are known where it begins.
    pub macros: Macros,
    /// The words directly before it, in the same paragraph.
    pub before: Arc<str>,
    /// The words directly behind it.
    pub behind: Arc<str>,
    /// The headings between the formula before and it.
    pub titles: Arc<str>,
    /// The sections, items and environments that it stands in, the outermost first.
    pub scopes: Vec<Scope>,
    /// Whether it stands on lines of its own.
    pub display: bool,
    /// Whether it stands in a heading.
    pub titled: bool,
    /// Whether it is stated as an assumption, in front matter or from outside.
    pub assumed: bool,
}

/// Reads a document; `assume` are assumptions from outside, in LaTeX.
///
/// # Errors
/// If the file is not UTF-8, too large, or no notebook though its name says so.
pub fn read(name: &str, bytes: &[u8], assume: &[String]) -> Result<Reading, ReadError> {
    let document = crate::document::read(name, bytes)?;
    let mut texts: Vec<Text> = document
        .parts
        .into_iter()
        .map(|part| Text { part: Arc::new(part), outside: false })
        .collect();
    texts.extend(assume.iter().map(|latex| Text::outside(latex)));
    let parses = Arc::new(Parses::default());
    reader::read(texts, document.format, parses, (Choices::CUSTOM, LeftOut::default()))
}

impl Text {
    /// An assumption from outside.
    fn outside(latex: &str) -> Self {
        let source = Source::new("--assume", latex.to_owned());
        Self { part: Arc::new(Part::bare(source)), outside: true }
    }

    /// The text with its lines.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.part.source
    }

    /// The notebook cell that it is, counted from 0.
    #[must_use]
    pub fn cell(&self) -> Option<usize> {
        self.part.cell
    }
}

impl Stated {
    /// The place in the document of a part of the formula.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let moved = Span { start: span.start + self.origin, end: span.end + self.origin };
        Place { text: self.text, span: moved }
    }

    /// The part of the formula that stands at a place of its text, counted as
    /// the formula counts.
    #[must_use]
    pub fn local(&self, span: Span) -> Span {
        let moved = |at: usize| at.saturating_sub(self.origin);
        Span { start: moved(span.start), end: moved(span.end) }
    }
}

impl Reading {
    /// The choices by which it is read.
    pub(crate) const fn chosen(&self) -> Choices {
        self.choices
    }

    /// How the document is written.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The words at a place, as they are written.
    #[must_use]
    pub fn slice(&self, place: Place) -> &str {
        self.texts.get(place.text).map_or("", |text| text.source().slice(place.span))
    }

    /// How many formulas were parsed for this reading, and not taken from the
    /// one that it was made of.
    #[must_use]
    pub fn parsed(&self) -> usize {
        self.parses.own()
    }
}
