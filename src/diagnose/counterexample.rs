//! The smallest values at which the sides of a false line differ.

use crate::derivation::Subject;
use crate::evaluate::{Judge, Sizes, Small};
use crate::expression::{ExprId, Form, Meaning, SetId, SymbolId};
use std::collections::BTreeSet;

/// Values at which a relation is false, few and small.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counterexample {
    /// The values, and both sides where they differ most.
    pub small: Small,
    /// The expression that was evaluated for the right side.
    pub right: ExprId,
}

/// Sizes of index sets and vectors, those first with the fewest numbers to write
/// down.
const SIZES: [(usize, usize); 9] =
    [(1, 1), (2, 1), (1, 2), (3, 1), (4, 1), (2, 2), (3, 2), (4, 2), (5, 3)];
/// Operations, of all attempts for a size together.
const WORK: u64 = 40_000;
/// What is less than this at values about 1 is 0.
const NOTHING: f64 = 1e-10;
/// What is off by less than this part of the sides does not meet the eye.
const VISIBLE: f64 = 0.02;
/// What is off by less than this part of the terms may be rounding.
const CERTAIN: f64 = 1e-6;

/// The smallest values that were found at which a relation is false, in so many
/// steps of evaluation.
#[must_use]
pub(crate) fn counterexample(
    subject: &Subject<'_>,
    relation: usize,
    steps: u64,
) -> Option<Counterexample> {
    let meaning = subject.meaning();
    let right = meaning.relations[relation].sides.as_ref().ok()?.right;
    let judge = Judge::new(meaning, subject.seed).within(steps);
    let vectors = meaning.symbols.iter().any(|symbol| symbol.form != Form::Scalar);
    let mut faint: Option<Small> = None;
    let sets: BTreeSet<SetId> =
        meaning.symbols.iter().flat_map(|s| &s.sets).map(|set| meaning.sets.find(*set)).collect();
    let most = attempts(meaning, relation);
    let even = SIZES.iter().map(|(indices, entries)| (*indices, *entries, false));
    let uneven = SIZES.iter().map(|(indices, entries)| (*indices, *entries, true));
    for (indices, entries, uneven) in even.chain(uneven) {
        if entries > 1 && indices < 5 && !vectors || uneven && sets.len() < 2 {
            continue;
        }
        let sizes = Sizes { indices, entries, uneven };
        // Negative numbers only where there is need of them.
        for attempts in [0..Sizes::NEGATIVE, Sizes::NEGATIVE..Sizes::ATTEMPTS] {
            let tried: Vec<Small> = attempts
                .take(most)
                .filter_map(|attempt| judge.small(relation, sizes, attempt).ok())
                .filter(|small| small.residual > CERTAIN && !is_nothing(small))
                .collect();
            let seen = tried.iter().filter(|small| visible(small) && !small.at_a_kink);
            if let Some(small) = seen.min_by_key(|small| effort(meaning, small)) {
                return Some(Counterexample { small: small.clone(), right });
            }
            faint = faint.into_iter().chain(tried).max_by(|a, b| {
                let apart = |of: &Small| (!of.at_a_kink, of.residual);
                let ((a, a_off), (b, b_off)) = (apart(a), apart(b));
                a.cmp(&b).then(a_off.total_cmp(&b_off))
            });
        }
    }
    faint.map(|small| Counterexample { small, right })
}

/// How many values are tried for each size: fewer for what is long.
fn attempts(meaning: &Meaning, relation: usize) -> usize {
    let Ok(sides) = &meaning.relations[relation].sides else { return 0 };
    let weight = |id: &ExprId| meaning.expressions.weight(*id);
    let most = sides.left.iter().chain([&sides.right]).map(weight).max().unwrap_or(0);
    usize::try_from(WORK / most.max(1)).unwrap_or(usize::MAX).max(2)
}

/// Whether both sides are 0 but for rounding, at values that are about 1.
fn is_nothing(small: &Small) -> bool {
    small.left.iter().chain(&small.right).all(|value| value.abs() < NOTHING)
}

/// Whether the sides differ where somebody looks at them.
fn visible(small: &Small) -> bool {
    let (left, right) = (&small.left, &small.right);
    let pick = |of: &[f64], k: usize| of.get(k).or(of.first()).copied().unwrap_or(0.0);
    let pairs = || (0..left.len().max(right.len())).map(|k| (pick(left, k), pick(right, k)));
    let size = pairs().map(|(a, b)| a.abs().max(b.abs())).fold(0.0, f64::max);
    pairs().any(|(a, b)| (a - b).abs() > VISIBLE * size)
}

/// How much it takes to write the values down and to compute with them. Points
/// that coincide are worse than any of that, for they hide what a formula does;
/// and so do points x_i that are the y_i, and factors that are 0.
fn effort(meaning: &Meaning, small: &Small) -> usize {
    let number = |value: &f64| match format!("{value}").as_str() {
        "0" | "1" => 2,
        "2" => 3,
        other => 2 + other.len(),
    };
    let given: usize = small.values.iter().flat_map(|(_, _, values)| values).map(number).sum();
    let side = |value: &f64| match value.abs() {
        0.0 => 15,
        large if !(0.01..1e3).contains(&large) => 20,
        _ => format!("{value}").len().min(8),
    };
    let sides: usize = small.left.iter().chain(&small.right).map(side).sum();
    let bare = |(_, lengths, values): &&(SymbolId, Vec<usize>, Vec<f64>)| {
        lengths.is_empty() && values.contains(&0.0)
    };
    let nothing = small.values.iter().filter(bare).count();
    let points: Vec<_> =
        small.values.iter().filter(|(id, ..)| meaning.symbol(*id).sets.len() == 1).collect();
    let together: usize =
        points.iter().map(|(_, lengths, values)| coinciding(lengths, values)).sum();
    let twice = |k: usize| points[k + 1..].iter().filter(|other| other.2 == points[k].2).count();
    let alike: usize = (0..points.len()).map(twice).sum();
    given + sides + 100 * together + 30 * alike + 20 * nothing
}

/// How many pairs of points are one.
fn coinciding(lengths: &[usize], values: &[f64]) -> usize {
    let width: usize = lengths.iter().skip(1).product();
    let points: Vec<&[f64]> = values.chunks(width.max(1)).collect();
    let pairs = |k: usize| points[k + 1..].iter().filter(|other| **other == points[k]).count();
    (0..points.len()).map(pairs).sum()
}
