//! Matrices that have more rows than columns, or the other way round.
//!
//! In: a document's formulas. Out: of each pair of lengths that differ the greater one: where
//! `X^\top X` has an inverse or a determinant that is divided by, or is the identity, X is
//! tall. Not done here: which sizes these lengths have ([`super::setting`]).

use crate::expression::{ExprId, Kind, Meaning, Op, Role, SetId};
use crate::syntax::tree::Function;
use std::collections::BTreeMap;

/// The lengths that are greater than others, each with the smaller one.
fn greater(meaning: &Meaning) -> Vec<(SetId, SetId)> {
    let op = |id: ExprId| meaning.expressions.op(id);
    let mut found = Vec::new();
    for id in meaning.expressions.ids() {
        let inverted = match op(id) {
            Op::Power(base, by) if is_negative(meaning, *by) => Some(*base),
            Op::Apply(Function::Determinant, of) => Some(*of),
            _ => None,
        };
        found.extend(inverted.and_then(|base| of_gram(meaning, base)));
    }
    for relation in meaning.relations.iter().filter(|r| r.kind == Kind::Assumption) {
        let Ok(sides) = &relation.sides else { continue };
        let Some(left) = sides.left.first().copied() else { continue };
        for (product, other) in [(left, sides.right), (sides.right, left)] {
            if is_identity(meaning, other) {
                found.extend(of_gram(meaning, product));
            }
        }
    }
    found
}

/// Exchanges sizes so that every matrix has its inverses.
pub(super) fn set_upright(meaning: &Meaning, sizes: &mut BTreeMap<SetId, usize>) {
    let pairs = greater(meaning);
    // Each exchange can undo one before; a chain of lengths needs as many rounds.
    for _ in 0..=pairs.len().min(8) {
        for (great, small) in &pairs {
            let (Some(a), Some(b)) = (sizes.get(great).copied(), sizes.get(small).copied()) else {
                continue;
            };
            let bound = |set: &SetId, size: usize| {
                let facts = meaning.sets.facts(*set);
                facts.size.is_some() || facts.least > 0 && size < facts.least + 2
            };
            if a < b && !bound(great, b) && !bound(small, a) {
                sizes.insert(*great, b);
                sizes.insert(*small, a);
            }
        }
    }
}

/// Of `X^\top X` the rows and columns of X, of `X X^\top` the columns and rows.
fn of_gram(meaning: &Meaning, id: ExprId) -> Option<(SetId, SetId)> {
    let op = |id: ExprId| meaning.expressions.op(id);
    let shape = |id: ExprId| match op(id) {
        Op::Symbol(symbol, _) => {
            let (rows, cols) = meaning.symbol(*symbol).shape;
            Some((meaning.sets.find(rows?), meaning.sets.find(cols?)))
        }
        _ => None,
    };
    let pair = match op(id) {
        Op::Symbol(symbol, _) => {
            let body = meaning.symbol(*symbol).definition.as_ref()?.body;
            matches!(op(body), Op::Multiply(..) | Op::Dotted(..)).then(|| of_gram(meaning, body))?
        }
        Op::Multiply(a, b) | Op::Dotted(a, b) => match (op(*a), op(*b)) {
            (Op::Transpose(x), _) if op(*x) == op(*b) => shape(*b),
            (_, Op::Transpose(x)) if op(*x) == op(*a) => shape(*a).map(|(rows, cols)| (cols, rows)),
            _ => None,
        },
        _ => None,
    };
    pair.filter(|(great, small)| great != small)
}

fn is_negative(meaning: &Meaning, id: ExprId) -> bool {
    match meaning.expressions.op(id) {
        Op::Negate(_) => true,
        Op::Number(number) => *number < 0.0,
        _ => false,
    }
}

fn is_identity(meaning: &Meaning, id: ExprId) -> bool {
    matches!(meaning.expressions.op(id), Op::Symbol(symbol, _)
        if meaning.symbol(*symbol).role == Role::Identity)
}
