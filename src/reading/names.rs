//! Names that a document gives to values: `S(z_i)`, which is the i-th value of
//! S, `\sigma^2`, where σ itself is said nowhere, and `F_{attr}`, with a word below.
//!
//! In: all formulas of a document. Out: which of them name values so, and the
//! same formulas, where such names are symbols like others, so that they can be
//! defined. Not done here: functions that are called with different arguments; what
//! makes letters a word ([`Words`]).

use super::Stated;
use super::means;
use super::raised::Raised;
use super::random::Random;
use super::words::Words;
use super::written::Written;
use crate::syntax::tree::{Entry, Kind, NodeId, Script, Sign, Symbol, Tree};
use crate::syntax::typeset::is_bold;
use crate::syntax::{Formula, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names of values in a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    /// Functions with the argument whose entries they are stated for.
    values: Vec<(Symbol, String)>,
    /// The statements, by formula and place in it, that define a symbol by its
    /// square.
    squares: BTreeSet<(usize, usize)>,
    /// The words that stand as letters below names.
    words: Words,
    /// The names whose letters above are no exponents.
    raised: Raised,
    /// The functions that are always written with the same arguments.
    written: Written,
    /// The statements that name a mean from the right.
    means: BTreeSet<(usize, usize)>,
    /// The letters that stand both upright and in italics, and so for two things.
    upright: BTreeSet<String>,
    /// What is random.
    random: Random,
}

impl Names {
    /// Finds the names in a document and gives them to its symbols.
    pub(super) fn given_in(formulas: &mut [Arc<Stated>]) -> Self {
        let (words, upright) = (Words::of(formulas), upright(formulas));
        let words = Self { words, upright, raised: Raised::of(formulas), ..Self::default() };
        words.give(formulas);
        let (written, means) = (Written::of(formulas), means::named(formulas));
        let mut names =
            Self { values: values(formulas), squares: squares(formulas), written, means, ..words };
        names.give(formulas);
        names.random = Random::of(formulas);
        for (number, stated) in formulas.iter_mut().enumerate() {
            if names.random.concern(&stated.formula) {
                let stated = Arc::make_mut(stated);
                names.random.give_to(number, Arc::make_mut(&mut stated.formula));
            }
        }
        names
    }

    /// Gives the names to the symbols of all formulas.
    fn give(&self, formulas: &mut [Arc<Stated>]) {
        for (number, stated) in formulas.iter_mut().enumerate() {
            if self.concerns(number, &stated.formula) {
                let stated = Arc::make_mut(stated);
                self.give_to(number, Arc::make_mut(&mut stated.formula));
            }
        }
    }

    /// Gives the names to the symbols of formulas that stand beside the document's.
    pub(super) fn give_beside(&self, formulas: &mut [Arc<Stated>]) {
        let (squares, means) = (BTreeSet::new(), BTreeSet::new());
        let beside = Self { squares, means, ..self.clone() };
        beside.give(formulas);
    }

    fn concerns(&self, number: usize, formula: &Formula) -> bool {
        let called = |id: NodeId| {
            matches!(formula.tree.kind(id), Kind::Call(called, _)
                if self.values.iter().any(|(function, _)| is_of(called, function)))
        };
        self.takes_roots_in(number)
            || !self.values.is_empty() && formula.tree.ids().any(called)
            || self.words.concern(formula)
            || self.raised.concern(formula)
            || self.written.concern(formula)
            || self.means.range((number, 0)..=(number, usize::MAX)).next().is_some()
            || self.random.concern(formula)
            || formula.tree.ids().any(|id| self.italic(&formula.tree, id).is_some())
    }

    /// The symbol in italics of a node in upright letters that tell nothing apart.
    fn italic(&self, tree: &Tree, id: NodeId) -> Option<Symbol> {
        let (Kind::Symbol(symbol) | Kind::Call(symbol, _)) = tree.kind(id) else { return None };
        let letter = symbol.name.strip_prefix(UPRIGHT)?;
        let name = letter.to_owned();
        (!self.upright.contains(letter)).then(|| Symbol { name, ..symbol.clone() })
    }

    /// Whether a statement of a formula defines the root of what it writes as a square.
    pub(super) fn takes_roots_in(&self, number: usize) -> bool {
        self.squares.range((number, 0)..=(number, usize::MAX)).next().is_some()
    }

    /// Gives the names to the symbols of one formula, or of what is read in its
    /// place.
    pub(super) fn give_to(&self, number: usize, formula: &mut Formula) {
        let ids: Vec<NodeId> = formula.tree.ids().collect();
        for id in ids {
            if let Some(symbol) = self.italic(&formula.tree, id) {
                formula.tree.respell(id, symbol);
            }
        }
        self.words.give_to(formula);
        self.raised.give_to(formula);
        self.written.give_to(formula);
        for (_, statement) in self.means.range((number, 0)..=(number, usize::MAX)) {
            means::name_right(formula, *statement);
        }
        for (function, argument) in &self.values {
            rename(&mut formula.tree, function, argument);
        }
        for (_, statement) in self.squares.range((number, 0)..=(number, usize::MAX)) {
            take_root(formula, *statement);
        }
        self.random.give_to(number, formula);
    }
}

