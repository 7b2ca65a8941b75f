//! Sections read by themselves: a text that uses a name for a number here and for a vector
//! there fits together nowhere, though each of its sections does.
//!
//! In: lines that do not fit where the document is read as a whole, and those that need what
//! is not understood there. Out: what is said of them where the section that they stand in
//! is read with no more of the others than what defines, assumes or declares something for
//! it: a formula that nobody can read costs the sections that it speaks to, and no other.
//! Other lines are not asked again. Not done here: which formulas that are
//! ([`crate::expression`]).

use super::judged::{self, Judged};
use super::line::Line;
use super::remark::{Remark, Remarked};
use super::ruling::Verdict;
use super::{Options, findings, readings};
use crate::derivation::{self, Subject};
use crate::effort::Trials;
use crate::expression::{Kind, Meaning, Relation};
use crate::reading::{Scope, ScopeKind};
use crate::reason::{Code, Reason, Semantics};
use std::collections::{BTreeMap, BTreeSet};

/// So many sections of a document are read by themselves.
const MOST_SECTIONS: usize = 64;
/// So many of these hold no line that does not fit.
const MOST_OTHERS: usize = 8;

/// What is said of lines in their sections.
#[derive(Default)]
pub(super) struct Alone {
    /// By the relation's number in the whole.
    pub(super) lines: BTreeMap<usize, Line>,
    /// What the formulas of each section mean.
    pub(super) meanings: Vec<Meaning>,
}

/// Reads the sections by themselves that hold lines which do not fit.
pub(super) fn alone(
    subject: &Subject<'_>,
    judged: &[Judged],
    (options, document): (&Options, &Trials),
) -> Alone {
    let relations = &subject.meaning().relations;
    let mut asked: BTreeMap<&[Scope], Asked> = BTreeMap::new();
    for (k, relation) in relations.iter().enumerate() {
        let path = section_of(subject.meaning().scopes_of(relation));
        if relation.kind == Kind::Claim
            && !path.is_empty()
            && let Some(wanting) = wanting(&judged[k], relation)
        {
            asked.entry(path).or_default().insert(k, wanting);
        }
    }
    let mut alone = Alone::default();
    let mut others = 0;
    for (path, mut lines) in asked.into_iter().take(MOST_SECTIONS) {
        let mut before = BTreeSet::new();
        if lines.values().all(|wanting| *wanting == Wanting::Meaning) {
            if others == MOST_OTHERS {
                continue;
            }
            others += 1;
        }
        for narrow in [false, true] {
            let beyond = subject.understood.beyond(path, narrow);
            // What nothing nearer says is not what is not understood.
            lines.retain(|line, wanting| {
                !(alone.lines.contains_key(line) || narrow && *wanting == Wanting::Meaning)
            });
            if lines.is_empty() || beyond == before {
                continue;
            }
            let number = alone.meanings.len();
            let without = Without { formulas: &beyond, narrow };
            if let Some((meaning, found)) =
                by_itself(subject, &without, &lines, (options, document))
            {
                let found =
                    found.into_iter().map(|(k, line)| (k, Line { section: Some(number), ..line }));
                alone.lines.extend(found);
                alone.meanings.push(meaning);
            }
            before = beyond;
        }
    }
    alone
}

/// The innermost section, or what is closed, that some scopes are of.
fn section_of(scopes: &[Scope]) -> &[Scope] {
    let section = |scope: &Scope| !matches!(scope.kind, ScopeKind::Item);
    let depth = scopes.iter().rposition(section).map_or(0, |at| at + 1);
    &scopes[..depth]
}

