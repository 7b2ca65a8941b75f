//! Expectations as sums over a finite space with weights.
//!
//! In: a formula, and what is random ([`super::random`]). Out: the same formula, in which an
//! expectation is a sum over outcomes, of which letters that no document can write keep count:
//! `\mathbb E_{x \sim p}[f(x)]` is Σ_ω p(x_ω) f(x_ω), and p is a positive function whose values
//! at the x_ω add up to one. So all that makes sums makes expectations: definitions,
//! derivatives, shapes. What is true for such a space, any values and any weights, uses
//! linearity and the sum of the weights alone; what is false there is so of what is meant only
//! if nothing is left open of it, which the letters say ([`crate::reason::Random`]). Where it cannot be said
//! what is random, or depends on it, the expectation stays as it is, and is not evaluated.

mod mean;
mod weights;

use super::random::{Equation, MOST_INLINED, Random, base, bases};
use super::scope::Scope;
use crate::reason::Random as Why;
use crate::source::Span;
use crate::syntax::tree::{
    self, Conditions, DRAWN, Entry, Kind, Mean, Moment, NodeId, Sum, Symbol, Tree,
};
use crate::syntax::{Formula, Side};
use std::collections::{BTreeMap, BTreeSet};

/// The letter that counts the outcomes of each name that is random where something stands.
type Outcomes = BTreeMap<String, String>;

/// What a node becomes, if it is understood.
type Rewritten = Option<NodeId>;

/// More nodes are not written out.
const MOST_NODES: usize = 20_000;

/// Rewrites one formula.
struct Writer<'a> {
    random: &'a Random,
    from: &'a Tree,
    to: Tree,
    /// How many spaces there are so far.
    spaces: usize,
    /// How many equations are followed in each other.
    inlined: usize,
    /// Where what is taken from another formula stands.
    at: Option<Span>,
    /// Whether something random stands outside of expectations in the same statement.
    outside: bool,
    /// The sections that the formula stands in.
    scopes: &'a [Scope],
}

impl Random {
    /// Whether something of a formula is to be written otherwise.
    pub(super) fn concern(&self, formula: &Formula) -> bool {
        let tree = &formula.tree;
        self.found
            && tree.ids().any(|id| match tree.kind(id) {
                Kind::Mean(_) => true,
                Kind::Call(symbol, _) => self.is_normalised(symbol),
                Kind::Sum(sum) => self.runs_over_values(tree, sum).is_some(),
                _ => false,
            })
    }

    /// Writes a formula's expectations as sums.
    pub(super) fn give_to(&self, number: usize, formula: &mut Formula) {
        if !self.concern(formula) {
            return;
        }
        let mut to = Tree::default();
        let mut spaces = 0;
        let scopes = self.scopes.get(number).map(Vec::as_slice).unwrap_or_default();
        for statement in &mut formula.statements {
            let outside = statement.sides.iter().any(|(_, side)| match side {
                Side::Read(id, _) => self.shows_random(&formula.tree, *id),
                _ => false,
            });
            for (_, side) in &mut statement.sides {
                let Side::Read(id, _) = side else { continue };
                let mut writer = Writer {
                    random: self,
                    from: &formula.tree,
                    to,
                    spaces,
                    inlined: 0,
                    at: None,
                    outside,
                    scopes,
                };
                let written = writer.write(*id, &Outcomes::new());
                *id = match written {
                    Some(written) if writer.to.len() < MOST_NODES => written,
                    _ => writer.copy(*id),
                };
                (to, spaces) = (writer.to, writer.spaces);
            }
        }
        formula.tree = to;
    }

    /// Whether a function names a density whose values add up to one.
    fn is_normalised(&self, symbol: &Symbol) -> bool {
        matches!(self.densities.get(symbol), Some(Some(_)))
            && !self.is_stated(symbol)
            && self.is_called(symbol)
    }

    /// Whether an equation says what a function is.
    fn is_stated(&self, symbol: &Symbol) -> bool {
        self.functions.contains_key(symbol) || self.unread.contains(symbol)
    }

    /// Whether a density is a function elsewhere, or depends on what is differentiated by.
    fn is_called(&self, symbol: &Symbol) -> bool {
        let varies = |entry: &Entry| match entry {
            Entry::Letter(letter, _) => self.variables.contains(letter),
            _ => false,
        };
        self.called.contains(symbol) || symbol.sub.entries.iter().any(varies)
    }

