//! A document that is understood, in a state from which more can be: other right
//! sides of one of its relations, beside it and without any effect on what it
//! means.

use super::lower::{Lowerer, Scope};
use super::relations::{Link, Part, parts};
use super::symbols::Letter;
use super::understand::Renewed;
use super::{ExprId, Kind, Meaning, Relation, Sides, VarId};
use crate::reading::Stated;
use crate::syntax::{Formula, Side};
use std::sync::Arc;

/// What a document means, with what it takes to understand more.
#[derive(Clone)]
pub(crate) struct Understood<'r> {
    pub(super) lowerer: Lowerer<'r>,
    pub(super) parts: Vec<Part<'r>>,
    /// The second right sides that give new meanings.
    pub(super) renewed: Renewed,
}

/// A document's meaning with other right sides of one of its relations.
pub(crate) struct Tried {
    pub(crate) meaning: Meaning,
    /// The relation's sides with each of the other right sides, where that can
    /// be understood.
    pub(crate) sides: Vec<Option<Sides>>,
}

impl Understood<'_> {
    /// What the document means.
    pub(crate) const fn meaning(&self) -> &Meaning {
        &self.lowerer.meaning
    }

    /// The same, for good.
    pub(crate) fn into_meaning(self) -> Meaning {
        self.lowerer.meaning
    }

    /// Other readings of the formula that a relation stands in: what the relation
    /// says with each of them, all else being as it is.
    pub(crate) fn tried(&self, relation: usize, readings: Vec<Formula>) -> Tried {
        let link = self.parts.get(relation).and_then(Part::link);
        let own = link.map(|link| self.lowerer.definitions.stated(link.formula));
        let readings = readings.into_iter().map(Arc::new);
        let candidates: Vec<Stated> = own
            .map(|own| readings.map(|formula| Stated { formula, ..own.clone() }).collect())
            .unwrap_or_default();
        // A shorter life, for what lives no longer than the readings.
        let mut lowerer: Lowerer<'_> = self.lowerer.clone();
        lowerer.definitions.read_beside(&candidates);
        let base = lowerer.meaning.relations.get(relation).and_then(|r| r.sides.as_ref().ok());
        let sides = match (base.cloned(), link) {
            (Some(base), Some(link)) => {
                (0..candidates.len()).map(|k| lowerer.beside(&base, link, k)).collect()
            }
            _ => vec![None; candidates.len()],
        };
        Tried { meaning: lowerer.meaning, sides }
    }
}

impl Understood<'_> {
    /// The document's meaning where something more is assumed of what it gives, the
    /// relations that say so standing behind its own. Nothing where that would
    /// change what the document's own formulas mean: where a letter, a name or a
    /// size comes up that they do not have, or two sets become one.
    pub(crate) fn assuming(&self, more: &[Arc<Stated>]) -> Option<Meaning> {
        let known = &self.lowerer.definitions;
        if !known.has_letters_and_names_of(more) || self.lowerer.names_entries_anew(more) {
            return None;
        }
        let beside: Vec<Stated> = more.iter().map(|stated| stated.as_ref().clone()).collect();
        let mut lowerer: Lowerer<'_> = self.lowerer.clone();
        lowerer.definitions.read_beside(&beside);
        lowerer.meaning.sets.begin();
        for part in parts(more) {
            let link = part.into_link()?.behind(self.lowerer.definitions.formulas().len());
            let relation = lowerer.assumption(&link)?;
            lowerer.note_sign(&relation);
            lowerer.meaning.relations.push(relation);
        }
        let apart = !lowerer.meaning.sets.has_merged();
        lowerer.meaning.sets.end(true);
        apart.then_some(lowerer.meaning)
    }
}

impl<'a> Lowerer<'a> {
    /// A relation of givens alone that defines nothing, as what is assumed.
    fn assumption(&mut self, link: &Link<'a>) -> Option<Relation> {
        let symbols = self.meaning.symbols.len();
        self.notes.clear();
        let relation = self.linked(link, Kind::Claim, None);
        let sides = relation.sides.as_ref().ok()?;
        let known = self.meaning.symbols.len() == symbols && self.speaks_of_givens(sides);
        known.then_some(Relation { kind: Kind::Assumption, ..relation })
    }
}

impl Lowerer<'_> {
    /// The sides of a relation with the right one of a candidate's.
    fn beside(&mut self, base: &Sides, link: &Link<'_>, candidate: usize) -> Option<Sides> {
        let number = self.definitions.formulas().len() + candidate;
        let own = &self.definitions.stated(link.formula).formula.statements;
        let statements = &self.definitions.stated(number).formula.statements;
        let alike = statements.len() == own.len()
            && statements.iter().zip(own).all(|(a, b)| a.sides.len() == b.sides.len());
        let side = statements.get(link.at.0).and_then(|s| s.sides.get(link.at.1));
        let Some((_, Side::Read(id, _))) = side.filter(|_| alike) else { return None };
        let free = Some(self.letters_of(base));
        let mut scope = Scope { free, at: link.formula, ..Scope::default() };
        self.meaning.sets.begin();
        let first = self.variables();
        let right: Option<ExprId> = self.lower((number, *id), &mut scope).ok();
        let own = first..self.variables();
        self.settle_letters(std::slice::from_ref(&own));
        // What makes one of two sets means another document.
        let right = right.filter(|_| !self.meaning.sets.has_merged());
        self.meaning.sets.end(right.is_some());
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        right.map(|right| Sides { left: base.left.clone(), right, free })
    }

    /// The free variables of a relation, by their letters.
    fn letters_of(&self, sides: &Sides) -> Vec<(Letter, VarId)> {
        let letter = |var: &VarId| {
            let name = &self.meaning.expressions.var(*var).name;
            let bare = name.trim_end_matches('\'');
            let primes = u8::try_from(name.len() - bare.len()).unwrap_or(u8::MAX);
            ((bare.to_owned(), primes), *var)
        };
        sides.free.iter().map(letter).collect()
    }
}
