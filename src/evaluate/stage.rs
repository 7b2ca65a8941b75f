//! A stage: sizes of the sets, and values of all that is given at several
//! generic random points, with the tables of what is defined by them.

use super::arithmetic::{Numbers, Plain};
use super::domain::Domain;
use super::evaluator::{COPY, Evaluator, POINT, Shape, Valued};
use crate::expression::{ExprId, Index, Meaning, Op, Role, SetId, Sides, SymbolId, Unclear, VarId};
use crate::syntax::tree::Function;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

/// How many random points every line is evaluated at.
const POINTS: usize = 3;
/// Sizes of the index sets in turn: different, none small enough to hide a
/// slip.
const SIZES: [usize; 6] = [5, 6, 7, 8, 9, 10];
/// Lengths of vectors in turn.
const DIMENSIONS: [usize; 4] = [3, 4, 5, 6];
/// Sweeps over the assumptions that bend each other's values.
const MOST_SWEEPS: usize = 60;

/// How far values are restricted, beginning with not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Restraint {
    /// Positive only where a logarithm, a root or a real power is taken of a
    /// given symbol itself, or where an assumption says so.
    Least,
    /// Positive all that stands anywhere under a logarithm, root or power.
    Logarithms,
    /// All given numbers positive, and all functions.
    All,
}

impl Restraint {
    pub(super) const LADDER: [Self; 3] = [Self::Least, Self::Logarithms, Self::All];
}

type Kept = (Valued<Numbers>, usize);
type Tabulated = Result<Arc<Valued<Numbers>>, Unclear>;

/// The sample points of one reading.
pub(super) struct Stage {
    seed: u64,
    restraint: Restraint,
    /// Whether functions that are given by their names alone are simple.
    simple: bool,
    /// How many points there are.
    points: usize,
    sizes: BTreeMap<SetId, usize>,
    /// What is given, `[points · places, width]`.
    given: BTreeMap<SymbolId, Valued<Numbers>>,
    /// Symbols that stand somewhere as values, not only below a ∂.
    used: BTreeSet<SymbolId>,
    /// What is defined, once it was asked for.
    tables: Mutex<HashMap<SymbolId, Tabulated>>,
    derivatives: Mutex<HashMap<(String, u64), Kept>>,
}

impl Stage {
    /// The values that are handed in, `[points · places, width]`, and no others.
    pub(super) fn of_values(
        meaning: &Meaning,
        points: usize,
        sizes: BTreeMap<SetId, usize>,
        given: BTreeMap<SymbolId, Valued<Numbers>>,
    ) -> Self {
        Self {
            seed: 0,
            restraint: Restraint::Least,
            simple: false,
            points,
            sizes,
            given,
            used: used(meaning),
            tables: Mutex::default(),
            derivatives: Mutex::default(),
        }
    }

    /// Draws points that meet the assumptions given, as far as these are of a
    /// form that can be met by construction.
    pub(super) fn draw(
        meaning: &Meaning,
        seed: u64,
        restraint: Restraint,
        assumptions: &[&Sides],
    ) -> Self {
        let mut stage = Self {
            seed,
            restraint,
            ..Self::of_values(meaning, POINTS, sizes(meaning), BTreeMap::new())
        };
        let positive = positive(meaning, restraint);
        for id in meaning.symbol_ids() {
            let symbol = meaning.symbol(id);
            if symbol.definition.is_some() || symbol.key.above == usize::MAX {
                continue;
            }
            if symbol.role == Role::Opaque && !symbol.arguments.is_empty() {
                continue;
            }
            let shape = stage.shape(meaning, id);
            let places: usize = symbol.sets.iter().map(|s| stage.size(meaning, *s)).product();
            // Each symbol has numbers of its own, whatever others there are.
            let own = seed ^ (id.place() as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95);
            let mut random = ChaCha8Rng::seed_from_u64(own);
            let count = POINTS * places.min(1_000_000) * shape.0 * shape.1;
            let numbers = (0..count).map(|k| match symbol.role {
                Role::Ones => 1.0,
                Role::Identity => {
                    let entry = k % (shape.0 * shape.1);
                    f64::from(u8::from(entry / shape.1 == entry % shape.1))
                }
                _ if positive.contains(&id) => random.random_range(0.2..1.2),
                _ => StandardNormal.sample(&mut random),
            });
            let value = Numbers::new(shape.0 * shape.1, numbers.collect());
            stage.given.insert(id, Valued { value, shape });
        }
        stage.meet(meaning, assumptions);
        stage
    }

