//! Names in brackets: `[\text{II}]`, `(\mathrm{A})`.
//!
//! In: the items of one run. Out: the same, where a number or letter that is set as text
//! and stands alone between brackets is one name with them. A bracket that may hold an
//! argument stays what it is.

use super::{Item, ItemKind};
use crate::syntax::commands;

/// Reads the names in brackets of a run.
pub(super) fn names(items: Vec<Item>) -> Vec<Item> {
    if !items.windows(3).any(|three| name(&[], three).is_some()) {
        return items;
    }
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    let mut rest = items.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        if let (Some(name), Some(close)) = (name(&out, rest), rest.get(2)) {
            let span = crate::source::Span { start: first.span.start, end: close.span.end };
            out.push(Item { kind: ItemKind::Name(name), span, ..close.clone() });
            rest = &rest[3..];
        } else {
            out.push(first.clone());
            rest = behind;
        }
    }
    out
}

/// The name that begins a run, with its brackets.
fn name(before: &[Item], items: &[Item]) -> Option<String> {
    let [open, inside, close, ..] = items else { return None };
    let (ItemKind::Char(open), ItemKind::Char(close)) = (&open.kind, &close.kind) else {
        return None;
    };
    let (ItemKind::Text(words) | ItemKind::Name(words)) = &inside.kind else { return None };
    let plain = inside.sub.is_none() && inside.sup.is_none() && inside.primes == 0;
    let square = (*open, *close) == ('[', ']');
    // `f(\mathrm{A})` calls f, and `f[\text{I}]` may.
    let called = before.last().is_some_and(|item| match &item.kind {
        ItemKind::Char(c) => c.is_alphanumeric() || matches!(c, ')' | ']'),
        ItemKind::Command(name) => commands::is_symbol(name),
        ItemKind::Name(_) | ItemKind::Accent(..) => true,
        _ => false,
    });
    // An upright I is the identity.
    let identity = matches!(inside.kind, ItemKind::Name(_)) && words == "I";
    let numbered = !identity && (is_roman(words) || square && is_label(words));
    let paired = square || (*open, *close) == ('(', ')');
    (plain && paired && numbered && !called).then(|| format!("{open}{words}{close}"))
}

fn is_roman(words: &str) -> bool {
    (1..=5).contains(&words.len()) && words.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// A few letters and digits, a capital first; or one alone.
fn is_label(words: &str) -> bool {
    let short = words.len() <= 4 && words.chars().all(|c| c.is_ascii_alphanumeric());
    short && (words.len() == 1 || words.starts_with(|c: char| c.is_ascii_uppercase()))
}
