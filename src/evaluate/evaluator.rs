//! An expression at the sample points, over a [`Domain`].

use super::arithmetic::{Arithmetic, Counted, Held};
use super::domain::Domain;
use super::meter::{Meter, misfit, placed};
use super::places::Places;
use super::plain::Numbers;
use super::stage::Stage;
use crate::expression::{Condition, ExprId, Index, Meaning, Op, SetId, SymbolId, Unclear, VarId};
use crate::reason::{Excess, Mismatch, Notation, Reason, Semantics, Value};
use crate::syntax::tree::{Function, Sign};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

pub(super) type Evaluated<T> = Result<T, Unclear>;

/// Rows and columns of a value; a number is `(1, 1)`, a vector `(d, 1)`.
pub(super) type Shape = (usize, usize);

/// What an arithmetic evaluates an expression to.
pub(super) type Seen<A> = Valued<Held<<A as Arithmetic>::Value>>;

/// A table of values with the shape of each row.
#[derive(Debug, Clone)]
pub(super) struct Valued<V> {
    pub value: V,
    pub shape: Shape,
}

/// The indices at which an expression is what the cut symbol is defined as, and
/// whether it is its square.
pub(super) type Matched = (Vec<Index>, bool);

/// What is differentiated by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Symbol(SymbolId),
    Argument(u32),
    /// A number, by which variables are moved along directions.
    Change(Vec<(SymbolId, SymbolId)>),
}

/// Something that is taken for a free variable: its values, once for each copy.
pub(super) struct Cut<V> {
    pub target: Target,
    /// `[copies · places, width]`; nothing where only what varies is asked.
    pub leaf: Option<V>,
    pub places: usize,
    pub shape: Shape,
}

/// Evaluates in one arithmetic at the points of one stage.
pub(super) struct Evaluator<'a, A: Arithmetic> {
    pub meaning: &'a Meaning,
    pub stage: &'a Stage,
    pub arithmetic: Counted<'a, A>,
    pub cut: Option<Cut<A::Value>>,
    /// What is cut around the derivative that this is about.
    pub around: Option<Cut<A::Value>>,
    /// The number of terms of the longest sum so far.
    pub longest: Cell<usize>,
    /// What functions are taken of, entry by entry.
    pub entries: RefCell<Vec<(u32, Held<A::Value>)>>,
    /// How many members before are being asked for, each by the one behind it.
    pub nested: Cell<usize>,
    /// Places where the expression stands that what is cut is defined by.
    pub patterns: RefCell<HashMap<ExprId, Option<Matched>>>,
}

/// Letters that no document can write.
pub(super) const COPY: VarId = VarId::COPY;
pub(super) const AROUND: VarId = VarId::AROUND;
pub(super) const POINT: VarId = VarId::POINT;
pub(super) const ENTRY: VarId = VarId::ENTRY;

impl<'a, A: Arithmetic> Evaluator<'a, A> {
    pub(super) fn new(
        meaning: &'a Meaning,
        stage: &'a Stage,
        arithmetic: A,
        meter: &'a Meter,
    ) -> Self {
        Self {
            meaning,
            stage,
            arithmetic: Counted::new(arithmetic, meter),
            cut: None,
            around: None,
            longest: Cell::new(0),
            entries: RefCell::default(),
            nested: Cell::new(0),
            patterns: RefCell::default(),
        }
    }

    pub(super) fn undefined<T>(&self, id: ExprId, why: impl Into<Reason>) -> Evaluated<T> {
        Err(Unclear { place: self.meaning.expressions.place(id), reason: why.into() })
    }

    /// The size of the set that a name counts; of none it is as good as any number, and
    /// what is true of that is true whatever it counts.
    fn count(&self, name: &str) -> f64 {
        match self.meaning.sets.of_name(name) {
            Some(set) => self.stage.size(self.meaning, set) as f64,
            None => name.bytes().fold(2.6, |sum, byte| sum + f64::from(byte).sqrt() / 64.0),
        }
    }

    /// The expression's value in every row.
    pub(super) fn value(&self, id: ExprId, domain: &Domain) -> Evaluated<Seen<A>> {
        self.valued(id, domain).map_err(|why| placed(why, self.meaning.expressions.place(id)))
    }

    fn valued(&self, id: ExprId, domain: &Domain) -> Evaluated<Seen<A>> {
        if let Some((indices, squared)) = self.stands_for_cut(id)
            && let Some(symbol) = self.cut_symbol()
        {
            let cut = self.symbol(id, symbol, &indices, domain)?;
            let value = if squared { self.arithmetic.power(&cut.value, 2.0)? } else { cut.value };
            return Ok(Valued { value, shape: cut.shape });
        }
        self.operation(id, domain)
    }

