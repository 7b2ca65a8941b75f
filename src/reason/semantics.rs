//! What is read, and has no meaning here.

use super::{Code, Reason};

/// Why something that is read is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Semantics {
    /// A symbol of which nothing says what it is: as it is written.
    Unknown(String),
    /// One of a family that a quantity chooses: the family.
    Chosen(String),
    /// A symbol that is defined where it cannot be read.
    UnreadDefinition {
        /// The symbol.
        name: String,
        /// Why its definition cannot be read.
        reason: Box<Reason>,
    },
    /// A symbol of which words alone say what it is: as it is written.
    InWords(String),
    /// A symbol, or a function where it has no name, that its own definition
    /// needs.
    Circular(Option<String>),
    /// A second meaning of a symbol in another scope that no words give.
    Redefined(String),
    /// A symbol that has several meanings elsewhere and none here.
    SeveralMeanings(String),
    /// A derivative by a defined symbol, where the text speaks of local ones.
    LocalOrTotal,
    /// What words say of symbols, in a language that is not known.
    Language,
    /// Sides that have no symbol in common.
    Unconnected,
    /// An equation of givens that is false in general, and neither said to follow nor
    /// to be assumed.
    ConditionOrSlip,
    /// Properties that words say of nouns, and with which it is true.
    SaidOfNoun {
        /// The words, of each property.
        words: Vec<String>,
        /// What would make it true, in LaTeX.
        latex: Vec<String>,
    },
    /// A left side that is no symbol.
    DefinesNothing,
    /// A left side that is one place of a symbol.
    DefinesEntry,
    /// A letter that stands for an index and is bound nowhere.
    UnboundIndex(Option<String>),
    /// An index that stands where a number should.
    IndexAsNumber(String),
    /// A capital among a sum's letters.
    CapitalIndex,
    /// A name that has another number of indices elsewhere.
    IndexCount,
    /// An index of which every range is shorter.
    IndexBeyond,
    /// A word where an index should be.
    IndexPlace,
    /// A sum without a letter.
    SumLetter,
    /// Where a range begins.
    RangeBegin,
    /// Where a range ends.
    RangeEnd,
    /// A range that is longer than its set.
    RangeBeyond,
    /// A range that is not as long as its set, and not by how many.
    RangeLength,
    /// A set that is said to have two lengths.
    RangeLengths,
    /// What is summed over has two names or lengths: which.
    TwoLimits(String, String),
    /// A letter that may be added up over though no sum is written.
    ImpliedSum(String),
    /// A condition about indices.
    Condition,
    /// A condition about values that a line is restricted by.
    ValueCondition,
    /// A name before a bracket that is no function.
    NoFunction(String),
    /// A name before a bracket that may be a function.
    MaybeFunction(String),
    /// A symbol before a bracket that may be multiplied by it.
    MaybeProduct(String),
    /// A `^T` that may be a transpose or a power.
    MaybePower,
    /// A name with a letter above that may tell things apart or count entries.
    MaybeAbove(String),
    /// A letter that a sum in a definition binds, or of which the definition is one for each.
    MaybeOfOne(String),
    /// A `*` or `×` that may be another product than that of numbers.
    MaybeOtherProduct,
    /// A bracket behind a derivative that may be its point or a factor.
    MaybePoint,
    /// A derivative before a product, whose first factor is a function too.
    MaybeFirstFactor,
    /// A function with another number of arguments than its definition has.
    Arguments(String),
    /// A function without an argument.
    NoArgument,
    /// A function of one argument with several.
    OneArgument,
    /// A function that has no value of what it is of.
    FunctionHere,
    /// A case behind “otherwise”.
    CaseBehind,
    /// A ∂/∂x of nothing.
    OperatorAlone,
    /// A list where a number should be.
    List,
    /// `\infty`
    Infinity,
    /// What is known, and has no value by a finite sum.
    Beyond(Beyond),
    /// A derivative of the third order, or of the second of what nothing defines.
    SecondDerivative,
    /// A ∇ or d of which nothing says by what.
    NoVariable,
    /// Something that may change or not where a differential is taken.
    MayChange(String),
    /// Something whose change has to keep an assumption true.
    BoundChange(String),
    /// A derivative by something other than a symbol.
    ByNoVariable,
    /// A derivative by a number.
    ByConstant,
    /// `∈`
    Membership,
    /// `≈`
    Approximate,
    /// `∝`
    Proportional,
    /// Any other sign but those of equations.
    NoEquation,
    /// An inequality about something defined.
    Inequality,
    /// A left side that is not understood, or not there.
    LeftSide,
    /// A right side of dots.
    LeftOpen,
    /// An equation that says what a function is, in a way that is not known.
    FunctionStated,
    /// An assumption from outside without a relation.
    NothingStated,
    /// An expectation that is false in general, and may be true of what is meant.
    Random(Random),
}

