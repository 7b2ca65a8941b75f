//! What each operation says of the forms of what it is made of: a norm is of a vector, a
//! transpose of a row or matrix, and what is equated is of one form.
//!
//! In: an operation, with the forms that are known in one round. Out: forms of symbols, noted
//! in the round. Not done here: the order of what is concluded, and custom ([`super::shape`]).

use super::shape::{Change, Shaper, transposed};
use super::symbols::Form;
use super::{ExprId, Index, Op, SymbolId};
use crate::syntax::tree::Function;
use crate::syntax::typeset::letter_of;

impl Shaper<'_> {
    /// What an operation says of its operands.
    pub(super) fn evidence(&mut self, id: ExprId, change: &mut Change) {
        match self.meaning.expressions.op(id).clone() {
            Op::Transpose(a) if change.of(a).is_none() && !self.is_written_out(a) => {
                let form = if self.is_capital(a) { Form::Matrix } else { Form::Vector };
                self.expect(a, form, change);
            }
            Op::Inner(a, b) if a != b => {
                let form = change.of(a).or(change.of(b)).unwrap_or(Form::Vector);
                self.expect(a, form, change);
                self.expect(b, form, change);
            }
            Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => {
                match (change.of(a), change.of(b)) {
                    (Some(form), None) if !self.is_number(a) => self.expect(b, form, change),
                    (None, Some(form)) if !self.is_number(b) => self.expect(a, form, change),
                    _ => {}
                }
            }
            Op::Multiply(a, b) | Op::Dotted(a, b) => self.product_evidence(a, b, change),
            Op::Entry(a, indices) if change.of(a).is_none() => {
                let form = if indices.len() == 1 { Form::Vector } else { Form::Matrix };
                self.expect(a, form, change);
            }
            Op::Apply(Function::Trace | Function::Determinant, a) => {
                self.expect(a, Form::Matrix, change);
            }
            Op::Apply(Function::Diagonal, a) => self.expect(a, Form::Vector, change),
            _ => {}
        }
    }

    pub(super) fn product_evidence(&mut self, a: ExprId, b: ExprId, change: &mut Change) {
        let capital = self.is_capital(b);
        match (change.of(a), change.of(b)) {
            // What is written out entry by entry has numbers for its entries.
            (_, None) if !capital && self.is_numbered_unit(a) => {
                self.expect(b, Form::Scalar, change);
            }
            (Some(Form::Row | Form::Matrix), None) => {
                let form = if capital { Form::Matrix } else { Form::Vector };
                self.expect(b, form, change);
            }
            (None, Some(Form::Vector | Form::Matrix)) if self.is_capital(a) => {
                self.expect(a, Form::Matrix, change);
            }
            _ => {}
        }
    }

    /// The unit vector of a place that is written out.
    pub(super) fn is_numbered_unit(&self, id: ExprId) -> bool {
        matches!(self.meaning.expressions.op(id), Op::Unit(Index::Fixed(_), _))
    }

    /// A given capital without indices, or a product that ends with one.
    pub(super) fn is_capital(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, indices) => {
                let symbol = self.meaning.symbol(*symbol);
                indices.is_empty()
                    && symbol.definition.is_none()
                    && letter_of(&symbol.key.name).starts_with(char::is_uppercase)
            }
            Op::Multiply(_, last) | Op::Negate(last) | Op::Transpose(last) => {
                self.is_capital(*last)
            }
            _ => false,
        }
    }

    /// A symbol of which the definition writes the entries out: that says its form.
    pub(super) fn is_written_out(&self, id: ExprId) -> bool {
        let Op::Symbol(symbol, _) = self.meaning.expressions.op(id) else { return false };
        let Some(definition) = &self.meaning.symbol(*symbol).definition else { return false };
        let mut ahead = vec![definition.body];
        while let Some(id) = ahead.pop() {
            match self.meaning.expressions.op(id) {
                Op::Unit(..) => return true,
                Op::Add(a, b) | Op::Multiply(a, b) => ahead.extend([*a, *b]),
                Op::Transpose(a) | Op::Sum { body: a, .. } => ahead.push(*a),
                _ => {}
            }
        }
        false
    }

    pub(super) fn expect_symbol(&mut self, symbol: SymbolId, form: Form, change: &mut Change) {
        if self.forms[symbol.0].is_none() {
            self.forms[symbol.0] = Some(form);
            self.meaning.bases.conclude(symbol.0);
            change.changed = true;
        }
    }

    /// An operation is of a form: so are the operands that make it so.
    pub(super) fn expect(&mut self, id: ExprId, form: Form, change: &mut Change) {
        if change.of(id) == Some(form) && form != Form::Scalar {
            return;
        }
        match self.meaning.expressions.op(id).clone() {
            Op::Symbol(symbol, _) => self.expect_symbol(symbol, form, change),
            Op::Negate(a)
            | Op::Divide(a, _)
            | Op::Sum { body: a, .. }
            | Op::Map(_, _, a, _)
            | Op::Prime(_, _, a) => {
                self.expect(a, form, change);
            }
            Op::Apply(f, a)
                if !matches!(f, Function::Trace | Function::Determinant | Function::Diagonal) =>
            {
                self.expect(a, form, change);
            }
            Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => {
                for x in [a, b] {
                    if change.of(x).is_none() {
                        self.expect(x, form, change);
                    }
                }
            }
            Op::Multiply(a, b) => self.expect_product(a, b, form, change),
            Op::Dotted(a, b) if form != Form::Scalar => self.expect_product(a, b, form, change),
            Op::Power(a, _) if form != Form::Scalar => self.expect(a, form, change),
            Op::Transpose(a) => self.expect(a, transposed(form), change),
            Op::Change(of, _) => self.expect(of, form, change),
            Op::Opaque(f, of) => {
                let inside = of.first().map(|a| (*a, change.of(*a)));
                match (form, inside) {
                    (Form::Scalar, Some((_, Some(Form::Vector)))) => {
                        self.expect_symbol(f, Form::Scalar, change);
                    }
                    (Form::Vector | Form::Matrix, Some((a, None))) => self.expect(a, form, change),
                    (Form::Vector | Form::Matrix, Some(_)) => self.expect_symbol(f, form, change),
                    _ => {}
                }
            }
            Op::Derivative { of, by, .. } => match (change.of(of), self.forms[by.0]) {
                (Some(Form::Scalar), None) => self.expect_symbol(by, form, change),
                (None, Some(Form::Scalar)) => self.expect(of, form, change),
                _ => {}
            },
            Op::Cases(cases, otherwise) => {
                for value in cases.iter().map(|(_, v)| *v).chain(otherwise) {
                    self.expect(value, form, change);
                }
            }
            _ => {}
        }
    }

    pub(super) fn expect_product(&mut self, a: ExprId, b: ExprId, form: Form, change: &mut Change) {
        use Form::{Matrix, Row, Scalar, Vector};
        match (form, change.of(a), change.of(b)) {
            (_, Some(Scalar), None) => self.expect(b, form, change),
            (_, None, Some(Scalar)) => self.expect(a, form, change),
            (Scalar, Some(Row), None) | (Vector, Some(Matrix), None) => {
                self.expect(b, Vector, change);
            }
            (Vector, None, Some(Vector)) if !self.is_capital(a) && !self.is_written_out(a) => {
                self.expect(a, Scalar, change);
            }
            (Vector, Some(Vector), None) | (Row, Some(Row), None)
                if !self.is_capital(b) && !self.is_written_out(b) =>
            {
                self.expect(b, Scalar, change);
            }
            (Matrix, Some(Vector), None) => self.expect(b, Row, change),
            (Matrix, None, Some(Row)) => self.expect(a, Vector, change),
            _ => {}
        }
    }
}
