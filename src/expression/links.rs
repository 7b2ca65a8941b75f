//! Relations in document order: one for each sign, with the first side of the
//! chain that it stands in.

use super::lower::{Lowered, unclear};
use crate::source::Span;
use crate::syntax::tree::{Conditions, Entry, Kind, NodeId, Sign, Tree};
use crate::syntax::{Formula, Side};
use std::collections::BTreeSet;

/// One `=`: the first side of its chain and the side behind it.
#[derive(Clone)]
pub(super) struct Link<'a> {
    pub formula: usize,
    pub left: Option<(usize, NodeId)>,
    pub right: Lowered<NodeId>,
    pub sign: Sign,
    pub span: Span,
    pub restriction: Option<&'a Conditions>,
}

pub(super) fn links(formulas: &[Formula]) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    let letters = index_letters(formulas);
    // The side that a row beginning with `=` goes on from.
    let mut head: Option<(usize, NodeId)> = None;
    for (formula, read) in formulas.iter().enumerate() {
        for statement in &read.statements {
            for (k, (sign, side)) in statement.sides.iter().enumerate() {
                if k == 0 && sign.is_none() {
                    match side {
                        Side::Read(id, _) => head = Some((formula, *id)),
                        Side::Empty(_) => {}
                        _ => head = None,
                    }
                    continue;
                }
                let Some((sign, at)) = *sign else { continue };
                let (right, span) = match side {
                    Side::Read(id, span) => (Ok(*id), *span),
                    Side::Empty(span) => (unclear(*span, "nothing stands here"), *span),
                    Side::Open(span) => (unclear(*span, "this is left open"), *span),
                    Side::Unreadable(fault) => (unclear(fault.span, &fault.problem), fault.span),
                };
                if let (Some((f, left)), Ok(right)) = (head, &right)
                    && is_letter(&formulas[f].tree, left, &letters)
                    && is_letter(&read.tree, *right, &letters)
                {
                    // “only if k = i”, “for j ≠ i”: a case, not a claim.
                    continue;
                }
                let restriction = statement.restriction.as_ref();
                let span = Span { start: span.start.max(at.start), end: span.end.max(at.end) };
                links.push(Link { formula, left: head, right, sign, span, restriction });
            }
        }
    }
    links
}

/// `$\partial y_i$` by itself says what a bare ∂ stands for.
pub(super) fn prefix(formulas: &[Formula]) -> Option<(usize, NodeId)> {
    formulas.iter().enumerate().find_map(|(k, formula)| match formula.statements.as_slice() {
        [statement] => match statement.sides.as_slice() {
            [(None, Side::Read(id, _))] => match formula.tree.kind(*id) {
                Kind::Differential(_, by) => Some((k, *by)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// The letters that stand in scripts anywhere.
fn index_letters(formulas: &[Formula]) -> BTreeSet<String> {
    let mut letters = BTreeSet::new();
    for formula in formulas {
        for id in formula.tree.ids() {
            if let Kind::Symbol(symbol) | Kind::Call(symbol, _) = formula.tree.kind(id) {
                letters.extend(symbol.sub.entries.iter().filter_map(|entry| match entry {
                    Entry::Letter(letter, _) => Some(letter.clone()),
                    _ => None,
                }));
            }
        }
    }
    letters
}

/// Whether a side is an index letter alone.
fn is_letter(tree: &Tree, id: NodeId, letters: &BTreeSet<String>) -> bool {
    match tree.kind(id) {
        Kind::Symbol(symbol) => {
            symbol.sub.is_empty() && symbol.sup.is_empty() && letters.contains(&symbol.name)
        }
        _ => false,
    }
}
