//! What is inferred beyond what is written, with its place.

use super::Place;

/// A remark on how something was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// What was inferred.
    pub inference: Inference,
}

/// What is taken for what, though it is not written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Inference {
    /// `z(x)` is z, which depends on x: the symbol's name.
    ValueOfFunction(String),
    /// σ is 1/(1 + e^{-x}).
    Logistic,
    /// `a(b + c)` is a product: the factor's name.
    Product(String),
    /// A symbol that a later heading defines anew: its name.
    NewMeaning(String),
    /// A symbol that the line before shows: its name.
    Shown(String),
    /// A symbol has an index that its name leaves out.
    LeftOut {
        /// The symbol's name.
        name: String,
        /// The letter that its definition uses.
        letter: String,
    },
    /// A symbol is 0 where its two indices are equal, since its normaliser leaves
    /// that out: its name.
    NoDiagonal(String),
    /// A sum leaves out that two letters are equal, since its terms exist for
    /// different ones only: the letters.
    EqualLeftOut(String, String),
    /// A letter that only a sum's condition names is fixed.
    FixedLetter(String),
    /// A vector is laid out as a row on one side and as a column on the other.
    RowAndColumn,
    /// The left side of a chain cannot be evaluated: what stands behind it is
    /// compared with the first member that can.
    NotLeft,
}
