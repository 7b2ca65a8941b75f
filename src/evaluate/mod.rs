//! Values and derivatives of indexed expressions at generic random points.
//!
//! In: a [`Meaning`]. Out: for each claim the difference of its two sides,
//! relative to the magnitudes of what was added, with its tolerance, or the
//! reason why there is none. Sides are evaluated in f64; every derivative is
//! one of burn's automatic differentiation, also those with free indices and
//! those by a symbol that the document defines. Not done here: verdicts about
//! lines, which take the lines before into account.

#![expect(
    clippy::cast_possible_truncation,
    reason = "rows are fewer than MOST_ROWS, index values fewer than rows"
)]

mod arithmetic;
mod domain;
mod evaluator;
mod sample;

use crate::autodiff::Backend;
use crate::expression::{Claim, Index, Meaning, Sides, Unclear};
use domain::Domain;
use evaluator::Evaluator;
use sample::Sample;

/// How far the two sides of a claim lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The largest difference over the size of the terms.
    pub residual: f64,
    /// What rounding may make of it.
    pub tolerance: f64,
}

impl Difference {
    /// Whether the sides are equal.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.residual <= self.tolerance
    }
}

/// How many points every claim is evaluated at.
const POINTS: u64 = 3;

/// Compares the sides of a claim at several points.
///
/// # Errors
/// The reason why a side cannot be evaluated, and its place.
pub fn compare(meaning: &Meaning, claim: &Claim, seed: u64) -> Result<Difference, Unclear> {
    let sides = claim.sides.clone()?;
    let mut worst = Difference { residual: 0.0, tolerance: f64::EPSILON };
    for point in 0..POINTS {
        let sample = Sample::draw(meaning, seed.wrapping_mul(POINTS) + point);
        check_assumptions(meaning, claim, &sample)?;
        let seen = at(meaning, claim, &sides, &sample)?;
        if seen.residual > worst.residual || worst.residual == 0.0 {
            worst = seen;
        }
    }
    Ok(worst)
}

/// Nothing is said of a claim at a point that does not meet what is assumed.
fn check_assumptions(meaning: &Meaning, of: &Claim, sample: &Sample) -> Result<(), Unclear> {
    for claim in meaning.claims.iter().filter(|c| c.assumed && !std::ptr::eq(*c, of)) {
        let Ok(sides) = &claim.sides else { continue };
        if !at(meaning, claim, sides, sample)?.is_equal() {
            let why = "no point was found that meets this assumption";
            return Err(Unclear { span: claim.span, why: why.into() });
        }
    }
    Ok(())
}

fn at(
    meaning: &Meaning,
    claim: &Claim,
    sides: &Sides,
    sample: &Sample,
) -> Result<Difference, Unclear> {
    let too_many = || Unclear { span: claim.span, why: "too many free indices".into() };
    let mut domain = Domain::point();
    for var in &sides.free {
        let size = sample.size(meaning.sets.find(meaning.expressions.var(*var).set));
        domain = domain.expanded(*var, size).ok_or_else(too_many)?.0;
    }
    // Different letters take different values.
    for (k, a) in sides.free.iter().enumerate() {
        for b in &sides.free[k + 1..] {
            let set = |v| meaning.sets.find(meaning.expressions.var(v).set);
            if set(*a) == set(*b) {
                domain = domain.gathered(&domain.places(*a, *b, |x, y| x != y));
            }
        }
    }
    for (Index::Var(a), sign, Index::Var(b)) in &claim.restriction {
        domain = domain.gathered(&domain.places(*a, *b, evaluator::test(*sign)));
    }
    if domain.rows() == 0 {
        let why = "its indices have no values";
        return Err(Unclear { span: claim.span, why: why.into() });
    }
    let evaluator = Evaluator::plain(meaning, sample, Backend::default());
    let left = evaluator.value(sides.left, &domain)?;
    let right = evaluator.value(sides.right, &domain)?;
    if left.width != right.width && !right.value.iter().all(|v| *v == 0.0) {
        let why = "one side is a vector, the other a number";
        return Err(Unclear { span: claim.span, why: why.into() });
    }
    let mut residual: f64 = 0.0;
    for k in 0..left.value.len() {
        let other = if right.width == left.width { k } else { k / left.width };
        let (a, b) = (left.value[k], right.value[other]);
        let size = left.magnitude[k] + right.magnitude[other];
        if !a.is_finite() || !b.is_finite() || !size.is_finite() {
            let why = "a value is not a finite number at a generic point";
            return Err(Unclear { span: claim.span, why: why.into() });
        }
        if a != b {
            residual = residual.max((a - b).abs() / size);
        }
    }
    Ok(Difference { residual, tolerance: tolerance(evaluator.longest_sum()) })
}

/// A sum of m terms loses at most m·ε of their magnitudes, counted for both
/// sides; besides, a line's terms take fewer than a hundred operations each,
/// forwards and backwards, and definitions may nest sums three deep.
fn tolerance(longest_sum: usize) -> f64 {
    (3 * longest_sum + 200) as f64 * f64::EPSILON
}

#[cfg(test)]
mod tests;
