//! Differentials: what changes, and in which direction.
//!
//! In: expressions behind a d or δ, each in its formula. Out: for each formula what
//! changes there and how sure that is; each of these has a direction of its own, any of
//! its shape. A variable is what has a differential in the formula, else what has one or
//! is differentiated by around it; coefficients are constant by custom. Not done here: by
//! how much an expression changes ([`crate::evaluate`]).

use super::define::full_name;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::Member;
use super::{Along, Definition, ExprId, Form, Key, Meaning, Op, Place, Role, Symbol, SymbolId};
use crate::reading::Scope as Stretch;
use crate::reason::Semantics;
use crate::syntax::tree::{Differential, Kind, NodeId, Symbol as Written};
use std::collections::{BTreeMap, BTreeSet};

/// How sure it is that something changes where a formula takes differentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    /// Its differential stands in the formula.
    Written,
    /// Its differential stands near the formula, or it is differentiated by there.
    Near,
    /// Nothing says whether it does.
    Unsaid,
}

/// What changes where differentials are taken.
#[derive(Debug, Clone)]
pub(crate) struct Changes {
    /// The direction of each symbol that may change.
    directions: BTreeMap<SymbolId, SymbolId>,
    /// What changes in each formula.
    formulas: BTreeMap<usize, BTreeMap<SymbolId, Sure>>,
    /// Variables with the directions that stand in brackets behind derivatives.
    named: Vec<(SymbolId, SymbolId)>,
    /// What is not as sure is constant.
    reading: Sure,
}

impl Default for Changes {
    fn default() -> Self {
        let (directions, formulas) = (BTreeMap::new(), BTreeMap::new());
        Self { directions, formulas, named: Vec::new(), reading: Sure::Near }
    }
}

/// What the arguments of functions say of formulas with their differentials.
pub(super) type Arguments = BTreeMap<usize, BTreeSet<String>>;

/// Letters of coefficients; capitals are some beside small variables.
const COEFFICIENTS: [&str; 30] = [
    "a",
    "b",
    "c",
    "k",
    "m",
    "n",
    "A",
    "B",
    "C",
    "D",
    "K",
    "M",
    "N",
    "Q",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "lambda",
    "mu",
    "eta",
    "kappa",
    "rho",
    "tau",
    "epsilon",
    "varepsilon",
    "Sigma",
    "Lambda",
    "Gamma",
    "Omega",
];

/// Words that say that a symbol beside them does not change.
const FIXED: [&str; 6] = ["constant", "constants", "fixed", "data", "known", "coefficient"];

