//! What is understood, and has no value.

use super::Code;
use super::Instead;

/// Why something that is understood is not evaluated, or not decided by its
/// values.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A side is no finite number at a generic point: the part to blame, where
    /// it is found.
    NotFinite(Option<Singular>),
    /// No point meets an assumption.
    Unmet,
    /// Rounding decides.
    Rounding,
    /// A branch of a maximum, an absolute value or a sign is taken at no point.
    Branch,
    /// Both sides vanish if a sum binds every letter of its condition, and one
    /// may be fixed.
    Vanishes,
    /// Both sides vanish whatever is put before them.
    SaysNothing,
    /// Both sides vanish under an assumption, and the line is false without it.
    MadeNothing,
    /// A line that is true only where an assumption leaves a symbol no generic
    /// value: its name.
    Fixed(String),
    /// A line of which a choice among readings decides.
    Hangs {
        /// What can be read otherwise.
        on: Instead,
        /// Whether it is true then.
        true_then: bool,
    },
    /// Shapes that do not fit.
    Shapes(Mismatch),
    /// A symbol that is defined with another shape than it is used with.
    Used(String),
    /// A line that fits only if a matrix is square of which nothing says so: its name.
    MadeSquare(String),
    /// A right side that is the transpose of the left one.
    Transposed,
    /// A line that is true for different letters, and nothing says that it is
    /// meant for these only.
    Diagonal(Unsaid),
    /// An index beyond its set.
    IndexBeyond,
    /// A letter without values, since its set is empty.
    NoIndexValues,
    /// A place of what has none.
    NoEntry,
    /// What the size of nothing that is known counts: its name.
    Count(String),
    /// What a value depends on.
    Depends(Dependence),
    /// Two symbols that may be the same: their names.
    MaybeSame(String, String),
    /// Of a vector with an index: which one counts its entries.
    EntryIndex(String),
    /// A set that is summed over, some of whose members are listed.
    Members,
    /// A line that is false in general: the symbol that is of a set which is not
    /// understood.
    Limited(String),
    /// A power that is no product.
    Power,
    /// An exponential, logarithm or root of a matrix.
    OfMatrix,
    /// A point at which no case is met.
    NoCase,
    /// An operation that is evaluated nowhere.
    Nothing,
    /// A function given by name alone, at chosen values.
    NameAlone,
    /// Chosen values that meet what is assumed.
    NoChosen,
    /// A relation that is restricted to some indices.
    Restricted,
    /// Values given with another number of axes.
    Axes {
        /// The symbol.
        name: String,
        /// As many as it has.
        wanted: usize,
        /// As many as its values have.
        given: usize,
    },
    /// Values given for another size of a symbol's set.
    Size(String),
    /// A set of which no given value says the size.
    Unsized,
    /// A symbol without a given value.
    NotGiven(String),
    /// A shape, and the one that it should be.
    Formed {
        /// Axis by axis.
        shape: Vec<usize>,
        /// The other one.
        wanted: Vec<usize>,
    },
}

/// A line that is false where two letters are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The letters.
    pub letters: (String, String),
    /// What the left side is where they are equal.
    pub there: There,
}

/// What a left side is where two letters are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum There {
    /// 0.
    Zero,
    /// A multiple of the right side: of which number.
    Times(String),
    /// The right side and something more, in LaTeX.
    Plus(String),
    /// The right side less something, in LaTeX.
    Minus(String),
    /// At some point a number, and the right side another one.
    Numbers(String, String),
    /// Not known.
    Other,
}

/// Shapes that do not fit, rows × columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// A number and a vector in a sum.
    NumberAdded,
    /// Two terms of a sum.
    Terms,
    /// Two columns in a product.
    Vectors,
    /// Two factors.
    Factors,
    /// The sides of an inner or entry-wise product.
    Product,
    /// A vector below the line.
    Divisor,
    /// The arguments of a maximum, or cases.
    Alternatives,
    /// A vector where a number is multiplied over an index.
    ProductOver,
    /// A vector or matrix with an exponent.
    Power,
    /// A factor is a Jacobian, of which there are two layouts.
    Layout,
    /// Factors that may be matrices are exchanged.
    Order,
    /// A transpose of what is taken for a number.
    TransposedNumber,
    /// A function of one number with something else.
    OneNumber,
    /// A vector on one side, a number on the other.
    SidesOfNumber,
    /// The left side and the right one.
    Sides((usize, usize), (usize, usize)),
    /// Tables that are put together.
    Tables,
    /// A shape that is not known.
    Unknown,
}

/// What a value may depend on, of which nothing is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dependence {
    /// How a function depends on what it is differentiated by.
    OnVariable(String),
    /// How a function depends on each of its arguments.
    OnArguments(String),
    /// How what is differentiated depends on a symbol.
    OnSymbol(String),
    /// How a symbol depends on what it is differentiated by.
    OfSymbol(String),
    /// What is differentiated by a symbol that stands nowhere in it.
    Nowhere(String),
    /// A symbol reached otherwise than through what is differentiated by.
    PastVariable(String),
}

/// A part without a value whose own parts have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Singular {
    /// What is to blame, in LaTeX, if it has a name.
    pub name: Option<String>,
    /// What is done with it.
    pub blame: Blame,
    /// What it is.
    pub sign: Sign,
    /// Whether it is so wherever it was looked at, or for all values of its
    /// indices; else it is so at some points.
    pub always: bool,
    /// The letters that are equal there.
    pub equal: Vec<(String, String)>,
}

/// What is done with a part that cannot bear it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blame {
    /// It is divided by.
    Divisor,
    /// It is raised to a power.
    Base,
    /// Its logarithm is taken.
    Logarithm,
    /// Its root is taken.
    Root,
}

/// Which value a part has that it should not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// 0.
    Zero,
    /// Less than 0.
    Negative,
}

impl Value {
    /// The word that stands for all reasons of its sort.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::NotFinite(_) => Code::NotFinite,
            Self::Unmet | Self::NoChosen => Code::UnmetAssumption,
            Self::Rounding => Code::Rounding,
            Self::Branch => Code::Branch,
            Self::Vanishes | Self::SaysNothing | Self::MadeNothing | Self::Fixed(_) => {
                Code::Vacuous
            }
            Self::Diagonal(_) => Code::Diagonal,
            Self::Shapes(_)
            | Self::Used(_)
            | Self::MadeSquare(_)
            | Self::Transposed
            | Self::Axes { .. }
            | Self::Formed { .. } => Code::Shape,
            Self::IndexBeyond | Self::NoEntry => Code::BadIndex,
            Self::NoIndexValues => Code::EmptyRange,
            Self::Count(_) | Self::Members | Self::Size(_) | Self::Unsized => Code::Bounds,
            Self::Depends(Dependence::PastVariable(_))
            | Self::Hangs { .. }
            | Self::MaybeSame(..)
            | Self::EntryIndex(_) => Code::Reading,
            Self::Depends(_) => Code::UnknownDependence,
            Self::Limited(_) => Code::Membership,
            Self::NotGiven(_) | Self::NameAlone => Code::UnknownName,
            Self::Power | Self::OfMatrix | Self::NoCase | Self::Nothing | Self::Restricted => {
                Code::NotEvaluated
            }
        }
    }
}
