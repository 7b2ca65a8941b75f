//! Definitions by showing: where `\frac{e^{-d_{ij}}}{\sum_k e^{-d_{ik}}}` is
//! followed by `\frac{E_{ij}}{Z_i}`, the neighbours that match say what
//! `E_{ij}` and `Z_i` are, if nothing else does.

use super::define::{Definitions, Version};
use super::relations::{Member, Part};
use super::symbols::{Letter, Use};
use super::{Inference, Key, Kind, Note};
use crate::syntax::tree::{Entry, Kind as Node, NodeId, Sign, Tree};
use std::collections::BTreeSet;

impl Definitions<'_> {
    /// Looks at all neighbours in chains.
    pub(super) fn show(&mut self, parts: &[Part<'_>], kinds: &[Kind]) {
        // Only a chain that defines shows what its further names are.
        let renews = |k: &usize| {
            let new = |note: &Note| matches!(note.inference, Inference::NewMeaning(_));
            self.notes.iter().any(|(at, note)| at == k && new(note))
        };
        let defining: BTreeSet<usize> = (0..parts.len())
            .filter(|k| kinds[*k] == Kind::Definition || renews(k))
            .filter_map(|k| parts[k].link().map(|l| l.chain))
            .collect();
        for (k, part) in parts.iter().enumerate() {
            let Some(link) =
                part.link().filter(|l| l.sign == Sign::Equal && defining.contains(&l.chain))
            else {
                continue;
            };
            if let (Some(left), Some(right)) = (link.lefts.last(), link.right()) {
                self.pair(k, *left, right, right, parts, true);
            }
        }
    }

    fn pair(
        &mut self,
        part: usize,
        shown: Member,
        named: Member,
        side: Member,
        parts: &[Part<'_>],
        top: bool,
    ) {
        let (tree, other) = (self.tree(shown.0), self.tree(named.0));
        let (a, b) = (tree.kind(shown.1), other.kind(named.1));
        if let Node::Symbol(symbol) = b {
            let (key, places) = self.key(symbol);
            let same = matches!(a, Node::Symbol(s) if self.key(s).0.name == key.name);
            if !top && !same && !matches!(a, Node::Number(_)) {
                self.shown(part, &key, &places, shown, named, side, parts);
            }
            return;
        }
        let alike = match (a, b) {
            (Node::Sum(x), Node::Sum(y)) => {
                x.bound == y.bound && x.conditions == y.conditions && x.product == y.product
            }
            (Node::Apply(f, _), Node::Apply(g, _)) => f == g,
            _ => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        let (left, right) = (tree.children(shown.1), other.children(named.1));
        let structural = !matches!(a, Node::Derivative(_) | Node::Differential(..));
        if alike && structural && left.len() == right.len() {
            for (x, y) in left.into_iter().zip(right) {
                self.pair(part, (shown.0, x), (named.0, y), side, parts, false);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one place, seen from all sides")]
    fn shown(
        &mut self,
        part: usize,
        key: &Key,
        places: &[Use],
        shown: Member,
        named: Member,
        side: Member,
        parts: &[Part<'_>],
    ) {
        if self.unreadable.contains_key(key) {
            return;
        }
        // In another scope a name can be shown anew.
        let from = named.0;
        let anew = match self.version(key, from) {
            None => false,
            Some(version) if self.same_scope(self.symbols[key][version].from, from) => return,
            Some(_) => true,
        };
        let letters: BTreeSet<Letter> = places.iter().filter_map(Use::letter).collect();
        let free = free_letters(self.tree(shown.0), shown.1);
        if letters.len() < places.len()
            || !free.is_subset(&letters)
            || self.occurs(key, shown)
            || (!anew && (!self.is_new(key, side, parts) || self.has_other_pattern(key, named.0)))
        {
            return;
        }
        let (right, below, inferred) = (Some(shown), false, true);
        let version =
            Version { from, below, left: named, right, inferred, diagonal: None, of_pairs: false };
        let mut keys = BTreeSet::new();
        self.keys_into(shown, &mut keys);
        self.mentioned.extend(keys);
        self.symbols.entry(key.clone()).or_default().push(version);
        let place = self.place(named);
        let inference = Inference::Shown(key.name.clone());
        self.notes.push((part, Note { place, inference }));
    }
}

impl Definitions<'_> {
    /// Whether a name occurs before a formula with other indices, where that is seen
    /// from it.
    fn has_other_pattern(&self, key: &Key, before: usize) -> bool {
        (0..=before).any(|number| {
            let stated = &self.formulas()[number];
            if !self.is_around(number, before) {
                return false;
            }
            let tree = &stated.formula.tree;
            tree.ids().any(|id| match tree.kind(id) {
                Node::Symbol(symbol) | Node::Call(symbol, _) => {
                    let other = self.key(symbol).0;
                    other.name == key.name && other != *key
                }
                _ => false,
            })
        })
    }
}

/// The letters in scripts below a node that nothing below it binds.
pub(super) fn free_letters(tree: &Tree, id: NodeId) -> BTreeSet<Letter> {
    let mut letters = BTreeSet::new();
    if let Node::Symbol(symbol) | Node::Call(symbol, _) = tree.kind(id) {
        let entries = symbol.sub.entries.iter().chain(&symbol.sup.entries);
        letters.extend(entries.filter_map(|entry| match entry {
            Entry::Letter(name, primes) | Entry::Shifted(name, primes, _)
                if !super::symbols::is_word(name) =>
            {
                Some((name.clone(), *primes))
            }
            _ => None,
        }));
    }
    for child in tree.children(id) {
        letters.extend(free_letters(tree, child));
    }
    if let Node::Sum(sum) = tree.kind(id) {
        letters.retain(|letter| !sum.bound.contains(letter));
    }
    letters
}
