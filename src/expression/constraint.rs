//! Whether an equation of givens is assumed, follows, or could be either.
//!
//! In: relations of givens alone, with what the words around them say. Out: which of
//! them are assumptions, and what is to be said of the others if they are false. Not
//! done here: whether they are.

use super::lower::Lowerer;
use super::relations::Link;
use super::{ExprId, Index, Inference, Op, Relation, Role, Sides, Standing, SymbolId};
use crate::prose::Act;
use crate::reason::Semantics;
use crate::syntax::tree::{Function, Sign};
use std::collections::BTreeSet;

/// Letters that by custom are functions as well as numbers.
const FUNCTIONS: [&str; 13] =
    ["f", "g", "h", "F", "G", "H", "phi", "varphi", "psi", "sigma", "rho", "Phi", "Psi"];

impl Lowerer<'_> {
    /// Whether a relation of givens is stated as an assumption, or has the form of a
    /// constraint.
    pub(super) fn is_assumed(&self, relation: &Relation, link: Option<&Link<'_>>) -> bool {
        let Ok(sides) = &relation.sides else { return false };
        if link.is_some_and(|link| link.goes_on) && self.bounds_above(relation.sign, sides) {
            return true;
        }
        let Some(link) = link.filter(|_| self.speaks_of_givens(sides)) else { return false };
        let first = link.begins && !link.is_step();
        let stated = matches!(link.said.nearest, Some(Act::Assume | Act::Attach | Act::Define));
        first && stated || self.is_constraint(relation.sign, sides.left[0], sides.right)
    }

    /// What an equation is if it is false; one that calls a function that the document
    /// defines is about more than givens.
    pub(super) fn standing(
        &self,
        relation: &Relation,
        link: Option<&Link<'_>>,
        calls: bool,
    ) -> Standing {
        let (Ok(sides), Some(link)) = (&relation.sides, link) else { return Standing::Claimed };
        // What defines in the scope of another meaning may be meant to give a new one.
        let second =
            self.definitions.defines_again(link) && (link.said.is(Act::Define) || link.alternative);
        if second && let Some(left) = link.lefts.first() {
            return Standing::Doubtful(Semantics::Redefined(self.definitions.left_name(*left)));
        }
        if let Some(name) = self.definitions.rival(link) {
            return Standing::Doubtful(Semantics::SeveralMeanings(name));
        }
        // `C = Cp - …`: p would have to be a factor of what is defined.
        if let Op::Symbol(own, _) = self.meaning.expressions.op(sides.left[0])
            && self.meaning.symbol(*own).definition.is_some()
            && self.names_directly(sides.right, *own)
        {
            let name = self.meaning.symbol(*own).written.clone();
            return Standing::Doubtful(Semantics::Circular(Some(name)));
        }
        if self.words.local && self.differentiates_by_defined(sides.left[0]) {
            return Standing::Doubtful(Semantics::LocalOrTotal);
        }
        let product = relation.notes.iter().find_map(|note| match &note.inference {
            Inference::Product(name) if FUNCTIONS.contains(&name.as_str()) => Some(name.clone()),
            _ => None,
        });
        if let Some(name) = product {
            return Standing::Doubtful(Semantics::MaybeProduct(name));
        }
        let given = match self.meaning.expressions.op(sides.left[0]) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).definition.is_none(),
            _ => false,
        };
        let zero = matches!(self.meaning.expressions.op(sides.right), Op::Number(n) if *n == 0.0);
        let slope = self.differentiates_symbols(sides.left[0]);
        let step = link.is_step();
        let follows = step || link.said.is(Act::Follow);
        let named = matches!(self.meaning.expressions.op(sides.left[0]), Op::Symbol(..));
        let inline = !self.definitions.stated(link.formula).display;
        let valued = (step || named && inline) && self.is_constant(sides.right);
        let value = valued && !self.is_constant(sides.left[0]);
        let slopes = slope || self.differentiates_symbols(sides.right);
        let recalled = link.said.is(Act::Recall);
        if step && zero && slope
            || value
            || recalled && !step && !slopes
            || (link.said.does(Act::Factor) || link.said.above.contains(&Act::Factor)) && !slopes
            || self.names_unsaid_means(relation)
            || !follows && !calls && (given || self.speaks_of_givens(sides))
        {
            return Standing::Doubtful(Semantics::ConditionOrSlip);
        }
        if self.speaks_of_givens(sides) && self.touches_unread(sides) {
            return Standing::Doubtful(Semantics::ConditionOrSlip);
        }
        if self.words.foreign && !slopes {
            return Standing::Doubtful(Semantics::Language);
        }
        Standing::Claimed
    }

    /// Whether a symbol stands in an expression as it is written, by itself or as a factor.
    fn names_directly(&self, id: ExprId, symbol: SymbolId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Symbol(other, indices) => *other == symbol && indices.is_empty(),
            Op::Add(..) | Op::Subtract(..) | Op::Multiply(..) | Op::Negate(_) => {
                let operands = self.meaning.expressions.operands(id);
                operands.into_iter().any(|operand| self.names_directly(operand, symbol))
            }
            _ => false,
        }
    }

    /// Whether a side is a derivative by a symbol that is defined.
    fn differentiates_by_defined(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Derivative { by, .. } => self.meaning.symbol(*by).definition.is_some(),
            _ => false,
        }
    }

    /// Whether a side names something that an equation which cannot be read is about.
    fn touches_unread(&self, sides: &Sides) -> bool {
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        reached.iter().any(|id| self.touched.contains(&self.meaning.symbol(*id).key.name))
    }

    /// Whether a relation is about `\bar x` beside an x, and nothing says what that is:
    /// by custom it is a mean, but nobody said of what.
    fn names_unsaid_means(&self, relation: &Relation) -> bool {
        let Ok(sides) = &relation.sides else { return false };
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        let symbols = &self.meaning.symbols;
        reached.into_iter().map(|id| self.meaning.symbol(id)).any(|symbol| {
            let of = symbol.key.name.strip_prefix("bar ").filter(|_| symbol.definition.is_none());
            of.is_some_and(|of| symbols.iter().any(|s| s.key.name == of))
        })
    }

    /// Symmetry, a sum or norm that is a number, a zero diagonal, orthogonality, a
    /// sign.
    fn is_constraint(&self, sign: Sign, left: ExprId, right: ExprId) -> bool {
        let op = |id| self.meaning.expressions.op(id);
        let number = |id| self.is_constant(id);
        let zero = |id| matches!(op(id), Op::Number(n) if *n == 0.0);
        match sign {
            Sign::Equal | Sign::Defined => {
                self.are_mirrored(left, right)
                    || self.is_total(left) && number(right)
                    || self.is_on_the_diagonal(left) && zero(right)
                    || self.is_product_with_itself(left) && self.is_identity(right)
            }
            Sign::Greater | Sign::GreaterOrEqual => {
                matches!(op(left), Op::Symbol(..) | Op::Opaque(..)) && number(right)
            }
            Sign::Less | Sign::LessOrEqual => {
                matches!(op(right), Op::Symbol(..) | Op::Opaque(..)) && number(left)
            }
            Sign::NotEqual => matches!(op(left), Op::Symbol(..)) && zero(right),
            _ => false,
        }
    }

    /// The second half of `0 < p < 1`.
    fn bounds_above(&self, sign: Sign, sides: &Sides) -> bool {
        let Some(nearest) = sides.left.last().copied() else { return false };
        matches!(sign, Sign::Less | Sign::LessOrEqual)
            && matches!(self.meaning.expressions.op(nearest), Op::Symbol(symbol, _)
                if self.meaning.symbol(*symbol).definition.is_none())
            && self.is_constant(sides.right)
    }

    /// A number, or one that is made of sizes.
    fn is_constant(&self, id: ExprId) -> bool {
        let expressions = &self.meaning.expressions;
        match expressions.op(id) {
            Op::Number(_) | Op::Size(_) | Op::Count(_) => true,
            Op::Symbol(symbol, _) => {
                let definition = self.meaning.symbol(*symbol).definition.as_ref();
                definition.is_some_and(|definition| self.is_constant(definition.body))
            }
            Op::Divide(..) | Op::Multiply(..) | Op::Add(..) | Op::Subtract(..) | Op::Negate(_) => {
                expressions.operands(id).into_iter().all(|x| self.is_constant(x))
            }
            _ => false,
        }
    }

    /// `p_{ij}` and `p_{ji}`, or `A^\top` and `A`.
    fn are_mirrored(&self, a: ExprId, b: ExprId) -> bool {
        let op = |id| self.meaning.expressions.op(id);
        match (op(a), op(b)) {
            (Op::Symbol(s, at), Op::Symbol(t, other)) => {
                let mirrored = at.len() == 2 && other.len() == 2;
                s == t && mirrored && at[0] == other[1] && at[1] == other[0] && at[0] != at[1]
            }
            (_, Op::Negate(b)) => self.are_mirrored(a, *b),
            (Op::Transpose(x), _) => self.is_same_symbol(*x, b),
            (_, Op::Transpose(x)) => self.is_same_symbol(*x, a),
            _ => false,
        }
    }

    fn is_same_symbol(&self, a: ExprId, b: ExprId) -> bool {
        let op = |id| self.meaning.expressions.op(id);
        matches!((op(a), op(b)), (Op::Symbol(s, i), Op::Symbol(t, j)) if s == t && i == j)
    }

    /// A sum, a norm, or a square of one.
    fn is_total(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Sum { .. } | Op::Inner(..) => true,
            Op::Apply(Function::Sqrt, of) => self.is_total(*of),
            Op::Power(base, _) => self.is_total(*base),
            Op::Multiply(a, b) => {
                let transposed = matches!(self.meaning.expressions.op(*a), Op::Transpose(_));
                transposed && !self.is_identity(*b)
            }
            _ => false,
        }
    }

    /// `p_{ii}`
    fn is_on_the_diagonal(&self, id: ExprId) -> bool {
        let indices = match self.meaning.expressions.op(id) {
            Op::Symbol(_, indices) => indices.as_slice(),
            _ => return false,
        };
        matches!(indices, [a @ Index::Var(_), b] if a == b)
    }

    /// `A^\top A`, `A A^\top`
    fn is_product_with_itself(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Multiply(a, b) | Op::Dotted(a, b) => self.are_mirrored(*a, *b),
            _ => false,
        }
    }

    fn is_identity(&self, id: ExprId) -> bool {
        match self.meaning.expressions.op(id) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).role == Role::Identity,
            _ => false,
        }
    }
}