/// What the name of an upright letter begins with.
const UPRIGHT: &str = "mathrm ";

/// The letters that a document sets upright and in italics.
fn upright(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let names = || {
        formulas.iter().flat_map(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().filter_map(|id| match tree.kind(id) {
                Kind::Symbol(symbol) | Kind::Call(symbol, _) => Some(symbol.name.as_str()),
                _ => None,
            })
        })
    };
    let italics: BTreeSet<&str> = names().collect();
    let both = names().filter_map(|name| name.strip_prefix(UPRIGHT));
    both.filter(|letter| italics.contains(letter)).map(str::to_owned).collect()
}

/// The functions that are stated for an indexed argument, `S(z_i) = …`, and
/// called with entries of that argument alone.
fn values(formulas: &[Arc<Stated>]) -> Vec<(Symbol, String)> {
    let mut stated: BTreeMap<Symbol, String> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    let families = families(formulas);
    let named = |function: Symbol| {
        let known = families.contains(&function.name);
        family(&function).filter(|_| known).unwrap_or(function)
    };
    for formula in formulas {
        let tree = &formula.formula.tree;
        for statement in &formula.formula.statements {
            if let [(None, Side::Read(left, _)), (Some((Sign::Equal | Sign::Defined, _)), _), ..] =
                statement.sides.as_slice()
            {
                if let Some((function, argument)) = value(tree, *left) {
                    stated.entry(named(function)).or_insert(argument);
                } else if let Some((function, _)) = whole(tree, *left) {
                    // Of `g(x) = x^2` what `g(t_k)` is follows.
                    refused.insert(function);
                }
            }
        }
        for id in tree.ids() {
            match tree.kind(id) {
                Kind::Call(symbol, _) => {
                    let known =
                        value(tree, id).or_else(|| whole(tree, id)).map(|(_, argument)| argument);
                    let plain = named(Symbol { primes: 0, ..symbol.clone() });
                    // `f(\mathbf x)` is f at any point, and `f(\mathbf x_i)` at one of several.
                    let generic = whole(tree, id).is_some_and(|(_, name)| is_bold(&name));
                    if symbol.primes > 0
                        || generic
                        || known.is_none()
                        || stated_otherwise(&stated, &plain, known)
                    {
                        refused.insert(plain);
                    }
                }
                // `h_\theta` itself is told apart by its subscript.
                Kind::Symbol(symbol) if symbol.sub.is_empty() => {
                    refused.insert(symbol.clone());
                }
                // Nor is `f_k` alone one of the values `f_k(y_l)`.
                Kind::Symbol(symbol) if families.contains(&symbol.name) => {
                    refused.extend(family(symbol));
                }
                _ => {}
            }
        }
    }
    // What was met before it was stated counts as well.
    let all = formulas.iter().flat_map(|f| {
        let tree = &f.formula.tree;
        tree.ids().filter_map(|id| value(tree, id)).collect::<Vec<_>>()
    });
    for (function, argument) in all {
        let function = named(function);
        if stated.get(&function).is_some_and(|known| *known != argument) {
            refused.insert(function);
        }
    }
    stated.into_iter().filter(|(function, _)| !refused.contains(function)).collect()
}

/// What stands for the index of a family of functions.
const ANY: &str = "·";

/// The names of functions before which several letters stand as an index: `f_k(y_l)` and
/// `f_j(y_l)`, where `h_\theta(x)` has one parameter.
fn families(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let mut letters: BTreeMap<&str, BTreeSet<&Entry>> = BTreeMap::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            if let Kind::Call(symbol, _) = tree.kind(id)
                && family(symbol).is_some()
            {
                letters.entry(&symbol.name).or_default().extend(&symbol.sub.entries);
            }
        }
    }
    let several = letters.into_iter().filter(|(_, letters)| letters.len() > 1);
    several.map(|(name, _)| name.to_owned()).collect()
}

/// The family that a function with one letter below is of.
fn family(function: &Symbol) -> Option<Symbol> {
    let [Entry::Letter(letter, _)] = function.sub.entries.as_slice() else { return None };
    let index = letter.len() == 1 && letter.chars().all(|c| c.is_ascii_lowercase());
    (index && function.sup.is_empty() && function.primes == 0).then(|| {
        let sub = Script { entries: vec![Entry::Letter(ANY.to_owned(), 0)], bar: None };
        Symbol { sub, ..function.clone() }
    })
}

