//! An expression at a sample point, over a [`Domain`].

use super::arithmetic::{Arithmetic, Numbers, Plain, Tensors};
use super::domain::{Domain, MOST_ROWS};
use super::sample::Sample;
use crate::autodiff::{Backend, Tape};
use crate::expression::{ExprId, Index, Meaning, Op, SymbolId, Unclear, VarId};
use crate::source::Span;
use crate::syntax::tree::{Function, Sign};
use std::cell::Cell;
use std::collections::BTreeSet;

type Evaluated<T> = Result<T, Unclear>;

fn undefined<T>(span: Span, why: &str) -> Evaluated<T> {
    Err(Unclear { span, why: why.into() })
}

/// A symbol that is taken for a free variable: its values, once for each row
/// of the derivative that is asked for.
struct Cut<V> {
    symbol: SymbolId,
    /// `[copies · places, width]`
    leaf: V,
    /// The variable that counts the copies.
    copy: VarId,
    places: usize,
}

/// Evaluates in one arithmetic at one sample point.
pub(super) struct Evaluator<'a, A: Arithmetic> {
    meaning: &'a Meaning,
    sample: &'a Sample,
    backend: Backend,
    arithmetic: A,
    cut: Option<Cut<A::Value>>,
    /// The number of terms of the longest sum so far.
    longest: Cell<usize>,
}

/// A letter that no document can write.
const COPY: VarId = VarId::COPY;

impl<'a> Evaluator<'a, Plain> {
    pub(super) const fn plain(meaning: &'a Meaning, sample: &'a Sample, backend: Backend) -> Self {
        Self { meaning, sample, backend, arithmetic: Plain, cut: None, longest: Cell::new(0) }
    }
}

