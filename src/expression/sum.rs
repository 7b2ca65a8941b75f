//! Σ and Π: what they bind, over which range, under which conditions.

use super::define::full_name;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::Member;
use super::sets::SetName;
use super::symbols::{Letter, is_word};
use super::{Condition, ExprId, Index, Op, Place, VarId};
use crate::reason::{Excess, Semantics, Value};
use crate::syntax::tree::{self, Conditions, Entry, Kind, NodeId, Sign, Sum, Tree};
use std::collections::BTreeSet;

/// So far back a paragraph may have named the member that it speaks of.
const FORMULAS_IN_A_PARAGRAPH: usize = 16;

/// What stands before the letter of a single member.
const MEMBERS: [&str; 20] = [
    "class",
    "label",
    "index",
    "target",
    "point",
    "sample",
    "example",
    "particle",
    "word",
    "node",
    "unit",
    "neuron",
    "row",
    "fixed",
    "given",
    "fix",
    "particular",
    "single",
    "each",
    "every",
];

/// A symbol with a word in a script of which sums around it bind every letter, as
/// `\sum_{m,a,x} T_{max}`, may be meant with these as its indices.
pub(super) fn spells_no_indices(symbol: &tree::Symbol, place: Place, scope: &Scope) -> Lowered<()> {
    let bound = |letter: char| scope.summed.contains(&(letter.to_string(), 0));
    for entry in symbol.sub.entries.iter().chain(&symbol.sup.entries) {
        if let Entry::Word(word) = entry
            && word.chars().count() > 1
            && word.chars().all(bound)
        {
            let letters: Vec<String> = word.chars().map(String::from).collect();
            let other = format!("{}_{{{}}}", symbol.name, letters.join(","));
            return unclear(place, Value::MaybeSame(symbol.to_string(), other));
        }
    }
    Ok(())
}

/// Whether a sum stands for a list that is written out with dots.
fn is_list(tree: &Tree, sum: &Sum) -> bool {
    matches!(tree.kind(sum.body), Kind::Multiply(a, b) if tree.is_unit(*a) || tree.is_unit(*b))
}

