//! The catalogue of slips: what each kind is, with a real example.
//!
//! In: the page `examples/slips.md`, which the tests write from the suite
//! (`tests/suite/slips/kinds.md`) and from what is said of the examples there, so
//! that it cannot drift. Out: its [`entries`]. Not done here: finding slips.

/// The page with all entries.
const PAGE: &str = include_str!("../../examples/slips.md");

/// What is told of a kind of slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The kind's name, as in the field `slip` of what is checked.
    pub name: &'static str,
    /// What it is, an example, what is said of it, and the line that was meant,
    /// in Markdown.
    pub text: &'static str,
}

impl Entry {
    /// The first sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let paragraph = self.text.split("\n\n").next().unwrap_or_default();
        let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = words.find([':', '.']).unwrap_or(words.len());
        words[..end].to_owned()
    }
}

/// All entries, in the page's order.
pub fn entries() -> impl Iterator<Item = Entry> {
    PAGE.split("\n## ").skip(1).filter_map(|section| {
        let (name, text) = section.split_once('\n')?;
        Some(Entry { name: name.trim(), text: text.trim() })
    })
}

/// The entry of a kind.
#[must_use]
pub fn entry(name: &str) -> Option<Entry> {
    entries().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_entry() {
        let kinds = [
            "sign",
            "factor",
            "index",
            "scope",
            "symbol",
            "term",
            "power",
            "parenthesis",
            "range",
            "weight",
            "assumption",
            "other",
        ];
        assert_eq!(entries().map(|entry| entry.name).collect::<Vec<_>>(), kinds);
        for entry in entries() {
            assert!(!entry.summary().is_empty() && !entry.summary().contains('$'), "{entry:?}");
        }
        assert!(entry("sign").unwrap().text.contains("> "));
        assert_eq!(entry("typo"), None);
    }
}
