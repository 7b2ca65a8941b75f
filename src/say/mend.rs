//! What is said of a slip: short, kind, exact.

use crate::repair::{Beside, Diagnosis, Mended, Searched, Slip, Summed};

/// What a factor is that stands for its sum; where that is 1 nothing is left.
fn of_sum(old: &str, sum: &str, is_one: bool) -> String {
    let one = if is_one { ", which is 1" } else { "" };
    format!(
        "A factor is another one: what stands here is not multiplied by its own `{old}`, but by \
         `{sum}`{one}."
    )
}

/// What one change mends.
fn of_change(slip: Slip, old: &str, new: &str) -> String {
    let lead = match (slip, old.is_empty(), new.is_empty()) {
        (Slip::Sign, ..) => "The sign is turned",
        (Slip::Factor, ..) => "A number is not right",
        (Slip::Index, ..) => "An index is another one",
        (Slip::Scope, ..) => "An index means something else here",
        (Slip::Symbol, ..) => "Another name stands here",
        (Slip::Term, true, _) => "A term is missing",
        (Slip::Term, false, false) => "A term is another one",
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

/// What is said of a line that fails, behind what is known of its sides.
pub(super) fn diagnosis(of: &Diagnosis) -> String {
    let ratio = of.ratio.and_then(of_ratio);
    let beside = of.beside.as_ref().map(beside);
    let change = match of.hints.first().map(|hint| hint.mended.as_slice()) {
        Some([only]) => mended(only),
        Some(several) => {
            let numbered =
                several.iter().zip(1..).map(|(part, k)| format!("({k}) {}", mended(part)));
            let all: Vec<String> = numbered.collect();
            format!("It takes {} changes. {}", several.len(), all.join(" "))
        }
        None => unmended(of.search).into(),
    };
    ratio.into_iter().chain(beside).chain([change]).collect::<Vec<_>>().join(" ")
}

/// Why no change is shown.
const fn unmended(search: Searched) -> &'static str {
    match search {
        Searched::Through => "No change that was tried makes it true.",
        Searched::Short => {
            "No change was found with the effort that a line may take; --effort high tries more."
        }
        Searched::TooLong => "It is too long for changes to be tried.",
        Searched::NotInPieces => {
            "No changes were tried, since what it says does not stand in it piece by piece."
        }
    }
}

/// What one change mends.
fn mended(of: &Mended) -> String {
    match &of.sum {
        Some(Summed { factor, sum, is_one }) => of_sum(factor, sum, *is_one),
        None => of_change(of.slip, &of.old, &of.new),
    }
}

/// `Term by term, 2 of its 3 terms are those of the line before; …`
fn beside(of: &Beside) -> String {
    let what = of.line.map_or_else(|| "the left side".to_owned(), |line| format!("line {line}"));
    let quoted = |texts: &[String]| -> String {
        let all: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
        all.join(" and ")
    };
    let (lone, missing) = (&of.lone, &of.missing);
    let stand = if missing.len() == 1 { "stands" } else { "stand" };
    let known = match (of.paired, of.terms) {
        (all, count) if all == count => format!("all its terms are in {what}"),
        (1, count) => format!("one of its {count} terms is in {what}"),
        (some, count) => format!("{some} of its {count} terms are in {what}"),
    };
    let none = match (lone.len(), missing.len()) {
        (0, _) => format!(", where also {} {stand}", quoted(missing)),
        (1, 0) => format!("; {} is not", quoted(lone)),
        (_, 0) => format!("; {} are not", quoted(lone)),
        (1, _) => format!("; {} is not: there {} {stand}", quoted(lone), quoted(missing)),
        _ => format!("; {} are not: there {} {stand}", quoted(lone), quoted(missing)),
    };
    format!("Term by term, {known}{none}.")
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
