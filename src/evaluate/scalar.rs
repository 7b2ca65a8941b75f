//! What the tape's tables hold: numbers, or numbers with the slope along one direction, which
//! give second derivatives.

use crate::syntax::tree::Function;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// A number of the tape's tables.
pub(super) trait Scalar:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
{
    /// How many times the work and the memory of a number it takes.
    const SIZE: u64;
    /// Whether it has a slope along a direction.
    const HAS_SLOPE: bool;

    /// A number that does not vary.
    fn known(value: f64) -> Self;
    fn value(self) -> f64;
    /// The function of a number that has this value and this slope there.
    fn through(self, value: f64, slope: f64) -> Self;
    /// |x|^e with the sign that x^e has.
    fn power(self, exponent: f64) -> Self {
        let x = self.value();
        self.through(x.powf(exponent), exponent * x.powf(exponent - 1.0))
    }
}

impl Scalar for f64 {
    const SIZE: u64 = 1;
    const HAS_SLOPE: bool = false;

    fn known(value: f64) -> Self {
        value
    }

    fn value(self) -> f64 {
        self
    }

    fn through(self, value: f64, _: f64) -> Self {
        value
    }
}

/// A number and its slope along a direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dual {
    pub value: f64,
    pub slope: f64,
}

impl Add for Dual {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl Sub for Dual {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, slope: self.slope - other.slope }
    }
}

impl Mul for Dual {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let slope = self.slope * other.value + self.value * other.slope;
        Self { value: self.value * other.value, slope }
    }
}

impl Div for Dual {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self { value, slope: (self.slope - value * other.slope) / other.value }
    }
}

impl Neg for Dual {
    type Output = Self;

    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope }
    }
}

impl AddAssign for Dual {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Scalar for Dual {
    const SIZE: u64 = 2;
    const HAS_SLOPE: bool = true;

