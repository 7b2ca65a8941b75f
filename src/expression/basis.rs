//! What the form of a name was taken from: number, vector or matrix.
//!
//! In: each conclusion of [`super::shape`] and [`super::search`], as it is drawn. Out: one
//! basis for each symbol, for whoever wants to know why. Nothing is decided by it.

use super::Place;
use super::symbols::Form;

/// What a form was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// The document says it: `x \in \mathbb R^d`.
    Declared,
    /// How the name is set: bold, an arrow, or what it stands for, as the identity does.
    Typeset,
    /// How it is used: transposed, in a norm, beside what is known.
    Use,
    /// What is usual: of a product that is a vector the last factor is one.
    Custom,
    /// Nothing speaks of it.
    Unsaid,
    /// With another form fewer formulas fit: how many fit by this one that did not, and where
    /// the first stands.
    Fitting(usize, Place),
}

/// The basis of each symbol, and what conclusions are drawn from now.
#[derive(Debug, Clone, Default)]
pub(super) struct Bases {
    of: Vec<Option<Basis>>,
    now: Option<Basis>,
}

impl Bases {
    /// What is declared is known before anything is inferred.
    pub(super) fn of(said: &[Option<Form>]) -> Self {
        let declared = said.iter().map(|form| form.map(|_| Basis::Declared));
        Self { of: declared.collect(), now: None }
    }

    /// What follows is concluded from this.
    pub(super) const fn begin(&mut self, basis: Basis) {
        self.now = Some(basis);
    }

    /// The form of a symbol was concluded.
    pub(super) fn conclude(&mut self, symbol: usize) {
        if let Some(now) = self.now {
            self.set(symbol, now);
        }
    }

    /// The form of a symbol was taken from something else.
    pub(super) fn set(&mut self, symbol: usize, basis: Basis) {
        if self.of.len() <= symbol {
            self.of.resize(symbol + 1, None);
        }
        self.of[symbol] = Some(basis);
    }

    pub(super) fn get(&self, symbol: usize) -> Basis {
        self.of.get(symbol).copied().flatten().unwrap_or(Basis::Unsaid)
    }
}
