//! Plain numbers with the magnitudes of the terms that they were made of.

use super::arithmetic::{Arithmetic, Differentiable, NestedValue, Price};
use super::function;
use super::opinion::SecondTape;
use super::places::Places;
use super::scalar::{determinant, inverse};
use super::tape::Tape;
use crate::syntax::tree::Function;

/// Plain numbers.
pub(super) struct Plain;

/// Numbers with the sum of the magnitudes of the terms that each was made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub width: usize,
    pub value: Vec<f64>,
    pub magnitude: Vec<f64>,
}

impl Numbers {
    /// Numbers that were not added up from others.
    pub(super) fn new(width: usize, value: Vec<f64>) -> Self {
        let magnitude = value.iter().map(|v| v.abs()).collect();
        Self { width, value, magnitude }
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.value.len() / self.width.max(1)
    }

    /// The rows at these places, of a table of as many rows as these are for.
    pub(super) fn gathered(&self, places: &Places) -> Option<Self> {
        (places.below() == self.rows()).then(|| Plain.gather(self, places))
    }

    fn map(&self, f: impl Fn(f64, f64) -> (f64, f64)) -> Self {
        let pairs = self.value.iter().zip(&self.magnitude).map(|(v, m)| f(*v, *m));
        let (value, magnitude) = pairs.unzip();
        Self { width: self.width, value, magnitude }
    }

