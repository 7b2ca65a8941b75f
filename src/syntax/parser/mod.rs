//! The parser: layout to statements with trees, by operator precedence.
//!
//! In: a formula's items. Out: [`Statement`]s, each a chain of sides with signs
//! between, and their nodes in one [`Tree`]. A side is read to its last item or
//! not at all: a prefix is never accepted. Not done here: what a name stands
//! for, and what kind of statement it is.

mod derivative;
mod fence;
mod name;
mod notation;
mod script;
mod statement;
mod sum;
mod term;

pub(super) use derivative::is_derivative;
pub(super) use fence::closing;
pub use statement::{Side, Statement, in_rows, statements};
pub(super) use term::relates_anywhere;

use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind, NodeId, Tree};

/// What cannot be read, where, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// Why.
    pub problem: String,
}

/// A reading that was chosen among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Where.
    pub span: Span,
    /// What was taken for what.
    pub reading: &'static str,
}

/// Readings that can be chosen instead of the customary ones, all of a kind at
/// once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Instead {
    /// `\log a b` is (log a) b.
    NarrowFunctions,
    /// A sum's body ends at the first sign, also where a later term uses its
    /// index.
    ShortSums,
    /// `a / b c` is a / (b c).
    LongDivisors,
    /// `\log (x)^2` is log(x²), `\log (x)^{-1}` is 1/log x.
    OtherPowers,
    /// `\frac{\partial}{\partial x} a b` differentiates a alone.
    NarrowOperators,
    /// `\sum_k {a + b}` is (Σ a) + b: the braces do not show.
    LooseBraces,
}

impl Instead {
    /// The reading that a guess was made against.
    #[must_use]
    pub fn of(guess: &Guess) -> Option<Self> {
        match guess.reading {
            WHOLE_PRODUCT => Some(Self::NarrowFunctions),
            PAST_A_SIGN => Some(Self::ShortSums),
            ONE_DIVISOR => Some(Self::LongDivisors),
            OPERATOR_ON_PRODUCT => Some(Self::NarrowOperators),
            SUM_OF_BRACES => Some(Self::LooseBraces),
            POWER_OF_VALUE | POWER_OF_ARGUMENT => Some(Self::OtherPowers),
            _ => None,
        }
    }

    /// The reading in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NarrowFunctions => "the function is of the first factor alone",
            Self::ShortSums => "the sum ends at the first sign",
            Self::OtherPowers => "the power behind the bracket belongs to the other",
            Self::NarrowOperators => "the derivative is of the first factor alone",
            Self::LooseBraces => "the sum ends at the first sign, as the braces do not show",
            Self::LongDivisors => "the slash divides by the whole product behind it",
        }
    }
}

const WHOLE_PRODUCT: &str = "a function of the whole product";
const PAST_A_SIGN: &str = "the sum goes on past a sign";
const POWER_OF_VALUE: &str = "a power of the function's value";
const POWER_OF_ARGUMENT: &str = "a function of the bracket's power";
const OPERATOR_ON_PRODUCT: &str = "the derivative is of the whole product";
const SUM_OF_BRACES: &str = "the sum is of all that stands in braces";
const ONE_DIVISOR: &str = "the slash divides by one factor";

type Parsed<T> = Result<T, Fault>;

fn fault<T>(span: Span, problem: &str) -> Parsed<T> {
    Err(Fault { span, problem: problem.into() })
}

/// A cursor over the items of one side.
struct Parser<'a> {
    tree: &'a mut Tree,
    guesses: &'a mut Vec<Guess>,
    items: &'a [Item],
    at: usize,
    depth: usize,
    /// How many bars are open.
    open_bars: usize,
    instead: Option<Instead>,
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
            return fault(of, "the formula is nested too deeply");
        }
        let loose =
            (self.instead == Some(Instead::LooseBraces)).then(|| sum::without_braces(items));
        let items = loose.as_deref().unwrap_or(items);
        let mut inner = Parser {
            tree: self.tree,
            guesses: self.guesses,
            items,
            at: 0,
            depth: self.depth + 1,
            open_bars: 0,
            instead: self.instead,
        };
        let id = inner.expression(of)?;
        match inner.peek() {
            None => Ok(id),
            Some(item) => Err(unexpected(item)),
        }
    }
}

/// Why an item cannot stand where it does.
fn unexpected(item: &Item) -> Fault {
    let problem = match &item.kind {
        ItemKind::Fault(problem) => problem.clone(),
        ItemKind::Char(c) => format!("“{c}” cannot stand here"),
        ItemKind::Command(name) => format!("\\{name} is not understood here"),
        ItemKind::Text(words) => format!("the words “{words}” stand inside a formula"),
        ItemKind::Environment(name, _) => format!("\\begin{{{name}}} is not understood here"),
        _ => "this cannot stand here".into(),
    };
    Fault { span: item.span, problem }
}
