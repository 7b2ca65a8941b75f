//! What the words around a formula say that it is there for.
//!
//! In: the words directly before and behind each formula, in document order. Out:
//! for each a [`Said`]: the acts of the phrases that stand at it, with how near they
//! stand. The phrases are rows of one table ([`PHRASES`]), with a column for each
//! language. Not done here: what a formula is, which its own form decides too.

pub(crate) mod clause;
mod language;
mod phrases;
#[cfg(test)]
mod tests;

pub(crate) use language::is_known_language;
pub(crate) use phrases::{Act, PHRASES};

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What the words of a sentence say of one formula.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about words")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// What the nearest phrase before it does; what a formula goes on with is what
    /// the one before was there for.
    pub nearest: Option<Act>,
    /// Whether the nearest phrase stands directly at it, with no word between.
    pub directly: bool,
    /// Whether no word of its sentence stands directly before it.
    pub bare: bool,
    /// All that is done in the sentence before the formula, the last first.
    pub before: Vec<Act>,
    /// What is done behind it, up to the end of the sentence or the next formula.
    pub behind: Vec<Act>,
    /// What was done in the sentence before this one.
    pub above: Vec<Act>,
    /// The sentence, counted over the document.
    pub sentence: usize,
    /// Whether the words give another meaning from here on: “suppose instead”, “now let”.
    pub anew: bool,
    /// Whether they say that it was said before, or follows: “consider again”.
    pub again: bool,
}

impl Said {
    /// Whether the nearest words before a formula do this.
    #[must_use]
    pub(crate) fn is(&self, act: Act) -> bool {
        self.nearest == Some(act)
    }

    /// Whether the nearest words say that it follows, or is seen.
    #[must_use]
    pub(crate) fn follows(&self) -> bool {
        self.is(Act::Follow) || self.is(Act::Conclude)
    }

    /// Whether the nearest words draw a conclusion, or words right before them: “then we
    /// have”.
    #[must_use]
    pub(crate) fn concludes(&self) -> bool {
        self.is(Act::Conclude)
            || self.is(Act::Follow) && self.before.iter().take(2).any(|act| *act == Act::Conclude)
    }

    /// Whether a sentence does this anywhere at the formula.
    #[must_use]
    pub(crate) fn does(&self, act: Act) -> bool {
        self.before.contains(&act) || self.behind.contains(&act)
    }
}

/// How a formula stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Among words.
    Inline,
    /// On lines of its own: no list goes on there without a word.
    Displayed,
    /// In one formula with the one before.
    Within,
}

/// The sentence that is being read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sentence {
    /// The acts of its phrases so far, in order.
    acts: Vec<Act>,
    /// What the last formula was there for.
    last: Option<Act>,
    /// The acts of the sentence before.
    above: Vec<Act>,
    /// Whether the last formula stood on lines of its own.
    displayed: bool,
    /// The sentences so far.
    number: usize,
    /// Whether something was supposed in it.
    supposed: bool,
}

impl Sentence {
    /// What is said of the next formula: the words between the one before and it,
    /// and those directly behind it.
    pub(crate) fn formula(&mut self, before: &str, behind: &str, stands: Stands) -> Said {
        // A capital behind a display begins a sentence, whether or not there is a stop.
        let capital = before.trim_start().starts_with(char::is_uppercase);
        let within = stands == Stands::Within;
        if self.displayed && !within && (capital || before.trim().is_empty()) {
            self.end();
        }
        let sentences = sentences(before);
        if let [.., above, _] = sentences.as_slice() {
            self.end();
            self.above.extend(acts(&words(above)).into_iter().map(|found| found.act));
        }
        let own = words(sentences.last().map(String::as_str).unwrap_or_default());
        let found = acts(&own);
        self.supposed |= own.iter().any(|word| SUPPOSING.contains(&word.as_str()));
        let (mut nearest, directly) = self.nearest(&own, &found, stands != Stands::Displayed);
        let titled = sentences.last().is_some_and(|own| own.trim_end().ends_with(':'));
        let chosen = own.iter().any(|word| PROPOSING.contains(&word.as_str()));
        if nearest.is_none() && titled && chosen {
            nearest = Some(Act::Example);
        }
        if nearest.is_none() && titled && own.first().is_some_and(|word| is_article(word)) {
            nearest = Some(Act::Name);
        }
        self.acts.extend(found.iter().map(|found| found.act));
        if self.acts.contains(&Act::Zero) && (self.acts.contains(&Act::Case) || names_slope(&own)) {
            self.acts.push(Act::Solve);
        }
        self.displayed = stands == Stands::Displayed || within && self.displayed;
        let asked = behind.trim_start().starts_with('?');
        self.last = if asked { Some(Act::Deny) } else { nearest };
        let anew = self.displayed && behind.trim_start().starts_with(char::is_uppercase);
        let behind = sentences_of(behind).next().filter(|_| !anew).unwrap_or_default();
        Said {
            nearest: self.last,
            directly,
            bare: own.is_empty(),
            before: self.acts.iter().rev().copied().collect(),
            behind: acts(&words(&behind)).into_iter().map(|found| found.act).collect(),
            above: self.above.clone(),
            sentence: self.number,
            anew: ANEW.iter().any(|phrase| stands_in(phrase, &own)),
            again: own.iter().any(|word| AGAIN.contains(&word.as_str())),
        }
    }

