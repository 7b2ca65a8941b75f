//! Every relation judged by itself, on all threads.

use crate::derivation::Subject;
use crate::diagnose;
use crate::effort::{STEPS_A_TRIAL, Trials};
use crate::evaluate::{Allowance, Judge, Outcome, Steps, shielded};
use crate::expression::{Kind, Relation, Standing, Unclear};
use crate::reading::{self, Scope, Unbound};
use crate::reason::{Code, Excess, Semantics};
use crate::syntax::tree::Sign;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What the evaluation says of a relation.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// None where there is nothing to evaluate.
    outcome: Option<Result<Outcome, Unclear>>,
    /// The assumptions without which the line would fail.
    pub(super) needed: Vec<usize>,
    /// What it took to judge it.
    pub(super) steps: Steps,
}

impl Judged {
    pub(super) fn seen(&self) -> Option<&Outcome> {
        self.outcome.as_ref().and_then(|o| o.as_ref().ok())
    }

    /// Why nothing is known of the relation, or it has no effect.
    pub(super) fn unclear<'a>(&'a self, of: &'a Relation) -> Option<&'a Unclear> {
        match of.kind {
            Kind::Skipped => None,
            Kind::Definition | Kind::Assumption => unusable(of),
            Kind::Claim | Kind::Task => self.outcome.as_ref().and_then(|o| o.as_ref().err()),
        }
    }

    /// Nothing is said of it after all.
    pub(super) fn doubt(&mut self, why: Unclear) {
        self.outcome = Some(Err(why));
        self.needed.clear();
    }

    fn is_too_large(&self) -> bool {
        matches!(&self.outcome, Some(Err(why)) if why.reason.code() == Code::TooLarge)
    }
}

/// More definitions, claims and tasks than these are not judged: a book has
/// hundreds, and what is said of each takes memory.
const MOST_JUDGED: usize = 10_000;
/// All relations of a document together are judged in so many trials' time.
const TRIALS_FOR_JUDGING: u64 = 30_000;
/// It is asked in so many which assumptions they need.
const TRIALS_FOR_ASSUMPTIONS: u64 = 10_000;
/// It is tried in so many whether a property said of nouns makes false lines true.
const TRIALS_FOR_NOUNS: u64 = 10_000;
/// No relation gets fewer steps, however many there are.
const LEAST_STEPS: u64 = 1_000_000;

/// Judges every relation; what comes out is in order, and the same whatever the
/// number of threads. Each gets its share of half the steps, and what does not do
/// with that its share of what the others left.
pub(super) fn all(subject: &Subject<'_>, document: &Trials) -> Vec<Judged> {
    let relations = &subject.meaning().relations;
    let judge = Judge::new(subject.meaning(), subject.seed);
    let spoken = |r: &Relation| matches!(r.kind, Kind::Definition | Kind::Claim | Kind::Task);
    let asked: Vec<usize> = (0..relations.len()).filter(|k| spoken(&relations[*k])).collect();
    let (asked, beyond) = asked.split_at(asked.len().min(MOST_JUDGED));
    let mut judged: Vec<Judged> = relations.iter().map(|_| Judged::default()).collect();
    let steps = document.left().min(TRIALS_FOR_JUDGING) * STEPS_A_TRIAL;
    let first = share(steps / 2, asked.len());
    let spent = judge_some((&judge, relations), asked, first, &mut judged);
    let short: Vec<usize> = asked.iter().copied().filter(|k| judged[*k].is_too_large()).collect();
    let second = share(steps.saturating_sub(spent), short.len());
    let mut all = spent;
    if second > first {
        all += judge_some((&judge, relations), &short, second, &mut judged);
    }
    for k in beyond {
        let why = relations[*k].unclear(Excess::Relations { most: MOST_JUDGED });
        judged[*k].outcome = Some(Err(why));
    }
    leave_open(subject, &mut judged);
    by_nouns(subject, &mut judged, document);
    all += ask_for_assumptions(subject, &judge, &mut judged);
    document.spend(all / STEPS_A_TRIAL);
    judged
}

