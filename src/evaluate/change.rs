//! Differentials: by how much an expression changes, to first order, where each of its
//! variables changes in a direction of its own.
//!
//! In: an expression whose differential a formula takes. Out: its slope along the
//! directions, entry by entry, by automatic differentiation by the one number that all of
//! them are multiplied by; and why nothing false is said of a line with differentials.
//! Not done here: what changes in which formula ([`crate::expression`]).

use super::arithmetic::{Arithmetic, Differentiable};
use super::derivative::Swept;
use super::domain::{Domain, MOST_ROWS};
use super::evaluator::{COPY, Cut, Evaluated, Evaluator, Seen, Shape, Target, Valued};
use super::judge::Judge;
use super::meter::{Meter, misfit};
use super::places::Places;
use super::plain::{Numbers, Plain};
use super::ties::reached;
use crate::expression::{Along, ExprId, Index, Kind, Op, Relation, Sides, Sure, SymbolId, Unclear};
use crate::reason::{Dependence, Excess, Mismatch, Semantics, Value};
use std::collections::BTreeSet;

impl<A: Arithmetic> Evaluator<'_, A> {
    /// The differential of an expression in every row.
    pub(super) fn change_value(
        &self,
        id: ExprId,
        of: ExprId,
        along: Along,
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        if self.varies(id) {
            return self.undefined(id, Semantics::SecondDerivative);
        }
        let along = self.meaning.along(of, along);
        if along.is_empty() {
            // What is made of numbers and identities alone never changes.
            if !self.meaning.is_constant(of) {
                return self.undefined(id, Semantics::NoVariable);
            }
            let value = self.value(of, domain)?;
            let nothing = self.arithmetic.times(&value.value, 0.0)?;
            return Ok(Valued { value: nothing, shape: value.shape });
        }
        if let (Op::Symbol(own, indices), [(only, direction)]) =
            (self.meaning.expressions.op(of), along.as_slice())
            && own == only
        {
            return self.symbol(id, *direction, indices, domain);
        }
        self.kept(id, domain, |own, distinct| {
            own.change::<A::Differentiating>(id, of, &along, distinct)
        })
    }

    /// The variables that change together, where that is what is cut.
    fn moved(&self) -> Option<&[(SymbolId, SymbolId)]> {
        match &self.cut.as_ref()?.target {
            Target::Change(along) => Some(along),
            _ => None,
        }
    }

    /// Whether an expression changes with the variables that change together.
    pub(super) fn changes(&self, id: ExprId) -> bool {
        self.moved().is_some_and(|all| all.iter().any(|(of, _)| self.meaning.may_depend(id, *of)))
    }

    /// Whether a symbol changes with them.
    pub(super) fn symbol_changes(&self, symbol: SymbolId) -> bool {
        let depends = |(of, _): &(SymbolId, SymbolId)| self.meaning.symbol_depends(symbol, *of);
        self.moved().is_some_and(|all| all.iter().any(depends))
    }

    /// A variable that changes: its value, and its direction times the number by which
    /// is differentiated.
    pub(super) fn moving(
        &self,
        id: ExprId,
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
    ) -> Option<Evaluated<Seen<A>>> {
        let (_, direction) = *self.moved()?.iter().find(|(of, _)| *of == symbol)?;
        Some(self.moved_along(id, (symbol, direction), indices, domain))
    }

    fn moved_along(
        &self,
        id: ExprId,
        (symbol, direction): (SymbolId, SymbolId),
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let Some(leaf) = self.cut.as_ref().and_then(|cut| cut.leaf.as_ref()) else {
            return Err(misfit());
        };
        let at = |of: SymbolId| -> Evaluated<_> {
            let table = self.stage.table(self.meaning, of, self.meter())?;
            let places = self.at_points(id, of, indices, domain)?;
            let picked = table.value.gathered(&places).ok_or_else(misfit)?;
            Ok((self.arithmetic.known(&picked)?, table.shape))
        };
        let ((value, shape), (by, other)) = (at(symbol)?, at(direction)?);
        if shape != other {
            return self.undefined(id, Value::Shapes(Mismatch::Product));
        }
        let copies = domain.column(COPY).unwrap_or_default().to_vec();
        let copies = Places::within(copies, self.arithmetic.rows(leaf)).ok_or_else(misfit)?;
        let time = self.arithmetic.gather(leaf, &copies)?;
        let moved = self.arithmetic.multiply(&by, &time)?;
        Ok(Valued { value: self.arithmetic.add(&value, &moved)?, shape })
    }
}

