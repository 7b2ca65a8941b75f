//! Second derivatives: a derivative of what a derivative stands in.
//!
//! In: a derivative of what has one in it that varies with the same variable. Out: its
//! values, forward over reverse: the variable's entries are given a slope along one
//! direction each, the derivative inside is found on the project's own tape, whose slopes
//! then have slopes themselves. Where the second opinion is asked for, they are held against
//! central differences of its gradient, which is burn's. Not done here: third derivatives, and those of
//! what is known only to depend on the variable.

use super::arithmetic::{Arithmetic, Counted, Differentiable, Held, NestedValue};
use super::derivative::{jacobian, repeated};
use super::domain::{Domain, MOST_ROWS};
use super::evaluator::{
    AROUND, COPY, Cut, Evaluated, Evaluator, POINT, Seen, Shape, Target, Valued,
};
use super::meter::misfit;
use super::opinion::Opinion;
use super::places::Places;
use super::plain::{Numbers, Plain};
use super::scalar::Dual;
use super::tape::Tape;
use crate::expression::{ExprId, Index, Op, SymbolId, VarId};
use crate::reason::{Excess, Mismatch, Reason, Semantics, Value};

/// By how much a variable is moved for a central difference: the third root of the rounding
/// of one operation, where what that costs and what is left out are of one size.
const STEP: f64 = 6e-6;
/// By how much of their size differences of f64 gradients are off: the square of the step times
/// a third derivative, and the rounding of the gradients over the step, are 4e-11 each; where
/// slopes are steep, far more. A slip in the tape's rules is of the size of the slopes.
const DIFFERENCES: f64 = 1e-5;
/// What is off by less may be so by rounding, as where a logarithm is taken of nearly nothing:
/// it confirms nothing.
const ROUNDED: f64 = 1e-3;
/// So many rows are confirmed: the rules are the same in all.
const MOST_CONFIRMED: usize = 120;

/// A variable in rows of which each moves it in one entry.
pub(super) struct Moved<'d> {
    pub id: ExprId,
    pub target: Target,
    pub shape: Shape,
    /// The variable's values in each row, and where it is moved.
    pub values: Vec<f64>,
    pub at: Vec<usize>,
    pub places: usize,
    pub rows: &'d Domain,
}

