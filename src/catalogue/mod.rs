//! The catalogue: what each kind of slip is, and each code, with real examples.
//!
//! In: the pages `examples/slips.md` and `examples/codes.md`, which the tests
//! write from the suite (`tests/suite/slips/kinds.md`, `tests/suite/codes.md`)
//! and from what is said of the examples there, so that they cannot drift. Out:
//! their entries, [`slips`] and [`codes`]. Not done here: finding slips, and
//! deciding which code a line gets.

/// The pages with all entries.
const SLIPS: &str = include_str!("../../examples/slips.md");
const CODES: &str = include_str!("../../examples/codes.md");

/// What is told of a kind of slip, or of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name, as in the field `slip` or `code` of what is checked.
    pub name: &'static str,
    /// What it is, an example, what is said of it, and what mends it, in
    /// Markdown.
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

/// The kinds of slips, in their page's order.
pub fn slips() -> impl Iterator<Item = Entry> {
    entries(SLIPS)
}

/// The codes, in their page's order.
pub fn codes() -> impl Iterator<Item = Entry> {
    entries(CODES)
}

/// The entry of a kind of slip or of a code.
///
/// ```
/// use handgrad::{Slip, catalogue};
///
/// let entry = catalogue::entry(Slip::Sign.name()).unwrap();
/// assert!(entry.text.contains("$$"));
/// ```
#[must_use]
pub fn entry(name: &str) -> Option<Entry> {
    slips().chain(codes()).find(|entry| entry.name == name)
}

fn entries(page: &'static str) -> impl Iterator<Item = Entry> {
    page.split("\n## ").skip(1).filter_map(|section| {
        let (name, text) = section.split_once('\n')?;
        Some(Entry { name: name.trim(), text: text.trim() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Code;
    use crate::repair::Slip;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_an_entry() {
        let kinds = Slip::ALL.map(Slip::name);
        assert_eq!(slips().map(|entry| entry.name).collect::<Vec<_>>(), kinds);
        assert!(entry("sign").unwrap().text.contains("> "));
        assert_eq!(entry("typo"), None);
    }

    #[test]
    fn every_code_has_an_entry() {
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(codes().map(|entry| entry.name).collect::<Vec<_>>(), names);
        for entry in codes() {
            assert!(entry.text.contains("\n> ") || entry.name == "internal", "{}", entry.name);
        }
    }

    #[test]
    fn entries_have_names_of_their_own_and_summaries() {
        let all: Vec<Entry> = slips().chain(codes()).collect();
        let names: BTreeSet<&str> = all.iter().map(|entry| entry.name).collect();
        assert_eq!(names.len(), all.len());
        for entry in all {
            assert!(!entry.summary().is_empty() && !entry.summary().contains('$'), "{entry:?}");
        }
    }
}
