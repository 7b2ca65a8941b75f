//! A stage: sizes of the sets, and values of what is given at several generic
//! random points, with the tables of what is defined by them.

use super::domain::Domain;
use super::evaluator::{COPY, Evaluator, POINT, Seen, Shape, Valued};
use super::meter::{Allowance, Meter, Shared, Steps, stage_number};
use super::opaque::DRAWN;
use super::opinion::Opinion;
use super::plain::{Numbers, Plain};
use super::scalar::determinant;
use super::setting::{Scale, Setting};
use crate::expression::{ExprId, Index, Meaning, Op, Role, SetId, SymbolId, Unclear, VarId};
use crate::reason::{Excess, Semantics, Value};
use crate::syntax::tree::Function;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// How many random points every line is evaluated at.
const POINTS: usize = 3;
/// How far values are restricted, beginning with not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Restraint {
    /// Positive only where a logarithm, a root or a real power is taken of a
    /// given symbol itself, or where an assumption says so.
    Least,
    /// Positive all that stands anywhere under a logarithm, root or power.
    Logarithms,
    /// The same, and below 1: `\log p + \log(1 - p)`.
    Fractions,
    /// All given numbers positive, and all functions.
    All,
}

impl Restraint {
    pub(super) const LADDER: [Self; 4] =
        [Self::Least, Self::Logarithms, Self::Fractions, Self::All];
}

/// A derivative with the number of terms of the longest sum in it.
pub(super) type Kept = (Valued<Numbers>, usize);
/// A derivative's form, what tells the rows apart that it is asked for, and whose it is.
type Asked = (String, u64, Opinion);
type Tabulated = Result<Arc<Valued<Numbers>>, Unclear>;

/// The sample points of one reading.
pub(super) struct Stage {
    number: u64,
    seed: u64,
    restraint: Restraint,
    scale: Scale,
    /// Whether functions that are given by their names alone are simple.
    simple: bool,
    /// What is said not to be 0.
    pub(super) nonzero: BTreeSet<SymbolId>,
    /// What is known only to depend on something, and said to be symmetric.
    pub(super) symmetric: BTreeSet<SymbolId>,
    /// How many points there are.
    points: usize,
    pub(super) sizes: Arc<BTreeMap<SetId, usize>>,
    /// What is given, as far as it was asked for, `[points · places, width]`; or
    /// why it is not.
    given: RwLock<BTreeMap<SymbolId, Tabulated>>,
    /// What is defined, once it was asked for, with the steps that it took.
    tables: Mutex<HashMap<SymbolId, (Tabulated, Steps)>>,
    derivatives: Mutex<HashMap<Asked, (Arc<Kept>, Steps)>>,
    /// Bytes of the tables and derivatives.
    kept: AtomicUsize,
}

/// More bytes of tables and derivatives are not kept for the next line.
const MOST_KEPT: usize = 128 << 20;
/// More numbers are not drawn for one symbol,
const MOST_NUMBERS: usize = 1_000_000;
/// and more in all not for those that a document names first.
pub(super) const MOST_IN_ALL: usize = 4_000_000;

impl Stage {
    /// The values that are handed in, `[points · places, width]`, and no others.
    pub(super) fn of_values(
        points: usize,
        sizes: Arc<BTreeMap<SetId, usize>>,
        given: BTreeMap<SymbolId, Valued<Numbers>>,
    ) -> Self {
        let given = given.into_iter().map(|(symbol, value)| (symbol, Ok(Arc::new(value))));
        Self {
            number: stage_number(),
            seed: 0,
            restraint: Restraint::Least,
            scale: Scale::Ordinary,
            simple: false,
            nonzero: BTreeSet::new(),
            symmetric: BTreeSet::new(),
            points,
            sizes,
            given: RwLock::new(given.collect()),
            tables: Mutex::default(),
            derivatives: Mutex::default(),
            kept: AtomicUsize::new(0),
        }
    }

    /// Random points at which nothing is drawn yet; of two factors of nothing
    /// those that are said not to be 0 are not.
    pub(super) fn empty(
        sizes: Arc<BTreeMap<SetId, usize>>,
        seed: u64,
        restraint: Restraint,
        (nonzero, symmetric): (BTreeSet<SymbolId>, BTreeSet<SymbolId>),
    ) -> Self {
        let none = Self::of_values(POINTS, sizes, BTreeMap::new());
        Self { seed, restraint, nonzero, symmetric, ..none }
    }

    /// Draws the values of some symbols, of those that there is room for.
    pub(super) fn draw(
        &mut self,
        meaning: &Meaning,
        symbols: &BTreeSet<SymbolId>,
        positive: &BTreeSet<SymbolId>,
        room: usize,
        meter: &Meter,
    ) {
        for id in symbols {
            let drawn = if id.place() < room {
                self.drawn(meaning, *id, positive.contains(id), meter).map(Arc::new)
            } else {
                Err(Self::no_room(meaning, *id))
            };
            self.given_now().insert(*id, drawn);
        }
    }

