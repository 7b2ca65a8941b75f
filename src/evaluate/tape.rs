//! The project's own automatic differentiation, in reverse mode: every operation on tables is
//! written down, and the slopes go back through what is written.
//!
//! In: operations, as evaluation asks for them. Out: values, and the slopes of a value's sum
//! by a leaf. It stands beside burn's as a second opinion, and shares no code with it. Of
//! numbers with a slope along a direction ([`super::scalar::Dual`]) the slopes have one too,
//! which is a second derivative.

use super::arithmetic::{Arithmetic, Differentiable, Price};
use super::opinion::Opinion;
use super::places::Places;
use super::plain::Numbers;
use super::scalar::{Dual, Scalar, applied, determinant, inverse};
use crate::syntax::tree::Function;
use std::cell::RefCell;
use std::rc::Rc;

/// Tables whose operations are written down.
pub(super) struct Tape<T> {
    written: RefCell<Vec<Written<T>>>,
}

impl<T> Default for Tape<T> {
    fn default() -> Self {
        Self { written: RefCell::default() }
    }
}

/// A table on the tape.
#[derive(Debug, Clone)]
pub(super) struct Taped<T> {
    width: usize,
    entries: Rc<Vec<T>>,
    /// Where it is written; nowhere if it varies with no leaf.
    at: Option<usize>,
}

impl<T> Taped<T> {
    fn rows(&self) -> usize {
        self.entries.len() / self.width.max(1)
    }

    /// The place of an entry of a table of this width in one that is as wide or has one
    /// entry in a row.
    fn place(&self, k: usize, width: usize) -> usize {
        if self.width == width { k } else { k / width.max(1) }
    }
}

/// An operation whose outcome varies with a leaf.
struct Written<T> {
    width: usize,
    entries: usize,
    made: Made<T>,
}

/// What was done.
enum Made<T> {
    Leaf,
    Gather(Taped<T>, Places),
    Scatter(Taped<T>, Places),
    Add(Taped<T>, Taped<T>),
    Subtract(Taped<T>, Taped<T>),
    Multiply(Taped<T>, Taped<T>),
    /// With the quotient.
    Divide(Taped<T>, Taped<T>, Rc<Vec<T>>),
    /// Something of each entry, with its slope by it.
    Sloped(Taped<T>, Vec<T>),
    /// One or the other of two, entry by entry: whether it is the first.
    Chosen(Taped<T>, Taped<T>, Vec<bool>),
    Mix(Taped<T>, Vec<f64>),
    Matmul(Taped<T>, Taped<T>, [usize; 3]),
    /// With the inverse.
    Inverse(Taped<T>, Rc<Vec<T>>, usize),
    Reshape(Taped<T>),
}

impl<T> Made<T> {
    fn of(&self) -> [Option<&Taped<T>>; 2] {
        match self {
            Self::Leaf => [None, None],
            Self::Gather(a, _)
            | Self::Scatter(a, _)
            | Self::Sloped(a, _)
            | Self::Mix(a, _)
            | Self::Inverse(a, ..)
            | Self::Reshape(a) => [Some(a), None],
            Self::Add(a, b)
            | Self::Subtract(a, b)
            | Self::Multiply(a, b)
            | Self::Divide(a, b, _)
            | Self::Chosen(a, b, _)
            | Self::Matmul(a, b, _) => [Some(a), Some(b)],
        }
    }
}

impl<T: Scalar> Tape<T> {
    fn made(&self, width: usize, entries: Vec<T>, made: Made<T>) -> Taped<T> {
        self.shared(width, Rc::new(entries), made)
    }

    fn shared(&self, width: usize, entries: Rc<Vec<T>>, made: Made<T>) -> Taped<T> {
        let varies = matches!(made, Made::Leaf)
            || made.of().into_iter().flatten().any(|operand| operand.at.is_some());
        let at = varies.then(|| {
            let mut written = self.written.borrow_mut();
            written.push(Written { width, entries: entries.len(), made });
            written.len() - 1
        });
        Taped { width, entries, at }
    }