impl Lowerer<'_> {
    /// `dx`, `d(AB)`, `\delta f`
    pub(super) fn change(
        &mut self,
        sign: Differential,
        of: Member,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let refused = match sign {
            Differential::Variation => !self.has_variations(),
            _ => self.has_named_slopes(),
        };
        if refused {
            return unclear(place, Semantics::NoVariable);
        }
        let inside = if let Some((symbol, arguments)) = self.called_near(of) {
            self.call(of.0, &symbol, &arguments, place, scope)?
        } else {
            self.note_arguments(of, scope.at);
            self.lower(of, scope)?
        };
        Ok(self.changed(inside, place, scope.at))
    }

    /// The change of what is turned or picked from is turned or picked from a change.
    fn changed(&mut self, of: ExprId, place: Place, at: usize) -> ExprId {
        let op = match self.meaning.expressions.op(of).clone() {
            Op::Transpose(inside) => Op::Transpose(self.changed(inside, place, at)),
            Op::Entry(whole, indices) => Op::Entry(self.changed(whole, place, at), indices),
            _ => Op::Change(of, Along::Formula(at)),
        };
        self.add(op, place)
    }

    /// `f'(x)[h]`: the change of f(x) where x changes in the direction h.
    pub(super) fn change_along(
        &mut self,
        [of, by, direction]: [Member; 3],
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let of = self.lower(of, scope)?;
        let by = self.lower(by, scope)?;
        let body = self.lower(direction, scope)?;
        let Op::Symbol(variable, indices) = self.meaning.expressions.op(by).clone() else {
            return unclear(place, Semantics::ByNoVariable);
        };
        let mut free = BTreeSet::new();
        self.meaning.free_into(body, &mut free);
        if !indices.is_empty() || !free.is_empty() {
            return unclear(place, Semantics::ByNoVariable);
        }
        let number = self.meaning.changes.named.len();
        let (parameters, inferred) = (Vec::new(), true);
        let place_of = self.place(direction);
        let definition = Definition {
            parameters,
            body,
            diagonal: None,
            of_pairs: false,
            place: place_of,
            inferred,
        };
        let id = self.new_direction(variable, format!("direction {number}"), Some(definition));
        self.meaning.changes.named.push((variable, id));
        Ok(self.add(Op::Change(of, Along::Direction(number)), place))
    }

    /// `df` of an f that is known by its name alone is that of the f(x) beside it.
    fn called_near(&self, of: Member) -> Option<(Written, Vec<NodeId>)> {
        let tree = self.tree(of.0);
        let Kind::Symbol(symbol) = tree.kind(of.1) else { return None };
        if !self.opaque.contains(&symbol.name) {
            return None;
        }
        tree.ids().find_map(|id| match tree.kind(id) {
            Kind::Call(f, arguments) if f.name == symbol.name => {
                Some((symbol.clone(), arguments.clone()))
            }
            _ => None,
        })
    }

    /// Of `df(x)` and of an f that is defined as f(x) only the arguments change.
    fn note_arguments(&mut self, of: Member, at: usize) {
        let tree = self.tree(of.0);
        let named = |id: &NodeId| match tree.kind(*id) {
            Kind::Symbol(symbol) => Some(full_name(symbol)),
            _ => None,
        };
        let names: Vec<String> = match tree.kind(of.1) {
            Kind::Call(_, arguments) => arguments.iter().filter_map(named).collect(),
            Kind::Symbol(symbol) => match self.definitions.function(&symbol.to_string(), at) {
                Some(function) => function.parameters.clone(),
                None => return,
            },
            _ => return,
        };
        self.changed_arguments.entry(at).or_default().extend(names);
    }

    /// Finds what changes in each formula, and gives it a direction.
    pub(super) fn settle_changes(&mut self) {
        let changes = self.meaning.all_changes();
        if changes.is_empty() {
            return;
        }
        let mut written: BTreeMap<usize, BTreeSet<SymbolId>> = BTreeMap::new();
        for (of, at) in &changes {
            let own = written.entry(*at).or_default();
            own.extend(self.meaning.bare_variable(*of));
        }
        let by = self.differentiated_by();
        for at in written.keys() {
            let near = self.near(*at, &written, &by);
            let derived = by.iter().map(|(_, by)| *by).filter(|by| near.contains(by)).collect();
            let sure = self.sure_at(*at, &changes, (&written[at], &near), &derived);
            self.meaning.changes.formulas.insert(*at, sure);
        }
        let all: BTreeSet<SymbolId> =
            changes.iter().flat_map(|(of, _)| self.meaning.may_change(*of)).collect();
        for symbol in all {
            self.direct(symbol);
        }
    }

    /// What is differentiated by, and in which formulas.
    fn differentiated_by(&self) -> Vec<(usize, SymbolId)> {
        let expressions = &self.meaning.expressions;
        let mut found = Vec::new();
        for (k, relation) in self.meaning.relations.iter().enumerate() {
            let Ok(sides) = &self.meaning.relations[k].sides else { continue };
            let mut ahead: Vec<ExprId> = sides.left.iter().copied().chain([sides.right]).collect();
            while let Some(id) = ahead.pop() {
                if let Op::Derivative { by, .. } = expressions.op(id) {
                    found.push((relation.formula, *by));
                }
                ahead.extend(expressions.operands(id));
            }
        }
        found
    }

    /// What has a differential near a formula, or is differentiated by there.
    fn near(
        &self,
        at: usize,
        written: &BTreeMap<usize, BTreeSet<SymbolId>>,
        by: &[(usize, SymbolId)],
    ) -> BTreeSet<SymbolId> {
        let path = |formula: usize| self.meaning.scopes.get(formula).map_or(&[][..], Vec::as_slice);
        let seen = |formula: usize| {
            let (own, other) = (path(at), path(formula));
            Stretch::encloses(own, other) || Stretch::encloses(other, own)
        };
        let there = written.iter().filter(|(formula, _)| seen(**formula));
        let by = by.iter().filter(|(formula, _)| seen(*formula)).map(|(_, by)| *by);
        there.flat_map(|(_, all)| all.iter().copied()).chain(by).collect()
    }

    /// What changes in a formula, and how sure that is.
    fn sure_at(
        &self,
        at: usize,
        changes: &[(ExprId, usize)],
        (written, near): (&BTreeSet<SymbolId>, &BTreeSet<SymbolId>),
        derived: &BTreeSet<SymbolId>,
    ) -> BTreeMap<SymbolId, Sure> {
        let own: Vec<BTreeSet<SymbolId>> = changes
            .iter()
            .filter(|(_, formula)| *formula == at)
            .map(|(of, _)| self.meaning.may_change(*of))
            .collect();
        let all: BTreeSet<SymbolId> = own.iter().flatten().copied().collect();
        let arguments = self.changed_arguments.get(&at);
        let argument = |id: SymbolId| {
            let name = &self.meaning.symbol(id).key.name;
            arguments.is_some_and(|names| names.contains(name))
        };
        // Where variables are named, all else is constant.
        let of_arguments = all.iter().any(|id| argument(*id));
        let named = of_arguments || !written.is_disjoint(derived);
        let variables: BTreeSet<SymbolId> = written.union(near).copied().collect();
        let sure = |id: SymbolId| {
            if written.contains(&id) {
                Some(Sure::Written)
            } else if argument(id) || near.contains(&id) && !of_arguments {
                Some(Sure::Near)
            } else if named || self.is_coefficient(id, &variables) {
                None
            } else {
                Some(Sure::Unsaid)
            }
        };
        let mut found: BTreeMap<SymbolId, Sure> =
            all.iter().filter_map(|id| Some((*id, sure(*id)?))).collect();
        // What has a differential changes, whatever it is made of.
        for (change, within) in changes.iter().filter(|(_, f)| *f == at).zip(&own) {
            let whole = matches!(self.meaning.expressions.op(change.0), Op::Symbol(..));
            let level = |id: &SymbolId| found.get(id).copied();
            let Some(least) = within.iter().map(level).min_by_key(|l| (l.is_none(), *l)) else {
                continue;
            };
            if least != Some(Sure::Written) && (whole || written.is_empty()) {
                let alike: Vec<SymbolId> =
                    within.iter().copied().filter(|id| level(id) == least).collect();
                found.extend(alike.into_iter().map(|id| (id, Sure::Written)));
            }
        }
        found
    }

    /// Whether a symbol is constant by custom or by the words beside it.
    fn is_coefficient(&self, id: SymbolId, variables: &BTreeSet<SymbolId>) -> bool {
        let name = |id: SymbolId| {
            let name = &self.meaning.symbol(id).key.name;
            name.rsplit(' ').next().unwrap_or(name).to_owned()
        };
        let coefficient = |id: SymbolId| COEFFICIENTS.contains(&name(id).as_str());
        let capital = |id: SymbolId| name(id).starts_with(char::is_uppercase);
        let beside = |is: &dyn Fn(SymbolId) -> bool| {
            is(id) && !variables.is_empty() && !variables.iter().any(|other| is(*other))
        };
        beside(&coefficient) || beside(&capital) || self.is_said_fixed(id)
    }

    fn is_said_fixed(&self, id: SymbolId) -> bool {
        let key = &self.meaning.symbol(id).key;
        let fixed = |text: &str, last: bool| {
            let words: Vec<String> = text
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            let near = if last {
                &words[words.len().saturating_sub(2)..]
            } else {
                &words[..words.len().min(5)]
            };
            near.iter().any(|word| FIXED.contains(&word.as_str())) && !near.contains(&"not".into())
        };
        self.definitions.formulas().iter().any(|stated| {
            let behind = stated.behind.split(['.', ';']).next().unwrap_or_default();
            let before = stated.before.rsplit(['.', ';']).next().unwrap_or_default();
            (fixed(before, true) || fixed(behind, false))
                && self.named(stated).is_some_and(|(named, _)| named == *key)
        })
    }

    /// Gives a symbol a direction, which is any of its shape.
    fn direct(&mut self, of: SymbolId) {
        let name = format!("d {}", self.meaning.symbol(of).key.name);
        let id = self.new_direction(of, name, None);
        self.meaning.changes.directions.insert(of, id);
    }

    fn new_direction(
        &mut self,
        of: SymbolId,
        name: String,
        definition: Option<Definition>,
    ) -> SymbolId {
        let symbol = self.meaning.symbol(of);
        let key = Key { name, ..symbol.key.clone() };
        let direction = Symbol {
            key,
            written: format!("d{}", symbol.written),
            sets: symbol.sets.clone(),
            earlier: None,
            left_out: Vec::new(),
            form: Form::Scalar,
            shape: (None, None),
            definition,
            role: Role::Given,
            arguments: Vec::new(),
            positive: false,
        };
        let id = SymbolId(self.meaning.symbols.len());
        self.meaning.symbols.push(direction);
        self.forms.push(None);
        id
    }
}

