//! What kind each relation is, before anything is lowered: found on the trees,
//! from the signs, the words around, and what the document defines.

use super::Kind;
use super::cases::{Cases, Passing};
use super::define::Definitions;
use super::labels::parts_of_names;
use super::relations::{Link, Part, Right};
use super::spelled::Spelled;
use super::survey::is_solution;
use super::symbols::Letter;
use super::understand::Renewed;
use crate::prose::Act;
use crate::reading::Stated;
use crate::reason::{Notation, Reason, Skip};
use crate::syntax::tree::{Entry, Kind as Node, NodeId, Sign, Symbol, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The letters that stand for indices anywhere: in scripts, and under sums.
pub(super) fn index_letters(formulas: &[Arc<Stated>]) -> BTreeSet<Letter> {
    let mut letters = BTreeSet::new();
    let spelled = Spelled::of(formulas);
    let parts = parts_of_names(formulas);
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            match tree.kind(id) {
                Node::Symbol(symbol) | Node::Call(symbol, _) => {
                    let scripts = [&symbol.sub.entries, &symbol.sup.entries];
                    let entries = scripts.into_iter().flat_map(|of| spelled.without(of));
                    let found = entries.filter_map(lettered);
                    // The n of `I_n` is no index.
                    let part = |of: &Letter| parts.contains(&(symbol.name.clone(), of.clone()));
                    letters.extend(found.filter(|letter| !part(letter)));
                }
                Node::Sum(sum) => letters.extend(sum.bound.iter().cloned()),
                Node::Entry(_, entries) => letters.extend(entries.iter().filter_map(lettered)),
                _ => {}
            }
        }
    }
    letters
}

/// The letter of an entry.
pub(super) fn lettered(entry: &Entry) -> Option<Letter> {
    match entry {
        Entry::Letter(letter, primes) | Entry::Shifted(letter, primes, _) => {
            Some((letter.clone(), *primes))
        }
        _ => None,
    }
}

