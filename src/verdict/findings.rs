//! What is found out about lines beyond their verdicts: what a false line lacks,
//! what is odd about it, where it shows, and what would mend it.

use super::Options;
use super::before::{self, Ruling};
use super::judged::Judged;
use super::remark::{Remark, Remarked};
use super::ruling::Verdict;
use crate::derivation::Subject;
use crate::diagnose::{self, Counterexample, Need, Oddity};
use crate::effort::{STEPS_A_TRIAL, Trials};
use crate::evaluate::{Outcome, shielded};
use crate::expression::{Kind, Unclear};
use crate::repair::{self, Case, Diagnosis};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How far a line was explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Explained {
    /// All that is known of was tried.
    #[default]
    Through,
    /// Trials were used up before it was known which assumption it lacks.
    Short,
    /// A fault inside the program ended it.
    Fault,
}

/// What is found out about a line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Findings {
    /// The assumption under which it would be true.
    pub need: Option<Need>,
    /// Whether it was found out to the end what it lacks and where it shows.
    pub search: Explained,
    /// What is odd about its indices.
    pub oddities: Vec<Remark>,
    /// The smallest values at which its sides differ.
    pub counterexample: Option<Counterexample>,
    /// What is the matter with it, if it fails.
    pub diagnosis: Option<Diagnosis>,
}

/// In one document, changes are looked for in so many lines' effort.
const MOST_MENDED: u64 = 4;
/// All lines of a document together are held against earlier false ones with so
/// many trials, and a single one with so many.
const TRIALS_FOR_SOURCES: u64 = 10_000;
const MOST_FOR_A_SOURCE: u64 = 2_000;
/// All lines together are asked with so many trials what they lack, and a single
/// one with so many.
const TRIALS_FOR_NEEDS: u64 = 20_000;
const MOST_FOR_A_NEED: u64 = 4_000;
/// Small values at which lines are false are looked for in so many trials' time,
/// and for a single line in so many.
const TRIALS_FOR_EXAMPLES: u64 = 10_000;
const MOST_FOR_AN_EXAMPLE: u64 = 1_000;

/// What each of some lines may take.
fn share(all: u64, lines: usize, most: u64) -> u64 {
    (all / (lines as u64).max(1)).min(most)
}

/// The false lines that follow from earlier false ones with other left sides,
/// with those.
fn carried(
    subject: &Subject<'_>,
    judged: &[Judged],
    rulings: &[Ruling],
    document: &Trials,
) -> BTreeMap<usize, Vec<usize>> {
    let outcomes: Vec<Option<&Outcome>> = judged.iter().map(Judged::seen).collect();
    let failing: Vec<usize> =
        (0..rulings.len()).filter(|k| rulings[*k].verdict == Some(Verdict::Fails)).collect();
    let most = TRIALS_FOR_SOURCES.min(document.left());
    let share = share(most, failing.len(), MOST_FOR_A_SOURCE);
    let follows = |k: usize| {
        let trials = Trials::of(share);
        let case = (k, judged[k].steps);
        let found = shielded(|| diagnose::follows(subject, &outcomes, case, &trials)).flatten();
        (k, found, share - trials.left())
    };
    let all: Vec<_> = failing.into_par_iter().map(follows).collect();
    document.spend(all.iter().map(|(_, _, taken)| taken).sum());
    all.into_iter().filter_map(|(k, found, _)| Some((k, found?.0))).collect()
}

/// What is ruled on every relation of a reading, by those before it.
pub(super) fn rulings(
    subject: &Subject<'_>,
    judged: &[Judged],
    (options, document): (&Options, &Trials),
) -> Vec<Ruling> {
    let meaning = subject.meaning();
    let stated = meaning.relations.iter().map(|relation| (relation, meaning));
    let sides: Vec<_> = stated.zip(judged.iter().map(Judged::seen)).collect();
    let rulings = before::rule(&sides);
    if !options.diagnose {
        return rulings;
    }
    let carried = carried(subject, judged, &rulings, document);
    before::with_carried(rulings, carried)
}

