//! The last formula of a derivation, evaluated as it stands in the text, beside the gradient in
//! Rust.

use handgrad::internals::gradients::{DOCUMENTS, MISPRINTS, Written};
use handgrad::sne::{Bandwidth, Conditional, Method, Problem};
use handgrad::verify::{Candidate, Comparison, Harness, Reference};
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn normal(shape: (usize, usize), seed: u64) -> Array2<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_simple_fn(shape, || StandardNormal.sample(&mut random))
}

/// The gradient in Rust beside the last formula of a text, at generic points.
fn beside(text: &Written, method: Method, n: usize, d: usize) -> Comparison {
    let x = normal((n, 6), 1);
    let affinities = Conditional::from_data(x.view(), Bandwidth::Perplexity(2.5)).unwrap();
    let problem: Box<dyn Problem> = method.problem(&affinities);
    let candidate = Candidate::of_problem(problem.as_ref())
        .with_derivation(|y| text.evaluate(problem.as_ref(), y));
    Harness::default().compare(&candidate, &normal((n, d), 2), Reference::Derivation).unwrap()
}

/// The LaTeX itself is evaluated, and so is the loss that it defines.
#[test]
fn the_last_formula_is_the_gradient_in_rust() {
    for (method, texts) in
        [(Method::AsymmetricSne, 1), (Method::SymmetricSne, 2), (Method::TSne, 2)]
    {
        let all = Written::all_of(method).unwrap();
        assert_eq!(all.len(), texts);
        for text in &all {
            for (n, d) in [(9, 1), (9, 2), (30, 3)] {
                let seen = beside(text, method, n, d);
                assert!(seen.passed(), "{} for {method:?}: {seen:?}", text.name());
                assert!(seen.loss.is_some(), "{} has a loss", text.name());
            }
        }
    }
}

#[test]
fn a_misprint_in_the_last_formula_is_seen() {
    for misprint in MISPRINTS {
        let text = misprint.printed().unwrap();
        let seen = beside(&text, misprint.method, 9, 2);
        assert!(!seen.passed(), "{}: {seen:?}", misprint.name);
    }
}

/// A text that stops at a formula with a ∂ in it states no gradient.
#[test]
fn a_derivation_that_does_not_arrive_is_no_reference() {
    let whole = DOCUMENTS.iter().find(|d| d.name == "derivations/t-sne.md").unwrap().text;
    let (unfinished, _) = whole.split_once("### The first term").unwrap();
    let problem = Written::read("t-sne.md", unfinished, Method::TSne, "C").unwrap_err();
    assert!(problem.to_string().contains("holds a ∂"), "{problem}");
    let problem = Written::read("t-sne.md", "$$a = 1$$", Method::TSne, "C").unwrap_err();
    assert!(problem.to_string().contains("does not derive a gradient of C"), "{problem}");
}
