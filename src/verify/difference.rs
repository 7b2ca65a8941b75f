//! Central differences with Richardson's extrapolation: the third opinion.
//!
//! In: a function of points, a direction, a step h and the rounding error of
//! one value. Out: the derivative along the direction and a bound on its
//! error, without knowing any gradient. Three central differences at h, h/2
//! and h/4 are extrapolated twice, so that the error left is of order h⁶.

use crate::error::Result;
use ndarray::Array2;

/// A directional derivative and what is known of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slope {
    pub value: f64,
    /// From rounding: the weights of the extrapolation times the error of a
    /// value over its step.
    pub rounding: f64,
    /// From truncation: the larger of the changes that the last extrapolation
    /// made to the two it was made from (Ridders 1982).
    pub truncation: f64,
}

impl Slope {
    pub(super) fn bound(&self) -> f64 {
        self.rounding + self.truncation
    }
}

/// The derivative of `function` at `y` along `direction` (both `[n, d]`), each
/// value being right to within `noise`.
pub(super) fn along(
    function: impl Fn(&Array2<f64>) -> Result<f64>,
    y: &Array2<f64>,
    direction: &Array2<f64>,
    step: f64,
    noise: f64,
) -> Result<Slope> {
    let central = |h: f64| -> Result<f64> {
        let forward = function(&(y + &(direction * h)))?;
        let backward = function(&(y - &(direction * h)))?;
        Ok((forward - backward) / (2.0 * h))
    };
    let [a, b, c] = [central(step)?, central(step / 2.0)?, central(step / 4.0)?];
    let ab = (4.0 * b - a) / 3.0;
    let bc = (4.0 * c - b) / 3.0;
    let value = (16.0 * bc - ab) / 15.0;
    // (16·(4·4 + 2) + (4·2 + 1)) / 45: |weights| of a, b, c times 1, 2 and 4.
    let amplification = (16.0 * 18.0 + 9.0) / 45.0;
    Ok(Slope { value, rounding: amplification * noise / step, truncation: (value - bc).abs() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_bound_holds_and_is_tight_for_a_known_derivative() {
        let y = array![[0.7, -0.4]];
        let direction = array![[1.0, 0.5]];
        let f = |y: &Array2<f64>| Ok((y[[0, 0]].sin() * y[[0, 1]]).exp());
        let expected = {
            let (a, b): (f64, f64) = (y[[0, 0]], y[[0, 1]]);
            let value = f64::exp(a.sin() * b);
            value * (a.cos() * b + 0.5 * a.sin())
        };
        let slope = along(f, &y, &direction, 1e-2, 4.0 * f64::EPSILON).unwrap();
        assert!((slope.value - expected).abs() <= slope.bound());
        assert!(slope.bound() < 1e-11, "{slope:?}");
    }
}
