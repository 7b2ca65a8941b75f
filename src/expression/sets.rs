//! Index sets: what letters and entries run over.
//!
//! In: what formulas say of one set after another. Out: the sets as classes of places that
//! share them, each with its names and its size where they are said. Not done here: which
//! places share a set; that is found where formulas are lowered.

use std::collections::BTreeMap;

/// A set's place; several may turn out to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId(usize);

/// By what a set is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetName {
    /// The name of its size: the n of `\sum_{i=1}^n`.
    Size(String),
    /// The name of what its letters are members of: the S of `i \in S`.
    Members(String),
    /// The letter of its last member.
    Last(String),
}

impl SetName {
    /// The name itself.
    pub(super) fn letters(&self) -> &str {
        match self {
            Self::Size(name) | Self::Members(name) | Self::Last(name) => name,
        }
    }

    /// Whether one set may be known by both: N may be n.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.letters().to_lowercase() == other.letters().to_lowercase()
    }

    /// The name of its size.
    #[must_use]
    pub fn of_size(&self) -> Option<&str> {
        match self {
            Self::Size(name) => Some(name),
            Self::Members(_) | Self::Last(_) => None,
        }
    }
}

/// An index set.
#[derive(Debug, Clone, Default)]
pub struct Set {
    /// By what it is known.
    pub names: Vec<SetName>,
    /// Its size where a number says it.
    pub size: Option<usize>,
    /// Whether it counts the entries of vectors.
    pub dimension: bool,
    /// The largest number that stands as an index for it.
    pub least: usize,
    /// Whether it is counted from 0 somewhere, and from 1 somewhere.
    pub begins: (bool, bool),
}

/// The index sets, as classes of places that share them.
#[derive(Debug, Clone, Default)]
pub struct Sets {
    parents: Vec<usize>,
    facts: Vec<Set>,
    known: BTreeMap<SetName, SetId>,
    /// What has been said since [`Sets::begin`], while that can be taken back.
    journal: Option<Journal>,
}

/// What was said of sets for the time being.
#[derive(Debug, Clone, Default)]
struct Journal {
    /// How many sets there were.
    sets: usize,
    /// What was known of a set before something was said of it, the last first to
    /// be taken back: its parent and its facts.
    before: Vec<(usize, usize, Set)>,
    /// Names that were given to new sets.
    named: Vec<SetName>,
    /// Whether sets that were apart became one.
    merged: bool,
}

impl Sets {
    pub(super) fn fresh(&mut self) -> SetId {
        self.parents.push(self.parents.len());
        self.facts.push(Set::default());
        SetId(self.parents.len() - 1)
    }

    /// The set whose size has a name.
    pub(super) fn sized(&mut self, name: &str) -> SetId {
        self.named(SetName::Size(name.to_owned()))
    }

    /// The set that is known by a name.
    pub(super) fn named(&mut self, name: SetName) -> SetId {
        if let Some(set) = self.known.get(&name) {
            return *set;
        }
        let set = self.fresh();
        self.facts[set.0].names.push(name.clone());
        self.known.insert(name.clone(), set);
        if let Some(journal) = &mut self.journal {
            journal.named.push(name);
        }
        set
    }

    /// The set whose members have this name, if any is.
    pub(super) fn of_members(&self, name: &str) -> Option<SetId> {
        self.known.get(&SetName::Members(name.to_owned())).copied()
    }

    /// The set whose size has this name, if any has.
    #[must_use]
    pub fn of_name(&self, name: &str) -> Option<SetId> {
        self.known.get(&SetName::Size(name.to_owned())).copied()
    }

    /// What is known of a set.
    #[must_use]
    pub fn facts(&self, set: SetId) -> &Set {
        &self.facts[self.find(set).0]
    }

    pub(super) fn facts_mut(&mut self, set: SetId) -> &mut Set {
        let root = self.find(set);
        self.note(root.0);
        &mut self.facts[root.0]
    }

    /// The one that stands for a set's class.
    #[must_use]
    pub fn find(&self, set: SetId) -> SetId {
        let mut at = set.0;
        while self.parents[at] != at {
            at = self.parents[at];
        }
        SetId(at)
    }

    pub(super) fn unite(&mut self, a: SetId, b: SetId) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (root, other) = (a.0.min(b.0), a.0.max(b.0));
        self.note(root);
        self.note(other);
        if let Some(journal) = &mut self.journal {
            journal.merged |= other < journal.sets;
        }
        self.parents[other] = root;
        let gone = std::mem::take(&mut self.facts[other]);
        let kept = &mut self.facts[root];
        kept.names.extend(gone.names);
        kept.size = kept.size.or(gone.size);
        kept.dimension |= gone.dimension;
        kept.least = kept.least.max(gone.least);
        kept.begins.0 |= gone.begins.0;
        kept.begins.1 |= gone.begins.1;
    }

    /// What is known of a set, to be taken back to.
    fn note(&mut self, at: usize) {
        if let Some(journal) = &mut self.journal {
            journal.before.push((at, self.parents[at], self.facts[at].clone()));
        }
    }

    /// From here on what is said can be taken back.
    pub(super) fn begin(&mut self) {
        self.journal = Some(Journal { sets: self.parents.len(), ..Journal::default() });
    }

    /// Whether sets that were apart at the beginning are one now.
    pub(super) fn has_merged(&self) -> bool {
        self.journal.as_ref().is_some_and(|journal| journal.merged)
    }

    /// Keeps what was said since the beginning, or takes it back.
    pub(super) fn end(&mut self, keep: bool) {
        let Some(journal) = self.journal.take().filter(|_| !keep) else { return };
        for (at, parent, facts) in journal.before.into_iter().rev() {
            self.parents[at] = parent;
            self.facts[at] = facts;
        }
        for name in journal.named {
            self.known.remove(&name);
        }
    }

    /// The classes that stand for themselves, in order.
    pub fn classes(&self) -> impl Iterator<Item = SetId> + '_ {
        (0..self.parents.len()).filter(|at| self.parents[*at] == *at).map(SetId)
    }
}
