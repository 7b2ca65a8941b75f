//! What was expected beside what was said.

use std::fmt::Write as _;

use super::marks::{Expected, Mark};
use super::section::{Case, Place};
use handgrad::Code;

/// What the checker said of one relation.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// Where its right side begins.
    pub(crate) place: Place,
    /// A verdict, for a task behind the word task; or, for what gets none, its kind.
    pub(crate) what: String,
    /// The restrictions under which it holds.
    pub(crate) restricted: Vec<String>,
    /// The relation as it is written.
    pub(crate) latex: String,
    /// The kind of slip.
    pub(crate) slip: Option<String>,
    /// Why it is undecided or skipped.
    pub(crate) code: Option<Code>,
    /// The reason, and all notes.
    pub(crate) message: String,
}

/// What the checker said of a document.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// Relation by relation, in document order.
    pub(crate) lines: Vec<Said>,
    /// Of the whole.
    pub(crate) verdict: String,
}

/// An expectation and what it met.
#[derive(Debug)]
pub(crate) struct Pair<'a> {
    expected: Option<&'a Expected>,
    said: Option<&'a Said>,
    place: Place,
}

impl Pair<'_> {
    /// Whether the expectation is met. What is not judged needs none.
    pub(crate) fn agrees(&self) -> bool {
        match (self.expected, self.said) {
            (Some(expected), Some(said)) => expected.said == said.what && detail(expected, said),
            (None, Some(said)) => {
                matches!(said.what.as_str(), "definition" | "assumption" | "skipped")
            }
            _ => false,
        }
    }
}

/// Whether the code has to be named: a line can be undecided for the wrong reason.
fn lacks_code(expected: &Expected) -> bool {
    expected.said.ends_with("undecided") && expected.code.is_none()
}

fn detail(expected: &Expected, said: &Said) -> bool {
    let (slip, code) = (expected.slip.is_some(), expected.code.is_some());
    if slip && expected.slip != said.slip || code && expected.code != said.code {
        return false;
    }
    if lacks_code(expected) {
        return false;
    }
    let Some(detail) = &expected.detail else { return true };
    if expected.said == "holds" {
        said.restricted.contains(detail)
    } else {
        said.message.to_lowercase().contains(&detail.to_lowercase())
    }
}

/// Brings each mark together with the relations since the mark before it.
///
/// What is not judged may stay without a mark, so that a mark's expectations are those of the
/// last relations before it, leaving out the kinds that it does not mention.
pub(crate) fn align<'a>(marks: &'a [Mark], lines: &'a [Said]) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    let mut rest = lines;
    for mark in marks {
        let (here, behind) = rest.split_at(rest.partition_point(|said| said.place < mark.place));
        rest = behind;
        let mentions = |kind: &str| mark.expected.iter().any(|e| e.said == kind);
        let given = mentions("definition") || mentions("assumption");
        let counts = |said: &&Said| match said.what.as_str() {
            "skipped" => mentions("skipped"),
            "definition" | "assumption" => given,
            _ => true,
        };
        let mut met: Vec<&Said> = here.iter().filter(counts).collect();
        if met.len() < mark.expected.len() {
            met = here.iter().collect();
        }
        let extra = met.len().saturating_sub(mark.expected.len());
        for said in met.drain(..extra) {
            pairs.push(Pair { expected: None, said: Some(said), place: said.place });
        }
        let mut met = met.into_iter();
        for expected in &mark.expected {
            let said = met.next();
            let place = said.map_or(mark.place, |said| said.place);
            pairs.push(Pair { expected: Some(expected), said, place });
        }
    }
    let unmarked = rest.iter().map(|s| Pair { expected: None, said: Some(s), place: s.place });
    pairs.extend(unmarked);
    pairs
}

/// Whether all is as expected, and if not, a list that one can read.
///
/// # Errors
/// The list.
pub(crate) fn compare(case: &Case, outcome: &Outcome) -> Result<(), String> {
    let pairs = align(&case.marks, &outcome.lines);
    let verdict = case.verdict.as_ref().filter(|expected| **expected != outcome.verdict);
    if pairs.iter().all(Pair::agrees) && verdict.is_none() {
        return Ok(());
    }
    let mut list = String::from("\n   line  expected       got            relation\n");
    for pair in &pairs {
        let sign = if pair.agrees() { ' ' } else { '✗' };
        let slip = |slip: Option<&String>| slip.map(|s| format!(" {s}")).unwrap_or_default();
        let code = |code: Option<Code>| code.map(|c| format!(" {}", c.name())).unwrap_or_default();
        let expected = pair.expected.map_or_else(String::new, |e| {
            format!("{}{}{}", e.said, slip(e.slip.as_ref()), code(e.code))
        });
        let said = pair.said.map_or_else(
            || "nothing".into(),
            |s| format!("{}{}{}", s.what, slip(s.slip.as_ref()), code(s.code)),
        );
        let row = match pair.place.cell {
            Some(cell) => format!("{cell}:{}", pair.place.row),
            None => (pair.place.row + case.before).to_string(),
        };
        let relation = pair.said.map_or_else(|| source(case, pair.place), |s| flat(&s.latex));
        let _ = writeln!(list, " {sign} {row:>4}  {expected:<14} {said:<14} {relation}");
        if pair.agrees() {
            continue;
        }
        if pair.expected.is_some_and(lacks_code) {
            let _ = writeln!(list, "         why it is undecided has to be said, by its code");
        }
        if let Some(wanted) = pair.expected.and_then(|e| e.detail.as_ref()) {
            let restricted = pair.said.map(|s| s.restricted.join(", ")).unwrap_or_default();
            let _ = writeln!(list, "         expected “{wanted}”, got “{restricted}”");
        }
        if let Some(said) = pair.said.filter(|said| !said.message.is_empty()) {
            let _ = writeln!(list, "         {}", flat(&said.message));
        }
    }
    if let Some(expected) = verdict {
        let _ = writeln!(list, " ✗ the document: expected {expected}, got {}", outcome.verdict);
    }
    Err(list)
}

/// The row of a place, without what surrounds it.
fn source(case: &Case, place: Place) -> String {
    let row = case.text.lines().nth(place.row.saturating_sub(1));
    row.unwrap_or_default().trim().to_owned()
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
