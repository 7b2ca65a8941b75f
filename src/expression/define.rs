//! Definitions: what is one, what it defines, and from where on it holds.

use super::relations::{Link, Member, Part, Right};
use super::symbols::{Letter, Patterns, Use};
use super::{Inference, Key, Kind, Note, Place, Unclear, classify};
use crate::reading::{Scope, ScopeKind, Stated};
use crate::syntax::tree::{Kind as Node, NodeId, Sign, Symbol, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One meaning of a symbol.
#[derive(Debug, Clone)]
pub(super) struct Version {
    /// The formula from which on it holds; the first one holds before, too.
    pub from: usize,
    pub left: Member,
    pub right: Member,
    pub inferred: bool,
    /// What the symbol is where its two indices agree.
    pub diagonal: Option<Member>,
}

/// One meaning of a function.
#[derive(Debug, Clone)]
pub(super) struct FunctionVersion {
    pub from: usize,
    pub parameters: Vec<String>,
    pub body: Member,
}

/// A definition that cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Lost {
    /// The formula from which on it holds.
    pub from: usize,
    /// What it would have defined.
    pub left: Member,
    pub why: Unclear,
}

/// All definitions of a document.
#[derive(Clone)]
pub(super) struct Definitions<'a> {
    formulas: &'a [Arc<Stated>],
    /// Formulas that define nothing, numbered behind the others.
    beside: &'a [Stated],
    letters: BTreeSet<Letter>,
    pub patterns: Patterns,
    pub symbols: BTreeMap<Key, Vec<Version>>,
    pub functions: BTreeMap<String, Vec<FunctionVersion>>,
    /// Functions whose first definition cannot be read, and why not.
    pub unread: BTreeMap<String, Lost>,
    /// What would be defined by formulas that cannot be read, and why not.
    pub unreadable: BTreeMap<Key, Vec<Lost>>,
    /// What is to be said of a relation.
    pub notes: Vec<(usize, Note)>,
}

impl<'a> Definitions<'a> {
    pub(super) fn new(formulas: &'a [Arc<Stated>]) -> Self {
        let mut patterns = Patterns::default();
        for stated in formulas {
            for id in stated.formula.tree.ids() {
                if let Node::Symbol(symbol) | Node::Call(symbol, _) = stated.formula.tree.kind(id) {
                    patterns.note(symbol);
                }
            }
        }
        Self {
            formulas,
            beside: &[],
            letters: classify::index_letters(formulas),
            patterns,
            symbols: BTreeMap::new(),
            functions: BTreeMap::new(),
            unread: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// From now on further formulas are numbered behind those that define.
    pub(super) const fn read_beside(&mut self, beside: &'a [Stated]) {
        self.beside = beside;
    }

    /// A formula of the document, or of those beside it.
    pub(super) fn stated(&self, formula: usize) -> &'a Stated {
        match self.formulas.get(formula) {
            Some(stated) => stated,
            None => &self.beside[formula - self.formulas.len()],
        }
    }

    pub(super) const fn formulas(&self) -> &'a [Arc<Stated>] {
        self.formulas
    }

    /// Whether further formulas have no index letters but those that are known, and
    /// letters in no other places of names.
    pub(super) fn has_letters_and_names_of(&self, more: &[Arc<Stated>]) -> bool {
        let known = |stated: &Arc<Stated>| {
            let tree = &stated.formula.tree;
            tree.ids().all(|id| match tree.kind(id) {
                Node::Symbol(symbol) => self.patterns.knows(symbol),
                Node::Call(..) => false,
                _ => true,
            })
        };
        classify::index_letters(more).is_subset(&self.letters) && more.iter().all(known)
    }

    pub(super) const fn letters(&self) -> &BTreeSet<Letter> {
        &self.letters
    }

