//! What is not finite where a relation has no value.
//!
//! In: a relation of which a side is no finite number at the sample points. Out:
//! the reason with the smallest part that has no value although all that it is
//! made of has one: what is divided by, or what a logarithm is taken of, with the
//! indices at which it is 0. Not done here: what would mend that.

use super::domain::Domain;
use super::evaluator::Evaluator;
use super::guard::guarded;
use super::judge::Judge;
use super::meter::{Allowance, Meter};
use super::places::Places;
use super::plain::Plain;
use super::stage::Restraint;
use super::ties::reached;
use crate::expression::{ExprId, Meaning, Op, Relation, Sides, SymbolId, Unclear, VarId};
use crate::reason::{Blame, Sign, Singular, Value};
use crate::syntax::tree::Function;
use std::collections::BTreeSet;

/// Definitions within definitions are followed so far.
const MOST_DEPTH: usize = 200;

/// How much of a given is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zeros {
    /// Nothing.
    None,
    /// Something.
    Some,
    /// All of it.
    All,
}

/// A part without a value.
struct Found {
    /// What is to blame: a divisor, or what a function is taken of.
    what: ExprId,
    /// What is done with it, and what it is.
    how: (Blame, Sign),
    /// Where.
    rows: Domain,
}

impl Judge<'_> {
    /// The reason with its cause, where that is found.
    pub(super) fn explained(
        &self,
        of: &Relation,
        sides: &Sides,
        unclear: Unclear,
        meter: &Meter,
    ) -> Unclear {
        let reached = reached(self.meaning, &sides.left, sides);
        let relevant = self.speaking_of(&reached, of);
        let unknown = self.unknown_at(of);
        for restraint in Restraint::LADDER.into_iter().rev() {
            let Ok((prepared, unmet)) = self.prepared(restraint, &unknown, &reached, meter) else {
                return unclear;
            };
            if relevant.iter().any(|k| unmet.contains(k)) {
                continue;
            }
            let Ok(domain) = self.domain(&prepared.stage, of, sides, meter) else { continue };
            let evaluator = Evaluator::new(self.meaning, &prepared.stage, Plain, meter);
            let all = sides.left.iter().take(1).chain([&sides.right]);
            let found = all.into_iter().find_map(|id| evaluator.singular(*id, &domain, 0));
            if let Some(found) = found {
                let place = self.meaning.expressions.place(found.what);
                let reason = Value::NotFinite(Some(named(&evaluator, &found))).into();
                return Unclear { place, reason };
            }
        }
        unclear
    }

    /// Where a given is 0 at the points that a relation is looked at, its diagonal
    /// left aside.
    pub(crate) fn zeros(&self, symbol: SymbolId, relation: usize) -> Zeros {
        let place = self.meaning.place_of(symbol);
        let only = BTreeSet::from([symbol]);
        let unknown = self.unknown_at(&self.meaning.relations[relation]);
        let draw = |meter: &Meter| self.prepared(Restraint::Least, &unknown, &only, meter);
        let (prepared, _) = guarded(self.meaning, place, Allowance::default(), draw);
        let Ok((prepared, _)) = prepared else { return Zeros::None };
        let Some(given) = prepared.stage.given(symbol) else { return Zeros::None };
        let sets = &self.meaning.symbol(symbol).sets;
        let sizes: Vec<usize> =
            sets.iter().map(|set| prepared.stage.size(self.meaning, *set)).collect();
        let aside = |k: usize| match sizes.as_slice() {
            [m, n] => {
                let place = k / given.value.width.max(1) % (m * n);
                m == n && place.is_multiple_of(n + 1)
            }
            _ => false,
        };
        let values = given.value.value.iter().enumerate();
        let mut zero = values.filter(|(k, _)| !aside(*k)).map(|(_, value)| *value == 0.0);
        match (zero.clone().any(|is| is), zero.all(|is| is)) {
            (true, true) => Zeros::All,
            (true, false) => Zeros::Some,
            _ => Zeros::None,
        }
    }

    /// Whether a relation is looked at where all that is assumed is met.
    pub(crate) fn is_met(&self, relation: usize) -> bool {
        let of = &self.meaning.relations[relation];
        let Ok(sides) = &of.sides else { return false };
        let reached = reached(self.meaning, &sides.left, sides);
        let relevant = self.speaking_of(&reached, of);
        let unknown = self.unknown_at(of);
        let met = |restraint| {
            let draw = |meter: &Meter| self.prepared(restraint, &unknown, &reached, meter);
            let (seen, _) = guarded(self.meaning, of.place, Allowance::default(), draw);
            seen.is_ok_and(|(_, unmet)| !relevant.iter().any(|k| unmet.contains(k)))
        };
        Restraint::LADDER.into_iter().any(met)
    }
}

