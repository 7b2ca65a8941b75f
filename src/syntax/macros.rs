//! User macros: their definitions, and the expansion of their calls.
//!
//! In: tokens. Out: tokens without definitions and calls, those of a macro's
//! body standing where it was called. Read are `\newcommand`, `\renewcommand`,
//! `\providecommand` (with a default for the first argument), `\def` (with
//! delimited arguments), `\let`, `\DeclareMathOperator`. Everything is bounded:
//! what exceeds the budget is reported, never expanded for ever. What preambles and
//! packages customarily call `\mathbb R` and the like is read as that where the
//! document does not say otherwise.

use super::alone::Alone;
use super::commands::customary;
use super::fault::{Fault, Parsed, fault};
use super::token::{Token, TokenKind};
use crate::reason::{Bracket, Notation};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Tokens that one formula's macros may produce.
const BUDGET: usize = 65_536;

/// The macros that are known at a place in a document; a copy shares them until
/// one of both learns another one.
#[derive(Debug, Clone, Default)]
pub struct Macros {
    known: Arc<HashMap<String, Macro>>,
    /// What fonts say in the document as a whole.
    alone: Alone,
}

#[derive(Debug, Clone)]
struct Macro {
    /// What stands before, between and after the arguments at a call: one more
    /// than there are arguments; empty runs for undelimited ones.
    delimiters: Vec<Vec<TokenKind>>,
    /// The first argument's default, which makes it optional.
    default: Option<Vec<Token>>,
    body: Vec<Token>,
}

impl Macros {
    /// Takes in definitions and expands calls.
    ///
    /// # Errors
    /// A definition that cannot be read, a call without its arguments, or an
    /// expansion beyond the budget.
    pub fn expand(&mut self, tokens: Vec<Token>) -> Parsed<Vec<Token>> {
        // The tokens still to be read, the next one last.
        let mut ahead: Vec<Token> = tokens;
        ahead.reverse();
        let mut out = Vec::with_capacity(ahead.len());
        let mut spent = 0;
        while let Some(token) = ahead.pop() {
            let TokenKind::Command(name) = &token.kind else {
                out.push(token);
                continue;
            };
            if let Some(define) = definer(name) {
                define(self, token.span, &mut ahead)?;
            } else if let Some(found) = self.known.get(name) {
                let produced = found.call(token.span, &mut ahead)?;
                spent += produced.len() + 1;
                if spent > BUDGET {
                    let problem = Notation::MacroEndless(Some(name.clone()));
                    return Err(Fault { span: token.span, problem });
                }
                ahead.extend(produced.into_iter().rev());
            } else if let Some((font, letter)) = customary(name) {
                out.extend(set_in(font, letter, token.span));
            } else {
                out.push(token);
            }
        }
        Ok(out)
    }

    /// The letters that the document sets in a font each by itself.
    pub(crate) const fn alone(&self) -> &Alone {
        &self.alone
    }

    /// No macros yet, in a document of which the letters in fonts are known.
    pub(crate) fn beside(alone: Alone) -> Self {
        Self { alone, ..Self::default() }
    }

    /// A number that two values share only if they know the same macros; it
    /// means nothing once both are gone.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.known) as usize
    }

    fn insert(&mut self, name: String, new: Macro) {
        Arc::make_mut(&mut self.known).insert(name, new);
    }
}

/// `\mathbb{R}`
fn set_in(font: &str, letter: char, span: Span) -> [Token; 4] {
    let font = TokenKind::Command(font.into());
    [font, TokenKind::Open, TokenKind::Char(letter), TokenKind::Close].map(|kind| Token {
        kind,
        span,
        spaced: false,
    })
}

type Definer = fn(&mut Macros, Span, &mut Vec<Token>) -> Parsed<()>;

fn definer(name: &str) -> Option<Definer> {
    match name {
        "newcommand" | "renewcommand" | "providecommand" => Some(new_command),
        "def" | "gdef" => Some(def),
        "let" => Some(alias),
        "DeclareMathOperator" => Some(operator),
        _ => None,
    }
}

/// `\newcommand{\name}[2][default]{body}`
fn new_command(macros: &mut Macros, at: Span, ahead: &mut Vec<Token>) -> Parsed<()> {
    skip_star(ahead);
    let name = defined_name(at, ahead)?;
    let mut count = 0;
    if let Some(inside) = bracketed(ahead) {
        count = match inside.as_slice() {
            [Token { kind: TokenKind::Char(c), .. }] => c.to_digit(10).unwrap_or(10) as usize,
            _ => 10,
        };
        if count > 9 {
            return fault(at, Notation::MacroArguments);
        }
    }
    let default = if count > 0 { bracketed(ahead) } else { None };
    let body = argument(at, ahead)?;
    macros.insert(name, Macro { delimiters: vec![Vec::new(); count + 1], default, body });
    Ok(())
}

