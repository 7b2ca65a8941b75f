//! Stretches of a text that have a name: items, examples, proofs, and what their titles say.
//!
//! In come the words of a title, or the name of an environment; out comes which [`Stretch`] they
//! begin. The words are one table, so that another language is another column. Where a stretch
//! begins and ends in a text is for the readers to find.

/// What begins and ends within a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// An item of a list, or a row of a table.
    Item,
    /// An example, exercise, problem or case, which is known to nothing but its answer.
    Task,
    /// A proof or solution, which belongs to the task directly before it.
    Answer,
}

/// What follows a title's word, for it to name a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// `Example`, `Example 2`, `Example of a loss`.
    Free,
    /// `Problem 2`: without a number a problem is what the whole text is about.
    Needed,
}

/// The words, in the singular, that name a stretch in a title or as an environment.
const WORDS: [(&str, Stretch, Label); 9] = [
    ("example", Stretch::Task, Label::Free),
    ("counterexample", Stretch::Task, Label::Free),
    ("exercise", Stretch::Task, Label::Free),
    ("problem", Stretch::Task, Label::Needed),
    ("question", Stretch::Task, Label::Needed),
    ("case", Stretch::Task, Label::Needed),
    ("proof", Stretch::Answer, Label::Free),
    ("solution", Stretch::Answer, Label::Free),
    ("answer", Stretch::Answer, Label::Free),
];

/// Environments that are named by a part of such a word.
const SHORT: [(&str, Stretch); 9] = [
    ("ex", Stretch::Task),
    ("eg", Stretch::Task),
    ("exmp", Stretch::Task),
    ("exer", Stretch::Task),
    ("prob", Stretch::Task),
    ("ques", Stretch::Task),
    ("pf", Stretch::Answer),
    ("sol", Stretch::Answer),
    ("soln", Stretch::Answer),
];

/// Words that may stand before the one that names a stretch.
const QUALIFIERS: [&str; 20] = [
    "a",
    "an",
    "another",
    "the",
    "first",
    "second",
    "third",
    "one",
    "more",
    "further",
    "simple",
    "small",
    "toy",
    "worked",
    "numerical",
    "concrete",
    "practice",
    "homework",
    "alternative",
    "short",
];

/// Words that a title goes on with without naming something else: `Proof of Lemma 2`.
const JOINTS: [&str; 9] = ["of", "to", "for", "from", "with", "in", "where", "by", "using"];

/// Words that belong to the formula behind them, as a label in bold or not.
const STATING: [&str; 15] = [
    "assume",
    "assumption",
    "assumptions",
    "suppose",
    "given",
    "let",
    "define",
    "definition",
    "denote",
    "where",
    "with",
    "write",
    "recall",
    "note",
    "notation",
];

impl Stretch {
    /// What a title says of what stands under it: `Example 2: the softmax`, `Proof.`
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        let mut rest = title.trim_start_matches(|c: char| !c.is_alphabetic());
        loop {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let word = rest[..end].to_lowercase();
            if end > 0 && QUALIFIERS.contains(&word.as_str()) {
                rest = rest[end..].trim_start();
                continue;
            }
            let (_, stretch, label) = WORDS
                .iter()
                .find(|(known, ..)| word.strip_suffix('s').unwrap_or(&word) == *known)?;
            return is_named(&rest[end..], *label).then_some(*stretch);
        }
    }

    /// What an environment of this name is, if its name says so.
    #[must_use]
    pub fn of_environment(name: &str) -> Option<Self> {
        let name = name.trim_end_matches('*').to_lowercase();
        let short = SHORT.iter().find(|(known, _)| *known == name).map(|(_, stretch)| *stretch);
        short.or_else(|| {
            let (.., stretch, _) = WORDS.iter().find(|(known, ..)| {
                if *known == "case" { name == *known } else { name.contains(known) }
            })?;
            Some(*stretch)
        })
    }
}

/// Whether what stands behind a title's word leaves it the title.
fn is_named(behind: &str, label: Label) -> bool {
    let rest = behind.trim_start();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (word, numeral) = (&rest[..end], |c: char| "IVX".contains(c));
    let numbered = rest.starts_with(|c: char| c.is_ascii_digit() || "$#(\\".contains(c))
        || word.len() == 1
        || !word.is_empty() && word.chars().all(numeral);
    match label {
        Label::Needed => numbered,
        Label::Free => {
            numbered || word.is_empty() || JOINTS.contains(&word.to_lowercase().as_str())
        }
    }
}

/// Whether the first of some words states something of the formula behind them.
pub(super) fn states(words: &str) -> bool {
    let first = words.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    first.is_some_and(|first| STATING.contains(&first.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_a_stretch_or_something_else() {
        let cases = [
            ("Example 2", Some(Stretch::Task)),
            ("Example: the softmax", Some(Stretch::Task)),
            ("A worked example", Some(Stretch::Task)),
            ("3. Exercises", Some(Stretch::Task)),
            ("Problem 4", Some(Stretch::Task)),
            ("Question (b)", Some(Stretch::Task)),
            ("Case $i = j$", Some(Stretch::Task)),
            ("Case II", Some(Stretch::Task)),
            ("Proof of Theorem 1.", Some(Stretch::Answer)),
            ("Alternative solution", Some(Stretch::Answer)),
            ("Problem statement", None),
            ("The problem", None),
            ("Case study", None),
            ("Example code", None),
            ("Exemplary losses", None),
            ("Loss", None),
            ("", None),
        ];
        for (title, expected) in cases {
            assert_eq!(Stretch::of_title(title), expected, "{title}");
        }
    }

    #[test]
    fn environments_are_known_by_their_names() {
        let cases = [
            ("example", Some(Stretch::Task)),
            ("Exercise*", Some(Stretch::Task)),
            ("problembox", Some(Stretch::Task)),
            ("proof", Some(Stretch::Answer)),
            ("mysolution", Some(Stretch::Answer)),
            ("soln", Some(Stretch::Answer)),
            ("cases", None),
            ("theorem", None),
            ("definition", None),
        ];
        for (name, expected) in cases {
            assert_eq!(Stretch::of_environment(name), expected, "{name}");
        }
    }
}
