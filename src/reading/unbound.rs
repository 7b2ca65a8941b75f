//! Properties that words say of things by their nouns alone: “with symmetric weights”.
//!
//! In: a reading. Out: each such property, with the words, where they stand, and from where on
//! they are known. Words that stand at a symbol are not among them (see [`super::property`]),
//! but for nouns that have a property by themselves, as distances are symmetric.
//! Not done here: which symbols have it; that is asked where a line is false without it.

use super::property::named;
use super::scope::{Scope, Scopes};
use super::traits::{
    DENIALS, HYPHENED, IMPLIED, NEUTRAL, NOUNS, PROPERTIES, Property, THINGS, VERBS,
};
use super::{Place, Reading, Stated};
use crate::document::{Block, Stretch};
use crate::source::Span;
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
    /// Whether it is known where a formula stands.
    pub(crate) fn reaches(&self, place: Place, scopes: &[Scope]) -> bool {
        (self.place.text, self.from) <= (place.text, place.span.start)
            && Scope::is_open_to(&self.scopes, scopes)
    }
}

/// The nouns with a property of their own in the clauses beside the formulas around a
/// paragraph.
fn implied(text: &str) -> Vec<(Property, String)> {
    let clauses: Vec<Vec<String>> = text.split(['.', ';', '\n']).map(words).collect();
    let near = clauses.first().into_iter().chain(clauses.last());
    let denied = |clause: &&Vec<String>| clause.iter().any(|w| DENIALS.contains(&w.as_str()));
    let property = |word: &String| {
        let found = IMPLIED.iter().find(|(known, _)| known == word)?;
        Some((found.1, word.clone()))
    };
    near.filter(|clause| !denied(clause)).flatten().filter_map(property).collect()
}

/// The names that a formula is, which stands at a place.
fn names_in(reading: &Reading, (text, at): (usize, Span)) -> Vec<String> {
    let here =
        |stated: &&Arc<Stated>| stated.text == text && (at.start..at.end).contains(&stated.origin);
    let stated = reading.formulas.iter().find(here);
    let symbols = stated.map(|stated| named(&stated.formula)).unwrap_or_default();
    symbols.into_iter().map(|(_, symbol)| symbol.name.clone()).collect()
}

/// So many words may stand between a property and the noun that it is said of.
const MOST_BETWEEN: usize = 2;