impl Meaning {
    /// The differentials of a document: of what, and in which formula.
    fn all_changes(&self) -> Vec<(ExprId, usize)> {
        let change = |id: ExprId| match self.expressions.op(id) {
            Op::Change(of, Along::Formula(at)) => Some((*of, *at)),
            _ => None,
        };
        self.expressions.ids().filter_map(change).collect()
    }

    /// All of these.
    pub(super) fn named_directions(&self) -> Vec<(SymbolId, SymbolId)> {
        self.changes.named.clone()
    }

    /// The variable and its direction where a derivative says which that is, rather than
    /// a formula which of them change.
    pub(crate) fn named_direction(&self, along: Along) -> Option<(SymbolId, SymbolId)> {
        match along {
            Along::Direction(number) => self.changes.named.get(number).copied(),
            Along::Formula(_) => None,
        }
    }

    /// The variable that an expression is.
    pub(crate) fn bare_variable(&self, id: ExprId) -> Option<SymbolId> {
        match self.expressions.op(id) {
            Op::Symbol(symbol, _) if self.is_changeable(*symbol) => Some(*symbol),
            _ => None,
        }
    }

    /// Whether a symbol can change by itself: it is given, and no function of others.
    fn is_changeable(&self, id: SymbolId) -> bool {
        let symbol = self.symbol(id);
        let function = symbol.key.function;
        let depends = symbol.role == Role::Opaque && !symbol.arguments.is_empty();
        self.is_given(id) && !function && !depends && !self.is_direction(id)
    }

