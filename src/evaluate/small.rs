//! A relation at one point of few and small numbers, which one can check by hand.

use super::evaluator::Valued;
use super::guard::guarded;
use super::judge::{Judge, is_equation, value};
use super::meter::{Allowance, Meter};
use super::outcome::Outcome;
use super::plain::Numbers;
use super::stage::{Restraint, Stage, is_drawn};
use super::ties::reached;
use crate::expression::{
    ExprId, Form, Meaning, Op, Relation, Role, SetId, Sides, Symbol, SymbolId, Unclear, VarId,
};
use crate::reason::{Excess, Semantics, Value};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How many elements the sets have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Those that indices run over.
    pub indices: usize,
    /// Those that count the entries of vectors.
    pub entries: usize,
    /// Whether every other set has one element more, so that no two are confused.
    pub uneven: bool,
}

impl Sizes {
    /// How many attempts are worth while.
    pub const ATTEMPTS: u64 = 32;
    /// From this one on numbers may be negative.
    pub const NEGATIVE: u64 = 24;
}

/// Both sides of a relation at one point, in the row where they differ most.
#[derive(Debug, Clone, PartialEq)]
pub struct Small {
    /// The sets that it speaks of, with their sizes.
    pub sizes: Vec<(SetId, usize)>,
    /// What is given, each with the lengths of its axes, those of its entries
    /// last, and its values.
    pub values: Vec<(SymbolId, Vec<usize>, Vec<f64>)>,
    /// The free indices, counted from 0.
    pub at: Vec<(VarId, usize)>,
    /// The expression that was evaluated for the left side.
    pub side: ExprId,
    /// The left side's entries.
    pub left: Vec<f64>,
    /// The right side's.
    pub right: Vec<f64>,
    /// How far they differ, over the size of the terms.
    pub residual: f64,
    /// Whether it is where a maximum, an absolute value or a sign changes its branch.
    pub at_a_kink: bool,
}

/// Steps of all attempts of one judge together.
const MOST_ATTEMPTED: u64 = 60_000_000;

/// So many numbers of one symbol can be written down, and no more.
const MOST_SMALL: usize = 10_000;

