//! What stands elsewhere in the document, the nearest lines first: factors,
//! terms, sums and names that a line may have lost.

use super::site::{self, Site};
use crate::expression::SetName;
use crate::source::Span;
use crate::syntax::Side;
use crate::syntax::cut::{Atom, Kind, Role, Sequence, letters};
use std::collections::{BTreeMap, BTreeSet};

/// Pieces of other lines.
#[derive(Debug, Default)]
pub(super) struct Material {
    pub factors: Vec<Piece>,
    pub terms: Vec<Piece>,
    pub sums: Vec<Piece>,
    pub functions: Vec<Piece>,
    pub numerators: Vec<Piece>,
    pub denominators: Vec<Piece>,
    /// Names by how many letters they have, and whether a bar parts these.
    pub names: BTreeMap<(usize, bool), Vec<String>>,
    /// The numbers of elements that the document names.
    pub sizes: Vec<String>,
}

/// A text with the letters that have to mean something where it is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub letters: BTreeSet<String>,
}

/// So many pieces of a kind are enough.
const MOST: usize = 48;

/// Formulas further away are not looked at.
const MOST_SIDES: usize = 60;

impl Material {
    pub(super) fn around(site: &Site<'_>) -> Self {
        let mut material = Self::default();
        for (formula, at) in sides(site) {
            let own = formula == site.formula && at.start == site.side.span.start;
            let Some(stated) = site.subject.reading.formulas.get(formula) else { continue };
            let Some(text) = site.subject.reading.texts.get(stated.text) else { continue };
            if let Some(side) = site::side(site.subject.reading, formula, at) {
                material.take(text.source().text(), &side, own);
            }
        }
        for set in site.subject.meaning().sets.classes() {
            let names = &site.subject.meaning().sets.facts(set).names;
            let plain = |name: &&str| name.chars().all(char::is_alphabetic);
            let mut sizes = names.iter().filter_map(SetName::of_size);
            material.sizes.extend(sizes.find(plain).map(str::to_owned));
        }
        material.sizes.truncate(2);
        material.vary();
        material
    }

    /// Factors that stand nowhere, but that others are like: with their two
    /// letters exchanged, and sides of fractions in brackets.
    fn vary(&mut self) {
        let exchanged = |piece: &Piece| {
            let start = piece.text.find("_{")? + 2;
            let end = start + piece.text[start..].find('}')?;
            let [a, b] = letters(&piece.text, Span { start, end })[..] else { return None };
            let text = &piece.text;
            let (head, between, tail) = (&text[..a.start], &text[a.end..b.start], &text[b.end..]);
            let (first, second) = (slice(text, a), slice(text, b));
            let text = format!("{head}{second}{between}{first}{tail}");
            Some(Piece { text, letters: piece.letters.clone() })
        };
        let several = |piece: &&Piece| piece.text.contains(" + ") || piece.text.contains(" - ");
        let bracketed = |piece: &Piece| Piece {
            text: format!("({})", piece.text),
            letters: piece.letters.clone(),
        };
        let sides = self.numerators.iter().chain(&self.denominators);
        let more: Vec<Piece> = self
            .factors
            .iter()
            .filter_map(exchanged)
            .chain(sides.filter(several).map(bracketed))
            .collect();
        for piece in more {
            if !self.factors.contains(&piece) {
                self.factors.push(piece);
            }
        }
    }

    fn take(&mut self, text: &str, side: &Sequence, own: bool) {
        for sequence in side.all() {
            if sequence.role == Role::Plain {
                let terms = sequence.terms();
                if !own && (terms.len() > 1 || sequence.span == side.span) {
                    for term in &terms {
                        put(&mut self.terms, text, sequence.over(&term.factors));
                    }
                }
            }
            for atom in &sequence.atoms {
                self.take_atom(text, atom, sequence.role);
            }
        }
    }

