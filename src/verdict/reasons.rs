//! Why false lines are false, as far as [`crate::diagnose`] finds out.

use super::before::Ruling;
use super::{Judged, Line, Remark, Verdict};
use crate::diagnose::{self, Subject};
use crate::evaluate::Outcome;
use crate::expression::Kind;
use crate::reason::Reason;
use rayon::prelude::*;

/// Of more lines than these it is not asked why they are false.
const MOST_LINES: usize = 64;
/// Nor of lines in longer documents, which are read anew for each assumption
/// that is tried.
const MOST_BYTES: usize = 256 * 1024;

/// Rules that a line follows from earlier false lines with other left sides,
/// where it does.
pub(super) fn carry(subject: &Subject<'_>, judged: &[Judged], rulings: &mut [Ruling]) {
    let outcomes: Vec<Option<&Outcome>> = judged.iter().map(Judged::seen).collect();
    let failing: Vec<usize> = (0..rulings.len())
        .filter(|k| rulings[*k].verdict == Some(Verdict::Fails))
        .take(MOST_LINES)
        .collect();
    let found: Vec<(usize, diagnose::Source)> = failing
        .into_par_iter()
        .filter_map(|k| Some((k, diagnose::follows(subject, &outcomes, k)?)))
        .collect();
    for (k, source) in found {
        rulings[k].verdict = Some(Verdict::Carried);
        rulings[k].follows = source.0.first().copied();
        rulings[k].sources = source.0;
    }
}

/// Says of each false line what it lacks, what is odd about its indices, and
/// where it shows; of a line without a value what it lacks, and of every other
/// line only what is odd.
pub(super) fn give(subject: &Subject<'_>, lines: &mut [Line]) {
    let asked: Vec<usize> = (0..lines.len())
        .filter(|k| lines[*k].verdict == Some(Verdict::Fails) || has_no_value(&lines[*k]))
        .take(MOST_LINES)
        .map(|k| lines[k].relation)
        .collect();
    lines.par_iter_mut().filter(|line| line.kind == Kind::Claim).for_each(|line| {
        let asked = asked.binary_search(&line.relation).is_ok();
        let told = asked && line.verdict == Some(Verdict::Fails);
        if told {
            line.counterexample = diagnose::counterexample(subject, line.relation);
        }
        if asked
            && subject.bytes.len() <= MOST_BYTES
            && let Some(need) = diagnose::need(subject, line.relation)
        {
            line.needs = need.latex;
            line.add = need.add;
        }
        if told && !line.needs.is_empty() {
            line.slip = Some("assumption".into());
        } else {
            indices(subject, line, told);
        }
    });
}

/// A line that is undecided where a value is not finite.
fn has_no_value(line: &Line) -> bool {
    line.verdict == Some(Verdict::Undecided)
        && line.reason.as_ref().is_some_and(Reason::is_not_finite)
}

/// Where a line is false its odd indices are shown; elsewhere they are remarks
/// that only those see who ask for all.
fn indices(subject: &Subject<'_>, line: &mut Line, told: bool) {
    let odd = diagnose::scope(subject, line.relation);
    let odd = odd.into_iter().map(|odd| Remark {
        guess: true,
        ..Remark::new(subject.derivation, odd.place, odd.text, false)
    });
    if told {
        line.oddities = odd.collect();
        if !line.oddities.is_empty() && line.slip.is_none() {
            line.slip = Some("scope".into());
        }
    } else {
        line.notes.extend(odd);
    }
}
