//! LaTeX: the body's formulas, headings and words.
//!
//! In comes a text; out comes a [`Part`]. Only what stands between `\begin{document}` and
//! `\end{document}` is read, if they are there, and the macro definitions before. No command is
//! executed: those that are known to hold no words, or to strike them out, are dropped with their
//! arguments, all others leave their arguments' words.

use super::blocks::Blocks;
use super::limits::Limits;
use super::nest::Nest;
use super::printed;
use super::stretch::Stretch;
use super::tex::{Closer, Environment, Tex, command, escape, heading_level, is_math};
use super::titles::title_level;
use super::unread::{self, Unread, Unseen};
use super::{Container, Formula, Part, hidden};
use crate::source::{Source, Span};

/// Commands that are dropped with their first argument.
const DROPPED: [&str; 45] = [
    "todo",
    "sout",
    "st",
    "xout",
    "cancel",
    "bcancel",
    "xcancel",
    "phantom",
    "hphantom",
    "vphantom",
    "newtheorem",
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

/// Reads a LaTeX text.
pub(super) fn read(source: Source) -> Part {
    let dead = printed::dead(source.text());
    let text = &printed::blanked(source.text(), &dead);
    let tex = Tex::new(text, true);
    let mut reader = Reader {
        text,
        limits: Limits::latex(text),
        blocks: Blocks::default(),
        nest: Nest::default(),
        dead: &dead,
        at: 0,
        end: text.len(),
        heading_end: None,
        start: Start::Paragraph,
        between_rows: false,
        unread: Vec::new(),
        tex,
    };
    if let Some(document) = reader.tex.first("document") {
        reader.preamble(document.start);
        reader.at = document.content;
        reader.end = document.close.map_or(reader.end, |close| close.0);
    }
    reader.run();
    let unread = reader.unread;
    let blocks = reader.blocks.finish();
    let container = Container::Latex;
    Part { cell: None, front_matter: Vec::new(), blocks, unread, source, container }
}

/// What begins at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Paragraph,
    Line,
    Within,
    /// Behind words in bold that are a heading.
    Title,
}

struct Reader<'a> {
    text: &'a str,
    tex: Tex<'a>,
    limits: Limits,
    blocks: Blocks,
    nest: Nest<'a>,
    /// What is not printed.
    dead: &'a [Span],
    at: usize,
    end: usize,
    /// The closing brace of the heading that is being read.
    heading_end: Option<usize>,
    start: Start,
    /// Whether words between the rows of a display are being read.
    between_rows: bool,
    unread: Vec<Unread>,
}

impl<'a> Reader<'a> {
    /// Adds the definitions before `end`.
    fn preamble(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < end {
            match bytes[at] {
                b'%' => at = self.tex.line_end(at),
                b'\\' => {
                    let defined = self.tex.definition(at);
                    if let Some(past) = defined {
                        self.blocks.definitions(Span::new(at, past));
                    }
                    let past = defined.or_else(|| self.nest.declare(&self.tex, at));
                    at = past.unwrap_or(at + escape(self.text, at));
                }
                _ => at += 1,
            }
        }
    }

    fn run(&mut self) {
        while self.at < self.end {
            if self.heading_end.is_some_and(|end| self.at >= end) {
                self.heading_end = None;
                self.blocks.close_heading();
                self.start = Start::Title;
            }
            self.step();
        }
        self.blocks.close_heading();
        self.nest.end_all(self.end, &mut self.blocks);
    }

    fn step(&mut self) {
        match self.text.as_bytes()[self.at] {
            b'%' => self.at = (self.tex.line_end(self.at) + 1).min(self.text.len()),
            b'$' => self.dollar(),
            b'\\' => self.backslash(),
            b'\n' => self.line_end(),
            b'~' | b'&' => self.words(1, " "),
            b'{' if self.bold_group() => {}
            b'{' | b'}' => self.at += 1,
            _ => self.plain(),
        }
    }

    /// Adds words that stand for the next `length` bytes.
    fn words(&mut self, length: usize, words: &str) {
        let unread = self.blocks.words(words, Span::new(self.at, self.at + length));
        self.unread.extend(unread);
        self.at += length;
    }

