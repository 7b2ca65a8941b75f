//! Points that are no punctuation: `...`, `a.*b`, `\cos.(x)`, `\frac{a}{b}.\frac{c}{d}`.
//!
//! In: the items of one run. Out: the same, with dots, products and nothing where points
//! stood for these: a known function is applied entry by entry anyway. A point that may end
//! a sentence stays what it is.

use super::{Item, ItemKind};
use crate::syntax::commands;

/// Reads the points of a run.
pub(super) fn read(items: Vec<Item>) -> Vec<Item> {
    if !items.iter().any(is_point) {
        return items;
    }
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    let mut k = 0;
    while k < items.len() {
        let length = match (is_point(&items[k]), &items[k..]) {
            (true, [first, second, third, ..]) if is_point(second) && is_point(third) => {
                out.push(joined(first, third, ItemKind::Command("dots".into())));
                3
            }
            (true, [point, star, ..]) if matches!(star.kind, ItemKind::Char('*' | '∗')) => {
                out.push(joined(point, star, ItemKind::Char('⊙')));
                2
            }
            (true, [_, open, ..]) if opens(open) && out.last().is_some_and(is_function) => 1,
            (true, [point, behind @ ..])
                if out.last().is_some_and(|before| multiplies(before, point, behind)) =>
            {
                out.push(Item { kind: ItemKind::Char('·'), ..point.clone() });
                1
            }
            _ => {
                out.push(items[k].clone());
                1
            }
        };
        k += length;
    }
    out
}

fn is_point(item: &Item) -> bool {
    item.kind == ItemKind::Char('.') && item.sub.is_none() && item.sup.is_none()
}

/// Two items as one, with the scripts of the second.
fn joined(first: &Item, last: &Item, kind: ItemKind) -> Item {
    let span = crate::source::Span { start: first.span.start, end: last.span.end };
    Item { kind, span, ..last.clone() }
}

/// Whether a point stands for a product: between factors of which one is a fraction or a
/// bracket, and either without any space, or with nothing behind it that is a relation
/// and could begin a sentence of its own.
fn multiplies(before: &Item, point: &Item, behind: &[Item]) -> bool {
    let Some(next) = behind.first() else { return false };
    let (a, b) = (factor(before), factor(next));
    let close = before.end == point.span.start && point.span.end == next.span.start;
    let row = behind.split(|i| matches!(i.kind, ItemKind::Break | ItemKind::Wide)).next();
    let relates = |i: &Item| crate::syntax::parser::relates_here(i);
    let alone = !row.unwrap_or_default().iter().any(relates);
    a > Factor::None && b > Factor::None && a.max(b) == Factor::Set && (close || alone)
}

/// What an item is to a point beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Factor {
    None,
    /// A letter or a number.
    Plain,
    /// A fraction or a bracket.
    Set,
}

fn factor(item: &Item) -> Factor {
    match &item.kind {
        ItemKind::Fraction(..) | ItemKind::Fenced(..) | ItemKind::Char('(' | ')' | '[' | ']') => {
            Factor::Set
        }
        ItemKind::Char(c) if c.is_alphabetic() => Factor::Plain,
        ItemKind::Number(_) | ItemKind::Accent(..) | ItemKind::Root(..) => Factor::Plain,
        ItemKind::Command(name) if commands::is_symbol(name) => Factor::Plain,
        _ => Factor::None,
    }
}

fn opens(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('(') => true,
        ItemKind::Fenced(open, ..) => open == "(",
        _ => false,
    }
}

/// Known functions of one number.
fn is_function(item: &Item) -> bool {
    let bare = item.sub.is_none() && item.sup.is_none();
    bare && match &item.kind {
        ItemKind::Command(name) | ItemKind::Name(name) => {
            commands::is_function(name)
                && !matches!(name.as_str(), "max" | "min" | "tr" | "Tr" | "det" | "diag")
        }
        _ => false,
    }
}
