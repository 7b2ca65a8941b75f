//! Signs of change before a name: `dx`, `\delta y`, `\Delta w`.
//!
//! In: an item that may be such a sign, and statements whose sides have been read. Out:
//! `dx` as one factor, a product as long as nothing says more; a differential in
//! statements of which every term has exactly one; `\Delta w` as a name of its own. Not
//! done here: what the sign means where a document uses it as a letter.

use super::{Parsed, Parser};
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Differential, Kind, NodeId, Script, Symbol, Tree};

impl Parser<'_> {
    /// The name with the sign before it that has just been taken, if it is one.
    pub(super) fn changed(&mut self, sign: &Item) -> Option<Parsed<NodeId>> {
        let bare = sign.sub.is_none() && sign.sup.is_none() && sign.primes == 0;
        let next = self.peek().filter(|next| bare && is_name(next))?;
        let letter = match &sign.kind {
            ItemKind::Char('d') => "d",
            ItemKind::Name(name) if name == "d" => "d",
            ItemKind::Command(name) => match name.as_str() {
                "delta" => "delta",
                "Delta" => "Delta",
                _ => return None,
            },
            _ => return None,
        };
        self.at += 1;
        Some(self.read_changed(letter, sign, next))
    }

    fn read_changed(&mut self, letter: &str, sign: &Item, next: &Item) -> Parsed<NodeId> {
        if letter == "Delta" {
            return self.difference(sign, next);
        }
        let (sub, sup) = (Script::default(), Script::default());
        let symbol = Symbol { name: letter.to_owned(), primes: 0, sub, sup };
        let first = self.add(Kind::Symbol(symbol), sign.span);
        let second = self.named_by(next)?;
        Ok(self.join(Kind::Multiply(first, second), first, second))
    }

    /// `\Delta w`: a name, with the scripts of what it is the change of.
    fn difference(&mut self, sign: &Item, next: &Item) -> Parsed<NodeId> {
        let wide = |item: &Item| Item {
            span: crate::source::Span { start: sign.span.start, end: item.span.end },
            ..item.clone()
        };
        match &next.kind {
            ItemKind::Accent(accent, inside) => match inside.as_slice() {
                [one] => {
                    let name = super::name::letter(one);
                    let name = name.map(|name| format!("Delta {accent} {name}"));
                    match name {
                        Some(name) => self.symbol(name, &wide(next)),
                        None => self.accent(accent, inside, next),
                    }
                }
                _ => self.accent(accent, inside, next),
            },
            _ => match super::name::letter(next) {
                Some(name) => self.symbol(format!("Delta {name}"), &wide(next)),
                None => self.named_by(next),
            },
        }
    }

    fn named_by(&mut self, item: &Item) -> Parsed<NodeId> {
        match &item.kind {
            ItemKind::Accent(accent, inside) => self.accent(accent, inside, item),
            ItemKind::Char(c) => self.symbol(c.to_string(), item),
            ItemKind::Command(name) | ItemKind::Name(name) => self.symbol(name.clone(), item),
            _ => Err(super::unexpected(item)),
        }
    }
}

fn is_name(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic() && *c != 'd',
        ItemKind::Command(name) => {
            commands::is_symbol(name)
                && !matches!(name.as_str(), "delta" | "Delta" | "circ" | "bullet" | "star")
        }
        ItemKind::Name(name) => name != "d" && !commands::is_function(name),
        ItemKind::Accent(..) => true,
        _ => false,
    }
}

/// Marks the differentials of a statement, if each term of each side has exactly one.
pub(super) fn mark(tree: &mut Tree, sides: &[NodeId]) {
    let mut found = Vec::new();
    let mut any = false;
    for side in sides {
        if is_zero(tree, *side) {
            continue;
        }
        let before = found.len();
        if degree(tree, *side, &mut found) != Some(1) || found.len() == before {
            return;
        }
        any = true;
    }
    let sure = |id: &NodeId| matches!(tree.kind(*id), Kind::Multiply(..));
    if !any || sides.len() < 2 || !found.iter().any(sure) {
        return;
    }
    for id in found {
        let (sign, of) = match tree.kind(id) {
            Kind::Multiply(sign, of) => (*sign, *of),
            Kind::Call(_, arguments) => (id, arguments[0]),
            _ => continue,
        };
        let variation = matches!(tree.kind(sign), Kind::Symbol(s) if s.name == "delta");
        let sign = if variation { Differential::Variation } else { Differential::Total };
        tree.differentiate(id, sign, of);
    }
}

fn is_zero(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Kind::Number(number) if *number == 0.0)
}

/// How many differentials each term has, and where they stand; `None` where terms
/// differ.
fn degree(tree: &Tree, id: NodeId, found: &mut Vec<NodeId>) -> Option<usize> {
    if is_differential(tree, id) {
        found.push(id);
        return Some(1);
    }
    match tree.kind(id) {
        Kind::Multiply(a, b) | Kind::Dotted(a, b) | Kind::Elementwise(a, b) | Kind::Inner(a, b) => {
            Some(degree(tree, *a, found)? + degree(tree, *b, found)?)
        }
        Kind::Divide(a, b) => {
            let above = degree(tree, *a, found)?;
            (degree(tree, *b, found)? == 0).then_some(above)
        }
        Kind::Add(a, b) | Kind::Subtract(a, b) => {
            let (left, right) = (degree(tree, *a, found)?, degree(tree, *b, found)?);
            (left == right).then_some(left)
        }
        Kind::Negate(a) | Kind::Transpose(a) => degree(tree, *a, found),
        Kind::Sum(sum) => degree(tree, sum.body, found),
        _ => Some(0),
    }
}

/// `dx` of a name or a value, `d(uv)`.
fn is_differential(tree: &Tree, id: NodeId) -> bool {
    let sign = |symbol: &crate::syntax::tree::Symbol| {
        matches!(symbol.name.as_str(), "d" | "delta")
            && symbol.sub.is_empty()
            && symbol.sup.is_empty()
            && symbol.primes == 0
    };
    match tree.kind(id) {
        Kind::Multiply(first, of) => {
            let named = matches!(tree.kind(*of), Kind::Symbol(_) | Kind::Call(..));
            named && matches!(tree.kind(*first), Kind::Symbol(symbol) if sign(symbol))
        }
        Kind::Call(symbol, arguments) => sign(symbol) && arguments.len() == 1,
        _ => false,
    }
}
