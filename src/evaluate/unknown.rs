//! What is false of an arbitrary symbol need not be false of the one that was meant.
//!
//! In: a relation whose sides differ. Out: what of it was not understood, or known by
//! its name alone and differentiated, if there is something. And a relation that is
//! true is held against all forms that such a symbol may have. Not done here: giving
//! such symbols values and slopes.

use super::judge::Judge;
use super::meter::Meter;
use super::pattern;
use super::ties::reached;
use crate::expression::{ExprId, Form, Kind, Meaning, Op, Relation, Sides, SymbolId, Unclear};
use crate::reason::{Code, Dependence, Mismatch, Reason, Value};
use std::collections::BTreeSet;

impl Judge<'_> {
    /// Nothing false is said of what was not understood, nor of what may depend on
    /// what it is differentiated by.
    pub(super) fn is_understood(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        let reached = reached(self.meaning, &sides.left, sides);
        if let Some(why) = reached.iter().find_map(|id| self.meaning.unknown(*id)) {
            return Err(why.clone());
        }
        for id in self.all_below(sides) {
            if let Op::Derivative { of: inside, by, .. } = self.meaning.expressions.op(id) {
                let search = Open { meaning: self.meaning, by: *by };
                if let Some(open) = search.find(*inside, &mut BTreeSet::new()) {
                    let name = self.meaning.symbol(open).key.name.clone();
                    return Err(of.unclear(Value::Depends(Dependence::OnVariable(name))));
                }
            }
        }
        Ok(())
    }
}

/// More symbols of unknown forms are not tried in all.
const MOST_GUESSED: usize = 3;

impl Judge<'_> {
    /// A symbol whose definition is lost may have been a number, a vector or a
    /// matrix: what is true holds in every form that fits.
    pub(super) fn holds_in_all_forms(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<(), Unclear> {
        if self.meaning.guessed().is_empty() || of.kind != Kind::Claim {
            return Ok(());
        }
        let reached = reached(self.meaning, &sides.left, sides);
        let guessed: Vec<SymbolId> =
            self.meaning.guessed().intersection(&reached).copied().collect();
        let Some(first) = guessed.first() else { return Ok(()) };
        let order = of.unclear(Value::Shapes(Mismatch::Order));
        let why = self.meaning.unknown(*first).unwrap_or(&order);
        let lost = guessed.iter().filter(|id| self.meaning.unknown(**id).is_some()).count();
        if guessed.len() > MOST_GUESSED {
            return Err(why.clone());
        }
        for forms in self.forms_of(&guessed).into_iter().skip(1) {
            for one_length in [false, true] {
                let meaning = self.meaning.with_forms(&forms, one_length);
                let other = Judge::new(&meaning, self.seed);
                match other.judged(of, sides, &[], meter) {
                    Ok(outcome) if outcome.holds() => break,
                    Err(other) if is_no_fit(&other, lost) => {}
                    _ => return Err(why.clone()),
                }
            }
        }
        Ok(())
    }

    /// What is false where names have the forms by which the most formulas fit may be true
    /// in others that fit too.
    pub(super) fn fails_in_all_forms(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<(), Unclear> {
        let reached = reached(self.meaning, &sides.left, sides);
        let searched: Vec<SymbolId> =
            self.meaning.searched().intersection(&reached).copied().collect();
        if searched.is_empty() || of.kind != Kind::Claim {
            return Ok(());
        }
        let order = || of.unclear(Value::Shapes(Mismatch::Order));
        if searched.len() > MOST_GUESSED {
            return Err(order());
        }
        for forms in self.forms_of(&searched).into_iter().skip(1) {
            let meaning = self.meaning.with_forms(&forms, false);
            let other = Judge::new(&meaning, self.seed);
            if other.judged(of, sides, &[], meter).is_ok_and(|outcome| outcome.holds()) {
                return Err(order());
            }
        }
        Ok(())
    }

    /// All forms that some symbols may have, first those that were taken for theirs.
    fn forms_of(&self, guessed: &[SymbolId]) -> Vec<Vec<(SymbolId, Form)>> {
        let mut all = vec![Vec::new()];
        for id in guessed {
            let own = self.meaning.symbol(*id).form;
            let capital = self.meaning.is_capital(*id);
            let others = [Form::Scalar, Form::Vector, Form::Matrix].into_iter();
            let others = others.filter(|form| *form != own && (capital || *form != Form::Matrix));
            let forms: Vec<Form> = std::iter::once(own).chain(others).collect();
            let with = |known: &Vec<(SymbolId, Form)>, form: Form| {
                known.iter().copied().chain([(*id, form)]).collect()
            };
            all = all.iter().flat_map(|known| forms.iter().map(move |f| with(known, *f))).collect();
        }
        all
    }
}

/// Whether a line has no meaning in some forms of its symbols. A power of a matrix has
/// one, of which nothing is known where there is another one beside it.
fn is_no_fit(why: &Unclear, lost: usize) -> bool {
    match &why.reason {
        Reason::Value(Value::Transposed) => false,
        Reason::Value(Value::Shapes(Mismatch::Power)) => lost < 2,
        reason => reason.code() == Code::Shape,
    }
}

/// Looks for what may depend on a symbol in a way that is not said.
struct Open<'m> {
    meaning: &'m Meaning,
    by: SymbolId,
}

impl Open<'_> {
    fn find(&self, id: ExprId, seen: &mut BTreeSet<SymbolId>) -> Option<SymbolId> {
        if self.is_cut(id) {
            return None;
        }
        match self.meaning.expressions.op(id) {
            Op::Opaque(f, of)
                if self.meaning.is_open(*f)
                    && !of.iter().any(|x| {
                        self.meaning.has_variable(*x) || self.varies(*x, &mut BTreeSet::new())
                    }) =>
            {
                return Some(*f);
            }
            Op::Symbol(symbol, _) if seen.insert(*symbol) => {
                let of = self.meaning.symbol(self.meaning.family(*symbol));
                if let Some(definition) = &of.definition {
                    let bodies = std::iter::once(definition.body).chain(definition.diagonal);
                    return bodies.into_iter().find_map(|body| self.find(body, seen));
                }
                if self.meaning.is_open(*symbol) && !self.meaning.symbol_depends(*symbol, self.by) {
                    return Some(*symbol);
                }
                let mut bodies = of.arguments.iter().filter_map(|argument| {
                    self.meaning.symbol(*argument).definition.as_ref().map(|d| d.body)
                });
                return bodies.find_map(|body| self.find(body, seen));
            }
            _ => {}
        }
        self.meaning.expressions.operands(id).into_iter().find_map(|x| self.find(x, seen))
    }

    /// Whether an expression is what is differentiated by, or what that is defined as.
    fn is_cut(&self, id: ExprId) -> bool {
        let definition = self.meaning.symbol(self.by).definition.as_ref();
        matches!(self.meaning.expressions.op(id), Op::Symbol(symbol, _) if *symbol == self.by)
            || definition.is_some_and(|d| pattern::matches(self.meaning, d, id).is_some())
    }

    fn varies(&self, id: ExprId, seen: &mut BTreeSet<SymbolId>) -> bool {
        if self.is_cut(id) || self.meaning.may_depend(id, self.by) {
            return true;
        }
        let body = match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) if seen.insert(*symbol) => {
                self.meaning.symbol(*symbol).definition.as_ref().map(|d| d.body)
            }
            _ => None,
        };
        let operands = self.meaning.expressions.operands(id);
        body.into_iter().chain(operands).any(|x| self.varies(x, seen))
    }
}
