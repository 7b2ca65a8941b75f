//! Relations judged one by one, on stages that meet what is assumed.

use super::domain::Domain;
use super::equal::Line;
use super::evaluator::Evaluator;
use super::guard::guarded;
use super::meter::{Allowance, Meter, Steps};
use super::outcome::{Outcome, form};
use super::places::Places;
use super::plain::Plain;
use super::setting::Setting;
use super::stage::{Restraint, Stage};
use super::ties::{Frame, Prepared, StageKey, reached};
use crate::expression::{
    Alternative, ExprId, Index, Inference, Kind, Meaning, Note, Op, Relation, Sides, SymbolId,
    Unclear, VarId,
};
use crate::reason::{Excess, Semantics, Value};
use crate::syntax::tree::Sign;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

/// Judges the relations of one document.
pub struct Judge<'a> {
    pub(super) meaning: &'a Meaning,
    pub(super) seed: u64,
    pub(super) assumptions: Vec<usize>,
    pub(super) frame: Frame,
    /// What it may take to judge one relation.
    pub(super) allowance: Allowance,
    /// Steps of what was tried at small values.
    pub(super) attempted: AtomicU64,
    pub(super) stages: Mutex<HashMap<StageKey, Arc<Prepared>>>,
    /// How many elements its sets have, and how large its values are.
    pub(super) setting: Setting,
    /// Judges of the same relations in other settings, made when they are asked for.
    pub(super) elsewhere: Mutex<HashMap<Setting, Arc<Self>>>,
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
        Self {
            meaning,
            seed,
            assumptions,
            frame: Frame::default(),
            allowance: Allowance::default(),
            attempted: AtomicU64::new(0),
            stages: Mutex::default(),
            setting: Setting::FIRST,
            elsewhere: Mutex::default(),
        }
    }

    /// The same judge, which spends so many steps on a relation, and no more.
    #[must_use]
    pub fn within(mut self, steps: u64) -> Self {
        self.allowance.steps = steps;
        self
    }

    /// How many steps it spends on a relation.
    pub(super) const fn most_steps(&self) -> u64 {
        self.allowance.steps
    }

    /// Compares the sides of a relation: of a claim, of a definition (which is
    /// true), or of a task, whose left side stands for both.
    ///
    /// # Errors
    /// The reason why a side cannot be evaluated, and its place.
    pub fn judge(&self, relation: usize) -> Result<Outcome, Unclear> {
        self.metered(relation, self.allowance).0
    }

    /// As [`Judge::judge`], with an allowance; and the steps that were taken, the
    /// same whatever was judged before.
    pub fn metered(
        &self,
        relation: usize,
        allowance: Allowance,
    ) -> (Result<Outcome, Unclear>, Steps) {
        let place = self.meaning.relations[relation].place;
        guarded(self.meaning, place, allowance, |meter| self.decided(relation, meter))
    }

    fn decided(&self, relation: usize, meter: &Meter) -> Result<Outcome, Unclear> {
        let of = &self.meaning.relations[relation];
        let sides = of.sides.as_ref().map_err(Clone::clone)?;
        if let Some(matrix) = of.square {
            return self.decided_square((of, sides), matrix, meter);
        }
        let Some(meaning) = self.without_idle(sides) else {
            let outcome = self.decided_as_meant(of, sides, meter)?;
            if outcome.holds() {
                self.holds_if_all_changes(of, sides, meter)?;
            } else {
                self.changes_freely(of, sides, meter)?;
            }
            return Ok(outcome);
        };
        let judge = Judge { setting: self.setting, ..Judge::new(&meaning, self.seed) };
        let outcome = judge.within(self.most_steps()).decided_as_meant(of, sides, meter)?;
        if outcome.holds() {
            self.holds_if_all_changes(of, sides, meter)?;
        } else {
            self.can_fail(of, sides)?;
            self.changes_freely(of, sides, meter)?;
        }
        Ok(outcome)
    }

    /// A line that fits only if a matrix is square, which nothing says: if it is false
    /// then, it fails; if it is true, that says nothing.
    fn decided_square(
        &self,
        (of, sides): (&Relation, &Sides),
        matrix: SymbolId,
        meter: &Meter,
    ) -> Result<Outcome, Unclear> {
        let meaning = self.meaning.clone().with_one_length();
        let judge = Judge { setting: self.setting, ..Judge::new(&meaning, self.seed) };
        let outcome = judge.within(self.most_steps()).decided_as_meant(of, sides, meter)?;
        let name = self.meaning.symbol(matrix).written.clone();
        if outcome.holds() { Err(of.unclear(Value::MadeSquare(name))) } else { Ok(outcome) }
    }

    fn decided_as_meant(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Outcome, Unclear> {
        self.passes_by_no_recursion(of, sides)?;
        self.differentiates_by_no_entry(of, sides)?;
        let outcome = match self.judged(of, sides, &[], meter) {
            Err(why) if why.reason.is_not_finite() => {
                return Err(self.explained(of, sides, why, meter));
            }
            // Differences of values that are said to be the same are rounding alone.
            Err(why) if why.reason == Value::Rounding.into() => {
                if let Some(outcome) = self.true_without_assumptions(of, sides, meter) {
                    return Ok(outcome);
                }
                if let Some(outcome) = self.at_large(of, sides, meter)? {
                    return Ok(outcome);
                }
                self.judged_small(of, sides, meter)?.ok_or(why)?
            }
            seen => seen?,
        };
        if outcome.holds() {
            self.says_something(of, &outcome, meter)?;
            let outcome = self.telling(of, sides, outcome, meter)?;
            if outcome.holds() {
                self.stays_assumed(of, sides, meter)?;
                self.holds_in_all_forms(of, sides, meter)?;
            } else {
                self.can_fail(of, sides)?;
            }
            return Ok(outcome);
        }
        // A letter that only a condition names may be fixed.
        if let Some((other, outcome)) = self.other_reading(of, meter) {
            let outcome = self.telling(of, &other.sides, outcome, meter)?;
            self.holds_in_all_forms(of, &other.sides, meter)?;
            return Ok(Outcome { reading: Some(other.note.clone()), ..outcome });
        }
        self.can_fail(of, sides)?;
        if self.is_rounded(sides, &outcome) {
            return Err(of.unclear(Semantics::Approximate));
        }
        self.fails_in_all_forms(of, sides, meter)?;
        Ok(outcome)
    }

    /// A reading of a guess by which a relation holds.
    pub(super) fn other_reading<'r>(
        &self,
        of: &'r Relation,
        meter: &Meter,
    ) -> Option<(&'r Alternative, Outcome)> {
        of.alternatives.iter().find_map(|other| {
            let outcome = self.judged(of, &other.sides, &[], meter).ok()?;
            outcome.holds().then_some((other, outcome))
        })
    }

    /// `\sum_{j \ne i} a (y_i - y_j)` is 0 if i is bound, and so is twice that:
    /// where i may as well be fixed, such a line is not taken for true.
    fn says_something(
        &self,
        of: &Relation,
        outcome: &Outcome,
        meter: &Meter,
    ) -> Result<(), Unclear> {
        let Some(other) = of.alternatives.first() else {
            return Ok(());
        };
        let Ok(sides) = &of.sides else { return Ok(()) };
        let zero = |id: &ExprId| matches!(self.meaning.expressions.op(*id), Op::Number(0.0));
        if !outcome.vanishes()
            || sides.left.iter().chain([&sides.right]).any(zero)
            || self.judged(of, &other.sides, &[], meter).is_ok_and(|o| o.holds())
        {
            return Ok(());
        }
        Err(of.unclear(Value::Vanishes))
    }

    /// How the sides compare in this setting.
    pub(super) fn judged_here(
        &self,
        of: &Relation,
        sides: &Sides,
        dropped: &[usize],
        meter: &Meter,
    ) -> Result<(Outcome, Arc<Prepared>), Unclear> {
        self.check_size(of, sides)?;
        let reached = reached(self.meaning, &sides.left, sides);
        let without: BTreeSet<usize> = dropped.iter().copied().chain(self.unknown_at(of)).collect();
        let mut last = None;
        for restraint in Restraint::LADDER {
            let (prepared, unmet) = self.made((restraint, &without), (sides, &reached), meter)?;
            match self.at(&prepared.stage, of, sides, meter) {
                // What is true without an assumption is so where it is met; what is
                // not might be.
                Ok(Some(outcome)) if !outcome.holds() && unmet.is_some() => {
                    let of = unmet.map_or(of, |k| &self.meaning.relations[k]);
                    last = Some(of.unclear(Value::Unmet));
                }
                Ok(Some(outcome)) => {
                    return Ok((Self::of_equal_letters(of, outcome)?, prepared));
                }
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

    /// Whether the points of a stage meet an assumption.
    pub(super) fn meets(&self, stage: &Stage, assumption: usize, meter: &Meter) -> bool {
        let of = &self.meaning.relations[assumption];
        let Ok(sides) = &of.sides else { return true };
        if is_equation(of.sign) {
            let seen = self.at(stage, of, sides, meter);
            return matches!(seen, Ok(Some(outcome)) if outcome.holds());
        }
        let Ok(domain) = self.domain(stage, of, sides, meter) else { return false };
        let evaluator = Evaluator::new(self.meaning, stage, Plain, meter);
        let (Ok(left), Ok(right)) =
            (evaluator.value(near(of.sign, sides), &domain), evaluator.value(sides.right, &domain))
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

    pub(super) fn whole_domain(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Domain, Unclear> {
        let too_many = || of.unclear(Excess::FreeIndices);
        let mut domain = stage.domain();
        for var in &sides.free {
            let size = stage.size(self.meaning, self.meaning.expressions.var(*var).set);
            domain = domain.expanded(*var, size).ok_or_else(too_many)?.0;
            meter.charge(domain.steps())?;
        }
        let evaluator = Evaluator::new(self.meaning, stage, Plain, meter);
        for condition in &of.restriction {
            let met = evaluator.met(sides.right, condition, &domain)?;
            domain = Self::rows_where(&domain, |row| met[row]);
        }
        domain = self.upwards(sides, domain);
        domain = self.in_order(sides, domain);
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
        let expressions = &self.meaning.expressions;
        let indices = self.written_in(sides).into_iter().flat_map(|id| expressions.indices(id));
        let shifted = |index| match index {
            Index::Shifted(var, by) if sides.free.contains(&var) => Some((var, by)),
            _ => None,
        };
        indices.filter_map(shifted).collect()
    }

    /// The operations that both sides are written with, definitions not written out.
    pub(super) fn written_in(&self, sides: &Sides) -> Vec<ExprId> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut ahead: Vec<ExprId> = sides.left.iter().copied().chain([sides.right]).collect();
        while let Some(id) = ahead.pop() {
            if seen.insert(id) {
                found.push(id);
                ahead.extend(self.meaning.expressions.operands(id));
            }
        }
        found
    }

    pub(super) fn rows_where(domain: &Domain, keep: impl Fn(usize) -> bool) -> Domain {
        domain.gathered(&Places::which(domain.rows(), keep))
    }

    /// Both sides at a stage; `None` where a value is no finite number.
    pub(super) fn at(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Option<Outcome>, Unclear> {
        let domain = self.domain(stage, of, sides, meter)?;
        let mut refused = None;
        for (k, left) in sides.left.iter().enumerate() {
            match self.compare(stage, of, (*left, sides.right), &domain, meter) {
                Ok(None) => return Ok(None),
                Ok(Some(outcome)) => {
                    let line = Line { stage, of, sides, left: *left, meter };
                    let mut outcome = self.with_equal_letters(&line, outcome)?;
                    if k > 0 {
                        let note = Note { place: of.place, inference: Inference::NotLeft };
                        outcome.reading = outcome.reading.or(Some(note));
                    }
                    outcome.form = form(self.meaning, sides.left[0]);
                    return Ok(Some(outcome));
                }
                Err(why) if self.has_value(stage, *left, &domain, meter) => return Err(why),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        let why = || of.unclear(Semantics::LeftSide);
        Err(refused.unwrap_or_else(why))
    }

    /// Both sides at a stage for all letters, those that are equal too.
    pub(super) fn at_all(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Option<Outcome>, Unclear> {
        let whole = self.whole_domain(stage, of, sides, meter)?;
        let outcome = self.compare(stage, of, (sides.left[0], sides.right), &whole, meter)?;
        Ok(outcome.map(|outcome| Outcome { form: form(self.meaning, sides.left[0]), ..outcome }))
    }

    /// Whether a left side can be evaluated, here or at another point: nothing else
    /// of its chain is taken for it then.
    pub(super) fn has_value(
        &self,
        stage: &Stage,
        left: ExprId,
        domain: &Domain,
        meter: &Meter,
    ) -> bool {
        let seen = Evaluator::new(self.meaning, stage, Plain, meter).value(left, domain);
        seen.map_or_else(|why| why.reason.is_not_finite(), |_| true)
    }
}

pub(super) fn value(domain: &Domain, var: VarId, row: usize) -> u32 {
    domain.column(var).map_or(0, |column| column[row])
}

/// What a relation compares with its right side: the left side of its chain, or, of
/// `0 < p < 1`, what stands directly before the sign.
pub(super) fn near(sign: Sign, sides: &Sides) -> ExprId {
    let first = sides.left[0];
    if is_equation(sign) { first } else { sides.left.last().copied().unwrap_or(first) }
}

pub(super) const fn is_equation(sign: Sign) -> bool {
    matches!(sign, Sign::Equal | Sign::Defined | Sign::DefinedRight)
}
