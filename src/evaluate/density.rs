//! What is known of densities without being said.
//!
//! In: a relation that is false as it stands, and the symbols that it reaches. Out: why
//! that need be no slip: functions with a bar of one letter are connected by the laws of
//! probability, words or its name may say which one it is, and the matrix Σ that one is given by is symmetric by custom. Not done
//! here: what else a document leaves open, see [`super::doubt`].

use super::judge::Judge;
use crate::expression::{Form, Kind, Relation, SymbolId, Unclear};
use crate::reason::Semantics;
use crate::syntax::typeset::letter_of;
use std::collections::BTreeSet;

impl Judge<'_> {
    /// Nothing false is said of what densities are known to be.
    pub(super) fn knows_densities(
        &self,
        of: &Relation,
        (left, right): (&BTreeSet<SymbolId>, &BTreeSet<SymbolId>),
    ) -> Result<(), Unclear> {
        let reached: BTreeSet<SymbolId> = left.union(right).copied().collect();
        let name = |id: SymbolId| self.meaning.symbol(id).key.name.as_str();
        let given = |id: SymbolId| {
            let symbol = self.meaning.symbol(id);
            symbol.definition.is_none() && symbol.key.function
        };
        let letter = |id: SymbolId| name(id).split('(').next().filter(|_| given(id));
        let connected = |id: SymbolId| {
            name(id).contains('|')
                && reached.iter().any(|other| *other != id && letter(*other) == letter(id))
        };
        // `\mathrm{Poi}(x \mid \lambda)` says what it is, and words may say it of p.
        let known = |id: SymbolId| {
            given(id)
                && name(id).contains('|')
                && (name(id).contains("(|") || left.contains(&id) != right.contains(&id))
        };
        let mut all = reached.iter().copied();
        match all.find(|id| known(*id) || connected(*id) || self.is_covariance(*id)) {
            Some(id) => Err(of.unclear(Semantics::Unknown(name(id).to_owned()))),
            None => Ok(()),
        }
    }

    /// Whether a matrix Σ stands behind the bar of a function, and nothing says that it is
    /// symmetric.
    fn is_covariance(&self, id: SymbolId) -> bool {
        let symbol = self.meaning.symbol(id);
        if symbol.form != Form::Matrix
            || symbol.definition.is_some()
            || letter_of(&symbol.key.name) != "Sigma"
        {
            return false;
        }
        let functions = self.meaning.functions.iter().map(|(name, _)| name.as_str());
        let called = self.meaning.symbols.iter().map(|symbol| symbol.key.name.as_str());
        let behind = |name: &str| {
            let arguments = name.rsplit_once('|').map(|(_, behind)| behind.trim_end_matches(')'));
            arguments.is_some_and(|all| all.split(',').any(|name| name == symbol.key.name))
        };
        functions.chain(called).any(behind) && !self.is_said_symmetric(id)
    }

    fn is_said_symmetric(&self, id: SymbolId) -> bool {
        self.meaning.relations.iter().filter(|of| of.kind == Kind::Assumption).any(|of| {
            let Ok(sides) = &of.sides else { return false };
            let mut reached = BTreeSet::new();
            self.meaning.reach(sides.left[0], &mut reached);
            self.meaning.reach(sides.right, &mut reached);
            reached == BTreeSet::from([id])
        })
    }
}
