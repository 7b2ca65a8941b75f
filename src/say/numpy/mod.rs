//! A counterexample as three lines of Python: the values and definitions, the
//! left side, the right side.
//!
//! In: a document's meaning, a relation's sides, and the small values at which
//! they differ. Out: lines that can be pasted into Python with NumPy and print
//! both values; nothing where something has no short form there. A definition is a function of its
//! indices, counted from 0, and of what is differentiated by. A derivative is a
//! central difference. Not done here: running them, which is left to the tests.

mod algebra;
mod code;
mod define;
mod names;
mod opaque;
mod slope;
mod write;

pub(super) use opaque::functions;

use crate::evaluate::Small;
use crate::expression::{ExprId, Index, Meaning, Op, SetId, SymbolId, VarId};
use code::{Code, digits};
use names::{Names, identifier, with_indices};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Longer expressions are not written out.
const MOST_OPERATIONS: usize = 4_000;

/// Both sides at these values; the sets have names, `n` and `d`.
pub(super) fn lines(
    meaning: &Meaning,
    right: ExprId,
    small: &Small,
    sets: &[(SetId, String)],
) -> Option<Vec<String>> {
    let mut writer = Writer::new(meaning, small, sets, right);
    let sides = (writer.write(small.side)?, writer.write(right)?);
    let mut first = vec!["import numpy as np".to_owned()];
    first.extend(writer.sizes());
    first.extend(small.at.iter().map(|(var, at)| format!("{} = {at}", writer.local(*var))));
    first.extend(writer.values());
    first.append(&mut writer.statements);
    first.extend(writer.helpers.iter().map(|helper| helper.text(writer.nested, writer.step)));
    Some(vec![
        first.join("; "),
        format!("left = {}", sides.0.text),
        format!("right = {}; print(left, right)", sides.1.text),
    ])
}

/// Writes expressions, and collects what they need.
struct Writer<'a> {
    meaning: &'a Meaning,
    small: &'a Small,
    /// What everybody can see.
    names: Names,
    symbols: BTreeMap<SymbolId, String>,
    sets: BTreeMap<SetId, String>,
    /// What is differentiated by, here or in a definition.
    cuts: Vec<SymbolId>,
    /// Index letters that can be named here.
    scope: Vec<(VarId, String)>,
    /// What stands for a symbol while another one varies.
    varied: Vec<(SymbolId, Code)>,
    /// The arguments of functions whose slope is taken.
    arguments: Vec<(u32, String)>,
    /// Which cut symbols are recognised by what defines them.
    recognises: Recognition,
    /// What definitions vary with.
    known: RefCell<BTreeMap<SymbolId, Option<Vec<SymbolId>>>>,
    /// Definitions, each behind those that it needs.
    statements: Vec<String>,
    defined: BTreeSet<SymbolId>,
    /// Functions given by their names, and of which arguments the entries are added.
    functions: Vec<(SymbolId, Vec<bool>)>,
    given: BTreeSet<SymbolId>,
    counted: BTreeSet<SetId>,
    helpers: BTreeSet<Helper>,
    /// Whether something is differentiated by an array that is no single row.
    nested: bool,
    /// How far what varies goes in each direction.
    step: Step,
    operations: usize,
}

/// How far what varies goes for a central difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Once,
    /// Farther, for what rounding does to a difference of differences grows with the square
    /// of the step's inverse.
    Twice,
}

/// Which symbols that are differentiated by are recognised where the expression
/// stands that defines them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recognition {
    /// None, where nothing varies.
    Nothing,
    /// All, in what is differentiated.
    All,
    /// All but one, in its own definition.
    AllBut(SymbolId),
}

/// What is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Recognised {
    /// Nothing.
    Not,
    /// A symbol at indices, or its square.
    As { symbol: SymbolId, indices: Vec<Index>, squared: bool },
}

/// A function that derivatives are taken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Helper {
    /// Of a number by a number, or entry by entry.
    Slope,
    /// Of a number by all entries of an array.
    Grad,
    /// Of an array by all entries of an array.
    Jacobian,
}

impl Helper {
    const fn name(self) -> &'static str {
        match self {
            Self::Slope => "slope",
            Self::Grad => "grad",
            Self::Jacobian => "jacobian",
        }
    }

    fn text(self, nested: bool, step: Step) -> String {
        let text = match self {
            Self::Slope => "slope = lambda f, x: (f(x + 1e-5) - f(x - 1e-5))/2e-5",
            Self::Grad if !nested => {
                "grad = lambda f, x: np.array([f(x + e) - f(x - e) for e in \
                 1e-5*np.eye(len(x))])/2e-5"
            }
            Self::Grad => {
                "grad = lambda f, x: np.reshape([f(x + e) - f(x - e) for e in \
                 1e-5*np.eye(x.size).reshape(-1, *x.shape)], x.shape)/2e-5"
            }
            Self::Jacobian => {
                "jacobian = lambda f, x: np.reshape([f(x + e) - f(x - e) for e in \
                 1e-5*np.eye(x.size).reshape(-1, *x.shape)], x.shape + np.shape(f(x)))/2e-5"
            }
        };
        match step {
            Step::Once => text.to_owned(),
            Step::Twice => text.replace("e-5", "e-4"),
        }
    }
}

