//! Known functions: their powers, bases and arguments.
//!
//! In: the items from a function's name on. Out: its value, in functions that are
//! evaluated: `\log_2 x` is a quotient, `\cot x` one of a cosine and a sine. Not done
//! here: functions that a document defines.

use super::{Guess, Guessed, Instead, Parsed, Parser, fault};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::commands::{self, Made, Named};
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Function, Kind, NodeId, Script, Symbol};

impl<'a> Parser<'a> {
    /// A known function: its power (`\log^2 x`), then its argument: a bracket,
    /// or the product that follows up to the next function or sum.
    pub(super) fn function(&mut self, named: Named, item: &Item) -> Parsed<NodeId> {
        if item.primes > 0 {
            return self.primed(item);
        }
        let (named, raised) = inverse(named, item)?;
        let base = self.base(named, item)?;
        let (arguments, end, close) = self.arguments(item)?;
        if let Some(close) = close.filter(|close| close.sup.is_some()) {
            Self::without_sub(close)?;
            return self.powered((named, base), arguments, (item, close), raised);
        }
        let span = Span { start: item.span.start, end: end.max(item.span.end) };
        let id = self.made(named, base, arguments, span)?;
        if raised { self.powers(id, item) } else { Ok(id) }
    }

    /// `\tanh'(z)`, `\tanh' z`: the slope of a known function.
    fn primed(&mut self, item: &Item) -> Parsed<NodeId> {
        let (ItemKind::Command(name) | ItemKind::Name(name)) = &item.kind else {
            return fault(item.span, Notation::Prime);
        };
        let follows = self.peek().is_some_and(|next| self.starts_factor(next));
        let bracket = self.peek().is_some_and(|next| {
            matches!(next.kind, ItemKind::Char('(' | '[') | ItemKind::Fenced(..))
        });
        if bracket || !follows || item.sub.is_some() || item.sup.is_some() {
            return self.symbol(name.clone(), item);
        }
        let argument = self.argument(item)?;
        let span = Span { start: item.span.start, end: self.tree.span(argument).end };
        let (sub, sup) = (Script::default(), Script::default());
        let symbol = Symbol { name: name.clone(), primes: item.primes, sub, sup };
        Ok(self.add(Kind::Call(symbol, vec![argument]), span))
    }

    /// `\log(x)^2` squares the value; `\log (x)^{-1}` is the logarithm of the inverse, by
    /// custom, and of a logarithm alone.
    fn powered(
        &mut self,
        (named, base): (Named, Option<NodeId>),
        arguments: Vec<NodeId>,
        (item, close): (&Item, &Item),
        raised: bool,
    ) -> Parsed<NodeId> {
        let power = close.sup.as_deref().unwrap_or_default();
        let negative = power.first().is_some_and(|i| matches!(i.kind, ItemKind::Char('-' | '−')));
        let inside = negative && named == Named::Known(Function::Log);
        let reading = if inside { Guessed::PowerOfArgument } else { Guessed::PowerOfValue };
        self.guesses.push(Guess { span: close.span, reading });
        if inside && let [only] = arguments.as_slice() {
            let argument = self.powers(*only, close)?;
            let end = self.tree.span(argument).end.max(close.span.end);
            let span = Span { start: item.span.start, end };
            let id = self.made(named, base, vec![argument], span)?;
            return if raised { self.powers(id, item) } else { Ok(id) };
        }
        let span = Span { start: item.span.start, end: close.span.end.max(item.span.end) };
        let id = self.made(named, base, arguments, span)?;
        self.powers(id, close)
    }

    /// The base of a logarithm; any other subscript is not understood.
    fn base(&mut self, named: Named, item: &Item) -> Parsed<Option<NodeId>> {
        match (&item.sub, named) {
            (None, Named::Made(Made::Log10)) => Ok(Some(self.add(Kind::Number(10.0), item.span))),
            (None, _) => Ok(None),
            (Some(base), Named::Known(Function::Log)) => Ok(Some(self.whole(base, item.span)?)),
            (Some(_), _) => fault(item.span, Notation::FunctionScript),
        }
    }

    /// The arguments, where they end, and the bracket that closes them.
    fn arguments(&mut self, item: &Item) -> Parsed<(Vec<NodeId>, usize, Option<&'a Item>)> {
        if let Some((inside, close)) = self.call().or_else(|| self.braced_call()) {
            Self::without_sub(close)?;
            let arguments = match self.listed(inside, close.span)? {
                Some(listed) => vec![listed],
                None => self.list(inside, close.span)?,
            };
            return Ok((arguments, close.span.end, Some(close)));
        }
        let argument = self.argument(item)?;
        let end = self.tree.span(argument).end;
        Ok((vec![argument], end, None))
    }

