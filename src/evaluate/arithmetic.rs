//! The arithmetic that an expression is evaluated in: plain numbers with the
//! magnitudes of what was added, or tables that can be differentiated, on the
//! project's own tape and on burn's.
//!
//! A value is a table `[rows, width]`: in each row a number, or the entries of a
//! vector or matrix, row by row. [`Counted`] is what evaluation uses: it sees that
//! tables fit together before an operation is done, and counts what it takes.

use super::function::plain;
use super::meter::{Alive, Meter, misfit};
use super::opinion::Opinion;
use super::places::Places;
use super::plain::Numbers;
use crate::expression::Unclear;
use crate::syntax::tree::Function;
use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

/// What the evaluator asks of numbers. Two operands have as many rows, and
/// widths that are equal, or one of them 1.
pub(super) trait Arithmetic {
    type Value: Clone;
    /// What finds the derivatives that stand in an expression.
    type Differentiating: Differentiable;
    /// What a derivative is found in that itself varies with what is cut.
    type Nested: Arithmetic;

    /// What its operations take.
    const PRICE: Price;
    /// Whether values stay alive as long as the arithmetic does.
    const KEEPS: bool;

    /// Numbers that are known, with their magnitudes.
    fn known(&self, numbers: &Numbers) -> Self::Value;
    /// The numbers in it.
    fn values(&self, of: &Self::Value) -> Vec<f64>;
    /// The number of rows.
    fn rows(&self, of: &Self::Value) -> usize;
    /// The number of entries in a row.
    fn width(&self, of: &Self::Value) -> usize;
    /// The rows at these places.
    fn gather(&self, of: &Self::Value, places: &Places) -> Self::Value;
    /// The sum of the rows that belong to each target.
    fn scatter(&self, of: &Self::Value, targets: &Places) -> Self::Value;
    fn negate(&self, a: &Self::Value) -> Self::Value;
    fn add(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn subtract(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn multiply(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn divide(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn power(&self, a: &Self::Value, exponent: f64) -> Self::Value;
    /// `None` for a function that has no such arithmetic.
    fn apply(&self, function: Function, a: &Self::Value) -> Option<Self::Value>;
    /// The larger, or the smaller, of two.
    fn extreme(&self, largest: bool, a: &Self::Value, b: &Self::Value) -> Self::Value;
    /// Every row times a matrix `[width, out]`.
    fn mix(&self, a: &Self::Value, matrix: &[f64], out: usize) -> Self::Value;
    /// Row by row the product of matrices `[m, k]` and `[k, n]`.
    fn matmul(&self, a: &Self::Value, b: &Self::Value, sizes: [usize; 3]) -> Self::Value;
    /// Row by row the inverse of a square matrix of m rows; no finite numbers where there
    /// is none.
    fn inverse(&self, a: &Self::Value, m: usize) -> Self::Value;
    /// Row by row the determinant of a square matrix of m rows.
    fn determinant(&self, a: &Self::Value, m: usize) -> Self::Value;
    /// The same numbers in rows of another width.
    fn reshape(&self, a: &Self::Value, width: usize) -> Self::Value;

    /// What finds derivatives of what varies with what is cut; nothing, where that cannot be.
    fn nested(&self) -> Option<Self::Nested>;
    /// A value as a constant of a nested arithmetic, which has all that this one knows of it.
    fn carried(&self, of: &Self::Value, into: &Self::Nested) -> NestedValue<Self>;
    /// A constant of a nested arithmetic as a free variable.
    fn freed(nested: &Self::Nested, of: &NestedValue<Self>) -> NestedValue<Self>;
    /// The slopes of a nested value's sum by those of a free variable, as a value.
    fn slopes_within(
        nested: &Self::Nested,
        of: &NestedValue<Self>,
        by: &NestedValue<Self>,
    ) -> Self::Value;
}

/// A value of what derivatives are found in.
pub(super) type NestedValue<A> = <<A as Arithmetic>::Nested as Arithmetic>::Value;

/// An arithmetic of which each opinion on a derivative is one.
pub(super) trait Differentiable: Arithmetic {
    /// Whose derivatives they are.
    const OPINION: Opinion;

    /// A tape on which nothing is written yet.
    fn recording() -> Self;
    /// A free variable with these values.
    fn leaf(&self, numbers: &Numbers) -> Self::Value;
    /// The slopes of the sum of all entries of a value by those of a leaf.
    fn slopes(&self, value: &Self::Value, leaf: &Self::Value) -> Vec<f64>;
}

/// What operations take, in steps and bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Price {
    /// Steps of each operation.
    pub operation: u64,
    /// Steps of each entry that it makes, or product that it adds.
    pub entry: u64,
    /// Bytes of each entry.
    pub bytes: u64,
}

/// A value that is counted as alive.
#[derive(Debug, Clone)]
pub(super) struct Held<V> {
    value: V,
    _alive: Rc<Alive>,
}

impl<V> Held<V> {
    pub(super) fn into_inner(self) -> V {
        self.value
    }
}

impl<V> Deref for Held<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}

/// A value, or why there is none.
pub(super) type Made<A> = Result<Held<<A as Arithmetic>::Value>, Unclear>;

/// What is so small beside the terms that it is left of has lost six of its sixteen digits,
/// and a slope that is found by differences all of them.
const CANCELLED: f64 = 1e-6;

/// An arithmetic that counts what it does.
pub(super) struct Counted<'m, A: Arithmetic> {
    raw: A,
    meter: &'m Meter,
    kept: RefCell<Vec<Rc<Alive>>>,
}

impl<'m, A: Arithmetic> Counted<'m, A> {
    pub(super) fn new(raw: A, meter: &'m Meter) -> Self {
        Self { raw, meter, kept: RefCell::default() }
    }

