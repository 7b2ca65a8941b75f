//! Expressions by operator precedence: sums of terms, products of factors,
//! factors with their powers.

use super::fence::{closing, is_double_bar, opens_norm};
use super::script::{is_bar, script, sign};
use super::{Guess, Parsed, Parser, fault, unexpected};
use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Entry, Function, Kind, NodeId, Script, Symbol};

/// How two factors are joined.
enum Join {
    Juxtaposed,
    Times,
    Dotted,
    Divided,
    Elementwise,
}

impl<'a> Parser<'a> {
    /// Terms with `+` and `−` between.
    pub(super) fn expression(&mut self, of: Span) -> Parsed<NodeId> {
        if self.depth >= super::MOST_DEPTH {
            return fault(of, "the formula is nested too deeply");
        }
        self.depth += 1;
        let result = self.terms(of);
        self.depth -= 1;
        result
    }

    fn terms(&mut self, of: Span) -> Parsed<NodeId> {
        let mut left = match self.plus_or_minus() {
            Some((true, span)) => {
                let term = self.term(span)?;
                let end = self.tree.span(term).end;
                self.add(Kind::Negate(term), Span { start: span.start, end: end.max(span.end) })
            }
            Some((false, span)) => self.term(span)?,
            None => self.term(of)?,
        };
        while let Some((minus, span)) = self.plus_or_minus() {
            let right = self.term(span)?;
            let kind = if minus { Kind::Subtract(left, right) } else { Kind::Add(left, right) };
            left = self.join(kind, left, right);
        }
        Ok(left)
    }

    /// Takes a sign: whether it is a minus, and where it stands.
    pub(super) fn plus_or_minus(&mut self) -> Option<(bool, Span)> {
        let item = self.peek()?;
        let minus = match item.kind {
            ItemKind::Char('+') => false,
            ItemKind::Char('-' | '−') => true,
            _ => return None,
        };
        self.at += 1;
        Some((minus, item.span))
    }

    /// Factors, multiplied or divided, up to what cannot continue a product.
    pub(super) fn term(&mut self, of: Span) -> Parsed<NodeId> {
        let mut left = self.factor(of)?;
        while let Some((join, span)) = self.joint() {
            let right = match join {
                Join::Juxtaposed => self.factor(span)?,
                // `a · −b`
                _ => match self.plus_or_minus() {
                    Some((true, at)) => {
                        let factor = self.factor(at)?;
                        let end = self.tree.span(factor).end;
                        let span = Span { start: at.start, end: end.max(at.end) };
                        self.add(Kind::Negate(factor), span)
                    }
                    Some((false, at)) => self.factor(at)?,
                    None => self.factor(span)?,
                },
            };
            let right = match join {
                Join::Divided => self.divisor(right)?,
                _ => right,
            };
            let kind = match join {
                Join::Juxtaposed | Join::Times => Kind::Multiply(left, right),
                Join::Dotted => Kind::Dotted(left, right),
                Join::Divided => Kind::Divide(left, right),
                Join::Elementwise => Kind::Elementwise(left, right),
            };
            left = self.join(kind, left, right);
        }
        Ok(left)
    }

    /// What a slash divides by: one factor, or the product that follows.
    fn divisor(&mut self, first: NodeId) -> Parsed<NodeId> {
        let mut divisor = first;
        while let Some(item) = self.peek().filter(|item| self.starts_factor(item)) {
            if self.instead != Some(super::Instead::LongDivisors) {
                let span = self.tree.span(first);
                self.guesses.push(Guess { span, reading: super::ONE_DIVISOR });
                break;
            }
            let factor = self.factor(item.span)?;
            divisor = self.join(Kind::Multiply(divisor, factor), divisor, factor);
        }
        Ok(divisor)
    }

    /// Takes the sign of a product, or finds that a factor follows at once.
    fn joint(&mut self) -> Option<(Join, Span)> {
        let item = self.peek()?;
        let join = match &item.kind {
            ItemKind::Char('*' | '×' | '∗') => Join::Times,
            ItemKind::Char('·' | '⋅') => Join::Dotted,
            ItemKind::Char('/' | '÷') => Join::Divided,
            ItemKind::Char('⊙') => Join::Elementwise,
            ItemKind::Command(name) => match name.as_str() {
                "times" | "ast" => Join::Times,
                "cdot" | "cdotp" | "bullet" => Join::Dotted,
                "div" => Join::Divided,
                "odot" | "circ" => Join::Elementwise,
                _ => return self.starts_factor(item).then_some((Join::Juxtaposed, item.span)),
            },
            _ => return self.starts_factor(item).then_some((Join::Juxtaposed, item.span)),
        };
        if matches!(&item.kind, ItemKind::Command(name) if name == "circ") && self.composes() {
            return None;
        }
        self.at += 1;
        Some((join, item.span))
    }

