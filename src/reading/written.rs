//! Functions that are written with the same arguments wherever they stand, and so are names
//! of one value: `U(x_i; \mu_i)`, `\ell(\mu, \sigma^2)`.
//!
//! In: all formulas of a document. Out: the functions of several arguments, not all of them
//! plain names, for which an equation states a value, and the same formulas, where that value
//! is a symbol with the indices of its arguments. Not done here: functions of plain names,
//! which are defined for any arguments ([`crate::expression`]).

use super::Stated;
use crate::syntax::tree::{Entry, Kind, NodeId, Script, Sign, Symbol, Tree};
use crate::syntax::{Formula, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The arguments that a function is written with: how they are spelled but for their
/// indices, and which of these are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Arguments {
    spelled: String,
    alike: Vec<usize>,
}

/// The functions that are names of values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Written(BTreeMap<Symbol, Arguments>);

impl Written {
    pub(super) fn of(formulas: &[Arc<Stated>]) -> Self {
        let mut stated: BTreeMap<Symbol, Arguments> = BTreeMap::new();
        for formula in formulas {
            let tree = &formula.formula.tree;
            for statement in &formula.formula.statements {
                if let [
                    (None, Side::Read(left, _)),
                    (Some((Sign::Equal | Sign::Defined, _)), Side::Read(..)),
                    ..,
                ] = statement.sides.as_slice()
                    && let Some((function, arguments, indices)) = call(tree, *left)
                    && (!indices.is_empty() || arguments.spelled.contains('^'))
                {
                    stated.entry(function.clone()).or_insert(arguments);
                }
            }
        }
        let mut refused: BTreeSet<Symbol> = BTreeSet::new();
        for tree in formulas.iter().map(|formula| &formula.formula.tree) {
            for id in tree.ids() {
                match tree.kind(id) {
                    Kind::Call(called, _) => {
                        let plain = Symbol { primes: 0, ..called.clone() };
                        let Some(known) = stated.get(&plain) else { continue };
                        let same = call(tree, id).is_some_and(|(_, own, _)| {
                            own.spelled == known.spelled
                                && (own.alike == known.alike || are_distinct(&known.alike))
                        });
                        if !same || called.primes > 0 {
                            refused.insert(plain);
                        }
                    }
                    // The function itself, of whatever it may be.
                    Kind::Symbol(symbol) if stated.contains_key(symbol) => {
                        refused.insert(symbol.clone());
                    }
                    _ => {}
                }
            }
        }
        stated.retain(|function, _| !refused.contains(function));
        Self(stated)
    }

    /// Whether any of the functions stands in a formula.
    pub(super) fn concern(&self, formula: &Formula) -> bool {
        !self.0.is_empty() && formula.tree.ids().any(|id| self.read(&formula.tree, id).is_some())
    }

    /// Makes symbols of the functions.
    pub(super) fn give_to(&self, formula: &mut Formula) {
        let ids: Vec<NodeId> = formula.tree.ids().collect();
        for id in ids {
            if let Some(symbol) = self.read(&formula.tree, id) {
                formula.tree.rename(id, symbol);
            }
        }
    }

    fn read(&self, tree: &Tree, id: NodeId) -> Option<Symbol> {
        let (function, arguments, indices) = call(tree, id)?;
        let known = self.0.get(function)?;
        let first = |at: &usize| are_distinct(&known.alike) || known.alike[*at] == *at;
        let same = arguments.spelled == known.spelled && indices.len() == known.alike.len();
        let entries = (0..indices.len()).filter(first).map(|at| indices[at].clone()).collect();
        let name = format!("{function}({})", known.spelled);
        let sub = Script { entries, bar: None };
        same.then(|| Symbol { name, primes: 0, sub, sup: Script::default() })
    }
}

fn are_distinct(alike: &[usize]) -> bool {
    alike.iter().enumerate().all(|(at, first)| at == *first)
}

/// A call of a function without indices of its own by several arguments, each a name or the
/// square of one, with the indices of these in order.
fn call(tree: &Tree, id: NodeId) -> Option<(&Symbol, Arguments, Vec<Entry>)> {
    let Kind::Call(function, arguments) = tree.kind(id) else { return None };
    let counts = |entry: &Entry| matches!(entry, Entry::Letter(..) | Entry::Shifted(..));
    let family = function.sub.entries.iter().chain(&function.sup.entries).any(counts);
    // `p(x | \mu, \sigma^2)` is told apart by what stands behind its bar.
    if arguments.len() < 2 || family || function.primes > 0 || function.name.contains('|') {
        return None;
    }
    let (mut spelled, mut indices): (Vec<String>, Vec<Entry>) = (Vec::new(), Vec::new());
    for argument in arguments {
        let (symbol, square) = match tree.kind(*argument) {
            Kind::Symbol(symbol) => (symbol, ""),
            Kind::Power(base, two) => match (tree.kind(*base), tree.kind(*two)) {
                (Kind::Symbol(symbol), Kind::Number(2.0)) => (symbol, "^2"),
                _ => return None,
            },
            _ => return None,
        };
        let mut bare = symbol.clone();
        for entry in bare.sub.entries.iter_mut().chain(&mut bare.sup.entries) {
            if counts(entry) {
                let any = Entry::Word("·".to_owned());
                indices.push(std::mem::replace(entry, any));
            }
        }
        spelled.push(format!("{bare}{square}"));
    }
    let alike = indices.iter().map(|own| indices.iter().position(|other| other == own));
    let alike = alike.map(Option::unwrap_or_default).collect();
    Some((function, Arguments { spelled: spelled.join(","), alike }, indices))
}
