//! What a section says by itself.
//!
//! In: a document that is understood, and the scopes of a section. Out: the formulas that
//! the section can be read without: what other sections claim, pass over, or say of names
//! that do not occur in it. What defines, assumes or declares a name of its own, or one that
//! such a formula is made of, stays, wherever it stands; in a narrow reading only the nearest
//! that does. Not done here: reading it.

use super::relations::{Link, Member, Part};
use super::{Kind, Relation, Understood};
use crate::reading::Scope;
use crate::reason::Skip;
use crate::syntax::tree::{Kind as Node, NodeId, Sign, Symbol, Tree};
use crate::syntax::typeset::letter_of;
use std::collections::{BTreeMap, BTreeSet};

/// What a formula tells to those who stand elsewhere.
#[derive(Debug, Clone, Default)]
struct Told<'u> {
    /// The names that it defines, assumes something about, or declares.
    names: BTreeSet<&'u str>,
    /// The names among these that it defines.
    defined: BTreeSet<&'u str>,
    /// The names that stand on its left sides themselves, not only as arguments there.
    heads: BTreeSet<&'u str>,
    /// The names among these that it says to be numbers.
    numbers: BTreeSet<&'u str>,
    /// The names among these of which it says what they are members of.
    declared: BTreeSet<&'u str>,
    /// The names among these that it assumes something about.
    assumed: BTreeSet<&'u str>,
    /// Whether it claims something or holds for the moment.
    claims: bool,
}

/// What is said of names in a section and nearest before it.
struct Nearby<'u> {
    /// The names of which the section says what they are members of.
    declared: BTreeSet<&'u str>,
    /// The formula before it that says last what a name is.
    nearest: BTreeMap<&'u str, usize>,
}

impl Nearby<'_> {
    /// Whether what a formula tells of a name is meant in the section: it assumes something,
    /// or nothing nearer tells the same. `whole` are the names that stand without indices.
    fn is_meant<'t>(
        &self,
        name: &str,
        told: &Told<'_>,
        whole: &BTreeSet<&str>,
        near: impl Fn(usize) -> (&'t Told<'t>, bool),
    ) -> bool {
        if told.assumed.contains(name) {
            return true;
        }
        // A number has no entries: `x_1` is none of x then.
        if told.numbers.contains(name) && !whole.contains(name) {
            return false;
        }
        let nearest = self.nearest.get(name).map(|at| near(*at));
        let declares = told.declared.contains(name)
            && !self.declared.contains(name)
            && nearest.as_ref().is_none_or(|(_, together)| *together);
        let defines = told.heads.contains(name)
            && nearest.is_none_or(|(near, together)| together || !near.heads.contains(name));
        declares || defines
    }

    /// Whether nothing says what a name is, so that what only mentions it may.
    fn is_silent(&self, name: &str) -> bool {
        !self.declared.contains(name) && !self.nearest.contains_key(name)
    }
}

