//! Values that meet linear assumptions, however many of them bind each other.
//!
//! In: the assumptions of a document, and values that were bent to them one by
//! one and did not come to meet all. Out: the values nearest to those drawn that
//! meet all linear ones at once, as symmetric matrices whose rows sum to one.
//! What is linear is found by evaluation: an assumption is looked at where one
//! entry is 1 and all others are 0. Values that have to be positive are kept
//! above bounds of their own, and assumptions that are not linear are bent to in
//! between. Not done here: seeing whether the assumptions are met in the end.

use super::evaluator::{Evaluator, POINT, Valued};
use super::judge::{Judge, is_equation, value};
use super::meter::Meter;
use super::plain::{Numbers, Plain};
use super::stage::{Restraint, Stage};
use super::ties::reached;
use crate::expression::{Meaning, Relation, Role, Sides, SymbolId};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// More numbers than these are not solved for.
const MOST_UNKNOWNS: usize = 600;
/// How often positive values are raised and put right again.
const MOST_ROUNDS: usize = 400;
/// The same where assumptions that are not linear are bent to in between, which
/// takes longer.
const MOST_BENT_ROUNDS: usize = 60;
/// Points at which it is seen whether an assumption is linear.
const PROBES: usize = 2;

impl Judge<'_> {
    /// The points that come nearest to what was drawn and meet the linear ones
    /// of some assumptions; nothing if none is linear or two contradict.
    pub(super) fn projected(
        &self,
        restraint: Restraint,
        assumptions: &[usize],
        bent: &Stage,
        meter: &Meter,
    ) -> Option<Stage> {
        let of = |k: &usize| &self.meaning.relations[*k];
        let equations = assumptions.iter().map(of).filter(|relation| is_equation(relation.sign));
        let stated: Vec<(&Relation, &Sides)> =
            equations.filter_map(|of| Some((of, of.sides.as_ref().ok()?))).collect();
        let unknowns = Unknowns::of(self.meaning, bent, stated.iter().map(|(_, sides)| *sides))?;
        let mut equations = Equations::default();
        let (mut linear, mut others) = (Vec::new(), Vec::new());
        for (of, sides) in stated {
            let Some(rows) = self.rows_of(bent, of, sides, &unknowns, meter) else {
                others.push(sides);
                continue;
            };
            linear.push(sides);
            for (row, total) in rows {
                meter.charge(equations.steps(unknowns.total)).ok()?;
                if !equations.add(row, total) {
                    return None;
                }
            }
        }
        if linear.is_empty() {
            return None;
        }
        let said = (self.nonzero(assumptions), self.symmetric(assumptions));
        let mut stage = Stage::empty(bent.sizes.clone(), bent.seed(), restraint, said)
            .at_scale(bent.drawn_at());
        let positive = &self.positive(restraint, assumptions);
        let symbols = bent.given_symbols();
        stage.draw(self.meaning, &symbols, positive, self.room(), meter);
        let bounds = unknowns.begin(&mut stage, bent, positive, &equations, self.seed);
        let settled = Settled { equations: &equations, bounds: &bounds, others: &others };
        unknowns.settle(self.meaning, &mut stage, &settled, meter);
        stage.put_right(self.meaning, &linear, meter);
        Some(stage)
    }

    /// An assumption as equations between the unknowns: coefficients and total;
    /// nothing if it is not linear in them.
    fn rows_of(
        &self,
        bent: &Stage,
        of: &Relation,
        sides: &Sides,
        unknowns: &Unknowns,
        meter: &Meter,
    ) -> Option<Vec<(Vec<f64>, f64)>> {
        let own = unknowns.within(&spoken(self.meaning, sides));
        let places: Vec<usize> = own.iter().flat_map(|u| u.first..u.first + u.count).collect();
        let probes = probes(places.len(), self.seed);
        let stage = self.probing(bent, sides, &own, &probes);
        let domain = self.domain(&stage, of, sides, meter).ok()?;
        let evaluator = Evaluator::new(self.meaning, &stage, Plain, meter);
        let left = evaluator.value(sides.left[0], &domain).ok()?.value.into_inner();
        let right = evaluator.value(sides.right, &domain).ok()?.value.into_inner();
        let width = left.width.max(right.width);
        let entry = |of: &Numbers, row: usize, c: usize| match of.width {
            w if w == width => of.value.get(row * width + c).copied(),
            1 => of.value.get(row).copied(),
            _ => None,
        };
        let mut seen: Vec<Vec<f64>> = vec![Vec::new(); probes.len()];
        for row in 0..domain.rows() {
            let point = seen.get_mut(value(&domain, POINT, row) as usize)?;
            for c in 0..width {
                point.push(entry(&left, row, c)? - entry(&right, row, c)?);
            }
        }
        let whole = seen.iter().flatten().all(|v| v.is_finite());
        if !whole || seen.iter().any(|point| point.len() != seen[0].len()) {
            return None;
        }
        let rows = seen[0].len() as u64;
        meter.charge(rows.saturating_mul((probes.len() + unknowns.total) as u64)).ok()?;
        let rows = (0..seen[0].len()).map(|at| {
            let constant = seen[0][at];
            let coefficients: Vec<f64> =
                (0..places.len()).map(|k| seen[k + 1][at] - constant).collect();
            let linear = (places.len() + 1..probes.len()).all(|probe| {
                let terms = coefficients.iter().zip(&probes[probe]).map(|(a, x)| a * x);
                let size: f64 = terms.clone().map(f64::abs).sum::<f64>() + constant.abs();
                (seen[probe][at] - constant - terms.sum::<f64>()).abs() <= 1e-10 * size
            });
            let mut row = vec![0.0; unknowns.total];
            places.iter().zip(&coefficients).for_each(|(place, a)| row[*place] = *a);
            linear.then_some((row, -constant))
        });
        rows.collect()
    }

    /// A stage with a point for each probe.
    fn probing(&self, bent: &Stage, sides: &Sides, own: &[&Unknown], probes: &[Vec<f64>]) -> Stage {
        let mut given = BTreeMap::new();
        for id in spoken(self.meaning, sides) {
            let Some(known) = bent.given(id) else { continue };
            let block = known.value.value.len() / bent.points();
            let mut at = 0;
            let mut numbers = Vec::new();
            for unknown in own {
                if unknown.symbol == id {
                    numbers = probes
                        .iter()
                        .flat_map(|probe| probe[at..at + unknown.count].iter().copied())
                        .collect();
                }
                at += unknown.count;
            }
            // The identity is what it is.
            if numbers.is_empty() {
                numbers = known.value.value[..block].repeat(probes.len());
            }
            let value = Numbers::new(known.value.width, numbers);
            given.insert(id, Valued { value, shape: known.shape });
        }
        Stage::of_values(probes.len(), bent.sizes.clone(), given)
    }
}

