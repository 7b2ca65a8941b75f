//! The second opinion on values and derivatives: burn's, where the library is built with it.
//!
//! The first one is that of plain numbers and the project's own tape. Without burn the own
//! tape is asked again, on numbers that know nothing of magnitudes.

use super::plain::Numbers;
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

/// The second opinion's values beside the first one's: what is exactly 0 to the one may be
/// rounding of the terms of others to the other.
pub(super) fn beside(own: &Numbers, mut other: Vec<f64>, tolerance: f64) -> Vec<f64> {
    let rounding = tolerance * largest(own);
    let exact = own.value.iter().zip(&own.magnitude).map(|(v, m)| *v == 0.0 && *m == 0.0);
    for (value, exact) in other.iter_mut().zip(exact) {
        if exact && value.abs() <= rounding {
            *value = 0.0;
        }
    }
    other
}

/// How far two opinions are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apart {
    Not,
    /// No further than terms of ordinary size are rounded, of which nothing is left: of a slope
    /// it is not known what terms it was made of.
    ByRounding,
    /// One of them is wrong.
    Far,
}

/// Whether the opinions are further apart than so many parts of the largest terms.
pub(super) fn apart(own: &Numbers, other: &[f64], parts: f64) -> Apart {
    let largest = largest(own);
    let further = |size: f64| {
        own.value.len() != other.len()
            || own.value.iter().zip(other).any(|(v, w)| (v - w).abs() > parts * size.max(w.abs()))
    };
    match (further(largest), further(largest.max(1.0))) {
        (false, _) => Apart::Not,
        (true, false) => Apart::ByRounding,
        (true, true) => Apart::Far,
    }
}

fn largest(of: &Numbers) -> f64 {
    of.magnitude.iter().fold(0.0, |most, m| most.max(*m))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &[f64], magnitude: &[f64]) -> Numbers {
        Numbers { width: 1, value: value.to_vec(), magnitude: magnitude.to_vec() }
    }

    #[test]
    fn what_is_exactly_nothing_to_one_may_be_rounding_to_the_other() {
        let own = of(&[0.0, 2.0, 0.0], &[0.0, 2.0, 1.0]);
        assert_eq!(beside(&own, vec![1e-16, 2.0, 1e-16], 1e-14), [0.0, 2.0, 1e-16]);
        assert_eq!(beside(&own, vec![1e-3, 2.0, 0.0], 1e-14), [1e-3, 2.0, 0.0]);
    }

    #[test]
    fn opinions_are_apart_by_their_size() {
        let own = of(&[0.0, 200.0], &[0.0, 200.0]);
        assert_eq!(apart(&own, &[1e-11, 200.0], 1e-12), Apart::Not);
        assert_eq!(apart(&own, &[1e-9, 200.0], 1e-12), Apart::Far);
        assert_eq!(apart(&own, &[0.0, 201.0], 1e-12), Apart::Far);
        assert_eq!(apart(&own, &[0.0], 1e-12), Apart::Far);
        let rounding = of(&[1e-16, 3e-16], &[1e-16, 3e-16]);
        assert_eq!(apart(&rounding, &[2e-16, -1e-16], 1e-12), Apart::ByRounding);
        assert_eq!(apart(&rounding, &[1e-3, 0.0], 1e-12), Apart::Far);
    }
}
