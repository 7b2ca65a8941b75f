//! Symmetric SNE: joint affinities, Gaussian kernel over all pairs.
//!
//! With E_ij = e^{−‖y_i − y_j‖²} and Z = Σ_{k,l≠k} E_kl:
//!
//! - q_ij = E_ij / Z, q_ii = 0
//! - C = Σ_{i,j≠i} p_ij log(p_ij / q_ij)
//! - ∂C/∂y_i = 4 Σ_{j≠i} (p_ij − q_ij)(y_i − y_j)
//!
//! van der Maaten & Hinton, *Visualizing Data using t-SNE*, JMLR 9 (2008),
//! section 3.1.

use super::pairs::vector::exp_nonpositive;
use super::pairs::{self, Columns, PairInput, PairKernel, PairTerms};
use super::{Evaluation, Joint, Method, PackedJoint, Problem, Similarities, UNDERFLOW_GUARD};
use super::{careful, distance, divergence, finite};
use crate::error::Result;
use crate::summed::Summed;
use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2};
use pulp::Simd;

/// Symmetric SNE's problem for one P.
#[derive(Debug, Clone)]
pub(crate) struct Symmetric(PackedJoint);

impl Symmetric {
    /// Packs the affinities.
    #[must_use]
    pub(crate) fn new(p: &Joint) -> Self {
        Self(PackedJoint::new(p))
    }
}

/// C as tensor operations, with log Z as max + log Σ exp(· − max): y `[n, d]`,
/// p `[n, n]`, to `[1]`.
#[must_use]
pub(crate) fn loss(y: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
    let log_e = -distance::squared_tensor(y);
    let off_diagonal = distance::off_diagonal(&log_e);
    let most = off_diagonal.clone().detach().max();
    let log_z = (off_diagonal - most.clone().unsqueeze::<2>()).exp().sum().log() + most;
    divergence::kullback_leibler_tensor(p, log_e - log_z.unsqueeze::<2>())
}

impl Problem for Symmetric {
    fn method(&self) -> Method {
        Method::SymmetricSne
    }

    fn affinities(&self) -> &Array2<f64> {
        &self.0.p
    }

    fn loss(&self, y: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
        loss(y, p)
    }

    fn similarities(&self, y: &Array2<f64>) -> Similarities {
        let mut log_e = -distance::squared_matrix(y);
        log_e.diag_mut().fill(f64::NEG_INFINITY);
        let log_q = &log_e - careful::log_sum_exp(log_e.iter().copied());
        Similarities { q: log_q.mapv(f64::exp), log_q }
    }

    fn gradient(&self, y: &Array2<f64>) -> Summed {
        let (p, q) = (&self.0.p, self.similarities(y).q);
        Summed::over_pairs(y, |i, j| [4.0 * p[[i, j]], -4.0 * q[[i, j]]])
    }

    fn evaluate(&self, y: ArrayView2<'_, f64>, exaggeration: f64) -> Result<Evaluation> {
        let Self(PackedJoint { weights, negative_entropy, total, .. }) = self;
        let sums = pairs::sum_over_pairs(Kernel, &Columns::of(y), weights, &[]);
        let Some(sums) = sums.filter(|sums| sums.kernel >= UNDERFLOW_GUARD) else {
            let loss = (*negative_entropy, *total);
            return finite(y, careful::symmetric(y, weights, loss, exaggeration));
        };
        finite(y, self.0.evaluation(&sums, exaggeration))
    }

    fn longest_sum(&self) -> usize {
        self.0.p.len()
    }

    fn exponent(&self, y: &Array2<f64>) -> f64 {
        careful::largest_exponent(y, &self.similarities(y).q)
    }
}

/// −p log E = p d² and the two forces.
#[derive(Clone, Copy)]
struct Kernel;

impl PairKernel for Kernel {
    #[inline(always)]
    fn pair<S: Simd>(self, simd: S, of: PairInput<S>) -> PairTerms<S> {
        let e = exp_nonpositive(simd, simd.neg_f64s(of.squared_distance));
        PairTerms {
            attraction: of.weight,
            repulsion: e,
            kernel: e,
            loss: simd.mul_f64s(of.weight, of.squared_distance),
        }
    }
}
