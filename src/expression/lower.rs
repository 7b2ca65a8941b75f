//! From trees to indexed expressions: definitions found, names resolved.

use super::links::{Link, links, prefix};
use super::symbols::{Key, Letter, is_word};
use super::{Claim, ExprId, Index, Meaning, Op, SetId, Sides, SymbolId, Unclear, VarId};
use crate::source::Span;
use crate::syntax::Formula;
use crate::syntax::tree::{
    Condition, Conditions, Derivative, Entry, Function, Kind, NodeId, Sign, Sum, Tree,
};
use std::collections::BTreeMap;

pub(super) type Lowered<T> = Result<T, Unclear>;

pub(super) fn unclear<T>(span: Span, why: &str) -> Lowered<T> {
    Err(Unclear { span, why: why.into() })
}

/// Understands the formulas of a document, in their order.
#[must_use]
pub fn understand(formulas: &[Formula]) -> Meaning {
    let links = links(formulas);
    let mut lowerer = Lowerer {
        formulas,
        meaning: Meaning::default(),
        keys: BTreeMap::new(),
        definitions: BTreeMap::new(),
        functions: BTreeMap::new(),
        unreadable: BTreeMap::new(),
        underway: Vec::new(),
        prefix: prefix(formulas),
    };
    let claims = lowerer.take_definitions(&links);
    for link in claims {
        let claim = lowerer.claim(link);
        lowerer.meaning.claims.push(claim);
    }
    lowerer.meaning
}

pub(super) struct Lowerer<'a> {
    pub(super) formulas: &'a [Formula],
    pub(super) meaning: Meaning,
    pub(super) keys: BTreeMap<Key, SymbolId>,
    /// The formula, the left and the right side of each definition.
    pub(super) definitions: BTreeMap<Key, (usize, NodeId, NodeId)>,
    /// The formula, the parameters and the body of each function.
    pub(super) functions: BTreeMap<String, (usize, Vec<String>, NodeId)>,
    /// What would be defined by formulas that cannot be read, and why not.
    pub(super) unreadable: BTreeMap<Key, Unclear>,
    /// Definitions that are being lowered.
    pub(super) underway: Vec<Key>,
    prefix: Option<(usize, NodeId)>,
}

/// The letters and names that mean something at a place.
#[derive(Default)]
pub(super) struct Scope {
    letters: Vec<(Letter, VarId)>,
    arguments: Vec<(String, ExprId)>,
    /// The other side of the claim, whose letters are free in this one too.
    beside: Option<(usize, NodeId)>,
    /// Letters that came up without being bound, if that is allowed.
    free: Option<Vec<(Letter, VarId)>>,
}

