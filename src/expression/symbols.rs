//! Names told apart, and the sets that their indices run over.

use super::{ExprId, VarId};
use crate::syntax::tree::{self, Entry};
use std::collections::BTreeMap;

/// A symbol's place among the document's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub(super) usize);

impl SymbolId {
    /// The symbol at a place in the document's list.
    pub(crate) const fn at(place: usize) -> Self {
        Self(place)
    }
}

/// A set's place; several may turn out to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId(usize);

/// What a symbol is told apart by: its name, its words, and how its indices
/// are arranged, but not the letters that stand there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The name with its primes and words.
    pub name: String,
    /// How many indices, and before which the bar stands.
    pub places: (usize, Option<usize>),
    /// How many of them are in a label above.
    pub above: usize,
}

/// A letter with its primes.
pub(super) type Letter = (String, u8);

impl Key {
    /// The key of a symbol as written, and the letters in its places.
    pub(super) fn of(symbol: &tree::Symbol) -> Result<(Self, Vec<Letter>), &'static str> {
        let mut name = format!("{}{}", symbol.name, "'".repeat(usize::from(symbol.primes)));
        let mut letters = Vec::new();
        let mut take = |entries: &[Entry]| {
            for entry in entries {
                match entry {
                    Entry::Letter(letter, _) if is_word(letter) => {
                        name = format!("{name} {letter}");
                    }
                    Entry::Letter(letter, primes) => letters.push((letter.clone(), *primes)),
                    Entry::Word(word) => name = format!("{name} {word}"),
                    Entry::Number(number) => name = format!("{name} {number}"),
                    Entry::Shifted(..) => return Err("a shifted index is not understood"),
                }
            }
            Ok(())
        };
        take(&symbol.sub.entries)?;
        take(&symbol.sup.entries)?;
        let above = symbol.sup.entries.iter().filter(|e| is_index(e)).count();
        let key = Self { name, places: (letters.len(), symbol.sub.bar), above };
        Ok((key, letters))
    }
}

fn is_index(entry: &Entry) -> bool {
    matches!(entry, Entry::Letter(letter, _) if !is_word(letter))
}

/// A capital stands for no index: `D_{KL}`.
pub(super) fn is_word(letter: &str) -> bool {
    letter.chars().count() == 1 && letter.chars().all(char::is_uppercase)
}

/// A name of the document.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// What it is told apart by.
    pub key: Key,
    /// What each of its places runs over.
    pub sets: Vec<SetId>,
    /// Whether it is a vector.
    pub vector: bool,
    /// Its definition: the variables in its places, and what it is.
    pub definition: Option<(Vec<VarId>, ExprId)>,
}

/// The index sets, as classes of places that share them.
#[derive(Debug, Clone, Default)]
pub struct Sets {
    parents: Vec<usize>,
    /// Names of sizes: `n` in `\sum_{i=1}^n`.
    pub(super) sizes: BTreeMap<String, SetId>,
}

impl Sets {
    pub(super) fn fresh(&mut self) -> SetId {
        self.parents.push(self.parents.len());
        SetId(self.parents.len() - 1)
    }

    /// The one that stands for a set's class.
    #[must_use]
    pub fn find(&self, set: SetId) -> SetId {
        let mut at = set.0;
        while self.parents[at] != at {
            at = self.parents[at];
        }
        SetId(at)
    }

    pub(super) fn unite(&mut self, a: SetId, b: SetId) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.0.max(b.0)] = a.0.min(b.0);
    }

    /// The classes that stand for themselves, in order.
    pub fn classes(&self) -> impl Iterator<Item = SetId> + '_ {
        (0..self.parents.len()).filter(|at| self.parents[*at] == *at).map(SetId)
    }
}
