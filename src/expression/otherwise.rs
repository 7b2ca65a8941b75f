//! Names that may stand for something else than custom makes of them, which nothing says:
//! the m of `\frac{1}{m}\sum_i x_i` may count the terms, the I of `K + \lambda I` be the
//! identity where nothing else is a matrix.
//!
//! In: all formulas, and the names as they are resolved. Out: the places of such names, each
//! with the reading that can be chosen instead. Not done here: what lines say in that reading
//! ([`crate::verdict`]).

use super::Place;
use super::lower::Lowerer;
use crate::reading::Stated;
use crate::syntax::Instead;
use crate::syntax::tree::{Kind, NodeId, Symbol, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Lowerer<'_> {
    /// Notes where a name without a meaning may stand for what custom does not make of it.
    pub(super) fn note_choice(&mut self, name: &str, place: Place) {
        if name == "I" && self.customs.may_have_identity() {
            self.meaning.otherwise.insert((place, Instead::Identity));
        }
        if self.divisors.contains(name) && self.count_of(name).is_none() {
            self.meaning.otherwise.insert((place, Instead::Counts));
        }
    }
}

/// The names of numbers that divide sums which have no end of their own: whether the m of
/// `\frac{1}{m}\sum_i x_i` counts is not said.
pub(super) fn divisors(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        let open = |id: NodeId| matches!(tree.kind(id), Kind::Sum(sum) if sum.to.is_none() && !sum.product);
        for id in tree.ids() {
            let by = match tree.kind(id) {
                Kind::Divide(sum, by) if open(*sum) => *by,
                Kind::Multiply(share, sum) | Kind::Dotted(share, sum) if open(*sum) => {
                    match tree.kind(unsigned(tree, *share)) {
                        Kind::Divide(_, by) => *by,
                        _ => continue,
                    }
                }
                _ => continue,
            };
            let mut ahead = vec![by];
            while let Some(factor) = ahead.pop() {
                match tree.kind(factor) {
                    Kind::Multiply(a, b) | Kind::Dotted(a, b) => ahead.extend([*a, *b]),
                    Kind::Symbol(symbol) if is_letter(symbol) => {
                        found.insert(symbol.name.clone());
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

fn unsigned(tree: &Tree, id: NodeId) -> NodeId {
    match tree.kind(id) {
        Kind::Negate(of) => *of,
        _ => id,
    }
}

/// Whether a symbol is a plain letter, as those are that count.
fn is_letter(symbol: &Symbol) -> bool {
    let plain = symbol.sub.is_empty() && symbol.sup.is_empty() && symbol.primes == 0;
    plain && symbol.name.len() == 1 && symbol.name.chars().all(|c| c.is_ascii_alphabetic())
}

/// `K + \lambda I`, `A - I`: to a capital I is added, itself or as many times as no capital says.
pub(super) fn adds_identity(tree: &Tree, id: NodeId) -> bool {
    let (Kind::Add(a, b) | Kind::Subtract(a, b)) = tree.kind(id) else { return false };
    let has = |side: NodeId, is: &dyn Fn(&Symbol) -> bool| {
        let mut below = vec![side];
        let mut found = false;
        while let Some(id) = below.pop() {
            found |= matches!(tree.kind(id), Kind::Symbol(symbol) if is(symbol));
            below.extend(tree.children(id));
        }
        found
    };
    let unit = |symbol: &Symbol| symbol.name == "I" && symbol.sub.is_empty();
    let other = |symbol: &Symbol| is_capital(symbol) && symbol.name != "I";
    let times = |side: NodeId| is_multiple(tree, side) && has(side, &unit) && !has(side, &other);
    times(*a) && has(*b, &other) || times(*b) && has(*a, &other)
}

/// Whether nothing but names and numbers are multiplied.
fn is_multiple(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Multiply(a, b) | Kind::Dotted(a, b) => is_multiple(tree, *a) && is_multiple(tree, *b),
        Kind::Negate(of) => is_multiple(tree, *of),
        Kind::Symbol(_) | Kind::Number(_) => true,
        _ => false,
    }
}

pub(super) fn is_capital(symbol: &Symbol) -> bool {
    symbol.name.len() == 1 && symbol.name.chars().all(char::is_uppercase)
}
