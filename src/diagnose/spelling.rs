//! Assumptions that people make without saying so, in a document's spelling.
//!
//! In: what a document means, and a relation of it. Out: candidates, each with
//! the symbol that it speaks of, in groups that can be made together: that a
//! symbol is symmetric, that it sums to one in one of several ways, has a zero
//! diagonal, is not 0, is positive. Not done here: trying them.

use crate::expression::{Form, Key, Meaning, Role, SetId, Symbol, SymbolId};
use crate::reading::Property;
use std::collections::BTreeSet;

/// An assumption that is not stated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// What it speaks of.
    pub(super) symbol: SymbolId,
    /// What that is told apart by in every reading of the document.
    pub(super) key: Key,
    /// In LaTeX.
    pub(super) latex: String,
    /// What it says.
    pub(super) sort: Sort,
}

/// What an assumption says, as far as it may stand in the way of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// That a diagonal is zero.
    Diagonal,
    /// That something is positive.
    Positive,
    /// Something else.
    Other,
}

/// One way in which something sums up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Way {
    /// The equations that say so, in LaTeX.
    latex: Vec<String>,
    /// Whether the sum is nothing.
    centred: bool,
}

/// More groups than these are not tried.
const MOST_GROUPS: usize = 9;

/// Writes assumptions as the document would.
pub(super) struct Spelling<'a> {
    pub(super) meaning: &'a Meaning,
}

