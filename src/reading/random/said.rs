//! What words say of distributions, and which letters they call random.

use super::{Random, base};
use crate::prose::clause;
use crate::reading::Stated;
use crate::syntax::tree::Kind;
use std::sync::Arc;

/// Words that say something of a distribution, or of what is random beside it.
const OF_DISTRIBUTIONS: [&str; 67] = [
    "gaussian",
    "gaussians",
    "normal",
    "normally",
    "mean",
    "means",
    "centred",
    "centered",
    "independent",
    "independence",
    "independently",
    "iid",
    "uncorrelated",
    "uniform",
    "uniformly",
    "bernoulli",
    "poisson",
    "binomial",
    "multinomial",
    "categorical",
    "exponential",
    "beta",
    "dirichlet",
    "gamma",
    "laplace",
    "unbiased",
    "white",
    "noise",
    "stationary",
    "standard",
    "isotropic",
    "martingale",
    "orthogonal",
    "moment",
    "moments",
    "variance",
    "covariance",
    "assume",
    "assuming",
    "assumption",
    "suppose",
    "symmetric",
    "constant",
    "deterministic",
    "markov",
    "identically",
    "binary",
    "coin",
    "die",
    "dice",
    "indicator",
    "takes",
    "take",
    "taking",
    "label",
    "labels",
    "hot",
    "sphere",
    "normalised",
    "normalized",
    "whitened",
    "linear",
    "affine",
    "odd",
    "even",
    "copy",
    "copies",
];

/// So long are the words between two formulas that are named together.
const MOST_BETWEEN: usize = 12;

fn is_noun(word: &str) -> bool {
    ["variable", "variables", "vector", "vectors"].contains(&word)
}

/// `be random variables`, `is a random vector`.
fn is_said(words: &[String]) -> bool {
    match words {
        [verb, rest @ ..] if ["is", "are", "be"].contains(&verb.as_str()) => {
            let mut near = rest.iter().take(3);
            near.any(|word| word == "random")
                && !rest.iter().take(2).any(|word| word == "not" || word == "no")
        }
        _ => false,
    }
}

impl Random {
    /// What the words around a formula say.
    pub(super) fn hear(&mut self, stated: &Stated) {
        let titles = clause::words(&stated.titles);
        let words = clause::words(&format!("{} {}", stated.before, stated.behind));
        let all = || titles.iter().chain(&words);
        self.plain |= all().any(|word| word.starts_with("expect"))
            || words.windows(2).any(|pair| pair[0] == "random" && pair[1].starts_with("variable"));
        let initials = words.windows(3).any(|three| three == ["i", "i", "d"]);
        // A title such as “Variance” says what a section is about.
        let says = |word: &String| OF_DISTRIBUTIONS.contains(&word.as_str());
        let topic = |word: &&String| !word.ends_with("variance") && !word.starts_with("moment");
        self.told |= initials || words.iter().any(says) || titles.iter().filter(topic).any(says);
    }

    /// The letters that words call random; `X and Y are random variables` calls both so.
    pub(super) fn hear_letters(&mut self, formulas: &[Arc<Stated>]) {
        let mut behind = false;
        let mut called = vec![false; formulas.len()];
        for (k, stated) in formulas.iter().enumerate().rev() {
            let words = clause::words(first_sentence(&stated.behind));
            let goes_on = stated.behind.len() < MOST_BETWEEN && words.iter().all(|w| w == "and");
            behind = is_said(&words) || behind && goes_on;
            called[k] = behind;
        }
        let mut before = false;
        for (k, stated) in formulas.iter().enumerate() {
            let words = clause::words(last_sentence(&stated.before));
            let goes_on = stated.before.len() < MOST_BETWEEN && words.iter().all(|w| w == "and");
            before = matches!(words.as_slice(), [.., random, last] if random == "random" && is_noun(last))
                || before && goes_on;
            if called[k] || before {
                for id in stated.formula.tree.ids() {
                    if let Kind::Symbol(symbol) = stated.formula.tree.kind(id) {
                        self.declared.insert(base(symbol));
                        self.said.insert(base(symbol));
                    }
                }
            }
        }
    }
}

pub(super) fn last_sentence(text: &str) -> &str {
    text.rsplit(['.', ';', ':', '\n']).next().unwrap_or(text)
}

fn first_sentence(text: &str) -> &str {
    text.split(['.', ';', ',', '\n']).next().unwrap_or(text)
}
