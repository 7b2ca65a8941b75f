//! The layout tree: what TeX would set, before anybody asks what it means.
//!
//! In: tokens without macros. Out: items with their scripts, fractions, fences
//! and environments. Total: what does not fit is an [`ItemKind::Fault`] with
//! its place, and the rest is still laid out. The depth is capped, so that no
//! text can exhaust the stack.

mod above;
mod braces;
mod bracketed;
mod fonts;
mod number;
mod points;
mod primes;
pub(super) mod shapes;
mod space;
mod written;

use super::alone::Alone;
use super::commands::{self, Shape};
use super::names;
use super::token::{Token, TokenKind};
use crate::environments;
use crate::reason::{Bracket, Excess, Notation};
use crate::source::Span;

/// Deeper nesting than this is a fault.
const MOST_DEPTH: usize = 100;

/// Something that TeX would set, with its scripts.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Where it stands, without its scripts.
    pub span: Span,
    /// `_{…}`
    pub sub: Option<Vec<Item>>,
    /// `^{…}`
    pub sup: Option<Vec<Item>>,
    /// Where the script below stands.
    pub sub_at: Option<ScriptPlace>,
    /// Where the script above stands.
    pub sup_at: Option<ScriptPlace>,
    /// Number of `'`.
    pub primes: u8,
    /// Where it ends, its scripts included.
    pub end: usize,
}

impl Item {
    /// Something else at the same place.
    pub(super) fn of_kind(&self, kind: ItemKind) -> Self {
        let (sub, sup) = (self.sub.clone(), self.sup.clone());
        Self { kind, sub, sup, ..*self }
    }
}

/// Where a script stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptPlace {
    /// With its sign and its braces.
    pub whole: Span,
    /// Without them.
    pub inner: Span,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// A letter, sign or bracket.
    Char(char),
    /// A number as written.
    Number(String),
    /// A command that stands for itself.
    Command(String),
    /// `{…}`
    Group(Vec<Item>),
    /// `\frac`, `\over`
    Fraction(Vec<Item>, Vec<Item>),
    /// `\sqrt[degree]{…}`
    Root(Option<Vec<Item>>, Vec<Item>),
    /// `\left( … \right)`; `.` for none.
    Fenced(String, Vec<Item>, String),
    /// Rows of cells.
    Environment(String, Vec<Vec<Vec<Item>>>),
    /// `\text{…}`
    Text(String),
    /// `\mathrm{softmax}`: a name of several letters.
    Name(String),
    /// `\hat{y}`
    Accent(String, Vec<Item>),
    /// `\tag{…}`
    Tag(String),
    /// `&`
    Align,
    /// `\\`
    Break,
    /// `\quad`
    Wide,
    /// What could not be laid out, and why.
    Fault(Notation),
}

/// Lays the tokens out.
#[must_use]
pub(crate) fn lay_out(tokens: &[Token], alone: &Alone) -> Vec<Item> {
    let mut builder = Builder { tokens, alone, at: 0, depth: 0 };
    let mut items = Vec::new();
    loop {
        items.append(&mut builder.items(&Stop::End));
        // A brace or an \end too many.
        match builder.next() {
            None => return items,
            Some(token) => items.push(fault(token.span, Notation::Unopened)),
        }
    }
}

/// What ends a run of items; it is left standing.
enum Stop {
    End,
    Brace,
    Bracket,
    Right,
    Cell,
}

struct Builder<'a> {
    tokens: &'a [Token],
    alone: &'a Alone,
    at: usize,
    depth: usize,
}

fn plain(kind: ItemKind, span: Span) -> Item {
    let (sub_at, sup_at) = (None, None);
    Item { kind, span, sub: None, sup: None, sub_at, sup_at, primes: 0, end: span.end }
}

fn fault(span: Span, problem: Notation) -> Item {
    plain(ItemKind::Fault(problem), span)
}

