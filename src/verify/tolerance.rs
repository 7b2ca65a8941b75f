//! How far two right computations of the same number may lie apart.
//!
//! First-order bounds on rounding (Higham, *Accuracy and Stability of Numerical
//! Algorithms*, 2nd ed., sections 3.1 and 4.2): a sum of m terms loses at most
//! m·u of the sum of their magnitudes, u = ε/2; each further operation on a
//! term loses u; an exponential multiplies the relative error of its argument
//! by the argument. Both sides of a comparison may lose that much, so that
//! every u below appears as ε.

/// What the bounds depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Number of points n.
    pub points: usize,
    /// Dimension d of the points.
    pub dimension: usize,
    /// Terms in the longest sum of the loss or the gradient.
    pub longest_sum: usize,
    /// Largest argument of an exponential whose value matters.
    pub exponent: f64,
}

/// Operations on one term besides those that depend on d: kernel, normaliser,
/// product, difference, and their backward steps.
const OPERATIONS: usize = 32;

impl Scale {
    /// Bound on |g − g′| over the sum of the magnitudes in g, for two
    /// evaluations of the same sum of terms: ε·(m + n + 4d + 32 + (d + 4)x),
    /// where m terms stand in the longest sum (a normaliser), n in the
    /// gradient's own, and x is the largest exponent.
    #[must_use]
    pub fn of_gradient(&self) -> f64 {
        let counted = self.longest_sum + self.points + 4 * self.dimension + OPERATIONS;
        f64::EPSILON * (counted as f64 + self.through_exponentials())
    }

    /// Bound on |C − C′| over the sum of the magnitudes in C: as
    /// [`Scale::of_gradient`], the loss itself being a sum of n² terms.
    #[must_use]
    pub fn of_loss(&self) -> f64 {
        let terms = self.points * self.points;
        let counted = self.longest_sum + terms + 4 * self.dimension + OPERATIONS;
        f64::EPSILON * (counted as f64 + self.through_exponentials())
    }

    fn through_exponentials(&self) -> f64 {
        (self.dimension + 4) as f64 * self.exponent
    }
}
