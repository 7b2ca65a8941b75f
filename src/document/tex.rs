//! TeX's delimiters: braces, environments, macro definitions, and where a formula closes.
//!
//! In comes a text and a place in it; out come the places where the thing there ends. Both
//! readers share it. Nothing is expanded, and what stands inside a formula is only looked at to
//! find its end. The tables are made in one pass each, so that no search starts over.

use crate::source::Span;
use std::collections::HashMap;

/// The commands whose argument is text, in which dollars may stand again.
const TEXT_COMMANDS: [&str; 10] = [
    "text",
    "mbox",
    "hbox",
    "textrm",
    "textit",
    "textbf",
    "textsf",
    "textnormal",
    "intertext",
    "shortintertext",
];

/// The commands whose argument is words between two rows.
const BETWEEN_ROWS: [&str; 2] = ["intertext", "shortintertext"];

/// Whether an environment of this name is mathematics.
pub(super) fn is_math(environment: &str) -> bool {
    crate::environments::displays(environment)
}

/// The letters of the command whose backslash stands at `at`.
pub(super) fn command(text: &str, at: usize) -> &str {
    let rest = text.get(at + 1..).unwrap_or("");
    let end = rest.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
    &rest[..end]
}

/// How many bytes the backslash at `at` takes together with the character it escapes.
pub(super) fn escape(text: &str, at: usize) -> usize {
    1 + text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// What the shared searches need to know of a text.
pub(super) struct Tex<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Whether `%` begins a comment.
    pub(super) comments: bool,
    braces: Vec<(usize, usize)>,
    environments: Vec<Environment<'a>>,
}

/// A `\begin{…}` and the `\end{…}` that belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Environment<'a> {
    /// Where its backslash stands.
    pub(super) start: usize,
    /// The byte after `\begin{…}`.
    pub(super) content: usize,
    /// The name, with its star.
    pub(super) name: &'a str,
    /// Where its `\end{…}` begins and ends.
    pub(super) close: Option<(usize, usize)>,
}

/// Words between two rows of a display.
#[derive(Debug, Clone, Copy)]
pub(super) struct BetweenRows {
    /// Where the command begins.
    pub(super) command: usize,
    /// The words, without their braces.
    pub(super) inside: Span,
}

/// A closing delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closer {
    /// `$`
    Dollar,
    /// `$$`
    Dollars,
    /// A backslash delimiter, and its opener, which ends the search.
    Bracket(&'static str, &'static str),
}

impl<'a> Tex<'a> {
    /// Matches the braces and environments of a text.
    pub(super) fn new(text: &'a str, comments: bool) -> Self {
        let mut tex = Self { text, comments, braces: Vec::new(), environments: Vec::new() };
        tex.match_all();
        tex
    }

