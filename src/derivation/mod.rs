//! A derivation: a document whose every formula has been read and understood.
//!
//! In: a file's name and bytes, and assumptions from outside. Out: the sources,
//! the formulas with the words and headings around them, and what they mean
//! together. It joins the rooms [`crate::document`], [`crate::syntax`] and
//! [`crate::expression`]. Not done here: values and verdicts.

mod values;

use crate::document::{self, Block, MOST_FORMULAS, ReadError};
use crate::expression::{self, Meaning, Tried};
use crate::source::{Source, Span};
use crate::syntax::layout::Item;
use crate::syntax::{self, Formula, Instead, Macros};
use std::collections::BTreeSet;

/// A document that has been read.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// Its texts, in order; notebooks have one for each Markdown cell, and each
    /// assumption from outside is a text of its own behind them.
    pub texts: Vec<Text>,
    /// Its formulas, in document order, those of front matter first; behind them
    /// other readings of some.
    pub formulas: Vec<Stated>,
    /// What they mean.
    pub meaning: Meaning,
    /// The macros that its formulas define.
    macros: Macros,
}

/// A text that places point into.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub source: Source,
    /// The notebook cell that it is, counted from 0.
    pub cell: Option<usize>,
    /// Whether it is an assumption from outside rather than the document's.
    pub outside: bool,
}

/// A formula with what stands around it.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The text that it stands in.
    pub text: usize,
    /// What it says.
    pub formula: Formula,
    /// Where in the text it stands: several places where something interrupts it.
    pub pieces: Vec<Span>,
    /// The words directly before it, in the same paragraph.
    pub before: String,
    /// The words directly behind it.
    pub behind: String,
    /// The headings that it stands under: for each, its level and its place
    /// among all headings.
    pub section: Vec<(u8, usize)>,
    /// Whether it stands on lines of its own.
    pub display: bool,
    /// Whether it is stated as an assumption, in front matter or from outside.
    pub assumed: bool,
    /// That it is another reading of an earlier formula, and of which kind.
    pub instead_of: Option<(usize, Instead)>,
}

/// Reads a document; `assume` are assumptions from outside, in LaTeX.
///
/// # Errors
/// If the file is not UTF-8, too large, or no notebook though its name says so.
pub fn read(name: &str, bytes: &[u8], assume: &[String]) -> Result<Derivation, ReadError> {
    let document = document::read(name, bytes)?;
    let blocks = document.parts.iter().flat_map(|part| &part.blocks);
    let formulas = blocks.filter(|block| matches!(block, Block::Formula(_))).count();
    if formulas > MOST_FORMULAS {
        return Err(ReadError::TooManyFormulas { formulas, most: MOST_FORMULAS });
    }
    let mut reader = Reader::default();
    // What is assumed is known from the first formula on.
    for (k, part) in document.parts.iter().enumerate() {
        for assumption in &part.front_matter {
            reader.assume(part.source.text(), assumption.span, k);
        }
    }
    for (k, text) in assume.iter().enumerate() {
        reader.assume(text, Span::new(0, text.len()), document.parts.len() + k);
    }
    let mut texts = Vec::new();
    for (k, part) in document.parts.into_iter().enumerate() {
        reader.part(k, &part);
        texts.push(Text { source: part.source, cell: part.cell, outside: false });
    }
    texts.extend(assume.iter().map(|text| Text {
        source: Source::new("--assume", text.clone()),
        cell: None,
        outside: true,
    }));
    let alternatives = std::mem::take(&mut reader.alternatives);
    reader.formulas.extend(alternatives);
    values::name(&mut reader.formulas);
    let meaning = expression::understand(&reader.formulas);
    Ok(Derivation { texts, formulas: reader.formulas, meaning, macros: reader.macros })
}

#[derive(Default)]
struct Reader {
    formulas: Vec<Stated>,
    /// Other readings of formulas.
    alternatives: Vec<Stated>,
    macros: Macros,
    section: Vec<(u8, usize)>,
    headings: usize,
}

impl Reader {
    fn assume(&mut self, text: &str, span: Span, number: usize) {
        let pieces = vec![undelimited(text, span)];
        let formula = syntax::read(text, &pieces, &mut self.macros);
        self.formulas.push(Stated {
            text: number,
            formula,
            pieces,
            before: String::new(),
            behind: String::new(),
            section: Vec::new(),
            display: true,
            assumed: true,
            instead_of: None,
        });
    }

    fn part(&mut self, number: usize, part: &document::Part) {
        let mut before = String::new();
        for block in &part.blocks {
            match block {
                Block::Heading { level, .. } => {
                    self.section.retain(|(above, _)| above < level);
                    self.section.push((*level, self.headings));
                    self.headings += 1;
                    before.clear();
                }
                Block::Prose { text, .. } => {
                    if let Some(last) = self.formulas.last_mut().filter(|l| l.text == number) {
                        last.behind.clone_from(text);
                    }
                    before.clone_from(text);
                }
                Block::Definitions { span } => {
                    // What it adds to the macros is all that it says.
                    let _ = syntax::read(part.source.text(), &[*span], &mut self.macros);
                }
                Block::Formula(formula) => {
                    let read = syntax::read(part.source.text(), &formula.pieces, &mut self.macros);
                    self.read_instead(number, part, formula, &read);
                    self.formulas.push(Stated {
                        text: number,
                        formula: read,
                        pieces: formula.pieces.clone(),
                        before: std::mem::take(&mut before),
                        behind: String::new(),
                        section: self.section.clone(),
                        display: formula.display,
                        assumed: false,
                        instead_of: None,
                    });
                }
            }
        }
    }
}

