//! The line before: which slips are new, which were carried forward, and where
//! two of them cancel.
//!
//! The line before is the nearest earlier right side of the same left side that
//! could be evaluated, in whatever display; a definition counts, an undecided
//! line does not.

use super::ruling::Verdict;
use crate::evaluate::Outcome;
use crate::expression::{Kind, Meaning, Relation};
use crate::reading::Scope;
use std::collections::BTreeMap;

/// What can be compared of an evaluated line.
pub(super) trait Seen {
    /// Whether both sides are equal.
    fn holds(&self) -> bool;
    /// Whether the left sides are the same up to renamed indices.
    fn same_left(&self, other: &Self) -> bool;
    /// Whether the right sides are equal in value.
    fn same_right(&self, other: &Self) -> bool;
}

impl Seen for Outcome {
    fn holds(&self) -> bool {
        Outcome::holds(self)
    }

    fn same_left(&self, other: &Self) -> bool {
        Outcome::same_left(self, other)
    }

    fn same_right(&self, other: &Self) -> bool {
        Outcome::same_right(self, other)
    }
}

/// What a line is as far as its verdict goes.
pub(super) trait Stated {
    fn kind(&self) -> Kind;
    /// Whether its right side contains no derivative.
    fn closed(&self) -> bool;
    /// The scopes that it stands in.
    fn scopes(&self) -> &[Scope];
}

impl Stated for (&Relation, &Meaning) {
    fn kind(&self) -> Kind {
        self.0.kind
    }

    fn closed(&self) -> bool {
        self.0.closed
    }

    fn scopes(&self) -> &[Scope] {
        self.1.scopes_of(self.0)
    }
}

/// What comes of a line and those before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ruling {
    /// Nothing but of claims and tasks.
    pub(super) verdict: Option<Verdict>,
    /// The line before.
    pub(super) before: Option<usize>,
    /// The line that it was carried from, recovers from, or is answered by.
    pub(super) follows: Option<usize>,
    /// The lines with other left sides that it was carried from.
    pub(super) sources: Vec<usize>,
}

/// Rules on every line of a document; those that could not be evaluated come
/// with nothing.
pub(super) fn rule<T: Stated, S: Seen>(lines: &[(T, Option<&S>)]) -> Vec<Ruling> {
    let mut rulings = vec![Ruling::default(); lines.len()];
    // Of each left side the lines so far.
    let mut known: Vec<Vec<usize>> = Vec::new();
    for (k, (stated, seen)) in lines.iter().enumerate() {
        let claim = stated.kind() == Kind::Claim;
        let (true, Some(seen)) = (claim || stated.kind() == Kind::Definition, seen) else {
            rulings[k].verdict = claim.then_some(Verdict::Undecided);
            continue;
        };
        let same = |at: &usize| lines[*at].1.is_some_and(|other| seen.same_left(other));
        let slot = known.iter().position(|all| all.last().is_some_and(same));
        let open = |at: &usize| Scope::is_open_to(lines[*at].0.scopes(), stated.scopes());
        let before = slot.and_then(|slot| known[slot].iter().rev().copied().find(open));
        match slot {
            Some(slot) => known[slot].push(k),
            None => known.push(vec![k]),
        }
        if claim {
            let here = |at: usize| Scope::encloses(lines[at].0.scopes(), stated.scopes());
            let before = before.and_then(|at| Some((at, lines[at].1?, here(at))));
            rulings[k] = claim_ruling(*seen, before);
        }
    }
    for (k, (stated, seen)) in lines.iter().enumerate() {
        if stated.kind() == Kind::Task {
            rulings[k] = task_ruling(lines, &rulings, *seen);
        }
    }
    rulings
}

/// The rulings, where some false lines are known to follow from earlier false
/// ones with other left sides.
pub(super) fn with_carried(
    rulings: Vec<Ruling>,
    mut carried: BTreeMap<usize, Vec<usize>>,
) -> Vec<Ruling> {
    let ruling = |(k, ruling): (usize, Ruling)| match carried.remove(&k) {
        Some(sources) => Ruling {
            verdict: Some(Verdict::Carried),
            follows: sources.first().copied(),
            sources,
            ..ruling
        },
        None => ruling,
    };
    rulings.into_iter().enumerate().map(ruling).collect()
}

/// The ruling on a claim, by the line before and whether that stands in the same
/// scope or around it: what is false elsewhere is carried on, but nothing recovers
/// from it.
fn claim_ruling<S: Seen>(seen: &S, before: Option<(usize, &S, bool)>) -> Ruling {
    let at = before.map(|(at, ..)| at);
    let false_before = before.filter(|(_, other, _)| !other.holds());
    let (verdict, follows) = match (seen.holds(), false_before) {
        (true, Some((.., true))) => (Verdict::Recovers, at),
        (true, _) => (Verdict::Holds, None),
        (false, Some((_, other, _))) if seen.same_right(other) => (Verdict::Carried, at),
        (false, _) => (Verdict::Fails, None),
    };
    Ruling { verdict: Some(verdict), before: at, follows, ..Ruling::default() }
}

/// A task is answered by a claim about the same that holds and leaves nothing
/// to differentiate, wherever it stands.
fn task_ruling<T: Stated, S: Seen>(
    lines: &[(T, Option<&S>)],
    rulings: &[Ruling],
    seen: Option<&S>,
) -> Ruling {
    let answers = |(k, (stated, other)): &(usize, &(T, Option<&S>))| {
        rulings[*k].verdict == Some(Verdict::Holds)
            && stated.kind() == Kind::Claim
            && stated.closed()
            && seen.zip(*other).is_some_and(|(seen, other)| seen.same_left(other))
    };
    let follows = lines.iter().enumerate().find(answers).map(|(k, _)| k);
    let verdict = if follows.is_some() { Verdict::Holds } else { Verdict::Undecided };
    Ruling { verdict: Some(verdict), follows, ..Ruling::default() }
}