    /// Something of the entries of two tables, a width of 1 being repeated.
    fn zip(a: &Taped<T>, b: &Taped<T>, f: impl Fn(T, T) -> T) -> (usize, Vec<T>) {
        let width = a.width.max(b.width);
        if a.width == b.width {
            let both = a.entries.iter().zip(b.entries.iter());
            return (width, both.map(|(x, y)| f(*x, *y)).collect());
        }
        let of = |k: usize| f(a.entries[a.place(k, width)], b.entries[b.place(k, width)]);
        (width, (0..a.rows() * width).map(of).collect())
    }

    /// Something of each entry, and its slope.
    fn sloped(&self, a: &Taped<T>, f: impl Fn(T) -> (T, T)) -> Taped<T> {
        let (values, slopes) = a.entries.iter().map(|x| f(*x)).unzip();
        self.made(a.width, values, Made::Sloped(a.clone(), slopes))
    }

    /// A free variable with these values.
    pub(super) fn leaf_of(&self, width: usize, entries: Vec<T>) -> Taped<T> {
        self.made(width, entries, Made::Leaf)
    }

    /// The slopes of the sum of a table's entries by those of a leaf.
    pub(super) fn slopes_of(&self, value: &Taped<T>, leaf: &Taped<T>) -> Vec<T> {
        let nothing = || vec![T::known(0.0); leaf.entries.len()];
        let (Some(top), Some(bottom)) = (value.at, leaf.at) else { return nothing() };
        let written = self.written.borrow();
        let mut slopes: Vec<Option<Vec<T>>> = (0..=top).map(|_| None).collect();
        slopes[top] = Some(vec![T::known(1.0); value.entries.len()]);
        for at in (bottom + 1..=top).rev() {
            if let Some(own) = slopes[at].take() {
                back(&written[at], &own, &mut |operand, add| {
                    if let Some(at) = operand.at {
                        let size = written[at].entries;
                        add(slopes[at].get_or_insert_with(|| vec![T::known(0.0); size]));
                    }
                });
            }
        }
        slopes[bottom].take().unwrap_or_else(nothing)
    }
}

/// Adds to the slopes of some table.
type Adding<'a, T> = &'a dyn Fn(&mut [T]);

