//! What cannot be read.

use super::{Code, Excess};

/// Why a formula, or a part of it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notation {
    /// There is nothing where a side should be.
    Empty,
    /// There is nothing where a term or factor should be.
    Missing,
    /// A character that cannot stand where it does.
    Character(char),
    /// A command that is understood nowhere: its name.
    Unknown(String),
    /// A command that is unknown where it stands: its name.
    Command(String),
    /// A command for what has a value that no finite sum gives: its name.
    Beyond(String),
    /// Words within a formula.
    Words(String),
    /// An environment that is unknown where it stands: its name.
    Environment(String),
    /// Anything else that cannot stand where it does.
    Misplaced,
    /// What is opened and not closed.
    Unclosed(Bracket),
    /// What closes and was not opened.
    Unopened,
    /// An environment that ends by another name.
    EnvironmentEnd {
        /// As it begins.
        begun: String,
        /// As it ends.
        ended: String,
    },
    /// A pair of brackets that is not known.
    Brackets,
    /// `⟨…⟩` of any number of sides but two.
    InnerProduct,
    /// When one of several cases is meant.
    CaseCondition,
    /// A condition about indices.
    Condition,
    /// `\|x\|_1` and the like.
    Norm,
    /// A number with two points and the like.
    Number,
    /// A row that begins with a minus.
    RowGoesOn,
    /// A row without a relation.
    Row,
    /// Something behind a wide space.
    BehindSpace,
    /// A bar in a script with nothing before it, or a second one.
    ScriptBar,
    /// A script with arithmetic other than a shift.
    ScriptList,
    /// Two subscripts, or two superscripts.
    ScriptTwice,
    /// A subscript or prime on what takes none.
    Script,
    /// A subscript behind a bracket.
    ScriptBehindBracket,
    /// An index with a script.
    ScriptOnIndex,
    /// An index that is no letter, number or word.
    Index,
    /// An index such as 0.5.
    IndexFraction,
    /// What stands below a sum.
    Range,
    /// The set that stands below a sum.
    RangeSet,
    /// Orders above and below the line of a derivative that differ.
    DerivativeOrders,
    /// What a derivative is by.
    DerivativeBelow,
    /// A ∂ with scripts.
    Partial,
    /// `\partial^2 f` without what it is by.
    SecondPrefix,
    /// A ∇ at the end.
    Nabla,
    /// A prime on a function's sign.
    Prime,
    /// A subscript on a function's name.
    FunctionScript,
    /// `\log_2`
    LogarithmBase,
    /// An accent over several letters.
    AccentWide,
    /// An accent over what takes none.
    Accent,
    /// A command without its argument.
    Argument,
    /// `#1` outside of a macro.
    OutsideMacro,
    /// A macro of ten arguments.
    MacroArguments,
    /// A macro without a body.
    MacroBody,
    /// A macro without a name.
    MacroName,
    /// `#2` in the body of a macro with one argument.
    MacroParameter,
    /// A macro called otherwise than its definition says.
    MacroCall,
    /// A macro without an end: its name, where that is known.
    MacroEndless(Option<String>),
    /// There is too much of it.
    Excess(Excess),
}

/// What opens, and should close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bracket {
    /// A bracket.
    Sign(char),
    /// A bracket, whatever its sign.
    Any,
    /// `|`
    Bar,
    /// `\|`
    DoubleBar,
    /// `{`
    Brace,
    /// `\left`
    Left,
    /// `\begin{…}`: its name.
    Environment(String),
}

impl Notation {
    /// The word that stands for all reasons of its sort.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Excess(_) | Self::MacroEndless(_) => Code::TooLarge,
            Self::Beyond(_) => Code::NotEvaluated,
            Self::Range | Self::RangeSet => Code::Bounds,
            Self::RowGoesOn => Code::Reading,
            _ => Code::Unread,
        }
    }
}
