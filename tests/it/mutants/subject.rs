//! The documents that slips are made in, and what is given in each.

use std::fs;
use std::path::Path;

/// A correct derivation, and what its author takes for granted.
pub(crate) struct Subject {
    /// The file, below the project's folder.
    pub file: &'static str,
    /// Index letters with the size of the set they run over.
    pub sets: &'static [(&'static str, usize)],
    /// Names of sizes.
    pub sizes: &'static [(&'static str, usize)],
    /// What is given, by name, and what is assumed of it; everything else that no formula
    /// defines is any number.
    pub givens: &'static [(&'static str, Law)],
}

/// What is assumed of a given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Law {
    /// A number of either sign.
    Any,
    /// A positive number.
    Positive,
    /// Positive and symmetric.
    Symmetric,
    /// Positive, symmetric, and one in sum over all pairs of two.
    Joint,
    /// Positive, and one in sum over the first index without the second: p_{j|i}.
    Conditional,
    /// Positive, and one in sum over its only index.
    Distribution,
    /// A vector of so many numbers.
    Vector(usize),
    /// A smooth function of one number with positive values.
    Function,
}

/// Letters for points, the last four of which no document uses.
const POINTS: (&str, usize) = ("i j k l m r s u", 5);

/// The derivations of stochastic neighbour embedding.
const EMBEDDING: Law = Law::Vector(3);

/// All documents.
pub(crate) const SUBJECTS: &[Subject] = &[
    Subject {
        file: "derivations/asymmetric-sne.md",
        sets: &[POINTS],
        sizes: &[],
        givens: &[("p", Law::Conditional), ("y", EMBEDDING)],
    },
    Subject {
        file: "derivations/symmetric-sne.md",
        sets: &[POINTS],
        sizes: &[],
        givens: &[("p", Law::Joint), ("y", EMBEDDING)],
    },
    Subject {
        file: "derivations/t-sne.md",
        sets: &[POINTS],
        sizes: &[],
        givens: &[("p", Law::Joint), ("y", EMBEDDING)],
    },
    Subject {
        file: "derivations/kernels.md",
        sets: &[("i j k l m o a b", 5)],
        sizes: &[],
        givens: &[("p", Law::Joint), ("y", EMBEDDING), ("w", Law::Function), ("t", Law::Positive)],
    },
    Subject {
        file: "tests/it/mutants/documents/softmax.md",
        sets: &[("a b c k m o", 5)],
        sizes: &[],
        givens: &[("t", Law::Distribution)],
    },
    Subject {
        file: "tests/it/mutants/documents/sammon.md",
        sets: &[POINTS],
        sizes: &[],
        givens: &[("r", Law::Symmetric), ("y", EMBEDDING)],
    },
    Subject {
        file: "tests/it/mutants/documents/ridge.md",
        sets: &[("i j k", 5)],
        sizes: &[("n", 5)],
        givens: &[("x", EMBEDDING), ("w", EMBEDDING), ("t", Law::Any)],
    },
    Subject {
        file: "tests/it/mutants/documents/factorisation.md",
        sets: &[("i j k", 5), ("a o m", 4)],
        sizes: &[],
        givens: &[("u", EMBEDDING), ("v", EMBEDDING), ("x", Law::Any)],
    },
    Subject {
        file: "tests/it/mutants/documents/logistic.md",
        sets: &[("i j k", 5)],
        sizes: &[],
        givens: &[("x", EMBEDDING), ("w", EMBEDDING), ("t", Law::Any)],
    },
];

impl Subject {
    /// The document's text.
    pub(crate) fn text(&self) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(self.file);
        fs::read_to_string(path).unwrap()
    }

    /// The size of the set that a letter runs over; `None` for what is no index.
    pub(crate) fn extent(&self, letter: &str) -> Option<usize> {
        self.set(letter).map(|place| self.sets[place].1)
    }

    /// The set that a letter runs over, by its place.
    pub(crate) fn set(&self, letter: &str) -> Option<usize> {
        self.sets.iter().position(|(letters, _)| letters.split(' ').any(|l| l == letter))
    }

    /// What is assumed of a name.
    pub(crate) fn law(&self, name: &str) -> Option<Law> {
        let name = name.strip_prefix("mathbf ").unwrap_or(name);
        self.givens.iter().find(|(given, _)| *given == name).map(|(_, law)| *law)
    }
}
