//! burn tensors, which can be differentiated where their tape records.

use super::arithmetic::{Arithmetic, Differentiable, Price};
use super::function;
use super::opinion::Opinion;
use super::places::Places;
use super::plain::{Numbers, Plain};
use crate::autodiff::{Backend, Tape};
use crate::syntax::tree::Function;
use burn::tensor::{IndexingUpdateOp, Int, Tensor, TensorData};

/// Tensors on a tape; `RECORDED` where it records, so that they can be
/// differentiated.
pub(super) struct Tensors<const RECORDED: bool>(Tape);

impl Tensors<false> {
    pub(super) fn plain() -> Self {
        Self(Tape::plain(Backend::default()))
    }
}

impl Differentiable for Tensors<true> {
    const OPINION: Opinion = Opinion::Burn;

    fn recording() -> Self {
        Self(Tape::recording(Backend::default()))
    }

    fn leaf(&self, numbers: &Numbers) -> Tensor<2> {
        self.known(numbers).require_grad()
    }

    fn slopes(&self, value: &Tensor<2>, leaf: &Tensor<2>) -> Vec<f64> {
        // The sum is on the tape even where it does not vary with the leaf.
        let tracked = value.clone().sum() + leaf.clone().sum().mul_scalar(0.0);
        let gradients = tracked.backward();
        let [rows, width] = leaf.dims();
        leaf.grad(&gradients).map_or_else(|| vec![0.0; rows * width], |g| self.values(&g))
    }
}

impl<const RECORDED: bool> Tensors<RECORDED> {
    /// The place of every entry of these rows. Entries, because burn takes rows
    /// one by one, each as an array of its own.
    fn entries(of: &Tensor<2>, rows: &Places) -> Tensor<1, Int> {
        let [_, width] = of.dims();
        let row = |row: usize| {
            let start = (row * width) as i64;
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

impl<const RECORDED: bool> Arithmetic for Tensors<RECORDED> {
    type Value = Tensor<2>;
    type Differentiating = Tensors<true>;
    type Nested = Self;

    // The way back takes twice the way forth, and its memory once more.
    const PRICE: Price = if RECORDED {
        Price { operation: 3_000, entry: 6, bytes: 32 }
    } else {
        Price { operation: 600, entry: 2, bytes: 16 }
    };
    const KEEPS: bool = RECORDED;

    fn known(&self, numbers: &Numbers) -> Tensor<2> {
        self.0.table(numbers.width, &numbers.value)
    }

    fn values(&self, of: &Tensor<2>) -> Vec<f64> {
        self.0.numbers(of.clone())
    }

    fn rows(&self, of: &Tensor<2>) -> usize {
        of.dims()[0]
    }

    fn width(&self, of: &Tensor<2>) -> usize {
        of.dims()[1]
    }

    fn gather(&self, of: &Tensor<2>, places: &Places) -> Tensor<2> {
        let [_, width] = of.dims();
        let picked = Self::flat(of).gather(0, Self::entries(of, places));
        picked.reshape([places.len(), width])
    }

    fn scatter(&self, of: &Tensor<2>, targets: &Places) -> Tensor<2> {
        let ([count, width], rows) = (of.dims(), targets.below());
        // Groups of one size in order are a reshaped sum.
        let size = count / rows.max(1);
        if size * rows == count && targets.iter().enumerate().all(|(k, t)| k / size == t) {
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

    fn inverse(&self, a: &Tensor<2>, m: usize) -> Tensor<2> {
        let [rows, width] = a.dims();
        let known = Plain.inverse(&Numbers::new(width, self.values(a)), m);
        let unit: Vec<f64> = (0..rows * width)
            .map(|k| 2.0 * f64::from(u8::from(k % width % (m + 1) == 0)))
            .collect();
        let (twice, mut x) = (self.0.table(width, &unit), self.known(&known));
        // Two of Newton's steps change nothing of the value, and give the slopes: what is
        // left of I − A X vanishes with its fourth power.
        for _ in 0..2 {
            let rest = twice.clone() - self.matmul(a, &x, [m; 3]);
            x = self.matmul(&x, &rest, [m; 3]);
        }
        x
    }

    fn determinant(&self, a: &Tensor<2>, m: usize) -> Tensor<2> {
        let [rows, width] = a.dims();
        let known = Numbers::new(width, self.values(a));
        let (value, inverse) = (Plain.determinant(&known, m), Plain.inverse(&known, m));
        // d det A = det A · tr(A⁻¹ dA), and A less its numbers is 0 with the slope of A.
        let change = a.clone() - self.known(&known);
        let mirrored: Vec<f64> = (0..rows * width)
            .map(|k| inverse.value[k / width * width + k % width % m * m + k % width / m])
            .collect();
        let weighed = change * self.known(&Numbers::new(width, mirrored));
        let trace = self.mix(&weighed, &vec![1.0; width], 1);
        self.known(&value) * trace.add_scalar(1.0)
    }

    fn reshape(&self, a: &Tensor<2>, width: usize) -> Tensor<2> {
        let [rows, own] = a.dims();
        a.clone().reshape([rows * own / width.max(1), width])
    }

    fn nested(&self) -> Option<Self> {
        None
    }

    fn carried(&self, of: &Self::Value, _: &Self) -> Self::Value {
        of.clone()
    }

    fn freed(_: &Self, of: &Self::Value) -> Self::Value {
        of.clone()
    }

    fn slopes_within(_: &Self, of: &Self::Value, _: &Self::Value) -> Self::Value {
        of.clone()
    }
}
