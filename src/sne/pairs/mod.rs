//! All unordered pairs of points, each visited once, on every core and at the
//! machine's vector width.
//!
//! In: the points as columns `[d][n]`, d ≤ 3, the pair weights as a packed
//! [`Triangle`], and a [`PairKernel`] that says what one pair contributes.
//! Out: [`PairSums`]: for each point the attraction Σ_j a_ij (y_i − y_j) and
//! the repulsion Σ_j r_ij (y_i − y_j), kept apart so that the normaliser of
//! the repulsion needs no pass of its own, and the sums of the kernel and of
//! the loss terms. Not done here: normalising, logarithms of sums, and the
//! rescue of exponentials that underflow (see [`crate::sne`]).
//!
//! The rows are cut into bands by n alone and the bands' sums are added in
//! their order, so the result does not depend on the number of threads.

mod floor;
mod rows;
mod triangle;
pub(crate) mod vector;

pub use floor::CostFloor;
pub(crate) use rows::{RowKernel, kernel_sums};
pub(crate) use triangle::Triangle;

use ndarray::ArrayView2;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::array;
use std::ops::Range;

/// What one pair of points contributes, as functions of its squared distance,
/// its weight and a number that belongs to each of the two points.
pub(crate) trait PairKernel: Copy + Sync {
    /// Whether the kernel reads the numbers that belong to the points.
    const USES_POINTS: bool = false;

    fn pair<S: Simd>(self, simd: S, of: PairInput<S>) -> PairTerms<S>;
}

/// The lanes that a [`PairKernel`] reads: pairs (i, j) of one i and several j.
pub(crate) struct PairInput<S: Simd> {
    pub squared_distance: S::f64s,
    pub weight: S::f64s,
    pub point_i: S::f64s,
    pub point_j: S::f64s,
}

/// The lanes that a [`PairKernel`] returns. Attraction and loss must vanish
/// with the pair's weight.
pub(crate) struct PairTerms<S: Simd> {
    /// a_ij of the attraction Σ_j a_ij (y_i − y_j).
    pub attraction: S::f64s,
    /// r_ij of the repulsion Σ_j r_ij (y_i − y_j).
    pub repulsion: S::f64s,
    /// The unnormalised similarity.
    pub kernel: S::f64s,
    /// The pair's term of the loss.
    pub loss: S::f64s,
}

/// Sums over the pairs i < j. Forces are columns `[d][n]`.
pub(crate) struct PairSums {
    pub attraction: Vec<Vec<f64>>,
    pub repulsion: Vec<Vec<f64>>,
    pub kernel: f64,
    pub loss: f64,
}

/// The points as d contiguous columns of length n.
pub(crate) struct Columns(Vec<Vec<f64>>);

impl Columns {
    pub(crate) fn of(points: ArrayView2<'_, f64>) -> Self {
        Self(points.columns().into_iter().map(|c| c.to_vec()).collect())
    }

    fn len(&self) -> usize {
        self.0.first().map_or(0, Vec::len)
    }
}

/// Visits every pair once. `per_point` is read only by kernels that say so and
/// may be empty for the others.
///
/// The dimension must be 1, 2 or 3; any other yields `None`.
pub(crate) fn sum_over_pairs<K: PairKernel>(
    kernel: K,
    points: &Columns,
    weights: &Triangle,
    per_point: &[f64],
) -> Option<PairSums> {
    match points.0.len() {
        1 => Some(sum_in_dimension::<K, 1>(kernel, points, weights, per_point)),
        2 => Some(sum_in_dimension::<K, 2>(kernel, points, weights, per_point)),
        3 => Some(sum_in_dimension::<K, 3>(kernel, points, weights, per_point)),
        _ => None,
    }
}

