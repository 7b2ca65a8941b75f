//! The parser: layout to statements with trees, by operator precedence.
//!
//! In: a formula's items. Out: [`Statement`]s, each a chain of sides with signs
//! between, and their nodes in one [`Tree`]. A side is read to its last item or
//! not at all: a prefix is never accepted. Not done here: what a name stands
//! for, and what kind of statement it is.

mod bar;
mod branches;
mod change;
mod derivative;
mod direction;
mod dots;
mod expectation;
mod fence;
mod function;
mod guess;
mod indicator;
mod listed;
mod member;
mod name;
mod notation;
mod numbers;
mod range;
mod remark;
mod rows;
mod script;
mod slash;
mod statement;
mod sum;
mod term;

pub(super) use change::has_marked;
pub(super) use derivative::is_derivative;
pub(super) use fence::closing;
pub(crate) use guess::{Choices, Guess, Guessed, Instead};
pub(crate) use indicator::INDICATOR;
pub(crate) use member::CHOSEN;
pub(super) use rows::in_rows;
pub(crate) use statement::statements;
pub use statement::{Side, Statement};
pub(super) use term::{relates as relates_here, relates_anywhere};

use crate::reason::{Excess, Notation};
use crate::source::Span;
use crate::syntax::fault::{Fault, Parsed, fault};
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind, NodeId, Tree};

/// A cursor over the items of one side.
struct Parser<'a> {
    tree: &'a mut Tree,
    guesses: &'a mut Vec<Guess>,
    items: &'a [Item],
    at: usize,
    depth: usize,
    /// How many bars are open.
    open_bars: usize,
    choices: Choices,
}

/// Deeper expressions than this are a fault.
const MOST_DEPTH: usize = 200;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Item> {
        self.items.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Item> {
        let item = self.items.get(self.at)?;
        self.at += 1;
        Some(item)
    }

    fn add(&mut self, kind: Kind, span: Span) -> NodeId {
        self.tree.add(kind, span)
    }

    /// A node that begins with one node and ends with another.
    fn join(&mut self, kind: Kind, first: NodeId, last: NodeId) -> NodeId {
        let (a, b) = (self.tree.span(first), self.tree.span(last));
        self.add(kind, Span { start: a.start.min(b.start), end: a.end.max(b.end) })
    }

    /// Reads all of some items as one expression.
    fn whole(&mut self, items: &[Item], of: Span) -> Parsed<NodeId> {
        if self.depth >= MOST_DEPTH {
            return fault(of, Notation::Excess(Excess::Nesting));
        }
        let loose = (self.choices.has(Instead::LooseBraces)).then(|| sum::without_braces(items));
        let items = loose.as_deref().unwrap_or(items);
        let mut inner = Parser {
            tree: self.tree,
            guesses: self.guesses,
            items,
            at: 0,
            depth: self.depth + 1,
            open_bars: 0,
            choices: self.choices,
        };
        let id = inner.expression(of)?;
        match inner.peek() {
            None => Ok(id),
            Some(item) => Err(unexpected(item)),
        }
    }
}

/// Commands that are known, for values that no finite sum gives.
fn is_beyond(name: &str) -> bool {
    matches!(
        name,
        "int" | "iint" | "iiint" | "oint" | "lim" | "sup" | "inf" | "arg" | "argmin" | "argmax"
    )
}

/// Why an item cannot stand where it does.
fn unexpected(item: &Item) -> Fault {
    let problem = match &item.kind {
        ItemKind::Fault(problem) => problem.clone(),
        ItemKind::Char(c) => Notation::Character(*c),
        ItemKind::Command(name) if is_beyond(name) => Notation::Beyond(name.clone()),
        ItemKind::Command(name) => Notation::Command(name.clone()),
        ItemKind::Text(words) => Notation::Words(words.clone()),
        ItemKind::Environment(name, _) => Notation::Environment(name.clone()),
        _ => Notation::Misplaced,
    };
    Fault { span: item.span, problem }
}
