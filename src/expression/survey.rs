//! What a document says as a whole, before its relations are lowered: names of
//! sizes, functions and entries, and what is differentiated by.

use super::call::base_name;
use super::define::full_name;
use super::lower::Lowerer;
use super::relations::{Link, Member, Part, Right};
use super::sets::SetName;
use super::symbols::Letter;
use super::{Key, Unclear};
use crate::reading::Stated;
use crate::reason::{Notation, Reason};
use crate::syntax::Side;
use crate::syntax::tree::{
    Condition, Differential, Entry, Function, Kind as Node, NodeId, Sign, Sum, Tree,
};
use crate::syntax::typeset::bold_letter;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The index letters of what is differentiated by, anywhere in a document, but
/// for those that a sum around it binds.
pub(super) fn denominators(
    formulas: &[Arc<Stated>],
    prefixes: &[(usize, Member)],
) -> BTreeSet<Letter> {
    let mut letters = BTreeSet::new();
    for (_, (formula, by)) in prefixes {
        letters.extend(super::showing::free_letters(&formulas[*formula].formula.tree, *by));
    }
    for stated in formulas {
        let sides = stated.formula.statements.iter().flat_map(|s| &s.sides);
        for (_, side) in sides {
            if let Side::Read(id, _) = side {
                collect(&stated.formula.tree, *id, &mut Vec::new(), &mut letters);
            }
        }
    }
    letters
}

pub(super) fn collect(
    tree: &Tree,
    id: NodeId,
    bound: &mut Vec<Letter>,
    letters: &mut BTreeSet<Letter>,
) {
    let outer = bound.len();
    match tree.kind(id) {
        Node::Derivative(derivative) => {
            let by = derivative.by.iter().flat_map(|b| super::showing::free_letters(tree, *b));
            letters.extend(by.filter(|letter| !bound.contains(letter)));
        }
        Node::Sum(sum) => {
            bound.extend(sum.bound.iter().cloned());
            for condition in &sum.conditions.0 {
                if let Condition::Related(_, _, Entry::Letter(name, primes)) = condition {
                    bound.push((name.clone(), *primes));
                }
            }
        }
        _ => {}
    }
    for child in tree.children(id) {
        collect(tree, child, bound, letters);
    }
    bound.truncate(outer);
}

/// Whether the words of a document name the logistic function.
pub(super) fn speaks_of_logistic(formulas: &[Arc<Stated>]) -> bool {
    formulas.iter().any(|s| names_logistic(&s.before) || names_logistic(&s.behind))
}

/// Whether some words name the logistic function, and not as one of several.
fn names_logistic(text: &str) -> bool {
    const ONE_OF_SEVERAL: [&str; 6] =
        ["such as", "e.g", "for example", "for instance", " like ", " any "];
    let text = text.to_lowercase();
    text.split(['.', ';', ':']).any(|sentence| {
        let found = sentence.find("sigmoid").or_else(|| sentence.find("logistic"));
        found.is_some_and(|at| !ONE_OF_SEVERAL.iter().any(|words| sentence[..at].contains(words)))
    })
}