    /// What the nearest phrase of some words does, and whether it ends them.
    fn nearest(&self, own: &[String], found: &[Found], listed: bool) -> (Option<Act>, bool) {
        // A condition or reason is one for what follows it at once.
        let acts = |found: &&Found| match found.act {
            Act::Case | Act::Reason | Act::Name | Act::Example => found.end == own.len(),
            Act::Zero | Act::Continue | Act::Contrast | Act::Factor | Act::Locus => false,
            _ => true,
        };
        let acting = found.iter().rev().find(acts);
        // “Unlike there, where $a = b$” denies.
        let denies = |found: &Found| {
            let at_once =
                found.end == own.len() || own[found.end - 1..].contains(&"where".to_owned());
            found.act == Act::Deny || found.act == Act::Contrast && at_once
        };
        let denied = found.iter().rposition(denies).is_some_and(|at| {
            let further = |found: &Found| {
                matches!(found.act, Act::Assume | Act::Attach) || own[found.end - 1] == "where"
            };
            found[at + 1..].iter().all(further)
        });
        if denied {
            return (Some(Act::Deny), acting.is_some_and(|found| found.end == own.len()));
        }
        let joined = found.last().is_some_and(|f| f.act == Act::Continue && f.end == own.len());
        let goes_on = acting.is_none() && (own.is_empty() && listed || joined);
        let nearest = acting.map(|found| found.act).or(self.last.filter(|_| goes_on));
        // “Define the weights as”
        let defined = acting.is_some_and(|last| {
            let earlier = |f: &Found| f.act == Act::Define && f.end < last.end;
            last.act == Act::Reason && own[last.end - 1] == "as" && found.iter().any(earlier)
        });
        let nearest = if defined { Some(Act::Define) } else { nearest };
        // “One sees that”, “it can be checked that”: what such words do not assume is said
        // to be so.
        let asserted = ends_in_that(own) && !directly(found, own);
        let asserts = |found: &Found| {
            matches!(
                found.act,
                Act::Assume | Act::Conclude | Act::Prove | Act::Recall | Act::Define
            ) && own.len() - found.end <= MOST_BEFORE_THAT
        };
        if asserted && !acting.is_some_and(asserts) {
            return (Some(Act::Follow), true);
        }
        // “When the weights satisfy”, “if we assume”
        let supposes = own.iter().any(|word| SUPPOSING.contains(&word.as_str()));
        let nearest = nearest.map(|act| match act {
            Act::Assume if supposes && acting.is_some() => Act::Case,
            Act::Restate if self.supposed => Act::Case,
            Act::Restate => Act::Follow,
            act => act,
        });
        (nearest, acting.is_some_and(|found| found.end == own.len()))
    }

    /// The sentence ends, as before a heading or an item.
    pub(crate) fn end(&mut self) {
        self.above = std::mem::take(&mut self.acts);
        self.last = None;
        self.supposed = false;
        self.number += 1;
    }
}

/// So many words may stand between “assume” and its “that”.
const MOST_BEFORE_THAT: usize = 5;

/// Words behind which “that” names something, or what is used and not found.
const NOT_ASSERTING: [&str; 11] =
    ["from", "by", "after", "with", "to", "of", "than", "used", "use", "using", "uses"];

/// “One sees that”, and not “from that”, “we have used that”.
fn ends_in_that(own: &[String]) -> bool {
    match own {
        [.., before, that] => that == "that" && !NOT_ASSERTING.contains(&before.as_str()),
        _ => false,
    }
}

/// Whether a phrase ends some words.
fn directly(found: &[Found], own: &[String]) -> bool {
    found.last().is_some_and(|found| found.end == own.len())
}

