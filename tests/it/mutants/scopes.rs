//! Which letters are free in an expression, in the two readings of a condition.

use super::evaluator::conditioned;
use super::paper::{Letter, Paper, key};
use super::subject::Subject;
use handgrad::internals::tree::{Entry, Kind, NodeId, Sum, Symbol, Tree};
use std::collections::BTreeSet;

/// How a letter is taken that only a sum's condition names: `l` in `\sum_{k \ne l}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// The sum binds it, unless it stands behind a conditional's bar or in a denominator.
    Bound,
    /// It is free if the body uses it.
    Used,
    /// It is free.
    Free,
}

/// A way to understand which letters are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// What only conditions name is bound with the rest, unless something else knows it.
    Customary,
    /// What only conditions name is free.
    Loose,
}

/// The letters that are free in a relation.
pub(crate) fn free(
    subject: &Subject,
    paper: &Paper,
    sides: [(&Tree, NodeId); 2],
    reading: Reading,
) -> BTreeSet<Letter> {
    let of = |named| sides.map(|(tree, id)| collected(subject, paper, tree, id, named));
    match reading {
        Reading::Customary => {
            let [left, right] = of(Named::Bound);
            let [here, there] = of(Named::Used);
            left.into_iter().chain(right).chain(here.intersection(&there).cloned()).collect()
        }
        Reading::Loose => of(Named::Free).into_iter().flatten().collect(),
    }
}

/// Every letter that a node's value may depend on.
pub(crate) fn named(subject: &Subject, paper: &Paper, tree: &Tree, id: NodeId) -> BTreeSet<Letter> {
    collected(subject, paper, tree, id, Named::Free)
}

fn collected(
    subject: &Subject,
    paper: &Paper,
    tree: &Tree,
    id: NodeId,
    named: Named,
) -> BTreeSet<Letter> {
    let below = |id: NodeId| collected(subject, paper, tree, id, named);
    let mut found: BTreeSet<Letter> = tree.children(id).into_iter().flat_map(below).collect();
    match tree.kind(id) {
        Kind::Symbol(symbol) | Kind::Call(symbol, _) => {
            found.extend(key(subject, symbol).into_iter().flat_map(|(_, letters)| letters));
        }
        Kind::Differential(..) => found.extend(denominator(subject, paper)),
        Kind::Sum(sum) => without((subject, paper), tree, sum, named, &mut found),
        _ => {}
    }
    found
}

fn without(
    (subject, paper): (&Subject, &Paper),
    tree: &Tree,
    sum: &Sum,
    named: Named,
    found: &mut BTreeSet<Letter>,
) {
    let conditions = conditioned(&sum.conditions);
    match named {
        Named::Bound => {
            let mut own = BTreeSet::new();
            standing(subject, paper, tree, sum.body, &mut own);
            found.retain(|letter| own.contains(letter) || !conditions.contains(letter));
        }
        Named::Used => {}
        Named::Free => found.extend(conditions),
    }
    found.retain(|letter| !sum.bound.contains(letter));
}

/// Adds the letters that a sum does not bind by a condition alone: those behind the bar of a
/// conditional, whose rows are meant one by one, and those of a denominator, by which the whole
/// line is differentiated.
fn standing(
    subject: &Subject,
    paper: &Paper,
    tree: &Tree,
    id: NodeId,
    found: &mut BTreeSet<Letter>,
) {
    for child in tree.children(id) {
        standing(subject, paper, tree, child, found);
    }
    match tree.kind(id) {
        Kind::Symbol(Symbol { sub, .. }) | Kind::Call(Symbol { sub, .. }, _) => {
            let behind = sub.entries.iter().skip(sub.bar.unwrap_or(usize::MAX));
            found.extend(behind.filter_map(|entry| match entry {
                Entry::Letter(name, primes) => Some((name.clone(), *primes)),
                _ => None,
            }));
        }
        Kind::Differential(..) => found.extend(denominator(subject, paper)),
        Kind::Derivative(derivative) => {
            let by = derivative.by.iter();
            found.extend(by.flat_map(|by| named(subject, paper, tree, *by)));
        }
        _ => {}
    }
}

/// The letters of the denominator that the document omits.
fn denominator(subject: &Subject, paper: &Paper) -> Vec<Letter> {
    let Some((formula, by)) = paper.prefix else { return Vec::new() };
    match paper.tree(formula).kind(by) {
        Kind::Symbol(symbol) => key(subject, symbol).map_or_else(Vec::new, |(_, letters)| letters),
        _ => Vec::new(),
    }
}