/// Where a second right side of what has a meaning is false, and words do not say that it
/// is a slip, it may be what is meant below it in its section: nothing false is said there
/// of what it is about.
fn leave_open(subject: &Subject<'_>, judged: &mut [Judged]) {
    let (understood, meaning) = (subject.understood, subject.meaning());
    let relations = &meaning.relations;
    let defined: BTreeSet<&str> = (0..relations.len())
        .filter(|k| relations[*k].kind == Kind::Definition)
        .filter_map(|k| understood.name_at_left(k))
        .collect();
    let mut open: Vec<(&[Scope], &str)> = Vec::new();
    for k in 0..relations.len() {
        let relation = &relations[k];
        if relation.kind != Kind::Claim {
            continue;
        }
        let scopes = meaning.scopes_of(relation);
        if judged[k].seen().is_some_and(|outcome| !outcome.holds()) && !open.is_empty() {
            let names = understood.names_in(k);
            let meant = |(own, name): &&(&[Scope], &str)| {
                Scope::encloses(own, scopes) && names.contains(name)
            };
            if open.iter().any(|one| meant(&one)) {
                judged[k].doubt(relation.unclear(Semantics::ConditionOrSlip));
            }
        }
        let left_open = matches!(&judged[k].outcome, Some(Err(why))
            if why.reason.code() == Code::ConditionOrSlip);
        if left_open && matches!(relation.sign, Sign::Equal | Sign::Defined) {
            let name = understood.name_at_left(k).filter(|name| defined.contains(name));
            open.extend(name.map(|name| (scopes, name)));
        }
    }
}

/// What would be true if something had a property that words say of a noun alone, “symmetric
/// weights”, is not false.
fn by_nouns(subject: &Subject<'_>, judged: &mut [Judged], document: &Trials) {
    let relations = &subject.meaning().relations;
    let said = reading::unbound(subject.reading);
    let is_false = |k: &usize| {
        relations[*k].kind == Kind::Claim
            && judged[*k].seen().is_some_and(|outcome| !outcome.holds())
    };
    let asked: Vec<usize> = match said.as_slice() {
        [] => return,
        _ => (0..relations.len()).filter(is_false).collect(),
    };
    let most = TRIALS_FOR_NOUNS.min(document.left()) / (asked.len() as u64).max(1);
    let doubt = |k: &usize| {
        let trials = Trials::of(most);
        let doubt = by_nouns_of(subject, (*k, judged[*k].steps), &said, &trials);
        (*k, doubt, most - trials.left())
    };
    let found: Vec<_> = asked.par_iter().map(doubt).collect();
    for (k, doubt, taken) in found {
        document.spend(taken);
        if let Some(why) = doubt {
            judged[k].doubt(why);
        }
    }
}

/// What words of nouns leave open of one false relation, which took so many steps to be judged:
/// what one of them says, or two together.
fn by_nouns_of(
    subject: &Subject<'_>,
    case: (usize, Steps),
    said: &[Unbound],
    trials: &Trials,
) -> Option<Unclear> {
    let relation = &subject.meaning().relations[case.0];
    let scopes = subject.meaning().scopes_of(relation);
    let mut known: Vec<&Unbound> = Vec::new();
    for one in said.iter().filter(|one| one.reaches(relation.place, scopes)) {
        if !known.iter().any(|other| other.says_the_same(one)) {
            known.push(one);
        }
    }
    let most = trials.left();
    let pairs = (0..known.len()).flat_map(|at| (at + 1..known.len()).map(move |k| vec![at, k]));
    let mut together = (0..known.len()).map(|at| vec![at]).chain(pairs);
    let would_do = |places: Vec<usize>| {
        let all = || places.iter().map(|at| known[*at]);
        let asked: Vec<_> = all().map(|one| (one.property, one.names.as_slice())).collect();
        let would_do = || diagnose::would_do(subject, case, &asked, trials);
        let latex = shielded(would_do).flatten()?;
        let words = all().map(|one| one.words.clone()).collect();
        let place = known[places[0]].place;
        Some(Unclear { place, reason: Semantics::SaidOfNoun { words, latex }.into() })
    };
    // What is not tried through is not known to be false.
    let short = || relation.unclear(Excess::Work { most: most * STEPS_A_TRIAL });
    together.find_map(would_do).or_else(|| trials.were_short().then(short))
}

