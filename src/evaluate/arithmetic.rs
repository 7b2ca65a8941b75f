//! The arithmetic that an expression is evaluated in: plain numbers with the
//! magnitudes of what was added, or burn tensors that can be differentiated.
//!
//! A value is a table `[rows, width]`: a number a row, or a vector.

use crate::autodiff::Tape;
use crate::syntax::tree::Function;
use burn::tensor::{Int, Tensor, TensorData};

/// What the evaluator asks of numbers. Widths are equal, or one of them is 1.
pub(super) trait Arithmetic {
    type Value: Clone;

    /// Given numbers, row after row.
    fn table(&self, width: usize, numbers: &[f64]) -> Self::Value;
    /// The rows at these places.
    fn gather(&self, of: &Self::Value, places: &[u32]) -> Self::Value;
    /// The sum of the rows that belong to each of `rows` targets.
    fn scatter(&self, of: &Self::Value, targets: &[u32], rows: usize) -> Self::Value;
    fn negate(&self, a: &Self::Value) -> Self::Value;
    fn add(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn subtract(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn multiply(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn divide(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn dot(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn power(&self, a: &Self::Value, exponent: f64) -> Self::Value;
    /// `None` for a function that has no such arithmetic.
    fn apply(&self, function: Function, a: &Self::Value) -> Option<Self::Value>;
    fn width(&self, a: &Self::Value) -> usize;
}

/// Plain numbers.
pub(super) struct Plain;

/// Numbers with the sum of the magnitudes of the terms that each was made of.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    pub width: usize,
    pub value: Vec<f64>,
    pub magnitude: Vec<f64>,
}

impl Numbers {
    fn map(&self, f: impl Fn(f64, f64) -> (f64, f64)) -> Self {
        let pairs = self.value.iter().zip(&self.magnitude).map(|(v, m)| f(*v, *m));
        let (value, magnitude) = pairs.unzip();
        Self { width: self.width, value, magnitude }
    }

    /// Entry by entry, a width of 1 being repeated.
    fn zip(&self, other: &Self, f: impl Fn((f64, f64), (f64, f64)) -> (f64, f64)) -> Self {
        let width = self.width.max(other.width);
        let rows = (self.value.len() / self.width).max(other.value.len() / other.width);
        let at = |of: &Self, k: usize| {
            let place = if of.width == width { k } else { k / width };
            (of.value[place], of.magnitude[place])
        };
        let (value, magnitude) = (0..rows * width).map(|k| f(at(self, k), at(other, k))).unzip();
        Self { width, value, magnitude }
    }
}

impl Arithmetic for Plain {
    type Value = Numbers;

    fn table(&self, width: usize, numbers: &[f64]) -> Numbers {
        let magnitude = numbers.iter().map(|v| v.abs()).collect();
        Numbers { width, value: numbers.to_vec(), magnitude }
    }

    fn gather(&self, of: &Numbers, places: &[u32]) -> Numbers {
        let w = of.width;
        let pick = |from: &[f64]| -> Vec<f64> {
            places
                .iter()
                .flat_map(|p| from[*p as usize * w..(*p as usize + 1) * w].to_vec())
                .collect()
        };
        Numbers { width: w, value: pick(&of.value), magnitude: pick(&of.magnitude) }
    }

    fn scatter(&self, of: &Numbers, targets: &[u32], rows: usize) -> Numbers {
        let w = of.width;
        let mut sum =
            Numbers { width: w, value: vec![0.0; rows * w], magnitude: vec![0.0; rows * w] };
        for (k, target) in targets.iter().enumerate() {
            for c in 0..w {
                sum.value[*target as usize * w + c] += of.value[k * w + c];
                sum.magnitude[*target as usize * w + c] += of.magnitude[k * w + c];
            }
        }
        sum
    }

    fn negate(&self, a: &Numbers) -> Numbers {
        a.map(|v, m| (-v, m))
    }

    fn add(&self, a: &Numbers, b: &Numbers) -> Numbers {
        a.zip(b, |(v, m), (w, n)| (v + w, m + n))
    }

    fn subtract(&self, a: &Numbers, b: &Numbers) -> Numbers {
        a.zip(b, |(v, m), (w, n)| (v - w, m + n))
    }

    fn multiply(&self, a: &Numbers, b: &Numbers) -> Numbers {
        a.zip(b, |(v, m), (w, n)| (v * w, m * n))
    }

    fn divide(&self, a: &Numbers, b: &Numbers) -> Numbers {
        // A relative error of the divisor becomes one of the quotient.
        a.zip(b, |(v, m), (w, n)| (v / w, m / w.abs() * (n / w.abs())))
    }

    fn dot(&self, a: &Numbers, b: &Numbers) -> Numbers {
        let product = self.multiply(a, b);
        let w = product.width;
        let sum = |of: &[f64]| of.chunks(w).map(|row| row.iter().sum()).collect();
        Numbers { width: 1, value: sum(&product.value), magnitude: sum(&product.magnitude) }
    }

    fn power(&self, a: &Numbers, exponent: f64) -> Numbers {
        a.map(|v, m| {
            let power = v.powf(exponent);
            (power, power.abs() * (1.0 + exponent.abs() * (m / v.abs() - 1.0).max(0.0)))
        })
    }

    fn apply(&self, function: Function, a: &Numbers) -> Option<Numbers> {
        // The magnitude of f(x) carries the rounding of x: |f| + |f′|·|x|.
        let of = |f: fn(f64) -> f64, slope: fn(f64) -> f64| {
            Some(a.map(|v, m| (f(v), f(v).abs() + slope(v).abs() * m)))
        };
        match function {
            Function::Exp => of(f64::exp, f64::exp),
            Function::Log => of(f64::ln, |x| 1.0 / x),
            Function::Sqrt => of(f64::sqrt, |x| 0.5 / x.sqrt()),
            Function::Sin => of(f64::sin, f64::cos),
            Function::Cos => of(f64::cos, f64::sin),
            Function::Tanh => of(f64::tanh, |x| 1.0 - x.tanh().powi(2)),
            Function::Sigmoid => of(|x| 1.0 / (1.0 + (-x).exp()), |_| 0.25),
            Function::Softplus => of(|x| x.max(0.0) + (-x.abs()).exp().ln_1p(), |_| 1.0),
            _ => None,
        }
    }

    fn width(&self, a: &Numbers) -> usize {
        a.width
    }
}

/// Tensors on a tape.
pub(super) struct Tensors<'a>(pub &'a Tape);

impl Tensors<'_> {
    fn places(of: &Tensor<2>, places: &[u32]) -> Tensor<1, Int> {
        let places: Vec<i64> = places.iter().map(|p| i64::from(*p)).collect();
        let length = places.len();
        Tensor::from_data(TensorData::new(places, [length]), &of.device())
    }
}

impl Arithmetic for Tensors<'_> {
    type Value = Tensor<2>;

    fn table(&self, width: usize, numbers: &[f64]) -> Tensor<2> {
        self.0.table(width, numbers)
    }

    fn gather(&self, of: &Tensor<2>, places: &[u32]) -> Tensor<2> {
        of.clone().select(0, Self::places(of, places))
    }

    fn scatter(&self, of: &Tensor<2>, targets: &[u32], rows: usize) -> Tensor<2> {
        let [_, width] = of.dims();
        let nothing = self.0.table(width, &vec![0.0; rows * width]);
        let targets = Self::places(of, targets);
        nothing.select_assign(0, targets, of.clone(), burn::tensor::IndexingUpdateOp::Add)
    }

    fn negate(&self, a: &Tensor<2>) -> Tensor<2> {
        -a.clone()
    }

    fn add(&self, a: &Tensor<2>, b: &Tensor<2>) -> Tensor<2> {
        a.clone() + b.clone()
    }

    fn subtract(&self, a: &Tensor<2>, b: &Tensor<2>) -> Tensor<2> {
        a.clone() - b.clone()
    }

    fn multiply(&self, a: &Tensor<2>, b: &Tensor<2>) -> Tensor<2> {
        a.clone() * b.clone()
    }

    fn divide(&self, a: &Tensor<2>, b: &Tensor<2>) -> Tensor<2> {
        a.clone() / b.clone()
    }

    fn dot(&self, a: &Tensor<2>, b: &Tensor<2>) -> Tensor<2> {
        (a.clone() * b.clone()).sum_dim(1)
    }

    fn power(&self, a: &Tensor<2>, exponent: f64) -> Tensor<2> {
        if exponent == -1.0 { a.clone().recip() } else { a.clone().powf_scalar(exponent) }
    }

    fn apply(&self, function: Function, a: &Tensor<2>) -> Option<Tensor<2>> {
        let a = a.clone();
        Some(match function {
            Function::Exp => a.exp(),
            Function::Log => a.log(),
            Function::Sqrt => a.sqrt(),
            Function::Sin => a.sin(),
            Function::Cos => a.cos(),
            Function::Tanh => a.tanh(),
            Function::Sigmoid => burn::tensor::activation::sigmoid(a),
            Function::Softplus => burn::tensor::activation::softplus(a, 1.0),
            _ => return None,
        })
    }

    fn width(&self, a: &Tensor<2>) -> usize {
        a.dims()[1]
    }
}
