//! Which names are numbers, vectors or matrices: inferred from use, in rounds.
//!
//! Evidence comes first: norms, transposes, inner products, bold letters,
//! `\in \mathbb R^d`; until it is in, a product with a factor that nothing is known
//! of has no form, so that no definition takes one over too early. What is still
//! open is then settled by custom: first, what is no capital beside a vector is a
//! number; then, from the outside in and one name at a time, of a product that is
//! a vector the last factor is one, a capital before a vector is a matrix. What
//! nothing speaks of is a number, and what is defined is of the form of its
//! definition. What one of these steps settled and makes formulas not fit is then looked
//! for in [`super::search`].

use super::basis::{Bases, Basis};
use super::lower::Lowerer;
use super::symbols::Form;
use super::{ExprId, Kind, Meaning, Op, Role, SymbolId};
use crate::syntax::tree::Function;
use crate::syntax::typeset::{bold_letter, is_bold, letter_of};
use std::collections::BTreeSet;

/// Names that are defined by others so deep are not looked into.
const MOST_NESTED: usize = 20;

/// More rounds than a document of any sense needs.
const MOST_ROUNDS: usize = 200;

impl Lowerer<'_> {
    /// Settles the form and shape of every symbol.
    pub(super) fn infer_shapes(&mut self) {
        self.meaning.said_forms.clone_from(&self.forms);
        self.meaning.bases = Bases::of(&self.forms);
        let mut shaper = Shaper { meaning: &mut self.meaning, forms: &mut self.forms };
        shaper.names();
        shaper.listen();
        let open = |id: &SymbolId| {
            let symbol = shaper.meaning.symbol(*id);
            let function = symbol.key.function;
            shaper.forms[id.0].is_none() && !function && shaper.meaning.has_lost_definition(*id)
        };
        let lost: BTreeSet<SymbolId> = shaper.meaning.symbol_ids().filter(open).collect();
        let undeclared = shaper.undeclared_factors();
        let searched = shaper.settle(true);
        let number = |id: &SymbolId| self.meaning.symbol(*id).form == Form::Scalar;
        let guessed = undeclared.into_iter().filter(number).chain(lost);
        self.meaning.guessed = guessed.chain(searched.iter().copied()).collect();
        self.meaning.searched = searched;
    }
}

impl Meaning {
    /// Whether a symbol's name is one that custom has for matrices.
    pub(crate) fn is_capital(&self, symbol: SymbolId) -> bool {
        letter_of(&self.symbol(symbol).key.name).starts_with(char::is_uppercase)
    }

    /// The same with other forms of some symbols whose forms nothing speaks of; all
    /// lengths may be one, so that whatever could fit does.
    pub(crate) fn with_forms(&self, other: &[(SymbolId, Form)], one_length: bool) -> Self {
        let mut meaning = self.clone();
        let mut forms = meaning.said_forms.clone();
        forms.resize(meaning.symbols.len(), None);
        for (symbol, form) in other {
            forms[symbol.0] = Some(*form);
        }
        let mut shaper = Shaper { meaning: &mut meaning, forms: &mut forms };
        shaper.names();
        shaper.settle(false);
        if one_length { meaning.with_one_length() } else { meaning }
    }
}

/// Finds the forms of one document.
pub(super) struct Shaper<'m> {
    pub meaning: &'m mut Meaning,
    pub forms: &'m mut Vec<Option<Form>>,
}