    /// Whether `\circ` puts one function into another, which is no product:
    /// `f \circ g (x)`, `(f \circ g)(x)`, `f \circ g` alone.
    fn composes(&self) -> bool {
        let name = |i: &Item| matches!(i.kind, ItemKind::Char(c) if c.is_alphabetic());
        let behind = &self.items[self.at + 1..];
        let called = matches!(behind, [f, open, ..] if name(f) && open.kind == ItemKind::Char('('));
        called || matches!(self.items, [f, _, g] if name(f) && name(g) && f.sub.is_none())
    }

    /// Whether a factor can begin with this item when one has just ended.
    fn starts_factor(&self, item: &Item) -> bool {
        if is_bar(item) || is_double_bar(item) {
            // Inside bars the next bar closes them, unless it says otherwise.
            return self.open_bars == 0 || opens_norm(item);
        }
        match &item.kind {
            ItemKind::Char(c) => c.is_alphabetic() || matches!(c, '(' | '[' | '∂' | '∇' | '∞'),
            ItemKind::Number(_)
            | ItemKind::Group(_)
            | ItemKind::Fraction(..)
            | ItemKind::Root(..)
            | ItemKind::Fenced(..)
            | ItemKind::Name(_)
            | ItemKind::Accent(..)
            | ItemKind::Environment(..) => true,
            ItemKind::Command(name) => {
                commands::is_symbol(name)
                    || commands::function(name).is_some()
                    || matches!(
                        name.as_str(),
                        "sum" | "prod" | "partial" | "nabla" | "langle" | "lbrace" | "{" | "lbrack"
                    )
            }
            ItemKind::Text(_)
            | ItemKind::Tag(_)
            | ItemKind::Align
            | ItemKind::Break
            | ItemKind::Wide
            | ItemKind::Fault(_) => false,
        }
    }

    /// One factor with its powers. `of` is where it is missed if it is missing.
    pub(super) fn factor(&mut self, of: Span) -> Parsed<NodeId> {
        let Some(item) = self.next() else { return fault(of, "something is missing here") };
        if self.depth >= super::MOST_DEPTH {
            return fault(item.span, "the formula is nested too deeply");
        }
        self.depth += 1;
        let result = self.factor_from(item);
        self.depth -= 1;
        result
    }

    fn factor_from(&mut self, item: &Item) -> Parsed<NodeId> {
        if is_bar(item) || is_double_bar(item) {
            return self.bars(item);
        }
        match &item.kind {
            ItemKind::Number(digits) => {
                let Ok(value) = digits.parse() else {
                    return fault(item.span, "this number is not understood");
                };
                let id = self.add(Kind::Number(value), item.span);
                Self::without_sub(item)?;
                self.powers(id, item)
            }
            ItemKind::Char('∇') => self.nabla(item),
            ItemKind::Char('∂') => self.partial(item),
            ItemKind::Char(c) if c.is_alphabetic() => self.symbol(c.to_string(), item),
            ItemKind::Char('∞') => self.symbol("infty".into(), item),
            ItemKind::Char(open @ ('(' | '[')) => self.bracket(*open, item),
            ItemKind::Name(name) => self.named(name, item),
            ItemKind::Accent(accent, inside) => self.accent(accent, inside, item),
            ItemKind::Group(inside) => {
                let id = self.whole(inside, item.span)?;
                self.scripted(id, item)
            }
            ItemKind::Fraction(above, below) => {
                if let Some(derivative) = self.derivative_fraction(above, below, item.span) {
                    return derivative;
                }
                let above = self.whole(above, item.span)?;
                let below = self.whole(below, item.span)?;
                let id = self.add(Kind::Divide(above, below), item.span);
                self.scripted(id, item)
            }
            ItemKind::Root(degree, inside) => {
                let degree = degree.as_ref().map(|d| self.whole(d, item.span)).transpose()?;
                let inside = self.whole(inside, item.span)?;
                let id = self.add(Kind::Root(degree, inside), item.span);
                self.scripted(id, item)
            }
            ItemKind::Fenced(open, inside, close) => self.fenced(open, inside, close, item),
            ItemKind::Environment(name, rows) => self.environment(name, rows, item),
            ItemKind::Command(name) => self.command(name, item),
            _ => Err(unexpected(item)),
        }
    }

