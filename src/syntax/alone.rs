//! Letters that a document sets in a font each by itself: `\mathbf A`, `\boldsymbol{x}`.
//!
//! In: the texts of a document. Out: these letters, which tell whether letters side by side
//! in a font, `\mathbf{Ax}`, are a product or a name. Not done here: what the letters mean.

use super::commands;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The letters of one document, each with its font; nothing before it has been looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Alone(Option<Arc<BTreeSet<(String, char)>>>);

impl Alone {
    /// Whether a document has been looked at.
    pub(crate) const fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// The letters of some texts.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut found = BTreeSet::new();
        for text in texts {
            for (at, _) in text.match_indices('\\') {
                found.extend(letter(&text[at + 1..]));
            }
        }
        Self(Some(Arc::new(found)))
    }

    /// Whether a letter stands by itself in a font.
    pub(crate) fn has(&self, font: &str, letter: char) -> bool {
        let key = (commands::canonical(font).to_owned(), letter);
        self.0.as_ref().is_some_and(|known| known.contains(&key))
    }
}

/// The letter behind a backslash and a font, if it is one alone.
fn letter(text: &str) -> Option<(String, char)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (font, rest) = text.split_at(length);
    if !commands::is_font(font) {
        return None;
    }
    let rest = rest.trim_start();
    let (braced, inside) = match rest.strip_prefix('{') {
        Some(inside) => (true, inside.trim_start()),
        None => (false, rest),
    };
    let letter = inside.chars().next().filter(char::is_ascii_alphanumeric)?;
    let closed = inside[1..].trim_start().starts_with('}');
    (!braced || closed).then(|| (commands::canonical(font).to_owned(), letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_alone_in_braces_or_behind_the_font() {
        let known = Alone::of([r"\mathbf{A} \mathbf x \bold{ y } \mathbf{CD} \alpha"].into_iter());
        assert!(known.has("mathbf", 'A') && known.has("mathbf", 'x') && known.has("mathbf", 'y'));
        assert!(!known.has("mathbf", 'C') && !known.has("mathbf", 'D') && !known.has("bm", 'A'));
        assert!(!Alone::default().is_known());
    }
}