impl<A: Arithmetic> Evaluator<'_, A> {
    /// A derivative of what varies with what is cut.
    pub(super) fn nested_derivative(
        &self,
        id: ExprId,
        of: ExprId,
        by: SymbolId,
        at: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let refused = || self.undefined(id, Semantics::SecondDerivative);
        let (Some(around), None) = (self.cut_symbol(), &self.around) else { return refused() };
        let defined = |symbol| self.meaning.symbol(symbol).definition.is_some();
        // What stands for a defined symbol is looked for once, for what is differentiated by.
        if self.meaning.is_recursive(by) || (around != by && defined(around)) {
            return refused();
        }
        let Some(nested) = self.arithmetic.nested() else { return refused() };
        self.can_differentiate(id, of, by)?;
        let inner = Evaluator::new(self.meaning, self.stage, nested, self.meter());
        let (distinct, rows) = self.projected(domain, &self.free(id))?;
        let seen = self.slopes_inside(inner, (id, of, by, at), &distinct)?;
        Ok(Valued { value: self.arithmetic.gather(&seen.value, &rows)?, shape: seen.shape })
    }

    /// An entry of a second derivative by a matrix or vector, of which each row is moved in
    /// that entry alone; nothing for what is no such derivative.
    pub(super) fn second_entry(
        &self,
        id: ExprId,
        whole: ExprId,
        indices: &[Index],
        domain: &Domain,
    ) -> Option<Evaluated<Seen<A>>> {
        let Op::Derivative { of, by, at } = self.meaning.expressions.op(whole) else { return None };
        if self.cut.is_some() || !self.meaning.has_derivative_inside(*of, *by) {
            return None;
        }
        let shape = self.stage.shape(self.meaning, *by);
        Some(self.kept(id, domain, |own, distinct| {
            own.can_differentiate(whole, *of, *by)?;
            let entries = own.entries_at(id, shape, indices, distinct)?;
            let sets = &own.meaning.symbol(*by).sets;
            let flat = own.flat(id, at, sets, distinct, (None, 1))?;
            let place = (&flat, Some(entries.as_slice()));
            own.second::<A::Differentiating>(id, *of, (*by, shape), place, distinct)
        }))
    }

    /// Each row's place among the entries of a value of this shape.
    fn entries_at(
        &self,
        id: ExprId,
        (m, n): Shape,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Vec<usize>> {
        let columns: Evaluated<Vec<Vec<i64>>> =
            indices.iter().map(|index| self.places(id, *index, domain)).collect();
        let entry = |row: usize, columns: &[Vec<i64>]| -> Option<usize> {
            let at = |k: usize, below: usize| {
                usize::try_from(columns[k][row]).ok().filter(|at| *at < below)
            };
            match columns.len() {
                1 if n == 1 || m == 1 => at(0, m * n),
                2 => Some(at(0, m)? * n + at(1, n)?),
                _ => None,
            }
        };
        let columns = columns?;
        let all: Option<Vec<usize>> = (0..domain.rows()).map(|row| entry(row, &columns)).collect();
        all.map_or_else(|| self.undefined(id, Value::NoEntry), Ok)
    }

    /// What is cut here, as what is cut around a derivative inside.
    fn cut_around(&self, inner: &Evaluator<'_, A::Nested>) -> Evaluated<Cut<NestedValue<A>>> {
        let Some((cut, leaf)) = self.cut.as_ref().and_then(|c| Some((c, c.leaf.as_ref()?))) else {
            return Err(misfit());
        };
        let leaf = Some(self.arithmetic.carried(leaf, &inner.arithmetic)?.into_inner());
        Ok(Cut { target: cut.target.clone(), leaf, places: cut.places, shape: cut.shape })
    }

    /// `f'(x)` of an x that varies with what is cut.
    pub(super) fn nested_prime(
        &self,
        id: ExprId,
        argument: u32,
        body: ExprId,
        at: ExprId,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let refused = || self.undefined(id, Semantics::SecondDerivative);
        let Some(nested) = self.arithmetic.nested().filter(|_| self.around.is_none()) else {
            return refused();
        };
        if self.varies(body) {
            return refused();
        }
        let mut inner = Evaluator::new(self.meaning, self.stage, nested, self.meter());
        inner.around = Some(self.cut_around(&inner)?);
        let (distinct, places) = self.projected(domain, &self.free(at))?;
        let at = self.value(at, &distinct)?;
        let width = at.shape.0 * at.shape.1;
        let around = repeated(&distinct, COPY, width);
        let blocks = around.iter().max().map_or(1, |most| *most as usize + 1);
        let rows = self.entry_rows(&distinct, width).with(AROUND, around, blocks);
        let start = self.arithmetic.reshape(&at.value, 1)?;
        let start = self.arithmetic.carried(&start, &inner.arithmetic)?;
        let leaf = Counted::<A>::freed(&inner.arithmetic, &start)?.into_inner();
        let target = Target::Argument(argument);
        inner.cut = Some(Cut { target, leaf: Some(leaf.clone()), places: 1, shape: (1, 1) });
        let value = inner.value(body, &rows)?;
        if value.shape != (1, 1) {
            return self.undefined(id, Value::Shapes(Mismatch::OneNumber));
        }
        let slopes = self.arithmetic.slopes_within(&inner.arithmetic, &value.value, &leaf)?;
        let slopes = self.arithmetic.reshape(&slopes, width)?;
        Ok(Valued { value: self.arithmetic.gather(&slopes, &places)?, shape: at.shape })
    }

    fn slopes_inside(
        &self,
        mut inner: Evaluator<'_, A::Nested>,
        (id, of, by, at): (ExprId, ExprId, SymbolId, &[Index]),
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        inner.around = Some(self.cut_around(&inner)?);
        let shape = self.stage.shape(self.meaning, by);
        let mut onto = self.free_of(of);
        onto.push((COPY, COPY));
        let (copies, copy_of) = self.projected(domain, &onto)?;
        let (values, block) = self.all_places(id, by, &copies)?;
        let (width, sets) = (shape.0 * shape.1, &self.meaning.symbol(by).sets);
        let flat = self.flat(id, at, sets, domain, (None, 1))?;
        let places = flat.below();
        if block != places * width {
            return Err(misfit());
        }
        let mut entries = 1;
        loop {
            let wide = self.copied_again(&copies, entries)?;
            if block.saturating_mul(wide.rows()) > 4 * MOST_ROWS {
                return self.undefined(id, Excess::DerivativeEntries);
            }
            let again = Places::repeated(copies.rows(), entries);
            let start = self.arithmetic.gather(&values, &again)?;
            let start = self.arithmetic.reshape(&start, width)?;
            let start = self.arithmetic.carried(&start, &inner.arithmetic)?;
            let leaf = Counted::<A>::freed(&inner.arithmetic, &start)?.into_inner();
            let target = Target::Symbol(by);
            inner.cut = Some(Cut { target, leaf: Some(leaf.clone()), places, shape });
            let value = inner.value(of, &wide)?;
            let own = value.shape.0 * value.shape.1;
            if own != entries && entries > 1 {
                return Err(misfit());
            }
            if own != entries {
                entries = own;
                continue;
            }
            let slopes = self.chosen_slopes((&inner, &wide), &value, &leaf)?;
            // Of each row the slopes by its own place, entry after entry.
            let place = |(copy, place): (usize, usize)| {
                (0..own).map(move |entry| ((copy * own + entry) * places + place) as u32)
            };
            let chosen = copy_of.iter().zip(flat.iter()).flat_map(place).collect();
            let chosen = Places::within(chosen, wide.rows() * places).ok_or_else(misfit)?;
            let slopes = self.arithmetic.gather(&slopes, &chosen)?;
            let (shape, width) = jacobian(value.shape, shape);
            return Ok(Valued { value: self.arithmetic.reshape(&slopes, width)?, shape });
        }
    }

    /// The slopes of each row of the entry that it is there for.
    fn chosen_slopes(
        &self,
        (inner, wide): (&Evaluator<'_, A::Nested>, &Domain),
        value: &Seen<A::Nested>,
        leaf: &NestedValue<A>,
    ) -> Evaluated<Held<A::Value>> {
        let (rows, own) = (wide.rows(), value.shape.0 * value.shape.1);
        let chosen = (0..rows).map(|k| (k * own + k % own) as u32).collect();
        let chosen = Places::within(chosen, rows * own).ok_or_else(misfit)?;
        let flat = inner.arithmetic.reshape(&value.value, 1)?;
        let chosen = inner.arithmetic.gather(&flat, &chosen)?;
        self.arithmetic.slopes_within(&inner.arithmetic, &chosen, leaf)
    }

    /// The rows of a domain, each once for each entry, with copies of their own.
    fn copied_again(&self, copies: &Domain, entries: usize) -> Evaluated<Domain> {
        let all = copies.variables().map(|v| if v == COPY { (v, AROUND) } else { (v, v) });
        let (renamed, _) = self.projected(copies, &all.collect::<Vec<(VarId, VarId)>>())?;
        self.widened(&renamed, entries)
    }
}

impl Evaluator<'_, Plain> {
    /// The derivative by a symbol of an expression that has one by it inside.
    pub(super) fn second<D: Differentiable>(
        &self,
        id: ExprId,
        of: ExprId,
        (by, shape): (SymbolId, Shape),
        (flat, only): (&Places, Option<&[usize]>),
        domain: &Domain,
    ) -> Evaluated<(Valued<Numbers>, usize)> {
        if self.meaning.is_recursive(by) {
            return self.undefined(id, Semantics::SecondDerivative);
        }
        // One entry of the variable for each row, or all of them.
        let width = if only.is_some() { 1 } else { shape.0 * shape.1 };
        let wide = self.widened(domain, width)?;
        let moved = self.moved_rows(id, (by, shape), (flat, only), &wide)?;
        let (slopes, of_shape, longest) = self.forward::<D>(of, &moved)?;
        if of_shape.0 > 1 && of_shape.1 > 1 && width > 1 {
            return self.undefined(id, Semantics::SecondDerivative);
        }
        // Of each row the entries of the numerator, and of each its slopes.
        let own = of_shape.0 * of_shape.1;
        let (result, all) = jacobian(of_shape, if only.is_some() { (1, 1) } else { shape });
        let mut value = Vec::with_capacity(domain.rows() * all);
        for row in 0..domain.rows() {
            for entry in 0..own {
                value.extend((0..width).map(|by| slopes[(row * width + by) * own + entry]));
            }
        }
        // What cancelled in one entry was of the size of the others.
        let largest = value.iter().fold(0.0_f64, |most, slope| most.max(slope.abs()));
        let magnitude = value.iter().map(|v| if *v == 0.0 { 0.0 } else { largest }).collect();
        let value = Numbers { width: all, value, magnitude };
        Ok((Valued { value, shape: result }, longest))
    }

    /// The variable in each wide row, and where it is moved there.
    fn moved_rows<'d>(
        &self,
        id: ExprId,
        (by, shape): (SymbolId, Shape),
        (flat, only): (&Places, Option<&[usize]>),
        wide: &'d Domain,
    ) -> Evaluated<Moved<'d>> {
        let (table, width) = (self.stage.table(self.meaning, by, self.meter())?, shape.0 * shape.1);
        let block = flat.below() * width;
        if block.saturating_mul(wide.rows()) > 4 * MOST_ROWS {
            return self.undefined(id, Excess::DerivativeEntries);
        }
        let points = wide.column(POINT).unwrap_or_default().to_vec();
        let points = Places::within(points, self.stage.points()).ok_or_else(misfit)?;
        let blocks = Numbers::new(block, table.value.value.clone());
        let values = blocks.gathered(&points).ok_or_else(misfit)?.value;
        let at = (0..wide.rows()).map(|row| {
            let (own, entry) = match only {
                Some(entries) => (row, entries[row]),
                None => (row / width.max(1), row % width.max(1)),
            };
            let place = flat.as_slice().get(own).copied().unwrap_or_default();
            row * block + place as usize * width + entry
        });
        let target = Target::Symbol(by);
        Ok(Moved { id, target, shape, values, at: at.collect(), places: flat.below(), rows: wide })
    }

    /// An expression's slope in each row along the entry that is moved there.
    pub(super) fn forward<D: Differentiable>(
        &self,
        of: ExprId,
        moved: &Moved<'_>,
    ) -> Evaluated<(Vec<f64>, Shape, usize)> {
        let mut inner =
            Evaluator::new(self.meaning, self.stage, Tape::<Dual>::default(), self.meter());
        let mut entries: Vec<Dual> =
            moved.values.iter().map(|value| Dual { value: *value, slope: 0.0 }).collect();
        moved.at.iter().for_each(|at| entries[*at].slope = 1.0);
        let leaf = Tape::directed(moved.shape.0 * moved.shape.1, entries);
        inner.cut = Some(moved.cut(leaf));
        let value = inner.value(of, moved.rows)?;
        let slopes = Tape::along(&value.value);
        if slopes.iter().any(|slope| !slope.is_finite()) {
            return self.undefined(moved.id, Value::NotFinite(None));
        }
        if D::OPINION == Opinion::LAST {
            self.differences_agree(of, moved, &slopes)?;
        }
        Ok((slopes, value.shape, inner.longest.get()))
    }

    /// Refuses slopes that central differences of the second opinion's gradient do not
    /// confirm, in rows from the first to the last.
    fn differences_agree(&self, of: ExprId, moved: &Moved<'_>, slopes: &[f64]) -> Evaluated<()> {
        let apart = moved.rows.rows().div_ceil(MOST_CONFIRMED).max(1);
        let kept = Places::which(moved.rows.rows(), |row| row % apart == 0);
        let (differences, size) = self.differences(of, moved, &kept)?;
        let own = differences.len() / kept.len().max(1);
        let largest = slopes.iter().fold(size, |most, slope| most.max(slope.abs())).max(1.0);
        let of_rows = kept.iter().flat_map(|row| &slopes[row * own..(row + 1) * own]);
        let off = differences.iter().zip(of_rows).map(|(a, b)| (a - b).abs());
        match off.fold(0.0, f64::max) / largest {
            off if off <= DIFFERENCES => Ok(()),
            off if off <= ROUNDED => self.undefined(moved.id, Value::Rounding),
            _ => self.undefined(moved.id, Reason::Internal),
        }
    }

    /// Central differences of an expression in some rows, and the size of what they are taken
    /// of.
    fn differences(
        &self,
        of: ExprId,
        moved: &Moved<'_>,
        kept: &Places,
    ) -> Evaluated<(Vec<f64>, f64)> {
        let rows = moved.rows.gathered(kept);
        let by = |row: usize| STEP * moved.values[moved.at[row]].abs().max(1.0);
        let at = |sign: f64| {
            let mut values = moved.values.clone();
            moved.at.iter().enumerate().for_each(|(row, at)| values[*at] += sign * by(row));
            let mut inner = Evaluator::new(self.meaning, self.stage, Plain, self.meter());
            inner.cut = Some(moved.cut(Numbers::new(moved.shape.0 * moved.shape.1, values)));
            inner.value(of, &rows)
        };
        let (up, down) = (at(1.0)?.value.into_inner(), at(-1.0)?.value.into_inner());
        let own = up.width.max(1);
        if up.value.len() != kept.len() * own || down.value.len() != up.value.len() {
            return self.undefined(moved.id, Reason::Internal);
        }
        let size = up.value.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        let of_entry = |(at, (up, down)): (usize, (&f64, &f64))| {
            let row = kept.as_slice()[at / own] as usize;
            (up - down) / (2.0 * by(row))
        };
        let differences = up.value.iter().zip(&down.value).enumerate().map(of_entry).collect();
        Ok((differences, size))
    }
}

