//! Symbols in LaTeX, with letters of one's choice in their places.

use super::Symbol;
use crate::syntax::commands;

impl Symbol {
    /// The symbol with letters in its places, as a document would write it;
    /// nothing where there are more or fewer places, or labels above.
    pub(crate) fn spelled(&self, letters: &[&str]) -> Option<String> {
        let (places, bar) = self.key.places;
        if letters.len() != places || self.written.contains('^') {
            return None;
        }
        let Some((name, script)) = self.written.split_once("_{") else {
            return (places == 0).then(|| named(&self.written));
        };
        let entries: Vec<&str> = script.strip_suffix('}')?.split([',', '|']).collect();
        let index = |entry: &str| entry.trim_end_matches('\'').chars().count() == 1;
        if entries.iter().filter(|entry| index(entry)).count() != places {
            return None;
        }
        let mut left = letters.iter();
        let mut inside = String::new();
        let apart = places < entries.len() || letters.iter().any(|letter| letter.len() > 1);
        for (k, entry) in entries.iter().enumerate() {
            let sign = if apart { "," } else { "" };
            inside.push_str(if bar == Some(k) {
                "|"
            } else if k == 0 {
                ""
            } else {
                sign
            });
            if index(entry) {
                inside.push_str(left.next()?);
            } else {
                inside.extend(["\\mathrm{", entry, "}"]);
            }
        }
        Some(format!("{}_{{{inside}}}", named(name)))
    }
}

/// `\hat{\mathbf x}`, of which the name is `hat mathbf x`.
fn named(name: &str) -> String {
    let bare = name.trim_end_matches('\'');
    let primes = &name[bare.len()..];
    let mut words = bare.split(' ').rev();
    let letter = words.next().unwrap_or_default();
    let letter = if commands::is_symbol(letter) {
        format!("\\{letter}")
    } else if letter.chars().count() > 1 && letter.chars().all(char::is_alphabetic) {
        format!("\\mathrm{{{letter}}}")
    } else {
        letter.to_owned()
    };
    let wrap = |inside: String, accent: &str| format!("\\{accent}{{{inside}}}");
    words.fold(letter, wrap) + primes
}

#[cfg(test)]
mod tests {
    use crate::derivation;

    #[test]
    fn symbols_are_written_as_in_the_document() {
        let text = r"$$ f = \sum_{i,j} \alpha_{ij} \hat{x}_i \mathbf{x}'_j w_{\mathrm{out}} \theta_{j|i}
            \mathrm{loss}_{i} \bar{\mathbf{w}} u_{\mathrm{in},i} \tilde{p}_{i,j} $$";
        let meaning = derivation::read("t.md", text.as_bytes(), &[]).unwrap().meaning;
        let spelled = |letters: &[&str]| -> Vec<String> {
            let given = meaning.symbols.iter().filter(|symbol| symbol.definition.is_none());
            given.filter_map(|symbol| symbol.spelled(letters)).collect()
        };
        let two = [r"\alpha_{ij}", r"\theta_{i|j}", r"\tilde{p}_{ij}"];
        assert_eq!(spelled(&["i", "j"]), two);
        let one = [r"\hat{x}_{i}", r"\mathbf{x}'_{i}", r"\mathrm{loss}_{i}", r"u_{\mathrm{in},i}"];
        assert_eq!(spelled(&["i"]), one);
        assert_eq!(spelled(&[]), [r"w_{\mathrm{out}}", r"\bar{\mathbf{w}}"]);
    }
}
