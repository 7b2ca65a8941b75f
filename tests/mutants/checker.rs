//! The checker as the test sees it: one relation of a document, judged.

use handgrad::document::{self, Block};
use handgrad::evaluate;
use handgrad::expression::{self, Meaning};
use handgrad::syntax::{self, Formula, Macros};
use std::ops::Range;

/// What the checker says of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    Fails,
    Undecided(String),
}

/// A document as the checker understands it.
pub(crate) struct Checked {
    meaning: Meaning,
}

impl Checked {
    pub(crate) fn read(name: &str, text: &str) -> Self {
        let document = document::read(name, text.as_bytes()).unwrap();
        let mut macros = Macros::default();
        let formulas: Vec<Formula> = document.parts[0]
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Formula(f) => Some(syntax::read(text, &f.pieces, &mut macros)),
                _ => None,
            })
            .collect();
        Self { meaning: expression::understand(&formulas) }
    }

    /// Judges the relation whose right side begins in a range.
    pub(crate) fn judge(&self, range: &Range<usize>) -> Verdict {
        let here = |start: usize| range.start <= start && start < range.end.max(range.start + 1);
        let mut claims = self.meaning.claims.iter().filter(|c| here(c.span.start));
        let (Some(claim), None) = (claims.next(), claims.next()) else {
            return Verdict::Undecided("no single claim stands here".into());
        };
        match evaluate::compare(&self.meaning, claim, 1) {
            Ok(difference) if difference.is_equal() => Verdict::Holds,
            Ok(_) => Verdict::Fails,
            Err(unclear) => Verdict::Undecided(unclear.why),
        }
    }
}
