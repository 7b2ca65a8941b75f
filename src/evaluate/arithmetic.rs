//! The arithmetic that an expression is evaluated in: plain numbers with the
//! magnitudes of what was added, or burn tensors that can be differentiated.
//!
//! A value is a table `[rows, width]`: in each row a number, or the entries of a
//! vector or matrix, row by row.

use super::function;
use crate::autodiff::Tape;
use crate::syntax::tree::Function;
use burn::tensor::{IndexingUpdateOp, Int, Tensor, TensorData};

/// What the evaluator asks of numbers. Two operands have as many rows, and
/// widths that are equal, or one of them 1.
pub(super) trait Arithmetic {
    type Value: Clone;

    /// Numbers that are known, with their magnitudes.
    fn known(&self, numbers: &Numbers) -> Self::Value;
    /// The numbers in it.
    fn values(&self, of: &Self::Value) -> Vec<f64>;
    /// The rows at these places.
    fn gather(&self, of: &Self::Value, places: &[u32]) -> Self::Value;
    /// The sum of the rows that belong to each of `rows` targets.
    fn scatter(&self, of: &Self::Value, targets: &[u32], rows: usize) -> Self::Value;
    fn negate(&self, a: &Self::Value) -> Self::Value;
    fn add(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn subtract(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn multiply(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn divide(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn power(&self, a: &Self::Value, exponent: f64) -> Self::Value;
    /// `None` for a function that has no such arithmetic.
    fn apply(&self, function: Function, a: &Self::Value) -> Option<Self::Value>;
    /// The larger, or the smaller, of two.
    fn extreme(&self, largest: bool, a: &Self::Value, b: &Self::Value) -> Self::Value;
    /// Every row times a matrix `[width, out]`.
    fn mix(&self, a: &Self::Value, matrix: &[f64], out: usize) -> Self::Value;
    /// Row by row the product of matrices `[m, k]` and `[k, n]`.
    fn matmul(&self, a: &Self::Value, b: &Self::Value, sizes: [usize; 3]) -> Self::Value;
    /// The same numbers in rows of another width.
    fn reshape(&self, a: &Self::Value, width: usize) -> Self::Value;

    /// The number of rows.
    fn rows(&self, of: &Self::Value) -> usize;

    /// The same number in every row.
    fn constant(&self, value: f64, rows: usize) -> Self::Value {
        self.known(&Numbers::new(1, vec![value; rows]))
    }

    /// The product of the rows that belong to each of `rows` targets.
    fn product(&self, of: &Self::Value, targets: &[u32], rows: usize) -> Self::Value {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); rows];
        for (k, target) in targets.iter().enumerate() {
            members[*target as usize].push(k as u32);
        }
        let most = members.iter().map(Vec::len).max().unwrap_or(0);
        let mut product = self.constant(1.0, rows);
        for round in 0..most {
            let places: Vec<u32> =
                members.iter().map(|m| m.get(round).copied().unwrap_or(0)).collect();
            let there = |m: &Vec<u32>| f64::from(u8::from(round < m.len()));
            let mask: Vec<f64> = members.iter().map(there).collect();
            let rest: Vec<f64> = mask.iter().map(|m| 1.0 - m).collect();
            // Where a group has no more factors, one is taken instead.
            let factor =
                self.multiply(&self.gather(of, &places), &self.known(&Numbers::new(1, mask)));
            let factor = self.add(&factor, &self.known(&Numbers::new(1, rest)));
            product = self.multiply(&product, &factor);
        }
        product
    }
}

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

    fn map(&self, f: impl Fn(f64, f64) -> (f64, f64)) -> Self {
        let pairs = self.value.iter().zip(&self.magnitude).map(|(v, m)| f(*v, *m));
        let (value, magnitude) = pairs.unzip();
        Self { width: self.width, value, magnitude }
    }

    /// Entry by entry, a width of 1 being repeated.
    fn zip(&self, other: &Self, f: impl Fn((f64, f64), (f64, f64)) -> (f64, f64)) -> Self {
        let width = self.width.max(other.width);
        let rows = self.value.len() / self.width.max(1);
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

    fn known(&self, numbers: &Numbers) -> Numbers {
        numbers.clone()
    }

    fn values(&self, of: &Numbers) -> Vec<f64> {
        of.value.clone()
    }

    fn rows(&self, of: &Numbers) -> usize {
        of.value.len() / of.width.max(1)
    }

    fn gather(&self, of: &Numbers, places: &[u32]) -> Numbers {
        let w = of.width;
        let pick = |from: &[f64]| -> Vec<f64> {
            if w == 1 {
                return places.iter().map(|p| from[*p as usize]).collect();
            }
            places
                .iter()
                .flat_map(|p| from[*p as usize * w..(*p as usize + 1) * w].iter().copied())
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
        let rows = a.value.len() / a.width.max(1);
        let apply = |of: &[f64], of_matrix: &dyn Fn(f64) -> f64| {
            let mut mixed = vec![0.0; rows * out];
            for row in 0..rows {
                for k in 0..a.width {
                    for c in 0..out {
                        mixed[row * out + c] +=
                            of[row * a.width + k] * of_matrix(matrix[k * out + c]);
                    }
                }
            }
            mixed
        };
        Numbers {
            width: out,
            value: apply(&a.value, &|m| m),
            magnitude: apply(&a.magnitude, &f64::abs),
        }
    }

    fn matmul(&self, a: &Numbers, b: &Numbers, [m, k, n]: [usize; 3]) -> Numbers {
        let rows = a.value.len() / a.width.max(1);
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

    fn reshape(&self, a: &Numbers, width: usize) -> Numbers {
        Numbers { width, ..a.clone() }
    }
}

/// Tensors on a tape.
pub(super) struct Tensors<'a>(pub &'a Tape);

impl Tensors<'_> {
    /// The place of every entry of these rows. Entries, because burn takes rows
    /// one by one, each as an array of its own.
    fn entries(of: &Tensor<2>, rows: &[u32]) -> Tensor<1, Int> {
        let [_, width] = of.dims();
        let row = |row: &u32| {
            let start = i64::from(*row) * width as i64;
            start..start + width as i64
        };
        let entries: Vec<i64> = rows.iter().flat_map(row).collect();
        let count = entries.len();
        Tensor::from_data(TensorData::new(entries, [count]), &of.device())
    }

    fn flat(of: &Tensor<2>) -> Tensor<1> {
        let [rows, width] = of.dims();
        of.clone().reshape([rows * width])
    }
}

impl Arithmetic for Tensors<'_> {
    type Value = Tensor<2>;

    fn known(&self, numbers: &Numbers) -> Tensor<2> {
        self.0.table(numbers.width, &numbers.value)
    }

    fn values(&self, of: &Tensor<2>) -> Vec<f64> {
        self.0.numbers(of.clone())
    }

    fn rows(&self, of: &Tensor<2>) -> usize {
        of.dims()[0]
    }

    fn gather(&self, of: &Tensor<2>, places: &[u32]) -> Tensor<2> {
        let [_, width] = of.dims();
        let picked = Self::flat(of).gather(0, Self::entries(of, places));
        picked.reshape([places.len(), width])
    }

    fn scatter(&self, of: &Tensor<2>, targets: &[u32], rows: usize) -> Tensor<2> {
        let [count, width] = of.dims();
        // Groups of one size in order are a reshaped sum.
        let size = count / rows.max(1);
        if size * rows == count && targets.iter().enumerate().all(|(k, t)| k / size == *t as usize)
        {
            let sums: Tensor<3> = of.clone().reshape([rows, size, width]).sum_dim(1);
            return sums.reshape([rows, width]);
        }
        let nothing = Self::flat(&self.0.table(width, &vec![0.0; rows * width]));
        let sums =
            nothing.scatter(0, Self::entries(of, targets), Self::flat(of), IndexingUpdateOp::Add);
        sums.reshape([rows, width])
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

    fn power(&self, a: &Tensor<2>, exponent: f64) -> Tensor<2> {
        #[expect(clippy::float_cmp, reason = "whether the exponent survives single precision")]
        let exact = f64::from(exponent as f32) == exponent;
        match exponent {
            -1.0 => a.clone().recip(),
            _ if exact => a.clone().powf_scalar(exponent),
            // burn takes the exponent in single precision.
            _ => a.clone().log().mul_scalar(exponent).exp(),
        }
    }

    fn apply(&self, f: Function, a: &Tensor<2>) -> Option<Tensor<2>> {
        function::tensor(f, a.clone())
    }

    fn extreme(&self, largest: bool, a: &Tensor<2>, b: &Tensor<2>) -> Tensor<2> {
        let (a, b) = (a.clone(), b.clone());
        if largest { a.max_pair(b) } else { a.min_pair(b) }
    }

    fn mix(&self, a: &Tensor<2>, matrix: &[f64], out: usize) -> Tensor<2> {
        a.clone().matmul(self.0.table(out, matrix))
    }

    fn matmul(&self, a: &Tensor<2>, b: &Tensor<2>, [m, k, n]: [usize; 3]) -> Tensor<2> {
        let [rows, _] = a.dims();
        let a: Tensor<3> = a.clone().reshape([rows, m, k]);
        let b: Tensor<3> = b.clone().reshape([rows, k, n]);
        a.matmul(b).reshape([rows, m * n])
    }

    fn reshape(&self, a: &Tensor<2>, width: usize) -> Tensor<2> {
        let [rows, own] = a.dims();
        a.clone().reshape([rows * own / width.max(1), width])
    }
}
