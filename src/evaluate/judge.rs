//! Relations judged one by one, on stages that meet what is assumed.

use super::arithmetic::{Arithmetic, Numbers, Plain, Tensors};
use super::domain::Domain;
use super::evaluator::{Evaluator, Valued};
use super::outcome::{Outcome, form, is_blurred, residual, residual_of};
use super::stage::{Restraint, Stage};
use crate::autodiff::{Backend, Tape};
use crate::expression::{
    Alternative, ExprId, Index, Inference, Kind, Meaning, Note, Op, Relation, Sides, Unclear, VarId,
};
use crate::reason::{Excess, Mismatch, Semantics, Value};
use crate::syntax::tree::Sign;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Judges the relations of one document.
pub struct Judge<'a> {
    pub(super) meaning: &'a Meaning,
    pub(super) seed: u64,
    pub(super) assumptions: Vec<usize>,
    stages: Mutex<HashMap<StageKey, Arc<Prepared>>>,
}

/// How far values are restricted, and the assumptions that are dropped.
type StageKey = (Restraint, Vec<usize>);

/// A stage, and the assumptions that its points do not meet.
pub(super) struct Prepared {
    pub(super) stage: Stage,
    pub(super) unmet: Vec<usize>,
}

/// Larger expressions, all definitions written out, are not evaluated.
pub(super) const MOST_WEIGHT: u64 = 200_000;

impl<'a> Judge<'a> {
    /// A judge whose points are drawn from a seed.
    #[must_use]
    pub fn new(meaning: &'a Meaning, seed: u64) -> Self {
        let assumptions = (0..meaning.relations.len())
            .filter(|k| {
                let relation = &meaning.relations[*k];
                relation.kind == Kind::Assumption && relation.sides.is_ok()
            })
            .collect();
        Self { meaning, seed, assumptions, stages: Mutex::default() }
    }

    /// Compares the sides of a relation: of a claim, of a definition (which is
    /// true), or of a task, whose left side stands for both.
    ///
    /// # Errors
    /// The reason why a side cannot be evaluated, and its place.
    pub fn judge(&self, relation: usize) -> Result<Outcome, Unclear> {
        let of = &self.meaning.relations[relation];
        let sides = of.sides.as_ref().map_err(Clone::clone)?;
        let outcome = match self.judged(of, sides, &[]) {
            Err(why) if why.reason.is_not_finite() => {
                return Err(self.explained(of, sides, why));
            }
            seen => seen?,
        };
        if outcome.holds() {
            self.says_something(of, &outcome)?;
            return Ok(outcome);
        }
        // Another reading of a guess may be what was meant.
        if let Some((other, outcome)) = self.other_reading(of) {
            return Ok(Outcome { reading: Some(other.note.clone()), ..outcome });
        }
        self.can_fail(of, sides)?;
        Ok(outcome)
    }