impl Shaper<'_> {
    /// Capitals of which nothing says what they are, and which stand side by side: they
    /// may be matrices, of which the order matters.
    fn undeclared_factors(&self) -> BTreeSet<SymbolId> {
        let expressions = &self.meaning.expressions;
        let mut found = BTreeSet::new();
        for id in expressions.ids() {
            let Op::Multiply(a, b) = expressions.op(id) else { continue };
            let last = match expressions.op(*a) {
                Op::Multiply(_, last) => *last,
                _ => *a,
            };
            let (last, own) =
                (self.undeclared(last, MOST_NESTED), self.undeclared(*b, MOST_NESTED));
            if let (Some(a), Some(b)) = (last, own) {
                found.extend([a, b]);
            }
        }
        found
    }

    /// The capital of which nothing says what it is, if a factor is that, its inverse or
    /// what changes of it, or a name of one of these.
    fn undeclared(&self, id: ExprId, depth: usize) -> Option<SymbolId> {
        let depth = depth.checked_sub(1)?;
        let expressions = &self.meaning.expressions;
        let negative = |id: &ExprId| match expressions.op(*id) {
            Op::Number(n) => *n < 0.0,
            Op::Negate(of) => matches!(expressions.op(*of), Op::Number(_)),
            _ => false,
        };
        match expressions.op(id) {
            Op::Symbol(symbol, indices) => match &self.meaning.symbol(*symbol).definition {
                Some(definition) if indices.is_empty() && self.meaning.is_capital(*symbol) => {
                    self.undeclared(definition.body, depth)
                }
                None if self.is_capital(id) && self.forms[symbol.0].is_none() => Some(*symbol),
                _ => None,
            },
            Op::Power(base, by) if negative(by) => self.undeclared(*base, depth),
            Op::Negate(of) | Op::Change(of, _) | Op::Derivative { of, .. } => {
                self.undeclared(*of, depth)
            }
            _ => None,
        }
    }

    /// What is said of forms, and how names are used.
    fn listen(&mut self) {
        self.meaning.bases.begin(Basis::Use);
        for _ in 0..MOST_ROUNDS {
            if !self.round(By::Evidence, false) {
                break;
            }
        }
    }

    /// Settles all that is open, by custom, and by a search for what makes the most formulas
    /// fit; the names that this changed.
    fn settle(&mut self, search: bool) -> BTreeSet<SymbolId> {
        for _ in 0..MOST_ROUNDS {
            let found = self.listened() || self.by_custom();
            if !found {
                break;
            }
        }
        for (symbol, form) in self.meaning.symbols.iter().zip(self.forms.iter_mut()) {
            if symbol.definition.is_none() {
                form.get_or_insert(Form::Scalar);
            }
        }
        for _ in 0..MOST_ROUNDS {
            if !self.round(By::Custom, false) {
                break;
            }
        }
        for (symbol, form) in self.meaning.symbols.iter_mut().zip(self.forms.iter()) {
            symbol.form = form.unwrap_or(Form::Scalar);
        }
        let searched = if search { self.search() } else { BTreeSet::new() };
        for k in 0..self.meaning.symbols.len() {
            let (rows, cols) = match self.meaning.symbols[k].form {
                Form::Scalar => (false, false),
                Form::Vector => (true, false),
                Form::Row => (false, true),
                Form::Matrix => (true, true),
            };
            let mut fresh = |wanted: bool| {
                wanted.then(|| {
                    let set = self.meaning.sets.fresh();
                    self.meaning.sets.facts_mut(set).dimension = true;
                    set
                })
            };
            let shape = self.meaning.symbols[k].shape;
            let new = (shape.0.or_else(|| fresh(rows)), shape.1.or_else(|| fresh(cols)));
            self.meaning.symbols[k].shape = (new.0.filter(|_| rows), new.1.filter(|_| cols));
            if self.meaning.symbols[k].role == Role::Identity
                && let (Some(a), Some(b)) = self.meaning.symbols[k].shape
            {
                self.meaning.sets.unite(a, b);
            }
        }
        self.unify();
        self.meaning.shape_directions();
        searched
    }

    fn listened(&mut self) -> bool {
        self.meaning.bases.begin(Basis::Use);
        self.round(By::Evidence, false)
    }

    fn by_custom(&mut self) -> bool {
        self.meaning.bases.begin(Basis::Custom);
        self.round(By::Custom, false) || self.guess() || self.round(By::Custom, true)
    }

    /// Whether a name is typeset as a vector or matrix is, or is one by its role.
    pub(super) fn is_typeset(&self, id: SymbolId) -> bool {
        let symbol = self.meaning.symbol(id);
        symbol.role != Role::Given && symbol.role != Role::Opaque || is_bold(&symbol.key.name)
    }

    /// What names alone say.
    fn names(&mut self) {
        for (k, symbol) in self.meaning.symbols.iter().enumerate() {
            let form = match (symbol.role, bold_letter(&symbol.key.name)) {
                // A function with a bar is a density, or as good as one.
                _ if symbol.key.function && symbol.key.name.contains('|') => Some(Form::Scalar),
                (Role::Ones, _) => Some(Form::Vector),
                (Role::Identity, _) => Some(Form::Matrix),
                (_, Some((letter, false))) if letter.starts_with(char::is_uppercase) => {
                    Some(Form::Matrix)
                }
                (_, Some(_)) => Some(Form::Vector),
                _ => None,
            };
            if self.forms[k].is_none() && form.is_some() {
                self.forms[k] = form;
                self.meaning.bases.set(k, Basis::Typeset);
            }
        }
    }

    /// The form of every operation, as far as it is known.
    fn forms_of_ops(&self, by: By) -> Vec<Option<Form>> {
        let mut forms: Vec<Option<Form>> = Vec::new();
        let number = |a: &ExprId| by == By::Custom && !self.is_capital(*a);
        for id in self.meaning.expressions.ids() {
            let at = |x: &ExprId| forms[x.0 as usize];
            let form = match self.meaning.expressions.op(id) {
                Op::Number(_)
                | Op::Size(_)
                | Op::Count(_)
                | Op::Delta(..)
                | Op::Inner(..)
                | Op::Extreme(..)
                | Op::Argument(_)
                | Op::Apply(Function::Trace | Function::Determinant, _)
                | Op::Entry(..) => Some(Form::Scalar),
                Op::Unit(..) => Some(Form::Vector),
                Op::Symbol(symbol, _) => self.forms[symbol.0].or_else(|| {
                    let body = self.meaning.symbols[symbol.0].definition.as_ref()?.body;
                    forms.get(body.0 as usize).copied().flatten()
                }),
                Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => {
                    match (at(a), at(b)) {
                        (Some(Form::Scalar), other) => other,
                        (known, _) => known,
                    }
                }
                // What is no capital and unknown is a number, by custom.
                Op::Multiply(a, b) => match (at(a), at(b)) {
                    (None, Some(Form::Vector)) if number(a) => Some(Form::Vector),
                    (Some(Form::Vector), None) if number(b) => Some(Form::Vector),
                    (None, Some(Form::Row)) if number(a) => Some(Form::Row),
                    (a, b) => product(a, b),
                },
                Op::Dotted(a, b) => match (at(a), at(b)) {
                    (Some(Form::Vector), Some(Form::Vector)) => Some(Form::Scalar),
                    (None, Some(Form::Row)) if number(a) => Some(Form::Row),
                    (a, b) => product(a, b),
                },
                Op::Power(a, e) => match (at(a), self.meaning.expressions.op(*e)) {
                    (Some(Form::Vector), Op::Number(2.0)) => Some(Form::Scalar),
                    (known, _) => known,
                },
                Op::Transpose(a) => at(a).map(transposed),
                Op::Apply(Function::Diagonal, _) => Some(Form::Matrix),
                Op::Negate(a)
                | Op::Divide(a, _)
                | Op::Apply(_, a)
                | Op::Prime(_, _, a)
                | Op::Map(_, _, a, _) => at(a),
                Op::Opaque(f, of) => match (self.forms[f.0], of.first().and_then(at)) {
                    (Some(Form::Scalar), _) | (None, Some(Form::Scalar)) => Some(Form::Scalar),
                    (Some(_), inside) => inside,
                    (None, _) => None,
                },
                Op::Cases(cases, otherwise) => {
                    cases.iter().map(|(_, v)| v).chain(otherwise).find_map(at)
                }
                Op::Sum { body: of, .. } | Op::Change(of, _) => at(of),
                Op::Derivative { of, by, .. } => match (at(of), self.forms[by.0]) {
                    (Some(Form::Scalar), by) => by,
                    (of, Some(Form::Scalar)) => of,
                    (Some(_), Some(_)) => Some(Form::Matrix),
                    _ => None,
                },
            };
            forms.push(form);
        }
        forms
    }

    /// One round of inference; with the claims only where nothing else helps.
    fn round(&mut self, by: By, claims: bool) -> bool {
        let forms = self.forms_of_ops(by);
        let mut change = Change { forms, changed: false };
        for k in 0..self.meaning.symbols.len() {
            let Some(body) = self.meaning.symbols[k].definition.as_ref().map(|d| d.body) else {
                continue;
            };
            if let Some(form) = self.forms[k] {
                self.expect(body, form, &mut change);
            } else if let Some(form) = change.of(body) {
                self.expect_symbol(SymbolId(k), form, &mut change);
            }
        }
        self.alike_earlier(&mut change);
        let ids: Vec<ExprId> = self.meaning.expressions.ids().collect();
        for id in ids {
            self.evidence(id, &mut change);
        }
        for (of, direction) in self.meaning.named_directions() {
            match (self.forms[of.0], self.forms[direction.0]) {
                (Some(form), None) => self.expect_symbol(direction, form, &mut change),
                (None, Some(form)) => self.expect_symbol(of, form, &mut change),
                _ => {}
            }
        }
        for k in 0..self.meaning.relations.len() {
            let relation = &self.meaning.relations[k];
            let Ok(sides) = &relation.sides else { continue };
            if (relation.kind == Kind::Claim) != claims {
                continue;
            }
            let (Some(left), right) = (sides.left.first().copied(), sides.right) else { continue };
            if self.is_zero(left) || self.is_zero(right) {
                continue;
            }
            match (change.of(left), change.of(right)) {
                (Some(form), None) => self.expect(right, form, &mut change),
                (None, Some(form)) => self.expect(left, form, &mut change),
                _ => {}
            }
        }
        change.changed
    }

    /// A member before is what its family is, and so is what stands before the first.
    fn alike_earlier(&mut self, change: &mut Change) {
        for (own, family, first) in self.meaning.earlier() {
            let first = first.and_then(|body| change.of(body).map(|form| (body, form)));
            let form = self.forms[own.0].or(self.forms[family.0]);
            if let Some(form) = form.or(first.map(|(_, form)| form)) {
                self.expect_symbol(own, form, change);
                self.expect_symbol(family, form, change);
            }
        }
    }

    fn is_zero(&self, id: ExprId) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Number(0.0))
    }

    pub(super) fn is_number(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Number(_) => true,
            Op::Negate(a) => self.is_number(*a),
            _ => false,
        }
    }

    /// Settles one thing that is open, by custom; whether there was one.
    fn guess(&mut self) -> bool {
        let mut change = Change { forms: self.forms_of_ops(By::Custom), changed: false };
        let ids: Vec<ExprId> = self.meaning.expressions.ids().collect();
        for id in ids {
            match *self.meaning.expressions.op(id) {
                // Norms come first, then what is multiplied entry by entry.
                Op::Inner(a, _) | Op::Elementwise(a, _) if change.of(a).is_none() => {
                    self.guess_vector(a, &mut change);
                }
                _ => {}
            }
            if change.changed {
                return true;
            }
        }
        // What is a vector by its use has one among what it is defined by.
        for k in 0..self.meaning.symbols.len() {
            let body = self.meaning.symbols[k].definition.as_ref().map(|d| d.body);
            if let (Some(Form::Vector), Some(body)) = (self.forms[k], body)
                && change.of(body).is_none()
            {
                self.guess_vector(body, &mut change);
                if change.changed {
                    return true;
                }
            }
        }
        false
    }

    fn guess_vector(&mut self, id: ExprId, change: &mut Change) {
        match self.meaning.expressions.op(id).clone() {
            Op::Symbol(symbol, _) => {
                let form = if self.is_capital(id) { Form::Matrix } else { Form::Vector };
                self.expect_symbol(symbol, form, change);
                if let Some(body) = self.meaning.symbol(symbol).definition.as_ref().map(|d| d.body)
                {
                    self.expect(body, form, change);
                }
            }
            Op::Negate(a) | Op::Divide(a, _) | Op::Sum { body: a, .. } | Op::Apply(_, a) => {
                self.guess_vector(a, change);
            }
            Op::Add(a, b) | Op::Subtract(a, b) => {
                // A name says more than a product.
                let named = matches!(self.meaning.expressions.op(b), Op::Symbol(..));
                let capital = self.is_capital(if named { b } else { a });
                let (first, second) = if named && !capital { (b, a) } else { (a, b) };
                self.guess_vector(first, change);
                if !change.changed {
                    self.guess_vector(second, change);
                }
            }
            // Of a product the last factor is the vector, by custom.
            Op::Multiply(a, b) | Op::Dotted(a, b) => {
                if change.of(b).is_none() {
                    self.guess_vector(b, change);
                }
                if !change.changed && change.of(a).is_none() {
                    self.guess_vector(a, change);
                }
            }
            _ => {}
        }
    }
}

/// What a form may be concluded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// What the document says and how names are used.
    Evidence,
    /// Also that what is unknown and no capital is a number beside a vector.
    Custom,
}

/// What is known in one round, and whether it added anything.
pub(super) struct Change {
    pub forms: Vec<Option<Form>>,
    pub changed: bool,
}

impl Change {
    pub(super) fn of(&self, id: ExprId) -> Option<Form> {
        self.forms[id.0 as usize]
    }
}

pub(super) const fn transposed(form: Form) -> Form {
    match form {
        Form::Vector => Form::Row,
        Form::Row => Form::Vector,
        other => other,
    }
}

/// The form of a product, where both are known.
pub(super) fn product(a: Option<Form>, b: Option<Form>) -> Option<Form> {
    use Form::{Matrix, Row, Scalar, Vector};
    match (a?, b?) {
        (Scalar, other) | (other, Scalar) => Some(other),
        (Row, Vector) => Some(Scalar),
        (Vector, Row) | (Matrix, Matrix) => Some(Matrix),
        (Matrix, Vector) => Some(Vector),
        (Row, Matrix) => Some(Row),
        _ => None,
    }
}
