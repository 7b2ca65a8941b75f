//! What would be read if the text were another one.

use super::reader::{self, cut};
use super::{Place, Reading, Stated, Text};
use crate::document;
use crate::source::Span;
use crate::syntax::{self, Choices, Formula, Guess, Instead, Side, Statement};
use std::sync::Arc;

/// A part of a text with what is to stand there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text, counted from 0.
    pub text: usize,
    /// What is replaced.
    pub span: Span,
    /// What stands there instead.
    pub new: String,
}

impl Reading {
    /// The reading of the document with some parts of its texts replaced, as if
    /// the edited document were read from its beginning; formulas that no edit
    /// touches, directly or by a macro, are not parsed again. Nothing where edits
    /// overlap, or lie in no text of the document.
    #[must_use]
    pub fn with(&self, edits: &[Edit]) -> Option<Self> {
        let mut texts = self.texts.clone();
        for (number, text) in texts.iter_mut().enumerate() {
            let mut own: Vec<&Edit> = edits.iter().filter(|edit| edit.text == number).collect();
            if own.is_empty() {
                continue;
            }
            own.sort_by_key(|edit| (edit.span.start, edit.span.end));
            let old = text.source().text();
            let replaced = own.iter().map(|edit| (edit.span, edit.new.as_str()));
            let new = replaced_in(old, replaced)?;
            *text = if text.outside {
                Text::outside(&new)
            } else {
                Text { part: Arc::new(text.part.again(new)), outside: false }
            };
        }
        let inside = edits.iter().all(|edit| edit.text < texts.len());
        let how = (self.choices, self.left_out.moved(edits));
        inside.then(|| reader::read(texts, self.format, self.parses.clone(), how).ok())?
    }

    /// The reading of the document under further assumptions, in LaTeX, which
    /// stand behind those that it has.
    #[must_use]
    pub fn assuming<L: AsRef<str>>(&self, more: &[L]) -> Option<Self> {
        let outside = more.iter().map(|latex| Text::outside(latex.as_ref()));
        let texts: Vec<Text> = self.texts.iter().cloned().chain(outside).collect();
        let how = (self.choices, self.left_out.clone());
        reader::read(texts, self.format, self.parses.clone(), how).ok()
    }

    /// The same document where some choices are not made as is customary.
    pub(crate) fn choosing(&self, choices: Choices) -> Option<Self> {
        let how = (choices, self.left_out.clone());
        reader::read(self.texts.clone(), self.format, self.parses.clone(), how).ok()
    }

    /// Where choices were made by custom, and which.
    pub(crate) fn choices(&self) -> Vec<(Place, Instead)> {
        let of = |stated: &Arc<Stated>| {
            let guesses = stated.formula.guesses.iter();
            let chosen = |guess: &Guess| Some((stated.place(guess.span), Instead::of(guess)?));
            guesses.filter_map(chosen).collect::<Vec<_>>()
        };
        self.formulas.iter().flat_map(of).collect()
    }

    /// Further assumptions as they would be read, each with a text of its own
    /// behind those that there are.
    pub(crate) fn outside<L: AsRef<str>>(&self, more: &[L]) -> Vec<Arc<Stated>> {
        let number = |k: usize| self.texts.len() + k;
        let stated = |(k, latex): (usize, &L)| Arc::new(reader::assumed(latex.as_ref(), number(k)));
        let mut stated: Vec<Arc<Stated>> = more.iter().enumerate().map(stated).collect();
        self.names.give_beside(&mut stated);
        stated
    }

    /// The reading of the document with a line more, which then is the given
    /// one of its text, counted from 1; with it where in that text it stands.
    #[must_use]
    pub fn with_line(&self, text: usize, line: usize, content: &str) -> Option<(Self, Span)> {
        let old = self.texts.get(text)?.source().text();
        let (at, new) = document::insertion(old, line, content)?;
        let inserted = Span { start: at, end: at + new.len() };
        let edit = Edit { text, span: Span { start: at, end: at }, new };
        Some((self.with(&[edit])?, inserted))
    }

