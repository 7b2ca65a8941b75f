//! Random shapes, sets, lists of rows and documents: nothing panics, and what is
//! decided is the same on plain numbers and on tensors.

use super::Judge;
use super::arithmetic::{Arithmetic, Counted};
use super::evaluator::Evaluator;
use super::meter::{Allowance, Meter};
use super::opinion;
use super::places::Places;
use super::plain::{Numbers, Plain};
use super::stage::Restraint;
use super::ties::reached;
use crate::derivation;
use crate::expression::Unclear;
use crate::syntax::tree::Function;
use proptest::prelude::*;

/// Rows and entries of each.
type Size = (usize, usize);

/// A table of so many rows and entries, and lists of rows for some table.
fn tables() -> impl Strategy<Value = (Size, Size, Vec<u32>, usize, u8)> {
    let size = || (1_usize..5, 1_usize..5);
    (size(), size(), prop::collection::vec(0_u32..6, 0..8), 1_usize..7, 0_u8..12)
}

fn numbers((rows, width): (usize, usize)) -> Numbers {
    Numbers::new(width, (0..rows * width).map(|k| 0.25 + k as f64).collect())
}

/// One operation on two tables that may not fit.
fn operated<A: Arithmetic>(
    a: &Counted<'_, A>,
    x: &A::Value,
    y: &A::Value,
    places: Option<&Places>,
    (size, which): (usize, u8),
) -> Result<Vec<f64>, Unclear> {
    let some = |places: Option<&Places>| places.cloned().unwrap_or_else(|| Places::repeated(1, 1));
    let made = match which {
        0 => a.add(x, y)?,
        1 => a.multiply(x, y)?,
        2 => a.divide(x, y)?,
        3 => a.extreme(true, x, y)?,
        4 => a.gather(x, &some(places))?,
        5 => a.scatter(x, &some(places))?,
        6 => a.columns(x, &some(places))?,
        7 => a.product(x, &some(places))?,
        8 => a.reshape(x, size)?,
        9 => a.mix(x, &vec![0.5; size * size], size)?,
        10 => a.matmul(x, y, [size, 2, 1])?,
        _ => return Ok(a.apply(Function::Exp, x)?.map(|x| a.values(&x)).unwrap_or_default()),
    };
    Ok(a.values(&made))
}

/// A formula over a few names, of which nothing declares most.
fn formula(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("u".to_owned()),
        Just("w".to_owned()),
        Just("x_i".to_owned()),
        Just("x_{i+1}".to_owned()),
        Just("x_3".to_owned()),
        Just("y_j".to_owned()),
        Just("p_{ij}".to_owned()),
        Just("p_{ii}".to_owned()),
        Just("p_{3j}".to_owned()),
        Just("A".to_owned()),
        Just("B".to_owned()),
        Just(r"\mathbf{1}".to_owned()),
        Just("2".to_owned()),
        Just("z".to_owned()),
        Just("v".to_owned()),
    ];
    leaf.prop_recursive(depth, 24, 2, |inner| {
        let two = || (inner.clone(), inner.clone());
        prop_oneof![
            two().prop_map(|(a, b)| format!("{a} {b}")),
            two().prop_map(|(a, b)| format!("({a} + {b})")),
            two().prop_map(|(a, b)| format!(r"({a} - {b})")),
            two().prop_map(|(a, b)| format!(r"{a} \odot {b}")),
            two().prop_map(|(a, b)| format!(r"{a} \cdot {b}")),
            two().prop_map(|(a, b)| format!(r"\frac{{{a}}}{{{b}}}")),
            inner.clone().prop_map(|a| format!(r"({a})^\top")),
            inner.clone().prop_map(|a| format!(r"\|{a}\|^2")),
            inner.clone().prop_map(|a| format!(r"\|{a}\|")),
            inner.clone().prop_map(|a| format!(r"\tanh({a})")),
            inner.clone().prop_map(|a| format!(r"\log({a})")),
            inner.clone().prop_map(|a| format!(r"\operatorname{{diag}}({a})")),
            inner.clone().prop_map(|a| format!(r"\operatorname{{tr}}({a})")),
            inner.clone().prop_map(|a| format!(r"\sum_j {a}")),
            inner.clone().prop_map(|a| format!(r"\sum_{{i=1}}^{{n}} {a}")),
            inner.clone().prop_map(|a| format!(r"\sum_{{i,j \ne i}} {a}")),
            inner.clone().prop_map(|a| format!(r"\sum_{{i=2}}^{{7}} {a}")),
            inner.clone().prop_map(|a| format!(r"\prod_{{j}} {a}")),
            inner.prop_map(|a| format!(r"({a})_{{3}}")),
        ]
    })
    .boxed()
}

