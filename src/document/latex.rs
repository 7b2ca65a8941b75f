//! LaTeX: the body's formulas, headings and words.
//!
//! In comes a text; out comes a [`Part`]. Only what stands between `\begin{document}` and
//! `\end{document}` is read, if they are there, and the macro definitions before. No command is
//! executed: those that are known to hold no words are dropped with their arguments, all others
//! leave their arguments' words.

use super::blocks::Blocks;
use super::limits::Limits;
use super::tex::{Closer, Environment, Tex, command, escape, is_math};
use super::{Container, Formula, Part};
use crate::source::{Source, Span};

/// Commands that are dropped with their first argument.
const DROPPED: [&str; 36] = [
    "label",
    "ref",
    "eqref",
    "pageref",
    "autoref",
    "cref",
    "Cref",
    "nameref",
    "cite",
    "citet",
    "citep",
    "citealp",
    "citeauthor",
    "citeyear",
    "parencite",
    "textcite",
    "nocite",
    "bibliography",
    "bibliographystyle",
    "includegraphics",
    "input",
    "include",
    "usepackage",
    "documentclass",
    "vspace",
    "hspace",
    "url",
    "href",
    "hypersetup",
    "setcounter",
    "setlength",
    "color",
    "textcolor",
    "pagestyle",
    "thispagestyle",
    "graphicspath",
];

/// Environments whose content is no LaTeX.
const VERBATIM: [&str; 8] = [
    "verbatim",
    "verbatim*",
    "Verbatim",
    "lstlisting",
    "comment",
    "minted",
    "filecontents",
    "alltt",
];

/// The level of a heading command.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    let names =
        ["part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"];
    names.into_iter().zip(0..).find(|&(known, _)| known == name).map(|(_, level)| level)
}

/// Reads a LaTeX text.
pub(super) fn read(source: Source) -> Part {
    let text = source.text();
    let tex = Tex::new(text, true);
    let limits = Limits::latex(text);
    let mut blocks = Blocks::default();
    let (mut at, mut end) = (0, text.len());
    if let Some(document) = tex.first("document") {
        preamble(&tex, document.start, &mut blocks);
        at = document.content;
        end = document.close.map_or(end, |close| close.0);
    }
    let mut reader = Reader { text, tex, limits, blocks, at, end, heading_end: None };
    reader.run();
    let blocks = reader.blocks.finish();
    Part { cell: None, front_matter: Vec::new(), blocks, source, container: Container::Latex }
}

