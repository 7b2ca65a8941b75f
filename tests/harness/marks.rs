//! Marks: what a document expects to be said of its lines.
//!
//! A mark is a comment behind a line, `% holds` within a formula and `<!-- holds -->` behind
//! one. Several, for a line with several relations, are separated by commas.

use super::section::Place;
use handgrad::{Code, Slip};

/// What is expected of one relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    /// A verdict; or, for what gets none, the kind of the relation.
    pub(crate) said: String,
    /// Behind `where`: the restriction that must be reported. Behind a colon: words of the
    /// reason, of the message, of a note, or behind `hint` of a hint.
    pub(crate) detail: Option<String>,
    /// Behind `fails`: the kind of slip that must be named.
    pub(crate) slip: Option<String>,
    /// Behind `undecided`, `skipped` or `definition`: the code that must be given.
    pub(crate) code: Option<Code>,
}

/// The expectations of one comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where the comment begins; it speaks of the relations since the mark before it.
    pub(crate) place: Place,
    /// One for each relation, in order.
    pub(crate) expected: Vec<Expected>,
}

const PLAIN: [&str; 10] = [
    "holds",
    "fails",
    "carried",
    "recovers",
    "undecided",
    "definition",
    "assumption",
    "skipped",
    "task holds",
    "task undecided",
];

/// What a code can stand behind.
const CODED: [&str; 4] = ["undecided", "task undecided", "skipped", "definition"];

impl Expected {
    /// Reads `holds`, `holds where i != j`, `fails sign`, `undecided shape: words` and the like.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, detail) = match (text.strip_prefix("holds where "), text.split_once(": ")) {
            (Some(pair), _) => ("holds", Some(pair)),
            (None, Some((text, words))) => (text, Some(words)),
            (None, None) => (text, None),
        };
        let slip = text.strip_prefix("fails ").filter(|slip| Slip::of_name(slip).is_some());
        let coded = CODED.iter().find_map(|said| {
            Some((*said, Code::named(text.strip_prefix(said)?.strip_prefix(' ')?)?))
        });
        let said = match (slip, coded) {
            (Some(_), _) => "fails",
            (None, Some((said, _))) => said,
            (None, None) => text,
        };
        PLAIN.contains(&said).then(|| Self {
            said: said.into(),
            detail: detail.map(|words| words.trim().into()),
            slip: slip.map(str::to_owned),
            code: coded.map(|(_, code)| code),
        })
    }

    /// Reads a list of expectations; any other comment is none. Words may have commas in them.
    pub(crate) fn read_list(text: &str) -> Option<Vec<Self>> {
        let mut list: Vec<Self> = Vec::new();
        for piece in text.trim().split(',') {
            let detail = list.last_mut().and_then(|last| last.detail.as_mut());
            match (Self::read(piece), detail) {
                (Some(expected), _) => list.push(expected),
                (None, Some(words)) => words.extend([",", piece]),
                (None, None) => return None,
            }
        }
        Some(list)
    }
}

/// A comment of a row: its columns and its text.
struct Comment {
    from: usize,
    to: usize,
    text: String,
}

/// The first comment of a row, from a column on.
fn comment(row: &[char], start: usize) -> Option<Comment> {
    let at =
        |i: usize, what: &str| what.chars().enumerate().all(|(n, c)| row.get(i + n) == Some(&c));
    for i in start..row.len() {
        if at(i, "<!--") {
            let end = (i + 4..row.len()).find(|&k| at(k, "-->"))?;
            let text = row[i + 4..end].iter().collect();
            return Some(Comment { from: i, to: end + 3, text });
        }
        if row[i] == '%' && (i == 0 || row[i - 1] != '\\') {
            return Some(Comment { from: i, to: row.len(), text: row[i + 1..].iter().collect() });
        }
    }
    None
}

/// The marks of a text, the verdict that the document is to get, and the text without them.
///
/// Marks are replaced by spaces, so that every other character keeps its place.
pub(crate) fn take(text: &str) -> (Vec<Mark>, Option<String>, String) {
    let (mut marks, mut verdict, mut plain) = (Vec::new(), None, String::new());
    for (number, row) in text.lines().enumerate() {
        let mut row: Vec<char> = row.chars().collect();
        let mut from = 0;
        while let Some(found) = comment(&row, from) {
            from = found.to;
            let whole = found.text.trim().strip_prefix("document: ").map(str::to_owned);
            if let Some(expected) = Expected::read_list(&found.text) {
                let place = Place { cell: None, row: number + 1, column: found.from + 1 };
                marks.push(Mark { place, expected });
            } else if whole.is_some() {
                verdict = whole;
            } else {
                continue;
            }
            row[found.from..found.to].fill(' ');
        }
        plain.push_str(row.iter().collect::<String>().trim_end());
        plain.push('\n');
    }
    (marks, verdict, plain)
}

/// The marks of a notebook, a row each: `cell:line` and what is expected there.
pub(crate) fn take_listed(text: &str) -> Result<Vec<Mark>, String> {
    let read = |row: &str| {
        let (place, expected) = row.split_once(' ')?;
        let (cell, line) = place.split_once(':')?;
        let place =
            Place { cell: Some(cell.parse().ok()?), row: line.parse().ok()?, column: usize::MAX };
        Some(Mark { place, expected: Expected::read_list(expected)? })
    };
    let rows = text.lines().filter(|row| !row.trim().is_empty());
    rows.map(|row| read(row).ok_or_else(|| format!("cannot read “{row}”"))).collect()
}
