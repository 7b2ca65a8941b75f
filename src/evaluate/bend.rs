//! Values bent to what is assumed of them, one assumption after the other.
//!
//! In: the values of a stage as they were drawn, and the sides of equations
//! between givens. Out: the same values, changed as little as each of the usual
//! forms asks, in turn until they stand still. Whether they meet the assumptions
//! then is for others to see; assumptions that do not come to rest in this way
//! are met by [`super::affine`].

use super::domain::Domain;
use super::evaluator::{Evaluator, POINT};
use super::judge::Judge;
use super::meter::Meter;
use super::places::Places;
use super::plain::Plain;
use super::stage::Stage;
use crate::expression::{ExprId, Index, Meaning, Op, Role, Sides, SymbolId, VarId};
use crate::syntax::tree::{Function, Sign};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Sweeps over the assumptions that bend each other's values.
const MOST_SWEEPS: usize = 60;

impl Stage {
    /// Bends the values to assumptions of the usual forms, in turn, until they
    /// stand still.
    pub(super) fn meet(&mut self, meaning: &Meaning, assumptions: &[&Sides], meter: &Meter) {
        if assumptions.is_empty() {
            return;
        }
        for _ in 0..MOST_SWEEPS {
            let before = self.all_given();
            for sides in assumptions {
                self.bend(meaning, sides, meter);
            }
            let after = self.all_given();
            if before.iter().zip(&after).all(|(x, y)| (x - y).abs() < 1e-16) {
                break;
            }
        }
        self.weigh();
    }

    /// What was moved by rounding is made equal, or the number that it is to be,
    /// to the last bit: a logarithm tells 0 from 1e-17.
    pub(super) fn put_right(&mut self, meaning: &Meaning, assumptions: &[&Sides], meter: &Meter) {
        let op = |id| meaning.expressions.op(id);
        for sides in assumptions {
            let (left, right) = (op(sides.left[0]), op(sides.right));
            if matches!(
                (left, right),
                (Op::Symbol(..), Op::Symbol(..) | Op::Transpose(_) | Op::Number(_))
                    | (Op::Transpose(_) | Op::Number(_), Op::Symbol(..))
            ) {
                self.bend(meaning, sides, meter);
            }
        }
        self.weigh();
    }

    pub(super) fn weigh(&mut self) {
        for given in self.given_now().values_mut().flatten() {
            let value = &mut Arc::make_mut(given).value;
            value.magnitude = value.value.iter().map(|v| v.abs()).collect();
        }
    }

    fn all_given(&mut self) -> Vec<f64> {
        let given = self.given_now().values().flatten();
        given.flat_map(|given| given.value.value.iter().copied()).collect()
    }

