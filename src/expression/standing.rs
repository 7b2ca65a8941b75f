//! What an equation is if it is false: a slip, or something that the text leaves open.
//!
//! In: equations that are claims, with the words around them and the meanings that are
//! seen from there. Out: how each is put forward. Not done here: whether they are false,
//! and what their values leave open ([`crate::evaluate`]).

use super::lower::Lowerer;
use super::relations::Link;
use super::{ExprId, Index, Inference, Op, Relation, Sides, Standing, SymbolId};
use crate::prose::Act;
use crate::reason::Semantics;
use crate::syntax::commands::is_symbol;
use crate::syntax::tree::Kind as Node;
use crate::syntax::typeset::letter_of;
use std::collections::BTreeSet;

/// Letters that by custom are functions as well as numbers.
const FUNCTIONS: [&str; 13] =
    ["f", "g", "h", "F", "G", "H", "phi", "varphi", "psi", "sigma", "rho", "Phi", "Psi"];

impl Lowerer<'_> {
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
        let again = self.definitions.defines_again(link);
        let second = again
            && (link.said.is(Act::Define)
                || link.alternative
                || self.is_word(sides.left[0])
                    && self.is_constant(sides.left[0])
                    && self.is_constant(sides.right));
        if second && let Some(left) = link.lefts.first() {
            return Standing::Doubtful(Semantics::Redefined(self.definitions.left_name(*left)));
        }
        if let Some(name) = self.definitions.rival(link) {
            return Standing::Doubtful(Semantics::SeveralMeanings(name));
        }
        if let Some(name) = self.called_later(link).filter(|_| self.words.foreign) {
            return Standing::Doubtful(Semantics::SeveralMeanings(name));
        }
        if self.definitions.is_expansion(link) {
            return Standing::Doubtful(Semantics::Approximate);
        }
        // `C = Cp - …`: p would have to be a factor of what is defined.
        if let Op::Symbol(own, _) = self.meaning.expressions.op(sides.left[0])
            && self.meaning.symbol(*own).definition.is_some()
            && self.names_directly(sides.right, *own)
        {
            let name = self.meaning.symbol(*own).written.clone();
            return Standing::Doubtful(Semantics::Circular(Some(name)));
        }
        if self.has_only_variable(sides) {
            return Standing::Doubtful(Semantics::NoVariable);
        }
        if self.differentiates_by_shared(sides) {
            return Standing::Doubtful(Semantics::LocalOrTotal);
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
        self.unless_follows(relation, (sides, link), calls)
    }

    /// What an equation is if it is false, by what the words say of it.
    fn unless_follows(
        &self,
        relation: &Relation,
        (sides, link): (&Sides, &Link<'_>),
        calls: bool,
    ) -> Standing {
        let given = match self.meaning.expressions.op(sides.left[0]) {
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).definition.is_none(),
            _ => false,
        };
        let zero = matches!(self.meaning.expressions.op(sides.right), Op::Number(n) if *n == 0.0);
        let opens =
            matches!(self.meaning.expressions.op(sides.left[0]), Op::Number(n) if *n == 0.0);
        let slope = self.differentiates_symbols(sides.left[0]);
        let step = link.is_step();
        let shown = link.said.is(Act::Prove);
        let follows = step || link.said.follows() || shown && !given;
        let named = matches!(self.meaning.expressions.op(sides.left[0]), Op::Symbol(..));
        let inline = !self.definitions.stated(link.formula).display;
        let valued = (step || named && inline) && self.is_constant(sides.right);
        let value = valued && !self.is_constant(sides.left[0]);
        let slopes = slope || self.differentiates_symbols(sides.right);
        let recalled = link.said.is(Act::Recall);
        // What is to be solved, or supposed, is no slip; nor is what follows from it.
        let supposed = link.said.is(Act::Assume) || self.definitions.is_of_implication(link);
        if step && zero && slope
            || opens
            || supposed && (zero || !slopes)
            || value
            || recalled && !step && !slopes
            || (link.said.does(Act::Factor) || link.said.above.contains(&Act::Factor)) && !slopes
            || self.names_unsaid_means(relation)
            || self.says_what_first_is(sides)
            || !follows && !calls && (given || self.speaks_of_givens(sides))
        {
            return Standing::Doubtful(Semantics::ConditionOrSlip);
        }
        if self.speaks_of_givens(sides) && self.touches_unread(sides) {
            return Standing::Doubtful(Semantics::ConditionOrSlip);
        }
        if self.words.foreign && (!slopes || self.reaches_given_matrix(sides)) {
            return Standing::Doubtful(Semantics::Language);
        }
        Standing::Claimed
    }

    /// Whether a member of a family that the one before defines is differentiated by what
    /// all its members share: some hold the one before fixed there.
    fn differentiates_by_shared(&self, sides: &Sides) -> bool {
        let steps = self.meaning.steps();
        if steps.is_empty() {
            return false;
        }
        let expressions = &self.meaning.expressions;
        let recursive = |id: ExprId| match expressions.op(id) {
            Op::Symbol(symbol, _) => self.meaning.is_recursive(*symbol),
            _ => false,
        };
        let shared = |of: ExprId, by: SymbolId| {
            let of = match expressions.op(of) {
                Op::Entry(whole, _) => *whole,
                _ => of,
            };
            let sets = &self.meaning.symbol(by).sets;
            recursive(of) && !sets.iter().any(|set| steps.contains(&self.meaning.sets.find(*set)))
        };
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<ExprId> = sides.left.iter().copied().chain([sides.right]).collect();
        while let Some(id) = ahead.pop() {
            if !seen.insert(id) {
                continue;
            }
            match expressions.op(id) {
                Op::Derivative { of, by, .. } if shared(*of, *by) => return true,
                Op::Symbol(symbol, _) => {
                    let definition = self.meaning.symbol(*symbol).definition.as_ref();
                    ahead.extend(definition.map(|definition| definition.body));
                }
                _ => {}
            }
            ahead.extend(expressions.operands(id));
        }
        false
    }

    /// `x = z^{(1)} = a^{(1)}`, “for the input layer”: two names are equated of which one is a
    /// numbered member of a family with labels above, which may begin with that.
    fn says_what_first_is(&self, sides: &Sides) -> bool {
        let name = |id: ExprId| match self.meaning.expressions.op(id) {
            Op::Entry(whole, _) => self.meaning.expressions.op(*whole),
            op => op,
        };
        let numbered = |id: ExprId| match name(id) {
            Op::Symbol(symbol, indices) => {
                let above = self.meaning.symbol(*symbol).key.above;
                above > 0 && indices.iter().rev().take(above).any(|i| matches!(i, Index::Fixed(_)))
            }
            _ => false,
        };
        let named = |id: ExprId| matches!(name(id), Op::Symbol(..));
        let all = || sides.left.iter().copied().chain([sides.right]);
        named(sides.left[0]) && named(sides.right) && all().any(numbered)
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

    /// A function that an equation, or what it is about, calls and that only later lines
    /// define: words here may say what it is.
    fn called_later(&self, link: &Link<'_>) -> Option<String> {
        let here = link.lefts.iter().map(|left| left.0).chain([link.formula]);
        let from = here.min().unwrap_or(link.formula).saturating_sub(3);
        let called = (from..=link.formula).flat_map(|formula| {
            let tree = self.tree(formula);
            tree.ids().filter_map(move |id| match tree.kind(id) {
                Node::Call(symbol, _) => Some(symbol.to_string()),
                _ => None,
            })
        });
        let later = |name: &String| {
            let function = self.definitions.function(name, link.formula);
            function.is_some_and(|function| function.from > link.formula)
        };
        called.into_iter().find(later)
    }

    /// Whether a side is a name that is a word: “sum = 4.95” and “sum = 3.56” are two of them.
    fn is_word(&self, side: ExprId) -> bool {
        let Op::Symbol(symbol, _) = self.meaning.expressions.op(side) else { return false };
        let name = letter_of(&self.meaning.symbol(*symbol).key.name);
        name.chars().count() > 2 && !is_symbol(name)
    }

    /// Whether a side is made of a capital that nothing defines: words may say that it is
    /// symmetric or the like.
    fn reaches_given_matrix(&self, sides: &Sides) -> bool {
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.left[0], &mut reached);
        self.meaning.reach(sides.right, &mut reached);
        reached.into_iter().any(|id| {
            let symbol = self.meaning.symbol(id);
            symbol.definition.is_none() && symbol.sets.is_empty() && self.meaning.is_capital(id)
        })
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
}
