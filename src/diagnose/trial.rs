//! A relation judged again, with something more that is assumed.
//!
//! In: a document as it was read, a relation of it, and assumptions in LaTeX,
//! stated from outside or in a line more. Out: whether the relation is true then.

use super::spelling::Candidate;
use crate::derivation::{Subject, understood};
use crate::evaluate::{Judge, Outcome, Zeros};
use crate::expression::{Kind, Meaning, Op, Relation, SymbolId};
use crate::source::Span;

/// What becomes of a relation under further assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    /// It is true.
    Holds,
    /// It is not.
    Fails,
    /// Nothing can be said: they are not understood, cannot be met, or leave
    /// nothing of what the relation speaks of, so that anything is true.
    Void,
}

/// A line that stands in a document where it did not before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inserted<'a> {
    /// The text that it stands in.
    pub(super) text: usize,
    /// Which line of that text it is, from 1.
    pub(super) line: usize,
    /// What it says.
    pub(super) content: &'a str,
}

/// The relation with assumptions from outside. Where they change nothing but what
/// is assumed the document is not understood anew.
pub(super) fn assuming(
    subject: &Subject<'_>,
    relation: usize,
    more: &[Candidate],
    seed: u64,
) -> Trial {
    let latex: Vec<&str> = more.iter().map(|candidate| candidate.latex.as_str()).collect();
    let outside = subject.reading.outside(&latex);
    if let Some(meaning) = subject.understood.assuming(&outside) {
        let first = subject.meaning().relations.len();
        let kinds = meaning.relations[first..].iter().map(|r| r.kind).collect();
        return weighed(&meaning, more, (Some(relation), kinds), seed);
    }
    assuming_anew(subject, relation, more, seed)
}

/// The same in a reading of the document with these assumptions, all of which is
/// understood anew.
pub(super) fn assuming_anew(
    subject: &Subject<'_>,
    relation: usize,
    more: &[Candidate],
    seed: u64,
) -> Trial {
    let latex: Vec<&str> = more.iter().map(|candidate| candidate.latex.as_str()).collect();
    let Some(reading) = subject.reading.assuming(&latex) else { return Trial::Void };
    let meaning = understood(&reading, subject.seed).into_meaning();
    let of = &subject.meaning().relations[relation];
    let same = |r: &Relation| r.place == of.place && r.whole == of.whole && is_as(r, of);
    // What is added must count as assumed, and not for instance define.
    let first = subject.reading.texts.len();
    let at = meaning.relations.iter().position(same);
    let kinds =
        meaning.relations.iter().filter(|r| r.place.text >= first).map(|r| r.kind).collect();
    weighed(&meaning, more, (at, kinds), seed)
}

/// The relation in the document with a line more.
pub(super) fn with_line(
    subject: &Subject<'_>,
    relation: usize,
    more: &[Candidate],
    line: Inserted<'_>,
    seed: u64,
) -> Trial {
    let longer = subject.reading.with_line(line.text, line.line, line.content);
    let Some((reading, inserted)) = longer else { return Trial::Void };
    let meaning = understood(&reading, subject.seed).into_meaning();
    let of = &subject.meaning().relations[relation];
    let below = |at: usize| of.place.text == line.text && at >= inserted.start;
    let moved = |at: usize| if below(at) { at + inserted.len() } else { at };
    let span = |s: Span| Span { start: moved(s.start), end: moved(s.end.max(1) - 1) + 1 };
    let same = |r: &Relation| {
        (r.place.text, r.place.span, r.whole)
            == (of.place.text, span(of.place.span), span(of.whole))
            && is_as(r, of)
    };
    let added = |r: &Relation| {
        let start = r.place.span.start;
        r.place.text == line.text && (inserted.start..inserted.end).contains(&start)
    };
    // All else is to be read as before.
    let kinds = |meaning: &Meaning, leave_out: &dyn Fn(&Relation) -> bool| -> Vec<(Kind, bool)> {
        let kept = meaning.relations.iter().filter(|r| !leave_out(r));
        kept.map(|r| (r.kind, r.sides.is_ok())).collect()
    };
    if kinds(subject.meaning(), &|_| false) != kinds(&meaning, &added) {
        return Trial::Void;
    }
    let at = meaning.relations.iter().position(same);
    let kinds = meaning.relations.iter().filter(|r| added(r)).map(|r| r.kind).collect();
    weighed(&meaning, more, (at, kinds), seed)
}

fn is_as(relation: &Relation, of: &Relation) -> bool {
    relation.kind == Kind::Claim && relation.sign == of.sign
}

/// What becomes of a relation, by its number in what the document means then; with
/// the kinds of the relations that were added.
fn weighed(
    meaning: &Meaning,
    more: &[Candidate],
    (at, added): (Option<usize>, Vec<Kind>),
    seed: u64,
) -> Trial {
    if added.len() < more.len() || added.iter().any(|kind| *kind != Kind::Assumption) {
        return Trial::Void;
    }
    let Some(at) = at else { return Trial::Void };
    let judge = Judge::new(meaning, seed);
    match judge.judge(at) {
        Err(_) => Trial::Void,
        Ok(_) if !judge.is_met(at) => Trial::Void,
        Ok(outcome) if !outcome.holds() => Trial::Fails,
        Ok(outcome) if is_empty(&judge, meaning, at, &outcome, more) => Trial::Void,
        Ok(_) => Trial::Holds,
    }
}

/// Whether a relation is true only because nothing is left of it: both sides
/// vanish although none is written as 0, or what is assumed to be so and so is
/// nothing at all.
fn is_empty(
    judge: &Judge<'_>,
    meaning: &Meaning,
    at: usize,
    outcome: &Outcome,
    more: &[Candidate],
) -> bool {
    let Ok(sides) = &meaning.relations[at].sides else { return true };
    let zero = |id| matches!(meaning.expressions.op(id), Op::Number(0.0));
    if outcome.vanishes() && !zero(sides.left[0]) && !zero(sides.right) {
        return true;
    }
    let own = |candidate: &Candidate| -> Option<SymbolId> {
        meaning.symbol_ids().find(|id| {
            let symbol = meaning.symbol(*id);
            symbol.key == candidate.key && symbol.definition.is_none()
        })
    };
    more.iter().filter_map(own).any(|symbol| judge.zeros(symbol, at) == Zeros::All)
}