/// Why each part is skipped, if it is: found before any name is resolved.
pub(super) fn skips(parts: &[Part<'_>], definitions: &Definitions<'_>) -> Vec<Option<Skip>> {
    let document = Cases::of(parts, definitions);
    let mut found: Vec<Option<Skip>> = Vec::with_capacity(parts.len());
    let mut passing = Passing::default();
    for (k, part) in parts.iter().enumerate() {
        found.push(match part {
            Part::Bare(..) => Some(Skip::NoEquation),
            Part::Refused(..) => None,
            Part::Link(link) => {
                // What is skipped as a case or denied is so with all of its chain.
                let first = k.checked_sub(1).filter(|_| link.at.1 > 1).and_then(|at| found[at]);
                let whole = first.filter(|skip| matches!(skip, Skip::Case | Skip::NotStated));
                let own = whole.or_else(|| skip(link, definitions, &document));
                let of_a_case = || document.is_of_a_case(link, &passing).then_some(Skip::Case);
                let skip = own.or_else(of_a_case);
                if skip == Some(Skip::Case) {
                    passing.formulas.insert(link.formula);
                    if link.sign == Sign::Equal && own.is_some() {
                        passing.sentences.insert(link.said.sentence);
                    }
                }
                skip
            }
        });
    }
    found
}

/// The kinds that need no names to be resolved; the rest are claims for now.
pub(super) fn kinds(
    parts: &[Part<'_>],
    skips: &[Option<Skip>],
    definitions: &mut Definitions<'_>,
    renewed: &Renewed,
) -> Vec<Kind> {
    let kind = |(part, skip): (&Part<'_>, &Option<Skip>)| match part {
        _ if skip.is_some() => Kind::Skipped,
        Part::Link(link) if matches!(link.right, Right::Open) => Kind::Task,
        _ => Kind::Claim,
    };
    let mut kinds: Vec<Kind> = parts.iter().zip(skips).map(kind).collect();
    definitions.find(parts, &mut kinds, renewed);
    kinds
}

/// Index ranges and conditions, cases, updates, a derivative set to zero.
fn skip(link: &Link<'_>, definitions: &Definitions<'_>, document: &Cases<'_>) -> Option<Skip> {
    if matches!(link.sign, Sign::Update | Sign::Arrow) {
        return Some(Skip::Update);
    }
    if link.sign == Sign::Definite {
        return Some(Skip::NoEquation);
    }
    if is_solution(definitions.formulas(), link) {
        return Some(Skip::Case);
    }
    let letters = definitions.letters();
    if quantifies(link) {
        return Some(Skip::NoEquation);
    }
    let Some((f, left)) = link.lefts.first().copied() else {
        return (link.begins && link.said.is(Act::Case)).then_some(Skip::Case);
    };
    let tree = definitions.tree(f);
    let right_tree = definitions.tree(link.formula);
    let equation = matches!(link.sign, Sign::Equal | Sign::Defined) && link.lefts.len() == 1;
    if let Right::Read(right) = link.right
        && equation
        && is_update(tree, left, right_tree, right)
    {
        return Some(Skip::Update);
    }
    if is_letter(tree, left, letters) {
        return of_letter(right_tree, link, letters);
    }
    if link.begins && link.said.is(Act::Deny) {
        return Some(Skip::NotStated);
    }
    let Right::Read(right) = link.right else {
        return document.case(link, (f, left), None);
    };
    if is_dependence(tree, left, right_tree, right) {
        Some(Skip::Dependence)
    } else if is_derivative(tree, left) && is_zero(right_tree, right) && sets_to_zero(link) {
        Some(Skip::Optimum)
    } else if is_number(tree, left)
        && is_index(right_tree, right, letters)
        && (link.lefts.len() == 1 || nearest_is_letter(definitions, link))
    {
        // `0 \le i < n`, and not `0 < p < 1`
        Some(Skip::Range)
    } else if equation && document.recursions.contains(&link.place) {
        Some(Skip::Update)
    } else {
        document.case(link, (f, left), Some((link.formula, right)))
    }
}

/// Whether what stands directly before a relation's sign is an index letter.
fn nearest_is_letter(definitions: &Definitions<'_>, link: &Link<'_>) -> bool {
    link.lefts.last().is_some_and(|(formula, id)| {
        is_letter(definitions.tree(*formula), *id, definitions.letters())
    })
}

/// `\forall j \ne i`: a relation whose first member is what is quantified.
fn quantifies(link: &Link<'_>) -> bool {
    const QUANTIFIERS: [&str; 3] = ["forall", "exists", "nexists"];
    let reason = link.unread.as_ref().map(|why| &why.reason);
    link.begins
        && matches!(reason, Some(Reason::Notation(Notation::Command(name)))
            if QUANTIFIERS.contains(&name.as_str()))
}

/// Whether words around a relation set something to zero, or suppose it.
fn sets_to_zero(link: &Link<'_>) -> bool {
    let said = &link.said;
    said.does(Act::Solve)
        || said.above.contains(&Act::Solve)
        || said.before.contains(&Act::Case)
        || said.is(Act::Assume)
}

/// `i = 1, \dots, n` and `j \in \{1, …\}` are ranges, `i \ne j` and `k = i` are
/// conditions.
fn of_letter(tree: &Tree, link: &Link<'_>, letters: &BTreeSet<Letter>) -> Option<Skip> {
    let Right::Read(right) = link.right else { return Some(Skip::Range) };
    if !is_index(tree, right, letters) {
        return None;
    }
    let list = matches!(tree.kind(right), Node::Tuple(_));
    let unequal = link.sign == Sign::NotEqual || link.sign == Sign::Equal && !list;
    let related = unequal || is_letter(tree, right, letters);
    Some(if related { Skip::Condition } else { Skip::Range })
}

/// Whether a side is an index letter alone.
fn is_letter(tree: &Tree, id: NodeId, letters: &BTreeSet<Letter>) -> bool {
    match tree.kind(id) {
        Node::Symbol(symbol) => {
            symbol.sub.is_empty()
                && symbol.sup.is_empty()
                && letters.contains(&(symbol.name.clone(), symbol.primes))
        }
        Node::Tuple(all) => all.iter().all(|id| is_letter(tree, *id, letters)),
        _ => false,
    }
}

/// A number, a letter, a size, or a sum of these; a list; a set.
fn is_index(tree: &Tree, id: NodeId, letters: &BTreeSet<Letter>) -> bool {
    match tree.kind(id) {
        Node::Number(n) => n.fract() == 0.0,
        Node::Symbol(symbol) => {
            symbol.sub.is_empty()
                && symbol.sup.is_empty()
                && (letters.contains(&(symbol.name.clone(), symbol.primes))
                    || symbol.name.chars().all(char::is_uppercase)
                    || matches!(symbol.name.as_str(), "n" | "m" | "d" | "r"))
        }
        Node::Add(a, b) | Node::Subtract(a, b) => {
            is_index(tree, *a, letters) && is_index(tree, *b, letters)
        }
        Node::Tuple(all) => all.iter().all(|id| is_index(tree, *id, letters)),
        _ => false,
    }
}

pub(super) fn is_number(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Node::Number(_))
}

pub(super) fn is_derivative(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Node::Derivative(_) | Node::Differential(..))
}

