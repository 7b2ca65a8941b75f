//! Pairs without a diagonal: what exists for different letters only.
//!
//! In: definitions of symbols with two places, and the bodies of sums, both lowered.
//! Out: whether a definition is divided by the sum of its numerator under other
//! letters that leaves out equal ones, so that it is 0 where its own are equal; and
//! which letters a sum leaves out because its terms do not exist there. Not done
//! here: what a document states of a diagonal, which goes before.

use super::lower::Lowerer;
use super::{Condition, Definition, ExprId, Index, Inference, Meaning, Note, Op, Place, VarId};
use crate::syntax::tree::{Function, Sign};
use std::collections::{BTreeMap, BTreeSet};

/// What stands for the parameters of the definitions that were gone into.
type Bindings = BTreeMap<VarId, Index>;

/// Definitions within definitions are gone into so far, and larger numerators are
/// not compared.
const MOST_DEPTH: usize = 40;
const MOST_STEPS: usize = 5_000;

/// Words by which equal letters belong to a quantity though its normaliser leaves
/// them out.
const INCLUDED: [&str; 8] = [
    "equal indices included",
    "equal letters included",
    "including equal",
    "including the diagonal",
    "diagonal included",
    "with the diagonal",
    "self-pairs included",
    "including self",
];

/// What stands directly before `i = j` where that case is included.
const EVEN: [&str; 5] = ["including", "included", "even for", "also for", "even if"];

impl Lowerer<'_> {
    /// Gives a definition a diagonal of 0 where its normaliser leaves that out.
    pub(super) fn without_diagonal(&mut self, definition: &mut Definition, formula: usize) {
        let [i, j] = definition.parameters.as_slice() else {
            definition.of_pairs = false;
            return;
        };
        if definition.diagonal.is_some() || definition.of_pairs {
            return;
        }
        if !is_normalised(&self.meaning, definition.body, (*i, *j)) || self.includes_equal(formula)
        {
            return;
        }
        definition.diagonal = Some(self.add(Op::Number(0.0), definition.place));
        definition.of_pairs = true;
    }

    /// Whether words around a definition say that equal letters belong to it.
    fn includes_equal(&self, formula: usize) -> bool {
        let formulas = self.definitions.formulas();
        let Some(own) = formulas.get(formula) else { return false };
        let near = formulas.iter().skip(formula).take(3);
        near.take_while(|stated| stated.text == own.text).any(|stated| {
            let plain = |words: &str| {
                words.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
            };
            let (before, behind) = (plain(&stated.before), plain(&stated.behind));
            let equal = matches!(stated.formula.statements.as_slice(),
                [one] if one.condition.is_some());
            INCLUDED.iter().any(|phrase| before.contains(phrase) || behind.contains(phrase))
                || equal && EVEN.iter().any(|phrase| before.ends_with(phrase))
        })
    }

    /// The letters that a sum leaves out, since its terms exist for different ones
    /// only; that is said.
    pub(super) fn left_out_of_sum(
        &mut self,
        (bound, body): (&[VarId], ExprId),
        conditions: &mut Vec<Condition>,
        place: Place,
    ) {
        let mut found = BTreeSet::new();
        let mut search = Search { meaning: &self.meaning, inner: Vec::new(), found: &mut found };
        search.pairs(body, 0);
        for (a, b) in found {
            let own = bound.contains(&a) || bound.contains(&b);
            if !own || differ(conditions, a, b) {
                continue;
            }
            conditions.push((Index::Var(a), Sign::NotEqual, Index::Var(b)));
            let name = |v: VarId| self.meaning.expressions.var(v).name.clone();
            let inference = Inference::EqualLeftOut(name(a), name(b));
            self.notes.push(Note { place, inference });
        }
    }
}

