//! Which meaning of a symbol holds where.
//!
//! In: the places at which symbols and functions get meanings, and the scopes of
//! formulas. Out: the meaning that is seen from a formula, and those of all symbols
//! that it is made of. Not done here: what gives a symbol a meaning.

use super::Key;
use super::call::base_name;
use super::define::Definitions;
use super::newly::Lost;
use super::relations::{Link, Member};
use super::symbols::Use;
use crate::reading::{Scope, ScopeKind, Stated};
use crate::syntax::tree::Kind as Node;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A symbol with the meaning that it has somewhere: none where it is given.
pub(super) type Meant = (Key, Option<usize>);

/// Where a symbol gets a meaning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    /// The formula.
    pub formula: usize,
    /// Whether the meaning holds only below that place.
    pub below: bool,
    /// Whether it holds only within the scope of that place: what a chain shows anew of
    /// something that the document states elsewhere.
    pub within: bool,
    /// How deep the scope is in which it is a special case.
    pub special: Option<usize>,
}

/// How near a meaning is: in the own scope or one around it, or in an earlier
/// neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    /// In a neighbour, so many formulas before.
    Neighbour(std::cmp::Reverse<usize>),
    /// In a scope around, of a depth; behind, or so many formulas before.
    Around(usize, Option<std::cmp::Reverse<usize>>),
}

