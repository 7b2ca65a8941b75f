//! Where a document can state what it lacks, and in which words.
//!
//! In: a document, a relation of it, and the assumptions under which that is
//! true. Out: a line more, behind the formula that first speaks of what is
//! assumed to be so and so, or before the false line if that comes first; never
//! within a formula, a heading or a table. It is proposed only if the relation
//! holds in the document with that line, which is read again from its bytes.

use super::Subject;
use super::spelling::Candidate;
use super::trial::{Inserted, Trial};
use crate::document::{self, Block, Format};
use crate::expression::{Meaning, Op, Place, SymbolId};
use crate::source::Source;

/// A line that a document can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The notebook's cell, from 0.
    pub cell: Option<usize>,
    /// The number that the line then has, in the file or cell, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// A line of a text, both counted from 0.
type Spot = (usize, usize);

/// The first place in which stating some assumptions makes a relation true.
pub(super) fn find(
    subject: &Subject<'_>,
    relation: usize,
    needed: &[Candidate],
) -> Option<Addition> {
    let document = document::read(subject.name, subject.bytes).ok()?;
    let latex = document.format == Format::Latex;
    let parts = document.parts.iter();
    let pages: Vec<Page<'_>> =
        parts.map(|part| Page { source: &part.source, blocks: &part.blocks, latex }).collect();
    let meaning = &subject.derivation.meaning;
    let first = needed.iter().map(|one| first(meaning, &pages, one.symbol)).max().flatten();
    let text = stated(needed);
    let of = meaning.relations[relation].place;
    spots(&pages, first, of).into_iter().find_map(|(number, line)| {
        let cell = document.parts[number].cell;
        let line = Inserted { text: number, cell, line: line + 1, content: &text };
        let trial = subject.with_line(relation, needed, line, subject.other_seed());
        (trial == Trial::Holds).then(|| Addition { cell, line: line.line, text: text.clone() })
    })
}

/// `Let $a$, $b$ and $c$.`
fn stated(needed: &[Candidate]) -> String {
    let all: Vec<String> = needed.iter().map(|one| format!("${}$", one.latex)).collect();
    match all.as_slice() {
        [before @ .., last] if !before.is_empty() => {
            format!("Let {} and {last}.", before.join(", "))
        }
        _ => format!("Let {}.", all.concat()),
    }
}

/// Where a symbol first stands in a formula of the text.
fn first(meaning: &Meaning, pages: &[Page<'_>], symbol: SymbolId) -> Option<Place> {
    let all = meaning.expressions.ids();
    let own = all.filter(
        |id| matches!(meaning.expressions.op(*id), Op::Symbol(other, _) if *other == symbol),
    );
    let places = own.map(|id| meaning.expressions.place(id));
    places.filter(|at| pages.get(at.text).is_some_and(|page| page.formula(at).is_some())).min()
}

/// Places for a line, the best first.
fn spots(pages: &[Page<'_>], first: Option<Place>, of: Place) -> Vec<Spot> {
    let formula = |at: Place| {
        let page = pages.get(at.text)?;
        Some((at.text, page, page.rows(page.formula(&at)?)))
    };
    let Some((text, page, own)) = formula(of) else { return Vec::new() };
    let before = (text, page.before(own));
    let mut spots = Vec::new();
    if let Some((text, page, rows)) = first.and_then(formula) {
        let behind = [(text, page.behind(rows)), (text, rows.1 + 1)];
        spots.extend(behind.into_iter().filter(|spot| *spot <= before));
        spots.push(before);
        spots.push((text, page.before(rows)).min(before));
    }
    spots.extend([before, (text, own.0)]);
    let mut seen = Vec::new();
    for spot in spots {
        if !seen.contains(&spot) && pages[spot.0].takes(spot.1) {
            seen.push(spot);
        }
    }
    seen
}

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

/// A text with its blocks.
struct Page<'a> {
    source: &'a Source,
    blocks: &'a [Block],
    latex: bool,
}

impl Page<'_> {
    /// The formula that a place lies in.
    fn formula(&self, at: &Place) -> Option<usize> {
        self.blocks.iter().position(|block| {
            let span = block.span();
            matches!(block, Block::Formula(_)) && (span.start..span.end).contains(&at.span.start)
        })
    }

    /// The first and the last row of a block.
    fn rows(&self, block: usize) -> (usize, usize) {
        let span = self.blocks[block].span();
        let row = |at: usize| self.source.location(at).line - 1;
        (row(span.start), row(span.end.max(span.start + 1) - 1))
    }

    fn row(&self, row: usize) -> Row {
        let within = |k: &usize| {
            let (first, last) = self.rows(*k);
            matches!(&self.blocks[*k], Block::Formula(formula) if formula.display)
                && (first..=last).contains(&row)
        };
        if let Some(display) = (0..self.blocks.len()).find(within) {
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
        self.source.line(row + 1).trim().trim_start_matches(['>', ' '])
    }

    fn is_wall(&self, words: &str) -> bool {
        if self.latex {
            let name = words.strip_prefix('\\').unwrap_or_default();
            let name = name.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            return words.starts_with('%') || LATEX_WALLS.contains(&name);
        }
        let number = words.trim_start_matches(|c: char| c.is_ascii_digit());
        MARKDOWN_WALLS.iter().any(|wall| words.starts_with(wall))
            || number.len() < words.len() && number.starts_with([')', '.'])
    }

    fn is_table(&self, row: usize) -> bool {
        !self.latex && self.words(row).starts_with('|')
    }

    /// The row behind the paragraph that some rows end in.
    fn behind(&self, rows: (usize, usize)) -> usize {
        let mut at = rows.1;
        while at + 1 < self.source.lines() {
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
    fn before(&self, rows: (usize, usize)) -> usize {
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
    fn takes(&self, row: usize) -> bool {
        let at = self.source.line_offset(row + 1).unwrap_or(self.source.text().len());
        let within = |block: &&Block| {
            let span = block.span();
            !matches!(block, Block::Prose { .. }) && span.start < at && at < span.end
        };
        let words = self.source.line(row + 1).trim();
        let rule = !words.is_empty() && words.chars().all(|c| matches!(c, '=' | '-'));
        !self.blocks.iter().any(|block| within(&block)) && !rule
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
