//! Letters below capitals that tell matrices apart: the b and the w of `S_b` and `S_w`.
//!
//! In: all formulas. Out: the names with such letters: capitals that have nothing but
//! single letters below anywhere, none of which a sum or condition of the document binds,
//! and letters that stand at capitals only and are none for indices by custom; the n of
//! `I_n`, where there are vectors in `\mathbb R^n`; the o of `\delta_o`, where
//! `o = Vh + c`; and the θ of `p_\theta(x)`, which is a parameter. Such a letter is a part
//! of the name. Not done here: words below names, which are parts of them anyway.

use super::symbols::Letter;
use crate::reading::Stated;
use crate::syntax::tree::{Condition, Entry, Kind, NodeId, Symbol, Tree};
use crate::syntax::{Side, commands};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Letters that are indices by custom, whatever they stand below.
const INDICES: [&str; 14] = ["c", "d", "i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "u"];

/// Letters that count the members of families even where they stand alone.
const COUNTING: [&str; 7] = ["i", "j", "k", "l", "m", "n", "t"];

/// The names with the letters below them that are parts of these.
pub(super) fn labels(formulas: &[Arc<Stated>]) -> BTreeSet<(String, Letter)> {
    let bound = bound(formulas);
    // Of each name what stands below it, nothing where it is more than one letter; of each
    // letter the names that it stands at.
    let mut below: BTreeMap<String, Option<BTreeSet<Letter>>> = BTreeMap::new();
    let mut at: BTreeMap<Letter, BTreeSet<String>> = BTreeMap::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            let (Kind::Symbol(symbol) | Kind::Call(symbol, _)) = tree.kind(id) else { continue };
            for letter in letters(symbol) {
                at.entry(letter).or_default().insert(symbol.name.clone());
            }
            let own = below.entry(symbol.name.clone()).or_insert_with(|| Some(BTreeSet::new()));
            match (symbol.sub.entries.as_slice(), own.as_mut()) {
                ([Entry::Letter(name, primes)], Some(own)) => {
                    own.insert((name.clone(), *primes));
                }
                ([] | [Entry::Word(_)], _) => {}
                _ => *own = None,
            }
        }
    }
    let label = |letter: &Letter| {
        !INDICES.contains(&letter.0.as_str())
            && at.get(letter).is_some_and(|names| names.iter().all(|name| is_capital(name)))
    };
    let mut found = BTreeSet::new();
    for (name, own) in below {
        let own = own.filter(|own| is_capital(&name) && own.is_disjoint(&bound));
        let own = own.into_iter().flatten().filter(label);
        found.extend(own.map(|letter| (name.clone(), letter)));
    }
    found.extend(parts_of_names(formulas));
    found
}

/// Names with letters below that are quantities or dimensions elsewhere, and no indices.
pub(super) fn parts_of_names(formulas: &[Arc<Stated>]) -> BTreeSet<(String, Letter)> {
    let mut found = identities(formulas);
    found.extend(parameters(formulas));
    let bound = bound(formulas);
    let quantities: BTreeSet<Letter> =
        quantities(formulas).into_iter().filter(|letter| !bound.contains(letter)).collect();
    if quantities.is_empty() {
        return found;
    }
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            let (Kind::Symbol(symbol) | Kind::Call(symbol, _)) = tree.kind(id) else { continue };
            if let [Entry::Letter(name, primes)] = symbol.sub.entries.as_slice()
                && quantities.contains(&(name.clone(), *primes))
            {
                found.insert((symbol.name.clone(), (name.clone(), *primes)));
            }
        }
    }
    found
}

/// The names of functions with a parameter below: the p of `p_\theta(x)`, where the document
/// differentiates by θ, or has it for a quantity and for nothing's index.
pub(super) fn parameters(formulas: &[Arc<Stated>]) -> BTreeSet<(String, Letter)> {
    let mut called: BTreeSet<(String, Letter)> = BTreeSet::new();
    let (mut below, mut alone, mut variables) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut functions = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            match tree.kind(id) {
                Kind::Call(symbol, _) | Kind::Symbol(symbol) => {
                    let own = letters(symbol);
                    let is_call = matches!(tree.kind(id), Kind::Call(..));
                    if let (true, [letter], [_]) = (
                        is_call && symbol.sup.is_empty(),
                        own.as_slice(),
                        symbol.sub.entries.as_slice(),
                    ) {
                        called.insert((symbol.name.clone(), letter.clone()));
                    }
                    if is_call {
                        functions.insert((symbol.name.clone(), 0));
                    }
                    alone.extend(bare(tree, id));
                    below.extend(own.into_iter().map(|letter| (symbol.name.clone(), letter)));
                }
                Kind::Derivative(derivative) => {
                    variables.extend(derivative.by.iter().filter_map(|by| bare(tree, *by)));
                }
                Kind::Operator(_, Some(by)) => variables.extend(bare(tree, *by)),
                _ => {}
            }
        }
    }
    // `f_\theta` is the function `f_\theta(x)`; θ below any other name is an index.
    let others = below.into_iter().filter(|named| !called.contains(named));
    let indices: BTreeSet<Letter> = others.map(|(_, letter)| letter).collect();
    let bound = bound(formulas);
    called.retain(|(_, letter)| {
        let quantity = alone.contains(letter)
            && !indices.contains(letter)
            && !COUNTING.contains(&letter.0.as_str());
        // `J_f(x)` is made of a function.
        !bound.contains(letter)
            && !functions.contains(letter)
            && (variables.contains(letter) || quantity)
    });
    called
}