    /// The same with functions that one can compute with by hand.
    pub(super) fn with_simple_functions(self) -> Self {
        Self { simple: true, ..self }
    }

    pub(super) const fn has_simple_functions(&self) -> bool {
        self.simple
    }

    pub(super) const fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) const fn points(&self) -> usize {
        self.points
    }

    /// A row for each point.
    pub(super) fn domain(&self) -> Domain {
        Domain::point().with(POINT, (0..self.points as u32).collect(), self.points)
    }

    pub(super) fn positive_functions(&self) -> bool {
        self.restraint != Restraint::Least
    }

    /// Whether a symbol stands anywhere as a value.
    pub(super) fn is_used(&self, symbol: SymbolId) -> bool {
        self.used.contains(&symbol)
    }

    pub(super) fn size(&self, meaning: &Meaning, set: SetId) -> usize {
        self.sizes.get(&meaning.sets.find(set)).copied().unwrap_or(SIZES[0])
    }

    /// Rows and columns of a symbol's value.
    pub(super) fn shape(&self, meaning: &Meaning, symbol: SymbolId) -> Shape {
        let (rows, cols) = meaning.symbol(symbol).shape;
        let size = |set: Option<SetId>| set.map_or(1, |s| self.size(meaning, s));
        (size(rows), size(cols))
    }

    /// All values of a symbol that depends on nothing but the point,
    /// `[points · places, width]`.
    pub(super) fn table(
        &self,
        meaning: &Meaning,
        symbol: SymbolId,
    ) -> Result<Arc<Valued<Numbers>>, Unclear> {
        if let Some(given) = self.given.get(&symbol) {
            return Ok(Arc::new(given.clone()));
        }
        let lock = || self.tables.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = lock().get(&symbol) {
            return known.clone();
        }
        let table = self.tabulate(meaning, symbol).map(Arc::new);
        lock().insert(symbol, table.clone());
        table
    }

    fn tabulate(&self, meaning: &Meaning, symbol: SymbolId) -> Result<Valued<Numbers>, Unclear> {
        let of = meaning.symbol(symbol);
        let place = meaning.place_of(symbol);
        let too_many = || Unclear { place, why: "this symbol has too many places".into() };
        let mut domain = self.domain();
        let variables: Vec<VarId> = match &of.definition {
            Some(definition) => definition.parameters.clone(),
            None => (0..of.sets.len()).map(VarId::place).collect(),
        };
        for (variable, set) in variables.iter().zip(&of.sets) {
            domain = domain.expanded(*variable, self.size(meaning, *set)).ok_or_else(too_many)?.0;
        }
        let evaluator = Evaluator::new(meaning, self, Plain);
        let indices: Vec<Index> = variables.iter().map(|v| Index::Var(*v)).collect();
        match &of.definition {
            Some(definition) if definition.diagonal.is_none() => {
                evaluator.value(definition.body, &domain)
            }
            Some(definition) => {
                // Evaluated in parts, not through the table that this makes.
                evaluator.with_diagonal(definition, &indices, &domain)
            }
            None if of.role == Role::Opaque && !of.arguments.is_empty() => {
                let copies: Vec<u32> = domain.column(POINT).unwrap_or_default().to_vec();
                let domain = domain.clone().with(COPY, copies, self.points);
                match meaning.any_expression() {
                    Some(id) => evaluator.opaque_symbol(id, symbol, &indices, &domain),
                    None => Err(too_many()),
                }
            }
            None => Err(Unclear { place, why: format!("nothing is known of {}", of.key.name) }),
        }
    }

    /// The values of a symbol that is given.
    pub(super) fn given(&self, symbol: SymbolId) -> Option<&Valued<Numbers>> {
        self.given.get(&symbol)
    }

    pub(super) fn derivative(&self, key: &(String, u64)) -> Option<Kept> {
        let lock = self.derivatives.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        lock.get(key).cloned()
    }

    pub(super) fn keep_derivative(&self, key: (String, u64), kept: Kept) {
        let mut lock = self.derivatives.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        lock.insert(key, kept);
    }

    /// Bends the values to assumptions of the usual forms, in turn, until they
    /// stand still.
    pub(super) fn meet(&mut self, meaning: &Meaning, assumptions: &[&Sides]) {
        if assumptions.is_empty() {
            return;
        }
        for _ in 0..MOST_SWEEPS {
            let before: Vec<f64> =
                self.given.values().flat_map(|g| g.value.value.iter().copied()).collect();
            for sides in assumptions {
                self.assume(meaning, sides);
            }
            let mut after = self.given.values().flat_map(|g| g.value.value.iter().copied());
            if before.iter().all(|x| after.next().is_some_and(|y| (x - y).abs() < 1e-16)) {
                break;
            }
        }
        for given in self.given.values_mut() {
            given.value.magnitude = given.value.value.iter().map(|v| v.abs()).collect();
        }
    }

    fn assume(&mut self, meaning: &Meaning, sides: &Sides) {
        let (left, right) = (sides.left[0], sides.right);
        let op = |id| meaning.expressions.op(id);
        match (op(left), op(right)) {
            (Op::Symbol(a, at), Op::Symbol(b, other)) if a == b => {
                self.equalise(meaning, *a, at, other);
            }
            (Op::Symbol(a, _), Op::Transpose(b)) | (Op::Transpose(b), Op::Symbol(a, _)) if matches!(op(*b), Op::Symbol(b, _) if a == b) =>
            {
                self.symmetrise(*a);
            }
            (Op::Symbol(a, at), other) | (other, Op::Symbol(a, at)) => {
                let fixed = match other {
                    Op::Number(value) => Some(*value),
                    Op::Negate(x) => match op(*x) {
                        Op::Number(value) => Some(-value),
                        _ => None,
                    },
                    _ => None,
                };
                match fixed {
                    Some(value) => self.fix(meaning, *a, at, value),
                    None => self.set(meaning, sides, *a, at),
                }
            }
            (Op::Inner(x, y), Op::Number(square)) if x == y => self.scale(meaning, *x, *square),
            (Op::Apply(Function::Sqrt, inner), Op::Number(length)) => {
                if let Op::Inner(x, y) = op(*inner)
                    && x == y
                {
                    self.scale(meaning, *x, length * length);
                }
            }
            (Op::Multiply(x, y), Op::Number(square)) => {
                if matches!(op(*x), Op::Transpose(z) if op(*z) == op(*y)) {
                    self.scale(meaning, *y, *square);
                }
            }
            (Op::Sum { .. }, Op::Number(total)) => self.normalise(meaning, left, *total),
            (Op::Number(total), Op::Sum { .. }) => self.normalise(meaning, right, *total),
            _ => {}
        }
    }

    /// The rows that free variables and those bound by a sum can take.
    fn rows(
        &self,
        meaning: &Meaning,
        symbol: SymbolId,
        at: &[Index],
        condition: impl Fn(&Domain) -> Option<Vec<bool>>,
    ) -> Option<(Domain, Vec<u32>)> {
        let mut domain = self.domain();
        let mut seen = BTreeSet::new();
        for var in at.iter().filter_map(|i| i.var()) {
            if seen.insert(var) {
                let set = meaning.expressions.var(var).set;
                domain = domain.expanded(var, self.size(meaning, set))?.0;
            }
        }
        let met = condition(&domain)?;
        let kept: Vec<u32> = (0..domain.rows()).filter(|k| met[*k]).map(|k| k as u32).collect();
        let domain = domain.gathered(&kept);
        let places = self.given_rows(meaning, symbol, at, &domain)?;
        Some((domain, places))
    }

    /// The row of a symbol's table for each row of a domain.
    fn given_rows(
        &self,
        meaning: &Meaning,
        symbol: SymbolId,
        at: &[Index],
        domain: &Domain,
    ) -> Option<Vec<u32>> {
        let evaluator = Evaluator::new(meaning, self, Plain);
        evaluator.at_points(meaning.any_expression()?, symbol, at, domain).ok()
    }

    /// `p_{ij} = p_{ji}`: each orbit has the mean of its values.
    fn equalise(&mut self, meaning: &Meaning, symbol: SymbolId, a: &[Index], b: &[Index]) {
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((domain, left)) = self.rows(meaning, symbol, a, all) else { return };
        let Some(right) = self.given_rows(meaning, symbol, b, &domain) else { return };
        let Some(given) = self.given.get_mut(&symbol) else { return };
        let width = given.value.width;
        for (x, y) in left.into_iter().zip(right) {
            for c in 0..width {
                let (x, y) = (x as usize * width + c, y as usize * width + c);
                let mean = 0.5 * (given.value.value[x] + given.value.value[y]);
                given.value.value[x] = mean;
                given.value.value[y] = mean;
            }
        }
    }

    /// `A = A^\top`: entries that mirror each other have the mean of their
    /// values.
    fn symmetrise(&mut self, symbol: SymbolId) {
        let Some(given) = self.given.get_mut(&symbol) else { return };
        let (rows, columns) = given.shape;
        if rows != columns {
            return;
        }
        for matrix in given.value.value.chunks_mut(rows * columns) {
            for row in 0..rows {
                for column in 0..row {
                    let (a, b) = (row * columns + column, column * columns + row);
                    let mean = 0.5 * (matrix[a] + matrix[b]);
                    (matrix[a], matrix[b]) = (mean, mean);
                }
            }
        }
    }

    /// `p_{ii} = 0`
    fn fix(&mut self, meaning: &Meaning, symbol: SymbolId, at: &[Index], value: f64) {
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((_, rows)) = self.rows(meaning, symbol, at, all) else { return };
        let Some(given) = self.given.get_mut(&symbol) else { return };
        let width = given.value.width;
        for row in rows {
            given.value.value[row as usize * width..(row as usize + 1) * width].fill(value);
        }
    }

    /// `\|x\|^2 = 1`
    fn scale(&mut self, meaning: &Meaning, of: ExprId, square: f64) {
        let Op::Symbol(symbol, at) = meaning.expressions.op(of) else { return };
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((_, rows)) = self.rows(meaning, *symbol, at, all) else { return };
        let Some(given) = self.given.get_mut(symbol) else { return };
        let width = given.value.width;
        for row in rows {
            let entries = &mut given.value.value[row as usize * width..(row as usize + 1) * width];
            let norm: f64 = entries.iter().map(|v| v * v).sum();
            entries.iter_mut().for_each(|v| *v *= (square / norm).sqrt());
        }
    }

    /// A given symbol is what an expression of others says.
    fn set(&mut self, meaning: &Meaning, sides: &Sides, symbol: SymbolId, at: &[Index]) {
        let own =
            |id| matches!(meaning.expressions.op(id), Op::Symbol(s, i) if *s == symbol && i == at);
        let other = if own(sides.left[0]) { sides.right } else { sides.left[0] };
        let mut reached = BTreeSet::new();
        meaning.reach(other, &mut reached);
        if reached.contains(&symbol) || meaning.differentiates(other) {
            return;
        }
        let all = |d: &Domain| Some(vec![true; d.rows()]);
        let Some((domain, rows)) = self.rows(meaning, symbol, at, all) else { return };
        let value = {
            let evaluator = Evaluator::new(meaning, self, Plain);
            evaluator.value(other, &domain)
        };
        let (Ok(value), Some(given)) = (value, self.given.get_mut(&symbol)) else { return };
        if value.shape != given.shape {
            return;
        }
        let width = given.value.width;
        for (k, row) in rows.into_iter().enumerate() {
            let row = row as usize * width;
            given.value.value[row..row + width]
                .copy_from_slice(&value.value.value[k * width..(k + 1) * width]);
        }
    }

    /// `\sum_j p_{ij} = 1`: what a sum adds is scaled, or moved where the total
    /// is 0.
    fn normalise(&mut self, meaning: &Meaning, sum: ExprId, total: f64) {
        let mut bound = Vec::new();
        let mut conditions = Vec::new();
        let mut at = sum;
        while let Op::Sum { bound: more, conditions: when, body, product: false } =
            meaning.expressions.op(at)
        {
            bound.extend(more.iter().copied());
            conditions.extend(when.iter().copied());
            at = *body;
        }
        let Op::Symbol(symbol, indices) = meaning.expressions.op(at) else { return };
        let met = |domain: &Domain| {
            let evaluator = Evaluator::new(meaning, self, Plain);
            let mut met = vec![true; domain.rows()];
            for condition in &conditions {
                let own = evaluator.met(sum, condition, domain).ok()?;
                met.iter_mut().zip(own).for_each(|(m, o)| *m &= o);
            }
            Some(met)
        };
        let Some((domain, rows)) = self.rows(meaning, *symbol, indices, met) else { return };
        let free: Vec<(VarId, VarId)> = indices
            .iter()
            .filter_map(|i| i.var())
            .filter(|v| !bound.contains(v))
            .chain([POINT])
            .map(|v| (v, v))
            .collect();
        let (groups, group_of) = domain.projected(&free);
        let Some(given) = self.given.get_mut(symbol) else { return };
        let width = given.value.width;
        let mut sums = vec![0.0; groups.rows() * width];
        let mut counts = vec![0.0; groups.rows()];
        for (row, group) in rows.iter().zip(&group_of) {
            counts[*group as usize] += 1.0;
            for c in 0..width {
                sums[*group as usize * width + c] += given.value.value[*row as usize * width + c];
            }
        }
        for (row, group) in rows.iter().zip(&group_of) {
            for c in 0..width {
                let sum = sums[*group as usize * width + c];
                let entry = &mut given.value.value[*row as usize * width + c];
                if total == 0.0 {
                    *entry -= sum / counts[*group as usize];
                } else if sum.abs() > 0.05 {
                    *entry *= total / sum;
                } else {
                    *entry += (total - sum) / counts[*group as usize];
                }
            }
        }
    }
}