    /// A formula as it would be read by itself with some parts of it replaced,
    /// in the order of their places; what that means for others is not asked. Of its sides
    /// only the one is read that the changes lie in, where no other says what it means.
    pub(crate) fn candidate(&self, number: usize, changes: &[(Span, String)]) -> Option<Formula> {
        let stated: &Stated = self.formulas.get(number)?;
        let text = self.texts.get(stated.text)?.source().text();
        let (part, pieces, _) = cut(text, &stated.pieces);
        let changes: Vec<(Span, &str)> =
            changes.iter().map(|(span, new)| (stated.local(*span), new.as_str())).collect();
        let alone = (!stated.formula.has_differentials() && !self.names.takes_roots_in(number))
            .then(|| side_around(&stated.formula, &changes))
            .flatten();
        let pieces = match alone {
            Some((_, span)) => pieces.iter().filter_map(|piece| piece.common(span)).collect(),
            None => pieces,
        };
        let pieces = moved(pieces, &changes)?;
        let text = replaced_in(part, changes.into_iter())?;
        let mut formula = syntax::read(&text, &pieces, &mut stated.macros.clone());
        if let Some((at, _)) = alone {
            formula = in_place(formula, at, &stated.formula)?;
        }
        self.names.give_to(number, &mut formula);
        Some(formula)
    }
}

/// Where in a formula a side stands: the statement, and which of its sides.
type SideAt = (usize, usize);

/// The side that all changes lie in.
fn side_around(formula: &Formula, changes: &[(Span, &str)]) -> Option<(SideAt, Span)> {
    let around = |span: Span| {
        let inside =
            |(change, _): &(Span, &str)| span.start <= change.start && change.end <= span.end;
        changes.iter().all(inside)
    };
    formula.statements.iter().enumerate().find_map(|(s, statement)| {
        let sides = statement.sides.iter().enumerate();
        let mut read = sides.filter_map(|(k, (_, side))| match side {
            Side::Read(_, span) => Some((k, *span)),
            _ => None,
        });
        read.find(|(_, span)| around(*span)).map(|(k, span)| ((s, k), span))
    })
}

/// The pieces of a text in which changes have been made.
fn moved(mut pieces: Vec<Span>, changes: &[(Span, &str)]) -> Option<Vec<Span>> {
    for (span, new) in changes.iter().rev() {
        let at = pieces.iter().position(|p| p.start <= span.start && span.end <= p.end)?;
        let moved = |place: usize| place - span.len() + new.len();
        pieces[at].end = moved(pieces[at].end);
        for piece in &mut pieces[at + 1..] {
            *piece = Span::new(moved(piece.start), moved(piece.end));
        }
    }
    Some(pieces)
}

/// A side that was read by itself, at its place in its formula, whose other sides are left out.
fn in_place(side: Formula, (statement, number): SideAt, of: &Formula) -> Option<Formula> {
    let [(None, read)] = side.only()?.sides.as_slice() else { return None };
    let read = read.clone();
    let left_out = |of: &Statement| Statement {
        sides: of.sides.iter().map(|(sign, _)| (*sign, Side::Empty(of.span))).collect(),
        ..Statement::empty(of.span)
    };
    let mut statements: Vec<Statement> = of.statements.iter().map(left_out).collect();
    statements.get_mut(statement)?.sides.get_mut(number)?.1 = read;
    Some(Formula { statements, ..side })
}

/// A text with parts of it replaced, in the order of their places.
fn replaced_in<'n>(old: &str, changes: impl Iterator<Item = (Span, &'n str)>) -> Option<String> {
    let (mut text, mut at) = (String::with_capacity(old.len()), 0);
    for (span, new) in changes {
        text.push_str(old.get(at..span.start)?);
        text.push_str(new);
        at = span.end.max(span.start);
    }
    text.push_str(old.get(at..)?);
    Some(text)
}
