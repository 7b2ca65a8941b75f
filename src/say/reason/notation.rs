//! What cannot be read, in words.

use crate::reason::{Bracket, Notation};

/// Why a formula cannot be read, as a clause.
#[must_use]
pub(crate) fn notation(of: &Notation) -> String {
    match of {
        Notation::Character(c) => format!("“{c}” cannot stand here"),
        Notation::Unknown(name) => format!("\\{name} is not understood"),
        Notation::Command(name) => format!("\\{name} is not understood here"),
        Notation::Beyond(name) => format!("\\{name} is not evaluated"),
        Notation::Words(words) => format!("the words “{words}” stand inside a formula"),
        Notation::Environment(name) => format!("\\begin{{{name}}} is not understood here"),
        Notation::Unclosed(bracket) => unclosed(bracket),
        Notation::EnvironmentEnd { begun, ended } => {
            format!("\\begin{{{begun}}} ends as {ended}")
        }
        Notation::MacroEndless(Some(name)) => format!("\\{name} expands without end"),
        Notation::Excess(excess) => super::excess(excess),
        of => plain(of).into(),
    }
}

fn unclosed(of: &Bracket) -> String {
    match of {
        Bracket::Sign(open) => format!("“{open}” is not closed"),
        Bracket::Any => "the bracket is not closed".into(),
        Bracket::Bar => "the bar is not closed".into(),
        Bracket::DoubleBar => "the double bar is not closed".into(),
        Bracket::Brace => "the brace is not closed".into(),
        Bracket::Left => "\\left has no \\right".into(),
        Bracket::Environment(name) => format!("\\begin{{{name}}} has no \\end"),
    }
}

/// What is said of a reason that is about nothing in particular.
const fn plain(of: &Notation) -> &'static str {
    match of {
        Notation::Empty => "nothing stands here",
        Notation::Missing => "something is missing here",
        Notation::Unopened => "nothing was opened that this closes",
        Notation::Brackets => "these brackets are not understood",
        Notation::InnerProduct => "an inner product has two sides",
        Notation::CaseCondition => "this case's condition is not understood",
        Notation::Condition => "this condition is not understood",
        Notation::Norm => "only the Euclidean norm is understood",
        Notation::Number => "this number is not understood",
        Notation::RowGoesOn => "whether this row goes on from the one before is not clear",
        Notation::Row => "this row has no relation of its own",
        Notation::BehindSpace => "what stands behind the wide space is not understood",
        Notation::ScriptBar => "the bar of this script parts nothing",
        Notation::ScriptList => "this script is no list of indices",
        Notation::ScriptTwice => "a second script of the same kind",
        Notation::Script => "a subscript or prime here is not understood",
        Notation::ScriptBehindBracket => "a subscript behind a bracket is not understood",
        Notation::ScriptOnIndex => "an index with a script of its own is not understood",
        Notation::Index => "this index is not understood",
        Notation::IndexFraction => "an index is a whole number",
        Notation::Range => "what this sum runs over is not understood",
        Notation::RangeSet => "the set that this runs over is not understood",
        Notation::DerivativeOrders => "the orders above and below the line differ",
        Notation::DerivativeBelow => "this denominator is not understood",
        Notation::Partial => "this ∂ is not understood",
        Notation::SecondPrefix => "a second derivative needs its denominator",
        Notation::Nabla => "∇ is applied to nothing",
        Notation::Prime => "this prime is not understood",
        Notation::FunctionScript => "a function with a subscript is not understood",
        Notation::LogarithmBase => "a logarithm with a base is not understood",
        Notation::AccentWide => "an accent over more than one letter is not understood",
        Notation::Accent => "this accent is not understood",
        Notation::Argument => "an argument is missing",
        Notation::OutsideMacro => "this belongs to no macro",
        Notation::MacroArguments => "a macro has at most nine arguments",
        Notation::MacroBody => "the definition has no body",
        Notation::MacroName => "the definition names no command",
        Notation::MacroParameter => "the macro's body names an argument it does not have",
        Notation::MacroCall => "the macro is not called as it was defined",
        Notation::MacroEndless(_) => "the macro expands without end",
        Notation::Misplaced
        | Notation::Character(_)
        | Notation::Unknown(_)
        | Notation::Beyond(_)
        | Notation::Command(_)
        | Notation::Words(_)
        | Notation::Environment(_)
        | Notation::Unclosed(_)
        | Notation::EnvironmentEnd { .. }
        | Notation::Excess(_) => "this cannot stand here",
    }
}
