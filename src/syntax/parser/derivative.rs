//! Derivatives in their several spellings.

use super::{Guess, Guessed, Parsed, Parser, fault};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Derivative, Differential, Kind, NodeId};

/// The sign that an item is, if it has no subscript, and the order written on
/// it.
fn differential(item: &Item) -> Option<(Differential, usize)> {
    let sign = match &item.kind {
        ItemKind::Command(name) => match name.as_str() {
            "partial" => Differential::Partial,
            "delta" => Differential::Variation,
            _ => return None,
        },
        ItemKind::Char('∂') => Differential::Partial,
        ItemKind::Char('d') => Differential::Total,
        ItemKind::Name(name) if name == "d" => Differential::Total,
        _ => return None,
    };
    let order = match item.sup.as_deref() {
        None => 1,
        Some([Item { kind: ItemKind::Number(digits), .. }]) => digits.parse().ok()?,
        Some(_) => return None,
    };
    (item.sub.is_none() && item.primes == 0 && (1..=2).contains(&order)).then_some((sign, order))
}

/// Whether a fraction's sides are those of a derivative.
pub(in crate::syntax) fn is_derivative(above: &[Item], below: &[Item]) -> bool {
    let sign = |side: &[Item]| Some(differential(side.first()?)?.0);
    sign(above).is_some_and(|first| sign(below) == Some(first)) && below.len() > 1
}

impl Parser<'_> {
    /// `\partial` or `\frac{\partial}{\partial y_i}`, if these items are that
    /// and nothing else.
    pub(super) fn operator(&mut self) -> Option<NodeId> {
        let [only] = self.items else { return None };
        if let Some((sign, 1)) = differential(only).filter(|_| only.kind != ItemKind::Char('d')) {
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
        let (first, of) = above.split_first()?;
        let (sign, order) = differential(first)?;
        if !is_derivative(above, below) {
            return None;
        }
        Some(self.read_fraction(sign, order, of, below, span))
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
        let of = if of.is_empty() { self.operand(span)? } else { self.whole(of, span)? };
        let end = self.tree.span(of).end.max(span.end);
        let span = Span { start: span.start, end };
        if let Some(root) = square {
            return Ok(self.by_square(of, root, sign, span));
        }
        Ok(self.add(Kind::Derivative(Derivative { of, by, sign }), span))
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
            if let Some(last) = variable.last_mut()
                && let Some([Item { kind: ItemKind::Number(digits), .. }]) = last.sup.as_deref()
                && digits == "2"
            {
                last.sup = None;
                times = 2;
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
            _ if self.instead == Some(super::Instead::NarrowOperators) => self.factor(span),
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

    /// `\partial …` that is no fraction: `\partial C/\partial y_i`, or the bare
    /// prefix.
    pub(super) fn partial(&mut self, sign: &Item) -> Parsed<NodeId> {
        let Some((differential_sign, order)) = differential(sign) else {
            return fault(sign.span, Notation::Partial);
        };
        let of = self.factor(sign.span)?;
        let divided = self.peek().is_some_and(|i| i.kind == ItemKind::Char('/'));
        let below = self.items.get(self.at + 1).and_then(differential);
        if divided && below.is_some_and(|(s, _)| s == differential_sign) {
            let start = self.at + 1;
            // The denominator: ∂ and one symbol, as often as the order says.
            let end = (start + 2).min(self.items.len());
            let by = self.denominators(differential_sign, &self.items[start..end], sign.span)?;
            if by.len() != order {
                return fault(sign.span, Notation::DerivativeOrders);
            }
            self.at = end;
            let last = by.last().copied().unwrap_or(of);
            let end = self.tree.span(last).end.max(self.tree.span(of).end);
            let span = Span { start: sign.span.start, end };
            let derivative = Derivative { of, by, sign: differential_sign };
            return Ok(self.add(Kind::Derivative(derivative), span));
        }
        if order != 1 {
            return fault(sign.span, Notation::SecondPrefix);
        }
        let span = Span { start: sign.span.start, end: self.tree.span(of).end.max(sign.span.end) };
        Ok(self.add(Kind::Differential(differential_sign, of), span))
    }

    /// `\nabla_{y_i} C`
    pub(super) fn nabla(&mut self, sign: &Item) -> Parsed<NodeId> {
        let by = match &sign.sub {
            Some(under) => Some(self.whole(under, sign.span)?),
            None => None,
        };
        let of = self.operand_of_nabla(sign)?;
        let span = Span { start: sign.span.start, end: self.tree.span(of).end.max(sign.span.end) };
        Ok(if let Some(by) = by {
            let derivative = Derivative { of, by: vec![by], sign: Differential::Nabla };
            self.add(Kind::Derivative(derivative), span)
        } else {
            self.guesses.push(Guess { span, reading: Guessed::OnlyVariable });
            self.add(Kind::Differential(Differential::Nabla, of), span)
        })
    }

    fn operand_of_nabla(&mut self, sign: &Item) -> Parsed<NodeId> {
        match self.peek() {
            None => fault(sign.span, Notation::Nabla),
            Some(_) => self.factor(sign.span),
        }
    }
}