    fn drawn(
        &self,
        meaning: &Meaning,
        id: SymbolId,
        positive: bool,
        meter: &Meter,
    ) -> Result<Valued<Numbers>, Unclear> {
        let symbol = meaning.symbol(id);
        let shape = self.shape(meaning, id);
        let count = self.numbers(meaning, id)?;
        meter.charge((count as u64).saturating_mul(DRAWN))?;
        // Each symbol has numbers of its own, whatever others there are.
        let own = self.seed ^ (id.place() as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95);
        let mut random = ChaCha8Rng::seed_from_u64(own);
        let numbers = (0..count).map(|k| match symbol.role {
            Role::Ones => 1.0,
            Role::Identity => {
                let entry = k % (shape.0 * shape.1);
                f64::from(u8::from(entry / shape.1 == entry % shape.1))
            }
            _ if positive && self.restraint == Restraint::Fractions => {
                random.random_range(0.02..0.98)
            }
            _ => self.scale.draw(positive, &mut random),
        });
        let mut numbers: Vec<f64> = numbers.collect();
        if symbol.role == Role::Given && shape.0 == shape.1 && shape.0 > 1 && is_rooted(meaning, id)
        {
            for matrix in numbers.chunks_exact_mut(shape.0 * shape.1) {
                if determinant(matrix, shape.0) < 0.0 {
                    matrix[..shape.1].iter_mut().for_each(|entry| *entry = -*entry);
                }
            }
        }
        Ok(Valued { value: Numbers::new(shape.0 * shape.1, numbers), shape })
    }

    /// How many numbers a symbol has at all points and places.
    pub(super) fn numbers(&self, meaning: &Meaning, id: SymbolId) -> Result<usize, Unclear> {
        let symbol = meaning.symbol(id);
        let (rows, columns) = self.shape(meaning, id);
        let sizes = symbol.sets.iter().map(|s| self.size(meaning, *s)).chain([rows, columns]);
        let count = sizes.fold(self.points, usize::saturating_mul);
        if count <= MOST_NUMBERS { Ok(count) } else { Err(Self::no_room(meaning, id)) }
    }

    fn no_room(meaning: &Meaning, id: SymbolId) -> Unclear {
        let excess = Excess::Room(meaning.symbol(id).written.clone());
        Unclear { place: meaning.place_of(id), reason: excess.into() }
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

    /// The same, whose values are drawn at another scale.
    pub(super) fn at_scale(self, scale: Scale) -> Self {
        Self { scale, ..self }
    }

    pub(super) const fn drawn_at(&self) -> Scale {
        self.scale
    }

    /// The same under a number that an earlier one had, of which it is a copy.
    pub(super) fn numbered(self, number: u64) -> Self {
        Self { number, ..self }
    }

    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn size(&self, meaning: &Meaning, set: SetId) -> usize {
        self.sizes.get(&meaning.sets.find(set)).copied().unwrap_or(Setting::natural())
    }

    /// Rows and columns of a symbol's value.
    pub(super) fn shape(&self, meaning: &Meaning, symbol: SymbolId) -> Shape {
        let (rows, cols) = meaning.symbol(symbol).shape;
        let size = |set: Option<SetId>| set.map_or(1, |s| self.size(meaning, s));
        (size(rows), size(cols))
    }

    /// All values of a symbol that depends on nothing but the point,
    /// `[points · places, width]`: of the shape and as many as the document says.
    pub(super) fn table(&self, meaning: &Meaning, symbol: SymbolId, meter: &Meter) -> Tabulated {
        let given = self.given.read().unwrap_or_else(PoisonError::into_inner).get(&symbol).cloned();
        if let Some(given) = given {
            meter.charge(1)?;
            return given;
        }
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&symbol).cloned();
        let (table, steps) = known.unwrap_or_else(|| {
            let own = meter.apart(Allowance::LINE);
            let table = self.tabulate(meaning, symbol, &own).map(Arc::new);
            let bytes = table.as_ref().map_or(0, |table| 16 * table.value.value.len());
            if self.keeps(bytes) {
                lock().insert(symbol, (table.clone(), own.used()));
            }
            (table, own.used())
        });
        meter.share(self.number, Shared::Table(symbol), steps)?;
        table
    }

    /// Whether there is room to keep so many bytes more.
    fn keeps(&self, bytes: usize) -> bool {
        let fits = self.kept.load(Ordering::Relaxed).saturating_add(bytes) <= MOST_KEPT;
        if fits {
            self.kept.fetch_add(bytes, Ordering::Relaxed);
        }
        fits
    }

