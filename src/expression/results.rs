//! Relations that define otherwise than by their left side: what overrides a diagonal,
//! and results that get a name.
//!
//! In: relations that [`super::define`] leaves. Out: the meanings that they give. Not
//! done here: definitions by a left side.

use super::define::{Definitions, is_diagonal};
use super::newly::Defines;
use super::relations::{Link, Member, Part};
use super::{Key, Kind, Role};
use crate::prose::Act;
use crate::syntax::tree::{Kind as Node, Sign};

impl Definitions<'_> {
    /// `q_{ii} = 0` after `q_{ij} = …`.
    pub(super) fn overrides(&mut self, link: &Link<'_>, parts: &[Part<'_>]) -> bool {
        let last = link.lefts.last().and_then(|member| self.atom(*member));
        let equal = matches!(link.sign, Sign::Equal | Sign::Defined);
        if !equal || !last.is_some_and(|(_, places)| is_diagonal(&places)) {
            return false;
        }
        // The chain ends in 0, and all before it are entries of diagonals.
        let mut chain = parts.iter().filter_map(Part::link).filter(|l| l.chain == link.chain);
        let Some(zero) = chain.next_back().and_then(Link::right) else { return false };
        if !matches!(self.tree(zero.0).kind(zero.1), Node::Number(n) if *n == 0.0) {
            return false;
        }
        let members: Vec<Member> =
            link.lefts.iter().copied().chain(link.right().filter(|r| *r != zero)).collect();
        let mut found = Vec::new();
        for member in members {
            let Some((key, places)) = self.atom(member) else { return false };
            if !is_diagonal(&places) {
                return false;
            }
            if let Some(version) = self.version(&key, link.formula) {
                found.push((key, version));
            }
        }
        let any = !found.is_empty();
        for (key, version) in found {
            if let Some(versions) = self.symbols.get_mut(&key) {
                versions[version].diagonal = Some(zero);
            }
        }
        any
    }

    /// "Let … = A" with a new symbol at the right, or a result that is named.
    pub(super) fn name_results(&mut self, parts: &[Part<'_>], kinds: &mut [Kind]) {
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim) else { continue };
            let (Some(left), Some(right)) = (link.lefts.last(), link.right()) else { continue };
            let Some((key, _)) = self.atom(right) else { continue };
            if link.sign == Sign::Equal
                && (link.lefts.len() > 1 || link.said.is(Act::Define))
                && self.atom(*left).is_none()
                && !self.symbols.contains_key(&key)
                && self.is_new(&key, right, parts)
                && super::resolve::role(&key) == Role::Given
                && let Defines::Anew(meaning) = self.defines(right, *left, link.formula)
            {
                self.insert(meaning);
                kinds[k] = Kind::Definition;
            }
        }
    }

    /// Whether a symbol occurs first where it stands at this side.
    pub(super) fn is_new(&self, key: &Key, side: Member, parts: &[Part<'_>]) -> bool {
        for part in parts.iter().filter_map(Part::link) {
            let here = part.right() == Some(side);
            let mut sides: Vec<Member> = part.lefts.clone();
            sides.extend(part.right().filter(|_| !here));
            if sides.iter().any(|s| self.occurs(key, *s)) {
                return false;
            }
            if here {
                return true;
            }
        }
        true
    }
}