impl Moved<'_> {
    fn cut<V>(&self, leaf: V) -> Cut<V> {
        Cut {
            target: self.target.clone(),
            leaf: Some(leaf),
            places: self.places,
            shape: self.shape,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge::Judge;
    use super::super::meter::{Allowance, Meter};
    use super::super::opinion::SecondTape;
    use super::super::stage::Restraint;
    use super::super::ties::reached;
    use super::*;
    use crate::derivation;

    /// A tape with a slip in it would give other slopes than burn's gradients have.
    #[test]
    fn slopes_that_differences_do_not_confirm_are_refused() {
        let text = b"Let $C = x^3 + \\sin x$.\n\n$$\\frac{\\partial^2 C}{\\partial x^2} = 6 x$$\n";
        let read = derivation::read("t.md", text, &[]).unwrap();
        let meaning = &read.meaning;
        let judge = Judge::new(meaning, 1);
        let meter = Meter::new(Allowance::default());
        let sides = meaning.relations.last().unwrap().sides.as_ref().unwrap();
        let all = reached(meaning, &sides.left, sides);
        let (prepared, _) = judge.prepared(Restraint::Least, &[], &all, &meter).unwrap();
        let Op::Derivative { of, by, .. } = meaning.expressions.op(sides.left[0]) else {
            panic!("a derivative stands on the left")
        };
        let evaluator = Evaluator::new(meaning, &prepared.stage, Plain, &meter);
        let rows = prepared.stage.domain();
        let wide = evaluator.widened(&rows, 1).unwrap();
        let places = Places::within(vec![0; rows.rows()], 1).unwrap();
        let moved =
            evaluator.moved_rows(sides.left[0], (*by, (1, 1)), (&places, None), &wide).unwrap();
        let (slopes, ..) = evaluator.forward::<SecondTape>(*of, &moved).unwrap();
        assert!(evaluator.differences_agree(*of, &moved, &slopes).is_ok());
        for wrong in [0.99, 2.0, -1.0] {
            let wrong: Vec<f64> = slopes.iter().map(|slope| wrong * slope).collect();
            let refused = evaluator.differences_agree(*of, &moved, &wrong).unwrap_err();
            assert_eq!(refused.reason, Reason::Internal);
        }
    }
}
