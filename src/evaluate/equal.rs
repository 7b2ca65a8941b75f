//! Equal letters: whether a line is meant for i = j too, and whether it is true there.
//!
//! In: a relation with several free letters over one set. Out: the rows that it is
//! judged at, and, where it is true for different letters only, whether that is said
//! or goes without saying: since what it speaks of does not exist for equal letters,
//! or since the case for equal letters stands beside it. A line with δ in it, or with
//! cases, is judged as a whole. Not done here: the verdict, and words.

use super::domain::Domain;
use super::evaluator::{Evaluated, Evaluator, Seen};
use super::judge::{Judge, value};
use super::meter::Meter;
use super::outcome::{Outcome, equated, form};
use super::plain::Plain;
use super::stage::Stage;
use crate::expression::{ExprId, Index, Kind, Op, Relation, Sides, SymbolId, Unclear, VarId};
use crate::number::typeset;
use crate::reason::{There, Unsaid, Value};
use crate::syntax::tree::Sign;
use std::collections::BTreeSet;

/// A relation with the stage that it is looked at, and the left side that is
/// compared.
pub(super) struct Line<'s> {
    pub(super) stage: &'s Stage,
    pub(super) of: &'s Relation,
    pub(super) sides: &'s Sides,
    pub(super) left: ExprId,
    pub(super) meter: &'s Meter,
}

/// Two free letters over one set.
type Pair = (VarId, VarId);

/// The case for equal letters stands so many formulas from the line, at most.
const BESIDE: usize = 3;

/// Expressions of more operations are not gone through for δ.
const MOST_OPERATIONS: usize = 100_000;

