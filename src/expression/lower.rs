//! From trees to indexed expressions: definitions found, names resolved.

use super::symbols::{Key, Letter};
use super::{ExprId, Expressions, Index, Op, SetId, Sets, Symbol, SymbolId, VarId};
use crate::source::Span;
use crate::syntax::tree::{
    Condition, Conditions, Derivative, Entry, Function, Kind, NodeId, Sign, Sum, Tree,
};
use crate::syntax::{Formula, Side};
use std::collections::BTreeMap;

/// What a document says, as far as it is understood.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// All operations.
    pub expressions: Expressions,
    /// All names, given and defined.
    pub symbols: Vec<Symbol>,
    /// The index sets.
    pub sets: Sets,
    /// Every relation that is no definition.
    pub claims: Vec<Claim>,
}

/// A relation between two sides, both understood, or the reason why not.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The formula, counted from 0 in document order.
    pub formula: usize,
    /// Where its right side stands.
    pub span: Span,
    /// Both sides and the variables that are free in them.
    pub sides: Result<Sides, Unclear>,
    /// Whether it speaks of given symbols alone: then it is assumed.
    pub assumed: bool,
    /// Pairs of free indices that the text sets in relation.
    pub restriction: Vec<(Index, Sign, Index)>,
}

/// The two sides of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The left one: the first of its chain.
    pub left: ExprId,
    /// The right one.
    pub right: ExprId,
    /// The free variables.
    pub free: Vec<VarId>,
}

/// Why something is not understood, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Where.
    pub span: Span,
    /// Why.
    pub why: String,
}

type Lowered<T> = Result<T, Unclear>;

fn unclear<T>(span: Span, why: &str) -> Lowered<T> {
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

/// One `=`: the first side of its chain and the side behind it.
#[derive(Clone)]
struct Link<'a> {
    formula: usize,
    left: Option<(usize, NodeId)>,
    right: Lowered<NodeId>,
    sign: Sign,
    span: Span,
    restriction: Option<&'a Conditions>,
}

fn links(formulas: &[Formula]) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    // The side that a row beginning with `=` goes on from.
    let mut head: Option<(usize, NodeId)> = None;
    for (formula, read) in formulas.iter().enumerate() {
        for statement in &read.statements {
            for (k, (sign, side)) in statement.sides.iter().enumerate() {
                if k == 0 && sign.is_none() {
                    match side {
                        Side::Read(id, _) => head = Some((formula, *id)),
                        Side::Empty(_) => {}
                        _ => head = None,
                    }
                    continue;
                }
                let Some((sign, at)) = *sign else { continue };
                let (right, span) = match side {
                    Side::Read(id, span) => (Ok(*id), *span),
                    Side::Empty(span) => (unclear(*span, "nothing stands here"), *span),
                    Side::Open(span) => (unclear(*span, "this is left open"), *span),
                    Side::Unreadable(fault) => (unclear(fault.span, &fault.problem), fault.span),
                };
                let restriction = statement.restriction.as_ref();
                let span = Span { start: span.start.max(at.start), end: span.end.max(at.end) };
                links.push(Link { formula, left: head, right, sign, span, restriction });
            }
        }
    }
    links
}