    fn command(&mut self, name: &str, item: &Item) -> Parsed<NodeId> {
        match name {
            "sum" => return self.sum(item, false),
            "prod" => return self.sum(item, true),
            "partial" => return self.partial(item),
            "nabla" => return self.nabla(item),
            "langle" => {
                let inside =
                    self.until(|i| matches!(&i.kind, ItemKind::Command(n) if n == "rangle"), item)?;
                return self.inner(inside.0, inside.1, item);
            }
            "{" | "lbrace" => {
                let (inside, close) = self.until(
                    |i| matches!(&i.kind, ItemKind::Command(n) if n == "}" || n == "rbrace"),
                    item,
                )?;
                return self.parenthesised(inside, close, item);
            }
            "lbrack" => {
                let (inside, close) =
                    self.until(|i| matches!(&i.kind, ItemKind::Command(n) if n == "rbrack"), item)?;
                return self.parenthesised(inside, close, item);
            }
            _ => {}
        }
        match commands::function(name) {
            Some(function) => self.function(function, item),
            None if commands::is_symbol(name) => self.symbol(name.to_owned(), item),
            None => Err(unexpected(item)),
        }
    }

    fn named(&mut self, name: &str, item: &Item) -> Parsed<NodeId> {
        match commands::function(name) {
            // Names that documents define for themselves are called like f.
            Some(_) if commands::is_definable(name) => self.symbol(name.to_owned(), item),
            Some(function) => self.function(function, item),
            None if name == "e" => self.symbol("e".into(), item),
            None => self.symbol(name.to_owned(), item),
        }
    }

    /// A name with its scripts; with a bracket right behind it, a call.
    fn symbol(&mut self, name: String, item: &Item) -> Parsed<NodeId> {
        let sub = item.sub.as_deref().map_or_else(|| Ok(Script::default()), script)?;
        let (sup, power) = label(item.sup.as_deref().unwrap_or_default())?;
        let symbol = Symbol { name, primes: item.primes, sub, sup };
        if power.is_empty()
            && let Some((inside, close)) = self.call()
        {
            let arguments = self.list(inside, close.span)?;
            let span = Span { start: item.span.start, end: close.end.max(item.span.end) };
            let kind = match &close.sub {
                None => Kind::Call(symbol, arguments),
                Some(below) => self.entry(symbol, &arguments, below, close)?,
            };
            let id = self.add(kind, span);
            return self.powers(id, close);
        }
        // A power stands behind the symbol, an index within.
        let end = if item.sup.is_none() { item.end } else { item.span.end };
        let id = self.add(Kind::Symbol(symbol), Span { start: item.span.start, end });
        self.raised(id, power, item)
    }

