//! Functions with a bar: `p(x \mid \theta)`, `\mathcal N(x \mid \mu, \Sigma)`.
//!
//! In: a name and what stands in the bracket behind it. Out: the arguments, on both sides
//! of the bar, and the name that the function is told apart by. A density that is named by
//! a letter is named by its arguments too: `p(x \mid \mu)` and `p(z \mid x)` are two, while
//! `p(x_i \mid \mu)` is the first of them at another place. A family with a name of its own,
//! as \mathcal N, has its arguments in an order. Not done here: what the function is.

use super::fence::{cells, is_bare};
use super::indicator::relation;
use super::script::is_bar;
use super::{Parsed, Parser, fault};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Entry, Kind, NodeId, Sign, Symbol};
use std::collections::BTreeSet;

/// Operators whose bar conditions a mean, of which an argument is no value.
const MEANS: [&str; 7] = ["E", "mathbb E", "mathrm E", "Var", "Cov", "mathbb V", "mathrm V"];

/// One of the things that a bracket with a bar holds.
#[derive(Default)]
struct Side {
    /// What the function is of.
    argument: Option<NodeId>,
    /// The index letters of an argument.
    letters: Vec<Entry>,
    /// The event, where that is what it says.
    event: Option<String>,
    /// The index letters of what the event is about.
    counted: Vec<Entry>,
}

impl Parser<'_> {
    /// The arguments in a bracket with a bar, and the name of the function that is of them.
    pub(super) fn behind_bar(
        &mut self,
        symbol: &Symbol,
        inside: &[Item],
        close: &Item,
    ) -> Parsed<Option<(String, Vec<NodeId>)>> {
        let Some(bar) = only_bar(inside).filter(|_| !MEANS.contains(&symbol.name.as_str())) else {
            return Ok(None);
        };
        let before = self.sides(&inside[..bar], close)?;
        let behind = self.sides(&inside[bar + 1..], close)?;
        let all = || before.iter().chain(&behind);
        if is_family(&symbol.name) && all().all(|side| side.event.is_none()) {
            let name = format!("{}(|{})", symbol.name, behind.len());
            return Ok(Some((name, all().filter_map(|side| side.argument).collect())));
        }
        let letters: BTreeSet<&Entry> = all().flat_map(|side| &side.letters).collect();
        let told = |side: &Side| side.counted.iter().all(|letter| letters.contains(letter));
        let arguments: Vec<NodeId> = all().filter_map(|side| side.argument).collect();
        let kinds = |sides: &[Side]| {
            let kind = |side: &Side| match &side.event {
                Some(event) => Some(event.clone()),
                None => self.kind_of(side.argument?),
            };
            sides.iter().map(kind).collect::<Option<Vec<String>>>()
        };
        match (kinds(&before), kinds(&behind)) {
            (Some(before), Some(behind)) if all().all(told) && !arguments.is_empty() => {
                let name = format!("{}({}|{})", symbol.name, before.join(","), behind.join(","));
                Ok(Some((name, arguments)))
            }
            _ => fault(inside[bar].span, Notation::Character('|')),
        }
    }

    /// What stands on one side of the bar, with commas between.
    fn sides(&mut self, items: &[Item], close: &Item) -> Parsed<Vec<Side>> {
        let mut sides = Vec::new();
        for (cell, end) in cells(items) {
            let span = end.map_or(close.span, |comma| comma.span);
            if let Some(found) = relation(cell) {
                sides.push(self.event(cell, found, span)?);
                continue;
            }
            let argument = self.whole(cell, span)?;
            let letters = match self.tree.kind(argument) {
                Kind::Symbol(symbol) => letters_of(symbol),
                _ => Vec::new(),
            };
            sides.push(Side { argument: Some(argument), letters, ..Side::default() });
        }
        Ok(sides)
    }

    /// `y^{(i)} = 1`: which event is conditioned on or asked for. A number is a part of its
    /// name, and what is no number an argument.
    fn event(&mut self, cell: &[Item], found: (usize, usize, Sign), span: Span) -> Parsed<Side> {
        let (at, length, sign) = found;
        let known = self.tree.len();
        let variable = self.whole(&cell[..at], span)?;
        let (Kind::Symbol(symbol), Sign::Equal) = (self.tree.kind(variable).clone(), sign) else {
            return fault(span, Notation::Character('='));
        };
        self.tree.truncate(known);
        let primes = "'".repeat(usize::from(symbol.primes));
        let value = self.whole(&cell[at + length..], span)?;
        let number = match self.tree.kind(value) {
            Kind::Number(number) => Some(number.to_string()),
            Kind::Negate(of) => match self.tree.kind(*of) {
                Kind::Number(number) => Some(format!("-{number}")),
                _ => None,
            },
            _ => None,
        };
        Ok(Side {
            argument: number.is_none().then_some(value),
            event: Some(format!("{}{primes}={}", symbol.name, number.unwrap_or_default())),
            letters: Vec::new(),
            counted: letters_of(&symbol),
        })
    }

    /// The name of an argument, its scripts left out: that of a symbol or of its square.
    fn kind_of(&self, argument: NodeId) -> Option<String> {
        match self.tree.kind(argument) {
            Kind::Symbol(symbol) => {
                Some(format!("{}{}", symbol.name, "'".repeat(usize::from(symbol.primes))))
            }
            Kind::Power(base, two) if *self.tree.kind(*two) == Kind::Number(2.0) => {
                let base = self.kind_of(*base)?;
                (!base.ends_with('²')).then(|| format!("{base}²"))
            }
            _ => None,
        }
    }
}

/// The index letters of a symbol.
fn letters_of(symbol: &Symbol) -> Vec<Entry> {
    let entries = symbol.sub.entries.iter().chain(&symbol.sup.entries);
    entries.filter(|entry| !matches!(entry, Entry::Number(_) | Entry::Word(_))).cloned().collect()
}

/// The bar that parts what stands in a bracket, where there is no other.
fn only_bar(inside: &[Item]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut found = None;
    for (k, item) in inside.iter().enumerate() {
        match item.kind {
            ItemKind::Char('(' | '[') => depth += 1,
            ItemKind::Char(')' | ']') => depth = depth.saturating_sub(1),
            _ if is_bar(item) => {
                if found.is_some() || depth > 0 || !is_bare(item) {
                    return None;
                }
                found = Some(k);
            }
            _ => {}
        }
    }
    found.filter(|k| *k > 0 && k + 1 < inside.len())
}

/// Whether a name is that of one family, whatever it is of: a word, or a letter in script.
fn is_family(name: &str) -> bool {
    let word = name.chars().count() > 1 && name.chars().all(char::is_alphabetic);
    name.starts_with("mathcal ") || word && !crate::syntax::commands::is_symbol(name)
}
