//! Markdown's structure, joined with the formulas that were found by hand.
//!
//! In come the items of `scan` and a text in which they are neutral; out come [`Block`]s: what is
//! heading, prose, item or table row, and which words in bold stand as headings do. What is struck
//! out is dropped. Nothing is looked for in formulas.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::Block;
use super::blocks::Blocks;
use super::labels::Labels;
use super::scan::{Item, Kind};
use super::stretch::{Stretch, states};
use super::titles::{ALONE, LONGEST_TITLE, RUN_IN};
use super::unread::Unread;
use crate::source::{Source, Span};

/// The blocks of a text, and what looks like mathematics among its words; in `neutral` its items are letters without meaning.
pub(super) fn read(source: &Source, items: Vec<Item>, neutral: &str) -> (Vec<Block>, Vec<Unread>) {
    let events: Vec<_> = Parser::new_ext(neutral, options()).into_offset_iter().collect();
    let mut reader = Reader {
        source,
        text: neutral,
        items: items.into_iter().peekable(),
        blocks: Blocks::default(),
        covered: 0,
        labels: Labels::default(),
        start: Start::Within,
        title_end: None,
        behind_title: false,
        unread: Vec::new(),
    };
    let mut at = 0;
    let mut in_code = false;
    while let Some((event, range)) = events.get(at) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Strikethrough) if neutral[range.clone()].starts_with("~~") => {
                reader.drop_until(range.end);
                let past = events[at..].iter().position(|(event, other)| {
                    matches!(event, Event::End(TagEnd::Strikethrough)) && other.end == range.end
                });
                at += past.unwrap_or(0);
            }
            Event::Text(_) if in_code => {}
            _ => reader.event(&events[at..]),
        }
        at += 1;
    }
    reader.items_before(usize::MAX);
    reader.end_labels(neutral.len());
    (reader.blocks.finish(), reader.unread)
}

/// What begins at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// A paragraph, or the words of an item.
    Paragraph,
    /// A line of a paragraph.
    Line,
    Within,
}

struct Reader<'a> {
    source: &'a Source,
    text: &'a str,
    items: std::iter::Peekable<std::vec::IntoIter<Item>>,
    blocks: Blocks,
    /// Where the last item ended.
    covered: usize,
    labels: Labels,
    start: Start,
    /// Where the words in bold end that are being read as a heading.
    title_end: Option<usize>,
    /// Whether such words ended directly before.
    behind_title: bool,
    unread: Vec<Unread>,
}

