//! The Kullback–Leibler divergence Σ p log(p/q), in nats.

use burn::tensor::Tensor;
use ndarray::Array2;

/// A divergence and the size of the terms that were added to make it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divergence {
    /// Σ p (log p − log q)
    pub value: f64,
    /// Σ p (|log p| + |log q|)
    pub magnitude: f64,
}

/// Σ_ij p_ij (log p_ij − log q_ij) as tensor operations: `[n, n]` twice to
/// `[1]`. Terms with p = 0 are 0, whatever their q.
///
/// Both logarithms see only entries with p > 0: a mask behind a logarithm
/// leaves NaN in its derivative.
#[must_use]
pub(crate) fn kullback_leibler_tensor(p: &Tensor<2>, log_q: Tensor<2>) -> Tensor<1> {
    let absent = p.clone().lower_equal_elem(0.0);
    let log_p = p.clone().mask_fill(absent.clone(), 1.0).log();
    (p.clone() * (log_p - log_q.mask_fill(absent, 0.0))).sum()
}

/// The same in plain Rust, with the magnitudes. Both `[n, n]`.
#[must_use]
pub(crate) fn kullback_leibler(p: &Array2<f64>, log_q: &Array2<f64>) -> Divergence {
    let mut sum = Divergence { value: 0.0, magnitude: 0.0 };
    for (p, log_q) in p.iter().zip(log_q).filter(|(p, _)| **p > 0.0) {
        sum.value += p * (p.ln() - log_q);
        sum.magnitude += p * (p.ln().abs() + log_q.abs());
    }
    sum
}

/// Σ p log p over the entries that are not zero: the part of the divergence
/// that no embedding changes.
#[must_use]
pub(crate) fn negative_entropy(p: &Array2<f64>) -> f64 {
    p.iter().filter(|p| **p > 0.0).map(|p| p * p.ln()).sum()
}
