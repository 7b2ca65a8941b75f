//! What holds holds for sets of any size and for values of any scale.
//!
//! In: a relation that is true in the first setting. Out: the same outcome, if it is
//! true in another one too, where every set has another size and values are small
//! and large, and where each branch of what has kinks is taken; else what it is
//! there: a line that is true for five points alone is false. A side that has one
//! value at all points is looked at where values are small too, as it may be one that
//! has run against an end. Where values are so large that rounding decides, they
//! decide nothing; if it decides in the first setting, small values may show a line to be
//! true, and never to be false. Not done here: the setting itself, see [`super::setting`].

use super::evaluator::Evaluator;
use super::judge::{Judge, is_equation};
use super::kink::{Kink, everywhere};
use super::meter::Meter;
use super::outcome::Outcome;
use super::plain::Plain;
use super::setting::{Scale, Setting};
use super::stage::Stage;
use super::ties::Prepared;
use crate::expression::{Kind, Op, Relation, Sides, Unclear};
use crate::reason::{Reason, Value};
use std::sync::Arc;

/// What differs by less than this where values are no ordinary ones may differ by
/// rounding alone, that of a function near the end of its range.
const CLEAR: f64 = 1e-6;
/// Of terms that cancel so far nothing is left that could be relied on there.
const CANCELLED: f64 = 1e-9;

/// A relation that is true in one setting, in others.
struct Elsewhere<'l> {
    of: &'l Relation,
    sides: &'l Sides,
    dropped: &'l [usize],
    meter: &'l Meter,
    kinks: Vec<Kink>,
}

/// What is seen in a setting.
enum There {
    True(Outcome),
    False(Outcome),
    /// Nothing, for the values at hand.
    Unclear(Unclear),
}

