//! A generic point: what every given is there, and what is nudged to differentiate.

use super::paper::{Key, Paper};
use super::subject::{Law, Subject};
use super::value::Value;
use handgrad::internals::tree::NodeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A change of one number of one symbol at its indices.
#[derive(Debug, Clone)]
pub(crate) struct Nudge {
    pub key: Key,
    pub at: Vec<usize>,
    pub part: usize,
    pub by: f64,
}

/// Values by a symbol's key and indices.
type Known = HashMap<(Key, Vec<usize>), Value>;

/// Derivatives by the tree they stand in, their node, and the values of its letters.
type Differentiated = HashMap<(usize, NodeId, Vec<usize>), Value>;

/// A point that meets the document's assumptions.
pub(crate) struct World<'a> {
    pub subject: &'a Subject,
    pub paper: &'a Paper,
    seed: u64,
    pub nudges: Vec<Nudge>,
    pub known: RefCell<Known>,
    /// The givens, which all nudged copies of the point share.
    givens: Rc<RefCell<Known>>,
    pub differentiated: RefCell<Differentiated>,
}

impl<'a> World<'a> {
    pub(crate) fn new(subject: &'a Subject, paper: &'a Paper, seed: u64) -> Self {
        let (known, differentiated) = (RefCell::default(), RefCell::default());
        let (nudges, givens) = (Vec::new(), Rc::default());
        Self { subject, paper, seed, nudges, known, givens, differentiated }
    }

    /// The same point with one number changed.
    pub(crate) fn nudged(&self, nudge: Nudge) -> Self {
        let mut other = Self::new(self.subject, self.paper, self.seed);
        other.nudges.clone_from(&self.nudges);
        other.nudges.push(nudge);
        other.givens = Rc::clone(&self.givens);
        other
    }

    /// The value of a symbol that no formula defines.
    pub(crate) fn given(&self, key: &Key, at: &[usize]) -> Value {
        let place = (key.clone(), at.to_vec());
        let known = self.givens.borrow().get(&place).cloned();
        known.unwrap_or_else(|| {
            let value = self.drawn(key, at);
            self.givens.borrow_mut().insert(place, value.clone());
            value
        })
    }

    fn drawn(&self, key: &Key, at: &[usize]) -> Value {
        let law = self.subject.law(&key.name).unwrap_or(Law::Any);
        let positive = |at: &[usize]| 0.3 + 1.4 * self.uniform(&key.name, at);
        let symmetric = |at: &[usize]| {
            let mut sorted = at.to_vec();
            sorted.sort_unstable();
            positive(&sorted)
        };
        // The sets of a distribution's two indices are the first one's.
        let n = self.subject.sets[0].1;
        Value::Number(match law {
            Law::Any | Law::Function => 2.6 * self.uniform(&key.name, at) - 1.3,
            Law::Positive => positive(at),
            Law::Symmetric => symmetric(at),
            Law::Joint => {
                let pairs = (0..n).flat_map(|k| (0..n).map(move |l| [k, l]));
                let all: f64 = pairs.filter(|[k, l]| k != l).map(|pair| symmetric(&pair)).sum();
                symmetric(at) / all
            }
            Law::Conditional => {
                let row = (0..n).filter(|l| *l != at[1]).map(|l| positive(&[l, at[1]]));
                positive(at) / row.sum::<f64>()
            }
            Law::Distribution => positive(at) / (0..n).map(|c| positive(&[c])).sum::<f64>(),
            Law::Vector(length) => {
                let part = |c| 2.0 * self.uniform(&key.name, &[at, &[c]].concat()) - 1.0;
                return Value::Vector((0..length).map(part).collect());
            }
        })
    }

    /// A smooth positive function that only its name tells apart.
    pub(crate) fn opaque(&self, name: &str, x: f64) -> f64 {
        let wave = |k: usize| {
            let [a, b, c] = [0, 1, 2].map(|part| self.uniform(name, &[k, part]));
            (0.3 + a) * ((0.3 + 0.5 * b) * x + c - 0.5).tanh()
        };
        (wave(0) - wave(1)).exp()
    }

    /// A number between 0 and 1 that the name, the indices and the point decide.
    fn uniform(&self, name: &str, at: &[usize]) -> f64 {
        let bytes = name.bytes().map(u64::from);
        let indices = at.iter().map(|index| *index as u64 + 1000);
        let mixed = bytes.chain(indices).fold(scrambled(self.seed), |state, x| {
            scrambled(state ^ x.wrapping_mul(0x9E37_79B9_7F4A_7C15))
        });
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The finaliser of SplitMix64.
pub(crate) fn scrambled(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}
