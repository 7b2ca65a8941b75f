//! Verdicts: what is said of every line of a derivation.
//!
//! In: a document's name and bytes, assumptions from outside and a seed. Out:
//! [`Checked`], every relation of the document in its order as a [`Line`] with
//! its verdict, the numbers it rests on and what was found out about it, as data;
//! the document's own verdict; the counts. The room leads a document through
//! [`crate::reading`], [`crate::expression`] and [`crate::evaluate`], rules on each
//! line by those before, and asks [`crate::diagnose`] and [`crate::repair`] about
//! the false ones. What does not fit in the whole is asked of its section alone. Each field
//! is filled once. Not done here: wording (see [`crate::say`]).

mod before;
mod findings;
mod judged;
mod line;
mod readings;
mod remark;
mod ruling;
mod sections;
#[cfg(test)]
mod tests;

pub(crate) use crate::effort::Effort;
pub(crate) use findings::Explained;
pub use line::Line;
pub(crate) use line::written;
pub use remark::Remark;
pub(crate) use remark::Remarked;
pub use ruling::Verdict;

use crate::derivation::{self, Derivation, SEED, Subject};
use crate::document::{self, ReadError, Unseen};
use crate::effort::{DOCUMENT, Trials};
use crate::expression::{Kind, Meaning, Relation};
use crate::reading::{self, Text};
use crate::reason::{Code, Reason, Semantics};
use crate::syntax::Side;
use judged::unusable;
use serde::Serialize;

/// What a check can be told beside the document.
///
/// ```
/// use handgrad::{Effort, Options, Verdict, check};
///
/// let options = Options::default().with_assumption("x > 0").with_effort(Effort::LOW);
/// let checked = check("note.md", br"$$\sqrt{x^2} = x$$", &options)?;
/// assert_eq!(checked.lines[0].verdict, Some(Verdict::Holds));
/// # Ok::<(), handgrad::ReadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Further assumptions, in LaTeX.
    pub assume: Vec<String>,
    /// The seed of the points that claims are evaluated at.
    pub seed: u64,
    /// Whether it is also found out why lines are false.
    pub diagnose: bool,
    /// How much is tried to find changes that make a line true.
    pub effort: Effort,
}

impl Default for Options {
    fn default() -> Self {
        Self { assume: Vec::new(), seed: SEED, diagnose: true, effort: Effort::NORMAL }
    }
}

impl Options {
    /// Assumes something more, in LaTeX.
    #[must_use]
    pub fn with_assumption(mut self, latex: impl Into<String>) -> Self {
        self.assume.push(latex.into());
        self
    }

    /// Draws the points from another seed.
    #[must_use]
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Does not look for why a line is false.
    #[must_use]
    pub const fn without_diagnosis(mut self) -> Self {
        self.diagnose = false;
        self
    }

    /// Looks for changes that make a line true with another effort.
    #[must_use]
    pub const fn with_effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }
}

/// A document of which everything has been said.
#[derive(Debug, Clone)]
#[non_exhaustive]
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
    /// What looks like mathematics and was not read.
    pub unread: Vec<Unread>,
    /// What the verdicts are about.
    pub(crate) derivation: Derivation,
    /// What the sections mean that are read by themselves.
    sections: Vec<Meaning>,
}

impl Checked {
    /// The text that places with this number point into: one for a file, one for each
    /// Markdown cell of a notebook, one for each assumption from outside.
    #[must_use]
    pub fn text(&self, number: usize) -> Option<&str> {
        self.texts().get(number).map(|text| text.source().text())
    }

    /// What the formulas mean where a line is judged: in the whole document, or in its section.
    pub(crate) fn meaning_at(&self, line: &Line) -> &Meaning {
        let section = line.section.and_then(|section| self.sections.get(section));
        section.unwrap_or(&self.derivation.meaning)
    }

    /// The texts that places point into.
    pub(crate) fn texts(&self) -> &[Text] {
        &self.derivation.reading.texts
    }
}

/// What is said of a document as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
pub struct Refused {
    /// The assumption as it was handed in.
    pub text: String,
    /// Where in it something is wrong: the character, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub(crate) why: Reason,
}

impl Refused {
    /// The word for why it cannot be made.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.why.code()
    }
}

/// A stretch that looks like mathematics and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// The notebook cell, counted from 0.
    pub cell: Option<usize>,
    /// The line that it begins on, counted from 1.
    pub line: usize,
    /// What it is.
    pub(crate) what: Unseen,
}

