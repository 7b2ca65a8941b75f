//! Choices among readings, each with the one that was not taken.

pub(crate) use crate::reason::Instead;
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
    /// `da^\top x` is (da)^\top x.
    NarrowDifferential,
    /// `\nabla C` is by the only variable of C.
    OnlyVariable,
    /// `A^T` is the transpose.
    Transpose,
    /// `a \times b` is a product.
    Cross,
    /// `a * b` is a product.
    Star,
    /// `a \star b` is a product.
    OpenStar,
    /// `\log a/b` is (log a)/b.
    ShortArgument,
}

impl Instead {
    /// The reading that a guess was made against.
    #[must_use]
    pub const fn of(guess: &Guess) -> Option<Self> {
        match guess.reading {
            Guessed::OneDivisor => Some(Self::LongDivisors),
            Guessed::ShortArgument => Some(Self::LongArguments),
            Guessed::OperatorOnProduct => Some(Self::NarrowOperators),
            Guessed::SumOfBraces => Some(Self::LooseBraces),
            Guessed::NarrowDifferential => Some(Self::WideDifferentials),
            // Custom leaves one reading.
            Guessed::PastASign
            | Guessed::WholeProduct
            | Guessed::PowerOfValue
            | Guessed::PowerOfArgument
            | Guessed::OnlyVariable
            | Guessed::Transpose
            | Guessed::Cross
            | Guessed::Star
            | Guessed::OpenStar => None,
        }
    }
}

/// The readings that are chosen throughout a document instead of the customary ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Choices(u16);

impl Choices {
    /// All as is customary.
    pub(crate) const CUSTOM: Self = Self(0);

    /// These with one more.
    #[must_use]
    pub(crate) const fn with(self, one: Instead) -> Self {
        Self(self.0 | 1 << one as u8)
    }

    /// Whether a reading is chosen.
    #[must_use]
    pub(crate) const fn has(self, one: Instead) -> bool {
        self.0 & 1 << one as u8 != 0
    }

    /// The choices that are among others too.
    #[must_use]
    pub(crate) const fn among(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether all is read as is customary.
    #[must_use]
    pub(crate) const fn are_customary(self) -> bool {
        self.0 == 0
    }

    /// The readings chosen.
    pub(crate) fn iter(self) -> impl Iterator<Item = Instead> {
        Instead::ALL.into_iter().filter(move |one| self.has(*one))
    }

    /// All that can be chosen of these, the fewest first; nothing at all aside.
    #[must_use]
    pub(crate) fn parts(self) -> Vec<Self> {
        let mut parts: Vec<Self> =
            (1..=self.0).filter(|bits| bits & !self.0 == 0).map(Self).collect();
        parts.sort_by_key(|part| (part.0.count_ones(), part.0));
        parts
    }
}

impl FromIterator<Instead> for Choices {
    fn from_iter<I: IntoIterator<Item = Instead>>(all: I) -> Self {
        all.into_iter().fold(Self::CUSTOM, Self::with)
    }
}