impl<'a> Writer<'a> {
    fn new(
        meaning: &'a Meaning,
        small: &'a Small,
        sets: &[(SetId, String)],
        right: ExprId,
    ) -> Self {
        let mut reached = BTreeSet::new();
        meaning.reach(small.side, &mut reached);
        meaning.reach(right, &mut reached);
        let mut names = Names::default();
        let named = |id: &SymbolId| {
            let key = &meaning.symbol(*id).key;
            reached.iter().any(|other| other != id && meaning.symbol(*other).key.name == key.name)
        };
        let mut wished = |id: &SymbolId| {
            let symbol = meaning.symbol(*id);
            // A direction is written `dx`.
            let name = if named(id) || meaning.is_direction(*id) {
                with_indices(&symbol.written)
            } else {
                identifier(&symbol.key.name)
            };
            (*id, names.claim(&name))
        };
        let symbols = reached.iter().map(&mut wished).collect();
        let sets = sets.iter().map(|(set, name)| (*set, names.claim(&identifier(name)))).collect();
        let mut writer = Self {
            meaning,
            small,
            symbols,
            sets,
            cuts: cuts(meaning, &[small.side, right], &reached),
            scope: Vec::new(),
            varied: Vec::new(),
            arguments: Vec::new(),
            recognises: Recognition::Nothing,
            known: RefCell::default(),
            statements: Vec::new(),
            defined: BTreeSet::new(),
            functions: Vec::new(),
            given: BTreeSet::new(),
            counted: BTreeSet::new(),
            helpers: BTreeSet::new(),
            nested: false,
            step: Step::Once,
            operations: 0,
            names,
        };
        for (var, _) in &small.at {
            let letter = identifier(&meaning.expressions.var(*var).name);
            let name = writer.names.free(&letter, |name| writer.is_scoped(name, None));
            writer.scope.push((*var, name));
        }
        writer
    }

    /// The sizes that are named somewhere.
    fn sizes(&self) -> Vec<String> {
        let named = self.small.sizes.iter().filter(|(set, _)| self.counted.contains(set));
        let size = |(set, size): &(SetId, usize)| Some(format!("{} = {size}", self.sets.get(set)?));
        named.filter_map(size).collect()
    }

    /// The values that are used, in the order in which they are listed.
    fn values(&self) -> Vec<String> {
        let used = self.small.values.iter().filter(|(id, ..)| self.given.contains(id));
        let value = |(id, lengths, values): &(SymbolId, Vec<usize>, Vec<f64>)| {
            let array = array(lengths, values);
            let bare = lengths.is_empty();
            format!(
                "{} = {}",
                self.symbols[id],
                if bare { array } else { format!("np.array({array})") }
            )
        };
        used.map(value).collect()
    }

    fn local(&self, var: VarId) -> &str {
        let known = self.scope.iter().rev().find(|(own, _)| *own == var);
        known.map_or("", |(_, name)| name)
    }
}

/// What is differentiated by in some expressions, or in what they are made of.
fn cuts(meaning: &Meaning, sides: &[ExprId], reached: &BTreeSet<SymbolId>) -> Vec<SymbolId> {
    let definitions = reached.iter().filter_map(|id| meaning.symbol(*id).definition.as_ref());
    let bodies = definitions.flat_map(|d| std::iter::once(d.body).chain(d.diagonal));
    let mut ahead: Vec<ExprId> = sides.iter().copied().chain(bodies).collect();
    let (mut cuts, mut seen) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = ahead.pop() {
        match meaning.expressions.op(id) {
            Op::Derivative { by, .. } => {
                cuts.insert(*by);
            }
            Op::Change(of, formula) => {
                cuts.extend(meaning.along(*of, *formula).into_iter().map(|(of, _)| of));
            }
            _ => {}
        }
        ahead.extend(meaning.expressions.operands(id).into_iter().filter(|x| seen.insert(*x)));
    }
    cuts.into_iter().collect()
}

/// Values along axes, the last one running fastest.
fn array(lengths: &[usize], values: &[f64]) -> String {
    let Some((length, inner)) = lengths.split_first() else {
        let text = digits(values.first().copied().unwrap_or(0.0));
        return if text.contains(['.', 'e']) { text } else { text + "." };
    };
    let width: usize = inner.iter().product();
    let part = |k: usize| values.get(k * width..(k + 1) * width).unwrap_or_default();
    let rows: Vec<String> = (0..*length).map(|k| array(inner, part(k))).collect();
    format!("[{}]", rows.join(", "))
}
