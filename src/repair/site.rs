//! The place of a relation's right side: its pieces, and which letters and
//! names mean something there.

use super::Searched;
use crate::derivation::Subject;
use crate::expression::{ExprId, Form, Meaning, Op, Relation, SetId};
use crate::reading::{Reading, Stated};
use crate::source::Span;
use crate::syntax::cut::{self, Sequence};
use crate::syntax::{Side, tree};
use std::collections::{BTreeMap, BTreeSet};

/// Longer sides are not mended: they have more places than can be tried.
const MOST_BYTES: usize = 2_000;
const MOST_SEQUENCES: usize = 300;

/// A side that another one should be equal to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Its own left side.
    Left,
    /// The right side of an earlier relation.
    Line(usize),
}

/// A right side that can be changed.
pub(super) struct Site<'a> {
    pub subject: Subject<'a>,
    pub relation: usize,
    pub formula: usize,
    pub text: &'a str,
    pub side: Sequence,
    /// Letters that are free in the left side.
    free: BTreeSet<String>,
    /// Letters that sums bind, and where they mean something.
    bound: Vec<(String, Span)>,
    /// What letters of the relation run over.
    sets: BTreeMap<String, SetId>,
}

impl<'a> Site<'a> {
    /// The site of a relation that was judged.
    ///
    /// # Errors
    /// Why no changes of it can be tried.
    pub(super) fn new(subject: Subject<'a>, number: usize) -> Result<Self, Searched> {
        let relation = &subject.meaning().relations[number];
        if relation.place.span.len() > MOST_BYTES {
            return Err(Searched::TooLong);
        }
        let site = Self::of_relation(subject, number).ok_or(Searched::NotInPieces)?;
        let long = site.side.span.len() > MOST_BYTES || site.side.all().len() > MOST_SEQUENCES;
        if long { Err(Searched::TooLong) } else { Ok(site) }
    }

    fn of_relation(subject: Subject<'a>, number: usize) -> Option<Self> {
        let (reading, meaning) = (subject.reading, subject.meaning());
        let relation = meaning.relations.get(number)?;
        let sides = relation.sides.as_ref().ok()?;
        let text = reading.texts.get(relation.place.text)?.source().text();
        let side = side(reading, relation.formula, relation.place.span)?;
        let stated = reading.formulas.get(relation.formula)?;
        let mut free = BTreeSet::new();
        meaning.free_into(*sides.left.first()?, &mut free);
        let free = free.into_iter().map(|v| meaning.expressions.var(v).name.clone()).collect();
        let mut site = Self {
            subject,
            relation: number,
            formula: relation.formula,
            text,
            side,
            free,
            bound: Vec::new(),
            sets: BTreeMap::new(),
        };
        site.bind(stated);
        for var in &sides.free {
            let var = meaning.expressions.var(*var);
            site.sets.insert(var.name.clone(), meaning.sets.find(var.set));
        }
        for id in sides.left.iter().chain([&sides.right]) {
            site.find_sets(meaning, *id);
        }
        Some(site)
    }

