//! Expectations: `\mathbb E_{x \sim p}[f(x)]`, `\operatorname{Var}(X)`, `\mathbb E[Y \mid X]`.
//!
//! In: the items from the operator on. Out: its kind, what is drawn and from what, what is
//! given, and what it is of. The letters of a distribution are called as it would be by its
//! values: of `o \sim \pi_\theta(\cdot \mid q)` the density is `\pi_\theta(o \mid q)`. Not
//! done here: which letters are random where none is named, and whether a plain `E[…]` is an
//! expectation ([`crate::reading`]).

use super::fence::{cells, depth_behind, is_bare};
use super::script::is_bar;
use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Drawn, Kind, Mean, Moment, NodeId};

/// Names of operators, and what they take.
const NAMES: [(&str, Moment); 7] = [
    ("E", Moment::Mean),
    ("V", Moment::Variance),
    ("Var", Moment::Variance),
    ("Variance", Moment::Variance),
    ("Cov", Moment::Covariance),
    ("𝔼", Moment::Mean),
    ("𝕍", Moment::Variance),
];

/// Fonts in which a single letter is an operator.
const FONTS: [&str; 3] = ["mathbb", "mathsf", "Bbb"];

/// Letters that by custom name a parameter or a distribution below the operator, and nothing
/// that is drawn.
const LABELS: [&str; 21] = [
    "theta",
    "phi",
    "varphi",
    "psi",
    "lambda",
    "eta",
    "beta",
    "mu",
    "pi",
    "vartheta",
    "gamma",
    "p",
    "q",
    "P",
    "Q",
    "D",
    "mathcal D",
    "mathbb P",
    "mathbb Q",
    "w",
    "nu",
];

