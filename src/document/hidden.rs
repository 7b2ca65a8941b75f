//! What Markdown does not print, and what is struck out or left to be done.
//!
//! In come places of a text; out come the elements, comments and notes that begin there, by
//! tables. Where paragraphs end is known to the callers.

use super::lines::first_line;

/// Elements and comments whose content is not read.
pub(super) const HIDDEN: [(&str, &str); 12] = [
    ("<!--", "-->"),
    ("<img", ">"),
    ("<pre", "</pre>"),
    ("<code", "</code>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<del", "</del>"),
    ("<s", "</s>"),
    ("<strike", "</strike>"),
    ("<template", "</template>"),
    ("{% highlight", "{% endhighlight"),
    ("{% comment", "{% endcomment"),
];

/// The place of scripts among them.
pub(super) const SCRIPT: usize = 4;

/// Words that begin a note of what is still to be done.
const TO_DO: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// Where in some words a note begins of what is still to be done.
pub(super) fn to_do(words: &str) -> Option<usize> {
    let found = TO_DO.iter().filter_map(|word| {
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        words.match_indices(word).map(|(at, _)| at).find(|&at| {
            !words[..at].ends_with(letter) && !words[at + word.len()..].starts_with(letter)
        })
    });
    found.min()
}

/// How long the comment is that a line begins with: `[//]: # (…)`, `[comment]: <> (…)`.
pub(super) fn comment(rest: &str) -> Option<usize> {
    let line = first_line(rest);
    let (label, behind) = line.strip_prefix('[')?.split_once("]:")?;
    let behind = behind.trim_start();
    let behind = behind.strip_prefix("<>").or_else(|| behind.strip_prefix('#'))?.trim();
    let title = behind.is_empty()
        || ["()", "\"\"", "''"].iter().any(|around| {
            behind.len() > 1 && behind.starts_with(&around[..1]) && behind.ends_with(&around[1..])
        });
    (title && !label.contains(['[', ']', '^'])).then_some(line.len())
}

/// The content of `<script type="math/tex">`, and whether it is a display.
pub(super) fn script(element: &str) -> Option<(usize, bool)> {
    let (tag, _) = element.split_once('>')?;
    tag.contains("math/tex").then_some((tag.len() + 1, tag.contains("mode=display")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_whole_words() {
        assert_eq!(to_do("so. TODO: prove"), Some(4));
        assert_eq!(to_do("[FIXME]"), Some(1));
        assert_eq!(to_do("TODOS, a todo"), None);
    }

    #[test]
    fn comments_are_references_to_nothing() {
        assert_eq!(comment("[//]: # (Let $a = b$.)\nx"), Some(22));
        assert_eq!(comment("[comment]: <> (a)"), Some(17));
        assert_eq!(comment("[//]: # \"a\""), Some(11));
        assert_eq!(comment("[1]: http://a.b (c)"), None);
        assert_eq!(comment("[^1]: # (a)"), None);
    }
}
