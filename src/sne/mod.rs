//! The SNE family: affinities, similarities, losses and hand-derived gradients.
//!
//! In: affinities P ([`Conditional`] or [`Joint`]) and embedding points
//! `[n, d]`. Out, for each method, three statements of the same thing:
//! the loss as plain tensor operations, to be differentiated automatically;
//! the gradient as the paper's equation states it, one sum over pairs
//! ([`Problem::gradient`]); and the two of them fast ([`Problem::evaluate`]).
//! Not done here: comparing them (`verify`), moving the points (`descent`).

mod affinity;
pub(crate) mod asymmetric;
mod careful;
pub(crate) mod distance;
pub(crate) mod divergence;
pub(crate) mod pairs;
pub(crate) mod perplexity;
pub(crate) mod student;
pub(crate) mod symmetric;

pub use affinity::{Bandwidth, Calibration, Conditional, Convention, Joint};
pub use distance::{squared_matrix, squared_tensor};
pub use divergence::Divergence;
pub use perplexity::RowBandwidth;

use crate::error::{Error, Result};
use crate::summed::Summed;
use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2};

/// A method of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Hinton & Roweis 2002: conditional affinities, Gaussian kernel.
    AsymmetricSne,
    /// Joint affinities, Gaussian kernel.
    SymmetricSne,
    /// van der Maaten & Hinton 2008: joint affinities, Student kernel.
    TSne,
}

impl Method {
    /// All of them, in the order in which they are taught.
    pub const ALL: [Self; 3] = [Self::AsymmetricSne, Self::SymmetricSne, Self::TSne];

    /// The name in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsymmetricSne => "asymmetric-sne",
            Self::SymmetricSne => "symmetric-sne",
            Self::TSne => "t-sne",
        }
    }

    /// The name in prose.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AsymmetricSne => "asymmetric SNE",
            Self::SymmetricSne => "symmetric SNE",
            Self::TSne => "t-SNE",
        }
    }

    /// The method's problem for these affinities; the joint ones are
    /// symmetrised over 2n where the method wants them.
    ///
    /// ```
    /// use handgrad::sne::{Bandwidth, Conditional, Method};
    /// use ndarray::array;
    ///
    /// let x = array![[0.0, 1.0], [2.0, 0.5], [1.0, 3.0], [4.0, 4.0], [3.0, 1.0]];
    /// let affinities = Conditional::from_data(x.view(), Bandwidth::Perplexity(2.0))?;
    /// let problem = Method::TSne.problem(&affinities);
    /// let found = problem.evaluate(x.view(), 1.0)?;
    /// let stated = problem.gradient(&x);
    /// assert!((&found.gradient - stated.value()).iter().all(|error| error.abs() < 1e-12));
    /// # Ok::<(), handgrad::Error>(())
    /// ```
    #[must_use]
    pub fn problem(self, affinities: &Conditional) -> Box<dyn Problem> {
        match self {
            Self::AsymmetricSne => Box::new(asymmetric::Asymmetric::new(affinities)),
            Self::SymmetricSne => Box::new(symmetric::Symmetric::new(&affinities.joint())),
            Self::TSne => Box::new(student::Student::new(&affinities.joint())),
        }
    }
}

/// Similarities Q of an embedding, with a zero diagonal, and their logarithms.
/// Both `[n, n]`; the diagonal of the logarithms is −∞.
#[derive(Debug, Clone)]
pub struct Similarities {
    /// q_{j|i} or q_ij
    pub q: Array2<f64>,
    /// log q, in nats, computed without going through q
    pub log_q: Array2<f64>,
}

/// A loss with its gradient, `[n, d]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The divergence of the affinities as given, never exaggerated.
    pub loss: f64,
    /// Its gradient by the points; exaggerated if that was asked for.
    pub gradient: Array2<f64>,
}

/// A method with its affinities: a function of the points alone.
pub trait Problem: Send + Sync {
    /// Which method this is.
    fn method(&self) -> Method;

