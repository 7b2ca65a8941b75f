//! Letters that run over nothing that is indexed: the i of `\sum_i a`.
//!
//! In: the variables of each relation, after all that stands with an index was
//! found. Out: such a letter runs over what the same letter runs over in its own
//! relation, else where it came up last before, else next behind. Where it runs
//! over two sets there, it is left to a set of its own.

use super::SetId;
use super::lower::Lowerer;
use std::collections::BTreeSet;
use std::ops::Range;

impl Lowerer<'_> {
    /// Finds the sets of the letters of relations, each given by the numbers of its
    /// variables.
    pub(super) fn settle_letters(&mut self, relations: &[Range<usize>]) {
        if relations.iter().all(Range::is_empty) {
            return;
        }
        let all: Vec<(String, SetId)> =
            self.meaning.expressions.variables().map(|v| (v.name.clone(), v.set)).collect();
        let attached = self.attached();
        let of = |this: &Self, k: usize| this.meaning.sets.find(all[k].1);
        let knows = |this: &Self, k: usize| attached.contains(&of(this, k));
        for own in relations {
            for k in own.clone().filter(|k| *k < all.len()) {
                if knows(self, k) {
                    continue;
                }
                let alike = |other: &usize| all[*other].0 == all[k].0 && knows(self, *other);
                let here: BTreeSet<SetId> =
                    own.clone().filter(alike).map(|other| of(self, other)).collect();
                let before = || (0..own.start).rev().find(alike);
                let found = match here.len() {
                    0 => before().or_else(|| (own.end..all.len()).find(alike)).map(|o| all[o].1),
                    1 => here.first().copied(),
                    _ => None,
                };
                if let Some(set) = found {
                    self.meaning.sets.unite(all[k].1, set);
                }
            }
        }
    }

    /// The sets that something is indexed by, or whose size has a name.
    fn attached(&self) -> BTreeSet<SetId> {
        let sets = &self.meaning.sets;
        let symbols = self.meaning.symbols.iter().flat_map(|symbol| {
            symbol.sets.iter().copied().chain(symbol.shape.0).chain(symbol.shape.1)
        });
        let sized = sets.classes().filter(|set| {
            let facts = sets.facts(*set);
            facts.size.is_some() || !facts.names.is_empty()
        });
        symbols.map(|set| sets.find(set)).chain(sized).collect()
    }

    /// How many variables there are so far.
    pub(super) fn variables(&self) -> usize {
        self.meaning.expressions.variables().count()
    }
}