impl Judge<'_> {
    /// The combinations of free indices that a relation speaks of: those of
    /// distinct letters distinct, but where the line itself tells equal ones
    /// from others.
    pub(super) fn domain(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Domain, Unclear> {
        let whole = self.whole_domain(stage, of, sides, meter)?;
        let mut pairs = self.pairs(&sides.free);
        if !pairs.is_empty() && self.tells_equal_apart(sides) {
            let line = Line { stage, of, sides, left: sides.left[0], meter };
            pairs.retain(|pair| self.is_missing(&line, *pair, &self.equal(&whole, *pair, sides)));
        }
        let distinct = Self::rows_where(&whole, |row| {
            pairs.iter().all(|(a, b)| {
                value(&whole, *a, row) != value(&whole, *b, row) || is_equated(of, *a, *b)
            })
        });
        if distinct.rows() == 0 {
            return Err(of.unclear(Value::NoIndexValues));
        }
        Ok(distinct)
    }

    /// The pairs of free variables over one set.
    fn pairs(&self, free: &[VarId]) -> Vec<Pair> {
        let set = |v: VarId| self.meaning.sets.find(self.meaning.expressions.var(v).set);
        let mut pairs = Vec::new();
        for (k, a) in free.iter().enumerate() {
            pairs.extend(free[k + 1..].iter().filter(|b| set(*a) == set(**b)).map(|b| (*a, *b)));
        }
        pairs
    }

    /// The rows in which the letters of a pair are equal and all others differ.
    fn equal(&self, whole: &Domain, (a, b): Pair, sides: &Sides) -> Domain {
        let pairs = self.pairs(&sides.free);
        Self::rows_where(whole, |row| {
            let same = |(c, d): Pair| value(whole, c, row) == value(whole, d, row);
            let own = |c: VarId| c == a || c == b;
            same((a, b)) && pairs.iter().all(|(c, d)| own(*c) && own(*d) || !same((*c, *d)))
        })
    }

    /// Whether δ or cases stand in a line.
    fn tells_equal_apart(&self, sides: &Sides) -> bool {
        let mut ahead: Vec<ExprId> = sides.left.iter().take(1).copied().collect();
        ahead.push(sides.right);
        for _ in 0..MOST_OPERATIONS {
            let Some(id) = ahead.pop() else { return false };
            match self.meaning.expressions.op(id) {
                Op::Delta(..) => return true,
                Op::Cases(cases, _) if cases.iter().any(|(when, _)| !when.is_empty()) => {
                    return true;
                }
                _ => ahead.extend(self.meaning.expressions.operands(id)),
            }
        }
        false
    }

    /// What is said of a line that was compared for different letters, once equal
    /// ones are looked at too.
    pub(super) fn with_equal_letters(
        &self,
        line: &Line<'_>,
        mut outcome: Outcome,
    ) -> Result<Outcome, Unclear> {
        let pairs = self.pairs(&line.sides.free);
        if pairs.is_empty() || !outcome.holds() {
            return Ok(outcome);
        }
        let whole = self.whole_domain(line.stage, line.of, line.sides, line.meter)?;
        if whole.rows() == outcome.rows.rows() {
            return Ok(outcome);
        }
        let (mut missing, mut false_there) = (Vec::new(), Vec::new());
        for pair in pairs {
            let here = self.equal(&whole, pair, line.sides);
            if here.rows() == 0 || self.is_true_at(line, &here) {
                continue;
            }
            let gone = line.of.distinct
                || self.is_missing(line, pair, &here)
                || self.has_case_beside(line, pair);
            if gone { missing.push(pair) } else { false_there.push((pair, here)) }
        }
        outcome.apart = missing.iter().map(|pair| self.names(*pair)).collect();
        // 0 = 0 is all that a line says whose left side vanishes for different letters.
        let about = Self::rows_where(&whole, |row| {
            missing.iter().all(|(a, b)| value(&whole, *a, row) != value(&whole, *b, row))
        });
        let seen = if false_there.is_empty() && line.sides.free.len() < 3 {
            None
        } else {
            self.compare(line.stage, line.of, (line.left, line.sides.right), &about, line.meter)
                .ok()
        };
        match seen.flatten() {
            Some(seen) if outcome.left_vanishes() || seen.holds() => {
                return Ok(Outcome { apart: outcome.apart, ..seen });
            }
            // False only where three letters are equal.
            Some(_) if false_there.is_empty() && !line.of.distinct => {
                let letters = self.names((line.sides.free[0], line.sides.free[1]));
                outcome.unsaid = Some(Unsaid { letters, there: There::Other });
            }
            _ => {
                let first = false_there.first();
                outcome.unsaid = first.map(|(pair, here)| Unsaid {
                    letters: self.names(*pair),
                    there: self.there(line, *pair, here),
                });
            }
        }
        Ok(outcome)
    }

    /// A claim that is true for different letters only, and does not say so, is
    /// not decided.
    pub(super) fn of_equal_letters(of: &Relation, outcome: Outcome) -> Result<Outcome, Unclear> {
        match &outcome.unsaid {
            Some(unsaid) if of.kind == Kind::Claim => {
                Err(of.unclear(Value::Diagonal(unsaid.clone())))
            }
            _ => Ok(outcome),
        }
    }

    fn names(&self, (a, b): Pair) -> (String, String) {
        let name = |v: VarId| self.meaning.expressions.var(v).name.clone();
        (name(a), name(b))
    }

    fn is_true_at(&self, line: &Line<'_>, here: &Domain) -> bool {
        let sides = (line.left, line.sides.right);
        let seen = self.compare(line.stage, line.of, sides, here, line.meter);
        matches!(seen, Ok(Some(outcome)) if outcome.holds())
    }

    /// Whether what a line speaks of does not exist where two letters are equal: a
    /// side has no value there, a symbol is defined for different letters, or the
    /// variable that is differentiated by stands in no formula.
    fn is_missing(&self, line: &Line<'_>, pair: Pair, here: &Domain) -> bool {
        let evaluator = Evaluator::new(self.meaning, line.stage, Plain, line.meter);
        let has_value = |id: ExprId| match evaluator.value(id, here) {
            Ok(seen) => seen.value.value.iter().all(|v| v.is_finite()),
            Err(why) => !why.reason.is_not_finite(),
        };
        let sides = [line.left, line.sides.right];
        sides.iter().any(|id| !has_value(*id) || self.speaks_of_pair(*id, pair, &evaluator, here))
    }

    fn speaks_of_pair(
        &self,
        id: ExprId,
        pair: Pair,
        evaluator: &Evaluator<'_, Plain>,
        here: &Domain,
    ) -> bool {
        let here_both = |at: &[Index]| {
            let named = |v: VarId| at.contains(&Index::Var(v));
            named(pair.0) && named(pair.1)
        };
        let found = match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, at) => here_both(at) && self.is_of_pairs(*symbol),
            Op::Derivative { at, .. } if here_both(at) => {
                let nothing = |seen: Seen<Plain>| seen.value.value.iter().all(|v| *v == 0.0);
                evaluator.value(id, here).is_ok_and(nothing)
            }
            _ => false,
        };
        let operands = self.meaning.expressions.operands(id);
        found || operands.into_iter().any(|x| self.speaks_of_pair(x, pair, evaluator, here))
    }

    /// Whether a symbol exists for different letters only, or is something else for
    /// equal ones.
    fn is_of_pairs(&self, symbol: SymbolId) -> bool {
        let definition = self.meaning.symbol(symbol).definition.as_ref();
        definition.is_some_and(|d| d.of_pairs || d.diagonal.is_some())
    }

    /// Whether a line near by has the same left side for equal letters.
    fn has_case_beside(&self, line: &Line<'_>, (a, b): Pair) -> bool {
        let first = line.sides.left[0];
        let (own, merged) = (form(self.meaning, first), equated(self.meaning, first, (a, b)));
        let beside = |other: &&Relation| {
            other.kind == Kind::Claim
                && other.place.text == line.of.place.text
                && other.formula.abs_diff(line.of.formula) <= BESIDE
        };
        self.meaning.relations.iter().filter(beside).any(|other| {
            let Ok(sides) = &other.sides else { return false };
            let left = form(self.meaning, sides.left[0]);
            let equal = |c: &(Index, Sign, Index)| c.1 == Sign::Equal;
            left == merged && merged != own || left == own && other.restriction.iter().any(equal)
        })
    }

    /// What the left side is where two letters are equal.
    fn there(&self, line: &Line<'_>, pair: Pair, here: &Domain) -> There {
        self.seen_there(line, pair, here).unwrap_or(There::Other)
    }

    fn seen_there(&self, line: &Line<'_>, (a, _): Pair, here: &Domain) -> Evaluated<There> {
        let evaluator = Evaluator::new(self.meaning, line.stage, Plain, line.meter);
        let left = evaluator.value(line.left, here)?;
        let right = evaluator.value(line.sides.right, here)?;
        let (x, y) = (&left.value.value, &right.value.value);
        if x.iter().all(|v| *v == 0.0) {
            return Ok(There::Zero);
        }
        if x.len() != y.len() {
            return Ok(There::Other);
        }
        if let Some(ratio) = constant(x.iter().zip(y).map(|(x, y)| x / y)) {
            return Ok(There::Times(ratio));
        }
        let more: Vec<f64> = x.iter().zip(y).map(|(x, y)| x - y).collect();
        if left.shape == (1, 1) {
            if let Some(number) = constant(more.iter().copied()) {
                return Ok(signed(&number, ""));
            }
            let mut reached = BTreeSet::new();
            self.meaning.reach(line.left, &mut reached);
            self.meaning.reach(line.sides.right, &mut reached);
            for symbol in reached {
                let found = self.entries(line, symbol, a, here, &evaluator);
                let Some((name, values)) = found.filter(|(_, v)| v.len() == more.len()) else {
                    continue;
                };
                if let Some(factor) = constant(more.iter().zip(&values).map(|(m, v)| m / v)) {
                    return Ok(signed(&factor, &name));
                }
            }
        }
        let first = |of: &[f64]| of.first().map_or_else(String::new, |v| typeset(*v));
        Ok(There::Numbers(first(x), first(y)))
    }

    /// A symbol of numbers with one letter in all its places, and its values.
    fn entries(
        &self,
        line: &Line<'_>,
        symbol: SymbolId,
        letter: VarId,
        here: &Domain,
        evaluator: &Evaluator<'_, Plain>,
    ) -> Option<(String, Vec<f64>)> {
        let of = self.meaning.symbol(symbol);
        let set = |s| self.meaning.sets.find(s);
        let own = set(self.meaning.expressions.var(letter).set);
        let places = of.sets.iter().all(|s| set(*s) == own);
        if !places || line.stage.shape(self.meaning, symbol) != (1, 1) {
            return None;
        }
        let name = self.names((letter, letter)).0;
        let spelled = of.spelled(&vec![name.as_str(); of.sets.len()])?;
        let at = vec![Index::Var(letter); of.sets.len()];
        let seen = evaluator.symbol(line.left, symbol, &at, here).ok()?;
        Some((spelled, seen.value.value.clone()))
    }
}

