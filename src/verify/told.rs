//! What is said of every line of the derivations that come with the program.

use super::written::Document;
use crate::error::{Error, Result};
use crate::expression::Kind;
use crate::verdict::{self, Counts, DocumentVerdict, Line, Options};

/// A derivation, and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    /// Its name.
    pub document: &'static str,
    /// What is said of it as a whole.
    pub verdict: DocumentVerdict,
    /// How many lines there are of each sort.
    pub counts: Counts,
    /// Its definitions, assumptions, claims and tasks, in order.
    pub lines: Vec<Line>,
}

impl Told {
    /// Executes every line of a document.
    pub(super) fn of(document: &Document, seed: u64) -> Result<Self> {
        let options = Options { seed, ..Options::default() };
        let checked = verdict::check(document.name, document.text.as_bytes(), &options);
        let checked = checked.map_err(|problem| Error::Derivation {
            document: document.name.into(),
            line: 1,
            column: 1,
            problem: problem.to_string(),
        })?;
        Ok(Self {
            document: document.name,
            verdict: checked.verdict,
            counts: checked.counts,
            lines: checked.lines.into_iter().filter(|line| line.kind != Kind::Skipped).collect(),
        })
    }

    /// Whether every line is true.
    #[must_use]
    pub(crate) fn holds(&self) -> bool {
        self.verdict == DocumentVerdict::Holds
    }

    /// How many claims it makes.
    #[must_use]
    pub(crate) const fn claims(&self) -> usize {
        let Counts { holds, fails, carried, recovers, undecided, .. } = self.counts;
        holds + fails + carried + recovers + undecided
    }

    /// `14 hold, 1 fails`
    #[must_use]
    pub(crate) fn summary(&self) -> String {
        let counts = [
            (self.counts.holds, "holds", "hold"),
            (self.counts.fails, "fails", "fail"),
            (self.counts.carried, "carried", "carried"),
            (self.counts.recovers, "recovers", "recover"),
            (self.counts.undecided, "undecided", "undecided"),
        ];
        let some = |(count, one, many): (usize, &str, &str)| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {many}")),
        };
        counts.into_iter().filter_map(some).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Verification;
    use crate::verify::written::DOCUMENTS;

    #[test]
    fn a_false_line_is_told_and_the_verification_does_not_succeed() {
        let [_, right, ..] = DOCUMENTS;
        let text = right.text.replace("C}{\\partial y_i} = 4", "C}{\\partial y_i} = 2");
        let wrong = Document { text: text.leak(), ..right };
        let [right, wrong] = [right, wrong].map(|document| Told::of(&document, 1).unwrap());
        assert_eq!((right.summary().as_str(), right.holds()), ("17 hold", true));
        assert_eq!((wrong.summary().as_str(), wrong.holds()), ("16 hold, 1 fails", false));
        let mut found = Verification {
            comparisons: Vec::new(),
            planted: Vec::new(),
            blindness: Vec::new(),
            curves: Vec::new(),
            derivations: vec![right],
            timings: Vec::new(),
        };
        assert!(found.succeeded());
        found.derivations.push(wrong);
        assert!(!found.succeeded());
    }
}
