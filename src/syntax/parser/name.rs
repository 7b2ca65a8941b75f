//! Names: symbols with their scripts and arguments, functions, accents.

use super::fence::closing;
use super::member::choosing;
use super::script::{script, signed_label};
use super::{Parsed, Parser, fault};
use crate::reason::{Bracket, Notation};
use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::layout::shapes::is_shape;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Entry, Kind, NodeId, Script, Symbol};

impl<'a> Parser<'a> {
    /// A name with its scripts; with a bracket right behind it, a call.
    pub(super) fn symbol(&mut self, name: String, item: &Item) -> Parsed<NodeId> {
        let sub = match item.sub.as_deref() {
            None => Script::default(),
            Some(sub) => below(&name, sub)?,
        };
        let (sup, power) = match signed(&name, &sub, item) {
            Some(label) => (label, &[][..]),
            None => label(item.sup.as_deref().unwrap_or_default())?,
        };
        let (sub, sup, power) = mixed_delta(&name, sub, sup, power);
        let symbol = Symbol { name, primes: item.primes, sub, sup };
        let before = self.at;
        let call = if power.is_empty() { self.call() } else { None };
        // `a (z)_+` is no call.
        let call = call.filter(|(_, close)| !super::fence::is_positive_part(close));
        if call.is_none() {
            self.at = before;
        }
        if let Some((inside, close)) = call {
            let (symbol, arguments) = match self.behind_bar(&symbol, inside, close)? {
                Some((name, arguments)) => (Symbol { name, ..symbol }, arguments),
                None => (symbol, self.list(inside, close.span)?),
            };
            let span = Span { start: item.span.start, end: close.end.max(item.span.end) };
            let kind = match &close.sub {
                None => Kind::Call(symbol, arguments),
                Some(below) => self.entry(symbol, &arguments, below, close)?,
            };
            let id = self.add(kind, span);
            let id = if close.sup.is_none() { self.in_direction(id)? } else { id };
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
            return fault(close.span, Notation::ScriptBehindBracket);
        };
        match self.tree.kind(*argument) {
            Kind::Symbol(named) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                let name = format!("{}({named})", symbol.name);
                Ok(Kind::Symbol(Symbol { name, sub: script(below)?, ..symbol }))
            }
            _ => fault(close.span, Notation::ScriptBehindBracket),
        }
    }

    /// A bracket that stands next, taken whole.
    pub(super) fn call(&mut self) -> Option<(&'a [Item], &'a Item)> {
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

    /// `\hat{y}_i`: the accent becomes part of the name.
    pub(super) fn accent(&mut self, accent: &str, inside: &[Item], item: &Item) -> Parsed<NodeId> {
        let [inner] = inside else {
            return fault(item.span, Notation::AccentWide);
        };
        let name = match &inner.kind {
            _ if letter(inner).is_some() => letter(inner).unwrap_or_default(),
            ItemKind::Accent(second, deeper) => match deeper.as_slice() {
                [Item { kind: ItemKind::Char(c), .. }] => format!("{second} {c}"),
                [Item { kind: ItemKind::Command(name), sub: None, sup: None, .. }]
                    if commands::is_symbol(name) =>
                {
                    format!("{second} {name}")
                }
                _ => return fault(item.span, Notation::Accent),
            },
            _ => return fault(item.span, Notation::Accent),
        };
        let mut whole = item.clone();
        whole.sub = whole.sub.or_else(|| inner.sub.clone());
        whole.sup = whole.sup.or_else(|| inner.sup.clone());
        whole.primes += inner.primes;
        self.symbol(format!("{accent} {name}"), &whole)
    }
}

