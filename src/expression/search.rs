//! Which forms of names make the most formulas fit: a search over the names of which
//! nothing says what they are.
//!
//! In: the forms that names were taken to have, one after the other. Out: other forms of
//! some names by which formulas fit that did not, and few or none cease to. One name is changed
//! at a time, or two together, the change first that makes the most formulas fit; of
//! several that do equally much the one that needs the fewest vectors and matrices, and
//! none where that does not decide either. What is declared, or bold, is not touched. Not
//! done here: lengths.

use super::basis::Basis;
use super::shape::{Shaper, product, transposed};
use super::symbols::Form;
use super::{ExprId, Kind, Op, SymbolId};
use crate::syntax::tree::Function;
use std::collections::BTreeSet;

/// Documents of more operations are left as they are.
const MOST_OPERATIONS: usize = 20_000;
/// So many operations are looked at in all.
const MOST_LOOKED_AT: usize = 20_000_000;
/// So many names are tried at once.
const MOST_TRIED: usize = 24;
/// So many formulas have to fit for each one that does not any more.
const LEAST_GAIN: usize = 3;
/// So many changes are made.
const MOST_CHANGES: usize = 12;

/// Forms of some names.
type Change = Vec<(SymbolId, Form)>;

impl Shaper<'_> {
    /// Changes the forms of names of which nothing speaks until no more formulas fit;
    /// the names whose forms were changed.
    pub(super) fn search(&mut self) -> BTreeSet<SymbolId> {
        let mut changed = BTreeSet::new();
        let operations = self.meaning.expressions.ids().count();
        let mut left = MOST_LOOKED_AT;
        if operations > MOST_OPERATIONS {
            return changed;
        }
        for _ in 0..MOST_CHANGES {
            let own: Vec<Form> = self.meaning.symbols.iter().map(|symbol| symbol.form).collect();
            let (forms, misfits) = self.misfits(&own);
            if misfits.is_empty() {
                break;
            }
            let Some(best) = self.best(&forms, &misfits, &mut left) else { break };
            for (symbol, form) in &best {
                self.meaning.symbols[symbol.0].form = *form;
                changed.insert(*symbol);
            }
            let own: Vec<Form> = self.meaning.symbols.iter().map(|symbol| symbol.form).collect();
            let (forms, still) = self.misfits(&own);
            let fitting = self.fitting(&misfits, &still);
            for (symbol, _) in best {
                fitting.inspect(|basis| self.meaning.bases.set(symbol.0, *basis));
            }
            for (symbol, form) in self.meaning.symbols.iter_mut().zip(forms) {
                symbol.form = form;
            }
        }
        changed
    }

    /// What fits that did not, as what a form is taken from.
    fn fitting(&self, before: &BTreeSet<usize>, after: &BTreeSet<usize>) -> Option<Basis> {
        let gone: Vec<usize> = before.difference(after).copied().collect();
        let first = self.meaning.relations.get(*gone.first()?)?;
        Some(Basis::Fitting(gone.len(), first.place))
    }

    /// The change by which the most formulas fit.
    fn best(&self, own: &[Form], misfits: &BTreeSet<usize>, left: &mut usize) -> Option<Change> {
        let single = self.single(misfits);
        let pairs = single.iter().enumerate().flat_map(|(k, a)| {
            let others = single[k + 1..].iter().filter(|b| b.0 != a.0);
            others.map(|b| vec![*a, *b]).collect::<Vec<Change>>()
        });
        let ones: Vec<Change> = single.iter().map(|one| vec![*one]).collect();
        for tried in [ones, pairs.collect()] {
            let mut found: Vec<((usize, usize), Change)> = Vec::new();
            for change in tried {
                *left = left.checked_sub(self.meaning.expressions.ids().count())?;
                let mut forms = own.to_vec();
                change.iter().for_each(|(symbol, form)| forms[symbol.0] = *form);
                let (_, after) = self.misfits(&forms);
                if self.is_better(misfits, &after) {
                    let size = change.iter().map(|(_, form)| size(*form)).sum();
                    found.push(((after.len(), size), change));
                }
            }
            let least = found.iter().map(|(cost, _)| *cost).min();
            let mut best = found.into_iter().filter(|(cost, _)| Some(*cost) == least);
            if let Some((_, change)) = best.next() {
                return best.next().is_none().then_some(change);
            }
        }
        None
    }

    /// Whether clearly less does not fit: a definition or an assumption less, or two claims,
    /// since one alone may be a slip; and for each formula that ceases to fit three more.
    fn is_better(&self, before: &BTreeSet<usize>, after: &BTreeSet<usize>) -> bool {
        let gone: Vec<&usize> = before.difference(after).collect();
        let stated = |k: &&&usize| self.meaning.relations[***k].kind != Kind::Claim;
        let new = after.difference(before).count();
        gone.len() >= LEAST_GAIN * new && (gone.len() > 1 || gone.iter().any(|k| stated(&k)))
    }

    /// Other forms of the names that stand in formulas that do not fit.
    fn single(&self, misfits: &BTreeSet<usize>) -> Change {
        let mut reached = BTreeSet::new();
        for k in misfits {
            if let Ok(sides) = &self.meaning.relations[*k].sides {
                for side in sides.left.first().into_iter().chain([&sides.right]) {
                    self.meaning.reach(*side, &mut reached);
                }
            }
        }
        let open = |id: &SymbolId| {
            let said = self.meaning.said_forms.get(id.0).copied().flatten();
            self.meaning.is_given(*id)
                && self.meaning.behind(*id).is_none()
                && said.is_none()
                && !self.is_typeset(*id)
        };
        let open: Vec<SymbolId> = reached.into_iter().filter(open).take(MOST_TRIED).collect();
        let mut changes = Vec::new();
        for id in open {
            let own = self.meaning.symbol(id).form;
            let capital = self.meaning.is_capital(id);
            let others = [Form::Scalar, Form::Vector, Form::Matrix].into_iter();
            let others = others.filter(|form| *form != own && (capital || *form != Form::Matrix));
            changes.extend(others.map(|form| (id, form)));
        }
        changes
    }

    /// The forms of all names, those of what is defined following from the others, and
    /// the relations that do not fit.
    fn misfits(&self, own: &[Form]) -> (Vec<Form>, BTreeSet<usize>) {
        let mut forms = own.to_vec();
        for (earlier, family, _) in self.meaning.earlier() {
            forms[earlier.0] = own[family.0];
        }
        let mut defined = vec![Vec::new(); self.meaning.expressions.ids().count()];
        for id in self.meaning.symbol_ids() {
            if let Some(definition) = &self.meaning.symbol(id).definition {
                defined[definition.body.0 as usize].push(id);
            }
        }
        let mut of_ops: Vec<Option<Form>> = Vec::with_capacity(defined.len());
        for id in self.meaning.expressions.ids() {
            let form = self.form_of(id, &of_ops, &forms);
            if let Some(form) = form {
                defined[id.0 as usize].iter().for_each(|symbol| forms[symbol.0] = form);
            }
            of_ops.push(form);
        }
        let mut misfits = BTreeSet::new();
        for (k, relation) in self.meaning.relations.iter().enumerate() {
            let Ok(sides) = &relation.sides else { continue };
            let Some(left) = sides.left.first().copied() else { continue };
            let at = |id: ExprId| of_ops[id.0 as usize];
            let zero = |id: ExprId| matches!(self.meaning.expressions.op(id), Op::Number(0.0));
            let fits = match (at(left), at(sides.right)) {
                (Some(a), Some(b)) => {
                    a == b || a == transposed(b) || zero(left) || zero(sides.right)
                }
                _ => false,
            };
            if !fits {
                misfits.insert(k);
            }
        }
        (forms, misfits)
    }

    /// The form of an operation, if its operands fit.
    fn form_of(&self, id: ExprId, known: &[Option<Form>], forms: &[Form]) -> Option<Form> {
        use Form::{Matrix, Scalar, Vector};
        let at = |x: &ExprId| known[x.0 as usize];
        let literal = |x: &ExprId| self.is_number(*x);
        let entrywise = |a: &ExprId, b: &ExprId| match (at(a)?, at(b)?) {
            (a, b) if a == b => Some(a),
            (Scalar, other) if literal(a) => Some(other),
            (other, Scalar) if literal(b) => Some(other),
            _ => None,
        };
        match self.meaning.expressions.op(id) {
            Op::Number(_) | Op::Size(_) | Op::Count(_) | Op::Delta(..) | Op::Argument(_) => {
                Some(Scalar)
            }
            Op::Unit(..) => Some(Vector),
            Op::Symbol(symbol, _) => Some(forms[symbol.0]),
            Op::Sum { body, product, .. } => at(body).filter(|form| !product || *form == Scalar),
            Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => entrywise(a, b),
            Op::Multiply(a, b) => product(at(a), at(b)),
            Op::Dotted(a, b) => match (at(a)?, at(b)?) {
                (Vector, Vector) => Some(Scalar),
                (a, b) => product(Some(a), Some(b)),
            },
            Op::Divide(a, b) => at(a).filter(|_| at(b) == Some(Scalar)),
            Op::Power(a, by) => match (at(a)?, at(by)?, self.meaning.expressions.op(*by)) {
                (Scalar, Scalar, _) | (Vector, Scalar, Op::Number(2.0)) => Some(Scalar),
                (Matrix, Scalar, _) => Some(Matrix),
                _ => None,
            },
            Op::Inner(a, b) => (at(a)? == at(b)? && at(a)? != Scalar).then_some(Scalar),
            Op::Transpose(a) => at(a).map(transposed).filter(|form| *form != Scalar),
            Op::Apply(Function::Trace | Function::Determinant, a) => {
                at(a).filter(|form| *form == Matrix).and(Some(Scalar))
            }
            Op::Apply(Function::Diagonal, a) => {
                at(a).filter(|form| *form == Vector).and(Some(Matrix))
            }
            Op::Negate(a) | Op::Apply(_, a) | Op::Prime(_, _, a) | Op::Map(_, _, a, _) => at(a),
            Op::Extreme(_, of) => of.iter().all(|x| at(x) == Some(Scalar)).then_some(Scalar),
            Op::Opaque(f, of) => match forms[f.0] {
                Scalar => Some(Scalar),
                _ => of.first().and_then(at),
            },
            Op::Entry(a, indices) => match (at(a)?, indices.len()) {
                (Matrix, 2) | (Vector | Form::Row, 1) => Some(Scalar),
                _ => None,
            },
            Op::Cases(cases, otherwise) => {
                cases.first().map(|(_, value)| value).or(otherwise.as_ref()).and_then(at)
            }
            Op::Change(of, _) => at(of),
            Op::Derivative { of, by, .. } => match (at(of)?, forms[by.0]) {
                (Scalar, by) => Some(by),
                (of, Scalar) => Some(of),
                _ => Some(Matrix),
            },
        }
    }
}

/// How far a form is from a number.
const fn size(form: Form) -> usize {
    match form {
        Form::Scalar => 0,
        Form::Vector | Form::Row => 1,
        Form::Matrix => 2,
    }
}