    pub(super) fn tree(&self, formula: usize) -> &'a Tree {
        &self.stated(formula).formula.tree
    }

    /// Where a side stands.
    pub(super) fn place(&self, (formula, id): Member) -> Place {
        let stated = self.stated(formula);
        stated.place(stated.formula.tree.span(id))
    }

    pub(super) fn key(&self, symbol: &Symbol) -> (Key, Vec<Use>) {
        Key::of(symbol, &self.patterns)
    }

    /// The symbol that a side is, if it is one.
    pub(super) fn atom(&self, (formula, id): Member) -> Option<(Key, Vec<Use>)> {
        match self.tree(formula).kind(id) {
            Node::Symbol(symbol) => Some(self.key(symbol)),
            _ => None,
        }
    }

    /// The meaning of a symbol at a formula.
    pub(super) fn version(&self, key: &Key, at: usize) -> Option<usize> {
        let versions = self.symbols.get(key)?;
        Some(versions.iter().rposition(|v| v.from <= at).unwrap_or(0))
    }

    pub(super) fn function(&self, name: &str, at: usize) -> Option<&FunctionVersion> {
        let versions = self.functions.get(name)?;
        versions.iter().rev().find(|v| v.from <= at).or(versions.first())
    }

    /// Finds all definitions, and marks the relations that are some.
    pub(super) fn find(&mut self, parts: &[Part<'_>], kinds: &mut [Kind]) {
        for (k, part) in parts.iter().enumerate() {
            if let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim)
                && self.defines(link)
            {
                kinds[k] = Kind::Definition;
            }
        }
        for (k, part) in parts.iter().enumerate() {
            if let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim)
                && self.overrides(link, parts)
            {
                kinds[k] = Kind::Definition;
            }
        }
        // What is shown anew can make further right sides new.
        loop {
            while self.redefine(parts, kinds) {}
            let before: usize = self.symbols.values().map(Vec::len).sum();
            self.show(parts, kinds);
            if self.symbols.values().map(Vec::len).sum::<usize>() == before {
                break;
            }
        }
        self.name_results(parts, kinds);
    }

    fn defines(&mut self, link: &Link<'_>) -> bool {
        match link.sign {
            Sign::Equal | Sign::Defined => {}
            Sign::DefinedRight => {
                let (Some(right), Some(left)) = (link.right(), link.lefts.last()) else {
                    return false;
                };
                return self.define(right, *left, link.formula, true);
            }
            _ => return false,
        }
        let Some(left) = link.lefts.last().copied() else { return false };
        // Only atoms may stand before: `q_{ji} = q_{ij} = …` defines q_{ij}.
        let atoms = &link.lefts[..link.lefts.len() - 1];
        if !atoms.iter().all(|m| self.atom(*m).is_some()) {
            return false;
        }
        match &link.right {
            Right::Unreadable(why) => {
                self.note_unreadable(left, why);
                false
            }
            Right::Open => false,
            Right::Read(id) => {
                let right = (link.formula, *id);
                if matches!(self.tree(right.0).kind(right.1), Node::Operator(..)) {
                    return true;
                }
                self.define_function(left, right)
                    || self.define(left, right, link.formula, link.sign == Sign::Defined)
            }
        }
    }

    fn define(&mut self, left: Member, right: Member, from: usize, anew: bool) -> bool {
        let Some((key, places)) = self.atom(left) else { return false };
        if !distinct_letters(&places) || self.occurs(&key, right) || self.is_index(left) {
            return false;
        }
        if self.is_lost(&key, from) && !anew {
            return false;
        }
        let known = self.symbols.entry(key).or_default();
        if !known.is_empty() && !anew {
            return false;
        }
        known.push(Version { from, left, right, inferred: false, diagonal: None });
        true
    }

    fn is_index(&self, (formula, id): Member) -> bool {
        matches!(self.tree(formula).kind(id), Node::Symbol(s)
            if s.sub.is_empty() && s.sup.is_empty()
                && self.letters.contains(&(s.name.clone(), s.primes)))
    }

    fn define_function(&mut self, left: Member, right: Member) -> bool {
        let Node::Call(symbol, arguments) = self.tree(left.0).kind(left.1) else { return false };
        if !symbol.sub.is_empty() || symbol.primes > 0 {
            return false;
        }
        let name = |id: &NodeId| match self.tree(left.0).kind(*id) {
            Node::Symbol(s) if s.sub.is_empty() && s.sup.is_empty() => Some(full_name(s)),
            _ => None,
        };
        let Some(parameters) = arguments.iter().map(name).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let function = symbol.to_string();
        let (key, _) = self.key(symbol);
        if self.functions.contains_key(&function)
            || self.unread.contains_key(&function)
            || self.symbols.contains_key(&key)
            || self.calls(&function, right)
        {
            return false;
        }
        let version = FunctionVersion { from: left.0, parameters, body: right };
        self.functions.insert(function, vec![version]);
        true
    }

    /// What an unreadable formula would have defined is lost: it may be anything.
    fn note_unreadable(&mut self, left: Member, why: &Unclear) {
        let lost = |from| Lost { from, left, why: why.clone() };
        let (key, places) = match self.tree(left.0).kind(left.1) {
            Node::Call(symbol, _) => {
                let name = symbol.to_string();
                if self.functions.contains_key(&name) {
                    return;
                }
                self.unread.entry(name).or_insert_with(|| lost(left.0));
                self.key(symbol)
            }
            Node::Symbol(symbol) => self.key(symbol),
            _ => return,
        };
        if !distinct_letters(&places) || self.is_index(left) || self.is_lost(&key, left.0) {
            return;
        }
        // Under a heading of its own it has a meaning of its own.
        let from = match self.version(&key, left.0) {
            Some(version) => {
                let before = self.symbols[&key][version].left.0;
                let Some(heading) = self.other_heading(before, left.0) else { return };
                self.section_start(heading)
            }
            None => left.0,
        };
        self.unreadable.entry(key).or_default().push(lost(from));
    }

    /// Whether a definition that cannot be read is the one that holds at a formula,
    /// so that another right side there is a claim.
    fn is_lost(&self, key: &Key, at: usize) -> bool {
        let lost = self.lost(key, at).map(|(_, lost)| lost);
        lost.is_some_and(|lost| self.other_heading(lost.left.0, at).is_none())
    }

    /// The definition that cannot be read, where a symbol has that meaning, with its
    /// number.
    pub(super) fn lost(&self, key: &Key, at: usize) -> Option<(usize, &Lost)> {
        let all = self.unreadable.get(key)?;
        let nearest = all.iter().rposition(|lost| lost.from <= at).unwrap_or(0);
        let lost = &all[nearest];
        let readable = self.version(key, at).is_some_and(|version| {
            let version = &self.symbols[key][version];
            // Of those behind a formula the first counts, of those before it the last.
            let (read, unread) = (version.from <= at, lost.from <= at);
            read && !unread || read == unread && (version.from > lost.from) == read
        });
        (!readable).then_some((nearest, lost))
    }

    /// Whether a relation is a definition that cannot be read.
    pub(super) fn loses(&self, link: &Link<'_>) -> bool {
        let Right::Unreadable(why) = &link.right else { return false };
        let left = link.lefts.last();
        let own = |lost: &Lost| Some(&lost.left) == left && lost.why == *why;
        self.unreadable.values().flatten().chain(self.unread.values()).any(own)
    }

    /// `q_{ii} = 0` after `q_{ij} = …`.
    fn overrides(&mut self, link: &Link<'_>, parts: &[Part<'_>]) -> bool {
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

    /// A further definition under another heading; whether there was one.
    fn redefine(&mut self, parts: &[Part<'_>], kinds: &mut [Kind]) -> bool {
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim) else { continue };
            let (Some(left), Some(right)) = (link.lefts.last(), link.right()) else { continue };
            if link.sign != Sign::Equal || link.lefts.len() > 1 || !link.begins {
                continue;
            }
            let Some((key, places)) = self.atom(*left) else { continue };
            let Some(version) = self.version(&key, link.formula) else { continue };
            let old = &self.symbols[&key][version];
            let Some(heading) = self.other_heading(old.left.0, link.formula) else { continue };
            let introduced = introduces(&link.before);
            if !distinct_letters(&places)
                || self.occurs(&key, right)
                || !(introduced || self.uses_redefined(right, heading))
            {
                continue;
            }
            let from = self.section_start(heading);
            let new = Version { from, left: *left, right, inferred: false, diagonal: None };
            if let Some(versions) = self.symbols.get_mut(&key) {
                versions.insert(version + 1, new);
            }
            kinds[k] = Kind::Definition;
            let place = self.place(*left);
            let inference = Inference::NewMeaning(key.name.clone());
            self.notes.push((k, Note { place, inference }));
            return true;
        }
        false
    }

    /// The heading of the same or a higher level that a later formula stands
    /// under and an earlier one does not.
    pub(super) fn other_heading(&self, earlier: usize, later: usize) -> Option<usize> {
        let (before, after) = (&self.formulas[earlier].scopes, &self.formulas[later].scopes);
        let common = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let level = |scope: &Scope| match scope.kind {
            ScopeKind::Section(level) => level,
            ScopeKind::Item | ScopeKind::Closed => u8::MAX,
        };
        let new = after.get(common)?;
        let own = before.last().map_or(0, level);
        (level(new) <= own).then_some(new.number)
    }

    pub(super) fn section_start(&self, heading: usize) -> usize {
        let under = |s: &Arc<Stated>| s.scopes.iter().any(|scope| scope.number == heading);
        self.formulas.iter().position(under).unwrap_or(0)
    }

    /// Whether a side uses a symbol that has a new meaning under a heading.
    fn uses_redefined(&self, side: Member, heading: usize) -> bool {
        let start = self.section_start(heading);
        self.symbols.iter().any(|(key, versions)| {
            versions.iter().skip(1).any(|v| v.from >= start && v.from <= side.0)
                && self.occurs(key, side)
        })
    }

    /// "Let … = A" with a new symbol at the right, or a result that is named.
    fn name_results(&mut self, parts: &[Part<'_>], kinds: &mut [Kind]) {
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim) else { continue };
            let (Some(left), Some(right)) = (link.lefts.last(), link.right()) else { continue };
            let Some((key, _)) = self.atom(right) else { continue };
            if link.sign == Sign::Equal
                && self.atom(*left).is_none()
                && !self.symbols.contains_key(&key)
                && self.is_new(&key, right, parts)
                && self.define(right, *left, link.formula, false)
            {
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

    /// Whether a symbol occurs below a node.
    pub(super) fn occurs(&self, key: &Key, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Node::Symbol(symbol) | Node::Call(symbol, _) => self.key(symbol).0 == *key,
            _ => false,
        };
        here || tree.children(id).into_iter().any(|child| self.occurs(key, (formula, child)))
    }

    fn calls(&self, name: &str, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        matches!(tree.kind(id), Node::Call(symbol, _) if symbol.to_string() == name)
            || tree.children(id).into_iter().any(|child| self.calls(name, (formula, child)))
    }
}

