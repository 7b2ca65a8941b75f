//! Fonts that hold up to the end of a group: `{\bf x}`, `{\rm d}`.
//!
//! In come the items behind the command that switches; out come the same items, set as
//! the command with an argument would set them. Scripts keep to what they stand on.

use super::{Item, ItemKind, plain};
use crate::source::Span;
use crate::syntax::alone::Alone;
use crate::syntax::commands;
use crate::syntax::parser::relates_here;
use crate::syntax::token::{Token, TokenKind};

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
/// `\mathbf{y_i - y_j}`, `\mathbf{Ax = b}`. `None` for a single item, for letters side by side
/// that may be one name, and where something stands in it that the font may or may not change.
pub(super) fn distributed(font: &str, items: &[Item], alone: &Alone) -> Option<Vec<Item>> {
    let [_, _, ..] = items else { return None };
    let named = |pair: &[Item]| is_bare(&pair[0]) && may_be_name(font, &pair[0], &pair[1], alone);
    if !commands::is_font(font) || items.windows(2).any(named) || is_said(font, items, alone) {
        return None;
    }
    set_all(font, items, alone)
}

/// Whether an equation begins with these letters, large or small alike, which may be a name
/// that it gives: `\mathbf{PQ} = \mathbf{Q} - \mathbf{P}`.
fn is_said(font: &str, items: &[Item], alone: &Alone) -> bool {
    let letter = |item: &Item| match item.kind {
        ItemKind::Char(c) if c.is_ascii_alphabetic() && is_bare(item) => Some(c),
        _ => None,
    };
    let Some(run) = items.iter().map(letter).collect::<Option<String>>() else { return false };
    let alike = run.chars().all(char::is_uppercase) || run.chars().all(char::is_lowercase);
    alike && alone.begins_equation(font, run)
}

/// Whether two items side by side may be letters of one name. They are a product where the
/// document sets each of them alone in the same font, or where nobody would name something so.
fn may_be_name(font: &str, first: &Item, second: &Item, alone: &Alone) -> bool {
    let (Some(a), Some(b)) = (sign(first), sign(second)) else { return false };
    let letters = a.is_ascii_alphabetic() && b.is_ascii_alphabetic();
    // `\mathbf{dx + y}`: whether d and x are a name is not said. No name begins with a digit.
    if a == 'd' || a.is_ascii_digit() {
        return a == 'd';
    }
    if alone.has(font, a) && alone.has(font, b) {
        return false;
    }
    let greek = |item: &Item| matches!(item.kind, ItemKind::Command(_));
    if greek(first) || greek(second) {
        return b.is_ascii_digit();
    }
    !(letters && is_product(font, first, second, (a, b)))
}

/// The letter or digit that an item is; of Greek ones any.
fn sign(item: &Item) -> Option<char> {
    match &item.kind {
        ItemKind::Char(c) if c.is_alphabetic() => Some(*c),
        ItemKind::Command(name) if commands::is_symbol(name) => Some('λ'),
        ItemKind::Number(digits) => digits.chars().next(),
        _ => None,
    }
}

/// Letters that nobody would take for a name: apart, or a large and a small one.
fn is_product(font: &str, first: &Item, second: &Item, (a, b): (char, char)) -> bool {
    let bold = matches!(font, "mathbf" | "boldsymbol" | "bm");
    let word = matches!((a, b), ('I', 'd' | 'm') | ('T', 'r') | ('R', 'e') | ('E', 'q'));
    let apart = first.end < second.span.start;
    bold && (apart || a.is_uppercase() && (b.is_lowercase() || a == b) && !word)
}

/// Whether an item is a font over an expression, set behind the command that is given.
pub(super) fn is_run(token: &Token, item: &Item) -> bool {
    let font = matches!(&token.kind, TokenKind::Command(name) if commands::is_font(name));
    font && matches!(&item.kind, ItemKind::Group(run) if run.len() > 1)
}

