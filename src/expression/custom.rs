//! Letters and signs that stand for something by custom, unless the document as a whole
//! speaks against it: I for the identity, T for a transpose, δ for Kronecker's, a prime
//! for a derivative, `*` and `\times` for a product.
//!
//! In: all formulas with the words around them. Out: [`Customs`], asked while names are
//! resolved. Not done here: what a document defines, which comes before any custom.

use super::change::is_bare_d;
use super::lower::{Lowered, Lowerer, Scope, unclear};
use super::otherwise::{adds_identity, is_capital};
use super::{ExprId, Op, Place};
use crate::reading::Stated;
use crate::reason::Semantics;
use crate::syntax::tree::{
    Condition, Differential, Entry, Function, Kind, NodeId, Script, Sign, Symbol, Tree,
};
use crate::syntax::typeset::is_bold;
use crate::syntax::{Choices, Guess, Guessed, Instead, Side};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a letter or sign stands for in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Custom {
    /// I is the identity matrix: there are matrices.
    Identity,
    /// I is added to something: it may be the identity.
    MaybeIdentity,
    /// T is a number: it stands by itself, or counts something.
    Horizon,
    /// A prime is a transpose: `x'x` or `x'Ax` stands somewhere.
    Primes,
    /// δ is given: words say what it is, and not that it is Kronecker's.
    GivenDelta,
    /// `*` between names is a convolution.
    Convolution,
    /// d stands before what changes: there are differentials.
    Differentials,
    /// A d before a name is the slope of a loss by it, `dW = \frac{\partial L}{\partial W}`,
    /// or follows other rules than those of differentials.
    Slopes,
    /// Equations of differentials stand there with both of their sides.
    Stated,
    /// A δ before a name is its variation: it is a whole left side somewhere.
    Variations,
    /// A left side is a d before a name: `df = \operatorname{tr}(X\, dX)`.
    Changes,
    /// `\times` between names is a cross product: words say so, or the order matters.
    Cross,
}

/// What stands for what in a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Customs(BTreeSet<Custom>);

/// Words beside a δ that say that it is Kronecker's.
const KRONECKER: [&str; 9] = [
    "kronecker",
    "delta function",
    "indicator",
    "1 if",
    "one if",
    "equal",
    "otherwise",
    "identity",
    "when",
];

/// Words that speak of processes, for whose differentials there are other rules.
const STOCHASTIC: [&str; 6] =
    ["brownian", "wiener", "stochastic differential", "itô", "ito's", "ito calculus"];

/// Words that speak of cross products.
const CROSSES: [&str; 6] =
    ["cross product", "vector product", "torque", "angular momentum", "moment of", "curl"];

impl Customs {
    pub(super) fn of(formulas: &[Arc<Stated>], choices: Choices) -> Self {
        let any = |has: &dyn Fn(&Tree, NodeId) -> bool| {
            formulas.iter().any(|stated| {
                let tree = &stated.formula.tree;
                tree.ids().any(|id| has(tree, id))
            })
        };
        let words = |listed: &[&str]| {
            let said = |text: &str| {
                let text = text.to_lowercase();
                listed.iter().any(|word| text.contains(word))
            };
            formulas.iter().any(|stated| said(&stated.before) || said(&stated.behind))
        };
        let found = [
            (
                Custom::Identity,
                choices.has(Instead::Identity)
                    || any(&is_of_matrices)
                    || words(&["matri", "identity", "vector"]),
            ),
            (Custom::MaybeIdentity, any(&adds_identity)),
            (Custom::Horizon, any(&is_horizon)),
            (Custom::Differentials, any(&is_differential)),
            (Custom::Changes, formulas.iter().any(|stated| is_of_changes(stated))),
            (
                Custom::Slopes,
                words(&STOCHASTIC) || formulas.iter().any(|stated| names_slope(stated)),
            ),
            (Custom::Stated, formulas.iter().any(|stated| states_differentials(stated))),
            (Custom::Variations, formulas.iter().any(|stated| is_of_variations(stated))),
            (Custom::Primes, any(&is_quadratic)),
            (
                Custom::GivenDelta,
                any(&sums_different_delta) || formulas.iter().any(|stated| says_delta(stated)),
            ),
            (Custom::Convolution, words(&["convol"])),
            (Custom::Cross, words(&CROSSES) || says_order(formulas)),
        ];
        Self(found.into_iter().filter_map(|(custom, holds)| holds.then_some(custom)).collect())
    }

    /// Whether I may be the identity, though custom does not make it that.
    pub(super) fn may_have_identity(&self) -> bool {
        self.has(Custom::MaybeIdentity) && !self.has(Custom::Identity)
    }

    fn has(&self, custom: Custom) -> bool {
        self.0.contains(&custom)
    }
}

