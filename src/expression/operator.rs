//! Operators that bind indices or differentiate, calls, powers and cases.

use super::define::full_name;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::Member;
use super::symbols::{Letter, is_word};
use super::{Condition, ExprId, Index, Key, Note, Op, Place, VarId};
use crate::syntax::commands;
use crate::syntax::tree::{
    self, Conditions, Derivative, Differential, Entry, Function, Kind, NodeId, Sign, Sum, Tree,
};

impl Lowerer<'_> {
    pub(super) fn note(&mut self, place: Place, text: &str) {
        self.notes.push(Note { place, text: text.into() });
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
        match tree.kind(base) {
            Kind::Symbol(s) if self.is_e(s, scope) => {
                let exponent = self.lower((formula, exponent), scope)?;
                return Ok(self.add(Op::Apply(Function::Exp, exponent), place));
            }
            // A norm squared has a derivative where the norm has none.
            Kind::Norm(a) if two => {
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

    fn is_e(&self, symbol: &tree::Symbol, scope: &Scope) -> bool {
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
            (Function::Max | Function::Min | Function::Determinant, _) => {
                return unclear(place, "this function is not evaluated here");
            }
            (_, [one]) => Op::Apply(function, *one),
            _ => return unclear(place, "this function takes one argument"),
        };
        Ok(self.add(op, place))
    }

    /// Whether a name before a bracket is called.
    fn is_function(&self, symbol: &tree::Symbol, arguments: usize, scope: &Scope) -> bool {
        let base = base_name(symbol);
        let parameter = scope.arguments.iter().any(|(name, _)| *name == full_name(symbol));
        !parameter
            && (self.definitions.functions.contains_key(&base)
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
        if symbol.name.len() > 1 && !self.definitions.functions.contains_key(&base) {
            // An expectation is none of its bracket's factors.
            self.evaluated(symbol, place)?;
        }
        let names_all = arguments
            .iter()
            .all(|id| matches!(self.tree(formula).kind(*id), Kind::Symbol(_) | Kind::Tuple(_)));
        let function = self.definitions.function(&base, scope.at).cloned();
        if function.is_none()
            && names_all
            && self.states_arguments(&key, &base, formula, arguments, scope)
        {
            self.note(place, &format!("{base}(…) is {base}, with what it depends on"));
            return self.symbol(symbol, place, scope);
        }
        let mut given = Vec::new();
        for argument in arguments {
            given.push(self.lower((formula, *argument), scope)?);
        }
        if let Some(function) = function {
            return self.call_defined(symbol, &base, &function, &given, place);
        }
        if self.logistic && is_sigma(symbol) && given.len() == 1 && symbol.primes <= 1 {
            self.note(place, "σ is the logistic function");
            return self.known(Function::Sigmoid, symbol.primes, given[0], place);
        }
        if let Some(known) = commands::function(&base).filter(|_| given.len() == 1) {
            return self.known(known, symbol.primes, given[0], place);
        }
        if self.opaque.contains(&base) {
            if symbol.primes > 1 || (symbol.primes == 1 && given.len() != 1) {
                return unclear(place, "a second derivative is not evaluated");
            }
            let key = Key { name: base.clone(), places: (0, None), above: usize::MAX };
            let id = self.resolve(&key, scope.at, place, &base)?;
            if symbol.primes == 0 {
                return Ok(self.add(Op::Opaque(id, given), place));
            }
            let own = self.argument();
            let argument = self.add(Op::Argument(own), place);
            let body = self.add(Op::Opaque(id, vec![argument]), place);
            return Ok(self.add(Op::Prime(own, body, given[0]), place));
        }
        let [argument] = given.as_slice() else {
            return unclear(place, &format!("{} is no function that is known", symbol.name));
        };
        // A bare letter that stands nowhere but before a bracket may well be a
        // function; of that nothing is known.
        if symbol.sub.is_empty()
            && symbol.sup.is_empty()
            && !is_factor(&symbol.name)
            && !self.stands_alone(symbol)
        {
            return unclear(place, &format!("nothing says whether {} is a function", symbol.name));
        }
        // `y_i(1)` may be a product, a value, or an entry.
        let alone =
            matches!(self.tree(formula).kind(arguments[0]), Kind::Symbol(_) | Kind::Number(_));
        if alone && !(symbol.sub.is_empty() && symbol.sup.is_empty()) {
            return unclear(place, &format!("whether {symbol} is multiplied here is not said"));
        }
        let factor = self.symbol(symbol, place, scope)?;
        if names_all {
            self.note(place, &format!("{} is multiplied by the bracket", symbol.name));
        }
        Ok(self.add(Op::Multiply(factor, *argument), place))
    }

    /// A function of analysis, or its slope.
    fn known(
        &mut self,
        function: Function,
        primes: u8,
        of: ExprId,
        place: Place,
    ) -> Lowered<ExprId> {
        if primes == 0 {
            return Ok(self.add(Op::Apply(function, of), place));
        }
        if primes > 1 {
            return unclear(place, "a second derivative is not evaluated");
        }
        let own = self.argument();
        let argument = self.add(Op::Argument(own), place);
        let body = self.add(Op::Apply(function, argument), place);
        Ok(self.add(Op::Prime(own, body, of), place))
    }

    /// `C(y)` of a C that is defined, or given and differentiated, says what it
    /// depends on.
    fn states_arguments(
        &self,
        key: &Key,
        base: &str,
        formula: usize,
        arguments: &[NodeId],
        scope: &Scope,
    ) -> bool {
        let parameter = scope.arguments.iter().any(|(name, _)| *name == key.name);
        if parameter || self.opaque.contains(base) {
            return false;
        }
        let Some(versions) = self.definitions.symbols.get(key) else {
            return self.is_numerator(key) && key.places.0 == 0;
        };
        let tree = self.tree(formula);
        let name = |id: &NodeId| match tree.kind(*id) {
            Kind::Symbol(s) => Some(s.name.clone()),
            _ => None,
        };
        let named: Vec<String> = arguments.iter().filter_map(name).collect();
        // `Z_k (E_{kl})` is a product: what C(y) depends on has no more indices
        // than C, and C is a letter alone.
        if key.places.0 > 0 || named.len() < arguments.len() {
            return false;
        }
        let indexed = |id: &NodeId| match tree.kind(*id) {
            Kind::Symbol(s) => !s.sub.is_empty() || !s.sup.is_empty(),
            _ => true,
        };
        if arguments.iter().any(indexed) {
            return false;
        }
        versions.iter().any(|v| named.iter().any(|n| self.mentions(n, v.right, 6)))
    }

    /// Whether a name occurs below a node, definitions expanded so many times.
    fn mentions(&self, name: &str, (formula, id): Member, depth: usize) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Kind::Symbol(symbol) => {
                let (key, _) = self.definitions.key(symbol);
                let bodies = self.definitions.symbols.get(&key);
                symbol.name == name
                    || depth > 0
                        && bodies.is_some_and(|all| {
                            all.iter().any(|v| self.mentions(name, v.right, depth - 1))
                        })
            }
            _ => false,
        };
        here || tree.children(id).into_iter().any(|c| self.mentions(name, (formula, c), depth))
    }

    /// Whether a name is differentiated somewhere as it stands.
    pub(super) fn is_numerator(&self, key: &Key) -> bool {
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| match tree.kind(id) {
                Kind::Derivative(d) => match tree.kind(d.of) {
                    Kind::Symbol(s) | Kind::Call(s, _) => self.definitions.key(s).0 == *key,
                    _ => false,
                },
                _ => false,
            })
        })
    }

    fn argument(&mut self) -> u32 {
        self.arguments += 1;
        self.arguments
    }

    fn call_defined(
        &mut self,
        symbol: &tree::Symbol,
        name: &str,
        function: &super::define::FunctionVersion,
        given: &[ExprId],
        place: Place,
    ) -> Lowered<ExprId> {
        let own = (Key { name: name.into(), places: (0, None), above: usize::MAX }, 0);
        if function.parameters.len() != given.len() {
            return unclear(place, &format!("{name} is not called as it was defined"));
        }
        if self.underway.contains(&own) || self.underway.len() > 50 {
            return unclear(place, "a function is defined by itself");
        }
        let derived = match (symbol.primes, given) {
            (0, _) => None,
            (1, [at]) => Some((self.argument(), *at)),
            _ => return unclear(place, "a second derivative is not evaluated"),
        };
        self.called = true;
        self.underway.push(own);
        let lowered = self.inline(function, given, derived, place);
        self.underway.pop();
        lowered
    }

    /// A function's body for its arguments, or its slope.
    fn inline(
        &mut self,
        function: &super::define::FunctionVersion,
        given: &[ExprId],
        derived: Option<(u32, ExprId)>,
        place: Place,
    ) -> Lowered<ExprId> {
        let body = |this: &mut Self, bound: &[ExprId]| {
            let mut inner = Scope {
                arguments: function.parameters.iter().cloned().zip(bound.iter().copied()).collect(),
                at: function.from,
                ..Scope::default()
            };
            this.lower(function.body, &mut inner)
        };
        if let Some((own, at)) = derived {
            let argument = self.add(Op::Argument(own), place);
            let body = body(self, &[argument])?;
            return Ok(self.add(Op::Prime(own, body, at), place));
        }
        let inlined = body(self, given)?;
        let [at] = given else { return Ok(inlined) };
        let own = self.argument();
        let argument = self.add(Op::Argument(own), place);
        let generic = body(self, &[argument])?;
        Ok(if self.is_of_numbers(generic) {
            self.add(Op::Map(own, generic, *at, inlined), place)
        } else {
            inlined
        })
    }

    /// Whether a function's body asks for nothing that only vectors have.
    fn is_of_numbers(&self, body: ExprId) -> bool {
        !matches!(
            self.meaning.expressions.op(body),
            Op::Transpose(_)
                | Op::Inner(..)
                | Op::Entry(..)
                | Op::Sum { .. }
                | Op::Derivative { .. }
                | Op::Apply(Function::Trace | Function::Determinant | Function::Diagonal, _)
        ) && self.meaning.expressions.operands(body).into_iter().all(|x| self.is_of_numbers(x))
    }

    /// Whether a symbol occurs anywhere without a bracket behind it.
    fn stands_alone(&self, symbol: &tree::Symbol) -> bool {
        self.definitions.formulas().iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| matches!(tree.kind(id), Kind::Symbol(s) if s == symbol))
        })
    }

    pub(super) fn sum(
        &mut self,
        formula: usize,
        sum: &Sum,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let outer = scope.letters.len();
        let result = self.sum_inside(formula, sum, place, scope);
        scope.letters.truncate(outer);
        result
    }

    fn sum_inside(
        &mut self,
        formula: usize,
        sum: &Sum,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let mut letters = sum.bound.clone();
        if letters.is_empty() {
            letters.push(self.only_letter(formula, sum, place, scope)?);
        }
        if letters.iter().any(|letter| is_word(&letter.0)) {
            return unclear(place, "a capital is taken for no index");
        }
        // A range's ends stand outside of what it binds.
        let ends = self.ends(formula, sum, place, scope)?;
        let mut bound: Vec<VarId> = letters.iter().map(|l| self.bind(l, scope)).collect();
        let mut conditions = self.range(&ends, &bound, place)?;
        for condition in &sum.conditions.0 {
            self.bind_others(condition, formula, sum, scope, &mut bound);
        }
        conditions.extend(self.conditions(&sum.conditions, scope, place)?);
        let body = self.lower((formula, sum.body), scope)?;
        Ok(self.add(Op::Sum { product: sum.product, bound, conditions, body }, place))
    }

    /// `\sum_{k \ne l}` binds l too where nothing else does.
    fn bind_others(
        &mut self,
        condition: &tree::Condition,
        formula: usize,
        sum: &Sum,
        scope: &mut Scope,
        bound: &mut Vec<VarId>,
    ) {
        let tree::Condition::Related(_, _, Entry::Letter(name, primes)) = condition else { return };
        let letter = (name.clone(), *primes);
        let mut known = scope.letters.iter().chain(scope.free.iter().flatten());
        if !known.any(|(known, _)| *known == letter)
            && self.meaning.sets.of_name(name).is_none()
            && !self.is_free(&letter, formula, sum.body, scope)
        {
            if scope.free.is_some() {
                let place = self.place((formula, sum.body));
                self.bound_by_condition = Some((place, name.clone()));
            }
            bound.push(self.bind(&letter, scope));
        }
    }

    /// A Σ without an index: the one letter that its body leaves free.
    fn only_letter(
        &self,
        formula: usize,
        sum: &Sum,
        place: Place,
        scope: &Scope,
    ) -> Lowered<Letter> {
        let free = super::showing::free_letters(self.tree(formula), sum.body);
        let known = |letter: &Letter| {
            scope.letters.iter().chain(scope.free.iter().flatten()).any(|(l, _)| l == letter)
                || scope.beside.is_some_and(|(f, id)| uses(self.tree(f), id, letter, false))
        };
        let mut left: Vec<Letter> = free.into_iter().filter(|l| !known(l)).collect();
        match (left.pop(), left.is_empty()) {
            (Some(letter), true) => Ok(letter),
            _ => unclear(place, "what this sum runs over is not said"),
        }
    }

    /// The ends of a range: where they are numbers, sizes or indices.
    fn ends(
        &mut self,
        formula: usize,
        sum: &Sum,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<(Option<End>, Option<End>)> {
        let mut end = |this: &mut Self, node: Option<NodeId>| {
            node.map(|id| this.end((formula, id), place, scope)).transpose()
        };
        Ok((end(self, sum.from)?, end(self, sum.to)?))
    }

    fn end(&mut self, node: Member, place: Place, scope: &mut Scope) -> Lowered<End> {
        let tree = self.tree(node.0);
        Ok(match tree.kind(node.1) {
            Kind::Number(n) if n.fract() == 0.0 && n.abs() < 1e9 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
                End::Number(*n as i64)
            }
            Kind::Symbol(s) if s.sub.is_empty() && s.sup.is_empty() => {
                let letter = (s.name.clone(), s.primes);
                let known = scope.letters.iter().chain(scope.free.iter().flatten());
                match known.into_iter().find(|(l, _)| *l == letter) {
                    Some((_, var)) => End::Index(Index::Var(*var), 0),
                    None if self.definitions.letters().contains(&letter)
                        && self.meaning.sets.of_name(&s.name).is_none() =>
                    {
                        End::Index(self.index(&letter, place, scope)?, 0)
                    }
                    None => End::Size(full_name(s), 0),
                }
            }
            Kind::Add(a, b) | Kind::Subtract(a, b) => {
                let sign = if matches!(tree.kind(node.1), Kind::Add(..)) { 1 } else { -1 };
                let Kind::Number(by) = tree.kind(*b) else {
                    return unclear(place, "where this range ends is not understood");
                };
                #[expect(clippy::cast_possible_truncation, reason = "compared before use")]
                let by = sign * (*by as i64);
                match self.end((node.0, *a), place, scope)? {
                    End::Index(index, shift) => End::Index(index, shift + by),
                    End::Size(name, shift) => End::Size(name, shift + by),
                    End::Number(n) => End::Number(n + by),
                }
            }
            _ => return unclear(place, "where this range ends is not understood"),
        })
    }

    /// What a range says of the letters that it binds.
    fn range(
        &mut self,
        (from, to): &(Option<End>, Option<End>),
        bound: &[VarId],
        place: Place,
    ) -> Lowered<Vec<Condition>> {
        let mut conditions = Vec::new();
        if from.is_none() && to.is_none() {
            return Ok(conditions);
        }
        let base = match from {
            Some(End::Number(0)) => 0,
            _ => 1,
        };
        for var in bound {
            let set = self.meaning.expressions.var(*var).set;
            let own = Index::Var(*var);
            match from {
                None | Some(End::Number(0 | 1)) => {}
                Some(End::Number(n @ 2..=39)) => {
                    let at = u32::try_from(n - 1).unwrap_or(0);
                    self.over(Index::Fixed(at), set);
                    conditions.push((own, Sign::GreaterOrEqual, Index::Fixed(at)));
                }
                Some(End::Index(index, by)) => {
                    let Some(low) = Self::shifted(*index, *by) else {
                        return unclear(place, "where this range begins is not understood");
                    };
                    self.unite(own, low);
                    conditions.push((own, Sign::GreaterOrEqual, low));
                }
                _ => return unclear(place, "where this range begins is not understood"),
            }
            match to {
                None => {}
                Some(End::Size(name, by)) => {
                    let size = self.meaning.sets.named(name);
                    self.meaning.sets.unite(set, size);
                    let short = 1 - base - by;
                    match u32::try_from(short) {
                        Ok(0) => {}
                        Ok(short @ 1..=39) => {
                            self.over(Index::FromEnd(size, short), set);
                            conditions.push((own, Sign::LessOrEqual, Index::FromEnd(size, short)));
                        }
                        _ => return unclear(place, "this range goes past its set"),
                    }
                }
                Some(End::Number(n)) => {
                    let size = usize::try_from(n + 1 - base).unwrap_or(0);
                    if !(2..=64).contains(&size) {
                        return unclear(place, "a range of this length is not evaluated");
                    }
                    let facts = self.meaning.sets.facts_mut(set);
                    if facts.size.is_some_and(|known| known != size) {
                        return unclear(place, "this range has two lengths");
                    }
                    facts.size = Some(size);
                }
                Some(End::Index(index, by)) => {
                    let Some(high) = Self::shifted(*index, *by) else {
                        return unclear(place, "where this range ends is not understood");
                    };
                    self.unite(own, high);
                    conditions.push((own, Sign::LessOrEqual, high));
                }
            }
        }
        Ok(conditions)
    }

    /// Whether a letter that only a condition names is free rather than bound
    /// with the others: the other side uses it, or it stands behind the bar of
    /// a conditional, whose rows are meant one by one.
    fn is_free(&self, letter: &Letter, formula: usize, body: NodeId, scope: &Scope) -> bool {
        if scope.free.is_none() {
            return false;
        }
        let beside = scope.beside.is_some_and(|(f, id)| uses(self.tree(f), id, letter, false));
        // What is differentiated by is one point at a time.
        let fixed = self.denominators.contains(letter);
        fixed || self.free_conditions || beside || uses(self.tree(formula), body, letter, true)
    }

    pub(super) fn conditions(
        &mut self,
        conditions: &Conditions,
        scope: &mut Scope,
        place: Place,
    ) -> Lowered<Vec<Condition>> {
        let mut found = Vec::new();
        for condition in &conditions.0 {
            match condition {
                tree::Condition::Related(a, sign, b) if orders(*sign) => {
                    let a = self.entry(a, place, scope)?;
                    let b = self.entry(b, place, scope)?;
                    self.unite(a, b);
                    found.push((a, *sign, b));
                }
                tree::Condition::Member(entry, set) => {
                    let index = self.entry(entry, place, scope)?;
                    let named = self.meaning.sets.named(&format!("∈{set}"));
                    self.over(index, named);
                }
                tree::Condition::Related(..) => {
                    return unclear(place, "this condition is not understood");
                }
            }
        }
        Ok(found)
    }

    fn entry(&mut self, entry: &Entry, place: Place, scope: &mut Scope) -> Lowered<Index> {
        let fault = || unclear(place, "this condition is not understood");
        match entry {
            Entry::Letter(name, primes) => self.index(&(name.clone(), *primes), place, scope),
            Entry::Shifted(name, primes, by) => {
                let index = self.index(&(name.clone(), *primes), place, scope)?;
                Self::shifted(index, *by).map_or_else(fault, Ok)
            }
            Entry::Number(n @ 1..=39) => Ok(Index::Fixed(u32::try_from(n - 1).unwrap_or(0))),
            _ => fault(),
        }
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
                return unclear(place, "a case stands behind “otherwise”");
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

    pub(super) fn derivative(
        &mut self,
        formula: usize,
        derivative: &Derivative,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let [by] = derivative.by.as_slice() else {
            return unclear(place, "a second derivative is not evaluated");
        };
        let of = self.lower((formula, derivative.of), scope)?;
        self.derivative_by(of, (formula, *by), place, scope)
    }

    /// `∂ E_{ij}`, whose denominator the text states once for all.
    pub(super) fn differential(
        &mut self,
        sign: Differential,
        of: Member,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        if let Some(by) = self.prefix(scope.at) {
            return self.differential_of(by, of, place, scope);
        }
        // ∇ f(x) is the gradient by x.
        if let (Differential::Nabla, Kind::Call(_, arguments)) = (sign, self.tree(of.0).kind(of.1))
            && let [only] = arguments.as_slice()
        {
            let by = (of.0, *only);
            let of = self.lower(of, scope)?;
            return self.derivative_by(of, by, place, scope);
        }
        unclear(place, "nothing says by what this differentiates")
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

    fn prefix(&self, at: usize) -> Option<Member> {
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
                let known = self.definitions.symbols.contains_key(&key)
                    || self.meaning.sets.of_name("d").is_some();
                if known { None } else { self.prefix(at) }
            }
            _ => None,
        }
    }

    fn derivative_by(
        &mut self,
        of: ExprId,
        by: Member,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let by = self.lower(by, scope)?;
        self.meaning.denominators.insert(by);
        match self.meaning.expressions.op(by).clone() {
            Op::Symbol(by, at) => Ok(self.add(Op::Derivative { of, by, at }, place)),
            Op::Entry(whole, entries) => match self.meaning.expressions.op(whole).clone() {
                Op::Symbol(by, at) => {
                    self.meaning.denominators.insert(whole);
                    let all = self.add(Op::Derivative { of, by, at }, place);
                    Ok(self.add(Op::Entry(all, entries), place))
                }
                _ => unclear(place, "this differentiates by something that is no variable"),
            },
            _ => unclear(place, "this differentiates by something that is no variable"),
        }
    }
}