    pub(super) const fn meter(&self) -> &'m Meter {
        self.meter
    }

    pub(super) fn rows(&self, of: &A::Value) -> usize {
        self.raw.rows(of)
    }

    pub(super) fn values(&self, of: &A::Value) -> Vec<f64> {
        self.raw.values(of)
    }

    /// A table of so many rows and entries, made by so many products.
    fn made(
        &self,
        (rows, width): (usize, usize),
        inner: usize,
        make: impl FnOnce() -> A::Value,
    ) -> Made<A> {
        let entries = (rows as u64).saturating_mul(width as u64);
        let work = entries.saturating_mul(inner as u64).saturating_mul(A::PRICE.entry);
        self.meter.charge(work.saturating_add(A::PRICE.operation))?;
        let alive = self.meter.hold(entries.saturating_mul(A::PRICE.bytes))?;
        if A::KEEPS {
            self.kept.borrow_mut().push(alive.clone());
        }
        Ok(Held { value: make(), _alive: alive })
    }

    fn as_large(&self, a: &A::Value) -> (usize, usize) {
        (self.raw.rows(a), self.raw.width(a))
    }

    /// The rows and width of two tables, entry by entry.
    fn both(&self, a: &A::Value, b: &A::Value) -> Result<(usize, usize), Unclear> {
        let ((rows, m), (other, n)) = (self.as_large(a), self.as_large(b));
        if rows == other && (m == n || m == 1 || n == 1) {
            return Ok((rows, m.max(n)));
        }
        Err(misfit())
    }

    pub(super) fn known(&self, numbers: &Numbers) -> Made<A> {
        self.made((numbers.rows(), numbers.width), 1, || self.raw.known(numbers))
    }

    /// A free variable with these values.
    pub(super) fn leaf(&self, numbers: &Numbers) -> Made<A>
    where
        A: Differentiable,
    {
        self.made((numbers.rows(), numbers.width), 1, || self.raw.leaf(numbers))
    }

    /// What finds derivatives of what varies with what is cut.
    pub(super) fn nested(&self) -> Option<A::Nested> {
        self.raw.nested()
    }

    /// A value as a constant of a nested arithmetic.
    pub(super) fn carried(&self, of: &A::Value, into: &Counted<'_, A::Nested>) -> Made<A::Nested> {
        let make = || self.raw.carried(of, &into.raw);
        into.made(self.as_large(of), 1, make)
    }

    /// A constant of a nested arithmetic as a free variable.
    pub(super) fn freed(into: &Counted<'_, A::Nested>, of: &NestedValue<A>) -> Made<A::Nested> {
        into.made(into.as_large(of), 1, || A::freed(&into.raw, of))
    }

    /// The slopes of a nested value's sum by those of a free variable.
    pub(super) fn slopes_within(
        &self,
        nested: &Counted<'_, A::Nested>,
        of: &NestedValue<A>,
        by: &NestedValue<A>,
    ) -> Made<A> {
        self.made(nested.as_large(by), 1, || A::slopes_within(&nested.raw, of, by))
    }