    /// P, `[n, n]`.
    fn affinities(&self) -> &Array2<f64>;

    /// C(y) as tensor operations; `p` is [`Problem::affinities`] as a tensor.
    /// `[n, d]` and `[n, n]` to `[1]`.
    fn loss(&self, y: Tensor<2>, p: &Tensor<2>) -> Tensor<1>;

    /// Q at the points `[n, d]`.
    fn similarities(&self, y: &Array2<f64>) -> Similarities;

    /// ∂C/∂y as the equation states it, `[n, d]`.
    fn gradient(&self, y: &Array2<f64>) -> Summed;

    /// C and ∂C/∂y at `[n, d]`, every pair once and on all cores. The gradient
    /// is that with `exaggeration`·P for P in the attraction alone, as the
    /// papers do it early in the descent; 1 gives the true one.
    ///
    /// # Errors
    /// If the result is not finite, which takes coordinates beyond 1e150.
    fn evaluate(&self, y: ArrayView2<'_, f64>, exaggeration: f64) -> Result<Evaluation>;

    /// The number of terms in the longest sum of the loss or the gradient.
    fn longest_sum(&self) -> usize;

    /// The largest −log of a kernel value that is not negligible in Q at the
    /// points `[n, d]`: an exponential multiplies its argument's rounding error
    /// by the argument. 0 for a kernel without an exponential.
    fn exponent(&self, y: &Array2<f64>) -> f64;

    /// C with the magnitudes of its terms, in plain Rust, at `[n, d]`.
    fn divergence(&self, y: &Array2<f64>) -> Divergence {
        divergence::kullback_leibler(self.affinities(), &self.similarities(y).log_q)
    }
}

/// Joint affinities with what every evaluation needs of them.
#[derive(Debug, Clone)]
struct PackedJoint {
    p: Array2<f64>,
    weights: pairs::Triangle,
    /// Σ p log p
    negative_entropy: f64,
    /// Σ p
    total: f64,
}

impl PackedJoint {
    fn new(p: &Joint) -> Self {
        let p = p.matrix();
        Self {
            weights: pairs::Triangle::pack(p.view(), |p_ij, _| p_ij),
            negative_entropy: divergence::negative_entropy(p),
            total: p.sum(),
            p: p.clone(),
        }
    }

    /// Loss and gradient from sums in which every pair stands once, where in
    /// the formulas it stands twice.
    fn evaluation(&self, sums: &pairs::PairSums, exaggeration: f64) -> Evaluation {
        let z = 2.0 * sums.kernel;
        Evaluation {
            loss: self.negative_entropy + 2.0 * sums.loss + self.total * z.ln(),
            gradient: combine(sums, 4.0, exaggeration, 1.0 / z),
        }
    }
}

/// Columns of forces, `[d][n]`, as a gradient `[n, d]`:
/// factor·(attraction·exaggeration − repulsion·share).
fn combine(sums: &pairs::PairSums, factor: f64, exaggeration: f64, share: f64) -> Array2<f64> {
    let n = sums.attraction.first().map_or(0, Vec::len);
    Array2::from_shape_fn((n, sums.attraction.len()), |(i, c)| {
        factor * (exaggeration * sums.attraction[c][i] - share * sums.repulsion[c][i])
    })
}

/// Lets an evaluation through only if every number in it is finite.
fn finite(y: ArrayView2<'_, f64>, evaluation: Evaluation) -> Result<Evaluation> {
    if evaluation.loss.is_finite() && evaluation.gradient.iter().all(|g| g.is_finite()) {
        return Ok(evaluation);
    }
    let largest = y.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    let largest = if y.iter().any(|v| v.is_nan()) { f64::NAN } else { largest };
    Err(Error::NotFinite { what: "the loss or its gradient", largest })
}

/// An exponential sum below this may have lost terms to underflow that matter;
/// above it, the lost ones are below 1e-17 of it.
const UNDERFLOW_GUARD: f64 = 1e-280;
