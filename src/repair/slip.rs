//! The kinds of slips: one table, from which the catalogue, the tests and JSON
//! take their names.

use std::fmt;

/// What kind of slip a line has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Slip {
    /// A sign is turned.
    Sign,
    /// A number is wrong.
    Factor,
    /// An index letter is wrong.
    Index,
    /// An index means nothing where it stands, or something else.
    Scope,
    /// A name stands for another.
    Symbol,
    /// A term is missing, or one too many.
    Term,
    /// A power is wrong.
    Power,
    /// A bracket stands in the wrong place.
    Parenthesis,
    /// A sum runs over the wrong elements.
    Range,
    /// A factor that is no number is missing, or one too many.
    Weight,
    /// It is true under an assumption that is not made.
    Assumption,
    /// Anything else.
    Other,
}

impl Slip {
    /// All kinds, in the order of the catalogue.
    pub const ALL: [Self; 12] = [
        Self::Sign,
        Self::Factor,
        Self::Index,
        Self::Scope,
        Self::Symbol,
        Self::Term,
        Self::Power,
        Self::Parenthesis,
        Self::Range,
        Self::Weight,
        Self::Assumption,
        Self::Other,
    ];

    /// The kind of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slip| slip.name() == name)
    }

    /// As the slip is called in JSON and on the command line; the catalogue's entry
    /// has it for its heading.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Factor => "factor",
            Self::Index => "index",
            Self::Scope => "scope",
            Self::Symbol => "symbol",
            Self::Term => "term",
            Self::Power => "power",
            Self::Parenthesis => "parenthesis",
            Self::Range => "range",
            Self::Weight => "weight",
            Self::Assumption => "assumption",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
