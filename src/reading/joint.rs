//! Displays that are one formula: where one breaks off at an operator, or begins with one.
//!
//! In: a text's blocks, and a display among them. Out: the display with those behind it that
//! go on from it. Not done here: displays that begin with `=`, which go on as a chain does.

use crate::document::{Block, Formula};
use crate::source::{Source, Span};

/// So many words may stand between two displays that are one.
const MOST_WORDS: usize = 3;

/// What a formula does not end with.
const OPEN: [&str; 7] = ["+", "-", "−", "=", "\\cdot", "\\times", "\\left("];

/// What a formula does not begin with.
const BEHIND: [&str; 3] = ["+", "\\cdot", "\\times"];

/// A display together with what it goes on in, and the place of the last block of it.
pub(super) fn whole(blocks: &[Block], at: usize, source: &Source) -> Option<(Formula, usize)> {
    let Some(Block::Formula(first)) = blocks.get(at) else { return None };
    let mut whole = first.clone();
    let (mut last, mut end) = (first, at);
    while let Some((next, place)) = next(blocks, end)
        && last.display
        && next.display
        && joins(&last.text(source), &next.text(source))
    {
        whole.pieces.extend(&next.pieces);
        whole.span = Span { end: next.span.end, ..whole.span };
        whole.closed &= next.closed;
        (last, end) = (next, place);
    }
    (end > at).then_some((whole, end))
}

/// The next formula, if only a word or two stand between.
fn next(blocks: &[Block], at: usize) -> Option<(&Formula, usize)> {
    match blocks.get(at + 1..)? {
        [Block::Formula(next), ..] => Some((next, at + 1)),
        [Block::Prose { text, .. }, Block::Formula(next), ..]
            if text.split_whitespace().count() <= MOST_WORDS =>
        {
            Some((next, at + 2))
        }
        _ => None,
    }
}

/// Whether a display goes on in the next one. Behind an operator no relation of its own
/// stands, or nobody can tell what was meant.
fn joins(text: &str, next: &str) -> bool {
    is_open(text) && !relates(next) || is_behind(next)
}

/// Whether a sign stands outside of braces.
fn relates(text: &str) -> bool {
    let mut depth = 0_usize;
    text.chars().any(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '=' && depth == 0
    })
}

fn is_open(text: &str) -> bool {
    let text = text.trim_end_matches(['\\', ' ', '\n', '\r', '\t', '&']);
    OPEN.iter().any(|open| text.ends_with(open))
}

fn is_behind(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\n', '\r', '\t', '&']);
    let minus = text.starts_with(['-', '−']) && !relates(text);
    minus || BEHIND.iter().any(|behind| text.starts_with(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_join_displays() {
        for open in ["a = b +", "a = ", "a &= b \\cdot \\\\\n"] {
            assert!(is_open(open), "{open}");
        }
        assert!(!is_open("a = b") && !is_open("a = b \\\\"));
        for behind in ["+ c", " & - c", "\\times c"] {
            assert!(is_behind(behind), "{behind}");
        }
        assert!(joins("a = b +", "\\sum_{i=1}^n c") && !joins("a = b +", "c = d"));
        assert!(!joins("a =", "c = d") && joins("a = b", "+ c = d"));
        assert!(!is_behind("-c = d") && !is_behind("c") && !is_behind("= c"));
    }
}
