//! Derivatives with a bracket behind them: the point that they are taken at, a factor,
//! or nobody can tell.

use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::Member;
use super::{ExprId, Op, Place};
use crate::reason::Semantics;
use crate::syntax::tree::{Derivative, Kind, NodeId, Symbol};

/// So deep in definitions a variable is looked for.
const DEEP: usize = 6;

impl Lowerer<'_> {
    /// `\frac{df}{dx}(a)`
    pub(super) fn at_point(
        &mut self,
        formula: usize,
        derivative: NodeId,
        point: &[NodeId],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let tree = self.tree(formula);
        let Kind::Derivative(written) = tree.kind(derivative) else {
            return unclear(place, Semantics::OperatorAlone);
        };
        if self.is_where_it_stands(formula, written, point) {
            return self.lower((formula, derivative), scope);
        }
        let [only] = point else { return unclear(place, Semantics::List) };
        if self.is_factor_behind(formula, written, *only) {
            let derivative = self.lower((formula, derivative), scope)?;
            let factor = self.lower((formula, *only), scope)?;
            return Ok(self.add(Op::Multiply(derivative, factor), place));
        }
        let [by] = written.by.as_slice() else {
            return unclear(place, Semantics::SecondDerivative);
        };
        let (Kind::Symbol(by), Some(body)) =
            (tree.kind(*by), self.body((formula, written.of), scope))
        else {
            return unclear(place, Semantics::MaybePoint);
        };
        let bare = by.sub.is_empty() && by.sup.is_empty();
        let (key, _) = self.definitions.key(by);
        if !bare
            || self.definitions.is_defined(&key, scope.at)
            || !self.depends_at_once(&by.name, body)
        {
            return unclear(place, Semantics::MaybePoint);
        }
        let at = self.lower((formula, *only), scope)?;
        let own = self.argument();
        let argument = self.add(Op::Argument(own), place);
        let name = super::define::full_name(by);
        let arguments = vec![(name, argument)];
        let mut inner = Scope { arguments, at: scope.at, ..Scope::default() };
        let body = self.lower(body, &mut inner)?;
        if !self.is_of_numbers(body) {
            return unclear(place, Semantics::MaybePoint);
        }
        Ok(self.add(Op::Prime(own, body, at), place))
    }

    /// Whether the point is the variable itself, or all variables together: `(y)`
    /// behind a derivative by y or by `y_i`.
    fn is_where_it_stands(&self, formula: usize, written: &Derivative, point: &[NodeId]) -> bool {
        let tree = self.tree(formula);
        let plain = |id: &NodeId| matches!(tree.kind(*id), Kind::Symbol(_));
        let named = |a: &Symbol, b: &Symbol| a.name == b.name && a.primes == b.primes;
        let among = |by: &NodeId| {
            let Kind::Symbol(by) = tree.kind(*by) else { return false };
            point.iter().any(|id| match tree.kind(*id) {
                Kind::Symbol(at) => {
                    at == by || named(at, by) && at.sub.is_empty() && at.sup.is_empty()
                }
                _ => false,
            })
        };
        point.iter().all(plain) && written.by.iter().all(among)
    }

    /// Whether what stands in the bracket would need none to be a point: a sum, a
    /// difference or a negative number behind the derivative of what is no function.
    fn is_factor_behind(&self, formula: usize, written: &Derivative, inside: NodeId) -> bool {
        let tree = self.tree(formula);
        let sum = match tree.kind(inside) {
            Kind::Add(..) | Kind::Subtract(..) | Kind::Negate(_) | Kind::Sum(_) => true,
            Kind::Number(number) => *number < 0.0,
            _ => false,
        };
        let function = match tree.kind(written.of) {
            Kind::Symbol(symbol) => {
                let name = super::call::base_name(symbol);
                self.definitions.functions.contains_key(&name) || self.opaque.contains(&name)
            }
            _ => false,
        };
        sum && !function
    }

    /// The formula of what is differentiated.
    fn body(&self, of: Member, scope: &Scope) -> Option<Member> {
        let Kind::Symbol(symbol) = self.tree(of.0).kind(of.1) else { return Some(of) };
        let name = super::call::base_name(symbol);
        if let Some(function) = self.definitions.function(&name, scope.at) {
            return Some(function.body);
        }
        let (key, places) = self.definitions.key(symbol);
        let version = self.definitions.version(&key, scope.at).filter(|_| places.is_empty())?;
        self.definitions.symbols.get(&key)?.get(version)?.right
    }

    /// Whether a formula has a variable in it, and not by what it is made of.
    fn depends_at_once(&self, name: &str, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        let mut ahead = vec![id];
        let mut found = false;
        while let Some(id) = ahead.pop() {
            match tree.kind(id) {
                Kind::Symbol(symbol) if symbol.name == name => {
                    found = symbol.sub.is_empty() && symbol.sup.is_empty();
                    if !found {
                        return false;
                    }
                }
                Kind::Symbol(_) if self.mentions(name, (formula, id), DEEP) => return false,
                Kind::Call(..) | Kind::Derivative(_) | Kind::Sum(_) => return false,
                _ => {}
            }
            ahead.extend(tree.children(id));
        }
        found
    }
}
