//! What TeX does not print: the branches of conditionals that are never taken.
//!
//! In comes a LaTeX text; out come the places of `\iffalse … \fi`, `\if0 … \fi`, of the other
//! branch where there is an `\else`, and of `comment` environments. What other conditionals decide
//! is not known, and both their branches are read.

use super::tex::{command, escape};
use crate::source::Span;

/// A conditional that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// Whether its first branch is taken, if that is known.
    taken: Option<bool>,
    /// Where a branch begins that is not printed.
    dead: Option<usize>,
}

/// The stretches that are not printed, in order; none lies in another.
pub(super) fn dead(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut found: Vec<Span> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'%' => {
                let line = bytes[at..].iter().position(|&byte| byte == b'\n');
                at += line.unwrap_or(bytes.len() - at);
            }
            b'\\' => {
                let name = command(text, at);
                let after = at + 1 + name.len();
                if name == "begin" && text[after..].starts_with("{comment}") {
                    let end = text[after..].find("\\end{comment}");
                    let end = end.map_or(text.len(), |end| after + end + "\\end{comment}".len());
                    found.push(Span::new(at, end));
                    at = end;
                } else if begins(name) {
                    let taken = decided(name, &text[after..]);
                    let dead = (taken == Some(false)).then_some(at);
                    open.push(Open { taken, dead });
                    at = after;
                } else {
                    if matches!(name, "else" | "fi")
                        && let Some(last) = open.last_mut()
                    {
                        found.extend(last.dead.take().map(|start| Span::new(start, after)));
                        match name {
                            "else" => last.dead = (last.taken == Some(true)).then_some(at),
                            _ => drop(open.pop()),
                        }
                    }
                    at += escape(text, at).max(name.len() + 1);
                }
            }
            _ => at += 1,
        }
    }
    // A conditional that never ends is TeX's error; what it hides is not known.
    outermost(found)
}

/// Whether a command begins a conditional.
fn begins(name: &str) -> bool {
    name.starts_with("if") && !matches!(name, "iff" | "ifthenelse")
}

/// Whether the first branch of a conditional is taken, where its command says so.
fn decided(name: &str, behind: &str) -> Option<bool> {
    let mut digits = behind.chars();
    let (first, second) = (digits.next(), digits.next());
    let digit = |c: Option<char>| c.filter(char::is_ascii_digit);
    match (name, digit(first), digit(second)) {
        ("iffalse", ..) | ("if", Some('0'), None) => Some(false),
        ("iftrue", ..) => Some(true),
        ("if", Some(a), Some(b)) => Some(a == b),
        _ => None,
    }
}

/// Without those that lie in others.
fn outermost(mut all: Vec<Span>) -> Vec<Span> {
    all.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    all.retain(|span| {
        let own = span.start >= end;
        end = end.max(span.end);
        own
    });
    all
}

/// The text with spaces where nothing is printed.
pub(super) fn blanked(text: &str, dead: &[Span]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for span in dead {
        blanked.push_str(&text[at..span.start]);
        let hidden = text[span.start..span.end].bytes();
        blanked.extend(hidden.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = span.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}

/// The pieces of a stretch that are printed.
pub(super) fn pieces(whole: Span, dead: &[Span]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut at = whole.start;
    let first = dead.partition_point(|span| span.end <= whole.start);
    for span in dead[first..].iter().take_while(|span| span.start < whole.end) {
        if at < span.start {
            pieces.push(Span::new(at, span.start));
        }
        at = at.max(span.end);
    }
    if at < whole.end {
        pieces.push(Span::new(at, whole.end));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_that_are_not_taken_are_blank() {
        let cases = [
            ("a \\iffalse b \\fi c", "ac"),
            ("a \\if0 b \\else c \\fi d", "acd"),
            ("a \\iftrue b \\else c \\fi d", "abd"),
            ("a \\iffalse b \\ifnum c \\fi d \\fi e", "ae"),
            ("a \\iffalse b \\iff c \\fi e", "ae"),
            ("a % \\iffalse\n b \\if00 c \\fi", "abc"),
            ("a \\ifdraft b \\else c \\fi d", "abcd"),
            ("a \\begin{comment} $b \\end{comment} c", "ac"),
            ("a \\iffalse b", "ab"),
        ];
        for (text, expected) in cases {
            let blank = blanked(text, &dead(text));
            assert_eq!(blank.len(), text.len());
            let mut letters = String::new();
            let mut rest = blank.as_str();
            while let Some(first) = rest.chars().next() {
                let skipped = match first {
                    '\\' => 1 + command(rest, 0).len().max(1),
                    '%' => rest.find('\n').unwrap_or(rest.len()),
                    _ => first.len_utf8(),
                };
                letters.extend(first.is_alphabetic().then_some(first));
                rest = &rest[skipped..];
            }
            assert_eq!(letters, expected, "{text}");
        }
    }

    #[test]
    fn a_formula_goes_on_behind_what_is_hidden() {
        let dead = [Span::new(4, 8)];
        assert_eq!(pieces(Span::new(2, 10), &dead), [Span::new(2, 4), Span::new(8, 10)]);
        assert_eq!(pieces(Span::new(5, 7), &dead), []);
    }
}