/// What an operation's slopes are worth to what it was made of.
fn back<T: Scalar>(of: &Written<T>, own: &[T], add: &mut dyn FnMut(&Taped<T>, Adding<'_, T>)) {
    let width = of.width;
    let entry = |a: &Taped<T>, k: usize| a.entries[a.place(k, width)];
    match &of.made {
        Made::Leaf => {}
        Made::Gather(a, places) if width == 1 => add(a, &|slopes| {
            own.iter().zip(places.iter()).for_each(|(g, place)| slopes[place] += *g);
        }),
        Made::Gather(a, places) => add(a, &|slopes| {
            for (row, place) in own.chunks_exact(width.max(1)).zip(places.iter()) {
                let onto = &mut slopes[place * width..(place + 1) * width];
                onto.iter_mut().zip(row).for_each(|(s, g)| *s += *g);
            }
        }),
        Made::Scatter(a, targets) if width == 1 => add(a, &|slopes| {
            slopes.iter_mut().zip(targets.iter()).for_each(|(s, target)| *s += own[target]);
        }),
        Made::Scatter(a, targets) => add(a, &|slopes| {
            for (onto, target) in slopes.chunks_exact_mut(width.max(1)).zip(targets.iter()) {
                let row = &own[target * width..(target + 1) * width];
                onto.iter_mut().zip(row).for_each(|(s, g)| *s += *g);
            }
        }),
        Made::Add(a, b) => {
            add(a, &|slopes| each((own, width), slopes, |_, g| g));
            add(b, &|slopes| each((own, width), slopes, |_, g| g));
        }
        Made::Subtract(a, b) => {
            add(a, &|slopes| each((own, width), slopes, |_, g| g));
            add(b, &|slopes| each((own, width), slopes, |_, g| -g));
        }
        Made::Multiply(a, b) => {
            add(a, &|slopes| each((own, width), slopes, |k, g| g * entry(b, k)));
            add(b, &|slopes| each((own, width), slopes, |k, g| g * entry(a, k)));
        }
        Made::Divide(a, b, quotient) => {
            add(a, &|slopes| each((own, width), slopes, |k, g| g / entry(b, k)));
            add(b, &|slopes| {
                each((own, width), slopes, |k, g| -(g * quotient[k]) / entry(b, k));
            });
        }
        Made::Sloped(a, slope) => add(a, &|slopes| {
            // A determinant has one slope for each entry of its matrix.
            slopes.iter_mut().enumerate().for_each(|(k, s)| {
                *s += own[k * own.len() / slope.len().max(1)] * slope[k];
            });
        }),
        Made::Chosen(a, b, first) => {
            let on = |k: usize, g: T, of| if first[k] == of { g } else { T::known(0.0) };
            add(a, &|slopes| each((own, width), slopes, |k, g| on(k, g, true)));
            add(b, &|slopes| each((own, width), slopes, |k, g| on(k, g, false)));
        }
        Made::Mix(a, matrix) => add(a, &|slopes| {
            let rows = slopes.chunks_exact_mut(a.width.max(1)).zip(own.chunks_exact(width.max(1)));
            for (onto, row) in rows {
                for (s, weights) in onto.iter_mut().zip(matrix.chunks_exact(width.max(1))) {
                    row.iter().zip(weights).for_each(|(g, w)| *s += *g * T::known(*w));
                }
            }
        }),
        Made::Matmul(a, b, [m, k, n]) => {
            // A' += G Bᵀ, B' += Aᵀ G.
            add(a, &|slopes| {
                products(own.len() / (m * n).max(1), [*m, *k, *n], |row, i, l, j| {
                    slopes[(row * m + i) * k + l] +=
                        own[(row * m + i) * n + j] * b.entries[(row * k + l) * n + j];
                });
            });
            add(b, &|slopes| {
                products(own.len() / (m * n).max(1), [*m, *k, *n], |row, i, l, j| {
                    slopes[(row * k + l) * n + j] +=
                        a.entries[(row * m + i) * k + l] * own[(row * m + i) * n + j];
                });
            });
        }
        Made::Inverse(a, inverse, m) => add(a, &|slopes| {
            // d X⁻¹ = −X⁻¹ dX X⁻¹, so A' −= X⁻ᵀ G X⁻ᵀ.
            let size = (m * m).max(1);
            let rows = slopes.chunks_exact_mut(size).zip(own.chunks_exact(size));
            for ((onto, g), x) in rows.zip(inverse.chunks_exact(size)) {
                let mut half = vec![T::known(0.0); m * m];
                products(1, [*m; 3], |_, i, l, j| half[i * m + j] += x[l * m + i] * g[l * m + j]);
                products(1, [*m; 3], |_, i, l, j| {
                    onto[i * m + j] += -(half[i * m + l] * x[j * m + l]);
                });
            }
        }),
        Made::Reshape(a) => add(a, &|slopes| {
            slopes.iter_mut().zip(own).for_each(|(s, g)| *s += *g);
        }),
    }
}

/// Adds slopes entry by entry to those of an operand, which is as wide or has one entry in
/// each row.
fn each<T: Scalar>((own, width): (&[T], usize), slopes: &mut [T], worth: impl Fn(usize, T) -> T) {
    if slopes.len() == own.len() {
        for (k, (s, g)) in slopes.iter_mut().zip(own).enumerate() {
            *s += worth(k, *g);
        }
        return;
    }
    for (row, s) in slopes.iter_mut().enumerate() {
        for (k, g) in own.iter().enumerate().skip(row * width).take(width) {
            *s += worth(k, *g);
        }
    }
}

/// All rows i, inner places l and columns j of products of matrices, row by row.
fn products(rows: usize, [m, k, n]: [usize; 3], mut each: impl FnMut(usize, usize, usize, usize)) {
    for row in 0..rows {
        for i in 0..m {
            for l in 0..k {
                for j in 0..n {
                    each(row, i, l, j);
                }
            }
        }
    }
}

impl<T: Scalar> Arithmetic for Tape<T> {
    type Value = Taped<T>;
    type Differentiating = Tape<f64>;
    type Nested = Self;

    // The way back takes twice the way forth, and its memory once more.
    const PRICE: Price = Price { operation: 60, entry: 3 * T::SIZE, bytes: 16 * T::SIZE };
    const KEEPS: bool = true;

    fn known(&self, numbers: &Numbers) -> Taped<T> {
        let entries = numbers.value.iter().map(|v| T::known(*v)).collect();
        Taped { width: numbers.width, entries: Rc::new(entries), at: None }
    }

    fn values(&self, of: &Taped<T>) -> Vec<f64> {
        of.entries.iter().map(|v| v.value()).collect()
    }

    fn rows(&self, of: &Taped<T>) -> usize {
        of.rows()
    }

    fn width(&self, of: &Taped<T>) -> usize {
        of.width
    }

    fn gather(&self, of: &Taped<T>, places: &Places) -> Taped<T> {
        let w = of.width;
        let row = |p: usize| of.entries[p * w..(p + 1) * w].iter().copied();
        let entries = match w {
            1 => places.iter().map(|p| of.entries[p]).collect(),
            _ => places.iter().flat_map(row).collect(),
        };
        self.made(w, entries, Made::Gather(of.clone(), places.clone()))
    }

    fn scatter(&self, of: &Taped<T>, targets: &Places) -> Taped<T> {
        let w = of.width;
        let mut sums = vec![T::known(0.0); targets.below() * w];
        for (row, target) in of.entries.chunks_exact(w.max(1)).zip(targets.iter()) {
            let onto = &mut sums[target * w..(target + 1) * w];
            onto.iter_mut().zip(row).for_each(|(s, v)| *s += *v);
        }
        self.made(w, sums, Made::Scatter(of.clone(), targets.clone()))
    }

    fn negate(&self, a: &Taped<T>) -> Taped<T> {
        self.sloped(a, |x| (-x, T::known(-1.0)))
    }

    fn add(&self, a: &Taped<T>, b: &Taped<T>) -> Taped<T> {
        let (width, entries) = Self::zip(a, b, |x, y| x + y);
        self.made(width, entries, Made::Add(a.clone(), b.clone()))
    }

    fn subtract(&self, a: &Taped<T>, b: &Taped<T>) -> Taped<T> {
        let (width, entries) = Self::zip(a, b, |x, y| x - y);
        self.made(width, entries, Made::Subtract(a.clone(), b.clone()))
    }

    fn multiply(&self, a: &Taped<T>, b: &Taped<T>) -> Taped<T> {
        let (width, entries) = Self::zip(a, b, |x, y| x * y);
        self.made(width, entries, Made::Multiply(a.clone(), b.clone()))
    }

    fn divide(&self, a: &Taped<T>, b: &Taped<T>) -> Taped<T> {
        let (width, entries) = Self::zip(a, b, |x, y| x / y);
        let entries = Rc::new(entries);
        self.shared(width, entries.clone(), Made::Divide(a.clone(), b.clone(), entries))
    }

    fn power(&self, a: &Taped<T>, exponent: f64) -> Taped<T> {
        let slope = |x: T| x.power(exponent - 1.0) * T::known(exponent);
        self.sloped(a, |x| (x.power(exponent), slope(x)))
    }

    fn apply(&self, function: Function, a: &Taped<T>) -> Option<Taped<T>> {
        applied(function, T::known(1.0))?;
        Some(self.sloped(a, |x| applied(function, x).unwrap_or((x, x))))
    }

    fn extreme(&self, largest: bool, a: &Taped<T>, b: &Taped<T>) -> Taped<T> {
        let first = |x: T, y: T| (x.value() > y.value()) == largest;
        let (width, entries) = Self::zip(a, b, |x, y| if first(x, y) { x } else { y });
        let at = |of: &Taped<T>, k: usize| of.entries[of.place(k, width)];
        let chosen = (0..entries.len()).map(|k| first(at(a, k), at(b, k))).collect();
        self.made(width, entries, Made::Chosen(a.clone(), b.clone(), chosen))
    }

    fn mix(&self, a: &Taped<T>, matrix: &[f64], out: usize) -> Taped<T> {
        let mut mixed = vec![T::known(0.0); a.rows() * out];
        if a.width > 0 && out > 0 {
            for (row, sums) in a.entries.chunks_exact(a.width).zip(mixed.chunks_exact_mut(out)) {
                for (factor, weights) in row.iter().zip(matrix.chunks_exact(out)) {
                    sums.iter_mut().zip(weights).for_each(|(s, w)| *s += *factor * T::known(*w));
                }
            }
        }
        self.made(out, mixed, Made::Mix(a.clone(), matrix.to_vec()))
    }

    fn matmul(&self, a: &Taped<T>, b: &Taped<T>, sizes: [usize; 3]) -> Taped<T> {
        let ([m, k, n], rows) = (sizes, a.rows());
        let mut out = vec![T::known(0.0); rows * m * n];
        products(rows, sizes, |row, i, l, j| {
            out[(row * m + i) * n + j] +=
                a.entries[(row * m + i) * k + l] * b.entries[(row * k + l) * n + j];
        });
        self.made(m * n, out, Made::Matmul(a.clone(), b.clone(), sizes))
    }

    fn inverse(&self, a: &Taped<T>, m: usize) -> Taped<T> {
        let blocks = a.entries.chunks_exact((m * m).max(1));
        let entries = Rc::new(blocks.flat_map(|a| inverse(a, m)).collect::<Vec<T>>());
        self.shared(m * m, entries.clone(), Made::Inverse(a.clone(), entries, m))
    }

    fn determinant(&self, a: &Taped<T>, m: usize) -> Taped<T> {
        let blocks = || a.entries.chunks_exact((m * m).max(1));
        let values: Vec<T> = blocks().map(|a| determinant(a, m)).collect();
        // ∂ det X / ∂X = det X · X⁻ᵀ.
        let slopes = blocks().zip(&values).flat_map(|(a, value)| {
            let inverse = inverse(a, m);
            (0..m * m).map(move |k| *value * inverse[k % m * m + k / m])
        });
        let slopes = slopes.collect();
        self.made(1, values, Made::Sloped(a.clone(), slopes))
    }

    fn reshape(&self, a: &Taped<T>, width: usize) -> Taped<T> {
        self.shared(width, a.entries.clone(), Made::Reshape(a.clone()))
    }

    fn nested(&self) -> Option<Self> {
        // Numbers without a slope do not know by how much a derivative varies.
        T::HAS_SLOPE.then(Self::default)
    }

    fn carried(&self, of: &Taped<T>, _: &Self) -> Taped<T> {
        Taped { at: None, ..of.clone() }
    }

    fn freed(nested: &Self, of: &Taped<T>) -> Taped<T> {
        nested.leaf_of(of.width, of.entries.to_vec())
    }

    fn slopes_within(nested: &Self, of: &Taped<T>, by: &Taped<T>) -> Taped<T> {
        let entries = Rc::new(nested.slopes_of(of, by));
        Taped { width: by.width, entries, at: None }
    }
}

impl Tape<Dual> {
    /// A table of numbers with their slopes along a direction.
    pub(super) fn directed(width: usize, entries: Vec<Dual>) -> Taped<Dual> {
        Taped { width, entries: Rc::new(entries), at: None }
    }

    /// The slopes along the direction.
    pub(super) fn along(of: &Taped<Dual>) -> Vec<f64> {
        of.entries.iter().map(|entry| entry.slope).collect()
    }
}

impl Differentiable for Tape<f64> {
    const OPINION: Opinion = Opinion::Own;

    fn recording() -> Self {
        Self::default()
    }

    fn leaf(&self, numbers: &Numbers) -> Taped<f64> {
        self.leaf_of(numbers.width, numbers.value.clone())
    }

    fn slopes(&self, value: &Taped<f64>, leaf: &Taped<f64>) -> Vec<f64> {
        self.slopes_of(value, leaf)
    }
}

#[cfg(test)]
mod tests;