/// `\def\name#1,#2;{body}`
fn def(macros: &mut Macros, at: Span, ahead: &mut Vec<Token>) -> Parsed<()> {
    let name = defined_name(at, ahead)?;
    let mut delimiters = vec![Vec::new()];
    loop {
        match ahead.pop() {
            None => return fault(at, Notation::MacroBody),
            Some(token) if token.kind == TokenKind::Open => {
                ahead.push(token);
                break;
            }
            Some(Token { kind: TokenKind::Parameter(_), .. }) => delimiters.push(Vec::new()),
            Some(token) => {
                if let Some(last) = delimiters.last_mut() {
                    last.push(token.kind);
                }
            }
        }
    }
    let body = argument(at, ahead)?;
    macros.insert(name, Macro { delimiters, default: None, body });
    Ok(())
}

/// `\let\name=\other`
fn alias(macros: &mut Macros, at: Span, ahead: &mut Vec<Token>) -> Parsed<()> {
    let name = defined_name(at, ahead)?;
    if ahead.last().is_some_and(|t| t.is('=')) {
        ahead.pop();
    }
    let Some(meaning) = ahead.pop() else { return fault(at, Notation::MacroBody) };
    let known = match &meaning.kind {
        TokenKind::Command(other) => macros.known.get(other).cloned(),
        _ => None,
    };
    let plain = Macro { delimiters: vec![Vec::new()], default: None, body: vec![meaning] };
    macros.insert(name, known.unwrap_or(plain));
    Ok(())
}

/// `\DeclareMathOperator*{\name}{text}` is `\operatorname*{text}`.
fn operator(macros: &mut Macros, at: Span, ahead: &mut Vec<Token>) -> Parsed<()> {
    skip_star(ahead);
    let name = defined_name(at, ahead)?;
    let text = argument(at, ahead)?;
    let token = |kind| Token { kind, span: at, spaced: false };
    let mut body = vec![token(TokenKind::Command("operatorname".into())), token(TokenKind::Open)];
    body.extend(text);
    body.push(token(TokenKind::Close));
    macros.insert(name, Macro { delimiters: vec![Vec::new()], default: None, body });
    Ok(())
}

fn skip_star(ahead: &mut Vec<Token>) {
    if ahead.last().is_some_and(|t| t.is('*')) {
        ahead.pop();
    }
}

/// `\name` or `{\name}`.
fn defined_name(at: Span, ahead: &mut Vec<Token>) -> Parsed<String> {
    match argument(at, ahead)?.as_slice() {
        [Token { kind: TokenKind::Command(name), .. }] => Ok(name.clone()),
        _ => fault(at, Notation::MacroName),
    }
}

/// A group without its braces, or one token.
fn argument(at: Span, ahead: &mut Vec<Token>) -> Parsed<Vec<Token>> {
    match ahead.pop() {
        Some(token) if token.kind == TokenKind::Open => {
            let mut inside = Vec::new();
            let mut depth = 1;
            while let Some(token) = ahead.pop() {
                match token.kind {
                    TokenKind::Open => depth += 1,
                    TokenKind::Close => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    return Ok(inside);
                }
                inside.push(token);
            }
            fault(at, Notation::Unclosed(Bracket::Brace))
        }
        Some(token) if token.kind != TokenKind::Close => Ok(vec![token]),
        _ => fault(at, Notation::Argument),
    }
}

/// `[…]`, if that stands next.
fn bracketed(ahead: &mut Vec<Token>) -> Option<Vec<Token>> {
    if !ahead.last()?.is('[') {
        return None;
    }
    // Nothing is taken unless the bracket closes.
    let mut depth = 0;
    let length = ahead.iter().rev().skip(1).position(|token| {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        depth == 0 && token.is(']')
    })?;
    ahead.pop();
    let mut inside: Vec<Token> = ahead.split_off(ahead.len() - length);
    inside.reverse();
    ahead.pop();
    Some(inside)
}

impl Macro {
    /// The body with the arguments that stand next in its places.
    fn call(&self, at: Span, ahead: &mut Vec<Token>) -> Parsed<Vec<Token>> {
        let mut arguments: Vec<Vec<Token>> = Vec::new();
        expect(at, ahead, &self.delimiters[0])?;
        for (k, delimiter) in self.delimiters.iter().enumerate().skip(1) {
            let given = match &self.default {
                Some(default) if k == 1 => bracketed(ahead).unwrap_or_else(|| default.clone()),
                _ if delimiter.is_empty() => argument(at, ahead)?,
                _ => until(at, ahead, delimiter)?,
            };
            arguments.push(given);
        }
        let mut out = Vec::new();
        for (at_token, token) in self.body.iter().enumerate() {
            match token.kind {
                TokenKind::Parameter(k) => match arguments.get(usize::from(k) - 1) {
                    // What a macro says is changed is all of its argument.
                    Some(argument) if argument.len() > 1 && self.changes(at_token) => {
                        let brace = |kind, of: &Token| Token { kind, ..of.clone() };
                        out.push(brace(TokenKind::Open, &argument[0]));
                        out.extend(argument.iter().cloned());
                        out.push(brace(TokenKind::Close, &argument[argument.len() - 1]));
                    }
                    // The reader's own words keep their places.
                    Some(argument) => out.extend(argument.iter().cloned()),
                    None => {
                        return fault(at, Notation::MacroParameter);
                    }
                },
                _ => out.push(Token { span: at, ..token.clone() }),
            }
            if out.len() > BUDGET {
                return fault(at, Notation::MacroEndless(None));
            }
        }
        Ok(out)
    }
}

