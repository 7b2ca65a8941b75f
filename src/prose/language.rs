//! Whether the words of a document are of a language whose phrases are known.
//!
//! In: stretches of words. Out: whether enough of them are small words of a language
//! that the table of phrases has a column for. Not done here: which language it is.

/// The words that hold English sentences together.
const ENGLISH: [&str; 40] = [
    "the", "of", "is", "and", "to", "a", "an", "in", "we", "for", "that", "with", "by", "as", "be",
    "are", "this", "it", "where", "so", "let", "at", "on", "if", "then", "from", "all", "which",
    "our", "have", "has", "can", "its", "when", "given", "or", "not", "find", "show", "set",
];

/// Of so few words nothing is concluded.
const FEWEST: usize = 20;

/// In English text about every second word is one of these; in lists of headings and
/// labels still one in twelve.
const LEAST_SHARE: usize = 12;

/// Whether words are of a language that is known; few words are taken to be.
#[must_use]
pub(crate) fn is_known_language<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut known, mut all, mut strange, mut letters) = (0, 0, 0, 0);
    for text in texts {
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            all += 1;
            let small = word.to_lowercase();
            known += usize::from(ENGLISH.contains(&small.as_str()));
            letters += word.chars().count();
            strange += word.chars().filter(|c| !is_latin(*c)).count();
        }
    }
    if letters < FEWEST || strange == 0 && all < FEWEST {
        return true;
    }
    strange * 2 < letters && known * LEAST_SHARE >= all
}

/// Latin letters and their accented forms, and the Greek ones that formulas use.
const fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{370}'..='\u{3ff}')
}

#[cfg(test)]
mod tests {
    use super::is_known_language;

    fn known(text: &str) -> bool {
        is_known_language(std::iter::once(text))
    }

    #[test]
    fn english_is_known_and_others_are_not() {
        assert!(known(
            "Let the loss be the sum of squares of the residuals. Then the gradient is found by \
             the chain rule, and setting it to zero gives the minimum."
        ));
        assert!(!known(
            "Es sei die Funktion der Abstand der beiden Punkte. Dann folgt aus der Kettenregel \
             sofort die Ableitung nach dem ersten Punkt, und wir setzen sie gleich null."
        ));
        assert!(!known(
            "其中数学期望为样本的均值，代表两个样本在聚类结果中属于同一类的样本对的个数"
        ));
        assert!(!known(
            "Пусть дана функция от вектора. Найдём её дифференциал и затем градиент по вектору \
             весов модели, а потом приравняем его к нулю."
        ));
    }

    #[test]
    fn of_few_words_nothing_is_concluded() {
        assert!(known(""));
        assert!(known("Verlust Ableitung"));
    }
}