    fn known(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    fn value(self) -> f64 {
        self.value
    }

    fn through(self, value: f64, slope: f64) -> Self {
        // What does not vary has no slope, also where the function's is infinite.
        let slope = if self.slope == 0.0 { 0.0 } else { slope * self.slope };
        Self { value, slope }
    }
}

/// A function of one number, and its slope, as numbers of the same kind; `None` for what is
/// no function of one number.
pub(super) fn applied<T: Scalar>(function: Function, at: T) -> Option<(T, T)> {
    let (x, one) = (at.value(), T::known(1.0));
    Some(match function {
        Function::Exp => {
            let value = at.through(x.exp(), x.exp());
            (value, value)
        }
        Function::Log => (at.through(x.ln(), 1.0 / x), one / at),
        Function::Sqrt => {
            let value = at.through(x.sqrt(), 0.5 / x.sqrt());
            (value, T::known(0.5) / value)
        }
        Function::Sin => (at.through(x.sin(), x.cos()), at.through(x.cos(), -x.sin())),
        Function::Cos => (at.through(x.cos(), -x.sin()), -at.through(x.sin(), x.cos())),
        Function::Tan => {
            let value = at.through(x.tan(), 1.0 + x.tan().powi(2));
            (value, one + value * value)
        }
        Function::Sinh => (at.through(x.sinh(), x.cosh()), at.through(x.cosh(), x.sinh())),
        Function::Cosh => (at.through(x.cosh(), x.sinh()), at.through(x.sinh(), x.cosh())),
        Function::Tanh => {
            let value = at.through(x.tanh(), 1.0 - x.tanh().powi(2));
            (value, one - value * value)
        }
        Function::Arctan => (at.through(x.atan(), 1.0 / (1.0 + x * x)), one / (one + at * at)),
        Function::Sigmoid => {
            let value = sigmoid(at);
            (value, value * (one - value))
        }
        Function::Softplus => {
            let value = x.max(0.0) + (-x.abs()).exp().ln_1p();
            (at.through(value, sigmoid(x)), sigmoid(at))
        }
        Function::Relu => {
            let slope = f64::from(u8::from(x > 0.0));
            (at.through(x.max(0.0), slope), T::known(slope))
        }
        Function::Sign => {
            // Rust's own sign of 0 is 1.
            (T::known(if x == 0.0 { 0.0 } else { x.signum() }), T::known(0.0))
        }
        Function::Max
        | Function::Min
        | Function::Trace
        | Function::Determinant
        | Function::Diagonal => return None,
    })
}

fn sigmoid<T: Scalar>(at: T) -> T {
    let value = 1.0 / (1.0 + (-at.value()).exp());
    at.through(value, value * (1.0 - value))
}

/// The determinant of a matrix, by elimination with the largest pivot of each column.
pub(super) fn determinant<T: Scalar>(a: &[T], m: usize) -> T {
    let mut rows: Vec<Vec<T>> = a.chunks_exact(m.max(1)).map(<[T]>::to_vec).collect();
    let mut product = T::known(1.0);
    for k in 0..m {
        let pivot = pivot(&rows, k);
        if pivot != k {
            rows.swap(k, pivot);
            product = -product;
        }
        let own = rows[k].clone();
        product = product * own[k];
        if own[k].value() == 0.0 {
            return T::known(0.0);
        }
        for row in &mut rows[k + 1..] {
            let factor = row[k] / own[k];
            row.iter_mut().zip(&own).for_each(|(v, o)| *v = *v - factor * *o);
        }
    }
    product
}

/// The inverse of a matrix, by elimination with the largest pivot of each column; of one
/// whose last pivots are but rounding there is none, and its entries are no numbers.
pub(super) fn inverse<T: Scalar>(a: &[T], m: usize) -> Vec<T> {
    let largest = a.iter().fold(0.0, |most: f64, v| most.max(v.value().abs()));
    let rounding = m as f64 * f64::EPSILON * largest;
    let mut rows: Vec<Vec<T>> = (0..m)
        .map(|i| {
            let unit = (0..m).map(|j| T::known(f64::from(u8::from(i == j))));
            a[i * m..(i + 1) * m].iter().copied().chain(unit).collect()
        })
        .collect();
    for k in 0..m {
        let pivot = pivot(&rows, k);
        rows.swap(k, pivot);
        let head = rows[k][k];
        if head.value().abs() <= rounding {
            return vec![T::known(f64::NAN); m * m];
        }
        rows[k].iter_mut().for_each(|v| *v = *v / head);
        let own = rows[k].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            let factor = row[k];
            row.iter_mut().zip(&own).for_each(|(v, o)| *v = *v - factor * *o);
        }
    }
    rows.into_iter().flat_map(|row| row.into_iter().skip(m)).collect()
}

/// The row below that has the largest entry of a column.
fn pivot<T: Scalar>(rows: &[Vec<T>], k: usize) -> usize {
    let size = |i: &usize| rows[*i][k].value().abs();
    (k..rows.len()).max_by(|i, j| size(i).total_cmp(&size(j))).unwrap_or(k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_singular_but_for_rounding_has_no_inverse() {
        let row = [0.1, 0.2, 0.3];
        let of_rows = |other: [f64; 3], last: [f64; 3]| [row, other, last].concat();
        let singular = of_rows([0.7, 0.1, 0.9], row.map(|v| v * 3.0 / 7.0));
        assert!(inverse(&singular, 3).iter().all(|v| v.is_nan()));
        let regular = of_rows([0.7, 0.1, 0.9], [0.4, 0.5, 0.6]);
        assert!(inverse(&regular, 3).iter().all(|v| v.is_finite()));
    }

    /// Every function's value, slope and second slope, by central differences.
    #[test]
    fn functions_have_the_slopes_that_differences_give() {
        let all = [
            Function::Exp,
            Function::Log,
            Function::Sqrt,
            Function::Sin,
            Function::Cos,
            Function::Tan,
            Function::Sinh,
            Function::Cosh,
            Function::Tanh,
            Function::Arctan,
            Function::Sigmoid,
            Function::Softplus,
            Function::Relu,
            Function::Sign,
        ];
        let (x, h) = (0.7, 1e-5);
        let of = |function, x: f64| applied(function, x).unwrap_or((f64::NAN, f64::NAN));
        for function in all {
            let (up, down) = (of(function, x + h), of(function, x - h));
            let (value, slope) = of(function, x);
            let (first, second) = ((up.0 - down.0) / (2.0 * h), (up.1 - down.1) / (2.0 * h));
            assert!((first - slope).abs() < 1e-8, "{function:?}: {first} is not {slope}");
            let dual = applied(function, Dual { value: x, slope: 1.0 });
            let (a, b) = dual.map_or((f64::NAN, f64::NAN), |(a, b)| (a.slope, b.slope));
            assert!((a - slope).abs() < 1e-12, "{function:?}: {a} is not {slope}");
            assert!((b - second).abs() < 1e-8, "{function:?}: {b} is not {second}");
            assert_eq!(dual.map(|(a, _)| a.value), Some(value));
        }
    }
}
