//! Primes in braces: `f^{'}`, `f^{\prime\prime}`, `{g^{[l]}}'`.
//!
//! In: what stands above an item, or in a pair of braces. Out: how many primes it is, and
//! whether a prime behind the braces is one of what stands in them.

use super::{Item, ItemKind};
use crate::syntax::commands;

/// How many primes a superscript is, if it is nothing else.
pub(super) fn alone(above: &[Item]) -> Option<u8> {
    let primes = |item: &Item| {
        let bare = item.sub.is_none() && item.sup.is_none();
        match &item.kind {
            ItemKind::Command(name) if name == "prime" && bare => Some(item.primes + 1),
            ItemKind::Group(inside) if inside.is_empty() && bare && item.primes > 0 => {
                Some(item.primes)
            }
            _ => None,
        }
    };
    let count: Option<Vec<u8>> = above.iter().map(primes).collect();
    count.filter(|all| !all.is_empty()).map(|all| all.into_iter().fold(0, u8::saturating_add))
}

/// Whether braces hold a letter whose superscript is a label and no power.
pub(super) fn is_labelled(inside: &[Item]) -> bool {
    let [one] = inside else { return false };
    let letter = match &one.kind {
        ItemKind::Char(c) => c.is_alphabetic(),
        ItemKind::Command(name) => commands::is_symbol(name),
        ItemKind::Accent(..) => true,
        _ => false,
    };
    let label = match one.sup.as_deref() {
        None => true,
        Some([first, ..]) => match &first.kind {
            ItemKind::Char('(' | '[') => true,
            ItemKind::Fenced(open, ..) => matches!(open.as_str(), "(" | "["),
            _ => false,
        },
        Some([]) => false,
    };
    letter && label && one.primes == 0
}
