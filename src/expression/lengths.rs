//! Which lengths are one: those of sides that are equal, of terms that are added,
//! and the inner ones of products.

use super::shape::Shaper;
use super::symbols::Form;
use super::{ExprId, Kind, Op, Role, SetId, SymbolId};
use crate::syntax::tree::Function;

type Shape = (Option<SetId>, Option<SetId>);

impl Shaper<'_> {
    /// Says which lengths are one.
    pub(super) fn unify(&mut self) {
        let mut shapes: Vec<Shape> = Vec::new();
        let ids: Vec<ExprId> = self.meaning.expressions.ids().collect();
        for id in ids {
            let shape = self.shape_of(id, &shapes);
            shapes.push(shape);
        }
        let at = |shapes: &[Shape], id: ExprId| shapes[id.0 as usize];
        for k in 0..self.meaning.symbols.len() {
            if let Some(body) = self.meaning.symbols[k].definition.as_ref().map(|d| d.body) {
                let shape = self.meaning.symbols[k].shape;
                self.unite_shapes(shape, at(&shapes, body));
            }
        }
        for (own, family, first) in self.meaning.earlier() {
            let (own, family) = (self.meaning.symbol(own).shape, self.meaning.symbol(family).shape);
            self.unite_shapes(own, family);
            if let Some(first) = first {
                self.unite_shapes(own, at(&shapes, first));
            }
        }
        for k in 0..self.meaning.relations.len() {
            let relation = &self.meaning.relations[k];
            let Ok(sides) = &relation.sides else { continue };
            let (Some(left), right) = (sides.left.first().copied(), sides.right) else { continue };
            let (a, b) = (at(&shapes, left), at(&shapes, right));
            if relation.kind != Kind::Claim
                || self.is_identity(left, b)
                || self.is_identity(right, a)
            {
                self.unite_shapes(a, b);
            }
        }
    }

    /// Whether an expression is an identity matrix, of the size of a square one.
    fn is_identity(&self, id: ExprId, square: Shape) -> bool {
        let (Some(rows), Some(cols)) = square else { return false };
        matches!(self.meaning.expressions.op(id), Op::Symbol(symbol, _)
            if self.meaning.symbols[symbol.0].role == Role::Identity)
            && self.meaning.sets.find(rows) == self.meaning.sets.find(cols)
    }

    fn unite_shapes(&mut self, a: Shape, b: Shape) {
        for (x, y) in [(a.0, b.0), (a.1, b.1)] {
            if let (Some(x), Some(y)) = (x, y) {
                self.meaning.sets.unite(x, y);
            }
        }
    }

    fn shape_of(&mut self, id: ExprId, shapes: &[Shape]) -> Shape {
        let at = |x: ExprId| shapes[x.0 as usize];
        let nothing = (None, None);
        match self.meaning.expressions.op(id).clone() {
            Op::Symbol(symbol, _) => self.meaning.symbols[symbol.0].shape,
            Op::Unit(_, set) => (Some(set), None),
            Op::Negate(a)
            | Op::Divide(a, _)
            | Op::Sum { body: a, .. }
            | Op::Map(_, _, a, _)
            | Op::Prime(_, _, a) => at(a),
            Op::Apply(f, a)
                if !matches!(f, Function::Trace | Function::Determinant | Function::Diagonal) =>
            {
                at(a)
            }
            Op::Add(a, b) | Op::Subtract(a, b) | Op::Elementwise(a, b) => {
                self.unite_shapes(at(a), at(b));
                if at(a) == nothing { at(b) } else { at(a) }
            }
            Op::Power(a, _) => {
                // Only a square matrix has powers; one of which the text names both lengths is
                // not made one.
                let named = |set: SetId| !self.meaning.sets.facts(set).names.is_empty();
                if let (Some(r), Some(c)) = at(a)
                    && !(named(r) && named(c))
                {
                    self.meaning.sets.unite(r, c);
                }
                at(a)
            }
            Op::Inner(a, b) => {
                self.unite_shapes(at(a), at(b));
                nothing
            }
            Op::Dotted(a, b) | Op::Multiply(a, b) => {
                let dotted = matches!(self.meaning.expressions.op(id), Op::Dotted(..));
                self.product_shape(at(a), at(b), dotted)
            }
            Op::Transpose(a) => (at(a).1, at(a).0),
            Op::Apply(Function::Trace | Function::Determinant, a) => {
                let named = |set: SetId| !self.meaning.sets.facts(set).names.is_empty();
                if let (Some(r), Some(c)) = at(a)
                    && !(named(r) && named(c))
                {
                    self.meaning.sets.unite(r, c);
                }
                nothing
            }
            Op::Apply(Function::Diagonal, a) => (at(a).0, at(a).0),
            Op::Opaque(f, of) => match self.meaning.symbols[f.0].form {
                Form::Scalar => nothing,
                _ => of.first().map_or(nothing, |a| at(*a)),
            },
            Op::Entry(a, indices) => {
                let (r, c) = at(a);
                for (index, set) in indices.iter().zip(r.into_iter().chain(c)) {
                    self.meaning.over(*index, set);
                }
                nothing
            }
            Op::Cases(cases, otherwise) => {
                cases.first().map(|(_, v)| *v).or(otherwise).map_or(nothing, at)
            }
            Op::Change(of, formula) => {
                if let Some((by, direction)) = self.meaning.named_direction(formula) {
                    let shape = |id: SymbolId| self.meaning.symbols[id.0].shape;
                    self.unite_shapes(shape(by), shape(direction));
                }
                at(of)
            }
            Op::Derivative { of, by, .. } => {
                let by = self.meaning.symbols[by.0].shape;
                match (at(of) == nothing, by == nothing) {
                    (true, _) => by,
                    (false, true) => at(of),
                    (false, false) => (at(of).0, by.0),
                }
            }
            _ => nothing,
        }
    }

    fn product_shape(&mut self, a: Shape, b: Shape, dotted: bool) -> Shape {
        let vector = |s: Shape| s.0.is_some() && s.1.is_none();
        match (a, b) {
            ((None, None), _) => b,
            (_, (None, None)) => a,
            _ if dotted && vector(a) && vector(b) => {
                self.unite_shapes(a, b);
                (None, None)
            }
            ((rows, Some(inner)), (Some(other), cols)) => {
                self.meaning.sets.unite(inner, other);
                (rows, cols)
            }
            ((rows, None), (None, cols)) => (rows, cols),
            _ => (None, None),
        }
    }
}
