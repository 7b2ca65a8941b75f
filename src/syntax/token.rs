//! The lexer: LaTeX mathematics to tokens. Total: every text has tokens.
//!
//! In: the text of a formula and where each byte of it stands in the file.
//! Out: tokens with spans in the file. White space and comments are gone;
//! what they separated (`\alpha x`, a control word's end) is kept apart.

mod unicode;

use crate::source::Span;

/// A token of TeX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A control sequence, without its backslash: `alpha`, `,`, `\`.
    Command(String),
    /// Any other character.
    Char(char),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `#1` in the body of a macro.
    Parameter(u8),
}

/// A token and where it stands in the file. A token that came out of a macro
/// stands where the macro was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Whether white space stood before it.
    pub spaced: bool,
}

impl Token {
    pub(super) fn is(&self, char: char) -> bool {
        self.kind == TokenKind::Char(char)
    }

    pub(super) fn is_command(&self, name: &str) -> bool {
        matches!(&self.kind, TokenKind::Command(n) if n == name)
    }
}

/// The tokens of the pieces of `text` that the spans give, in their order:
/// several where the prefixes of a block quote interrupt a formula.
#[must_use]
pub(crate) fn tokens(text: &str, pieces: &[Span]) -> Vec<Token> {
    let mut lexer = Lexer { tokens: Vec::new(), spaced: false };
    for piece in pieces {
        lexer.piece(text, *piece);
        // A piece ends at a line's end.
        lexer.spaced = true;
    }
    lexer.tokens
}

struct Lexer {
    tokens: Vec<Token>,
    spaced: bool,
}

impl Lexer {
    fn piece(&mut self, text: &str, piece: Span) {
        let mut at = piece.start;
        while let Some(c) = text[at..piece.end].chars().next() {
            let rest = &text[at..piece.end];
            let length = match c {
                '%' => rest.find('\n').map_or(rest.len(), |end| end + 1),
                '\\' => self.command(rest, at),
                c if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}') => {
                    self.spaced = true;
                    c.len_utf8()
                }
                '#' => self.parameter(rest, at),
                c if unicode::spelled(c).is_some() => {
                    for kind in unicode::spelled(c).into_iter().flatten() {
                        self.push(kind, at, c.len_utf8());
                    }
                    c.len_utf8()
                }
                c => {
                    let kind = match c {
                        '{' => TokenKind::Open,
                        '}' => TokenKind::Close,
                        other => TokenKind::Char(other),
                    };
                    self.push(kind, at, c.len_utf8());
                    c.len_utf8()
                }
            };
            at += length;
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize, length: usize) {
        let span = Span { start, end: start + length };
        self.tokens.push(Token { kind, span, spaced: self.spaced });
        self.spaced = false;
    }

    /// A backslash with letters, or with one other character.
    fn command(&mut self, rest: &str, at: usize) -> usize {
        let name = &rest[1..];
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = match name.chars().next() {
            None => 0,
            Some(first) if letters == 0 => first.len_utf8(),
            Some(_) => letters,
        };
        let name = &name[..length];
        if name.is_empty() {
            self.spaced = true;
        } else if name.chars().all(char::is_whitespace) {
            // `\ ` is a space, and several in a row are a wide one.
            self.push(TokenKind::Command(" ".into()), at, 1 + length);
            self.spaced = true;
        } else {
            self.push(TokenKind::Command(name.to_owned()), at, 1 + length);
        }
        1 + length
    }

    fn parameter(&mut self, rest: &str, at: usize) -> usize {
        if let Some(digit @ b'1'..=b'9') = rest.as_bytes().get(1) {
            self.push(TokenKind::Parameter(digit - b'0'), at, 2);
            2
        } else {
            self.push(TokenKind::Char('#'), at, 1);
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |t: Token| match t.kind {
            TokenKind::Command(name) => format!("\\{name}"),
            TokenKind::Char(c) => c.to_string(),
            TokenKind::Open => "{".into(),
            TokenKind::Close => "}".into(),
            TokenKind::Parameter(k) => format!("#{k}"),
        };
        tokens(text, &[Span::new(0, text.len())]).into_iter().map(show).collect()
    }

    #[test]
    fn commands_characters_and_comments_are_told_apart() {
        assert_eq!(shown(r"\alpha x_{ij}\,"), [r"\alpha", "x", "_", "{", "i", "j", "}", r"\,"]);
        assert_eq!(shown("a % b\nc"), ["a", "c"]);
        assert_eq!(shown(r"50\% \\ \ x #1 #"), ["5", "0", r"\%", r"\\", r"\ ", "x", "#1", "#"]);
        assert_eq!(shown("\\"), Vec::<String>::new());
        assert_eq!(shown("\\é"), ["\\é"]);
    }

    #[test]
    fn pieces_keep_their_places() {
        let text = "> a +\n> b";
        let seen = tokens(text, &[Span::new(2, 5), Span::new(8, 9)]);
        let spans: Vec<(usize, bool)> = seen.iter().map(|t| (t.span.start, t.spaced)).collect();
        assert_eq!(spans, [(2, false), (4, true), (8, true)]);
    }
}
