//! What is said of a slip: short, kind, exact.

use super::{Hint, Slip};

/// A text on one line and without alignment.
pub(super) fn plain(text: &str) -> String {
    let leading = text.starts_with(char::is_whitespace);
    let trailing = text.ends_with(char::is_whitespace);
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ");
    let joined = joined.replace("&=", "=").replace("& =", "=").replace("=&", "=");
    let joined = joined.replace("\\\\ &", "").replace("\\\\", "");
    let blank = |wanted: bool| if wanted { " " } else { "" };
    if joined.is_empty() {
        return blank(leading || trailing).into();
    }
    format!("{}{joined}{}", blank(leading), blank(trailing))
}

/// What one change mends.
pub(super) fn of_change(slip: Slip, old: &str, new: &str) -> String {
    let lead = match (slip, old.is_empty(), new.is_empty()) {
        (Slip::Sign, ..) => "The sign is turned",
        (Slip::Factor, ..) => "A number is not right",
        (Slip::Index, ..) => "An index is another one",
        (Slip::Scope, ..) => "An index means something else here",
        (Slip::Symbol, ..) => "Another name stands here",
        (Slip::Term, true, _) => "A term is missing",
        (Slip::Term, ..) => "There is a term too many",
        (Slip::Power, ..) => "A power is another one",
        (Slip::Parenthesis, ..) => "A bracket stands elsewhere",
        (Slip::Range, ..) => "The sum runs over something else",
        (Slip::Weight, true, _) => "A factor is missing",
        (Slip::Weight, _, true) => "There is a factor too many",
        (Slip::Weight, ..) => "A factor is another one",
        (Slip::Assumption | Slip::Other, ..) => "It is nearly right",
    };
    let change = match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("`{new}` is missing here"),
        (_, true) => format!("`{old}` should not stand here"),
        _ => format!("`{old}` should be `{new}` here"),
    };
    format!("{lead}: {change}.")
}

/// What is said of the line.
pub(super) fn message(hints: &[Hint], ratio: Option<f64>) -> String {
    let ratio = ratio.and_then(of_ratio);
    let change = hints.first().map(|hint| hint.message.clone());
    ratio.into_iter().chain(change).collect::<Vec<_>>().join(" ")
}

/// `It is twice too large.`
fn of_ratio(ratio: f64) -> Option<String> {
    let turned = ratio < 0.0;
    let size = ratio.abs();
    let large = match fraction(size)? {
        (1, 1) => return turned.then(|| "Everywhere it has the opposite sign.".to_owned()),
        (2, 1) => "twice too large".to_owned(),
        (1, 2) => "half of what it should be".to_owned(),
        (n, 1) => format!("{n} times too large"),
        (1, n) => format!("1/{n} of what it should be"),
        (a, b) => format!("{a}/{b} of what it should be"),
    };
    let sign = if turned { ", and has the opposite sign" } else { "" };
    Some(format!("Everywhere it is {large}{sign}."))
}

/// A number as a fraction of small numbers.
fn fraction(value: f64) -> Option<(u32, u32)> {
    (1..=12_u32).find_map(|below| {
        let above = (value * f64::from(below)).round();
        let near = (above / f64::from(below) - value).abs() <= 1e-9 * value;
        let number = (1..=144_u32).find(|n| f64::from(*n) == above)?;
        near.then_some((number, below))
    })
}