    /// The value of an operation as it is written, whatever it may stand for.
    pub(super) fn operation(&self, id: ExprId, domain: &Domain) -> Evaluated<Seen<A>> {
        let a = &self.arithmetic;
        let go = |id: ExprId| self.value(id, domain);
        let number = |value: Held<A::Value>| Ok(Valued { value, shape: (1, 1) });
        match self.meaning.expressions.op(id) {
            Op::Number(value) => number(a.constant(*value, domain.rows())?),
            Op::Size(set) => {
                number(a.constant(self.stage.size(self.meaning, *set) as f64, domain.rows())?)
            }
            Op::Count(name) => number(a.constant(self.count(name), domain.rows())?),
            Op::Delta(i, j) => {
                let (i, j) = (self.places(id, *i, domain)?, self.places(id, *j, domain)?);
                let numbers: Vec<f64> =
                    i.iter().zip(&j).map(|(i, j)| f64::from(u8::from(i == j))).collect();
                number(a.known(&Numbers::new(1, numbers))?)
            }
            Op::Unit(index, set) => self.unit(id, *index, *set, domain),
            Op::Symbol(symbol, indices) => self.symbol(id, *symbol, indices, domain),
            Op::Argument(argument) => self.argument(id, *argument, domain),
            Op::Negate(x) => {
                let x = go(*x)?;
                Ok(Valued { value: a.negate(&x.value)?, shape: x.shape })
            }
            Op::Add(x, y) => self.entrywise(id, (*x, go(*x)?), (*y, go(*y)?), |x, y| a.add(x, y)),
            Op::Subtract(x, y) => {
                self.entrywise(id, (*x, go(*x)?), (*y, go(*y)?), |x, y| a.subtract(x, y))
            }
            Op::Elementwise(x, y) => {
                let (x, y) = (go(*x)?, go(*y)?);
                if x.shape != y.shape && x.shape != (1, 1) && y.shape != (1, 1) {
                    return self.undefined(id, Value::Shapes(Mismatch::Product));
                }
                let shape = if x.shape == (1, 1) { y.shape } else { x.shape };
                Ok(Valued { value: a.multiply(&x.value, &y.value)?, shape })
            }
            Op::Multiply(x, y) | Op::Dotted(x, y) => self.times(id, *x, *y, domain),
            Op::Divide(x, y) => {
                let (x, y) = (go(*x)?, go(*y)?);
                if y.shape != (1, 1) {
                    return self.undefined(id, Value::Shapes(Mismatch::Divisor));
                }
                Ok(Valued { value: a.divide(&x.value, &y.value)?, shape: x.shape })
            }
            Op::Inner(x, y) => {
                let (x, y) = (go(*x)?, go(*y)?);
                let place = self.meaning.expressions.place(id);
                if x.shape.0 > 1 && x.shape.1 > 1 && self.meaning.spectral.contains(&place) {
                    return self.undefined(id, Notation::Norm);
                }
                self.inner(id, &x, &y)
            }
            Op::Transpose(x) => self.transposed(&go(*x)?),
            Op::Power(base, exponent) => self.power(id, *base, *exponent, domain),
            Op::Apply(Function::Sqrt, x) if self.is_square(*x) => self.length(*x, domain),
            Op::Apply(f, x) => self.apply(id, *f, &go(*x)?),
            Op::Extreme(largest, of) => {
                let mut values = of.iter().map(|x| go(*x));
                let Some(first) = values.next() else {
                    return self.undefined(id, Semantics::NoArgument);
                };
                values.try_fold(first?, |x, y| {
                    let y = y?;
                    if x.shape != y.shape {
                        return self.undefined(id, Value::Shapes(Mismatch::Alternatives));
                    }
                    let value = a.extreme(*largest, &x.value, &y.value)?;
                    Ok(Valued { value, shape: x.shape })
                })
            }
            Op::Opaque(f, of) => {
                let values: Evaluated<Vec<_>> = of.iter().map(|x| go(*x)).collect();
                self.function(id, *f, (of, &values?), domain)
            }
            Op::Map(argument, body, at, inlined) => {
                self.map(*argument, *body, *at, *inlined, domain)
            }
            Op::Entry(x, indices) => self.entry(id, *x, indices, domain),
            Op::Cases(cases, otherwise) => self.cases(id, cases, *otherwise, domain),
            Op::Sum { .. } => self.sum(id, domain),
            Op::Prime(argument, body, at) => self.prime(id, *argument, *body, *at, domain),
            Op::Change(of, along) => self.change_value(id, *of, *along, domain),
            Op::Derivative { of, by, at } => self.derivative_value(id, *of, *by, at, domain),
        }
    }

