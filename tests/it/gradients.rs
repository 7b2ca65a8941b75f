//! The hand-derived gradients against every reference, and the harness against
//! settings in which it must say that it proves nothing.

use handgrad::autodiff::Backend;
use handgrad::internals::gradients::SLIPS;
use handgrad::sne::{Bandwidth, Conditional, Method, Problem};
use handgrad::verify::{Candidate, Degeneracy, Harness, Reference, Worth};
use handgrad::{Error, Summed};
use ndarray::{Array2, Axis, array};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn normal(n: usize, d: usize, seed: u64) -> Array2<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_simple_fn((n, d), || StandardNormal.sample(&mut random))
}

fn affinities(n: usize) -> Conditional {
    let perplexity = ((n - 1) as f64 / 3.0).clamp(1.3, 30.0);
    Conditional::from_data(normal(n, 10, 99).view(), Bandwidth::Perplexity(perplexity)).unwrap()
}

fn problem(method: Method, n: usize) -> Box<dyn Problem> {
    method.problem(&affinities(n))
}

fn references() -> Vec<Reference> {
    let automatic = Backend::ALL.iter().map(|b| Reference::Autodiff(*b));
    automatic.chain([Reference::CentralDifference]).collect()
}

#[test]
fn every_method_agrees_with_every_reference_in_every_dimension() {
    let harness = Harness::default();
    for method in Method::ALL {
        for (n, d) in [(3, 2), (5, 1), (5, 2), (5, 3), (13, 2), (13, 4), (50, 2)] {
            let problem = problem(method, n);
            for reference in references() {
                let seen = harness
                    .compare(&Candidate::of_problem(problem.as_ref()), &normal(n, d, 7), reference)
                    .unwrap();
                assert!(seen.passed(), "{} n={n} d={d} {reference}: {seen:?}", method.name());
                assert_eq!(
                    seen.worth,
                    Worth::Evidence,
                    "{} n={n} d={d} {reference}",
                    method.name()
                );
            }
        }
    }
}

#[test]
fn at_fifty_points_hand_and_autodiff_agree_to_1e_12_by_measure_and_by_tolerance() {
    for method in Method::ALL {
        for d in 1..=3 {
            for &backend in Backend::ALL {
                let problem = problem(method, 50);
                let candidate = Candidate::of_problem(problem.as_ref());
                let seen = Harness::default()
                    .compare(&candidate, &normal(50, d, 3), Reference::Autodiff(backend))
                    .unwrap();
                assert!(seen.max_relative_error <= 1e-12);
                assert!(seen.tolerance <= 1e-12, "{}", seen.tolerance);
            }
        }
    }
}

#[test]
fn above_fifty_points_differences_go_along_random_directions_and_still_see_a_slip() {
    let harness = Harness::default();
    for method in Method::ALL {
        let (problem, y) = (problem(method, 60), normal(60, 2, 5));
        let right = Candidate::of_problem(problem.as_ref());
        let seen = harness.compare(&right, &y, Reference::CentralDifference).unwrap();
        assert!(seen.passed(), "{seen:?}");
        let wrong = Candidate::of_problem_with(problem.as_ref(), |y| {
            problem.gradient(y).scaled(1.0 + 1e-4)
        });
        assert!(!harness.compare(&wrong, &y, Reference::CentralDifference).unwrap().passed());
    }
}