/// Whether a relation speaks of the case that two letters are equal.
fn is_equated(of: &Relation, a: VarId, b: VarId) -> bool {
    of.restriction.iter().any(|(x, sign, y)| {
        let named = (x.var(), y.var());
        *sign == Sign::Equal && (named == (Some(a), Some(b)) || named == (Some(b), Some(a)))
    })
}

/// The simple number that all of some are, if they are one.
fn constant(mut numbers: impl Iterator<Item = f64>) -> Option<String> {
    let first = numbers.next()?;
    let simple = (first * 12.0).round() / 12.0;
    let near = |x: f64| (x - simple).abs() <= 1e-9 * simple.abs();
    if simple == 0.0 || !near(first) || !numbers.all(near) {
        return None;
    }
    let whole = |by: f64| (simple * by).fract() == 0.0;
    let by = [1.0, 2.0, 3.0, 4.0, 6.0, 12.0].into_iter().find(|by| whole(*by))?;
    Some(if by == 1.0 { format!("{simple}") } else { format!("{}/{by}", simple * by) })
}

/// Plus or minus a number of something.
fn signed(number: &str, what: &str) -> There {
    let bare = number.trim_start_matches('-');
    let factor = if bare == "1" && !what.is_empty() { "" } else { bare };
    let space = if factor.is_empty() || what.is_empty() { "" } else { " " };
    let term = format!("{factor}{space}{what}");
    if bare == number { There::Plus(term) } else { There::Minus(term) }
}