    /// The letters that the sums of a formula bind.
    fn bind(&mut self, stated: &Stated) {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            let tree::Kind::Sum(sum) = tree.kind(id) else { continue };
            let at = stated.place(tree.span(id)).span;
            let letters = sum
                .bound
                .iter()
                .map(|(name, primes)| (format!("{name}{}", "'".repeat(usize::from(*primes))), at));
            self.bound.extend(letters);
        }
    }

    fn find_sets(&mut self, meaning: &Meaning, id: ExprId) {
        if let Op::Sum { bound, .. } = meaning.expressions.op(id) {
            for var in bound {
                let var = meaning.expressions.var(*var);
                self.sets.insert(var.name.clone(), meaning.sets.find(var.set));
            }
        }
        for operand in meaning.expressions.operands(id) {
            self.find_sets(meaning, operand);
        }
    }

    pub(super) fn of(&self) -> &'a Relation {
        &self.subject.meaning().relations[self.relation]
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The side's text with a part of it replaced.
    pub(super) fn changed(&self, span: Span, new: &str) -> String {
        let before = Span { start: self.side.span.start, end: span.start };
        let behind = Span { start: span.end, end: self.side.span.end };
        format!("{}{new}{}", self.slice(before), self.slice(behind))
    }

    /// Whether a letter means something at a place.
    pub(super) fn knows(&self, letter: &str, at: usize) -> bool {
        self.free.contains(&bare(letter)) || self.is_bound(letter, at)
    }

    /// The line that a relation's right side stands in.
    pub(super) fn line(&self, relation: usize) -> usize {
        let Subject { reading, .. } = self.subject;
        let place = self.subject.meaning().relations.get(relation).map(|r| r.place);
        let at =
            place.and_then(|p| Some(reading.texts.get(p.text)?.source().location(p.span.start)));
        at.map_or(1, |at| at.line)
    }

    /// Sides that this one should be equal to: the left side, and a true line
    /// before.
    pub(super) fn others(&self, before: Option<usize>) -> Vec<(Sequence, Beside)> {
        let mut found = Vec::new();
        let reading = self.subject.reading;
        let stated = reading.formulas.get(self.formula);
        for statement in stated.iter().flat_map(|stated| &stated.formula.statements) {
            let mut spans = statement.sides.iter().filter_map(|(_, side)| match side {
                Side::Read(_, span) => Some(stated?.place(*span).span),
                _ => None,
            });
            let first = spans.clone().next();
            let here = spans.any(|span| span.start == self.of().place.span.start);
            let left = first.filter(|_| here).and_then(|at| side(reading, self.formula, at));
            found.extend(left.map(|left| (left, Beside::Left)));
        }
        let at = before.unwrap_or(usize::MAX);
        let before = self.subject.meaning().relations.get(at);
        if let Some(before) = before.filter(|r| r.place.text == self.of().place.text) {
            let right = side(reading, before.formula, before.place.span);
            found.extend(right.map(|right| (right, Beside::Line(at))));
        }
        found
    }

    /// Whether a letter is free on the right side only.
    pub(super) fn has_stray_letter(&self) -> bool {
        let Ok(sides) = &self.of().sides else { return false };
        let name = |var| &self.subject.meaning().expressions.var(var).name;
        sides.free.iter().any(|var| !self.free.contains(name(*var)))
    }

    /// Whether a sum binds a letter at a place.
    pub(super) fn is_bound(&self, letter: &str, at: usize) -> bool {
        let name = bare(letter);
        self.bound.iter().any(|(l, span)| *l == name && span.start <= at && at <= span.end)
    }

    /// All letters that mean something somewhere in the relation, as written.
    pub(super) fn letters(&self) -> Vec<String> {
        let names: BTreeSet<&String> =
            self.free.iter().chain(self.bound.iter().map(|(l, _)| l)).collect();
        names.into_iter().map(|name| written(name)).collect()
    }

    /// Whether two letters run over one set, as far as is known.
    pub(super) fn share(&self, a: &str, b: &str) -> bool {
        let set = |letter| self.sets.get(&bare(letter));
        bare(a) != bare(b) && set(a).is_some() && set(a) == set(b)
    }

    /// What is known of a name with so many letters: its form and its sets.
    pub(super) fn nature(&self, core: &str, letters: usize) -> Option<(Form, Vec<SetId>)> {
        let name = name_of(core);
        let meaning = self.subject.meaning();
        if letters == 0 && meaning.functions.iter().any(|(f, _)| *f == name) {
            return Some((Form::Scalar, Vec::new()));
        }
        let own = meaning
            .symbols
            .iter()
            .find(|symbol| symbol.key.name == name && symbol.key.places.0 == letters)?;
        Some((own.form, own.sets.iter().map(|s| meaning.sets.find(*s)).collect()))
    }
}

/// A letter without its backslash.
fn bare(letter: &str) -> String {
    letter.trim_start_matches('\\').to_owned()
}

/// A letter as it stands in a source.
fn written(name: &str) -> String {
    let letters = name.trim_end_matches('\'').chars().count();
    if letters > 1 { format!("\\{name}") } else { name.to_owned() }
}

/// `mathbf y` of `\mathbf{y}`.
pub(super) fn name_of(core: &str) -> String {
    let words = core.replace(['\\', '{', '}'], " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pieces of a side that begins at a place of its text.
pub(super) fn side(reading: &Reading, formula: usize, at: Span) -> Option<Sequence> {
    let stated = reading.formulas.get(formula)?;
    let text = reading.texts.get(stated.text)?.source().text();
    cut::side(&stated.formula, stated.local(at), text, stated.origin)
}