/// Why nothing is said of a line, if its section by itself may help.
fn wanting(judged: &Judged, relation: &Relation) -> Option<Wanting> {
    let whole = &judged.unclear(relation)?.reason;
    let mut why = whole;
    while let Reason::Semantics(Semantics::UnreadDefinition { reason, .. }) = why {
        why = reason;
    }
    if matches!(why.code(), Code::Shape | Code::BadIndex | Code::Bounds | Code::EmptyRange) {
        return Some(Wanting::Fit);
    }
    let meaning = matches!(whole, Reason::Semantics(Semantics::MaybeFunction(_)))
        || matches!(
            whole.code(),
            Code::Definition | Code::NoVariable | Code::UnknownDependence | Code::Function
        );
    meaning.then_some(Wanting::Meaning)
}

/// What a line wants that nothing is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanting {
    /// Forms, sizes or places do not fit, its own or those of a definition that it needs.
    Fit,
    /// What a name means, or depends on, is not understood: what is false without it might be
    /// true.
    Meaning,
}

/// Lines that are asked again, by their numbers.
type Asked = BTreeMap<usize, Wanting>;

/// What a section is read without.
struct Without<'b> {
    formulas: &'b BTreeSet<usize>,
    /// Whether meanings are among it that others of the same names are nearer than: what is
    /// false then might be true of these.
    narrow: bool,
}

/// What is said of some lines where their section is read by itself, if of any something is.
fn by_itself(
    whole: &Subject<'_>,
    without: &Without<'_>,
    lines: &Asked,
    (options, document): (&Options, &Trials),
) -> Option<(Meaning, Vec<(usize, Line)>)> {
    let reading = whole.reading.without(without.formulas)?;
    let understood = derivation::understood(&reading, whole.seed);
    let subject = Subject { reading: &reading, understood: &understood, seed: whole.seed };
    let relations = &subject.meaning().relations;
    let place = |of: &Relation| (of.place.text, of.place.span.start, of.whole.start);
    let there: BTreeMap<_, usize> = relations.iter().map(place).zip(0..).collect();
    let here: BTreeMap<_, usize> = whole.meaning().relations.iter().map(place).zip(0..).collect();
    let of_whole = |k: usize| here.get(&place(&relations[k])).copied();
    let asked: BTreeMap<usize, usize> = lines
        .keys()
        .filter_map(|k| Some((*there.get(&place(&whole.meaning().relations[*k]))?, *k)))
        .filter(|(there, _)| relations[*there].kind == Kind::Claim)
        .collect();
    let first: Vec<usize> = asked.keys().copied().collect();
    if judged::judged_again(&subject, &first, document).iter().all(Result::is_err) {
        return None;
    }
    let mut judged = judged::all(&subject, document);
    readings::settle(&subject, &mut judged, document);
    let mut rulings = findings::rulings(&subject, &judged, (options, document));
    for (k, ruling) in rulings.iter_mut().enumerate().filter(|(k, _)| !asked.contains_key(k)) {
        if relations[k].kind == Kind::Claim && ruling.verdict == Some(Verdict::Fails) {
            ruling.verdict = None;
        }
    }
    let found = findings::all(&subject, &judged, &rulings, (options, document));
    let mut said = Vec::new();
    for (k, found) in found.into_iter().enumerate() {
        let Some(number) = asked.get(&k) else { continue };
        let sure = !without.narrow && lines[number] == Wanting::Fit;
        let decided = rulings[k].verdict.is_some_and(|verdict| {
            verdict == Verdict::Holds || verdict != Verdict::Undecided && sure
        });
        if !decided {
            continue;
        }
        let line = Line::new(&subject, &judged[k], (k, &rulings[k]), found);
        let alone = Remark::new(&reading, line.place, Remarked::Alone);
        let line = Line {
            relation: *number,
            notes: std::iter::once(alone).chain(line.notes).collect(),
            follows: line.follows.and_then(of_whole),
            before: line.before.and_then(of_whole),
            sources: line.sources.iter().filter_map(|k| of_whole(*k)).collect(),
            ..line
        };
        said.push((*number, line));
    }
    if said.is_empty() {
        return None;
    }
    Some((understood.into_meaning(), said))
}