impl Definitions<'_> {
    /// The meaning of a symbol at a formula, by its number among those that can be
    /// read, or behind them among those that cannot.
    pub(super) fn meaning(&self, key: &Key, at: usize) -> Option<usize> {
        self.nearest(self.homes(key), at)
    }

    /// Where a symbol gets its meanings, those that cannot be read last.
    fn homes(&self, key: &Key) -> impl Iterator<Item = Home> {
        let read = self.symbols.get(key).into_iter().flatten();
        let lost = self.unreadable.get(key).into_iter().flatten();
        let alone = |inferred: bool| inferred && self.symbols[key].len() > 1;
        let read = read.map(move |version| Home {
            formula: version.from,
            below: version.below,
            within: alone(version.inferred),
            special: version.special,
        });
        let lost = lost.map(|lost| lost.from);
        read.chain(lost.map(|formula| Home { formula, below: false, within: false, special: None }))
    }

    /// The meaning of a symbol at a formula, if that can be read.
    pub(super) fn version(&self, key: &Key, at: usize) -> Option<usize> {
        let read = self.symbols.get(key).map_or(0, Vec::len);
        self.meaning(key, at).filter(|meaning| *meaning < read)
    }

    /// The definition that cannot be read, where a symbol has that meaning.
    pub(super) fn lost(&self, key: &Key, at: usize) -> Option<&Lost> {
        let read = self.symbols.get(key).map_or(0, Vec::len);
        let number = self.meaning(key, at)?.checked_sub(read)?;
        self.unreadable.get(key)?.get(number)
    }

    /// The formula that gives a symbol the meaning that it has at another one.
    pub(super) fn home(&self, key: &Key, at: usize) -> Option<usize> {
        let meaning = self.meaning(key, at)?;
        self.homes(key).nth(meaning).map(|home| home.formula)
    }

    /// Whether a symbol has a meaning in the scope of a formula.
    pub(super) fn has_own(&self, key: &Key, at: usize) -> bool {
        self.home(key, at).is_some_and(|home| self.same_scope(home, at))
    }

    /// Whether something defines a symbol as a formula sees it.
    pub(super) fn is_defined(&self, key: &Key, at: usize) -> bool {
        let version = self.version(key, at).and_then(|version| self.symbols.get(key)?.get(version));
        version.is_some_and(|version| version.right.is_some())
    }

    /// Which of some homes of meanings is seen from a formula: the one in the nearest
    /// scope, and there the last before it, or else the first behind it; those that
    /// hold only below their place are not seen before.
    pub(super) fn nearest(&self, homes: impl Iterator<Item = Home>, at: usize) -> Option<usize> {
        let seen = homes.enumerate().filter_map(|(k, home)| {
            let seen = self.near(home.formula, at)?;
            let near = !home.within || matches!(seen, Near::Around(..));
            let near = near && !self.is_special(&home, at);
            (near && (!home.below || home.formula <= at)).then_some((seen, k))
        });
        let best = seen.max_by(|(a, k), (b, l)| a.cmp(b).then(l.cmp(k)));
        best.map(|(_, k)| k)
    }

    /// Whether a meaning is one of a special case that a formula stands outside of.
    fn is_special(&self, home: &Home, at: usize) -> bool {
        let Some(depth) = home.special else { return false };
        let (own, other) = (&self.stated(at).scopes, &self.stated(home.formula).scopes);
        let common = own.iter().zip(other).take_while(|(a, b)| a == b).count();
        common < other.len() && depth <= common
    }

    /// How much of the scope of a number that is chosen for a symbol is that of a formula
    /// outside which speaks of the symbol as given: the $b$ of $f = wx + b$, where a
    /// section below or behind has $b = 0$.
    pub(super) fn specialises(&self, key: &Key, right: Member, from: usize) -> Option<usize> {
        let own = &self.stated(from).scopes;
        let mut named = BTreeSet::new();
        self.keys_into(right, &mut named);
        if own.is_empty() || !named.is_empty() {
            return None;
        }
        let speaks = |stated: &Stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| match tree.kind(id) {
                Node::Symbol(symbol) => self.key(symbol).0 == *key,
                _ => false,
            })
        };
        let outside = |(at, stated): (usize, &Arc<Stated>)| {
            let other = &stated.scopes;
            let common = own.iter().zip(other).take_while(|(a, b)| a == b).count();
            let around = common == other.len() || at < from;
            (common < own.len() && around && speaks(stated)).then_some(common)
        };
        self.formulas().iter().enumerate().filter_map(outside).min()
    }

    /// A symbol of a relation, or one that it is made of, that is seen from there with
    /// several meanings, none of them nearer than another.
    pub(super) fn rival(&self, link: &Link<'_>) -> Option<String> {
        let mut keys = BTreeSet::new();
        for side in link.lefts.iter().copied().chain(link.right()) {
            self.keys_into(side, &mut keys);
        }
        if let Some(faded) = keys.iter().find(|key| self.has_faded(key, link.formula)) {
            return Some(faded.name.clone());
        }
        // A function of another section that is called with nothing is another thing here.
        let called_bare = |key: &&Key| {
            let valued = self.valued.contains(&key.name);
            let home = match self.function(&key.name, link.formula) {
                Some(version) => Some(version.from),
                None if valued => self.home(key, link.formula),
                None => None,
            };
            (valued || !self.symbols.contains_key(*key))
                && home.is_some_and(|home| !self.is_around(home, link.formula))
                && self.stands_bare(&key.name, link.formula)
        };
        if let Some(function) = keys.iter().find(called_bare) {
            return Some(function.name.clone());
        }
        if let Some(name) = self.hidden_below(link) {
            return Some(name);
        }
        let made_of = keys.iter().filter_map(|key| self.reaching.get(key)).flatten();
        let reached = keys.iter().chain(made_of).filter(|key| self.ambiguous.contains(*key));
        let rivals = |key: &&Key| match key.function {
            _ if self.chosen.contains(*key) => true,
            _ if self.homes(key).any(|home| self.is_special(&home, link.formula)) => true,
            true => {
                let homes = self.function_homes(&key.name).map(|home| home.formula);
                self.has_rivals(homes, link.formula)
            }
            // What cannot be read elsewhere is no rival of a function that is said here.
            _ if self.function(&key.name, link.formula).is_some()
                && self
                    .function_home(&key.name, link.formula)
                    .is_some_and(|home| self.is_around(home, link.formula)) =>
            {
                false
            }
            false => {
                let homes = self.homes(key).filter(|home| !home.within);
                self.has_rivals(homes.map(|home| home.formula), link.formula)
            }
        };
        reached.filter(rivals).map(|key| key.name.clone()).next()
    }

    /// What a relation differentiates though only a stretch that is closed there, as a proof is,
    /// says what it is made of.
    fn hidden_below(&self, link: &Link<'_>) -> Option<String> {
        let sides = link.lefts.iter().copied().chain(link.right());
        let mut ahead: Vec<Member> = sides.collect();
        while let Some((formula, id)) = ahead.pop() {
            let tree = self.tree(formula);
            if let Node::Derivative(derivative) = tree.kind(id)
                && let Node::Symbol(symbol) = tree.kind(derivative.of)
            {
                let (key, _) = self.key(symbol);
                let named = |right: Member| {
                    let mut found = BTreeSet::new();
                    self.keys_into(right, &mut found);
                    !found.is_empty()
                };
                let versions = self.symbols.get(&key).into_iter().flatten();
                let stated = versions.filter_map(|version| version.right).any(named);
                if stated && self.meaning(&key, link.formula).is_none() {
                    return Some(key.name);
                }
            }
            ahead.extend(tree.children(id).into_iter().map(|child| (formula, child)));
        }
        None
    }

    /// Whether a name stands in a formula without arguments.
    fn stands_bare(&self, name: &str, formula: usize) -> bool {
        let tree = self.tree(formula);
        tree.ids().any(|id| matches!(tree.kind(id), Node::Symbol(symbol) if symbol.name == name))
    }

    /// Whether a symbol has its meaning from an earlier section, and a whole section
    /// between that one and a formula does not mention it.
    fn has_faded(&self, key: &Key, at: usize) -> bool {
        let function = || self.function(&key.name, at).map(|version| version.from);
        let home = self.home(key, at).or_else(function);
        let Some(home) = home.filter(|home| *home < at) else { return false };
        if self.is_around(home, at) {
            return false;
        }
        let (own, other) = (&self.stated(at).scopes, &self.stated(home).scopes);
        let common = own.iter().zip(other).take_while(|(a, b)| a == b).count();
        let uses = self.uses.get(&key.name);
        let mut between: BTreeMap<Option<&Scope>, bool> = BTreeMap::new();
        for formula in home + 1..at {
            let scopes = &self.stated(formula).scopes;
            let section = scopes.get(common);
            let whole = section.is_some_and(|s| matches!(s.kind, ScopeKind::Section(_)))
                && section != own.get(common)
                && section != other.get(common);
            if whole {
                let mentions = between.entry(section).or_default();
                *mentions = *mentions || uses.is_some_and(|uses| uses.contains(&formula));
            }
        }
        between.values().any(|mentions| !mentions)
    }

    /// Whether several of some homes are seen from a formula as equally near
    /// neighbours, and none is around it.
    fn has_rivals(&self, homes: impl Iterator<Item = usize>, at: usize) -> bool {
        let own = &self.stated(at).scopes;
        let mut neighbours = Vec::new();
        for home in homes {
            match self.near(home, at) {
                Some(Near::Around(..)) => return false,
                Some(Near::Neighbour(_)) => {
                    let other = &self.stated(home).scopes;
                    let common = own.iter().zip(other).take_while(|(a, b)| a == b).count();
                    neighbours.push((common, &other[common..]));
                }
                None => {}
            }
        }
        let nearest = neighbours.iter().map(|(common, _)| *common).max();
        let nearest = neighbours.iter().filter(|(common, _)| Some(*common) == nearest);
        nearest.map(|(_, scope)| scope).collect::<BTreeSet<_>>().len() > 1
    }

    fn near(&self, home: usize, at: usize) -> Option<Near> {
        let (own, other) = (&self.stated(at).scopes, &self.stated(home).scopes);
        let before = at.checked_sub(home).map(std::cmp::Reverse);
        let common = own.iter().zip(other).take_while(|(a, b)| a == b).count();
        if common == other.len() {
            return Some(Near::Around(common, before));
        }
        let closed = |scope: &Scope| scope.kind == ScopeKind::Closed;
        let known = !other[common..].iter().any(closed);
        before.filter(|_| known).map(Near::Neighbour)
    }

    /// Whether a formula stands in the scope of another one, or in one around it.
    pub(super) fn is_around(&self, home: usize, at: usize) -> bool {
        matches!(self.near(home, at), Some(Near::Around(..)))
    }

    /// Whether two formulas stand in the same scope.
    pub(super) fn same_scope(&self, a: usize, b: usize) -> bool {
        self.stated(a).scopes == self.stated(b).scopes
    }

    /// Notes which symbols mean different things at different places.
    pub(super) fn find_ambiguous(&mut self) {
        self.find_uses();
        let mut ambiguous = self.chosen.clone();
        for key in self.symbols.keys().chain(self.unreadable.keys()) {
            if self.homes(key).nth(1).is_some() {
                ambiguous.insert(key.clone());
            }
        }
        for name in self.functions.keys() {
            if self.function_homes(name).nth(1).is_some() {
                ambiguous.insert(Key::function(name.to_owned()));
            }
        }
        for (at, stated) in self.formulas().iter().enumerate() {
            for id in stated.formula.tree.ids() {
                let Node::Symbol(symbol) = stated.formula.tree.kind(id) else { continue };
                let (key, _) = self.key(symbol);
                if self.homes(&key).next().is_some() && self.meaning(&key, at).is_none() {
                    ambiguous.insert(key);
                }
            }
        }
        self.ambiguous = ambiguous;
        self.find_reaching();
    }

    /// Notes the formulas that each name stands in.
    fn find_uses(&mut self) {
        let mut uses: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, stated) in self.formulas().iter().enumerate() {
            for id in stated.formula.tree.ids() {
                if let Node::Symbol(symbol) | Node::Call(symbol, _) = stated.formula.tree.kind(id) {
                    uses.entry(self.key(symbol).0.name).or_default().insert(at);
                }
            }
        }
        self.uses = uses;
    }

    /// Notes of each symbol which ambiguous ones it can be made of.
    fn find_reaching(&mut self) {
        let mut users: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        let symbols = self.symbols.iter().map(|(key, all)| (key.clone(), all.len()));
        let functions =
            self.functions.iter().map(|(name, all)| (Key::function(name.to_owned()), all.len()));
        for (key, versions) in symbols.chain(functions) {
            let mut keys = BTreeSet::new();
            for body in (0..versions).flat_map(|k| self.bodies(&(key.clone(), Some(k)))) {
                self.keys_into(body, &mut keys);
            }
            for used in keys {
                users.entry(used).or_default().insert(key.clone());
            }
        }
        let mut reaching: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        for ambiguous in &self.ambiguous {
            let mut ahead = vec![ambiguous];
            while let Some(key) = ahead.pop() {
                for user in users.get(key).into_iter().flatten() {
                    if reaching.entry(user.clone()).or_default().insert(ambiguous.clone()) {
                        ahead.push(user);
                    }
                }
            }
        }
        self.reaching = reaching;
    }

    /// The meanings at a formula of the ambiguous symbols that a symbol can be made of.
    pub(super) fn under(&self, key: &Key, at: usize) -> Vec<Meant> {
        let reached = self.reaching.get(key).into_iter().flatten();
        reached.map(|ambiguous| self.meant(ambiguous.clone(), at)).collect()
    }

    /// The same of what a symbol means at a formula.
    pub(super) fn bodies_at(&self, key: &Key, at: usize) -> Vec<Member> {
        self.bodies(&self.meant(key.clone(), at))
    }

    /// What gives a meaning its value: sides of formulas.
    fn bodies(&self, (key, version): &Meant) -> Vec<Member> {
        let Some(version) = *version else { return Vec::new() };
        if key.function {
            let functions = self.functions.get(&key.name);
            return functions
                .and_then(|all| all.get(version))
                .map(|f| f.body)
                .into_iter()
                .collect();
        }
        let version = self.symbols.get(key).and_then(|all| all.get(version));
        version.into_iter().flat_map(|v| v.right.into_iter().chain(v.diagonal)).collect()
    }

    /// What a symbol or function means at a formula.
    fn meant(&self, key: Key, at: usize) -> Meant {
        let version = if key.function {
            self.function_version(&key.name, at)
        } else {
            self.meaning(&key, at)
        };
        (key, version)
    }

    /// Adds the symbols below a node, and those of the functions that it calls.
    pub(super) fn keys_into(&self, side: Member, keys: &mut BTreeSet<Key>) {
        self.keys_but(side, keys, &|_| false);
    }

    /// The same but for symbols at some indices.
    fn keys_but(
        &self,
        (formula, id): Member,
        keys: &mut BTreeSet<Key>,
        but: &impl Fn(&[Use]) -> bool,
    ) {
        let tree = self.tree(formula);
        if let Node::Symbol(symbol) | Node::Call(symbol, _) = tree.kind(id) {
            let (key, uses) = self.key(symbol);
            if !but(&uses) {
                keys.insert(key);
            }
            let name = base_name(symbol);
            if self.functions.contains_key(&name) {
                keys.insert(Key::function(name.clone()));
            }
        }
        for child in tree.children(id) {
            self.keys_but((formula, child), keys, but);
        }
    }

    /// Whether what a side says is made of a symbol, by what the others mean at a
    /// formula, and not of the member before alone.
    pub(super) fn is_made_of(&self, key: &Key, side: Member, at: usize) -> bool {
        self.leads_to(key, side, at, &|_| false)
            && (self.leads_to(key, side, at, &|uses| Self::place_before(uses).is_some())
                || !self.all_may_return(key, side, at))
    }

    /// Whether nothing that a side is made of differentiates.
    fn all_may_return(&self, key: &Key, side: Member, at: usize) -> bool {
        let mut seen = BTreeSet::from([key.clone()]);
        let mut ahead = vec![side];
        while let Some(side) = ahead.pop() {
            if !self.may_return(side) {
                return false;
            }
            let mut keys = BTreeSet::new();
            self.keys_into(side, &mut keys);
            let new = keys.into_iter().filter(|key| seen.insert(key.clone()));
            ahead.extend(new.flat_map(|key| self.bodies_at(&key, at)));
        }
        true
    }

    /// Whether a symbol stands in a side or in what that is made of.
    pub(super) fn reaches(&self, key: &Key, side: Member, at: usize) -> bool {
        self.leads_to(key, side, at, &|_| false)
    }

    fn leads_to(&self, key: &Key, side: Member, at: usize, but: &impl Fn(&[Use]) -> bool) -> bool {
        let mut keys = BTreeSet::new();
        self.keys_but(side, &mut keys, but);
        if !self.mentioned.contains(key) {
            return keys.contains(key);
        }
        let mut seen = BTreeSet::new();
        while let Some(next) = keys.pop_first() {
            if next == *key {
                return true;
            }
            if seen.insert(next.clone()) {
                for body in self.bodies(&self.meant(next, at)) {
                    self.keys_but(body, &mut keys, but);
                }
            }
        }
        false
    }
}
