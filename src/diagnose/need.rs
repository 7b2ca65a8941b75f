//! The assumptions under which a line that is false, or has no value, is true.
//!
//! An assumption from outside is understood beside the document, and the same
//! relation is judged; what is said was found in a reading of the document with the
//! assumption too, the way in which a reader who adds the line will find it. What
//! goes together is tried at once, then each assumption alone, then pairs. At last
//! the assumption is written into the document, where it belongs, and that is read
//! and judged.
//!
//! That something is not 0 is asked only of what is 0 somewhere at the points
//! that are looked at: `a_i b_i = 0` is met by the one factor or the other. All
//! other givens are either not 0 at generic points, so that saying so changes
//! nothing, or 0 by what the document assumes of them, as a diagonal is, so that
//! saying so contradicts it; and of what is defined nothing can be assumed.

use super::addition::{self, Addition};
use super::spelling::{Candidate, Sort, Spelling};
use super::trial::{Trial, assuming, assuming_anew};
use crate::derivation::Subject;
use crate::effort::{Trials, price_of_judging, price_of_understanding};
use crate::evaluate::{Judge, Steps, Zeros};
use crate::expression::{Kind, SymbolId};
use crate::reading::Property;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// More symbols than these in one line are not asked for.
const MOST_SYMBOLS: usize = 6;

/// What a relation lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need {
    /// The assumptions, in LaTeX.
    pub latex: Vec<String>,
    /// Where in the document they can be stated; nothing if the line was not
    /// found to hold with them in any place.
    pub add: Option<Addition>,
}

/// The smallest set of assumptions that makes a relation true, which took so many
/// steps to be judged: one, or two, or else as few of those that go together as
/// will do.
#[must_use]
pub(crate) fn need(
    subject: &Subject<'_>,
    (relation, steps): (usize, Steps),
    trials: &Trials,
) -> Option<Need> {
    let price = price_of_understanding(subject.meaning()) + price_of_judging(steps);
    let search = Search { subject, relation, trials, price, known: RefCell::default() };
    let mut least: Option<Vec<Candidate>> = None;
    for group in search.groups() {
        let shorter = |found: &Vec<Candidate>| least.as_ref().is_none_or(|l| found.len() < l.len());
        if let Some(found) = search.least(&group).filter(shorter) {
            least = Some(found);
        }
        if least.as_ref().is_some_and(|found| found.len() == 1) {
            break;
        }
    }
    let needed = least?;
    let add = addition::find(subject, relation, &needed);
    let seed = subject.other_seed();
    if add.is_none() && assuming_anew(subject, relation, &needed, seed) != Trial::Holds {
        return None;
    }
    Some(Need { latex: needed.into_iter().map(|candidate| candidate.latex).collect(), add })
}

/// What has some properties, in LaTeX, where it makes a false relation true that they are said
/// of what is given there: each of one symbol, or of all, among those of some names if there
/// are any.
#[must_use]
pub(crate) fn would_do(
    subject: &Subject<'_>,
    (relation, steps): (usize, Steps),
    asked: &[(Property, &[String])],
    trials: &Trials,
) -> Option<Vec<String>> {
    let price = price_of_understanding(subject.meaning()) + price_of_judging(steps);
    let search = Search { subject, relation, trials, price, known: RefCell::default() };
    let spelling = Spelling { meaning: subject.meaning() };
    let given = spelling.given(relation);
    let mut groups: Vec<Vec<Candidate>> = vec![Vec::new()];
    for (property, names) in asked {
        let of = |id: &SymbolId| {
            names.is_empty() || names.contains(&spelling.meaning.symbol(*id).key.name)
        };
        let given: Vec<SymbolId> = given.iter().copied().filter(of).collect();
        let having = spelling.having(&given, *property);
        let with = |group: &Vec<Candidate>| -> Vec<Vec<Candidate>> {
            having.iter().map(|more| [group.as_slice(), more].concat()).collect()
        };
        groups = groups.iter().flat_map(with).collect();
    }
    let found = groups.into_iter().find(|group| search.holds(group))?;
    Some(found.into_iter().map(|candidate| candidate.latex).collect())
}

