//! Numbers and vectors.

/// What a side is worth.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    Vector(Vec<f64>),
    /// A vector lying down: `x^\top`.
    Row(Vec<f64>),
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A vector where a number belongs, or the other way round.
    Shape,
    /// An index that is bound nowhere, or in two ways.
    Index,
    /// Not a finite number.
    Infinite,
    /// Not understood by this evaluator.
    Unknown(&'static str),
}

pub(crate) type Valued<T> = Result<T, Trouble>;

use Value::{Number, Row, Vector};

impl Value {
    pub(crate) fn number(&self) -> Valued<f64> {
        match self {
            Number(x) => Ok(*x),
            _ => Err(Trouble::Shape),
        }
    }

    pub(crate) fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        match self {
            Number(x) => Number(f(*x)),
            Vector(v) => Vector(v.iter().map(|x| f(*x)).collect()),
            Row(v) => Row(v.iter().map(|x| f(*x)).collect()),
        }
    }

    /// Number by number.
    pub(crate) fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Valued<Self> {
        let both = |a: &[f64], b: &[f64]| -> Valued<Vec<f64>> {
            let same = a.len() == b.len();
            same.then(|| a.iter().zip(b).map(|(x, y)| f(*x, *y)).collect()).ok_or(Trouble::Shape)
        };
        match (self, other) {
            (Number(a), Number(b)) => Ok(Number(f(*a, *b))),
            (Vector(a), Vector(b)) => Ok(Vector(both(a, b)?)),
            (Row(a), Row(b)) => Ok(Row(both(a, b)?)),
            _ => Err(Trouble::Shape),
        }
    }

    /// A factor that is exactly 0 annihilates what stands beside it.
    pub(crate) fn times(&self, other: &Self) -> Valued<Self> {
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        match (self, other) {
            (Number(a), b) => Ok(b.map(|b| product(*a, b))),
            (a, Number(b)) => Ok(a.map(|a| product(a, *b))),
            (Row(a), Vector(b)) => Ok(Number(dot(a, b)?)),
            _ => Err(Trouble::Shape),
        }
    }

    /// `a \cdot b`: of two vectors the inner product.
    pub(crate) fn dotted(&self, other: &Self) -> Valued<Self> {
        match (self, other) {
            (Vector(_), Vector(_)) => self.inner(other),
            _ => self.times(other),
        }
    }

    pub(crate) fn inner(&self, other: &Self) -> Valued<Self> {
        match (self, other) {
            (Vector(a), Vector(b)) => Ok(Number(dot(a, b)?)),
            _ => Err(Trouble::Shape),
        }
    }

    pub(crate) fn transposed(&self) -> Self {
        match self {
            Number(x) => Number(*x),
            Vector(v) => Row(v.clone()),
            Row(v) => Vector(v.clone()),
        }
    }

    /// Its numbers.
    pub(crate) fn parts(&self) -> &[f64] {
        match self {
            Number(x) => std::slice::from_ref(x),
            Vector(v) | Row(v) => v,
        }
    }

    pub(crate) fn size(&self) -> f64 {
        self.parts().iter().fold(0.0, |most: f64, x| most.max(x.abs()))
    }
}

fn dot(a: &[f64], b: &[f64]) -> Valued<f64> {
    let same = a.len() == b.len();
    same.then(|| a.iter().zip(b).map(|(x, y)| x * y).sum()).ok_or(Trouble::Shape)
}
