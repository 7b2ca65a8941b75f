//! What words name without a formula: “we denote the normalisation sum by $Z$”.
//!
//! In: the words before and behind a formula that is one symbol. Out: whether they say
//! what the symbol is. Not done here: what the words mean, which nobody works out.

use crate::prose::clause;

/// How words say what a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// “Let $Z$ be”: from here on.
    Let,
    /// “We denote by $Z$”, “$Z$ stands for”.
    Act,
    /// “The normalisation sum $Z$”, “$Z$ is the mean”.
    Noun,
}

/// Nouns of what follows from other things.
pub(super) const COMPUTED: [&str; 61] = [
    "distance",
    "distances",
    "difference",
    "differences",
    "norm",
    "length",
    "angle",
    "sum",
    "sums",
    "mean",
    "means",
    "average",
    "product",
    "ratio",
    "quotient",
    "output",
    "outputs",
    "prediction",
    "predictions",
    "loss",
    "cost",
    "error",
    "errors",
    "residual",
    "residuals",
    "energy",
    "entropy",
    "perplexity",
    "variance",
    "determinant",
    "trace",
    "inverse",
    "gradient",
    "derivative",
    "normalizer",
    "normaliser",
    "normalization",
    "normalisation",
    "normalization constant",
    "normalisation constant",
    "normalizing constant",
    "normalising constant",
    "normalization term",
    "normalisation term",
    "normalization factor",
    "normalisation factor",
    "partition function",
    "similarity",
    "likelihood",
    "total",
    "totals",
    "degree",
    "degrees",
    "maximum",
    "minimum",
    "covariance",
    "deviation",
    "deviations",
    "variances",
    "averages",
    "norms",
];

/// Of these, what sums up values that are known by other names: it changes with them.
const SUMMARY: [&str; 36] = [
    "sum",
    "sums",
    "mean",
    "means",
    "average",
    "averages",
    "total",
    "totals",
    "entropy",
    "perplexity",
    "variance",
    "variances",
    "covariance",
    "deviation",
    "deviations",
    "degree",
    "degrees",
    "maximum",
    "minimum",
    "norm",
    "norms",
    "residual",
    "residuals",
    "error",
    "errors",
    "prediction",
    "predictions",
    "output",
    "outputs",
    "determinant",
    "trace",
    "inverse",
    "ratio",
    "quotient",
    "difference",
    "differences",
];

/// What is also a parameter of a distribution,
const MOMENTS: [&str; 7] =
    ["mean", "means", "variance", "variances", "covariance", "deviation", "deviations"];

/// where the words speak of one.
const RANDOM: [&str; 9] = [
    "normal",
    "gaussian",
    "gaussians",
    "distributed",
    "distribution",
    "random",
    "prior",
    "posterior",
    "density",
];

/// Words that say of such a quantity that it is not worked out from the others here.
const SETTLED: [&str; 10] = [
    "given",
    "known",
    "fixed",
    "constant",
    "input",
    "observed",
    "measured",
    "prescribed",
    "number",
    "target",
];

/// Verbs that give a name, where one of [`AS`] comes behind them.
const NAME_AS: [&str; 14] = [
    "denote",
    "denotes",
    "denoted",
    "denoting",
    "write",
    "written",
    "abbreviate",
    "abbreviated",
    "label",
    "represent",
    "represented",
    "designate",
    "designated",
    "symbolise",
];

/// Verbs that need nothing behind them: “we call the sum $Z$”.
const NAME: [&str; 5] = ["denote", "denoting", "call", "calling", "called"];
const AS: [&str; 2] = ["as", "by"];
/// What begins the words behind a name that is given.
const BEHIND: [&str; 17] = [
    "is obtained",
    "is computed",
    "is calculated",
    "is determined",
    "results from",
    "denotes",
    "denote",
    "denoting",
    "stands for",
    "stand for",
    "is short for",
    "normalises",
    "normalizes",
    "normalising",
    "normalizing",
    "ensures",
    "makes",
];
/// What a noun without an article may stand behind, with one adjective between.
const WITH: [&str; 5] = ["with", "and", "has", "have", "whose"];
const WITH_NEAR: usize = 2;
/// Words that say again what was said.
const AGAIN: [&str; 6] = ["again", "still", "before", "above", "same", "earlier"];
/// So many words lie between a verb and the name that it gives.
const MOST_BETWEEN: usize = 8;
/// So many words lie between “is the” and the noun.
const MOST_BEFORE_NOUN: usize = 4;