impl Evaluator<'_, Plain> {
    fn change<D: Differentiable>(
        &self,
        id: ExprId,
        of: ExprId,
        along: &[(SymbolId, SymbolId)],
        domain: &Domain,
    ) -> Evaluated<(Valued<Numbers>, usize)> {
        let (copies, copy_of) = self.projected(domain, &self.free_of(of))?;
        let (slope, shape, longest) = self.slopes_along::<D>(id, of, along, &copies)?;
        let width = shape.0 * shape.1;
        let entries = (domain.rows() as u64).saturating_mul(width as u64);
        self.meter().charge(entries)?;
        let _held = self.meter().hold(entries.saturating_mul(16))?;
        let mut value = Vec::with_capacity(domain.rows() * width);
        let mut magnitude = Vec::with_capacity(domain.rows() * width);
        for copy in copy_of.iter() {
            let own = &slope[copy * width..(copy + 1) * width];
            // What cancelled in one entry was of the size of the others.
            let largest = own.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
            value.extend_from_slice(own);
            magnitude.extend(own.iter().map(|s| if *s == 0.0 { 0.0 } else { largest }));
        }
        Ok((Valued { value: Numbers { width, value, magnitude }, shape }, longest))
    }

    /// The slope of each entry of an expression in each row of `copies`.
    fn slopes_along<D: Differentiable>(
        &self,
        id: ExprId,
        of: ExprId,
        along: &[(SymbolId, SymbolId)],
        copies: &Domain,
    ) -> Evaluated<(Vec<f64>, Shape, usize)> {
        let mut entries = 1;
        loop {
            let rows = copies.rows() * entries;
            if rows > 4 * MOST_ROWS {
                return self.undefined(id, Excess::DerivativeEntries);
            }
            let wide = self.widened(copies, entries)?;
            let mut inner = Evaluator::new(self.meaning, self.stage, D::recording(), self.meter());
            let _held = self.meter().hold((rows as u64).saturating_mul(16))?;
            let leaf = inner.arithmetic.leaf(&Numbers::new(1, vec![0.0; rows]))?.into_inner();
            inner.cut = Some(Cut {
                target: Target::Change(along.to_vec()),
                leaf: Some(leaf.clone()),
                places: 1,
                shape: (1, 1),
            });
            match self.swept(id, (&inner, &wide), of, (&leaf, entries))? {
                Swept::Slopes(slope, shape) => return Ok((slope, shape, inner.longest.get())),
                Swept::Entries(more) => entries = more,
            }
        }
    }
}

