//! Other right sides of one relation, screened: plain arithmetic at one point.
//!
//! What passes is worth a judgement in full; what does not is false.

use super::arithmetic::{Numbers, Plain};
use super::domain::Domain;
use super::evaluator::{Evaluator, POINT, Valued};
use super::judge::{Judge, Prepared, tolerance};
use super::outcome::residual;
use super::stage::Restraint;
use crate::expression::{Relation, Sides, VarId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Rows, and a left side's values at them.
type Known = Rc<(Domain, Option<Valued<Numbers>>)>;

/// Screens right sides of one relation.
pub(crate) struct Screen<'j, 'a> {
    judge: &'j Judge<'a>,
    of: &'a Relation,
    prepared: Arc<Prepared>,
    known: RefCell<BTreeMap<Vec<VarId>, Known>>,
}

impl<'j, 'a> Screen<'j, 'a> {
    /// `None` where the relation has no values to compare with.
    pub(crate) fn new(judge: &'j Judge<'a>, relation: usize) -> Option<Self> {
        let of = judge.meaning.relations.get(relation)?;
        let sides = of.sides.as_ref().ok()?;
        judge.check_size(of, sides).ok()?;
        let relevant = judge.relevant(sides);
        Restraint::LADDER.into_iter().find_map(|restraint| {
            let prepared = judge.prepared(restraint, &[]);
            if relevant.iter().any(|k| prepared.unmet.contains(k)) {
                return None;
            }
            let screen = Self { judge, of, prepared, known: RefCell::default() };
            let known = screen.known(sides)?;
            let left = known.1.as_ref()?;
            left.value.value.iter().all(|v| v.is_finite()).then_some(screen)
        })
    }

    /// Whether both sides agree at the screen's point.
    pub(crate) fn holds(&self, sides: &Sides) -> bool {
        self.judge.check_size(self.of, sides).is_ok() && self.agrees(sides).unwrap_or(false)
    }

    fn agrees(&self, sides: &Sides) -> Option<bool> {
        let known = self.known(sides)?;
        let left = known.1.as_ref()?;
        let plain = Evaluator::new(self.judge.meaning, &self.prepared.stage, Plain);
        let right = plain.value(sides.right, &known.0).ok()?;
        let right = if left.shape == (right.shape.1, right.shape.0) && left.shape != right.shape {
            plain.transposed(&right)
        } else {
            right
        };
        let residual = residual(&left.value, &right.value)?;
        let zero = |x: &Valued<Numbers>| x.value.value.iter().all(|v| *v == 0.0);
        let fits = left.shape == right.shape || zero(left) || zero(&right);
        Some(fits && residual <= tolerance(plain.longest.get()))
    }

    /// The rows of the free variables at the first point, and the left side
    /// there.
    fn known(&self, sides: &Sides) -> Option<Known> {
        if let Some(known) = self.known.borrow().get(&sides.free) {
            return Some(known.clone());
        }
        let stage = &self.prepared.stage;
        let whole = self.judge.domain(stage, self.of, sides).ok()?;
        let first = |row: usize| whole.column(POINT).is_none_or(|points| points[row] == 0);
        let domain = Judge::rows_where(&whole, first);
        let plain = Evaluator::new(self.judge.meaning, stage, Plain);
        let left = sides.left.iter().find_map(|left| plain.value(*left, &domain).ok());
        let known = Rc::new((domain, left));
        self.known.borrow_mut().insert(sides.free.clone(), known.clone());
        Some(known)
    }
}
