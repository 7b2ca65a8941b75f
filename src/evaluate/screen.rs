//! Other right sides of one relation, screened: plain arithmetic at one point.
//!
//! What passes is worth a judgement in full; what does not is false, but its
//! values tell what it adds to another's.

use super::compare::tolerance;
use super::domain::Domain;
use super::evaluator::{Evaluator, POINT, Valued};
use super::guard::guarded;
use super::judge::Judge;
use super::meter::{Allowance, Meter, Steps};
use super::outcome::{is_blurred, residual};
use super::plain::{Numbers, Plain};
use super::stage::Restraint;
use super::ties::{Prepared, reached};
use crate::expression::{Relation, Sides, VarId};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

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
type Known = Arc<(Domain, Option<Valued<Numbers>>)>;

/// Screens right sides of one relation.
pub(crate) struct Screen<'j, 'a> {
    judge: &'j Judge<'a>,
    of: &'a Relation,
    prepared: Arc<Prepared>,
    known: Mutex<BTreeMap<Vec<VarId>, Known>>,
    /// Steps of all looks.
    looks: AtomicU64,
}

impl<'j, 'a> Screen<'j, 'a> {
    /// A screen, unless the relation has no values to compare with; and the steps
    /// that it took to make one, or to see that there is none.
    pub(crate) fn new(judge: &'j Judge<'a>, relation: usize) -> (Option<Self>, Steps) {
        let of = judge.meaning.relations.get(relation);
        let sides = of.and_then(|of| of.sides.as_ref().ok().map(|sides| (of, sides)));
        let Some((of, sides)) = sides.filter(|(of, sides)| judge.check_size(of, sides).is_ok())
        else {
            return (None, Steps::default());
        };
        let search = |meter: &Meter| Ok(Self::made(judge, of, sides, meter));
        let (made, steps) = guarded(judge.meaning, of.place, Allowance::default(), search);
        (made.ok().flatten(), steps)
    }

    fn made(judge: &'j Judge<'a>, of: &'a Relation, sides: &Sides, meter: &Meter) -> Option<Self> {
        let reached = reached(judge.meaning, &sides.left, sides);
        let relevant = judge.speaking_of(&reached, of);
        let unknown = judge.unknown_at(of);
        Restraint::LADDER.into_iter().find_map(|restraint| {
            let (prepared, unmet) = judge.prepared(restraint, &unknown, &reached, meter).ok()?;
            if relevant.iter().any(|k| unmet.contains(k)) {
                return None;
            }
            let (known, looks) = (Mutex::default(), AtomicU64::default());
            let screen = Self { judge, of, prepared, known, looks };
            let known = screen.known(sides, meter)?;
            let left = known.1.as_ref()?;
            left.value.value.iter().all(|v| v.is_finite()).then_some(screen)
        })
    }

    /// What a right side is at the screen's point; `None` where it has no finite
    /// values there, or others than the left side has room for.
    pub(crate) fn look(&self, sides: &Sides) -> Option<Sight> {
        let look = |meter: &Meter| Ok(self.seen(sides, meter));
        let (sight, steps) = guarded(self.judge.meaning, self.of.place, Allowance::LOOK, look);
        self.looks.fetch_add(steps.0, Relaxed);
        sight.ok().flatten()
    }

    /// What all looks took so far.
    pub(crate) fn looked(&self) -> Steps {
        Steps(self.looks.load(Relaxed))
    }

    fn seen(&self, sides: &Sides, meter: &Meter) -> Option<Sight> {
        self.judge.check_size(self.of, sides).ok()?;
        let known = self.known(sides, meter)?;
        let left = known.1.as_ref()?;
        // What only this side speaks of may not be drawn yet.
        let own = reached(self.judge.meaning, &[], sides);
        self.judge.ensure(&self.prepared, &own, meter).ok()?;
        let plain = Evaluator::new(self.judge.meaning, &self.prepared.stage, Plain, meter);
        let right = plain.value(sides.right, &known.0).ok()?;
        let right = if left.shape == (right.shape.1, right.shape.0) && left.shape != right.shape {
            plain.transposed(&right).ok()?
        } else {
            right
        };
        let residual = residual(&left.value, &right.value)?;
        let zero = |x: &Numbers| x.value.iter().all(|v| *v == 0.0);
        let fits = left.shape == right.shape || zero(&left.value) || zero(&right.value);
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
    fn known(&self, sides: &Sides, meter: &Meter) -> Option<Known> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&sides.free) {
            return Some(known.clone());
        }
        let stage = &self.prepared.stage;
        let whole = self.judge.domain(stage, self.of, sides, meter).ok()?;
        let first = |row: usize| whole.column(POINT).is_none_or(|points| points[row] == 0);
        let domain = Judge::rows_where(&whole, first);
        // One number agrees with another by chance sooner than several do.
        let domain = if domain.rows() == 1 { whole } else { domain };
        let plain = Evaluator::new(self.judge.meaning, stage, Plain, meter);
        let seen = sides.left.iter().map(|left| plain.value(*left, &domain));
        // What is no finite number here is one elsewhere.
        let mut seen =
            seen.skip_while(|seen| matches!(seen, Err(why) if !why.reason.is_not_finite()));
        let left = seen.next().and_then(Result::ok);
        let left = left.map(|seen| Valued { value: seen.value.into_inner(), shape: seen.shape });
        let known = Arc::new((domain, left));
        lock().insert(sides.free.clone(), known.clone());
        Some(known)
    }
}