impl<A: Arithmetic> Evaluator<'_, A> {
    /// The number of terms of the longest sum that was evaluated.
    pub(super) const fn longest_sum(&self) -> usize {
        self.longest.get()
    }

    /// The expression's value in every row.
    pub(super) fn value(&self, id: ExprId, domain: &Domain) -> Evaluated<A::Value> {
        let span = self.meaning.expressions.span(id);
        let go = |id: ExprId| self.value(id, domain);
        let a = &self.arithmetic;
        Ok(match self.meaning.expressions.op(id) {
            Op::Number(value) => self.constant(*value, domain.rows()),
            Op::Size(set) => {
                self.constant(self.sample.size(self.meaning.sets.find(*set)) as f64, domain.rows())
            }
            Op::Delta(Index::Var(i), Index::Var(j)) => {
                let (i, j) =
                    (domain.column(*i).unwrap_or_default(), domain.column(*j).unwrap_or_default());
                let numbers: Vec<f64> =
                    i.iter().zip(j).map(|(i, j)| f64::from(u8::from(i == j))).collect();
                a.table(1, &numbers)
            }
            Op::Symbol(symbol, indices) => self.symbol(*symbol, indices, domain, span)?,
            Op::Negate(x) => a.negate(&go(*x)?),
            Op::Add(x, y) => {
                let (x, y) = self.alike(go(*x)?, go(*y)?, span)?;
                a.add(&x, &y)
            }
            Op::Subtract(x, y) => {
                let (x, y) = self.alike(go(*x)?, go(*y)?, span)?;
                a.subtract(&x, &y)
            }
            Op::Multiply(x, y) => {
                let first = *x;
                let (x, y) = (go(*x)?, go(*y)?);
                if a.width(&x) > 1 && a.width(&y) > 1 {
                    return undefined(span, "two vectors side by side are no product");
                }
                if a.width(&x) < a.width(&y) && self.may_be_matrix(first) {
                    return undefined(span, "a capital before a vector may be a matrix");
                }
                a.multiply(&x, &y)
            }
            Op::Divide(x, y) => {
                let (x, y) = (go(*x)?, go(*y)?);
                if a.width(&y) > 1 {
                    return undefined(span, "nothing is divided by a vector");
                }
                a.divide(&x, &y)
            }
            Op::Dot(x, y) => {
                let (x, y) = (go(*x)?, go(*y)?);
                if a.width(&x) != a.width(&y) {
                    return undefined(span, "the two sides of this product differ in shape");
                }
                a.dot(&x, &y)
            }
            Op::Power(base, exponent) => self.power(*base, *exponent, domain, span)?,
            Op::Apply(function, x) => match a.apply(*function, &go(*x)?) {
                Some(value) => value,
                None => return undefined(span, "this function is not evaluated yet"),
            },
            Op::Sum { product: true, .. } => {
                return undefined(span, "a product over an index is not evaluated yet");
            }
            Op::Sum { .. } => self.sum(id, domain)?,
            Op::Derivative { of, by, at } => {
                if self.cut.as_ref().is_some_and(|c| self.depends(*of, c.symbol)) {
                    return undefined(span, "a derivative of a derivative is not evaluated");
                }
                let free = self.free(id);
                let (distinct, places) = domain.projected(&pairs(&free));
                let numbers = self.derivative(*of, *by, at, &distinct, span)?;
                a.gather(&a.table(numbers.width, &numbers.value), &places)
            }
        })
    }

    /// A given capital without indices, or a product that ends with one.
    fn may_be_matrix(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, indices) => {
                let symbol = self.meaning.symbol(*symbol);
                indices.is_empty()
                    && symbol.definition.is_none()
                    && symbol.key.name.ends_with(char::is_uppercase)
            }
            Op::Multiply(_, last) | Op::Negate(last) => self.may_be_matrix(*last),
            _ => false,
        }
    }

    fn constant(&self, value: f64, rows: usize) -> A::Value {
        self.arithmetic.table(1, &vec![value; rows])
    }

    /// Two terms of one shape.
    fn alike(&self, x: A::Value, y: A::Value, span: Span) -> Evaluated<(A::Value, A::Value)> {
        if self.arithmetic.width(&x) != self.arithmetic.width(&y) {
            return undefined(span, "a number and a vector are added");
        }
        Ok((x, y))
    }

    fn power(
        &self,
        base: ExprId,
        exponent: ExprId,
        domain: &Domain,
        span: Span,
    ) -> Evaluated<A::Value> {
        let x = self.value(base, domain)?;
        if self.arithmetic.width(&x) > 1 {
            return undefined(span, "a power of a vector is not understood");
        }
        if let Some(exponent) = self.number(exponent) {
            return Ok(self.arithmetic.power(&x, exponent));
        }
        // a^b = e^{b log a}
        let log = self.arithmetic.apply(Function::Log, &x);
        let exponent = self.value(exponent, domain)?;
        let value = log.and_then(|log| {
            self.arithmetic.apply(Function::Exp, &self.arithmetic.multiply(&exponent, &log))
        });
        value.map_or_else(|| undefined(span, "this power is not evaluated"), Ok)
    }

    fn number(&self, id: ExprId) -> Option<f64> {
        match self.meaning.expressions.op(id) {
            Op::Number(value) => Some(*value),
            Op::Negate(a) => self.number(*a).map(|v| -v),
            Op::Divide(a, b) => Some(self.number(*a)? / self.number(*b)?),
            _ => None,
        }
    }

    fn symbol(
        &self,
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
        span: Span,
    ) -> Evaluated<A::Value> {
        if let Some(cut) = self.cut.as_ref().filter(|c| c.symbol == symbol) {
            let copies = domain.column(cut.copy);
            let flat = self.flat(symbol, indices, domain);
            let places: Vec<u32> = flat
                .iter()
                .enumerate()
                .map(|(k, p)| p + copies.map_or(0, |c| c[k]) * cut.places as u32)
                .collect();
            return Ok(self.arithmetic.gather(&cut.leaf, &places));
        }
        let Some((parameters, body)) = &self.meaning.symbol(symbol).definition else {
            let Some(given) = self.sample.given(symbol) else {
                return undefined(span, "nothing is known of this symbol");
            };
            let table = self.arithmetic.table(given.width, &given.numbers);
            return Ok(self.arithmetic.gather(&table, &self.flat(symbol, indices, domain)));
        };
        let mut onto: Vec<(VarId, VarId)> =
            indices.iter().zip(parameters).map(|(Index::Var(from), to)| (*from, *to)).collect();
        if self.cut.as_ref().is_some_and(|c| self.depends(*body, c.symbol)) {
            onto.push((COPY, COPY));
        }
        let (distinct, places) = domain.projected(&onto);
        Ok(self.arithmetic.gather(&self.value(*body, &distinct)?, &places))
    }

    /// Each row's place in a symbol's table, the last index running fastest.
    fn flat(&self, symbol: SymbolId, indices: &[Index], domain: &Domain) -> Vec<u32> {
        let mut flat = vec![0; domain.rows()];
        for (Index::Var(var), set) in indices.iter().zip(&self.meaning.symbol(symbol).sets) {
            let size = self.sample.size(self.meaning.sets.find(*set)) as u32;
            let column = domain.column(*var).unwrap_or_default();
            flat.iter_mut().zip(column).for_each(|(f, value)| *f = *f * size + value);
        }
        flat
    }

    /// Evaluated once for each combination of what is free in it.
    fn sum(&self, id: ExprId, domain: &Domain) -> Evaluated<A::Value> {
        let span = self.meaning.expressions.span(id);
        let Op::Sum { bound, conditions, body, .. } = self.meaning.expressions.op(id) else {
            return undefined(span, "this is no sum");
        };
        let (distinct, places) = domain.projected(&pairs(&self.free(id)));
        let mut inner = distinct.clone();
        let mut origins: Vec<u32> = (0..inner.rows() as u32).collect();
        for var in bound {
            let size =
                self.sample.size(self.meaning.sets.find(self.meaning.expressions.var(*var).set));
            let Some((expanded, from)) = inner.expanded(*var, size) else {
                return undefined(span, "this sum has too many terms to be evaluated");
            };
            origins = from.iter().map(|k| origins[*k as usize]).collect();
            inner = expanded;
        }
        for (Index::Var(x), sign, Index::Var(y)) in conditions {
            let kept = inner.places(*x, *y, test(*sign));
            origins = kept.iter().map(|k| origins[*k as usize]).collect();
            inner = inner.gathered(&kept);
        }
        if inner.rows() == 0 {
            return undefined(span, "this sum has no terms");
        }
        self.longest.set(self.longest.get().max(inner.rows().div_ceil(distinct.rows())));
        let terms = self.value(*body, &inner)?;
        let sums = self.arithmetic.scatter(&terms, &origins, distinct.rows());
        Ok(self.arithmetic.gather(&sums, &places))
    }

    /// ∂of/∂by[at] in every row, by automatic differentiation: each row has a
    /// copy of the variable of its own, so that one pass backwards gives all.
    fn derivative(
        &self,
        of: ExprId,
        by: SymbolId,
        at: &[Index],
        domain: &Domain,
        span: Span,
    ) -> Evaluated<Numbers> {
        let original = self.every_place(by, span)?;
        let rows = domain.rows();
        if let Some(name) = self.meaning.bypass(of, by) {
            let why =
                format!("it depends on {name} otherwise than through what it is differentiated by");
            return undefined(span, &why);
        }
        if !self.depends(of, by) {
            // A name that nothing defines could depend on anything.
            return match self.meaning.undefined_scalar(of) {
                Some(name) => undefined(span, &format!("nothing says how {name} depends on this")),
                None => Ok(Plain.table(original.width, &vec![0.0; rows * original.width])),
            };
        }
        let places = original.value.len() / original.width;
        let width = original.width;
        if original.value.len().saturating_mul(rows) > MOST_ROWS {
            return undefined(span, "this derivative has too many entries to be evaluated");
        }
        let tape = Tape::recording(self.backend);
        let leaf = tape.table(width, &original.value.repeat(rows)).require_grad();
        let inner = Evaluator {
            meaning: self.meaning,
            sample: self.sample,
            backend: self.backend,
            arithmetic: Tensors(&tape),
            cut: Some(Cut { symbol: by, leaf: leaf.clone(), copy: COPY, places }),
            longest: Cell::new(0),
        };
        let copies = domain.clone().with(COPY, (0..rows as u32).collect());
        let value = inner.value(of, &copies)?;
        self.longest.set(self.longest.get().max(inner.longest.get()));
        if value.dims()[1] != 1 {
            return undefined(span, "the derivative of a vector is not evaluated yet");
        }
        let gradients = value.sum().backward();
        let gradient = leaf.grad(&gradients).map_or_else(Vec::new, |g| tape.numbers(g));
        if gradient.len() != rows * places * width {
            return undefined(span, "this does not depend on the variable");
        }
        let flat = self.flat(by, at, domain);
        let chosen: Vec<u32> =
            flat.iter().enumerate().map(|(k, p)| (k * places) as u32 + p).collect();
        Ok(Plain.gather(&Plain.table(width, &gradient), &chosen))
    }

    /// A symbol's values at all its places.
    fn every_place(&self, symbol: SymbolId, span: Span) -> Evaluated<Numbers> {
        let plain = Evaluator::plain(self.meaning, self.sample, self.backend);
        let of = self.meaning.symbol(symbol);
        match &of.definition {
            None => match self.sample.given(symbol) {
                Some(given) => Ok(Plain.table(given.width, &given.numbers)),
                None => undefined(span, "nothing is known of this symbol"),
            },
            Some((parameters, body)) => {
                let mut domain = Domain::point();
                for (parameter, set) in parameters.iter().zip(&of.sets) {
                    let size = self.sample.size(self.meaning.sets.find(*set));
                    match domain.expanded(*parameter, size) {
                        Some((expanded, _)) => domain = expanded,
                        None => return undefined(span, "this symbol has too many places"),
                    }
                }
                plain.value(*body, &domain)
            }
        }
    }

    /// The variables that are free in an expression, and the copy if it depends
    /// on what is cut.
    fn free(&self, id: ExprId) -> Vec<VarId> {
        let mut free = BTreeSet::new();
        self.meaning.free_into(id, &mut free);
        let mut free: Vec<VarId> = free.into_iter().collect();
        if self.cut.as_ref().is_some_and(|c| self.depends(id, c.symbol)) {
            free.push(COPY);
        }
        free
    }

    fn depends(&self, id: ExprId, on: SymbolId) -> bool {
        self.meaning.depends(id, on)
    }
}

fn pairs(variables: &[VarId]) -> Vec<(VarId, VarId)> {
    variables.iter().map(|v| (*v, *v)).collect()
}

/// What a condition asks of two index values.
pub(super) fn test(sign: Sign) -> fn(u32, u32) -> bool {
    match sign {
        Sign::Equal => |a, b| a == b,
        Sign::Less => |a, b| a < b,
        Sign::LessOrEqual => |a, b| a <= b,
        Sign::Greater => |a, b| a > b,
        Sign::GreaterOrEqual => |a, b| a >= b,
        _ => |a, b| a != b,
    }
}
