//! t-SNE: joint affinities, Student kernel with one degree of freedom.
//!
//! With w_ij = (1 + ‖y_i − y_j‖²)^{-1} and Z = Σ_{k,l≠k} w_kl:
//!
//! - (7) q_ij = w_ij / Z, q_ii = 0
//! - (8) C = Σ_{i,j≠i} p_ij log(p_ij / q_ij)
//! - ∂C/∂y_i = 4 Σ_{j≠i} (p_ij − q_ij) w_ij (y_i − y_j)
//!
//! van der Maaten & Hinton, *Visualizing Data using t-SNE*, JMLR 9 (2008),
//! equations (4) and (5) there.

use super::pairs::vector::reciprocal_and_ln;
use super::pairs::{self, Columns, PairInput, PairKernel, PairTerms};
use super::{Evaluation, Joint, Method, PackedJoint, Problem, Similarities};
use super::{careful, distance, divergence, finite};
use crate::error::Result;
use crate::summed::Summed;
use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2};
use pulp::Simd;

/// t-SNE's problem for one P.
#[derive(Debug, Clone)]
pub(crate) struct Student(PackedJoint);

impl Student {
    /// Packs the affinities.
    #[must_use]
    pub(crate) fn new(p: &Joint) -> Self {
        Self(PackedJoint::new(p))
    }

    /// w_ij = 1/(1 + d²_ij) with a zero diagonal: `[n, d]` to `[n, n]`.
    #[must_use]
    pub(crate) fn kernel(y: &Array2<f64>) -> Array2<f64> {
        let mut w = distance::squared_matrix(y).mapv_into(|d2| 1.0 / (1.0 + d2));
        w.diag_mut().fill(0.0);
        w
    }
}

/// (8) with (7), as tensor operations: y `[n, d]`, p `[n, n]`, to `[1]`.
#[must_use]
pub(crate) fn loss(y: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
    let log_w = -distance::squared_tensor(y).add_scalar(1.0).log();
    let diagonal = distance::diagonal(&log_w);
    let z = log_w.clone().exp().mask_fill(diagonal, 0.0).sum();
    let log_q = log_w - z.log().unsqueeze::<2>();
    divergence::kullback_leibler_tensor(p, log_q)
}

impl Problem for Student {
    fn method(&self) -> Method {
        Method::TSne
    }

    fn affinities(&self) -> &Array2<f64> {
        &self.0.p
    }

    fn loss(&self, y: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
        loss(y, p)
    }

    fn similarities(&self, y: &Array2<f64>) -> Similarities {
        let w = Self::kernel(y);
        let z = w.sum();
        Similarities { log_q: w.mapv(|w| w.ln() - z.ln()), q: w / z }
    }

    fn gradient(&self, y: &Array2<f64>) -> Summed {
        let (p, w, q) = (&self.0.p, Self::kernel(y), self.similarities(y).q);
        Summed::over_pairs(y, |i, j| {
            let w = w[[i, j]];
            [4.0 * p[[i, j]] * w, -4.0 * q[[i, j]] * w]
        })
    }

    fn evaluate(&self, y: ArrayView2<'_, f64>, exaggeration: f64) -> Result<Evaluation> {
        let Self(PackedJoint { weights, negative_entropy, .. }) = self;
        let Some(sums) = pairs::sum_over_pairs(Kernel, &Columns::of(y), weights, &[]) else {
            return finite(y, careful::student(y, weights, *negative_entropy, exaggeration));
        };
        finite(y, self.0.evaluation(&sums, exaggeration))
    }

    fn longest_sum(&self) -> usize {
        self.0.p.len()
    }

    fn exponent(&self, _: &Array2<f64>) -> f64 {
        0.0
    }
}

/// −p log w and the two forces, with one division and one logarithm.
#[derive(Clone, Copy)]
struct Kernel;

impl PairKernel for Kernel {
    #[inline(always)]
    fn pair<S: Simd>(self, simd: S, of: PairInput<S>) -> PairTerms<S> {
        let t = simd.add_f64s(of.squared_distance, simd.splat_f64s(1.0));
        let (w, ln_t) = reciprocal_and_ln(simd, t);
        PairTerms {
            attraction: simd.mul_f64s(of.weight, w),
            repulsion: simd.mul_f64s(w, w),
            kernel: w,
            loss: simd.mul_f64s(of.weight, ln_t),
        }
    }
}