/// How the words around a symbol say what it is.
pub(super) fn naming(before: &str, behind: &str) -> Option<Naming> {
    let (before, behind) = (clause::before(before), clause::behind(behind));
    if before.iter().chain(&behind).any(|word| AGAIN.contains(&word.as_str())) {
        return None;
    }
    let (said, says) = (before.join(" "), behind.join(" "));
    if said.ends_with("let") && begins(&says, "be") || is_given(&says) {
        return Some(Naming::Let);
    }
    if gives_name(&before, &says) {
        return Some(Naming::Act);
    }
    let ends = COMPUTED.iter().any(|of| {
        let lead = said.strip_suffix(of).filter(|lead| lead.is_empty() || lead.ends_with(' '));
        lead.is_some_and(|lead| {
            let near = || lead.trim_end().rsplit(' ');
            lead.is_empty()
                || near().take(MOST_BEFORE_NOUN).any(is_article)
                || near().take(WITH_NEAR).any(|word| WITH.contains(&word))
        })
    });
    (ends || is_noun(&behind)).then_some(Naming::Noun)
}

/// Whether words say that a symbol follows from other things, and no formula how.
pub(super) fn is_computed(before: &str, behind: &str) -> bool {
    match naming(before, behind) {
        Some(Naming::Let) => is_noun(&clause::behind(behind)),
        Some(Naming::Act | Naming::Noun) => true,
        None => false,
    }
}

/// Whether words name what sums up values, which changes with each of them.
pub(super) fn is_summary(before: &str, behind: &str) -> bool {
    let (before, behind) = (clause::before(before), clause::behind(behind));
    let near = || {
        before.iter().rev().take(MOST_BEFORE_NOUN).chain(behind.iter().take(MOST_BEFORE_NOUN + 2))
    };
    let all = || before.iter().chain(&behind);
    let one_of = |words: &[&str]| near().any(|word| words.contains(&word.as_str()));
    let random = || all().any(|word| RANDOM.contains(&word.as_str()));
    one_of(&SUMMARY) && !one_of(&SETTLED) && !(one_of(&MOMENTS) && random())
}

/// “In this section $a$ is a constant”: whatever it was elsewhere.
fn is_given(says: &str) -> bool {
    const GIVEN: [&str; 7] = [
        "is a constant",
        "is constant",
        "is just a constant",
        "is a number",
        "is just a number",
        "is any number",
        "is a fixed number",
    ];
    GIVEN.iter().any(|phrase| begins(says, phrase))
}

fn gives_name(before: &[String], says: &str) -> bool {
    if BEHIND.iter().any(|phrase| begins(says, phrase)) {
        return true;
    }
    let last = before.last().map_or("", String::as_str);
    let near = || before.iter().rev().take(MOST_BETWEEN + 1);
    let one_of = |verbs: &[&str]| near().any(|word| verbs.contains(&word.as_str()));
    AS.contains(&last) && one_of(&NAME_AS)
        || one_of(&NAME)
        || last == "write" && begins(says, "for")
        || last == "written"
}

/// “an output” is any.
fn is_article(word: &str) -> bool {
    matches!(word, "the" | "our" | "its" | "their")
}

/// Whether words name what all that it is made of is summed into: it changes with each.
pub(super) fn is_total(before: &str, behind: &str) -> bool {
    const TOTALS: [&str; 10] = [
        "normali",
        "partition",
        "sum",
        "mean",
        "average",
        "total",
        "ensures",
        "makes",
        "called",
        "call",
    ];
    let (before, behind) = (clause::before(before), clause::behind(behind));
    let near = before.iter().rev().take(MOST_BETWEEN).chain(behind.iter().take(MOST_BETWEEN));
    near.into_iter().any(|word| TOTALS.iter().any(|total| word.starts_with(total)))
}

