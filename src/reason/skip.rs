//! Why a relation is not asked to be true.

use super::Code;

/// Why a relation is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Skip {
    /// Nothing is related: a formula in passing.
    NoEquation,
    /// `w = w - …`, `w \gets …`
    Update,
    /// What holds for the moment: `if x = 0`.
    Case,
    /// What an index runs over: `i = 1, \dots, n`.
    Range,
    /// A relation between indices: `i \ne j`.
    Condition,
    /// What a symbol depends on: `z = z(x, y)`.
    Dependence,
    /// A derivative set to zero.
    Optimum,
    /// What the text denies, asks, or calls a mistake.
    NotStated,
}

impl Skip {
    /// The word that stands for it.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::NoEquation => Code::NoEquation,
            Self::Update => Code::Update,
            Self::Case => Code::Case,
            Self::Range => Code::IndexRange,
            Self::Condition => Code::IndexCondition,
            Self::Dependence => Code::Dependence,
            Self::Optimum => Code::Optimum,
            Self::NotStated => Code::NotStated,
        }
    }
}
