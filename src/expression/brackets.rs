//! What the whole text says of a name before brackets: how it is called elsewhere, whether it
//! stands as a value too, or is a density.
//!
//! In: a name, and all formulas with the words around them. Out: answers for
//! [`super::call`], which decides by them. Not done here: what a call means.

use super::Key;
use super::call::base_name;
use super::lower::{Lowerer, Scope};
use crate::prose::clause;
use crate::reading::Stated;
use crate::syntax::tree::{self, Kind, NodeId};
use std::collections::BTreeSet;

impl Lowerer<'_> {
    /// `C(y)` of a C that is defined, or given and differentiated, says what it
    /// depends on.
    pub(super) fn states_arguments(
        &self,
        key: &Key,
        base: &str,
        formula: usize,
        arguments: &[NodeId],
        scope: &Scope,
    ) -> bool {
        let parameter = scope.arguments.iter().any(|(name, _)| *name == key.name);
        if parameter || self.opaque.contains(base) {
            return false;
        }
        let version = self.definitions.version(key, scope.at);
        let Some(version) = version.and_then(|at| self.definitions.symbols.get(key)?.get(at))
        else {
            return self.is_numerator(key) && key.places.0 == 0 && self.called_alike(base);
        };
        let tree = self.tree(formula);
        let name = |id: &NodeId| match tree.kind(*id) {
            Kind::Symbol(s) => Some(s.name.clone()),
            _ => None,
        };
        let named: Vec<String> = arguments.iter().filter_map(name).collect();
        // `Z_k (E_{kl})` is a product: what C(y) depends on has no more indices
        // than C, and C is a letter alone.
        if key.places.0 > 0 || named.len() < arguments.len() {
            return false;
        }
        let indexed = |id: &NodeId| match tree.kind(*id) {
            Kind::Symbol(s) => !s.sub.is_empty() || !s.sup.is_empty(),
            _ => true,
        };
        if arguments.iter().any(indexed) {
            return false;
        }
        version.right.is_some_and(|right| named.iter().any(|n| self.mentions(n, right, 6)))
    }

    /// Whether a name has the same in its bracket wherever one stands behind it.
    pub(super) fn called_alike(&self, base: &str) -> bool {
        let mut first: Option<Vec<&Kind>> = None;
        self.definitions.formulas().iter().all(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().all(|id| match tree.kind(id) {
                Kind::Call(symbol, arguments) if base_name(symbol) == base => {
                    let here: Vec<&Kind> = arguments.iter().map(|id| tree.kind(*id)).collect();
                    first.get_or_insert_with(|| here.clone()) == &here
                }
                _ => true,
            })
        })
    }

    /// Whether no two brackets behind a name have nothing in common: of `f(x) - f(y)` neither
    /// says what f depends on.
    pub(super) fn is_called_of_the_same(&self, base: &str) -> bool {
        let mut brackets: Vec<BTreeSet<String>> = Vec::new();
        for stated in self.definitions.formulas() {
            let tree = &stated.formula.tree;
            let written = |id: &NodeId| match tree.kind(*id) {
                Kind::Symbol(symbol) => Some(symbol.to_string()),
                _ => None,
            };
            let calls = tree.ids().filter_map(|id| match tree.kind(id) {
                Kind::Call(symbol, arguments) if base_name(symbol) == base => {
                    arguments.iter().map(written).collect::<Option<BTreeSet<String>>>()
                }
                _ => None,
            });
            brackets.extend(calls);
        }
        let shares = |a: &BTreeSet<String>| brackets.iter().all(|b| !a.is_disjoint(b));
        brackets.iter().all(shares)
    }

    /// Whether a name is differentiated somewhere as it stands.
    pub(super) fn is_numerator(&self, key: &Key) -> bool {
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| match tree.kind(id) {
                Kind::Derivative(d) => match tree.kind(d.of) {
                    Kind::Symbol(s) | Kind::Call(s, _) => self.definitions.key(s).0 == *key,
                    _ => false,
                },
                _ => false,
            })
        })
    }

    /// Whether a name is used with a bar too, as densities are: `p(w)` beside `p(y | w)`;
    /// or words call it one.
    pub(super) fn is_density(&self, name: &str) -> bool {
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| match tree.kind(id) {
                Kind::Call(symbol, _)
                    if symbol.name == name && is_density_letter(name) && says_density(stated) =>
                {
                    true
                }
                Kind::Call(symbol, _) | Kind::Symbol(symbol) => {
                    let rest = symbol.name.strip_prefix(name);
                    rest.is_some_and(|rest| rest.starts_with('(') && rest.contains('|'))
                }
                _ => false,
            })
        })
    }

    /// Whether a symbol is a term, a factor or a variable anywhere: no list's member, and
    /// not what is differentiated, which may well be a function.
    pub(super) fn is_used_as_value(&self, symbol: &tree::Symbol) -> bool {
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            let is_it = |id: &NodeId| matches!(tree.kind(*id), Kind::Symbol(s) if s == symbol);
            tree.ids().any(|id| match tree.kind(id) {
                Kind::Call(..) | Kind::Tuple(_) | Kind::Differential(..) => false,
                Kind::Derivative(d) => tree.children(id).iter().any(|c| *c != d.of && is_it(c)),
                _ => tree.children(id).iter().any(is_it),
            })
        })
    }

    /// Whether a symbol occurs anywhere without a bracket behind it.
    pub(super) fn stands_alone(&self, symbol: &tree::Symbol) -> bool {
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| matches!(tree.kind(id), Kind::Symbol(s) if s == symbol))
        })
    }
}

/// Whether custom has a letter for densities.
fn is_density_letter(name: &str) -> bool {
    matches!(name, "p" | "q" | "pi" | "rho" | "P" | "Q")
}

/// Whether words beside a formula speak of densities, of which there is one for each
/// variable, whatever they are called.
fn says_density(stated: &Stated) -> bool {
    const WORDS: [&str; 9] = [
        "density",
        "densities",
        "distribution",
        "prior",
        "posterior",
        "likelihood",
        "evidence",
        "marginal",
        "law of",
    ];
    let near = clause::before(&stated.before).into_iter().chain(clause::behind(&stated.behind));
    let near: Vec<String> = near.collect();
    let near = near.join(" ");
    WORDS.iter().any(|word| near.contains(word))
}
