//! Every relation judged by itself, on all threads.

use super::line::unusable;
use crate::derivation::Subject;
use crate::evaluate::{Judge, Outcome};
use crate::expression::{Kind, Relation, Unclear};
use crate::reason::Excess;
use rayon::prelude::*;

/// What the evaluation says of a relation.
#[derive(Debug)]
pub(super) struct Judged {
    /// None where there is nothing to evaluate.
    pub(super) outcome: Option<Result<Outcome, Unclear>>,
    /// The assumptions without which the line would fail.
    pub(super) needed: Vec<usize>,
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
}

/// More definitions, claims and tasks than these are not judged: a book has
/// hundreds, and what is said of each takes memory.
const MOST_JUDGED: usize = 10_000;

/// What comes out is in order, and the same whatever the number of threads.
pub(super) fn all(subject: &Subject<'_>) -> Vec<Judged> {
    let relations = &subject.meaning().relations;
    let judge = Judge::new(subject.meaning(), subject.seed);
    let assumes = relations.iter().any(|r| r.kind == Kind::Assumption);
    let spoken = |r: &Relation| matches!(r.kind, Kind::Definition | Kind::Claim | Kind::Task);
    let within: Vec<usize> =
        (0..relations.len()).filter(|k| spoken(&relations[*k])).take(MOST_JUDGED).collect();
    let one = |k: usize| {
        let outcome = spoken(&relations[k]).then(|| {
            if within.binary_search(&k).is_ok() {
                return judge.judge(k);
            }
            Err(relations[k].unclear(Excess::Relations { most: MOST_JUDGED }))
        });
        let holds = matches!(&outcome, Some(Ok(outcome)) if outcome.holds());
        let needed = if assumes && holds && relations[k].kind == Kind::Claim {
            judge.needed(k)
        } else {
            Vec::new()
        };
        Judged { outcome, needed }
    };
    (0..relations.len()).into_par_iter().map(one).collect()
}
