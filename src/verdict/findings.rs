//! What is found out about lines beyond their verdicts: what a false line lacks,
//! what is odd about it, where it shows, and what would mend it.

use super::before::Ruling;
use super::judged::Judged;
use super::line::{Remark, Remarked};
use super::{Options, Verdict};
use crate::derivation::Subject;
use crate::diagnose::{self, Counterexample, Need, Oddity};
use crate::effort::Trials;
use crate::evaluate::Outcome;
use crate::expression::{Kind, Unclear};
use crate::repair::{self, Case, Diagnosis};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What is found out about a line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// The assumption under which it would be true.
    pub need: Option<Need>,
    /// Whether it was not tried to the end which assumption that is.
    pub unfinished: bool,
    /// What is odd about its indices.
    pub oddities: Vec<Remark>,
    /// The smallest values at which its sides differ.
    pub counterexample: Option<Counterexample>,
    /// What is the matter with it, if it fails.
    pub diagnosis: Option<Diagnosis>,
}

/// In one document, changes are looked for in so many lines' effort.
const MOST_MENDED: u64 = 8;
/// All lines of a document together are held against earlier false ones with so
/// many trials, and a single one with so many.
const TRIALS_FOR_SOURCES: u64 = 20_000;
const MOST_FOR_A_SOURCE: u64 = 2_000;
/// All lines of a document together are asked with so many trials what they lack.
const TRIALS_FOR_NEEDS: u64 = 80_000;
/// A single line with so many.
const MOST_FOR_A_NEED: u64 = 8_000;

/// The false lines that follow from earlier false ones with other left sides,
/// with those.
pub(super) fn carried(
    subject: &Subject<'_>,
    judged: &[Judged],
    rulings: &[Ruling],
) -> BTreeMap<usize, Vec<usize>> {
    let outcomes: Vec<Option<&Outcome>> = judged.iter().map(Judged::seen).collect();
    let failing: Vec<usize> =
        (0..rulings.len()).filter(|k| rulings[*k].verdict == Some(Verdict::Fails)).collect();
    let share = (TRIALS_FOR_SOURCES / (failing.len() as u64).max(1)).min(MOST_FOR_A_SOURCE);
    let follows = |k: usize| {
        let trials = Trials::of(share);
        Some((k, diagnose::follows(subject, &outcomes, k, &trials)?.0))
    };
    failing.into_par_iter().filter_map(follows).collect()
}

/// What is found out about every relation.
pub(super) fn all(
    subject: &Subject<'_>,
    judged: &[Judged],
    rulings: &[Ruling],
    options: &Options,
) -> Vec<Findings> {
    if !options.diagnose {
        return vec![Findings::default(); judged.len()];
    }
    let relations = &subject.meaning().relations;
    let fails = |k: usize| rulings[k].verdict == Some(Verdict::Fails);
    let asked = |k: usize| {
        let unclear = judged[k].unclear(&relations[k]);
        fails(k) || relations[k].kind == Kind::Claim && unclear.is_some_and(has_no_value)
    };
    let count = (0..relations.len()).filter(|k| asked(*k)).count() as u64;
    let share = (TRIALS_FOR_NEEDS / count.max(1)).min(MOST_FOR_A_NEED);
    let explained = |k: usize| {
        let claim = relations[k].kind == Kind::Claim;
        if claim {
            explain(subject, k, asked(k).then_some(share), fails(k))
        } else {
            Findings::default()
        }
    };
    let explained: Vec<Findings> = (0..relations.len()).into_par_iter().map(explained).collect();
    let mut mended = mend(subject, judged, rulings, options);
    let with = |(k, found): (usize, Findings)| Findings { diagnosis: mended.remove(&k), ..found };
    explained.into_iter().enumerate().map(with).collect()
}

/// What a claim lacks, if that is asked, with so many trials; where it shows, if
/// it is false; and what is odd about it, unless an assumption says all.
fn explain(subject: &Subject<'_>, relation: usize, asked: Option<u64>, fails: bool) -> Findings {
    let counterexample = fails.then(|| diagnose::counterexample(subject, relation)).flatten();
    let trials = Trials::of(asked.unwrap_or(0));
    let need = asked.and_then(|_| diagnose::need(subject, relation, &trials));
    let unfinished = need.is_none() && trials.were_short();
    let oddities = if fails && need.is_some() { Vec::new() } else { odd(subject, relation) };
    Findings { need, unfinished, oddities, counterexample, diagnosis: None }
}

fn odd(subject: &Subject<'_>, relation: usize) -> Vec<Remark> {
    let remark =
        |Oddity { place, odd }: Oddity| Remark::new(subject.reading, place, Remarked::Odd(odd));
    diagnose::scope(subject, relation).into_iter().map(remark).collect()
}

/// A line that is undecided where a value is not finite.
fn has_no_value(unclear: &Unclear) -> bool {
    unclear.reason.is_not_finite()
}

/// What mends each line that fails on its own account, by its relation. What one
/// line leaves of the effort is there for later ones.
fn mend(
    subject: &Subject<'_>,
    judged: &[Judged],
    rulings: &[Ruling],
    options: &Options,
) -> BTreeMap<usize, Diagnosis> {
    let relations = &subject.meaning().relations;
    let is_true = |k: &usize| {
        let verdict = rulings[*k].verdict;
        relations[*k].kind == Kind::Definition
            || relations[*k].kind == Kind::Claim
                && matches!(verdict, Some(Verdict::Holds | Verdict::Recovers))
    };
    let effort = u64::from(options.effort.count());
    let document = Trials::of(effort * MOST_MENDED);
    let mut found = BTreeMap::new();
    if effort == 0 {
        return found;
    }
    for relation in (0..relations.len()).filter(|k| rulings[*k].verdict == Some(Verdict::Fails)) {
        let Some(outcome) = judged[relation].seen() else { continue };
        let same = |at: &usize| judged[*at].seen().is_some_and(|o| o.same_left(outcome));
        let before = (0..relation).rev().filter(is_true).find(same);
        let trials = Trials::of(document.left().min(effort));
        let case = Case { relation, outcome, before, trials: &trials };
        let start = trials.left();
        found.insert(relation, repair::diagnose(*subject, case));
        document.spend(start - trials.left());
    }
    found
}
