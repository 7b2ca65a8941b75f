//! How the two sides of a relation compare.

use super::domain::Domain;
use super::plain::Numbers;
use crate::expression::{ExprId, Index, Meaning, Note, Op, Role, SetId, VarId};
use crate::reason::Unsaid;
use crate::syntax::tree::Sign;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How far the two sides of a relation lie apart.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The largest difference over the size of the terms.
    pub residual: f64,
    /// What rounding may make of it.
    pub tolerance: f64,
    /// Pairs of letters that have to differ for the line to hold, as is said or
    /// goes without saying.
    pub apart: Vec<(String, String)>,
    /// That the line is false for equal letters, of which nothing is said.
    pub(super) unsaid: Option<Unsaid>,
    /// The rows that both sides have values for.
    pub(super) rows: Domain,
    /// The reading of a guess that made the line true, if it was not the first.
    pub reading: Option<Note>,
    /// What the left side is, with its letters numbered.
    pub(super) form: String,
    /// The right side in every row, and the shape of one.
    pub(super) right: Numbers,
    pub(super) left: Numbers,
    /// The same in another setting, of a line that is false in one.
    pub(super) elsewhere: Option<Box<Self>>,
}

impl Outcome {
    /// Whether the sides are equal.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.residual <= self.tolerance
    }

    /// Whether both sides are 0 everywhere, but for rounding.
    pub(crate) fn vanishes(&self) -> bool {
        self.is_nothing(&self.left) && self.is_nothing(&self.right)
    }

    /// Whether the left side has one value in all rows, but for rounding: what is
    /// made of letters that vary may have run against an end there.
    pub(super) fn is_constant(&self) -> bool {
        let (side, width) = (&self.left, self.left.width.max(1));
        let first = side.value.get(..width).unwrap_or_default();
        // What is next to nothing beside the largest terms is nothing.
        let terms = side.magnitude.iter().chain(&self.right.magnitude);
        let largest = terms.copied().fold(0.0, f64::max);
        side.value.iter().enumerate().all(|(k, v)| {
            let rounding = |f: &f64| self.tolerance * largest.max(f.abs());
            first.get(k % width).is_some_and(|f| (v - f).abs() <= rounding(f))
        })
    }

    /// Whether the left side is 0 everywhere, but for rounding.
    pub(super) fn left_vanishes(&self) -> bool {
        self.is_nothing(&self.left)
    }

    fn is_nothing(&self, side: &Numbers) -> bool {
        let entries = side.value.iter().zip(&side.magnitude);
        entries.into_iter().all(|(v, m)| v.abs() <= self.tolerance * m)
    }

    /// Whether the left sides are the same up to renamed indices.
    #[must_use]
    pub fn same_left(&self, other: &Self) -> bool {
        self.form == other.form
    }

    /// Whether both right sides are equal in value; not so where they cannot be
    /// compared.
    #[must_use]
    pub fn same_right(&self, other: &Self) -> bool {
        let there = || match (&self.elsewhere, &other.elsewhere) {
            (Some(a), Some(b)) => a.same_right(b),
            _ => true,
        };
        match residual(&self.right, &other.right) {
            Some(residual) => residual <= self.tolerance.max(other.tolerance) && there(),
            None => false,
        }
    }

    /// The numbers, one for each other outcome, by which their differences of
    /// right and left side have to be multiplied to add up to this one's in
    /// every row; nothing if there are none.
    #[must_use]
    pub fn combined(&self, others: &[&Self]) -> Option<Vec<f64>> {
        let own = self.differences()?;
        let all: Vec<Differences> =
            others.iter().map(|o| o.differences()).collect::<Option<_>>()?;
        if all.iter().any(|other| other.value.len() != own.value.len()) {
            return None;
        }
        let factors = least_squares(&own.value, &all)?;
        let there: Option<Vec<&Self>> = others.iter().map(|o| o.elsewhere.as_deref()).collect();
        let equal = self.adds_up(others, &factors)
            && match (&self.elsewhere, there) {
                (Some(own), Some(others)) => own.adds_up(&others, &factors),
                _ => true,
            };
        equal.then_some(factors)
    }

    /// Whether others' differences, multiplied by numbers, add up to this one's.
    fn adds_up(&self, others: &[&Self], factors: &[f64]) -> bool {
        let differences = || -> Option<(Differences, Vec<Differences>)> {
            let all = others.iter().map(|o| o.differences()).collect::<Option<_>>()?;
            Some((self.differences()?, all))
        };
        let Some((own, all)) = differences() else { return false };
        if all.iter().any(|other| other.value.len() != own.value.len()) {
            return false;
        }
        let tolerance = others.iter().map(|o| o.tolerance).fold(self.tolerance, f64::max);
        (0..own.value.len()).all(|k| {
            let terms = || factors.iter().zip(&all);
            let sum: f64 = terms().map(|(c, other)| c * other.value[k]).sum();
            let size: f64 = terms().map(|(c, other)| c.abs() * other.size[k]).sum();
            (own.value[k] - sum).abs() <= tolerance * (own.size[k] + size)
        })
    }

    /// Whether the left side is others' left sides, multiplied by numbers and added
    /// up.
    #[must_use]
    pub fn left_is_sum(&self, others: &[&Self], factors: &[f64]) -> bool {
        let own = &self.left;
        let tolerance = others.iter().map(|o| o.tolerance).fold(self.tolerance, f64::max);
        others.iter().all(|other| other.left.value.len() == own.value.len())
            && (0..own.value.len()).all(|k| {
                let terms = || factors.iter().zip(others);
                let sum: f64 = terms().map(|(c, other)| c * other.left.value[k]).sum();
                let size: f64 = terms().map(|(c, other)| c.abs() * other.left.magnitude[k]).sum();
                (own.value[k] - sum).abs() <= 4.0 * tolerance * (own.magnitude[k] + size)
            })
    }

    /// Whether the left sides are equal but for a number, and which.
    #[must_use]
    pub fn left_over(&self, other: &Self) -> Option<f64> {
        let (a, b) = (&self.left, &other.left);
        if a.value.len() != b.value.len() {
            return None;
        }
        let most =
            (0..b.value.len()).max_by(|i, j| b.value[*i].abs().total_cmp(&b.value[*j].abs()))?;
        let factor = a.value[most] / b.value[most];
        let tolerance = self.tolerance.max(other.tolerance);
        let equal = (0..a.value.len()).all(|k| {
            let size = a.magnitude[k] + factor.abs() * b.magnitude[k];
            (a.value[k] - factor * b.value[k]).abs() <= 4.0 * tolerance * size
        });
        (factor.is_finite() && equal).then_some(factor)
    }

    /// What the right side has more than the left one, entry by entry.
    fn differences(&self) -> Option<Differences> {
        let (a, b) = (&self.left, &self.right);
        let width = a.width.max(b.width);
        let rows = a.value.len() / a.width.max(1);
        if rows != b.value.len() / b.width.max(1) {
            return None;
        }
        let at = |x: &Numbers, k: usize| if x.width == width { k } else { k / width };
        let each = |k: usize| {
            let (i, j) = (at(a, k), at(b, k));
            (b.value[j] - a.value[i], a.magnitude[i] + b.magnitude[j])
        };
        let (value, size) = (0..rows * width).map(each).unzip();
        Some(Differences { value, size })
    }

    /// The number by which the right side is the left side's multiple, if it is
    /// the same everywhere and neither 0 nor 1.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        let ratio = self.ratio_here()?;
        let same = |there: f64| (there - ratio).abs() <= 1e-9 * ratio.abs();
        let there = self.elsewhere.as_ref().is_none_or(|o| o.ratio_here().is_some_and(same));
        there.then_some(ratio)
    }

    fn ratio_here(&self) -> Option<f64> {
        let (a, b) = (&self.left, &self.right);
        if a.width != b.width || a.value.len() != b.value.len() {
            return None;
        }
        let product: f64 = a.value.iter().zip(&b.value).map(|(x, y)| x * y).sum();
        let square: f64 = a.value.iter().map(|x| x * x).sum();
        let exact = product / square;
        // What is a number of few digits is meant as that.
        let near = (exact * 5040.0).round() / 5040.0;
        let ratio = if (near - exact).abs() <= 1e-9 * exact.abs() { near } else { exact };
        let proportional = (0..a.value.len()).all(|k| {
            let size = b.magnitude[k] + (ratio * a.magnitude[k]).abs();
            (b.value[k] - ratio * a.value[k]).abs() <= self.tolerance.max(1e-11) * size
        });
        let known = ratio.is_finite() && ratio != 0.0 && ratio != 1.0 && square > 0.0;
        (proportional && known && a.value.len() > 1).then_some(ratio)
    }

    /// The values of both sides at all rows, in turn.
    #[must_use]
    pub fn values(&self) -> (&[f64], &[f64]) {
        (&self.left.value, &self.right.value)
    }
}