/// Every set with its size, those of vectors' entries apart.
fn sizes(meaning: &Meaning) -> BTreeMap<SetId, usize> {
    let mut indexed: BTreeSet<SetId> = BTreeSet::new();
    for symbol in &meaning.symbols {
        indexed.extend(symbol.sets.iter().map(|s| meaning.sets.find(*s)));
    }
    let (mut sets, mut lengths) = (0, 0);
    let mut sizes = BTreeMap::new();
    for set in meaning.sets.classes() {
        let facts = meaning.sets.facts(set);
        let natural = if let Some(size) = facts.size {
            size
        } else if facts.dimension && !indexed.contains(&set) {
            lengths += 1;
            DIMENSIONS[(lengths - 1) % DIMENSIONS.len()]
        } else if indexed.contains(&set) || !facts.names.is_empty() {
            sets += 1;
            SIZES[(sets - 1) % SIZES.len()]
        } else {
            SIZES[0]
        };
        let least = if facts.least > 0 { facts.least + 2 } else { 0 };
        sizes.insert(set, if facts.size.is_some() { natural } else { natural.max(least) });
    }
    sizes
}

/// Symbols that stand as values somewhere.
fn used(meaning: &Meaning) -> BTreeSet<SymbolId> {
    let mut used = BTreeSet::new();
    for id in meaning.expressions.ids() {
        if let Op::Symbol(symbol, _) = meaning.expressions.op(id)
            && !meaning.is_denominator(id)
        {
            used.insert(*symbol);
        }
    }
    used
}

