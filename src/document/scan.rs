//! Finds formulas, macro definitions and hidden stretches in the raw text of Markdown.
//!
//! In come the text and the ranges that are code blocks; out come [`Item`]s in order, none of
//! which overlap. Markdown's own inline syntax is not looked at, because emphasis and escapes
//! would tear formulas apart: whatever opens first is decided first, be it a formula, a code
//! span, a comment or a link's target.

use super::hidden::{HIDDEN, SCRIPT, comment, script, to_do};
use super::limits::Limits;
use super::lines::{ends_line, first_line, prefix_end, prefix_length};
use super::tex::{Closer, Environment, Tex, command, escape, is_math};
use super::{Format, Formula};
use crate::source::{Source, Span};

/// A stretch of the text that is not words.
pub(super) struct Item {
    /// Where it stands.
    pub(super) span: Span,
    /// What it is.
    pub(super) kind: Kind,
}

/// What stands in an [`Item`].
pub(super) enum Kind {
    /// Mathematics.
    Formula(Formula),
    /// A macro definition.
    Definitions,
    /// A code span, a comment or other text that is not read.
    Hidden,
    /// A `:::` line, which stands for a blank one.
    Blank,
}

/// A code block, and its mathematics if its language is `math`.
pub(super) struct CodeBlock {
    /// The block with its fences.
    pub(super) span: Span,
    /// The formula in a `math` fence.
    pub(super) formula: Option<Formula>,
}

/// Finds all items from `from` on.
pub(super) fn scan(source: &Source, from: usize, code: Vec<CodeBlock>) -> Vec<Item> {
    let text = source.text();
    let mut scanner = Scanner {
        source,
        text,
        tex: Tex::new(text, false),
        limits: Limits::markdown(text, from),
        ticks: tick_runs(text),
        items: Vec::new(),
        at: from,
        plain_until: 0,
        no_tick_until: 0,
        missing: [false; HIDDEN.len()],
        line: (usize::MAX, 0),
        notebook: Format::of(source.name()) == Format::Notebook,
    };
    scanner.run(code);
    scanner.items
}

struct Scanner<'a> {
    source: &'a Source,
    text: &'a str,
    tex: Tex<'a>,
    limits: Limits,
    /// Runs of backticks as (length, offset), sorted.
    ticks: Vec<(usize, usize)>,
    items: Vec<Item>,
    at: usize,
    /// Before this place no argument of `\text` is skipped, since such a search failed already.
    plain_until: usize,
    /// Before this place no backtick with a dollar is looked for, since such a search failed already.
    no_tick_until: usize,
    /// The hidden stretches of which no end is left in the text.
    missing: [bool; HIDDEN.len()],
    /// The line last asked for: where it begins and where its prefix ends.
    line: (usize, usize),
    /// Whether white space may stand within dollars, as notebooks show it.
    notebook: bool,
}

impl<'a> Scanner<'a> {
    fn run(&mut self, code: Vec<CodeBlock>) {
        for block in code {
            self.run_until(block.span.start);
            // A code block that begins within a formula is none.
            if self.at > block.span.start {
                continue;
            }
            let kind = block.formula.map_or(Kind::Hidden, Kind::Formula);
            if let Kind::Formula(_) = kind {
                self.items.push(Item { span: block.span, kind });
            }
            self.at = block.span.end;
        }
        self.run_until(self.text.len());
    }