    /// The slopes of the sum of all entries of a value by those of a leaf.
    pub(super) fn slopes(&self, value: &A::Value, leaf: &A::Value) -> Vec<f64>
    where
        A: Differentiable,
    {
        self.raw.slopes(value, leaf)
    }

    /// The same number in every row.
    pub(super) fn constant(&self, value: f64, rows: usize) -> Made<A> {
        self.made((rows, 1), 1, || self.raw.known(&Numbers::new(1, vec![value; rows])))
    }

    pub(super) fn gather(&self, of: &A::Value, places: &Places) -> Made<A> {
        let (rows, width) = self.as_large(of);
        if places.below() != rows {
            return Err(misfit());
        }
        self.made((places.len(), width), 1, || self.raw.gather(of, places))
    }

    pub(super) fn scatter(&self, of: &A::Value, targets: &Places) -> Made<A> {
        let (rows, width) = self.as_large(of);
        if targets.len() != rows {
            return Err(misfit());
        }
        self.meter.charge((rows as u64).saturating_mul(width as u64))?;
        self.made((targets.below(), width), 1, || self.raw.scatter(of, targets))
    }

    pub(super) fn negate(&self, a: &A::Value) -> Made<A> {
        self.made(self.as_large(a), 1, || self.raw.negate(a))
    }

    pub(super) fn add(&self, a: &A::Value, b: &A::Value) -> Made<A> {
        let sum = self.made(self.both(a, b)?, 1, || self.raw.add(a, b))?;
        self.look_at_terms(a, b, &sum);
        Ok(sum)
    }

    pub(super) fn subtract(&self, a: &A::Value, b: &A::Value) -> Made<A> {
        let difference = self.made(self.both(a, b)?, 1, || self.raw.subtract(a, b))?;
        self.look_at_terms(a, b, &difference);
        Ok(difference)
    }

    /// Notes if two terms leave so little that it is rounding for a good part.
    fn look_at_terms(&self, a: &A::Value, b: &A::Value, sum: &A::Value) {
        if !self.meter.watches_terms() {
            return;
        }
        let (terms, values) = ([a, b].map(|of| self.raw.values(of)), self.raw.values(sum));
        let width = self.raw.width(sum).max(1);
        let widths = [a, b].map(|of| self.raw.width(of));
        let lost = values.iter().enumerate().any(|(k, value)| {
            let of = |side: usize| {
                let at = if widths[side] == 1 { k / width } else { k };
                terms[side].get(at).map_or(0.0, |term| term.abs())
            };
            *value != 0.0 && value.abs() < CANCELLED * of(0).max(of(1))
        });
        if lost {
            self.meter.note_cancelled();
        }
    }

    pub(super) fn multiply(&self, a: &A::Value, b: &A::Value) -> Made<A> {
        self.made(self.both(a, b)?, 1, || self.raw.multiply(a, b))
    }

    pub(super) fn divide(&self, a: &A::Value, b: &A::Value) -> Made<A> {
        self.made(self.both(a, b)?, 1, || self.raw.divide(a, b))
    }

    /// A number times a table.
    pub(super) fn times(&self, a: &A::Value, by: f64) -> Made<A> {
        self.multiply(a, &*self.constant(by, self.raw.rows(a))?)
    }

    pub(super) fn power(&self, a: &A::Value, exponent: f64) -> Made<A> {
        self.made(self.as_large(a), FUNCTION, || self.raw.power(a, exponent))
    }

    /// `None` for a function that has no such arithmetic.
    pub(super) fn apply(
        &self,
        function: Function,
        a: &A::Value,
    ) -> Result<Option<Held<A::Value>>, Unclear> {
        if plain(function).is_none() {
            return Ok(None);
        }
        let mut applied = true;
        let made = self.made(self.as_large(a), FUNCTION, || {
            self.raw.apply(function, a).unwrap_or_else(|| {
                applied = false;
                a.clone()
            })
        })?;
        Ok(applied.then_some(made))
    }

    pub(super) fn extreme(&self, largest: bool, a: &A::Value, b: &A::Value) -> Made<A> {
        self.made(self.both(a, b)?, 1, || self.raw.extreme(largest, a, b))
    }

