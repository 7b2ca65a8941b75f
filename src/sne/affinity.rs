//! Affinities P of the data: what the embedding is asked to imitate.
//!
//! In: data `[n, d]` and a bandwidth. Out: [`Conditional`] p_{j|i}, whose rows
//! sum to one, or [`Joint`] p_ij = (p_{j|i} + p_{i|j})/2n, which sums to one in
//! all. Both have a zero diagonal. Not done here: anything about the embedding.

use super::{distance, perplexity};
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2, Axis};
use perplexity::RowBandwidth;
use rayon::prelude::*;

/// Data beyond this are refused: their squared distances would overflow.
const LARGEST: f64 = 1e145;

/// How wide the Gaussian around each data point is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bandwidth {
    /// Each row its own σ_i, such that the row has this perplexity.
    Perplexity(f64),
    /// One σ for all, in units of the distances.
    Fixed {
        /// σ
        sigma: f64,
        /// Where σ stands in the exponent.
        convention: Convention,
    },
}

/// The two customs about σ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Convention {
    /// e^{−d²/(2σ²)}, as in the papers.
    #[default]
    TwoSigmaSquared,
    /// e^{−d²/σ²}, as in many lecture notes.
    SigmaSquared,
}

/// What came of the search for the bandwidths.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    /// One per point; empty where the bandwidth was given.
    pub rows: Vec<RowBandwidth>,
}

impl Calibration {
    /// The points, counted from 0, whose row cannot reach the perplexity, and
    /// the perplexity it has instead.
    pub fn unreached(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| !row.reached).map(|(i, row)| (i, row.perplexity))
    }
}

/// Conditional affinities: p_{j|i} stands in row i, column j. Rows sum to one.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditional {
    p: Array2<f64>,
    calibration: Calibration,
}

impl Conditional {
    /// p_{j|i} = e^{−β_i d²_ij} / Σ_{k≠i} e^{−β_i d²_ik} of the data `[n, d]`.
    ///
    /// # Errors
    /// Fewer than two points, a value that is not finite, a perplexity outside
    /// 1 … n − 1 (both excluded), a σ that is not positive.
    pub fn from_data(x: ArrayView2<'_, f64>, bandwidth: Bandwidth) -> Result<Self> {
        check(x, bandwidth)?;
        let n = x.nrows();
        let x = x.as_standard_layout();
        let mut p = Array2::zeros((n, n));
        let rows: Vec<Option<RowBandwidth>> = p
            .axis_iter_mut(Axis(0))
            .into_par_iter()
            .enumerate()
            .map(|(i, mut row)| {
                let out = row.as_slice_mut()?;
                distance::squared_row(x.view(), i, out);
                let mut gaps: Vec<f64> = out[..i].iter().chain(&out[i + 1..]).copied().collect();
                let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
                gaps.iter_mut().for_each(|g| *g -= least);
                let (precision, found) = match bandwidth {
                    Bandwidth::Perplexity(wanted) => {
                        let found = perplexity::calibrate_row(&gaps, wanted);
                        (found.precision, Some(found))
                    }
                    Bandwidth::Fixed { sigma, convention } => (convention.precision(sigma), None),
                };
                fill_row(out, i, least, precision);
                found
            })
            .collect();
        Ok(Self { p, calibration: Calibration { rows: rows.into_iter().flatten().collect() } })
    }

    /// Takes a matrix `[n, n]` for p_{j|i}.
    ///
    /// # Errors
    /// If it is not square, has an entry that is negative or not finite, a
    /// diagonal that is not zero, or a row that does not sum to one to within
    /// n·ε.
    pub fn from_matrix(p: Array2<f64>) -> Result<Self> {
        check_probabilities(&p)?;
        for (i, row) in p.rows().into_iter().enumerate() {
            check_total(row.sum(), row.len(), || format!("row {} of p_{{j|i}}", i + 1))?;
        }
        Ok(Self { p, calibration: Calibration::default() })
    }

