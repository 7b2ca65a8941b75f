//! What is assumed for a part of the text alone, and what words take back.
//!
//! In: formulas with the words and headings before them, and the assumptions among their
//! relations. Out: at which formulas behind it an assumption may no longer be made: those
//! outside of its own section, where words make it for that alone, and those behind words
//! that go on to the general case. Not done here: what is true without it, which is asked
//! of lines that need it ([`crate::evaluate`]).

use super::lower::Lowerer;
use super::{Kind, SymbolId};
use crate::prose::clause;
use crate::reading::{Scope, Stated};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Words that make an assumption for their own section alone,
const FOR_NOW: [&str; 22] = [
    "for now",
    "for the moment",
    "for a moment",
    "for the time being",
    "temporarily",
    "this section",
    "this subsection",
    "this part",
    "this paragraph",
    "this example",
    "here we",
    "first assume",
    "first suppose",
    "first consider",
    "first let",
    "first take",
    "us first",
    "we first",
    "the case",
    "special case",
    "in case",
    "one case",
];

/// headings that do so,
const OF_A_CASE: [&str; 3] = ["case", "special", "example"];

/// and words behind which none is made any more.
const LIFTS: [&str; 26] = [
    "in general",
    "general case",
    "general setting",
    "more generally",
    "drop this",
    "drop the",
    "drop that",
    "dropping",
    "dropped",
    "lift the",
    "lift this",
    "longer assume",
    "no longer",
    "without this assumption",
    "without the assumption",
    "without assuming",
    "without assumptions",
    "without symmetry",
    "without normalisation",
    "without normalization",
    "unnormalised",
    "unnormalized",
    "not symmetric",
    "not normalised",
    "not normalized",
    "give up",
];

/// Words that leave open what a symbol beside them is.
const ANY: [&str; 4] = ["general", "arbitrary", "unrestricted", "generic"];
/// So many words may stand between a symbol and them.
const NEAR: usize = 4;

impl Lowerer<'_> {
    /// Finds the formulas at which assumptions may no longer be made.
    pub(super) fn find_lifted(&mut self, formulas: &[Arc<Stated>]) {
        let assumed = |k: &usize| self.meaning.relations[*k].kind == Kind::Assumption;
        let all: Vec<usize> = (0..self.meaning.relations.len()).filter(assumed).collect();
        if all.is_empty() {
            return;
        }
        let lifts: Vec<usize> = (0..formulas.len()).filter(|f| lifts(&formulas[*f])).collect();
        let freed: Vec<(usize, String)> =
            (0..formulas.len()).filter_map(|f| Some((f, self.freed(&formulas[f])?))).collect();
        let mut lifted = BTreeSet::new();
        for k in all {
            let from = self.meaning.relations[k].formula;
            let own = &formulas[from].scopes;
            let of_a_part = is_of_a_part(formulas, from);
            let names = self.spoken_of_by(k);
            let freed = freed.iter().filter(|(_, name)| names.contains(name.as_str()));
            let ends: BTreeSet<usize> =
                freed.map(|(f, _)| *f).chain(lifts.iter().copied()).collect();
            for f in from + 1..formulas.len() {
                let scopes = &formulas[f].scopes;
                let inside = |at: &usize| Scope::encloses(&formulas[*at].scopes, scopes);
                let outside = of_a_part && !Scope::encloses(own, scopes);
                if outside || ends.range(from + 1..=f).any(inside) {
                    lifted.insert((k, f));
                }
            }
        }
        self.meaning.lifted = lifted;
    }

    /// The names of the symbols in a relation.
    fn spoken_of_by(&self, relation: usize) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        if let Ok(sides) = &self.meaning.relations[relation].sides {
            sides.left.iter().for_each(|id| self.meaning.reach(*id, &mut reached));
            self.meaning.reach(sides.right, &mut reached);
        }
        reached.into_iter().map(|id: SymbolId| self.meaning.symbol(id).key.name.as_str()).collect()
    }

    /// The name of the symbol of which words say at a formula that it is any: “for general $A$”.
    fn freed(&self, stated: &Stated) -> Option<String> {
        let (before, behind) = (clause::before(&stated.before), clause::behind(&stated.behind));
        let any = |word: &String| ANY.contains(&word.as_str());
        let said = before.iter().rev().take(NEAR).any(any) || behind.iter().take(NEAR).any(any);
        said.then(|| Some(self.named(stated)?.0.name.clone())).flatten()
    }
}

/// Whether words or the heading above make what a formula assumes for a part alone.
fn is_of_a_part(formulas: &[Arc<Stated>], at: usize) -> bool {
    let own = &formulas[at];
    let words = format!(
        "{} {}",
        clause::before(&own.before).join(" "),
        clause::behind(&own.behind).join(" ")
    );
    let titled = formulas[..=at].iter().rev().take_while(|stated| {
        Scope::encloses(&own.scopes, &stated.scopes) || stated.scopes == own.scopes
    });
    let title = titled.map(|stated| &stated.titles).find(|titles| !titles.is_empty());
    let headed = title.is_some_and(|title| {
        let last = title.lines().last().unwrap_or_default();
        clause::behind(last).iter().any(|word| OF_A_CASE.contains(&word.as_str()))
    });
    headed || has_any(&words, &FOR_NOW)
}

/// Whether words or headings before a formula go on to the general case.
fn lifts(stated: &Stated) -> bool {
    let all = stated.titles.split(['.', '\n']).chain(stated.before.split(['.', '\n']));
    let mut said = all.map(|part| clause::behind(part).join(" "));
    said.any(|words| has_any(&words, &LIFTS))
}

fn has_any(words: &str, phrases: &[&str]) -> bool {
    let ends = |before: &str, behind: &str| {
        before.chars().next_back().is_none_or(|c| c == ' ')
            && behind.chars().next().is_none_or(|c| c == ' ')
    };
    let has = |phrase: &&str| {
        words.match_indices(*phrase).any(|(at, _)| ends(&words[..at], &words[at + phrase.len()..]))
    };
    phrases.iter().any(has)
}
