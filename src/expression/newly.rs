//! What a relation gives: a meaning to a symbol or a function, or one that is lost.
//!
//! In: nothing. Out: the values that definitions are kept as. Not done here: finding them
//! ([`super::define`]), and which one holds where ([`super::versions`]).

use super::relations::Member;
use super::{Key, Unclear};

/// One meaning of a symbol.
#[derive(Debug, Clone)]
pub(super) struct Version {
    /// The formula that gives it.
    pub from: usize,
    pub left: Member,
    /// Whether it holds only from there on, and not before it in its scope.
    pub below: bool,
    /// What it is; nothing where words say that it is given.
    pub right: Option<Member>,
    pub inferred: bool,
    /// What the symbol is where its two indices agree.
    pub diagonal: Option<Member>,
    /// Whether it is said to be defined for different indices only.
    pub of_pairs: bool,
    /// How deep the scope is that holds what speaks of it as given elsewhere, where a number
    /// is chosen for it: that is a case of its own, and known there alone.
    pub special: Option<usize>,
}

/// What stands behind the name of a parameter that is written as a square.
pub(super) const SQUARED: char = '²';

/// One meaning of a function.
#[derive(Debug, Clone)]
pub(super) struct FunctionVersion {
    pub from: usize,
    /// Whether it holds only from there on.
    pub below: bool,
    pub parameters: Vec<String>,
    pub body: Member,
}

/// What gives something a meaning.
pub(super) enum New {
    Symbol(Key, Version),
    Function(String, FunctionVersion),
}

impl New {
    pub(super) fn hold_below(&mut self, only: bool) {
        match self {
            Self::Symbol(_, version) => version.below = only,
            Self::Function(_, version) => version.below = only,
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Symbol(key, _) => key.name.clone(),
            Self::Function(name, _) => name.clone(),
        }
    }
}

/// What a relation does to the symbol at its left.
pub(super) enum Defines {
    /// It is its first meaning, as far as is seen from there.
    Anew(New),
    /// It would be another meaning in the same scope.
    Restated(New),
    /// It would be another meaning in another scope.
    Again(New),
    Nothing,
}

impl Defines {
    /// By whether a meaning is seen already, and is of the same scope.
    pub(super) fn by(known: Option<bool>, new: New) -> Self {
        match known {
            None => Self::Anew(new),
            Some(false) => Self::Again(new),
            Some(true) => Self::Restated(new),
        }
    }
}

/// A definition that cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Lost {
    /// The formula that would give it.
    pub from: usize,
    /// What it would have defined.
    pub left: Member,
    pub why: Unclear,
}
