//! Sums that are written with dots: `w_1 x_1 + w_2 x_2 + \dots + w_n x_n`.
//!
//! In: the items where a term begins. Out: the sum over an index of its own, where the
//! terms before the dots are the last one with 1, 2, … in the place of one letter, and
//! how many items that takes. What goes on in another way is left to the parser, which
//! knows no dots.

use super::script::is_bar;
use super::statement::is_open;
use super::sum::{inside, next_term};
use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Conditions, Kind, NodeId, Sum};

/// So many terms before the dots are compared.
const MOST_TERMS: usize = 6;
/// Letters for the index, the first one that stands nowhere in the terms.
const LETTERS: [char; 6] = ['i', 'j', 'k', 'l', 'm', 'r'];

impl Parser<'_> {
    /// The sum that begins here, if one with dots does.
    pub(super) fn dotted_sum(&mut self) -> Parsed<Option<NodeId>> {
        if !self.items[self.at..].iter().any(is_open) {
            return Ok(None);
        }
        let before = self.at.checked_sub(1).and_then(|at| self.items.get(at));
        let falls = before.is_some_and(|item| matches!(item.kind, ItemKind::Char('-' | '−')));
        let found = series(&self.items[self.at..], falls);
        let Some(Series { end, one, last, letter, fresh }) = found else { return Ok(None) };
        let (Some(first), Some(final_item)) = (self.peek(), last.last()) else { return Ok(None) };
        let span = Span { start: first.span.start, end: final_item.span.end };
        let pairs = one.iter().zip(&last);
        let body: Vec<Item> = pairs.map(|(a, b)| generic(a, b, &letter, fresh)).collect();
        let place = final_item.span;
        let from = self.add(Kind::Number(1.0), place);
        let to = self.whole(std::slice::from_ref(&letter), place)?;
        let body = self.whole(&body, place)?;
        self.at += end;
        let bound = vec![(fresh.to_string(), 0)];
        let conditions = Conditions::default();
        let sum = Sum {
            product: false,
            bound,
            conditions,
            from: Some(from),
            to: Some(to),
            body,
            stretched: false,
        };
        Ok(Some(self.add(Kind::Sum(sum), span)))
    }
}

/// A sum with dots.
struct Series {
    /// How many items it takes.
    end: usize,
    /// Its first term.
    one: Vec<Item>,
    /// Its last term.
    last: Vec<Item>,
    /// The letter that says how many there are.
    letter: Item,
    /// The letter of its index.
    fresh: char,
}

/// The sum with dots that items begin with; where a minus stands before it, of terms that are
/// all taken away.
fn series(items: &[Item], falls: bool) -> Option<Series> {
    let mut terms: Vec<&[Item]> = Vec::new();
    let mut at = 0;
    let goes_on = |at: usize| {
        items.get(at).is_some_and(|item| match item.kind {
            ItemKind::Char('+') => !falls,
            ItemKind::Char('-' | '−') => falls,
            _ => false,
        })
    };
    while terms.len() < MOST_TERMS {
        let term = next_term(&items[at..]);
        at += term.len();
        if term.is_empty() || !goes_on(at) {
            return None;
        }
        at += 1;
        let open = term.iter().rev().take_while(|item| is_open(item)).count();
        if open < term.len() {
            terms.push(&term[..term.len() - open]);
        }
        if open == 0 {
            continue;
        }
        let mut last = next_term(&items[at..]);
        at += last.len();
        // A term between has a letter of its own: `a_1 + \dots + a_i + \dots + a_n`.
        let between = last;
        let dots = if goes_on(at) { next_term(&items[at + 1..]) } else { &[] };
        let two = !dots.is_empty() && dots.iter().all(is_open) && goes_on(at + 1 + dots.len());
        if two {
            last = next_term(&items[at + dots.len() + 2..]);
            at += dots.len() + 2 + last.len();
        }
        // From layer to layer there are not as many.
        if goes_on_in_steps(last) {
            return None;
        }
        let (one, last, letter) = progression(&terms, last)?;
        if two && !is_between(between, &one, &last, &letter) {
            return None;
        }
        let fresh = LETTERS.into_iter().find(|c| !stands_in(*c, &last))?;
        return Some(Series { end: at, one, last, letter, fresh });
    }
    None
}

/// The first and the last of terms which are the last one with 1, 2, … in the place of a
/// letter, and that letter; the numbers in scripts digit by digit where that makes it so.
fn progression(terms: &[&[Item]], last: &[Item]) -> Option<(Vec<Item>, Vec<Item>, Item)> {
    let found = |terms: &[Vec<Item>], last: Vec<Item>| {
        let mut letter = None;
        let alike = terms
            .iter()
            .zip(1..)
            .all(|(term, number)| are_alike(term, &last, &number.to_string(), &mut letter));
        let letter = letter.filter(|_| alike)?;
        Some((terms.first()?.clone(), last, letter))
    };
    let written: Vec<Vec<Item>> = terms.iter().map(|term| term.to_vec()).collect();
    let digits = || terms.iter().map(|term| with_single_digits(term)).collect::<Vec<_>>();
    found(&written, last.to_vec()).or_else(|| found(&digits(), with_single_digits(last)))
}

/// Whether items are those between the first and the last ones, with a letter of their own.
pub(super) fn is_between(between: &[Item], first: &[Item], last: &[Item], letter: &Item) -> bool {
    let between = with_single_digits(between);
    let same = |c: char| {
        let any = first.iter().zip(last).map(|(a, b)| generic(a, b, letter, c));
        are_alike(&any.collect::<Vec<_>>(), &between, "", &mut None)
    };
    ('a'..='z').any(|c| stands_in(c, &between) && same(c))
}

