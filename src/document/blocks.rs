//! Collects blocks in document order.
//!
//! In come words, formulas and headings as a reader meets them; out come [`Block`]s, with the
//! words between two formulas joined to one run. Which words are prose is the reader's decision.

use super::unread::{Line, Unread};
use super::{Block, Formula, Stretch};
use crate::source::Span;

/// The blocks so far, and the prose or heading that is still open.
#[derive(Default)]
pub(super) struct Blocks {
    done: Vec<Block>,
    prose: Words,
    heading: Option<Heading>,
    /// The stretches that are open, by their places among the blocks.
    open: Vec<usize>,
    /// What of an equation was met on this line, outside of formulas.
    line: Line,
}

#[derive(Default)]
struct Words {
    text: String,
    span: Option<Span>,
}

struct Heading {
    level: u8,
    span: Span,
    words: Words,
    inner: Vec<Block>,
    /// Words beside formulas; a heading without any is a display with a rule beneath it.
    has_words: bool,
}

impl Words {
    /// Appends words, with white space collapsed to single spaces.
    fn push(&mut self, text: &str, span: Span) {
        for character in text.chars() {
            if !character.is_whitespace() {
                self.text.push(character);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
        if text.trim().is_empty() {
            return;
        }
        // White space at the ends is not part of the words, where the text is the source's own.
        let same = text.len() == span.len();
        let before = if same { text.len() - text.trim_start().len() } else { 0 };
        let after = if same { text.len() - text.trim_end().len() } else { 0 };
        let start = self.span.map_or(span.start + before, |old| old.start);
        self.span = Some(Span::new(start, span.end - after));
    }

    fn trimmed(&self) -> String {
        self.text.trim().to_owned()
    }
}

impl Blocks {
    /// Adds words of the open heading, or else of the prose; out comes what looks like
    /// mathematics among them.
    pub(super) fn words(&mut self, text: &str, span: Span) -> Option<Unread> {
        if let Some(heading) = &mut self.heading {
            heading.has_words |= !text.trim().is_empty();
            heading.words.push(text, span);
        } else {
            self.prose.push(text, span);
        }
        self.line.add(text, span.start)
    }

    /// Ends a line of the text.
    pub(super) fn line(&mut self) {
        self.line.end();
    }

    /// Ends a paragraph, list item or table cell within the prose.
    pub(super) fn gap(&mut self) {
        self.line.end();
        if self.heading.is_none() && !self.prose.text.is_empty() {
            self.prose.text.truncate(self.prose.text.trim_end().len());
            self.prose.text.push('\n');
        }
    }

    /// Adds a formula; `written` is its source, which a heading keeps in its text.
    pub(super) fn formula(&mut self, formula: Formula, written: &str) {
        if let Some(heading) = &mut self.heading {
            heading.words.push(written, formula.span);
            heading.has_words |= !formula.display;
        }
        self.push(Block::Formula(formula));
    }

    /// Adds a macro definition.
    pub(super) fn definitions(&mut self, span: Span) {
        self.push(Block::Definitions { span });
    }

    /// Begins an item or environment.
    pub(super) fn begin(&mut self, stretch: Stretch, span: Span) {
        self.close_heading();
        self.end_prose();
        self.open.push(self.done.len());
        self.done.push(Block::Begin { stretch, span });
    }

    /// Ends the innermost one. One that holds nothing but words is none.
    pub(super) fn end(&mut self, at: usize) {
        let Some(begun) = self.open.pop() else { return };
        self.close_heading();
        self.end_prose();
        let inside = self.done.get(begun + 1..).unwrap_or_default();
        if inside.iter().all(|block| matches!(block, Block::Prose { .. })) {
            self.done.remove(begun);
        } else {
            self.done.push(Block::End { span: Span::new(at, at) });
        }
    }

    /// Begins a heading; until [`Self::close_heading`] words are its title.
    pub(super) fn open_heading(&mut self, level: u8, span: Span) {
        self.close_heading();
        self.end_prose();
        let (words, inner) = (Words::default(), Vec::new());
        self.heading = Some(Heading { level, span, words, inner, has_words: false });
    }

    /// Ends the heading, if one is open.
    pub(super) fn close_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        if heading.has_words || heading.inner.is_empty() {
            let (level, text, span) = (heading.level, heading.words.trimmed(), heading.span);
            self.done.push(Block::Heading { level, text, span });
        }
        self.done.extend(heading.inner);
    }

    /// All blocks, ordered by where they begin.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.close_heading();
        debug_assert!(self.open.is_empty(), "each reader ends what it begins");
        self.end_prose();
        self.done.sort_by_key(|block| block.span().start);
        joined(self.done)
    }

    fn push(&mut self, block: Block) {
        if let Some(heading) = &mut self.heading {
            heading.inner.push(block);
        } else {
            self.end_prose();
            self.done.push(block);
        }
    }

    fn end_prose(&mut self) {
        let words = std::mem::take(&mut self.prose);
        if let Some(span) = words.span {
            self.done.push(Block::Prose { text: words.trimmed(), span });
        }
    }
}

/// The blocks with words that stand next to each other in one.
fn joined(blocks: Vec<Block>) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match (joined.last_mut(), block) {
            (
                Some(Block::Prose { text, span }),
                Block::Prose { text: more, span: Span { end, .. } },
            ) => {
                text.push('\n');
                text.push_str(&more);
                span.end = end.max(span.end);
            }
            (_, block) => joined.push(block),
        }
    }
    joined
}
