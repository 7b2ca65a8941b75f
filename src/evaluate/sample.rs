//! A generic random point: sizes of the sets, values of what is given.

use crate::expression::{ExprId, Index, Meaning, Op, SetId, SymbolId};
use crate::syntax::tree::Function;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::collections::{BTreeMap, BTreeSet};

/// Sizes of the sets in turn: different, none small enough to hide a slip.
const SIZES: [usize; 4] = [5, 6, 7, 4];
/// Dimension of vectors.
const DIMENSION: usize = 3;

/// One sample point.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    sizes: BTreeMap<SetId, usize>,
    given: BTreeMap<SymbolId, Given>,
}

/// The values of a given symbol at all its places, row after row.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub width: usize,
    pub numbers: Vec<f64>,
}

impl Sample {
    /// Draws a point that meets the assumptions of the usual forms; whether it
    /// meets all of them is for the caller to see.
    pub(super) fn draw(meaning: &Meaning, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let used: BTreeSet<SetId> = meaning
            .symbols
            .iter()
            .flat_map(|s| s.sets.iter().map(|set| meaning.sets.find(*set)))
            .collect();
        let sizes = used.into_iter().enumerate().map(|(k, set)| (set, SIZES[k % 4])).collect();
        let mut sample = Self { sizes, given: BTreeMap::new() };
        let positive = positive(meaning);
        for (k, symbol) in meaning.symbols.iter().enumerate() {
            if symbol.definition.is_some() {
                continue;
            }
            let id = SymbolId::at(k);
            let width = if symbol.vector { DIMENSION } else { 1 };
            let places: usize =
                symbol.sets.iter().map(|s| sample.size(meaning.sets.find(*s))).product();
            let numbers = (0..places * width)
                .map(|_| {
                    if positive.contains(&id) {
                        random.random_range(0.2..1.0)
                    } else {
                        StandardNormal.sample(&mut random)
                    }
                })
                .collect();
            sample.given.insert(id, Given { width, numbers });
        }
        for claim in meaning.claims.iter().filter(|c| c.assumed) {
            if let Ok(sides) = &claim.sides {
                sample.assume(meaning, sides.left, sides.right);
            }
        }
        sample
    }

    pub(super) fn size(&self, set: SetId) -> usize {
        self.sizes.get(&set).copied().unwrap_or(SIZES[0])
    }

    pub(super) fn given(&self, symbol: SymbolId) -> Option<&Given> {
        self.given.get(&symbol)
    }

    /// Bends the values to an assumption of a usual form: p_ij = p_ji,
    /// p_ii = 0, Σ p = 1 over the last index or over all.
    fn assume(&mut self, meaning: &Meaning, left: ExprId, right: ExprId) {
        let op = |id| meaning.expressions.op(id);
        match (op(left), op(right)) {
            (Op::Symbol(a, at), Op::Symbol(b, transposed)) if a == b => {
                let [i, j] = at.as_slice() else { return };
                if i != j && transposed.as_slice() == [*j, *i] {
                    self.each_pair(*a, symmetrise);
                }
            }
            (Op::Symbol(a, at), Op::Number(zero)) if *zero == 0.0 => {
                if matches!(at.as_slice(), [i, j] if i == j) {
                    self.each_pair(*a, |p, n| (0..n).for_each(|i| p[i * n + i] = 0.0));
                }
            }
            (Op::Sum { .. }, Op::Number(one)) if *one == 1.0 => self.normalise(meaning, left),
            _ => {}
        }
    }

    fn normalise(&mut self, meaning: &Meaning, sum: ExprId) {
        let mut bound = Vec::new();
        let mut off_diagonal = false;
        let mut at = sum;
        while let Op::Sum { bound: more, conditions, body, .. } = meaning.expressions.op(at) {
            bound.extend(more);
            off_diagonal |= !conditions.is_empty();
            at = *body;
        }
        let Op::Symbol(symbol, indices) = meaning.expressions.op(at) else { return };
        if let ([Index::Var(only)], Some(given)) = (indices.as_slice(), self.given.get_mut(symbol))
        {
            let total: f64 = given.numbers.iter().sum();
            if bound.contains(only) && given.width == 1 {
                given.numbers.iter_mut().for_each(|v| *v /= total);
            }
        }
        let [Index::Var(a), Index::Var(b)] = indices.as_slice() else { return };
        let counts = [bound.contains(a), bound.contains(b)];
        self.each_pair(*symbol, |p, n| {
            let sum = |p: &[f64], keep: &dyn Fn(usize, usize) -> bool| -> f64 {
                (0..n * n)
                    .filter(|k| keep(k / n, k % n) && !(off_diagonal && k / n == k % n))
                    .map(|k| p[k])
                    .sum()
            };
            match counts {
                [true, true] => {
                    let total = sum(p, &|_, _| true);
                    p.iter_mut().for_each(|v| *v /= total);
                }
                [first, _] => {
                    for fixed in 0..n {
                        let here = |i: usize, j: usize| if first { j == fixed } else { i == fixed };
                        let total = sum(p, &here);
                        (0..n * n).filter(|k| here(k / n, k % n)).for_each(|k| p[k] /= total);
                    }
                }
            }
        });
    }

    /// The table of a symbol with two indices over one set.
    fn each_pair(&mut self, symbol: SymbolId, change: impl FnOnce(&mut [f64], usize)) {
        if let Some(given) = self.given.get_mut(&symbol).filter(|g| g.width == 1) {
            let n = given.numbers.len().isqrt();
            if n * n == given.numbers.len() {
                change(&mut given.numbers, n);
            }
        }
    }
}

/// The mean of p and its transpose.
fn symmetrise(p: &mut [f64], n: usize) {
    for i in 0..n {
        for j in 0..i {
            let mean = 0.5 * (p[i * n + j] + p[j * n + i]);
            (p[i * n + j], p[j * n + i]) = (mean, mean);
        }
    }
}

/// The given symbols that stand in a logarithm, a root or a real power.
fn positive(meaning: &Meaning) -> BTreeSet<SymbolId> {
    let mut found = BTreeSet::new();
    for id in meaning.expressions.ids() {
        match meaning.expressions.op(id) {
            Op::Apply(Function::Log | Function::Sqrt, inside) => {
                meaning.symbols_into(*inside, &mut found);
            }
            Op::Power(base, exponent) => {
                let whole = matches!(meaning.expressions.op(*exponent), Op::Number(n) if n.fract() == 0.0)
                    || matches!(meaning.expressions.op(*exponent), Op::Negate(_));
                if !whole {
                    meaning.symbols_into(*base, &mut found);
                }
            }
            _ => {}
        }
    }
    found.retain(|id| {
        let symbol = meaning.symbol(*id);
        symbol.definition.is_none() && !symbol.vector
    });
    found
}
