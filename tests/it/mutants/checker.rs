//! The checker as the test sees it: relations of a document, judged.

use super::pieces::Range;
use handgrad::internals::{self, Judge, Meaning, Standing};
use handgrad::{Derivation, Kind};

/// What the checker says of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    Fails,
    Undecided(String),
}

/// A document as the checker understands it.
pub(crate) struct Checked {
    derivation: Derivation,
}

impl Checked {
    pub(crate) fn read(name: &str, text: &str) -> Self {
        Self { derivation: handgrad::read(name, text.as_bytes(), &[]).unwrap() }
    }

    /// Judges the relations whose right sides begin in some ranges.
    pub(crate) fn judge(&self, ranges: &[Range]) -> Vec<Verdict> {
        let (_, meaning) = internals::parts(&self.derivation);
        let judge = Judge::new(meaning, 1);
        ranges.iter().map(|range| judged(meaning, &judge, range)).collect()
    }
}

fn judged(meaning: &Meaning, judge: &Judge<'_>, range: &Range) -> Verdict {
    let here = |start: usize| range.start <= start && start < range.end.max(range.start + 1);
    let relations = meaning.relations.iter().enumerate();
    let mut found = relations.filter(|(_, relation)| here(relation.place.span.start));
    let (Some((k, relation)), None) = (found.next(), found.next()) else {
        return Verdict::Undecided("no single relation stands here".into());
    };
    if relation.kind != Kind::Claim {
        return Verdict::Undecided(format!("this is a {:?}", relation.kind));
    }
    match judge.judge(k) {
        Ok(outcome) if outcome.holds() => Verdict::Holds,
        Ok(_) => match &relation.standing {
            Standing::Claimed => Verdict::Fails,
            Standing::Doubtful(why) => Verdict::Undecided(internals::reason(&why.clone().into())),
        },
        Err(unclear) => Verdict::Undecided(internals::reason(&unclear.reason)),
    }
}
