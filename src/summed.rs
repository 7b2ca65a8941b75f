//! A gradient together with the size of what was added up to make it.
//!
//! An error can only be judged against the terms of the sum it was made in:
//! near a minimum they cancel, and the gradient itself says nothing about how
//! exactly it could have been computed.

use ndarray::{Array2, ArrayView1};

/// A gradient and, for each entry, the sum of the magnitudes of its terms;
/// both `[n, d]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Summed {
    value: Array2<f64>,
    magnitude: Array2<f64>,
}

impl Summed {
    /// Σ_{j≠i} Σ_k c_k (y_i − y_j) for every i, where `coefficients(i, j)`
    /// gives the terms c_k of the pair.
    ///
    /// Give terms that cancel (p and −q) one by one, not their sum, so that
    /// their magnitudes count.
    pub fn over_pairs<const K: usize>(
        y: &Array2<f64>,
        coefficients: impl Fn(usize, usize) -> [f64; K],
    ) -> Self {
        let mut sum = Self::zeros(y.dim());
        for i in 0..y.nrows() {
            for j in (0..y.nrows()).filter(|&j| j != i) {
                sum.add_pair(y, i, j, &coefficients(i, j));
            }
        }
        sum
    }

    /// Adds Σ_k c_k (y_i − y_j) to row `i`.
    pub fn add_pair(&mut self, y: &Array2<f64>, i: usize, j: usize, coefficients: &[f64]) {
        for c in 0..y.ncols() {
            let difference = y[[i, c]] - y[[j, c]];
            for coefficient in coefficients {
                let term = coefficient * difference;
                self.value[[i, c]] += term;
                self.magnitude[[i, c]] += term.abs();
            }
        }
    }

    /// A gradient that was computed some other way. Without its terms, its own
    /// largest entry has to serve as the size of every entry.
    #[must_use]
    pub fn opaque(value: Array2<f64>) -> Self {
        let largest = value.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        let magnitude = Array2::from_elem(value.dim(), largest);
        Self { value, magnitude }
    }

    /// A gradient whose terms' magnitudes are known from elsewhere. Both `[n, d]`.
    ///
    /// # Panics
    /// If the shapes differ.
    #[must_use]
    pub fn new(value: Array2<f64>, magnitude: Array2<f64>) -> Self {
        assert_eq!(value.dim(), magnitude.dim(), "a magnitude for every entry");
        Self { value, magnitude }
    }

    /// An empty sum of shape `[n, d]`.
    #[must_use]
    pub fn zeros(shape: (usize, usize)) -> Self {
        Self { value: Array2::zeros(shape), magnitude: Array2::zeros(shape) }
    }

    /// Adds the term `coefficient · vector` to row `i`.
    pub fn add(&mut self, i: usize, coefficient: f64, vector: ArrayView1<'_, f64>) {
        for (c, v) in vector.iter().enumerate() {
            let term = coefficient * v;
            self.value[[i, c]] += term;
            self.magnitude[[i, c]] += term.abs();
        }
    }

    /// The same sum with every term multiplied by `factor`.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        self.value *= factor;
        self.magnitude *= factor.abs();
        self
    }

    /// The gradient, `[n, d]`.
    #[must_use]
    pub const fn value(&self) -> &Array2<f64> {
        &self.value
    }

    /// The gradient, to be changed in place (the magnitudes stay), `[n, d]`.
    pub const fn value_mut(&mut self) -> &mut Array2<f64> {
        &mut self.value
    }

    /// The sums of the magnitudes, `[n, d]`.
    #[must_use]
    pub const fn magnitude(&self) -> &Array2<f64> {
        &self.magnitude
    }

    /// The same magnitudes about another value of the same gradient, `[n, d]`.
    #[must_use]
    pub fn with_value(self, value: Array2<f64>) -> Self {
        Self::new(value, self.magnitude)
    }
}
