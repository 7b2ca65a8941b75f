//! Term by term: the terms of a false side beside those of one that it should be
//! equal to, the left side or the true line before. Terms of the same value are
//! partners; what has none is where the slip is.

use super::Slip;
use super::change::{Change, plain};
use super::edits::Edit;
use super::joint::Wanted;
use super::leaves::{Leaf, Leaves};
use super::search::{MANY, Scored, Search, difference};
use super::site::Site;
use crate::source::Span;
use crate::syntax::cut::Sequence;

/// The terms of a right side that have partners, and those that have none.
pub(super) struct Partners {
    leaves: Leaves,
    values: Vec<Vec<f64>>,
    others: Leaves,
    /// What the other side's terms are.
    wanted: Vec<Vec<f64>>,
    /// How many terms have a partner.
    paired: usize,
    /// The terms without one, by their number.
    lone: Vec<usize>,
    /// The other side's terms without one.
    missing: Vec<usize>,
}

impl Partners {
    /// The terms of the line beside those of another side, which is written
    /// with the same free letters.
    pub(super) fn of(search: &Search<'_, '_>, wanted: &Wanted, other: &Sequence) -> Option<Self> {
        let site = search.site;
        let leaves = Leaves::deep(site, &site.side);
        let others = Leaves::deep(site, other);
        if leaves.all.len() < 2 && others.all.len() < 2 {
            return None;
        }
        let values = search.values(&leaves)?;
        let terms = terms(search, other, &others)?;
        let (mut lone, mut missing) = (Vec::new(), (0..terms.len()).collect::<Vec<_>>());
        for (k, value) in values.iter().enumerate() {
            let partner =
                missing.iter().position(|m| wanted.is_nothing(&difference(value, &terms[*m])));
            match partner {
                Some(at) => drop(missing.remove(at)),
                None => lone.push(k),
            }
        }
        let paired = values.len() - lone.len();
        let some = paired > 0 && !(lone.is_empty() && missing.is_empty());
        some.then_some(Self { leaves, values, others, wanted: terms, paired, lone, missing })
    }

    /// Where the terms without a partner stand.
    pub(super) fn places(&self) -> Vec<Span> {
        self.lone.iter().map(|k| self.leaves.all[*k].span).collect()
    }

    /// How many terms there are.
    fn count(&self) -> usize {
        self.values.len()
    }

    /// What that is, where the other side is the left one or that of a line.
    pub(super) fn beside(&self, site: &Site<'_>, line: Option<usize>) -> super::Beside {
        let bare = |text: &str| plain(text.trim_start_matches("+ ")).trim().to_owned();
        let lone = self.places().into_iter().map(|span| bare(site.slice(span))).collect();
        let missing = self.missing.iter().map(|m| bare(&signed(site, &self.others.all[*m])));
        let (missing, terms) = (missing.collect(), self.count());
        super::Beside { line, paired: self.paired, terms, lone, missing }
    }

    /// Each term without a partner changed in one place so that it gets one.
    pub(super) fn mended(&self, wanted: &Wanted, alone: &Scored<'_>) -> Option<Change> {
        let (changes, left, missing) = self.one_by_one(wanted, alone);
        (left.is_empty() && missing.is_empty()).then_some(())?;
        together(&changes)
    }

    /// As [`Partners::mended`]; terms that no single change mends are replaced
    /// by those that the other side has in their place.
    pub(super) fn replaced(
        &self,
        site: &Site<'_>,
        wanted: &Wanted,
        alone: &Scored<'_>,
    ) -> Option<Change> {
        let (mut changes, left, mut missing) = self.one_by_one(wanted, alone);
        for k in left {
            let own = &self.leaves.all[k];
            if missing.is_empty() {
                changes.push(Change::one(&own.without));
                continue;
            }
            let other = &self.others.all[missing.remove(0)];
            (own.within.is_none() && other.within.is_none()).then_some(())?;
            let start = own.sign.map_or(own.span.start, |sign| sign.start);
            let text = signed(site, other);
            let first = start == site.side.span.start;
            let bare = text.trim_start_matches('+').trim_start();
            let text = if first { bare.to_owned() } else { text };
            changes.push(put(Span { start, end: own.span.end }, text));
        }
        let end = site.side.span.end;
        for m in missing {
            let other = &self.others.all[m];
            other.within.is_none().then_some(())?;
            changes.push(put(Span { start: end, end }, format!(" {}", signed(site, other))));
        }
        together(&changes)
    }

    /// The likeliest single change for each term that has one; and the terms
    /// and those of the other side that are left over.
    fn one_by_one(
        &self,
        wanted: &Wanted,
        alone: &Scored<'_>,
    ) -> (Vec<Change>, Vec<usize>, Vec<usize>) {
        let (mut changes, mut left, mut missing) = (Vec::new(), Vec::new(), self.missing.clone());
        for k in &self.lone {
            let (leaf, value) = (&self.leaves.all[*k], &self.values[*k]);
            let turned: Vec<f64> = value.iter().map(|v| -2.0 * v).collect();
            let turn = std::iter::once((None, 0.0, turned.as_slice()));
            let within = alone.within(leaf.span).map(|(k, score, adds)| (Some(k), score, adds));
            let mut found: Vec<(f64, usize, Change)> = Vec::new();
            for (change, score, adds) in turn.chain(within) {
                let now: Vec<f64> = value.iter().zip(adds).map(|(v, a)| v + a).collect();
                let meets = |m: &usize| wanted.is_nothing(&difference(&now, &self.wanted[*m]));
                if let Some(at) = missing.iter().position(meets) {
                    let turn = || Change::one(&leaf.turned);
                    let change = change.map_or_else(turn, |k| alone.seen.changes[k].clone());
                    found.push((score, at, change));
                }
            }
            found.sort_by(|a, b| a.0.total_cmp(&b.0));
            match found.into_iter().next() {
                Some((_, at, change)) => {
                    missing.remove(at);
                    changes.push(change);
                }
                None => left.push(*k),
            }
        }
        (changes, left, missing)
    }
}

/// What the terms of a side are that stands elsewhere, as seen from the line.
fn terms(search: &Search<'_, '_>, other: &Sequence, leaves: &Leaves) -> Option<Vec<Vec<f64>>> {
    let site = search.site;
    let instead = |text: String| Change::one(&whole(site, text));
    let mut changes = vec![instead(site.slice(other.span).to_owned())];
    changes.extend(
        leaves.all.iter().map(|leaf| instead(Change::one(&leaf.without).applied(site, other.span))),
    );
    let mut seen = search.tried(&changes, MANY).into_iter();
    let all = seen.next()??;
    let adds = all.adds.filter(|_| all.holds)?;
    seen.map(|tried| Some(difference(&adds, &tried?.adds?))).collect()
}

fn whole(site: &Site<'_>, text: String) -> Edit {
    Edit { span: site.side.span, text, slip: Slip::Other, weight: 0.0 }
}

fn put(span: Span, text: String) -> Change {
    Change::one(&Edit { span, text, slip: Slip::Term, weight: 1.0 })
}

/// A term with its sign.
fn signed(site: &Site<'_>, leaf: &Leaf) -> String {
    let sign = leaf.sign.map_or("+", |sign| site.slice(sign));
    format!("{sign} {}", site.slice(leaf.span))
}

fn together(changes: &[Change]) -> Option<Change> {
    let (first, rest) = changes.split_first()?;
    rest.iter().try_fold(first.clone(), |all, one| all.with(one))
}