/// A letter that stands alone.
fn bare(tree: &Tree, id: NodeId) -> Option<Letter> {
    match tree.kind(id) {
        Kind::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
            Some((symbol.name.clone(), symbol.primes))
        }
        _ => None,
    }
}

/// Letters that equations say to be what no index is: a function, a product of names, a sum.
fn quantities(formulas: &[Arc<Stated>]) -> BTreeSet<Letter> {
    let mut found = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for statement in &stated.formula.statements {
            if let [(None, Side::Read(left, _)), (Some((sign, _)), Side::Read(right, _)), ..] =
                statement.sides.as_slice()
                && sign.equates()
                && let Kind::Symbol(symbol) = tree.kind(*left)
                && symbol.sub.is_empty()
                && symbol.sup.is_empty()
                && is_no_index(tree, *right)
            {
                found.insert((symbol.name.clone(), symbol.primes));
            }
        }
    }
    found
}

/// Whether an expression is more than whole numbers and letters added up.
fn is_no_index(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Apply(..) | Kind::Transpose(_) | Kind::Sum(_) | Kind::Norm(_) | Kind::Inner(..) => {
            true
        }
        Kind::Multiply(a, b) if !matches!(tree.kind(*a), Kind::Number(_)) => {
            !matches!(tree.kind(*b), Kind::Number(_) | Kind::Tuple(_))
        }
        Kind::Add(a, b) | Kind::Subtract(a, b) => is_no_index(tree, *a) || is_no_index(tree, *b),
        Kind::Negate(a) | Kind::Multiply(_, a) | Kind::Divide(a, _) => is_no_index(tree, *a),
        _ => false,
    }
}

/// The sizes below identity matrices: dimensions of vectors, which no sum binds.
fn identities(formulas: &[Arc<Stated>]) -> BTreeSet<(String, Letter)> {
    let bound = bound(formulas);
    let mut dimensions = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            if let Kind::Power(base, exponent) = tree.kind(id)
                && matches!(tree.kind(*base), Kind::Symbol(s) if s.name == "mathbb R")
            {
                names_below(tree, *exponent, &mut dimensions);
            }
        }
    }
    let names = ["I", "mathbf I", "bm I", "boldsymbol I"];
    let free = dimensions.difference(&bound);
    free.flat_map(|letter| names.map(|name| (name.to_owned(), letter.clone()))).collect()
}

fn names_below(tree: &Tree, id: NodeId, found: &mut BTreeSet<Letter>) {
    if let Kind::Symbol(symbol) = tree.kind(id)
        && symbol.sub.is_empty()
        && symbol.sup.is_empty()
    {
        found.insert((symbol.name.clone(), symbol.primes));
    }
    for child in tree.children(id) {
        names_below(tree, child, found);
    }
}

/// The letters that sums and conditions bind.
fn bound(formulas: &[Arc<Stated>]) -> BTreeSet<Letter> {
    let mut bound = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            let Kind::Sum(sum) = tree.kind(id) else { continue };
            bound.extend(sum.bound.iter().cloned());
            for condition in &sum.conditions.0 {
                if let Condition::Related(a, _, b) = condition {
                    for entry in [a, b] {
                        if let Entry::Letter(name, primes) | Entry::Shifted(name, primes, _) = entry
                        {
                            bound.insert((name.clone(), *primes));
                        }
                    }
                }
            }
        }
    }
    bound
}

fn letters(symbol: &Symbol) -> Vec<Letter> {
    let entries = symbol.sub.entries.iter().chain(&symbol.sup.entries);
    let letter = |entry: &Entry| match entry {
        Entry::Letter(name, primes) | Entry::Shifted(name, primes, _) => {
            Some((name.clone(), *primes))
        }
        _ => None,
    };
    entries.filter_map(letter).collect()
}

/// Whether a name is a capital, in any font.
fn is_capital(name: &str) -> bool {
    let mark = |token: &&str| commands::is_accent(token) || commands::is_font(token);
    let base = name.split(' ').find(|token| !mark(token)).unwrap_or_default();
    base.starts_with(char::is_uppercase)
}