    pub(super) fn mix(&self, a: &A::Value, matrix: &[f64], out: usize) -> Made<A> {
        let (rows, width) = self.as_large(a);
        if matrix.len() != width.saturating_mul(out) {
            return Err(misfit());
        }
        self.made((rows, out), width, || self.raw.mix(a, matrix, out))
    }

    /// The sum of the entries of each row.
    pub(super) fn total(&self, a: &A::Value) -> Made<A> {
        let width = self.raw.width(a);
        if width == 1 {
            return self.made(self.as_large(a), 1, || a.clone());
        }
        self.mix(a, &vec![1.0; width], 1)
    }

    pub(super) fn matmul(&self, a: &A::Value, b: &A::Value, sizes: [usize; 3]) -> Made<A> {
        let ((rows, one), (others, other)) = (self.as_large(a), self.as_large(b));
        let [m, k, n] = sizes;
        if rows != others || one != m.saturating_mul(k) || other != k.saturating_mul(n) {
            return Err(misfit());
        }
        self.made((rows, m.saturating_mul(n)), k, || self.raw.matmul(a, b, sizes))
    }

    pub(super) fn inverse(&self, a: &A::Value, m: usize) -> Made<A> {
        let (rows, width) = self.as_large(a);
        if width != m.saturating_mul(m) {
            return Err(misfit());
        }
        self.made((rows, width), INVERSE.saturating_mul(m), || self.raw.inverse(a, m))
    }

    pub(super) fn determinant(&self, a: &A::Value, m: usize) -> Made<A> {
        let (rows, width) = self.as_large(a);
        if width != m.saturating_mul(m) {
            return Err(misfit());
        }
        let inner = INVERSE.saturating_mul(m).saturating_mul(width);
        self.made((rows, 1), inner, || self.raw.determinant(a, m))
    }

    pub(super) fn reshape(&self, a: &A::Value, width: usize) -> Made<A> {
        let (rows, own) = self.as_large(a);
        let entries = rows.saturating_mul(own);
        if width == 0 || !entries.is_multiple_of(width) {
            return Err(misfit());
        }
        self.made((entries / width, width), 1, || self.raw.reshape(a, width))
    }

    /// Of each row the entries at these places, as a row.
    pub(super) fn columns(&self, a: &A::Value, columns: &Places) -> Made<A> {
        let (rows, width) = self.as_large(a);
        if columns.below() != width || columns.is_empty() {
            return Err(misfit());
        }
        // The list alone takes as much as what it picks.
        let entries = (rows as u64).saturating_mul(columns.len() as u64);
        let _list = self.meter.hold(entries.saturating_mul(4))?;
        let at = (0..rows).flat_map(|row| columns.iter().map(move |c| (row * width + c) as u32));
        let places = Places::within(at.collect(), rows * width).ok_or_else(misfit)?;
        let picked = self.gather(&*self.reshape(a, 1)?, &places)?;
        self.reshape(&picked, columns.len())
    }

    /// The product of the rows that belong to each target.
    pub(super) fn product(&self, of: &A::Value, targets: &Places) -> Made<A> {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); targets.below()];
        for (k, target) in targets.iter().enumerate() {
            members[target].push(k as u32);
        }
        let most = members.iter().map(Vec::len).max().unwrap_or(0);
        let mut product = self.constant(1.0, targets.below())?;
        for round in 0..most {
            let places = members.iter().map(|m| m.get(round).copied().unwrap_or(0)).collect();
            let places = Places::within(places, targets.len()).ok_or_else(misfit)?;
            let there = |m: &Vec<u32>| f64::from(u8::from(round < m.len()));
            let mask: Vec<f64> = members.iter().map(there).collect();
            let rest: Vec<f64> = mask.iter().map(|m| 1.0 - m).collect();
            // Where a group has no more factors, one is taken instead.
            let mask = self.known(&Numbers::new(1, mask))?;
            let factor = self.multiply(&*self.gather(of, &places)?, &mask)?;
            let factor = self.add(&factor, &*self.known(&Numbers::new(1, rest))?)?;
            product = self.multiply(&product, &factor)?;
        }
        Ok(product)
    }
}

/// An inverse takes as long as so many products of matrices.
const INVERSE: usize = 5;
/// A function or a power takes as long as so many products.
const FUNCTION: usize = 4;
