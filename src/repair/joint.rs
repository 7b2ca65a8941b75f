//! Several changes at once, found from what each of them adds.
//!
//! A side is a sum of terms, so changes of different terms add up: what each
//! adds was seen when it was tried alone, and those that together make up the
//! difference of the sides are looked up, not evaluated. Within a term a sign or
//! a number scales whatever else is changed there, and other pairs are tried.

use super::change::Change;
use super::edits::Edit;
use super::leaves::Leaves;
use super::rank::Known;
use super::search::{MANY, MOST_ENTRIES, Scored, Search, difference};
use crate::source::Span;
use rayon::prelude::*;
use std::collections::HashSet;

/// More changes than these together, beside one for each term, are no longer the
/// line that was written.
const MOST_MORE: usize = 1;
/// Of that many terms' signs only the one before their bracket may be turned.
const MOST_SIGNS: usize = 1;
/// Of one term so many likely changes are looked at, alone and with a sign or a
/// number that is wrong too.
const MOST_ALONE: usize = 300;
/// Of all terms together so many.
const MOST_OF_ALL: usize = 2_400;
/// Of a line so many pairs of changes of one term are tried.
const MOST_PAIRS: usize = 5_000;
/// More sums of changes than these are not looked at any further.
const MOST_FOUND: usize = 300;
/// So many choices are looked up where three terms are changed together.
const MOST_LOOKED_UP: usize = 100_000_000;
/// Three terms are changed together only where there are not more terms.
const MOST_LEAVES: usize = 6;
/// What a turned sign counts beside other changes.
const TURNED: f64 = 0.3;
/// Values agree that differ by less of the size of their terms.
const CLOSE: f64 = 1e-9;

/// A way to change a term.
#[derive(Clone)]
struct Choice {
    /// The changes that it is made of, by their numbers, at most two.
    parts: [Option<Part>; 2],
    turned: bool,
    /// How unlikely it is.
    score: f64,
    adds: Vec<f64>,
    /// One number for all of what it adds, to look it up by.
    dot: f64,
}

/// A change of one place.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// One of those that were tried alone.
    Alone(usize),
    /// The term is left out.
    Without(usize),
}

/// What is asked for.
pub(super) struct Wanted {
    adds: Vec<f64>,
    size: Vec<f64>,
    dot: f64,
    slack: f64,
}

/// Changes of several places that may make the line true, the fewest and then
/// the likeliest first; `alone` is what was seen of each edit.
pub(super) fn several(
    search: &Search<'_, '_>,
    known: &Known,
    alone: &Scored<'_>,
    wanted: &Wanted,
) -> Vec<Change> {
    let mut found: Vec<(usize, f64, Change)> = Vec::new();
    let site = search.site;
    let ways = [Leaves::deep(site, &site.side), Leaves::shallow(site), Leaves::whole(site)];
    for (k, leaves) in ways.iter().enumerate() {
        if ways[..k].iter().any(|other| other.all.len() == leaves.all.len()) {
            continue;
        }
        if !found.is_empty() {
            break;
        }
        let work = Work { search, known, alone, leaves, wanted };
        for change in work.changes() {
            if change.edits.len() <= leaves.all.len() + MOST_MORE {
                found.push((change.edits.len(), known.score(site, &change), change));
            }
        }
    }
    found.sort_by(|(m, a, _), (n, b, _)| m.cmp(n).then(a.total_cmp(b)));
    let mut seen = HashSet::new();
    let new = |change: &Change| {
        let text = change.applied(site, site.side.span);
        known.is_hint(site, change) && seen.insert(text)
    };
    found.into_iter().map(|(_, _, change)| change).filter(new).collect()
}

impl Wanted {
    pub(super) fn of(search: &Search<'_, '_>) -> Option<Self> {
        let now = search.now()?;
        let adds = difference(&now.left, &now.right);
        let size: Vec<f64> = now.size.iter().copied().take(MOST_ENTRIES).collect();
        let slack = size.iter().enumerate().map(|(k, s)| s * weight(k)).sum::<f64>();
        let dot = dot(&adds);
        Some(Self { adds, size, dot, slack: CLOSE * slack })
    }

    /// Whether what is added is as good as nothing.
    pub(super) fn is_nothing(&self, adds: &[f64]) -> bool {
        adds.iter().zip(&self.size).all(|(add, size)| add.abs() <= CLOSE * size)
    }

