//! A document in another spelling throughout, as another author would have written it.

use super::paper::Paper;
use super::pieces::Range;
use super::site::script_letters;
use super::subject::{Law, Subject};

/// A way to spell, and the text of a formula in it.
type Spelling = (&'static str, fn(&Subject, &str) -> String);

/// Other spellings of formulas.
const SPELLINGS: &[Spelling] = &[
    ("document with \\neq", |_, text| text.replace("\\ne ", "\\neq ")),
    ("document with \\ln", |_, text| text.replace("\\log", "\\ln")),
    ("document with \\dfrac", |_, text| text.replace("\\frac", "\\dfrac")),
    ("document with fewer spaces", |_, text| text.replace("\\, ", "").replace("\\,", "")),
    ("document with one row each", |_, text| text.replace("align", "gather").replace('&', "")),
    ("document with aligned rows", |_, text| text.replace("{align}", "{aligned}")),
    ("document with \\left and \\right", |_, text| stretched(text)),
    ("document with \\mid", |_, text| conditional(text)),
    ("document with \\lVert", |_, text| norms(text, "\\lVert ", " \\rVert")),
    ("document with double bars", |_, text| norms(text, "||", "||")),
    ("document with sums in a row", |subject, text| {
        sums(subject, text, |a, b| format!("\\sum_{a} \\sum_{{{b} \\neq {a}}}"))
    }),
    ("document with sums under substack", |subject, text| {
        sums(subject, text, |a, b| format!("\\sum_{{\\substack{{{a}, {b} \\\\ {b} \\ne {a}}}}}"))
    }),
    ("document with braces", |subject, text| {
        scripts(subject, text, |letters| match letters {
            [one] => Some(format!("{{{one}}}")),
            _ => None,
        })
    }),
    ("document with commas", |subject, text| {
        scripts(subject, text, |letters| match letters {
            [a, b] => Some(format!("{a}, {b}")),
            _ => None,
        })
    }),
    ("document with bold vectors", bold),
    ("document with other indices", renamed),
];

/// The document in all other spellings that it has.
pub(crate) fn respelled(
    subject: &Subject,
    paper: &Paper,
    text: &str,
) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (name, spelling) in SPELLINGS {
        let mut parts = Vec::new();
        for piece in paper.pieces() {
            parts.push((piece.clone(), spelling(subject, &text[piece])));
        }
        let other = super::edit::replaced(text, &(0..text.len()), parts);
        if other != text {
            found.push((*name, other));
        }
    }
    let brackets = text.split("$$").enumerate().map(|(k, part)| match k {
        0 => part.to_owned(),
        _ => format!("{}{part}", if k % 2 == 1 { "\\[" } else { "\\]" }),
    });
    found.push(("document with \\[ and \\]", brackets.collect()));
    found
}

/// `(a)` as `\left(a\right)`
fn stretched(text: &str) -> String {
    if text.contains("\\left") {
        return text.to_owned();
    }
    text.replace('(', "\\left(").replace(')', "\\right)")
}

/// `l|k` as `l \mid k`
fn conditional(text: &str) -> String {
    let mut result = String::new();
    for (at, c) in text.char_indices() {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let behind = text[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
        match c {
            '|' if before && behind => result.push_str(" \\mid "),
            _ => result.push(c),
        }
    }
    result
}

fn norms(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split("\\|");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for (k, part) in parts.enumerate() {
        result.push_str(if k % 2 == 0 { open } else { close });
        result.push_str(part);
    }
    result
}

/// `\sum_{k,\, l \ne k}` in other words.
fn sums(subject: &Subject, text: &str, spelled: fn(&str, &str) -> String) -> String {
    let mut parts = Vec::new();
    for (start, opening) in text.match_indices("\\sum_{") {
        let from = start + opening.len();
        let Some(length) = text[from..].find('}') else { continue };
        let under = from..from + length;
        let letters = script_letters(subject, text, &under);
        if let [a, b, c] = letters.as_slice()
            && text[under.clone()].contains("\\ne ")
            && text[c.clone()] == text[a.clone()]
        {
            let name = |range: &Range| {
                let name = &text[range.clone()];
                if name.ends_with('\'') { format!("{{{name}}}") } else { name.to_owned() }
            };
            parts.push((start..under.end + 1, spelled(&name(a), &name(b))));
        }
    }
    super::edit::replaced(text, &(0..text.len()), parts)
}

/// What follows each `_`, spelled anew where there is something to change.
fn scripts(subject: &Subject, text: &str, spelled: fn(&[&str]) -> Option<String>) -> String {
    let mut parts = Vec::new();
    for (at, _) in text.match_indices('_') {
        if text[..at].ends_with("\\sum") {
            continue;
        }
        let from = at + 1;
        let range = match text[from..].strip_prefix('{') {
            Some(inside) => {
                let Some(length) = inside.find('}') else { continue };
                from + 1..from + 1 + length
            }
            None => from..from + text[from..].chars().next().map_or(0, char::len_utf8),
        };
        let places = script_letters(subject, text, &range);
        let letters: Vec<&str> = places.iter().map(|place| &text[place.clone()]).collect();
        if letters.concat() != text[range.clone()] {
            continue;
        }
        if let Some(new) = spelled(&letters) {
            parts.push((range, new));
        }
    }
    super::edit::replaced(text, &(0..text.len()), parts)
}

/// Letters that are no part of a command or of an environment's name.
fn letters(text: &str) -> Vec<Range> {
    let mut found = Vec::new();
    let mut command = false;
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphabetic() {
            if !command {
                found.push(at..at + 1);
            }
        } else {
            let named = text[..at].ends_with("\\begin") || text[..at].ends_with("\\end");
            command = c == '\\' || named;
        }
    }
    found
}

fn bold(subject: &Subject, text: &str) -> String {
    let vector = |letter: &str| matches!(subject.law(letter), Some(Law::Vector(_)));
    let places = letters(text).into_iter().filter(|place| vector(&text[place.clone()]));
    let parts = places.map(|place| (place.clone(), format!("\\mathbf{{{}}}", &text[place])));
    super::edit::replaced(text, &(0..text.len()), parts.collect())
}

/// The second letter of each set under the name of the last, which no document uses.
fn renamed(subject: &Subject, text: &str) -> String {
    let mut parts = Vec::new();
    for (names, _) in subject.sets {
        let names: Vec<&str> = names.split(' ').collect();
        let own = letters(text).into_iter().filter(|place| text[place.clone()] == *names[1]);
        parts.extend(own.map(|place| (place, names[names.len() - 1].to_owned())));
    }
    super::edit::replaced(text, &(0..text.len()), parts)
}
