//! Names that a text writes as functions and means as values: `u(a, b) = (a + b)^2`
//! beside `\frac{\partial f}{\partial u}`.
//!
//! In: all formulas. Out: the names that some formula differentiates by, and that stand
//! before no bracket but the one that they are defined with. Not done here: what they are
//! defined as, see [`super::define`].

use crate::reading::Stated;
use crate::syntax::Side;
use crate::syntax::tree::{Kind, NodeId, Symbol, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names that are values, though brackets stand behind them.
pub(super) fn valued(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let mut found = differentiated_by(formulas);
    if found.is_empty() {
        return found;
    }
    let brackets = brackets(formulas);
    found.retain(|name| brackets.get(name).is_some_and(Option::is_some));
    let mut defined = BTreeSet::new();
    for stated in formulas {
        for statement in &stated.formula.statements {
            if let Some((_, Side::Read(id, _))) = statement.sides.first()
                && statement.sides.len() > 1
                && let Kind::Call(symbol, _) = stated.formula.tree.kind(*id)
            {
                defined.insert(symbol.to_string());
            }
        }
    }
    found.retain(|name| defined.contains(name));
    found
}

/// The names that a formula differentiates by as they stand.
fn differentiated_by(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            let Kind::Derivative(derivative) = tree.kind(id) else { continue };
            found.extend(derivative.by.iter().filter_map(|by| bare(tree, *by)));
        }
    }
    found
}

/// The names before brackets, each with the names in them where these are the same ones
/// everywhere.
fn brackets(formulas: &[Arc<Stated>]) -> BTreeMap<String, Option<Vec<String>>> {
    let mut all: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            let Kind::Call(symbol, arguments) = tree.kind(id) else { continue };
            let mut names: Option<Vec<String>> =
                arguments.iter().map(|argument| bare(tree, *argument)).collect();
            if !is_plain(symbol) {
                names = None;
            }
            all.entry(Symbol { primes: 0, ..symbol.clone() }.to_string())
                .and_modify(|known| {
                    if *known != names {
                        *known = None;
                    }
                })
                .or_insert(names);
        }
    }
    all
}

/// A name without scripts.
fn bare(tree: &Tree, id: NodeId) -> Option<String> {
    match tree.kind(id) {
        Kind::Symbol(symbol) if is_plain(symbol) => Some(symbol.to_string()),
        _ => None,
    }
}

fn is_plain(symbol: &Symbol) -> bool {
    symbol.primes == 0 && symbol.sub.is_empty() && symbol.sup.is_empty()
}
