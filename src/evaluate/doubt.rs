//! What a document leaves open: of that nothing false is said.
//!
//! In: a relation whose sides differ. Out: why that need not mean that it is
//! false, if there is a reason. Not done here: comparing sides.

use super::judge::Judge;
use crate::expression::{
    ExprId, Form, Index, Op, Relation, Role, SetId, Sides, Standing, Symbol, SymbolId, Unclear,
};
use crate::reason::{Dependence, Mismatch, Semantics, Value};
use crate::syntax::tree::{Function, RAISED, Sign, left_open};
use std::collections::{BTreeSet, HashMap};

impl Judge<'_> {
    /// Nothing false is said of what the document leaves open.
    pub(super) fn can_fail(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        self.is_understood(of, sides)?;
        self.knows_distributions(of, sides)?;
        // What it would give a name to is not understood.
        if of.sign == Sign::DefinedRight {
            return Err(of.unclear(Semantics::DefinesNothing));
        }
        self.counts_sets(sides)?;
        if sides.left.iter().any(|id| self.shows_givens(*id)) {
            return Err(of.unclear(Semantics::ConditionOrSlip));
        }
        let reach = |id| {
            let mut reached = BTreeSet::new();
            self.meaning.reach(id, &mut reached);
            reached
        };
        let (left, right) = (reach(sides.left[0]), reach(sides.right));
        if let Some(only) = self.reads_operator(sides.left[0], &left, &right) {
            return Err(of.unclear(Semantics::Unknown(self.meaning.symbol(only).written.clone())));
        }
        if let Some(only) = self.unknown_slope(sides) {
            let name = self.meaning.symbol(only).key.name.clone();
            return Err(of.unclear(Value::Depends(Dependence::OnVariable(name))));
        }
        // What φ has to do with the Φ on the left is said in words.
        let function = |id: &&SymbolId| {
            let symbol = self.meaning.symbol(**id);
            symbol.key.function && symbol.definition.is_none()
        };
        if let Some(only) = right.difference(&left).find(function) {
            let name = self.meaning.symbol(*only).key.name.clone();
            return Err(of.unclear(Semantics::Unknown(name)));
        }
        let differentiated = self.functions_differentiated(sides);
        let open = |id: &SymbolId| {
            let symbol = self.meaning.symbol(*id);
            let function = symbol.key.function;
            symbol.definition.is_none()
                && (differentiated.contains(id) || !function && symbol.role == Role::Opaque)
        };
        if let Some(only) = left.symmetric_difference(&right).copied().find(|id| open(id)) {
            let name = &self.meaning.symbol(only).key.name;
            let depends = Dependence::OnVariable(name.clone());
            return Err(of.unclear(Value::Depends(depends)));
        }
        self.can_differentiate(of, sides)?;
        self.holds_fixed(of, sides)?;
        self.adds_in_order(of, sides)?;
        self.has_known_forms(of, sides, left.union(&right))?;
        self.was_named(of, left.difference(&right).chain(right.difference(&left)))?;
        self.depends_once(of, left.union(&right))?;
        self.counts_alike(of, sides)?;
        self.knows_functions(of, sides, left.union(&right))?;
        self.knows_densities(of, (&left, &right))?;
        self.spells_alike(of, left.symmetric_difference(&right))?;
        // `1\{y_i = k\}` is 0 or 1, and sums to 1 over all classes.
        let label = |id: &&SymbolId| self.meaning.symbol(**id).is_indicator();
        if let Some(only) = left.union(&right).find(label) {
            let name = self.meaning.symbol(*only).written.clone();
            return Err(of.unclear(Semantics::InWords(name)));
        }
        // `y`, of which words say here what it is, and a formula elsewhere; or a quantity
        // that depends on others as words say: `\mu`, the mean of the x.
        let doubly = |id: &&SymbolId| {
            let own = self.meaning.symbol(**id);
            let elsewhere = |other: &Symbol| other.key == own.key && other.definition.is_some();
            own.definition.is_none()
                && self.meaning.worded.contains(*id)
                && (own.role == Role::Opaque && !own.key.function
                    || self.meaning.symbols.iter().any(elsewhere))
        };
        if let Some(only) = left.union(&right).find(doubly) {
            let name = self.meaning.symbol(*only).written.clone();
            return Err(of.unclear(Semantics::InWords(name)));
        }
        if let Some(only) = left.union(&right).find(|id| self.meaning.described.contains(id)) {
            let name = self.meaning.symbol(*only).written.clone();
            return Err(of.unclear(Semantics::InWords(name)));
        }
        let raised = |id: &&SymbolId| self.meaning.symbol(**id).key.name.contains(RAISED);
        if let Some(only) = left.union(&right).find(raised) {
            let name = self.meaning.symbol(*only).written.clone();
            return Err(of.unclear(Semantics::MaybeAbove(name)));
        }
        let limited = |id: &&SymbolId| self.meaning.limited(**id).is_some();
        if let Some(only) = left.union(&right).find(limited) {
            let place = self.meaning.limited(*only).unwrap_or(of.place);
            let name = &self.meaning.symbol(*only).key.name;
            return Err(Unclear { place, reason: Value::Limited(name.clone()).into() });
        }
        self.is_connected(of, (sides, &left, &right))
    }

    /// What is differentiated by is no member of a recursion that is not evaluated: what
    /// comes behind it may follow from it.
    pub(super) fn passes_by_no_recursion(
        &self,
        of: &Relation,
        sides: &Sides,
    ) -> Result<(), Unclear> {
        if self.meaning.tangled.is_empty() {
            return Ok(());
        }
        for id in self.all_below(sides) {
            if let Op::Derivative { by, .. } = self.meaning.expressions.op(id)
                && self.meaning.tangled.contains(by)
            {
                let name = self.meaning.symbol(*by).written.clone();
                return Err(of.unclear(Value::Depends(Dependence::OnSymbol(name))));
            }
        }
        Ok(())
    }

    /// Nothing false is said of an expectation of which something is left open.
    fn knows_distributions(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        let expressions = &self.meaning.expressions;
        let open = |id: &ExprId| match expressions.op(*id) {
            Op::Sum { bound, .. } => {
                bound.iter().find_map(|var| left_open(&expressions.var(*var).name))
            }
            _ => None,
        };
        match self.all_below(sides).iter().find_map(open) {
            Some(open) => Err(of.unclear(Semantics::Random(open))),
            None => Ok(()),
        }
    }

    /// Every number of things is that of a set's members.
    fn counts_sets(&self, sides: &Sides) -> Result<(), Unclear> {
        let unknown = |id: &ExprId| match self.meaning.expressions.op(*id) {
            Op::Count(name) if self.meaning.sets.of_name(name).is_none() => Some((*id, name)),
            _ => None,
        };
        match self.all_below(sides).iter().find_map(unknown) {
            Some((id, name)) => Err(Unclear {
                place: self.meaning.expressions.place(id),
                reason: Value::Count(name.clone()).into(),
            }),
            None => Ok(()),
        }
    }

    /// What is a number, a vector or a matrix is known as far as it matters.
    fn has_known_forms<'s>(
        &self,
        of: &Relation,
        sides: &Sides,
        mut reached: impl Iterator<Item = &'s SymbolId>,
    ) -> Result<(), Unclear> {
        self.reads_entries(of, sides)?;
        self.transposes_numbers(of, sides)?;
        self.squares_vectors(of, sides)?;
        self.primes_numbers(of, sides)?;
        self.multiplies_jacobians(of, sides)?;
        // By custom e_j is a unit vector and I_n the identity of a size, of which the
        // document writes nothing.
        let unit = |id: &&SymbolId| {
            let symbol = self.meaning.symbol(**id);
            let letter = symbol.key.name.rsplit(' ').next();
            let indices = symbol.key.places.0;
            self.meaning.is_given(**id)
                && matches!(letter, Some("e" | "I"))
                && (1..=2).contains(&indices)
                && symbol.form != Form::Scalar
        };
        if let Some(unit) = reached.find(unit) {
            let name = self.meaning.symbol(*unit).written.clone();
            return Err(of.unclear(Semantics::InWords(name)));
        }
        Ok(())
    }

    /// No function is known by a name that says what it is.
    fn knows_functions<'s>(
        &self,
        of: &Relation,
        sides: &Sides,
        mut reached: impl Iterator<Item = &'s SymbolId>,
    ) -> Result<(), Unclear> {
        // `softmax(z)` is no arbitrary function, whatever its name says; nor need f be
        // one where nothing is differentiated.
        let slopes = self.all_below(sides).into_iter().any(|id| {
            let op = self.meaning.expressions.op(id);
            matches!(op, Op::Derivative { .. } | Op::Prime(..) | Op::Change(..))
        });
        let called = |id: &&SymbolId| {
            let symbol = self.meaning.symbol(**id);
            symbol.definition.is_none()
                && symbol.key.function
                && (!slopes && !self.meaning.is_declared(**id) || is_telling(&symbol.key.name))
        };
        let sigma = |id: &&SymbolId| {
            let symbol = self.meaning.symbol(**id);
            symbol.definition.is_none() && symbol.key.function && symbol.key.name == "sigma"
        };
        if let Some(only) = reached.find(|id| called(id) || sigma(id)) {
            let name = self.meaning.symbol(*only).key.name.clone();
            return Err(of.unclear(Semantics::Unknown(name)));
        }
        Ok(())
    }

    /// Sides that have no symbol in common may be connected by what words say; where a
    /// slope, or what is defined, is given by what the document speaks of elsewhere, it
    /// is a slip.
    fn is_connected(
        &self,
        of: &Relation,
        (sides, left, right): (&Sides, &BTreeSet<SymbolId>, &BTreeSet<SymbolId>),
    ) -> Result<(), Unclear> {
        let apart = !left.is_empty() && !right.is_empty() && left.is_disjoint(right);
        let known = match self.meaning.expressions.op(sides.left[0]) {
            Op::Derivative { .. } | Op::Change(..) => true,
            Op::Symbol(symbol, _) => self.meaning.symbol(*symbol).definition.is_some(),
            _ => false,
        };
        let claimed = of.standing == Standing::Claimed;
        if claimed && apart && !(known && right.is_subset(&self.spoken_of())) {
            return Err(of.unclear(Semantics::Unconnected));
        }
        Ok(())
    }

    /// A C that is differentiated by z and by w, where z depends on w: whether
    /// C depends on w through z alone is not said.
    fn depends_once<'s>(
        &self,
        of: &Relation,
        reached: impl Iterator<Item = &'s SymbolId>,
    ) -> Result<(), Unclear> {
        for id in reached {
            let symbol = self.meaning.symbol(*id);
            let twice = symbol.arguments.iter().any(|outer| {
                let mut through = BTreeSet::new();
                self.meaning.reach_symbol(*outer, &mut through);
                symbol.arguments.iter().any(|inner| inner != outer && through.contains(inner))
            });
            // Of y and y_ij the one is made of the other.
            let name = |id: &SymbolId| &self.meaning.symbol(*id).key.name;
            let names: BTreeSet<&String> = symbol.arguments.iter().map(name).collect();
            let twice = twice || names.len() < symbol.arguments.len();
            if twice && symbol.definition.is_none() {
                let depends = Dependence::OnArguments(symbol.written.clone());
                return Err(of.unclear(Value::Depends(depends)));
            }
        }
        Ok(())
    }

    /// A quantity that is known by its name alone, and of which a side says more than a
    /// chain rule can: its slope is no slope on the other side, or one by the same.
    fn unknown_slope(&self, sides: &Sides) -> Option<SymbolId> {
        let left = self.unknown_slopes(sides.left[0]);
        let right = self.unknown_slopes(sides.right);
        let chained = |of: SymbolId| {
            let by = |side: &BTreeSet<(SymbolId, SymbolId)>| -> BTreeSet<SymbolId> {
                side.iter().filter(|(other, _)| *other == of).map(|(_, by)| *by).collect()
            };
            let (left, right) = (by(&left), by(&right));
            !left.is_empty() && !right.is_empty() && left.is_disjoint(&right)
        };
        left.union(&right).map(|(of, _)| *of).find(|of| !chained(*of))
    }

    /// What is known by its name alone and differentiated in a side, and by what.
    fn unknown_slopes(&self, side: ExprId) -> BTreeSet<(SymbolId, SymbolId)> {
        let mut found = BTreeSet::new();
        let mut ahead = vec![side];
        while let Some(id) = ahead.pop() {
            if let Op::Derivative { of, by, .. } = self.meaning.expressions.op(id) {
                found.extend(self.opaque_below(*of).into_iter().map(|symbol| (symbol, *by)));
            }
            // `\delta_i = 1/g'(\mu_i)` of a g that is known by its name alone.
            if let Op::Symbol(symbol, _) = self.meaning.expressions.op(id)
                && let Some(definition) = &self.meaning.symbol(*symbol).definition
                && id == side
            {
                ahead.push(definition.body);
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        found
    }

    /// What is known by its name alone in an expression, definitions not written out.
    fn opaque_below(&self, id: ExprId) -> BTreeSet<SymbolId> {
        let mut found = BTreeSet::new();
        let mut ahead = vec![id];
        while let Some(id) = ahead.pop() {
            if let Op::Symbol(symbol, _) = self.meaning.expressions.op(id)
                && self.meaning.symbol(*symbol).role == Role::Opaque
                && self.meaning.symbol(*symbol).definition.is_none()
            {
                found.insert(*symbol);
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        found
    }

    /// The functions given by name alone whose slope is asked for.
    fn functions_differentiated(&self, sides: &Sides) -> BTreeSet<SymbolId> {
        let mut found = BTreeSet::new();
        for id in self.all_below(sides) {
            if let Op::Prime(_, body, _) = self.meaning.expressions.op(id)
                && let Op::Opaque(function, _) = self.meaning.expressions.op(*body)
            {
                found.insert(*function);
            }
        }
        found
    }

    /// An inequality only says where the sides are looked at: equal analytic
    /// expressions are equal everywhere, and different ones nearly everywhere.
    pub(super) fn may_be_unmet(&self, assumption: usize, sides: &Sides) -> bool {
        let inequality = matches!(
            self.meaning.relations[assumption].sign,
            Sign::Less | Sign::LessOrEqual | Sign::Greater | Sign::GreaterOrEqual | Sign::NotEqual
        );
        let piecewise = |id: ExprId| match self.meaning.expressions.op(id) {
            Op::Extreme(..) | Op::Cases(..) => true,
            Op::Apply(function, _) => {
                matches!(function, Function::Relu | Function::Sign | Function::Sqrt)
            }
            _ => false,
        };
        inequality && !self.all_below(sides).into_iter().any(piecewise)
    }

    /// Where nothing connects what is differentiated with what it is
    /// differentiated by, the document leaves the connection to the reader.
    fn can_differentiate(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            let Op::Derivative { of: inside, by, .. } = self.meaning.expressions.op(id) else {
                continue;
            };
            let mut reached = BTreeSet::new();
            self.meaning.reach(*inside, &mut reached);
            let constant = |id: &SymbolId| {
                self.meaning.constant.contains(id) || self.meaning.symbol(*id).definition.is_some()
            };
            if !reached.is_empty() && reached.iter().all(constant) {
                continue;
            }
            // A loss that is known by name depends on a state through those behind it too.
            let named = match self.meaning.expressions.op(*inside) {
                Op::Symbol(symbol, _) | Op::Opaque(symbol, _) => {
                    self.meaning.symbol(*symbol).definition.is_none()
                }
                _ => false,
            };
            if named && self.meaning.is_recursive(self.meaning.family(*by)) {
                let name = &self.meaning.symbol(*by).written;
                let depends = Dependence::OnSymbol(name.clone());
                return Err(of.unclear(Value::Depends(depends)));
            }
            // What is cut at a defined symbol needs not name it.
            if !reached.contains(by) && self.meaning.symbol(*by).definition.is_none() {
                let name = &self.meaning.symbol(*by).written;
                let depends = Dependence::OnSymbol(name.clone());
                return Err(of.unclear(Value::Depends(depends)));
            }
        }
        Ok(())
    }

    /// A sum over a set whose members the other side lists one by one: whether
    /// the set has as many is not said.
    fn counts_alike(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        let mut fixed: HashMap<_, BTreeSet<u32>> = HashMap::new();
        let mut summed = BTreeSet::new();
        for id in self.all_below(sides) {
            match self.meaning.expressions.op(id) {
                Op::Symbol(symbol, at) => {
                    for (index, set) in at.iter().zip(&self.meaning.symbol(*symbol).sets) {
                        if let Index::Fixed(place) = index {
                            fixed.entry(self.meaning.sets.find(*set)).or_default().insert(*place);
                        }
                    }
                }
                Op::Sum { bound, .. } => summed.extend(
                    bound
                        .iter()
                        .map(|var| self.meaning.sets.find(self.meaning.expressions.var(*var).set)),
                ),
                Op::Multiply(..) | Op::Dotted(..) | Op::Inner(..) => {
                    let factors = self.meaning.expressions.operands(id).into_iter();
                    summed.extend(factors.flat_map(|factor| self.places_of(factor)));
                }
                _ => {}
            }
        }
        let listed = |(set, at): (&_, &BTreeSet<u32>)| summed.contains(set) && at.len() > 1;
        if fixed.iter().any(listed) {
            return Err(of.unclear(Value::Members));
        }
        Ok(())
    }

    /// The sets of a vector's or matrix's own places.
    fn places_of(&self, id: ExprId) -> Vec<SetId> {
        let of = match self.meaning.expressions.op(id) {
            Op::Transpose(of) => *of,
            _ => id,
        };
        let Op::Symbol(symbol, _) = self.meaning.expressions.op(of) else { return Vec::new() };
        let (rows, columns) = self.meaning.symbol(*symbol).shape;
        rows.into_iter().chain(columns).map(|set| self.meaning.sets.find(set)).collect()
    }

    /// A chain rule through a Jacobian, which one layout writes from the right and the
    /// other from the left.
    fn multiplies_jacobians(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            let (Op::Multiply(a, b) | Op::Dotted(a, b)) = self.meaning.expressions.op(id) else {
                continue;
            };
            if self.is_jacobian(*a) || self.is_jacobian(*b) {
                return Err(of.unclear(Value::Shapes(Mismatch::Layout)));
            }
        }
        Ok(())
    }

    /// `f'(x)` of a vector x: whether f is of each entry is not said.
    fn primes_numbers(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            let Op::Prime(_, _, argument) = self.meaning.expressions.op(id) else { continue };
            let Op::Symbol(symbol, _) = self.meaning.expressions.op(*argument) else { continue };
            let symbol = self.meaning.symbol(*symbol);
            if symbol.definition.is_none() && symbol.form != Form::Scalar {
                return Err(of.unclear(Value::Shapes(Mismatch::OneNumber)));
            }
        }
        Ok(())
    }

    /// `a^\top x` of an a that nothing but this transpose says to be a vector.
    fn transposes_numbers(&self, of: &Relation, sides: &Sides) -> Result<(), Unclear> {
        for id in self.all_below(sides) {
            let Op::Transpose(inner) = self.meaning.expressions.op(id) else { continue };
            let Op::Symbol(symbol, _) = self.meaning.expressions.op(*inner) else { continue };
            let symbol = self.meaning.symbol(*symbol);
            if symbol.shape == (None, None) && symbol.definition.is_none() {
                return Err(of.unclear(Value::Shapes(Mismatch::TransposedNumber)));
            }
        }
        Ok(())
    }

    /// All expressions below the sides, definitions included.
    pub(super) fn all_below(&self, sides: &Sides) -> BTreeSet<ExprId> {
        let mut found = BTreeSet::new();
        let mut ahead = vec![sides.left[0], sides.right];
        while let Some(id) = ahead.pop() {
            if !found.insert(id) {
                continue;
            }
            if let Op::Symbol(symbol, _) = self.meaning.expressions.op(id)
                && let Some(definition) = &self.meaning.symbol(*symbol).definition
            {
                ahead.push(definition.body);
                ahead.extend(definition.diagonal);
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        found
    }
}

/// Whether the name of a function is a word, which says what it is: `softmax`, `Poi(\,|\,)`.
fn is_telling(name: &str) -> bool {
    let word = name.split(['(', ' ']).next().unwrap_or(name);
    word.chars().all(|c| c.is_ascii_alphabetic())
        && word.len() > 2
        && !crate::syntax::commands::is_symbol(word)
}
