//! Derivatives by central differences, also by symbols that the document defines.

use super::evaluator::Scope;
use super::paper::{Key, Letter, key};
use super::scopes;
use super::value::{Trouble, Value, Valued};
use super::world::{Nudge, World};
use handgrad::internals::tree::{Entry, Kind, NodeId, Symbol, Tree};
use std::collections::BTreeSet;

/// The widest step; the others are a half and a quarter of it.
const STEP: f64 = 0.008;

/// The derivative at 0 by central differences, extrapolated twice to step 0 (Richardson): the
/// error is of sixth order in the step, about 1e-11 here.
pub(crate) fn derivative(f: impl Fn(f64) -> Valued<Value>) -> Valued<Value> {
    let central = |h: f64| f(h)?.zip(&f(-h)?, |a, b| (a - b) / (2.0 * h));
    let [wide, half, quarter] = [central(STEP)?, central(STEP / 2.0)?, central(STEP / 4.0)?];
    let first = half.zip(&wide, |a, b| (4.0 * a - b) / 3.0)?;
    let second = quarter.zip(&half, |a, b| (4.0 * a - b) / 3.0)?;
    second.zip(&first, |a, b| (16.0 * a - b) / 15.0)
}

impl World<'_> {
    /// The derivative of a node by a symbol; `id` is where it is kept.
    pub(crate) fn derivative(
        &self,
        tree: &Tree,
        id: NodeId,
        of: NodeId,
        by: (&Tree, NodeId),
        scope: &mut Scope,
    ) -> Valued<Value> {
        let Kind::Symbol(symbol) = by.0.kind(by.1) else {
            return Err(Trouble::Unknown("a derivative by no symbol"));
        };
        let (key, letters) = key(self.subject, symbol).ok_or(Trouble::Index)?;
        // The denominator that the text omits means the free index; where a sum binds the same
        // letter again, nobody can tell.
        if matches!(tree.kind(id), Kind::Differential(..))
            && letters.iter().any(|l| scope.hidden(l))
        {
            return Err(Trouble::Index);
        }
        let at: Vec<usize> = letters.iter().map(|l| scope.letter(l)).collect::<Valued<_>>()?;
        let place = self.place(tree, id, scope);
        if let Some(value) =
            place.as_ref().and_then(|p| self.differentiated.borrow().get(p).cloned())
        {
            return Ok(value);
        }
        let value = self.by(tree, of, &key, &at, scope)?;
        if let Some(place) = place {
            self.differentiated.borrow_mut().insert(place, value.clone());
        }
        Ok(value)
    }

    /// What a derivative's value depends on, unless that is an argument.
    fn place(&self, tree: &Tree, id: NodeId, scope: &Scope) -> Option<(usize, NodeId, Vec<usize>)> {
        let letters = scopes::named(self.subject, self.paper, tree, id);
        let values = letters.iter().filter_map(|l| scope.letter(l).ok()).collect();
        scope.arguments.is_empty().then(|| (std::ptr::from_ref(tree).addr(), id, values))
    }

    fn by(&self, tree: &Tree, of: NodeId, key: &Key, at: &[usize], scope: &Scope) -> Valued<Value> {
        let along = |part: usize| {
            derivative(|by| {
                let nudge = Nudge { key: key.clone(), at: at.to_vec(), part, by };
                self.nudged(nudge).value(tree, of, &mut scope.clone())
            })
        };
        match self.argument(key, at, scope)? {
            Value::Number(_) => along(0),
            Value::Vector(v) | Value::Row(v) => {
                let parts = (0..v.len()).map(|part| along(part)?.number());
                Ok(Value::Vector(parts.collect::<Valued<_>>()?))
            }
        }
    }

    /// The variable must be a name of the document.
    fn argument(&self, key: &Key, at: &[usize], scope: &Scope) -> Valued<Value> {
        if scope.arguments.iter().any(|(name, _)| *name == key.name) {
            return Err(Trouble::Unknown("a derivative by a parameter"));
        }
        self.named(key, at)
    }

    /// Where a defined symbol is nudged, its defining expression is the symbol.
    pub(crate) fn cut(&self, tree: &Tree, id: NodeId, scope: &mut Scope) -> Valued<Option<Value>> {
        for nudge in &self.nudges {
            let Some((letters, (formula, body))) = self.paper.definitions.get(&nudge.key) else {
                continue;
            };
            let mut found = Vec::new();
            if alike((self.paper.tree(*formula), *body), (tree, id), &mut found) {
                let at = letters.iter().map(|letter| {
                    let meant = found.iter().find(|(own, _)| own == letter).map(|(_, l)| l);
                    scope.letter(meant.unwrap_or(letter))
                });
                let at: Vec<usize> = at.collect::<Valued<_>>()?;
                return Ok(Some(self.named(&nudge.key, &at)?));
            }
        }
        Ok(None)
    }
}

/// Whether two expressions are the same up to the names of their letters.
fn alike(a: (&Tree, NodeId), b: (&Tree, NodeId), letters: &mut Vec<(Letter, Letter)>) -> bool {
    let (x, y) = (a.0.kind(a.1), b.0.kind(b.1));
    let same = match (x, y) {
        (Kind::Number(x), Kind::Number(y)) => x == y,
        (Kind::Symbol(x), Kind::Symbol(y)) | (Kind::Call(x, _), Kind::Call(y, _)) => {
            paired(x, y, letters)
        }
        (Kind::Apply(f, _), Kind::Apply(g, _)) => f == g,
        (Kind::Sum(x), Kind::Sum(y)) => {
            x.bound.len() == y.bound.len()
                && x.conditions.0.len() == y.conditions.0.len()
                && x.bound.iter().zip(&y.bound).all(|(x, y)| pair(x, y, letters))
        }
        _ => std::mem::discriminant(x) == std::mem::discriminant(y),
    };
    let (x, y) = (a.0.children(a.1), b.0.children(b.1));
    same && x.len() == y.len()
        && x.iter().zip(&y).all(|(x, y)| alike((a.0, *x), (b.0, *y), letters))
}

fn paired(x: &Symbol, y: &Symbol, letters: &mut Vec<(Letter, Letter)>) -> bool {
    let entries = |s: &Symbol| [s.sub.entries.clone(), s.sup.entries.clone()].concat();
    let (mine, other) = (entries(x), entries(y));
    x.name == y.name
        && x.primes == y.primes
        && x.sub.bar == y.sub.bar
        && mine.len() == other.len()
        && mine.iter().zip(&other).all(|(x, y)| match (x, y) {
            (Entry::Letter(x, p), Entry::Letter(y, q)) => {
                pair(&(x.clone(), *p), &(y.clone(), *q), letters)
            }
            _ => x == y,
        })
}

fn pair(x: &Letter, y: &Letter, letters: &mut Vec<(Letter, Letter)>) -> bool {
    if let Some((_, meant)) = letters.iter().find(|(own, _)| own == x) {
        return meant == y;
    }
    letters.push((x.clone(), y.clone()));
    letters.iter().map(|(_, meant)| meant).collect::<BTreeSet<_>>().len() == letters.len()
}
