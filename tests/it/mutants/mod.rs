//! One change to a correct line: it is told apart from the line, or it keeps the value.

pub(crate) mod checker;
pub(crate) mod difference;
pub(crate) mod edit;
pub(crate) mod embedded;
pub(crate) mod evaluator;
pub(crate) mod paper;
pub(crate) mod pieces;
pub(crate) mod readings;
pub(crate) mod respelled;
pub(crate) mod rewrites;
pub(crate) mod scopes;
pub(crate) mod site;
pub(crate) mod slips;
pub(crate) mod spellings;
pub(crate) mod subject;
pub(crate) mod tally;
pub(crate) mod trial;
pub(crate) mod truth;
pub(crate) mod value;
pub(crate) mod world;

use self::embedded::Surroundings;
use self::paper::Paper;
use self::subject::SUBJECTS;
use self::tally::Tallies;
use self::trial::{Changed, Extent};
use self::truth::{Bench, Truth};
use rayon::prelude::*;
use std::collections::BTreeMap;

#[test]
fn every_line_is_true_by_the_independent_evaluator() {
    for subject in SUBJECTS {
        let text = subject.text();
        let paper = Paper::read(subject, &text);
        let claims: Vec<_> = paper.relations.iter().filter(|r| r.claim).collect();
        assert!(claims.len() >= 5, "{} makes {} claims", subject.file, claims.len());
        for relation in claims {
            let truth = Bench::new(subject, &paper, relation).original();
            let line = &text[relation.span.start..relation.span.end];
            assert_eq!(truth, Truth::True, "{}: {line}", subject.file);
        }
    }
}

/// A part of all changes; every one of them where `HANDGRAD_MUTANTS=all` says so.
#[test]
fn no_mutant_is_accepted_and_no_rewrite_refused() {
    let all = std::env::var("HANDGRAD_MUTANTS").is_ok_and(|extent| extent == "all");
    judge(if all { Extent::All } else { Extent::Some(800) });
}

/// A changed document is read as if it were read from its beginning, though only what was
/// touched is parsed.
#[test]
fn readings_of_changes_are_those_of_the_changed_texts() {
    let mut compared = 0;
    for subject in SUBJECTS {
        let text = subject.text();
        let base = handgrad::internals::reading(subject.file, text.as_bytes(), &[]).unwrap();
        let all = trial::changes(subject, Extent::Some(40));
        let own: Vec<&Changed> = all.iter().filter(|c| readings::is_of(&text, c)).collect();
        compared += own.len();
        let other = own.par_iter().filter_map(|c| readings::difference(&base, &text, c));
        let other: Vec<String> = other.collect();
        assert!(other.is_empty(), "{}", other.join("\n"));
    }
    assert!(compared >= 250, "{compared} changes were compared");
}

/// Within longer texts the same lines are told apart: `HANDGRAD_MUTANTS=all` tries every
/// change.
#[test]
fn what_stands_around_a_document_changes_no_verdict() {
    let all = std::env::var("HANDGRAD_MUTANTS").is_ok_and(|extent| extent == "all");
    let extent = if all { Extent::All } else { Extent::Some(16) };
    let mut found: BTreeMap<&str, Vec<Changed>> = BTreeMap::new();
    for subject in SUBJECTS {
        let text = subject.text();
        let changes = trial::changes(subject, extent);
        let taken: Vec<&Changed> = changes.iter().filter(|c| Surroundings::takes(c)).collect();
        for around in Surroundings::of(subject, &text) {
            let judged = |changed: &&Changed| Changed {
                verdict: Some(around.verdict(&text, changed)),
                ..(*changed).clone()
            };
            found.entry(around.name).or_default().par_extend(taken.par_iter().map(judged));
        }
    }
    for (name, found) in found {
        let tallies = Tallies::of(&found);
        eprintln!("{name}\n{tallies}");
        let (mutants, rewrites) = (&tallies.mutants, &tallies.rewrites);
        assert!(mutants.wrong.is_empty(), "{name}: accepted: {}", mutants.wrong.join("\n"));
        assert!(rewrites.wrong.is_empty(), "{name}: refused: {}", rewrites.wrong.join("\n"));
        assert!(mutants.total().count() >= 40 && rewrites.total().count() >= 40, "{name}");
        assert!(mutants.total().decided() >= 0.95, "{name}");
        assert!(rewrites.total().decided() >= 0.95, "{name}");
    }
}

fn judge(extent: Extent) {
    let all: Vec<Changed> = SUBJECTS.iter().flat_map(|s| trial::judged(s, extent)).collect();
    let tallies = Tallies::of(&all);
    eprintln!("{tallies}");
    let (mutants, rewrites) = (&tallies.mutants, &tallies.rewrites);
    assert!(mutants.wrong.is_empty(), "accepted: {}", mutants.wrong.join("\n"));
    assert!(rewrites.wrong.is_empty(), "refused: {}", rewrites.wrong.join("\n"));
    assert!(mutants.total().count() >= 2_000);
    assert!(rewrites.total().count() >= 1_000);
    assert!(mutants.total().decided() >= 0.98);
    assert!(rewrites.total().decided() >= 0.98);
}