/// One search, which tries nothing twice.
struct Search<'a> {
    subject: &'a Subject<'a>,
    relation: usize,
    trials: &'a Trials,
    /// What it takes to try one set of assumptions.
    price: u64,
    known: RefCell<BTreeMap<Vec<String>, Trial>>,
}

impl Search<'_> {
    /// What can be assumed together.
    fn groups(&self) -> Vec<Vec<Candidate>> {
        let spelling = Spelling { meaning: self.subject.meaning() };
        let few = |symbols: &Vec<SymbolId>| (1..=MOST_SYMBOLS).contains(&symbols.len());
        let given = spelling.given(self.relation);
        let vanishing = Some(self.vanishing(&given)).filter(few);
        // That something is not 0 says less than that it is positive.
        let mut groups: Vec<Vec<Candidate>> =
            vanishing.iter().map(|symbols| spelling.nonzero(symbols)).collect();
        groups.extend(spelling.groups(&Some(given).filter(few).unwrap_or_default()));
        groups
    }

    /// The givens that are 0 somewhere, and not only on their diagonal: of those
    /// that are given, and of those that are assumed to have to do with them.
    fn vanishing(&self, given: &[SymbolId]) -> Vec<SymbolId> {
        let meaning = self.subject.meaning();
        let mut all: BTreeSet<SymbolId> = given.iter().copied().collect();
        for relation in meaning.relations.iter().filter(|r| r.kind == Kind::Assumption) {
            let Ok(sides) = &relation.sides else { continue };
            let mut reached = BTreeSet::new();
            meaning.reach(sides.left[0], &mut reached);
            meaning.reach(sides.right, &mut reached);
            if given.iter().any(|symbol| reached.contains(symbol)) {
                all.extend(reached);
            }
        }
        let judge = Judge::new(meaning, self.subject.seed);
        all.into_iter()
            .filter(|symbol| judge.zeros(*symbol, self.relation) == Zeros::Some)
            .collect()
    }

    fn tried(&self, some: &[Candidate]) -> Trial {
        let key: Vec<String> = some.iter().map(|candidate| candidate.latex.clone()).collect();
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        if !self.trials.take_one(self.price) {
            return Trial::Void;
        }
        let found = assuming(self.subject, self.relation, some, self.subject.seed);
        self.known.borrow_mut().insert(key, found);
        found
    }

    fn holds(&self, some: &[Candidate]) -> bool {
        self.tried(some) == Trial::Holds
    }

    /// The smallest part of a group that is enough, if all of it is.
    fn least(&self, group: &[Candidate]) -> Option<Vec<Candidate>> {
        match self.tried(group) {
            Trial::Holds => return Some(self.within(group)),
            Trial::Fails => return None,
            Trial::Void => {}
        }
        // What cannot be assumed all at once may be without some of it.
        let without = |left_out: &[Sort]| -> Vec<Candidate> {
            group.iter().filter(|one| !left_out.contains(&one.sort)).cloned().collect()
        };
        let all = [&[Sort::Positive][..], &[Sort::Diagonal], &[Sort::Positive, Sort::Diagonal]];
        let parts =
            all.into_iter().map(without).filter(|part| (1..group.len()).contains(&part.len()));
        let part = parts.into_iter().find(|part| self.holds(part));
        part.map(|part| self.within(&part)).or_else(|| self.single(group))
    }

    /// The smallest part of what is enough that is enough.
    fn within(&self, group: &[Candidate]) -> Vec<Candidate> {
        if let Some(one) = self.single(group) {
            return one;
        }
        // What comes first is kept rather than what comes last.
        let mut kept = group.to_vec();
        for one in group.iter().rev() {
            let without: Vec<Candidate> = kept.iter().filter(|k| *k != one).cloned().collect();
            if !without.is_empty() && self.holds(&without) {
                kept = without;
            }
        }
        if kept.len() <= 2 {
            return kept;
        }
        let pairs = group
            .iter()
            .enumerate()
            .flat_map(|(k, a)| group[k + 1..].iter().map(move |b| vec![a.clone(), b.clone()]));
        pairs.into_iter().find(|pair| self.holds(pair)).unwrap_or(kept)
    }

    fn single(&self, group: &[Candidate]) -> Option<Vec<Candidate>> {
        let one = group.iter().find(|one| self.holds(std::slice::from_ref(one)))?;
        Some(vec![one.clone()])
    }
}
