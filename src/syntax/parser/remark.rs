//! Words beside a formula: which of them belong to what it says.
//!
//! In come the words of `\text{…}`, or the items before a wide space; out comes whether the line
//! is what it says without them. The tables are by word, so that another language is more words.

use crate::syntax::layout::{Item, ItemKind};

/// Words that stand for something that belongs to the formula.
const MORE: [&str; 12] = [
    "plus",
    "minus",
    "times",
    "terms",
    "const",
    "constant",
    "constants",
    "rest",
    "remaining",
    "etc",
    "others",
    "higher",
];

/// Words without which the line is not what it says.
const CONDITIONAL: [&str; 9] =
    ["if", "when", "whenever", "for", "otherwise", "unless", "provided", "where", "at"];

/// How many letters make a word of what could be a product.
const WORD: usize = 4;

fn first(words: &str) -> Option<&str> {
    words.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())
}

/// Whether words stand for something that belongs to the formula: `plus a constant`, `+ b`.
pub(super) fn goes_on(words: &str) -> bool {
    begins_with_sign(words) || words.split(|c: char| !c.is_alphabetic()).any(|w| MORE.contains(&w))
}

/// Whether a row that is nothing but words belongs to the row before: `+ b`, `(times b)`.
pub(super) fn row_goes_on(words: &str) -> bool {
    begins_with_sign(words) || first(words).is_some_and(|first| MORE.contains(&first))
}

fn begins_with_sign(words: &str) -> bool {
    let inner = words.trim_start_matches(['$', '(', ' ']);
    inner.starts_with(['+', '-', '−', '*', '/', '=', '×', '·', '^'])
        && inner.chars().any(char::is_alphanumeric)
}

/// Whether words that nothing sets apart could be a factor: one letter or word alone.
pub(super) fn could_be_factor(words: &str) -> bool {
    let words = words.trim_matches('$');
    !words.is_empty() && words.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '^')
}

/// Whether the line is not what it says without these words.
pub(super) fn is_conditional(words: &str) -> bool {
    first(words).is_some_and(|first| CONDITIONAL.contains(&first))
}

/// `[l]`, behind the name of an environment.
fn aligns(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Char('[' | ']' | 'l' | 'c' | 'r'))
}

/// The items in a bracket that says why a line is so, `\left(\text{chain rule}\right)`: words
/// that begin it and are no part of the line, and no relation.
pub(super) fn is_reason(items: &[Item]) -> Option<&[Item]> {
    let inside = match items {
        [Item { kind: ItemKind::Group(inside), sub: None, sup: None, .. }] => {
            return is_reason(inside);
        }
        [Item { kind: ItemKind::Environment(_, rows), sub: None, sup: None, .. }] => {
            let cells = || {
                rows.iter().flatten().flat_map(|cell| cell.iter().skip_while(|item| aligns(item)))
            };
            let text = |item: &Item| match &item.kind {
                ItemKind::Text(words) => !goes_on(words) && !is_conditional(words),
                _ => false,
            };
            return (cells().next().is_some() && cells().all(text)).then_some(&[]);
        }
        [Item { kind: ItemKind::Fenced(open, inside, _), sub: None, sup: None, .. }]
            if open == "(" || open == "[" =>
        {
            inside.as_slice()
        }
        [open, inside @ .., close]
            if open.kind == ItemKind::Char('(')
                && close.kind == ItemKind::Char(')')
                && close.sub.is_none()
                && close.sup.is_none() =>
        {
            inside
        }
        _ => return None,
    };
    let Some(Item { kind: ItemKind::Text(words), .. }) = inside.first() else { return None };
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let relates = inside.iter().any(super::term::relates);
    let said = letters > 1 && !goes_on(words) && !is_conditional(words);
    (said && !relates).then_some(inside)
}

/// Whether the items before a wide space are a word in plain letters, `(Variance) \quad v = …`.
pub(super) fn is_title(items: &[Item]) -> bool {
    let inner = match items {
        [one] => match &one.kind {
            ItemKind::Fenced(_, inside, _) => inside.as_slice(),
            _ => items,
        },
        [open, inside @ .., close]
            if open.kind == ItemKind::Char('(') && close.kind == ItemKind::Char(')') =>
        {
            inside
        }
        _ => items,
    };
    let letters = |item: &Item| match &item.kind {
        _ if item.sub.is_some() || item.sup.is_some() => None,
        ItemKind::Char(c) if c.is_alphabetic() => Some(1),
        ItemKind::Name(name) | ItemKind::Text(name) => Some(name.len()),
        _ => None,
    };
    inner.iter().map(letters).sum::<Option<usize>>().is_some_and(|letters| letters >= WORD)
}

/// Whether all of some items stands in round brackets.
pub(super) fn is_bracketed(items: &[Item]) -> bool {
    match items {
        [Item { kind: ItemKind::Fenced(open, ..), sub: None, sup: None, .. }] => open == "(",
        [open, inside @ .., close] => {
            open.kind == ItemKind::Char('(')
                && close.kind == ItemKind::Char(')')
                && !inside.iter().any(|i| matches!(i.kind, ItemKind::Char('(' | ')')))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_told_from_a_term() {
        for words in ["+ b", "$+\\,b$", "(times b)", "plus a constant", "= 2a"] {
            assert!(goes_on(words), "{words}");
        }
        for words in ["(chain rule)", "by the chain rule", "since x = 1", "-", "(7)"] {
            assert!(!goes_on(words), "{words}");
        }
        assert!(could_be_factor("b") && could_be_factor("RSS") && could_be_factor("$b_1$"));
        assert!(!could_be_factor("(7)") && !could_be_factor("the end") && !could_be_factor("."));
        assert!(row_goes_on("times b") && !row_goes_on("the terms cancel"));
    }
}