    fn tabulate(
        &self,
        meaning: &Meaning,
        symbol: SymbolId,
        meter: &Meter,
    ) -> Result<Valued<Numbers>, Unclear> {
        let of = meaning.symbol(symbol);
        let place = meaning.place_of(symbol);
        let numbers = self.numbers(meaning, symbol)?;
        let shape = self.shape(meaning, symbol);
        let found = self.evaluated(meaning, symbol, meter)?;
        if found.shape != shape || found.value.value.len() != numbers {
            return Err(Unclear { place, reason: Value::Used(of.written.clone()).into() });
        }
        Ok(Valued { value: found.value.into_inner(), shape })
    }

    fn evaluated(
        &self,
        meaning: &Meaning,
        symbol: SymbolId,
        meter: &Meter,
    ) -> Result<Seen<Plain>, Unclear> {
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
        let evaluator = Evaluator::new(meaning, self, Plain, meter);
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
                    Some(id) => {
                        let seen = evaluator.opaque_symbol(id, symbol, &indices, &domain)?;
                        // It is drawn, and as exact as what is given: whoever asks for it
                        // gets these values.
                        let Numbers { width, value, .. } = &*seen.value;
                        let value =
                            evaluator.arithmetic.known(&Numbers::new(*width, value.clone()))?;
                        Ok(Valued { value, shape: seen.shape })
                    }
                    None => Err(too_many()),
                }
            }
            None => Err(Unclear { place, reason: Semantics::Unknown(of.key.name.clone()).into() }),
        }
    }

    /// The values of a symbol that is given.
    pub(super) fn given(&self, symbol: SymbolId) -> Option<Arc<Valued<Numbers>>> {
        let given = self.given.read().unwrap_or_else(PoisonError::into_inner);
        given.get(&symbol)?.clone().ok()
    }

    /// The same, to be changed.
    pub(super) fn given_mut(&mut self, symbol: SymbolId) -> Option<&mut Valued<Numbers>> {
        self.given_now().get_mut(&symbol)?.as_mut().ok().map(Arc::make_mut)
    }

    /// All that is given now.
    pub(super) fn given_now(&mut self) -> &mut BTreeMap<SymbolId, Tabulated> {
        self.given.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// The symbols that have values or were refused some.
    pub(super) fn given_symbols(&self) -> BTreeSet<SymbolId> {
        self.given.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// Takes over what was drawn elsewhere.
    pub(super) fn give(&self, mut drawn: Self) {
        let mut given = self.given.write().unwrap_or_else(PoisonError::into_inner);
        given.append(drawn.given_now());
    }

    /// A derivative that was kept, or is made now, with the steps that it takes.
    pub(super) fn derivative(
        &self,
        key: Asked,
        make: impl FnOnce() -> (Result<Arc<Kept>, Unclear>, Steps),
    ) -> (Result<Arc<Kept>, Unclear>, Steps) {
        let lock = || self.derivatives.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, steps)) = lock().get(&key).cloned() {
            return (Ok(known), steps);
        }
        let (made, steps) = make();
        // Why there is none is said of each line at a place of its own.
        if let Ok(made) = &made
            && self.keeps(16 * made.0.value.value.len())
        {
            lock().insert(key, (made.clone(), steps));
        }
        (made, steps)
    }
}

/// Whether a symbol stands anywhere as a value.
pub(super) fn is_used(meaning: &Meaning, symbol: SymbolId) -> bool {
    meaning.expressions.ids().any(|id| {
        matches!(meaning.expressions.op(id), Op::Symbol(used, _) if *used == symbol)
            && !meaning.is_denominator(id)
    })
}

/// Whether a symbol is given by values, rather than defined or as a function.
pub(super) fn is_drawn(meaning: &Meaning, id: SymbolId) -> bool {
    let symbol = meaning.symbol(id);
    let function =
        symbol.key.function || symbol.role == Role::Opaque && !symbol.arguments.is_empty();
    symbol.definition.is_none() && !function
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
    found
}

/// Whether a matrix has to have a positive determinant: it stands in one of which there
/// is a logarithm or a root.
fn is_rooted(meaning: &Meaning, matrix: SymbolId) -> bool {
    meaning.expressions.ids().any(|id| {
        let inside = match meaning.expressions.op(id) {
            Op::Apply(Function::Log | Function::Sqrt, inside) => *inside,
            Op::Power(base, exponent) if !whole(meaning, *exponent) => *base,
            _ => return false,
        };
        determinants(meaning, inside).into_iter().any(|of| {
            let mut found = BTreeSet::new();
            meaning.reach(of, &mut found);
            found.contains(&matrix)
        })
    })
}

/// What the determinants below an expression are of.
fn determinants(meaning: &Meaning, id: ExprId) -> Vec<ExprId> {
    if let Op::Apply(Function::Determinant, of) = meaning.expressions.op(id) {
        return vec![*of];
    }
    let below = meaning.expressions.operands(id);
    below.into_iter().flat_map(|x| determinants(meaning, x)).collect()
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