    fn match_all(&mut self) {
        let bytes = self.text.as_bytes();
        let mut open_braces = Vec::new();
        let mut open_environments: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'%' if self.comments => at = self.line_end(at),
                b'{' => open_braces.push(at),
                b'}' => self.braces.extend(open_braces.pop().map(|open| (open, at))),
                b'\\' => {
                    self.match_environment(at, &mut open_environments);
                    // The brace after `\begin` is matched on its own turn.
                    at += escape(self.text, at) - 1;
                }
                _ => {}
            }
            at += 1;
        }
        self.braces.sort_unstable();
    }

    fn match_environment(&mut self, at: usize, open: &mut HashMap<&'a str, Vec<usize>>) {
        let rest = &self.text[at..];
        let begins = rest.starts_with("\\begin{");
        let skip = if begins { 7 } else { 5 };
        if !begins && !rest.starts_with("\\end{") {
            return;
        }
        let Some(name) = environment_name(&rest[skip..]) else { return };
        let content = at + skip + name.len() + 1;
        if begins {
            open.entry(name).or_default().push(self.environments.len());
            self.environments.push(Environment { start: at, content, name, close: None });
        } else if let Some(index) = open.get_mut(name).and_then(Vec::pop) {
            self.environments[index].close = Some((at, content));
        }
    }

    /// The environment that begins at `at`.
    pub(super) fn environment(&self, at: usize) -> Option<Environment<'a>> {
        let index = self.environments.binary_search_by_key(&at, |found| found.start).ok()?;
        self.environments.get(index).copied()
    }

    /// The first environment of this name.
    pub(super) fn first(&self, name: &str) -> Option<Environment<'a>> {
        self.environments.iter().find(|found| found.name == name).copied()
    }

    /// The closing brace of the brace at `open`.
    pub(super) fn brace(&self, open: usize) -> Option<usize> {
        let index = self.braces.binary_search_by_key(&open, |pair| pair.0).ok()?;
        self.braces.get(index).map(|pair| pair.1)
    }

    /// The byte after the brace group that begins at `at`, white space before it allowed.
    pub(super) fn group(&self, at: usize) -> Option<usize> {
        self.brace(self.space(at)).map(|close| close + 1)
    }

    /// The byte after the bracket `[…]` at `at`, or `at` itself if there is none.
    pub(super) fn optional(&self, at: usize) -> usize {
        const LONGEST: usize = 256;
        let open = self.space(at);
        let rest = &self.text.as_bytes()[open..];
        if rest.first() != Some(&b'[') {
            return at;
        }
        let close = rest.iter().take(LONGEST).position(|&byte| byte == b']');
        close.map_or(at, |close| open + close + 1)
    }

    /// Skips white space, and comments where there are any, but no blank line.
    pub(super) fn space(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut line_ends = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' => at += 1,
                b'\n' if line_ends == 0 => {
                    line_ends = 1;
                    at += 1;
                }
                b'%' if self.comments => at = (self.line_end(at) + 1).min(bytes.len()),
                _ => break,
            }
        }
        at
    }

    /// Where the line that holds `at` ends.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        at + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
    }

    /// The byte after the macro definition at `at`, if a complete one stands there.
    pub(super) fn definition(&self, at: usize) -> Option<usize> {
        let name = command(self.text, at);
        let after = at + 1 + name.len();
        match name {
            "newcommand" | "renewcommand" | "providecommand" | "DeclareMathOperator" => {
                let star = self.text[after..].starts_with('*');
                let named = self.defined_name(self.space(after + usize::from(star)))?;
                self.group(self.optional(self.optional(named)))
            }
            "def" => self.plain_definition(after),
            "let" => {
                let named = self.control(self.space(after))?;
                let equals = self.space(named);
                let sign = self.text[equals..].starts_with('=');
                let value = self.space(equals + usize::from(sign));
                let character = self.text[value..].chars().next()?;
                self.control(value).or(Some(value + character.len_utf8()))
            }
            _ => None,
        }
    }

    /// The rest of `\def\name#1…{…}`, from the byte after `\def`.
    fn plain_definition(&self, after: usize) -> Option<usize> {
        const LONGEST: usize = 256;
        let named = self.control(self.space(after))?;
        let rest = &self.text.as_bytes()[named..];
        let open =
            rest.iter().take(LONGEST).position(|byte| matches!(byte, b'{' | b'}' | b'\n'))?;
        self.group(named + open)
    }

    /// The byte after `\name` or `{\name}` at `at`.
    fn defined_name(&self, at: usize) -> Option<usize> {
        if self.text[at..].starts_with('{') {
            self.control(self.space(at + 1))?;
            return self.group(at);
        }
        self.control(at)
    }

    /// The byte after the control sequence at `at`.
    fn control(&self, at: usize) -> Option<usize> {
        if !self.text[at..].starts_with('\\') {
            return None;
        }
        let name = command(self.text, at);
        let length = if name.is_empty() { escape(self.text, at) } else { 1 + name.len() };
        (length > 1).then_some(at + length)
    }

    /// Where the closer of a formula begins, searched from `from` up to `limit`. With `nested`,
    /// dollars within the argument of `\text` and its like do not close.
    pub(super) fn close(
        &self,
        from: usize,
        limit: usize,
        closer: Closer,
        nested: bool,
    ) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < limit {
            match bytes[at] {
                b'\\' => {
                    if let Closer::Bracket(close, open) = closer {
                        let rest = &self.text[at..limit];
                        if rest.starts_with(close) {
                            return Some(at);
                        }
                        if rest.starts_with(open) {
                            return None;
                        }
                    }
                    at = if nested { self.text_argument(at, limit) } else { None }
                        .unwrap_or_else(|| at + self.step(at, closer));
                }
                b'%' if self.comments => at = self.line_end(at) + 1,
                b'$' if closer == Closer::Dollar => return Some(at),
                b'$' if closer == Closer::Dollars
                    && bytes[at + 1..limit].first() == Some(&b'$') =>
                {
                    return Some(at);
                }
                _ => at += 1,
            }
        }
        None
    }

    /// The first words between rows of a display, searched from `from` up to `limit`; none
    /// within an environment that begins in between.
    pub(super) fn between_rows(&self, from: usize, limit: usize) -> Option<BetweenRows> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < limit {
            match bytes[at] {
                b'%' if self.comments => at = self.line_end(at) + 1,
                b'\\' => {
                    if let Some(inside) = self.environment(at) {
                        at = inside.close.filter(|close| close.1 <= limit)?.1;
                        continue;
                    }
                    let name = command(self.text, at);
                    let open = at + 1 + name.len();
                    if BETWEEN_ROWS.contains(&name) {
                        let close = self.brace(open).filter(|&close| close < limit)?;
                        let inside = Span::new(open + 1, close);
                        return Some(BetweenRows { command: at, inside });
                    }
                    at += escape(self.text, at);
                }
                _ => at += 1,
            }
        }
        None
    }

    /// How far the search goes over a backslash: between doubled delimiters a row break is four
    /// backslashes.
    fn step(&self, at: usize, closer: Closer) -> usize {
        let doubled = matches!(closer, Closer::Bracket(close, _) if close.len() == 3);
        if doubled && self.text[at..].starts_with("\\\\\\\\") { 4 } else { escape(self.text, at) }
    }

    /// The byte after `\text{…}` at `at`.
    fn text_argument(&self, at: usize, limit: usize) -> Option<usize> {
        let name = command(self.text, at);
        if !TEXT_COMMANDS.contains(&name) {
            return None;
        }
        self.brace(at + 1 + name.len()).map(|close| close + 1).filter(|&end| end <= limit)
    }
}

/// The letters and star before the closing brace.
fn environment_name(rest: &str) -> Option<&str> {
    const LONGEST: usize = 64;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b'}')?;
    rest.get(..end).filter(|name| !name.is_empty())
}

/// The level of a heading command.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    let names =
        ["part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"];
    names.into_iter().zip(0..).find(|&(known, _)| known == name).map(|(_, level)| level)
}
