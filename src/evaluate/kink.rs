//! Kinks: whether both branches of a maximum, an absolute value or a sign were seen.
//!
//! In: the sides of a relation, and the stages that it was looked at. Out: whether
//! each branch of each kink was taken at some point, or cannot be taken at all: since
//! of what is compared there one is never above the other, or since the text
//! restricts what it is made of; and whether a stage is at a kink. Not done here:
//! looking for points at which a branch is taken, see [`super::general`].

use super::bounds::Bounds;
use super::domain::Domain;
use super::evaluator::{Evaluator, Seen};
use super::judge::Judge;
use super::meter::Meter;
use super::plain::Plain;
use super::stage::Stage;
use crate::expression::{ExprId, Meaning, Op, Relation, Sides};
use crate::syntax::tree::Function;
use std::collections::BTreeSet;

/// A place where an expression changes its branch.
pub(super) struct Kink {
    /// What is compared with 0, or with each other.
    of: Vec<ExprId>,
    /// Whether the largest of several is taken, or the least.
    largest: bool,
    /// The branches that were taken, a bit for each: of one expression that it is
    /// below 0 and above, of several which one it is.
    seen: u64,
    /// Whether it has a value that can be looked at by itself.
    visible: bool,
}

impl Kink {
    fn of(meaning: &Meaning, id: ExprId) -> Option<Self> {
        let (of, largest) = match meaning.expressions.op(id) {
            Op::Extreme(largest, of) if (2..64).contains(&of.len()) => (of.clone(), *largest),
            Op::Apply(Function::Relu | Function::Sign, x) => (vec![*x], true),
            Op::Apply(Function::Sqrt, x) => (vec![squared(meaning, *x)?], true),
            _ => return None,
        };
        Some(Self { of, largest, seen: 0, visible: true })
    }

    /// Whether no branch is left.
    pub(super) fn is_seen(&self) -> bool {
        let branches = if self.of.len() == 1 { 2 } else { self.of.len() };
        !self.visible || self.seen.count_ones() as usize == branches
    }

    fn look(&mut self, evaluator: &Evaluator<'_, Plain>) {
        let values: Option<Vec<Seen<Plain>>> =
            self.of.iter().map(|id| everywhere(evaluator, *id, &self.of)).collect();
        let Some(values) = values.filter(|all| all.iter().all(|v| v.shape == all[0].shape)) else {
            self.visible = false;
            return;
        };
        // The root of the square of a vector is its length.
        if values.len() == 1 && values[0].shape != (1, 1) {
            self.visible = false;
            return;
        }
        for k in 0..values[0].value.value.len() {
            let at = |of: usize| values[of].value.value[k];
            if values.len() == 1 {
                self.seen |= u64::from(at(0) < 0.0) | u64::from(at(0) > 0.0) << 1;
                continue;
            }
            let above = |a: &usize, b: &usize| at(*a).total_cmp(&at(*b));
            let all = 0..values.len();
            let taken = if self.largest { all.max_by(above) } else { all.min_by(above) };
            self.seen |= taken.map_or(0, |taken| 1 << taken);
        }
    }

    /// Whether some value is neither on one branch nor on another.
    fn is_between(&self, evaluator: &Evaluator<'_, Plain>) -> bool {
        let values = self.of.iter().map(|id| everywhere(evaluator, *id, &self.of));
        let Some(values) = values.collect::<Option<Vec<Seen<Plain>>>>() else { return false };
        let first = values[0].value.value.len();
        if values.iter().any(|v| v.value.value.len() != first) {
            return false;
        }
        (0..first).any(|k| {
            let at = values.iter().map(|v| v.value.value[k]);
            if let [_] = self.of[..] {
                return at.into_iter().any(|value| value == 0.0);
            }
            let turn = if self.largest { 1.0 } else { -1.0 };
            let most = at.clone().map(|v| v * turn).fold(f64::NEG_INFINITY, f64::max);
            at.filter(|v| v * turn >= most).count() > 1
        })
    }

    /// Whether what was not seen cannot be.
    fn is_excluded(&self, bounds: &Bounds<'_>) -> bool {
        let within: Vec<(f64, f64)> = self.of.iter().map(|id| bounds.of(*id)).collect();
        if let [(low, high)] = within[..] {
            return (self.seen & 1 != 0 || low >= 0.0) && (self.seen & 2 != 0 || high <= 0.0);
        }
        (0..within.len()).filter(|k| self.seen & (1 << k) == 0).all(|k| {
            within.iter().enumerate().any(|(other, (low, high))| {
                let never = if self.largest { *low >= within[k].1 } else { *high <= within[k].0 };
                other != k && never
            })
        })
    }
}

/// What an expression is the square of, if it is one.
fn squared(meaning: &Meaning, id: ExprId) -> Option<ExprId> {
    match meaning.expressions.op(id) {
        Op::Dotted(a, b) | Op::Multiply(a, b) | Op::Elementwise(a, b) if a == b => Some(*a),
        Op::Power(a, exponent) => match meaning.expressions.op(*exponent) {
            Op::Number(n) if n % 2.0 == 0.0 => Some(*a),
            _ => None,
        },
        _ => None,
    }
}

/// An expression's values for all values of what is free in it and in others.
pub(super) fn everywhere(
    evaluator: &Evaluator<'_, Plain>,
    id: ExprId,
    beside: &[ExprId],
) -> Option<Seen<Plain>> {
    let (meaning, stage) = (evaluator.meaning, evaluator.stage);
    let mut free = BTreeSet::new();
    beside.iter().chain([&id]).for_each(|id| meaning.free_into(*id, &mut free));
    let known = meaning.expressions.variables().count();
    let mut domain: Domain = stage.domain();
    for var in free {
        if var.number() as usize >= known {
            return None;
        }
        let size = stage.size(meaning, meaning.expressions.var(var).set);
        domain = domain.expanded(var, size)?.0;
        evaluator.meter().charge(domain.steps()).ok()?;
    }
    evaluator.value(id, &domain).ok()
}

impl Judge<'_> {
    /// The kinks in what a relation says.
    pub(super) fn kinks(&self, sides: &Sides) -> Vec<Kink> {
        self.all_below(sides).into_iter().filter_map(|id| Kink::of(self.meaning, id)).collect()
    }

    /// Notes the branches that are taken at a stage.
    pub(super) fn look_at_kinks(&self, kinks: &mut [Kink], stage: &Stage, meter: &Meter) {
        let evaluator = Evaluator::new(self.meaning, stage, Plain, meter);
        kinks.iter_mut().filter(|kink| !kink.is_seen()).for_each(|kink| kink.look(&evaluator));
    }

    /// Whether a stage is at a kink of what a relation says, where slopes have no value.
    pub(super) fn is_at_a_kink(&self, sides: &Sides, stage: &Stage, meter: &Meter) -> bool {
        let evaluator = Evaluator::new(self.meaning, stage, Plain, meter);
        self.kinks(sides).iter().any(|kink| kink.is_between(&evaluator))
    }

    /// Whether what was not seen of some kinks cannot be, or is restricted by what is
    /// assumed.
    pub(super) fn are_seen(&self, of: &Relation, kinks: &[Kink]) -> bool {
        let stated = self.known_at(of);
        let bounds = Bounds::new(self, &stated);
        kinks.iter().filter(|kink| !kink.is_seen()).all(|kink| {
            let mut reached = BTreeSet::new();
            kink.of.iter().for_each(|id| self.meaning.reach(*id, &mut reached));
            kink.is_excluded(&bounds) || !self.speaking_of(&reached, of).is_empty()
        })
    }
}
