//! Single members beside sums over the same: whether the o of
//! `\log s_o + \sum_k \log s_k` is one of the k, which nothing says.
//!
//! In: all formulas, and the sums of one as they are resolved. Out: for each sum that is a term
//! by itself the letters of members that other terms name, and the conditions that keep the
//! sum's own letter apart from them in the reading in which they are none of it. Not done here:
//! what lines say in that reading ([`crate::verdict`]).

use super::lower::{Lowered, Lowerer, Scope};
use super::relations::Member;
use super::symbols::Letter;
use super::{Condition, Index, Place, VarId};
use crate::reading::Stated;
use crate::syntax::tree::{Entry, Kind, NodeId, Sign, Tree};
use crate::syntax::{Instead, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Lowerer<'_> {
    /// What keeps the letters of a sum apart from those of single members beside it, in the
    /// reading in which these are none of them.
    pub(super) fn apart(
        &mut self,
        sum: Member,
        bound: &[VarId],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Vec<Condition>> {
        let ([own], Some(letters)) = (bound, self.apart.get(&sum).cloned()) else {
            return Ok(Vec::new());
        };
        self.meaning.otherwise.insert((place, Instead::Apart));
        if !self.choices.has(Instead::Apart) {
            return Ok(Vec::new());
        }
        let own = Index::Var(*own);
        let mut apart = Vec::new();
        for letter in &letters {
            let other = self.index(letter, place, scope)?;
            self.unite(own, other);
            apart.push((own, Sign::NotEqual, other));
        }
        Ok(apart)
    }
}

/// Of each sum without conditions that is a term by itself, the letters of members that other
/// terms name: the o of `\log s_o + \sum_k \log s_k`, where nothing at the left has it.
pub(super) fn apart(formulas: &[Arc<Stated>]) -> BTreeMap<Member, Vec<Letter>> {
    let mut found = BTreeMap::new();
    for (formula, stated) in formulas.iter().enumerate() {
        let tree = &stated.formula.tree;
        for statement in &stated.formula.statements {
            let mut sides = statement.sides.iter().filter_map(|(_, side)| match side {
                Side::Read(id, _) => Some(*id),
                _ => None,
            });
            let left = sides.next().map(|left| members(tree, left)).unwrap_or_default();
            let at_left: BTreeSet<Letter> = left.into_iter().map(|(_, letter)| letter).collect();
            for right in sides {
                let mut terms = Vec::new();
                collect_terms(tree, right, &mut terms);
                for (sum, letters) in beside_sums(tree, &terms) {
                    let single = letters.difference(&at_left).cloned().collect::<Vec<_>>();
                    if !single.is_empty() {
                        found.insert((formula, sum), single);
                    }
                }
            }
        }
    }
    found
}

/// Of terms those that are sums over one letter, with the letters at the same names in terms
/// that are none.
fn beside_sums(tree: &Tree, terms: &[NodeId]) -> Vec<(NodeId, BTreeSet<Letter>)> {
    let plain = terms.iter().filter(|id| !matches!(tree.kind(**id), Kind::Sum(_)));
    let named: BTreeSet<(String, Letter)> = plain.flat_map(|id| members(tree, *id)).collect();
    let mut found = Vec::new();
    for id in terms {
        let Kind::Sum(sum) = tree.kind(*id) else { continue };
        let ([own], true) = (sum.bound.as_slice(), sum.conditions.0.is_empty()) else { continue };
        let all = members(tree, sum.body);
        let added = |name: &String| all.iter().any(|(other, at)| other == name && at == own);
        let beside = named.iter().filter(|(name, at)| at != own && added(name));
        found.push((*id, beside.map(|(_, letter)| letter.clone()).collect()));
    }
    found
}

/// What is added up.
fn collect_terms(tree: &Tree, id: NodeId, terms: &mut Vec<NodeId>) {
    match tree.kind(id) {
        Kind::Add(a, b) | Kind::Subtract(a, b) => {
            collect_terms(tree, *a, terms);
            collect_terms(tree, *b, terms);
        }
        Kind::Negate(of) => collect_terms(tree, *of, terms),
        _ => terms.push(id),
    }
}

/// The names with one index that is a letter, and the letter.
fn members(tree: &Tree, id: NodeId) -> BTreeSet<(String, Letter)> {
    let (mut found, mut below) = (BTreeSet::new(), vec![id]);
    while let Some(id) = below.pop() {
        if let Kind::Symbol(symbol) = tree.kind(id)
            && let [Entry::Letter(name, primes)] = symbol.sub.entries.as_slice()
            && symbol.sup.is_empty()
        {
            found.insert((symbol.name.clone(), (name.clone(), *primes)));
        }
        below.extend(tree.children(id));
    }
    found
}
