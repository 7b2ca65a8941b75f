//! Expressions by operator precedence: sums of terms, products of factors,
//! factors with their powers.

use super::fence::{is_double_bar, opens_norm};
use super::script::{is_bar, sign};
use super::{Guess, Guessed, Parsed, Parser, fault, unexpected};
use crate::reason::{Excess, Notation};
use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::layout::shapes::is_shape;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Entry, Kind, NodeId};

/// How two factors are joined.
enum Join {
    Juxtaposed,
    Times,
    Dotted,
    Divided,
    Elementwise,
}

impl Parser<'_> {
    /// Terms with `+` and `−` between.
    pub(super) fn expression(&mut self, of: Span) -> Parsed<NodeId> {
        if self.depth >= super::MOST_DEPTH {
            return fault(of, Notation::Excess(Excess::Nesting));
        }
        self.depth += 1;
        let result = self.terms(of);
        self.depth -= 1;
        result
    }

    fn terms(&mut self, of: Span) -> Parsed<NodeId> {
        let mut left = match self.plus_or_minus() {
            Some((true, span)) => {
                let term = self.added(span)?;
                let end = self.tree.span(term).end;
                self.add(Kind::Negate(term), Span { start: span.start, end: end.max(span.end) })
            }
            Some((false, span)) => self.added(span)?,
            None => self.added(of)?,
        };
        while let Some((minus, span)) = self.plus_or_minus() {
            let right = self.added(span)?;
            let kind = if minus { Kind::Subtract(left, right) } else { Kind::Add(left, right) };
            left = self.join(kind, left, right);
        }
        Ok(left)
    }

    /// A term that is added, or several with dots between them.
    fn added(&mut self, of: Span) -> Parsed<NodeId> {
        match self.dotted_sum()? {
            Some(sum) => Ok(sum),
            None => self.term(of),
        }
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
            if matches!(join, Join::Juxtaposed) {
                self.no_second_number()?;
            }
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
                Join::Divided => self.divisor(left, right)?,
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
        Ok(self.differential_of_product(left))
    }

    /// Two numbers side by side are no product: `2 3`, `2\tfrac12`.
    pub(super) fn no_second_number(&self) -> Parsed<()> {
        let number = |item: &Item| {
            let bare = item.sub.is_none() && item.sup.is_none();
            bare && matches!(item.kind, ItemKind::Number(_))
        };
        let [.., before] = &self.items[..self.at] else { return Ok(()) };
        let Some(item) = self.peek().filter(|_| number(before)) else { return Ok(()) };
        let second = match &item.kind {
            ItemKind::Number(_) => true,
            ItemKind::Fraction(above, below) => {
                matches!((above.as_slice(), below.as_slice()), ([a], [b]) if number(a) && number(b))
            }
            _ => false,
        };
        if second { fault(item.span, Notation::Number) } else { Ok(()) }
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
                "times" | "ast" | "star" => Join::Times,
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
        let crossed = match &item.kind {
            ItemKind::Char(c) => *c == '×',
            ItemKind::Command(name) => name == "times",
            _ => false,
        };
        if matches!(join, Join::Times) {
            let open = matches!(&item.kind, ItemKind::Command(name) if name == "star");
            let reading = match (crossed, open) {
                (true, _) => Guessed::Cross,
                (_, true) => Guessed::OpenStar,
                _ => Guessed::Star,
            };
            self.guesses.push(Guess { span: item.span, reading });
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
    pub(super) fn starts_factor(&self, item: &Item) -> bool {
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
                    || commands::is_function(name)
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
        let Some(item) = self.next() else { return fault(of, Notation::Missing) };
        if self.depth >= super::MOST_DEPTH {
            return fault(item.span, Notation::Excess(Excess::Nesting));
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
        if let Some(derivative) = self.slashed(item) {
            return derivative;
        }
        if let Some(changed) = self.changed(item) {
            return changed;
        }
        if let Some(along) = self.operator_d(item) {
            return along;
        }
        if let Some(expectation) = self.expectation(item) {
            return expectation;
        }
        if let Some(indicator) = self.indicator(item) {
            return indicator;
        }
        match &item.kind {
            ItemKind::Number(digits) => {
                let Ok(value) = digits.parse() else {
                    return fault(item.span, Notation::Number);
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
                let inside = self.until(&["langle"], &["rangle"], item)?;
                return self.inner(inside.0, inside.1, item);
            }
            "{" | "lbrace" => {
                let (inside, close) = self.until(&["{", "lbrace"], &["}", "rbrace"], item)?;
                return self.parenthesised(inside, close, item);
            }
            "lbrack" => {
                let (inside, close) = self.until(&["lbrack"], &["rbrack"], item)?;
                return self.parenthesised(inside, close, item);
            }
            _ => {}
        }
        match commands::named(name) {
            Some(function) => self.function(function, item),
            None if commands::is_symbol(name) => self.symbol(name.to_owned(), item),
            None => Err(unexpected(item)),
        }
    }

    fn named(&mut self, name: &str, item: &Item) -> Parsed<NodeId> {
        match commands::named(name) {
            // Names that documents define for themselves are called like f.
            Some(_) if commands::is_definable(name) => self.symbol(name.to_owned(), item),
            Some(function) => self.function(function, item),
            None if matches!(name, "grad" | "Grad") => self.nabla(item),
            None if tells_apart(name) => self.symbol(format!("mathrm {name}"), item),
            None => self.symbol(name.to_owned(), item),
        }
    }

    pub(super) fn without_sub(item: &Item) -> Parsed<()> {
        if item.sub.is_some() || item.primes > 0 {
            return fault(item.span, Notation::Script);
        }
        Ok(())
    }

    /// The powers of something that may have no subscript.
    pub(super) fn scripted(&mut self, id: NodeId, item: &Item) -> Parsed<NodeId> {
        if let Some(entries) = places_in_brackets(item) {
            let start = self.tree.span(id).start.min(item.span.start);
            let end = item.sub_at.map_or(item.span.end, |at| at.whole.end);
            let entry = self.add(Kind::Entry(id, entries), Span { start, end: end.max(start) });
            return self.powers(entry, item);
        }
        // `(A B)_{m \times n}`
        if item.primes == 0 && item.sub.as_deref().is_some_and(is_shape) {
            return self.powers(id, item);
        }
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

    pub(super) fn raised(&mut self, id: NodeId, power: &[Item], item: &Item) -> Parsed<NodeId> {
        let (minus, rest) = match power {
            [] => return Ok(id),
            [first, rest @ ..] if matches!(first.kind, ItemKind::Char('-' | '−')) => (true, rest),
            _ => (false, power),
        };
        let span = Span { start: self.tree.span(id).start.min(item.span.start), end: item.end };
        if is_transpose(rest) {
            if matches!(rest[0].kind, ItemKind::Char('T')) {
                self.guesses.push(Guess { span: rest[0].span, reading: Guessed::Transpose });
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

/// The places that stand below a bracket: `(Ax)_i`. `[F]_a^b` is a difference of two values.
fn places_in_brackets(item: &Item) -> Option<Vec<Entry>> {
    let square = match &item.kind {
        ItemKind::Char(')') => false,
        ItemKind::Char(']') => true,
        ItemKind::Fenced(open, _, close) if open == "(" && close == ")" => false,
        ItemKind::Fenced(open, _, close) if open == "[" && close == "]" => true,
        _ => return None,
    };
    let place = |entry: &Entry| match entry {
        Entry::Letter(letter, _) | Entry::Shifted(letter, ..) => {
            letter.len() == 1 && letter.chars().all(|c| c.is_ascii_lowercase())
        }
        Entry::Number(number) => *number > 0,
        Entry::Word(_) => false,
    };
    let limits = square && item.sup.is_some();
    let below = super::script::script(item.sub.as_deref()?).ok()?;
    let entries = below.entries;
    let all = (1..=2).contains(&entries.len()) && entries.iter().all(place);
    (all && !limits && below.bar.is_none() && item.primes == 0).then_some(entries)
}

/// Whether an upright letter may be another name than the same in italics; an operator
/// such as E or P is known by its letter.
fn tells_apart(name: &str) -> bool {
    let letter = name.len() == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    letter && !matches!(name, "d" | "e" | "i" | "E" | "I" | "P" | "T")
}

pub(super) fn is_transpose(items: &[Item]) -> bool {
    match items {
        [Item { kind: ItemKind::Command(name), .. }] => matches!(name.as_str(), "top" | "intercal"),
        [Item { kind: ItemKind::Char('T' | '⊤'), sub: None, sup: None, .. }] => true,
        [Item { kind: ItemKind::Name(name), .. }] => name == "T",
        [Item { kind: ItemKind::Text(words), .. }] => words.trim() == "T",
        _ => false,
    }
}

/// Whether an item relates two sides, at the depth where sides are split.
pub(in crate::syntax) fn relates(item: &Item) -> bool {
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