/// Nothing, each unknown alone, and all at random.
fn probes(count: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let alone = |one: usize| (0..count).map(|k| f64::from(u8::from(k == one))).collect();
    let mut probes = vec![vec![0.0; count]];
    probes.extend((0..count).map(alone));
    probes.extend((0..PROBES).map(|_| (0..count).map(|_| random.random_range(0.5..2.0)).collect()));
    probes
}

pub(super) fn spoken(meaning: &Meaning, sides: &Sides) -> BTreeSet<SymbolId> {
    reached(meaning, &sides.left[..1], sides)
}

/// The entries of a given, numbered.
struct Unknown {
    symbol: SymbolId,
    first: usize,
    /// How many there are at a point.
    count: usize,
}

/// The entries of all givens that some assumptions speak of.
pub(super) struct Unknowns {
    all: Vec<Unknown>,
    total: usize,
}

impl Unknowns {
    pub(super) fn of<'s>(
        meaning: &Meaning,
        stage: &Stage,
        stated: impl Iterator<Item = &'s Sides>,
    ) -> Option<Self> {
        let symbols: BTreeSet<SymbolId> = stated.flat_map(|sides| spoken(meaning, sides)).collect();
        let (mut all, mut total) = (Vec::new(), 0);
        for symbol in symbols {
            let Some(given) = stage.given(symbol) else { continue };
            if meaning.symbol(symbol).role == Role::Given {
                let count = given.value.value.len() / stage.points();
                all.push(Unknown { symbol, first: total, count });
                total += count;
            }
        }
        (1..=MOST_UNKNOWNS).contains(&total).then_some(Self { all, total })
    }

    /// How many numbers they are at a point.
    pub(super) const fn total(&self) -> usize {
        self.total
    }

    /// Which numbers a symbol has.
    pub(super) fn places(&self, symbol: SymbolId) -> Option<Range<usize>> {
        let own = self.all.iter().find(|unknown| unknown.symbol == symbol)?;
        Some(own.first..own.first + own.count)
    }

    fn within(&self, symbols: &BTreeSet<SymbolId>) -> Vec<&Unknown> {
        self.all.iter().filter(|unknown| symbols.contains(&unknown.symbol)).collect()
    }

    pub(super) fn at(&self, stage: &Stage, point: usize) -> Vec<f64> {
        let block = |u: &Unknown| {
            let given = stage.given(u.symbol);
            let values = given.as_ref().map_or(&[][..], |given| &given.value.value);
            values.get(point * u.count..(point + 1) * u.count).unwrap_or(&[]).to_vec()
        };
        self.all.iter().flat_map(block).collect()
    }

    pub(super) fn put(&self, stage: &mut Stage, point: usize, values: &[f64]) {
        for u in &self.all {
            if let Some(given) = stage.given_mut(u.symbol) {
                given.value.value[point * u.count..(point + 1) * u.count]
                    .copy_from_slice(&values[u.first..u.first + u.count]);
            }
        }
    }

    /// Takes what has to be positive from where it was bent to, where that is of
    /// the size that is asked for; and says for each entry at each point above
    /// what it has to stay.
    pub(super) fn begin(
        &self,
        stage: &mut Stage,
        bent: &Stage,
        positive: &BTreeSet<SymbolId>,
        equations: &Equations,
        seed: u64,
    ) -> Vec<Vec<f64>> {
        let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x5851_f42d_4c95_7f2d);
        let mut bounds = Vec::new();
        for point in 0..stage.points() {
            let (mut values, before) = (self.at(stage, point), self.at(bent, point));
            let mut bound = vec![f64::NEG_INFINITY; self.total];
            for u in self.all.iter().filter(|u| positive.contains(&u.symbol)) {
                let range = u.first..u.first + u.count;
                if before[range.clone()].iter().all(|v| v.is_finite() && *v >= 0.0) {
                    values[range.clone()].copy_from_slice(&before[range.clone()]);
                }
                let mean = values[range.clone()].iter().sum::<f64>() / u.count as f64;
                for k in range.filter(|k| !equations.fix(*k)) {
                    bound[k] = mean * random.random_range(0.02..0.3);
                }
            }
            self.put(stage, point, &values);
            bounds.push(bound);
        }
        bounds
    }

    /// Until the values stand still above their bounds.
    fn settle(&self, meaning: &Meaning, stage: &mut Stage, by: &Settled<'_>, meter: &Meter) {
        let most = if by.others.is_empty() { MOST_ROUNDS } else { MOST_BENT_ROUNDS };
        for _ in 0..most {
            if meter.charge(2 * by.equations.steps(self.total)).is_err() {
                break;
            }
            let mut still = true;
            by.others.iter().for_each(|sides| stage.bend(meaning, sides, meter));
            for (point, bound) in by.bounds.iter().enumerate() {
                let mut values = self.at(stage, point);
                let before = values.clone();
                values.iter_mut().zip(bound).for_each(|(value, least)| *value = value.max(*least));
                by.equations.nearest(&mut values);
                still &= values.iter().zip(bound).all(|(value, least)| *value > 0.5 * least);
                let moved = values.iter().zip(&before).map(|(a, b)| (a - b).abs());
                still &= by.others.is_empty() || moved.fold(0.0, f64::max) < 1e-15;
                self.put(stage, point, &values);
            }
            if still {
                break;
            }
        }
    }
}

