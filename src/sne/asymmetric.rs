//! Asymmetric SNE: conditional affinities, a Gaussian kernel in each row.
//!
//! With E_ij = e^{−‖y_i − y_j‖²} and Z_i = Σ_{k≠i} E_ik:
//!
//! - (1) q_{j|i} = E_ij / Z_i, q_{i|i} = 0
//! - (2) C = Σ_i KL(P_i‖Q_i) = Σ_{i,j≠i} p_{j|i} log(p_{j|i} / q_{j|i})
//! - (6) ∂C/∂y_i = 2 Σ_{j≠i} (p_{j|i} − q_{j|i} + p_{i|j} − q_{i|j})(y_i − y_j)
//!
//! Hinton & Roweis, *Stochastic Neighbor Embedding*, NIPS 15 (2002), equations
//! (4) to (6) there.

use super::pairs::vector::exp_nonpositive;
use super::pairs::{self, Columns, PairInput, PairKernel, PairTerms, Triangle};
use super::{Conditional, Evaluation, Method, Problem, Similarities, UNDERFLOW_GUARD};
use super::{careful, combine, distance, divergence, finite};
use crate::error::Result;
use crate::summed::Summed;
use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2};
use pulp::Simd;

/// Asymmetric SNE's problem for one P.
#[derive(Debug, Clone)]
pub(crate) struct Asymmetric {
    p: Array2<f64>,
    /// p_{j|i} + p_{i|j}, which is all that (6) and Σ p d² need of P.
    weights: Triangle,
    negative_entropy: f64,
    /// Σ_j p_{j|i}
    totals: Vec<f64>,
}

impl Asymmetric {
    /// Packs the affinities.
    #[must_use]
    pub(crate) fn new(p: &Conditional) -> Self {
        let p = p.matrix();
        Self {
            negative_entropy: divergence::negative_entropy(p),
            totals: p.rows().into_iter().map(|row| row.sum()).collect(),
            weights: Triangle::pack(p.view(), |p_ij, p_ji| p_ij + p_ji),
            p: p.clone(),
        }
    }
}

/// (2) with (1), as tensor operations, with log Z_i as
/// max_i + log Σ_k exp(· − max_i): y `[n, d]`, p `[n, n]`, to `[1]`.
#[must_use]
pub(crate) fn loss(y: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
    let log_e = -distance::squared_tensor(y);
    let off_diagonal = distance::off_diagonal(&log_e);
    let most = off_diagonal.clone().detach().max_dim(1);
    let log_z = (off_diagonal - most.clone()).exp().sum_dim(1).log() + most;
    divergence::kullback_leibler_tensor(p, log_e - log_z)
}

impl Problem for Asymmetric {
    fn method(&self) -> Method {
        Method::AsymmetricSne
    }

    fn affinities(&self) -> &Array2<f64> {
        &self.p
    }

    fn loss(&self, y: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
        loss(y, p)
    }

    fn similarities(&self, y: &Array2<f64>) -> Similarities {
        let mut log_q = -distance::squared_matrix(y);
        log_q.diag_mut().fill(f64::NEG_INFINITY);
        for mut row in log_q.rows_mut() {
            row -= careful::log_sum_exp(row.iter().copied());
        }
        Similarities { q: log_q.mapv(f64::exp), log_q }
    }

    fn gradient(&self, y: &Array2<f64>) -> Summed {
        let (p, q) = (&self.p, self.similarities(y).q);
        Summed::over_pairs(y, |i, j| {
            [2.0 * p[[i, j]], -2.0 * q[[i, j]], 2.0 * p[[j, i]], -2.0 * q[[j, i]]]
        })
    }

    fn evaluate(&self, y: ArrayView2<'_, f64>, exaggeration: f64) -> Result<Evaluation> {
        let points = Columns::of(y);
        let z = pairs::kernel_sums(RowKernel, &points)
            .filter(|z| z.iter().all(|z| *z >= UNDERFLOW_GUARD));
        let inverse: Vec<f64> = z.iter().flatten().map(|z| 1.0 / z).collect();
        let sums = z
            .as_ref()
            .and_then(|_| pairs::sum_over_pairs(ForceKernel, &points, &self.weights, &inverse));
        let (Some(z), Some(sums)) = (z, sums) else {
            let loss = (self.negative_entropy, self.totals.as_slice());
            return finite(y, careful::asymmetric(y, &self.weights, loss, exaggeration));
        };
        let log_z: f64 = self.totals.iter().zip(&z).map(|(p, z)| p * z.ln()).sum();
        let loss = self.negative_entropy + sums.loss + log_z;
        let gradient = combine(&sums, 2.0, exaggeration, 1.0);
        finite(y, Evaluation { loss, gradient })
    }

    fn longest_sum(&self) -> usize {
        // The loss adds n rows of n terms, but each row by itself.
        2 * self.p.nrows()
    }

    fn exponent(&self, y: &Array2<f64>) -> f64 {
        careful::largest_exponent(y, &self.similarities(y).q)
    }
}

/// E alone, for the sums Z_i.
#[derive(Clone, Copy)]
struct RowKernel;

impl pairs::RowKernel for RowKernel {
    #[inline(always)]
    fn kernel<S: Simd>(self, simd: S, squared_distance: S::f64s) -> S::f64s {
        exp_nonpositive(simd, simd.neg_f64s(squared_distance))
    }
}

/// (p_{j|i} + p_{i|j}) d² and the two forces; the points' numbers are 1/Z_i.
#[derive(Clone, Copy)]
struct ForceKernel;

impl PairKernel for ForceKernel {
    const USES_POINTS: bool = true;

    #[inline(always)]
    fn pair<S: Simd>(self, simd: S, of: PairInput<S>) -> PairTerms<S> {
        let e = exp_nonpositive(simd, simd.neg_f64s(of.squared_distance));
        let shares = simd.add_f64s(of.point_i, of.point_j);
        PairTerms {
            attraction: of.weight,
            repulsion: simd.mul_f64s(e, shares),
            kernel: e,
            loss: simd.mul_f64s(of.weight, of.squared_distance),
        }
    }
}
