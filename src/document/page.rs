//! The rows of a text, and where a line more can stand among them.
//!
//! In: a text with its blocks. Out: the rows of each formula, the beginning and
//! the end of the paragraph around some rows, and whether a line can be put before
//! a row. Not done here: what the line says.

use super::{Block, Container, Part};

/// What stands in a row of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Blank,
    /// A formula on rows of its own, by its block.
    Display(usize),
    /// What ends a paragraph: a heading, a list's item, a table, an environment.
    Wall,
    Words,
}

/// A text by its rows.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    part: &'a Part,
}

impl<'a> Page<'a> {
    pub(crate) const fn new(part: &'a Part) -> Self {
        Self { part }
    }

    /// The formula that a byte lies in, by its block.
    pub(crate) fn formula(&self, at: usize) -> Option<usize> {
        self.part.blocks.iter().position(|block| {
            let span = block.span();
            matches!(block, Block::Formula(_)) && (span.start..span.end).contains(&at)
        })
    }

    /// The first and the last row of a block.
    pub(crate) fn rows(&self, block: usize) -> (usize, usize) {
        let span = self.part.blocks[block].span();
        let row = |at: usize| self.part.source.location(at).line - 1;
        (row(span.start), row(span.end.max(span.start + 1) - 1))
    }

    fn row(&self, row: usize) -> Row {
        let within = |k: &usize| {
            let (first, last) = self.rows(*k);
            matches!(&self.part.blocks[*k], Block::Formula(formula) if formula.display)
                && (first..=last).contains(&row)
        };
        if let Some(display) = (0..self.part.blocks.len()).find(within) {
            return Row::Display(display);
        }
        let words = self.words(row);
        if words.is_empty() {
            Row::Blank
        } else if self.is_wall(words) {
            Row::Wall
        } else {
            Row::Words
        }
    }

    /// A row without the marks of a quotation.
    fn words(&self, row: usize) -> &str {
        self.part.source.line(row + 1).trim().trim_start_matches(['>', ' '])
    }

    fn is_wall(&self, words: &str) -> bool {
        if self.part.container == Container::Latex {
            let name = words.strip_prefix('\\').unwrap_or_default();
            let name = name.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            return words.starts_with('%') || LATEX_WALLS.contains(&name);
        }
        let number = words.trim_start_matches(|c: char| c.is_ascii_digit());
        MARKDOWN_WALLS.iter().any(|wall| words.starts_with(wall))
            || number.len() < words.len() && number.starts_with([')', '.'])
    }

    fn is_table(&self, row: usize) -> bool {
        self.part.container != Container::Latex && self.words(row).starts_with('|')
    }

    /// The row behind the paragraph that some rows end in.
    pub(crate) fn behind(&self, rows: (usize, usize)) -> usize {
        let mut at = rows.1;
        while at + 1 < self.part.source.lines() {
            let next = self.row(at + 1);
            at = match (self.row(at), next) {
                _ if self.is_table(at) && self.is_table(at + 1) => at + 1,
                (_, Row::Blank) if self.is_table(at) => return at + 2,
                (_, Row::Blank | Row::Wall) | (Row::Display(_), Row::Display(_)) => break,
                (_, Row::Words) => at + 1,
                (_, Row::Display(k)) => self.rows(k).1,
            };
        }
        at + 1
    }

    /// The row that the paragraph begins with that some rows stand in.
    pub(crate) fn before(&self, rows: (usize, usize)) -> usize {
        let mut at = rows.0;
        while at > 0 {
            at = match (self.row(at - 1), self.row(at)) {
                _ if self.is_table(at) && self.is_table(at - 1) => at - 1,
                (_, Row::Wall)
                | (Row::Blank | Row::Wall, _)
                | (Row::Display(_), Row::Display(_)) => break,
                (Row::Words, _) => at - 1,
                (Row::Display(k), _) => self.rows(k).0,
            };
        }
        at
    }

    /// Whether a line can stand before a row: not within a block, and not above
    /// the rule that makes a heading of it.
    pub(crate) fn takes(&self, row: usize) -> bool {
        let at = self.part.source.line_offset(row + 1).unwrap_or(self.part.source.text().len());
        let within = |block: &&Block| {
            let span = block.span();
            !matches!(block, Block::Prose { .. }) && span.start < at && at < span.end
        };
        let words = self.part.source.line(row + 1).trim();
        let rule = !words.is_empty() && words.chars().all(|c| matches!(c, '=' | '-'));
        !self.part.blocks.iter().any(|block| within(&block)) && !rule
    }
}

const MARKDOWN_WALLS: [&str; 13] =
    ["#", "```", "~~~", "<", "|", ":::", "---", "***", "===", "___", "- ", "* ", "+ "];

const LATEX_WALLS: [&str; 22] = [
    "begin",
    "end",
    "item",
    "part",
    "chapter",
    "section",
    "subsection",
    "subsubsection",
    "paragraph",
    "maketitle",
    "title",
    "author",
    "date",
    "documentclass",
    "usepackage",
    "newcommand",
    "renewcommand",
    "def",
    "label",
    "caption",
    "centering",
    "tableofcontents",
];
