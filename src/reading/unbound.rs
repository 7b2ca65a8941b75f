//! Properties that words say of things by their nouns alone: “with symmetric weights”.
//!
//! In: a reading. Out: each such property, with the words, where they stand, and from where on
//! they are known. Words that stand at a symbol are not among them (see [`super::property`]),
//! but for nouns that have a property by themselves, as distances are symmetric.
//! Not done here: which symbols have it; that is asked where a line is false without it.

use super::property::{describes, joined, named};
use super::scope::{Scope, Scopes};
use super::traits::{DENIALS, IMPLIED, NOUNS, PROPERTIES, Property, THINGS, VERBS};
use super::{Place, Reading, Stated};
use crate::document::{Block, Stretch};
use crate::prose::clause;
use crate::source::Span;
use crate::syntax::Side;
use crate::syntax::tree::{Kind, NodeId};
use std::sync::Arc;

/// A property, and no symbol that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unbound {
    pub(crate) property: Property,
    /// The words, in small letters.
    pub(crate) words: String,
    /// The names that it can be said of; any where there are none.
    pub(crate) names: Vec<String>,
    /// The paragraph or heading that says so.
    pub(crate) place: Place,
    /// From where on it is known: the formula in whose clause it stands behind, else itself.
    from: usize,
    scopes: Vec<Scope>,
}

impl Unbound {
    /// Whether another says this again.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        (self.property, &self.names) == (other.property, &other.names)
    }

    /// Whether it is known where a formula stands.
    pub(crate) fn reaches(&self, place: Place, scopes: &[Scope]) -> bool {
        (self.place.text, self.from) <= (place.text, place.span.start)
            && Scope::is_open_to(&self.scopes, scopes)
    }
}

/// The formula that stands at a place.
fn formula_at(reading: &Reading, (text, at): (usize, Span)) -> Option<&Arc<Stated>> {
    let here =
        |stated: &&Arc<Stated>| stated.text == text && (at.start..at.end).contains(&stated.origin);
    reading.formulas.iter().find(here)
}

/// Whether a formula is an equation of a symbol with itself: `E_{ij} = E_{ji}`.
fn is_written_out(reading: &Reading, place: (usize, Span)) -> bool {
    let Some(stated) = formula_at(reading, place) else { return false };
    let tree = &stated.formula.tree;
    let name = |id: NodeId| match tree.kind(id) {
        Kind::Symbol(symbol) => Some(&symbol.name),
        Kind::Transpose(of) => match tree.kind(*of) {
            Kind::Symbol(symbol) => Some(&symbol.name),
            _ => None,
        },
        _ => None,
    };
    let first = stated.formula.statements.first();
    first.is_some_and(|statement| match statement.sides.as_slice() {
        [(None, Side::Read(a, _)), (Some(_), Side::Read(b, _)), ..] => {
            name(*a).is_some() && name(*a) == name(*b)
        }
        _ => false,
    })
}

/// The names that a formula is, which stands at a place.
fn names_in(reading: &Reading, place: (usize, Span)) -> Vec<String> {
    let symbols = formula_at(reading, place).map(|stated| named(&stated.formula));
    let symbols = symbols.unwrap_or_default();
    symbols.into_iter().map(|(_, symbol)| symbol.name.clone()).collect()
}

/// So many words may stand between a property and the noun that it is said of.
const MOST_BETWEEN: usize = 2;

/// The properties that words say of nouns alone, in the order of the document.
pub(crate) fn unbound(reading: &Reading) -> Vec<Unbound> {
    let mut found = Vec::new();
    let mut scopes = Scopes::default();
    for (number, text) in reading.texts.iter().enumerate() {
        for (k, block) in text.part.blocks.iter().enumerate() {
            let (words, span, near) = match block {
                Block::Heading { level, text, span } => {
                    scopes.heading(*level, Stretch::of_title(text));
                    (text, *span, Near::default())
                }
                Block::Prose { text, span } => (text, *span, Near::of(reading, (number, k))),
                Block::Begin { stretch, .. } => {
                    scopes.enter(*stretch);
                    continue;
                }
                Block::End { .. } => {
                    scopes.leave();
                    continue;
                }
                Block::Formula(_) => {
                    scopes.pass();
                    continue;
                }
                Block::Definitions { .. } => continue,
            };
            let place = Place { text: number, span };
            let path = scopes.path();
            let new = |(property, words, names, from): Saying| Unbound {
                property,
                words,
                names,
                place,
                from: from.unwrap_or(span.start),
                scopes: path.to_vec(),
            };
            found.extend(said(words, &near).into_iter().chain(implied(words, &near)).map(new));
        }
    }
    found
}

/// A property with its words, the names that it can be said of, and the formula in whose
/// clause it stands.
type Saying = (Property, String, Vec<String>, Option<usize>);

/// What stands beside a paragraph.
#[derive(Debug, Default)]
struct Near {
    /// Where the formula directly before it begins.
    from: Option<usize>,
    /// The names that this formula is, and those that the one directly behind it is.
    names: [Vec<String>; 2],
    /// Whether the formula directly behind it writes out what words say of a symbol.
    written_out: bool,
}

impl Near {
    fn of(reading: &Reading, (text, block): (usize, usize)) -> Self {
        let blocks = &reading.texts[text].part.blocks;
        let formula = |at: Option<usize>| match blocks.get(at?)? {
            Block::Formula(formula) => Some(formula.span),
            _ => None,
        };
        let sides = [formula(block.checked_sub(1)), formula(Some(block + 1))];
        let names = sides.map(|at| at.map(|at| names_in(reading, (text, at))).unwrap_or_default());
        let written_out = sides[1].is_some_and(|at| is_written_out(reading, (text, at)));
        Self { from: sides[0].map(|formula| formula.start), names, written_out }
    }
}

