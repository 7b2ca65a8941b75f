//! What has something above or below it: `\stackrel{\text{def}}{=}`, `\overset{(2)}{=}`,
//! `\underset{n \times m}{Z}`, `\underset{i}{\max}`.
//!
//! In: what is set above or below, and what it is set on. Out: the sign, where what is above
//! is its number or its reason; what a shape is written beside; an operator with what it runs
//! over. What asks, wants or weakens a sign is no sign that is known.

use super::{Item, ItemKind, shapes};
use crate::reason::Notation;

/// Words above a sign by which it does not say that its sides are equal.
const OTHERWISE: [&str; 14] = [
    "set", "want", "need", "must", "should", "shall", "dist", "law", "if", "iff", "assume", "iid",
    "try", "not",
];

/// `\underset{i}{\max}` is `\max_i`.
pub(super) fn operator(below: &[Item], base: &[Item]) -> Option<Item> {
    let [one] = base else { return None };
    let runs = match &one.kind {
        ItemKind::Command(name) => {
            matches!(name.as_str(), "sum" | "prod" | "max" | "min" | "lim" | "sup" | "inf")
        }
        ItemKind::Name(name) => matches!(name.as_str(), "max" | "min"),
        _ => false,
    };
    let bare = one.sub.is_none() && one.sup.is_none();
    let over = |item: &Item| !matches!(item.kind, ItemKind::Text(_));
    let set = runs && bare && !below.is_empty() && below.iter().all(over);
    set.then(|| Item { sub: Some(below.to_vec()), ..one.clone() })
}

/// What `\overset{above}{base}` stands for, if it is known.
pub(super) fn sign(command: &str, above: &[Item], base: Vec<Item>) -> ItemKind {
    let unknown = ItemKind::Fault(Notation::Unknown(command.to_owned()));
    // A shape that is written beside something changes no value.
    if shapes::is_shape(above) && !base.is_empty() {
        return ItemKind::Group(base);
    }
    let [base] = base.as_slice() else { return unknown };
    let relates = match &base.kind {
        ItemKind::Char('=' | '≤' | '≥' | '≈') => true,
        ItemKind::Command(name) => {
            matches!(name.as_str(), "eq" | "le" | "leq" | "ge" | "geq" | "approx")
        }
        _ => false,
    };
    if !relates || base.sub.is_some() || base.sup.is_some() {
        return unknown;
    }
    if base.kind == ItemKind::Char('=') && defines(above) {
        return ItemKind::Command("triangleq".into());
    }
    if is_number(above) || is_reason(above) { base.kind.clone() } else { unknown }
}

fn letters(items: &[Item]) -> Option<String> {
    let one = |item: &Item| match &item.kind {
        ItemKind::Char(c) if c.is_alphabetic() || *c == '.' => Some(c.to_string()),
        ItemKind::Text(words) | ItemKind::Name(words) => Some(words.trim().to_owned()),
        _ => None,
    };
    items.iter().map(one).collect()
}

fn defines(above: &[Item]) -> bool {
    match above {
        [Item { kind: ItemKind::Command(name), .. }] => {
            matches!(name.as_str(), "Delta" | "triangle")
        }
        [Item { kind: ItemKind::Char('Δ' | '△'), .. }] => true,
        _ => letters(above).is_some_and(|word| word.trim_end_matches('.') == "def"),
    }
}

/// `(3)`, `(a)`, `7`.
fn is_number(above: &[Item]) -> bool {
    let inner = match above {
        [open, inside, close]
            if open.kind == ItemKind::Char('(') && close.kind == ItemKind::Char(')') =>
        {
            return matches!(&inside.kind, ItemKind::Number(_) | ItemKind::Char('a'..='z'));
        }
        [Item { kind: ItemKind::Fenced(open, inside, _), .. }] if open == "(" => inside.as_slice(),
        _ => above,
    };
    matches!(inner, [Item { kind: ItemKind::Number(_), .. }])
}

/// `\text{chain rule}`, `\text{by (2)}`.
fn is_reason(above: &[Item]) -> bool {
    let [Item { kind: ItemKind::Text(words), .. }] = above else { return false };
    let words = words.to_lowercase();
    let mut each = words.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    words.len() > 2 && !words.contains(['?', '!']) && each.all(|w| !OTHERWISE.contains(&w))
}
