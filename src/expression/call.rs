//! What a name before a bracket is: a call of a function that is defined or
//! known, of one given by its name alone, what a symbol depends on, or a product.

use super::define::full_name;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::newly::{FunctionVersion, SQUARED};
use super::relations::Member;
use super::resolve::is_lost;
use super::{ExprId, Inference, Key, Op, Place, SymbolId, Unclear};
use crate::reason::Semantics;
use crate::syntax::tree::{self, Entry, Function, Kind, NodeId};
use crate::syntax::{Instead, commands};

impl Lowerer<'_> {
    /// Whether a name before a bracket is called.
    pub(super) fn is_function(
        &self,
        symbol: &tree::Symbol,
        arguments: usize,
        scope: &Scope,
    ) -> bool {
        let base = base_name(symbol);
        let parameter = scope.arguments.iter().any(|(name, _)| *name == full_name(symbol));
        !parameter
            && (self.definitions.functions.contains_key(&base)
                || self.definitions.unread.contains_key(&base)
                || self.definitions.is_value(symbol)
                || self.opaque.contains(&base)
                || arguments != 1
                || symbol.primes > 0
                || commands::function(&base).is_some()
                || (self.logistic && is_sigma(symbol)))
    }

    /// A call of a function, or else a product.
    pub(super) fn call(
        &mut self,
        formula: usize,
        symbol: &tree::Symbol,
        arguments: &[NodeId],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let base = base_name(symbol);
        let (key, _) = self.definitions.key(symbol);
        if let Some(product) = self.times_bracket((formula, symbol), arguments, place, scope)? {
            return Ok(product);
        }
        if symbol.name.len() > 1 && self.definitions.function(&base, scope.at).is_none() {
            // An expectation is none of its bracket's factors.
            self.evaluated(symbol, place, scope.at)?;
        }
        let of_another = self.is_of_another(formula, arguments, scope);
        if self.definitions.is_value(symbol) && symbol.primes == 0 {
            if of_another && self.definitions.lost(&key, scope.at).is_some() {
                return unclear(place, Semantics::Arguments(base));
            }
            self.note(place, Inference::ValueOfFunction(base));
            return self.symbol(symbol, place, scope);
        }
        let names_all = arguments
            .iter()
            .all(|id| matches!(self.tree(formula).kind(*id), Kind::Symbol(_) | Kind::Tuple(_)));
        let function = self.definitions.function(&base, scope.at).cloned();
        if function.is_none()
            && names_all
            && !of_another
            && self.states_arguments(&key, &base, formula, arguments, scope)
        {
            return self.value_of(symbol, base, place, scope);
        }
        let lost = self.definitions.lost_function(&base, scope.at).cloned();
        if !of_another
            && lost.as_ref().is_some_and(|lost| self.calls_alike(lost.left, (formula, arguments)))
        {
            // `L(w)` of an L(w) that is not understood is L.
            return self.symbol(symbol, place, scope);
        }
        let mut given = Vec::new();
        for argument in arguments {
            given.push(self.lower((formula, *argument), scope)?);
        }
        if let Some(lost) = lost {
            return self.call_lost(symbol, &base, (given, scope), (place, lost.why));
        }
        if let Some(function) = function {
            return self.call_defined(symbol, &function, &given, place, scope);
        }
        if self.logistic && is_sigma(symbol) && given.len() == 1 && symbol.primes <= 1 {
            self.note(place, Inference::Logistic);
            return self.known(Function::Sigmoid, symbol.primes, given[0], place);
        }
        if let Some(known) = commands::function(&base).filter(|_| given.len() == 1) {
            return self.known(known, symbol.primes, given[0], place);
        }
        if self.definitions.has_other_parameter(symbol) {
            return unclear(place, Semantics::Arguments(base));
        }
        if self.opaque.contains(&base) {
            return Ok(self.call_opaque(symbol, &base, (given, scope), place)?.0);
        }
        let [argument] = given.as_slice() else {
            return unclear(place, Semantics::NoFunction(symbol.name.clone()));
        };
        // A bare letter that stands nowhere but before a bracket may well be a
        // function; of that nothing is known.
        if symbol.sub.is_empty()
            && symbol.sup.is_empty()
            && !is_factor(&symbol.name)
            && !self.stands_alone(symbol)
        {
            return unclear(place, Semantics::MaybeFunction(symbol.name.clone()));
        }
        // A name in brackets of its own is an argument, unless what stands before is
        // multiplied elsewhere.
        let lone = match self.tree(formula).kind(arguments[0]) {
            Kind::Symbol(inside) => inside.sub.is_empty() && inside.sup.is_empty(),
            _ => false,
        };
        let defined = self.definitions.is_defined(&key, scope.at);
        let several = self.is_numerator(&key) && !self.called_alike(&base);
        let scripted = !(symbol.sub.is_empty() && symbol.sup.is_empty());
        if lone && !defined && (scripted && !is_factor(&symbol.name) || several) {
            return unclear(place, Semantics::MaybeFunction(symbol.to_string()));
        }
        // `y_i(1)` may be a product, a value, or an entry.
        let number = matches!(self.tree(formula).kind(arguments[0]), Kind::Number(_));
        if number && !(symbol.sub.is_empty() && symbol.sup.is_empty()) {
            return unclear(place, Semantics::MaybeProduct(symbol.to_string()));
        }
        // By custom a sum in brackets behind scripts is a factor.
        let sum = matches!(
            self.tree(formula).kind(arguments[0]),
            Kind::Add(..) | Kind::Subtract(..) | Kind::Negate(_)
        );
        if !defined && !sum && !is_factor(&symbol.name) && !self.is_used_as_value(symbol) {
            if self.choices.has(Instead::Calls) {
                let (called, id) = self.call_opaque(symbol, &base, (given, scope), place)?;
                let reason = Semantics::MaybeFunction(symbol.to_string()).into();
                self.meaning.unknown.entry(id).or_insert(Unclear { place, reason });
                return Ok(called);
            }
            self.meaning.otherwise.insert((place, Instead::Calls));
        }
        let factor = self.symbol(symbol, place, scope)?;
        if names_all {
            self.note(place, Inference::Product(symbol.to_string()));
        }
        Ok(self.add(Op::Multiply(factor, *argument), place))
    }

    /// A function that is known by its name alone, or its slope.
    fn call_opaque(
        &mut self,
        symbol: &tree::Symbol,
        base: &str,
        (mut given, scope): (Vec<ExprId>, &mut Scope),
        place: Place,
    ) -> Lowered<(ExprId, SymbolId)> {
        if symbol.primes > 2 || (symbol.primes > 0 && given.len() != 1) {
            return unclear(place, Semantics::SecondDerivative);
        }
        let key = Key::function(base.to_owned());
        let id = self.resolve(&key, 0, place, base)?;
        // `p_\theta(x)` is a function of θ too.
        let parameter = match self.definitions.patterns.parameter(symbol) {
            Some(parameter) => Some(self.symbol(&parameter, place, scope)?),
            None => None,
        };
        // Densities have their variable or parameter below, and other families that words say
        // more of than that they depend on it.
        if symbol.sub.entries.iter().any(|entry| matches!(entry, Entry::Letter(..))) {
            self.meaning.described.insert(id);
        }
        if symbol.primes == 0 {
            given.extend(parameter);
            return Ok((self.add(Op::Opaque(id, given), place), id));
        }
        let slope = self.primed_body(symbol.primes, given[0], place, |this, argument| {
            let given = [argument].into_iter().chain(parameter).collect();
            Ok(this.add(Op::Opaque(id, given), place))
        })?;
        Ok((slope, id))
    }

    /// A function whose definition is not understood may be any.
    fn call_lost(
        &mut self,
        symbol: &tree::Symbol,
        base: &str,
        given: (Vec<ExprId>, &mut Scope),
        (place, why): (Place, Unclear),
    ) -> Lowered<ExprId> {
        let (called, id) = self.call_opaque(symbol, base, given, place)?;
        self.lose(id, why);
        Ok(called)
    }

    /// `E[x]` of an E that is defined is a product.
    fn times_bracket(
        &mut self,
        (formula, symbol): (usize, &tree::Symbol),
        arguments: &[NodeId],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Option<ExprId>> {
        let [only] = arguments else { return Ok(None) };
        let plain = tree::Symbol { name: "E".into(), ..symbol.clone() };
        let defined = self.definitions.is_defined(&self.definitions.key(&plain).0, scope.at);
        if symbol.name != "E[]" || !defined {
            return Ok(None);
        }
        let factor = self.symbol(&plain, place, scope)?;
        let inside = self.lower((formula, *only), scope)?;
        Ok(Some(self.add(Op::Multiply(factor, inside), place)))
    }

    /// Whether a name is called with what another function is differentiated by: `f(x)` in
    /// $g(x) = x f(x)$, of which $g'$ is taken, changes with that.
    fn is_of_another(&self, formula: usize, arguments: &[NodeId], scope: &Scope) -> bool {
        let bound = |name: &str| {
            let given = scope.arguments.iter().find(|(own, _)| own == name);
            given.is_some_and(|(_, id)| matches!(self.meaning.expressions.op(*id), Op::Argument(_)))
        };
        arguments.iter().any(|id| match self.tree(formula).kind(*id) {
            Kind::Symbol(one) => bound(&full_name(one)),
            _ => false,
        })
    }

    /// Whether a function is called with the names that its definition has.
    fn calls_alike(&self, (at, left): Member, (formula, arguments): (usize, &[NodeId])) -> bool {
        let (own, other) = (self.tree(at), self.tree(formula));
        let Kind::Call(_, parameters) = own.kind(left) else { return false };
        let alike = |(a, b): (&NodeId, &NodeId)| match (own.kind(*a), other.kind(*b)) {
            (Kind::Symbol(a), Kind::Symbol(b)) => a == b,
            _ => false,
        };
        parameters.len() == arguments.len() && parameters.iter().zip(arguments).all(alike)
    }

    /// The slope of a function's body, or the slope of that.
    fn primed_body(
        &mut self,
        primes: u8,
        at: ExprId,
        place: Place,
        body: impl FnOnce(&mut Self, ExprId) -> Lowered<ExprId>,
    ) -> Lowered<ExprId> {
        let own = self.argument();
        let argument = self.add(Op::Argument(own), place);
        let body = body(self, argument)?;
        if primes < 2 {
            return Ok(self.add(Op::Prime(own, body, at), place));
        }
        let again = self.argument();
        let argument = self.add(Op::Argument(again), place);
        let slope = self.add(Op::Prime(own, body, argument), place);
        Ok(self.add(Op::Prime(again, slope, at), place))
    }

    /// A function of analysis, or its slope.
    pub(super) fn known(
        &mut self,
        function: Function,
        primes: u8,
        of: ExprId,
        place: Place,
    ) -> Lowered<ExprId> {
        if primes == 0 {
            return Ok(self.add(Op::Apply(function, of), place));
        }
        if primes > 2 {
            return unclear(place, Semantics::SecondDerivative);
        }
        self.primed_body(primes, of, place, |this, argument| {
            Ok(this.add(Op::Apply(function, argument), place))
        })
    }

    /// `C(y)` that is C, with what it depends on.
    fn value_of(
        &mut self,
        symbol: &tree::Symbol,
        base: String,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        if !self.is_called_of_the_same(&base) {
            return unclear(place, Semantics::Arguments(base));
        }
        self.note(place, Inference::ValueOfFunction(base));
        self.symbol(symbol, place, scope)
    }

    pub(super) fn argument(&mut self) -> u32 {
        self.arguments += 1;
        self.arguments
    }

    pub(super) fn call_defined(
        &mut self,
        symbol: &tree::Symbol,
        function: &FunctionVersion,
        given: &[ExprId],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let name = base_name(symbol);
        let own = (Key::function(name.clone()), None);
        if function.parameters.len() != given.len() {
            return unclear(place, Semantics::Arguments(name));
        }
        if self.underway.contains(&own) || self.underway.len() > 50 {
            return unclear(place, Semantics::Circular(None));
        }
        let derived = match (symbol.primes, given) {
            (0, _) => None,
            (order @ 1..=2, [at]) => Some((order, *at)),
            _ => return unclear(place, Semantics::SecondDerivative),
        };
        let entries = |name: &String| {
            let (of, body) = function.body;
            self.has_entries(name, of, body)
        };
        let same = |name: &String, given: &ExprId| match self.meaning.expressions.op(*given) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).key.name == *name,
            _ => false,
        };
        let mut pairs = function.parameters.iter().zip(given);
        // `R(w) = 0.3` is a value at w, and says nothing of another one.
        let valued = given.len() == 1;
        let names =
            |name: &str| self.names(name, function.body, true, super::parameter::MOST_EXPANDED);
        let unseen = |name: &String| {
            entries(name)
                || self.depends_through(name, function.body)
                || valued && !names(name.trim_end_matches(SQUARED))
        };
        if pairs.any(|(name, given)| !same(name, given) && unseen(name)) {
            return unclear(place, Semantics::Arguments(name));
        }
        // Of two densities that are both called p the one is of w, the other of y.
        let other = |(name, given): (&String, &ExprId)| {
            matches!(self.meaning.expressions.op(*given), Op::Symbol(..)) && !same(name, given)
        };
        if self.is_density(&name) && function.parameters.iter().zip(given).any(other) {
            return unclear(place, Semantics::Arguments(name));
        }
        self.called = true;
        self.underway.push(own);
        let lowered = self.inline(function, given, derived, place, scope.at);
        self.underway.pop();
        match lowered {
            Err(why) if is_lost(&why) => {
                self.call_lost(symbol, &name, (given.to_vec(), scope), (place, why))
            }
            lowered => lowered,
        }
    }

    /// A function's body for its arguments, or its slope.
    pub(super) fn inline(
        &mut self,
        function: &FunctionVersion,
        given: &[ExprId],
        derived: Option<(u8, ExprId)>,
        place: Place,
        at: usize,
    ) -> Lowered<ExprId> {
        let body = |this: &mut Self, bound: &[ExprId]| {
            let pairs = function.parameters.iter().zip(bound.iter().copied());
            let arguments = pairs.map(|(name, of)| this.parameter(name, of, place)).collect();
            let mut inner = Scope { arguments, at, ..Scope::default() };
            this.lower(function.body, &mut inner)
        };
        if let Some((order, at)) = derived {
            return self.primed_body(order, at, place, |this, argument| body(this, &[argument]));
        }
        let inlined = body(self, given)?;
        let [at] = given else { return Ok(inlined) };
        if self.is_of_matrices(&function.parameters, *at, inlined) {
            return Ok(inlined);
        }
        let own = self.argument();
        let argument = self.add(Op::Argument(own), place);
        let generic = body(self, &[argument])?;
        // What does not name its argument is no function that is taken entry by entry.
        Ok(if self.is_of_numbers(generic) && self.has_argument(generic, own) {
            self.add(Op::Map(own, generic, *at, inlined), place)
        } else {
            inlined
        })
    }

    /// A parameter's name and value; of one that is written as a square the root.
    fn parameter(&mut self, name: &str, of: ExprId, place: Place) -> (String, ExprId) {
        match name.strip_suffix(SQUARED) {
            Some(root) => (root.to_owned(), self.add(Op::Apply(Function::Sqrt, of), place)),
            None => (name.to_owned(), of),
        }
    }

    /// Whether a letter without scripts occurs anywhere as a name of its own.
    pub(super) fn is_letter_alone(&self, letter: &str) -> bool {
        let written = tree::Symbol {
            name: letter.to_owned(),
            primes: 0,
            sub: tree::Script::default(),
            sup: tree::Script::default(),
        };
        self.stands_alone(&written)
    }
}

/// Whether two names are the same but for their fonts: the entries of **x** are `x_i`.
pub(super) fn is_in_font(a: &str, b: &str) -> bool {
    let plain = |name: &'_ str| match name.split_once(' ') {
        Some((font, letter)) if commands::is_font(font) => letter.to_owned(),
        _ => name.to_owned(),
    };
    a == b || plain(a) == plain(b)
}

/// The name before a bracket, without its primes.
pub(super) fn base_name(symbol: &tree::Symbol) -> String {
    tree::Symbol { primes: 0, ..symbol.clone() }.to_string()
}

/// Letters that by custom are numbers, not functions.
pub(super) fn is_factor(name: &str) -> bool {
    matches!(
        name,
        "lambda"
            | "alpha"
            | "beta"
            | "gamma"
            | "eta"
            | "mu"
            | "nu"
            | "epsilon"
            | "varepsilon"
            | "tau"
            | "kappa"
            | "a"
            | "b"
            | "c"
            | "n"
            | "m"
            | "N"
    )
}

pub(super) fn is_sigma(symbol: &tree::Symbol) -> bool {
    symbol.name == "sigma" && symbol.sub.is_empty() && symbol.sup.is_empty()
}
