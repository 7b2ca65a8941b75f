//! Sizes that stand behind ranges and in words: `k = 1, \dots, d`, “a batch of size m”.
//!
//! In: the formulas, and the words before them. Out: the names of sizes; and, once it
//! is known what letters run over, that the set of a letter has the size that its range
//! names. Not done here: ranges of sums, see [`super::sum`].

use super::lower::Lowerer;
use super::symbols::Letter;
use super::{Op, SetId};
use crate::prose::clause;
use crate::reading::Stated;
use crate::syntax::Instead;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::Kind;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The words that stand directly before the name of a number of things.
const COUNTS: [&str; 7] = [
    "batch of size",
    "minibatch of size",
    "mini-batch of size",
    "sample of size",
    "set of size",
    "batch size",
    "sample size",
];

/// What N is where it adds up what is differentiated by, and counts no members of a set.
const ADDED_UP: [&str; 5] = ["sum", "total", "totals", "mass", "adding"];
/// Words beside which a total is a number of members all the same.
const MEMBERS: [&str; 14] = [
    "number",
    "numbers",
    "size",
    "samples",
    "points",
    "observations",
    "examples",
    "instances",
    "elements",
    "items",
    "rows",
    "documents",
    "words",
    "terms",
];
/// So many words beside a name say what it is.
const MOST_BESIDE: usize = 4;

/// A letter, and the name of how many values it has.
pub(super) type Ranged = (Letter, String);

impl Lowerer<'_> {
    /// Finds the sizes that ranges behind letters name, and those of words.
    pub(super) fn find_ranges(&mut self, formulas: &[Arc<Stated>]) {
        for stated in formulas {
            for (letter, size) in ranges(&stated.formula.items) {
                let named = (size.clone(), 0);
                let other = self.definitions.letters().contains(&named)
                    || self.definitions.symbols.keys().any(|key| key.name == size);
                if !other && self.definitions.letters().contains(&letter) {
                    self.meaning.sets.sized(&size);
                    self.ranges.push((letter, size));
                }
            }
            let words = stated.before.trim_end().to_lowercase();
            if let Some(name) = alone(stated).filter(|_| COUNTS.iter().any(|c| words.ends_with(c)))
            {
                self.counts.insert(name);
            }
            if let Some(name) = alone(stated).filter(|_| adds_up(stated)) {
                self.totals.insert(name);
            }
        }
    }

    /// The sets of letters have the sizes that their ranges name, where each letter
    /// runs over one set.
    pub(super) fn size_ranges(&mut self) {
        for (letter, size) in self.ranges.clone() {
            let sets = &self.meaning.sets;
            let name = format!("{}{}", letter.0, "'".repeat(usize::from(letter.1)));
            let own = self.meaning.expressions.variables().filter(|v| v.name == name);
            let indexed: BTreeSet<SetId> = self
                .meaning
                .symbols
                .iter()
                .flat_map(|symbol| symbol.sets.iter().map(|set| sets.find(*set)))
                .collect();
            let found: BTreeSet<SetId> =
                own.map(|v| sets.find(v.set)).filter(|set| indexed.contains(set)).collect();
            let named = self.meaning.sets.sized(&size);
            let [set] = found.iter().copied().collect::<Vec<_>>()[..] else { continue };
            let facts = self.meaning.sets.facts(set);
            if facts.size.is_none() && facts.names.is_empty() {
                self.meaning.sets.unite(set, named);
            }
        }
    }

    /// The number of things that a name stands for, if words or custom say so.
    pub(super) fn count_of(&self, name: &str) -> Option<Op> {
        let divides = self.choices.has(Instead::Counts) && self.divisors.contains(name);
        let counts = matches!(name, "n" | "N") || self.counts.contains(name) || divides;
        (counts && !self.totals.contains(name)).then(|| Op::Count(name.to_owned()))
    }
}

