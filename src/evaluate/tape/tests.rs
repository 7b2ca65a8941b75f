//! Every operation's slopes against central differences.

use super::*;

const X: [f64; 8] = [0.7, 1.9, -0.4, 1.1, 2.3, 0.6, 0.8, 1.7];
const OPERATIONS: [&str; 15] = [
    "gather",
    "scatter",
    "negate",
    "add",
    "subtract",
    "multiply",
    "divide",
    "power",
    "apply",
    "extreme",
    "mix",
    "matmul",
    "inverse",
    "determinant",
    "reshape",
];

/// An operation of two rows of four entries, the outcome's entries weighed differently.
fn weighed<T: Scalar>(tape: &Tape<T>, x: &Taped<T>, name: &str) -> Taped<T> {
    let places = |at: &[u32], below| Places::within(at.to_vec(), below).unwrap();
    let first = tape.mix(x, &[1.0, 0.5, 0.0, 0.3], 1);
    let other = tape.multiply(x, x);
    let made = match name {
        "gather" => tape.gather(x, &places(&[1, 0, 1], 2)),
        "scatter" => tape.scatter(x, &places(&[1, 1], 3)),
        "negate" => tape.negate(x),
        "add" => tape.add(&other, &first),
        "subtract" => tape.subtract(&first, &other),
        "multiply" => tape.multiply(&first, x),
        "divide" => tape.divide(x, &first),
        "power" => tape.power(&other, 1.5),
        "apply" => tape.apply(Function::Sigmoid, x).unwrap(),
        "extreme" => tape.extreme(true, x, &first),
        "mix" => tape.mix(&other, &[0.2, 1.0, -0.3, 0.4, 2.0, 0.1, 0.5, -1.0], 2),
        "matmul" => tape.matmul(x, &other, [2, 2, 2]),
        "inverse" => tape.inverse(x, 2),
        "determinant" => tape.determinant(&other, 2),
        "reshape" => tape.reshape(&other, 2),
        _ => unreachable!(),
    };
    let weights = (0..made.entries.len()).map(|k| 1.0 + 0.25 * k as f64).collect();
    tape.multiply(&made, &tape.known(&Numbers::new(made.width, weights)))
}

fn slopes(name: &str, x: &[f64]) -> (f64, Vec<f64>) {
    let tape = Tape::<f64>::default();
    let leaf = tape.leaf_of(4, x.to_vec());
    let made = weighed(&tape, &leaf, name);
    (made.entries.iter().sum(), tape.slopes_of(&made, &leaf))
}

fn moved(k: usize, by: f64) -> Vec<f64> {
    let mut x = X.to_vec();
    x[k] += by;
    x
}

#[test]
fn each_operation_has_the_slopes_that_differences_give() {
    let h = 1e-5;
    for name in OPERATIONS {
        let (_, own) = slopes(name, &X);
        for k in 0..X.len() {
            let (up, down) = (slopes(name, &moved(k, h)).0, slopes(name, &moved(k, -h)).0);
            let difference = (up - down) / (2.0 * h);
            let near = (own[k] - difference).abs() < 1e-7 * (1.0 + difference.abs());
            assert!(near, "{name} {k}: {} is not {difference}", own[k]);
        }
    }
}

#[test]
fn slopes_have_the_slopes_that_differences_give() {
    let h = 1e-5;
    for name in OPERATIONS {
        for k in 0..X.len() {
            let tape = Tape::<Dual>::default();
            let slope = |at: usize| f64::from(u8::from(at == k));
            let entries = X.iter().enumerate().map(|(at, v)| Dual { value: *v, slope: slope(at) });
            let leaf = tape.leaf_of(4, entries.collect());
            let own = tape.slopes_of(&weighed(&tape, &leaf, name), &leaf);
            let (up, down) = (slopes(name, &moved(k, h)).1, slopes(name, &moved(k, -h)).1);
            for (at, own) in own.iter().enumerate() {
                let difference = (up[at] - down[at]) / (2.0 * h);
                let near = (own.slope - difference).abs() < 1e-6 * (1.0 + difference.abs());
                assert!(near, "{name} {k} {at}: {} is not {difference}", own.slope);
            }
        }
    }
}

#[test]
fn what_varies_with_no_leaf_is_not_written_down() {
    let tape = Tape::<f64>::default();
    let known = tape.known(&Numbers::new(1, vec![1.0, 2.0]));
    let leaf = tape.leaf_of(1, vec![3.0, 4.0]);
    let sum = tape.add(&known, &tape.negate(&known));
    assert_eq!(tape.slopes_of(&sum, &leaf), [0.0, 0.0]);
    assert_eq!(tape.written.borrow().len(), 1);
}