    /// The letter of a sum that is over the values of what is drawn.
    fn runs_over_values(&self, tree: &Tree, sum: &Sum) -> Option<String> {
        let [(letter, 0)] = sum.bound.as_slice() else { return None };
        let plain = sum.from.is_none()
            && sum.to.is_none()
            && !sum.product
            && sum.conditions.0.iter().all(|c| {
                matches!(c, crate::syntax::tree::Condition::Member(Entry::Letter(own, 0), _)
                    if own == letter)
            });
        let value = self.drawn.contains(letter)
            && tree.has_named(sum.body, letter)
            && !is_index(tree, sum.body, letter);
        (plain && value).then(|| letter.clone())
    }

    /// Whether something random stands below a node outside of all expectations.
    fn shows_random(&self, tree: &Tree, id: NodeId) -> bool {
        match tree.kind(id) {
            Kind::Mean(_) => false,
            Kind::Sum(sum) if self.runs_over_values(tree, sum).is_some() => false,
            Kind::Symbol(symbol) => {
                let name = base(symbol);
                self.drawn.contains(&name) || self.bare.contains(&name)
            }
            _ => tree.children(id).into_iter().any(|child| self.shows_random(tree, child)),
        }
    }
}

/// Whether a letter stands in a script below a node.
fn is_index(tree: &Tree, id: NodeId, letter: &str) -> bool {
    let names = |entry: &Entry| match entry {
        Entry::Letter(own, _) | Entry::Shifted(own, ..) => own == letter,
        _ => false,
    };
    let here = match tree.kind(id) {
        Kind::Symbol(symbol) | Kind::Call(symbol, _) => {
            symbol.sub.entries.iter().chain(&symbol.sup.entries).any(names)
        }
        Kind::Entry(_, entries) => entries.iter().any(names),
        _ => false,
    };
    here || tree.children(id).into_iter().any(|child| is_index(tree, child, letter))
}

impl<'a> Writer<'a> {
    fn add(&mut self, kind: Kind, of: NodeId) -> NodeId {
        let span = self.at.unwrap_or_else(|| self.from.span(of));
        let two = self.from.has_two(of) && matches!(kind, Kind::Norm(_));
        let id = self.to.add(kind, span);
        if two {
            self.to.note_two(id);
        }
        id
    }

    /// The same as it is.
    fn copy(&mut self, id: NodeId) -> NodeId {
        let children: Vec<NodeId> =
            self.from.children(id).into_iter().map(|child| self.copy(child)).collect();
        self.add(self.from.kind(id).of_children(&children), id)
    }

    /// The same, as something that is not evaluated.
    fn not_evaluated(&mut self, id: NodeId) -> NodeId {
        let of = vec![self.copy(id)];
        let (drawn, given) = (Vec::new(), Vec::new());
        let moment = Moment::Mean;
        let mean = Mean { moment, sure: true, drawn, given, of, label: None, open: true };
        self.add(Kind::Mean(mean), id)
    }

    /// The same with its expectations as sums; within one what is random has an outcome.
    fn write(&mut self, id: NodeId, outcomes: &Outcomes) -> Rewritten {
        if self.to.len() > MOST_NODES {
            return None;
        }
        match self.from.kind(id) {
            Kind::Symbol(symbol) => self.symbol(symbol, id, outcomes),
            Kind::Call(symbol, arguments) => self.call(symbol, arguments, id, outcomes),
            Kind::Mean(mean) => {
                let length = self.to.len();
                let written = self.mean(mean, id, outcomes);
                if written.is_none() && outcomes.is_empty() {
                    self.to.truncate(length);
                    return Some(self.copy(id));
                }
                written
            }
            Kind::Sum(sum) => {
                if let Some(letter) = self.random.runs_over_values(self.from, sum) {
                    return self.values(sum, letter, id, outcomes);
                }
                let mut inner = outcomes.clone();
                sum.bound.iter().for_each(|(letter, _)| {
                    inner.remove(letter);
                });
                self.children(id, &inner)
            }
            _ => self.children(id, outcomes),
        }
    }

    fn children(&mut self, id: NodeId, outcomes: &Outcomes) -> Rewritten {
        let mut children = Vec::new();
        for child in self.from.children(id) {
            children.push(self.write(child, outcomes)?);
        }
        Some(self.add(self.from.kind(id).of_children(&children), id))
    }

