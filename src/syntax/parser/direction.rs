//! Derivatives in a direction: `f'(x)[h]`, `D f(x)[h]`, `D f[x](h)`, `[D_x f](h)`.
//!
//! In: a call that has been read, or a D that may stand before one. Out: the call, the
//! name that it is of, and the direction; nothing where the brackets are not such ones.
//! Not done here: what the derivative is.

use super::fence::closing;
use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind, NodeId, Symbol};

impl<'a> Parser<'a> {
    /// A square bracket behind the derivative of a call of one name: `f'(A)[H]`.
    pub(super) fn in_direction(&mut self, call: NodeId) -> Parsed<NodeId> {
        let (symbol, by) = match self.tree.kind(call) {
            Kind::Call(symbol, arguments) if symbol.primes == 1 => {
                (Symbol { primes: 0, ..symbol.clone() }, arguments.clone())
            }
            _ => return Ok(call),
        };
        let ([by], Some((inside, close))) = (by.as_slice(), self.square()) else {
            return Ok(call);
        };
        if !matches!(self.tree.kind(*by), Kind::Symbol(_)) {
            return Ok(call);
        }
        let direction = self.whole(inside, close.span)?;
        self.at += self.length(close);
        let span = Span { start: self.tree.span(call).start, end: close.span.end };
        let of = self.add(Kind::Call(symbol, vec![*by]), self.tree.span(call));
        Ok(self.add(Kind::Along(of, *by, direction), span))
    }

    /// `D f(x)[h]`, `D f[x](h)` from a D on, which has just been taken; nothing is taken
    /// where it is another D.
    pub(super) fn operator_d(&mut self, sign: &Item) -> Option<Parsed<NodeId>> {
        let is_d = match &sign.kind {
            ItemKind::Char(c) => *c == 'D',
            ItemKind::Name(name) => name == "D",
            _ => false,
        };
        let name = self.peek().filter(|_| is_d && sign.sup.is_none() && sign.primes == 0)?;
        let name =
            super::name::letter(name).filter(|_| name.sub.is_none() && name.sup.is_none())?;
        let (first, from) = self.bracket_at(self.at + 1)?;
        let (second, end) = self.bracket_at(from)?;
        let square = |bracket: &Bracketed<'_>| bracket.open == '[';
        // Of two round ones the second may be a factor.
        if sign.sub.is_some() || !square(&first) && !square(&second) {
            return None;
        }
        let read = self.along(name, first.inside, second.inside, sign.span);
        self.at = end;
        Some(read)
    }

    /// `[D_x f](h)`, of which the square bracket has just been opened.
    pub(super) fn bracketed_d(&mut self) -> Option<Parsed<NodeId>> {
        let (whole, from) = self.bracket_at(self.at - 1)?;
        let (direction, end) = self.bracket_at(from)?;
        let [sign, name] = whole.inside else { return None };
        let is_d = match &sign.kind {
            ItemKind::Char(c) => *c == 'D',
            ItemKind::Name(name) => name == "D",
            _ => false,
        };
        let at = sign.sub.as_deref().filter(|_| is_d && whole.open == '[')?;
        let name =
            super::name::letter(name).filter(|_| name.sub.is_none() && name.sup.is_none())?;
        let read = self.along(name, at, direction.inside, sign.span);
        self.at = end;
        Some(read)
    }

    fn along(
        &mut self,
        name: String,
        at: &[Item],
        direction: &[Item],
        span: Span,
    ) -> Parsed<NodeId> {
        let by = self.whole(at, span)?;
        let direction = self.whole(direction, span)?;
        let end = self.tree.span(direction).end;
        let span = Span { start: span.start, end: end.max(span.end) };
        let (sub, sup) =
            (crate::syntax::tree::Script::default(), crate::syntax::tree::Script::default());
        let of = self.add(Kind::Call(Symbol { name, primes: 0, sub, sup }, vec![by]), span);
        Ok(self.add(Kind::Along(of, by, direction), span))
    }

    /// A square bracket that stands next.
    fn square(&self) -> Option<(&'a [Item], &'a Item)> {
        let (bracket, _) = self.bracket_at(self.at)?;
        (bracket.open == '[').then_some((bracket.inside, bracket.close))
    }

    /// How many items a bracket takes that ends with one.
    fn length(&self, close: &Item) -> usize {
        let end = self.items[self.at..].iter().position(|item| std::ptr::eq(item, close));
        end.map_or(0, |end| end + 1)
    }

    /// A bracket without scripts that begins at an item, and where the next one begins.
    fn bracket_at(&self, at: usize) -> Option<(Bracketed<'a>, usize)> {
        let item = self.items.get(at)?;
        let (open, inside, close, end) = match &item.kind {
            ItemKind::Char(open @ ('(' | '[')) => {
                let close = closing(self.items, at)?;
                (*open, &self.items[at + 1..close], &self.items[close], close + 1)
            }
            ItemKind::Fenced(left, inside, _) if left == "(" || left == "[" => {
                (if left == "(" { '(' } else { '[' }, inside.as_slice(), item, at + 1)
            }
            _ => return None,
        };
        let bare = close.sub.is_none() && close.sup.is_none() && close.primes == 0;
        bare.then_some((Bracketed { open, inside, close }, end))
    }
}

/// A bracket and what stands in it.
struct Bracketed<'a> {
    open: char,
    inside: &'a [Item],
    close: &'a Item,
}
