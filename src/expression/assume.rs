//! What is assumed: relations of givens alone, and what they say of forms and
//! signs.

use super::constraint::follows_from;
use super::define::full_name;
use super::lower::{Lowerer, Scope, unclear};
use super::relations::{Link, Part};
use super::survey::is_reals;
use super::table::is_of_numbers_alone;
use super::{ExprId, Form, Key, Kind, Meaning, Op, Relation, Sides, Standing, SymbolId};
use crate::prose::{Act, clause};
use crate::reading::Stated;
use crate::reason::{Reason, Semantics, Skip};
use crate::syntax::Side;
use crate::syntax::tree::{Kind as Node, NodeId, Sign, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Meaning {
    /// The symbol that a relation says to be positive, if it says that.
    pub(crate) fn said_positive(&self, relation: &Relation) -> Option<SymbolId> {
        let sides = relation.sides.as_ref().ok()?;
        let op = |id| self.expressions.op(id);
        let least = |id| matches!(op(id), Op::Number(n) if *n >= 0.0);
        match (relation.sign, op(sides.left[0]), op(sides.right)) {
            (Sign::Greater | Sign::GreaterOrEqual, Op::Symbol(s, _), _) if least(sides.right) => {
                Some(*s)
            }
            (Sign::Less | Sign::LessOrEqual, _, Op::Symbol(s, _)) if least(sides.left[0]) => {
                Some(*s)
            }
            _ => None,
        }
    }
}

impl Lowerer<'_> {
    /// Claims that speak of givens alone are assumed; what they say of forms
    /// and signs is noted.
    pub(super) fn find_assumptions(
        &mut self,
        formulas: &[Arc<Stated>],
        parts: &[Part<'_>],
        calls: &[bool],
    ) {
        let sentences = self.sentences_of_cases(parts);
        let values = self.values_of_cases(parts);
        for k in 0..self.meaning.relations.len() {
            let relation = self.meaning.relations[k].clone();
            if relation.kind != Kind::Claim {
                continue;
            }
            if relation.sign == Sign::In {
                self.membership(formulas, k, parts[k].link());
                continue;
            }
            let stated = formulas[relation.formula].assumed;
            if relation.sides.is_err() {
                continue;
            }
            let function = self.states_function(&relation);
            if let Some(function) = function.filter(|f| self.meaning.unknown(*f).is_none()) {
                // It says what a function is, in a way that is not understood.
                self.meaning.limits.insert(function, relation.place);
                self.meaning.relations[k].sides =
                    unclear(relation.place, Semantics::FunctionStated);
            } else if !stated
                && !calls[k]
                && self.is_concluded(formulas, &relation, parts[k].link())
            {
                self.meaning.relations[k].sides =
                    unclear(relation.place, Semantics::ConditionOrSlip);
            } else if stated
                || self.is_of_members(&relation, &formulas[relation.formula])
                || !calls[k] && self.is_assumed(&relation, parts[k].link())
            {
                self.meaning.relations[k].kind = Kind::Assumption;
                self.note_sign(&relation);
            } else if matches!(relation.sign, Sign::Equal | Sign::Defined | Sign::DefinedRight) {
                // “If a = 0, then f(x) = x²”: what is skipped there may make it true.
                let inside = |link: &Link<'_>| sentences.contains(&link.said.sentence);
                let standing = self.standing(&relation, parts[k].link(), calls[k]);
                self.meaning.relations[k].standing = match standing {
                    Standing::Claimed if parts[k].link().is_some_and(inside) => {
                        Standing::Doubtful(Semantics::ConditionOrSlip)
                    }
                    Standing::Claimed if self.has_value(&relation, &values) => {
                        Standing::Doubtful(Semantics::ConditionOrSlip)
                    }
                    standing => standing,
                };
                if self.is_total_of_differences(&relation) {
                    self.leave_open(&relation);
                }
            } else {
                self.meaning.relations[k].sides = unclear(relation.place, Semantics::Inequality);
                if self.is_setting(&relation, parts[k].link()) {
                    self.limit(&relation);
                    if !parts[k].link().is_some_and(follows_from) {
                        self.meaning.relations[k].kind = Kind::Assumption;
                    }
                }
            }
        }
    }

    /// Whether a relation was written out for what is given and said to be a member of two
    /// numbers: `t \in \{0, 1\}`.
    fn is_of_members(&self, relation: &Relation, stated: &Stated) -> bool {
        let member = |(sign, _): &(Option<(Sign, _)>, _)| matches!(sign, Some((Sign::In, _)));
        let mut statements = stated.formula.statements.iter();
        if relation.spelled.is_none() || !statements.any(|s| s.sides.iter().any(member)) {
            return false;
        }
        let Ok(sides) = &relation.sides else { return false };
        let mut reached = BTreeSet::new();
        sides.left.iter().for_each(|id| self.meaning.reach(*id, &mut reached));
        reached.iter().all(|id| self.meaning.symbol(*id).definition.is_none())
    }

    /// The symbols that displays of their own give vectors or matrices of numbers to, for the
    /// moment, and where.
    fn values_of_cases(&self, parts: &[Part<'_>]) -> Vec<(Key, usize)> {
        let case = Reason::from(Skip::Case);
        let all = self.meaning.relations.iter().zip(parts).filter_map(|(relation, part)| {
            let skipped = relation.sides.as_ref().is_err_and(|why| why.reason == case);
            let link = part.link().filter(|_| skipped && relation.sign.equates())?;
            let (formula, right) = link.right()?;
            let numbers = is_of_numbers_alone(self.tree(formula), right);
            let display = numbers && self.definitions.stated(link.formula).display;
            let (key, _) = self.definitions.atom(*link.lefts.first().filter(|_| display)?)?;
            Some((key, link.formula))
        });
        all.collect()
    }

    /// Whether something in a relation has such a value before it in its section: an example
    /// may go on with that.
    fn has_value(&self, relation: &Relation, values: &[(Key, usize)]) -> bool {
        let Ok(sides) = &relation.sides else { return false };
        let near = |(_, at): &&(Key, usize)| {
            *at < relation.formula && self.definitions.same_scope(*at, relation.formula)
        };
        let mut near = values.iter().filter(near).peekable();
        if near.peek().is_none() {
            return false;
        }
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        near.any(|(key, _)| reached.iter().any(|id| self.meaning.symbol(*id).key == *key))
    }

    /// The sentences that suppose something for the moment.
    fn sentences_of_cases(&self, parts: &[Part<'_>]) -> BTreeSet<usize> {
        let case = Reason::from(Skip::Case);
        let all = self.meaning.relations.iter().zip(parts).filter_map(|(relation, part)| {
            let skipped = relation.sides.as_ref().is_err_and(|why| why.reason == case);
            part.link().filter(|_| skipped).map(|link| link.said.sentence)
        });
        all.collect()
    }

    /// Whether what has the form of a constraint is drawn as a conclusion, or set against
    /// what is not so: it is no assumption, and what follows from it is not refused.
    fn is_concluded(
        &mut self,
        formulas: &[Arc<Stated>],
        relation: &Relation,
        link: Option<&Link<'_>>,
    ) -> bool {
        let concluded = link.is_some_and(|link| {
            let words = clause::before(&formulas[link.formula].before);
            let denied = link.said.before.contains(&Act::Case) && words.contains(&"not".into());
            // “the rows have” says of what is given that it is so, “we have” that it is seen.
            let owns = match words.as_slice() {
                [.., who, verb] => matches!(verb.as_str(), "have" | "has") && who != "we",
                _ => false,
            };
            let shown = link.said.is(Act::Prove);
            let seen = link.said.follows() && link.said.directly && !owns;
            link.begins && !link.goes_on && (denied || seen || link.said.concludes() || shown)
        });
        if !concluded || !self.is_assumed(relation, link) {
            return false;
        }
        self.leave_open(relation);
        true
    }

    /// What a relation speaks of may be restricted by it: nothing false is said of that.
    fn leave_open(&mut self, relation: &Relation) {
        let Ok(sides) = &relation.sides else { return };
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        self.meaning.described.extend(reached);
    }

    /// `S(z_i) = …` of a function that nothing else defines.
    fn states_function(&self, relation: &Relation) -> Option<SymbolId> {
        let equal = matches!(relation.sign, Sign::Equal | Sign::Defined);
        let sides = relation.sides.as_ref().ok().filter(|_| equal)?;
        match self.meaning.expressions.op(sides.left[0]) {
            Op::Opaque(function, _) => {
                let mut right = BTreeSet::new();
                self.meaning.reach(sides.right, &mut right);
                (!right.contains(function)).then_some(*function)
            }
            _ => None,
        }
    }

    /// `p_{ij} > 0`, `0 < p_{ij}`
    pub(super) fn note_sign(&mut self, relation: &Relation) {
        if let Some(symbol) = self.meaning.said_positive(relation) {
            self.meaning.symbols[symbol.0].positive = true;
        }
    }

    /// Whether nothing defined and no derivative occurs in either side.
    pub(super) fn speaks_of_givens(&self, sides: &Sides) -> bool {
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        // What is not understood of a symbol may well have been its definition.
        let given = |id: &SymbolId| {
            self.meaning.symbol(*id).definition.is_none() && !self.meaning.has_lost_definition(*id)
        };
        !reached.is_empty()
            && reached.iter().all(given)
            && !self.differentiates_symbols(sides.left[0])
            && !self.differentiates_symbols(sides.right)
    }

    /// Whether there is a ∂ in it; a `w'` of a given function is none.
    pub(super) fn differentiates_symbols(&self, id: ExprId) -> bool {
        let own = match self.meaning.expressions.op(id) {
            Op::Derivative { .. } => true,
            Op::Change(of, _) => self.meaning.bare_variable(*of).is_none(),
            Op::Prime(_, body, _) => !matches!(self.meaning.expressions.op(*body), Op::Opaque(..)),
            _ => false,
        };
        own || self
            .meaning
            .expressions
            .operands(id)
            .into_iter()
            .any(|x| self.differentiates_symbols(x))
    }

    /// `y_i \in \mathbb R^d`
    pub(super) fn membership(
        &mut self,
        formulas: &[Arc<Stated>],
        relation: usize,
        link: Option<&Link<'_>>,
    ) {
        let of = &self.meaning.relations[relation];
        let stated = &formulas[of.formula];
        let tree = &stated.formula.tree;
        let (formula, place) = (of.formula, of.place);
        let span = stated.local(place.span);
        let statement = stated
            .formula
            .statements
            .iter()
            .find(|s| s.span.start <= span.start && span.start <= s.span.end);
        // `a = b \in S`: what stands directly before the sign.
        let before = |s: &(Option<(Sign, _)>, _)| matches!(s.0, Some((Sign::In, _)));
        let side = |k: usize| {
            let sides = &statement?.sides;
            let at = sides.iter().position(before).filter(|at| *at > 0)?;
            match sides.get(at - 1 + k) {
                Some((_, Side::Read(id, _))) => Some(*id),
                _ => None,
            }
        };
        let members = match side(0) {
            Some(left) => match tree.kind(left) {
                Node::Tuple(all) => all.clone(),
                _ => vec![left],
            },
            None => Vec::new(),
        };
        let unread = members.is_empty();
        // `t \in \{0, 1\}` has its equation beside it.
        let beside =
            |of: &Relation| of.formula == formula && of.sign == Sign::Equal && of.sides.is_ok();
        let equations = self.meaning.relations.iter().filter(|of| beside(of)).count();
        let written_out = !unread && equations >= members.len();
        let mut defined = unread;
        for member in members {
            let mut scope = Scope { free: Some(Vec::new()), at: formula, ..Scope::default() };
            let Ok(id) = self.lower((formula, member), &mut scope) else { continue };
            let Op::Symbol(symbol, _) = *self.meaning.expressions.op(id) else { continue };
            defined |= self.meaning.symbol(symbol).definition.is_some();
            if !written_out && side(1).is_none_or(|set| self.reals(tree, set).is_none()) {
                self.meaning.limits.insert(symbol, place);
            }
            self.belongs(symbol, tree, side(1));
        }
        let reals = side(1).is_some_and(|set| self.reals(tree, set).is_some());
        if !defined || reals || unread && !link.is_some_and(follows_from) {
            self.meaning.relations[relation].kind = Kind::Assumption;
        }
    }

    pub(super) fn belongs(&mut self, symbol: SymbolId, tree: &Tree, set: Option<NodeId>) {
        let Some(set) = set else { return };
        let Some((form, lengths)) = self.reals(tree, set) else { return };
        self.forms[symbol.0] = Some(form);
        let mut sets = lengths.into_iter().map(|name| name.map(|n| self.meaning.sets.sized(&n)));
        self.meaning.symbols[symbol.0].shape = (sets.next().flatten(), sets.next().flatten());
    }

    /// What `\mathbb R`, `\mathbb R^d`, `\mathbb R^{m \times n}` say.
    pub(super) fn reals(&self, tree: &Tree, set: NodeId) -> Option<(Form, Vec<Option<String>>)> {
        if is_reals(tree, set) {
            return Some((Form::Scalar, Vec::new()));
        }
        let Node::Power(base, exponent) = tree.kind(set) else { return None };
        if !is_reals(tree, *base) {
            return None;
        }
        let name = |id: NodeId| match tree.kind(id) {
            Node::Symbol(s) => {
                let name = full_name(s);
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
}