    fn take_atom(&mut self, text: &str, atom: &Atom, role: Role) {
        let whole = atom.whole();
        match &atom.kind {
            Kind::Symbol => {
                let found = atom.sub.map(|s| letters(text, s.inner)).unwrap_or_default();
                let sub = atom.sub.map_or("", |s| slice(text, s.inner));
                let bar = sub.contains('|') || sub.contains("\\mid");
                let names = self.names.entry((found.len(), bar)).or_default();
                let core = slice(text, atom.core).to_owned();
                if !names.contains(&core) {
                    names.push(core);
                }
            }
            Kind::Big => return put(&mut self.sums, text, whole),
            Kind::Function => return put(&mut self.functions, text, atom.core),
            Kind::Partial => return put(&mut self.functions, text, whole),
            Kind::Fraction(above, below) if role != Role::Derivative => {
                put(&mut self.numerators, text, above.span);
                put(&mut self.denominators, text, below.span);
            }
            _ => {}
        }
        if role != Role::Derivative && atom.is_factor() && !matches!(atom.kind, Kind::Number) {
            let bare =
                Span { start: whole.start, end: atom.sup.map_or(whole.end, |s| s.whole.start) };
            put(&mut self.factors, text, whole);
            if atom.sup.is_some() && atom.sub.is_some_and(|s| s.whole.end <= bare.end) {
                put(&mut self.factors, text, bare);
            }
        }
    }
}

fn put(pieces: &mut Vec<Piece>, text: &str, span: Span) {
    let words: Vec<&str> = slice(text, span).split_whitespace().collect();
    let text = words.join(" ");
    if text.is_empty() || pieces.len() >= MOST || pieces.iter().any(|p| p.text == text) {
        return;
    }
    let letters = needed(&text);
    pieces.push(Piece { text, letters });
}

/// The index letters of a text that no sum in it binds.
fn needed(text: &str) -> BTreeSet<String> {
    let (mut used, mut bound) = (BTreeSet::new(), BTreeSet::new());
    let mut at = 0;
    while let Some(found) = text[at..].find('_') {
        let start = at + found;
        let sum = text[..start].trim_end().ends_with("\\sum")
            || text[..start].trim_end().ends_with("\\prod");
        let rest = text[start + 1..].trim_start();
        let begin = text.len() - rest.len();
        let end = match rest.chars().next() {
            Some('{') => {
                let close = rest.find('}').unwrap_or(rest.len());
                begin + close
            }
            Some('\\') => {
                let length = rest[1..].find(|c: char| !c.is_ascii_alphabetic());
                begin + 1 + length.unwrap_or(rest.len() - 1)
            }
            Some(c) => begin + c.len_utf8(),
            None => break,
        };
        let found = letters(text, Span { start: begin, end });
        let set = if sum { &mut bound } else { &mut used };
        set.extend(found.into_iter().map(|l| text[l.start..l.end].to_owned()));
        at = end.max(start + 1);
    }
    used.difference(&bound).cloned().collect()
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start..span.end).unwrap_or("")
}

/// The sides of the document's statements: the line itself, then those before
/// and behind it in turn.
fn sides(site: &Site<'_>) -> Vec<(usize, Span)> {
    let mut found = Vec::new();
    for (number, stated) in site.subject.reading.formulas.iter().enumerate() {
        if stated.text != site.of().place.text {
            continue;
        }
        for (_, side) in stated.formula.statements.iter().flat_map(|s| &s.sides) {
            if let Side::Read(_, span) = side {
                found.push((number, stated.place(*span).span));
            }
        }
    }
    let own = (site.formula, site.side.span.start);
    let here = found.iter().position(|(f, span)| (*f, span.start) == own).unwrap_or(0);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|k| (k.abs_diff(here), *k));
    order.into_iter().take(MOST_SIDES).map(|k| found[k]).collect()
}

/// Names of symbols with the same letters that may stand for each other.
pub(super) fn siblings<'m>(
    site: &Site<'_>,
    material: &'m Material,
    atom: &Atom,
) -> Vec<&'m String> {
    let found = atom.sub.map(|s| letters(site.text, s.inner)).unwrap_or_default();
    let sub = atom.sub.map_or("", |s| site.slice(s.inner));
    let key = (found.len(), sub.contains('|') || sub.contains("\\mid"));
    let own = site.slice(atom.core);
    let nature = site.nature(own, found.len());
    let names = material.names.get(&key).into_iter().flatten();
    let alike = |name: &&String| {
        *name != own && (nature.is_none() || site.nature(name, found.len()) == nature)
    };
    names.filter(alike).collect()
}