impl Understood<'_> {
    /// The formulas that the section at a path of scopes can be read without; narrowly, also
    /// what defines or declares a name farther away than another one does.
    pub(crate) fn beyond(&self, path: &[Scope], narrow: bool) -> BTreeSet<usize> {
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
        let before = outside.iter().rev().copied().filter(|at| {
            first.is_some_and(|first| *at < first) && Scope::is_open_to(scopes(*at), path)
        });
        let nearby = narrow.then(|| Nearby {
            declared: inside.iter().flat_map(|at| &told[*at].declared).copied().collect(),
            nearest: nearest(before, &told),
        });
        let near = |name: &str, at: usize, whole: &BTreeSet<&str>| match &nearby {
            Some(nearby) => nearby
                .is_meant(name, &told[at], whole, |near| (&told[near], scopes(near) == scopes(at))),
            None => true,
        };
        let silent = |name: &str| nearby.as_ref().is_none_or(|nearby| nearby.is_silent(name));
        let own: BTreeSet<&str> =
            inside.iter().flat_map(|at| &told[*at].defined).copied().collect();
        let mut asked: BTreeSet<&str> = inside.iter().flat_map(|at| self.names(*at)).collect();
        let mut whole: BTreeSet<&str> = inside.iter().flat_map(|at| self.whole(*at)).collect();
        let mut ahead = outside;
        let mut kept: BTreeSet<usize> = inside.into_iter().collect();
        loop {
            let open = |name: &&str| asked.contains(name) && !own.contains(name);
            let speaks = |at: &usize| {
                told[*at].names.iter().any(|name| open(name) && near(name, *at, &whole))
                    || told[*at].names.is_empty()
                        && passing(*at)
                        && self.names(*at).any(|name| open(&name) && silent(name))
            };
            let (more, rest): (Vec<usize>, Vec<usize>) = ahead.into_iter().partition(speaks);
            if more.is_empty() {
                break;
            }
            asked.extend(more.iter().flat_map(|at| self.names(*at)));
            whole.extend(more.iter().flat_map(|at| self.whole(*at)));
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
                    // `x = (x_1, …, x_n)` says no more than what its entries are called.
                    let list = part.link().and_then(Link::right);
                    if list.is_some_and(|right| self.lists(right, &names)) {
                        own.declared.extend(&names);
                    } else {
                        let head = left.and_then(|(f, l)| named(self.lowerer.tree(*f), *l));
                        own.heads.extend(head);
                    }
                    own.defined.extend(names);
                }
                Some(Says::States) => {
                    own.names.extend(self.names(relation.formula));
                    if relation.sign == Sign::In {
                        let left = part.link().and_then(|link| link.lefts.first());
                        let names: Vec<&str> =
                            left.into_iter().flat_map(|l| self.below(*l)).collect();
                        let set = part.link().and_then(Link::right);
                        if set.is_some_and(|right| self.is_of_numbers(right)) {
                            own.numbers.extend(&names);
                        }
                        own.declared.extend(names);
                    } else {
                        own.assumed.extend(self.names(relation.formula));
                    }
                }
                Some(Says::Claims) => own.claims = true,
                None => {}
            }
        }
        for (own, stated) in told.iter_mut().zip(0..).filter(|(_, at)| formulas[*at].assumed) {
            own.names.extend(self.names(stated));
            own.assumed.extend(self.names(stated));
        }
        told
    }

    /// Whether a side is the set of all numbers.
    fn is_of_numbers(&self, (formula, id): Member) -> bool {
        let number = |symbol: &Symbol| letter_of(&symbol.name) == "R" && symbol.sub.is_empty();
        matches!(self.lowerer.tree(formula).kind(id), Node::Symbol(symbol) if number(symbol))
    }

    /// The names that stand in a formula without indices.
    fn whole(&self, formula: usize) -> impl Iterator<Item = &str> {
        let tree = self.lowerer.tree(formula);
        tree.ids().filter_map(|id| match tree.kind(id) {
            Node::Symbol(symbol) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
                Some(symbol.name.as_str())
            }
            _ => None,
        })
    }

    /// Whether a side is a list of what has the letters of some names.
    fn lists(&self, (formula, id): Member, names: &[&str]) -> bool {
        let tree = self.lowerer.tree(formula);
        match tree.kind(id) {
            Node::Transpose(list) => self.lists((formula, *list), names),
            Node::Tuple(_) | Node::Matrix(_) => {
                let same = |own: &&str| names.iter().any(|name| letter_of(name) == letter_of(own));
                let entries = self.below((formula, id));
                entries.is_empty() || entries.iter().any(same)
            }
            _ => false,
        }
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

/// Of each name that formulas define or declare, the first of these that defines it, or else
/// declares it.
fn nearest<'u>(
    formulas: impl Iterator<Item = usize>,
    told: &[Told<'u>],
) -> BTreeMap<&'u str, usize> {
    let (mut defines, mut declares) = (BTreeMap::new(), BTreeMap::new());
    for at in formulas {
        for name in &told[at].heads {
            defines.entry(*name).or_insert(at);
        }
        for name in &told[at].declared {
            declares.entry(*name).or_insert(at);
        }
    }
    declares.extend(defines);
    declares
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
