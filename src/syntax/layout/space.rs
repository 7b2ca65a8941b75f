//! White space that is wide enough to set two statements apart.
//!
//! In come tokens from a space on; out comes [`ItemKind::Wide`], or nothing where the space is
//! one of those within a formula.

use super::{Builder, Item, ItemKind, plain};
use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::token::{Token, TokenKind};

/// How many parts make a space wide: two ties, three of `\ ` or `\;`.
const WIDE: usize = 6;

/// The parts of a tie.
const TIE: usize = 3;

/// The longest space within a formula, in points.
const SMALL: f64 = 8.0;

/// TeX's units in points.
const UNITS: [(&str, f64); 8] = [
    ("pt", 1.0),
    ("px", 1.0),
    ("mu", 0.56),
    ("ex", 4.3),
    ("em", 10.0),
    ("mm", 2.8),
    ("cm", 28.0),
    ("in", 72.0),
];

impl Builder<'_> {
    /// Several spaces in a row are as wide as `\quad`.
    pub(super) fn spaces(&mut self, first: &Token) -> Option<Item> {
        let width = |token: &Token| match &token.kind {
            TokenKind::Char('~') => TIE,
            TokenKind::Command(name) => commands::width(name),
            _ => 0,
        };
        let (mut all, mut end) = (width(first), first.span.end);
        while let Some(token) = self.peek().filter(|token| width(token) > 0) {
            all += width(token);
            end = token.span.end;
            self.at += 1;
        }
        (all >= WIDE).then(|| plain(ItemKind::Wide, Span { start: first.span.start, end }))
    }

    /// `\hspace{1cm}`, `\hskip 1em`: a wide space but for a small or negative length.
    pub(super) fn space(&mut self, of: &Token) -> Option<Item> {
        if self.peek().is_some_and(|token| token.is('*')) {
            self.at += 1;
        }
        let braced = self.peek().is_some_and(|token| token.kind == TokenKind::Open);
        let length = if braced { self.words() } else { self.bare_length() };
        (!is_small(length.trim()))
            .then(|| plain(ItemKind::Wide, Span { end: self.end(of.span.end), ..of.span }))
    }

    /// A length without braces: a number, and the two letters of its unit.
    fn bare_length(&mut self) -> String {
        let mut length = String::new();
        let mut letters = 0;
        while letters < 2
            && let Some(Token { kind: TokenKind::Char(c), .. }) = self.peek()
            && (c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        {
            letters += usize::from(c.is_ascii_alphabetic());
            length.push(*c);
            self.at += 1;
        }
        length
    }
}

fn is_small(length: &str) -> bool {
    let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = length[number.len()..].trim();
    let unit = UNITS.iter().find(|(name, _)| *name == unit);
    match (number.parse::<f64>(), unit) {
        (Ok(number), Some((_, points))) => number * points < SMALL,
        _ => length.starts_with('-'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_small_or_wide() {
        for length in ["2pt", "0.3em", "-1cm", "5 mu", "-\\len"] {
            assert!(is_small(length), "{length}");
        }
        for length in ["1cm", "2em", "10pt", ".5in", "\\textwidth"] {
            assert!(!is_small(length), "{length}");
        }
    }
}