/// Whether what is called is a function or one of its family.
fn is_of(called: &Symbol, function: &Symbol) -> bool {
    called == function || family(called).is_some_and(|family| family == *function)
}

fn stated_otherwise(
    stated: &BTreeMap<Symbol, String>,
    function: &Symbol,
    argument: Option<String>,
) -> bool {
    stated.get(function).is_some_and(|known| Some(known) != argument.as_ref())
}

/// `S(z_i)`: the function, and the name of its argument.
fn value(tree: &Tree, id: NodeId) -> Option<(Symbol, String)> {
    let Kind::Call(function, arguments) = tree.kind(id) else { return None };
    let [argument] = arguments.as_slice() else { return None };
    if function.primes > 0 {
        return None;
    }
    match tree.kind(*argument) {
        Kind::Symbol(symbol) if !(symbol.sub.is_empty() && symbol.sup.is_empty()) => {
            Some((function.clone(), symbol.name.clone()))
        }
        _ => None,
    }
}

/// `S(z)`: all values together.
fn whole(tree: &Tree, id: NodeId) -> Option<(Symbol, String)> {
    let Kind::Call(function, arguments) = tree.kind(id) else { return None };
    match arguments.as_slice() {
        [argument] if function.primes == 0 => match tree.kind(*argument) {
            Kind::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                Some((function.clone(), symbol.name.clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

fn rename(tree: &mut Tree, function: &Symbol, argument: &str) {
    let all: Vec<NodeId> = tree.ids().collect();
    for id in all {
        let Kind::Call(called, arguments) = tree.kind(id) else { continue };
        let Some(Kind::Symbol(entry)) = arguments.first().map(|a| tree.kind(*a)) else { continue };
        if is_of(called, function) {
            let whole = entry.sub.is_empty() && entry.sup.is_empty();
            // All values together are a name of which nothing is said.
            let all = if whole { "‖" } else { "" };
            let (mut name, mut sub) = (function.to_string(), entry.sub.clone());
            if called != function {
                name.clone_from(&function.name);
                sub.entries.splice(0..0, called.sub.entries.iter().cloned());
            }
            let name = format!("{name}({argument}{all})");
            tree.rename(id, Symbol { name, sub, ..entry.clone() });
        }
    }
}

/// `\sigma^2 = …` defines σ as the root, where nothing else does; not so
/// `y_i^2 = 1` and `a^2 = b^2`, which leave the sign open.
fn squares(formulas: &[Arc<Stated>]) -> BTreeSet<(usize, usize)> {
    let mut known: BTreeSet<(String, u8)> = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for (_, side) in stated.formula.statements.iter().flat_map(|s| &s.sides) {
            if let Side::Read(id, _) = side
                && let Kind::Symbol(symbol) = tree.kind(*id)
            {
                known.insert((symbol.name.clone(), symbol.primes));
            }
        }
    }
    let mut found = BTreeSet::new();
    for (number, stated) in formulas.iter().enumerate() {
        for (k, statement) in stated.formula.statements.iter().enumerate() {
            if let Some((symbol, _)) = square(&stated.formula.tree, &statement.sides)
                && known.insert((symbol.name.clone(), symbol.primes))
            {
                found.insert((number, k));
            }
        }
    }
    found
}

/// Both sides of a statement about a square become their roots.
fn take_root(formula: &mut Formula, statement: usize) {
    let Some(statement) = formula.statements.get_mut(statement) else { return };
    let Some((_, left)) = square(&formula.tree, &statement.sides) else { return };
    for (sign, side) in &mut statement.sides {
        let Side::Read(id, span) = side else { continue };
        *id = match (sign, formula.tree.kind(*id)) {
            (None, _) => left,
            (Some(_), _) => formula.tree.add(Kind::Root(None, *id), *span),
        };
    }
}

/// The symbol whose square is equated with something that is no square.
fn square(
    tree: &Tree,
    sides: &[(Option<(Sign, crate::source::Span)>, Side)],
) -> Option<(Symbol, NodeId)> {
    let [(None, Side::Read(left, _)), rest @ ..] = sides else { return None };
    let Kind::Power(base, two) = tree.kind(*left) else { return None };
    let (Kind::Symbol(symbol), Kind::Number(2.0)) = (tree.kind(*base), tree.kind(*two)) else {
        return None;
    };
    let open = |id: NodeId| match tree.kind(id) {
        Kind::Power(_, two) => *tree.kind(*two) == Kind::Number(2.0),
        Kind::Number(_) | Kind::Negate(_) => true,
        _ => false,
    };
    for (sign, side) in rest {
        let (Some((Sign::Equal | Sign::Defined, _)), Side::Read(id, _)) = (sign, side) else {
            return None;
        };
        if open(*id) {
            return None;
        }
    }
    (!rest.is_empty()).then(|| (symbol.clone(), *base))
}
