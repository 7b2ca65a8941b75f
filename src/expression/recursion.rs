//! Families whose members are defined by the ones before: `h_t = \tanh(w x_t + u h_{t-1})`.
//!
//! In: the definitions of a document, and where one of them names the member before of a
//! family that leads back to it. Out: a symbol for that member before, an [`Earlier`],
//! which is the family's one from the first member on; what stands before the first is
//! what a formula says of `h_0`, or else given. So what symbols are made of has no circle
//! but through [`Earlier`]. Not done here: families whose members are defined by later
//! ones, or by those two before.

use super::define::Definitions;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::{Link, Member, Part};
use super::symbols::Use;
use super::versions::Meant;
use super::{
    Definition, ExprId, Index, Key, Kind, Meaning, Op, Place, SetId, Symbol, SymbolId, VarId,
};
use crate::reason::Semantics;
use crate::syntax::tree::{Kind as Node, Sign, Symbol as Written};
use std::collections::{BTreeMap, BTreeSet};

/// The member before, in what defines a family.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The family; nothing as long as that is being defined.
    pub family: Option<SymbolId>,
    /// Which place counts its members.
    pub at: usize,
    /// What stands before the first one, where a formula says that: of the other places.
    pub first: Option<Definition>,
}

/// What is known of members before while a document is lowered.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    /// The symbols that stand for them.
    known: BTreeMap<(Meant, Vec<Meant>), SymbolId>,
    /// Those whose family is still to be found, and as which formula sees it.
    open: Vec<(SymbolId, Key, usize)>,
    /// Whether what is differentiated by is being lowered, which is no member before.
    pub below: bool,
}

/// What a formula says of the one before the first member: both sides.
pub(super) type First = (Member, Member);

impl Definitions<'_> {
    /// The place of a symbol in which the member before stands.
    pub(super) fn place_before(uses: &[Use]) -> Option<usize> {
        let shifted = |used: &Use| matches!(used, Use::Shifted(..));
        let at = uses.iter().position(shifted)?;
        let alone = uses.iter().filter(|used| shifted(used)).count() == 1;
        (alone && matches!(uses[at], Use::Shifted(_, _, -1))).then_some(at)
    }

    /// Whether a symbol is defined by what leads back to it.
    pub(super) fn returns(&self, key: &Key, at: usize) -> bool {
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![key.clone()]);
        while let Some(next) = ahead.pop() {
            for body in self.bodies_at(&next, at) {
                let mut keys = BTreeSet::new();
                self.keys_into(body, &mut keys);
                if keys.contains(key) {
                    return true;
                }
                ahead.extend(keys.into_iter().filter(|key| seen.insert(key.clone())));
            }
        }
        false
    }

    /// Whether a side says of the family that its left side is a member of only what the
    /// one before is, and differentiates nothing.
    pub(super) fn may_return(&self, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        !matches!(tree.kind(id), Node::Derivative(_) | Node::Differential(..))
            && tree.children(id).into_iter().all(|child| self.may_return((formula, child)))
    }

    /// Finds what formulas say of the ones before the first members, which are no
    /// claims; and the families of which they say what the first is.
    pub(super) fn find_firsts(&mut self, parts: &[Part<'_>], kinds: &mut [Kind]) {
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim) else { continue };
            let Some((key, first)) = self.first_of(link) else { continue };
            if !self.returns(&key, link.formula) {
                continue;
            }
            if let Some(first) = first.filter(|_| !self.firsts.contains_key(&key)) {
                self.firsts.insert(key, first);
                kinds[k] = Kind::Definition;
            } else if !self.firsts.contains_key(&key) {
                self.uneven.insert(key);
            }
        }
    }

    /// The family of whose first members a relation speaks, and what it says of the one
    /// before these.
    fn first_of(&self, link: &Link<'_>) -> Option<(Key, Option<First>)> {
        let (left, right) = (link.lefts.last().copied()?, link.right()?);
        if !matches!(link.sign, Sign::Equal | Sign::Defined) {
            return None;
        }
        for (side, other) in [(left, right), (right, left)] {
            let Some((key, uses)) = self.atom(side) else { continue };
            let numbers: Vec<i64> = uses
                .iter()
                .filter_map(|used| match used {
                    Use::Number(number) => Some(*number),
                    _ => None,
                })
                .collect();
            match numbers.as_slice() {
                [0] => return Some((key, Some((side, other)))),
                [1] => return Some((key, None)),
                _ => {}
            }
        }
        None
    }
}

