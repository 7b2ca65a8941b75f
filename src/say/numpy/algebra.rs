//! Products, powers and functions of numbers, vectors and matrices.

use super::Writer;
use super::code::Code;
use crate::expression::{ExprId, Form, Op, SymbolId};
use crate::syntax::tree::Function;

/// How deep it is looked for what may be 0.
const DEPTH: usize = 12;

impl Writer<'_> {
    /// What an expression is; nothing where its factors do not fit.
    pub(super) fn form(&self, id: ExprId) -> Option<Form> {
        let scalar = |form: &Form| *form == Form::Scalar;
        Some(match self.meaning.expressions.op(id) {
            Op::Number(_)
            | Op::Size(_)
            | Op::Count(_)
            | Op::Argument(_)
            | Op::Delta(..)
            | Op::Inner(..)
            | Op::Entry(..)
            | Op::Apply(Function::Trace | Function::Determinant, _) => Form::Scalar,
            Op::Apply(Function::Diagonal, _) => Form::Matrix,
            Op::Unit(..) => Form::Vector,
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).form,
            Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => {
                let first = self.form(*a)?;
                if scalar(&first) { self.form(*b)? } else { first }
            }
            Op::Multiply(a, b) => product(self.form(*a)?, self.form(*b)?)?,
            Op::Dotted(a, b) => match (self.form(*a)?, self.form(*b)?) {
                (Form::Vector, Form::Vector) => Form::Scalar,
                (a, b) => product(a, b)?,
            },
            Op::Power(a, _) => match self.form(*a)? {
                Form::Vector => Form::Scalar,
                other => other,
            },
            Op::Transpose(a) => match self.form(*a)? {
                Form::Vector => Form::Row,
                Form::Row => Form::Vector,
                other => other,
            },
            Op::Negate(a)
            | Op::Divide(a, _)
            | Op::Apply(_, a)
            | Op::Prime(_, _, a)
            | Op::Map(_, _, a, _)
            | Op::Change(a, _)
            | Op::Sum { body: a, .. } => self.form(*a)?,
            Op::Extreme(_, of) => self.form(*of.first()?)?,
            Op::Opaque(f, of) => match of.as_slice() {
                [one] if self.is_entrywise(*f, self.form(*one)?) => self.form(*one)?,
                _ => Form::Scalar,
            },
            Op::Cases(cases, otherwise) => {
                self.form(cases.first().map(|(_, value)| *value).or(*otherwise)?)?
            }
            Op::Derivative { of, by, .. } => {
                match (self.form(*of)?, self.meaning.symbol(*by).form) {
                    (Form::Scalar, by) => by,
                    (of, Form::Scalar) => of,
                    _ => Form::Matrix,
                }
            }
        })
    }

    /// A product; one with a logarithm is 0 where the other factor is, also where
    /// the logarithm has no value.
    pub(super) fn times(&mut self, id: ExprId, a: ExprId, b: ExprId) -> Option<Code> {
        let code = self.plain_product(id, a, b)?;
        for (log, other) in [(b, a), (a, b)] {
            if self.form(other)? == Form::Scalar
                && self.may_diverge(log)
                && self.may_vanish(other, DEPTH)
            {
                let condition = self.write(other)?.text;
                return Some(code.choice(&condition, Code::number(0.0)));
            }
        }
        Some(code)
    }

    fn plain_product(&mut self, id: ExprId, a: ExprId, b: ExprId) -> Option<Code> {
        use Form::{Matrix, Row, Scalar, Vector};
        let dotted = matches!(self.meaning.expressions.op(id), Op::Dotted(..));
        let (x, y) = (self.write(a)?, self.write(b)?);
        Some(match (self.form(a)?, self.form(b)?) {
            (Scalar, _) | (_, Scalar) => x.times(y),
            (Vector, Vector) if dotted => x.matrix(y),
            (Row | Matrix, Vector | Matrix) => x.matrix(y),
            (Vector, Row) => Code::call("np.outer", &[x.text, y.text]),
            _ => return None,
        })
    }

    /// Whether a logarithm of what may be 0 is a factor of an expression, or a
    /// term of a factor.
    fn may_diverge(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Apply(Function::Log, of) => self.may_vanish(*of, DEPTH),
            Op::Negate(a) | Op::Divide(a, _) => self.may_diverge(*a),
            Op::Multiply(a, b) | Op::Add(a, b) | Op::Subtract(a, b) => {
                self.may_diverge(*a) || self.may_diverge(*b)
            }
            Op::Derivative { of, .. } => self.may_diverge(*of),
            _ => false,
        }
    }

    /// Whether a number may be 0 somewhere at these values.
    fn may_vanish(&self, id: ExprId, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return true };
        match self.meaning.expressions.op(id) {
            Op::Number(value) => *value == 0.0,
            Op::Size(_)
            | Op::Count(_)
            | Op::Opaque(..)
            | Op::Apply(Function::Exp | Function::Sigmoid, _) => false,
            Op::Symbol(symbol, _) => self.symbol_vanishes(*symbol, depth),
            Op::Negate(a)
            | Op::Divide(a, _)
            | Op::Power(a, _)
            | Op::Apply(Function::Sqrt, a)
            | Op::Entry(a, _)
            | Op::Sum { body: a, .. } => self.may_vanish(*a, depth),
            Op::Multiply(a, b) => self.may_vanish(*a, depth) || self.may_vanish(*b, depth),
            // What is added here is no negative number, or its logarithm has no value.
            Op::Add(a, b) => self.may_vanish(*a, depth) && self.may_vanish(*b, depth),
            _ => true,
        }
    }

    fn symbol_vanishes(&self, symbol: SymbolId, depth: usize) -> bool {
        if let Some((_, _, values)) = self.small.values.iter().find(|(id, ..)| *id == symbol) {
            return values.contains(&0.0);
        }
        let definition = self.meaning.symbol(symbol).definition.as_ref();
        definition.is_none_or(|d| d.diagonal.is_some() || self.may_vanish(d.body, depth))
    }

    pub(super) fn power(&mut self, base: ExprId, exponent: ExprId) -> Option<Code> {
        let (code, by) = (self.write(base)?, self.write(exponent)?);
        match (self.form(base)?, self.meaning.expressions.op(exponent)) {
            (Form::Scalar, _) => Some(code.power(by)),
            (Form::Matrix, op) => {
                let by = match op {
                    Op::Number(by) => *by,
                    Op::Negate(a) => match self.meaning.expressions.op(*a) {
                        Op::Number(by) => -by,
                        _ => return None,
                    },
                    _ => return None,
                };
                Some(Code::call("np.linalg.matrix_power", &[code.text, format!("{by}")]))
            }
            (Form::Vector, Op::Number(2.0)) => Some(Code::call("np.sum", &[code.power(by).text])),
            _ => None,
        }
    }

    /// ⟨a, b⟩, and ‖a‖² as the sum of squares.
    pub(super) fn inner(&mut self, a: ExprId, b: ExprId) -> Option<Code> {
        let x = self.write(a)?;
        let form = self.form(a)?;
        if a == b {
            let square = x.power(Code::number(2.0));
            return Some(match form {
                Form::Scalar => square,
                _ => Code::call("np.sum", &[square.text]),
            });
        }
        let y = self.write(b)?;
        Some(match form {
            Form::Scalar => x.times(y),
            Form::Matrix => Code::call("np.sum", &[x.times(y).text]),
            _ => x.matrix(y),
        })
    }

    pub(super) fn apply(&mut self, function: Function, a: ExprId) -> Option<Code> {
        if let (Function::Sqrt, Op::Inner(x, y) | Op::Dotted(x, y)) =
            (function, self.meaning.expressions.op(a))
            && x == y
        {
            let name = if self.form(*x)? == Form::Scalar { "abs" } else { "np.linalg.norm" };
            return Some(Code::call(name, &[self.write(*x)?.text]));
        }
        let x = self.write(a)?;
        let name = match function {
            Function::Exp => "np.exp",
            Function::Log => "np.log",
            Function::Sqrt => "np.sqrt",
            Function::Sin => "np.sin",
            Function::Cos => "np.cos",
            Function::Tan => "np.tan",
            Function::Sinh => "np.sinh",
            Function::Cosh => "np.cosh",
            Function::Tanh => "np.tanh",
            Function::Arctan => "np.arctan",
            Function::Sign => "np.sign",
            Function::Trace => "np.trace",
            Function::Diagonal => "np.diag",
            Function::Relu => return Some(Code::call("np.maximum", &[x.text, "0".into()])),
            Function::Softplus => return Some(Code::call("np.logaddexp", &["0".into(), x.text])),
            Function::Sigmoid => {
                let below = Code::number(1.0).add(Code::call("np.exp", &[x.negate().text]));
                return Some(Code::number(1.0).over(below));
            }
            Function::Determinant => "np.linalg.det",
            Function::Max | Function::Min => return None,
        };
        Some(Code::call(name, &[x.text]))
    }
}

/// The form of a product; nothing where its factors do not fit.
fn product(a: Form, b: Form) -> Option<Form> {
    use Form::{Matrix, Row, Scalar, Vector};
    Some(match (a, b) {
        (Scalar, other) | (other, Scalar) => other,
        (Row, Vector) => Scalar,
        (Vector, Row) | (Matrix, Matrix) => Matrix,
        (Matrix, Vector) => Vector,
        (Row, Matrix) => Row,
        _ => return None,
    })
}
