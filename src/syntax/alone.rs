//! Letters that a document sets in a font each by itself: `\mathbf A`, `\boldsymbol{x}`.
//!
//! In: the texts of a document. Out: these letters, which tell whether letters side by side
//! in a font, `\mathbf{Ax}`, are a product or a name. Not done here: what the letters mean.

use super::commands;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Braces with more in them are not looked into.
const MOST_BYTES: usize = 24;

/// The letters of one document, each with its font, and the runs of letters that an equation
/// says something of: these may be names. Nothing before it has been looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Alone(Option<Arc<BTreeSet<(String, String)>>>);

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
                found.extend(letters(&text[at + 1..]));
            }
        }
        Self(Some(Arc::new(found)))
    }

    /// Whether a letter stands by itself in a font.
    pub(crate) fn has(&self, font: &str, letter: char) -> bool {
        self.knows(font, letter.to_string())
    }

    /// Whether an equation begins with a run of letters in a font.
    pub(crate) fn begins_equation(&self, font: &str, run: String) -> bool {
        self.knows(font, run)
    }

    fn knows(&self, font: &str, letters: String) -> bool {
        let key = (commands::canonical(font).to_owned(), letters);
        self.0.as_ref().is_some_and(|known| known.contains(&key))
    }
}

/// The letter behind a backslash and a font, if it is one alone, or the letters before a sign.
fn letters(text: &str) -> Option<(String, String)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (font, rest) = text.split_at(length);
    if !commands::is_font(font) {
        return None;
    }
    let rest = rest.trim_start();
    let found = match rest.strip_prefix('{') {
        Some(inside) => {
            // No name is longer, and no text makes a long search of it.
            let end = inside.bytes().take(MOST_BYTES).position(|byte| byte == b'}')?;
            let (inside, behind) = (&inside[..end], &inside[end + 1..]);
            let sign = behind.trim_start_matches([' ', '\n', '&', ':']).starts_with('=');
            let letters = inside.trim();
            (sign || letters.len() == 1).then_some(letters)?
        }
        None => rest.get(..1)?,
    };
    let plain = !found.is_empty() && found.chars().all(|c| c.is_ascii_alphanumeric());
    plain.then(|| (commands::canonical(font).to_owned(), found.to_owned()))
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
        let known = Alone::of([r"\mathbf{PQ} &= 2 \mathbf{RS}"].into_iter());
        assert!(known.begins_equation("mathbf", "PQ".into()));
        assert!(!known.begins_equation("mathbf", "RS".into()));
    }
}