/// The run of symbols that a font over an expression is: what stands behind its braces, a
/// power or a transpose, is printed behind its last symbol. The sides of a relation stand
/// within the braces, all else reaches over them.
pub(super) fn spread(item: Item) -> Vec<Item> {
    let ItemKind::Group(mut run) = item.kind else { return vec![item] };
    if run.iter().any(relates_here) {
        return run;
    }
    if let Some(first) = run.first_mut() {
        first.span.start = item.span.start;
    }
    if let Some(last) = run.last_mut() {
        last.end = last.end.max(item.end);
    }
    run
}

/// What a font over a d and a letter names: `\mathbf{dx}`, `\mathbf{d \bar y}` and
/// `\mathbf{dh_t}` are what is passed back for x, ȳ and h_t.
pub(super) fn of_change(font: &str, items: &[Item]) -> Option<ItemKind> {
    let [first, second] = items else { return None };
    let letter = |item: &Item| match &item.kind {
        ItemKind::Char(c) if c.is_ascii_alphabetic() => Some(c.to_string()),
        ItemKind::Command(name) if commands::is_symbol(name) => Some(name.clone()),
        _ => None,
    };
    let name = match &second.kind {
        ItemKind::Accent(accent, inside) if commands::is_accent(accent) => {
            match inside.as_slice() {
                [one] if is_bare(one) => format!("{accent} {}", letter(one)?),
                _ => return None,
            }
        }
        _ => letter(second)?,
    };
    let bold = matches!(font, "mathbf" | "boldsymbol" | "bm");
    if !bold || first.kind != ItemKind::Char('d') || !is_bare(first) || second.primes > 0 {
        return None;
    }
    let span = Span { start: first.span.start, end: second.span.end };
    let (sub, sup) = (second.sub.clone(), second.sup.clone());
    let kind = ItemKind::Name(format!("d{name}"));
    Some(ItemKind::Accent(font.to_owned(), vec![Item { sub, sup, ..plain(kind, span) }]))
}

fn is_bare(item: &Item) -> bool {
    item.sub.is_none() && item.sup.is_none() && item.primes == 0
}

fn is_letter(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic(),
        ItemKind::Command(name) => commands::is_symbol(name),
        _ => false,
    }
}

fn set_all(font: &str, items: &[Item], alone: &Alone) -> Option<Vec<Item>> {
    items.iter().map(|item| set_one(font, item, alone)).collect()
}

/// An item in a font, as far as it is known what that changes.
fn set_one(font: &str, item: &Item, alone: &Alone) -> Option<Item> {
    let all = |inside: &[Item]| set_all(font, inside, alone);
    let kind = match &item.kind {
        _ if is_letter(item) => set_in_font(font, item),
        // `\mathbf{\bar x - y}`
        ItemKind::Accent(accent, inside) if commands::is_accent(accent) => {
            matches!(inside.as_slice(), [one] if is_letter(one)).then_some(())?;
            set_in_font(font, item)
        }
        // A bold 1 is a vector of ones where the document has one.
        ItemKind::Number(digits) => match digits.chars().next() {
            Some(digit) if digits.len() == 1 && alone.has(font, digit) => set_in_font(font, item),
            _ => item.kind.clone(),
        },
        ItemKind::Group(inside) => ItemKind::Group(all(inside)?),
        ItemKind::Fraction(above, below) => ItemKind::Fraction(all(above)?, all(below)?),
        ItemKind::Fenced(open, inside, close) => {
            ItemKind::Fenced(open.clone(), all(inside)?, close.clone())
        }
        ItemKind::Char(_) | ItemKind::Wide | ItemKind::Align => item.kind.clone(),
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

fn set_in_font(font: &str, item: &Item) -> ItemKind {
    let (sub, sup, sub_at, sup_at) = (None, None, None, None);
    let inner = Item { sub, sup, sub_at, sup_at, primes: 0, ..item.clone() };
    ItemKind::Accent(font.to_owned(), vec![inner])
}

/// A letter of an alphabet of its own.
fn lettered(font: &str, item: Item) -> Item {
    let letter = match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic(),
        ItemKind::Command(name) => commands::is_symbol(name),
        _ => false,
    };
    if letter { Item { kind: set_in_font(font, &item), ..item } } else { item }
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