/// Reads a document and judges every line of it. Its name says how it is written:
/// `.tex` is LaTeX, `.ipynb` a notebook, everything else Markdown.
///
/// ```
/// use handgrad::{DocumentVerdict, Options, Slip, Verdict, check, say};
///
/// let note = br"Let $f = \log(1 + x^2)$. $$\frac{df}{dx} = \frac{x}{1 + x^2}$$";
/// let checked = check("note.md", note, &Options::default())?;
/// assert_eq!(checked.verdict, DocumentVerdict::Fails);
/// let false_line = checked.lines.iter().find(|l| l.verdict == Some(Verdict::Fails)).unwrap();
/// assert_eq!(false_line.slip(), Some(Slip::Factor));
/// assert_eq!(false_line.hints()[0].latex, r"\frac{df}{dx} = 2 \frac{x}{1 + x^2}");
/// assert!(say::told(&checked, false_line).message.starts_with("This is not equal"));
/// # Ok::<(), handgrad::ReadError>(())
/// ```
///
/// # Errors
/// If the file is not UTF-8, too large, or no notebook though its name says so.
pub fn check(name: &str, bytes: &[u8], options: &Options) -> Result<Checked, ReadError> {
    let reading = reading::read(name, bytes, &options.assume)?;
    let understood = derivation::understood(&reading, options.seed);
    let subject = Subject { reading: &reading, understood: &understood, seed: options.seed };
    let document = Trials::of(DOCUMENT);
    let mut judged = judged::all(&subject, &document);
    readings::settle(&subject, &mut judged, &document);
    let relations = &subject.meaning().relations;
    let rulings = findings::rulings(&subject, &judged, (options, &document));
    let found = findings::all(&subject, &judged, &rulings, (options, &document));
    let inside = |k: &usize| {
        let text = reading.texts.get(relations[*k].place.text);
        text.is_some_and(|text| !text.outside)
    };
    let all = found.into_iter().enumerate().filter(|(k, _)| inside(k));
    let mut alone = sections::alone(&subject, &judged, (options, &document));
    let line = |(k, found)| {
        let own = alone.lines.remove(&k);
        own.unwrap_or_else(|| Line::new(&subject, &judged[k], (k, &rulings[k]), found))
    };
    let lines: Vec<Line> = all.map(line).collect();
    let counts = count(&lines);
    let refused = refused(&subject);
    let unread = unread(&reading.texts);
    let meaning = understood.into_meaning();
    Ok(Checked {
        name: name.to_owned(),
        verdict: document_verdict(&lines, &unread),
        counts,
        refused,
        unread,
        lines,
        sections: alone.meanings,
        derivation: Derivation { reading, meaning },
    })
}

/// What was not read in any of the texts.
fn unread(texts: &[Text]) -> Vec<Unread> {
    let of = |text: &Text| {
        let own = |unread: &document::Unread| Unread {
            cell: text.cell(),
            line: text.source().location(unread.span.start).line,
            what: unread.what.clone(),
        };
        text.part.unread.iter().map(own).collect::<Vec<_>>()
    };
    texts.iter().flat_map(of).collect()
}

fn document_verdict(lines: &[Line], unread: &[Unread]) -> DocumentVerdict {
    let any = |verdict: Verdict| lines.iter().any(|l| l.verdict == Some(verdict));
    let claims = lines.iter().filter(|l| l.kind == Kind::Claim);
    let decided = claims.filter(|l| l.verdict != Some(Verdict::Undecided)).count();
    if any(Verdict::Fails) || any(Verdict::Carried) {
        DocumentVerdict::Fails
    } else if any(Verdict::Undecided)
        || decided == 0
        || !unread.is_empty()
        || lines.iter().any(is_lost)
    {
        DocumentVerdict::Undecided
    } else {
        DocumentVerdict::Holds
    }
}

/// A definition that is not understood: what it says is nowhere taken into account.
fn is_lost(line: &Line) -> bool {
    line.kind == Kind::Definition && line.reason.is_some()
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
fn refused(subject: &Subject<'_>) -> Vec<Refused> {
    let outside = subject.reading.texts.iter().enumerate().filter(|(_, text)| text.outside);
    let refused = outside.filter_map(|(number, text)| {
        let (offset, why) = problem(subject, number)?;
        let column = text.source().location(offset).column;
        Some(Refused { text: text.source().text().to_owned(), column, why })
    });
    refused.collect()
}

/// Why a text from outside cannot be assumed, and where in it.
fn problem(subject: &Subject<'_>, number: usize) -> Option<(usize, Reason)> {
    let formulas = subject.reading.formulas.iter().filter(|stated| stated.text == number);
    for stated in formulas {
        let formula = &stated.formula;
        let sides = formula.statements.iter().flat_map(|statement| &statement.sides);
        let unreadable = sides.filter_map(|(_, side)| match side {
            Side::Unreadable(fault, _) => Some(fault),
            _ => None,
        });
        if let Some(fault) = formula.fault.iter().chain(unreadable).next() {
            return Some((stated.place(fault.span).span.start, fault.problem.clone().into()));
        }
    }
    let stated = subject.meaning().relations.iter().filter(|r| r.place.text == number);
    let stated: Vec<&Relation> = stated.filter(|r| r.kind != Kind::Skipped).collect();
    if stated.is_empty() {
        return Some((0, Semantics::NothingStated.into()));
    }
    stated.into_iter().find_map(|relation| unusable(relation)).map(|unclear| {
        let here = unclear.place.text == number;
        (if here { unclear.place.span.start } else { 0 }, unclear.reason.clone())
    })
}
