//! Which lengths are one: those of sides that are equal, of terms that are added,
//! and the inner ones of products.
//!
//! In: definitions, assumptions and claims with the forms of their names. Out: united
//! lengths; of a claim that fits only if a matrix of the others is square, which one that
//! is. Not done here: whether shapes fit at all.

use super::shape::Shaper;
use super::symbols::Form;
use super::{ExprId, Kind, Meaning, Op, Role, SetId, SymbolId};
use crate::syntax::tree::Function;
use std::collections::BTreeSet;

type Shape = (Option<SetId>, Option<SetId>);

impl Meaning {
    /// The same where all lengths are one, so that whatever could fit does.
    pub(crate) fn with_one_length(mut self) -> Self {
        let shapes = self.symbols.iter().map(|symbol| symbol.shape);
        let lengths: Vec<SetId> = shapes.flat_map(|(a, b)| a.into_iter().chain(b)).collect();
        for pair in lengths.windows(2) {
            self.sets.unite(pair[0], pair[1]);
        }
        self
    }
}

impl Shaper<'_> {
    /// Says which lengths are one: first those that definitions and assumptions ask for, then
    /// those that claims do, which make no matrix of these square.
    pub(super) fn unify(&mut self) {
        let mut shapes = vec![None; self.meaning.expressions.ids().count()];
        let stated = self.stated_sides();
        self.shapes_into(&stated, &mut shapes);
        let at = |shapes: &[Option<Shape>], id: ExprId| shapes[id.0 as usize].unwrap_or_default();
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
            if relation.kind != Kind::Claim {
                self.unite_sides(k, &shapes);
            }
        }
        let oblong = self.oblong();
        let mut refused = BTreeSet::new();
        for k in 0..self.meaning.relations.len() {
            if self.meaning.relations[k].kind == Kind::Claim {
                refused.extend(self.unify_claim(k, &oblong, &mut shapes));
            }
        }
        let rest: Vec<ExprId> = self.meaning.expressions.ids().collect();
        for id in rest.into_iter().filter(|id| !refused.contains(id)) {
            if shapes[id.0 as usize].is_none() {
                shapes[id.0 as usize] = Some(self.shape_of(id, &shapes));
            }
        }
    }

    /// What definitions and assumptions say.
    fn stated_sides(&self) -> Vec<ExprId> {
        // A direction is named by the claim that it stands in.
        let directions = self.meaning.named_directions();
        let is_direction = |id: SymbolId| directions.iter().any(|(_, named)| *named == id);
        let stated = self.meaning.symbol_ids().filter(|id| !is_direction(*id));
        let definitions = stated.filter_map(|id| self.meaning.symbol(id).definition.as_ref());
        let bodies = definitions.flat_map(|d| std::iter::once(d.body).chain(d.diagonal));
        let firsts = self.meaning.earlier().into_iter().filter_map(|(_, _, first)| first);
        let stated = self.meaning.relations.iter().filter(|r| r.kind != Kind::Claim);
        let sides = stated.filter_map(|relation| relation.sides.as_ref().ok());
        let sides = sides.flat_map(|sides| sides.left.iter().copied().chain([sides.right]));
        bodies.chain(firsts).chain(sides).collect()
    }

    /// The given matrices that definitions and assumptions name, and that nothing says to be
    /// square, each with the relations that name it.
    fn oblong(&self) -> Vec<(SymbolId, usize)> {
        let mut found = Vec::new();
        for (k, relation) in self.meaning.relations.iter().enumerate() {
            let Ok(sides) = &relation.sides else { continue };
            if relation.kind == Kind::Claim {
                continue;
            }
            let mut named = BTreeSet::new();
            self.meaning.symbols_into(sides.left[0], &mut named);
            self.meaning.symbols_into(sides.right, &mut named);
            let given = |id: &SymbolId| self.meaning.symbol(*id).definition.is_none();
            let named = named.into_iter().filter(given).filter(|id| self.is_oblong(*id));
            found.extend(named.map(|id| (id, k)));
        }
        found
    }

    /// Whether a relation stands in the scope of another one, or in one around it.
    fn is_around(&self, home: usize, at: usize) -> bool {
        let relations = &self.meaning.relations;
        let own = self.meaning.scopes_of(&relations[at]);
        own.starts_with(self.meaning.scopes_of(&relations[home]))
    }

    fn is_oblong(&self, id: SymbolId) -> bool {
        match self.meaning.symbol(id).shape {
            (Some(rows), Some(cols)) => {
                self.meaning.sets.find(rows) != self.meaning.sets.find(cols)
            }
            _ => false,
        }
    }

    /// Says which lengths a claim makes one; nothing where that would make a matrix square,
    /// which is noted, with what was not looked at then.
    fn unify_claim(
        &mut self,
        k: usize,
        oblong: &[(SymbolId, usize)],
        shapes: &mut [Option<Shape>],
    ) -> Vec<ExprId> {
        let seen = oblong.iter().filter(|(_, home)| self.is_around(*home, k));
        // One that is square by now is not made so here.
        let oblong: Vec<SymbolId> =
            seen.map(|(id, _)| *id).filter(|id| self.is_oblong(*id)).collect();
        let relation = &self.meaning.relations[k];
        let own = relation.sides.iter();
        let all = own.chain(relation.alternatives.iter().map(|other| &other.sides));
        let sides: Vec<ExprId> =
            all.flat_map(|sides| sides.left.iter().copied().chain([sides.right])).collect();
        if !oblong.is_empty() {
            self.meaning.sets.begin();
        }
        let new = self.shapes_into(&sides, shapes);
        self.unite_sides(k, shapes);
        if oblong.is_empty() {
            return Vec::new();
        }
        let square = oblong.iter().find(|id| !self.is_oblong(**id));
        self.meaning.sets.end(square.is_none());
        self.meaning.relations[k].square = square.copied();
        if square.is_none() {
            return Vec::new();
        }
        new.iter().for_each(|id| shapes[id.0 as usize] = None);
        new
    }

    /// The sides of a relation are of one shape; of a claim only where one of them is an
    /// identity matrix.
    fn unite_sides(&mut self, k: usize, shapes: &[Option<Shape>]) {
        let relation = &self.meaning.relations[k];
        let Ok(sides) = &relation.sides else { return };
        let (Some(left), right) = (sides.left.first().copied(), sides.right) else { return };
        let at = |id: ExprId| shapes[id.0 as usize].unwrap_or_default();
        let (a, b) = (at(left), at(right));
        let identity = |id, other| self.is_identity(id, other, shapes);
        if relation.kind != Kind::Claim || identity(left, b) || identity(right, a) {
            self.unite_shapes(a, b);
        }
    }

    /// Finds the shapes of some expressions and of all that they are made of; those that
    /// were not known.
    fn shapes_into(&mut self, of: &[ExprId], shapes: &mut [Option<Shape>]) -> Vec<ExprId> {
        let mut found = BTreeSet::new();
        let mut ahead = of.to_vec();
        while let Some(id) = ahead.pop() {
            if shapes[id.0 as usize].is_none() && found.insert(id) {
                ahead.extend(self.meaning.expressions.operands(id));
            }
        }
        // What an operation is made of is numbered before it.
        for id in &found {
            shapes[id.0 as usize] = Some(self.shape_of(*id, shapes));
        }
        found.into_iter().collect()
    }

    /// Whether an expression is an identity matrix, of the size of a square one.
    fn is_identity(&self, id: ExprId, square: Shape, shapes: &[Option<Shape>]) -> bool {
        let (Some(rows), Some(cols)) = square else { return false };
        let number = |id: ExprId| shapes[id.0 as usize] == Some((None, None));
        let is_one = |id| self.is_identity(id, square, shapes);
        match *self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) => {
                self.meaning.symbols[symbol.0].role == Role::Identity
                    && self.meaning.sets.find(rows) == self.meaning.sets.find(cols)
            }
            Op::Negate(a) | Op::Divide(a, _) => is_one(a),
            Op::Multiply(a, b) => (number(a) && is_one(b)) || (number(b) && is_one(a)),
            _ => false,
        }
    }

    fn unite_shapes(&mut self, a: Shape, b: Shape) {
        for (x, y) in [(a.0, b.0), (a.1, b.1)] {
            if let (Some(x), Some(y)) = (x, y) {
                self.meaning.sets.unite(x, y);
            }
        }
    }

    fn shape_of(&mut self, id: ExprId, shapes: &[Option<Shape>]) -> Shape {
        let at = |x: ExprId| shapes[x.0 as usize].unwrap_or_default();
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
            Op::Change(of, along) => {
                if let Some((by, direction)) = self.meaning.named_direction(along) {
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