impl Spelling<'_> {
    /// The symbols without a definition that a relation's values depend on.
    pub(super) fn given(&self, relation: usize) -> Vec<SymbolId> {
        let Ok(sides) = &self.meaning.relations[relation].sides else { return Vec::new() };
        let mut reached = BTreeSet::new();
        self.meaning.reach(sides.right, &mut reached);
        sides.left.iter().for_each(|left| self.meaning.reach(*left, &mut reached));
        let given = |id: &SymbolId| {
            let symbol = self.meaning.symbol(*id);
            symbol.definition.is_none() && symbol.role == Role::Given && symbol.key.above == 0
        };
        reached.into_iter().filter(given).collect()
    }

    /// What can be assumed of some symbols at once: of each that it is symmetric
    /// and the like, and that it sums to one in one of the ways that it can.
    pub(super) fn groups(&self, symbols: &[SymbolId]) -> Vec<Vec<Candidate>> {
        let sums: Vec<Vec<Way>> = symbols.iter().map(|id| self.sums(*id)).collect();
        let most = sums.iter().map(Vec::len).max().unwrap_or(0);
        // All in their first way, all in their second, and so on; then mixed.
        let mut ways: Vec<Vec<usize>> = (0..most.max(1))
            .map(|k| sums.iter().map(|all| k.min(all.len().saturating_sub(1))).collect())
            .collect();
        // What has two indices has the most of them.
        let pair = |id: &SymbolId| self.meaning.symbol(*id).key.places.0 == 2;
        let counts = symbols.iter().zip(&sums).map(|(id, s)| if pair(id) { s.len() } else { 1 });
        for way in mixed(&counts.collect::<Vec<_>>()) {
            if ways.len() < MOST_GROUPS && !ways.contains(&way) {
                ways.push(way);
            }
        }
        let group = |way: &Vec<usize>| -> Vec<Candidate> {
            let of = |(k, id): (usize, &SymbolId)| {
                let summed = sums[k].get(way[k]).cloned().unwrap_or_default();
                self.candidates(*id, summed)
            };
            symbols.iter().enumerate().flat_map(of).collect()
        };
        ways.iter().map(group).filter(|group| !group.is_empty()).collect()
    }

    /// That none of some symbols is 0.
    pub(super) fn nonzero(&self, symbols: &[SymbolId]) -> Vec<Candidate> {
        let one = |symbol: &SymbolId| {
            let of = self.meaning.symbol(*symbol);
            let entry = self.entry(of).filter(|_| of.form == Form::Scalar)?;
            let latex = format!("{entry} \\ne 0");
            Some(Candidate { symbol: *symbol, key: of.key.clone(), latex, sort: Sort::Other })
        };
        symbols.iter().filter_map(one).collect()
    }

    /// What a property comes to of some symbols: each by itself, in every way that it can be
    /// written, and then all of them.
    pub(super) fn having(&self, symbols: &[SymbolId], property: Property) -> Vec<Vec<Candidate>> {
        let mut all: Vec<Candidate> = Vec::new();
        for symbol in symbols {
            let of = self.meaning.symbol(*symbol);
            let new = |latex| Candidate {
                symbol: *symbol,
                key: of.key.clone(),
                latex,
                sort: Sort::Other,
            };
            all.extend(self.written(of, property).into_iter().map(new));
        }
        all.dedup();
        let each = all.iter().map(|one| vec![one.clone()]);
        let together = Some(all.clone()).filter(|all| all.len() > 1);
        each.chain(together).collect()
    }

    /// The equations that a property of a symbol can be.
    fn written(&self, of: &Symbol, property: Property) -> Vec<String> {
        let sums =
            || [self.total(of), self.conditional(of), self.columns(of)].into_iter().flatten();
        match property {
            Property::Symmetric => self.symmetric(of).into_iter().collect(),
            Property::Antisymmetric => {
                let equation = self.symmetric(of);
                equation.map(|e| e.replacen("= ", "= -", 1)).into_iter().collect()
            }
            Property::Orthogonal => orthogonal(of).into_iter().collect(),
            Property::Unit => self.unit(of).into_iter().collect(),
            Property::Positive | Property::Nonnegative => self.positive(of).into_iter().collect(),
            Property::Distribution => sums().collect(),
            Property::Centred => self.centred(of).into_iter().collect(),
            Property::Normalised => sums().chain(self.unit(of)).collect(),
            Property::Binary | Property::Signed | Property::Other => Vec::new(),
        }
    }

    /// What is usual of a symbol, with one way in which it sums to one.
    fn candidates(&self, symbol: SymbolId, summed: Way) -> Vec<Candidate> {
        let of = self.meaning.symbol(symbol);
        let new = |sort: Sort| move |latex| Candidate { symbol, key: of.key.clone(), latex, sort };
        let mut all: Vec<Candidate> =
            self.symmetric(of).map(new(Sort::Other)).into_iter().collect();
        all.extend(summed.latex.into_iter().map(new(Sort::Other)));
        all.extend(self.diagonal(of).map(new(Sort::Diagonal)));
        // What is centred is not positive everywhere.
        all.extend(self.positive(of).filter(|_| !summed.centred).map(new(Sort::Positive)));
        all
    }

    /// The ways in which something sums to one, or to nothing, or is of length
    /// one: each excludes the others.
    fn sums(&self, symbol: SymbolId) -> Vec<Way> {
        let of = self.meaning.symbol(symbol);
        let all = [
            (self.total(of), false),
            (self.conditional(of), false),
            (self.columns(of), false),
            (self.centred(of).into_iter().collect(), true),
            (self.unit(of).into_iter().collect(), false),
        ];
        let some = all.into_iter().filter(|(latex, _)| !latex.is_empty());
        let mut ways: Vec<Way> = some.map(|(latex, centred)| Way { latex, centred }).collect();
        ways.dedup();
        ways
    }

    /// As symmetric affinities and matrices are.
    fn symmetric(&self, of: &Symbol) -> Option<String> {
        if of.form == Form::Matrix && of.key.places.0 == 0 && self.square(of) {
            return Some(format!("{0} = {0}^\\top", of.spelled(&[])?));
        }
        let (a, b) = self.pair(of).filter(|_| of.form == Form::Scalar)?;
        Some(format!("{} = {}", of.spelled(&[&a, &b])?, of.spelled(&[&b, &a])?))
    }

    fn diagonal(&self, of: &Symbol) -> Option<String> {
        let (a, _) = self.pair(of).filter(|_| of.form == Form::Scalar)?;
        Some(format!("{} = 0", of.spelled(&[&a, &a])?))
    }

    /// As joint probabilities sum, and those of classes.
    fn total(&self, of: &Symbol) -> Vec<String> {
        if of.form != Form::Scalar {
            return Vec::new();
        }
        if let Some((a, b)) = self.letters(of) {
            let Some(entry) = of.spelled(&[&a, &b]) else { return Vec::new() };
            let whole = format!("\\sum_{{{a},{b}}} {entry} = 1");
            let apart = format!("\\sum_{{{a},{b} \\ne {a}}} {entry} = 1");
            return if self.alike(of) { vec![apart, whole] } else { vec![whole] };
        }
        let entry = self.single(of).and_then(|a| Some((of.spelled(&[&a])?, a)));
        entry.map(|(entry, a)| format!("\\sum_{{{a}}} {entry} = 1")).into_iter().collect()
    }

    /// As conditional probabilities sum: over what stands before the bar, or
    /// what stands last. Without a bar `\sum_{j \ne i}` would be read as the sum
    /// over both letters, and is not proposed.
    fn conditional(&self, of: &Symbol) -> Vec<String> {
        if of.form != Form::Scalar || of.key.places.0 != 2 {
            return Vec::new();
        }
        let Some((first, second)) = self.letters(of) else { return Vec::new() };
        // `p_{j|i}` and `p_{ij}`: each i has its own distribution.
        let bar = of.key.places.1.is_some();
        let (summed, own, order) = match bar {
            true if self.alike(of) => (&second, &first, [&second, &first]),
            true => (&first, &second, [&first, &second]),
            false => (&second, &first, [&first, &second]),
        };
        let Some(entry) = of.spelled(&order.map(String::as_str)) else { return Vec::new() };
        let mut all = vec![format!("\\sum_{{{summed}}} {entry} = 1")];
        if bar && self.alike(of) {
            all.insert(0, format!("\\sum_{{{summed} \\ne {own}}} {entry} = 1"));
        }
        all
    }

    /// Columns that sum to one.
    fn columns(&self, of: &Symbol) -> Vec<String> {
        if of.form != Form::Scalar || of.key.places != (2, None) {
            return Vec::new();
        }
        let entry = self.letters(of).and_then(|(a, b)| Some((of.spelled(&[&a, &b])?, a)));
        entry.map(|(entry, a)| format!("\\sum_{{{a}}} {entry} = 1")).into_iter().collect()
    }

    fn positive(&self, of: &Symbol) -> Option<String> {
        let own = self.entry(of).filter(|_| of.form == Form::Scalar && !of.positive);
        own.map(|entry| format!("{entry} > 0"))
    }

    fn centred(&self, of: &Symbol) -> Option<String> {
        let a = self.single(of).filter(|_| matches!(of.form, Form::Scalar | Form::Vector))?;
        Some(format!("\\sum_{{{a}}} {} = 0", of.spelled(&[&a])?))
    }

    fn unit(&self, of: &Symbol) -> Option<String> {
        let own = self.entry(of).filter(|_| of.form == Form::Vector);
        own.map(|entry| format!("\\|{entry}\\|^2 = 1"))
    }

    /// The symbol with a letter in each of its places.
    fn entry(&self, of: &Symbol) -> Option<String> {
        match of.key.places.0 {
            0 => of.spelled(&[]),
            1 => of.spelled(&[&self.single(of)?]),
            2 => {
                let (a, b) = self.letters(of)?;
                of.spelled(&[&a, &b])
            }
            _ => None,
        }
    }

    fn square(&self, of: &Symbol) -> bool {
        let (Some(rows), Some(columns)) = of.shape else { return false };
        self.meaning.sets.find(rows) == self.meaning.sets.find(columns)
    }

    /// Whether both places run over one set.
    fn alike(&self, of: &Symbol) -> bool {
        let [a, b] = of.sets.as_slice() else { return false };
        self.meaning.sets.find(*a) == self.meaning.sets.find(*b)
    }

    fn single(&self, of: &Symbol) -> Option<String> {
        let [set] = of.sets.as_slice() else { return None };
        self.names(*set, &[]).into_iter().next()
    }

    fn pair(&self, of: &Symbol) -> Option<(String, String)> {
        self.alike(of).then(|| self.letters(of)).flatten()
    }

    fn letters(&self, of: &Symbol) -> Option<(String, String)> {
        let [a, b] = of.sets.as_slice() else { return None };
        let first = self.names(*a, &[]).into_iter().next()?;
        let second = self.names(*b, &[&first]).into_iter().next()?;
        Some((first, second))
    }

    /// Letters for a set, those that the document uses for it before others
    /// that it uses for none.
    fn names(&self, set: SetId, taken: &[&String]) -> Vec<String> {
        let set = self.meaning.sets.find(set);
        let mut own = BTreeSet::new();
        let mut others = BTreeSet::new();
        for variable in self.meaning.expressions.variables() {
            let here = self.meaning.sets.find(variable.set) == set;
            if here { &mut own } else { &mut others }.insert(variable.name.clone());
        }
        let plain = |name: &&String| name.len() == 1 && name.chars().all(char::is_alphabetic);
        let usual = ["i", "j", "k", "l", "m"].map(str::to_owned);
        let used = usual.iter().filter(|name| own.contains(*name));
        let used = used.chain(own.iter().filter(|name| !usual.contains(name)));
        let fresh = usual.iter().filter(|name| !own.contains(*name) && !others.contains(*name));
        let all = used.chain(fresh).filter(plain).filter(|name| !taken.contains(name));
        all.cloned().collect()
    }
}

/// As rotations are, and matrices with orthonormal columns.
fn orthogonal(of: &Symbol) -> Option<String> {
    let matrix = of.form == Form::Matrix && of.key.places.0 == 0;
    matrix.then(|| of.spelled(&[])).flatten().map(|name| format!("{name}^\\top {name} = I"))
}

/// All combinations of one way for each, the last running fastest.
fn mixed(counts: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for count in counts {
        let longer =
            |way: Vec<usize>| (0..(*count).max(1)).map(move |k| [way.as_slice(), &[k]].concat());
        all = all.into_iter().flat_map(longer).take(4 * MOST_GROUPS).collect();
    }
    all
}