pub(super) fn is_zero(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Node::Number(n) => *n == 0.0,
        Node::Symbol(symbol) => symbol.name == "mathbf 0",
        _ => false,
    }
}

/// `z = z(x, y)` says what z depends on.
fn is_dependence(tree: &Tree, left: NodeId, right_tree: &Tree, right: NodeId) -> bool {
    match (tree.kind(left), right_tree.kind(right)) {
        (Node::Symbol(symbol), Node::Call(called, _)) => symbol == called,
        _ => false,
    }
}

/// `w = w - …`: the right side begins with the left one.
fn is_update(tree: &Tree, left: NodeId, right_tree: &Tree, right: NodeId) -> bool {
    let mut first = right;
    let mut terms = 0;
    while let Node::Add(a, _) | Node::Subtract(a, _) = right_tree.kind(first) {
        first = *a;
        terms += 1;
    }
    terms > 0
        && match (tree.kind(left), right_tree.kind(first)) {
            (Node::Symbol(symbol), Node::Symbol(other)) => other == symbol,
            // `W(t + 1) = W(t) - …`
            (Node::Call(symbol, next), Node::Call(other, now)) if symbol == other => {
                let ([next], [now]) = (next.as_slice(), now.as_slice()) else { return false };
                let counted = counted(tree, *next).zip(counted(right_tree, *now));
                counted.is_some_and(|((a, next), (b, now))| a == b && next == now + 1.0)
            }
            // `W^o(t + 1) = W^o(t) - …`, whose label is written as a power.
            (Node::Multiply(a, next), Node::Multiply(b, now))
                if is_same_name((tree, *a), (right_tree, *b)) =>
            {
                let counted = counted(tree, *next).zip(counted(right_tree, *now));
                counted.is_some_and(|((a, next), (b, now))| a == b && next == now + 1.0)
            }
            _ => false,
        }
}

/// Whether two nodes are one name, with the same label above.
fn is_same_name((tree, a): (&Tree, NodeId), (other, b): (&Tree, NodeId)) -> bool {
    match (tree.kind(a), other.kind(b)) {
        (Node::Symbol(a), Node::Symbol(b)) => a == b,
        (Node::Power(a, above), Node::Power(b, label)) => {
            is_same_name((tree, *a), (other, *b)) && is_same_name((tree, *above), (other, *label))
        }
        _ => false,
    }
}

/// A letter, and how far a number takes it on.
fn counted(tree: &Tree, id: NodeId) -> Option<(&Symbol, f64)> {
    let letter = |id| match tree.kind(id) {
        Node::Symbol(symbol) => Some(symbol),
        _ => None,
    };
    let number = |id| match tree.kind(id) {
        Node::Number(n) => Some(*n),
        _ => None,
    };
    match tree.kind(id) {
        Node::Symbol(symbol) => Some((symbol, 0.0)),
        Node::Add(a, b) => Some((letter(*a)?, number(*b)?)),
        Node::Subtract(a, b) => Some((letter(*a)?, -number(*b)?)),
        _ => None,
    }
}
