//! Every line of every derivation is executed, and holds.

#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

use handgrad::derivation::{self, Derivation};
use handgrad::evaluate::Judge;
use handgrad::expression::Kind;
use handgrad::sne::{Bandwidth, Conditional, Method, Problem};
use handgrad::verify::{Candidate, Comparison, Harness, Reference, Written, planted::MISPRINTS};
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::fs;
use std::path::Path;

fn understood(name: &str, text: &str) -> Derivation {
    derivation::read(name, text.as_bytes(), &[]).unwrap()
}

/// `holds`, `fails` or the reason, with the place and the words of each claim.
fn lines(read: &Derivation) -> Vec<String> {
    let judge = Judge::new(&read.meaning, 1);
    let relations = read.meaning.relations.iter().enumerate();
    relations
        .filter(|(_, r)| r.kind == Kind::Claim)
        .map(|(k, relation)| {
            let verdict = match judge.judge(k) {
                Ok(outcome) if outcome.holds() => "holds".to_owned(),
                Ok(outcome) => format!("fails by {:.1e}", outcome.residual),
                Err(unclear) => format!("undecided: {}", unclear.why),
            };
            let source = &read.texts[relation.place.text].source;
            let at = source.location(relation.place.span.start);
            let words = source.slice(relation.place.span);
            format!("{}:{} {verdict}: {words}", at.line, at.column)
        })
        .collect()
}

fn derivation(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("derivations");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Each derivation with the least number of claims that it must make.
const DERIVATIONS: [(&str, usize); 3] =
    [("asymmetric-sne.md", 15), ("symmetric-sne.md", 16), ("t-sne.md", 14)];

#[test]
fn every_line_holds() {
    for (name, least) in DERIVATIONS {
        let lines = lines(&understood(name, &derivation(name)));
        let wrong: Vec<&String> = lines.iter().filter(|l| !l.contains(" holds: ")).collect();
        assert!(wrong.is_empty(), "{name}\n{wrong:#?}");
        assert!(lines.len() >= least, "{name} makes {} claims\n{lines:#?}", lines.len());
    }
}

/// One slip in a line: that line fails, and so does no line before it.
#[test]
fn a_slip_is_found_at_its_line() {
    let slips = [
        ("t-sne.md", r"&= -4 \sum_{j \ne i} q_{ij}", r"&= 4 \sum_{j \ne i} q_{ij}"),
        ("t-sne.md", r"E_{ij}^{-2} (-2 (y_i - y_j)),", r"E_{ij}^{-2} (-2 (y_j - y_i)),"),
        (
            "t-sne.md",
            r"= 4 \sum_{j \ne i} (p_{ij} - q_{ij})",
            r"= 2 \sum_{j \ne i} (p_{ij} - q_{ij})",
        ),
        (
            "t-sne.md",
            r"(p_{ij} - q_{ij}) (1 + \|y_i - y_j\|^2)^{-1}",
            r"(p_{ij} - q_{ij}) (1 + \|y_i - y_j\|^2)^{-2}",
        ),
        ("symmetric-sne.md", r"&= \frac{2}{Z} \sum_{j", r"&= \frac{1}{Z} \sum_{j"),
        (
            "symmetric-sne.md",
            r"4 \sum_{j \ne i} (p_{ij} - q_{ij})",
            r"4 \sum_{j \ne i} (q_{ij} - p_{ij})",
        ),
        ("asymmetric-sne.md", r"&= \sum_k \partial \log Z_k", r"&= \sum_k Z_k \partial \log Z_k"),
        (
            "asymmetric-sne.md",
            r"p_{i|j} \, \partial \log E_{ji} \tag{3}",
            r"p_{j|i} \, \partial \log E_{ji} \tag{3}",
        ),
        (
            "asymmetric-sne.md",
            r"+ p_{i|j} - q_{i|j}) (y_i - y_j). \tag{6}",
            r"+ p_{i|j} + q_{i|j}) (y_i - y_j). \tag{6}",
        ),
    ];
    for (name, right, wrong) in slips {
        let text = derivation(name);
        assert_eq!(text.matches(right).count(), 1, "{name}: {right}");
        let slipped = text.replace(right, wrong);
        let place = slipped.find(wrong).unwrap();
        let seen = understood(name, &slipped);
        let line = seen.texts[0].source.location(place).line;
        let failing: Vec<String> =
            lines(&seen).into_iter().filter(|l| !l.contains(" holds: ")).collect();
        assert!(
            failing.first().is_some_and(|l| l.starts_with(&format!("{line}:"))),
            "{name}: slip in line {line}, found {failing:#?}"
        );
        assert!(failing.iter().all(|l| l.contains(" fails ")), "{failing:#?}");
    }
}

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
    let whole = derivation("t-sne.md");
    let (unfinished, _) = whole.split_once("### The first term").unwrap();
    let problem = Written::read("t-sne.md", unfinished, Method::TSne, "C").unwrap_err();
    assert!(problem.to_string().contains("holds a ∂"), "{problem}");
    let problem = Written::read("t-sne.md", "$$a = 1$$", Method::TSne, "C").unwrap_err();
    assert!(problem.to_string().contains("does not derive a gradient of C"), "{problem}");
}