    fn symbol(&mut self, symbol: &Symbol, id: NodeId, outcomes: &Outcomes) -> Rewritten {
        if let Some(letter) = outcomes.get(&base(symbol)) {
            let symbol = at_outcome(symbol, letter);
            return Some(self.add(Kind::Symbol(symbol), id));
        }
        if outcomes.is_empty() {
            return Some(self.add(Kind::Symbol(symbol.clone()), id));
        }
        match self.random.equations.get(symbol) {
            Some(Some(equation))
                if self.depends((&equation.formula.tree, equation.right), outcomes) =>
            {
                self.inline(equation, id, outcomes)
            }
            // What several equations are about may depend on anything.
            Some(None) => None,
            _ => {
                // `y_i`, of which an equation says what it is for other letters.
                let name = base(symbol);
                let other = |(own, equation): (&Symbol, &Option<Equation>)| {
                    base(own) == name
                        && equation
                            .as_ref()
                            .is_none_or(|e| self.depends((&e.formula.tree, e.right), outcomes))
                };
                if self.random.equations.iter().any(other) {
                    return None;
                }
                Some(self.add(Kind::Symbol(symbol.clone()), id))
            }
        }
    }

    /// What an equation says that a symbol is, in its place.
    fn inline(&mut self, equation: &'a Equation, id: NodeId, outcomes: &Outcomes) -> Rewritten {
        // What words call random in a section of its own is no longer what it was before.
        let anew =
            matches!(self.from.kind(id), Kind::Symbol(s) if self.random.said.contains(&base(s)));
        let open = Scope::encloses(&equation.scopes, self.scopes)
            || Scope::is_open_to(&equation.scopes, self.scopes) && !anew;
        if equation.doubtful || !open || self.inlined >= MOST_INLINED {
            return None;
        }
        let at = self.at.unwrap_or_else(|| self.from.span(id));
        let (from, before) = (self.from, self.at.replace(at));
        self.from = &equation.formula.tree;
        self.inlined += 1;
        let written = self.write(equation.right, outcomes);
        self.inlined -= 1;
        (self.from, self.at) = (from, before);
        written
    }

    /// Whether something below a node has an outcome, by itself or by an equation.
    fn depends(&self, (tree, id): (&Tree, NodeId), outcomes: &Outcomes) -> bool {
        self.depends_within((tree, id), outcomes, 0)
    }

    fn depends_within(
        &self,
        (tree, id): (&Tree, NodeId),
        outcomes: &Outcomes,
        depth: usize,
    ) -> bool {
        if depth > MOST_INLINED {
            return true;
        }
        let of = |equation: &Equation| {
            self.depends_within((&equation.formula.tree, equation.right), outcomes, depth + 1)
        };
        let here = match tree.kind(id) {
            Kind::Symbol(symbol) => {
                outcomes.contains_key(&base(symbol))
                    || self.random.equations.iter().any(|(own, equation)| {
                        base(own) == base(symbol) && equation.as_ref().is_none_or(of)
                    })
            }
            Kind::Call(symbol, _) => self.hides(symbol, outcomes, depth),
            _ => false,
        };
        here || tree
            .children(id)
            .into_iter()
            .any(|child| self.depends_within((tree, child), outcomes, depth))
    }

    /// Whether a function is defined by something random that is none of its arguments.
    fn hides(&self, symbol: &Symbol, outcomes: &Outcomes, depth: usize) -> bool {
        let plain = Symbol { primes: 0, ..symbol.clone() };
        let of = |(parameters, equation): &(BTreeSet<String>, Equation)| {
            let mut others = outcomes.clone();
            others.retain(|name, _| !parameters.contains(name));
            !others.is_empty()
                && depth <= MOST_INLINED
                && self.depends_within((&equation.formula.tree, equation.right), &others, depth + 1)
        };
        self.random.unread.contains(&plain)
            || self.random.functions.get(&plain).is_some_and(|all| all.iter().any(of))
    }

