//! What any t-SNE loss with its gradient has to pay on this machine: reading P
//! once, and one division and one logarithm a pair, at full vector width and
//! on every core. A yardstick for the benchmark; nothing else uses it.

use super::triangle::{self, Triangle};
use super::vector::reciprocal_and_ln;
use crate::sne::Joint;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// The least work for one P.
#[derive(Debug, Clone)]
pub struct CostFloor(Triangle);

impl CostFloor {
    /// Packs P as the kernels do.
    #[must_use]
    pub fn new(p: &Joint) -> Self {
        Self(Triangle::pack(p.matrix().view(), |p_ij, _| p_ij))
    }

    /// Does the work; the number only keeps the compiler from leaving it out.
    #[must_use]
    pub fn pay(&self) -> f64 {
        let bands = triangle::bands(self.0.points());
        let arch = Arch::new();
        let cost = |rows: std::ops::Range<usize>| {
            rows.map(|i| arch.dispatch(Row(self.0.row(i)))).sum::<f64>()
        };
        bands.into_par_iter().map(cost).collect::<Vec<_>>().into_iter().sum()
    }
}

struct Row<'a>(&'a [f64]);

impl WithSimd for Row<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let (head, tail) = S::as_simd_f64s(self.0);
        let one = simd.splat_f64s(1.0);
        let mut sum = simd.splat_f64s(0.0);
        for &p in head.iter().chain(&[simd.partial_load_f64s(tail)]) {
            let (reciprocal, ln) = reciprocal_and_ln(simd, simd.add_f64s(p, one));
            sum = simd.mul_add_f64s(reciprocal, ln, sum);
        }
        simd.reduce_sum_f64s(sum)
    }
}
