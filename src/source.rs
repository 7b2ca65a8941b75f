//! A text with its places: byte spans, and the lines and columns they stand at.
//!
//! In comes a file's (or notebook cell's) text; out go slices of it and human positions. Nothing
//! is parsed here.

/// A half-open range of byte offsets into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to, but without, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether there is no byte in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// What it has in common with another one, if that is anything.
    pub(crate) fn common(self, other: Self) -> Option<Self> {
        let both = Self { start: self.start.max(other.start), end: self.end.min(other.end) };
        (!both.is_empty()).then_some(both)
    }
}

/// Where a byte stands, as people and editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// Characters are counted ahead at every so many bytes, so that a column deep inside a very long
/// line is found without walking the line.
const STRIDE: usize = 1024;

/// A named text with its line starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    /// How many characters begin before byte `k * STRIDE`, for each `k`.
    characters: Vec<usize>,
}

impl Source {
    /// Takes a text and notes where its lines begin.
    pub fn new(name: impl Into<String>, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1),
            )
            .collect();
        let mut characters = vec![0];
        let mut total = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            total += count_characters(chunk);
            characters.push(total);
        }
        Self { name: name.into(), text, line_starts, characters }
    }

    /// The name it was given, usually the file's.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty if the span does not lie in this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The line and column of a byte; an offset past the end counts as the end.
    #[must_use]
    pub fn location(&self, offset: usize) -> Location {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line_index(offset);
        let start = self.line_starts[line];
        let column = self.characters_before(offset) - self.characters_before(start);
        Location { line: line + 1, column: column + 1 }
    }

    /// The `n`-th line, counted from 1, without its line end; empty if there is none.
    #[must_use]
    pub fn line(&self, n: usize) -> &str {
        let Some(&start) = n.checked_sub(1).and_then(|index| self.line_starts.get(index)) else {
            return "";
        };
        let end = self.line_starts.get(n).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The offset at which the `n`-th line begins, counted from 1.
    #[must_use]
    pub fn line_offset(&self, n: usize) -> Option<usize> {
        n.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied()
    }

    /// The number of lines; a text that ends with a line end has an empty last one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// The offset at which the line that holds `offset` begins.
    #[must_use]
    pub fn line_start(&self, offset: usize) -> usize {
        self.line_starts[self.line_index(offset)]
    }

    fn line_index(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / STRIDE;
        self.characters[block] + count_characters(&self.text.as_bytes()[block * STRIDE..offset])
    }
}

/// Counts the bytes that begin a character.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: usize) -> (usize, usize) {
        let location = Source::new("t", text.to_owned()).location(offset);
        (location.line, location.column)
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        assert_eq!(place("ab\ncd", 0), (1, 1));
        assert_eq!(place("ab\ncd", 2), (1, 3));
        assert_eq!(place("ab\ncd", 3), (2, 1));
        assert_eq!(place("ab\ncd", 99), (2, 3));
        assert_eq!(place("", 0), (1, 1));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(place("äöü∂x", "äöü∂".len()), (1, 5));
        assert_eq!(place("äöü∂x", 1), (1, 1));
        let long = "∂".repeat(5_000);
        assert_eq!(place(&long, 3 * 4_000), (1, 4_001));
        assert_eq!(place(&format!("a\n{long}"), 2 + 3 * 4_999), (2, 5_000));
    }

    #[test]
    fn lines_come_without_their_ends() {
        let source = Source::new("t", "one\r\ntwo\n\nfour".to_owned());
        assert_eq!(
            (1..=5).map(|n| source.line(n)).collect::<Vec<_>>(),
            ["one", "two", "", "four", ""]
        );
        assert_eq!(source.line(0), "");
        assert_eq!(source.lines(), 4);
        assert_eq!(source.line_start(6), 5);
    }

    #[test]
    fn slices_outside_are_empty() {
        let source = Source::new("t", "aé".to_owned());
        assert_eq!(source.slice(Span::new(1, 3)), "é");
        assert_eq!(source.slice(Span::new(1, 2)), "");
        assert_eq!(source.slice(Span::new(2, 9)), "");
        assert_eq!(source.name(), "t");
    }
}
