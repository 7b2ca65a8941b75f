//! Pairs of braces that print what stands in them: `{p}_i`, `{\left\| x \right\|}_2`, `{+=}`.
//!
//! In: the items in a pair of braces. Out: whether they are one symbol, one bracket or one
//! sign, which the braces then change nothing of.

use super::{Item, ItemKind};
use crate::syntax::commands;

/// `+=` and the like.
pub(super) fn is_update(items: &[Item]) -> bool {
    let char = |item: &Item| match item.kind {
        ItemKind::Char(c) if item.sub.is_none() && item.sup.is_none() => Some(c),
        _ => None,
    };
    matches!(items, [sign, equal] if matches!(char(sign), Some('+' | '-' | '*'))
        && char(equal) == Some('='))
}

/// Whether nothing stands above or below an item.
pub(super) const fn is_bare(item: &Item) -> bool {
    item.sub.is_none() && item.sup.is_none() && item.primes == 0
}

/// Whether a group holds a letter or a name and nothing else.
pub(super) fn is_one_symbol(inside: &[Item]) -> bool {
    let [one] = inside else { return false };
    is_bare(one)
        && match &one.kind {
            ItemKind::Char(c) => c.is_alphabetic() || *c == '∂',
            ItemKind::Command(name) => commands::is_symbol(name) || name == "partial",
            ItemKind::Name(_) | ItemKind::Accent(..) => true,
            _ => false,
        }
}

/// Whether a group is a pair of brackets or a sign and nothing else.
pub(super) fn is_one_bracket(inside: &[Item]) -> bool {
    let [one] = inside else { return false };
    is_bare(one) && matches!(one.kind, ItemKind::Fenced(..) | ItemKind::Char('+' | '-' | '−' | '='))
}