/// The letter or name that an item is, without its scripts.
pub(super) fn letter(item: &Item) -> Option<String> {
    match &item.kind {
        ItemKind::Char(c) if c.is_alphanumeric() => Some(c.to_string()),
        ItemKind::Number(digits) => Some(digits.clone()),
        ItemKind::Command(name) if commands::is_symbol(name) => Some(name.clone()),
        ItemKind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

/// A subscript; `x_{(i)}`, by custom the i-th smallest, is not `x_i`. A shape, as in
/// `A_{m \times n}`, says nothing of the value of A, but all of that of 0, 1 and I.
fn below(name: &str, sub: &[Item]) -> Parsed<Script> {
    if let Some(label) = signed_label(sub) {
        return Ok(label);
    }
    let letter = name.rsplit(' ').next().unwrap_or(name);
    let shaped = !matches!(letter, "0" | "1" | "I" | "J" | "E" | "O");
    if shaped && is_shape(sub) {
        return Ok(Script::default());
    }
    // `\delta_{i = j}` is that of i and j.
    if let ("delta", [first, sign, second]) = (name, sub)
        && sign.kind == ItemKind::Char('=')
    {
        return script(&[first.clone(), second.clone()]);
    }
    let mut read = choosing(name, sub)?;
    let whole = match sub {
        [open, inside @ .., close] => {
            let char = |item: &Item, c| item.kind == ItemKind::Char(c);
            let within = |item: &Item| char(item, '(') || char(item, ')');
            char(open, '(') && char(close, ')') && !inside.iter().any(within)
        }
        _ => false,
    };
    if whole && read.entries.len() == 1 {
        read.entries.insert(0, Entry::Word("()".into()));
    }
    Ok(read)
}

/// `\delta_j^i` has one index below and one above, and is no power.
fn mixed_delta<'i>(
    name: &str,
    mut sub: Script,
    sup: Script,
    power: &'i [Item],
) -> (Script, Script, &'i [Item]) {
    let [above] = power else { return (sub, sup, power) };
    let letter = match &above.kind {
        ItemKind::Char(c) if c.is_ascii_lowercase() => Some(c.to_string()),
        ItemKind::Command(name) if commands::is_symbol(name) => Some(name.clone()),
        _ => None,
    };
    let bare = above.sub.is_none() && above.sup.is_none();
    match letter.filter(|_| bare && name == "delta" && sup.is_empty() && sub.entries.len() == 1) {
        Some(letter) => {
            sub.entries.push(Entry::Letter(letter, above.primes));
            (sub, sup, &[])
        }
        None => (sub, sup, power),
    }
}

/// `v_{ij}^{+}`, `\boldsymbol x^{-}`: a sign above that is part of the name. Of a single
/// letter without indices it may be the positive part, and of a capital a pseudoinverse.
fn signed(name: &str, sub: &Script, item: &Item) -> Option<Script> {
    let named = !sub.is_empty() || name.contains(' ') && !name.ends_with(char::is_uppercase);
    let [only] = item.sup.as_deref()? else { return None };
    let sign = match only.kind {
        ItemKind::Char('+') => "+",
        ItemKind::Char('-' | '−') => "−",
        ItemKind::Char('±') => "±",
        _ => return None,
    };
    let bare = only.sub.is_none() && only.sup.is_none();
    (named && bare).then(|| Script { entries: vec![Entry::Word(sign.into())], bar: None })
}

/// A superscript's label (`(i)`, `*`, several of them) and what is left of it.
fn label(sup: &[Item]) -> Parsed<(Script, &[Item])> {
    match sup {
        [open, rest @ ..] if open.kind == ItemKind::Char('(') => {
            let Some(close) = rest.iter().position(|i| i.kind == ItemKind::Char(')')) else {
                return fault(open.span, Notation::Unclosed(Bracket::Sign('(')));
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
            let mut label = script(inside)?;
            // `x^{[1]}` is not `x^{(1)}`.
            label.entries.insert(0, Entry::Word("[]".into()));
            Ok((label, &[]))
        }
        [layer, ..] if is_layer(layer) => match script(sup) {
            Ok(label) if label.entries.len() == 1 => Ok((label, &[])),
            _ => Ok((Script::default(), sup)),
        },
        [first, rest @ ..] if let Some(star) = star(first) => {
            let star = Script { entries: vec![Entry::Word(star.into())], bar: None };
            Ok((star, rest))
        }
        _ if is_worded(sup) => Ok((script(sup)?, &[])),
        _ => Ok((Script::default(), sup)),
    }
}

/// `a^l`, `w^{l + 1}`, `z^L`: the layer of a network, which is never a power.
fn is_layer(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Char('l' | 'L')) && item.sub.is_none() && item.sup.is_none()
}

fn star(item: &Item) -> Option<&'static str> {
    match &item.kind {
        ItemKind::Char('*' | '∗' | '⋆') => Some("*"),
        ItemKind::Char('†') => Some("†"),
        ItemKind::Command(name) => match name.as_str() {
            "ast" | "star" => Some("*"),
            "dagger" => Some("†"),
            _ => None,
        },
        _ => None,
    }
}

/// `q^{\text{new}}`, `F^{\mathrm{attr}}`: a word above, alone or with indices beside it.
fn is_worded(sup: &[Item]) -> bool {
    let bare = |i: &Item| i.sub.is_none() && i.sup.is_none();
    let word = |i: &Item| match &i.kind {
        ItemKind::Name(name) | ItemKind::Text(name) => {
            name.chars().count() > 1 && !commands::is_function(name)
        }
        _ => false,
    };
    let beside = |i: &Item| match &i.kind {
        ItemKind::Char(c) => c.is_alphabetic() || matches!(c, ',' | '(' | ')'),
        ItemKind::Number(_) => true,
        ItemKind::Command(name) => commands::is_symbol(name),
        _ => false,
    };
    sup.iter().any(word) && sup.iter().all(|i| bare(i) && (word(i) || beside(i)))
}
