//! Values of formulas, by loops and central differences; nothing is shared with the checker.

use super::dice::Dice;
use super::identity::Identity;
use super::term::{Named, Term};
use std::collections::BTreeMap;

/// A number, a column or a matrix.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub rows: usize,
    pub columns: usize,
    pub entries: Vec<f64>,
}

/// Values of what an identity speaks of.
pub(crate) struct World<'i> {
    identity: &'i Identity,
    givens: BTreeMap<(String, Vec<usize>), Value>,
}

/// What the letters stand for, and what is changed by how much.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    letters: BTreeMap<char, usize>,
    nudge: Option<(String, Vec<usize>, usize, f64)>,
}

impl Value {
    fn number(x: f64) -> Self {
        Self { rows: 1, columns: 1, entries: vec![x] }
    }

    fn map(&self, of: impl Fn(f64) -> f64) -> Self {
        Self { entries: self.entries.iter().map(|x| of(*x)).collect(), ..*self }
    }

    pub(crate) fn is_number(&self) -> bool {
        self.entries.len() == 1
    }

    fn zip(&self, other: &Self, of: impl Fn(f64, f64) -> f64) -> Option<Self> {
        ((self.rows, self.columns) == (other.rows, other.columns)).then(|| Self {
            entries: self.entries.iter().zip(&other.entries).map(|(x, y)| of(*x, *y)).collect(),
            ..*self
        })
    }

    fn times(&self, other: &Self) -> Option<Self> {
        if self.is_number() {
            return Some(other.map(|x| self.entries[0] * x));
        }
        if other.is_number() {
            return Some(self.map(|x| other.entries[0] * x));
        }
        (self.columns == other.rows).then_some(())?;
        let (rows, columns) = (self.rows, other.columns);
        let entry = |at: usize| {
            let (i, j) = (at / columns, at % columns);
            let of = |k| self.entries[i * self.columns + k] * other.entries[k * columns + j];
            (0..self.columns).map(of).sum()
        };
        Some(Self { rows, columns, entries: (0..rows * columns).map(entry).collect() })
    }

    fn transposed(&self) -> Self {
        let entry = |at: usize| self.entries[(at % self.rows) * self.columns + at / self.rows];
        let entries = (0..self.entries.len()).map(entry).collect();
        Self { rows: self.columns, columns: self.rows, entries }
    }

    fn trace(&self) -> Option<Self> {
        let on = |i: usize| self.entries[i * self.columns + i];
        (self.rows == self.columns).then(|| Self::number((0..self.rows).map(on).sum()))
    }

    fn squares(&self) -> f64 {
        self.entries.iter().map(|x| x * x).sum()
    }

    /// How far apart two are, relative to their size; infinite if they do not compare.
    pub(crate) fn apart(&self, other: &Self) -> f64 {
        let Some(difference) = self.zip(other, |x, y| x - y) else { return f64::INFINITY };
        (difference.squares() / (self.squares() + other.squares() + 1e-8)).sqrt()
    }
}

impl<'i> World<'i> {
    /// Random values for what an identity is given.
    pub(crate) fn new(identity: &'i Identity, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut givens = BTreeMap::new();
        for given in &identity.givens {
            for at in identity.places(&given.letters) {
                let (rows, columns) = identity.shape(given);
                let entries = (0..rows * columns).map(|_| dice.value(given.positive)).collect();
                let mut value = Value { rows, columns, entries };
                if given.symmetric {
                    value = value.zip(&value.transposed(), |x, y| x + y).unwrap();
                }
                givens.insert((given.name.clone(), at), value);
            }
        }
        Self { identity, givens }
    }

    /// The values of a formula for all values of some letters; `None` where it makes no sense.
    pub(crate) fn all(&self, term: &Term, letters: &[char]) -> Option<Vec<Value>> {
        let at = |place: Vec<usize>| {
            let letters = letters.iter().copied().zip(place).collect();
            self.value(term, &Scope { letters, nudge: None })
        };
        self.identity.places(letters).into_iter().map(at).collect()
    }

    /// Rows and columns of a formula that makes sense.
    pub(crate) fn shape(&self, term: &Term) -> (usize, usize) {
        let letters = self.identity.sets.iter().flat_map(|(letters, _)| letters);
        let letters = letters.map(|letter| (*letter, 0)).collect();
        let value = self.value(term, &Scope { letters, nudge: None });
        value.map_or((0, 0), |value| (value.rows, value.columns))
    }

    /// The name of the size of a letter's set.
    pub(crate) fn set(&self, letter: char) -> &str {
        self.identity.set(letter)
    }

