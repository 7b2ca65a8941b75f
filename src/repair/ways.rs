//! The ways in which a line is changed: one table of the slip that each mends and
//! how unlikely that slip is.
//!
//! A weight of 1 counts as much as ten tokens that are changed, or eight runs of
//! tokens that stand nowhere else in the document (see [`super::rank`]). The weights
//! were fitted to the slips that the tests plant, where the likeliest change is the
//! original line in 97 of 100; `tests` holds them to that.

use super::Slip;

/// A way to change a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    TurnSign,
    TurnSignBehindSum,
    TurnSignOfBracket,
    TurnSignOfExponent,
    ReplaceNumberNear,
    ReplaceNumberByNext,
    ReplaceNumberFar,
    DropNumber,
    AddSize,
    RaiseOrInvert,
    RaiseSquareInverse,
    RaiseFar,
    ChangePowerNear,
    ChangePowerFar,
    TurnFractionOver,
    KeepNumerator,
    DropNumerator,
    PutNumerator,
    PutDenominator,
    DropFactor,
    SumFactor,
    PutFactor,
    PutInverseFactor,
    DropSum,
    PutSum,
    PutSumThatHides,
    DropFunction,
    PutFunction,
    ExchangeLetters,
    ReplaceLetter,
    ReplaceUnboundLetter,
    BindOtherLetter,
    RestrictOtherLetter,
    ChangeCondition,
    DropCondition,
    PutCondition,
    ReplaceRange,
    ReplaceName,
    PutPrime,
    DropTerm,
    PutTerm,
    PutTermInside,
    PutNumberTerm,
    MoveBracket,
    DropBracketUnderPower,
    PutBracketUnderPower,
}

impl Way {
    /// The slip that it mends, and how unlikely that is beside others.
    #[expect(clippy::match_same_arms, reason = "a row of the table for each")]
    const fn row(self) -> (Slip, f64) {
        match self {
            Self::TurnSign => (Slip::Sign, 0.0),
            Self::TurnSignBehindSum => (Slip::Sign, 0.3),
            // A whole bracket's sign is one slip, however many terms it has.
            Self::TurnSignOfBracket => (Slip::Sign, -0.5),
            Self::TurnSignOfExponent => (Slip::Power, 0.0),
            Self::ReplaceNumberNear | Self::DropNumber => (Slip::Factor, 0.0),
            Self::ReplaceNumberByNext => (Slip::Factor, 0.3),
            Self::ReplaceNumberFar => (Slip::Factor, 0.6),
            Self::AddSize => (Slip::Factor, 0.8),
            Self::RaiseOrInvert | Self::ChangePowerNear => (Slip::Power, 0.0),
            Self::RaiseSquareInverse | Self::ChangePowerFar => (Slip::Power, 0.3),
            Self::TurnFractionOver => (Slip::Power, 0.3),
            Self::RaiseFar => (Slip::Power, 0.6),
            Self::KeepNumerator | Self::DropNumerator => (Slip::Weight, 0.4),
            Self::PutNumerator => (Slip::Weight, 0.6),
            Self::PutDenominator => (Slip::Weight, 0.7),
            Self::DropFactor => (Slip::Weight, 0.2),
            // What stands beside a sum of 1 is easily multiplied by its own term.
            Self::SumFactor => (Slip::Weight, -1.5),
            Self::PutFactor => (Slip::Weight, 0.5),
            Self::PutInverseFactor => (Slip::Weight, 0.8),
            Self::DropSum => (Slip::Scope, 0.8),
            Self::PutSum => (Slip::Scope, 0.6),
            Self::PutSumThatHides => (Slip::Scope, 1.2),
            Self::DropFunction | Self::PutFunction => (Slip::Other, 0.8),
            Self::ExchangeLetters => (Slip::Index, 0.1),
            Self::ReplaceLetter => (Slip::Index, 0.0),
            Self::ReplaceUnboundLetter => (Slip::Scope, -0.5),
            Self::BindOtherLetter => (Slip::Scope, 0.1),
            Self::RestrictOtherLetter => (Slip::Range, 0.1),
            Self::ChangeCondition => (Slip::Range, 0.2),
            Self::DropCondition => (Slip::Range, 0.3),
            Self::PutCondition => (Slip::Range, 0.0),
            Self::ReplaceRange => (Slip::Range, 0.4),
            Self::ReplaceName => (Slip::Symbol, 0.3),
            Self::PutPrime => (Slip::Symbol, 0.4),
            Self::DropTerm => (Slip::Term, 0.2),
            Self::PutTerm => (Slip::Term, 0.8),
            Self::PutTermInside | Self::PutNumberTerm => (Slip::Term, 1.0),
            Self::MoveBracket => (Slip::Parenthesis, 0.3),
            Self::DropBracketUnderPower => (Slip::Parenthesis, 0.5),
            Self::PutBracketUnderPower => (Slip::Parenthesis, 0.6),
        }
    }

    /// The slip that it mends.
    pub(super) const fn slip(self) -> Slip {
        self.row().0
    }

    /// How unlikely that slip is beside others.
    pub(super) const fn weight(self) -> f64 {
        self.row().1
    }
}

/// Numbers that a term may have lost.
pub(super) const NUMBERS: [(&str, f64); 7] = [
    ("2", 0.2),
    ("\\frac{1}{2}", 0.3),
    ("4", 0.5),
    ("\\frac{1}{4}", 0.8),
    ("3", 1.0),
    ("8", 1.0),
    ("\\frac{1}{3}", 1.2),
];

/// What a letter counts that stands in a symbol twice: few mean the diagonal,
/// which is often 0, so that its sign or a second term is as well.
pub(super) const DIAGONAL: f64 = 2.0;
