//! The weights of the pairs i < j, and how their rows are shared out.

use ndarray::ArrayView2;
use std::ops::Range;

/// A weight for every unordered pair, stored row after row: (i, i+1), …, (i, n−1).
///
/// Half the size of P, which is what the memory bus has to carry at each
/// evaluation.
#[derive(Debug, Clone)]
pub(crate) struct Triangle {
    points: usize,
    weights: Vec<f64>,
}

impl Triangle {
    /// w_ij = `combine(p_ij, p_ji)` of a square matrix `[n, n]`.
    pub(crate) fn pack(p: ArrayView2<'_, f64>, combine: impl Fn(f64, f64) -> f64) -> Self {
        let n = p.nrows();
        let mut weights = Vec::with_capacity(n * n.saturating_sub(1) / 2);
        for i in 0..n {
            weights.extend((i + 1..n).map(|j| combine(p[[i, j]], p[[j, i]])));
        }
        Self { points: n, weights }
    }

    /// n, the number of points.
    pub(crate) const fn points(&self) -> usize {
        self.points
    }

    /// The weights of (i, j) for j = i+1 … n−1.
    pub(crate) fn row(&self, i: usize) -> &[f64] {
        let start = i * self.points - i * (i + 1) / 2;
        &self.weights[start..start + self.points - 1 - i]
    }
}

/// Cuts the rows of a triangle into at most 16 bands of about equal area, and
/// into one where there is too little work to share. A function of n alone.
pub(crate) fn bands(n: usize) -> Vec<Range<usize>> {
    const MOST: usize = 16;
    const PAIRS_WORTH_A_BAND: usize = 4_000;
    let pairs = n * n.saturating_sub(1) / 2;
    let count = (pairs / PAIRS_WORTH_A_BAND).clamp(1, MOST);
    let mut bands = Vec::with_capacity(count);
    let (mut start, mut covered) = (0, 0);
    for band in 1..=count {
        let goal = pairs * band / count;
        let mut end = start;
        while end < n && (covered < goal || band == count) {
            covered += n - 1 - end;
            end += 1;
        }
        bands.push(start..end);
        start = end;
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_cover_every_row_once_and_share_the_pairs() {
        for n in [0, 1, 2, 3, 5, 50, 90, 500, 1797] {
            let bands = bands(n);
            let rows: Vec<usize> = bands.iter().cloned().flatten().collect();
            assert_eq!(rows, (0..n).collect::<Vec<_>>());
            let pairs = |r: &Range<usize>| r.clone().map(|i| n - 1 - i).sum::<usize>();
            let most = bands.iter().map(pairs).max().unwrap();
            let all: usize = bands.iter().map(pairs).sum();
            assert!(most <= all / bands.len() + n, "n = {n}: {most} of {all}");
        }
    }

    #[test]
    fn rows_are_where_they_were_packed() {
        let p = ndarray::Array2::from_shape_fn((7, 7), |(i, j)| (10 * i + j) as f64);
        let packed = Triangle::pack(p.view(), |a, _| a);
        for i in 0..7 {
            let expected: Vec<f64> = (i + 1..7).map(|j| p[[i, j]]).collect();
            assert_eq!(packed.row(i), expected);
        }
        assert_eq!(packed.weights.len(), 21);
    }
}
