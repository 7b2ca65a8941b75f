//! A change of a text in one place.

use super::pieces::Range;

/// What replaces a range of a text, and what kind of change that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit<K> {
    pub range: Range,
    pub text: String,
    pub kind: K,
}

impl<K> Edit<K> {
    pub(crate) fn new(range: Range, text: impl Into<String>, kind: K) -> Self {
        Self { range, text: text.into(), kind }
    }

    /// The text with this change.
    pub(crate) fn applied(&self, text: &str) -> String {
        let (before, behind) = (&text[..self.range.start], &text[self.range.end..]);
        format!("{before}{}{behind}", self.text)
    }

    /// What then stands where a range of the text was.
    pub(crate) fn within(&self, text: &str, range: &Range) -> String {
        let (before, behind) = (range.start..self.range.start, self.range.end..range.end);
        format!("{}{}{}", &text[before], self.text, &text[behind])
    }

    pub(crate) fn map<L>(self, of: impl Fn(K) -> L) -> Edit<L> {
        Edit { range: self.range, text: self.text, kind: of(self.kind) }
    }
}

/// A range of a text with several parts of it replaced, in any order.
pub(crate) fn replaced(text: &str, range: &Range, mut parts: Vec<(Range, String)>) -> String {
    parts.sort_by_key(|(part, _)| part.start);
    let mut result = String::new();
    let mut at = range.start;
    for (part, new) in parts {
        result.push_str(&text[at..part.start]);
        result.push_str(&new);
        at = part.end;
    }
    result.push_str(&text[at..range.end]);
    result
}
