//! Lines of Markdown and what they begin with.
//!
//! In come lines or places; out come the lengths of quote, list and heading markers. Which of them
//! continue a block is for pulldown-cmark and the callers to say.

/// The lines of a text with their offsets, without their `\n`.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut start = from;
    text[from..].split('\n').map(move |line| {
        let here = start;
        start += line.len() + 1;
        (here, line)
    })
}

/// Whether the words of a line are an ATX heading.
pub(super) fn is_heading(words: &str) -> bool {
    let rest = words.trim_start_matches('#');
    (1..=6).contains(&(words.len() - rest.len())) && rest.starts_with(' ')
}

/// The length of the list marker that `words` begins with, with the white space after it.
pub(super) fn list_marker(words: &[u8]) -> Option<usize> {
    let digits = words.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let marker = match words.get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    matches!(words.get(marker), Some(b' ' | b'\t')).then_some(marker + 1)
}

/// Where the white space, quote markers and list markers of a line end.
pub(super) fn prefix_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b' ' | b'\t' | b'>' => 1,
            _ => match list_marker(&bytes[at..]) {
                Some(length) => length,
                None => break,
            },
        };
    }
    at
}

/// How much of a continuation line repeats a prefix of this width and so many quote markers.
pub(super) fn prefix_length(line: &[u8], width: usize, quotes: usize) -> usize {
    let mut at = 0;
    for _ in 0..quotes {
        let blank = line[at..].iter().take_while(|&&byte| byte == b' ').count();
        if line.get(at + blank) != Some(&b'>') {
            break;
        }
        at += blank + 1 + usize::from(line.get(at + blank + 1) == Some(&b' '));
    }
    while at < width && matches!(line.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// The text up to its first line end.
pub(super) fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or("")
}

/// Whether nothing but punctuation, a comment or an attribute block follows on the line.
pub(super) fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '.', ',', ';', ':']);
    let line = first_line(rest.get(..rest.floor_char_boundary(200)).unwrap_or("")).trim();
    let comment = line.strip_prefix("<!--").and_then(|line| line.strip_suffix("-->"));
    line.is_empty()
        || line.starts_with('{') && line.ends_with('}')
        || comment.is_some_and(|inside| !inside.contains("-->"))
}
