//! Derivatives: central differences of functions.

use super::code::Code;
use super::{Helper, Recognition, Step, Writer};
use crate::expression::{Along, ExprId, Form, Index, Op, SymbolId};

impl Writer<'_> {
    /// `grad(C, y)[i]`
    pub(super) fn derivative(&mut self, of: ExprId, by: SymbolId, at: &[Index]) -> Option<Code> {
        if self.meaning.has_derivative_inside(of, by) {
            self.step = Step::Twice;
        }
        let symbol = self.meaning.symbol(by);
        let array = self.array(by)?;
        let indices = self.indices(at)?;
        let function = self.varying(of, by)?;
        let helper = match (self.form(of)?, symbol.form) {
            (_, Form::Scalar) if symbol.sets.is_empty() => Helper::Slope,
            (Form::Scalar, _) => Helper::Grad,
            (Form::Matrix, _) | (_, Form::Matrix) => return None,
            _ => Helper::Jacobian,
        };
        self.helpers.insert(helper);
        let axes = match symbol.form {
            Form::Scalar => 0,
            Form::Vector | Form::Row => 1,
            Form::Matrix => 2,
        };
        self.nested |= helper == Helper::Grad && symbol.sets.len() + axes > 1;
        let code = Code::call(helper.name(), &[function, array.text]).at(&indices);
        // The rows of a Jacobian are the entries of what is differentiated.
        let turned = helper == Helper::Jacobian && symbol.form != Form::Scalar;
        Some(if turned { code.transposed() } else { code })
    }

    /// What is differentiated, as a function: `C`, or `lambda y: …`.
    fn varying(&mut self, of: ExprId, by: SymbolId) -> Option<String> {
        if self.varied.iter().any(|(symbol, _)| *symbol == by) {
            return None;
        }
        if let Op::Symbol(symbol, indices) = self.meaning.expressions.op(of)
            && indices.is_empty()
            && !self.cuts.contains(symbol)
            && self.varies_with(*symbol)? == [by]
        {
            self.symbol(*symbol, indices)?;
            return self.symbols.get(symbol).cloned();
        }
        let (depth, recognises) = (self.varied.len(), self.recognises);
        for other in self.cuts.clone() {
            if self.depends(other, by)? {
                let code = self.table_of(other, by)?;
                self.varied.push((other, code));
            }
        }
        if recognises == Recognition::Nothing {
            self.recognises = Recognition::All;
        }
        let body = self.write(of);
        self.varied.truncate(depth);
        self.recognises = recognises;
        Some(format!("lambda {}: {}", self.symbols.get(&by)?, body?.text))
    }

    /// Whether an array that is defined varies with another one.
    fn depends(&self, id: SymbolId, by: SymbolId) -> Option<bool> {
        if id == by {
            return Some(false);
        }
        for other in self.varies_with(id)? {
            if other == by || self.depends(other, by)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// `d_of(y)`, where y varies.
    fn table_of(&mut self, id: SymbolId, by: SymbolId) -> Option<Code> {
        let mut arguments = Vec::new();
        for other in self.varies_with(id)? {
            arguments.push(if self.depends(other, by)? {
                self.table_of(other, by)?.text
            } else {
                self.array(other)?.text
            });
        }
        Some(Code::call(&self.table_function(id), &arguments))
    }

    /// `dx`; of more than a variable the slope where all that changes goes on in its
    /// direction: `slope(lambda h: f(x + h*dx), 0)`.
    pub(super) fn change(&mut self, of: ExprId, along: Along) -> Option<Code> {
        let along = self.meaning.along(of, along);
        if let (Op::Symbol(own, indices), [(only, direction)]) =
            (self.meaning.expressions.op(of), along.as_slice())
            && own == only
        {
            return self.symbol(*direction, indices);
        }
        let varies = |id: &SymbolId| self.varied.iter().any(|(own, _)| own == id);
        let moving = |by: SymbolId| along.iter().any(|(of, _)| *of == by);
        // What is defined and differentiated by too would be an array apart.
        let mut defined = self.cuts.iter().filter(|cut| !moving(**cut));
        if along.is_empty() || along.iter().any(|(of, _)| varies(of)) || defined.next().is_some() {
            return None;
        }
        let time = self.names.free("h", |name| self.is_scoped(name, None));
        let depth = self.varied.len();
        for (of, direction) in along {
            let (value, direction) = (self.array(of)?, self.array(direction)?);
            let moved = value.add(Code::atom(time.clone()).times(direction));
            self.varied.push((of, moved));
        }
        let body = self.write(of);
        self.varied.truncate(depth);
        self.helpers.insert(Helper::Slope);
        Some(Code::call(
            Helper::Slope.name(),
            &[format!("lambda {time}: {}", body?.text), "0".into()],
        ))
    }

    /// `f'(x)`
    pub(super) fn prime(&mut self, argument: u32, body: ExprId, at: ExprId) -> Option<Code> {
        if self.meaning.has_slope_inside(body, argument) {
            self.step = Step::Twice;
        }
        let function = self.function(argument, body)?;
        self.helpers.insert(Helper::Slope);
        Some(Code::call(Helper::Slope.name(), &[function, self.write(at)?.text]))
    }

    /// `lambda t: …`, or the name of a function that has one.
    pub(super) fn function(&mut self, argument: u32, body: ExprId) -> Option<String> {
        if let Op::Opaque(function, of) = self.meaning.expressions.op(body)
            && let [only] = of.as_slice()
            && *self.meaning.expressions.op(*only) == Op::Argument(argument)
        {
            return self.named_function(*function, of);
        }
        let name = self.names.free("t", |name| self.is_scoped(name, None));
        self.arguments.push((argument, name.clone()));
        let body = self.write(body);
        self.arguments.pop();
        Some(format!("lambda {name}: {}", body?.text))
    }
}
