//! Effort: how much is tried before something is given up, counted in trials.
//!
//! A trial is a look at one changed line of ordinary length; what takes longer
//! counts for more. Nothing here, and nothing in the checker, asks the time: the
//! same document gets the same answers on any machine, whatever else that does.

use crate::evaluate::Steps;
use crate::expression::Meaning;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// The trials that a line may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effort(u32);

/// The words for efforts, the least first.
const WORDS: [(&str, Effort); 4] = [
    ("none", Effort::NONE),
    ("low", Effort::LOW),
    ("normal", Effort::NORMAL),
    ("high", Effort::HIGH),
];

impl Effort {
    /// Nothing is tried.
    pub const NONE: Self = Self(0);
    /// About a tenth of the usual.
    pub const LOW: Self = Self(2_000);
    /// What is done if nothing is said: at most about two seconds a line on two
    /// cores, for most a tenth of that.
    pub const NORMAL: Self = Self(20_000);
    /// Ten times the usual.
    pub const HIGH: Self = Self(200_000);

    /// An effort of so many trials.
    #[must_use]
    pub const fn trials(trials: u32) -> Self {
        Self(trials)
    }

    /// How many trials it is.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0
    }
}

impl Default for Effort {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match WORDS.iter().find(|(_, effort)| effort == self) {
            Some((word, _)) => f.write_str(word),
            None => write!(f, "{}", self.0),
        }
    }
}

impl FromStr for Effort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, effort)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Ok(*effort);
        }
        let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        let known = words.join(", ");
        text.parse().map(Self).map_err(|_| format!("neither a number of trials nor one of {known}"))
    }
}

/// The trials that are left of an effort. They are taken by one thread at a time,
/// in an order that is always the same.
#[derive(Debug)]
pub(crate) struct Trials {
    left: AtomicU64,
    /// Whether something was given up for want of them.
    short: AtomicBool,
}

impl Trials {
    pub(crate) const fn of(trials: u64) -> Self {
        Self { left: AtomicU64::new(trials), short: AtomicBool::new(false) }
    }

    pub(crate) fn left(&self) -> u64 {
        self.left.load(Relaxed)
    }

    /// Whether something was given up for want of trials.
    pub(crate) fn were_short(&self) -> bool {
        self.short.load(Relaxed)
    }

    /// Takes as many of some trials as are left, at a price each; how many.
    pub(crate) fn take(&self, wanted: usize, price: u64) -> usize {
        let price = price.max(1);
        let can = usize::try_from(self.left() / price).unwrap_or(usize::MAX);
        let taken = wanted.min(can);
        self.short.fetch_or(taken < wanted, Relaxed);
        self.spend(price * taken as u64);
        taken
    }

    /// Whether one trial at a price can be made; then it is taken.
    pub(crate) fn take_one(&self, price: u64) -> bool {
        self.take(1, price) == 1
    }

    /// Takes what was spent beyond what had been taken.
    pub(crate) fn spend(&self, price: u64) {
        self.left.store(self.left().saturating_sub(price), Relaxed);
    }
}

/// The trials of a whole document, without those for changes that mend its lines:
/// each stage takes its part of what the stages before left.
pub(crate) const DOCUMENT: u64 = 50_000;

/// So many steps of evaluation are done in the time of a trial: about what one look
/// at a line of ordinary length takes.
pub(crate) const STEPS_A_TRIAL: u64 = 40_000;
/// So many operations of a document are understood in the time of a trial.
const OPERATIONS_A_TRIAL: usize = 400;

/// What it takes to understand a document once more.
pub(crate) fn price_of_understanding(meaning: &Meaning) -> u64 {
    1 + (meaning.expressions.ids().count() / OPERATIONS_A_TRIAL) as u64
}

/// What so many steps of evaluation take.
pub(crate) const fn price_of(steps: Steps) -> u64 {
    steps.0 / STEPS_A_TRIAL
}

/// What it takes to judge a line once more that took so many steps.
pub(crate) const fn price_of_judging(steps: Steps) -> u64 {
    1 + price_of(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efforts_are_numbers_or_words() {
        for (text, count) in [("none", 0), ("normal", 20_000), ("17", 17), ("0", 0)] {
            assert_eq!(text.parse::<Effort>().map(Effort::count), Ok(count), "{text}");
        }
        assert_eq!(Effort::HIGH.to_string(), "high");
        assert_eq!(Effort::trials(17).to_string(), "17");
        for text in ["", "2s", "-1", "much"] {
            assert!(text.parse::<Effort>().unwrap_err().contains("none, low, normal, high"));
        }
    }

    #[test]
    fn what_is_taken_is_gone() {
        let trials = Trials::of(10);
        assert_eq!((trials.take(2, 3), trials.left(), trials.were_short()), (2, 4, false));
        assert_eq!((trials.take(9, 3), trials.left(), trials.were_short()), (1, 1, true));
        assert!(!trials.take_one(2) && trials.take_one(1));
    }
}
