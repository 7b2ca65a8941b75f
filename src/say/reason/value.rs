//! What is not evaluated, in words.

use super::super::reading::instead;
use crate::reason::{Blame, Dependence, Mismatch, Sign, Singular, There, Unsaid, Value};

/// Why something is not evaluated or decided, as a clause.
pub(super) fn value(of: &Value) -> String {
    match of {
        Value::NotFinite(Some(part)) => format!("{NOT_FINITE}: {}", singular(part)),
        Value::Shapes(of) => mismatch(*of),
        Value::Count(name) => format!("what {name} counts is not said"),
        Value::Depends(of) => dependence(of),
        Value::Hangs { on, true_then } => {
            let (truth, otherwise) = if *true_then { ("true", "false") } else { ("false", "true") };
            format!("it is {truth} if {}, and {otherwise} if not", instead(*on))
        }
        Value::MaybeSame(name, other) => {
            format!("whether {name} and {other} belong together is not said")
        }
        Value::EntryIndex(name) => format!("which index of {name} counts its entries is not said"),
        Value::Limited(name) => format!(
            "it is false in general, but the set that {name} is taken from is not understood"
        ),
        Value::Axes { name, wanted, given } => {
            format!("{name} has {wanted} axes, its values {given}")
        }
        Value::Used(name) => {
            format!("what {name} is has another shape than its uses ask for")
        }
        Value::MadeSquare(name) => {
            format!("it fits only if {name} is square, which nothing says")
        }
        Value::Fixed(name) => format!(
            "what is assumed here leaves {name} no generic value, and the line is true only there"
        ),
        Value::Diagonal(of) => diagonal(of),
        Value::Size(name) => format!("{name} is given for another size"),
        Value::NotGiven(name) => format!("no value is given for {name}"),
        Value::Formed { shape, wanted } => {
            format!("its shape is {shape:?}, that of the points {wanted:?}")
        }
        of => plain(of).into(),
    }
}

/// What is right where two letters are equal, and how the line can say that it
/// is not meant there.
fn diagonal(of: &Unsaid) -> String {
    let (i, j) = &of.letters;
    let there = match &of.there {
        There::Zero => "the left side is 0".into(),
        There::Times(number) => format!("the left side is {number} times the right one"),
        There::Plus(more) => format!("the left side is the right one plus ${more}$"),
        There::Minus(less) => format!("the left side is the right one minus ${less}$"),
        There::Numbers(left, right) => {
            format!("the left side is {left} at some point, and the right side {right}")
        }
        There::Other => "the two sides differ".into(),
    };
    format!(
        "it is true for {i} ≠ {j} only: for {i} = {j} {there}; if different letters are meant, \
         say so, as in “for ${i} \\ne {j}$”"
    )
}

const NOT_FINITE: &str = "a value is not a finite number at a generic point";

/// What is said of a reason that is about nothing in particular.
const fn plain(of: &Value) -> &'static str {
    match of {
        Value::NotFinite(_) => NOT_FINITE,
        Value::Unmet => {
            "no point was found that meets this assumption, so it is not made; without it the \
             sides are not equal"
        }
        Value::Rounding => "rounding decides whether the sides are equal",
        Value::Branch => {
            "it is true wherever it was looked at, but a branch of a maximum, an absolute value or a \
             sign in it was never met there"
        }
        Value::Vanishes => {
            "both sides vanish if the sum binds every letter of its condition; whether one of \
             them is fixed is not said"
        }
        Value::SaysNothing => {
            "both sides are 0 at every point, though neither is written so: with any factor the \
             line would be as true, and so it says nothing"
        }
        Value::MadeNothing => {
            "both sides are 0 only since this is assumed: any factor would do, and without it the \
             line is false"
        }
        Value::Transposed => "its right side is the transpose of the left one",
        Value::IndexBeyond => "an index runs out of its set",
        Value::NoIndexValues => "its indices have no values",
        Value::NoEntry => "this is no entry",
        Value::Members => {
            "whether all members of the set that is summed over are listed is not said"
        }
        Value::Power => "this power is not evaluated",
        Value::OfMatrix => "an exponential, a logarithm or a root of a matrix is not evaluated",
        Value::NoCase => "no case is met here",
        Value::NameAlone => "a function that is given by its name alone has no small values",
        Value::NoChosen => "no small values meet the assumptions",
        Value::Restricted => "it speaks of some of its indices only",
        Value::Unsized => "the values given do not say how far this runs",
        Value::Nothing
        | Value::Diagonal(_)
        | Value::Shapes(_)
        | Value::Count(_)
        | Value::Depends(_)
        | Value::Hangs { .. }
        | Value::MaybeSame(..)
        | Value::EntryIndex(_)
        | Value::Limited(_)
        | Value::Axes { .. }
        | Value::Used(_)
        | Value::Size(_)
        | Value::Fixed(_)
        | Value::MadeSquare(_)
        | Value::NotGiven(_)
        | Value::Formed { .. } => "this is not evaluated",
    }
}