    fn plain(&mut self) {
        let rest = &self.text[self.at..self.end];
        let special = |byte: u8| b"%$\\\n~&{}".contains(&byte);
        let length = rest.bytes().position(special).unwrap_or(rest.len());
        let mut words = &rest[..length];
        if words.trim().is_empty() {
            return self.words(length, words);
        }
        let start = std::mem::replace(&mut self.start, Start::Within);
        let blank = words.len() - words.trim_start().len();
        if start == Start::Title {
            self.at += words.len() - words.trim_start_matches(['.', ':', ' ', '}']).len();
        } else if start != Start::Within && self.heading_end.is_none() {
            let paragraph = start == Start::Paragraph;
            let label = (&words[blank..], false);
            let (at, blocks) = (self.at + blank, &mut self.blocks);
            if let Some(length) = self.nest.label(label, at, paragraph, blocks) {
                self.at = at + length;
                self.start = start;
            }
        }
        words = &rest[self.at - (self.end - rest.len())..length];
        match hidden::to_do(words) {
            Some(note) => {
                self.words(note, &words[..note]);
                self.at = self.limits.paragraph(self.at).clamp(self.at + 1, self.end);
            }
            None => self.words(words.len(), words),
        }
    }

    fn line_end(&mut self) {
        self.words(1, " ");
        self.blocks.line();
        if self.limits.paragraph(self.at - 1) == self.at - 1 {
            self.gap();
        } else if self.start == Start::Within {
            self.start = Start::Line;
        }
    }