fn sum_in_dimension<K: PairKernel, const D: usize>(
    kernel: K,
    points: &Columns,
    weights: &Triangle,
    per_point: &[f64],
) -> PairSums {
    let n = points.len();
    let y: [&[f64]; D] = array::from_fn(|c| points.0[c].as_slice());
    let arch = Arch::new();
    let bands: Vec<BandSums<D>> = triangle::bands(n)
        .into_par_iter()
        .map(|rows| arch.dispatch(Band { kernel, rows, y, weights, per_point }))
        .collect();
    let mut sums = PairSums {
        attraction: vec![vec![0.0; n]; D],
        repulsion: vec![vec![0.0; n]; D],
        kernel: 0.0,
        loss: 0.0,
    };
    for band in bands {
        for c in 0..D {
            add_from(&mut sums.attraction[c], band.first, &band.attraction[c]);
            add_from(&mut sums.repulsion[c], band.first, &band.repulsion[c]);
        }
        sums.kernel += band.kernel;
        sums.loss += band.loss;
    }
    sums
}

fn add_from(total: &mut [f64], first: usize, part: &[f64]) {
    for (t, p) in total[first..].iter_mut().zip(part) {
        *t += p;
    }
}

/// One band's contribution to the points `first..n`.
struct BandSums<const D: usize> {
    first: usize,
    attraction: [Vec<f64>; D],
    repulsion: [Vec<f64>; D],
    kernel: f64,
    loss: f64,
}

struct Band<'a, K, const D: usize> {
    kernel: K,
    rows: Range<usize>,
    y: [&'a [f64]; D],
    weights: &'a Triangle,
    per_point: &'a [f64],
}

impl<K: PairKernel, const D: usize> WithSimd for Band<'_, K, D> {
    type Output = BandSums<D>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> BandSums<D> {
        let first = self.rows.start;
        let n = self.weights.points();
        let mut sums = BandSums {
            first,
            attraction: array::from_fn(|_| vec![0.0; n - first]),
            repulsion: array::from_fn(|_| vec![0.0; n - first]),
            kernel: 0.0,
            loss: 0.0,
        };
        for i in self.rows.clone() {
            self.row(simd, i, &mut sums);
        }
        sums
    }
}

impl<K: PairKernel, const D: usize> Band<'_, K, D> {
    /// Adds the pairs (i, j), j > i.
    #[inline(always)]
    fn row<S: Simd>(&self, simd: S, i: usize, sums: &mut BandSums<D>) {
        let lanes = S::F64_LANES;
        let here = i - sums.first;
        let row = Row {
            yi: array::from_fn(|c| simd.splat_f64s(self.y[c][i])),
            y: array::from_fn(|c| &self.y[c][i + 1..]),
            p: self.weights.row(i),
            point_i: simd.splat_f64s(if K::USES_POINTS { self.per_point[i] } else { 0.0 }),
            points: if K::USES_POINTS { &self.per_point[i + 1..] } else { &[] },
        };
        let mut totals = RowTotals::<S, D>::zero(simd);
        let aj = sums.attraction.each_mut().map(|v| &mut v[here + 1..]);
        let rj = sums.repulsion.each_mut().map(|v| &mut v[here + 1..]);
        let whole = row.p.len() / lanes * lanes;
        for start in (0..whole).step_by(lanes) {
            let at = start..start + lanes;
            let (terms, delta) =
                self.terms(simd, &row, |v: &[f64]| load_whole(simd, &v[at.clone()]));
            totals.add(simd, &terms, delta);
            for c in 0..D {
                subtract_whole(simd, terms.attraction, delta[c], &mut aj[c][at.clone()]);
                subtract_whole(simd, terms.repulsion, delta[c], &mut rj[c][at.clone()]);
            }
        }
        if whole < row.p.len() {
            let at = whole..row.p.len();
            let (mut terms, delta) =
                self.terms(simd, &row, |v: &[f64]| simd.partial_load_f64s(&v[at.clone()]));
            // The lanes past the last point have weight 0 but a kernel.
            let present = simd.partial_load_f64s(&ONES[..at.len()]);
            terms.kernel = simd.mul_f64s(terms.kernel, present);
            terms.repulsion = simd.mul_f64s(terms.repulsion, present);
            totals.add(simd, &terms, delta);
            for c in 0..D {
                subtract_part(simd, terms.attraction, delta[c], &mut aj[c][at.clone()]);
                subtract_part(simd, terms.repulsion, delta[c], &mut rj[c][at.clone()]);
            }
        }
        for c in 0..D {
            sums.attraction[c][here] += simd.reduce_sum_f64s(totals.attraction[c]);
            sums.repulsion[c][here] += simd.reduce_sum_f64s(totals.repulsion[c]);
        }
        sums.kernel += simd.reduce_sum_f64s(totals.kernel);
        sums.loss += simd.reduce_sum_f64s(totals.loss);
    }
}