fn mismatch(of: Mismatch) -> String {
    let words = match of {
        Mismatch::Sides((m, n), (k, l)) => {
            return format!("the left side has the shape {m} × {n}, the right one {k} × {l}");
        }
        Mismatch::NumberAdded => "a number and a vector are added",
        Mismatch::Terms => "two terms that differ in shape are added",
        Mismatch::Vectors => "two vectors side by side are no product",
        Mismatch::Factors => "the shapes of these two factors do not fit",
        Mismatch::Product => "the two sides of this product differ in shape",
        Mismatch::Divisor => "nothing is divided by a vector",
        Mismatch::Alternatives => "these differ in shape",
        Mismatch::ProductOver => "a product over an index is of numbers",
        Mismatch::Layout => {
            "it multiplies by a Jacobian, which some write as the transpose of what others do"
        }
        Mismatch::Order => {
            "it exchanges factors, which numbers allow and matrices do not, and nothing says which \
             these are"
        }
        Mismatch::TransposedNumber => {
            "it transposes what is taken for a number, as nothing says that it is a vector or matrix"
        }
        Mismatch::Power => "a power of a vector or matrix is not evaluated",
        Mismatch::OneNumber => "this is no function of one number",
        Mismatch::SidesOfNumber => "one side is a vector, the other a number",
        Mismatch::Tables => "the values of this do not fit together",
        Mismatch::Unknown => "its shape is not known",
    };
    words.into()
}

fn dependence(of: &Dependence) -> String {
    match of {
        Dependence::OnVariable(name) => {
            format!("nothing says how {name} depends on what it is differentiated by")
        }
        Dependence::OnArguments(name) => {
            format!("nothing says how {name} depends on its arguments")
        }
        Dependence::OnSymbol(name) => {
            format!("nothing says how what is differentiated depends on {name}")
        }
        Dependence::OfSymbol(name) => format!("nothing says how {name} depends on this"),
        Dependence::Nowhere(name) => format!("{name} stands nowhere in what is differentiated"),
        Dependence::PastVariable(name) => {
            format!("it depends on {name} otherwise than through what it is differentiated by")
        }
    }
}

/// `d_{ij} is divided by, and is 0 where i = j`
fn singular(of: &Singular) -> String {
    let what = of.name.as_ref().map_or_else(|| "this".to_owned(), |name| format!("${name}$"));
    let doing = match of.blame {
        Blame::Divisor => "is divided by",
        Blame::Base => "is the base of a power",
        Blame::Logarithm => "is under a logarithm",
        Blame::Root => "is under a root",
    };
    let is = match of.sign {
        Sign::Zero => "0",
        Sign::Negative => "negative",
    };
    let may = if of.always { "is" } else { "may be" };
    let equal: Vec<String> = of.equal.iter().map(|(a, b)| format!("{a} = {b}")).collect();
    let at = if equal.is_empty() { String::new() } else { format!(" where {}", equal.join(", ")) };
    format!("{what} {doing}, and {may} {is}{at}")
}
