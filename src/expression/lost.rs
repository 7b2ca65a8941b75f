//! Definitions that cannot be used, and what they would have defined.
//!
//! In: relations of which a side cannot be read, or that define a symbol by itself. Out:
//! the symbols that may be anything from there on. Not done here: what follows for lines
//! that reach them.

use super::define::{Definitions, distinct_letters};
use super::newly::Lost;
use super::relations::{Link, Member, Part, Right};
use super::symbols::Use;
use super::table::entries_written;
use super::{Key, Unclear};
use crate::reason::Semantics;
use crate::syntax::tree::{Kind as Node, NodeId};
use crate::syntax::typeset::letter_of;

/// So many relations lie between the pieces of one definition.
const MOST_BETWEEN_PIECES: usize = 3;

impl Definitions<'_> {
    /// What an unreadable formula would have defined is lost: it may be anything.
    pub(super) fn note_unreadable(&mut self, left: Member, why: &Unclear) {
        let lost = |from| Lost { from, left, why: why.clone() };
        let tree = self.tree(left.0);
        let (key, places) = match tree.kind(left.1) {
            // `d(\sin x)` is a differential, whatever it is equal to.
            Node::Call(symbol, of)
                if symbol.to_string() == "d"
                    && !of.iter().all(|x| matches!(tree.kind(*x), Node::Symbol(_))) =>
            {
                return;
            }
            Node::Call(symbol, _) => {
                let name = symbol.to_string();
                if !self.has_own_function(&name, left.0) {
                    self.unread.entry(name).or_default().push(lost(left.0));
                } else if self.function(&name, left.0).is_some() {
                    return;
                }
                self.key(symbol)
            }
            Node::Symbol(symbol) => self.key(symbol),
            _ => return,
        };
        if !distinct_letters(&places) || self.is_index(left) || self.has_own(&key, left.0) {
            return;
        }
        if let Node::Symbol(symbol) = self.tree(left.0).kind(left.1) {
            let name = symbol.to_string();
            if !self.has_own_function(&name, left.0) {
                self.unread_bare.entry(name).or_default().push(lost(left.0));
            }
        }
        self.unreadable.entry(key).or_default().push(lost(left.0));
    }

    /// `Z = \begin{pmatrix} z_{11} & z_{12} \\ \vdots \end{pmatrix}` of a Z that has a meaning
    /// names its entries by its small letter: what these are follows from that, and is not
    /// worked out.
    pub(super) fn names_small_entries(&mut self, link: &Link<'_>, sides: (Member, Member)) -> bool {
        let (left, right) = sides;
        let Some((whole, _)) = self.atom(left).filter(|_| !link.is_step()) else { return false };
        let capital = letter_of(&whole.name);
        if !capital.starts_with(char::is_uppercase) || self.version(&whole, left.0).is_none() {
            return false;
        }
        let tree = self.tree(right.0);
        let Some(entries) = entries_written(tree, right.1) else { return false };
        let small = |id: &NodeId| match tree.kind(*id) {
            Node::Symbol(symbol) if symbol.sub.entries.len() > 1 => {
                let own = letter_of(&symbol.name) == capital.to_lowercase();
                let key = self.key(symbol).0;
                (own && !self.symbols.contains_key(&key)).then_some(key)
            }
            _ => None,
        };
        let Some(keys) = entries.iter().map(small).collect::<Option<Vec<Key>>>() else {
            return false;
        };
        let reason = Semantics::InWords(self.left_name(left)).into();
        let why = Unclear { place: self.place(right), reason };
        for key in keys {
            if !self.has_own(&key, left.0) {
                let lost = Lost { from: left.0, left, why: why.clone() };
                self.unreadable.entry(key).or_default().push(lost);
            }
        }
        true
    }

    /// Notes what is defined piece by piece in words, `$f = x$ for $x > 0$ and $f = 0$
    /// otherwise`: the pieces are not put together, and none of them is what it is.
    pub(super) fn find_pieces(&mut self, parts: &[Part<'_>]) {
        let links: Vec<&Link<'_>> = parts.iter().filter_map(Part::link).collect();
        for (k, link) in links.iter().enumerate().filter(|(_, link)| link.limited) {
            let Some(left) = link.lefts.first().copied().filter(|_| !link.is_step()) else {
                continue;
            };
            let near = |j: usize| j != k && j.abs_diff(k) <= MOST_BETWEEN_PIECES;
            let other = |(j, other): (usize, &&Link<'_>)| {
                near(j)
                    && (other.limited || self.is_otherwise(other.formula))
                    && other.lefts.first().is_some_and(|of| self.is_same_name(*of, left))
            };
            if links.iter().enumerate().any(other) {
                let why = Unclear { place: link.place, reason: Semantics::ValueCondition.into() };
                self.note_unreadable(left, &why);
                self.pieces.insert(link.place);
            }
        }
    }

    fn is_same_name(&self, a: Member, b: Member) -> bool {
        let symbol = |(formula, id): Member| match self.tree(formula).kind(id) {
            Node::Symbol(symbol) | Node::Call(symbol, _) => Some(symbol.clone()),
            _ => None,
        };
        symbol(a).is_some_and(|own| symbol(b) == Some(own))
    }

    fn is_otherwise(&self, formula: usize) -> bool {
        let behind = self.stated(formula).behind.trim_start();
        ["otherwise", "else", "elsewhere"].iter().any(|word| behind.starts_with(word))
    }

    /// Whether a relation is a definition that cannot be read.
    pub(super) fn loses(&self, link: &Link<'_>) -> bool {
        if self.pieces.contains(&link.place) {
            return true;
        }
        let Right::Unreadable(why) = &link.right else { return false };
        let left = link.lefts.last();
        let own = |lost: &Lost| Some(&lost.left) == left && lost.why == *why;
        self.unreadable.values().chain(self.unread.values()).flatten().any(own)
    }

    /// `h_t = \tanh(w x_t + u h_{t-1})`, where nothing else defines h.
    pub(super) fn is_recursion(&self, left: Member, right: Member) -> bool {
        let Some((key, places)) = self.atom(left) else { return false };
        distinct_letters(&places)
            && !key.labelled_whole().is_some_and(|whole| self.wholes.contains(&whole))
            && self.version(&key, left.0).is_none()
            && self.occurs_shifted(&key, right)
    }

    /// Whether a symbol occurs below a node with another member's index.
    pub(super) fn occurs_shifted(&self, key: &Key, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Node::Symbol(symbol) => {
                let (other, uses) = self.key(symbol);
                other == *key && uses.iter().any(|one| matches!(one, Use::Shifted(..)))
            }
            _ => false,
        };
        let below = |child| self.occurs_shifted(key, (formula, child));
        here || tree.children(id).into_iter().any(below)
    }
}
