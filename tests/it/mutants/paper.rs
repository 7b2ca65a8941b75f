//! A document as the evaluator reads it: formulas, relations, definitions.
//!
//! Written from the page on documents alone, and simpler than the checker's own reading: it has
//! to understand the documents of [`super::subject`] and no others.

use super::subject::{Law, Subject};
use handgrad::Span;
use handgrad::internals::tree::{Conditions, Entry, Kind, NodeId, Sign, Symbol, Tree};
use handgrad::internals::{self, Block, Formula, Macros, Side, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// An index letter with its primes.
pub(crate) type Letter = (String, u8);

/// A node of one of the formulas.
pub(crate) type Place = (usize, NodeId);

/// What a symbol is told apart by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    /// The name with its primes, words and numbers.
    pub name: String,
    /// How many letters, and before which the bar stands.
    pub pattern: (usize, Option<usize>),
}

/// One `=` of the document.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// The first side of its chain.
    pub left: Place,
    /// The side behind the sign.
    pub right: Place,
    /// The statement of its formula and the side of that.
    pub nth: (usize, usize),
    /// Where that stands.
    pub span: Span,
    /// What restricts its free indices.
    pub restriction: Conditions,
    /// Whether it says something that can be false.
    pub claim: bool,
}

/// A formula that defines: the letters on its left, and its right side.
pub(crate) type Definition = (Vec<Letter>, Place);

/// A changed right side: its tree, its node, and what restricts its free indices.
pub(crate) type Changed = (Tree, NodeId, Conditions);

/// A document that was read.
pub(crate) struct Paper {
    pub formulas: Vec<Formula>,
    /// Where each formula stands.
    pieces: Vec<Vec<Span>>,
    pub relations: Vec<Relation>,
    pub definitions: BTreeMap<Key, Definition>,
    /// Functions with the names of their parameters.
    pub functions: BTreeMap<String, (Vec<String>, Place)>,
    /// What a bare ∂ differentiates by.
    pub prefix: Option<Place>,
}

impl Paper {
    pub(crate) fn read(subject: &Subject, text: &str) -> Self {
        let document = internals::document(subject.file, text.as_bytes()).unwrap();
        let pieces: Vec<Vec<Span>> = document.parts[0]
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Formula(f) => Some(f.pieces.clone()),
                _ => None,
            })
            .collect();
        let mut macros = Macros::default();
        let formulas: Vec<Formula> =
            pieces.iter().map(|pieces| internals::formula(text, pieces, &mut macros)).collect();
        let mut paper = Self {
            relations: relations(subject, text, &formulas),
            prefix: prefix(&formulas),
            formulas,
            pieces,
            definitions: BTreeMap::new(),
            functions: BTreeMap::new(),
        };
        paper.define(subject);
        paper.tell_claims(subject);
        paper
    }

    /// The right side and the restriction of a relation whose formula has been changed in one
    /// place, to end so many bytes later or earlier; `None` if it cannot be read any more.
    pub(crate) fn reread(&self, place: usize, text: &str, grown: isize) -> Option<Changed> {
        let Relation { right, nth: (statement, side), .. } = self.relations[place];
        let mut pieces = self.pieces[right.0].clone();
        let last = pieces.last_mut()?;
        last.end = last.end.checked_add_signed(grown)?;
        let mut formula = internals::formula(text, &pieces, &mut Macros::default());
        let before = &self.formulas[right.0].statements;
        let shape = |all: &[Statement]| all.iter().map(|s| s.sides.len()).collect::<Vec<_>>();
        if shape(before) != shape(&formula.statements) {
            return None;
        }
        let changed = formula.statements.swap_remove(statement);
        let Side::Read(id, _) = changed.sides[side].1 else { return None };
        Some((formula.tree, id, changed.restriction.unwrap_or_default()))
    }

    /// Where the formulas stand.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.pieces.iter().flatten().map(|piece| piece.start..piece.end)
    }

    pub(crate) fn tree(&self, formula: usize) -> &Tree {
        &self.formulas[formula].tree
    }

    /// The first relation of a symbol that is not given defines it.
    fn define(&mut self, subject: &Subject) {
        for k in 0..self.relations.len() {
            let Relation { left, right, .. } = self.relations[k];
            let tree = self.tree(left.0);
            let new = match tree.kind(left.1).clone() {
                Kind::Symbol(symbol) => self.define_symbol(subject, &symbol, right),
                Kind::Call(symbol, arguments) if symbol.primes == 0 => {
                    let name = |id: &NodeId| match tree.kind(*id) {
                        Kind::Symbol(s) if s.sub.is_empty() => Some(s.name.clone()),
                        _ => None,
                    };
                    let parameters: Option<Vec<String>> = arguments.iter().map(name).collect();
                    let known = self.functions.contains_key(&symbol.name)
                        || subject.law(&symbol.name).is_some();
                    match parameters {
                        Some(parameters) if !known => {
                            self.functions.insert(symbol.name, (parameters, right));
                            true
                        }
                        _ => false,
                    }
                }
                _ => false,
            };
            self.relations[k].claim = !new;
        }
    }

    fn define_symbol(&mut self, subject: &Subject, symbol: &Symbol, right: Place) -> bool {
        let Some((key, letters)) = key(subject, symbol) else { return false };
        let distinct: BTreeSet<&Letter> = letters.iter().collect();
        let free = distinct.len() == letters.len()
            && subject.law(&key.name).is_none()
            && !self.definitions.contains_key(&key)
            && !self.occurs(subject, &key, right);
        if free {
            self.definitions.insert(key, (letters, right));
        }
        free
    }

    fn occurs(&self, subject: &Subject, wanted: &Key, (formula, id): Place) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Kind::Symbol(s) | Kind::Call(s, _) => {
                key(subject, s).is_some_and(|(k, _)| k == *wanted)
            }
            _ => false,
        };
        here || tree.children(id).iter().any(|c| self.occurs(subject, wanted, (formula, *c)))
    }

    /// What speaks of givens alone is assumed.
    fn tell_claims(&mut self, subject: &Subject) {
        for k in 0..self.relations.len() {
            let Relation { left, right, claim, .. } = self.relations[k];
            let says = self.derives(subject, left) || self.derives(subject, right);
            self.relations[k].claim = claim && says;
        }
    }

    /// Whether something defined or a derivative stands below a node.
    fn derives(&self, subject: &Subject, (formula, id): Place) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Kind::Symbol(s) => {
                key(subject, s).is_some_and(|(key, _)| self.definitions.contains_key(&key))
            }
            Kind::Call(s, _) => {
                self.functions.contains_key(&s.name)
                    || s.primes > 0
                    || key(subject, s).is_some_and(|(key, _)| self.definitions.contains_key(&key))
            }
            Kind::Derivative(_) | Kind::Differential(..) => true,
            _ => false,
        };
        here || tree.children(id).iter().any(|c| self.derives(subject, (formula, *c)))
    }
}

