//! A document with a line more.

use super::{Format, notebook};

/// The bytes of a document with a text as a new line, which is that of the given
/// number afterwards, counted from 1 in the file or in a notebook's cell; nothing
/// if there is no such place.
#[must_use]
pub fn with_line(
    name: &str,
    bytes: &[u8],
    cell: Option<usize>,
    line: usize,
    text: &str,
) -> Option<Vec<u8>> {
    let whole = std::str::from_utf8(bytes).ok()?;
    match cell {
        Some(cell) if Format::of(name) == Format::Notebook => {
            notebook::with_source(whole, cell, |source| lengthened(source, line, text))
                .map(String::into_bytes)
        }
        None => lengthened(whole, line, text).map(String::into_bytes),
        Some(_) => None,
    }
}

/// Where in a text a line is put that then is the given one, counted from 1, and
/// what is put there: the line, ended as the text's first one is.
#[must_use]
pub fn insertion(whole: &str, line: usize, text: &str) -> Option<(usize, String)> {
    let end = match whole.find('\n') {
        Some(at) if whole[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    };
    let mut starts = std::iter::once(0).chain(whole.match_indices('\n').map(|(at, _)| at + 1));
    let mark = if whole.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match starts.nth(line.checked_sub(1)?) {
        Some(at) => Some((at.max(mark), format!("{text}{end}"))),
        // Behind a last line that is not ended.
        None if line == whole.matches('\n').count() + 2 => {
            Some((whole.len(), format!("{end}{text}")))
        }
        None => None,
    }
}

/// A text with a line more.
fn lengthened(whole: &str, line: usize, text: &str) -> Option<String> {
    let (at, new) = insertion(whole, line, text)?;
    Some(format!("{}{new}{}", &whole[..at], &whole[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, line: usize) -> Option<String> {
        with_line("t.md", text.as_bytes(), None, line, "new")
            .map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn lines_end_as_the_others_do() {
        assert_eq!(of("a\nb\n", 1).unwrap(), "new\na\nb\n");
        assert_eq!(of("a\nb\n", 2).unwrap(), "a\nnew\nb\n");
        assert_eq!(of("a\nb\n", 3).unwrap(), "a\nb\nnew\n");
        assert_eq!(of("a\nb", 3).unwrap(), "a\nb\nnew");
        assert_eq!(of("a\r\nb\r\n", 2).unwrap(), "a\r\nnew\r\nb\r\n");
        assert_eq!(of("\u{feff}a\n", 1).unwrap(), "\u{feff}new\na\n");
        assert_eq!((of("a\n", 4), of("a\n", 0)), (None, None));
    }

    #[test]
    fn cells_keep_what_else_is_in_them() {
        let notebook = r##"{"cells": [
            {"cell_type": "code", "source": "x = 1"},
            {"cell_type": "markdown", "source": ["# A\n", "b"], "metadata": {"k": [1.5]}}
        ], "nbformat": 4}"##;
        let longer = with_line("t.ipynb", notebook.as_bytes(), Some(1), 2, "new").unwrap();
        let longer: serde_json::Value = serde_json::from_slice(&longer).unwrap();
        assert_eq!(longer["cells"][1]["source"], "# A\nnew\nb");
        assert_eq!(longer["cells"][1]["metadata"]["k"][0], 1.5);
        assert_eq!(longer["cells"][0]["source"], "x = 1");
        assert_eq!(with_line("t.ipynb", notebook.as_bytes(), Some(7), 1, "new"), None);
    }
}
