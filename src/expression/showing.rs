//! Definitions by showing: where `\frac{e^{-d_{ij}}}{\sum_k e^{-d_{ik}}}` is
//! followed by `\frac{E_{ij}}{Z_i}`, the neighbours that match say what
//! `E_{ij}` and `Z_i` are, if nothing else does.

use super::define::Definitions;
use super::newly::Version;
use super::relations::{Member, Part};
use super::symbols::{Letter, Use};
use super::{Inference, Key, Kind, Note};
use crate::syntax::tree::{Entry, Kind as Node, NodeId, Sign, Tree};
use std::collections::BTreeSet;

/// Two members of a chain, one behind the other.
#[derive(Clone, Copy)]
struct Pair {
    /// The part that the second one is the right side of.
    part: usize,
    side: Member,
    /// Whether only a name that nothing else in the document defines is shown.
    first_only: bool,
    /// Whether `=:` stands between: then an index may be left out.
    stated: bool,
}

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
        let repeating: BTreeSet<usize> = (0..parts.len())
            .filter(|k| self.repeats(*k, parts))
            .filter_map(|k| parts[k].link().map(|l| l.chain))
            .collect();
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link() else { continue };
            let stated = link.sign == Sign::DefinedRight;
            let first_only = !defining.contains(&link.chain);
            let shows = !first_only || repeating.contains(&link.chain);
            if !stated && (link.sign != Sign::Equal || !shows) {
                continue;
            }
            if let (Some(left), Some(right)) = (link.lefts.last(), link.right()) {
                let pair = Pair { part: k, side: right, first_only, stated };
                self.pair(pair, *left, right, parts, true);
            }
        }
    }

    /// Whether a chain begins with a name that has a meaning already, said once more:
    /// `q_{ij} = \frac{w_{ij}}{\sum_k w_{ik}}`.
    fn repeats(&self, part: usize, parts: &[Part<'_>]) -> bool {
        let Some(link) = parts[part].link() else { return false };
        let [first] = link.lefts.as_slice() else { return false };
        match self.tree(first.0).kind(first.1) {
            Node::Symbol(symbol) => self.version(&self.key(symbol).0, first.0).is_some(),
            _ => false,
        }
    }

    fn pair(&mut self, pair: Pair, shown: Member, named: Member, parts: &[Part<'_>], top: bool) {
        let (tree, other) = (self.tree(shown.0), self.tree(named.0));
        let (a, b) = (tree.kind(shown.1), other.kind(named.1));
        if let Node::Symbol(symbol) = b {
            let (key, places) = self.key(symbol);
            let same = matches!(a, Node::Symbol(s) if self.key(s).0.name == key.name);
            if !top && !same && !matches!(a, Node::Number(_)) {
                self.shown(pair, &key, &places, (shown, named), parts);
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
                self.pair(pair, (shown.0, x), (named.0, y), parts, false);
            }
        }
    }

    fn shown(
        &mut self,
        Pair { part, side, first_only, stated }: Pair,
        key: &Key,
        places: &[Use],
        (shown, named): (Member, Member),
        parts: &[Part<'_>],
    ) {
        if self.unreadable.contains_key(key) {
            return;
        }
        // In another scope a name can be shown anew.
        let from = named.0;
        let anew = match self.version(key, from) {
            None => false,
            Some(_) if first_only && !stated => return,
            Some(version) if self.same_scope(self.symbols[key][version].from, from) => return,
            Some(_) => true,
        };
        let letters: BTreeSet<Letter> = places.iter().filter_map(Use::letter).collect();
        let free = free_letters(self.tree(shown.0), shown.1);
        if letters.len() < places.len()
            || !(stated || free.is_subset(&letters))
            || self.occurs(key, shown)
            || first_only && !stated && self.symbols.contains_key(key)
            || (!anew && (!self.is_new(key, side, parts) || self.has_other_pattern(key, named.0)))
        {
            return;
        }
        let (right, below, inferred) = (Some(shown), false, true);
        let (diagonal, of_pairs, special) = (None, false, None);
        let version =
            Version { from, below, left: named, right, inferred, diagonal, of_pairs, special };
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
    if let Node::Entry(_, entries) = tree.kind(id) {
        letters.extend(entries.iter().filter_map(super::classify::lettered));
    }
    for child in tree.children(id) {
        letters.extend(free_letters(tree, child));
    }
    if let Node::Sum(sum) = tree.kind(id) {
        letters.retain(|letter| !sum.bound.contains(letter));
    }
    letters
}
