//! Whether a relation is true, by the independent evaluator.

use super::evaluator::{Scope, meets, tuples};
use super::paper::{Letter, Paper, Relation};
use super::scopes::{self, Reading};
use super::subject::Subject;
use super::value::{Trouble, Value, Valued};
use super::world::World;
use handgrad::internals::tree::{Conditions, NodeId, Tree};
use std::cell::RefCell;
use std::collections::HashMap;

/// Values this close are equal; the evaluator's own error is far below.
const EQUAL: f64 = 1e-8;

/// Values this far apart differ.
const DIFFERENT: f64 = 1e-5;

/// Values of documents are about 1; what is smaller than this beside them is rounding.
const NOISE: f64 = 1e-9;

/// How many points a relation is tried at before it is called true; each of them is many, one
/// for each choice of indices.
const POINTS: u64 = 1;

/// What the evaluator says of a relation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Truth {
    True,
    /// False, by this relative difference.
    False(f64),
    /// Neither plainly equal nor plainly different.
    Grey(f64),
    /// True in one reading and false in the other.
    Ambiguous,
    /// Without a value.
    Void(Trouble),
}

/// Values of a left side by the point and the letters that it names.
type Lefts = HashMap<(u64, Vec<(Letter, usize)>), Value>;

/// The left side of a relation at several points, against which right sides are held.
pub(crate) struct Bench<'a> {
    subject: &'a Subject,
    paper: &'a Paper,
    relation: &'a Relation,
    worlds: Vec<World<'a>>,
    lefts: RefCell<Lefts>,
    /// The largest value of the left side.
    scale: f64,
}

/// A right side, which may stand in another document.
#[derive(Clone, Copy)]
pub(crate) struct Right<'t> {
    pub tree: &'t Tree,
    pub id: NodeId,
    pub restriction: &'t Conditions,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(subject: &'a Subject, paper: &'a Paper, relation: &'a Relation) -> Self {
        let worlds = (0..POINTS).map(|seed| World::new(subject, paper, 77 + seed)).collect();
        let lefts = RefCell::default();
        let mut bench = Self { subject, paper, relation, worlds, lefts, scale: f64::INFINITY };
        // Evaluates the left side everywhere.
        bench.original();
        let sizes = bench.lefts.borrow().values().map(Value::size).fold(0.0, f64::max);
        bench.scale = if sizes > 0.0 { sizes } else { 1.0 };
        bench
    }

    /// The relation as the document has it.
    pub(crate) fn original(&self) -> Truth {
        let (formula, id) = self.relation.right;
        let restriction = &self.relation.restriction;
        self.judge(Right { tree: self.paper.tree(formula), id, restriction })
    }

    /// Holds a right side against the left.
    pub(crate) fn judge(&self, right: Right<'_>) -> Truth {
        let [customary, loose] =
            [Reading::Customary, Reading::Loose].map(|reading| self.free(right, reading));
        let truth = self.read(right, &customary);
        if loose == customary {
            return truth;
        }
        match (truth, self.read(right, &loose)) {
            (truth, Truth::Void(_)) => truth,
            (Truth::False(by), Truth::False(_)) => Truth::False(by),
            (Truth::False(_), _) => Truth::Ambiguous,
            (truth, _) => truth,
        }
    }

    fn free(&self, right: Right<'_>, reading: Reading) -> Vec<Letter> {
        let (formula, left) = self.relation.left;
        let sides = [(self.paper.tree(formula), left), (right.tree, right.id)];
        let mut free = scopes::free(self.subject, self.paper, sides, reading);
        free.extend(super::evaluator::conditioned(right.restriction));
        free.into_iter().collect()
    }

    fn read(&self, right: Right<'_>, free: &[Letter]) -> Truth {
        let mut worst: f64 = 0.0;
        for point in 0..POINTS {
            match self.at(point, right, free) {
                Ok(difference) => worst = worst.max(difference),
                Err(trouble) => return Truth::Void(trouble),
            }
            if worst > DIFFERENT {
                return Truth::False(worst);
            }
        }
        if worst < EQUAL { Truth::True } else { Truth::Grey(worst) }
    }

    /// The largest difference at one point, relative to the largest value; enough of it where
    /// the sides plainly differ.
    fn at(&self, point: u64, right: Right<'_>, free: &[Letter]) -> Valued<f64> {
        let mut values = Vec::new();
        for (letter, _) in free {
            values.push((0..self.subject.extent(letter).ok_or(Trouble::Index)?).collect());
        }
        let world = &self.worlds[usize::try_from(point).unwrap()];
        world.differentiated.borrow_mut().clear();
        let (mut apart, mut size) = (0.0_f64, 0.0_f64);
        for at in tuples(&values) {
            let mut scope =
                Scope { letters: free.iter().cloned().zip(at).collect(), ..Scope::default() };
            if !self.distinct(&scope) || !meets(right.restriction, &scope)? {
                continue;
            }
            let left = self.left(point, &scope)?;
            let right = world.value(right.tree, right.id, &mut scope)?;
            apart = apart.max(apart_by(&left, &right)?);
            size = size.max(left.size()).max(right.size());
            if !size.is_finite() || !apart.is_finite() {
                return Err(Trouble::Infinite);
            }
            if apart > NOISE + DIFFERENT * self.scale.max(size) {
                break;
            }
        }
        Ok(if apart < NOISE { 0.0 } else { apart / size })
    }

    /// Different letters take different values.
    fn distinct(&self, scope: &Scope) -> bool {
        let letters = &scope.letters;
        letters.iter().enumerate().all(|(k, ((a, _), x))| {
            let after = &letters[k + 1..];
            after.iter().all(|((b, _), y)| x != y || self.subject.set(a) != self.subject.set(b))
        })
    }

    fn left(&self, point: u64, scope: &Scope) -> Valued<Value> {
        let (formula, id) = self.relation.left;
        let tree = self.paper.tree(formula);
        let mentioned = scopes::named(self.subject, self.paper, tree, id);
        let letters: Vec<(Letter, usize)> = scope
            .letters
            .iter()
            .filter(|(letter, _)| mentioned.contains(letter))
            .cloned()
            .collect();
        let place = (point, letters.clone());
        if let Some(value) = self.lefts.borrow().get(&place) {
            return Ok(value.clone());
        }
        let mut scope = Scope { letters, ..Scope::default() };
        let world = &self.worlds[usize::try_from(point).unwrap()];
        let value = world.value(tree, id, &mut scope)?;
        self.lefts.borrow_mut().insert(place, value.clone());
        Ok(value)
    }
}

/// The largest difference of two values; a vector may be compared with 0.
fn apart_by(left: &Value, right: &Value) -> Valued<f64> {
    if let (Value::Vector(v), Value::Number(0.0)) = (left, right) {
        return Ok(v.iter().fold(0.0, |most: f64, x| most.max(x.abs())));
    }
    let difference = left.zip(right, |a, b| a - b)?;
    if difference.parts().iter().any(|x| x.is_nan()) {
        return Err(Trouble::Infinite);
    }
    Ok(difference.size())
}
