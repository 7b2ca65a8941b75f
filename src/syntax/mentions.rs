//! The names that stand in a formula, whether or not it can be read.

use super::Formula;
use super::layout::{Item, ItemKind};
use std::collections::BTreeSet;

impl Formula {
    /// All names that are not in scripts, as symbols are named by them.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        note(&self.items, &mut names);
        names
    }
}

fn note(items: &[Item], names: &mut BTreeSet<String>) {
    for item in items {
        match &item.kind {
            ItemKind::Char(letter) if letter.is_alphabetic() => {
                names.insert(letter.to_string());
            }
            ItemKind::Command(name) | ItemKind::Name(name) => {
                names.insert(name.clone());
            }
            ItemKind::Group(inner) | ItemKind::Root(_, inner) | ItemKind::Fenced(_, inner, _) => {
                note(inner, names);
            }
            ItemKind::Accent(accent, inner) => {
                let mut below = BTreeSet::new();
                note(inner, &mut below);
                names.extend(below.into_iter().map(|name| format!("{accent} {name}")));
            }
            ItemKind::Fraction(above, below) => {
                note(above, names);
                note(below, names);
            }
            ItemKind::Environment(_, rows) => {
                rows.iter().flatten().for_each(|cell| note(cell, names));
            }
            _ => {}
        }
    }
}
