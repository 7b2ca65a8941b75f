//! Points drawn when they are asked for, with all that assumptions tie to them.
//!
//! In: the symbols that a relation is made of. Out: values of what is given among
//! these, on a stage that all relations share. What no assumption ties to them
//! is not drawn, and changes nothing: each symbol has numbers of its own. Not done
//! here: the values that meet linear assumptions all at once, see
//! [`super::affine`].

use super::judge::{Judge, is_equation, near};
use super::meter::{Allowance, Meter, Shared, Steps};
use super::newton;
use super::stage::{MOST_IN_ALL, Restraint, Stage, is_drawn, positive};
use crate::expression::{Meaning, Relation, SetId, Sides, SymbolId, Unclear};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What is found of a document once, when it is first needed.
#[derive(Default)]
pub(super) struct Frame {
    sizes: OnceLock<Arc<BTreeMap<SetId, usize>>>,
    positive: [OnceLock<BTreeSet<SymbolId>>; Restraint::LADDER.len()],
    room: OnceLock<usize>,
    /// The number of each stage that there was: what a line takes does not depend
    /// on whether it was thrown away in between.
    numbers: Mutex<HashMap<StageKey, u64>>,
    /// The symbols that each assumption speaks of, through definitions too.
    spoken: OnceLock<BTreeMap<usize, BTreeSet<SymbolId>>>,
}

/// A stage, what is assumed there, and what is drawn.
pub(super) struct Prepared {
    pub(super) stage: Stage,
    restraint: Restraint,
    /// The assumptions that are made.
    kept: Vec<usize>,
    drawn: Mutex<HashMap<SymbolId, Arc<Tied>>>,
}

/// Symbols that assumptions tie together.
struct Tied {
    first: SymbolId,
    /// The assumptions that the points do not meet.
    unmet: Vec<usize>,
    steps: Steps,
}

/// How far values are restricted, and the assumptions that are dropped.
pub(super) type StageKey = (Restraint, Vec<usize>);

/// Equations and inequalities that move each other's values take turns.
const MOST_TURNS: usize = 8;

/// With so many readings of what is assumed, those that drop something are made
/// anew.
const MOST_STAGES: usize = 64;

/// How values are looked for that meet all assumptions at once.
type Search<'j> = fn(&Judge<'j>, Restraint, &[usize], &Stage, &Meter) -> Option<Stage>;