impl<'a> Builder<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    fn stops(token: &Token, stop: &Stop) -> bool {
        match (&token.kind, stop) {
            // A brace closes something, whatever is open.
            (TokenKind::Close, _)
            | (TokenKind::Char(']'), Stop::Bracket)
            | (TokenKind::Char('&'), Stop::Cell) => true,
            (TokenKind::Command(name), stop) => match name.as_str() {
                "right" | "end" => true,
                "\\" => matches!(stop, Stop::Cell),
                _ => false,
            },
            _ => false,
        }
    }

    fn items(&mut self, stop: &Stop) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        while let Some(token) = self.peek() {
            if Self::stops(token, stop) {
                break;
            }
            if token.is_command("over") {
                self.at += 1;
                let below = self.nested(token.span, stop);
                let start = items.first().map_or(token.span.start, |above| above.span.start);
                let span = Span { start, end: self.end(token.span.end) };
                return vec![plain(ItemKind::Fraction(items, below), span)];
            }
            self.at += 1;
            if let Some(font) = switched(token) {
                let rest = self.nested(token.span, stop);
                items.extend(fonts::set_in(font, rest));
                break;
            }
            match token.kind {
                TokenKind::Char(c @ ('_' | '^' | '\'' | '’' | '′')) => {
                    self.script(c, token, &mut items);
                }
                // Escaped for Markdown, which prints what stands behind the backslash.
                TokenKind::Command(ref name) if name == "_" => {
                    self.script('_', token, &mut items);
                }
                _ => {
                    if let Some(item) = self.item(token) {
                        if fonts::is_run(token, &item) {
                            items.extend(fonts::spread(item));
                        } else {
                            self.place(item, &mut items);
                        }
                    }
                }
            }
        }
        names::join(bracketed::names(points::read(items)))
    }

    /// Adds an item. A group that begins with a sign, behind something else, is
    /// set like the terms that it holds: `a \cancel{- b}`; one that holds a single
    /// letter is that letter: `{p}_{i}`.
    fn place(&self, item: Item, items: &mut Vec<Item>) {
        let scripted = self.peek().is_some_and(|t| t.is('_') || t.is('^') || t.is('\''));
        match item.kind {
            ItemKind::Group(inside) if braces::is_one_symbol(&inside) => {
                let span = item.span;
                let one = |one: Item| Item { span, end: span.end, ..one };
                items.extend(inside.into_iter().map(one));
            }
            // `{g^{[l]}}'` is a prime of g as well.
            ItemKind::Group(inside)
                if self.peek().is_some_and(|t| t.is('\'')) && primes::is_labelled(&inside) =>
            {
                items.extend(inside.into_iter().map(|one| Item { end: item.span.end, ..one }));
            }
            // `a \cdot {} b`
            ItemKind::Group(inside) if inside.is_empty() && !scripted => {}
            // `{\left\| x \right\|}_2`, `{+}{=}`
            ItemKind::Group(mut inside) if braces::is_one_bracket(&inside) => {
                let (span, end) = (item.span, item.end);
                items.extend(inside.pop().map(|one| Item { span, end, ..one }));
            }
            // `a \; {+=} \; b`
            ItemKind::Group(inside) if braces::is_update(&inside) => {
                items.push(Item { kind: ItemKind::Char('←'), ..item });
            }
            ItemKind::Group(inside) if !scripted && names::goes_on(items.last(), &inside) => {
                items.extend(inside);
            }
            _ => items.push(item),
        }
    }

    fn script(&mut self, sign: char, token: &Token, items: &mut Vec<Item>) {
        if items.last().is_none_or(|last| !takes_scripts(last)) {
            items.push(plain(ItemKind::Group(Vec::new()), token.span));
        }
        let first = self.at;
        let content = match sign {
            '_' => Some(names::script_word(self.argument(token))),
            '^' => {
                let argument = self.argument(token);
                Some(names::word_above(items.last(), argument))
            }
            _ => None,
        };
        let end = self.end(token.span.end);
        let place = self.script_place(token, first);
        let Some(base) = items.last_mut() else { return };
        base.end = base.end.max(end);
        let (slot, at) = match sign {
            '_' => (&mut base.sub, &mut base.sub_at),
            '^' => (&mut base.sup, &mut base.sup_at),
            _ => {
                base.primes = base.primes.saturating_add(1);
                return;
            }
        };
        let content = content.unwrap_or_default();
        if let Some(primes) = primes::alone(&content).filter(|_| sign == '^') {
            base.primes = base.primes.saturating_add(primes);
        } else if slot.is_none() {
            (*slot, *at) = (Some(content), place);
        } else {
            items.push(fault(token.span, Notation::ScriptTwice));
        }
    }

    /// Where a script stands whose tokens, from the given one on, have just been
    /// taken.
    fn script_place(&self, sign: &Token, first: usize) -> Option<ScriptPlace> {
        let taken = self.tokens.get(first..self.at)?;
        let (open, close) = (taken.first()?, taken.last()?);
        let whole = Span { start: sign.span.start, end: close.span.end };
        let braces = open.kind == TokenKind::Open && close.kind == TokenKind::Close;
        let inner = if braces {
            Span { start: open.span.end, end: close.span.start }
        } else {
            Span { start: open.span.start, end: close.span.end }
        };
        (inner.start <= inner.end && whole.start < inner.start)
            .then_some(ScriptPlace { whole, inner })
    }

    /// The item that begins with a token which has just been taken.
    fn item(&mut self, token: &Token) -> Option<Item> {
        let span = token.span;
        Some(match &token.kind {
            TokenKind::Open => {
                let inside = self.nested(span, &Stop::Brace);
                match self.peek() {
                    Some(close) if close.kind == TokenKind::Close => {
                        let end = close.span.end;
                        self.at += 1;
                        plain(
                            ItemKind::Group(inside),
                            Span { start: span.start, end: end.max(span.end) },
                        )
                    }
                    _ => fault(span, Notation::Unclosed(Bracket::Brace)),
                }
            }
            TokenKind::Char('&') => plain(ItemKind::Align, span),
            TokenKind::Char(c) if c.is_ascii_digit() => self.number(*c, span),
            TokenKind::Char('.') if self.peek().is_some_and(number::starts_with_digit) => {
                self.number('.', span)
            }
            TokenKind::Char('~') => return self.spaces(token),
            TokenKind::Char(c) => plain(ItemKind::Char(*c), span),
            TokenKind::Command(name) => return self.command(name, token),
            TokenKind::Close | TokenKind::Parameter(_) => fault(span, Notation::OutsideMacro),
        })
    }

    fn command(&mut self, name: &str, token: &Token) -> Option<Item> {
        let span = token.span;
        let kind = match commands::shape(name) {
            Some(Shape::Nothing) if commands::width(name) > 0 => return self.spaces(token),
            Some(Shape::Nothing | Shape::Switch(_)) => return None,
            Some(Shape::Space) => return self.space(token),
            Some(Shape::Wide) => ItemKind::Wide,
            Some(Shape::Drop(count)) => {
                for _ in 0..count {
                    self.argument(token);
                }
                return None;
            }
            Some(Shape::Between) => {
                self.argument(token);
                ItemKind::Break
            }
            Some(Shape::Derivative(sign)) => self.derivative(sign, token),
            Some(Shape::Fraction) => ItemKind::Fraction(self.argument(token), self.argument(token)),
            Some(Shape::Unknown(count)) => {
                for _ in 0..count {
                    self.argument(token);
                }
                ItemKind::Fault(Notation::Unknown(name.to_owned()))
            }
            Some(Shape::Above) => {
                let (beside, base) = (self.argument(token), self.argument(token));
                match above::operator(&beside, &base) {
                    Some(operator) => return Some(operator),
                    None => above::sign(name, &beside, base),
                }
            }
            Some(Shape::Root) if name == "√" && self.peek().is_some_and(|t| t.is('(')) => {
                ItemKind::Name("sqrt".into())
            }
            Some(Shape::Root) => {
                let degree = self.optional(token);
                ItemKind::Root(degree, self.argument(token))
            }
            Some(Shape::Text) => {
                let words = self.words();
                // An upright d, whatever sets it upright.
                if words == "d" { ItemKind::Name(words) } else { ItemKind::Text(words) }
            }
            Some(Shape::Name) => match self.name(token) {
                // `\mathop{}\!\mathrm d`: the space of an operator.
                ItemKind::Name(letters) if letters.is_empty() => return None,
                ItemKind::Name(letters) if names::is_joiner(&letters) => ItemKind::Text(letters),
                ItemKind::Name(letters) => fonts::of_letters(name, letters, span),
                kind => kind,
            },
            Some(Shape::Accent) => {
                let inside = self.argument(token);
                let name = commands::canonical(name);
                match fonts::distributed(name, &inside, self.alone) {
                    Some(items) => ItemKind::Group(items),
                    None => fonts::of_change(name, &inside)
                        .unwrap_or_else(|| ItemKind::Accent(name.to_owned(), inside)),
                }
            }
            Some(Shape::Transparent) => {
                let inside = self.argument(token);
                if matches!(name, "underbrace" | "overbrace") {
                    self.drop_script(token);
                }
                match inside.as_slice() {
                    // `\mathbin{.*}` is the operator in it.
                    [one] if name == "mathbin" && braces::is_bare(one) => one.kind.clone(),
                    _ => ItemKind::Group(inside),
                }
            }
            Some(Shape::Tag) => ItemKind::Tag(self.words()),
            Some(Shape::Stack) => self.stack(token),
            None => match name {
                "left" => return Some(self.fenced(token)),
                "begin" => return Some(self.environment(token)),
                "\\" | "cr" | "newline" => {
                    self.optional(token);
                    ItemKind::Break
                }
                "not" => ItemKind::Command(self.negated().to_owned()),
                _ => ItemKind::Command(commands::canonical(name).to_owned()),
            },
        };
        // What a command says stands up to its last argument.
        let end = if matches!(kind, ItemKind::Fault(_)) { span.end } else { self.end(span.end) };
        Some(plain(kind, Span { start: span.start, end }))
    }

    /// What `\not` makes of the sign behind it, which is taken if the two are one sign.
    fn negated(&mut self) -> &'static str {
        let joined = match self.peek().map(|next| &next.kind) {
            Some(TokenKind::Char('=')) => "ne",
            Some(TokenKind::Char('∈')) => "notin",
            Some(TokenKind::Command(name)) if name == "in" => "notin",
            _ => return "not",
        };
        self.at += 1;
        joined
    }

    /// Where the last token ends that was taken, or later.
    fn end(&self, at_least: usize) -> usize {
        self.tokens[..self.at].last().map_or(at_least, |token| token.span.end.max(at_least))
    }

    /// Items one level deeper, or a fault where that is too deep.
    fn nested(&mut self, span: Span, stop: &Stop) -> Vec<Item> {
        if self.depth >= MOST_DEPTH {
            // The rest is not worth laying out; it could not be trusted.
            self.at = self.tokens.len();
            return vec![fault(span, Notation::Excess(Excess::Nesting))];
        }
        self.depth += 1;
        let items = self.items(stop);
        self.depth -= 1;
        items
    }

    /// A group's items, or one item.
    fn argument(&mut self, of: &Token) -> Vec<Item> {
        let Some(token) = self.next() else {
            return vec![fault(of.span, Notation::Argument)];
        };
        match &token.kind {
            TokenKind::Close | TokenKind::Char('&') => {
                self.at -= 1;
                vec![fault(of.span, Notation::Argument)]
            }
            // TeX takes one digit alone.
            TokenKind::Char(c) if c.is_ascii_digit() => {
                vec![plain(ItemKind::Number(c.to_string()), token.span)]
            }
            _ => {
                if self.depth >= MOST_DEPTH {
                    self.at = self.tokens.len();
                    return vec![fault(token.span, Notation::Excess(Excess::Nesting))];
                }
                self.depth += 1;
                let item = self.item(token);
                self.depth -= 1;
                match item {
                    Some(Item {
                        kind: ItemKind::Group(inside),
                        sub: None,
                        sup: None,
                        primes: 0,
                        ..
                    }) if token.kind == TokenKind::Open => inside,
                    Some(item) => vec![item],
                    None => Vec::new(),
                }
            }
        }
    }

    /// `[…]`, if that stands next.
    fn optional(&mut self, of: &Token) -> Option<Vec<Item>> {
        if !self.peek()?.is('[') {
            return None;
        }
        let before = self.at;
        self.at += 1;
        let inside = self.nested(of.span, &Stop::Bracket);
        match self.peek() {
            Some(close) if close.is(']') => {
                self.at += 1;
                Some(inside)
            }
            _ => {
                self.at = before;
                None
            }
        }
    }

    fn drop_script(&mut self, of: &Token) {
        if self.peek().is_some_and(|t| t.is('_') || t.is('^')) {
            self.at += 1;
            self.argument(of);
        }
    }

    fn fence(&mut self) -> String {
        match self.next().map(|t| &t.kind) {
            Some(TokenKind::Char(c)) => c.to_string(),
            Some(TokenKind::Command(name)) => match (name.as_str(), self.peek().map(|t| &t.kind)) {
                // Escaped for Markdown: `\left\[`, `\left\\{`.
                ("[" | "]" | "(" | ")", _) => name.clone(),
                ("\\", Some(TokenKind::Open)) => self.escaped("\\{"),
                ("\\", Some(TokenKind::Close)) => self.escaped("\\}"),
                ("\\", Some(TokenKind::Char('|'))) => self.escaped("\\|"),
                _ => format!("\\{name}"),
            },
            _ => ".".into(),
        }
    }

    /// A bracket of which the second character is taken.
    fn escaped(&mut self, sign: &str) -> String {
        self.at += 1;
        sign.to_owned()
    }

    fn fenced(&mut self, left: &Token) -> Item {
        let open = self.fence();
        let inside = self.nested(left.span, &Stop::Right);
        match self.peek() {
            Some(right) if right.is_command("right") => {
                self.at += 1;
                let close = self.fence();
                let span = Span { start: left.span.start, end: self.end(right.span.end) };
                plain(ItemKind::Fenced(open, inside, close), span)
            }
            _ => fault(left.span, Notation::Unclosed(Bracket::Left)),
        }
    }

    fn environment(&mut self, begin: &Token) -> Item {
        let name = self.words();
        if environments::describes_columns(&name) {
            // The columns' description.
            self.argument(begin);
        }
        let mut rows = vec![Vec::new()];
        loop {
            let cell = self.nested(begin.span, &Stop::Cell);
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
            match self.next() {
                Some(token) if token.is('&') => {}
                Some(token) if token.is_command("\\") => {
                    self.optional(token);
                    rows.push(Vec::new());
                }
                Some(token) if token.is_command("end") => {
                    let closed = self.words();
                    if closed != name {
                        return fault(
                            begin.span,
                            Notation::EnvironmentEnd { begun: name, ended: closed },
                        );
                    }
                    let span = Span { start: begin.span.start, end: self.end(token.span.end) };
                    return plain(ItemKind::Environment(name, rows), span);
                }
                _ => return fault(begin.span, Notation::Unclosed(Bracket::Environment(name))),
            }
        }
    }
}

/// The font that a command sets the rest of its group in.
fn switched(token: &Token) -> Option<&'static str> {
    match &token.kind {
        TokenKind::Command(name) => match commands::shape(name)? {
            Shape::Switch(font) => Some(font),
            _ => None,
        },
        _ => None,
    }
}

fn takes_scripts(item: &Item) -> bool {
    !matches!(item.kind, ItemKind::Align | ItemKind::Break | ItemKind::Wide | ItemKind::Tag(_))
}
