//! An expression with another one in the place of a part of it.

use super::{Condition, ExprId, Index, Meaning, Op, VarId};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

/// What stands for the variables of a pattern.
type Renaming = BTreeMap<VarId, Index>;

impl Meaning {
    /// What an expression becomes where each part that is like `what`, whatever
    /// indices stand in the place of the variables in it, is `with` at these
    /// indices; nothing if there is no such part.
    pub(crate) fn replaced(
        &mut self,
        inside: ExprId,
        what: ExprId,
        with: ExprId,
    ) -> Option<ExprId> {
        let mut renaming = Renaming::new();
        if self.alike(what, inside, &mut renaming) {
            return Some(self.renamed(with, &renaming));
        }
        let operands = self.expressions.operands(inside);
        let new: Vec<Option<ExprId>> =
            operands.iter().map(|operand| self.replaced(*operand, what, with)).collect();
        if new.iter().all(Option::is_none) {
            return None;
        }
        let new: Vec<ExprId> =
            operands.into_iter().zip(new).map(|(old, new)| new.unwrap_or(old)).collect();
        let op = with_operands(self.expressions.op(inside), &new);
        Some(self.put(op, inside))
    }

    /// Whether an expression occurs in another one, with whatever indices, or in what
    /// defines that one's symbols.
    pub(crate) fn occurs(&self, what: ExprId, inside: ExprId) -> bool {
        let (mut ahead, mut seen) = (vec![inside], BTreeSet::new());
        while let Some(id) = ahead.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.alike(what, id, &mut Renaming::new()) {
                return true;
            }
            if let Op::Symbol(symbol, _) = self.expressions.op(id)
                && let Some(definition) = &self.symbol(*symbol).definition
            {
                ahead.push(definition.body);
                ahead.extend(definition.diagonal);
            }
            ahead.extend(self.expressions.operands(id));
        }
        false
    }

    /// An expression of one relation in the letters of another one whose left
    /// side is alike.
    pub(crate) fn transferred(&mut self, id: ExprId, from: ExprId, to: ExprId) -> Option<ExprId> {
        let mut renaming = Renaming::new();
        self.alike(from, to, &mut renaming).then(|| self.renamed(id, &renaming))
    }

    /// Whether an expression is a pattern with other indices.
    fn alike(&self, pattern: ExprId, id: ExprId, renaming: &mut Renaming) -> bool {
        let expressions = &self.expressions;
        let (a, b) = (expressions.op(pattern), expressions.op(id));
        if !same_head(a, b) {
            return false;
        }
        if let (Op::Sum { bound: a, .. }, Op::Sum { bound: b, .. }) = (a, b) {
            renaming.extend(a.iter().copied().zip(b.iter().copied().map(Index::Var)));
        }
        let (own, other) = (expressions.indices(pattern), expressions.indices(id));
        let (inner, outer) = (expressions.operands(pattern), expressions.operands(id));
        own.len() == other.len()
            && inner.len() == outer.len()
            && own.into_iter().zip(other).all(|(a, b)| self.alike_index(a, b, renaming))
            && inner.into_iter().zip(outer).all(|(a, b)| self.alike(a, b, renaming))
    }

    fn alike_index(&self, pattern: Index, index: Index, renaming: &mut Renaming) -> bool {
        let Index::Var(var) = pattern else { return pattern == index };
        let set = |var: VarId| self.sets.find(self.expressions.var(var).set);
        if index.var().is_some_and(|other| set(other) != set(var)) {
            return false;
        }
        *renaming.entry(var).or_insert(index) == index
    }

    fn renamed(&mut self, id: ExprId, renaming: &Renaming) -> ExprId {
        let operands = self.expressions.operands(id);
        let new: Vec<ExprId> = operands.iter().map(|o| self.renamed(*o, renaming)).collect();
        let op = renamed_op(&with_operands(self.expressions.op(id), &new), renaming);
        if op == *self.expressions.op(id) { id } else { self.put(op, id) }
    }

    /// An operation in the place of another one, as heavy as that at least.
    fn put(&mut self, op: Op, instead: ExprId) -> ExprId {
        let place = self.expressions.place(instead);
        let inside = (self.expressions.weight(instead), self.expressions.depth(instead));
        self.expressions.add(op, place, inside)
    }
}

