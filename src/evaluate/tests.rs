//! Lines of derivations, true and false ones.

use super::{Allowance, Judge, Steps};
use crate::derivation;
use crate::expression::Kind;

/// What becomes of each claim and assumption of some formulas: `holds`,
/// `fails`, or the reason why it is undecided.
fn judged(formulas: &[&str]) -> Vec<String> {
    let text: String = formulas.iter().map(|f| format!("$$\n{f}\n$$\n\n")).collect();
    let read = derivation::read("test.md", text.as_bytes(), &[]).unwrap();
    let judge = Judge::new(&read.meaning, 1);
    let relations = read.meaning.relations.iter().enumerate();
    relations
        .filter(|(_, r)| matches!(r.kind, Kind::Claim | Kind::Task))
        .map(|(k, _)| match judge.judge(k) {
            Ok(outcome) if outcome.holds() => "holds".to_owned(),
            Ok(_) => "fails".to_owned(),
            Err(unclear) => crate::say::reason(&unclear.reason),
        })
        .collect()
}

/// Checks lines behind some definitions; each line makes one claim.
fn check(definitions: &[&str], lines: &[(&str, &str)]) {
    let before = judged(definitions).len();
    for (line, expected) in lines {
        let all: Vec<&str> = definitions.iter().chain([line]).copied().collect();
        assert_eq!(judged(&all)[before..], [*expected], "{line}");
    }
}

#[test]
fn tsne() {
    check(
        &[
            r"p_{ij} = p_{ji}",
            r"\sum_{k,l\ne k} p_{kl} = 1",
            r"E_{ij} = 1 + \|y_i - y_j\|^2",
            r"Z = \sum_{k,l\neq k} E_{kl}^{-1}",
            r"q_{ij} = \frac{E_{ij}^{-1}}{Z}",
            r"C = \sum_{k,l\ne k} p_{kl}\log\frac{p_{kl}}{q_{kl}}",
            r"\partial y_i",
        ],
        &[
            (
                r"\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)",
                "holds",
            ),
            (r"\nabla_{y_i} C = 4\sum_j (p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)", "holds"),
            (
                r"\frac{\partial C}{\partial y_i} = -4\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)",
                "fails",
            ),
            (
                r"\frac{\partial C}{\partial y_i} = 2\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)",
                "fails",
            ),
            (
                r"\frac{\partial C}{\partial y_i} = 4.000000004\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)",
                "fails",
            ),
            (r"\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-q_{ij})(y_i-y_j)", "fails"),
            (
                r"\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-2}(y_i-y_j)",
                "fails",
            ),
            (
                r"\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-p_{ij})E_{ij}^{-1}(y_i-y_j)",
                "fails",
            ),
            (r"\partial E_{ij}^{-1} = E_{ij}^{-2}(-2(y_i-y_j))", "holds"),
            (r"\partial E_{kl} = 2(y_k-y_l)(\delta_{ki}-\delta_{li})", "holds"),
            (r"\frac{\partial \log Z}{\partial E_{ij}} = -\frac{E_{ij}^{-2}}{Z}", "holds"),
            (r"\frac{\partial \log Z}{\partial E_{ij}} = -2\frac{E_{ij}^{-2}}{Z}", "fails"),
            (r"\sum_{k,l\ne k} q_{kl} = 1", "holds"),
            (r"\sum_i \frac{\partial C}{\partial y_i} = 0", "holds"),
        ],
    );
}

#[test]
fn an_assumption_that_is_not_stated_is_not_made() {
    let line = r"\frac{\partial C}{\partial y_i} = -4\sum_{j\ne i} p_{ij} (y_i-y_j)";
    let loss = r"C = -\sum_{k,l\ne k} p_{kl} \|y_k-y_l\|^2";
    check(&[loss], &[(line, "fails")]);
    check(&[r"p_{ij} = p_{ji}", loss], &[(line, "holds")]);
}

#[test]
fn regressions() {
    check(
        &[r"L = \sum_{i=1}^n (w^\top x_i - t_i)^2 + \lambda \|w\|^2"],
        &[
            (
                r"\frac{\partial L}{\partial w} = 2\sum_{i=1}^n (w^\top x_i - t_i) x_i + 2\lambda w",
                "holds",
            ),
            (
                r"\frac{\partial L}{\partial w} = 2\sum_{i=1}^n (w^\top x_i - t_i) x_i + \lambda w",
                "fails",
            ),
            (r"\frac{\partial L}{\partial \lambda} = \|w\|^2", "holds"),
        ],
    );
    check(
        &[
            r"\sigma(z) = \frac{1}{1 + e^{-z}}",
            r"L = -\sum_i t_i \log \sigma(w^T x_i) + (1 - t_i) \log(1 - \sigma(w^T x_i))",
        ],
        &[
            (r"\nabla_w L = \sum_i (\sigma(w^T x_i) - t_i) x_i", "holds"),
            (r"\nabla_w L = \sum_i (t_i - \sigma(w^T x_i)) x_i", "fails"),
            (r"\sigma(-x) = 1 - \sigma(x)", "holds"),
        ],
    );
}

