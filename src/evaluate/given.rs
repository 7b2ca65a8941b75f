//! The right side of a relation at values that are handed in.
//!
//! A [`super::Judge`] draws values for what a document leaves open; here they
//! come from outside, and with them the sizes of the index sets. So a formula
//! can be evaluated at data, as it stands in the text.

use super::evaluator::{Evaluator, Valued};
use super::guard::guarded;
use super::judge::MOST_WEIGHT;
use super::meter::{Allowance, Meter};
use super::plain::{Numbers, Plain};
use super::stage::Stage;
use crate::expression::{ExprId, Meaning, Op, Place, SetId, SymbolId, Unclear};
use crate::reason::{Excess, Mismatch, Value};
use ndarray::{ArrayD, ArrayViewD};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A symbol that a document leaves open, with its values.
#[derive(Debug, Clone)]
pub(crate) struct Given<'a> {
    /// Its name, without indices.
    pub name: &'a str,
    /// How many indices it has.
    pub places: usize,
    /// Whether a bar stands among them.
    pub bar: bool,
    /// An axis for each index, in the order in which they are written (of
    /// p_{j|i} that of j comes first); behind these one for the entries of a
    /// vector, or two for those of a matrix.
    pub values: ArrayViewD<'a, f64>,
}

/// The value of a relation's right side: an axis for each free index, in the
/// order in which they come up in the relation; behind these one for the entries
/// of a vector, or two for those of a matrix, unless there is a single one.
///
/// # Errors
/// The reason why it has no value, and its place: among others that the values
/// given are not all that it needs, or that two of them disagree about a size.
pub(crate) fn right_side(
    meaning: &Meaning,
    relation: usize,
    given: &[Given<'_>],
) -> Result<ArrayD<f64>, Unclear> {
    let place = meaning.relations[relation].place;
    guarded(meaning, place, Allowance::DATA, |meter| evaluated(meaning, relation, given, meter)).0
}

fn evaluated(
    meaning: &Meaning,
    relation: usize,
    given: &[Given<'_>],
    meter: &Meter,
) -> Result<ArrayD<f64>, Unclear> {
    let of = &meaning.relations[relation];
    let sides = of.sides.as_ref().map_err(Clone::clone)?;
    if !of.restriction.is_empty() {
        return Err(of.unclear(Value::Restricted));
    }
    if meaning.expressions.weight(sides.right) > MOST_WEIGHT {
        return Err(of.unclear(Excess::Definitions));
    }
    let mut known = Known { meaning, place: of.place, sizes: BTreeMap::new() };
    let mut values = BTreeMap::new();
    for id in meaning.symbol_ids() {
        if let Some(given) = given.iter().find(|given| is(meaning, id, given)) {
            values.insert(id, known.value(id, given)?);
        }
    }
    for var in &sides.free {
        known.counted(of.place, meaning.expressions.var(*var).set)?;
    }
    known.complete(sides.right, &values)?;
    let stage = Stage::of_values(1, Arc::new(known.sizes), values);
    let mut domain = stage.domain();
    let mut shape = Vec::new();
    for var in &sides.free {
        let size = stage.size(meaning, meaning.expressions.var(*var).set);
        shape.push(size);
        domain = domain.expanded(*var, size).ok_or_else(|| of.unclear(Excess::FreeIndices))?.0;
    }
    let found = Evaluator::new(meaning, &stage, Plain, meter).value(sides.right, &domain)?;
    match found.shape {
        (1, 1) => {}
        (entries, 1) => shape.push(entries),
        (rows, columns) => shape.extend([rows, columns]),
    }
    ArrayD::from_shape_vec(shape, found.value.into_inner().value)
        .map_err(|_| of.unclear(Value::Shapes(Mismatch::Unknown)))
}

/// Whether a symbol is the one that values are given for.
fn is(meaning: &Meaning, id: SymbolId, given: &Given<'_>) -> bool {
    let symbol = meaning.symbol(id);
    let (places, bar) = symbol.key.places;
    symbol.definition.is_none()
        && symbol.key.name == given.name
        && (places, symbol.key.above, bar.is_some()) == (given.places, 0, given.bar)
}

/// What the values given say of the sets.
struct Known<'a> {
    meaning: &'a Meaning,
    place: Place,
    sizes: BTreeMap<SetId, usize>,
}

impl Known<'_> {
    fn unclear<T>(&self, why: Value) -> Result<T, Unclear> {
        Err(Unclear { place: self.place, reason: why.into() })
    }

    /// A symbol's values, `[places, width]`, after its sets' sizes were noted.
    fn value(&mut self, id: SymbolId, given: &Given<'_>) -> Result<Valued<Numbers>, Unclear> {
        let symbol = self.meaning.symbol(id);
        let (rows, columns) = symbol.shape;
        let sets: Vec<SetId> = symbol.sets.iter().copied().chain(rows).chain(columns).collect();
        let lengths = given.values.shape();
        if sets.len() != lengths.len() {
            let (wanted, got) = (sets.len(), lengths.len());
            let name = symbol.written.clone();
            return self.unclear(Value::Axes { name, wanted, given: got });
        }
        for (set, length) in sets.iter().zip(lengths) {
            let set = self.meaning.sets.find(*set);
            let stated = self.meaning.sets.facts(set).size;
            let before = self.sizes.insert(set, *length).or(stated);
            if before.is_some_and(|before| before != *length) {
                return self.unclear(Value::Size(symbol.written.clone()));
            }
        }
        let mut entries = lengths[symbol.sets.len()..].iter().copied();
        let mut next = |set: Option<SetId>| set.and_then(|_| entries.next()).unwrap_or(1);
        let shape = (next(rows), next(columns));
        let value = Numbers::new(shape.0 * shape.1, given.values.iter().copied().collect());
        Ok(Valued { value, shape })
    }

    /// The size of a set must be known.
    fn counted(&mut self, place: Place, set: SetId) -> Result<(), Unclear> {
        let set = self.meaning.sets.find(set);
        if let Some(size) = self.meaning.sets.facts(set).size {
            self.sizes.entry(set).or_insert(size);
        }
        if self.sizes.contains_key(&set) {
            return Ok(());
        }
        Err(Unclear { place, reason: Value::Unsized.into() })
    }

    /// All that an expression is made of, through definitions too, must be known.
    fn complete<V>(&mut self, id: ExprId, values: &BTreeMap<SymbolId, V>) -> Result<(), Unclear> {
        let mut symbols = BTreeSet::new();
        self.meaning.reach(id, &mut symbols);
        self.counts(id)?;
        for symbol in symbols.into_iter().filter(|symbol| !values.contains_key(symbol)) {
            let of = self.meaning.symbol(symbol);
            let Some(definition) = &of.definition else {
                let place = self.meaning.place_of(symbol);
                return Err(Unclear { place, reason: Value::NotGiven(of.written.clone()).into() });
            };
            for parameter in &definition.parameters {
                self.counted(definition.place, self.meaning.expressions.var(*parameter).set)?;
            }
            self.counts(definition.body)?;
            definition.diagonal.map_or(Ok(()), |diagonal| self.counts(diagonal))?;
        }
        Ok(())
    }

    /// Every set that an expression runs over must be known.
    fn counts(&mut self, id: ExprId) -> Result<(), Unclear> {
        let mut ahead = vec![id];
        while let Some(id) = ahead.pop() {
            let place = self.meaning.expressions.place(id);
            match self.meaning.expressions.op(id) {
                Op::Sum { bound, .. } => {
                    for var in bound {
                        self.counted(place, self.meaning.expressions.var(*var).set)?;
                    }
                }
                Op::Size(set) => self.counted(place, *set)?,
                Op::Count(name) => match self.meaning.sets.of_name(name) {
                    Some(set) => self.counted(place, set)?,
                    None => return self.unclear(Value::Count(name.clone())),
                },
                _ => {}
            }
            ahead.extend(self.meaning.expressions.operands(id));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derivation::{self, Derivation};
    use ndarray::{Array, array};

    fn read(text: &str) -> Derivation {
        derivation::read("text.md", text.as_bytes(), &[]).unwrap()
    }

    fn last(text: &str, given: &[Given<'_>]) -> Result<ArrayD<f64>, String> {
        let meaning = read(text).meaning;
        right_side(&meaning, meaning.relations.len() - 1, given)
            .map_err(|unclear| crate::say::reason(&unclear.reason))
    }

    fn given<'a, D: ndarray::Dimension>(
        name: &'a str,
        places: usize,
        bar: bool,
        values: &'a Array<f64, D>,
    ) -> Given<'a> {
        Given { name, places, bar, values: values.view().into_dyn() }
    }

    #[test]
    fn the_index_before_the_bar_comes_first() {
        let p = array![[1.0, 2.0], [4.0, 8.0]];
        let y = array![3.0, 5.0];
        let both = [given("p", 2, true, &p), given("y", 1, false, &y)];
        let seen = last(r"$$a_i = \sum_j p_{j|i} y_j$$", &both).unwrap();
        assert_eq!(seen, array![1.0 * 3.0 + 4.0 * 5.0, 2.0 * 3.0 + 8.0 * 5.0].into_dyn());
    }

    #[test]
    fn vectors_have_an_axis_behind_the_indices() {
        let y = array![[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]];
        let text = r"$$E_{ij} = \|y_i - y_j\|^2$$ $$f_i = \sum_{j \ne i} E_{ij} (y_i - y_j)$$";
        let seen = last(text, &[given("y", 1, false, &y)]).unwrap();
        let square: f64 = 4.0 + 9.0 + 25.0;
        assert_eq!(seen, (array![[-2.0, -3.0, -5.0], [2.0, 3.0, 5.0]] * square).into_dyn());
    }

    #[test]
    fn what_is_missing_or_disagrees_is_said() {
        let (two, three) = (array![1.0, 2.0], array![1.0, 2.0, 3.0]);
        let text = r"$$s = \sum_i x_i w_i$$";
        let seen = last(text, &[given("x", 1, false, &two)]);
        assert_eq!(seen.unwrap_err(), "no value is given for w_{i}");
        let seen = last(text, &[given("x", 1, false, &two), given("w", 1, false, &three)]);
        assert!(seen.unwrap_err().contains("is given for another size"));
        let seen = last(text, &[given("x", 1, true, &two), given("w", 1, false, &two)]);
        assert_eq!(seen.unwrap_err(), "no value is given for x_{i}");
        let seen = last(r"$$s = \sum_{i=1}^n 1$$", &[]);
        assert_eq!(seen.unwrap_err(), "the values given do not say how far this runs");
    }
}
