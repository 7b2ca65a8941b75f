//! Names that may stand for one thing, or for another than they are read as: a vector and
//! letters that may be its entries, a symbol that was named in words, an operator.
//!
//! In: the sides of a relation. Out: why nothing is said of it, if one of its names is in
//! doubt. Not done here: what else a document leaves open, see [`super::doubt`].

use super::judge::Judge;
use crate::expression::{ExprId, Form, Kind, Op, Relation, Role, Sides, Symbol, SymbolId, Unclear};
use crate::reason::{Semantics, Value};
use crate::syntax::typeset::letter_of;
use std::collections::{BTreeSet, HashMap};

/// What makes another symbol of a letter, beside a font.
const ACCENTS: [&str; 6] = ["hat", "widehat", "tilde", "widetilde", "bar", "overline"];

impl Judge<'_> {
    /// What is differentiated by a letter that it does not depend on is not made of another
    /// of the same letter: $x_i$ may well be the entries of $\mathbf x$.
    pub(super) fn differentiates_by_no_entry(
        &self,
        of: &Relation,
        sides: &Sides,
    ) -> Result<(), Unclear> {
        let letter = |symbol: &Symbol| letter_of(&symbol.key.name).to_lowercase();
        for id in self.all_below(sides) {
            let Op::Derivative { of: inside, by, .. } = self.meaning.expressions.op(id) else {
                continue;
            };
            let own = self.meaning.symbol(*by);
            let mut reached = BTreeSet::new();
            self.meaning.reach(*inside, &mut reached);
            if reached.contains(by) || own.definition.is_some() {
                continue;
            }
            let whole = reached.iter().map(|id| self.meaning.symbol(*id)).find(|other| {
                !other.key.function
                    && other.key.places.0 < own.key.places.0
                    && other.definition.is_none()
                    && letter(other) == letter(own)
            });
            if let Some(other) = whole {
                let names = (own.written.clone(), other.written.clone());
                return Err(of.unclear(Value::MaybeSame(names.0, names.1)));
            }
        }
        Ok(())
    }

    /// What stands in definitions and assumptions, or on the left of anything.
    pub(super) fn spoken_of(&self) -> BTreeSet<SymbolId> {
        let mut known = BTreeSet::new();
        for relation in &self.meaning.relations {
            let Ok(sides) = &relation.sides else { continue };
            self.meaning.reach(sides.left[0], &mut known);
            if matches!(relation.kind, Kind::Definition | Kind::Assumption) {
                self.meaning.reach(sides.right, &mut known);
            }
        }
        known
    }

    /// Whether a symbol stands in a definition or an assumption.
    fn states(&self, id: SymbolId) -> bool {
        let stated =
            |relation: &&Relation| matches!(relation.kind, Kind::Definition | Kind::Assumption);
        let mut reached = BTreeSet::new();
        for sides in self.meaning.relations.iter().filter(stated).flat_map(|of| &of.sides) {
            let all = sides.left.iter().chain([&sides.right]);
            all.for_each(|side| self.meaning.reach(*side, &mut reached));
        }
        reached.contains(&id)
    }

    /// `\mathbf u_n` on one side and `u_{nf}` on the other, R and `r_{nm}`: one
    /// may well be the entries of the other.
    pub(super) fn spells_alike<'s>(
        &self,
        of: &Relation,
        apart: impl Iterator<Item = &'s SymbolId>,
    ) -> Result<(), Unclear> {
        let mut known: HashMap<String, String> = HashMap::new();
        let mut named: HashMap<&str, &SymbolId> = HashMap::new();
        for id in apart {
            let symbol = self.meaning.symbol(*id);
            if symbol.definition.is_some() {
                continue;
            }
            let name = &symbol.key.name;
            // x on one side and x_i on the other.
            if !symbol.key.function
                && let Some(other) = named.insert(name, id)
            {
                let other = self.meaning.symbol(*other);
                if other.key.places.0 != symbol.key.places.0 {
                    return Err(
                        of.unclear(Value::MaybeSame(symbol.written.clone(), other.written.clone()))
                    );
                }
            }
            if let Some(other) = self.namesake(*id) {
                return Err(of.unclear(Value::MaybeSame(symbol.written.clone(), other)));
            }
            let (font, letter) = name.rsplit_once(' ').unwrap_or(("", name));
            if letter.chars().count() != 1
                || !matches!(font, "" | "mathbf" | "bm" | "boldsymbol" | "vec")
            {
                continue;
            }
            let other = known.entry(letter.to_lowercase()).or_insert_with(|| name.clone());
            if other != name {
                return Err(of.unclear(Value::MaybeSame(name.clone(), other.clone())));
            }
        }
        Ok(())
    }

    /// Another symbol of the same name, with fewer indices: S_i beside a number S, or
    /// what is defined. A vector and its entries are none.
    fn namesake(&self, id: SymbolId) -> Option<String> {
        let own = self.meaning.symbol(id);
        if own.key.function {
            return None;
        }
        // Of y and y_ij that are known to depend on something the one is made of the other.
        let made = |other: &&Symbol| {
            other.key.name == own.key.name
                && !other.key.function
                && other.key.places.0 != own.key.places.0
        };
        let other = self.meaning.symbols.iter().filter(|_| own.role == Role::Opaque).find(made);
        if other.is_some() || own.form != Form::Scalar {
            return other.map(|other| other.written.clone());
        }
        let other = self.meaning.symbols.iter().find(|other| {
            other.key.name == own.key.name
                && !other.key.function
                && other.form == Form::Scalar
                && other.key.places.0 < own.key.places.0
                && (other.definition.is_some() || other.key.places.0 == 0)
        });
        other.map(|other| other.written.clone())
    }

    /// `\hat q` where nothing but claims speaks of it, or a normaliser that words alone
    /// name, on one side alone: what it is was said in words.
    pub(super) fn was_named<'s>(
        &self,
        of: &Relation,
        mut apart: impl Iterator<Item = &'s SymbolId>,
    ) -> Result<(), Unclear> {
        let known = self.spoken_of();
        let accented = |name: &str| name.split_once(' ').is_some_and(|(a, _)| ACCENTS.contains(&a));
        // `D_w` is the slope by w to some.
        let operator = |name: &str| {
            let mut words = name.split(' ').skip_while(|word| *word != "D");
            words.next().is_some() && words.next().is_some()
        };
        let name = |id: &SymbolId| self.meaning.symbol(*id).written.clone();
        let why = |id: &SymbolId| {
            let own = &self.meaning.symbol(*id).key.name;
            let new = accented(own) && !known.contains(id) || operator(own) && !self.states(*id);
            let worded = self.meaning.worded.contains(id) && !self.meaning.variables.contains(id);
            let given = self.meaning.is_given(*id);
            let unknown = || (given && new).then(|| Semantics::Unknown(name(id)));
            unknown().or_else(|| (given && worded).then(|| Semantics::InWords(name(id))))
        };
        match apart.find_map(why) {
            Some(reason) => Err(of.unclear(reason)),
            None => Ok(()),
        }
    }

    /// `q_{kj}` beside a vector `q_j` may be the k-th entry of that one, rather
    /// than the j-th of `q_k`.
    pub(super) fn reads_entries(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            let Op::Entry(whole, _) = self.meaning.expressions.op(id) else { continue };
            let Op::Symbol(symbol, _) = self.meaning.expressions.op(*whole) else { continue };
            let symbol = self.meaning.symbol(*symbol);
            let find = |set| self.meaning.sets.find(set);
            if let ([own], (Some(entries), _)) = (symbol.sets.as_slice(), symbol.shape)
                && find(*own) == find(entries)
            {
                return Err(of.unclear(Value::EntryIndex(symbol.written.clone())));
            }
        }
        Ok(())
    }

    /// Whether an expression is a list of givens that is written out: an equation about it
    /// may well say what these are.
    pub(super) fn shows_givens(&self, id: ExprId) -> bool {
        let mut ahead = vec![id];
        let mut units = false;
        while let Some(id) = ahead.pop() {
            match self.meaning.expressions.op(id) {
                Op::Unit(..) => units = true,
                Op::Symbol(symbol, _) if self.meaning.symbol(*symbol).definition.is_some() => {
                    return false;
                }
                Op::Symbol(..) | Op::Number(_) => {}
                Op::Add(a, b) | Op::Multiply(a, b) | Op::Power(a, b) => ahead.extend([*a, *b]),
                Op::Transpose(a) | Op::Sum { body: a, .. } => ahead.push(*a),
                _ => return false,
            }
        }
        units
    }

    /// The D of `D_w L` and `d_w L`, which are derivatives to many, where nothing else
    /// speaks of a D.
    pub(super) fn reads_operator(
        &self,
        side: ExprId,
        left: &BTreeSet<SymbolId>,
        right: &BTreeSet<SymbolId>,
    ) -> Option<SymbolId> {
        let operator = |id: &&SymbolId| {
            let symbol = self.meaning.symbol(**id);
            let alone =
                matches!(self.meaning.expressions.op(side), Op::Symbol(own, _) if own == *id);
            matches!(symbol.key.name.as_str(), "D" | "d")
                && symbol.key.places.0 == 1
                && symbol.definition.is_none()
                && !alone
        };
        left.difference(right).find(operator).copied()
    }
}
