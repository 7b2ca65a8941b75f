//! The second opinion on values and derivatives: burn's, where the library is built with it.
//!
//! The first one is that of plain numbers and the project's own tape. Without burn the own
//! tape is asked again, on numbers that know nothing of magnitudes.

#[cfg(not(feature = "burn"))]
use super::tape::Tape;
#[cfg(feature = "burn")]
use super::tensors::Tensors;

/// Whose derivative it is: both have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Opinion {
    Own,
    #[cfg(feature = "burn")]
    Burn,
}

impl Opinion {
    /// The one that has the last word.
    #[cfg(feature = "burn")]
    pub(super) const LAST: Self = Self::Burn;
    #[cfg(not(feature = "burn"))]
    pub(super) const LAST: Self = Self::Own;
}

/// What values are found in a second time.
#[cfg(feature = "burn")]
pub(super) type Second = Tensors<false>;
#[cfg(not(feature = "burn"))]
pub(super) type Second = Tape<f64>;

/// What derivatives are found in a second time.
#[cfg(feature = "burn")]
pub(super) type SecondTape = Tensors<true>;
#[cfg(not(feature = "burn"))]
pub(super) type SecondTape = Tape<f64>;

/// An arithmetic for the second opinion.
pub(super) fn second() -> Second {
    #[cfg(feature = "burn")]
    return Tensors::plain();
    #[cfg(not(feature = "burn"))]
    Tape::default()
}
