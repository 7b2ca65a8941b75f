//! The assumptions under which a false line is true.
//!
//! The document is read once more with an assumption from outside, and the same
//! relation is judged; so what is said was found out the way in which a reader
//! who adds the line will find it. That something is not 0 is never among them:
//! generic points are not 0 anyway.

use super::Subject;
use crate::derivation;
use crate::evaluate::Judge;
use crate::expression::{Form, Kind, Meaning, Role, Symbol, SymbolId};
use std::collections::BTreeSet;

/// More symbols than these in one line are not asked for.
const MOST_SYMBOLS: usize = 6;

/// Assumptions that can be made together; where all of them are not enough,
/// none of them is.
struct Group(Vec<String>);

/// The smallest set of assumptions that makes a relation true, in LaTeX: one,
/// or two, or else as few of those that go together as will do.
#[must_use]
pub fn need(subject: &Subject<'_>, relation: usize) -> Option<Vec<String>> {
    let spelling = Spelling { meaning: &subject.derivation.meaning };
    let symbols = spelling.given(relation);
    if symbols.is_empty() || symbols.len() > MOST_SYMBOLS {
        return None;
    }
    let groups = spelling.groups(&symbols);
    let enough = |some: &[String]| is_true_under(subject, relation, some, subject.seed);
    let found = groups.iter().filter_map(|Group(all)| {
        let all: Vec<String> = all.clone();
        enough(&all).then(|| least(&all, &enough))
    });
    let needed = found.min_by_key(Vec::len)?;
    is_true_under(subject, relation, &needed, subject.other_seed()).then_some(needed)
}

/// The smallest part of what is enough that is enough.
fn least(all: &[String], enough: &dyn Fn(&[String]) -> bool) -> Vec<String> {
    for (k, one) in all.iter().enumerate() {
        if all.len() == 1 || enough(std::slice::from_ref(one)) {
            return vec![all[k].clone()];
        }
    }
    for (k, a) in all.iter().enumerate() {
        for b in &all[k + 1..] {
            let pair = [a.clone(), b.clone()];
            if enough(&pair) {
                return pair.to_vec();
            }
        }
    }
    let mut kept = all.to_vec();
    for one in all {
        let without: Vec<String> = kept.iter().filter(|k| *k != one).cloned().collect();
        if enough(&without) {
            kept = without;
        }
    }
    kept
}

fn is_true_under(subject: &Subject<'_>, relation: usize, some: &[String], seed: u64) -> bool {
    let assume: Vec<String> = subject.assume.iter().chain(some).cloned().collect();
    let Ok(other) = derivation::read(subject.name, subject.bytes, &assume) else { return false };
    let of = &subject.derivation.meaning.relations[relation];
    let relations = &other.meaning.relations;
    let same = |k: &usize| {
        let r = &relations[*k];
        r.kind == Kind::Claim && r.place == of.place && r.whole == of.whole && r.sign == of.sign
    };
    let Some(at) = (0..relations.len()).find(same) else { return false };
    // What is added must count as assumed, and not for instance define.
    let first = other.texts.len() - some.len();
    let added = || relations.iter().filter(|r| r.place.text >= first);
    if added().count() < some.len() || added().any(|r| r.kind != Kind::Assumption) {
        return false;
    }
    Judge::new(&other.meaning, seed).judge(at).is_ok_and(|outcome| outcome.holds())
}

/// Assumptions in the document's own spelling.
struct Spelling<'a> {
    meaning: &'a Meaning,
}