    /// Entry by entry, a width of 1 being repeated.
    fn zip(&self, other: &Self, f: impl Fn((f64, f64), (f64, f64)) -> (f64, f64)) -> Self {
        let width = self.width.max(other.width);
        let rows = self.rows();
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
    type Differentiating = Tape<f64>;
    // Second derivatives are confirmed by differences of the second opinion's first ones.
    type Nested = SecondTape;

    const PRICE: Price = Price { operation: 20, entry: 1, bytes: 16 };
    const KEEPS: bool = false;

    fn known(&self, numbers: &Numbers) -> Numbers {
        numbers.clone()
    }

    fn values(&self, of: &Numbers) -> Vec<f64> {
        of.value.clone()
    }

    fn rows(&self, of: &Numbers) -> usize {
        of.rows()
    }

    fn width(&self, of: &Numbers) -> usize {
        of.width
    }

    fn gather(&self, of: &Numbers, places: &Places) -> Numbers {
        let w = of.width;
        let pick = |from: &[f64]| -> Vec<f64> {
            if w == 1 {
                return places.iter().map(|p| from[p]).collect();
            }
            places.iter().flat_map(|p| from[p * w..(p + 1) * w].iter().copied()).collect()
        };
        Numbers { width: w, value: pick(&of.value), magnitude: pick(&of.magnitude) }
    }

    fn scatter(&self, of: &Numbers, targets: &Places) -> Numbers {
        let (w, rows) = (of.width, targets.below());
        let mut sum =
            Numbers { width: w, value: vec![0.0; rows * w], magnitude: vec![0.0; rows * w] };
        for (k, target) in targets.iter().enumerate() {
            for c in 0..w {
                sum.value[target * w + c] += of.value[k * w + c];
                sum.magnitude[target * w + c] += of.magnitude[k * w + c];
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

    fn power(&self, a: &Numbers, exponent: f64) -> Numbers {
        a.map(|v, m| {
            // |v|^e, and e |v|^(e−1) times what is uncertain of v.
            let power = v.powf(exponent);
            let slope = exponent.abs() * v.abs().powf(exponent - 1.0);
            let carried = if m > v.abs() { slope * (m - v.abs()) } else { 0.0 };
            (power, power.abs() + carried)
        })
    }

    fn apply(&self, f: Function, a: &Numbers) -> Option<Numbers> {
        // The magnitude of f(x) carries the rounding of x: |f| + |f′|·|x|.
        let (value, slope) = function::plain(f)?;
        let carried = |v: f64, m: f64| if m == 0.0 { 0.0 } else { slope(v).abs() * m };
        Some(a.map(|v, m| (value(v), value(v).abs() + carried(v, m))))
    }

    fn extreme(&self, largest: bool, a: &Numbers, b: &Numbers) -> Numbers {
        a.zip(b, |x, y| if (x.0 > y.0) == largest { x } else { y })
    }

    fn mix(&self, a: &Numbers, matrix: &[f64], out: usize) -> Numbers {
        let apply = |of: &[f64], matrix: &[f64]| {
            let mut mixed = vec![0.0; a.rows() * out];
            if a.width == 0 || out == 0 {
                return mixed;
            }
            for (row, sums) in of.chunks_exact(a.width).zip(mixed.chunks_exact_mut(out)) {
                for (factor, weights) in row.iter().zip(matrix.chunks_exact(out)) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += factor * weight;
                    }
                }
            }
            mixed
        };
        let magnitudes: Vec<f64> = matrix.iter().map(|weight| weight.abs()).collect();
        Numbers {
            width: out,
            value: apply(&a.value, matrix),
            magnitude: apply(&a.magnitude, &magnitudes),
        }
    }

    fn matmul(&self, a: &Numbers, b: &Numbers, [m, k, n]: [usize; 3]) -> Numbers {
        let rows = a.rows();
        let apply = |x: &[f64], y: &[f64]| {
            let mut out = vec![0.0; rows * m * n];
            for row in 0..rows {
                for i in 0..m {
                    for l in 0..k {
                        for j in 0..n {
                            out[(row * m + i) * n + j] +=
                                x[(row * m + i) * k + l] * y[(row * k + l) * n + j];
                        }
                    }
                }
            }
            out
        };
        Numbers {
            width: m * n,
            value: apply(&a.value, &b.value),
            magnitude: apply(&a.magnitude, &b.magnitude),
        }
    }

    fn inverse(&self, a: &Numbers, m: usize) -> Numbers {
        let value: Vec<f64> = a.value.chunks_exact(m * m).flat_map(|a| inverse(a, m)).collect();
        // What is uncertain of A becomes |A⁻¹| |A| |A⁻¹| in its inverse.
        let sizes: Vec<f64> = value.iter().map(|v| v.abs()).collect();
        let sizes = Numbers { width: m * m, magnitude: sizes.clone(), value: sizes };
        let once =
            self.matmul(&Numbers { value: a.magnitude.clone(), ..a.clone() }, &sizes, [m; 3]);
        let magnitude = self.matmul(&sizes, &once, [m; 3]).value;
        Numbers { width: m * m, value, magnitude }
    }

    fn determinant(&self, a: &Numbers, m: usize) -> Numbers {
        let value: Vec<f64> = a.value.chunks_exact(m * m).map(|a| determinant(a, m)).collect();
        // What is uncertain of A is as large in det A as |A⁻¹| |A| says, entry by entry.
        let inverses = a.value.chunks_exact(m * m).map(|a| inverse(a, m));
        let sizes = a.magnitude.chunks_exact(m * m);
        let magnitude = value.iter().zip(inverses.zip(sizes)).map(|(d, (x, sizes))| {
            let moved = |(k, size): (usize, &f64)| size * x[k % m * m + k / m].abs();
            let all: f64 = sizes.iter().enumerate().map(moved).sum();
            d.abs() * all.max(1.0)
        });
        Numbers { width: 1, magnitude: magnitude.collect(), value }
    }

    fn reshape(&self, a: &Numbers, width: usize) -> Numbers {
        Numbers { width, ..a.clone() }
    }

    fn nested(&self) -> Option<SecondTape> {
        Some(SecondTape::recording())
    }

    fn carried(&self, of: &Numbers, into: &SecondTape) -> NestedValue<Self> {
        into.known(of)
    }

    fn freed(nested: &SecondTape, of: &NestedValue<Self>) -> NestedValue<Self> {
        nested.leaf(&Numbers::new(nested.width(of), nested.values(of)))
    }

    fn slopes_within(
        nested: &SecondTape,
        of: &NestedValue<Self>,
        by: &NestedValue<Self>,
    ) -> Numbers {
        Numbers::new(nested.width(by), nested.slopes(of, by))
    }
}