/// The given symbols that have to be positive.
pub(super) fn positive(meaning: &Meaning, restraint: Restraint) -> BTreeSet<SymbolId> {
    let mut found = BTreeSet::new();
    for id in meaning.expressions.ids() {
        let inside = match meaning.expressions.op(id) {
            Op::Apply(Function::Log | Function::Sqrt, inside) => *inside,
            Op::Power(base, exponent) if !whole(meaning, *exponent) => *base,
            _ => continue,
        };
        match restraint {
            Restraint::Least => factors(meaning, inside, &mut found),
            _ => meaning.reach(inside, &mut found),
        }
    }
    if restraint == Restraint::All {
        found.extend(meaning.symbol_ids());
    }
    let scalar = |id: &SymbolId| {
        let symbol = meaning.symbol(*id);
        symbol.definition.is_none()
            && (symbol.form == crate::expression::Form::Scalar || restraint == Restraint::All)
    };
    found.retain(scalar);
    found.extend(meaning.symbol_ids().filter(|id| meaning.symbol(*id).positive));
    found
}

/// An exponent that every base has.
fn whole(meaning: &Meaning, exponent: ExprId) -> bool {
    match meaning.expressions.op(exponent) {
        Op::Number(n) => n.fract() == 0.0,
        Op::Negate(a) => whole(meaning, *a),
        _ => false,
    }
}

/// The symbols that a product or quotient is made of.
fn factors(meaning: &Meaning, id: ExprId, found: &mut BTreeSet<SymbolId>) {
    match meaning.expressions.op(id) {
        Op::Symbol(symbol, _) => {
            found.insert(*symbol);
        }
        Op::Dotted(a, b) | Op::Inner(a, b) if a == b => {}
        Op::Power(_, exponent) if matches!(meaning.expressions.op(*exponent), Op::Number(n) if n % 2.0 == 0.0) =>
            {}
        Op::Multiply(a, b) | Op::Dotted(a, b) | Op::Divide(a, b) => {
            factors(meaning, *a, found);
            factors(meaning, *b, found);
        }
        Op::Power(a, _) | Op::Sum { body: a, .. } => factors(meaning, *a, found),
        _ => {}
    }
}
