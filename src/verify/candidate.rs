//! Any loss with any gradient that somebody claims to be its derivative.

use crate::autodiff::Tape;
use crate::error::Result;
use crate::sne::divergence::Divergence;
use crate::sne::{Evaluation, Problem};
use crate::summed::Summed;
use burn::tensor::Tensor;
use ndarray::Array2;

type Loss<'a> = Box<dyn Fn(Tensor<2>, &Tape) -> Tensor<1> + Send + Sync + 'a>;
type Gradient<'a> = Box<dyn Fn(&Array2<f64>) -> Result<Summed> + Send + Sync + 'a>;
type LossByHand<'a> = Box<dyn Fn(&Array2<f64>) -> Result<Divergence> + Send + Sync + 'a>;
type Stated<'a> = Box<dyn Fn(&Array2<f64>) -> Result<Evaluation> + Send + Sync + 'a>;
type Exponent<'a> = Box<dyn Fn(&Array2<f64>) -> f64 + Send + Sync + 'a>;

/// A loss as tensor operations and its gradient by hand.
///
/// ```
/// use handgrad::verify::{Candidate, Harness, Reference};
/// use handgrad::{Summed, autodiff::Backend};
///
/// // C = Σ_i ‖y_i‖⁴, ∂C/∂y_i = 4 ‖y_i‖² y_i
/// let mine = Candidate::new(
///     |y, _| y.powi_scalar(2).sum_dim(1).powi_scalar(2).sum(),
///     |y| {
///         let norm2 = y.map(|v| v * v).sum_axis(ndarray::Axis(1)).insert_axis(ndarray::Axis(1));
///         Summed::opaque(4.0 * &norm2 * y)
///     },
/// );
/// let y = ndarray::array![[0.3, -1.0], [0.8, 0.2], [-0.5, 0.9], [1.1, 0.4], [0.1, 0.7]];
/// let verdict = Harness::default().compare(&mine, &y, Reference::Autodiff(Backend::NdArray))?;
/// assert!(verdict.passed());
/// # Ok::<(), handgrad::Error>(())
/// ```
pub struct Candidate<'a> {
    pub(super) loss: Loss<'a>,
    pub(super) gradient: Gradient<'a>,
    pub(super) loss_by_hand: Option<LossByHand<'a>>,
    pub(super) stated: Option<Stated<'a>>,
    pub(super) longest_sum: Option<usize>,
    pub(super) exponent: Option<Exponent<'a>>,
}

impl<'a> Candidate<'a> {
    /// `loss`: points `[n, d]` to `[1]`, constants made with the tape;
    /// `gradient`: points `[n, d]` to their gradient, `[n, d]`.
    ///
    /// Until [`Candidate::with_longest_sum`] says otherwise, sums of n² terms
    /// are allowed for.
    pub fn new(
        loss: impl Fn(Tensor<2>, &Tape) -> Tensor<1> + Send + Sync + 'a,
        gradient: impl Fn(&Array2<f64>) -> Summed + Send + Sync + 'a,
    ) -> Self {
        Self {
            loss: Box::new(loss),
            gradient: Box::new(move |y| Ok(gradient(y))),
            loss_by_hand: None,
            stated: None,
            longest_sum: None,
            exponent: None,
        }
    }

    /// A method of the SNE family: its tensor loss against its fast gradient
    /// and fast loss, the magnitudes taken from the equation as written.
    #[must_use]
    pub fn of_problem(problem: &'a dyn Problem) -> Self {
        Self {
            gradient: Box::new(|y| {
                let fast = problem.evaluate(y.view(), 1.0)?.gradient;
                Ok(problem.gradient(y).with_value(fast))
            }),
            loss_by_hand: Some(Box::new(|y| {
                let value = problem.evaluate(y.view(), 1.0)?.loss;
                Ok(Divergence { value, ..problem.divergence(y) })
            })),
            ..Self::of_problem_with(problem, |y| problem.gradient(y))
        }
    }

    /// The tensor loss of a method of the SNE family with somebody's gradient.
    pub fn of_problem_with(
        problem: &'a dyn Problem,
        gradient: impl Fn(&Array2<f64>) -> Summed + Send + Sync + 'a,
    ) -> Self {
        Self::new(|y, tape| problem.loss(y, &tape.constant(problem.affinities())), gradient)
            .with_longest_sum(problem.longest_sum())
            .with_exponent(|y| problem.exponent(y))
            .with_loss_by_hand(|y| problem.divergence(y))
    }

    /// States the loss in plain Rust too, with the magnitudes of its terms: it
    /// is then compared as well, and differences know their rounding error.
    #[must_use]
    pub fn with_loss_by_hand(
        mut self,
        loss: impl Fn(&Array2<f64>) -> Divergence + Send + Sync + 'a,
    ) -> Self {
        self.loss_by_hand = Some(Box::new(move |y| Ok(loss(y))));
        self
    }

    /// Brings what a derivation says as a text: loss and gradient (`[n, d]`) as
    /// its formulas have them, a loss that is not finite where they have none.
    #[must_use]
    pub fn with_derivation(
        mut self,
        stated: impl Fn(&Array2<f64>) -> Result<Evaluation> + Send + Sync + 'a,
    ) -> Self {
        self.stated = Some(Box::new(stated));
        self
    }

    /// States the number of terms in the longest sum of loss or gradient.
    #[must_use]
    pub const fn with_longest_sum(mut self, terms: usize) -> Self {
        self.longest_sum = Some(terms);
        self
    }

    /// States the largest argument of an exponential that matters at a point.
    #[must_use]
    pub fn with_exponent(
        mut self,
        exponent: impl Fn(&Array2<f64>) -> f64 + Send + Sync + 'a,
    ) -> Self {
        self.exponent = Some(Box::new(exponent));
        self
    }
}
