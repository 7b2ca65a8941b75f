//! Smooth functions for names that nothing defines: generic, so that a chain
//! rule can be checked and a wrong one fails; or simple, so that one can compute
//! with them by hand.

use super::arithmetic::{Arithmetic, Counted, Held, Made};
use super::evaluator::{Evaluated, Shape};
use super::plain::Numbers;
use crate::expression::{Meaning, SymbolId};
use crate::syntax::tree::Function;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// c + a sin(u) + b cos(v) + e sin(u) cos(v) + f u with u and v two linear forms of the
/// arguments; the exponential of half of it where it has to be positive. It grows no
/// faster than its arguments, so that functions of functions stay where rounding decides
/// nothing.
pub(super) struct Smooth {
    random: ChaCha8Rng,
    positive: bool,
}

/// Steps that a random number takes.
pub(super) const DRAWN: u64 = 8;

/// By how much the argument of a function is moved where it is simple: 1 + (t + 1)²
/// is the first that a document names, 1 + (t + 2)² the next.
pub(crate) fn simple_shift(meaning: &Meaning, function: SymbolId) -> u32 {
    let functions = meaning.symbol_ids().filter(|id| meaning.symbol(*id).key.function);
    functions.take_while(|id| *id != function).count() as u32 + 1
}

/// 1 + (t + k)², entry by entry.
pub(super) fn simple<A: Arithmetic>(a: &Counted<'_, A>, x: &A::Value, shift: u32) -> Made<A> {
    let rows = a.rows(x);
    let moved = a.add(x, &*a.constant(f64::from(shift), rows)?)?;
    a.add(&*a.multiply(&moved, &moved)?, &*a.constant(1.0, rows)?)
}

/// 1 + (s + 2t + k)² of several arguments, of which the entries are added.
pub(super) fn simple_of_all<A: Arithmetic>(
    a: &Counted<'_, A>,
    of: &[(&A::Value, Shape)],
    shift: u32,
) -> Evaluated<Option<Held<A::Value>>> {
    let mut sum: Option<Held<A::Value>> = None;
    for (k, (x, (m, n))) in of.iter().enumerate() {
        let part = a.mix(x, &vec![(k + 1) as f64; m * n], 1)?;
        sum = Some(match sum {
            None => part,
            Some(other) => a.add(&other, &part)?,
        });
    }
    sum.map(|sum| simple(a, &sum, shift)).transpose()
}

impl Smooth {
    pub(super) fn new(seed: u64, symbol: SymbolId, positive: bool) -> Self {
        let seed = seed ^ (symbol.place() as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self { random: ChaCha8Rng::seed_from_u64(seed), positive }
    }

    /// Of one number, entry by entry.
    pub(super) fn of_each<A: Arithmetic>(
        mut self,
        a: &Counted<'_, A>,
        x: &A::Value,
    ) -> Evaluated<Option<Held<A::Value>>> {
        let (by, plus) = (self.random.random_range(0.7..1.3), self.random.random_range(0.1..0.9));
        let (by2, plus2) = (self.random.random_range(0.4..0.9), self.random.random_range(0.1..0.9));
        let u = Self::affine(a, x, by, plus)?;
        let v = Self::affine(a, x, by2, plus2)?;
        self.joined(a, &u, &v)
    }

    fn affine<A: Arithmetic>(a: &Counted<'_, A>, x: &A::Value, by: f64, plus: f64) -> Made<A> {
        // A width of 1 is repeated, so one number a row serves all entries.
        a.add(&*a.times(x, by)?, &*a.constant(plus, a.rows(x))?)
    }

    fn joined<A: Arithmetic>(
        self,
        a: &Counted<'_, A>,
        u: &A::Value,
        v: &A::Value,
    ) -> Evaluated<Option<Held<A::Value>>> {
        let (Some(sine), Some(cosine)) = (a.apply(Function::Sin, u)?, a.apply(Function::Cos, v)?)
        else {
            return Ok(None);
        };
        let sum = a.add(&*a.times(&sine, 0.9)?, &*a.times(&cosine, 0.7)?)?;
        let crossed = a.times(&*a.multiply(&sine, &cosine)?, 0.4)?;
        let sum = a.add(&*a.add(&sum, &crossed)?, &*a.times(u, 0.3)?)?;
        let sum = a.add(&sum, &*a.constant(0.4, a.rows(u))?)?;
        if self.positive { a.apply(Function::Exp, &*a.times(&sum, 0.5)?) } else { Ok(Some(sum)) }
    }

    /// A number, of all entries of several arguments.
    pub(super) fn of_all<'v, A: Arithmetic>(
        self,
        a: &Counted<'_, A>,
        of: impl Iterator<Item = &'v A::Value>,
        shapes: &[Shape],
    ) -> Evaluated<Option<Held<A::Value>>>
    where
        A::Value: 'v,
    {
        let widths: Vec<usize> = shapes.iter().map(|(m, n)| m * n).collect();
        self.of_many(a, of, &widths, 1)
    }

    /// Several numbers, each a function of all entries of several arguments.
    pub(super) fn of_many<'v, A: Arithmetic>(
        mut self,
        a: &Counted<'_, A>,
        of: impl Iterator<Item = &'v A::Value>,
        widths: &[usize],
        out: usize,
    ) -> Evaluated<Option<Held<A::Value>>>
    where
        A::Value: 'v,
    {
        let entries: usize = widths.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "few entries")]
        let scale = 1.0 / (entries as f64).sqrt();
        let mut u: Option<Held<A::Value>> = None;
        let mut v = None;
        for (x, width) in of.zip(widths) {
            let drawn = (*width as u64).saturating_mul(out as u64);
            a.meter().charge(drawn.saturating_mul(DRAWN))?;
            let _held = a.meter().hold(drawn.saturating_mul(8))?;
            for form in [&mut u, &mut v] {
                let matrix: Vec<f64> = (0..width * out)
                    .map(|_| scale * self.random.random_range(0.4..1.6) * self.sign())
                    .collect();
                let part = a.mix(x, &matrix, out)?;
                *form = Some(match form.take() {
                    None => part,
                    Some(other) => a.add(&other, &part)?,
                });
            }
        }
        let (Some(u), Some(v)) = (u, v) else { return Ok(None) };
        let rows = a.rows(&u);
        let plus: Vec<f64> = (0..out).map(|_| self.random.random_range(0.1..0.9)).collect();
        let plus = a.known(&Numbers::new(out, plus.repeat(rows)))?;
        let (u, v) = (a.add(&u, &plus)?, a.subtract(&v, &plus)?);
        self.joined(a, &u, &v)
    }

    fn sign(&mut self) -> f64 {
        if self.random.random_range(0.0..1.0) < 0.5 { -1.0 } else { 1.0 }
    }
}
