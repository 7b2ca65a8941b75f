//! What is said of one relation, as data.

use super::before::Ruling;
use super::findings::Findings;
use super::judged::Judged;
use super::remark::Remark;
use super::ruling::Verdict;
use crate::derivation::Subject;
use crate::diagnose::Addition;
use crate::expression::{Kind, Relation, Unclear};
use crate::reading::{Place, Reading};
use crate::reason::{Code, Reason, Skip, Value};
use crate::repair::{Diagnosis, Hint, Slip};
use crate::source::Span;
use crate::syntax::Instead;

/// A relation of the document and what is said of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// The line in the file or cell where the right side begins, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// The notebook's cell, from 0.
    pub cell: Option<usize>,
    /// Where the right side stands.
    pub place: Place,
    /// Where all of the relation stands, in the same text.
    pub whole: Span,
    /// The equation's number.
    pub tag: Option<String>,
    /// The relation as written, on one line.
    pub latex: String,
    /// What it is.
    pub kind: Kind,
    /// What is said of it; nothing but of claims and tasks.
    pub verdict: Option<Verdict>,
    /// Pairs of letters that have to differ for the line to hold.
    pub apart: Vec<(String, String)>,
    /// The largest difference of the sides over the size of the terms.
    pub residual: Option<f64>,
    /// What rounding may make of it.
    pub tolerance: Option<f64>,
    /// The stated assumptions without which the line would fail, in LaTeX.
    pub assumes: Vec<String>,
    /// Why it is not understood or evaluated, and where that is.
    pub(crate) reason: Option<Unclear>,
    /// The word for why it is undecided, cannot be used or is skipped.
    pub code: Option<Code>,
    /// Guesses and inferences that were made for it.
    pub(crate) notes: Vec<Remark>,
    /// The relation before that its falsehood was carried from, or that it
    /// recovers from.
    pub(crate) follows: Option<usize>,
    /// The relation that is its line before.
    pub(crate) before: Option<usize>,
    /// The relation, by its number in the derivation's meaning.
    pub(crate) relation: usize,
    /// The section by which it is judged, where that is read by itself.
    pub(crate) section: Option<usize>,
    /// The false relations with other left sides that it follows from.
    pub(crate) sources: Vec<usize>,
    /// What was found out about it beyond that.
    pub(crate) findings: Findings,
}

impl Line {
    /// What was guessed or inferred for it, and what is odd about its indices.
    pub fn remarks(&self) -> impl Iterator<Item = &Remark> {
        self.notes.iter().chain(&self.findings.oddities)
    }

    /// What is odd about its indices.
    #[must_use]
    pub fn oddities(&self) -> &[Remark] {
        &self.findings.oddities
    }

    /// Where the reason is that it is not understood or evaluated.
    #[must_use]
    pub fn obstacle(&self) -> Option<Place> {
        self.reason.as_ref().map(|unclear| unclear.place)
    }

    /// Changes that make it true, the smallest first.
    #[must_use]
    pub fn hints(&self) -> &[Hint] {
        self.findings.diagnosis.as_ref().map_or(&[], |found| &found.hints)
    }

    /// The number by which the right side is the left side's multiple, if there is one.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.findings.diagnosis.as_ref()?.ratio
    }

    /// The assumptions under which it would be true, in LaTeX.
    #[must_use]
    pub fn needs(&self) -> &[String] {
        self.findings.need.as_ref().map_or(&[], |need| &need.latex)
    }

    /// The line that states what it needs, where in the document that can stand.
    #[must_use]
    pub fn addition(&self) -> Option<&Addition> {
        self.findings.need.as_ref()?.add.as_ref()
    }

    /// The choices among readings that the verdict hangs on.
    pub(crate) fn hangs_on(&self) -> impl Iterator<Item = Instead> {
        let on = self.reason.as_ref().and_then(|why| match why.reason {
            Reason::Value(Value::Hangs { on, .. }) => Some(on),
            _ => None,
        });
        on.into_iter()
    }

    /// What is said of a relation, all of which is known.
    pub(super) fn new(
        subject: &Subject<'_>,
        judged: &Judged,
        (relation, ruling): (usize, &Ruling),
        findings: Findings,
    ) -> Self {
        let reading = subject.reading;
        let relations = &subject.meaning().relations;
        let of = &relations[relation];
        let text = &reading.texts[of.place.text];
        let at = text.source().location(of.place.span.start);
        let seen = judged.seen().filter(|_| of.kind == Kind::Claim);
        let unclear = judged.unclear(of);
        let inferred = of.notes.iter().chain(seen.and_then(|o| o.reading.as_ref()));
        let mut notes: Vec<Remark> =
            inferred.map(|note| Remark::inference(reading, note)).collect();
        notes.extend(Remark::guesses(reading, of));
        Self {
            line: at.line,
            column: at.column,
            cell: text.cell(),
            place: of.place,
            whole: of.whole,
            tag: of.tag.clone(),
            latex: written(reading, of),
            kind: of.kind,
            verdict: ruling.verdict,
            apart: seen.map(|o| o.apart.clone()).unwrap_or_default(),
            residual: seen.map(|o| o.residual).filter(|r| r.is_finite()),
            tolerance: seen.map(|o| o.tolerance).filter(|t| t.is_finite()),
            assumes: judged.needed.iter().map(|k| written(reading, &relations[*k])).collect(),
            reason: unclear.cloned(),
            code: code(of, unclear, ruling.verdict),
            notes,
            follows: ruling.follows,
            before: ruling.before,
            relation,
            section: None,
            sources: ruling.sources.clone(),
            findings,
        }
    }

    /// What kind of slip it has, where that is known: an assumption that is not
    /// made, or what the first hint mends, unless an odd index is all there is.
    #[must_use]
    pub fn slip(&self) -> Option<Slip> {
        let Findings { need, oddities, diagnosis, .. } = &self.findings;
        if need.is_some() && self.verdict == Some(Verdict::Fails) {
            return Some(Slip::Assumption);
        }
        let mended = diagnosis.as_ref();
        if oddities.is_empty() || self.verdict != Some(Verdict::Fails) {
            return mended.map(|found| found.slip);
        }
        let other = mended.filter(|found| !self.is_odd(found));
        Some(other.map_or(Slip::Scope, |found| found.slip))
    }

    /// Whether an odd index is what the slip is: not where something else is
    /// mended.
    fn is_odd(&self, found: &Diagnosis) -> bool {
        let odd = |at: &Place| {
            let mut places = self.findings.oddities.iter().map(|odd| odd.place);
            places.any(|odd| {
                let (a, b) = (odd.span, at.span);
                odd.text == at.text && a.start <= b.end && b.start <= a.end
            })
        };
        found.hints.first().is_none_or(|hint| hint.mended.iter().any(|m| odd(&m.place)))
    }
}

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
pub(crate) fn written(reading: &Reading, relation: &Relation) -> String {
    let whole = Place { span: relation.whole, ..relation.place };
    let slice = reading.slice(whole);
    if let Some(spelled) = &relation.spelled {
        // Where letters follow, the name stands without its own.
        let name = if spelled.starts_with("#_") { slice.split('_').next() } else { None };
        return spelled.replace('#', name.unwrap_or(slice).trim());
    }
    let words: Vec<&str> = slice.split_whitespace().collect();
    words.join(" ").replace("&=", "=").replace("& =", "=").replace("&:=", ":=").replace("=&", "=")
}
