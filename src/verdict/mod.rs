//! Verdicts: what is said of every line of a derivation.
//!
//! In: a document's name and bytes, assumptions from outside and a seed. Out:
//! [`Checked`], every relation of the document in its order as a [`Line`] with
//! its verdict, the numbers it rests on and a sentence about it; the document's
//! own verdict; the counts. The room joins [`crate::derivation`], which reads,
//! and [`crate::evaluate`], which compares values. Not done here: reading and
//! evaluating, finding out why a line is false (see [`crate::diagnose`]), and
//! printing.

mod before;
mod line;
mod message;
mod reasons;
#[cfg(test)]
mod tests;

pub use line::{Line, Remark, Verdict, kind_name};
pub(crate) use message::needed;

use crate::derivation::{self, Derivation, Text};
use crate::diagnose::Subject;
use crate::document::ReadError;
use crate::evaluate::{Judge, Outcome};
use crate::expression::{Kind, Place, Relation, Unclear};
use crate::reason::{Code, Excess, Reason, Semantics, Skip};
use crate::repair::{self, Case, Diagnosis};
use crate::syntax::Side;
use crate::syntax::tree::Sign;
use before::Ruling;
use rayon::prelude::*;
use serde::Serialize;
use std::time::{Duration, Instant};

/// What a check can be told beside the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Further assumptions, in LaTeX.
    pub assume: Vec<String>,
    /// The seed of the points that claims are evaluated at.
    pub seed: u64,
    /// Whether it is also found out why lines are false.
    pub diagnose: bool,
    /// How long changes that would make a line true are looked for; not at all
    /// where that is no time.
    pub effort: Duration,
}

/// How long a change is looked for, if nothing else is said.
pub const EFFORT: Duration = Duration::from_secs(2);

impl Default for Options {
    fn default() -> Self {
        Self { assume: Vec::new(), seed: 1, diagnose: true, effort: EFFORT }
    }
}

/// A document of which everything has been said.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The document's name, as it was handed in.
    pub name: String,
    /// What is said of each of its relations, in its order.
    pub lines: Vec<Line>,
    /// What is said of it as a whole.
    pub verdict: DocumentVerdict,
    /// How many lines there are of each sort.
    pub counts: Counts,
    /// Assumptions from outside that cannot be made.
    pub refused: Vec<Refused>,
    /// What the verdicts are about.
    pub derivation: Derivation,
}

impl Checked {
    /// The texts that places point into.
    #[must_use]
    pub fn texts(&self) -> &[Text] {
        &self.derivation.texts
    }
}

/// What is said of a document as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentVerdict {
    /// Every claim is true and every task answered, and there is a claim.
    Holds,
    /// A claim is false.
    Fails,
    /// Nothing is known to be false, but not everything is known to be true.
    Undecided,
}

impl DocumentVerdict {
    /// `holds`, `fails` or `undecided`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Undecided => "undecided",
        }
    }
}

/// How many lines there are of each sort; every line is counted once, claims
/// by their verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Definitions.
    pub definition: usize,
    /// Assumptions.
    pub assumption: usize,
    /// Tasks, answered or not.
    pub task: usize,
    /// Claims that are true, like the line before.
    pub holds: usize,
    /// Claims that are false on their own account.
    pub fails: usize,
    /// Claims that are false like the line before.
    pub carried: usize,
    /// Claims that are true, although the line before is not.
    pub recovers: usize,
    /// Claims of which nothing is known.
    pub undecided: usize,
    /// Relations that are neither true nor false.
    pub skipped: usize,
}

/// An assumption from outside that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The assumption as it was handed in.
    pub text: String,
    /// Where in it something is wrong: the character, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub why: Reason,
}

/// Reads a document and judges every line of it.
///
/// # Errors
/// If the file is not UTF-8, too large, or no notebook though its name says so.
pub fn check(name: &str, bytes: &[u8], options: &Options) -> Result<Checked, ReadError> {
    let derivation = derivation::read(name, bytes, &options.assume)?;
    let judged = judge(&derivation, options.seed);
    let relations = &derivation.meaning.relations;
    let sides: Vec<_> = relations.iter().zip(&judged).map(|(r, j)| (r, j.seen())).collect();
    let mut rulings = before::rule(&sides);
    let (assume, seed) = (options.assume.as_slice(), options.seed);
    let subject = Subject { name, bytes, assume, seed, derivation: &derivation };
    if options.diagnose {
        reasons::carry(&subject, &judged, &mut rulings);
    }
    let inside = |r: &Relation| derivation.texts.get(r.place.text).is_some_and(|t| !t.outside);
    let mut lines: Vec<Line> = (0..relations.len())
        .filter(|k| inside(&relations[*k]))
        .map(|k| line(&derivation, &judged, &rulings, k))
        .collect();
    if options.diagnose {
        reasons::give(&subject, &mut lines);
    }
    message::write(&derivation, &mut lines);
    diagnose(&derivation, &judged, &mut lines, options);
    let counts = count(&lines);
    Ok(Checked {
        name: name.to_owned(),
        verdict: document_verdict(&lines),
        counts,
        refused: refused(&derivation),
        lines,
        derivation,
    })
}

