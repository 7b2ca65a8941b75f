//! From trees to indexed expressions: names and indices resolved.

use super::change::Arguments;
use super::custom::Customs;
use super::define::{Definitions, full_name};
use super::newly::Lost;
use super::ranges::Ranged;
use super::recursion::Pending;
use super::relations::Member;
use super::resolve::is_lost;
use super::sets::SetName;
use super::symbols::{Form, Letter};
use super::versions::Meant;
use super::{ExprId, Index, Key, MOST_DEPTH, Meaning, Note, Op, Place, SymbolId, Unclear, VarId};
use crate::reason::{Beyond, Excess, Notation, Reason, Semantics};
use crate::syntax::Choices;
use crate::syntax::commands;
use crate::syntax::tree::{Function, Kind, NodeId, Symbol as Written, Tree};
use crate::syntax::typeset::{bold_letter, letter_of};
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Lowered<T> = Result<T, Unclear>;

pub(super) fn unclear<T>(place: Place, reason: impl Into<Reason>) -> Lowered<T> {
    Err(Unclear { place, reason: reason.into() })
}

/// What the words of a document as a whole say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// That there are local derivatives, as along the edges of a graph.
    pub local: bool,
    /// Nothing that is understood: they are of a language that is not known.
    pub foreign: bool,
}

#[derive(Clone)]
pub(super) struct Lowerer<'a> {
    pub meaning: Meaning,
    /// How the document is read where notation leaves a choice.
    pub choices: Choices,
    pub definitions: Definitions<'a>,
    /// Symbols by their meaning, and by what those that it is made of mean where it is
    /// used: a definition follows what it is made of.
    pub keys: BTreeMap<(Meant, Vec<Meant>), SymbolId>,
    /// What each symbol is, as far as that is known.
    pub forms: Vec<Option<Form>>,
    /// Definitions and functions that are being lowered.
    pub underway: Vec<Meant>,
    /// What a bare ∂ differentiates by, from which formula on.
    pub prefixes: Vec<(usize, Member)>,
    /// Names that are functions though nothing defines them.
    pub opaque: BTreeSet<String>,
    /// Names of entries of vectors and matrices: how many places the whole has.
    pub entries: BTreeMap<Key, usize>,
    /// Whether σ is said to be the logistic function.
    pub logistic: bool,
    /// The names in equations that cannot be read.
    pub touched: BTreeSet<String>,
    /// What the words of the whole document say.
    pub words: Words,
    /// What letters and signs stand for by custom.
    pub customs: Customs,
    /// The gradients that are by the only variable in what they are of.
    pub by_only_variable: BTreeSet<ExprId>,
    /// What is to be said of the relation that is being lowered.
    pub notes: Vec<Note>,
    pub arguments: u32,
    /// The letters of what is differentiated by anywhere.
    pub denominators: BTreeSet<Letter>,
    /// Whether letters that only a condition names are free.
    pub free_conditions: bool,
    /// The letters that the definition of the first symbol binds by a condition.
    pub bound_in_definition: BTreeSet<Letter>,
    /// Where such a letter was taken to be bound.
    pub bound_by_condition: Option<(Place, String)>,
    /// Whether the relation that is being lowered calls what is defined.
    pub called: bool,
    /// What sums and sizes say that they run to: n, or m, or a set that has a name.
    pub limits: BTreeMap<ExprId, SetName>,
    /// Letters that stand outside of scripts for the value of an index.
    pub values: BTreeSet<Letter>,
    /// Letters with the sizes that their ranges name.
    pub ranges: Vec<Ranged>,
    /// Names that words say to be numbers of things.
    pub counts: BTreeSet<String>,
    /// Names of numbers that divide sums without an end of their own.
    pub divisors: BTreeSet<String>,
    /// The letters of single members that stand beside sums over the same.
    pub apart: BTreeMap<(usize, NodeId), Vec<Letter>>,
    /// Names of what words say adds something up.
    pub totals: BTreeSet<String>,
    /// Names whose exponents are labels.
    pub labelled: BTreeSet<String>,
    /// Letters that sums bind.
    pub summed: BTreeSet<Letter>,
    /// The arguments of functions whose differentials formulas take.
    pub changed_arguments: Arguments,
    /// How deep in each other nodes are being lowered.
    pub depth: u32,
    /// The members before that definitions name.
    pub pending: Pending,
}

