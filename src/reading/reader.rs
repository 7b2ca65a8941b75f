//! From blocks to formulas, in document order: what is parsed already is taken.

use super::joint;
use super::names::Names;
use super::parses::{Key, Parses};
use super::property;
use super::scope::Scopes;
use super::section::LeftOut;
use super::{Reading, Stated, Text};
use crate::document::{self, Block, Format, MOST_FORMULAS, ReadError, Stretch};
use crate::source::Span;
use crate::syntax::{self, Choices, Formula, Instead, Macros};
use std::sync::Arc;

/// Reads the formulas of all texts; `parses` are those of the reading that this
/// one is made of.
pub(super) fn read(
    texts: Vec<Text>,
    format: Format,
    parses: Arc<Parses>,
    (choices, left_out): (Choices, LeftOut),
) -> Result<Reading, ReadError> {
    let blocks = texts.iter().flat_map(|text| &text.part.blocks);
    let formulas = blocks.filter(|block| matches!(block, Block::Formula(_))).count();
    if formulas > MOST_FORMULAS {
        return Err(ReadError::TooManyFormulas { formulas, most: MOST_FORMULAS });
    }
    let mut parses = Parses::beside(parses);
    parses.look_at(texts.iter().map(|text| text.source().text()));
    let mut reader = Reader { macros: parses.start.clone(), parses, choices, ..Reader::default() };
    // What is assumed is known from the first formula on.
    for (k, text) in texts.iter().enumerate() {
        let source = text.source().text();
        for assumption in &text.part.front_matter {
            reader.assume(source, assumption.span, k);
        }
    }
    for (k, text) in texts.iter().enumerate().filter(|(_, text)| text.outside) {
        let source = text.source().text();
        reader.assume(source, Span::new(0, source.len()), k);
    }
    for (k, text) in texts.iter().enumerate() {
        reader.part(k, &text.part);
    }
    let Reader { formulas, parses, .. } = reader;
    let silent = |stated: Stated| {
        if left_out.has(stated.text, stated.origin) {
            Stated { formula: Arc::default(), ..stated }
        } else {
            stated
        }
    };
    let mut formulas: Vec<Arc<Stated>> = formulas.into_iter().map(silent).map(Arc::new).collect();
    property::write_out(&mut formulas);
    let names = Names::given_in(&mut formulas);
    Ok(Reading { texts, formulas, format, names, parses: Arc::new(parses), choices, left_out })
}

#[derive(Default)]
struct Reader {
    formulas: Vec<Stated>,
    choices: Choices,
    macros: Macros,
    parses: Parses,
    scopes: Scopes,
    /// Where the last heading stands.
    title: Option<Span>,
    /// The headings since the last formula.
    titles: String,
}

impl Reader {
    /// The formula in some pieces of a text; macros that it defines are known
    /// from then on.
    fn formula(&mut self, text: &str, pieces: &[Span]) -> (Arc<Formula>, usize) {
        let before = self.macros.clone();
        let (formula, origin) = self.parsed(text, pieces, Choices::CUSTOM);
        let guessed: Choices = formula.guesses.iter().filter_map(Instead::of).collect();
        let chosen = guessed.among(self.choices);
        if chosen.are_customary() {
            return (formula, origin);
        }
        self.macros = before;
        self.parsed(text, pieces, chosen)
    }

    fn parsed(&mut self, text: &str, pieces: &[Span], choices: Choices) -> (Arc<Formula>, usize) {
        let (part, local, origin) = cut(text, pieces);
        let identity = self.macros.identity();
        let key = Key { text: part.into(), pieces: local, macros: identity, choices };
        if let Some(parsed) = self.parses.get(&key) {
            self.macros = parsed.after.clone();
            return (parsed.formula.clone(), origin);
        }
        let before = self.macros.clone();
        let formula = syntax::read_with(part, &key.pieces, &mut self.macros, choices);
        self.parses.insert(key.clone(), formula, before, self.macros.clone());
        let parsed = self.parses.get(&key).map(|parsed| parsed.formula.clone());
        (parsed.unwrap_or_default(), origin)
    }

    fn assume(&mut self, text: &str, span: Span, number: usize) {
        let pieces = vec![undelimited(text, span)];
        let macros = self.macros.clone();
        let (formula, origin) = self.formula(text, &pieces);
        self.formulas.push(Stated {
            text: number,
            formula,
            origin,
            pieces,
            macros,
            before: Arc::default(),
            behind: Arc::default(),
            titles: Arc::default(),
            scopes: Vec::new(),
            display: true,
            titled: false,
            assumed: true,
        });
    }

