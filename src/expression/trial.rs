//! Other right sides of one relation, understood beside the document without
//! any effect on what the document means.

use super::lower::Scope;
use super::symbols::Letter;
use super::understand::understood;
use super::{Meaning, Sides, VarId};
use crate::derivation::Stated;
use crate::syntax::Side;

/// A document's meaning with other right sides of one of its relations.
pub(crate) struct Tried {
    pub(crate) meaning: Meaning,
    /// The relation's sides with each of the other right sides, where that can
    /// be understood.
    pub(crate) sides: Vec<Option<Sides>>,
}

/// Understands the first `stated` formulas as the document; those behind are
/// other readings of the formula that a relation stands in.
pub(crate) fn understand_tried(formulas: &[Stated], stated: usize, relation: usize) -> Tried {
    let (mut lowerer, parts) = understood(&formulas[..stated], formulas);
    let base = lowerer.meaning.relations.get(relation).and_then(|r| r.sides.as_ref().ok());
    let (Some(base), Some(link)) = (base.cloned(), parts.get(relation).and_then(|p| p.link()))
    else {
        let sides = vec![None; formulas.len() - stated];
        return Tried { meaning: lowerer.meaning, sides };
    };
    let own = &formulas[link.formula].formula.statements;
    let mut free: Vec<(Letter, VarId)> = Vec::new();
    for var in &base.free {
        let name = &lowerer.meaning.expressions.var(*var).name;
        let bare = name.trim_end_matches('\'');
        let primes = u8::try_from(name.len() - bare.len()).unwrap_or(u8::MAX);
        free.push(((bare.to_owned(), primes), *var));
    }
    let mut sides = Vec::new();
    for (number, other) in formulas.iter().enumerate().skip(stated) {
        let statements = &other.formula.statements;
        let alike = statements.len() == own.len()
            && statements.iter().zip(own).all(|(a, b)| a.sides.len() == b.sides.len());
        let side = statements.get(link.at.0).and_then(|s| s.sides.get(link.at.1));
        let Some((_, Side::Read(id, _))) = side.filter(|_| alike) else {
            sides.push(None);
            continue;
        };
        let before = lowerer.meaning.sets.clone();
        let mut scope = Scope { free: Some(free.clone()), at: link.formula, ..Scope::default() };
        let right = lowerer.lower((number, *id), &mut scope).ok();
        // What makes one of two sets means another document.
        if right.is_none() || lowerer.meaning.sets.merged_since(&before) {
            lowerer.meaning.sets.restore(&before);
            sides.push(None);
            continue;
        }
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        sides.push(right.map(|right| Sides { left: base.left.clone(), right, free }));
    }
    Tried { meaning: lowerer.meaning, sides }
}
