//! Lines that are true and say nothing.
//!
//! In: a claim that holds, with what its sides are at the sample points. Out: the
//! reason why nothing follows from that, if there is one: both sides vanish though
//! no member of the chain is written as 0, so that any factor would do; or an
//! assumption fixes a variable, or makes all of its values the same, and the line
//! is true there alone. Not done here: which assumptions a line needs otherwise.

use super::judge::{Judge, is_equation};
use super::meter::Meter;
use super::outcome::Outcome;
use super::stage::{Restraint, Stage, is_drawn};
use super::ties::reached;
use crate::expression::{ExprId, Kind, Meaning, Op, Relation, Role, Sides, SymbolId, Unclear};
use crate::reason::Value;
use std::collections::BTreeSet;

impl Judge<'_> {
    /// The outcome of a line that holds, unless that says nothing.
    pub(super) fn telling(
        &self,
        of: &Relation,
        sides: &Sides,
        outcome: Outcome,
        meter: &Meter,
    ) -> Result<Outcome, Unclear> {
        if of.kind != Kind::Claim || !is_equation(of.sign) {
            return Ok(outcome);
        }
        if outcome.vanishes() && !self.is_written_as_zero(sides) {
            return self.of_nothing(of, sides, outcome, meter);
        }
        self.at_large(of, sides, meter).map(|_| outcome)
    }

    /// Where assumptions leave a symbol no generic value, the outcome without them.
    ///
    /// # Errors
    /// Nothing follows from what the line is, as it is not true without them.
    pub(super) fn at_large(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Option<Outcome>, Unclear> {
        let Some((symbol, fixing)) = self.fixed(of, sides, meter) else { return Ok(None) };
        let Some(first) = fixing.first() else { return Ok(None) };
        match self.judged(of, sides, &fixing, meter) {
            Ok(general) if general.holds() => Ok(Some(general)),
            _ => {
                let name = self.meaning.symbol(symbol).written.clone();
                Err(self.meaning.relations[*first].unclear(Value::Fixed(name)))
            }
        }
    }

    /// The outcome of a line whose sides vanish where its letters differ: what it is
    /// for all letters, or without the assumptions that make it vanish.
    fn of_nothing(
        &self,
        of: &Relation,
        sides: &Sides,
        outcome: Outcome,
        meter: &Meter,
    ) -> Result<Outcome, Unclear> {
        if let Some(whole) = self.for_all_letters(of, sides, meter)? {
            return Ok(whole);
        }
        let relevant = self.relevant(of, sides);
        if relevant.is_empty() {
            return Err(of.unclear(Value::SaysNothing));
        }
        match self.judged(of, sides, &relevant, meter) {
            Ok(general) if general.holds() && !general.vanishes() => Ok(outcome),
            Ok(general) if !general.holds() => {
                let first = &self.meaning.relations[self.without_one(of, sides, &relevant, meter)];
                Err(first.unclear(Value::MadeNothing))
            }
            _ => Err(of.unclear(Value::SaysNothing)),
        }
    }

    /// The first assumption without which a line does not hold, if a single one is
    /// enough for that; else the first one.
    fn without_one(&self, of: &Relation, sides: &Sides, some: &[usize], meter: &Meter) -> usize {
        let needed = |k: &&usize| {
            let without = self.judged(of, sides, &[**k], meter);
            !without.is_ok_and(|outcome| outcome.holds())
        };
        some.iter().find(needed).or(some.first()).copied().unwrap_or_default()
    }

    /// How the sides compare where letters may be equal too, if that makes a
    /// difference.
    fn for_all_letters(
        &self,
        of: &Relation,
        sides: &Sides,
        meter: &Meter,
    ) -> Result<Option<Outcome>, Unclear> {
        let reached = reached(self.meaning, &sides.left, sides);
        let unknown = self.unknown_at(of);
        for restraint in Restraint::LADDER {
            let (prepared, _) = self.prepared(restraint, &unknown, &reached, meter)?;
            let seen = self.at_all(&prepared.stage, of, sides, meter);
            if let Ok(Some(whole)) = seen {
                return Ok((!whole.vanishes()).then_some(whole));
            }
        }
        Ok(None)
    }

    /// Whether a member of the chain that a relation stands in is written as 0.
    fn is_written_as_zero(&self, sides: &Sides) -> bool {
        let expressions = &self.meaning.expressions;
        let zero = |id: &ExprId| constant(self.meaning, *id, 0) == Some(0.0);
        let start = |of: &Sides| of.left.first().map(|left| expressions.place(*left));
        let chain = self.meaning.relations.iter().filter_map(|of| of.sides.as_ref().ok());
        chain
            .filter(|other| start(other) == start(sides))
            .chain([sides])
            .any(|of| of.left.iter().chain([&of.right]).any(zero))
    }

    /// A symbol of a relation that what is assumed leaves no generic values, with
    /// the assumptions about it.
    fn fixed(&self, of: &Relation, sides: &Sides, meter: &Meter) -> Option<(SymbolId, Vec<usize>)> {
        let equations: Vec<usize> = self.relevant(of, sides);
        let equations: Vec<usize> = equations
            .into_iter()
            .filter(|k| is_equation(self.meaning.relations[*k].sign))
            .collect();
        if equations.is_empty() {
            return None;
        }
        let reached = reached(self.meaning, &sides.left, sides);
        let unknown = self.unknown_at(of);
        let (prepared, _) = self.prepared(Restraint::Least, &unknown, &reached, meter).ok()?;
        let about = |id: SymbolId| -> Vec<usize> {
            let names = |k: &usize| self.spoken().get(k).is_some_and(|named| named.contains(&id));
            equations.iter().copied().filter(names).collect()
        };
        // By chance alone labels of ±1 are the same at a few points.
        let others = [1, 2, 3].map(|k| Judge::new(self.meaning, self.seed.wrapping_add(k << 32)));
        let special = |(id, fixing): &(SymbolId, Vec<usize>)| {
            self.is_special((&prepared.stage, None), (*id, fixing))
                && others.iter().all(|other| {
                    let seen = other.prepared(Restraint::Least, &unknown, &reached, meter);
                    seen.is_ok_and(|(there, _)| {
                        self.is_special((&there.stage, Some(&prepared.stage)), (*id, fixing))
                    })
                })
        };
        let open = reached.iter().copied().filter(|id| is_drawn(self.meaning, *id));
        let mut about = open.map(|id| (id, about(id))).filter(|(_, some)| !some.is_empty());
        about.find(special)
    }

    /// `w_i = 0`, said of all of it.
    fn is_said_to_be_zero(&self, id: SymbolId, fixing: &[usize]) -> bool {
        let op = |id: ExprId| self.meaning.expressions.op(id);
        fixing.iter().filter_map(|k| self.meaning.relations[*k].sides.as_ref().ok()).any(|sides| {
            let places = match (op(sides.left[0]), op(sides.right)) {
                (Op::Symbol(symbol, at), Op::Number(0.0)) if *symbol == id => at,
                _ => return false,
            };
            let letters: BTreeSet<_> = places.iter().filter_map(|index| index.var()).collect();
            letters.len() == places.len()
        })
    }

    /// Whether a symbol has no generic values: a variable of which every value is the
    /// same at all points, or at each point all values are, and what has several
    /// places and is said to be 0 at all. Its values are the same as on another stage, if one is
    /// asked for.
    fn is_special(
        &self,
        (stage, like): (&Stage, Option<&Stage>),
        (id, fixing): (SymbolId, &[usize]),
    ) -> bool {
        let symbol = self.meaning.symbol(id);
        if matches!(symbol.role, Role::Ones | Role::Identity) {
            return false;
        }
        let Some(given) = stage.given(id) else { return false };
        let (values, width) = (&given.value.value, given.value.width.max(1));
        let block = (values.len() / stage.points().max(1)).max(1);
        let mut points = values.chunks(block);
        let alike = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9);
        let several = block > width;
        if several && self.is_said_to_be_zero(id, fixing) {
            return true;
        }
        let same = |point: &[f64]| point.chunks(width).all(|place| alike(place, &point[..width]));
        let variable = || {
            self.meaning.expressions.ids().any(|id_of| {
                matches!(self.meaning.expressions.op(id_of), Op::Derivative { by, .. } if *by == id)
            })
        };
        let first = like.and_then(|other| other.given(id));
        let first = first.as_ref().map_or(values, |given| &given.value.value);
        let fixed = points.all(|point| alike(point, &first[..block.min(first.len())]));
        (fixed || several && values.chunks(block).all(same)) && variable()
    }
}

