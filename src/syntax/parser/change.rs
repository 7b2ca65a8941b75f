//! Signs of change before a name: `dx`, `\delta y`, `\Delta w`.
//!
//! In: an item that may be such a sign, and statements whose sides have been read. Out:
//! `dx`, `d(AB)`, `d\ln\det X` as one factor, a product as long as nothing says more; a
//! differential in statements of which every term has exactly one; `\Delta w` as a name
//! of its own. Not done here: what the sign means where a document uses it as a letter.

use super::{Guess, Guessed, Instead, Parsed, Parser};
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Differential, Function, Kind, NodeId, Script, Symbol, Tree};

impl Parser<'_> {
    /// The name with the sign before it that has just been taken, if it is one.
    pub(super) fn changed(&mut self, sign: &Item) -> Option<Parsed<NodeId>> {
        let bare = sign.sub.is_none() && sign.sup.is_none() && sign.primes == 0;
        let next = self.peek().filter(|_| bare)?;
        if !is_name(next) {
            return self.changed_value(sign, next);
        }
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

    /// `d\ln x`, `d\|x\|^2`, `d[AB]`: the sign before a value that is no name; in brackets
    /// it is a call as long as nothing says more. Behind a slash it is a divisor alone.
    fn changed_value(&mut self, sign: &Item, next: &Item) -> Option<Parsed<NodeId>> {
        let letter = match &sign.kind {
            ItemKind::Char('d') => "d",
            ItemKind::Name(name) if name == "d" => "d",
            ItemKind::Command(name) if name == "delta" => "delta",
            _ => return None,
        };
        let before = self.at.checked_sub(2).map(|before| &self.items[before].kind);
        if matches!(before, Some(ItemKind::Char('/' | '÷'))) || !is_value(next) {
            return None;
        }
        let (sub, sup) = (Script::default(), Script::default());
        let symbol = Symbol { name: letter.to_owned(), primes: 0, sub, sup };
        let first = self.add(Kind::Symbol(symbol), sign.span);
        let second = self.factor(sign.span);
        Some(second.map(|second| self.join(Kind::Multiply(first, second), first, second)))
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

    /// Whether the differential of something that a product has stands next: `\cos x\,dx`.
    pub(super) fn stands_before_differential(&self, from: usize) -> bool {
        let [sign, name, ..] = &self.items[self.at..] else { return false };
        let bare = sign.sub.is_none() && sign.sup.is_none() && sign.primes == 0;
        let upright = matches!(&sign.kind, ItemKind::Name(name) if name == "d");
        let before = &self.items[from..self.at];
        bare && is_name(name)
            && (upright
                || sign.kind == ItemKind::Char('d') && before.iter().any(|i| i.kind == name.kind))
    }

    /// A product of which the first factor is the only differential: by custom that of
    /// the first factor alone, in another reading that of all of it.
    pub(super) fn differential_of_product(&mut self, product: NodeId) -> NodeId {
        let mut factors = Vec::new();
        let mut ahead = product;
        while parts(self.tree, ahead).is_none() {
            let (Kind::Multiply(before, factor) | Kind::Dotted(before, factor)) =
                self.tree.kind(ahead)
            else {
                return product;
            };
            factors.push((matches!(self.tree.kind(ahead), Kind::Dotted(..)), *factor));
            ahead = *before;
        }
        let mut inside = Vec::new();
        let linear = factors.iter().any(|(_, f)| degree(self.tree, *f, &mut inside) != Some(0));
        let (Kind::Multiply(sign, of), false) = (self.tree.kind(ahead), linear) else {
            return product;
        };
        // A space behind a differential parts it from what follows: `dA\,B`.
        let gap = factors
            .last()
            .map(|(_, next)| self.tree.span(*next).start.saturating_sub(self.tree.span(ahead).end));
        if gap.is_none_or(|gap| gap > 1) {
            return product;
        }
        let (sign, mut whole) = (*sign, *of);
        let span = self.tree.span(product);
        self.guesses.push(Guess { span, reading: Guessed::NarrowDifferential });
        if !self.choices.has(Instead::WideDifferentials) {
            return product;
        }
        for (dotted, factor) in factors.into_iter().rev() {
            let kind =
                if dotted { Kind::Dotted(whole, factor) } else { Kind::Multiply(whole, factor) };
            whole = self.join(kind, whole, factor);
        }
        self.join(Kind::Multiply(sign, whole), sign, whole)
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

/// What a sign of change can stand before beside names and round brackets.
fn is_value(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Command(name) | ItemKind::Name(name) => {
            commands::is_function(name) || matches!(name.as_str(), "Vert" | "lVert" | "|" | "sum")
        }
        ItemKind::Char(c) => *c == '[',
        ItemKind::Fenced(open, ..) => open != "(",
        ItemKind::Group(_) => true,
        _ => false,
    }
}

/// Whether there are differentials.
pub(in crate::syntax) fn has_marked(tree: &Tree) -> bool {
    let sign = |sign| matches!(sign, Differential::Total | Differential::Variation);
    tree.ids().any(|id| matches!(tree.kind(id), Kind::Differential(own, _) if sign(*own)))
}

/// Marks the differentials of a statement, if each term of each side has exactly one; it
/// may be a row that goes on with an equation.
pub(super) fn mark(tree: &mut Tree, sides: &[NodeId], goes_on: bool) {
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
    // `ds^2 = dx^2 + dy^2` is of squares of differentials, not of differentials of squares.
    let squares = found.iter().all(|id| is_of_square(tree, *id));
    if !any || sides.len() < 2 && !goes_on || squares || !found.iter().any(|id| is_sure(tree, *id))
    {
        return;
    }
    for id in found {
        let Some((sign, of)) = parts(tree, id) else { continue };
        tree.differentiate(id, sign, of);
    }
}

/// Whether a differential is no call of a function d: `dx`, `d(AB)`.
fn is_sure(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Call(_, arguments) => {
            let named = |id: &NodeId| matches!(tree.kind(*id), Kind::Symbol(_) | Kind::Tuple(_));
            !arguments.iter().all(named)
        }
        _ => true,
    }
}

/// `dx^2`
fn is_of_square(tree: &Tree, id: NodeId) -> bool {
    let Some((_, of)) = parts(tree, id) else { return false };
    let Kind::Power(_, exponent) = tree.kind(of) else { return false };
    matches!(tree.kind(*exponent), Kind::Number(number) if *number > 1.0)
}

fn is_zero(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Kind::Number(number) if *number == 0.0)
}

