//! What is said of a slip: short, kind, exact.

use super::partners::Partners;
use super::site::{Beside, Site};
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

/// A factor without what joins it to others.
pub(super) fn unjoined(text: &str) -> &str {
    let text = text.trim();
    let joints = ["\\cdot", "\\times", "*"];
    let before = joints.iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(text).trim();
    joints.iter().find_map(|joint| before.strip_suffix(joint)).unwrap_or(before).trim()
}

/// What a factor is that stands for its sum; where that is 1 nothing is left.
pub(super) fn of_sum(old: &str, sum: &str, is_one: bool) -> String {
    let one = if is_one { ", which is 1" } else { "" };
    format!(
        "A factor is another one: what stands here is not multiplied by its own `{old}`, but by \
         `{sum}`{one}."
    )
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

/// What is said of the line; `beside` is what is known of its terms, and
/// `is_over` whether the time was over before all was tried.
pub(super) fn message(hints: &[Hint], ratio: Option<f64>, beside: &str, is_over: bool) -> String {
    let ratio = ratio.and_then(of_ratio);
    let beside = Some(beside.to_owned()).filter(|words| !words.is_empty());
    let change = match hints.first().map(|hint| hint.mended.as_slice()) {
        Some([only]) => only.message.clone(),
        Some(several) => {
            let numbered =
                several.iter().zip(1..).map(|(part, k)| format!("({k}) {}", part.message));
            let all: Vec<String> = numbered.collect();
            format!("It takes {} changes. {}", several.len(), all.join(" "))
        }
        None if is_over => "No change was found in the time that a line may take.".into(),
        None => "No change that was tried makes it true.".into(),
    };
    ratio.into_iter().chain(beside).chain([change]).collect::<Vec<_>>().join(" ")
}

/// `Term by term, 2 of its 3 terms are those of the line before; …`
pub(super) fn beside(site: &Site<'_>, partners: &Partners, what: Beside) -> String {
    let what = match what {
        Beside::Left => "the left side".to_owned(),
        Beside::Line(at) => format!("line {}", site.line(at)),
    };
    let quoted = |texts: Vec<String>| -> String {
        let bare = |text: &String| plain(text.trim_start_matches("+ ")).trim().to_owned();
        let all: Vec<String> = texts.iter().map(|text| format!("`{}`", bare(text))).collect();
        all.join(" and ")
    };
    let stand = if partners.missing(site).len() == 1 { "stands" } else { "stand" };
    let lone: Vec<String> =
        partners.places().iter().map(|span| site.slice(*span).to_owned()).collect();
    let missing = partners.missing(site);
    let known = match (partners.paired, partners.count()) {
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