/// What values are settled by.
struct Settled<'s> {
    equations: &'s Equations,
    /// Above what each entry has to stay, at each point.
    bounds: &'s [Vec<f64>],
    /// Assumptions that are not linear.
    others: &'s [&'s Sides],
}

/// Linear equations, each of length one and at right angles to the others.
#[derive(Default)]
pub(super) struct Equations(Vec<(Vec<f64>, f64)>);

impl Equations {
    /// Adds one; false if it contradicts the others.
    fn add(&mut self, row: Vec<f64>, total: f64) -> bool {
        let scale = total.abs() + length(&row);
        match self.add_unless_alike(row, total, 1e-9) {
            Some(left) => left.abs() <= 1e-9 * scale,
            None => true,
        }
    }

    /// Adds one unless so little of it is apart from the others; then what is left of its
    /// total.
    pub(super) fn add_unless_alike(
        &mut self,
        mut row: Vec<f64>,
        mut total: f64,
        little: f64,
    ) -> Option<f64> {
        let before = length(&row);
        // Twice, since rounding leaves a little of what is taken away.
        for _ in 0..2 {
            for (other, value) in &self.0 {
                let along: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
                row.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
                total -= along * value;
            }
        }
        let after = length(&row);
        if after <= little * before || before == 0.0 {
            return Some(total);
        }
        row.iter_mut().for_each(|a| *a /= after);
        self.0.push((row, total / after));
        None
    }