    /// A reading of a guess by which a relation holds.
    fn other_reading<'r>(&self, of: &'r Relation) -> Option<(&'r Alternative, Outcome)> {
        of.alternatives.iter().find_map(|other| {
            let outcome = self.judged(of, &other.sides, &[]).ok()?;
            outcome.holds().then_some((other, outcome))
        })
    }

    /// `\sum_{j \ne i} a (y_i - y_j)` is 0 if i is bound, and so is twice that:
    /// where i may as well be fixed, such a line is not taken for true.
    fn says_something(&self, of: &Relation, outcome: &Outcome) -> Result<(), Unclear> {
        let Some(other) = of.alternatives.iter().find(|other| other.fixes_letter) else {
            return Ok(());
        };
        let Ok(sides) = &of.sides else { return Ok(()) };
        let zero = |id: &ExprId| matches!(self.meaning.expressions.op(*id), Op::Number(0.0));
        if !outcome.vanishes()
            || sides.left.iter().chain([&sides.right]).any(zero)
            || self.judged(of, &other.sides, &[]).is_ok_and(|o| o.holds())
        {
            return Ok(());
        }
        Err(of.unclear(Value::Vanishes))
    }

    /// The stated assumptions without which a relation would not hold, as
    /// relations.
    #[must_use]
    pub fn needed(&self, relation: usize) -> Vec<usize> {
        let of = &self.meaning.relations[relation];
        let Ok(first) = &of.sides else { return Vec::new() };
        // What is needed is asked of the reading by which the line holds.
        let other = match self.judged(of, first, &[]) {
            Ok(outcome) if !outcome.holds() => self.other_reading(of),
            _ => None,
        };
        let sides = other.as_ref().map_or(first, |(other, _)| &other.sides);
        let relevant = self.relevant(sides);
        let holds = |dropped: &[usize]| self.judged(of, sides, dropped).is_ok_and(|o| o.holds());
        if relevant.is_empty() || holds(&relevant) {
            return Vec::new();
        }
        if relevant.len() == 1 {
            return relevant;
        }
        // What can be done without is left out, one after the other: of two that
        // say the same, one is needed.
        let mut dropped = Vec::new();
        for assumption in &relevant {
            dropped.push(*assumption);
            if !holds(&dropped) {
                dropped.pop();
            }
        }
        relevant.into_iter().filter(|k| !dropped.contains(k)).collect()
    }

    /// The assumptions that speak of what a relation speaks of.
    pub(super) fn relevant(&self, sides: &Sides) -> Vec<usize> {
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.right, &mut reached);
        sides.left.iter().for_each(|left| self.meaning.reach(*left, &mut reached));
        let speaks = |k: &&usize| {
            let Ok(own) = &self.meaning.relations[**k].sides else { return false };
            let mut named = BTreeSet::new();
            self.meaning.reach(own.right, &mut named);
            self.meaning.reach(own.left[0], &mut named);
            named.intersection(&reached).next().is_some()
        };
        self.assumptions.iter().filter(speaks).copied().collect()
    }

    fn judged(&self, of: &Relation, sides: &Sides, dropped: &[usize]) -> Result<Outcome, Unclear> {
        self.check_size(of, sides)?;
        let relevant = self.relevant(sides);
        let mut last = None;
        for restraint in Restraint::LADDER {
            let prepared = self.prepared(restraint, dropped);
            let unmet = |k: &&usize| prepared.unmet.contains(k) && !self.may_be_unmet(**k, sides);
            if let Some(unmet) = relevant.iter().find(unmet) {
                let place = self.meaning.relations[*unmet].place;
                // What is true without the assumption is so where it is met.
                let without: Vec<usize> = dropped
                    .iter()
                    .chain(&prepared.unmet)
                    .copied()
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect();
                let general = self.at(&self.prepared(restraint, &without).stage, of, sides);
                if let Ok(Some(outcome)) = general
                    && outcome.holds()
                {
                    return Ok(outcome);
                }
                last = Some(Unclear { place, reason: Value::Unmet.into() });
                continue;
            }
            match self.at(&prepared.stage, of, sides) {
                Ok(Some(outcome)) => return Ok(outcome),
                // What is no finite number here may be one where all is
                // positive.
                Ok(None) => {
                    last = Some(of.unclear(Value::NotFinite(None)));
                }
                Err(why) if why.reason.is_not_finite() => last = Some(why),
                Err(why) => return Err(why),
            }
        }
        let why = || of.unclear(Value::Nothing);
        Err(last.unwrap_or_else(why))
    }

    pub(super) fn check_size(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        let all = sides.left.iter().chain([&sides.right]);
        if all.into_iter().any(|id| self.meaning.expressions.weight(*id) > MOST_WEIGHT) {
            return Err(of.unclear(Excess::Definitions));
        }
        Ok(())
    }

    pub(super) fn prepared(&self, restraint: Restraint, dropped: &[usize]) -> Arc<Prepared> {
        let key = (restraint, dropped.to_vec());
        let lock = || self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let kept: Vec<usize> =
            self.assumptions.iter().copied().filter(|k| !dropped.contains(k)).collect();
        let sides: Vec<&Sides> = kept
            .iter()
            .filter(|k| is_equation(self.meaning.relations[**k].sign))
            .filter_map(|k| self.meaning.relations[*k].sides.as_ref().ok())
            .collect();
        let unmet_at = |stage: &Stage| -> Vec<usize> {
            kept.iter().copied().filter(|k| !self.meets(stage, *k)).collect()
        };
        let nonzero = self.nonzero(&kept);
        let mut stage = Stage::draw(self.meaning, self.seed, restraint, &sides, nonzero);
        let mut unmet = unmet_at(&stage);
        // What bends each other is met all at once, where that is possible.
        if !unmet.is_empty()
            && let Some(other) = self.projected(restraint, &kept, &stage)
        {
            let still = unmet_at(&other);
            if still.len() < unmet.len() {
                (stage, unmet) = (other, still);
            }
        }
        let prepared = Arc::new(Prepared { stage, unmet });
        lock().entry(key).or_insert(prepared).clone()
    }

    /// Whether the points of a stage meet an assumption.
    pub(super) fn meets(&self, stage: &Stage, assumption: usize) -> bool {
        let of = &self.meaning.relations[assumption];
        let Ok(sides) = &of.sides else { return true };
        if is_equation(of.sign) {
            return matches!(self.at(stage, of, sides), Ok(Some(outcome)) if outcome.holds());
        }
        let Ok(domain) = self.domain(stage, of, sides) else { return false };
        let evaluator = Evaluator::new(self.meaning, stage, Plain);
        let (Ok(left), Ok(right)) =
            (evaluator.value(sides.left[0], &domain), evaluator.value(sides.right, &domain))
        else {
            return false;
        };
        let ordered = |a: f64, b: f64| match of.sign {
            Sign::Less => a < b,
            Sign::LessOrEqual => a <= b,
            Sign::Greater => a > b,
            Sign::GreaterOrEqual => a >= b,
            _ => (a - b).abs() > 0.0,
        };
        left.value.value.len() == right.value.value.len()
            && left.value.value.iter().zip(&right.value.value).all(|(a, b)| ordered(*a, *b))
    }

    /// The combinations of free indices, those of distinct letters distinct,
    /// that a relation speaks of.
    pub(super) fn domain(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
    ) -> Result<Domain, Unclear> {
        let whole = self.whole_domain(stage, of, sides)?;
        let pairs = self.pairs(&sides.free);
        let distinct = Self::rows_where(&whole, |row| {
            pairs.iter().all(|(a, b)| {
                value(&whole, *a, row) != value(&whole, *b, row) || is_equated(of, *a, *b)
            })
        });
        if distinct.rows() == 0 {
            return Err(of.unclear(Value::NoIndexValues));
        }
        Ok(distinct)
    }

    fn whole_domain(&self, stage: &Stage, of: &Relation, sides: &Sides) -> Result<Domain, Unclear> {
        let too_many = || of.unclear(Excess::FreeIndices);
        let mut domain = stage.domain();
        for var in &sides.free {
            let size = stage.size(self.meaning, self.meaning.expressions.var(*var).set);
            domain = domain.expanded(*var, size).ok_or_else(too_many)?.0;
        }
        let evaluator = Evaluator::new(self.meaning, stage, Plain);
        for condition in &of.restriction {
            let met = evaluator.met(sides.right, condition, &domain)?;
            domain = Self::rows_where(&domain, |row| met[row]);
        }
        // `i + 1` speaks of no i that is the last.
        for (var, by) in self.shifts(sides) {
            let size = stage.size(self.meaning, self.meaning.expressions.var(var).set) as i64;
            let kept = Self::rows_where(&domain, |row| {
                let place = i64::from(value(&domain, var, row)) + i64::from(by);
                (0..size).contains(&place)
            });
            domain = kept;
        }
        Ok(domain)
    }

    fn shifts(&self, sides: &Sides) -> Vec<(VarId, i32)> {
        let mut found = Vec::new();
        let mut ahead: Vec<ExprId> = sides.left.iter().copied().chain([sides.right]).collect();
        let mut steps = 0;
        while let Some(id) = ahead.pop() {
            steps += 1;
            if steps > 100_000 {
                break;
            }
            for index in self.meaning.expressions.indices(id) {
                if let Index::Shifted(var, by) = index
                    && sides.free.contains(&var)
                {
                    found.push((var, by));
                }
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        found
    }

    pub(super) fn rows_where(domain: &Domain, keep: impl Fn(usize) -> bool) -> Domain {
        let kept: Vec<u32> = (0..domain.rows()).filter(|k| keep(*k)).map(|k| k as u32).collect();
        domain.gathered(&kept)
    }

    /// The pairs of free variables over one set.
    fn pairs(&self, free: &[VarId]) -> Vec<(VarId, VarId)> {
        let set = |v: VarId| self.meaning.sets.find(self.meaning.expressions.var(v).set);
        let mut pairs = Vec::new();
        for (k, a) in free.iter().enumerate() {
            pairs.extend(free[k + 1..].iter().filter(|b| set(*a) == set(**b)).map(|b| (*a, *b)));
        }
        pairs
    }

    /// Both sides at a stage; `None` where a value is no finite number.
    pub(super) fn at(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
    ) -> Result<Option<Outcome>, Unclear> {
        let domain = self.domain(stage, of, sides)?;
        let mut refused = None;
        for left in &sides.left {
            match self.compare(stage, of, *left, sides.right, &domain) {
                Ok(None) => return Ok(None),
                Ok(Some(mut outcome)) => {
                    if outcome.holds() {
                        outcome.apart = self.apart(stage, of, sides, *left)?;
                    }
                    outcome.form = form(self.meaning, sides.left[0]);
                    return Ok(Some(outcome));
                }
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        let why = || of.unclear(Semantics::LeftSide);
        Err(refused.unwrap_or_else(why))
    }

    fn compare(
        &self,
        stage: &Stage,
        of: &Relation,
        left: ExprId,
        right: ExprId,
        domain: &Domain,
    ) -> Result<Option<Outcome>, Unclear> {
        let plain = Evaluator::new(self.meaning, stage, Plain);
        let a = plain.value(left, domain)?;
        let b = plain.value(right, domain)?;
        if a.shape == (b.shape.1, b.shape.0) && a.shape != b.shape {
            return Self::transposed(of, &a, &plain.transposed(&b), plain.longest.get());
        }
        let fits = a.shape == b.shape || is_zero(&a) || is_zero(&b);
        if !fits {
            let mismatch = match (a.shape, b.shape) {
                ((1, 1), _) | (_, (1, 1)) => Mismatch::SidesOfNumber,
                (left, right) => Mismatch::Sides(left, right),
            };
            return Err(of.unclear(Value::Shapes(mismatch)));
        }
        let Some(screened) = residual(&a.value, &b.value) else { return Ok(None) };
        let longest = plain.longest.get();
        let tape = Tape::plain(Backend::default());
        let tensors = Evaluator::new(self.meaning, stage, Tensors(&tape));
        let c = tensors.arithmetic.values(&tensors.value(left, domain)?.value);
        let d = tensors.arithmetic.values(&tensors.value(right, domain)?.value);
        let tolerance = tolerance(longest);
        let Some(residual) = residual_of(&a.value, &c, &b.value, &d) else { return Ok(None) };
        let equal = residual <= tolerance;
        if equal != (screened <= tolerance) || equal && is_blurred(&a.value, &b.value, tolerance) {
            return Err(of.unclear(Value::Rounding));
        }
        Ok(Some(Outcome {
            residual,
            tolerance,
            apart: Vec::new(),
            reading: None,
            form: String::new(),
            right: b.value,
            left: a.value,
        }))
    }

    /// Sides of which one is laid out as the transpose of the other, as some
    /// write derivatives: for a vector that is no matter.
    fn transposed(
        of: &Relation,
        left: &Valued<Numbers>,
        right: &Valued<Numbers>,
        longest: usize,
    ) -> Result<Option<Outcome>, Unclear> {
        let tolerance = tolerance(longest);
        let Some(residual) = residual(&left.value, &right.value) else { return Ok(None) };
        if residual <= tolerance && left.shape.0 > 1 && left.shape.1 > 1 {
            return Err(of.unclear(Value::Transposed));
        }
        let inference = Inference::RowAndColumn;
        Ok(Some(Outcome {
            residual,
            tolerance,
            apart: Vec::new(),
            reading: Some(Note { place: of.place, inference }),
            form: String::new(),
            right: right.value.clone(),
            left: left.value.clone(),
        }))
    }

    /// The pairs of letters that have to differ for a line to hold.
    fn apart(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        left: ExprId,
    ) -> Result<Vec<(String, String)>, Unclear> {
        let pairs = self.pairs(&sides.free);
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let whole = self.whole_domain(stage, of, sides)?;
        let mut apart = Vec::new();
        for (a, b) in &pairs {
            let here = Self::rows_where(&whole, |row| {
                value(&whole, *a, row) == value(&whole, *b, row)
                    && pairs.iter().filter(|p| *p != &(*a, *b)).all(|(c, d)| {
                        let both = (c == a || c == b) && (d == a || d == b);
                        both || value(&whole, *c, row) != value(&whole, *d, row)
                    })
            });
            if here.rows() == 0 {
                continue;
            }
            let seen = self.compare(stage, of, left, sides.right, &here);
            if !matches!(seen, Ok(Some(outcome)) if outcome.holds()) {
                let name = |v: VarId| self.meaning.expressions.var(v).name.clone();
                apart.push((name(*a), name(*b)));
            }
        }
        Ok(apart)
    }
}

/// Whether a relation speaks of the case that two letters are equal.
fn is_equated(of: &Relation, a: VarId, b: VarId) -> bool {
    of.restriction.iter().any(|(x, sign, y)| {
        let named = (x.var(), y.var());
        *sign == Sign::Equal && (named == (Some(a), Some(b)) || named == (Some(b), Some(a)))
    })
}

fn is_zero(x: &Valued<Numbers>) -> bool {
    x.shape == (1, 1) && x.value.value.iter().all(|v| *v == 0.0)
}

pub(super) fn value(domain: &Domain, var: VarId, row: usize) -> u32 {
    domain.column(var).map_or(0, |column| column[row])
}

pub(super) const fn is_equation(sign: Sign) -> bool {
    matches!(sign, Sign::Equal | Sign::Defined | Sign::DefinedRight)
}

/// A sum of m terms loses at most m·ε of their magnitudes, counted for both
/// sides; besides, a line's terms take fewer than a hundred operations each,
/// forwards and backwards, and definitions may nest sums three deep.
pub(super) fn tolerance(longest_sum: usize) -> f64 {
    (3 * longest_sum + 200) as f64 * f64::EPSILON
}