impl Macro {
    /// Whether a d stands directly before a parameter, and not in a fraction:
    /// `\,\mathrm{d}#1`.
    fn changes(&self, parameter: usize) -> bool {
        let divides = |token: &Token| {
            token.is('/')
                || matches!(&token.kind, TokenKind::Command(name) if name.contains("frac"))
        };
        let mut before = self.body[..parameter].iter().rev();
        let mut next = before.next();
        while next.is_some_and(|token| matches!(token.kind, TokenKind::Close | TokenKind::Open)) {
            next = before.next();
        }
        next.is_some_and(|token| token.is('d')) && !self.body.iter().any(divides)
    }
}

fn expect(at: Span, ahead: &mut Vec<Token>, kinds: &[TokenKind]) -> Parsed<()> {
    for kind in kinds {
        if ahead.pop().is_none_or(|token| token.kind != *kind) {
            return fault(at, Notation::MacroCall);
        }
    }
    Ok(())
}

/// The tokens up to the delimiter, which is taken away; braces hide it.
fn until(at: Span, ahead: &mut Vec<Token>, delimiter: &[TokenKind]) -> Parsed<Vec<Token>> {
    let mut inside: Vec<Token> = Vec::new();
    let mut depth = 0;
    while let Some(token) = ahead.pop() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        inside.push(token);
        let here = inside.len().checked_sub(delimiter.len());
        if depth == 0
            && here.is_some_and(|from| inside[from..].iter().map(|t| &t.kind).eq(delimiter))
        {
            inside.truncate(inside.len() - delimiter.len());
            return Ok(inside);
        }
    }
    fault(at, Notation::MacroCall)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn expanded(text: &str) -> Result<String, String> {
        let tokens = tokens(text, &[Span::new(0, text.len())]);
        let out = Macros::default()
            .expand(tokens)
            .map_err(|fault| crate::say::reason::notation(&fault.problem))?;
        let show = |t: &Token| match &t.kind {
            TokenKind::Command(name) => format!("\\{name} "),
            TokenKind::Char(c) => c.to_string(),
            TokenKind::Open => "{".into(),
            TokenKind::Close => "}".into(),
            TokenKind::Parameter(k) => format!("#{k}"),
        };
        Ok(out.iter().map(show).collect())
    }

    #[test]
    fn calls_are_replaced_by_what_they_stand_for() {
        for (text, expected) in [
            (r"\newcommand{\a}{x}\a+\a", "x+x"),
            (r"\newcommand\p[2]{p_{#1|#2}}\p ij+\p{kl}{m}", "p_{i|j}+p_{kl|m}"),
            (r"\newcommand{\d}[2][y]{\frac{#2}{#1}}\d{C}\d[x]{C}", r"\frac {C}{y}\frac {C}{x}"),
            (r"\def\pd[#1]{\partial #1}\pd[x]", r"\partial x"),
            (r"\def\f#1,#2;{#2#1}\f a,{b,;};", "{b,;}a"),
            (r"\let\eps=\varepsilon \eps", r"\varepsilon "),
            (r"\DeclareMathOperator{\KL}{KL}\KL(p)", r"\operatorname {KL}(p)"),
            (r"\newcommand{\a}{\b}\newcommand{\b}{z}\a", "z"),
            (r"\newcommand*{\a}{x}\renewcommand{\a}{y}\a", "y"),
        ] {
            assert_eq!(expanded(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn faults_are_named_and_endless_macros_end() {
        for (text, expected) in [
            (r"\def\a{\a}\a", "expands without end"),
            (r"\def\a{\a\a}\a", "expands without end"),
            (r"\def\a#1{#1#1}\a{\a{\a{x}}}\def\b{\b x}\b", "expands without end"),
            (r"\newcommand{\a}[2]{x}\a y", "argument is missing"),
            (r"\newcommand{\a}{x", "brace is not closed"),
            (r"\newcommand{x}{y}", "names no command"),
            (r"\newcommand{\a}[12]{y}", "at most nine"),
            (r"\def\a", "no body"),
            (r"\def\a[#1]{#1}\a x", "not called as it was defined"),
            (r"\newcommand{\a}[1]{#2}\a x", "does not have"),
        ] {
            let said = expanded(text).unwrap_err();
            assert!(said.contains(expected), "{text}: {said}");
        }
    }

    #[test]
    fn what_a_macro_says_stands_at_its_call() {
        let text = r"\newcommand{\a}[1]{x+#1}\a{y}";
        let seen = Macros::default().expand(tokens(text, &[Span::new(0, text.len())])).unwrap();
        let called = text.rfind(r"\a").unwrap();
        let starts: Vec<usize> = seen.iter().map(|t| t.span.start).collect();
        assert_eq!(starts, [called, called, called + 3]);
    }
}
