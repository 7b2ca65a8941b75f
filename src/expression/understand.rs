//! A document's formulas together: what each relation is and says.

use super::define::Definitions;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::{Link, Member, Part, Right, parts};
use super::sum::bound_by_conditions;
use super::survey::{denominators, prefixes, speaks_of_logistic};
use super::symbols::Letter;
use super::understood::Understood;
use super::{
    Alternative, ExprId, Inference, Kind, Meaning, Note, Place, Relation, Sides, Unclear, classify,
};
use crate::reading::{Reading, Stated};
use crate::reason::{Semantics, Skip};
use crate::syntax::Side;
use crate::syntax::tree::{Kind as Node, Sign};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Understands the formulas of a document, in their order.
#[must_use]
pub fn understand(reading: &Reading) -> Meaning {
    Understood::of(reading).into_meaning()
}

impl<'r> Understood<'r> {
    /// What the formulas say, in a state from which more can be lowered.
    pub(crate) fn of(reading: &'r Reading) -> Self {
        let (lowerer, parts) = understood(&reading.formulas);
        Self { lowerer, parts }
    }
}

fn understood(formulas: &[Arc<Stated>]) -> (Lowerer<'_>, Vec<Part<'_>>) {
    let parts = parts(formulas);
    let mut definitions = Definitions::new(formulas);
    let skips = classify::skips(formulas, &parts, definitions.letters());
    let kinds = classify::kinds(&parts, &skips, &mut definitions);
    let prefixes = prefixes(formulas, &parts);
    let mut lowerer = Lowerer {
        meaning: Meaning::default(),
        keys: BTreeMap::new(),
        versions: Vec::new(),
        forms: Vec::new(),
        underway: Vec::new(),
        opaque: BTreeSet::new(),
        entries: BTreeMap::new(),
        logistic: speaks_of_logistic(formulas),
        notes: Vec::new(),
        arguments: 0,
        called: false,
        depth: 0,
        denominators: denominators(formulas, &prefixes),
        prefixes,
        free_conditions: false,
        bound_by_condition: None,
        bound_in_definition: BTreeSet::new(),
        definitions,
    };
    lowerer.find_sizes(formulas);
    lowerer.find_functions(formulas);
    lowerer.find_entries(formulas);
    let mut calls = Vec::new();
    for (part, sort) in parts.iter().zip(kinds.into_iter().zip(skips)) {
        lowerer.called = false;
        let relation = lowerer.relation(formulas, part, sort);
        calls.push(lowerer.called);
        lowerer.meaning.relations.push(relation);
    }
    lowerer.meaning.functions = lowerer
        .definitions
        .functions
        .iter()
        .flat_map(|(name, all)| all.iter().map(|f| (name.clone(), lowerer.place(f.body))))
        .collect();
    for (part, note) in std::mem::take(&mut lowerer.definitions.notes) {
        lowerer.meaning.relations[part].notes.push(note);
    }
    lowerer.find_assumptions(formulas, &calls);
    lowerer.find_opaque();
    lowerer.infer_shapes();
    lowerer.count();
    for k in 0..lowerer.meaning.relations.len() {
        let relation = &lowerer.meaning.relations[k];
        let closed =
            relation.sides.as_ref().is_ok_and(|s| !lowerer.meaning.differentiates(s.right));
        lowerer.meaning.relations[k].closed = closed && relation.kind == Kind::Claim;
    }
    (lowerer, parts)
}

impl<'a> Lowerer<'a> {
    fn relation(
        &mut self,
        formulas: &'a [Arc<Stated>],
        part: &Part<'a>,
        (kind, skip): (Kind, Option<Skip>),
    ) -> Relation {
        self.notes.clear();
        match part {
            Part::Bare(formula, span) => {
                let place = formulas[*formula].place(*span);
                let why = Unclear { place, reason: Skip::NoEquation.into() };
                bare(*formula, place, kind, why)
            }
            Part::Refused(formula, why) => bare(*formula, why.place, kind, why.clone()),
            Part::Link(link) => self.linked(link, kind, skip),
        }
    }

    pub(super) fn linked(&mut self, link: &Link<'a>, kind: Kind, skip: Option<Skip>) -> Relation {
        let mut scope = Scope { free: Some(Vec::new()), at: link.formula, ..Scope::default() };
        self.bound_by_condition = None;
        self.bound_in_definition = self.letters_bound_by(link);
        let sides = match kind {
            Kind::Skipped => unclear(link.place, skip.unwrap_or(Skip::NoEquation)),
            _ => self.sides(link, kind, &mut scope),
        };
        let restriction = match link.restriction {
            Some(conditions) if kind != Kind::Skipped => {
                self.conditions(conditions, &mut scope, link.place)
            }
            _ => Ok(Vec::new()),
        };
        // A claim is not judged without its condition.
        let (sides, restriction) = match restriction {
            Ok(_) if link.limited && kind != Kind::Skipped => {
                (unclear(link.place, Semantics::ValueCondition), Vec::new())
            }
            Ok(restriction) => (sides, restriction),
            Err(why) => (Err(why), Vec::new()),
        };
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        let sides = sides.map(|(left, right)| Sides { left, right, free });
        // What was to be defined and cannot be understood is not passed over.
        let kind = match kind {
            Kind::Definition if sides.is_err() && !self.is_operator(link) => Kind::Claim,
            kind => kind,
        };
        let mut notes = std::mem::take(&mut self.notes);
        notes.dedup();
        let alternatives = match kind {
            Kind::Claim if sides.is_ok() => self.alternatives(link),
            _ => Vec::new(),
        };
        Relation {
            formula: link.formula,
            place: link.place,
            whole: link.whole,
            sign: link.sign,
            tag: link.tag.map(str::to_owned),
            kind,
            sides,
            restriction,
            distinct: self.says_distinct(link),
            notes,
            alternatives,
            closed: false,
        }
    }

