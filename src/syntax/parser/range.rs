//! Ranges behind a statement: `…, \quad i = 1, 2, \dots, n`, `…, \forall i`,
//! `… \text{ for each } i`.
//!
//! In: the items of a statement. Out: those without the range, where it says no more than
//! that all members of a set are meant, which is said of free letters anyway. A range that
//! leaves members out is left standing.

use super::statement::is_open;
use super::term::relates;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};

/// The items of a statement before the range that ends it.
pub(super) fn without_range(items: &[Item]) -> &[Item] {
    let punctuation = |item: &Item| {
        matches!(item.kind, ItemKind::Char(',' | '.' | ';') | ItemKind::Wide) && is_bare(item)
    };
    let end = items.iter().rposition(|item| !punctuation(item)).map_or(0, |at| at + 1);
    let from = items.iter().position(relates).map_or(end, |at| at + 1);
    for at in from..end {
        let apart = at > 0 && punctuation(&items[at - 1]) || quantifier(&items[at]).is_some();
        if apart && is_range(&items[at..end]) {
            return &items[..at];
        }
        if let ([open, inside @ .., close], true) = (&items[at..end], at > from)
            && open.kind == ItemKind::Char('(')
            && close.kind == ItemKind::Char(')')
            && is_bare(close)
            && is_count(inside)
        {
            return &items[..at];
        }
    }
    items
}

fn is_range(items: &[Item]) -> bool {
    let items = match items {
        [first, rest @ ..] => match quantifier(first) {
            Some(Quantifier::All) if are_letters(rest) => return true,
            Some(_) => rest,
            None => items,
        },
        [] => items,
    };
    is_count(items)
}

/// What stands before the letters of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    /// ∀, “for each”: of whatever there is.
    All,
    /// “for”, which the numbers have to follow.
    Counted,
}

fn quantifier(item: &Item) -> Option<Quantifier> {
    let ItemKind::Text(words) = &item.kind else {
        return is_command(item, &["forall"]).then_some(Quantifier::All);
    };
    match words.trim_matches(|c: char| !c.is_alphabetic()) {
        "for all" | "for every" | "for each" | "for any" => Some(Quantifier::All),
        "for" => Some(Quantifier::Counted),
        _ => None,
    }
}

/// `i = 1, 2, \dots, n`, `i, j = 1, \dots, n`.
fn is_count(items: &[Item]) -> bool {
    let Some(sign) = items.iter().position(relates) else { return false };
    if items[sign].kind != ItemKind::Char('=') || !are_letters(&items[..sign]) {
        return false;
    }
    let spaces = |item: &&Item| item.kind != ItemKind::Wide;
    let behind: Vec<&Item> = items[sign + 1..].iter().filter(spaces).collect();
    let comma = |item: &&Item| item.kind == ItemKind::Char(',') && is_bare(item);
    let mut cells: Vec<&[&Item]> = behind.split(comma).collect();
    // `1, \dots n`
    if let Some([dots, _]) = cells.last()
        && is_dots(dots)
        && let Some(last) = cells.pop()
    {
        cells.extend([&last[..1], &last[1..]]);
    }
    let [numbers @ .., dots, last] = cells.as_slice() else { return false };
    let counts = !numbers.is_empty()
        && numbers.iter().zip(1..).all(|(cell, number)| match cell {
            [one] => is_number(one, number),
            _ => false,
        });
    counts && matches!(dots, [one] if is_dots(one)) && matches!(last, [one] if is_letter(one))
}

fn is_number(item: &Item, number: usize) -> bool {
    is_bare(item) && matches!(&item.kind, ItemKind::Number(digits) if *digits == number.to_string())
}

/// Dots; a question mark is a blank.
fn is_dots(item: &Item) -> bool {
    is_open(item) && item.kind != ItemKind::Char('?')
}

fn are_letters(items: &[Item]) -> bool {
    let separator = |item: &Item| matches!(item.kind, ItemKind::Char(',') | ItemKind::Wide);
    let letter = |item: &Item| is_letter(item) && is_bare(item);
    items.iter().any(letter) && items.iter().all(|item| letter(item) || separator(item))
}

fn is_letter(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic(),
        ItemKind::Command(name) => commands::is_symbol(name),
        _ => false,
    }
}

fn is_command(item: &Item, names: &[&str]) -> bool {
    matches!(&item.kind, ItemKind::Command(name) if names.contains(&name.as_str()))
}

fn is_bare(item: &Item) -> bool {
    item.sub.is_none() && item.sup.is_none() && item.primes == 0
}
