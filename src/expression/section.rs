//! What a section says by itself.
//!
//! In: a document that is understood, and the scopes of a section. Out: the formulas that
//! the section can be read without: what other sections claim, pass over, or say of names
//! that do not occur in it. What defines, assumes or declares a name of its own, or one that
//! such a formula is made of, stays, wherever it stands. Not done here: reading it.

use super::relations::{Member, Part};
use super::{Kind, Relation, Understood};
use crate::reading::Scope;
use crate::reason::Skip;
use crate::syntax::tree::{Kind as Node, NodeId, Sign, Tree};
use std::collections::BTreeSet;

/// What a formula tells to those who stand elsewhere.
#[derive(Debug, Clone, Default)]
struct Told<'u> {
    /// The names that it defines, assumes something about, or declares.
    names: BTreeSet<&'u str>,
    /// The names among these that it defines.
    defined: BTreeSet<&'u str>,
    /// Whether it claims something or holds for the moment.
    claims: bool,
}

impl Understood<'_> {
    /// The formulas that the section at a path of scopes can be read without.
    pub(crate) fn beyond(&self, path: &[Scope]) -> BTreeSet<usize> {
        let formulas = self.lowerer.definitions.formulas();
        let scopes = |at: usize| formulas[at].scopes.as_slice();
        let own =
            |at: &usize| Scope::encloses(path, scopes(*at)) || Scope::encloses(scopes(*at), path);
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..formulas.len()).partition(own);
        let first = inside.iter().find(|at| Scope::encloses(path, scopes(**at))).copied();
        let told = self.told();
        let passing = |at: usize| {
            !told[at].claims
                && first.is_some_and(|first| at < first)
                && Scope::is_open_to(scopes(at), path)
        };
        let own: BTreeSet<&str> =
            inside.iter().flat_map(|at| &told[*at].defined).copied().collect();
        let mut asked: BTreeSet<&str> = inside.iter().flat_map(|at| self.names(*at)).collect();
        let mut ahead = outside;
        let mut kept: BTreeSet<usize> = inside.into_iter().collect();
        loop {
            let open = |name: &&str| asked.contains(name) && !own.contains(name);
            let speaks = |at: &usize| {
                told[*at].names.iter().any(open)
                    || told[*at].names.is_empty()
                        && passing(*at)
                        && self.names(*at).any(|n| open(&n))
            };
            let (more, rest): (Vec<usize>, Vec<usize>) = ahead.into_iter().partition(speaks);
            if more.is_empty() {
                break;
            }
            asked.extend(more.iter().flat_map(|at| self.names(*at)));
            kept.extend(more);
            ahead = rest;
        }
        (0..formulas.len()).filter(|at| !kept.contains(at)).collect()
    }

    /// The name that a relation is about, if its left side is one with its arguments; a link
    /// further down a chain is about its first right side.
    pub(crate) fn name_at_left(&self, relation: usize) -> Option<&str> {
        let [(formula, left)] = *self.parts.get(relation)?.link()?.lefts.as_slice() else {
            return None;
        };
        named(self.lowerer.tree(formula), left)
    }

    /// The names that stand in a relation.
    pub(crate) fn names_in(&self, relation: usize) -> BTreeSet<&str> {
        let link = self.parts.get(relation).and_then(Part::link);
        let sides =
            link.into_iter().flat_map(|link| link.lefts.iter().copied().chain(link.right()));
        sides.flat_map(|side| self.below(side)).collect()
    }

    /// What each formula tells.
    fn told(&self) -> Vec<Told<'_>> {
        let formulas = self.lowerer.definitions.formulas();
        let mut told: Vec<Told<'_>> = vec![Told::default(); formulas.len()];
        for (relation, part) in self.meaning().relations.iter().zip(&self.parts) {
            let Some(own) = told.get_mut(relation.formula) else { continue };
            match says(relation) {
                Some(Says::Defines) => {
                    let left = part.link().and_then(|link| link.lefts.first());
                    let names: Vec<&str> = left.into_iter().flat_map(|l| self.below(*l)).collect();
                    own.names.extend(&names);
                    own.defined.extend(names);
                }
                Some(Says::States) => own.names.extend(self.names(relation.formula)),
                Some(Says::Claims) => own.claims = true,
                None => {}
            }
        }
        for (own, stated) in told.iter_mut().zip(0..).filter(|(_, at)| formulas[*at].assumed) {
            own.names.extend(self.names(stated));
        }
        told
    }

    /// The names of what stands in a formula.
    fn names(&self, formula: usize) -> impl Iterator<Item = &str> {
        let tree = self.lowerer.tree(formula);
        tree.ids().filter_map(|id| named(tree, id))
    }

    /// The names of what stands in a side.
    fn below(&self, (formula, id): Member) -> Vec<&str> {
        let tree = self.lowerer.tree(formula);
        let below = tree.children(id).into_iter().flat_map(|child| self.below((formula, child)));
        named(tree, id).into_iter().chain(below).collect()
    }
}

fn named(tree: &Tree, id: NodeId) -> Option<&str> {
    match tree.kind(id) {
        Node::Symbol(symbol) | Node::Call(symbol, _) => Some(&symbol.name),
        _ => None,
    }
}

/// What a relation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// What a name is.
    Defines,
    /// Something that is so of a name.
    States,
    /// Something that follows, or that is so for the moment.
    Claims,
}

/// What a relation says; nothing where it relates nothing.
fn says(relation: &Relation) -> Option<Says> {
    let settles = matches!(relation.sign, Sign::Defined | Sign::In | Sign::Definite | Sign::Other);
    match (relation.kind, relation.skip()) {
        (_, Some(Skip::NoEquation)) => None,
        (Kind::Definition, _) => Some(Says::Defines),
        (_, Some(Skip::Case | Skip::Update | Skip::Optimum | Skip::NotStated)) => {
            Some(Says::Claims)
        }
        (Kind::Claim | Kind::Task, _) if !settles => Some(Says::Claims),
        _ => Some(Says::States),
    }
}
