//! The terms that a right side is added up from, those inside of brackets too
//! where these have only sums and numbers beside them.

use super::Slip;
use super::edits::Edit;
use super::site::Site;
use super::ways::Way;
use crate::source::Span;
use crate::syntax::cut::{Kind, Sequence, Term};

/// A term of a side.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Where it stands, without its sign.
    pub span: Span,
    /// Where its sign stands, if it has one.
    pub sign: Option<Span>,
    /// What takes it out of the side.
    pub without: Edit,
    /// What turns its sign.
    pub turned: Edit,
    /// The bracket that it stands in, by its number.
    pub within: Option<usize>,
}

/// The terms of a side, and for each bracket that was opened what turns the
/// sign before it.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pub all: Vec<Leaf>,
    pub brackets: Vec<Edit>,
}

impl Leaves {
    /// The terms of a side and those in its brackets.
    pub(super) fn deep(site: &Site<'_>, side: &Sequence) -> Self {
        let mut found = Self::default();
        found.of(site, side, None, true);
        found
    }

    /// The terms of a right side.
    pub(super) fn shallow(site: &Site<'_>) -> Self {
        let mut found = Self::default();
        found.of(site, &site.side, None, false);
        found
    }

    /// The right side as one term.
    pub(super) fn whole(site: &Site<'_>) -> Self {
        let span = site.side.span;
        let edit = |span, text: &str, slip| Edit { span, text: text.into(), slip, weight: 0.0 };
        let first = Span { start: span.start, end: span.start };
        let without = edit(span, "0", Slip::Term);
        let turned = edit(first, "-", Slip::Sign);
        let leaf = Leaf { span, sign: None, without, turned, within: None };
        Self { all: vec![leaf], brackets: Vec::new() }
    }

    fn of(&mut self, site: &Site<'_>, sequence: &Sequence, within: Option<usize>, deep: bool) {
        let terms = sequence.terms();
        for (k, term) in terms.iter().enumerate() {
            let turned = turned(site, sequence, term, k == 0);
            if let Some(inside) = bracket(sequence, term).filter(|_| deep) {
                // A whole bracket's sign is one slip, however many terms it has.
                self.brackets.push(Edit { weight: Way::TurnSignOfBracket.weight(), ..turned });
                self.of(site, inside, Some(self.brackets.len() - 1), deep);
                continue;
            }
            let span = sequence.with_sign(&terms, k, |span| site.slice(span));
            // Where there is nothing else, nothing is left.
            let nothing = if terms.len() == 1 { "0" } else { "" };
            self.all.push(Leaf {
                span: sequence.over(&term.factors),
                sign: term.sign.map(|k| sequence.atoms[k].core),
                without: Edit {
                    span,
                    text: nothing.into(),
                    slip: Slip::Term,
                    weight: Way::DropTerm.weight(),
                },
                turned,
                within,
            });
        }
    }
}

/// The bracket with several terms that is all of a term but for sums, numbers
/// and what joins them.
fn bracket<'s>(sequence: &'s Sequence, term: &Term) -> Option<&'s Sequence> {
    let mut found = None;
    for factor in &term.factors {
        match &sequence.atoms[*factor].kind {
            Kind::Big | Kind::Number | Kind::Joint => {}
            Kind::Group(inside) if found.is_none() && sequence.atoms[*factor].sup.is_none() => {
                found = Some(inside.as_ref());
            }
            _ => return None,
        }
    }
    found.filter(|inside| inside.terms().len() > 1)
}

fn turned(site: &Site<'_>, sequence: &Sequence, term: &Term, first: bool) -> Edit {
    let (span, text) = match term.sign.map(|k| sequence.atoms[k].core) {
        Some(sign) if site.slice(sign) == "+" => (sign, "-"),
        // Of `-a` the minus goes, and what is blank behind it.
        Some(sign) if first => {
            let start = sequence.over(&term.factors).start;
            (Span { start: sign.start, end: start.max(sign.end) }, "")
        }
        Some(sign) => (sign, "+"),
        None => {
            let start = sequence.over(&term.factors).start;
            (Span { start, end: start }, "-")
        }
    };
    Edit { span, text: text.to_owned(), slip: Slip::Sign, weight: 0.0 }
}
