//! The pair loops for the cases that the vector kernels leave aside: more than
//! three dimensions, and points so far apart that every exponential of a row
//! underflows unless its largest is taken out first.
//!
//! In: points `[n, d]` and packed weights. Out: the same [`Evaluation`]. Slower
//! by an order of magnitude, on one thread, and exact wherever f64 reaches.

use super::pairs::Triangle;
use super::{Evaluation, distance};
use ndarray::{Array2, ArrayView2};

/// log Σ exp(x), the largest taken out first; −∞ for no terms.
pub(crate) fn log_sum_exp(x: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = x.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + x.map(|x| (x - most).exp()).sum::<f64>().ln()
}

/// The largest d²_ij among the pairs whose similarity is not below ε: `[n, d]`
/// and `[n, n]`.
pub(super) fn largest_exponent(y: &Array2<f64>, q: &Array2<f64>) -> f64 {
    q.indexed_iter()
        .filter(|(_, q)| **q > f64::EPSILON)
        .map(|((i, j), _)| distance::squared(y.row(i), y.row(j)))
        .fold(0.0, f64::max)
}

/// t-SNE in any dimension.
pub(super) fn student(
    y: ArrayView2<'_, f64>,
    weights: &Triangle,
    negative_entropy: f64,
    exaggeration: f64,
) -> Evaluation {
    let mut loss = negative_entropy;
    let mut total = 0.0;
    let mut z = 0.0;
    each_pair(y, weights, |_, _, d2, p| {
        z += 2.0 / (1.0 + d2);
        loss += 2.0 * p * d2.ln_1p();
        total += 2.0 * p;
    });
    let gradient = forces(y, weights, |_, _, d2, p| {
        let w = 1.0 / (1.0 + d2);
        4.0 * (exaggeration * p - w / z) * w
    });
    Evaluation { loss: loss + total * z.ln(), gradient }
}

/// Symmetric SNE; `loss` is Σ p log p and Σ p.
pub(super) fn symmetric(
    y: ArrayView2<'_, f64>,
    weights: &Triangle,
    loss: (f64, f64),
    exaggeration: f64,
) -> Evaluation {
    let (negative_entropy, total) = loss;
    let mut loss = negative_entropy;
    let mut least = f64::INFINITY;
    each_pair(y, weights, |_, _, d2, p| {
        loss += 2.0 * p * d2;
        least = least.min(d2);
    });
    let mut shifted = 0.0;
    each_pair(y, weights, |_, _, d2, _| shifted += 2.0 * (least - d2).exp());
    let gradient =
        forces(y, weights, |_, _, d2, p| 4.0 * (exaggeration * p - (least - d2).exp() / shifted));
    Evaluation { loss: loss + total * (shifted.ln() - least), gradient }
}

/// Asymmetric SNE; `loss` is Σ p log p and each row's Σ_j p_{j|i}.
pub(super) fn asymmetric(
    y: ArrayView2<'_, f64>,
    weights: &Triangle,
    loss: (f64, &[f64]),
    exaggeration: f64,
) -> Evaluation {
    let (negative_entropy, totals) = loss;
    let mut loss = negative_entropy;
    let mut least = vec![f64::INFINITY; y.nrows()];
    each_pair(y, weights, |i, j, d2, p| {
        loss += p * d2;
        least[i] = least[i].min(d2);
        least[j] = least[j].min(d2);
    });
    let mut shifted = vec![0.0; y.nrows()];
    each_pair(y, weights, |i, j, d2, _| {
        shifted[i] += (least[i] - d2).exp();
        shifted[j] += (least[j] - d2).exp();
    });
    for ((total, shifted), least) in totals.iter().zip(&shifted).zip(&least) {
        loss += total * (shifted.ln() - least);
    }
    let gradient = forces(y, weights, |i, j, d2, p| {
        let q = (least[i] - d2).exp() / shifted[i] + (least[j] - d2).exp() / shifted[j];
        2.0 * (exaggeration * p - q)
    });
    Evaluation { loss, gradient }
}

/// Calls `visit(i, j, d²_ij, weight)` for every i < j.
fn each_pair(
    y: ArrayView2<'_, f64>,
    weights: &Triangle,
    mut visit: impl FnMut(usize, usize, f64, f64),
) {
    for i in 0..y.nrows() {
        for (j, p) in (i + 1..).zip(weights.row(i)) {
            visit(i, j, distance::squared(y.row(i), y.row(j)), *p);
        }
    }
}

/// Σ_j c_ij (y_i − y_j) for a symmetric coefficient c(i, j, d²_ij, weight).
fn forces(
    y: ArrayView2<'_, f64>,
    weights: &Triangle,
    coefficient: impl Fn(usize, usize, f64, f64) -> f64,
) -> Array2<f64> {
    let mut gradient = Array2::zeros(y.dim());
    each_pair(y, weights, |i, j, d2, p| {
        let c = coefficient(i, j, d2, p);
        for k in 0..y.ncols() {
            let force = c * (y[[i, k]] - y[[j, k]]);
            gradient[[i, k]] += force;
            gradient[[j, k]] -= force;
        }
    });
    gradient
}
