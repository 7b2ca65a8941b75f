//! Why something gets no verdict, as data.
//!
//! In: nothing; every stage that gives up says so with a [`Reason`]: what it
//! met, with the names, letters, numbers and shapes that it is about. Out: the
//! reason, and the [`Code`] that stands for all of its sort. Not done here:
//! wording (see [`crate::say`]), and deciding what is given up.
//!
//! [`Notation`] is what cannot be read, [`Semantics`] what is read and has no
//! meaning here, [`Value`] what has a meaning and no value, and [`Skip`] why a
//! relation is not asked to be true at all.

mod code;
mod instead;
mod notation;
mod semantics;
mod skip;
mod value;

pub use code::Code;
pub(crate) use instead::Instead;
pub(crate) use notation::{Bracket, Notation};
pub(crate) use semantics::{Beyond, Random, Semantics};
pub(crate) use skip::Skip;
pub(crate) use value::{Blame, Dependence, Mismatch, Sign, Singular, There, Unsaid, Value};

/// Why something is neither true nor false, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It cannot be read.
    Notation(Notation),
    /// It can be read, but not understood.
    Semantics(Semantics),
    /// It is understood, but not evaluated.
    Value(Value),
    /// There is more of something than a check has time or memory for.
    Excess(Excess),
    /// It says nothing that could be true or false.
    Skip(Skip),
    /// The program broke where it looked at this.
    Internal,
}

impl Reason {
    /// The word that stands for all reasons of its sort.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Notation(reason) => reason.code(),
            Self::Semantics(reason) => reason.code(),
            Self::Value(reason) => reason.code(),
            Self::Excess(_) => Code::TooLarge,
            Self::Skip(reason) => reason.code(),
            Self::Internal => Code::Internal,
        }
    }

    /// Whether a side is no finite number at the points that were looked at.
    #[must_use]
    pub const fn is_not_finite(&self) -> bool {
        matches!(self, Self::Value(Value::NotFinite(_)))
    }
}

impl From<Notation> for Reason {
    fn from(reason: Notation) -> Self {
        match reason {
            Notation::Excess(excess) => Self::Excess(excess),
            reason => Self::Notation(reason),
        }
    }
}

impl From<Semantics> for Reason {
    fn from(reason: Semantics) -> Self {
        Self::Semantics(reason)
    }
}

impl From<Value> for Reason {
    fn from(reason: Value) -> Self {
        Self::Value(reason)
    }
}

impl From<Excess> for Reason {
    fn from(reason: Excess) -> Self {
        Self::Excess(reason)
    }
}

impl From<Skip> for Reason {
    fn from(reason: Skip) -> Self {
        Self::Skip(reason)
    }
}

/// What there is too much of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Excess {
    /// A formula's bytes, and how many are read.
    Bytes {
        /// As many as there are.
        bytes: usize,
        /// As many as are read.
        most: usize,
    },
    /// Levels of brackets, fractions and scripts.
    Nesting,
    /// A formula's factors and terms.
    Parts,
    /// Operations, with all definitions written out.
    Definitions,
    /// Levels of an expression, definitions written out.
    Depth,
    /// Letters that are free at once.
    FreeIndices,
    /// Places of a symbol: the product of its sets' sizes.
    Places,
    /// Terms of a sum that is written by numbers.
    Range,
    /// Terms of a sum.
    Terms,
    /// Entries of a derivative.
    DerivativeEntries,
    /// Entries of a function's values.
    FunctionEntries,
    /// Places of what something depends on.
    Dependence,
    /// Places of a symbol, for all points together: its name.
    Room(String),
    /// Work for one line.
    Work {
        /// As many steps as are done.
        most: u64,
    },
    /// A table.
    Table {
        /// As many bytes as it has.
        bytes: u64,
        /// As many as the largest may have.
        most: u64,
    },
    /// Memory for one line.
    Memory {
        /// As many bytes as may be used at once.
        most: u64,
    },
    /// Relations of a document, and how many are judged.
    Relations {
        /// As many as are judged.
        most: usize,
    },
}

#[cfg(test)]
mod tests;
