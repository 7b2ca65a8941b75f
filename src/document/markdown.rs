//! Markdown: the blocks around and between formulas.
//!
//! In comes a text; out comes a [`Part`]. pulldown-cmark is asked twice: first which ranges are
//! code blocks; then, with every formula replaced by letters of the same length, what is heading
//! and what is prose. So neither can Markdown tear a formula apart, nor a formula look like
//! emphasis, a list or a heading. Formulas themselves are found in `scan`; `events` joins both.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::events;
use super::front_matter;
use super::scan::{CodeBlock, Kind, scan};
use super::unread::{self, Unread, Unseen};
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
    let (code, mut code_unread) = code_blocks(&neutral);
    let items = scan(&source, from, code);
    let inside = |at: usize| {
        let k = items.partition_point(|item| item.span.end <= at);
        items
            .get(k)
            .is_some_and(|item| item.span.start < at && matches!(item.kind, Kind::Formula(_)))
    };
    code_unread.retain(|unread| !inside(unread.span.start));
    for item in &items {
        let place = &mut neutral[item.span.start..item.span.end];
        match item.kind {
            Kind::Blank => blank(place),
            _ => place.fill(b'x'),
        }
    }
    let neutral = String::from_utf8_lossy(&neutral);
    let (blocks, mut unread) = events::read(&source, items, &neutral);
    unread.extend(code_unread);
    unread.sort_by_key(|unread| unread.span.start);
    let container = Container::Markdown { front };
    Part { cell: None, front_matter, blocks, unread, source, container }
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

/// The code blocks of a text, those of the language `math` with their formula; and which of them
/// hold mathematics all the same.
fn code_blocks(neutral: &[u8]) -> (Vec<CodeBlock>, Vec<Unread>) {
    let text = String::from_utf8_lossy(neutral);
    let mut found: Vec<CodeBlock> = Vec::new();
    let mut unread = Vec::new();
    let mut pieces: Option<Vec<Span>> = None;
    for (event, range) in Parser::new_ext(&text, events::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let math = matches!(&kind, CodeBlockKind::Fenced(info)
                    if info.split_whitespace().next() == Some("math"));
                pieces = math.then(Vec::new);
                let span = Span::new(range.start, range.end);
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or(""),
                    CodeBlockKind::Indented => "",
                };
                if !math && unread::in_code(language, &text[range]) {
                    unread.push(Unread { span, what: Unseen::Code });
                }
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
    (found, unread)
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
