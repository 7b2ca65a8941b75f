//! The assumptions in YAML front matter.
//!
//! In comes a Markdown text; out come the scalars under the key `assume` and the place where the
//! front matter ends. This is no YAML reader: all other keys are passed over. In double quotes a
//! backslash is kept unless it stands before another one or a quote, because what stands there is
//! LaTeX, and `"\ne"` means `\ne`.

use super::Assumption;
use crate::source::Span;

/// The assumptions, and the offset after the line that ends the front matter (0 without any).
pub(super) fn read(text: &str) -> (Vec<Assumption>, usize) {
    let mut lines = text.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") {
        return (Vec::new(), 0);
    }
    let start = text.find('\n').map_or(text.len(), |end| end + 1);
    let mut end = start;
    for line in lines {
        let past = end + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (assumptions(text, start, end), past);
        }
        end = past;
    }
    (Vec::new(), 0)
}

fn assumptions(text: &str, start: usize, end: usize) -> Vec<Assumption> {
    let mut at = start;
    let mut found = Vec::new();
    while at < end {
        let next = line_end(text, at, end);
        if let Some(rest) = text[at..next].strip_prefix("assume:") {
            read_value(text, next - rest.len(), end, &mut found);
        }
        at = next;
    }
    found
}

/// The offset after the line that holds `at`.
fn line_end(text: &str, at: usize, end: usize) -> usize {
    text[at..end].find('\n').map_or(end, |found| at + found + 1)
}

fn read_value(text: &str, from: usize, end: usize, found: &mut Vec<Assumption>) {
    let mut line = line_end(text, from, end);
    let rest = text[from..line].trim();
    let start = from + (text[from..line].len() - text[from..line].trim_start().len());
    if rest.starts_with('[') {
        read_flow(text, start + 1, end, found);
    } else if !rest.is_empty() && !rest.starts_with('#') {
        found.extend(scalar(text, start, line, false).0);
    } else {
        while line < end {
            let next = line_end(text, line, end);
            let words = text[line..next].trim();
            if let Some(item) = words.strip_prefix("- ") {
                let start = line + text[line..next].find("- ").unwrap_or(0) + 2;
                found.extend(
                    scalar(text, start + item.len() - item.trim_start().len(), next, false).0,
                );
            } else if !words.is_empty() && !words.starts_with(['#', '-']) {
                break;
            }
            line = next;
        }
    }
}

fn read_flow(text: &str, mut at: usize, end: usize, found: &mut Vec<Assumption>) {
    while at < end {
        match text.as_bytes()[at] {
            b']' => break,
            b',' | b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at = line_end(text, at, end),
            _ => {
                let (item, after) = scalar(text, at, end, true);
                found.extend(item);
                at = after.max(at + 1);
            }
        }
    }
}

/// The scalar at `at`, and the offset after it. In a flow list a plain scalar ends at a comma or
/// bracket that is not within braces of its own.
fn scalar(text: &str, at: usize, end: usize, flow: bool) -> (Option<Assumption>, usize) {
    match text.as_bytes().get(at) {
        Some(&quote @ (b'\'' | b'"')) => quoted(text, at + 1, end, quote),
        _ => plain(text, at, end, flow),
    }
}

fn quoted(text: &str, start: usize, end: usize, quote: u8) -> (Option<Assumption>, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut value = String::new();
    let mut copied = start;
    while at < end {
        let escaped = match (bytes[at], bytes[at + 1..end].first()) {
            (b'\'', Some(b'\'')) => quote == b'\'',
            (b'\\', Some(b'\\' | b'"')) => quote == b'"',
            _ => false,
        };
        if !escaped && bytes[at] == quote {
            break;
        }
        if escaped {
            value.push_str(&text[copied..at]);
            copied = at + 1;
            at += 1;
        }
        at += 1;
    }
    value.push_str(&text[copied..at]);
    let span = Span::new(start, at);
    ((!value.trim().is_empty()).then(|| Assumption { text: value.trim().to_owned(), span }), at + 1)
}

fn plain(text: &str, start: usize, end: usize, flow: bool) -> (Option<Assumption>, usize) {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = start;
    while at < end {
        match bytes[at] {
            b'{' | b'[' | b'(' => depth += 1,
            b',' | b']' if flow && depth == 0 => break,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'\n' if !flow || depth == 0 => break,
            b'#' if bytes[start..at].last().is_some_and(u8::is_ascii_whitespace) => break,
            _ => {}
        }
        at += 1;
    }
    let value = text[start..at].trim_end();
    let span = Span::new(start, start + value.len());
    ((!value.is_empty()).then(|| Assumption { text: value.to_owned(), span }), at)
}
