//! Letters below a name that spell a word: `F_{attr}`, `E_{pot}`.
//!
//! In: all formulas of a document. Out: the scripts whose letters are no indices
//! but a word, and the same symbols with that word. Letters that stand for an index
//! anywhere else in the document are indices here too. Not done here: words that
//! syntax knows by themselves, and words that are set as text.

use super::Stated;
use crate::syntax::Formula;
use crate::syntax::tree::{Entry, Kind, NodeId, Script, Symbol};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How few letters spell no word.
const FEWEST: usize = 3;

/// The words that a document writes as letters below a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words(BTreeSet<String>);

impl Words {
    pub(super) fn of(formulas: &[Arc<Stated>]) -> Self {
        let (mut candidates, mut indices) = (BTreeSet::new(), BTreeSet::new());
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Kind::Symbol(symbol) | Kind::Call(symbol, _) => {
                        for script in [&symbol.sub, &symbol.sup] {
                            match spelled(script) {
                                Some(word) => {
                                    candidates.insert(word);
                                }
                                None => {
                                    indices.extend(letters(script));
                                }
                            }
                        }
                    }
                    Kind::Sum(sum) => {
                        indices.extend(sum.bound.iter().map(|(name, _)| name.clone()));
                    }
                    _ => {}
                }
            }
        }
        candidates.retain(|word| is_word(word, &indices));
        Self(candidates)
    }

    /// Whether any symbol of a formula carries one of the words.
    pub(super) fn concern(&self, formula: &Formula) -> bool {
        !self.0.is_empty() && formula.tree.ids().any(|id| self.read(formula, id).is_some())
    }

    /// Puts the words in the place of their letters.
    pub(super) fn give_to(&self, formula: &mut Formula) {
        let ids: Vec<NodeId> = formula.tree.ids().collect();
        for id in ids {
            if let Some(symbol) = self.read(formula, id) {
                formula.tree.respell(id, symbol);
            }
        }
    }

    /// The symbol of a node with its words, where it has any.
    fn read(&self, formula: &Formula, id: NodeId) -> Option<Symbol> {
        let (Kind::Symbol(symbol) | Kind::Call(symbol, _)) = formula.tree.kind(id) else {
            return None;
        };
        let word = |script: &Script| spelled(script).filter(|word| self.0.contains(word));
        let (below, above) = (word(&symbol.sub), word(&symbol.sup));
        if below.is_none() && above.is_none() {
            return None;
        }
        let mut symbol = symbol.clone();
        for (script, word) in [(&mut symbol.sub, below), (&mut symbol.sup, above)] {
            if let Some(word) = word {
                script.entries = vec![Entry::Word(word)];
            }
        }
        Some(symbol)
    }
}

/// Small letters, at least three and nothing else.
fn spelled(script: &Script) -> Option<String> {
    let letter = |entry: &Entry| match entry {
        Entry::Letter(letter, 0) if letter.len() == 1 => {
            letter.chars().next().filter(char::is_ascii_lowercase)
        }
        _ => None,
    };
    let word: Option<String> = script.entries.iter().map(letter).collect();
    word.filter(|word| script.bar.is_none() && word.len() >= FEWEST)
}

fn letters(script: &Script) -> impl Iterator<Item = String> + '_ {
    script.entries.iter().filter_map(|entry| match entry {
        Entry::Letter(letter, _) | Entry::Shifted(letter, ..) => Some(letter.clone()),
        _ => None,
    })
}

/// Whether letters are a word rather than a list: they have a vowel that is no
/// index anywhere, and do not follow each other in the alphabet as `abc` do. An i
/// is an index by custom and makes no word.
fn is_word(word: &str, indices: &BTreeSet<String>) -> bool {
    let vowel =
        |c: char| "aeou".contains(c) && !indices.contains(c.encode_utf8(&mut [0; 4]) as &str);
    let alphabetical = word.as_bytes().windows(2).all(|pair| pair[1] == pair[0] + 1);
    word.chars().any(vowel) && !alphabetical
}
