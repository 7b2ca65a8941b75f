//! Matrices whose columns, or rows, are orthonormal.
//!
//! In: the values of a given matrix. Out: the same by Gram and Schmidt's way, as the
//! assumptions `W^\top W = I` and `W W^\top = I` ask. Where there are more columns than
//! places the assumption stays unmet.

use super::stage::Stage;
use crate::expression::{ExprId, Meaning, Op, Role, SymbolId};

impl Stage {
    /// Bends values to `W^\top W = I`; false where an assumption is another one.
    pub(super) fn bend_orthonormal(
        &mut self,
        meaning: &Meaning,
        (product, identity): (ExprId, ExprId),
    ) -> bool {
        let op = |id| meaning.expressions.op(id);
        let Op::Symbol(unit, _) = op(identity) else { return false };
        if meaning.symbol(*unit).role != Role::Identity {
            return false;
        }
        let (Op::Multiply(a, b) | Op::Dotted(a, b)) = op(product) else { return false };
        let (symbol, columns) = match (op(*a), op(*b)) {
            (Op::Transpose(inner), Op::Symbol(w, _)) if is(meaning, *inner, *w) => (*w, true),
            (Op::Symbol(w, _), Op::Transpose(inner)) if is(meaning, *inner, *w) => (*w, false),
            _ => return false,
        };
        if let Some(given) = self.given_mut(symbol) {
            let (rows, width) = given.shape;
            for matrix in given.value.value.chunks_mut(rows * width) {
                let (count, places) = if columns { (width, rows) } else { (rows, width) };
                let at = |vector: usize, place: usize| {
                    if columns { place * width + vector } else { vector * width + place }
                };
                orthonormalise(matrix, count, places, at);
            }
        }
        true
    }
}

fn is(meaning: &Meaning, id: ExprId, symbol: SymbolId) -> bool {
    matches!(meaning.expressions.op(id), Op::Symbol(other, _) if *other == symbol)
}

/// Makes vectors orthonormal, one after the other; twice, for the sake of rounding.
fn orthonormalise(
    matrix: &mut [f64],
    vectors: usize,
    places: usize,
    at: impl Fn(usize, usize) -> usize,
) {
    for own in 0..vectors.min(places) {
        for _ in 0..2 {
            for other in 0..own {
                let inner: f64 =
                    (0..places).map(|k| matrix[at(own, k)] * matrix[at(other, k)]).sum();
                for k in 0..places {
                    matrix[at(own, k)] -= inner * matrix[at(other, k)];
                }
            }
        }
        let length: f64 = (0..places).map(|k| matrix[at(own, k)].powi(2)).sum::<f64>().sqrt();
        if length > 0.0 {
            (0..places).for_each(|k| matrix[at(own, k)] /= length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::orthonormalise;

    #[test]
    fn columns_become_orthonormal() {
        let mut matrix = [3.0, 1.0, -2.0, 0.5, 1.5, 4.0];
        orthonormalise(&mut matrix, 2, 3, |vector, place| place * 2 + vector);
        let inner = |a: usize, b: usize| -> f64 {
            (0..3).map(|k| matrix[k * 2 + a] * matrix[k * 2 + b]).sum()
        };
        assert!((inner(0, 0) - 1.0).abs() < 1e-14);
        assert!((inner(1, 1) - 1.0).abs() < 1e-14);
        assert!(inner(0, 1).abs() < 1e-14);
    }
}
