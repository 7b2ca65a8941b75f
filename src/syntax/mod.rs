//! Mathematics as people write it, to trees.
//!
//! In: the text of a formula and its places in a file. Out: statements, each a
//! chain of sides with signs between them, with a [`tree::Tree`] for what could
//! be read in full and a [`Fault`] with its place for what could not. On the
//! way: [`token`] (the lexer), [`macros`], [`layout`] (what TeX would set) and
//! [`parser`]. Total: no text is refused as a whole, and none exhausts memory
//! or stack. Not done here: finding formulas in a document, and saying what a
//! name means.

pub(crate) mod alone;
pub(crate) mod commands;
pub(crate) mod cut;
mod fault;
pub(crate) mod layout;
pub(crate) mod macros;
mod mentions;
mod names;
pub(crate) mod parser;
pub(crate) mod token;
pub(crate) mod tree;
pub(crate) mod typeset;

pub(crate) use fault::Fault;
pub use macros::Macros;
pub(crate) use parser::{Choices, Guess, Guessed, Instead};
pub use parser::{Side, Statement};

use crate::reason::{Excess, Notation};
use crate::source::Span;
use layout::Item;
use tree::Tree;

/// Longer formulas are not read.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

/// A formula that has been read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Formula {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// The nodes of all of them.
    pub tree: Tree,
    /// What TeX would set, with the rows of a display one behind the other.
    pub items: Vec<Item>,
    /// Readings that were chosen among several.
    pub guesses: Vec<Guess>,
    /// Whether a sign such as = stands anywhere in it.
    pub relates: bool,
    /// What is wrong with the formula as a whole, in which case there are no
    /// statements.
    pub fault: Option<Fault>,
}

impl Formula {
    /// Its statement, if it is one as it is written: equations that words stand for aside.
    pub(crate) fn only(&self) -> Option<&Statement> {
        let mut written = self.statements.iter().filter(|statement| statement.spelled.is_none());
        written.next().filter(|_| written.next().is_none())
    }

    /// Whether there are differentials in it: what is one is told by its whole row.
    pub(crate) fn has_differentials(&self) -> bool {
        parser::has_marked(&self.tree)
    }

    /// The expression that it is, if it relates nothing.
    pub(crate) fn alone(&self) -> Option<tree::NodeId> {
        match self.only()?.sides.as_slice() {
            [(None, Side::Read(id, _))] => Some(*id),
            _ => None,
        }
    }
}

/// Reads the formula that stands in the pieces of a text; macros that it
/// defines are known from then on.
#[must_use]
pub fn read(text: &str, pieces: &[Span], macros: &mut Macros) -> Formula {
    read_with(text, pieces, macros, Choices::CUSTOM)
}

/// As [`read`], with another reading than the customary one.
#[must_use]
pub(crate) fn read_with(
    text: &str,
    pieces: &[Span],
    macros: &mut Macros,
    choices: Choices,
) -> Formula {
    let whole = Span {
        start: pieces.first().map_or(0, |p| p.start),
        end: pieces.last().map_or(0, |p| p.end),
    };
    let length: usize = pieces.iter().map(|p| p.len()).sum();
    if length > MOST_BYTES {
        let problem = Notation::Excess(Excess::Bytes { bytes: length, most: MOST_BYTES });
        return refused(Fault { span: whole, problem });
    }
    let tokens = match macros.expand(token::tokens(text, pieces)) {
        Ok(tokens) => tokens,
        Err(fault) => return refused(fault),
    };
    let items = layout::lay_out(&tokens, macros.alone());
    let relates = parser::relates_anywhere(&items);
    let mut formula = Formula { relates, ..Formula::default() };
    formula.items = parser::in_rows(items);
    formula.statements =
        parser::statements(&formula.items, &mut formula.tree, &mut formula.guesses, choices);
    formula
}

fn refused(fault: Fault) -> Formula {
    Formula { fault: Some(fault), ..Formula::default() }
}

#[cfg(test)]
mod tests;
