//! What looks like mathematics and is not read.
//!
//! In come words that stand in no formula, code, and names of environments; out comes what about
//! them is mathematical. Program code is no formula, and neither is an equals sign alone.

use crate::source::Span;

/// A stretch that looks like mathematics and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it begins, as far as it is known.
    pub span: Span,
    /// What it is.
    pub what: Unseen,
}

/// What was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unseen {
    /// An environment that is not known, by its name.
    Environment(String),
    /// Another file, by its name.
    Input(String),
    /// An equation in plain characters, with one of them.
    Characters(char),
    /// A command of mathematics outside of formulas.
    Command(String),
    /// LaTeX, or an equation, in a block of code.
    Code,
}

/// Characters that stand in mathematics only.
const SIGNS: [char; 6] = ['∂', '∇', '∑', '∏', '∫', '√'];

/// Commands that stand in mathematics only.
const COMMANDS: [&str; 14] = [
    "frac", "dfrac", "tfrac", "partial", "nabla", "sum", "prod", "int", "sqrt", "left", "mathbf",
    "mathbb", "mathcal", "pdv",
];

/// Languages of code blocks in which LaTeX or plain text stands.
const TEXTS: [&str; 9] =
    ["", "latex", "tex", "text", "txt", "plain", "plaintext", "katex", "equation"];

/// Whether a command stands in mathematics only.
pub(super) fn is_command(name: &str) -> bool {
    COMMANDS.contains(&name)
}

/// The first command of some words that stands in mathematics only, and where it stands.
pub(super) fn command(words: &str) -> Option<(usize, &str)> {
    words.match_indices('\\').find_map(|(at, _)| {
        let name = super::tex::command(words, at);
        is_command(name).then_some((at, name))
    })
}

/// Whether a block of code in a language holds an equation that is no program's.
pub(super) fn in_code(language: &str, code: &str) -> bool {
    let language = language.trim_matches(['{', '}', '.', '=']).to_lowercase();
    TEXTS.contains(&language.as_str())
        && code
            .lines()
            .any(|line| line.contains('=') && (line.contains(SIGNS) || command(line).is_some()))
}

/// Whether nothing but an equation stands in some words: a sign, and no word that is not short.
pub(super) fn is_equation(words: &str) -> bool {
    const WORD: usize = 4;
    const LONGEST: usize = 4_000;
    let command = |at: usize| words[..at].ends_with('\\');
    let mut at = 0;
    let mut long = words.split(|c: char| !c.is_alphabetic()).filter(|run| {
        let start = at;
        at += run.len() + words[at + run.len()..].chars().next().map_or(0, char::len_utf8);
        run.len() >= WORD && !command(start)
    });
    words.len() < LONGEST && words.contains('=') && long.next().is_none()
}

/// Whether letters alone stand there that no formula would have side by side.
fn is_word(token: &str) -> bool {
    const WORD: usize = 3;
    let letters = token.trim().trim_end_matches([',', '.', ';', ':']);
    letters.len() >= WORD && letters.chars().all(|c| c.is_ascii_alphabetic() || c == '’')
}

/// An equation in plain characters, as far as it was met on a line.
#[derive(Debug, Default)]
pub(super) struct Line {
    sign: Option<(usize, char)>,
    equals: bool,
}

impl Line {
    /// Adds words of the line that begin at a place; out comes the equation that they complete.
    pub(super) fn add(&mut self, words: &str, at: usize) -> Option<Unread> {
        if let Some((offset, name)) = command(words) {
            let what = Unseen::Command(name.to_owned());
            return Some(Unread { span: Span::new(at + offset, at + offset), what });
        }
        let mut start = at;
        for token in words.split_inclusive(char::is_whitespace) {
            if is_word(token) {
                self.end();
            }
            let sign =
                token.find(SIGNS).and_then(|k| Some((start + k, token[k..].chars().next()?)));
            self.sign = self.sign.or(sign);
            self.equals |= token.contains('=');
            start += token.len();
            if let Some((at, sign)) = self.sign.filter(|_| self.equals) {
                self.end();
                let what = Unseen::Characters(sign);
                return Some(Unread { span: Span::new(at, at), what });
            }
        }
        None
    }

    /// The line ends, or a word stands between.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equation_needs_both_its_signs() {
        let found = |words: &[&str]| {
            let mut line = Line::default();
            words.iter().find_map(|words| line.add(words, 0)).map(|unread| unread.what)
        };
        assert_eq!(found(&["∂C/∂x = 2x"]), Some(Unseen::Characters('∂')));
        assert_eq!(found(&["the ∇C is ", "= 2x"]), Some(Unseen::Characters('∇')));
        assert_eq!(found(&["so x = ∂loss/∂w here"]), Some(Unseen::Characters('∂')));
        assert_eq!(found(&["we write ∂ and n = 5"]), None);
        assert_eq!(found(&["we write ∂ for it"]), None);
        assert_eq!(found(&["with n = 5"]), None);
        assert_eq!(found(&["so \\frac{a}{b}"]), Some(Unseen::Command("frac".into())));
    }

    #[test]
    fn program_code_is_no_formula() {
        assert!(in_code("latex", "\\frac{a}{b} = c"));
        assert!(in_code("", "∂C/∂w = 2w"));
        assert!(!in_code("julia", "∇C = 2w"));
        assert!(!in_code("", "x = 3"));
    }

    #[test]
    fn words_are_no_equation() {
        assert!(is_equation("\n a_i &= b \\cdot c \\\\\n"));
        assert!(!is_equation("the rate = 3"));
    }
}
