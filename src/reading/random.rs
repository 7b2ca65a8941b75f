//! What is random in a document, as far as it says so.
//!
//! In: all formulas of a document. Out: the letters that are drawn, the densities that letters
//! name, the names that equations give to what is random, and whether words say anything of a
//! distribution. Not done here: what an expectation is ([`super::expectation`]).

mod said;

use super::Stated;
use super::scope::Scope;
use crate::prose::clause;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Entry, Kind, NodeId, Sign, Symbol, Tree};
use crate::syntax::typeset::letter_of;
use crate::syntax::{Formula, Side, Statement};
use said::last_sentence;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Letters that by custom are no random ones.
const FIXED: [&str; 41] = [
    "a", "b", "c", "d", "k", "n", "m", "l", "i", "j", "K", "L", "M", "N", "T", "alpha", "beta",
    "gamma", "delta", "Gamma", "Delta", "theta", "Theta", "vartheta", "kappa", "lambda", "Lambda",
    "mu", "nu", "pi", "rho", "sigma", "Sigma", "tau", "phi", "varphi", "psi", "omega", "infty",
    "e", "eta",
];

/// What is random, and what is known of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Random {
    /// Whether there are expectations at all.
    pub(super) found: bool,
    /// Whether a plain `E[…]` is an expectation.
    pub(super) plain: bool,
    /// Whether words say something of a distribution.
    pub(super) told: bool,
    /// What the document differentiates by.
    pub(super) variables: BTreeSet<String>,
    /// The letters that are said to be random.
    pub(super) declared: BTreeSet<String>,
    /// Those of them that words call so, and no distribution is named for.
    pub(super) said: BTreeSet<String>,
    /// The names of what is differentiated by and stands in a density, so that what is drawn
    /// may depend on it.
    pub(super) parameters: BTreeSet<String>,
    /// The densities of which an equation says something that does not define them.
    pub(super) spoken: BTreeSet<Symbol>,
    /// The sections that each formula stands in.
    pub(super) scopes: Vec<Vec<Scope>>,
    /// The letters that expectations say to be drawn.
    pub(super) drawn: BTreeSet<String>,
    /// The letters in what expectations are of that say nothing of what is drawn.
    pub(super) bare: BTreeSet<String>,
    /// The functions that name densities, and which of their arguments is drawn.
    pub(super) densities: BTreeMap<Symbol, Option<usize>>,
    /// The functions that are called outside of the names of distributions.
    pub(super) called: BTreeSet<Symbol>,
    /// The names that stand as values anywhere.
    pub(super) values: BTreeSet<String>,
    /// What equations say that a symbol is; nothing where several say it.
    pub(super) equations: BTreeMap<Symbol, Option<Equation>>,
    /// The functions that equations are about which cannot be read.
    pub(super) unread: BTreeSet<Symbol>,
    /// The same of functions, with their parameters.
    pub(super) functions: BTreeMap<Symbol, Vec<(BTreeSet<String>, Equation)>>,
}

/// The right side of an equation, by formula and node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Equation {
    pub(super) formula: Arc<Formula>,
    pub(super) right: NodeId,
    /// The sections that it stands in.
    pub(super) scopes: Vec<Scope>,
    /// Whether it may be a claim or a case, and no definition.
    pub(super) doubtful: bool,
}

