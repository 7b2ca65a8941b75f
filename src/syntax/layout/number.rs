//! Numbers as people write them: `10\,000`, `0{,}5`, `1e-3`.
//!
//! In come the tokens from a digit on; out comes one number, or a fault where `3{,}142`
//! may be two numbers to two readers.

use super::{Builder, Item, ItemKind, fault, plain};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::token::{Token, TokenKind};

/// What stands between the thousands or before the decimals of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A space of any kind, as many tokens as are given.
    Space(usize),
    /// `{,}`
    Comma,
}

impl Mark {
    const fn tokens(self) -> usize {
        match self {
            Self::Space(tokens) => tokens,
            Self::Comma => 3,
        }
    }
}

impl Builder<'_> {
    /// The number whose first digit or point has just been taken.
    pub(super) fn number(&mut self, first: char, span: Span) -> Item {
        let mut digits = String::from(first);
        let mut end = span.end;
        self.digits(&mut digits, &mut end);
        let grouped = self.groups(&mut digits, &mut end);
        let span = |end| Span { start: span.start, end };
        if grouped.is_none() {
            return fault(span(end), Notation::Number);
        }
        self.exponent(&mut digits, &mut end);
        plain(ItemKind::Number(digits), span(end))
    }

    /// Digits that follow at once, with one point among them.
    fn digits(&mut self, digits: &mut String, end: &mut usize) {
        while let Some(token) = self.peek() {
            let TokenKind::Char(c) = token.kind else { break };
            let point = c == '.'
                && !digits.contains('.')
                && self.tokens.get(self.at + 1).is_some_and(starts_with_digit);
            if token.spaced || !(c.is_ascii_digit() || point) {
                break;
            }
            digits.push(c);
            *end = token.span.end;
            self.at += 1;
        }
    }

    /// Groups of three digits behind the first ones, or decimals behind a comma; `None`
    /// where it could be either.
    fn groups(&mut self, digits: &mut String, end: &mut usize) -> Option<()> {
        let whole = digits.len();
        let mut groups = 0;
        let mut open = false;
        while let Some((mark, group)) = self.group() {
            let thousands = group.len() == 3 && (1..=3).contains(&whole) && !digits.contains('.');
            match mark {
                Mark::Space(_) if !thousands => break,
                Mark::Comma if digits.contains('.') => return None,
                Mark::Comma if groups == 0 && (!thousands || digits == "0") => digits.push('.'),
                Mark::Comma if !thousands => return None,
                // `1{,}000` is a thousand, `3{,}142` may be three and a little.
                Mark::Comma => open = groups == 0 && group != "000",
                Mark::Space(_) => {}
            }
            self.at += mark.tokens() + group.len();
            *end = self.tokens[self.at - 1].span.end;
            digits.push_str(&group);
            groups += 1;
        }
        (!open).then_some(())
    }

    /// The digits that stand next behind a mark.
    fn group(&self) -> Option<(Mark, String)> {
        let mark = self.mark()?;
        let behind = self.tokens.get(self.at + mark.tokens()..)?;
        let mut group = String::new();
        for (k, token) in behind.iter().enumerate() {
            match token.kind {
                TokenKind::Char(c) if c.is_ascii_digit() && (k == 0 || !token.spaced) => {
                    group.push(c);
                }
                _ => break,
            }
        }
        (!group.is_empty()).then_some((mark, group))
    }

    fn mark(&self) -> Option<Mark> {
        let ahead = self.tokens.get(self.at..)?;
        let [first, ..] = ahead else { return None };
        if starts_with_digit(&Token { spaced: false, ..first.clone() }) {
            return first.spaced.then_some(Mark::Space(0));
        }
        if let [open, comma, close, ..] = ahead
            && open.kind == TokenKind::Open
            && comma.is(',')
            && close.kind == TokenKind::Close
        {
            return Some(Mark::Comma);
        }
        let thin = |token: &Token| match &token.kind {
            TokenKind::Char('~') => true,
            TokenKind::Command(name) => {
                matches!(name.as_str(), "," | "thinspace" | ":" | ";" | " " | ">")
            }
            _ => false,
        };
        if thin(first) {
            return Some(Mark::Space(1));
        }
        match ahead {
            [open, space, close, ..]
                if open.kind == TokenKind::Open
                    && thin(space)
                    && close.kind == TokenKind::Close =>
            {
                Some(Mark::Space(3))
            }
            _ => None,
        }
    }

    /// `1e-3`: an e with a whole number, all of it without a space.
    fn exponent(&mut self, digits: &mut String, end: &mut usize) {
        let ahead = &self.tokens[self.at..];
        let [e, rest @ ..] = ahead else { return };
        if e.spaced || !(e.is('e') || e.is('E')) {
            return;
        }
        let signed = rest.first().is_some_and(|t| !t.spaced && (t.is('-') || t.is('+')));
        let power: String = rest
            .iter()
            .skip(usize::from(signed))
            .take_while(|token| starts_with_digit(token))
            .filter_map(|token| if let TokenKind::Char(c) = token.kind { Some(c) } else { None })
            .collect();
        let next = &rest[usize::from(signed) + power.len()..];
        let scripted = next.first().is_some_and(|t| t.is('^') || t.is('_') || t.is('.'));
        if power.is_empty() || scripted {
            return;
        }
        let sign = match rest.first() {
            Some(first) if first.is('-') => "-",
            _ => "",
        };
        for part in ["e", sign, &power] {
            digits.push_str(part);
        }
        self.at += 1 + usize::from(signed) + power.len();
        *end = self.tokens[self.at - 1].span.end;
    }
}

/// Whether a token is a digit that follows at once.
pub(super) fn starts_with_digit(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Char(c) if c.is_ascii_digit()) && !token.spaced
}

#[cfg(test)]
mod tests {
    use crate::source::Span;
    use crate::syntax::alone::Alone;
    use crate::syntax::layout::{ItemKind, lay_out};
    use crate::syntax::token::tokens;

    fn first(text: &str) -> ItemKind {
        lay_out(&tokens(text, &[Span::new(0, text.len())]), &Alone::default()).remove(0).kind
    }

    #[test]
    fn thousands_decimals_and_powers_are_one_number() {
        let cases = [
            (r"10\,000a", "10000"),
            ("1 000 000", "1000000"),
            ("1{,}000", "1000"),
            ("2{,}500{,}000", "2500000"),
            ("0{,}5", "0.5"),
            ("3{,}14 x", "3.14"),
            ("1e-3", "1e-3"),
            ("5e2 a", "5e2"),
            ("2e^x", "2"),
            ("2e - 3", "2"),
            ("1.5", "1.5"),
        ];
        for (text, number) in cases {
            assert_eq!(first(text), ItemKind::Number(number.into()), "{text}");
        }
        assert!(matches!(first("3{,}142"), ItemKind::Fault(_)));
    }
}
