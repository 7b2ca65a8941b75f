//! Settings: how many elements the sets have at a point, and how large values are.
//!
//! In: a document's sets, and which setting is asked for. Out: a size for each set,
//! no two alike and each another one in every other setting, so that what is true
//! for one number of elements alone is seen to be false; and single values, of
//! which the wide setting has small and large ones. Not done here: which points a
//! line is looked at, see [`super::general`].

use super::tall;
use crate::expression::{Meaning, Op, SetId};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::collections::{BTreeMap, BTreeSet};

/// Sizes of the index sets in turn: different, none small enough to hide a slip. No
/// two differ, or are multiples of each other, in the same way in both rows.
const SIZES: [[usize; 8]; 2] = [[5, 7, 8, 9, 10, 11, 12, 13], [6, 9, 7, 10, 8, 12, 11, 14]];
/// Lengths of vectors in turn.
const DIMENSIONS: [[usize; 3]; 2] = [[3, 4, 6], [4, 5, 3]];
/// How many members families have in turn that are defined by the ones before: few, since
/// what goes through many layers vanishes or saturates.
const STEPS: [[usize; 3]; 2] = [[4, 6, 5], [3, 5, 4]];

/// How large values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scale {
    /// About 1, so that functions neither overflow nor saturate.
    Ordinary,
    /// From small ones to large ones.
    Wide,
    /// So near to 0 that what is hidden far from it is seen: powers of a tenth.
    Near(u8),
    /// So far from 0 that what lies behind a bend is met: powers of three.
    Far(u8),
}

/// Which sizes the sets have, how large values are, and which of several draws it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Setting {
    /// The row of sizes.
    sizes: usize,
    pub(super) scale: Scale,
    draw: u8,
}

impl Setting {
    /// Where every line is looked at first.
    pub(super) const FIRST: Self = Self { sizes: 0, scale: Scale::Ordinary, draw: 0 };
    /// The first one with other sizes.
    pub(super) const SIZES: Self = Self { sizes: 1, scale: Scale::Ordinary, draw: 0 };
    /// Where a line has to hold too: in the first of these in which it has values.
    pub(super) const OTHERS: [Self; 5] = [
        Self { sizes: 1, scale: Scale::Wide, draw: 0 },
        Self::SIZES,
        Self { draw: 1, ..Self::SIZES },
        Self::scaled(Scale::Near(1)),
        Self::scaled(Scale::Near(2)),
    ];
    /// Where it is looked at first if rounding decides at ordinary values: exponentials
    /// neither overflow nor vanish beside each other.
    pub(super) const SMALL: [Self; 2] = [
        Self { scale: Scale::Near(1), ..Self::FIRST },
        Self { scale: Scale::Near(2), ..Self::FIRST },
    ];

    /// Where a branch is looked for that was not taken elsewhere.
    pub(super) const FAR: [Self; 5] = [
        Self::scaled(Scale::Far(1)),
        Self::scaled(Scale::Far(2)),
        Self::scaled(Scale::Far(3)),
        Self::scaled(Scale::Far(4)),
        Self::scaled(Scale::Far(5)),
    ];
    /// Where no function runs against an end.
    pub(super) const NEAR: [Self; 3] =
        [Self::scaled(Scale::Near(1)), Self::scaled(Scale::Near(2)), Self::scaled(Scale::Near(3))];

    const fn scaled(scale: Scale) -> Self {
        Self { sizes: 1, scale, draw: 0 }
    }

    /// Whether a line is looked at here first: at ordinary values, or where rounding decides
    /// at these, at small ones.
    pub(super) fn is_first(self) -> bool {
        self == Self::FIRST || Self::SMALL.contains(&self)
    }

    /// The seed of its points.
    pub(super) const fn seed(self, seed: u64) -> u64 {
        let scale = match self.scale {
            Scale::Ordinary => 0,
            Scale::Wide => 1,
            Scale::Far(k) => 2 + k as u64,
            Scale::Near(k) => 128 + k as u64,
        };
        let own = (self.sizes as u64) << 16 | scale << 8 | self.draw as u64;
        seed ^ own.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// The size of a set of which nothing is known.
    pub(super) const fn natural() -> usize {
        SIZES[0][0]
    }

    /// Every set with its size, those of vectors' entries apart.
    pub(super) fn sizes(self, meaning: &Meaning) -> BTreeMap<SetId, usize> {
        let indexed: BTreeSet<SetId> = meaning
            .symbols
            .iter()
            .flat_map(|symbol| symbol.sets.iter().map(|set| meaning.sets.find(*set)))
            .collect();
        let summed = summed(meaning);
        let steps = meaning.steps();
        let mut taken: BTreeSet<usize> =
            meaning.sets.classes().filter_map(|set| meaning.sets.facts(set).size).collect();
        let mut sizes = BTreeMap::new();
        for set in meaning.sets.classes() {
            let facts = meaning.sets.facts(set);
            let named = indexed.contains(&set) || !facts.names.is_empty();
            let least = if facts.least > 0 { facts.least + 2 } else { 0 };
            let size = if let Some(size) = facts.size {
                size
            } else if steps.contains(&set) {
                free(&STEPS[self.sizes], least, &mut taken)
            } else if facts.dimension && !indexed.contains(&set) {
                free(&DIMENSIONS[self.sizes], least, &mut taken)
            } else if named || summed.contains(&set) {
                free(&SIZES[self.sizes], least, &mut taken)
            } else {
                SIZES[self.sizes][0].max(least)
            };
            sizes.insert(set, size);
        }
        tall::set_upright(meaning, &mut sizes);
        sizes
    }
}

/// The first size that no other set has.
fn free(wished: &[usize], least: usize, taken: &mut BTreeSet<usize>) -> usize {
    let fits = |size: &usize| *size >= least && !taken.contains(size);
    let size = wished.iter().copied().find(fits).unwrap_or_else(|| {
        // Beyond all that are wished for and taken there is always one.
        let all = wished.iter().chain(taken.iter()).copied();
        all.max().unwrap_or_default().max(least) + 1
    });
    taken.insert(size);
    size
}

/// The sets that sums run over.
fn summed(meaning: &Meaning) -> BTreeSet<SetId> {
    let bound = meaning.expressions.ids().flat_map(|id| match meaning.expressions.op(id) {
        Op::Sum { bound, .. } => bound.as_slice(),
        _ => &[],
    });
    bound.map(|var| meaning.sets.find(meaning.expressions.var(*var).set)).collect()
}

impl Scale {
    /// A value, positive where it has to be.
    pub(super) fn draw(self, positive: bool, random: &mut ChaCha8Rng) -> f64 {
        let between = |random: &mut ChaCha8Rng, low: f64, high: f64| {
            low * (high / low).powf(random.random_range(0.0..1.0))
        };
        match (self, positive) {
            (Self::Ordinary, true) => random.random_range(0.2..1.2),
            (Self::Ordinary, false) => StandardNormal.sample(random),
            (Self::Wide, true) => between(random, 0.05, 20.0),
            (Self::Wide, false) => {
                let normal: f64 = StandardNormal.sample(random);
                normal * between(random, 0.2, 8.0)
            }
            (Self::Near(k), positive) => {
                let ordinary = Self::Ordinary.draw(positive, random);
                ordinary * 10.0_f64.powi(-i32::from(k))
            }
            (Self::Far(k), true) => {
                let far = 3.0_f64.powi(i32::from(k));
                between(random, 1.0 / far, far)
            }
            (Self::Far(k), false) => {
                let normal: f64 = StandardNormal.sample(random);
                normal * 3.0_f64.powi(i32::from(k))
            }
        }
    }
}