    /// What the relation says by other readings of what was guessed.
    fn alternatives(&mut self, link: &Link<'a>) -> Vec<Alternative> {
        let mut found = Vec::new();
        if let Some((place, letter)) = self.bound_by_condition.take() {
            self.free_conditions = true;
            if let Some(sides) = self.read_again(link) {
                let note = Note { place, inference: Inference::FixedLetter(letter) };
                found.push(Alternative { sides, note, fixes_letter: true });
            }
            self.free_conditions = false;
        }
        let formulas = self.definitions.formulas();
        for (number, other) in formulas.iter().enumerate() {
            let Some((of, instead)) = other.instead_of.filter(|(of, _)| *of == link.formula) else {
                continue;
            };
            let side = |k: usize| match other.formula.statements.get(link.at.0)?.sides.get(k)? {
                (_, Side::Read(id, _)) => Some((number, *id)),
                _ => None,
            };
            let Some(right) = side(link.at.1) else { continue };
            let mut again = link.clone();
            again.right = Right::Read(right.1);
            again.formula = number;
            // The first side of the same statement is read in the same way.
            if let Some(first) = again.lefts.first_mut().filter(|l| l.0 == of && link.at.1 > 0)
                && let Some(left) = side(0)
                && self.same_place(*first, left)
            {
                *first = left;
            }
            let place = link.place;
            if let Some(sides) = self.read_again(&again) {
                let note = Note { place, inference: Inference::Otherwise(instead) };
                found.push(Alternative { sides, note, fixes_letter: false });
            }
        }
        found
    }

    /// The letters that the definition of a chain's first symbol binds by a
    /// condition alone: a line about that symbol reads them in the same way.
    fn letters_bound_by(&self, link: &Link<'_>) -> BTreeSet<Letter> {
        let first = link.lefts.first().copied();
        let Some((key, places)) = first.and_then(|left| self.definitions.atom(left)) else {
            return BTreeSet::new();
        };
        let Some(version) = self.definitions.version(&key, link.formula) else {
            return BTreeSet::new();
        };
        let (formula, body) = self.definitions.symbols[&key][version].right;
        let mut letters = BTreeSet::new();
        bound_by_conditions(self.tree(formula), body, &mut Vec::new(), &mut letters);
        for place in places {
            if let Some(letter) = place.letter() {
                letters.remove(&letter);
            }
        }
        letters
    }

    fn same_place(&self, a: Member, b: Member) -> bool {
        self.place(a).span.start == self.place(b).span.start
    }

    fn read_again(&mut self, link: &Link<'a>) -> Option<Sides> {
        let stated = self.definitions.stated(link.formula);
        let at = stated.instead_of.map_or(link.formula, |i| i.0);
        let mut scope = Scope { free: Some(Vec::new()), at, ..Scope::default() };
        let (left, right) = self.sides(link, Kind::Claim, &mut scope).ok()?;
        if link.restriction.is_some() {
            return None;
        }
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        Some(Sides { left, right, free })
    }

    /// `\partial = \frac{\partial}{\partial y_i}`
    fn is_operator(&self, link: &Link<'_>) -> bool {
        link.right()
            .is_some_and(|(f, id)| matches!(self.tree(f).kind(id), Node::Operator(_, Some(_))))
    }

    /// The sides of a relation: the left one, and what can stand for it.
    fn sides(
        &mut self,
        link: &Link<'a>,
        kind: Kind,
        scope: &mut Scope,
    ) -> Lowered<(Vec<ExprId>, ExprId)> {
        match link.sign {
            Sign::In => return unclear(link.place, Semantics::Membership),
            Sign::Equal
            | Sign::Defined
            | Sign::DefinedRight
            | Sign::Less
            | Sign::LessOrEqual
            | Sign::Greater
            | Sign::GreaterOrEqual
            | Sign::NotEqual => {}
            Sign::Approximately => return unclear(link.place, Semantics::Approximate),
            Sign::Proportional => return unclear(link.place, Semantics::Proportional),
            _ => return unclear(link.place, Semantics::NoEquation),
        }
        if link.lefts.is_empty() {
            return unclear(link.place, Semantics::LeftSide);
        }
        let right = match &link.right {
            Right::Read(id) => Some((link.formula, *id)),
            Right::Open if kind == Kind::Task => None,
            Right::Open => return unclear(link.place, Semantics::LeftOpen),
            Right::Unreadable(why) => return Err(why.clone()),
        };
        let mut lefts = Vec::new();
        let mut first = None;
        scope.beside = right;
        for (k, member) in link.lefts.iter().enumerate() {
            let mut tried = scope.clone();
            match self.lower(*member, &mut tried) {
                Ok(id) => {
                    *scope = tried;
                    lefts.push(id);
                }
                Err(why) => first = first.or(Some((k, why))),
            }
            if k > 4 && !lefts.is_empty() {
                break;
            }
        }
        scope.beside = None;
        if lefts.is_empty()
            && let Some((_, why)) = first
        {
            return Err(why);
        }
        let right = match right {
            Some(right) => self.lower(right, scope)?,
            None => lefts[0],
        };
        Ok((lefts, right))
    }
}

fn bare(formula: usize, place: Place, kind: Kind, why: Unclear) -> Relation {
    Relation {
        formula,
        place,
        whole: place.span,
        sign: Sign::Other,
        tag: None,
        kind,
        sides: Err(why),
        restriction: Vec::new(),
        distinct: false,
        notes: Vec::<Note>::new(),
        alternatives: Vec::new(),
        closed: false,
    }
}