impl Reader {
    /// Reads a formula once more for each kind of guess that was made in it.
    fn read_instead(
        &mut self,
        number: usize,
        part: &document::Part,
        formula: &document::Formula,
        read: &Formula,
    ) {
        let kinds: BTreeSet<Instead> = read.guesses.iter().filter_map(Instead::of).collect();
        for instead in kinds {
            let mut macros = self.macros.clone();
            let text = part.source.text();
            let other = syntax::read_instead(text, &formula.pieces, &mut macros, Some(instead));
            self.alternatives.push(Stated {
                text: number,
                formula: other,
                pieces: formula.pieces.clone(),
                before: String::new(),
                behind: String::new(),
                section: self.section.clone(),
                display: formula.display,
                assumed: false,
                instead_of: Some((self.formulas.len(), instead)),
            });
        }
    }
}

impl Derivation {
    /// Reads a formula again with a part of its text replaced.
    pub(crate) fn reread(&self, formula: usize, changes: &[(Span, String)]) -> Option<Formula> {
        self.reread_instead(formula, changes, None)
    }

    fn reread_instead(
        &self,
        formula: usize,
        changes: &[(Span, String)],
        instead: Option<Instead>,
    ) -> Option<Formula> {
        let stated = self.formulas.get(formula)?;
        let (first, last) = (stated.pieces.first()?, stated.pieces.last()?);
        let mut text = self.texts.get(stated.text)?.source.text()[..last.end].to_owned();
        let mut pieces = stated.pieces.clone();
        for (span, new) in changes.iter().rev() {
            let within = first.start <= span.start && span.end <= text.len();
            let at = pieces.iter().position(|p| p.start <= span.start && span.end <= p.end)?;
            if !within || text.get(span.start..span.end).is_none() {
                return None;
            }
            text.replace_range(span.start..span.end, new);
            let moved = |place: usize| place - span.len() + new.len();
            pieces[at].end = moved(pieces[at].end);
            for piece in &mut pieces[at + 1..] {
                *piece = Span::new(moved(piece.start), moved(piece.end));
            }
        }
        Some(syntax::read_instead(&text, &pieces, &mut self.macros.clone(), instead))
    }

    /// What the document means with a part of one formula's text replaced; the
    /// changes are in the order of their places.
    pub(crate) fn changed(&self, formula: usize, changes: &[(Span, String)]) -> Option<Meaning> {
        let mut formulas = self.formulas.clone();
        formulas[formula].formula = self.reread(formula, changes)?;
        for stated in &mut formulas {
            if let Some((of, instead)) = stated.instead_of
                && of == formula
            {
                stated.formula = self.reread_instead(formula, changes, Some(instead))?;
            }
        }
        Some(expression::understand(&formulas))
    }

    /// What the document means, with other readings of the formula that a
    /// relation stands in, which have no effect on that.
    pub(crate) fn tried(&self, relation: usize, readings: Vec<Formula>) -> Tried {
        let of = self.meaning.relations.get(relation).map_or(0, |r| r.formula);
        let mut formulas = self.formulas.clone();
        formulas.extend(readings.into_iter().map(|formula| Stated {
            text: self.formulas.get(of).map_or(0, |stated| stated.text),
            formula,
            pieces: Vec::new(),
            before: String::new(),
            behind: String::new(),
            section: Vec::new(),
            display: true,
            assumed: false,
            instead_of: None,
        }));
        expression::understand_tried(&formulas, self.formulas.len(), relation)
    }

    /// The tokens of a part of a formula, laid out.
    pub(crate) fn laid_out(&self, formula: usize, within: Span) -> Vec<Item> {
        let Some(stated) = self.formulas.get(formula) else { return Vec::new() };
        let Some(text) = self.texts.get(stated.text) else { return Vec::new() };
        let part = |piece: &Span| {
            let (start, end) = (piece.start.max(within.start), piece.end.min(within.end));
            (start < end).then_some(Span { start, end })
        };
        let pieces: Vec<Span> = stated.pieces.iter().filter_map(part).collect();
        let tokens = syntax::token::tokens(text.source.text(), &pieces);
        match self.macros.clone().expand(tokens) {
            Ok(tokens) => syntax::layout::lay_out(&tokens),
            Err(_) => Vec::new(),
        }
    }
}

/// Without the dollars that people put around an assumption.
fn undelimited(text: &str, span: Span) -> Span {
    let inside = text.get(span.start..span.end).unwrap_or("");
    let trimmed = inside.trim();
    let dollars = trimmed.len() - trimmed.trim_start_matches('$').len();
    let start = span.start + (inside.len() - inside.trim_start().len()) + dollars;
    let end = start + trimmed.trim_matches('$').len();
    Span { start, end: end.max(start) }
}