/// What only vectors and matrices have.
fn is_of_matrices(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Transpose(_)
        | Kind::Matrix(_)
        | Kind::Norm(_)
        | Kind::Inner(..)
        | Kind::Elementwise(..) => true,
        Kind::Apply(f, _) => {
            matches!(f, Function::Trace | Function::Determinant | Function::Diagonal)
        }
        Kind::Symbol(symbol) => symbol.name.starts_with("mathbb R") || is_bold(&symbol.name),
        // The inverse of a capital, or of what I is added to.
        Kind::Power(base, exponent) => {
            let capital = matches!(tree.kind(*base), Kind::Symbol(s) if is_capital(s));
            let inverse = match tree.kind(*exponent) {
                Kind::Number(number) => *number == -1.0,
                Kind::Negate(one) => *tree.kind(*one) == Kind::Number(1.0),
                _ => false,
            };
            inverse && (capital || adds_identity(tree, *base))
        }
        _ => false,
    }
}

/// `dx` by itself.
fn is_differential(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Kind::Differential(Differential::Total, _))
}

/// `df` as a left side: what changes by how much, and no product.
fn is_of_changes(stated: &Stated) -> bool {
    let tree = &stated.formula.tree;
    let bare = |id: NodeId| {
        matches!(tree.kind(id), Kind::Symbol(s)
            if s.name == "d" && s.sub.is_empty() && s.sup.is_empty() && s.primes == 0)
    };
    let begins = |id: NodeId| match tree.kind(id) {
        Kind::Multiply(a, b) => {
            bare(*a) && matches!(tree.kind(*b), Kind::Symbol(_) | Kind::Call(..))
        }
        _ => false,
    };
    let mut lefts = stated.formula.statements.iter().filter(|of| of.sides.len() > 1);
    lefts.any(|of| matches!(of.sides.first(), Some((_, Side::Read(id, _))) if begins(*id)))
}

/// `df = f'(x)\,dx` with a left side, which a row that goes on does not have.
fn states_differentials(stated: &Stated) -> bool {
    let tree = &stated.formula.tree;
    stated.formula.statements.iter().any(|of| match of.sides.first() {
        Some((_, Side::Read(id, _))) => has_differential(tree, *id),
        _ => false,
    })
}

fn has_differential(tree: &Tree, id: NodeId) -> bool {
    is_differential(tree, id)
        || tree.children(id).into_iter().any(|child| has_differential(tree, child))
}

/// `\delta f = f'(x)\,\delta x`, `f'(x)[\delta x] = …`, and no update of a product with a δ.
fn is_of_variations(stated: &Stated) -> bool {
    let tree = &stated.formula.tree;
    let variation =
        |id: NodeId| matches!(tree.kind(id), Kind::Differential(Differential::Variation, _));
    let whole = |side: &Side| match side {
        Side::Read(id, _) => match tree.kind(*id) {
            Kind::Along(_, _, direction) => variation(*direction),
            _ => variation(*id),
        },
        _ => false,
    };
    let mut statements = stated.formula.statements.iter().filter(|of| of.sides.len() > 1);
    statements.any(|of| of.sides.first().is_some_and(|(_, side)| whole(side)))
}

/// `db = \sum_i \frac{\partial L}{\partial y_i}`: what is equal to no differential is none.
fn names_slope(stated: &Stated) -> bool {
    let tree = &stated.formula.tree;
    let read = |side: &Side| match side {
        Side::Read(id, _) => Some(*id),
        _ => None,
    };
    stated.formula.statements.iter().any(|of| {
        let [first, rest @ ..] = of.sides.as_slice() else { return false };
        let changed = read(&first.1).is_some_and(|id| match tree.kind(id) {
            Kind::Multiply(a, b) => {
                let named = matches!(tree.kind(*b), Kind::Symbol(_) | Kind::Transpose(_));
                named && matches!(tree.kind(*a), Kind::Symbol(s) if is_bare_d(s))
            }
            _ => false,
        });
        let without = |id: NodeId| !mentions_d(tree, id);
        let right = rest.iter().filter(|side| matches!(side.0, Some((sign, _)) if sign.equates()));
        changed && right.filter_map(|side| read(&side.1)).any(without)
    })
}

/// Whether a d or differential stands in an expression, but for those of derivatives.
fn mentions_d(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Differential(..) => true,
        Kind::Symbol(symbol) | Kind::Call(symbol, _) if is_bare_d(symbol) => true,
        Kind::Derivative(_) => false,
        _ => tree.children(id).into_iter().any(|child| mentions_d(tree, child)),
    }
}

/// T as a name, or as the end of a range.
fn is_horizon(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Kind::Symbol(symbol)
        if symbol.name == "T" && symbol.primes == 0
            && symbol.sub.is_empty() && symbol.sup.is_empty())
}

