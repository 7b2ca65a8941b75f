//! Where a document takes a line more.

/// Where in a text a line is put that then is the given one, counted from 1, and
/// what is put there: the line, ended as the text's first one is.
#[must_use]
pub(crate) fn insertion(whole: &str, line: usize, text: &str) -> Option<(usize, String)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(whole: &str, line: usize) -> Option<String> {
        let (at, new) = insertion(whole, line, "new")?;
        Some(format!("{}{new}{}", &whole[..at], &whole[at..]))
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
}
