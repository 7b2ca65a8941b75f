//! A source line as a terminal shows it: within its width, tabs spread, nothing
//! in it that a terminal would obey, and marks under a part of it.

use unicode_width::UnicodeWidthChar;

/// A tab is as wide as this, wherever it stands.
const TAB: &str = "    ";

/// What stands where a line was cut.
const CUT: char = '…';

/// A part of a line, and where the marks go under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// What is shown of the line.
    pub(super) text: String,
    /// Columns that are marked: the first of them, and how many, at least one.
    pub(super) marks: Vec<(usize, usize)>,
}

/// The part of a line around some of its bytes that fits into a width, with marks
/// under these. However long the line is, no more than about the width is looked
/// at.
pub(super) fn excerpt(line: &str, marked: &[(usize, usize)], width: usize) -> Excerpt {
    let width = width.max(20);
    let whole = |at: usize| line.floor_char_boundary(at.min(line.len()));
    let marked: Vec<(usize, usize)> =
        marked.iter().map(|(from, to)| (whole(*from), whole((*to).max(*from)))).collect();
    let from = marked.iter().map(|(from, _)| *from).min().unwrap_or(0);
    let to = marked.iter().map(|(_, to)| *to).max().unwrap_or(0);
    let start = first_shown(line, from, to, width);
    let mut text = String::new();
    let mut used = 0;
    if start > 0 {
        text.push(CUT);
        used = 1;
    }
    // Where each mark begins and ends.
    let mut marks = vec![(used, used); marked.len()];
    let mut reach = |at: usize, used: usize, before: bool| {
        for ((from, to), (indent, end)) in marked.iter().zip(&mut marks) {
            if at < *from && !before {
                *indent = used;
            }
            if at < *to {
                *end = used;
            }
        }
    };
    for (offset, c) in line[start..].char_indices() {
        let at = start + offset;
        let last = at + c.len_utf8() == line.len();
        if used + columns(c) + usize::from(!last) > width {
            text.push(CUT);
            reach(at, used + 1, true);
            break;
        }
        show(c, &mut text);
        used += columns(c);
        reach(at, used, false);
    }
    let marks = marks.into_iter().map(|(indent, end)| (indent, end.saturating_sub(indent).max(1)));
    Excerpt { text, marks: marks.collect() }
}

/// Parts of a line in groups that fit into a width, each in an excerpt. A part that
/// holds another one is left out, for that one says more.
pub(super) fn grouped(
    line: &str,
    marked: &[(usize, usize)],
    width: usize,
) -> Vec<Vec<(usize, usize)>> {
    let room = width.max(20).saturating_sub(2);
    let clamp = |(from, to): &(usize, usize)| (*from.min(&line.len()), *to.min(&line.len()));
    let mut marked: Vec<(usize, usize)> = marked.iter().map(clamp).collect();
    marked.sort_unstable();
    marked.dedup();
    let holds = |a: &(usize, usize), b: &(usize, usize)| a != b && a.0 <= b.0 && b.1 <= a.1;
    let inmost = |a: &&(usize, usize)| !marked.iter().any(|b| holds(a, b));
    let mut groups: Vec<Vec<(usize, usize)>> = Vec::new();
    for part in marked.iter().filter(inmost) {
        let fits = |group: &Vec<(usize, usize)>| {
            let piece = line.get(group[0].0..part.1);
            piece.is_some_and(|piece| measure(piece, room).is_some())
        };
        match groups.last_mut().filter(|group| fits(group)) {
            Some(group) => group.push(*part),
            None => groups.push(vec![*part]),
        }
    }
    groups
}

/// Where the excerpt begins: at the line's beginning if the marked part, or
/// most of it, can be seen then.
fn first_shown(line: &str, from: usize, to: usize, width: usize) -> usize {
    if measure(line, width).is_some() {
        return 0;
    }
    let part = measure(&line[from..to], width - 2);
    let wanted = part.unwrap_or(width * 2 / 3).max(1);
    if measure(&line[..from], width).is_some_and(|head| head + wanted < width) {
        return 0;
    }
    let mut context = (width - wanted).saturating_sub(2).min(width / 3);
    let mut start = from;
    for (at, c) in line[..from].char_indices().rev() {
        if columns(c) > context {
            break;
        }
        context -= columns(c);
        start = at;
    }
    start
}

/// The columns of a text, unless they are more than a width.
fn measure(text: &str, width: usize) -> Option<usize> {
    let mut used = 0;
    for c in text.chars() {
        used += columns(c);
        if used > width {
            return None;
        }
    }
    Some(used)
}

fn columns(c: char) -> usize {
    match c {
        '\t' => TAB.len(),
        c if is_obeyed(c) => 1,
        c => c.width().unwrap_or(1),
    }
}

fn show(c: char, text: &mut String) {
    match c {
        '\t' => text.push_str(TAB),
        c if is_obeyed(c) => text.push(char::REPLACEMENT_CHARACTER),
        c => text.push(c),
    }
}

/// Characters that steer the terminal or turn its direction of writing.
fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Words from a document, with nothing that a terminal would obey.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if is_obeyed(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A text from its beginning, cut to a width.
pub(super) fn cut(text: &str, width: usize) -> String {
    excerpt(text, &[], width).text
}

/// Words broken into lines of a width; a longer word stands alone.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in plain(text).split_whitespace() {
        let length = word.chars().map(columns).sum::<usize>();
        match lines.last_mut() {
            Some(line) if used + 1 + length <= width => {
                line.push(' ');
                line.push_str(word);
                used += 1 + length;
            }
            _ => {
                lines.push(word.to_owned());
                used = length;
            }
        }
    }
    lines
}
