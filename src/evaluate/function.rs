//! The functions of one number, as a table: on plain numbers with their slopes,
//! and on tensors.

use crate::syntax::tree::Function;
#[cfg(feature = "burn")]
use burn::tensor::{Tensor, activation};

type OfOne = fn(f64) -> f64;

/// A function and its slope; `None` for what is no function of one number.
pub(super) fn plain(function: Function) -> Option<(OfOne, OfOne)> {
    Some(match function {
        Function::Exp => (f64::exp, f64::exp),
        Function::Log => (f64::ln, |x| 1.0 / x),
        Function::Sqrt => (f64::sqrt, |x| 0.5 / x.sqrt()),
        Function::Sin => (f64::sin, f64::cos),
        Function::Cos => (f64::cos, f64::sin),
        Function::Tan => (f64::tan, |x| 1.0 + x.tan().powi(2)),
        Function::Sinh => (f64::sinh, f64::cosh),
        Function::Cosh => (f64::cosh, f64::sinh),
        Function::Tanh => (f64::tanh, |x| 1.0 - x.tanh().powi(2)),
        Function::Arctan => (f64::atan, |x| 1.0 / (1.0 + x * x)),
        Function::Sigmoid => (|x| 1.0 / (1.0 + (-x).exp()), |_| 0.25),
        Function::Softplus => (|x| x.max(0.0) + (-x.abs()).exp().ln_1p(), |_| 1.0),
        Function::Relu => (|x| x.max(0.0), |_| 1.0),
        // Rust's own sign of 0 is 1.
        Function::Sign => (|x| if x == 0.0 { 0.0 } else { x.signum() }, |_| 0.0),
        Function::Max
        | Function::Min
        | Function::Trace
        | Function::Determinant
        | Function::Diagonal => return None,
    })
}

/// The same on a tensor, entry by entry.
#[cfg(feature = "burn")]
pub(super) fn tensor(function: Function, a: Tensor<2>) -> Option<Tensor<2>> {
    Some(match function {
        Function::Exp => a.exp(),
        Function::Log => a.log(),
        Function::Sqrt => a.sqrt(),
        Function::Sin => a.sin(),
        Function::Cos => a.cos(),
        Function::Tan => a.clone().sin() / a.cos(),
        Function::Sinh => (a.clone().exp() - (-a).exp()).mul_scalar(0.5),
        Function::Cosh => (a.clone().exp() + (-a).exp()).mul_scalar(0.5),
        Function::Tanh => a.tanh(),
        Function::Arctan => a.atan(),
        Function::Sigmoid => (-a).exp().add_scalar(1.0).recip(),
        Function::Softplus => a.exp().add_scalar(1.0).log(),
        Function::Relu => activation::relu(a),
        Function::Sign => a.sign(),
        Function::Max
        | Function::Min
        | Function::Trace
        | Function::Determinant
        | Function::Diagonal => return None,
    })
}