    /// Each row's value of an index.
    pub(super) fn places(&self, id: ExprId, index: Index, domain: &Domain) -> Evaluated<Vec<i64>> {
        let column = |var| match domain.column(var) {
            Some(column) => Ok(column),
            None => self.undefined(id, Semantics::UnboundIndex(None)),
        };
        Ok(match index {
            Index::Var(var) => column(var)?.iter().map(|v| i64::from(*v)).collect(),
            Index::Shifted(var, by) => {
                column(var)?.iter().map(|v| i64::from(*v) + i64::from(by)).collect()
            }
            Index::Fixed(at) => vec![i64::from(at); domain.rows()],
            Index::FromEnd(set, back) => {
                let size = self.stage.size(self.meaning, set) as i64;
                vec![size - 1 - i64::from(back); domain.rows()]
            }
        })
    }

    /// Each row's place in a table over some sets, the last index running
    /// fastest, of which there is one for each of so many blocks in turn.
    pub(super) fn flat(
        &self,
        id: ExprId,
        indices: &[Index],
        sets: &[SetId],
        domain: &Domain,
        (block, blocks): (Option<VarId>, usize),
    ) -> Evaluated<Places> {
        let meter = self.arithmetic.meter();
        meter.charge((domain.rows() as u64).saturating_mul(1 + indices.len() as u64))?;
        let sizes: Vec<usize> = sets.iter().map(|s| self.stage.size(self.meaning, *s)).collect();
        let all = sizes.iter().try_fold(blocks, |all, size| all.checked_mul(*size));
        let Some(all) = all.filter(|all| u32::try_from(*all).is_ok()) else {
            return self.undefined(id, Excess::Places);
        };
        let mut flat: Vec<usize> = match block.and_then(|block| domain.column(block)) {
            Some(column) => column.iter().map(|block| *block as usize).collect(),
            None => vec![0; domain.rows()],
        };
        for (index, size) in indices.iter().zip(sizes) {
            let column = self.places(id, *index, domain)?;
            for (f, value) in flat.iter_mut().zip(column) {
                match usize::try_from(value).ok().filter(|value| *value < size) {
                    Some(value) => *f = *f * size + value,
                    None => return self.undefined(id, Value::IndexBeyond),
                }
            }
        }
        let flat = flat.into_iter().map(|f| f as u32).collect();
        Places::within(flat, all).ok_or_else(misfit)
    }

    /// Evaluates two kinds of rows apart.
    pub(super) fn partitioned(
        &self,
        domain: &Domain,
        on: &[bool],
        evaluate: impl Fn(&Domain, bool) -> Evaluated<Seen<A>>,
    ) -> Evaluated<Seen<A>> {
        let mut joined: Option<Seen<A>> = None;
        for kind in [true, false] {
            let rows = Places::which(domain.rows(), |k| on[k] == kind);
            if rows.is_empty() {
                continue;
            }
            let part = evaluate(&domain.gathered(&rows), kind)?;
            let spread = self.arithmetic.scatter(&part.value, &rows)?;
            let number = |shape: Shape| shape == (1, 1);
            joined = Some(match joined {
                Some(other)
                    if other.shape != part.shape && !number(other.shape) && !number(part.shape) =>
                {
                    return Err(misfit());
                }
                None => Valued { value: spread, shape: part.shape },
                Some(other) => Valued {
                    value: self.arithmetic.add(&other.value, &spread)?,
                    shape: if part.shape == (1, 1) { other.shape } else { part.shape },
                },
            });
        }
        match joined {
            Some(joined) => Ok(joined),
            None => {
                Ok(Valued { value: self.arithmetic.constant(0.0, domain.rows())?, shape: (1, 1) })
            }
        }
    }

    fn cases(
        &self,
        id: ExprId,
        cases: &[(Vec<Condition>, ExprId)],
        otherwise: Option<ExprId>,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let Some(((when, value), rest)) = cases.split_first() else {
            return match otherwise {
                Some(value) => self.value(value, domain),
                None => self.undefined(id, Value::NoCase),
            };
        };
        let mut on = vec![true; domain.rows()];
        for condition in when {
            let met = self.met(id, condition, domain)?;
            on.iter_mut().zip(met).for_each(|(on, met)| *on &= met);
        }
        self.partitioned(domain, &on, |part, first| {
            if first { self.value(*value, part) } else { self.cases(id, rest, otherwise, part) }
        })
    }

