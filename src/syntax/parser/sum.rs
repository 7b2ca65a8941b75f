//! Sums and products.

use super::member::told_apart;
use super::script::{self, Bounds};
use super::{Guess, Guessed, Parsed, Parser, fault};
use crate::reason::{Excess, Notation};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Condition, Entry, Kind, NodeId, Sum};

impl Parser<'_> {
    /// The sum whose sign has just been taken. Its body ends at `+` or `−`,
    /// unless a later term still uses its index.
    pub(super) fn sum(&mut self, sign: &Item, product: bool) -> Parsed<NodeId> {
        let Bounds { bound, conditions, from } = match &sign.sub {
            Some(under) => script::bounds(under)?,
            None => Bounds::default(),
        };
        let from = from.map(|items| self.whole(&items, sign.span)).transpose()?;
        let to = match &sign.sup {
            Some(over) if !over.is_empty() => Some(self.whole(over, sign.span)?),
            _ => None,
        };
        if self.depth >= super::MOST_DEPTH {
            return fault(sign.span, Notation::Excess(Excess::Nesting));
        }
        self.depth += 1;
        if self.peek().is_some_and(is_braced_sum) {
            self.guesses.push(Guess { span: sign.span, reading: Guessed::SumOfBraces });
        }
        let body = self.signed_term(sign.span);
        self.depth -= 1;
        let mut sum = Sum { product, bound, conditions, from, to, body: body?, stretched: false };
        self.stretch(&mut sum)?;
        let end = self.tree.span(sum.body).end.max(sign.span.end);
        let span = Span { start: sign.span.start, end };
        if sum.stretched {
            self.guesses.push(Guess { span, reading: Guessed::PastASign });
        }
        Ok(self.add(Kind::Sum(sum), span))
    }

    /// `\sum_j -a_j`
    fn signed_term(&mut self, of: Span) -> Parsed<NodeId> {
        match self.plus_or_minus() {
            Some((true, at)) => {
                let term = self.term(at)?;
                let end = self.tree.span(term).end.max(at.end);
                Ok(self.add(Kind::Negate(term), Span { start: at.start, end }))
            }
            Some((false, at)) => self.term(at),
            None => self.term(of),
        }
    }

    /// Takes further terms into the body as long as they use the sum's index.
    fn stretch(&mut self, sum: &mut Sum) -> Parsed<()> {
        while let Some(item) = self.peek() {
            let minus = match item.kind {
                ItemKind::Char('+') => false,
                ItemKind::Char('-' | '−') => true,
                _ => return Ok(()),
            };
            if !uses(next_term(&self.items[self.at + 1..]), &sum.bound) {
                return Ok(());
            }
            self.at += 1;
            let term = self.term(item.span)?;
            let kind =
                if minus { Kind::Subtract(sum.body, term) } else { Kind::Add(sum.body, term) };
            sum.body = self.join(kind, sum.body, term);
            sum.stretched = true;
        }
        Ok(())
    }
}

/// `{a + b}`
fn is_braced_sum(item: &Item) -> bool {
    let sign = |i: &Item| matches!(i.kind, ItemKind::Char('+' | '-' | '−'));
    let bare = item.sub.is_none() && item.sup.is_none();
    matches!(&item.kind, ItemKind::Group(inside) if bare && inside.iter().skip(1).any(sign))
}

/// What shows of the braces behind a Σ: nothing.
pub(super) fn without_braces(items: &[Item]) -> Vec<Item> {
    let mut shown = Vec::with_capacity(items.len());
    for (k, item) in items.iter().enumerate() {
        match &item.kind {
            ItemKind::Group(inside) if is_braced_sum(item) && k > 0 && is_sum(&items[k - 1]) => {
                shown.extend_from_slice(inside);
            }
            _ => shown.push(item.clone()),
        }
    }
    shown
}

/// The items up to the next `+` or `−` outside brackets.
pub(super) fn next_term(items: &[Item]) -> &[Item] {
    let mut depth = 0_usize;
    let end = items.iter().position(|item| {
        match item.kind {
            ItemKind::Char('(' | '[') => depth += 1,
            ItemKind::Char(')' | ']') => depth = depth.saturating_sub(1),
            ItemKind::Char('+' | '-' | '−') => return depth == 0,
            _ => {}
        }
        false
    });
    &items[..end.unwrap_or(items.len())]
}

/// Whether one of the letters occurs, and is not bound anew by an inner sum
/// that stands before it.
fn uses(items: &[Item], letters: &[(String, u8)]) -> bool {
    let mut letters = letters.to_vec();
    for item in items {
        if letters.is_empty() {
            return false;
        }
        if is_sum(item) {
            let under = item.sub.as_deref().unwrap_or_default();
            let Ok(Bounds { bound, conditions, .. }) = script::bounds(under) else {
                return false;
            };
            // Where one of the letters is bound anew, those that its condition
            // names are so, too: `\sum_{k,l \ne k} … + \sum_{k \ne l} …`.
            let anew = letters.iter().any(|letter| bound.contains(letter));
            let named = |letter: &(String, u8)| {
                conditions.0.iter().any(|c| match c {
                    Condition::Related(_, _, Entry::Letter(name, primes)) => {
                        (name, primes) == (&letter.0, &letter.1)
                    }
                    _ => false,
                })
            };
            letters.retain(|letter| !(bound.contains(letter) || anew && named(letter)));
            continue;
        }
        // `i_1` is another letter than i.
        if let Some(Entry::Letter(name, primes)) = told_apart(item) {
            if letters.contains(&(name, primes)) {
                return true;
            }
            continue;
        }
        let here = letters.iter().any(|(name, primes)| is_letter(item, name, *primes));
        if let ItemKind::Accent(accent, _) = &item.kind
            && crate::syntax::commands::is_accent(accent)
        {
            // What stands below an accent is another letter.
            let scripts = [&item.sub, &item.sup].into_iter().flatten();
            if here || scripts.map(Vec::as_slice).any(|items| uses(items, &letters)) {
                return true;
            }
            continue;
        }
        let scripts = [&item.sub, &item.sup].into_iter().flatten().map(Vec::as_slice);
        if here || scripts.chain(inside(item)).any(|items| uses(items, &letters)) {
            return true;
        }
    }
    false
}

fn is_sum(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Command(name) if matches!(name.as_str(), "sum" | "prod"))
}

fn is_letter(item: &Item, name: &str, primes: u8) -> bool {
    let same = match &item.kind {
        ItemKind::Char(c) => name.chars().eq([*c]),
        ItemKind::Command(command) => command == name,
        ItemKind::Accent(accent, inside) => match inside.as_slice() {
            [one] => name
                .strip_prefix(accent.as_str())
                .and_then(|rest| rest.strip_prefix(' '))
                .is_some_and(|rest| is_letter(one, rest, one.primes)),
            _ => false,
        },
        _ => false,
    };
    same && item.primes == primes
}

/// The runs of items inside an item.
pub(super) fn inside(item: &Item) -> Vec<&[Item]> {
    match &item.kind {
        ItemKind::Group(a) | ItemKind::Accent(_, a) | ItemKind::Fenced(_, a, _) => vec![a],
        ItemKind::Fraction(a, b) => vec![a, b],
        ItemKind::Root(degree, a) => {
            degree.iter().map(Vec::as_slice).chain([a.as_slice()]).collect()
        }
        ItemKind::Environment(_, rows) => rows.iter().flatten().map(Vec::as_slice).collect(),
        _ => Vec::new(),
    }
}
