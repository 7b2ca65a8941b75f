//! Names that a text writes as functions and means as values: `u(a, b) = (a + b)^2`
//! beside `\frac{\partial f}{\partial u}`, `\ell_i(w)`.
//!
//! In: all formulas. Out: the names that some formula differentiates by, and that stand
//! before no bracket but the one that they are defined with; and the families of functions
//! that all stand before one and the same bracket, wherever they stand before one. Not done
//! here: what they are defined as, see [`super::define`].

use super::call::is_factor;
use super::labels::parameters;
use super::symbols::is_word;
use crate::reading::Stated;
use crate::syntax::Side;
use crate::syntax::tree::{Entry, Kind, NodeId, Symbol, Tree};
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

/// The names of families whose members are called with the same names everywhere, which a
/// formula differentiates by or defines a member with: the `\ell` of `\ell_i(w)` beside `\nabla_w`.
pub(super) fn families(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    /// The bracket behind a name, and how many places are below; nothing where they differ.
    type Called = Option<(Vec<String>, usize)>;
    let mut all: BTreeMap<String, Called> = BTreeMap::new();
    let (mut lettered, mut defined) = (BTreeSet::new(), BTreeSet::new());
    let mut values = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        values.extend(stand_alone(tree));
        for id in tree.ids() {
            let Kind::Call(symbol, arguments) = tree.kind(id) else { continue };
            let names: Option<Vec<String>> =
                arguments.iter().map(|argument| bare(tree, *argument)).collect();
            let letter = |entry: &Entry| match entry {
                Entry::Letter(name, _) => !is_word(name),
                entry => matches!(entry, Entry::Shifted(..)),
            };
            let counted = |entry: &Entry| letter(entry) || matches!(entry, Entry::Number(_));
            let below = &symbol.sub.entries;
            let plain = symbol.sup.is_empty() && symbol.primes == 0 && below.iter().all(counted);
            let called = names.filter(|_| plain && !below.is_empty());
            let called = called.map(|names| (names, below.len()));
            if below.iter().any(letter) {
                lettered.insert(symbol.name.clone());
            }
            all.entry(symbol.name.clone())
                .and_modify(|known| {
                    if *known != called {
                        *known = None;
                    }
                })
                .or_insert(called);
        }
        for statement in &stated.formula.statements {
            if let [(None, Side::Read(left, _)), (Some((sign, _)), _), ..] =
                statement.sides.as_slice()
                && sign.equates()
                && let Kind::Call(symbol, _) = tree.kind(*left)
            {
                defined.insert(symbol.name.clone());
            }
        }
    }
    let variables = differentiated_by(formulas);
    let labels = parameters(formulas);
    let members = all.into_iter().filter(|(name, called)| {
        let Some((arguments, _)) = called else { return false };
        let varies = arguments.iter().any(|argument| variables.contains(argument));
        lettered.contains(name)
            && !name.contains(['|', '['])
            && !values.contains(name)
            && (!is_factor(name) || arguments.len() > 1)
            && !labels.iter().any(|(label, _)| label == name)
            && (varies || defined.contains(name))
    });
    members.map(|(name, _)| name).collect()
}

/// The names that stand without a bracket, other than above the ∂ of a derivative: what has
/// such a name may be multiplied by a bracket.
fn stand_alone(tree: &Tree) -> BTreeSet<String> {
    let above = |id: NodeId| match tree.kind(id) {
        Kind::Derivative(derivative) => Some(derivative.of),
        Kind::Differential(_, of) => Some(*of),
        _ => None,
    };
    let differentiated: BTreeSet<NodeId> = tree.ids().filter_map(above).collect();
    let alone = tree.ids().filter(|id| !differentiated.contains(id));
    let named = alone.filter_map(|id| match tree.kind(id) {
        Kind::Symbol(symbol) => Some(symbol.name.clone()),
        _ => None,
    });
    named.collect()
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