    /// `\hat y(z)_i`: an entry of what a bracket behind a name stands for.
    fn entry(
        &self,
        symbol: Symbol,
        arguments: &[NodeId],
        below: &[Item],
        close: &Item,
    ) -> Parsed<Kind> {
        let [argument] = arguments else {
            return fault(close.span, "a subscript behind a bracket is not understood");
        };
        match self.tree.kind(*argument) {
            Kind::Symbol(named) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                // An accent tells the value apart, whatever it is a value of.
                let name = if symbol.name.contains(' ') {
                    symbol.name
                } else {
                    format!("{}({named})", symbol.name)
                };
                Ok(Kind::Symbol(Symbol { name, sub: script(below)?, ..symbol }))
            }
            _ => fault(close.span, "a subscript behind a bracket is not understood"),
        }
    }

    /// A bracket that stands next, taken whole.
    fn call(&mut self) -> Option<(&'a [Item], &'a Item)> {
        let open = self.peek()?;
        match &open.kind {
            ItemKind::Char('(') => {
                let close = closing(self.items, self.at)?;
                let inside = &self.items[self.at + 1..close];
                self.at = close + 1;
                Some((inside, &self.items[close]))
            }
            ItemKind::Fenced(left, inside, right) if left == "(" && right == ")" => {
                self.at += 1;
                Some((inside, open))
            }
            _ => None,
        }
    }

    /// A known function: its power (`\log^2 x`), then its argument: a bracket,
    /// or the product that follows up to the next function or sum.
    fn function(&mut self, function: Function, item: &Item) -> Parsed<NodeId> {
        if item.primes > 0 {
            return match &item.kind {
                ItemKind::Command(name) | ItemKind::Name(name) => self.symbol(name.clone(), item),
                _ => fault(item.span, "this prime is not understood"),
            };
        }
        if item.sub.is_some() && !matches!(function, Function::Log) {
            return fault(item.span, "a function with a subscript is not understood");
        }
        if item.sub.is_some() {
            return fault(item.span, "a logarithm with a base is not understood");
        }
        let (arguments, end) = if let Some((inside, close)) = self.call() {
            Self::without_sub(close)?;
            let arguments = self.list(inside, close.span)?;
            if let Some(power) = &close.sup {
                // `\log(x)^2` squares the value, `\log (x)^{-1}` is the
                // logarithm of the inverse, by custom.
                let negative =
                    power.first().is_some_and(|i| matches!(i.kind, ItemKind::Char('-' | '−')));
                let inside = negative != (self.instead == Some(super::Instead::OtherPowers));
                let reading = if inside { super::POWER_OF_ARGUMENT } else { super::POWER_OF_VALUE };
                self.guesses.push(Guess { span: close.span, reading });
                if inside && let [only] = arguments.as_slice() {
                    let argument = self.powers(*only, close)?;
                    let end = self.tree.span(argument).end.max(close.span.end);
                    let span = Span { start: item.span.start, end };
                    let id = self.add(Kind::Apply(function, vec![argument]), span);
                    return self.powers(id, item);
                }
                let span = Span { start: item.span.start, end: close.span.end.max(item.span.end) };
                let id = self.add(Kind::Apply(function, arguments), span);
                return self.powers(id, close);
            }
            (arguments, close.span.end)
        } else {
            let argument = self.argument(item)?;
            let end = self.tree.span(argument).end;
            (vec![argument], end)
        };
        let span = Span { start: item.span.start, end: end.max(item.span.end) };
        let id = self.add(Kind::Apply(function, arguments), span);
        self.powers(id, item)
    }

    fn argument(&mut self, of: &Item) -> Parsed<NodeId> {
        if let Some((true, at)) = self.minus() {
            let factor = self.factor(at)?;
            return Ok(self.add(Kind::Negate(factor), at));
        }
        let mut left = self.factor(of.span)?;
        let mut product = false;
        while let Some(item) = self.peek() {
            let ends = match &item.kind {
                ItemKind::Command(name) => {
                    commands::function(name).is_some()
                        || matches!(name.as_str(), "sum" | "prod" | "partial" | "nabla")
                }
                ItemKind::Name(name) => commands::function(name).is_some(),
                ItemKind::Char('(' | '[') | ItemKind::Fenced(..) => true,
                _ => false,
            };
            let narrow = self.instead == Some(super::Instead::NarrowFunctions);
            if ends || narrow || !self.starts_factor(item) {
                break;
            }
            let right = self.factor(item.span)?;
            left = self.join(Kind::Multiply(left, right), left, right);
            product = true;
        }
        if product {
            let span = self.tree.span(left);
            self.guesses.push(Guess { span, reading: super::WHOLE_PRODUCT });
        }
        Ok(left)
    }

    fn minus(&mut self) -> Option<(bool, Span)> {
        match self.peek()?.kind {
            ItemKind::Char('-' | '−') => self.plus_or_minus(),
            _ => None,
        }
    }

    /// `\hat{y}_i`: the accent becomes part of the name.
    fn accent(&mut self, accent: &str, inside: &[Item], item: &Item) -> Parsed<NodeId> {
        let [inner] = inside else {
            return fault(item.span, "an accent over more than one letter is not understood");
        };
        let name = match &inner.kind {
            ItemKind::Char(c) if c.is_alphanumeric() => c.to_string(),
            ItemKind::Number(digits) => digits.clone(),
            ItemKind::Command(name) if commands::is_symbol(name) => name.clone(),
            ItemKind::Name(name) => name.clone(),
            ItemKind::Accent(second, deeper) => match deeper.as_slice() {
                [Item { kind: ItemKind::Char(c), .. }] => format!("{second} {c}"),
                _ => return fault(item.span, "this accent is not understood"),
            },
            _ => return fault(item.span, "this accent is not understood"),
        };
        let mut whole = item.clone();
        whole.sub = whole.sub.or_else(|| inner.sub.clone());
        whole.sup = whole.sup.or_else(|| inner.sup.clone());
        whole.primes += inner.primes;
        self.symbol(format!("{accent} {name}"), &whole)
    }

    pub(super) fn without_sub(item: &Item) -> Parsed<()> {
        if item.sub.is_some() || item.primes > 0 {
            return fault(item.span, "a subscript or prime here is not understood");
        }
        Ok(())
    }

    /// The powers of something that may have no subscript.
    pub(super) fn scripted(&mut self, id: NodeId, item: &Item) -> Parsed<NodeId> {
        Self::without_sub(item)?;
        self.powers(id, item)
    }

    /// The superscript of an item on what it closes.
    pub(super) fn powers(&mut self, id: NodeId, item: &Item) -> Parsed<NodeId> {
        match item.sup.as_deref() {
            None => Ok(id),
            Some(power) => self.raised(id, power, item),
        }
    }

    fn raised(&mut self, id: NodeId, power: &[Item], item: &Item) -> Parsed<NodeId> {
        let (minus, rest) = match power {
            [] => return Ok(id),
            [first, rest @ ..] if matches!(first.kind, ItemKind::Char('-' | '−')) => (true, rest),
            _ => (false, power),
        };
        let span = Span { start: self.tree.span(id).start.min(item.span.start), end: item.end };
        if is_transpose(rest) {
            if matches!(rest[0].kind, ItemKind::Char('T')) {
                self.guesses.push(Guess { span: rest[0].span, reading: "T is the transpose" });
            }
            let transposed = self.add(Kind::Transpose(id), span);
            if !minus {
                return Ok(transposed);
            }
            let one = self.add(Kind::Number(-1.0), rest[0].span);
            return Ok(self.add(Kind::Power(transposed, one), span));
        }
        let exponent = self.whole(power, item.span)?;
        Ok(self.add(Kind::Power(id, exponent), span))
    }
}