/// “is the sum”, “, the partition function”.
fn is_noun(behind: &[String]) -> bool {
    let verb =
        behind.first().is_some_and(|word| matches!(word.as_str(), "is" | "are" | "be" | "being"));
    let rest = &behind[usize::from(verb)..];
    let [article, rest @ ..] = rest else { return false };
    let article = is_article(article);
    let rest = rest.join(" ");
    let reached = |of: &str| {
        let at = format!(" {rest} ").find(&format!(" {of} "));
        at.is_some_and(|at| {
            rest[..at].split(' ').filter(|w| !w.is_empty()).count() <= MOST_BEFORE_NOUN
        })
    };
    article && COMPUTED.iter().any(|of| reached(of))
}

/// Whether words say that a symbol counts something: “with $d$ the number of features”.
pub(super) fn counts_things(before: &str, behind: &str) -> bool {
    const COUNTS: [&str; 5] = ["number of", "size", "dimension", "count", "length"];
    let (before, behind) = (clause::before(before), clause::behind(behind));
    let verb = |word: &String| {
        matches!(word.as_str(), "is" | "are" | "be" | "being" | "denotes" | "the" | "a")
    };
    let says = behind.iter().skip_while(|word| verb(word)).take(MOST_BEFORE_NOUN);
    let says: Vec<&str> = says.map(String::as_str).collect();
    let behind =
        behind.first().is_some_and(verb) && COUNTS.iter().any(|c| says.join(" ").contains(c));
    let ahead = before.last().is_some_and(|word| matches!(word.as_str(), "size" | "dimension"));
    // “We have $K$ classes”
    let have = before.last().is_some_and(|word| matches!(word.as_str(), "have" | "has" | "are"));
    let plural = says.first().is_some_and(|word| word.len() > 3 && word.ends_with('s'));
    behind || ahead || have && plural && !matches!(says.first(), Some(&"this"))
}

fn begins(says: &str, phrase: &str) -> bool {
    says.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_names_what_comes_behind_it() {
        for verb in NAME_AS {
            assert_eq!(
                naming(&format!("We {verb} the total as "), "."),
                Some(Naming::Act),
                "{verb}"
            );
            assert_eq!(naming(&format!("{verb} it. Here "), " is large"), None, "{verb}");
        }
        for verb in NAME {
            assert_eq!(naming(&format!("we {verb} the total "), "."), Some(Naming::Act), "{verb}");
        }
        for phrase in BEHIND {
            assert_eq!(naming("Here ", &format!(" {phrase} the total")), Some(Naming::Act));
        }
        assert_eq!(naming("Let ", " be the total."), Some(Naming::Let));
        assert_eq!(naming("we write ", " for the total."), Some(Naming::Act));
    }

    #[test]
    fn each_noun_is_of_what_follows_from_other_things() {
        for noun in COMPUTED {
            assert_eq!(naming(&format!("with the {noun} "), ", we"), Some(Naming::Noun), "{noun}");
            assert_eq!(
                naming("Here ", &format!(" is the {noun} of")),
                Some(Naming::Noun),
                "{noun}"
            );
            assert_eq!(naming("", &format!(" holds the {noun}")), None, "{noun}");
        }
    }

    #[test]
    fn totals_change_with_all_that_they_are_of() {
        assert!(is_total("with the partition function ", ", we"));
        assert!(is_total("where ", " normalises the distribution"));
        assert!(is_total("the sum, which we call ", "."));
        assert!(!is_total("where ", " is the distance in the input space"));
        assert!(!is_total("The sum is large. Here ", " is the loss"));
    }

    #[test]
    fn what_counts_things_is_a_size() {
        assert!(counts_things("with ", " the number of features"));
        assert!(counts_things("where ", " is the batch size"));
        assert!(counts_things("We have ", " classes and uniform targets"));
        assert!(!counts_things("where ", " is a number"));
        assert!(!counts_things("We have ", " this is clear"));
        assert!(!counts_things("for ", ", whose size matters"));
    }

    #[test]
    fn what_is_said_again_names_nothing() {
        for word in AGAIN {
            assert_eq!(naming(&format!("the sum, {word} denoted by "), ""), None, "{word}");
        }
        assert_eq!(naming("for the learning rate ", ""), None);
    }
}