    fn part(&mut self, number: usize, part: &document::Part) {
        let mut around = Around::default();
        let mut taken = 0;
        self.title = None;
        for (k, block) in part.blocks.iter().enumerate() {
            if k < taken {
                continue;
            }
            if let Block::Prose { text, .. } = block {
                around.words(text);
                continue;
            }
            if let Some(last) = around.last.take().and_then(|last| self.formulas.get_mut(last)) {
                last.behind = around.before.as_str().into();
            }
            match block {
                Block::Heading { level, text, span } => {
                    self.scopes.heading(*level, Stretch::of_title(text));
                    self.title = Some(*span);
                    self.titles.push_str(text);
                    self.titles.push('\n');
                    around = Around::default();
                }
                Block::Begin { stretch, .. } => {
                    self.scopes.enter(*stretch);
                    around.enter();
                }
                Block::End { .. } => {
                    self.scopes.leave();
                    around.leave();
                }
                Block::Prose { .. } => {}
                Block::Definitions { span } => {
                    // What it adds to the macros is all that it says.
                    let _ = self.formula(part.source.text(), &[*span]);
                }
                Block::Formula(formula) => {
                    self.scopes.pass();
                    around.last = Some(self.formulas.len());
                    around.lead = None;
                    let before = std::mem::take(&mut around.before);
                    let joined = joint::whole(&part.blocks, k, &part.source);
                    taken = joined.as_ref().map_or(taken, |(_, last)| last + 1);
                    let formula = joined.as_ref().map_or(formula, |(joined, _)| joined);
                    self.stated(number, part, formula, before.into());
                }
            }
        }
        if let Some(last) = around.last.and_then(|last| self.formulas.get_mut(last)) {
            last.behind = around.before.into();
        }
    }

    fn stated(
        &mut self,
        number: usize,
        part: &document::Part,
        formula: &document::Formula,
        before: Arc<str>,
    ) {
        let macros = self.macros.clone();
        let (read, origin) = self.formula(part.source.text(), &formula.pieces);
        self.formulas.push(Stated {
            text: number,
            formula: read,
            origin,
            pieces: formula.pieces.clone(),
            macros,
            before,
            behind: Arc::default(),
            titles: std::mem::take(&mut self.titles).into(),
            scopes: self.scopes.path().to_vec(),
            display: formula.display,
            titled: self.title.is_some_and(|title| {
                title.start <= formula.span.start && formula.span.end <= title.end
            }),
            assumed: false,
        });
    }
}

/// What stands around the place that is read.
#[derive(Debug, Default)]
struct Around {
    /// The words since the last formula or heading.
    before: String,
    /// The formula directly before these words.
    last: Option<usize>,
    /// The words that introduce each list that is open.
    leads: Vec<String>,
    /// Those of the list of which an item ended directly before.
    lead: Option<String>,
}

impl Around {
    fn words(&mut self, words: &str) {
        if !self.before.is_empty() {
            self.before.push('\n');
        }
        self.before.push_str(words);
    }

    /// An item begins; words that end in a colon introduce each item of its list.
    fn enter(&mut self) {
        let own = std::mem::take(&mut self.before);
        let lead = self.lead.take().filter(|_| own.is_empty());
        let lead = lead.unwrap_or_else(|| if own.ends_with(':') { own } else { String::new() });
        self.before.clone_from(&lead);
        self.leads.push(lead);
    }

    fn leave(&mut self) {
        self.before.clear();
        self.lead = self.leads.pop();
    }
}

/// An assumption from outside by itself.
pub(super) fn assumed(latex: &str, number: usize) -> Stated {
    let mut reader = Reader::default();
    reader.assume(latex, Span::new(0, latex.len()), number);
    reader.formulas.remove(0)
}

/// The part of a text that some pieces stand in, the pieces within it, and where
/// it begins.
pub(super) fn cut<'t>(text: &'t str, pieces: &[Span]) -> (&'t str, Vec<Span>, usize) {
    let start = pieces.first().map_or(0, |piece| piece.start);
    let end = pieces.last().map_or(start, |piece| piece.end.max(start));
    let local = |piece: &Span| Span { start: piece.start - start, end: piece.end - start };
    (text.get(start..end).unwrap_or(""), pieces.iter().map(local).collect(), start)
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
