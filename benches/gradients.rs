//! Value and gradient by hand beside burn's automatic differentiation, in one
//! run, with the ratios; the perplexity calibration; and, for t-SNE, the least
//! that this machine could take.
//!
//! The automatic side is given the fastest formulation of the same loss that
//! was found: distances column by column (or by a matrix product, which is
//! faster on some sizes and loses digits), the entropy of P left out, no masks.
//! All the formulations and backends of the build run; the fastest counts.

#![allow(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod measure;

use burn::tensor::Tensor;
use handgrad::autodiff::{Backend, Tape, differentiate_on};
use handgrad::internals::gradients::{CostFloor, digits};
use handgrad::sne::{Bandwidth, Conditional, Method};
use measure::{Bench, Plan};
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::collections::BTreeMap;
use std::time::Duration;

const SIZES: [usize; 3] = [500, 1797, 5000];

const CALIBRATION: &str = "calibration of digits (1797 x 64, perplexity 30)";

fn main() {
    let mut bench = Bench::from_arguments();
    calibration(&mut bench);
    for n in SIZES {
        gradients(&mut bench, n);
    }
    summary(&bench);
}

fn normal(shape: (usize, usize), seed: u64) -> Array2<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_simple_fn(shape, || StandardNormal.sample(&mut random))
}

/// Digits up to their number, normal data above.
fn affinities(n: usize) -> Conditional {
    let digits = digits();
    let x = if n <= digits.len() { digits.take(n).x } else { normal((n, 16), 1) };
    Conditional::from_data(x.view(), Bandwidth::Perplexity(30.0)).expect("generic data")
}

fn calibration(bench: &mut Bench) {
    let x = digits().x;
    let plan = Plan { samples: 20, time: Duration::from_secs(5) };
    bench.run(CALIBRATION, plan, || Conditional::from_data(x.view(), Bandwidth::Perplexity(30.0)));
}

/// A name for what is measured at a size.
fn id(method: Method, n: usize, what: &str) -> String {
    format!("{}, {n} points, {what}", method.name())
}

fn gradients(bench: &mut Bench, n: usize) {
    let time = Duration::from_secs(3);
    let plan = Plan { samples: if n > 2000 { 10 } else { 30 }, time };
    let slow = Plan { samples: 10, time };
    let conditional = affinities(n);
    let y = normal((n, 2), 2);
    for method in Method::ALL {
        let problem = method.problem(&conditional);
        bench.run(&id(method, n, "hand"), plan, || problem.evaluate(y.view(), 1.0));
        if method == Method::TSne {
            let floor = CostFloor::new(&conditional.joint());
            bench.run(&id(method, n, "floor"), plan, || floor.pay());
        }
        for &backend in Backend::ALL {
            for (name, distances) in [("columns", by_columns as Distances), ("product", by_product)]
            {
                let tape = Tape::recording(backend);
                let p = tape.constant(problem.affinities());
                let what = format!("autodiff {} {name}", backend.name());
                bench.run(&id(method, n, &what), slow, || {
                    differentiate_on(&tape, &y, |y, _| lean_loss(method, distances(y), &p))
                });
            }
        }
    }
}

type Distances = fn(Tensor<2>) -> Tensor<2>;

/// ‖y_i − y_j‖² as a sum over the coordinates of `[n, 1]` less `[1, n]`.
fn by_columns(y: Tensor<2>) -> Tensor<2> {
    let column = |c: usize| {
        let column = y.clone().narrow(1, c, 1);
        let difference = column.clone() - column.transpose();
        difference.clone() * difference
    };
    let [_, d] = y.dims();
    (1..d).map(column).fold(column(0), |sum, term| sum + term)
}

/// ‖a‖² + ‖b‖² − 2a·b.
fn by_product(y: Tensor<2>) -> Tensor<2> {
    let norm2 = (y.clone() * y.clone()).sum_dim(1);
    norm2.clone() + norm2.transpose() - y.clone().matmul(y.transpose()) * 2.0
}

/// The loss without Σ p log p, which the points do not change. The diagonal's
/// kernel is 1 and is taken off the normaliser.
fn lean_loss(method: Method, squared: Tensor<2>, p: &Tensor<2>) -> Tensor<1> {
    let [n, _] = squared.dims();
    match method {
        Method::TSne => {
            let t = squared + 1.0;
            let z = t.clone().recip().sum() - n as f64;
            (p.clone() * t.log()).sum() + z.log()
        }
        Method::SymmetricSne => {
            let z = squared.clone().neg().exp().sum() - n as f64;
            (p.clone() * squared).sum() + z.log()
        }
        Method::AsymmetricSne => {
            let z = squared.clone().neg().exp().sum_dim(1) - 1.0;
            (p.clone() * squared).sum() + z.log().sum()
        }
    }
}

/// The medians that were just measured, hand beside the fastest automatic one.
fn summary(bench: &Bench) {
    println!("\nmedians in ms; ratio: fastest automatic differentiation over hand");
    println!(
        "{:<15} {:>5} {:>10} {:>10}  {:<26} {:>7} {:>10} {:>12}",
        "method", "n", "hand", "autodiff", "which", "ratio", "floor", "hand / floor"
    );
    for method in Method::ALL {
        for n in SIZES {
            let of = |what: &str| bench.median(&id(method, n, what));
            let Some(hand) = of("hand") else { continue };
            let automatic: BTreeMap<String, f64> =
                automatic_ids().filter_map(|id| Some((id.clone(), of(&id)?))).collect();
            let Some((which, best)) = automatic.iter().min_by(|a, b| a.1.total_cmp(b.1)) else {
                continue;
            };
            let floor = of("floor").map_or((String::new(), String::new()), |floor| {
                (format!("{floor:.3}"), format!("{:.1}", hand / floor))
            });
            println!(
                "{:<15} {n:>5} {hand:>10.3} {best:>10.1}  {which:<26} {:>7.0} {:>10} {:>12}",
                method.name(),
                best / hand,
                floor.0,
                floor.1
            );
        }
    }
    if let Some(ms) = bench.median(CALIBRATION) {
        println!("{CALIBRATION}: {ms:.1} ms");
    }
}

fn automatic_ids() -> impl Iterator<Item = String> {
    let names = ["columns", "product"];
    Backend::ALL.iter().flat_map(move |b| names.map(|name| format!("autodiff {} {name}", b.name())))
}
