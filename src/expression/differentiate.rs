//! Derivatives: of what, by which symbol, at which indices.

use super::define::full_name;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::Member;
use super::{ExprId, Key, Op, Place, Sides};
use crate::reason::{Dependence, Semantics, Value};
use crate::syntax::parser::CHOSEN;
use crate::syntax::tree::{Derivative, Differential, Entry, Kind, NodeId, Script, Symbol, Tree};
use crate::syntax::{Guess, Guessed, Instead};
use std::collections::BTreeSet;

impl Lowerer<'_> {
    pub(super) fn derivative(
        &mut self,
        formula: usize,
        derivative: &Derivative,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        if derivative.by.len() > 2 {
            return unclear(place, Semantics::SecondDerivative);
        }
        if self.may_be_of_first(formula, derivative, scope.at) {
            return unclear(place, Semantics::MaybeFirstFactor);
        }
        for by in &derivative.by {
            if self.is_value_elsewhere(formula, derivative.of, *by, derivative.sign) {
                return unclear(place, Semantics::MaybePoint);
            }
        }
        let mut derived = self.lower((formula, derivative.of), scope)?;
        // `\frac{\partial^2 L}{\partial x\,\partial y^\top}`: a row for each entry of x.
        for by in &derivative.by {
            let by = (formula, self.without_transpose(formula, *by, derivative.by.len()));
            derived = self.derivative_by(derived, by, place, scope)?;
            self.depends_as_called((formula, derivative.of), by, derived, place)?;
        }
        if derivative.sign == Differential::Nabla && derivative.by.len() == 2 {
            self.meaning.laplacians.insert(derived);
        }
        Ok(derived)
    }

    /// Of `\frac{\partial^2 L}{\partial w\,\partial w^\top}` the transpose says only which
    /// entries stand in a row.
    fn without_transpose(&self, formula: usize, by: NodeId, order: usize) -> NodeId {
        match self.tree(formula).kind(by) {
            Kind::Transpose(of) if order == 2 => *of,
            _ => by,
        }
    }

    /// Refuses the derivative of `\ell(\mu, \sigma)` by σ where the definition of ℓ, as it is
    /// understood, has no σ in it.
    fn depends_as_called(
        &self,
        (formula, of): Member,
        (_, by): Member,
        derived: ExprId,
        place: Place,
    ) -> Lowered<()> {
        let tree = self.tree(formula);
        let (Kind::Call(name, arguments), Kind::Symbol(by)) = (tree.kind(of), tree.kind(by)) else {
            return Ok(());
        };
        let named = |id: &NodeId| matches!(tree.kind(*id), Kind::Symbol(own) if own == by);
        let Op::Derivative { of: value, by: symbol, .. } = self.meaning.expressions.op(derived)
        else {
            return Ok(());
        };
        let mut reached = BTreeSet::new();
        self.meaning.reach(*value, &mut reached);
        if arguments.len() > 1 && arguments.iter().any(named) && !reached.contains(symbol) {
            return unclear(place, Value::Depends(Dependence::OnVariable(name.to_string())));
        }
        Ok(())
    }

    /// `\nabla_x f(x_0)`, `\frac{\partial f(x_0)}{\partial x}`: by custom the slope at a
    /// point, and not that of a value which has no x in it.
    fn is_value_elsewhere(
        &self,
        formula: usize,
        of: NodeId,
        by: NodeId,
        sign: Differential,
    ) -> bool {
        let tree = self.tree(formula);
        let (Kind::Call(called, arguments), Kind::Symbol(by)) = (tree.kind(of), tree.kind(by))
        else {
            return false;
        };
        // `\nabla_\theta p_\theta(x)` is by the parameter.
        if self.definitions.patterns.parameter(called).is_some_and(|parameter| parameter == *by) {
            return false;
        }
        if self.mentions(&by.name, (formula, of), 0) {
            return arguments.len() == 1
                && matches!(tree.kind(arguments[0]), Kind::Symbol(at)
                    if at.name == by.name && by.sub.is_empty() && by.sup.is_empty()
                        && (!at.sup.is_empty()
                            || at.sub.entries.iter().any(|e| matches!(e, Entry::Number(_)))));
        }
        let named = |id: &NodeId| matches!(tree.kind(*id), Kind::Symbol(_));
        sign == Differential::Nabla && arguments.iter().all(named)
    }

    /// `∂ E_{ij}`, whose denominator the text states once for all.
    pub(super) fn differential(
        &mut self,
        sign: Differential,
        of: Member,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let letter = match sign {
            Differential::Total => "d",
            Differential::Variation => "delta",
            Differential::Partial | Differential::Nabla => "",
        };
        let key = Key::plain(letter.to_owned());
        // Where the letter has a meaning, too, nobody can tell.
        if !letter.is_empty() && self.definitions.is_defined(&key, scope.at) {
            return unclear(place, Semantics::MaybeProduct(letter.to_owned()));
        }
        let prefix = self.prefix(scope.at);
        if prefix.is_none() && matches!(sign, Differential::Total | Differential::Variation) {
            return self.change(sign, of, place, scope);
        }
        if let Some(by) = prefix {
            return self.differential_of(by, of, place, scope);
        }
        // ∇ ∇ f is by the same as ∇ f.
        if let (Differential::Nabla, Kind::Differential(Differential::Nabla, inner)) =
            (sign, self.tree(of.0).kind(of.1))
        {
            let gradient = self.differential(sign, (of.0, *inner), place, scope)?;
            return self.hessian_of(gradient, place);
        }
        // ∇ f(x) is the gradient by x.
        if let (Differential::Nabla, Kind::Call(_, arguments)) = (sign, self.tree(of.0).kind(of.1))
            && let [only] = arguments.as_slice()
        {
            let by = (of.0, *only);
            let of = self.lower(of, scope)?;
            return self.derivative_by(of, by, place, scope);
        }
        // ∇ f of an f(x) that is defined, too.
        if let (Differential::Nabla, Kind::Symbol(symbol)) = (sign, self.tree(of.0).kind(of.1))
            && let Some(function) = self.definitions.function(&symbol.to_string(), scope.at)
            && let [parameter] = function.parameters.as_slice()
            && !parameter.ends_with('\'')
        {
            let (sub, sup) = (Script::default(), Script::default());
            let by = Symbol { name: parameter.clone(), primes: 0, sub, sup };
            let of = self.lower(of, scope)?;
            let by = self.symbol(&by, place, scope)?;
            return self.by_symbol(of, by, place);
        }
        if sign == Differential::Nabla && stands_together(self.tree(of.0), of.1) {
            let of = self.lower(of, scope)?;
            if let Some(by) = self.only_variable(of, place) {
                let gradient = self.by_symbol(of, by, place)?;
                self.by_only_variable.insert(gradient);
                return Ok(gradient);
            }
        }
        unclear(place, Semantics::NoVariable)
    }

    /// What a gradient is differentiated by, once more.
    fn hessian_of(&mut self, gradient: ExprId, place: Place) -> Lowered<ExprId> {
        let Op::Derivative { by, at, .. } = self.meaning.expressions.op(gradient).clone() else {
            return unclear(place, Semantics::NoVariable);
        };
        let hessian = self.add(Op::Derivative { of: gradient, by, at }, place);
        self.meaning.laplacians.insert(hessian);
        if self.by_only_variable.contains(&gradient) {
            self.by_only_variable.insert(hessian);
        }
        Ok(hessian)
    }

    /// The one name in an expression that the document differentiates by: `\nabla \|A x - b\|^2`
    /// is by x beside `\nabla_x f`.
    fn only_variable(&mut self, of: ExprId, place: Place) -> Option<ExprId> {
        let mut variables = BTreeSet::new();
        for stated in self.definitions.formulas() {
            let tree = &stated.formula.tree;
            let all = tree.ids().flat_map(|id| match tree.kind(id) {
                Kind::Derivative(derivative) => derivative.by.clone(),
                Kind::Operator(_, Some(by)) => vec![*by],
                Kind::Differential(Differential::Nabla, of) => match tree.kind(*of) {
                    Kind::Call(_, arguments) => arguments.clone(),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            });
            variables.extend(all.filter_map(|by| match tree.kind(by) {
                Kind::Symbol(symbol) => Some(self.definitions.key(symbol).0),
                _ => None,
            }));
        }
        let mut reached = BTreeSet::new();
        self.meaning.reach(of, &mut reached);
        reached.retain(|id| variables.contains(&self.meaning.symbol(*id).key));
        let [only] = reached.into_iter().collect::<Vec<_>>()[..] else { return None };
        let symbol = self.meaning.symbol(only);
        (symbol.sets.is_empty() && symbol.definition.is_none())
            .then(|| self.add(Op::Symbol(only, Vec::new()), place))
    }

    /// Whether a ∇ stands below some expressions, definitions written out, of which nothing but
    /// the rest of the document says by what it is.
    pub(super) fn has_only_variable(&self, sides: &Sides) -> bool {
        if self.by_only_variable.is_empty() {
            return false;
        }
        let mut ahead: Vec<ExprId> = sides.left.iter().copied().chain([sides.right]).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = ahead.pop() {
            if self.by_only_variable.contains(&id) {
                return true;
            }
            if !seen.insert(id) {
                continue;
            }
            if let Op::Symbol(symbol, _) = self.meaning.expressions.op(id)
                && let Some(definition) = &self.meaning.symbol(*symbol).definition
            {
                ahead.push(definition.body);
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        false
    }

    pub(super) fn differential_of(
        &mut self,
        by: Member,
        of: Member,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let of = self.lower(of, scope)?;
        self.derivative_by(of, by, place, scope)
    }

    /// `f_x` of a function `f(x, y)`. Of an f that is made of x it may be a part of f too.
    pub(super) fn slope_of(
        &mut self,
        symbol: &Symbol,
        key: &Key,
        place: Place,
        scope: &mut Scope,
    ) -> Option<Lowered<ExprId>> {
        if symbol.sub.is_empty() || self.definitions.is_defined(key, scope.at) {
            return None;
        }
        let whole = Symbol { sub: Script::default(), ..symbol.clone() };
        self.definitions.function(&whole.to_string(), scope.at)?;
        let letters = self.definitions.slope_letters(symbol, scope.at)?;
        let [letter] = letters.as_slice() else {
            return Some(unclear(place, Semantics::SecondDerivative));
        };
        let by = Symbol { name: (*letter).to_owned(), ..whole.clone() };
        Some(self.symbol(&whole, place, scope).and_then(|of| {
            let by = self.symbol(&by, place, scope)?;
            self.by_symbol(of, by, place)
        }))
    }

    /// `\frac{d}{dx} k\, x` read as `(\frac{d}{dx} k)\, x`, where k is given and nothing
    /// differentiates or calls it elsewhere: nobody means the slope of a constant there.
    pub(super) fn is_slope_of_constant(&self, (formula, product): Member, at: usize) -> bool {
        if !self.choices.has(Instead::NarrowOperators) {
            return false;
        }
        let tree = self.tree(formula);
        let (mut first, mut behind) = (product, Vec::new());
        while let Kind::Multiply(a, b) | Kind::Dotted(a, b) = tree.kind(first) {
            behind.push(*b);
            first = *a;
        }
        let bare = |id: NodeId| match tree.kind(id) {
            Kind::Transpose(of) => *of,
            _ => id,
        };
        let Kind::Derivative(derivative) = tree.kind(bare(first)) else { return false };
        let [by] = derivative.by.as_slice() else { return false };
        let (Kind::Symbol(of), Kind::Symbol(variable)) =
            (tree.kind(bare(derivative.of)), tree.kind(*by))
        else {
            return false;
        };
        behind.into_iter().any(|factor| self.mentions(&variable.name, (formula, factor), 0))
            && of.name != variable.name
            && is_operator(tree, derivative, *by)
            && self.is_plain(of, at)
    }

    /// Whether a ∇ that was taken to be of a product may as well be of its first factor, which
    /// is more than a name that is given.
    fn may_be_of_first(&self, formula: usize, derivative: &Derivative, at: usize) -> bool {
        let stated = self.definitions.stated(formula);
        let (tree, span) = (&stated.formula.tree, stated.formula.tree.span(derivative.of));
        let guessed =
            |guess: &Guess| guess.reading == Guessed::OperatorOnProduct && guess.span == span;
        if derivative.sign != Differential::Nabla || !stated.formula.guesses.iter().any(guessed) {
            return false;
        }
        let mut first = derivative.of;
        while let Kind::Multiply(a, _) | Kind::Dotted(a, _) | Kind::Transpose(a) = tree.kind(first)
        {
            first = *a;
        }
        !matches!(tree.kind(first), Kind::Symbol(of) if self.is_plain(of, at))
    }

    /// Whether a name is given, and nothing calls or differentiates it.
    fn is_plain(&self, of: &Symbol, at: usize) -> bool {
        let (key, _) = self.definitions.key(of);
        !self.definitions.is_defined(&key, at)
            && self.definitions.lost(&key, at).is_none()
            && self.definitions.lost_function(&full_name(of), at).is_none()
            && !self.is_called_or_differentiated(of)
    }

    /// Whether a name stands before a bracket, or above a fraction's ∂, anywhere.
    fn is_called_or_differentiated(&self, of: &Symbol) -> bool {
        let named = |other: &Symbol| other.name == of.name;
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| match tree.kind(id) {
                Kind::Call(symbol, _) => named(symbol),
                Kind::Derivative(derivative) => {
                    let above = match tree.kind(derivative.of) {
                        Kind::Symbol(symbol) => named(symbol),
                        _ => false,
                    };
                    let by = derivative.by.first();
                    above && by.is_some_and(|by| !is_operator(tree, derivative, *by))
                }
                Kind::Differential(_, of) => {
                    matches!(tree.kind(*of), Kind::Symbol(symbol) if named(symbol))
                }
                _ => false,
            })
        })
    }

    pub(super) fn prefix(&self, at: usize) -> Option<Member> {
        let known = self.prefixes.iter().rev().find(|(from, _)| *from <= at);
        known.or(self.prefixes.first()).map(|(_, by)| *by)
    }

    /// A `d` before a factor, where the text says what it stands for.
    pub(super) fn bare_d(&self, formula: usize, factor: NodeId, at: usize) -> Option<Member> {
        let tree = self.tree(formula);
        match tree.kind(factor) {
            Kind::Symbol(s)
                if s.name == "d" && s.sub.is_empty() && s.sup.is_empty() && s.primes == 0 =>
            {
                let (key, _) = self.definitions.key(s);
                let known = self.definitions.is_defined(&key, at)
                    || self.meaning.sets.of_name("d").is_some();
                if known { None } else { self.prefix(at) }
            }
            _ => None,
        }
    }

    pub(super) fn derivative_by(
        &mut self,
        of: ExprId,
        by: Member,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let outer = std::mem::replace(&mut self.pending.below, true);
        let by = self.lower(by, scope);
        self.pending.below = outer;
        self.by_symbol(of, by?, place)
    }

    fn by_symbol(&mut self, of: ExprId, by: ExprId, place: Place) -> Lowered<ExprId> {
        // By one of a family is by that of the others which it may be, too.
        if let Op::Symbol(symbol, _) = self.meaning.expressions.op(by)
            && let Some((family, _)) = self.meaning.symbol(*symbol).key.name.split_once(CHOSEN)
        {
            let family = family.trim_end().to_owned();
            return unclear(place, Semantics::Chosen(family));
        }
        self.meaning.denominators.insert(by);
        match self.meaning.expressions.op(by).clone() {
            Op::Symbol(by, at) => Ok(self.add(Op::Derivative { of, by, at }, place)),
            Op::Entry(whole, entries) => match self.meaning.expressions.op(whole).clone() {
                Op::Symbol(by, at) => {
                    self.meaning.denominators.insert(whole);
                    let all = self.add(Op::Derivative { of, by, at }, place);
                    Ok(self.add(Op::Entry(all, entries), place))
                }
                _ => unclear(place, Semantics::ByNoVariable),
            },
            _ => match self.only_number_in(by) {
                // By the chain rule, of a function of one number alone.
                Some(number) => {
                    let slope = self.by_symbol(of, number, place)?;
                    let inner = self.by_symbol(by, number, place)?;
                    Ok(self.add(Op::Divide(slope, inner), place))
                }
                None => unclear(place, Semantics::ByNoVariable),
            },
        }
    }

    /// The symbol that a function is of, which is written with nothing else but numbers:
    /// σ of `\log \sigma^2`.
    fn only_number_in(&self, by: ExprId) -> Option<ExprId> {
        let op = |id: ExprId| self.meaning.expressions.op(id);
        match op(by) {
            Op::Symbol(..) => Some(by),
            Op::Apply(_, of) => self.only_number_in(*of),
            Op::Power(of, number) | Op::Divide(number, of)
                if matches!(op(*number), Op::Number(_)) =>
            {
                self.only_number_in(*of)
            }
            _ => None,
        }
    }
}

/// Whether an expression behind a ∇ is one piece, which nothing behind it can be a part of.
fn stands_together(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Add(..) | Kind::Subtract(..) | Kind::Norm(_) | Kind::Multiply(..) => true,
        Kind::Power(base, _) => matches!(tree.kind(*base), Kind::Norm(_)),
        _ => false,
    }
}

/// Whether what is differentiated stands behind what that is by: `\frac{d}{dx} f`.
fn is_operator(tree: &Tree, derivative: &Derivative, by: NodeId) -> bool {
    tree.span(by).end <= tree.span(derivative.of).start
}
