//! What words call a symbol: a number, a vector, a matrix.
//!
//! In: formulas that are a symbol alone, with the words around them. Out: the forms of
//! given symbols that these words name. Not done here: the forms of all others, which
//! are inferred from use ([`super::shape`]).

use super::Key;
use super::lower::Lowerer;
use super::symbols::Form;
use crate::reading::Stated;
use crate::syntax::tree::DRAWN;
use crate::syntax::typeset::letter_of;
use std::sync::Arc;

/// Nouns and the forms that they name.
const NOUNS: [(&str, Form); 10] = [
    ("matrix", Form::Matrix),
    ("matrices", Form::Matrix),
    ("vector", Form::Vector),
    ("vectors", Form::Vector),
    ("scalar", Form::Scalar),
    ("scalars", Form::Scalar),
    ("number", Form::Scalar),
    ("numbers", Form::Scalar),
    ("real", Form::Scalar),
    ("reals", Form::Scalar),
];

/// What is said of matrices alone, where it is said of a capital.
const OF_MATRICES: [&str; 6] =
    ["invertible", "nonsingular", "non-singular", "orthogonal", "diagonalizable", "diagonalisable"];

/// What joins a symbol to the noun behind it.
const JOINTS: [&str; 13] =
    ["be", "is", "are", "denote", "denotes", "a", "an", "the", "some", "any", "our", "both", "two"];

/// So many words may stand between a symbol and its noun: `M is a fixed real matrix`.
const FURTHEST: usize = 6;

impl Lowerer<'_> {
    /// Notes the forms that words name.
    pub(super) fn find_called(&mut self) {
        let formulas = self.definitions.formulas();
        self.forms.resize(self.meaning.symbols.len(), None);
        let mut last = None;
        for (k, stated) in formulas.iter().enumerate() {
            let joined = matches!(stated.before.trim(), "and" | "," | ", and" | "or");
            let near = k.checked_sub(1).is_some_and(|before| {
                let before = &formulas[before];
                before.text == stated.text && before.scopes == stated.scopes
            });
            let said = called(&stated.before, &self.words_behind(formulas, k))
                .or_else(|| last.filter(|_| joined && near));
            last = said;
            if declares_function(&stated.before, &stated.behind)
                && let Some((_, function)) = self.named(stated)
            {
                self.meaning.declared.insert(function.name);
            }
            let capital =
                |(key, _): &(Key, Key)| letter_of(&key.name).starts_with(char::is_uppercase);
            let described = self.named(stated).as_ref().is_some_and(capital)
                && is_described(&stated.before, &stated.behind);
            if let Some(form) = said.or(described.then_some(Form::Matrix)) {
                self.name_form(stated, form);
            }
        }
    }

    /// The words that stand behind a name, sizes in between left out: “$A$ and $B$ be
    /// $n \times n$ matrices” says of A, as of B, “be matrices”.
    fn words_behind(&self, formulas: &[Arc<Stated>], at: usize) -> String {
        let (own, next) = (&formulas[at].behind, formulas.get(at + 1));
        let Some(next) = next.filter(|next| next.text == formulas[at].text) else {
            return own.to_string();
        };
        if own.trim() == "and" && self.named(next).is_some() {
            let further = self.words_behind(formulas, at + 1);
            let several = further.split_whitespace().next();
            if several.is_some_and(|word| matches!(word, "be" | "are" | "denote")) {
                return further;
            }
        }
        let joins = own.split_whitespace().all(|word| JOINTS.contains(&word));
        let sizes = joins && !own.trim().is_empty() && self.named(next).is_none();
        if sizes { format!("{own} {}", next.behind) } else { own.to_string() }
    }

    fn name_form(&mut self, stated: &Stated, form: Form) {
        // A matrix $p_{ij}$ has these entries, vectors $x_i$ may have them.
        let Some((key, _)) = self.named(stated).filter(|(key, _)| key.places.0 == 0) else {
            return;
        };
        for id in self.meaning.symbol_ids() {
            let symbol = self.meaning.symbol(id);
            let drawn = symbol.key.name.strip_suffix(DRAWN).is_some_and(|name| {
                name.strip_suffix(" ^") == Some(&key.name) && symbol.key.places.0 == 1
            });
            if symbol.definition.is_none()
                && (symbol.key == key || drawn)
                && let Some(known) = self.forms.get_mut(id.0)
            {
                known.get_or_insert(form);
            }
        }
    }
}

/// Whether words say of a name that it is a function: “the function $w$”, “$w$ is any
/// smooth function”.
fn declares_function(before: &str, behind: &str) -> bool {
    const FUNCTIONS: [&str; 4] = ["function", "functions", "map", "mapping"];
    let is = |word: &str| FUNCTIONS.contains(&word.to_lowercase().as_str());
    if before.split_whitespace().last().is_some_and(is) {
        return true;
    }
    let mut words = behind.split_whitespace().take(FURTHEST);
    let joined = words.next().is_some_and(|word| JOINTS.contains(&word));
    joined && words.any(|word| is(word.trim_end_matches(|c: char| !c.is_alphanumeric())))
}

/// The form that the words directly at a symbol name.
fn called(before: &str, behind: &str) -> Option<Form> {
    let noun = |word: &str| {
        let small = word.to_lowercase();
        NOUNS.iter().find(|(noun, _)| *noun == small).map(|(_, form)| *form)
    };
    // “the matrix $M$”
    let last = before.split_whitespace().last();
    if let Some(form) = last.and_then(noun) {
        return Some(form);
    }
    // “$M$ is a real matrix”, “$u$ a vector”
    let mut joined = false;
    let mut words = behind.split_whitespace().take(FURTHEST).peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if let Some(form) = noun(bare).filter(|_| joined) {
            // A number of points, a vector of functions: these are counted, not named.
            let of = bare == word && words.peek() == Some(&"of");
            let real = matches!(bare, "real" | "reals") && bare == word && words.peek().is_some();
            if real {
                continue;
            }
            return (!of || form != Form::Scalar).then_some(form);
        }
        let joint = JOINTS.contains(&bare);
        if bare != word || !joined && !joint {
            return None;
        }
        joined = true;
    }
    None
}

/// Whether the words directly at a symbol say of it what is said of matrices alone.
fn is_described(before: &str, behind: &str) -> bool {
    let is =
        |word: &str| OF_MATRICES.contains(&word.trim_end_matches(|c: char| !c.is_alphanumeric()));
    let mut words = behind.split_whitespace();
    before.split_whitespace().last().is_some_and(is)
        || words.next().is_some_and(|word| JOINTS.contains(&word)) && words.next().is_some_and(is)
}

#[cfg(test)]
mod tests {
    use super::{Form, NOUNS, called};

    #[test]
    fn each_noun_names_its_form_on_either_side() {
        for (noun, form) in NOUNS {
            assert_eq!(called(&format!("Let the {noun} "), " be given"), Some(form), "{noun}");
            assert_eq!(called("Let ", &format!(" be a {noun}, ")), Some(form), "{noun}");
        }
        assert_eq!(called("", " is a fixed real matrix."), Some(Form::Matrix));
        assert_eq!(called("", " a vector of weights"), Some(Form::Vector));
    }

    #[test]
    fn what_is_counted_or_called_elsewhere_is_not_named() {
        assert_eq!(called("be a matrix, ", " and"), None);
        assert_eq!(called("", " is the number of points"), None);
        assert_eq!(called("", " and a matrix"), None);
        assert_eq!(called("", " is one. A matrix"), None);
        assert_eq!(called("", ", a matrix"), None);
    }
}
