//! Stretches of a document in which a symbol can have a meaning of its own.
//!
//! In: headings, and where items and environments begin and end, in document order.
//! Out: the path of scopes that a formula stands in. Under a heading that names an
//! example or a proof a closed scope begins within the section; and an answer stands
//! within the task directly before it. Not done here: what is known where
//! ([`crate::expression`]).

use crate::document::Stretch;
use std::collections::BTreeSet;

/// A section, item or environment that a formula stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// Its place among all scopes of the document.
    pub number: usize,
}

/// What a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScopeKind {
    /// What stands under a heading of a level, 1 for the highest; words in bold that
    /// stand as headings do are deeper than any of them.
    Section(u8),
    /// An item of a list.
    Item,
    /// An example, exercise, proof or solution: what it says is not known outside.
    Closed,
}

impl Scope {
    /// Whether a path of scopes encloses another one, or is that one.
    #[must_use]
    pub fn encloses(path: &[Self], other: &[Self]) -> bool {
        other.starts_with(path)
    }

    /// Whether what is said in the scopes of a path is known later in those of
    /// another one: nothing that is closed ends in between.
    #[must_use]
    pub fn is_open_to(path: &[Self], other: &[Self]) -> bool {
        let common = path.iter().zip(other).take_while(|(a, b)| a == b).count();
        !path[common..].iter().any(|scope| scope.kind == ScopeKind::Closed)
    }
}

/// The scopes that are open at a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Scopes {
    path: Vec<Scope>,
    begun: usize,
    /// How long the path was where each item and environment that is open began.
    floors: Vec<usize>,
    /// The closed scopes that an answer can belong to, by their numbers.
    tasks: BTreeSet<usize>,
    /// The task that ended directly before, and how long the path is without it.
    left: Option<(usize, Scope)>,
}

impl Scopes {
    /// The scopes that are open, the outermost first.
    pub(super) fn path(&self) -> &[Scope] {
        &self.path
    }

    /// A formula stands here: what comes behind it no longer answers a task that
    /// ended before it.
    pub(super) fn pass(&mut self) {
        self.left = self.left.take_if(|(floor, _)| *floor < self.path.len());
    }

    /// A heading ends the sections of its own level and below it, with all that was
    /// begun in them, but none that it stands in an item or environment of.
    pub(super) fn heading(&mut self, level: u8, title: Option<Stretch>) {
        let floor = self.floors.last().map_or(0, |floor| (*floor).min(self.path.len()));
        let ended = |scope: &Scope| matches!(scope.kind, ScopeKind::Section(of) if of >= level);
        let answers = title == Some(Stretch::Answer);
        if let Some(at) = self.path[floor..].iter().position(ended) {
            let at = floor + at;
            let task =
                self.path.get(at + 1).is_some_and(|scope| self.tasks.contains(&scope.number));
            self.path.truncate(if answers && task { at + 2 } else { at });
        } else if answers {
            self.resume();
        }
        self.left = None;
        self.begin(ScopeKind::Section(level));
        self.titled(title);
    }

    /// An item or environment begins.
    pub(super) fn enter(&mut self, stretch: Stretch) {
        self.floors.push(self.path.len());
        if stretch == Stretch::Answer {
            self.resume();
        }
        self.left = None;
        match stretch {
            Stretch::Item => self.begin(ScopeKind::Item),
            Stretch::Task | Stretch::Answer => self.titled(Some(stretch)),
        }
    }

    /// The innermost item or environment ends, with the sections begun in it.
    pub(super) fn leave(&mut self) {
        let Some(floor) = self.floors.pop() else { return };
        let first = self.path.get(floor).copied();
        self.path.truncate(floor);
        self.left = first.filter(|scope| self.tasks.contains(&scope.number)).map(|s| (floor, s));
    }

    /// The task that ended directly before goes on.
    fn resume(&mut self) {
        if let Some((floor, task)) = self.left.take()
            && floor == self.path.len()
        {
            self.path.push(task);
        }
    }

    fn titled(&mut self, title: Option<Stretch>) {
        let Some(Stretch::Task | Stretch::Answer) = title else { return };
        if title == Some(Stretch::Task) {
            self.tasks.insert(self.begun);
        }
        self.begin(ScopeKind::Closed);
    }

    fn begin(&mut self, kind: ScopeKind) {
        self.path.push(Scope { kind, number: self.begun });
        self.begun += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(scopes: &Scopes) -> String {
        let one = |scope: &Scope| match scope.kind {
            ScopeKind::Section(level) => format!("s{level}:{}", scope.number),
            ScopeKind::Item => format!("i:{}", scope.number),
            ScopeKind::Closed => format!("c:{}", scope.number),
        };
        scopes.path().iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_solution_stands_in_the_problem_before_it() {
        let mut scopes = Scopes::default();
        scopes.heading(2, Some(Stretch::Task));
        assert_eq!(shown(&scopes), "s2:0 c:1");
        scopes.heading(2, Some(Stretch::Answer));
        assert_eq!(shown(&scopes), "s2:0 c:1 s2:2 c:3");
        scopes.heading(2, None);
        assert_eq!(shown(&scopes), "s2:4");
        scopes.enter(Stretch::Task);
        scopes.leave();
        scopes.enter(Stretch::Answer);
        assert_eq!(shown(&scopes), "s2:4 c:5 c:6");
        scopes.leave();
        scopes.pass();
        scopes.enter(Stretch::Answer);
        assert_eq!(shown(&scopes), "s2:4 c:7");
    }

    #[test]
    fn a_heading_in_an_item_ends_with_it() {
        let mut scopes = Scopes::default();
        scopes.heading(2, None);
        scopes.enter(Stretch::Item);
        scopes.heading(2, None);
        assert_eq!(shown(&scopes), "s2:0 i:1 s2:2");
        scopes.leave();
        assert_eq!(shown(&scopes), "s2:0");
    }

    #[test]
    fn what_is_closed_is_not_open_to_what_stands_behind_it() {
        let mut scopes = Scopes::default();
        scopes.heading(2, None);
        let section = scopes.path().to_vec();
        scopes.enter(Stretch::Item);
        let item = scopes.path().to_vec();
        scopes.leave();
        scopes.enter(Stretch::Task);
        let example = scopes.path().to_vec();
        scopes.enter(Stretch::Item);
        let inside = scopes.path().to_vec();
        scopes.leave();
        scopes.leave();
        scopes.heading(2, None);
        let next = scopes.path().to_vec();
        assert!(Scope::encloses(&section, &item) && Scope::encloses(&item, &item));
        assert!(!Scope::encloses(&item, &section));
        let open = [(&section, &next), (&item, &section), (&item, &next), (&inside, &example)];
        assert!(open.iter().all(|(from, to)| Scope::is_open_to(from, to)));
        let closed = [(&example, &section), (&example, &next), (&inside, &item)];
        assert!(!closed.iter().any(|(from, to)| Scope::is_open_to(from, to)));
    }
}
