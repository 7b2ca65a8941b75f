//! Derivatives by automatic differentiation: what is differentiated by is cut
//! out as a free variable, with a copy for each row that is asked for, so that
//! one pass backwards gives all.

use super::arithmetic::{Arithmetic, Differentiable};
use super::domain::{Domain, MOST_ROWS};
use super::evaluator::{
    AROUND, COPY, Cut, ENTRY, Evaluated, Evaluator, POINT, Seen, Shape, Target, Valued,
};
use super::meter::{Allowance, Shared, misfit};
use super::outcome::{MOST_FORM, numbered};
use super::past::{common, in_parts};
use super::pattern;
use super::places::Places;
use super::plain::{Numbers, Plain};
use super::second::Moved;
use super::stage::is_used;
use crate::expression::{ExprId, Index, Op, Role, SymbolId, VarId};
use crate::reason::{Dependence, Excess, Mismatch, Semantics, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

impl<A: Arithmetic> Evaluator<'_, A> {
    pub(super) fn cut_symbol(&self) -> Option<SymbolId> {
        Self::symbol_of(self.cut.as_ref())
    }

    /// The symbol that is cut around the derivative that this is about.
    pub(super) fn around_symbol(&self) -> Option<SymbolId> {
        Self::symbol_of(self.around.as_ref())
    }

    fn symbol_of(cut: Option<&Cut<A::Value>>) -> Option<SymbolId> {
        match cut?.target {
            Target::Symbol(symbol) => Some(symbol),
            Target::Argument(_) | Target::Change(_) => None,
        }
    }

    /// Whether an expression varies with what is cut.
    pub(super) fn varies(&self, id: ExprId) -> bool {
        match self.cut.as_ref().map(|c| &c.target) {
            None => false,
            Some(Target::Symbol(symbol)) => {
                self.meaning.may_depend(id, *symbol) || self.reaches_pattern(id, 40)
            }
            Some(Target::Argument(own)) => self.meaning.has_argument(id, *own),
            Some(Target::Change(_)) => self.changes(id),
        }
    }

    /// Whether a symbol's definition varies with what is cut otherwise than by
    /// its name: where the defining expression of what is cut stands in it.
    pub(super) fn cut_argument(&self, symbol: SymbolId) -> bool {
        let definition = self.meaning.symbol(symbol).definition.as_ref();
        self.cut_symbol().is_some_and(|c| c != symbol)
            && definition.is_some_and(|d| self.reaches_pattern(d.body, 40))
    }

    /// The indices at which an expression is what the cut symbol is defined as;
    /// and whether it is its square.
    pub(super) fn stands_for_cut(&self, id: ExprId) -> Option<(Vec<Index>, bool)> {
        let symbol = self.cut_symbol()?;
        let definition = self.meaning.symbol(symbol).definition.as_ref()?;
        if let Some(known) = self.patterns.borrow().get(&id) {
            return known.clone();
        }
        let found = pattern::matches(self.meaning, definition, id);
        self.patterns.borrow_mut().insert(id, found.clone());
        found
    }

    fn reaches_pattern(&self, id: ExprId, depth: usize) -> bool {
        if self.stands_for_cut(id).is_some() {
            return true;
        }
        if self.cut_symbol().is_none_or(|c| self.meaning.symbol(c).definition.is_none())
            || depth == 0
        {
            return false;
        }
        let inside = match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).definition.as_ref(),
            _ => None,
        };
        inside.is_some_and(|d| self.reaches_pattern(d.body, depth - 1))
            || self
                .meaning
                .expressions
                .operands(id)
                .into_iter()
                .any(|x| self.reaches_pattern(x, depth))
    }

    pub(super) fn argument(
        &self,
        id: ExprId,
        argument: u32,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let known = self.entries.borrow().iter().rev().find(|(a, _)| *a == argument).cloned();
        if let (Some((_, values)), Some(rows)) = (known, domain.column(VarId::row(argument))) {
            let rows = Places::within(rows.to_vec(), self.arithmetic.rows(&values));
            let value = self.arithmetic.gather(&values, &rows.ok_or_else(misfit)?)?;
            return Ok(Valued { value, shape: (1, 1) });
        }
        for (cut, copies) in [(&self.cut, COPY), (&self.around, AROUND)] {
            let cut = cut.as_ref().filter(|cut| cut.target == Target::Argument(argument));
            let leaf = cut.and_then(|cut| Some((cut.leaf.as_ref()?, cut.shape)));
            if let (Some((leaf, shape)), Some(copies)) = (leaf, domain.column(copies)) {
                let copies = Places::within(copies.to_vec(), self.arithmetic.rows(leaf));
                let value = self.arithmetic.gather(leaf, &copies.ok_or_else(misfit)?)?;
                return Ok(Valued { value, shape });
            }
        }
        self.undefined(id, Semantics::SecondDerivative)
    }

    /// `f'(x)`: the slope of a function of one number, entry by entry.
    pub(super) fn prime(
        &self,
        id: ExprId,
        argument: u32,
        body: ExprId,
        at: ExprId,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        if self.varies(at) || self.varies(body) {
            return self.nested_prime(id, argument, body, at, domain);
        }
        let (distinct, places) = self.projected(domain, &self.free(at))?;
        let plain = self.plain();
        let at = plain.value(at, &distinct)?;
        self.longest.set(self.longest.get().max(plain.longest.get()));
        let width = at.shape.0 * at.shape.1;
        let rows = self.entry_rows(&distinct, width);
        if self.meaning.has_slope_inside(body, argument) {
            let (values, all) = (at.value.value.clone(), (0..rows.rows()).collect());
            let target = Target::Argument(argument);
            let moved =
                Moved { id, target, shape: (1, 1), values, at: all, places: 1, rows: &rows };
            let (slopes, shape, longest) = plain.forward::<A::Differentiating>(body, &moved)?;
            if shape != (1, 1) {
                return self.undefined(id, Value::Shapes(Mismatch::OneNumber));
            }
            self.longest.set(self.longest.get().max(longest));
            let slopes = Numbers::new(width, slopes).gathered(&places).ok_or_else(misfit)?;
            return Ok(Valued { value: self.arithmetic.known(&slopes)?, shape: at.shape });
        }
        let mut inner = self.recording();
        let leaf = inner.arithmetic.leaf(&Numbers::new(1, at.value.value.clone()))?.into_inner();
        inner.cut = Some(Cut {
            target: Target::Argument(argument),
            leaf: Some(leaf.clone()),
            places: 1,
            shape: (1, 1),
        });
        let value = inner.value(body, &rows)?;
        if value.shape != (1, 1) {
            return self.undefined(id, Value::Shapes(Mismatch::OneNumber));
        }
        let slopes = inner.arithmetic.slopes(&value.value, &leaf);
        let slopes = Numbers::new(width, slopes).gathered(&places).ok_or_else(misfit)?;
        Ok(Valued { value: self.arithmetic.known(&slopes)?, shape: at.shape })
    }

    /// A row for each entry of a value in some rows, each with a copy of its own.
    pub(super) fn entry_rows(&self, rows: &Domain, width: usize) -> Domain {
        let copies = rows.rows() * width;
        let points = repeated(rows, POINT, width);
        let copied = Domain::point().with(COPY, (0..copies as u32).collect(), copies);
        copied.with(POINT, points, self.stage.points())
    }

    /// An evaluator of what is differentiated here.
    pub(super) fn recording(&self) -> Evaluator<'_, A::Differentiating> {
        let arithmetic = A::Differentiating::recording();
        Evaluator::new(self.meaning, self.stage, arithmetic, self.meter())
    }

    fn plain(&self) -> Evaluator<'_, Plain> {
        Evaluator::new(self.meaning, self.stage, Plain, self.meter())
    }

    /// ∂of/∂by at indices, in every row.
    pub(super) fn derivative_value(
        &self,
        id: ExprId,
        of: ExprId,
        by: SymbolId,
        at: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        if self.varies(of) {
            return self.nested_derivative(id, of, by, at, domain);
        }
        self.kept(id, domain, |own, distinct| {
            own.derivative::<A::Differentiating>(id, of, by, at, distinct)
        })
    }

    /// A derivative as it was found before at these places, or as it is found now: the same
    /// may stand in many lines.
    pub(super) fn kept(
        &self,
        id: ExprId,
        domain: &Domain,
        find: impl FnOnce(&Evaluator<'_, Plain>, &Domain) -> Evaluated<(Valued<Numbers>, usize)>,
    ) -> Evaluated<Seen<A>> {
        let (distinct, places) = self.projected(domain, &self.free(id))?;
        let (mut form, numbers) = numbered(self.meaning, id);
        if form.len() > MOST_FORM {
            form = format!("{id:?}");
        }
        let key = (form, distinct.fingerprint(&numbers), A::Differentiating::OPINION);
        let (found, steps) = self.stage.derivative(key.clone(), || {
            let meter = self.meter().apart(Allowance::LINE);
            let own = Evaluator::new(self.meaning, self.stage, Plain, &meter);
            (find(&own, &distinct).map(Arc::new), meter.used())
        });
        self.meter().share(self.stage.number(), Shared::Derivative(key.0, key.1, key.2), steps)?;
        let found = found?;
        self.longest.set(self.longest.get().max(found.1));
        let picked = found.0.value.gathered(&places).ok_or_else(misfit)?;
        Ok(Valued { value: self.arithmetic.known(&picked)?, shape: found.0.shape })
    }
}