#[test]
fn softmax() {
    check(
        &[r"s_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", r"L = -\sum_k t_k \log s_k", r"\sum_k t_k = 1"],
        &[
            (r"\frac{\partial s_i}{\partial z_j} = s_i(\delta_{ij} - s_j)", "holds"),
            (r"\frac{\partial s_i}{\partial z_i} = s_i (1 - s_i)", "holds"),
            (r"\frac{\partial s_i}{\partial z_i} = -s_i s_i", "fails"),
        ],
    );
}

/// The symbol is cut where it stands by name, and where its defining expression
/// stands instead.
#[test]
fn a_derivative_by_a_defined_symbol_cuts_it() {
    let losses = [
        r"C = \sum_{k,l} p_{kl} d_{kl}",
        r"C = \sum_{k,l} p_{kl} \|y_k - y_l\|^2",
        r"C = \sum_{a,b} \|y_a - y_b\|^2 p_{ab}",
    ];
    for loss in losses {
        check(
            &[r"d_{ij} = \|y_i - y_j\|^2", loss],
            &[
                (r"\frac{\partial C}{\partial d_{ij}} = p_{ij}", "holds"),
                (r"\frac{\partial C}{\partial d_{ij}} = 2 p_{ij}", "fails"),
            ],
        );
    }
    check(
        &[r"d_{ij} = \|y_i - y_j\|", r"C = \sum_{k,l} p_{kl} \|y_k - y_l\|^2"],
        &[(r"\frac{\partial C}{\partial d_{ij}} = 2 p_{ij} d_{ij}", "holds")],
    );
    check(
        &[r"d_{ij} = \|y_i - y_j\|", r"C = \sum_{k,l} p_{kl} y_k^\top y_l"],
        &[(
            r"\frac{\partial C}{\partial d_{ij}} = p_{ij}",
            "it depends on y otherwise than through what it is differentiated by",
        )],
    );
}

#[test]
fn a_capital_before_a_vector_is_a_matrix() {
    check(
        &[r"L = \|A x - b\|^2"],
        &[
            (r"\nabla_x L = 2 A^\top (A x - b)", "holds"),
            (r"\nabla_x L = 2 A (A x - b)", "fails"),
            (r"\nabla_A L = 2 (A x - b) x^\top", "holds"),
            (r"\nabla_A L = 2 x (A x - b)^\top", "its right side is the transpose of the left one"),
        ],
    );
}

#[test]
fn an_assumption_that_no_point_meets_decides_nothing() {
    check(
        &[r"C = \sum_{k,l} p_{kl} \|y_k - y_l\|^2", r"\|y_i\| = -1"],
        &[(
            r"\nabla_{y_i} C = 4 y_i",
            "no point was found that meets this assumption, so it is not made; without it the sides are not equal",
        )],
    );
}

#[test]
fn nothing_is_said_of_what_is_not_defined() {
    check(
        &[r"D = \foo(x)"],
        &[
            (
                r"\frac{\partial C}{\partial y_i} = 2",
                "nothing says how C depends on what it is differentiated by",
            ),
            (r"D + 1 = 1", r"the definition of D cannot be read: \foo is not understood here"),
        ],
    );
}

#[test]
fn what_is_not_evaluated_says_why() {
    check(
        &[r"C = \sum_i x_i^2"],
        &[
            (r"\frac{\partial^2 C}{\partial x_i^2} = 2", "holds"),
            (r"\frac{\partial C}{\partial x_i} \approx 2 x_i", "≈ is neither true nor false"),
            (r"\frac{\partial C}{\partial x_i} = \int x_i", r"\int is not evaluated"),
            (r"\prod_i x_i = C", "fails"),
            (
                r"\log(-C) = 0",
                "a value is not a finite number at a generic point: this is under a logarithm, \
                 and is negative",
            ),
            (r"\frac{C}{n} = \frac{1}{n} \sum_i x_i^2", "holds"),
            (r"1 = f(2 C)", "nothing says whether f is a function"),
            (r"\sum_{K} x_K = 1", "a capital is taken for no index"),
        ],
    );
}

