//! Derivatives in their several spellings.

use super::fence::closing;
use super::term::relates;
use super::{Guess, Guessed, Parsed, Parser, fault};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Derivative, Differential, Kind, NodeId};

/// Whether two items are the same letter or accented letter with the same subscript,
/// wherever they stand.
fn is_spelled_as(one: &Item, other: &Item) -> bool {
    let alike = |a: &[Item], b: &[Item]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_spelled_as(a, b))
    };
    let kinds = match (&one.kind, &other.kind) {
        (ItemKind::Accent(a, inside), ItemKind::Accent(b, within)) => {
            a == b && alike(inside, within)
        }
        (a, b) => a == b,
    };
    let below = |item: &Item| item.sub.clone().unwrap_or_default();
    kinds && alike(&below(one), &below(other))
}

/// The sign that an item is, if it has no subscript.
fn sign_of(item: &Item) -> Option<Differential> {
    let sign = match &item.kind {
        ItemKind::Command(name) => match name.as_str() {
            "partial" => Differential::Partial,
            "delta" => Differential::Variation,
            _ => return None,
        },
        ItemKind::Char('∂') => Differential::Partial,
        ItemKind::Char('δ') => Differential::Variation,
        ItemKind::Char('d') => Differential::Total,
        ItemKind::Name(name) if name == "d" => Differential::Total,
        _ => return None,
    };
    (item.sub.is_none() && item.primes == 0).then_some(sign)
}

/// The sign that an item is, and the order written on it.
fn differential(item: &Item) -> Option<(Differential, usize)> {
    let sign = sign_of(item)?;
    let order = match item.sup.as_deref() {
        None => 1,
        Some([Item { kind: ItemKind::Number(digits), .. }]) => digits.parse().ok()?,
        Some(_) => return None,
    };
    (1..=MOST_ORDERS).contains(&order).then_some((sign, order))
}

/// Derivatives of higher orders are not read.
const MOST_ORDERS: usize = 9;

/// Whether a fraction's sides are those of a derivative.
pub(in crate::syntax) fn is_derivative(above: &[Item], below: &[Item]) -> bool {
    let [first, ..] = unbraced(above) else { return false };
    let [second, variable, ..] = unbraced(below) else { return false };
    sign_of(first).is_some() && sign_of(first) == sign_of(second) && could_be_variable(variable)
}

/// Without a pair of braces around everything, as `{\partial C \over \partial x}` has.
fn unbraced(items: &[Item]) -> &[Item] {
    match items {
        [Item { kind: ItemKind::Group(inside), sub: None, sup: None, primes: 0, .. }] => inside,
        _ => items,
    }
}

/// Whether an item can be what is differentiated by.
fn could_be_variable(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic() || matches!(c, '(' | '['),
        ItemKind::Command(name) => commands::is_symbol(name) || commands::named(name).is_some(),
        ItemKind::Name(_) | ItemKind::Accent(..) | ItemKind::Group(_) | ItemKind::Fenced(..) => {
            true
        }
        _ => false,
    }
}