impl<'a> Lowerer<'a> {
    pub(super) fn tree(&self, formula: usize) -> &'a Tree {
        &self.formulas[formula].tree
    }

    fn claim(&mut self, link: Link<'a>) -> Claim {
        let mut scope = Scope { free: Some(Vec::new()), ..Scope::default() };
        let sides = self.sides(&link, &mut scope);
        let restriction = match link.restriction {
            Some(conditions) => self.conditions(conditions, &mut scope, link.span),
            None => Ok(Vec::new()),
        };
        // A claim is not judged without its condition.
        let (sides, restriction) = match restriction {
            Ok(restriction) => (sides, restriction),
            Err(why) => (Err(why), Vec::new()),
        };
        let assumed = sides.as_ref().is_ok_and(|s| self.speaks_of_givens(*s));
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        let sides = sides.map(|(left, right)| Sides { left, right, free });
        Claim { formula: link.formula, span: link.span, sides, assumed, restriction }
    }

    fn sides(&mut self, link: &Link<'a>, scope: &mut Scope) -> Lowered<(ExprId, ExprId)> {
        if !matches!(link.sign, Sign::Equal | Sign::Defined) {
            return unclear(link.span, "only equations are evaluated");
        }
        let Some((formula, left)) = link.left else {
            return unclear(link.span, "the left side of this is not understood");
        };
        let right = link.right.clone()?;
        scope.beside = Some((link.formula, right));
        let left = self.lower(formula, left, scope)?;
        scope.beside = None;
        let right = self.lower(link.formula, right, scope)?;
        Ok((left, right))
    }

    /// Whether nothing defined and no derivative occurs in either side.
    fn speaks_of_givens(&self, sides: (ExprId, ExprId)) -> bool {
        let mut ahead = vec![sides.0, sides.1];
        let mut symbols = 0;
        while let Some(id) = ahead.pop() {
            match self.meaning.expressions.op(id) {
                Op::Symbol(symbol, _) => {
                    symbols += 1;
                    if self.meaning.symbols[symbol.0].definition.is_some() {
                        return false;
                    }
                }
                Op::Derivative { .. } => return false,
                Op::Sum { body, .. } => ahead.push(*body),
                Op::Negate(a) | Op::Apply(_, a) => ahead.push(*a),
                Op::Add(a, b)
                | Op::Subtract(a, b)
                | Op::Multiply(a, b)
                | Op::Divide(a, b)
                | Op::Power(a, b)
                | Op::Dot(a, b) => ahead.extend([*a, *b]),
                Op::Number(_) | Op::Size(_) | Op::Delta(..) => {}
            }
        }
        symbols > 0
    }

    fn add(&mut self, op: Op, span: Span) -> ExprId {
        self.meaning.expressions.add(op, span)
    }

    pub(super) fn lower(
        &mut self,
        formula: usize,
        id: NodeId,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let tree = self.tree(formula);
        let span = tree.span(id);
        let mut go = |this: &mut Self, id: NodeId| this.lower(formula, id, scope);
        let op = match tree.kind(id) {
            Kind::Number(value) => Op::Number(*value),
            Kind::Symbol(symbol) => return self.symbol(symbol, span, scope),
            Kind::Call(symbol, arguments) => {
                return self.call(formula, symbol, arguments, span, scope);
            }
            Kind::Negate(a) => Op::Negate(go(self, *a)?),
            Kind::Add(a, b) => Op::Add(go(self, *a)?, go(self, *b)?),
            Kind::Subtract(a, b) => Op::Subtract(go(self, *a)?, go(self, *b)?),
            Kind::Multiply(a, b) => match tree.kind(*a) {
                Kind::Transpose(inner) => {
                    let (a, b) = (go(self, *inner)?, go(self, *b)?);
                    self.mark_vector(a);
                    self.mark_vector(b);
                    Op::Dot(a, b)
                }
                _ => Op::Multiply(go(self, *a)?, go(self, *b)?),
            },
            Kind::Inner(a, b) => {
                let (a, b) = (go(self, *a)?, go(self, *b)?);
                self.mark_vector(a);
                self.mark_vector(b);
                Op::Dot(a, b)
            }
            Kind::Divide(a, b) => Op::Divide(go(self, *a)?, go(self, *b)?),
            Kind::Power(base, exponent) => {
                return self.power(formula, *base, *exponent, span, scope);
            }
            Kind::Root(None, a) => Op::Apply(Function::Sqrt, go(self, *a)?),
            Kind::Norm(a) => {
                let a = go(self, *a)?;
                self.mark_vector(a);
                let squared = self.add(Op::Dot(a, a), span);
                Op::Apply(Function::Sqrt, squared)
            }
            Kind::Apply(function, arguments) => match arguments.as_slice() {
                [one] => Op::Apply(*function, go(self, *one)?),
                _ => return unclear(span, "a function of several arguments is not understood yet"),
            },
            Kind::Sum(sum) => return self.sum(formula, sum, span, scope),
            Kind::Derivative(derivative) => {
                return self.derivative(formula, derivative, span, scope);
            }
            Kind::Differential(_, of) => {
                let Some((elsewhere, by)) = self.prefix else {
                    return unclear(span, "nothing says by what a bare ∂ differentiates");
                };
                let of = go(self, *of)?;
                return self.derivative_by(of, elsewhere, by, span, scope);
            }
            Kind::Bars(_)
            | Kind::Root(Some(_), _)
            | Kind::Transpose(_)
            | Kind::Elementwise(..)
            | Kind::Tuple(_)
            | Kind::Matrix(_)
            | Kind::Cases(_) => {
                return unclear(span, "this is not understood yet");
            }
        };
        Ok(self.add(op, span))
    }

    fn symbol(
        &mut self,
        symbol: &crate::syntax::tree::Symbol,
        span: Span,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let (key, letters) = Key::of(symbol).map_err(|why| Unclear { span, why: why.into() })?;
        if letters.is_empty() {
            if let Some((_, id)) = scope.arguments.iter().rev().find(|(name, _)| *name == key.name)
            {
                return Ok(*id);
            }
            if !self.definitions.contains_key(&key) {
                if let Some(set) = self.size(&key.name) {
                    return Ok(self.add(Op::Size(set), span));
                }
                if matches!(key.name.as_str(), "n" | "N") {
                    return unclear(span, "what n counts is not said");
                }
                if key.name == "pi" {
                    return Ok(self.add(Op::Number(std::f64::consts::PI), span));
                }
            }
        }
        let mut indices = Vec::new();
        for letter in &letters {
            indices.push(self.index(letter, span, scope)?);
        }
        if key.name == "delta"
            && !self.definitions.contains_key(&key)
            && let [a, b] = indices.as_slice()
        {
            self.unite(*a, *b);
            return Ok(self.add(Op::Delta(*a, *b), span));
        }
        let id = self.resolve(&key, span)?;
        for (Index::Var(var), set) in indices.iter().zip(self.meaning.symbols[id.0].sets.clone()) {
            let own = self.meaning.expressions.var(*var).set;
            self.meaning.sets.unite(own, set);
        }
        Ok(self.add(Op::Symbol(id, indices), span))
    }

    fn size(&self, name: &str) -> Option<SetId> {
        self.meaning.sets.sizes.get(name).copied()
    }

    fn unite(&mut self, a: Index, b: Index) {
        let (Index::Var(a), Index::Var(b)) = (a, b);
        let (a, b) = (self.meaning.expressions.var(a).set, self.meaning.expressions.var(b).set);
        self.meaning.sets.unite(a, b);
    }

    fn index(&mut self, letter: &Letter, span: Span, scope: &mut Scope) -> Lowered<Index> {
        // A free letter means the same in both sides, also where it first comes
        // up below a sum.
        let known = scope.letters.iter().rev().chain(scope.free.iter().flatten());
        if let Some((_, var)) = known.into_iter().find(|(name, _)| name == letter) {
            return Ok(Index::Var(*var));
        }
        let Some(free) = &mut scope.free else {
            return unclear(span, &format!("the index {} is bound nowhere", letter.0));
        };
        let var = self.meaning.variable(letter);
        free.push((letter.clone(), var));
        Ok(Index::Var(var))
    }

    pub(super) fn bind(&mut self, letter: &Letter, scope: &mut Scope) -> VarId {
        let var = self.meaning.variable(letter);
        scope.letters.push((letter.clone(), var));
        var
    }

    /// A call of a function that the document defines, or else a product.
    fn call(
        &mut self,
        formula: usize,
        symbol: &crate::syntax::tree::Symbol,
        arguments: &[NodeId],
        span: Span,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let mut given = Vec::new();
        for argument in arguments {
            given.push(self.lower(formula, *argument, scope)?);
        }
        let name = symbol.to_string();
        if let Some((elsewhere, parameters, body)) = self.functions.get(&name).cloned() {
            if parameters.len() != given.len() || self.underway.len() > 50 {
                return unclear(span, &format!("{name} is not called as it was defined"));
            }
            let mut inner = Scope {
                arguments: parameters.into_iter().zip(given).collect(),
                ..Scope::default()
            };
            let guard = Key { name, places: (0, None), above: usize::MAX };
            if self.underway.contains(&guard) {
                return unclear(span, "a function is defined by itself");
            }
            self.underway.push(guard);
            let lowered = self.lower(elsewhere, body, &mut inner);
            self.underway.pop();
            return lowered;
        }
        let [argument] = given.as_slice() else {
            return unclear(span, &format!("{name} is no function that is known"));
        };
        // A bare letter that stands nowhere but before a bracket may well be a
        // function; of that nothing is known.
        if symbol.sub.is_empty() && symbol.sup.is_empty() && !self.stands_alone(symbol) {
            return unclear(span, &format!("nothing says whether {name} is a function"));
        }
        let factor = self.symbol(symbol, span, scope)?;
        Ok(self.add(Op::Multiply(factor, *argument), span))
    }

    /// Whether a symbol occurs anywhere without a bracket behind it.
    fn stands_alone(&self, symbol: &crate::syntax::tree::Symbol) -> bool {
        let alone = |formula: &Formula| {
            formula
                .tree
                .ids()
                .any(|id| matches!(formula.tree.kind(id), Kind::Symbol(s) if s == symbol))
        };
        self.formulas.iter().any(alone)
    }

    fn power(
        &mut self,
        formula: usize,
        base: NodeId,
        exponent: NodeId,
        span: Span,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let tree = self.tree(formula);
        let two = matches!(tree.kind(exponent), Kind::Number(n) if *n == 2.0);
        match tree.kind(base) {
            Kind::Symbol(s)
                if s.name == "e"
                    && s.sub.is_empty()
                    && s.primes == 0
                    && !self.definitions.keys().any(|k| k.name == "e") =>
            {
                let exponent = self.lower(formula, exponent, scope)?;
                return Ok(self.add(Op::Apply(Function::Exp, exponent), span));
            }
            // A norm squared has a derivative where the norm has none.
            Kind::Norm(a) if two => {
                let a = self.lower(formula, *a, scope)?;
                self.mark_vector(a);
                return Ok(self.add(Op::Dot(a, a), span));
            }
            Kind::Call(symbol, arguments)
                if !self.functions.contains_key(&symbol.to_string()) && arguments.len() == 1 =>
            {
                // `p(a + b)^2` of a product squares the bracket alone.
                let factor = self.symbol(symbol, span, scope)?;
                let inside = self.lower(formula, arguments[0], scope)?;
                let exponent = self.lower(formula, exponent, scope)?;
                let power = self.add(Op::Power(inside, exponent), span);
                return Ok(self.add(Op::Multiply(factor, power), span));
            }
            _ => {}
        }
        let base = self.lower(formula, base, scope)?;
        let exponent = self.lower(formula, exponent, scope)?;
        Ok(self.add(Op::Power(base, exponent), span))
    }

    fn sum(&mut self, formula: usize, sum: &Sum, span: Span, scope: &mut Scope) -> Lowered<ExprId> {
        if let Some(from) = sum.from
            && !matches!(self.tree(formula).kind(from), Kind::Number(n) if *n == 1.0)
        {
            return unclear(span, "a range that does not begin at 1 is not understood yet");
        }
        if sum.bound.is_empty() {
            return unclear(span, "what this sum runs over is not said");
        }
        let outer = scope.letters.len();
        let mut bound = Vec::new();
        for letter in &sum.bound {
            if is_word(&letter.0) {
                return unclear(span, "a capital is taken for no index");
            }
            bound.push(self.bind(letter, scope));
        }
        if let Some(to) = sum.to {
            let size = match self.tree(formula).kind(to) {
                Kind::Symbol(s) if s.sub.is_empty() => self.size(&s.name),
                _ => None,
            };
            let Some(size) = size else {
                return unclear(span, "where this range ends is not understood");
            };
            let own = self.meaning.expressions.var(bound[0]).set;
            self.meaning.sets.unite(own, size);
        }
        // `k ≠ l` binds l too where nothing else does.
        for condition in &sum.conditions.0 {
            if let Condition::Related(_, Sign::NotEqual | Sign::Less, Entry::Letter(name, primes)) =
                condition
            {
                let letter = (name.clone(), *primes);
                let mut known = scope.letters.iter().chain(scope.free.iter().flatten());
                if !known.any(|(known, _)| *known == letter)
                    && !self.is_free(&letter, formula, sum.body, scope)
                {
                    bound.push(self.bind(&letter, scope));
                }
            }
        }
        let conditions = self.conditions(&sum.conditions, scope, span)?;
        let body = self.lower(formula, sum.body, scope)?;
        scope.letters.truncate(outer);
        Ok(self.add(Op::Sum { product: sum.product, bound, conditions, body }, span))
    }

    /// Whether a letter that only a condition names is free rather than bound
    /// with the others: the other side uses it, or it stands behind the bar of
    /// a conditional, whose rows are meant one by one.
    fn is_free(&self, letter: &Letter, formula: usize, body: NodeId, scope: &Scope) -> bool {
        if scope.free.is_none() {
            return false;
        }
        let beside = scope.beside.is_some_and(|(f, id)| uses(self.tree(f), id, letter, false));
        beside || uses(self.tree(formula), body, letter, true)
    }

    fn conditions(
        &mut self,
        conditions: &Conditions,
        scope: &mut Scope,
        span: Span,
    ) -> Lowered<Vec<(Index, Sign, Index)>> {
        let mut found = Vec::new();
        for condition in &conditions.0 {
            let Condition::Related(Entry::Letter(a, p), sign, Entry::Letter(b, q)) = condition
            else {
                return unclear(span, "this condition is not understood yet");
            };
            let a = self.index(&(a.clone(), *p), span, scope)?;
            let b = self.index(&(b.clone(), *q), span, scope)?;
            if !matches!(
                sign,
                Sign::Equal
                    | Sign::NotEqual
                    | Sign::Less
                    | Sign::LessOrEqual
                    | Sign::Greater
                    | Sign::GreaterOrEqual
            ) {
                return unclear(span, "this condition is not understood yet");
            }
            self.unite(a, b);
            found.push((a, *sign, b));
        }
        Ok(found)
    }

    fn derivative(
        &mut self,
        formula: usize,
        derivative: &Derivative,
        span: Span,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let [by] = derivative.by.as_slice() else {
            return unclear(span, "a second derivative is not evaluated");
        };
        let of = self.lower(formula, derivative.of, scope)?;
        self.derivative_by(of, formula, *by, span, scope)
    }

    fn derivative_by(
        &mut self,
        of: ExprId,
        formula: usize,
        by: NodeId,
        span: Span,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let by = self.lower(formula, by, scope)?;
        match self.meaning.expressions.op(by).clone() {
            Op::Symbol(by, at) => Ok(self.add(Op::Derivative { of, by, at }, span)),
            _ => unclear(span, "this differentiates by something that is no variable"),
        }
    }

    /// What stands in a norm is a vector: so are the terms it is made of.
    fn mark_vector(&mut self, id: ExprId) {
        match self.meaning.expressions.op(id).clone() {
            Op::Symbol(symbol, _) => {
                let symbol = &mut self.meaning.symbols[symbol.0];
                if symbol.vector {
                    return;
                }
                symbol.vector = true;
                if let Some((_, body)) = symbol.definition {
                    self.mark_vector(body);
                }
            }
            Op::Negate(a) | Op::Divide(a, _) => self.mark_vector(a),
            Op::Add(a, b) | Op::Subtract(a, b) => {
                self.mark_vector(a);
                self.mark_vector(b);
            }
            Op::Sum { body, .. } => self.mark_vector(body),
            // Of a product the last factor is the vector, by custom.
            Op::Multiply(_, b) => self.mark_vector(b),
            _ => {}
        }
    }
}

/// Whether a letter occurs below a node without being bound there; `behind_bar`
/// asks only for places behind a bar.
fn uses(tree: &Tree, id: NodeId, letter: &Letter, behind_bar: bool) -> bool {
    let here = match tree.kind(id) {
        Kind::Symbol(symbol) | Kind::Call(symbol, _) => {
            let start = if behind_bar { symbol.sub.bar.unwrap_or(usize::MAX) } else { 0 };
            let entries = symbol.sub.entries.iter().skip(start);
            entries
                .into_iter()
                .any(|e| matches!(e, Entry::Letter(n, p) if (n, p) == (&letter.0, &letter.1)))
        }
        Kind::Sum(sum) if sum.bound.contains(letter) => return false,
        _ => false,
    };
    here || tree.children(id).into_iter().any(|child| uses(tree, child, letter, behind_bar))
}