/// How far two sides are apart, with the size of the terms.
struct Differences {
    value: Vec<f64>,
    size: Vec<f64>,
}

/// The factors of one or two tables that come nearest to another.
fn least_squares(own: &[f64], all: &[Differences]) -> Option<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(x, y)| x * y).sum() };
    let found = match all {
        [one] => vec![dot(own, &one.value) / dot(&one.value, &one.value)],
        [one, two] => {
            let (a, b) = (&one.value, &two.value);
            let (aa, ab, bb) = (dot(a, a), dot(a, b), dot(b, b));
            let (oa, ob) = (dot(own, a), dot(own, b));
            let determinant = aa * bb - ab * ab;
            if determinant <= 1e-9 * aa * bb {
                return None;
            }
            vec![(oa * bb - ob * ab) / determinant, (ob * aa - oa * ab) / determinant]
        }
        _ => return None,
    };
    found.iter().all(|factor| factor.is_finite()).then_some(found)
}

/// The largest difference over the size of the terms; `None` where two tables
/// differ in shape, or hold what is no finite number.
pub(super) fn residual(a: &Numbers, b: &Numbers) -> Option<f64> {
    residual_of(a, &a.value, b, &b.value)
}

/// As [`residual`], of values that another arithmetic found for these tables.
pub(super) fn residual_of(a: &Numbers, left: &[f64], b: &Numbers, right: &[f64]) -> Option<f64> {
    let width = a.width.max(b.width);
    if left.len() / a.width.max(1) != right.len() / b.width.max(1)
        || left.len() != a.value.len()
        || right.len() != b.value.len()
    {
        return None;
    }
    // A single number stands for a vector only as 0.
    let zero = |x: &Numbers| x.width == 1 && x.value.iter().all(|v| *v == 0.0);
    if a.width != b.width && !zero(a) && !zero(b) {
        return None;
    }
    let rows = left.len() / a.width.max(1);
    let at = |x: &Numbers, k: usize| if x.width == width { k } else { k / width };
    let mut residual: f64 = 0.0;
    for k in 0..rows * width {
        let (i, j) = (at(a, k), at(b, k));
        let size = a.magnitude[i] + b.magnitude[j];
        if !left[i].is_finite() || !right[j].is_finite() || !size.is_finite() {
            return None;
        }
        if left[i].to_bits() != right[j].to_bits() && left[i] != right[j] {
            residual = residual.max((left[i] - right[j]).abs() / size);
        }
    }
    Some(residual)
}

