//! Derivatives that stand in each other.
//!
//! In: what is differentiated, and by what. Out: whether a derivative stands in it that varies
//! with the same. Not done here: evaluating it.

use super::{ExprId, Meaning, Op, SymbolId};
use std::collections::BTreeSet;

impl Meaning {
    /// Whether a derivative stands in an expression, definitions written out, of what varies
    /// with a symbol.
    pub(crate) fn has_derivative_inside(&self, of: ExprId, by: SymbolId) -> bool {
        let (mut ahead, mut seen) = (vec![of], BTreeSet::new());
        while let Some(id) = ahead.pop() {
            if !seen.insert(id) || !self.may_depend(id, by) {
                continue;
            }
            let varies = |of: &ExprId| self.may_depend(*of, by);
            match self.expressions.op(id) {
                Op::Derivative { of, .. } | Op::Prime(_, _, of) if varies(of) => return true,
                Op::Symbol(symbol, _) if *symbol != by => {
                    let definition = self.symbol(*symbol).definition.iter();
                    ahead.extend(definition.flat_map(|d| d.diagonal.into_iter().chain([d.body])));
                }
                _ => {}
            }
            ahead.extend(self.expressions.operands(id));
        }
        false
    }

    /// Whether a derivative stands in a function's body of what varies with its argument.
    pub(crate) fn has_slope_inside(&self, body: ExprId, argument: u32) -> bool {
        let varies = |id: &ExprId| self.has_argument(*id, argument);
        match self.expressions.op(body) {
            Op::Prime(_, inside, at) => varies(at) || varies(inside),
            Op::Derivative { of, .. } | Op::Change(of, _) => varies(of),
            _ => {
                let below = self.expressions.operands(body);
                below.into_iter().any(|id| self.has_slope_inside(id, argument))
            }
        }
    }

    /// Whether an expression has a function's argument in it.
    pub(crate) fn has_argument(&self, id: ExprId, argument: u32) -> bool {
        matches!(self.expressions.op(id), Op::Argument(other) if *other == argument)
            || self.expressions.operands(id).into_iter().any(|x| self.has_argument(x, argument))
    }
}
