//! The weights of outcomes.
//!
//! In: a density that a letter names, or the name of a distribution. Out: positive numbers for
//! the outcomes that add up to one for any value of a parameter: squares over their sum. Not
//! done here: what is summed with them.

use super::{Outcomes, Rewritten, Writer, at_outcome, tree};
use crate::reading::random::{base, bases};
use crate::syntax::tree::{Entry, Kind, NodeId, Script, Symbol, WEIGHT};
use std::collections::BTreeSet;

impl Writer<'_> {
    /// A density at some arguments: a positive function over the sum of its values at all
    /// that is drawn.
    pub(super) fn density(
        &mut self,
        symbol: &Symbol,
        arguments: &[NodeId],
        at: usize,
        id: NodeId,
        outcomes: &Outcomes,
    ) -> Rewritten {
        let above = self.squared_call(symbol, arguments, id, outcomes, None)?;
        let letter = self.space(None);
        // All of what is drawn is of the shape of the argument here.
        let drawn = match self.from.kind(*arguments.get(at)?) {
            Kind::Symbol(symbol) => symbol.clone(),
            _ => return None,
        };
        let name = base(&drawn);
        if !self.random.drawn.contains(&name) {
            return None;
        }
        let mut inner = outcomes.clone();
        inner.insert(name, letter.clone());
        let below = self.squared_call(symbol, arguments, id, &inner, Some(at))?;
        let below = self.over(letter, below, id);
        Some(self.add(Kind::Divide(above, below), id))
    }

    /// The square of a call, so that it is positive.
    fn squared_call(
        &mut self,
        symbol: &Symbol,
        arguments: &[NodeId],
        id: NodeId,
        outcomes: &Outcomes,
        only: Option<usize>,
    ) -> Rewritten {
        let mut written = Vec::new();
        for (k, argument) in arguments.iter().enumerate() {
            let mut own = outcomes.clone();
            if only.is_some_and(|only| only != k) {
                // What is drawn is summed over in its own place alone.
                let drawn = only.and_then(|only| arguments.get(only));
                let names = drawn.map(|id| bases(self.from, *id)).unwrap_or_default();
                if bases(self.from, *argument).iter().any(|name| names.contains(name)) {
                    return None;
                }
                own.clone_from(outcomes);
            }
            written.push(self.write(*argument, &own)?);
        }
        let call = self.density_at(symbol, written, id, outcomes)?;
        let two = self.add(Kind::Number(2.0), id);
        Some(self.add(Kind::Power(call, two), id))
    }

    /// A density at arguments that are written already; the parameter below its name is one
    /// more.
    fn density_at(
        &mut self,
        symbol: &Symbol,
        mut arguments: Vec<NodeId>,
        id: NodeId,
        outcomes: &Outcomes,
    ) -> Rewritten {
        let named = |entry: &Entry| matches!(entry, Entry::Letter(..));
        let name = match symbol.sub.entries.as_slice() {
            [Entry::Letter(letter, primes)] => {
                let (sub, sup) = (Script::default(), Script::default());
                let parameter = Symbol { name: letter.clone(), primes: *primes, sub, sup };
                if outcomes.contains_key(&base(&parameter)) {
                    return None;
                }
                arguments.push(self.add(Kind::Symbol(parameter), id));
                Symbol { sub: Script::default(), name: symbol.to_string(), ..symbol.clone() }
            }
            entries if entries.iter().any(named) => return None,
            _ => symbol.clone(),
        };
        Some(self.add(Kind::Call(name, arguments), id))
    }

    /// Σ w² v / Σ w² with weights of a name.
    pub(super) fn by_weights(
        &mut self,
        name: &str,
        letter: String,
        id: NodeId,
        parameters: &BTreeSet<String>,
        value: impl FnOnce(&mut Self) -> Rewritten,
    ) -> Rewritten {
        let value = value(self)?;
        let other = self.space(tree::left_open(&letter));
        let weight = self.weight((name, parameters), &letter, id);
        let all = self.weight((name, parameters), &other, id);
        Some(self.weighted((letter, weight, value), (other, all), id))
    }

    /// The square of the weight of an outcome.
    fn weight(
        &mut self,
        (name, parameters): (&str, &BTreeSet<String>),
        letter: &str,
        id: NodeId,
    ) -> NodeId {
        let plain =
            |name| Symbol { name, primes: 0, sub: Script::default(), sup: Script::default() };
        let symbol = plain(format!("{WEIGHT}{name}"));
        let mut weight = self.add(Kind::Symbol(at_outcome(&symbol, letter)), id);
        // Where a density shows a parameter, any distribution may depend on it.
        if !parameters.is_empty() {
            let mut arguments = vec![weight];
            for name in parameters {
                arguments.push(self.add(Kind::Symbol(plain(name.clone())), id));
            }
            let name = format!("{}_of", symbol.name);
            weight = self.add(Kind::Call(plain(name), arguments), id);
        }
        let two = self.add(Kind::Number(2.0), id);
        self.add(Kind::Power(weight, two), id)
    }

    pub(super) fn weighted(
        &mut self,
        (letter, weight, value): (String, NodeId, NodeId),
        (other, all): (String, NodeId),
        id: NodeId,
    ) -> NodeId {
        let product = self.add(Kind::Multiply(weight, value), id);
        let above = self.over(letter, product, id);
        let below = self.over(other, all, id);
        self.add(Kind::Divide(above, below), id)
    }
}