    /// Whether a symbol is the direction of another one, which no document names.
    pub(crate) fn is_direction(&self, id: SymbolId) -> bool {
        let own = |direction: &SymbolId| *direction == id;
        self.changes.directions.values().any(own)
            || self.changes.named.iter().any(|(_, direction)| own(direction))
    }

    /// Whether an expression is made of nothing that has a name, identities aside.
    pub(crate) fn is_constant(&self, of: ExprId) -> bool {
        let mut reached = BTreeSet::new();
        self.values(of, &mut reached);
        reached.into_iter().all(|id| {
            let symbol = self.symbol(id);
            symbol.definition.is_none() && matches!(symbol.role, Role::Identity | Role::Ones)
        })
    }

    /// What an expression changes with, if it changes.
    pub(crate) fn may_change(&self, of: ExprId) -> BTreeSet<SymbolId> {
        let mut reached = BTreeSet::new();
        self.values(of, &mut reached);
        reached.retain(|id| self.is_changeable(*id));
        reached
    }

    /// What changes in an expression whose differential a formula takes, and the
    /// direction of each.
    pub(crate) fn along(&self, of: ExprId, along: Along) -> Vec<(SymbolId, SymbolId)> {
        let formula = match along {
            Along::Formula(formula) => formula,
            Along::Direction(number) => {
                let mut reached = BTreeSet::new();
                self.values(of, &mut reached);
                let named = self.changes.named.get(number);
                return named.filter(|(by, _)| reached.contains(by)).copied().into_iter().collect();
            }
        };
        let sure = self.changes.formulas.get(&formula);
        let changing = |id: &SymbolId| {
            let known = sure.and_then(|all| all.get(id));
            known.is_some_and(|sure| *sure <= self.changes.reading) || self.is_open(*id)
        };
        let all = self.may_change(of).into_iter().filter(changing);
        all.filter_map(|id| Some((id, *self.changes.directions.get(&id)?))).collect()
    }

    /// Adds the directions of a differential to what an expression depends on; whether it
    /// depends on nothing else, as `dx` does.
    #[inline(never)]
    pub(super) fn is_direction_alone(&self, id: ExprId, found: &mut BTreeSet<SymbolId>) -> bool {
        let Op::Change(of, along) = self.expressions.op(id) else { return false };
        for (_, direction) in self.along(*of, *along) {
            self.values_of(direction, found);
        }
        self.bare_variable(*of).is_some()
    }

    /// Adds what the directions of a differential are made of.
    #[inline(never)]
    pub(super) fn reach_directions(
        &self,
        of: ExprId,
        along: Along,
        found: &mut BTreeSet<SymbolId>,
    ) {
        for (_, direction) in self.along(of, along) {
            self.reach_symbol(direction, found);
        }
    }

    /// What of an expression changes in another reading only.
    pub(crate) fn changes_if(&self, of: ExprId, along: Along, reading: Sure) -> Option<SymbolId> {
        let Along::Formula(formula) = along else { return None };
        let all = self.changes.formulas.get(&formula)?;
        self.may_change(of).into_iter().find(|id| all.get(id) == Some(&reading))
    }

    /// The same where all that is as sure changes, and nothing else.
    pub(crate) fn with_changing(&self, reading: Sure) -> Self {
        let mut meaning = self.clone();
        meaning.changes.reading = reading;
        meaning
    }

    /// Directions are of the shapes of what they are directions of.
    pub(super) fn shape_directions(&mut self) {
        for (of, direction) in &self.changes.directions {
            let Symbol { form, shape, sets, .. } = self.symbols[of.0].clone();
            let own = &mut self.symbols[direction.0];
            (own.form, own.shape, own.sets) = (form, shape, sets);
        }
    }
}

/// Whether a name is a d by itself.
pub(super) fn is_bare_d(symbol: &Written) -> bool {
    symbol.name == "d" && symbol.sub.is_empty() && symbol.sup.is_empty() && symbol.primes == 0
}