    /// `\{0, x\}` or `[0, x]` behind a function's name, taken whole.
    pub(super) fn braced_call(&mut self) -> Option<(&'a [Item], &'a Item)> {
        let open = self.peek()?;
        let brace = |item: &Item, names: [&str; 2]| matches!(&item.kind, ItemKind::Command(name) if names.contains(&name.as_str()));
        match &open.kind {
            ItemKind::Char('[') => {
                let close = super::fence::closing(self.items, self.at)?;
                let inside = &self.items[self.at + 1..close];
                self.at = close + 1;
                Some((inside, &self.items[close]))
            }
            ItemKind::Command(_) if brace(open, ["{", "lbrace"]) => {
                let length =
                    self.items[self.at..].iter().position(|i| brace(i, ["}", "rbrace"]))?;
                let inside = &self.items[self.at + 1..self.at + length];
                if inside.iter().any(|i| brace(i, ["{", "lbrace"])) {
                    return None;
                }
                let close = &self.items[self.at + length];
                self.at += length + 1;
                Some((inside, close))
            }
            ItemKind::Fenced(left, inside, _)
                if matches!(left.as_str(), "[" | "\\{" | "\\lbrace") =>
            {
                self.at += 1;
                Some((inside, open))
            }
            _ => None,
        }
    }

    /// What a function without a bracket is of: the product that follows.
    fn argument(&mut self, of: &Item) -> Parsed<NodeId> {
        let from = self.at;
        let minus = self.minus();
        let mut left = self.factor(minus.map_or(of.span, |(_, at)| at))?;
        let mut product = false;
        while let Some(item) = self.peek() {
            let ends = match &item.kind {
                ItemKind::Command(name) => {
                    commands::is_function(name)
                        || matches!(name.as_str(), "sum" | "prod" | "partial" | "nabla")
                }
                ItemKind::Name(name) => commands::is_function(name),
                ItemKind::Char('(' | '[') | ItemKind::Fenced(..) => true,
                _ => false,
            };
            let ends = ends || self.stands_before_differential(from);
            if ends || !self.starts_factor(item) {
                break;
            }
            self.no_second_number()?;
            let right = self.factor(item.span)?;
            left = self.join(Kind::Multiply(left, right), left, right);
            product = true;
        }
        if product {
            let span = self.tree.span(left);
            self.guesses.push(Guess { span, reading: Guessed::WholeProduct });
        }
        if self.slash_before_name() {
            let span = self.tree.span(left);
            self.guesses.push(Guess { span, reading: Guessed::ShortArgument });
            if self.choices.has(Instead::LongArguments) {
                self.at += 1;
                let first = self.factor(span)?;
                let below = self.divisor(left, first)?;
                left = self.join(Kind::Divide(left, below), left, below);
            }
        }
        let span = self.tree.span(left);
        Ok(match minus {
            Some((_, at)) => {
                let span = Span { start: at.start, end: span.end.max(at.end) };
                self.add(Kind::Negate(left), span)
            }
            None => left,
        })
    }

    /// Whether a slash comes next that divides by a number or name: `\log a/b` is log(a/b)
    /// to some and (log a)/b to others.
    fn slash_before_name(&self) -> bool {
        let [slash, next, behind @ ..] = &self.items[self.at.min(self.items.len())..] else {
            return false;
        };
        // `d \log p/d w` is a derivative.
        let named = match &next.kind {
            ItemKind::Char('d') => behind.first().is_none_or(|item| !self.starts_factor(item)),
            ItemKind::Char(c) => c.is_alphabetic() && *c != '∂',
            ItemKind::Number(_) | ItemKind::Accent(..) => true,
            ItemKind::Command(name) => commands::is_symbol(name),
            _ => false,
        };
        slash.kind == ItemKind::Char('/') && named
    }

    fn minus(&mut self) -> Option<(bool, Span)> {
        match self.peek()?.kind {
            ItemKind::Char('-' | '−') => self.plus_or_minus(),
            _ => None,
        }
    }

    /// The value of a function, in those that are evaluated.
    fn made(
        &mut self,
        named: Named,
        base: Option<NodeId>,
        arguments: Vec<NodeId>,
        span: Span,
    ) -> Parsed<NodeId> {
        let made = match named {
            Named::Known(function) => {
                let id = self.add(Kind::Apply(function, arguments), span);
                return Ok(self.by_base(id, base, span));
            }
            Named::Made(made) => made,
        };
        let [x] = arguments.as_slice() else { return fault(span, Notation::FunctionScript) };
        let id = self.of_one(made, *x, span);
        Ok(self.by_base(id, base, span))
    }

