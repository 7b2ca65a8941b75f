//! Symbols: what is given, what is defined, and what is differentiated by.
//!
//! What is differentiated by is an array, also where the document defines it.
//! Whatever is defined by such an array is a function of it: `E(y, i, j)`.

use super::code::Code;
use super::{Recognised, Recognition, Writer};
use crate::evaluate;
use crate::expression::{Definition, ExprId, Index, Op, Role, SymbolId};
use std::collections::BTreeSet;

impl Writer<'_> {
    /// The cut symbol that an expression is the definition of; nothing at all
    /// where that could be two.
    pub(super) fn recognised(&self, id: ExprId, by: Recognition) -> Option<Recognised> {
        let own = match by {
            Recognition::Nothing => return Some(Recognised::Not),
            Recognition::All => None,
            Recognition::AllBut(own) => Some(own),
        };
        let matches = |symbol: &SymbolId| {
            let definition = self.meaning.symbol(*symbol).definition.as_ref()?;
            let (indices, squared) = evaluate::matches(self.meaning, definition, id)?;
            Some(Recognised::As { symbol: *symbol, indices, squared })
        };
        let mut found = self.cuts.iter().filter(|symbol| Some(**symbol) != own).filter_map(matches);
        let first = found.next();
        if found.next().is_some() { None } else { Some(first.unwrap_or(Recognised::Not)) }
    }

    /// A symbol at indices.
    pub(super) fn symbol(&mut self, id: SymbolId, indices: &[Index]) -> Option<Code> {
        let symbol = self.meaning.symbol(id);
        if symbol.earlier.is_some() {
            return None;
        }
        let written = self.indices(indices)?;
        let name = Code::atom(self.symbols.get(&id)?.clone());
        if let Some(definition) = &symbol.definition {
            if self.cuts.contains(&id) {
                return Some(self.array(id)?.at(&written));
            }
            self.define(id, definition)?;
            let mut arguments = self.arguments_of(id)?;
            arguments.extend(written);
            let bare = arguments.is_empty();
            return Some(if bare { name } else { Code::call(&name.text, &arguments) });
        }
        match symbol.role {
            Role::Ones => Some(Code::call("np.ones", &[self.size(symbol.shape.0?)?.text])),
            Role::Identity => Some(Code::call("np.eye", &[self.size(symbol.shape.0?)?.text])),
            Role::Given | Role::Opaque => Some(self.array(id)?.at(&written)),
        }
    }

    /// An array, given or differentiated by, or what stands for it here.
    pub(super) fn array(&mut self, id: SymbolId) -> Option<Code> {
        if let Some(definition) = &self.meaning.symbol(id).definition {
            self.table(id, definition)?;
        } else {
            self.small.values.iter().find(|(own, ..)| *own == id)?;
            self.given.insert(id);
        }
        let varied = self.varied.iter().rev().find(|(own, _)| *own == id);
        match varied {
            Some((_, code)) => Some(code.clone()),
            None => Some(Code::atom(self.symbols.get(&id)?.clone())),
        }
    }

    /// The arrays that a symbol's function takes, as they are called here.
    fn arguments_of(&mut self, id: SymbolId) -> Option<Vec<String>> {
        let cuts = self.varies_with(id)?;
        cuts.into_iter().map(|cut| Some(self.array(cut)?.text)).collect()
    }

    /// `E = lambda y, i, j: …`
    fn define(&mut self, id: SymbolId, definition: &Definition) -> Option<()> {
        if !self.defined.insert(id) {
            return Some(());
        }
        let (parameters, body) = self.apart(id, |writer| {
            let mut parameters = writer.arguments_of(id)?;
            let used = definition.parameters.iter().copied().collect();
            for var in &definition.parameters {
                parameters.push(writer.bind(*var, &used));
            }
            let body = writer.body(definition)?;
            Some((parameters, body))
        })?;
        let name = &self.symbols[&id];
        self.statements.push(if parameters.is_empty() {
            format!("{name} = {}", body.text)
        } else {
            format!("{name} = lambda {}: {}", parameters.join(", "), body.text)
        });
        Some(())
    }

    /// `d = np.array([[… for j in range(n)] for i in range(n)])`; and where that
    /// varies with another array, `d_of`, the function that it is of that.
    fn table(&mut self, id: SymbolId, definition: &Definition) -> Option<()> {
        if !self.defined.insert(id) {
            return Some(());
        }
        let (parameters, array) = self.apart(id, |writer| {
            let parameters = writer.arguments_of(id)?;
            let used = definition.parameters.iter().copied().collect();
            let mut ranges = Vec::new();
            for var in &definition.parameters {
                ranges.push(writer.range(*var, &used)?);
            }
            let body = writer.body(definition)?.text;
            let array = ranges.iter().rev().fold(body, |inner, range| format!("[{inner} {range}]"));
            Some((parameters, Code::call("np.array", &[array])))
        })?;
        let name = self.symbols[&id].clone();
        if parameters.is_empty() {
            self.statements.push(format!("{name} = {}", array.text));
            return Some(());
        }
        let function = self.table_function(id);
        let arguments = parameters.join(", ");
        self.statements.push(format!("{function} = lambda {arguments}: {}", array.text));
        self.statements.push(format!("{name} = {function}({arguments})"));
        Some(())
    }

    /// The name of the function that a defined array is of others.
    pub(super) fn table_function(&self, id: SymbolId) -> String {
        self.names.free(&format!("{}_of", self.symbols[&id]), |_| false)
    }

    /// A definition's body; on the diagonal what is said of that.
    fn body(&mut self, definition: &Definition) -> Option<Code> {
        let body = self.write(definition.body)?;
        let (Some(diagonal), [i, j]) = (definition.diagonal, definition.parameters.as_slice())
        else {
            return Some(body);
        };
        let same = format!("{} == {}", self.local(*i), self.local(*j));
        Some(self.write(diagonal)?.choice(&same, body))
    }

    /// Writes a symbol's definition, in which nothing of what stands around its
    /// use is known.
    fn apart<T>(&mut self, id: SymbolId, write: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let scope = std::mem::take(&mut self.scope);
        let varied = std::mem::take(&mut self.varied);
        let arguments = std::mem::take(&mut self.arguments);
        let inside = Recognition::AllBut(id);
        let recognises = std::mem::replace(&mut self.recognises, inside);
        let written = write(self);
        (self.scope, self.varied) = (scope, varied);
        (self.arguments, self.recognises) = (arguments, recognises);
        written
    }

    /// The cut symbols that a definition varies with, up to the nearest.
    pub(super) fn varies_with(&self, id: SymbolId) -> Option<Vec<SymbolId>> {
        if let Some(known) = self.known.borrow().get(&id) {
            return known.clone();
        }
        let definition = self.meaning.symbol(id).definition.as_ref();
        let bodies = definition.iter().flat_map(|d| std::iter::once(d.body).chain(d.diagonal));
        let mut found = BTreeSet::new();
        let all = bodies.map(|body| self.nearest(body, id, &mut found)).collect::<Option<()>>();
        let found = all.map(|()| found.into_iter().collect::<Vec<_>>());
        self.known.borrow_mut().insert(id, found.clone());
        found
    }

    /// Adds the cut symbols that an expression of a definition varies with, up to
    /// the nearest.
    fn nearest(&self, id: ExprId, own: SymbolId, found: &mut BTreeSet<SymbolId>) -> Option<()> {
        if let Recognised::As { symbol, .. } = self.recognised(id, Recognition::AllBut(own))? {
            found.insert(symbol);
            return Some(());
        }
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) if self.cuts.contains(symbol) => {
                found.insert(*symbol);
            }
            Op::Symbol(symbol, _) => found.extend(self.varies_with(*symbol)?),
            Op::Derivative { by, .. } => {
                found.insert(*by);
            }
            _ => {}
        }
        let operands = self.meaning.expressions.operands(id);
        operands.into_iter().map(|operand| self.nearest(operand, own, found)).collect()
    }
}
