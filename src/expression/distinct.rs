//! Words that say that the letters of a line are different ones.

use super::lower::Lowerer;
use super::relations::Link;

/// What says of the letters of a line that they differ.
const DISTINCT: [&str; 14] = [
    "off the diagonal",
    "off-diagonal",
    "offdiagonal",
    "for different",
    "two different",
    "different indices",
    "different letters",
    "different points",
    "for distinct",
    "two distinct",
    "distinct indices",
    "distinct points",
    "distinct letters",
    "unequal indices",
];

impl Lowerer<'_> {
    /// Whether the sentence of a line, or the words set within it, say that it is
    /// about different letters.
    pub(super) fn says_distinct(&self, link: &Link<'_>) -> bool {
        let stated = self.definitions.stated(link.formula);
        let own = stated.formula.statements.get(link.at.0);
        let within = own.into_iter().flat_map(|s| s.words.iter().map(|(words, _)| words.as_str()));
        let behind = stated.behind.split('.').next().unwrap_or_default();
        let before = stated.before.trim_end().trim_end_matches([':', ',']);
        let before = before.rsplit('.').next().unwrap_or_default();
        within.chain([before, behind]).any(says)
    }
}

fn says(words: &str) -> bool {
    let plain: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let plain = plain.join(" ");
    DISTINCT.iter().any(|phrase| plain.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_is_found_in_a_sentence() {
        for phrase in DISTINCT {
            assert!(says(&format!("Now,\n {} ", phrase.to_uppercase())), "{phrase}");
        }
        assert!(!says("a different derivation of the same"));
    }
}
