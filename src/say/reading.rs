//! How something was read, in words.

use crate::expression::Inference;
use crate::syntax::{Guessed, Instead};

/// What was taken for what.
#[must_use]
pub(crate) const fn guessed(of: Guessed) -> &'static str {
    match of {
        Guessed::WholeProduct => "a function of the whole product",
        Guessed::PastASign => "the sum goes on past a sign",
        Guessed::PowerOfValue => "a power of the function's value",
        Guessed::PowerOfArgument => "a function of the bracket's power",
        Guessed::OperatorOnProduct => "the derivative is of the whole product",
        Guessed::SumOfBraces => "the sum is of all that stands in braces",
        Guessed::ShortArgument => "the slash divides the function's value",
        Guessed::OpenStar => "⋆ is the product",
        Guessed::OneDivisor => "the slash divides by one factor",
        Guessed::NarrowDifferential => "the differential is of the first factor",
        Guessed::OnlyVariable => "∇ by the only variable",
        Guessed::Transpose => "T is the transpose",
        Guessed::Cross => "× is the product",
        Guessed::Star => "* is the product",
    }
}

/// The reading that is chosen instead.
#[must_use]
pub(super) const fn instead(of: Instead) -> &'static str {
    match of {
        Instead::NarrowOperators => "the derivative is of the first factor alone",
        Instead::WideDifferentials => "the differential is of the whole product behind the d",
        Instead::LooseBraces => "the sum ends at the first sign, as the braces do not show",
        Instead::LongArguments => "the slash divides within the function",
        Instead::LongDivisors => "the slash divides by the whole product behind it",
        Instead::Counts => "what divides the sum counts its terms",
        Instead::Identity => "I is the identity matrix",
        Instead::Apart => "the member that is named is none of those that the sum adds up",
        Instead::Calls => "the bracket behind a name holds what that is a function of",
    }
}

/// What was inferred.
#[must_use]
pub(crate) fn inference(of: &Inference) -> String {
    match of {
        Inference::ValueOfFunction(name) => {
            format!("{name}(…) is {name}, with what it depends on")
        }
        Inference::Logistic => "σ is the logistic function".into(),
        Inference::Product(name) => format!("{name} is multiplied by the bracket"),
        Inference::NewMeaning(name) => format!("{name} has a new meaning from this heading on"),
        Inference::Shown(name) => {
            format!("{name} is taken to be what stands in its place in the line before")
        }
        Inference::LeftOut { name, letter } => {
            format!("{name} has an index that is not written: it is one for each {letter}")
        }
        Inference::NoDiagonal(name) => {
            format!("{name} is 0 where its indices are equal, as its normaliser leaves that out")
        }
        Inference::EqualLeftOut(a, b) => {
            format!("the sum leaves out {a} = {b}, where its terms do not exist")
        }
        Inference::FixedLetter(letter) => format!("{letter} is fixed in the sum"),
        Inference::RowAndColumn => "one side is a row, the other a column".into(),
        Inference::NotLeft => {
            "the left side is not evaluated: this is compared with the first member behind it that \
             is"
            .into()
        }
    }
}
