//! Pairs that are added once: what is said of `d_{ij}` where a sum runs over i < j.
//!
//! In: a relation that differentiates by a quantity of pairs. Out: the order of the letters
//! in which the quantity stands in what is differentiated, if it stands in no other: for the
//! opposite order the variable stands in no formula, and the line is not said of it. Not done
//! here: what such a line is if it adds up over both orders, which is left open.

use super::domain::Domain;
use super::judge::{Judge, value};
use super::pattern;
use crate::expression::{Condition, ExprId, Index, Op, Relation, Sides, SymbolId, Unclear, VarId};
use crate::reason::Value;
use crate::syntax::tree::Sign;
use std::cmp::Ordering;

/// Definitions that are nested deeper are not looked into.
const MOST_NESTED: usize = 40;
/// Expressions of more operations are not gone through.
const MOST_OPERATIONS: usize = 20_000;

/// What is found of a quantity's letters.
struct Orders {
    found: Vec<Option<Ordering>>,
    left: usize,
}

impl Judge<'_> {
    /// The rows in which the letters of a derivative by a pair stand as what is
    /// differentiated has them.
    pub(super) fn in_order(&self, sides: &Sides, mut domain: Domain) -> Domain {
        for (_, (a, b), order) in self.ordered(sides) {
            domain = Self::rows_where(&domain, |row| {
                value(&domain, a, row).cmp(&value(&domain, b, row)) == order
            });
        }
        domain
    }

    /// Nothing false is said where a line differentiates by pairs that are added once, and
    /// adds up over both orders of these.
    pub(super) fn adds_in_order(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        let own: Vec<ExprId> = self.ordered(sides).into_iter().map(|(id, ..)| id).collect();
        for id in self.all_below(sides) {
            if let Op::Derivative { of: inside, by, at } = self.meaning.expressions.op(id)
                && at.len() == 2
                && !own.contains(&id)
                && self.order_of(*inside, *by).is_some()
            {
                let name = self.meaning.symbol(*by).written.clone();
                return Err(of.unclear(Value::MaybeSame(name.clone(), format!("{name}^\\top"))));
            }
        }
        Ok(())
    }

    /// The derivatives by pairs of free letters that are added once, and their order.
    fn ordered(&self, sides: &Sides) -> Vec<(ExprId, (VarId, VarId), Ordering)> {
        let free = |index: &Index| match index {
            Index::Var(var) if sides.free.contains(var) => Some(*var),
            _ => None,
        };
        let found = self.written_in(sides).into_iter().filter_map(|id| {
            let Op::Derivative { of, by, at } = self.meaning.expressions.op(id) else {
                return None;
            };
            let [a, b] = at.as_slice() else { return None };
            let pair = (free(a)?, free(b)?);
            let order = self.order_of(*of, *by).filter(|_| pair.0 != pair.1)?;
            Some((id, pair, order))
        });
        found.collect()
    }

    /// The order of a defined quantity's two letters wherever it stands in an expression.
    fn order_of(&self, of: ExprId, by: SymbolId) -> Option<Ordering> {
        self.meaning.symbol(by).definition.as_ref()?;
        let mut orders = Orders { found: Vec::new(), left: MOST_OPERATIONS };
        self.orders((of, by), &mut Vec::new(), MOST_NESTED, &mut orders);
        let first = orders.found.first().copied().flatten()?;
        orders.found.iter().all(|order| *order == Some(first)).then_some(first)
    }

    fn orders(
        &self,
        (id, by): (ExprId, SymbolId),
        above: &mut Vec<Condition>,
        depth: usize,
        orders: &mut Orders,
    ) {
        let (Some(depth), Some(left)) = (depth.checked_sub(1), orders.left.checked_sub(1)) else {
            orders.found.push(None);
            return;
        };
        orders.left = left;
        let definition = self.meaning.symbol(by).definition.as_ref();
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, at) if *symbol == by => {
                orders.found.push(ordering(at, above));
                return;
            }
            Op::Symbol(symbol, at) => {
                if let Some(own) = &self.meaning.symbol(*symbol).definition
                    && self.meaning.symbol_may_depend(*symbol, by)
                {
                    // What has indices of its own is not followed under other letters.
                    if at.is_empty() {
                        self.orders((own.body, by), above, depth, orders);
                    } else {
                        orders.found.push(None);
                    }
                }
                return;
            }
            _ => {}
        }
        if definition.is_some_and(|d| pattern::matches(self.meaning, d, id).is_some()) {
            orders.found.push(None);
            return;
        }
        let before = above.len();
        if let Op::Sum { conditions, .. } = self.meaning.expressions.op(id) {
            above.extend(conditions.iter().copied());
        }
        for operand in self.meaning.expressions.operands(id) {
            self.orders((operand, by), above, depth, orders);
        }
        above.truncate(before);
    }
}

/// The order in which conditions keep two letters.
fn ordering(at: &[Index], above: &[Condition]) -> Option<Ordering> {
    let [a, b] = at else { return None };
    above.iter().find_map(|(x, sign, y)| {
        let order = match sign {
            Sign::Less => Ordering::Less,
            Sign::Greater => Ordering::Greater,
            _ => return None,
        };
        match (x, y) {
            _ if (x, y) == (a, b) => Some(order),
            _ if (x, y) == (b, a) => Some(order.reverse()),
            _ => None,
        }
    })
}