/// Whether conditions say that two letters differ.
fn differ(conditions: &[Condition], a: VarId, b: VarId) -> bool {
    conditions.iter().any(|(x, sign, y)| {
        let named = (x.var(), y.var());
        matches!(sign, Sign::NotEqual | Sign::Less | Sign::Greater)
            && (named == (Some(a), Some(b)) || named == (Some(b), Some(a)))
    })
}

/// Whether a body is a quotient whose divisor is the sum of the dividend under
/// other letters, equal ones left out.
fn is_normalised(meaning: &Meaning, body: ExprId, (i, j): (VarId, VarId)) -> bool {
    let quotients = quotients(meaning, body);
    quotients.into_iter().any(|(above, below)| {
        let Some(sum) = sum_of(meaning, below) else { return false };
        let mut same =
            Same { meaning, own: [i, j], found: BTreeMap::new(), inner: Vec::new(), steps: 0 };
        if !same.same((above, &Bindings::new()), (sum.body, &sum.bindings), 0) {
            return false;
        }
        let (Some(Index::Var(a)), Some(Index::Var(b))) = (same.found.get(&i), same.found.get(&j))
        else {
            return false;
        };
        (sum.bound.contains(a) || sum.bound.contains(b)) && differ(&sum.conditions, *a, *b)
    })
}

/// What is divided by what in `a/b`, `a b^{-1}` and `\frac1b a`.
fn quotients(meaning: &Meaning, body: ExprId) -> Vec<(ExprId, ExprId)> {
    let op = |id: ExprId| meaning.expressions.op(id);
    let number = |id: ExprId, n: f64| match op(id) {
        Op::Number(value) => *value == n,
        Op::Negate(inside) => matches!(op(*inside), Op::Number(value) if -value == n),
        _ => false,
    };
    let inverse = |id: ExprId| match op(id) {
        Op::Divide(one, below) if number(*one, 1.0) => Some(*below),
        Op::Power(base, exponent) if number(*exponent, -1.0) => Some(*base),
        _ => None,
    };
    match op(body) {
        Op::Divide(above, below) => vec![(*above, *below)],
        Op::Multiply(a, b) | Op::Dotted(a, b) => {
            let sides = [(*a, inverse(*b)), (*b, inverse(*a))];
            sides.into_iter().filter_map(|(above, below)| Some((above, below?))).collect()
        }
        _ => Vec::new(),
    }
}

/// A sum, those directly inside it included.
struct Summed {
    bound: Vec<VarId>,
    conditions: Vec<Condition>,
    body: ExprId,
    bindings: Bindings,
}

/// A sum, written out or named.
fn sum_of(meaning: &Meaning, mut id: ExprId) -> Option<Summed> {
    let mut bindings = Bindings::new();
    for _ in 0..MOST_DEPTH {
        match meaning.expressions.op(id) {
            Op::Symbol(symbol, at) => {
                let definition = meaning.symbol(*symbol).definition.as_ref()?;
                bindings = bound_to(&definition.parameters, at, &bindings);
                id = definition.body;
            }
            Op::Sum { .. } => break,
            _ => return None,
        }
    }
    let mut sum = Summed { bound: Vec::new(), conditions: Vec::new(), body: id, bindings };
    while let Op::Sum { product: false, bound, conditions, body } = meaning.expressions.op(sum.body)
    {
        sum.bound.extend(bound);
        let there =
            |(a, sign, b): &Condition| (meant(*a, &sum.bindings), *sign, meant(*b, &sum.bindings));
        let here: Vec<Condition> = conditions.iter().map(there).collect();
        sum.conditions.extend(here);
        sum.body = *body;
    }
    (!sum.bound.is_empty()).then_some(sum)
}

/// The parameters of a definition with what stands in their places.
fn bound_to(parameters: &[VarId], at: &[Index], outer: &Bindings) -> Bindings {
    parameters.iter().copied().zip(at.iter().map(|index| meant(*index, outer))).collect()
}

