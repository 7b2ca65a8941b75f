//! Choices among readings, each with the one that was not taken.

use crate::source::Span;

/// A reading that was chosen among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Where.
    pub span: Span,
    /// What was taken for what.
    pub reading: Guessed,
}

/// What was taken for what, where notation leaves a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Guessed {
    /// `\log a b` is log(a b).
    WholeProduct,
    /// A sum's body has several terms, since a later one uses its index.
    PastASign,
    /// `\log (x)^2` is (log x)².
    PowerOfValue,
    /// `\log (x)^{-1}` is log(1/x).
    PowerOfArgument,
    /// `\frac{\partial}{\partial x} a b` differentiates a b.
    OperatorOnProduct,
    /// `\sum_k {a + b}` is Σ (a + b).
    SumOfBraces,
    /// `a / b c` is (a / b) c.
    OneDivisor,
    /// `\nabla C` is by the only variable of C.
    OnlyVariable,
    /// `A^T` is the transpose.
    Transpose,
    /// `a \times b` is a product.
    Cross,
    /// `a * b` is a product.
    Star,
}

/// Readings that can be chosen instead of the customary ones, all of a kind at
/// once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Instead {
    /// A sum's body ends at the first sign, also where a later term uses its
    /// index.
    ShortSums,
    /// `a / b c` is a / (b c).
    LongDivisors,
    /// `\frac{\partial}{\partial x} a b` differentiates a alone.
    NarrowOperators,
    /// `\sum_k {a + b}` is (Σ a) + b: the braces do not show.
    LooseBraces,
}

impl Instead {
    /// The reading that a guess was made against.
    #[must_use]
    pub const fn of(guess: &Guess) -> Option<Self> {
        match guess.reading {
            Guessed::PastASign => Some(Self::ShortSums),
            Guessed::OneDivisor => Some(Self::LongDivisors),
            Guessed::OperatorOnProduct => Some(Self::NarrowOperators),
            Guessed::SumOfBraces => Some(Self::LooseBraces),
            // Custom leaves one reading.
            Guessed::WholeProduct
            | Guessed::PowerOfValue
            | Guessed::PowerOfArgument
            | Guessed::OnlyVariable
            | Guessed::Transpose
            | Guessed::Cross
            | Guessed::Star => None,
        }
    }
}