/// Numbers that are nested deeper are not added up.
const MOST_DEPTH: usize = 8;

/// The number that an expression is written as.
fn constant(meaning: &Meaning, id: ExprId, depth: usize) -> Option<f64> {
    if depth > MOST_DEPTH {
        return None;
    }
    let number = |id: ExprId| constant(meaning, id, depth + 1);
    let zero = |id: ExprId| number(id) == Some(0.0);
    match meaning.expressions.op(id) {
        Op::Number(value) => Some(*value),
        Op::Negate(a) => number(*a).map(|a| -a),
        Op::Add(a, b) => Some(number(*a)? + number(*b)?),
        Op::Subtract(a, b) => {
            let (x, y) = (meaning.expressions.op(*a), meaning.expressions.op(*b));
            let same = matches!(x, Op::Symbol(..)) && x == y;
            if same { Some(0.0) } else { Some(number(*a)? - number(*b)?) }
        }
        Op::Multiply(a, b) | Op::Dotted(a, b) | Op::Elementwise(a, b) => {
            if zero(*a) || zero(*b) {
                Some(0.0)
            } else {
                Some(number(*a)? * number(*b)?)
            }
        }
        Op::Divide(a, _) | Op::Transpose(a) | Op::Sum { product: false, body: a, .. }
            if zero(*a) =>
        {
            Some(0.0)
        }
        _ => None,
    }
}
