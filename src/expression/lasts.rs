//! Capitals that name the last member of a family: the L of `a^{(L)}` beside `a^{(l)}`.
//!
//! In: all formulas of a document. Out: the names with such capitals, which are indices
//! there and no words. A capital is one above a name where its small letter stands above
//! the same name, or where such a capital was found above another; below a name only where
//! the small letter stands in the same place of that name and a range or a sum ends at the
//! capital. Not done here: which set it is that the capital ends.

use super::symbols::{Letter, is_word};
use crate::reading::Stated;
use crate::syntax::tree::{Entry, Kind, Symbol};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A name, whether above it, at which place there, and the letter.
type Slot = (String, bool, usize, String);

/// Names with the capitals that are indices at them, and whether above.
#[derive(Debug, Clone, Default)]
pub(super) struct Lasts(BTreeSet<(String, bool, String)>);

impl Lasts {
    /// Those of a document, of which some letters end ranges.
    pub(super) fn of(formulas: &[Arc<Stated>], ends: &BTreeSet<String>) -> Self {
        let slots: BTreeSet<Slot> = formulas
            .iter()
            .flat_map(|stated| {
                let tree = &stated.formula.tree;
                tree.ids().filter_map(|id| match tree.kind(id) {
                    Kind::Symbol(symbol) | Kind::Call(symbol, _) => Some(symbol),
                    _ => None,
                })
            })
            .flat_map(slots)
            .collect();
        let small = |(name, above, at, letter): &Slot| {
            slots.contains(&(name.clone(), *above, *at, letter.to_lowercase()))
        };
        let capital = |slot: &&Slot| is_word(&slot.3);
        let is_end = |slot: &&Slot| small(slot) && (slot.1 || ends.contains(&slot.3));
        let own: BTreeSet<&Slot> = slots.iter().filter(capital).filter(is_end).collect();
        let above: BTreeSet<&String> = own.iter().filter(|s| s.1).map(|s| &s.3).collect();
        let alike = |slot: &&Slot| slot.1 && above.contains(&slot.3);
        let found = slots.iter().filter(|slot| own.contains(slot) || alike(slot));
        Self(found.map(|(name, above, _, letter)| (name.clone(), *above, letter.clone())).collect())
    }

    /// Whether a letter at a name is an index, though it is a capital.
    pub(super) fn has(&self, name: &str, above: bool, letter: &str) -> bool {
        self.0.iter().any(|(own, up, last)| own == name && *up == above && last == letter)
    }

    /// Whether a letter is such a capital anywhere.
    pub(super) fn names(&self, letter: &Letter) -> bool {
        letter.1 == 0 && self.0.iter().any(|(_, _, last)| *last == letter.0)
    }
}

/// What stands in the places of a symbol's scripts.
fn slots(symbol: &Symbol) -> Vec<Slot> {
    let of = |entries: &[Entry], above: bool| -> Vec<Slot> {
        let letter = |(at, entry): (usize, &Entry)| match entry {
            Entry::Letter(letter, 0) => Some((symbol.name.clone(), above, at, letter.clone())),
            _ => None,
        };
        entries.iter().enumerate().filter_map(letter).collect()
    };
    let mut found = of(&symbol.sub.entries, false);
    found.extend(of(&symbol.sup.entries, true));
    found
}
