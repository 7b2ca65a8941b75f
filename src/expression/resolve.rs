//! Which symbol a name means where it stands, its definition lowered when it is first met.
//!
//! In: keys of names, and the formulas that they stand in. Out: symbols, with what defines
//! them, or why that is lost. Not done here: which formula defines what ([`super::define`]).

use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::newly::Version;
use super::recursion::Earlier;
use super::relations::Member;
use super::symbols::{Form, Letter, Use};
use super::{
    Definition, Inference, Key, Note, Place, Role, SetId, Symbol, SymbolId, Unclear, VarId,
};
use crate::reason::{Code, Semantics};
use crate::syntax::parser::CHOSEN;

impl Lowerer<'_> {
    /// The symbol of a key at a formula, its definition lowered when it is
    /// first met.
    pub(super) fn resolve(
        &mut self,
        key: &Key,
        at: usize,
        place: Place,
        written: &str,
    ) -> Lowered<SymbolId> {
        let version = self.definitions.meaning(key, at);
        let mut lost = self.definitions.lost(key, at).map(|lost| lost.why.clone());
        let own = (key.clone(), version);
        if self.underway.contains(&own) {
            return unclear(place, Semantics::Circular(Some(key.name.clone())));
        }
        let meant = (own.clone(), self.definitions.under(key, at));
        if let Some(id) = self.keys.get(&meant).copied() {
            return Ok(id);
        }
        let versions = self.definitions.symbols.get(key);
        let version = version.and_then(|version| versions?.get(version)).cloned();
        let defined = version.and_then(|version| Some((version.right?, version)));
        if lost.is_none() && defined.is_none() && key.name.contains('‖') {
            return unclear(place, Semantics::Unknown(key.name.clone()));
        }
        // Which of a family a quantity chooses is nowhere said, whatever else is.
        let family = key.name.split_once(CHOSEN).map(|(family, _)| family.trim_end().to_owned());
        let defined = defined.filter(|_| family.is_none());
        let sets: Vec<SetId> = (0..key.places.0).map(|_| self.meaning.sets.fresh()).collect();
        let mut new = self.unsaid(key, written, sets.clone());
        if let Some((right, version)) = defined {
            self.underway.push(own);
            let lowered = self.definition((&version, right), &sets, at);
            self.underway.pop();
            match lowered {
                Ok((mut definition, left_out)) => {
                    definition.of_pairs = version.of_pairs;
                    self.without_diagonal(&mut definition, version.left.0);
                    if definition.diagonal.is_some() && version.diagonal.is_none() {
                        let inference = Inference::NoDiagonal(key.name.clone());
                        self.notes.push(Note { place: definition.place, inference });
                    }
                    for (letter, var) in left_out {
                        self.note_left_out(key, &letter, definition.place);
                        new.sets.push(self.meaning.expressions.var(var).set);
                        new.left_out.push(letter);
                    }
                    new.definition = Some(definition);
                }
                Err(why) if is_lost(&why) => lost = Some(why),
                Err(why) => return Err(why),
            }
        }
        let id = self.put(new);
        if let Some(family) = family {
            let why = Unclear { place, reason: Semantics::Chosen(family).into() };
            self.meaning.unknown.insert(id, why);
        } else if let Some(why) = lost {
            self.lose(id, why);
        }
        // Each identity matrix has the size that fits where it stands.
        if self.meaning.symbols[id.0].role != Role::Identity {
            self.keys.insert(meant, id);
        }
        if self.underway.is_empty() {
            self.settle_earlier();
        }
        Ok(id)
    }

    fn put(&mut self, symbol: Symbol) -> SymbolId {
        let id = SymbolId(self.meaning.symbols.len());
        self.meaning.symbols.push(symbol);
        self.forms.push(None);
        id
    }

    /// A symbol of which nothing is said.
    fn unsaid(&self, key: &Key, written: &str, sets: Vec<SetId>) -> Symbol {
        let size = size_of_identity(&key.name).and_then(|name| self.meaning.sets.of_name(name));
        Symbol {
            key: key.clone(),
            written: written.to_owned(),
            sets,
            form: Form::Scalar,
            shape: (size, size),
            definition: None,
            earlier: None,
            role: match role(key) {
                Role::Identity if key.name == "I" && !self.has_identity() => Role::Given,
                role => role,
            },
            arguments: Vec::new(),
            positive: false,
            left_out: Vec::new(),
        }
    }

    /// A new symbol for the member before of a family.
    pub(super) fn new_symbol(
        &mut self,
        key: &Key,
        written: &str,
        sets: Vec<SetId>,
        earlier: Option<Earlier>,
    ) -> SymbolId {
        let symbol = Symbol { earlier, ..self.unsaid(key, written, sets) };
        self.put(symbol)
    }

    /// What a symbol or function is was said, and is not understood.
    pub(super) fn lose(&mut self, id: SymbolId, why: Unclear) {
        let name = self.meaning.symbol(id).key.name.clone();
        let reason = Semantics::UnreadDefinition { name, reason: Box::new(why.reason) };
        let unclear = Unclear { place: why.place, reason: reason.into() };
        self.meaning.unknown.entry(id).or_insert(unclear);
    }

    fn note_left_out(&mut self, key: &Key, letter: &Letter, place: Place) {
        let inference = Inference::LeftOut { name: key.name.clone(), letter: letter.0.clone() };
        self.notes.push(Note { place, inference });
    }

    /// What a version of a symbol is, and the indices that its name leaves out.
    fn definition(
        &mut self,
        (version, right): (&Version, Member),
        sets: &[SetId],
        at: usize,
    ) -> Lowered<(Definition, Vec<(Letter, VarId)>)> {
        let left = self.place(version.left);
        let Some((_, places)) = self.definitions.atom(version.left) else {
            return unclear(left, Semantics::DefinesNothing);
        };
        let shown = version.inferred;
        let mut scope = Scope { left_out: Some(Vec::new()), shown, at, ..Scope::default() };
        let mut parameters = Vec::new();
        for (used, set) in places.iter().zip(sets) {
            let Use::Letter(name, primes) = used else {
                return unclear(left, Semantics::DefinesEntry);
            };
            let var = self.bind(&(name.clone(), *primes), &mut scope);
            let own = self.meaning.expressions.var(var).set;
            self.meaning.sets.unite(own, *set);
            parameters.push(var);
        }
        let body = self.lower(right, &mut scope)?;
        let diagonal = version.diagonal.map(|side| self.lower(side, &mut scope)).transpose()?;
        let place = self.place(right);
        let left_out = scope.left_out.unwrap_or_default();
        parameters.extend(left_out.iter().map(|(_, var)| *var));
        let inferred = version.inferred;
        let definition =
            Definition { parameters, body, diagonal, of_pairs: false, place, inferred };
        Ok((definition, left_out))
    }
}

/// Whether a definition that is not understood for this reason may mean anything:
/// not where it is understood, and too large or one of several.
pub(super) fn is_lost(why: &Unclear) -> bool {
    !matches!(why.reason.code(), Code::TooLarge | Code::Redefined | Code::Internal)
}

/// The n of `I_n`, where that is a part of the name.
pub(super) fn size_of_identity(name: &str) -> Option<&str> {
    let (identity, size) = name.rsplit_once(' ')?;
    let known = matches!(identity, "I" | "mathbf I" | "bm I" | "boldsymbol I");
    (known && size.chars().all(char::is_lowercase)).then_some(size)
}

/// What a name is by custom, if nothing defines it.
pub(super) fn role(key: &Key) -> Role {
    if key.places.0 > 0 {
        return Role::Given;
    }
    match key.name.as_str() {
        "mathbf 1" | "mathbb 1" | "bm 1" | "boldsymbol 1" => Role::Ones,
        "I" | "mathbf I" | "bm I" | "boldsymbol I" | "mathbb I" => Role::Identity,
        _ if size_of_identity(&key.name).is_some() => Role::Identity,
        _ => Role::Given,
    }
}