/// A difference of this much of a value has to be seen: at generic points a slip
/// makes a far larger one.
const VISIBLE: f64 = 1e-6;

/// Whether terms cancel so far that rounding would hide a difference that has to
/// be seen, in half of the entries or more. Where both sides are 0 there is none.
pub(super) fn is_blurred(a: &Numbers, b: &Numbers, tolerance: f64) -> bool {
    let width = a.width.max(b.width);
    let at = |x: &Numbers, k: usize| if x.width == width { k } else { k / width };
    let entries = a.value.len().max(b.value.len());
    let blurred = |k: &usize| {
        let (i, j) = (at(a, *k), at(b, *k));
        let (Some(x), Some(y)) = (a.value.get(i), b.value.get(j)) else { return false };
        let (m, n) = (tolerance * a.magnitude[i], tolerance * b.magnitude[j]);
        // Where rounding hides a value of ordinary size, 0 says nothing.
        let zero = x.abs() <= m && y.abs() <= n && m + n <= VISIBLE;
        !zero && m + n > VISIBLE * x.abs().max(y.abs())
    };
    2 * (0..entries).filter(blurred).count() > entries
}

/// An expression with its variables numbered in the order of their coming up:
/// equal for expressions that are the same up to renamed indices.
pub(super) fn form(meaning: &Meaning, id: ExprId) -> String {
    numbered(meaning, id).0
}