    /// Bends the values to one assumption.
    pub(super) fn bend(&mut self, meaning: &Meaning, sides: &Sides, meter: &Meter) {
        let (left, right) = (sides.left[0], sides.right);
        let op = |id| meaning.expressions.op(id);
        if self.bend_orthonormal(meaning, (left, right))
            || self.bend_orthonormal(meaning, (right, left))
        {
            return;
        }
        match (op(left), op(right)) {
            (Op::Symbol(a, at), Op::Symbol(b, other)) if a == b => {
                self.equalise(meaning, meter, *a, at, other);
            }
            (Op::Symbol(a, _), Op::Transpose(b)) | (Op::Transpose(b), Op::Symbol(a, _)) if matches!(op(*b), Op::Symbol(b, _) if a == b) =>
            {
                self.symmetrise(*a);
            }
            (Op::Symbol(a, at), other) | (other, Op::Symbol(a, at))
                if is_square(meaning, other, (*a, at)) =>
            {
                self.decide(meaning, meter, *a, at);
            }
            (Op::Symbol(a, at), other) | (other, Op::Symbol(a, at)) => {
                let fixed = match other {
                    Op::Number(value) => Some(*value),
                    Op::Negate(x) => match op(*x) {
                        Op::Number(value) => Some(-value),
                        _ => None,
                    },
                    _ => None,
                };
                match fixed {
                    Some(value) => self.fix(meaning, meter, *a, at, value),
                    None => self.set(meaning, meter, sides, *a, at),
                }
            }
            (Op::Inner(x, y), Op::Number(square)) if x == y => {
                self.scale(meaning, meter, *x, *square);
            }
            (Op::Apply(Function::Sqrt, inner), Op::Number(length)) => {
                if let Op::Inner(x, y) = op(*inner)
                    && x == y
                {
                    self.scale(meaning, meter, *x, length * length);
                }
            }
            (Op::Multiply(x, y) | Op::Dotted(x, y), Op::Number(0.0))
            | (Op::Number(0.0), Op::Multiply(x, y) | Op::Dotted(x, y))
                if matches!((op(*x), op(*y)), (Op::Symbol(a, _), Op::Symbol(b, _)) if a != b) =>
            {
                self.annihilate(meaning, meter, op(*x), op(*y));
            }
            (Op::Power(x, two), Op::Number(square)) | (Op::Number(square), Op::Power(x, two))
                if matches!(op(*two), Op::Number(2.0)) && *square >= 0.0 =>
            {
                self.scale(meaning, meter, *x, *square);
            }
            (Op::Multiply(x, y), Op::Number(square)) => {
                if matches!(op(*x), Op::Transpose(z) if op(*z) == op(*y)) {
                    self.scale(meaning, meter, *y, *square);
                }
            }
            (Op::Sum { .. }, Op::Number(total)) => self.normalise(meaning, meter, left, *total),
            (Op::Number(total), Op::Sum { .. }) => self.normalise(meaning, meter, right, *total),
            _ => {}
        }
    }

    /// The rows that free variables and those bound by a sum can take.
    fn rows(
        &self,
        (meaning, meter): (&Meaning, &Meter),
        symbol: SymbolId,
        at: &[Index],
        condition: impl Fn(&Domain) -> Option<Vec<bool>>,
    ) -> Option<(Domain, Places)> {
        let domain = self.all(meaning, meter, at)?;
        let met = condition(&domain)?;
        let domain = domain.gathered(&Places::which(domain.rows(), |k| met[k]));
        let places = self.given_rows((meaning, meter), symbol, at, &domain)?;
        Some((domain, places))
    }

    /// All values that indices can take.
    pub(super) fn all(&self, meaning: &Meaning, meter: &Meter, at: &[Index]) -> Option<Domain> {
        let mut domain = self.domain();
        let mut seen = BTreeSet::new();
        for var in at.iter().filter_map(|i| i.var()) {
            if seen.insert(var) {
                let set = meaning.expressions.var(var).set;
                domain = domain.expanded(var, self.size(meaning, set))?.0;
                meter.charge(domain.steps()).ok()?;
            }
        }
        Some(domain)
    }

    /// The row of a symbol's table for each row of a domain.
    pub(super) fn given_rows(
        &self,
        (meaning, meter): (&Meaning, &Meter),
        symbol: SymbolId,
        at: &[Index],
        domain: &Domain,
    ) -> Option<Places> {
        let given = self.given(symbol)?;
        let evaluator = Evaluator::new(meaning, self, Plain, meter);
        let rows = evaluator.at_points(meaning.any_expression()?, symbol, at, domain).ok()?;
        (rows.below() == given.value.rows()).then_some(rows)
    }

    /// `p_{ij} = p_{ji}`: each orbit has the mean of its values.
    fn equalise(
        &mut self,
        meaning: &Meaning,
        meter: &Meter,
        symbol: SymbolId,
        a: &[Index],
        b: &[Index],
    ) {
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((domain, left)) = self.rows((meaning, meter), symbol, a, all) else { return };
        let Some(right) = self.given_rows((meaning, meter), symbol, b, &domain) else { return };
        let Some(given) = self.given_mut(symbol) else { return };
        let width = given.value.width;
        for (x, y) in left.iter().zip(right.iter()) {
            for c in 0..width {
                let (x, y) = (x * width + c, y * width + c);
                let mean = 0.5 * (given.value.value[x] + given.value.value[y]);
                given.value.value[x] = mean;
                given.value.value[y] = mean;
            }
        }
    }

