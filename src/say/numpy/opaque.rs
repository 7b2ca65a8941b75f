//! Functions that a document gives by their names alone: any will do, so they are
//! simple, of one number 1 + (t + 1)².

use super::Writer;
use crate::evaluate::simple_shift;
use crate::expression::{ExprId, Form, Meaning, Op, SymbolId};
use std::collections::BTreeSet;

/// What the arguments are called.
const LETTERS: [&str; 4] = ["t", "s", "u", "v"];

impl Writer<'_> {
    /// Whether a function of this is taken entry by entry.
    pub(super) fn is_entrywise(&self, function: SymbolId, of: Form) -> bool {
        of == Form::Scalar || self.meaning.symbol(function).form != Form::Scalar
    }

    /// The name of a function, which is what it was taken to be for the values.
    pub(super) fn named_function(&mut self, id: SymbolId, of: &[ExprId]) -> Option<String> {
        let name = self.symbols.get(&id)?.clone();
        let forms: Vec<Form> = of.iter().map(|x| self.form(*x)).collect::<Option<_>>()?;
        let added = match forms.as_slice() {
            [one] if self.is_entrywise(id, *one) => vec![false],
            all => all.iter().map(|form| *form != Form::Scalar).collect(),
        };
        if let Some((_, known)) = self.functions.iter().find(|(own, _)| *own == id) {
            return (*known == added).then_some(name);
        }
        let letters = LETTERS.get(..added.len())?;
        let part = |(k, (letter, added)): (usize, (&&str, &bool))| {
            let term = if *added { format!("np.sum({letter})") } else { (*letter).to_owned() };
            if k == 0 { term } else { format!("{}*{term}", k + 1) }
        };
        let terms: Vec<String> = letters.iter().zip(&added).enumerate().map(part).collect();
        let (letters, terms) = (letters.join(", "), terms.join(" + "));
        let shift = simple_shift(self.meaning, id);
        self.statements.push(format!("{name} = lambda {letters}: 1 + ({terms} + {shift})**2"));
        self.functions.push((id, added));
        Some(name)
    }
}

/// The functions that stand in expressions and are given by their names alone, with
/// what they are taken to be: `w(t)` and `1 + (t + 1)^2`.
pub(in crate::say) fn functions(meaning: &Meaning, sides: &[ExprId]) -> Vec<(String, String)> {
    let mut reached = BTreeSet::new();
    sides.iter().for_each(|side| meaning.reach(*side, &mut reached));
    let named = |id: &SymbolId| {
        let arity = meaning.expressions.ids().find_map(|x| match meaning.expressions.op(x) {
            Op::Opaque(own, of) if own == id => Some(of.len()),
            _ => None,
        })?;
        let letters = LETTERS.get(..arity)?;
        let term = |(k, letter): (usize, &&str)| match k {
            0 => (*letter).to_owned(),
            _ => format!("{} {letter}", k + 1),
        };
        let terms: Vec<String> = letters.iter().enumerate().map(term).collect();
        let left = format!("{}({})", meaning.symbol(*id).key.name, letters.join(", "));
        Some((left, format!("1 + ({} + {})^2", terms.join(" + "), simple_shift(meaning, *id))))
    };
    reached.iter().filter_map(named).collect()
}