impl Reader<'_> {
    /// Takes the first of some events.
    fn event(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        let Some((event, range)) = events.first() else { return };
        let start = std::mem::replace(&mut self.start, Start::Within);
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading(level_of(*level), range),
            Event::End(TagEnd::Heading(_)) => {
                self.items_before(range.end);
                self.blocks.close_heading();
            }
            Event::Text(words) => self.text(words, range, start),
            Event::Html(_) => self.html(range.clone()),
            Event::SoftBreak | Event::HardBreak => {
                self.prose(" ", Span::new(range.start, range.end));
                self.blocks.line();
                self.start = Start::Line;
            }
            Event::Start(Tag::Strong | Tag::Emphasis) if start != Start::Within => {
                self.emphasis(events, start);
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis)
                if self.title_end.take_if(|end| *end == range.end).is_some() =>
            {
                self.items_before(range.end);
                self.blocks.close_heading();
                self.behind_title = true;
            }
            Event::Start(Tag::Paragraph) => {
                self.blocks.gap();
                self.start = Start::Paragraph;
            }
            Event::Start(Tag::Item | Tag::TableRow) => self.item(range.start),
            Event::TaskListMarker(_) => self.start = start,
            Event::End(TagEnd::Item | TagEnd::TableRow) => self.end_item(range.end),
            Event::End(end) if ends_words(*end) => self.blocks.gap(),
            _ => {}
        }
    }

    fn heading(&mut self, level: u8, range: &Range<usize>) {
        self.items_before(range.start);
        self.end_labels(range.start);
        let title = self.text[range.clone()].trim_end();
        let span = Span::new(range.start, range.start + title.len());
        self.blocks.open_heading(level, span);
    }

    fn item(&mut self, at: usize) {
        self.items_before(at);
        self.blocks.gap();
        self.blocks.begin(Stretch::Item, Span::new(at, at));
        self.labels.enter();
        self.start = Start::Paragraph;
    }

    fn end_item(&mut self, at: usize) {
        self.items_before(at);
        self.blocks.gap();
        for _ in 0..self.labels.leave() {
            self.blocks.end(at);
        }
        self.blocks.end(at);
    }

    /// Ends the items with labels typed by hand.
    fn end_labels(&mut self, at: usize) {
        for _ in 0..self.labels.end() {
            self.blocks.end(at);
        }
    }

    /// A label typed by hand begins an item.
    fn label(&mut self, words: &str, at: usize, start: Start, set: bool) -> Option<usize> {
        if start == Start::Within || self.title_end.is_some() {
            return None;
        }
        let begun = self.labels.begin(words, start == Start::Paragraph, set)?;
        self.items_before(at);
        self.blocks.gap();
        for _ in 0..begun.ended {
            self.blocks.end(at);
        }
        self.blocks.begin(Stretch::Item, Span::new(at, at + begun.length));
        Some(begun.length)
    }

    fn text(&mut self, words: &str, range: &Range<usize>, start: Start) {
        let own = words.len() == range.len();
        let mut skipped = 0;
        if std::mem::take(&mut self.behind_title) && own {
            let rest = words.trim_start_matches(['.', ':', ' ', '—', '–']);
            skipped = words.len() - rest.len();
        } else if own && let Some(length) = self.label(words, range.start, start, false) {
            skipped = length;
        }
        self.words(&words[skipped..], range.start + skipped..range.end);
    }

    /// Words in bold or italics that a line begins with: a label, or a heading, or words.
    fn emphasis(&mut self, events: &[(Event<'_>, Range<usize>)], start: Start) {
        let Some((Event::Start(tag), range)) = events.first() else { return };
        let strong = matches!(tag, Tag::Strong);
        let words = self.text[range.clone()].trim_matches(['*', '_']);
        if strong && self.label(&format!("{words} "), range.start, start, true).is_some() {
            // The label's own words are passed over as an item's marker is.
            self.covered = range.end;
            return;
        }
        let Some(level) = title_level(words, events, (strong, start)) else { return };
        self.items_before(range.start);
        let title = Stretch::of_title(self.source.slice(Span::new(range.start, range.end)));
        if title != Some(Stretch::Answer) {
            self.end_labels(range.start);
        }
        self.blocks.open_heading(level, Span::new(range.start, range.end));
        self.title_end = Some(range.end);
    }

    /// Adds the items that begin before `end`.
    fn items_before(&mut self, end: usize) {
        while let Some(item) = self.items.next_if(|item| item.span.start < end) {
            self.covered = self.covered.max(item.span.end);
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

    /// Drops the items that begin before `end`.
    fn drop_until(&mut self, end: usize) {
        while self.items.next_if(|item| item.span.start < end).is_some() {}
        self.covered = self.covered.max(end);
    }

    /// Adds words, without the items that stand among them; `words` has entities decoded.
    fn words(&mut self, words: &str, range: Range<usize>) {
        self.items_before(range.start);
        let mut at = range.start.max(self.covered).min(range.end);
        let next = self.items.peek().map_or(usize::MAX, |item| item.span.start);
        if at == range.start && next >= range.end {
            self.prose(words, Span::new(range.start, range.end));
            return;
        }
        let text = self.text;
        while let Some(span) = self.items.peek().map(|item| item.span) {
            if span.start >= range.end {
                break;
            }
            self.prose(&text[at..span.start], Span::new(at, span.start));
            self.items_before(span.start + 1);
            at = span.end.min(range.end);
        }
        self.prose(&text[at..range.end], Span::new(at, range.end));
    }

    fn prose(&mut self, words: &str, span: Span) {
        self.unread.extend(self.blocks.words(words, span));
    }

    /// Adds the words between the tags of a line of HTML.
    fn html(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for part in self.text[range].split_inclusive(['<', '>']) {
            let words = part.strip_suffix('<').unwrap_or(part);
            if !part.ends_with('>') {
                self.words(words, at..at + words.len());
            }
            at += part.len();
        }
    }
}

/// The level of emphasised words as a heading, if they are one: alone in bold, or with a point or
/// colon; in italics and within a paragraph only where they name an example or a proof.
fn title_level(
    words: &str,
    events: &[(Event<'_>, Range<usize>)],
    (strong, start): (bool, Start),
) -> Option<u8> {
    if words.len() > LONGEST_TITLE || words.contains('\n') || !has_word(words) {
        return None;
    }
    let range = &events.first()?.1;
    let end = events.iter().take(LONGEST_TITLE).position(|(event, other)| {
        matches!(event, Event::End(TagEnd::Strong | TagEnd::Emphasis)) && other == range
    })?;
    let pointed = words.ends_with(['.', ':']);
    let named = Stretch::of_title(words);
    let behind = events.get(end + 1).map(|(event, _)| event);
    let ends = |event: Option<&Event<'_>>| match event {
        Some(Event::SoftBreak | Event::HardBreak) => start == Start::Paragraph,
        Some(Event::End(_)) | None => true,
        Some(_) => false,
    };
    let (alone, pointed) = match behind {
        Some(Event::Text(text)) if text.trim_matches(['.', ':', ' ']).is_empty() => {
            (ends(events.get(end + 2).map(|(event, _)| event)), pointed || !text.trim().is_empty())
        }
        Some(Event::Text(text)) => (false, pointed || text.starts_with([':', '.'])),
        other => (ends(other), pointed),
    };
    if named.is_none() && (!strong || start != Start::Paragraph)
        || named.is_some() && !alone && !pointed
    {
        return None;
    }
    match (alone && strong, pointed) {
        (true, _) => Some(ALONE),
        // What it states is said of the formula behind it.
        (false, true) if named.is_some() || !states(words) => Some(RUN_IN),
        _ => None,
    }
}

/// Whether letters stand there that no formula was replaced by.
fn has_word(words: &str) -> bool {
    let mut all = words.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1);
    all.any(|word| word.bytes().any(|byte| byte != b'x'))
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
            | TagEnd::TableCell
            | TagEnd::TableHead
            | TagEnd::FootnoteDefinition
            | TagEnd::BlockQuote(_)
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
    )
}

/// What of Markdown is read beyond the common part.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}