/// `x'x`, `x'Ax`: a name with a prime and behind it, in the same product, the name without.
fn is_quadratic(tree: &Tree, id: NodeId) -> bool {
    let Kind::Multiply(left, right) = tree.kind(id) else { return false };
    let Kind::Symbol(last) = tree.kind(*right) else { return false };
    let primed = |symbol: &Symbol| {
        symbol.primes == 1
            && last.primes == 0
            && symbol.name == last.name
            && symbol.sub == last.sub
            && symbol.sup == last.sup
    };
    let mut ahead = *left;
    // So many factors stand between at most.
    for _ in 0..4 {
        match tree.kind(ahead) {
            Kind::Symbol(symbol) => return primed(symbol),
            Kind::Multiply(before, factor) => {
                if matches!(tree.kind(*factor), Kind::Symbol(symbol) if primed(symbol)) {
                    return true;
                }
                ahead = *before;
            }
            _ => return false,
        }
    }
    false
}

/// Whether two names are joined by `\times` in both orders, or one with itself.
fn says_order(formulas: &[Arc<Stated>]) -> bool {
    let mut pairs = BTreeSet::new();
    for stated in formulas {
        let tree = &stated.formula.tree;
        for id in tree.ids() {
            if let Some((a, b, Guessed::Cross)) = joined(stated, id)
                && let (Kind::Symbol(a), Kind::Symbol(b)) = (tree.kind(a), tree.kind(b))
            {
                pairs.insert((a.clone(), b.clone()));
            }
        }
    }
    pairs.iter().any(|(a, b)| could_be_vector(a) && pairs.contains(&(b.clone(), a.clone())))
}

/// The factors that a sign joins in a product, the nearest ones, and the sign.
fn joined(stated: &Stated, id: NodeId) -> Option<(NodeId, NodeId, Guessed)> {
    let tree = &stated.formula.tree;
    let Kind::Multiply(a, b) = tree.kind(id) else { return None };
    let (from, to) = (tree.span(*a).end, tree.span(*b).start);
    let between = |guess: &&Guess| from <= guess.span.start && guess.span.end <= to;
    let signs = stated.formula.guesses.iter().filter(|guess| {
        matches!(guess.reading, Guessed::Cross | Guessed::Star | Guessed::OpenStar)
    });
    let reading = signs.clone().find(between)?.reading;
    let last = match tree.kind(*a) {
        Kind::Multiply(_, last) => *last,
        _ => *a,
    };
    Some((last, *b, reading))
}

/// Whether words say what `\delta_{ij}` is, and not that it is Kronecker's.
fn says_delta(stated: &Stated) -> bool {
    let tree = &stated.formula.tree;
    let near = |text: &str, last: bool| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = if last {
            &words[words.len().saturating_sub(8)..]
        } else {
            &words[..words.len().min(12)]
        };
        words.join(" ").to_lowercase()
    };
    let (before, behind) = (near(&stated.before, true), near(&stated.behind, false));
    let said = before.split_whitespace().count() + behind.split_whitespace().count() > 1;
    // `\delta_{ij}` alone, or `\delta_{ij} = \delta_{ji}`.
    let mut ids = tree.ids();
    let first = ids.next().is_some_and(|id| is_delta_of_two(tree, id));
    let alone = first && ids.all(|id| is_delta_of_two(tree, id));
    alone && said && !KRONECKER.iter().any(|word| before.contains(word) || behind.contains(word))
}

/// A δ with two indices.
fn is_delta_of_two(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), Kind::Symbol(symbol)
        if symbol.name == "delta" && symbol.primes == 0
            && symbol.sub.entries.len() + symbol.sup.entries.len() == 2)
}

/// `\sum_{i < j} (d_{ij} - \delta_{ij})^2`: Kronecker's would be 0 there.
fn sums_different_delta(tree: &Tree, id: NodeId) -> bool {
    let Kind::Sum(sum) = tree.kind(id) else { return false };
    let bound = |entry: &Entry| match entry {
        Entry::Letter(letter, primes) => sum.bound.contains(&(letter.clone(), *primes)),
        _ => false,
    };
    let differ = |a: &Entry, b: &Entry| {
        sum.conditions.0.iter().any(|condition| {
            let Condition::Related(x, sign, y) = condition else { return false };
            // Of `\sum_{k \ne i}` the one letter is that of another place.
            let all = match sign {
                Sign::Less | Sign::Greater => bound(x) || bound(y),
                Sign::NotEqual => bound(x) && bound(y),
                _ => false,
            };
            all && ((x, y) == (a, b) || (x, y) == (b, a))
        })
    };
    let mut ahead = vec![sum.body];
    while let Some(id) = ahead.pop() {
        if is_delta_of_two(tree, id)
            && let Kind::Symbol(symbol) = tree.kind(id)
            && let [a, b] = symbol.sub.entries.as_slice()
            && differ(a, b)
        {
            return true;
        }
        ahead.extend(tree.children(id));
    }
    false
}

