//! Stretches of a document in which a symbol can have a meaning of its own.
//!
//! In: headings, and where items and environments begin and end, in document order.
//! Out: the path of scopes that a formula stands in. Not done here: what is known
//! where ([`crate::expression`]).

use crate::document::Stretch;

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
    /// What stands under a heading of a level, 1 for the highest.
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
}

impl Scopes {
    /// The scopes that are open, the outermost first.
    pub(super) fn path(&self) -> &[Scope] {
        &self.path
    }

    /// A heading ends the sections of its own level and below it, with all that was
    /// begun in them.
    pub(super) fn heading(&mut self, level: u8) {
        let ended = |scope: &Scope| matches!(scope.kind, ScopeKind::Section(of) if of >= level);
        if let Some(at) = self.path.iter().position(ended) {
            self.path.truncate(at);
        }
        self.begin(ScopeKind::Section(level));
    }

    /// An item or environment begins.
    pub(super) fn enter(&mut self, stretch: Stretch) {
        self.begin(match stretch {
            Stretch::Item => ScopeKind::Item,
            Stretch::Closed => ScopeKind::Closed,
        });
    }

    /// The innermost item or environment ends, with the sections begun in it.
    pub(super) fn leave(&mut self) {
        let begun = |scope: &Scope| !matches!(scope.kind, ScopeKind::Section(_));
        if let Some(at) = self.path.iter().rposition(begun) {
            self.path.truncate(at);
        }
    }

    fn begin(&mut self, kind: ScopeKind) {
        self.path.push(Scope { kind, number: self.begun });
        self.begun += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_is_not_open_to_what_stands_behind_it() {
        let mut scopes = Scopes::default();
        scopes.heading(2);
        let section = scopes.path().to_vec();
        scopes.enter(Stretch::Item);
        let item = scopes.path().to_vec();
        scopes.leave();
        scopes.enter(Stretch::Closed);
        let example = scopes.path().to_vec();
        scopes.enter(Stretch::Item);
        let inside = scopes.path().to_vec();
        scopes.leave();
        scopes.leave();
        scopes.heading(2);
        let next = scopes.path().to_vec();
        assert!(Scope::encloses(&section, &item) && Scope::encloses(&item, &item));
        assert!(!Scope::encloses(&item, &section));
        let open = [(&section, &next), (&item, &section), (&item, &next), (&inside, &example)];
        assert!(open.iter().all(|(from, to)| Scope::is_open_to(from, to)));
        let closed = [(&example, &section), (&example, &next), (&inside, &item)];
        assert!(!closed.iter().any(|(from, to)| Scope::is_open_to(from, to)));
    }
}