/// As [`form`], with one letter in the place of two.
pub(super) fn equated(meaning: &Meaning, id: ExprId, same: (VarId, VarId)) -> String {
    let mut printer =
        Printer { meaning, numbers: BTreeMap::new(), same: Some(same), out: String::new() };
    printer.print(id);
    printer.out
}

/// As [`form`], with the number of each variable.
pub(super) fn numbered(meaning: &Meaning, id: ExprId) -> (String, BTreeMap<VarId, usize>) {
    let mut printer = Printer { meaning, numbers: BTreeMap::new(), same: None, out: String::new() };
    printer.print(id);
    (printer.out, printer.numbers)
}

/// Longer forms are cut, and tell nothing apart.
pub(super) const MOST_FORM: usize = 20_000;

struct Printer<'a> {
    meaning: &'a Meaning,
    numbers: BTreeMap<VarId, usize>,
    /// Of these two the second is the first.
    same: Option<(VarId, VarId)>,
    out: String,
}

impl Printer<'_> {
    fn index(&mut self, index: Index) {
        let next = self.numbers.len();
        let same = self.same;
        let one = |var| same.filter(|(_, other)| *other == var).map_or(var, |(first, _)| first);
        let mut number = |var| *self.numbers.entry(one(var)).or_insert(next);
        let written = match index {
            Index::Var(var) => format!("{}", number(var)),
            Index::Shifted(var, by) => format!("{}{by:+}", number(var)),
            Index::Fixed(at) => format!("#{at}"),
            Index::FromEnd(set, back) => format!("#{:?}-{back}", self.meaning.sets.find(set)),
        };
        self.out.push_str(&written);
        self.out.push(',');
    }

    fn print(&mut self, id: ExprId) {
        // Deep or long expressions are as good as different.
        if self.out.len() > MOST_FORM {
            return;
        }
        let op = self.meaning.expressions.op(id);
        // Writing to a string cannot fail.
        let _ = match op {
            Op::Number(value) => write!(self.out, "{value}"),
            Op::Size(set) => write!(self.out, "|{:?}|", self.meaning.sets.find(*set)),
            Op::Symbol(symbol, _) if self.meaning.symbol(*symbol).role == Role::Identity => {
                let size = self.meaning.symbol(*symbol).shape.0;
                write!(self.out, "I{:?}", size.map(|set| self.meaning.sets.find(set)))
            }
            Op::Symbol(symbol, _) => write!(self.out, "s{}", symbol.place()),
            Op::Opaque(symbol, _) => write!(self.out, "f{}", symbol.place()),
            Op::Derivative { by, .. } => write!(self.out, "d{}", by.place()),
            Op::Change(_, along) => write!(self.out, "by{along:?}"),
            Op::Apply(function, _) => write!(self.out, "{function:?}"),
            Op::Count(name) => write!(self.out, "#{name}"),
            Op::Extreme(largest, _) => write!(self.out, "extreme{largest}"),
            Op::Cases(cases, _) => {
                let signs: Vec<Vec<Sign>> =
                    cases.iter().map(|(when, _)| when.iter().map(|c| c.1).collect()).collect();
                write!(self.out, "cases{signs:?}")
            }
            Op::Sum { bound, product, conditions, .. } => {
                // Bound letters are numbered where they are bound.
                for var in bound {
                    let next = self.numbers.len();
                    self.numbers.entry(*var).or_insert(next);
                }
                let signs: Vec<Sign> = conditions.iter().map(|c| c.1).collect();
                // A sum over another set is another sum.
                let set =
                    |var: &VarId| self.meaning.sets.find(self.meaning.expressions.var(*var).set);
                let sets: Vec<SetId> = bound.iter().map(set).collect();
                write!(self.out, "sum{product}{sets:?}{signs:?}")
            }
            other => write!(self.out, "{:?}", std::mem::discriminant(other)),
        };
        self.out.push('(');
        for index in self.meaning.expressions.indices(id) {
            self.index(index);
        }
        for operand in self.meaning.expressions.operands(id) {
            self.print(operand);
            self.out.push(';');
        }
        self.out.push(')');
    }
}
