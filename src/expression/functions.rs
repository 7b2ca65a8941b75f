//! What gives a function a meaning: a call on the left, with names as its arguments.
//!
//! In: a name, its arguments, and the other side. Out: whether that defines it. Not done here:
//! calling it ([`super::call`]).

use super::define::{Definitions, full_name};
use super::newly::{Defines, FunctionVersion, New, SQUARED};
use super::relations::Member;
use crate::syntax::tree::{Entry, Kind as Node, NodeId, Symbol};

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
        if self.unread.contains_key(&function)
            || self.version(&key, from).is_some()
            || self.calls(&function, right)
        {
            return Defines::Nothing;
        }
        let known = self.function(&function, from).map(|known| known.from);
        let version = FunctionVersion { from: left.0, below: false, parameters, body: right };
        Defines::by(known.map(|home| self.same_scope(home, from)), New::Function(function, version))
    }

    /// Whether a name before a bracket can be that of one function: what stands below it
    /// counts nothing, as in `f_1(x)`.
    pub(super) fn names_function(&self, symbol: &Symbol) -> bool {
        let counts = |entry: &Entry| matches!(entry, Entry::Shifted(..) | Entry::Letter(..));
        symbol.sub.is_empty()
            || symbol.sup.is_empty()
                && !symbol.sub.entries.iter().any(counts)
                && self.key(symbol).0.places.0 == 0
    }

    fn calls(&self, name: &str, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        matches!(tree.kind(id), Node::Call(symbol, _) if symbol.to_string() == name)
            || tree.children(id).into_iter().any(|child| self.calls(name, (formula, child)))
    }
}
