//! The smallest values at which the sides of a false line differ.

use super::{Subject, numpy};
use crate::evaluate::{Judge, Sizes, Small};
use crate::expression::{Meaning, SetId, SymbolId};

/// Values at which a relation is false, few and small.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    /// The sizes of the sets, by their names.
    pub sizes: Vec<(String, usize)>,
    /// What is given, by its name.
    pub values: Vec<(String, Values)>,
    /// The indices at which the sides differ, counted from 1.
    pub at: Vec<(String, usize)>,
    /// The left side's entries.
    pub left: Vec<f64>,
    /// The right side's entries.
    pub right: Vec<f64>,
    /// Three lines of Python that print both sides, where there are such.
    pub numpy: Option<Vec<String>>,
}

/// A number, or a list of values of the same lengths.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A number.
    Number(f64),
    /// A list.
    List(Vec<Self>),
}

/// Sizes, the least first.
const SIZES: [(usize, usize); 9] =
    [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2), (4, 1), (4, 2), (5, 3)];
/// Values that are tried for each of them.
const ATTEMPTS: u64 = 12;
/// What is off by less than this does not meet the eye.
const VISIBLE: f64 = 0.02;

/// The smallest values that were found at which a relation is false.
#[must_use]
pub fn counterexample(subject: &Subject<'_>, relation: usize) -> Option<Counterexample> {
    let meaning = &subject.derivation.meaning;
    let judge = Judge::new(meaning, subject.seed);
    let mut faint: Option<Small> = None;
    for (indices, entries) in SIZES {
        let tried = (0..ATTEMPTS)
            .filter_map(|attempt| judge.small(relation, Sizes { indices, entries }, attempt).ok());
        let tried: Vec<Small> = tried.collect();
        let visible = tried.iter().filter(|small| small.residual > VISIBLE);
        if let Some(small) = visible.min_by_key(|small| length(small)) {
            return named(meaning, relation, small);
        }
        let best = tried.into_iter().filter(|small| small.residual > 1e-6);
        faint = faint.into_iter().chain(best).max_by(|a, b| a.residual.total_cmp(&b.residual));
    }
    faint.and_then(|small| named(meaning, relation, &small))
}

/// How long the values are to write down; those of the sides count too.
fn length(small: &Small) -> usize {
    let given = small.values.iter().flat_map(|(_, _, values)| values);
    let sides = small.left.iter().chain(&small.right);
    let digits = |value: &f64| format!("{value}").len();
    4 * given.map(digits).sum::<usize>() + sides.map(digits).sum::<usize>()
}

fn named(meaning: &Meaning, relation: usize, small: &Small) -> Option<Counterexample> {
    let sides = meaning.relations[relation].sides.as_ref().ok()?;
    let at = small.at.iter().map(|(var, at)| (meaning.expressions.var(*var).name.clone(), at + 1));
    let values = small.values.iter().map(|(id, lengths, values)| {
        (symbol_name(meaning, *id, &small.values), nested(lengths, values))
    });
    let sets = set_names(meaning, &small.sizes);
    let size = |(set, name): &(SetId, String)| {
        let (_, size) = small.sizes.iter().find(|(own, _)| own == set)?;
        Some((name.clone(), *size))
    };
    Some(Counterexample {
        sizes: sets.iter().filter_map(size).collect(),
        values: values.collect(),
        at: at.collect(),
        left: small.left.clone(),
        right: small.right.clone(),
        numpy: numpy::lines(meaning, sides.right, small, &sets),
    })
}

/// The name without indices, unless two symbols have it.
fn symbol_name<T, U>(meaning: &Meaning, id: SymbolId, all: &[(SymbolId, T, U)]) -> String {
    let own = meaning.symbol(id);
    let shared = all
        .iter()
        .any(|(other, ..)| *other != id && meaning.symbol(*other).key.name == own.key.name);
    if shared { own.written.clone() } else { own.key.name.clone() }
}

/// Names that sets have, or that people would give them.
fn set_names(meaning: &Meaning, sets: &[(SetId, usize)]) -> Vec<(SetId, String)> {
    let mut all: Vec<(SetId, String)> = Vec::new();
    for (set, _) in sets {
        let facts = meaning.sets.facts(*set);
        let usual: &[&str] = if facts.dimension { &["d", "h", "l"] } else { &["n", "m", "k", "r"] };
        let own = facts.names.iter().map(String::as_str);
        let mut names = own.chain(usual.iter().copied());
        let free = names.find(|name| !all.iter().any(|(_, taken)| taken == name));
        all.extend(free.map(|name| (*set, name.to_owned())));
    }
    all
}

/// Values along axes, the last one running fastest.
fn nested(lengths: &[usize], values: &[f64]) -> Values {
    let Some((length, inner)) = lengths.split_first() else {
        return Values::Number(values.first().copied().unwrap_or(0.0));
    };
    let width: usize = inner.iter().product();
    let part = |k: usize| values.get(k * width..(k + 1) * width).unwrap_or_default();
    Values::List((0..*length).map(|k| nested(inner, part(k))).collect())
}
