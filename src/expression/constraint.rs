//! Whether an equation of givens is assumed.
//!
//! In: relations of givens alone, with what the words around them say. Out: which of
//! them are assumptions, by those words or by their form. Not done here: what the others
//! are if they are false ([`super::standing`]).

use super::lower::Lowerer;
use super::relations::Link;
use super::{ExprId, Index, Op, Relation, Role, Sides, SymbolId};
use crate::prose::Act;
use crate::syntax::tree::{Function, Sign};
use std::collections::BTreeSet;

/// Whether words say that a relation follows.
pub(super) fn follows_from(link: &Link<'_>) -> bool {
    link.said.follows() || link.said.concludes() || link.said.is(Act::Prove)
}

impl Lowerer<'_> {
    /// Whether a relation of givens is stated as an assumption, or has the form of a
    /// constraint.
    pub(super) fn is_assumed(&self, relation: &Relation, link: Option<&Link<'_>>) -> bool {
        let Ok(sides) = &relation.sides else { return false };
        if link.is_some_and(|link| link.goes_on) && self.bounds_above(relation.sign, sides) {
            return true;
        }
        let Some(link) = link.filter(|_| self.speaks_of_givens(sides)) else { return false };
        let first = link.begins && !link.is_step();
        let stated = matches!(link.said.nearest, Some(Act::Assume | Act::Attach | Act::Define));
        first && stated || self.is_constraint(relation.sign, sides.left[0], sides.right)
    }

    /// Symmetry, a sum or norm that is a number, a zero diagonal, orthogonality, a
    /// sign.
    fn is_constraint(&self, sign: Sign, left: ExprId, right: ExprId) -> bool {
        let op = |id| self.meaning.expressions.op(id);
        let number = |id| self.is_constant(id);
        let zero = |id| matches!(op(id), Op::Number(n) if *n == 0.0);
        match sign {
            Sign::Equal | Sign::Defined => {
                self.are_mirrored(left, right)
                    || self.is_total(left) && number(right) && !self.compares(left)
                    || self.is_on_the_diagonal(left) && zero(right)
                    || self.is_product_with_itself(left) && self.is_identity(right)
            }
            Sign::Greater | Sign::GreaterOrEqual => {
                matches!(op(left), Op::Symbol(..) | Op::Opaque(..)) && number(right)
            }
            Sign::Less | Sign::LessOrEqual => {
                matches!(op(right), Op::Symbol(..) | Op::Opaque(..)) && number(left)
            }
            Sign::NotEqual => matches!(op(left), Op::Symbol(..)) && zero(right),
            _ => false,
        }
    }

    /// Whether an inequality says between what something given is chosen: `\alpha_i \le C`,
    /// `\|w\| \le r`, `-\lambda \le z \le \lambda`.
    pub(super) fn is_setting(&self, relation: &Relation, link: Option<&Link<'_>>) -> bool {
        let (Ok(sides), Some(link)) = (&relation.sides, link) else { return false };
        let ordered = matches!(
            relation.sign,
            Sign::Less | Sign::LessOrEqual | Sign::Greater | Sign::GreaterOrEqual | Sign::NotEqual
        );
        if !ordered || sides.left.len() > 2 {
            return false;
        }
        let name = |id: ExprId| match self.meaning.expressions.op(id) {
            Op::Symbol(..) | Op::Entry(..) => true,
            Op::Apply(Function::Sqrt, of) => matches!(self.meaning.expressions.op(*of),
                Op::Inner(a, b) | Op::Dotted(a, b) if a == b
                    && matches!(self.meaning.expressions.op(*a), Op::Symbol(..))),
            _ => false,
        };
        // `n \ge 1`
        let size =
            |id: ExprId| matches!(self.meaning.expressions.op(id), Op::Size(_) | Op::Count(_));
        let least =
            |id: ExprId| matches!(self.meaning.expressions.op(id), Op::Number(n) if *n <= 1.0);
        let (left, right) = (sides.left[sides.left.len() - 1], sides.right);
        if sides.left.len() == 1 && size(left) && least(right) {
            return matches!(relation.sign, Sign::Greater | Sign::GreaterOrEqual);
        }
        let between = link.lefts.len() == 1 || name(left);
        between && (name(left) || name(right)) && self.speaks_of_unknowns(sides)
    }

    /// Whether nothing that a formula defines and no derivative stands in some sides.
    fn speaks_of_unknowns(&self, sides: &Sides) -> bool {
        let mut reached = BTreeSet::new();
        let all = sides.left.iter().copied().chain([sides.right]);
        all.clone().for_each(|id| self.meaning.reach(id, &mut reached));
        let given = |id: &SymbolId| self.meaning.symbol(*id).definition.is_none();
        !reached.is_empty()
            && reached.iter().all(given)
            && !all.clone().any(|id| self.differentiates_symbols(id))
    }

    /// What an inequality speaks of is taken from a set that is not understood.
    pub(super) fn limit(&mut self, relation: &Relation) {
        let Ok(sides) = &relation.sides else { return };
        let mut reached = BTreeSet::new();
        let all = sides.left.iter().copied().chain([sides.right]);
        all.for_each(|id| self.meaning.reach(id, &mut reached));
        for symbol in reached {
            self.meaning.limits.entry(symbol).or_insert(relation.place);
        }
    }

    /// The second half of `0 < p < 1`.
    fn bounds_above(&self, sign: Sign, sides: &Sides) -> bool {
        let Some(nearest) = sides.left.last().copied() else { return false };
        matches!(sign, Sign::Less | Sign::LessOrEqual)
            && matches!(self.meaning.expressions.op(nearest), Op::Symbol(symbol, _)
                if self.meaning.symbol(*symbol).definition.is_none())
            && self.is_constant(sides.right)
    }

    /// A number, or one that is made of sizes.
    pub(super) fn is_constant(&self, id: ExprId) -> bool {
        let expressions = &self.meaning.expressions;
        match expressions.op(id) {
            Op::Number(_) | Op::Size(_) | Op::Count(_) => true,
            Op::Symbol(symbol, _) => {
                let definition = self.meaning.symbol(*symbol).definition.as_ref();
                definition.is_some_and(|definition| self.is_constant(definition.body))
            }
            Op::Divide(..)
            | Op::Multiply(..)
            | Op::Dotted(..)
            | Op::Add(..)
            | Op::Subtract(..)
            | Op::Negate(_)
            | Op::Power(..)
            | Op::Apply(..) => expressions.operands(id).into_iter().all(|x| self.is_constant(x)),
            _ => false,
        }
    }

    /// `p_{ij}` and `p_{ji}`, or `A^\top` and `A`.
    fn are_mirrored(&self, a: ExprId, b: ExprId) -> bool {
        let op = |id| self.meaning.expressions.op(id);
        match (op(a), op(b)) {
            (Op::Symbol(s, at), Op::Symbol(t, other)) => {
                let mirrored = at.len() == 2 && other.len() == 2;
                s == t && mirrored && at[0] == other[1] && at[1] == other[0] && at[0] != at[1]
            }
            (_, Op::Negate(b)) => self.are_mirrored(a, *b),
            (Op::Transpose(x), _) => self.is_same_symbol(*x, b),
            (_, Op::Transpose(x)) => self.is_same_symbol(*x, a),
            _ => false,
        }
    }

    fn is_same_symbol(&self, a: ExprId, b: ExprId) -> bool {
        let op = |id| self.meaning.expressions.op(id);
        matches!((op(a), op(b)), (Op::Symbol(s, i), Op::Symbol(t, j)) if s == t && i == j)
    }

    /// A sum, a norm, or a square of one.
    fn is_total(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Sum { .. } | Op::Inner(..) => true,
            Op::Apply(Function::Sqrt, of) => self.is_total(*of),
            Op::Power(base, _) => self.is_total(*base),
            Op::Multiply(a, b) => {
                let transposed = matches!(self.meaning.expressions.op(*a), Op::Transpose(_));
                transposed && !self.is_identity(*b)
            }
            _ => false,
        }
    }

    /// A total of differences that is a number: `\sum_i (x_i - y_i) = 0` may as well be
    /// found of what is given as be assumed of it.
    pub(super) fn is_total_of_differences(&self, relation: &Relation) -> bool {
        let Ok(sides) = &relation.sides else { return false };
        let left = sides.left[0];
        matches!(relation.sign, Sign::Equal | Sign::Defined)
            && self.speaks_of_givens(sides)
            && self.is_total(left)
            && self.is_constant(sides.right)
            && self.compares(left)
    }

    /// Whether what a total adds up are differences.
    fn compares(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Subtract(..) => true,
            Op::Symbol(..) => false,
            _ => {
                let operands = self.meaning.expressions.operands(id);
                operands.into_iter().any(|operand| self.compares(operand))
            }
        }
    }

    /// `p_{ii}`
    fn is_on_the_diagonal(&self, id: ExprId) -> bool {
        let indices = match self.meaning.expressions.op(id) {
            Op::Symbol(_, indices) => indices.as_slice(),
            _ => return false,
        };
        matches!(indices, [a @ Index::Var(_), b] if a == b)
    }

    /// `A^\top A`, `A A^\top`
    fn is_product_with_itself(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Multiply(a, b) | Op::Dotted(a, b) => self.are_mirrored(*a, *b),
            _ => false,
        }
    }

    fn is_identity(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).role == Role::Identity,
            _ => false,
        }
    }
}