impl Judge<'_> {
    /// The sides of a relation at values that meet the assumptions. The first
    /// attempts count points 0, 1, 2, …, and what belongs to pairs is 1, or counted
    /// too; the others draw small numbers. All attempts of a judge share one
    /// allowance, so that what is found depends on their order.
    ///
    /// # Errors
    /// The reason why there are no values of these sizes.
    pub fn small(&self, relation: usize, sizes: Sizes, attempt: u64) -> Result<Small, Unclear> {
        let most = MOST_ATTEMPTED.min(self.most_steps());
        let left = most.saturating_sub(self.attempted.load(Ordering::Relaxed));
        let allowance = Allowance { steps: left.min(Allowance::LOOK.steps), ..Allowance::LOOK };
        let place = self.meaning.relations[relation].place;
        let search = |meter: &Meter| self.small_by(relation, (sizes, attempt), meter);
        let (seen, steps) = guarded(self.meaning, place, allowance, search);
        self.attempted.fetch_add(steps.0, Ordering::Relaxed);
        seen
    }

    fn small_by(
        &self,
        relation: usize,
        (sizes, attempt): (Sizes, u64),
        meter: &Meter,
    ) -> Result<Small, Unclear> {
        let of = &self.meaning.relations[relation];
        let sides = of.sides.as_ref().map_err(Clone::clone)?;
        let reached = reached(self.meaning, &sides.left, sides);
        let unclear = |why: Value| of.unclear(why);
        let unnamed = |id: &SymbolId| {
            let symbol = self.meaning.symbol(*id);
            symbol.definition.is_none() && !symbol.arguments.is_empty() || symbol.earlier.is_some()
        };
        if reached.iter().any(unnamed) {
            return Err(unclear(Value::NameAlone));
        }
        for restraint in Restraint::LADDER {
            let stage = self.small_stage((sizes, attempt), restraint, (of, &reached), meter)?;
            if self.speaking_of(&reached, of).iter().any(|k| !self.meets(&stage, *k, meter)) {
                continue;
            }
            if let Some(small) = self.small_at(&stage, of, sides, &reached, meter)? {
                return Ok(small);
            }
        }
        Err(unclear(Value::NoChosen))
    }

    fn small_stage(
        &self,
        (sizes, attempt): (Sizes, u64),
        restraint: Restraint,
        (of, reached): (&Relation, &BTreeSet<SymbolId>),
        meter: &Meter,
    ) -> Result<Stage, Unclear> {
        let meaning = self.meaning;
        let sizes = Arc::new(small_sizes(meaning, sizes));
        let stage = Stage::of_values(1, sizes.clone(), BTreeMap::new());
        let mut asked = BTreeSet::new();
        let known = self.known_at(of);
        let positive = self.positive(restraint, &known);
        let spoken = self.speaking_of(reached, of);
        let named = spoken.iter().filter_map(|k| self.spoken().get(k)).flatten();
        for id in reached.iter().chain(named).filter(|id| is_drawn(meaning, **id)) {
            if !asked.contains(id) {
                asked.append(&mut self.tied(*id, &known));
            }
        }
        let mut values = BTreeMap::new();
        for id in &asked {
            values.insert(*id, self.small_values(&stage, *id, attempt, positive.contains(id))?);
        }
        let mut stage = Stage::of_values(1, sizes, values).with_simple_functions();
        let tied = self.speaking_of(&asked, of);
        let equations = tied.iter().map(|k| &meaning.relations[*k]);
        let equations = equations.filter(|relation| is_equation(relation.sign));
        let sides: Vec<&Sides> = equations.filter_map(|r| r.sides.as_ref().ok()).collect();
        stage.meet(meaning, &sides, meter);
        let stated = tied.iter().map(|k| &meaning.relations[*k]);
        let ordered: Vec<&Relation> = stated.filter(|of| !is_equation(of.sign)).collect();
        stage.order(meaning, &ordered, meter);
        Ok(stage)
    }

    fn small_values(
        &self,
        stage: &Stage,
        id: SymbolId,
        attempt: u64,
        positive: bool,
    ) -> Result<Valued<Numbers>, Unclear> {
        let meaning = self.meaning;
        let symbol = meaning.symbol(id);
        let shape = stage.shape(meaning, id);
        let width = shape.0 * shape.1;
        let count = stage.numbers(meaning, id)?;
        if count > MOST_SMALL {
            return Err(Unclear { place: meaning.place_of(id), reason: Excess::Places.into() });
        }
        let own = self.seed ^ attempt.wrapping_mul(0x9e37_79b9) ^ ((id.place() as u64) << 32);
        let mut random = ChaCha8Rng::seed_from_u64(own);
        let least = i32::from(positive);
        let places = count / width.max(1);
        let drawn = Drawn { attempt, least, places, width, step: 1 + id.place() % 2 };
        let numbers = (0..count).map(|k| match symbol.role {
            Role::Ones => 1.0,
            Role::Identity => f64::from(u8::from(k / shape.1 == k % shape.1)),
            _ => drawn.number(symbol.sets.len(), k, &mut random),
        });
        Ok(Valued { value: Numbers::new(width, numbers.collect()), shape })
    }

    fn small_at(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        reached: &BTreeSet<SymbolId>,
        meter: &Meter,
    ) -> Result<Option<Small>, Unclear> {
        meter.watch_terms();
        let (side, outcome) = self.evaluated(stage, of, sides, meter)?;
        // Where little but rounding is left the sides differ by that.
        let Some(outcome) = outcome.filter(|_| !meter.has_cancelled()) else { return Ok(None) };
        let domain = &outcome.rows;
        let rows = domain.rows();
        let entries = |of: &Numbers, row: usize| -> Vec<f64> {
            let width = of.value.len() / rows.max(1);
            // No zero has a sign.
            of.value[row * width..(row + 1) * width].iter().map(|v| v + 0.0).collect()
        };
        let apart = |row: &usize| {
            let (a, b) = (entries(&outcome.left, *row), entries(&outcome.right, *row));
            (0..a.len().max(b.len()))
                .map(|k| {
                    let pick = |of: &[f64]| of.get(k).or(of.first()).copied().unwrap_or(0.0);
                    (pick(&a) - pick(&b)).abs()
                })
                .fold(0.0, f64::max)
        };
        let most = (0..rows).map(|row| apart(&row)).fold(0.0, f64::max);
        let Some(row) = (0..rows).find(|row| apart(row) > 0.99 * most) else { return Ok(None) };
        let at = sides.free.iter().map(|var| (*var, value(domain, *var, row) as usize)).collect();
        Ok(Some(Small {
            sizes: self.sizes_of(stage, sides, side, reached),
            values: self.values_of(stage, reached),
            at,
            side,
            left: entries(&outcome.left, row),
            right: entries(&outcome.right, row),
            residual: outcome.residual,
            at_a_kink: self.is_at_a_kink(sides, stage, meter),
        }))
    }

    /// The first expression for the left side that can be evaluated, and how it
    /// compares.
    fn evaluated(
        &self,
        stage: &Stage,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<(ExprId, Option<Outcome>), Unclear> {
        let mut refused = None;
        let domain = self.domain(stage, of, sides, meter)?;
        for left in &sides.left {
            match self.at(stage, of, &Sides { left: vec![*left], ..sides.clone() }, meter) {
                Ok(outcome) => return Ok((*left, outcome)),
                Err(why) if self.has_value(stage, *left, &domain, meter) => return Err(why),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        let why = || of.unclear(Semantics::LeftSide);
        Err(refused.unwrap_or_else(why))
    }

    /// The sets of the free indices, of all symbols, and of what is summed or
    /// counted, each once.
    fn sizes_of(
        &self,
        stage: &Stage,
        sides: &Sides,
        side: ExprId,
        reached: &BTreeSet<SymbolId>,
    ) -> Vec<(SetId, usize)> {
        let meaning = self.meaning;
        let free = sides.free.iter().map(|var| meaning.expressions.var(*var).set);
        let of = |id: &SymbolId| {
            let symbol = meaning.symbol(*id);
            let shape = symbol.shape.0.into_iter().chain(symbol.shape.1);
            symbol.sets.iter().copied().chain(shape).collect::<Vec<_>>()
        };
        let bodies = reached.iter().filter_map(|id| meaning.symbol(*id).definition.as_ref());
        let bodies = bodies.flat_map(|d| std::iter::once(d.body).chain(d.diagonal));
        let mut counted = Vec::new();
        for id in [side, sides.right].into_iter().chain(bodies) {
            counts(meaning, id, &mut counted);
        }
        let mut seen = BTreeSet::new();
        let all = free.chain(reached.iter().flat_map(of)).chain(counted);
        all.map(|set| meaning.sets.find(set))
            .filter(|set| seen.insert(*set))
            .map(|set| (set, stage.size(meaning, set)))
            .collect()
    }

    fn values_of(
        &self,
        stage: &Stage,
        reached: &BTreeSet<SymbolId>,
    ) -> Vec<(SymbolId, Vec<usize>, Vec<f64>)> {
        let of = |id: &SymbolId| {
            let symbol = self.meaning.symbol(*id);
            let given = stage.given(*id).filter(|_| symbol.role == Role::Given)?;
            Some((*id, self.lengths(stage, symbol), given.value.value.clone()))
        };
        reached.iter().filter_map(of).collect()
    }

    fn lengths(&self, stage: &Stage, of: &Symbol) -> Vec<usize> {
        let entries = match of.form {
            Form::Scalar => [None, None],
            Form::Vector => [of.shape.0, None],
            Form::Row => [of.shape.1, None],
            Form::Matrix => [of.shape.0, of.shape.1],
        };
        let sets = of.sets.iter().copied().chain(entries.into_iter().flatten());
        sets.map(|set| stage.size(self.meaning, set)).collect()
    }
}

/// How the numbers of a symbol are drawn.
struct Drawn {
    attempt: u64,
    least: i32,
    places: usize,
    width: usize,
    /// Counted by these, two symbols are not the same.
    step: usize,
}

impl Drawn {
    fn number(&self, indices: usize, k: usize, random: &mut ChaCha8Rng) -> f64 {
        let least = f64::from(self.least);
        let (place, side) = (k / self.width.max(1), self.places.isqrt());
        // Points want to be apart, of which there are as many as places.
        let most = 3.max(if indices == 1 { self.places as i32 } else { 0 });
        match (self.attempt, indices) {
            (0 | 1, 0) if self.width == 1 => 1.0 + self.attempt as f64,
            (0, 0 | 1) => least + (k % 7) as f64,
            (1, 0 | 1) => least + (self.step * k % 7) as f64,
            (0, 2) if side * side == self.places && place.is_multiple_of(side + 1) => least,
            (0, _) => 1.0,
            (1, _) => least + (k % 4) as f64,
            (2..Sizes::NEGATIVE, _) => {
                f64::from(random.random_range(self.least..=self.least + most))
            }
            _ if self.least > 0 => f64::from(random.random_range(1..=1 + most)),
            _ => f64::from(random.random_range(-2..=2)),
        }
    }
}

/// Adds the sets that sums in an expression run over, or whose size stands in it.
fn counts(meaning: &Meaning, id: ExprId, found: &mut Vec<SetId>) {
    match meaning.expressions.op(id) {
        Op::Sum { bound, .. } => {
            found.extend(bound.iter().map(|var| meaning.expressions.var(*var).set));
        }
        Op::Size(set) => found.push(*set),
        Op::Count(name) => found.extend(meaning.sets.of_name(name)),
        _ => {}
    }
    for operand in meaning.expressions.operands(id) {
        counts(meaning, operand, found);
    }
}

/// Sizes as wished, but for those that the document itself says.
fn small_sizes(meaning: &Meaning, sizes: Sizes) -> BTreeMap<SetId, usize> {
    let indexed: BTreeSet<SetId> = meaning
        .symbols
        .iter()
        .flat_map(|symbol| symbol.sets.iter().map(|set| meaning.sets.find(*set)))
        .collect();
    let mut sets = 0;
    let mut size = |set: SetId| {
        let facts = meaning.sets.facts(set);
        let entries = facts.dimension && !indexed.contains(&set);
        sets += usize::from(indexed.contains(&set));
        let more = usize::from(sizes.uneven && sets % 2 == 0);
        let wished = if entries { sizes.entries } else { sizes.indices + more };
        facts.size.unwrap_or_else(|| wished.max(if facts.least > 0 { facts.least + 1 } else { 0 }))
    };
    meaning.sets.classes().map(|set| (set, size(set))).collect()
}
