//! Why lines are undecided, each cause once, with the lines that it costs.
//!
//! In: the lines of a checked document. Out: the causes, those first that cost most
//! lines; each with the line that it is told at, those where the same is so, and those
//! that wait for it. Not done here: words, see [`super::terminal`].

use super::reason;
use crate::verdict::{Line, Verdict};
use std::collections::BTreeMap;

/// Something for which lines have no verdict.
pub(super) struct Cause<'a> {
    /// The line that it is told at: where it stands, if that is a line.
    pub shown: &'a Line,
    /// Lines in which the same is so.
    pub same: Vec<&'a Line>,
    /// Lines that have no verdict for what stands in those.
    pub waiting: Vec<&'a Line>,
}

impl Cause<'_> {
    fn cost(&self) -> usize {
        self.same.len() + self.waiting.len()
    }

    /// Whether claims or tasks are undecided for it, and not definitions unusable alone.
    pub(super) fn is_of_undecided(&self) -> bool {
        let mut lines = self.same.iter().chain(&self.waiting).chain([&self.shown]);
        lines.any(|line| line.verdict == Some(Verdict::Undecided))
    }
}

/// The causes for which lines of a document are undecided or cannot be used.
pub(super) fn causes(lines: &[Line]) -> Vec<Cause<'_>> {
    let unclear = |line: &&Line| match line.verdict {
        None => line.reason.is_some(),
        verdict => verdict == Some(Verdict::Undecided),
    };
    let mut causes = alike(at_one_place(lines.iter().filter(unclear)));
    // The sort is stable: of equal cost the first in the document comes first.
    causes.sort_by_key(|cause| (std::cmp::Reverse(cause.cost()), cause.shown.relation));
    causes
}

/// Whether what is the matter with a line stands in it.
fn is_own(line: &Line) -> bool {
    line.reason.as_ref().is_none_or(|unclear| {
        let at = unclear.place;
        at.text == line.place.text
            && line.whole.start <= at.span.start
            && at.span.start <= line.whole.end
    })
}

/// Lines together for which something at one place is the matter.
fn at_one_place<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Cause<'a>> {
    let mut places: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    let mut causes: Vec<Cause<'a>> = Vec::new();
    for line in lines {
        let at = line.reason.as_ref().map(|unclear| unclear.place);
        let known = at.map(|at| (at.text, at.span.start, at.span.end));
        let known = known.map(|key| *places.entry(key).or_insert(causes.len()));
        match known.and_then(|k| causes.get_mut(k)) {
            Some(cause) if is_own(line) && !is_own(cause.shown) => {
                cause.waiting.push(std::mem::replace(&mut cause.shown, line));
            }
            Some(cause) => cause.waiting.push(line),
            None => causes.push(Cause { shown: line, same: Vec::new(), waiting: Vec::new() }),
        }
    }
    causes
}

/// Causes together that are told in the same words, but for those that a line can be
/// mended by an assumption.
fn alike(causes: Vec<Cause<'_>>) -> Vec<Cause<'_>> {
    let mut known: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut told: Vec<Cause<'_>> = Vec::new();
    for cause in causes {
        let line = cause.shown;
        let words = line.reason.as_ref().filter(|_| line.findings.need.is_none());
        let key = words.map(|unclear| (is_own(line), reason(&unclear.reason)));
        let at = key.map(|key| *known.entry(key).or_insert(told.len()));
        match at.and_then(|k| told.get_mut(k)) {
            Some(other) => {
                other.same.push(line);
                other.same.extend(cause.same);
                other.waiting.extend(cause.waiting);
            }
            None => told.push(cause),
        }
    }
    for cause in &mut told {
        cause.same.sort_by_key(|line| line.relation);
        cause.waiting.sort_by_key(|line| line.relation);
    }
    told
}
