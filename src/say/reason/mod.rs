//! Why something gets no verdict, as a clause: “this bracket is not closed”.

mod notation;
mod semantics;
mod value;

pub(crate) use notation::notation;

use crate::reason::{Excess, Reason, Skip};

/// A reason as a clause, without a full stop.
#[must_use]
pub(crate) fn reason(of: &Reason) -> String {
    match of {
        Reason::Notation(of) => notation(of),
        Reason::Semantics(of) => semantics::semantics(of),
        Reason::Value(of) => value::value(of),
        Reason::Excess(of) => excess(of),
        Reason::Skip(of) => skip(*of).into(),
        Reason::Internal => INTERNAL.into(),
    }
}

const INTERNAL: &str = "a fault inside handgrad itself; please report it";

fn excess(of: &Excess) -> String {
    let large = "this is too large to be evaluated";
    match of {
        Excess::Bytes { bytes, most } => {
            format!("the formula has {bytes} bytes; the most is {most}")
        }
        Excess::Nesting => "the formula is nested too deeply".into(),
        Excess::Parts => "the formula has too many parts".into(),
        Excess::Depth => "with all definitions written out this is nested too deeply".into(),
        Excess::Definitions => {
            "with all definitions written out this is too long to be evaluated".into()
        }
        Excess::FreeIndices => "too many free indices".into(),
        Excess::Places => "this symbol has too many places".into(),
        Excess::Range => "a range of this length is not evaluated".into(),
        Excess::Terms => "this sum has too many terms to be evaluated".into(),
        Excess::DerivativeEntries => "this derivative has too many entries".into(),
        Excess::FunctionEntries => "this function has too many entries".into(),
        Excess::Dependence => "this depends on too many places".into(),
        Excess::Room(name) => format!("{large}: there is no room for all places of {name}"),
        Excess::Work { most } => format!(
            "{large}: it takes more than the {} steps of work that a line is given",
            grouped(*most)
        ),
        Excess::Table { bytes, most } => format!(
            "{large}: a table of {} MB would be needed for it, and the largest has {}",
            grouped(bytes >> 20),
            grouped(most >> 20)
        ),
        Excess::Memory { most } => format!(
            "{large}: more than the {} MB of memory that a line is given would be needed for it",
            grouped(most >> 20)
        ),
        Excess::Relations { most } => format!("only the first {most} relations are judged"),
    }
}

const fn skip(of: Skip) -> &'static str {
    match of {
        Skip::NoEquation => "nothing is related here",
        Skip::Update => "this replaces a value by another one",
        Skip::Case => "this holds for the moment only",
        Skip::Range => "this says what an index runs over",
        Skip::Condition => "this restricts indices",
        Skip::Dependence => "this says what a symbol depends on",
        Skip::Optimum => "this sets a derivative to zero",
        Skip::NotStated => "the text does not say that this is so",
    }
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
