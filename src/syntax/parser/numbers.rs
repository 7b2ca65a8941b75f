//! Sets of numbers: `\{0, 1\}` behind ∈.
//!
//! In: the items of a side. Out: the numbers as a list, where nothing else is in the braces. Not
//! done here: what a membership says.

use super::fence::cells;
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind, NodeId, Tree};

/// A set of two numbers and more.
pub(super) fn set_of_numbers(items: &[Item], span: Span, tree: &mut Tree) -> Option<NodeId> {
    let bare = |item: &Item| item.sub.is_none() && item.sup.is_none();
    let brace = |item: &Item, names: [&str; 2]| matches!(&item.kind, ItemKind::Command(name) if names.contains(&name.as_str()));
    let inside = match items {
        [only] => match &only.kind {
            ItemKind::Fenced(open, inside, close)
                if bare(only)
                    && matches!(open.as_str(), "\\{" | "\\lbrace")
                    && matches!(close.as_str(), "\\}" | "\\rbrace") =>
            {
                inside.as_slice()
            }
            _ => return None,
        },
        [open, inside @ .., close]
            if brace(open, ["{", "lbrace"]) && brace(close, ["}", "rbrace"]) && bare(close) =>
        {
            inside
        }
        _ => return None,
    };
    let number = |(cell, _): (&[Item], Option<&Item>)| match cell {
        [of] => Some((false, value(of)?)),
        [sign, of] => match sign.kind {
            ItemKind::Char('-' | '−') => Some((true, value(of)?)),
            ItemKind::Char('+') => Some((false, value(of)?)),
            _ => None,
        },
        _ => None,
    };
    let numbers: Vec<(bool, f64)> = cells(inside).into_iter().map(number).collect::<Option<_>>()?;
    if numbers.len() < 2 {
        return None;
    }
    let add = |(negative, number): (bool, f64)| {
        let id = tree.add(Kind::Number(number), span);
        if negative { tree.add(Kind::Negate(id), span) } else { id }
    };
    let members = numbers.into_iter().map(add).collect();
    Some(tree.add(Kind::Tuple(members), span))
}

fn value(item: &Item) -> Option<f64> {
    match &item.kind {
        ItemKind::Number(digits) if item.sub.is_none() && item.sup.is_none() => digits.parse().ok(),
        _ => None,
    }
}