    fn is_met(&self, parts: &[(usize, &Choice)]) -> bool {
        let close = |(k, (wanted, size)): (usize, (&f64, &f64))| {
            let sum: f64 = parts.iter().map(|(_, part)| part.adds[k]).sum();
            (sum - wanted).abs() <= CLOSE * size
        };
        self.adds.iter().zip(&self.size).enumerate().all(close)
    }
}

/// Fixed weights without a pattern, by the golden ratio.
fn weight(k: usize) -> f64 {
    0.5 + ((k as f64 + 1.0) * 0.618_033_988_749_894_9).fract()
}

fn dot(values: &[f64]) -> f64 {
    values.iter().enumerate().map(|(k, v)| weight(k) * v).sum()
}

struct Work<'w, 's, 'a> {
    search: &'w Search<'s, 'a>,
    known: &'w Known,
    alone: &'w Scored<'w>,
    leaves: &'w Leaves,
    wanted: &'w Wanted,
}

impl Work<'_, '_, '_> {
    /// Changes of several terms that make up the difference. Two places of one term are
    /// changed only where one of each is not enough, since these have to be looked at.
    fn changes(&self) -> Vec<Change> {
        let Some(values) = self.search.values(self.leaves) else { return Vec::new() };
        // Trials are taken leaf by leaf, in their order.
        let alone: Vec<Vec<Choice>> =
            self.leaves.all.iter().map(|leaf| self.within(leaf.span)).collect();
        let found = self.sums(&self.choices(&values, &alone, &[]));
        if !found.is_empty() {
            return found;
        }
        let pairs: Vec<Vec<Choice>> = alone.iter().map(|alone| self.pairs(alone)).collect();
        self.sums(&self.choices(&values, &alone, &pairs))
    }

    /// For each term the ways to change it.
    fn choices(
        &self,
        values: &[Vec<f64>],
        alone: &[Vec<Choice>],
        pairs: &[Vec<Choice>],
    ) -> Vec<Vec<Choice>> {
        let of = |(leaf, (value, alone)): (usize, (&Vec<f64>, &Vec<Choice>))| {
            let pairs = pairs.get(leaf).cloned().unwrap_or_default();
            self.of_leaf(leaf, value, alone.clone(), pairs)
        };
        values.par_iter().zip(alone).enumerate().map(of).collect()
    }

    fn of_leaf(
        &self,
        number: usize,
        value: &[f64],
        alone: Vec<Choice>,
        pairs: Vec<Choice>,
    ) -> Vec<Choice> {
        let leaf = &self.leaves.all[number];
        let mut scales: Vec<(f64, &Choice)> = Vec::new();
        for choice in &alone {
            let ratio = ratio(&choice.adds, value).map(|r| 1.0 + r);
            let Some(ratio) = ratio.filter(|r| r.abs() > CLOSE && *r != -1.0) else { continue };
            if !scales.iter().any(|(known, _)| (known - ratio).abs() < CLOSE) {
                scales.push((ratio, choice));
            }
        }
        let mut choices = vec![Choice::new([None, None], 0.0, vec![0.0; value.len()])];
        for choice in &alone {
            for (scale, by) in &scales {
                let adds = value.iter().zip(&choice.adds).map(|(v, a)| scale * (v + a) - v);
                let both = self.both(choice, by);
                let score = choice.score + by.score;
                choices.extend(both.map(|both| Choice::new(both, score, adds.collect())));
            }
        }
        choices.extend(pairs);
        choices.extend(alone);
        let turned: Vec<Choice> = choices.iter().map(|choice| choice.turned(value)).collect();
        choices.extend(turned);
        let score = self.known.score(self.search.site, &Change::one(&leaf.without));
        let gone = value.iter().map(|v| -v).collect();
        choices.push(Choice::new([Some(Part::Without(number)), None], score, gone));
        choices.retain(|choice| choice.cost() == 0 || !self.wanted.is_nothing(&choice.adds));
        self.each_once(choices)
    }

    /// Two changes of one place each, where neither touches the other.
    fn both(&self, a: &Choice, b: &Choice) -> Option<[Option<Part>; 2]> {
        let span = |choice: &Choice| self.edit(choice.parts[0]?).map(|edit| edit.span);
        let (x, y) = (span(a)?, span(b)?);
        let apart = x.end <= y.start || y.end <= x.start;
        apart.then_some([a.parts[0], b.parts[0]])
    }

    fn edit(&self, part: Part) -> Option<&Edit> {
        match part {
            Part::Alone(k) => self.alone.seen.changes.get(k)?.edits.first(),
            Part::Without(k) => Some(&self.leaves.all.get(k)?.without),
        }
    }

    fn change(&self, parts: &[Option<Part>]) -> Option<Change> {
        let mut edits = parts.iter().flatten().filter_map(|part| self.edit(*part));
        let first = edits.next().map_or(Change::default(), Change::one);
        edits.try_fold(first, |all, edit| all.with(&Change::one(edit)))
    }

    /// Of choices that add the same the likeliest, in the order of what they add.
    fn each_once(&self, mut choices: Vec<Choice>) -> Vec<Choice> {
        choices.sort_by(|a, b| a.dot.total_cmp(&b.dot));
        let mut kept: Vec<Choice> = Vec::new();
        for choice in choices {
            let near = kept.iter().rposition(|other| choice.dot - other.dot > self.wanted.slack);
            let from = near.map_or(0, |k| k + 1);
            let same = kept[from..].iter_mut().find(|other| {
                let apart = difference(&choice.adds, &other.adds);
                self.wanted.is_nothing(&apart)
            });
            match same {
                Some(other) if choice.rank() < other.rank() => *other = choice,
                Some(_) => {}
                None => kept.push(choice),
            }
        }
        kept.sort_by(|a, b| a.dot.total_cmp(&b.dot));
        kept
    }

    /// The likely changes within a term, the likeliest first.
    fn within(&self, span: Span) -> Vec<Choice> {
        let some = self.alone.within(span).filter(|(_, _, adds)| !self.wanted.is_nothing(adds));
        let parts = |k| [Some(Part::Alone(k)), None];
        let mut seen: Vec<Choice> =
            some.map(|(k, score, adds)| Choice::new(parts(k), score, adds.to_vec())).collect();
        seen.sort_by(|a, b| a.score.total_cmp(&b.score));
        seen.truncate(MOST_ALONE.min(MOST_OF_ALL / self.leaves.all.len().max(1)));
        seen
    }

    /// Two changes of one term, tried together.
    fn pairs(&self, alone: &[Choice]) -> Vec<Choice> {
        let mut both = Vec::new();
        for (k, a) in alone.iter().enumerate() {
            let pairs =
                alone[..k].iter().filter_map(|b| self.both(a, b).zip(Some(a.score + b.score)));
            both.extend(pairs);
        }
        both.sort_by(|a, b| a.1.total_cmp(&b.1));
        both.truncate(MOST_PAIRS / self.leaves.all.len().max(1));
        let changes: Vec<Change> =
            both.iter().map(|(parts, _)| self.change(parts).unwrap_or_default()).collect();
        let tried = self.search.tried(&changes, MANY);
        let seen = both.into_iter().zip(tried);
        seen.filter_map(|((parts, score), tried)| Some(Choice::new(parts, score, tried?.adds?)))
            .collect()
    }

    /// Choices for up to three terms that make up the difference together.
    fn sums(&self, choices: &[Vec<Choice>]) -> Vec<Change> {
        let mut found = Vec::new();
        let lists: Vec<List> = choices.iter().enumerate().map(List::new).collect();
        for (a, first) in lists.iter().enumerate() {
            for choice in first.near(self.wanted.dot, self.wanted.slack) {
                self.take(&[(first.leaf, choice)], &mut found);
            }
            for second in &lists[a + 1..] {
                self.two(first, second, None, &mut found);
            }
        }
        if lists.len() <= MOST_LEAVES {
            let mut threes = Vec::new();
            for (a, first) in lists.iter().enumerate() {
                for (b, second) in lists.iter().enumerate().skip(a + 1) {
                    threes.extend(lists[b + 1..].iter().map(|third| [first, second, third]));
                }
            }
            let share = MOST_LOOKED_UP / threes.len().max(1);
            let three = |lists| self.three(lists, share);
            found.extend(threes.into_par_iter().flat_map(three).collect::<Vec<_>>());
        }
        found
    }

    fn three(&self, mut lists: [&List<'_>; 3], share: usize) -> Vec<Change> {
        let mut found = Vec::new();
        lists.sort_by_key(|list| list.dots.len());
        let [first, second, third] = lists;
        let each = second.dots.len() + third.dots.len();
        let most = share / each.max(1);
        for choice in first.choices.iter().filter(|choice| choice.cost() > 0).take(most) {
            if found.len() >= MOST_FOUND {
                break;
            }
            self.two(second, third, Some((first.leaf, choice)), &mut found);
        }
        found
    }

    /// Choices from two lists, beside one that is made: where one is larger the
    /// other has to be smaller, so both lists are gone through once.
    fn two(
        &self,
        first: &List<'_>,
        second: &List<'_>,
        made: Option<(usize, &Choice)>,
        found: &mut Vec<Change>,
    ) {
        let wanted = self.wanted.dot - made.map_or(0.0, |(_, choice)| choice.dot);
        let slack = self.wanted.slack;
        let mut end = second.dots.len();
        for (k, dot) in first.dots.iter().enumerate() {
            while end > 0 && dot + second.dots[end - 1] > wanted + slack {
                end -= 1;
            }
            let mut at = end;
            while at > 0 && dot + second.dots[at - 1] >= wanted - slack {
                at -= 1;
                let both = [(first.leaf, &first.choices[k]), (second.leaf, &second.choices[at])];
                if found.len() < MOST_FOUND && both.iter().all(|(_, choice)| choice.cost() > 0) {
                    let all: Vec<(usize, &Choice)> = made.into_iter().chain(both).collect();
                    self.take(&all, found);
                }
            }
        }
    }

    fn take(&self, chosen: &[(usize, &Choice)], found: &mut Vec<Change>) {
        let cost: usize = chosen.iter().map(|(_, choice)| choice.cost()).sum();
        let most = self.leaves.all.len() + MOST_MORE + MOST_SIGNS;
        if (1..=most).contains(&cost) && self.wanted.is_met(chosen) {
            found.extend(self.together(chosen));
        }
    }

    /// What is chosen for some terms as one change; where all terms in a
    /// bracket turn their signs, the sign before it is turned.
    fn together(&self, chosen: &[(usize, &Choice)]) -> Option<Change> {
        let turned = |leaf: usize| chosen.iter().any(|(k, choice)| *k == leaf && choice.turned);
        let mut whole = Change::default();
        for (number, bracket) in self.leaves.brackets.iter().enumerate() {
            let mut inside = self.leaves.all.iter().enumerate();
            let inside: Vec<usize> =
                inside.by_ref().filter(|(_, l)| l.within == Some(number)).map(|(k, _)| k).collect();
            if !inside.is_empty() && inside.iter().all(|k| turned(*k)) {
                whole = whole.with(&Change::one(bracket))?;
            } else {
                for k in inside.into_iter().filter(|k| turned(*k)) {
                    whole = whole.with(&Change::one(&self.leaves.all[k].turned))?;
                }
            }
        }
        for (k, choice) in chosen {
            let leaf = &self.leaves.all[*k];
            if choice.turned && leaf.within.is_none() {
                whole = whole.with(&Change::one(&leaf.turned))?;
            }
            whole = whole.with(&self.change(&choice.parts)?)?;
        }
        Some(whole)
    }
}

