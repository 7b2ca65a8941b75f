//! Lists that say how the entries of a symbol are written, and signatures of functions.

use super::fence::cells;
use super::listed::is_dots;
use super::statement::sign_at;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::Sign;

/// `y = [y_1, \dots, y_K]^\top` says how y's entries are written, and nothing
/// that could be true or false.
pub(super) fn is_notation(body: &[Item]) -> bool {
    let [left, sign, rest @ ..] = body else { return false };
    if sign_at(body, 1).is_none_or(|(sign, _)| !matches!(sign, Sign::Equal | Sign::Defined)) {
        return false;
    }
    let rest = if sign.kind == ItemKind::Char(':') { &rest[1..] } else { rest };
    let bracket = |item: &Item, of: [char; 2], names: [&str; 2]| match &item.kind {
        ItemKind::Char(c) => of.contains(c),
        ItemKind::Command(name) => names.contains(&name.as_str()),
        _ => false,
    };
    let cells: Vec<&[Item]> = match rest {
        [Item { kind: ItemKind::Environment(name, rows), .. }] if name.ends_with("matrix") => {
            rows.iter().flatten().map(Vec::as_slice).collect()
        }
        [Item { kind: ItemKind::Fenced(_, inside, _), .. }] => entries(inside),
        [open, inside @ .., close]
            if bracket(open, ['(', '['], ["{", "lbrace"])
                && bracket(close, [')', ']'], ["}", "rbrace"]) =>
        {
            entries(inside)
        }
        _ => return false,
    };
    let own = letter_of(left);
    let cells: Vec<&[Item]> = cells.into_iter().filter(|c| !c.is_empty()).collect();
    own.is_some()
        && cells.len() > 1
        && cells.iter().all(|cell| {
            is_dots(cell) || matches!(cell, [one] if one.sub.is_some() && letter_of(one) == own)
        })
        && cells.iter().any(|cell| matches!(cell, [one] if letter_of(one) == own))
}

/// `f : A \to B`, `g : x \mapsto x^2` behind its signature: what a function takes and
/// gives, and nothing that could be true or false.
pub(super) fn is_signature(body: &[Item]) -> bool {
    let is_colon = |item: &Item| match &item.kind {
        ItemKind::Char(c) => *c == ':',
        ItemKind::Command(name) => name == "colon",
        _ => false,
    };
    let Some(colon) = body.iter().position(is_colon) else { return false };
    let name = |item: &Item| match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic() || matches!(c, ',' | '(' | ')'),
        ItemKind::Command(name) => commands::is_symbol(name),
        ItemKind::Accent(..) | ItemKind::Name(_) => true,
        _ => false,
    };
    let sign = |k: usize| sign_at(body, k).map(|(sign, _)| sign);
    let first = (colon..body.len()).find_map(sign);
    colon > 0 && body[..colon].iter().all(name) && first == Some(Sign::Arrow)
}

fn entries(items: &[Item]) -> Vec<&[Item]> {
    cells(items).into_iter().map(|(cell, _)| cell).collect()
}

/// The letter of a symbol, whatever it is set in.
fn letter_of(item: &Item) -> Option<String> {
    match &item.kind {
        ItemKind::Char(c) if c.is_alphabetic() => Some(c.to_lowercase().to_string()),
        ItemKind::Command(name) => Some(name.clone()),
        ItemKind::Accent(_, inside) => inside.first().and_then(letter_of),
        _ => None,
    }
}