/// Whether two operations are the same but for operands and indices.
fn same_head(a: &Op, b: &Op) -> bool {
    let signs = |conditions: &[Condition]| -> Vec<_> {
        conditions.iter().map(|(_, sign, _)| *sign).collect()
    };
    match (a, b) {
        (Op::Symbol(a, _), Op::Symbol(b, _))
        | (Op::Opaque(a, _), Op::Opaque(b, _))
        | (Op::Derivative { by: a, .. }, Op::Derivative { by: b, .. }) => a == b,
        (Op::Apply(a, _), Op::Apply(b, _)) => a == b,
        (Op::Change(_, a), Op::Change(_, b)) => a == b,
        (Op::Extreme(a, _), Op::Extreme(b, _)) => a == b,
        (
            Op::Sum { product: p, bound: a, conditions: c, .. },
            Op::Sum { product: q, bound: b, conditions: d, .. },
        ) => p == q && a.len() == b.len() && signs(c) == signs(d),
        (
            Op::Number(_)
            | Op::Size(_)
            | Op::Count(_)
            | Op::Argument(_)
            | Op::Cases(..)
            | Op::Prime(..)
            | Op::Map(..),
            _,
        ) => a == b,
        _ => discriminant(a) == discriminant(b),
    }
}

fn with_operands(op: &Op, new: &[ExprId]) -> Op {
    let mut op = op.clone();
    let mut new = new.iter().copied();
    let mut take = |operand: &mut ExprId| {
        if let Some(next) = new.next() {
            *operand = next;
        }
    };
    match &mut op {
        Op::Number(_)
        | Op::Size(_)
        | Op::Count(_)
        | Op::Symbol(..)
        | Op::Argument(_)
        | Op::Delta(..)
        | Op::Unit(..) => {}
        Op::Negate(a)
        | Op::Apply(_, a)
        | Op::Transpose(a)
        | Op::Entry(a, _)
        | Op::Sum { body: a, .. }
        | Op::Derivative { of: a, .. }
        | Op::Change(a, _) => take(a),
        Op::Add(a, b)
        | Op::Subtract(a, b)
        | Op::Multiply(a, b)
        | Op::Dotted(a, b)
        | Op::Elementwise(a, b)
        | Op::Divide(a, b)
        | Op::Power(a, b)
        | Op::Inner(a, b)
        | Op::Prime(_, a, b) => {
            take(a);
            take(b);
        }
        Op::Map(_, a, b, c) => {
            take(a);
            take(b);
            take(c);
        }
        Op::Extreme(_, of) | Op::Opaque(_, of) => of.iter_mut().for_each(take),
        Op::Cases(cases, otherwise) => {
            cases.iter_mut().map(|(_, value)| value).chain(otherwise).for_each(take);
        }
    }
    op
}

fn renamed_op(op: &Op, renaming: &Renaming) -> Op {
    let index = |index: &mut Index| match *index {
        Index::Var(var) => *index = renaming.get(&var).copied().unwrap_or(*index),
        Index::Shifted(var, by) => {
            if let Some(Index::Var(other)) = renaming.get(&var) {
                *index = Index::Shifted(*other, by);
            }
        }
        Index::Fixed(_) | Index::FromEnd(..) => {}
    };
    let pairs = |conditions: &mut Vec<Condition>| {
        for (a, _, b) in conditions {
            index(a);
            index(b);
        }
    };
    let mut op = op.clone();
    match &mut op {
        Op::Symbol(_, indices) | Op::Entry(_, indices) | Op::Derivative { at: indices, .. } => {
            indices.iter_mut().for_each(index);
        }
        Op::Delta(a, b) => {
            index(a);
            index(b);
        }
        Op::Unit(a, _) => index(a),
        Op::Sum { conditions, .. } => pairs(conditions),
        Op::Cases(cases, _) => cases.iter_mut().for_each(|(when, _)| pairs(when)),
        _ => {}
    }
    op
}