/// What is said of some relations of another reading.
pub(super) fn judged_again(
    subject: &Subject<'_>,
    some: &[usize],
    document: &Trials,
) -> Vec<Result<Outcome, Unclear>> {
    let relations = &subject.meaning().relations;
    let judge = Judge::new(subject.meaning(), subject.seed);
    let steps = share(document.left().min(TRIALS_FOR_JUDGING) * STEPS_A_TRIAL, some.len());
    let mut judged: Vec<Judged> = relations.iter().map(|_| Judged::default()).collect();
    let spent = judge_some((&judge, relations), some, steps, &mut judged);
    document.spend(spent / STEPS_A_TRIAL);
    let nothing = |k: usize| Err(relations[k].unclear(Semantics::NothingStated));
    some.iter().map(|k| judged[*k].outcome.take().unwrap_or_else(|| nothing(*k))).collect()
}

/// The steps that each of some lines may take of all.
fn share(steps: u64, lines: usize) -> u64 {
    (steps / (lines as u64).max(1)).clamp(LEAST_STEPS, Allowance::LINE.steps)
}

/// Judges some relations, in so many steps each; all steps that this took.
fn judge_some(
    (judge, relations): (&Judge<'_>, &[Relation]),
    some: &[usize],
    steps: u64,
    judged: &mut [Judged],
) -> u64 {
    let allowance = Allowance { steps, ..Allowance::LINE };
    let found: Vec<_> = some.par_iter().map(|k| judge.metered(*k, allowance)).collect();
    let mut all = 0;
    for (k, (outcome, steps)) in some.iter().zip(found) {
        all += steps.0;
        let outcome = outcome.and_then(|outcome| put_forward(&relations[*k], outcome));
        judged[*k] = Judged { outcome: Some(outcome), needed: Vec::new(), steps };
    }
    all
}

/// What is known of a relation, given how it is put forward.
fn put_forward(relation: &Relation, outcome: Outcome) -> Result<Outcome, Unclear> {
    match &relation.standing {
        Standing::Doubtful(why) if relation.kind == Kind::Claim && !outcome.holds() => {
            Err(relation.unclear(why.clone()))
        }
        _ => Ok(outcome),
    }
}

/// Asks of each claim that holds which assumptions it needs, and says how many
/// steps that took.
fn ask_for_assumptions(subject: &Subject<'_>, judge: &Judge<'_>, judged: &mut [Judged]) -> u64 {
    let relations = &subject.meaning().relations;
    if !relations.iter().any(|r| r.kind == Kind::Assumption) {
        return 0;
    }
    let holds = |k: &usize| {
        relations[*k].kind == Kind::Claim && judged[*k].seen().is_some_and(Outcome::holds)
    };
    let asked: Vec<usize> = (0..relations.len()).filter(holds).collect();
    let steps = share(TRIALS_FOR_ASSUMPTIONS * STEPS_A_TRIAL, asked.len());
    let allowance = Allowance { steps, ..Allowance::LINE };
    let found: Vec<_> = asked.par_iter().map(|k| judge.needed_within(*k, allowance)).collect();
    let mut all = 0;
    for (k, (needed, steps)) in asked.into_iter().zip(found) {
        all += steps.0;
        judged[k].needed = needed;
    }
    all
}

/// Why a definition or assumption has no effect. Membership and inequalities
/// have theirs without being evaluated.
pub(super) fn unusable(relation: &Relation) -> Option<&Unclear> {
    relation.sides.as_ref().err().filter(|_| matches!(relation.sign, Sign::Equal | Sign::Defined))
}