    fn gap(&mut self) {
        self.blocks.gap();
        self.start = Start::Paragraph;
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
        let pieces = printed::pieces(Span::new(content, end.max(content)), self.dead);
        if !(closed && self.text[content..end].trim().is_empty()) {
            let formula = Formula { display, environment, pieces, span, closed };
            self.blocks.formula(formula, &self.text[span.start..span.end]);
        }
        self.start = Start::Within;
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
        } else if self.nest.has_items(name) {
            self.item(after);
        } else if let Some(level) = heading_level(name) {
            self.heading(level, after);
        } else if let Some(past) = self.nest.declare(&self.tex, self.at) {
            self.at = past;
        } else if DROPPED.contains(&name) {
            let options = self.tex.optional(self.tex.optional(self.star(after)));
            self.at = self.tex.group(options).unwrap_or(after);
        } else if !self.bold_command(name, after) {
            self.command(name, after);
        }
    }

    fn item(&mut self, after: usize) {
        self.blocks.gap();
        self.blocks.close_heading();
        self.heading_end = None;
        self.nest.item(Span::new(self.at, after), &mut self.blocks);
        self.at = self.tex.optional(after);
        self.start = Start::Paragraph;
    }

    fn command(&mut self, name: &str, after: usize) {
        match name {
            "verb" | "lstinline" | "mintinline" => self.verb(after),
            "end" => {
                self.nest.end(self.at, &mut self.blocks);
                self.at = self.tex.group(after).unwrap_or(after);
                self.gap();
            }
            "item" | "par" | "newline" => {
                self.at = after;
                self.gap();
            }
            "input" | "include" | "subfile" => self.input(after),
            "ldots" | "dots" => self.words(1 + name.len(), "…"),
            "footnote" | "quad" | "qquad" => self.words(1 + name.len(), " "),
            _ => {
                if unread::is_command(name) {
                    self.outside(Unseen::Command(name.to_owned()));
                }
                let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
                let rest = self.text[after..].bytes();
                self.at = after + rest.take_while(blank).count();
            }
        }
    }

    /// Notes mathematics that stands in no formula, by the environment if that is not known.
    fn outside(&mut self, what: Unseen) {
        let environment = self.nest.unknown().map(|name| Unseen::Environment(name.to_owned()));
        let what = environment.unwrap_or(what);
        if self.unread.last().is_none_or(|last| last.what != what) {
            self.unread.push(Unread { span: Span::new(self.at, self.at), what });
        }
    }

    /// Another file, which is not read.
    fn input(&mut self, after: usize) {
        let past = self.tex.group(after).unwrap_or_else(|| self.tex.line_end(after));
        let name = self.text[after..past].trim().trim_matches(['{', '}']).trim().to_owned();
        self.unread.push(Unread { span: Span::new(self.at, past), what: Unseen::Input(name) });
        self.at = past;
    }

    /// A backslash before something that is no letter.
    fn symbol(&mut self) {
        let length = escape(self.text, self.at);
        match &self.text[self.at + 1..self.at + length] {
            "(" => self.delimited(2, Closer::Bracket("\\)", "\\("), false),
            "[" => self.delimited(2, Closer::Bracket("\\]", "\\["), true),
            escaped @ ("$" | "%" | "&" | "#" | "_" | "{" | "}") => self.words(length, escaped),
            "\\" if self.nest.has_rows() => self.item(self.at + 2),
            "\\" => {
                self.words(2, " ");
                self.at = self.tex.optional(self.at).min(self.end.max(self.at));
                self.start = Start::Line;
            }
            "\n" => self.at += 1,
            " " | "," | ";" | ":" => self.words(length, " "),
            _ => self.at += length,
        }
    }

    /// Reads the rows of a display that stand before words between rows, and these words;
    /// where the last rows begin.
    fn rows(&mut self, mut content: usize, close: usize, environment: &str) -> usize {
        // No display within such words is taken apart again: the depth is bounded.
        if std::mem::replace(&mut self.between_rows, true) {
            return content;
        }
        while let Some(words) = self.tex.between_rows(content, close) {
            let end = words.command;
            self.formula(content, Some((end, end)), true, Some(environment.to_owned()));
            self.start = Start::Within;
            self.at = words.inside.start;
            let end = std::mem::replace(&mut self.end, words.inside.end);
            while self.at < self.end {
                self.step();
            }
            self.end = end;
            self.at = words.inside.end + 1;
            content = self.at;
        }
        self.between_rows = false;
        content
    }

    fn environment(&mut self, found: Environment<'a>) {
        if VERBATIM.contains(&found.name) {
            let closer = format!("\\end{{{}}}", found.name);
            let close = self.text[found.content..self.end].find(&closer);
            let end = close.map_or(self.end, |close| found.content + close);
            let program =
                matches!(found.name, "minted" | "lstlisting" | "filecontents" | "comment");
            if !program && unread::in_code("", &self.text[found.content..end]) {
                self.unread.push(Unread { span: Span::new(self.at, end), what: Unseen::Code });
            }
            self.at = close.map_or(self.end, |_| end + closer.len());
        } else if is_math(found.name) {
            let argument = found.name.starts_with("alignat") || found.name.starts_with("xalignat");
            let argument = if argument { self.tex.group(found.content) } else { None };
            let limit = self.limits.section(found.content).min(self.end);
            let close = found.close.filter(|close| close.1 <= limit);
            let (content, display) = (argument.unwrap_or(found.content), found.name != "math");
            let content = close.map_or(content, |close| self.rows(content, close.0, found.name));
            self.formula(content, close, display, Some(found.name.to_owned()));
        } else {
            self.blocks.close_heading();
            self.heading_end = None;
            self.gap();
            let inside = found.close.and_then(|close| self.text.get(found.content..close.0));
            let equation =
                inside.is_some_and(|inside| !inside.contains('$') && unread::is_equation(inside));
            if equation && !self.nest.is_known(found.name) {
                let what = Unseen::Environment(found.name.to_owned());
                self.unread.push(Unread { span: Span::new(self.at, found.content), what });
            }
            self.nest.begin(&found, &mut self.blocks);
            self.at = self.tex.optional(found.content);
        }
    }

    fn heading(&mut self, level: u8, after: usize) {
        let open = self.tex.space(self.tex.optional(self.star(after)));
        let close = self.tex.brace(open).filter(|&close| close < self.end);
        match close {
            Some(close) if self.heading_end.is_none() => {
                self.nest.end_labels(self.at, &mut self.blocks);
                self.blocks.open_heading(level, Span::new(self.at, close + 1));
                self.heading_end = Some(close);
                self.at = open + 1;
            }
            _ => self.at = after,
        }
    }

    /// `\textbf{Example 2.}` and the like, where a paragraph begins with it.
    fn bold_command(&mut self, name: &str, after: usize) -> bool {
        let strong = match name {
            "textbf" => true,
            "emph" | "textit" | "underline" => false,
            _ => return false,
        };
        let open = self.tex.space(after);
        self.tex.brace(open).is_some_and(|close| self.title(open + 1, close, strong))
    }

    /// `{\bf Example 2.}` and the like.
    fn bold_group(&mut self) -> bool {
        let inner = self.tex.space(self.at + 1);
        let name =
            if self.text[inner..].starts_with('\\') { command(self.text, inner) } else { "" };
        let strong = match name {
            "bf" | "bfseries" => true,
            "it" | "em" | "itshape" => false,
            _ => return false,
        };
        let open = self.tex.space(inner + 1 + name.len());
        self.tex.brace(self.at).is_some_and(|close| open < close && self.title(open, close, strong))
    }

    /// Reads a title between two places, if it is one.
    fn title(&mut self, open: usize, close: usize, strong: bool) -> bool {
        if matches!(self.start, Start::Within | Start::Title)
            || self.heading_end.is_some()
            || close >= self.end
        {
            return false;
        }
        let paragraph = self.start == Start::Paragraph;
        let words = &self.text[open..close];
        let label = (&*format!("{} ", words.trim()), true);
        if strong && self.nest.label(label, self.at, paragraph, &mut self.blocks).is_some() {
            self.at = close + 1;
            return true;
        }
        let behind = &self.text[close + 1..self.tex.line_end(close)];
        let Some(level) = title_level(words, behind, (strong, paragraph)) else { return false };
        let title = Stretch::of_title(words);
        if title != Some(Stretch::Answer) {
            self.nest.end_labels(self.at, &mut self.blocks);
        }
        self.blocks.open_heading(level, Span::new(self.at, close + 1));
        self.heading_end = Some(close);
        self.at = open;
        true
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