/// What an index is outside of the definition that it stands in.
fn meant(index: Index, bindings: &Bindings) -> Index {
    match index {
        Index::Var(var) => bindings.get(&var).copied().unwrap_or(index),
        other => other,
    }
}

/// Whether two expressions are the same but for two letters, definitions written out.
struct Same<'a> {
    meaning: &'a Meaning,
    own: [VarId; 2],
    /// What stands for the two letters in the other expression.
    found: Bindings,
    /// Letters that sums on both sides bind.
    inner: Vec<(VarId, VarId)>,
    steps: usize,
}

impl Same<'_> {
    fn same(&mut self, a: (ExprId, &Bindings), b: (ExprId, &Bindings), depth: usize) -> bool {
        self.steps += 1;
        if depth > MOST_DEPTH || self.steps > MOST_STEPS {
            return false;
        }
        let (x, y) = (self.meaning.expressions.op(a.0), self.meaning.expressions.op(b.0));
        if let (Op::Symbol(s, at), Op::Symbol(t, there)) = (x, y)
            && s == t
        {
            return self.indices((at, a.1), (there, b.1));
        }
        if let Some((body, inside)) = self.written_out(a) {
            return self.same((body, &inside), b, depth + 1);
        }
        if let Some((body, inside)) = self.written_out(b) {
            return self.same(a, (body, &inside), depth + 1);
        }
        match (x, y) {
            (Op::Number(v), Op::Number(w)) => v == w,
            (Op::Apply(f, v), Op::Apply(g, w)) => {
                f == g && self.same((*v, a.1), (*w, b.1), depth + 1)
            }
            (Op::Sum { bound, .. }, Op::Sum { bound: others, .. }) => {
                let known = self.inner.len();
                self.inner.extend(bound.iter().copied().zip(others.iter().copied()));
                let same = bound.len() == others.len() && self.operands(a, b, depth);
                self.inner.truncate(known);
                same && self.indices(
                    (&self.meaning.expressions.indices(a.0), a.1),
                    (&self.meaning.expressions.indices(b.0), b.1),
                )
            }
            _ => {
                std::mem::discriminant(x) == std::mem::discriminant(y)
                    && !matches!(
                        x,
                        Op::Derivative { .. } | Op::Cases(..) | Op::Size(_) | Op::Count(_)
                    )
                    && self.indices(
                        (&self.meaning.expressions.indices(a.0), a.1),
                        (&self.meaning.expressions.indices(b.0), b.1),
                    )
                    && self.operands(a, b, depth)
            }
        }
    }

    fn operands(&mut self, a: (ExprId, &Bindings), b: (ExprId, &Bindings), depth: usize) -> bool {
        let (x, y) =
            (self.meaning.expressions.operands(a.0), self.meaning.expressions.operands(b.0));
        x.len() == y.len()
            && x.into_iter().zip(y).all(|(x, y)| self.same((x, a.1), (y, b.1), depth + 1))
    }

    fn written_out(&self, (id, bindings): (ExprId, &Bindings)) -> Option<(ExprId, Bindings)> {
        let Op::Symbol(symbol, at) = self.meaning.expressions.op(id) else { return None };
        let definition = self.meaning.symbol(*symbol).definition.as_ref()?;
        Some((definition.body, bound_to(&definition.parameters, at, bindings)))
    }

    fn indices(
        &mut self,
        (x, outer): (&[Index], &Bindings),
        (y, other): (&[Index], &Bindings),
    ) -> bool {
        x.len() == y.len()
            && x.iter().zip(y).all(|(x, y)| self.index(meant(*x, outer), meant(*y, other)))
    }

    fn index(&mut self, x: Index, y: Index) -> bool {
        let Index::Var(var) = x else { return x == y };
        if let Some((_, other)) = self.inner.iter().rev().find(|(own, _)| *own == var) {
            return y == Index::Var(*other);
        }
        if !self.own.contains(&var) {
            return x == y;
        }
        *self.found.entry(var).or_insert(y) == y
    }
}

