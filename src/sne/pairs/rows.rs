//! The kernel's sum over each point's pairs, Z_i = Σ_{k≠i} E_ik, each pair
//! visited once.

use super::{Columns, ONES, load_whole, squared_norm, triangle};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::array;
use std::ops::Range;

/// An unnormalised similarity as a function of the squared distance.
pub(crate) trait RowKernel: Copy + Sync {
    fn kernel<S: Simd>(self, simd: S, squared_distance: S::f64s) -> S::f64s;
}

/// Z_i for each point, `[n]`. The dimension must be 1, 2 or 3; any other
/// yields `None`.
pub(crate) fn kernel_sums<K: RowKernel>(kernel: K, points: &Columns) -> Option<Vec<f64>> {
    match points.0.len() {
        1 => Some(sums_in_dimension::<K, 1>(kernel, points)),
        2 => Some(sums_in_dimension::<K, 2>(kernel, points)),
        3 => Some(sums_in_dimension::<K, 3>(kernel, points)),
        _ => None,
    }
}

fn sums_in_dimension<K: RowKernel, const D: usize>(kernel: K, points: &Columns) -> Vec<f64> {
    let n = points.len();
    let y: [&[f64]; D] = array::from_fn(|c| points.0[c].as_slice());
    let arch = Arch::new();
    let bands: Vec<(usize, Vec<f64>)> = triangle::bands(n)
        .into_par_iter()
        .map(|rows| (rows.start, arch.dispatch(Band { kernel, rows, y })))
        .collect();
    let mut z = vec![0.0; n];
    for (first, part) in bands {
        super::add_from(&mut z, first, &part);
    }
    z
}

struct Band<'a, K, const D: usize> {
    kernel: K,
    rows: Range<usize>,
    y: [&'a [f64]; D],
}

impl<K: RowKernel, const D: usize> WithSimd for Band<'_, K, D> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
        let first = self.rows.start;
        let lanes = S::F64_LANES;
        let mut z = vec![0.0; self.y[0].len() - first];
        for i in self.rows {
            let yi: [S::f64s; D] = array::from_fn(|c| simd.splat_f64s(self.y[c][i]));
            let y: [&[f64]; D] = array::from_fn(|c| &self.y[c][i + 1..]);
            let (before, after) = z.split_at_mut(i - first + 1);
            let mut total = simd.splat_f64s(0.0);
            let whole = after.len() / lanes * lanes;
            for start in (0..whole).step_by(lanes) {
                let at = start..start + lanes;
                let delta: [S::f64s; D] =
                    array::from_fn(|c| simd.sub_f64s(yi[c], load_whole(simd, &y[c][at.clone()])));
                let e = self.kernel.kernel(simd, squared_norm(simd, delta));
                total = simd.add_f64s(total, e);
                let slot = &mut S::as_mut_simd_f64s(&mut after[at]).0[0];
                *slot = simd.add_f64s(*slot, e);
            }
            if whole < after.len() {
                let at = whole..after.len();
                let delta: [S::f64s; D] = array::from_fn(|c| {
                    simd.sub_f64s(yi[c], simd.partial_load_f64s(&y[c][at.clone()]))
                });
                let e = self.kernel.kernel(simd, squared_norm(simd, delta));
                let e = simd.mul_f64s(e, simd.partial_load_f64s(&ONES[..at.len()]));
                total = simd.add_f64s(total, e);
                let slot = &mut after[at];
                let sum = simd.add_f64s(simd.partial_load_f64s(slot), e);
                simd.partial_store_f64s(slot, sum);
            }
            before[i - first] += simd.reduce_sum_f64s(total);
        }
        z
    }
}
