//! Affinities from data: bandwidths, conventions, and what is refused.

use handgrad::Error;
use handgrad::sne::{Bandwidth, Conditional, Convention, Joint};
use ndarray::{Array2, array};

fn message(x: Array2<f64>, bandwidth: Bandwidth) -> String {
    Conditional::from_data(x.view(), bandwidth).unwrap_err().to_string()
}

#[test]
fn both_conventions_of_sigma_give_their_formula() {
    let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]];
    let sigma = 1.5;
    for (convention, precision) in [
        (Convention::TwoSigmaSquared, 0.5 / (sigma * sigma)),
        (Convention::SigmaSquared, 1.0 / (sigma * sigma)),
    ] {
        let p = Conditional::from_data(x.view(), Bandwidth::Fixed { sigma, convention }).unwrap();
        // The row of the first point: squared distances 1 and 4.
        let (near, far) = ((-precision).exp(), (-4.0 * precision).exp());
        approx::assert_relative_eq!(p.matrix()[[0, 1]], near / (near + far), max_relative = 1e-15);
        approx::assert_relative_eq!(p.matrix()[[0, 2]], far / (near + far), max_relative = 1e-15);
        assert_eq!(p.matrix()[[0, 0]], 0.0);
    }
}

#[test]
fn symmetrising_divides_by_twice_the_number_of_points() {
    let p = Conditional::from_matrix(array![[0.0, 0.25, 0.75], [0.5, 0.0, 0.5], [1.0, 0.0, 0.0]]);
    let joint = p.unwrap().joint();
    assert_eq!(joint.matrix()[[0, 1]], 0.75 / 6.0);
    assert_eq!(joint.matrix()[[2, 0]], 1.75 / 6.0);
    approx::assert_relative_eq!(joint.matrix().sum(), 1.0, max_relative = 1e-15);
}

#[test]
fn far_apart_or_equal_data_give_probabilities() {
    for x in [
        array![[0.0], [1e3], [2e3], [2e3 + 1.0], [1e6]],
        array![[5.0], [5.0], [5.0], [5.0], [5.0]],
        array![[1e100], [-1e100], [0.0], [1.0], [2.0]],
        array![[0.0], [1e-160], [2e-160], [1.0], [2.0]],
    ] {
        for bandwidth in [
            Bandwidth::Perplexity(2.0),
            Bandwidth::Fixed { sigma: 1.0, convention: Convention::TwoSigmaSquared },
        ] {
            let p = Conditional::from_data(x.view(), bandwidth).unwrap();
            for row in p.matrix().rows() {
                assert!(row.iter().all(|p| p.is_finite() && *p >= 0.0), "{x} {row}");
                approx::assert_relative_eq!(row.sum(), 1.0, max_relative = 1e-15);
            }
        }
    }
}

#[test]
fn rows_that_cannot_reach_the_perplexity_are_named() {
    // Four coincident points: none of their rows can be sharper than three.
    let x = array![[0.0], [0.0], [0.0], [0.0], [1.0], [2.0], [4.0]];
    let p = Conditional::from_data(x.view(), Bandwidth::Perplexity(2.0)).unwrap();
    let unreached: Vec<(usize, f64)> = p.calibration().unreached().collect();
    let rows: Vec<usize> = unreached.iter().map(|(row, _)| *row).collect();
    assert!(rows.starts_with(&[0, 1, 2, 3]), "{rows:?}");
    for (_, perplexity) in &unreached[..4] {
        approx::assert_relative_eq!(*perplexity, 3.0, max_relative = 1e-6);
    }
}

#[test]
fn unusable_data_and_bandwidths_are_refused() {
    let x = array![[0.0], [1.0], [2.0]];
    assert!(message(x.clone(), Bandwidth::Perplexity(2.0)).contains("between 1 and 2"));
    assert!(message(x.clone(), Bandwidth::Perplexity(1.0)).contains("between 1 and 2"));
    assert!(message(x.clone(), Bandwidth::Perplexity(f64::NAN)).contains("perplexity NaN"));
    assert!(message(array![[0.0]], Bandwidth::Perplexity(1.5)).contains("at least 2"));
    assert!(message(array![[0.0], [f64::NAN], [1.0]], Bandwidth::Perplexity(1.5)).contains("NaN"));
    assert!(message(array![[0.0], [1e200], [1.0]], Bandwidth::Perplexity(1.5)).contains("1e200"));
    for sigma in [0.0, -1.0, f64::INFINITY, f64::NAN, 1e-200] {
        let bandwidth = Bandwidth::Fixed { sigma, convention: Convention::SigmaSquared };
        assert!(message(x.clone(), bandwidth).contains("not a usable bandwidth"), "{sigma}");
    }
}

#[test]
fn matrices_that_are_not_affinities_are_refused() {
    let conditional = |p| Conditional::from_matrix(p).unwrap_err().to_string();
    assert!(conditional(array![[0.0, 1.0]]).contains("not square"));
    assert!(conditional(array![[0.0, 0.9], [1.0, 0.0]]).contains("row 1 of p_{j|i} sums to 0.9"));
    assert!(conditional(array![[0.5, 0.5], [1.0, 0.0]]).contains("diagonal in row 1"));
    assert!(conditional(array![[0.0, -1.0], [1.0, 0.0]]).contains("row 1, column 2 is -1"));
    let joint = |p| Joint::from_matrix(p).unwrap_err();
    assert!(joint(array![[0.0, 0.4], [0.6, 0.0]]).to_string().contains("not symmetric"));
    assert!(matches!(joint(array![[0.0, 0.4], [0.4, 0.0]]), Error::Affinity(_)));
}