/// `$\partial y_i$` by itself, or `\partial = \frac{\partial}{\partial y_i}`,
/// says what a bare ∂ stands for.
pub(super) fn prefixes(formulas: &[Arc<Stated>], parts: &[Part<'_>]) -> Vec<(usize, Member)> {
    let mut found = Vec::new();
    for part in parts {
        match part {
            Part::Bare(formula, span) => {
                let tree = &formulas[*formula].formula.tree;
                let whole = tree.ids().filter(|id| tree.span(*id).start >= span.start);
                if let Some(by) = whole.last().and_then(|id| alone(tree, id, *span)) {
                    found.push((*formula, (*formula, by)));
                }
            }
            Part::Link(link) => {
                let Some(right) = link.right() else { continue };
                let side = |(f, id): Member| formulas[f].formula.tree.kind(id).clone();
                let left = link.lefts.last().map(|l| side(*l));
                let bare = match &left {
                    Some(Node::Operator(_, None)) => true,
                    Some(Node::Symbol(s)) => s.name == "d" && s.sub.is_empty(),
                    _ => false,
                };
                if let (true, Node::Operator(_, Some(by))) = (bare, side(right)) {
                    found.push((link.formula, (right.0, by)));
                }
            }
            Part::Refused(..) => {}
        }
    }
    found
}

/// `w = \arg\min_w L(w)` of a w that is differentiated by: it says which w is looked
/// for, not what L is differentiated by.
pub(super) fn is_solution(formulas: &[Arc<Stated>], link: &Link<'_>) -> bool {
    let Some(Node::Symbol(left)) =
        link.lefts.last().map(|(formula, id)| formulas[*formula].formula.tree.kind(*id))
    else {
        return false;
    };
    let alike = |tree: &Tree, by: &NodeId| {
        matches!(tree.kind(*by), Node::Symbol(other)
            if other.name == left.name && other.primes == left.primes
                && other.sub.entries.len() == left.sub.entries.len()
                && other.sup.entries.len() == left.sup.entries.len())
    };
    let differentiates = |stated: &Arc<Stated>| {
        let tree = &stated.formula.tree;
        tree.ids().any(|id| match tree.kind(id) {
            Node::Derivative(derivative) => derivative.by.iter().any(|by| alike(tree, by)),
            Node::Operator(_, Some(by)) => alike(tree, by),
            _ => false,
        })
    };
    seeks(formulas, link) && formulas.iter().any(differentiates)
}

/// Whether a right side says what is the least or the largest.
fn seeks(formulas: &[Arc<Stated>], link: &Link<'_>) -> bool {
    const SOUGHT: [&str; 3] = ["arg", "argmin", "argmax"];
    const WORDS: [&str; 7] =
        ["arg", "argmin", "argmax", "minimiser", "minimizer", "maximiser", "solution"];
    match &link.right {
        Right::Read(right) => {
            let tree = &formulas[link.formula].formula.tree;
            let mut ahead = vec![*right];
            while let Some(id) = ahead.pop() {
                if let Node::Symbol(symbol) | Node::Call(symbol, _) = tree.kind(id)
                    && SOUGHT.contains(&symbol.name.as_str())
                {
                    return true;
                }
                ahead.extend(tree.children(id));
            }
            false
        }
        Right::Unreadable(Unclear { reason: Reason::Notation(why), .. }) => match why {
            Notation::Beyond(name) | Notation::Unknown(name) | Notation::Command(name) => {
                SOUGHT.contains(&name.as_str())
            }
            Notation::Words(words) => {
                words.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&word))
            }
            _ => false,
        },
        _ => false,
    }
}

/// `\partial y_i`, which is all that a statement says. Not so `dx`: texts name
/// differentials by the way.
pub(super) fn alone(tree: &Tree, id: NodeId, span: crate::source::Span) -> Option<NodeId> {
    if tree.span(id).start > span.start {
        return None;
    }
    match tree.kind(id) {
        Node::Differential(Differential::Partial | Differential::Variation, by)
            if matches!(tree.kind(*by), Node::Symbol(_)) =>
        {
            Some(*by)
        }
        Node::Operator(_, by) => *by,
        _ => None,
    }
}