impl Random {
    pub(super) fn of(formulas: &[Arc<Stated>]) -> Self {
        let mut random = Self::default();
        let any = |stated: &Arc<Stated>| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| matches!(tree.kind(id), Kind::Mean(_)))
        };
        if !formulas.iter().any(any) {
            return random;
        }
        random.found = true;
        random.scopes = formulas.iter().map(|stated| stated.scopes.clone()).collect();
        random.hear_letters(formulas);
        for stated in formulas {
            random.hear(stated);
            random.see(stated);
        }
        for stated in formulas {
            for statement in &stated.formula.statements {
                random.equation(stated, statement, formulas);
            }
        }
        // What is random is known before what hides it.
        for stated in formulas.iter().chain(formulas) {
            random.find_bare(stated);
        }
        for stated in formulas {
            random.find_parameters(&stated.formula.tree);
        }
        for stated in formulas {
            random.find_said(stated);
        }
        random
    }

    /// What a formula shows of what is drawn, differentiated by and called.
    fn see(&mut self, stated: &Stated) {
        let tree = &stated.formula.tree;
        self.see_drawn(&stated.formula.items);
        let mut named = BTreeSet::new();
        for id in tree.ids() {
            match tree.kind(id) {
                Kind::Symbol(symbol) if stated.formula.relates => {
                    self.values.insert(base(symbol));
                }
                Kind::Derivative(derivative) => {
                    for by in &derivative.by {
                        self.variables.extend(bases(tree, *by));
                    }
                }
                Kind::Operator(_, Some(by)) => self.variables.extend(bases(tree, *by)),
                Kind::Mean(mean) => {
                    for drawn in &mean.drawn {
                        let letters: Vec<String> =
                            drawn.letters.iter().flat_map(|id| bases(tree, *id)).collect();
                        if let Some(id) = drawn.density
                            && let Kind::Call(density, arguments) = tree.kind(id)
                        {
                            named.insert(id);
                            let at = match drawn.letters.as_slice() {
                                [_] => arguments.iter().position(|x| bases(tree, *x) == letters),
                                _ => None,
                            };
                            let known = self.densities.entry(density.clone()).or_insert(at);
                            if *known != at {
                                *known = None;
                            }
                        }
                        self.drawn.extend(letters);
                    }
                }
                _ => {}
            }
        }
        for id in tree.ids().filter(|id| !named.contains(id)) {
            if let Kind::Call(symbol, _) = tree.kind(id) {
                self.called.insert(symbol.clone());
            }
        }
    }

    /// `x \sim p` by itself; a distribution of which more is said than its letter says more.
    fn see_drawn(&mut self, items: &[Item]) {
        for (k, item) in items.iter().enumerate() {
            let ItemKind::Command(name) = &item.kind else { continue };
            if name != "sim" || k == 0 {
                continue;
            }
            let letter = match &items[k - 1].kind {
                ItemKind::Char(c) if c.is_alphabetic() => Some(c.to_string()),
                ItemKind::Command(name) => Some(name.clone()),
                ItemKind::Accent(font, inside) => match inside.as_slice() {
                    [Item { kind: ItemKind::Char(c), .. }] => Some(format!("{font} {c}")),
                    [Item { kind: ItemKind::Command(c), .. }] => Some(format!("{font} {c}")),
                    _ => None,
                },
                _ => None,
            };
            self.declared.extend(letter);
            let plain = match items.get(k + 1).map(|item| &item.kind) {
                Some(ItemKind::Char(c)) => !matches!(c, 'N' | 'U' | 'B'),
                Some(ItemKind::Command(_)) => true,
                _ => false,
            };
            self.told |= !plain;
        }
        // `X \in \{0, 1\}`
        let set = |item: &Item| match &item.kind {
            ItemKind::Command(name) => name == "{" || name == "lbrace",
            ItemKind::Fenced(open, ..) => open.contains('{') || open.contains("brace"),
            _ => false,
        };
        let within = |item: &Item| match &item.kind {
            ItemKind::Command(name) => name == "in",
            ItemKind::Char(c) => *c == '∈',
            _ => false,
        };
        self.told |= items.windows(2).any(|pair| within(&pair[0]) && set(&pair[1]));
    }

    /// What is differentiated by and shown by what may be a density: `p(x; \theta)`.
    fn find_parameters(&mut self, tree: &Tree) {
        for id in tree.ids() {
            let Kind::Call(symbol, arguments) = tree.kind(id) else { continue };
            let name = symbol.name.split('(').next().unwrap_or_default();
            if !DENSITIES.contains(&name) {
                continue;
            }
            let below = symbol.sub.entries.iter().filter_map(|entry| match entry {
                Entry::Letter(letter, _) => Some(letter.clone()),
                _ => None,
            });
            let named = arguments.iter().flat_map(|id| bases(tree, *id)).chain(below);
            let shown: Vec<String> = named.filter(|name| self.variables.contains(name)).collect();
            self.parameters.extend(shown);
        }
    }

    /// What equations say of what is random, or of densities, without defining it.
    fn find_said(&mut self, stated: &Stated) {
        let tree = &stated.formula.tree;
        for statement in &stated.formula.statements {
            let sides: Vec<NodeId> = statement
                .sides
                .iter()
                .filter_map(|(_, side)| match side {
                    Side::Read(id, _) => Some(*id),
                    _ => None,
                })
                .collect();
            let [left, right, ..] = sides.as_slice() else { continue };
            // `\mathbb E[\epsilon] = 0`, `\mathrm{Var}(X) = \sigma^2`
            if let Kind::Mean(mean) = tree.kind(*left)
                && !has(tree, *right, &|kind| matches!(kind, Kind::Mean(_) | Kind::Sum(_)))
                && !mean
                    .of
                    .iter()
                    .any(|of| has(tree, *of, &|kind| matches!(kind, Kind::Derivative(_))))
            {
                self.told = true;
            }
            match tree.kind(*left) {
                // What a function is by an equation is followed.
                Kind::Call(..) | Kind::Derivative(_) | Kind::Sum(_) => {}
                Kind::Symbol(symbol) => {
                    let name = base(symbol);
                    self.told |= self.is_random(&name)
                        || self.densities.keys().any(|density| density.name == symbol.name);
                }
                _ if has(tree, *left, &|kind| {
                    matches!(kind, Kind::Mean(_) | Kind::Derivative(_) | Kind::Sum(_))
                }) => {}
                _ => {
                    for density in self.densities.keys() {
                        let same =
                            |kind: &Kind| matches!(kind, Kind::Call(own, _) if own == density);
                        if has(tree, *left, &same) {
                            self.spoken.insert(density.clone());
                        }
                    }
                    let mean = |kind: &Kind| matches!(kind, Kind::Mean(_));
                    let plain = !sides.iter().any(|side| has(tree, *side, &mean));
                    self.told |= plain && self.has_value_of(tree, *left);
                }
            }
        }
    }

    /// Whether a letter is said to be random.
    fn is_random(&self, name: &str) -> bool {
        self.drawn.contains(name) || self.said.contains(name)
    }

    /// Whether something random stands below a node that is no function's argument.
    fn has_value_of(&self, tree: &Tree, id: NodeId) -> bool {
        match tree.kind(id) {
            Kind::Call(..) => false,
            Kind::Symbol(symbol) => self.is_random(&base(symbol)),
            _ => tree.children(id).into_iter().any(|child| self.has_value_of(tree, child)),
        }
    }

    /// `Y = a X + b`, `f(x) = …`: what a symbol or a function is by an equation.
    fn equation(&mut self, stated: &Stated, statement: &Statement, all: &[Arc<Stated>]) {
        let [(None, Side::Read(left, _)), (Some((Sign::Equal | Sign::Defined, _)), right), ..] =
            statement.sides.as_slice()
        else {
            return;
        };
        let tree = &stated.formula.tree;
        let Side::Read(right, _) = right else {
            match tree.kind(*left) {
                Kind::Symbol(symbol) => {
                    self.equations.insert(symbol.clone(), None);
                }
                Kind::Call(symbol, _) => {
                    self.unread.insert(symbol.clone());
                }
                _ => {}
            }
            return;
        };
        let (formula, scopes) = (stated.formula.clone(), stated.scopes.clone());
        match tree.kind(*left) {
            Kind::Symbol(symbol) => {
                let words = clause::words(last_sentence(&stated.before));
                let case = ["if", "when", "for", "setting", "suppose", "at", "choosing", "case"];
                let doubtful = words.iter().any(|word| case.contains(&word.as_str()))
                    || statement.spelled.is_some()
                    || self.variables.contains(&base(symbol))
                    || occurs_before(symbol, stated, all)
                    || bases(tree, *right).contains(&base(symbol));
                let equation = Equation { formula, right: *right, scopes, doubtful };
                self.equations
                    .entry(symbol.clone())
                    .and_modify(|known| {
                        if known.as_ref().is_none_or(|k| tree_of(k) != (tree, equation.right)) {
                            *known = known.take().map(|k| Equation { doubtful: true, ..k });
                        }
                    })
                    .or_insert(Some(equation));
            }
            Kind::Call(symbol, parameters) => {
                let parameters: BTreeSet<String> =
                    parameters.iter().flat_map(|id| bases(tree, *id)).collect();
                let equation = Equation { formula, right: *right, scopes, doubtful: false };
                self.functions.entry(symbol.clone()).or_default().push((parameters, equation));
            }
            _ => {}
        }
    }

    /// The letters in what expectations are of that say nothing of what is drawn.
    fn find_bare(&mut self, stated: &Stated) {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            if let Kind::Mean(mean) = tree.kind(id)
                && mean.drawn.is_empty()
                && (mean.sure || self.plain)
            {
                let mut letters = BTreeSet::new();
                for of in &mean.of {
                    self.letters(tree, *of, &mut letters, 0);
                }
                for given in &mean.given {
                    bases(tree, *given).iter().for_each(|name| {
                        letters.remove(name);
                    });
                }
                self.bare.extend(letters);
            }
        }
    }

    /// The letters that are random in an expression where nothing says which are: those of
    /// inner expectations are bound there.
    pub(super) fn letters(
        &self,
        tree: &Tree,
        id: NodeId,
        found: &mut BTreeSet<String>,
        depth: usize,
    ) {
        match tree.kind(id) {
            Kind::Mean(_) => return,
            Kind::Symbol(symbol) => {
                if let Some(Some(equation)) = self.equations.get(symbol)
                    && !equation.doubtful
                    && depth < MOST_INLINED
                {
                    return self.letters(&equation.formula.tree, equation.right, found, depth + 1);
                }
                let name = base(symbol);
                if !self.is_fixed(&name) {
                    found.insert(name);
                }
            }
            // `X (Y - 1)` of an X that is a value elsewhere is a product.
            Kind::Call(symbol, arguments) => {
                let name = base(symbol);
                let factor = arguments.len() == 1
                    && self.values.contains(&name)
                    && !self.functions.contains_key(symbol);
                if factor && !self.is_fixed(&name) {
                    found.insert(name);
                }
                // What is random in a function and none of its arguments.
                for (parameters, equation) in self.functions.get(symbol).into_iter().flatten() {
                    if depth < MOST_INLINED {
                        let mut hidden = BTreeSet::new();
                        let tree = &equation.formula.tree;
                        self.letters(tree, equation.right, &mut hidden, depth + 1);
                        let random = |name: &String| {
                            !parameters.contains(name)
                                && (self.declared.contains(name)
                                    || self.drawn.contains(name)
                                    || self.bare.contains(name))
                        };
                        found.extend(hidden.into_iter().filter(random));
                    }
                }
            }
            _ => {}
        }
        for child in tree.children(id) {
            self.letters(tree, child, found, depth);
        }
    }

    /// Whether a letter is none of those that are random where nothing says which are.
    pub(super) fn is_fixed(&self, name: &str) -> bool {
        !self.declared.contains(name)
            && (self.variables.contains(name)
                || FIXED.contains(&name)
                || name.split_once(' ').is_some_and(|(font, letter)| {
                    crate::syntax::commands::is_font(font) && FIXED.contains(&letter)
                })
                || letter_of(name).is_empty())
    }
}