/// What is left open of an expectation: where a line with it is false for a finite space with
/// generic weights, it may be true of what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Random {
    /// Which letters are random is not said.
    Letters,
    /// The text says something of a distribution.
    Distribution,
    /// Something is given.
    Given,
    /// What is drawn is differentiated by.
    Slope,
    /// A formula says what the density is.
    Density,
    /// What is random stands outside of an expectation, too.
    Outside,
}

impl Random {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Letters, Self::Distribution, Self::Given, Self::Slope, Self::Density, Self::Outside];

    /// The letter that marks it.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Letters => "l",
            Self::Distribution => "d",
            Self::Given => "g",
            Self::Slope => "s",
            Self::Density => "p",
            Self::Outside => "o",
        }
    }
}

/// What has a value that no finite sum gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Beyond {
    /// E, Var, Cov.
    Expectation,
    /// P, Pr.
    Probability,
    /// argmin, argmax, a distribution.
    Named,
    /// lim, sup, inf.
    Limit,
    /// A matrix written out.
    Matrix,
}

impl Semantics {
    /// Whether it is a definition that cannot be read.
    pub(crate) const fn is_unread_definition(&self) -> bool {
        matches!(self, Self::UnreadDefinition { .. })
    }

    /// The word that stands for all reasons of its sort.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Unknown(_) | Self::Chosen(_) | Self::FunctionStated | Self::Unconnected => {
                Code::UnknownName
            }
            Self::UnreadDefinition { .. }
            | Self::InWords(_)
            | Self::Circular(_)
            | Self::DefinesNothing
            | Self::DefinesEntry => Code::Definition,
            Self::Redefined(_) => Code::Redefined,
            Self::ConditionOrSlip | Self::SaidOfNoun { .. } | Self::Language => {
                Code::ConditionOrSlip
            }
            Self::UnboundIndex(_) => Code::UnboundIndex,
            Self::CapitalIndex
            | Self::IndexAsNumber(_)
            | Self::IndexCount
            | Self::IndexBeyond
            | Self::IndexPlace => Code::BadIndex,
            Self::SumLetter
            | Self::RangeBegin
            | Self::RangeEnd
            | Self::RangeBeyond
            | Self::RangeLength
            | Self::RangeLengths
            | Self::TwoLimits(..)
            | Self::ImpliedSum(_)
            | Self::Condition => Code::Bounds,
            Self::ValueCondition => Code::Condition,
            Self::MaybeFunction(_)
            | Self::MaybeProduct(_)
            | Self::MaybePoint
            | Self::MaybeFirstFactor
            | Self::MaybePower
            | Self::MaybeAbove(_)
            | Self::MaybeOfOne(_)
            | Self::MaybeOtherProduct
            | Self::LocalOrTotal
            | Self::SeveralMeanings(_) => Code::Reading,
            Self::NoFunction(_) | Self::Arguments(_) | Self::NoArgument | Self::OneArgument => {
                Code::Function
            }
            Self::CaseBehind | Self::OperatorAlone | Self::LeftSide => Code::Unread,
            Self::FunctionHere | Self::List | Self::Infinity | Self::Beyond(_) => {
                Code::NotEvaluated
            }
            Self::SecondDerivative => Code::SecondDerivative,
            Self::NoVariable
            | Self::MayChange(_)
            | Self::BoundChange(_)
            | Self::ByNoVariable
            | Self::ByConstant => Code::NoVariable,
            Self::Membership => Code::Membership,
            Self::Approximate | Self::Proportional => Code::Approximate,
            Self::Inequality => Code::Inequality,
            Self::NoEquation | Self::NothingStated => Code::NoEquation,
            Self::LeftOpen => Code::Unanswered,
            Self::Random(_) => Code::Expectation,
        }
    }
}