    fn run_until(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        while self.at < end {
            match bytes[self.at] {
                b'\\' => self.backslash(),
                b'$' => self.dollar(),
                b'`' => self.ticks(),
                b'<' | b'{' => self.hidden(),
                b'[' => self.comment(),
                b'T' | b'F' | b'X' => self.note(),
                b']' => self.link_target(),
                b':' => self.colon(),
                _ => self.at += 1,
            }
        }
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        self.items.push(Item { span: Span::new(start, end), kind });
        self.at = end;
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn backslash(&mut self) {
        let (at, rest) = (self.at, self.rest());
        if let Some(end) = self.tex.definition(at) {
            self.push(at, end, Kind::Definitions);
        } else if let Some(found) = self.tex.environment(at).filter(|found| is_math(found.name)) {
            self.environment(found);
        } else if rest.starts_with("\\\\(") {
            self.doubled(Closer::Bracket("\\\\)", "\\\\("), self.limits.paragraph(at), false);
        } else if rest.starts_with("\\\\[") {
            self.doubled(Closer::Bracket("\\\\]", "\\\\["), self.limits.section(at), true);
        } else if rest.starts_with("\\(") {
            self.bracket(Closer::Bracket("\\)", "\\("), self.limits.paragraph(at), false);
        } else if rest.starts_with("\\[") {
            self.bracket(Closer::Bracket("\\]", "\\["), self.limits.section(at), true);
        } else {
            self.at += escape(self.text, at);
        }
    }

    /// `\(…\)` and `\[…\]`, the latter unless it is an escaped bracket around a link or number.
    fn bracket(&mut self, closer: Closer, limit: usize, display: bool) {
        let (start, content) = (self.at, self.at + 2);
        let close = self.tex.close(content, limit, closer, true);
        if let Some(close) = close.filter(|_| display) {
            let links = self.text[..start].ends_with(['[', '!'])
                || self.text[close + 2..].starts_with(['(', '[', ']']);
            if links || self.text[content..close].bytes().all(|byte| byte.is_ascii_digit()) {
                self.at = close + 2;
                return;
            }
        }
        self.formula(content, close.map(|close| (close, close + 2)), display);
    }

    /// `\\(…\\)` and `\\[…\\]`; without the closer it is a line break before a parenthesis.
    fn doubled(&mut self, closer: Closer, limit: usize, display: bool) {
        match self.tex.close(self.at + 3, limit, closer, true) {
            Some(close) => self.formula(self.at + 3, Some((close, close + 3)), display),
            None => self.at += 2,
        }
    }

    fn environment(&mut self, found: Environment<'a>) {
        let takes_argument =
            found.name.starts_with("alignat") || found.name.starts_with("xalignat");
        let argument = if takes_argument { self.tex.group(found.content) } else { None };
        let limit = self.limits.section(found.content);
        let close = found.close.filter(|close| close.1 <= limit);
        self.formula(argument.unwrap_or(found.content), close, found.name != "math");
        if let Some(Item { kind: Kind::Formula(formula), .. }) = self.items.last_mut() {
            formula.environment = Some(found.name.to_owned());
        }
    }

    /// Adds the formula that opens at the current place, has its content from `content` on and
    /// its closer at `close`.
    fn formula(&mut self, content: usize, close: Option<(usize, usize)>, display: bool) {
        let start = self.at;
        let end =
            close.map_or_else(|| self.limits.paragraph(content).max(content), |close| close.0);
        let pieces = self.pieces(start, content, end);
        let past = close.map_or(end, |close| close.1);
        let span = Span::new(start, past);
        let closed = close.is_some();
        let formula = Formula { display, environment: None, pieces, span, closed };
        self.push(start, past, Kind::Formula(formula));
    }

    fn dollar(&mut self) {
        let rest = self.rest();
        let run = rest.bytes().take_while(|&byte| byte == b'$').count();
        match run {
            1 if rest.starts_with("$`") && self.dollar_tick() => {}
            1 => self.inline(),
            2 => self.dollars(),
            _ => self.at += run,
        }
    }

    /// GitHub's dollar-backtick form.
    fn dollar_tick(&mut self) -> bool {
        let content = self.at + 2;
        if self.at < self.no_tick_until {
            return false;
        }
        let limit = self.limits.paragraph(self.at);
        let inside = self.text.get(content..limit).unwrap_or("");
        match inside.find("`$") {
            Some(length) if length > 0 => {
                self.formula(content, Some((content + length, content + length + 2)), false);
                true
            }
            found => {
                self.no_tick_until = if found.is_none() { limit } else { self.no_tick_until };
                false
            }
        }
    }

    /// `$…$` within a paragraph, by pandoc's rule: no white space right within the dollars, no
    /// digit right after them.
    fn inline(&mut self) {
        let content = self.at + 1;
        let limit = self.limits.paragraph(self.at);
        let nested = self.at >= self.plain_until;
        let close = self.tex.close(content, limit, Closer::Dollar, nested);
        if close.is_none() && nested {
            self.plain_until = limit;
        }
        match close {
            Some(close) if self.is_inline(content, close) => {
                self.formula(content, Some((close, close + 1)), false);
            }
            None if self.is_broken(content, limit) => self.formula(content, None, false),
            _ => self.at += 1,
        }
    }

    fn is_inline(&self, content: usize, close: usize) -> bool {
        let inside = &self.text[content..close];
        let before = self.text[..self.at].chars().next_back();
        let after = self.text.as_bytes().get(close + 1);
        let price = inside.starts_with(|first: char| first.is_ascii_digit());
        if after.is_some_and(u8::is_ascii_digit)
            || price
                && (before.is_some_and(char::is_alphanumeric)
                    || after == Some(&b'$')
                    || reads_as_words(inside))
        {
            return false;
        }
        let spaces =
            (inside.starts_with(char::is_whitespace), inside.ends_with(char::is_whitespace));
        match spaces {
            (false, false) => !inside.is_empty(),
            // MathJax takes `$ x = y $` as well; only what is plainly mathematics is taken here.
            (true, true) => looks_mathematical(inside) || inside.contains('='),
            _ if self.notebook => looks_mathematical(inside) || inside.contains('='),
            _ => looks_mathematical(inside) && (inside.contains('=') || inside.contains('\\')),
        }
    }

    /// Whether a dollar without a partner is a formula that was not closed, and no price.
    fn is_broken(&self, content: usize, limit: usize) -> bool {
        let inside = self.text.get(content..limit).unwrap_or("");
        inside.starts_with(|first: char| !first.is_whitespace() && !first.is_ascii_digit())
            && looks_mathematical(inside)
    }

    /// `$$…$$`, which is a display where it stands alone on its lines.
    fn dollars(&mut self) {
        let (at, content) = (self.at, self.at + 2);
        let limit = self.limits.section(at);
        let close = self.tex.close(content, limit, Closer::Dollars, false);
        let close = close.filter(|&close| !self.is_opener(at, close));
        let Some(close) = close else { return self.formula(content, None, true) };
        if self.text[content..close].trim().is_empty() {
            self.at = close + 2;
            return;
        }
        let inside = self.text[content..].trim_start_matches([' ', '\t', '\r']);
        let own_lines = inside.starts_with('\n');
        let alone = self.begins_line(at) && ends_line(&self.text[close + 2..]);
        self.formula(content, Some((close, close + 2)), own_lines || alone);
    }

    /// Whether the dollars at `close` rather open the next display, because those at `open` were
    /// never closed: a blank line between, and on both lines a formula after them.
    fn is_opener(&mut self, open: usize, close: usize) -> bool {
        self.limits.paragraph(open + 2) < close
            && self.begins_line(close)
            && !ends_line(&self.text[open + 2..])
            && !ends_line(&self.text[close + 2..])
    }

    fn ticks(&mut self) {
        let start = self.at;
        let run = self.rest().bytes().take_while(|&byte| byte == b'`').count();
        let after = start + run;
        let next = self.ticks.partition_point(|&tick| tick < (run, after));
        let limit = self.limits.paragraph(start);
        match self.ticks.get(next) {
            Some(&(length, close)) if length == run && close + run <= limit => {
                self.push(start, close + run, Kind::Hidden);
            }
            _ => self.at = after,
        }
    }

    fn hidden(&mut self) {
        let rest = self.rest().as_bytes();
        let opens = |opener: &str| {
            let head = rest.get(..opener.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(opener.as_bytes()))
                && !rest.get(opener.len()).is_some_and(u8::is_ascii_alphanumeric)
        };
        let found = HIDDEN.iter().position(|(opener, _)| opens(opener));
        let Some(index) = found.filter(|&index| !self.missing[index]) else {
            self.at += 1;
            return;
        };
        let closer = HIDDEN[index].1.as_bytes();
        let close = rest.windows(closer.len()).position(|part| part.eq_ignore_ascii_case(closer));
        if let Some(close) = close {
            let past = self.at + close + closer.len();
            match script(&self.text[self.at..self.at + close]).filter(|_| index == SCRIPT) {
                Some((tag, display)) => {
                    let close = (self.at + close, past);
                    self.formula(self.at + tag, Some(close), display);
                }
                None => self.push(self.at, past, Kind::Hidden),
            }
        } else {
            self.missing[index] = true;
            self.at += 1;
        }
    }

    /// A reference to nothing, which is a comment, where no paragraph goes on.
    fn comment(&mut self) {
        let at = self.at;
        let begins = self.begins_line(at);
        let above = self.text[..self.source.line_start(at)].trim_end_matches(['\r', ' ', '\t']);
        let above = above.strip_suffix('\n').unwrap_or(above);
        let blank = above.trim_end_matches(['\r', ' ', '\t', '>']).ends_with('\n')
            || above.is_empty()
            || self.items.last().is_some_and(|item| {
                matches!(item.kind, Kind::Hidden) && item.span.end >= above.trim_end().len()
            });
        match (begins && blank).then(|| comment(self.rest())).flatten() {
            Some(length) => self.push(at, at + length, Kind::Hidden),
            None => self.at += 1,
        }
    }

    /// A note of what is still to be done, up to the paragraph's end.
    fn note(&mut self) {
        let at = self.at;
        let before = self.text[..at].chars().next_back();
        let rest = self.rest();
        let own = &rest[..rest.floor_char_boundary(8)];
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        if before.is_some_and(letter) || to_do(own) != Some(0) {
            self.at += 1;
        } else {
            self.push(at, self.limits.paragraph(at).max(at + 1), Kind::Hidden);
        }
    }

    /// Skips the target in `[words](target)`.
    fn link_target(&mut self) {
        self.at += 1;
        let bytes = self.rest().as_bytes();
        if bytes.first() != Some(&b'(') {
            return;
        }
        let end =
            bytes.iter().position(|&byte| byte.is_ascii_whitespace() || b")]".contains(&byte));
        if let Some(end) = end.filter(|&end| bytes[end] == b')') {
            self.at += end + 1;
        }
    }

    /// Skips the address after `://`, and the line of a `:::` fence.
    fn colon(&mut self) {
        if self.rest().starts_with("://") {
            let stops = |byte: &u8| byte.is_ascii_whitespace() || b")]>\"'|".contains(byte);
            let rest = self.rest().as_bytes();
            self.at += rest.iter().position(stops).unwrap_or(rest.len());
        } else if self.rest().starts_with(":::") && self.begins_line(self.at) {
            let line = first_line(self.rest()).trim_end_matches('\r');
            self.push(self.at, self.at + line.len(), Kind::Blank);
        } else {
            self.at += 1;
        }
    }

    /// Whether only white space, quote and list markers stand before `at` on its line.
    fn begins_line(&mut self, at: usize) -> bool {
        self.prefix(at).1 >= at
    }

    /// Where the line of `at` begins and where its prefix ends.
    fn prefix(&mut self, at: usize) -> (usize, usize) {
        let start = self.source.line_start(at);
        if self.line.0 != start {
            self.line = (start, prefix_end(self.text.as_bytes(), start));
        }
        self.line
    }

    /// The content as pieces without the prefixes that the opener's line has as well.
    fn pieces(&mut self, open: usize, content: usize, end: usize) -> Vec<Span> {
        let inside = &self.text.as_bytes()[content..end];
        if !inside.contains(&b'\n') {
            return if content < end { vec![Span::new(content, end)] } else { Vec::new() };
        }
        let (line, prefix) = self.prefix(open);
        let width = prefix.min(open) - line;
        let quotes = self.text[line..line + width].matches('>').count();
        let mut pieces: Vec<Span> = Vec::new();
        let mut from = content;
        for piece in inside.split_inclusive(|&byte| byte == b'\n') {
            let past = from + piece.len();
            let skipped = if from == content { 0 } else { prefix_length(piece, width, quotes) };
            match pieces.last_mut() {
                Some(last) if skipped == 0 => last.end = past,
                _ if from + skipped < past => pieces.push(Span::new(from + skipped, past)),
                _ => {}
            }
            from = past;
        }
        pieces
    }
}

/// Whether what follows a price runs on in words, up to where the next formula opens.
fn reads_as_words(inside: &str) -> bool {
    const WORD: usize = 4;
    let long = |word: &str| word.len() >= WORD;
    !looks_mathematical(inside)
        && (inside.ends_with(['(', '[', '"', '“', '*'])
            || inside.split(|letter: char| !letter.is_ascii_alphabetic()).any(long))
}

/// Whether a TeX command or script stands in it.
fn looks_mathematical(inside: &str) -> bool {
    inside.contains(['^', '_'])
        || inside.match_indices('\\').any(|(at, _)| !command(inside, at).is_empty())
}

/// The maximal runs of backticks as (length, offset), sorted.
fn tick_runs(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
        if run > 0 {
            runs.push((run, at));
        }
        at += run + 1;
    }
    runs.sort_unstable();
    runs
}