/// A name with its primes.
pub(super) fn full_name(symbol: &Symbol) -> String {
    format!("{}{}", symbol.name, "'".repeat(usize::from(symbol.primes)))
}

/// Whether every place is a letter of its own.
fn distinct_letters(places: &[Use]) -> bool {
    let letters: BTreeSet<&Use> = places.iter().filter(|p| matches!(p, Use::Letter(..))).collect();
    letters.len() == places.len()
}

/// Whether both places are the same letter.
fn is_diagonal(places: &[Use]) -> bool {
    matches!(places, [a @ Use::Letter(..), b] if a == b)
}

/// Whether words introduce a meaning: let, define, put, now consider.
fn introduces(before: &str) -> bool {
    const WORDS: [&str; 13] = [
        "let",
        "define",
        "defined",
        "defines",
        "denote",
        "put",
        "set",
        "consider",
        "introduce",
        "write",
        "redefine",
        "choose",
        "instead",
    ];
    const PHRASES: [&str; 7] = [
        "loss is",
        "loss function is",
        "cost is",
        "cost function is",
        "objective is",
        "is given by",
        "are given by",
    ];
    let sentence = before.trim_end().trim_end_matches(['.', ':', ',']);
    let sentence = sentence.rsplit(['.', '\n', ';']).next().unwrap_or_default().to_lowercase();
    let mut words = sentence.split(|c: char| !c.is_alphabetic());
    words.any(|word| WORDS.contains(&word)) || PHRASES.iter().any(|p| sentence.contains(p))
}
