//! Expectations as they are written, and the names by which they become sums: letters that
//! count outcomes, values of what is drawn, and weights. No document can write these.

use super::NodeId;
use crate::reason::Random;

/// An expectation, a variance or a covariance as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Mean {
    /// Which of them.
    pub moment: Moment,
    /// Whether its name can be nothing else.
    pub sure: bool,
    /// What it says to be drawn.
    pub drawn: Vec<Drawn>,
    /// What stands behind its bar.
    pub given: Vec<NodeId>,
    /// What it is of.
    pub of: Vec<NodeId>,
    /// The name of a distribution or a parameter below it.
    pub label: Option<String>,
    /// Whether something of it is not understood.
    pub open: bool,
}

/// Which mean is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// 𝔼
    Mean,
    /// Var
    Variance,
    /// Cov
    Covariance,
}

/// Letters that are drawn together, and the density at them where a letter names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The letters.
    pub letters: Vec<NodeId>,
    /// `p(x)`
    pub density: Option<NodeId>,
}

/// What the letters begin with that count the outcomes of what is random; no document can write
/// one with the number that stands behind it.
const OUTCOME: &str = "omega";

/// The letter that counts the outcomes of the k-th expectation of a formula, with what is left
/// open of that.
pub(crate) fn outcome(number: usize, open: Option<Random>) -> String {
    let mark = open.map(|open| format!("_{}", open.mark())).unwrap_or_default();
    format!("{OUTCOME}{number}{mark}")
}

/// What tells the values of what is drawn from others of its name.
pub(crate) const DRAWN: &str = "drawn";
/// What the names of weights begin with.
pub(crate) const WEIGHT: &str = "weight_";

/// Whether a letter counts outcomes.
pub(crate) fn is_outcome(letter: &str) -> bool {
    letter.strip_prefix(OUTCOME).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What such a letter says to be left open.
pub(crate) fn left_open(letter: &str) -> Option<Random> {
    let mark = letter.strip_prefix(OUTCOME)?.split_once('_')?.1;
    Random::ALL.into_iter().find(|open| open.mark() == mark)
}