impl Lowerer<'_> {
    /// The symbol for the member before, where a definition that is being lowered, or a
    /// sum over the members, names one of a family that leads back to it.
    pub(super) fn earlier(
        &mut self,
        symbol: &Written,
        (key, uses): (&Key, &[Use]),
        place: Place,
        scope: &Scope,
    ) -> Lowered<Option<SymbolId>> {
        let Some(counts) = Definitions::place_before(uses) else { return Ok(None) };
        let at = scope.at;
        let bound = uses[counts].letter().is_some_and(|letter| scope.summed.contains(&letter));
        if self.underway.is_empty() && !bound
            || self.pending.below
            || !self.definitions.is_defined(key, at)
            || !self.definitions.returns(key, at)
        {
            return Ok(None);
        }
        if self.definitions.uneven.contains(key) {
            return unclear(place, Semantics::Circular(Some(key.name.clone())));
        }
        let id = self.member_before(&symbol.to_string(), (key, uses.len()), counts, at);
        if self.underway.is_empty() {
            self.settle_earlier();
        }
        Ok(Some(id))
    }

    /// `h_0`, of which a formula says what it is, as the one before the first member.
    pub(super) fn before_first(
        &mut self,
        symbol: &Written,
        (key, uses): (&Key, &[Use]),
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Option<ExprId>> {
        let Some(counts) = uses.iter().position(|used| *used == Use::Number(0)) else {
            return Ok(None);
        };
        if !self.definitions.firsts.contains_key(key) {
            return Ok(None);
        }
        let written = symbol.to_string();
        let id = self.member_before(&written, (key, uses.len()), counts, scope.at);
        let mut indices = Vec::new();
        for (k, used) in uses.iter().enumerate() {
            let at_first = k == counts;
            let first = Index::Fixed(0);
            indices.push(if at_first { first } else { self.index_of(used, place, scope)? });
        }
        if self.underway.is_empty() {
            self.settle_earlier();
        }
        self.unite_places(id, &indices, place)?;
        Ok(Some(self.add(Op::Symbol(id, indices), place)))
    }

    fn member_before(
        &mut self,
        written: &str,
        (key, places): (&Key, usize),
        counts: usize,
        at: usize,
    ) -> SymbolId {
        let own = (key.clone(), self.definitions.meaning(key, at));
        let meant = (own, self.definitions.under(key, at));
        if let Some(known) = self.pending.known.get(&meant) {
            return *known;
        }
        let sets = (0..places).map(|_| self.meaning.sets.fresh()).collect();
        let earlier = Earlier { family: None, at: counts, first: None };
        let id = self.new_symbol(key, written, sets, Some(earlier));
        self.pending.known.insert(meant, id);
        self.pending.open.push((id, key.clone(), at));
        id
    }

    /// Finds the families of the members before that came up.
    pub(super) fn settle_earlier(&mut self) {
        while let Some((id, key, at)) = self.pending.open.pop() {
            if let Err(why) = self.settled((id, &key, at)) {
                self.lose(id, why);
            }
        }
    }

    fn settled(&mut self, (id, key, at): (SymbolId, &Key, usize)) -> Lowered<()> {
        let place = self.meaning.place_of(id);
        let circular = || unclear(place, Semantics::Circular(Some(key.name.clone())));
        let written = self.meaning.symbol(id).written.clone();
        let family = self.resolve(key, at, place, &written)?;
        let sets = self.meaning.symbol(id).sets.clone();
        let of = self.meaning.symbol(family);
        if of.definition.is_none() || of.sets.len() != sets.len() {
            return circular();
        }
        for (own, other) in sets.iter().zip(of.sets.clone()) {
            self.meaning.sets.unite(*own, other);
        }
        let first = match self.definitions.firsts.get(key).copied() {
            Some(first) => Some(self.first(first, (id, at))?),
            None => None,
        };
        if let Some(earlier) = &mut self.meaning.symbols[id.0].earlier {
            earlier.family = Some(family);
            earlier.first = first;
        }
        Ok(())
    }

    /// What stands before the first member.
    fn first(&mut self, (left, right): First, (id, at): (SymbolId, usize)) -> Lowered<Definition> {
        let place = self.place(right);
        let Some((_, uses)) = self.definitions.atom(left) else {
            return unclear(place, Semantics::DefinesNothing);
        };
        let mut scope = Scope { at, ..Scope::default() };
        let mut parameters: Vec<VarId> = Vec::new();
        let sets = self.meaning.symbol(id).sets.clone();
        for (used, set) in uses.iter().zip(sets) {
            if let Use::Letter(name, primes) = used {
                let var = self.bind(&(name.clone(), *primes), &mut scope);
                let own = self.meaning.expressions.var(var).set;
                self.meaning.sets.unite(own, set);
                parameters.push(var);
            }
        }
        if parameters.len() + 1 != uses.len() {
            return unclear(place, Semantics::DefinesEntry);
        }
        self.underway.push(((self.meaning.symbol(id).key.clone()), None));
        let body = self.lower(right, &mut scope);
        self.underway.pop();
        let (diagonal, of_pairs, inferred) = (None, false, false);
        Ok(Definition { parameters, body: body?, diagonal, of_pairs, place, inferred })
    }
}

