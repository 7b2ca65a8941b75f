//! Between which numbers a value lies, whatever is given.
//!
//! In: an expression. Out: bounds that none of its values is beyond, from the ranges
//! of functions, squares and what is positive; −∞ and ∞ where nothing is known.

use super::judge::Judge;
use super::stage::Restraint;
use crate::expression::{ExprId, Form, Meaning, Op, SymbolId};
use crate::syntax::tree::Function;
use std::collections::BTreeSet;

/// Expressions that are nested deeper have no bounds.
const MOST_DEPTH: usize = 60;

const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
const POSITIVE: (f64, f64) = (0.0, f64::INFINITY);

/// Finds bounds where some symbols are positive.
pub(super) struct Bounds<'j> {
    meaning: &'j Meaning,
    positive: BTreeSet<SymbolId>,
}

impl<'j> Bounds<'j> {
    /// What can be said where some relations are assumed.
    pub(super) fn new(judge: &Judge<'j>, stated: &[usize]) -> Self {
        Self { meaning: judge.meaning, positive: judge.positive(Restraint::Least, stated) }
    }

    /// The bounds of an expression.
    pub(super) fn of(&self, id: ExprId) -> (f64, f64) {
        let (low, high) = self.within(id, 0);
        if low.is_nan() || high.is_nan() { ANY } else { (low, high) }
    }

    /// Whether no matrix stands in an expression: the square of one has entries of any sign.
    fn is_of_numbers(&self, id: ExprId) -> bool {
        let mut reached = BTreeSet::new();
        self.meaning.reach(id, &mut reached);
        reached.iter().all(|symbol| self.meaning.symbol(*symbol).form != Form::Matrix)
    }

    fn within(&self, id: ExprId, depth: usize) -> (f64, f64) {
        if depth > MOST_DEPTH {
            return ANY;
        }
        let go = |id: &ExprId| self.within(*id, depth + 1);
        match self.meaning.expressions.op(id) {
            Op::Number(value) => (*value, *value),
            Op::Size(_) | Op::Count(_) => (1.0, f64::INFINITY),
            Op::Delta(..) | Op::Unit(..) => (0.0, 1.0),
            Op::Symbol(symbol, _) => match &self.meaning.symbol(*symbol).definition {
                Some(definition) if definition.diagonal.is_none() => go(&definition.body),
                None if self.positive.contains(symbol) => POSITIVE,
                _ => ANY,
            },
            Op::Negate(a) => {
                let (low, high) = go(a);
                (-high, -low)
            }
            Op::Add(a, b) => {
                let (a, b) = (go(a), go(b));
                (a.0 + b.0, a.1 + b.1)
            }
            Op::Subtract(a, b) => {
                let (a, b) = (go(a), go(b));
                (a.0 - b.1, a.1 - b.0)
            }
            Op::Inner(a, b) | Op::Elementwise(a, b) if a == b => POSITIVE,
            Op::Dotted(a, b) | Op::Multiply(a, b) if a == b && self.is_of_numbers(*a) => POSITIVE,
            Op::Inner(a, b)
            | Op::Dotted(a, b)
            | Op::Multiply(a, b)
            | Op::Elementwise(a, b)
            | Op::Divide(a, b) => product(go(a), go(b)),
            Op::Power(a, exponent) => match self.meaning.expressions.op(*exponent) {
                Op::Number(n) if n % 2.0 == 0.0 && self.is_of_numbers(*a) => POSITIVE,
                _ if go(a).0 >= 0.0 => POSITIVE,
                _ => ANY,
            },
            Op::Sum { body, .. } => {
                let (low, high) = go(body);
                let end = |bound: f64, far: f64| if bound * far >= 0.0 { 0.0 } else { -far };
                (end(low, f64::INFINITY), end(high, f64::NEG_INFINITY))
            }
            Op::Extreme(largest, of) => {
                let all: Vec<(f64, f64)> = of.iter().map(go).collect();
                let pick = if *largest { f64::max } else { f64::min };
                let join = |end: fn(&(f64, f64)) -> f64| all.iter().map(end).reduce(pick);
                (join(|b| b.0).unwrap_or(ANY.0), join(|b| b.1).unwrap_or(ANY.1))
            }
            Op::Map(_, _, _, inlined) => go(inlined),
            Op::Apply(function, _) => range(*function),
            _ => ANY,
        }
    }
}

/// Of factors whose signs are known the sign.
fn product(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let sign = |(low, high): (f64, f64)| match (low >= 0.0, high <= 0.0) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    match (sign(a), sign(b)) {
        (Some(x), Some(y)) if x == y => POSITIVE,
        (Some(_), Some(_)) => (f64::NEG_INFINITY, 0.0),
        _ => ANY,
    }
}

const fn range(function: Function) -> (f64, f64) {
    match function {
        Function::Exp | Function::Sqrt | Function::Relu | Function::Softplus => POSITIVE,
        Function::Cosh => (1.0, f64::INFINITY),
        Function::Sin | Function::Cos | Function::Tanh | Function::Sign => (-1.0, 1.0),
        Function::Sigmoid => (0.0, 1.0),
        Function::Arctan => (-1.571, 1.571),
        _ => ANY,
    }
}
