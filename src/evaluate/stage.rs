//! A stage: sizes of the sets, and values of all that is given at several
//! generic random points, with the tables of what is defined by them.

use super::arithmetic::{Numbers, Plain};
use super::domain::Domain;
use super::evaluator::{COPY, Evaluator, POINT, Shape, Valued};
use crate::expression::{ExprId, Index, Meaning, Op, Role, SetId, Sides, SymbolId, Unclear, VarId};
use crate::reason::{Excess, Semantics};
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
    /// What is said not to be 0.
    pub(super) nonzero: BTreeSet<SymbolId>,
    /// How many points there are.
    points: usize,
    pub(super) sizes: BTreeMap<SetId, usize>,
    /// What is given, `[points · places, width]`.
    pub(super) given: BTreeMap<SymbolId, Valued<Numbers>>,
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
            nonzero: BTreeSet::new(),
            points,
            sizes,
            given,
            used: used(meaning),
            tables: Mutex::default(),
            derivatives: Mutex::default(),
        }
    }

    /// Draws points that meet the assumptions given, as far as these are of a
    /// form that can be met by construction; of two factors of nothing those that
    /// are said not to be 0 are not.
    pub(super) fn draw(
        meaning: &Meaning,
        seed: u64,
        restraint: Restraint,
        assumptions: &[&Sides],
        nonzero: BTreeSet<SymbolId>,
    ) -> Self {
        let mut stage = Self {
            seed,
            restraint,
            nonzero,
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
        let too_many = || Unclear { place, reason: Excess::Places.into() };
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
            None => Err(Unclear { place, reason: Semantics::Unknown(of.key.name.clone()).into() }),
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