/// Whether words beside a name say that it adds something up: “the total count $N$”.
fn adds_up(stated: &Stated) -> bool {
    let (before, behind) = (clause::before(&stated.before), clause::behind(&stated.behind));
    let near: Vec<&str> = before
        .iter()
        .rev()
        .take(MOST_BESIDE)
        .chain(behind.iter().take(MOST_BESIDE))
        .map(String::as_str)
        .collect();
    let one_of = |words: &[&str]| near.iter().any(|word| words.contains(word));
    one_of(&ADDED_UP) && !one_of(&MEMBERS)
}

/// The letters at which ranges and sums end.
pub(super) fn ends(formulas: &[Arc<Stated>]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for stated in formulas {
        found.extend(ranges(&stated.formula.items).into_iter().map(|(_, size)| size));
        let tree = &stated.formula.tree;
        let sums = tree.ids().filter_map(|id| match tree.kind(id) {
            Kind::Sum(sum) => sum.to,
            _ => None,
        });
        found.extend(sums.filter_map(|to| match tree.kind(to) {
            Kind::Symbol(symbol) => Some(symbol.name.clone()),
            _ => None,
        }));
    }
    found
}

/// A formula that is a name and nothing else.
fn alone(stated: &Stated) -> Option<String> {
    let tree = &stated.formula.tree;
    let mut ids = tree.ids();
    match (ids.next().map(|id| tree.kind(id)), ids.next()) {
        (Some(Kind::Symbol(symbol)), None) if symbol.sub.is_empty() && symbol.sup.is_empty() => {
            Some(symbol.name.clone())
        }
        _ => None,
    }
}

/// `k = 1, \dots, d` and `k \in \{1, \dots, d\}`, wherever they stand in a row.
fn ranges(items: &[Item]) -> Vec<Ranged> {
    let mut found = Vec::new();
    for at in 0..items.len() {
        let Some(letter) = letter(&items[at]) else { continue };
        let rest = &items[at + 1..];
        let list = match rest.split_first().map(|(sign, rest)| (&sign.kind, rest)) {
            Some((ItemKind::Char('='), rest)) => rest,
            Some((ItemKind::Char('∈'), rest)) => inside_braces(rest),
            Some((ItemKind::Command(name), rest)) if name == "in" => inside_braces(rest),
            _ => continue,
        };
        if let Some(size) = size_of(list) {
            found.push(((letter, items[at].primes), size));
        }
    }
    found
}

/// What stands behind the brace that opens a set.
fn inside_braces(items: &[Item]) -> &[Item] {
    match items.first().map(|item| &item.kind) {
        Some(ItemKind::Fenced(_, inside, _)) => inside,
        Some(ItemKind::Command(name)) if matches!(name.as_str(), "{" | "lbrace") => &items[1..],
        _ => &[],
    }
}

/// How many `1, \dots, d` or `0, \dots, d - 1` are.
fn size_of(list: &[Item]) -> Option<String> {
    let mut shown = list.iter().filter(|item| item.kind != ItemKind::Wide);
    let from = match &shown.next()?.kind {
        ItemKind::Number(digits) => digits.parse::<u8>().ok()?,
        _ => return None,
    };
    let mut comma = || shown.next().filter(|item| item.kind == ItemKind::Char(',')).map(|_| ());
    comma()?;
    let dots = shown.next()?;
    let is_dots = match &dots.kind {
        ItemKind::Char('…') => true,
        ItemKind::Command(name) => {
            matches!(name.as_str(), "ldots" | "dots" | "cdots" | "dotsc")
        }
        _ => false,
    };
    let mut shown = shown.skip_while(|item| item.kind == ItemKind::Char(','));
    let size = letter(shown.next().filter(|_| is_dots)?)?;
    let less = shown.next().is_some_and(|item| matches!(item.kind, ItemKind::Char('-' | '−')));
    let one =
        less && matches!(shown.next().map(|i| &i.kind), Some(ItemKind::Number(n)) if n == "1");
    match (from, less, one) {
        (1, false, _) | (0, true, true) => Some(size),
        _ => None,
    }
}

/// A letter without scripts.
fn letter(item: &Item) -> Option<String> {
    let bare = item.sub.is_none() && item.sup.is_none();
    match &item.kind {
        ItemKind::Char(c) if bare && c.is_alphabetic() => Some(c.to_string()),
        _ => None,
    }
}