/// What is found out about every relation.
pub(super) fn all(
    subject: &Subject<'_>,
    judged: &[Judged],
    rulings: &[Ruling],
    (options, document): (&Options, &Trials),
) -> Vec<Findings> {
    let relations = &subject.meaning().relations;
    if !options.diagnose {
        return relations.iter().map(|_| Findings::default()).collect();
    }
    let claim = |k: usize| relations[k].kind == Kind::Claim;
    let lacks = |k: usize| {
        let unclear = judged[k].unclear(&relations[k]);
        fails(rulings, k) || claim(k) && unclear.is_some_and(has_no_value)
    };
    let count = |of: &dyn Fn(usize) -> bool| (0..relations.len()).filter(|k| of(*k)).count();
    let false_lines = count(&|k| fails(rulings, k));
    let left = document.left();
    let examples = share(TRIALS_FOR_EXAMPLES.min(left), false_lines, MOST_FOR_AN_EXAMPLE);
    let left = left - examples * false_lines as u64;
    let needs = share(TRIALS_FOR_NEEDS.min(left), count(&lacks), MOST_FOR_A_NEED);
    let explained = |k: usize| {
        if !claim(k) {
            return (Findings::default(), 0);
        }
        let fails = fails(rulings, k);
        let shares = Shares { need: lacks(k).then_some(needs), example: fails.then_some(examples) };
        let found = shielded(|| explain(subject, (k, &judged[k]), fails, &shares));
        found.unwrap_or((Findings { search: Explained::Fault, ..Findings::default() }, 0))
    };
    let explained: Vec<_> = (0..relations.len()).into_par_iter().map(explained).collect();
    document.spend(explained.iter().map(|(_, taken)| taken).sum());
    let mut mended = mend(subject, judged, rulings, options);
    let with = |(k, (found, _)): (usize, (Findings, u64))| match mended.remove(&k) {
        Some(Some(diagnosis)) => Findings { diagnosis: Some(diagnosis), ..found },
        Some(None) => Findings { search: Explained::Fault, ..found },
        None => found,
    };
    explained.into_iter().enumerate().map(with).collect()
}

fn fails(rulings: &[Ruling], relation: usize) -> bool {
    rulings[relation].verdict == Some(Verdict::Fails)
}

/// What one line may take to be explained, in trials; none where it is not asked.
struct Shares {
    need: Option<u64>,
    example: Option<u64>,
}

/// What a claim lacks, and where it shows, as far as that is asked; and what is odd
/// about it, unless an assumption says all. With it the trials that this took.
fn explain(
    subject: &Subject<'_>,
    (relation, judged): (usize, &Judged),
    fails: bool,
    shares: &Shares,
) -> (Findings, u64) {
    let example = |share| diagnose::counterexample(subject, relation, share * STEPS_A_TRIAL);
    let counterexample = shares.example.and_then(example);
    let trials = Trials::of(shares.need.unwrap_or(0));
    let lacks = |_| diagnose::need(subject, (relation, judged.steps), &trials);
    let need = shares.need.and_then(lacks);
    let short = need.is_none() && trials.were_short();
    let search = if short { Explained::Short } else { Explained::Through };
    let oddities = if fails && need.is_some() { Vec::new() } else { odd(subject, relation) };
    let taken = shares.need.unwrap_or(0) - trials.left();
    (Findings { need, search, oddities, counterexample, diagnosis: None }, taken)
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

/// What mends each line that fails on its own account, by its relation; nothing
/// where a fault inside the program ended the search. What one line leaves of the
/// effort is there for later ones.
fn mend(
    subject: &Subject<'_>,
    judged: &[Judged],
    rulings: &[Ruling],
    options: &Options,
) -> BTreeMap<usize, Option<Diagnosis>> {
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
    for relation in (0..relations.len()).filter(|k| fails(rulings, *k)) {
        let Some(outcome) = judged[relation].seen() else { continue };
        let same = |at: &usize| judged[*at].seen().is_some_and(|o| o.same_left(outcome));
        let before = (0..relation).rev().filter(is_true).find(same);
        let trials = Trials::of(document.left().min(effort));
        let steps = judged[relation].steps;
        let case = Case { relation, outcome, before, steps, trials: &trials };
        let start = trials.left();
        found.insert(relation, shielded(|| repair::diagnose(*subject, case)));
        document.spend(start - trials.left());
    }
    found
}