    fn value(&self, term: &Term, scope: &Scope) -> Option<Value> {
        match term {
            Term::Number(n) => Some(Value::number(*n as f64)),
            Term::Size(set) => Some(Value::number(self.identity.size(set) as f64)),
            Term::Symbol(named) => self.symbol(named, scope),
            Term::Sum { letter, except, body } => self.sum(*letter, except, body, scope),
            Term::Add(terms) => {
                let value = |(minus, term): &(bool, Term)| {
                    Some(self.value(term, scope)?.map(|x| if *minus { -x } else { x }))
                };
                let mut values = terms.iter().map(value);
                let first = values.next()??;
                values.try_fold(first, |sum, next| sum.zip(&next?, |x, y| x + y))
            }
            Term::Product(factors) => {
                let mut values = factors.iter().map(|factor| self.value(factor, scope));
                let first = values.next()??;
                values.try_fold(first, |product, next| product.times(&next?))
            }
            Term::Fraction(above, below) => {
                let below = self.value(below, scope)?;
                below.is_number().then_some(())?;
                Some(self.value(above, scope)?.map(|x| x / below.entries[0]))
            }
            Term::Power(base, n) => {
                let base = self.value(base, scope)?;
                let power = i32::try_from(*n).ok()?;
                base.is_number().then(|| base.map(|x| x.powi(power)))
            }
            Term::Call(name, arguments) => self.call(name, arguments, scope),
            Term::Delta(i, j) => {
                let same = scope.letters.get(i)? == scope.letters.get(j)?;
                Some(Value::number(f64::from(u8::from(same))))
            }
            Term::Derivative(of, by) => self.derivative(of, by, scope),
        }
    }

    fn symbol(&self, (name, letters): &Named, scope: &Scope) -> Option<Value> {
        let (own, entries) = letters.split_at(self.identity.own_letters(name).min(letters.len()));
        let value = self.whole(name, own, scope)?;
        if entries.is_empty() {
            return Some(value);
        }
        Some(Value::number(*value.entries.get(Self::entry(&value, entries, scope)?)?))
    }

    /// The place of an entry.
    fn entry(value: &Value, letters: &[char], scope: &Scope) -> Option<usize> {
        let at = |letter: &char| scope.letters.get(letter).copied();
        match letters {
            [] => Some(0),
            [row] => (value.columns == 1).then(|| at(row))?,
            [row, column] => Some(at(row)? * value.columns + at(column)?),
            _ => None,
        }
    }

    fn whole(&self, name: &str, letters: &[char], scope: &Scope) -> Option<Value> {
        let at: Vec<usize> =
            letters.iter().map(|l| scope.letters.get(l).copied()).collect::<Option<_>>()?;
        let mut value = match self.identity.definition(name) {
            Some((own, body)) => {
                let letters = own.iter().copied().zip(at.iter().copied()).collect();
                self.value(body, &Scope { letters, nudge: scope.nudge.clone() })?
            }
            None => self.givens.get(&(name.to_owned(), at.clone()))?.clone(),
        };
        if let Some((nudged, place, entry, by)) = &scope.nudge
            && nudged == name
            && *place == at
        {
            value.entries[*entry] += by;
        }
        Some(value)
    }

    fn sum(&self, letter: char, except: &[char], body: &Term, scope: &Scope) -> Option<Value> {
        let mut total: Option<Value> = None;
        for at in 0..self.identity.size_of(letter) {
            if except.iter().any(|other| scope.letters.get(other) == Some(&at)) {
                continue;
            }
            let mut inner = scope.clone();
            inner.letters.insert(letter, at);
            let value = self.value(body, &inner)?;
            total = Some(match total {
                None => value,
                Some(sum) => sum.zip(&value, |x, y| x + y)?,
            });
        }
        total
    }

    fn call(&self, name: &str, arguments: &[Term], scope: &Scope) -> Option<Value> {
        let values: Vec<Value> =
            arguments.iter().map(|a| self.value(a, scope)).collect::<Option<_>>()?;
        let of = &values[0];
        let each = |f: fn(f64) -> f64| of.is_number().then(|| of.map(f));
        match name {
            "exp" => each(f64::exp),
            "log" => each(f64::ln),
            "tanh" => each(f64::tanh),
            "sin" => each(f64::sin),
            "cos" => each(f64::cos),
            "sqrt" => each(f64::sqrt),
            "sigmoid" => each(|x| 1.0 / (1.0 + (-x).exp())),
            "abs" => each(f64::abs),
            "T" => Some(of.transposed()),
            "tr" => of.trace(),
            "norm2" | "norm" if of.is_number() => None,
            "norm2" => Some(Value::number(of.squares())),
            "norm" => Some(Value::number(of.squares().sqrt())),
            "dot" => (of.columns == 1)
                .then(|| of.zip(&values[1], |x, y| x * y))?
                .map(|v| Value::number(v.entries.iter().sum())),
            "had" => of.zip(&values[1], |x, y| x * y),
            _ => unreachable!("no function {name}"),
        }
    }

    fn derivative(&self, of: &Term, by: &Named, scope: &Scope) -> Option<Value> {
        let (own, entries) = by.1.split_at(self.identity.own_letters(&by.0));
        let at: Vec<usize> =
            own.iter().map(|l| scope.letters.get(l).copied()).collect::<Option<_>>()?;
        let whole = self.whole(&by.0, own, scope)?;
        let first = Self::entry(&whole, entries, scope)?;
        let mut value = self.symbol(by, scope)?;
        for entry in 0..value.entries.len() {
            let along = |h: f64| {
                let nudge = Some((by.0.clone(), at.clone(), first + entry, h));
                let value = self.value(of, &Scope { nudge, ..scope.clone() })?;
                value.is_number().then(|| value.entries[0])
            };
            let slope = |h: f64| Some((along(h)? - along(-h)?) / (2.0 * h));
            value.entries[entry] = (4.0 * slope(5e-4)? - slope(1e-3)?) / 3.0;
        }
        Some(value)
    }
}
