//! Diagnoses of small documents.

use super::*;
use crate::effort::Trials;
use crate::evaluate::Steps;
use crate::expression::{Kind, Understood};
use crate::reading::{self, Reading};
use crate::say::example::example;
use crate::say::odd;
use crate::say::{Example, Values};

fn plenty() -> Trials {
    Trials::of(1_000_000)
}

/// A document that is read, and a look at its last claim.
struct Desk {
    reading: Reading,
}

impl Desk {
    fn of(text: &str) -> Self {
        Self { reading: reading::read("t.md", text.as_bytes(), &[]).unwrap() }
    }

    /// What is asked of its last claim, which is handed on.
    fn ask<T>(&self, question: impl FnOnce(&Subject<'_>, usize) -> T) -> T {
        let understood = Understood::of(&self.reading);
        let subject = Subject { reading: &self.reading, understood: &understood, seed: 1 };
        question(&subject, Self::last(&subject))
    }

    fn last(subject: &Subject<'_>) -> usize {
        let relations = &subject.meaning().relations;
        relations.iter().rposition(|relation| relation.kind == Kind::Claim).unwrap()
    }

    fn need(&self) -> Option<Vec<String>> {
        self.ask(|subject, last| need(subject, (last, Steps::default()), &plenty()))
            .map(|need| need.latex)
    }

    fn counterexample(&self) -> Example {
        self.ask(|subject, last| {
            example(subject.meaning(), &counterexample(subject, last, 50_000_000).unwrap())
        })
    }

    /// The three lines of Python, the first in its statements.
    fn numpy(&self) -> (Vec<String>, String, String) {
        let lines = self.counterexample().numpy.unwrap();
        let [first, left, right] = lines.as_slice() else { panic!("{lines:?}") };
        let first = first.split("; ").map(str::to_owned).collect();
        (first, left.replace("left = ", ""), right.replace("right = ", ""))
    }

    fn follows(&self) -> Option<Vec<usize>> {
        self.ask(|subject, last| {
            let judge = Judge::new(subject.meaning(), 1);
            let count = subject.meaning().relations.len();
            let outcomes: Vec<Option<Outcome>> = (0..count).map(|k| judge.judge(k).ok()).collect();
            let outcomes: Vec<Option<&Outcome>> = outcomes.iter().map(Option::as_ref).collect();
            follows(subject, &outcomes, (last, Steps::default()), &plenty()).map(|source| source.0)
        })
    }

    /// What is odd, with the piece of the text that it stands in.
    fn odd(&self) -> Vec<(String, String)> {
        let found = self.ask(scope);
        let piece = |odd: &Oddity| self.reading.slice(odd.place).to_owned();
        found.iter().map(|odd| (piece(odd), odd::odd(&odd.odd))).collect()
    }
}

#[test]
fn the_least_assumption_is_named() {
    let desk =
        Desk::of(r"$$f = \sum_{i,j} a_{ij} x_i x_j$$ $$\frac{df}{dx_i} = 2 \sum_j a_{ij} x_j$$");
    assert_eq!(desk.need(), Some(vec!["a_{ij} = a_{ji}".into()]));
    let desk =
        Desk::of(r"$$f = \sum_{i,j} a_{ij} x_i x_j$$ $$\frac{df}{dx_i} = 3 \sum_j a_{ij} x_j$$");
    assert_eq!(desk.need(), None);
}

#[test]
fn letters_are_those_of_the_document() {
    let text = r"$$f = \sum_{k,l} a_{kl} x_k x_l$$ $$\frac{df}{dx_k} = 2 \sum_l a_{kl} x_l$$";
    assert_eq!(Desk::of(text).need(), Some(vec!["a_{kl} = a_{lk}".into()]));
    let text = r"$$f = \sum_k a_k (b - \log \hat x_k)$$ $$\frac{df}{db} = 1$$";
    assert_eq!(Desk::of(text).need(), Some(vec![r"\sum_{k} a_{k} = 1".into()]));
}

#[test]
fn what_is_assumed_already_is_not_named_again() {
    let text = r"$p_{ii} = 0$ $$f = \sum_{i,j} p_{ij} x_i$$ $$f = \sum_j x_j$$";
    assert_eq!(Desk::of(text).need(), Some(vec![r"\sum_{j} p_{ij} = 1".into()]));
}

#[test]
fn a_counterexample_is_small_and_right() {
    let text = r"$$f = \sum_i (x_i - a)^2$$ $$\frac{df}{da} = 2 \sum_i (x_i - a)$$";
    let found = Desk::of(text).counterexample();
    assert_eq!(found.sizes, [("n".to_owned(), 1)]);
    let value = |name: &str| found.values.iter().find(|(own, _)| own == name).unwrap().1.clone();
    let Values::Number(a) = value("a") else { panic!("{found:?}") };
    let Values::List(x) = value("x") else { panic!("{found:?}") };
    let [Values::Number(x)] = x.as_slice() else { panic!("{found:?}") };
    assert!((found.left[0] + 2.0 * (x - a)).abs() < 1e-12, "{found:?}");
    assert!((found.right[0] - 2.0 * (x - a)).abs() < 1e-12, "{found:?}");
}

#[test]
fn a_counterexample_meets_the_assumptions() {
    let text = r"$p_{ij} = p_{ji}$, $\sum_{i,j\ne i} p_{ij} = 1$
        $$f = \sum_{i,j \ne i} p_{ij} (y_i - y_j)^2$$
        $$\frac{df}{dy_i} = 2 \sum_{j \ne i} p_{ij} (y_i - y_j)$$";
    let found = Desk::of(text).counterexample();
    let values = |name: &str| found.values.iter().find(|(own, _)| own == name).unwrap().1.clone();
    let Values::List(rows) = values("p") else { panic!("{found:?}") };
    let entry = |i: usize, j: usize| match &rows[i] {
        Values::List(row) => match row[j] {
            Values::Number(value) => value,
            Values::List(_) => panic!("{found:?}"),
        },
        Values::Number(_) => panic!("{found:?}"),
    };
    let n = rows.len();
    let pairs = || (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|(i, j)| i != j);
    assert!(pairs().all(|(i, j)| (entry(i, j) - entry(j, i)).abs() < 1e-12), "{found:?}");
    let total: f64 = pairs().map(|(i, j)| entry(i, j)).sum();
    assert!((total - 1.0).abs() < 1e-12, "{found:?}");
}

#[test]
fn a_line_follows_from_what_is_put_into_it() {
    let text = r"$$d_{ij} = (y_i - y_j)^2, \quad C = \sum_{i,j} d_{ij}^2$$
        $$\frac{\partial C}{\partial d_{ij}} = 3 d_{ij}$$
        $$\frac{\partial C}{\partial y_i} = 2 \sum_k \left(\frac{\partial C}{\partial d_{ik}}
          + \frac{\partial C}{\partial d_{ki}}\right) (y_i - y_k)$$
        $$\frac{\partial C}{\partial y_i} = X \sum_j d_{ij} (y_i - y_j)$$";
    assert_eq!(Desk::of(&text.replace('X', "12")).follows(), Some(vec![2]));
    assert_eq!(Desk::of(&text.replace('X', "11")).follows(), None);
}

#[test]
fn a_line_follows_from_what_is_added() {
    let text = r"$$f = \sum_i a_i^2, \quad g = \sum_i b_i a_i^3$$
        $$\frac{\partial f}{\partial a_i} = 3 a_i$$
        $$\frac{\partial g}{\partial a_i} = 2 b_i a_i^2$$
        $$\frac{\partial (f - g)}{\partial a_i} = X$$";
    assert_eq!(Desk::of(&text.replace('X', "3 a_i - 2 b_i a_i^2")).follows(), Some(vec![3, 2]));
    assert_eq!(Desk::of(&text.replace('X', "3 a_i - 3 b_i a_i^2")).follows(), Some(vec![2]));
    assert_eq!(Desk::of(&text.replace('X', "4 a_i - 5 b_i a_i")).follows(), None);
}

#[test]
fn odd_indices_are_found_in_their_places() {
    let text = r"$$f = \sum_i x_i^2$$ $$\frac{df}{dx_i} = \sum_k 2 x_i$$";
    let odd = Desk::of(text).odd();
    assert_eq!(odd.len(), 1, "{odd:?}");
    assert_eq!(odd[0].0, r"\sum_k 2 x_i");
    let text = r"$$f = \sum_i x_i^2$$ $$\frac{df}{dx_i} = 2 x_k$$";
    let odd = Desk::of(text).odd();
    assert_eq!(odd[0].0, r"\frac{df}{dx_i}", "{odd:?}");
    assert_eq!(odd[1].0, "x_k");
    assert!(odd[1].1.ends_with("was i meant?"));
    let text = r"$$f = \sum_i x_i^2$$ $$\frac{df}{dx_i} = 2 x_i + \sum_j (x_j - x_j)$$";
    assert_eq!(Desk::of(text).odd(), []);
}

#[test]
fn a_derivative_by_what_is_defined_is_one_by_an_array() {
    let text = r"$$d_{ij} = \|y_i - y_j\|^2, \quad C = \sum_{i,j} \|y_i - y_j\|^2 d_{ij}$$
        $$\frac{\partial C}{\partial d_{ij}} = 3 d_{ij}$$";
    let (first, left, right) = Desk::of(text).numpy();
    let table = "d = np.array([[np.sum((y[i] - y[j])**2) for j in range(n)] for i in range(n)])";
    assert!(first.contains(&table.to_owned()), "{first:?}");
    let sum = "C = lambda d: sum(d[i, j]*d[i, j] for i in range(n) for j in range(n))";
    assert!(first.contains(&sum.to_owned()), "{first:?}");
    assert_eq!(
        (left.as_str(), right.as_str()),
        ("grad(C, d)[i, j]", "3*d[i, j]; print(left, right)")
    );
}

#[test]
fn what_is_defined_varies_with_what_it_is_defined_by() {
    let text = r"$$d_{ij} = \|y_i - y_j\|^2, \quad C = \sum_{i,j} d_{ij}^2$$
        $$\frac{\partial C}{\partial y_i} = 3 \sum_k \frac{\partial C}{\partial d_{ik}} (y_i - y_k)$$";
    let (first, left, right) = Desk::of(text).numpy();
    assert!(first.contains(&"d = d_of(y)".to_owned()), "{first:?}");
    assert_eq!(left, "grad(lambda y: C(d_of(y)), y)[i]");
    assert!(right.starts_with("3*sum(grad(C, d)[i, k]*(y[i] - y[k]) for k in"), "{right}");
}

#[test]
fn letters_hide_each_other_as_they_do_in_the_document() {
    let text = r"$$f = \sum_i x_i$$ $$f = \sum_i x_i \sum_i x_i^2$$";
    let right = Desk::of(text).numpy().2;
    let sum = "sum(x[i]*sum(x[i]**2 for i in range(n)) for i in range(n)); print(left, right)";
    assert_eq!(right, sum);
}

#[test]
fn a_factor_that_is_0_annihilates_a_logarithm() {
    let text = r"$p_{ii} = 0$ $$f = \sum_{i,j} p_{ij} \log p_{ij}$$ $$f = \sum_{i,j} p_{ij}$$";
    let (first, ..) = Desk::of(text).numpy();
    let guarded = "f = sum(p[i, j]*np.log(p[i, j]) if p[i, j] else 0 for i in range(n) \
                   for j in range(n))";
    assert!(first.contains(&guarded.to_owned()), "{first:?}");
}

#[test]
fn functions_given_by_their_names_are_simple() {
    let text = r"$$f = \sum_i w(x_i)$$ $$\frac{df}{dx_i} = w(x_i)$$";
    let found = Desk::of(text).counterexample();
    assert_eq!(found.functions, [("w(t)".to_owned(), "1 + (t + 1)^2".to_owned())]);
    let Values::List(x) = &found.values[0].1 else { panic!("{found:?}") };
    let Values::Number(x) = x[0] else { panic!("{found:?}") };
    assert_eq!((found.left[0], found.right[0]), (2.0 * (x + 1.0), 1.0 + (x + 1.0).powi(2)));
    let (first, left, right) = Desk::of(text).numpy();
    assert!(first.contains(&"w = lambda t: 1 + (t + 1)**2".to_owned()), "{first:?}");
    assert_eq!((left.as_str(), right.as_str()), ("grad(f, x)[i]", "w(x[i]); print(left, right)"));
}

#[test]
fn sets_and_signs_are_uneven_only_where_it_shows() {
    let found = Desk::of(r"$$f = \sum_i |x_i|$$ $$f = \sum_i x_i$$").counterexample();
    assert_eq!(found.sizes, [("n".to_owned(), 1)]);
    assert!(found.right[0] < 0.0, "{found:?}");
    let text = r"$$f = \sum_{i=1}^N \sum_{k=1}^K a_{ik}$$ $$m = f / N$$ $$m = f / K$$";
    let found = Desk::of(text).counterexample();
    assert_eq!(found.sizes.iter().map(|(_, size)| size).sum::<usize>(), 3, "{found:?}");
}