/// The relations in order, each with the first side of its chain.
fn relations(subject: &Subject, text: &str, formulas: &[Formula]) -> Vec<Relation> {
    let mut found = Vec::new();
    let mut head: Option<Place> = None;
    for (formula, read) in formulas.iter().enumerate() {
        for (nth, statement) in read.statements.iter().enumerate() {
            for (k, (sign, side)) in statement.sides.iter().enumerate() {
                match (sign, side) {
                    (None, Side::Read(id, _)) => head = Some((formula, *id)),
                    (None, Side::Empty(_)) => {}
                    // What goes on from there is not known for certain.
                    (None, _) | (_, Side::Unreadable(..)) => head = None,
                    (Some((Sign::Equal | Sign::Defined, _)), Side::Read(id, span)) => {
                        let Some(left) = head else { continue };
                        if is_letter(subject, formulas, left) {
                            continue;
                        }
                        found.push(Relation {
                            left,
                            right: (formula, *id),
                            nth: (nth, k),
                            span: Span { end: side_end(text, span.start), ..*span },
                            restriction: statement.restriction.clone().unwrap_or_default(),
                            claim: true,
                        });
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

/// Where the side that begins at a place of the text ends, its closing braces included.
fn side_end(text: &str, start: usize) -> usize {
    const ENDS: [&str; 9] =
        ["\\\\", "&", "=", "$", "\\tag", "\\end", "\\quad", "\\qquad", "\\text"];
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if depth == 0 && ENDS.iter().any(|end| rest.starts_with(end)) {
            break;
        }
        match c {
            // An escaped brace is no brace.
            '\\' => at += 1,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    start + text[start..at].trim_end_matches([' ', '\n', ',', '.']).len()
}

/// Whether a side is an index letter alone: `j` in “only if $j = i$”.
fn is_letter(subject: &Subject, formulas: &[Formula], (formula, id): Place) -> bool {
    match formulas[formula].tree.kind(id) {
        Kind::Symbol(s) => s.sub.is_empty() && s.sup.is_empty() && subject.set(&s.name).is_some(),
        _ => false,
    }
}

/// `$\partial y_i$` by itself says what a bare ∂ stands for.
fn prefix(formulas: &[Formula]) -> Option<Place> {
    formulas.iter().enumerate().find_map(|(k, formula)| {
        let [statement] = formula.statements.as_slice() else { return None };
        let [(None, Side::Read(id, _))] = statement.sides.as_slice() else { return None };
        match formula.tree.kind(*id) {
            Kind::Differential(_, by) => Some((k, *by)),
            _ => None,
        }
    })
}

/// The key of a symbol and its letters; `None` for a script that is no list of indices.
pub(crate) fn key(subject: &Subject, symbol: &Symbol) -> Option<(Key, Vec<Letter>)> {
    let primed = subject.law(&symbol.name) == Some(Law::Function);
    let primes = if primed { 0 } else { usize::from(symbol.primes) };
    let mut name = format!("{}{}", symbol.name, "'".repeat(primes));
    let mut letters = Vec::new();
    for entry in symbol.sub.entries.iter().chain(&symbol.sup.entries) {
        match entry {
            Entry::Letter(letter, primes) if subject.set(letter).is_some() => {
                letters.push((letter.clone(), *primes));
            }
            Entry::Letter(word, _) | Entry::Word(word) => name = format!("{name} {word}"),
            Entry::Number(number) => name = format!("{name} {number}"),
            Entry::Shifted(..) => return None,
        }
    }
    Some((Key { name, pattern: (letters.len(), symbol.sub.bar) }, letters))
}
