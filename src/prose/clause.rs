//! The words of the clause that a symbol stands in.
//!
//! In: the words before or behind a formula. Out: those of its own clause in small
//! letters, without signs. Not done here: what they say.

const STOPS: [char; 4] = ['.', ';', ':', '\n'];

/// The words before a formula, from the last stop on.
pub(crate) fn before(text: &str) -> Vec<String> {
    words(text.rsplit(STOPS).next().unwrap_or_default())
}

/// The words behind a formula, up to the first stop.
pub(crate) fn behind(text: &str) -> Vec<String> {
    words(text.split(STOPS).next().unwrap_or_default())
}

/// All words of a text.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_ends_at_stops() {
        assert_eq!(before("We stop. Here, the Mean "), ["here", "the", "mean"]);
        assert_eq!(behind(" is skew-symmetric; so are all"), ["is", "skew", "symmetric"]);
        assert_eq!(before("It is so: "), [""; 0]);
    }
}
