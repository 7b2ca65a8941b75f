//! Which change was meant: of several that make a line true the one that is
//! likely as a slip, small, and reads like the rest of the document.

use super::Slip;
use super::change::Change;
use super::edits::Edit;
use super::site::{Beside, Site};
use crate::source::Span;
use crate::syntax::token::{self, Token, TokenKind};
use std::collections::HashSet;

/// Runs of so many tokens are compared.
const RUNS: std::ops::RangeInclusive<usize> = 2..=5;

/// What a run that stands nowhere else counts, beside a token that is changed.
const STRANGE: f64 = 0.12;
const TOKEN: f64 = 0.1;
/// A side of fewer tokens may well be part of another one.
const LONG: usize = 8;
/// Who makes a slip once makes it again.
const AGAIN: f64 = 1.0;
const MOST_LEFT_OUT: usize = 6;

/// A change that is so much less likely than the first is not shown beside it.
const FAR: f64 = 1.5;

/// The changes, the likeliest first.
pub(super) fn ranked(site: &Site<'_>, known: &Known, changes: Vec<Change>) -> Vec<Change> {
    let mut scored: Vec<(f64, Change)> = changes
        .into_iter()
        .filter(|change| known.is_hint(site, change))
        .map(|change| (known.score(site, &change), change))
        .collect();
    let start = |change: &Change| change.edits.first().map(|edit| edit.span.start);
    scored.sort_by(|(a, x), (b, y)| a.total_cmp(b).then(start(x).cmp(&start(y))));
    scored.into_iter().map(|(_, change)| change).collect()
}

/// The first changes, without those that are far less likely than the first.
pub(super) fn near(site: &Site<'_>, known: &Known, changes: &mut Vec<Change>) {
    let Some(first) = changes.first().map(|change| known.score(site, change)) else { return };
    changes.retain(|change| known.score(site, change) <= first + FAR);
}

/// How the rest of the document is written.
pub(super) struct Known {
    runs: HashSet<Vec<String>>,
    /// The sides that stand before this one in its formula, and that of the true
    /// line before.
    copies: HashSet<String>,
    /// The left side.
    left: Option<String>,
}

impl Known {
    pub(super) fn of(site: &Site<'_>, before: Option<usize>) -> Self {
        let mut runs = HashSet::new();
        let mut copies = HashSet::new();
        for (number, stated) in site.subject.reading.formulas.iter().enumerate() {
            let Some(text) = site.subject.reading.texts.get(stated.text) else { continue };
            let tokens = token::tokens(text.source().text(), &stated.pieces);
            let own = number == site.formula;
            let other = |t: &&Token| {
                let side = site.side.span;
                !own || t.span.end <= side.start || t.span.start >= side.end
            };
            let parts: Vec<String> = tokens.iter().filter(other).map(name).collect();
            runs.extend(RUNS.flat_map(|n| parts.windows(n)).map(<[String]>::to_vec));
            if own {
                let sides = stated.formula.statements.iter().flat_map(|s| &s.sides);
                for (_, side) in sides {
                    if let crate::syntax::Side::Read(_, span) = side
                        && let at = stated.place(*span).span
                        && at.start < site.side.span.start
                        && let Some(side) = super::site::side(site.subject.reading, number, at)
                    {
                        copies.insert(spaced(site.slice(side.span)));
                    }
                }
            }
        }
        let mut left = None;
        for (side, what) in site.others(before) {
            let text = spaced(site.slice(side.span));
            if what == Beside::Left {
                left = Some(text.clone());
            }
            copies.insert(text);
        }
        Self { runs, copies, left }
    }

