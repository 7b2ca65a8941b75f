//! Where the expression stands that a symbol is defined by: `\|y_k - y_l\|^2`
//! is d_{kl} in a derivative by d_{ij}.

use crate::expression::{Definition, ExprId, Index, Meaning, Op, VarId};
use crate::syntax::tree::Function;
use std::collections::BTreeMap;

/// The indices at which an expression is a definition's body; and whether it is
/// the square of that.
pub(crate) fn matches(
    meaning: &Meaning,
    definition: &Definition,
    id: ExprId,
) -> Option<(Vec<Index>, bool)> {
    let body = definition.body;
    if !compound(meaning, body) {
        return None;
    }
    if let Some(indices) = whole(meaning, definition, body, id) {
        return Some((indices, false));
    }
    // ‖x‖ is defined, ‖x‖² stands here.
    match meaning.expressions.op(body) {
        Op::Apply(Function::Sqrt, inside) if compound(meaning, *inside) => {
            whole(meaning, definition, *inside, id).map(|indices| (indices, true))
        }
        _ => None,
    }
}

/// A single number or symbol is no defining expression to be recognised by.
fn compound(meaning: &Meaning, body: ExprId) -> bool {
    !matches!(
        meaning.expressions.op(body),
        Op::Number(_) | Op::Size(_) | Op::Symbol(..) | Op::Count(_) | Op::Argument(_)
    )
}

fn whole(
    meaning: &Meaning,
    definition: &Definition,
    body: ExprId,
    id: ExprId,
) -> Option<Vec<Index>> {
    let mut found = Match { meaning, definition, bound: BTreeMap::new(), inner: BTreeMap::new() };
    if !found.same(body, id) {
        return None;
    }
    definition.parameters.iter().map(|p| found.bound.get(p).copied()).collect()
}

struct Match<'a> {
    meaning: &'a Meaning,
    definition: &'a Definition,
    /// What stands for each parameter.
    bound: BTreeMap<VarId, Index>,
    /// Letters that sums inside the pattern bind.
    inner: BTreeMap<VarId, VarId>,
}

impl Match<'_> {
    fn same(&mut self, a: ExprId, b: ExprId) -> bool {
        if a == b && self.inner.is_empty() && self.definition.parameters.is_empty() {
            return true;
        }
        let (x, y) =
            (self.meaning.expressions.op(a).clone(), self.meaning.expressions.op(b).clone());
        match (&x, &y) {
            (Op::Symbol(s, i), Op::Symbol(t, j)) => {
                self.meaning.family(*s) == self.meaning.family(*t) && self.indices(i, j)
            }
            (Op::Delta(i, j), Op::Delta(k, l)) => self.indices(&[*i, *j], &[*k, *l]),
            (Op::Unit(i, s), Op::Unit(j, t)) => {
                let find = |set| self.meaning.sets.find(set);
                find(*s) == find(*t) && self.indices(&[*i], &[*j])
            }
            (Op::Number(v), Op::Number(w)) => v == w,
            (Op::Size(s), Op::Size(t)) => self.meaning.sets.find(*s) == self.meaning.sets.find(*t),
            (
                Op::Sum { product, bound, conditions, body },
                Op::Sum { product: p, bound: b, conditions: c, body: d },
            ) => {
                if product != p || bound.len() != b.len() || conditions.len() != c.len() {
                    return false;
                }
                for (own, other) in bound.iter().zip(b) {
                    self.inner.insert(*own, *other);
                }
                let alike = conditions
                    .iter()
                    .zip(c)
                    .all(|((i, s, j), (k, t, l))| s == t && self.indices(&[*i, *j], &[*k, *l]));
                let same = alike && self.same(*body, *d);
                for own in bound {
                    self.inner.remove(own);
                }
                same
            }
            (Op::Apply(f, a), Op::Apply(g, b)) => f == g && self.same(*a, *b),
            (Op::Opaque(f, a), Op::Opaque(g, b)) => {
                f == g && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(*a, *b))
            }
            (Op::Add(a, b), Op::Add(c, d)) | (Op::Multiply(a, b), Op::Multiply(c, d)) => {
                let before = self.bound.clone();
                if self.same(*a, *c) && self.same(*b, *d) {
                    return true;
                }
                self.bound = before;
                self.same(*a, *d) && self.same(*b, *c)
            }
            (Op::Subtract(a, b), Op::Subtract(c, d))
            | (Op::Divide(a, b), Op::Divide(c, d))
            | (Op::Power(a, b), Op::Power(c, d))
            | (Op::Elementwise(a, b), Op::Elementwise(c, d))
            | (Op::Inner(a, b), Op::Inner(c, d))
            | (Op::Dotted(a, b), Op::Dotted(c, d)) => self.same(*a, *c) && self.same(*b, *d),
            (Op::Negate(a), Op::Negate(b)) | (Op::Transpose(a), Op::Transpose(b)) => {
                self.same(*a, *b)
            }
            _ => false,
        }
    }

    fn indices(&mut self, a: &[Index], b: &[Index]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| self.index(*x, *y))
    }

    fn index(&mut self, a: Index, b: Index) -> bool {
        let Index::Var(var) = a else { return a == b };
        if let Some(other) = self.inner.get(&var) {
            return b == Index::Var(*other);
        }
        if !self.definition.parameters.contains(&var) {
            return a == b;
        }
        *self.bound.entry(var).or_insert(b) == b
    }
}