    /// Whether each row meets a condition.
    pub(super) fn met(
        &self,
        id: ExprId,
        (a, sign, b): &Condition,
        domain: &Domain,
    ) -> Evaluated<Vec<bool>> {
        let (a, b) = (self.places(id, *a, domain)?, self.places(id, *b, domain)?);
        let test = test(*sign);
        Ok(a.into_iter().zip(b).map(|(a, b)| test(a, b)).collect())
    }

    /// Evaluated once for each combination of what is free in it.
    fn sum(&self, id: ExprId, domain: &Domain) -> Evaluated<Seen<A>> {
        let Op::Sum { product, body, .. } = self.meaning.expressions.op(id) else {
            return self.undefined(id, Value::Nothing);
        };
        let (distinct, places) = self.projected(domain, &self.free(id))?;
        let (inner, origins) = self.terms(id, &distinct)?;
        self.longest.set(self.longest.get().max(inner.rows().div_ceil(distinct.rows().max(1))));
        if inner.rows() == 0 {
            // An empty sum is 0, an empty product 1.
            let empty = f64::from(u8::from(*product));
            return Ok(Valued {
                value: self.arithmetic.constant(empty, domain.rows())?,
                shape: (1, 1),
            });
        }
        let terms = self.value(*body, &inner)?;
        if *product && terms.shape != (1, 1) {
            return self.undefined(id, Value::Shapes(Mismatch::ProductOver));
        }
        let sums = if *product {
            self.arithmetic.product(&terms.value, &origins)?
        } else {
            self.arithmetic.scatter(&terms.value, &origins)?
        };
        Ok(Valued { value: self.arithmetic.gather(&sums, &places)?, shape: terms.shape })
    }

    /// A row for each term of a sum, and the row that it is a term of.
    pub(super) fn terms(&self, id: ExprId, domain: &Domain) -> Evaluated<(Domain, Places)> {
        let Op::Sum { bound, conditions, .. } = self.meaning.expressions.op(id) else {
            return self.undefined(id, Value::Nothing);
        };
        let mut inner = domain.clone();
        let mut origins = Places::repeated(inner.rows(), 1);
        let mut open: Vec<&Condition> = conditions.iter().collect();
        for var in bound {
            let size = self.stage.size(self.meaning, self.meaning.expressions.var(*var).set);
            let Some((expanded, from)) = inner.expanded(*var, size) else {
                return self.undefined(id, Excess::Terms);
            };
            self.meter().charge(expanded.steps())?;
            origins = from.through(&origins);
            inner = expanded;
            // A condition is met as soon as all that it names is there.
            let there = |c: &Condition| {
                [c.0, c.2].iter().all(|i| i.var().is_none_or(|v| inner.column(v).is_some()))
            };
            let (ready, later): (Vec<_>, Vec<_>) = open.into_iter().partition(|c| there(c));
            open = later;
            for condition in ready {
                let met = self.met(id, condition, &inner)?;
                let kept = Places::which(inner.rows(), |k| met[k]);
                origins = kept.through(&origins);
                inner = inner.gathered(&kept);
            }
        }
        if !open.is_empty() {
            return self.undefined(id, Semantics::UnboundIndex(None));
        }
        Ok((inner, origins))
    }

    pub(super) const fn meter(&self) -> &'a Meter {
        self.arithmetic.meter()
    }

    /// The distinct combinations of some columns, as [`Domain::projected`].
    pub(super) fn projected(
        &self,
        domain: &Domain,
        onto: &[(VarId, VarId)],
    ) -> Evaluated<(Domain, Places)> {
        self.meter().charge(domain.steps())?;
        Ok(domain.projected(onto))
    }

    /// What a part of an expression is evaluated once for: its free variables,
    /// the point, and the copy of what is cut.
    pub(super) fn free(&self, id: ExprId) -> Vec<(VarId, VarId)> {
        let mut free = BTreeSet::new();
        self.meaning.free_into(id, &mut free);
        free.extend([POINT, COPY, AROUND]);
        free.into_iter().map(|v| (v, v)).collect()
    }
}

/// What a condition asks of two index values.
pub(super) fn test(sign: Sign) -> fn(i64, i64) -> bool {
    match sign {
        Sign::Equal => |a, b| a == b,
        Sign::Less => |a, b| a < b,
        Sign::LessOrEqual => |a, b| a <= b,
        Sign::Greater => |a, b| a > b,
        Sign::GreaterOrEqual => |a, b| a >= b,
        _ => |a, b| a != b,
    }
}