impl Meaning {
    /// The family of which a symbol is the member before, or the symbol itself.
    pub(crate) fn family(&self, id: SymbolId) -> SymbolId {
        self.symbol(id).earlier.as_ref().and_then(|earlier| earlier.family).unwrap_or(id)
    }

    /// What a symbol is made of besides its definition: its family, and what stands
    /// before the first of that.
    pub(super) fn behind(&self, id: SymbolId) -> Option<&Earlier> {
        self.symbol(id).earlier.as_ref()
    }

    /// The members before, their families, and what stands before the first.
    pub(super) fn earlier(&self) -> Vec<(SymbolId, SymbolId, Option<ExprId>)> {
        let known = |id: SymbolId| {
            let earlier = self.symbol(id).earlier.as_ref()?;
            Some((id, earlier.family?, earlier.first.as_ref().map(|first| first.body)))
        };
        self.symbol_ids().filter_map(known).collect()
    }

    /// The sets that count the members of families which the ones before define.
    pub(crate) fn steps(&self) -> BTreeSet<SetId> {
        let set = |symbol: &Symbol| {
            let at = symbol.earlier.as_ref()?.at;
            symbol.sets.get(at).map(|set| self.sets.find(*set))
        };
        self.symbols.iter().filter_map(set).collect()
    }

    /// Whether a symbol is defined by the member before.
    pub(crate) fn is_recursive(&self, id: SymbolId) -> bool {
        self.recursive.contains(&id)
    }

    /// Notes which symbols lead back to themselves.
    pub(super) fn find_recursive(&mut self) {
        let steps: BTreeSet<SymbolId> =
            self.symbol_ids().filter(|id| self.symbol(*id).earlier.is_some()).collect();
        if steps.is_empty() {
            return;
        }
        let returns = |id: &SymbolId| {
            self.symbol(*id).definition.is_some() && {
                let mut reached = BTreeSet::new();
                self.reach_symbol(*id, &mut reached);
                reached.iter().any(|step| {
                    steps.contains(step) && {
                        let mut back = BTreeSet::new();
                        self.reach_symbol(*step, &mut back);
                        back.contains(id)
                    }
                })
            }
        };
        self.recursive = self.symbol_ids().filter(returns).collect();
    }
}
