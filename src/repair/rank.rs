//! Which change was meant: of several that make a line true the one that is
//! likely as a slip, small, and reads like the rest of the document.

use super::edits::Edit;
use super::site::Site;
use crate::source::Span;
use crate::syntax::token::{self, Token, TokenKind};
use std::collections::HashSet;

/// Runs of so many tokens are compared.
const RUNS: std::ops::RangeInclusive<usize> = 2..=5;

/// What a run that stands nowhere else counts, beside a token that is changed.
const STRANGE: f64 = 0.12;
const TOKEN: f64 = 0.1;

/// The changes, the likeliest first.
pub(super) fn ranked<'e>(site: &Site<'_>, edits: Vec<&'e Edit>) -> Vec<&'e Edit> {
    let known = Known::of(site);
    let mut scored: Vec<(f64, &Edit)> = edits
        .into_iter()
        .filter(|edit| !known.copies.contains(&spaced(&site.changed(edit.span, &edit.text))))
        .map(|edit| (known.score(site, edit), edit))
        .collect();
    scored.sort_by(|(a, x), (b, y)| a.total_cmp(b).then(x.span.start.cmp(&y.span.start)));
    scored.into_iter().map(|(_, edit)| edit).collect()
}

/// How the rest of the document is written.
struct Known {
    runs: HashSet<Vec<String>>,
    /// The sides that stand before this one in its formula.
    copies: HashSet<String>,
}

impl Known {
    fn of(site: &Site<'_>) -> Self {
        let mut runs = HashSet::new();
        let mut copies = HashSet::new();
        for (number, stated) in site.derivation.formulas.iter().enumerate() {
            if stated.instead_of.is_some() {
                continue;
            }
            let Some(text) = site.derivation.texts.get(stated.text) else { continue };
            let tokens = token::tokens(text.source.text(), &stated.pieces);
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
                        && span.start < site.side.span.start
                        && let Some(side) = super::site::side(site.derivation, number, *span)
                    {
                        copies.insert(spaced(site.slice(side.span)));
                    }
                }
            }
        }
        Self { runs, copies }
    }

    fn score(&self, site: &Site<'_>, edit: &Edit) -> f64 {
        let new = site.changed(edit.span, &edit.text);
        let tokens = names(&new);
        let runs: HashSet<&[String]> = RUNS.flat_map(|n| tokens.windows(n)).collect();
        let strange = runs.iter().filter(|run| !self.runs.contains(**run)).count();
        let changed = distance(site.slice(edit.span), &edit.text);
        edit.weight + STRANGE * strange as f64 + TOKEN * changed as f64
    }
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
