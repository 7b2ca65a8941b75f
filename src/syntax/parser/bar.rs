//! Functions with a bar: `p(x \mid \theta)`, `\mathcal N(x \mid \mu, \Sigma)`.
//!
//! In: a name and what stands in the bracket behind it. Out: the arguments, on both sides
//! of the bar, and the name that the function is told apart by. A density that is named by
//! a letter is named by its arguments too: `p(x \mid \mu)` and `p(z \mid x)` are two, while
//! `p(x_i \mid \mu)` is the first of them at another place. A family with a name of its own,
//! as \mathcal N, has its arguments in an order. Not done here: what the function is.

use super::fence::is_bare;
use super::script::is_bar;
use super::{Parsed, Parser, fault};
use crate::reason::Notation;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind, NodeId, Symbol};

/// Operators whose bar conditions a mean, of which an argument is no value.
const MEANS: [&str; 7] = ["E", "mathbb E", "mathrm E", "Var", "Cov", "mathbb V", "mathrm V"];

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
        let mut arguments = self.list(&inside[..bar], close.span)?;
        let before = arguments.len();
        arguments.extend(self.list(&inside[bar + 1..], close.span)?);
        if is_family(&symbol.name) {
            let name = format!("{}(|{})", symbol.name, arguments.len() - before);
            return Ok(Some((name, arguments)));
        }
        let mut kinds = Vec::new();
        for argument in &arguments {
            match self.kind_of(*argument) {
                Some(kind) => kinds.push(kind),
                None => return fault(inside[bar].span, Notation::Character('|')),
            }
        }
        let behind = kinds.split_off(before);
        let name = format!("{}({}|{})", symbol.name, kinds.join(","), behind.join(","));
        Ok(Some((name, arguments)))
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