/// What is given behind these has another meaning than before.
const ANEW: [&str; 10] = [
    "instead",
    "new definition",
    "modified to",
    "now let",
    "let now",
    "now suppose",
    "suppose now",
    "now define",
    "now set",
    "redefine",
];

/// What is said behind these was said before, or follows from that.
const AGAIN: [&str; 9] = [
    "again",
    "expanding",
    "expanded",
    "rewrite",
    "rewriting",
    "rewritten",
    "recall",
    "simplifying",
    "hence",
];

fn stands_in(phrase: &str, words: &[String]) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|window| window == phrase.as_slice())
}

/// What is said again behind these is supposed.
const SUPPOSING: [&str; 3] = ["if", "when", "whenever"];

/// “Somebody uses a simpler kernel:” gives another choice.
const PROPOSING: [&str; 4] = ["uses", "used", "employs", "proposes"];

/// “The loss function:” names what follows.
fn is_article(word: &str) -> bool {
    matches!(word, "the" | "our" | "its" | "their" | "a" | "an")
}

/// Whether words name a derivative.
fn names_slope(words: &[String]) -> bool {
    const SLOPES: [&str; 7] =
        ["derivative", "derivatives", "gradient", "gradients", "slope", "slopes", "score"];
    words.iter().any(|word| SLOPES.contains(&word.as_str()))
}

/// A phrase in some words.
#[derive(Debug, Clone, Copy)]
struct Found {
    act: Act,
    /// The word behind its last one.
    end: usize,
}

/// The phrases of some words in order: at each word the longest that ends there.
fn acts(words: &[String]) -> Vec<Found> {
    let table = table();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rows = table.get(words[at].as_str()).map(Vec::as_slice).unwrap_or_default();
        let fits = |(phrase, _): &&Row| {
            words.len() - at >= phrase.len() && phrase.iter().zip(&words[at..]).all(|(a, b)| a == b)
        };
        match rows.iter().filter(fits).max_by_key(|(phrase, _)| phrase.len()) {
            Some((phrase, act)) => {
                at += phrase.len();
                found.push(Found { act: *act, end: at });
            }
            None => at += 1,
        }
    }
    found
}

/// A phrase's words, and what it does.
type Row = (Vec<&'static str>, Act);

/// The phrases by their first words.
fn table() -> &'static BTreeMap<&'static str, Vec<Row>> {
    static TABLE: OnceLock<BTreeMap<&'static str, Vec<Row>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: BTreeMap<&'static str, Vec<Row>> = BTreeMap::new();
        for phrase in PHRASES {
            let words: Vec<&str> = phrase.english.split(' ').collect();
            table.entry(words[0]).or_default().push((words, phrase.act));
        }
        table
    })
}

/// The words of a text in small letters; abbreviations keep their stops.
fn words(text: &str) -> Vec<String> {
    let trimmed = |word: &str| {
        let word = word.to_lowercase();
        let bare = word.trim_start_matches('(').trim_end_matches(',');
        if ABBREVIATIONS.contains(&bare) {
            bare.to_owned()
        } else {
            word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
        }
    };
    text.split_whitespace().map(trimmed).filter(|word| !word.is_empty()).collect()
}

/// What ends in a stop and ends no sentence.
const ABBREVIATIONS: [&str; 14] = [
    "e.g.", "i.e.", "cf.", "resp.", "etc.", "eq.", "eqs.", "fig.", "sec.", "no.", "vs.", "w.r.t.",
    "s.t.", "approx.",
];

/// The sentences of some words; the last one may be empty, where the words end with
/// one.
fn sentences(text: &str) -> Vec<String> {
    sentences_of(text).collect()
}

fn sentences_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = end_of_sentence(text);
        let (sentence, behind) = match end {
            Some(at) => (&text[..at], Some(&text[at..])),
            None => (text, None),
        };
        rest = behind;
        Some(sentence.to_owned())
    })
}

/// Behind the first stop that ends a sentence.
fn end_of_sentence(text: &str) -> Option<usize> {
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        let ends = match c {
            '.' => {
                let word = text[..=at].rsplit(char::is_whitespace).next().unwrap_or_default();
                let word = word.trim_start_matches('(').to_lowercase();
                let apart = behind.is_empty() || behind.starts_with(char::is_whitespace);
                apart && !ABBREVIATIONS.contains(&word.as_str())
            }
            '!' | '?' | ';' | '\n' => true,
            _ => false,
        };
        if ends {
            return Some(at + c.len_utf8());
        }
    }
    None
}