/// What the clauses of a paragraph say of nouns.
fn said(text: &str, near: &Near) -> Vec<Saying> {
    // A capital begins a sentence of its own.
    let goes_on = !text.trim_start().starts_with(char::is_uppercase);
    let clauses: Vec<Vec<String>> = text.split(['.', ';', '\n', ',']).map(words).collect();
    // “The kernel is symmetric, which we shall use: $E_{ij} = E_{ji}$.”
    let sentence = text.rfind(['.', ';']).map_or(0, |at| at + 1);
    let before = text[..sentence].matches(['.', ';', '\n', ',']).count();
    let spoken = if near.written_out { before } else { clauses.len() };
    let mut found = Vec::new();
    let known = clauses.iter().take(spoken).enumerate();
    for (k, clause) in known.filter(|(_, clause)| !denies(clause)) {
        let symbol_before = k == 0 && !near.names[0].is_empty();
        let symbol_behind = k + 1 == clauses.len() && !near.names[1].is_empty();
        let from = near.from.filter(|_| k == 0 && goes_on);
        for (at, word) in clause.iter().enumerate() {
            let Some((_, property)) = PROPERTIES.iter().find(|(known, _)| known == word) else {
                continue;
            };
            // What leads from the symbol to the property says it of the symbol.
            let at_symbol = symbol_before && clause[..at].iter().all(|word| describes(word))
                || symbol_behind && clause[at + 1..].iter().all(|word| describes(word));
            if !at_symbol {
                let (first, last) = shown(clause, at);
                found.push((*property, clause[first..=last].join(" "), Vec::new(), from));
            }
        }
    }
    found
}

/// The nouns with a property of their own in the clauses beside the formulas around a
/// paragraph; what is symmetric is so of a name beside it.
fn implied(text: &str, near: &Near) -> Vec<Saying> {
    let names = near.names.concat();
    let clauses: Vec<Vec<String>> = text.split(['.', ';', '\n']).map(words).collect();
    let beside = clauses.first().into_iter().chain(clauses.last());
    let property = |word: &String| {
        let (_, property) = IMPLIED.iter().find(|(known, _)| known == word)?;
        let known = !names.is_empty() || *property == Property::Orthogonal;
        known.then(|| (*property, word.clone(), names.clone(), near.from))
    };
    beside.filter(|clause| !denies(clause)).flatten().filter_map(property).collect()
}

fn denies(clause: &[String]) -> bool {
    clause.iter().any(|word| DENIALS.contains(&word.as_str()))
}

/// The words of a clause that show what a property is said of: up to a noun that is known to
/// have such, behind it or before a verb, else the word beside it. Any noun will do, since
/// what it is the name of is asked of the symbols.
fn shown(clause: &[String], at: usize) -> (usize, usize) {
    let end = clause.len().min(at + 2 + MOST_BETWEEN);
    let behind = (at + 1..end).find(|k| is_thing(&clause[*k])).map(|noun| (at, noun));
    let before = || {
        let is_verb = |k: &usize| VERBS.contains(&clause[*k].as_str());
        let verb = (0..at).rev().take(MOST_BETWEEN + 1).find(is_verb)?;
        Some((verb.checked_sub(1)?, at))
    };
    let beside = || if at + 1 < clause.len() { (at, at + 1) } else { (at.saturating_sub(1), at) };
    behind.or_else(before).unwrap_or_else(beside)
}

fn is_thing(word: &str) -> bool {
    NOUNS.contains(&word) || THINGS.contains(&word)
}

/// The words of a clause in small letters; those with a hyphen that are one are one.
fn words(text: &str) -> Vec<String> {
    joined(clause::words(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(text: &str, symbols: (bool, bool)) -> Vec<(Property, String)> {
        let names = |there: bool| if there { vec!["w".to_owned()] } else { Vec::new() };
        let names = [names(symbols.0), names(symbols.1)];
        let near = Near { from: Some(2), names, written_out: false };
        said(text, &near).into_iter().map(|(property, words, ..)| (property, words)).collect()
    }

    #[test]
    fn a_noun_is_enough() {
        let symmetric = |words: &str| vec![(Property::Symmetric, words.to_owned())];
        let weights = symmetric("symmetric weights");
        assert_eq!(properties("with symmetric weights.", (true, false)), weights);
        assert_eq!(properties("Take symmetric weights", (false, false)), weights);
        assert_eq!(
            properties("The weights are symmetric. Then", (false, true)),
            [(Property::Symmetric, "weights are symmetric".to_owned())]
        );
        let far = properties("symmetric pairwise input affinities are", (false, false));
        assert_eq!(far, symmetric("symmetric pairwise input affinities"));
    }

    #[test]
    fn any_noun_will_do() {
        let symmetric = |words: &str| vec![(Property::Symmetric, words.to_owned())];
        let found = properties("Symmetric SNE is a method", (false, false));
        assert_eq!(found, symmetric("symmetric sne"));
        let found = properties("The cloud is centred", (false, false));
        assert_eq!(found, [(Property::Centred, "cloud is centred".to_owned())]);
    }

    #[test]
    fn what_is_denied_or_said_of_a_symbol_is_not() {
        assert_eq!(properties("The weights need not be symmetric.", (false, false)), []);
        assert_eq!(properties("are symmetric weights.", (true, false)), []);
        assert_eq!(properties("Take symmetric weights", (false, true)), []);
    }
}