impl Lowerer<'_> {
    /// Whether δ with two indices is Kronecker's where nothing defines it.
    pub(super) fn has_kronecker(&self) -> bool {
        !self.customs.has(Custom::GivenDelta)
    }

    /// Whether a d that nothing defines is no number: the document has differentials.
    /// Beside these it can still be the size of a set, unless a side is one.
    pub(super) fn has_differentials(&self) -> bool {
        self.customs.has(Custom::Changes)
            || self.customs.has(Custom::Differentials) && self.meaning.sets.of_name("d").is_none()
    }

    /// Whether a d before a name is a slope by it, or nothing says that it is a
    /// differential.
    pub(super) fn has_named_slopes(&self) -> bool {
        self.customs.has(Custom::Slopes) || !self.customs.has(Custom::Stated)
    }

    /// Whether a δ before a name is its variation.
    pub(super) fn has_variations(&self) -> bool {
        self.customs.has(Custom::Variations)
    }

    /// Whether I is the identity matrix where nothing defines it.
    pub(super) fn has_identity(&self) -> bool {
        self.customs.has(Custom::Identity)
    }

    /// `b'` of a document that writes `b'b`: a transpose.
    pub(super) fn primed(
        &mut self,
        symbol: &Symbol,
        place: Place,
        scope: &mut Scope,
    ) -> Option<Lowered<ExprId>> {
        let (key, _) = self.definitions.key(symbol);
        let transposed = self.customs.has(Custom::Primes) && symbol.primes == 1;
        if !transposed || self.definitions.is_defined(&key, scope.at) {
            return None;
        }
        let plain = Symbol { primes: 0, ..symbol.clone() };
        Some(self.symbol(&plain, place, scope).map(|of| self.add(Op::Transpose(of), place)))
    }

    /// Refuses a `^T` that may be a power: of a Greek letter, or of a sum with a number
    /// in it, where T is a number.
    pub(super) fn is_transpose(
        &self,
        formula: usize,
        id: NodeId,
        of: NodeId,
    ) -> Result<(), Semantics> {
        let stated = self.definitions.stated(formula);
        let end = stated.formula.tree.span(id).end;
        let letter = stated
            .formula
            .guesses
            .iter()
            .any(|guess| guess.reading == Guessed::Transpose && guess.span.end == end);
        let tree = &stated.formula.tree;
        if letter && self.customs.has(Custom::Horizon) && is_of_numbers(tree, of) {
            return Err(Semantics::MaybePower);
        }
        Ok(())
    }

    /// Refuses `w * x` where the document speaks of convolutions, and `r \times p` of
    /// two names, which is a vector to some and a number to others.
    pub(super) fn multiplies(&self, formula: usize, id: NodeId) -> Lowered<()> {
        let stated = self.definitions.stated(formula);
        let tree = &stated.formula.tree;
        let Some((a, b, sign)) = joined(stated, id) else { return Ok(()) };
        let named = |id: NodeId| matches!(tree.kind(id), Kind::Symbol(s) if could_be_vector(s));
        let refused = match sign {
            Guessed::Cross => {
                let bold =
                    |id: NodeId| matches!(tree.kind(id), Kind::Symbol(s) if is_bold(&s.name));
                self.customs.has(Custom::Cross) && named(a) && named(b) || bold(a) && bold(b)
            }
            // No custom has this sign for products of numbers.
            Guessed::OpenStar => true,
            _ => self.customs.has(Custom::Convolution),
        };
        let place = self.place((formula, id));
        if refused { unclear(place, Semantics::MaybeOtherProduct) } else { Ok(()) }
    }
}

/// A small Latin letter or one in bold, as vectors of three entries are written.
fn could_be_vector(symbol: &Symbol) -> bool {
    let bold = is_bold(&symbol.name);
    let small = symbol.name.len() == 1
        && symbol.name.chars().all(|c| c.is_ascii_lowercase() && !matches!(c, 'n' | 'm'));
    let index = |script: &Script| script.entries.iter().all(|e| !matches!(e, Entry::Number(_)));
    (bold || small) && index(&symbol.sub)
}

/// A Greek letter, a number, or a sum with one.
fn is_of_numbers(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Number(_) => true,
        Kind::Symbol(symbol) => {
            symbol.name.len() > 1
                && symbol.name.chars().all(|c| c.is_ascii_lowercase())
                && crate::syntax::commands::is_symbol(&symbol.name)
        }
        Kind::Add(a, b) | Kind::Subtract(a, b) => {
            let number = |id: NodeId| matches!(tree.kind(id), Kind::Number(_));
            number(*a) || number(*b)
        }
        _ => false,
    }
}