/// The properties that words say of nouns alone, in the order of the document.
pub(crate) fn unbound(reading: &Reading) -> Vec<Unbound> {
    let mut found = Vec::new();
    let mut scopes = Scopes::default();
    for (number, text) in reading.texts.iter().enumerate() {
        let blocks = &text.part.blocks;
        for (k, block) in blocks.iter().enumerate() {
            let (words, span) = match block {
                Block::Heading { level, text, span } => {
                    scopes.heading(*level, Stretch::of_title(text));
                    (text, *span)
                }
                Block::Prose { text, span } => (text, *span),
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
            let formula = |at: Option<usize>| match at.and_then(|at| blocks.get(at)) {
                Some(Block::Formula(formula)) => Some(formula.span),
                _ => None,
            };
            let beside = (formula(k.checked_sub(1)), formula(Some(k + 1)).is_some());
            let place = Place { text: number, span };
            let new = |property, words, names, from| {
                let scopes = scopes.path().to_vec();
                Unbound { property, words, names, place, from, scopes }
            };
            for (property, noun, from) in said(words, span, beside) {
                found.push(new(property, noun, Vec::new(), from));
            }
            let near = [beside.0, formula(Some(k + 1))].into_iter().flatten();
            let names: Vec<String> = near.flat_map(|at| names_in(reading, (number, at))).collect();
            for (property, noun) in implied(words) {
                // A kernel or distance without a name is any of those that a text is about.
                if !names.is_empty() || property == Property::Orthogonal {
                    let from = beside.0.map_or(span.start, |formula| formula.start);
                    found.push(new(property, noun, names.clone(), from));
                }
            }
        }
    }
    found
}

/// What the clauses of a paragraph say, with the words and from where on; told the formula
/// directly before it, and whether one stands directly behind.
fn said(
    text: &str,
    span: Span,
    (before, behind): (Option<Span>, bool),
) -> Vec<(Property, String, usize)> {
    // A capital begins a sentence of its own.
    let goes_on = !text.trim_start().starts_with(char::is_uppercase);
    let clauses: Vec<Vec<String>> = text.split(['.', ';', '\n', ',']).map(words).collect();
    let mut found = Vec::new();
    for (k, clause) in clauses.iter().enumerate() {
        if clause.iter().any(|word| DENIALS.contains(&word.as_str())) {
            continue;
        }
        let symbol_before = before.is_some() && k == 0;
        let symbol_behind = behind && k + 1 == clauses.len();
        let from = before.filter(|_| k == 0 && goes_on).map_or(span.start, |formula| formula.start);
        for (at, word) in clause.iter().enumerate() {
            let Some((_, property)) = PROPERTIES.iter().find(|(known, _)| known == word) else {
                continue;
            };
            // What leads from the symbol to the property says it of the symbol.
            let at_symbol = symbol_before && clause[..at].iter().all(|word| describes(word))
                || symbol_behind && clause[at + 1..].iter().all(|word| describes(word));
            let stretch = noun_behind(clause, at).or_else(|| noun_before(clause, at));
            if let Some((first, last)) = stretch.filter(|_| !at_symbol) {
                found.push((*property, clause[first..=last].join(" "), from));
            }
        }
    }
    found
}

/// From a property to the noun behind it.
fn noun_behind(clause: &[String], at: usize) -> Option<(usize, usize)> {
    let end = clause.len().min(at + 2 + MOST_BETWEEN);
    let noun = clause[at + 1..end].iter().position(|word| is_thing(word))?;
    Some((at, at + 1 + noun))
}

/// From the noun that has a property by a verb: “the weights are symmetric”.
fn noun_before(clause: &[String], at: usize) -> Option<(usize, usize)> {
    let verb = (0..at).rev().take(MOST_BETWEEN + 1).find(|k| is_verb(&clause[*k]))?;
    let noun = clause[..verb].iter().rposition(|word| is_thing(word))?;
    Some((noun, at))
}

/// Whether a word joins a noun to what is said of it.
fn is_verb(word: &str) -> bool {
    VERBS.contains(&word) || matches!(word, "form" | "forms")
}

fn is_thing(word: &str) -> bool {
    NOUNS.contains(&word) || THINGS.contains(&word)
}

/// Whether a word may stand between a symbol and what is said of it.
fn describes(word: &str) -> bool {
    NEUTRAL.contains(&word)
        || NOUNS.contains(&word)
        || PROPERTIES.iter().any(|(known, _)| *known == word)
}

/// The words of a clause in small letters; those with a hyphen that are one are one.
fn words(clause: &str) -> Vec<String> {
    let words = clause.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut all: Vec<String> = Vec::new();
    for word in words.map(str::to_lowercase) {
        let joins = |(first, second): &&(&str, &str)| {
            *second == word && all.last().is_some_and(|last| last == first)
        };
        match HYPHENED.iter().find(joins) {
            Some((first, second)) => {
                all.pop();
                all.push(format!("{first}{second}"));
            }
            None => all.push(word),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(text: &str, beside: (bool, bool)) -> Vec<(Property, String)> {
        let span = Span::new(9, 9 + text.len());
        let before = beside.0.then_some(Span::new(2, 8));
        let all = said(text, span, (before, beside.1));
        all.into_iter().map(|(property, words, _)| (property, words)).collect()
    }

    #[test]
    fn a_noun_is_enough() {
        let symmetric = |words: &str| vec![(Property::Symmetric, words.to_owned())];
        let weights = symmetric("symmetric weights");
        assert_eq!(properties("with symmetric weights.", (true, false)), weights);
        assert_eq!(
            properties("The weights are symmetric. Then", (false, true)),
            [(Property::Symmetric, "weights are symmetric".to_owned())]
        );
        let far = properties("symmetric pairwise input affinities are", (false, false));
        assert_eq!(far, symmetric("symmetric pairwise input affinities"));
    }

    #[test]
    fn what_is_denied_or_said_of_a_symbol_or_of_nothing_is_not() {
        assert_eq!(properties("The weights need not be symmetric.", (false, false)), []);
        assert_eq!(properties("are symmetric weights.", (true, false)), []);
        assert_eq!(properties("Take symmetric weights", (false, true)), []);
        assert_eq!(properties("Symmetric SNE is a method", (false, false)), []);
    }
}