    fn call(
        &mut self,
        symbol: &Symbol,
        arguments: &[NodeId],
        id: NodeId,
        outcomes: &Outcomes,
    ) -> Rewritten {
        if outcomes.contains_key(&base(symbol))
            && symbol.primes == 0
            && !self.random.functions.contains_key(symbol)
            && let [argument] = arguments
        {
            // `x (y - w x)` of an x that is drawn is a product.
            let factor = self.symbol(symbol, id, outcomes)?;
            let argument = self.write(*argument, outcomes)?;
            return Some(self.add(Kind::Multiply(factor, argument), id));
        }
        if !outcomes.is_empty()
            && (self.hides(symbol, outcomes, 0) || outcomes.contains_key(&base(symbol)))
        {
            return None;
        }
        match self.random.densities.get(symbol) {
            Some(Some(at)) if self.random.is_normalised(symbol) => {
                let length = self.to.len();
                let written = self.density(symbol, arguments, *at, id, outcomes);
                if written.is_none() && outcomes.is_empty() {
                    self.to.truncate(length);
                    return Some(self.not_evaluated(id));
                }
                written
            }
            _ => self.children(id, outcomes),
        }
    }

    /// A letter for the outcomes of a space.
    fn space(&mut self, open: Option<Why>) -> String {
        self.spaces += 1;
        tree::outcome(self.spaces, open)
    }

    fn over(&mut self, letter: String, body: NodeId, id: NodeId) -> NodeId {
        let sum = Sum {
            product: false,
            bound: vec![(letter, 0)],
            conditions: Conditions::default(),
            from: None,
            to: None,
            body,
            stretched: false,
        };
        self.add(Kind::Sum(sum), id)
    }

    /// `\sum_x p(x) f(x)` over the values of what is drawn elsewhere.
    fn values(&mut self, sum: &Sum, letter: String, id: NodeId, outcomes: &Outcomes) -> Rewritten {
        let open = self.left_open(&[sum.body], &BTreeSet::from([letter.clone()]));
        let outcome = self.space(open);
        let mut inner = outcomes.clone();
        inner.insert(letter, outcome.clone());
        let body = self.write(sum.body, &inner)?;
        Some(self.over(outcome, body, id))
    }

    /// What is left open of an expectation that says what is drawn.
    fn left_open(&self, of: &[NodeId], letters: &BTreeSet<String>) -> Option<Why> {
        let by = |id: NodeId| self.differentiates_by(id, letters);
        if self.random.told {
            Some(Why::Distribution)
        } else if of.iter().any(|id| by(*id)) {
            Some(Why::Slope)
        } else if self.outside {
            Some(Why::Outside)
        } else if self
            .random
            .densities
            .keys()
            .any(|f| self.random.is_stated(f) || self.random.spoken.contains(f))
        {
            Some(Why::Density)
        } else {
            None
        }
    }

    fn differentiates_by(&self, id: NodeId, letters: &BTreeSet<String>) -> bool {
        let by: Vec<NodeId> = match self.from.kind(id) {
            Kind::Derivative(derivative) => derivative.by.clone(),
            Kind::Operator(_, by) => by.iter().copied().collect(),
            Kind::Differential(..) | Kind::Along(..) | Kind::AtPoint(..) => return true,
            Kind::Call(symbol, _) if symbol.primes > 0 => return true,
            _ => Vec::new(),
        };
        by.iter().any(|by| bases(self.from, *by).iter().any(|name| letters.contains(name)))
            || self
                .from
                .children(id)
                .into_iter()
                .any(|child| self.differentiates_by(child, letters))
    }
}

/// A symbol at an outcome, behind what stands above it.
fn at_outcome(symbol: &Symbol, letter: &str) -> Symbol {
    let mut sup = symbol.sup.clone();
    // It is no member of a family that the document writes: `x^{(i)}` beside x are data.
    sup.entries.push(Entry::Word(DRAWN.into()));
    sup.entries.push(Entry::Letter(letter.to_owned(), 0));
    Symbol { sup, ..symbol.clone() }
}

/// Whether a name has the same scripts wherever it stands below a node: of `z_i` drawn, no
/// other `z_j` is.
fn is_alike(tree: &Tree, id: NodeId, symbol: &Symbol) -> bool {
    let here = match tree.kind(id) {
        Kind::Symbol(other) => base(other) != base(symbol) || other == symbol,
        _ => true,
    };
    here && !is_index(tree, id, &symbol.name)
        && tree.children(id).into_iter().all(|child| is_alike(tree, child, symbol))
}
