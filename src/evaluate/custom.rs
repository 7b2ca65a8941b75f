//! What the way in which lines are written says of them: ranges that run upwards, numbers
//! that are rounded, derivatives that are laid out as words say.
//!
//! In: the sides of a relation. Out: the places that it speaks of, and whether it is written
//! as what is false to the letter may be. Not done here: comparing sides.

use super::domain::Domain;
use super::judge::{Judge, value};
use super::outcome::Outcome;
use crate::expression::{ExprId, Form, Index, Op, Relation, Sides, Unclear};
use crate::reason::{Mismatch, Value};
use crate::syntax::tree::{Function, Sign};

impl Judge<'_> {
    /// `h^2` of a vector is its product with itself to some, and the squares of its entries
    /// to others.
    pub(super) fn squares_vectors(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            if let Op::Power(base, by) = self.meaning.expressions.op(id)
                && matches!(self.meaning.expressions.op(*by), Op::Number(_))
                && self.is_of_vectors(*base)
            {
                return Err(of.unclear(Value::Shapes(Mismatch::Power)));
            }
        }
        Ok(())
    }

    /// Whether an expression is a vector, or a function of the entries of one.
    fn is_of_vectors(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) => {
                matches!(self.meaning.symbol(*symbol).form, Form::Vector | Form::Row)
            }
            Op::Map(_, _, of, _) | Op::Negate(of) => self.is_of_vectors(*of),
            Op::Apply(f, of) => {
                let one = matches!(f, Function::Trace | Function::Determinant | Function::Diagonal);
                !one && self.is_of_vectors(*of)
            }
            Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => {
                self.is_of_vectors(*a) || self.is_of_vectors(*b)
            }
            _ => false,
        }
    }

    /// The places at which all ranges run upwards: `\prod_{j = k + 1}^t` speaks of no k that
    /// is behind t.
    pub(super) fn upwards(&self, sides: &Sides, mut domain: Domain) -> Domain {
        for (from, to) in self.ranges(sides) {
            let place = |index: Index, row: usize| match index {
                Index::Var(var) => Some(i64::from(value(&domain, var, row))),
                Index::Shifted(var, by) => {
                    Some(i64::from(value(&domain, var, row)) + i64::from(by))
                }
                _ => None,
            };
            let runs = |row: usize| match (place(from.0, row), place(to.0, row)) {
                (Some(first), Some(last)) => first + from.1 <= last + to.1 + 1,
                _ => true,
            };
            domain = Self::rows_where(&domain, runs);
        }
        domain
    }

    /// The ranges of sums and products that run from one free letter to another: the first
    /// and last place, each an index and what is added to it.
    fn ranges(&self, sides: &Sides) -> Vec<((Index, i64), (Index, i64))> {
        let free = |index: Index| match index {
            Index::Var(var) | Index::Shifted(var, _) => sides.free.contains(&var),
            _ => false,
        };
        let mut found = Vec::new();
        for id in self.written_in(sides) {
            if let Op::Sum { bound, conditions, .. } = self.meaning.expressions.op(id) {
                for var in bound {
                    let own = Index::Var(*var);
                    let ends = conditions.iter().filter_map(|(a, sign, b)| match sign {
                        Sign::Greater if *a == own => Some((true, *b, 1)),
                        Sign::GreaterOrEqual if *a == own => Some((true, *b, 0)),
                        Sign::Less if *a == own => Some((false, *b, -1)),
                        Sign::LessOrEqual if *a == own => Some((false, *b, 0)),
                        Sign::Less if *b == own => Some((true, *a, 1)),
                        Sign::LessOrEqual if *b == own => Some((true, *a, 0)),
                        Sign::Greater if *b == own => Some((false, *a, -1)),
                        Sign::GreaterOrEqual if *b == own => Some((false, *a, 0)),
                        _ => None,
                    });
                    let ends: Vec<_> = ends.filter(|(_, index, _)| free(*index)).collect();
                    for (_, from, by) in ends.iter().filter(|end| end.0) {
                        let last = ends.iter().filter(|end| !end.0);
                        found.extend(last.map(|(_, to, less)| ((*from, *by), (*to, *less))));
                    }
                }
            }
        }
        found
    }

    /// `0.9^{3/4} = 0.92`: numbers alone, of which one is written with as many places as
    /// were thought enough.
    pub(super) fn is_rounded(&self, sides: &Sides, outcome: &Outcome) -> bool {
        let expressions = &self.meaning.expressions;
        let written = |id: ExprId| match expressions.op(id) {
            Op::Number(n) if n.fract() != 0.0 => {
                let places = n.to_string().split('.').nth(1).map_or(0, str::len);
                Some(10_f64.powi(-i32::try_from(places).unwrap_or(i32::MAX)))
            }
            _ => None,
        };
        let unit = written(sides.right).or_else(|| written(sides.left[0]));
        let differ =
            outcome.left.value.iter().zip(&outcome.right.value).map(|(a, b)| (a - b).abs());
        unit.is_some_and(|unit| {
            self.meaning.is_constant(sides.left[0])
                && self.meaning.is_constant(sides.right)
                && differ.fold(0.0, f64::max) < 2.0 * unit
        })
    }

    /// Whether a side is the derivative of a number by a matrix, in a text that lays it out
    /// as the transpose of the matrix.
    pub(super) fn is_by_matrix(&self, side: ExprId) -> bool {
        self.meaning.has_numerator_layout()
            && matches!(self.meaning.expressions.op(side), Op::Derivative { by, .. }
            if self.meaning.symbol(*by).form == Form::Matrix)
    }
}