    /// `A = A^\top`: entries that mirror each other have the mean of their
    /// values.
    fn symmetrise(&mut self, symbol: SymbolId) {
        let Some(given) = self.given_mut(symbol) else { return };
        let (rows, columns) = given.shape;
        if rows != columns {
            return;
        }
        for matrix in given.value.value.chunks_mut(rows * columns) {
            for row in 0..rows {
                for column in 0..row {
                    let (a, b) = (row * columns + column, column * columns + row);
                    let mean = 0.5 * (matrix[a] + matrix[b]);
                    (matrix[a], matrix[b]) = (mean, mean);
                }
            }
        }
    }

    /// `p_{ii} = 0`
    fn fix(
        &mut self,
        meaning: &Meaning,
        meter: &Meter,
        symbol: SymbolId,
        at: &[Index],
        value: f64,
    ) {
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((_, rows)) = self.rows((meaning, meter), symbol, at, all) else { return };
        let Some(given) = self.given_mut(symbol) else { return };
        let width = given.value.width;
        for row in rows.iter() {
            given.value.value[row * width..(row + 1) * width].fill(value);
        }
    }

    /// `t_i^2 = t_i`: each is 0 or 1.
    fn decide(&mut self, meaning: &Meaning, meter: &Meter, symbol: SymbolId, at: &[Index]) {
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((_, rows)) = self.rows((meaning, meter), symbol, at, all) else { return };
        let points = self.points();
        let Some(given) = self.given_mut(symbol) else { return };
        let width = given.value.width;
        for row in rows.iter() {
            for value in &mut given.value.value[row * width..(row + 1) * width] {
                // By digits that are as often even as odd, whatever is positive.
                if *value != 0.0 && *value != 1.0 {
                    *value = f64::from(u8::from((*value * 1e3).rem_euclid(2.0) >= 1.0));
                }
            }
        }
        // One number at each point is not the same at all of them.
        let values = &mut given.value.value;
        if values.len() == points && values.iter().all(|value| *value == values[0]) {
            values.iter_mut().skip(1).step_by(2).for_each(|value| *value = 1.0 - *value);
        }
    }

    /// `a_i b_i = 0`: the one or the other, in turn, unless one is said not to be.
    fn annihilate(&mut self, meaning: &Meaning, meter: &Meter, x: &Op, y: &Op) {
        let (Op::Symbol(a, at), Op::Symbol(b, other)) = (x, y) else { return };
        let both: Vec<Index> = at.iter().chain(other).copied().collect();
        let Some(domain) = self.all(meaning, meter, &both) else { return };
        let rows = |symbol, at| self.given_rows((meaning, meter), symbol, at, &domain);
        let (Some(left), Some(right)) = (rows(*a, at), rows(*b, other)) else { return };
        let (first, second) = (self.nonzero.contains(a), self.nonzero.contains(b));
        let each = domain.rows() / self.points().max(1);
        for (k, (x, y)) in left.iter().zip(right.iter()).enumerate() {
            // Each has its turn within a point, and from point to point.
            let turn = (k % each + k / each).is_multiple_of(2);
            let (symbol, row) = if first || !second && turn { (b, y) } else { (a, x) };
            if first && second || self.is_zero(*a, x) || self.is_zero(*b, y) {
                continue;
            }
            if let Some(given) = self.given_mut(*symbol) {
                let width = given.value.width;
                given.value.value[row * width..(row + 1) * width].fill(0.0);
            }
        }
    }

    fn is_zero(&self, symbol: SymbolId, row: usize) -> bool {
        self.given(symbol).is_some_and(|given| {
            let width = given.value.width;
            let row = row * width;
            given.value.value[row..row + width].iter().all(|value| *value == 0.0)
        })
    }