    /// p_{j|i} in row i, column j: `[n, n]`.
    #[must_use]
    pub const fn matrix(&self) -> &Array2<f64> {
        &self.p
    }

    /// How the bandwidths were found.
    #[must_use]
    pub const fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// p_ij = (p_{j|i} + p_{i|j})/2n.
    #[must_use]
    pub fn joint(&self) -> Joint {
        let twice_n = 2.0 * self.p.nrows() as f64;
        Joint { p: (&self.p + &self.p.t()) / twice_n }
    }
}

/// Joint affinities: symmetric, summing to one in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    p: Array2<f64>,
}

impl Joint {
    /// Takes a matrix `[n, n]` for p_ij.
    ///
    /// # Errors
    /// If it is not square and symmetric, has an entry that is negative or not
    /// finite, a diagonal that is not zero, or does not sum to one to within
    /// n²·ε.
    pub fn from_matrix(p: Array2<f64>) -> Result<Self> {
        check_probabilities(&p)?;
        if p != p.t() {
            return Err(Error::Affinity("p_ij is not symmetric".into()));
        }
        check_total(p.sum(), p.len(), || "p_ij".into())?;
        Ok(Self { p })
    }

    /// p_ij: `[n, n]`.
    #[must_use]
    pub const fn matrix(&self) -> &Array2<f64> {
        &self.p
    }
}

impl Convention {
    /// β of e^{−β d²}.
    fn precision(self, sigma: f64) -> f64 {
        match self {
            Self::TwoSigmaSquared => 0.5 / (sigma * sigma),
            Self::SigmaSquared => 1.0 / (sigma * sigma),
        }
    }
}

/// Turns squared distances into probabilities; the least distance comes off
/// first, so that the largest exponential is 1 however far the points are.
fn fill_row(row: &mut [f64], i: usize, least: f64, precision: f64) {
    let mut total = 0.0;
    for (j, value) in row.iter_mut().enumerate() {
        *value = if j == i { 0.0 } else { (-precision * (*value - least)).exp() };
        total += *value;
    }
    row.iter_mut().for_each(|value| *value /= total);
}

fn check(x: ArrayView2<'_, f64>, bandwidth: Bandwidth) -> Result<()> {
    let n = x.nrows();
    if n < 2 {
        return Err(Error::Parameter(format!("{n} point(s): affinities need at least 2")));
    }
    if let Some(value) = x.iter().find(|v| !v.is_finite() || v.abs() > LARGEST) {
        return Err(Error::Affinity(format!(
            "the data hold {value:e}, whose square is not a finite number"
        )));
    }
    match bandwidth {
        Bandwidth::Perplexity(wanted) if !(wanted > 1.0 && wanted < (n - 1) as f64) => {
            Err(Error::Parameter(format!(
                "perplexity {wanted} with {n} points: it must lie between 1 and {}, \
                 the number of neighbours",
                n - 1
            )))
        }
        Bandwidth::Fixed { sigma, convention }
            if !convention.precision(sigma).is_normal() || sigma < 0.0 =>
        {
            Err(Error::Parameter(format!("σ = {sigma} is not a usable bandwidth")))
        }
        _ => Ok(()),
    }
}

fn check_probabilities(p: &Array2<f64>) -> Result<()> {
    let fault = |what: String| Err(Error::Affinity(what));
    if !p.is_square() {
        return fault(format!("affinities of shape {:?} are not square", p.shape()));
    }
    for ((i, j), value) in p.indexed_iter() {
        if !value.is_finite() || *value < 0.0 {
            return fault(format!("p in row {}, column {} is {value}", i + 1, j + 1));
        }
        if i == j && *value != 0.0 {
            return fault(format!("p on the diagonal in row {} is {value}, not 0", i + 1));
        }
    }
    Ok(())
}

fn check_total(total: f64, terms: usize, what: impl Fn() -> String) -> Result<()> {
    if (total - 1.0).abs() <= terms as f64 * f64::EPSILON {
        return Ok(());
    }
    Err(Error::Affinity(format!("{} sums to {total}, not to 1", what())))
}