fn document() -> impl Strategy<Value = String> {
    let declared = prop::sample::subsequence(
        vec![
            r"Let $u \in \mathbb{R}^d$. ",
            r"Let $w \in \mathbb{R}^m$. ",
            r"Let $x_i \in \mathbb{R}^d$. ",
            r"Let $A \in \mathbb{R}^{m \times d}$. ",
            r"Let $p_{ij} = p_{ji}$. ",
            r"Let $\sum_j p_{ij} = 1$. ",
            r"Let $\|u\| = 1$. ",
        ],
        0..4,
    );
    let by = prop::sample::select(vec!["a", "u", "w", "x_i", "A", "z", "v", "p_{ij}", "y_j"]);
    (declared, formula(2), formula(3), formula(3), by, formula(3)).prop_map(
        |(declared, z, v, c, by, side)| {
            let declared = declared.concat();
            format!(
                "{declared}Let $z = {}$, $v = {}$ and $C = {}$.\n\n\
                 $$\\frac{{\\partial C}}{{\\partial {by}}} = {side}$$\n\n$$C = {side}$$\n\n\
                 $$\\frac{{\\partial C}}{{\\partial {by}}} = \\frac{{\\partial C}}{{\\partial {by}}}$$\n",
                z.replace(['z', 'v'], "b"),
                v.replace('v', "b"),
                c,
            )
        },
    )
}

/// The right sides that can be evaluated are the same in both arithmetics.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let Ok(read) = derivation::read("t.md", text.as_bytes(), &[]) else { return Ok(()) };
    let meaning = &read.meaning;
    let judge = Judge::new(meaning, 1);
    for (k, relation) in meaning.relations.iter().enumerate() {
        let seen = judge.judge(k);
        let fault = matches!(&seen, Err(why) if why.reason == crate::reason::Reason::Internal);
        prop_assert!(!fault, "{}", text);
        let (Ok(sides), Ok(_)) = (&relation.sides, &seen) else { continue };
        let meter = Meter::new(Allowance::default());
        let reached = reached(meaning, &sides.left, sides);
        let Ok((prepared, _)) = judge.prepared(Restraint::Least, &[], &reached, &meter) else {
            continue;
        };
        let Ok(domain) = judge.domain(&prepared.stage, relation, sides, &meter) else { continue };
        let plain = Evaluator::new(meaning, &prepared.stage, Plain, &meter);
        let tensors = Evaluator::new(meaning, &prepared.stage, opinion::second(), &meter);
        for side in sides.left.iter().chain([&sides.right]) {
            let Ok(one) = plain.value(*side, &domain) else { continue };
            let other = tensors.value(*side, &domain);
            prop_assert!(other.is_ok(), "{}", text);
            let Ok(other) = other else { continue };
            prop_assert_eq!(one.shape, other.shape);
            let other = tensors.arithmetic.values(&other.value);
            prop_assert_eq!(one.value.value.len(), other.len());
            let apart = opinion::apart(&one.value, &other, 1e-9);
            prop_assert_ne!(apart, opinion::Apart::Far, "{:?} {:?}: {}", one.value, other, text);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_that_do_not_fit_are_refused(drawn in tables()) {
        let (one, other, rows, below, which) = drawn;
        let places = Places::within(rows.clone(), below);
        prop_assert_eq!(places.is_some(), rows.iter().all(|row| (*row as usize) < below));
        let meter = Meter::new(Allowance::default());
        let (plain, tensors) =
            (Counted::new(Plain, &meter), Counted::new(opinion::second(), &meter));
        let (x, y) = (numbers(one), numbers(other));
        let seen = operated(&plain, &x, &y, places.as_ref(), (below, which));
        let (x, y) = (tensors.known(&x).unwrap(), tensors.known(&y).unwrap());
        let again = operated(&tensors, &x, &y, places.as_ref(), (below, which));
        prop_assert_eq!(seen.is_ok(), again.is_ok());
        for (a, b) in seen.into_iter().flatten().zip(again.into_iter().flatten()) {
            prop_assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0));
        }
    }

    #[test]
    fn random_documents_end_in_no_fault(text in document()) {
        agree(&text)?;
    }
}
