//! What a document takes as given, and what its indices run over.

use super::read::{At, at};
use crate::derivation::Derivation;
use crate::expression::{Basis, Form, Meaning, Role, SetId, SetName, Symbol, SymbolId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A symbol that no formula defines.
#[derive(Serialize)]
pub(super) struct Given {
    /// As it is written where it first occurs.
    name: String,
    /// `number`, `vector`, `row`, `matrix` or `function`.
    form: &'static str,
    /// What it runs over by its indices.
    sets: Vec<String>,
    /// What its rows and columns run over, or its entries.
    entries: Vec<String>,
    /// What it is a function of.
    arguments: Vec<String>,
    positive: bool,
    basis: Taken,
}

/// What a form was taken from.
#[derive(Serialize)]
struct Taken {
    from: Source,
    /// How many relations fit by it that did not, and where the first stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    fits: Option<Fits>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Declared,
    Typeset,
    Use,
    Custom,
    Unsaid,
    Search,
}

#[derive(Serialize)]
struct Fits {
    count: usize,
    #[serde(flatten)]
    first: At,
}

/// What indices run over.
#[derive(Serialize)]
pub(super) struct Set {
    /// The name of its size, or a number.
    name: String,
    /// Further names of its size.
    also: Vec<String>,
    size: Option<usize>,
    letters: Vec<String>,
    /// Whether it counts the entries of vectors.
    dimension: bool,
}

/// All of both.
pub(super) fn all(derivation: &Derivation) -> (Vec<Given>, Vec<Set>) {
    let meaning = &derivation.meaning;
    let (names, sets) = sets(meaning);
    let symbols = meaning.symbol_ids();
    let givens = symbols.filter(|id| meaning.is_given(*id)).map(|id| given(derivation, id, &names));
    (givens.collect(), sets)
}

/// The sets that a symbol or an index letter runs over, with their names.
fn sets(meaning: &Meaning) -> (BTreeMap<SetId, String>, Vec<Set>) {
    let mut letters: BTreeMap<SetId, BTreeSet<String>> = BTreeMap::new();
    for symbol in &meaning.symbols {
        for set in symbol.sets.iter().copied().chain(symbol.shape.0).chain(symbol.shape.1) {
            letters.entry(meaning.sets.find(set)).or_default();
        }
    }
    for variable in meaning.expressions.variables() {
        let set = meaning.sets.find(variable.set);
        letters.entry(set).or_default().insert(variable.name.clone());
    }
    let (mut names, mut sets) = (BTreeMap::new(), Vec::new());
    for (number, (set, letters)) in letters.into_iter().enumerate() {
        let facts = meaning.sets.facts(set);
        let mut also: Vec<String> = facts.names.iter().map(set_name).collect();
        also.dedup();
        let name = if also.is_empty() { format!("set {}", number + 1) } else { also.remove(0) };
        names.insert(set, name.clone());
        let letters = letters.into_iter().collect();
        sets.push(Set { name, also, size: facts.size, letters, dimension: facts.dimension });
    }
    (names, sets)
}

fn set_name(name: &SetName) -> String {
    match name {
        SetName::Size(size) => size.clone(),
        SetName::Members(set) => format!("∈{set}"),
        SetName::Last(letter) => format!("last {letter}"),
    }
}

fn given(derivation: &Derivation, id: SymbolId, names: &BTreeMap<SetId, String>) -> Given {
    let meaning = &derivation.meaning;
    let symbol = meaning.symbol(id);
    let name = |set: SetId| names.get(&meaning.sets.find(set)).cloned().unwrap_or_default();
    let written = |id: &SymbolId| meaning.symbol(*id).written.clone();
    Given {
        name: symbol.written.clone(),
        form: form(symbol),
        sets: symbol.sets.iter().map(|set| name(*set)).collect(),
        entries: symbol.shape.0.into_iter().chain(symbol.shape.1).map(name).collect(),
        arguments: symbol.arguments.iter().map(written).collect(),
        positive: symbol.positive,
        basis: taken(derivation, meaning.basis(id)),
    }
}

fn taken(derivation: &Derivation, basis: Basis) -> Taken {
    let (from, fits) = match basis {
        Basis::Declared => (Source::Declared, None),
        Basis::Typeset => (Source::Typeset, None),
        Basis::Use => (Source::Use, None),
        Basis::Custom => (Source::Custom, None),
        Basis::Unsaid => (Source::Unsaid, None),
        Basis::Fitting(count, first) => {
            (Source::Search, Some(Fits { count, first: at(derivation, first) }))
        }
    };
    Taken { from, fits }
}

fn form(symbol: &Symbol) -> &'static str {
    match (symbol.role, symbol.form) {
        (Role::Opaque, _) => "function",
        (_, Form::Scalar) => "number",
        (_, Form::Vector) => "vector",
        (_, Form::Row) => "row",
        (_, Form::Matrix) => "matrix",
    }
}

impl Given {
    /// The columns of a table.
    pub(super) fn row(&self) -> Vec<String> {
        let mut what = self.form.to_owned();
        if !self.entries.is_empty() {
            what = format!("{what} of {}", self.entries.join(" × "));
        }
        if !self.arguments.is_empty() {
            what = format!("{what} of {}", self.arguments.join(", "));
        }
        if self.positive {
            what = format!("positive {what}");
        }
        let sets = self.sets.join(" × ");
        let sets = if sets.is_empty() { sets } else { format!("over {sets}") };
        vec![self.name.clone(), what, sets, self.basis.words()]
    }
}

impl Taken {
    fn words(&self) -> String {
        let words = match (&self.from, &self.fits) {
            (_, Some(Fits { count: 1, first })) => return format!("so that {first} fits"),
            (_, Some(Fits { count, first })) => {
                return format!("so that {count} formulas fit, as {first}");
            }
            (Source::Declared, None) => "as it is said to be",
            (Source::Typeset, None) => "by how it is set",
            (Source::Use, None) => "by how it is used",
            (Source::Custom | Source::Search, None) => "by custom",
            (Source::Unsaid, None) => "nothing says what it is",
        };
        words.to_owned()
    }
}

impl Set {
    /// The columns of a table.
    pub(super) fn row(&self) -> Vec<String> {
        let size = self.size.map(|size| format!("of size {size}"));
        let also = (!self.also.is_empty()).then(|| format!("also {}", self.also.join(", ")));
        let entries = self.dimension.then(|| "entries of vectors".to_owned());
        let facts: Vec<String> = [size, also, entries].into_iter().flatten().collect();
        vec![self.name.clone(), self.letters.join(", "), facts.join("; ")]
    }
}
