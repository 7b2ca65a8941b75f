//! Words that letters in scripts spell: `C_{fwd}`, `x_{batch}`.
//!
//! In: all formulas of a document. Out: the runs of letters in scripts that are words and
//! no lists of indices, asked while names are told apart. Not done here: words that a
//! command or a table marks as such, which the parser joins.

use crate::reading::Stated;
use crate::syntax::tree::{Entry, Kind as Node, Script};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The shortest run of letters that may be a word.
const SHORTEST: usize = 3;

/// The runs of letters in a document's scripts that are words.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelled(BTreeSet<String>);

impl Spelled {
    /// A run is a word if none of its letters is an index elsewhere, bound or in a shorter
    /// script, and no other run has its letters in other places, as the lists of a family
    /// have.
    pub(super) fn of(formulas: &[Arc<Stated>]) -> Self {
        let (scripts, mut letters) = scripts(formulas);
        for script in &scripts {
            let single = |entry: &Entry| match entry {
                Entry::Letter(letter, _) | Entry::Shifted(letter, ..) => Some(letter.clone()),
                _ => None,
            };
            let all: Vec<String> = script.entries.iter().filter_map(single).collect();
            if all.len() < SHORTEST {
                letters.extend(all);
            }
        }
        let free = |entry: &Entry| spells(entry).is_some_and(|letter| !letters.contains(letter));
        let runs: BTreeSet<String> = scripts
            .iter()
            .flat_map(|script| script.entries.split(|entry| !free(entry)))
            .filter(|run| run.len() >= SHORTEST)
            .map(|run| run.iter().filter_map(spells).collect())
            .collect();
        let alone = |run: &&String| !runs.iter().any(|other| moved(run, other));
        Self(runs.iter().filter(alone).cloned().collect())
    }

    /// The word that the first places of a script are, and how many these are.
    pub(super) fn at(&self, entries: &[Entry]) -> Option<(usize, &str)> {
        if self.0.is_empty() || entries.len() < SHORTEST {
            return None;
        }
        let run: String = entries.iter().map_while(spells).collect();
        let words = self.0.iter().filter(|word| run.starts_with(word.as_str()));
        words.max_by_key(|word| word.len()).map(|word| (word.len(), word.as_str()))
    }

    /// The places of a script that are no word's.
    pub(super) fn without<'e>(&self, mut entries: &'e [Entry]) -> Vec<&'e Entry> {
        let mut kept = Vec::new();
        while let Some((entry, rest)) = entries.split_first() {
            let word = self.at(entries).map_or(0, |(length, _)| length);
            if word == 0 {
                kept.push(entry);
            }
            entries = if word == 0 { rest } else { &entries[word..] };
        }
        kept
    }
}

/// All scripts, and the letters that sums bind.
fn scripts(formulas: &[Arc<Stated>]) -> (Vec<&Script>, BTreeSet<String>) {
    let (mut scripts, mut bound) = (Vec::new(), BTreeSet::new());
    for tree in formulas.iter().map(|stated| &stated.formula.tree) {
        for id in tree.ids() {
            match tree.kind(id) {
                Node::Sum(sum) => bound.extend(sum.bound.iter().map(|(name, _)| name.clone())),
                Node::Symbol(of) | Node::Call(of, _) => scripts.extend([&of.sub, &of.sup]),
                _ => {}
            }
        }
    }
    (scripts, bound)
}

/// The letter in a place of a script that could be one of a word's.
fn spells(entry: &Entry) -> Option<&str> {
    match entry {
        Entry::Letter(letter, 0) if letter.len() == 1 && letter.is_ascii() => Some(letter),
        _ => None,
    }
}

/// Whether letters of a run stand in another one of its length in other places.
fn moved(run: &str, other: &str) -> bool {
    let places = run.chars().zip(other.chars());
    run.len() == other.len() && places.filter(|(a, b)| a != b && run.contains(*b)).count() > 1
}