/// Where a range ends.
enum End {
    Number(i64),
    Size(String, i64),
    Index(Index, i64),
}

/// The name before a bracket, without its primes.
fn base_name(symbol: &tree::Symbol) -> String {
    tree::Symbol { primes: 0, ..symbol.clone() }.to_string()
}

/// Letters that by custom are numbers, not functions.
fn is_factor(name: &str) -> bool {
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

fn is_sigma(symbol: &tree::Symbol) -> bool {
    symbol.name == "sigma" && symbol.sub.is_empty() && symbol.sup.is_empty()
}

const fn orders(sign: Sign) -> bool {
    matches!(
        sign,
        Sign::Equal
            | Sign::NotEqual
            | Sign::Less
            | Sign::LessOrEqual
            | Sign::Greater
            | Sign::GreaterOrEqual
    )
}

/// Whether a condition names a letter.
fn names(condition: &tree::Condition, letter: &Letter) -> bool {
    let is = |entry: &Entry| {
        matches!(entry, Entry::Letter(name, primes) | Entry::Shifted(name, primes, _)
            if (name, primes) == (&letter.0, &letter.1))
    };
    match condition {
        tree::Condition::Related(a, _, b) => is(a) || is(b),
        tree::Condition::Member(a, _) => is(a),
    }
}

/// Whether a letter occurs below a node without being bound there; `behind_bar`
/// asks only for places behind a bar.
pub(super) fn uses(tree: &Tree, id: NodeId, letter: &Letter, behind_bar: bool) -> bool {
    let here = match tree.kind(id) {
        Kind::Symbol(symbol) | Kind::Call(symbol, _) => {
            let start = if behind_bar { symbol.sub.bar.unwrap_or(usize::MAX) } else { 0 };
            let entries = symbol.sub.entries.iter().skip(start);
            entries
                .into_iter()
                .any(|e| matches!(e, Entry::Letter(n, p) if (n, p) == (&letter.0, &letter.1)))
        }
        Kind::Sum(sum) if sum.bound.contains(letter) => return false,
        // A letter that its condition names may be bound there too.
        Kind::Sum(sum) if !behind_bar && sum.conditions.0.iter().any(|c| names(c, letter)) => {
            return false;
        }
        _ => false,
    };
    here || tree.children(id).into_iter().any(|child| uses(tree, child, letter, behind_bar))
}
