//! Squared Euclidean distances, as sums of squared differences.
//!
//! The shorter ‖a‖² + ‖b‖² − 2a·b loses half of its digits on clusters that lie
//! far from the origin, so it is used nowhere.

use burn::tensor::{Bool, Tensor};
use ndarray::{Array2, ArrayView1, ArrayView2};

/// ‖a − b‖² of two points.
#[must_use]
pub(crate) fn squared(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// ‖y_i − y_j‖² for all i, j: `[n, d]` to `[n, n]`.
#[must_use]
pub fn squared_matrix(y: &Array2<f64>) -> Array2<f64> {
    let n = y.nrows();
    Array2::from_shape_fn((n, n), |(i, j)| squared(y.row(i), y.row(j)))
}

/// ‖y_i − y_j‖² as tensor operations: `[n, d]` to `[n, n]`.
#[must_use]
pub fn squared_tensor(y: Tensor<2>) -> Tensor<2> {
    let difference = y.clone().unsqueeze_dim::<3>(1) - y.unsqueeze_dim::<3>(0);
    (difference.clone() * difference).sum_dim(2).squeeze_dim::<2>(2)
}

/// True on the diagonal of a matrix of this one's shape, `[n, n]`.
#[must_use]
pub(crate) fn diagonal(matrix: &Tensor<2>) -> Tensor<2, Bool> {
    Tensor::<2, Bool>::diag_mask(matrix.dims(), 0, &matrix.device()).bool_not()
}

/// The matrix with −∞ on its diagonal, so that no exponential sees it, `[n, n]`.
#[must_use]
pub(crate) fn off_diagonal(log_kernel: &Tensor<2>) -> Tensor<2> {
    log_kernel.clone().mask_fill(diagonal(log_kernel), f64::NEG_INFINITY)
}

/// The squared distances of point `i` to every point, itself included, into
/// `out` (`[n]`). `x` is `[n, d]` in standard layout.
pub(crate) fn squared_row(x: ArrayView2<'_, f64>, i: usize, out: &mut [f64]) {
    const LANES: usize = 8;
    let d = x.ncols();
    let Some(all) = x.to_slice() else {
        for (j, out) in out.iter_mut().enumerate() {
            *out = squared(x.row(i), x.row(j));
        }
        return;
    };
    let xi = &all[i * d..(i + 1) * d];
    for (xj, out) in all.chunks_exact(d.max(1)).zip(out) {
        let mut lanes = [0.0; LANES];
        let (head_i, tail_i) = xi.as_chunks::<LANES>();
        let (head_j, tail_j) = xj.as_chunks::<LANES>();
        for (a, b) in head_i.iter().zip(head_j) {
            for l in 0..LANES {
                lanes[l] += (a[l] - b[l]) * (a[l] - b[l]);
            }
        }
        let tail: f64 = tail_i.iter().zip(tail_j).map(|(a, b)| (a - b) * (a - b)).sum();
        *out = lanes.iter().sum::<f64>() + tail;
    }
}

/// The largest distance between any two points, ‖·‖_∞; 0 for coincident ones.
pub(crate) fn spread(y: &Array2<f64>) -> f64 {
    y.columns()
        .into_iter()
        .map(|column| {
            let least = column.iter().copied().fold(f64::INFINITY, f64::min);
            let most = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            most - least
        })
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_row_of_the_matrix() {
        let x = Array2::from_shape_fn((6, 19), |(i, j)| ((i * 31 + j * 17) % 23) as f64 * 0.37);
        let all = squared_matrix(&x);
        let mut row = vec![0.0; 6];
        for i in 0..6 {
            squared_row(x.view(), i, &mut row);
            for j in 0..6 {
                approx::assert_relative_eq!(row[j], all[[i, j]], max_relative = 1e-14);
            }
        }
    }

    #[test]
    fn far_from_the_origin_the_distances_stay_exact() {
        let x = ndarray::array![[1e8, 0.0], [1e8 + 0.5, 0.25]];
        assert_eq!(squared_matrix(&x)[[0, 1]], 0.3125);
    }
}
