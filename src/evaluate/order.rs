//! Values moved to where inequalities between them hold.
//!
//! In: the values of a stage, and inequalities of which one side is a given. Out:
//! the same values, each that is on the wrong side of its bound mirrored at it, in
//! turn until none is. Whether they meet the inequalities then is for others to see.

use super::bend::turned;
use super::evaluator::Evaluator;
use super::judge::near;
use super::meter::Meter;
use super::plain::Plain;
use super::stage::{Stage, is_drawn};
use crate::expression::{ExprId, Index, Meaning, Op, Relation, Sides, SymbolId};
use crate::syntax::tree::Sign;
use std::collections::BTreeSet;

/// Sweeps over inequalities that move each other's values.
const MOST_SWEEPS: usize = 12;

impl Stage {
    /// Moves values until they stand still; whether any was moved.
    pub(super) fn order(&mut self, meaning: &Meaning, stated: &[&Relation], meter: &Meter) -> bool {
        let mut any = false;
        for _ in 0..MOST_SWEEPS {
            let mut moved = false;
            for of in stated {
                let Ok(sides) = &of.sides else { continue };
                moved |= self.mirror(meaning, (of.sign, sides), meter);
            }
            any |= moved;
            if !moved {
                break;
            }
        }
        if any {
            self.weigh();
        }
        any
    }

    /// `a > b`: each a below its b is as far above it; of two givens the left one is
    /// moved.
    fn mirror(&mut self, meaning: &Meaning, (sign, sides): (Sign, &Sides), meter: &Meter) -> bool {
        let (left, right) = (near(sign, sides), sides.right);
        let side = |id: ExprId, other: ExprId| match meaning.expressions.op(id) {
            Op::Symbol(symbol, at) if is_drawn(meaning, *symbol) => {
                let mut reached = BTreeSet::new();
                meaning.reach(other, &mut reached);
                (!reached.contains(symbol)).then(|| (*symbol, at.clone(), other))
            }
            _ => None,
        };
        let found = side(left, right).map(|found| (found, sign));
        let found = found.or_else(|| side(right, left).map(|found| (found, turned(sign))));
        let Some(((symbol, at, bound), sign)) = found else { return false };
        let above = match sign {
            Sign::Greater | Sign::GreaterOrEqual => true,
            Sign::Less | Sign::LessOrEqual => false,
            _ => return false,
        };
        self.keep_beyond((meaning, meter), (symbol, &at), (bound, above)).unwrap_or(false)
    }

    fn keep_beyond(
        &mut self,
        (meaning, meter): (&Meaning, &Meter),
        (symbol, at): (SymbolId, &[Index]),
        (bound, above): (ExprId, bool),
    ) -> Option<bool> {
        let mut free = BTreeSet::new();
        meaning.free_into(bound, &mut free);
        let all: Vec<Index> = at.iter().copied().chain(free.into_iter().map(Index::Var)).collect();
        let domain = self.all(meaning, meter, &all)?;
        let rows = self.given_rows((meaning, meter), symbol, at, &domain)?;
        let value = Evaluator::new(meaning, self, Plain, meter).value(bound, &domain).ok()?;
        let given = self.given_mut(symbol)?;
        if value.shape != (1, 1) || given.shape != (1, 1) || value.value.rows() != rows.len() {
            return None;
        }
        let mut moved = false;
        for (row, bound) in rows.iter().zip(&value.value.value) {
            let own = &mut given.value.value[row];
            let beyond = if above { *own - bound } else { bound - *own };
            if beyond <= 0.0 && bound.is_finite() {
                // What is at the bound itself is moved away from it.
                // What is far beyond comes near, as there may be a bound opposite.
                let by = match -beyond {
                    0.0 => 0.5,
                    far @ 2.0.. => far / (1.0 + far),
                    near => near,
                };
                *own = if above { bound + by } else { bound - by };
                moved = true;
            }
        }
        Some(moved)
    }
}
