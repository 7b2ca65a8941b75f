//! What gives a function a meaning: a call on the left, with names as its arguments.
//!
//! In: a name, its arguments, and the other side. Out: whether that defines it. Not done here:
//! calling it ([`super::call`]).

use super::define::{Definitions, full_name};
use super::newly::{Defines, FunctionVersion, Lost, New, SQUARED};
use super::relations::Member;
use super::versions::Home;
use crate::syntax::tree::{Entry, Kind as Node, NodeId, Script, Symbol};

impl Definitions<'_> {
    pub(super) fn defines_function(
        &self,
        symbol: &Symbol,
        arguments: &[NodeId],
        (left, right): (Member, Member),
        from: usize,
    ) -> Defines {
        if !self.names_function(symbol) || symbol.primes > 0 {
            return Defines::Nothing;
        }
        let barred = symbol.name.contains('|');
        let tree = self.tree(left.0);
        let name = |id: &NodeId| match tree.kind(*id) {
            Node::Symbol(s) if s.sub.is_empty() && s.sup.is_empty() => Some(full_name(s)),
            Node::Symbol(s) if barred => Some(s.to_string()),
            // `\mathcal N(x \mid \mu, \sigma^2)`
            Node::Power(base, _) if barred => match tree.kind(*base) {
                Node::Symbol(s) => Some(format!("{s}{SQUARED}")),
                _ => None,
            },
            _ => None,
        };
        let Some(parameters) = arguments.iter().map(name).collect::<Option<Vec<_>>>() else {
            return Defines::Nothing;
        };
        let function = symbol.to_string();
        let (key, _) = self.key(symbol);
        let own = |lost: &Lost| self.same_scope(lost.from, from);
        if self.unread.get(&function).into_iter().flatten().any(own)
            || self.version(&key, from).is_some()
            || self.calls(&function, right)
        {
            return Defines::Nothing;
        }
        // `f = \dots` that cannot be read tells no more of f(x) where this says it.
        let bare = |home: &usize| {
            self.unread_bare.get(&function).is_some_and(|all| all.iter().any(|l| l.from == *home))
        };
        let known = self.function_home(&function, from).filter(|home| !bare(home));
        let version = FunctionVersion { from: left.0, below: false, parameters, body: right };
        Defines::by(known.map(|home| self.same_scope(home, from)), New::Function(function, version))
    }

    /// Where a function gets its meanings, those that cannot be read last.
    pub(super) fn function_homes(&self, name: &str) -> impl Iterator<Item = Home> {
        let home = |formula, below| Home { formula, below, within: false, special: None };
        let read = self.functions.get(name).into_iter().flatten();
        let read = read.map(move |version| home(version.from, version.below));
        read.chain(self.lost_functions(name).map(move |lost| home(lost.from, false)))
    }

    /// What would say what a function is and cannot be read.
    fn lost_functions(&self, name: &str) -> impl Iterator<Item = &Lost> {
        let bare = self.unread_bare.get(name).into_iter().flatten();
        self.unread.get(name).into_iter().flatten().chain(bare)
    }

    /// The meaning of a function at a formula, by its number as that of a symbol.
    pub(super) fn function_version(&self, name: &str, at: usize) -> Option<usize> {
        self.nearest(self.function_homes(name), at)
    }

    /// The formula that says what a function is at another one.
    pub(super) fn function_home(&self, name: &str, at: usize) -> Option<usize> {
        let meaning = self.function_version(name, at)?;
        self.function_homes(name).nth(meaning).map(|home| home.formula)
    }

    /// Whether a function has a meaning in the scope of a formula.
    pub(super) fn has_own_function(&self, name: &str, at: usize) -> bool {
        self.function_home(name, at).is_some_and(|home| self.same_scope(home, at))
    }

    /// The definition that cannot be read, where a function has that meaning.
    pub(super) fn lost_function(&self, name: &str, at: usize) -> Option<&Lost> {
        let read = self.functions.get(name).map_or(0, Vec::len);
        let number = self.function_version(name, at)?.checked_sub(read)?;
        self.lost_functions(name).nth(number)
    }

    /// What a function is at a formula.
    pub(super) fn function(&self, name: &str, at: usize) -> Option<&FunctionVersion> {
        self.functions.get(name)?.get(self.function_version(name, at)?)
    }

    /// Whether a name before a bracket can be that of one function: what stands below it
    /// counts nothing, as in `f_1(x)`, `F_Y(y)` and `p_\theta(x)`.
    pub(super) fn names_function(&self, symbol: &Symbol) -> bool {
        symbol.sub.is_empty() || symbol.sup.is_empty() && self.key(symbol).0.places.0 == 0
    }

    /// Whether a function is defined with another parameter than it is called with here: `f_b(x)`
    /// where `f_a(x) = a x`.
    pub(super) fn has_other_parameter(&self, symbol: &Symbol) -> bool {
        let Some(own) = self.patterns.parameter(symbol) else { return false };
        let family = Symbol { primes: 0, ..symbol.clone() };
        let below = |letter: &(String, u8)| Symbol {
            sub: Script {
                entries: vec![Entry::Letter(letter.0.clone(), letter.1)],
                ..symbol.sub.clone()
            },
            ..family.clone()
        };
        let mut others = self.patterns.parameters(&symbol.name);
        others.any(|letter| {
            *letter != (own.name.clone(), own.primes)
                && self.functions.contains_key(&below(letter).to_string())
        })
    }

    fn calls(&self, name: &str, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        matches!(tree.kind(id), Node::Call(symbol, _) if symbol.to_string() == name)
            || tree.children(id).into_iter().any(|child| self.calls(name, (formula, child)))
    }
}