/// Whether a node of a kind stands at a node or below it.
fn has(tree: &Tree, id: NodeId, is: &dyn Fn(&Kind) -> bool) -> bool {
    is(tree.kind(id)) || tree.children(id).into_iter().any(|child| has(tree, child, is))
}

/// Names of densities by custom.
const DENSITIES: [&str; 9] = ["p", "q", "P", "Q", "pi", "f", "mathcal N", "mathbb P", "rho"];

/// So many equations are followed in each other.
pub(super) const MOST_INLINED: usize = 8;

/// The name of a symbol without its scripts.
pub(super) fn base(symbol: &Symbol) -> String {
    format!("{}{}", symbol.name, "'".repeat(usize::from(symbol.primes)))
}

/// The names of all symbols below a node that are values.
pub(super) fn bases(tree: &Tree, id: NodeId) -> Vec<String> {
    match tree.kind(id) {
        Kind::Symbol(symbol) => vec![base(symbol)],
        _ => tree.children(id).into_iter().flat_map(|child| bases(tree, child)).collect(),
    }
}

fn tree_of(equation: &Equation) -> (&Tree, NodeId) {
    (&equation.formula.tree, equation.right)
}

/// Whether a symbol stands in an earlier formula: then an equation need not define it.
fn occurs_before(symbol: &Symbol, stated: &Stated, all: &[Arc<Stated>]) -> bool {
    let name = base(symbol);
    let before = |other: &&Arc<Stated>| (other.text, other.origin) < (stated.text, stated.origin);
    all.iter().take_while(before).any(|other| {
        let tree = &other.formula.tree;
        tree.ids().any(|id| matches!(tree.kind(id), Kind::Symbol(own) if base(own) == name))
    })
}
