//! The bandwidth of each row from a perplexity.
//!
//! In: one point's squared distances to the others, `[n − 1]`, and the
//! perplexity wanted. Out: the precision β = 1/(2σ²) at which the conditional
//! p_{j|i} ∝ e^{−β d²_ij} has that perplexity e^H, H in nats (van der Maaten &
//! Hinton 2008, section 2), the perplexity reached, and whether it is the one
//! wanted: a row whose nearest neighbours coincide cannot be made sharper than
//! their number.

use super::pairs::vector::exp_nonpositive;
use pulp::{Arch, Simd, WithSimd};

/// The row's entropy may differ from the logarithm of the perplexity by this
/// much, in nats.
pub const TOLERANCE: f64 = 1e-5;

/// Doublings or halvings tried for a bracket. Sixty reach a factor of 1e18
/// either way from the row's own scale, and by then a row is uniform over its
/// nearest neighbours or over all.
const BRACKETING_STEPS: usize = 60;
const BISECTION_STEPS: usize = 100;

/// A row's bandwidth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowBandwidth {
    /// β = 1/(2σ²), in units of the inverse squared distance.
    pub precision: f64,
    /// The perplexity e^H at that precision.
    pub perplexity: f64,
    /// Whether H is within [`TOLERANCE`] of the logarithm of the one wanted.
    pub reached: bool,
}

/// Finds β by bisection. `gaps` are the squared distances to the other points
/// less the least of them.
pub(super) fn calibrate_row(gaps: &[f64], perplexity: f64) -> RowBandwidth {
    let arch = Arch::new();
    let wanted = perplexity.ln();
    let entropy = |precision: f64| {
        let Sums { total, moment } = arch.dispatch(RowSums { gaps, precision });
        total.ln() + precision * moment / total
    };
    let done = |precision, reached: f64| RowBandwidth {
        precision,
        perplexity: reached.exp(),
        reached: (reached - wanted).abs() <= TOLERANCE,
    };

    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let mut precision = if mean > 0.0 { 1.0 / mean } else { 1.0 };
    let mut h = entropy(precision);
    // The entropy falls as the precision rises.
    let rising = h > wanted;
    let mut other = precision;
    for _ in 0..BRACKETING_STEPS {
        if (h > wanted) != rising || (h - wanted).abs() <= TOLERANCE {
            break;
        }
        other = precision;
        precision = if rising { precision * 2.0 } else { precision * 0.5 };
        h = entropy(precision);
    }
    let (mut low, mut high) = if rising { (other, precision) } else { (precision, other) };
    for _ in 0..BISECTION_STEPS {
        if (h - wanted).abs() <= TOLERANCE {
            break;
        }
        let middle = 0.5 * (low + high);
        if (h > wanted) == rising && middle == precision {
            break;
        }
        precision = middle;
        h = entropy(precision);
        if h > wanted {
            low = precision;
        } else {
            high = precision;
        }
    }
    done(precision, h)
}

/// Σ_j e^{−β g_j} and Σ_j g_j e^{−β g_j}.
struct Sums {
    total: f64,
    moment: f64,
}

struct RowSums<'a> {
    gaps: &'a [f64],
    precision: f64,
}

impl WithSimd for RowSums<'_> {
    type Output = Sums;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Sums {
        let (head, tail) = S::as_simd_f64s(self.gaps);
        let minus_precision = simd.splat_f64s(-self.precision);
        let weight = |g| exp_nonpositive(simd, simd.mul_f64s(minus_precision, g));
        let mut total = simd.splat_f64s(0.0);
        let mut moment = simd.splat_f64s(0.0);
        for &g in head {
            let e = weight(g);
            total = simd.add_f64s(total, e);
            moment = simd.mul_add_f64s(g, e, moment);
        }
        let mut sums =
            Sums { total: simd.reduce_sum_f64s(total), moment: simd.reduce_sum_f64s(moment) };
        for &g in tail {
            let e = (-self.precision * g).exp();
            sums.total += e;
            sums.moment += g * e;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(distances: &[f64]) -> Vec<f64> {
        let least = distances.iter().copied().fold(f64::INFINITY, f64::min);
        distances.iter().map(|d| d - least).collect()
    }

    fn perplexity_by_definition(gaps: &[f64], precision: f64) -> f64 {
        let e: Vec<f64> = gaps.iter().map(|g| (-precision * g).exp()).collect();
        let z: f64 = e.iter().sum();
        e.iter().map(|e| e / z).filter(|p| *p > 0.0).map(|p| -p * p.ln()).sum::<f64>().exp()
    }

    #[test]
    fn the_bandwidth_found_has_the_perplexity_by_its_definition() {
        for (scale, wanted) in [(1.0, 5.0), (1e6, 30.0), (1e-9, 2.0), (1e12, 1.5), (1.0, 90.0)] {
            let d: Vec<f64> = (1..100).map(|k| scale * f64::from(k).powf(1.3)).collect();
            let row = calibrate_row(&gaps(&d), wanted);
            assert!(row.reached);
            let by_definition = perplexity_by_definition(&gaps(&d), row.precision);
            assert!((by_definition.ln() - wanted.ln()).abs() <= 1.01 * TOLERANCE);
        }
    }

    #[test]
    fn clusters_a_thousand_apart_reach_it_from_either_side() {
        let mut d = vec![1e6; 40];
        d.extend([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        for wanted in [2.0, 5.9, 10.0, 40.0] {
            assert!(calibrate_row(&gaps(&d), wanted).reached, "{wanted}");
        }
    }

    #[test]
    fn a_row_that_cannot_reach_it_says_what_it_reached() {
        let mut d = vec![0.0; 12];
        d.extend([1.0, 2.0, 3.0]);
        let row = calibrate_row(&gaps(&d), 5.0);
        assert!(!row.reached);
        approx::assert_relative_eq!(row.perplexity, 12.0, max_relative = 1e-9);

        let row = calibrate_row(&gaps(&[4.0; 20]), 5.0);
        assert!(!row.reached);
        approx::assert_relative_eq!(row.perplexity, 20.0, max_relative = 1e-12);
    }
}
