//! Shapes that are written beside what has them: `\underset{n \times m}{Z}`, `A_{m \times n}`.
//!
//! In: what stands above or below something. Out: whether it is a shape, which says how many
//! rows and columns there are and changes no value.

use super::{Item, ItemKind};
use crate::syntax::commands;

/// Whether items are numbers of things with crosses between: `n \times m`, `[1 \times d']`,
/// `n^{[1]} \times 1`.
pub(in crate::syntax) fn is_shape(items: &[Item]) -> bool {
    let inside = match items {
        [Item { kind: ItemKind::Fenced(open, inside, _), sub: None, sup: None, .. }]
            if matches!(open.as_str(), "(" | "[") =>
        {
            inside
        }
        [open, inside @ .., close]
            if matches!(open.kind, ItemKind::Char('(' | '['))
                && matches!(close.kind, ItemKind::Char(')' | ']')) =>
        {
            inside
        }
        _ => items,
    };
    let cross = |item: &Item| match &item.kind {
        ItemKind::Char(c) => *c == '×',
        ItemKind::Command(name) => name == "times",
        _ => false,
    };
    let parts: Vec<&[Item]> = inside.split(cross).collect();
    parts.len() > 1 && parts.into_iter().all(is_count)
}

/// Letters, numbers, and sums of them.
fn is_count(items: &[Item]) -> bool {
    let counts = |item: &Item| match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic() || matches!(c, '+' | '-' | '−' | '(' | ')'),
        ItemKind::Command(name) => commands::is_symbol(name),
        ItemKind::Number(_) | ItemKind::Name(_) | ItemKind::Text(_) => true,
        _ => false,
    };
    !items.is_empty() && items.iter().all(counts)
}