/// `$\partial y_i$` by itself says what a bare ∂ stands for.
fn prefix(formulas: &[Formula]) -> Option<(usize, NodeId)> {
    formulas.iter().enumerate().find_map(|(k, formula)| match formula.statements.as_slice() {
        [statement] => match statement.sides.as_slice() {
            [(None, Side::Read(id, _))] => match formula.tree.kind(*id) {
                Kind::Differential(_, by) => Some((k, *by)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

struct Lowerer<'a> {
    formulas: &'a [Formula],
    meaning: Meaning,
    keys: BTreeMap<Key, SymbolId>,
    /// The formula, the left and the right side of each definition.
    definitions: BTreeMap<Key, (usize, NodeId, NodeId)>,
    /// The formula, the parameters and the body of each function.
    functions: BTreeMap<String, (usize, Vec<String>, NodeId)>,
    /// Definitions that are being lowered.
    underway: Vec<Key>,
    prefix: Option<(usize, NodeId)>,
}

/// The letters and names that mean something at a place.
#[derive(Default)]
struct Scope {
    letters: Vec<(Letter, VarId)>,
    arguments: Vec<(String, ExprId)>,
    /// Letters that came up without being bound, if that is allowed.
    free: Option<Vec<VarId>>,
}

impl<'a> Lowerer<'a> {
    fn tree(&self, formula: usize) -> &'a Tree {
        &self.formulas[formula].tree
    }

    /// Keeps what defines, gives back what claims.
    fn take_definitions(&mut self, links: &[Link<'a>]) -> Vec<Link<'a>> {
        let mut claims = Vec::new();
        for link in links {
            if !self.defines(link) {
                claims.push(link.clone());
            }
        }
        for link in links {
            self.note_sizes(link);
        }
        claims
    }

    fn defines(&mut self, link: &Link<'a>) -> bool {
        let (Some((formula, left)), Ok(right)) = (link.left, &link.right) else { return false };
        if !matches!(link.sign, Sign::Equal | Sign::Defined) {
            return false;
        }
        // The right side must stand in the same tree to be lowered with it.
        let same = link.formula == formula;
        match self.tree(formula).kind(left) {
            Kind::Symbol(symbol) if same => {
                let Ok((key, letters)) = Key::of(symbol) else { return false };
                let mut distinct = letters.clone();
                distinct.sort();
                distinct.dedup();
                if distinct.len() < letters.len()
                    || self.definitions.contains_key(&key)
                    || self.occurs(&key, formula, *right)
                {
                    return false;
                }
                self.definitions.insert(key, (formula, left, *right));
                true
            }
            Kind::Call(symbol, arguments) if same && symbol.sub.is_empty() => {
                let name = |id: &NodeId| match self.tree(formula).kind(*id) {
                    Kind::Symbol(s) if s.sub.is_empty() && s.sup.is_empty() => Some(s.name.clone()),
                    _ => None,
                };
                let Some(parameters) = arguments.iter().map(name).collect::<Option<Vec<_>>>()
                else {
                    return false;
                };
                let function = symbol.to_string();
                if self.functions.contains_key(&function) {
                    return false;
                }
                self.functions.insert(function, (formula, parameters, *right));
                true
            }
            _ => false,
        }
    }

    /// Whether a symbol occurs below a node.
    fn occurs(&self, key: &Key, formula: usize, id: NodeId) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Kind::Symbol(symbol) | Kind::Call(symbol, _) => {
                Key::of(symbol).is_ok_and(|(other, _)| other == *key)
            }
            _ => false,
        };
        here || tree.children(id).into_iter().any(|child| self.occurs(key, formula, child))
    }

    /// `\sum_{i=1}^n` says that n is a size, wherever it stands.
    fn note_sizes(&mut self, link: &Link<'a>) {
        let sides = link.left.into_iter().chain(link.right.iter().map(|id| (link.formula, *id)));
        for (formula, side) in sides {
            self.note_sizes_below(formula, side);
        }
    }

    fn note_sizes_below(&mut self, formula: usize, id: NodeId) {
        let tree = self.tree(formula);
        if let Kind::Sum(Sum { to: Some(to), .. }) = tree.kind(id)
            && let Kind::Symbol(symbol) = tree.kind(*to)
            && symbol.sub.is_empty()
            && !self.meaning.sets.sizes.contains_key(&symbol.name)
        {
            let set = self.meaning.sets.fresh();
            self.meaning.sets.sizes.insert(symbol.name.clone(), set);
        }
        for child in tree.children(id) {
            self.note_sizes_below(formula, child);
        }
    }

    fn claim(&mut self, link: Link<'a>) -> Claim {
        let mut scope = Scope { free: Some(Vec::new()), ..Scope::default() };
        let before = self.meaning.symbols.len();
        let sides = self.sides(&link, &mut scope);
        let restriction = link.restriction.map_or_else(Vec::new, |conditions| {
            self.conditions(conditions, &mut scope, link.span).unwrap_or_default()
        });
        let assumed = sides.as_ref().is_ok_and(|s| self.speaks_of_givens(s));
        let _ = before;
        let free = scope.free.unwrap_or_default();
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
        let left = self.lower(formula, left, scope)?;
        let right = self.lower(link.formula, link.right.clone()?, scope)?;
        Ok((left, right))
    }

    /// Whether nothing defined and no derivative occurs in either side.
    fn speaks_of_givens(&self, sides: &(ExprId, ExprId)) -> bool {
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

    fn lower(&mut self, formula: usize, id: NodeId, scope: &mut Scope) -> Lowered<ExprId> {
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
        if let Some((_, var)) = scope.letters.iter().rev().find(|(name, _)| name == letter) {
            return Ok(Index::Var(*var));
        }
        if scope.free.is_none() {
            return unclear(span, &format!("the index {} is bound nowhere", letter.0));
        }
        let var = self.bind(letter, scope);
        if let Some(free) = &mut scope.free {
            free.push(var);
        }
        Ok(Index::Var(var))
    }

    fn bind(&mut self, letter: &Letter, scope: &mut Scope) -> VarId {
        let set = self.meaning.sets.fresh();
        let name = format!("{}{}", letter.0, "'".repeat(usize::from(letter.1)));
        let var = self.meaning.expressions.variable(&name, set);
        scope.letters.push((letter.clone(), var));
        var
    }

    /// The symbol of a key, its definition lowered when it is first met.
    fn resolve(&mut self, key: &Key, span: Span) -> Lowered<SymbolId> {
        if self.underway.contains(key) {
            return unclear(span, &format!("{} is defined by itself", key.name));
        }
        if let Some(id) = self.keys.get(key) {
            return Ok(*id);
        }
        let sets: Vec<SetId> = (0..key.places.0).map(|_| self.meaning.sets.fresh()).collect();
        let mut new =
            Symbol { key: key.clone(), sets: sets.clone(), vector: false, definition: None };
        if let Some((formula, left, right)) = self.definitions.get(key).copied() {
            self.underway.push(key.clone());
            let lowered = self.definition(formula, left, right, &sets);
            self.underway.pop();
            new.definition = Some(lowered?);
        }
        let id = SymbolId(self.meaning.symbols.len());
        self.meaning.symbols.push(new);
        self.keys.insert(key.clone(), id);
        Ok(id)
    }

    fn definition(
        &mut self,
        formula: usize,
        left: NodeId,
        right: NodeId,
        sets: &[SetId],
    ) -> Lowered<(Vec<VarId>, ExprId)> {
        let Kind::Symbol(symbol) = self.tree(formula).kind(left) else {
            return unclear(self.tree(formula).span(left), "this defines nothing");
        };
        let (_, letters) = Key::of(symbol)
            .map_err(|why| Unclear { span: self.tree(formula).span(left), why: why.into() })?;
        let mut scope = Scope::default();
        let mut variables = Vec::new();
        for (letter, set) in letters.iter().zip(sets) {
            let var = self.bind(letter, &mut scope);
            let own = self.meaning.expressions.var(var).set;
            self.meaning.sets.unite(own, *set);
            variables.push(var);
        }
        let body = self.lower(formula, right, &mut scope)?;
        Ok((variables, body))
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
        let factor = self.symbol(symbol, span, scope)?;
        Ok(self.add(Op::Multiply(factor, *argument), span))
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
                if !scope.letters.iter().any(|(known, _)| *known == letter) {
                    bound.push(self.bind(&letter, scope));
                }
            }
        }
        let conditions = self.conditions(&sum.conditions, scope, span)?;
        let body = self.lower(formula, sum.body, scope)?;
        scope.letters.truncate(outer);
        Ok(self.add(Op::Sum { product: sum.product, bound, conditions, body }, span))
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
            Op::Negate(a) => self.mark_vector(a),
            Op::Add(a, b) | Op::Subtract(a, b) => {
                self.mark_vector(a);
                self.mark_vector(b);
            }
            Op::Divide(a, _) => self.mark_vector(a),
            Op::Sum { body, .. } => self.mark_vector(body),
            // Of a product the last factor is the vector, by custom.
            Op::Multiply(_, b) => self.mark_vector(b),
            _ => {}
        }
    }
}