    /// `\|x\|^2 = 1`
    fn scale(&mut self, meaning: &Meaning, meter: &Meter, of: ExprId, square: f64) {
        let Op::Symbol(symbol, at) = meaning.expressions.op(of) else { return };
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((_, rows)) = self.rows((meaning, meter), *symbol, at, all) else { return };
        let Some(given) = self.given_mut(*symbol) else { return };
        let width = given.value.width;
        for row in rows.iter() {
            let entries = &mut given.value.value[row * width..(row + 1) * width];
            let norm: f64 = entries.iter().map(|v| v * v).sum();
            entries.iter_mut().for_each(|v| *v *= (square / norm).sqrt());
        }
        self.turn_some(*symbol);
    }

    /// Of several numbers that are 1 or -1 at a point not all are alike, unless all are so at
    /// all points, as what has to be positive is.
    fn turn_some(&mut self, symbol: SymbolId) {
        let points = self.points();
        let Some(given) = self.given_mut(symbol).filter(|given| given.shape == (1, 1)) else {
            return;
        };
        let values = &mut given.value.value;
        let each = values.len() / points.max(1);
        if each < 2 || !values.iter().any(|value| *value < 0.0) {
            return;
        }
        for point in values.chunks_mut(each) {
            if point.iter().all(|value| value.signum() == point[0].signum()) {
                point.iter_mut().skip(1).step_by(2).for_each(|value| *value = -*value);
            }
        }
    }

    /// A given symbol is what an expression of others says.
    fn set(
        &mut self,
        meaning: &Meaning,
        meter: &Meter,
        sides: &Sides,
        symbol: SymbolId,
        at: &[Index],
    ) {
        let own =
            |id| matches!(meaning.expressions.op(id), Op::Symbol(s, i) if *s == symbol && i == at);
        let other = if own(sides.left[0]) { sides.right } else { sides.left[0] };
        let mut reached = BTreeSet::new();
        meaning.reach(other, &mut reached);
        if reached.contains(&symbol) || meaning.differentiates(other) {
            return;
        }
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((domain, rows)) = self.rows((meaning, meter), symbol, at, all) else { return };
        let value = {
            let evaluator = Evaluator::new(meaning, self, Plain, meter);
            evaluator.value(other, &domain)
        };
        let (Ok(value), Some(given)) = (value, self.given_mut(symbol)) else { return };
        if value.shape != given.shape || value.value.rows() != rows.len() {
            return;
        }
        let width = given.value.width;
        for (k, row) in rows.iter().enumerate() {
            let row = row * width;
            given.value.value[row..row + width]
                .copy_from_slice(&value.value.value[k * width..(k + 1) * width]);
        }
    }

    /// `\sum_j p_{ij} = 1`: what a sum adds is scaled, or moved where the total
    /// is 0.
    fn normalise(&mut self, meaning: &Meaning, meter: &Meter, sum: ExprId, total: f64) {
        let mut bound = Vec::new();
        let mut conditions = Vec::new();
        let mut at = sum;
        while let Op::Sum { bound: more, conditions: when, body, product: false } =
            meaning.expressions.op(at)
        {
            bound.extend(more.iter().copied());
            conditions.extend(when.iter().copied());
            at = *body;
        }
        let Op::Symbol(symbol, indices) = meaning.expressions.op(at) else { return };
        let met = |domain: &Domain| {
            let evaluator = Evaluator::new(meaning, self, Plain, meter);
            let mut met = vec![true; domain.rows()];
            for condition in &conditions {
                let own = evaluator.met(sum, condition, domain).ok()?;
                met.iter_mut().zip(own).for_each(|(m, o)| *m &= o);
            }
            Some(met)
        };
        let Some((domain, rows)) = self.rows((meaning, meter), *symbol, indices, met) else {
            return;
        };
        let free: Vec<(VarId, VarId)> = indices
            .iter()
            .filter_map(|i| i.var())
            .filter(|v| !bound.contains(v))
            .chain([POINT])
            .map(|v| (v, v))
            .collect();
        let (groups, group_of) = domain.projected(&free);
        let Some(given) = self.given_mut(*symbol) else { return };
        let width = given.value.width;
        let mut sums = vec![0.0; groups.rows() * width];
        let mut counts = vec![0.0; groups.rows()];
        for (row, group) in rows.iter().zip(group_of.iter()) {
            counts[group] += 1.0;
            for c in 0..width {
                sums[group * width + c] += given.value.value[row * width + c];
            }
        }
        for (row, group) in rows.iter().zip(group_of.iter()) {
            for c in 0..width {
                let sum = sums[group * width + c];
                let entry = &mut given.value.value[row * width + c];
                if total == 0.0 {
                    *entry -= sum / counts[group];
                } else if sum.abs() > 0.05 {
                    *entry *= total / sum;
                } else {
                    *entry += (total - sum) / counts[group];
                }
            }
        }
    }
}

