//! Operators on what stands beside them: powers, roots, transposes, known
//! functions, cases.

use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::{ExprId, Inference, Note, Op, Place};
use crate::reason::Semantics;
use crate::syntax::tree::{self, Conditions, Function, Kind, NodeId};
use crate::syntax::typeset::letter_of;

impl Lowerer<'_> {
    pub(super) fn note(&mut self, place: Place, inference: Inference) {
        self.notes.push(Note { place, inference });
    }

    pub(super) fn power(
        &mut self,
        formula: usize,
        base: NodeId,
        exponent: NodeId,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let tree = self.tree(formula);
        let two = matches!(tree.kind(exponent), Kind::Number(n) if *n == 2.0);
        if let Some(labelled) = self.labelled(formula, base, exponent) {
            return self.symbol(&labelled, place, scope);
        }
        // `\mathrm{lse}^k` of an index k is one of several, and hardly a power.
        if let (Kind::Symbol(name), Kind::Symbol(letter)) = (tree.kind(base), tree.kind(exponent))
            && letter_of(&name.name).chars().count() > 1
            && !crate::syntax::commands::is_symbol(letter_of(&name.name))
            && self.definitions.letters().contains(&(letter.name.clone(), letter.primes))
        {
            return unclear(place, Semantics::IndexAsNumber(letter.to_string()));
        }
        match tree.kind(base) {
            Kind::Symbol(s) if self.is_e(s, scope) => {
                let exponent = self.lower((formula, exponent), scope)?;
                return Ok(self.add(Op::Apply(Function::Exp, exponent), place));
            }
            // A norm squared has a derivative where the norm has none.
            Kind::Norm(a) if two => {
                if tree.has_two(base) {
                    self.meaning.spectral.insert(place);
                }
                let a = self.lower((formula, *a), scope)?;
                return Ok(self.add(Op::Inner(a, a), place));
            }
            Kind::Bars(a) if two => {
                let a = self.lower((formula, *a), scope)?;
                return Ok(self.add(Op::Dotted(a, a), place));
            }
            Kind::Call(symbol, arguments)
                if arguments.len() == 1 && !self.is_function(symbol, arguments.len(), scope) =>
            {
                // `p(a + b)^2` of a product squares the bracket alone.
                let symbol = self.symbol(symbol, place, scope)?;
                let inside = self.lower((formula, arguments[0]), scope)?;
                let exponent = self.lower((formula, exponent), scope)?;
                let power = self.add(Op::Power(inside, exponent), place);
                return Ok(self.add(Op::Multiply(symbol, power), place));
            }
            _ => {}
        }
        let base = self.lower((formula, base), scope)?;
        let exponent = self.lower((formula, exponent), scope)?;
        Ok(self.add(Op::Power(base, exponent), place))
    }

    pub(super) fn transpose(
        &mut self,
        formula: usize,
        of: NodeId,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        // `x(a + b)^\top` of a product transposes the bracket alone.
        if let Kind::Call(symbol, arguments) = self.tree(formula).kind(of)
            && arguments.len() == 1
            && !self.is_function(symbol, arguments.len(), scope)
        {
            let symbol = self.symbol(symbol, place, scope)?;
            let inside = self.lower((formula, arguments[0]), scope)?;
            let transposed = self.add(Op::Transpose(inside), place);
            return Ok(self.add(Op::Multiply(symbol, transposed), place));
        }
        let of = self.lower((formula, of), scope)?;
        Ok(self.add(Op::Transpose(of), place))
    }

    pub(super) fn is_e(&self, symbol: &tree::Symbol, scope: &Scope) -> bool {
        symbol.name == "e"
            && symbol.sub.is_empty()
            && symbol.primes == 0
            && !self.definitions.symbols.keys().any(|k| k.name == "e")
            && !scope.arguments.iter().any(|(name, _)| name == "e")
    }

    pub(super) fn root(
        &mut self,
        formula: usize,
        degree: Option<NodeId>,
        of: NodeId,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let of = self.lower((formula, of), scope)?;
        let Some(degree) = degree else {
            return Ok(self.add(Op::Apply(Function::Sqrt, of), place));
        };
        let degree = self.lower((formula, degree), scope)?;
        let one = self.add(Op::Number(1.0), place);
        let inverse = self.add(Op::Divide(one, degree), place);
        Ok(self.add(Op::Power(of, inverse), place))
    }

    pub(super) fn apply(
        &mut self,
        formula: usize,
        function: Function,
        arguments: &[NodeId],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let mut given = Vec::new();
        for argument in arguments {
            given.push(self.lower((formula, *argument), scope)?);
        }
        let op = match (function, given.as_slice()) {
            (Function::Max | Function::Min, [_, _, ..]) => {
                Op::Extreme(function == Function::Max, given)
            }
            (Function::Max | Function::Min, _) => {
                return unclear(place, Semantics::FunctionHere);
            }
            (_, [one]) => Op::Apply(function, *one),
            _ => return unclear(place, Semantics::OneArgument),
        };
        Ok(self.add(op, place))
    }

    pub(super) fn cases(
        &mut self,
        formula: usize,
        cases: &[(NodeId, Option<Conditions>)],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let (mut found, mut otherwise) = (Vec::new(), None);
        for (value, when) in cases {
            if otherwise.is_some() {
                return unclear(place, Semantics::CaseBehind);
            }
            let when = when.as_ref().map(|w| self.conditions(w, scope, place)).transpose()?;
            let value = self.lower((formula, *value), scope)?;
            match when {
                Some(when) => found.push((when, value)),
                None => otherwise = Some(value),
            }
        }
        Ok(self.add(Op::Cases(found, otherwise), place))
    }
}
