//! What is given by its name alone, or may be anything, as a function of what it
//! depends on.
//!
//! What is differentiated by may be held in it in a way that is not said: then its
//! value stays what it is and its slope is any, so that nothing is concluded from
//! either. Where it is said what it depends on, it is a smooth function of that.

use super::arithmetic::{Arithmetic, Held, Made};
use super::domain::{Domain, MOST_ROWS};
use super::evaluator::{AROUND, COPY, Evaluated, Evaluator, POINT, Seen, Shape, Valued};
use super::meter::misfit;
use super::opaque::{Smooth, simple, simple_of_all, simple_shift};
use super::plain::Numbers;
use crate::expression::{ExprId, Form, Index, SymbolId, VarId};
use crate::reason::{Dependence, Excess, Semantics, Value};

impl<A: Arithmetic> Evaluator<'_, A> {
    /// A function that is given by its name alone.
    fn opaque(&self, id: ExprId, f: SymbolId, of: &[Seen<A>]) -> Evaluated<Seen<A>> {
        let shapes: Vec<Shape> = of.iter().map(|x| x.shape).collect();
        let entrywise =
            of.len() == 1 && (shapes[0] == (1, 1) || self.meaning.symbol(f).form != Form::Scalar);
        if self.stage.has_simple_functions() {
            let shift = simple_shift(self.meaning, f);
            if entrywise {
                let value = simple(&self.arithmetic, &of[0].value, shift)?;
                return Ok(Valued { value, shape: shapes[0] });
            }
            let of: Vec<_> = of.iter().map(|x| (&*x.value, x.shape)).collect();
            return match simple_of_all(&self.arithmetic, &of, shift)? {
                Some(value) => Ok(Valued { value, shape: (1, 1) }),
                None => self.undefined(id, Semantics::NoArgument),
            };
        }
        let smooth = Smooth::new(self.stage.seed(), f, self.stage.positive_functions());
        if entrywise {
            let value = smooth.of_each(&self.arithmetic, &of[0].value)?;
            return match value {
                Some(value) => Ok(Valued { value, shape: shapes[0] }),
                None => self.undefined(id, Semantics::FunctionHere),
            };
        }
        match smooth.of_all(&self.arithmetic, of.iter().map(|x| &*x.value), &shapes)? {
            Some(value) => Ok(Valued { value, shape: (1, 1) }),
            None => self.undefined(id, Semantics::FunctionHere),
        }
    }

    /// A name that is a smooth function of other symbols, one of which is cut.
    pub(super) fn opaque_symbol(
        &self,
        id: ExprId,
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let arguments = &self.meaning.symbol(symbol).arguments;
        let own = (symbol, self.stage.seed());
        let seen = self.of_symbols(id, own, arguments, indices, domain)?;
        let [i, j] = indices else { return Ok(seen) };
        if !self.stage.symmetric.contains(&symbol) {
            return Ok(seen);
        }
        let other = self.of_symbols(id, own, arguments, &[*j, *i], domain)?;
        let both = self.arithmetic.add(&seen.value, &other.value)?;
        Ok(Valued { value: self.arithmetic.times(&both, 0.5)?, shape: seen.shape })
    }

    /// A symbol that may depend on what is cut, in a way that is not said: its
    /// value, and any slope.
    pub(super) fn open_symbol(
        &self,
        id: ExprId,
        symbol: SymbolId,
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        if self.around.is_some() {
            // Of a slope that may be any nothing is known.
            return self.undefined(id, Semantics::SecondDerivative);
        }
        let table = self.stage.table(self.meaning, symbol, self.meter())?;
        let places = self.at_points(id, symbol, indices, domain)?;
        let picked = table.value.gathered(&places).ok_or_else(misfit)?;
        let value = self.arithmetic.known(&picked)?;
        let Some(cut) = self.cut_symbol() else {
            return Ok(Valued { value, shape: table.shape });
        };
        // What makes a family that is defined by the members before cannot follow all of it.
        if self.meaning.is_recursive(cut) && self.meaning.symbol_depends(cut, symbol) {
            let name = self.meaning.symbol(symbol).key.name.clone();
            return self.undefined(id, Value::Depends(Dependence::OfSymbol(name)));
        }
        let own = (symbol, self.seed_for(cut));
        let varying = self.of_symbols(id, own, &[cut], indices, domain)?;
        let value = self.with_slope_of(&value, &varying.value)?;
        Ok(Valued { value, shape: table.shape })
    }

    /// A function that is known by its name alone, of some values.
    pub(super) fn function(
        &self,
        id: ExprId,
        f: SymbolId,
        (of, values): (&[ExprId], &[Seen<A>]),
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let value = self.opaque(id, f, values)?;
        if self.is_open_to_cut(f, of) {
            return self.open_function(id, f, (values, value), domain);
        }
        Ok(value)
    }

    /// Whether a function that is known by its name alone may depend on what is
    /// cut: always if its definition is lost, and else where nothing that it is
    /// of is a variable, since it is then a function of that.
    fn is_open_to_cut(&self, f: SymbolId, of: &[ExprId]) -> bool {
        let varies = |x: &ExprId| self.meaning.has_variable(*x) || self.varies(*x);
        self.cut_symbol().is_some()
            && (self.meaning.unknown(f).is_some()
                || self.meaning.is_open(f) && !of.iter().any(varies))
    }

    /// A function's value, and any slope.
    fn open_function(
        &self,
        id: ExprId,
        f: SymbolId,
        (of, value): (&[Seen<A>], Seen<A>),
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        if self.around.is_some() {
            return self.undefined(id, Semantics::SecondDerivative);
        }
        let Some(cut) = self.cut_symbol() else { return Ok(value) };
        let (copies, copy_of) =
            self.projected(domain, &[(COPY, COPY), (AROUND, AROUND), (POINT, POINT)])?;
        let (all, width) = self.all_places(id, cut, &copies)?;
        let all = self.arithmetic.gather(&all, &copy_of)?;
        let values = std::iter::once(&*all).chain(of.iter().map(|x| &*x.value));
        let widths: Vec<usize> =
            std::iter::once(width).chain(of.iter().map(|x| x.shape.0 * x.shape.1)).collect();
        let smooth = Smooth::new(self.seed_for(cut), f, false);
        let out = value.shape.0 * value.shape.1;
        let Some(varying) = smooth.of_many(&self.arithmetic, values, &widths, out)? else {
            return self.undefined(id, Semantics::FunctionHere);
        };
        let shape = value.shape;
        Ok(Valued { value: self.with_slope_of(&value.value, &varying)?, shape })
    }

    /// A seed of its own for what depends on something in a way that is not said.
    fn seed_for(&self, cut: SymbolId) -> u64 {
        self.stage.seed() ^ (cut.place() as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    }

    /// One table's values, which vary as another one does.
    fn with_slope_of(&self, value: &A::Value, varying: &A::Value) -> Made<A> {
        let a = &self.arithmetic;
        let width = a.values(varying).len() / a.rows(varying).max(1);
        let fixed = a.known(&Numbers::new(width, a.values(varying)))?;
        a.add(value, &*a.subtract(varying, &fixed)?)
    }

    /// A symbol as a smooth function of others.
    fn of_symbols(
        &self,
        id: ExprId,
        (symbol, seed): (SymbolId, u64),
        arguments: &[SymbolId],
        indices: &[Index],
        domain: &Domain,
    ) -> Evaluated<Seen<A>> {
        let of = self.meaning.symbol(symbol);
        let shape = self.stage.shape(self.meaning, symbol);
        let width = shape.0 * shape.1;
        let sizes = of.sets.iter().map(|s| self.stage.size(self.meaning, *s));
        let places = sizes.fold(1, usize::saturating_mul);
        let (copies, copy_of) =
            self.projected(domain, &[(COPY, COPY), (AROUND, AROUND), (POINT, POINT)])?;
        if copies.rows().saturating_mul(places).saturating_mul(width) > 4 * MOST_ROWS {
            return self.undefined(id, Excess::FunctionEntries);
        }
        let mut parts = Vec::new();
        for argument in arguments {
            parts.push(self.all_places(id, *argument, &copies)?);
        }
        let smooth = Smooth::new(seed, symbol, self.stage.positive_functions());
        let values = parts.iter().map(|(value, _)| &**value);
        let widths: Vec<usize> = parts.iter().map(|(_, width)| *width).collect();
        let Some(table) = smooth.of_many(&self.arithmetic, values, &widths, places * width)? else {
            return self.undefined(id, Semantics::FunctionHere);
        };
        let table = self.arithmetic.reshape(&table, width)?;
        let block = VarId::place(usize::from(u8::MAX));
        let copy_of = copy_of.as_slice().to_vec();
        let with_copies = domain.clone().with(block, copy_of, copies.rows());
        let flat = self.flat(id, indices, &of.sets, &with_copies, (Some(block), copies.rows()))?;
        Ok(Valued { value: self.arithmetic.gather(&table, &flat)?, shape })
    }

    /// A symbol's values at all its places, one row for each copy.
    pub(super) fn all_places(
        &self,
        id: ExprId,
        symbol: SymbolId,
        copies: &Domain,
    ) -> Evaluated<(Held<A::Value>, usize)> {
        let of = self.meaning.symbol(symbol);
        let mut wide = copies.clone();
        let mut variables = Vec::new();
        for (k, set) in of.sets.iter().enumerate() {
            let variable = VarId::place(k);
            let size = self.stage.size(self.meaning, *set);
            match wide.expanded(variable, size) {
                Some((wider, _)) => wide = wider,
                None => return self.undefined(id, Excess::Dependence),
            }
            variables.push(Index::Var(variable));
        }
        let value = self.symbol(id, symbol, &variables, &wide)?;
        let width = wide.rows() / copies.rows().max(1) * value.shape.0 * value.shape.1;
        Ok((self.arithmetic.reshape(&value.value, width)?, width))
    }
}