/// The choices for one term in the order of what they add.
struct List<'c> {
    leaf: usize,
    choices: &'c [Choice],
    dots: Vec<f64>,
}

impl<'c> List<'c> {
    fn new((leaf, choices): (usize, &'c Vec<Choice>)) -> Self {
        Self { leaf, choices, dots: choices.iter().map(|choice| choice.dot).collect() }
    }

    /// The choices that add about as much.
    fn near(&self, dot: f64, slack: f64) -> &'c [Choice] {
        let from = self.dots.partition_point(|d| *d < dot - slack);
        let to = self.dots.partition_point(|d| *d <= dot + slack);
        &self.choices[from..to.max(from)]
    }
}

impl Choice {
    fn new(parts: [Option<Part>; 2], score: f64, adds: Vec<f64>) -> Self {
        let dot = dot(&adds);
        Self { parts, turned: false, score, adds, dot }
    }

    /// How many places it changes.
    fn cost(&self) -> usize {
        self.parts.iter().flatten().count() + usize::from(self.turned)
    }

    /// How unlikely it is; each place counts.
    fn rank(&self) -> f64 {
        self.score + self.cost() as f64
    }

    /// The same of the term with its sign turned.
    fn turned(&self, value: &[f64]) -> Self {
        let adds: Vec<f64> = value.iter().zip(&self.adds).map(|(v, a)| -(v + a) - v).collect();
        Self { turned: true, ..Self::new(self.parts, self.score + TURNED, adds) }
    }
}

/// The number by which one is the other's multiple.
fn ratio(a: &[f64], b: &[f64]) -> Option<f64> {
    let largest = b.iter().enumerate().max_by(|x, y| x.1.abs().total_cmp(&y.1.abs()))?;
    if *largest.1 == 0.0 {
        return None;
    }
    let ratio = a[largest.0] / largest.1;
    let close = |(a, b): (&f64, &f64)| (a - ratio * b).abs() <= CLOSE * largest.1.abs();
    a.iter().zip(b).all(close).then_some(ratio)
}