/// The pairs of letters for which a part of an expression exists only if they differ.
struct Search<'a> {
    meaning: &'a Meaning,
    /// What sums inside bind.
    inner: Vec<VarId>,
    found: &'a mut BTreeSet<(VarId, VarId)>,
}

impl Search<'_> {
    fn pairs(&mut self, id: ExprId, depth: usize) {
        if depth > MOST_DEPTH * 5 {
            return;
        }
        let known = self.inner.len();
        match self.meaning.expressions.op(id) {
            Op::Apply(Function::Log, inside) => self.vanishing(*inside),
            Op::Divide(_, below) => self.vanishing(*below),
            Op::Power(base, exponent) if is_negative(self.meaning, *exponent) => {
                self.vanishing(*base);
            }
            Op::Symbol(symbol, at) => {
                let definition = self.meaning.symbol(*symbol).definition.as_ref();
                if definition.is_some_and(|d| d.of_pairs && d.diagonal.is_none()) {
                    self.add(at);
                }
            }
            Op::Sum { bound, .. } => self.inner.extend(bound),
            // What is differentiated has variables of its own.
            Op::Derivative { .. } | Op::Change(..) => return,
            _ => {}
        }
        for operand in self.meaning.expressions.operands(id) {
            self.pairs(operand, depth + 1);
        }
        self.inner.truncate(known);
    }

    fn add(&mut self, at: &[Index]) {
        if let [Index::Var(a), Index::Var(b)] = at
            && a != b
            && !self.inner.contains(a)
            && !self.inner.contains(b)
        {
            self.found.insert((*a.min(b), *a.max(b)));
        }
    }

    /// The pairs for which a product is 0 if they are equal.
    fn vanishing(&mut self, id: ExprId) {
        for pair in vanishing(self.meaning, (id, &Bindings::new()), 0) {
            self.add(&[Index::Var(pair.0), Index::Var(pair.1)]);
        }
    }
}

fn is_negative(meaning: &Meaning, exponent: ExprId) -> bool {
    match meaning.expressions.op(exponent) {
        Op::Number(n) => *n < 0.0,
        Op::Negate(inside) => matches!(meaning.expressions.op(*inside), Op::Number(n) if *n > 0.0),
        _ => false,
    }
}

/// The pairs of letters for which an expression is 0, or has no value, if they are
/// equal.
fn vanishing(
    meaning: &Meaning,
    (id, bindings): (ExprId, &Bindings),
    depth: usize,
) -> BTreeSet<(VarId, VarId)> {
    if depth > MOST_DEPTH {
        return BTreeSet::new();
    }
    let of = |id: ExprId| vanishing(meaning, (id, bindings), depth + 1);
    match meaning.expressions.op(id) {
        Op::Symbol(symbol, at) => {
            let Some(definition) = meaning.symbol(*symbol).definition.as_ref() else {
                return BTreeSet::new();
            };
            let inside = bound_to(&definition.parameters, at, bindings);
            if !definition.of_pairs {
                return vanishing(meaning, (definition.body, &inside), depth + 1);
            }
            let at: Vec<Index> = at.iter().map(|index| meant(*index, bindings)).collect();
            match at.as_slice() {
                [Index::Var(a), Index::Var(b)] if a != b => {
                    BTreeSet::from([(*a.min(b), *a.max(b))])
                }
                _ => BTreeSet::new(),
            }
        }
        Op::Multiply(a, b) | Op::Dotted(a, b) | Op::Divide(a, b) => {
            of(*a).union(&of(*b)).copied().collect()
        }
        Op::Add(a, b) | Op::Subtract(a, b) => of(*a).intersection(&of(*b)).copied().collect(),
        Op::Negate(a) | Op::Power(a, _) | Op::Transpose(a) => of(*a),
        _ => BTreeSet::new(),
    }
}