    /// `\log_b x` is \log x / \log b.
    fn by_base(&mut self, id: NodeId, base: Option<NodeId>, span: Span) -> NodeId {
        let Some(base) = base else { return id };
        let below = self.add(Kind::Apply(Function::Log, vec![base]), span);
        self.add(Kind::Divide(id, below), span)
    }

    fn of_one(&mut self, made: Made, x: NodeId, span: Span) -> NodeId {
        use Function as F;
        let apply = |this: &mut Self, f: Function, of| this.add(Kind::Apply(f, vec![of]), span);
        let one = self.add(Kind::Number(1.0), span);
        let two = self.add(Kind::Number(2.0), span);
        let square = self.add(Kind::Power(x, two), span);
        match made {
            Made::Log10 => apply(self, F::Log, x),
            Made::Log1p => {
                let sum = self.add(Kind::Add(one, x), span);
                apply(self, F::Log, sum)
            }
            Made::Expm1 => {
                let power = apply(self, F::Exp, x);
                self.add(Kind::Subtract(power, one), span)
            }
            Made::Logit => {
                let rest = self.add(Kind::Subtract(one, x), span);
                let odds = self.add(Kind::Divide(x, rest), span);
                apply(self, F::Log, odds)
            }
            Made::Cot => self.quotient(F::Cos, F::Sin, x, span),
            Made::Coth => self.quotient(F::Cosh, F::Sinh, x, span),
            Made::Sec => self.one_over(F::Cos, x, span),
            Made::Csc => self.one_over(F::Sin, x, span),
            Made::Sech => self.one_over(F::Cosh, x, span),
            Made::Csch => self.one_over(F::Sinh, x, span),
            Made::Arcsin | Made::Arccos => {
                let rest = self.add(Kind::Subtract(one, square), span);
                let root = apply(self, F::Sqrt, rest);
                let ratio = self.add(Kind::Divide(x, root), span);
                let sine = apply(self, F::Arctan, ratio);
                if made == Made::Arcsin {
                    return sine;
                }
                let right = self.add(Kind::Number(std::f64::consts::FRAC_PI_2), span);
                self.add(Kind::Subtract(right, sine), span)
            }
            Made::Artanh => {
                let above = self.add(Kind::Add(one, x), span);
                let below = self.add(Kind::Subtract(one, x), span);
                let ratio = self.add(Kind::Divide(above, below), span);
                let log = apply(self, F::Log, ratio);
                self.add(Kind::Divide(log, two), span)
            }
            Made::Arsinh | Made::Arcosh => {
                let inside = if made == Made::Arsinh {
                    self.add(Kind::Add(square, one), span)
                } else {
                    self.add(Kind::Subtract(square, one), span)
                };
                let root = apply(self, F::Sqrt, inside);
                let sum = self.add(Kind::Add(x, root), span);
                apply(self, F::Log, sum)
            }
        }
    }

    fn quotient(&mut self, above: Function, below: Function, x: NodeId, span: Span) -> NodeId {
        let above = self.add(Kind::Apply(above, vec![x]), span);
        let below = self.add(Kind::Apply(below, vec![x]), span);
        self.add(Kind::Divide(above, below), span)
    }

    fn one_over(&mut self, below: Function, x: NodeId, span: Span) -> NodeId {
        let one = self.add(Kind::Number(1.0), span);
        let below = self.add(Kind::Apply(below, vec![x]), span);
        self.add(Kind::Divide(one, below), span)
    }
}

/// `\sin^{-1}` is the inverse function; of others nobody can tell. Whether the power
/// that is written still applies.
fn inverse(named: Named, item: &Item) -> Parsed<(Named, bool)> {
    use Function as F;
    let minus_one = matches!(item.sup.as_deref(), Some([minus, one])
        if matches!(minus.kind, ItemKind::Char('-' | '−'))
            && matches!(&one.kind, ItemKind::Number(digits) if digits == "1"));
    if !minus_one {
        return Ok((named, true));
    }
    let inverse = match named {
        Named::Known(F::Sin) => Named::Made(Made::Arcsin),
        Named::Known(F::Cos) => Named::Made(Made::Arccos),
        Named::Known(F::Tan) => Named::Known(F::Arctan),
        Named::Known(F::Sinh) => Named::Made(Made::Arsinh),
        Named::Known(F::Cosh) => Named::Made(Made::Arcosh),
        Named::Known(F::Tanh) => Named::Made(Made::Artanh),
        Named::Made(Made::Logit) => Named::Known(F::Sigmoid),
        Named::Known(F::Trace | F::Determinant | F::Max | F::Min) => return Ok((named, true)),
        _ => return fault(item.span, Notation::FunctionScript),
    };
    Ok((inverse, false))
}
