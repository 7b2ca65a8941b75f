//! Sums that a convention implies: `x_i a_{ij} x_j` where the text says that it follows
//! Einstein's.
//!
//! In: the formulas with their words. Out: a relation behind such words in which a letter that
//! nothing binds stands in several factors is refused: it may be added up over. Not done here:
//! sums that are written.

use super::lower::Lowerer;
use super::relations::{Member, Part};
use super::showing::free_letters;
use super::symbols::Letter;
use super::{Kind, Unclear};
use crate::reading::Stated;
use crate::reason::Semantics;
use crate::syntax::tree::Kind as Node;
use std::collections::BTreeSet;

/// Whose convention it is.
const CONVENTION: &str = "Einstein";

impl Lowerer<'_> {
    /// Refuses the relations that may add up over a letter without saying so.
    pub(super) fn refuse_implied_sums(&mut self, parts: &[Part<'_>]) {
        let says = |stated: &Stated| {
            [&stated.before, &stated.behind, &stated.titles]
                .iter()
                .any(|words| words.contains(CONVENTION))
        };
        let formulas = self.definitions.formulas();
        let Some(first) = formulas.iter().position(|stated| says(stated)) else { return };
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link().filter(|link| link.formula >= first) else { continue };
            let mut sides = link.lefts.iter().copied().chain(link.right());
            let letter = sides.find_map(|side| self.repeated(side));
            let relation = &mut self.meaning.relations[k];
            if let Some(letter) = letter.filter(|_| relation.kind == Kind::Claim) {
                let reason = Semantics::ImpliedSum(letter.0).into();
                relation.sides = Err(Unclear { place: relation.place, reason });
            }
        }
    }

    /// A letter that stands in several factors below a node, and that nothing in it binds.
    fn repeated(&self, (formula, id): Member) -> Option<Letter> {
        let tree = self.tree(formula);
        let free = free_letters(tree, id);
        let mut ahead = vec![id];
        while let Some(id) = ahead.pop() {
            if let Node::Multiply(a, b) | Node::Dotted(a, b) = tree.kind(id) {
                let (a, b) = (free_letters(tree, *a), free_letters(tree, *b));
                let both: BTreeSet<&Letter> = a.intersection(&b).collect();
                if let Some(letter) = both.into_iter().find(|letter| free.contains(*letter)) {
                    return Some(letter.clone());
                }
            }
            ahead.extend(tree.children(id));
        }
        None
    }
}
