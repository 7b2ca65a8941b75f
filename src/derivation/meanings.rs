//! Which second right sides give new meanings.
//!
//! In: a reading. Out: what its formulas mean together, where what would be a second
//! right side in another scope, and is false of the first, gives its symbol a new
//! meaning there. It is the one place where truth decides what a text means: a line
//! that is true of the meaning known before is a claim about it. Not done here:
//! verdicts.

use crate::evaluate::{Allowance, Judge};
use crate::expression::{Renewal, Renewed, Understood};
use crate::reading::Reading;
use std::collections::BTreeSet;

/// Each round of judging makes at least one meaning new; no document has more.
const MOST_ROUNDS: usize = 64;

/// Understands a reading, with the meanings that it gives anew.
pub(crate) fn understood(reading: &Reading, seed: u64) -> Understood<'_> {
    let mut renewed = Renewed::new();
    let mut asked: BTreeSet<usize> = BTreeSet::new();
    let mut understood = Understood::renewing(reading, &renewed);
    for _ in 0..MOST_ROUNDS {
        let Some((relation, renewal)) = next(&understood, seed, &mut asked) else { break };
        renewed.insert(relation, renewal);
        understood = Understood::renewing(reading, &renewed);
        // What follows may now be about another meaning.
        asked.retain(|earlier| *earlier < relation);
    }
    understood
}

/// The first second right side that is not known to be true.
fn next(
    understood: &Understood<'_>,
    seed: u64,
    asked: &mut BTreeSet<usize>,
) -> Option<(usize, Renewal)> {
    let seconds = understood.seconds();
    if seconds.is_empty() {
        return None;
    }
    let judge = Judge::new(understood.meaning(), seed);
    let mut unknown = seconds.into_iter().filter(|(relation, _)| asked.insert(*relation));
    unknown.find(|(relation, _)| {
        let (outcome, _) = judge.metered(*relation, Allowance::LINE);
        !outcome.is_ok_and(|outcome| outcome.holds())
    })
}
