//! One change to a correct line: it is told apart from the line, or it keeps the value.

#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

/// The documents, the independent evaluator, and what changes the lines.
mod mutants {
    pub(crate) mod checker;
    pub(crate) mod difference;
    pub(crate) mod edit;
    pub(crate) mod evaluator;
    pub(crate) mod paper;
    pub(crate) mod pieces;
    pub(crate) mod rewrites;
    pub(crate) mod scopes;
    pub(crate) mod site;
    pub(crate) mod slips;
    pub(crate) mod subject;
    pub(crate) mod trial;
    pub(crate) mod truth;
    pub(crate) mod value;
    pub(crate) mod world;
}

use mutants::checker::Verdict;
use mutants::paper::Paper;
use mutants::subject::SUBJECTS;
use mutants::trial::{self, Change, Changed};
use mutants::truth::{Bench, Truth};
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

#[test]
fn no_mutant_is_accepted_and_no_rewrite_refused() {
    let all: Vec<Changed> = SUBJECTS.iter().flat_map(trial::changes).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |what: String| *counts.entry(what).or_default() += 1;
    for changed in &all {
        let truth = match &changed.truth {
            Truth::Void(trouble) => format!("void {trouble:?}"),
            other => format!("{other:?}").split('(').next().unwrap().to_owned(),
        };
        let verdict = match &changed.verdict {
            None => String::new(),
            Some(Verdict::Undecided(why)) => format!("undecided {why}"),
            Some(verdict) => format!("{verdict:?}"),
        };
        let kind = match changed.edit.kind {
            Change::Slip(slip) => { count(format!("slip {} {truth} {verdict}", changed.file)); format!("slip {slip}") }
            Change::Rewrite(rewrite) => { count(format!("rewrite {} {truth} {verdict}", changed.file)); format!("rewrite {rewrite}") }
        };
        count(format!("{kind} {truth}"));
        if matches!(changed.truth, Truth::Grey(_)) {
            eprintln!("grey {:?} {}\n   => {}", changed.truth, changed.original, changed.line);
        }
        if matches!((&changed.truth, &changed.verdict), (Truth::False(_), Some(Verdict::Holds)) | (Truth::True, Some(Verdict::Fails)))
            || std::env::var("SHOW").is_ok_and(|s| matches!(&changed.verdict, Some(Verdict::Undecided(w)) if w.contains(&s))) {
            eprintln!("{} {:?} {:?}: {}\n   => {}", changed.file, changed.truth, changed.verdict, changed.original, changed.line);
        }
    }
    for (what, number) in counts {
        eprintln!("{number:6} {what}");
    }
}
