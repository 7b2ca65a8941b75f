//! Definitions: what is one, and what it defines.

use super::links::Link;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::symbols::Key;
use super::{ExprId, SetId, Symbol, SymbolId, Unclear, VarId};
use crate::source::Span;
use crate::syntax::tree::{Kind, NodeId, Sign, Sum};

impl<'a> Lowerer<'a> {
    /// Keeps what defines, gives back what claims.
    pub(super) fn take_definitions(&mut self, links: &[Link<'a>]) -> Vec<Link<'a>> {
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

    pub(super) fn defines(&mut self, link: &Link<'a>) -> bool {
        let Some((formula, left)) = link.left else { return false };
        if !matches!(link.sign, Sign::Equal | Sign::Defined) {
            return false;
        }
        let right = match &link.right {
            Ok(right) => right,
            Err(why) => {
                self.note_unreadable(formula, left, why);
                return false;
            }
        };
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
                    || self.unreadable.contains_key(&key)
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

    /// What an unreadable formula would have defined is not given: nothing is
    /// known of it.
    fn note_unreadable(&mut self, formula: usize, left: NodeId, why: &Unclear) {
        if let Kind::Symbol(symbol) = self.tree(formula).kind(left)
            && let Ok((key, _)) = Key::of(symbol)
            && !self.definitions.contains_key(&key)
        {
            self.unreadable.entry(key).or_insert_with(|| why.clone());
        }
    }

    /// Whether a symbol occurs below a node.
    pub(super) fn occurs(&self, key: &Key, formula: usize, id: NodeId) -> bool {
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
    pub(super) fn note_sizes(&mut self, link: &Link<'a>) {
        let sides = link.left.into_iter().chain(link.right.iter().map(|id| (link.formula, *id)));
        for (formula, side) in sides {
            self.note_sizes_below(formula, side);
        }
    }

    pub(super) fn note_sizes_below(&mut self, formula: usize, id: NodeId) {
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

    /// The symbol of a key, its definition lowered when it is first met.
    pub(super) fn resolve(&mut self, key: &Key, span: Span) -> Lowered<SymbolId> {
        if self.underway.contains(key) {
            return unclear(span, &format!("{} is defined by itself", key.name));
        }
        if let Some(id) = self.keys.get(key) {
            return Ok(*id);
        }
        if let Some(why) = self.unreadable.get(key).filter(|_| !self.definitions.contains_key(key))
        {
            return unclear(
                span,
                &format!("the definition of {} cannot be read: {}", key.name, why.why),
            );
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

    pub(super) fn definition(
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
}