/// The numbers in scripts digit by digit: of `x_{11}` they count rows and columns.
pub(super) fn with_single_digits(items: &[Item]) -> Vec<Item> {
    let digits = |items: &[Item]| -> Vec<Item> {
        items
            .iter()
            .flat_map(|item| match &item.kind {
                ItemKind::Number(n) if n.len() == 2 && n.chars().all(|c| c.is_ascii_digit()) => n
                    .chars()
                    .map(|c| Item { kind: ItemKind::Number(c.to_string()), ..item.clone() })
                    .collect(),
                _ => vec![item.clone()],
            })
            .collect()
    };
    let all = |items: &[Item]| with_single_digits(items);
    items
        .iter()
        .map(|item| {
            let kind = match &item.kind {
                ItemKind::Group(a) => ItemKind::Group(all(a)),
                ItemKind::Fraction(a, b) => ItemKind::Fraction(all(a), all(b)),
                kind => kind.clone(),
            };
            let sub = item.sub.as_deref().map(digits);
            Item { kind, sub, ..item.clone() }
        })
        .collect()
}

/// Whether items are others with a number in the place of a letter, the same one
/// everywhere.
pub(super) fn are_alike(a: &[Item], b: &[Item], number: &str, letter: &mut Option<Item>) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| is_alike(x, y, number, letter))
}

fn is_alike(x: &Item, y: &Item, number: &str, letter: &mut Option<Item>) -> bool {
    let mut both = |a: &Option<Vec<Item>>, b: &Option<Vec<Item>>| match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => are_alike(a, b, number, letter),
        _ => false,
    };
    if !both(&x.sub, &y.sub) || !both(&x.sup, &y.sup) {
        return false;
    }
    let replaced = match (&x.kind, &y.kind) {
        (ItemKind::Number(n), ItemKind::Char(c)) => n == number && c.is_alphabetic(),
        _ => false,
    };
    // Of `z_{d'}` the prime is one of the letter.
    if replaced && x.primes == 0 {
        let known = letter.get_or_insert_with(|| Item { sub: None, sup: None, ..y.clone() });
        return known.kind == y.kind && known.primes == y.primes;
    }
    if x.primes != y.primes {
        return false;
    }
    let (a, b) = (inside(x), inside(y));
    if a.is_empty() {
        return x.kind == y.kind || is_bar(x) && is_bar(y);
    }
    std::mem::discriminant(&x.kind) == std::mem::discriminant(&y.kind)
        && a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| are_alike(a, b, number, letter))
}

/// Whether an index is shifted in a term, `a^{l-1}_i`.
fn goes_on_in_steps(items: &[Item]) -> bool {
    items.iter().any(|item| {
        let scripts = [&item.sub, &item.sup].into_iter().flatten();
        let signs = |items: &Vec<Item>| {
            items.iter().any(|i| matches!(i.kind, ItemKind::Char('+' | '-' | '−')))
        };
        let rows = matches!(item.kind, ItemKind::Environment(..));
        rows || scripts.into_iter().any(signs) || inside(item).into_iter().any(goes_on_in_steps)
    })
}

pub(super) fn stands_in(c: char, items: &[Item]) -> bool {
    items.iter().any(|item| {
        let scripts = [&item.sub, &item.sup].into_iter().flatten().map(Vec::as_slice);
        item.kind == ItemKind::Char(c)
            || scripts.chain(inside(item)).any(|items| stands_in(c, items))
    })
}

/// The term for any index: the last one with a letter of its own wherever the first one
/// has its number.
pub(super) fn generic(first: &Item, last: &Item, letter: &Item, fresh: char) -> Item {
    let all = |a: &[Item], b: &[Item]| -> Vec<Item> {
        a.iter().zip(b).map(|(a, b)| generic(a, b, letter, fresh)).collect()
    };
    let script = |a: &Option<Vec<Item>>, b: &Option<Vec<Item>>| match (a, b) {
        (Some(a), Some(b)) => Some(all(a, b)),
        _ => b.clone(),
    };
    let kind = match (&first.kind, &last.kind) {
        (ItemKind::Number(_), kind) if *kind == letter.kind => ItemKind::Char(fresh),
        (ItemKind::Group(a), ItemKind::Group(b)) => ItemKind::Group(all(a, b)),
        (ItemKind::Accent(_, a), ItemKind::Accent(name, b)) => {
            ItemKind::Accent(name.clone(), all(a, b))
        }
        (ItemKind::Fraction(a, c), ItemKind::Fraction(b, d)) => {
            ItemKind::Fraction(all(a, b), all(c, d))
        }
        (ItemKind::Fenced(_, a, _), ItemKind::Fenced(open, b, close)) => {
            ItemKind::Fenced(open.clone(), all(a, b), close.clone())
        }
        (ItemKind::Root(c, a), ItemKind::Root(d, b)) => {
            let degree = match (c, d) {
                (Some(c), Some(d)) => Some(all(c, d)),
                _ => d.clone(),
            };
            ItemKind::Root(degree, all(a, b))
        }
        (_, kind) => kind.clone(),
    };
    let (sub, sup) = (script(&first.sub, &last.sub), script(&first.sup, &last.sup));
    let counted = matches!(first.kind, ItemKind::Number(_)) && kind == ItemKind::Char(fresh);
    let primes = if counted { first.primes } else { last.primes };
    Item { kind, sub, sup, primes, ..last.clone() }
}
