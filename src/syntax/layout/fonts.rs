//! Fonts that hold up to the end of a group: `{\bf x}`, `{\rm d}`.
//!
//! In come the items behind the command that switches; out come the same items, set as
//! the command with an argument would set them. Scripts keep to what they stand on.

use super::{Item, ItemKind, plain};
use crate::source::Span;
use crate::syntax::commands;

/// The items behind a switch to a font.
pub(super) fn set_in(font: &'static str, items: Vec<Item>) -> Vec<Item> {
    match font {
        "mathrm" => upright(items),
        _ => items.into_iter().map(|item| lettered(font, item)).collect(),
    }
}

/// Upright letters that mean the same in every alphabet: d, Euler's number, a transpose.
const SAME: [&str; 3] = ["d", "e", "T"];

/// What a command such as `\mathsf` prints: a letter of another alphabet, or a name.
pub(super) fn of_letters(command: &str, letters: String, span: Span) -> ItemKind {
    let mut all = letters.chars();
    let (first, more) = (all.next(), all.next());
    match (first, more) {
        (Some(letter), None)
            if matches!(command, "mathsf" | "mathtt")
                && letter.is_alphabetic()
                && !SAME.contains(&letters.as_str()) =>
        {
            ItemKind::Accent(command.to_owned(), vec![plain(ItemKind::Char(letter), span)])
        }
        _ => ItemKind::Name(letters),
    }
}

/// What a font over several items prints: each letter in it, and scripts as they are:
/// `\mathbf{y_i - y_j}`. `None` for a single item, and for letters side by side, which may
/// be one name; and where something stands in it that the font may or may not change.
pub(super) fn distributed(font: &str, items: &[Item]) -> Option<Vec<Item>> {
    let [_, _, ..] = items else { return None };
    // `\mathbf{dx + y}`: whether d and x are a name is not said.
    let bare = |item: &Item| item.sub.is_none() && item.sup.is_none() && item.primes == 0;
    let joined = |pair: &[Item]| bare(&pair[0]) && pair.iter().all(is_letter);
    if !commands::is_font(font) || items.windows(2).any(joined) {
        return None;
    }
    set_all(font, items)
}

/// What a font over two letters that stand side by side prints: `\mathbf{dx}` names what is
/// passed back for x, `\mathbf{Ax}` and `\mathbf{XX}` are products. Other letters may be
/// either.
pub(super) fn of_two(font: &str, items: &[Item]) -> Option<ItemKind> {
    let [first, second] = items else { return None };
    let letter = |item: &Item| match item.kind {
        ItemKind::Char(c) if c.is_ascii_alphabetic() && item.primes == 0 => Some(c),
        _ => None,
    };
    let bare = |item: &Item| item.sub.is_none() && item.sup.is_none();
    let (a, b) = (letter(first)?, letter(second)?);
    if !matches!(font, "mathbf" | "boldsymbol" | "bm") || !bare(first) {
        return None;
    }
    let close = first.end == second.span.start;
    if close && a == 'd' {
        let span = Span { start: first.span.start, end: second.span.end };
        let name = plain(ItemKind::Name(format!("d{b}")), span);
        return bare(second).then(|| ItemKind::Accent(font.to_owned(), vec![name]));
    }
    let word = matches!((a, b), ('I', 'd' | 'm') | ('T', 'r') | ('R', 'e') | ('E', 'q'));
    let product = a.is_uppercase() && (b.is_lowercase() || a == b) && !word;
    (product || !close).then(|| set_all(font, items).map(ItemKind::Group)).flatten()
}

fn is_letter(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic(),
        ItemKind::Command(name) => commands::is_symbol(name),
        _ => false,
    }
}

fn set_all(font: &str, items: &[Item]) -> Option<Vec<Item>> {
    items.iter().map(|item| set_one(font, item)).collect()
}

/// An item in a font, as far as it is known what that changes.
fn set_one(font: &str, item: &Item) -> Option<Item> {
    if is_letter(item) {
        let inner =
            Item { sub: None, sup: None, sub_at: None, sup_at: None, primes: 0, ..item.clone() };
        let kind = ItemKind::Accent(font.to_owned(), vec![inner]);
        return Some(Item { kind, ..item.clone() });
    }
    let kind = match &item.kind {
        ItemKind::Group(inside) => ItemKind::Group(set_all(font, inside)?),
        ItemKind::Fenced(open, inside, close) => {
            ItemKind::Fenced(open.clone(), set_all(font, inside)?, close.clone())
        }
        ItemKind::Char(_) | ItemKind::Wide => item.kind.clone(),
        ItemKind::Command(name) if commands::relation(name).is_some() => item.kind.clone(),
        ItemKind::Command(name)
            if matches!(name.as_str(), "cdot" | "times" | "odot" | "|" | "lVert" | "rVert") =>
        {
            item.kind.clone()
        }
        _ => return None,
    };
    Some(Item { kind, ..item.clone() })
}

/// A letter of an alphabet of its own.
fn lettered(font: &str, item: Item) -> Item {
    let letter = match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic(),
        ItemKind::Command(name) => commands::is_symbol(name),
        _ => false,
    };
    if !letter {
        return item;
    }
    let inner =
        Item { sub: None, sup: None, sub_at: None, sup_at: None, primes: 0, ..item.clone() };
    Item { kind: ItemKind::Accent(font.to_owned(), vec![inner]), ..item }
}

/// Upright letters that stand together are a name.
fn upright(items: Vec<Item>) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    // Of `\rm d g` the sign alone is meant.
    let sign = items.len() > 1
        && items[0].kind == ItemKind::Char('d')
        && items[0].end < items[1].span.start;
    for (k, item) in items.into_iter().enumerate() {
        if sign && k > 0 {
            out.push(item);
            continue;
        }
        let ItemKind::Char(c) = item.kind else {
            out.push(item);
            continue;
        };
        if !c.is_alphabetic() {
            out.push(item);
            continue;
        }
        let open = |last: &Item| {
            matches!(last.kind, ItemKind::Name(_))
                && last.sub.is_none()
                && last.sup.is_none()
                && last.primes == 0
                && last.end == item.span.start
        };
        match out.pop_if(|last| open(last)) {
            Some(Item { kind: ItemKind::Name(name), span, .. }) => {
                let span = Span { start: span.start, end: item.span.end };
                out.push(Item { kind: ItemKind::Name(format!("{name}{c}")), span, ..item });
            }
            _ => out.push(Item { kind: ItemKind::Name(c.to_string()), ..item }),
        }
    }
    out
}
