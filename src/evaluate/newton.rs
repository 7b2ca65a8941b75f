//! Values that meet assumptions which bend, as $\sum_i \alpha_i y_i = 0$.
//!
//! In: the assumptions of a document, and values that neither came to meet them one by one
//! nor by what is linear alone. Out: values near to those, found by Newton's steps of least
//! length for all assumptions at once; nothing where the steps do not become short quickly, as
//! beside a double root, at which rounding moves values far. Not done here: seeing whether
//! the assumptions are met in the end.

use super::affine::{Equations, Unknowns, spoken};
use super::evaluator::{Evaluator, POINT, Valued};
use super::judge::{Judge, is_equation, value};
use super::meter::{Allowance, Meter};
use super::plain::{Numbers, Plain};
use super::stage::{Restraint, Stage};
use crate::expression::{ExprId, Meaning, Op, Relation, Sides};
use std::collections::BTreeMap;

/// What looking for them may take: a line has not much less left then.
pub(super) const ALLOWANCE: Allowance = Allowance { steps: 4_000_000, bytes: 64 << 20 };
/// More numbers than these are not solved for.
const MOST_UNKNOWNS: usize = 240;
/// So many steps are made where positive values are raised again,
const MOST_STEPS: usize = 60;
/// and so many from where they need not be: a simple root needs far fewer.
const MOST_FREE_STEPS: usize = 12;
/// A step that is so short, for the size of what it moves, is none.
const STANDS_STILL: f64 = 1e-14;
/// What moves by less than this of its size was what it is before.
const LEFT_ALONE: f64 = 1e-9;
/// Slopes are the differences this far to both sides: the cube root of the rounding.
const APART: f64 = 6e-6;
/// What is less than this of its length apart from other slopes says what they do.
const ALIKE: f64 = 1e-6;

impl Judge<'_> {
    /// Points near to others that meet all assumptions at once.
    pub(super) fn approached(
        &self,
        restraint: Restraint,
        assumptions: &[usize],
        bent: &Stage,
        meter: &Meter,
    ) -> Option<Stage> {
        let of = |k: &usize| &self.meaning.relations[*k];
        let equations = assumptions.iter().map(of).filter(|relation| is_equation(relation.sign));
        let stated: Vec<(&Relation, &Sides)> =
            equations.filter_map(|of| Some((of, of.sides.as_ref().ok()?))).collect();
        if stated.iter().any(|(_, sides)| falls_apart(self.meaning, sides)) {
            return None;
        }
        let unknowns = Unknowns::of(self.meaning, bent, stated.iter().map(|(_, sides)| *sides))
            .filter(|unknowns| unknowns.total() <= MOST_UNKNOWNS)?;
        let said = (self.nonzero(assumptions), self.symmetric(assumptions));
        let mut stage = Stage::empty(bent.sizes.clone(), bent.seed(), restraint, said)
            .at_scale(bent.drawn_at());
        let positive = &self.positive(restraint, assumptions);
        stage.draw(self.meaning, &bent.given_symbols(), positive, self.room(), meter);
        let bounds = unknowns.begin(&mut stage, bent, positive, &Equations::default(), self.seed);
        for (point, bound) in bounds.iter().enumerate() {
            let start = unknowns.at(bent, point);
            let near = Nearby { judge: self, stated: &stated, unknowns: &unknowns, bent, point };
            let met = near.root(&start, bound, meter)?;
            unknowns.put(&mut stage, point, &met);
        }
        let sides: Vec<&Sides> = stated.iter().map(|(_, sides)| *sides).collect();
        stage.put_right(self.meaning, &sides, meter);
        Some(stage)
    }
}

/// Whether an equation says that a product of numbers is 0, which has branches.
fn falls_apart(meaning: &Meaning, sides: &Sides) -> bool {
    let op = |id: ExprId| meaning.expressions.op(id);
    let (left, right) = (op(sides.left[0]), op(sides.right));
    let ((product, Op::Number(0.0)) | (Op::Number(0.0), product)) = (left, right) else {
        return false;
    };
    match product {
        Op::Multiply(a, _) | Op::Dotted(a, _) => !matches!(op(*a), Op::Transpose(_)),
        Op::Elementwise(..) | Op::Power(..) | Op::Sum { product: true, .. } => true,
        _ => false,
    }
}

/// What is looked at around one point.
struct Nearby<'a, 'm> {
    judge: &'a Judge<'m>,
    stated: &'a [(&'a Relation, &'a Sides)],
    unknowns: &'a Unknowns,
    bent: &'a Stage,
    point: usize,
}