/// What the evaluation says of a relation.
#[derive(Debug)]
struct Judged {
    /// None where there is nothing to evaluate.
    outcome: Option<Result<Outcome, Unclear>>,
    /// The assumptions without which the line would fail.
    needed: Vec<usize>,
}

impl Judged {
    fn seen(&self) -> Option<&Outcome> {
        self.outcome.as_ref().and_then(|o| o.as_ref().ok())
    }
}

/// More definitions, claims and tasks than these are not judged: a book has
/// hundreds, and each takes its time.
const MOST_JUDGED: usize = 10_000;

/// Judges on all threads; what comes out is in order, and the same whatever
/// their number.
fn judge(derivation: &Derivation, seed: u64) -> Vec<Judged> {
    let relations = &derivation.meaning.relations;
    let judge = Judge::new(&derivation.meaning, seed);
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

/// In one document, changes are looked for in so many lines' time.
const MOST_DIAGNOSED: u32 = 8;

/// Says what kind of slip each line has that fails on its own account.
fn diagnose(derivation: &Derivation, judged: &[Judged], lines: &mut [Line], options: &Options) {
    let until = Instant::now() + options.effort * MOST_DIAGNOSED;
    let truths: Vec<usize> =
        lines.iter().filter(|line| is_true(line)).map(|l| l.relation).collect();
    for line in lines.iter_mut().filter(|line| line.verdict == Some(Verdict::Fails)) {
        let Some(outcome) = judged[line.relation].seen() else { continue };
        let same = |at: &&usize| judged[**at].seen().is_some_and(|o| o.same_left(outcome));
        let before = truths.iter().rev().filter(|at| **at < line.relation).find(same).copied();
        let case = Case { relation: line.relation, outcome, before, seed: options.seed };
        let left = until.saturating_duration_since(Instant::now()).min(options.effort);
        if options.effort.is_zero() {
            continue;
        }
        let found = repair::diagnose(derivation, case, left);
        if line.slip.is_none() || line.needs.is_empty() && !is_odd(line, &found) {
            line.slip = Some(found.slip.name().to_owned());
        }
        line.ratio = found.ratio;
        line.hints = found.hints.iter().map(|hint| hint.latex.clone()).collect();
        // What is true under an assumption needs no change.
        let mended = line.needs.is_empty() || !found.hints.is_empty();
        if !found.message.is_empty() && mended {
            line.message = format!("{} {}", line.message, found.message);
        }
        line.diagnosis = Some(found);
    }
}

/// Whether an odd index is what the slip is: not where something else is mended.
fn is_odd(line: &Line, found: &Diagnosis) -> bool {
    let odd = |at: &Place| {
        let mut places = line.oddities.iter().map(|odd| odd.place);
        places.any(|odd| {
            let (a, b) = (odd.span, at.span);
            odd.text == at.text && a.start <= b.end && b.start <= a.end
        })
    };
    found.hints.first().is_none_or(|hint| hint.mended.iter().any(|m| odd(&m.place)))
}

fn is_true(line: &Line) -> bool {
    let verdict = matches!(line.verdict, Some(Verdict::Holds | Verdict::Recovers));
    line.kind == Kind::Definition || line.kind == Kind::Claim && verdict
}

fn line(derivation: &Derivation, judged: &[Judged], rulings: &[Ruling], k: usize) -> Line {
    let relation = &derivation.meaning.relations[k];
    let text = &derivation.texts[relation.place.text];
    let at = text.source.location(relation.place.span.start);
    let Judged { outcome, needed } = &judged[k];
    let seen = judged[k].seen().filter(|_| relation.kind == Kind::Claim);
    let unclear = match relation.kind {
        Kind::Skipped => None,
        Kind::Definition | Kind::Assumption => unusable(relation),
        Kind::Claim | Kind::Task => outcome.as_ref().and_then(|o| o.as_ref().err()),
    };
    let reading = seen.and_then(|o| o.reading.as_ref());
    let said = relation.notes.iter().chain(reading);
    let mut notes: Vec<Remark> = said.map(|note| Remark::inference(derivation, note)).collect();
    notes.extend(Remark::guesses(derivation, relation));
    Line {
        line: at.line,
        column: at.column,
        cell: text.cell,
        place: relation.place,
        whole: relation.whole,
        tag: relation.tag.clone(),
        latex: written(derivation, k),
        kind: relation.kind,
        verdict: rulings[k].verdict,
        apart: seen.map(|o| o.apart.clone()).unwrap_or_default(),
        residual: seen.map(|o| o.residual).filter(|r| r.is_finite()),
        tolerance: seen.map(|o| o.tolerance).filter(|t| t.is_finite()),
        assumes: needed.iter().map(|k| written(derivation, *k)).collect(),
        message: String::new(),
        reason: unclear.map(|u| u.reason.clone()),
        reason_at: unclear.map(|u| u.place),
        code: code(relation, unclear, rulings[k].verdict),
        notes,
        follows: rulings[k].follows,
        before: rulings[k].before,
        relation: k,
        slip: None,
        ratio: None,
        needs: Vec::new(),
        add: None,
        hints: Vec::new(),
        counterexample: None,
        oddities: Vec::new(),
        sources: rulings[k].sources.clone(),
        diagnosis: None,
    }
}

/// The word for why a line is undecided, cannot be used or is skipped.
fn code(relation: &Relation, unclear: Option<&Unclear>, verdict: Option<Verdict>) -> Option<Code> {
    if verdict.is_some_and(|verdict| verdict != Verdict::Undecided) {
        return None;
    }
    let unanswered = relation.kind == Kind::Task;
    let skipped = relation.skip().map(Skip::code);
    let reason = unclear.map(|unclear| unclear.reason.code());
    reason.or(skipped).or(unanswered.then_some(Code::Unanswered))
}

/// A relation as it is written, on one line and without alignment.
pub(crate) fn written(derivation: &Derivation, relation: usize) -> String {
    let Some(relation) = derivation.meaning.relations.get(relation) else { return String::new() };
    let Some(text) = derivation.texts.get(relation.place.text) else { return String::new() };
    let words: Vec<&str> = text.source.slice(relation.whole).split_whitespace().collect();
    words.join(" ").replace("&=", "=").replace("& =", "=").replace("&:=", ":=").replace("=&", "=")
}

fn document_verdict(lines: &[Line]) -> DocumentVerdict {
    let any = |verdict: Verdict| lines.iter().any(|l| l.verdict == Some(verdict));
    let claims = lines.iter().filter(|l| l.kind == Kind::Claim);
    let decided = claims.filter(|l| l.verdict != Some(Verdict::Undecided)).count();
    if any(Verdict::Fails) || any(Verdict::Carried) {
        DocumentVerdict::Fails
    } else if any(Verdict::Undecided) || decided == 0 {
        DocumentVerdict::Undecided
    } else {
        DocumentVerdict::Holds
    }
}

fn count(lines: &[Line]) -> Counts {
    let mut counts = Counts::default();
    for line in lines {
        let place = match (line.kind, line.verdict) {
            (Kind::Definition, _) => &mut counts.definition,
            (Kind::Assumption, _) => &mut counts.assumption,
            (Kind::Task, _) => &mut counts.task,
            (Kind::Skipped, _) => &mut counts.skipped,
            (Kind::Claim, Some(Verdict::Holds)) => &mut counts.holds,
            (Kind::Claim, Some(Verdict::Fails)) => &mut counts.fails,
            (Kind::Claim, Some(Verdict::Carried)) => &mut counts.carried,
            (Kind::Claim, Some(Verdict::Recovers)) => &mut counts.recovers,
            (Kind::Claim, Some(Verdict::Undecided) | None) => &mut counts.undecided,
        };
        *place += 1;
    }
    counts
}

/// What is handed in from outside has to be understood, or the check would not
/// be the one that was asked for.
fn refused(derivation: &Derivation) -> Vec<Refused> {
    let outside = derivation.texts.iter().enumerate().filter(|(_, text)| text.outside);
    let refused = outside.filter_map(|(number, text)| {
        let (offset, why) = problem(derivation, number)?;
        let column = text.source.location(offset).column;
        Some(Refused { text: text.source.text().to_owned(), column, why })
    });
    refused.collect()
}

/// Why a text from outside cannot be assumed, and where in it.
fn problem(derivation: &Derivation, number: usize) -> Option<(usize, Reason)> {
    let formulas = derivation.formulas.iter().filter(|stated| stated.text == number);
    for formula in formulas.map(|stated| &stated.formula) {
        let sides = formula.statements.iter().flat_map(|statement| &statement.sides);
        let unreadable = sides.filter_map(|(_, side)| match side {
            Side::Unreadable(fault, _) => Some(fault),
            _ => None,
        });
        if let Some(fault) = formula.fault.iter().chain(unreadable).next() {
            return Some((fault.span.start, fault.problem.clone().into()));
        }
    }
    let stated = derivation.meaning.relations.iter().filter(|r| r.place.text == number);
    let stated: Vec<&Relation> = stated.filter(|r| r.kind != Kind::Skipped).collect();
    if stated.is_empty() {
        return Some((0, Semantics::NothingStated.into()));
    }
    stated.into_iter().find_map(|relation| unusable(relation)).map(|unclear| {
        let here = unclear.place.text == number;
        (if here { unclear.place.span.start } else { 0 }, unclear.reason.clone())
    })
}

/// Why a definition or assumption has no effect. Membership and inequalities
/// have theirs without being evaluated.
fn unusable(relation: &Relation) -> Option<&Unclear> {
    relation.sides.as_ref().err().filter(|_| matches!(relation.sign, Sign::Equal | Sign::Defined))
}
