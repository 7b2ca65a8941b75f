//! How a name is typeset: the letter in it, and whether that is bold.
//!
//! In: a name as the parser gives it, accents and fonts before the letter, words behind
//! it. Out: the letter where a font, under accents or over them, says that it is a vector
//! or a matrix. Not done here: what words and use say of it.

use super::commands::{is_accent, is_font};

/// The fonts that vectors and matrices have.
const BOLD: [&str; 6] = ["mathbf", "bold", "bm", "boldsymbol", "pmb", "vec"];

/// The letter of a name that is set as those of vectors and matrices are, and whether an
/// arrow is over it, as it is over vectors alone.
pub(crate) fn bold_letter(name: &str) -> Option<(&str, bool)> {
    let mut words = name.split(' ');
    let mut marks = Vec::new();
    let letter = words.by_ref().find(|word| {
        let mark = is_accent(word) || is_font(word);
        if mark {
            marks.push(*word);
        }
        !mark
    })?;
    // `\mathbf{dX}` is of the form of its X.
    let letter = match letter.strip_prefix('d') {
        Some(of) if of.starts_with(char::is_uppercase) => of,
        _ => letter,
    };
    let bold = marks.iter().any(|mark| BOLD.contains(mark));
    (bold && !letter.is_empty()).then(|| (letter, marks.contains(&"vec")))
}

/// The letter that a name is made of, without accents and labels.
pub(crate) fn letter_of(name: &str) -> &str {
    let mark = |word: &&str| is_accent(word) || is_font(word);
    name.split(' ').find(|word| !mark(word)).unwrap_or_default()
}

/// Whether a name is set as those of vectors and matrices are.
pub(crate) fn is_bold(name: &str) -> bool {
    bold_letter(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::bold_letter;

    #[test]
    fn accents_hide_no_font() {
        assert_eq!(bold_letter("mathbf x"), Some(("x", false)));
        assert_eq!(bold_letter("hat boldsymbol x"), Some(("x", false)));
        assert_eq!(bold_letter("mathbf tilde W"), Some(("W", false)));
        assert_eq!(bold_letter("vec v"), Some(("v", true)));
        assert_eq!(bold_letter("mathbf S b"), Some(("S", false)));
        assert_eq!(bold_letter("mathbf dX"), Some(("X", false)));
        assert_eq!(bold_letter("mathbf dx"), Some(("dx", false)));
        assert_eq!(bold_letter("hat y"), None);
        assert_eq!(bold_letter("x"), None);
        assert_eq!(bold_letter("mathbf"), None);
    }
}
