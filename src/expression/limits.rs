//! Sets with two names: the first m points beside all n, the members of P and of Q.
//!
//! In: the sums and sizes of a document, with what they say that they run to. Out: a
//! relation in which one set has two names, definitions written out, is refused: what
//! the one has to do with the other is not understood. `|S|` is the size of a set.

use super::lower::Lowerer;
use super::sets::SetName;
use super::sum::End;
use super::{ExprId, Op, SetId, Unclear};
use crate::reading::Stated;
use crate::reason::Semantics;
use crate::syntax::Side;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Condition, Conditions, Kind, NodeId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Lowerer<'_> {
    /// Notes what a sum runs to.
    pub(super) fn note_limits(&mut self, sum: ExprId, to: Option<&End>, within: &Conditions) {
        let member = within.0.iter().find_map(|condition| match condition {
            Condition::Member(_, set) => Some(SetName::Members(set.clone())),
            Condition::Related(..) => None,
        });
        let limit = match to {
            Some(End::Size(name, _)) => Some(SetName::Size(name.clone())),
            _ => member,
        };
        if let Some(limit) = limit {
            self.limits.insert(sum, limit);
        }
    }

    /// Refuses the relations in which two things are said of what one set is.
    pub(super) fn refuse_two_limits(&mut self) {
        for k in 0..self.meaning.relations.len() {
            let relation = &self.meaning.relations[k];
            let Ok(sides) = &relation.sides else { continue };
            let all = sides.left.iter().copied().chain([sides.right]);
            let Some((a, b)) = self.two_limits(all.collect()) else { continue };
            let reason = Semantics::TwoLimits(a, b).into();
            let why = Unclear { place: relation.place, reason };
            self.meaning.relations[k].sides = Err(why);
        }
    }

    /// Two names of one set that stand in expressions, definitions written out; N may
    /// be n.
    fn two_limits(&self, mut ahead: Vec<ExprId>) -> Option<(String, String)> {
        let mut known: BTreeMap<SetId, SetName> = BTreeMap::new();
        let mut whole: BTreeSet<SetId> = BTreeSet::new();
        let mut seen = BTreeSet::new();
        while let Some(id) = ahead.pop() {
            if !seen.insert(id) {
                continue;
            }
            let sets = match self.meaning.expressions.op(id) {
                Op::Sum { bound, .. } => {
                    bound.iter().map(|v| self.meaning.expressions.var(*v).set).collect()
                }
                Op::Size(set) => vec![*set],
                Op::Symbol(symbol, _) => {
                    if let Some(definition) = &self.meaning.symbol(*symbol).definition {
                        ahead.push(definition.body);
                        ahead.extend(definition.diagonal);
                    }
                    Vec::new()
                }
                _ => Vec::new(),
            };
            let summed = matches!(self.meaning.expressions.op(id), Op::Sum { .. });
            if summed && !self.limits.contains_key(&id) {
                whole.extend(sets.iter().map(|set| self.meaning.sets.find(*set)));
            }
            if let Some(own) = self.limits.get(&id) {
                for set in sets {
                    let set = self.meaning.sets.find(set);
                    let other = known.entry(set).or_insert_with(|| own.clone());
                    if !other.may_be(own) {
                        return Some((other.letters().to_owned(), own.letters().to_owned()));
                    }
                }
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        // A sum over a subset is none over all.
        let within = |(set, own): &(SetId, SetName)| {
            matches!(own, SetName::Members(_)) && whole.contains(set)
        };
        let part = known.into_iter().find(within);
        part.map(|(_, own)| (own.letters().to_owned(), "all".to_owned()))
    }

    /// The set that a name in bars is, as in `|S|`.
    pub(super) fn named_set(&self, formula: usize, id: NodeId) -> Option<SetId> {
        let Kind::Symbol(symbol) = self.tree(formula).kind(id) else { return None };
        let bare = symbol.sub.is_empty() && symbol.sup.is_empty() && symbol.primes == 0;
        let name = symbol.name.rsplit(' ').next()?;
        self.meaning.sets.of_members(name).filter(|_| bare)
    }

    /// The name in bars of what some formula says to be a set that is written out:
    /// `X = \{x_1, \dots, x_n\}`; in bars is how many it has.
    pub(super) fn written_set(&self, formula: usize, id: NodeId) -> Option<String> {
        let Kind::Symbol(symbol) = self.tree(formula).kind(id) else { return None };
        let bare = symbol.sub.is_empty() && symbol.sup.is_empty() && symbol.primes == 0;
        let opens = |item: &Item| match &item.kind {
            ItemKind::Command(name) => matches!(name.as_str(), "{" | "lbrace"),
            ItemKind::Fenced(open, ..) => matches!(open.as_str(), "\\{" | "\\lbrace"),
            _ => false,
        };
        let equal = |item: &Item| item.kind == ItemKind::Char('=');
        let written = |stated: &&Arc<Stated>| {
            let items = stated.formula.items.as_slice();
            let of_set = |at: &[Item]| matches!(at, [_, sign, open] if equal(sign) && opens(open));
            let tree = &stated.formula.tree;
            let named = |id: NodeId| matches!(tree.kind(id), Kind::Symbol(own) if own == symbol);
            let first = stated.formula.statements.first().and_then(|s| s.sides.first());
            let left = matches!(first, Some((_, Side::Read(id, _))) if named(*id));
            left && items.windows(3).next().is_some_and(of_set)
        };
        let stated = self.definitions.formulas().iter().any(|stated| written(&stated));
        (bare && stated).then(|| symbol.to_string())
    }
}
