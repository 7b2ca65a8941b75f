//! Changes tried: all of them at one point, what is left over in full.

use super::Case;
use super::change::Change;
use super::leaves::Leaves;
use super::site::Site;
use crate::derivation::understood;
use crate::effort::{Trials, price_of, price_of_judging, price_of_understanding};
use crate::evaluate::{Judge, Screen, Sight, Steps, with_room};
use crate::expression::{Kind, Meaning};
use crate::reading::Edit;
use crate::source::Span;
use crate::syntax::Formula;
use rayon::prelude::*;

/// So many changes are understood together.
pub(super) const MANY: usize = 96;

/// So many batches are looked at before it is counted what they took.
const BATCHES: usize = 4;

/// A batch is looked at so many times more, in halves.
const MOST_AGAIN: usize = 4;

/// A search for changes that make a line true.
pub(super) struct Search<'s, 'a> {
    pub site: &'s Site<'a>,
    /// What may still be tried.
    trials: &'s Trials,
    prices: Prices,
    /// What the line is as it stands.
    now: Option<Sight>,
}

/// What it takes, in trials.
#[derive(Debug, Clone, Copy)]
struct Prices {
    /// To look at the line with a change, at least.
    look: u64,
    /// To understand the document with a change and judge the line.
    confirmation: u64,
}

/// What a batch took: how many looks, and how many steps these.
#[derive(Debug, Default)]
struct Spent {
    looks: usize,
    steps: Steps,
}

/// What the line with a change is at the screen's point.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    /// Whether it may be true.
    pub holds: bool,
    /// What the change adds to the right side; `None` where that cannot be told
    /// from this one point.
    pub adds: Option<Vec<f64>>,
}

/// Changes of one place, with what is seen of each.
#[derive(Debug)]
pub(super) struct Alone {
    pub changes: Vec<Change>,
    pub tried: Vec<Option<Tried>>,
}

impl Alone {
    /// The changes that may make the line true.
    pub(super) fn passed(&self) -> Vec<Change> {
        let all = self.changes.iter().zip(&self.tried);
        let passed = all.filter(|(_, tried)| tried.as_ref().is_some_and(|tried| tried.holds));
        passed.map(|(change, _)| change.clone()).collect()
    }
}

/// The same with how unlikely each is.
#[derive(Debug)]
pub(super) struct Scored<'t> {
    pub seen: &'t Alone,
    pub scores: Vec<f64>,
}