impl Spelling<'_> {
    /// The symbols without a definition that a relation's values depend on.
    fn given(&self, relation: usize) -> Vec<SymbolId> {
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

    fn groups(&self, symbols: &[SymbolId]) -> Vec<Group> {
        let of = |some: &dyn Fn(&Self, &Symbol) -> Vec<String>| {
            let all = symbols.iter().flat_map(|id| some(self, self.meaning.symbol(*id)));
            Group(all.collect())
        };
        let groups = [
            of(&Self::joint),
            of(&Self::conditional),
            of(&Self::columns),
            of(&Self::positive),
            of(&Self::centred),
            of(&Self::unit),
        ];
        groups.into_iter().filter(|group| !group.0.is_empty()).collect()
    }

    /// As joint probabilities are, and symmetric matrices.
    fn joint(&self, of: &Symbol) -> Vec<String> {
        if of.form == Form::Matrix && of.key.places.0 == 0 && self.square(of) {
            return vec![format!("{0} = {0}^\\top", of.written)];
        }
        let Some((a, b)) = self.pair(of).filter(|_| of.form == Form::Scalar) else {
            return self.total(of);
        };
        let (ab, ba) = (of.spelled(&[&a, &b]), of.spelled(&[&b, &a]));
        let (Some(ab), Some(ba), Some(aa)) = (ab, ba, of.spelled(&[&a, &a])) else {
            return Vec::new();
        };
        vec![
            format!("{ab} = {ba}"),
            format!("\\sum_{{{a},{b} \\ne {a}}} {ab} = 1"),
            format!("\\sum_{{{a},{b}}} {ab} = 1"),
            format!("{aa} = 0"),
        ]
    }

    /// As conditional probabilities are: what stands before the bar is summed,
    /// or what stands last.
    fn conditional(&self, of: &Symbol) -> Vec<String> {
        if of.form != Form::Scalar || of.key.places.0 != 2 {
            return Vec::new();
        }
        let Some((first, second)) = self.letters(of) else { return Vec::new() };
        // `p_{j|i}` and `p_{ij}`: each i has its own distribution.
        let (summed, own, order) = match of.key.places.1 {
            Some(_) if self.alike(of) => (&second, &first, [&second, &first]),
            Some(_) => (&first, &second, [&first, &second]),
            None => (&second, &first, [&first, &second]),
        };
        let Some(entry) = of.spelled(&order.map(String::as_str)) else { return Vec::new() };
        if !self.alike(of) {
            return vec![format!("\\sum_{{{summed}}} {entry} = 1")];
        }
        let Some(diagonal) = of.spelled(&[own, own]) else { return Vec::new() };
        vec![
            format!("\\sum_{{{summed} \\ne {own}}} {entry} = 1"),
            format!("\\sum_{{{summed}}} {entry} = 1"),
            format!("{diagonal} = 0"),
        ]
    }

    /// Columns that sum to one.
    fn columns(&self, of: &Symbol) -> Vec<String> {
        if of.form != Form::Scalar || of.key.places != (2, None) {
            return Vec::new();
        }
        let Some((a, b)) = self.letters(of) else { return Vec::new() };
        let Some(entry) = of.spelled(&[&a, &b]) else { return Vec::new() };
        let mut all = vec![format!("\\sum_{{{a}}} {entry} = 1")];
        if self.alike(of) {
            all.insert(0, format!("\\sum_{{{a} \\ne {b}}} {entry} = 1"));
            all.extend(of.spelled(&[&a, &a]).map(|entry| format!("{entry} = 0")));
        }
        all
    }

    fn total(&self, of: &Symbol) -> Vec<String> {
        let letter = self.single(of).filter(|_| of.form == Form::Scalar);
        let entry = letter.and_then(|a| Some(format!("\\sum_{{{a}}} {} = 1", of.spelled(&[&a])?)));
        entry.into_iter().collect()
    }

    fn positive(&self, of: &Symbol) -> Vec<String> {
        let own = self.entry(of).filter(|_| of.form == Form::Scalar && !of.positive);
        own.map(|entry| format!("{entry} > 0")).into_iter().collect()
    }

    fn centred(&self, of: &Symbol) -> Vec<String> {
        let scalar = matches!(of.form, Form::Scalar | Form::Vector);
        let letter = self.single(of).filter(|_| scalar);
        let entry = letter.and_then(|a| Some(format!("\\sum_{{{a}}} {} = 0", of.spelled(&[&a])?)));
        entry.into_iter().collect()
    }

    fn unit(&self, of: &Symbol) -> Vec<String> {
        let own = self.entry(of).filter(|_| of.form == Form::Vector);
        own.map(|entry| format!("\\|{entry}\\|^2 = 1")).into_iter().collect()
    }

    /// The symbol with a letter in each of its places.
    fn entry(&self, of: &Symbol) -> Option<String> {
        match of.key.places.0 {
            0 => Some(of.written.clone()),
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
    fn names(&self, set: crate::expression::SetId, taken: &[&String]) -> Vec<String> {
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