impl Evaluator<'_, Plain> {
    fn derivative<D: Differentiable>(
        &self,
        id: ExprId,
        of: ExprId,
        by: SymbolId,
        at: &[Index],
        domain: &Domain,
    ) -> Evaluated<(Valued<Numbers>, usize)> {
        let symbol = self.meaning.symbol(by);
        let by_shape = self.stage.shape(self.meaning, by);
        self.can_differentiate(id, of, by)?;
        let leaf = self.stage.table(self.meaning, by, self.meter())?;
        let by_width = by_shape.0 * by_shape.1;
        let places = leaf.value.rows() / self.stage.points();
        // One copy of the variable for each combination that the numerator has.
        let (copies, copy_of) = self.projected(domain, &self.free_of(of))?;
        let flat = self.flat(id, at, &symbol.sets, domain, (None, 1))?;
        if leaf.shape != by_shape || flat.below() != places {
            return Err(misfit());
        }
        if self.meaning.has_derivative_inside(of, by) {
            return self.second::<D>(id, of, (by, by_shape), (&flat, None), domain);
        }
        let (gradient, of_shape, longest) =
            self.gradients::<D>(id, of, by, &leaf.value, &copies, places, by_shape)?;
        let of_width = of_shape.0 * of_shape.1;
        let (shape, width) = jacobian(of_shape, by_shape);
        let entries = (domain.rows() as u64).saturating_mul(width as u64);
        self.meter().charge(entries)?;
        let _held = self.meter().hold(entries.saturating_mul(16))?;
        let mut value = Vec::with_capacity(domain.rows() * width);
        let mut magnitude = Vec::with_capacity(domain.rows() * width);
        let block = places * by_width;
        if gradient.len() != copies.rows() * of_width * block {
            return Err(misfit());
        }
        for (copy, place) in copy_of.iter().zip(flat.iter()) {
            for entry in 0..of_width {
                let copy = copy * of_width + entry;
                let whole = &gradient[copy * block..(copy + 1) * block];
                // What cancelled in one entry was of the size of the others.
                let largest = whole.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
                let start = place * by_width;
                for g in &whole[start..start + by_width] {
                    value.push(*g);
                    magnitude.push(if *g == 0.0 { 0.0 } else { largest });
                }
            }
        }
        Ok((Valued { value: Numbers { width, value, magnitude }, shape }, longest))
    }
}