impl Scored<'_> {
    /// The numbers of the changes that lie within a part of the side, with how
    /// unlikely each is and what it adds.
    pub(super) fn within(&self, span: Span) -> impl Iterator<Item = (usize, f64, &[f64])> {
        let all = self.seen.changes.iter().zip(&self.seen.tried).enumerate();
        all.filter_map(move |(k, (change, tried))| {
            let edit = change.edits.first()?;
            let inside = span.start <= edit.span.start && edit.span.end <= span.end;
            Some((k, self.scores[k], tried.as_ref()?.adds.as_deref()?)).filter(|_| inside)
        })
    }
}

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(site: &'s Site<'a>, case: &Case<'s>) -> Self {
        let meaning = site.subject.meaning();
        let judge = Judge::new(meaning, site.subject.seed);
        let own = site.of().sides.as_ref().ok();
        let (screen, _) = Screen::new(&judge, site.relation);
        let now = own.zip(screen.as_ref()).and_then(|(own, screen)| screen.look(own));
        let look = screen.as_ref().map_or(case.steps, Screen::looked);
        let prices = Prices {
            look: price_of(look).max(1),
            confirmation: price_of_understanding(meaning) + 2 * price_of_judging(case.steps),
        };
        Self { site, trials: case.trials, prices, now }
    }

    /// What the line is as it stands.
    pub(super) const fn now(&self) -> Option<&Sight> {
        self.now.as_ref()
    }

    /// What is seen of each change; nothing of those that cannot be evaluated, nor
    /// of those for which no trials are left. So many are understood together,
    /// which is quick, but one may change what another means.
    pub(super) fn tried(&self, changes: &[Change], together: usize) -> Vec<Option<Tried>> {
        let mut found = Vec::with_capacity(changes.len());
        // What a round takes is known only behind it.
        for round in changes.chunks(MANY.max(together) * BATCHES) {
            let paid = self.trials.take(round.len(), self.prices.look);
            let batches = round[..paid].par_chunks(together).map(|batch| self.one_batch(batch));
            for (batch, more) in batches.collect::<Vec<_>>() {
                found.extend(batch);
                self.trials.spend(more);
            }
            if paid < round.len() {
                break;
            }
        }
        found.resize(changes.len(), None);
        found
    }

    /// What is seen of changes that are understood together, and the trials that
    /// it takes beside what was paid for looks.
    fn one_batch(&self, batch: &[Change]) -> (Vec<Option<Tried>>, u64) {
        let mut spent = Spent::default();
        let most = (1 + MOST_AGAIN) * batch.len();
        let look = || self.batch(batch, most, &mut spent);
        let found = with_room(self.site.subject.meaning(), look);
        let found = found.unwrap_or_else(|| vec![None; batch.len()]);
        let paid = self.prices.look * batch.len() as u64;
        let looks = self.prices.look * spent.looks as u64;
        (found, looks.max(price_of(spent.steps)).saturating_sub(paid))
    }

    /// Where one of some changes moves the points, as one does that has a
    /// logarithm of what need not be positive, each half is looked at by itself,
    /// up to so many looks in all.
    fn batch(&self, batch: &[Change], most: usize, spent: &mut Spent) -> Vec<Option<Tried>> {
        let (found, moved) = self.seen(batch, spent);
        if !moved || batch.len() <= 1 || spent.looks + batch.len() > most {
            return found;
        }
        let (a, b) = batch.split_at(batch.len() / 2);
        [self.batch(a, most, spent), self.batch(b, most, spent)].concat()
    }

    /// What is seen of changes that are understood together, and whether the
    /// line itself has other values beside them.
    fn seen(&self, batch: &[Change], spent: &mut Spent) -> (Vec<Option<Tried>>, bool) {
        spent.looks += batch.len();
        let Site { subject, relation, formula, .. } = *self.site;
        let mut found = vec![None; batch.len()];
        let read = |(k, change): (usize, &Change)| {
            Some((k, subject.reading.candidate(formula, &change.texts())?))
        };
        let (places, readings): (Vec<usize>, Vec<Formula>) =
            batch.iter().enumerate().filter_map(read).unzip();
        let tried = subject.understood.tried(relation, readings);
        let judge = Judge::new(&tried.meaning, subject.seed);
        let (screen, made) = Screen::new(&judge, relation);
        spent.steps.0 += made.0;
        let Some(screen) = screen else { return (found, true) };
        let own = tried.meaning.relations.get(relation).and_then(|of| of.sides.as_ref().ok());
        let before = own.and_then(|own| Some((own, screen.look(own)?)));
        let same = |(now, (_, before)): (&Sight, &(_, Sight))| {
            now.left == before.left && now.right == before.right
        };
        let here = self.now.as_ref().zip(before.as_ref()).is_some_and(same);
        for (place, sides) in places.into_iter().zip(&tried.sides) {
            let Some(sides) = sides else { continue };
            let Some(sight) = screen.look(sides) else { continue };
            let alike = before.as_ref().filter(|(own, _)| here && own.free == sides.free);
            let adds = alike.map(|(_, before)| difference(&sight.right, &before.right));
            found[place] = Some(Tried { holds: sight.holds, adds });
        }
        spent.steps.0 += screen.looked().0;
        (found, self.now.is_some() && !here)
    }

    /// What the terms of the right side are.
    pub(super) fn values(&self, leaves: &Leaves) -> Option<Vec<Vec<f64>>> {
        let without: Vec<Change> =
            leaves.all.iter().map(|leaf| Change::one(&leaf.without)).collect();
        let value = |tried: Option<Tried>| -> Option<Vec<f64>> {
            Some(tried?.adds?.into_iter().map(|added| -added).collect())
        };
        self.tried(&without, MANY).into_iter().map(value).collect()
    }

    /// Whether the document with a change makes the relation true, at the
    /// points at which it failed and at others, and is no other document. Where no
    /// trials are left to find out, it is not known to.
    pub(super) fn confirms(&self, change: &Change) -> bool {
        if !self.trials.take_one(self.prices.confirmation) {
            return false;
        }
        let Site { subject, relation, .. } = *self.site;
        let text = self.site.of().place.text;
        let edits: Vec<Edit> = change.edits.iter().map(|edit| edit.of_text(text)).collect();
        let Some(reading) = subject.reading.with(&edits) else { return false };
        let meaning = understood(&reading, subject.seed).into_meaning();
        let kinds =
            |meaning: &Meaning| -> Vec<Kind> { meaning.relations.iter().map(|r| r.kind).collect() };
        kinds(&meaning) == kinds(subject.meaning())
            && [subject.seed, subject.other_seed()].into_iter().all(|seed| {
                let outcome = Judge::new(&meaning, seed).judge(relation);
                outcome.is_ok_and(|outcome| outcome.holds() && outcome.reading.is_none())
            })
    }
}

/// More entries than these tell changes apart no better.
pub(super) const MOST_ENTRIES: usize = 32;

pub(super) fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).take(MOST_ENTRIES).map(|(a, b)| a - b).collect()
}
