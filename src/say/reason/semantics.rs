//! What is not understood, in words.

use super::reason;
use crate::reason::{Beyond, Random, Semantics};

/// Why something is not understood, as a clause.
pub(super) fn semantics(of: &Semantics) -> String {
    match of {
        Semantics::Unknown(name) => format!("nothing says what {name} is"),
        Semantics::Chosen(name) => {
            format!("an index chooses one of the family {name}, and which one it is is not said")
        }
        Semantics::UnreadDefinition { name, reason: why } => {
            format!("the definition of {name} cannot be read: {}", reason(why))
        }
        Semantics::InWords(name) => {
            format!("what {name} is, or depends on, is said in words alone")
        }
        Semantics::Circular(Some(name)) => format!("{name} is defined by itself"),
        Semantics::Redefined(name) => format!(
            "{name} has another meaning before, and no words say that it gets a new one here"
        ),
        Semantics::SeveralMeanings(name) => {
            format!("{name} has a meaning in other sections, and none of its own in this one")
        }
        Semantics::MaybeOfOne(letter) => {
            format!("the definition may be of one {letter}, or add up over {letter} as well")
        }
        Semantics::MaybeAbove(name) => {
            format!(
                "whether the letter above {name} tells things apart or counts entries is not said"
            )
        }
        Semantics::UnboundIndex(Some(letter)) => format!("the index {letter} is bound nowhere"),
        Semantics::IndexAsNumber(name) => {
            format!("the index {name} stands as a number, which is not evaluated")
        }
        Semantics::TwoLimits(a, b) => format!(
            "sums over it run to {a} and to {b}: what the one has to do with the other is not said"
        ),
        Semantics::ImpliedSum(letter) => format!(
            "by the convention that the text follows a sum over {letter} may be meant, which none \
             is written for"
        ),
        Semantics::MayChange(name) => {
            format!("it is true or false as {name} is constant or changes, which is not said")
        }
        Semantics::BoundChange(name) => format!(
            "it is false of any change, and what is assumed lets {name} change in some ways only"
        ),
        Semantics::SaidOfNoun { words, latex } => format!(
            "it is true if {}, and the words “{}” may say that or something else",
            latex.join(" and "),
            words.join("” and “")
        ),
        Semantics::NoFunction(name) => format!("{name} is no function that is known"),
        Semantics::MaybeFunction(name) => format!("nothing says whether {name} is a function"),
        Semantics::MaybeProduct(symbol) => {
            format!("whether {symbol} is multiplied here is not said")
        }
        Semantics::Arguments(name) => format!("{name} is not called as it was defined"),
        Semantics::Beyond(what) => format!("{} is not evaluated", beyond(*what)),
        Semantics::Random(open) => format!(
            "as an expectation over finitely many values with any weights it is false, and {}",
            random(*open)
        ),
        of => plain(of).into(),
    }
}

const fn random(open: Random) -> &'static str {
    match open {
        Random::Letters => "what is random in it is not said",
        Random::Distribution => "the text says more of the distribution",
        Random::Given => "what is given may say more",
        Random::Slope => "of a derivative by what is drawn a density may say more",
        Random::Density => "a formula says what the density is",
        Random::Outside => "what is random stands outside of it, too",
    }
}

const fn beyond(what: Beyond) -> &'static str {
    match what {
        Beyond::Expectation => "an expectation",
        Beyond::Probability => "a probability",
        Beyond::Named => "what this names",
        Beyond::Limit => "a limit",
        Beyond::Matrix => "a matrix written out",
    }
}

/// What is said of a reason that is about nothing in particular.
const fn plain(of: &Semantics) -> &'static str {
    match of {
        Semantics::Circular(_) => "a function is defined by itself",
        Semantics::DefinesNothing => "this defines nothing",
        Semantics::DefinesEntry => "this defines no whole symbol",
        Semantics::UnboundIndex(_) => "an index is bound nowhere",
        Semantics::CapitalIndex => "a capital is taken for no index",
        Semantics::IndexCount => "this name has another number of indices elsewhere",
        Semantics::IndexBeyond => "this index is out of every range",
        Semantics::IndexPlace => "this index is no place",
        Semantics::SumLetter => "what this sum runs over is not said",
        Semantics::RangeBegin => "where this range begins is not understood",
        Semantics::RangeEnd => "where this range ends is not understood",
        Semantics::RangeBeyond => "this range goes past its set",
        Semantics::RangeLength => "a range of this length is not evaluated",
        Semantics::RangeLengths => "this range has two lengths",
        Semantics::ValueCondition => {
            "it is restricted by a condition about values, under which it is not tried"
        }
        Semantics::Condition => "this condition is not understood",
        Semantics::MaybePower => "whether T is an exponent or the transpose here is not said",
        Semantics::MaybeOtherProduct => {
            "whether this sign is the product of numbers is not said: it may be a cross product \
             or a convolution"
        }
        Semantics::MaybeFirstFactor => {
            "whether this derivative is of the whole product or of its first factor is not said"
        }
        Semantics::MaybePoint => {
            "whether the bracket behind this derivative is its point or a factor is not said"
        }
        Semantics::NoArgument => "a function without its argument is not understood",
        Semantics::OneArgument => "this function takes one argument",
        Semantics::FunctionHere => "this function is not evaluated here",
        Semantics::CaseBehind => "a case stands behind “otherwise”",
        Semantics::OperatorAlone => "nothing stands behind this operator",
        Semantics::List => "a list has no value here",
        Semantics::Infinity => "infinity is no number",
        Semantics::SecondDerivative => {
            "a derivative of the third order, or one of the second of what is only known to depend on \
             its variable, is not evaluated"
        }
        Semantics::NoVariable => "nothing says by what this differentiates",
        Semantics::ByNoVariable => "this differentiates by something that is no variable",
        Semantics::ByConstant => "this differentiates by a constant",
        Semantics::Membership => "membership is not evaluated",
        Semantics::Approximate => "≈ is neither true nor false",
        Semantics::Proportional => "∝ leaves a factor open",
        Semantics::NoEquation => "only equations are evaluated",
        Semantics::Inequality => "an inequality about something defined is not decided",
        Semantics::LeftOpen => "this is left open",
        Semantics::FunctionStated => "what this says of a function is not understood",
        Semantics::ConditionOrSlip => {
            "it is false in general, and the words tell neither that it follows nor that it is assumed"
        }
        Semantics::LocalOrTotal => {
            "it is false of the total derivative, and the text speaks of local ones"
        }
        Semantics::Language => {
            "it is false in general, and what the words say of it is in a language that is not known"
        }
        Semantics::Unconnected => "nothing says what its sides have to do with each other",
        Semantics::NothingStated => "it says nothing that could be true",
        Semantics::LeftSide
        | Semantics::Unknown(_)
        | Semantics::Chosen(_)
        | Semantics::UnreadDefinition { .. }
        | Semantics::Redefined(_)
        | Semantics::SeveralMeanings(_)
        | Semantics::InWords(_)
        | Semantics::IndexAsNumber(_)
        | Semantics::MayChange(_)
        | Semantics::BoundChange(_)
        | Semantics::TwoLimits(..)
        | Semantics::ImpliedSum(_)
        | Semantics::NoFunction(_)
        | Semantics::MaybeFunction(_)
        | Semantics::MaybeProduct(_)
        | Semantics::Arguments(_)
        | Semantics::MaybeAbove(_)
        | Semantics::MaybeOfOne(_)
        | Semantics::SaidOfNoun { .. }
        | Semantics::Random(_)
        | Semantics::Beyond(_) => "the left side of this is not understood",
    }
}
