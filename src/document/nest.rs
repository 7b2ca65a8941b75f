//! LaTeX's environments and items that are open at a place.
//!
//! In come where environments begin and end, and `\item`s; out come the items, examples and
//! proofs among the [`Blocks`], each of which ends. Environments that do not close are none.

use std::collections::HashMap;

use super::blocks::Blocks;
use super::labels::Labels;
use super::stretch::{Stretch, states};
use super::tex::{Environment, Tex, command};
use crate::source::Span;

/// Environments whose items are items.
const LISTS: [&str; 11] = [
    "enumerate",
    "itemize",
    "description",
    "compactenum",
    "inparaenum",
    "list",
    "enumerate*",
    "questions",
    "parts",
    "subparts",
    "tasks",
];

/// Environments that hold words and formulas that are set apart by themselves.
const KNOWN: [&str; 45] = [
    "document",
    "abstract",
    "center",
    "flushleft",
    "flushright",
    "quote",
    "quotation",
    "verse",
    "figure",
    "table",
    "tabular",
    "tabularx",
    "tabulary",
    "longtable",
    "minipage",
    "multicols",
    "theorem",
    "lemma",
    "definition",
    "proposition",
    "corollary",
    "remark",
    "note",
    "claim",
    "assumption",
    "notation",
    "fact",
    "conjecture",
    "step",
    "frame",
    "block",
    "columns",
    "column",
    "thebibliography",
    "titlepage",
    "appendix",
    "algorithm",
    "algorithmic",
    "tikzpicture",
    "pgfpicture",
    "picture",
    "axis",
    "forest",
    "wrapfigure",
    "subfigure",
];

/// Those whose rows say each its own.
const TABLES: [&str; 4] = ["tabular", "tabularx", "tabulary", "longtable"];

/// Items and examples nested deeper than this are read as if they were this deep.
const DEEPEST: usize = 32;

/// An environment that is open.
struct Open<'a> {
    name: &'a str,
    /// Where its `\end` begins, or that of one around it.
    close: usize,
    /// The innermost that is not known, itself or around it.
    unknown: Option<&'a str>,
    /// Whether an item of it is open.
    item: bool,
    /// Whether it is a stretch itself.
    stretch: bool,
}

/// What is open at a place.
#[derive(Default)]
pub(super) struct Nest<'a> {
    open: Vec<Open<'a>>,
    labels: Labels,
    /// The titles of the environments that the text declares.
    titles: HashMap<&'a str, &'a str>,
}

impl<'a> Nest<'a> {
    /// Notes what `\newtheorem` at a place declares; out comes where that ends.
    pub(super) fn declare(&mut self, tex: &Tex<'a>, at: usize) -> Option<usize> {
        let name = command(tex.text, at);
        if !matches!(name, "newtheorem" | "newtcbtheorem") {
            return None;
        }
        let after = at + 1 + name.len();
        let star = usize::from(tex.text[after..].starts_with('*'));
        let inner = |from: usize| {
            let open = tex.space(from);
            Some((tex.text.get(open + 1..tex.brace(open)?)?, tex.group(from)?))
        };
        let (environment, past) = inner(tex.optional(after + star))?;
        let (title, past) = inner(tex.optional(past))?;
        self.titles.insert(environment, title);
        Some(tex.optional(past))
    }

    /// An environment begins that is no formula.
    pub(super) fn begin(&mut self, found: &Environment<'a>, blocks: &mut Blocks) {
        let Some((close, _)) = found.close else { return };
        let outer = self.open.last();
        let close = close.min(outer.map_or(close, |outer| outer.close));
        let unknown = if self.is_known(found.name) {
            outer.and_then(|outer| outer.unknown)
        } else {
            Some(found.name)
        };
        let title = self.titles.get(found.name).copied();
        let stretch = Stretch::of_environment(found.name)
            .or_else(|| title.and_then(Stretch::of_environment))
            .filter(|_| self.labels.depth() < DEEPEST);
        let span = Span::new(found.start, found.content);
        if let Some(stretch) = stretch {
            blocks.begin(stretch, span);
            self.labels.enter();
        } else if let Some(words) = Some(title.unwrap_or(found.name)).filter(|words| states(words))
        {
            // TeX prints the title before what it states.
            blocks.words(&format!("{words}. "), span);
        }
        let (name, stretch) = (found.name, stretch.is_some());
        self.open.push(Open { name, close, unknown, item: false, stretch });
        if self.has_rows() {
            self.item(span, blocks);
        }
    }

    /// Whether the innermost environment is a table, of which each row is an item.
    pub(super) fn has_rows(&self) -> bool {
        self.open.last().is_some_and(|open| TABLES.contains(&open.name.trim_end_matches('*')))
    }

    /// The environments end whose `\end` stands at a place or before it.
    pub(super) fn end(&mut self, at: usize, blocks: &mut Blocks) {
        while let Some(open) = self.open.pop_if(|open| open.close <= at) {
            self.close(&open, at, blocks);
        }
    }

    /// The text ends, and all that is open with it.
    pub(super) fn end_all(&mut self, at: usize, blocks: &mut Blocks) {
        while let Some(open) = self.open.pop() {
            self.close(&open, at, blocks);
        }
        self.end_labels(at, blocks);
    }

    fn close(&mut self, open: &Open<'_>, at: usize, blocks: &mut Blocks) {
        for _ in 0..usize::from(open.item) + usize::from(open.stretch) {
            self.leave(at, blocks);
        }
    }

    /// Whether items begin at a place with this command.
    pub(super) fn has_items(&self, command: &str) -> bool {
        self.open.last().is_some_and(|open| match command {
            "item" => LISTS.contains(&open.name),
            "question" | "part" | "subpart" | "task" => {
                open.name.strip_suffix('s').is_some_and(|name| name == command)
            }
            _ => false,
        })
    }

    /// An item of the innermost environment begins.
    pub(super) fn item(&mut self, span: Span, blocks: &mut Blocks) {
        if self.open.last().is_some_and(|open| open.item) {
            self.leave(span.start, blocks);
        }
        let deep = self.labels.depth() >= DEEPEST;
        if let Some(last) = self.open.last_mut() {
            last.item = !deep;
        }
        if !deep {
            blocks.begin(Stretch::Item, span);
            self.labels.enter();
        }
    }

    /// A paragraph or line begins with these words at a place: how many of them are a label.
    pub(super) fn label(
        &mut self,
        (words, set): (&str, bool),
        at: usize,
        paragraph: bool,
        blocks: &mut Blocks,
    ) -> Option<usize> {
        let begun = self.labels.begin(words, paragraph, set)?;
        for _ in 0..begun.ended {
            blocks.end(at);
        }
        blocks.begin(Stretch::Item, Span::new(at, at + begun.length));
        Some(begun.length)
    }

    /// The items with labels typed by hand end.
    pub(super) fn end_labels(&mut self, at: usize, blocks: &mut Blocks) {
        for _ in 0..self.labels.end() {
            blocks.end(at);
        }
    }

    fn leave(&mut self, at: usize, blocks: &mut Blocks) {
        for _ in 0..=self.labels.leave() {
            blocks.end(at);
        }
    }

    /// The innermost environment that is open and not known.
    pub(super) fn unknown(&self) -> Option<&'a str> {
        self.open.last().and_then(|open| open.unknown)
    }

    /// Whether an environment is known to be none of mathematics.
    pub(super) fn is_known(&self, name: &str) -> bool {
        let plain = name.trim_end_matches('*');
        LISTS.contains(&name)
            || KNOWN.contains(&plain)
            || self.titles.contains_key(name)
            || Stretch::of_environment(name).is_some()
    }
}
