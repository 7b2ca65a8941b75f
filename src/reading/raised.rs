//! Letters above a name that are no exponents: `W^o`, `\boldsymbol x^t`.
//!
//! In: all formulas of a document. Out: the names whose letters above tell several things
//! of one name apart, and the same symbols with these letters as scripts. Nobody
//! differentiates by a power, and no vector has one; a letter that is a quantity beside such
//! a name, as in `n x^{n-1}`, is an exponent all the same. Not done here: labels in brackets
//! and words above, which syntax reads; whether entries are meant, which stays open
//! ([`crate::evaluate`]).

use super::Stated;
use crate::syntax::Formula;
use crate::syntax::tree::{Entry, Kind, NodeId, RAISED, Script, Symbol, Tree};
use crate::syntax::typeset::bold_letter;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Letters that count members by custom.
const COUNTING: [&str; 5] = ["i", "j", "k", "m", "t"];
/// What may transpose where nothing says that it counts.
const TRANSPOSES: &str = "t";

/// The names in a document that have letters above.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Raised {
    names: BTreeSet<String>,
    /// The letters that count members; others are parts of the name.
    indices: BTreeSet<String>,
}

impl Raised {
    pub(super) fn of(formulas: &[Arc<Stated>]) -> Self {
        let mut names = BTreeSet::new();
        let mut counted: BTreeSet<String> = BTreeSet::new();
        let mut exponents = BTreeSet::new();
        let mut timed = Timed::default();
        for stated in formulas {
            let tree = &stated.formula.tree;
            let values = values(tree);
            for id in tree.ids() {
                match tree.kind(id) {
                    Kind::Derivative(derivative) => {
                        let by = derivative.by.iter().filter_map(|by| raised(tree, *by));
                        names.extend(by.map(|(symbol, _)| symbol.name.clone()));
                    }
                    Kind::Operator(_, Some(by)) => {
                        names.extend(raised(tree, *by).map(|(symbol, _)| symbol.name.clone()));
                    }
                    Kind::Sum(sum) => {
                        counted.extend(sum.bound.iter().map(|(name, _)| name.clone()));
                    }
                    Kind::Transpose(_) => timed.transposes_otherwise = true,
                    Kind::Multiply(a, _) | Kind::Dotted(a, _) => {
                        timed.before_factors.extend(timed_last(tree, *a));
                    }
                    _ => {}
                }
                let Some((symbol, above)) = raised(tree, id) else { continue };
                let vector = bold_letter(&symbol.name)
                    .is_some_and(|(letter, arrow)| arrow || letter.starts_with(is_small));
                if vector {
                    names.insert(symbol.name.clone());
                }
                let (Entry::Letter(letter, _) | Entry::Shifted(letter, ..)) = &above else {
                    continue;
                };
                if matches!(above, Entry::Shifted(..)) {
                    counted.insert(letter.clone());
                } else if letter == TRANSPOSES {
                    timed.names.insert(symbol.name.clone());
                }
                if values.contains(letter.as_str()) {
                    exponents.insert(symbol.name.clone());
                }
            }
        }
        if !counted.contains(TRANSPOSES) {
            exponents.extend(timed.may_be_transposed());
        }
        names.retain(|name| !exponents.contains(name));
        counted.extend(COUNTING.map(str::to_owned));
        Self { names, indices: counted }
    }

    /// Whether any symbol of a formula has such a letter.
    pub(super) fn concern(&self, formula: &Formula) -> bool {
        !self.names.is_empty() && formula.tree.ids().any(|id| self.read(formula, id).is_some())
    }

    /// Makes symbols of what looks like powers.
    pub(super) fn give_to(&self, formula: &mut Formula) {
        let ids: Vec<NodeId> = formula.tree.ids().collect();
        for id in ids {
            if let Some(symbol) = self.read(formula, id) {
                formula.tree.raise(id, symbol);
            }
        }
    }

    fn read(&self, formula: &Formula, id: NodeId) -> Option<Symbol> {
        let (symbol, above) = raised(&formula.tree, id)?;
        if !self.names.contains(&symbol.name) {
            return None;
        }
        let above = match above {
            Entry::Letter(letter, primes) if !self.indices.contains(&letter) => {
                Entry::Word(format!("{letter}{}", "'".repeat(usize::from(primes))))
            }
            above => above,
        };
        let sup = Script { entries: vec![Entry::Word(RAISED.to_owned()), above], bar: None };
        Some(Symbol { sup, ..symbol.clone() })
    }
}

/// The names that t stands above alone.
#[derive(Debug, Default)]
struct Timed {
    names: BTreeSet<String>,
    /// Those among them that stand before a factor so: `x^t A x`.
    before_factors: BTreeSet<String>,
    /// Whether the document has another sign for the transpose.
    transposes_otherwise: bool,
}

impl Timed {
    fn may_be_transposed(self) -> BTreeSet<String> {
        if self.transposes_otherwise { self.before_factors } else { self.names }
    }
}

/// The name of the last factor, if t stands above it alone.
fn timed_last(tree: &Tree, id: NodeId) -> Option<String> {
    match tree.kind(id) {
        Kind::Multiply(_, last) | Kind::Dotted(_, last) => timed_last(tree, *last),
        _ => match raised(tree, id)? {
            (symbol, Entry::Letter(letter, 0)) if letter == TRANSPOSES => Some(symbol.name.clone()),
            _ => None,
        },
    }
}

fn is_small(c: char) -> bool {
    c.is_lowercase()
}

/// A name and the letter that stands above it, alone or shifted: `x^{t+1}`.
fn raised(tree: &Tree, id: NodeId) -> Option<(&Symbol, Entry)> {
    let Kind::Power(base, exponent) = tree.kind(id) else { return None };
    let Kind::Symbol(symbol) = tree.kind(*base) else { return None };
    if !symbol.sup.is_empty() || symbol.primes > 0 || symbol.name == "e" {
        return None;
    }
    let letter = |id: NodeId| match tree.kind(id) {
        Kind::Symbol(letter) if letter.sub.is_empty() && letter.sup.is_empty() => {
            let name = letter.name.as_str();
            let single = name.len() == 1 && name.starts_with(|c: char| c.is_ascii_alphabetic());
            single.then(|| (letter.name.clone(), letter.primes))
        }
        _ => None,
    };
    let shifted = |a: NodeId, b: NodeId, sign: i64| match tree.kind(b) {
        Kind::Number(by) if *by == 1.0 || *by == 2.0 => {
            let (name, primes) = letter(a)?;
            Some(Entry::Shifted(name, primes, if *by == 1.0 { sign } else { 2 * sign }))
        }
        _ => None,
    };
    let above = match tree.kind(*exponent) {
        Kind::Add(a, b) => shifted(*a, *b, 1)?,
        Kind::Subtract(a, b) => shifted(*a, *b, -1)?,
        _ => letter(*exponent).map(|(name, primes)| Entry::Letter(name, primes))?,
    };
    Some((symbol, above))
}

/// The letters that stand for values in a formula: neither above nor below a name.
fn values(tree: &Tree) -> BTreeSet<&str> {
    let mut above = BTreeSet::new();
    for id in tree.ids().filter(|id| raised(tree, *id).is_some()) {
        if let Kind::Power(_, exponent) = tree.kind(id) {
            above.insert(*exponent);
            above.extend(tree.children(*exponent));
        }
    }
    let value = |id: NodeId| match tree.kind(id) {
        Kind::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
            Some(symbol.name.as_str())
        }
        _ => None,
    };
    tree.ids().filter(|id| !above.contains(id)).filter_map(value).collect()
}