impl Nearby<'_, '_> {
    /// Values at which the sides are equal, from some values on and above some bounds.
    fn root(&self, start: &[f64], bound: &[f64], meter: &Meter) -> Option<Vec<f64>> {
        let (mut values, mut free) = (start.to_vec(), 0);
        for _ in 0..MOST_STEPS {
            let below =
                values.iter_mut().zip(bound).filter(|(value, least)| **value <= 0.5 * **least);
            below.for_each(|(value, least)| *value = *least);
            let (step, equations) = self.step(&values, meter)?;
            values.iter_mut().zip(&step).for_each(|(value, by)| *value += by);
            let above = values.iter().zip(bound).all(|(value, least)| *value > 0.5 * least);
            if above && length(&step) <= STANDS_STILL * length(&values) {
                // Of several values that an equation leaves one number it is one by chance.
                let chance = |k: usize| {
                    equations.fix(k) && (values[k] - start[k]).abs() > LEFT_ALONE * start[k].abs()
                };
                return (!(0..values.len()).any(chance)).then_some(values);
            }
            free = if above { free + 1 } else { 0 };
            if free > MOST_FREE_STEPS || !values.iter().all(|value| value.is_finite()) {
                return None;
            }
        }
        None
    }

    /// The shortest step to where the sides would be equal, were they linear.
    fn step(&self, values: &[f64], meter: &Meter) -> Option<(Vec<f64>, Equations)> {
        let apart: Vec<f64> = values.iter().map(|value| APART * value.abs().max(1e-2)).collect();
        let moved = |k: usize, by: f64| {
            let mut moved = values.to_vec();
            moved[k] += by;
            moved
        };
        let mut probes = vec![values.to_vec()];
        for (k, by) in apart.iter().enumerate() {
            probes.extend([moved(k, *by), moved(k, -by)]);
        }
        let mut equations = Equations::default();
        for (of, sides) in self.stated {
            let seen = self.differences(of, sides, &probes, meter)?;
            meter
                .charge((seen[0].len() as u64).saturating_mul(equations.steps(values.len())))
                .ok()?;
            for at in 0..seen[0].len() {
                let slope =
                    |k: usize| (seen[2 * k + 1][at] - seen[2 * k + 2][at]) / (2.0 * apart[k]);
                let row = (0..values.len()).map(slope).collect();
                equations.add_unless_alike(row, -seen[0][at], ALIKE);
            }
        }
        let mut step = vec![0.0; values.len()];
        equations.nearest(&mut step);
        Some((step, equations))
    }

    /// The left side less the right one, for each probe at each place.
    fn differences(
        &self,
        of: &Relation,
        sides: &Sides,
        probes: &[Vec<f64>],
        meter: &Meter,
    ) -> Option<Vec<Vec<f64>>> {
        let stage = self.probing(sides, probes);
        let domain = self.judge.domain(&stage, of, sides, meter).ok()?;
        let evaluator = Evaluator::new(self.judge.meaning, &stage, Plain, meter);
        let left = evaluator.value(sides.left[0], &domain).ok()?.value.into_inner();
        let right = evaluator.value(sides.right, &domain).ok()?.value.into_inner();
        let width = left.width.max(right.width);
        let entry = |of: &Numbers, row: usize, c: usize| match of.width {
            w if w == width => of.value.get(row * width + c).copied(),
            1 => of.value.get(row).copied(),
            _ => None,
        };
        let mut seen: Vec<Vec<f64>> = vec![Vec::new(); probes.len()];
        for row in 0..domain.rows() {
            let probe = seen.get_mut(value(&domain, POINT, row) as usize)?;
            for c in 0..width {
                probe.push(entry(&left, row, c)? - entry(&right, row, c)?);
            }
        }
        let whole = seen.iter().all(|probe| probe.len() == seen[0].len());
        (whole && seen.iter().flatten().all(|v| v.is_finite())).then_some(seen)
    }

    /// A stage with a point for each probe, on which all else is as it was.
    fn probing(&self, sides: &Sides, probes: &[Vec<f64>]) -> Stage {
        let mut given = BTreeMap::new();
        for id in spoken(self.judge.meaning, sides) {
            let Some(known) = self.bent.given(id) else { continue };
            let block = known.value.value.len() / self.bent.points();
            let own = self.point * block..(self.point + 1) * block;
            let fixed = &known.value.value[own];
            let numbers: Vec<f64> = self.unknowns.places(id).map_or_else(
                || fixed.repeat(probes.len()),
                |places| probes.iter().flat_map(|p| p[places.clone()].iter().copied()).collect(),
            );
            let value = Numbers::new(known.value.width, numbers);
            given.insert(id, Valued { value, shape: known.shape });
        }
        Stage::of_values(probes.len(), self.bent.sizes.clone(), given)
    }
}

fn length(of: &[f64]) -> f64 {
    of.iter().map(|x| x * x).sum::<f64>().sqrt()
}