impl Evaluator<'_, Plain> {
    /// The smallest part of an expression that has no value.
    fn singular(&self, id: ExprId, domain: &Domain, depth: usize) -> Option<Found> {
        let domain = &self.without_value(id, domain)?;
        if depth > MOST_DEPTH {
            return None;
        }
        let go = |id: ExprId, domain: &Domain| self.singular(id, domain, depth + 1);
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, indices) => {
                let definition = self.meaning.symbol(*symbol).definition.as_ref()?;
                let (rows, _) = self.called(id, &definition.parameters, indices, domain).ok()?;
                let Some(diagonal) = definition.diagonal else { return go(definition.body, &rows) };
                let [i, j] = definition.parameters.as_slice() else { return None };
                let equal = |k: usize| {
                    let at = |v: &VarId| rows.column(*v).map(|column| column[k]);
                    at(i) == at(j)
                };
                let part =
                    |on: bool| rows.gathered(&Places::which(rows.rows(), |k| equal(k) == on));
                go(diagonal, &part(true)).or_else(|| go(definition.body, &part(false)))
            }
            Op::Sum { body, .. } => {
                let (distinct, _) = domain.projected(&self.free(id));
                go(*body, &self.terms(id, &distinct).ok()?.0)
            }
            Op::Derivative { of, .. } => go(*of, &domain.projected(&self.free_of(*of)).0),
            // Their parts are not asked for everywhere.
            Op::Cases(..) | Op::Map(..) | Op::Prime(..) => None,
            _ => {
                let operands = self.meaning.expressions.operands(id);
                operands.into_iter().find_map(|x| go(x, domain)).or_else(|| self.blamed(id, domain))
            }
        }
    }

    /// The rows in which an expression is no finite number.
    fn without_value(&self, id: ExprId, domain: &Domain) -> Option<Domain> {
        if domain.rows() == 0 {
            return None;
        }
        match self.value(id, domain) {
            Ok(seen) => {
                let width = seen.value.width.max(1);
                let finite =
                    |k: usize| seen.value.value[k * width..][..width].iter().all(|v| v.is_finite());
                let rows = Places::which(domain.rows(), |k| !finite(k));
                (!rows.is_empty()).then(|| domain.gathered(&rows))
            }
            Err(why) if why.reason.is_not_finite() => Some(domain.clone()),
            Err(_) => None,
        }
    }

    /// What makes an operation fail whose operands are all finite.
    fn blamed(&self, id: ExprId, domain: &Domain) -> Option<Found> {
        let (what, doing) = match self.meaning.expressions.op(id) {
            Op::Divide(_, divisor) => (*divisor, Blame::Divisor),
            Op::Power(base, exponent) => match self.number(*exponent) {
                Some(exponent) if exponent < 0.0 && exponent.fract() == 0.0 => {
                    (*base, Blame::Divisor)
                }
                _ => (*base, Blame::Base),
            },
            Op::Apply(Function::Log, of) => (*of, Blame::Logarithm),
            Op::Apply(Function::Sqrt, of) => (*of, Blame::Root),
            _ => return None,
        };
        let values = self.value(what, domain).ok()?.value;
        let zero = values.value.iter().all(|v| *v == 0.0);
        let negative = values.value.iter().all(|v| *v < 0.0);
        let is = match (zero, negative) {
            (true, _) => Sign::Zero,
            (_, true) => Sign::Negative,
            _ => return None,
        };
        Some(Found { what, how: (doing, is), rows: domain.clone() })
    }
}

/// `d_{ij} is divided by, and is 0 where i = j`
fn named(evaluator: &Evaluator<'_, Plain>, of: &Found) -> Singular {
    let meaning = evaluator.meaning;
    let (blame, sign) = of.how;
    let mut free = BTreeSet::new();
    meaning.free_into(of.what, &mut free);
    let known = meaning.expressions.variables().count();
    let free: Vec<VarId> = free.into_iter().filter(|v| (v.number() as usize) < known).collect();
    let equal = equal(meaning, &of.rows, &free);
    let always = !equal.is_empty() || always(evaluator, of, &free);
    Singular { name: name(meaning, of.what), blame, sign, always, equal }
}

/// The pairs of letters that agree in every row.
fn equal(meaning: &Meaning, rows: &Domain, free: &[VarId]) -> Vec<(String, String)> {
    let variable = |v: VarId| meaning.expressions.var(v);
    let set = |v: VarId| meaning.sets.find(variable(v).set);
    let mut found = Vec::new();
    for (k, a) in free.iter().enumerate() {
        for b in free[k + 1..].iter().filter(|b| set(*a) == set(**b)) {
            if rows.column(*a).is_some() && rows.column(*a) == rows.column(*b) {
                found.push((variable(*a).name.clone(), variable(*b).name.clone()));
            }
        }
    }
    found
}

/// Whether something is 0, or negative, for all values of its indices.
fn always(evaluator: &Evaluator<'_, Plain>, of: &Found, free: &[VarId]) -> bool {
    let (meaning, stage) = (evaluator.meaning, evaluator.stage);
    let mut domain = stage.domain();
    for var in free {
        let size = stage.size(meaning, meaning.expressions.var(*var).set);
        let Some((wider, _)) = domain.expanded(*var, size) else { return false };
        domain = wider;
    }
    evaluator.value(of.what, &domain).is_ok_and(|seen| seen.value.value.iter().all(|v| *v <= 0.0))
}

/// A symbol with the letters that stand there.
fn name(meaning: &Meaning, id: ExprId) -> Option<String> {
    let Op::Symbol(symbol, indices) = meaning.expressions.op(id) else { return None };
    let letters: Option<Vec<&str>> = indices
        .iter()
        .map(|index| match index {
            crate::expression::Index::Var(var) => Some(meaning.expressions.var(*var).name.as_str()),
            _ => None,
        })
        .collect();
    meaning.symbol(*symbol).spelled(&letters?)
}