/// The letters and names that mean something at a place.
#[derive(Default, Clone)]
pub(super) struct Scope {
    pub letters: Vec<(Letter, VarId)>,
    /// Those of them that sums bind.
    pub summed: Vec<Letter>,
    pub arguments: Vec<(String, ExprId)>,
    /// The other side of the claim, whose letters are free in this one too.
    pub beside: Option<Member>,
    /// Letters that came up without being bound, if that is allowed.
    pub free: Option<Vec<(Letter, VarId)>>,
    /// Letters that a definition uses and its left side leaves out, if that is
    /// allowed.
    pub left_out: Option<Vec<(Letter, VarId)>>,
    /// Whether the letters that only conditions name are those of a line around.
    pub shown: bool,
    /// The formula whose definitions hold.
    pub at: usize,
}

impl Scope {
    /// The letters that mean an index here, the innermost first.
    pub(super) fn known(&self) -> impl Iterator<Item = &(Letter, VarId)> {
        let unbound = self.free.iter().flatten().chain(self.left_out.iter().flatten());
        self.letters.iter().rev().chain(unbound)
    }

    /// Whether a letter means an index here.
    pub(super) fn knows(&self, letter: &Letter) -> bool {
        self.known().any(|(known, _)| known == letter)
    }
}

impl<'a> Lowerer<'a> {
    pub(super) fn tree(&self, formula: usize) -> &'a Tree {
        self.definitions.tree(formula)
    }

    pub(super) fn place(&self, member: Member) -> Place {
        self.definitions.place(member)
    }

    pub(super) fn add(&mut self, op: Op, place: Place) -> ExprId {
        let named = match &op {
            Op::Symbol(symbol, _) | Op::Derivative { by: symbol, .. } => {
                self.meaning.symbols[symbol.0].definition.as_ref().map(|d| d.body)
            }
            _ => None,
        };
        let expressions = &self.meaning.expressions;
        let weight = named.filter(|_| matches!(op, Op::Symbol(..)));
        let inside = (
            weight.map_or(0, |body| expressions.weight(body)),
            named.map_or(0, |body| expressions.depth(body)),
        );
        self.meaning.expressions.add(op, place, inside)
    }

    /// What stands at a node as an expression, of a bounded depth.
    pub(super) fn lower(&mut self, node: Member, scope: &mut Scope) -> Lowered<ExprId> {
        if self.depth >= MOST_DEPTH {
            return unclear(self.place(node), Excess::Depth);
        }
        self.depth += 1;
        let lowered = self.lowered(node, scope);
        self.depth -= 1;
        match lowered {
            Ok(id) if self.meaning.expressions.depth(id) > MOST_DEPTH => {
                unclear(self.place(node), Excess::Depth)
            }
            lowered => lowered,
        }
    }

    fn lowered(&mut self, node: Member, scope: &mut Scope) -> Lowered<ExprId> {
        let (formula, id) = node;
        let tree = self.tree(formula);
        let place = self.place(node);
        let at = scope.at;
        let mut go = |this: &mut Self, id: NodeId| this.lower((formula, id), scope);
        let op = match tree.kind(id) {
            Kind::Number(value) => Op::Number(*value),
            Kind::Symbol(symbol) => return self.symbol(symbol, place, scope),
            Kind::Call(symbol, arguments) => {
                return self.call(formula, symbol, arguments, place, scope);
            }
            Kind::Negate(a) => Op::Negate(go(self, *a)?),
            Kind::Add(a, b) => Op::Add(go(self, *a)?, go(self, *b)?),
            Kind::Subtract(a, b) => Op::Subtract(go(self, *a)?, go(self, *b)?),
            Kind::Multiply(a, b) => {
                if let Some(differential) = self.bare_d(formula, *a, at) {
                    return self.differential_of(differential, (formula, *b), place, scope);
                }
                if self.is_slope_of_constant((formula, id), at) {
                    return unclear(place, Semantics::NoVariable);
                }
                self.multiplies(formula, id)?;
                Op::Multiply(go(self, *a)?, go(self, *b)?)
            }
            Kind::Dotted(a, b) => Op::Dotted(go(self, *a)?, go(self, *b)?),
            Kind::Elementwise(a, b) => Op::Elementwise(go(self, *a)?, go(self, *b)?),
            Kind::Inner(a, b) => {
                if tree.has_two(id) {
                    self.meaning.spectral.insert(place);
                }
                Op::Inner(go(self, *a)?, go(self, *b)?)
            }
            Kind::Divide(a, b) => Op::Divide(go(self, *a)?, go(self, *b)?),
            Kind::Power(base, exponent) => {
                return self.power(formula, *base, *exponent, place, scope);
            }
            Kind::Transpose(a) => {
                if let Err(why) = self.is_transpose(formula, id, *a) {
                    return unclear(place, why);
                }
                return self.transpose(formula, *a, place, scope);
            }
            Kind::Root(degree, a) => return self.root(formula, *degree, *a, place, scope),
            Kind::Norm(a) => {
                if tree.has_two(id) {
                    self.meaning.spectral.insert(place);
                }
                let a = go(self, *a)?;
                let squared = self.add(Op::Inner(a, a), place);
                Op::Apply(Function::Sqrt, squared)
            }
            Kind::Bars(a) if let Some(set) = self.named_set(formula, *a) => Op::Size(set),
            Kind::Bars(a) if let Some(name) = self.written_set(formula, *a) => {
                return unclear(place, Semantics::Unknown(name));
            }
            Kind::Bars(a) if is_of_matrices(tree, *a) => {
                Op::Apply(Function::Determinant, go(self, *a)?)
            }
            Kind::Bars(a) => {
                // The root of the square is the norm of a vector and the
                // absolute value of a number.
                let a = go(self, *a)?;
                let squared = self.add(Op::Dotted(a, a), place);
                Op::Apply(Function::Sqrt, squared)
            }
            Kind::Apply(function, arguments) => {
                return self.apply(formula, *function, arguments, place, scope);
            }
            Kind::Sum(sum) => return self.sum((formula, id), sum, place, scope),
            Kind::Mean(_) => return unclear(place, Semantics::Beyond(Beyond::Expectation)),
            Kind::Derivative(derivative) => {
                return self.derivative(formula, derivative, place, scope);
            }
            Kind::Along(of, by, direction) => {
                let parts = [(formula, *of), (formula, *by), (formula, *direction)];
                return self.change_along(parts, place, scope);
            }
            Kind::AtPoint(derivative, point) => {
                return self.at_point(formula, *derivative, point, place, scope);
            }
            Kind::Differential(sign, of) => {
                return self.differential(*sign, (formula, *of), place, scope);
            }
            Kind::Cases(cases) => return self.cases(formula, cases, place, scope),
            Kind::Operator(..) => return unclear(place, Semantics::OperatorAlone),
            Kind::Tuple(entries) => {
                let rows: Vec<Vec<NodeId>> = entries.iter().map(|entry| vec![*entry]).collect();
                return self.table((formula, &rows), place, scope);
            }
            Kind::Matrix(rows) => return self.table((formula, rows), place, scope),
            Kind::Entry(whole, entries) => {
                return self.entry_of((formula, *whole), entries, place, scope);
            }
            Kind::Unit(letter) => {
                let index = self.index(&(letter.clone(), 0), place, scope)?;
                let Some(var) = index.var() else {
                    return unclear(place, Semantics::UnboundIndex(Some(letter.clone())));
                };
                Op::Unit(index, self.meaning.expressions.var(var).set)
            }
        };
        Ok(self.add(op, place))
    }

    pub(super) fn symbol(
        &mut self,
        symbol: &Written,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<ExprId> {
        let written = symbol.to_string();
        if let Some((_, id)) = scope.arguments.iter().rev().find(|(known, _)| *known == written) {
            return Ok(*id);
        }
        let (key, places) = self.definitions.key(symbol);
        self.evaluated(symbol, place, scope.at)?;
        if is_passed_back(&key.name)
            && !self.definitions.symbols.keys().any(|k| is_passed_back(&k.name))
        {
            return unclear(place, Notation::AccentWide);
        }
        if key.name.starts_with("Delta ") && self.is_letter_alone("Delta") {
            return unclear(place, Semantics::MaybeProduct(symbol.to_string()));
        }
        if let Some(transposed) = self.primed(symbol, place, scope) {
            return transposed;
        }
        if let Some(slope) = self.slope_of(symbol, &key, place, scope) {
            return slope;
        }
        if places.is_empty()
            && let Some(known) = self.bare(symbol, &key, place, scope)?
        {
            return Ok(known);
        }
        super::sum::spells_no_indices(symbol, place, scope)?;
        if let Some(first) = self.before_first(symbol, (&key, &places), place, scope)? {
            return Ok(first);
        }
        let mut indices = Vec::new();
        for used in &places {
            indices.push(self.index_of(used, place, scope)?);
        }
        let defined = self.definitions.is_defined(&key, scope.at);
        if key.name == "delta"
            && self.has_kronecker()
            && !defined
            && !self.entries.contains_key(&key)
            && self.definitions.lost(&key, scope.at).is_none()
            && let [a, b] = indices.as_slice()
        {
            self.unite(*a, *b);
            return Ok(self.add(Op::Delta(*a, *b), place));
        }
        if let Some(whole) = self.entries.get(&key).copied().filter(|_| !defined) {
            let base = Key { places: (whole, None), ..key };
            let symbol = self.resolve(&base, scope.at, place, &symbol.to_string())?;
            // The label of `x^{(i)}` stands behind the k of its entry `x_k^{(i)}`.
            let (below, count) = (whole - key.above.min(whole), indices.len() - whole);
            let rest: Vec<Index> = indices.drain(below..below + count).collect();
            self.complete(symbol, &mut indices, place, scope)?;
            self.unite_places(symbol, &indices, place)?;
            let base = self.add(Op::Symbol(symbol, indices), place);
            return Ok(self.add(Op::Entry(base, rest), place));
        }
        let id = match self.earlier(symbol, (&key, &places), place, scope)? {
            Some(earlier) => earlier,
            None => self.resolve(&key, scope.at, place, &symbol.to_string())?,
        };
        self.complete(id, &mut indices, place, scope)?;
        self.unite_places(id, &indices, place)?;
        Ok(self.add(Op::Symbol(id, indices), place))
    }

    /// Adds the indices that a symbol has and its name leaves out: H is `H_i`
    /// wherever its definition says something of i.
    fn complete(
        &mut self,
        id: SymbolId,
        indices: &mut Vec<Index>,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<()> {
        for letter in self.meaning.symbols[id.0].left_out.clone() {
            indices.push(self.index(&letter, place, scope)?);
        }
        Ok(())
    }

    /// Refuses names of what has no value here.
    pub(super) fn evaluated(&self, symbol: &Written, place: Place, at: usize) -> Lowered<()> {
        let (key, _) = self.definitions.key(symbol);
        match not_evaluated(&symbol.name) {
            Some(what) if !self.definitions.is_defined(&key, at) => {
                unclear(place, Semantics::Beyond(what))
            }
            _ => Ok(()),
        }
    }

    /// A name without indices that is an argument, a number, a size, or a
    /// function's value.
    fn bare(
        &mut self,
        symbol: &Written,
        key: &Key,
        place: Place,
        scope: &mut Scope,
    ) -> Lowered<Option<ExprId>> {
        let name = full_name(symbol);
        let letter = (symbol.name.clone(), symbol.primes);
        if self.definitions.is_defined(key, scope.at) {
            return Ok(None);
        }
        if let Some(function) = self.definitions.function(&symbol.to_string(), scope.at).cloned() {
            // `L` of `L(w) = …` is that value at the w of the document.
            let guard = (Key::function(name.clone()), None);
            if self.underway.contains(&guard) {
                return unclear(place, Semantics::Circular(None));
            }
            self.underway.push(guard);
            let mut inner = Scope { at: scope.at, ..Scope::default() };
            let body = self.lower(function.body, &mut inner);
            self.underway.pop();
            return match body {
                Err(why) if is_lost(&why) => {
                    let left = function.body;
                    let lost = Lost { from: function.from, left, why };
                    self.definitions.unreadable.entry(key.clone()).or_default().push(lost);
                    Ok(None)
                }
                body => body.map(Some),
            };
        }
        if let Some(value) = self.index_value(&letter, place, scope)? {
            return Ok(Some(value));
        }
        self.note_choice(&name, place);
        let op = match name.as_str() {
            "d" if self.has_differentials() => {
                return unclear(place, Semantics::NoVariable);
            }
            "pi" => Op::Number(std::f64::consts::PI),
            "e" => Op::Number(std::f64::consts::E),
            "infty" => return unclear(place, Semantics::Infinity),
            _ if commands::is_definable(&name) => {
                return unclear(place, Semantics::NoArgument);
            }
            _ => match self.meaning.sets.of_name(&name) {
                Some(set) => Op::Size(set),
                None if self.is_index_here(&name, scope) => {
                    return unclear(place, Semantics::IndexAsNumber(name));
                }
                None => match self.count_of(&name) {
                    Some(count) => count,
                    None => return Ok(None),
                },
            },
        };
        let size = matches!(op, Op::Size(_));
        let added = self.add(op, place);
        if size {
            self.limits.insert(added, SetName::Size(name));
        }
        Ok(Some(added))
    }

    /// Whether a letter outside of scripts is an index: a sum around binds it, or it is
    /// one by custom and in other formulas.
    fn is_index_here(&self, name: &str, scope: &Scope) -> bool {
        let letter = (name.to_owned(), 0);
        let bound = scope.summed.contains(&letter);
        let customary = matches!(name, "i" | "j" | "k" | "l");
        bound || customary && self.definitions.letters().contains(&letter)
    }
}

/// `\mathbf{dx}`, which names what is passed back for x in texts that say what such names
/// are, and may be a product or a differential elsewhere.
fn is_passed_back(name: &str) -> bool {
    let letter = letter_of(name);
    letter.len() == 2 && letter.starts_with('d') && letter != name && !commands::is_symbol(letter)
}

/// Names of what has a value that no finite sum gives.
fn not_evaluated(name: &str) -> Option<Beyond> {
    Some(match name {
        "E[]" | "mathbb E" | "Var" | "Cov" | "mathbb V" => Beyond::Expectation,
        "mathbb P" | "Pr" => Beyond::Probability,
        "argmin" | "argmax" | "arg" | "mathcal N" => Beyond::Named,
        "lim" | "sup" | "inf" => Beyond::Limit,
        _ => return None,
    })
}

/// Whether all that stands in bars is set as matrices are: then they are a determinant's.
fn is_of_matrices(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Symbol(symbol) => bold_letter(&symbol.name)
            .is_some_and(|(letter, arrow)| !arrow && letter.starts_with(char::is_uppercase)),
        Kind::Negate(a) | Kind::Transpose(a) => is_of_matrices(tree, *a),
        Kind::Add(a, b) | Kind::Subtract(a, b) | Kind::Multiply(a, b) | Kind::Dotted(a, b) => {
            let number = matches!(tree.kind(*a), Kind::Number(_));
            (number || is_of_matrices(tree, *a)) && is_of_matrices(tree, *b)
        }
        Kind::Power(a, by) => is_of_matrices(tree, *a) && is_minus_one(tree, *by),
        _ => false,
    }
}

fn is_minus_one(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Number(value) => (*value + 1.0).abs() < f64::EPSILON,
        Kind::Negate(one) => *tree.kind(*one) == Kind::Number(1.0),
        _ => false,
    }
}