impl<K: PairKernel, const D: usize> Band<'_, K, D> {
    /// The terms of one register of pairs, and y_i − y_j for each.
    #[inline(always)]
    fn terms<S: Simd>(
        &self,
        simd: S,
        row: &Row<'_, S, D>,
        load: impl Fn(&[f64]) -> S::f64s,
    ) -> (PairTerms<S>, [S::f64s; D]) {
        let delta = array::from_fn(|c| simd.sub_f64s(row.yi[c], load(row.y[c])));
        let input = PairInput {
            squared_distance: squared_norm(simd, delta),
            weight: load(row.p),
            point_i: row.point_i,
            point_j: if K::USES_POINTS { load(row.points) } else { row.point_i },
        };
        (self.kernel.pair(simd, input), delta)
    }
}

/// What the pairs (i, j), j > i, of one i are made from.
struct Row<'a, S: Simd, const D: usize> {
    yi: [S::f64s; D],
    y: [&'a [f64]; D],
    p: &'a [f64],
    point_i: S::f64s,
    points: &'a [f64],
}

/// No vector register of today has more than 8 double lanes.
const ONES: [f64; 8] = [1.0; 8];

struct RowTotals<S: Simd, const D: usize> {
    attraction: [S::f64s; D],
    repulsion: [S::f64s; D],
    kernel: S::f64s,
    loss: S::f64s,
}

impl<S: Simd, const D: usize> RowTotals<S, D> {
    #[inline(always)]
    fn zero(simd: S) -> Self {
        let zero = simd.splat_f64s(0.0);
        Self { attraction: [zero; D], repulsion: [zero; D], kernel: zero, loss: zero }
    }

    /// Adds the terms to point i.
    #[inline(always)]
    fn add(&mut self, simd: S, terms: &PairTerms<S>, delta: [S::f64s; D]) {
        for c in 0..D {
            self.attraction[c] = simd.mul_add_f64s(terms.attraction, delta[c], self.attraction[c]);
            self.repulsion[c] = simd.mul_add_f64s(terms.repulsion, delta[c], self.repulsion[c]);
        }
        self.kernel = simd.add_f64s(self.kernel, terms.kernel);
        self.loss = simd.add_f64s(self.loss, terms.loss);
    }
}

/// Loads exactly one register.
#[inline(always)]
pub(crate) fn load_whole<S: Simd>(_: S, from: &[f64]) -> S::f64s {
    S::as_simd_f64s(from).0[0]
}

/// What point j receives: the same force with its sign turned.
#[inline(always)]
fn subtract_whole<S: Simd>(simd: S, coefficient: S::f64s, delta: S::f64s, from: &mut [f64]) {
    let slot = &mut S::as_mut_simd_f64s(from).0[0];
    *slot = simd.negate_mul_add_f64s(coefficient, delta, *slot);
}

#[inline(always)]
fn subtract_part<S: Simd>(simd: S, coefficient: S::f64s, delta: S::f64s, from: &mut [f64]) {
    let old = simd.partial_load_f64s(from);
    simd.partial_store_f64s(from, simd.negate_mul_add_f64s(coefficient, delta, old));
}

#[inline(always)]
fn squared_norm<S: Simd, const D: usize>(simd: S, delta: [S::f64s; D]) -> S::f64s {
    let mut sum = simd.mul_f64s(delta[0], delta[0]);
    for d in &delta[1..] {
        sum = simd.mul_add_f64s(*d, *d, sum);
    }
    sum
}