impl Judge<'_> {
    /// How the sides compare, wherever the relation is looked at.
    pub(super) fn judged(
        &self,
        of: &Relation,
        sides: &Sides,
        dropped: &[usize],
        meter: &Meter,
    ) -> Result<Outcome, Unclear> {
        let seen = self.judged_here(of, sides, dropped, meter)?;
        self.confirmed(of, (sides, dropped), seen, meter)
    }

    /// How the sides compare where values are so small that rounding does not decide, as
    /// it does at ordinary ones; nothing, if it does there too.
    pub(super) fn judged_small(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Option<Outcome>, Unclear> {
        for setting in Setting::SMALL {
            let judge = self.elsewhere(setting);
            match judge.judged_here(of, sides, &[], meter) {
                // What is the same at all small values may be so there alone, and what
                // is false among numbers that vanish may be rounding.
                Ok((outcome, _)) if outcome.is_constant() || !outcome.holds() => return Ok(None),
                Ok(seen) => return self.confirmed(of, (sides, &[]), seen, meter).map(Some),
                Err(why) if is_of_values(&why) => {}
                Err(why) => return Err(why),
            }
        }
        Ok(None)
    }

    /// What is seen of a relation in one setting, looked at in others.
    fn confirmed(
        &self,
        of: &Relation,
        (sides, dropped): (&Sides, &[usize]),
        (outcome, prepared): (Outcome, Arc<Prepared>),
        meter: &Meter,
    ) -> Result<Outcome, Unclear> {
        if of.kind != Kind::Claim || !is_equation(of.sign) {
            return Ok(outcome);
        }
        let mut line = Elsewhere { of, sides, dropped, meter, kinks: Vec::new() };
        if !outcome.holds() {
            // By how much it is wrong is asked for other sizes too.
            let there = match self.seen_in(Setting::SIZES, &mut line) {
                Ok(There::True(there) | There::False(there)) => Some(Box::new(there)),
                _ => None,
            };
            return Ok(Outcome { elsewhere: there, ..outcome });
        }
        line.kinks = self.kinks(sides);
        let there = self.anywhere(&mut line, &prepared, &outcome)?;
        // A line that is true in the first setting is no multiple of its left side.
        Ok(match there {
            Some(there) if there.holds() => there,
            Some(there) => Outcome { elsewhere: Some(Box::new(outcome)), ..there },
            None => outcome,
        })
    }

    /// What a line that is true in the first setting is in another one that says
    /// more of it, or where it is false.
    fn anywhere(
        &self,
        line: &mut Elsewhere<'_>,
        prepared: &Prepared,
        outcome: &Outcome,
    ) -> Result<Option<Outcome>, Unclear> {
        let meter = line.meter;
        self.look_at_kinks(&mut line.kinks, &prepared.stage, meter);
        if let Some(there) = self.at_other_sizes(line)? {
            return Ok(Some(there));
        }
        if let Some(there) = self.behind_kinks(line)? {
            return Ok(Some(there));
        }
        if outcome.is_constant() { self.where_small(line) } else { Ok(None) }
    }

    /// What it is in the first setting with other sizes that says something, if it
    /// is false there.
    fn at_other_sizes(&self, line: &mut Elsewhere<'_>) -> Result<Option<Outcome>, Unclear> {
        let mut last = None;
        for setting in Setting::OTHERS {
            match self.seen_in(setting, line)? {
                There::True(_) => return Ok(None),
                There::False(_) if matches!(setting.scale, Scale::Near(_)) => {
                    last = Some(line.of.unclear(Value::Rounding));
                }
                There::False(outcome) => return Ok(Some(outcome)),
                There::Unclear(why) => last = Some(why),
            }
        }
        Err(last.unwrap_or_else(|| line.of.unclear(Value::Nothing)))
    }

    /// What it is where a branch of a kink is taken that was not seen, if it is
    /// false there.
    fn behind_kinks(&self, line: &mut Elsewhere<'_>) -> Result<Option<Outcome>, Unclear> {
        for setting in Setting::FAR {
            if line.kinks.iter().all(Kink::is_seen) {
                return Ok(None);
            }
            if let There::False(outcome) = self.seen_in(setting, line)? {
                return Ok(Some(outcome));
            }
        }
        if self.are_seen(line.of, &line.kinks) {
            return Ok(None);
        }
        Err(line.of.unclear(Value::Branch))
    }

    /// What a line is where values are small, of which a side is the same at all
    /// others.
    fn where_small(&self, line: &mut Elsewhere<'_>) -> Result<Option<Outcome>, Unclear> {
        for setting in Setting::NEAR {
            match self.seen_in(setting, line)? {
                There::False(there) => return Ok(Some(there)),
                There::True(there) if !there.is_constant() => return Ok(Some(there)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// How the sides compare in a setting.
    fn seen_in(&self, setting: Setting, line: &mut Elsewhere<'_>) -> Result<There, Unclear> {
        // Values of another setting are not alive beside those of this one.
        let own = Meter::new(line.meter.allowance());
        let judge = self.elsewhere(setting);
        let seen = judge.judged_here(line.of, line.sides, line.dropped, &own);
        let seen = own.unless_refused(seen).map(|(outcome, prepared)| {
            let sure = outcome.holds()
                || setting.scale == Scale::Ordinary
                || outcome.residual > CLEAR && !judge.cancels(line.sides, &prepared.stage, &own);
            judge.look_at_kinks(&mut line.kinks, &prepared.stage, &own);
            (outcome, sure)
        });
        line.meter.charge(own.used().0)?;
        match seen {
            Ok((outcome, _)) if outcome.holds() => Ok(There::True(outcome)),
            Ok((outcome, true)) => Ok(There::False(outcome)),
            Ok(_) => Ok(There::Unclear(line.of.unclear(Value::Rounding))),
            Err(why) if is_of_values(&why) => Ok(There::Unclear(why)),
            Err(why) => Err(why),
        }
    }

    /// Whether terms of a line cancel at a stage so far that rounding shows.
    fn cancels(&self, sides: &Sides, stage: &Stage, meter: &Meter) -> bool {
        let evaluator = Evaluator::new(self.meaning, stage, Plain, meter);
        let op = |id| self.meaning.expressions.op(id);
        self.all_below(sides).into_iter().any(|id| {
            let same = match op(id) {
                Op::Add(..) => false,
                Op::Subtract(a, b) => {
                    matches!((op(*a), op(*b)), (Op::Symbol(a, _), Op::Symbol(b, _)) if a == b)
                }
                _ => return false,
            };
            everywhere(&evaluator, id, &[]).is_some_and(|seen| {
                let entries = seen.value.value.iter().zip(&seen.value.magnitude);
                entries.into_iter().any(|(v, m)| v.abs() < CANCELLED * m && !(same && *v == 0.0))
            })
        })
    }

    /// A judge of the same relations in another setting.
    fn elsewhere(&self, setting: Setting) -> Arc<Self> {
        let mut judges = self.elsewhere.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let judge = judges.entry(setting).or_insert_with(|| {
            let judge = Judge::new(self.meaning, self.seed).within(self.most_steps());
            Arc::new(Self { setting, ..judge })
        });
        judge.clone()
    }
}

/// Whether there is no answer for the values at hand, where others may have one.
fn is_of_values(why: &Unclear) -> bool {
    why.reason.is_not_finite()
        || matches!(why.reason, Reason::Value(Value::Rounding | Value::Unmet))
}