/// Formulas with letters changed, dropped, doubled or moved are answered.
#[test]
fn no_mutation_is_a_panic() {
    let formulas = [
        r"p_{ij} = p_{ji}",
        r"\sum_{k,l\ne k} p_{kl} = 1",
        r"E_{ij} = 1 + \|y_i - y_j\|^2",
        r"Z = \sum_{k,l\neq k} E_{kl}^{-1}",
        r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        r"q_{ij} = \frac{E_{ij}^{-1}}{Z} = \sigma(p_{ij})",
        r"C = \sum_{k,l\ne k} p_{kl}\log\frac{p_{kl}}{q_{kl}}",
        r"\partial y_i",
        r"\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)",
        r"\partial E_{kl} = 2(y_k-y_l)(\delta_{ki}-\delta_{li}) \quad (k \ne l)",
        r"\sum_{i=1}^n w^\top x_i \sqrt{|a|} = \begin{cases} 0 & i < j \\ 1 \end{cases}",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..1_500 {
        let mut mutated: Vec<String> = formulas.iter().map(|f| (*f).to_owned()).collect();
        for _ in 0..=random(3) {
            let formula = random(mutated.len());
            let letters: Vec<char> = mutated[formula].chars().collect();
            let (at, other) = (random(letters.len()), letters[random(letters.len())]);
            let mut letters = letters;
            match random(3) {
                0 => letters[at] = other,
                1 => letters.insert(at, other),
                _ => drop(letters.remove(at)),
            }
            if !letters.is_empty() {
                mutated[formula] = letters.into_iter().collect();
            }
        }
        let words: Vec<&str> = mutated.iter().map(String::as_str).collect();
        judged(&words);
    }
}

/// A document with ties between givens, shared tables and shared derivatives.
const SHARED: &str = r"Let $p_{ij} = p_{ji}$, $\sum_{k,l\ne k} p_{kl} = 1$ and $w > 0$.
Let $E_{ij} = 1 + \|y_i - y_j\|^2$, $Z = \sum_{k,l\neq k} E_{kl}^{-1}$, $q_{ij} = \frac{E_{ij}^{-1}}{Z}$,
$C = \sum_{k,l\ne k} p_{kl}\log\frac{p_{kl}}{q_{kl}}$ and $h = \log w$.

$$\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-q_{ij})E_{ij}^{-1}(y_i-y_j)$$

$$\frac{\partial C}{\partial y_i} = 4\sum_{j\ne i}(p_{ij}-q_{ij})(y_i-y_j)$$

$$\sum_{k,l\ne k} q_{kl} = 1$$

$$\frac{\partial h}{\partial w} = \frac{1}{w}$$
";

#[test]
fn what_a_line_takes_does_not_depend_on_what_was_judged_before() {
    let meaning = derivation::read("t.md", SHARED.as_bytes(), &[]).unwrap().meaning;
    let all = 0..meaning.relations.len();
    let values = |seen: (Result<super::Outcome, _>, Steps)| {
        (seen.0.ok().map(|o| (o.values().0.to_vec(), o.values().1.to_vec())), seen.1)
    };
    let alone = |k| values(Judge::new(&meaning, 1).metered(k, Allowance::default()));
    let fresh: Vec<_> = all.clone().map(alone).collect();
    let (forth, back) = (Judge::new(&meaning, 1), Judge::new(&meaning, 1));
    for k in all.clone() {
        assert_eq!(values(forth.metered(k, Allowance::default())), fresh[k], "{k}");
        assert!(forth.needed(k).len() <= 3);
    }
    for k in all.clone().rev().chain(all) {
        assert_eq!(values(back.metered(k, Allowance::default())), fresh[k], "{k}");
    }
    // A line that no pair stands in takes what it does in a document without any.
    let short = r"Let $w > 0$ and $h = \log w$. $$\frac{\partial h}{\partial w} = \frac{1}{w}$$";
    let meaning = derivation::read("t.md", short.as_bytes(), &[]).unwrap().meaning;
    let (seen, steps) =
        Judge::new(&meaning, 1).metered(meaning.relations.len() - 1, Allowance::default());
    assert!(seen.unwrap().holds());
    assert_eq!(fresh[fresh.len() - 1].1, steps);
}

#[test]
fn where_an_allowance_ends_is_said_and_nothing_is_concluded() {
    let meaning = derivation::read("t.md", SHARED.as_bytes(), &[]).unwrap().meaning;
    let judge = Judge::new(&meaning, 1);
    for k in 0..meaning.relations.len() {
        let (seen, Steps(steps)) = judge.metered(k, Allowance::default());
        let exact = Allowance { steps, ..Allowance::default() };
        assert_eq!(judge.metered(k, exact).0.is_ok(), seen.is_ok(), "{k}");
        for share in [2, 3, 10, 1_000].into_iter().filter(|_| steps > 1_000) {
            let less = Allowance { steps: steps - 1 - steps / share, ..Allowance::default() };
            let why = judge.metered(k, less).0.unwrap_err().reason;
            assert_eq!(why.code(), crate::reason::Code::TooLarge, "{k}: {why:?}");
        }
        let none = Allowance { bytes: 64, ..Allowance::default() };
        assert!(judge.metered(k, none).0.is_err() || steps < 1_000, "{k}");
    }
}