    /// Whether a change says more than that the sides are equal: one that makes a
    /// copy of the left side, or takes a side along that stands before, says
    /// nothing.
    pub(super) fn is_hint(&self, site: &Site<'_>, change: &Change) -> bool {
        let said = |copy: &&String| match &self.left {
            Some(left) if left == *copy => copy.contains(char::is_alphabetic),
            _ => names(copy).len() >= LONG,
        };
        let taken = |new: &str| self.copies.iter().filter(said).any(|copy| has(new, copy));
        let taken = change
            .edits
            .iter()
            .any(|edit| taken(&spaced(&edit.text)) && !taken(&spaced(site.slice(edit.span))));
        let new = bare(&change.applied(site, site.side.span));
        let sign = self.changes() && change.edits.iter().any(|edit| is_sign_of_change(site, edit));
        !taken && !sign && self.left.as_ref().is_none_or(|left| bare(left) != new)
    }

    /// Whether the left side is a differential.
    fn changes(&self) -> bool {
        const SIGNS: [&str; 5] = ["d", "\\mathrm", "{\\rm", "\\delta", "\\dif"];
        self.left.as_ref().is_some_and(|left| SIGNS.iter().any(|sign| left.starts_with(sign)))
    }

    /// How unlikely a change is.
    pub(super) fn score(&self, site: &Site<'_>, change: &Change) -> f64 {
        let new = change.applied(site, site.side.span);
        let tokens = names(&new);
        let runs: HashSet<&[String]> = RUNS.flat_map(|n| tokens.windows(n)).collect();
        let strange = runs.iter().filter(|run| !self.runs.contains(**run)).count();
        let own = |edit: &Edit| {
            let changed = distance(site.slice(edit.span), &edit.text);
            // A term is left out in one go, however long it is.
            let whole = edit.slip == Slip::Term && edit.text.is_empty();
            let changed = if whole { changed.min(MOST_LEFT_OUT) } else { changed };
            edit.weight + TOKEN * changed as f64
        };
        let again = change.edits.iter().enumerate();
        let again = again
            .filter(|(k, edit)| change.edits[..*k].iter().any(|other| alike(site, edit, other)));
        let one_by_one: f64 = change.edits.iter().map(own).sum();
        STRANGE * strange as f64 + one_by_one - AGAIN * again.count() as f64
    }
}

/// Whether a d alone is set or taken away, which makes another line of differentials.
fn is_sign_of_change(site: &Site<'_>, edit: &Edit) -> bool {
    [edit.text.as_str(), site.slice(edit.span)].iter().any(|text| text.trim() == "d")
}

/// A side without a sign that says nothing, and without blanks.
fn bare(text: &str) -> String {
    let thin = text.replace("\\,", "").replace("\\!", "");
    let text: String = thin.chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_start_matches('+').to_owned()
}

/// Whether a slip is made twice: what is replaced has the same letters, and so
/// has what stands there instead.
fn alike(site: &Site<'_>, a: &Edit, b: &Edit) -> bool {
    let letters = |text: &str| {
        let mut all: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        all.sort_unstable();
        all
    };
    a.slip == b.slip
        && letters(&a.text) == letters(&b.text)
        && letters(site.slice(a.span)) == letters(site.slice(b.span))
}

/// Whether a text has another one in it that does not go on in a name.
fn has(text: &str, part: &str) -> bool {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(part).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + part.len()..].chars().next();
        !(goes_on(behind) || before.is_some_and(|c| c.is_alphanumeric() || c == '\\'))
    })
}

/// How many tokens are added, taken away or replaced.
fn distance(old: &str, new: &str) -> usize {
    let (a, b) = (names(old), names(new));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row.last().copied().unwrap_or(0)
}

fn names(text: &str) -> Vec<String> {
    token::tokens(text, &[Span::new(0, text.len())]).iter().map(name).collect()
}

fn name(token: &Token) -> String {
    match &token.kind {
        TokenKind::Command(name) => format!("\\{name}"),
        TokenKind::Char(c) => c.to_string(),
        TokenKind::Open => "{".into(),
        TokenKind::Close => "}".into(),
        TokenKind::Parameter(k) => format!("#{k}"),
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