/// How many differentials each term has, and where they stand; `None` where terms
/// differ, or one stands in what is not linear.
fn degree(tree: &Tree, id: NodeId, found: &mut Vec<NodeId>) -> Option<usize> {
    if parts(tree, id).is_some() {
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
        Kind::Apply(Function::Trace | Function::Diagonal, of) => match of.as_slice() {
            [only] => degree(tree, *only, found),
            _ => None,
        },
        Kind::Sum(sum) => degree(tree, sum.body, found),
        // `A (dx)` is a product; of a function of a differential nobody would speak.
        Kind::Call(_, arguments) => match arguments.as_slice() {
            [only] => degree(tree, *only, found),
            several => {
                let mut each = several.iter().map(|argument| degree(tree, *argument, found));
                each.all(|degree| degree == Some(0)).then_some(0)
            }
        },
        Kind::Along(_, _, direction) => degree(tree, *direction, found),
        Kind::Derivative(_) | Kind::AtPoint(..) => Some(0),
        _ => {
            let inside = tree.children(id).into_iter().map(|child| degree(tree, child, found));
            inside.into_iter().all(|degree| degree == Some(0)).then_some(0)
        }
    }
}

/// The sign and what it stands before, of `dx`, `d(uv)`, `d\ln x`.
fn parts(tree: &Tree, id: NodeId) -> Option<(Differential, NodeId)> {
    let sign = |symbol: &Symbol| {
        let bare = symbol.sub.is_empty() && symbol.sup.is_empty() && symbol.primes == 0;
        match symbol.name.as_str() {
            "d" if bare => Some(Differential::Total),
            "delta" if bare => Some(Differential::Variation),
            _ => None,
        }
    };
    match tree.kind(id) {
        Kind::Multiply(first, of) => match tree.kind(*first) {
            Kind::Symbol(symbol) => Some((sign(symbol)?, *of)).filter(|_| can_change(tree, *of)),
            _ => None,
        },
        Kind::Call(symbol, arguments) => match arguments.as_slice() {
            [only] => Some((sign(symbol)?, *only)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a factor behind a sign of change can be what changes: no number.
fn can_change(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Number(_) | Kind::Differential(..) => false,
        Kind::Power(base, _) | Kind::Transpose(base) => can_change(tree, *base),
        _ => true,
    }
}
