//! A counterexample in words: in three rows, to be checked by hand, and in three
//! lines for NumPy.

use super::numpy;
use crate::diagnose::Counterexample;
use crate::evaluate::Small;
use crate::expression::{Meaning, SetId, SetName, SymbolId};

/// A counterexample with the names of all that is in it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Example {
    /// The sizes of the sets, by their names.
    pub sizes: Vec<(String, usize)>,
    /// What is given, by its name.
    pub values: Vec<(String, Values)>,
    /// What functions are taken to be that are given by their names alone: `w(t)`
    /// and `1 + (t + 1)^2`.
    pub functions: Vec<(String, String)>,
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
#[non_exhaustive]
pub enum Values {
    /// A number.
    Number(f64),
    /// A list.
    List(Vec<Self>),
}

/// A counterexample of a document that means this.
#[must_use]
pub(crate) fn example(meaning: &Meaning, of: &Counterexample) -> Example {
    let Counterexample { small, right } = of;
    let at = small.at.iter().map(|(var, at)| (meaning.expressions.var(*var).name.clone(), at + 1));
    let values = small
        .values
        .iter()
        .map(|(id, lengths, values)| (symbol_name(meaning, *id, small), nested(lengths, values)));
    let sets = set_names(meaning, &small.sizes);
    let size = |(set, name): &(SetId, String)| {
        let (_, size) = small.sizes.iter().find(|(own, _)| own == set)?;
        Some((name.clone(), *size))
    };
    Example {
        sizes: sets.iter().filter_map(size).collect(),
        values: values.collect(),
        functions: numpy::functions(meaning, &[small.side, *right]),
        at: at.collect(),
        left: small.left.clone(),
        right: small.right.clone(),
        numpy: numpy::lines(meaning, *right, small, &sets),
    }
}

impl Example {
    /// What is given, if anything is, and the value of either side.
    #[must_use]
    pub fn rows(&self) -> Vec<String> {
        let sizes = self.sizes.iter().map(|(name, size)| format!("{name} = {size}"));
        let values = self.values.iter().map(|(name, values)| format!("{name} = {}", list(values)));
        let functions = self.functions.iter().map(|(name, what)| format!("{name} = {what}"));
        let given: Vec<String> = sizes.chain(values).chain(functions).collect();
        let at: Vec<String> = self.at.iter().map(|(name, at)| format!("{name} = {at}")).collect();
        let at = if at.is_empty() { String::new() } else { format!("at {} ", at.join(", ")) };
        let sides = [
            format!("{at}the left side is {},", entries(&self.left)),
            format!("and the right side is {}", entries(&self.right)),
        ];
        if given.is_empty() {
            return vec![format!("check: {}", sides.join(" "))];
        }
        let take = format!("check: take {}", given.join(", "));
        std::iter::once(take).chain(sides).collect()
    }
}

fn list(values: &Values) -> String {
    match values {
        Values::Number(value) => number(*value),
        Values::List(all) => {
            let all: Vec<String> = all.iter().map(list).collect();
            format!("[{}]", all.join(", "))
        }
    }
}

fn entries(values: &[f64]) -> String {
    match values {
        [one] => number(*one),
        all => format!("[{}]", all.iter().map(|v| number(*v)).collect::<Vec<_>>().join(", ")),
    }
}

/// At most five digits after the point, for a value that was rounded on the way
/// is none the better for more.
fn number(value: f64) -> String {
    let small = value != 0.0 && value.abs() < 1e-3;
    if small || value.abs() >= 1e6 {
        return format!("{value:.4e}");
    }
    let digits = format!("{value:.5}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    if digits == "-0" { "0".into() } else { digits.into() }
}

/// The name without indices, unless two symbols have it.
fn symbol_name(meaning: &Meaning, id: SymbolId, small: &Small) -> String {
    let own = meaning.symbol(id);
    let shared = small
        .values
        .iter()
        .any(|(other, ..)| *other != id && meaning.symbol(*other).key.name == own.key.name);
    if shared || meaning.is_direction(id) { own.written.clone() } else { own.key.name.clone() }
}

/// Names that sets have, or that people would give them.
fn set_names(meaning: &Meaning, sets: &[(SetId, usize)]) -> Vec<(SetId, String)> {
    let mut all: Vec<(SetId, String)> = Vec::new();
    for (set, _) in sets {
        let facts = meaning.sets.facts(*set);
        // A size that the text writes is nothing that one takes.
        if facts.size.is_some() && facts.names.is_empty() {
            continue;
        }
        let usual: &[&str] = if facts.dimension { &["d", "h", "l"] } else { &["n", "m", "k", "r"] };
        let own = facts.names.iter().filter_map(SetName::of_size);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counterexample_has_three_rows() {
        let number = Values::Number;
        let point = |x| Values::List(vec![number(x)]);
        let example = Example {
            sizes: vec![("n".into(), 2), ("d".into(), 1)],
            values: vec![("y".into(), Values::List(vec![point(0.0), point(0.25)]))],
            functions: vec![("w(t)".into(), "1 + (t + 1)^2".into())],
            at: vec![("i".into(), 1)],
            left: vec![1.0 / 3.0],
            right: vec![-1.5, 1e-7],
            numpy: None,
        };
        let expected = [
            "check: take n = 2, d = 1, y = [[0], [0.25]], w(t) = 1 + (t + 1)^2",
            "at i = 1 the left side is 0.33333,",
            "and the right side is [-1.5, 1.0000e-7]",
        ];
        assert_eq!(example.rows(), expected);
    }
}