impl Parser<'_> {
    /// The expectation that begins with the item just taken, if it is one: a bracket follows.
    pub(super) fn expectation(&mut self, name: &Item) -> Option<Parsed<NodeId>> {
        if name.primes > 0 || name.sup.is_some() {
            return None;
        }
        let before = self.at;
        let (moment, sure) = self.moment(name)?;
        let below = if self.at == before { name } else { &self.items[self.at - 1] };
        let square = |item: &Item| match &item.kind {
            ItemKind::Char('[') => true,
            ItemKind::Fenced(left, ..) => left == "[",
            _ => false,
        };
        let fits = self.peek().is_some_and(|open| sure || square(open));
        let Some((inside, close)) = fits.then(|| self.bracketed()).flatten() else {
            self.at = before;
            return None;
        };
        let span = Span { start: name.span.start, end: close.span.end.max(name.span.end) };
        let mean = self.mean((moment, sure), below.sub.as_deref(), inside, span);
        Some(mean.and_then(|mean| {
            let id = self.add(Kind::Mean(mean), span);
            self.scripted(id, close)
        }))
    }

    /// Which operator an item is, and whether it can be nothing else. Letters side by side,
    /// `Var[X]`, are taken with it.
    fn moment(&mut self, item: &Item) -> Option<(Moment, bool)> {
        let known = |name: &str| NAMES.iter().find(|(own, _)| *own == name).map(|(_, m)| *m);
        match &item.kind {
            ItemKind::Char(c @ ('𝔼' | '𝕍')) => Some((known(&c.to_string())?, true)),
            ItemKind::Char('E') => Some((Moment::Mean, false)),
            ItemKind::Char(first @ ('V' | 'C')) if is_bare(item) => {
                let letters = |k: usize| match self.items.get(self.at + k)? {
                    Item { kind: ItemKind::Char(c), sup: None, primes: 0, .. } => Some(*c),
                    _ => None,
                };
                let first_is_bare = self.items.get(self.at).is_some_and(is_bare);
                let name: String = [*first, letters(0)?, letters(1)?].iter().collect();
                let moment = known(&name).filter(|_| first_is_bare)?;
                self.at += 2;
                Some((moment, true))
            }
            ItemKind::Name(name) | ItemKind::Text(name) => {
                let name = name.trim();
                Some((known(name)?, name != "V"))
            }
            ItemKind::Accent(font, inside) if FONTS.contains(&font.as_str()) => {
                match inside.as_slice() {
                    [Item { kind: ItemKind::Char(c), sub: None, sup: None, .. }] => {
                        Some((known(&c.to_string())?, true))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn mean(
        &mut self,
        (moment, sure): (Moment, bool),
        below: Option<&[Item]>,
        inside: &[Item],
        span: Span,
    ) -> Parsed<Mean> {
        let (inside, behind) = match only_bar(inside) {
            Some(bar) => (&inside[..bar], Some(&inside[bar + 1..])),
            None => (inside, None),
        };
        let of = self.list(inside, span)?;
        let mut mean = Mean {
            moment,
            sure,
            drawn: Vec::new(),
            given: Vec::new(),
            of,
            label: None,
            open: false,
        };
        mean.open = !matches!((moment, mean.of.len()), (Moment::Covariance, 2) | (_, 1));
        let known = self.tree.len();
        // What is below and behind is read as far as it can be.
        if self.draws(below.unwrap_or_default(), &mut mean, span).is_none() {
            mean.open = true;
        }
        if let Some(behind) = behind {
            match self.list(behind, span) {
                Ok(given) => mean.given = given,
                Err(_) => mean.open = true,
            }
        }
        if mean.open && mean.given.is_empty() && mean.drawn.is_empty() {
            self.tree.truncate(known);
        }
        Ok(mean)
    }

    /// What stands below the operator: `x \sim p, z \sim q`, `x`, `q(z \mid x)`, `p`.
    fn draws(&mut self, below: &[Item], mean: &mut Mean, span: Span) -> Option<()> {
        let below = match below {
            [Item { kind: ItemKind::Group(inside), sub: None, sup: None, .. }] => inside,
            _ => below,
        };
        if below.is_empty() {
            return Some(());
        }
        for (cell, _) in cells(below) {
            let cell: Vec<Item> =
                cell.iter().filter(|item| item.kind != ItemKind::Wide).cloned().collect();
            match cell.iter().position(is_drawn_from) {
                Some(at) => {
                    let drawn = self.drawn(&cell[..at], &cell[at + 1..], span)?;
                    mean.drawn.push(drawn);
                }
                None => self.named_below(&cell, mean, span)?,
            }
        }
        Some(())
    }

    /// `x` or `q(z \mid x)` or `p` below an operator.
    fn named_below(&mut self, cell: &[Item], mean: &mut Mean, span: Span) -> Option<()> {
        let known = self.tree.len();
        let id = self.whole(cell, span).ok()?;
        match self.tree.kind(id) {
            Kind::Call(_, arguments) => {
                let letter = *arguments.first()?;
                let plain = matches!(self.tree.kind(letter), Kind::Symbol(_));
                let drawn = Drawn { letters: vec![letter], density: Some(id) };
                plain.then(|| mean.drawn.push(drawn))
            }
            Kind::Symbol(symbol) => {
                let occurs = mean.of.iter().any(|of| self.tree.has_named(*of, &symbol.name));
                if occurs && !LABELS.contains(&symbol.name.as_str()) {
                    mean.drawn.push(Drawn { letters: vec![id], density: None });
                    return Some(());
                }
                let named = !occurs && mean.label.is_none();
                mean.label = Some(symbol.to_string());
                self.tree.truncate(known);
                named.then_some(())
            }
            _ => None,
        }
    }

    /// `x \sim p`: the letter, and the density at it.
    fn drawn(&mut self, letters: &[Item], from: &[Item], span: Span) -> Option<Drawn> {
        let (id, density) = match letters {
            [open, inside @ .., close]
                if open.kind == ItemKind::Char('(') && close.kind == ItemKind::Char(')') =>
            {
                (self.list(inside, span).ok()?, inside)
            }
            [Item { kind: ItemKind::Fenced(open, inside, _), sub: None, sup: None, .. }]
                if open == "(" =>
            {
                (self.list(inside, span).ok()?, inside.as_slice())
            }
            _ => (vec![self.whole(letters, span).ok()?], letters),
        };
        if !id.iter().all(|id| matches!(self.tree.kind(*id), Kind::Symbol(_))) {
            return None;
        }
        let density = self.density(density, from, span);
        // What a family of distributions is of may be differentiated by.
        (density.is_some() || from.iter().all(is_number_of_family))
            .then_some(Drawn { letters: id, density })
    }

    /// The density of a distribution at what is drawn from it, if it is one that a letter
    /// names: what stands in its bracket before a bar is what is drawn.
    fn density(&mut self, letters: &[Item], from: &[Item], span: Span) -> Option<NodeId> {
        let (name, behind): (&Item, &[Item]) = match from {
            [name] => (name, &[]),
            [name, open, inside @ .., close]
                if open.kind == ItemKind::Char('(') && close.kind == ItemKind::Char(')') =>
            {
                (name, inside)
            }
            [name, Item { kind: ItemKind::Fenced(open, inside, _), sub: None, sup: None, .. }]
                if open == "(" =>
            {
                (name, inside)
            }
            _ => return None,
        };
        let family = match &name.kind {
            ItemKind::Char(c) => matches!(c, 'N' | 'U' | 'B') && !behind.is_empty(),
            ItemKind::Command(command) => !crate::syntax::commands::is_symbol(command),
            ItemKind::Accent(_, inside) => {
                !behind.is_empty()
                    || matches!(inside.as_slice(), [one] if one.kind == ItemKind::Char('N') || one.kind == ItemKind::Char('U'))
            }
            _ => true,
        };
        if family {
            return None;
        }
        let first = cells(behind)[0].0;
        let own = first.len() == letters.len()
            && first.iter().zip(letters).all(|(a, b)| a.kind == b.kind && a.sub == b.sub);
        let bar = behind.iter().position(|item| is_bar(item) && is_bare(item));
        if own && bar.is_none() {
            // `p(x; \theta)`, `p(x)`
            let id = self.whole(from, span).ok()?;
            return matches!(self.tree.kind(id), Kind::Call(..)).then_some(id);
        }
        if bar.is_none() && cells(behind).len() > 1 {
            return None;
        }
        let sign = |kind: ItemKind| Item { kind, ..plain(name) };
        let mut items = vec![name.clone(), sign(ItemKind::Char('('))];
        items.extend_from_slice(letters);
        if let Some(bar) = bar {
            items.extend_from_slice(&behind[bar..]);
        }
        items.push(sign(ItemKind::Char(')')));
        let id = self.whole(&items, span).ok()?;
        matches!(self.tree.kind(id), Kind::Call(..)).then_some(id)
    }
}

/// `\sim`
fn is_drawn_from(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => matches!(c, '∼' | '~'),
        ItemKind::Command(name) => matches!(name.as_str(), "sim" | "thicksim"),
        _ => false,
    }
}

/// Whether an item is a family's name, or a number: `\mathcal N(0, I)`.
fn is_number_of_family(item: &Item) -> bool {
    let of_family = |c: &char| !c.is_alphabetic() || matches!(c, 'N' | 'U' | 'I');
    let here = match &item.kind {
        ItemKind::Char(c) => of_family(c),
        ItemKind::Number(_) | ItemKind::Wide | ItemKind::Name(_) | ItemKind::Text(_) => true,
        ItemKind::Accent(_, inside) | ItemKind::Fenced(_, inside, _) | ItemKind::Group(inside) => {
            inside.iter().all(is_number_of_family)
        }
        _ => false,
    };
    here && item.sub.is_none() && item.sup.is_none()
}

fn plain(item: &Item) -> Item {
    Item { sub: None, sup: None, primes: 0, ..item.clone() }
}

/// The bar before what is given, where there is no other.
fn only_bar(inside: &[Item]) -> Option<usize> {
    let (mut depth, mut found) = (0_usize, None);
    for (k, item) in inside.iter().enumerate() {
        depth = depth_behind(depth, item);
        if depth == 0 && is_bar(item) {
            if found.is_some() || !is_bare(item) {
                return None;
            }
            found = Some(k);
        }
    }
    found.filter(|k| *k > 0 && k + 1 < inside.len())
}
