//! Names that are derivatives by custom: `f_x`, `\dot x`, `y'`.
//!
//! In: the left side of an equation that would define a name. Out: whether that name is the
//! derivative, change or value of something that the document speaks of: such an equation defines nothing,
//! unless words say that it does. Not done here: the value of `f_x`
//! ([`super::differentiate`]); of the others nothing says by what they differentiate.

use super::Key;
use super::define::Definitions;
use super::relations::{Link, Member};
use crate::prose::Act;
use crate::syntax::tree::{Entry, Kind as Node, Symbol};

/// Accents that stand for derivatives by time.
const DOTS: [&str; 2] = ["dot ", "ddot "];

impl Definitions<'_> {
    /// Whether an equation is about a derivative that is named by a dot or prime.
    pub(super) fn names_slope(&self, link: &Link<'_>, (formula, left): Member) -> bool {
        let (Node::Symbol(symbol) | Node::Call(symbol, _)) = self.tree(formula).kind(left) else {
            return false;
        };
        if link.said.is(Act::Define) {
            return false;
        }
        // `\Delta C` of a defined C, and `\hat y(x)` beside `\hat y(z)`.
        let changed = symbol.name.strip_prefix("Delta ").is_some_and(|of| {
            let plain = Symbol { name: of.to_owned(), ..symbol.clone() };
            self.is_defined(&self.key(&plain).0, formula)
        });
        if changed || self.is_at_another(symbol) {
            return true;
        }
        let dotted = DOTS.iter().find_map(|dots| symbol.name.strip_prefix(dots));
        dotted.is_some_and(|of| self.speaks_of(of)) || self.is_primed(symbol, formula)
    }

    /// Whether a name with a bracket is the value of what is defined with another one.
    fn is_at_another(&self, symbol: &Symbol) -> bool {
        let Some((of, _)) = symbol.name.split_once('(') else { return false };
        self.symbols.keys().any(|key| {
            key.name != symbol.name && key.name.split_once('(').is_some_and(|(name, _)| name == of)
        })
    }

    /// Whether a formula names something.
    fn speaks_of(&self, name: &str) -> bool {
        self.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| {
                matches!(tree.kind(id), Node::Symbol(symbol) | Node::Call(symbol, _)
                    if symbol.name == name)
            })
        })
    }

    /// Whether a name is that of something defined with primes: `y'` of `y = x^3`.
    fn is_primed(&self, symbol: &Symbol, formula: usize) -> bool {
        let plain = Symbol { primes: 0, ..symbol.clone() };
        symbol.primes > 0
            && (self.is_defined(&self.key(&plain).0, formula)
                || self.function(&plain.to_string(), formula).is_some())
    }

    /// `f_x` of a function `f(x, y)`, or of an f that is made of x, is a derivative.
    pub(super) fn is_slope(&self, (formula, id): Member) -> bool {
        let Node::Symbol(symbol) = self.tree(formula).kind(id) else { return false };
        self.slope_letters(symbol, formula).is_some()
    }

    /// The letters that such a name differentiates by.
    pub(super) fn slope_letters<'s>(
        &self,
        symbol: &'s Symbol,
        formula: usize,
    ) -> Option<Vec<&'s str>> {
        let letter = |entry: &'s Entry| match entry {
            Entry::Letter(letter, 0) => Some(letter.as_str()),
            _ => None,
        };
        let letters: Vec<&str> = symbol.sub.entries.iter().map(letter).collect::<Option<_>>()?;
        if letters.is_empty() || !symbol.sup.is_empty() || symbol.sub.bar.is_some() {
            return None;
        }
        let whole = Key::plain(symbol.name.clone());
        let parameters = self.functions.get(&symbol.name);
        let body = self.version(&whole, formula).and_then(|at| self.symbols[&whole][at].right);
        let by = |letter: &&str| {
            let variable = Key::plain((*letter).to_owned());
            parameters.is_some_and(|all| {
                all.iter().any(|f| f.parameters.iter().any(|parameter| parameter == letter))
            }) || body.is_some_and(|body| self.reaches(&variable, body, formula))
        };
        letters.iter().all(by).then_some(letters)
    }
}