#[test]
fn every_planted_slip_is_caught_by_every_backend_at_generic_points() {
    let harness = Harness::default();
    let mut tried = 0;
    for method in Method::ALL {
        for n in [5, 50] {
            let (problem, y) = (problem(method, n), normal(n, 2, 11));
            for slip in SLIPS.iter().filter(|s| s.methods.contains(&method)) {
                let slipped = Candidate::of_problem_with(problem.as_ref(), |y| {
                    slip.gradient(problem.as_ref(), y)
                });
                for &backend in Backend::ALL {
                    let seen = harness.compare(&slipped, &y, Reference::Autodiff(backend)).unwrap();
                    assert!(!seen.passed(), "{} in {}, n={n}: {seen:?}", slip.name, method.name());
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= 2 * 12);
}

/// A planted slip differs from the right equation by the slip alone: with the
/// slip undone the harness must pass it.
#[test]
fn the_equation_that_is_spoilt_is_the_right_one() {
    let harness = Harness::default();
    for method in Method::ALL {
        let (problem, y) = (problem(method, 9), normal(9, 2, 2));
        let twice = SLIPS.iter().find(|s| s.name == "twice too large").unwrap();
        let undone = Candidate::of_problem_with(problem.as_ref(), |y| {
            twice.gradient(problem.as_ref(), y).scaled(0.5)
        });
        assert!(
            harness.compare(&undone, &y, Reference::Autodiff(Backend::NdArray)).unwrap().passed()
        );
    }
}

#[test]
fn a_wrong_loss_by_hand_fails_even_with_the_right_gradient() {
    let (problem, y) = (problem(Method::TSne, 8), normal(8, 2, 2));
    let candidate = Candidate::of_problem(problem.as_ref()).with_loss_by_hand(|y| {
        let mut loss = problem.divergence(y);
        loss.value *= 1.0 + 1e-9;
        loss
    });
    let seen =
        Harness::default().compare(&candidate, &y, Reference::Autodiff(Backend::NdArray)).unwrap();
    assert!(!seen.passed());
    assert!(seen.max_relative_error <= seen.tolerance);
}

#[test]
fn a_gradient_with_nan_in_any_entry_fails() {
    let (problem, y) = (problem(Method::TSne, 8), normal(8, 2, 2));
    for entry in [[0, 0], [3, 1], [7, 1]] {
        let broken = Candidate::of_problem_with(problem.as_ref(), |y| {
            let mut gradient = problem.gradient(y);
            gradient.value_mut()[entry] = f64::NAN;
            gradient
        });
        for reference in references() {
            assert!(!Harness::default().compare(&broken, &y, reference).unwrap().passed());
        }
    }
}

#[test]
fn degenerate_settings_are_marked_as_proving_nothing() {
    let harness = Harness::default();
    let mark = |problem: &dyn Problem, y: &Array2<f64>| {
        let candidate = Candidate::of_problem(problem);
        harness.compare(&candidate, y, Reference::Autodiff(Backend::NdArray)).unwrap().worth
    };
    let two = Conditional::from_matrix(array![[0.0, 1.0], [1.0, 0.0]]).unwrap();
    for method in Method::ALL {
        assert_eq!(
            mark(method.problem(&two).as_ref(), &normal(2, 2, 1)),
            Worth::Nothing(Degeneracy::TooFewPoints)
        );
        let problem = problem(method, 6);
        for spread in [0.0, 1e-9] {
            assert_eq!(
                mark(problem.as_ref(), &(normal(6, 2, 1) * spread)),
                Worth::Nothing(Degeneracy::Collapsed)
            );
        }
    }
    // P = Q: with three points at equal distances q is uniform, and so is p.
    let equal = Conditional::from_matrix(array![[0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]]);
    let triangle = array![[0.0, 0.0], [1.0, 0.0], [0.5, 0.75_f64.sqrt()]];
    for method in Method::ALL {
        assert_eq!(
            mark(method.problem(equal.as_ref().unwrap()).as_ref(), &triangle),
            Worth::Nothing(Degeneracy::Vanishing)
        );
    }
}

#[test]
fn far_and_coincident_points_give_finite_numbers_that_agree() {
    let harness = Harness::default();
    let n = 12;
    for method in Method::ALL {
        let problem = problem(method, n);
        for apart in [0.0, 1e3, 1e5] {
            let mut y = normal(n, 2, 4);
            for (i, mut point) in y.axis_iter_mut(Axis(0)).enumerate() {
                point[0] += apart * (i % 3) as f64;
                if apart == 0.0 && i % 2 == 1 {
                    point.fill(0.5);
                }
            }
            let seen = problem.evaluate(y.view(), 1.0).unwrap();
            assert!(seen.loss.is_finite() && seen.gradient.iter().all(|g| g.is_finite()));
            let candidate = Candidate::of_problem(problem.as_ref());
            for &backend in Backend::ALL {
                let seen = harness.compare(&candidate, &y, Reference::Autodiff(backend)).unwrap();
                assert!(seen.passed(), "{} {apart}: {seen:?}", method.name());
            }
        }
    }
}

/// Every point a thousand from every other: each row's exponentials underflow
/// unless its largest is taken out first.
#[test]
fn points_all_a_thousand_apart_are_rescued_by_log_sum_exp() {
    for method in Method::ALL {
        let problem = problem(method, 6);
        let y = Array2::from_shape_fn((6, 2), |(i, c)| {
            1e3 * (i * i) as f64 + if c == 0 { 0.1 * i as f64 } else { -0.2 * i as f64 }
        });
        let candidate = Candidate::of_problem(problem.as_ref());
        let seen = Harness::default()
            .compare(&candidate, &y, Reference::Autodiff(Backend::NdArray))
            .unwrap();
        assert!(seen.passed(), "{}: {seen:?}", method.name());
    }
}

#[test]
fn what_cannot_be_finite_is_a_clear_error() {
    for method in Method::ALL {
        let problem = problem(method, 5);
        for huge in [1e155, 1e300, f64::INFINITY, f64::NAN] {
            let mut y = normal(5, 2, 1);
            y[[2, 1]] = huge;
            let error = problem.evaluate(y.view(), 1.0).unwrap_err();
            assert!(matches!(error, Error::NotFinite { .. }), "{error}");
        }
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let n = 301;
    for method in Method::ALL {
        let problem = problem(method, n);
        let y = normal(n, 2, 8);
        let with = |threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap()
                .install(|| (problem.evaluate(y.view(), 1.0).unwrap(), affinities(n)))
        };
        let (one, p) = with(1);
        for threads in [2, 3, 8] {
            let (seen, q) = with(threads);
            assert_eq!(seen.loss.to_bits(), one.loss.to_bits());
            assert_eq!(seen.gradient, one.gradient);
            assert_eq!(p, q);
        }
    }
}

/// The fast path, the equation as written and the careful path for more than
/// three dimensions are three pieces of code for one number.
#[test]
fn fast_written_and_careful_paths_agree() {
    for method in Method::ALL {
        for n in [2, 3, 7, 8, 9, 16, 17, 65, 130] {
            let conditional = if n == 2 {
                Conditional::from_matrix(array![[0.0, 1.0], [1.0, 0.0]]).unwrap()
            } else {
                affinities(n)
            };
            let problem = method.problem(&conditional);
            let flat = normal(n, 3, 21);
            // A fourth coordinate that is zero takes the careful path.
            let mut lifted = Array2::zeros((n, 4));
            lifted.slice_mut(ndarray::s![.., ..3]).assign(&flat);
            let fast = problem.evaluate(flat.view(), 1.0).unwrap();
            let careful = problem.evaluate(lifted.view(), 1.0).unwrap();
            let written = problem.gradient(&flat);
            let size = 1e-13 * problem.divergence(&flat).magnitude.max(1.0);
            assert!((fast.loss - careful.loss).abs() <= size);
            assert!((fast.loss - problem.divergence(&flat).value).abs() <= size);
            for ((i, c), g) in fast.gradient.indexed_iter() {
                let allowed = 1e-13 * written.magnitude()[[i, c]];
                assert!((g - written.value()[[i, c]]).abs() <= allowed);
                assert!((g - careful.gradient[[i, c]]).abs() <= allowed);
            }
            assert!(careful.gradient.column(3).iter().all(|g| *g == 0.0));
        }
    }
}

#[test]
fn exaggeration_multiplies_the_attraction_and_leaves_the_loss() {
    for method in Method::ALL {
        for d in [2, 4] {
            let problem = problem(method, 20);
            let y = normal(20, d, 13);
            let at = |factor| problem.evaluate(y.view(), factor).unwrap();
            let (none, plain, four) = (at(0.0), at(1.0), at(4.0));
            assert_eq!(four.loss, plain.loss);
            // g(α) = α·attraction − repulsion is linear in α.
            let expected = &none.gradient + &((&plain.gradient - &none.gradient) * 4.0);
            for (g, e) in four.gradient.iter().zip(&expected) {
                approx::assert_abs_diff_eq!(*g, *e, epsilon = 1e-12);
            }
        }
    }
}

/// What a student writes: a loss, a gradient, one comparison.
#[test]
fn somebody_elses_method_takes_three_lines() {
    let weights = normal(6, 6, 1).mapv(f64::abs);
    let y = normal(6, 2, 2);
    // Metric stress Σ_ij w_ij (d²_ij − 1)², gradient 4 Σ_j (w_ij + w_ji)(d²_ij − 1)(y_i − y_j).
    let squared = |y: &Array2<f64>| handgrad::sne::squared_matrix(y);
    let mine = |factor: f64| {
        let weights = &weights;
        Candidate::new(
            move |y, tape| {
                let stress = handgrad::sne::squared_tensor(y) - 1.0;
                (tape.constant(weights) * stress.clone() * stress).sum()
            },
            move |y| {
                let d2 = squared(y);
                Summed::over_pairs(y, |i, j| {
                    let w = factor * (weights[[i, j]] + weights[[j, i]]);
                    [w * d2[[i, j]], -w]
                })
            },
        )
    };
    for reference in references() {
        assert!(Harness::default().compare(&mine(4.0), &y, reference).unwrap().passed());
        assert!(!Harness::default().compare(&mine(2.0), &y, reference).unwrap().passed());
    }
}
