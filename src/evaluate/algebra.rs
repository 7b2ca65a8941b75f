//! Products, powers and functions of numbers, vectors and matrices.

use super::arithmetic::{Arithmetic, Held, Made};
use super::domain::Domain;
use super::evaluator::{Evaluated, Evaluator, Seen, Valued};
use super::meter::misfit;
use super::places::Places;
use super::plain::Numbers;
use crate::expression::{ExprId, Index, Op, SetId, VarId};
use crate::reason::{Mismatch, Semantics, Value};
use crate::syntax::tree::Function;

/// Higher powers of matrices are not evaluated.
const MOST_POWER: f64 = 8.0;

impl<A: Arithmetic> Evaluator<'_, A> {
    /// The vector with a 1 at an index of a set, and 0 elsewhere.
    pub(super) fn unit(
        &self,
        id: ExprId,
        index: Index,
        set: SetId,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let length = self.stage.size(self.meaning, set);
        let numbers = domain.rows().saturating_mul(length);
        self.meter().charge(numbers as u64)?;
        let mut numbers = vec![0.0; numbers];
        for (row, at) in self.places(id, index, domain)?.into_iter().enumerate() {
            match usize::try_from(at).ok().filter(|at| *at < length) {
                Some(at) => numbers[row * length + at] = 1.0,
                None => return self.undefined(id, Value::IndexBeyond),
            }
        }
        let value = self.arithmetic.known(&Numbers::new(length, numbers))?;
        Ok(Valued { value, shape: (length, 1) })
    }

    /// Two terms of one shape; a number that is written out stands in every
    /// entry, and 0 for the zero vector.
    pub(super) fn entrywise(
        &self,
        id: ExprId,
        (x_id, x): (ExprId, Seen<A>),
        (y_id, y): (ExprId, Seen<A>),
        join: impl Fn(&A::Value, &A::Value) -> Made<A>,
    ) -> Evaluated<Seen<A>> {
        let literal = |id| self.number(id).is_some();
        let fits = x.shape == y.shape
            || (x.shape == (1, 1) && literal(x_id))
            || (y.shape == (1, 1) && literal(y_id));
        if !fits {
            let why = if x.shape == (1, 1) || y.shape == (1, 1) {
                Value::Shapes(Mismatch::NumberAdded)
            } else {
                Value::Shapes(Mismatch::Terms)
            };
            return self.undefined(id, why);
        }
        let shape = if x.shape == (1, 1) { y.shape } else { x.shape };
        Ok(Valued { value: join(&x.value, &y.value)?, shape })
    }

    /// A product: of numbers, of matrices; a factor that is exactly 0
    /// annihilates a logarithm beside it.
    pub(super) fn times(
        &self,
        id: ExprId,
        x: ExprId,
        y: ExprId,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        for (log, other) in [(y, x), (x, y)] {
            if !self.has_logarithm(log) {
                continue;
            }
            let factor = self.value(other, domain)?;
            if factor.shape != (1, 1) {
                continue;
            }
            let numbers = self.arithmetic.values(&factor.value);
            let kept = Places::which(numbers.len(), |k| numbers[k] != 0.0);
            if kept.len() == domain.rows() {
                continue;
            }
            if kept.is_empty() {
                return Ok(Valued {
                    value: self.arithmetic.constant(0.0, domain.rows())?,
                    shape: (1, 1),
                });
            }
            let logs = self.value(log, &domain.gathered(&kept))?;
            let factors = self.arithmetic.gather(&factor.value, &kept)?;
            let product = self.arithmetic.multiply(&factors, &logs.value)?;
            let value = self.arithmetic.scatter(&product, &kept)?;
            return Ok(Valued { value, shape: logs.shape });
        }
        let dotted = matches!(self.meaning.expressions.op(id), Op::Dotted(..));
        let (x, y) = (self.value(x, domain)?, self.value(y, domain)?);
        self.product(id, &x, &y, dotted)
    }

    pub(super) fn product(
        &self,
        id: ExprId,
        x: &Seen<A>,
        y: &Seen<A>,
        dotted: bool,
    ) -> Evaluated<Seen<A>> {
        let a = &self.arithmetic;
        match (x.shape, y.shape) {
            ((1, 1), shape) | (shape, (1, 1)) => {
                Ok(Valued { value: a.multiply(&x.value, &y.value)?, shape })
            }
            ((m, 1), (n, 1)) if dotted && m == n => self.inner(id, x, y),
            ((m, k), (l, n)) if k == l => {
                Ok(Valued { value: a.matmul(&x.value, &y.value, [m, k, n])?, shape: (m, n) })
            }
            ((_, 1), (_, 1)) => self.undefined(id, Value::Shapes(Mismatch::Vectors)),
            _ => self.undefined(id, Value::Shapes(Mismatch::Factors)),
        }
    }

    pub(super) fn inner(&self, id: ExprId, x: &Seen<A>, y: &Seen<A>) -> Evaluated<Seen<A>> {
        if x.shape != y.shape {
            return self.undefined(id, Value::Shapes(Mismatch::Product));
        }
        let product = self.arithmetic.multiply(&x.value, &y.value)?;
        Ok(Valued { value: self.arithmetic.total(&product)?, shape: (1, 1) })
    }

    pub(super) fn transposed(&self, x: &Seen<A>) -> Evaluated<Seen<A>> {
        let (m, n) = x.shape;
        if m == 1 || n == 1 {
            return Ok(Valued { value: x.value.clone(), shape: (n, m) });
        }
        let mirrored = (0..m * n).map(|k| (k % m * n + k / m) as u32).collect();
        let mirrored = Places::within(mirrored, m * n).ok_or_else(misfit)?;
        Ok(Valued { value: self.arithmetic.columns(&x.value, &mirrored)?, shape: (n, m) })
    }

    /// ⟨a, a⟩
    pub(super) fn is_square(&self, id: ExprId) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Inner(a, b) | Op::Dotted(a, b) if a == b)
    }

    /// A norm. At a generic point it is 0 only if it is 0 everywhere, as
    /// ‖y_k − y_k‖ is; then so is its derivative.
    pub(super) fn length(&self, square: ExprId, domain: &Domain) -> Evaluated<Seen<A>> {
        let x = self.value(square, domain)?;
        let numbers = self.arithmetic.values(&x.value);
        let kept = Places::which(numbers.len(), |k| numbers[k] != 0.0);
        if kept.len() == numbers.len() {
            return self.apply(square, Function::Sqrt, &x);
        }
        if kept.is_empty() {
            let value = self.arithmetic.constant(0.0, domain.rows())?;
            return Ok(Valued { value, shape: (1, 1) });
        }
        let some = Valued { value: self.arithmetic.gather(&x.value, &kept)?, shape: x.shape };
        let roots = self.apply(square, Function::Sqrt, &some)?;
        let value = self.arithmetic.scatter(&roots.value, &kept)?;
        Ok(Valued { value, shape: roots.shape })
    }

    pub(super) fn apply(&self, id: ExprId, f: Function, x: &Seen<A>) -> Evaluated<Seen<A>> {
        let (m, n) = x.shape;
        match f {
            Function::Trace if m == n => {
                let diagonal = (0..m).map(|k| (k * n + k) as u32).collect();
                let diagonal = Places::within(diagonal, m * n).ok_or_else(misfit)?;
                let diagonal = self.arithmetic.columns(&x.value, &diagonal)?;
                Ok(Valued { value: self.arithmetic.total(&diagonal)?, shape: (1, 1) })
            }
            Function::Determinant if m == n => {
                Ok(Valued { value: self.arithmetic.determinant(&x.value, m)?, shape: (1, 1) })
            }
            Function::Diagonal if n == 1 => {
                Ok(Valued { value: self.diagonal(&x.value, m)?, shape: (m, m) })
            }
            // That of a matrix is no matter of its entries.
            Function::Exp | Function::Log | Function::Sqrt if m > 1 && n > 1 => {
                self.undefined(id, Value::OfMatrix)
            }
            _ => match self.arithmetic.apply(f, &x.value)? {
                Some(value) => Ok(Valued { value, shape: x.shape }),
                None => self.undefined(id, Semantics::FunctionHere),
            },
        }
    }

    /// Of each row of m entries the matrix with these on its diagonal.
    fn diagonal(&self, x: &A::Value, m: usize) -> Made<A> {
        let a = &self.arithmetic;
        let rows = a.rows(x);
        let place = |k: usize| (k / m * m * m + k % m * (m + 1)) as u32;
        let all = rows.saturating_mul(m * m);
        let targets = (0..rows * m).map(place).collect();
        let targets = Places::within(targets, all).ok_or_else(misfit)?;
        a.reshape(&*a.scatter(&*a.reshape(x, 1)?, &targets)?, m * m)
    }

    pub(super) fn power(
        &self,
        id: ExprId,
        base: ExprId,
        exponent: ExprId,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let x = self.value(base, domain)?;
        let a = &self.arithmetic;
        let constant = self.number(exponent);
        if x.shape != (1, 1) {
            return match constant {
                // The square of a vector is that of its length, by custom.
                Some(2.0) if x.shape.1 == 1 => self.inner(id, &x, &x),
                Some(times) if x.shape.0 == x.shape.1 && times.fract() == 0.0 => {
                    self.matrix_power(id, &x, times)
                }
                _ => self.undefined(id, Value::Shapes(Mismatch::Power)),
            };
        }
        if let Some(exponent) = constant {
            return Ok(Valued { value: a.power(&x.value, exponent)?, shape: (1, 1) });
        }
        // a^b = e^{b log a}
        let exponent = self.value(exponent, domain)?;
        let log = a.apply(Function::Log, &x.value)?;
        let power =
            |log: Held<A::Value>| a.apply(Function::Exp, &*a.multiply(&exponent.value, &log)?);
        match log.map(power).transpose()?.flatten() {
            Some(value) if exponent.shape == (1, 1) => Ok(Valued { value, shape: (1, 1) }),
            _ => self.undefined(id, Value::Power),
        }
    }

    /// The product of so many equal square matrices, or of their inverses.
    fn matrix_power(&self, id: ExprId, x: &Seen<A>, times: f64) -> Evaluated<Seen<A>> {
        if times == 0.0 || times.abs() > MOST_POWER {
            return self.undefined(id, Value::Shapes(Mismatch::Power));
        }
        let m = x.shape.0;
        let once = if times < 0.0 {
            self.arithmetic.inverse(&x.value, m)?
        } else {
            self.arithmetic.times(&x.value, 1.0)?
        };
        let mut power = once.clone();
        for _ in 1..times.abs() as usize {
            power = self.arithmetic.matmul(&power, &once, [m; 3])?;
        }
        Ok(Valued { value: power, shape: x.shape })
    }

    /// A number that is written out.
    pub(super) fn number(&self, id: ExprId) -> Option<f64> {
        match self.meaning.expressions.op(id) {
            Op::Number(value) => Some(*value),
            Op::Negate(a) => self.number(*a).map(|v| -v),
            Op::Divide(a, b) => Some(self.number(*a)? / self.number(*b)?),
            _ => None,
        }
    }

    /// Whether a logarithm is a factor of an expression, or a term of a factor.
    pub(super) fn has_logarithm(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Apply(Function::Log, _) => true,
            Op::Negate(a) | Op::Divide(a, _) => self.has_logarithm(*a),
            Op::Multiply(a, b) | Op::Add(a, b) | Op::Subtract(a, b) => {
                self.has_logarithm(*a) || self.has_logarithm(*b)
            }
            Op::Derivative { of, .. } | Op::Change(of, _) => self.has_logarithm(*of),
            _ => false,
        }
    }

    /// An entry; what it is one of is evaluated once for all that is asked of it.
    pub(super) fn entry(
        &self,
        id: ExprId,
        of: ExprId,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        if let Some(second) = self.second_entry(id, of, indices, domain) {
            return second;
        }
        let (distinct, rows) = self.projected(domain, &self.free(of))?;
        let x = self.value(of, &distinct)?;
        let (m, n) = x.shape;
        let mut columns = Vec::new();
        for index in indices {
            columns.push(self.places(id, *index, domain)?);
        }
        let width = m * n;
        let mut chosen = Vec::with_capacity(domain.rows());
        for (row, of) in rows.iter().enumerate() {
            let place = match columns.as_slice() {
                [i] if n == 1 || m == 1 => i[row],
                [i, j] if (0..n as i64).contains(&j[row]) => i[row] * n as i64 + j[row],
                _ => return self.undefined(id, Value::NoEntry),
            };
            if !(0..width as i64).contains(&place) {
                return self.undefined(id, Value::IndexBeyond);
            }
            chosen.push((of * width + place as usize) as u32);
        }
        let chosen = Places::within(chosen, distinct.rows() * width).ok_or_else(misfit)?;
        let entries = self.arithmetic.reshape(&x.value, 1)?;
        Ok(Valued { value: self.arithmetic.gather(&entries, &chosen)?, shape: (1, 1) })
    }

    /// A function of one number; of a vector it is taken entry by entry.
    pub(super) fn map(
        &self,
        argument: u32,
        body: ExprId,
        at: ExprId,
        inlined: ExprId,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let x = self.value(at, domain)?;
        let width = x.shape.0 * x.shape.1;
        if width == 1 {
            return self.value(inlined, domain);
        }
        let entries = self.arithmetic.reshape(&x.value, 1)?;
        let rows = self.arithmetic.rows(&entries);
        let origins = Places::repeated(domain.rows(), width);
        self.meter().charge(domain.steps().saturating_mul(width as u64))?;
        let wide =
            domain.gathered(&origins).with(VarId::row(argument), (0..rows as u32).collect(), rows);
        self.entries.borrow_mut().push((argument, entries));
        let value = self.value(body, &wide);
        self.entries.borrow_mut().pop();
        let value = value?;
        if value.shape != (1, 1) {
            return self.undefined(body, Value::Shapes(Mismatch::OneNumber));
        }
        Ok(Valued { value: self.arithmetic.reshape(&value.value, width)?, shape: x.shape })
    }
}
