//! The earlier false lines that a false line follows from.
//!
//! A line follows from false ones if it is what a correct step makes of them.
//! Two such steps are found. Where lines are added, as in “combining (10) and
//! (11)”, what the line has too much is a small multiple of what they have too
//! much, and its left side is made of theirs: numbers alone agree by chance, and two
//! slips of 1 are two slips. And where an earlier false line is put into a true one, the true one's
//! right side, with the false one's right side for its left side, is the line.

use super::again;
use crate::derivation::Subject;
use crate::effort::{Trials, price_of_judging, price_of_understanding};
use crate::evaluate::{Judge, Outcome, Steps};
use crate::expression::{ExprId, Kind, Meaning, Op, Relation, Sides};

/// The false lines that a line follows from, as relations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source(pub(crate) Vec<usize>);

/// More false lines than these before a line are not looked at, the nearest
/// first.
const MOST_FALSE: usize = 8;
/// Nor more true ones.
const MOST_TRUE: usize = 4;

/// The earlier false lines that a false one follows from. `outcomes` has what is
/// known of each relation.
#[must_use]
pub(crate) fn follows(
    subject: &Subject<'_>,
    outcomes: &[Option<&Outcome>],
    (relation, steps): (usize, Steps),
    trials: &Trials,
) -> Option<Source> {
    let price = price_of_understanding(subject.meaning()) + price_of_judging(steps);
    let own = outcomes.get(relation).copied().flatten()?;
    let relations = &subject.meaning().relations;
    let is_false = |k: &usize| {
        relations[*k].kind == Kind::Claim
            && outcomes[*k].is_some_and(|other| !other.holds() && !other.same_left(own))
    };
    let before: Vec<usize> = (0..relation).rev().filter(is_false).take(MOST_FALSE).collect();
    if before.is_empty() {
        return None;
    }
    added(subject, outcomes, relation, &before)
        .or_else(|| put_in(subject, outcomes, relation, &before, || trials.take_one(price)))
        .map(Source)
}

/// Whether a line has too much what one or two others have too much.
fn added(
    subject: &Subject<'_>,
    outcomes: &[Option<&Outcome>],
    relation: usize,
    before: &[usize],
) -> Option<Vec<usize>> {
    let own = outcomes[relation]?;
    let fits = |k: &usize| same_indices(subject.meaning(), relation, *k);
    let before: Vec<usize> = before.iter().copied().filter(fits).collect();
    let pairs = before
        .iter()
        .enumerate()
        .flat_map(|(k, a)| before[k + 1..].iter().map(move |b| vec![*a, *b]));
    let sources = before.iter().map(|k| vec![*k]).chain(pairs);
    sources.into_iter().find(|some| {
        let others: Option<Vec<&Outcome>> = some.iter().map(|k| outcomes[*k]).collect();
        let Some(others) = others else { return false };
        let Some(factors) = adds_up(own, &others) else { return false };
        let about = |k: &usize| is_about(subject.meaning(), relation, *k);
        if !some.iter().all(about) && !own.left_is_sum(&others, &factors) {
            return false;
        }
        // Once more at other points, by the same numbers.
        let again = || {
            let own = again(subject, relation)?;
            let others: Option<Vec<Outcome>> = some.iter().map(|k| again(subject, *k)).collect();
            adds_up(&own, &others?.iter().collect::<Vec<_>>())
        };
        again().is_some_and(|other| other.iter().zip(&factors).all(|(a, b)| (a - b).abs() < 1e-6))
    })
}

/// Small numbers by which others' differences add up to one's own.
fn adds_up(own: &Outcome, others: &[&Outcome]) -> Option<Vec<f64>> {
    let factors = own.combined(others)?;
    let consistent = |(factor, other): (&f64, &&Outcome)| {
        // What is said of the same twice has to be off by the same.
        let proportion = own.left_over(other).filter(|_| others.len() == 1);
        is_small(*factor) && proportion.is_none_or(|p| (p - factor).abs() < 1e-6)
    };
    factors.iter().zip(others).all(consistent).then_some(factors)
}