impl<A: Arithmetic> Evaluator<'_, A> {
    /// What a derivative's numerator is evaluated once for.
    pub(super) fn free_of(&self, of: ExprId) -> Vec<(VarId, VarId)> {
        let mut free = BTreeSet::new();
        self.meaning.free_into(of, &mut free);
        free.insert(POINT);
        free.into_iter().map(|v| (v, v)).collect()
    }

    /// Whether the derivative has a meaning here.
    pub(super) fn can_differentiate(&self, id: ExprId, of: ExprId, by: SymbolId) -> Evaluated<()> {
        let symbol = self.meaning.symbol(by);
        if matches!(symbol.role, Role::Ones | Role::Identity) && symbol.definition.is_none() {
            return self.undefined(id, Semantics::ByConstant);
        }
        let mut probe = self.plain();
        probe.cut = Some(Cut { target: Target::Symbol(by), leaf: None, places: 0, shape: (1, 1) });
        let varies = probe.varies(of);
        let shared = if varies { in_parts } else { common };
        if let Some(name) = shared(self.meaning, of, by) {
            return self.undefined(id, Value::Depends(Dependence::PastVariable(name)));
        }
        if varies {
            return Ok(());
        }
        if let Op::Symbol(of, _) = self.meaning.expressions.op(of)
            && self.meaning.is_given(*of)
        {
            let name = &self.meaning.symbol(*of).key.name;
            return self.undefined(id, Value::Depends(Dependence::OfSymbol(name.clone())));
        }
        // A variable that stands nowhere but below a ∂ may be meant for another.
        if symbol.definition.is_none() && !is_used(self.meaning, by) {
            let depends = Dependence::Nowhere(symbol.written.clone());
            return self.undefined(id, Value::Depends(depends));
        }
        Ok(())
    }

    /// The rows of a domain, each once for each entry of what is differentiated.
    pub(super) fn widened(&self, copies: &Domain, entries: usize) -> Evaluated<Domain> {
        let rows = copies.rows() * entries;
        let origin = Places::repeated(copies.rows(), entries);
        let entry = (0..rows).map(|k| (k % entries) as u32).collect();
        let copy = (0..rows as u32).collect();
        let wide = copies.gathered(&origin).with(COPY, copy, rows).with(ENTRY, entry, entries);
        self.meter().charge(wide.steps())?;
        Ok(wide)
    }

    /// The slopes by a leaf of an expression, of each row of the entry that it is there
    /// for; or how many entries there are, where that was thought to be one.
    pub(super) fn swept<D: Differentiable>(
        &self,
        id: ExprId,
        (inner, wide): (&Evaluator<'_, D>, &Domain),
        of: ExprId,
        (leaf, entries): (&D::Value, usize),
    ) -> Evaluated<Swept> {
        let value = inner.value(of, wide)?;
        if inner.arithmetic.values(&value.value).iter().any(|v| !v.is_finite()) {
            return self.undefined(id, Value::NotFinite(None));
        }
        let own = value.shape.0 * value.shape.1;
        if own > 1 && entries == 1 {
            return Ok(Swept::Entries(own));
        }
        if own != entries {
            return Err(misfit());
        }
        let rows = wide.rows();
        let chosen = (0..rows).map(|k| (k * own + k % own) as u32).collect();
        let chosen = Places::within(chosen, rows * own).ok_or_else(misfit)?;
        let flat = inner.arithmetic.reshape(&value.value, 1)?;
        let chosen = inner.arithmetic.gather(&flat, &chosen)?;
        Ok(Swept::Slopes(inner.arithmetic.slopes(&chosen, leaf), value.shape))
    }

    /// The gradient of each entry of an expression in each row of `copies`, by
    /// all places of a symbol.
    #[expect(clippy::too_many_arguments, reason = "all that one pass needs")]
    fn gradients<D: Differentiable>(
        &self,
        id: ExprId,
        of: ExprId,
        by: SymbolId,
        table: &Numbers,
        copies: &Domain,
        places: usize,
        by_shape: Shape,
    ) -> Evaluated<(Vec<f64>, Shape, usize)> {
        let width = by_shape.0 * by_shape.1;
        let block = places * width;
        let mut entries = 1;
        loop {
            let rows = copies.rows() * entries;
            if block.saturating_mul(rows) > 4 * MOST_ROWS {
                return self.undefined(id, Excess::DerivativeEntries);
            }
            let wide = self.widened(copies, entries)?;
            let mut inner = Evaluator::new(self.meaning, self.stage, D::recording(), self.meter());
            let points: Vec<u32> = wide.column(POINT).unwrap_or_default().to_vec();
            let points = Places::within(points, self.stage.points()).ok_or_else(misfit)?;
            // What is free of a member is added to it.
            let added = self.meaning.is_recursive(by);
            let values = table.value.iter().map(|v| if added { 0.0 } else { *v }).collect();
            let blocks = Numbers::new(block, values);
            let _held = self.meter().hold((rows as u64).saturating_mul(16 * block as u64))?;
            let values = blocks.gathered(&points).ok_or_else(misfit)?;
            let leaf = inner.arithmetic.leaf(&Numbers { width, ..values })?.into_inner();
            inner.cut = Some(Cut {
                target: Target::Symbol(by),
                leaf: Some(leaf.clone()),
                places,
                shape: by_shape,
            });
            match self.swept(id, (&inner, &wide), of, (&leaf, entries))? {
                Swept::Slopes(gradient, shape) => {
                    return Ok((gradient, shape, inner.longest.get()));
                }
                Swept::Entries(more) => entries = more,
            }
        }
    }
}

/// What a sweep back through an expression finds.
pub(super) enum Swept {
    /// The slopes, and the shape of the expression.
    Slopes(Vec<f64>, Shape),
    /// How many entries it has: another sweep has a row for each.
    Entries(usize),
}

/// What rows have of a variable, each so many times; 0 where they have nothing.
pub(super) fn repeated(rows: &Domain, variable: VarId, times: usize) -> Vec<u32> {
    let column = rows.column(variable);
    let of = |row: usize| column.map_or(0, |column| column[row]);
    (0..rows.rows() * times).map(|k| of(k / times)).collect()
}

/// The shape of a derivative: of a number that of the variable; by a number
/// that of what is differentiated; else a row for each entry of the numerator.
pub(super) fn jacobian(of: Shape, by: Shape) -> (Shape, usize) {
    let (own, other) = (of.0 * of.1, by.0 * by.1);
    let shape = match (own, other) {
        (1, _) => by,
        (_, 1) => of,
        _ => (own, other),
    };
    (shape, own * other)
}
