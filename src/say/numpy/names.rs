//! Names of symbols, sets and index letters as Python has them.

use crate::syntax::commands;
use std::collections::BTreeSet;

/// Words that mean something in Python, or in what is written here.
const RESERVED: [&str; 46] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "None",
    "True", "False", "np", "sum", "range", "float", "abs", "print", "left", "right", "grad",
    "slope", "jacobian",
];

/// Names that are taken everywhere.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A name like the one wished for that nothing else has.
    pub(super) fn claim(&mut self, wished: &str) -> String {
        let name = self.free(wished, |_| false);
        self.0.insert(name.clone());
        name
    }

    /// A name like the one wished for that is not taken, and not refused.
    pub(super) fn free(&self, wished: &str, refused: impl Fn(&str) -> bool) -> String {
        let taken = |name: &str| self.0.contains(name) || refused(name);
        if !taken(wished) && !RESERVED.contains(&wished) {
            return wished.to_owned();
        }
        let other = |k: u32| format!("{wished}{k}");
        (1..=u32::MAX).map(other).find(|name| !taken(name)).unwrap_or_default()
    }
}

/// A name of the document, as Python can have it: `hat y` is `y_hat`, and
/// `lambda`, which means something else there, `lam`.
pub(super) fn identifier(name: &str) -> String {
    const NAMES: [&str; 5] = ["mathrm", "mathit", "mathsf", "text", "operatorname"];
    let (mut words, mut behind) = (Vec::new(), Vec::new());
    for word in name.split(' ') {
        if commands::is_accent(word) {
            behind.push(word);
        } else if !commands::is_font(word) && !NAMES.contains(&word) {
            words.push(word);
        }
    }
    words.append(&mut behind);
    let name = plain(&words.join("_").replace('\'', "_prime"));
    match name.as_str() {
        "lambda" => "lam".into(),
        "ell" => "l".into(),
        "" => "value".into(),
        _ if name.starts_with(|c: char| c.is_ascii_digit()) => format!("v{name}"),
        _ => name,
    }
}

/// A symbol with its indices as it is written: `p_{j|i}` is `p_j_i`.
pub(super) fn with_indices(written: &str) -> String {
    let kept = written.chars().filter(|c| !matches!(c, '{' | '}' | ',' | '\\'));
    identifier(&kept.collect::<String>())
}

/// Letters, digits and single underscores.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with('_') && !plain.is_empty() {
            plain.push('_');
        }
    }
    plain.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_document() {
        assert_eq!(identifier("y"), "y");
        assert_eq!(identifier("hat y"), "y_hat");
        assert_eq!(identifier("mathbf x"), "x");
        assert_eq!(identifier("D KL"), "D_KL");
        assert_eq!(identifier("k'"), "k_prime");
        assert_eq!(identifier("lambda"), "lam");
        assert_eq!(identifier("‖"), "value");
        assert_eq!(with_indices("p_{j|i}"), "p_j_i");
        assert_eq!(with_indices("p_{i,j}"), "p_ij");
    }

    #[test]
    fn no_two_things_have_one_name() {
        let mut names = Names::default();
        assert_eq!(names.claim("d"), "d");
        assert_eq!(names.claim("d"), "d1");
        assert_eq!(names.claim("sum"), "sum1");
        assert_eq!(names.free("j", |name| name == "j"), "j1");
        assert_eq!(names.free("j", |_| false), "j");
    }
}
