//! What is to be shown defines nothing, nor does it where it is said again.
//!
//! In: the equations that words set out to show. Out: whether another equation is one of
//! them. Not done here: which words do so ([`crate::prose`]).

use super::define::Definitions;
use super::relations::{Link, Member};
use crate::prose::Act;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Kind as Node, NodeId, Sign, Tree};

impl Definitions<'_> {
    /// Whether an equation is to be shown: “show that Cov(X, Y) = 0” says not what Cov is.
    pub(super) fn is_asserted(&mut self, link: &Link<'_>, sides: (Member, Member)) -> bool {
        if link.sign == Sign::Defined {
            return false;
        }
        if link.said.is(Act::Prove) {
            self.asserted.push(sides);
            return true;
        }
        let same = |a: Member, b: Member| is_same((self.tree(a.0), a.1), (self.tree(b.0), b.1));
        self.asserted.iter().any(|(left, right)| same(*left, sides.0) && same(*right, sides.1))
    }
}

/// Whether two expressions are written alike.
fn is_same(a: (&Tree, NodeId), b: (&Tree, NodeId)) -> bool {
    let own = match (a.0.kind(a.1), b.0.kind(b.1)) {
        (Node::Number(x), Node::Number(y)) => x == y,
        (Node::Symbol(x), Node::Symbol(y)) | (Node::Call(x, _), Node::Call(y, _)) => x == y,
        (Node::Apply(f, _), Node::Apply(g, _)) => f == g,
        (Node::Sum(x), Node::Sum(y)) => {
            x.bound == y.bound && x.conditions == y.conditions && x.product == y.product
        }
        (x, y) => std::mem::discriminant(x) == std::mem::discriminant(y),
    };
    let (x, y) = (a.0.children(a.1), b.0.children(b.1));
    own && x.len() == y.len() && x.iter().zip(&y).all(|(x, y)| is_same((a.0, *x), (b.0, *y)))
}

/// The arrows behind which something is concluded.
const ARROWS: [&str; 7] = [
    "Rightarrow",
    "Longrightarrow",
    "implies",
    "Leftrightarrow",
    "Longleftrightarrow",
    "iff",
    "leadsto",
];

impl Definitions<'_> {
    /// Whether an equation stands behind an arrow: `\frac{\partial L}{\partial w} = 0
    /// \Rightarrow w = \dots` says what w is at the optimum, and not what it is.
    pub(super) fn is_concluded(&self, link: &Link<'_>) -> bool {
        let stated = self.stated(link.formula);
        let before = |item: &Item| stated.place(item.span).span.start < link.place.span.start;
        has_arrow(&stated.formula.items, &before)
    }
}

/// Words of sentences that break a series off, whatever sign they write.
const EXPANSIONS: [&str; 6] =
    ["taylor", "泰勒", "тейлор", "linear approximation", "first-order approximation", "linearis"];

impl Definitions<'_> {
    /// Whether an equation stands before or behind an arrow of its own row: the one side is
    /// supposed, and the other follows from that.
    pub(super) fn is_of_implication(&self, link: &Link<'_>) -> bool {
        let stated = self.stated(link.formula);
        let Some(statement) = stated.formula.statements.get(link.at.0) else { return false };
        let row = stated.place(statement.span).span;
        let within = |item: &Item| {
            let at = stated.place(item.span).span.start;
            row.start <= at && at < row.end
        };
        has_arrow(&stated.formula.items, &within)
    }

    /// Whether words say that an equation is the beginning of a series.
    pub(super) fn is_expansion(&self, link: &Link<'_>) -> bool {
        let words = self.stated(link.formula).before.to_lowercase();
        EXPANSIONS.iter().any(|word| words.contains(word))
    }
}

fn has_arrow(items: &[Item], before: &impl Fn(&Item) -> bool) -> bool {
    items.iter().any(|item| match &item.kind {
        ItemKind::Command(name) => ARROWS.contains(&name.as_str()) && before(item),
        ItemKind::Group(inside) => has_arrow(inside, before),
        ItemKind::Environment(_, rows) => rows.iter().flatten().any(|cell| has_arrow(cell, before)),
        _ => false,
    })
}