impl Lowerer<'_> {
    /// `\sum_{i=1}^n` says that n is a size, wherever it stands; so does
    /// `\mathbb R^n`.
    pub(super) fn find_sizes(&mut self, formulas: &[Arc<Stated>]) {
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Sum(Sum { to, conditions, .. }) => {
                        to.iter().for_each(|to| self.name_size(tree, *to));
                        for condition in &conditions.0 {
                            if let Condition::Member(_, set) = condition {
                                self.meaning.sets.named(SetName::Members(set.clone()));
                            }
                        }
                    }
                    Node::Power(base, exponent) if is_reals(tree, *base) => {
                        self.name_size(tree, *exponent);
                        if let Node::Multiply(a, b) | Node::Dotted(a, b) = tree.kind(*exponent) {
                            self.name_size(tree, *a);
                            self.name_size(tree, *b);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn name_size(&mut self, tree: &Tree, id: NodeId) {
        match tree.kind(id) {
            // Infinity is no size.
            Node::Symbol(symbol) if symbol.name == "infty" => {}
            Node::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                let letter = (symbol.name.clone(), symbol.primes);
                let (key, _) = self.definitions.key(symbol);
                if !self.definitions.letters().contains(&letter)
                    && !self.definitions.symbols.contains_key(&key)
                {
                    self.meaning.sets.sized(&full_name(symbol));
                }
            }
            Node::Add(a, _) | Node::Subtract(a, _) => self.name_size(tree, *a),
            _ => {}
        }
    }

    /// Names that are functions though nothing defines them: they have a
    /// derivative, several arguments, or stand before nothing but a name.
    pub(super) fn find_functions(&mut self, formulas: &[Arc<Stated>]) {
        let mut called: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        let mut alone: BTreeSet<String> = BTreeSet::new();
        for stated in formulas {
            let tree = &stated.formula.tree;
            // `where $f$ is …` mentions a name, and uses it for nothing.
            if tree.ids().count() == 1 && !stated.formula.relates {
                continue;
            }
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Call(symbol, arguments)
                        if symbol.sup.is_empty() && self.definitions.names_function(symbol) =>
                    {
                        let simple = arguments.len() > 1
                            || matches!(tree.kind(arguments[0]), Node::Symbol(_));
                        let sure = symbol.primes > 0 || arguments.len() > 1;
                        let known = called.entry(base_name(symbol)).or_default();
                        known.0 |= sure || simple;
                        // `l(o, y)` can be no product.
                        known.1 |= arguments.len() > 1;
                    }
                    Node::Symbol(symbol) => {
                        alone.insert(base_name(symbol));
                    }
                    _ => {}
                }
            }
        }
        let primed = |name: &str| {
            formulas.iter().any(|s| {
                let tree = &s.formula.tree;
                tree.ids().any(|id| {
                    matches!(tree.kind(id), Node::Call(symbol, _)
                        if symbol.primes > 0 && base_name(symbol) == name)
                })
            })
        };
        for (name, (simple, several)) in called {
            let defined = self.definitions.functions.contains_key(&name)
                || self.definitions.symbols.keys().any(|k| k.name == name && k.places.0 == 0);
            let parameter =
                self.definitions.functions.values().flatten().any(|f| f.parameters.contains(&name));
            if !defined
                && !parameter
                && (primed(&name) || several || simple && !alone.contains(&name))
            {
                self.opaque.insert(name);
            }
        }
    }

    /// `y_{ik}` beside vectors `y_i` is an entry of one; `W_{ij}` beside a
    /// matrix `W` too.
    pub(super) fn find_entries(&mut self, formulas: &[Arc<Stated>]) {
        let mut keys = BTreeSet::new();
        let mut whole = BTreeSet::new();
        let (mut beside, mut given) = (BTreeSet::new(), BTreeSet::new());
        let (mut points, mut gradients) = (BTreeSet::new(), BTreeSet::new());
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Symbol(symbol) => {
                        keys.insert(self.definitions.key(symbol).0);
                    }
                    // `a^\top x`
                    Node::Multiply(a, b) if is_transposed_last(tree, *a) => {
                        if let Node::Symbol(symbol) = tree.kind(*b) {
                            beside.insert(self.definitions.key(symbol).0);
                        }
                    }
                    Node::Call(_, arguments) => {
                        let below = arguments.iter();
                        below.for_each(|a| self.named_below(tree, *a, &mut given));
                    }
                    Node::Norm(a) | Node::Transpose(a) => self.named_below(tree, *a, &mut whole),
                    // `\nabla_w` is by all the w_k, `\operatorname{tr} A` of all the A_{ij}.
                    Node::Derivative(derivative) if derivative.sign == Differential::Nabla => {
                        let by = derivative.by.iter();
                        by.for_each(|by| self.named_below(tree, *by, &mut gradients));
                    }
                    Node::Apply(Function::Trace | Function::Determinant, of) => {
                        of.iter().for_each(|of| self.named_below(tree, *of, &mut whole));
                    }
                    Node::Inner(a, b) | Node::Elementwise(a, b) => {
                        self.named_below(tree, *a, &mut whole);
                        self.named_below(tree, *b, &mut whole);
                    }
                    _ => {}
                }
            }
            self.find_points(tree, &mut points);
            for statement in &stated.formula.statements {
                let belongs = statement.sides.iter().any(|(s, _)| matches!(s, Some((Sign::In, _))));
                if let (true, Some((_, Side::Read(id, _)))) = (belongs, statement.sides.first()) {
                    self.named_below(tree, *id, &mut whole);
                }
            }
        }
        // `\nabla_{w_k}` may be by one entry of w.
        let within = |key: &Key| {
            let shorter = |of: &Key| of.name == key.name && of.places.0 < key.places.0;
            keys.iter().any(shorter)
        };
        whole.extend(gradients.into_iter().filter(|key| !within(key)));
        // What stands beside a transpose is a vector, of which x_i is an entry where nothing
        // has it for a vector too.
        let several = |key: &Key| {
            let others = whole.iter().chain(&beside).chain(&given);
            others.into_iter().any(|o| o.name == key.name && o.places.0 > key.places.0)
        };
        let more: Vec<Key> = beside.iter().filter(|key| !several(key)).cloned().collect();
        whole.extend(more);
        self.matrices_with_entries(formulas, &keys, &mut whole);
        self.follow_wholes(formulas, &mut whole);
        self.matrices_before(formulas, &mut whole);
        for key in &keys {
            if is_member(key, &keys, &whole) || points.contains(key) {
                continue;
            }
            let shorter = keys.iter().find(|w| {
                w.name == key.name
                    && w.places.1.is_none()
                    && key.places.1.is_none()
                    && w.above == key.above
                    && w.places.0 < key.places.0
                    && w.places.0 + 2 >= key.places.0
                    && (whole.contains(*w) || w.is_labelled_alone())
            });
            if let Some(shorter) = shorter {
                self.entries.insert(key.clone(), shorter.places.0);
            }
        }
    }

    /// The x_i that a formula takes a product or function of with x: one of several vectors.
    fn find_points(&self, tree: &Tree, points: &mut BTreeSet<Key>) {
        let (mut named, mut whole) = (BTreeSet::new(), BTreeSet::new());
        for id in tree.ids() {
            match tree.kind(id) {
                Node::Symbol(symbol) => {
                    named.insert(self.definitions.key(symbol).0);
                }
                Node::Transpose(a) => self.named_below(tree, *a, &mut whole),
                Node::Call(_, arguments) if arguments.len() > 1 => {
                    arguments.iter().for_each(|a| self.named_below(tree, *a, &mut whole));
                }
                _ => {}
            }
        }
        let small = |key: &&Key| key.name.starts_with(char::is_lowercase);
        let beside = |key: &&Key| {
            let shorter = |other: &Key| other.name == key.name && other.places.0 < key.places.0;
            named.iter().any(shorter)
        };
        points.extend(whole.iter().filter(small).filter(beside).cloned());
    }

    /// Whether further formulas say of a name that it is a whole whose longer
    /// names are entries, where these are symbols of their own so far.
    pub(super) fn names_entries_anew(&self, more: &[Arc<Stated>]) -> bool {
        let mut whole = BTreeSet::new();
        for stated in more {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                if let Node::Norm(a) | Node::Transpose(a) = tree.kind(id) {
                    self.named_below(tree, *a, &mut whole);
                }
            }
        }
        let longer = |key: &Key, of: &Key| key.name == of.name && key.places.0 > of.places.0;
        self.keys.keys().any(|((key, _), _)| whole.iter().any(|of| longer(key, of)))
    }

    pub(super) fn named_below(&self, tree: &Tree, id: NodeId, found: &mut BTreeSet<Key>) {
        match tree.kind(id) {
            Node::Symbol(symbol) => {
                found.insert(self.definitions.key(symbol).0);
            }
            Node::Add(a, b) | Node::Subtract(a, b) | Node::Multiply(a, b) => {
                self.named_below(tree, *a, found);
                self.named_below(tree, *b, found);
            }
            Node::Negate(a) | Node::Transpose(a) => self.named_below(tree, *a, found),
            Node::Tuple(all) => all.iter().for_each(|a| self.named_below(tree, *a, found)),
            _ => {}
        }
    }
}

/// Whether the last factor of a product is a transposed name.
fn is_transposed_last(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Node::Multiply(_, b) => is_transposed_last(tree, *b),
        Node::Transpose(a) => matches!(tree.kind(*a), Node::Symbol(_)),
        _ => false,
    }
}

/// Whether a name with indices is one of several vectors rather than an entry of one: it
/// is a whole itself, and the entries are in italics.
fn is_member(key: &Key, keys: &BTreeSet<Key>, whole: &BTreeSet<Key>) -> bool {
    let Some((letter, _)) = bold_letter(&key.name) else {
        return false;
    };
    let plain = Key { name: letter.to_owned(), ..key.clone() };
    whole.contains(key) || keys.contains(&plain)
}

/// `\mathbb R` in its spellings.
pub(super) fn is_reals(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Node::Symbol(s)
        if matches!(s.name.as_str(), "mathbb R" | "mathbf R" | "R" | "Re" | "ℝ"))
}
