//! Odd indices, in words.

use crate::diagnose::{Meant, Odd};

/// What is odd, and what was probably meant, as a clause.
#[must_use]
pub(crate) fn odd(of: &Odd) -> String {
    let word = |product: bool| if product { "product" } else { "sum" };
    match of {
        Odd::Unused { letter, product, restricted } => {
            let times = if *restricted { "the condition allows" } else { "it runs" };
            let repeated = if *product { "multiplied" } else { "added" };
            let word = word(*product);
            format!(
                "the {word} runs over {letter}, but {letter} does not occur in it: the same is \
                 {repeated} as often as {times}; does an index in it have to be {letter}, or does \
                 the {word} not belong here?"
            )
        }
        Odd::Rebound { letter, product } => format!(
            "{letter} already has a meaning where this {} binds it again, and inside only the \
             inner one counts; was another letter meant for one of them?",
            word(*product)
        ),
        Odd::TwoSets(letter) => {
            format!("{letter} runs over another set here than before in this line")
        }
        Odd::FreeRight { letter, meant } => {
            let meant = match meant {
                Meant::Summed(other) => format!("was {other} meant, which is summed over?"),
                Meant::Left(other) => format!("was {other} meant?"),
                Meant::Sum => format!("is a sum over {letter} missing?"),
            };
            format!("{letter} is free here, but does not occur on the left side; {meant}")
        }
        Odd::FreeLeft(letter) => {
            format!("{letter} is free on the left side, but does not occur on the right one")
        }
    }
}
