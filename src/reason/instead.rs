//! Readings that a value can hang on.

/// Readings that can be chosen instead of the customary ones, all of a kind at
/// once. Where custom leaves one reading there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Instead {
    /// `1/2 x` is 1/(2x).
    LongDivisors,
    /// `\frac{\partial}{\partial x} a b` differentiates a alone.
    NarrowOperators,
    /// `\sum_k {a + b}` is (Σ a) + b: the braces do not show.
    LooseBraces,
    /// `\phi(x)` of a φ that is never used as a value is a call, not a product.
    Calls,
    /// `da^\top x` is d(a^\top x): this excuses what is false otherwise.
    WideDifferentials,
    /// `\log a/b` is log(a/b).
    LongArguments,
    /// The m of `\frac{1}{m}\sum_i x_i` counts what is added up.
    Counts,
    /// The I of `K + \lambda I` is the identity, though nothing else is a matrix.
    Identity,
    /// The o of `\log s_o + \sum_k \log s_k` is none of the k.
    Apart,
}

impl Instead {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::LongDivisors,
        Self::NarrowOperators,
        Self::LooseBraces,
        Self::Calls,
        Self::WideDifferentials,
        Self::LongArguments,
        Self::Counts,
        Self::Identity,
        Self::Apart,
    ];
}