/// Whether a line speaks of the left side of another one: it stands in it, or both
/// are derivatives by the same and what the other one differentiates stands in what
/// this one does.
fn is_about(meaning: &Meaning, line: usize, other: usize) -> bool {
    let sides = |k: usize| meaning.relations[k].sides.as_ref().ok();
    let (Some(own), Some(other)) = (sides(line), sides(other)) else { return false };
    let op = |id: ExprId| meaning.expressions.op(id);
    let (left, what) = (own.left[0], other.left[0]);
    let within = match (op(left), op(what)) {
        (Op::Derivative { of: a, by: x, .. }, Op::Derivative { of: b, by: y, .. }) if x == y => {
            meaning.occurs(*b, *a)
        }
        _ => false,
    };
    within || [left, own.right].into_iter().any(|side| meaning.occurs(what, side))
}

/// ±1, ±2, ±½ and the like; the sizes of the sample's sets are among them, for
/// sums of the same.
fn is_small(factor: f64) -> bool {
    let whole = |x: f64| (x - x.round()).abs() < 1e-6 && (1.0..=9.5).contains(&x);
    whole(factor.abs()) || whole(factor.abs().recip())
}

/// Whether two relations speak of indices over the same sets in the same order,
/// under the same conditions.
fn same_indices(meaning: &Meaning, a: usize, b: usize) -> bool {
    let (a, b) = (&meaning.relations[a], &meaning.relations[b]);
    let sets = |of: &Relation| -> Option<Vec<_>> {
        let sides = of.sides.as_ref().ok()?;
        let set = |var| meaning.sets.find(meaning.expressions.var(var).set);
        Some(sides.free.iter().map(|var| set(*var)).collect())
    };
    sets(a).is_some_and(|own| sets(b) == Some(own)) && a.restriction.len() == b.restriction.len()
}

/// Whether a line is a true one with a false one put into it.
fn put_in(
    subject: &Subject<'_>,
    outcomes: &[Option<&Outcome>],
    relation: usize,
    before: &[usize],
    may_try: impl Fn() -> bool,
) -> Option<Vec<usize>> {
    let own = outcomes[relation]?;
    let relations = &subject.meaning().relations;
    let is_true = |k: &usize| {
        matches!(relations[*k].kind, Kind::Claim | Kind::Definition)
            && outcomes[*k].is_some_and(|other| other.holds() && other.same_left(own))
    };
    let steps: Vec<Option<usize>> =
        (0..relation).rev().filter(is_true).take(MOST_TRUE).map(Some).chain([None]).collect();
    let single = before.iter().map(|k| vec![*k]);
    let all = (before.len() > 1).then(|| before.to_vec());
    single.chain(all).find(|some| {
        steps.iter().any(|step| {
            if !may_try() {
                return false;
            }
            let mut other = subject.meaning().clone();
            let Some(made) = make(&mut other, relation, *step, some) else { return false };
            let holds = |seed| Judge::new(&other, seed).judge(made).is_ok_and(|o| o.holds());
            holds(subject.seed) && holds(subject.other_seed())
        })
    })
}

/// Adds the relation that a line's right side is what a true line's right side
/// (or else its own left side) becomes with false lines put in.
fn make(
    meaning: &mut Meaning,
    relation: usize,
    step: Option<usize>,
    false_lines: &[usize],
) -> Option<usize> {
    let own = meaning.relations[relation].clone();
    let sides = own.sides.as_ref().ok()?.clone();
    let left = *sides.left.first()?;
    let mut start: ExprId = left;
    if let Some(step) = step {
        let of = meaning.relations[step].sides.as_ref().ok()?.clone();
        start = meaning.transferred(of.right, *of.left.first()?, left)?;
    }
    for line in false_lines {
        let of = meaning.relations[*line].sides.as_ref().ok()?.clone();
        start = meaning.replaced(start, *of.left.first()?, of.right)?;
    }
    let sides = Sides { left: vec![start], ..sides };
    meaning.relations.push(Relation { sides: Ok(sides), alternatives: Vec::new(), ..own });
    Some(meaning.relations.len() - 1)
}
