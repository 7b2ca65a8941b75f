//! Commands whose arguments are words, letters of one name, or parts of a derivative.
//!
//! In come the tokens behind the command; out comes what it prints.

use super::{Builder, Item, ItemKind, plain};
use crate::syntax::token::{Token, TokenKind};

impl Builder<'_> {
    /// `\pdv[2]{f}{x}`, `\dv{x}`: the fraction that it prints.
    pub(super) fn derivative(&mut self, sign: &str, of: &Token) -> ItemKind {
        let mut order = self.optional(of);
        let sign = match sign {
            "d" => ItemKind::Name(sign.into()),
            other => ItemKind::Command(other.into()),
        };
        let sign = |sup: Option<Vec<Item>>| Item { sup, ..plain(sign.clone(), of.span) };
        let first = self.argument(of);
        let second = self.peek().is_some_and(|t| t.kind == TokenKind::Open);
        let (above, mut by) = if second { (first, self.argument(of)) } else { (Vec::new(), first) };
        if let (Some(order), [one]) = (&order, by.as_mut_slice()) {
            one.sup = Some(order.clone());
        }
        let mixed = second && self.peek().is_some_and(|t| t.kind == TokenKind::Open);
        if mixed && order.is_none() {
            order = Some(vec![plain(ItemKind::Number("2".into()), of.span)]);
        }
        let over: Vec<Item> = std::iter::once(sign(order.clone())).chain(above).collect();
        let mut under: Vec<Item> = std::iter::once(sign(None)).chain(by).collect();
        if mixed {
            under.push(sign(None));
            under.extend(self.argument(of));
        }
        ItemKind::Fraction(over, under)
    }

    /// The words of `\text{…}`, commands in them left out.
    pub(super) fn words(&mut self) -> String {
        let mut words = String::new();
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            if token.spaced && !words.is_empty() {
                words.push(' ');
            }
            match &token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => {
                    if depth <= 1 {
                        self.at -= usize::from(depth == 0);
                        break;
                    }
                    depth -= 1;
                }
                TokenKind::Char(c) => words.push(*c),
                TokenKind::Command(_) | TokenKind::Parameter(_) => {}
            }
            if depth == 0 {
                break;
            }
        }
        words.trim().to_owned()
    }

    /// Several letters or digits are one name; anything else is a group.
    pub(super) fn name(&mut self, of: &Token) -> ItemKind {
        if self.peek().is_some_and(|t| t.is('*')) {
            self.at += 1;
        }
        let inside = self.argument(of);
        let mut name = String::new();
        for item in &inside {
            match &item.kind {
                ItemKind::Char(c) if c.is_alphanumeric() || *c == '-' => name.push(*c),
                ItemKind::Number(digits) => name.push_str(digits),
                ItemKind::Name(letters) => name.push_str(letters),
                _ => return ItemKind::Group(inside),
            }
            if item.sub.is_some() || item.sup.is_some() {
                return ItemKind::Group(inside);
            }
        }
        ItemKind::Name(name)
    }

    /// The rows of a `\substack` one after the other, with commas between.
    pub(super) fn stack(&mut self, of: &Token) -> ItemKind {
        let mut inside = self.argument(of);
        for item in &mut inside {
            if item.kind == ItemKind::Break {
                item.kind = ItemKind::Char(',');
            }
        }
        ItemKind::Group(inside)
    }
}