/// Adds the definitions before `end`.
fn preamble(tex: &Tex<'_>, end: usize, blocks: &mut Blocks) {
    let bytes = tex.text.as_bytes();
    let mut at = 0;
    while at < end {
        match bytes[at] {
            b'%' => at = tex.line_end(at),
            b'\\' => match tex.definition(at) {
                Some(past) => {
                    blocks.definitions(Span::new(at, past));
                    at = past;
                }
                None => at += escape(tex.text, at),
            },
            _ => at += 1,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    tex: Tex<'a>,
    limits: Limits,
    blocks: Blocks,
    at: usize,
    end: usize,
    /// The closing brace of the heading that is being read.
    heading_end: Option<usize>,
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while self.at < self.end {
            if self.heading_end.is_some_and(|end| self.at >= end) {
                self.heading_end = None;
                self.blocks.close_heading();
            }
            match self.text.as_bytes()[self.at] {
                b'%' => self.at = (self.tex.line_end(self.at) + 1).min(self.text.len()),
                b'$' => self.dollar(),
                b'\\' => self.backslash(),
                b'\n' => self.line_end(),
                b'~' | b'&' => self.words(1, " "),
                b'{' | b'}' => self.at += 1,
                _ => self.plain(),
            }
        }
    }

    /// Adds words that stand for the next `length` bytes.
    fn words(&mut self, length: usize, words: &str) {
        self.blocks.words(words, Span::new(self.at, self.at + length));
        self.at += length;
    }

    fn plain(&mut self) {
        let rest = &self.text[self.at..self.end];
        let special = |byte: u8| b"%$\\\n~&{}".contains(&byte);
        let length = rest.bytes().position(special).unwrap_or(rest.len());
        self.words(length, &rest[..length]);
    }

    fn line_end(&mut self) {
        self.words(1, " ");
        if self.limits.paragraph(self.at - 1) == self.at - 1 {
            self.blocks.gap();
        }
    }

    fn dollar(&mut self) {
        let double = self.text[self.at..].starts_with("$$");
        let (length, closer) = if double { (2, Closer::Dollars) } else { (1, Closer::Dollar) };
        self.delimited(length, closer, double);
    }

    /// A formula whose opener has this length.
    fn delimited(&mut self, length: usize, closer: Closer, display: bool) {
        let content = self.at + length;
        let limit =
            if display { self.limits.section(self.at) } else { self.limits.paragraph(self.at) };
        let close = self.tex.close(content, limit.min(self.end), closer, true);
        self.formula(content, close.map(|close| (close, close + length)), display, None);
    }

    fn formula(
        &mut self,
        content: usize,
        close: Option<(usize, usize)>,
        display: bool,
        environment: Option<String>,
    ) {
        let unclosed = || self.limits.paragraph(content).clamp(content, self.end.max(content));
        let end = close.map_or_else(unclosed, |close| close.0);
        let span = Span::new(self.at, close.map_or(end, |close| close.1));
        let closed = close.is_some();
        let pieces = if content < end { vec![Span::new(content, end)] } else { Vec::new() };
        if !(closed && self.text[content..end].trim().is_empty()) {
            let formula = Formula { display, environment, pieces, span, closed };
            self.blocks.formula(formula, &self.text[span.start..span.end]);
        }
        self.at = span.end;
    }

    fn backslash(&mut self) {
        let name = command(self.text, self.at);
        if name.is_empty() {
            return self.symbol();
        }
        let after = self.at + 1 + name.len();
        if let Some(past) = self.tex.definition(self.at) {
            self.blocks.definitions(Span::new(self.at, past));
            self.at = past;
        } else if let Some(found) = self.tex.environment(self.at) {
            self.environment(found);
        } else if let Some(level) = heading_level(name) {
            self.heading(level, after);
        } else if DROPPED.contains(&name) {
            let options = self.tex.optional(self.tex.optional(self.star(after)));
            self.at = self.tex.group(options).unwrap_or(after);
        } else {
            self.command(name, after);
        }
    }

    fn command(&mut self, name: &str, after: usize) {
        match name {
            "verb" | "lstinline" | "mintinline" => self.verb(after),
            "end" => {
                self.at = self.tex.group(after).unwrap_or(after);
                self.blocks.gap();
            }
            "item" | "par" => {
                self.at = after;
                self.blocks.gap();
            }
            "ldots" | "dots" => self.words(1 + name.len(), "…"),
            "footnote" | "quad" | "qquad" => self.words(1 + name.len(), " "),
            _ => {
                let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
                let rest = self.text[after..].bytes();
                self.at = after + rest.take_while(blank).count();
            }
        }
    }

    /// A backslash before something that is no letter.
    fn symbol(&mut self) {
        let length = escape(self.text, self.at);
        match &self.text[self.at + 1..self.at + length] {
            "(" => self.delimited(2, Closer::Bracket("\\)", "\\("), false),
            "[" => self.delimited(2, Closer::Bracket("\\]", "\\["), true),
            escaped @ ("$" | "%" | "&" | "#" | "_" | "{" | "}") => self.words(length, escaped),
            "\\" => {
                self.words(2, " ");
                self.at = self.tex.optional(self.at).min(self.end.max(self.at));
            }
            "\n" => self.at += 1,
            " " | "," | ";" | ":" => self.words(length, " "),
            _ => self.at += length,
        }
    }

    fn environment(&mut self, found: Environment<'a>) {
        if VERBATIM.contains(&found.name) {
            let closer = format!("\\end{{{}}}", found.name);
            let close = self.text[found.content..self.end].find(&closer);
            self.at = close.map_or(self.end, |close| found.content + close + closer.len());
        } else if is_math(found.name) {
            let argument = found.name.starts_with("alignat") || found.name.starts_with("xalignat");
            let argument = if argument { self.tex.group(found.content) } else { None };
            let limit = self.limits.section(found.content).min(self.end);
            let close = found.close.filter(|close| close.1 <= limit);
            let (content, display) = (argument.unwrap_or(found.content), found.name != "math");
            self.formula(content, close, display, Some(found.name.to_owned()));
        } else {
            self.blocks.gap();
            self.at = found.content;
        }
    }

    fn heading(&mut self, level: u8, after: usize) {
        let open = self.tex.space(self.tex.optional(self.star(after)));
        let close = self.tex.brace(open).filter(|&close| close < self.end);
        match close {
            Some(close) if self.heading_end.is_none() => {
                self.blocks.open_heading(level, Span::new(self.at, close + 1));
                self.heading_end = Some(close);
                self.at = open + 1;
            }
            _ => self.at = after,
        }
    }

    /// `\verb|…|`, with any delimiter, within its line.
    fn verb(&mut self, after: usize) {
        let start = self.tex.optional(self.star(after));
        let rest = &self.text[start..];
        let mut characters = rest.char_indices();
        let delimiter = match characters.next() {
            Some((_, '{')) => '}',
            Some((_, found)) if found != '\n' => found,
            _ => {
                self.at = start;
                return;
            }
        };
        let close = characters.find(|&(_, found)| found == delimiter || found == '\n');
        self.at = start + close.map_or(rest.len(), |(at, found)| at + found.len_utf8());
    }

    fn star(&self, at: usize) -> usize {
        at + usize::from(self.text[at..].starts_with('*'))
    }
}