impl Parser<'_> {
    /// `\partial` or `\frac{\partial}{\partial y_i}`, if these items are that
    /// and nothing else.
    pub(super) fn operator(&mut self) -> Option<NodeId> {
        let [only] = self.items else { return None };
        // A d or a δ by itself is a letter, of an error signal for instance.
        if let Some((sign @ Differential::Partial, 1)) = differential(only) {
            return Some(self.add(Kind::Operator(sign, None), only.span));
        }
        let ItemKind::Fraction(above, below) = &only.kind else { return None };
        let [first] = above.as_slice() else { return None };
        let (sign, 1) = differential(first)? else { return None };
        if only.sub.is_some() || only.sup.is_some() || differential(below.first()?)?.0 != sign {
            return None;
        }
        let by = self.denominators(sign, below, only.span).ok()?;
        let [by] = by.as_slice() else { return None };
        Some(self.add(Kind::Operator(sign, Some(*by)), only.span))
    }

    /// `\frac{\partial C}{\partial y_i}`, if this fraction is one.
    pub(super) fn derivative_fraction(
        &mut self,
        above: &[Item],
        below: &[Item],
        span: Span,
    ) -> Option<Parsed<NodeId>> {
        if !is_derivative(above, below) {
            return None;
        }
        let (first, of) = unbraced(above).split_first()?;
        // `\frac{d^n f}{dx^n}` is no fraction of powers.
        let Some((sign, order)) = differential(first) else {
            return Some(fault(span, Notation::DerivativeOrders));
        };
        Some(self.read_fraction(sign, order, of, unbraced(below), span))
    }

    fn read_fraction(
        &mut self,
        sign: Differential,
        order: usize,
        of: &[Item],
        below: &[Item],
        span: Span,
    ) -> Parsed<NodeId> {
        let by = self.denominators(sign, below, span)?;
        let square = match by.as_slice() {
            [root, again] if order == 1 && self.tree.kind(*root) == self.tree.kind(*again) => {
                Some(*root)
            }
            _ => None,
        };
        if by.len() != order && square.is_none() {
            return fault(span, Notation::DerivativeOrders);
        }
        let applied = of.is_empty();
        let of = if applied { self.operand(span)? } else { self.whole(of, span)? };
        let end = self.tree.span(of).end.max(span.end);
        let span = Span { start: span.start, end };
        if let Some(root) = square {
            return Ok(self.by_square(of, root, sign, span));
        }
        let derivative = self.add(Kind::Derivative(Derivative { of, by, sign }), span);
        if applied { Ok(derivative) } else { self.at_point(derivative) }
    }

    /// The bracket behind a derivative belongs to it: `\frac{df}{dx}(a)`.
    fn at_point(&mut self, derivative: NodeId) -> Parsed<NodeId> {
        let before = self.at;
        let Some((inside, close)) = self.call() else { return Ok(derivative) };
        if close.sub.is_some() || close.sup.is_some() || close.primes > 0 {
            self.at = before;
            return Ok(derivative);
        }
        let point = self.list(inside, close.span)?;
        let span = Span { start: self.tree.span(derivative).start, end: close.span.end };
        Ok(self.add(Kind::AtPoint(derivative, point), span))
    }

    /// `∂ y_i`, `∂ x ∂ y`, `∂ x^2`, `d(y_i)`.
    fn denominators(
        &mut self,
        sign: Differential,
        items: &[Item],
        span: Span,
    ) -> Parsed<Vec<NodeId>> {
        let mut by = Vec::new();
        let mut rest = items;
        while let Some((first, behind)) = rest.split_first() {
            if differential(first).map(|d| d.0) != Some(sign) {
                return fault(first.span, Notation::DerivativeBelow);
            }
            let end = behind
                .iter()
                .skip(1)
                .position(|i| differential(i).map(|d| d.0) == Some(sign))
                .map_or(behind.len(), |at| at + 1);
            let mut variable = behind[..end].to_vec();
            let mut times = 1;
            // The square in `\partial \log \sigma^2` is that of σ.
            let of_function = matches!(variable.first().map(|item| &item.kind),
                Some(ItemKind::Command(name)) if commands::named(name).is_some());
            if let Some(last) = variable.last_mut().filter(|_| !of_function)
                && let Some([Item { kind: ItemKind::Number(digits), .. }]) = last.sup.as_deref()
                && let Some(order @ 2..=MOST_ORDERS) = digits.parse().ok()
            {
                last.sup = None;
                times = order;
            }
            for _ in 0..times {
                by.push(self.whole(&variable, span)?);
            }
            rest = &behind[end..];
        }
        Ok(by)
    }

    /// What an operator without a numerator is applied to: a bracket that
    /// follows, or else the whole product.
    fn operand(&mut self, span: Span) -> Parsed<NodeId> {
        match self.peek().map(|item| &item.kind) {
            Some(ItemKind::Char('(' | '[') | ItemKind::Fenced(..) | ItemKind::Group(_)) => {
                self.factor(span)
            }
            _ if self.choices.has(super::Instead::NarrowOperators) => self.factor(span),
            _ => {
                let of = self.term(span)?;
                if matches!(self.tree.kind(of), Kind::Multiply(..) | Kind::Dotted(..)) {
                    let span = self.tree.span(of);
                    self.guesses.push(Guess { span, reading: Guessed::OperatorOnProduct });
                }
                Ok(of)
            }
        }
    }

    /// `\frac{\partial L}{\partial \sigma^2}`: by a square, which is by its root,
    /// divided by twice the root.
    fn by_square(&mut self, of: NodeId, root: NodeId, sign: Differential, span: Span) -> NodeId {
        let derivative = self.add(Kind::Derivative(Derivative { of, by: vec![root], sign }), span);
        let two = self.add(Kind::Number(2.0), span);
        let twice = self.add(Kind::Multiply(two, root), span);
        self.add(Kind::Divide(derivative, twice), span)
    }

    /// `dL/dw`, `\partial C/\partial y_i`, `d/dw` before what it is applied to: a
    /// derivative on one line, whose sign has just been taken; `None` if it is none.
    pub(super) fn slashed(&mut self, sign: &Item) -> Option<Parsed<NodeId>> {
        let differential_sign = sign_of(sign)?;
        let slash = self.slash_of(differential_sign)?;
        let Some((_, order)) = differential(sign) else {
            return Some(fault(sign.span, Notation::DerivativeOrders));
        };
        let above = &self.items[self.at..slash];
        self.at = slash + 1;
        Some(self.read_slashed((differential_sign, order), above, sign))
    }

    /// Where the slash stands before the denominator of a derivative.
    fn slash_of(&self, sign: Differential) -> Option<usize> {
        let mut depth = 0_usize;
        for (k, item) in self.items.iter().enumerate().skip(self.at) {
            match item.kind {
                ItemKind::Char('(' | '[') => depth += 1,
                ItemKind::Char(')' | ']') => depth = depth.checked_sub(1)?,
                ItemKind::Char('/') if depth == 0 => {
                    let [below, variable, ..] = self.items.get(k + 1..)? else { return None };
                    let derives = sign_of(below) == Some(sign) && could_be_variable(variable);
                    return derives.then_some(k);
                }
                _ if depth > 0 => {}
                ItemKind::Char('+' | '-' | '−') | ItemKind::Text(_) | ItemKind::Wide => {
                    return None;
                }
                _ if relates(item) || sign_of(item) == Some(sign) => return None,
                _ => {}
            }
        }
        None
    }

    fn read_slashed(
        &mut self,
        (sign, order): (Differential, usize),
        above: &[Item],
        first: &Item,
    ) -> Parsed<NodeId> {
        let of = if above.is_empty() { None } else { Some(self.whole(above, first.span)?) };
        let mut by = Vec::new();
        // As many variables, each behind its sign, as the order says.
        while by.len() < order {
            let Some(sign_at) = self.peek().filter(|item| sign_of(item) == Some(sign)) else {
                break;
            };
            let start = self.at;
            let length = match self.items.get(start + 1).map(|item| &item.kind) {
                Some(ItemKind::Char('(' | '[')) => closing(self.items, start + 1)
                    .map_or(self.items.len(), |close| close + 1 - start),
                _ => 2,
            };
            let end = (start + length).min(self.items.len());
            by.extend(self.denominators(sign, &self.items[start..end], sign_at.span)?);
            self.at = end;
        }
        if by.len() != order {
            return fault(first.span, Notation::DerivativeOrders);
        }
        let (applied, of) = match of {
            Some(of) => (false, of),
            None => (true, self.operand(first.span)?),
        };
        let end = self.items[..self.at].last().map_or(first.span.end, |item| item.end);
        let span = Span { start: first.span.start, end: end.max(self.tree.span(of).end) };
        let derivative = self.add(Kind::Derivative(Derivative { of, by, sign }), span);
        if applied { Ok(derivative) } else { self.at_point(derivative) }
    }

    /// `(d/dw) L`: an operator in brackets, which have just been opened.
    pub(super) fn bracketed_operator(&mut self) -> Option<Parsed<NodeId>> {
        let close = closing(self.items, self.at - 1)?;
        let [first, slash, below, variable @ ..] = &self.items[self.at..close] else {
            return None;
        };
        let sign = sign_of(first).filter(|sign| sign_of(below) == Some(*sign))?;
        if slash.kind != ItemKind::Char('/') || !variable.first().is_some_and(could_be_variable) {
            return None;
        }
        let Some((_, order)) = differential(first) else {
            return Some(fault(first.span, Notation::DerivativeOrders));
        };
        let bare = {
            let close = &self.items[close];
            close.sub.is_none() && close.sup.is_none()
        };
        let below = &self.items[self.at + 2..close];
        self.at = close + 1;
        if !bare {
            return Some(fault(first.span, Notation::SecondPrefix));
        }
        Some(self.read_fraction(sign, order, &[], below, first.span))
    }

    /// `\partial …` that is no fraction: `\partial C/\partial y_i`, `\partial_y C`, or
    /// the bare prefix.
    pub(super) fn partial(&mut self, sign: &Item) -> Parsed<NodeId> {
        if sign.sub.is_some() {
            return self.applied(sign, Differential::Partial);
        }
        let Some((differential_sign, order)) = differential(sign) else {
            return fault(sign.span, Notation::Partial);
        };
        let of = self.factor(sign.span)?;
        if order != 1 {
            return fault(sign.span, Notation::SecondPrefix);
        }
        let span = Span { start: sign.span.start, end: self.tree.span(of).end.max(sign.span.end) };
        Ok(self.add(Kind::Differential(differential_sign, of), span))
    }

    /// `\nabla_w L`, `\partial_y C`: a sign with what it differentiates by below, and
    /// the order above.
    fn applied(&mut self, sign: &Item, of_kind: Differential) -> Parsed<NodeId> {
        let order = match sign.sup.as_deref() {
            None => 1,
            Some([Item { kind: ItemKind::Number(digits), .. }]) => match digits.parse() {
                Ok(order @ 1..=MOST_ORDERS) => order,
                _ => return fault(sign.span, Notation::DerivativeOrders),
            },
            Some(_) => return fault(sign.span, Notation::DerivativeOrders),
        };
        let Some(under) = &sign.sub else { return fault(sign.span, Notation::SecondPrefix) };
        let variable = self.whole(under, sign.span)?;
        let (of, turned) = self.operand_of_nabla(sign)?;
        let span = Span { start: sign.span.start, end: self.tree.span(of).end.max(sign.span.end) };
        let derivative = Derivative { of, by: vec![variable; order], sign: of_kind };
        let derivative = self.add(Kind::Derivative(derivative), span);
        Ok(self.turned(derivative, turned))
    }

    /// `\nabla_{y_i} C`
    pub(super) fn nabla(&mut self, sign: &Item) -> Parsed<NodeId> {
        if let (None, Some([Item { kind: ItemKind::Number(order), .. }])) =
            (&sign.sub, sign.sup.as_deref())
            && order == "2"
        {
            return self.hessian(sign);
        }
        if sign.sub.is_some() || sign.sup.is_some() {
            return self.applied(sign, Differential::Nabla);
        }
        let (of, turned) = self.operand_of_nabla(sign)?;
        let span = Span { start: sign.span.start, end: self.tree.span(of).end.max(sign.span.end) };
        self.guesses.push(Guess { span, reading: Guessed::OnlyVariable });
        let gradient = self.add(Kind::Differential(Differential::Nabla, of), span);
        Ok(self.turned(gradient, turned))
    }

    /// `\nabla^2 f(x)`, `\nabla^2 f`: twice by the argument of f.
    fn hessian(&mut self, sign: &Item) -> Parsed<NodeId> {
        let (of, turned) = self.operand_of_nabla(sign)?;
        let span = Span { start: sign.span.start, end: self.tree.span(of).end.max(sign.span.end) };
        let hessian = match self.tree.kind(of) {
            Kind::Call(_, arguments) => match arguments.as_slice() {
                [only] if matches!(self.tree.kind(*only), Kind::Symbol(_)) => {
                    let by = vec![*only; 2];
                    Kind::Derivative(Derivative { of, by, sign: Differential::Nabla })
                }
                _ => return fault(sign.span, Notation::SecondPrefix),
            },
            Kind::Symbol(_) => {
                let gradient = self.add(Kind::Differential(Differential::Nabla, of), span);
                Kind::Differential(Differential::Nabla, gradient)
            }
            _ => return fault(sign.span, Notation::SecondPrefix),
        };
        self.guesses.push(Guess { span, reading: Guessed::OnlyVariable });
        let hessian = self.add(hessian, span);
        Ok(self.turned(hessian, turned))
    }

    /// What a ∇ is of, and where the transpose behind that ends: `\nabla f(x)^\top` is
    /// that of the gradient.
    fn operand_of_nabla(&mut self, sign: &Item) -> Parsed<(NodeId, Option<usize>)> {
        if self.peek().is_none() {
            return fault(sign.span, Notation::Nabla);
        }
        // `\nabla_x x^\top A x` is that of the whole product, as nobody takes it of `x^\top`.
        let own = |item: &Item| {
            let below = sign.sub.as_deref().unwrap_or_default();
            matches!(below, [one] if is_spelled_as(one, item))
        };
        // Nor of a bold capital before it: `\nabla_x A x`.
        let matrix = |item: &Item| {
            matches!(&item.kind, ItemKind::Accent(font, inside) if font == "mathbf"
                && matches!(inside.as_slice(), [Item { kind: ItemKind::Char(c), .. }]
                    if c.is_uppercase()))
        };
        let mapped = match &self.items[self.at..] {
            [first, second, ..] => matrix(first) && own(second),
            _ => false,
        };
        if mapped || self.peek().is_some_and(|item| own(item) && item.sup.is_some()) {
            return Ok((self.term(sign.span)?, None));
        }
        if self.leads_to(own) && !self.choices.has(super::Instead::NarrowOperators) {
            let of = self.term(sign.span)?;
            let span = self.tree.span(of);
            self.guesses.push(Guess { span, reading: Guessed::OperatorOnProduct });
            return Ok((of, None));
        }
        let of = self.factor(sign.span)?;
        match self.tree.kind(of) {
            Kind::Transpose(inside)
                if matches!(self.tree.kind(*inside), Kind::Symbol(_) | Kind::Call(..)) =>
            {
                Ok((*inside, Some(self.tree.span(of).end)))
            }
            _ => Ok((of, None)),
        }
    }

    /// Whether a factor that custom has for no function comes next, and behind it, or another
    /// such one, the variable itself: `\nabla_x b^\top x` is the slope of the whole product,
    /// if b is constant.
    fn leads_to(&self, own: impl Fn(&Item) -> bool) -> bool {
        const FUNCTIONS: [char; 17] =
            ['f', 'g', 'h', 'l', 'p', 'q', 'u', 'C', 'E', 'F', 'G', 'H', 'J', 'L', 'Q', 'R', 'V'];
        let transposed = |item: &Item| match item.sup.as_deref() {
            None | Some([Item { kind: ItemKind::Char('T' | '⊤'), .. }]) => true,
            Some([Item { kind: ItemKind::Command(name), .. }]) => name == "top",
            Some(_) => false,
        };
        let constant = |item: &Item| {
            let letter = match &item.kind {
                ItemKind::Char(c) => c.is_ascii_alphabetic().then_some(*c),
                ItemKind::Accent(font, inside) if commands::is_font(font) => {
                    match inside.as_slice() {
                        [Item { kind: ItemKind::Char(c), sub: None, sup: None, .. }] => Some(*c),
                        _ => None,
                    }
                }
                _ => None,
            };
            letter.is_some_and(|c| c != 'd' && !FUNCTIONS.contains(&c))
                && item.primes == 0
                && item.sub.is_none()
                && transposed(item)
        };
        let behind = |at: usize| self.items.get(at);
        if !behind(self.at).is_some_and(|item| constant(item) && !own(item)) {
            return false;
        }
        let last = match behind(self.at + 1) {
            Some(next) if !own(next) && constant(next) => self.at + 2,
            _ => self.at + 1,
        };
        // What stands in a bracket behind it is the point of a slope.
        let called = matches!(behind(last + 1).map(|item| &item.kind), Some(ItemKind::Fenced(..)));
        !called
            && behind(last).is_some_and(|item| own(item) && item.sup.is_none() && item.primes == 0)
    }

    fn turned(&mut self, gradient: NodeId, turned: Option<usize>) -> NodeId {
        let Some(end) = turned else { return gradient };
        let span = Span { end, ..self.tree.span(gradient) };
        self.add(Kind::Transpose(gradient), span)
    }
}
