//! What holds for any data and any points.

use handgrad::internals::gradients::PERPLEXITY_TOLERANCE;
use handgrad::sne::{Bandwidth, Conditional, Evaluation, Method};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;

fn matrix(n: usize, d: usize, spread: f64) -> impl Strategy<Value = Array2<f64>> {
    prop::collection::vec(-spread..spread, n * d)
        .prop_map(move |v| Array2::from_shape_vec((n, d), v).unwrap())
}

/// Affinities and points of 5 to 24 points in 2 dimensions.
fn setting() -> impl Strategy<Value = (Conditional, Array2<f64>)> {
    (5..25_usize).prop_flat_map(|n| {
        (matrix(n, 4, 10.0), matrix(n, 2, 3.0), 1.3..(n as f64 / 2.0)).prop_map(|(x, y, wanted)| {
            (Conditional::from_data(x.view(), Bandwidth::Perplexity(wanted)).unwrap(), y)
        })
    })
}

fn evaluate(method: Method, p: &Conditional, y: &Array2<f64>) -> Evaluation {
    method.problem(p).evaluate(y.view(), 1.0).unwrap()
}

/// How large an entry could be by the terms in it, for rounding to be told
/// from a difference.
fn size(method: Method, p: &Conditional, y: &Array2<f64>) -> f64 {
    method.problem(p).gradient(y).magnitude().iter().fold(0.0, |m: f64, v| m.max(*v))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn affinities_are_probabilities((p, _) in setting()) {
        let joint = p.joint();
        for (i, row) in p.matrix().rows().into_iter().enumerate() {
            prop_assert!((row.sum() - 1.0).abs() < 1e-14);
            prop_assert_eq!(row[i], 0.0);
            prop_assert_eq!(joint.matrix()[[i, i]], 0.0);
        }
        prop_assert!(p.matrix().iter().all(|p| *p >= 0.0));
        prop_assert!((joint.matrix().sum() - 1.0).abs() < 1e-14);
        prop_assert_eq!(joint.matrix(), joint.matrix().t());
    }

    #[test]
    fn rows_have_their_perplexity_or_say_that_they_have_not(
        x in matrix(20, 3, 5.0), wanted in 1.5..18.0_f64,
    ) {
        let p = Conditional::from_data(x.view(), Bandwidth::Perplexity(wanted)).unwrap();
        for (row, found) in p.matrix().rows().into_iter().zip(&p.calibration().rows) {
            let entropy: f64 = row.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum();
            prop_assert!((entropy - found.perplexity.ln()).abs() < 1e-9);
            let reached = (entropy - wanted.ln()).abs() <= PERPLEXITY_TOLERANCE + 1e-9;
            prop_assert!(reached || !found.reached);
            // Generic points can reach every perplexity below their number.
            prop_assert!(found.reached);
        }
    }

    #[test]
    fn the_divergence_is_not_negative((p, y) in setting()) {
        for method in Method::ALL {
            prop_assert!(evaluate(method, &p, &y).loss >= -1e-13);
        }
    }

    #[test]
    fn the_gradient_sums_to_zero_over_the_points((p, y) in setting()) {
        for method in Method::ALL {
            let total = evaluate(method, &p, &y).gradient.sum_axis(Axis(0));
            let allowed = 1e-13 * size(method, &p, &y) * y.nrows() as f64;
            prop_assert!(total.iter().all(|t| t.abs() <= allowed), "{total}");
        }
    }

    #[test]
    fn translation_changes_nothing((p, y) in setting(), by in -5.0..5.0_f64) {
        for method in Method::ALL {
            let (here, there) = (evaluate(method, &p, &y), evaluate(method, &p, &(&y + by)));
            prop_assert!((here.loss - there.loss).abs() <= 1e-11 * here.loss.max(1.0));
            let allowed = 1e-12 * size(method, &p, &y).max(1e-3) * 10.0;
            for (a, b) in here.gradient.iter().zip(&there.gradient) {
                prop_assert!((a - b).abs() <= allowed);
            }
        }
    }

    #[test]
    fn rotation_turns_the_gradient_with_the_points((p, y) in setting(), angle in 0.0..6.3_f64) {
        let (s, c) = angle.sin_cos();
        let turn = array![[c, s], [-s, c]];
        for method in Method::ALL {
            let (here, there) = (evaluate(method, &p, &y), evaluate(method, &p, &y.dot(&turn)));
            prop_assert!((here.loss - there.loss).abs() <= 1e-11 * here.loss.max(1.0));
            let allowed = 1e-12 * size(method, &p, &y).max(1e-3) * 10.0;
            for (a, b) in here.gradient.dot(&turn).iter().zip(&there.gradient) {
                prop_assert!((a - b).abs() <= allowed);
            }
        }
    }

    #[test]
    fn reordering_the_points_reorders_the_gradient((p, y) in setting(), by in 1..4_usize) {
        let n = y.nrows();
        let order: Vec<usize> = (0..n).map(|i| (i + by) % n).collect();
        let reordered = p.matrix().select(Axis(0), &order).select(Axis(1), &order);
        let p_there = Conditional::from_matrix(reordered).unwrap();
        for method in Method::ALL {
            let here = evaluate(method, &p, &y).gradient.select(Axis(0), &order);
            let there = evaluate(method, &p_there, &y.select(Axis(0), &order)).gradient;
            let allowed = 1e-13 * size(method, &p, &y);
            for (a, b) in here.iter().zip(&there) {
                prop_assert!((a - b).abs() <= allowed);
            }
        }
    }

    #[test]
    fn a_small_step_down_the_gradient_lowers_the_loss((p, y) in setting()) {
        for method in Method::ALL {
            let here = evaluate(method, &p, &y);
            let steepest = here.gradient.iter().fold(0.0, |m: f64, g| m.max(g.abs()));
            prop_assume!(steepest > 1e-6);
            let there = evaluate(method, &p, &(&y - &(&here.gradient * (1e-6 / steepest))));
            prop_assert!(there.loss < here.loss);
        }
    }
}
