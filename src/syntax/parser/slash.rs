//! What a slash divides by.
//!
//! By custom a number and the letters directly behind it join, letters among themselves
//! and norms among themselves: `a / 2\sigma^2`, `x^\top y / \|x\| \|y\|`. A norm, bracket,
//! sum, function or transposed vector behind a number does not, nor a sum or bracket
//! behind anything: `1/2 \|r\|^2`, `1/n \sum_i`. Where a number is divided by a number, or a
//! space is set, or a dot, both is read: `1/2 x`, `a/b \cdot c`.

use super::fence::is_double_bar;
use super::script::is_bar;
use super::term::is_transpose;
use super::{Guess, Guessed, Instead, Parsed, Parser};
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind, NodeId};

/// What can join others below a slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Divisor {
    Number,
    Letter,
    Norm,
}

impl Divisor {
    /// Whether something joins this one.
    fn takes(self, next: Self) -> bool {
        match self {
            Self::Number | Self::Letter => next == Self::Letter,
            Self::Norm => next == Self::Norm,
        }
    }
}

impl Parser<'_> {
    /// All that a slash divides by, of which the first factor has been read.
    pub(super) fn divisor(&mut self, above: NodeId, first: NodeId) -> Parsed<NodeId> {
        let number = matches!(self.tree.kind(above), Kind::Number(_));
        let mut divisor = first;
        let mut last = self.divisor_read(first);
        while let Some((next, dotted)) = self.next_divisor() {
            if !last.is_some_and(|last| last.takes(next)) {
                break;
            }
            if dotted || number || self.is_set_apart() {
                let span = self.tree.span(first);
                self.guesses.push(Guess { span, reading: Guessed::OneDivisor });
                if !self.choices.has(Instead::LongDivisors) {
                    break;
                }
            }
            self.at += usize::from(dotted);
            let Some(item) = self.peek() else { break };
            let factor = self.factor(item.span)?;
            divisor = self.join(Kind::Multiply(divisor, factor), divisor, factor);
            last = Some(next);
        }
        Ok(divisor)
    }

    /// What a factor is that has been read.
    fn divisor_read(&self, id: NodeId) -> Option<Divisor> {
        match self.tree.kind(id) {
            Kind::Number(_) => Some(Divisor::Number),
            Kind::Symbol(_) => Some(Divisor::Letter),
            Kind::Power(base, _) => self.divisor_read(*base),
            Kind::Norm(..) => Some(Divisor::Norm),
            _ => None,
        }
    }

    /// What the next factor is, if it can join others; and whether a dot stands before it.
    fn next_divisor(&self) -> Option<(Divisor, bool)> {
        let dot = |item: &Item| match &item.kind {
            ItemKind::Char('·' | '⋅' | '*' | '×') => true,
            ItemKind::Command(name) => matches!(name.as_str(), "cdot" | "times"),
            _ => false,
        };
        let dotted = usize::from(self.peek().is_some_and(dot));
        let item = self.items.get(self.at + dotted)?;
        if is_double_bar(item) && self.open_bars == 0 {
            return Some((Divisor::Norm, dotted > 0));
        }
        let letter = match &item.kind {
            ItemKind::Char(c) => c.is_alphabetic() && *c != '∂' && *c != '∇',
            ItemKind::Accent(..) => true,
            ItemKind::Command(name) => commands::is_symbol(name),
            _ => false,
        };
        let opens = |item: &Item| {
            matches!(item.kind, ItemKind::Char('(' | '[') | ItemKind::Fenced(..)) || is_bar(item)
        };
        let called = self.items.get(self.at + dotted + 1).is_some_and(opens);
        let transposed = item.sup.as_deref().is_some_and(is_transpose);
        (letter && !called && !transposed).then_some((Divisor::Letter, dotted > 0))
    }

    /// Whether the source sets a space before the next factor, where none is needed to end
    /// the name of a command.
    fn is_set_apart(&self) -> bool {
        let (Some(item), Some(last)) = (self.peek(), self.at.checked_sub(1)) else { return false };
        let last = &self.items[last];
        let named = matches!(last.kind, ItemKind::Command(_)) && last.end == last.span.end;
        item.span.start > last.end && !named
    }
}
