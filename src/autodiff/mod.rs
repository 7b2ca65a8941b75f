//! Automatic differentiation of a loss written in burn tensor operations.
//!
//! In: a closure from points `[n, d]` to a loss `[1]`, and the points. Out: the
//! loss and its gradient as plain matrices in f64. Which backend, device and
//! element type serve is known to `backend.rs` alone. Not done here: comparing.

mod backend;

pub use backend::{Backend, Tape};

use burn::tensor::Tensor;
use ndarray::Array2;

/// A loss and its gradient, `[n, d]`, as automatic differentiation gives them.
#[derive(Debug, Clone)]
pub struct Differentiated {
    /// The loss at the points.
    pub loss: f64,
    /// Its gradient by the points, `[n, d]`; zero where the loss does not
    /// depend on them.
    pub gradient: Array2<f64>,
}

/// Value and gradient of `loss` at `y` (`[n, d]`), by reverse-mode automatic
/// differentiation on `backend`.
///
/// ```
/// use handgrad::autodiff::{Backend, differentiate};
///
/// let y = ndarray::array![[1.0, -2.0]];
/// let found = differentiate(Backend::NdArray, &y, |y, _| y.powi_scalar(2).sum());
/// assert_eq!((found.loss, found.gradient), (5.0, 2.0 * y));
/// ```
pub fn differentiate(
    backend: Backend,
    y: &Array2<f64>,
    loss: impl FnOnce(Tensor<2>, &Tape) -> Tensor<1>,
) -> Differentiated {
    differentiate_on(&Tape::recording(backend), y, loss)
}

/// As [`differentiate`], on a recording tape that may hold constants already.
pub fn differentiate_on(
    tape: &Tape,
    y: &Array2<f64>,
    loss: impl FnOnce(Tensor<2>, &Tape) -> Tensor<1>,
) -> Differentiated {
    let leaf = tape.constant(y).require_grad();
    let value = loss(leaf.clone(), tape);
    let gradients = value.backward();
    let gradient = leaf
        .grad(&gradients)
        .map_or_else(|| Array2::zeros(y.dim()), |g| backend::to_matrix(g, y.dim()));
    Differentiated { loss: backend::to_number(value), gradient }
}

/// Value of `loss` at `y` (`[n, d]`) on `backend`, with nothing recorded.
pub fn evaluate(
    backend: Backend,
    y: &Array2<f64>,
    loss: impl FnOnce(Tensor<2>, &Tape) -> Tensor<1>,
) -> f64 {
    let tape = Tape::plain(backend);
    backend::to_number(loss(tape.constant(y), &tape))
}