impl Lowerer<'_> {
    pub(super) fn sum(
        &mut self,
        (formula, id): Member,
        sum: &Sum,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let outer = (scope.letters.len(), scope.summed.len());
        let result = self.sum_inside((formula, id), sum, place, scope);
        scope.letters.truncate(outer.0);
        scope.summed.truncate(outer.1);
        result
    }

    pub(super) fn sum_inside(
        &mut self,
        (formula, id): Member,
        sum: &Sum,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let mut letters = sum.bound.clone();
        if letters.is_empty() {
            letters.push(self.only_letter(formula, sum, place, scope)?);
        }
        if letters.iter().any(|letter| is_word(&letter.0)) {
            return unclear(place, Semantics::CapitalIndex);
        }
        // A range's ends stand outside of what it binds.
        let ends = self.ends(formula, sum, place, scope)?;
        scope.summed.extend(letters.iter().cloned());
        let mut bound: Vec<VarId> = letters.iter().map(|l| self.bind(l, scope)).collect();
        // A list that is written out has as many entries as a set has members.
        if matches!(ends.1, Some(End::Index(..))) && is_list(self.tree(formula), sum) {
            return unclear(place, Semantics::List);
        }
        let mut conditions = self.range(&ends, &bound, place)?;
        for condition in &sum.conditions.0 {
            self.bind_others(condition, formula, sum, scope, &mut bound);
        }
        conditions.extend(self.conditions(&sum.conditions, scope, place)?);
        conditions.extend(self.apart((formula, id), &bound, place, scope)?);
        let body = self.lower((formula, sum.body), scope)?;
        self.left_out_of_sum((&bound, body), &mut conditions, place);
        let added = self.add(Op::Sum { product: sum.product, bound, conditions, body }, place);
        self.note_limits(added, ends.1.as_ref(), &sum.conditions);
        Ok(added)
    }

    /// `\sum_{k \ne l}` binds l too where nothing else does.
    pub(super) fn bind_others(
        &mut self,
        condition: &tree::Condition,
        formula: usize,
        sum: &Sum,
        scope: &mut Scope,
        bound: &mut Vec<VarId>,
    ) {
        let tree::Condition::Related(_, _, Entry::Letter(name, primes)) = condition else { return };
        let letter = (name.clone(), *primes);
        if !scope.knows(&letter)
            && self.meaning.sets.of_name(name).is_none()
            && !self.is_free(&letter, formula, sum, scope)
        {
            if scope.free.is_some() {
                let place = self.place((formula, sum.body));
                self.bound_by_condition = Some((place, name.clone()));
            }
            bound.push(self.bind(&letter, scope));
        }
    }

    /// A Σ without an index: the one letter that its body leaves free.
    pub(super) fn only_letter(
        &self,
        formula: usize,
        sum: &Sum,
        place: Place,
        scope: &Scope,
    ) -> Lowered<Letter> {
        let free = super::showing::free_letters(self.tree(formula), sum.body);
        let known = |letter: &Letter| {
            scope.knows(letter)
                || scope.beside.is_some_and(|(f, id)| uses(self.tree(f), id, letter, false))
        };
        let mut left: Vec<Letter> = free.into_iter().filter(|l| !known(l)).collect();
        match (left.pop(), left.is_empty()) {
            (Some(letter), true) => Ok(letter),
            _ => unclear(place, Semantics::SumLetter),
        }
    }

    /// The ends of a range: where they are numbers, sizes or indices.
    pub(super) fn ends(
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

    pub(super) fn end(&mut self, node: Member, place: Place, scope: &mut Scope) -> Lowered<End> {
        let tree = self.tree(node.0);
        Ok(match tree.kind(node.1) {
            Kind::Number(n) if n.fract() == 0.0 && n.abs() < 1e9 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
                End::Number(*n as i64)
            }
            Kind::Symbol(s) if s.name == "infty" => return unclear(place, Semantics::Infinity),
            Kind::Symbol(s) if s.sub.is_empty() && s.sup.is_empty() => {
                let letter = (s.name.clone(), s.primes);
                let known = scope.known().find(|(l, _)| *l == letter).map(|(_, var)| *var);
                match known {
                    Some(var) => End::Index(Index::Var(var), 0),
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
                let End::Number(by) = self.end((node.0, *b), place, scope)? else {
                    return unclear(place, Semantics::RangeEnd);
                };
                let end = self.end((node.0, *a), place, scope)?;
                match end.moved(sign * by) {
                    Some(end) => end,
                    None => return unclear(place, Semantics::RangeEnd),
                }
            }
            _ => return unclear(place, Semantics::RangeEnd),
        })
    }

    /// What a range says of the letters that it binds.
    pub(super) fn range(
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
            let begins = &mut self.meaning.sets.facts_mut(set).begins;
            begins.0 |= base == 0;
            begins.1 |= base == 1;
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
                        return unclear(place, Semantics::RangeBegin);
                    };
                    self.unite(own, low);
                    conditions.push((own, Sign::GreaterOrEqual, low));
                }
                _ => return unclear(place, Semantics::RangeBegin),
            }
            match to {
                None => {}
                Some(End::Size(name, by)) => {
                    let size = self.meaning.sets.sized(name);
                    self.meaning.sets.unite(set, size);
                    // From 0 to n − 1 are n members, as from 1 to n.
                    let short = base - 1 - by;
                    match u32::try_from(short) {
                        Ok(0) => {}
                        Ok(short @ 1..=39) => {
                            self.over(Index::FromEnd(size, short), set);
                            conditions.push((own, Sign::LessOrEqual, Index::FromEnd(size, short)));
                        }
                        _ => return unclear(place, Semantics::RangeBeyond),
                    }
                }
                Some(End::Number(n)) => {
                    let size = usize::try_from(n + 1 - base).unwrap_or(0);
                    if size > 64 {
                        return unclear(place, Excess::Range);
                    }
                    if size < 2 {
                        return unclear(place, Semantics::RangeLength);
                    }
                    let facts = self.meaning.sets.facts_mut(set);
                    if facts.size.is_some_and(|known| known != size) {
                        return unclear(place, Semantics::RangeLengths);
                    }
                    facts.size = Some(size);
                }
                Some(End::Index(index, by)) => {
                    let Some(high) = Self::shifted(*index, *by) else {
                        return unclear(place, Semantics::RangeEnd);
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
    pub(super) fn is_free(
        &self,
        letter: &Letter,
        formula: usize,
        sum: &Sum,
        scope: &Scope,
    ) -> bool {
        let body = sum.body;
        if scope.free.is_none() {
            let fixed = differentiates_by(self.tree(formula), body, letter);
            return scope.left_out.is_some()
                && (fixed || scope.shown || self.is_one_member(letter, formula));
        }
        let beside = scope.beside.is_some_and(|(f, id)| uses(self.tree(f), id, letter, false));
        // What is differentiated by is one point at a time.
        let fixed = self.denominators.contains(letter)
            && !names_pair(sum, letter)
            && !self.bound_in_definition.contains(letter);
        fixed || self.free_conditions || beside || uses(self.tree(formula), body, letter, true)
    }

    /// Whether words around a formula speak of one member by its letter: “for the
    /// point $i$ let”, “is the force on a point $i$”.
    pub(super) fn is_one_member(&self, letter: &Letter, formula: usize) -> bool {
        let formulas = self.definitions.formulas();
        let Some(own) = formulas.get(formula) else { return false };
        let near = formulas[..formula].iter().rev();
        let near = near.take_while(|f| f.text == own.text && f.scopes == own.scopes);
        let goes_on = !own.behind.contains('.');
        let next = formulas.get(formula + 1).filter(|next| goes_on && next.text == own.text);
        near.take(FORMULAS_IN_A_PARAGRAPH).chain(next).any(|stated| {
            let tree = &stated.formula.tree;
            let named = matches!(stated.formula.alone().map(|id| tree.kind(id)),
                Some(Kind::Symbol(s))
                    if s.sub.is_empty() && s.sup.is_empty() && (&s.name, s.primes) == (&letter.0, letter.1));
            let word = stated.before.split(|c: char| !c.is_alphabetic()).rfind(|w| !w.is_empty());
            named && !stated.display && word.is_some_and(|w| MEMBERS.contains(&w.to_lowercase().as_str()))
        })
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
                    let named = self.meaning.sets.named(SetName::Members(set.clone()));
                    self.over(index, named);
                }
                tree::Condition::Related(..) => {
                    return unclear(place, Semantics::Condition);
                }
            }
        }
        Ok(found)
    }

    pub(super) fn entry(
        &mut self,
        entry: &Entry,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Index> {
        let fault = || unclear(place, Semantics::Condition);
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
}

/// Where a range ends.
pub(super) enum End {
    Number(i64),
    Size(String, i64),
    Index(Index, i64),
}

/// No range of any sense ends farther from its letter than this.
const FARTHEST: i64 = 1_000_000_000;

impl End {
    /// The same moved by a number, where that is not out of every range.
    fn moved(self, by: i64) -> Option<Self> {
        let sum = |n: i64| n.checked_add(by).filter(|n| n.abs() < FARTHEST);
        Some(match self {
            Self::Number(n) => Self::Number(sum(n)?),
            Self::Size(name, shift) => Self::Size(name, sum(shift)?),
            Self::Index(index, shift) => Self::Index(index, sum(shift)?),
        })
    }
}

pub(super) const fn orders(sign: Sign) -> bool {
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

/// Adds the letters that conditions of sums name, and no sum around binds.
pub(super) fn bound_by_conditions(
    tree: &Tree,
    id: NodeId,
    outer: &mut Vec<Letter>,
    found: &mut BTreeSet<Letter>,
) {
    let depth = outer.len();
    if let Kind::Sum(sum) = tree.kind(id) {
        outer.extend(sum.bound.iter().cloned());
        for condition in &sum.conditions.0 {
            if let tree::Condition::Related(_, _, Entry::Letter(name, primes)) = condition {
                let letter = (name.clone(), *primes);
                if !outer.contains(&letter) {
                    found.insert(letter);
                }
            }
        }
    }
    for child in tree.children(id) {
        bound_by_conditions(tree, child, outer, found);
    }
    outer.truncate(depth);
}

/// `i \ne j` names a pair, while `j \ne i` is of a point i.
fn names_pair(sum: &Sum, letter: &Letter) -> bool {
    sum.bound.iter().all(|bound| bound.0 < letter.0)
}

/// Whether a letter that only a sum's condition names may be that of one point, of which
/// what stands below a node is said.
pub(super) fn may_be_of_one(tree: &Tree, id: NodeId, letter: &Letter) -> bool {
    let here = matches!(tree.kind(id), Kind::Sum(sum)
        if !sum.bound.contains(letter)
            && sum.conditions.0.iter().any(|condition| names(condition, letter))
            && !names_pair(sum, letter));
    here || tree.children(id).into_iter().any(|child| may_be_of_one(tree, child, letter))
}

/// Whether something below a node is differentiated by what has a letter: that is one
/// point, and no sum's.
pub(super) fn differentiates_by(tree: &Tree, id: NodeId, letter: &Letter) -> bool {
    let own = match tree.kind(id) {
        Kind::Sum(sum) if sum.bound.contains(letter) => return false,
        Kind::Derivative(derivative) => {
            let mut by = derivative.by.iter();
            by.any(|by| super::showing::free_letters(tree, *by).contains(letter))
        }
        _ => false,
    };
    own || tree.children(id).into_iter().any(|child| differentiates_by(tree, child, letter))
}

/// Whether a condition names a letter.
pub(super) fn names(condition: &tree::Condition, letter: &Letter) -> bool {
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
