//! Indices outside of scripts: `i x_i`, `\gamma^t r_t`, and labels above, `y^i`.
//!
//! In: a letter that stands alone. Out: the value of the index of that letter, counted
//! as its sum counts; nothing if it is no index. A letter that stands for the value of
//! an index anywhere, and is bound by nothing where it stands, is free there: it is no
//! number that is given.

use super::define::symbols_below;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::symbols::Letter;
use super::{ExprId, Index, Op, Place};
use crate::reading::Stated;
use crate::reason::Semantics;
use crate::syntax::tree::{Entry, Kind, NodeId, Sign, Symbol, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Letters that name nothing but indices where they are some,
const CUSTOMARY: [&str; 2] = ["i", "j"];
/// and some that do so where they are indices of the same line.
const COMMON: [&str; 4] = ["i", "j", "k", "l"];

impl Lowerer<'_> {
    /// Finds the letters that stand for values of indices, and the names whose
    /// exponents are labels, as they never stand without.
    pub(super) fn find_index_values(&mut self, formulas: &[Arc<Stated>]) {
        let (mut bases, mut alone) = (BTreeSet::new(), BTreeSet::new());
        let mut bound: BTreeSet<Letter> = BTreeSet::new();
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                if let Kind::Sum(sum) = tree.kind(id) {
                    bound.extend(sum.bound.iter().cloned());
                    let below = symbols_below(tree, sum.body).into_iter().filter(|s| is_bare(s));
                    let letters = below.map(|s| (s.name.clone(), s.primes));
                    self.values.extend(letters.filter(|letter| sum.bound.contains(letter)));
                }
            }
        }
        let customary = |letter: &&Letter| CUSTOMARY.contains(&letter.0.as_str());
        self.values.extend(bound.iter().filter(customary).cloned());
        self.summed.clone_from(&bound);
        for stated in formulas {
            let tree = &stated.formula.tree;
            let raised: BTreeSet<NodeId> = tree
                .ids()
                .filter_map(|id| match tree.kind(id) {
                    Kind::Power(base, exponent) => {
                        letter(tree, *exponent).filter(|l| bound.contains(l)).map(|_| *base)
                    }
                    _ => None,
                })
                .collect();
            for id in tree.ids() {
                if let Kind::Symbol(symbol) | Kind::Call(symbol, _) = tree.kind(id) {
                    let names = if raised.contains(&id) { &mut bases } else { &mut alone };
                    names.insert(symbol.name.clone());
                }
            }
        }
        self.labelled = bases.difference(&alone).cloned().collect();
    }

    /// `y^i` as the symbol that it is, where i is a label.
    pub(super) fn labelled(
        &self,
        formula: usize,
        base: NodeId,
        exponent: NodeId,
    ) -> Option<Symbol> {
        let tree = self.tree(formula);
        let Kind::Symbol(symbol) = tree.kind(base) else { return None };
        let (name, primes) = letter(tree, exponent)?;
        let label = self.labelled.contains(&symbol.name)
            && self.definitions.letters().contains(&(name.clone(), primes));
        label.then(|| {
            let mut labelled = symbol.clone();
            labelled.sup.entries.push(Entry::Letter(name, primes));
            labelled
        })
    }

    /// The value of an index: how many there are up to it, or below it where it is
    /// counted from 0.
    pub(super) fn index_value(
        &mut self,
        letter: &Letter,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Option<ExprId>> {
        let known = scope.known().find(|(known, _)| known == letter).map(|(_, var)| *var);
        let common = self.summed.contains(letter) || COMMON.contains(&letter.0.as_str());
        let named = self.meaning.sets.of_name(&letter.0).is_some();
        let var = match known {
            Some(var) if common => var,
            None if self.values.contains(letter) && !named => {
                match self.index(letter, place, scope)? {
                    Index::Var(var) => var,
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        let up_to = self.meaning.variable(&(letter.0.clone(), letter.1 + 1));
        self.unite(Index::Var(up_to), Index::Var(var));
        let sign = match self.meaning.sets.facts(self.meaning.expressions.var(var).set).begins {
            (true, true) => return unclear(place, Semantics::RangeLengths),
            (true, false) => Sign::Less,
            _ => Sign::LessOrEqual,
        };
        let conditions = vec![(Index::Var(up_to), sign, Index::Var(var))];
        let body = self.add(Op::Number(1.0), place);
        let counted = Op::Sum { product: false, bound: vec![up_to], conditions, body };
        Ok(Some(self.add(counted, place)))
    }
}

fn is_bare(symbol: &Symbol) -> bool {
    symbol.sub.is_empty() && symbol.sup.is_empty()
}

/// A letter that stands alone.
fn letter(tree: &Tree, id: NodeId) -> Option<Letter> {
    match tree.kind(id) {
        Kind::Symbol(symbol) if is_bare(symbol) => Some((symbol.name.clone(), symbol.primes)),
        _ => None,
    }
}