/// A superscript's label (`(i)`, `*`, several of them) and what is left of it.
fn label(sup: &[Item]) -> Parsed<(Script, &[Item])> {
    match sup {
        [open, rest @ ..] if open.kind == ItemKind::Char('(') => {
            let Some(close) = rest.iter().position(|i| i.kind == ItemKind::Char(')')) else {
                return fault(open.span, "“(” is not closed");
            };
            // `y^{(a + b)}` is a power; a label is a list of indices.
            match script(&rest[..close]) {
                Ok(label) if !label.is_empty() => Ok((label, &rest[close + 1..])),
                _ => Ok((Script::default(), sup)),
            }
        }
        [Item { kind: ItemKind::Fenced(open, inside, close), .. }, rest @ ..]
            if open == "(" && close == ")" =>
        {
            match script(inside) {
                Ok(label) if !label.is_empty() => Ok((label, rest)),
                _ => Ok((Script::default(), sup)),
            }
        }
        [open, inside @ .., close]
            if open.kind == ItemKind::Char('[') && close.kind == ItemKind::Char(']') =>
        {
            Ok((script(inside)?, &[]))
        }
        [layer, ..] if is_layer(layer) => match script(sup) {
            Ok(label) if label.entries.len() == 1 => Ok((label, &[])),
            _ => Ok((Script::default(), sup)),
        },
        [first, rest @ ..] if is_star(first) => {
            let star = Script { entries: vec![Entry::Word("*".into())], bar: None };
            Ok((star, rest))
        }
        _ => Ok((Script::default(), sup)),
    }
}

/// `a^l`, `w^{l + 1}`, `z^L`: the layer of a network, which is never a power.
fn is_layer(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Char('l' | 'L')) && item.sub.is_none() && item.sup.is_none()
}

fn is_star(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('*' | '∗' | '⋆') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "ast" | "star" | "dagger"),
        _ => false,
    }
}

fn is_transpose(items: &[Item]) -> bool {
    match items {
        [Item { kind: ItemKind::Command(name), .. }] => matches!(name.as_str(), "top" | "intercal"),
        [Item { kind: ItemKind::Char('T' | '⊤'), sub: None, sup: None, .. }] => true,
        [Item { kind: ItemKind::Name(name), .. }] => name == "T",
        _ => false,
    }
}

/// Whether an item relates two sides, at the depth where sides are split.
pub(super) fn relates(item: &Item) -> bool {
    sign(item).is_some()
}

/// Σ and the like, which have conditions below.
fn is_operator(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Command(name)
        if matches!(name.as_str(), "sum" | "prod" | "max" | "min" | "bigcup" | "lim" | "int"))
}

/// Whether a sign stands anywhere but below an operator such as Σ, or may have
/// been lost to a brace that is not closed.
pub(in crate::syntax) fn relates_anywhere(items: &[Item]) -> bool {
    items.iter().any(|item| {
        let script = item.sub.as_deref().filter(|_| !is_operator(item));
        relates(item)
            || matches!(item.kind, ItemKind::Fault(_))
            || super::sum::inside(item).into_iter().chain(script).any(relates_anywhere)
    })
}