impl Judge<'_> {
    /// The differentials below the sides of a relation, definitions written out.
    fn differentials(&self, sides: &Sides) -> Vec<(ExprId, Along)> {
        let found = self.all_below(sides).into_iter();
        let change = |id| match self.meaning.expressions.op(id) {
            Op::Change(of, along) => Some((*of, *along)),
            _ => None,
        };
        found.filter_map(change).collect()
    }

    /// What is true where coefficients are constant need not be where nothing says that
    /// they are.
    pub(super) fn holds_if_all_changes(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<(), Unclear> {
        let unsaid =
            |(id, along): &(ExprId, Along)| self.meaning.changes_if(*id, *along, Sure::Unsaid);
        if let Some(varying) = self.varying(sides) {
            let name = self.meaning.symbol(varying).written.clone();
            return Err(of.unclear(Semantics::MayChange(name)));
        }
        let Some(only) = self.differentials(sides).iter().find_map(unsaid) else { return Ok(()) };
        let meaning = self.meaning.with_changing(Sure::Unsaid);
        let other = Judge { setting: self.setting, ..Judge::new(&meaning, self.seed) };
        match other.judged(of, sides, &[], meter) {
            Ok(outcome) if outcome.holds() => Ok(()),
            _ => Err(of.unclear(Semantics::MayChange(self.meaning.symbol(only).written.clone()))),
        }
    }

    /// What stands in what changes, depends on other things as words say, and whose own
    /// change is not written.
    fn varying(&self, sides: &Sides) -> Option<SymbolId> {
        let changed = |changes: Vec<(ExprId, Along)>| {
            let mut reached = BTreeSet::new();
            changes.iter().for_each(|(id, _)| self.meaning.reach(*id, &mut reached));
            reached
        };
        let of = |side: ExprId| {
            let alone = Sides { left: vec![side], right: side, free: Vec::new() };
            changed(self.differentials(&alone))
        };
        let written = of(sides.right);
        of(sides.left[0]).into_iter().find(|id| {
            let symbol = self.meaning.symbol(*id);
            symbol.definition.is_none()
                && !symbol.key.function
                && (self.meaning.is_open(*id) || !symbol.arguments.is_empty())
                && !written.contains(id)
        })
    }

    /// Nothing false is said of differentials where what changes is not said in the
    /// formula, or not free to change in any direction.
    pub(super) fn changes_freely(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<(), Unclear> {
        let all = self.differentials(sides);
        if all.is_empty() || of.kind != Kind::Claim {
            return Ok(());
        }
        let name = |id: SymbolId| self.meaning.symbol(id).written.clone();
        let named = |along: Along| matches!(along, Along::Direction(_));
        let free = all.iter().filter(|(_, along)| !named(*along));
        let opened = free.flat_map(|(id, along)| self.meaning.along(*id, *along));
        if let Some((open, _)) = opened.clone().find(|(id, _)| self.meaning.is_open(*id)) {
            return Err(of.unclear(Value::Depends(Dependence::OnVariable(name(open)))));
        }
        // Of something that nothing defines any differential may be meant.
        if !all.iter().any(|(id, _)| self.meaning.bare_variable(*id).is_none()) {
            return Err(of.unclear(Semantics::ConditionOrSlip));
        }
        if let Op::Change(left, along) = self.meaning.expressions.op(sides.left[0])
            && !named(*along)
            && let Some(own) = self.meaning.bare_variable(*left)
        {
            return Err(of.unclear(Value::Depends(Dependence::OfSymbol(name(own)))));
        }
        let changing: BTreeSet<SymbolId> = opened.map(|(id, _)| id).collect();
        // `dU = T\,dS - p\,dV` ties U; and `= 0` may say that something is constant.
        let zero = matches!(self.meaning.expressions.op(sides.right), Op::Number(0.0));
        if zero {
            return Err(of.unclear(Semantics::ConditionOrSlip));
        }
        let bound = self.bound_by_differentials(&changing);
        if let Some(bound) = bound.or_else(|| self.bound_by_assumption(&changing, meter)) {
            return Err(of.unclear(Semantics::BoundChange(name(bound))));
        }
        let near = |(id, along): &(ExprId, Along)| self.meaning.changes_if(*id, *along, Sure::Near);
        if let Some(only) = all.iter().find_map(near) {
            let meaning = self.meaning.with_changing(Sure::Written);
            let other = Judge { setting: self.setting, ..Judge::new(&meaning, self.seed) };
            if other.judged(of, sides, &[], meter).map_or(true, |outcome| outcome.holds()) {
                return Err(of.unclear(Semantics::MayChange(name(only))));
            }
        }
        Ok(())
    }

    /// What changes and of whose differential by itself the text says what it is.
    fn bound_by_differentials(&self, changing: &BTreeSet<SymbolId>) -> Option<SymbolId> {
        let alone = |relation: &Relation| match relation.sides.as_ref() {
            Ok(sides) => match self.meaning.expressions.op(sides.left[0]) {
                Op::Change(of, _) => self.meaning.bare_variable(*of),
                _ => None,
            },
            Err(_) => None,
        };
        let said = self.meaning.relations.iter().filter_map(alone);
        said.filter(|id| changing.contains(id)).min()
    }

    /// What changes and is bound by an assumption, which its change has to keep true; one
    /// that is true of all values binds nothing.
    fn bound_by_assumption(
        &self,
        changing: &BTreeSet<SymbolId>,
        meter: &Meter,
    ) -> Option<SymbolId> {
        self.assumptions.iter().find_map(|k| {
            let relation = &self.meaning.relations[*k];
            let sides = relation.sides.as_ref().ok()?;
            let reached = reached(self.meaning, &sides.left, sides);
            let bound = reached.intersection(changing).next().copied()?;
            let binds = relation.sign.equates()
                && !self.judged(relation, sides, &self.assumptions, meter).is_ok_and(|o| o.holds());
            binds.then_some(bound)
        })
    }
}