impl Judge<'_> {
    fn sizes(&self) -> Arc<BTreeMap<SetId, usize>> {
        self.frame.sizes.get_or_init(|| Arc::new(self.setting.sizes(self.meaning))).clone()
    }

    /// Points at which nothing is drawn yet.
    fn empty(&self, restraint: Restraint, assumed: &[usize]) -> Stage {
        let said = (self.nonzero(assumed), self.symmetric(assumed));
        let seed = self.setting.seed(self.seed);
        Stage::empty(self.sizes(), seed, restraint, said).at_scale(self.setting.scale)
    }

    /// The symbols that have to be positive, and those that are said to be.
    pub(super) fn positive(&self, restraint: Restraint, stated: &[usize]) -> BTreeSet<SymbolId> {
        let needed = self.frame.positive[restraint as usize]
            .get_or_init(|| positive(self.meaning, restraint));
        let relations = stated.iter().map(|k| &self.meaning.relations[*k]);
        let said = relations.filter_map(|of| self.meaning.said_positive(of));
        needed.iter().copied().chain(said).collect()
    }

    /// How many of the document's first symbols there is room to draw.
    pub(super) fn room(&self) -> usize {
        *self.frame.room.get_or_init(|| {
            let stage = self.empty(Restraint::Least, &[]);
            let mut left = MOST_IN_ALL;
            let fits = |id: &SymbolId| {
                let numbers = match stage.numbers(self.meaning, *id) {
                    Ok(numbers) if is_drawn(self.meaning, *id) => numbers,
                    _ => 0,
                };
                left.checked_sub(numbers).map(|rest| left = rest).is_some()
            };
            self.meaning.symbol_ids().take_while(fits).count()
        })
    }

    /// The symbols that each assumption speaks of.
    pub(super) fn spoken(&self) -> &BTreeMap<usize, BTreeSet<SymbolId>> {
        self.frame.spoken.get_or_init(|| {
            let all = self.assumptions.iter().filter_map(|k| {
                let of = &self.meaning.relations[*k];
                let sides = of.sides.as_ref().ok()?;
                Some((*k, reached(self.meaning, &[near(of.sign, sides)], sides)))
            });
            all.collect()
        })
    }

    /// The stage on which some assumptions are dropped, with nothing drawn that
    /// nobody asked for.
    fn stage(&self, restraint: Restraint, dropped: &[usize]) -> Arc<Prepared> {
        let key = (restraint, dropped.to_vec());
        let lock = || self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let kept: Vec<usize> =
            self.assumptions.iter().copied().filter(|k| !dropped.contains(k)).collect();
        let stage = self.empty(restraint, &kept);
        let mut numbers = self.frame.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let number = *numbers.entry(key.clone()).or_insert_with(|| stage.number());
        drop(numbers);
        let stage = stage.numbered(number);
        let prepared = Arc::new(Prepared { stage, restraint, kept, drawn: Mutex::default() });
        let mut stages = lock();
        if stages.len() >= MOST_STAGES {
            stages.retain(|(_, dropped), _| dropped.is_empty());
        }
        stages.entry(key).or_insert(prepared).clone()
    }

    /// A stage on which the symbols are drawn that a relation reaches, and the
    /// assumptions tied to these that its points do not meet.
    pub(super) fn prepared(
        &self,
        restraint: Restraint,
        dropped: &[usize],
        reached: &BTreeSet<SymbolId>,
        meter: &Meter,
    ) -> Result<(Arc<Prepared>, Vec<usize>), Unclear> {
        let prepared = self.stage(restraint, dropped);
        let unmet = self.ensure(&prepared, reached, meter)?;
        Ok((prepared, unmet))
    }

    /// Draws what is reached and not drawn yet; the assumptions tied to it that
    /// are not met.
    pub(super) fn ensure(
        &self,
        prepared: &Prepared,
        reached: &BTreeSet<SymbolId>,
        meter: &Meter,
    ) -> Result<Vec<usize>, Unclear> {
        let lock = || prepared.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unmet = BTreeSet::new();
        let speaks =
            |k: &&usize| self.spoken().get(k).is_some_and(|named| !named.is_disjoint(reached));
        // What assumptions say of the symbols reached is asked for too.
        let mut asked: BTreeSet<SymbolId> = reached.clone();
        for k in prepared.kept.iter().filter(speaks) {
            asked.extend(self.spoken().get(k).into_iter().flatten().copied());
            // Of numbers alone: there is nothing to be drawn.
            if !self.spoken()[k].iter().any(|id| is_drawn(self.meaning, *id))
                && !self.meets(&prepared.stage, *k, meter)
            {
                unmet.insert(*k);
            }
        }
        for id in asked.into_iter().filter(|id| is_drawn(self.meaning, *id)) {
            let known = lock().get(&id).cloned();
            let tied = known.unwrap_or_else(|| {
                let symbols = self.tied(id, &prepared.kept);
                let tied = Arc::new(self.drawn(prepared, id, &symbols));
                let mut drawn = lock();
                for symbol in symbols {
                    drawn.entry(symbol).or_insert_with(|| tied.clone());
                }
                tied
            });
            meter.share(prepared.stage.number(), Shared::Drawn(tied.first), tied.steps)?;
            unmet.extend(tied.unmet.iter().copied());
        }
        Ok(unmet.into_iter().collect())
    }

    /// All that is drawn and that assumptions tie to a symbol.
    pub(super) fn tied(&self, id: SymbolId, kept: &[usize]) -> BTreeSet<SymbolId> {
        let mut tied = BTreeSet::from([id]);
        loop {
            let before = tied.len();
            for named in kept.iter().filter_map(|k| self.spoken().get(k)) {
                let drawn = || named.iter().filter(|id| is_drawn(self.meaning, **id));
                if drawn().any(|id| tied.contains(id)) {
                    tied.extend(drawn());
                }
            }
            if tied.len() == before {
                return tied;
            }
        }
    }

    /// Draws symbols that are tied together, and bends them to what is assumed.
    fn drawn(&self, prepared: &Prepared, id: SymbolId, symbols: &BTreeSet<SymbolId>) -> Tied {
        let meter = Meter::new(Allowance::LINE);
        let restraint = prepared.restraint;
        let kept: Vec<usize> = prepared
            .kept
            .iter()
            .copied()
            .filter(|k| self.spoken().get(k).is_some_and(|named| !named.is_disjoint(symbols)))
            .collect();
        let sides: Vec<&Sides> = kept
            .iter()
            .map(|k| &self.meaning.relations[*k])
            .filter(|of| is_equation(of.sign))
            .filter_map(|of| of.sides.as_ref().ok())
            .collect();
        let unmet_at = |stage: &Stage| -> Vec<usize> {
            kept.iter().copied().filter(|k| !self.meets(stage, *k, &meter)).collect()
        };
        let mut stage = self.empty(restraint, &prepared.kept);
        stage.draw(self.meaning, symbols, &self.positive(restraint, &kept), self.room(), &meter);
        let relations = kept.iter().map(|k| &self.meaning.relations[*k]);
        let ordered: Vec<&Relation> = relations.filter(|of| !is_equation(of.sign)).collect();
        for _ in 0..MOST_TURNS {
            stage.meet(self.meaning, &sides, &meter);
            if !stage.order(self.meaning, &ordered, &meter) {
                break;
            }
        }
        let mut unmet = unmet_at(&stage);
        // What bends each other is met all at once, where that is possible.
        let approach = Meter::new(newton::ALLOWANCE);
        let searches: [(Search<'_>, &Meter); 2] =
            [(Self::projected, &meter), (Self::approached, &approach)];
        for (all_at_once, meter) in searches {
            if unmet.is_empty() {
                break;
            }
            let Some(other) = all_at_once(self, restraint, &kept, &stage, meter) else { continue };
            let still = unmet_at(&other);
            if still.len() < unmet.len() {
                (stage, unmet) = (other, still);
            }
        }
        let steps = Steps(meter.used().0 + approach.used().0);
        prepared.stage.give(stage);
        let first = symbols.first().copied().unwrap_or(id);
        Tied { first, unmet, steps }
    }
}

/// The symbols that some left sides and the right one are made of.
pub(super) fn reached(
    meaning: &Meaning,
    left: &[crate::expression::ExprId],
    sides: &Sides,
) -> BTreeSet<SymbolId> {
    let mut found = BTreeSet::new();
    left.iter().chain([&sides.right]).for_each(|id| meaning.reach(*id, &mut found));
    found
}