    /// What adding one takes, or moving values once.
    pub(super) fn steps(&self, unknowns: usize) -> u64 {
        (self.0.len() as u64 + 1).saturating_mul(4 * unknowns as u64)
    }

    /// Moves values to the nearest that solve all.
    pub(super) fn nearest(&self, values: &mut [f64]) {
        for _ in 0..2 {
            for (row, total) in &self.0 {
                let off = total - row.iter().zip(values.iter()).map(|(a, x)| a * x).sum::<f64>();
                values.iter_mut().zip(row).for_each(|(x, a)| *x += off * a);
            }
        }
    }

    /// Whether they leave an unknown no choice.
    pub(super) fn fix(&self, unknown: usize) -> bool {
        self.0.iter().map(|(row, _)| row[unknown] * row[unknown]).sum::<f64>() > 1.0 - 1e-9
    }
}

fn length(row: &[f64]) -> f64 {
    row.iter().map(|a| a * a).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::meter::Allowance;
    use super::*;
    use crate::derivation;

    /// Whatever can be met together is, at points that have nothing else in
    /// common.
    #[test]
    fn points_meet_all_that_is_linear_and_are_generic() {
        let rows = r"\sum_j p_{ij} = 1";
        let (symmetric, diagonal) = ("p_{ij} = p_{ji}", "p_{ii} = 0");
        let cases = [
            (vec![symmetric, rows], 15),
            (vec![symmetric, rows, diagonal], 10),
            (vec![symmetric, rows, "p_{ij} > 0"], 15),
            (vec![symmetric, rows, diagonal, "p_{ij} > 0"], 10),
            (vec![r"\sum_i p_{ij} = 1", rows], 25),
            (vec![r"\sum_i p_{ij} = 1", rows, diagonal, "p_{ij} > 0"], 20),
            (vec!["p_{ij} = -p_{ji}", diagonal, r"\sum_j p_{ij} = 0"], 20),
            (vec![symmetric, r"\sum_j p_{ij} = 1 + p_{ii}"], 15),
        ];
        for (assumed, different) in cases {
            let text: String = assumed.iter().map(|latex| format!("Let ${latex}$.\n\n")).collect();
            let text = text + "$$ F = \\sum_{i, j} p_{ij} z_i z_j $$";
            let meaning = derivation::read("t.md", text.as_bytes(), &[]).unwrap().meaning;
            for seed in 1..4 {
                let judge = Judge::new(&meaning, seed);
                let all = meaning.symbol_ids().collect();
                let meter = Meter::new(Allowance::default());
                let (prepared, unmet) =
                    judge.prepared(Restraint::Least, &[], &all, &meter).unwrap();
                assert_eq!(unmet, [] as [usize; 0], "{assumed:?}, {seed}");
                let p = meaning.symbol_ids().find(|id| meaning.symbol(*id).key.name == "p");
                let values = &prepared.stage.given(p.unwrap()).unwrap().value.value[..25];
                let digits = |v: &f64| (*v != 0.0).then(|| format!("{v:.9}"));
                let distinct: BTreeSet<String> = values.iter().filter_map(digits).collect();
                assert_eq!(distinct.len(), different, "{assumed:?}, {seed}: {values:?}");
            }
        }
    }

    #[test]
    fn what_follows_is_not_added_and_what_contradicts_is_seen() {
        let mut equations = Equations::default();
        assert!(equations.add(vec![1.0, 1.0, 0.0], 1.0));
        assert!(equations.add(vec![0.0, 1.0, 1.0], 2.0));
        assert!(equations.add(vec![1.0, 2.0, 1.0], 3.0));
        assert_eq!(equations.0.len(), 2);
        assert!(!equations.add(vec![1.0, 0.0, -1.0], 1.0));
        let mut values = [0.3, -1.0, 4.0];
        equations.nearest(&mut values);
        assert!((values[0] + values[1] - 1.0).abs() < 1e-14, "{values:?}");
        assert!((values[1] + values[2] - 2.0).abs() < 1e-14, "{values:?}");
        assert!(!equations.fix(0));
        assert!(equations.add(vec![1.0, 0.0, 0.0], 0.5));
        assert!(equations.fix(0) && equations.fix(2));
    }
}
