//! Means that get their names from the right: `\frac{1}{n} \sum_i x_i = \bar x`.
//!
//! In: all formulas of a document. Out: the statements that say of a name with a bar, of
//! which no other equation says what it is, that it is the mean of those of the same letter,
//! and the same statements as definitions. By custom it is nothing else. Not done here:
//! means that stand on the left, which define like all equations.

use super::Stated;
use crate::syntax::tree::{Kind, NodeId, Sign, Symbol, Tree};
use crate::syntax::{Formula, Side};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The statements that name a mean from the right: the first of each name.
pub(super) fn named(formulas: &[Arc<Stated>]) -> BTreeSet<(usize, usize)> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for statement in &stated.formula.statements {
            if let [(None, Side::Read(left, _)), _, ..] = statement.sides.as_slice()
                && let Some(symbol) = bare(tree, *left)
            {
                known.insert(symbol.name.clone());
            }
        }
    }
    let mut found = BTreeSet::new();
    for (number, stated) in formulas.iter().enumerate() {
        let tree = &stated.formula.tree;
        for (k, statement) in stated.formula.statements.iter().enumerate() {
            let [(None, Side::Read(left, _)), (Some((Sign::Equal, _)), Side::Read(right, _))] =
                statement.sides.as_slice()
            else {
                continue;
            };
            let Some(mean) = bare(tree, *right) else { continue };
            let of = mean.name.strip_prefix("bar ").or(mean.name.strip_prefix("overline "));
            if of.is_some_and(|of| is_mean(tree, *left, of)) && known.insert(mean.name.clone()) {
                found.insert((number, k));
            }
        }
    }
    found
}

/// The statement as a definition of what stands on its right.
pub(super) fn name_right(formula: &mut Formula, statement: usize) {
    let Some(statement) = formula.statements.get_mut(statement) else { return };
    if let [_, (Some((sign @ Sign::Equal, _)), _)] = statement.sides.as_mut_slice() {
        *sign = Sign::DefinedRight;
    }
}

/// `\frac{1}{n} \sum_{i=1}^n x_i`, `\frac{\sum_{i=1}^n x_i}{n}`
fn is_mean(tree: &Tree, id: NodeId, of: &str) -> bool {
    let (sum, number) = match tree.kind(id) {
        Kind::Multiply(share, sum) | Kind::Dotted(share, sum) => match tree.kind(*share) {
            Kind::Divide(one, number) if *tree.kind(*one) == Kind::Number(1.0) => (*sum, *number),
            _ => return false,
        },
        Kind::Divide(sum, number) => (*sum, *number),
        _ => return false,
    };
    let (Kind::Sum(sum), Some(number)) = (tree.kind(sum), bare(tree, number)) else {
        return false;
    };
    let whole = sum.to.and_then(|to| bare(tree, to)).is_some_and(|to| to == number)
        && sum.from.is_none_or(|from| *tree.kind(from) == Kind::Number(1.0));
    let member = matches!(tree.kind(sum.body), Kind::Symbol(member)
        if member.name == of && member.primes == 0 && member.sub.entries.len() + member.sup.entries.len() == 1);
    !sum.product && whole && member && sum.bound.len() == 1
}

fn bare(tree: &Tree, id: NodeId) -> Option<&Symbol> {
    match tree.kind(id) {
        Kind::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => Some(symbol),
        _ => None,
    }
}