impl Judge<'_> {
    /// The givens that are said not to be 0.
    pub(super) fn nonzero(&self, assumptions: &[usize]) -> BTreeSet<SymbolId> {
        let op = |id: ExprId| self.meaning.expressions.op(id);
        let stated = assumptions.iter().filter_map(|k| {
            let of = &self.meaning.relations[*k];
            let sides = of.sides.as_ref().ok()?;
            let (symbol, number, sign) = match (op(sides.left[0]), op(sides.right)) {
                (Op::Symbol(symbol, _), Op::Number(number)) => (symbol, number, of.sign),
                (Op::Number(number), Op::Symbol(symbol, _)) => (symbol, number, turned(of.sign)),
                _ => return None,
            };
            let apart = match sign {
                Sign::NotEqual => *number == 0.0,
                Sign::Greater => *number >= 0.0,
                Sign::Less => *number <= 0.0,
                Sign::GreaterOrEqual => *number > 0.0,
                Sign::LessOrEqual => *number < 0.0,
                _ => false,
            };
            apart.then_some(*symbol)
        });
        stated.collect()
    }

    /// What is known only to depend on something, and said to be the same with its
    /// indices exchanged.
    pub(super) fn symmetric(&self, assumptions: &[usize]) -> BTreeSet<SymbolId> {
        let op = |id: ExprId| self.meaning.expressions.op(id);
        let stated = assumptions.iter().filter_map(|k| {
            let of = &self.meaning.relations[*k];
            let sides = of.sides.as_ref().ok().filter(|_| of.sign == Sign::Equal)?;
            let (Op::Symbol(a, left), Op::Symbol(b, right)) = (op(sides.left[0]), op(sides.right))
            else {
                return None;
            };
            let ([i, j], [k, l]) = (left.as_slice(), right.as_slice()) else { return None };
            (a == b && (i, j) == (l, k) && i != j).then_some(*a)
        });
        stated.filter(|id| self.meaning.symbol(*id).role == Role::Opaque).collect()
    }
}

/// Whether it is the square of a symbol.
fn is_square(meaning: &Meaning, of: &Op, (symbol, at): (SymbolId, &[Index])) -> bool {
    let op = |id: ExprId| meaning.expressions.op(id);
    let own = |id: ExprId| matches!(op(id), Op::Symbol(s, i) if *s == symbol && i == at);
    match of {
        Op::Power(base, two) => own(*base) && matches!(op(*two), Op::Number(2.0)),
        Op::Multiply(a, b) | Op::Dotted(a, b) | Op::Elementwise(a, b) => own(*a) && own(*b),
        _ => false,
    }
}

/// The sign of a relation whose sides change places.
pub(super) const fn turned(sign: Sign) -> Sign {
    match sign {
        Sign::Less => Sign::Greater,
        Sign::LessOrEqual => Sign::GreaterOrEqual,
        Sign::Greater => Sign::Less,
        Sign::GreaterOrEqual => Sign::LessOrEqual,
        other => other,
    }
}
