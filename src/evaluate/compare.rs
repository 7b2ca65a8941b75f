//! Two sides compared in value.
//!
//! In: two expressions, and the rows in which they are asked for. Out: the [`Outcome`]: the
//! residual of their values with the tolerance that rounding allows; nothing where a value is
//! no finite number; or why it cannot be relied on, as where the two opinions differ. Not done
//! here: which points, and what follows for the line.

use super::domain::Domain;
use super::evaluator::{Evaluator, Seen, Shape};
use super::judge::Judge;
use super::meter::Meter;
use super::opinion;
use super::outcome::{Outcome, is_blurred, residual, residual_of};
use super::plain::{Numbers, Plain};
use super::stage::Stage;
use crate::expression::{ExprId, Form, Inference, Note, Op, Relation, Sides, Unclear};
use crate::reason::{Mismatch, Reason, Semantics, Value};

/// Sides that differ by so many tolerances may be the same, where what is small is divided by.
const ILL_CONDITIONED: f64 = 100.0;

impl Judge<'_> {
    pub(super) fn compare(
        &self,
        stage: &Stage,
        of: &Relation,
        (left, right): (ExprId, ExprId),
        domain: &Domain,
        meter: &Meter,
    ) -> Result<Option<Outcome>, Unclear> {
        let plain = Evaluator::new(self.meaning, stage, Plain, meter);
        let a = plain.value(left, domain)?;
        let b = plain.value(right, domain)?;
        if a.shape == (b.shape.1, b.shape.0) && a.shape != b.shape {
            return Self::transposed(of, domain, &a, &plain.transposed(&b)?, plain.longest.get());
        }
        let zero = is_zero(&a) || is_zero(&b);
        self.fit(of, (left, a.shape), (right, b.shape), zero)?;
        let Some(screened) = residual(&a.value, &b.value) else { return Ok(None) };
        let tolerance = tolerance(plain.longest.get());
        let own = (&*a.value, &*b.value);
        // What both opinions say at the first points one may say again at others.
        let residual = if self.setting.is_first() || screened > tolerance {
            let place = (stage, domain, meter);
            match self.second_opinion(of, (left, right), own, (tolerance, place))? {
                Some(residual) => residual,
                None => return Ok(None),
            }
        } else {
            screened
        };
        let equal = residual <= tolerance;
        let laid_out = self.is_jacobian(left) || self.is_by_matrix(left);
        if !equal && laid_out && a.shape == b.shape && a.shape.0 > 1 && a.shape.1 > 1 {
            // The same in another layout of derivatives, which shapes cannot tell.
            let other = plain.transposed(&b)?;
            if self::residual(&a.value, &other.value).is_some_and(|r| r <= tolerance) {
                return Err(of.unclear(Value::Transposed));
            }
        }
        // `1 - p` of a p that is nearly 1 passes on far more than the rounding of its terms.
        let doubtful = !equal && residual <= ILL_CONDITIONED * tolerance;
        let blurred = || equal && is_blurred(&a.value, &b.value, tolerance);
        if doubtful || equal != (screened <= tolerance) || blurred() {
            return Err(of.unclear(Value::Rounding));
        }
        Ok(Some(Outcome {
            residual,
            tolerance,
            apart: Vec::new(),
            unsaid: None,
            elsewhere: None,
            rows: domain.clone(),
            reading: None,
            form: String::new(),
            right: b.value.into_inner(),
            left: a.value.into_inner(),
        }))
    }

    /// The residual by the second opinion's values, unless the opinions differ: then one of
    /// them is wrong.
    fn second_opinion(
        &self,
        of: &Relation,
        (left, right): (ExprId, ExprId),
        (a, b): (&Numbers, &Numbers),
        (tolerance, (stage, domain, meter)): (f64, (&Stage, &Domain, &Meter)),
    ) -> Result<Option<f64>, Unclear> {
        let second = Evaluator::new(self.meaning, stage, opinion::second(), meter);
        let value = |side, own: &Numbers| -> Result<Vec<f64>, Unclear> {
            let values = second.arithmetic.values(&second.value(side, domain)?.value);
            Ok(opinion::beside(own, values, tolerance))
        };
        let (c, d) = (value(left, a)?, value(right, b)?);
        let Some(residual) = residual_of(a, &c, b, &d) else { return Ok(None) };
        for (own, other) in [(a, &c), (b, &d)] {
            match opinion::apart(own, other, ILL_CONDITIONED * tolerance) {
                opinion::Apart::Not => {}
                opinion::Apart::ByRounding => return Err(of.unclear(Value::Rounding)),
                opinion::Apart::Far => return Err(of.unclear(Reason::Internal)),
            }
        }
        Ok(Some(residual))
    }

    /// Refuses sides of different shapes, of which none is 0.
    fn fit(
        &self,
        of: &Relation,
        (left, a): (ExprId, Shape),
        (right, b): (ExprId, Shape),
        zero: bool,
    ) -> Result<(), Unclear> {
        let mismatch = match (a, b) {
            _ if a == b => return Ok(()),
            _ if self.is_sum_or_matrix((left, a), (right, b)) => {
                return Err(of.unclear(Semantics::SecondDerivative));
            }
            _ if zero => return Ok(()),
            ((1, 1), _) | (_, (1, 1)) => Mismatch::SidesOfNumber,
            (left, right) => Mismatch::Sides(left, right),
        };
        Err(of.unclear(Value::Shapes(mismatch)))
    }

    /// Whether a side is made of `\nabla^2` by a vector, and the other one a number: it may
    /// be the sum of the diagonal.
    fn is_sum_or_matrix(&self, (left, a): (ExprId, Shape), (right, b): (ExprId, Shape)) -> bool {
        let made = |side| {
            let alone = Sides { left: vec![side], right: side, free: Vec::new() };
            self.all_below(&alone).into_iter().any(|id| self.meaning.is_laplacian(id))
        };
        (a != (1, 1) && b == (1, 1) && made(left)) || (a == (1, 1) && b != (1, 1) && made(right))
    }

    /// Whether a side is the derivative of a vector by a vector.
    pub(super) fn is_jacobian(&self, side: ExprId) -> bool {
        let vector = |symbol| self.meaning.symbol(symbol).form == Form::Vector;
        match self.meaning.expressions.op(side) {
            Op::Derivative { of, by, .. } => {
                let inner = match self.meaning.expressions.op(*of) {
                    Op::Symbol(symbol, _) | Op::Derivative { by: symbol, .. } => vector(*symbol),
                    _ => false,
                };
                vector(*by) && inner
            }
            _ => false,
        }
    }

    /// Sides of which one is laid out as the transpose of the other, as some
    /// write derivatives: for a vector that is no matter.
    fn transposed(
        of: &Relation,
        domain: &Domain,
        left: &Seen<Plain>,
        right: &Seen<Plain>,
        longest: usize,
    ) -> Result<Option<Outcome>, Unclear> {
        let tolerance = tolerance(longest);
        let Some(residual) = residual(&left.value, &right.value) else { return Ok(None) };
        if residual <= tolerance && left.shape.0 > 1 && left.shape.1 > 1 {
            return Err(of.unclear(Value::Transposed));
        }
        let inference = Inference::RowAndColumn;
        Ok(Some(Outcome {
            residual,
            tolerance,
            apart: Vec::new(),
            unsaid: None,
            elsewhere: None,
            rows: domain.clone(),
            reading: Some(Note { place: of.place, inference }),
            form: String::new(),
            right: right.value.clone().into_inner(),
            left: left.value.clone().into_inner(),
        }))
    }
}

fn is_zero(x: &Seen<Plain>) -> bool {
    x.shape == (1, 1) && x.value.value.iter().all(|v| *v == 0.0)
}

/// A sum of m terms loses at most m·ε of their magnitudes, counted for both
/// sides; besides, a line's terms take fewer than a hundred operations each,
/// forwards and backwards, and definitions may nest sums three deep.
pub(super) fn tolerance(longest_sum: usize) -> f64 {
    (3 * longest_sum + 200) as f64 * f64::EPSILON
}
