//! Markdown: the blocks around and between formulas.
//!
//! In comes a text; out comes a [`Part`]. pulldown-cmark is asked twice: first which ranges are
//! code blocks; then, with every formula replaced by letters of the same length, what is heading
//! and what is prose. So neither can Markdown tear a formula apart, nor a formula look like
//! emphasis, a list or a heading. Formulas themselves are found in `scan`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::blocks::Blocks;
use super::front_matter;
use super::scan::{CodeBlock, Item, Kind, scan};
use super::{Container, Formula, Part};
use crate::source::{Source, Span};

/// Block quotes nested deeper than this are read as if they were this deep.
const DEEPEST_QUOTE: usize = 32;

/// Reads a Markdown text; `front` says whether it may begin with front matter.
pub(super) fn read(source: Source, front: bool) -> Part {
    let text = source.text();
    let (front_matter, from) = if front { front_matter::read(text) } else { (Vec::new(), 0) };
    let mut neutral = text.as_bytes().to_vec();
    blank(&mut neutral[..from]);
    flatten_prefixes(&mut neutral);
    let code = code_blocks(&neutral);
    let items = scan(&source, from, code);
    for item in &items {
        let place = &mut neutral[item.span.start..item.span.end];
        match item.kind {
            Kind::Blank => blank(place),
            _ => place.fill(b'x'),
        }
    }
    let items = items.into_iter().peekable();
    let reader = Reader { source: &source, items, blocks: Blocks::default(), covered: 0 };
    let blocks = reader.read(&neutral);
    Part { cell: None, front_matter, blocks, source, container: Container::Markdown { front } }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// Replaces everything but line ends by spaces.
fn blank(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

/// Removes what nests too deeply in the prefixes of lines, for which pulldown-cmark takes
/// quadratic time.
fn flatten_prefixes(bytes: &mut [u8]) {
    for line in bytes.split_mut(|&byte| byte == b'\n') {
        let mut markers = 0;
        for at in 0..line.len() {
            let spaced = matches!(line.get(at + 1), Some(b' ' | b'\t'));
            match line[at] {
                b' ' | b'\t' | b'0'..=b'9' => continue,
                b'>' => markers += 1,
                b'-' | b'+' | b'*' | b'.' | b')' if spaced => markers += 1,
                _ => break,
            }
            if markers > DEEPEST_QUOTE {
                line[at] = b'x';
            }
        }
    }
}

/// The code blocks of a text, those of the language `math` with their formula.
fn code_blocks(neutral: &[u8]) -> Vec<CodeBlock> {
    let text = String::from_utf8_lossy(neutral);
    let mut found: Vec<CodeBlock> = Vec::new();
    let mut pieces: Option<Vec<Span>> = None;
    for (event, range) in Parser::new_ext(&text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let math = matches!(&kind, CodeBlockKind::Fenced(info)
                    if info.split_whitespace().next() == Some("math"));
                pieces = math.then(Vec::new);
                let span = Span::new(range.start, range.end);
                found.push(CodeBlock { span, formula: None });
            }
            Event::Text(_) => {
                if let Some(pieces) = &mut pieces {
                    add_piece(pieces, range);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let (Some(pieces), Some(block)) = (pieces.take(), found.last_mut()) {
                    block.formula = Some(fence_formula(&text, block.span, pieces));
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|block| block.span.start);
    found
}

fn add_piece(pieces: &mut Vec<Span>, range: Range<usize>) {
    match pieces.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ if range.is_empty() => {}
        _ => pieces.push(Span::new(range.start, range.end)),
    }
}

fn fence_formula(text: &str, span: Span, pieces: Vec<Span>) -> Formula {
    let block = text[span.start..span.end].trim_end();
    let last = block.rsplit_once('\n').map_or("", |(_, line)| line);
    let last = last.trim_start_matches([' ', '\t', '>']);
    let closed = last.starts_with("```") || last.starts_with("~~~");
    Formula { display: true, environment: None, pieces, span, closed }
}

/// Joins pulldown-cmark's events with the items that were found by hand.
struct Reader<'a> {
    source: &'a Source,
    items: std::iter::Peekable<std::vec::IntoIter<Item>>,
    blocks: Blocks,
    /// Where the last item ended.
    covered: usize,
}

impl Reader<'_> {
    fn read(mut self, neutral: &[u8]) -> Vec<super::Block> {
        let text = String::from_utf8_lossy(neutral);
        let mut in_code = false;
        for (event, range) in Parser::new_ext(&text, options()).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Start(Tag::Heading { level, .. }) => {
                    self.items_before(range.start);
                    let title = text[range.clone()].trim_end();
                    let span = Span::new(range.start, range.start + title.len());
                    self.blocks.open_heading(level_of(level), span);
                }
                Event::End(TagEnd::Heading(_)) => {
                    self.items_before(range.end);
                    self.blocks.close_heading();
                }
                Event::Text(words) if !in_code => self.words(&words, range, &text),
                Event::Html(_) => self.html(range, &text),
                Event::SoftBreak | Event::HardBreak => {
                    self.blocks.words(" ", Span::new(range.start, range.end));
                }
                Event::Start(Tag::Paragraph | Tag::Item) => self.blocks.gap(),
                Event::End(end) if ends_words(end) => self.blocks.gap(),
                _ => {}
            }
        }
        self.items_before(usize::MAX);
        self.blocks.finish()
    }

    /// Adds the items that begin before `end`.
    fn items_before(&mut self, end: usize) {
        while let Some(item) = self.items.next_if(|item| item.span.start < end) {
            self.covered = item.span.end;
            match item.kind {
                Kind::Formula(formula) => {
                    let written = self.source.slice(item.span);
                    self.blocks.formula(formula, written);
                }
                Kind::Definitions => self.blocks.definitions(item.span),
                Kind::Hidden | Kind::Blank => {}
            }
        }
    }

    /// Adds words, without the items that stand among them; `words` has entities decoded.
    fn words(&mut self, words: &str, range: Range<usize>, text: &str) {
        self.items_before(range.start);
        let mut at = range.start.max(self.covered).min(range.end);
        let next = self.items.peek().map_or(usize::MAX, |item| item.span.start);
        if at == range.start && next >= range.end {
            self.blocks.words(words, Span::new(range.start, range.end));
            return;
        }
        while let Some(span) = self.items.peek().map(|item| item.span) {
            if span.start >= range.end {
                break;
            }
            self.blocks.words(&text[at..span.start], Span::new(at, span.start));
            self.items_before(span.start + 1);
            at = span.end.min(range.end);
        }
        self.blocks.words(&text[at..range.end], Span::new(at, range.end));
    }

    /// Adds the words between the tags of a line of HTML.
    fn html(&mut self, range: Range<usize>, text: &str) {
        let mut at = range.start;
        for part in text[range].split_inclusive(['<', '>']) {
            let words = part.strip_suffix('<').unwrap_or(part);
            if !part.ends_with('>') {
                self.words(words, at..at + words.len(), text);
            }
            at += part.len();
        }
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn ends_words(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::TableRow
            | TagEnd::TableHead
            | TagEnd::FootnoteDefinition
            | TagEnd::BlockQuote(_)
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
    )
}
