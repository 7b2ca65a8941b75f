//! Other right sides of one relation, screened: plain arithmetic at one point.
//!
//! What passes is worth a judgement in full; what does not is false, but its
//! values tell what it adds to another's.

use super::arithmetic::{Numbers, Plain};
use super::domain::Domain;
use super::evaluator::{Evaluator, POINT, Valued};
use super::judge::{Judge, Prepared, tolerance};
use super::outcome::{is_blurred, residual};
use super::stage::Restraint;
use crate::expression::{Relation, Sides, VarId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The values of a relation's sides at one point.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) left: Vec<f64>,
    pub(crate) right: Vec<f64>,
    /// The magnitudes of the terms that each entry of both was made of.
    pub(crate) size: Vec<f64>,
    /// Whether both agree.
    pub(crate) holds: bool,
}

impl Sight {
    /// Whether the right side is as good as 0.
    pub(crate) fn is_right_zero(&self) -> bool {
        self.right.iter().zip(&self.size).all(|(right, size)| right.abs() <= 1e-12 * size)
    }
}

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

    /// What a right side is at the screen's point; `None` where it has no finite
    /// values there, or others than the left side has room for.
    pub(crate) fn look(&self, sides: &Sides) -> Option<Sight> {
        self.judge.check_size(self.of, sides).ok()?;
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
        let width = left.value.width.max(right.value.width);
        let wide = |values: &Numbers, of: &[f64]| -> Vec<f64> {
            let times = width / values.width.max(1);
            of.iter().flat_map(|v| std::iter::repeat_n(*v, times)).collect()
        };
        let (a, b) = (&left.value, &right.value);
        let tolerance = tolerance(plain.longest.get());
        let size = wide(a, &a.magnitude).into_iter().zip(wide(b, &b.magnitude));
        fits.then(|| Sight {
            left: wide(a, &a.value),
            right: wide(b, &b.value),
            size: size.map(|(x, y)| x + y).collect(),
            holds: residual <= tolerance && !is_blurred(a, b, tolerance),
        })
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
        // One number agrees with another by chance sooner than several do.
        let domain = if domain.rows() == 1 { whole } else { domain };
        let plain = Evaluator::new(self.judge.meaning, stage, Plain);
        let left = sides.left.iter().find_map(|left| plain.value(*left, &domain).ok());
        let known = Rc::new((domain, left));
        self.known.borrow_mut().insert(sides.free.clone(), known.clone());
        Some(known)
    }
}
