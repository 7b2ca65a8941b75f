//! A document's formulas together: what each relation is and says.

use super::define::Definitions;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::relations::{Link, Member, Part, Right, parts};
use super::symbols::Letter;
use super::{
    Form, Kind, Meaning, Note, Op, Place, Relation, Role, Sides, SymbolId, Unclear, classify,
};
use crate::derivation::Stated;
use crate::syntax::Side;
use crate::syntax::tree::{Condition, Differential, Entry, Kind as Node, NodeId, Sign, Sum, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// Understands the formulas of a document, in their order.
#[must_use]
pub fn understand(formulas: &[Stated]) -> Meaning {
    understood(formulas, formulas).0.meaning
}

/// What the formulas say, in a state from which more can be lowered; `all` are
/// the formulas with those that may be lowered later behind them.
pub(super) fn understood<'a>(
    formulas: &'a [Stated],
    all: &'a [Stated],
) -> (Lowerer<'a>, Vec<Part<'a>>) {
    let parts = parts(formulas);
    let mut definitions = Definitions::new(formulas);
    let kinds = classify::kinds(formulas, &parts, &mut definitions);
    let prefixes = prefixes(formulas, &parts);
    definitions.read_on(all);
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
        denominators: denominators(formulas, &prefixes),
        prefixes,
        free_conditions: false,
        bound_by_condition: None,
        definitions,
    };
    lowerer.find_sizes(formulas);
    lowerer.find_functions(formulas);
    lowerer.find_entries(formulas);
    let mut calls = Vec::new();
    for (part, kind) in parts.iter().zip(&kinds) {
        lowerer.called = false;
        let relation = lowerer.relation(formulas, part, *kind);
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

/// The index letters of what is differentiated by, anywhere in a document, but
/// for those that a sum around it binds.
fn denominators(formulas: &[Stated], prefixes: &[(usize, Member)]) -> BTreeSet<Letter> {
    let mut letters = BTreeSet::new();
    for (_, (formula, by)) in prefixes {
        letters.extend(super::showing::free_letters(&formulas[*formula].formula.tree, *by));
    }
    for stated in formulas {
        let sides = stated.formula.statements.iter().flat_map(|s| &s.sides);
        for (_, side) in sides {
            if let Side::Read(id, _) = side {
                collect(&stated.formula.tree, *id, &mut Vec::new(), &mut letters);
            }
        }
    }
    letters
}

fn collect(tree: &Tree, id: NodeId, bound: &mut Vec<Letter>, letters: &mut BTreeSet<Letter>) {
    let outer = bound.len();
    match tree.kind(id) {
        Node::Derivative(derivative) => {
            let by = derivative.by.iter().flat_map(|b| super::showing::free_letters(tree, *b));
            letters.extend(by.filter(|letter| !bound.contains(letter)));
        }
        Node::Sum(sum) => {
            bound.extend(sum.bound.iter().cloned());
            for condition in &sum.conditions.0 {
                if let Condition::Related(_, _, Entry::Letter(name, primes)) = condition {
                    bound.push((name.clone(), *primes));
                }
            }
        }
        _ => {}
    }
    for child in tree.children(id) {
        collect(tree, child, bound, letters);
    }
    bound.truncate(outer);
}

/// Whether the words of a document name the logistic function.
fn speaks_of_logistic(formulas: &[Stated]) -> bool {
    let words = |text: &str| {
        let text = text.to_lowercase();
        text.contains("sigmoid") || text.contains("logistic")
    };
    formulas.iter().any(|s| words(&s.before) || words(&s.behind))
}

/// `$\partial y_i$` by itself, or `\partial = \frac{\partial}{\partial y_i}`,
/// says what a bare ∂ stands for.
fn prefixes(formulas: &[Stated], parts: &[Part<'_>]) -> Vec<(usize, Member)> {
    let mut found = Vec::new();
    for part in parts {
        match part {
            Part::Bare(formula, span) => {
                let tree = &formulas[*formula].formula.tree;
                let whole = tree.ids().filter(|id| tree.span(*id).start >= span.start);
                if let Some(by) = whole.last().and_then(|id| alone(tree, id, *span)) {
                    found.push((*formula, (*formula, by)));
                }
            }
            Part::Link(link) => {
                let Some(right) = link.right() else { continue };
                let side = |(f, id): Member| formulas[f].formula.tree.kind(id).clone();
                let left = link.lefts.last().map(|l| side(*l));
                let bare = match &left {
                    Some(Node::Operator(_, None)) => true,
                    Some(Node::Symbol(s)) => s.name == "d" && s.sub.is_empty(),
                    _ => false,
                };
                if let (true, Node::Operator(_, Some(by))) = (bare, side(right)) {
                    found.push((link.formula, (right.0, by)));
                }
            }
            Part::Refused(..) => {}
        }
    }
    found
}

/// `\partial y_i` or `dy_i`, which is all that a statement says.
fn alone(tree: &Tree, id: NodeId, span: crate::source::Span) -> Option<NodeId> {
    if tree.span(id).start > span.start {
        return None;
    }
    match tree.kind(id) {
        Node::Differential(Differential::Partial | Differential::Variation, by)
            if matches!(tree.kind(*by), Node::Symbol(_)) =>
        {
            Some(*by)
        }
        Node::Multiply(d, by) => match (tree.kind(*d), tree.kind(*by)) {
            (Node::Symbol(s), Node::Symbol(_))
                if s.name == "d" && s.sub.is_empty() && s.sup.is_empty() =>
            {
                Some(*by)
            }
            _ => None,
        },
        Node::Operator(_, by) => *by,
        _ => None,
    }
}

impl<'a> Lowerer<'a> {
    fn relation(&mut self, formulas: &'a [Stated], part: &Part<'a>, kind: Kind) -> Relation {
        self.notes.clear();
        match part {
            Part::Bare(formula, span) => {
                let place = Place { text: formulas[*formula].text, span: *span };
                let why = Unclear { place, why: "nothing is related here".into() };
                bare(*formula, place, kind, why)
            }
            Part::Refused(formula, why) => bare(*formula, why.place, kind, why.clone()),
            Part::Link(link) => self.linked(link, kind),
        }
    }

    fn linked(&mut self, link: &Link<'a>, kind: Kind) -> Relation {
        let mut scope = Scope { free: Some(Vec::new()), at: link.formula, ..Scope::default() };
        self.bound_by_condition = None;
        let sides = match kind {
            Kind::Skipped => unclear(link.place, "this is no claim"),
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
            notes,
            alternatives,
            closed: false,
        }
    }

    /// What the relation says by other readings of what was guessed.
    fn alternatives(&mut self, link: &Link<'a>) -> Vec<(Sides, Note)> {
        let mut found = Vec::new();
        if let Some((place, letter)) = self.bound_by_condition.take() {
            self.free_conditions = true;
            if let Some(sides) = self.read_again(link) {
                found.push((sides, Note { place, text: format!("{letter} is fixed in the sum") }));
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
                found.push((sides, Note { place, text: instead.words().into() }));
            }
        }
        found
    }

    fn same_place(&self, a: Member, b: Member) -> bool {
        self.place(a).span.start == self.place(b).span.start
    }

    fn read_again(&mut self, link: &Link<'a>) -> Option<Sides> {
        let at = self.definitions.formulas()[link.formula].instead_of.map_or(link.formula, |i| i.0);
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
    ) -> Lowered<(Vec<super::ExprId>, super::ExprId)> {
        match link.sign {
            Sign::Equal | Sign::Defined | Sign::DefinedRight => {}
            Sign::In => return unclear(link.place, "membership is not evaluated"),
            Sign::Less
            | Sign::LessOrEqual
            | Sign::Greater
            | Sign::GreaterOrEqual
            | Sign::NotEqual => {}
            Sign::Approximately => return unclear(link.place, "≈ is neither true nor false"),
            Sign::Proportional => return unclear(link.place, "∝ leaves a factor open"),
            _ => return unclear(link.place, "only equations are evaluated"),
        }
        if link.lefts.is_empty() {
            return unclear(link.place, "the left side of this is not understood");
        }
        let right = match &link.right {
            Right::Read(id) => Some((link.formula, *id)),
            Right::Open if kind == Kind::Task => None,
            Right::Open => return unclear(link.place, "this is left open"),
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

    /// `\sum_{i=1}^n` says that n is a size, wherever it stands; so does
    /// `\mathbb R^n`.
    fn find_sizes(&mut self, formulas: &[Stated]) {
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Sum(Sum { to: Some(to), .. }) => self.name_size(tree, *to),
                    Node::Power(base, exponent) if is_reals(tree, *base) => {
                        self.name_size(tree, *exponent);
                        if let Node::Multiply(a, b) | Node::Dotted(a, b) = tree.kind(*exponent) {
                            self.name_size(tree, *a);
                            self.name_size(tree, *b);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn name_size(&mut self, tree: &Tree, id: NodeId) {
        match tree.kind(id) {
            Node::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                let letter = (symbol.name.clone(), symbol.primes);
                let (key, _) = self.definitions.key(symbol);
                if !self.definitions.letters().contains(&letter)
                    && !self.definitions.symbols.contains_key(&key)
                {
                    self.meaning.sets.named(&super::define::full_name(symbol));
                }
            }
            Node::Add(a, _) | Node::Subtract(a, _) => self.name_size(tree, *a),
            _ => {}
        }
    }

    /// Names that are functions though nothing defines them: they have a
    /// derivative, several arguments, or stand before nothing but a name.
    fn find_functions(&mut self, formulas: &[Stated]) {
        let mut called: BTreeMap<String, bool> = BTreeMap::new();
        let mut alone: BTreeSet<String> = BTreeSet::new();
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Call(symbol, arguments)
                        if symbol.sub.is_empty() && symbol.sup.is_empty() =>
                    {
                        let simple = arguments.len() > 1
                            || matches!(tree.kind(arguments[0]), Node::Symbol(_));
                        let sure = symbol.primes > 0 || arguments.len() > 1;
                        let known = called.entry(symbol.name.clone()).or_default();
                        *known |= sure || simple;
                    }
                    Node::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                        alone.insert(symbol.name.clone());
                    }
                    _ => {}
                }
            }
        }
        let primed = |name: &str| {
            formulas.iter().any(|s| {
                let tree = &s.formula.tree;
                tree.ids().any(|id| {
                    matches!(tree.kind(id), Node::Call(symbol, _)
                        if symbol.name == name && symbol.primes > 0)
                })
            })
        };
        for (name, simple) in called {
            let defined = self.definitions.functions.contains_key(&name)
                || self.definitions.symbols.keys().any(|k| k.name == name && k.places.0 == 0);
            let parameter =
                self.definitions.functions.values().flatten().any(|f| f.parameters.contains(&name));
            if !defined && !parameter && (primed(&name) || simple && !alone.contains(&name)) {
                self.opaque.insert(name);
            }
        }
    }

    /// `y_{ik}` beside vectors `y_i` is an entry of one; `W_{ij}` beside a
    /// matrix `W` too.
    fn find_entries(&mut self, formulas: &[Stated]) {
        let mut keys = BTreeSet::new();
        let mut whole = BTreeSet::new();
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Symbol(symbol) => {
                        keys.insert(self.definitions.key(symbol).0);
                    }
                    Node::Norm(a) | Node::Transpose(a) => self.named_below(tree, *a, &mut whole),
                    Node::Inner(a, b) | Node::Elementwise(a, b) => {
                        self.named_below(tree, *a, &mut whole);
                        self.named_below(tree, *b, &mut whole);
                    }
                    _ => {}
                }
            }
            for statement in &stated.formula.statements {
                let belongs = statement.sides.iter().any(|(s, _)| matches!(s, Some((Sign::In, _))));
                if let (true, Some((_, Side::Read(id, _)))) = (belongs, statement.sides.first()) {
                    self.named_below(tree, *id, &mut whole);
                }
            }
        }
        for key in &keys {
            let shorter = keys.iter().find(|w| {
                w.name == key.name
                    && w.places.1.is_none()
                    && key.places.1.is_none()
                    && w.above == key.above
                    && w.places.0 < key.places.0
                    && w.places.0 + 2 >= key.places.0
                    && whole.contains(*w)
            });
            if let Some(shorter) = shorter {
                self.entries.insert(key.clone(), shorter.places.0);
            }
        }
    }

    fn named_below(&self, tree: &Tree, id: NodeId, found: &mut BTreeSet<super::Key>) {
        match tree.kind(id) {
            Node::Symbol(symbol) => {
                found.insert(self.definitions.key(symbol).0);
            }
            Node::Add(a, b) | Node::Subtract(a, b) | Node::Multiply(a, b) => {
                self.named_below(tree, *a, found);
                self.named_below(tree, *b, found);
            }
            Node::Negate(a) | Node::Transpose(a) => self.named_below(tree, *a, found),
            Node::Tuple(all) => all.iter().for_each(|a| self.named_below(tree, *a, found)),
            _ => {}
        }
    }

    /// Claims that speak of givens alone are assumed; what they say of forms
    /// and signs is noted.
    fn find_assumptions(&mut self, formulas: &[Stated], calls: &[bool]) {
        for k in 0..self.meaning.relations.len() {
            let relation = self.meaning.relations[k].clone();
            if relation.kind != Kind::Claim {
                continue;
            }
            if relation.sign == Sign::In {
                self.membership(formulas, k);
                continue;
            }
            let stated = formulas[relation.formula].assumed;
            let Ok(sides) = &relation.sides else { continue };
            if stated || !calls[k] && self.speaks_of_givens(sides) {
                self.meaning.relations[k].kind = Kind::Assumption;
                self.note_sign(&relation);
            } else if !matches!(relation.sign, Sign::Equal | Sign::Defined | Sign::DefinedRight) {
                let why = "an inequality about something defined is not decided";
                self.meaning.relations[k].sides = unclear(relation.place, why);
            }
        }
    }

    /// `p_{ij} > 0`, `0 < p_{ij}`
    fn note_sign(&mut self, relation: &Relation) {
        let Ok(sides) = &relation.sides else { return };
        let op = |id| self.meaning.expressions.op(id);
        let least = |id| matches!(op(id), Op::Number(n) if *n >= 0.0);
        let symbol = match (relation.sign, op(sides.left[0]), op(sides.right)) {
            (Sign::Greater | Sign::GreaterOrEqual, Op::Symbol(s, _), _) if least(sides.right) => *s,
            (Sign::Less | Sign::LessOrEqual, _, Op::Symbol(s, _)) if least(sides.left[0]) => *s,
            _ => return,
        };
        self.meaning.symbols[symbol.0].positive = true;
    }

    /// Whether nothing defined and no derivative occurs in either side.
    fn speaks_of_givens(&self, sides: &Sides) -> bool {
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        let given = |id: &SymbolId| self.meaning.symbol(*id).definition.is_none();
        !reached.is_empty()
            && reached.iter().all(given)
            && !self.differentiates_symbols(sides.left[0])
            && !self.differentiates_symbols(sides.right)
    }

    /// Whether there is a ∂ in it; a `w'` of a given function is none.
    fn differentiates_symbols(&self, id: super::ExprId) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Derivative { .. })
            || self
                .meaning
                .expressions
                .operands(id)
                .into_iter()
                .any(|x| self.differentiates_symbols(x))
    }

    /// `y_i \in \mathbb R^d`
    fn membership(&mut self, formulas: &[Stated], relation: usize) {
        let of = &self.meaning.relations[relation];
        let stated = &formulas[of.formula];
        let tree = &stated.formula.tree;
        let (formula, span) = (of.formula, of.place.span);
        let statement = stated
            .formula
            .statements
            .iter()
            .find(|s| s.span.start <= span.start && span.start <= s.span.end);
        let Some(statement) = statement else { return };
        let side = |k: usize| match statement.sides.get(k) {
            Some((_, Side::Read(id, _))) => Some(*id),
            _ => None,
        };
        let Some(left) = side(0) else { return };
        let members = match tree.kind(left) {
            Node::Tuple(all) => all.clone(),
            _ => vec![left],
        };
        let mut defined = false;
        for member in members {
            let mut scope = Scope { free: Some(Vec::new()), at: formula, ..Scope::default() };
            let Ok(id) = self.lower((formula, member), &mut scope) else { continue };
            let Op::Symbol(symbol, _) = *self.meaning.expressions.op(id) else { continue };
            defined |= self.meaning.symbol(symbol).definition.is_some();
            if side(1).is_none_or(|set| self.reals(tree, set).is_none()) {
                let place = self.meaning.relations[relation].place;
                self.meaning.limits.insert(symbol, place);
            }
            self.belongs(symbol, tree, side(1));
        }
        if !defined || side(1).is_some_and(|set| self.reals(tree, set).is_some()) {
            self.meaning.relations[relation].kind = Kind::Assumption;
        }
    }

    fn belongs(&mut self, symbol: SymbolId, tree: &Tree, set: Option<NodeId>) {
        let Some(set) = set else { return };
        let Some((form, lengths)) = self.reals(tree, set) else { return };
        self.forms[symbol.0] = Some(form);
        let mut sets = lengths.into_iter().map(|name| name.map(|n| self.meaning.sets.named(&n)));
        self.meaning.symbols[symbol.0].shape = (sets.next().flatten(), sets.next().flatten());
    }

    /// What `\mathbb R`, `\mathbb R^d`, `\mathbb R^{m \times n}` say.
    fn reals(&self, tree: &Tree, set: NodeId) -> Option<(Form, Vec<Option<String>>)> {
        if is_reals(tree, set) {
            return Some((Form::Scalar, Vec::new()));
        }
        let Node::Power(base, exponent) = tree.kind(set) else { return None };
        if !is_reals(tree, *base) {
            return None;
        }
        let name = |id: NodeId| match tree.kind(id) {
            Node::Symbol(s) => {
                let name = super::define::full_name(s);
                self.meaning.sets.of_name(&name).map(|_| name)
            }
            _ => None,
        };
        match tree.kind(*exponent) {
            Node::Multiply(a, b) | Node::Dotted(a, b) => {
                let one = |id: NodeId| matches!(tree.kind(id), Node::Number(1.0));
                match (one(*a), one(*b)) {
                    (_, true) => Some((Form::Vector, vec![name(*a)])),
                    (true, _) => Some((Form::Row, vec![None, name(*b)])),
                    _ => Some((Form::Matrix, vec![name(*a), name(*b)])),
                }
            }
            Node::Symbol(s) if matches!(s.name.as_str(), "+") => Some((Form::Scalar, Vec::new())),
            _ => Some((Form::Vector, vec![name(*exponent)])),
        }
    }

    /// What is given by name alone and then differentiated is a smooth function
    /// of that.
    fn find_opaque(&mut self) {
        let mut graph: BTreeMap<SymbolId, BTreeSet<SymbolId>> = BTreeMap::new();
        for id in self.meaning.expressions.ids() {
            let Op::Derivative { of, by, .. } = self.meaning.expressions.op(id) else { continue };
            let Op::Symbol(of, _) = self.meaning.expressions.op(*of) else { continue };
            let symbol = self.meaning.symbol(*of);
            if of != by && symbol.definition.is_none() && symbol.role == Role::Given {
                graph.entry(*of).or_default().insert(*by);
            }
        }
        for (of, by) in &graph {
            let symbol = &mut self.meaning.symbols[of.0];
            symbol.role = Role::Opaque;
            symbol.arguments = by.iter().copied().collect();
        }
        // Functions of each other have no order in which they could be drawn.
        for of in graph.keys() {
            if self.circular(*of, *of, &mut BTreeSet::new()) {
                self.meaning.symbols[of.0].arguments.clear();
            }
        }
        // What depends on y only through d is a function of d.
        for (of, by) in &graph {
            let nearest: Vec<SymbolId> = by
                .iter()
                .copied()
                .filter(|a| !by.iter().any(|b| a != b && self.meaning.symbol_depends(*b, *a)))
                .collect();
            let symbol = &mut self.meaning.symbols[of.0];
            if !symbol.arguments.is_empty() {
                symbol.arguments = nearest;
            }
        }
        for symbol in &mut self.meaning.symbols {
            if symbol.key.above == usize::MAX {
                symbol.role = Role::Opaque;
            }
        }
    }

    fn circular(&self, from: SymbolId, to: SymbolId, seen: &mut BTreeSet<SymbolId>) -> bool {
        let mut next: BTreeSet<SymbolId> =
            self.meaning.symbol(from).arguments.iter().copied().collect();
        if let Some(definition) = &self.meaning.symbol(from).definition {
            self.meaning.symbols_into(definition.body, &mut next);
        }
        next.into_iter().any(|n| n == to || (seen.insert(n) && self.circular(n, to, seen)))
    }

    /// `n` where no sum says what it counts is the size of the only set left.
    fn count(&mut self) {
        let sets = &self.meaning.sets;
        let mut open: BTreeSet<super::SetId> = BTreeSet::new();
        for variable in self.meaning.expressions.variables() {
            let set = sets.find(variable.set);
            let used = self
                .meaning
                .symbols
                .iter()
                .any(|s| s.sets.iter().any(|own| sets.find(*own) == set));
            if used && sets.facts(set).names.iter().all(|n| n.starts_with('∈')) {
                open.insert(set);
            }
        }
        let names: BTreeSet<&String> = self
            .meaning
            .expressions
            .ids()
            .filter_map(|id| match self.meaning.expressions.op(id) {
                Op::Count(name) => Some(name),
                _ => None,
            })
            .collect();
        if let ([name], [set]) = (
            names.into_iter().cloned().collect::<Vec<_>>().as_slice(),
            open.into_iter().collect::<Vec<_>>().as_slice(),
        ) {
            let named = self.meaning.sets.named(name);
            self.meaning.sets.unite(named, *set);
        }
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
        notes: Vec::<Note>::new(),
        alternatives: Vec::new(),
        closed: false,
    }
}

/// `\mathbb R` in its spellings.
fn is_reals(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Node::Symbol(s)
        if matches!(s.name.as_str(), "mathbb R" | "mathbf R" | "R" | "Re" | "ℝ"))
}
